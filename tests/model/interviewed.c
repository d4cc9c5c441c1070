#include "tests/model/interviewed.h"

#include "model/member.h"
#include "model/taxonomy_edit.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

const char *const interviewed_text[4] = {
	"Honestly the number was fine. What killed it was nobody could tell us who would own the migration.",
	"Two vendors in the final round; the other ran a paid pilot.",
	"They wanted proof, not a lower price. Cafe\xcc\x81 👩‍🔬 said so.",
	"Security review took eleven days.",
};

static int64_t add_theme(struct interviewed *i, const char *key, int64_t parent, const char *title)
{
	struct theme_new n = { .title = title, .parent = parent, .key = key };
	struct err err = { 0 };
	int64_t id = 0;

	cr_assert_eq(theme_add(i->s, &n, &id, &err), 0, "%s", err.text);
	return id;
}

static void publish(struct interviewed *i)
{
	struct taxonomy t;
	struct err err = { 0 };

	cr_assert_eq(taxonomy_publish(i->s, "test", &err), 0, "%s", err.text);
	cr_assert_eq(taxonomy_get(i->s, 0, &t, &err), 1, "%s", err.text);
	i->taxonomy = t.id;
	taxonomy_done(&t);
}

static void add_themes(struct interviewed *i)
{
	struct err err = { 0 };

	i->price = add_theme(i, "t_price", 0, "Test price");
	i->discount = add_theme(i, "t_discount", i->price, "Test discount");
	i->onboarding = add_theme(i, "t_onboarding", 0, "Test onboarding");
	i->owner = add_theme(i, "t_owner", i->onboarding, "Test no owner");
	i->gone_theme = add_theme(i, "t_gone", 0, "Test gone");
	publish(i);
	cr_assert_eq(theme_retire(i->s, i->gone_theme, false, &err), 0, "%s", err.text);
	publish(i);
}

static int put_notes(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct interviewed *i = arg;
	struct interview was, is;
	int rc;

	interview_init(&was);
	was.deal = i->w.deal;
	was.held_at = g->at_ms;
	was.state = INTERVIEW_HELD;
	rc = interview_put(s, g, NULL, &was, err);
	i->interview = was.id;
	for (int k = 0; !rc && k < 4; k++) {
		struct interview_note n;

		interview_note_init(&n, was.id, SAID_QUOTE);
		free(n.text);
		n.text = xstrdup(interviewed_text[k]);
		rc = interview_note_put(s, g, &was, NULL, &n, err);
		i->note[k] = n.id;
		interview_note_done(&n);
	}
	interview_copy(&is, &was);
	is.state = INTERVIEW_VALIDATED;
	rc = rc || interview_put(s, g, &was, &is, err) ? -1 : 0;
	interview_done(&was);
	interview_done(&is);
	return rc;
}

void interviewed_open(struct interviewed *i)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "an interview" };
	struct err err = { 0 };

	memset(i, 0, sizeof *i);
	won_open(&i->w, NULL);
	i->s = i->w.s;
	won_as(&i->w, "dana");
	cr_assert_eq(member_add(i->s, "ben", 1u << ROLE_ANALYST, 0, &err), 0, "%s", err.text);
	cr_assert_eq(edit(i->s, &how, put_notes, i, NULL, &err), 0, "%s", err.text);
	add_themes(i);
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
	free(n.text);
	n.text = xstrdup(text);
	cr_assert_eq(interview_note_save(i->s, &base, &n, NULL, &err), 0, "%s", err.text);
	id = n.text_id;
	interview_note_done(&base);
	interview_note_done(&n);
	return id;
}
