/* A run in words: of a step for lists, of all of it as a document. */
#include "model/playbook_private.h"

#include "model/calendar.h"
#include "model/event.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void playbook_event_words(const struct clock_on *on, struct buf *out)
{
	if (on->kind == EV_ACKED)
		buf_puts(out, "packet acknowledged");
	else
		event_words(on->kind, out);
	if (on->value && on->kind == EV_CHECKIN)
		buf_printf(out, " of day %" PRId64, on->value);
}

static void put_day(const struct store *s, int64_t day, struct buf *out)
{
	calendar_format_day(day, calendar_day(s->calendar, s->now(s)), out);
}

static void put_waiting(const struct playbook_run *r, size_t step, struct buf *out)
{
	const struct playbook_when *w = &r->book->step[step].when;

	buf_puts(out, "waits for ");
	switch (w->anchor) {
	case WHEN_EVENT:
		playbook_event_words(&w->on, out);
		break;
	case WHEN_STEP:
		buf_puts(out, r->book->step[w->step].title);
		break;
	case WHEN_START:
	case WHEN_DAY:
		buf_puts(out, "its day");
		break;
	}
}

void playbook_step_words(const struct store *s, const struct playbook_run *r, size_t step, struct buf *out)
{
	const struct run_step *st = &r->step[step];
	int64_t today = calendar_day(s->calendar, s->now(s));

	switch (st->state) {
	case STEP_WAITING:
		put_waiting(r, step, out);
		return;
	case STEP_LATER:
		buf_puts(out, st->expected ? "expected " : "from ");
		put_day(s, st->from_day, out);
		return;
	case STEP_OPEN:
		buf_puts(out, st->expected ? "expected " : "due ");
		put_day(s, st->due_day, out);
		return;
	case STEP_SOON:
		buf_puts(out, st->expected && st->due_day < today ? "~ expected " : "~ due today");
		if (st->expected && st->due_day < today)
			put_day(s, st->due_day, out);
		return;
	case STEP_LATE:
		if (today > st->due_day)
			buf_printf(out, "! %" PRId64 "d late, due ", today - st->due_day);
		else
			buf_puts(out, "! late, due ");
		put_day(s, st->due_day, out);
		return;
	case STEP_DONE:
	case STEP_DONE_LATE:
		buf_puts(out, "✓ ");
		put_day(s, st->done_day, out);
		if (st->state == STEP_DONE_LATE)
			buf_printf(out, ", %" PRId64 "d late", st->done_day - st->due_day);
		return;
	case STEP_SKIPPED:
		buf_puts(out, "skipped");
	}
}

/* ---- Markdown ---- */

static void put_visible(struct buf *out, const char *text)
{
	text_visible(out, text, strlen(text), false);
}

static void put_owner(struct store *s, const struct playbook_run *r, size_t step, struct buf *out)
{
	const struct run_step *st = &r->step[step];

	buf_puts(out, r->book->step[step].owner);
	if (st->owner) {
		buf_putc(out, ' ');
		put_visible(out, member_login(s, st->owner));
	}
}

static void md_item(const struct playbook_item *it, const struct run_tick *t, struct buf *out)
{
	buf_printf(out, "- [%c] %s", t->on ? 'x' : ' ', it->text);
	if (t->num != NO_NUM && it->by == BY_NUMBER)
		buf_printf(out, ": %" PRId64, t->num);
	if (t->hidden)
		buf_puts(out, ": noted");
	if (t->by_itself)
		buf_puts(out, it->by == BY_PACKET ? " (from the packet)" : " (told)");
	buf_printf(out, " `%s`\n", it->key);
}

static void md_step(struct store *s, const struct playbook_run *r, size_t i, struct buf *out)
{
	const struct playbook_step *p = &r->book->step[i];
	const struct run_step *st = &r->step[i];

	buf_printf(out, "\n## %s `%s`\n\n", p->title, p->key);
	playbook_step_words(s, r, i, out);
	buf_puts(out, " · ");
	put_owner(s, r, i, out);
	if (p->minutes)
		buf_printf(out, " · %d minutes", p->minutes);
	if (st->lacks)
		buf_printf(out, " · comes after: %s", st->lacks);
	buf_putc(out, '\n');
	if (st->reason && *st->reason) {
		buf_puts(out, "\nReason: ");
		put_visible(out, st->reason);
		buf_putc(out, '\n');
	}
	if (p->n_agenda)
		buf_putc(out, '\n');
	for (size_t k = 0; k < p->n_agenda; k++)
		buf_printf(out, "%zu. %s (%d min)\n", k + 1, p->agenda[k].text, p->agenda[k].minutes);
	for (size_t k = 0; k < p->n; k++) {
		const struct playbook_item *it = &r->book->item[p->first + k];

		if (!k || it->deliverable != it[-1].deliverable)
			buf_puts(out, it->deliverable ? "\nDeliverables:\n\n" : "\n");
		md_item(it, &r->tick[p->first + k], out);
	}
}

