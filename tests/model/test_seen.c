#include "model/seen.h"

#include <criterion/criterion.h>
#include <stdio.h>

TestSuite(seen, .timeout = 300);

Test(seen, two_million_keys_are_all_told_apart)
{
	struct seen s = { 0 };
	char key[16];

	for (uint32_t i = 1; i <= 2000000; i++) {
		int same, n = snprintf(key, sizeof key, "X%07u", i);
		uint32_t line = seen_add(&s, key, (size_t)n, i, i, &same);

		cr_assert_eq(line, 0, "%s is taken for the key of line %u", key, line);
	}
	for (uint32_t i = 1; i <= 2000000; i += 1999) {
		int same, n = snprintf(key, sizeof key, "X%07u", i);

		cr_assert_eq(seen_add(&s, key, (size_t)n, i, 2000001, &same), i);
		cr_assert_eq(same, 1);
		cr_assert_eq(seen_add(&s, key, (size_t)n, i + 1, 2000001, &same), i);
		cr_assert_eq(same, 0);
	}
	seen_done(&s);
}

Test(seen, lines_that_have_no_room_are_far)
{
	struct seen s = { 0 };
	int same;

	cr_assert_eq(seen_add(&s, "a", 1, 0x1234, 0xfffffe, &same), 0);
	cr_assert_eq(seen_add(&s, "b", 1, 0x1234, 0xffffffff, &same), 0);
	cr_assert_eq(seen_add(&s, "a", 1, 0x1234, 5, &same), 0xfffffe);
	cr_assert_eq(seen_add(&s, "b", 1, 0x1235, 5, &same), SEEN_FAR);
	cr_assert_eq(same, 0);
	cr_assert_eq(seen_add(&s, "b", 1, 0x1234, 5, &same), SEEN_FAR);
	cr_assert_eq(same, 1);
	seen_done(&s);
}
