#ifndef MODEL_HANDOFF_PRIVATE_H
#define MODEL_HANDOFF_PRIVATE_H
/* Shared by the files of the queue only. */
#include "model/as_of.h"
#include "model/board_text.h"
#include "model/handoff.h"

enum { WALK_DUE, WALK_DUE_BACK, WALK_WAITING, WALK_WAITING_BACK, COUNT_DUE, COUNT_WAITING, WALK_ONE };

/* What the text filter looks at, of every open handoff that the actor may see, in the order of the queue: read once for
 * the letters of a word, and again when anything was written. */
struct handoff_line {
	struct handoff_key key; /* due_at INT64_MAX: it waits */
	int64_t owner, csm;
	size_t words;           /* into handoff_lines.words: company's key, deal's name, external id, folded, each ended by NUL */
};
struct handoff_lines {
	struct handoff_line *at;
	size_t n, cap;
	struct buf words;
	struct as_of as_of;
	/* The lines that the text typed last matches: a letter more looks at these alone. */
	size_t *match, matches;
	char *typed; /* owned; NULL: none was asked for since the lines were read */
};
/* How many are open, counted last, without a text. */
struct handoff_counted {
	struct as_of as_of;
	int64_t mine, csm; /* of the filter */
	struct handoff_count count;
};
/* Those that match what is typed, which `t` holds ready: in `match`, in order. NULL on error; borrowed until
 * the next call. */
const struct handoff_lines *handoff_lines_matching(struct store *s, const char *typed, const struct board_text *t, struct err *err);
/* The first of the matching lines behind that key, `matches` where there is none. */
size_t handoff_lines_behind(const struct handoff_lines *all, struct handoff_key key);
#endif
