/* Typing in a long answer against typing in an empty one, key by key in turn: at the beginning, in the middle and at the
 * end of texts of several shapes. */
#include "tests/bench/bench.h"

#include "model/buf.h"
#include "tests/bench/won.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEYS = 60, SIZE = 100000, LARGE = 1000000 };
#define ENTER "\r"
#define PAUSE "\033z" /* of the timer, which paints each second */
#define TO_LEFT "\033[D"
#define TO_RIGHT "\033[C"
#define TO_BEGIN "\033[1;5H"
#define TO_END "\033[1;5F"

struct shape {
	const char *name, *unit;
	int size;
};
static const struct shape shapes[];

static struct pty *open_answer(const struct bench *b, const char *db, const char *keys)
{
	struct pty *p = bench_list(b, db);

	if (paint_until(p, keys, "Ask next", 20000) < 0)
		exit(1);
	paint_rest(p);
	paint_key(p, "a");
	paint_rest(p);
	paint_key(p, PAUSE);
	paint_rest(p);
	return p;
}

static void paste(struct pty *p, const struct shape *shape, int size)
{
	struct buf text = { 0 };

	while (text.len < (size_t)size)
		buf_puts(&text, shape->unit);
	pty_paste(p, buf_str(&text));
	paint_rest(p);
	buf_done(&text);
}

static void add(struct samples *s, struct pty *p, const char *key)
{
	double ms = paint_key(p, key);

	if (ms >= 0)
		samples_add(s, ms);
	paint_rest(p);
}

static void print_ratio(const struct shape *shape, const char *key, const char *place, struct samples *full,
			struct samples *empty)
{
	double ratio = samples_at(empty, 0.5) > 0 ? samples_at(full, 0.5) / samples_at(empty, 0.5) : 0;
	struct buf what = { 0 };

	buf_printf(&what, "%s, %s of %d kB, %s / empty", key, place, shape->size / 1000, shape->name);
	figure_print("text", buf_str(&what), ratio, 1.5, 1.15, "(medians %.2f / %.2f ms, p99 %.2f / %.2f)", samples_at(full, 0.5),
		     samples_at(empty, 0.5), samples_at(full, 0.99), samples_at(empty, 0.99));
	samples_done(full);
	samples_done(empty);
	buf_done(&what);
}

/* A letter is kept as soon as nothing waits: the next one may come while that goes on. Moves are not kept: what they take
 * is the editor and the paint. */
static void type_in_turn(struct pty *empty, struct pty *full, const struct shape *shape, const char *place)
{
	static const char words[] = "what they asked for in march ";
	struct samples letters[2] = { { 0 }, { 0 } }, moves[2] = { { 0 }, { 0 } };

	for (int i = 0; i < KEYS; i++) {
		const char key[2] = { words[i % (int)(sizeof words - 1)], '\0' };

		add(&letters[0], empty, key);
		add(&letters[1], full, key);
	}
	for (int i = 0; i < KEYS; i++) {
		add(&moves[0], empty, i % 2 ? TO_RIGHT : TO_LEFT);
		add(&moves[1], full, i % 2 ? TO_RIGHT : TO_LEFT);
	}
	print_ratio(shape, "letter", place, &letters[1], &letters[0]);
	print_ratio(shape, "move", place, &moves[1], &moves[0]);
}

/* On a file each: what one keeps, the other would read again. */
static void one_shape(const struct bench *b, const char *db, const struct shape *shape, const char *which)
{
	struct pty *empty = open_answer(b, db, which), *full = open_answer(b, b->small_db, which);

	paste(full, shape, shape->size / 2);
	paint_key(full, TO_BEGIN);
	paint_rest(full);
	paste(full, shape, shape->size / 2);
	type_in_turn(empty, full, shape, "middle");
	paint_key(full, TO_BEGIN);
	paint_rest(full);
	type_in_turn(empty, full, shape, "start");
	paint_key(full, TO_END);
	paint_rest(full);
	type_in_turn(empty, full, shape, "end");
	bench_quit(empty);
	bench_quit(full);
}

void text_keys(struct bench *b)
{
	char *db = temp_path(b->dir, "text.db");
	struct buf keys = { 0 };

	bench_need_debriefs(b);
	bench_import(b, b->small_csv, db);
	if (won_debriefs(db, 100))
		exit(1);
	for (const struct shape *s = shapes; s->name; s++) {
		buf_puts(&keys, ENTER);
		one_shape(b, db, s, buf_str(&keys));
		keys.len--;
		buf_puts(&keys, "j");
	}
	buf_done(&keys);
	free(db);
}

static const struct shape shapes[] = {
	{ "many lines", "one line of what was said\n", SIZE },
	{ "one line", "they asked who would own it, and when. ", SIZE },
	{ "one word", "x", SIZE },
	{ "ideographs", "東京都の顧客は", SIZE },
	{ "one line", "they asked who would own it, and when. ", LARGE },
	{ NULL, NULL, 0 },
};
