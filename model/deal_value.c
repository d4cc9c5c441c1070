/* The field table of a deal: parsing and showing its values, and the whole acts add, change, remove, tick. */
#include "model/deal.h"

#include "model/calendar.h"
#include "model/company.h"
#include "model/deal_private.h"
#include "model/dict.h"
#include "model/handover.h"
#include "model/member.h"
#include "model/tell.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t *int_at(struct deal *d, const struct field *f)
{
	return (int64_t *)((char *)d + f->offset);
}

static int64_t int_of(const struct deal *d, const struct field *f)
{
	return *(const int64_t *)((const char *)d + f->offset);
}

const struct field *deal_field(const char *key)
{
	for (const struct field *f = deal_fields; f->key; f++) {
		const char *a = f->key, *b = key;

		while (*a && (*a == *b || (*a == '_' && *b == '-')))
			a++, b++;
		if (!*a && !*b)
			return f;
	}
	return NULL;
}

int64_t deal_default_currency(struct store *s)
{
	int64_t id = db_in_tx(s->db) ? dict_need(s, "currency", "USD", NULL) : dict_find(s, "currency", "USD", NULL);

	return id > 0 ? id : 0;
}

static const char *currency_of(struct store *s, const struct deal *d)
{
	return d->currency ? dict_title(s, d->currency) : "USD";
}

/* -1 where the amount does not fit the other number of digits. */
static int shift_point(int64_t *amount, int digits)
{
	for (; *amount != NO_AMOUNT && digits > 0; digits--)
		if (*amount > INT64_MAX / 10 || *amount < -(INT64_MAX / 10))
			return -1;
		else
			*amount *= 10;
	for (; *amount != NO_AMOUNT && digits < 0; digits++)
		if (*amount % 10)
			return -1;
		else
			*amount /= 10;
	return 0;
}

