#include "model/span.h"

#include "model/digest.h"
#include "model/teeth.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#define CONTEXT_BYTES 80

static bool begins_point(char c)
{
	return (c & 0xC0) != 0x80;
}

size_t span_byte(const char *text, int64_t point)
{
	size_t at = 0;

	for (; text[at]; at++)
		if (begins_point(text[at]) && point-- <= 0)
			break;
	return at;
}

int64_t span_point(const char *text, size_t byte)
{
	return (int64_t)text_points(text, byte);
}

/* One flag a byte and one for the end: a cluster begins here. */
static unsigned char *boundaries(const char *text, size_t len)
{
	unsigned char *is = xcalloc(len + 1, 1);

	for (size_t at = 0; at < len; at = text_next(text, len, at))
		is[at] = 1;
	is[len] = 1;
	return is;
}

static bool is_whole(struct span sp)
{
	return sp.end == -1 && sp.start == 0;
}

bool span_fits(const char *text, struct span sp)
{
	size_t len = strlen(text);
	unsigned char *is;
	bool fits;

	if (is_whole(sp))
		return true;
	if (sp.start < 0 || sp.end <= sp.start || sp.end > span_point(text, len))
		return false;
	is = boundaries(text, len);
	fits = is[span_byte(text, sp.start)] && is[span_byte(text, sp.end)];
	free(is);
	return fits;
}

const char *span_words(const char *text, struct span sp, size_t *len)
{
	size_t from = is_whole(sp) ? 0 : span_byte(text, sp.start);

	*len = (is_whole(sp) ? strlen(text) : span_byte(text, sp.end)) - from;
	return text + from;
}

void span_hash(const char *text, struct span sp, unsigned char *sha)
{
	size_t len;
	const char *words = span_words(text, sp, &len);

	digest_bytes("", 0, words, len, sha);
}

/* ---- words and sentences ---- */

struct walk {
	const char *s;
	size_t len;
	struct spans *out;
	int64_t point; /* of the byte `counted` */
	size_t counted;
};

static int64_t point_at(struct walk *w, size_t byte)
{
	w->point += span_point(w->s + w->counted, byte - w->counted);
	w->counted = byte;
	return w->point;
}

static void add(struct walk *w, size_t from, size_t to)
{
	struct span sp;

	if (from >= to)
		return;
	sp.start = point_at(w, from);
	sp.end = point_at(w, to);
	w->out->at = xrealloc(w->out->at, (w->out->n + 1) * sizeof *w->out->at);
	w->out->at[w->out->n++] = sp;
}

/* The first code point of the cluster at `at`; 0 at the end. */
static int32_t sign_at(const struct walk *w, size_t at)
{
	utf8proc_int32_t c = 0;

	if (at >= w->len || utf8proc_iterate((const utf8proc_uint8_t *)w->s + at, (utf8proc_ssize_t)(w->len - at), &c) <= 0)
		return 0;
	return c;
}

static size_t after(const struct walk *w, size_t at)
{
	return text_next(w->s, w->len, at);
}

/* Letters, numbers, pictographs, signs of money: what a word is made of. */
static bool is_of_word(int32_t c)
{
	utf8proc_category_t category = utf8proc_category(c);

	return c && ((category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) ||
		     category == UTF8PROC_CATEGORY_SC || category == UTF8PROC_CATEGORY_SO || c == '%');
}

/* Of scripts that are written without blanks. */
static bool stands_alone(int32_t c)
{
	return utf8proc_category(c) == UTF8PROC_CATEGORY_LO && utf8proc_charwidth(c) == 2;
}

static bool joins_words(int32_t c)
{
	return c == '\'' || c == 0x2019 || c == '-' || c == 0x2011 || c == '.' || c == ',' || c == '_' || c == '&' || c == '/' ||
	       c == '@' || c == ':';
}

/* A comma joins figures only, a full stop what follows at once. */
static bool is_joined(const struct walk *w, size_t at)
{
	int32_t c = sign_at(w, at), next = sign_at(w, after(w, at));

	return joins_words(c) && is_of_word(next) && !stands_alone(next) &&
	       ((c != ',' && c != ':') || utf8proc_category(next) == UTF8PROC_CATEGORY_ND);
}

static void walk_words(struct walk *w)
{
	for (size_t at = 0, from; at < w->len;) {
		from = at;
		if (!is_of_word(sign_at(w, at))) {
			at = after(w, at);
			continue;
		}
		at = after(w, at);
		if (!stands_alone(sign_at(w, from)))
			while (at < w->len && ((is_of_word(sign_at(w, at)) && !stands_alone(sign_at(w, at))) || is_joined(w, at)))
				at = after(w, at);
		add(w, from, at);
	}
}

static bool is_blank(int32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || utf8proc_category(c) == UTF8PROC_CATEGORY_ZS;
}

static bool ends_sentence(int32_t c)
{
	return c == '.' || c == '!' || c == '?' || c == 0x2026 || is_blank(c) || c == 0x3002 || c == 0xFF01 || c == 0xFF1F;
}

static bool is_closing(int32_t c)
{
	return c == '"' || c == '\'' || c == 0x201D || c == 0x2019 || c == ')' || c == ']' || c == 0xBB || c == 0x300D;
}

/* A full stop behind one letter ("e.g.", an initial), or before a small one, ends nothing. */
static bool is_short_form(const struct walk *w, size_t from, size_t stop, size_t next)
{
	size_t before = text_prev(w->s, w->len, stop), further = text_prev(w->s, w->len, before);

	if (w->s[stop] != '.')
		return false;
	if (utf8proc_category(sign_at(w, next)) == UTF8PROC_CATEGORY_LL)
		return true;
	return before >= from && is_of_word(sign_at(w, before)) && utf8proc_category(sign_at(w, before)) <= UTF8PROC_CATEGORY_LO &&
	       (before <= from || !is_of_word(sign_at(w, further)));
}

