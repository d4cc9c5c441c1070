/* The text editor against a slow one that knows no shortcuts: random keys on random text of every kind. */
#include "model/text.h"
#include "model/word.h"
#include "screens/ui/edit.h"
#include "screens/ui/edit_rows.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

enum { KEYS = 10000, KEYS_A_TEXT = 250, TEXTS_MAX = 4096, TEXT_MAX = 1500 };

static const char *const pieces[];
static const int moves[];

/* ---- the slow one ---- */

struct slow {
	char *text;
	size_t len, at, mark;
	bool selects, sticks;
	struct buf kill;
	bool killing;
	struct buf undo[TEXTS_MAX], redo[TEXTS_MAX]; /* texts before each change, and after each that was taken back */
	size_t undos, redos;
};

static size_t next_of(const struct slow *s, size_t at)
{
	size_t p = 0;

	while (p <= at && p < s->len)
		p = text_next(s->text, s->len, p);
	return p;
}

static size_t prev_of(const struct slow *s, size_t at)
{
	size_t p = 0, q;

	while (p < at && (q = text_next(s->text, s->len, p)) < at)
		p = q;
	return p;
}

static bool is_boundary(const struct slow *s, size_t at)
{
	return at == 0 || next_of(s, prev_of(s, at)) == at;
}

static enum word_kind kind_at(const struct slow *s, size_t at)
{
	return word_kind(s->text, s->len, at);
}

static size_t word_left(const struct slow *s, size_t at)
{
	enum word_kind kind;

	while (at && kind_at(s, prev_of(s, at)) < WORD_LETTERS)
		at = prev_of(s, at);
	if (!at)
		return 0;
	kind = kind_at(s, prev_of(s, at));
	while (at && kind_at(s, prev_of(s, at)) == kind)
		at = prev_of(s, at);
	return at;
}

static size_t start_of(const struct slow *s, size_t at)
{
	while (at && s->text[at - 1] != '\n')
		at--;
	return at;
}

static size_t end_of(const struct slow *s, size_t at)
{
	while (at < s->len && s->text[at] != '\n')
		at++;
	return at;
}

static void note(struct buf *to, const struct slow *s)
{
	buf_clear(to);
	buf_add(to, s->text, s->len);
}

static void put(struct slow *s, size_t from, size_t end, const char *in, size_t in_len)
{
	char *text = malloc(s->len - (end - from) + in_len + 1);

	memcpy(text, s->text, from);
	memcpy(text + from, in, in_len);
	memcpy(text + from + in_len, s->text + end, s->len - end + 1);
	free(s->text);
	s->text = text;
	s->len = s->len - (end - from) + in_len;
	s->at = from + in_len;
	s->selects = false;
}

static void change(struct slow *s, size_t from, size_t end, const char *in, size_t in_len)
{
	if (from == end && !in_len)
		return;
	cr_assert_lt(s->undos, TEXTS_MAX);
	note(&s->undo[s->undos++], s);
	s->redos = 0;
	put(s, from, end, in, in_len);
}

static void insert(struct slow *s, const char *in, size_t in_len)
{
	size_t from = s->selects && s->mark < s->at ? s->mark : s->at, end = s->selects && s->mark > s->at ? s->mark : s->at;

	change(s, from, end, in, in_len);
}

static void rub(struct slow *s, size_t from, size_t end)
{
	if (s->selects && s->mark != s->at)
		insert(s, "", 0);
	else
		change(s, from, end, "", 0);
}

static void kill(struct slow *s, size_t from, size_t end)
{
	struct buf all = { 0 };

	if (from == end)
		return;
	if (s->killing && from >= s->at)
		buf_add(&all, buf_str(&s->kill), s->kill.len);
	buf_add(&all, s->text + from, end - from);
	if (s->killing && from < s->at)
		buf_add(&all, buf_str(&s->kill), s->kill.len);
	buf_done(&s->kill);
	s->kill = all;
	change(s, from, end, "", 0);
	s->killing = true;
}

