/* Words of notes looked for as one types: the newest first, the whole note below, only what may leave is copied. */
#include "tests/support/call.h"

#include "model/interview_note.h"
#include "model/store.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MANY = 60 };

static void add_note(struct store *s, int64_t interview, enum said_kind kind, const char *text)
{
	struct interview_note n;
	struct err err = { 0 };

	interview_note_init(&n, interview, kind);
	free(n.text);
	n.text = xstrdup(text);
	cr_assert_eq(interview_note_save(s, NULL, &n, NULL, &err), 0, "%s", err.text);
	interview_note_done(&n);
}

static void add_notes(struct store *s)
{
	struct interview i;
	struct err err = { 0 };
	char words[80];

	interview_init(&i);
	i.deal = 1;
	free(i.respondent);
	i.respondent = xstrdup("Head of IT");
	cr_assert_eq(interview_add(s, &i, &err), 0, "%s", err.text);
	cr_assert_eq(interview_consent(s, i.id, PERMIT_NOTES, CONSENT_GIVEN, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(interview_consent(s, i.id, PERMIT_QUOTE, CONSENT_REFUSED, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(interview_hold(s, i.id, s->now(s), &err), 0, "%s", err.text);
	for (int n = 0; n < MANY; n++) {
		snprintf(words, sizeof words, "They asked for the common thing, number%d.", n);
		add_note(s, i.id, SAID_FACT, words);
	}
	add_note(s, i.id, SAID_QUOTE, "Nobody could tell us who would own the migration in week two.");
	add_note(s, i.id, SAID_FACT, "The migration took eleven days.");
	interview_done(&i);
}

static void begin(void)
{
	struct store_options opt = { .login = "dana", .now_ms = INT64_C(1795166100000), .now_frozen = true };
	struct err err = { 0 };
	struct store *s;

	call_set_up();
	CALL_AS("dana", "member", "add", "jo", "--role", "ae");
	opt.path = call_db();
	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	add_notes(s);
	store_close(s);
}

TestSuite(quotes, .init = begin, .fini = call_tear_down, .timeout = 600);

static struct pty *look(const char *login)
{
	struct pty *p = call_start(login, (struct pty_options){ 0 });

	call_type(p, ":");
	call_see(p, "Esc close");
	call_type(p, "search what");
	call_see(p, "Search what was said");
	call_type(p, "<Enter>");
	call_see(p, "Words of a note");
	return p;
}

Test(quotes, are_found_by_beginnings_as_one_types)
{
	struct pty *p = look("dana");

	call_type(p, "mig");
	call_see(p, "What was said 2 ");
	call_see(p, "The migration took eleven days.");
	call_see(p, "Head of IT");
	call_type(p, " wee");
	call_see(p, "What was said 1 ");
	call_see(p, "quoting refused");
	call_see(p, "who would own the migration in week two.");
	call_type(p, "zz");
	call_see(p, "Nothing matches “mig weezz”");
	call_type(p, "<Esc>");
	call_see(p, "Words of a note");
	pty_free(p);
}

Test(quotes, more_of_them_come_as_one_goes_down)
{
	struct pty *p = look("dana");

	call_type(p, "common");
	call_see(p, "+  / common");
	call_see(p, "number59");
	call_type(p, "<Enter>");
	for (int i = 0; i < MANY; i++)
		call_type(p, "j");
	call_see(p, "What was said 60 ");
	call_see(p, "number0.");
	call_type(p, "g");
	call_see(p, "number59");
	pty_free(p);
}

Test(quotes, only_words_that_may_leave_are_copied)
{
	struct pty *p = look("dana");

	call_type(p, "nobody");
	call_see(p, "What was said 1 ");
	call_type(p, "<Enter>");
	call_see(p, "open there");
	call_type(p, "y");
	call_see(p, "the respondent did not permit that these words leave");
	call_type(p, "/");
	call_see(p, "to the list");
	call_type(p, "<C-u>eleven");
	call_see(p, "eleven days.");
	call_type(p, "<Enter>");
	call_see(p, "open there");
	call_type(p, "y");
	call_see(p, "the note copied");
	pty_free(p);
}

Test(quotes, enter_opens_the_interview_at_the_note)
{
	struct pty *p = look("dana");
	const char *at;

	call_type(p, "number7");
	call_see(p, "What was said 1 ");
	call_type(p, "<Enter>");
	call_see(p, "open there");
	call_type(p, "<Enter>");
	call_see(p, "Notes  62");
	at = strstr(pty_screen(p), "▌fact");
	at = at ? strstr(at, "number") : NULL;
	cr_assert(at && !strncmp(at, "number7.", 8), "%s", pty_screen(p));
	pty_free(p);
}

/* An AE of other deals looks in vain; on the command line a quote is a place without its words. */
Test(quotes, are_not_found_by_those_who_may_not_read_them)
{
	struct pty *p = look("jo");
	struct run r;

	call_type(p, "migration");
	call_see(p, "Nothing matches “migration”");
	pty_free(p);
	cr_assert_eq(call_run("jo", (const char *const[]){ "search", "migration", NULL }, &r), 0);
	cr_assert_str_eq(buf_str(&r.out), "");
	run_done(&r);
	cr_assert_eq(call_run("dana", (const char *const[]){ "search", "migration", NULL }, &r), 0);
	cr_assert_not_null(strstr(buf_str(&r.out), "fact: The migration took eleven days."));
	cr_assert_not_null(strstr(buf_str(&r.out), "quote: (words kept back: the respondent did not permit quoting)"));
	cr_assert_null(strstr(buf_str(&r.out), "week two"));
	run_done(&r);
}
