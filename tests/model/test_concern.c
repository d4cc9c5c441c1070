#include "model/concern.h"
#include "model/config.h"
#include "tests/model/noted.h"

#include <criterion/criterion.h>
#include <string.h>

static struct asked a;

static struct concern of_note(int64_t note, const char *trigger)
{
	return (struct concern){ .interview = a.interview, .note = note, .trigger = trigger, .owner = a.mira,
				 .due_day = day_from_ymd(2026, 12, 1), .expected = "legal answers in writing" };
}

static int64_t raise_it(int64_t note, const char *trigger)
{
	struct concern c = of_note(note, trigger);
	struct err err = { 0 };
	int64_t id = 0;

	cr_assert_eq(concern_raise(a.s, &c, &id, &err), 0, "%s", err.text);
	return id;
}

/* domain.md: by default what concerns contract, privacy and compliance, safety, legal and ethics, and security blocks. */
Test(concern, each_trigger_blocks_as_the_procedure_says)
{
	static const struct {
		const char *key;
		bool blocks;
	} of[] = { { "capability", false }, { "contract", true }, { "churn", false }, { "bottleneck", false },
		   { "safety", true }, { "security", true } };
	struct triggers t;
	struct err err = { 0 };
	int64_t open, blocking, note, wanted = 0;

	asked_open(&a);
	asked_hold(&a);
	cr_assert_eq(triggers_load(a.s, &t, &err), 0, "%s", err.text);
	cr_assert_eq(t.n, sizeof of / sizeof *of);
	note = noted_note(&a, SAID_QUOTE, "canary words");
	for (size_t i = 0; i < t.n; i++) {
		struct action x;
		int64_t id = raise_it(note, of[i].key);

		cr_assert_str_eq(t.at[i].key, of[i].key);
		cr_assert_eq(action_get(a.s, id, &x, &err), 1, "%s", err.text);
		cr_assert_eq(x.kind, ACTION_ESCALATION);
		cr_assert_eq(x.blocks, of[i].blocks);
		cr_assert_eq(x.owner, a.mira);
		cr_assert_eq(x.class, CLASS_INTERVIEW);
		cr_assert_str_eq(x.expected, "legal answers in writing");
		cr_assert(strstr(x.text, t.at[i].title) && strstr(x.text, "note 1") && !strstr(x.text, "canary"), "%s", x.text);
		action_done(&x);
		wanted += of[i].blocks;
		cr_assert_eq(concern_count(a.s, a.interview, &open, &blocking, &err), 0, "%s", err.text);
		cr_assert_eq(open, (int64_t)i + 1);
		cr_assert_eq(blocking, wanted);
	}
	asked_sound(&a);
	asked_close(&a);
}

Test(concern, owner_day_and_expected_response_are_asked_for)
{
	struct concern c;
	struct err err = { 0 };

	asked_open(&a);
	asked_hold(&a);
	c = of_note(0, "contract");
	c.owner = 0;
	cr_assert_eq(concern_raise(a.s, &c, NULL, &err), -1);
	cr_assert(strstr(err.text, "to whom"), "%s", err.text);
	c = of_note(0, "contract");
	c.due_day = NO_DAY;
	cr_assert_eq(concern_raise(a.s, &c, NULL, &err), -1);
	cr_assert(strstr(err.text, "by when"), "%s", err.text);
	c = of_note(0, "contract");
	c.expected = " ";
	cr_assert_eq(concern_raise(a.s, &c, NULL, &err), -1);
	cr_assert(strstr(err.text, "response"), "%s", err.text);
	c = of_note(0, "weather");
	cr_assert_eq(concern_raise(a.s, &c, NULL, &err), -1);
	cr_assert(strstr(err.text, "weather") && strstr(err.text, "capability, contract"), "%s", err.text);
	c = of_note(77, "contract");
	cr_assert_eq(concern_raise(a.s, &c, NULL, &err), -1);
	cr_assert(strstr(err.text, "no such note"), "%s", err.text);
	asked_close(&a);
}

Test(concern, the_same_is_not_raised_twice_while_it_is_open_and_undo_takes_it_back)
{
	struct concern c;
	struct undone u;
	struct err err = { 0 };
	int64_t id, open, blocking;

	asked_open(&a);
	asked_hold(&a);
	id = raise_it(0, "safety");
	c = of_note(0, "legal"); /* no beginning of a key or title */
	cr_assert_eq(concern_raise(a.s, &c, NULL, &err), -1);
	c = of_note(0, "safe");
	cr_assert_eq(concern_raise(a.s, &c, NULL, &err), -1);
	cr_assert(err.kind == ERR_REFUSED && strstr(err.text, "already"), "%s", err.text);
	cr_assert_eq(action_close(a.s, id, "answered", &err), 0, "%s", err.text);
	cr_assert_eq(concern_count(a.s, a.interview, &open, &blocking, &err), 0);
	cr_assert(!open && !blocking);
	raise_it(0, "safety");
	cr_assert_eq(history_undo(a.s, SUBJECT_INTERVIEW, a.interview, &u, &err), 0, "%s", err.text);
	cr_assert_eq(concern_count(a.s, a.interview, &open, &blocking, &err), 0);
	cr_assert_eq(open, 0);
	asked_sound(&a);
	asked_close(&a);
}

Test(concern, a_file_of_triggers_that_is_wrong_is_refused_with_its_line)
{
	static const struct {
		const char *ini, *say;
	} wrong[] = { { "[a]\ncolour = red\n", "found “colour”" },
		      { "[a]\nblocks = maybe\n", "found blocks “maybe”" },
		      { "[a]\ntitle = x\n[b]\ntitle = y\n[a]\ntitle = z\n", "twice" } };
	struct err err;

	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		err = (struct err){ 0 };
		cr_assert_eq(config_check("triggers", wrong[i].ini, strlen(wrong[i].ini), &err), -1);
		cr_assert(strstr(err.text, wrong[i].say) && strstr(err.text, "triggers:"), "%s", err.text);
	}
}
