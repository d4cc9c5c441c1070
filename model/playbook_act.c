/* What is done to a run: begun, ticked, noted, completed, skipped. Each is one step of undo. */
#include "model/playbook_private.h"

#include "model/calendar.h"
#include "model/checkin.h"
#include "model/event.h"
#include "model/packet.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- begun ---- */

static int put_number(struct store *s, struct group *g, int64_t form, const char *field, int64_t num, const char *text,
		      enum field_class class, struct err *err)
{
	struct form_save v = { .form = form, .field = field, .layer = LAYER_LIVE, .text = text, .num = &num, .reply = -1,
			       .again = -1, .class = class, .base_rev = -1 };

	return form_value_put(s, g, &v, NULL, err);
}

/* How full the form was that the metric of completeness speaks of. */
static int put_filled(struct store *s, struct group *g, const struct form *f, enum form_kind record, struct err *err)
{
	struct packet p;
	size_t filled = 0, asked = 0;
	int rc = packet_load(s, f->deal, &p, err);

	if (rc != 1)
		return rc;
	for (size_t i = 0; i < packet_sections_count(s->packet); i++) {
		const struct packet_section *section = packet_section_at(s->packet, i);
		size_t some, of;

		if (section->record != record)
			continue;
		packet_section_count(&p, section, &some, &of);
		filled += some;
		asked += of;
	}
	packet_done(&p);
	return put_number(s, g, f->id, RUN_FILLED, (int64_t)filled, NULL, CLASS_CRM, err) ||
	       put_number(s, g, f->id, RUN_ASKED, (int64_t)asked, NULL, CLASS_CRM, err) ? -1 : 0;
}

/* The run of that playbook which the deal has, 0 none, -1. */
static int64_t find_run(struct store *s, int64_t deal, int64_t config, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &playbook_sql[PLAYBOOK_HAS], err);

	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, FORM_PLAYBOOK);
	db_int(st, 3, config);
	return db_first_id(st, err);
}

struct beginning {
	struct store *s;
	struct group *g;
	int64_t deal, day;
	const struct clock_on *on; /* NULL: by name */
	const char *name;
	bool found;
	struct err *err;
};

static int begin_one(void *arg, const struct playbook *p, int64_t config)
{
	struct beginning *b = arg;
	struct form f = { .kind = FORM_PLAYBOOK, .deal = b->deal, .state = FORM_OPEN, .config = config, .live_at = b->g->at_ms };
	int64_t there;

	if (b->on ? p->start.kind != b->on->kind || (p->start.value && p->start.value != b->on->value)
		  : strcmp(p->name, b->name) != 0)
		return 0;
	b->found = true;
	there = find_run(b->s, b->deal, config, b->err);
	if (there < 0)
		return -1;
	if (there)
		return b->on ? 0 : err_set(b->err, ERR_REFUSED, "D-%" PRId64 " has a run of %s already", b->deal, p->title);
	if (b->day != NO_DAY)
		f.scheduled_at = calendar_close(b->s->calendar, b->day);
	if (form_insert(b->s, b->g, &f, b->err))
		return -1;
	for (size_t i = 0; i < p->metrics; i++)
		if (p->metric[i].measure == MEASURE_FILLED)
			return put_filled(b->s, b->g, &f, strcmp(p->metric[i].of, "packet") ? FORM_CUSTOMER : FORM_PACKET,
					  b->err);
	return 0;
}

int playbook_begin(struct store *s, struct group *g, int64_t deal, const struct clock_on *on, struct err *err)
{
	struct beginning b = { .s = s, .g = g, .deal = deal, .day = NO_DAY, .on = on, .err = err };

	return playbook_newest(s, begin_one, &b, err);
}

static void name_group(struct group *g, const struct deal *d, const char *title, const char *doing, const char *what)
{
	struct buf words = { 0 };

	deal_label(d, &words);
	buf_printf(&words, ": %s, %s%s%s", title, doing, *what ? " " : "", what);
	group_title(g, buf_str(&words));
	buf_done(&words);
}

static int check_may(struct store *s, const struct deal *d, enum field_class class, struct err *err)
{
	if (access_act(s, "mark", err))
		return -1;
	return access_can_write(s, class, d->owner)
		       ? 0
		       : err_set(err, ERR_ROLE, "your role may not write %s fields of this deal", class_key(class));
}

