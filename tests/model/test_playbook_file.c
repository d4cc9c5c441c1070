/* Playbooks as data: the shipped one holds what the source asks, the checker names file, line and reason, and what M3 has
 * to hold later (events that count back from a day, sequences, gates) can be said. */
#include "assets/assets.h"
#include "model/buf.h"
#include "model/config.h"
#include "model/playbook_file.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct playbook *read_book(const char *ini)
{
	struct playbook *p = NULL;
	struct err err = { 0 };

	cr_assert_eq(playbook_parse(&p, "book", ini, strlen(ini), &err), 0, "%s", err.text);
	return p;
}

static const struct playbook_step *step(const struct playbook *p, const char *key)
{
	int i = playbook_step_find(p, key);

	cr_assert_geq(i, 0, "%s", key);
	return &p->step[i];
}

static void when_is(const struct playbook *p, const char *key, enum when_anchor anchor, int from, int to,
		    enum clock_unit unit)
{
	const struct playbook_when *w = &step(p, key)->when;

	cr_assert_eq(w->anchor, anchor, "%s", key);
	cr_assert_eq(w->from, from, "%s: %d", key, w->from);
	cr_assert_eq(w->to, to, "%s: %d", key, w->to);
	cr_assert_eq(w->unit, unit, "%s", key);
}

static void agenda_is(const struct playbook_step *s, int minutes, const int *lines, size_t n)
{
	cr_assert_eq(s->minutes, minutes);
	cr_assert_eq(s->n_agenda, n);
	for (size_t i = 0; i < n; i++)
		cr_assert_eq(s->agenda[i].minutes, lines[i], "%s", s->agenda[i].text);
}

Test(playbook_file, shipped_holds_the_source)
{
	static const int meeting[] = { 5, 5, 10, 5, 3, 2 }, call[] = { 5, 15, 20, 10, 5, 5 };
	struct playbook *p = read_book(asset_find("playbooks/onboarding.ini")->body);
	size_t deliverables = 0;

	cr_assert_eq(p->start.kind, EV_ACKED);
	cr_assert_eq(p->n, 7);
	when_is(p, "pre_handoff", WHEN_EVENT, 0, 0, UNIT_DAYS);
	when_is(p, "handoff", WHEN_EVENT, 0, 1, UNIT_DAYS);
	when_is(p, "introduction", WHEN_EVENT, 1, 2, UNIT_DAYS);
	when_is(p, "kickoff", WHEN_EVENT, 2, 5, UNIT_DAYS);
	when_is(p, "weeks_2_4", WHEN_EVENT, 8, 28, UNIT_DAYS);
	when_is(p, "day_30", WHEN_EVENT, 30, 30, UNIT_DAYS);
	agenda_is(step(p, "handoff"), 30, meeting, 6);
	agenda_is(step(p, "kickoff"), 60, call, 6);
	for (size_t i = 0; i < step(p, "kickoff")->n; i++)
		deliverables += p->item[step(p, "kickoff")->first + i].deliverable;
	cr_assert_eq(deliverables, 5);
	cr_assert_eq(step(p, "week_1")->n, 5);
	cr_assert_eq(step(p, "weeks_2_4")->needs, 2);
	cr_assert_eq(step(p, "kickoff")->tells.kind, EV_KICKOFF_HELD);
	cr_assert_eq(step(p, "day_30")->tells.value, 30);
	cr_assert_eq(p->metrics, 5);
	playbook_free(p);
}

Test(playbook_file, targets_of_the_source)
{
	static const char *const words[] = { "at least 100 %", "at least 95 %", "above 8", "below 14 days", "above 50" };
	struct playbook *p = read_book(asset_find("playbooks/onboarding.ini")->body);
	struct buf b = { 0 };

	for (size_t i = 0; i < p->metrics; i++) {
		target_words(&p->metric[i].target, &b);
		cr_assert_str_eq(buf_str(&b), words[i]);
		buf_clear(&b);
	}
	hundredths_format(825, &b);
	buf_puts(&b, " ");
	hundredths_format(-5050, &b);
	cr_assert_str_eq(buf_str(&b), "8.25 -50.5");
	buf_done(&b);
	playbook_free(p);
}

