/* Exchange records, known by deal and direction: that they were begun and filed, their scores after delivery; and the words of their fields.
 * That it was filed is told as it was: the delivery before it is history of the other file. */
#include "model/import_kinds.h"

#include "model/exchange_private.h"
#include "model/import_table.h"
#include "model/import_way.h"
#include "model/member.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static int read_direction(struct import_table *t, int column, enum exchange_direction *out, struct err *err)
{
	const char *word = import_table_look(t, column);

	*out = exchange_direction_find(word);
	return *out ? 0 : err_set(err, ERR_INPUT, "found “%.40s”, expected pre-delivery or post-delivery", word);
}

/* Begun where there is none. */
static int need_record(struct store *s, struct group *g, int64_t deal, enum exchange_direction d, struct exchange *x, struct err *err)
{
	if (exchange_get(s, deal, d, x, err) < 0 || exchange_may_write(s, x->owner, d, NULL, err))
		return -1;
	if (x->form.id)
		return 0;
	x->form = (struct form){ .kind = FORM_EXCHANGE, .deal = deal, .period = d, .state = FORM_OPEN, .config = s->config_version };
	x->direction = d;
	return form_insert(s, g, &x->form, err);
}

/* ---- records ---- */

enum { X_DEAL, X_STAGE, X_ICP, X_FILED_BY = X_ICP + ICP_DIMENSIONS, X_FILED };
static const char *const record_names[] = { "deal", "stage", "icp_1", "icp_2", "icp_3", "icp_4", "icp_5", "filed_by", "filed", NULL };

struct record {
	int64_t deal, filed_by, filed_at, score[ICP_DIMENSIONS];
	enum exchange_direction direction;
};

static int read_record(struct store *s, struct import_table *t, struct record *r, struct err *err)
{
	if (import_table_deal(s, t, X_DEAL, &r->deal, err) || read_direction(t, X_STAGE, &r->direction, err))
		return -1;
	for (int i = 0; i < ICP_DIMENSIONS; i++) {
		if (import_table_int(t, X_ICP + i, 0, ICP_NOT_SCORED, &r->score[i], err))
			return -1;
		if (r->score[i] > ICP_SCORE_MAX)
			return err_set(err, ERR_INPUT, "found %" PRId64 ", expected a score from 0 to %d", r->score[i], ICP_SCORE_MAX);
	}
	if (import_table_member(s, t, X_FILED_BY, &r->filed_by, err) || import_table_moment(s, t, X_FILED, &r->filed_at, err))
		return -1;
	if (r->filed_at > s->now(s))
		return err_set(err, ERR_INPUT, "found a moment that has not come");
	return !r->filed_at == !r->filed_by ? 0 : err_set(err, ERR_INPUT, "found %s, expected both or none",
							  r->filed_at ? "when it was filed and not by whom" : "by whom it was filed and not when");
}

/* Of the handoff they are fields of the deal, and come with it. */
static int put_scores(struct store *s, struct group *g, const struct import_options *opt, const struct exchange *x, struct record *r,
		      struct err *err)
{
	int64_t was[ICP_DIMENSIONS];

	if (x->direction != EXCHANGE_POST)
		return 0;
	if (deal_icp_get(s, r->deal, ICP_VALIDATED, was, err))
		return -1;
	for (int i = 0; i < ICP_DIMENSIONS; i++) {
		char part[8], a[24], b[24];
		struct way_of w = { .kind = SUBJECT_DEAL_ICP, .id = r->deal, .part = part, .field = "score", .ours = a, .says = b };
		enum way way = WAY_TAKE;

		snprintf(part, sizeof part, "v%d", i + 1);
		snprintf(a, sizeof a, "%" PRId64, was[i]);
		snprintf(b, sizeof b, "%" PRId64, r->score[i]);
		if (was[i] != r->score[i] && (import_way(s, opt, &w, &way, err) || way == WAY_CONFLICT))
			return -1;
		if (way == WAY_KEEP)
			r->score[i] = was[i];
	}
	return deal_icp_put(s, g, r->deal, x->owner, ICP_VALIDATED, was, r->score, err);
}

static int put_filed(struct store *s, struct group *g, const struct import_options *opt, const struct exchange *x, struct record *r,
		     struct err *err)
{
	struct form_save by = { .form = x->form.id, .field = EXCHANGE_FILED_BY, .layer = LAYER_LIVE, .num = &r->filed_by, .reply = -1,
				.again = -1, .class = CLASS_DEAL, .base_rev = -1, .author = r->filed_by, .at_ms = r->filed_at };
	struct form is = x->form;

