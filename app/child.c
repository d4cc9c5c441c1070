#include "app/child.h"

#include "model/teeth.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SAID_MAX = 2048, LOOK_MS = 100 };

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

struct feeding {
	const char *text;
	size_t len;
	int in, err; /* our ends of its input and its errors; -1 closed */
	pid_t pid;
	int64_t ends_ms;
	struct child_end *end;
};

/* The signals that we handle or ignore are the program's own again, and it leads a group that can be ended as one. */
static _Noreturn void start(const char *const *words, const char *text, int in, int err)
{
	static const int own[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGPIPE, SIGTSTP, SIGCHLD };
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

static void feed(struct feeding *f)
{
	ssize_t n = write(f->in, f->text, f->len);

	if (n < 0 && (errno == EINTR || errno == EAGAIN))
		return;
	f->text += n > 0 ? n : 0;
	f->len -= n > 0 ? (size_t)n : 0;
	if (n < 0 || !f->len) /* it wants no more, or has all */
		close_end(&f->in);
}

static void hear(struct feeding *f)
{
	char block[512];
	ssize_t n = read(f->err, block, sizeof block);
	size_t room = SAID_MAX - f->end->said.len;

	if (n > 0)
		buf_add(&f->end->said, block, (size_t)n < room ? (size_t)n : room);
	else if (!n || (errno != EINTR && errno != EAGAIN))
		close_end(&f->err);
}

static bool is_over(struct feeding *f, int *status)
{
	pid_t gone = waitpid(f->pid, status, WNOHANG);

	if (gone < 0 && errno != EINTR)
		*status = -1;
	return gone > 0 || (gone < 0 && errno != EINTR);
}

/* What its time does not allow is ended, with all that it started in its group. */
static void stop(struct feeding *f, int *status)
{
	f->end->timed_out = true;
	kill(-f->pid, SIGKILL);
	while (waitpid(f->pid, status, 0) < 0 && errno == EINTR)
		;
}

static int turn(struct feeding *f, int wait_ms)
{
	struct pollfd p[2] = { { .fd = f->err, .events = POLLIN }, { .fd = f->in, .events = POLLOUT } };
	int n = poll(p, 2, wait_ms);

	if (n > 0 && p[0].revents)
		hear(f);
	if (n > 0 && p[1].revents)
		feed(f);
	return n > 0 && p[0].revents && f->err >= 0;
}

/* Until it has ended or its time is over. A program that it left behind may hold its errors open: nobody waits for that,
 * and what stands in the pipe by then is read. */
static int attend(struct feeding *f)
{
	int status = 0;

	while (!is_over(f, &status)) {
		int64_t left = f->ends_ms - mono_ms();

		if (left <= 0) {
			stop(f, &status);
			break;
		}
		turn(f, left < LOOK_MS ? (int)left : LOOK_MS);
	}
	close_end(&f->in);
	while (f->end->said.len < SAID_MAX && turn(f, 0))
		;
	return status;
}

static int run(struct feeding *f)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, before;
	int status;

	fcntl(f->in, F_SETFL, O_NONBLOCK);
	fcntl(f->err, F_SETFL, O_NONBLOCK);
	sigaction(SIGPIPE, &ignore, &before);
	status = attend(f);
	sigaction(SIGPIPE, &before, NULL);
	return status;
}

int child_feed(const char *const *words, const char *text, size_t len, int seconds, struct child_end *out, struct err *err)
{
	struct feeding f = { .text = text, .len = len, .ends_ms = mono_ms() + seconds * INT64_C(1000), .end = out };
	int in[2], said[2], status;

	*out = (struct child_end){ .status = -1 };
	if (pipe2(in, O_CLOEXEC))
		return err_set(err, ERR_IO, "no pipe can be made: %s", strerror(errno));
	if (pipe2(said, O_CLOEXEC)) {
		close(in[0]);
		close(in[1]);
		return err_set(err, ERR_IO, "no pipe can be made: %s", strerror(errno));
	}
	f.in = in[1];
	f.err = said[0];
	f.pid = fork();
	if (!f.pid)
		start(words, text, in[0], said[1]);
	close(in[0]);
	close(said[1]);
	status = f.pid < 0 ? -1 : run(&f);
	close_end(&f.in);
	close_end(&f.err);
	if (f.pid < 0)
		return err_set(err, ERR_IO, "no process can be made: %s", strerror(errno));
	if (status >= 0 && WIFEXITED(status))
		out->status = WEXITSTATUS(status);
	else if (status >= 0 && WIFSIGNALED(status))
		out->signal = WTERMSIG(status);
	return 0;
}
