#ifndef MODEL_ERASE_H
#define MODEL_ERASE_H
/* Personal data of one person taken out of the file, with a receipt. It cannot be undone.
 *
 * Gone are the contact's name, title, address and phone, the name of a respondent and of who said a row, and wherever a text, a field or
 * history holds the e-mail address, the phone or (of two words or more, where no other contact has it) the full name:
 * there each letter of it becomes a *, so that codes keep their places. History loses those payloads and keeps their digests, so
 * that the chain stays whole; a tombstone (an HMAC) lets an import refuse the person. What was said stays, of nobody.
 * Then the index is made anew and the file written again, so that no copy stays in it. Source: commands.md, "erase";
 * architecture.md, "history"; promise P42. */
#include "model/err.h"
#include "model/store.h"

#include <stdbool.h>

struct erased {
	int64_t contact, grp;
	int64_t fields, texts, history; /* fields of records, written texts, values of history that held any of it */
	bool by_name;			/* texts were looked through for the name too */
	/* What holds any of it and is not reached: titles of history, which the chain of digests holds; unsaved texts of members. */
	int64_t titles, drafts;
	int64_t filed; /* packets that were filed and had it: their files keep it */
	bool rewritten; /* else the file could not be written again, for `why`: free pages of it may hold what was taken out */
	struct err why;
};
/* Who may: access_act "erase". ERR_INPUT: contact_find(). 0 where the person is gone from every record, whether the file could be
 * written again or not. */
int erase_contact(struct store *s, const char *words, struct erased *out, struct err *err);
/* The file written again, where that could not be done. */
int erase_rewrite(struct store *s, struct err *err);
/* Inside an import: the moment at which a person of that address, or of that name at that company (its folded name),
 * was erased. 1, 0, -1. */
int erase_find(struct store *s, const char *email, const char *name, const char *company, int64_t *at_ms, struct err *err);
extern const struct sql erase_sql[], erase_place_sql[], erase_draft_sql[];
#endif