static void md_day(int64_t day, struct buf *out)
{
	if (day == NO_DAY)
		buf_puts(out, "not known");
	else
		day_format(day, out);
}

static void md_delivery(struct store *s, const struct playbook_run *r, struct buf *out)
{
	if (r->book->start.kind) { /* what was begun by hand delivers nothing of the deal */
		buf_puts(out, "Delivery from ");
		md_day(r->window_from, out);
		buf_puts(out, " to ");
		md_day(r->window_to, out);
		buf_puts(out, " at the latest · ");
	}
	buf_puts(out, "owner ");
	put_visible(out, r->deal.csm ? member_login(s, r->deal.csm) : "customer success");
	buf_puts(out, "\n\n| milestone | date |\n| --- | --- |\n");
	for (size_t i = 0; i < r->book->n; i++) {
		if (!r->book->step[i].milestone)
			continue;
		buf_printf(out, "| %s | ", r->book->step[i].title);
		md_day(r->step[i].done_day != NO_DAY ? r->step[i].done_day : r->step[i].due_day, out);
		buf_printf(out, "%s |\n", r->step[i].state >= STEP_DONE ? " ✓" : r->step[i].expected ? " (expected)" : "");
	}
}

int playbook_markdown(struct store *s, const struct playbook_run *r, struct buf *out, struct err *err)
{
	struct buf label = { 0 };

	(void)err;
	deal_label(&r->deal, &label);
	buf_printf(out, "# %s · ", r->book->title);
	put_visible(out, buf_str(&label));
	buf_printf(out, " (D-%" PRId64 ")\n\n%zu of %zu steps done", r->form.deal, r->done, r->book->n);
	if (r->late)
		buf_printf(out, ", %zu late", r->late);
	buf_puts(out, r->stopped ? ". Stands still: the deal is not won any more.\n\n" : "\n\n");
	md_delivery(s, r, out);
	for (size_t i = 0; i < r->book->n; i++)
		md_step(s, r, i, out);
	buf_done(&label);
	return 0;
}

/* ---- JSON ---- */

static void json_step(struct store *s, const struct playbook_run *r, size_t i, struct json *j)
{
	const struct playbook_step *p = &r->book->step[i];
	const struct run_step *st = &r->step[i];

	json_object(j, NULL);
	json_str(j, "step", p->key);
	json_str(j, "title", p->title);
	json_str(j, "state", step_state_key(st->state));
	json_day(j, "from", st->from_day);
	json_day(j, "due", st->due_day);
	json_bool(j, "expected", st->expected);
	json_day(j, "done", st->done_day);
	json_str(j, "role", p->owner);
	json_str(j, "owner", st->owner ? member_login(s, st->owner) : NULL);
	json_str(j, "reason", st->reason && *st->reason ? st->reason : NULL);
	json_str(j, "after", st->lacks);
	json_int(j, "minutes", p->minutes);
	json_array(j, "agenda");
	for (size_t k = 0; k < p->n_agenda; k++) {
		json_object(j, NULL);
		json_int(j, "minutes", p->agenda[k].minutes);
		json_str(j, "text", p->agenda[k].text);
		json_end(j);
	}
	json_end(j);
	json_array(j, "items");
	for (size_t k = p->first; k < p->first + p->n; k++) {
		const struct playbook_item *it = &r->book->item[k];

		json_object(j, NULL);
		json_str(j, "item", it->key);
		json_str(j, "text", it->text);
		json_bool(j, "deliverable", it->deliverable);
		json_bool(j, "done", r->tick[k].on);
		if (r->tick[k].num != NO_NUM && it->by == BY_NUMBER)
			json_int(j, "number", r->tick[k].num);
		json_end(j);
	}
	json_end(j);
	json_end(j);
}

int playbook_json(struct store *s, const struct playbook_run *r, struct buf *out, struct err *err)
{
	struct json j = { .out = out };
	struct buf label = { 0 };
	char number[32];

	(void)err;
	snprintf(number, sizeof number, "D-%" PRId64, r->form.deal);
	deal_label(&r->deal, &label);
	json_object(&j, NULL);
	json_str(&j, "playbook", r->book->name);
	json_str(&j, "deal", number);
	json_str(&j, "company", buf_str(&label));
	json_day(&j, "delivery_from", r->window_from);
	json_day(&j, "delivery_to", r->window_to);
	json_str(&j, "owner", r->deal.csm ? member_login(s, r->deal.csm) : NULL);
	json_bool(&j, "stopped", r->stopped);
	json_array(&j, "steps");
	for (size_t i = 0; i < r->book->n; i++)
		json_step(s, r, i, &j);
	json_end(&j);
	json_end(&j);
	json_line(&j);
	buf_done(&label);
	return 0;
}
