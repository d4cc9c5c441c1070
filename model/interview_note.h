#ifndef MODEL_INTERVIEW_NOTE_H
#define MODEL_INTERVIEW_NOTE_H
/* The notes of an interview, one thought each: what was said in the respondent's words (quote), what was observed
 * (fact), and what the interviewer makes of it (interpretation); they are never mixed (S3-30, S3-37). Texts are
 * immutable versions: a note points at the one that stands, codes at the one they were made on. */
#include "model/interview.h"

/* Stored; never renumbered. */
enum said_kind { SAID_QUOTE = 1, SAID_FACT, SAID_INTERPRETATION };
struct interview_note {
	int64_t id, interview, seq;
	int64_t kind;         /* enum said_kind */
	char *text;           /* owned */
	int64_t text_id;
	char *speaker;        /* owned; "" the respondent */
	int64_t member, at_ms, rev, gone;
};
void interview_note_done(struct interview_note *n);
/* In their order; the actor may see them all or none. 0 and an array for interview_notes_done(), or -1. */
int interview_notes(struct store *s, int64_t interview, struct interview_note **out, size_t *n, struct err *err);
void interview_notes_done(struct interview_note *notes, size_t n);
int interview_note_get(struct store *s, int64_t id, struct interview_note *out, struct err *err); /* 1, 0, -1 */
const char *said_key(int64_t kind); /* "quote", "fact", "interpretation" */
extern const struct record_ops interview_note_ops;
extern const struct sql interview_note_sql[];
#endif
