/* Playbooks of the store, and a run as it stands now. */
#include "model/playbook_private.h"

#include "model/calendar.h"
#include "model/event.h"
#include "model/handoff.h"
#include "model/packet.h"
#include "model/private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define CONFIG_FOLDER "playbooks/"

/* ---- the playbooks ---- */

struct playbook_kept {
	int64_t config;
	struct playbook *book;
	struct playbook_kept *next;
};

void playbook_forget(struct playbook_kept *kept)
{
	while (kept) {
		struct playbook_kept *next = kept->next;

		playbook_free(kept->book);
		free(kept);
		kept = next;
	}
}

static const struct playbook *keep_version(struct store *s, int64_t config, const char *name, const char *body,
					   struct err *err)
{
	struct playbook_kept *k;
	struct playbook *book;

	if (playbook_parse(&book, name + strlen(CONFIG_FOLDER), body, strlen(body), err))
		return NULL;
	k = xmalloc(sizeof *k);
	*k = (struct playbook_kept){ config, book, s->priv->playbooks };
	s->priv->playbooks = k;
	return book;
}

const struct playbook *playbook_version(struct store *s, int64_t config, struct err *err)
{
	const struct playbook *book = NULL;
	struct stmt *st;
	int rc;

	for (const struct playbook_kept *k = s->priv->playbooks; k; k = k->next)
		if (k->config == config)
			return k->book;
	st = db_stmt(s->db, &playbook_sql[PLAYBOOK_BODY], err);
	if (!st)
		return NULL;
	db_int(st, 1, config);
	rc = db_step(st, err);
	if (rc == 1) {
		book = keep_version(s, config, db_col_text(st, 0), db_col_text(st, 1), err);
		db_reset(st);
	} else if (!rc) {
		err_set(err, ERR_BUG, "the playbook of this run is not in the file");
	}
	return book;
}

int playbook_newest(struct store *s, int (*fn)(void *arg, const struct playbook *p, int64_t config), void *arg,
		    struct err *err)
{
	struct stmt *st = db_stmt(s->db, &playbook_sql[PLAYBOOK_NEWEST], err);
	int64_t *config = NULL;
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		config = xrealloc(config, (n + 1) * sizeof *config);
		config[n++] = db_col(st, 0);
	}
	for (size_t i = 0; !rc && i < n; i++) {
		const struct playbook *book = playbook_version(s, config[i], err);

		rc = book ? fn(arg, book, config[i]) : -1;
	}
	free(config);
	return rc;
}

/* ---- days ---- */

/* What stays told when a deal is opened again and won once more: the papers, not the calls. */
static bool stays(enum event_kind kind)
{
	return kind == EV_COMMITTED || kind == EV_SOW_SENT || kind == EV_SOW_SIGNED || kind == EV_FILED ||
	       kind == EV_ACKED || kind == EV_DEBRIEF_DONE;
}

const struct event *playbook_event(const struct event *ev, size_t n, const struct clock_on *on)
{
	size_t from = 0;

	for (size_t i = 0; i < n; i++)
		if (ev[i].kind == EV_REOPENED)
			from = i;
	for (size_t i = stays(on->kind) ? 0 : from; i < n; i++)
		if (ev[i].kind == on->kind && (!on->value || ev[i].value == on->value))
			return &ev[i];
	return NULL;
}

struct reading {
	struct store *s;
	struct playbook_run *r;
	struct event *ev;
	size_t n;
	struct packet packet;
	bool has_packet;
	int64_t today, now;
};

static int64_t event_day(const struct reading *c, const struct event *e)
{
	return e ? calendar_day(c->s->calendar, e->at_ms) : NO_DAY;
}

/* A kickoff that was not held yet is expected on the day that was set. */
static int64_t expected_day(const struct reading *c, const struct clock_on *on)
{
	return on->kind == EV_KICKOFF_HELD ? c->r->deal.kickoff_day : NO_DAY;
}

static int64_t anchor_day(const struct reading *c, const struct playbook_when *w, bool *expected)
{
	const struct run_step *other = &c->r->step[w->step];
	int64_t day = NO_DAY;

	switch (w->anchor) {
	case WHEN_START:
		return calendar_day(c->s->calendar, c->r->form.live_at);
	case WHEN_DAY:
		return c->r->form.scheduled_at ? calendar_day(c->s->calendar, c->r->form.scheduled_at) : NO_DAY;
	case WHEN_STEP:
		*expected = other->done_day == NO_DAY && other->due_day != NO_DAY;
		return *expected ? other->due_day : other->done_day;
	case WHEN_EVENT:
		day = event_day(c, playbook_event(c->ev, c->n, &w->on));
		if (day != NO_DAY)
			return day;
		*expected = true;
		return expected_day(c, &w->on);
	}
	return day;
}

