/* P5: a crash anywhere puts the terminal back, keeps the draft within P1, and ends by its true signal. Every state with
 * every signal in both terminals is the long tier; else each goes with one of the terminals, and where it must be quick
 * with one or two of the five signals, as the seed says: no state is left out. */
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

static void check_crash(struct promise_run *run, const struct state *state, int signal_number, const char *term)
{
	char *world = state_world();
	struct pty *p = state_open(run, state, world, (struct pty_options){ .term = term });
	int status = 0;

	if (p) {
		const char *left;
		bool has_ended;

		pty_signal(p, signal_number);
		has_ended = pty_wait_exit(p, run->is_twin ? 5000 : PTY_LIMIT_MS, &status);
		left = has_ended ? pty_left_behind(p) : "the program is still running";
		promise_case(run, !left, "%s, %s, %s: %s", state->name, strsignal(signal_number), term, left);
		promise_case(run, has_ended && WIFSIGNALED(status) && WTERMSIG(status) == signal_number,
			"%s, %s, %s: ended with wait status %#x", state->name, strsignal(signal_number), term, (unsigned)status);
		pty_free(p);
	}
	temp_remove(world);
	free(world);
}

struct crashing {
	unsigned workers, share, first; /* of the pairs of state and signal each `share`-th, from the first on */
};

static void walk_some(struct promise_run *run, int worker, void *arg)
{
	static const int signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
	static const char *const terms[] = { "xterm-256color", "screen-256color" };
	enum { SIGNALS = sizeof signals / sizeof *signals };
	const struct crashing *how = arg;

	for (size_t i = 0; states[i].name; i++)
		for (size_t s = 0; s < SIGNALS && i % how->workers == (size_t)worker; s++)
			for (size_t t = 0; t < 2 && !promise_is_settled(run); t++)
				if (run->is_long || ((i + s) % 2 == t && (i * SIGNALS + s) % how->share == how->first))
					check_crash(run, &states[i], signals[s], terms[t]);
}

static void walk(struct promise_run *run)
{
	unsigned share = (run->is_fast || run->is_sanitized) && !run->is_twin ? 4 : 1;
	struct crashing how = { run->is_twin ? 1 : 3, share, promise_random(run, share) };

	if (run->is_twin)
		walk_some(run, 0, &how);
	else
		promise_workers(run, (int)how.workers, walk_some, &how);
}

int main(void)
{
	static const char *const protections[] = { "P5", NULL };

	return promise_main(&(struct promise){ "P5", protections, walk, states_set_up, states_tear_down });
}
