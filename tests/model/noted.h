#ifndef TESTS_MODEL_NOTED_H
#define TESTS_MODEL_NOTED_H
/* The interview of asked.h that was held, with notes in it. */
#include "model/interview_note.h"
#include "tests/model/asked.h"

/* One permission, by olga; ana acts afterwards. */
void noted_consent(struct asked *a, enum permission p, enum consent c);
/* A note saved by the actor; its id. */
int64_t noted_note(struct asked *a, enum said_kind kind, const char *text);
struct interview_note noted_get(struct asked *a, int64_t id);
/* The notes in their order, "quote: words|fact Ana: words"; the string lives until the next call. */
const char *noted_all(struct asked *a);
#endif