static int64_t add_days(const struct reading *c, int64_t day, int n, enum clock_unit unit)
{
	if (unit != UNIT_BUSINESS_DAYS || !n)
		return day + n;
	if (n > 0)
		return calendar_add_business(c->s->calendar, day, n);
	for (; n < 0; n++)
		day = calendar_business_before(c->s->calendar, day);
	return day;
}

static void date_step(const struct reading *c, const struct playbook_when *w, struct run_step *st)
{
	bool expected = false;
	int64_t day = anchor_day(c, w, &expected);

	st->from_day = st->due_day = NO_DAY;
	if (day == NO_DAY)
		return;
	st->expected = expected;
	st->from_day = add_days(c, day, w->from, w->unit);
	st->due_day = add_days(c, day, w->to, w->unit);
}

static enum step_state state_of(const struct reading *c, const struct run_step *st)
{
	if (st->done_day != NO_DAY)
		return st->due_day != NO_DAY && st->done_day > st->due_day ? STEP_DONE_LATE : STEP_DONE;
	if (st->state == STEP_SKIPPED)
		return STEP_SKIPPED;
	if (st->due_day == NO_DAY)
		return STEP_WAITING;
	if (!st->expected && c->now > calendar_close(c->s->calendar, st->due_day))
		return STEP_LATE;
	if (c->today < st->from_day)
		return STEP_LATER;
	return st->due_day <= c->today ? STEP_SOON : STEP_OPEN;
}

/* ---- what is ticked ---- */

static bool packet_has(const struct reading *c, const char *field)
{
	const struct packet_value *v = c->has_packet ? packet_value_of(&c->packet, field) : NULL;

	return v && !v->hidden && (v->rows || *v->text);
}

/* One value of the form: of a step or of an item. */
static void take_value(struct reading *c, const char *field, int64_t num, struct stmt *st)
{
	int i = playbook_step_find(c->r->book, field), k = playbook_item_find(c->r->book, field);
	enum field_class class = (enum field_class)db_col(st, 5);

	if (k >= 0) {
		struct run_tick *t = &c->r->tick[k];

		t->hidden = !access_can_read(c->s, class, c->r->deal.owner);
		t->on = true;
		t->num = t->hidden ? NO_NUM : num;
		t->member = db_col(st, 3);
		t->at_ms = db_col(st, 4);
	} else if (i >= 0) {
		struct run_step *step = &c->r->step[i];

		step->reason = xstrdup(db_col_text(st, 2));
		step->member = db_col(st, 3);
		step->at_ms = db_col(st, 4);
		if (num < 0)
			step->state = STEP_SKIPPED;
		else
			step->done_day = num;
	}
}

static int read_values(struct reading *c, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, &playbook_sql[PLAYBOOK_VALUES], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, c->r->form.id);
	db_int(st, 2, LAYER_LIVE);
	while ((rc = db_step(st, err)) == 1)
		take_value(c, db_col_text(st, 0), db_col(st, 1), st);
	return rc;
}

static int read_packet(struct reading *c, struct err *err)
{
	bool asks = false;
	int rc;

	for (size_t i = 0; i < c->r->book->items; i++)
		asks |= c->r->book->item[i].by == BY_PACKET;
	rc = asks ? packet_load(c->s, c->r->form.deal, &c->packet, err) : 0;
	c->has_packet = rc == 1;
	return rc < 0 ? -1 : 0;
}

static void tick_items(struct reading *c)
{
	for (size_t i = 0; i < c->r->book->items; i++) {
		const struct playbook_item *it = &c->r->book->item[i];
		const struct event *e = it->by == BY_EVENT ? playbook_event(c->ev, c->n, &it->on) : NULL;
		struct run_tick *t = &c->r->tick[i];

		if (e || (it->by == BY_PACKET && packet_has(c, it->packet))) {
			t->on = t->by_itself = true;
			t->at_ms = e ? e->at_ms : 0;
		}
		c->r->step[it->step].ticked += t->on;
	}
}

/* ---- steps ---- */

static void put_lack(struct run_step *st, const char *words)
{
	struct buf all = { 0 };

	if (st->lacks)
		buf_printf(&all, "%s, ", st->lacks);
	buf_puts(&all, words);
	free(st->lacks);
	st->lacks = buf_take(&all);
}

