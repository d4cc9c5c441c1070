/* The story teller, told stories that hold and stories that do not. */
#include "tests/support/pty.h"
#include "tests/support/run.h"
#include "tests/support/story.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The tiny program takes the place of the real one. */
static enum story_end tell(const char *text, struct buf *why)
{
	char *dir = temp_dir("told"), *path = temp_path(dir, "a.story");
	FILE *f = fopen(path, "w");
	enum story_end end;

	cr_assert_not_null(f);
	fputs(text, f);
	fclose(f);
	setenv("WINLOSS_BIN", getenv("WINLOSS_SELFTEST_BIN"), 1);
	end = story_tell(path, why);
	temp_remove(dir);
	free(path);
	free(dir);
	return end;
}

struct story_case {
	const char *text, *why; /* why NULL: the story holds */
};

Test(story, holds_or_says_where_it_does_not)
{
	static const struct story_case cases[] = {
		{ "title A key\n# a note\n\nstart\nsee ready\nkeys a\nsee key c97\nkeys q\nends 3\n", NULL },
		{ "title A click\nstart\nsee ready\nclick ready\nsee mouse 0,0\nresize 100x30\nsee size 30x100\nkill\n", NULL },
		{ "title A wrong end\nstart\nsee ready\nkeys q\nends\n", "ended with status 3, expected status 0" },
		{ "title A mess\nstart\nsee ready\nkeys x\nends\n", "not as it was" },
		{ "title A typo\nlook ready\n", "a.story:2: no step is called look" },
		{ "title Too early\nkeys a\n", "keys before start" },
		{ "title A file\nfile a.csv\n| x,y\n| 1,2\nholds a.csv 1,2\n", NULL },
		{ "title A file\nfile a.csv\n| x,y\nholds a.csv z\n", "expected  in a.csv: z" },
		{ "", "an empty story" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct buf why = { 0 };
		enum story_end end = tell(cases[i].text, &why);

		cr_assert_eq(end, cases[i].why ? STORY_FAILED : STORY_TOLD, "case %zu: %s", i, buf_str(&why));
		if (cases[i].why)
			cr_assert_not_null(strstr(buf_str(&why), cases[i].why), "case %zu: %s", i, buf_str(&why));
		buf_done(&why);
	}
}

Test(story, missing_text_shows_the_screen)
{
	struct buf why = { 0 };

	/* A limit in which a busy machine has shown what does come. */
	for (int limit_ms = 50; limit_ms <= PTY_LIMIT_MS && !strstr(buf_str(&why), "a.story:4:"); limit_ms *= 4) {
		char limit[40];
		const char *env[] = { limit, NULL };

		snprintf(limit, sizeof limit, "WINLOSS_STORY_LIMIT_MS=%d", limit_ms);
		run_environment(env);
		buf_clear(&why);
		cr_assert_eq(tell("title Absent\nstart\nsee ready\nsee what is not there\n", &why), STORY_FAILED);
	}
	cr_assert_not_null(strstr(buf_str(&why), "a.story:4: expected to see: what is not there"), "%s", buf_str(&why));
	cr_assert_not_null(strstr(buf_str(&why), "the screen:\nready"));
	buf_done(&why);
}

Test(story, skips_without_the_shared_folder)
{
	struct buf why = { 0 };

	setenv("WINLOSS_SHARED", "/nowhere/at/all", 1);
	cr_assert_eq(tell("title Needy\nneeds shared\nstart\n", &why), STORY_SKIPPED);
	cr_assert_not_null(strstr(buf_str(&why), "shared data folder is absent"));
	buf_done(&why);
}

Test(run, keeps_output_errors_and_status)
{
	const char *argv[] = { "/bin/sh", "-c", "cat; echo $WL_X >&2; exit 7", NULL }, *env[] = { "WL_X=hello", NULL };
	struct run r;

	cr_assert_eq(run_program(&r, argv, env, "given"), 7);
	cr_assert_str_eq(buf_str(&r.out), "given");
	cr_assert_str_eq(buf_str(&r.err), "hello\n");
	run_done(&r);
}
