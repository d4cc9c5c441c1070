#include "model/checkin.h"

#include "model/buf.h"
#include "model/event.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CHECKIN_OF };

/* ---- the form ---- */

static int64_t find_form(struct store *s, int64_t deal, int64_t period, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &checkin_sql[CHECKIN_OF], err);

	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, FORM_CHECKIN);
	db_int(st, 3, period);
	return db_first_id(st, err);
}

int checkin_of(struct store *s, int64_t deal, int64_t period, struct form *out, struct err *err)
{
	int64_t id = find_form(s, deal, period, err);

	return id <= 0 ? (int)id : form_read(s, id, out, err);
}

struct opening {
	int64_t deal, period;
};

static void name_group(struct group *g, const struct deal *d, int64_t period, const char *doing)
{
	struct buf title = { 0 };

	deal_label(d, &title);
	buf_printf(&title, ": check-in of day %" PRId64 " %s", period, doing);
	group_title(g, buf_str(&title));
	buf_done(&title);
}

static int check_kickoff(struct store *s, int64_t deal, struct err *err)
{
	int held = event_is_told(s, deal, EV_KICKOFF_HELD, err);

	return held > 0 ? 0 : held < 0 ? -1
				       : err_set(err, ERR_REFUSED, "the kickoff was not held yet; check-ins are counted from it");
}

static int create(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct opening *o = arg;
	struct form f = { .kind = FORM_CHECKIN, .deal = o->deal, .state = FORM_OPEN, .config = s->config_version,
			  .period = o->period };
	int64_t there = find_form(s, o->deal, o->period, err);
	struct deal d;
	int rc;

	if (there)
		return there < 0 ? -1 : 0;
	rc = deal_get(s, o->deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, o->deal);
	rc = check_kickoff(s, o->deal, err);
	name_group(g, &d, o->period, "opened");
	deal_done(&d);
	return rc ? rc : form_insert(s, g, &f, err);
}

int checkin_need(struct store *s, int64_t deal, int64_t period, struct form *out, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct opening o = { deal, period };
	int rc;

	if (period != 30 && period != 60 && period != 90)
		return err_set(err, ERR_USAGE, "found check-in day %" PRId64 ", expected 30, 60 or 90", period);
	rc = checkin_of(s, deal, period, out, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (access_act(s, "debrief", err) || edit(s, &how, create, &o, NULL, err))
		return -1;
	return checkin_of(s, deal, period, out, err) == 1 ? 0 : -1;
}

/* ---- its fields ---- */

static const char *const field_names[] = { "note", "criteria", "health" };

static int set_field(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct form_save *v = arg;
	struct form f;
	struct deal d;
	int rc = form_read(s, v->form, &f, err);

	if (rc != 1 || f.kind != FORM_CHECKIN)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such check-in");
	if (deal_get(s, f.deal, &d, err) != 1)
		return -1;
	rc = access_can_write(s, v->class, d.owner) ? 0 : err_set(err, ERR_ROLE, "your role may not write %s fields of this deal",
								   class_key(v->class));
	name_group(g, &d, f.period, v->field);
	deal_done(&d);
	return rc ? rc : form_value_put(s, g, v, NULL, err);
}

int checkin_set(struct store *s, int64_t form, const char *field, const char *text, int64_t health, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_FORM, .scope = form };
	struct form_save v = { .form = form, .layer = LAYER_LIVE, .text = text, .reply = -1, .again = -1,
			       .class = CLASS_HEALTH, .base_rev = -1 };
	int64_t num = health ? health : NO_NUM;

	for (size_t i = 0; i < sizeof field_names / sizeof field_names[0]; i++)
		if (!strcmp(field_names[i], field))
			v.field = field_names[i];
	if (!v.field)
		return err_set(err, ERR_BUG, "a check-in has no field %s", field);
	if (!strcmp(field, "health")) {
		v.text = NULL;
		v.num = &num;
	}
	return access_act(s, "debrief", err) ? -1 : edit(s, &how, set_field, &v, NULL, err);
}

