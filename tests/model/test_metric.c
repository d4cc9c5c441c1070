/* The metric engine: each number from its deals, currencies apart, what is not known, who sees what, the data that it
 * refuses, and the action of what falls short. */
#include "model/metric.h"

#include "model/action.h"
#include "model/bulletin.h"
#include "model/config.h"
#include "model/move.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct store *s;

static void begin(void)
{
	s = team_open(NULL);
	team_as(s, "dana");
}

static void end(void)
{
	store_close(s);
}

TestSuite(metric, .init = begin, .fini = end);

/* ---- measuring ---- */

static struct metrics *loaded(void)
{
	struct metrics *m = NULL;
	struct err err = { 0 };

	cr_assert_eq(metrics_load(s, &m, &err), 0, "%s", err.text);
	return m;
}

/* What that metric says on that day; the string lives until the next call. */
static const char *says_of(const char *key, int64_t day, struct metric_value *v)
{
	static struct buf words;
	struct metrics *m = loaded();
	struct meter *meter = meter_open(s, day, false);
	const struct metric *metric = metric_find(m, key);
	struct err err = { 0 };

	cr_assert_not_null(metric, "%s", key);
	cr_assert_eq(metric_take(meter, metric, v, &err), 0, "%s", err.text);
	buf_clear(&words);
	metric_words(s, v, &words);
	v->metric = NULL; /* it goes with the data */
	meter_close(meter);
	metrics_free(m);
	return buf_str(&words);
}

static const char *says(const char *key)
{
	struct metric_value v;

	return says_of(key, NO_DAY, &v);
}

static void is(const char *key, const char *words)
{
	cr_assert_str_eq(says(key), words, "%s: %s", key, says(key));
}

static void move(int64_t id, int stage, enum outcome outcome)
{
	struct move m = { .deal = id, .to_stage = stage, .outcome = outcome, .check_all = true, .reason = "signed",
			  .commitment = COMMIT_WRITTEN, .sow = SOW_SIGNED, .sow_day = NO_DAY, .follow_up_day = NO_DAY,
			  .contact = "L. Fox" };
	struct err err = { 0 };

	cr_assert_eq(deal_move(s, &m, NULL, &err), 0, "%s", err.text);
}

static int64_t won(const char *company, const char *owner, const char *amount)
{
	int64_t id = team_deal(s, company, owner, amount);

	move(id, STAGE_WON, OUTCOME_WON);
	return id;
}

static int64_t lost(const char *company, const char *owner)
{
	int64_t id = team_deal(s, company, owner, "100");

	move(id, STAGE_LOST, OUTCOME_LOST);
	return id;
}

static void configure(const char *name, const char *body)
{
	struct err err = { 0 };

	cr_assert_eq(config_put(s, name, body, NULL, NULL, &err), 0, "%s", err.text);
}

Test(metric, nothing_is_no_number)
{
	is("pipeline_deals", "0");
	is("pipeline_amount", "—");
	is("win_rate", "—");
	is("sales_cycle", "—");
	is("stale_share", "—");
}

Test(metric, currencies_stand_apart)
{
	int64_t euro = team_deal(s, "Birch", "mira", "2000");

	team_deal(s, "Alder", "mira", "1000");
	team_deal(s, "Cedar", "jo", NULL);
	team_set(s, euro, "currency", "EUR");
	team_deal(s, "Douglas", "jo", "500");
	is("pipeline_deals", "4");
	is("pipeline_amount", "$1,500 · €2,000 (1 without an amount)");
	is("forecast_weighted", "$150 · €200 (1 without an amount)");
	team_set(s, euro, "probability", "50");
	is("forecast_weighted", "$150 · €1,000 (1 without an amount)");
}