static void kill_key(struct slow *s, int key)
{
	size_t end = end_of(s, s->at);

	if (key == K_CTRL('K'))
		kill(s, s->at, end == s->at && end < s->len ? end + 1 : end);
	else if (key == K_CTRL('U'))
		kill(s, start_of(s, s->at), s->at);
	else if (s->selects && s->mark != s->at)
		kill(s, s->mark < s->at ? s->mark : s->at, s->mark < s->at ? s->at : s->mark);
	else
		kill(s, word_left(s, s->at), s->at);
}

/* ---- both ---- */

static void check_rows(const struct edit *e, int cols)
{
	size_t at = 0, next, from, end;
	bool soft;
	int row = 0;

	for (; at <= e->len; at = next, row++) {
		size_t want = edit_row(e, at, cols, &next);

		cr_assert(edit_row_at(e, cols, row, &from, &end, &soft), "row %d of %d columns is missing", row, cols);
		cr_assert(from == at && end == want, "row %d of %d columns: %zu to %zu, not %zu to %zu", row, cols, from, end, at,
			  want);
	}
	cr_assert_not(edit_row_at(e, cols, row, &from, &end, &soft));
	cr_assert_eq(edit_rows(e, cols), row);
}

static void check_same(const struct edit *e, const struct slow *s, int key)
{
	size_t from, len = edit_selection(e, &from), want = !s->selects ? 0 : s->mark < s->at ? s->at - s->mark : s->mark - s->at;

	cr_assert_eq(e->len, s->len, "after key %x: %zu bytes, not %zu", (unsigned)key, e->len, s->len);
	cr_assert_eq(memcmp(e->text, s->text, s->len + 1), 0, "after key %x", (unsigned)key);
	cr_assert_eq(e->at, s->at, "after key %x: the cursor at %zu, not %zu", (unsigned)key, e->at, s->at);
	cr_assert_eq(len, want, "after key %x: %zu bytes selected, not %zu", (unsigned)key, len, want);
}

/* Typing that goes on in a word is taken back as one, so the slow one finds out how far. */
static void follow_undo(const struct edit *e, struct slow *s)
{
	cr_assert_gt(s->undos, 0);
	cr_assert_lt(s->redos, TEXTS_MAX);
	note(&s->redo[s->redos++], s);
	do
		s->undos--;
	while (s->undos && (s->undo[s->undos].len != e->len || memcmp(buf_str(&s->undo[s->undos]), e->text, e->len) != 0));
	put(s, 0, s->len, buf_str(&s->undo[s->undos]), s->undo[s->undos].len);
	s->at = e->at;
}

static void follow_redo(const struct edit *e, struct slow *s)
{
	struct buf *to = &s->redo[--s->redos];

	cr_assert_lt(s->undos, TEXTS_MAX);
	note(&s->undo[s->undos++], s);
	put(s, 0, s->len, buf_str(to), to->len);
	s->at = e->at;
}

static void shift(struct slow *s, int key)
{
	if (key & K_SHIFT) {
		s->mark = s->selects ? s->mark : s->at;
		s->selects = true;
		s->sticks = false;
	} else if (!s->sticks) {
		s->selects = false;
	}
}

static void try_move(struct edit *e, struct slow *s, int key)
{
	size_t from = s->mark < s->at ? s->mark : s->at, end = s->mark < s->at ? s->at : s->mark, was = s->at;
	bool collapses = s->selects && from < end && !s->sticks, sticks = s->sticks, selects = s->selects;
	enum edit_result r;

	shift(s, key);
	if (key == K_LEFT)
		s->at = collapses ? from : s->at ? prev_of(s, s->at) : 0;
	else if (key == K_RIGHT)
		s->at = collapses ? end : next_of(s, s->at);
	else if ((key & ~K_SHIFT) == K_LEFT)
		s->at = s->at ? prev_of(s, s->at) : 0;
	else if ((key & ~K_SHIFT) == K_RIGHT)
		s->at = next_of(s, s->at);
	else if ((key & ~K_SHIFT) == K_CTRL_LEFT)
		s->at = word_left(s, s->at);
	else if (key == K_CTRL('A'))
		s->at = start_of(s, s->at);
	else if (key == K_CTRL('E'))
		s->at = end_of(s, s->at);
	else if ((key & ~K_SHIFT) == K_CTRL_END)
		s->at = s->len;
	else
		was = SIZE_MAX; /* by rows: only that it is a place is said here */
	r = edit_key(e, key, 0);
	if (was == SIZE_MAX)
		s->at = e->at;
	if (r == EDIT_IGNORED) {
		s->sticks = sticks;
		s->selects = selects;
	}
	cr_assert(r == EDIT_IGNORED || collapses || is_boundary(s, e->at), "key %x went to %zu, inside a grapheme", (unsigned)key, e->at);
}

