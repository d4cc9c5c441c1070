#include "model/history_value.h"
#include "model/item.h"
#include "model/member.h"
#include "model/search.h"
#include "model/text.h"
#include "tests/model/won.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct won w;

static size_t count(enum item_kind kind)
{
	struct item *rows;
	struct err err = { 0 };
	size_t n = 0;

	cr_assert_eq(item_list(w.s, w.form, kind, &rows, &n, &err), 0, "%s", err.text);
	items_done(rows, n);
	return n;
}

Test(item, every_kind_is_kept_with_all_its_fields)
{
	won_open(&w, NULL);
	for (enum item_kind k = 1; k < ITEM_KIND_COUNT; k++) {
		struct item it, now;
		struct err err = { 0 };
		bool asks = k == ITEM_GAP || k == ITEM_PARKED || k == ITEM_FOLLOWUP;

		item_init(&it, k);
		it.form = w.form;
		won_put(&it.text, "Integrations live, naïve 統合\nsecond line");
		won_put(&it.said_by, "Mara Voss");
		won_put(&it.mitigation, "cap of 12 %, in writing");
		it.attr = asks || *item_attr_key(k, 1) ? 1 : 0;
		it.owner = w.priya;
		it.due_day = day_from_ymd(2027, 3, 31);
		it.due_unit = DUE_MONTH;
		it.state = ITEM_KEPT;
		cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), 0, "%s: %s", item_kind_key(k), err.text);
		now = won_row(&w, it.id);
		cr_assert_str_eq(now.text, "Integrations live, naïve 統合\nsecond line");
		cr_assert_str_eq(now.said_by, "Mara Voss");
		cr_assert_str_eq(now.mitigation, "cap of 12 %, in writing");
		cr_assert_eq(now.attr, it.attr);
		cr_assert_eq(now.owner, w.priya);
		cr_assert_eq(now.due_day, day_from_ymd(2027, 3, 31));
		cr_assert_eq(now.due_unit, DUE_MONTH);
		cr_assert_eq(now.state, ITEM_KEPT);
		cr_assert_eq(now.class, item_class(w.s, k));
		cr_assert_eq(now.made_by, w.priya);
		cr_assert_eq(now.made_at, w.s->now(w.s));
		cr_assert_eq(now.deal, w.deal);
		cr_assert_eq(now.seq, k, "the oldest first");
		item_done(&it);
		item_done(&now);
	}
	cr_assert_eq(count(0), ITEM_KIND_COUNT - 1);
	cr_assert_eq(count(ITEM_RISK), 1);
	won_sound(&w);
	won_close(&w);
}

/* domain.md: promises, rows of Q6 and flags go to the CRM record, objections, gaps, parked words and follow-ups stay
 * internal, criteria and stakes are health inputs. */
Test(item, the_class_follows_from_the_kind)
{
	static const enum field_class of[ITEM_KIND_COUNT] = {
		[ITEM_PROMISE] = CLASS_CRM,	  [ITEM_RISK] = CLASS_CRM,	   [ITEM_FLAG] = CLASS_CRM,
		[ITEM_OBJECTION] = CLASS_INTERNAL, [ITEM_GAP] = CLASS_INTERNAL,	   [ITEM_PARKED] = CLASS_INTERNAL,
		[ITEM_FOLLOWUP] = CLASS_INTERNAL,  [ITEM_CRITERION] = CLASS_HEALTH, [ITEM_STAKEHOLDER] = CLASS_HEALTH,
		[ITEM_FRICTION] = CLASS_INTERNAL,  [ITEM_TOUCHPOINT] = CLASS_CRM,
	};

	won_open(&w, NULL);
	for (enum item_kind k = 1; k < ITEM_KIND_COUNT; k++)
		cr_assert_eq(item_class(w.s, k), of[k], "%s", item_kind_key(k));
	cr_assert_eq(item_kind_of(question_get(w.s->questions, 4)), ITEM_PROMISE);
	cr_assert_eq(item_kind_of(question_get(w.s->questions, 6)), ITEM_RISK);
	cr_assert_eq(item_kind_of(question_get(w.s->questions, 7)), 0);
	won_close(&w);
}

