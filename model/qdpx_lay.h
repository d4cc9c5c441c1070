#ifndef MODEL_QDPX_LAY_H
#define MODEL_QDPX_LAY_H
/* A text of a coded project laid over the notes of an interview, so that what is coded there is found here. The notes
 * of a transcript follow one another in its text; where a text is not at hand, or was written down in other words,
 * the quoted words are looked for. Pure. */
#include "model/qdpx.h"
#include "model/span.h"

struct qdpx_place {
	size_t note; /* position among the notes */
	struct span span;
};

struct qdpx_lay {
	const char *text; /* NULL: not at hand */
	const char *const *note;
	size_t n;
	struct qdpx_laid {
		size_t from, to; /* bytes of the text; both 0: not in it */
	} * laid;
	struct qdpx_place *place; /* what was found last */
	size_t n_places, cap;
};
/* Texts are borrowed. */
void qdpx_lay(struct qdpx_lay *l, const struct qdpx_source *s, const char *const *notes, size_t n);
void qdpx_lay_done(struct qdpx_lay *l);
/* The stretches of notes that a coding stands on, in l->place: 0, or ERR_INPUT why there are none. */
int qdpx_find(struct qdpx_lay *l, const struct qdpx_coding *c, struct err *err);
#endif
