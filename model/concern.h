#ifndef MODEL_CONCERN_H
#define MODEL_CONCERN_H
/* Escalation of what was said in an interview: one of the triggers of assets/triggers.ini, with its owner, its day and the
 * response that is expected, as an action of kind escalation that is linked to the note and its interview. Those that
 * block keep a report from being published while they are open. Source: win-loss-interview-sop, "escalation" (S3-22,
 * S3-23); domain.md, "Interviews". */
#include "model/action.h"
#include "model/interview_note.h"

enum { TRIGGERS_MAX = 16 };
struct trigger {
	char key[24];    /* "contract": of an escalation, stored */
	char title[80];
	bool blocks;
};
struct triggers {
	struct trigger at[TRIGGERS_MAX];
	size_t n;
};
/* ERR_CONFIG: "triggers:LINE: …". */
int triggers_parse(struct triggers *out, const char *ini, size_t len, struct err *err);
/* As the team's configuration has them now. */
int triggers_load(struct store *s, struct triggers *out, struct err *err);
/* By the beginning of its key or title, any case; NULL: none. */
const struct trigger *triggers_find(const struct triggers *t, const char *word);

struct concern {
	int64_t interview;
	int64_t note;          /* 0: of the whole interview */
	const char *trigger;
	int64_t owner, due_day;
	const char *expected;  /* what shall happen; needed, as owner and day are */
};
/* One edit(); the action's id in *action (may be NULL). The same trigger of the same note that is open is not raised
 * twice: ERR_REFUSED. Its words name trigger, interview and note, none of what was said: who the owner is may not read
 * that. Who may: who does actions and sees the interview. */
int concern_raise(struct store *s, const struct concern *c, int64_t *action, struct err *err);
/* Open escalations of an interview and its notes, and how many of them block. 0, -1. */
int concern_count(struct store *s, int64_t interview, int64_t *open, int64_t *blocking, struct err *err);
extern const struct sql concern_sql[];
#endif
