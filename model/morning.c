#include "model/morning.h"

#include "model/calendar.h"
#include "model/event.h"
#include "model/handoff.h"
#include "model/member.h"
#include "model/note.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { MORNING_TOLD, MORNING_WON };

struct morning {
	struct store *s;
	struct buf *out;
	int64_t now;
	size_t late;
};

static void put_text(struct buf *out, const char *words)
{
	text_visible(out, words, strlen(words), false);
}

static void put_moment(struct morning *m, int64_t at)
{
	calendar_format_moment(m->s->calendar, at, m->now, m->out);
}

/* "1d 2:30" */
static void put_span(struct buf *out, int64_t ms)
{
	if (ms >= DAY_MS)
		buf_printf(out, "%lldd ", (long long)(ms / DAY_MS));
	buf_printf(out, "%lld:%02lld", (long long)(ms % DAY_MS / HOUR_MS), (long long)(ms / MINUTE_MS % 60));
}

/* ---- the handoffs ---- */

/* "3:10 late, 2:10 of it working time (due 11-23 08:49)" */
static void put_due(struct morning *m, const struct handoff *h)
{
	bool late = m->now > h->due_at;
	int64_t work = late ? calendar_working_ms(m->s->calendar, h->due_at, m->now)
			    : calendar_working_ms(m->s->calendar, m->now, h->due_at);

	put_span(m->out, late ? m->now - h->due_at : h->due_at - m->now);
	buf_puts(m->out, late ? " late, " : " left, ");
	buf_printf(m->out, "%lld:%02lld of it working time (due ", (long long)(work / HOUR_MS),
		   (long long)(work / MINUTE_MS % 60));
	put_moment(m, h->due_at);
	buf_puts(m->out, ")");
}

static int put_handoff(void *arg, const struct handoff *h)
{
	struct morning *m = arg;
	const struct clock_rule *rule = clock_rule_id(m->s->clocks, h->next_clock);

	m->late += h->state == CLOCK_LATE;
	buf_printf(m->out, "%s D-%" PRId64 " ", h->state == CLOCK_LATE ? "!" : h->state == CLOCK_SOON ? "~" : " ", h->deal);
	put_text(m->out, h->company);
	buf_puts(m->out, ": ");
	if (h->due_at == NO_MOMENT) {
		buf_puts(m->out, "waits");
	} else {
		put_text(m->out, rule ? rule->title : "due");
		buf_puts(m->out, ", ");
		put_due(m, h);
	}
	buf_puts(m->out, "\n    next ");
	put_text(m->out, h->next);
	if (h->put_off_day != NO_DAY) {
		buf_puts(m->out, "; put off to ");
		day_format(h->put_off_day, m->out);
	}
	buf_putc(m->out, '\n');
	return 0;
}

static int put_handoffs(struct morning *m, struct err *err)
{
	struct handoff_count n;

	if (handoff_count(m->s, &(struct handoff_filter){ 0 }, &n, err))
		return -1;
	buf_printf(m->out, "Open handoffs %" PRId64 "%s, late %" PRId64 ", due today %" PRId64 "\n", n.open, n.at_least ? "+" : "",
		   n.late, n.today);
	return handoff_each(m->s, &(struct handoff_filter){ 0 }, put_handoff, m, err);
}

/* ---- what changed ---- */

static int put_events(struct morning *m, int64_t since, struct err *err)
{
	struct stmt *st = db_stmt(m->s->db, &morning_sql[MORNING_TOLD], err);
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, since);
	db_int(st, 3, EV_WON);
	db_int(st, 4, EV_DEBRIEF_DONE);
	access_bind(st, m->s);
	buf_puts(m->out, "\nChanged since ");
	put_moment(m, since);
	buf_putc(m->out, '\n');
	while ((rc = db_step(st, err)) == 1) {
		if (!access_can_read(m->s, CLASS_DEAL, db_col(st, 4)))
			continue;
		n++;
		buf_puts(m->out, "  ");
		put_moment(m, db_col(st, 2));
		buf_printf(m->out, " D-%" PRId64 " ", db_col(st, 0));
		put_text(m->out, db_col_text(st, 5));
		buf_puts(m->out, ": ");
		event_words((enum event_kind)db_col(st, 1), m->out);
		buf_puts(m->out, ", ");
		put_text(m->out, member_login(m->s, db_col(st, 3)));
		buf_putc(m->out, '\n');
	}
	if (!n)
		buf_puts(m->out, "  nothing\n");
	return rc;
}