static void find_lacks(const struct reading *c, size_t i)
{
	const struct playbook_step *step = &c->r->book->step[i];

	for (size_t k = 0; k < step->needs; k++) {
		const struct playbook_need *need = &step->need[k];
		struct buf words = { 0 };

		if (need->is_step) {
			const struct run_step *other = &c->r->step[need->step];

			if (other->done_day == NO_DAY && other->state != STEP_SKIPPED)
				buf_puts(&words, c->r->book->step[need->step].title);
		} else if (!playbook_event(c->ev, c->n, &need->on)) {
			playbook_event_words(&need->on, &words);
		}
		if (words.len)
			put_lack(&c->r->step[i], buf_str(&words));
		buf_done(&words);
	}
}

static int64_t owner_of(const struct playbook_run *r, const char *role)
{
	return !strcmp(role, "ae") ? r->deal.owner : !strcmp(role, "csm") ? r->deal.csm : 0;
}

static void count_step(struct playbook_run *r, size_t i)
{
	const struct run_step *st = &r->step[i], *best = r->next >= 0 ? &r->step[r->next] : NULL;

	if (st->state >= STEP_DONE) {
		r->done++;
		return;
	}
	r->late += st->state == STEP_LATE;
	if (!best || (st->due_day != NO_DAY && (best->due_day == NO_DAY || st->due_day < best->due_day)))
		r->next = (int)i;
}

static void compute(struct reading *c)
{
	struct playbook_run *r = c->r;

	r->next = -1;
	for (size_t i = 0; i < r->book->n; i++) {
		const struct playbook_step *step = &r->book->step[i];
		const struct event *e = step->tells.kind ? playbook_event(c->ev, c->n, &step->tells) : NULL;
		struct run_step *st = &r->step[i];

		date_step(c, &step->when, st);
		if (e) {
			st->done_day = event_day(c, e);
			st->told = true;
		}
		st->owner = owner_of(r, step->owner);
		st->state = state_of(c, st);
		if (st->state < STEP_DONE)
			find_lacks(c, i);
		count_step(r, i);
	}
}

/* The start that the packet names, and the day on which the delivery clock ends. */
static int find_window(struct reading *c, struct err *err)
{
	const struct packet_value *v = c->has_packet ? packet_value_of(&c->packet, "start") : NULL;
	struct clock k;
	int rc = clock_of(c->s, c->r->form.deal, clock_rule_find(c->s->clocks, "delivery"), &k, err);

	c->r->window_from = c->r->window_to = NO_DAY;
	if (v && *v->text && !v->hidden && day_parse(v->text, false, &c->r->window_from, NULL))
		c->r->window_from = NO_DAY;
	if (rc == 1 && k.due_at != NO_MOMENT)
		c->r->window_to = calendar_day(c->s->calendar, k.due_at);
	return rc < 0 ? -1 : 0;
}

static int read_run(struct reading *c, struct err *err)
{
	struct playbook_run *r = c->r;
	int rc = 0;

	r->step = xcalloc(r->book->n, sizeof *r->step);
	r->tick = xcalloc(r->book->items + 1, sizeof *r->tick);
	for (size_t i = 0; i < r->book->n; i++)
		r->step[i].done_day = NO_DAY;
	for (size_t i = 0; i < r->book->items; i++)
		r->tick[i].num = NO_NUM;
	if (event_list(c->s, r->form.deal, &c->ev, &c->n, err))
		return -1;
	rc = read_packet(c, err) || read_values(c, err) || find_window(c, err) ? -1 : 0;
	if (!rc) {
		tick_items(c);
		compute(c);
	}
	if (c->has_packet)
		packet_done(&c->packet);
	free(c->ev);
	return rc;
}

void playbook_run_done(struct playbook_run *r)
{
	for (size_t i = 0; r->step && i < r->book->n; i++) {
		free(r->step[i].reason);
		free(r->step[i].lacks);
	}
	free(r->step);
	free(r->tick);
	deal_done(&r->deal);
	*r = (struct playbook_run){ 0 };
}

/* What somebody began by hand may be about a deal in any stage; what began with an event is about what follows it. */
static bool stands_still(const struct playbook *book, const struct deal *d)
{
	return book->start.kind && d->stage != (book->start.kind == EV_LOST ? STAGE_LOST : STAGE_WON);
}

/* 1, 0 where the actor may not see it, -1. */
static int load(struct store *s, int64_t form, struct playbook_run *out, struct err *err)
{
	struct reading c = { .s = s, .r = out, .now = s->now(s) };
	int rc;

	*out = (struct playbook_run){ 0 };
	deal_init(&out->deal);
	c.today = calendar_day(s->calendar, c.now);
	rc = form_read(s, form, &out->form, err);
	if (rc == 1)
		rc = deal_get(s, out->form.deal, &out->deal, err);
	if (rc == 1 && !access_can_read(s, CLASS_CRM, out->deal.owner))
		rc = 0;
	if (rc == 1) {
		out->book = playbook_version(s, out->form.config, err);
		rc = out->book && !read_run(&c, err) ? 1 : -1;
		out->stopped = rc == 1 && stands_still(out->book, &out->deal);
	}
	if (rc != 1)
		playbook_run_done(out);
	return rc;
}

