#ifndef MODEL_BLIND_H
#define MODEL_BLIND_H
/* Coders are blind to each other: what a coder found in an interview is seen by nobody else until everybody who codes it
 * has closed and released. This is the one place that says so; coding_pass_is_seen() and every statement that reads
 * codes, marks "read, no theme fits", memos or counts of them take the rule from here. It holds for every role.
 *
 * Who codes an interview: whoever has a pass of it and whoever is assigned to it. The settled layer is seen like the
 * passes it was made of. Source: domain.md, "Interviews"; S3-17, S3-28. */
#include "model/coding.h"

/* The predicate over an alias of coding_pass: bind with blind_bind(st, s). It uses $96 and $97. */
#define BLIND_PASS(p)                                                                                                  \
	"($97 = 1 or (" p ".layer = 0 and " p ".coder = $96) or (" p ".gone = 0 and (" p ".layer = 1 or " p          \
	".released_at > 0) and " BLIND_ALL(p ".interview") "))"
/* That all who code that interview have closed and released: for what everybody sees. No parameters. */
#define BLIND_ALL(interview_id)                                                                                        \
	"(not exists (select 1 from coding_pass b_open where b_open.interview = " interview_id " and b_open.layer = 0" \
	" and b_open.gone = 0 and (b_open.closed_at = 0 or b_open.released_at = 0))"                                 \
	" and not exists (select 1 from assignment b_duty where b_duty.interview = " interview_id                    \
	" and b_duty.gone = 0 and not exists (select 1 from coding_pass b_done"                                      \
	" where b_done.interview = b_duty.interview and b_done.coder = b_duty.coder and b_done.layer = 0"            \
	" and b_done.gone = 0 and b_done.closed_at > 0 and b_done.released_at > 0)))"
void blind_bind(struct stmt *st, const struct store *s);

/* Whether the actor may read a change of that record (SUBJECT_CODING_PASS, SUBJECT_PASS_NOTE: the pass's id;
 * SUBJECT_CODE, SUBJECT_RECODE), its group's title included. Other kinds: always. */
bool blind_is_seen(struct store *s, enum subject_kind kind, int64_t subject);
/* Who keeps the codes of an interview shut, in words: "ana has not released, ben has not begun"; nothing where it is
 * open. Appended. */
struct buf;
void blind_put_missing(struct store *s, int64_t interview, struct buf *out);
extern const struct sql blind_sql[];
#endif
