/* The exchange record of a deal: read, written, filed. */
#include "model/exchange_private.h"

#include "model/deal.h"
#include "model/event.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXCHANGE_OF, EXCHANGE_NEWEST };

/* ---- reading ---- */

static int find(struct store *s, int64_t deal, enum exchange_direction d, int64_t *id, int64_t *owner, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &exchange_sql[EXCHANGE_OF], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, FORM_EXCHANGE);
	db_int(st, 3, d);
	access_bind(st, s);
	rc = db_step(st, err);
	if (rc == 1) {
		*owner = db_col(st, 0);
		*id = db_col(st, 1);
		db_reset(st);
	}
	return rc == 1 ? 0 : rc < 0 ? -1 : deal_absent(s, deal, ERR_INPUT, err);
}

static int read_filed(struct store *s, struct exchange *x, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &exchange_sql[EXCHANGE_NEWEST], err);
	struct form_value by = { 0 };
	int rc;

	if (x->form.state != FORM_FILED)
		return 0;
	x->filed_at = x->form.completed_at;
	rc = form_value_read(s, x->form.id, EXCHANGE_FILED_BY, 0, LAYER_LIVE, &by, err);
	if (rc == 1 && by.num != NO_NUM)
		x->filed_by = by.num;
	form_value_done(&by);
	if (rc < 0 || !st)
		return -1;
	db_int(st, 1, x->form.id);
	db_int(st, 2, x->filed_at);
	rc = db_step(st, err);
	x->amended = rc == 1;
	if (rc == 1)
		db_reset(st);
	return rc < 0 ? -1 : 0;
}

int exchange_get(struct store *s, int64_t deal, enum exchange_direction d, struct exchange *out, struct err *err)
{
	int64_t id = 0, owner = 0;
	int rc;

	*out = (struct exchange){ .direction = d, .form = { .kind = FORM_EXCHANGE, .deal = deal, .period = d } };
	if (find(s, deal, d, &id, &owner, err))
		return -1;
	out->owner = owner;
	if (!id)
		return 0;
	rc = form_read(s, id, &out->form, err);
	return rc != 1 || read_filed(s, out, err) ? -1 : 1;
}

int exchange_direction_now(struct store *s, int64_t deal, struct err *err)
{
	int told = event_is_told(s, deal, EV_DELIVERED, err);

	return told < 0 ? -1 : told ? EXCHANGE_POST : EXCHANGE_PRE;
}

static int put_scores(struct store *s, const struct exchange *x, struct buf *out, struct err *err)
{
	int64_t score[ICP_DIMENSIONS];

	if (deal_icp_get(s, x->form.deal, x->direction == EXCHANGE_POST ? ICP_VALIDATED : ICP_HANDOFF, score, err))
		return -1;
	icp_scores_format(score, out);
	return 0;
}

int exchange_value(struct store *s, const struct exchange *x, int64_t deal, const struct exchange_field *f, struct buf *out,
		   bool *prefilled, struct err *err)
{
	struct form_value v = { 0 };
	size_t had = out->len;
	int rc = 0;

	(void)deal;
	*prefilled = false;
	if (!exchange_field_is_of(f, x->direction) || !access_can_read(s, CLASS_DEAL, x->owner) ||
	    !access_can_read(s, f->class, x->owner))
		return 0;
	if (f->kind == EXCHANGE_SCORES)
		return put_scores(s, x, out, err) ? -1 : out->len > had;
	if (x->form.id)
		rc = form_value_read(s, x->form.id, f->key, 0, LAYER_LIVE, &v, err);
	if (rc == 1 && text_says(v.text)) {
		if (access_can_read(s, v.class, x->owner))
			buf_puts(out, v.text);
	} else if (rc >= 0 && x->form.state != FORM_FILED) {
		rc = exchange_prefill(s, x, f, out, err);
		*prefilled = out->len > had;
	}
	form_value_done(&v);
	return rc < 0 ? -1 : out->len > had;
}

/* ---- writing ---- */

int exchange_may_write(struct store *s, int64_t owner, enum exchange_direction d, const struct exchange_field *f,
		       struct err *err)
{
	if (access_act(s, d == EXCHANGE_PRE ? "exchange_pre" : "exchange_post", err))
		return -1;
	if (!access_can_read(s, CLASS_DEAL, owner) || (f && !access_can_write(s, f->class, owner)))
		return err_set(err, ERR_ROLE, "your role may not write %s fields of this deal%s%s", class_key(f ? f->class : CLASS_DEAL),
			       f ? ": " : "", f ? f->key : "");
	return 0;
}

static void name_group(struct store *s, struct group *g, const struct exchange *x, const char *doing)
{
	struct buf title = { 0 };
	struct deal d;

	if (!deal_need(s, x->form.deal, &d, NULL)) {
		deal_label(&d, &title);
		deal_done(&d);
	}
	buf_printf(&title, ": exchange record %s%s%s", exchange_direction_key(x->direction), *doing == ',' ? "" : " ", doing);
	group_title(g, buf_str(&title));
	buf_done(&title);
}

