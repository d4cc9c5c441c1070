#include "model/packet_private.h"

#include "model/buf.h"
#include "model/draft.h"
#include "model/event.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void packet_title_group(struct group *g, const struct deal *d, const char *doing)
{
	struct buf title = { 0 };

	deal_label(d, &title);
	buf_printf(&title, ": packet%s%s", *doing == ',' ? "" : " ", doing);
	group_title(g, buf_str(&title));
	buf_done(&title);
}

/* ---- the two forms ---- */

static int create_form(struct store *s, struct group *g, const struct deal *d, enum form_kind kind, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &packet_sql[PACKET_FORM], err);
	struct form f = { .kind = kind, .deal = d->id, .state = FORM_OPEN, .config = s->config_version };
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, d->id);
	db_int(st, 2, kind);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc ? (rc < 0 ? -1 : 0) : form_insert(s, g, &f, err);
}

int packet_create(struct store *s, struct group *g, const struct deal *d, struct err *err)
{
	return create_form(s, g, d, FORM_PACKET, err) || create_form(s, g, d, FORM_CUSTOMER, err) ? -1 : 0;
}

static int create(struct store *s, struct group *g, void *arg, struct err *err)
{
	packet_title_group(g, arg, "opened");
	return packet_create(s, g, arg, err);
}

/* Who files, drafts or acknowledges may open it; who only reads sees that there is none. */
static int may_open(struct store *s, struct err *err)
{
	return access_act(s, "file", NULL) && access_act(s, "acknowledge", NULL) ? access_act(s, "packet", err) : 0;
}

