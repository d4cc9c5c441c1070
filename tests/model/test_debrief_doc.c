/* The debrief as a document: what each reader gets of its rows, values and times. */
#include "model/item.h"
#include "model/member.h"
#include "tests/model/won.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct won w;

static void live(int q, const char *text, int64_t ms)
{
	struct err err = { 0 };

	cr_assert_eq(debrief_answer(w.s, w.form, q, LAYER_LIVE, text, -1, ms, NULL, NULL, &err), 0, "%s", err.text);
}

static void save(struct item *it)
{
	struct err err = { 0 };

	it->form = w.form;
	cr_assert_eq(item_save(w.s, NULL, it, NULL, &err), 0, "%s", err.text);
	item_done(it);
}

static void add(enum item_kind kind, const char *text)
{
	struct item it;

	item_init(&it, kind);
	won_put(&it.text, text);
	save(&it);
}

/* Whether the words stand in what debrief_markdown() or debrief_json() makes for that audience. */
static bool makes(int (*make)(struct store *, int64_t, const char *, struct buf *, struct err *), const char *audience,
		const char *words)
{
	struct buf out = { 0 };
	struct err err = { 0 };
	bool is_there;

	cr_assert_eq(make(w.s, w.form, audience, &out, &err), 0, "%s", err.text);
	is_there = strstr(buf_str(&out), words);
	buf_done(&out);
	return is_there;
}

static bool markdown_has(const char *audience, const char *words)
{
	return makes(debrief_markdown, audience, words);
}

static bool json_has(const char *audience, const char *words)
{
	return makes(debrief_json, audience, words);
}

Test(debrief_doc, rows_stand_under_their_question_with_all_they_say)
{
	struct item it;

	won_open(&w, NULL);
	live(4, "Integrations and training.", 245 * 1000);
	item_init(&it, ITEM_PROMISE);
	won_put(&it.text, "Integrations live");
	won_put(&it.said_by, "Mira");
	it.attr = PROMISE_IMPLICIT;
	it.owner = w.priya;
	it.due_day = day_from_ymd(2027, 6, 30);
	it.due_unit = DUE_QUARTER;
	save(&it);
	item_init(&it, ITEM_OBJECTION);
	won_put(&it.text, "Price\nmoved twice");
	won_put(&it.mitigation, "one quote in writing");
	save(&it);
	cr_assert(markdown_has(NULL, "- Integrations live (implicit; said by Mira; owner priya; due 2027-Q2; open)\n"));
	cr_assert(markdown_has(NULL, "- Price\n  moved twice → one quote in writing\n"));
	cr_assert(markdown_has(NULL, "Time: 4:05 min"));
	cr_assert(markdown_has(NULL, "Time in the call: 4 min of 30–45"));
	cr_assert(json_has(NULL, "{\"row\":\"promise\",\"id\":1,\"question\":4,\"text\":\"Integrations live\",\"kind\":\"implicit\","
				 "\"said_by\":\"Mira\",\"owner\":\"priya\",\"resolution\":null,\"state\":\"open\","
				 "\"due\":\"2027-Q2\"}"));
	cr_assert(json_has(NULL, "\"seconds\":245,\"minutes_expected\":[30,45]"));
	won_close(&w);
}

/* S4-16: under the question that they sharpen. */
Test(debrief_doc, what_is_to_be_raised_stands_under_its_question)
{
	struct item it;

	won_open(&w, NULL);
	item_init(&it, ITEM_FOLLOWUP);
	won_put(&it.text, "Which region first?");
	won_put(&it.mitigation, "the north");
	it.attr = 5;
	it.state = ITEM_ANSWERED;
	save(&it);
	add(ITEM_GAP, "No notes of the June call");
	cr_assert(markdown_has(NULL, "*no answer yet*\n\n- *to raise:* Which region first? → the north (Q5; answered)\n\n## Q6"));
	cr_assert(markdown_has(NULL, "## Context gaps\n\n- No notes of the June call\n"));
	cr_assert(!markdown_has(NULL, "## Questions to raise"));
	/* Its question goes elsewhere: the reader of what is internal has it all the same. */
	cr_assert(markdown_has("internal", "## Questions to raise\n\n- Which region first? → the north (Q5; answered)\n"));
	won_close(&w);
}

