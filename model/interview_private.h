#ifndef MODEL_INTERVIEW_PRIVATE_H
#define MODEL_INTERVIEW_PRIVATE_H
/* Shared by the files of the interview's record. */
#include "model/interview.h"
#include "model/record.h"

/* Of `interview i join deal d`, as interview_read() takes them. */
#define INTERVIEW_COLUMNS                                                                                                \
	"i.id, i.ext, i.programme, i.deal, i.form, i.person, i.respondent, i.respondent_role, i.interviewer,"            \
	" i.scheduled_at, i.minutes, i.format, i.held_at, i.consent_notes, i.consent_record, i.consent_quote, i.guide,"  \
	" i.guide_config, i.state, i.refusal, i.validated_at, i.validated_by, i.row_hash, i.origin_import, i.made_at,"   \
	" i.rev, i.gone, d.owner"
#define INTERVIEW_COLUMNS_N 28
/* Texts are copied. */
void interview_read(struct stmt *st, struct interview *i);
bool interview_is_seen(const struct store *s, const struct interview *i);
/* interview_get() of one that must be there: 0, or -1 with ERR_INPUT. */
int interview_need(struct store *s, int64_t id, struct interview *out, struct err *err);
/* Inside edit(). */
int interview_drop(struct store *s, struct group *g, struct interview *i, struct err *err);

extern const struct record_type interview_type;
/* Of one that is gone: its external id is free again, so that importing the file once more adds it anew. 1, 0 no such, -1. */
int interview_release(struct store *s, int64_t id, int64_t *deal, struct err *err);

struct interview_notes_n {
	int64_t notes, quotes;
};
int interview_count_notes(struct store *s, int64_t id, struct interview_notes_n *out, struct err *err);
#endif
