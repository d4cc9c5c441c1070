/* What actions rest on and what they shall change: written, changed by two, undone, hidden, and what a finding needs. */
#include "model/due_count.h"
#include "model/evidence.h"

#include "model/action.h"
#include "model/check_store.h"
#include "model/interview_note.h"
#include "model/member.h"
#include "tests/model/interviewed.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct interviewed a;
static struct err err;

static void open_both(void)
{
	interviewed_open(&a);
	interviewed_as(&a, "dana");
	cr_assert_eq(member_add(a.s, "olga", 1u << ROLE_SALES_OPS, 0, &err), 0, "%s", err.text);
	cr_assert_eq(member_add(a.s, "carl", 1u << ROLE_CMO, 0, &err), 0, "%s", err.text);
	interviewed_as(&a, "ana");
	err = (struct err){ 0 };
}

static void close_both(void)
{
	interviewed_close(&a);
}

TestSuite(evidence, .init = open_both, .fini = close_both);

/* A second interview of the same deal. */
static int64_t another(void)
{
	struct interview i;
	int64_t id;

	interview_init(&i);
	i.deal = a.w.deal;
	free(i.respondent);
	i.respondent = xstrdup("COO");
	interviewed_as(&a, "olga");
	cr_assert_eq(interview_add(a.s, &i, &err), 0, "%s", err.text);
	id = i.id;
	interview_done(&i);
	interviewed_as(&a, "ana");
	return id;
}

static const char *parsed(const char *words)
{
	static struct buf kept;

	buf_done(&kept);
	kept = (struct buf){ 0 };
	cr_assert_eq(evidence_parse(a.s, words, &kept, &err), 0, "%s: %s", words, err.text);
	return buf_str(&kept);
}

static const char *said(const char *kept)
{
	static struct buf words;

	buf_done(&words);
	words = (struct buf){ 0 };
	evidence_format(a.s, kept, &words);
	return buf_str(&words);
}

static void refused(const char *words, const char *because)
{
	struct buf kept = { 0 };

	cr_assert_eq(evidence_parse(a.s, words, &kept, &err), -1, "%s", words);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, because), "%s: %s", words, err.text);
	buf_done(&kept);
}

Test(evidence, is_read_and_written_as_people_do)
{
	char words[80], kept[80];

	snprintf(words, sizeof words, "I-%lld/2, D-%lld,I-%lld ,I-%lld", (long long)a.interview, (long long)a.w.deal,
		 (long long)a.interview, (long long)a.interview);
	snprintf(kept, sizeof kept, "D%lld I%lld N%lld", (long long)a.w.deal, (long long)a.interview, (long long)a.note[1]);
	cr_assert_str_eq(parsed(words), kept);
	snprintf(words, sizeof words, "D-%lld, I-%lld, I-%lld/2", (long long)a.w.deal, (long long)a.interview,
		 (long long)a.interview);
	cr_assert_str_eq(said(kept), words);
	cr_assert_str_eq(parsed(""), "");
	cr_assert_str_eq(parsed(" , "), "");
	refused("I-999", "no interview “I-999”");
	refused("D-999", "D-999");
	snprintf(words, sizeof words, "I-%lld/77", (long long)a.interview);
	refused(words, "has no note 77");
	snprintf(words, sizeof words, "D-%lld/sideways", (long long)a.w.deal);
	refused(words, "expected D-N/pre or D-N/post");
	snprintf(words, sizeof words, "D-%lld/post", (long long)a.w.deal);
	refused(words, "no exchange record “post”");
}

Test(evidence, what_a_role_does_not_read_is_a_number)
{
	char kept[80];

	snprintf(kept, sizeof kept, "D%lld I%lld", (long long)a.w.deal, (long long)a.interview);
	interviewed_as(&a, "carl");
	cr_assert_str_eq(said(kept), "2 that your role does not read");
	refused("I-1", "no interview");
	interviewed_as(&a, "jo"); /* an ae of other deals */
	cr_assert_str_eq(said(kept), "2 that your role does not read");
}

static int64_t add(const char *evidence, enum action_kind kind)
{
	struct action n = { .kind = kind, .text = xstrdup("speak of owners first"), .due_day = NO_DAY,
			    .change_kind = CHANGE_MESSAGING, .expected = xstrdup("fewer losses to nobody's project"),
			    .evidence = xstrdup(evidence) };
	int64_t id = action_add(a.s, &n, &err) ? -1 : n.id;

	action_done(&n);
	return id;
}

static const char *evidence_of(int64_t id)
{
	static struct buf line;

	buf_done(&line);
	line = (struct buf){ 0 };
	cr_assert_eq(evidence_read(a.s, id, &line, &err), 0, "%s", err.text);
	return buf_str(&line);
}

