#include "app/lineread.h"

#include "app/signals.h"
#include "model/buf.h"
#include "model/db/db.h"
#include "model/teeth.h"
#include "model/text.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { KEEP_CHARS = 8 }; /* typed and not kept, at most */

/* Asks the terminal to mark what is pasted; one that does not know it shows nothing. */
#define PASTE_ON "\x1b[?2004h"
#define PASTE_OFF "\x1b[?2004l"

int64_t lineread_mono_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + teeth_ahead_ms(TEETH_STEADY);
}

static bool marks_pastes(void)
{
	const char *term = getenv("TERM");

	return isatty(STDERR_FILENO) && term && *term && strcmp(term, "dumb");
}

static void take_terminal(struct lineread *r)
{
	struct termios raw = r->before;

	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | IEXTEN);
	raw.c_iflag &= ~(tcflag_t)(IXON | ICRNL);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	if (marks_pastes())
		fputs(PASTE_ON, stderr);
	fflush(stderr);
}

static void give_terminal(struct lineread *r)
{
	if (marks_pastes())
		fputs(PASTE_OFF, stderr);
	fflush(stderr);
	tcsetattr(STDIN_FILENO, TCSADRAIN, &r->before);
}

int lineread_open(struct lineread *r, struct store *s, struct err *err)
{
	*r = (struct lineread){ .store = s, .signals = -1 };
	input_init(&r->in);
	r->in.paste_max = 16 << 20;
	r->is_tty = isatty(STDIN_FILENO) && !tcgetattr(STDIN_FILENO, &r->before);
	if (!r->is_tty)
		return 0;
	r->signals = signals_open();
	if (r->signals < 0)
		return err_set(err, ERR_IO, "signals cannot be waited for: %s", strerror(errno));
	take_terminal(r);
	return 0;
}

void lineread_close(struct lineread *r, enum line_end end)
{
	int sig = end == LINE_SIGNAL ? r->ended_by : 0;

	if (r->is_tty) {
		give_terminal(r);
		signals_close();
	}
	input_done(&r->in);
	if (sig > 0)
		raise(sig);
}

/* ---- what is typed ---- */

static void echo(const char *s, size_t len)
{
	struct buf out = { 0 };

	text_visible(&out, s, len, false);
	fwrite(buf_str(&out), 1, out.len, stderr);
	buf_done(&out);
}

/* The prompt and the line as it stands. */
static void echo_line(const struct pad *p, size_t from, const char *prompt)
{
	size_t at = lineread_floor(p, from);

	fputs(prompt, stderr);
	if (at < p->edit.len)
		echo(p->edit.text + at, p->edit.len - at);
	fflush(stderr);
}

/* The last character goes from the screen as well. */
static void take_back(const char *s, size_t len)
{
	for (int w = text_visible_width(s, len); w > 0; w--)
		fputs("\b \b", stderr);
}

static void keep(struct lineread *r, struct pad *p)
{
	struct err err = { 0 };
	int64_t now = lineread_mono_ms();

	if (!pad_keep(r->store, p, p->spent_ms, &err)) {
		r->retry_ms = 0;
		if (r->unkept_said)
			fputs("\nKept again.\n", stderr);
		r->unkept_said = false;
		return;
	}
	r->retry_ms = now + 100;
	if (!r->unkept_said)
		fputs("\nNot kept yet; go on typing, it is tried again.\n", stderr);
	r->unkept_said = true;
}

/* Everything back to `from`, or the last word of it. */
static void kill_back(struct pad *p, size_t from, bool word)
{
	struct edit *e = &p->edit;
	int64_t now = lineread_mono_ms();
	bool seen = false;

	while (e->len > from) {
		size_t at = text_prev(e->text, e->len, e->len);
		bool blank = e->text[at] == ' ' || e->text[at] == '\n';

		if (at < from || (word && seen && blank))
			break;
		seen |= !blank;
		take_back(e->text + at, e->len - at);
		edit_key(e, K_BACKSPACE, now);
	}
}