/* S2E-03, S2C-18, S2S-04: checklists that count back from a day, a sequence of days, a step that waits for another. */
Test(playbook_file, what_other_playbooks_say)
{
	struct playbook *p = read_book("[playbook]\ntitle = Trade fair\nstart = hand\nowner = sales_ops\n"
				       "[step book]\ntitle = Book\nwhen = day - 12 weeks\nitem = space: Booth space\n"
				       "[step ship]\ntitle = Ship\nwhen = day - 4 to 1 weeks\nneeds = step book\n"
				       "[step brief]\ntitle = Briefing\nwhen = day - 1 business day\n"
				       "[step follow]\ntitle = Follow up\nwhen = day + 1 to 2 days\n"
				       "[step review]\ntitle = Review\nwhen = step follow + 5 business days\nowner = cro\n"
				       "[step breakup]\ntitle = Last mail\nwhen = start + 7 days\n");

	cr_assert_eq(p->start.kind, 0);
	when_is(p, "book", WHEN_DAY, -84, -84, UNIT_DAYS);
	when_is(p, "ship", WHEN_DAY, -28, -7, UNIT_DAYS);
	when_is(p, "brief", WHEN_DAY, -1, -1, UNIT_BUSINESS_DAYS);
	when_is(p, "review", WHEN_STEP, 5, 5, UNIT_BUSINESS_DAYS);
	when_is(p, "breakup", WHEN_START, 7, 7, UNIT_DAYS);
	cr_assert_eq(step(p, "review")->when.step, 3);
	cr_assert(step(p, "ship")->need[0].is_step);
	cr_assert_str_eq(step(p, "review")->owner, "cro");
	cr_assert_str_eq(step(p, "book")->owner, "sales_ops");
	playbook_free(p);
}

#define HEAD "[playbook]\ntitle = T\nstart = won\nowner = csm\n"
#define STEP_A "[step a]\ntitle = A\nwhen = won\n"

static void refused(const char *ini, const char *why)
{
	struct playbook *p = NULL;
	struct err err = { 0 };

	cr_assert_eq(playbook_parse(&p, "playbooks/x", ini, strlen(ini), &err), -1, "%s", ini);
	cr_assert_null(p);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_not_null(strstr(err.text, why), "%s, expected %s", err.text, why);
}

