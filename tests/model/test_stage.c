#include "assets/assets.h"
#include "model/buf.h"
#include "model/stage.h"

#include <criterion/criterion.h>
#include <string.h>

static struct stages *shipped(void)
{
	const struct asset *a = asset_find("stages.ini");
	struct stages *s = NULL;
	struct err err = { 0 };

	cr_assert_not_null(a);
	cr_assert_eq(stages_parse(&s, a->body, a->size, &err), 0, "%s", err.text);
	return s;
}

/* The text of stages.ini with one piece replaced, and what the checker says to it. */
static void refused(const char *was, const char *is, const char *says)
{
	const struct asset *a = asset_find("stages.ini");
	const char *at = strstr(a->body, was);
	struct buf b = { 0 };
	struct stages *s = NULL;
	struct err err = { 0 };

	cr_assert_not_null(at, "%s", was);
	buf_add(&b, a->body, (size_t)(at - a->body));
	buf_puts(&b, is);
	buf_puts(&b, at + strlen(was));
	cr_assert_eq(stages_parse(&s, b.data, b.len, &err), -1, "accepted: %s", is);
	cr_assert_null(s);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_not_null(strstr(err.text, says), "\"%s\" lacks \"%s\"", err.text, says);
	buf_done(&b);
}

Test(stage, shipped_list)
{
	struct stages *s = shipped();
	static const char *const keys[] = { "prospecting", "discovery", "solution", "proposal",
					    "negotiation", "won",	"lost" };
	static const int days[] = { 7, 14, 14, 7, 14, 0, 0 };

	cr_assert_eq(stages_count(s), 7);
	for (size_t i = 0; i < 7; i++) {
		cr_assert_str_eq(stage_at(s, i)->key, keys[i]);
		cr_assert_eq(stage_at(s, i)->id, (int)i + 1);
		cr_assert_eq(stage_at(s, i)->max_days, days[i]);
		cr_assert_eq(stage_position(s, (int)i + 1), (int)i);
	}
	cr_assert_null(stage_at(s, 7));
	cr_assert_null(stage_get(s, 0));
	cr_assert_eq(stage_get(s, STAGE_DISCOVERY)->documents.n, 7);
	cr_assert_eq(stage_get(s, STAGE_WON)->probability_bp, 10000);
	cr_assert_str_eq(stage_get(s, STAGE_SOLUTION)->short_title, "Solution");
	cr_assert_str_eq(stage_get(s, STAGE_PROPOSAL)->short_title, "Proposal");
	cr_assert_str_eq(stage_get(s, STAGE_WON)->activities.item[1]->key, "2");
	stages_free(s);
}

Test(stage, found_by_any_of_its_names)
{
	struct stages *s = shipped();

	cr_assert_eq(stage_find(s, "Closed Won")->id, STAGE_WON);
	cr_assert_eq(stage_find(s, "closed-won")->id, STAGE_WON);
	cr_assert_eq(stage_find(s, "CLOSED_LOST")->id, STAGE_LOST);
	cr_assert_eq(stage_find(s, "closedlost")->id, STAGE_LOST);
	cr_assert_eq(stage_find(s, " won ")->id, STAGE_WON);
	cr_assert_eq(stage_find(s, "solution  DESIGN")->id, STAGE_SOLUTION);
	cr_assert_eq(stage_find(s, "Solution")->id, STAGE_SOLUTION);
	cr_assert_null(stage_find(s, ""));
	cr_assert_null(stage_find(s, "clo sed won"));
	cr_assert_null(stage_find(s, "closed"));
	cr_assert_null(stage_find(s, "wonder"));
	stages_free(s);
}