int playbook_run_load(struct store *s, int64_t deal, const char *name, struct playbook_run *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &playbook_sql[PLAYBOOK_RUNS], err);
	struct buf config = { 0 };
	int64_t form = 0;
	int rc;

	*out = (struct playbook_run){ 0 };
	if (!st)
		return -1;
	if (name)
		buf_printf(&config, CONFIG_FOLDER "%s", name);
	db_int(st, 1, deal);
	db_int(st, 2, FORM_PLAYBOOK);
	db_text(st, 3, buf_str(&config));
	rc = db_first(st, &form, 1, err);
	buf_done(&config);
	return rc == 1 ? load(s, form, out, err) : rc;
}

char *playbook_other(struct store *s, int64_t deal, const char *name, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &playbook_sql[PLAYBOOK_OTHER], err);
	struct buf config = { 0 };
	char *other = NULL;

	if (!st)
		return NULL;
	buf_printf(&config, CONFIG_FOLDER "%s", name);
	db_int(st, 1, deal);
	db_int(st, 2, FORM_PLAYBOOK);
	db_text(st, 3, buf_str(&config));
	if (db_step(st, err) == 1) {
		other = xstrdup(db_col_text(st, 0) + strlen(CONFIG_FOLDER));
		db_reset(st);
	}
	buf_done(&config);
	return other;
}

int playbook_each(struct store *s, bool open, int (*fn)(void *arg, const struct playbook_run *r), void *arg,
		  struct err *err)
{
	struct stmt *st = db_stmt(s->db, &playbook_sql[PLAYBOOK_ALL], err);
	int64_t *form = NULL;
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, FORM_PLAYBOOK);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		form = xrealloc(form, (n + 1) * sizeof *form);
		form[n++] = db_col(st, 0);
	}
	for (size_t i = 0; !rc && i < n; i++) {
		struct playbook_run r;
		int found = load(s, form[i], &r, err);

		rc = found < 0 ? -1 : 0;
		if (found == 1 && (!open || (!r.stopped && r.done < r.book->n)))
			rc = fn(arg, &r);
		if (found == 1)
			playbook_run_done(&r);
	}
	free(form);
	return rc;
}

const char *step_state_key(enum step_state state)
{
	static const char *const keys[] = { "waiting", "later", "open", "soon", "late", "done", "done_late", "skipped" };

	return keys[state];
}

/* Names of configuration that begin with "playbooks/": '0' is the character behind '/'. */
const struct sql playbook_sql[] = {
	[PLAYBOOK_NEWEST] = { "playbook_newest", "select c.id from config c where c.name > 'playbooks/' and c.name < 'playbooks0'"
						 " and c.version = (select max(v.version) from config v where v.name = c.name)"
						 " order by c.name" },
	[PLAYBOOK_BODY] = { "playbook_body", "select name, body from config where id = $1" },
	[PLAYBOOK_RUNS] = { "playbook_runs", "select f.id from form f join config c on c.id = f.config where f.deal = $1"
					     " and f.kind = $2 and f.gone = 0 and (cast($3 as text) = '' or c.name = $3)"
					     " order by f.id desc limit 1" },
	[PLAYBOOK_HAS] = { "playbook_has", "select f.id from form f join config c on c.id = f.config where f.deal = $1"
					   " and f.kind = $2 and f.gone = 0 and c.name = (select name from config where id = $3)"
					   " limit 1" },
	[PLAYBOOK_VALUES] = { "playbook_values", "select v.field, v.num, t.body, v.author, v.at_ms, v.class from form_value v"
						 " left join text t on t.id = v.text where v.form = $1 and v.layer = $2"
						 " and v.item = 0 and v.num is not null and v.gone = 0" },
	[PLAYBOOK_ALL] = { "playbook_all", "select f.id from form f join deal d on d.id = f.deal where f.kind = $1 and f.gone = 0"
					   " and d.gone = 0 and " ACCESS_DEAL("d") " order by f.id" },
	[PLAYBOOK_OTHER] = { "playbook_other", "select c.name from form f join config c on c.id = f.config where f.deal = $1"
					       " and f.kind = $2 and f.gone = 0 and c.name <> $3"
					       " order by case when c.name > $3 then 0 else 1 end, c.name limit 1" },
	{ NULL, NULL },
};
