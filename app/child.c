#include "app/child.h"

#include "model/buf.h"
#include "model/teeth.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAID_MAX = 2048 };

void child_become(char *const *words)
{
	execvp(words[0], words);
	_exit(127);
}

static int64_t mono_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

struct child {
	char *text; /* owned */
	size_t at, len;
	int in, err; /* our ends of its input and its errors; -1 closed */
	pid_t pid;   /* 0: it has ended */
	int64_t ends_ms;
	struct child_end end;
};

/* The signals that we handle or ignore are the program's own again, and it leads a group that can be ended as one. */
static _Noreturn void start(const char *const *words, const char *text, int in, int err)
{
	static const int own[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ, SIGTSTP, SIGCHLD };
	int nothing = open("/dev/null", O_WRONLY);
	sigset_t none;

	setpgid(0, 0);
	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		signal(own[i], SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (nothing < 0 || dup2(in, STDIN_FILENO) < 0 || dup2(nothing, STDOUT_FILENO) < 0 || dup2(err, STDERR_FILENO) < 0)
		_exit(127);
	if (teeth_off("P28")) { /* the twin lets the text be a word */
		const char *more[] = { words[0], words[1], text, NULL };

		child_become((char *const *)(uintptr_t)more);
	}
	child_become((char *const *)(uintptr_t)words);
}

static void close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static void feed(struct child *c)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	ssize_t n;

	sigaction(SIGPIPE, &ignore, &before);
	n = write(c->in, c->text + c->at, c->len - c->at);
	if (n > 0)
		c->at += (size_t)n;
	if (c->at == c->len || (n < 0 && errno != EINTR && errno != EAGAIN)) /* it has all, or wants no more */
		close_end(&c->in);
	sigaction(SIGPIPE, &before, NULL);
}

static void hear(struct child *c)
{
	char block[512];
	ssize_t n = read(c->err, block, sizeof block);
	size_t room = SAID_MAX - c->end.said.len;

	if (n > 0)
		buf_add(&c->end.said, block, (size_t)n < room ? (size_t)n : room);
	else if (!n || (errno != EINTR && errno != EAGAIN))
		close_end(&c->err);
}

static bool wait_for(struct child *c, int how)
{
	int status = -1;
	pid_t gone;

	do
		gone = waitpid(c->pid, &status, how);
	while (gone < 0 && errno == EINTR);
	if (!gone)
		return false;
	c->pid = 0;
	if (gone > 0 && WIFEXITED(status))
		c->end.status = WEXITSTATUS(status);
	else if (gone > 0 && WIFSIGNALED(status))
		c->end.signal = WTERMSIG(status);
	return true;
}

/* What its time does not allow is ended, with all that it started in its group. */
static void stop(struct child *c)
{
	c->end.timed_out = true;
	kill(-c->pid, SIGKILL);
	wait_for(c, 0);
}

static bool listen_once(struct child *c, int wait_ms)
{
	struct pollfd p[2] = { { .fd = c->err, .events = POLLIN }, { .fd = c->in, .events = POLLOUT } };
	int n = poll(p, 2, wait_ms);

	if (n > 0 && p[0].revents)
		hear(c);
	if (n > 0 && p[1].revents)
		feed(c);
	return n > 0 && p[0].revents && c->err >= 0;
}

/* A program that it left behind may hold its errors open: nobody waits for that, and what stands in the pipe by its end
 * is read. */
bool child_turn(struct child *c, int wait_ms)
{
	int64_t left = c->ends_ms - mono_ms();

	if (c->pid && !wait_for(c, WNOHANG)) {
		if (left > 0) {
			listen_once(c, left < wait_ms ? (int)left : wait_ms);
			return false;
		}
		stop(c);
	}
	while (c->end.said.len < SAID_MAX && listen_once(c, 0))
		;
	return true;
}

/* Pipes for its input and its errors. */
static int make_pipes(int in[2], int said[2], struct err *err)
{
	if (pipe2(in, O_CLOEXEC))
		return err_set(err, ERR_IO, "no pipe can be made: %s", strerror(errno));
	if (!pipe2(said, O_CLOEXEC))
		return 0;
	err_set(err, ERR_IO, "no pipe can be made: %s", strerror(errno));
	close(in[0]);
	close(in[1]);
	return -1;
}

int child_start(const char *const *words, const char *text, size_t len, int seconds, struct child **out, struct err *err)
{
	struct child *c;
	int in[2], said[2];
	pid_t pid;

	*out = NULL;
	if (make_pipes(in, said, err))
		return -1;
	c = xcalloc(1, sizeof *c);
	*c = (struct child){ .text = xstrndup(text, len), .len = len, .in = in[1], .err = said[0],
			     .ends_ms = mono_ms() + seconds * INT64_C(1000), .end = { .status = -1 } };
	pid = fork();
	if (!pid)
		start(words, c->text, in[0], said[1]);
	close(in[0]);
	close(said[1]);
	if (pid > 0)
		setpgid(pid, pid); /* as it does itself: it may be ended before it comes to that */
	c->pid = pid > 0 ? pid : 0;
	if (pid < 0) {
		err_set(err, ERR_IO, "no process can be made: %s", strerror(errno));
		child_done(c, NULL);
		return -1;
	}
	fcntl(c->in, F_SETFL, O_NONBLOCK);
	fcntl(c->err, F_SETFL, O_NONBLOCK);
	*out = c;
	return 0;
}

void child_done(struct child *c, struct child_end *out)
{
	if (c->pid)
		stop(c);
	close_end(&c->in);
	close_end(&c->err);
	if (out)
		*out = c->end;
	else
		buf_done(&c->end.said);
	free(c->text);
	free(c);
}
