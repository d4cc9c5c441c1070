#include "model/buf.h"
#include "model/err.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(buf, holds_nuls_and_ends_with_one)
{
	struct buf b = { 0 };

	cr_assert_str_eq(buf_str(&b), "");
	buf_add(&b, "a\0b", 3);
	buf_printf(&b, "%d", 42);
	cr_assert_eq(b.len, 5);
	cr_assert(memcmp(b.data, "a\0b42", 6) == 0);
	buf_done(&b);
}

Test(buf, take_hands_the_bytes_over)
{
	struct buf b = { 0 };
	char *s;

	for (int i = 0; i < 1000; i++)
		buf_putc(&b, 'x');
	s = buf_take(&b);
	cr_assert_eq(strlen(s), 1000);
	cr_assert_eq(b.len, 0);
	free(s);
	s = buf_take(&b);
	cr_assert_str_eq(s, "");
	free(s);
}

Test(err, wraps_where_in_front_of_what)
{
	struct err e = { 0 };

	cr_assert_eq(err_set(&e, ERR_INPUT, "found %s", "x"), -1);
	cr_assert_eq(err_wrap(&e, "line %d", 3), -1);
	cr_assert_str_eq(e.text, "line 3: found x");
	cr_assert_eq(e.kind, ERR_INPUT);
	cr_assert_eq(err_set(NULL, ERR_IO, "lost"), -1);
}
