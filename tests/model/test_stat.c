/* Shares with their interval against published values, and medians. */
#include "model/stat.h"

#include <criterion/criterion.h>
#include <math.h>

struct published {
	int64_t k, n, low_bp, high_bp;
};
/* R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, method 3 (score), to four places; the last row is
 * that of the team's quarter, worked out by hand. */
static const struct published newcombe[] = {
	{ 81, 263, 2553, 3662 }, { 15, 148, 624, 1605 }, { 0, 20, 0, 1611 }, { 1, 29, 61, 1718 }, { 9, 15, 3575, 8018 },
};

Test(stat, intervals_are_the_published_ones)
{
	for (size_t i = 0; i < sizeof newcombe / sizeof newcombe[0]; i++) {
		const struct published *p = &newcombe[i];
		struct share s = share_of(p->k, p->n), other = share_of(p->n - p->k, p->n);

		cr_assert_eq(s.low_bp, p->low_bp, "%d of %d: low %d", (int)p->k, (int)p->n, (int)s.low_bp);
		cr_assert_eq(s.high_bp, p->high_bp, "%d of %d: high %d", (int)p->k, (int)p->n, (int)s.high_bp);
		cr_assert_eq(other.low_bp, 10000 - p->high_bp, "the others are the rest");
		cr_assert_eq(other.high_bp, 10000 - p->low_bp, "the others are the rest");
	}
}

/* The formula in floating point, for every share of small numbers: the same to the basis point. */
Test(stat, intervals_are_the_formula)
{
	const double z = 1.959964;

	for (int64_t n = 1; n <= 60; n++)
		for (int64_t k = 0; k <= n; k++) {
			double a = 2.0 * (double)k + z * z, b = z * sqrt(z * z + 4.0 * (double)k * (double)(n - k) / (double)n);
			double c = 2.0 * ((double)n + z * z);
			struct share s = share_of(k, n);

			cr_assert_eq(s.low_bp, llround(10000 * (a - b) / c), "%d of %d: low %d", (int)k, (int)n, (int)s.low_bp);
			cr_assert_eq(s.high_bp, llround(10000 * (a + b) / c), "%d of %d: high %d", (int)k, (int)n,
				     (int)s.high_bp);
			cr_assert(s.low_bp <= s.bp && s.bp <= s.high_bp, "%d of %d", (int)k, (int)n);
		}
}

Test(stat, shares_of_nothing_and_of_very_much)
{
	struct share none = share_of(0, 0), all = share_of(5, 5), much = share_of(INT64_C(300000000000), INT64_C(400000000000));

	cr_assert_eq(none.bp, -1);
	cr_assert_eq(none.low_bp, -1);
	cr_assert_eq(none.high_bp, -1);
	cr_assert_eq(all.bp, 10000);
	cr_assert_eq(all.high_bp, 10000);
	cr_assert_eq(share_of(1, 8).bp, 1250);
	cr_assert_eq(share_of(2, 3).bp, 6667, "halves and more upwards");
	cr_assert_eq(much.bp, 7500);
	cr_assert_eq(much.low_bp, 7499, "a basis point off, of very many");
	cr_assert_eq(much.high_bp, 7501);
	cr_assert_eq(share_of(6, 5).bp, -1, "more than all");
}

Test(stat, medians)
{
	int64_t odd[] = { 9, 1, 5 }, even[] = { 4, 1, 2, 10 }, under[] = { -3, -2 }, huge[] = { INT64_MAX, INT64_MAX - 2 };

	cr_assert_eq(median_of(NULL, 0, -7), -7);
	cr_assert_eq(median_of(odd, 3, -1), 5);
	cr_assert_eq(median_of(even, 4, -1), 3);
	cr_assert_eq(median_of(under, 2, -1), -3, "halves away from nothing");
	cr_assert_eq(median_of(huge, 2, -1), INT64_MAX - 1);
}