static int first_person(void *arg, const struct deal_person *p)
{
	*(int64_t *)arg = p->person;
	return 0;
}

Test(debrief_doc, a_stake_names_the_contact_it_is_about)
{
	struct item it;
	struct err err = { 0 };

	won_open(&w, NULL);
	item_init(&it, ITEM_STAKEHOLDER);
	won_put(&it.text, "her budget hangs on it");
	cr_assert_eq(deal_people(w.s, w.deal, first_person, &it.person, &err), 0, "%s", err.text);
	cr_assert_gt(it.person, 0);
	save(&it);
	cr_assert(markdown_has(NULL, "- her budget hangs on it (L. Fox)\n"));
	cr_assert(json_has(NULL, "\"person\":\"L. Fox\""));
	cr_assert(!markdown_has("customer", "Fox"));
	won_close(&w);
}

Test(debrief_doc, the_gut_read_and_who_said_it)
{
	struct err err = { 0 };

	won_open(&w, NULL);
	live(7, "One sponsor only.", 0);
	cr_assert_eq(debrief_said_by(w.s, w.form, 7, "Lena", &err), 0, "%s", err.text);
	cr_assert_eq(debrief_signal(w.s, w.form, SIGNAL_WORRIED, &err), 0, "%s", err.text);
	cr_assert_eq(debrief_doubt(w.s, w.form, DOUBT_YES, &err), 0, "%s", err.text);
	cr_assert(markdown_has(NULL, "Signal: worried; doubt about the fit: yes\n"));
	cr_assert(markdown_has("health", "Signal: worried"));
	cr_assert(!markdown_has("crm", "worried"));
	cr_assert(markdown_has(NULL, ", said by Lena*"));
	cr_assert(json_has(NULL, "\"signal\":\"worried\",\"doubt\":\"yes\""));
	cr_assert(!json_has("crm", "worried"));
	won_close(&w);
}

/* domain.md: rows of Q6 go to the CRM record while its prose stays internal. */
Test(debrief_doc, a_reader_gets_the_rows_that_go_there)
{
	static const struct {
		const char *audience, *gets;
	} cases[] = { { "crm", "PRF" }, { "health", "CS" }, { "internal", "OGKU" }, { "customer", "P" } };
	static const struct {
		enum item_kind kind;
		char mark;
		const char *words;
	} rows[] = { { ITEM_PROMISE, 'P', "canarypromise" },   { ITEM_RISK, 'R', "canaryrisk" },
		     { ITEM_FLAG, 'F', "canaryflag" },	       { ITEM_CRITERION, 'C', "canarycriterion" },
		     { ITEM_STAKEHOLDER, 'S', "canarystake" }, { ITEM_OBJECTION, 'O', "canaryobjection" },
		     { ITEM_GAP, 'G', "canarygap" },	       { ITEM_PARKED, 'K', "canaryparked" },
		     { ITEM_FOLLOWUP, 'U', "canaryfollowup" } };

	won_open(&w, NULL);
	live(6, "canaryprose", 0);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		add(rows[i].kind, rows[i].words);
	for (size_t a = 0; a < sizeof cases / sizeof cases[0]; a++)
		for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
			bool gets = strchr(cases[a].gets, rows[i].mark);

			cr_assert_eq(markdown_has(cases[a].audience, rows[i].words), gets, "%s %s", cases[a].audience,
				     rows[i].words);
			cr_assert_eq(json_has(cases[a].audience, rows[i].words), gets, "%s %s", cases[a].audience,
				     rows[i].words);
		}
	cr_assert(!markdown_has("crm", "canaryprose"));
	cr_assert(markdown_has("crm", "Q6 Risks"));
	won_as(&w, "rex"); /* readonly: nothing internal, but the rows of Q6 are crm */
	cr_assert(markdown_has(NULL, "canaryrisk"));
	cr_assert(!markdown_has(NULL, "canaryprose"));
	cr_assert(!markdown_has(NULL, "canaryobjection"));
	cr_assert(!json_has(NULL, "canaryparked"));
	won_close(&w);
}

