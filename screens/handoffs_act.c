/* What a CRO with many does in the queue: puts a handoff off, shows those that are, looks at who has how much, and sees what
 * changed since the last look. */
#include "screens/handoffs.h"

#include "model/calendar.h"
#include "model/member.h"
#include "model/snooze.h"
#include "screens/approvals.h"

#include <string.h>

enum { LOOK_REST_MS = 1000, LOOK_AGAIN_MS = 5000 };

int64_t handoffs_listed(const struct handoffs *h)
{
	switch (h->filter.put_off) {
	case PUT_OFF_NOT:
		return h->count.open - h->count.put_off;
	case PUT_OFF_ALONE:
		return h->count.put_off;
	case PUT_OFF_TOO:
		break;
	}
	return h->count.open;
}

/* ---- put off ---- */

struct act handoffs_put_off(struct screen *s, int key)
{
	const struct handoff *here = handoffs_here(handoffs_of(s));
	struct err err = { 0 };

	(void)key;
	handoffs_of(s)->acted = 0;
	if (here->put_off_day == NO_DAY)
		return act_push(&snooze_screen, &here->deal);
	if (snooze_end(s->view->store, here->deal, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s is taken up again", here->company), "u", "undo");
}

struct act handoffs_show_put_off(struct screen *s, int key)
{
	struct handoffs *h = handoffs_of(s);

	(void)key;
	if (h->filter.put_off == PUT_OFF_NOT && !h->count.put_off)
		return act_refuse("nothing is put off; s puts the handoff under the cursor off, with a reason and a day");
	h->filter.put_off = h->filter.put_off == PUT_OFF_NOT ? PUT_OFF_ALONE : PUT_OFF_NOT;
	handoffs_reset(h);
	return act_load(s);
}

/* ---- who has how much ---- */

struct act handoffs_load_panel(struct screen *s, int key)
{
	struct handoffs *h = handoffs_of(s);
	const struct handoff *here = handoffs_here(h);

	(void)key;
	h->load = (struct load_arg){ .deal = here ? here->deal : 0, .company = here ? here->company : "", .picked = &h->picked };
	h->picked = 0;
	return act_push(&load_screen, &h->load);
}

/* ---- since the last look ---- */

int handoffs_look(struct screen *s, struct err *err)
{
	struct handoffs *h = handoffs_of(s);

	if (!h->look_is_read) {
		if (look_get(s->view->store, &h->look, err) < 0)
			return -1;
		h->look_is_read = true;
		h->look_at_ms = s->view->mono_ms + LOOK_REST_MS;
	}
	changes_since_done(&h->since);
	return look_changes(s->view->store, &h->look, &h->since, err);
}

void handoffs_looked(struct screen *s)
{
	struct handoffs *h = handoffs_of(s);
	struct err err = { 0 };

	if (h->look_at_ms < 0 || s->view->mono_ms < h->look_at_ms)
		return;
	h->look_at_ms = -1;
	/* Where somebody else writes just now it is told a little later; where it cannot be told at all, nothing is lost. */
	if (look_put(s->view->store, &err) && err.kind == ERR_BUSY)
		h->look_at_ms = s->view->mono_ms + LOOK_AGAIN_MS;
}

void handoffs_put_since(const struct screen *s, bool is_long, struct buf *out)
{
	const struct handoffs *h = handoffs_of(s);
	struct store *st = s->view->store;
	struct buf when = { 0 };

	if (h->look.at_ms == NO_MOMENT || (!h->since.n && !h->since.came_late))
		return;
	if (h->since.n)
		buf_printf(out, "%zu%s changed", h->since.n, h->since.more ? "+" : "");
	if (h->since.came_late)
		buf_printf(out, "%s%lld%s came late", out->len ? " · " : "", (long long)h->since.came_late,
			   h->since.more_late ? "+" : "");
	calendar_format_moment(st->calendar, h->look.at_ms, st->now(st), &when);
	buf_printf(out, " since %s", is_long ? "your look of " : "");
	buf_puts(out, buf_str(&when));
	buf_done(&when);
}
