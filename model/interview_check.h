#ifndef MODEL_INTERVIEW_CHECK_H
#define MODEL_INTERVIEW_CHECK_H
/* Validation: the six things that a record of an interview must hold, looked at by somebody who did not ask the
 * questions. Source: win-loss-interview-sop, step 7 (S3-14, S3-15, S3-16). Validating fixes the notes: codes count in
 * versions of them that change no more. A record that misses something is corrected by the interviewer, or flagged as
 * incomplete: then it stays out of the counts and is shown apart. */
#include "model/interview.h"

enum six { SIX_ACCOUNT, SIX_RESPONDENT, SIX_CRITERIA, SIX_COMPETITORS, SIX_PRICE, SIX_SUMMARY, SIX_COUNT };
struct six_item {
	const char *title;   /* "Interview date, respondent's role" */
	bool is_there;
	const char *missing; /* what is to be done where it is not; static */
};
/* Each of the six as it stands. 0, -1. */
int interview_check(struct store *s, const struct interview *i, struct six_item out[SIX_COUNT], struct err *err);
/* Whether the actor may judge it: duty reviewer, or analyst, sales_ops, admin; and not who asked. ERR_ROLE, ERR_REFUSED. */
int interview_may_validate(struct store *s, const struct interview *i, struct err *err);
/* One edit(). ERR_REFUSED with all that is missing; of one that was not held, or is validated already. */
int interview_validate(struct store *s, int64_t id, struct err *err);
/* Inside edit(): as another file has it, by whom and when; the six must be there, and it was somebody else who asked. */
int interview_validated(struct store *s, struct group *g, const struct interview *was, struct interview *i, int64_t by, int64_t at_ms,
			struct err *err);
/* Flags it as incomplete, with the reason; also one that was validated, by who may validate it. */
int interview_flag(struct store *s, int64_t id, const char *why, struct err *err);
#endif
