#include "model/interview_check.h"
#include "model/interview_field.h"
#include "model/member.h"
#include "tests/model/noted.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static struct asked a;

static int capture(enum captured field, const char *text, struct err *err)
{
	struct interview i = asked_get(&a);
	struct captured_save v = { .interview = a.interview, .field = field, .item = captured_next(a.s, &i, field, err),
				   .text = text, .base_rev = -1 };

	interview_done(&i);
	return captured_put(a.s, &v, NULL, err);
}

static void must_capture(enum captured field, const char *text)
{
	struct err err = { 0 };

	cr_assert_eq(capture(field, text, &err), 0, "%s", err.text);
}

static void capture_all(void)
{
	must_capture(CAPTURED_CRITERION, "time to first value");
	must_capture(CAPTURED_COMPETITOR, "none");
	must_capture(CAPTURED_PRICE, "fine");
	must_capture(CAPTURED_SUMMARY, "nobody owned the migration");
}

static int64_t state(void)
{
	struct interview i = asked_get(&a);
	int64_t st = i.state;

	interview_done(&i);
	return st;
}

static int validate_as(const char *login, struct err *err)
{
	*err = (struct err){ 0 };
	team_as(a.s, login);
	return interview_validate(a.s, a.interview, err);
}

Test(interview_check, each_of_the_six_is_looked_for)
{
	static const enum captured of[] = { CAPTURED_CRITERION, CAPTURED_COMPETITOR, CAPTURED_PRICE, CAPTURED_SUMMARY };
	static const enum six six_of[] = { SIX_CRITERIA, SIX_COMPETITORS, SIX_PRICE, SIX_SUMMARY };
	struct six_item six[SIX_COUNT];
	struct err err = { 0 };
	struct interview i;

	asked_open(&a);
	asked_hold(&a);
	i = asked_get(&a);
	for (size_t k = 0; k < 4; k++) {
		cr_assert_eq(interview_check(a.s, &i, six, &err), 0, "%s", err.text);
		cr_assert(six[SIX_ACCOUNT].is_there && six[SIX_RESPONDENT].is_there);
		cr_assert(!six[six_of[k]].is_there, "%s", six[six_of[k]].title);
		must_capture(of[k], "said");
		cr_assert_eq(interview_check(a.s, &i, six, &err), 0);
		cr_assert(six[six_of[k]].is_there, "%s", six[six_of[k]].title);
	}
	i.respondent_role = 0;
	cr_assert_eq(interview_check(a.s, &i, six, &err), 0);
	cr_assert(!six[SIX_RESPONDENT].is_there && strstr(six[SIX_RESPONDENT].missing, "part"));
	interview_done(&i);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview_check, what_is_missing_is_said_and_nothing_is_changed)
{
	struct err err = { 0 };

	asked_open(&a);
	cr_assert_eq(validate_as("olga", &err), -1);
	cr_assert(strstr(err.text, "planned"), "%s", err.text);
	team_as(a.s, "ana");
	asked_hold(&a);
	cr_assert_eq(validate_as("olga", &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert(strstr(err.text, "Competitor mentions: note who was named, or “none”; Pricing") &&
		  strstr(err.text, "main reasons") && !strstr(err.text, "Account"), "%s", err.text);
	cr_assert_eq(state(), INTERVIEW_HELD);
	asked_close(&a);
}

Test(interview_check, it_is_validated_by_somebody_who_did_not_ask)
{
	struct err err = { 0 };
	struct interview i;
	struct undone u;

	asked_open(&a);
	asked_hold(&a);
	capture_all();
	cr_assert_eq(validate_as("ana", &err), -1);
	cr_assert(err.kind == ERR_REFUSED && strstr(err.text, "you asked"), "%s", err.text);
	cr_assert_eq(validate_as("priya", &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE, "%s", err.text);
	cr_assert_eq(validate_as("ben", &err), 0, "%s", err.text);
	i = asked_get(&a);
	cr_assert_eq(i.state, INTERVIEW_VALIDATED);
	cr_assert_eq(i.validated_by, a.ben);
	cr_assert_eq(i.validated_at, a.s->now(a.s));
	interview_done(&i);
	cr_assert_eq(validate_as("ben", &err), -1);
	cr_assert(strstr(err.text, "validated already"), "%s", err.text);
	cr_assert_eq(history_undo(a.s, SUBJECT_INTERVIEW, a.interview, &u, &err), 0, "%s", err.text);
	cr_assert_eq(state(), INTERVIEW_HELD);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview_check, the_duty_of_reviewer_is_enough)
{
	struct err err = { 0 };

	asked_open(&a);
	asked_hold(&a);
	capture_all();
	team_as(a.s, "dana");
	cr_assert_eq(member_add(a.s, "rita", 1u << ROLE_CSM, 1u << DUTY_REVIEWER, &err), 0, "%s", err.text);
	cr_assert_eq(validate_as("rita", &err), 0, "%s", err.text);
	cr_assert_eq(state(), INTERVIEW_VALIDATED);
	asked_close(&a);
}

Test(interview_check, incomplete_says_why_and_a_validated_record_is_taken_back_only_by_a_reviewer)
{
	struct captured_row *rows;
	struct err err = { 0 };
	struct interview i;
	size_t n;

	asked_open(&a);
	asked_hold(&a);
	cr_assert_eq(interview_flag(a.s, a.interview, " ", &err), -1);
	cr_assert(strstr(err.text, "say why"), "%s", err.text);
	err = (struct err){ 0 };
	cr_assert_eq(interview_flag(a.s, a.interview, "the line broke after ten minutes", &err), 0, "%s", err.text);
	cr_assert_eq(state(), INTERVIEW_INCOMPLETE);
	i = asked_get(&a);
	cr_assert_eq(captured_list(a.s, &i, &rows, &n, &err), 0);
	cr_assert_eq(n, 1);
	cr_assert_str_eq(rows[0].text, "the line broke after ten minutes");
	captured_done(rows, n);
	interview_done(&i);
	capture_all();
	cr_assert_eq(validate_as("ben", &err), 0, "%s", err.text);
	i = asked_get(&a);
	cr_assert_eq(captured_list(a.s, &i, &rows, &n, &err), 0);
	cr_assert_eq(n, 4, "the reason went");
	captured_done(rows, n);
	interview_done(&i);
	team_as(a.s, "ana");
	cr_assert_eq(interview_flag(a.s, a.interview, "no", &err), -1);
	cr_assert_eq(state(), INTERVIEW_VALIDATED);
	team_as(a.s, "ben");
	cr_assert_eq(interview_flag(a.s, a.interview, "the wrong company", &err), 0);
	i = asked_get(&a);
	cr_assert(i.state == INTERVIEW_INCOMPLETE && !i.validated_at && !i.validated_by);
	interview_done(&i);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview_check, a_validated_record_is_fixed)
{
	struct interview_note base, mine;
	struct err err = { 0 };
	int64_t id;

	asked_open(&a);
	asked_hold(&a);
	capture_all();
	id = noted_note(&a, SAID_QUOTE, "Nobody could tell us who owns it");
	cr_assert_eq(validate_as("ben", &err), 0, "%s", err.text);
	cr_assert_eq(capture(CAPTURED_PRICE, "more", &err), -1);
	cr_assert(strstr(err.text, "incomplete before"), "%s", err.text);
	cr_assert_eq(interview_note_delete(a.s, id, &err), -1);
	cr_assert(strstr(err.text, "none comes or goes"), "%s", err.text);
	base = noted_get(&a, id);
	interview_note_copy(&mine, &base);
	mine.text[0] = 'n';
	cr_assert_eq(interview_note_save(a.s, &base, &mine, NULL, &err), 0, "a correction: %s", err.text);
	cr_assert_neq(mine.text_id, base.text_id);
	interview_note_done(&base);
	interview_note_done(&mine);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview_check, fields_are_kept_under_the_rule_of_two_writers_and_of_permission)
{
	struct captured_save v = { .field = CAPTURED_SUMMARY, .text = "mine", .base_rev = 0 };
	struct err err = { 0 };
	int64_t rev = 0;

	asked_open(&a);
	asked_hold(&a);
	v.interview = a.interview;
	cr_assert_eq(captured_put(a.s, &v, &rev, &err), 0, "%s", err.text);
	cr_assert_eq(rev, 1);
	v.text = "theirs";
	cr_assert_eq(captured_put(a.s, &v, &rev, &err), -1);
	cr_assert(err.kind == ERR_REFUSED && strstr(err.text, "ana changed"), "%s", err.text);
	noted_consent(&a, PERMIT_NOTES, CONSENT_WITHDRAWN);
	v.base_rev = 1;
	cr_assert_eq(captured_put(a.s, &v, &rev, &err), -1);
	cr_assert(strstr(err.text, "withdrawn"), "%s", err.text);
	v.text = "";
	cr_assert_eq(captured_put(a.s, &v, &rev, &err), 0, "it may be taken away: %s", err.text);
	asked_sound(&a);
	asked_close(&a);
}
