#ifndef MODEL_CONFIG_H
#define MODEL_CONFIG_H
/* Team configuration: files of assets/ as first version, then versions in the table `config`, never edited. */
#include "model/store.h"

/* Names a team may change ("stages", "clocks", "presets/hubspot" …) with their newest version, by name. */
int config_each(struct store *s, int (*fn)(void *arg, const char *name, int version), void *arg, struct err *err);
/* The newest version's text (caller frees), its id and version; 1, 0 absent, -1. */
int config_get(struct store *s, const char *name, char **body, int64_t *id, int *version, struct err *err);
/* The text of that version (config.id); 1, 0, -1. */
int config_body(struct store *s, int64_t id, char **body, struct err *err);
/* The newest version's text, else that of the file of assets/ (a store that was made before it was shipped). The caller
 * frees; NULL: an error. */
char *config_text(struct store *s, const char *name, const char *asset, struct err *err);
/* Checks a text as its reader would: 0, or -1 with "name:line: found, expected". */
int config_check(const char *name, const char *body, size_t len, struct err *err);
/* Stores a checked new version (who may: access_act "config"). Where the calendar or the clocks change, every clock is
 * computed again, past and present; fn (may be NULL) hears each that moved. All or nothing. */
struct clock;
int config_put(struct store *s, const char *name, const char *body,
	       int (*fn)(void *arg, int64_t deal, const struct clock *was, const struct clock *is), void *arg,
	       struct err *err);
/* The same, with what belongs to it written in the same transaction: fn hears which version took the place of which. */
struct config_made {
	int64_t was_id, id; /* config.id; was_id 0: there was none */
	int version;
};
struct group;
int config_put_with(struct store *s, const char *name, const char *body,
		    int (*fn)(struct store *s, struct group *g, const struct config_made *made, void *arg, struct err *err),
		    void *arg, struct err *err);
/* Versions of a name, newest first; member 0: shipped. */
int config_history(struct store *s, const char *name,
		   int (*fn)(void *arg, int version, int64_t at_ms, int64_t member), void *arg, struct err *err);
/* The shipped texts as version 1; in the transaction that makes the store. `zone` goes into the calendar. */
int config_seed(struct store *s, const char *zone, struct err *err);
extern const struct sql config_sql[];
#endif
