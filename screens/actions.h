#ifndef SCREENS_ACTIONS_H
#define SCREENS_ACTIONS_H
/* What is to be done, and what is to be sent: the list of actions (model/action.h), the strips that change one, the list
 * of messages (model/outbox.h) and the whole text of one. S4-24, S4-27; screens.md, "One grammar for every screen".
 * This is also the state of the list of actions, shared by its files: actions.c (what the model says, keys),
 * actions_draw.c (paint). */
#include "model/action.h"
#include "model/note.h"
#include "screens/checkin.h"
#include "screens/evidence.h"
#include "screens/narrow.h"
#include "screens/screen.h"

/* arg: const int64_t *, the deal whose actions or messages are listed; NULL: all */
extern const struct screen_type actions_screen, outbox_screen;
/* What a message is about: its first line, without "Subject:". The caller frees. */
char *outbox_about(const char *text);
extern const struct screen_type message_screen;                         /* arg: const int64_t *, the message's id */
extern const struct screen_type action_owner_screen, action_day_screen; /* arg: const int64_t *, the action's id */
extern const struct screen_type action_close_screen, action_aim_screen; /* the same */
extern const struct screen_type action_new_screen;                      /* arg: const struct action_new_arg * */
extern const struct screen_type handover_screen;                        /* arg: const int64_t *, the deal's id */

struct action_new_arg {
	int64_t deal; /* 0: of the team, until one is typed */
	int64_t form; /* the check-in it comes from, 0 none */
};

struct action_line {
	struct action a; /* its texts are owned */
	char *company;
	enum action_source source;
	int64_t form, period;
	char due[32]; /* "2 days late", "today", "Fri 11-27" */
	bool late, soon;
	int64_t evidence;    /* how many records it rests on */
	char *kept, *names;  /* owned; of the one under the cursor: which, as kept and in words; NULL not asked yet */
};
enum { ACTIONS_MAX = 1000 }; /* listed at once; narrowing finds those behind them */
struct actions_state {
	struct narrow narrow;
	int64_t deal; /* 0: of all */
	char company[128];
	struct action_line *lines;
	bool more;        /* there are others behind the ACTIONS_MAX that are listed */
	enum list_shown shown;
	struct action_new_arg new_arg;
	struct checkin_arg checkin;
	struct evidence_arg rests;
	char rests_title[64];
	size_t late;
	int64_t next_change; /* told clock: a day ends, or one becomes late */
};
struct actions_state *actions_state(const struct screen *s);
bool actions_has_room(const struct screen *s); /* for the one under the cursor, below the list */
int actions_first_row(const struct screen *s);
/* Where an error says that another wrote there too: that is read, and the error says that Enter again puts ours. False: it
 * is another error, or it could not be read. */
bool action_tell_theirs(struct screen *s, int (*read)(struct screen *s, struct err *err), struct err *err);
/* The message's text into a file of the present folder, and what came of it. */
struct act message_export(struct screen *s, int64_t id);
/* Marked as sent or withdrawn; words: what is said then. */
struct act message_mark(struct screen *s, int64_t id, enum message_state state, const char *words);
/* Puts the message of a handoff into the outbox, opens it and copies its text: nobody sees a clipboard, and Space marks it
 * as sent. Its id stands at `id`, which must stay until it is open. */
struct act message_of(struct screen *s, enum note_kind kind, int64_t deal, int64_t *id);
void actions_draw(struct screen *s, struct draw *d);
#endif
