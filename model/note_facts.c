#include "model/note_facts.h"

#include "model/calendar.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/member.h"
#include "model/note.h"
#include "model/packet.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define CLOCKS_MAX 64
#define PRODUCT "Assessment" /* of a deal that names none: what the handoff SOP is about */

static const struct fact_name {
	const char *name;
	enum field_class class;
} names[];

size_t note_facts_count(void)
{
	size_t n = 0;

	while (names[n].name)
		n++;
	return n;
}

const char *note_fact_name(size_t i)
{
	return names[i].name;
}

enum field_class note_fact_class(size_t i)
{
	return names[i].class;
}

static struct buf *place_of(struct note_facts *f, const char *name)
{
	size_t i = 0;

	while (names[i].name && strcmp(names[i].name, name) != 0)
		i++;
	return &f->text[i];
}

const char *note_fact(const struct note_facts *f, const char *name)
{
	return buf_str(place_of((struct note_facts *)(uintptr_t)f, name));
}

void note_line(struct buf *out, const char *words)
{
	struct buf line = { 0 };

	for (const char *c = words; *c; c++)
		if (*c != ' ')
			buf_putc(&line, *c);
		else if (line.len && line.data[line.len - 1] != ' ')
			buf_putc(&line, ' ');
	while (line.len && line.data[line.len - 1] == ' ')
		line.data[--line.len] = '\0';
	text_visible(out, buf_str(&line), line.len, false);
	buf_done(&line);
}

void note_fact_put(struct note_facts *f, const char *name, const char *words)
{
	struct buf *place = place_of(f, name);

	buf_clear(place);
	note_line(place, words);
}

static void put_moment(struct note_facts *f, const char *name, int64_t at)
{
	struct buf b = { 0 };

	if (at != NO_MOMENT && at) { /* with its year: a message is read on another day, by people elsewhere */
		int minute = calendar_minute(f->s->calendar, at);

		day_format(calendar_day(f->s->calendar, at), &b);
		buf_printf(&b, " %02d:%02d (%s)", minute / 60, minute % 60, calendar_zone(f->s->calendar));
		note_fact_put(f, name, buf_str(&b));
	}
	buf_done(&b);
}

/* ---- the deal ---- */

static void put_member(struct note_facts *f, const char *name, int64_t member)
{
	char *words = member ? member_name(f->s, member, NULL) : NULL;

	if (words)
		note_fact_put(f, name, words);
	free(words);
}

static void put_day(struct note_facts *f, const char *name, int64_t day)
{
	struct buf b = { 0 };

	if (day != NO_DAY)
		day_format(day, &b);
	note_fact_put(f, name, buf_str(&b));
	buf_done(&b);
}

/* "Signed", "Pending – expected 2026-12-01" */
static void put_sow(struct note_facts *f)
{
	struct buf b = { 0 };

	if (f->deal.sow_status == SOW_SIGNED) {
		buf_puts(&b, "Signed");
	} else if (f->deal.sow_status == SOW_PENDING || f->deal.commitment) {
		buf_puts(&b, "Pending – expected ");
		if (f->deal.sow_day != NO_DAY)
			day_format(f->deal.sow_day, &b);
		else
			buf_puts(&b, "[day" NOTE_GAP);
	}
	note_fact_put(f, "sow", buf_str(&b));
	if (f->deal.sow_status != SOW_SIGNED)
		put_day(f, "sow_date", f->deal.sow_day);
	buf_done(&b);
}

static void put_deal(struct note_facts *f)
{
	struct buf label = { 0 }, number = { 0 };

	deal_label(&f->deal, &label);
	buf_printf(&number, "D-%" PRId64, f->deal.id);
	note_fact_put(f, "company", f->deal.company_name && *f->deal.company_name ? f->deal.company_name : buf_str(&label));
	note_fact_put(f, "deal", buf_str(&number));
	note_fact_put(f, "product", f->deal.product ? dict_title(f->s, f->deal.product) : PRODUCT);
	put_member(f, "ae", f->deal.owner);
	put_member(f, "csm", f->deal.csm);
	put_member(f, "me", f->s->actor.member);
	put_moment(f, "won", f->deal.won_at);
	put_day(f, "date", calendar_day(f->s->calendar, f->s->now(f->s)));
	put_sow(f);
	buf_done(&label);
	buf_done(&number);
}

static int take_contact(void *arg, const struct deal_person *p)
{
	struct note_facts *f = arg;

	if (p->role != PERSON_PRIMARY || !p->name)
		return 0;
	note_fact_put(f, "contact", p->name);
	return 1;
}

/* ---- the packet ---- */

static void put_value(struct note_facts *f, const struct packet *p, const char *field, const char *name)
{
	const struct packet_value *v = packet_value_of(p, field);

	if (v)
		note_fact_put(f, name, v->text);
}

/* Those of the customer handoff form alone: a row that was noted in the debrief is not for the customer. */
static void put_objectives(struct note_facts *f, const struct packet *p)
{
	struct buf *out = place_of(f, "objectives");

	for (size_t i = 0; i < p->n_rows; i++) {
		if (p->row[i].kind != ITEM_CRITERION || p->row[i].form != p->customer.id)
			continue;
		buf_puts(out, out->len ? "\n- " : "- ");
		note_line(out, p->row[i].text);
	}
}

