/* The exchange record as a document: the fixed layout of its source, Markdown and JSON with every field. */
#include "model/exchange_private.h"

#include "model/calendar.h"
#include "model/deal.h"
#include "model/doc_table.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOTHING "none"

/* ---- lines of the layout ---- */

void exchange_put_head(const struct exchange_fields *f, struct buf *out)
{
	buf_printf(out, "%s\n", f->title);
	for (int i = 0; i < f->rule; i++)
		buf_puts(out, "─");
	buf_putc(out, '\n');
}

void exchange_put_line(const char *label, const char *words, struct buf *out)
{
	buf_printf(out, "%s: ", label);
	text_visible(out, words, strlen(words), false);
	buf_putc(out, '\n');
}

/* What has many lines stands below its label, each behind a mark, so that none of them forges a label. */
void exchange_put_field(const char *label, enum exchange_kind kind, const char *words, struct buf *out)
{
	if (!*words || (kind != EXCHANGE_LIST && !strchr(words, '\n'))) {
		exchange_put_line(label, *words ? words : NOTHING, out);
		return;
	}
	buf_printf(out, "%s:\n", label);
	while (*words) {
		size_t n = strcspn(words, "\n");

		buf_puts(out, kind == EXCHANGE_LIST ? "  - " : "  ");
		text_visible(out, words, n, false);
		buf_putc(out, '\n');
		words += n + (words[n] == '\n');
	}
}

/* ---- one record ---- */

struct writing {
	struct store *s;
	struct exchange_fields fields;
	struct icp icp;
	struct exchange x;
	struct deal deal;
	int64_t score[ICP_DIMENSIONS];
};

static int load(struct store *s, int64_t deal, enum exchange_direction d, struct writing *w, struct err *err)
{
	*w = (struct writing){ .s = s };
	return exchange_fields_load(s, &w->fields, err) || icp_load(s, &w->icp, err) ||
			       exchange_get(s, deal, d, &w->x, err) < 0 ||
			       deal_icp_get(s, deal, d == EXCHANGE_POST ? ICP_VALIDATED : ICP_HANDOFF, w->score, err) ||
			       deal_need(s, deal, &w->deal, err) ? -1 : 0;
}

/* As a person reads it: scores beside the titles of their dimensions. */
static int put_words(struct writing *w, const struct exchange_field *f, struct buf *out, bool *prefilled, struct err *err)
{
	struct buf words = { 0 };
	int rc = exchange_value(w->s, &w->x, w->deal.id, f, &words, prefilled, err);

	if (rc == 1 && f->kind == EXCHANGE_SCORES)
		icp_scores_words(&w->icp, w->score, out);
	else if (rc == 1)
		buf_puts(out, buf_str(&words));
	buf_done(&words);
	return rc < 0 ? -1 : 0;
}

static void put_deal(const struct writing *w, struct buf *out)
{
	buf_printf(out, "D-%" PRId64, w->deal.id);
	if (w->deal.ext && *w->deal.ext)
		buf_printf(out, " (%s)", w->deal.ext);
	buf_putc(out, ' ');
	deal_label(&w->deal, out);
}

static void put_signature(const struct writing *w, struct buf *who, struct buf *day)
{
	char *name;

	if (!w->x.filed_at) {
		buf_puts(who, "not filed yet");
		buf_puts(day, "not filed yet");
		return;
	}
	name = member_name(w->s, w->x.filed_by, NULL);
	buf_puts(who, name);
	free(name);
	day_format(calendar_day(w->s->calendar, w->x.filed_at), day);
	if (w->x.amended)
		buf_puts(day, ", amended since");
}

/* The field of the record's direction that stands in the line of `of`; NULL none. */
static const struct exchange_field *in_line(const struct writing *w, const struct exchange_field *of)
{
	for (size_t i = 0; i < w->fields.n; i++)
		if (exchange_field_is_of(&w->fields.at[i], w->x.direction) && !strcmp(w->fields.at[i].label, of->label))
			return &w->fields.at[i];
	return NULL;
}

static bool is_first(const struct exchange_fields *f, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (!strcmp(f->at[k].label, f->at[i].label))
			return false;
	return *f->at[i].label != '\0';
}

static int put_line(struct writing *w, const struct exchange_field *of, struct buf *out, struct err *err)
{
	const struct exchange_field *f = in_line(w, of);
	struct buf words = { 0 };
	bool prefilled;
	int rc = f ? put_words(w, f, &words, &prefilled, err) : 0;

	if (!rc)
		exchange_put_field(of->label, f ? f->kind : of->kind, buf_str(&words), out);
	buf_done(&words);
	return rc;
}

static int write_layout(struct writing *w, struct buf *out, struct err *err)
{
	const struct exchange_fields *f = &w->fields;
	struct buf deal = { 0 }, who = { 0 }, day = { 0 };
	int rc = 0;

	put_deal(w, &deal);
	put_signature(w, &who, &day);
	exchange_put_head(f, out);
	exchange_put_line(f->deal, buf_str(&deal), out);
	exchange_put_line(f->direction, exchange_direction_words(w->x.direction), out);
	exchange_put_line(f->stage, exchange_direction_key(w->x.direction), out);
	for (size_t i = 0; !rc && i < f->n; i++)
		rc = is_first(f, i) ? put_line(w, &f->at[i], out, err) : 0;
	exchange_put_line(f->filed_by, buf_str(&who), out);
	exchange_put_line(f->date, buf_str(&day), out);
	buf_done(&deal);
	buf_done(&who);
	buf_done(&day);
	return rc;
}