	is.completed_at = r->filed_at;
	if (import_way_number(s, opt, SUBJECT_FORM, x->form.id, "completed_at", x->form.completed_at, 0, &is.completed_at, err))
		return -1;
	if (is.completed_at == x->form.completed_at)
		return 0;
	is.state = is.completed_at ? FORM_FILED : FORM_OPEN;
	if (!r->filed_by)
		by.num = &(const int64_t){ NO_NUM };
	return form_value_put(s, g, &by, NULL, err) || form_save(s, g, &x->form, &is, err) ? -1 : 0;
}

static int take_record(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct record r = { 0 };
	struct exchange x;

	if (read_record(s, t, &r, err) || exchange_get(s, r.deal, r.direction, &x, err) < 0)
		return -1;
	t->which = -1;
	t->was_there = x.form.id;
	return need_record(s, g, r.deal, r.direction, &x, err) || put_scores(s, g, t->opt, &x, &r, err) ||
			       put_filed(s, g, t->opt, &x, &r, err) ? -1 : 0;
}

int import_exchanges(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = record_names,
		.optional = ~(1u << X_DEAL | 1u << X_STAGE),
		.key = 1u << X_DEAL | 1u << X_STAGE,
		.how = { .title = "exchange records imported" },
		.row = take_record,
	};

	return import_table_run(s, &t, opt, counts, err);
}

/* ---- fields ---- */

enum { F_DEAL, F_STAGE, F_FIELD, F_TEXT, F_AUTHOR, F_AT };
static const char *const field_names[] = { "deal", "stage", "field", "text", "author", "at", NULL };

static int put_field(struct store *s, struct group *g, struct import_table *t, const struct exchange *x, const struct exchange_field *f,
		     struct form_save *save, struct err *err)
{
	struct form_value v = { 0 };
	int rc = form_value_read(s, x->form.id, f->key, 0, LAYER_LIVE, &v, err);

	t->was_there = rc == 1;
	save->form = x->form.id;
	if (rc == 1)
		rc = import_way_words(s, t->opt, SUBJECT_FORM_VALUE, v.id, "text", v.text, &save->text, err);
	form_value_done(&v);
	return rc < 0 ? -1 : form_value_put(s, g, save, NULL, err);
}

static int take_field(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct form_save save = { .layer = LAYER_LIVE, .reply = -1, .again = -1, .base_rev = -1 };
	const struct exchange_fields *fields = t->arg;
	const struct exchange_field *f;
	enum exchange_direction d;
	struct buf words = { 0 };
	struct exchange x;
	int64_t deal;
	int rc;

	if (import_table_deal(s, t, F_DEAL, &deal, err) || read_direction(t, F_STAGE, &d, err) ||
	    import_table_member(s, t, F_AUTHOR, &save.author, err) || import_table_moment(s, t, F_AT, &save.at_ms, err))
		return -1;
	f = exchange_field_find(fields, d, import_table_look(t, F_FIELD));
	if (!f || f->kind == EXCHANGE_SCORES)
		return err_set(err, ERR_INPUT, "found “%.40s”, expected a field of a %s record", import_table_cell(t, F_FIELD),
			       exchange_direction_key(d));
	rc = exchange_read_words(s, fields, f, import_table_look(t, F_TEXT), &words, err);
	save.field = f->key;
	save.class = f->class;
	save.text = buf_str(&words);
	if (!rc) {
		t->which = -1;
		rc = exchange_get(s, deal, d, &x, err) < 0 || exchange_may_write(s, x.owner, d, f, err) ||
				     need_record(s, g, deal, d, &x, err) || put_field(s, g, t, &x, f, &save, err) ? -1 : 0;
	}
	buf_done(&words);
	return rc;
}

int import_exchange_fields(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct exchange_fields fields;
	struct import_table t = {
		.names = field_names,
		.optional = 1u << F_AUTHOR | 1u << F_AT,
		.key = 1u << F_DEAL | 1u << F_STAGE | 1u << F_FIELD,
		.how = { .title = "fields of exchange records imported" },
		.row = take_field,
		.arg = &fields,
	};

	return exchange_fields_load(s, &fields, err) ? -1 : import_table_run(s, &t, opt, counts, err);
}