int packet_need(struct store *s, int64_t deal, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct form packet, customer;
	struct deal d;
	int rc = form_of_deal(s, deal, FORM_PACKET, &packet, err);

	if (rc == 1)
		rc = form_of_deal(s, deal, FORM_CUSTOMER, &customer, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	rc = deal_get(s, deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, deal);
	if (d.stage != STAGE_WON)
		rc = err_set(err, ERR_REFUSED, "%s is not won; its packet opens with the win", d.company_name);
	else
		rc = may_open(s, err) ? -1 : edit(s, &how, create, &d, NULL, err);
	deal_done(&d);
	return rc;
}

const char *packet_state_key(int64_t state)
{
	return state == FORM_FILED	? "filed"
	       : state == FORM_RETURNED ? "returned"
	       : state == FORM_ACKED	? "acknowledged"
					: "draft";
}

/* ---- values ---- */

static bool may_read(const struct store *s, const struct packet *p, enum field_class class)
{
	return access_can_read(s, CLASS_DEAL, p->deal.owner) && access_can_read(s, class, p->deal.owner);
}

static int64_t form_id(const struct packet *p, const struct packet_field *f)
{
	return f->section->record == FORM_PACKET ? p->form.id : p->customer.id;
}

/* What was typed, else what the source says. */
static int load_words(struct store *s, struct packet *p, struct packet_value *v, struct err *err)
{
	struct form_value own = { 0 };
	struct buf words = { 0 };
	int rc = form_value_read(s, form_id(p, v->field), v->field->key, 0, LAYER_LIVE, &own, err);

	if (rc == 1 && text_says(own.text) && !access_can_read(s, own.class, p->deal.owner)) {
		v->hidden = true;
	} else if (rc >= 0 && text_says(own.text)) {
		buf_puts(&words, own.text);
		v->own = true;
	} else if (rc >= 0) {
		rc = packet_source(s, &p->deal, v->field, &words, err);
		v->prefilled = words.len > 0;
	}
	v->rev = words.len ? draft_base(buf_str(&words)) : 0;
	form_value_done(&own);
	free(v->text);
	v->text = buf_take(&words);
	return rc < 0 ? -1 : 0;
}

static int load_gap(struct store *s, const struct packet *p, struct packet_value *v, struct err *err)
{
	struct form_value gap = { 0 };

	if (p->form.state != FORM_RETURNED || !p->rounds)
		return 0;
	if (form_value_get(s, p->form.id, v->field->key, p->rounds, LAYER_GAP, &gap, err) < 0)
		return -1;
	v->gap = xstrdup(gap.text);
	form_value_done(&gap);
	return 0;
}

static int load_value(struct store *s, struct packet *p, struct packet_value *v, struct err *err)
{
	const struct packet_field *f = v->field;
	enum field_class class = f->kind == PACKET_ROWS ? item_class(s, f->rows) : f->class;

	v->text = xstrdup("");
	v->asked = true;
	v->hidden = !may_read(s, p, class);
	if (v->hidden)
		return 0;
	if (f->kind != PACKET_ROWS)
		return load_words(s, p, v, err) || load_gap(s, p, v, err) ? -1 : 0;
	v->rows = packet_rows(p, f->rows);
	return load_gap(s, p, v, err);
}

/* A field that hangs on a yes is not asked otherwise, whatever stands in it. */
static void judge(struct packet *p, struct packet_value *v)
{
	const struct packet_value *when = v->field->when ? packet_value_of(p, v->field->when->key) : NULL;
	bool filled = v->field->kind == PACKET_ROWS
			      ? v->rows >= (size_t)(v->field->required > 1 ? v->field->required : 1)
			      : text_says(v->text);

	v->asked = !when || !strcmp(when->text, "yes");
	if (!v->asked || v->hidden)
		return;
	v->missing = v->field->required && !filled;
	p->asked++;
	p->filled += filled;
	p->missing += v->missing;
	p->prefilled += v->prefilled;
}

/* A start behind the end of the window cannot be kept. */
static int warn(struct store *s, struct packet *p, struct err *err)
{
	struct packet_value *start = NULL;
	struct buf say = { 0 };
	int64_t day, last;

	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->value[i].field->key, "start") && p->value[i].field->kind == PACKET_DAY)
			start = &p->value[i];
	if (!start || day_parse(start->text, false, &day, NULL))
		return 0;
	if (packet_window_day(s, p->deal.id, &last, err))
		return -1;
	if (last == NO_DAY || day <= last)
		return 0;
	buf_puts(&say, "later than the last day of the window, ");
	day_format(last, &say);
	start->warning = buf_take(&say);
	p->warnings++;
	return 0;
}

/* ---- rows ---- */

static int load_rows(struct store *s, struct packet *p, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &packet_sql[PACKET_ITEMS], err);
	int64_t *id = NULL;
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, p->deal.id);
	db_int(st, 2, ITEM_TOUCHPOINT);
	db_int(st, 3, ITEM_DROPPED);
	while ((rc = db_step(st, err)) == 1) {
		id = xrealloc(id, (n + 1) * sizeof *id);
		id[n++] = db_col(st, 0);
	}
	p->row = xcalloc(n + 1, sizeof *p->row);
	for (size_t i = 0; !rc && i < n; i++) {
		int got = item_get(s, id[i], &p->row[p->n_rows], err);

		if (got == 1)
			p->n_rows++;
		else
			item_done(&p->row[p->n_rows]);
		rc = got < 0 ? -1 : 0;
	}
	free(id);
	return rc;
}

size_t packet_rows(const struct packet *p, enum item_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n_rows; i++)
		n += p->row[i].kind == kind;
	return n;
}

const struct item *packet_row(const struct packet *p, enum item_kind kind, size_t n)
{
	for (size_t i = 0; i < p->n_rows; i++)
		if (p->row[i].kind == kind && !--n)
			return &p->row[i];
	return NULL;
}

/* ---- the whole ---- */

static int load_rounds(struct store *s, struct packet *p, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &packet_sql[PACKET_ROUNDS], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, p->form.id);
	db_int(st, 2, LAYER_GAP);
	rc = db_first(st, &p->rounds, 1, err);
	return rc < 0 ? -1 : 0;
}

