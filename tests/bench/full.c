/* The full screen, against itself at another size and against what a plain difference of two screens would cost. */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

struct jump {
	const char *name, *keys, *back; /* there and back again */
	int count;
	const char *first;              /* typed before, not measured; NULL: nothing */
};
static const struct jump jumps[];

/* ---- start ---- */

static double start_of(const struct bench *b, const char *db, double *peak_kib)
{
	double ms = 0;
	struct pty *p = bench_board(b, db, &ms);

	*peak_kib = (double)paint_peak_kib(p);
	bench_quit(p);
	return ms;
}

static double start_of_sqlite(const char *db)
{
	const char *argv[] = { BENCH_SQLITE, db, "select 1", NULL };
	double ms = 0;
	struct pty *p = paint_start(argv, NULL, "1", &ms);

	if (!p)
		exit(1);
	pty_free(p);
	return ms;
}

void full_start(struct bench *b)
{
	struct samples large = { 0 }, small = { 0 }, peer = { 0 }, to_peer = { 0 }, to_small = { 0 };
	double large_kib = 0, small_kib = 0;

	start_of(b, b->large_db, &large_kib);
	for (int i = 0; i < 3 * b->pairs; i++) {
		double l = start_of(b, b->large_db, &large_kib), s = start_of(b, b->small_db, &small_kib);
		double q = start_of_sqlite(b->large_db);

		samples_add(&large, l);
		samples_add(&small, s);
		samples_add(&peer, q);
		samples_add(&to_peer, l / q);
		samples_add(&to_small, l / s);
	}
	figure_print("F1", "first paint of the board / sqlite3 'select 1'", samples_at(&to_peer, 0.5), 6, 4, "(%.1f ms / %.1f ms)",
		samples_at(&large, 0.5), samples_at(&peer, 0.5));
	figure_print("F2", "first paint, large / 10,000 deals", samples_at(&to_small, 0.5), 1.6, 1.2, "(%.1f ms / %.1f ms)",
		samples_at(&large, 0.5), samples_at(&small, 0.5));
	figure_print("F13", "resident memory of the board, MiB", large_kib / 1024, 24, 12, " ");
	figure_print("F13", "the same, large / 10,000 deals", large_kib / small_kib, 1.3, 1.1, "(%.0f KiB / %.0f KiB)", large_kib,
		small_kib);
	samples_done(&large);
	samples_done(&small);
	samples_done(&peer);
	samples_done(&to_peer);
	samples_done(&to_small);
}

/* ---- keys ---- */

/* One session on the board: a few keys that need not scroll (their bytes are a figure of their own), then downs to where
 * it scrolls with each, and across; so many that the 99th part in a hundred means something. */
static void move_on_board(const struct bench *b, const char *db, struct paint_step *near, struct paint_step *step)
{
	double ms;
	struct pty *p = bench_board(b, db, &ms);

	paint_type(p, "j", 5, near);
	paint_type(p, "k", 5, near);
	paint_type(p, "j", 60, step);
	for (int i = 0; i < 4; i++) {
		paint_type(p, "l", 2, step);
		paint_type(p, "k", 3, step);
		paint_type(p, "h", 2, step);
		paint_type(p, "j", 3, step);
	}
	bench_quit(p);
}

/* The list of debriefs: far enough down that it scrolls. */
static void move_on_list(const struct bench *b, const char *db, struct paint_step *step)
{
	struct pty *p = bench_list(b, db);

	paint_type(p, "j", 60, step);
	paint_type(p, "k", 40, step);
	bench_quit(p);
}

static void print_bytes(const char *name, struct paint_step *step)
{
	figure_print("F6", name, samples_at(&step->ratio, 0.5), 1.5, 1.15, "(%.0f bytes a key, worst ratio %.2f, %d keys unanswered)",
		samples_at(&step->bytes, 0.5), samples_at(&step->ratio, 1), step->misses);
}

static void print_sizes(const char *median, const char *slowest, struct paint_step *large, struct paint_step *small)
{
	double small_50 = samples_at(&small->ms, 0.5), small_99 = samples_at(&small->ms, 0.99);

	figure_print("F3", median, samples_at(&large->ms, 0.5) / small_50, 1.25, 1.1, "(%.2f ms / %.2f ms, %zu keys a side)",
		samples_at(&large->ms, 0.5), small_50, large->ms.n);
	figure_print("F3", slowest, samples_at(&large->ms, 0.99) / small_99, 1.5, 1.25, "(%.2f ms / %.2f ms)",
		samples_at(&large->ms, 0.99), small_99);
}