static int begin(struct store *s, struct group *g, struct exchange *x, struct err *err)
{
	x->form.state = FORM_OPEN;
	x->form.config = s->config_version;
	return x->form.id ? 0 : form_insert(s, g, &x->form, err);
}

struct setting {
	int64_t deal;
	enum exchange_direction d;
	struct exchange_save save;
};

static int open_record(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct setting *t = arg;
	struct exchange x;

	if (exchange_get(s, t->deal, t->d, &x, err) < 0)
		return -1;
	name_group(s, g, &x, "opened");
	return exchange_may_write(s, x.owner, t->d, NULL, err) || begin(s, g, &x, err) ? -1 : 0;
}

int exchange_need(struct store *s, int64_t deal, enum exchange_direction d, struct exchange *out, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct setting t = { .deal = deal, .d = d };
	int rc = exchange_get(s, deal, d, out, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	return edit(s, &how, open_record, &t, NULL, err) || exchange_get(s, deal, d, out, err) != 1 ? -1 : 0;
}

static int set_scores(struct store *s, struct group *g, const struct exchange *x, const char *text, struct err *err)
{
	enum icp_phase phase = x->direction == EXCHANGE_POST ? ICP_VALIDATED : ICP_HANDOFF;
	int64_t was[ICP_DIMENSIONS], is[ICP_DIMENSIONS];

	return icp_scores_parse(text, is, err) || deal_icp_get(s, x->form.deal, phase, was, err) ||
			       deal_icp_put(s, g, x->form.deal, x->owner, phase, was, is, err) ? -1 : 0;
}

static int put_words(struct store *s, struct group *g, const struct exchange *x, const struct exchange_fields *fields,
		     const struct exchange_field *f, const struct exchange_save *v, struct err *err)
{
	struct buf words = { 0 };
	struct form_save save = { .form = x->form.id, .field = f->key, .layer = LAYER_LIVE, .reply = -1, .again = -1,
				  .class = f->class, .base_rev = v->base_rev };
	int rc = exchange_read_words(s, fields, f, v->text, &words, err);

	save.text = buf_str(&words);
	if (!rc)
		rc = form_value_put(s, g, &save, NULL, err);
	buf_done(&words);
	return rc;
}

static int no_field(const struct exchange_fields *f, enum exchange_direction d, const char *word, struct err *err)
{
	struct buf known = { 0 };

	for (size_t i = 0; i < f->n; i++)
		if (exchange_field_is_of(&f->at[i], d))
			buf_printf(&known, "%s%s", known.len ? ", " : "", f->at[i].key);
	err_set(err, ERR_USAGE, "no field “%.80s” of a %s record; expected one of %s", word, exchange_direction_key(d),
		buf_str(&known));
	buf_done(&known);
	return -1;
}

static int set(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct setting *t = arg;
	const struct exchange_field *f;
	struct exchange_fields fields;
	struct exchange x;
	char doing[96];

	if (exchange_fields_load(s, &fields, err) || exchange_get(s, t->deal, t->d, &x, err) < 0)
		return -1;
	f = exchange_field_find(&fields, t->d, t->save.field);
	if (!f)
		return no_field(&fields, t->d, t->save.field, err);
	snprintf(doing, sizeof doing, ", %s", f->title);
	name_group(s, g, &x, doing);
	if (exchange_may_write(s, x.owner, t->d, f, err) || (!x.form.id && begin(s, g, &x, err)))
		return -1;
	return f->kind == EXCHANGE_SCORES ? set_scores(s, g, &x, t->save.text, err)
					  : put_words(s, g, &x, &fields, f, &t->save, err);
}

int exchange_set(struct store *s, int64_t deal, enum exchange_direction d, const char *field, const char *text, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct setting t = { .deal = deal, .d = d, .save = { .field = field, .text = text, .base_rev = -1 } };

	return edit(s, &how, set, &t, NULL, err);
}

int exchange_save(struct store *s, const struct exchange_save *v, int64_t *rev, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_FORM, .scope = v->form, .request = v->request };
	struct form_value now = { 0 };
	struct form form = { 0 };
	int rc = form_read(s, v->form, &form, err);
	struct setting t = { .deal = form.deal, .d = (enum exchange_direction)form.period, .save = *v };

	if (rc != 1 || form.kind != FORM_EXCHANGE)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such exchange record");
	if (edit(s, &how, set, &t, NULL, err))
		return -1;
	rc = form_value_read(s, v->form, v->field, 0, LAYER_LIVE, &now, err);
	if (rev)
		*rev = now.rev;
	form_value_done(&now);
	return rc < 0 ? -1 : 0;
}

/* ---- filing ---- */

static int count_scores(const char *words)
{
	int n = 0;

	for (; *words; words++)
		n += *words >= '0' && *words <= '9';
	return n;
}

