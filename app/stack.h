#ifndef APP_STACK_H
#define APP_STACK_H
/* The stack of screens and what acts do to it: no terminal here, so that a test drives it with keys. The loop feeds
 * it events, paints when `dirty`, and carries out what needs the terminal (suspend, copy, editor, quit). */
#include "screens/screen.h"

enum { STACK_MAX = 16, NEED_ROWS = 24, NEED_COLS = 80 };

struct stack {
	struct view view;
	struct screen *screens[STACK_MAX]; /* [0] the tab's own screen */
	int depth;
	struct screen *tabs[6];            /* 1 … 5 once shown: they keep their cursor */
	struct message message;
	int64_t message_ms;                /* view.mono_ms when it was said */
	const struct question *question;   /* NULL: none is asked */
	char question_text[320];
	struct screen *asker;
	bool dirty;                        /* something on the screen changed */
	bool anew;                         /* and every cell must be sent again */
	/* keys since typed text was last kept, and when the first of them came */
	size_t unkept_keys;
	int64_t unkept_ms;
	bool unkept;                       /* some of it could not be kept when it was tried last */
	bool unread;                       /* somebody wrote when the screens were read: they are again then */
	int64_t read_again_ms;             /* view.mono_ms */
	int64_t clocks_again_ms;           /* view.mono_ms from which a clock that came due has them read again */
	/* for the loop to carry out and clear */
	bool quit, suspend;
	int status;
	const char *theme;
	char *copy, *editor;
	int64_t carry;                     /* the message to be handed over; 0 none */
	size_t copy_len, editor_len;
};

void stack_init(struct stack *st, struct store *store, struct settings *settings);
void stack_done(struct stack *st);
/* Opens the first screen. 0 or -1. */
int stack_start(struct stack *st, const struct screen_type *type, struct err *err);
struct screen *stack_top(const struct stack *st);
/* The full screen that the top stands on: its tab is the active one. */
struct screen *stack_base(const struct stack *st);
bool stack_too_small(const struct stack *st);

void stack_key(struct stack *st, int key);
void stack_paste(struct stack *st, const char *text, size_t len);
void stack_mouse(struct stack *st, const struct mouse *m);
void stack_edited(struct stack *st, const char *text, size_t len);
void stack_resize(struct stack *st, int rows, int cols);
/* Somebody else wrote: every screen asks the model again. While the file is in use they stay as they are, and ask soon. */
void stack_reload(struct stack *st);
/* Milliseconds until stack_tick() has something to do; -1: never. */
int64_t stack_wait_ms(const struct stack *st);
void stack_tick(struct stack *st);
/* Keeps what is typed anywhere on the stack, behind us where there is a writer of drafts. */
void stack_keep(struct stack *st);
/* The same, and it stands in the drafts file when it returns. */
void stack_keep_now(struct stack *st);
/* The same before the program ends: waits up to a second for somebody who holds the drafts. */
void stack_keep_last(struct stack *st);
void stack_say(struct stack *st, const struct message *m);
/* Paints bar, screens and key row into a frame that was begun. */
void stack_draw(struct stack *st, struct draw *d);
#endif
