#include "model/escalation.h"

#include "model/away.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/handoff.h"
#include "model/member.h"
#include "model/note.h"
#include "model/template.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEMPLATE "escalation"
#define CLOCKS_MAX 64

struct escalating {
	struct store *s;
	struct deal deal;
	struct handoff row;
	struct clock clock;
	const struct clock_rule *rule;
	char rung[64];      /* "chief_of_staff" */
};

/* "cro (SOW sent)": whom, and about which clock, so that the next rung is known. */
static void recipient_of(const struct escalating *e, const char *role, size_t n, struct buf *out)
{
	buf_printf(out, "%.*s (%s)", (int)n, role, e->rule->title);
}

struct seeking {
	struct buf want;
	bool found;
};

static int seek(void *arg, const struct outbox_message *m)
{
	struct seeking *k = arg;

	k->found |= !strcmp(m->template, TEMPLATE) && m->state != MESSAGE_WITHDRAWN && !strcmp(m->recipient, buf_str(&k->want));
	return k->found;
}

/* The lowest rung above the owner that has not been told. */
static int find_rung(struct escalating *e, struct err *err)
{
	const char *at = e->rule->ladder + strcspn(e->rule->ladder, " ");
	size_t n = 0;

	while (*at) {
		struct seeking k = { .found = false };
		int rc;

		at += strspn(at, " ");
		n = strcspn(at, " ");
		recipient_of(e, at, n, &k.want);
		rc = outbox_each(e->s, e->deal.id, false, seek, &k, err);
		buf_done(&k.want);
		if (rc < 0)
			return -1;
		if (!k.found) {
			snprintf(e->rung, sizeof e->rung, "%.*s", (int)n, at);
			return 0;
		}
		at += n;
	}
	return n ? err_set(err, ERR_REFUSED, "%.*s, the top of the ladder, was told already; winloss outbox list shows it", (int)n,
			   at - n)
		 : err_set(err, ERR_REFUSED, "%s goes up to nobody", e->rule->title);
}

static bool is_of_handoff(int kind)
{
	static const int kinds[] = { CLOCK_PACKET, CLOCK_ACK, CLOCK_SOW_SENT, CLOCK_SOW_SIGNED, CLOCK_DEBRIEF, CLOCK_KICKOFF };
	bool is = false;

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		is |= kinds[i] == kind;
	return is;
}

static int64_t due_of(const struct clock *c)
{
	return c->due_at != NO_MOMENT ? c->due_at : c->provisional_due_at;
}

static int by_due(const void *a, const void *b)
{
	int64_t x = due_of(a), y = due_of(b);

	if (x != y)
		return x < y ? -1 : 1;
	return ((const struct clock *)a)->kind - ((const struct clock *)b)->kind;
}

/* The late clocks of the handoff alone, what was breached first in front. */
static size_t keep_late(const struct store *s, struct clock *c, size_t n)
{
	int64_t now = s->now(s);
	size_t kept = 0;

	for (size_t i = 0; i < n; i++)
		if (is_of_handoff(c[i].kind) && clock_rule_id(s->clocks, c[i].kind) && clock_state(&c[i], now) == CLOCK_LATE)
			c[kept++] = c[i];
	qsort(c, kept, sizeof *c, by_due);
	return kept;
}

static int take_clock(struct escalating *e, const struct clock *c, struct err *err)
{
	e->clock = *c;
	e->rule = clock_rule_id(e->s->clocks, c->kind);
	e->row = (struct handoff){ .deal = e->deal.id, .owner = e->deal.owner, .csm = e->deal.csm,
				   .commitment = e->deal.commitment, .sow_status = e->deal.sow_status,
				   .sow_day = e->deal.sow_day, .kickoff_day = e->deal.kickoff_day };
	if (handoff_read_packet(e->s, &e->row, err))
		return -1;
	handoff_words(e->s, &e->row, c, 1);
	return 0;
}

/* The first late clock whose ladder is not told to its top. */
static int find_clock(struct escalating *e, struct err *err)
{
	struct clock c[CLOCKS_MAX];
	struct err why = { 0 };
	size_t n;

	if (clocks_of(e->s, e->deal.id, c, CLOCKS_MAX, &n, err))
		return -1;
	n = keep_late(e->s, c, n);
	err_set(&why, ERR_REFUSED, "nothing of this handoff is late yet");
	for (size_t i = 0; i < n; i++) {
		if (take_clock(e, &c[i], err))
			return -1;
		if (!find_rung(e, &why))
			return 0;
		if (why.kind != ERR_REFUSED)
			break;
	}
	return err_set(err, why.kind, "%s", why.text);
}

/* ---- the text ---- */

struct holders {
	unsigned roles, duties;
	int64_t one;
	size_t n;
};