static int start(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct beginning *b = arg;
	struct deal d;
	int rc = deal_get(s, b->deal, &d, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, b->deal);
	b->g = g;
	b->err = err;
	rc = check_may(s, &d, CLASS_CRM, err) ? -1 : playbook_newest(s, begin_one, b, err);
	if (!rc && !b->found)
		rc = err_set(err, ERR_INPUT, "no playbook “%s”; winloss config lists them as playbooks/NAME", b->name);
	name_group(g, &d, b->name, "begun", "");
	deal_done(&d);
	return rc;
}

int playbook_start(struct store *s, int64_t deal, const char *name, int64_t day, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct beginning b = { .s = s, .deal = deal, .day = day, .name = name };

	return edit(s, &how, start, &b, NULL, err);
}

/* ---- ticked, completed ---- */

struct writing {
	const struct playbook_run *r;
	const char *field, *doing, *what, *text;
	int64_t num;
	enum field_class class;
};

static int write(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct writing *w = arg;

	name_group(g, &w->r->deal, w->r->book->title, w->doing, w->what);
	return put_number(s, g, w->r->form.id, w->field, w->num, w->text, w->class, err);
}

static int run_write(struct store *s, struct writing *w, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = w->r->form.deal };

	if (check_may(s, &w->r->deal, w->class, err))
		return -1;
	return edit(s, &how, write, w, NULL, err);
}

/* Told through the gates, as `mark` would. */
static int tell(struct store *s, const struct playbook_run *r, const struct clock_on *on, const struct step_done *d,
		struct err *err)
{
	struct new_event e = { .deal = r->form.deal, .kind = on->kind, .value = on->value, .at_ms = d->at_ms,
			       .for_ms = NO_MOMENT, .day_only = d->day_only, .reason = d->reason };
	struct form f;
	int rc;

	if (on->kind == EV_KICKOFF_SET)
		return err_set(err, ERR_USAGE, "when will it be? winloss mark D-%" PRId64 " kickoff_set --for MOMENT",
			       r->form.deal);
	if (on->kind != EV_CHECKIN)
		return event_mark(s, &e, err);
	/* What the customer said is the point of it, so it is noted before it counts as held. */
	rc = checkin_of(s, r->form.deal, on->value, &f, err);
	if (rc == 1)
		return checkin_complete(s, f.id, err);
	return rc < 0 ? -1
		      : err_set(err, ERR_REFUSED, "not done: the check-in of day %" PRId64 " is not noted yet", on->value);
}

int playbook_tick(struct store *s, const struct playbook_run *r, size_t item, bool on, struct err *err)
{
	const struct playbook_item *it = &r->book->item[item];
	struct writing w = { .r = r, .field = it->key, .doing = on ? "ticked" : "not ticked any more:", .what = it->text,
			     .num = on ? 1 : NO_NUM, .class = CLASS_CRM };
	struct step_done now = { .at_ms = s->now(s) };

	if (it->by == BY_NUMBER)
		return err_set(err, ERR_USAGE, "%s: found no number, expected one from %d to %d", it->text, it->low, it->high);
	if (r->tick[item].by_itself && on)
		return err_set(err, ERR_REFUSED, "%s: ticked already, by the %s", it->text,
			       it->by == BY_PACKET ? "packet" : "event");
	if (r->tick[item].by_itself)
		return err_set(err, ERR_REFUSED, "%s: the %s says so; %s", it->text, it->by == BY_PACKET ? "packet" : "event",
			       it->by == BY_PACKET ? "change it there" : "undo takes back what was told");
	if (it->by == BY_EVENT && on)
		return check_may(s, &r->deal, CLASS_CRM, err) ? -1 : tell(s, r, &it->on, &now, err);
	return run_write(s, &w, err);
}

