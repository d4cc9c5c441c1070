/* Tells every story of tests/stories/, one test each. */
#include "tests/support/story.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

struct name {
	char path[1024];
};

ParameterizedTestParameters(stories, tell)
{
	const char *src = getenv("WINLOSS_SRCDIR");
	char pattern[1024];
	glob_t found = { 0 };
	struct name *names;
	size_t n;

	snprintf(pattern, sizeof pattern, "%s/tests/stories/*.story", src ? src : ".");
	glob(pattern, 0, NULL, &found);
	n = found.gl_pathc;
	names = cr_calloc(n + 1, sizeof *names);
	for (size_t i = 0; i < n; i++)
		snprintf(names[i].path, sizeof names[i].path, "%s", found.gl_pathv[i]);
	globfree(&found);
	return cr_make_param_array(struct name, names, n);
}

ParameterizedTest(struct name *name, stories, tell)
{
	struct buf why = { 0 };
	enum story_end end = story_tell(name->path, &why);

	if (end == STORY_SKIPPED) {
		fputs(buf_str(&why), stderr);
		cr_skip_test("%s", buf_str(&why));
	}
	cr_assert_eq(end, STORY_TOLD, "%s", buf_str(&why));
	buf_done(&why);
}