static int load(struct store *s, struct packet *p, struct err *err)
{
	if (load_rounds(s, p, err) || load_rows(s, p, err))
		return -1;
	for (size_t i = 0; i < p->n; i++)
		if (load_value(s, p, &p->value[i], err))
			return -1;
	for (size_t i = 0; i < p->n; i++)
		judge(p, &p->value[i]);
	return warn(s, p, err);
}

struct loading {
	struct store *s;
	int64_t deal;
	struct packet *out;
};

static int load_all(void *arg, struct err *err)
{
	struct loading *l = arg;
	struct packet *out = l->out;
	struct store *s = l->s;
	int rc;

	*out = (struct packet){ .n = packet_fields_count(s->packet) };
	deal_init(&out->deal);
	out->value = xcalloc(out->n, sizeof *out->value);
	for (size_t i = 0; i < out->n; i++)
		out->value[i].field = packet_field_at(s->packet, i);
	rc = form_of_deal(s, l->deal, FORM_PACKET, &out->form, err);
	if (rc == 1)
		rc = form_of_deal(s, l->deal, FORM_CUSTOMER, &out->customer, err);
	if (rc == 1) {
		deal_done(&out->deal);
		rc = deal_get(s, l->deal, &out->deal, err);
	}
	if (rc == 1 && load(s, out, err))
		rc = -1;
	if (rc != 1)
		packet_done(out);
	return rc;
}

/* In one state of the file: what somebody saves meanwhile shows whole or not at all. */
int packet_load(struct store *s, int64_t deal, struct packet *out, struct err *err)
{
	struct loading l = { s, deal, out };
	int rc;

	*out = (struct packet){ 0 };
	rc = db_read(s->db, load_all, &l, err);
	if (rc < 0)
		packet_done(out);
	return rc;
}

void packet_done(struct packet *p)
{
	for (size_t i = 0; i < p->n; i++) {
		free(p->value[i].text);
		free(p->value[i].gap);
		free(p->value[i].warning);
	}
	free(p->value);
	items_done(p->row, p->n_rows);
	deal_done(&p->deal);
	*p = (struct packet){ 0 };
}

const struct packet_value *packet_value_of(const struct packet *p, const char *field)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->value[i].field->key, field))
			return &p->value[i];
	return NULL;
}

void packet_section_count(const struct packet *p, const struct packet_section *section, size_t *filled, size_t *asked)
{
	*filled = *asked = 0;
	for (size_t i = 0; i < p->n; i++) {
		const struct packet_value *v = &p->value[i];

		if (v->field->section != section || v->hidden || !v->asked)
			continue;
		++*asked;
		*filled += v->field->kind == PACKET_ROWS ? !v->missing && v->rows : text_says(v->text);
	}
}

void packet_missing(const struct packet *p, struct buf *out)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct packet_value *v = &p->value[i];

		if (!v->missing)
			continue;
		buf_printf(out, "%s%s: %s", out->len ? "\n" : "", v->field->key, v->field->title);
		if (v->field->kind == PACKET_ROWS && v->field->required > 1)
			buf_printf(out, ", %zu of %d", v->rows, v->field->required);
	}
}

const struct sql packet_sql[] = {
	[PACKET_FORM] = { "packet_form", "select id from form where deal = $1 and kind = $2 and gone = 0" },
	[PACKET_ROUNDS] = { "packet_rounds",
			    "select coalesce(max(item), 0) from form_value where form = $1 and layer = $2"
			    " and gone = 0" },
	/* Rows of the deal, whichever of its forms; who may see them is asked row by row. */
	[PACKET_ITEMS] = { "packet_items",
			   "select id from item where deal = $1 and gone = 0 and state <> $3 order by kind,"
			   " case when kind = $2 then coalesce(due_day, 0) else 0 end, made_at, id" },
	{ NULL, NULL },
};