/* Amounts are minor units of the currency: another one with other digits moves the point, not the money. */
static int set_currency(struct store *s, struct deal *d, const char *text, struct err *err)
{
	int was = currency_digits(currency_of(s, d)), is;
	int64_t id, amount = d->amount_minor, arr = d->arr_minor;
	char iso[4] = "";

	if (*text && (strlen(text) != 3 || text[strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")]))
		return err_set(err, ERR_USAGE, "found currency “%s”, expected three letters such as USD", text);
	for (int i = 0; i < 3 && text[i]; i++)
		iso[i] = (char)(text[i] >= 'a' ? text[i] - 32 : text[i]);
	id = dict_need(s, "currency", iso, err);
	if (id < 0)
		return -1;
	is = currency_digits(id ? dict_title(s, id) : "USD");
	if (shift_point(&amount, is - was) || shift_point(&arr, is - was))
		return err_set(err, ERR_INPUT, "%s has %s: change the amount first", id ? iso : "USD",
			       is < was ? "no such small coins" : "no room for so large an amount");
	d->currency = id;
	d->amount_minor = amount;
	d->arr_minor = arr;
	return 0;
}

static int set_choice(const struct field *f, const char *text, int64_t *out, struct err *err)
{
	int64_t n = 1;

	*out = 0;
	if (!*text)
		return 0;
	for (const char *p = f->dict; *p; n++) {
		size_t len = strcspn(p, " ");

		if (strlen(text) == len && !strncasecmp(p, text, len)) {
			*out = n;
			return 0;
		}
		p += len;
		p += strspn(p, " ");
	}
	return err_set(err, ERR_USAGE, "found %s “%s”, expected one of: %s", f->key, text, f->dict);
}

static void put_choice(const struct field *f, int64_t v, struct buf *out)
{
	for (const char *p = f->dict; *p && v > 0; v--) {
		size_t len = strcspn(p, " ");

		if (v == 1)
			buf_add(out, p, len);
		p += len;
		p += strspn(p, " ");
	}
}

static int set_text(struct deal *d, const struct field *f, const char *text, struct err *err)
{
	char **at = (char **)((char *)d + f->offset);
	size_t len = strlen(text), ok = text_valid(text, len);

	if (ok < len)
		return err_set(err, ERR_INPUT, "%s: byte %zu is no UTF-8; expected text, nothing was changed", f->key, ok + 1);
	if (!strcmp(f->key, "external_id") && len > 512)
		return err_set(err, ERR_INPUT, "external_id is %zu bytes long, at most 512 are kept", len);
	free(*at);
	*at = *text ? xstrdup(text) : NULL;
	return 0;
}

static int set_company(struct store *s, struct deal *d, const char *text, struct err *err)
{
	size_t len = strlen(text), ok = text_valid(text, len);
	int64_t id;

	if (ok < len)
		return err_set(err, ERR_INPUT, "company: byte %zu is no UTF-8; expected text, nothing was changed", ok + 1);
	id = company_need(s, text, err);
	if (id < 0)
		return -1;
	d->company = id;
	free(d->company_name);
	d->company_name = xstrdup(text);
	return 0;
}

static int set_day(struct store *s, const char *text, int64_t *out, struct err *err)
{
	bool day_only;
	int64_t at;

	*out = NO_DAY;
	if (!*text)
		return 0;
	if (!day_parse(text, false, out, NULL))
		return 0;
	if (calendar_parse_moment(s->calendar, text, s->now(s), &at, &day_only, NULL))
		return err_set(err, ERR_USAGE, "found day “%s”, expected YYYY-MM-DD, today, tomorrow …", text);
	*out = calendar_day(s->calendar, at);
	return 0;
}

static int set_int(const struct field *f, const char *text, int64_t low, int64_t high, int64_t *out, struct err *err)
{
	*out = -1;
	if (!*text)
		return 0;
	if (int_parse(text, out, NULL) || *out < low || *out > high) {
		*out = -1;
		return err_set(err, ERR_USAGE, "found %s “%s”, expected a whole number from %lld to %lld", f->key, text,
			       (long long)low, (long long)high);
	}
	return 0;
}

static int set_percent(const struct field *f, const char *text, int64_t *out, struct err *err)
{
	*out = -1;
	if (!*text)
		return 0;
	if (percent_parse(text, out, NULL) || *out < 0 || *out > 10000) {
		*out = -1;
		return err_set(err, ERR_USAGE, "found %s “%s”, expected a percentage from 0 to 100", f->key, text);
	}
	return 0;
}

static int set_ref(struct store *s, const struct field *f, const char *text, int64_t *out, struct err *err)
{
	int64_t id;

	if (text_valid(text, strlen(text)) < strlen(text))
		return err_set(err, ERR_INPUT, "%s is no UTF-8; expected text, nothing was changed", f->key);
	id = f->kind == FIELD_MEMBER ? member_named(s, text, err) : dict_need(s, f->dict, text, err);
	if (id < 0)
		return -1;
	*out = id;
	return 0;
}

static int set_value(struct store *s, struct deal *d, const struct field *f, const char *text, struct err *err)
{
	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_PROSE:
		return set_text(d, f, text, err);
	case FIELD_AMOUNT:
		*int_at(d, f) = NO_AMOUNT;
		return *text ? amount_parse(text, currency_digits(currency_of(s, d)), '.', int_at(d, f), err) : 0;
	case FIELD_DAY:
		return set_day(s, text, int_at(d, f), err);
	case FIELD_PERCENT:
		return set_percent(f, text, int_at(d, f), err);
	case FIELD_INT:
		return set_int(f, text, 0, f->dict ? 4 : 1200, int_at(d, f), err);
	case FIELD_DICT:
		return strcmp(f->key, "currency") ? set_ref(s, f, text, int_at(d, f), err) : set_currency(s, d, text, err);
	case FIELD_MEMBER:
		return set_ref(s, f, text, int_at(d, f), err);
	case FIELD_COMPANY:
		return set_company(s, d, text, err);
	case FIELD_CHOICE:
		return set_choice(f, text, int_at(d, f), err);
	case FIELD_BOOL:
	case FIELD_MOMENT:
	case FIELD_STAGE:
	case FIELD_OUTCOME:
		break;
	}
	return err_set(err, ERR_INPUT, "%s is not set by hand; a deal changes its stage by moving", f->key);
}

/* Text that a person gives for a field which only the program or a move changes. */
static int refuse_derived(const struct field *f, struct err *err)
{
	if (f->offset == offsetof(struct deal, id))
		return err_set(err, ERR_INPUT, "id is given by the program and never changes");
	return err_set(err, ERR_INPUT, "%s is not set by hand; a deal changes its stage by moving", f->key);
}

int deal_set(struct store *s, struct deal *d, const struct field *f, const char *text, struct err *err)
{
	if (f->derived)
		return refuse_derived(f, err);
	if (!access_can_write(s, f->class, d->owner))
		return err_set(err, ERR_ROLE, "%s of this deal is not for %s to change", f->key, s->actor.login);
	return set_value(s, d, f, text, err);
}

int deal_put(struct store *s, struct deal *d, const struct field *f, const char *text, struct err *err)
{
	if (f->offset == offsetof(struct deal, id))
		return refuse_derived(f, err);
	return set_value(s, d, f, text, err);
}

void deal_text(struct store *s, const struct deal *d, const struct field *f, struct buf *out)
{
	int64_t v = f->kind == FIELD_TEXT || f->kind == FIELD_PROSE ? 0 : int_of(d, f);
	const char *text;

	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_PROSE:
		text = *(char *const *)((const char *)d + f->offset);
		buf_puts(out, text ? text : "");
		break;
	case FIELD_AMOUNT:
		if (v != NO_AMOUNT)
			amount_format_plain(v, currency_digits(currency_of(s, d)), out);
		break;
	case FIELD_DAY:
		if (v != NO_DAY)
			day_format(v, out);
		break;
	case FIELD_MOMENT:
		if (v != NO_MOMENT)
			moment_format_utc(v, out);
		break;
	case FIELD_PERCENT:
		if (v >= 0)
			percent_format(v, out);
		break;
	case FIELD_INT:
	case FIELD_BOOL:
		if (v >= 0)
			buf_printf(out, "%s%lld", f->offset == offsetof(struct deal, id) ? "D-" : "", (long long)v);
		break;
	case FIELD_DICT:
		buf_puts(out, dict_title(s, v));
		break;
	case FIELD_MEMBER:
		buf_puts(out, member_login(s, v));
		break;
	case FIELD_COMPANY:
		buf_puts(out, d->company_name ? d->company_name : "");
		break;
	case FIELD_STAGE:
		text = stage_get(s->stages, (int)v) ? stage_get(s->stages, (int)v)->key : "";
		buf_puts(out, text);
		break;
	case FIELD_OUTCOME:
		buf_puts(out, v ? outcome_key((enum outcome)v) : "");
		break;
	case FIELD_CHOICE:
		put_choice(f, v, out);
		break;
	}
}

void deal_show(struct store *s, const struct deal *d, const struct field *f, struct buf *out)
{
	size_t from = out->len;
	int64_t now = s->now(s);

	if (!access_can_read(s, f->class, d->owner))
		return;
	if (f->kind == FIELD_AMOUNT && int_of(d, f) != NO_AMOUNT)
		amount_format_whole(int_of(d, f), currency_of(s, d), out);
	else if (f->kind == FIELD_MOMENT && int_of(d, f) != NO_MOMENT)
		calendar_format_moment(s->calendar, int_of(d, f), now, out);
	else if (f->kind == FIELD_DAY && int_of(d, f) != NO_DAY)
		calendar_format_day(int_of(d, f), calendar_day(s->calendar, now), out);
	else if (f->kind == FIELD_STAGE && stage_get(s->stages, (int)int_of(d, f)))
		buf_puts(out, stage_get(s->stages, (int)int_of(d, f))->title);
	else
		deal_text(s, d, f, out);
	if (f->kind == FIELD_PERCENT && out->len > from)
		buf_puts(out, " %");
	if (out->len == from)
		buf_puts(out, "—");
}

static int add(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct deal *d = arg;
	struct buf title = { 0 };

	if (deal_insert(s, g, d, err))
		return -1;
	deal_label(d, &title);
	buf_puts(&title, ": new deal");
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_DEAL, d->id);
	buf_done(&title);
	return 0;
}

