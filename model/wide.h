#ifndef MODEL_WIDE_H
#define MODEL_WIDE_H
/* The wide row of a deal, as `export deals --wide` writes it and `import deals` meets it again: behind the fields one
 * column a question with the answer that counts, and as_of, the newest change of history that the file knows. A sheet
 * that comes back is compared with what stood here then, so that an edit made in it is no conflict with itself. */
#include "model/buf.h"
#include "model/debrief.h"

#define WIDE_QUESTIONS_MAX 32
#define WIDE_NAME_MAX 48

/* "q3_objections". */
void wide_name(const struct debrief_question *q, char *out, size_t size);
/* The answer that counts: live, else taken as it was given ahead; "not known: why". Nothing where none counts yet, or
 * the actor may not see it. Appended. */
void wide_answer(const struct debrief_answer *a, struct buf *out);
/* as_of of a file that is written now ("wl-0123456789abcdef-G4182"), and the group that a cell names: 0 when it is of
 * another database. */
int wide_as_of(struct store *s, struct buf *out, struct err *err);
int64_t wide_group(const struct store *s, const char *cell);
extern const struct sql wide_sql[];
#endif
