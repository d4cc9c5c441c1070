/* P15: no statement is left open while the program waits for a key. The test build looks before each wait and ends
 * when it finds one (model/teeth.h), as every build with sanitizers does in all tests; here it goes through every
 * screen and prompt, types about in it, and must live. */
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

enum { KEYS = 12 };

static bool is_aborted(struct pty *p)
{
	int status = 0;

	if (!pty_wait_exit(p, 0, &status))
		return false;
	return WIFSIGNALED(status) || WEXITSTATUS(status) == 128 + SIGABRT;
}

/* Keys that stay in the program, on the screens that they lead to. */
static void type_about(struct pty *p, struct promise_run *run)
{
	static const char *const keys[] = { "j", "k", "l", "h", "<Tab>", "<Down>", "<Up>", "<Right>", "<Left>", "<PgDn>", "?",
					    "<Esc>", "/", "1", "2", "3", "4", "5", "<Enter>", "a", "e", "<Esc>", "m", ":" };
	int status;

	for (int i = 0; i < (run->is_long ? 8 * KEYS : run->is_sanitized ? KEYS / 2 : KEYS); i++) {
		pty_keys(p, keys[promise_random(run, sizeof keys / sizeof keys[0])]);
		pty_settle(p, 2000);
		if (pty_wait_exit(p, 0, &status))
			return;
	}
}

static void check_state(struct promise_run *run, const struct state *state)
{
	char *world = state_world();
	struct pty *p = state_open(run, state, world, (struct pty_options){ 0 });

	if (p) {
		type_about(p, run);
		promise_case(run, !is_aborted(p), "%s: ended while it waited for a key; the screen:\n%s", state->name, pty_screen(p));
		pty_free(p);
	}
	temp_remove(world);
	free(world);
}

struct walking {
	int workers, share, turn; /* every share-th state is one worker's, from the turn-th on */
};

static void walk_some(struct promise_run *run, int worker, void *arg)
{
	const struct walking *how = arg;
	int i = how->turn;

	for (const struct state *state = states; state->name && !promise_is_settled(run); state++)
		if (i++ % how->share == worker)
			check_state(run, state);
}

static void walk(struct promise_run *run)
{
	struct walking how = { run->is_twin ? 1 : 3, run->is_twin ? 1 : 3, 0 };

	/* Every build with sanitizers looks at each wait in all tests anyway: there a third of the states. */
	if (run->is_sanitized && !run->is_twin) {
		how.share = 3 * how.workers;
		how.turn = (int)promise_random(run, (unsigned)how.share);
	}
	run->program = getenv("WINLOSS_TEST_BIN");
	if (!run->program)
		promise_case(run, false, "WINLOSS_TEST_BIN is not set: run by make check-idle");
	else if (run->is_twin)
		walk_some(run, 0, &how);
	else
		promise_workers(run, how.workers, walk_some, &how);
}

static int set_up(void)
{
	promise_in_memory();
	return states_set_up();
}

int main(void)
{
	static const char *const protections[] = { "P15", NULL };

	return promise_main_both(&(struct promise){ "P15", protections, walk, set_up, states_tear_down });
}
