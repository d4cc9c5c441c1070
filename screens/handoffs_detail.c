/* The handoff under the cursor: who, how much, and each clock of the win with the share of its time that is gone. */
#include "screens/handoffs.h"

#include "model/away.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/packet.h"
#include "model/snooze.h"
#include "model/text.h"
#include "screens/actions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void forget_message(struct handoffs_detail *dt, size_t i)
{
	free(dt->message[i].to);
	free(dt->message[i].about);
	free(dt->message[i].state);
}

void handoffs_detail_done(struct handoffs_detail *dt)
{
	free(dt->facts);
	free(dt->company);
	free(dt->next);
	free(dt->packet);
	free(dt->put_off);
	free(dt->changed);
	for (size_t i = 0; i < dt->clocks; i++) {
		free(dt->clock[i].words);
		free(dt->clock[i].when);
		free(dt->clock[i].who);
	}
	for (size_t i = 0; i < dt->messages; i++)
		forget_message(dt, i);
	*dt = (struct handoffs_detail){ 0 };
}

/* ---- reading ---- */

/* "today 08:49", "11-22 09:10". */
static void put_moment(struct store *s, int64_t at, struct buf *out)
{
	int64_t now = s->now(s);
	struct buf b = { 0 };

	calendar_format_moment(s->calendar, at, now, &b);
	if (calendar_day(s->calendar, at) == calendar_day(s->calendar, now) && b.len > 5)
		buf_printf(out, "today %s", buf_str(&b) + b.len - 5);
	else
		buf_puts(out, buf_str(&b));
	buf_done(&b);
}

static void put_facts(struct store *s, const struct handoff *h, bool is_wide, struct buf *out)
{
	static const char *const commitments[] = { "no commitment told", "written", "verbal" };

	if (h->won_at != NO_MOMENT) {
		buf_puts(out, "won ");
		put_moment(s, h->won_at, out);
		if (is_wide) {
			buf_puts(out, ", ");
			handoff_age(s, h, out);
		}
		buf_puts(out, " · ");
	}
	if (h->amount_minor != NO_AMOUNT) {
		amount_format_board(h->amount_minor, h->currency ? dict_title(s, h->currency) : "USD", out);
		buf_puts(out, " · ");
	}
	buf_puts(out, commitments[h->commitment >= 0 && h->commitment <= COMMIT_VERBAL ? h->commitment : 0]);
	buf_printf(out, " · ae %s", h->owner ? member_login(s, h->owner) : "—");
	if (h->csm) {
		buf_puts(out, " · csm ");
		away_put_name(s, h->csm, out);
	}
}

/* "due 11-25 08:49", "due 12-01", "done 11-24 09:01". A day clock is due at the close of a day. The weekday stands there
 * where nobody works then: a clock of 24 hours that ends on Saturday night says so. */
static void put_when(struct store *s, const struct clock *c, const struct clock_rule *rule, struct buf *out)
{
	int64_t now = s->now(s), due = c->due_at != NO_MOMENT ? c->due_at : c->provisional_due_at;

	if (c->met_at != NO_MOMENT) {
		buf_puts(out, "done ");
		calendar_format_moment(s->calendar, c->met_at, now, out);
	} else if (due != NO_MOMENT) {
		buf_puts(out, "due ");
		if (calendar_work_before(s->calendar, due) != due)
			buf_printf(out, "%s ", calendar_weekday(calendar_day(s->calendar, due)));
		if (rule->unit == UNIT_HOURS)
			calendar_format_moment(s->calendar, due, now, out);
		else
			calendar_format_day(calendar_day(s->calendar, due), calendar_day(s->calendar, now), out);
	}
}

/* "csm → cro": who owns it, then whom it goes up to first. */
static void put_ladder(const char *ladder, struct buf *out)
{
	size_t first = strcspn(ladder, " "), second = ladder[first] ? strcspn(ladder + first + 1, " ") : 0;

	buf_add(out, ladder, first);
	if (second)
		buf_printf(out, " → %.*s", (int)second, ladder + first + 1);
}

