/* P20: what somebody else saves is on my screen, on each screen that shows it, without a key; and a program that waits for
 * it costs nothing. */
#include "tests/faults/state.h"

#include "model/db/db.h"
#include "model/deal.h"
#include "model/store.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define NOW_MS INT64_C(1795428000000) /* 2026-11-23 10:00 UTC, as the states have it */

/* Screens that name the customer of a deal. */
static const struct seeing {
	const char *state; /* of states[] */
	int64_t deal;	   /* whose customer is renamed by somebody else */
} seeings[] = {
	{ "board", 4 },	  { "deal sheet", 4 }, { "handoffs", 3 }, { "clocks, counted", 3 },
	{ "debriefs", 3 }, { "account", 3 },	{ "debrief", 3 },
};
enum { SEEINGS = sizeof seeings / sizeof *seeings, TIMES_MAX = 4096, IDLE_MS = 1500, HELD_MS = 600 };

/* Shared by the workers: how long each took, and what idle programs used. */
static struct times {
	int n;
	double ms[TIMES_MAX];
	double idle_cpu_ms, idle_ms;
} *times;

static const struct state *state_of(const char *name)
{
	const struct state *s = states;

	while (strcmp(s->name, name))
		s++;
	return s;
}

/* Somebody else: a connection of its own, in this process. */
static struct store *somebody(const char *world)
{
	char *path = temp_path(world, "world.db");
	struct store_options opt = { .path = path, .login = "dana", .now_ms = NOW_MS, .now_frozen = true };
	struct store *s = NULL;
	struct err err = { 0 };

	if (store_open(&s, &opt, NULL, &err)) {
		fprintf(stderr, "%s: %s\n", path, err.text);
		exit(1);
	}
	free(path);
	return s;
}

/* Every save takes another name, so that no earlier frame holds it. */
static void see_save(struct promise_run *run, const struct seeing *see, struct pty *p, struct store *s, int n)
{
	struct err err = { 0 };
	char name[40];
	double from;

	snprintf(name, sizeof name, "Nova %d Ltd", 10000 + n);
	if (deal_change(s, see->deal, "company", name, &err)) {
		promise_case(run, false, "%s: not saved: %s", see->state, err.text);
		return;
	}
	from = pty_now_ms();
	if (promise_case(run, pty_wait(p, name, run->is_twin ? 500 : PTY_LIMIT_MS), "%s: %s does not come; the screen:\n%s",
			 see->state, name, pty_screen(p)) &&
	    times->n < TIMES_MAX)
		times->ms[__atomic_fetch_add(&times->n, 1, __ATOMIC_RELAXED)] = pty_now_ms() - from;
}

/* Who writes next has the file for longer than the looks behind a change last: it is seen all the same, and nobody is told
 * that nothing was written who wrote nothing. With WAL nobody who reads waits. */
static void see_behind_a_writer(struct promise_run *run, const struct seeing *see, struct pty *p, struct store *s)
{
	struct err err = { 0 };
	bool held = !deal_change(s, see->deal, "company", "Held Harbour", &err) && !db_script(s->db, "begin exclusive", &err);

	if (!promise_case(run, held, "%s: not saved: %s", see->state, err.text))
		return;
	promise_case(run, !pty_wait(p, "is in use", HELD_MS), "%s: what nobody asked for is told; the screen:\n%s", see->state,
		pty_screen(p));
	db_script(s->db, "rollback", &err);
	promise_case(run, pty_wait(p, "Held Harbour", run->is_twin ? 500 : PTY_LIMIT_MS), "%s: behind a writer it does not come;"
		" the screen:\n%s", see->state, pty_screen(p));
}

/* Nothing happens and nothing is done: a loop that spins would use all of the time, one that looks in turn a part. */
static void stay_idle(struct promise_run *run, const struct seeing *see, struct pty *p)
{
	double cpu, from;

	if (run->is_twin || run->is_sanitized || !pty_settle(p, PTY_LIMIT_MS))
		return;
	cpu = pty_cpu_ms(p);
	from = pty_now_ms();
	pty_wait(p, "what nobody writes", IDLE_MS);
	cpu = pty_cpu_ms(p) - cpu;
	from = pty_now_ms() - from;
	times->idle_cpu_ms += cpu;
	times->idle_ms += from;
	promise_case(run, cpu <= from / 20 + 10, "%s: %.0f ms of processor time in %.0f ms of waiting", see->state, cpu, from);
}

static void check_seeing(struct promise_run *run, const struct seeing *see, int saves, bool idle)
{
	char *world = state_world();
	struct pty *p = state_open(run, state_of(see->state), world, (struct pty_options){ 0 });
	struct store *s = p ? somebody(world) : NULL;

	for (int i = 0; p && i < saves && !promise_is_settled(run); i++)
		see_save(run, see, p, s, i);
	if (p && !promise_is_settled(run))
		see_behind_a_writer(run, see, p, s);
	if (p && idle)
		stay_idle(run, see, p);
	store_close(s);
	if (p)
		pty_free(p);
	temp_remove(world);
	free(world);
}

struct walking {
	int workers, saves;
};

static void walk_some(struct promise_run *run, int worker, void *arg)
{
	const struct walking *how = arg;

	for (int i = worker; i < SEEINGS && !promise_is_settled(run); i += how->workers)
		check_seeing(run, &seeings[i], how->saves, i < 2 || run->is_long);
}

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static void walk(struct promise_run *run)
{
	struct walking how = { run->is_twin ? 1 : 2, run->is_long ? 143 : run->is_fast || run->is_sanitized ? 3 : 15 };

	run->program = getenv("WINLOSS_TEST_BIN");
	times->n = 0;
	if (run->is_wal) /* for who saves here, too */
		setenv("TEETH", "db-wal", 1);
	if (run->is_twin)
		walk_some(run, 0, &how);
	else
		promise_workers(run, how.workers, walk_some, &how);
	unsetenv("TEETH");
	qsort(times->ms, (size_t)times->n, sizeof *times->ms, by_size);
	if (times->n && !run->is_twin)
		printf("on the screen after p50 %.0f ms, p99 %.0f ms; idle %.2f %% of a processor\n", times->ms[times->n / 2],
		       times->ms[times->n * 99 / 100], times->idle_ms > 0 ? 100 * times->idle_cpu_ms / times->idle_ms : 0);
}

static int set_up(void)
{
	promise_in_memory();
	times = mmap(NULL, sizeof *times, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	return times == MAP_FAILED ? -1 : states_set_up();
}

int main(void)
{
	static const char *const protections[] = { "P20", NULL };

	return promise_main_both(&(struct promise){ "P20", protections, walk, set_up, states_tear_down });
}
