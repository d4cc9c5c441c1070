#include "model/buf.h"
#include "model/check_store.h"
#include "model/cooccurrence.h"
#include "model/interview_check.h"
#include "model/span.h"
#include "tests/model/interviewed.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct interviewed w;

static size_t count_codes(int64_t pass)
{
	struct code *codes;
	size_t n;
	struct err err = { 0 };

	cr_assert_eq(codes_of(w.s, pass, &codes, &n, &err), 0, "%s", err.text);
	codes_done(codes, n);
	return n;
}

static struct code read_code(int64_t id)
{
	struct code c = { 0 };
	struct err err = { 0 };

	cr_assert_eq(code_get(w.s, id, &c, &err), 1, "%s", err.text);
	code_done(&c);
	return c;
}

static void undo(enum subject_kind kind, int64_t id)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_undo(w.s, kind, id, &u, &err), 0, "%s", err.text);
}

static void close_and_release(int64_t pass)
{
	struct err err = { 0 };

	cr_assert_eq(coding_pass_close(w.s, pass, &err), 0, "%s", err.text);
	cr_assert_eq(coding_pass_release(w.s, pass, &err), 0, "%s", err.text);
}

static int64_t theme_titled(const char *title)
{
	struct taxonomy t;
	int64_t id = 0;

	cr_assert_eq(taxonomy_get(w.s, 0, &t, NULL), 1);
	for (size_t i = 0; i < t.n; i++)
		if (!strcmp(t.theme[i].title, title))
			id = t.theme[i].id;
	taxonomy_done(&t);
	return id;
}

static int count_one(void *arg, int64_t interview)
{
	(void)interview;
	++*(int *)arg;
	return 0;
}

static const char *looked_for;

static int count_finding(void *arg, const char *text)
{
	*(int *)arg += !strcmp(text, looked_for);
	return 0;
}

static int findings(const char *text)
{
	struct err err = { 0 };
	size_t all;
	int n = 0;

	looked_for = text;
	cr_assert_eq(store_check(w.s, true, count_finding, &n, &all, &err), 0, "%s", err.text);
	return n;
}

static int differing(void)
{
	struct err err = { 0 };
	int n = 0;

	cr_assert_eq(presence_compare(w.s, count_one, &n, &err), 0, "%s", err.text);
	return n;
}

static int64_t present(void)
{
	static const struct sql sql = { "test_present", "select coalesce(sum(n), 0) from presence" };

	return db_scalar(w.s->db, &sql, -1);
}

Test(coding, a_code_is_made_changed_and_taken_back)
{
	struct coding_pass p;
	struct code c, other;
	struct err err = { 0 };

	interviewed_open(&w);
	p = interviewed_pass(&w);
	cr_assert_eq(p.taxonomy, w.taxonomy);
	c = interviewed_code(&w, 0, w.price, 0, 0);
	cr_assert_eq(c.driver, DRIVER_WIN, "the deal was won");
	other = interviewed_code(&w, 0, w.price, 0, 0);
	cr_assert_eq(other.id, c.id, "the same theme on the same words is one code");
	cr_assert_eq(count_codes(p.id), 1);
	c.theme = w.discount;
	c.driver = DRIVER_LOSS;
	c.memo = xstrdup("said twice");
	cr_assert_eq(code_put(w.s, &c, &err), 0, "%s", err.text);
	code_done(&c);
	undo(SUBJECT_CODING_PASS, p.id);
	cr_assert_eq(read_code(c.id).theme, w.price);
	cr_assert_eq(read_code(c.id).driver, DRIVER_WIN);
	undo(SUBJECT_CODING_PASS, p.id);
	cr_assert_eq(count_codes(p.id), 0);
	cr_assert_eq(history_redo(w.s, SUBJECT_CODING_PASS, p.id, &(struct undone){ 0 }, &err), 0, "%s", err.text);
	cr_assert_eq(code_drop(w.s, c.id, &err), 0, "%s", err.text);
	cr_assert_eq(count_codes(p.id), 0);
	undo(SUBJECT_CODING_PASS, p.id);
	cr_assert_eq(count_codes(p.id), 1);
	won_sound(&w.w);
	interviewed_close(&w);
}

