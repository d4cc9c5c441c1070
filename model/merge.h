#ifndef MODEL_MERGE_H
#define MODEL_MERGE_H
/* Two spellings of one company or competitor become one: what the first has goes to the second, which is kept. One edit of
 * its own kind (GROUP_MERGE), taken back in full by undo. The first spelling stays known (model/alias.h): whoever types or
 * imports it means the kept one. Source: commands.md, `merge`. */
#include "model/buf.h"
#include "model/history.h"

enum merge_kind { MERGE_COMPANY, MERGE_COMPETITOR };
/* "company", "competitor", any case. */
bool merge_kind_parse(const char *word, enum merge_kind *out);

struct merged {
	int64_t gone, kept; /* ids */
	char gone_name[200], kept_name[200];
	int64_t deals, contacts;
	struct buf doubles; /* names of contacts that both had, parted by commas: both are kept */
};
void merged_done(struct merged *m);
/* "Kestrel Inc → Kestrel Data: 3 deals, 2 contacts …", as people read it. Appended. */
void merged_format(const struct merged *m, enum merge_kind kind, struct buf *out);

/* The record of that name: its exact spelling, else the only one whose folded spelling is the same, else the only company
 * that is found by its words. ERR_INPUT where there is none, or several (they are listed). */
int merge_find(struct store *s, enum merge_kind kind, const char *name, int64_t *id, struct err *err);
/* Merges `gone` into `kept`. `deal`: of which it was asked, for undo there; 0 none. ERR_REFUSED where they are one. */
int merge_run(struct store *s, enum merge_kind kind, int64_t gone, int64_t kept, int64_t deal, struct merged *out,
	      struct err *err);

/* Likely doubles: the same letters but for case, accents, punctuation and legal form, or one letter more. Of each pair the
 * one with more deals is proposed as the kept one. */
struct merge_pair {
	int64_t gone, kept, gone_deals, kept_deals;
	const char *gone_name, *kept_name; /* borrowed for the call */
};
int merge_suggest(struct store *s, enum merge_kind kind, int (*fn)(void *arg, const struct merge_pair *p), void *arg,
		  struct err *err);
extern const struct sql merge_sql[], merge_suggest_sql[];
#endif
