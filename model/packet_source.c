/* What fills a field of the packet in by itself: the deal, its contacts, its clocks, the answers of the debrief. */
#include "model/packet_private.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/company.h"
#include "model/debrief.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the deal ---- */

/* As a person reads it, where there is something. */
static void put_field(struct store *s, const struct deal *d, const char *key, struct buf *out)
{
	const struct field *f = deal_field(key);
	struct buf plain = { 0 };

	deal_text(s, d, f, &plain);
	if (plain.len && access_can_read(s, f->class, d->owner)) {
		if (f->kind == FIELD_DAY) /* with its year, for a file that is read later */
			buf_puts(out, buf_str(&plain));
		else
			deal_show(s, d, f, out);
	}
	buf_done(&plain);
}

static void put_price(struct store *s, const struct deal *d, struct buf *out)
{
	char currency[4];
	const char *price;
	int64_t minor;

	put_field(s, d, "amount", out);
	if (out->len || d->amount_minor != NO_AMOUNT)
		return;
	price = packet_price(s->packet, d->product ? dict_title(s, d->product) : NULL, currency);
	if (price && !amount_parse(price, currency_digits(currency), '.', &minor, NULL))
		amount_format_whole(minor, currency, out);
}

static void put_sow(const struct deal *d, struct buf *out)
{
	if (d->sow_status == SOW_SIGNED)
		buf_puts(out, d->sow_day == NO_DAY ? "signed" : "signed ");
	else if (d->sow_status == SOW_PENDING || d->commitment)
		buf_puts(out, d->commitment == COMMIT_WRITTEN ? "written commitment, signed SOW pending"
							       : "verbal commitment, signed SOW pending");
	else
		return;
	if (d->sow_day == NO_DAY)
		return;
	if (d->sow_status != SOW_SIGNED)
		buf_puts(out, " by ");
	day_format(d->sow_day, out);
}

int packet_window_day(struct store *s, int64_t deal, int64_t *day, struct err *err)
{
	struct clock c;
	int rc = clock_of(s, deal, clock_rule_find(s->clocks, "delivery"), &c, err);

	*day = rc == 1 && !c.void_reason && c.due_at != NO_MOMENT ? calendar_day(s->calendar, c.due_at) : NO_DAY;
	return rc < 0 ? -1 : 0;
}

static int put_window(struct store *s, const struct deal *d, struct buf *out, struct err *err)
{
	const struct clock_rule *rule = clock_rule_find(s->clocks, "delivery");
	int64_t day;

	if (!rule)
		return 0;
	if (packet_window_day(s, d->id, &day, err))
		return -1;
	if (day == NO_DAY)
		buf_printf(out, "%d %s from the signed SOW on", rule->length, clock_unit_name(rule->unit));
	else
		day_format(day, out);
	return 0;
}

/* ---- contacts ---- */

struct looking {
	int role;
	enum contact_part part;
	struct buf *out;
	int64_t person;
};

/* The first one in that role. */
static int look(void *arg, const struct deal_person *p)
{
	struct looking *l = arg;
	const char *text = NULL;

	if (p->role != l->role)
		return 0;
	l->person = p->person;
	switch (l->part) {
	case CONTACT_BOTH:
	case CONTACT_NAME:
		text = p->name;
		break;
	case CONTACT_TITLE:
		text = p->title;
		break;
	case CONTACT_EMAIL:
		text = p->email;
		break;
	case CONTACT_PHONE:
		text = p->phone;
		break;
	}
	buf_puts(l->out, text ? text : "");
	if (l->part == CONTACT_BOTH && p->title && *p->title)
		buf_printf(l->out, ", %s", p->title);
	return 1;
}

static int put_contact(struct store *s, const struct deal *d, const struct packet_field *f, struct buf *out,
		       struct err *err)
{
	struct looking l = { .role = f->from_role, .part = f->from_part, .out = out };

	return deal_people(s, d->id, look, &l, err);
}

/* ---- the debrief ---- */

/* What was said in the call, else what the AE wrote ahead. That it is not known is no answer. */
int packet_answer(struct store *s, int64_t deal, int question, struct buf *out, struct err *err)
{
	struct form form;
	char field[16];
	size_t had = out->len;
	int rc = debrief_of(s, deal, &form, err);

	if (rc != 1)
		return rc;
	snprintf(field, sizeof field, "%d", question);
	for (enum form_layer layer = LAYER_LIVE; layer >= LAYER_AHEAD && out->len == had; layer--) {
		struct form_value v = { 0 };

		rc = form_value_get(s, form.id, field, 0, layer, &v, err);
		if (rc == 1 && v.text && v.reply != REPLY_UNKNOWN && text_says(v.text))
			buf_puts(out, v.text);
		form_value_done(&v);
		if (rc < 0)
			return -1;
	}
	return 0;
}

