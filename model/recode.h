#ifndef MODEL_RECODE_H
#define MODEL_RECODE_H
/* What happens to codes when a theme is split: they stay as they were made, and a person says of each which part it counts
 * for from then on. Of a merged theme nobody has to say anything (taxonomy_counts_for()). And how often each theme is
 * coded. All of what the actor may see: class interview, and not what is blind (model/blind.h). Source: S3-18. */
#include "model/taxonomy.h"

/* For which theme of a version a code counts; `chosen` is the theme of its row in `recode` (r.gone = 0), 0 none. */
int64_t recode_counts_for(const struct taxonomy *t, int64_t theme, int64_t chosen);

struct recode_item {
	int64_t code, pass, interview, deal, note_seq, coder, layer, driver;
	int64_t theme;      /* it was made with */
	int64_t split;      /* that one, or what it was merged into: the theme that was split */
	int64_t chosen;     /* 0: nobody chose yet */
	char *company, *words; /* owned; words: what is coded */
	bool may_leave;     /* these words may leave the coding screens */
};
void recode_done(struct recode_item *items, size_t n);
/* Codes on themes that the newest published version has split, by theme, interview and place: those that wait for a
 * choice, or with `all` the chosen ones too. The caller ends them with recode_done(). */
int recode_list(struct store *s, const struct taxonomy *newest, bool all, struct recode_item **out, size_t *n,
		struct err *err);
/* One choice, one thing to take back; theme 0: none after all. Who may: access_act "taxonomy". ERR_REFUSED: the code's
 * theme was not split, or that one is retired. */
int recode_put(struct store *s, int64_t code, int64_t theme, struct err *err);

/* By theme of `t`, in its order: how many codes of coders (the settled layer counts nothing twice) count for it. */
struct theme_count {
	int64_t win, loss, none, waiting; /* waiting: of the others, for a choice */
};
int theme_counts(struct store *s, const struct taxonomy *t, struct theme_count *out, struct err *err);
extern const struct record_ops recode_ops;
extern const struct sql recode_sql[];
#endif
