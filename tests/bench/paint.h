#ifndef TESTS_BENCH_PAINT_H
#define TESTS_BENCH_PAINT_H
/* Full-screen programs under the stop-watch. */
#include "tests/bench/figure.h"
#include "tests/support/pty.h"

/* Starts the program; *ms until the text stood on the screen. NULL: it did not come. */
struct pty *paint_start(const char *const *argv, const char *const *env, const char *ready, double *ms);

struct paint_step {
	struct samples ms; /* from the write of a key to the mark of the frame that shows it */
	struct samples bytes; /* sent by the program for a key */
	struct samples ratio; /* those bytes to what a plain difference of the two screens needs */
	int misses; /* keys without a frame */
};

/* Types the keys count times, one by one, and waits after each until the program is at rest. */
void paint_type(struct pty *p, const char *keys, int count, struct paint_step *step);
/* The same for programs without frame marks: up to the last output before a little silence. */
void paint_type_unmarked(struct pty *p, const char *keys, int count, struct paint_step *step);
/* Types each of the characters, unmeasured. */
void paint_prepare(struct pty *p, const char *keys);
/* Types the keys, then waits for a text; the milliseconds from one to the other. -1: it did not come, which is said. */
double paint_until(struct pty *p, const char *keys, const char *text, int limit_ms);
/* Types the keys and gives the milliseconds to the next frame; the program need not be at rest before or after. -1: no
 * frame came. */
double paint_key(struct pty *p, const char *keys);
/* Waits until the program is at rest. */
void paint_rest(struct pty *p);
void paint_step_done(struct paint_step *step);

/* A picture of the screen, to be freed by the caller; and the bytes that a plain difference would send to come from one
 * to another: moves of the cursor, changes of attributes, text, erased line ends. before NULL: from an empty screen. */
struct vt_cell *paint_picture(struct pty *p, int rows, int cols);
long paint_reference(const struct vt_cell *before, const struct vt_cell *after, int rows, int cols);

/* The highest resident set so far, in KiB. */
long paint_peak_kib(struct pty *p);
#endif