Test(coding, a_theme_that_stands_there_already_takes_the_place_of_the_refined_one)
{
	struct code root, sub;
	struct err err = { 0 };

	interviewed_open(&w);
	sub = interviewed_code(&w, 0, w.discount, 0, 0);
	root = interviewed_code(&w, 0, w.price, 0, 0);
	root.theme = w.discount;
	root.memo = NULL;
	cr_assert_eq(code_put(w.s, &root, &err), 0, "%s", err.text);
	code_done(&root);
	cr_assert_eq(root.id, sub.id);
	cr_assert_eq(count_codes(sub.pass), 1);
	undo(SUBJECT_CODING_PASS, sub.pass);
	cr_assert_eq(count_codes(sub.pass), 2);
	interviewed_close(&w);
}

Test(coding, refuses_what_stands_outside)
{
	struct code c = { .end_cp = -1, .driver = DRIVER_LOSS };
	struct err err = { 0 };

	interviewed_open(&w);
	c.pass = interviewed_pass(&w).id;
	c.note = w.note[1];
	c.theme = w.price;
	c.start_cp = 10;
	c.end_cp = 9999;
	cr_assert_eq(code_put(w.s, &c, &err), -1);
	cr_assert(strstr(err.text, "expected one inside note 2"), "%s", err.text);
	c.note = w.note[2];
	c.start_cp = 38;
	c.end_cp = 42; /* Cafe without its accent */
	cr_assert_eq(code_put(w.s, &c, &err), -1);
	c.end_cp = 43;
	cr_assert_eq(code_put(w.s, &c, &err), 0, "%s", err.text);
	c.id = 0;
	cr_assert_eq(db_script(w.s->db, "update theme_in set retired = 1 where title like 'Messaging%'", &err), 0, "%s", err.text);
	c.theme = theme_titled("Messaging and positioning");
	cr_assert_eq(code_put(w.s, &c, &err), -1);
	cr_assert(strstr(err.text, "not offered"), "%s", err.text);
	c.theme = 12345;
	cr_assert_eq(code_put(w.s, &c, &err), -1);
	cr_assert(strstr(err.text, "no such theme"), "%s", err.text);
	c.theme = w.price;
	c.note = 99;
	cr_assert_eq(code_put(w.s, &c, &err), -1);
	code_done(&c);
	interviewed_as(&w, "ben");
	c = (struct code){ .pass = c.pass, .note = w.note[0], .theme = w.price, .end_cp = -1 };
	cr_assert_eq(code_put(w.s, &c, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE, "another's pass");
	code_done(&c);
	interviewed_as(&w, "mira");
	cr_assert_eq(coding_pass_need(w.s, w.interview, &(struct coding_pass){ 0 }, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	interviewed_close(&w);
}

Test(coding, coders_are_blind_until_both_have_released)
{
	struct coding_pass a, b;
	struct code *codes;
	struct coding_left left;
	size_t n;
	struct err err = { 0 };

	interviewed_open(&w);
	a = interviewed_pass(&w);
	interviewed_code(&w, 0, w.price, 0, 0);
	interviewed_as(&w, "ben");
	b = interviewed_pass(&w);
	interviewed_code(&w, 1, w.onboarding, 0, 0);
	cr_assert_eq(codes_of(w.s, a.id, &codes, &n, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	cr_assert_eq(coding_pass_left(w.s, &a, &left, &err), -1, "counts are codes too");
	close_and_release(b.id);
	cr_assert_eq(codes_of(w.s, a.id, &codes, &n, &err), -1, "ana has not released");
	interviewed_as(&w, "dana");
	cr_assert_eq(codes_of(w.s, b.id, &codes, &n, &err), -1, "nobody sees one before both");
	interviewed_as(&w, "ana");
	cr_assert_eq(codes_of(w.s, b.id, &codes, &n, &err), -1);
	cr_assert_eq(coding_pass_left(w.s, &a, &left, &err), 0, "%s", err.text);
	cr_assert_eq(left.left, 3);
	close_and_release(a.id);
	cr_assert_eq(count_codes(b.id), 1);
	cr_assert_eq(history_undo(w.s, SUBJECT_CODING_PASS, a.id, &(struct undone){ 0 }, &err), -1, "seen is seen");
	interviewed_as(&w, "ben");
	cr_assert_eq(count_codes(a.id), 1);
	interviewed_close(&w);
}

Test(coding, a_closed_pass_takes_no_codes_until_it_is_opened_again)
{
	struct coding_pass p;
	struct code c;
	struct err err = { 0 };

	interviewed_open(&w);
	p = interviewed_pass(&w);
	interviewed_code(&w, 0, w.price, 0, 0);
	cr_assert_eq(coding_pass_release(w.s, p.id, &err), -1, "closed first");
	cr_assert_eq(coding_pass_close(w.s, p.id, &err), 0, "%s", err.text);
	c = (struct code){ .pass = p.id, .note = w.note[1], .theme = w.price, .end_cp = -1 };
	cr_assert_eq(code_put(w.s, &c, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	code_done(&c);
	cr_assert_eq(pass_note_put(w.s, p.id, w.note[1], true, &err), -1);
	undo(SUBJECT_CODING_PASS, p.id);
	interviewed_code(&w, 1, w.price, 0, 0);
	cr_assert_eq(count_codes(p.id), 2);
	interviewed_close(&w);
}

Test(coding, read_and_nothing_fits_is_kept)
{
	struct coding_pass p;
	struct coding_left left;
	struct err err = { 0 };
	int64_t *notes;
	size_t n;

	interviewed_open(&w);
	p = interviewed_pass(&w);
	interviewed_code(&w, 0, w.price, 0, 0);
	cr_assert_eq(pass_note_put(w.s, p.id, w.note[1], true, &err), 0, "%s", err.text);
	cr_assert_eq(coding_pass_left(w.s, &p, &left, &err), 0);
	cr_assert_eq(left.notes, 4);
	cr_assert_eq(left.coded, 1);
	cr_assert_eq(left.read, 1);
	cr_assert_eq(left.left, 2);
	cr_assert_eq(pass_notes_of(w.s, p.id, &notes, &n, &err), 0);
	cr_assert_eq(n, 1);
	cr_assert_eq(notes[0], w.note[1]);
	free(notes);
	undo(SUBJECT_CODING_PASS, p.id);
	cr_assert_eq(pass_notes_of(w.s, p.id, &notes, &n, &err), 0);
	cr_assert_eq(n, 0);
	free(notes);
	won_sound(&w.w);
	interviewed_close(&w);
}

Test(coding, a_correction_takes_codes_along)
{
	struct code own, number, whole;
	unsigned char sha[SPAN_SHA];
	int64_t text, n = 0;
	struct err err = { 0 };

	interviewed_open(&w);
	own = interviewed_code(&w, 0, w.owner, 49, 97); /* "nobody … migration" */
	number = interviewed_code(&w, 0, w.price, 13, 19); /* "number" */
	whole = interviewed_code(&w, 0, w.onboarding, 0, 0);
	interviewed_as(&w, "dana");
	text = interviewed_correct(&w, 0, "Well: the amount was fine. What killed it was nobody could tell us who would own"
					  " the migration.");
	interviewed_as(&w, "ana");
	own = read_code(own.id);
	cr_assert_eq(own.state, CODE_MOVED);
	cr_assert_eq(own.text_id, text);
	cr_assert_eq(own.start_cp, 46);
	number = read_code(number.id);
	cr_assert_eq(number.state, CODE_LOST);
	cr_assert_neq(number.text_id, text, "it stands on the words that were coded");
	whole = read_code(whole.id);
	cr_assert_eq(whole.state, CODE_MOVED);
	span_hash("Well: the amount was fine. What killed it was nobody could tell us who would own the migration.",
		  (struct span){ 0, -1 }, sha);
	cr_assert_arr_eq(whole.span_sha, sha, SPAN_SHA);
	interviewed_as(&w, "dana");
	interviewed_as(&w, "ana");
	cr_assert_eq(code_confirm(w.s, w.note[0], &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 2, "the lost one is not among them");
	cr_assert_eq(read_code(own.id).state, CODE_GOOD);
	undo(SUBJECT_CODING_PASS, own.pass);
	cr_assert_eq(read_code(own.id).state, CODE_MOVED);
	interviewed_as(&w, "dana");
	undo(SUBJECT_INTERVIEW, w.interview);
	interviewed_as(&w, "ana");
	own = read_code(own.id);
	cr_assert_eq(own.state, CODE_GOOD);
	cr_assert_eq(own.start_cp, 49);
	cr_assert_eq(read_code(number.id).state, CODE_GOOD);
	span_hash(interviewed_text[0], (struct span){ 0, -1 }, sha);
	cr_assert_arr_eq(read_code(whole.id).span_sha, sha, SPAN_SHA);
	interviewed_close(&w);
}

static void redo(enum subject_kind kind, int64_t id)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_redo(w.s, kind, id, &u, &err), 0, "%s", err.text);
}

/* A code that was made on the corrected words goes back with them, and forth again. */
Test(coding, a_correction_that_is_taken_back_takes_later_codes_along)
{
	struct code before, later;
	int64_t was, is;

	interviewed_open(&w);
	before = interviewed_code(&w, 0, w.owner, 49, 97);
	was = before.text_id;
	is = interviewed_correct(&w, 0, "Well, the number was fine. What killed it was nobody could tell us who would own"
					" the migration.");
	later = interviewed_code(&w, 0, w.price, 10, 16); /* "number" */
	cr_assert_eq(later.text_id, is);
	undo(SUBJECT_INTERVIEW, w.interview);
	later = read_code(later.id);
	cr_assert_eq(later.text_id, was);
	cr_assert_eq(later.state, CODE_MOVED);
	cr_assert_eq(later.start_cp, 13);
	cr_assert_eq(read_code(before.id).text_id, was);
	redo(SUBJECT_INTERVIEW, w.interview);
	later = read_code(later.id);
	cr_assert_eq(later.text_id, is);
	cr_assert_eq(later.start_cp, 10);
	before = read_code(before.id);
	cr_assert_eq(before.text_id, is);
	cr_assert_eq(before.start_cp, 46);
	interviewed_close(&w);
}

/* An interview counts while it is validated. */
Test(coding, one_that_is_flagged_counts_no_more)
{
	struct coding_pass p;
	struct err err = { 0 };

	interviewed_open(&w);
	p = interviewed_pass(&w);
	interviewed_code(&w, 0, w.price, 0, 0);
	close_and_release(p.id);
	cr_assert_eq(present(), 1);
	cr_assert_eq(db_script(w.s->db, "update interview set interviewer = 1", &err), 0, "%s", err.text);
	cr_assert_eq(interview_flag(w.s, w.interview, "the summary is missing", &err), 0, "%s", err.text);
	cr_assert_eq(present(), 0);
	cr_assert_eq(differing(), 0);
	undo(SUBJECT_INTERVIEW, w.interview);
	cr_assert_eq(present(), 1);
	cr_assert_eq(differing(), 0);
	interviewed_close(&w);
}

Test(coding, an_interview_counts_by_the_first_released_pass)
{
	struct coding_pass a, b;

	interviewed_open(&w);
	interviewed_as(&w, "ben");
	b = interviewed_pass(&w);
	interviewed_code(&w, 1, w.onboarding, 0, 0);
	interviewed_as(&w, "ana");
	a = interviewed_pass(&w);
	interviewed_code(&w, 0, w.price, 0, 0);
	interviewed_code(&w, 1, w.price, 0, 0);
	cr_assert_eq(present(), 0, "open passes count nowhere");
	interviewed_as(&w, "ben");
	close_and_release(b.id);
	cr_assert_eq(present(), 0, "ana still codes: what ben found is not seen in a count either");
	cr_assert_eq(differing(), 0);
	interviewed_as(&w, "ana");
	close_and_release(a.id);
	cr_assert_eq(present(), 1, "by the first one");
	cr_assert_eq(differing(), 0);
	cr_assert_eq(db_script(w.s->db, "update presence set n = 5", NULL), 0);
	cr_assert_eq(differing(), 1);
	interviewed_close(&w);
}

Test(coding, counts_by_theme_with_sub_themes_in_their_roots)
{
	struct theme themes[] = { { .id = 1 }, { .id = 2, .parent = 1 }, { .id = 3 } };
	struct taxonomy t = { .theme = themes, .n = 3 };
	struct code codes[] = { { .theme = 1, .driver = DRIVER_WIN, .note = 1 }, { .theme = 2, .driver = DRIVER_LOSS, .note = 1 },
				{ .theme = 3, .driver = DRIVER_NONE, .note = 3 } };
	struct code_count n[3];

	code_count(&t, codes, 3, n);
	cr_assert_eq(n[0].win, 1);
	cr_assert_eq(n[0].loss, 1);
	cr_assert_eq(n[1].loss, 1);
	cr_assert_eq(n[2].none, 1);
}

Test(coding, the_next_note_without_a_code_goes_round)
{
	struct interview_note notes[] = { { .id = 1 }, { .id = 2 }, { .id = 3 }, { .id = 4 } };
	struct code codes[] = { { .note = 1 }, { .note = 3 } };
	int64_t read[] = { 4 };

	cr_assert_eq(coding_next(notes, 4, codes, 2, read, 1, SIZE_MAX), 1);
	cr_assert_eq(coding_next(notes, 4, codes, 2, read, 1, 2), 1);
	cr_assert_eq(coding_next(notes, 4, codes, 2, NULL, 0, 1), 3);
	cr_assert_eq(coding_next(notes, 1, codes, 2, NULL, 0, 0), 1, "all are done");
	codes[0].state = CODE_MOVED;
	cr_assert_eq(coding_next(notes, 1, codes, 2, NULL, 0, 0), 0, "to be looked at again");
}

Test(coding, the_check_sees_a_code_that_left_its_words)
{
	struct code c;

	interviewed_open(&w);
	c = interviewed_code(&w, 0, w.price, 13, 19);
	won_sound(&w.w);
	cr_assert_eq(db_script(w.s->db, "update code set start_cp = 14, end_cp = 20", NULL), 0);
	cr_assert_eq(findings("code 1: the words differ from what was coded"), 1);
	cr_assert_eq(findings("code 1: the row differs from its checksum"), 1);
	cr_assert_eq(c.id, 1);
	interviewed_close(&w);
}

Test(coding, themes_stand_together_on_a_note_or_in_an_interview)
{
	struct cooccurrence c;
	struct err err = { 0 };
	size_t price = SIZE_MAX, risk = SIZE_MAX;

	interviewed_open(&w);
	interviewed_code(&w, 0, w.discount, 0, 0);
	interviewed_code(&w, 0, w.onboarding, 13, 19);
	interviewed_code(&w, 2, w.onboarding, 0, 0);
	cr_assert_eq(cooccurrence_make(w.s, TOGETHER_NOTE, &c, &err), 0, "%s", err.text);
	for (size_t i = 0; i < c.n; i++) {
		price = c.themes.theme[c.root[i]].id == w.price ? i : price;
		risk = c.themes.theme[c.root[i]].id == w.onboarding ? i : risk;
	}
	cr_assert_eq(c.interviews, 1);
	cr_assert_eq(c.codes, 3);
	cr_assert_eq(c.count[price * c.n + risk], 1, "a sub-theme speaks for its root");
	cr_assert_eq(c.count[risk * c.n + risk], 2);
	cr_assert(cooccurrence_has(&c, TOGETHER_NOTE, price, risk, 0));
	cr_assert(!cooccurrence_has(&c, TOGETHER_NOTE, price, risk, 2), "alone on its note");
	cr_assert(cooccurrence_has(&c, TOGETHER_INTERVIEW, price, risk, 2));
	cooccurrence_done(&c);
	interviewed_as(&w, "ben");
	cr_assert_eq(cooccurrence_make(w.s, TOGETHER_NOTE, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.codes, 0, "ana has not released");
	cooccurrence_done(&c);
	interviewed_close(&w);
}
