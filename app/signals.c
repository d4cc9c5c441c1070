#include "app/signals.h"

#include "app/term.h"
#include "model/file.h"
#include "model/teeth.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

/* A signal handler has no argument of ours: the one place of the program where state is global. */
static int ends[2] = { -1, -1 };
static volatile sig_atomic_t leaving;

static const int caught[] = { SIGHUP, SIGTERM, SIGQUIT, SIGINT, SIGPIPE, SIGWINCH, SIGTSTP, SIGCONT };

static void on_signal(int sig)
{
	int saved = errno;
	unsigned char byte = (unsigned char)sig;

	if (sig != SIGWINCH && sig != SIGTSTP && sig != SIGCONT && !leaving) {
		leaving = sig;
		alarm(2);
	}
	if (write(ends[1], &byte, 1) < 0) {
		/* A full pipe already holds enough to wake the loop. */
	}
	errno = saved;
}

/* Stuck, in a write to a terminal that takes nothing for instance: the modes go back and that is the end. */
static void on_alarm(int sig)
{
	(void)sig;
	fcntl(STDOUT_FILENO, F_SETFL, O_NONBLOCK);
	term_rescue();
	file_sweep();
	_exit(128 + (int)leaving);
}

int signals_open(void)
{
	struct sigaction sa = { .sa_handler = on_signal };

	leaving = 0;
	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK))
		return -1;
	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof caught / sizeof *caught && !teeth_off("P4"); i++)
		sigaction(caught[i], &sa, NULL);
	sa.sa_handler = on_alarm;
	sigaction(SIGALRM, &sa, NULL);
	return ends[0];
}

int signals_next(void)
{
	unsigned char byte;

	return read(ends[0], &byte, 1) == 1 ? byte : 0;
}

void signals_close(void)
{
	for (size_t i = 0; i < sizeof caught / sizeof *caught; i++)
		signal(caught[i], SIG_DFL);
	alarm(0);
	close(ends[0]);
	close(ends[1]);
	ends[0] = ends[1] = -1;
}

static void on_end(int sig)
{
	if (!teeth_off("file-sweep"))
		file_sweep();
	signal(sig, SIG_DFL);
	raise(sig);
}

void signals_command(void)
{
	static const int ending[] = { SIGHUP, SIGTERM, SIGQUIT, SIGINT };
	struct sigaction sa = { .sa_handler = on_end }, was;

	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < sizeof ending / sizeof *ending; i++)
		if (!sigaction(ending[i], NULL, &was) && was.sa_handler != SIG_IGN)
			sigaction(ending[i], &sa, NULL);
}
