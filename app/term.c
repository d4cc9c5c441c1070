#include "app/term.h"

#include "app/copy.h"
#include "app/background.h"
#include "app/sink.h"
#include "model/buf.h"
#include "model/teeth.h"
#include "screens/ui/paint.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

#define MODES_ON "\033[?2004h"
#define ALL_LINES "\033[r"
#define MODES_OFF "\033[?2004l"
#define MOUSE_ON "\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l"

struct term {
	SCREEN *screen;
	struct sink sink;   /* curses writes frames into memory: it sees no terminal at all */
	struct termios raw; /* the modes while the full screen is up */
	struct draw *draw;
	struct scheme theme;
	enum background background;
	bool mouse, color, entered;
	int rows, cols;
};
struct learned_key {
	const char *capability;
	int key;
};
static const struct learned_key learned_keys[];

/* What a signal handler needs to give the terminal back: plain bytes and modes, made while all was well. */
static struct {
	volatile sig_atomic_t armed;
	struct termios modes;
	char bytes[512];
	size_t len;
} rescue;

static void rescue_add(const char *s)
{
	size_t n = s && s != (char *)-1 ? strlen(s) : 0;

	if (n && rescue.len + n < sizeof rescue.bytes) {
		memcpy(rescue.bytes + rescue.len, s, n);
		rescue.len += n;
	}
}

static void rescue_arm(const struct termios *modes)
{
	char bottom[32];

	rescue.modes = *modes;
	rescue.len = 0;
	rescue_add(MOUSE_OFF MODES_OFF);
	rescue_add(tigetstr("sgr0"));
	rescue_add(tigetstr("cnorm"));
	rescue_add(tigetstr("rmkx"));
	snprintf(bottom, sizeof bottom, "\033[%d;1H", LINES);
	rescue_add(bottom);
	rescue_add(tigetstr("rmcup"));
	rescue_add("\r");
	rescue.armed = 1;
}

void term_rescue(void)
{
	size_t at = 0;

	if (!rescue.armed)
		return;
	rescue.armed = 0;
	while (at < rescue.len) {
		ssize_t n = write(STDOUT_FILENO, rescue.bytes + at, rescue.len - at);

		if (n <= 0 && errno != EINTR)
			break;
		at += n > 0 ? (size_t)n : 0;
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &rescue.modes);
}

static void on_fault(int sig)
{
	term_rescue();
	signal(sig, SIG_DFL);
	raise(sig); /* the true signal ends the process: SA_NODEFER and SA_RESETHAND let it through */
}