/* Words behind an answer that stands already begin a line of their own. */
static void begin_line(struct pad *p, size_t from)
{
	if (from && p->edit.len == from && p->edit.text[from - 1] != '\n')
		edit_key(&p->edit, K_ENTER, lineread_mono_ms());
}

size_t lineread_floor(const struct pad *p, size_t from)
{
	return from && p->edit.len > from && p->edit.text[from] == '\n' ? from + 1 : from;
}

/* The character goes to the end, where it may join the sign that stands there: that one is shown anew. */
static void take_character(struct pad *p, size_t begin, int key)
{
	struct edit *e = &p->edit;
	size_t was, last, from;

	begin_line(p, begin);
	from = lineread_floor(p, begin);
	was = e->len;
	last = was > from ? text_prev(e->text, was, was) : was;
	edit_key(e, key, lineread_mono_ms());
	if (last < was && text_prev(e->text, e->len, e->len) <= last)
		take_back(e->text + last, was - last);
	else
		last = was;
	echo(e->text + last, e->len - last);
}

/* True when the line is done with. */
static bool take_key(struct lineread *r, struct pad *p, size_t begin, int key)
{
	struct edit *e = &p->edit;
	size_t from = lineread_floor(p, begin);

	if (key == K_ENTER || key == '\n')
		return true;
	if (key == K_BACKSPACE || key == K_DELETE || key == K_CTRL('H')) {
		size_t at = text_prev(e->text, e->len, e->len);

		if (e->len > from && at >= from) {
			take_back(e->text + at, e->len - at);
			edit_key(e, K_BACKSPACE, lineread_mono_ms());
		}
	} else if (key == K_CTRL('U') || key == K_CTRL('W')) {
		kill_back(p, from, key == K_CTRL('W'));
	} else if (key_is_text(key)) {
		take_character(p, begin, key);
	}
	if (key == K_ODD) {
		fputs("\nA byte that was no UTF-8 shows as \xef\xbf\xbd.\n", stderr);
		echo_line(p, begin, r->prompt);
	}
	return false;
}

static void take_paste(struct pad *p, size_t from, const char *text, size_t len, bool shown)
{
	struct buf clean = { 0 };
	size_t was;

	text_repair(&clean, text, len);
	begin_line(p, from);
	was = p->edit.len;
	edit_paste(&p->edit, buf_str(&clean), clean.len, lineread_mono_ms());
	if (shown)
		echo(p->edit.text + was, p->edit.len - was);
	buf_done(&clean);
}

/* ---- the terminal ---- */

/* Ctrl-Z: what is typed is kept, the shell has the terminal; back again the line goes on. */
static void go_away(struct lineread *r, struct pad *p, size_t from)
{
	keep(r, p);
	give_terminal(r);
	raise(SIGSTOP);
	take_terminal(r);
	fputs("\n", stderr);
	echo_line(p, from, r->prompt);
}

/* The signal that ends the process, 0 when none came. */
static int heed_signals(struct lineread *r, struct pad *p, size_t from)
{
	for (int sig; (sig = signals_next()) != 0;) {
		if (sig == SIGTSTP)
			go_away(r, p, from);
		else if (sig != SIGWINCH && sig != SIGCONT)
			return sig;
	}
	return 0;
}

