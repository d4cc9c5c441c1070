/* The raw repaint: reads a key, sends two short rows, no library in between. What it takes is the machine's and the
 * harness's own; where its slowest keys are over a millisecond, the run says nothing about anybody's. */
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

static void send_all(const char *text, int len)
{
	if (len > 0 && write(1, text, (size_t)len) != len)
		_exit(1);
}

static void paint_all(void)
{
	char text[8192];
	int n = snprintf(text, sizeof text, "\033[H\033[2J");

	for (int row = 1; row <= BENCH_ROWS; row++)
		n += snprintf(text + n, sizeof text - (size_t)n, "\033[%dH%-100.100s raw", row,
			      "a row of plain text that nobody laid out");
	send_all(text, n);
}

int raw_main(void)
{
	const char *frame = getenv("WINLOSS_FRAME_FD");
	int frame_fd = frame ? (int)strtol(frame, NULL, 10) : -1, row = 1;
	struct termios t;
	char key;

	if (tcgetattr(0, &t))
		return 1;
	cfmakeraw(&t);
	tcsetattr(0, TCSANOW, &t);
	paint_all();
	while (read(0, &key, 1) == 1 && key != 'q') {
		char text[64];
		int next = row % BENCH_ROWS + 1;

		send_all(text, snprintf(text, sizeof text, "\033[%dHa row\033[7m\033[%dHa row\033[m", row, next));
		row = next;
		if (frame_fd >= 0 && write(frame_fd, ".", 1) != 1)
			return 1;
	}
	return 0;
}

void raw_keys(struct bench *b, int count)
{
	const char *argv[] = { b->self, "--raw", NULL };
	struct paint_step step = { 0 };
	double ms;
	struct pty *p = paint_start(argv, NULL, "raw", &ms);

	if (!p)
		exit(1);
	paint_type(p, "j", count, &step);
	for (size_t i = 0; i < step.ms.n; i++)
		samples_add(&b->floor_ms, step.ms.v[i]);
	paint_step_done(&step);
	bench_quit(p);
}

void raw_print(struct bench *b)
{
	double worst = samples_at(&b->floor_ms, 0.99);

	if (!b->floor_ms.n)
		return;
	figure_print("-", "raw repaint, key to paint, 99 in a hundred, ms", worst, 1.0, 1.0, "(median %.2f ms, %zu keys)",
		samples_at(&b->floor_ms, 0.5), b->floor_ms.n);
	if (worst > 1.0)
		puts("THE MACHINE WAS NOT QUIET: of the times above, the slowest keys say nothing; counts and memory stand.");
}
