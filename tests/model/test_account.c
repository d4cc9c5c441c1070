/* The account page, the preview and what stands beside a question: what each reader gets, and what nobody else does. */
#include "model/account.h"

#include "model/company.h"
#include "model/event.h"
#include "model/item.h"
#include "model/member.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct won w;
static struct err err;

static void row(enum item_kind kind, const char *text, int64_t attr, const char *more)
{
	struct item it;

	item_init(&it, kind);
	it.form = w.form;
	free(it.text);
	it.text = xstrdup(text);
	it.attr = attr;
	if (more) {
		free(it.mitigation);
		it.mitigation = xstrdup(more);
	}
	cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), 0, "%s", err.text);
	item_done(&it);
}

/* Every answer and every row has a word that stands nowhere else. */
static void begin(void)
{
	err = (struct err){ 0 };
	won_open(&w, NULL);
	for (int q = 1; q <= 7; q++) {
		char text[64];

		snprintf(text, sizeof text, "canary-q%d of 2026-11-20", q);
		cr_assert_eq(debrief_answer(w.s, w.form, q, LAYER_LIVE, text, -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	}
	row(ITEM_PROMISE, "canary-promise", PROMISE_IMPLICIT, NULL);
	row(ITEM_RISK, "canary-risk", RISK_VENDOR, NULL);
	row(ITEM_OBJECTION, "canary-objection", 0, "canary-resolution");
	row(ITEM_CRITERION, "canary-criterion", CRITERION_MEASURABLE, NULL);
	row(ITEM_FLAG, "canary-flag", FLAG_CAPACITY, NULL);
	row(ITEM_PARKED, "canary-parked", 0, NULL);
}

static const struct account_line *line_of(const struct account *a, const char *word)
{
	for (size_t i = 0; i < a->n; i++)
		if (strstr(a->line[i].text, word))
			return &a->line[i];
	return NULL;
}

Test(account, every_answer_and_row_stands_in_the_record_it_goes_to)
{
	static const struct {
		const char *word, *label;
		enum account_record record;
	} all[] = {
		{ "canary-q1", "Buying trigger", ACCOUNT_CRM },
		{ "canary-q2", "Champion", ACCOUNT_HEALTH },
		{ "canary-q3", "Objections", ACCOUNT_INTERNAL },
		{ "canary-q4", "Promises", ACCOUNT_CRM },
		{ "canary-q5", "Expand or renew", ACCOUNT_HEALTH },
		{ "canary-q6", "Risks", ACCOUNT_INTERNAL },
		{ "canary-q7", "Gut read", ACCOUNT_HEALTH },
		{ "canary-promise", "Promised (implicit)", ACCOUNT_CRM },
		{ "canary-risk", "Displaced vendor", ACCOUNT_CRM },
		{ "canary-objection → canary-resolution", "Objection", ACCOUNT_INTERNAL },
		{ "canary-criterion", "Success criterion (measurable)", ACCOUNT_HEALTH },
		{ "canary-flag", "Flag: capacity", ACCOUNT_CRM },
	};
	struct account a;

	begin();
	cr_assert_eq(account_load(w.s, w.deal, &a, &err), 0, "%s", err.text);
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
		const struct account_line *line = line_of(&a, all[i].word);

		cr_assert_not_null(line, "%s", all[i].word);
		cr_assert_str_eq(line->label, all[i].label);
		cr_assert_eq(line->record, all[i].record, "%s", all[i].word);
	}
	cr_assert_null(line_of(&a, "canary-parked"), "words that belong to no question yet are no record");
	account_done(&a);
	won_close(&w);
}

Test(account, who_sees_what)
{
	static const struct {
		const char *login;
		bool found, crm, health, internal;
	} readers[] = {
		{ "mira", true, true, true, true },   { "priya", true, true, true, true },
		{ "max", true, true, true, true },    { "rex", true, true, true, false },
		{ "ana", true, false, false, false }, { "jo", false, false, false, false },
	};
	static const char *const of_record[][4] = { { "canary-q1", "canary-q4", "canary-promise", "canary-risk" },
						    { "canary-q2", "canary-q5", "canary-q7", "canary-criterion" },
						    { "canary-q3", "canary-q6", "canary-objection", "canary-resolution" } };

	begin();
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		bool may[] = { readers[i].crm, readers[i].health, readers[i].internal };
		struct account a;

		won_as(&w, readers[i].login);
		cr_assert_eq(account_load(w.s, w.deal, &a, &err), readers[i].found ? 0 : -1, "%s", readers[i].login);
		for (size_t r = 0; readers[i].found && r < 3; r++) {
			cr_assert_eq(a.hidden[r], !may[r], "%s", readers[i].login);
			for (size_t k = 0; k < 4; k++)
				cr_assert_eq(line_of(&a, of_record[r][k]) != NULL, may[r], "%s: %s", readers[i].login,
					     of_record[r][k]);
		}
		account_done(&a);
	}
	won_close(&w);
}

