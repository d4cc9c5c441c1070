/* P11: each of the database library's result codes, from each call of each step of each workflow. The step is refused
 * with a sentence and does nothing, or it is done and nothing is missing; afterwards the same program does it. */
#include "tests/faults/codes.h"
#include "tests/faults/file.h"
#include "tests/faults/work.h"

#include "model/db/private.h"
#include "model/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* NULL, or what is wrong with how the failure was told. */
static const char *judge_words(const struct err *err)
{
	if (err->kind == ERR_NONE || !*err->text)
		return "it failed without a word";
	if (strstr(err->text, "unknown error") || strstr(err->text, "not an error"))
		return "the sentence says nothing";
	return NULL;
}

static const char *judge_store(struct work *w)
{
	if (!sqlite3_get_autocommit(w->s->db->handle) || db_in_tx(w->s->db))
		return "a transaction was left open";
	if (db_left_open(w->s->db) || db_left_open(w->s->drafts))
		return "a statement was left open";
	return NULL;
}

/* Damage that was met stops all writing until the program starts again. */
static int start_again(struct work *w, struct err *err)
{
	unsigned char request[sizeof w->request];
	int rc;

	memcpy(request, w->request, sizeof request);
	work_close(w);
	rc = work_open(w, err) || drafts_open(w->s, err) ? -1 : 0;
	memcpy(w->request, request, sizeof request);
	return rc;
}

static const char *go_on(struct work *w, const struct codes_plain *p, int step, bool was_done, struct err *err)
{
	if ((w->s->db->damaged || w->s->drafts->damaged) && start_again(w, err))
		return "it does not open again";
	for (int i = was_done ? step + 1 : step; i < p->flow->steps; i++) {
		err_clear(err);
		if (p->flow->step(w, i, err))
			return "afterwards it cannot be done";
	}
	return NULL;
}

static void check_call(struct promise_run *run, const struct codes_plain *p, int step, long at, const struct code *code)
{
	struct codes_fault fault = { .at = at, .rc = code->rc, .rolls_back = promise_random(run, 2) };
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
	if (rc)
		wrong = judge_words(&err);
	if (!wrong)
		wrong = judge_store(&w);
	if (!wrong)
		wrong = go_on(&w, p, step, !rc, &err);
	if (!wrong)
		wrong = codes_judge(&w, p, promise_random(run, 8) == 0, &say);
	promise_case(run, !wrong, "%s, step %d, call %ld of %ld answers %s%s: %s (told: %s; then: %s) %s", p->flow->name, step + 1,
		     at, p->calls[step], code->name, fault.rolls_back ? " and takes back" : "", wrong, rc ? first.text : "done",
		     err.text, buf_str(&say));
	buf_done(&say);
	work_remove(&w);
}

/* ---- the walk ---- */

struct walking {
	int workers, cases; /* cases a workflow; 0: each call with each code */
	int part, parts;    /* of each call with each code every parts-th, from the part-th (0: the first) on */
};

/* The long tier takes the better part of an hour: WINLOSS_PART=2/8 walks the second eighth of it. */
static bool read_part(struct walking *how)
{
	const char *asked = getenv("WINLOSS_PART");
	char after;

	how->part = how->parts = 1;
	if (asked && (sscanf(asked, "%d/%d%c", &how->part, &how->parts, &after) != 2 || how->part < 1 ||
		      how->part > how->parts))
		return false;
	how->part--;
	return true;
}

static void walk_flow(struct promise_run *run, const struct codes_plain *p, int worker, const void *arg)
{
	const struct walking *how = arg;
	int n = 0, shares = how->workers * how->parts, mine = how->workers * how->part + worker;

	if (how->cases)
		for (int i = worker; i < how->cases && !promise_is_settled(run); i += how->workers) {
			int step = (int)promise_random(run, (unsigned)p->flow->steps);

			check_call(run, p, step, 1 + promise_random(run, (unsigned)p->calls[step]), &codes[i % CODES]);
		}
	for (int step = 0; !how->cases && step < p->flow->steps; step++)
		for (long at = 1; at <= p->calls[step]; at++)
			for (const struct code *c = codes; c->name; c++)
				if (n++ % shares == mine)
					check_call(run, p, step, at, c);
}

static void walk_flows(struct promise_run *run, int worker, void *arg)
{
	codes_each_flow(run, false, walk_flow, worker, arg);
}

static void walk(struct promise_run *run)
{
	bool few = run->is_fast || run->is_sanitized;
	struct walking how = { run->is_twin ? 1 : 2, run->is_long ? 0 : few ? 4 : 26, 0, 1 };

	if (run->is_twin)
		how.cases = 26;
	if (!read_part(&how)) {
		promise_case(run, false, "WINLOSS_PART is to be I/N, as 1/8");
		return;
	}
	faulty_workers(run, how.workers, walk_flows, &how);
}

int main(void)
{
	static const char *const protections[] = { "P11", "db-lost", NULL };

	return promise_main(&(struct promise){ "P11", protections, walk, codes_set_up, codes_tear_down });
}