Test(debrief_doc, a_customer_reads_no_names_of_ours)
{
	struct item it;

	won_open(&w, NULL);
	live(4, "Integrations.", 60000);
	item_init(&it, ITEM_PROMISE);
	won_put(&it.text, "Integrations live");
	won_put(&it.said_by, "canarysaid");
	won_put(&it.mitigation, "canaryresolution");
	it.attr = PROMISE_IMPLICIT;
	it.owner = w.priya;
	it.due_day = day_from_ymd(2027, 3, 31);
	it.due_unit = DUE_MONTH;
	save(&it);
	item_init(&it, ITEM_PROMISE);
	won_put(&it.text, "canarydropped");
	it.state = ITEM_DROPPED;
	save(&it);
	cr_assert(markdown_has("customer", "- Integrations live (due 2027-03)\n"));
	for (int json = 0; json < 2; json++) {
		bool (*has)(const char *, const char *) = json ? json_has : markdown_has;

		cr_assert(!has("customer", "canary"));
		cr_assert(!has("customer", "priya"));
		cr_assert(!has("customer", "implicit"));
		cr_assert(!has("customer", "Time"));
		cr_assert(!has("customer", "seconds"));
	}
	won_close(&w);
}

/* ---- P39 ---- */

/* A word that a customer may read, or one that must not be met. */
static void canary(struct prop *p, bool allowed, struct buf *out)
{
	buf_printf(out, "%s%u", allowed ? "fine" : "canary", prop_below(p, 1000000));
}

/* One more thing that a member writes: an answer in a layer, a row of some kind, the gut read, who said it. */
static void write_something(struct prop *p)
{
	struct buf text = { 0 };
	struct err err = { 0 };
	int q = 1 + (int)prop_below(p, 7);
	bool ahead = prop_below(p, 3) == 0;
	struct item it;

	won_as(&w, ahead ? "mira" : "priya");
	switch (prop_below(p, 4)) {
	case 0:
		canary(p, !ahead && (q == 1 || q == 4), &text);
		debrief_answer(w.s, w.form, q, ahead ? LAYER_AHEAD : LAYER_LIVE, buf_str(&text), -1, 1000, NULL, NULL,
			       &err);
		break;
	case 1:
		item_init(&it, 1 + (int)prop_below(p, ITEM_KIND_COUNT - 1));
		it.form = w.form;
		it.state = prop_below(p, 2) ? ITEM_OPEN : ITEM_DROPPED;
		canary(p, it.kind == ITEM_PROMISE && it.state == ITEM_OPEN, &text);
		won_put(&it.text, buf_str(&text));
		won_put(&it.said_by, "canarysaid");
		won_put(&it.mitigation, "canaryresolution");
		item_save(w.s, NULL, &it, NULL, &err);
		item_done(&it);
		break;
	case 2:
		debrief_said_by(w.s, w.form, q, "canaryspeaker", &err);
		break;
	case 3:
		if (prop_below(p, 2))
			debrief_reply(w.s, w.form, q, REPLY_UNKNOWN, "canaryreason", &err);
		else
			debrief_signal(w.s, w.form, prop_below(p, 4), &err);
		break;
	}
	buf_done(&text);
}

static long leaks(void)
{
	static const char *const names[] = { "mira", "priya", "canary", "worried", "unsure" };
	struct buf out = { 0 };
	long found = 0;

	debrief_markdown(w.s, w.form, "customer", &out, NULL);
	debrief_json(w.s, w.form, "customer", &out, NULL);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		found += strstr(buf_str(&out), names[i]) != NULL;
	buf_done(&out);
	return found != 0;
}

static long cases_wanted(void)
{
	const char *tier = getenv("WINLOSS_TIER");

	return tier && !strcmp(tier, "long") ? 10000 : tier ? 200 : 1000;
}

Test(redact, p39_customer_document_carries_nothing_internal)
{
	struct prop p;
	long cases = cases_wanted(), fail = 0;

	prop_init(&p, 39);
	for (long i = 0; i < cases; i++) {
		if (i % 25 == 0) {
			if (i)
				won_close(&w);
			won_open(&w, NULL);
		}
		write_something(&p);
		write_something(&p);
		fail += leaks();
	}
	won_close(&w);
	cr_assert(prop_promise("P39", cases, fail));
}
