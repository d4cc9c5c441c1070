/* The debrief as a document for machines: the same as the Markdown says, as one JSON object. */
#include "model/debrief_doc.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/member.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *const reply_keys[] = { "", "accepted", "amended", "contradicted", "unknown" };

static void json_text(struct buf *out, const char *s)
{
	buf_putc(out, '"');
	for (; s && *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '"' || c == '\\')
			buf_printf(out, "\\%c", c);
		else if (c == '\n')
			buf_puts(out, "\\n");
		else if (c < 0x20 || c == 0x7f)
			buf_printf(out, "\\u%04x", c);
		else
			buf_putc(out, (char)c);
	}
	buf_putc(out, '"');
}

static void json_member(struct doc *d, const char *name, const char *value)
{
	buf_printf(d->out, ",\"%s\":", name);
	if (value)
		json_text(d->out, value);
	else
		buf_puts(d->out, "null");
}

static void json_moment(struct doc *d, const char *name, int64_t ms)
{
	struct buf at = { 0 };

	if (ms && ms != NO_MOMENT)
		moment_format_utc(ms, &at);
	json_member(d, name, at.len ? at.data : NULL);
	buf_done(&at);
}

/* The members of `answers` of commands.md. */
static void json_layer(struct doc *d, const struct debrief_answer *a, const char *layer, const struct form_value *v)
{
	if (!v->text)
		return;
	buf_printf(d->out, "%s{\"deal\":\"D-%" PRId64 "\",\"question\":%d", d->items++ ? "," : "", d->deal.id,
		   a->question->id);
	json_member(d, "layer", layer);
	json_member(d, "reply", v->reply ? reply_keys[v->reply] : NULL);
	json_member(d, "author", member_login(d->s, v->author));
	json_moment(d, "at", v->at_ms);
	buf_printf(d->out, ",\"seconds\":%" PRId64, v->ms_spent / 1000);
	json_member(d, "destination", destination_key(a->question->dest));
	json_member(d, "text", v->text);
	json_member(d, "said_by", v->said_by && *v->said_by ? v->said_by : NULL);
	buf_putc(d->out, '}');
}

static void json_answer(struct doc *d, const struct debrief_answer *a, bool prose)
{
	if (!prose)
		return;
	if (!d->customer) {
		json_layer(d, a, "ahead", &a->ahead);
		json_layer(d, a, "live", &a->live);
		return;
	}
	if (!a->live.text || a->state == ANSWER_UNKNOWN)
		return;
	buf_printf(d->out, "%s{\"question\":%d", d->items++ ? "," : "", a->question->id);
	json_member(d, "text", a->live.text);
	buf_putc(d->out, '}');
}

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static void json_person(struct doc *d, const struct item *it)
{
	char *name = doc_person(d, it);

	if (name)
		json_member(d, "person", name);
	free(name);
}

static void json_row(struct doc *d, const struct item *it)
{
	const struct debrief_question *q = item_question(d->s, it->kind);
	struct buf due = { 0 };
	int question = q ? q->id : it->kind >= ITEM_GAP ? (int)it->attr : 0;

	item_due_format(it, &due);
	buf_printf(d->out, "%s{\"row\":\"%s\"", d->items++ ? "," : "", item_kind_key(it->kind));
	if (!d->customer)
		buf_printf(d->out, ",\"id\":%" PRId64, it->id);
	if (question)
		buf_printf(d->out, ",\"question\":%d", question);
	json_member(d, "text", it->text);
	if (!d->customer) {
		json_person(d, it);
		json_member(d, "kind", it->kind < ITEM_GAP ? none(item_attr_key(it->kind, it->attr)) : NULL);
		json_member(d, "said_by", none(it->said_by));
		json_member(d, "owner", none(member_login(d->s, it->owner)));
		json_member(d, "resolution", none(it->mitigation));
		json_member(d, "state", item_state_key(it->state));
	}
	json_member(d, "due", none(buf_str(&due)));
	buf_putc(d->out, '}');
	buf_done(&due);
}

static void json_rows(struct doc *d)
{
	buf_puts(d->out, ",\"rows\":[");
	d->items = 0;
	for (size_t i = 0; i < d->n_rows; i++)
		if (doc_has_row(d, &d->row[i]))
			json_row(d, &d->row[i]);
	buf_putc(d->out, ']');
}

/* The gut read, where its question goes. */
static void json_gut(struct doc *d, const struct debrief_answer *a, bool prose)
{
	if (!prose || d->customer || (!a->signal && !a->doubt))
		return;
	json_member(d, "signal", none(signal_key(a->signal)));
	json_member(d, "doubt", none(doubt_key(a->doubt)));
}

static int json_missing(struct doc *d, struct err *err)
{
	struct buf list = { 0 };
	size_t n = 0, done = 0;
	int rc = debrief_missing(d->s, d->form.id, &list, &n, err);

	buf_puts(d->out, ",\"missing\":[");
	for (char *p = list.data; !rc && p && *p;) {
		size_t len = strcspn(p, "\n");
		bool last = !p[len];

		p[len] = '\0';
		buf_puts(d->out, done++ ? "," : "");
		json_text(d->out, p);
		p += len + !last;
	}
	buf_putc(d->out, ']');
	buf_done(&list);
	return rc;
}

int debrief_json(struct store *s, int64_t form, const char *audience, struct buf *out, struct err *err)
{
	struct doc d;
	int rc = doc_open(&d, s, form, audience, out, err);

	if (rc)
		return -1;
	buf_puts(out, "{\"company\":");
	json_text(out, d.deal.company_name);
	if (!d.customer) {
		buf_printf(out, ",\"deal\":\"D-%" PRId64 "\"", d.deal.id);
		json_member(&d, "state", doc_state(&d));
		json_moment(&d, "completed", d.form.completed_at);
		buf_printf(out, ",\"seconds\":%" PRId64 ",\"minutes_expected\":[%d,%d]", d.form.live_ms / 1000,
			   questions_minutes_least(s->questions), questions_minutes(s->questions));
	}
	buf_puts(out, ",\"answers\":[");
	rc = doc_each_answer(&d, json_answer, err);
	buf_putc(out, ']');
	if (!rc)
		rc = doc_each_answer(&d, json_gut, err);
	json_rows(&d);
	if (!rc && !audience)
		rc = json_missing(&d, err);
	buf_puts(out, "}\n");
	doc_close(&d);
	return rc;
}
