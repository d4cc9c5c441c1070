/* What charts decide before they paint: how wide a mark is, how dark a cell. */
#include "screens/ui/chart.h"

#include <criterion/criterion.h>

Test(chart, marks_are_as_wide_as_the_largest_count_allows)
{
	cr_assert_eq(chart_mark_cols(14, 5), 3, "five of three columns, the last without its blank");
	cr_assert_eq(chart_mark_cols(13, 5), 2);
	cr_assert_eq(chart_mark_cols(9, 5), 2);
	cr_assert_eq(chart_mark_cols(8, 5), 1);
	cr_assert_eq(chart_mark_cols(5, 5), 1);
	cr_assert_eq(chart_mark_cols(4, 5), 0, "a bar");
}

Test(chart, shades_go_from_one_to_the_most)
{
	cr_assert_eq(chart_heat(1, 1), STYLE_HEAT_1);
	cr_assert_eq(chart_heat(1, 3), STYLE_HEAT_1);
	cr_assert_eq(chart_heat(2, 3), STYLE_HEAT_3);
	cr_assert_eq(chart_heat(3, 3), STYLE_HEAT_4);
	cr_assert_eq(chart_heat(2, 10), STYLE_HEAT_1);
	cr_assert_eq(chart_heat(10, 10), STYLE_HEAT_4);
	for (int64_t n = 2; n <= 40; n++)
		cr_assert(chart_heat(n, 40) >= chart_heat(n - 1, 40), "%d is lighter than %d", (int)n, (int)n - 1);
}