/* Key by key, each code point for itself. */
static void type_piece(struct edit *e, struct slow *s, struct prop *p, const char *piece)
{
	for (size_t n, len = strlen(piece); len; piece += n, len -= n) {
		wchar_t c;

		n = mbrtowc(&c, piece, len, &(mbstate_t){ 0 });
		edit_key(e, c == '\n' ? K_ENTER : (int)c, (int64_t)prop_below(p, 2) * 3000);
		insert(s, piece, n);
	}
}

static bool can_be_typed(const char *piece)
{
	for (const char *c = piece; *c; c++)
		if (*c != '\n' && (unsigned char)*c < 0x20)
			return false;
	return text_valid(piece, strlen(piece)) == strlen(piece);
}

static void try_text(struct edit *e, struct slow *s, struct prop *p)
{
	const char *piece = pieces[prop_below(p, 32)];
	struct edit typed;

	if (can_be_typed(piece) && prop_below(p, 3)) {
		type_piece(e, s, p, piece);
		return;
	}
	edit_paste(e, piece, strlen(piece), 0);
	edit_init(&typed, false);
	edit_paste(&typed, piece, strlen(piece), 0);
	insert(s, typed.text, typed.len);
	edit_done(&typed);
}

static void try_key(struct edit *e, struct slow *s, struct prop *p)
{
	static const int kills[] = { K_CTRL('K'), K_CTRL('U'), K_CTRL('W') };
	int key = 0;
	uint32_t what = prop_below(p, 20);

	if (what != 9)
		s->killing = false;
	if (what < 6 && s->len < TEXT_MAX) {
		try_text(e, s, p);
	} else if (what < 8) {
		key = what == 6 ? K_BACKSPACE : K_DELETE;
		edit_key(e, key, 0);
		rub(s, key == K_DELETE ? s->at : s->at ? prev_of(s, s->at) : 0, key == K_DELETE ? next_of(s, s->at) : s->at);
	} else if (what == 9) {
		key = kills[prop_below(p, 3)];
		edit_key(e, key, 0);
		kill_key(s, key);
	} else if (what == 10) {
		edit_key(e, K_CTRL('Y'), 0);
		insert(s, buf_str(&s->kill), s->kill.len);
	} else if (what == 11 || what == 12) {
		if (what == 11 ? edit_undo(e, 0) == EDIT_CHANGED : edit_redo(e, 0) == EDIT_CHANGED)
			what == 11 ? follow_undo(e, s) : follow_redo(e, s);
	} else if (what == 13) {
		s->selects = s->sticks = !(s->selects && s->sticks && s->mark == s->at);
		s->mark = s->at;
		edit_key(e, K_CTRL_SPACE, 0);
	} else {
		key = moves[prop_below(p, 18)];
		try_move(e, s, key);
	}
	check_same(e, s, key);
}

static void take_all_back(struct edit *e)
{
	struct buf last = { 0 };

	while (edit_redo(e, 0) == EDIT_CHANGED)
		;
	buf_add(&last, e->text, e->len);
	while (edit_undo(e, 0) == EDIT_CHANGED)
		;
	cr_assert_str_eq(e->text, "begun with");
	while (edit_redo(e, 0) == EDIT_CHANGED)
		;
	cr_assert_str_eq(e->text, buf_str(&last));
	buf_done(&last);
}

