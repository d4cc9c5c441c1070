#include "model/history_value.h"
#include "model/interview_field.h"
#include "model/quote.h"
#include "model/search.h"
#include "tests/model/noted.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct asked a;

static void put(char **field, const char *text)
{
	free(*field);
	*field = xstrdup(text);
}

static void undo(bool again)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq((again ? history_redo : history_undo)(a.s, SUBJECT_INTERVIEW, a.interview, &u, &err), 0, "%s", err.text);
}

static void change(int64_t id, const char *text)
{
	struct interview_note base = noted_get(&a, id), mine;
	struct err err = { 0 };

	interview_note_copy(&mine, &base);
	put(&mine.text, text);
	cr_assert_eq(interview_note_save(a.s, &base, &mine, NULL, &err), 0, "%s", err.text);
	interview_note_done(&base);
	interview_note_done(&mine);
}

Test(interview_note, kinds_stay_apart_and_notes_stand_in_their_order)
{
	struct err err = { 0 };
	int64_t fact;

	asked_open(&a);
	asked_hold(&a);
	noted_note(&a, SAID_QUOTE, "“The number was fine.”");
	fact = noted_note(&a, SAID_FACT, "Two vendors in the final round.");
	noted_note(&a, SAID_INTERPRETATION, "They wanted proof of onboarding.\nNot a lower price.");
	cr_assert_str_eq(noted_all(&a), "quote: “The number was fine.”|fact: Two vendors in the final round.|"
					"interpretation: They wanted proof of onboarding.\nNot a lower price.");
	cr_assert_eq(interview_note_find(a.s, a.interview, 2, &err), fact);
	cr_assert_eq(interview_note_find(a.s, a.interview, 9, &err), 0);
	cr_assert_eq(interview_note_move(a.s, fact, -1, &err), 0, "%s", err.text);
	cr_assert_eq(interview_note_find(a.s, a.interview, 1, &err), fact);
	cr_assert_eq(interview_note_move(a.s, fact, -1, &err), 0, "the first stays where it is");
	cr_assert_eq(interview_note_find(a.s, a.interview, 1, &err), fact);
	undo(false);
	cr_assert_eq(interview_note_find(a.s, a.interview, 2, &err), fact);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview_note, a_changed_text_is_a_new_version_and_undo_brings_the_first_one_back)
{
	struct interview_note was, is;
	int64_t id;

	asked_open(&a);
	asked_hold(&a);
	id = noted_note(&a, SAID_QUOTE, "Nobody could tell us who owns the migration.");
	was = noted_get(&a, id);
	change(id, "Nobody could tell us who would own the migration in week two.");
	is = noted_get(&a, id);
	cr_assert_neq(is.text_id, was.text_id);
	cr_assert_eq(is.rev, was.rev + 1);
	interview_note_done(&is);
	undo(false);
	is = noted_get(&a, id);
	cr_assert_eq(is.text_id, was.text_id);
	cr_assert_str_eq(is.text, "Nobody could tell us who owns the migration.");
	interview_note_done(&is);
	undo(true);
	cr_assert_str_eq(noted_all(&a), "quote: Nobody could tell us who would own the migration in week two.");
	undo(false);
	undo(false);
	cr_assert_str_eq(noted_all(&a), "");
	undo(true);
	cr_assert_str_eq(noted_all(&a), "quote: Nobody could tell us who owns the migration.");
	interview_note_done(&was);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview_note, words_taken_away_take_the_note_away)
{
	struct interview_note n;
	struct err err = { 0 };
	int64_t id;

	asked_open(&a);
	asked_hold(&a);
	id = noted_note(&a, SAID_FACT, "A pilot was paid.");
	change(id, "  \n");
	cr_assert_str_eq(noted_all(&a), "");
	undo(false);
	cr_assert_str_eq(noted_all(&a), "fact: A pilot was paid.");
	cr_assert_eq(interview_note_delete(a.s, id, &err), 0, "%s", err.text);
	cr_assert_str_eq(noted_all(&a), "");
	undo(false);
	cr_assert_str_eq(noted_all(&a), "fact: A pilot was paid.");
	interview_note_init(&n, a.interview, SAID_FACT);
	cr_assert_eq(interview_note_save(a.s, NULL, &n, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(n.rev, 0, "a new one without words writes nothing");
	interview_note_done(&n);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview_note, two_in_one_note_lose_nothing)
{
	struct interview_note base, mine;
	struct err err = { 0 };
	int64_t id;

	asked_open(&a);
	asked_hold(&a);
	id = noted_note(&a, SAID_QUOTE, "first");
	base = noted_get(&a, id);
	team_as(a.s, "olga");
	interview_note_copy(&mine, &base);
	mine.kind = SAID_FACT;
	cr_assert_eq(interview_note_save(a.s, &base, &mine, NULL, &err), 0, "%s", err.text);
	interview_note_done(&mine);
	team_as(a.s, "ana");
	interview_note_copy(&mine, &base);
	put(&mine.text, "second");
	cr_assert_eq(interview_note_save(a.s, &base, &mine, NULL, &err), 0, "another field: %s", err.text);
	cr_assert_str_eq(noted_all(&a), "fact: second");
	interview_note_done(&mine);
	interview_note_copy(&mine, &base);
	put(&mine.text, "third");
	team_as(a.s, "olga");
	cr_assert_eq(interview_note_save(a.s, &base, &mine, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert(strstr(err.text, "ana changed the words") && strstr(err.text, "second") && strstr(err.text, "third"), "%s",
		  err.text);
	cr_assert_str_eq(noted_all(&a), "fact: second");
	interview_note_done(&mine);
	team_as(a.s, "ana");
	cr_assert_eq(interview_note_delete(a.s, id, NULL), 0);
	interview_note_copy(&mine, &base);
	put(&mine.text, "third");
	cr_assert_eq(interview_note_save(a.s, &base, &mine, NULL, &err), -1);
	cr_assert(strstr(err.text, "removed this note"), "%s", err.text);
	interview_note_done(&mine);
	interview_note_done(&base);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview_note, a_save_told_twice_is_one)
{
	static const unsigned char request[16] = "one request only";
	struct interview_note n, again;
	struct err err = { 0 };

	asked_open(&a);
	asked_hold(&a);
	interview_note_init(&n, a.interview, SAID_QUOTE);
	n.id = interview_note_new_id(a.s, &err);
	put(&n.text, "once");
	interview_note_copy(&again, &n);
	cr_assert_eq(interview_note_save(a.s, NULL, &n, request, &err), 0, "%s", err.text);
	cr_assert_eq(interview_note_save(a.s, NULL, &again, request, &err), 0, "%s", err.text);
	cr_assert_eq(again.rev, 1);
	cr_assert_str_eq(noted_all(&a), "quote: once");
	interview_note_done(&n);
	interview_note_done(&again);
	asked_close(&a);
}

Test(interview_note, nothing_is_written_without_the_permission_for_notes)
{
	struct interview_note base, mine;
	struct err err = { 0 };
	int64_t id;

	asked_open(&a);
	asked_hold(&a);
	id = noted_note(&a, SAID_QUOTE, "before");
	noted_consent(&a, PERMIT_NOTES, CONSENT_WITHDRAWN);
	interview_note_init(&mine, a.interview, SAID_FACT);
	put(&mine.text, "after");
	cr_assert_eq(interview_note_save(a.s, NULL, &mine, NULL, &err), -1);
	cr_assert(err.kind == ERR_REFUSED && strstr(err.text, "withdrawn"), "%s", err.text);
	interview_note_done(&mine);
	base = noted_get(&a, id);
	interview_note_copy(&mine, &base);
	put(&mine.text, "after");
	cr_assert_eq(interview_note_save(a.s, &base, &mine, NULL, &err), -1);
	interview_note_done(&base);
	interview_note_done(&mine);
	cr_assert_str_eq(noted_all(&a), "quote: before");
	cr_assert_eq(interview_note_delete(a.s, id, &err), 0, "what was written may be taken away: %s", err.text);
	asked_sound(&a);
	asked_close(&a);
}

Test(interview_note, who_may_not_read_interviews_sees_none_and_who_may_not_write_them_writes_none)
{
	struct interview_note n, *all;
	struct err err = { 0 };
	size_t count;
	int64_t id;

	asked_open(&a);
	asked_hold(&a);
	id = noted_note(&a, SAID_QUOTE, "canary");
	for (size_t i = 0; i < 2; i++) {
		team_as(a.s, i ? "jo" : "carl"); /* another ae, and who reads written rollups only */
		cr_assert_eq(interview_notes(a.s, a.interview, &all, &count, &err), 0, "%s", err.text);
		cr_assert_eq(count, 0);
		interview_notes_done(all, count);
		cr_assert_eq(interview_note_get(a.s, id, &n, &err), 0);
		interview_note_done(&n);
	}
	team_as(a.s, "mira"); /* whose deal it is reads it and writes no words into it */
	interview_note_init(&n, a.interview, SAID_FACT);
	put(&n.text, "mine");
	cr_assert_eq(interview_note_save(a.s, NULL, &n, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE, "%s", err.text);
	interview_note_done(&n);
	cr_assert_str_eq(noted_all(&a), "quote: canary");
	asked_close(&a);
}

static int see(void *arg, const struct search_hit *h)
{
	buf_printf(arg, "%s %s%s%s|", h->what, h->before, h->match, h->after);
	return 0;
}

static int see_history(void *arg, const struct history_row *row)
{
	if ((row->kind == SUBJECT_INTERVIEW_NOTE || row->kind == SUBJECT_FORM_VALUE) && !strcmp(row->field, "text"))
		history_value(a.s, row, HISTORY_AFTER, arg);
	return 0;
}

Test(interview_note, search_finds_its_words_and_history_keeps_back_what_may_not_leave)
{
	struct buf out = { 0 };
	struct err err = { 0 };
	struct interview i;
	struct interview_note n;
	int64_t id;

	asked_open(&a);
	asked_hold(&a);
	id = noted_note(&a, SAID_QUOTE, "the migration frightened us");
	cr_assert_eq(search_each(a.s, "frighten", 5, see, &out, &err), 0, "%s", err.text);
	cr_assert(strstr(buf_str(&out), "quote the migration frightened us"), "%s", buf_str(&out));
	buf_clear(&out);
	team_as(a.s, "dana");
	cr_assert_eq(history_each(a.s, SUBJECT_DEAL, a.deal, 0, see_history, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "the migration frightened us");
	noted_consent(&a, PERMIT_QUOTE, CONSENT_WITHDRAWN);
	buf_clear(&out);
	team_as(a.s, "dana");
	cr_assert_eq(history_each(a.s, SUBJECT_DEAL, a.deal, 0, see_history, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "(words kept back)");
	i = asked_get(&a);
	n = noted_get(&a, id);
	cr_assert(!note_may_leave(&i, &n));
	n.kind = SAID_FACT;
	cr_assert(note_may_leave(&i, &n), "a fact is no quote");
	i.consent_notes = CONSENT_WITHDRAWN;
	cr_assert(!note_may_leave(&i, &n));
	interview_done(&i);
	interview_note_done(&n);
	buf_done(&out);
	asked_close(&a);
}

Test(interview_note, what_was_captured_leaves_history_with_the_permission_for_notes)
{
	struct captured_save v = { .field = CAPTURED_SUMMARY, .text = "captured words", .base_rev = -1 };
	struct buf out = { 0 };
	struct err err = { 0 };

	asked_open(&a);
	asked_hold(&a);
	v.interview = a.interview;
	cr_assert_eq(captured_put(a.s, &v, NULL, &err), 0, "%s", err.text);
	team_as(a.s, "dana");
	cr_assert_eq(history_each(a.s, SUBJECT_DEAL, a.deal, 0, see_history, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "captured words");
	noted_consent(&a, PERMIT_NOTES, CONSENT_WITHDRAWN);
	buf_clear(&out);
	team_as(a.s, "dana");
	cr_assert_eq(history_each(a.s, SUBJECT_DEAL, a.deal, 0, see_history, &out, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "(words kept back)");
	buf_done(&out);
	asked_close(&a);
}

/* Each protection turned off lets through what it holds. */
Test(interview_note, the_twins_overwrite_and_write_what_is_not_permitted)
{
	struct interview_note base, mine;
	struct err err = { 0 };
	int64_t id;

	asked_open(&a);
	asked_hold(&a);
	id = noted_note(&a, SAID_QUOTE, "first");
	base = noted_get(&a, id);
	change(id, "theirs");
	interview_note_copy(&mine, &base);
	put(&mine.text, "mine");
	cr_assert_eq(interview_note_save(a.s, &base, &mine, NULL, &err), -1);
	setenv("TEETH", "P19-note", 1);
	cr_assert_eq(interview_note_save(a.s, &base, &mine, NULL, &err), 0);
	cr_assert_str_eq(noted_all(&a), "quote: mine", "the twin must overwrite");
	unsetenv("TEETH");
	noted_consent(&a, PERMIT_NOTES, CONSENT_WITHDRAWN);
	interview_note_done(&mine);
	interview_note_init(&mine, a.interview, SAID_FACT);
	put(&mine.text, "not permitted");
	cr_assert_eq(interview_note_save(a.s, NULL, &mine, NULL, &err), -1);
	setenv("TEETH", "consent-notes", 1);
	cr_assert_eq(interview_note_save(a.s, NULL, &mine, NULL, &err), 0, "the twin must write");
	unsetenv("TEETH");
	interview_note_done(&base);
	interview_note_done(&mine);
	asked_close(&a);
}
