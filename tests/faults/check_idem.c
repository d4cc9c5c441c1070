/* P12: a COMMIT that is told failed and was stored all the same. Whoever meets it does it again, and nothing stands there
 * twice and nothing is missing: the file is asked whether it stands there; where it does not answer either, the save
 * carries its id, or the next change says first that it stands after all. */
#include "tests/faults/codes.h"
#include "tests/faults/file.h"
#include "tests/faults/work.h"

#include "model/db/private.h"
#include "model/draft.h"

#include <string.h>

/* It was told failed: done again, which may be refused because it is done already. */
static const char *do_again(struct work *w, const struct workflow *flow, int step, struct err *err)
{
	err_clear(err);
	return !flow->step(w, step, err) || err->kind == ERR_REFUSED ? NULL : "it cannot be done again";
}

/* A step that only looked leaves what is said of the one before it to the next. */
static const char *do_next(struct work *w, const struct workflow *flow, int step, struct err *err)
{
	err_clear(err);
	if (!flow->step(w, step, err) || (strstr(err->text, "stored after all") && !flow->step(w, step, err)))
		return NULL;
	return "the next step cannot be done";
}

/* `more`: so many further calls fail, so that the file cannot be asked. */
static void check_commit(struct promise_run *run, const struct codes_plain *p, int step, long at, const struct code *code, long more)
{
	struct codes_fault fault = { .at = at, .rc = code->rc, .commits = true, .more = more };
	struct err err = { 0 }, first;
	const char *wrong = NULL;
	struct buf say = { 0 };
	struct work w;
	int rc;

	codes_begin(&w, p->flow, step);
	codes_set(&fault);
	rc = p->flow->step(&w, step, &err);
	codes_set(&(struct codes_fault){ 0 });
	first = err;
	if (rc && !*err.text)
		wrong = "it failed without a word";
	if (rc && !wrong)
		wrong = do_again(&w, p->flow, step, &err);
	for (int i = step + 1; !wrong && i < p->flow->steps; i++)
		wrong = do_next(&w, p->flow, i, &err);
	if (!wrong)
		wrong = codes_judge(&w, p, true, &say);
	promise_case(run, !wrong, "%s, step %d, commit %ld of %ld stands and answers %s, %ld more: %s (told: %s; then: %s) %s",
		     p->flow->name, step + 1, at, p->calls[step], code->name, more, wrong, rc ? first.text : "done", err.text,
		     buf_str(&say));
	buf_done(&say);
	work_remove(&w);
}

/* ---- the walk ---- */

struct walking {
	int workers, cases; /* cases a workflow */
};

static bool is_damage(const struct code *c)
{
	return c->rc == SQLITE_CORRUPT || c->rc == SQLITE_NOTADB;
}

/* What a COMMIT answers of itself; damage ends all writing, P11 is about that. */
static const struct code *a_code(struct promise_run *run)
{
	const struct code *c;

	do
		c = &codes[promise_random(run, CODES)];
	while (is_damage(c));
	return c;
}

static void walk_flow(struct promise_run *run, const struct codes_plain *p, int worker, const void *arg)
{
	const struct walking *how = arg;

	for (int i = worker; i < how->cases && !promise_is_settled(run); i += how->workers) {
		int step = (int)promise_random(run, (unsigned)p->flow->steps);
		const struct code *code = a_code(run);

		if (p->calls[step])
			check_commit(run, p, step, 1 + promise_random(run, (unsigned)p->calls[step]), code, i % 3 ? 0 : 1000);
	}
}

static void walk_flows(struct promise_run *run, int worker, void *arg)
{
	codes_each_flow(run, true, walk_flow, worker, arg);
}

static void walk(struct promise_run *run)
{
	bool few = run->is_fast || run->is_sanitized;
	struct walking how = { run->is_twin ? 1 : 2, run->is_long ? 160 : few ? 6 : 24 };

	faulty_workers(run, how.workers, walk_flows, &how);
}

int main(void)
{
	static const char *const protections[] = { "P12", NULL };

	return promise_main(&(struct promise){ "P12", protections, walk, codes_set_up, codes_tear_down });
}