int deal_add(struct store *s, struct deal *d, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL };

	if (access_act(s, "add_deal", err))
		return -1;
	/* Who may write only own deals makes them their own. */
	if (access_write(s, CLASS_DEAL) == ACCESS_OWN)
		d->owner = s->actor.member;
	return edit(s, &how, add, d, NULL, err);
}

struct one_change {
	int64_t id, rev; /* rev: as it was read; 0 any */
	const struct deal_setting *set;
	size_t n;
	const char *item;
	bool on;
};

bool deal_is_named(const struct deal *d)
{
	return text_says(d->company_name) || text_says(d->name) || text_says(d->ext);
}

static bool sets(const struct deal_setting *set, size_t n, const char *key)
{
	for (size_t i = 0; i < n; i++)
		if (set[i].field == deal_field(key))
			return true;
	return false;
}

int deal_change_in(struct store *s, struct group *g, int64_t id, const struct deal_setting *set, size_t n,
		   struct buf *title, struct err *err)
{
	struct deal old, d;
	int rc = deal_get(s, id, &old, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%lld", (long long)id);
	deal_copy(&d, &old);
	deal_label(&old, title);
	rc = 0;
	for (size_t i = 0; !rc && i < n; i++) {
		rc = deal_set(s, &d, set[i].field, set[i].text, err);
		buf_printf(title, "%s %s", i ? "," : ":", set[i].field->label);
	}
	if (!rc && d.sow_status == SOW_SIGNED && old.sow_status != SOW_SIGNED && !sets(set, n, "sow_date"))
		d.sow_day = calendar_day(s->calendar, s->now(s)); /* what stood there was the day it was expected */
	if (!rc && !deal_is_named(&d) && deal_is_named(&old))
		rc = err_set(err, ERR_INPUT, "a deal needs a company, a name or an external id; nothing was changed");
	if (!rc)
		rc = deal_save(s, g, &old, &d, err) || tell_fields(s, g, &old, &d, err) ||
				     handover_follow(s, g, &old, &d, title, err)
			     ? -1
			     : 0;
	deal_done(&old);
	deal_done(&d);
	return rc;
}

static int change(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct one_change *c = arg;
	struct buf title = { 0 };
	int rc = deal_is_at(s, c->id, c->rev, err);

	if (!rc)
		rc = deal_change_in(s, g, c->id, c->set, c->n, &title, err);
	group_title(g, buf_str(&title));
	buf_done(&title);
	return rc;
}

int deal_change_once(struct store *s, int64_t id, const struct deal_setting *set, size_t n,
		     const unsigned char *request, struct err *err)
{
	return deal_change_at(s, id, 0, set, n, request, err);
}

int deal_change_at(struct store *s, int64_t id, int64_t rev, const struct deal_setting *set, size_t n,
		   const unsigned char *request, struct err *err)
{
	struct one_change c = { .id = id, .rev = rev, .set = set, .n = n };
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = id, .request = request };