Test(metric, what_is_expected_in_the_quarter)
{
	int64_t in = team_deal(s, "Alder", "mira", "1000"), after = team_deal(s, "Birch", "mira", "2000");
	int64_t past = team_deal(s, "Cedar", "mira", "4000");

	team_set(s, in, "expected_close", "2026-12-31");
	team_set(s, after, "expected_close", "2027-01-01");
	team_set(s, past, "expected_close", "2026-11-23");
	is("forecast_quarter", "$5,000");
	is("forecast_quarter_weighted", "$500");
	is("overdue_closes", "1");
}

Test(metric, small_rates_are_said_in_words)
{
	won("Alder", "mira", "1000");
	won("Birch", "mira", "3000");
	lost("Cedar", "jo");
	is("won", "2");
	is("lost", "1");
	is("win_rate", "2 of 3");
	is("won_amount", "$4,000");
	is("deal_size", "$2,000");
	won("Douglas", "jo", NULL);
	won("Elm", "jo", NULL);
	is("win_rate", "80% [38–96] n=5");
	is("won_amount", "$4,000 (2 without an amount)");
	is("deal_size", "$2,000 (2 without an amount)");
}

static int64_t counted(const char *measure, const char *window, struct metric_value *v)
{
	struct metrics *m;
	struct meter *meter = meter_open(s, NO_DAY, false);
	struct buf ini = { 0 };
	struct err err = { 0 };

	buf_printf(&ini, "[a]\ntitle = a\nwhat = b\nmeasure = %s\nwindow = %s\n", measure, window);
	cr_assert_eq(metrics_parse(&m, buf_str(&ini), ini.len, &err), 0, "%s", err.text);
	cr_assert_eq(metric_take(meter, &m->at[0], v, &err), 0, "%s", err.text);
	meter_close(meter);
	metrics_free(m);
	buf_done(&ini);
	return v->n;
}

/* A month is read from the totals, ten days are walked: the same deals, the same numbers. */
Test(metric, totals_and_deals_agree)
{
	static const char *const measures[] = { "win_rate", "won_count", "lost_count", "won_amount", "lost_amount", "deal_size" };
	int64_t euro = won("Alder", "mira", "1000");

	team_set(s, euro, "currency", "EUR");
	won("Birch", "jo", "700");
	won("Cedar", "jo", NULL);
	lost("Douglas", "jo");
	for (size_t i = 0; i < sizeof measures / sizeof *measures; i++) {
		struct metric_value sums, walked;

		cr_assert_eq(counted(measures[i], "month", &sums), counted(measures[i], "10 days", &walked), "%s", measures[i]);
		cr_assert_gt(sums.n, 0);
		cr_assert_eq(sums.of, walked.of);
		cr_assert_eq(sums.moneys, walked.moneys);
		cr_assert_eq(sums.unvalued, walked.unvalued);
		for (size_t k = 0; k < sums.moneys; k++)
			cr_assert_eq(sums.money[k].minor, walked.money[k].minor);
	}
}

/* A day of close that is still to come, as an import may bring it: the totals of the month have it, the window has not. */
Test(metric, a_close_to_come_does_not_count_yet)
{
	struct metric_value sums;
	int64_t id = won("Alder", "mira", "1000");

	won("Birch", "mira", "700");
	cr_assert_eq(counted("won_count", "month", &sums), 2);
	cr_assert_eq(db_script(s->db, "update deal set closed_day = closed_day + 3, sort_at = sort_at + 259200000 where name = ''"
				      " and id = 1", NULL), 0);
	cr_assert_eq(id, 1);
	cr_assert_eq(counted("won_count", "month", &sums), 1);
	cr_assert_eq(counted("won_count", "10 days", &sums), 1);
}

