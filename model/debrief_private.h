#ifndef MODEL_DEBRIEF_PRIVATE_H
#define MODEL_DEBRIEF_PRIVATE_H
/* Shared by the files of the debrief only. */
#include "model/debrief.h"

/* form_value.field of a question. */
const char *debrief_field(int question, char *buf, size_t size);
/* One question, whatever the actor may see: the rules count what is there. */
int debrief_read_answer(struct store *s, int64_t form, const struct debrief_question *q, struct debrief_answer *a,
			struct err *err);
#endif
