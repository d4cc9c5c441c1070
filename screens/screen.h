#ifndef SCREENS_SCREEN_H
#define SCREENS_SCREEN_H
/* What a screen is. A screen has a static `struct screen_type` (its table) and instances on the loop's stack. `load`
 * asks the model, `draw` only paints, a key returns a `struct act` that says what should happen: only the loop acts
 * and repaints. Prompts, gates and pop-ups are screens too, never loops inside a key.
 *
 * ONE table of bindings gives dispatch, footer, `?`, palette and the manual's key section. A binding that cannot run
 * now says why in a sentence (refuse), so no key is ever dead. Two meanings of a key on one screen and level are
 * refused by screen_check(), which a test runs over every registered type.
 *
 * Levels (screens.md): LIST: keys act. TEXT: every printable key is text; only control and Alt keys act. FORM: after
 * Esc from the text, keys move between fields and act, and then the cursor is in the text again.
 * Alt-x is Esc x from TEXT and plain x elsewhere; the loop does that, no table names an Alt key. */
#include "model/err.h"
#include "screens/ui/draw.h"
#include "screens/ui/key.h"
#include "screens/ui/list.h"

#include <stdint.h>

struct store;
struct settings;
struct keymap; /* screens/keymap.h */
struct narrow_type;
struct screen;
struct view;

enum level { LEVEL_LIST, LEVEL_FORM, LEVEL_TEXT };
enum { AT_LIST = 1 << LEVEL_LIST, AT_FORM = 1 << LEVEL_FORM, AT_TEXT = 1 << LEVEL_TEXT };

/* ---- what should happen ---- */
enum act_kind {
	ACT_IGNORED,  /* not mine: the loop tries the common keys, then says that the key does nothing here */
	ACT_STAY,     /* done, and nothing on the screen changed: nothing is painted */
	ACT_HANDLED,  /* done: repaint */
	ACT_RELOAD,   /* done, and the records changed: load() of every screen on the stack, the bar, then repaint */
	ACT_PUSH,     /* open `type` over this one, its init() gets `arg`; `bytes`, where there are some, go the way of COPY */
	ACT_REPLACE,  /* the same instead of this one */
	ACT_POP,      /* close this one; what is below loads again. Words that cannot be kept hold it open, but for ACT_DROPS */
	ACT_TAB,      /* show tab `number` (1 … 5) */
	ACT_RUN,      /* run the command named `command` on the screen below (palette, help) after closing this one */
	ACT_ASK,      /* put `question` in the key row; the answer runs a command of this screen */
	ACT_COPY,     /* `text` (bytes) to the terminal's clipboard by OSC 52; freed by the loop */
	ACT_EDITOR,   /* run $EDITOR on `bytes`; the result comes back through edited() */
	ACT_CARRY,    /* hand the message `arg` (const int64_t *) to the team's command; nobody waits, the loop says how it ended */
	ACT_SUSPEND,  /* Ctrl-Z */
	ACT_THEME,    /* take the theme named by `command` and keep the choice */
	ACT_REDRAW,   /* Ctrl-L: paint every cell anew */
	ACT_QUIT,     /* leave the program */
};
enum { ACT_DROPS = 1 }; /* `number` of ACT_POP */
enum tone { TONE_NONE, TONE_DONE, TONE_SAY, TONE_REFUSED, TONE_ERROR };

/* A sentence for the key row. DONE and SAY go with the next key after 2 s; REFUSED and ERROR stay until a key. */
struct message {
	enum tone tone;
	char text[700];
	const char *key, *key_label; /* what answers it: "u", "undo"; NULL: nothing */
};
/* A question in the key row. Enter alone never destroys: an answer that cannot be undone has a letter. */
struct answer {
	int key;
	const char *label;
	const char *command; /* of the asking screen; NULL: only closes the question */
};
struct question {
	const struct answer *answers; /* ended by key 0 */
	bool keys_pass;               /* any other key closes the question and does its work; else it is kept open */
};
struct act {
	enum act_kind kind;
	const struct screen_type *type;
	const void *arg;
	const char *command;
	const struct question *question;
	int number;
	char *bytes;         /* COPY, EDITOR, PUSH: owned by the act */
	size_t len;
	struct message say;  /* any act may say something too; tone NONE: nothing */
};

