#include "tests/model/interviewed.h"

#include "model/form.h"
#include "model/member.h"
#include "tests/support/validated.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <string.h>

const char *const interviewed_text[4] = {
	"Honestly the number was fine. What killed it was nobody could tell us who would own the migration.",
	"Two vendors in the final round; the other ran a paid pilot.",
	"They wanted proof, not a lower price. Cafe\xcc\x81 👩‍🔬 said so.",
	"Security review took eleven days.",
};

static int64_t theme_of(struct interviewed *i, const char *key)
{
	struct taxonomy t = { 0 };
	struct err err = { 0 };
	const struct theme *theme;
	int64_t id;

	cr_assert_eq(taxonomy_get(i->s, 0, &t, &err), 1, "%s", err.text);
	theme = taxonomy_find(&t, key);
	cr_assert_not_null(theme, "%s", key);
	id = theme->id;
	i->taxonomy = t.id;
	taxonomy_done(&t);
	return id;
}

static void add_note(struct interviewed *i, int k)
{
	struct interview_note n;
	struct err err = { 0 };

	interview_note_init(&n, i->interview, k == 1 || k == 3 ? SAID_FACT : SAID_QUOTE);
	won_put(&n.text, interviewed_text[k]);
	cr_assert_eq(interview_note_save(i->s, NULL, &n, NULL, &err), 0, "%s", err.text);
	i->note[k] = n.id;
	interview_note_done(&n);
}

static void hold_interview(struct interviewed *i)
{
	struct interview in;
	struct err err = { 0 };

	interview_init(&in);
	in.deal = i->w.deal;
	won_put(&in.respondent, "CFO");
	cr_assert_eq(interview_add(i->s, &in, &err), 0, "%s", err.text);
	i->interview = in.id;
	interview_done(&in);
	for (enum permission p = 0; p < PERMISSIONS; p++)
		cr_assert_eq(interview_consent(i->s, i->interview, p, CONSENT_GIVEN, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(interview_hold(i->s, i->interview, i->s->now(i->s), &err), 0, "%s", err.text);
	for (int k = 0; k < 4; k++)
		add_note(i, k);
	cr_assert_eq(validated(i->s, i->interview, &err), 0, "%s", err.text);
}

void interviewed_open(struct interviewed *i)
{
	struct err err = { 0 };

	memset(i, 0, sizeof *i);
	won_open(&i->w, NULL);
	i->s = i->w.s;
	won_as(&i->w, "dana");
	cr_assert_eq(member_add(i->s, "ben", 1u << ROLE_ANALYST, 0, &err), 0, "%s", err.text);
	hold_interview(i);
	i->price = theme_of(i, "pricing");
	i->discount = theme_of(i, "price-level");
	i->onboarding = theme_of(i, "implementation");
	i->owner = theme_of(i, "no-owner");
	interviewed_as(i, "ana");
}

void interviewed_close(struct interviewed *i)
{
	won_close(&i->w);
}

void interviewed_as(struct interviewed *i, const char *login)
{
	won_as(&i->w, login);
}

struct coding_pass interviewed_pass(struct interviewed *i)
{
	struct coding_pass p = { 0 };
	struct err err = { 0 };

	cr_assert_eq(coding_pass_need(i->s, i->interview, &p, &err), 0, "%s", err.text);
	return p;
}

struct code interviewed_code(struct interviewed *i, int note, int64_t theme, int64_t start, int64_t end)
{
	struct code c = { .pass = interviewed_pass(i).id, .note = i->note[note], .theme = theme, .start_cp = start,
			  .end_cp = end > 0 ? end : -1, .driver = DRIVER_BY_OUTCOME };
	struct err err = { 0 };

	cr_assert_eq(code_put(i->s, &c, &err), 0, "%s", err.text);
	code_done(&c);
	return c;
}

int64_t interviewed_correct(struct interviewed *i, int note, const char *text)
{
	struct interview_note base, n;
	struct err err = { 0 };
	int64_t id;

	cr_assert_eq(interview_note_get(i->s, i->note[note], &base, &err), 1, "%s", err.text);
	interview_note_copy(&n, &base);
	won_put(&n.text, text);
	cr_assert_eq(interview_note_save(i->s, &base, &n, NULL, &err), 0, "%s", err.text);
	id = n.text_id;
	interview_note_done(&base);
	interview_note_done(&n);
	return id;
}
