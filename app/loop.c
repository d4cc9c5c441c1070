#include "app/loop.h"

#include "app/carry.h"
#include "app/editor.h"
#include "app/input.h"
#include "app/settings.h"
#include "app/signals.h"
#include "app/stack.h"
#include "app/term.h"
#include "app/watch.h"
#include "model/draft_writer.h"
#include "model/store.h"
#include "model/teeth.h"
#include "model/text.h"
#include "screens/registry.h"
#include "screens/ui/paint.h"

#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

_Static_assert((int)APP_SAMPLE == (int)SCREEN_SAMPLE, "one number, two layers");

struct loop {
	struct term *term;
	struct stack stack;
	struct input input;
	struct settings settings;
	struct watch watch;
	struct carry *carry; /* a message on its way; NULL none */
	int signal_fd, frame_fd;
	int64_t quiet_ms; /* since the last bytes, while some of them may be the beginning of a key */
	int64_t wall_ms; /* the machine's clock at the last look; 0 none yet */
	bool ended;    /* the terminal gives no more input */
	int signal;    /* the one that ends us */
};

static int64_t mono_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000 + teeth_ahead_ms(TEETH_STEADY);
}

/* ---- painting ---- */

/* A byte on the descriptor that tests named, after each frame: never in the stream itself. */
static void mark_frame(const struct loop *l)
{
	if (l->frame_fd >= 0 && write(l->frame_fd, ".", 1) < 0) {
		/* Nobody looks any more. */
	}
}

static void paint(struct loop *l)
{
	struct draw *d = term_draw(l->term);

	if (!l->stack.dirty)
		return;
	draw_begin(d, l->stack.view.rows, l->stack.view.cols);
	stack_draw(&l->stack, d);
	draw_end(d, l->stack.anew);
	term_flush(l->term);
	l->stack.dirty = l->stack.anew = false;
	mark_frame(l);
}

/* Esc or Ctrl-C among what was typed meanwhile stops the work; other keys were meant for a screen that is not there
 * yet, and go. A signal that ends the program waits for the loop, 2 s at most. */
static bool busy(void *arg)
{
	struct loop *l = arg;
	struct pollfd p = { term_fd(l->term), POLLIN, 0 };
	char bytes[64];
	ssize_t n;

	l->stack.dirty = true;
	paint(l);
	if (poll(&p, 1, 0) <= 0)
		return true;
	n = read(term_fd(l->term), bytes, sizeof bytes);
	if (n <= 0) {
		l->ended = n == 0 || (errno != EINTR && errno != EAGAIN);
		return !l->ended;
	}
	return !(n == 1 && bytes[0] == '\x1b') && !memchr(bytes, '\x03', (size_t)n);
}

/* ---- what needs the terminal ---- */

static void say(struct loop *l, struct act a)
{
	stack_say(&l->stack, &a.say);
}

static void check_size(struct loop *l)
{
	int rows, cols;

	if (term_resize(l->term, &rows, &cols))
		stack_resize(&l->stack, rows, cols);
}

static void go_away(struct loop *l)
{
	l->stack.suspend = false;
	stack_keep_now(&l->stack);
	term_suspend(l->term);
	check_size(l);
	l->stack.dirty = l->stack.anew = true; /* curses enters the alternate screen with this paint */
}

/* The text is kept in its draft before the editor gets it, and stays as it was when the editor fails. */
static void run_editor(struct loop *l)
{
	struct stack *st = &l->stack;
	struct buf text = { 0 };
	struct err err = { 0 };
	int rc;

	stack_keep_now(st);
	term_leave(l->term);
	rc = editor_run(l->settings.editor, st->editor, st->editor_len, &text, &err);
	term_enter(l->term);
	check_size(l);
	st->dirty = st->anew = true;
	free(st->editor);
	st->editor = NULL;
	if (rc)
		say(l, act_error(&err));
	else if (text.len > 0 || st->editor_len > 0)
		stack_edited(st, buf_str(&text), text.len);
	buf_done(&text);
}

