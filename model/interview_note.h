#ifndef MODEL_INTERVIEW_NOTE_H
#define MODEL_INTERVIEW_NOTE_H
/* The notes of an interview, one thought each: what was said in the respondent's words (quote), what was observed
 * (fact), and what the interviewer makes of it (interpretation); they are never mixed (S3-30, S3-37). Texts are
 * immutable versions: a note points at the one that stands, codes at the one they were made on.
 *
 * Nothing that was said is written where the respondent did not permit notes (interview_may_note()). Once the interview
 * is validated its notes are fixed: no note comes or goes, and a corrected one is a new version on which the codes are
 * found again by their words (code_reanchor()). */
#include "model/buf.h"
#include "model/interview.h"

/* Stored; never renumbered. */
enum said_kind { SAID_QUOTE = 1, SAID_FACT, SAID_INTERPRETATION };
struct interview_note {
	int64_t id, interview, seq;
	int64_t kind;         /* enum said_kind */
	char *text;           /* owned */
	int64_t text_id;
	char *speaker;        /* owned; "" the respondent */
	int64_t member, at_ms, rev, gone; /* member: who wrote it first */
};
void interview_note_init(struct interview_note *n, int64_t interview, enum said_kind kind);
void interview_note_copy(struct interview_note *to, const struct interview_note *from);
void interview_note_done(struct interview_note *n);
/* In their order; the actor may see them all or none. 0 and an array for interview_notes_done(), or -1. */
int interview_notes(struct store *s, int64_t interview, struct interview_note **out, size_t *n, struct err *err);
/* The first `max` of them (0: all), and how many there are in all, so that a screen full of them waits for no others. */
int interview_notes_first(struct store *s, int64_t interview, size_t max, struct interview_note **out, size_t *n, size_t *all,
			  struct err *err);
void interview_notes_done(struct interview_note *notes, size_t n);
int interview_note_get(struct store *s, int64_t id, struct interview_note *out, struct err *err); /* 1, 0, -1 */
/* The note of an interview with that number (`--note 4`): its id, 0 none, -1. */
int64_t interview_note_find(struct store *s, int64_t interview, int64_t seq, struct err *err);
/* An id for a note that is only typed so far (its draft needs one); -1 on error. */
int64_t interview_note_new_id(struct store *s, struct err *err);

/* One edit(): writes the note. `base` is the note as it was read, NULL for a new one, which comes last unless `seq` says
 * where. Fields that differ from `base` are written; what somebody else changed meanwhile in other fields stays; the
 * same field changed by both: ERR_REFUSED naming field, who and both words, nothing written. A new note without words
 * writes nothing (*n has rev 0 then); one whose words are all taken away goes. Afterwards *n is the note as it stands.
 * `request` as in struct form_save. Who may: interview_may_write(). */
int interview_note_save(struct store *s, const struct interview_note *base, struct interview_note *n,
			const unsigned char *request, struct err *err);
int interview_note_delete(struct store *s, int64_t id, struct err *err);
/* Changes places with the next (1) or the one before (-1); at the end of the list nothing. */
int interview_note_move(struct store *s, int64_t id, int by, struct err *err);
/* The same as part of a running edit() of an interview that was read; who may is the caller's rule, permission and
 * validation are looked at here. */
int interview_note_put(struct store *s, struct group *g, const struct interview *i, const struct interview_note *base,
		       struct interview_note *n, struct err *err);
/* "Stark Industries, interview I-3: note 4": the title of a group. */
void interview_note_title(struct store *s, const struct interview *i, int64_t seq, const char *doing, struct buf *out);
const char *said_key(int64_t kind); /* "quote", "fact", "interpretation" */
int64_t said_find(const char *word); /* by its beginning, any case; 0 unknown */
extern const struct record_ops interview_note_ops;
extern const struct sql interview_note_sql[];
#endif