static void take_clock(struct store *s, const struct clock *c, const struct clock_rule *rule, struct handoffs_detail *dt)
{
	struct buf words = { 0 }, when = { 0 }, who = { 0 };
	int64_t now = s->now(s), until = c->met_at != NO_MOMENT ? c->met_at : now;
	size_t i = dt->clocks++;

	handoff_clock_words(s, c, &words);
	put_when(s, c, rule, &when);
	put_ladder(rule->ladder, &who);
	dt->clock[i].title = rule->title;
	dt->clock[i].words = buf_take(&words);
	dt->clock[i].when = buf_take(&when);
	dt->clock[i].who = buf_take(&who);
	dt->clock[i].state = clock_state(c, now);
	if (c->start_at == NO_MOMENT)
		return;
	dt->clock[i].part = (long)((until - c->start_at) / MINUTE_MS);
	dt->clock[i].whole = (long)((c->due_at - c->start_at) / MINUTE_MS);
}

/* What is missing, by the names that people know; of a returned one what it was returned for. */
static void put_fields(const struct packet *p, bool gaps, struct buf *out)
{
	const char *before = "";

	for (size_t i = 0; i < p->n; i++) {
		const struct packet_value *v = &p->value[i];

		if (gaps ? !v->gap : !v->missing)
			continue;
		buf_printf(out, "%s%s", before, v->field->title);
		before = ", ";
	}
}

static int read_packet(struct store *s, int64_t deal, struct handoffs_detail *dt, struct err *err)
{
	struct buf words = { 0 };
	struct packet p;
	int rc = packet_load(s, deal, &p, err);

	if (rc != 1)
		return rc;
	buf_puts(&words, packet_state_key(p.form.state));
	if (p.form.state == FORM_RETURNED) {
		buf_puts(&words, " for ");
		put_fields(&p, true, &words);
	} else if (p.missing) {
		buf_printf(&words, " · %zu missing: ", p.missing);
		put_fields(&p, false, &words);
	}
	packet_done(&p);
	dt->packet = buf_take(&words);
	return 0;
}

/* "to 11-30 by priya: legal reads it (2 times)" */
static int read_put_off(struct store *s, const struct handoff *h, struct handoffs_detail *dt, struct err *err)
{
	struct buf words = { 0 };
	struct snooze z;
	int64_t times;
	int rc = h->put_off_day == NO_DAY ? 0 : snooze_get(s, h->deal, &z, err);

	if (rc != 1)
		return rc;
	buf_puts(&words, "to ");
	calendar_format_day(z.until_day, calendar_day(s->calendar, s->now(s)), &words);
	buf_printf(&words, " by %s: %s", member_login(s, z.member), z.reason);
	times = snooze_times(s, h->deal);
	if (times > 1)
		buf_printf(&words, " (for the %lld. time)", (long long)times);
	dt->put_off = buf_take(&words);
	snooze_done(&z);
	return 0;
}

/* "packet filed, priya 11-24 09:12 and 2 more" */
static void say_changed(struct store *s, const struct looked *l, struct handoffs_detail *dt)
{
	struct buf words = { 0 };

	if (!l)
		return;
	buf_printf(&words, "%s, %s ", l->what, member_login(s, l->member));
	put_moment(s, l->at_ms, &words);
	if (l->n > 1)
		buf_printf(&words, " and %zu more", l->n - 1);
	dt->changed = buf_take(&words);
}

struct messages {
	struct store *s;
	struct handoffs_detail *dt;
};

