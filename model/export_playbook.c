/* The steps of all runs of playbooks as a table: a row a step. */
#include "model/export_private.h"

#include "model/deal.h"
#include "model/member.h"
#include "model/playbook.h"

#include <stdio.h>
#include <stdlib.h>

static const struct sheet_column columns[] = {
	{ "deal", false }, { "company", false }, { "playbook", false }, { "step", false },  { "title", false },
	{ "state", false }, { "from", false },	 { "due", false },	{ "done", false },  { "role", false },
	{ "owner", false }, { "ticked", false }, { "items", false },	{ "reason", false },
};

static int by_id(const void *key, const void *element)
{
	int64_t x = *(const int64_t *)key, y = *(const int64_t *)element;

	return x < y ? -1 : x > y;
}

static bool is_wanted(const struct export *x, const struct playbook_run *r)
{
	const struct export_options *o = x->opt;
	int64_t day = r->deal.closed_day;

	if (o->only && !bsearch(&r->form.deal, o->only, o->n_only, sizeof *o->only, by_id))
		return false;
	if (o->quarter && (day == NO_DAY || day < x->first_day || day > x->last_day))
		return false;
	return !o->since || r->form.live_at >= x->since_ms;
}

static void put_step(struct export *x, const struct playbook_run *r, size_t i)
{
	const struct playbook_step *p = &r->book->step[i];
	const struct run_step *st = &r->step[i];
	char number[24];

	snprintf(number, sizeof number, "D-%lld", (long long)r->form.deal);
	sheet_text(x->sheet, r->deal.ext ? r->deal.ext : number);
	sheet_text(x->sheet, r->deal.company_name);
	sheet_text(x->sheet, r->book->name);
	sheet_word(x->sheet, p->key);
	sheet_text(x->sheet, p->title);
	sheet_word(x->sheet, step_state_key(st->state));
	sheet_day(x->sheet, st->from_day);
	sheet_day(x->sheet, st->due_day);
	sheet_day(x->sheet, st->done_day);
	sheet_word(x->sheet, p->owner);
	sheet_text(x->sheet, st->owner ? member_login(x->s, st->owner) : NULL);
	sheet_int(x->sheet, (int64_t)st->ticked, true);
	sheet_int(x->sheet, (int64_t)p->n, true);
	sheet_text(x->sheet, st->reason && *st->reason ? st->reason : NULL);
	sheet_end_row(x->sheet);
}

static int put_run(void *arg, const struct playbook_run *r)
{
	struct export *x = arg;

	if (is_wanted(x, r))
		for (size_t i = 0; i < r->book->n; i++)
			put_step(x, r, i);
	return 0;
}

int export_steps(struct export *x, struct err *err)
{
	if (export_open(x, columns, sizeof columns / sizeof *columns, err))
		return -1;
	return playbook_each(x->s, false, put_run, x, err);
}
