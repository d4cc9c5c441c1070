#include "tests/support/run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define RUN_LIMIT_MS 60000

void run_environment(const char *const *env)
{
	for (; env && *env; env++) {
		const char *equals = strchr(*env, '=');
		char *name = equals ? xstrndup(*env, (size_t)(equals - *env)) : xstrdup(*env);

		if (equals)
			setenv(name, equals + 1, 1);
		else
			unsetenv(name);
		free(name);
	}
}

/* Input of any length comes from a file, so that nobody has to feed it. */
static int input_file(const char *input)
{
	FILE *f;
	int fd;

	if (!input)
		return open("/dev/null", O_RDONLY | O_CLOEXEC);
	f = tmpfile();
	if (!f || fputs(input, f) < 0 || fflush(f))
		abort();
	rewind(f);
	fd = fcntl(fileno(f), F_DUPFD_CLOEXEC, 3);
	fclose(f);
	return fd;
}

static bool take(struct pollfd *from, struct buf *to)
{
	char bytes[16384];
	ssize_t n;

	if (!from->revents)
		return true;
	n = read(from->fd, bytes, sizeof bytes);
	if (n <= 0) {
		from->fd = -1;
		return false;
	}
	buf_add(to, bytes, (size_t)n);
	return true;
}

static bool read_both(struct run *r, int out, int err)
{
	struct pollfd wait[2] = { { out, POLLIN, 0 }, { err, POLLIN, 0 } };

	while (wait[0].fd >= 0 || wait[1].fd >= 0) {
		if (poll(wait, 2, RUN_LIMIT_MS) <= 0)
			return false;
		take(&wait[0], &r->out);
		take(&wait[1], &r->err);
	}
	return true;
}

int run_program(struct run *r, const char *const *argv, const char *const *env, const char *input)
{
	int out[2], err[2], in = input_file(input), status;
	pid_t pid;

	memset(r, 0, sizeof *r);
	if (in < 0 || pipe2(out, O_CLOEXEC) || pipe2(err, O_CLOEXEC))
		abort();
	pid = fork();
	if (!pid) {
		dup2(in, 0);
		dup2(out[1], 1);
		dup2(err[1], 2);
		signal(SIGPIPE, SIG_DFL);
		run_environment(env);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	close(in);
	close(out[1]);
	close(err[1]);
	if (pid < 0)
		abort();
	if (!read_both(r, out[0], err[0])) {
		kill(pid, SIGKILL);
		r->status = 124;
	}
	close(out[0]);
	close(err[0]);
	waitpid(pid, &status, 0);
	if (!r->status)
		r->status = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
	return r->status;
}

void run_done(struct run *r)
{
	buf_done(&r->out);
	buf_done(&r->err);
}