static size_t skip_blanks(const struct walk *w, size_t at)
{
	while (at < w->len && is_blank(sign_at(w, at)))
		at = after(w, at);
	return at;
}

static size_t trim_blanks(const struct walk *w, size_t from, size_t at)
{
	while (at > from && is_blank(sign_at(w, text_prev(w->s, w->len, at))))
		at = text_prev(w->s, w->len, at);
	return at;
}

/* Behind the marks that end the sentence at `stop`. */
static size_t behind_marks(const struct walk *w, size_t stop)
{
	size_t at = after(w, stop);

	while (at < w->len && !is_blank(sign_at(w, at)) && (ends_sentence(sign_at(w, at)) || is_closing(sign_at(w, at))))
		at = after(w, at);
	return at;
}

static void walk_sentences(struct walk *w)
{
	size_t from = skip_blanks(w, 0), at = from;

	while (at < w->len) {
		int32_t c = sign_at(w, at);
		size_t end = at, next;

		if (c == '\n' || c == '\r') {
			end = trim_blanks(w, from, at);
			next = skip_blanks(w, at);
		} else if (ends_sentence(c) && !is_blank(c)) {
			end = behind_marks(w, at);
			next = skip_blanks(w, end);
			if ((next == end && next < w->len && c < 0x3000) || is_short_form(w, from, at, next)) {
				at = end;
				continue;
			}
		} else {
			at = after(w, at);
			continue;
		}
		add(w, from, end);
		from = at = next;
	}
	add(w, from, trim_blanks(w, from, at));
}

void spans_of(enum span_unit unit, const char *text, struct spans *out)
{
	struct walk w = { .s = text, .len = strlen(text), .out = out };

	*out = (struct spans){ 0 };
	switch (unit) {
	case SPAN_WORD:
		walk_words(&w);
		break;
	case SPAN_SENTENCE:
		walk_sentences(&w);
		break;
	}
}

void spans_done(struct spans *s)
{
	free(s->at);
	*s = (struct spans){ 0 };
}

/* ---- into a later version ---- */

struct moving {
	const char *was, *is;
	size_t was_len, is_len;
	size_t from, n; /* the bytes in `was` */
	unsigned char *bounds; /* of `is` */
};

static bool stands_at(const struct moving *m, size_t at)
{
	return at + m->n <= m->is_len && m->bounds[at] && m->bounds[at + m->n] && !memcmp(m->is + at, m->was + m->from, m->n);
}

/* What both texts have alike before the first change, and behind the last. */
static size_t same_head(const struct moving *m)
{
	size_t n = 0;

	while (n < m->was_len && n < m->is_len && m->was[n] == m->is[n])
		n++;
	return n;
}

static size_t same_tail(const struct moving *m)
{
	size_t n = 0;

	while (n < m->was_len && n < m->is_len && m->was[m->was_len - 1 - n] == m->is[m->is_len - 1 - n])
		n++;
	return n;
}

/* How many bytes around the place agree with those around the words as they stood. */
static size_t likeness(const struct moving *m, size_t at)
{
	size_t before = 0, behind = 0;

	while (before < CONTEXT_BYTES && before < m->from && before < at && m->was[m->from - 1 - before] == m->is[at - 1 - before])
		before++;
	while (behind < CONTEXT_BYTES && m->from + m->n + behind < m->was_len && at + m->n + behind < m->is_len &&
	       m->was[m->from + m->n + behind] == m->is[at + m->n + behind])
		behind++;
	return before + behind;
}

static size_t apart(size_t a, size_t b)
{
	return a > b ? a - b : b - a;
}

static enum span_found look(const struct moving *m, size_t *place)
{
	size_t best = 0, n = 0;

	for (size_t at = 0; at + m->n <= m->is_len; at++) {
		size_t like;

		if (!stands_at(m, at))
			continue;
		like = likeness(m, at);
		if (!n++ || like > best || (like == best && apart(at, m->from) < apart(*place, m->from))) {
			best = like;
			*place = at;
		}
	}
	return !n ? SPAN_LOST : n == 1 ? SPAN_FOUND : SPAN_NEAREST;
}

static enum span_found find(const struct moving *m, size_t *place)
{
	size_t tail = same_tail(m);

	*place = m->from;
	if (teeth_off("P45"))
		return SPAN_FOUND;
	if (m->from + m->n <= same_head(m) && stands_at(m, m->from))
		return SPAN_FOUND;
	if (m->from >= m->was_len - tail) {
		*place = m->is_len - (m->was_len - m->from);
		if (stands_at(m, *place))
			return SPAN_FOUND;
	}
	return look(m, place);
}

enum span_found span_move(const char *was, const char *is, struct span *sp)
{
	struct moving m = { was, is, strlen(was), strlen(is), 0, 0, NULL };
	enum span_found found;
	size_t place = 0;

	if (is_whole(*sp))
		return SPAN_FOUND;
	m.from = span_byte(was, sp->start);
	m.n = span_byte(was, sp->end) - m.from;
	m.bounds = boundaries(is, m.is_len);
	found = m.n ? find(&m, &place) : SPAN_LOST;
	free(m.bounds);
	if (found != SPAN_LOST) {
		int64_t points = sp->end - sp->start;

		sp->start = span_point(is, place < m.is_len ? place : m.is_len);
		sp->end = sp->start + points;
	}
	return found;
}