Test(metric, windows_end_where_they_say)
{
	struct metric_value v;

	won("Alder", "mira", "1000");
	team_later(s, 20 * DAY_MS); /* 2026-12-14 */
	is("won_month", "1");       /* in the month before */
	is("won", "1");
	is("won_day", "0");
	team_later(s, 20 * DAY_MS); /* 2027-01-03 */
	is("won", "0");
	is("win_rate_last", "1 of 1");
	cr_assert_str_eq(says_of("won", day_from_ymd(2026, 11, 23), &v), "0");
	cr_assert_str_eq(says_of("won", day_from_ymd(2026, 11, 24), &v), "1");
	cr_assert_eq(v.from_day, day_from_ymd(2026, 10, 1));
	cr_assert_eq(v.to_day, day_from_ymd(2026, 11, 24));
	cr_assert_str_eq(says_of("pipeline_deals", day_from_ymd(2026, 11, 24), &v), "—");
	cr_assert_str_eq(v.note, "is known as of today alone");
}

Test(metric, cycle_and_discount)
{
	int64_t id = team_deal(s, "Alder", "mira", "1000"), other = team_deal(s, "Birch", "mira", "1000");

	team_set(s, id, "created", "2026-11-04");
	team_set(s, id, "discount", "8");
	team_set(s, other, "created", "2026-11-14");
	move(id, STAGE_WON, OUTCOME_WON);
	move(other, STAGE_WON, OUTCOME_WON);
	is("sales_cycle", "15 days n=2");
	is("discount", "8% n=1");
}

Test(metric, what_moved)
{
	int64_t id = team_deal(s, "Alder", "mira", "1000");

	is("new_deals", "1");
	is("moved_forward", "0");
	move(id, STAGE_DISCOVERY, OUTCOME_NONE);
	is("moved_forward", "1");
	move(id, STAGE_PROSPECTING, OUTCOME_NONE);
	is("moved_back", "1");
	is("stage_compliance", "1 of 1");
	team_later(s, 3 * DAY_MS);
	is("new_deals", "0");
	is("moved_forward", "0");
}

Test(metric, a_close_that_moved_and_came_back_did_not_slip)
{
	int64_t id = team_deal(s, "Alder", "mira", "1000"), sooner = team_deal(s, "Birch", "jo", "1000");

	team_set(s, id, "expected_close", "2026-12-01");
	team_set(s, sooner, "expected_close", "2026-12-20");
	is("slipped", "0"); /* a first day is no slip */
	team_later(s, 5 * DAY_MS);
	team_set(s, id, "expected_close", "2026-12-15");
	team_set(s, id, "expected_close", "2027-01-15");
	team_set(s, sooner, "expected_close", "2026-12-02");
	is("slipped", "1");
	team_as(s, "jo");
	is("slipped", "0");
	team_as(s, "dana");
	team_set(s, id, "expected_close", "2026-12-01");
	is("slipped", "0");
}

Test(metric, stale_deals_and_their_age)
{
	struct metric_value v;

	team_deal(s, "Alder", "mira", "1000");
	team_later(s, 6 * DAY_MS);
	team_deal(s, "Birch", "mira", "1000");
	is("stale_deals", "0");
	team_later(s, 6 * DAY_MS);
	is("stale_deals", "1");
	cr_assert_str_eq(says_of("stale_share", NO_DAY, &v), "1 of 2");
	cr_assert(v.under, "below 25 %% is the target");
	is("stage_age", "9 days n=2");
}

Test(metric, attainment_of_each_currency)
{
	const char *const body = "[attainment]\ntitle = Attainment\nwhat = of quota\nmeasure = attainment\nwindow = quarter\n"
				 "target = at least 80 %\nquota = 1000 USD\nquota = 500 EUR\n";
	int64_t euro = won("Alder", "mira", "100");
	struct metric_value v;

	configure("reports", "[one]\ntitle = One\naudience = cro admin\ncadence = daily\nowner = cro\ndecisions = none\nformat = md\n"
			     "distribution = nobody\nwindow = month\nsection = All: attainment\n");
	cr_assert_str_eq(says_of("attainment", NO_DAY, &v), "—");
	cr_assert(strstr(v.note, "no quota is set"), "%s", v.note);
	configure("metrics", body);
	team_set(s, euro, "currency", "EUR");
	won("Birch", "mira", "1200");
	cr_assert_str_eq(says_of("attainment", NO_DAY, &v), "20% n=2");
	cr_assert_str_eq(v.note, "USD 120 %, EUR 20 %");
	cr_assert(v.under);
}