int packet_source(struct store *s, const struct deal *d, const struct packet_field *f, struct buf *out, struct err *err)
{
	switch (f->from) {
	case FROM_NOTHING:
		return 0;
	case FROM_DEAL:
		put_field(s, d, f->from_key, out);
		return 0;
	case FROM_PRICE:
		put_price(s, d, out);
		return 0;
	case FROM_SOW:
		put_sow(d, out);
		return 0;
	case FROM_WINDOW:
		return put_window(s, d, out, err);
	case FROM_CONTACT:
		return put_contact(s, d, f, out, err);
	case FROM_DEBRIEF:
		return packet_answer(s, d->id, f->from_question, out, err);
	}
	return 0;
}

/* ---- writing back ---- */

static int put_deal(struct store *s, struct group *g, const struct deal *old, const char *key, const char *text,
		    struct err *err)
{
	struct deal d;
	int rc;

	deal_copy(&d, old);
	rc = deal_set(s, &d, deal_field(key), text, err) || deal_save(s, g, old, &d, err) ? -1 : 0;
	deal_done(&d);
	return rc;
}

static void take_words(char **to, const char *from, size_t n)
{
	while (n && from[n - 1] == ' ')
		n--;
	free(*to);
	*to = xstrndup(from, n);
}

static void change_person(struct person *p, enum contact_part part, const char *text)
{
	size_t n = strcspn(text, ",");

	switch (part) {
	case CONTACT_BOTH:
		take_words(&p->name, text, n);
		if (text[n])
			take_words(&p->title, text + n + 1 + strspn(text + n + 1, " "),
				   strlen(text + n + 1 + strspn(text + n + 1, " ")));
		break;
	case CONTACT_NAME:
		take_words(&p->name, text, strlen(text));
		break;
	case CONTACT_TITLE:
		take_words(&p->title, text, strlen(text));
		break;
	case CONTACT_EMAIL:
		take_words(&p->email, text, strlen(text));
		break;
	case CONTACT_PHONE:
		take_words(&p->phone, text, strlen(text));
		break;
	}
}

/* Another name is another person: the one before stays a contact of the company, and of the deal in other roles. */
static int put_person(struct store *s, struct group *g, const struct deal *d, const struct packet_field *f,
		      const char *text, struct err *err)
{
	struct buf now = { 0 };
	struct looking l = { .role = f->from_role, .part = CONTACT_NAME, .out = &now };
	struct person p = { .company = d->company };
	bool names = f->from_part == CONTACT_BOTH || f->from_part == CONTACT_NAME, other;
	int rc = deal_people(s, d->id, look, &l, err);

	if (!rc && !names && !l.person)
		rc = err_set(err, ERR_REFUSED, "%s: there is no such contact of the deal yet; name the contact first",
			     f->key);
	change_person(&p, f->from_part, text);
	if (!rc && names && !*p.name)
		rc = err_set(err, ERR_REFUSED, "%s: a contact has a name; nothing was changed", f->key);
	other = names && !rc && strcmp(p.name, buf_str(&now));
	if (!rc && other && l.person)
		rc = deal_unlink_person(s, g, d, l.person, f->from_role, err);
	if (!rc && other)
		rc = deal_add_person(s, g, d, p.name, f->from_role, err);
	if (!rc && other) {
		int64_t id = person_find(s, d->company, p.name, NULL, err);

		l.person = id > 0 ? id : l.person;
		rc = id > 0 ? 0 : -1;
	}
	if (!rc && (!other || (p.title && *p.title))) {
		person_done(&p);
		rc = person_get(s, l.person, &p, err) == 1 ? 0 : -1;
		change_person(&p, f->from_part, text);
		if (!rc)
			rc = person_save(s, g, &p, err);
	}
	person_done(&p);
	buf_done(&now);
	return rc;
}

int packet_source_put(struct store *s, struct group *g, const struct deal *d, const struct packet_field *f,
		      const char *text, struct err *err)
{
	switch (f->from) {
	case FROM_DEAL:
		return put_deal(s, g, d, f->from_key, text, err);
	case FROM_PRICE:
		return put_deal(s, g, d, "amount", text, err);
	case FROM_CONTACT:
		return put_person(s, g, d, f, text, err);
	case FROM_SOW:
		return err_set(err, ERR_REFUSED,
			       "%s: what happened with the SOW is told, not typed: winloss mark D-%lld sow_signed",
			       f->key, (long long)d->id);
	case FROM_WINDOW:
		return err_set(err, ERR_REFUSED,
			       "%s: counted from the signed SOW (clocks.ini, delivery); it is not typed", f->key);
	case FROM_DEBRIEF:
	case FROM_NOTHING:
		break;
	}
	return err_set(err, ERR_BUG, "%s has no place of its own", f->key);
}
