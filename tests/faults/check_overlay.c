/* What is mine and late comes over any screen and prompt: 0 where keys act, Alt-0 where letters are text, which leaves a
 * prompt first as Esc does (what was typed there is P9's). Esc takes it away again. */
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <stdlib.h>

static bool is_up(struct pty *p)
{
	return pty_has(p, "Mine, late and due soon") || pty_has(p, "Late and due soon: everybody's");
}

/* Where 0 is a letter it stands in the text now: taken back. */
static bool comes_up(struct pty *p)
{
	pty_keys(p, "<A-0>");
	pty_settle(p, PTY_LIMIT_MS);
	if (is_up(p))
		return true;
	pty_keys(p, "0");
	pty_settle(p, PTY_LIMIT_MS);
	return is_up(p);
}

static void check_state(struct promise_run *run, const struct state *state)
{
	char *world = state_world();
	struct pty *p = state_open(run, state, world, (struct pty_options){ 0 });

	if (p) {
		bool up = comes_up(p);

		promise_case(run, up, "%s: what is late does not come over it; the screen:\n%s", state->name, pty_screen(p));
		pty_keys(p, "<Esc>");
		pty_settle(p, PTY_LIMIT_MS);
		promise_case(run, !up || !is_up(p), "%s: Esc does not take it away; the screen:\n%s", state->name, pty_screen(p));
		pty_free(p);
	}
	temp_remove(world);
	free(world);
}

struct walking {
	int workers, every, from;
};

static void walk_some(struct promise_run *run, int worker, void *arg)
{
	const struct walking *how = arg;
	int i = 0;

	for (const struct state *state = states; state->name && !promise_is_settled(run); state++, i++)
		if (i % how->every == how->from && i / how->every % how->workers == worker)
			check_state(run, state);
}

static void walk(struct promise_run *run)
{
	struct walking how = { 3, run->is_long || run->is_twin ? 1 : run->is_fast || run->is_sanitized ? 20 : 4, 0 };

	how.from = (int)promise_random(run, (unsigned)how.every);
	promise_workers(run, how.workers, walk_some, &how);
}

static int set_up(void)
{
	promise_in_memory();
	return states_set_up();
}

int main(void)
{
	static const char *const protections[] = { "overlay", NULL };

	return promise_main(&(struct promise){ "overlay", protections, walk, set_up, states_tear_down });
}
