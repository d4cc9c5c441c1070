/* Guides of interviews: what every one holds, what a file may not say, and the version an interview keeps. */
#include "model/guide.h"

#include "assets/assets.h"
#include "model/config.h"
#include "tests/model/asked.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int count(void *arg, const struct guide_line *line)
{
	size_t *n = arg;

	n[line->kind]++;
	n[2] += line->core && line->kind == GUIDE_ASK;
	return 0;
}

Test(guide, core_questions_are_the_same_for_won_and_lost)
{
	struct asked a;
	struct guides *g;
	struct err err = { 0 };
	size_t won[3] = { 0 }, lost[3] = { 0 };

	asked_open(&a);
	cr_assert_eq(guides_load(a.s, 0, &g, &err), 0, "%s", err.text);
	cr_assert_str_eq(guides_for(g, true)->key, "won");
	cr_assert_str_eq(guides_for(g, false)->key, "lost");
	guide_ask_each(g, guides_get(g, "WON"), count, won);
	guide_ask_each(g, guides_get(g, "lost"), count, lost);
	cr_assert_eq(won[2], lost[2]);
	cr_assert_geq(won[2], 5);
	cr_assert_gt(won[GUIDE_ASK], won[2], "won deals have questions of their own");
	cr_assert_gt(lost[GUIDE_ASK], lost[2]);
	cr_assert_null(guides_get(g, "all"), "it is part of every one and none by itself");
	guides_free(g);
	asked_close(&a);
}

Test(guide, printed_it_says_what_is_asked_for_before_the_first_question)
{
	struct asked a;
	struct guides *g;
	struct buf out = { 0 };
	struct err err = { 0 };
	const char *consent, *recording, *questions;

	asked_open(&a);
	cr_assert_eq(guides_load(a.s, 0, &g, &err), 0, "%s", err.text);
	guide_markdown(g, guides_get(g, "lost"), &out);
	consent = strstr(buf_str(&out), "## Consent");
	recording = strstr(buf_str(&out), "## Before recording");
	questions = strstr(buf_str(&out), "## Questions");
	cr_assert(consent && recording && questions);
	cr_assert(consent < recording && recording < questions);
	cr_assert(strstr(buf_str(&out), "## Pricing") && strstr(buf_str(&out), "## For the interviewer"));
	buf_done(&out);
	guides_free(g);
	asked_close(&a);
}

Test(guide, an_interview_keeps_the_version_it_was_held_with)
{
	static const char extra[] = "\n[health]\ntitle = Health care\nask = How did the ward take part?\n";
	const struct asset *shipped = asset_find("guides.ini");
	struct asked a;
	struct interview i;
	struct guides *g;
	struct buf body = { 0 };
	struct err err = { 0 };

	asked_open(&a);
	asked_hold(&a);
	team_as(a.s, "dana");
	buf_puts(&body, shipped->body);
	buf_puts(&body, extra);
	cr_assert_eq(config_put(a.s, "guides", buf_str(&body), NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(guides_load(a.s, 0, &g, &err), 0, "%s", err.text);
	cr_assert(guides_get(g, "health"));
	guides_free(g);
	i = asked_get(&a);
	cr_assert_eq(guides_load(a.s, i.guide_config, &g, &err), 0, "%s", err.text);
	cr_assert_null(guides_get(g, "health"));
	guides_free(g);
	interview_done(&i);
	interview_init(&i);
	i.deal = a.deal;
	free(i.guide);
	i.guide = xstrdup("Health");
	cr_assert_eq(interview_add(a.s, &i, &err), 0, "%s", err.text);
	cr_assert_str_eq(i.guide, "health");
	interview_done(&i);
	interview_init(&i);
	i.deal = a.deal;
	free(i.guide);
	i.guide = xstrdup("mining");
	cr_assert_eq(interview_add(a.s, &i, &err), -1);
	cr_assert(strstr(err.text, "won, lost, health"), "%s", err.text);
	interview_done(&i);
	buf_done(&body);
	asked_close(&a);
}

#define HEAD "[all]\npurpose = p\nuse = u\nconsent = c\nrecording = r\nask = What?\n"
#define WHOLE HEAD "criteria = a\ncompetitors = b\npricing = c\nbuying = d\nremind = e\n"
#define BOTH "[won]\ntitle = W\nfor = won\n[lost]\ntitle = L\nfor = lost\n"

Test(guide, a_wrong_file_is_refused_with_its_line)
{
	static const struct {
		const char *ini, *says;
	} wrong[] = {
		{ "[won]\ntitle = x\n", "guides:2: found [won] first" },
		{ "[all]\npurpose = x\n[won]\ntitle = x\n", "guides:4: [all] has no use" },
		{ HEAD "remind = e\n" BOTH, "[all] has no prompt for criteria" },
		{ WHOLE BOTH "[x]\nask = Don't you think it was the price?\n", "leads to an answer" },
		{ WHOLE BOTH "colour = blue\n", "found “colour”" },
		{ WHOLE "[won]\ntitle = W\nfor = won\n", "no guide has “for = lost”" },
		{ WHOLE BOTH "[b]\ntitle = B\nfor = lost\n", "stands in [lost] already" },
		{ WHOLE BOTH "[b]\nask = How?\n", "[b] of line 19 has no title" },
		{ WHOLE BOTH "[lost2]\nprompt = How?\n", "found prompt before any ask" },
		{ WHOLE BOTH "[won]\ntitle = again\n", "found [won] twice" },
	};
	struct err err = { 0 };

	cr_assert_eq(config_check("guides", WHOLE BOTH, strlen(WHOLE BOTH), &err), 0, "%s", err.text);
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		err_clear(&err);
		cr_assert_eq(config_check("guides", wrong[i].ini, strlen(wrong[i].ini), &err), -1, "%s", wrong[i].ini);
		cr_assert_eq(err.kind, ERR_CONFIG, "%s", err.text);
		cr_assert(strstr(err.text, wrong[i].says), "%s: %s", wrong[i].ini, err.text);
	}
}