int exchange_missing(struct store *s, const struct exchange *x, int64_t deal, struct buf *out, struct err *err)
{
	struct exchange_fields fields;

	if (exchange_fields_load(s, &fields, err))
		return -1;
	for (size_t i = 0; i < fields.n; i++) {
		const struct exchange_field *f = &fields.at[i];
		struct buf words = { 0 };
		bool prefilled;
		int rc = 0, scored;

		if (f->required && exchange_field_is_of(f, x->direction))
			rc = exchange_value(s, x, deal, f, &words, &prefilled, err);
		scored = f->kind == EXCHANGE_SCORES ? count_scores(buf_str(&words)) : ICP_DIMENSIONS;
		if (rc >= 0 && f->required && exchange_field_is_of(f, x->direction) && (!words.len || scored < ICP_DIMENSIONS)) {
			buf_printf(out, "%s%s: %s", out->len ? "\n" : "", f->key, f->title);
			if (words.len)
				buf_printf(out, ", %d of %d", scored, ICP_DIMENSIONS);
		}
		buf_done(&words);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static int refuse_missing(const char *list, struct err *err)
{
	struct buf say = { 0 };

	for (; *list; list++)
		if (*list == '\n')
			buf_puts(&say, "; ");
		else
			buf_putc(&say, *list);
	err_set(err, ERR_REFUSED, "not filed: missing %s", buf_str(&say));
	buf_done(&say);
	return -1;
}

static int check(struct store *s, const struct exchange *x, struct err *err)
{
	struct buf missing = { 0 };
	int told = x->direction == EXCHANGE_POST ? event_is_told(s, x->form.deal, EV_DELIVERED, err) : 1, rc;

	if (told <= 0)
		return told < 0 ? -1 : err_set(err, ERR_REFUSED, "not filed: it was not delivered yet; winloss mark D-%" PRId64
					       " delivered", x->form.deal);
	rc = exchange_missing(s, x, x->form.deal, &missing, err);
	if (!rc && missing.len)
		rc = refuse_missing(buf_str(&missing), err);
	buf_done(&missing);
	return rc;
}

/* What filled itself in stays as it was when it was filed, whatever its source says later. */
static int keep_prefilled(struct store *s, struct group *g, const struct exchange *x, const struct exchange_fields *fields,
			  struct err *err)
{
	for (size_t i = 0; i < fields->n; i++) {
		struct buf words = { 0 };
		bool prefilled = false;
		int rc = exchange_value(s, x, x->form.deal, &fields->at[i], &words, &prefilled, err);
		struct exchange_save v = { .text = buf_str(&words), .base_rev = -1 };

		if (rc == 1 && prefilled)
			rc = put_words(s, g, x, fields, &fields->at[i], &v, err);
		buf_done(&words);
		if (rc < 0)
			return -1;
	}
	return 0;
}

/* Once: filed again it is met already. */
static int tell(struct store *s, struct group *g, const struct exchange *x, struct err *err)
{
	struct new_event e = { .deal = x->form.deal, .kind = EV_EXCHANGE_FILED, .at_ms = g->at_ms, .for_ms = NO_MOMENT };
	int told = x->direction == EXCHANGE_POST ? event_is_told(s, e.deal, e.kind, err) : 1;

	return told < 0 ? -1 : told ? 0 : event_add(s, g, &e, err);
}

static int sign(struct store *s, struct group *g, const struct exchange *x, struct err *err)
{
	struct form_save by = { .form = x->form.id, .field = EXCHANGE_FILED_BY, .layer = LAYER_LIVE, .num = &s->actor.member, .reply = -1,
				.again = -1, .class = CLASS_DEAL, .base_rev = -1 };
	struct form is = x->form;

	is.state = FORM_FILED;
	is.completed_at = g->at_ms;
	return form_value_put(s, g, &by, NULL, err) || form_save(s, g, &x->form, &is, err) ? -1 : 0;
}

static int file(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct setting *t = arg;
	struct exchange_fields fields;
	struct exchange x;

	if (exchange_fields_load(s, &fields, err) || exchange_get(s, t->deal, t->d, &x, err) < 0)
		return -1;
	name_group(s, g, &x, x.filed_at ? "filed again" : "filed");
	if (exchange_may_write(s, x.owner, t->d, NULL, err) || check(s, &x, err) || (!x.form.id && begin(s, g, &x, err)))
		return -1;
	return keep_prefilled(s, g, &x, &fields, err) || sign(s, g, &x, err) || tell(s, g, &x, err) ? -1 : 0;
}

int exchange_file(struct store *s, int64_t deal, enum exchange_direction d, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct setting t = { .deal = deal, .d = d };

	return edit(s, &how, file, &t, NULL, err);
}

const struct sql exchange_sql[] = {
	[EXCHANGE_OF] = { "exchange_of",
			  "select d.owner, coalesce((select min(f.id) from form f where f.deal = d.id and f.kind = $2 and f.period"
			  " = $3 and f.gone = 0), 0) from deal d where d.id = $1 and d.gone = 0 and " ACCESS_DEAL("d") },
	[EXCHANGE_NEWEST] = { "exchange_newest", "select 1 from form_value where form = $1 and at_ms > $2 and gone = 0 limit 1" },
	{ NULL, NULL },
};