static void catch_faults(void)
{
	static const int faults[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
	static char stack[65536];
	stack_t alt = { .ss_sp = stack, .ss_size = sizeof stack };
	struct sigaction sa = { .sa_handler = on_fault, .sa_flags = SA_ONSTACK | SA_NODEFER | SA_RESETHAND };

	if (teeth_off("P5"))
		return;
	sigaltstack(&alt, NULL); /* a stack that is used up faults too */
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		sigaction(faults[i], &sa, NULL);
}

static void send(const char *s)
{
	size_t len = strlen(s), at = 0;

	while (at < len) {
		ssize_t n = write(STDOUT_FILENO, s + at, len - at);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return;
		at += n > 0 ? (size_t)n : 0;
	}
}

/* ---- what kind of terminal ---- */

static bool is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

static bool needs_ascii(void)
{
	const char *term = getenv("TERM");

	if (!is_utf8() || !term || !strcmp(term, "linux") || !strncmp(term, "vt", 2))
		return true;
	return wcwidth(L'─') != 1; /* East Asian locales give these signs two cells */
}

static int open_screen(struct term *t, struct err *err)
{
	static const char *const others[] = { "xterm-256color", "xterm", "vt100", "ansi" };
	const char *name = getenv("TERM");

	if (name && !strcmp(name, "dumb"))
		return err_set(err, ERR_USAGE, "this terminal (TERM=dumb) cannot place text; `winloss --plain` works line by line");
	t->screen = name && *name ? newterm(NULL, t->sink.file, stdin) : NULL;
	for (size_t i = 0; !t->screen && i < sizeof others / sizeof *others; i++)
		t->screen = newterm(others[i], t->sink.file, stdin);
	if (!t->screen)
		return err_set(err, ERR_USAGE, "no description of the terminal “%s” was found, nor of xterm, vt100 or ansi "
			       "(Debian: ncurses-base)", name ? name : "");
	return 0;
}

static bool wants_color(const struct term_options *opt)
{
	const char *no = getenv("NO_COLOR");

	if (opt->color && !strcmp(opt->color, "never"))
		return false;
	if (opt->color && !strcmp(opt->color, "always"))
		return true;
	return !(no && *no);
}

/* Where the background is unknown: light-16 with coloured headings taken back to bold (look.md). */
static void make_cautious(struct scheme *theme)
{
	for (int i = STYLE_TEXT; i < STYLE_COUNT; i++) {
		struct look *look = &theme->look[i];

		if (look->bg < 0 && look->fg == 4)
			look->fg = -1;
	}
}

static int choose_theme(struct term *t, const char *name, struct err *err)
{
	static const char *const by_background[2][3] = {
		{ "light-16", "dark-16", "light-16" },
		{ "light-16", "dark-256", "light-256" },
	};
	bool plain = !t->color || !has_colors() || COLORS < 8;

	if (plain)
		return theme_find(&t->theme, "mono", err);
	if (name && *name && strcmp(name, "auto"))
		return theme_find(&t->theme, name, err);
	if (theme_find(&t->theme, by_background[COLORS >= 256][t->background], err))
		return -1;
	if (t->background == BACKGROUND_UNKNOWN)
		make_cautious(&t->theme);
	return 0;
}

int term_theme(struct term *t, const char *name, struct err *err)
{
	if (choose_theme(t, name, err))
		return -1;
	draw_theme(t->draw, &t->theme);
	return 0;
}

static bool has_string(const char *capability, const char *value)
{
	const char *s = tigetstr(capability);

	return s && s != (char *)-1 && !strcmp(s, value);
}

/* ---- open and close ---- */

static void set_modes(void)
{
	nonl();
	keypad(stdscr, TRUE);
	intrflush(stdscr, FALSE);
	typeahead(-1); /* a frame is finished even when keys wait: its mark means what it says */
	if (has_colors()) {
		start_color();
		use_default_colors();
	}
}

/* curses, which sees no terminal to ask for its size, begins with a scroll region of 24 lines: one that is larger would
 * ignore the lines that are inserted below it, and keep what is not to be seen any more. */
static void free_lines(void)
{
	const char *s = tigetstr("csr");

	if (s && s != (char *)-1)
		send(ALL_LINES);
}

int term_open(struct term **out, const struct term_options *opt, struct err *err)
{
	struct term *t;
	struct termios modes;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO) || tcgetattr(STDIN_FILENO, &modes))
		return err_set(err, ERR_USAGE, "the full screen needs a terminal for input and output; "
			       "`winloss --help` lists the commands for pipes");
	t = xcalloc(1, sizeof *t);
	t->color = wants_color(opt);
	t->mouse = opt->mouse;
	if (t->color && (!opt->theme || !strcmp(opt->theme, "auto")))
		t->background = background_find(opt->folder);
	if (sink_open(&t->sink)) {
		free(t);
		return err_set(err, ERR_IO, "no memory for a frame of the screen: %s", strerror(errno));
	}
	if (open_screen(t, err)) {
		sink_close(&t->sink);
		free(t);
		return -1;
	}
	t->sink.has_off = has_string("rmso", "\033[27m");
	t->raw = modes;
	cfmakeraw(&t->raw); /* also Ctrl-S and Ctrl-Z are bytes for us */
	set_modes();
	rescue_arm(&modes);
	catch_faults();
	if (choose_theme(t, opt->theme, err) && theme_find(&t->theme, "mono", NULL)) {
		endwin();
		sink_close(&t->sink);
		free(t);
		return -1;
	}
	tcsetattr(STDIN_FILENO, TCSANOW, &t->raw);
	t->draw = draw_new(&t->theme, opt->ascii || needs_ascii(), is_utf8());
	sink_flush(&t->sink, STDOUT_FILENO, true);
	free_lines();
	send(t->mouse ? MODES_ON MOUSE_ON : MODES_ON);
	t->entered = true;
	t->rows = LINES;
	t->cols = COLS;
	*out = t;
	return 0;
}

