/* usage: screenshot README.md > new: copies the file; what stands between the two marks becomes the program's screen. */
#include "tests/support/pty.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BEGIN "<!-- screenshot:"
#define END "<!-- end of screenshot -->"

/* Each row as a line of preformatted text; the empty ones between the last card and the foot say nothing. */
static void put_rows(struct pty *p, int rows)
{
	int blanks = 0;

	puts("\n```text");
	for (int row = 0; row < rows; row++) {
		const char *text = vt_row(pty_vt(p), row);

		blanks = *text ? 0 : blanks + 1;
		if (blanks < 2)
			puts(text);
	}
	puts("```\n");
}

static bool put_screen(void)
{
	const char *argv[] = { getenv("WINLOSS_BIN"), "demo", NULL };
	struct pty *p = argv[0] ? pty_open(&(struct pty_options){ .argv = argv, .rows = 34, .cols = 118 }) : NULL;
	bool is_there = p && pty_wait(p, "Prospecting", PTY_LIMIT_MS) && pty_settle(p, PTY_LIMIT_MS);

	if (is_there)
		put_rows(p, 34);
	else
		fputs("screenshot: the board does not come; run by make screenshot\n", stderr);
	pty_free(p);
	return is_there;
}

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	char *line = NULL;
	size_t size = 0;
	bool is_inside = false, is_done = false;

	while (f && getline(&line, &size, f) >= 0) {
		is_inside &= strncmp(line, END, sizeof END - 1) != 0;
		if (!is_inside)
			fputs(line, stdout);
		if (strncmp(line, BEGIN, sizeof BEGIN - 1))
			continue;
		if (!put_screen())
			return 1;
		is_inside = is_done = true;
	}
	free(line);
	if (f)
		fclose(f);
	return is_done ? 0 : 1;
}
