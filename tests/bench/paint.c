#include "tests/bench/paint.h"

#include "model/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* SILENCE_MS: longer than a program pauses within the paint of one key. */
enum { ROWS = 40, COLS = 120, REST_MS = 3, SILENCE_MS = 25 };

struct pty *paint_start(const char *const *argv, const char *const *env, const char *ready, double *ms)
{
	double start = figure_now_ms();
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv, .env = env, .rows = ROWS, .cols = COLS });

	if (!pty_wait(p, ready, 120000)) {
		fprintf(stderr, "bench: \"%s\" does not come; the screen:\n%s", ready, pty_screen(p));
		pty_free(p);
		return NULL;
	}
	*ms = figure_now_ms() - start;
	return p;
}

struct vt_cell *paint_picture(struct pty *p, int rows, int cols)
{
	struct vt_cell *cells = xcalloc((size_t)rows * (size_t)cols, sizeof *cells);

	for (int row = 0; row < rows; row++)
		for (int col = 0; col < cols; col++)
			cells[row * cols + col] = vt_cell(pty_vt(p), row, col);
	return cells;
}

static bool is_same_look(const struct vt_cell *a, const struct vt_cell *b)
{
	return a->bold == b->bold && a->underline == b->underline && a->italic == b->italic && a->reverse == b->reverse &&
	       a->blink == b->blink && a->strike == b->strike && a->fg.kind == b->fg.kind && a->fg.value == b->fg.value &&
	       a->bg.kind == b->bg.kind && a->bg.value == b->bg.value;
}

static bool is_same(const struct vt_cell *a, const struct vt_cell *b)
{
	const char *x = *a->text ? a->text : " ", *y = *b->text ? b->text : " ";

	return a->width_cols == b->width_cols && is_same_look(a, b) && !strcmp(x, y);
}

static int digits(uint32_t n)
{
	return n < 10 ? 1 : n < 100 ? 2 : 3;
}

static int colour_bytes(const struct vt_colour *c)
{
	if (c->kind == VT_DEFAULT)
		return 0;
	if (c->kind == VT_RGB)
		return 16;
	return c->value < 8 ? 3 : c->value < 16 ? 4 : 6 + digits(c->value);
}

/* ESC [ numbers m; the plain look is ESC [ m. */
static int look_bytes(const struct vt_cell *c)
{
	int flags = c->bold + c->underline + c->italic + c->reverse + c->blink + c->strike;

	return 3 + 2 * flags + colour_bytes(&c->fg) + colour_bytes(&c->bg);
}

static const struct vt_cell plain = { .text = "", .width_cols = 1 };

/* The first column from which the row is plain blanks. */
static int blank_tail(const struct vt_cell *row, int cols)
{
	while (cols > 0 && is_same(&row[cols - 1], &plain))
		cols--;
	return cols;
}

static int move_bytes(int at, int row, int col)
{
	int gap = col - at;

	if (at < 0)
		return 4 + digits((uint32_t)row + 1) + digits((uint32_t)col + 1);
	return gap < 4 ? gap : 3 + digits((uint32_t)gap);
}

static long row_reference(const struct vt_cell *old, const struct vt_cell *new, int row, int cols)
{
	const struct vt_cell *look = &plain;
	int at = -1, tail = blank_tail(new, cols);
	long bytes = 0;

	for (int col = 0; col < cols; col++) {
		if (is_same(&old[col], &new[col]) || !new[col].width_cols)
			continue;
		if (at != col)
			bytes += move_bytes(at, row, col);
		if (col >= tail) {
			bytes += 3 + (look == &plain ? 0 : 3);
			return bytes;
		}
		if (!is_same_look(look, &new[col]))
			bytes += look_bytes(&new[col]);
		look = &new[col];
		bytes += *new[col].text ? (long)strlen(new[col].text) : 1;
		at = col + new[col].width_cols;
	}
	return bytes + (is_same_look(look, &plain) ? 0 : 3);
}

long paint_reference(const struct vt_cell *before, const struct vt_cell *after, int rows, int cols)
{
	struct vt_cell *empty = xcalloc((size_t)cols, sizeof *empty);
	long bytes = 0;

	for (int col = 0; col < cols; col++)
		empty[col] = plain;
	for (int row = 0; row < rows; row++)
		bytes += row_reference(before ? before + row * cols : empty, after + row * cols, row, cols);
	free(empty);
	return bytes;
}

void paint_rest(struct pty *p)
{
	pty_rest(p, REST_MS, 5000);
}

double paint_key(struct pty *p, const char *keys)
{
	double start = figure_now_ms(), end;

	pty_bytes(p, keys, strlen(keys));
	end = pty_frame_at(p, 500);
	return end < 0 ? -1 : end - start;
}

/* The same by the last output instead of the mark. */
static double key_unmarked(struct pty *p, const char *keys)
{
	double start = figure_now_ms(), end;

	pty_bytes(p, keys, strlen(keys));
	end = pty_output_at(p, SILENCE_MS, 500);
	return end < 0 ? -1 : end - start;
}

static void type(struct pty *p, const char *keys, int count, struct paint_step *step,
		 double (*key)(struct pty *p, const char *keys))
{
	struct vt_cell *before, *after;

	paint_rest(p);
	before = paint_picture(p, ROWS, COLS);
	for (int i = 0; i < count; i++) {
		double ms;
		size_t len;
		long reference;

		pty_raw_clear(p);
		ms = key(p, keys);
		/* What comes after the frame (a save, a second look) must not fall into the next key. */
		paint_rest(p);
		pty_raw(p, &len);
		after = paint_picture(p, ROWS, COLS);
		reference = paint_reference(before, after, ROWS, COLS);
		free(before);
		before = after;
		if (ms < 0) {
			step->misses++;
			continue;
		}
		samples_add(&step->ms, ms);
		samples_add(&step->bytes, (double)len);
		if (reference)
			samples_add(&step->ratio, (double)len / (double)reference);
	}
	free(before);
}

void paint_type(struct pty *p, const char *keys, int count, struct paint_step *step)
{
	type(p, keys, count, step, paint_key);
}

void paint_type_unmarked(struct pty *p, const char *keys, int count, struct paint_step *step)
{
	type(p, keys, count, step, key_unmarked);
}

void paint_prepare(struct pty *p, const char *keys)
{
	for (; *keys; keys++) {
		paint_rest(p);
		pty_bytes(p, keys, 1);
		pty_frame_at(p, 500);
	}
	paint_rest(p);
}

double paint_until(struct pty *p, const char *keys, const char *text, int limit_ms)
{
	double start;

	paint_rest(p);
	start = figure_now_ms();
	pty_bytes(p, keys, strlen(keys));
	if (pty_wait(p, text, limit_ms))
		return figure_now_ms() - start;
	fprintf(stderr, "bench: \"%s\" does not come; the screen:\n%s", text, pty_screen(p));
	return -1;
}

void paint_step_done(struct paint_step *step)
{
	samples_done(&step->ms);
	samples_done(&step->bytes);
	samples_done(&step->ratio);
}

long paint_peak_kib(struct pty *p)
{
	char path[64], line[256];
	long kib = 0;
	FILE *f;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pty_pid(p));
	f = fopen(path, "r");
	while (f && fgets(line, sizeof line, f))
		if (!strncmp(line, "VmHWM:", 6))
			kib = strtol(line + 6, NULL, 10);
	if (f)
		fclose(f);
	return kib;
}