Test(playbook_file, refused_with_line_and_reason)
{
	static const struct {
		const char *ini, *why;
	} cases[] = {
		{ "", "playbooks/x:0: found no title" },
		{ HEAD, "found no [step KEY]" },
		{ "[playbook]\ntitle = T\nowner = csm\n" STEP_A, "found no start" },
		{ "[playbook]\nstart = wonn\n", "playbooks/x:2: start names the event \"wonn\"" },
		{ "[playbook]\nowner = boss\n", "playbooks/x:2: owner is \"boss\"" },
		{ "[playbook]\ncolour = red\n", "is no setting of [playbook]" },
		{ "[other]\na = b\n", "[other] is no section" },
		{ HEAD "[step a]\ntitle = A\n", "playbooks/x:6: [step a] has no when" },
		{ HEAD "[step a]\nwhen = won\n", "[step a] has no title" },
		{ HEAD "[step A]\ntitle = A\n", "\"A\" is no key" },
		{ HEAD "[step a_key_of_16_long]\ntitle = A\n", "is no key, expected up to 15" },
		{ HEAD STEP_A "[step b]\ntitle = B\nwhen = won\n[step a]\ntitle = C\n", "the key a stands here a second time" },
		{ HEAD STEP_A "item = a: X\n", "the key a stands here a second time" },
		{ HEAD STEP_A "item = x: X\nitem = x: Y\n", "playbooks/x:9: the key x stands here" },
		{ HEAD STEP_A "item = only words\n", "expected KEY: WORDS" },
		{ HEAD STEP_A "item = x: [event won]\n", "expected KEY: WORDS" },
		{ HEAD STEP_A "item = x: X [event wonn]\n", "item names the event \"wonn\"" },
		{ HEAD STEP_A "item = x: X [number 5 1]\n", "item has [number 5 1]" },
		{ HEAD STEP_A "item = x: X [moon]\n", "item has [moon]" },
		{ HEAD STEP_A "minutes = 10\nagenda = 5 Hello\nagenda = 4 Bye\n", "comes to 9 minutes, expected the 10" },
		{ HEAD STEP_A "agenda = 5 Hello\n", "comes to 5 minutes, expected the 0" },
		{ HEAD STEP_A "agenda = Hello\n", "expected minutes and words" },
		{ HEAD STEP_A "agenda = -5 Hello\n", "expected minutes and words" },
		{ HEAD STEP_A "when = won\n", "when stands here a second time" },
		{ HEAD "[step a]\ntitle = A\nwhen = won + 2\n", "expected such as won + 2 to 5 days" },
		{ HEAD "[step a]\ntitle = A\nwhen = won + 5 to 2 days\n", "expected such as won + 2 to 5 days" },
		{ HEAD "[step a]\ntitle = A\nwhen = won + 2 moons\n", "expected such as won + 2 to 5 days" },
		{ HEAD "[step a]\ntitle = A\nwhen = step b + 2 days\n", "when names the step b, expected a step above" },
		{ HEAD "[step a]\ntitle = A\nwhen = step a\n", "when names the step a, expected a step above" },
		{ HEAD STEP_A "needs = step z\n", "needs names the step z" },
		{ HEAD STEP_A "needs = sow\n", "needs names the event \"sow\"" },
		{ HEAD STEP_A "tells = checkin:none\n", "tells asks \"checkin:none\"" },
		{ HEAD STEP_A "milestone = maybe\n", "milestone is \"maybe\"" },
		{ HEAD STEP_A "colour = red\n", "is no setting of a step" },
		{ HEAD STEP_A "[metric m]\ntitle = M\n", "[metric m] has no measure" },
		{ HEAD STEP_A "[metric m]\nmeasure = mean\n", "measure is \"mean\"" },
		{ HEAD STEP_A "[metric m]\nmeasure = days won\n", "measure is \"days won\"" },
		{ HEAD STEP_A "[metric m]\nmeasure = filled wardrobe\n", "measure is \"filled wardrobe\"" },
		{ HEAD STEP_A "[metric m]\ntarget = 95\n", "target is \"95\"" },
		{ HEAD STEP_A "[metric m]\ntarget = above nine\n", "target is \"above nine\"" },
		{ HEAD STEP_A "[metric m]\ntarget = above 9 moons\n", "target is \"above 9 moons\"" },
		{ HEAD STEP_A "[metric m]\ntarget = above 9 % or so\n", "target is \"above 9 % or so\"" },
		{ HEAD STEP_A "[metric m]\ntarget = below 1000001 days\n", "target is \"below 1000001 days\"" },
		{ HEAD STEP_A "[metric m]\nwindow = 3 weeks\n", "window is \"3 weeks\"" },
		{ HEAD STEP_A "item = x: X\n[metric m]\ntitle = M\nmeasure = mean x\ntarget = above 1\nwindow = 9 days\n"
		  "action = ask\n", "measures the item x, expected one with [number LOW HIGH]" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		refused(cases[i].ini, cases[i].why);
}

Test(playbook_file, is_team_configuration)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };
	char *body;
	int version;

	cr_assert_eq(config_get(s, "playbooks/onboarding", &body, NULL, &version, &err), 1, "%s", err.text);
	cr_assert_eq(version, 1);
	cr_assert_str_eq(body, asset_find("playbooks/onboarding.ini")->body);
	free(body);
	cr_assert_eq(config_put(s, "playbooks/onboarding", HEAD, NULL, NULL, &err), -1);
	cr_assert_eq(config_put(s, "playbooks/onboarding", HEAD STEP_A, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(config_put(s, "playbooks/", HEAD STEP_A, NULL, NULL, &err), -1);
	cr_assert_eq(config_put(s, "playbooks/what_a_campaign_of_spring_is_made_", HEAD STEP_A, NULL, NULL, &err), -1);
	cr_assert_not_null(strstr(err.text, "expected a name in 1 to 32 small letters"), "%s", err.text);
	cr_assert_eq(config_put(s, "playbooks/what-a-campaign-of-spring-is-mad", HEAD STEP_A, NULL, NULL, &err), 0, "%s", err.text);
	store_close(s);
}
