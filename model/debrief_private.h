#ifndef MODEL_DEBRIEF_PRIVATE_H
#define MODEL_DEBRIEF_PRIVATE_H
/* Shared by the files of the debrief only. */
#include "model/debrief.h"

/* form_value.field of a question. */
const char *debrief_field(int question, char *buf, size_t size);
/* One question, whatever the actor may see: the rules count what is there. */
int debrief_read_answer(struct store *s, int64_t form, const struct debrief_question *q, struct debrief_answer *a,
			struct err *err);
/* Inside edit(): the first words written live begin the call; the time typed counts for it. Later edits are
 * amendments: the moment of completion does not move. */
int debrief_begin(struct store *s, struct group *g, int64_t form, int64_t add_ms, struct err *err);
#endif