static void take_theme(struct loop *l)
{
	const char *name = l->stack.theme;
	struct err err = { 0 };

	l->stack.theme = NULL;
	l->stack.dirty = l->stack.anew = true;
	if (term_theme(l->term, name, &err) || settings_keep(&l->settings, "theme", name, &err))
		say(l, act_error(&err));
}

/* ---- a message on its way ---- */

enum { CARRY_LOOK_MS = 50, CARRY_LEAVING_MS = 500 };

static void begin_carry(struct loop *l)
{
	int64_t id = l->stack.carry;
	struct err err = { 0 };

	l->stack.carry = 0;
	if (l->carry)
		say(l, act_refuse("another message is on its way; when that has ended"));
	else if (carry_begin(l->stack.view.store, id, &l->carry, &err))
		say(l, act_error(&err));
	else
		stack_reload(&l->stack);
}

static void end_carry(struct loop *l)
{
	struct err err = { 0 };
	int rc = carry_end(l->stack.view.store, l->carry, &err);

	l->carry = NULL;
	stack_reload(&l->stack);
	say(l, rc ? act_error(&err) : act_say(ACT_STAY, TONE_DONE, "the command took the message; it is sent"));
}

/* Who leaves while it runs waits a little for its end; then it is ended, and the outbox says that nobody knows. */
static void leave_carry(struct loop *l)
{
	int64_t end = mono_ms() + CARRY_LEAVING_MS;
	struct err err = { 0 };
	bool over = false;

	while (l->carry && !over && mono_ms() < end)
		over = carry_turn(l->carry, CARRY_LOOK_MS);
	if (l->carry && over)
		carry_end(l->stack.view.store, l->carry, &err);
	else if (l->carry)
		carry_drop(l->carry);
	l->carry = NULL;
}

static void carry_out(struct loop *l)
{
	struct stack *st = &l->stack;

	if (st->suspend)
		go_away(l);
	if (st->theme)
		take_theme(l);
	if (st->editor)
		run_editor(l);
	if (st->carry)
		begin_carry(l);
	if (st->copy) {
		const char *why = term_copy(l->term, st->copy, st->copy_len);

		if (why)
			say(l, act_refuse("%s", why));
		free(st->copy);
		st->copy = NULL;
	}
}

/* ---- events ---- */

static void take_signals(struct loop *l)
{
	bool resized = false;
	int sig;

	while ((sig = signals_next())) {
		if (sig == SIGWINCH || sig == SIGCONT)
			resized = true;
		else if (sig == SIGTSTP)
			l->stack.suspend = true;
		else
			l->signal = sig;
	}
	/* Also when the size is what it was: a window that went small and back has lost what stood there. */
	if (resized && !teeth_off("P6")) {
		check_size(l);
		l->stack.dirty = l->stack.anew = true;
	}
}

static void take_event(struct loop *l, const struct input_event *e)
{
	switch (e->kind) {
	case INPUT_NONE:
	case INPUT_FOCUS:
		break;
	case INPUT_KEY:
		stack_key(&l->stack, e->key);
		break;
	case INPUT_MOUSE:
		stack_mouse(&l->stack, &e->mouse);
		break;
	case INPUT_PASTE:
		stack_paste(&l->stack, e->text, e->len);
		if (l->input.cut)
			say(l, act_refuse("pasted, but cut at %zu bytes: more was not taken", l->input.paste_max));
		break;
	}
}

static bool over(const struct loop *l)
{
	return l->stack.quit || l->ended || l->signal;
}

/* Keys that wait are all taken before the next paint; a draft that is due is kept between them all the same. */
static void take_events(struct loop *l)
{
	struct input_event e;

	while (!over(l) && (e = input_next(&l->input)).kind != INPUT_NONE) {
		l->stack.view.mono_ms = mono_ms();
		take_event(l, &e);
		carry_out(l);
		stack_tick(&l->stack);
	}
}