static int put_filed(struct note_facts *f, const struct packet *p, struct err *err)
{
	struct packet_filed filed = { 0 };
	struct err why = { 0 };
	struct buf b = { 0 };
	int rc = packet_version(f->s, p->form.id, 0, &filed, &why);

	if (rc == 1) {
		buf_printf(&b, "%s/%s", f->s->out_dir, filed.path);
		note_fact_put(f, "path", buf_str(&b));
		buf_clear(&b);
		buf_printf(&b, "%" PRId64, filed.version);
		note_fact_put(f, "version", buf_str(&b));
		put_member(f, "filed_by", filed.member);
	}
	note_fact_put(f, "packet", rc == 1 ? "Handoff packet filed → customer.success" : "Handoff packet not filed yet");
	packet_filed_done(&filed);
	buf_done(&b);
	return rc < 0 && why.kind != ERR_ROLE ? err_set(err, why.kind, "%s", why.text) : 0;
}

static int put_packet(struct note_facts *f, struct err *err)
{
	struct packet p;
	int rc = packet_load(f->s, f->deal.id, &p, err);

	if (rc != 1) {
		note_fact_put(f, "packet", "Handoff packet not filed yet");
		return rc;
	}
	put_value(f, &p, "price", "price");
	put_value(f, &p, "window", "window");
	put_value(f, &p, "expect", "goal");
	put_objectives(f, &p);
	rc = put_filed(f, &p, err);
	packet_done(&p);
	return rc;
}

/* ---- clocks and events ---- */

static void put_late(struct note_facts *f, const struct clock *c, const struct clock_rule *rule)
{
	int64_t now = f->s->now(f->s), work;
	struct buf b = { 0 };

	put_moment(f, "due", c->due_at);
	f->sow_late = clock_state(c, now) == CLOCK_LATE;
	if (!f->sow_late)
		return;
	clock_words(c, rule, f->s->calendar, now, &b);
	note_fact_put(f, "late", buf_str(&b));
	buf_clear(&b);
	work = calendar_working_ms(f->s->calendar, c->due_at, now);
	buf_printf(&b, "%lld:%02lld", (long long)(work / HOUR_MS), (long long)(work / MINUTE_MS % 60));
	note_fact_put(f, "worked", buf_str(&b));
	buf_done(&b);
}

static int put_clocks(struct note_facts *f, struct err *err)
{
	struct clock c[CLOCKS_MAX];
	size_t n;

	if (clocks_of(f->s, f->deal.id, c, CLOCKS_MAX, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct clock_rule *rule = clock_rule_id(f->s->clocks, c[i].kind);

		if (rule && !strcmp(rule->key, "acknowledge"))
			put_moment(f, "ack_due", c[i].due_at);
		if (rule && !strcmp(rule->key, "sow_signed"))
			put_late(f, &c[i], rule);
	}
	return 0;
}

/* With the hour that was told. */
static int put_kickoff(struct note_facts *f, struct err *err)
{
	struct event *e;
	size_t n;

	if (event_list(f->s, f->deal.id, &e, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (e[i].kind == EV_KICKOFF_SET)
			put_moment(f, "kickoff", e[i].for_ms);
	free(e);
	return 0;
}

int note_facts_load(struct store *s, int64_t deal, struct note_facts *out, struct err *err)
{
	int rc;

	*out = (struct note_facts){ .s = s };
	rc = deal_get(s, deal, &out->deal, err);
	if (rc != 1)
		return rc < 0 ? -1 : deal_absent(s, deal, ERR_INPUT, err);
	put_deal(out);
	rc = deal_people(s, deal, take_contact, out, err) < 0 || put_packet(out, err) || put_clocks(out, err) ||
	     put_kickoff(out, err) ? -1 : 0;
	if (rc)
		note_facts_done(out);
	return rc;
}

void note_facts_done(struct note_facts *f)
{
	deal_done(&f->deal);
	for (size_t i = 0; i < NOTE_FACTS_MAX; i++)
		buf_done(&f->text[i]);
}

/* Ended by a name of nothing, whose place takes what has no name. */
static const struct fact_name names[] = {
	{ "company", CLASS_DEAL }, { "deal", CLASS_DEAL }, { "product", CLASS_DEAL }, { "price", CLASS_DEAL },
	{ "contact", CLASS_DEAL }, { "ae", CLASS_DEAL }, { "csm", CLASS_DEAL }, { "to", CLASS_DEAL }, { "me", CLASS_DEAL },
	{ "date", CLASS_DEAL }, { "won", CLASS_DEAL }, { "sow", CLASS_DEAL }, { "sow_date", CLASS_DEAL },
	{ "packet", CLASS_DEAL }, { "path", CLASS_CRM }, { "version", CLASS_CRM }, { "filed_by", CLASS_CRM },
	{ "ack_due", CLASS_DEAL }, { "window", CLASS_CRM }, { "due", CLASS_DEAL }, { "late", CLASS_DEAL },
	{ "worked", CLASS_DEAL }, { "goal", CLASS_CRM }, { "objectives", CLASS_HEALTH }, { "kickoff", CLASS_DEAL },
	{ NULL, CLASS_NONE },
};