static char *preview(enum reader r)
{
	struct buf out = { 0 };

	cr_assert_eq(debrief_preview(w.s, w.form, r, &out, &err), 0, "%s", err.text);
	return buf_take(&out);
}

Test(account, a_customer_gets_two_answers_and_what_was_promised)
{
	char *text;

	begin();
	text = preview(READER_CUSTOMER);
	cr_assert_not_null(strstr(text, "canary-q1"));
	cr_assert_not_null(strstr(text, "canary-q4"));
	for (const char *p = text; (p = strstr(p, "canary-")); p++)
		cr_assert(!strncmp(p, "canary-q1", 9) || !strncmp(p, "canary-q4", 9) ||
				  !strncmp(p, "canary-promise", 14), "%.20s", p);
	free(text);
	text = preview(READER_AE);
	cr_assert_not_null(strstr(text, "canary-q3"));
	cr_assert_not_null(strstr(text, "Umber Group, as the AE sees it"));
	free(text);
	won_close(&w);
}

Test(account, a_preview_shows_nobody_more_than_he_may_read)
{
	begin();
	won_as(&w, "rex");
	for (enum reader r = READER_AE; r < READERS; r++) {
		char *text = preview(r);

		cr_assert_null(strstr(text, "canary-q3"), "%s", reader_title(r));
		cr_assert_null(strstr(text, "canary-resolution"), "%s", reader_title(r));
		cr_assert_not_null(strstr(text, "canary-q1"), "%s", reader_title(r));
		free(text);
	}
	won_close(&w);
}

