/* The packet as a document: Markdown for people and for filing, JSON for machines. */
#include "model/packet_private.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/icp.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define NOTHING "—"

/* Words of people on one line, without a byte that could command a terminal: the file is read with all sorts of
 * tools. */
static void put_line(const char *words, struct buf *out)
{
	text_visible(out, words, strlen(words), false);
}

/* Words of many lines, each behind the mark of a quotation, so that none of them forges a heading or a signature. */
static void put_quoted(const char *words, struct buf *out)
{
	while (*words) {
		size_t n = strcspn(words, "\n");
		size_t len = n && words[n - 1] == '\r' ? n - 1 : n;

		buf_puts(out, len ? "> " : ">");
		text_visible(out, words, len, false);
		buf_putc(out, '\n');
		words += n + (words[n] == '\n');
	}
	buf_putc(out, '\n');
}

static void put_rows(struct store *s, const struct packet *p, const struct packet_field *f, struct buf *out)
{
	size_t n = packet_rows(p, f->rows);

	for (size_t i = 1; i <= n; i++) {
		struct buf words = { 0 };

		packet_row_words(s, packet_row(p, f->rows, i), &words);
		buf_printf(out, "%zu. ", i);
		put_line(buf_str(&words), out);
		buf_putc(out, '\n');
		buf_done(&words);
	}
	buf_puts(out, n ? "\n" : NOTHING "\n\n");
}

static bool is_line(const struct packet_value *v)
{
	return v->field->kind != PACKET_TEXT && v->field->kind != PACKET_ROWS;
}

static bool is_shown(const struct packet_value *v, const struct packet_section *section)
{
	return v->field->section == section && v->asked && !v->hidden;
}

/* One-line fields as a list, longer ones each under a heading of its own. */
static void put_value(struct store *s, const struct packet *p, const struct packet_value *v, bool alone,
		      struct buf *out)
{
	if (is_line(v)) {
		buf_printf(out, "- %s: ", v->field->title);
		put_line(*v->text ? v->text : NOTHING, out);
		buf_putc(out, '\n');
		return;
	}
	if (!alone)
		buf_printf(out, "### %s\n\n", v->field->title);
	if (v->field->kind == PACKET_ROWS)
		put_rows(s, p, v->field, out);
	else if (*v->text)
		put_quoted(v->text, out);
	else
		buf_puts(out, NOTHING "\n\n");
}

static void put_section(struct store *s, const struct packet *p, const struct packet_section *section,
			struct buf *out)
{
	const struct packet_value *before = NULL;
	bool alone = false;
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		if (is_shown(&p->value[i], section)) {
			alone = !n++ && !strcmp(p->value[i].field->title, section->title);
		}
	if (!n)
		return;
	buf_printf(out, "## %s\n\n", section->title);
	for (size_t i = 0; i < p->n; i++) {
		const struct packet_value *v = &p->value[i];

		if (!is_shown(v, section))
			continue;
		if (before && is_line(before) && !is_line(v))
			buf_putc(out, '\n');
		put_value(s, p, v, alone, out);
		before = v;
	}
	if (is_line(before))
		buf_putc(out, '\n');
}

void packet_content(struct store *s, const struct packet *p, struct buf *out)
{
	struct buf label = { 0 };

	deal_label(&p->deal, &label);
	buf_printf(out, "# %s · ", packet_title(s->packet));
	put_line(buf_str(&label), out);
	buf_printf(out, " (D-%" PRId64 ")\n\n", p->deal.id);
	buf_done(&label);
	for (size_t i = 0; i < packet_sections_count(s->packet); i++)
		put_section(s, p, packet_section_at(s->packet, i), out);
}

void packet_moment(const struct store *s, int64_t ms, struct buf *out)
{
	int minute = calendar_minute(s->calendar, ms);

	day_format(calendar_day(s->calendar, ms), out);
	buf_printf(out, " %02d:%02d %s", minute / 60, minute % 60, calendar_zone(s->calendar));
}

/* ---- its state ---- */

static void put_missing(const struct packet *p, struct buf *out)
{
	struct buf list = { 0 };

	packet_missing(p, &list);
	if (list.len)
		buf_puts(out, "\nMissing:\n\n");
	for (const char *l = buf_str(&list); *l;) {
		size_t n = strcspn(l, "\n");

		buf_printf(out, "- %.*s\n", (int)n, l);
		l += n + (l[n] == '\n');
	}
	buf_done(&list);
}

static void put_gaps(const struct packet *p, struct buf *out)
{
	bool any = false;

	for (size_t i = 0; i < p->n; i++) {
		const struct packet_value *v = &p->value[i];

		if (!v->gap)
			continue;
		buf_puts(out, any ? "" : "\nReturned for:\n\n");
		buf_printf(out, "- %s: ", v->field->key);
		put_line(v->gap, out);
		buf_putc(out, '\n');
		any = true;
	}
}

static int put_filed(struct store *s, const struct packet *p, struct buf *out, struct err *err)
{
	struct packet_filed f = { 0 }, acked = { 0 };
	int rc = filed_newest(s, p->form.id, 0, &f, err);

	if (rc == 1) {
		buf_printf(out, "\nVersion %" PRId64 " at %s, ", f.version, f.path);
		packet_moment(s, f.at_ms, out);
		buf_puts(out, " by ");
		put_line(member_login(s, f.member), out);
		buf_putc(out, '\n');
	}
	if (rc >= 0 && p->form.state == FORM_ACKED && filed_newest(s, p->form.id, FILED_ACKED, &acked, err) == 1) {
		buf_puts(out, "\nAcknowledged by ");
		put_line(member_login(s, acked.member), out);
		buf_puts(out, ", ");
		packet_moment(s, acked.at_ms, out);
		buf_putc(out, '\n');
	}
	packet_filed_done(&f);
	packet_filed_done(&acked);
	return rc < 0 ? -1 : 0;
}

