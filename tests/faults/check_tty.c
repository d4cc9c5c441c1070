/* P6: Ctrl-Z and fg, and any size of the terminal, in every screen: no crash, the screen equals a fresh drawing, and
 * what was typed is still there. */
#include "model/buf.h"
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { MESSAGE_MS = 1500 }; /* a key takes no message that is younger */
static double began_ms;

struct size {
	int rows, cols;
};
static const struct size sizes[];

static bool is_of_time(struct pty *p, int row, int col)
{
	struct vt_cell c = vt_cell(pty_vt(p), row, col);

	return *c.text && strchr("0123456789:", *c.text);
}

/* "0:07": a second of the call may pass between two drawings. */
static bool is_time(struct pty *p, int row, int col, int cols)
{
	bool has_colon = false;
	int from = col;

	if (!is_of_time(p, row, col))
		return false;
	while (from > 0 && is_of_time(p, row, from - 1))
		from--;
	for (int i = from; i < cols && is_of_time(p, row, i); i++)
		has_colon |= *vt_cell(pty_vt(p), row, i).text == ':';
	return has_colon;
}

/* Texts, colours and attributes of all cells, without the digits of times; the caller frees it. */
static char *picture(struct pty *p, int from, int rows, int cols)
{
	struct buf b = { 0 };

	for (int row = from; row < rows; row++)
		for (int col = 0; col < cols; col++) {
			struct vt_cell c = vt_cell(pty_vt(p), row, col);

			if (is_time(p, row, col, cols))
				*c.text = '\0';
			buf_printf(&b, "%s %d%d%d%d %d.%u %d.%u\n", *c.text ? c.text : " ", c.bold, c.underline, c.reverse,
				c.width_cols, (int)c.fg.kind, c.fg.value, (int)c.bg.kind, c.bg.value);
		}
	buf_puts(&b, "");
	return buf_take(&b);
}

/* Ctrl-L paints every cell anew: afterwards all must look as before. The key also takes a
 * message that has been read for a while. */
static void check_fresh(struct promise_run *run, struct pty *p, const struct state *state, const struct size *size,
	const char *when)
{
	bool is_calm = pty_settle(p, PTY_LIMIT_MS), is_same;
	char *text = xstrdup(pty_screen(p)), *before[2], *after[2];

	for (int i = 0; i < 2; i++)
		before[i] = picture(p, i ? size->rows - 1 : 0, i ? size->rows : size->rows - 1, size->cols);
	pty_keys(p, "<C-l>");
	is_calm &= pty_settle(p, PTY_LIMIT_MS);
	for (int i = 0; i < 2; i++)
		after[i] = picture(p, i ? size->rows - 1 : 0, i ? size->rows : size->rows - 1, size->cols);
	is_same = !strcmp(before[0], after[0]) && (!strcmp(before[1], after[1]) || pty_now_ms() - began_ms > MESSAGE_MS);
	promise_case(run, is_calm && is_same, "%s, %s: %dx%d differs from a fresh drawing:\n%s\ndrawn afresh:\n%s",
		state->name, when, size->cols, size->rows, text, pty_screen(p));
	free(text);
	for (int i = 0; i < 2; i++) {
		free(before[i]);
		free(after[i]);
	}
}

static bool is_alive(struct promise_run *run, struct pty *p, const struct state *state, const char *when)
{
	int status = 0;

	return promise_case(run, !pty_wait_exit(p, 0, &status), "%s, %s: ended with wait status %#x", state->name, when,
		(unsigned)status);
}

static void check_sizes(struct promise_run *run, struct pty *p, const struct state *state)
{
	for (const struct size *size = sizes; size->rows; size++) {
		pty_resize(p, size->rows, size->cols);
		check_fresh(run, p, state, size, "resized");
		if (!is_alive(run, p, state, "resized"))
			return;
	}
	/* Faster than anybody can paint. */
	for (int i = 0; i < 50; i++)
		pty_resize(p, 1 + (int)promise_random(run, 60), 1 + (int)promise_random(run, 200));
	pty_resize(p, 24, 80);
	check_fresh(run, p, state, &(struct size){ 24, 80 }, "after a storm of sizes");
	if (is_alive(run, p, state, "after a storm of sizes"))
		promise_case(run, pty_has(p, state->typing ? state->typing : state->see), "%s: gone after a storm of sizes:\n%s",
			state->name, pty_screen(p));
}

static void check_suspend(struct promise_run *run, struct pty *p, const struct state *state)
{
	const char *left;

	pty_keys(p, "<C-z>");
	if (!promise_case(run, pty_wait_stopped(p, run->is_twin ? 5000 : PTY_LIMIT_MS), "%s: Ctrl-Z does not suspend", state->name))
		return;
	left = pty_left_behind(p);
	promise_case(run, !left, "%s, suspended: %s", state->name, left);
	pty_continue(p);
	promise_case(run, pty_wait(p, state->typing ? state->typing : state->see, run->is_twin ? 5000 : PTY_LIMIT_MS), "%s: gone after fg:\n%s", state->name,
		pty_screen(p));
	check_fresh(run, p, state, &(struct size){ 24, 80 }, "after fg");
}

static void check_state(struct promise_run *run, const struct state *state)
{
	char *world = state_world();
	struct pty *p;

	began_ms = pty_now_ms(); /* no message is older */
	p = state_open(run, state, world, (struct pty_options){ .has_jobs = true });
	if (p) {
		check_suspend(run, p, state);
		check_sizes(run, p, state);
		pty_free(p);
	}
	temp_remove(world);
	free(world);
}

static void walk(struct promise_run *run)
{
	/* The plain run has walked all of them; under sanitizers a third, another one each time. */
	unsigned share = run->is_sanitized && !run->is_twin ? 3 : 1, turn = promise_random(run, share);

	for (const struct state *state = states; state->name && !promise_is_settled(run); state++)
		if (turn++ % share == 0)
			check_state(run, state);
}

int main(void)
{
	static const char *const protections[] = { "P6", "P6-suspend", NULL };

	return promise_main(&(struct promise){ "P6", protections, walk, states_set_up, states_tear_down });
}

static const struct size sizes[] = { { 40, 120 }, { 1, 1 }, { 10, 40 }, { 60, 200 }, { 24, 80 }, { 0, 0 } };
