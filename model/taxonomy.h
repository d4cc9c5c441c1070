#ifndef MODEL_TAXONOMY_H
#define MODEL_TAXONOMY_H
/* The taxonomy of themes: versions that never change once they are published. A theme has one identity for ever
 * (`theme`), and in each version a title, a place in the tree, a letter, a definition and examples. A theme that is
 * renamed keeps its codes; merged or split ones say where theirs went; nothing coded is ever lost. Wins and losses use
 * the same taxonomy (S3-32). Source: S3-17, S3-18; domain.md, "Interviews". */
#include "model/history.h"

enum taxonomy_state { TAXONOMY_DRAFT, TAXONOMY_PUBLISHED };
struct theme {
	int64_t id;
	char *key;            /* "pricing": never changes; texts are owned */
	int64_t parent;       /* theme id; 0: a root */
	int64_t seq;
	char *letter;         /* one character; of a sub-theme unique below its root; "" none */
	char *title, *definition, *examples; /* examples: one a line */
	int64_t merged_into;  /* theme that took its codes, 0 */
	bool retired;         /* not offered any more; its codes stay */
};
struct taxonomy {
	int64_t id, major, minor, state, at_ms, member;
	char *title;
	struct theme *theme;  /* roots in their order, each followed by its sub-themes */
	size_t n;
};
void taxonomy_done(struct taxonomy *t);
/* The newest published version, with which passes begin; id 0: that one. The shipped one is there from the start. */
int taxonomy_get(struct store *s, int64_t id, struct taxonomy *out, struct err *err); /* 1, 0, -1 */
const struct theme *taxonomy_theme(const struct taxonomy *t, int64_t id);
/* By its key, or by the beginning of its title where that is unique; NULL: none or several. */
const struct theme *taxonomy_find(const struct taxonomy *t, const char *words);
/* The root whose letter that is (parent 0), or the sub-theme of `parent`; NULL none. Retired ones have no letter. */
const struct theme *taxonomy_letter(const struct taxonomy *t, int64_t parent, const char *letter);
extern const struct record_ops taxonomy_ops, theme_ops;
extern const struct sql taxonomy_sql[];
#endif