static int add_holder(void *arg, const struct member *m)
{
	struct holders *h = arg;

	if (m->active && (m->roles & h->roles || m->duties & h->duties)) {
		h->one = m->id;
		h->n++;
	}
	return 0;
}

/* "cro", and where that is one member who is away, who stands in: "cro (max for dana)". Appended. */
static void put_rung(struct store *s, const char *rung, struct buf *out)
{
	int role = role_find(rung), duty = duty_find(rung);
	struct holders h = { .roles = role < 0 ? 0 : 1u << role, .duties = duty < 0 ? 0 : 1u << duty };

	buf_puts(out, rung);
	if (member_each(s, add_holder, &h, NULL) || h.n != 1 || !away_now(s, h.one))
		return;
	buf_puts(out, " (");
	away_put_name(s, h.one, out);
	buf_putc(out, ')');
}

/* "priya" of "priya: hold the debrief"; what is to be done behind it. */
static char *owner_of(const struct handoff *h)
{
	const char *colon = strstr(h->next, ": ");

	return xstrndup(h->next, colon ? (size_t)(colon - h->next) : strlen(h->next));
}

static int render(struct escalating *e, struct outbox_message *out, struct err *err)
{
	struct store *s = e->s;
	int64_t now = s->now(s), due = e->clock.due_at != NO_MOMENT ? e->clock.due_at : e->clock.provisional_due_at;
	int64_t work = calendar_working_ms(s->calendar, due, now);
	char *body = config_text(s, "templates/" TEMPLATE, "templates/" TEMPLATE ".txt", err), *owner = owner_of(&e->row);
	const char *next = strstr(e->row.next, ": ");
	struct buf text = { 0 }, label = { 0 }, won = { 0 }, when = { 0 }, late = { 0 }, worked = { 0 }, date = { 0 }, to = { 0 };
	struct buf rung = { 0 };

	if (!body) {
		free(owner);
		return -1;
	}
	deal_label(&e->deal, &label);
	if (e->deal.won_at != NO_MOMENT)
		calendar_format_moment(s->calendar, e->deal.won_at, now, &won);
	calendar_format_moment(s->calendar, due, now, &when);
	clock_words(&e->clock, e->rule, s->calendar, now, &late);
	buf_printf(&worked, "%lld:%02lld", (long long)(work / HOUR_MS), (long long)(work / MINUTE_MS % 60));
	day_format(calendar_day(s->calendar, now), &date);
	recipient_of(e, e->rung, strlen(e->rung), &to);
	put_rung(s, e->rung, &rung);
	template_render(body, (const struct template_value[]){
				      { "company", e->deal.company_name ? e->deal.company_name : buf_str(&label) },
				      { "deal", buf_str(&label) }, { "to", buf_str(&rung) }, { "clock", e->rule->title },
				      { "won", buf_str(&won) }, { "due", buf_str(&when) }, { "late", buf_str(&late) },
				      { "worked", buf_str(&worked) }, { "owner", owner }, { "next", next ? next + 2 : "" },
				      { "me", s->actor.login }, { "date", buf_str(&date) } }, 12, &text);
	*out = (struct outbox_message){ .deal = e->deal.id, .template = TEMPLATE, .recipient = buf_take(&to),
					.text = buf_take(&text), .class = CLASS_DEAL };
	free(body);
	free(owner);
	buf_done(&label);
	buf_done(&won);
	buf_done(&when);
	buf_done(&late);
	buf_done(&worked);
	buf_done(&date);
	buf_done(&rung);
	return 0;
}

/* The SOW that is late has a note of its own (S1-31); it takes its rung like the others. */
static int render_sow(struct escalating *e, struct outbox_message *out, struct err *err)
{
	struct buf to = { 0 };

	if (note_render(e->s, NOTE_SOW_LATE, e->deal.id, out, NULL, err))
		return -1;
	recipient_of(e, e->rung, strlen(e->rung), &to);
	free(out->recipient);
	out->recipient = buf_take(&to);
	snprintf(out->template, sizeof out->template, TEMPLATE);
	*out->channel = '\0';
	return 0;
}

int handoff_escalate(struct store *s, int64_t deal, struct outbox_message *out, struct err *err)
{
	struct escalating e = { .s = s };
	int rc;

	*out = (struct outbox_message){ 0 };
	if (access_act(s, "message", err))
		return -1;
	rc = deal_get(s, deal, &e.deal, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, deal);
	rc = find_clock(&e, err) || (strcmp(e.rule->key, "sow_signed") ? render : render_sow)(&e, out, err) || outbox_add(s, out, err) ? -1 : 0;
	deal_done(&e.deal);
	if (rc)
		outbox_message_done(out);
	return rc;
}
