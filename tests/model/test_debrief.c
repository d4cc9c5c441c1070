#include "model/event.h"
#include "model/member.h"
#include "model/move.h"
#include "model/search.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct won w;

static void live(int q, const char *text)
{
	struct err err = { 0 };

	cr_assert_eq(debrief_answer(w.s, w.form, q, LAYER_LIVE, text, -1, 0, NULL, NULL, &err), 0, "%s", err.text);
}

static void ahead(int q, const char *text)
{
	struct err err = { 0 };

	won_as(&w, "mira");
	cr_assert_eq(debrief_answer(w.s, w.form, q, LAYER_AHEAD, text, -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
}

static void reply(int q, enum form_reply r, const char *why)
{
	struct err err = { 0 };

	cr_assert_eq(debrief_reply(w.s, w.form, q, r, why, &err), 0, "%s", err.text);
}

static void attended(const char *names)
{
	struct err err = { 0 };

	cr_assert_eq(debrief_attend(w.s, w.form, names, &err), 0, "%s", err.text);
}

static void complete(void)
{
	struct err err = { 0 };

	cr_assert_eq(debrief_complete(w.s, w.form, &err), 0, "%s", err.text);
}

/* The state of question q as the actor sees it; the answer is the caller's to free. */
static struct debrief_answer answer(int q)
{
	struct debrief_answer all[7] = { 0 };
	struct err err = { 0 };

	cr_assert_eq(questions_count(w.s->questions), 7);
	cr_assert_eq(debrief_answers(w.s, w.form, all, &err), 0, "%s", err.text);
	for (int i = 0; i < 7; i++)
		if (i != q - 1)
			answer_done(&all[i]);
	return all[q - 1];
}

static enum answer_state state(int q)
{
	struct debrief_answer a = answer(q);

	answer_done(&a);
	return a.state;
}

Test(debrief, a_win_opens_it_once)
{
	struct form f, again;
	struct err err = { 0 };

	won_open(&w, NULL);
	cr_assert_eq(debrief_of(w.s, w.deal, &f, &err), 1);
	cr_assert_eq(f.state, FORM_OPEN);
	cr_assert_eq(debrief_need(w.s, w.deal, &again, &err), 0, "%s", err.text);
	cr_assert_eq(f.id, again.id);
	cr_assert_eq(won_missing(&w, NULL), 9, "seven answers, ae and csm");
	won_close(&w);
}

/* The table of completeness: every way a question counts as answered, and every way it does not. */
Test(debrief, completeness_by_answer)
{
	won_open(&w, NULL);
	won_answer_all(&w);
	attended("mira, priya");
	cr_assert_eq(won_missing(&w, NULL), 0);
	live(4, "");
	cr_assert_eq(won_missing(&w, NULL), 1, "an emptied answer is open");
	live(4, " \n ");
	cr_assert_eq(won_missing(&w, NULL), 1, "blanks are no answer");
	ahead(4, "Nothing beyond the contract.");
	cr_assert_eq(state(4), ANSWER_AHEAD);
	cr_assert_eq(won_missing(&w, NULL), 1, "written ahead only");
	reply(4, REPLY_CONTRADICTED, NULL);
	cr_assert_eq(won_missing(&w, NULL), 1, "contradicted without words of its own");
	live(4, "Mira said 30 days on the phone.");
	cr_assert_eq(state(4), ANSWER_LIVE);
	cr_assert_eq(won_missing(&w, NULL), 0);
	live(4, "");
	reply(4, REPLY_ACCEPTED, NULL);
	cr_assert_eq(state(4), ANSWER_TAKEN);
	cr_assert_eq(won_missing(&w, NULL), 0);
	live(4, "");
	cr_assert_eq(won_missing(&w, NULL), 1);
	reply(4, REPLY_UNKNOWN, "Mira left the company");
	cr_assert_eq(state(4), ANSWER_UNKNOWN);
	cr_assert_eq(won_missing(&w, NULL), 0);
	won_close(&w);
}

Test(debrief, not_known_needs_a_reason)
{
	struct err err = { 0 };

	won_open(&w, NULL);
	cr_assert_eq(debrief_reply(w.s, w.form, 2, REPLY_UNKNOWN, "  ", &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(state(2), ANSWER_OPEN);
	won_close(&w);
}

Test(debrief, taking_needs_something_ahead_and_replaces_nothing)
{
	struct err err = { 0 };

	won_open(&w, NULL);
	cr_assert_eq(debrief_reply(w.s, w.form, 1, REPLY_ACCEPTED, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	ahead(1, "An audit in spring.");
	live(1, "The audit was moved to March.");
	cr_assert_eq(debrief_reply(w.s, w.form, 1, REPLY_ACCEPTED, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(state(1), ANSWER_LIVE);
	won_close(&w);
}

Test(debrief, both_layers_stay_with_their_authors)
{
	struct debrief_answer a;

	won_open(&w, NULL);
	ahead(1, "An audit in spring.");
	reply(1, REPLY_ACCEPTED, NULL);
	live(1, "An audit in spring, moved to March.");
	ahead(1, "An audit in spring, I think.");
	a = answer(1);
	cr_assert_eq(a.live.reply, REPLY_AMENDED, "a taken answer that is edited is amended");
	cr_assert_str_eq(a.ahead.text, "An audit in spring, I think.");
	cr_assert_str_eq(a.live.text, "An audit in spring, moved to March.");
	cr_assert_eq(a.ahead.author, w.mira);
	cr_assert_eq(a.live.author, w.priya);
	answer_done(&a);
	won_close(&w);
}

Test(debrief, who_was_there)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	won_open(&w, "60000");
	won_answer_all(&w);
	/* priya answered live, so a csm was there. */
	cr_assert_eq(won_missing(&w, &out), 2, "%s", buf_str(&out));
	cr_assert_eq(debrief_absent(w.s, w.form, PART_AE, "", &err), -1);
	cr_assert_eq(debrief_absent(w.s, w.form, PART_CSM, "ill", &err), -1);
	cr_assert_eq(debrief_absent(w.s, w.form, PART_AE, "on leave", &err), 0, "%s", err.text);
	cr_assert_eq(won_missing(&w, NULL), 1, "from $50,000 on somebody further");
	attended("max");
	cr_assert_eq(won_missing(&w, NULL), 0);
	buf_done(&out);
	won_close(&w);
}

Test(debrief, no_further_attendee_below_the_threshold)
{
	won_open(&w, "49999.99");
	won_answer_all(&w);
	attended("mira");
	cr_assert_eq(won_missing(&w, NULL), 0);
	won_close(&w);
}

Test(debrief, a_part_can_be_said)
{
	struct err err = { 0 };
	int64_t member;
	bool absent;

	won_open(&w, NULL);
	attended("csm=max,ae=jo");
	cr_assert_eq(form_attendance(w.s, w.form, PART_CSM, &member, &absent, &err), 1);
	cr_assert_eq(member, member_find(w.s, "max", NULL));
	cr_assert_eq(debrief_attend(w.s, w.form, "nobody", &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	won_close(&w);
}

Test(debrief, refused_until_nothing_is_missing)
{
	struct err err = { 0 };

	won_open(&w, NULL);
	live(1, "An audit in spring.");
	cr_assert_eq(debrief_complete(w.s, w.form, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "Q5"));
	cr_assert_null(strstr(err.text, "Q1"));
	won_close(&w);
}

static int64_t met_at(void)
{
	const struct clock_rule *rule = clock_rule_find(w.s->clocks, "debrief");
	struct clock clocks[32];
	struct err err = { 0 };
	size_t n = 0;

	cr_assert_not_null(rule);
	cr_assert_eq(clocks_of(w.s, w.deal, clocks, 32, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		if (clocks[i].kind == rule->id)
			return clocks[i].met_at;
	cr_assert_fail("no debrief clock");
	return 0;
}

Test(debrief, completing_meets_the_clock_and_amendments_do_not_move_it)
{
	struct err err = { 0 };
	struct form f;
	int64_t done;

	won_open(&w, NULL);
	cr_assert_eq(met_at(), NO_MOMENT);
	won_answer_all(&w);
	attended("mira");
	w.s->now_offset_ms += HOUR_MS;
	complete();
	done = met_at();
	cr_assert_eq(done, w.s->now(w.s));
	w.s->now_offset_ms += 24 * HOUR_MS;
	live(4, "Also a roadmap call in 2027-Q2.");
	cr_assert_eq(met_at(), done);
	cr_assert_eq(form_read(w.s, w.form, &f, &err), 1);
	cr_assert_eq(f.completed_at, done);
	cr_assert_eq(f.state, FORM_COMPLETE);
	cr_assert_eq(debrief_complete(w.s, w.form, &err), -1, "it is complete already");
	won_close(&w);
}

Test(debrief, undo_and_redo_of_completion)
{
	struct undone u;
	struct err err = { 0 };
	struct form f;
	int64_t done;

	won_open(&w, NULL);
	won_answer_all(&w);
	attended("mira");
	complete();
	done = met_at();
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(met_at(), NO_MOMENT);
	cr_assert_eq(form_read(w.s, w.form, &f, &err), 1);
	cr_assert_eq(f.state, FORM_LIVE);
	w.s->now_offset_ms += HOUR_MS;
	cr_assert_eq(history_redo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(met_at(), done, "the first moment");
	won_close(&w);
}

Test(debrief, undo_and_redo_of_an_answer)
{
	struct undone u;
	struct err err = { 0 };
	struct debrief_answer a;

	won_open(&w, NULL);
	live(3, "Price changed late.");
	live(3, "Price changed late, settled by a cap.");
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	a = answer(3);
	cr_assert_str_eq(a.live.text, "Price changed late.");
	answer_done(&a);
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(state(3), ANSWER_OPEN);
	cr_assert_eq(history_redo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(history_redo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	a = answer(3);
	cr_assert_str_eq(a.live.text, "Price changed late, settled by a cap.");
	answer_done(&a);
	cr_assert_eq(history_verify(w.s, &err), 0, "%s", err.text);
	won_close(&w);
}

Test(debrief, an_undone_answer_can_be_given_again)
{
	struct undone u;
	struct err err = { 0 };
	struct debrief_answer a;

	won_open(&w, NULL);
	live(3, "Price.");
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	live(3, "Procurement.");
	a = answer(3);
	cr_assert_str_eq(a.live.text, "Procurement.");
	answer_done(&a);
	won_close(&w);
}

Test(debrief, who_may_write_which_layer)
{
	static const struct {
		const char *login;
		enum form_layer layer;
		bool may;
	} cases[] = {
		{ "mira", LAYER_AHEAD, true }, { "mira", LAYER_LIVE, false }, { "priya", LAYER_LIVE, true },
		{ "priya", LAYER_AHEAD, false }, { "jo", LAYER_AHEAD, false }, { "jo", LAYER_LIVE, false },
		{ "ana", LAYER_LIVE, false }, { "rex", LAYER_LIVE, false }, { "rex", LAYER_AHEAD, false },
		{ "max", LAYER_LIVE, true }, { "stranger", LAYER_LIVE, false },
	};

	won_open(&w, NULL);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct err err = { 0 };
		int rc;

		won_as(&w, cases[i].login);
		rc = debrief_answer(w.s, w.form, 4, cases[i].layer, "words", -1, 0, NULL, NULL, &err);
		cr_assert_eq(rc, cases[i].may ? 0 : -1, "%s layer %d: %s", cases[i].login, (int)cases[i].layer, err.text);
		if (rc)
			cr_assert_eq(err.kind, ERR_ROLE, "%s", err.text);
	}
	won_close(&w);
}

static const char *const canary[] = { "", "canarytrigger", "canarystake", "canaryobjection", "canarypromise",
				      "canaryexpand", "canaryrisk", "canarygut" };

static int count_hits(void *arg, const struct search_hit *h)
{
	(void)h;
	(*(int *)arg)++;
	return 0;
}

static bool finds(int q)
{
	struct err err = { 0 };
	int n = 0;

	cr_assert_eq(search_each(w.s, canary[q], 10, count_hits, &n, &err), 0, "%s", err.text);
	return n > 0;
}

/* Every way out of the model for the words of an answer, by member and question. */
Test(debrief, canary_words_stay_where_they_belong)
{
	static const struct {
		const char *login, *sees; /* questions */
	} cases[] = {
		{ "priya", "1234567" }, { "max", "1234567" }, { "mira", "1234567" }, { "dana", "1234567" },
		{ "jo", "" }, { "ana", "" }, { "rex", "12457" }, { "stranger", "12457" },
	};

	won_open(&w, NULL);
	for (int q = 1; q <= 7; q++)
		live(q, canary[q]);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf md = { 0 }, json = { 0 };

		won_as(&w, cases[i].login);
		debrief_markdown(w.s, w.form, NULL, &md, NULL);
		debrief_json(w.s, w.form, NULL, &json, NULL);
		for (int q = 1; q <= 7; q++) {
			struct form_value v = { 0 };
			char field[2] = { (char)('0' + q), 0 };
			bool may = strchr(cases[i].sees, '0' + q);

			cr_assert_eq(strstr(buf_str(&md), canary[q]) != NULL, may, "%s Q%d markdown", cases[i].login, q);
			cr_assert_eq(strstr(buf_str(&json), canary[q]) != NULL, may, "%s Q%d json", cases[i].login, q);
			cr_assert_eq(form_value_get(w.s, w.form, field, 0, LAYER_LIVE, &v, NULL) == 1, may, "%s Q%d",
				     cases[i].login, q);
			cr_assert_eq(finds(q), may, "%s Q%d search", cases[i].login, q);
			form_value_done(&v);
		}
		buf_done(&md);
		buf_done(&json);
	}
	won_close(&w);
}

Test(debrief, a_reader_gets_what_goes_there)
{
	static const struct {
		const char *audience, *gets;
	} cases[] = {
		{ "crm", "14" }, { "health", "257" }, { "internal", "36" }, { "customer", "14" },
	};

	won_open(&w, NULL);
	for (int q = 1; q <= 7; q++)
		live(q, canary[q]);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf md = { 0 }, json = { 0 };
		struct err err = { 0 };

		cr_assert_eq(debrief_markdown(w.s, w.form, cases[i].audience, &md, &err), 0, "%s", err.text);
		cr_assert_eq(debrief_json(w.s, w.form, cases[i].audience, &json, &err), 0, "%s", err.text);
		for (int q = 1; q <= 7; q++) {
			bool gets = strchr(cases[i].gets, '0' + q);

			cr_assert_eq(strstr(buf_str(&md), canary[q]) != NULL, gets, "%s Q%d", cases[i].audience, q);
			cr_assert_eq(strstr(buf_str(&json), canary[q]) != NULL, gets, "%s Q%d", cases[i].audience, q);
		}
		if (!strcmp(cases[i].audience, "customer"))
			cr_assert_null(strstr(buf_str(&md), "priya"), "no names of ours");
		buf_done(&md);
		buf_done(&json);
	}
	won_close(&w);
}

Test(debrief, the_customer_gets_no_layer_ahead)
{
	struct buf md = { 0 };
	struct err err = { 0 };

	won_open(&w, NULL);
	ahead(4, "canaryahead");
	cr_assert_eq(debrief_markdown(w.s, w.form, "customer", &md, &err), 0, "%s", err.text);
	cr_assert_null(strstr(buf_str(&md), "canaryahead"));
	cr_assert_eq(debrief_markdown(w.s, w.form, "nobody", &md, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	buf_done(&md);
	won_close(&w);
}

static int one_row(void *arg, const struct debrief_row *row)
{
	struct debrief_row *out = arg;

	*out = *row;
	out->company = NULL;
	return 0;
}

Test(debrief, the_list_counts_what_may_be_seen)
{
	static const struct debrief_list all = { .open_only = true, .max = 1000 };
	struct debrief_row row = { 0 };
	bool more;
	struct err err = { 0 };

	won_open(&w, NULL);
	live(3, "internal words");
	live(4, "crm words");
	cr_assert_eq(debrief_each(w.s, &all, &more, one_row, &row, &err), 0, "%s", err.text);
	cr_assert_eq(row.deal, w.deal);
	cr_assert_eq(row.answered, 2);
	cr_assert_gt(row.due_at, w.s->now(w.s));
	won_as(&w, "rex");
	cr_assert_eq(debrief_each(w.s, &all, &more, one_row, &row, &err), 0, "%s", err.text);
	cr_assert_eq(row.answered, 1, "internal answers are not counted for readonly");
	won_as(&w, "jo");
	row.form = 0;
	cr_assert_eq(debrief_each(w.s, &all, &more, one_row, &row, &err), 0, "%s", err.text);
	cr_assert_eq(row.form, 0, "another ae sees no row");
	won_close(&w);
}

static int count_rows(void *arg, const struct debrief_row *row)
{
	(void)row;
	++*(int *)arg;
	return 0;
}

/* The words are those of the board's filter; a csm counts as an owner; what may not be seen is not there to be counted. */
Test(debrief, the_list_is_narrowed_and_says_when_there_are_others)
{
	static const struct {
		const char *text;
		size_t max;
		const char *as;
		int n;
		bool more;
	} cases[] = {
		{ NULL, 10, "max", 3, false },	 { NULL, 3, "max", 3, false },	   { NULL, 2, "max", 2, true },
		{ "umb", 10, "max", 1, false },	 { "mira", 10, "max", 2, false },  { "priya", 10, "max", 1, false },
		{ "lumen mira", 10, "max", 1, false }, { "lumen jo", 10, "max", 0, false }, { "crm-7", 10, "max", 1, false },
		{ "mira", 1, "max", 1, true },	 { "ber", 10, "max", 0, false },   { NULL, 1, "jo", 1, false },
		{ "umb", 10, "jo", 0, false },
	};
	static const struct {
		const char *of, *text;
		size_t max;
		const char *as;
		int n;
		bool more;
	} of_one[] = {
		{ "mira", NULL, 10, "max", 2, false }, { "priya", NULL, 10, "max", 1, false }, { "mira", NULL, 1, "max", 1, true },
		{ "priya", "lumen", 10, "max", 0, false }, { "jo", NULL, 10, "jo", 1, false }, { "priya", NULL, 10, "jo", 0, false },
	};
	static const char *const others[][3] = { { "Lumen Labs", "mira", "CRM-7" }, { "Halcyon", "jo", "CRM-8" } };
	struct err err = { 0 };

	won_open(&w, NULL);
	won_as(&w, "dana");
	for (size_t i = 0; i < 2; i++) {
		struct deal_setting set[] = { { deal_field("company"), others[i][0] }, { deal_field("owner"), others[i][1] },
					      { deal_field("external_id"), others[i][2] }, { deal_field("stage"), "won" },
					      { deal_field("reason"), "signed" }, { deal_field("commitment"), "written" },
					      { deal_field("sow_status"), "signed" } };
		struct move m = { .follow_up_day = NO_DAY, .sow_day = NO_DAY, .contact = "Ida Berg" };
		int64_t id = 0;

		cr_assert_eq(deal_write(w.s, &id, set, sizeof set / sizeof *set, &m, &err), 0, "%s", err.text);
	}
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct debrief_list list = { true, cases[i].text, cases[i].max, 0 };
		bool more;
		int n = 0;

		won_as(&w, cases[i].as);
		cr_assert_eq(debrief_each(w.s, &list, &more, count_rows, &n, &err), 0, "%s", err.text);
		cr_assert(n == cases[i].n && more == cases[i].more, "case %zu: %d, %d", i, n, more);
	}
	for (size_t i = 0; i < sizeof of_one / sizeof *of_one; i++) {
		struct debrief_list list = { true, of_one[i].text, of_one[i].max, member_find(w.s, of_one[i].of, NULL) };
		bool more;
		int n = 0;

		won_as(&w, of_one[i].as);
		cr_assert_eq(debrief_each(w.s, &list, &more, count_rows, &n, &err), 0, "%s", err.text);
		cr_assert(n == of_one[i].n && more == of_one[i].more, "of one, case %zu: %d, %d", i, n, more);
	}
	won_close(&w);
}

Test(debrief, search_finds_the_newest_words_only)
{
	struct err err = { 0 };
	int n = 0;

	won_open(&w, NULL);
	live(4, "integrations live in thirty days");
	live(4, "a roadmap call with the head of product");
	cr_assert_eq(search_each(w.s, "integr", 10, count_hits, &n, &err), 0);
	cr_assert_eq(n, 0);
	cr_assert_eq(search_each(w.s, "ROADM head", 10, count_hits, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 1);
	cr_assert_eq(search_each(w.s, "umber", 10, count_hits, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 2, "and the company");
	cr_assert_eq(search_each(w.s, "  ,. ", 10, count_hits, &n, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	won_close(&w);
}

Test(debrief, the_gut_read_is_a_value_in_both_layers)
{
	struct debrief_answer a;
	struct undone u;
	struct err err = { 0 };

	won_open(&w, NULL);
	won_as(&w, "mira");
	cr_assert_eq(debrief_signal(w.s, w.form, SIGNAL_GOOD, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	a = answer(7);
	cr_assert_eq(a.signal, SIGNAL_GOOD);
	cr_assert_eq(a.doubt, 0);
	cr_assert_eq(a.state, ANSWER_OPEN, "a value alone is no answer");
	answer_done(&a);
	cr_assert_eq(debrief_signal(w.s, w.form, SIGNAL_WORRIED, &err), 0, "%s", err.text);
	cr_assert_eq(debrief_doubt(w.s, w.form, DOUBT_YES, &err), 0, "%s", err.text);
	a = answer(7);
	cr_assert_eq(a.signal, SIGNAL_WORRIED);
	cr_assert_eq(a.signal_ahead, SIGNAL_GOOD, "what the ae said stays");
	cr_assert_eq(a.doubt, DOUBT_YES);
	answer_done(&a);
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	a = answer(7);
	cr_assert_eq(a.signal, SIGNAL_GOOD);
	cr_assert_eq(a.doubt, 0);
	answer_done(&a);
	cr_assert_eq(history_redo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	cr_assert_eq(debrief_signal(w.s, w.form, SIGNAL_UNSURE, &err), 0, "%s", err.text);
	cr_assert_eq(debrief_signal(w.s, w.form, 0, &err), 0, "%s", err.text);
	a = answer(7);
	cr_assert_eq(a.signal, SIGNAL_GOOD, "taken away, the one ahead counts");
	answer_done(&a);
	cr_assert_eq(debrief_signal(w.s, w.form, 4, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_eq(history_verify(w.s, &err), 0, "%s", err.text);
	won_close(&w);
}

Test(debrief, the_gut_read_is_seen_and_said_by_who_may)
{
	static const struct {
		const char *login;
		bool says, sees;
	} cases[] = { { "max", true, true },   { "mira", true, true }, { "jo", false, false },
		      { "ana", false, false }, { "rex", false, true }, { "stranger", false, true } };

	won_open(&w, NULL);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct debrief_answer a;
		struct err err = { 0 };
		int rc;

		won_as(&w, cases[i].login);
		rc = debrief_signal(w.s, w.form, SIGNAL_UNSURE, &err);
		cr_assert_eq(rc, cases[i].says ? 0 : -1, "%s: %s", cases[i].login, err.text);
		if (rc)
			cr_assert_eq(err.kind, ERR_ROLE);
		a = answer(7);
		cr_assert_eq(a.signal, cases[i].sees ? SIGNAL_UNSURE : 0, "%s", cases[i].login);
		answer_done(&a);
	}
	won_close(&w);
}

Test(debrief, who_said_an_answer)
{
	struct debrief_answer a;
	struct undone u;
	struct err err = { 0 };

	won_open(&w, NULL);
	live(3, "Price.");
	cr_assert_eq(debrief_said_by(w.s, w.form, 3, "Mira", &err), 0, "%s", err.text);
	a = answer(3);
	cr_assert_str_eq(a.live.said_by, "Mira");
	cr_assert_str_eq(a.live.text, "Price.");
	answer_done(&a);
	cr_assert_eq(history_undo(w.s, SUBJECT_FORM, w.form, &u, &err), 0, "%s", err.text);
	a = answer(3);
	cr_assert_str_eq(a.live.said_by, "");
	cr_assert_str_eq(a.live.text, "Price.");
	answer_done(&a);
	won_close(&w);
}

Test(debrief, signals_and_doubts_by_their_beginning)
{
	cr_assert_eq(signal_find("WORR"), SIGNAL_WORRIED);
	cr_assert_eq(signal_find("bad"), 0);
	cr_assert_eq(signal_find(""), 0);
	cr_assert_eq(doubt_find("n"), DOUBT_NO);
	cr_assert_str_eq(signal_key(SIGNAL_UNSURE), "unsure");
	cr_assert_str_eq(doubt_key(0), "");
}