static void slow_done(struct slow *s)
{
	for (size_t i = 0; i < TEXTS_MAX; i++) {
		buf_done(&s->undo[i]);
		buf_done(&s->redo[i]);
	}
	buf_done(&s->kill);
	free(s->text);
	free(s);
}

static void one_text(struct prop *p, struct edit *e)
{
	struct slow *s = calloc(1, sizeof *s);

	edit_init(e, false);
	edit_set(e, "begun with", 10);
	s->text = strdup("begun with");
	s->len = s->at = 10;
	for (int i = 0; i < KEYS_A_TEXT; i++) {
		if (prop_below(p, 40) == 0)
			e->wrap_cols = 3 + (int)prop_below(p, 40);
		try_key(e, s, p);
		if (prop_below(p, 3) == 0) /* else several changes fall together */
			check_rows(e, e->wrap_cols);
		else
			edit_spot(e, e->wrap_cols);
	}
	take_all_back(e);
	edit_done(e);
	slow_done(s);
}

Test(edit_random, does_what_a_slow_editor_does)
{
	struct prop p;
	struct edit e;

	cr_assert_not_null(setlocale(LC_CTYPE, "C.UTF-8"));
	prop_init(&p, 0x3ed17);
	for (int i = 0; i < KEYS / KEYS_A_TEXT; i++)
		one_text(&p, &e);
}

/* Rows end at the width, hold every byte in its order, and what is found anew after a change is what was there. */
Test(edit_random, rows_of_any_text_fit_and_hold_all_of_it)
{
	struct prop p;

	prop_init(&p, 0x3ed18);
	for (int i = 0; i < 400; i++) {
		struct buf text = { 0 };
		struct edit e;
		int cols = 14 + (int)prop_below(&p, 50);
		size_t at = 0, from, end;
		bool soft;

		prop_hostile(&p, 40, &text);
		edit_init(&e, false);
		edit_set(&e, buf_str(&text), text.len);
		for (int row = 0; edit_row_at(&e, cols, row, &from, &end, &soft); row++) {
			int width = text_visible_width(e.text + from, end - from);

			cr_assert(from == at && end >= from, "case %d: row %d begins at %zu, not at %zu", i, row, from, at);
			cr_assert_leq(width, cols, "case %d: row %d is %d wide, the box %d", i, row, width, cols);
			at = soft || end == e.len ? end : e.text[end] == '\r' ? end + 2 : end + 1;
			cr_assert(at == end || e.text[at - 1] == '\n');
		}
		cr_assert_eq(at, e.len, "case %d: rows end at %zu of %zu", i, at, e.len);
		edit_done(&e);
		buf_done(&text);
	}
}

static const char *const pieces[] = {
	"a", "word", " ", "  ", "\n", "two words", "it's", "well-known", "1,000.50", "(x)", "ae\xcc\x81", "\xcc\x81", "東京",
	"東京タワーへ。", "ひらがな", "한국어", "👨‍👩‍👧‍👦", "\xe2\x80\x8d", "🇩🇪", "🇫🇷🇯🇵", "\xf0\x9f\x87\xa9", "مرحبا بالعالم", "שלום",
	"\xe2\x80\xae", "\x1b[A", "\x03", "\t", "a\r\nb", "\r", "\xff\xc0", "👍🏽", "a line of several words that is longer than most boxes",
};
static const int moves[] = {
	K_LEFT, K_RIGHT, K_UP, K_DOWN, K_HOME, K_END, K_CTRL_LEFT, K_CTRL('A'), K_CTRL('E'), K_CTRL_END, K_PGUP,
	K_LEFT | K_SHIFT, K_RIGHT | K_SHIFT, K_UP | K_SHIFT, K_DOWN | K_SHIFT, K_CTRL_LEFT | K_SHIFT, K_CTRL_END | K_SHIFT,
	K_END | K_SHIFT,
};
