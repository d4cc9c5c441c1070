#include "tests/model/asked.h"

#include "model/check_store.h"
#include "model/history.h"
#include "model/member.h"
#include "model/move.h"
#include "model/value.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static int64_t member_of(struct store *s, const char *login)
{
	struct member m = { 0 };
	struct err err = { 0 };
	int64_t id;

	cr_assert_eq(member_by_login(s, login, &m, &err), 1, "%s", err.text);
	id = m.id;
	member_done(&m);
	return id;
}

static void open_deal(struct asked *a, const char *path)
{
	struct err err = { 0 };
	struct move lost = { .to_stage = STAGE_LOST, .reason = "price", .competitor = "Northwind", .follow_up_day = NO_DAY,
			     .sow_day = NO_DAY };

	a->s = team_open(path);
	team_as(a->s, "dana");
	cr_assert_eq(member_add(a->s, "ben", 1u << ROLE_ANALYST, 0, &err), 0, "%s", err.text);
	a->ana = member_of(a->s, "ana");
	a->ben = member_of(a->s, "ben");
	a->mira = member_of(a->s, "mira");
	a->deal = team_deal(a->s, "Stagg Industrial", "mira", "40000");
	lost.deal = a->deal;
	team_as(a->s, "dana");
	cr_assert_eq(deal_move(a->s, &lost, NULL, &err), 0, "%s", err.text);
	a->interview = 0;
	team_as(a->s, "ana");
}

void asked_open_deal(struct asked *a)
{
	open_deal(a, NULL);
}

void asked_open(struct asked *a)
{
	asked_open_at(a, NULL);
}

void asked_open_at(struct asked *a, const char *path)
{
	struct err err = { 0 };
	struct interview i;

	open_deal(a, path);
	interview_init(&i);
	i.deal = a->deal;
	i.interviewer = a->ana;
	i.respondent_role = PERSON_ECONOMIC;
	free(i.respondent);
	i.respondent = xstrdup("CFO");
	cr_assert_eq(interview_add(a->s, &i, &err), 0, "%s", err.text);
	a->interview = i.id;
	interview_done(&i);
}

void asked_close(struct asked *a)
{
	store_close(a->s);
}

void asked_hold(struct asked *a)
{
	struct err err = { 0 };

	cr_assert_eq(interview_consent(a->s, a->interview, PERMIT_NOTES, CONSENT_GIVEN, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(interview_consent(a->s, a->interview, PERMIT_QUOTE, CONSENT_GIVEN, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(interview_hold(a->s, a->interview, a->s->now(a->s), &err), 0, "%s", err.text);
}

struct interview asked_get(struct asked *a)
{
	struct interview i;
	struct err err = { 0 };

	cr_assert_eq(interview_get(a->s, a->interview, &i, &err), 1, "%s", err.text);
	return i;
}

static int tell_finding(void *arg, const char *sentence)
{
	cr_assert_fail("check: %s", sentence);
	(void)arg;
	return 0;
}

void asked_sound(struct asked *a)
{
	struct err err = { 0 };
	size_t findings = 0;

	cr_assert_eq(store_check(a->s, true, tell_finding, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
	cr_assert_eq(history_verify(a->s, &err), 0, "%s", err.text);
}