struct wanted {
	struct store *s;
	int64_t deal;
	enum exchange_direction direction;
	int (*write)(struct writing *w, struct buf *out, struct err *err);
	struct buf *out;
};

static int write_wanted(void *arg, struct err *err)
{
	const struct wanted *of = arg;
	struct writing w;
	int rc = load(of->s, of->deal, of->direction, &w, err);

	if (!rc) {
		rc = of->write(&w, of->out, err);
		deal_done(&w.deal);
	}
	return rc;
}

static int write_whole(struct store *s, int64_t deal, enum exchange_direction d,
		       int (*write)(struct writing *w, struct buf *out, struct err *err), struct buf *out, struct err *err)
{
	struct wanted of = { s, deal, d, write, out };

	return db_whole(s->db, write_wanted, &of, err);
}

int exchange_write(struct store *s, int64_t deal, enum exchange_direction d, struct buf *out, struct err *err)
{
	return write_whole(s, deal, d, write_layout, out, err);
}

/* ---- Markdown ---- */

static void markdown_field(const struct exchange_field *f, const char *words, bool prefilled, struct buf *out)
{
	doc_heading(DOC_MARKDOWN, 2, f->title, out);
	if (prefilled)
		doc_para(DOC_MARKDOWN, "(prefilled, not filed yet)", out);
	if (!*words || f->kind != EXCHANGE_LIST) {
		doc_para(DOC_MARKDOWN, *words ? words : "—", out);
		return;
	}
	while (*words) {
		size_t n = strcspn(words, "\n");
		char *line = xstrndup(words, n);

		doc_item(DOC_MARKDOWN, line, out);
		free(line);
		words += n + (words[n] == '\n');
	}
	buf_putc(out, '\n');
}

static int write_markdown(struct writing *w, struct buf *out, struct err *err)
{
	struct buf head = { 0 }, who = { 0 }, day = { 0 };
	int rc = 0;

	buf_puts(&head, "Exchange record: ");
	put_deal(w, &head);
	put_signature(w, &who, &day);
	doc_heading(DOC_MARKDOWN, 1, buf_str(&head), out);
	buf_clear(&head);
	buf_printf(&head, "%s, %s. Filed by: %s. Date: %s.", exchange_direction_key(w->x.direction),
		   exchange_direction_words(w->x.direction), buf_str(&who), buf_str(&day));
	doc_para(DOC_MARKDOWN, buf_str(&head), out);
	for (size_t i = 0; !rc && i < w->fields.n; i++) {
		struct buf words = { 0 };
		bool prefilled;

		if (exchange_field_is_of(&w->fields.at[i], w->x.direction)) {
			rc = put_words(w, &w->fields.at[i], &words, &prefilled, err);
			if (!rc)
				markdown_field(&w->fields.at[i], buf_str(&words), prefilled, out);
		}
		buf_done(&words);
	}
	if (!exchange_is_ratified(&w->fields) || !w->icp.ratified)
		doc_para(DOC_MARKDOWN, "Fields and dimensions of this record are not ratified yet.", out);
	buf_done(&head);
	buf_done(&who);
	buf_done(&day);
	return rc;
}

int exchange_markdown(struct store *s, int64_t deal, enum exchange_direction d, struct buf *out, struct err *err)
{
	return write_whole(s, deal, d, write_markdown, out, err);
}

/* ---- JSON ---- */

static int json_field(struct writing *w, const struct exchange_field *f, struct json *j, struct err *err)
{
	struct buf words = { 0 };
	bool prefilled;
	int rc = exchange_value(w->s, &w->x, w->deal.id, f, &words, &prefilled, err);

	if (rc < 0) {
		buf_done(&words);
		return -1;
	}
	json_object(j, NULL);
	json_str(j, "field", f->key);
	json_str(j, "title", f->title);
	json_bool(j, "required", f->required);
	json_bool(j, "ratified", f->ratified);
	json_bool(j, "prefilled", prefilled);
	json_str(j, "text", words.len ? buf_str(&words) : NULL);
	json_end(j);
	buf_done(&words);
	return 0;
}

static int write_json(struct writing *w, struct buf *out, struct err *err)
{
	struct json j = { .out = out };
	struct buf who = { 0 }, day = { 0 };
	char number[32];
	int rc = 0;

	snprintf(number, sizeof number, "D-%" PRId64, w->deal.id);
	put_signature(w, &who, &day);
	json_object(&j, NULL);
	json_str(&j, "deal", number);
	json_str(&j, "direction", exchange_direction_words(w->x.direction));
	json_str(&j, "stage", exchange_direction_key(w->x.direction));
	json_bool(&j, "filed", w->x.filed_at != 0);
	json_bool(&j, "amended", w->x.amended);
	json_str(&j, "filed_by", w->x.filed_at ? buf_str(&who) : NULL);
	json_str(&j, "date", w->x.filed_at ? buf_str(&day) : NULL);
	if (access_can_read(w->s, CLASS_CRM, w->deal.owner))
		icp_scores_json(&w->icp, w->score, "scores", &j);
	json_array(&j, "fields");
	for (size_t i = 0; !rc && i < w->fields.n; i++)
		if (exchange_field_is_of(&w->fields.at[i], w->x.direction))
			rc = json_field(w, &w->fields.at[i], &j, err);
	json_end(&j);
	json_end(&j);
	json_line(&j);
	buf_done(&who);
	buf_done(&day);
	return rc;
}

int exchange_json(struct store *s, int64_t deal, enum exchange_direction d, struct buf *out, struct err *err)
{
	return write_whole(s, deal, d, write_json, out, err);
}