Test(item, two_members_in_different_fields_merge)
{
	struct item it, mine, theirs, now;
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "Integrations in 30 days");
	item_copy(&mine, &it);
	item_copy(&theirs, &it);
	won_as(&w, "max");
	theirs.owner = w.priya;
	cr_assert_eq(item_save(w.s, &it, &theirs, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	mine.due_day = day_from_ymd(2026, 12, 22);
	won_put(&mine.said_by, "Mira");
	cr_assert_eq(item_save(w.s, &it, &mine, NULL, &err), 0, "%s", err.text);
	now = won_row(&w, it.id);
	cr_assert_eq(now.owner, w.priya, "what max wrote stays");
	cr_assert_eq(now.due_day, day_from_ymd(2026, 12, 22));
	cr_assert_str_eq(now.said_by, "Mira");
	cr_assert_eq(now.rev, 3);
	cr_assert_eq(mine.owner, w.priya, "and the row that was saved knows it");
	item_done(&it);
	item_done(&mine);
	item_done(&theirs);
	item_done(&now);
	won_sound(&w);
	won_close(&w);
}

Test(item, two_members_in_one_field_are_told_with_both_words)
{
	struct item it, mine, theirs, now;
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "Integrations in 30 days");
	item_copy(&mine, &it);
	item_copy(&theirs, &it);
	won_as(&w, "max");
	won_put(&theirs.text, "Integrations in 45 days");
	cr_assert_eq(item_save(w.s, &it, &theirs, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	won_put(&mine.text, "Integrations in 60 days");
	mine.attr = PROMISE_IMPLICIT;
	cr_assert_eq(item_save(w.s, &it, &mine, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "max changed the text of this promise"), "%s", err.text);
	cr_assert_not_null(strstr(err.text, "45 days"), "%s", err.text);
	cr_assert_not_null(strstr(err.text, "60 days"), "%s", err.text);
	cr_assert_str_eq(mine.text, "Integrations in 60 days", "typed words stay typed");
	now = won_row(&w, it.id);
	cr_assert_str_eq(now.text, "Integrations in 45 days");
	cr_assert_eq(now.attr, 0, "nothing of it was written");
	won_put(&mine.text, "Integrations in 45 days");
	cr_assert_eq(item_save(w.s, &it, &mine, NULL, &err), 0, "the same words are no conflict: %s", err.text);
	item_done(&now);
	item_done(&it);
	item_done(&mine);
	item_done(&theirs);
	won_close(&w);
}

Test(item, a_row_that_somebody_removed_is_not_written)
{
	struct item it, mine;
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_RISK, "Head of IT");
	item_copy(&mine, &it);
	won_as(&w, "max");
	cr_assert_eq(item_delete(w.s, it.id, &err), 0, "%s", err.text);
	cr_assert_eq(item_delete(w.s, it.id, &err), -1);
	won_as(&w, "priya");
	won_put(&mine.text, "Head of IT, still");
	cr_assert_eq(item_save(w.s, &it, &mine, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "max removed this risk"), "%s", err.text);
	cr_assert_eq(count(ITEM_RISK), 0);
	item_done(&it);
	item_done(&mine);
	won_sound(&w);
	won_close(&w);
}

Test(item, undo_and_redo_go_through_every_step)
{
	struct item it, base, now;
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "A roadmap call");
	item_copy(&base, &it);
	won_put(&it.text, "A roadmap call with the head of product");
	it.due_day = day_from_ymd(2027, 6, 30);
	it.due_unit = DUE_QUARTER;
	cr_assert_eq(item_save(w.s, &base, &it, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(item_delete(w.s, it.id, &err), 0, "%s", err.text);
	cr_assert_eq(count(0), 0);
	won_undo(&w);
	now = won_row(&w, it.id);
	cr_assert_str_eq(now.text, "A roadmap call with the head of product");
	item_done(&now);
	won_undo(&w);
	now = won_row(&w, it.id);
	cr_assert_str_eq(now.text, "A roadmap call");
	cr_assert_eq(now.due_day, NO_DAY);
	cr_assert_eq(now.due_unit, DUE_DAY);
	item_done(&now);
	won_undo(&w);
	cr_assert_eq(count(0), 0);
	won_sound(&w);
	won_redo(&w);
	won_redo(&w);
	now = won_row(&w, it.id);
	cr_assert_str_eq(now.text, "A roadmap call with the head of product");
	cr_assert_eq(now.due_unit, DUE_QUARTER);
	item_done(&now);
	won_redo(&w);
	cr_assert_eq(count(0), 0);
	item_done(&it);
	item_done(&base);
	won_sound(&w);
	won_close(&w);
}

Test(item, a_row_that_others_wrote_on_is_not_taken_back)
{
	struct item it, theirs;
	struct undone u;
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "Two training days");
	item_copy(&theirs, &it);
	won_as(&w, "max");
	theirs.owner = w.priya;
	cr_assert_eq(item_save(w.s, &it, &theirs, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), -1);
	cr_assert_not_null(strstr(err.text, "max changed promise, owner"), "%s", err.text);
	cr_assert_eq(count(0), 1);
	item_done(&it);
	item_done(&theirs);
	won_close(&w);
}

Test(item, a_row_given_again_after_undo)
{
	struct item it, again;
	struct err err = { 0 };

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PARKED, "ask about the sister company");
	won_undo(&w);
	item_init(&again, ITEM_PARKED);
	again.id = it.id;
	again.form = w.form;
	won_put(&again.text, "ask about the sister company again");
	cr_assert_eq(item_save(w.s, NULL, &again, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(count(ITEM_PARKED), 1);
	item_done(&it);
	item_done(&again);
	won_sound(&w);
	won_close(&w);
}

Test(item, a_repeated_request_writes_once)
{
	static const unsigned char request[16] = "fifteen letters";
	struct item it, again;
	struct err err = { 0 };

	won_open(&w, NULL);
	item_init(&it, ITEM_PROMISE);
	it.form = w.form;
	it.id = item_new_id(w.s, &err);
	won_put(&it.text, "Answers within four hours");
	item_copy(&again, &it);
	cr_assert_eq(item_save(w.s, NULL, &it, request, &err), 0, "%s", err.text);
	cr_assert_eq(item_save(w.s, NULL, &again, request, &err), 0, "%s", err.text);
	cr_assert_eq(again.rev, 1);
	cr_assert_eq(again.made_by, w.priya);
	cr_assert_eq(count(0), 1);
	item_done(&it);
	item_done(&again);
	won_close(&w);
}

Test(item, a_stranger_takes_no_number)
{
	struct err err = { 0 };
	int64_t id;

	won_open(&w, NULL);
	id = item_new_id(w.s, &err);
	cr_assert_gt(id, 0, "%s", err.text);
	cr_assert_eq(item_new_id(w.s, &err), id + 1);
	won_as(&w, "stranger");
	cr_assert_eq(item_new_id(w.s, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	won_close(&w);
}

Test(item, nothing_said_is_no_row)
{
	struct item it;
	struct err err = { 0 };

	won_open(&w, NULL);
	item_init(&it, ITEM_PROMISE);
	it.form = w.form;
	cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(it.rev, 0);
	cr_assert_eq(count(0), 0);
	item_done(&it);
	won_close(&w);
}

Test(item, what_cannot_stand_in_a_row)
{
	struct item it;
	struct err err = { 0 };

	won_open(&w, NULL);
	item_init(&it, ITEM_PROMISE);
	it.form = w.form;
	won_put(&it.text, "caf\xe9");
	cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	won_put(&it.text, "words");
	won_put(&it.said_by, "\xff");
	cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	won_put(&it.said_by, "");
	it.owner = 999;
	cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	it.owner = 0;
	it.attr = 3;
	cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_eq(count(0), 0);
	item_done(&it);
	won_close(&w);
}

Test(item, the_first_row_begins_the_call_and_what_is_prepared_does_not)
{
	struct item it;
	struct form f;
	struct err err = { 0 };
	int64_t member;
	bool absent;

	won_open(&w, NULL);
	it = won_add(&w, ITEM_GAP, "who signed the security review?");
	item_done(&it);
	it = won_add(&w, ITEM_FOLLOWUP, "which region goes first?");
	item_done(&it);
	won_as(&w, "mira");
	it = won_add(&w, ITEM_PROMISE, "said ahead");
	item_done(&it);
	cr_assert_eq(form_read(w.s, w.form, &f, &err), 1);
	cr_assert_eq(f.state, FORM_OPEN);
	won_as(&w, "priya");
	it = won_add(&w, ITEM_PROMISE, "said in the call");
	item_done(&it);
	cr_assert_eq(form_read(w.s, w.form, &f, &err), 1);
	cr_assert_eq(f.state, FORM_LIVE);
	cr_assert_eq(f.live_at, w.s->now(w.s));
	cr_assert_eq(form_attendance(w.s, w.form, PART_CSM, &member, &absent, &err), 1);
	cr_assert_eq(member, w.priya);
	won_close(&w);
}

Test(item, who_may_write_which_kind)
{
	static const struct {
		const char *login;
		enum item_kind kind;
		bool may;
	} cases[] = {
		{ "priya", ITEM_PROMISE, true },   { "priya", ITEM_FLAG, true },   { "max", ITEM_OBJECTION, true },
		{ "mira", ITEM_PROMISE, true },	   { "mira", ITEM_OBJECTION, true }, { "mira", ITEM_FLAG, false },
		{ "jo", ITEM_PROMISE, false },	   { "ana", ITEM_PROMISE, false }, { "rex", ITEM_PROMISE, false },
		{ "stranger", ITEM_PARKED, false }, { "dana", ITEM_FLAG, true },
	};

	won_open(&w, NULL);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct item it;
		struct err err = { 0 };
		int rc;

		won_as(&w, cases[i].login);
		item_init(&it, cases[i].kind);
		it.form = w.form;
		won_put(&it.text, "words");
		rc = item_save(w.s, NULL, &it, NULL, &err);
		cr_assert_eq(rc, cases[i].may ? 0 : -1, "%s %s: %s", cases[i].login, item_kind_key(cases[i].kind),
			     err.text);
		if (rc)
			cr_assert_eq(err.kind, ERR_ROLE, "%s: %s", cases[i].login, err.text);
		item_done(&it);
	}
	won_close(&w);
}

static int count_hits(void *arg, const struct search_hit *h)
{
	if (h->kind == SUBJECT_ITEM)
		*(const char **)arg = xstrdup(h->what);
	return 0;
}

static int look_for(void *arg, const struct history_row *row)
{
	const char **canary = arg;
	struct buf value = { 0 };

	history_value(w.s, row, HISTORY_AFTER, &value);
	if (strstr(buf_str(&value), canary[0]))
		canary[1] = canary[0];
	buf_done(&value);
	return 0;
}

/* Every way out of the model for the words of a row, by member and kind. */
Test(item, canary_words_stay_where_they_belong)
{
	static const struct {
		const char *login, *sees; /* classes: c crm, h health, i internal */
	} cases[] = { { "priya", "chi" }, { "max", "chi" }, { "mira", "chi" }, { "dana", "chi" },
		      { "jo", "" },	  { "ana", "" },    { "rex", "ch" },   { "stranger", "ch" } };
	int64_t ids[ITEM_KIND_COUNT] = { 0 };

	won_open(&w, NULL);
	for (enum item_kind k = 1; k < ITEM_KIND_COUNT; k++) {
		char words[40];
		struct item it;

		snprintf(words, sizeof words, "canary%c%d", 'a' + (int)k, (int)k);
		it = won_add(&w, k, words);
		ids[k] = it.id;
		item_done(&it);
	}
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		won_as(&w, cases[i].login);
		for (enum item_kind k = 1; k < ITEM_KIND_COUNT; k++) {
			enum field_class c = item_class(w.s, k);
			bool may = strchr(cases[i].sees, c == CLASS_CRM ? 'c' : c == CLASS_HEALTH ? 'h' : 'i');
			char words[40], *where = NULL;
			const char *told[2] = { words, NULL };
			struct item it;

			snprintf(words, sizeof words, "canary%c%d", 'a' + (int)k, (int)k);
			cr_assert_eq(item_get(w.s, ids[k], &it, NULL), may, "%s %s", cases[i].login, item_kind_key(k));
			item_done(&it);
			cr_assert_eq(count(k), (size_t)may, "%s %s", cases[i].login, item_kind_key(k));
			cr_assert_eq(search_each(w.s, words, 10, count_hits, &where, NULL), 0);
			cr_assert_eq(where != NULL, may, "%s %s search", cases[i].login, item_kind_key(k));
			if (where)
				cr_assert_str_eq(where, item_kind_key(k));
			free(where);
			history_each(w.s, SUBJECT_DEAL, w.deal, 0, look_for, told, NULL);
			if (told[1])
				cr_assert(may, "%s %s history", cases[i].login, item_kind_key(k));
			else
				cr_assert(!may || access_act(w.s, "history", NULL), "%s %s history", cases[i].login,
					  item_kind_key(k));
		}
	}
	won_close(&w);
}

Test(item, search_finds_how_it_was_settled)
{
	struct item it, base;
	struct err err = { 0 };
	char *where = NULL;

	won_open(&w, NULL);
	it = won_add(&w, ITEM_OBJECTION, "the price moved twice");
	item_copy(&base, &it);
	won_put(&it.mitigation, "one quote in writing");
	cr_assert_eq(item_save(w.s, &base, &it, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(search_each(w.s, "quote price", 10, count_hits, &where, &err), 0, "%s", err.text);
	cr_assert_not_null(where);
	cr_assert_str_eq(where, "objection");
	free(where);
	item_done(&it);
	item_done(&base);
	won_sound(&w);
	won_close(&w);
}

/* The clock of these tests stands at Friday, 2026-11-20. */
Test(item, due_dates_as_people_type_them)
{
	static const struct {
		const char *typed, *shown;
	} cases[] = {
		{ "2026-12-22", "2026-12-22" }, { "12-22", "2026-12-22" }, { "01-04", "2027-01-04" }, { "2-29", "2028-02-29" },
		{ "11-20", "2026-11-20" },	{ "2027-03", "2027-03" },  { "2027-Q2", "2027-Q2" },  { "q4", "2026-Q4" },
		{ "Q1", "2027-Q1" },		{ "30 days", "2026-12-20" }, { "+30", "2026-12-20" }, { "30", "2026-12-20" },
		{ "2 weeks", "2026-12-04" },	{ "friday", "2026-11-27" }, { "mon", "2026-11-23" },  { "today", "2026-11-20" },
		{ "tomorrow", "2026-11-21" },	{ " 2027-03 ", "2027-03" }, { "", "" },
	};
	static const char *const wrong[] = { "2026-13", "2026-02-30", "32nd", "soon", "Q5", "2026-Q7", "13-40", "30 moons",
					     "2027-03-", "fr", "12-22-", "-3" };

	won_open(&w, NULL);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct item it;
		struct buf out = { 0 };
		struct err err = { 0 };

		item_init(&it, ITEM_PROMISE);
		cr_assert_eq(item_due_parse(w.s, cases[i].typed, &it.due_day, &it.due_unit, &err), 0, "%s: %s",
			     cases[i].typed, err.text);
		item_due_format(&it, &out);
		cr_assert_str_eq(buf_str(&out), cases[i].shown, "%s", cases[i].typed);
		buf_done(&out);
		item_done(&it);
	}
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		int64_t day;
		enum due_unit unit;
		struct err err = { 0 };

		cr_assert_eq(item_due_parse(w.s, wrong[i], &day, &unit, &err), -1, "%s", wrong[i]);
		cr_assert_eq(err.kind, ERR_USAGE);
		cr_assert_not_null(strstr(err.text, wrong[i]));
	}
	won_close(&w);
}

Test(item, owners_and_kinds_by_their_beginning)
{
	size_t n = 0;

	won_open(&w, NULL);
	cr_assert_eq(item_owner_find(w.s, "PRI", &n), w.priya);
	cr_assert_eq(n, 1);
	cr_assert_eq(item_owner_find(w.s, "m", &n), 0, "mira and max");
	cr_assert_eq(n, 2);
	cr_assert_eq(item_owner_find(w.s, "nobody", &n), 0);
	cr_assert_eq(n, 0);
	cr_assert_eq(item_owner_find(w.s, "", &n), 0);
	cr_assert_eq(item_attr_find(ITEM_PROMISE, "Impl"), PROMISE_IMPLICIT);
	cr_assert_eq(item_attr_find(ITEM_RISK, "vendor"), RISK_VENDOR);
	cr_assert_eq(item_attr_find(ITEM_RISK, "dis"), RISK_VENDOR);
	cr_assert_eq(item_attr_find(ITEM_FLAG, "capacity"), FLAG_CAPACITY);
	cr_assert_eq(item_attr_find(ITEM_FLAG, "else"), 0);
	cr_assert_eq(item_attr_find(ITEM_OBJECTION, "a"), 0);
	for (enum item_kind k = 1; k < ITEM_KIND_COUNT; k++)
		cr_assert_eq(item_kind_find(item_kind_key(k)), k);
	won_close(&w);
}

static bool storable(const struct buf *b)
{
	return text_valid(b->data ? b->data : "", b->len) == b->len;
}

/* P25 for rows: what is stored is what was entered, byte for byte, or it is refused with a reason. */
Test(item, random_words_come_back_byte_for_byte_or_are_refused)
{
	struct prop p;

	won_open(&w, NULL);
	prop_init(&p, 251);
	for (int i = 0; i < 300; i++) {
		struct buf text = { 0 }, who = { 0 }, settled = { 0 };
		struct err err = { 0 };
		struct item it, now;
		bool may;
		int rc;

		prop_hostile(&p, 6, &text);
		prop_hostile(&p, 2, &who);
		prop_hostile(&p, 4, &settled);
		item_init(&it, ITEM_OBJECTION);
		it.form = w.form;
		won_put(&it.text, buf_str(&text)); /* up to a NUL, as every string is */
		won_put(&it.said_by, buf_str(&who));
		won_put(&it.mitigation, buf_str(&settled));
		text.len = strlen(it.text);
		who.len = strlen(it.said_by);
		settled.len = strlen(it.mitigation);
		may = storable(&text) && storable(&who) && storable(&settled);
		rc = item_save(w.s, NULL, &it, NULL, &err);
		cr_assert_eq(rc, may ? 0 : -1, "%s", err.text);
		if (rc)
			cr_assert_eq(err.kind, ERR_INPUT);
		if (!rc && it.rev) {
			now = won_row(&w, it.id);
			cr_assert_str_eq(now.text, buf_str(&text));
			cr_assert_str_eq(now.said_by, buf_str(&who));
			cr_assert_str_eq(now.mitigation, buf_str(&settled));
			item_done(&now);
		}
		item_done(&it);
		buf_done(&text);
		buf_done(&who);
		buf_done(&settled);
	}
	won_sound(&w);
	won_close(&w);
}

static int tell(void *arg, const struct history_row *row)
{
	struct buf *out = arg;

	history_what(w.s, row, out);
	buf_puts(out, " = ");
	history_value(w.s, row, HISTORY_AFTER, out);
	buf_puts(out, "\n");
	return 0;
}

Test(item, history_says_rows_and_values_in_words)
{
	static const char *const lines[] = {
		"promise, text = a call\n", "promise, kind = implicit\n",    "promise, owner = mira\n",
		"promise, due date = 2027-06-30\n", "promise, due date = quarter\n", "promise, state = kept\n",
		"gap, question = Q3\n",	     "Q7 signal, live = worried\n",   "Q7 doubt, live = no\n",
	};
	struct buf out = { 0 };
	struct err err = { 0 };
	struct item it, base;

	won_open(&w, NULL);
	it = won_add(&w, ITEM_PROMISE, "a call");
	item_copy(&base, &it);
	it.attr = PROMISE_IMPLICIT;
	it.owner = w.mira;
	it.due_day = day_from_ymd(2027, 6, 30);
	it.due_unit = DUE_QUARTER;
	it.state = ITEM_KEPT;
	won_save(&w, &base, &it);
	item_done(&it);
	item_done(&base);
	item_init(&it, ITEM_GAP);
	it.form = w.form;
	it.attr = 3;
	won_put(&it.text, "who signed?");
	won_save(&w, NULL, &it);
	item_done(&it);
	cr_assert_eq(debrief_signal(w.s, w.form, SIGNAL_WORRIED, &err), 0, "%s", err.text);
	cr_assert_eq(debrief_doubt(w.s, w.form, DOUBT_NO, &err), 0, "%s", err.text);
	cr_assert_eq(history_each(w.s, SUBJECT_DEAL, w.deal, 0, tell, &out, &err), 0, "%s", err.text);
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		cr_assert_not_null(strstr(buf_str(&out), lines[i]), "%sin\n%s", lines[i], buf_str(&out));
	buf_done(&out);
	won_close(&w);
}
