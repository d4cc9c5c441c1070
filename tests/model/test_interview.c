/* Interviews: planned, scheduled, held or refused; three permissions; the deal's clock; who may; undo. */
#include "model/interview.h"

#include "model/event.h"
#include "model/form.h"
#include "model/member.h"
#include "tests/model/asked.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define HOUR INT64_C(3600000)
#define OK(call) cr_assert_eq(call, 0, "%s", err.text)
#define REFUSED(call, kind_, words)                                                                                      \
	do {                                                                                                             \
		err_clear(&err);                                                                                         \
		cr_assert_eq(call, -1);                                                                                  \
		cr_assert_eq(err.kind, kind_, "%d %s", err.kind, err.text);                                              \
		cr_assert(strstr(err.text, words), "%s", err.text);                                                      \
	} while (0)

static int64_t state_of(struct asked *a)
{
	struct interview i = asked_get(a);
	int64_t state = i.state;

	interview_done(&i);
	return state;
}

Test(interview, a_new_one_has_its_form_and_guide)
{
	struct asked a;
	struct interview i;
	struct form f;
	struct buf words = { 0 };
	struct err err = { 0 };

	asked_open(&a);
	i = asked_get(&a);
	cr_assert_eq(i.state, INTERVIEW_PLANNED);
	cr_assert_str_eq(i.guide, "lost");
	cr_assert_eq(i.consent_quote, CONSENT_NOT_ASKED);
	cr_assert_eq(form_read(a.s, i.form, &f, &err), 1, "%s", err.text);
	cr_assert_eq(f.kind, FORM_INTERVIEW);
	interview_respondent(a.s, &i, &words);
	cr_assert_str_eq(buf_str(&words), "CFO");
	buf_done(&words);
	interview_done(&i);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview, is_found_by_number_external_id_and_company)
{
	struct asked a;
	struct interview was, i;
	struct err err = { 0 };
	int64_t id = 0;

	asked_open(&a);
	was = asked_get(&a);
	interview_copy(&i, &was);
	i.ext = xstrdup("INT-7");
	OK(interview_change(a.s, &was, &i, &err));
	OK(interview_find(a.s, "I-1", &id, &err));
	cr_assert_eq(id, a.interview);
	id = 0;
	OK(interview_find(a.s, "INT-7", &id, &err));
	cr_assert_eq(id, a.interview);
	id = 0;
	OK(interview_find(a.s, "stagg", &id, &err));
	cr_assert_eq(id, a.interview);
	REFUSED(interview_find(a.s, "I-9", &id, &err), ERR_INPUT, "I-9");
	interview_done(&was);
	interview_done(&i);
	interview_init(&i);
	i.deal = a.deal;
	OK(interview_add(a.s, &i, &err));
	REFUSED(interview_find(a.s, "stagg", &id, &err), ERR_INPUT, "I-1 (planned), I-2 (planned)");
	interview_done(&i);
	asked_close(&a);
}

Test(interview, goes_from_planned_to_held_and_meets_the_clock)
{
	struct asked a;
	struct err err = { 0 };

	asked_open(&a);
	OK(interview_schedule(a.s, a.interview, a.s->now(a.s) + HOUR, 45, FORMAT_VIDEO, &err));
	cr_assert_eq(state_of(&a), INTERVIEW_SCHEDULED);
	REFUSED(interview_hold(a.s, a.interview, a.s->now(a.s) + 9 * HOUR, &err), ERR_INPUT, "future");
	cr_assert_eq(event_is_told(a.s, a.deal, EV_INTERVIEW_DONE, &err), 0);
	OK(interview_hold(a.s, a.interview, a.s->now(a.s), &err));
	cr_assert_eq(state_of(&a), INTERVIEW_HELD);
	cr_assert_eq(event_is_told(a.s, a.deal, EV_INTERVIEW_DONE, &err), 1);
	REFUSED(interview_hold(a.s, a.interview, a.s->now(a.s), &err), ERR_REFUSED, "held already");
	REFUSED(interview_refuse(a.s, a.interview, "late", &err), ERR_REFUSED, "held already");
	REFUSED(interview_remove(a.s, a.interview, &err), ERR_REFUSED, "held");
	OK(team_undo(a.s, &err));
	cr_assert_eq(state_of(&a), INTERVIEW_SCHEDULED);
	cr_assert_eq(event_is_told(a.s, a.deal, EV_INTERVIEW_DONE, &err), 0);
	OK(team_redo(a.s, &err));
	cr_assert_eq(event_is_told(a.s, a.deal, EV_INTERVIEW_DONE, &err), 1);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview, a_refusal_needs_its_reason)
{
	struct asked a;
	struct interview i;
	struct err err = { 0 };

	asked_open(&a);
	REFUSED(interview_refuse(a.s, a.interview, " ", &err), ERR_REFUSED, "say why");
	OK(interview_refuse(a.s, a.interview, "no time before spring", &err));
	i = asked_get(&a);
	cr_assert_eq(i.state, INTERVIEW_REFUSED);
	cr_assert_str_eq(i.refusal, "no time before spring");
	interview_done(&i);
	cr_assert_eq(event_is_told(a.s, a.deal, EV_INTERVIEW_REFUSED, &err), 1);
	REFUSED(interview_schedule(a.s, a.interview, a.s->now(a.s), 0, 0, &err), ERR_REFUSED, "no time before spring");
	asked_sound(&a);
	asked_close(&a);
}

