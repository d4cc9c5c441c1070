#ifndef MODEL_QUOTE_H
#define MODEL_QUOTE_H
/* What a respondent's words may reach. The words of a quote leave the coding screens for no report, export, message or
 * clipboard unless quoting was permitted and is permitted still; the words of any note need the permission for notes.
 * What is coded and counted stays. Source: win-loss-interview-sop, steps 3 and 6 (S3-03, S3-36); P38 for consent. */
#include "model/interview_note.h"

bool note_may_leave(const struct interview *i, const struct interview_note *n);
/* The same of a note of which only the id is at hand (history), whoever asks; true of one that is not there. */
bool note_id_may_leave(struct store *s, int64_t note);
/* The same of a value of a form: one of an interview needs the permission for notes. */
bool value_id_may_leave(struct store *s, int64_t value);
/* Of what was captured as fields (competitors, prices, the summary): needs the permission for notes. */
bool interview_fields_may_leave(const struct interview *i);
/* What stands in their place: "(words kept back: …)"; "" where they may leave. Static. */
const char *note_instead(const struct interview *i, const struct interview_note *n);
/* Whether words are what stands in the place of others. */
bool note_is_instead(const char *words);
extern const struct sql quote_sql[];
#endif