/* A field that the actor may see: its text is the caller's. */
static int read_field(struct store *s, int64_t form, const char *field, char **text, int64_t *num, struct err *err)
{
	struct form_value v = { .num = NO_NUM };
	int rc = form_value_get(s, form, field, 0, LAYER_LIVE, &v, err);

	if (text)
		*text = rc == 1 ? xstrdup(v.text) : NULL;
	if (num)
		*num = rc == 1 && v.num != NO_NUM ? v.num : 0;
	form_value_done(&v);
	return rc < 0 ? -1 : 0;
}

int checkin_read(struct store *s, int64_t form, struct checkin *out, struct err *err)
{
	int rc;

	*out = (struct checkin){ 0 };
	rc = form_read(s, form, &out->form, err);
	if (rc != 1)
		return rc;
	if (read_field(s, form, "note", &out->note, NULL, err) || read_field(s, form, "criteria", &out->criteria, NULL, err) ||
	    read_field(s, form, "health", NULL, &out->health, err))
		rc = -1;
	return rc;
}

void checkin_done(struct checkin *c)
{
	free(c->note);
	free(c->criteria);
	c->note = c->criteria = NULL;
}

/* ---- what the debrief said ---- */

int checkin_reference(struct store *s, int64_t deal,
		      int (*fn)(void *arg, const struct debrief_question *q, const char *text), void *arg, struct err *err)
{
	size_t n = questions_count(s->questions);
	struct debrief_answer *a = xcalloc(n, sizeof *a);
	struct form f;
	int rc = debrief_of(s, deal, &f, err);

	if (rc == 1)
		rc = debrief_answers(s, f.id, a, err);
	for (size_t i = 0; i < n; i++) {
		const char *text = text_says(a[i].live.text) ? a[i].live.text : a[i].ahead.text;

		if (!rc && a[i].question && a[i].question->dest == DEST_HEALTH && !a[i].hidden && text_says(text) &&
		    a[i].state != ANSWER_UNKNOWN)
			rc = fn(arg, a[i].question, text);
		answer_done(&a[i]);
	}
	free(a);
	return rc;
}

/* ---- completion ---- */

/* Told by `mark` already? Then it stands as it was told. */
static int tell(struct store *s, struct group *g, const struct form *f, struct err *err)
{
	struct new_event e = { .deal = f->deal, .kind = EV_CHECKIN, .value = f->period, .at_ms = g->at_ms,
			       .for_ms = NO_MOMENT };
	struct event *list = NULL;
	bool told = false;
	size_t n = 0;

	if (event_list(s, f->deal, &list, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		told |= list[i].kind == EV_CHECKIN && list[i].value == f->period;
	free(list);
	return told ? 0 : event_add(s, g, &e, err);
}

static int finish(struct store *s, struct group *g, const struct form *old, struct err *err)
{
	struct form f = *old;
	struct deal d;
	int rc = deal_get(s, f.deal, &d, err);

	if (rc != 1)
		return -1;
	name_group(g, &d, f.period, "noted");
	deal_done(&d);
	f.state = FORM_COMPLETE;
	f.completed_at = g->at_ms;
	return form_save(s, g, old, &f, err) || tell(s, g, &f, err) ? -1 : 0;
}

static int complete(struct store *s, struct group *g, void *arg, struct err *err)
{
	const int64_t *form = arg;
	struct form_value note = { 0 };
	struct form f;
	int rc = form_read(s, *form, &f, err);

	if (rc != 1 || f.kind != FORM_CHECKIN)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such check-in");
	if (f.state == FORM_COMPLETE)
		return err_set(err, ERR_REFUSED, "this check-in is noted already; what is changed now is an amendment");
	if (form_value_read(s, f.id, "note", 0, LAYER_LIVE, &note, err) < 0)
		return -1;
	rc = text_says(note.text) ? finish(s, g, &f, err)
				  : err_set(err, ERR_REFUSED, "not noted: say what was learned in a note first");
	form_value_done(&note);
	return rc;
}

int checkin_complete(struct store *s, int64_t form, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "check-in", .scope_kind = SUBJECT_FORM, .scope = form };

	return access_act(s, "debrief", err) ? -1 : edit(s, &how, complete, &form, NULL, err);
}

const struct sql checkin_sql[] = {
	[CHECKIN_OF] = { "checkin_of", "select id from form where deal = $1 and kind = $2 and period = $3 and gone = 0"
				       " order by id limit 1" },
	{ NULL, NULL },
};