static int count_message(void *arg, const struct outbox_message *m)
{
	(void)m;
	++*(size_t *)arg;
	return 0;
}

static int put_messages(struct morning *m, struct err *err)
{
	size_t n = 0;

	if (outbox_each(m->s, 0, true, count_message, &n, err))
		return -1;
	if (n)
		buf_printf(m->out, "\nMessages to send %zu (winloss outbox list)\n", n);
	return 0;
}

int64_t morning_since(const struct store *s)
{
	int64_t now = s->now(s);

	return calendar_moment(s->calendar, calendar_business_before(s->calendar, calendar_day(s->calendar, now)),
			       calendar_minute(s->calendar, now));
}

int morning_text(struct store *s, int64_t since_ms, struct buf *out, size_t *late, struct err *err)
{
	struct morning m = { .s = s, .out = out, .now = s->now(s) };
	int64_t day = calendar_day(s->calendar, m.now);
	int minute = calendar_minute(s->calendar, m.now);
	int rc;

	buf_printf(out, "winloss, %s ", calendar_weekday(day));
	day_format(day, out);
	buf_printf(out, " %02d:%02d %s, for ", minute / 60, minute % 60, calendar_zone(s->calendar));
	put_text(out, s->actor.login);
	buf_puts(out, "\n\n");
	rc = put_handoffs(&m, err) || put_events(&m, since_ms, err) || put_messages(&m, err) ? -1 : 0;
	if (late)
		*late = m.late;
	return rc;
}

/* ---- the daily line ---- */

struct wins {
	int64_t *deal;
	size_t n;
};

/* Each deal once, in the order in which they were won. */
static int wins_of(struct store *s, int64_t from, int64_t to, struct wins *w, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &morning_sql[MORNING_WON], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, SUBJECT_DEAL);
	db_int(st, 2, from);
	db_int(st, 3, EV_WON);
	db_int(st, 4, EV_WON);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		bool there = db_col(st, 2) >= to || !access_can_read(s, CLASS_DEAL, db_col(st, 4));

		for (size_t i = 0; i < w->n; i++)
			there |= w->deal[i] == db_col(st, 0);
		if (there)
			continue;
		w->deal = xrealloc(w->deal, (w->n + 1) * sizeof *w->deal);
		w->deal[w->n++] = db_col(st, 0);
	}
	return rc;
}

/* The template's first line stands once: it is the heading of the summary. */
static void put_daily(struct buf *out, const char *text)
{
	size_t head = strcspn(text, "\n");

	if (out->len && !strncmp(buf_str(out), text, head) && text[head])
		text += head + 1;
	buf_puts(out, text);
}

int daily_text(struct store *s, int64_t day, struct buf *out, size_t *n, struct err *err)
{
	struct wins w = { 0 };
	struct buf all = { 0 };
	int rc = wins_of(s, calendar_moment(s->calendar, day, 0), calendar_moment(s->calendar, day + 1, 0), &w, err);

	for (size_t i = 0; !rc && i < w.n; i++) {
		struct outbox_message m;

		rc = note_render(s, NOTE_DAILY, w.deal[i], &m, NULL, err);
		if (!rc) {
			put_daily(&all, m.text);
			outbox_message_done(&m);
		}
	}
	*n = w.n;
	buf_puts(out, buf_str(&all));
	buf_done(&all);
	free(w.deal);
	return rc;
}

#define EVENTS(since)                                                                                                  \
	"select e.subject, e.kind, e.at_ms, e.member, d.owner, coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext," \
	" '') from event e join deal d on d.id = e.subject left join company c on c.id = d.company"                    \
	" where e.subject_kind = $1 and e." since " >= $2 and e.kind between $3 and $4 and e.undone_by is null"         \
	" and e.history = 0 and d.gone = 0 and " ACCESS_DEAL("d") " order by e.at_ms, e.id"

const struct sql morning_sql[] = {
	[MORNING_TOLD] = { "morning_told", EVENTS("told_ms") },
	[MORNING_WON] = { "morning_won", EVENTS("at_ms") },
	{ NULL, NULL },
};
