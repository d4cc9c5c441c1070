#ifndef MODEL_EVIDENCE_H
#define MODEL_EVIDENCE_H
/* What an action rests on (table action_link): deals, interviews, notes of interviews, exchange records. Kept as one line
 * "D3 I7 N45 X9" of letters and ids in a fixed order, so that history, undo and a comparison of two writers see one value;
 * people write and read "D-3, I-7, I-7/4, D-3/post". Source: schema.md, "action_link"; S3-21, S3-25. */
#include "model/buf.h"
#include "model/history.h"

enum { FINDING_INTERVIEWS_MIN = 2 };

struct evidence {
	enum subject_kind kind;  /* SUBJECT_DEAL, SUBJECT_FORM (an exchange record), SUBJECT_INTERVIEW, SUBJECT_INTERVIEW_NOTE */
	int64_t subject;
	int64_t deal, interview; /* where it stands; 0 none */
	int64_t period;          /* of an exchange record: its direction */
	char name[48];           /* "I-7/4" */
	char company[128];
};
/* What people write, separated by commas, to the line that is kept; a deal also by deal_find(). ERR_INPUT where the actor
 * sees no such record. Nothing: "". */
int evidence_parse(struct store *s, const char *words, struct buf *out, struct err *err);
/* The other way; what the actor may not see is said as a number: "D-3, I-7 and 1 more". */
void evidence_format(struct store *s, const char *kept, struct buf *out);
/* A kept line in its order, each once. */
void evidence_sort(struct buf *line);
/* Each of a kept line that the actor may see and that is there; *hidden (may be NULL) counts the others. */
int evidence_each(struct store *s, const char *kept, int (*fn)(void *arg, const struct evidence *e), void *arg,
		  size_t *hidden, struct err *err);
/* How many different interviews it names, by themselves or by their notes; -1 on error. */
int64_t evidence_interviews(struct store *s, const char *kept, struct err *err);

/* The line of an action, appended; the links become those of the line (inside edit()). */
int evidence_read(struct store *s, int64_t action, struct buf *out, struct err *err);
int evidence_write(struct store *s, int64_t action, const char *kept, struct err *err);
extern const struct sql evidence_sql[];
#endif
