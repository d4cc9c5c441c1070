#include "model/buf.h"
#include "model/span.h"
#include "model/text.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* Every unit of a text, each behind a bar. */
static const char *units(enum span_unit unit, const char *text)
{
	static char out[600];
	struct buf b = { 0 };
	struct spans s;

	spans_of(unit, text, &s);
	for (size_t i = 0; i < s.n; i++) {
		size_t n;
		const char *words = span_words(text, s.at[i], &n);

		buf_puts(&b, "|");
		buf_add(&b, words, n);
	}
	spans_done(&s);
	strncpy(out, buf_str(&b), sizeof out - 1);
	buf_done(&b);
	return out;
}

Test(span, words_are_what_one_would_select)
{
	cr_assert_str_eq(units(SPAN_WORD, "Who’d own  it, week-two?\n$40,000, or 3.5%."), "|Who’d|own|it|week-two|$40,000|or|3.5%");
	cr_assert_str_eq(units(SPAN_WORD, "cafe\xcc\x81 👩‍🔬 na\xc3\xafve"), "|cafe\xcc\x81|👩‍🔬|na\xc3\xafve");
	cr_assert_str_eq(units(SPAN_WORD, "価格は高い ok"), "|価|格|は|高|い|ok");
	cr_assert_str_eq(units(SPAN_WORD, " … — "), "");
}

Test(span, sentences_end_where_they_end)
{
	cr_assert_str_eq(units(SPAN_SENTENCE, " The number was fine. What killed it?! Nobody knew"),
			 "|The number was fine.|What killed it?!|Nobody knew");
	cr_assert_str_eq(units(SPAN_SENTENCE, "We paid 3.5 k, e.g. for help. “Two weeks.” Then it stopped…"),
			 "|We paid 3.5 k, e.g. for help.|“Two weeks.”|Then it stopped…");
	cr_assert_str_eq(units(SPAN_SENTENCE, "one\n\ntwo \n"), "|one|two");
	cr_assert_str_eq(units(SPAN_SENTENCE, "高い。安い。"), "|高い。|安い。");
	cr_assert_str_eq(units(SPAN_SENTENCE, ""), "");
}

Test(span, ends_stand_at_the_edges_of_letters)
{
	const char *text = "cafe\xcc\x81 👩‍🔬!"; /* c a f e ́ blank woman joiner microscope ! */

	cr_assert(span_fits(text, (struct span){ 0, 5 }));
	cr_assert(!span_fits(text, (struct span){ 0, 4 }), "the accent would be cut off");
	cr_assert(span_fits(text, (struct span){ 6, 9 }));
	cr_assert(!span_fits(text, (struct span){ 6, 7 }), "a family is one");
	cr_assert(!span_fits(text, (struct span){ 7, 9 }));
	cr_assert(span_fits(text, (struct span){ 9, 10 }));
	cr_assert(!span_fits(text, (struct span){ 9, 11 }), "behind the end");
	cr_assert(!span_fits(text, (struct span){ 3, 3 }), "empty");
	cr_assert(!span_fits(text, (struct span){ -1, 3 }));
	cr_assert(span_fits(text, (struct span){ 0, -1 }));
}

static void moves(const char *was, const char *is, struct span from, enum span_found want, struct span to)
{
	struct span sp = from;

	cr_assert_eq(span_move(was, is, &sp), want, "%s → %s", was, is);
	cr_assert_eq(sp.start, to.start, "%s → %s: %ld", was, is, (long)sp.start);
	cr_assert_eq(sp.end, to.end);
}

Test(span, words_are_found_again)
{
	moves("the fee rose", "the fee rose twice", (struct span){ 4, 7 }, SPAN_FOUND, (struct span){ 4, 7 });
	moves("the fee rose", "in May the fee rose", (struct span){ 4, 7 }, SPAN_FOUND, (struct span){ 11, 14 });
	moves("é the fee rose", "ééé the fee fell", (struct span){ 6, 9 }, SPAN_FOUND, (struct span){ 8, 11 });
	moves("the fee rose", "the price rose", (struct span){ 4, 7 }, SPAN_LOST, (struct span){ 4, 7 });
	moves("a fee, then one more fee at last", "x fee, y fee, z more fee at end", (struct span){ 21, 24 }, SPAN_NEAREST,
	      (struct span){ 21, 24 });
	moves("fee", "fe\xcc\x81" "e", (struct span){ 0, 3 }, SPAN_LOST, (struct span){ 0, 3 });
	moves("fee", "fee\xcc\x81", (struct span){ 0, 3 }, SPAN_LOST, (struct span){ 0, 3 });
	moves("x", "y", (struct span){ 0, -1 }, SPAN_FOUND, (struct span){ 0, -1 });
}