Test(metric, what_is_not_measured_says_why)
{
	struct metric_value v;

	cr_assert_str_eq(says_of("campaign_roi", NO_DAY, &v), "not measured");
	cr_assert_eq(v.state, METRIC_NOT_MEASURED);
	cr_assert(strstr(v.note, "are not kept here"), "%s", v.note);
	cr_assert_not(v.under);
}

Test(metric, own_deals_or_none)
{
	struct metric_value v;

	team_deal(s, "Alder", "mira", "1000");
	won("Birch", "jo", "700");
	team_as(s, "mira");
	is("pipeline_deals", "1");
	is("won", "0");
	is("forecast_weighted", "$100");
	team_as(s, "jo");
	is("pipeline_deals", "0");
	is("won", "1");
	team_as(s, "carl");
	says_of("won", NO_DAY, &v);
	cr_assert_eq(v.state, METRIC_HIDDEN);
	team_as(s, "ana"); /* reads deals, and no crm fields */
	says_of("debriefs_before_kickoff", NO_DAY, &v);
	cr_assert_eq(v.state, METRIC_HIDDEN);
	is("won", "1");
}

static int count_row(void *arg, const struct metric_row *r)
{
	char *list = arg;

	snprintf(list + strlen(list), 200 - strlen(list), "%s: %s; ", r->label, r->words);
	return 0;
}

static const char *behind(const char *key)
{
	static char list[200];
	struct metrics *m = loaded();
	struct meter *meter = meter_open(s, NO_DAY, true);
	struct err err = { 0 };

	*list = '\0';
	cr_assert_eq(metric_behind(meter, metric_find(m, key), 10, count_row, list, &err), 1, "%s", err.text);
	meter_close(meter);
	metrics_free(m);
	return list;
}

Test(metric, the_deals_behind_a_number)
{
	int64_t id = team_deal(s, "Alder", "mira", "1000");

	lost("Birch", "jo");
	cr_assert_str_eq(behind("pipeline_deals"), "Alder: Prospecting · $1,000 · mira; ");
	cr_assert_str_eq(behind("win_rate"), "Birch: no · Lost · $100 · jo; ");
	team_set(s, id, "expected_close", "2026-12-01");
	team_later(s, 3 * DAY_MS);
	team_set(s, id, "expected_close", "2026-12-03");
	cr_assert_str_eq(behind("slipped"), "Alder: 2026-12-01 → 2026-12-03; ");
	team_as(s, "jo");
	cr_assert_str_eq(behind("pipeline_deals"), "");
}

/* ---- the action ---- */

static int watched(const char *key)
{
	struct metrics *m = loaded();
	struct meter *meter = meter_open(s, NO_DAY, false);
	struct metric_value v;
	struct err err = { 0 };
	int there;

	cr_assert_eq(metric_take(meter, metric_find(m, key), &v, &err), 0, "%s", err.text);
	cr_assert_eq(metric_watch(s, &v, &err), 0, "%s", err.text);
	there = action_was_opened(s, "metric:report:stale_share:2026-12", &err);
	meter_close(meter);
	metrics_free(m);
	return there;
}

static int count_action(void *arg, const struct action_row *row)
{
	*(int *)arg += !strncmp(row->a.trigger_key, "metric:report:", 14);
	return 0;
}

Test(metric, an_action_once_a_month)
{
	struct err err = { 0 };
	int n = 0;

	team_deal(s, "Alder", "mira", "1000");
	team_later(s, 12 * DAY_MS); /* 2026-12-06 */
	team_as(s, "mira");
	cr_assert_eq(watched("stale_share"), 0, "it speaks of all deals");
	team_as(s, "rex");
	cr_assert_eq(watched("stale_share"), 0);
	team_as(s, "cora");
	cr_assert_eq(watched("stale_share"), 1);
	cr_assert_eq(watched("stale_share"), 1);
	cr_assert_eq(action_each(s, true, 0, count_action, &n, &err), 0);
	cr_assert_eq(n, 1);
}

