/* The cursor of a list and its window, under keys and the mouse. */
#include "screens/ui/list.h"

#include <criterion/criterion.h>

enum { FIRST_ROW = 4 };

static struct list list_of(size_t count, size_t rows)
{
	struct list l = { 0 };

	list_fit(&l, count, rows);
	return l;
}

static enum list_result press(struct list *l, int y)
{
	return list_mouse(l, &(struct mouse){ MOUSE_PRESS, y, 10 }, FIRST_ROW);
}

Test(list, a_press_goes_to_a_row_and_a_second_one_opens_it)
{
	struct list l = list_of(20, 5);

	cr_assert_eq(press(&l, FIRST_ROW + 3), LIST_MOVED);
	cr_assert_eq(l.at, 3);
	cr_assert_eq(press(&l, FIRST_ROW + 3), LIST_OPENED);
	cr_assert_eq(l.at, 3);
}

Test(list, a_press_counts_from_the_first_one_shown)
{
	struct list l = list_of(20, 5);

	list_go(&l, 12);
	cr_assert_eq(l.top, 8);
	cr_assert_eq(press(&l, FIRST_ROW + 1), LIST_MOVED);
	cr_assert_eq(l.at, 9);
}

Test(list, a_press_beside_the_rows_is_nobodys)
{
	struct list l = list_of(3, 5);

	cr_assert_eq(press(&l, FIRST_ROW - 1), LIST_IGNORED);
	cr_assert_eq(press(&l, FIRST_ROW + 3), LIST_IGNORED);
	l = list_of(20, 5);
	cr_assert_eq(press(&l, FIRST_ROW + 5), LIST_IGNORED);
	cr_assert_eq(l.at, 0);
	l = list_of(0, 5);
	cr_assert_eq(press(&l, FIRST_ROW), LIST_IGNORED);
}

Test(list, the_wheel_moves_the_window_and_the_cursor_stays_inside)
{
	struct list l = list_of(20, 5);

	cr_assert_eq(list_mouse(&l, &(struct mouse){ MOUSE_WHEEL_DOWN, 0, 0 }, FIRST_ROW), LIST_MOVED);
	cr_assert_eq(l.top, 3);
	cr_assert_eq(l.at, 3);
	list_mouse(&l, &(struct mouse){ MOUSE_WHEEL_UP, 0, 0 }, FIRST_ROW);
	cr_assert_eq(l.top, 0);
	cr_assert_eq(l.at, 3);
	cr_assert_eq(list_mouse(&l, &(struct mouse){ MOUSE_RELEASE, FIRST_ROW, 0 }, FIRST_ROW), LIST_IGNORED);
}