/* The newest ones stay. */
static int take_message(void *arg, const struct outbox_message *m)
{
	struct messages *all = arg;
	struct handoffs_detail *dt = all->dt;
	bool is_open = outbox_is_open(m->state), is_sent = m->state == MESSAGE_SENT;
	struct buf state = { 0 };

	if (m->state == MESSAGE_WITHDRAWN)
		return 0;
	if (dt->messages == HANDOFFS_MESSAGES) {
		forget_message(dt, 0);
		memmove(dt->message, dt->message + 1, (HANDOFFS_MESSAGES - 1) * sizeof *dt->message);
		dt->messages--;
	}
	buf_printf(&state, "%s%s ", is_sent ? "✓ " : "· ", outbox_state_words(all->s, m));
	calendar_format_moment(all->s->calendar, is_sent ? m->sent_at : m->at_ms, all->s->now(all->s), &state);
	buf_printf(&state, " · %s", member_login(all->s, is_sent ? m->sent_by : m->member));
	dt->to_send += is_open;
	dt->message[dt->messages].to = xstrdup(m->recipient);
	dt->message[dt->messages].about = outbox_about(m->text);
	dt->message[dt->messages].state = buf_take(&state);
	dt->message[dt->messages++].is_open = is_open;
	return 0;
}

/* Those that a win starts: what follows the kickoff and the delivery stands on the deal's own sheet. */
static bool is_of_win(const struct clock *c, const struct clock_rule *rule)
{
	return rule && rule->enabled && !c->void_reason && rule->id <= CLOCK_KICKOFF && rule->start[0].kind != EV_SOW_SIGNED;
}

int handoffs_detail_load(struct screen *s, struct err *err)
{
	struct handoffs *h = handoffs_of(s);
	struct handoffs_detail *dt = &h->detail;
	const struct handoff *here = handoffs_here(h);
	struct clock c[64];
	struct buf facts = { 0 };
	size_t n = 0;

	handoffs_detail_done(dt);
	h->detail_at_ms = -1;
	if (!here || !h->place.detail_y)
		return 0;
	if (clocks_of(s->view->store, here->deal, c, 64, &n, err))
		return -1;
	dt->deal = here->deal;
	dt->company = xstrdup(here->company);
	dt->next = xstrdup(here->next);
	dt->is_late = here->state == CLOCK_LATE;
	dt->has_no_csm = !here->csm;
	if (read_packet(s->view->store, here->deal, dt, err) || read_put_off(s->view->store, here, dt, err))
		return -1;
	say_changed(s->view->store, changes_since_find(&h->since, here->deal), dt);
	put_facts(s->view->store, here, s->area.cols >= 110, &facts);
	dt->facts = buf_take(&facts);
	for (size_t i = 0; i < n && dt->clocks < HANDOFFS_CLOCKS; i++) {
		const struct clock_rule *rule = clock_rule_id(s->view->store->clocks, c[i].kind);

		if (is_of_win(&c[i], rule))
			take_clock(s->view->store, &c[i], rule, dt);
	}
	if (!h->place.tall)
		return 0;
	return outbox_each(s->view->store, here->deal, false, take_message, &(struct messages){ s->view->store, dt }, err) < 0 ? -1 : 0;
}

/* ---- painting ---- */

struct columns {
	int title, bar, bar_cols, words, when, who;
};

static struct columns place(int cols)
{
	if (cols >= 110)
		return (struct columns){ 3, 26, 28, 56, 76, 96 };
	return (struct columns){ 3, 25, 13, 39, 53, 70 };
}

static void draw_clock(const struct handoffs_detail *dt, size_t i, struct draw *d, int y, int cols)
{
	struct columns c = place(cols);
	enum style ink = handoffs_ink(dt->clock[i].state);
	const char *when = dt->clock[i].when;

	draw_text(d, y, c.title, c.bar - c.title - 1, STYLE_TEXT, dt->clock[i].title);
	draw_share(d, y, c.bar, c.bar_cols, ink == STYLE_MUTED ? STYLE_CHART_1 : ink, dt->clock[i].part, dt->clock[i].whole);
	draw_text(d, y, c.words, c.when - c.words - 1, ink, dt->clock[i].words);
	/* A word less where there is no room, never half a moment. */
	if ((int)strlen(when) >= c.who - c.when && !strncmp(when, "due ", 4))
		when += 4;
	draw_text(d, y, c.when, c.who - c.when - 1, STYLE_MUTED, when);
	/* Where the ladder has no room, who owns it: never half a name. */
	if (c.who + text_width(dt->clock[i].who, strlen(dt->clock[i].who)) >= cols)
		draw_textn(d, y, c.who, cols - c.who - 1, STYLE_MUTED, dt->clock[i].who, strcspn(dt->clock[i].who, " "));
	else
		draw_text(d, y, c.who, cols - c.who - 1, STYLE_MUTED, dt->clock[i].who);
}