/* F5: pages, ends and searches at full size, against the cursor keys of another session, in turn. */
static void type_jump(struct bench *b, const struct jump *j)
{
	struct paint_step step = { 0 }, cursor = { 0 };
	double ms, worst, base;
	struct pty *p = bench_board(b, b->large_db, &ms), *q = bench_board(b, b->large_db, &ms);

	if (j->first)
		paint_prepare(p, j->first);
	for (int i = 0; i < j->count; i++) {
		paint_type(p, j->keys, 1, &step);
		paint_type(q, "j", 1, &cursor);
		paint_type(p, j->back, 1, &step);
		paint_type(q, "k", 1, &cursor);
	}
	worst = samples_at(&step.ms, 0.99);
	base = samples_at(&cursor.ms, 0.99);
	figure_print("F5", j->name, base > 0 ? worst / base : 0, 2.5, 1.5, "(99 in a hundred: %.2f ms / %.2f ms, %zu keys a side)",
		worst, base, step.ms.n);
	print_bytes(j->name, &step);
	paint_step_done(&step);
	paint_step_done(&cursor);
	bench_quit(p);
	bench_quit(q);
}

void full_keys(struct bench *b)
{
	struct paint_step near = { 0 }, large = { 0 }, small = { 0 }, long_list = { 0 }, short_list = { 0 };

	bench_need_debriefs(b);
	for (int i = 0; i < 5; i++) {
		move_on_board(b, b->large_db, &near, &large);
		move_on_board(b, b->small_db, &near, &small);
		move_on_list(b, b->large_db, &long_list);
		move_on_list(b, b->small_db, &short_list);
		raw_keys(b, 80);
	}
	print_sizes("key to paint on the board, large / 10,000 deals", "the same, 99 in a hundred", &large, &small);
	print_sizes("key to paint in the debriefs, large / 10,000", "the same, 99 in a hundred", &long_list, &short_list);
	print_bytes("bytes of a cursor key / plain difference", &near);
	print_bytes("the same where the column scrolls", &large);
	print_bytes("the same in the list of debriefs", &long_list);
	for (const struct jump *j = jumps; j->name; j++)
		type_jump(b, j);
	paint_step_done(&near);
	paint_step_done(&large);
	paint_step_done(&small);
	paint_step_done(&long_list);
	paint_step_done(&short_list);
}

/* ---- quiet, and another size of the window ---- */

/* F16: ten seconds in which nothing happens. The clock stands in the middle of a day, no shown moment changes. */
void full_idle(struct bench *b)
{
	double ms, cpu_ms;
	size_t len;
	struct pty *p = bench_board(b, b->large_db, &ms);

	pty_settle(p, 5000);
	pty_raw_clear(p);
	cpu_ms = pty_cpu_ms(p);
	pty_wait(p, "a text that never comes", 10000);
	cpu_ms = pty_cpu_ms(p) - cpu_ms;
	pty_raw(p, &len);
	figure_print("F16", "bytes to the terminal in ten idle seconds", (double)len, 0, 0, " ");
	figure_print("F16", "processor time meanwhile, ms", cpu_ms, 1, 0.1, " ");
	bench_quit(p);
}

void full_resize(struct bench *b)
{
	static const int sizes[][2] = { { 100, 300 }, { 12, 40 } };
	double ms;
	struct pty *p = bench_board(b, b->large_db, &ms);

	for (size_t i = 0; i < 2; i++) {
		int rows = sizes[i][0], cols = sizes[i][1];
		struct vt_cell *after;
		long reference;
		size_t len;

		pty_settle(p, 5000);
		pty_raw_clear(p);
		pty_resize(p, rows, cols);
		pty_settle(p, 5000);
		pty_raw(p, &len);
		after = paint_picture(p, rows, cols);
		reference = paint_reference(NULL, after, rows, cols);
		figure_print("F17", i ? "bytes of a resize to 40x12 / one full paint" : "bytes of a resize to 300x100 / one full paint",
			(double)len / (double)reference, 1.2, 1.05, "(%zu / %ld)", len, reference);
		free(after);
	}
	bench_quit(p);
}

/* 200 there and 200 back: the 99th in a hundred needs 400 keys a side. */
static const struct jump jumps[] = {
	{ "a page down and up", "\033[6~", "\033[5~", 200, NULL },
	{ "to the end of the column and back", "G", "g", 200, NULL },
	{ "two columns on and back", "ll", "hh", 200, NULL },
	{ "jump to an id: its last digit and back", "0", "\177", 200, "/x005000" },
	{ NULL, NULL, NULL, 0, NULL },
};