/* The scores stand in the exchange record; whoever reads the packet sees them beside it. */
static int put_scores(struct store *s, const struct packet *p, struct buf *out, struct err *err)
{
	struct buf words = { 0 };
	struct icp icp;
	int rc = 0;

	if (access_can_read(s, CLASS_CRM, p->deal.owner))
		rc = icp_load(s, &icp, err);
	if (!rc && access_can_read(s, CLASS_CRM, p->deal.owner))
		icp_scores_words(&icp, p->deal.icp, &words);
	if (words.len) {
		buf_puts(out, "\nICP at handoff: ");
		put_line(buf_str(&words), out);
		buf_putc(out, '\n');
	}
	buf_done(&words);
	return rc;
}

int packet_markdown(struct store *s, const struct packet *p, struct buf *out, struct err *err)
{
	packet_content(s, p, out);
	buf_printf(out, "---\n\nState: %s · %zu of %zu filled", packet_state_key(p->form.state), p->filled, p->asked);
	if (p->missing)
		buf_printf(out, " · %zu required missing", p->missing);
	if (p->rounds)
		buf_printf(out, " · returned %" PRId64 " time%s", p->rounds, p->rounds == 1 ? "" : "s");
	buf_putc(out, '\n');
	if (put_scores(s, p, out, err))
		return -1;
	for (size_t i = 0; i < p->n; i++)
		if (p->value[i].warning)
			buf_printf(out, "\n%s: %s\n", p->value[i].field->title, p->value[i].warning);
	put_missing(p, out);
	put_gaps(p, out);
	return put_filed(s, p, out, err);
}

/* ---- JSON ---- */

static void json_rows(struct store *s, const struct packet *p, const struct packet_field *f, struct json *j)
{
	json_array(j, "rows");
	for (size_t i = 1; i <= packet_rows(p, f->rows); i++) {
		const struct item *it = packet_row(p, f->rows, i);
		struct buf words = { 0 };

		packet_row_words(s, it, &words);
		json_object(j, NULL);
		json_str(j, "words", buf_str(&words));
		json_str(j, "text", it->text);
		if (f->rows == ITEM_TOUCHPOINT)
			json_day(j, "day", it->due_day);
		if (*it->mitigation)
			json_str(j, f->rows == ITEM_TOUCHPOINT ? "outcome" : "mitigation", it->mitigation);
		json_end(j);
		buf_done(&words);
	}
	json_end(j);
}

static void json_value(struct store *s, const struct packet *p, const struct packet_value *v, struct json *j)
{
	json_object(j, NULL);
	json_str(j, "field", v->field->key);
	json_str(j, "title", v->field->title);
	json_str(j, "section", v->field->section->key);
	json_str(j, "record", v->field->section->record == FORM_PACKET ? "packet" : "customer");
	json_bool(j, "required", v->field->required > 0);
	json_bool(j, "missing", v->missing);
	if (v->field->kind == PACKET_ROWS) {
		json_rows(s, p, v->field, j);
	} else {
		json_bool(j, "prefilled", v->prefilled);
		json_str(j, "text", *v->text ? v->text : NULL);
	}
	if (v->gap)
		json_str(j, "returned", v->gap);
	if (v->warning)
		json_str(j, "warning", v->warning);
	json_end(j);
}

static int json_filed(struct store *s, const struct packet *p, struct json *j, struct err *err)
{
	struct packet_filed f = { 0 };
	int rc = filed_newest(s, p->form.id, 0, &f, err);

	json_int(j, "version", rc == 1 ? f.version : 0);
	json_str(j, "path", rc == 1 ? f.path : NULL);
	packet_filed_done(&f);
	return rc < 0 ? -1 : 0;
}

/* The scores at the handoff, at the end: what was there before keeps its place. Without them for who does not read them. */
static int json_scores(struct store *s, const struct packet *p, struct json *j, struct err *err)
{
	struct icp icp;

	if (!access_can_read(s, CLASS_CRM, p->deal.owner))
		return 0;
	if (icp_load(s, &icp, err))
		return -1;
	icp_scores_json(&icp, p->deal.icp, "icp", j);
	return 0;
}

int packet_json(struct store *s, const struct packet *p, struct buf *out, struct err *err)
{
	struct json j = { .out = out };
	struct buf label = { 0 };
	char id[32];
	int rc;

	deal_label(&p->deal, &label);
	snprintf(id, sizeof id, "D-%" PRId64, p->deal.id);
	json_object(&j, NULL);
	json_str(&j, "deal", id);
	json_str(&j, "company", buf_str(&label));
	json_str(&j, "state", packet_state_key(p->form.state));
	json_int(&j, "filled", (int64_t)p->filled);
	json_int(&j, "asked", (int64_t)p->asked);
	json_int(&j, "missing", (int64_t)p->missing);
	json_int(&j, "returned", p->rounds);
	rc = json_filed(s, p, &j, err);
	json_array(&j, "fields");
	for (size_t i = 0; i < p->n; i++)
		if (p->value[i].asked && !p->value[i].hidden)
			json_value(s, p, &p->value[i], &j);
	json_end(&j);
	if (json_scores(s, p, &j, err))
		rc = -1;
	json_end(&j);
	json_line(&j);
	buf_done(&label);
	return rc;
}
