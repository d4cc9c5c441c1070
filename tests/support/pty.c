#include "tests/support/pty_private.h"

#include "tests/support/temp.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/pidfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

/* Written into the stream by the harness, behind all that the program wrote before: once it has come through, so has
 * everything else. The kernel hands a terminal's bytes over by a work queue of its own, so "nothing to read" alone
 * says nothing. One byte: of a longer mark a full terminal takes a part, between two parts of a frame. A program that
 * writes this byte too is seen to, for one more comes through than the harness wrote. */
#define SYNC '\036'

/* Between two looks behind an Esc: longer than a program waits for what may follow it (app/input.c: 25). */
enum { ESCAPE_MS = 30 };

void pty_give_up(const char *fmt, ...)
{
	va_list ap;

	fputs("test harness: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, " (%s)\n", strerror(errno));
	abort();
}

double pty_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* The child's side */

static void set_up_terminal(const char *name, bool is_session_leader)
{
	int fd;

	if (is_session_leader)
		setsid();
	fd = open(name, O_RDWR);
	if (fd < 0 || (is_session_leader && ioctl(fd, TIOCSCTTY, 0)))
		_exit(126);
	dup2(fd, 0);
	dup2(fd, 1);
	dup2(fd, 2);
	if (fd > 2)
		close(fd);
}

static void set_up_environment(const struct pty *p, const struct pty_options *o, int frame_fd, int ledger_fd)
{
	static const char *const unwanted[] = { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
		"WINLOSS_DB", "WINLOSS_USER", "NO_COLOR", "COLORTERM", "COLORFGBG", "EDITOR", "VISUAL", "LINES", "COLUMNS",
		"TMUX", "STY", "LANG", "LC_CTYPE", "LANGUAGE", "ESCDELAY" };
	char number[16];

	for (size_t i = 0; i < sizeof unwanted / sizeof *unwanted; i++)
		unsetenv(unwanted[i]);
	setenv("HOME", p->home, 1);
	setenv("TERM", o->term ? o->term : "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	setenv("TZ", "UTC", 1);
	snprintf(number, sizeof number, "%d", frame_fd);
	setenv("WINLOSS_FRAME_FD", number, 1);
	snprintf(number, sizeof number, "%d", ledger_fd);
	setenv("WINLOSS_LEDGER_FD", number, 1);
	for (const char *const *e = o->env; e && *e; e++) {
		char *pair = xstrdup(*e), *equals = strchr(pair, '=');

		if (equals)
			*equals = '\0';
		if (equals)
			setenv(pair, equals + 1, 1);
		else
			unsetenv(pair);
		free(pair);
	}
}

static void __attribute__((noreturn)) run_program(const struct pty_options *o)
{
	sigset_t none;

	setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
	for (int s = 1; s < NSIG; s++)
		signal(s, SIG_DFL);
	if (o->ignores_hup)
		signal(SIGHUP, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execv(o->argv[0], (char *const *)o->argv);
	_exit(127);
}

/* What a shell does for one job: its own process group, the terminal handed over and taken back. */
static void __attribute__((noreturn)) run_shell(const struct pty_options *o, int states, int orders)
{
	struct termios mine, theirs;
	pid_t job;
	int status;
	char order;

	tcgetattr(0, &mine);
	signal(SIGTTOU, SIG_IGN);
	job = fork();
	if (!job) {
		setpgid(0, 0);
		tcsetpgrp(0, getpid());
		close(states);
		close(orders);
		run_program(o);
	}
	setpgid(job, job);
	if (job < 0 || write(states, &job, sizeof job) != sizeof job)
		_exit(126);
	while (waitpid(job, &status, WUNTRACED) == job) {
		tcsetpgrp(0, getpgrp());
		if (write(states, &status, sizeof status) != sizeof status || !WIFSTOPPED(status))
			break;
		tcgetattr(0, &theirs);
		tcsetattr(0, TCSADRAIN, &mine);
		if (read(orders, &order, 1) != 1)
			break;
		tcsetattr(0, TCSADRAIN, &theirs);
		tcsetpgrp(0, job);
		kill(-job, SIGCONT);
	}
	_exit(0);
}

static void make_pipe(int ends[2], bool is_nonblocking)
{
	if (pipe(ends))
		pty_give_up("no pipe");
	fcntl(ends[0], F_SETFD, FD_CLOEXEC);
	if (is_nonblocking)
		fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

static void fork_program(struct pty *p, const struct pty_options *o, const char *name)
{
	int frames[2], ledger[2], states[2], orders[2];

	make_pipe(frames, true);
	make_pipe(ledger, true);
	make_pipe(states, false);
	make_pipe(orders, false);
	p->child = fork();
	if (p->child < 0)
		pty_give_up("no process");
	if (!p->child) {
		close(p->master);
		close(p->slave);
		set_up_terminal(name, true);
		set_up_environment(p, o, frames[1], ledger[1]);
		fcntl(states[1], F_SETFD, FD_CLOEXEC);
		fcntl(orders[1], F_SETFD, FD_CLOEXEC);
		if (o->has_jobs) {
			close(orders[1]);
			run_shell(o, states[1], orders[0]);
		}
		close(states[1]);
		close(orders[1]);
		run_program(o);
	}
	close(frames[1]);
	close(ledger[1]);
	close(states[1]);
	close(orders[0]);
	p->frames = frames[0];
	p->ledger = ledger[0];
	p->states = states[0];
	p->orders = orders[1];
	p->pid = p->child;
	if (o->has_jobs && read(p->states, &p->pid, sizeof p->pid) != sizeof p->pid)
		pty_give_up("the shell of the harness did not start its job");
}

struct pty *pty_open(const struct pty_options *o)
{
	struct pty *p = xcalloc(1, sizeof *p);
	int rows = o->rows ? o->rows : 24, cols = o->cols ? o->cols : 80;
	char name[64];

	p->home = temp_dir("home");
	p->master = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (p->master < 0 || grantpt(p->master) || unlockpt(p->master) || ptsname_r(p->master, name, sizeof name))
		pty_give_up("no pseudo-terminal");
	p->slave = open(name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (p->slave < 0 || tcgetattr(p->slave, &p->before))
		pty_give_up("no terminal %s", name);
	ioctl(p->master, TIOCSWINSZ, &(struct winsize){ .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols });
	fcntl(p->master, F_SETFL, O_NONBLOCK);
	p->vt = vt_new(rows, cols);
	/* A write to a program that has just ended must not end the test. */
	signal(SIGPIPE, SIG_IGN);
	fork_program(p, o, name);
	return p;
}

void pty_free(struct pty *p)
{
	int status;

	if (!p)
		return;
	if (!p->has_ended) {
		kill(p->pid, SIGKILL);
		if (p->child != p->pid)
			kill(p->child, SIGKILL);
		waitpid(p->child, &status, 0);
	}
	if (!p->is_hung_up)
		close(p->master);
	if (p->slave >= 0)
		close(p->slave);
	close(p->frames);
	close(p->ledger);
	close(p->states);
	close(p->orders);
	vt_free(p->vt);
	buf_done(&p->raw);
	buf_done(&p->pending);
	buf_done(&p->ledger_text);
	temp_remove(p->home);
	free(p->home);
	free(p);
}

pid_t pty_pid(const struct pty *p)
{
	return p->pid;
}

const char *pty_home(const struct pty *p)
{
	return p->home;
}

struct vt *pty_vt(struct pty *p)
{
	return p->vt;
}

/* Reading */

static void set_mode(struct pty *p, int number, int is_set)
{
	int i = 0;

	while (i < p->modes_count && p->modes[i].number != number)
		i++;
	if (i == (int)(sizeof p->modes / sizeof *p->modes))
		return;
	p->modes[i] = (struct mode){ number, is_set };
	if (i == p->modes_count)
		p->modes_count++;
}

/* Private modes, in bytes that may end inside a sequence: raw is searched from where the last search could stand. */
static void note_modes(struct pty *p, size_t from)
{
	const char *at = p->raw.data + (from > 24 ? from - 24 : 0), *end = p->raw.data + p->raw.len;

	while ((at = memmem(at, (size_t)(end - at), "\033[?", 3))) {
		int numbers[8] = { 0 }, n = 0;

		for (at += 3; at < end && (*at == ';' || (*at >= '0' && *at <= '9')); at++) {
			if (*at == ';' && n < 7)
				n++;
			else if (*at != ';')
				numbers[n] = numbers[n] * 10 + (*at - '0');
		}
		if (at < end && (*at == 'h' || *at == 'l'))
			for (int i = 0; i <= n; i++)
				set_mode(p, numbers[i], *at == 'h');
	}
}

static void take_bytes(struct pty *p, const char *bytes, size_t len)
{
	char answer[256];
	size_t from = p->raw.len, n;

	if (!len)
		return;
	buf_add(&p->raw, bytes, len);
	note_modes(p, from);
	vt_feed(p->vt, bytes, len);
	n = vt_answers(p->vt, answer, sizeof answer);
	if (n && write(p->master, answer, n) < 0)
		return;
}

/* Hands on what is pending, without the harness's own marks. */
static void take_pending(struct pty *p)
{
	const char *from = p->pending.data, *mark;
	size_t len = p->pending.len;

	while (p->syncs && len && (mark = memchr(from, SYNC, len))) {
		take_bytes(p, from, (size_t)(mark - from));
		len -= (size_t)(mark + 1 - from);
		from = mark + 1;
		p->syncs--;
	}
	take_bytes(p, from, len);
	buf_clear(&p->pending);
}

bool pty_read_some(struct pty *p)
{
	char bytes[16384];
	ssize_t n = p->is_hung_up ? 0 : read(p->master, bytes, sizeof bytes);

	if (n > 0)
		buf_add(&p->pending, bytes, (size_t)n);
	return n > 0;
}

static unsigned read_frames(struct pty *p)
{
	char marks[256];
	ssize_t n = read(p->frames, marks, sizeof marks);
	unsigned seen = n > 0 ? (unsigned)n : 0;

	p->frames_seen += seen;
	return seen;
}

void pty_drain(struct pty *p)
{
	double limit = pty_now_ms() + PTY_LIMIT_MS;
	const char mark = SYNC;
	bool is_written = false;

	if (p->is_hung_up)
		return;
	while (pty_now_ms() < limit) {
		struct pollfd wait = { p->master, POLLIN, 0 };

		if (!is_written && write(p->slave, &mark, 1) == 1) {
			is_written = true;
			p->syncs++;
		}
		while (pty_read_some(p))
			;
		take_pending(p);
		if (is_written && !p->syncs)
			return;
		poll(&wait, 1, is_written ? 100 : 1);
	}
	pty_give_up("the terminal does not hand over what was written");
}

unsigned pty_frames(struct pty *p)
{
	read_frames(p);
	return p->frames_seen;
}

/* Waits for anything to happen: output, a frame mark, the end. False when the time is over. */
static bool wait_event(struct pty *p, double limit)
{
	double left = limit - pty_now_ms();
	int end = p->has_ended ? -1 : pidfd_open(p->pid, 0), n;
	struct pollfd wait[3] = { { p->is_hung_up ? -1 : p->master, POLLIN, 0 }, { p->frames, POLLIN, 0 }, { end, POLLIN, 0 } };

	if (left < 0)
		left = 0;
	/* The write end of the frame pipe is closed once the program has ended: no news from there then. */
	if (end < 0)
		wait[1].fd = -1;
	n = poll(wait, 3, (int)left + 1);
	if (end >= 0)
		close(end);
	return n > 0 && pty_now_ms() < limit;
}

bool pty_frame(struct pty *p, int limit_ms)
{
	double limit = pty_now_ms() + limit_ms;
	bool is_over = false;

	for (;;) {
		bool is_new = read_frames(p) > 0;

		pty_drain(p);
		if (is_new || is_over)
			return is_new;
		is_over = !wait_event(p, limit);
	}
}

double pty_frame_at(struct pty *p, int limit_ms)
{
	double limit = pty_now_ms() + limit_ms;

	for (;;) {
		if (read_frames(p))
			return pty_now_ms();
		if (!wait_event(p, limit))
			return -1;
		pty_read_some(p);
	}
}

bool pty_has(struct pty *p, const char *text)
{
	int row, col;

	return vt_find(p->vt, text, &row, &col);
}

static bool wait_text(struct pty *p, const char *text, bool is_wanted, int limit_ms)
{
	double limit = pty_now_ms() + limit_ms;
	bool is_over = false;
	int status;

	for (;;) {
		bool has_ended = pty_wait_exit(p, 0, &status);

		read_frames(p);
		pty_drain(p);
		if (pty_has(p, text) == is_wanted)
			return true;
		/* One look more when the time is over: on a busy machine it may be this process that came late. */
		if (has_ended || is_over)
			return false;
		is_over = !wait_event(p, limit);
	}
}

bool pty_wait(struct pty *p, const char *text, int limit_ms)
{
	return wait_text(p, text, true, limit_ms);
}

bool pty_wait_gone(struct pty *p, const char *text, int limit_ms)
{
	return wait_text(p, text, false, limit_ms);
}

/* The state letter that /proc gives in a file "stat" of a process or a thread: S asleep, T stopped, Z over. */
static bool is_resting(const char *path)
{
	char line[512];
	const char *state;
	FILE *f = fopen(path, "r");

	if (!f)
		return true;
	state = fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
	fclose(f);
	return state && strchr("STZ", state[2]);
}

/* All its threads: one writes behind the keys, and what comes of it is painted by another. */
static bool are_threads_resting(pid_t pid)
{
	char path[320];
	struct dirent *entry;
	bool rest = true;
	DIR *dir;

	snprintf(path, sizeof path, "/proc/%d/task", (int)pid);
	dir = opendir(path);
	while (dir && rest && (entry = readdir(dir)))
		if (entry->d_name[0] != '.') {
			snprintf(path, sizeof path, "/proc/%d/task/%.20s/stat", (int)pid, entry->d_name);
			rest = is_resting(path);
		}
	if (dir)
		closedir(dir);
	return rest;
}

/* Whether the process sleeps, and has read what was typed. */
static bool is_asleep(struct pty *p)
{
	struct pollfd input = { p->slave, POLLIN, 0 };
	int unread = 0;

	if (!are_threads_resting(p->pid))
		return false;
	/* What was typed reaches the terminal by a work queue, which poll() waits for and FIONREAD does not. */
	if (!p->is_hung_up && poll(&input, 1, 0) >= 0)
		ioctl(p->slave, FIONREAD, &unread);
	return !unread && !(input.revents & POLLIN);
}

bool pty_rest(struct pty *p, int gap_ms, int limit_ms)
{
	double limit = pty_now_ms() + limit_ms;
	int calm = 0, status;

	if (p->has_escaped && gap_ms < ESCAPE_MS)
		gap_ms = ESCAPE_MS;

	/* Three looks in a row, each a little later than the last: a process may sleep in a short wait for the disk. Behind
	 * an Esc the last look is later than its wait for the rest of a sequence: who is not awake then has taken the key. */
	while (calm < 3 && pty_now_ms() < limit) {
		struct pollfd wait[2] = { { p->is_hung_up ? -1 : p->master, POLLIN, 0 }, { p->frames, POLLIN, 0 } };

		if (pty_wait_exit(p, 0, &status))
			return true;
		calm = is_asleep(p) ? calm + 1 : 0;
		if (poll(wait, 2, calm ? gap_ms : 1) > 0)
			calm = 0;
		read_frames(p);
		pty_drain(p);
	}
	p->has_escaped &= calm < 3;
	return calm == 3;
}

bool pty_settle(struct pty *p, int limit_ms)
{
	return pty_rest(p, 12, limit_ms);
}

double pty_output_at(struct pty *p, int quiet_ms, int limit_ms)
{
	double limit = pty_now_ms() + limit_ms, last = -1;

	while (pty_now_ms() < limit) {
		struct pollfd wait = { p->master, POLLIN, 0 };
		double left = limit - pty_now_ms();

		if (poll(&wait, 1, left > 0 ? (int)left + 1 : 0) <= 0)
			continue;
		last = pty_now_ms();
		if (!pty_read_some(p))
			break;
		limit = last + quiet_ms;
	}
	return last;
}

const char *pty_screen(struct pty *p)
{
	return vt_text(p->vt);
}

const char *pty_raw(struct pty *p, size_t *len)
{
	pty_drain(p);
	*len = p->raw.len;
	return buf_str(&p->raw);
}

void pty_raw_clear(struct pty *p)
{
	pty_drain(p);
	buf_clear(&p->raw);
}

int pty_mode(struct pty *p, int number)
{
	for (int i = 0; i < p->modes_count; i++)
		if (p->modes[i].number == number)
			return p->modes[i].is_set;
	return -1;
}

const char *pty_left_behind(struct pty *p)
{
	static const struct { int number, is_set; const char *name; } wanted[] = {
		{ 1049, 0, "the alternate screen is on" }, { 25, 1, "the cursor is hidden" },
		{ 2004, 0, "bracketed paste is on" }, { 1000, 0, "mouse reports (1000) are on" },
		{ 1002, 0, "mouse reports (1002) are on" }, { 1003, 0, "mouse reports (1003) are on" },
		{ 1006, 0, "mouse reports (1006) are on" }, { 1004, 0, "focus reports are on" },
		{ 1, 0, "application cursor keys are on" },
	};
	struct termios after;

	pty_drain(p);
	memset(&after, 0, sizeof after);
	if (tcgetattr(p->slave, &after))
		return "the terminal is gone";
	if (after.c_iflag != p->before.c_iflag || after.c_oflag != p->before.c_oflag || after.c_cflag != p->before.c_cflag ||
	    after.c_lflag != p->before.c_lflag || memcmp(after.c_cc, p->before.c_cc, sizeof after.c_cc))
		return "the terminal's attributes differ";
	for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
		int is_set = pty_mode(p, wanted[i].number);

		if (is_set >= 0 && is_set != wanted[i].is_set)
			return wanted[i].name;
	}
	return NULL;
}