/* ---- the data ---- */

#define METRIC "[a]\ntitle = A\nwhat = b\n"

static const struct {
	const char *ini, *say;
} wrong[] = {
	{ "[A]\ntitle = x\n", "metrics:2: [A] is no key" },
	{ METRIC "measure = guess\n", "metrics:4: measure is \"guess\", expected none or one of open_deals" },
	{ METRIC "measure = none\n", "metrics:2: [a] has no reason" },
	{ METRIC "measure = win_rate\n", "metrics:2: [a] has no window" },
	{ METRIC "measure = win_rate\nwindow = now\n", "metrics:2: [a] measures what happened, expected a window such as 30 days" },
	{ METRIC "measure = open_deals\nwindow = month\n", "metrics:2: [a] measures what stands, expected window = now" },
	{ METRIC "measure = win_rate\nwindow = ages\n", "metrics:5: window is \"ages\", expected now, 30 days" },
	{ METRIC "measure = win_rate\nwindow = month\ntarget = 5\n", "metrics:6: target is \"5\", expected such as at least 95 %" },
	{ METRIC "measure = win_rate\nwindow = month\ntarget = above 5 days\n", "metrics:2: the target of [a] is in \"days\", expected \"%\"" },
	{ METRIC "measure = won_amount\nwindow = month\ntarget = above 5\n", "metrics:2: [a] has a target, expected none: currencies" },
	{ METRIC "measure = none\nreason = no\ntarget = above 5\n", "metrics:2: [a] has a target, expected none: it is not measured" },
	{ METRIC "measure = none\nmeasure = none\n", "metrics:5: measure stands here a second time" },
	{ METRIC "measure = none\nreason = no\nclass = secret\n", "metrics:6: class is \"secret\"" },
	{ METRIC "quota = 5\n", "metrics:4: quota is \"5\", expected an amount and a currency" },
	{ METRIC "quota = 5 USD\nquota = 6 USD\n", "metrics:5: a quota in USD stands here a second time" },
	{ METRIC "colour = red\n", "metrics:4: \"colour\" is no setting of a metric" },
	{ METRIC "measure = none\nreason = no\n[b]\ntitle = B\nwhat = c\nmeasure = none\nreason = no\n[a]\ntitle = x\n",
	  "found [a] twice" },
};

Test(metric, a_file_that_is_wrong_is_refused_with_its_line)
{
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct err err = { 0 };

		cr_assert_eq(config_check("metrics", wrong[i].ini, strlen(wrong[i].ini), &err), -1, "%s", wrong[i].ini);
		cr_assert_eq(err.kind, ERR_CONFIG);
		cr_assert(strstr(err.text, wrong[i].say), "%s\nfound: %s", wrong[i].say, err.text);
	}
}

Test(metric, the_shipped_files_go_together)
{
	struct metrics *m = loaded();
	struct bulletins *b;
	struct err err = { 0 };

	cr_assert_eq(bulletins_load(s, &b, &err), 0, "%s", err.text);
	cr_assert_eq(bulletins_check(b, m, &err), 0, "%s", err.text);
	cr_assert_eq(b->n, 11, "the eleven of the source");
	bulletins_free(b);
	metrics_free(m);
}

Test(metric, a_metric_that_a_report_names_stays)
{
	const char *const one = METRIC "measure = none\nreason = no\n";
	struct err err = { 0 };

	cr_assert_eq(config_put(s, "metrics", one, NULL, NULL, &err), -1);
	cr_assert(strstr(err.text, "which is no metric"), "%s", err.text);
	is("pipeline_deals", "0"); /* the file before holds */
}