int playbook_note(struct store *s, const struct playbook_run *r, size_t item, int64_t num, struct err *err)
{
	const struct playbook_item *it = &r->book->item[item];
	struct writing w = { .r = r, .field = it->key, .doing = num == NO_NUM ? "taken away:" : "noted:", .what = it->text,
			     .num = num, .class = CLASS_HEALTH };

	if (it->by != BY_NUMBER)
		return err_set(err, ERR_USAGE, "%s is ticked, it takes no number", it->text);
	if (num != NO_NUM && (num < it->low || num > it->high))
		return err_set(err, ERR_USAGE, "%s: found %" PRId64 ", expected a number from %d to %d", it->text, num, it->low,
			       it->high);
	return run_write(s, &w, err);
}

void playbook_open_items(const struct playbook_run *r, size_t step, struct buf *out)
{
	const struct playbook_step *p = &r->book->step[step];
	size_t open = p->n - r->step[step].ticked;

	if (!open)
		return;
	buf_printf(out, "%zu of %zu open: ", open, p->n);
	for (size_t i = p->first, n = 0; i < p->first + p->n; i++)
		if (!r->tick[i].on)
			buf_printf(out, "%s%s", n++ ? ", " : "", r->book->item[i].text);
}

static int refuse_open(const struct playbook_run *r, size_t step, struct err *err)
{
	struct buf open = { 0 };

	playbook_open_items(r, step, &open);
	err_set(err, ERR_REFUSED, "not done: %s, %s. Go on with a reason.", r->book->step[step].title, buf_str(&open));
	buf_done(&open);
	return -1;
}

static int check_step(const struct playbook_run *r, size_t step, struct err *err)
{
	const struct run_step *st = &r->step[step];

	if (r->stopped)
		return err_set(err, ERR_REFUSED, "the deal is not won any more; the run of %s stands still", r->book->title);
	if (st->state == STEP_SKIPPED)
		return err_set(err, ERR_REFUSED, "%s was skipped: %s", r->book->step[step].title, st->reason ? st->reason : "");
	return st->done_day == NO_DAY ? 0 : err_set(err, ERR_REFUSED, "%s is done already", r->book->step[step].title);
}

int playbook_complete(struct store *s, const struct playbook_run *r, const struct step_done *d, struct err *err)
{
	const struct playbook_step *p = &r->book->step[d->step];
	const struct run_step *st = &r->step[d->step];
	struct writing w = { .r = r, .field = p->key, .doing = "done:", .what = p->title, .class = CLASS_CRM,
			     .text = text_says(d->reason) ? d->reason : NULL,
			     .num = calendar_day(s->calendar, d->at_ms) };

	if (check_step(r, d->step, err))
		return -1;
	if (st->lacks)
		return err_set(err, ERR_REFUSED, "not done: %s comes after %s", p->title, st->lacks);
	if (st->ticked < p->n && !text_says(d->reason))
		return refuse_open(r, d->step, err);
	if (p->tells.kind)
		return check_may(s, &r->deal, CLASS_CRM, err) ? -1 : tell(s, r, &p->tells, d, err);
	if (d->at_ms > s->now(s) + MINUTE_MS && w.num > calendar_day(s->calendar, s->now(s)))
		return err_set(err, ERR_INPUT, "the moment lies in the future; what has not happened cannot be marked");
	return run_write(s, &w, err);
}

int playbook_skip(struct store *s, const struct playbook_run *r, size_t step, const char *reason, struct err *err)
{
	struct writing w = { .r = r, .field = r->book->step[step].key, .doing = "skipped:", .what = r->book->step[step].title,
			     .class = CLASS_CRM, .text = reason, .num = -1 };

	if (check_step(r, step, err))
		return -1;
	if (!text_says(reason))
		return err_set(err, ERR_USAGE, "a step is skipped for a reason; say it");
	return run_write(s, &w, err);
}

int playbook_reopen(struct store *s, const struct playbook_run *r, size_t step, struct err *err)
{
	struct writing w = { .r = r, .field = r->book->step[step].key, .doing = "open again:", .what = r->book->step[step].title,
			     .class = CLASS_CRM, .num = NO_NUM, .text = "" };

	if (r->step[step].told)
		return err_set(err, ERR_REFUSED, "%s: the event was told; undo takes it back", r->book->step[step].title);
	if (r->step[step].state < STEP_DONE)
		return err_set(err, ERR_REFUSED, "%s is open", r->book->step[step].title);
	return run_write(s, &w, err);
}
