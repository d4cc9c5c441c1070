/* P4: however the session ends, what was typed is kept to the last key, and the process is gone in two seconds. Every
 * state in every way is the long tier; else it is half of the ways with each journal, where it must be quick a sixth,
 * beginning where the seed says: no state is left out. */
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

struct way {
	const char *name;
	int signal_number; /* 0: the window is closed */
	bool ignores_hup;
};
static const struct way ways[];

/* A signal may end the program as a status of 128 + N or as itself. */
static bool is_end_by(int status, int signal_number)
{
	if (WIFSIGNALED(status))
		return WTERMSIG(status) == signal_number;
	return WEXITSTATUS(status) == 128 + signal_number || (signal_number == SIGHUP && !WEXITSTATUS(status));
}

static void end_it(struct pty *p, const struct way *way)
{
	if (way->signal_number)
		pty_signal(p, way->signal_number);
	else
		pty_hang_up(p);
}

/* Goes back with a fresh process and looks whether the text stands there. */
static void check_kept(struct promise_run *run, const struct state *state, const struct way *way, const char *world)
{
	struct state there = *state;
	struct pty *p;

	there.typing = NULL;
	p = state_open(run, &there, world, (struct pty_options){ 0 });
	if (!p)
		return;
	promise_case(run, pty_wait(p, state->typing, run->is_twin ? 300 : PTY_LIMIT_MS), "%s, %s: \"%s\" was not kept; the screen:\n%s",
		state->name, way->name, state->typing, pty_screen(p));
	pty_free(p);
}

/* The processor time that the end took, in milliseconds. */
static double end_once(struct promise_run *run, const struct state *state, const struct way *way)
{
	char *world = state_world();
	struct pty *p = state_open(run, state, world, (struct pty_options){ .ignores_hup = way->ignores_hup });
	int status = 0, limit_ms = run->is_sanitized ? 10000 : 2000;
	double cpu_ms = 0;

	if (p) {
		const char *left;
		bool has_ended;

		cpu_ms = pty_cpu_ms(p);
		end_it(p, way);
		has_ended = pty_wait_exit_fair(p, limit_ms, &status);
		cpu_ms = pty_cpu_ms(p) - cpu_ms;
		promise_case(run, has_ended, "%s, %s: still running after two seconds", state->name, way->name);
		promise_case(run, !has_ended || is_end_by(status, way->signal_number ? way->signal_number : SIGHUP),
			"%s, %s: ended with wait status %#x", state->name, way->name, (unsigned)status);
		left = way->signal_number && has_ended ? pty_left_behind(p) : NULL;
		promise_case(run, !left, "%s, %s: %s", state->name, way->name, left);
		pty_free(p);
		if (state->typing)
			check_kept(run, state, way, world);
	}
	temp_remove(world);
	free(world);
	return cpu_ms;
}

/* A processor that is shared counts work of others in, now and then: the best of three must be short. */
static void check_way(struct promise_run *run, const struct state *state, const struct way *way)
{
	double cpu_ms = end_once(run, state, way);

	for (int i = 0; i < 2 && cpu_ms >= 50 && !run->is_sanitized; i++) {
		double again_ms = end_once(run, state, way);

		cpu_ms = again_ms < cpu_ms ? again_ms : cpu_ms;
	}
	promise_case(run, run->is_sanitized || cpu_ms < 50, "%s, %s: %.1f ms of processor time after the end", state->name,
		way->name, cpu_ms);
}

static void walk_some(struct promise_run *run, int worker, void *arg)
{
	int workers = *(int *)arg, rounds = run->is_long ? 2 : 1, n = 0;
	unsigned share = run->is_fast || run->is_sanitized ? 6 : 2, turn = promise_random(run, share);

	for (const struct state *state = states; state->name; state++) {
		if (n++ % workers != worker)
			continue;
		for (const struct way *way = ways; way->name && !promise_is_settled(run); way++)
			for (int i = 0; i < rounds && (run->is_long || run->is_twin || turn++ % share == 0); i++)
				check_way(run, state, way);
	}
}

static void walk(struct promise_run *run)
{
	int workers = run->is_twin ? 1 : 3;

	if (run->is_twin)
		walk_some(run, 0, &workers);
	else
		promise_workers(run, workers, walk_some, &workers);
}

static int set_up(void)
{
	promise_in_memory();
	return states_set_up();
}

int main(void)
{
	static const char *const protections[] = { "P4", NULL };

	return promise_main_both(&(struct promise){ "P4", protections, walk, set_up, states_tear_down });
}

static const struct way ways[] = {
	{ "HUP", SIGHUP, false },
	{ "TERM", SIGTERM, false },
	{ "QUIT", SIGQUIT, false },
	{ "INT", SIGINT, false },
	{ "PIPE", SIGPIPE, false },
	{ "closed window", 0, false },
	{ "lost line", 0, true },
	{ NULL, 0, false },
};
