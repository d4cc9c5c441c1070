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
	char *guid;           /* of REFI-QDA, "" none */
	int64_t parent;       /* theme id; 0: a root */
	int64_t seq;
	char *letter;         /* one character, unique among its siblings; "" none */
	char *title, *definition, *examples; /* examples: one a line */
	int64_t merged_into;  /* theme that took its codes, 0 */
	int64_t split_from;   /* theme it is a part of, 0 */
	int64_t retired;      /* 1: not offered any more; its codes stay */
	int64_t rev, gone;    /* of its row in this version */
	int level;            /* 0: a root */
};
struct taxonomy {
	int64_t id, major, minor, state, at_ms, member, rev, gone;
	char *title;
	struct theme *theme;  /* roots in their order, each followed by what stands below it */
	size_t n;
	size_t *by_id;        /* private: places in `theme`, by theme id */
};
void taxonomy_done(struct taxonomy *t);
/* That version, or with id 0 the newest published one, with which passes begin. The shipped one is there from the start.
 * 1, 0, -1. */
int taxonomy_get(struct store *s, int64_t id, struct taxonomy *out, struct err *err);
/* The draft of the next version, 0 where there is none. */
int taxonomy_draft(struct store *s, struct taxonomy *out, struct err *err);
/* The draft, or the newest published version: what is edited. 1, 0, -1. */
int taxonomy_newest(struct store *s, struct taxonomy *out, struct err *err);
/* Every version without its themes, oldest first, the draft last. The caller ends each and frees. */
int taxonomy_list(struct store *s, struct taxonomy **out, size_t *n, struct err *err);
/* "1.2" or "2" (of a major the newest), "draft", "" the newest published: its id. ERR_INPUT lists what there is. */
int taxonomy_parse(struct store *s, const char *words, int64_t *id, struct err *err);
const struct theme *taxonomy_theme(const struct taxonomy *t, int64_t id);
/* By its key, or by the beginning of its title where that is unique; one in use before a retired one. NULL: none or
 * several. */
const struct theme *taxonomy_find(const struct taxonomy *t, const char *words);
/* The root whose letter that is (parent 0), or the sub-theme of `parent`; NULL none. Retired ones have no letter. */
const struct theme *taxonomy_letter(const struct taxonomy *t, int64_t parent, const char *letter);
/* For which theme of this version a code counts that was made with `theme` by whatever version: what it was merged into,
 * step by step. A split one is itself until somebody chose (model/recode.h). */
int64_t taxonomy_counts_for(const struct taxonomy *t, int64_t theme);
/* Whether `theme` is `above` or stands below it. */
bool taxonomy_is_below(const struct taxonomy *t, int64_t theme, int64_t above);
/* The shipped taxonomy as version 1.0 where the file has none, in the transaction that makes the store or another. */
int taxonomy_seed(struct store *s, struct err *err);
bool taxonomy_is_there(const struct store *s);

/* Undo of the taxonomy is one scope for all versions: history_undo(s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, …). */
#define TAXONOMY_SCOPE 1
extern const struct record_ops taxonomy_ops, theme_ops;
extern const struct sql taxonomy_sql[], taxonomy_row_sql[];
#endif