void term_close(struct term *t)
{
	if (!t)
		return;
	term_leave(t);
	rescue.armed = 0;
	draw_free(t->draw);
	delscreen(t->screen);
	sink_close(&t->sink);
	free(t);
}

void term_flush(struct term *t)
{
	sink_flush(&t->sink, STDOUT_FILENO, false);
}

void term_leave(struct term *t)
{
	if (!t->entered)
		return;
	t->entered = false;
	send(t->mouse ? MOUSE_OFF MODES_OFF : MODES_OFF);
	endwin();
	sink_flush(&t->sink, STDOUT_FILENO, true);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &rescue.modes);
	rescue.armed = 0;
}

void term_enter(struct term *t)
{
	if (t->entered)
		return;
	rescue.armed = 1;
	tcsetattr(STDIN_FILENO, TCSANOW, &t->raw);
	sink_forget(&t->sink);
	send(t->mouse ? MODES_ON MOUSE_ON : MODES_ON);
	t->entered = true;
	draw_forget_cursor(t->draw);
}

void term_suspend(struct term *t)
{
	struct sigaction stop = { .sa_handler = SIG_DFL }, before;

	if (!teeth_off("P6-suspend"))
		term_leave(t);
	sigemptyset(&stop.sa_mask);
	sigaction(SIGTSTP, &stop, &before);
	kill(0, SIGTSTP); /* the whole job, as the terminal's own Ctrl-Z does */
	sigaction(SIGTSTP, &before, NULL);
	term_enter(t);
}

struct draw *term_draw(struct term *t)
{
	return t->draw;
}

int term_fd(const struct term *t)
{
	(void)t;
	return STDIN_FILENO;
}

void term_teach(struct term *t, struct input *in)
{
	(void)t;
	for (size_t i = 0; learned_keys[i].capability; i++) {
		const char *s = tigetstr(learned_keys[i].capability);

		if (s && s != (char *)-1)
			input_learn(in, s, learned_keys[i].key);
	}
}

void term_size(const struct term *t, int *rows, int *cols)
{
	*rows = t->rows;
	*cols = t->cols;
}

bool term_resize(struct term *t, int *rows, int *cols)
{
	struct winsize ws;

	*rows = t->rows;
	*cols = t->cols;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) || !ws.ws_row || !ws.ws_col)
		return false;
	if ((ws.ws_row == t->rows && ws.ws_col == t->cols) || teeth_off("P6"))
		return false;
	resize_term(ws.ws_row, ws.ws_col);
	*rows = t->rows = ws.ws_row;
	*cols = t->cols = ws.ws_col;
	return true;
}

const char *term_copy(struct term *t, const char *bytes, size_t len)
{
	struct buf out = { 0 };
	const char *why = copy_put(&out, bytes, len, copy_way());

	(void)t;
	if (!why)
		send(buf_str(&out));
	buf_done(&out);
	return why;
}

static const struct learned_key learned_keys[] = {
	{ "kcuu1", K_UP }, { "kcud1", K_DOWN }, { "kcub1", K_LEFT }, { "kcuf1", K_RIGHT }, { "khome", K_HOME },
	{ "kend", K_END }, { "kpp", K_PGUP }, { "knp", K_PGDN }, { "kdch1", K_DELETE }, { "kich1", K_INSERT },
	{ "kcbt", K_BACKTAB }, { "kbs", K_BACKSPACE }, { "kf1", K_F1 }, { "kf2", K_F2 }, { "kf3", K_F3 },
	{ "kf4", K_F4 }, { "kf5", K_F5 }, { "kf6", K_F6 }, { "kf7", K_F7 }, { "kf8", K_F8 }, { "kf9", K_F9 },
	{ "kf10", K_F10 }, { "kf11", K_F11 }, { "kf12", K_F12 }, { NULL, 0 },
};