Test(interview, permissions_are_told_apart)
{
	struct asked a;
	struct interview i;
	struct buf said = { 0 };
	struct err err = { 0 };

	asked_open(&a);
	REFUSED(interview_consent(a.s, a.interview, PERMIT_QUOTE, CONSENT_WITHDRAWN, NULL, &err), ERR_REFUSED, "not asked");
	OK(interview_consent(a.s, a.interview, PERMIT_QUOTE, CONSENT_GIVEN, NULL, &err));
	OK(interview_consent(a.s, a.interview, PERMIT_RECORD, CONSENT_REFUSED, NULL, &err));
	i = asked_get(&a);
	cr_assert(interview_may_quote(&i));
	cr_assert(interview_may_note(&i), "not asked is not refused");
	cr_assert_eq(i.consent_record, CONSENT_REFUSED);
	interview_done(&i);
	REFUSED(interview_consent(a.s, a.interview, PERMIT_QUOTE, CONSENT_REFUSED, NULL, &err), ERR_REFUSED, "withdrawn");
	OK(interview_consent(a.s, a.interview, PERMIT_QUOTE, CONSENT_WITHDRAWN, &said, &err));
	cr_assert(strstr(buf_str(&said), "leave every later report"), "%s", buf_str(&said));
	i = asked_get(&a);
	cr_assert_not(interview_may_quote(&i));
	interview_done(&i);
	OK(interview_consent(a.s, a.interview, PERMIT_NOTES, CONSENT_REFUSED, NULL, &err));
	i = asked_get(&a);
	cr_assert_not(interview_may_note(&i));
	interview_done(&i);
	buf_done(&said);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview, who_may_write_it)
{
	struct asked a;
	struct interview was, i;
	struct err err = { 0 };

	asked_open(&a);
	team_as(a.s, "mira");
	REFUSED(interview_hold(a.s, a.interview, a.s->now(a.s), &err), ERR_ROLE, "named interviewer");
	team_as(a.s, "jo");
	REFUSED(interview_hold(a.s, a.interview, a.s->now(a.s), &err), ERR_INPUT, "no interview");
	team_as(a.s, "carl");
	cr_assert_eq(interview_get(a.s, a.interview, &i, &err), 0);
	interview_done(&i);
	team_as(a.s, "priya");
	REFUSED(interview_hold(a.s, a.interview, a.s->now(a.s), &err), ERR_ROLE, "named interviewer");
	team_as(a.s, "ana");
	was = asked_get(&a);
	interview_copy(&i, &was);
	cr_assert_eq(member_find(a.s, "priya", &err) > 0, 1);
	i.interviewer = member_find(a.s, "priya", &err);
	OK(interview_change(a.s, &was, &i, &err));
	interview_done(&was);
	interview_done(&i);
	team_as(a.s, "priya");
	OK(interview_hold(a.s, a.interview, a.s->now(a.s), &err));
	asked_close(&a);
}

Test(interview, an_interviewer_who_owns_the_deal_is_said)
{
	struct asked a;
	struct interview i;
	struct buf said = { 0 };

	asked_open(&a);
	i = asked_get(&a);
	interview_warn(a.s, &i, &said);
	cr_assert_eq(said.len, 0, "%s", buf_str(&said));
	i.interviewer = a.mira;
	interview_warn(a.s, &i, &said);
	cr_assert(strstr(buf_str(&said), "mira owns the deal"), "%s", buf_str(&said));
	interview_done(&i);
	buf_done(&said);
	asked_close(&a);
}

Test(interview, making_one_is_undone_and_done_again)
{
	struct asked a;
	struct interview i;
	struct err err = { 0 };

	asked_open(&a);
	OK(team_undo(a.s, &err));
	cr_assert_eq(interview_get(a.s, a.interview, &i, &err), 0);
	interview_done(&i);
	OK(team_redo(a.s, &err));
	cr_assert_eq(state_of(&a), INTERVIEW_PLANNED);
	OK(interview_remove(a.s, a.interview, &err));
	cr_assert_eq(interview_get(a.s, a.interview, &i, &err), 0);
	interview_done(&i);
	OK(team_undo(a.s, &err));
	cr_assert_eq(state_of(&a), INTERVIEW_PLANNED);
	asked_sound(&a);
	asked_close(&a);
}

/* Two who change it at once: the second is told, nothing of his is written. */
Test(interview, what_somebody_else_changed_is_not_overwritten)
{
	struct asked a;
	struct interview was, i;
	struct err err = { 0 };

	asked_open(&a);
	was = asked_get(&a);
	interview_copy(&i, &was);
	i.minutes = 30;
	team_as(a.s, "ben");
	OK(interview_schedule(a.s, a.interview, a.s->now(a.s), 60, FORMAT_PHONE, &err));
	team_as(a.s, "ana");
	REFUSED(interview_change(a.s, &was, &i, &err), ERR_REFUSED, "somebody else");
	interview_done(&was);
	interview_done(&i);
	i = asked_get(&a);
	cr_assert_eq(i.minutes, 60);
	interview_done(&i);
	asked_close(&a);
}
