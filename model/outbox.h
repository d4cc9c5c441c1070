#ifndef MODEL_OUTBOX_H
#define MODEL_OUTBOX_H
/* Messages that people send themselves: nothing is sent by the program. Each stands here with recipient, text and
 * state. Source: domain.md, "The handoff packet"; screens.md, `y`. Who may read one: its words have a class and follow
 * its deal, as those of an action. */
#include "model/history.h"

enum message_state { MESSAGE_TO_SEND, MESSAGE_SENT, MESSAGE_WITHDRAWN,
		     MESSAGE_SENDING }; /* taken by one who hands it to the team's command: outbox_claim() */
struct outbox_message {
	int64_t id, deal;
	char template[32];     /* "ae-note": key of assets/templates */
	char channel[512];     /* how it leaves, of messages.ini: "chat"; "" when it is put: that of its template */
	char *recipient, *text; /* owned */
	int64_t text_id;
	int64_t state;          /* enum message_state */
	int64_t member, at_ms;
	int64_t sent_at, sent_by; /* while it is being sent: until when that may take, and by whom */
	enum field_class class;
	int64_t config;         /* the configuration whose template it was; 0: somebody wrote it anew */
	const char *company;    /* whose deal it is; borrowed for the call of outbox_each(), NULL else */
	int64_t rev, gone;
};
void outbox_message_done(struct outbox_message *m);
/* Inside edit(), asking nobody's role. Undo of the group withdraws it while it is to be sent; a sent one stays, and
 * struct undone says so. */
int outbox_put(struct store *s, struct group *g, struct outbox_message *m, struct err *err);
/* Inside edit(), asking nobody's role: one that waits is withdrawn, because another takes its place. */
int outbox_withdraw(struct store *s, struct group *g, int64_t id, struct err *err);
int outbox_add(struct store *s, struct outbox_message *m, struct err *err); /* one edit() */
int outbox_get(struct store *s, int64_t id, struct outbox_message *out, struct err *err); /* 1, 0, -1 */
/* Sent or withdrawn. ERR_REFUSED when it is not to be sent any more, or is being sent. */
int outbox_mark(struct store *s, int64_t id, enum message_state state, struct err *err);
/* Other words for one that is to be sent, written over what stood there at that revision. From then on it is no text of a
 * template: what happens to the deal does not write it anew. ERR_REFUSED when it was changed meanwhile or is not to be
 * sent, ERR_INPUT for no words. */
int outbox_rewrite(struct store *s, int64_t id, int64_t rev, const char *text, size_t len, struct err *err);
/* Takes one that is to be sent for a command that may take `seconds`, before it starts: of two who send at once one is
 * refused. The claim outlives its process; when its time is over nobody knows whether the message went, and it can be
 * taken, marked or withdrawn again. *rev is for outbox_settle(). ERR_REFUSED, ERR_ROLE. */
int outbox_claim(struct store *s, int64_t id, int seconds, int64_t *rev, struct err *err);
/* How it ended: sent, or to be sent again. ERR_REFUSED when the claim is not ours any more. */
int outbox_settle(struct store *s, int64_t id, int64_t rev, bool sent, struct err *err);
/* Being sent, and its time is not over. */
bool outbox_is_held(const struct store *s, const struct outbox_message *m);
bool outbox_is_open(int64_t state); /* neither sent nor withdrawn */
/* Of what stands there: "to send", "sending", "sent?" when nobody knows, "sent", "withdrawn". */
const char *outbox_state_words(const struct store *s, const struct outbox_message *m);
/* The text into a new private file; one that is there is never touched. 0 or -1. */
int outbox_write(struct store *s, int64_t id, const char *path, struct err *err);
/* Oldest first; texts borrowed for the call. fn returns non-zero to stop, which is returned. */
int outbox_each(struct store *s, int64_t deal, bool open_only, int (*fn)(void *arg, const struct outbox_message *m), void *arg,
		struct err *err); /* deal 0: all */
const char *message_state_key(int64_t state); /* "to send", "sent", "withdrawn", "sending" */
const char *message_kind_title(const char *template); /* "note to the AE" for "ae-note"; an unknown one itself */
/* "Did I get you right?": the note to the deal's AE with what was understood of each question, from the template
 * "ae-note"; put into the outbox. */
int debrief_note_to_ae(struct store *s, int64_t form, struct outbox_message *out, struct err *err);
extern const struct record_ops outbox_ops;
extern const struct sql outbox_sql[];
#endif