static void draw_name(const struct handoffs_detail *dt, struct draw *d, int y, int cols)
{
	char number[32];
	int x = 1 + draw_text(d, y, 1, cols / 3, STYLE_SECTION, dt->company) + 3;

	x += draw_text(d, y, x, cols - x - 1, STYLE_TEXT, dt->facts);
	if (dt->has_no_csm)
		x += draw_text(d, y, x, cols - x - 1, STYLE_TEXT, " · ") +
		     draw_text(d, y, x + 3, cols - x - 4, STYLE_SOON, "no CSM yet");
	snprintf(number, sizeof number, "D-%lld", (long long)dt->deal);
	if (x + 2 + (int)strlen(number) < cols)
		draw_right(d, y, x, cols - 1 - x, STYLE_MUTED, number);
}

/* What was written about it: below the clocks, where there is room for all of it. */
static void draw_messages(const struct handoffs_detail *dt, struct draw *d, int y, int end, int cols)
{
	int about = cols >= 110 ? 26 : 20, state = cols >= 110 ? 76 : 50, x = 1;

	if (!dt->messages || y + 4 + (int)dt->messages >= end)
		return;
	draw_rule(d, ++y, 1, cols - 2);
	x += draw_text(d, ++y, x, cols - x - 1, STYLE_SECTION, "Messages") + 2;
	draw_printf(d, y, x, cols - x - 1, STYLE_MUTED, "%zu to send · nothing leaves by itself · M all", dt->to_send);
	y += 2;
	for (size_t i = 0; i < dt->messages; i++, y++) {
		draw_text(d, y, 3, about - 4, STYLE_STRONG, dt->message[i].to);
		draw_text(d, y, about, state - about - 1, STYLE_TEXT, dt->message[i].about);
		draw_text(d, y, state, cols - state - 1, dt->message[i].is_open ? STYLE_TEXT : STYLE_MUTED, dt->message[i].state);
	}
}

/* It stays while the keys go on, and follows when they rest: nothing flickers under a key that is held down. */
void handoffs_detail_draw(struct screen *s, struct draw *d)
{
	struct handoffs *h = handoffs_of(s);
	const struct handoffs_detail *dt = &h->detail;
	int y = h->place.detail_y, end = s->area.y + s->area.rows, cols = s->area.cols, x = place(cols).bar;

	if (!y || !dt->deal)
		return;
	draw_rule(d, y++, 1, cols - 2);
	draw_name(dt, d, y++, cols);
	y += h->place.tall;
	draw_text(d, y, 3, x - 4, STYLE_TEXT, "Next");
	draw_text(d, y++, x, cols - x - 1, dt->is_late ? STYLE_LATE : STYLE_STRONG, dt->next);
	if (dt->packet) {
		draw_text(d, y, 3, x - 4, STYLE_TEXT, "Packet");
		draw_text(d, y++, x, cols - x - 1, STYLE_MUTED, dt->packet);
	}
	if (dt->put_off) {
		draw_text(d, y, 3, x - 4, STYLE_TEXT, "Put off");
		draw_text(d, y++, x, cols - x - 1, STYLE_SOON, dt->put_off);
	}
	if (dt->changed) {
		draw_text(d, y, 3, x - 4, STYLE_TEXT, "Changed");
		draw_text(d, y++, x, cols - x - 1, STYLE_MUTED, dt->changed);
	}
	for (size_t i = 0; i < dt->clocks && y < end; i++)
		draw_clock(dt, i, d, y++, cols);
	draw_messages(dt, d, y, end, cols);
}
