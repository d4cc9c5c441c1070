#ifndef MODEL_FORM_H
#define MODEL_FORM_H
/* The form engine (M4): packet, customer handoff, debrief, check-in are tables of fields, not programs. One row a
 * field, item and layer, so that two members rarely meet; texts are immutable versions (table `text`). */
#include "model/buf.h"
#include "model/history.h"

enum form_kind { FORM_DEBRIEF = 1, FORM_PACKET, FORM_CUSTOMER, FORM_EXCHANGE, FORM_CHECKIN, FORM_PLAYBOOK,
		 FORM_INTERVIEW };
/* Stored; never renumbered. The last three are of the packet. */
enum form_state { FORM_OPEN, FORM_SCHEDULED, FORM_LIVE, FORM_COMPLETE, FORM_VOID, FORM_FILED, FORM_RETURNED, FORM_ACKED };
/* LAYER_GAP: why a packet was returned; the item is the round (model/packet.h). */
enum form_layer { LAYER_AHEAD = 1, LAYER_LIVE, LAYER_GAP };
enum form_reply { REPLY_NONE, REPLY_ACCEPTED, REPLY_AMENDED, REPLY_CONTRADICTED, REPLY_UNKNOWN };

struct form {
	int64_t id, kind, deal, state;
	int64_t live_at, live_ms;      /* when the call began; time in it so far */
	int64_t scheduled_at, completed_at;
	int64_t config, rev;
	int64_t held_at;               /* when the conversation was begun live */
	int64_t period;                /* of a check-in: 30, 60, 90 days */
};
int form_read(struct store *s, int64_t id, struct form *out, struct err *err);
int form_of_deal(struct store *s, int64_t deal, enum form_kind kind, struct form *out, struct err *err); /* newest */
int form_insert(struct store *s, struct group *g, struct form *f, struct err *err);
int form_save(struct store *s, struct group *g, const struct form *old, struct form *f, struct err *err);

#define NO_NUM INT64_MIN /* in memory; NULL in the database */
struct form_value {
	int64_t id, form;
	char field[16];
	int64_t item;
	enum form_layer layer;
	char *text;                 /* owned; NULL none */
	char *said_by;              /* who gave the answer; owned; NULL none */
	int64_t num;                /* of fields that are numbers; NO_NUM none */
	int64_t text_id, author, at_ms, ms_spent, reply, again;
	enum field_class class;
	int64_t rev;
};
void form_value_done(struct form_value *v);
/* 1, 0 absent or hidden from the actor (num is NO_NUM then), -1. */
int form_value_get(struct store *s, int64_t form, const char *field, int64_t item, enum form_layer layer,
		   struct form_value *out, struct err *err);
/* One save of one field: text, number, reply, who said it, time spent, mark. `base_rev` is the rev that was read (0: none was there);
 * ERR_REFUSED with kind conflict when somebody else saved since. `request` makes repeating it harmless. */
struct form_save {
	int64_t form;
	const char *field;
	int64_t item;
	enum form_layer layer;
	const char *text;           /* NULL: stays */
	const char *said_by;        /* NULL: stays; "" nobody */
	const int64_t *num;         /* NULL: stays; NO_NUM takes it away */
	int64_t reply, again;       /* -1: stays */
	int64_t add_ms;             /* time spent since the last save */
	enum field_class class;
	int64_t base_rev;           /* -1: whatever is there */
	const unsigned char *request;
	int64_t author, at_ms;      /* who said it and when, as another file has it; 0: the actor, now */
};
int form_value_save(struct store *s, const struct form_save *v, int64_t *rev, struct err *err);

/* Attendees and absences. part: "ae", "csm", "further". */
enum form_part { PART_AE = 1, PART_CSM, PART_FURTHER };
int form_attend(struct store *s, int64_t form, enum form_part part, int64_t member, bool absent, const char *reason,
		struct err *err);
int form_attendance(struct store *s, int64_t form, enum form_part part, int64_t *member, bool *absent,
		    struct err *err); /* 1, 0, -1 */
struct form_attendee {
	enum form_part part;
	int64_t member;
	bool absent;
	const char *reason; /* borrowed for the call; "" none */
};
int form_attendees(struct store *s, int64_t form, int (*fn)(void *arg, const struct form_attendee *a), void *arg,
		   struct err *err);

/* The same acts as parts of a running edit(). Neither asks for roles: who may is the caller's rule (debrief.c). */
int form_value_put(struct store *s, struct group *g, const struct form_save *v, int64_t *rev, struct err *err);
int form_attend_put(struct store *s, struct group *g, int64_t form, enum form_part part, int64_t member, bool absent,
		    const char *reason, struct err *err);
/* Whatever the actor may see: rules (completeness) count what is there. 1, 0, -1. */
int form_value_read(struct store *s, int64_t form, const char *field, int64_t item, enum form_layer layer,
		    struct form_value *out, struct err *err);
/* Where a field stands, in words: "Q4, live", "Q7 signal, ahead", "check-in 30 days, note", "packet problem, returned". */
void form_field_place(const char *field, enum form_layer layer, enum form_kind kind, int64_t period, struct buf *out);
/* Deal of the form and owner of that deal; 1, 0, -1. */
int form_deal(struct store *s, int64_t form, int64_t *deal, int64_t *owner, struct err *err);

/* Stores an immutable text version; its id or -1. Inside edit(). Text that no database engine could store (NUL, not
 * UTF-8) is refused with ERR_INPUT. */
int64_t text_store(struct store *s, const char *body, size_t len, enum field_class class, enum subject_kind kind,
		   int64_t subject, struct err *err);
extern const struct record_ops form_ops, form_member_ops, form_value_ops;
extern const struct sql form_sql[], form_value_sql[];
#endif
