/* Agreement by published cases, by data of a known agreement, and where there is nothing to say.
 *
 * Sources: the 2x2 table of 50 rated twice is the one that texts on Cohen's kappa (Cohen 1960, "A coefficient of agreement
 * for nominal scales") use for working it by hand; the matrix of four coders and twelve units with missing values stands
 * in Krippendorff (2011), "Computing Krippendorff's alpha-reliability", section C; the four rows of n, marked by one,
 * marked by the other, marked by both are those the issue of interviews names. */
#include "model/agreement.h"

#include <criterion/criterion.h>
#include <math.h>

static struct err err;

static void reset(void)
{
	err_clear(&err);
}

TestSuite(agreement, .init = reset);

/* Two coders and one theme: both marked it, the first alone, the second alone, neither. */
static struct ratings *table(int both, int first, int second, int neither)
{
	struct ratings *r = ratings_new(2);

	ratings_add(r, (int[]){ 1, 1 }, both);
	ratings_add(r, (int[]){ 1, 0 }, first);
	ratings_add(r, (int[]){ 0, 1 }, second);
	ratings_add(r, (int[]){ 0, 0 }, neither);
	return r;
}

static struct agreement of(struct ratings *r, int rounds, uint64_t seed)
{
	struct agreement a;

	cr_assert_eq(agreement_of(r, rounds, seed, &a, &err), 0, "%s", err.text);
	return a;
}

static bool is_near(double found, double published)
{
	return fabs(found - published) < 0.0005;
}

Test(agreement, kappa_of_published_rows)
{
	static const struct {
		int n, first, second, both;
		double kappa, percent;
	} rows[] = {
		{ 100, 50, 50, 25, 0.000, 0.50 },
		{ 100, 10, 10, 8, 0.778, 0.96 },
		{ 100, 10, 10, 0, -0.111, 0.80 },
		{ 100, 10, 10, 10, 1.000, 1.00 },
	};

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct ratings *r = table(rows[i].both, rows[i].first - rows[i].both, rows[i].second - rows[i].both,
					  rows[i].n - rows[i].first - rows[i].second + rows[i].both);
		struct agreement a = of(r, 200, 1);

		cr_assert_eq(a.n, rows[i].n);
		cr_assert(is_near(a.kappa, rows[i].kappa), "row %zu: %f", i, a.kappa);
		cr_assert(is_near(a.percent, rows[i].percent), "row %zu: %f", i, a.percent);
		cr_assert(is_near(agreement_prevalence(r, 1), (rows[i].first + rows[i].second) / 200.0));
		cr_assert(a.low <= a.kappa && a.kappa <= a.high, "row %zu: %f [%f, %f]", i, a.kappa, a.low, a.high);
		ratings_free(r);
	}
}

Test(agreement, kappa_of_two_by_two)
{
	struct ratings *r = table(20, 5, 10, 15);
	struct agreement a = of(r, 0, 1);

	cr_assert(is_near(a.percent, 0.700), "%f", a.percent);
	cr_assert(is_near(a.kappa, 0.400), "%f", a.kappa);
	cr_assert(is_near(agreement_prevalence(r, 1), 0.55));
	cr_assert(isnan(a.low) && isnan(a.high), "no rounds, no interval");
	ratings_free(r);
}

#define NO RATING_MISSING
static const int published[4][12] = {
	{ 1, 2, 3, 3, 2, 1, 4, 1, 2, NO, NO, NO },
	{ 1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NO, 3 },
	{ NO, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NO },
	{ 1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NO },
};

static struct ratings *matrix(void)
{
	struct ratings *r = ratings_new(4);

	for (int u = 0; u < 12; u++)
		ratings_add(r, (int[]){ published[0][u], published[1][u], published[2][u], published[3][u] }, 1);
	return r;
}

Test(agreement, alpha_of_published_matrix)
{
	struct ratings *r = matrix();
	struct agreement a = of(r, 500, 3);

	cr_assert(is_near(a.alpha, 0.743), "%f", a.alpha);
	cr_assert_eq(a.n, 11, "the twelfth unit was rated by one: not pairable");
	cr_assert_eq(a.alone, 1);
	cr_assert(isnan(a.kappa), "kappa is of two");
	/* Of 55 pairs of ratings of one unit 43 are equal, counted by hand. */
	cr_assert(is_near(a.percent, 43.0 / 55.0), "%f", a.percent);
	cr_assert(a.low <= a.alpha && a.alpha <= a.high);
	ratings_free(r);
}