struct act act_make(enum act_kind kind);
#define ACT(k) act_make(ACT_##k)
struct act act_push(const struct screen_type *type, const void *arg);
struct act act_replace(const struct screen_type *type, const void *arg);
struct act act_tab(int number);
struct act act_copy(const char *bytes, size_t len, const char *what);  /* says "✓ WHAT copied" */
/* Opens $EDITOR on the bytes; what it leaves comes to the type's edited(). */
struct act act_editor(const char *bytes, size_t len);
struct act act_carry(const int64_t *message);
/* Kind with a message: act_say(ACT_RELOAD, TONE_DONE, "%s is in %s", …). */
struct act act_say(enum act_kind kind, enum tone tone, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
struct act act_refuse(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* For the refuse of a binding: why the member's role may not (access_act), until the next call; NULL: it may. */
const char *screen_may_not(const struct screen *s, const char *may);
struct act act_error(const struct err *err); /* refused where a rule, a role or the words are the reason */
/* Loads the screen anew: HANDLED, or why it could not. */
struct act act_load(struct screen *s);
/* What the mouse did to a list whose first row stands there; a press on the row under the cursor is `open`. */
struct act act_mouse(struct screen *s, struct list *l, const struct mouse *m, int first_row,
		     struct act (*open)(struct screen *s, int key));
struct act act_ask(const struct question *q, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* "…   u undo" behind the message. */
struct act act_offer(struct act a, const char *key, const char *label);

/* For wait_ms(): until a told moment (NO_MOMENT: -1), and the same or until a monotonic one (-1: none), if that is sooner. */
int64_t screen_wait(const struct screen *s, int64_t at_ms);
int64_t screen_wait_or(const struct screen *s, int64_t at_ms, int64_t mono_ms);
/* Of such waits the one that ends first. */
int64_t screen_soonest(const int64_t *waits_ms, size_t n);
#define SCREEN_SOONEST(...)                                                                                           \
	screen_soonest((const int64_t[]){ __VA_ARGS__ }, sizeof((const int64_t[]){ __VA_ARGS__ }) / sizeof(int64_t))

/* ---- the table of keys ---- */
struct binding {
	unsigned levels;      /* AT_… */
	int key, key2;        /* K_… or a character; key2: another key for the same (arrows and letters); 0: none */
	const char *command;  /* "deal-on": stable, unique on the screen; keys.ini and ACT_RUN know it */
	const char *label;    /* two or three words: footer and help, "stage on" */
	const char *title;    /* in the palette: "Move on one stage"; NULL: not listed there */
	const char *group;    /* heading in the help: "Move", "Deal", "See", "Everywhere" */
	int footer;           /* place in the key row, 1 first (the last ones fold first); 0: not in it */
	const char *explain;  /* a sentence for the palette; NULL: none */
	struct act (*run)(struct screen *s, int key);              /* sees key or key2, also where keys.ini moved them */
	const char *(*refuse)(const struct screen *s);             /* why it cannot run now, or NULL; itself may be NULL */
	void (*object)(const struct screen *s, struct buf *out);   /* what it would act on: "Kestrel Data → Solution" */
	bool stays;           /* AT_FORM: the level stays FORM afterwards (moves, undo) */
};
/* Rows that many tables have: the cursor of a list, and undo (`run` sees Ctrl-R when it is to do it again). */
#define LIST_MOVES(move)                                                                                              \
	{ .levels = AT_LIST, .key = 'j', .key2 = K_DOWN, .command = "down", .label = "down", .group = "Move", .run = move },  \
	{ .levels = AT_LIST, .key = 'k', .key2 = K_UP, .command = "up", .label = "up", .group = "Move", .run = move },    \
	{ .levels = AT_LIST, .key = 'g', .key2 = K_HOME, .command = "first", .label = "first", .group = "Move", .run = move }, \
	{ .levels = AT_LIST, .key = 'G', .key2 = K_END, .command = "last", .label = "last", .group = "Move", .run = move },    \
	{ .levels = AT_LIST, .key = K_PGDN, .command = "page-down", .label = "page down", .group = "Move", .run = move },   \
	{ .levels = AT_LIST, .key = K_PGUP, .command = "page-up", .label = "page up", .group = "Move", .run = move }
/* Of a text that scrolls (screens/ui/scroll.h); place: of "down" in the key row; page: a second key of PgDn, 0 none. */
#define SCROLL_ROWS(scroll, place, page)                                                                              \
	{ .levels = AT_LIST, .key = 'j', .key2 = K_DOWN, .command = "down", .label = "down", .group = "Move",                 \
	  .footer = (place), .run = scroll },                                                                             \
	{ .levels = AT_LIST, .key = 'k', .key2 = K_UP, .command = "up", .label = "up", .group = "Move", .run = scroll },      \
	{ .levels = AT_LIST, .key = K_PGDN, .key2 = (page), .command = "page-down", .label = "page down", .group = "Move",    \
	  .run = scroll },                                                                                                \
	{ .levels = AT_LIST, .key = K_PGUP, .command = "page-up", .label = "page up", .group = "Move", .run = scroll }
#define UNDO_ROWS(undo)                                                                                               \
	{ .levels = AT_LIST, .key = 'u', .command = "undo", .label = "undo", .title = "Undo", .group = "Undo", .run = undo }, \
	{ .levels = AT_LIST, .key = K_CTRL('R'), .command = "redo", .label = "redo", .title = "Redo", .group = "Undo",       \
	  .run = undo }

/* ---- a screen ---- */
enum screen_kind {
	SCREEN_FULL,    /* all rows between bar and key row */
	SCREEN_OVERLAY, /* over the screens below, which go muted */
	SCREEN_STRIP,   /* at the bottom, what is above stays readable */
};
struct screen_type {
	const char *name;   /* "board": in tests and settings */
	const char *title;  /* "Board": the help says "Keys on the Board" */
	int tab;            /* 1 … 5 for the tabs; 0: belongs to the tab it was opened from */
	enum screen_kind kind;
	bool bare;          /* no top bar (first run) */
	enum level level;   /* the level it starts at */
	size_t size;        /* of its state, zeroed before init */
	const struct binding *bindings; /* ended by command NULL */
	const struct narrow_type *narrow; /* of a list that words narrow (screens/narrow.h); NULL: it is none */

	int (*init)(struct screen *s, const void *arg, struct err *err); /* NULL: nothing to do; -1: not opened */
	void (*done)(struct screen *s);
	/* Asks the model; after init, after ACT_RELOAD, when another process wrote, when a screen above closed. */
	int (*load)(struct screen *s, struct err *err);
	void (*draw)(struct screen *s, struct draw *d);
	/* Keys that no binding took: typed text. ACT_IGNORED passes the key on. */
	struct act (*key)(struct screen *s, int key);
	/* Alt and a key where one types, before it is taken for Esc and that key; ACT_IGNORED: it is that. */
	struct act (*alt)(struct screen *s, int key);
	struct act (*mouse)(struct screen *s, const struct mouse *m);
	struct act (*paste)(struct screen *s, const char *text, size_t len);
	struct act (*edited)(struct screen *s, const char *text, size_t len); /* what $EDITOR left */
	void (*resize)(struct screen *s);     /* s->area changed */
	/* Milliseconds until it wants tick() (a shown clock changes, a draft is due); -1: no need. 0: at once. */
	int64_t (*wait_ms)(const struct screen *s);
	struct act (*tick)(struct screen *s);
	/* Keeps what is typed (drafts). Called when no key waits after a paint, and before the screen, the program or
	 * the terminal goes away, signals too. Never says no: an error is a message. */
	int (*keep)(struct screen *s, struct err *err);
	/* Esc at the outer level, and q: POP, or ASK first. NULL: POP. */
	struct act (*leave)(struct screen *s);
	/* What is unfinished, for the question of q: "the debrief of Umber Group"; NULL: nothing. */
	const char *(*unfinished)(const struct screen *s);
};
struct screen {
	const struct screen_type *type;
	void *state;
	struct view *view;
	struct area area; /* where it may draw: set by the loop before init, resize and draw */
	enum level level;
	bool unkept;          /* something typed could not be kept when it was tried last: set with each try */
	struct screen *below; /* on the stack; NULL at the bottom */
};

/* What all screens share: passed down, never global. */
struct view {
	struct store *store;       /* NULL before one is open (first run, tests of the loop) */
	struct settings *settings;
	const struct keymap *keymap; /* the member's own keys; NULL: none moved */
	int64_t mono_ms;           /* monotonic, at the present event: for drafts and messages, never for records */
	uint64_t drafts_seen;      /* grows when somebody else wrote a draft (the drafts file beside the database) */
	int rows, cols;            /* of the terminal */
	int quarter;               /* the quarter in view (model/value.h); moved by [ and ] */
	/* For the top bar, loaded by bar_load() with the store. */
	char who[64], role[64];
	bool report_only;          /* a role that reads aggregates alone: the other tabs are not there for it */
	int tab_count[6];          /* open things behind tabs 1 … 5; 0: not shown */
	int due, late;
	bool due_more, late_more;  /* not all of them were counted */
	int64_t clock_change_at;   /* told moment at which those counts change; NO_MOMENT: never */
	int64_t written;           /* a deal that the screen above wrote: the board's cursor goes there; 0 none */
	int64_t planned;           /* an interview that was planned: the cursor of their list goes there; 0 none */
	/* While an act works for long: paints the screens as they are now; false once Esc was pressed. NULL: no loop. */
	bool (*busy)(void *arg);
	void *busy_arg;
	const char *recent[8];     /* commands of the palette, the last used first (RECENT_MAX) */
};
enum { RECENT_MAX = 8 };

/* ---- for the loop, palette, help, manual ---- */
/* The binding of a key at a level: the screen's own, else NULL. */
const struct binding *screen_binding(const struct screen_type *t, enum level level, int key);
const struct binding *screen_command(const struct screen_type *t, const char *command);
const struct binding *binding_find(const struct binding *table, enum level level, int key);
/* The commands that every screen has: tabs, palette, help, leave. A screen's own binding of such a key comes first. */
extern const struct binding common_bindings[];
/* The keys of text, for screens that take some (they have paste()): listed, and run by name; key() takes them. */
extern const struct binding typing_bindings[];
/* A table is sound: no key twice at a level, no command twice, no Alt-[ or Alt-O, a printable key never AT_TEXT,
 * every binding with label, group and run. (One without key and title is what a question's answer runs: it sees the
 * answer's key, and keys.ini gives it no other.) NULL, or the sentence (static). */
const char *screen_check(const struct screen_type *t);
#endif