/* Few bytes at a time: a key that was received and not yet kept is lost with the process, and never more than 16 may
 * be (P1). A draft is written at the eighth, while at most seven more were read. */
static void read_terminal(struct loop *l)
{
	char bytes[16];
	ssize_t n = read(term_fd(l->term), bytes, l->input.pasting ? sizeof bytes : 8);

	if (n > 0)
		input_feed(&l->input, bytes, (size_t)n);
	else if (n == 0 || (errno != EINTR && errno != EAGAIN))
		l->ended = true;
}

static int least(int a, int64_t b)
{
	if (b < 0)
		return a;
	if (b > 3600000)
		b = 3600000;
	return a < 0 || b < a ? (int)b : a;
}

static bool keys_wait(const struct loop *l)
{
	struct pollfd p = { term_fd(l->term), POLLIN, 0 };

	return poll(&p, 1, 0) > 0;
}

static void check_idle(const struct store *s)
{
	const char *open = s ? db_left_open(s->db) : NULL;

	/* The drafts, and a database that is lent, are another's meanwhile; it wakes us when they are ours again. */
	teeth_waits(open || !s || draft_writer_is_busy(s) ? open : db_left_open(s->drafts));
}

/* A clock that goes back while somebody works is said: what is written from here on stands under an earlier time. The
 * timer of a call does not look at it. Less than SET_BACK_MS is the machine keeping time. */
static void look_at_clock(struct loop *l)
{
	enum { SET_BACK_MS = 2000 };
	const struct store *s = l->stack.view.store;
	int64_t now = s ? s->real_now(s) : 0, back = l->wall_ms - now, unit;

	l->wall_ms = now;
	if (!s || back < SET_BACK_MS)
		return;
	/* To the nearest: what went by since the last look is missing from it. */
	unit = back < 120000 ? 1000 : back < 7200000 ? 60000 : 3600000;
	say(l, act_say(ACT_STAY, TONE_SAY, "the machine's clock was set back by %lld %s; your words and the timer are kept",
		       (long long)((back + unit / 2) / unit), unit == 1000 ? "s" : unit == 60000 ? "min" : "h"));
}

/* Once around: waits for the next thing that matters and takes it. */
static void turn(struct loop *l)
{
	struct pollfd p[4] = {
		{ term_fd(l->term), POLLIN, 0 },
		{ l->signal_fd, POLLIN, 0 },
		{ l->watch.fd, POLLIN, 0 },
		{ draft_writer_fd(l->stack.view.store), POLLIN, 0 },
	};
	int pending = input_wait_ms(&l->input);
	int wait = least(least(pending, stack_wait_ms(&l->stack)), watch_wait_ms(&l->watch));
	int64_t before = mono_ms();
	int n;

	if (l->carry)
		wait = least(wait, CARRY_LOOK_MS);
	check_idle(l->stack.view.store);
	n = poll(p, 4, wait);
	l->stack.view.mono_ms = mono_ms();
	if (n < 0 && errno != EINTR)
		l->ended = true;
	if (input_waited(&l->input, l->stack.view.mono_ms - before))
		take_events(l);
	l->quiet_ms = pending >= 0 ? l->quiet_ms + l->stack.view.mono_ms - before : 0;
	if (n > 0 && p[0].revents) {
		l->quiet_ms = 0;
		read_terminal(l);
	} else if (pending >= 0 && l->quiet_ms >= pending) {
		l->quiet_ms = 0;
		input_flush(&l->input);
	}
	take_signals(l);
	take_events(l);
	carry_out(l);
	if (n > 0 && p[3].revents) /* the keep before the next wait takes what came of it */
		draft_writer_heard(l->stack.view.store);
	if (watch_turn(&l->watch, n > 0 && p[2].revents, l->stack.view.mono_ms, l->stack.view.store))
		stack_reload(&l->stack);
	l->stack.view.drafts_seen = l->watch.drafts_seen;
	if (l->carry && carry_turn(l->carry, 0))
		end_carry(l);
	look_at_clock(l);
	stack_tick(&l->stack);
}

