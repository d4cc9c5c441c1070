/* The way to the terminal's clipboard: straight, through tmux, through screen, and where there is none. */
#include "app/copy.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char *copied(const char *text, enum copy_way way)
{
	struct buf out = { 0 };

	cr_assert_null(copy_put(&out, text, strlen(text), way));
	return buf_take(&out);
}

Test(copy, straight_and_wrapped)
{
	static const struct {
		enum copy_way way;
		const char *bytes;
	} cases[] = {
		{ COPY_STRAIGHT, "\033]52;c;YWI=\a" },
		{ COPY_TMUX, "\033]52;c;YWI=\a\033Ptmux;\033\033]52;c;YWI=\a\033\\" },
		{ COPY_SCREEN, "\033P\033]52;c;YWI=\a\033\\" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *out = copied("ab", cases[i].way);

		cr_assert_str_eq(out, cases[i].bytes, "way %zu", i);
		free(out);
	}
}

/* screen takes no long string: the pieces, put together again, are the sequence. */
Test(copy, screen_gets_it_in_pieces)
{
	char text[1200];
	char *plain, *wrapped;
	struct buf joined = { 0 };

	memset(text, 'x', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	plain = copied(text, COPY_STRAIGHT);
	wrapped = copied(text, COPY_SCREEN);
	for (const char *at = wrapped; *at;) {
		const char *end = strstr(at, "\033\\");

		cr_assert_eq(strncmp(at, "\033P", 2), 0);
		cr_assert_not_null(end);
		cr_assert_lt(end - at, 768);
		buf_add(&joined, at + 2, (size_t)(end - at - 2));
		at = end + 2;
	}
	cr_assert_str_eq(buf_str(&joined), plain);
	buf_done(&joined);
	free(plain);
	free(wrapped);
}

Test(copy, says_why_not)
{
	size_t len = 80000;
	char *text = malloc(len + 1);
	struct buf out = { 0 };

	memset(text, 'x', len);
	text[len] = '\0';
	cr_assert_not_null(strstr(copy_put(&out, text, len, COPY_STRAIGHT), "too long"));
	cr_assert_not_null(strstr(copy_put(&out, "a", 1, COPY_NOWHERE), "has no clipboard"));
	cr_assert_eq(out.len, 0u);
	free(text);
}

Test(copy, knows_what_stands_between)
{
	static const struct {
		const char *term, *tmux, *sty;
		enum copy_way way;
	} cases[] = {
		{ "xterm-256color", NULL, NULL, COPY_STRAIGHT }, { "tmux-256color", "/tmp/t,1,0", NULL, COPY_TMUX },
		{ "screen", NULL, "12.pts", COPY_SCREEN },	 { "screen", "/tmp/t,1,0", "12.pts", COPY_TMUX },
		{ "linux", NULL, NULL, COPY_NOWHERE },		 { "linux", "", "", COPY_NOWHERE },
		{ "vt100", NULL, NULL, COPY_NOWHERE },		 { "vte-256color", NULL, NULL, COPY_STRAIGHT },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		setenv("TERM", cases[i].term, 1);
		unsetenv("TMUX");
		unsetenv("STY");
		if (cases[i].tmux)
			setenv("TMUX", cases[i].tmux, 1);
		if (cases[i].sty)
			setenv("STY", cases[i].sty, 1);
		cr_assert_eq(copy_way(), cases[i].way, "%s", cases[i].term);
	}
}