Test(evidence, a_finding_needs_two_interviews)
{
	char one[40], two[60], same[60];
	struct action was = { 0 };
	struct action_aim aim = { .change_kind = -1, .evidence = one };
	struct action_edit e = { .base = &was, .due_day = NO_DAY, .aim = &aim };
	int64_t second = another(), id;

	snprintf(one, sizeof one, "I%lld", (long long)a.interview);
	snprintf(same, sizeof same, "I%lld N%lld", (long long)a.interview, (long long)a.note[0]);
	snprintf(two, sizeof two, "I%lld N%lld", (long long)second, (long long)a.note[0]);
	cr_assert_eq(add(one, ACTION_FINDING), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_not_null(strstr(err.text, "at least 2 different interviews"), "%s", err.text);
	cr_assert_eq(add(same, ACTION_FINDING), -1);
	cr_assert_gt(add(one, ACTION_ACTION), 0, "%s", err.text);
	id = add(two, ACTION_FINDING);
	cr_assert_gt(id, 0, "%s", err.text);
	cr_assert_eq(action_get(a.s, id, &was, &err), 1);
	cr_assert_eq(action_change(a.s, &e, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_str_eq(evidence_of(id), two);
	action_done(&was);
}

Test(evidence, changed_by_two_and_taken_back)
{
	char one[40], both[60];
	struct action was = { 0 };
	struct action_aim aim = { .change_kind = CHANGE_PRICING, .evidence = both };
	struct action_edit e = { .base = &was, .due_day = NO_DAY, .aim = &aim };
	int64_t id;

	snprintf(one, sizeof one, "D%lld", (long long)a.w.deal);
	snprintf(both, sizeof both, "D%lld I%lld", (long long)a.w.deal, (long long)a.interview);
	id = add(one, ACTION_ACTION);
	cr_assert_gt(id, 0, "%s", err.text);
	cr_assert_eq(action_get(a.s, id, &was, &err), 1);
	cr_assert_eq(was.change_kind, CHANGE_MESSAGING);
	cr_assert_str_eq(was.evidence, one);
	interviewed_as(&a, "olga");
	cr_assert_eq(action_change(a.s, &e, &err), 0, "%s", err.text);
	cr_assert_str_eq(evidence_of(id), both);
	interviewed_as(&a, "ana");
	aim = (struct action_aim){ .change_kind = CHANGE_PRODUCT };
	cr_assert_eq(action_change(a.s, &e, &err), -1);
	cr_assert_not_null(strstr(err.text, "olga made the change “pricing”"), "%s", err.text);
	interviewed_as(&a, "olga");
	cr_assert_eq(team_undo(a.s, &err), 0, "%s", err.text);
	cr_assert_str_eq(evidence_of(id), one);
	cr_assert_eq(team_redo(a.s, &err), 0, "%s", err.text);
	cr_assert_str_eq(evidence_of(id), both);
	action_done(&was);
}

Test(evidence, closing_says_what_came_of_a_change)
{
	int64_t id = add("", ACTION_ACTION);

	cr_assert_gt(id, 0, "%s", err.text);
	cr_assert_eq(action_close(a.s, id, " ", &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, "what came of it"), "%s", err.text);
	cr_assert_eq(action_close(a.s, id, "the deck says it on page one", &err), 0, "%s", err.text);
}

Test(evidence, late_actions_are_counted_for_who_sees_them)
{
	struct due_count n;
	struct action late = { .text = xstrdup("late"), .due_day = a.s->now(a.s) / DAY_MS - 1, .subject_kind = SUBJECT_DEAL,
			       .subject = a.w.deal };
	int64_t today = a.s->now(a.s) / DAY_MS;
	struct action tonight = { .text = xstrdup("tonight"), .due_day = today };

	interviewed_as(&a, "olga");
	cr_assert_eq(due_count(a.s, &n, &err), 0);
	cr_assert_eq(n.actions_late, 0);
	cr_assert_eq(action_add(a.s, &late, &err), 0, "%s", err.text);
	cr_assert_eq(action_add(a.s, &tonight, &err), 0, "%s", err.text);
	cr_assert_eq(due_count(a.s, &n, &err), 0);
	cr_assert_eq(n.actions_late, 1);
	cr_assert_leq(n.next_change, (today + 1) * DAY_MS);
	team_later(a.s, 10 * HOUR_MS); /* after the close of today */
	cr_assert_eq(due_count(a.s, &n, &err), 0);
	cr_assert_eq(n.actions_late, 2);
	interviewed_as(&a, "jo");
	cr_assert_eq(due_count(a.s, &n, &err), 0);
	cr_assert_eq(n.actions_late, 0);
	interviewed_as(&a, "olga");
	cr_assert_eq(action_close(a.s, late.id, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(due_count(a.s, &n, &err), 0);
	cr_assert_eq(n.actions_late, 1);
	action_done(&late);
	action_done(&tonight);
}

Test(evidence, words_of_a_change)
{
	int64_t kind;

	cr_assert_eq(change_kind_parse("mess", &kind, &err), 0);
	cr_assert_eq(kind, CHANGE_MESSAGING);
	cr_assert_eq(change_kind_parse("Product", &kind, &err), 0);
	cr_assert_eq(kind, CHANGE_PRODUCT);
	cr_assert_eq(change_kind_parse("none", &kind, &err), 0);
	cr_assert_eq(kind, CHANGE_NONE);
	cr_assert_eq(change_kind_parse("pr", &kind, &err), -1);
	cr_assert_eq(change_kind_parse("colour", &kind, &err), -1);
}