	return edit(s, &how, change, &c, NULL, err);
}

int deal_change_many(struct store *s, int64_t id, const struct deal_setting *set, size_t n, struct err *err)
{
	return deal_change_once(s, id, set, n, NULL, err);
}

int deal_change(struct store *s, int64_t id, const char *field, const char *text, struct err *err)
{
	struct deal_setting set = { deal_field(field), text };

	if (!set.field)
		return err_set(err, ERR_INPUT, "no field “%s”", field);
	return deal_change_many(s, id, &set, 1, err);
}

static int remove_deal(struct store *s, struct group *g, void *arg, struct err *err)
{
	const int64_t *id = arg;
	struct deal d;
	struct buf title = { 0 };

	if (deal_get(s, *id, &d, NULL) == 1) {
		deal_label(&d, &title);
		buf_puts(&title, ": deleted");
		group_title(g, buf_str(&title));
		buf_done(&title);
		deal_done(&d);
	}
	return deal_delete(s, g, *id, err);
}

int deal_remove(struct store *s, int64_t id, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = id };

	return edit(s, &how, remove_deal, &id, NULL, err);
}

static int tick(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct one_change *c = arg;
	const struct stage_item *item = stage_item_find(s->stages, c->item);
	struct buf title = { 0 };
	struct deal d;
	int rc = deal_get(s, c->id, &d, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%lld", (long long)c->id);
	deal_label(&d, &title);
	buf_printf(&title, ": %s %s", c->on ? "met" : "open again", item ? item->text : c->item);
	group_title(g, buf_str(&title));
	buf_done(&title);
	rc = deal_check(s, g, &d, c->item, c->on, err);
	deal_done(&d);
	return rc;
}

int deal_tick(struct store *s, int64_t deal, const char *item, bool on, struct err *err)
{
	struct one_change c = { .id = deal, .item = item, .on = on };
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };

	return edit(s, &how, tick, &c, NULL, err);
}

#define F(m) offsetof(struct deal, m)