/* ---- P45 ---- */

enum { SPANS = 6, TEXT_POINTS = 160 };
static const char *const pieces[] = {
	"fee ", "the ", "a", " ", ". ", "own", "é", "e\xcc\x81", "o\xcc\x88\xcc\x81", "👩‍🔬", "👨‍👩‍👧", "🇩🇪", "🇫🇷", "👍🏽", "❤️", "価", "格", "\n",
	"\xcc\x81", "\xe2\x80\x8d", "🏽", "क्ष", "한", "fee, the fee. ", "1️⃣",
};

struct marked {
	struct span sp;
	unsigned char sha[SPAN_SHA];
};

static void some(struct prop *p, int n, struct buf *out)
{
	while (n-- > 0)
		buf_puts(out, pieces[prop_below(p, sizeof pieces / sizeof pieces[0])]);
}

/* A span at two boundaries of clusters. */
static void mark(struct prop *p, const char *text, struct marked *m)
{
	size_t len = strlen(text), from = 0, to;

	for (uint32_t n = prop_below(p, (uint32_t)text_graphemes(text, len)); n > 0; n--)
		from = text_next(text, len, from);
	to = text_next(text, len, from);
	for (uint32_t n = prop_below(p, 8); n > 0; n--)
		to = text_next(text, len, to);
	m->sp = (struct span){ span_point(text, from), span_point(text, to) };
	span_hash(text, m->sp, m->sha);
}

/* Replaces some code points at one place: where and how much in bytes, old and new. */
static char *edit_text(struct prop *p, const char *was, size_t *from, size_t *old_n, size_t *new_n)
{
	int64_t points = span_point(was, strlen(was)), at = prop_below(p, (uint32_t)points + 1);
	struct buf b = { 0 }, in = { 0 };

	*from = span_byte(was, at);
	*old_n = span_byte(was, at + (prop_below(p, 2) ? prop_below(p, 6) : 0)) - *from;
	some(p, (int)prop_below(p, points > TEXT_POINTS ? 2 : 4), &in);
	buf_add(&b, was, *from);
	buf_add(&b, buf_str(&in), in.len);
	buf_puts(&b, was + *from + *old_n);
	*new_n = in.len;
	buf_done(&in);
	return buf_take(&b);
}

/* The span stands where the same words stand; what the edit did not touch stands exactly where it must. */
static bool holds(const char *was, const char *is, const struct marked *m, size_t from, size_t old_n, size_t new_n)
{
	size_t a = span_byte(was, m->sp.start), b = span_byte(was, m->sp.end), place = a, at;
	struct span sp = m->sp;
	enum span_found found = span_move(was, is, &sp);
	unsigned char sha[SPAN_SHA];
	bool apart = b <= from || a >= from + old_n;
	struct span expected;

	if (found != SPAN_LOST) {
		if (!span_fits(is, sp))
			return false;
		span_hash(is, sp, sha);
		if (memcmp(sha, m->sha, SPAN_SHA))
			return false;
	}
	if (!apart)
		return true;
	if (a >= from + old_n)
		place = a - old_n + new_n;
	expected.start = span_point(is, place);
	expected.end = expected.start + (m->sp.end - m->sp.start);
	if (!span_fits(is, expected)) /* what was written beside it has joined it */
		return true;
	at = span_byte(is, sp.start);
	return found != SPAN_LOST && (at == place || (at == a && !memcmp(was, is, b)));
}

static long cases_wanted(void)
{
	const char *tier = getenv("WINLOSS_TIER");

	return tier && !strcmp(tier, "long") ? 50000 : tier ? 2000 : 5000;
}

Test(span, p45_codes_stand_on_their_words_after_every_edit)
{
	struct prop p;
	long cases = cases_wanted(), fail = 0;
	struct buf first = { 0 };
	struct marked marks[SPANS];
	char *was = NULL;

	prop_init(&p, 45);
	for (long i = 0; i < cases; i++) {
		size_t from, old_n, new_n;
		char *is;

		if (i % 50 == 0 || strlen(was) < 8) {
			free(was);
			some(&p, 40, &first);
			was = buf_take(&first);
		}
		for (int k = 0; k < SPANS; k++)
			mark(&p, was, &marks[k]);
		is = edit_text(&p, was, &from, &old_n, &new_n);
		for (int k = 0; k < SPANS; k++)
			fail += !holds(was, is, &marks[k], from, old_n, new_n);
		free(was);
		was = is;
	}
	free(was);
	cr_assert(prop_promise("P45", cases, fail));
}
