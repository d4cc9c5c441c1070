/* The onboardings of the sample: what was due by now was done on its day, of the step that runs a part. */
#include "model/sample_private.h"

#include "model/calendar.h"
#include "model/playbook.h"

/* How satisfied, and whether they would recommend us: mostly. */
static int64_t number_of(int64_t deal, const struct playbook_item *it)
{
	int64_t n = it->high - (deal * 7 + (int64_t)it->key[0]) % 4;

	return n < it->low ? it->low : n;
}

static int tick_one(struct store *s, const struct playbook_run *r, size_t i, struct err *err)
{
	const struct playbook_item *it = &r->book->item[i];
	bool told = it->by == BY_EVENT && (it->on.kind == EV_DELIVERY_STARTED || it->on.kind == EV_FIRST_VALUE);
	int64_t now = s->now_offset_ms;
	int rc;

	if (r->tick[i].on || (it->by == BY_EVENT && !told))
		return 0;
	if (it->by == BY_NUMBER)
		return playbook_note(s, r, i, number_of(r->form.deal, it), err);
	if (told) /* before the step is due */
		s->now_offset_ms -= (16 + r->form.deal % 5) * DAY_MS;
	rc = playbook_tick(s, r, i, true, err);
	s->now_offset_ms = now;
	return rc;
}

static int tick_step(struct store *s, const struct playbook_run *r, size_t step, bool all, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < r->book->step[step].n; i++)
		if (all || i % 2 == 0)
			rc = tick_one(s, r, r->book->step[step].first + i, err);
	return rc;
}

/* Completes it where nothing else says that it is done. */
static int complete(struct store *s, const struct playbook_run *r, size_t step, struct err *err)
{
	const struct run_step *st = &r->step[step];
	struct step_done d = { .step = step, .at_ms = s->now_offset_ms };

	if (st->ticked < r->book->step[step].n)
		d.reason = "the rest is in their own list";
	return r->book->step[step].tells.kind || st->state >= STEP_DONE || st->lacks ? 0 : playbook_complete(s, r, &d, err);
}

static int do_step(struct store *s, int64_t deal, size_t step, int64_t day, bool all, struct err *err)
{
	int rc = 0;

	s->now_offset_ms = calendar_moment(s->calendar, day, 16 * 60);
	for (int pass = 0; !rc && pass <= (int)all; pass++) {
		struct playbook_run r;
		int found = playbook_run_load(s, deal, NULL, &r, err);

		if (found != 1)
			return found;
		rc = pass ? complete(s, &r, step, err) : tick_step(s, &r, step, all, err);
		playbook_run_done(&r);
	}
	return rc;
}

int sample_run(struct store *s, int64_t deal, int64_t now, struct err *err)
{
	int64_t today = calendar_day(s->calendar, now);
	struct playbook_run r;
	int rc;

	s->now_offset_ms = now;
	rc = playbook_run_load(s, deal, NULL, &r, err);
	if (rc != 1)
		return rc;
	rc = 0;
	for (size_t i = 0; !rc && i < r.book->n; i++) {
		int64_t due = r.step[i].due_day;

		if (due == NO_DAY || r.step[i].expected)
			continue;
		if (due < today - 1)
			rc = do_step(s, deal, i, due, true, err);
		else if (r.step[i].from_day < today)
			rc = do_step(s, deal, i, today - 1, false, err);
	}
	playbook_run_done(&r);
	return rc;
}