Test(account, an_account_without_debrief_says_what_the_deal_says)
{
	struct account a;

	begin();
	won_as(&w, "dana");
	cr_assert_eq(deal_change(w.s, w.deal, "reason", "Reporting", &err), 0, "%s", err.text);
	cr_assert_eq(account_load(w.s, w.deal, &a, &err), 0, "%s", err.text);
	cr_assert_str_eq(a.line[0].label, "Stated reason");
	cr_assert_str_eq(a.line[0].text, "Reporting");
	account_done(&a);
	cr_assert_eq(account_load(w.s, 999, &a, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	won_close(&w);
}

/* ---- beside a question ---- */

static int keep(void *arg, const char *label, const char *text)
{
	buf_printf(arg, "[%s|%s]", label, text);
	return 0;
}

static const char *context(int question)
{
	static struct buf out;

	buf_clear(&out);
	cr_assert_eq(debrief_context(w.s, w.form, question, keep, &out, &err), 0, "%s", err.text);
	return buf_str(&out);
}

Test(account, what_the_deal_knows_beside_each_question)
{
	static const char *const set[][2] = { { "reason", "Reporting" }, { "term_months", "12" }, { "product", "Audit" },
					      { "competitor", "Rival Works" }, { "segment", "Mid-market" } };

	begin();
	cr_assert_str_eq(context(1), "[stated reason|none in the deal]");
	won_as(&w, "dana");
	for (size_t i = 0; i < sizeof set / sizeof set[0]; i++)
		cr_assert_eq(deal_change(w.s, w.deal, set[i][0], set[i][1], &err), 0, "%s", err.text);
	won_as(&w, "priya");
	cr_assert_str_eq(context(1), "[stated reason|Reporting]");
	cr_assert_str_eq(context(2), "[primary|L. Fox]");
	cr_assert_str_eq(context(3), "[competitor|Rival Works][packet|nothing of it yet]");
	cr_assert_str_eq(context(4), "[contract|12 months, $2,500, Audit][SOW|signed][packet|nothing of it yet]");
	cr_assert_str_eq(context(5), "[packet|nothing of it yet]");
	cr_assert_str_eq(context(6), "[competitor|Rival Works][primary|L. Fox][packet|nothing of it yet]");
	cr_assert_str_eq(context(7), "[segment|Mid-market][ICP at handoff|not scored yet]");
	won_as(&w, "ana");
	for (int q = 1; q <= 7; q++)
		cr_assert_str_eq(context(q), "", "who may not read Q%d gets nothing beside it", q);
	won_close(&w);
}

static int add_contact(struct store *s, struct group *g, void *arg, struct err *why)
{
	struct person p = { .company = company_by_name(s, "Umber Group", why), .name = xstrdup("Ana Ruiz"),
			    .title = xstrdup("CTO"), .email = xstrdup(""), .phone = xstrdup("") };
	int rc = p.company > 0 ? person_save(s, g, &p, why) : -1;

	(void)arg;
	person_done(&p);
	return rc;
}

/* Who came from the CRM as a contact of the company is known too, though no role in the deal names them. */
Test(account, contacts_of_the_company_stand_behind_those_of_the_deal)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "contact" };

	begin();
	won_as(&w, "dana");
	cr_assert_eq(edit(w.s, &how, add_contact, NULL, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	cr_assert_str_eq(context(2), "[primary|L. Fox][contact|Ana Ruiz, CTO]");
	won_as(&w, "ana");
	cr_assert_str_eq(context(2), "");
	won_close(&w);
}

/* ---- when the call will be ---- */

static int64_t at(const char *moment)
{
	int64_t ms = 0;

	cr_assert_eq(moment_parse_utc(moment, &ms, &err), 0, "%s", err.text);
	return ms;
}

static void kickoff_set(const char *moment)
{
	cr_assert_eq(event_mark(w.s, &(struct new_event){ .deal = w.deal, .kind = EV_KICKOFF_SET, .at_ms = w.s->now(w.s),
							   .for_ms = at(moment) }, &err), 0, "%s", err.text);
}

static int schedule(const char *moment, bool *late)
{
	return debrief_schedule(w.s, w.form, moment ? at(moment) : NO_MOMENT, late, &err);
}

Test(account, the_call_is_scheduled_before_the_kickoffs_day)
{
	struct form f;
	bool late = true;

	err = (struct err){ 0 };
	won_open(&w, NULL); /* Friday 2026-11-20 10:10 in Berlin; due 2026-11-27 18:00 */
	cr_assert_eq(schedule("2026-11-24T09:00:00Z", &late), 0, "%s", err.text);
	cr_assert_not(late);
	cr_assert_eq(form_read(w.s, w.form, &f, &err), 1);
	cr_assert_eq(f.state, FORM_SCHEDULED);
	cr_assert_eq(f.scheduled_at, at("2026-11-24T09:00:00Z"));
	cr_assert_eq(schedule("2026-11-27T17:01:00Z", &late), 0, "%s", err.text);
	cr_assert(late, "a minute past the close of the fifth business day");
	kickoff_set("2026-11-25T15:00:00Z");
	cr_assert_eq(schedule("2026-11-25T08:00:00Z", &late), -1, "on the kickoff's day");
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "11-25"), "%s", err.text);
	cr_assert_eq(schedule("2026-11-30T08:00:00Z", &late), -1, "after it");
	cr_assert_eq(schedule("2026-11-24T16:00:00Z", &late), 0, "%s", err.text);
	cr_assert_not(late);
	cr_assert_eq(schedule("2026-11-20T09:00:00Z", &late), -1, "in the past");
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_eq(schedule(NULL, &late), 0, "%s", err.text);
	cr_assert_eq(form_read(w.s, w.form, &f, &err), 1);
	cr_assert_eq(f.state, FORM_OPEN);
	cr_assert_eq(f.scheduled_at, 0);
	won_as(&w, "mira");
	cr_assert_eq(schedule("2026-11-24T09:00:00Z", &late), -1, "the csm schedules");
	cr_assert_eq(err.kind, ERR_ROLE);
	won_close(&w);
}
