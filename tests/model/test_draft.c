#include "model/draft.h"
#include "tests/model/won.h"

#include <criterion/criterion.h>
#include <string.h>

static struct won w;

static struct draft typed(const char *text)
{
	struct draft d = { .kind = SUBJECT_FORM_VALUE, .subject = w.form, .field = "4", .layer = LAYER_LIVE,
			   .body = (char *)(uintptr_t)text, .len = strlen(text), .cursor = 3, .live_ms = 4500 };

	draft_request(w.s, &d);
	return d;
}

static int count(void *arg, const struct draft *d)
{
	(void)d;
	(*(int *)arg)++;
	return 0;
}

static int offered(void)
{
	struct err err = { 0 };
	int n = 0;

	cr_assert_eq(drafts_recover(w.s, count, &n, &err), 0, "%s", err.text);
	return n;
}

static void save(const char *text, const unsigned char *request)
{
	struct err err = { 0 };

	cr_assert_eq(debrief_answer(w.s, w.form, 4, LAYER_LIVE, text, -1, 0, request, NULL, &err), 0, "%s", err.text);
}

Test(draft, comes_back_as_typed)
{
	struct draft d, back;
	struct err err = { 0 };

	won_open(&w, NULL);
	d = typed("half a sent");
	cr_assert_eq(draft_write(w.s, &d, &err), 0, "%s", err.text);
	cr_assert_eq(draft_get(w.s, d.kind, d.subject, "4", 0, LAYER_LIVE, &back, &err), 1, "%s", err.text);
	cr_assert_str_eq(back.body, "half a sent");
	cr_assert_eq(back.len, d.len);
	cr_assert_eq(back.cursor, 3);
	cr_assert_eq(back.live_ms, 4500);
	cr_assert_eq(memcmp(back.request, d.request, sizeof d.request), 0);
	draft_done(&back);
	won_close(&w);
}

Test(draft, the_newest_replaces_the_one_before)
{
	struct draft d, back;
	struct err err = { 0 };

	won_open(&w, NULL);
	d = typed("one");
	cr_assert_eq(draft_write(w.s, &d, &err), 0, "%s", err.text);
	d.body = (char *)(uintptr_t)"one two";
	d.len = 7;
	cr_assert_eq(draft_write(w.s, &d, &err), 0, "%s", err.text);
	cr_assert_eq(offered(), 1);
	cr_assert_eq(draft_get(w.s, d.kind, d.subject, "4", 0, LAYER_LIVE, &back, &err), 1);
	cr_assert_str_eq(back.body, "one two");
	draft_done(&back);
	won_close(&w);
}

Test(draft, of_another_member_is_not_offered)
{
	struct draft d;
	struct err err = { 0 };

	won_open(&w, NULL);
	d = typed("priya's words");
	cr_assert_eq(draft_write(w.s, &d, &err), 0, "%s", err.text);
	won_as(&w, "max");
	cr_assert_eq(offered(), 0);
	won_as(&w, "priya");
	cr_assert_eq(offered(), 1);
	won_close(&w);
}

/* Killed between the COMMIT and the dropping of the draft: at the next start it goes, and nothing is doubled. */
Test(draft, whose_save_stands_is_dropped_at_start)
{
	struct draft d;
	struct err err = { 0 };

	won_open(&w, NULL);
	d = typed("a whole answer");
	cr_assert_eq(draft_write(w.s, &d, &err), 0, "%s", err.text);
	save("a whole answer", d.request);
	cr_assert_eq(offered(), 0);
	cr_assert_eq(offered(), 0, "twice gives the same");
	won_close(&w);
}

Test(draft, typed_since_the_save_stays)
{
	struct draft d, later;
	struct err err = { 0 };

	won_open(&w, NULL);
	d = typed("a whole answer");
	cr_assert_eq(draft_write(w.s, &d, &err), 0, "%s", err.text);
	save("a whole answer", d.request);
	later = typed("a whole answer and more");
	cr_assert_eq(draft_write(w.s, &later, &err), 0, "%s", err.text);
	cr_assert_eq(draft_drop(w.s, &d, &err), 0, "%s", err.text);
	cr_assert_eq(offered(), 1);
	won_close(&w);
}