/* The definition over again, pair by pair: alpha is 1 - Do / De over the pairable ratings, in which a unit of m ratings
 * gives each of its m (m - 1) ordered pairs the weight 1 / (m - 1). */
static double alpha_by_pairs(int coders, int units, int label[][8])
{
	double observed = 0, expected = 0, n = 0;
	int m[200] = { 0 };

	for (int u = 0; u < units; u++)
		for (int c = 0; c < coders; c++)
			m[u] += label[u][c] != NO;
	for (int u = 0; u < units; u++)
		n += m[u] > 1 ? m[u] : 0;
	for (int u = 0; u < units; u++)
		for (int a = 0; a < coders; a++)
			for (int v = 0; v < units; v++)
				for (int b = 0; b < coders; b++) {
					bool differs = label[u][a] != label[v][b];

					if (m[u] < 2 || m[v] < 2 || label[u][a] == NO || label[v][b] == NO)
						continue;
					if (u == v && a == b)
						continue;
					expected += differs / (n * (n - 1));
					if (u == v)
						observed += differs / (n * (m[u] - 1));
				}
	return 1 - observed / expected;
}

static uint64_t bits(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

Test(agreement, alpha_with_missing_data_is_the_definition)
{
	uint64_t state = 5;

	for (int round = 0; round < 200; round++) {
		int coders = 2 + (int)(bits(&state) % 4), units = 3 + (int)(bits(&state) % 30), label[40][8];
		struct ratings *r = ratings_new(coders);
		struct agreement a;
		double want;

		for (int u = 0; u < units; u++) {
			for (int c = 0; c < coders; c++)
				label[u][c] = bits(&state) % 3 ? (int)(bits(&state) % 4) : NO;
			ratings_add(r, label[u], 1);
		}
		want = alpha_by_pairs(coders, units, label);
		if (!agreement_of(r, 0, 1, &a, &err) && !isnan(a.alpha))
			cr_assert_lt(fabs(a.alpha - want), 1e-9, "round %d: %f, by pairs %f", round, a.alpha, want);
		ratings_free(r);
	}
}

Test(agreement, units_of_equal_ratings_count_like_one_by_one)
{
	struct ratings *one = ratings_new(2), *run = table(20, 5, 10, 15);
	static const int label[4][2] = { { 1, 1 }, { 1, 0 }, { 0, 1 }, { 0, 0 } };
	static const int n[4] = { 20, 5, 10, 15 };
	struct agreement a, b;

	for (int i = 0; i < 4; i++)
		for (int k = 0; k < n[i]; k++)
			ratings_add(one, label[i], 1);
	a = of(one, 300, 9);
	b = of(run, 300, 9);
	cr_assert_eq(a.n, b.n);
	cr_assert_float_eq(a.low, b.low, 1e-12);
	cr_assert_float_eq(a.high, b.high, 1e-12);
	ratings_free(one);
	ratings_free(run);
}

/* Written down once: the same on every machine. */
Test(agreement, a_seed_gives_one_interval)
{
	struct ratings *r = table(20, 5, 10, 15);
	struct agreement a = of(r, 1000, 42), b = of(r, 1000, 42), c = of(r, 1000, 43);

	cr_assert_float_eq(a.low, b.low, 1e-15);
	cr_assert_float_eq(a.high, b.high, 1e-15);
	cr_assert(fabs(a.low - c.low) > 1e-9 || fabs(a.high - c.high) > 1e-9, "another seed draws otherwise");
	cr_assert(is_near(a.low, 0.135091) && is_near(a.high, 0.632953), "[%f, %f]", a.low, a.high);
	ratings_free(r);
}

/* Two coders who mark by the same hidden truth and slip now and then: of a kappa that is known, how many of the 95 %
 * intervals hold it. Each of `notes` has so many words, all with the answer of their note. */
enum { SETS = 300 };

static int count_held(int notes, int words, bool together)
{
	const double slip = 0.1, share = 0.4;
	double marks = share * (1 - slip) + (1 - share) * slip;
	double same = (1 - slip) * (1 - slip) + slip * slip, chance = marks * marks + (1 - marks) * (1 - marks);
	double kappa = (same - chance) / (1 - chance);
	uint64_t state = 11;
	int held = 0;

	for (int set = 0; set < SETS; set++) {
		struct ratings *r = ratings_new(2);
		struct agreement a;

		for (int u = 0; u < notes; u++) {
			int truth = bits(&state) % 1000 < 1000 * share, label[2];

			for (int c = 0; c < 2; c++)
				label[c] = truth ^ (bits(&state) % 1000 < 1000 * slip);
			if (together)
				ratings_open(r);
			ratings_add(r, label, words);
			if (together)
				ratings_close(r);
		}
		a = of(r, 400, (uint64_t)set + 1);
		held += a.low <= kappa && kappa <= a.high;
		ratings_free(r);
	}
	return held;
}

Test(agreement, interval_covers)
{
	int held = count_held(200, 1, false);

	cr_assert(held >= SETS * 91 / 100 && held <= SETS * 99 / 100, "%d of %d", held, SETS);
}

Test(agreement, interval_of_words_covers_because_notes_are_drawn)
{
	int held = count_held(100, 20, true), apart = count_held(100, 20, false);

	cr_assert(held >= SETS * 90 / 100 && held <= SETS * 99 / 100, "%d of %d", held, SETS);
	cr_assert(apart < SETS * 60 / 100, "words drawn one by one say that they know more than they do: %d of %d", apart, SETS);
}

/* What hangs together and is of one unit each is the same as one by one. */
Test(agreement, clusters_of_one_are_units)
{
	struct ratings *one = table(20, 5, 10, 15), *each = ratings_new(2);
	static const int label[4][2] = { { 1, 1 }, { 1, 0 }, { 0, 1 }, { 0, 0 } };
	static const int n[4] = { 20, 5, 10, 15 };
	struct agreement a, b;

	for (int i = 0; i < 4; i++)
		for (int k = 0; k < n[i]; k++) {
			ratings_open(each);
			ratings_add(each, label[i], 1);
			ratings_close(each);
		}
	a = of(one, 200, 5);
	b = of(each, 200, 5);
	cr_assert_eq(a.n, b.n);
	cr_assert_float_eq(a.kappa, b.kappa, 1e-12);
	cr_assert_float_eq(a.low, b.low, 1e-12);
	cr_assert_float_eq(a.high, b.high, 1e-12);
	ratings_free(one);
	ratings_free(each);
}

Test(agreement, nothing_in_common_is_refused)
{
	struct ratings *r = ratings_new(2);
	struct agreement a;

	ratings_add(r, (int[]){ 1, NO }, 10);
	ratings_add(r, (int[]){ NO, 1 }, 12);
	cr_assert_eq(agreement_of(r, 100, 1, &a, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_str_eq(err.text, "no unit was coded by two of them: there is nothing to compare");
	cr_assert_eq(a.n, 0);
	cr_assert_eq(a.alone, 22);
	cr_assert(isnan(a.percent) && isnan(a.kappa) && isnan(a.alpha) && isnan(a.low));
	ratings_free(r);
}

Test(agreement, one_label_has_no_kappa_and_says_why)
{
	struct ratings *r = table(0, 0, 0, 30), *apart = table(0, 30, 0, 0);
	struct agreement a = of(r, 100, 1), b = of(apart, 100, 1);

	cr_assert_float_eq(a.percent, 1, 1e-12);
	cr_assert(isnan(a.kappa) && isnan(a.alpha) && isnan(a.low) && isnan(a.high));
	cr_assert_str_eq(agreement_why(&a), "one label only: there is no disagreement to expect");
	/* One says always, the other never: kappa is 0 by its definition, for nothing beyond chance is left. */
	cr_assert_float_eq(b.percent, 0, 1e-12);
	cr_assert_float_eq(b.kappa, 0, 1e-12);
	cr_assert_null(agreement_why(&b));
	ratings_free(r);
	ratings_free(apart);
}

Test(agreement, many_labels_and_many_units)
{
	struct ratings *r = ratings_new(2);
	struct agreement a;

	for (int i = 0; i < AGREEMENT_LABELS_MAX; i++)
		ratings_add(r, (int[]){ i, i }, 1000);
	ratings_add(r, (int[]){ 0, 1 }, 1);
	a = of(r, 5, 1);
	cr_assert_eq(a.n, INT64_C(4096001));
	cr_assert(a.kappa > 0.99999 && a.kappa < 1);
	ratings_free(r);
}