/* 1 with bytes or after a wait, 0 at the end of input. */
static int wait_bytes(struct lineread *r, const struct pad *p)
{
	struct pollfd fds[2] = { { .fd = STDIN_FILENO, .events = POLLIN }, { .fd = r->signals, .events = POLLIN } };
	int64_t now = lineread_mono_ms(), ms = pad_wait(NULL, p, now, r->retry_ms), more = input_wait_ms(&r->in);
	char bytes[512];
	ssize_t n;
	int ready;

	if (more >= 0)
		more = r->fed_ms + more > now ? r->fed_ms + more - now : 0;
	if (more >= 0 && (ms < 0 || more < ms))
		ms = more;
	ready = poll(fds, 2, ms < 0 ? -1 : (int)ms);
	if (input_waited(&r->in, lineread_mono_ms() - now) || ready < 0)
		return 1;
	if (!(fds[0].revents & (POLLIN | POLLHUP | POLLERR))) {
		/* The wait may have been for a draft alone. */
		if (!(fds[1].revents & POLLIN) && more >= 0 && lineread_mono_ms() >= now + more)
			input_flush(&r->in);
		return 1;
	}
	/* What is read is ours to lose: few keys at a time, so that what waits is still the terminal's (P1). */
	n = read(STDIN_FILENO, bytes, r->in.pasting ? sizeof bytes : KEEP_CHARS);
	if (n > 0)
		input_feed(&r->in, bytes, (size_t)n);
	if (n > 0)
		r->fed_ms = lineread_mono_ms();
	return n > 0 || (n < 0 && (errno == EINTR || errno == EAGAIN));
}

/* Keys that came; true when Enter was among them: what is behind it waits for the next line. */
static enum line_end take_events(struct lineread *r, struct pad *p, size_t from, bool *done)
{
	struct input_event e;

	*done = false;
	while (!*done && (e = input_next(&r->in)).kind != INPUT_NONE) {
		if (e.kind == INPUT_PASTE)
			take_paste(p, from, e.text, e.len, true);
		if (e.kind == INPUT_KEY && e.key == K_CTRL('D') && p->edit.len == lineread_floor(p, from))
			return LINE_EOF;
		if (e.kind == INPUT_KEY)
			*done = take_key(r, p, from, e.key);
		/* Many keys may have been read at once: they are kept on the way as if they had come one by one (P1). */
		if (p->edit.unkept_chars >= KEEP_CHARS)
			keep(r, p);
	}
	return LINE_TAKEN;
}

static enum line_end read_tty(struct lineread *r, struct pad *p, size_t from)
{
	bool done = false;
	enum line_end end = LINE_TAKEN;
	int sig, open = 1;

	while (!done && end == LINE_TAKEN && open) {
		end = take_events(r, p, from, &done);
		fflush(stderr);
		if (!pad_wait(NULL, p, lineread_mono_ms(), r->retry_ms))
			keep(r, p);
		sig = heed_signals(r, p, from);
		if (sig) {
			if (r->in.pasting) /* whose end nobody waits for any more */
				input_flush(&r->in);
			take_events(r, p, from, &done);
			keep(r, p);
			r->ended_by = sig;
			fputs("\n", stderr);
			return LINE_SIGNAL;
		}
		if (!done && end == LINE_TAKEN)
			open = wait_bytes(r, p);
	}
	keep(r, p);
	fputs("\n", stderr);
	return open ? end : LINE_EOF;
}

/* A line that ends with a backslash goes on with the next. */
static enum line_end read_lines(struct pad *p, size_t from)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;
	enum line_end end = LINE_EOF;

	while ((n = getline(&line, &cap, stdin)) > 0) {
		bool more;

		while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			n--;
		more = n && line[n - 1] == '\\';
		if (more)
			line[n - 1] = '\n';
		if (n)
			take_paste(p, from, line, (size_t)n, false);
		from = more ? 0 : from;
		end = LINE_TAKEN;
		if (!more)
			break;
	}
	free(line);
	return end;
}

enum line_end lineread_next(struct lineread *r, struct pad *p, size_t from, const char *prompt)
{
	enum line_end end;

	edit_key(&p->edit, K_CTRL_END, lineread_mono_ms());
	r->prompt = prompt;
	echo_line(p, from, prompt);
	teeth_waits(db_left_open(r->store->db));
	if (r->is_tty)
		return read_tty(r, p, from);
	end = read_lines(p, from);
	keep(r, p);
	return end;
}
