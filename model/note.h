#ifndef MODEL_NOTE_H
#define MODEL_NOTE_H
/* The messages around a handoff: each is a template of the team filled in from the deal, its packet and its clocks, and
 * stands in the outbox until somebody has sent it. Source: the handoff SOP, steps 2, 3 and 5; the customer handoff SOP,
 * "Customer Introduction"; domain.md, "The handoff packet".
 *
 * What is not known is said in square brackets, "[kickoff: not known]", so that nobody sends a gap unseen. The class of a
 * message is that of the closest-held words in it; what goes to a customer can hold only what template.h lets it name. */
#include "model/buf.h"
#include "model/outbox.h"

#define NOTE_GAP ": not known]" /* ends each */
enum note_kind { NOTE_SLACK, NOTE_COORDINATION, NOTE_ESCALATION, NOTE_SOW, NOTE_SOW_LATE, NOTE_INTRO, NOTE_DAILY, NOTE_COUNT };
const char *note_key(enum note_kind kind);      /* "slack": what handoff --note takes */
const char *note_template(enum note_kind kind); /* "deals-channel" */
int note_find(const char *key);                 /* -1: no such */

/* The message as it stands now, not stored; the names without a value are appended to `unknown` (may be NULL), by commas.
 * ERR_REFUSED where there is nothing to say (a SOW that is not late). The caller frees out. */
int note_render(struct store *s, enum note_kind kind, int64_t deal, struct outbox_message *out, struct buf *unknown,
		struct err *err);
/* One edit(): that message in the outbox. One with the same words that stands there already is the one; one that waits
 * with older words is withdrawn for it. An escalation is the one that waits, else the next rung (handoff_escalate()).
 * ERR_ROLE: act "message". The caller frees out. */
int note_prepare(struct store *s, enum note_kind kind, int64_t deal, struct outbox_message *out, struct buf *unknown,
		 struct err *err);
/* Inside edit(), asking nobody's role, when something happened that the message tells: put once, and where it still waits
 * with older words, anew. One that was sent is not written again. */
int note_follow(struct store *s, struct group *g, enum note_kind kind, int64_t deal, struct err *err);
/* Inside edit(): what waits of that kind is withdrawn, because it was told that the thing is done. */
int note_drop(struct store *s, struct group *g, enum note_kind kind, int64_t deal, struct err *err);
/* The same for all of them: the deal is not won any more. */
int note_drop_all(struct store *s, struct group *g, int64_t deal, struct err *err);
#endif
