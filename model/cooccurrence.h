#ifndef MODEL_COOCCURRENCE_H
#define MODEL_COOCCURRENCE_H
/* Which themes stand together: on one note, or in one interview. Roots against roots (a sub-theme speaks for its root), over
 * the interviews the actor sees. Of each interview one pass is counted: the settled one, else the actor's own, else the
 * first that was released; passes that are not to be seen count nowhere (model/blind.h). Source: domain.md, "Interviews". */
#include "model/coding.h"

enum together { TOGETHER_NOTE, TOGETHER_INTERVIEW };
struct cooccurrence_code {
	int64_t interview, note, seq, text_id, start_cp, end_cp, driver;
	size_t root; /* which of the roots */
	char *company; /* owned */
	bool may_quote; /* whether words of this interview may leave */
};
struct cooccurrence {
	struct taxonomy themes;
	size_t *root; /* places of the roots in `themes`, those in use */
	size_t n;
	int64_t *count; /* n x n: notes or interviews with both; the diagonal: with that one */
	struct cooccurrence_code *code; /* by interview, note and place */
	size_t codes, interviews;
};
int cooccurrence_make(struct store *s, enum together unit, struct cooccurrence *out, struct err *err);
void cooccurrence_done(struct cooccurrence *c);
/* Whether code `i` is one of a cell: of its row's or column's theme, where both stand together. */
bool cooccurrence_has(const struct cooccurrence *c, enum together unit, size_t row, size_t col, size_t i);
extern const struct sql cooccurrence_sql[];
#endif