Test(stage, unknown_word_lists_the_keys)
{
	struct stages *s = shipped();
	struct err err = { 0 };

	cr_assert_eq(stage_unknown(s, "closing", &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_str_eq(err.text, "\"closing\" is no stage, expected prospecting, discovery, solution, proposal, "
				   "negotiation, won or lost");
	stages_free(s);
}

static void asks(const struct stages *s, int from, int to, const char *keys)
{
	const struct stage_item *items[64];
	size_t n = stage_items_to_move(s, from, to, items, 64);
	struct buf b = { 0 };

	for (size_t i = 0; i < n; i++)
		buf_printf(&b, "%s%s", i ? " " : "", items[i]->key);
	cr_assert_str_eq(buf_str(&b), keys);
	buf_done(&b);
}

Test(stage, move_on_asks_exit_and_entry_once)
{
	struct stages *s = shipped();

	asks(s, STAGE_PROSPECTING, STAGE_DISCOVERY, "discovery_call decision_maker pain_point stakeholder research");
	asks(s, STAGE_DISCOVERY, STAGE_SOLUTION, "bant champion demo evaluation_plan discovery_done stakeholders");
	asks(s, STAGE_PROPOSAL, STAGE_NEGOTIATION,
	     "proposal_delivered feedback negotiation_points decision_date accepted authority");
	asks(s, STAGE_NEGOTIATION, STAGE_WON, "terms contract signatures implementation");
	/* A jump asks the exit of what it passes, not its entry. */
	asks(s, STAGE_DISCOVERY, STAGE_PROPOSAL,
	     "bant champion demo evaluation_plan fit roi proposal_asked deciders "
	     "requirements budget decision_timeline");
	cr_assert_eq(stage_items_to_move(s, STAGE_PROSPECTING, STAGE_WON, NULL, 0), 3 + 4 + 4 + 4 + 4);
	stages_free(s);
}

Test(stage, back_lost_and_closed_ask_nothing)
{
	struct stages *s = shipped();

	asks(s, STAGE_SOLUTION, STAGE_DISCOVERY, "");
	asks(s, STAGE_SOLUTION, STAGE_SOLUTION, "");
	asks(s, STAGE_PROSPECTING, STAGE_LOST, "");
	asks(s, STAGE_WON, STAGE_NEGOTIATION, "");
	asks(s, STAGE_WON, STAGE_LOST, "");
	asks(s, STAGE_LOST, STAGE_WON, "");
	asks(s, 99, STAGE_WON, "");
	stages_free(s);
}

Test(stage, max_limits_what_is_written_not_what_is_counted)
{
	struct stages *s = shipped();
	const struct stage_item *two[3] = { NULL, NULL, NULL };

	cr_assert_eq(stage_items_to_move(s, STAGE_PROSPECTING, STAGE_DISCOVERY, two, 2), 5);
	cr_assert_not_null(two[1]);
	cr_assert_null(two[2]);
	cr_assert_eq(stage_item_find(s, "discovery_call"), two[0]);
	stages_free(s);
}

Test(stage, checker_names_line_and_reason)
{
	refused("id = 2\n", "id = 1\n", "stages.ini:30: id 1 belongs to [prospecting] already");
	refused("id = 2\n", "id = two\n", "id is \"two\", expected a number from 0 to 999");
	refused("id = 2\n", "id = 0\n", "id is 0");
	refused("id = 2\n", "", "[discovery] has no id");
	refused("days = 7\n", "days = 7\ndays = 8\n", "days of [prospecting] stands here a second time");
	refused("days = 7\n", "weeks = 7\n", "\"weeks\" is no setting of a stage");
	refused("probability = 100\n", "probability = 101\n", "expected a number from 0 to 100");
	refused("exit.demo = demo scheduled\n", "exit.demo = demo held\n", "one key has one text");
	refused("exit.demo = demo scheduled\n", "exit.demo = demo scheduled\nexit.demo = demo scheduled\n",
		"a second time");
	refused("exit.demo = demo scheduled\n", "exit.Demo = demo scheduled\n", "is no key of a criterion");
	refused("[discovery]\n", "[Discovery]\n", "is no key of a stage");
	refused("title = Discovery\n", "title = Prospecting\n", "names both [prospecting] and [discovery]");
	refused("[lost]\nid = 7\n", "[lost]\nid = 8\n", "the last two stages must be won (id 6) and lost (id 7)");
	refused("exit.terms = terms agreed\n",
		"exit.a1 = a\nexit.a2 = a\nexit.a3 = a\nexit.a4 = a\nexit.a5 = a\nexit.a6 = a\n"
		"exit.a7 = a\nexit.a8 = a\nexit.a9 = a\nexit.b1 = a\nexit.b2 = a\nexit.b3 = a\nexit.b4 = a\nexit.b5 "
		"= a\n"
		"exit.b6 = a\n",
		"from [prospecting] to [won] asks for 33 criteria, at most 32");
	refused("title = Won\n", "title\n", "neither `key = value`");
}

Test(stage, outcomes_have_stable_words)
{
	cr_assert_eq(outcome_find("Stalled"), OUTCOME_STALLED);
	cr_assert_eq(outcome_find("active"), OUTCOME_NONE);
	cr_assert_eq(outcome_find(""), OUTCOME_NONE);
	cr_assert_eq(outcome_find("gone"), -1);
	for (int i = 0; i < OUTCOME_COUNT; i++)
		cr_assert_eq(outcome_find(outcome_key((enum outcome)i)), i);
	cr_assert_eq(OUTCOME_DELAYED, 4);
}