const struct field deal_fields[] = {
	{ "id", "Number", "D-number of this file, never used again", FIELD_INT, CLASS_DEAL, F(id), NULL, true },
	{ "external_id", "External id", "the deal's id in your CRM", FIELD_TEXT, CLASS_DEAL, F(ext), NULL, false },
	{ "company", "Company", "who buys", FIELD_COMPANY, CLASS_DEAL, F(company), NULL, false },
	{ "name", "Name", "what tells this deal from others of the company", FIELD_TEXT, CLASS_DEAL, F(name), NULL, false },
	{ "product", "Product", "what they buy", FIELD_DICT, CLASS_DEAL, F(product), "product", false },
	{ "stage", "Stage", "changes by moving (H L m)", FIELD_STAGE, CLASS_DEAL, F(stage), NULL, true },
	{ "outcome", "Outcome", "changes by moving (m)", FIELD_OUTCOME, CLASS_DEAL, F(outcome), NULL, true },
	{ "amount", "Amount", "in major units: 9500 or 9,500.00", FIELD_AMOUNT, CLASS_DEAL, F(amount_minor), NULL, false },
	{ "arr", "ARR", "annual recurring revenue", FIELD_AMOUNT, CLASS_DEAL, F(arr_minor), NULL, false },
	{ "currency", "Currency", "three letters: USD", FIELD_DICT, CLASS_DEAL, F(currency), "currency", false },
	{ "discount", "Discount", "percent; over 10 needs approval", FIELD_PERCENT, CLASS_DEAL, F(discount_bp), NULL, false },
	{ "term_months", "Term", "months of the contract", FIELD_INT, CLASS_DEAL, F(term_months), NULL, false },
	{ "probability", "Probability", "percent; the stage's own unless set", FIELD_PERCENT, CLASS_DEAL, F(probability_bp),
	  NULL, false },
	{ "expected_close", "Expected close", "YYYY-MM-DD", FIELD_DAY, CLASS_DEAL, F(expected_day), NULL, false },
	{ "follow_up", "Follow-up", "day to come back to it", FIELD_DAY, CLASS_DEAL, F(follow_up_day), NULL, false },
	{ "next_step", "Next step", "what happens next", FIELD_TEXT, CLASS_DEAL, F(next_step), NULL, false },
	{ "owner", "Owner", "the account executive", FIELD_MEMBER, CLASS_DEAL, F(owner), NULL, false },
	{ "csm", "CSM", "the customer success manager", FIELD_MEMBER, CLASS_DEAL, F(csm), NULL, false },
	{ "segment", "Segment", "SMB, mid-market, enterprise …", FIELD_DICT, CLASS_DEAL, F(segment), "segment", false },
	{ "region", "Region", "", FIELD_DICT, CLASS_DEAL, F(region), "region", false },
	{ "industry", "Industry", "", FIELD_DICT, CLASS_DEAL, F(industry), "industry", false },
	{ "tier", "Tier", "account tier", FIELD_DICT, CLASS_DEAL, F(tier), "tier", false },
	{ "competitor", "Competitor", "who else was considered", FIELD_DICT, CLASS_DEAL, F(competitor), "competitor", false },
	{ "source", "Source", "where the lead came from", FIELD_DICT, CLASS_DEAL, F(source), "source", false },
	{ "reason", "Reason", "the stated reason of the outcome", FIELD_DICT, CLASS_DEAL, F(reason), "reason", false },
	{ "created", "Created", "YYYY-MM-DD", FIELD_DAY, CLASS_DEAL, F(created_day), NULL, false },
	{ "closed", "Closed", "day it was won or lost", FIELD_DAY, CLASS_DEAL, F(closed_day), NULL, true },
	{ "stage_since", "In stage since", "", FIELD_MOMENT, CLASS_DEAL, F(stage_at), NULL, true },
	{ "commitment", "Commitment", "written or verbal", FIELD_CHOICE, CLASS_DEAL, F(commitment), "written verbal", false },
	{ "sow_status", "SOW", "signed or pending", FIELD_CHOICE, CLASS_DEAL, F(sow_status), "signed pending", false },
	{ "sow_date", "SOW date", "signed, or expected to be", FIELD_DAY, CLASS_DEAL, F(sow_day), NULL, false },
	{ "icp_1", "ICP 1", "0 to 4", FIELD_INT, CLASS_CRM, F(icp[0]), "score", false },
	{ "icp_2", "ICP 2", "0 to 4", FIELD_INT, CLASS_CRM, F(icp[1]), "score", false },
	{ "icp_3", "ICP 3", "0 to 4", FIELD_INT, CLASS_CRM, F(icp[2]), "score", false },
	{ "icp_4", "ICP 4", "0 to 4", FIELD_INT, CLASS_CRM, F(icp[3]), "score", false },
	{ "icp_5", "ICP 5", "0 to 4", FIELD_INT, CLASS_CRM, F(icp[4]), "score", false },
	{ "dispute", "Dispute", "open while something is unresolved with them", FIELD_CHOICE, CLASS_DEAL, F(dispute), "open", false },
	{ NULL, NULL, NULL, FIELD_TEXT, CLASS_NONE, 0, NULL, true },
};
