/* P5: a crash anywhere puts the terminal back, keeps the draft within P1, and ends by its true signal. */
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

static void walk(struct promise_run *run)
{
	static const int signals[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
	static const char *const terms[] = { "xterm-256color", "screen-256color" };

	bool few = !run->is_long; /* each signal in each state with one of the terminals, in turn */

	for (const struct state *state = states; state->name; state++)
		for (size_t s = 0; s < sizeof signals / sizeof *signals; s++)
			for (size_t t = 0; t < 2 && !promise_is_settled(run); t++)
				if (!few || ((size_t)(state - states) + s) % 2 == t)
					check_crash(run, state, signals[s], terms[t]);
}

int main(void)
{
	static const char *const protections[] = { "P5", NULL };

	return promise_main(&(struct promise){ "P5", protections, walk, states_set_up, states_tear_down });
}