/* Keys that had arrived before the signal are taken as they were typed (P4); what was read before stands in its draft by
 * then. What a key asks of the loop, another program for instance, is the end of it. */
static void take_rest(struct loop *l)
{
	enum { READS_MAX = 512 };
	struct stack *st = &l->stack;
	struct input_event e;

	stack_keep_now(st);
	for (int reads = 0; reads <= READS_MAX; reads++) {
		while (!st->quit && !st->suspend && !st->editor && (e = input_next(&l->input)).kind != INPUT_NONE)
			take_event(l, &e);
		if (st->quit || st->suspend || st->editor || l->ended)
			return;
		if (keys_wait(l))
			read_terminal(l);
		else if (l->input.pasting) /* whose end nobody waits for any more */
			input_flush(&l->input);
		else
			return;
	}
}

static int run(struct loop *l)
{
	while (!over(l)) {
		paint(l);
		/* Echo first, keep after: a durable write may take 10 ms. */
		if (!keys_wait(l))
			stack_keep(&l->stack);
		paint(l);
		turn(l);
	}
	if (!teeth_off("P4")) {
		if (l->signal)
			take_rest(l);
		stack_keep_last(&l->stack);
	}
	leave_carry(l);
	if (l->signal)
		return 128 + l->signal;
	return l->stack.status > 0 ? l->stack.status : 0;
}

/* ---- begin and end ---- */

static const struct screen_type *first_screen(const struct app_options *opt)
{
	const struct screen_type *t = opt->open ? screen_find(opt->open) : NULL;

	if (t)
		return t;
	return opt->made ? &welcome_screen : &board_screen;
}

static int open_term(struct loop *l, const struct app_options *opt, struct err *err)
{
	struct term_options to = {
		.theme = l->settings.theme, .color = opt->color, .ascii = opt->ascii || l->settings.ascii,
		.mouse = l->settings.mouse, .folder = l->settings.folder,
	};

	if (term_open(&l->term, &to, err))
		return -1;
	input_init(&l->input);
	term_teach(l->term, &l->input);
	term_size(l->term, &l->stack.view.rows, &l->stack.view.cols);
	check_size(l);
	return 0;
}

static void print_error(const struct err *err)
{
	struct buf text = { 0 };

	text_visible(&text, err->text, strlen(err->text), true);
	fprintf(stderr, "winloss: %s\n", buf_str(&text));
	buf_done(&text);
}

int app_run(struct store *s, const struct app_options *opt)
{
	static const struct app_options none;
	struct loop l = { .frame_fd = -1 };
	struct err err = { 0 }, wrong = { 0 };
	const char *frame = getenv("WINLOSS_FRAME_FD");
	bool settled;
	int status;

	opt = opt ? opt : &none;
	setlocale(LC_CTYPE, "");
	if (frame && *frame)
		l.frame_fd = (int)strtol(frame, NULL, 10);
	settled = !settings_load(&l.settings, &wrong);
	stack_init(&l.stack, s, &l.settings);
	l.stack.view.keymap = &l.settings.keys;
	l.stack.view.busy = busy;
	l.stack.view.busy_arg = &l;
	l.signal_fd = signals_open();
	if (open_term(&l, opt, &err)) {
		signals_close();
		settings_done(&l.settings);
		print_error(&err);
		return ERR_USAGE;
	}
	watch_open(&l.watch, s);
	if (s)
		draft_writer_open(s);
	l.stack.view.mono_ms = mono_ms();
	status = stack_start(&l.stack, first_screen(opt), &err) ? err.kind : 0;
	if (!settled)
		say(&l, act_error(&wrong));
	if (opt->say)
		say(&l, act_say(ACT_HANDLED, TONE_SAY, "%s", opt->say));
	if (!status)
		status = run(&l);
	watch_close(&l.watch);
	term_close(l.term);
	signals_close();
	stack_done(&l.stack);
	input_done(&l.input);
	settings_done(&l.settings);
	if (err.kind)
		print_error(&err);
	return status;
}
