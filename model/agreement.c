#include "model/agreement.h"

#include "model/buf.h"
#include "model/seeded.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct ratings {
	int coders, labels; /* labels: the highest met, plus one */
	size_t n, cap;      /* patterns */
	int *label;         /* n rows of `coders` */
	int64_t *count;     /* units of that pattern */
	size_t *bucket;     /* open addressing over the patterns, 0 free, else index + 1 */
	size_t buckets;     /* a power of two */
};

struct ratings *ratings_new(int coders)
{
	struct ratings *r = xcalloc(1, sizeof *r);

	r->coders = coders;
	r->buckets = 64;
	r->bucket = xcalloc(r->buckets, sizeof *r->bucket);
	return r;
}

void ratings_free(struct ratings *r)
{
	if (!r)
		return;
	free(r->label);
	free(r->count);
	free(r->bucket);
	free(r);
}

static size_t hash_of(const struct ratings *r, const int *label)
{
	uint64_t h = 1469598103934665603u; /* FNV-1a */

	for (int c = 0; c < r->coders; c++)
		h = (h ^ (uint64_t)(uint32_t)label[c]) * 1099511628211u;
	return (size_t)(h ^ h >> 29);
}

/* Where the pattern stands among the buckets, or the free one that it would take. */
static size_t *bucket_of(const struct ratings *r, const int *label)
{
	size_t at = hash_of(r, label) & (r->buckets - 1);

	while (r->bucket[at] && memcmp(r->label + (r->bucket[at] - 1) * (size_t)r->coders, label,
				       (size_t)r->coders * sizeof *label))
		at = (at + 1) & (r->buckets - 1);
	return &r->bucket[at];
}

static void widen(struct ratings *r)
{
	free(r->bucket);
	r->buckets *= 2;
	r->bucket = xcalloc(r->buckets, sizeof *r->bucket);
	for (size_t i = 0; i < r->n; i++)
		*bucket_of(r, r->label + i * (size_t)r->coders) = i + 1;
}

void ratings_add(struct ratings *r, const int *label, int64_t n)
{
	size_t *b = bucket_of(r, label);

	if (*b) {
		r->count[*b - 1] += n;
		return;
	}
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 16;
		r->label = xrealloc(r->label, r->cap * (size_t)r->coders * sizeof *r->label);
		r->count = xrealloc(r->count, r->cap * sizeof *r->count);
	}
	memcpy(r->label + r->n * (size_t)r->coders, label, (size_t)r->coders * sizeof *label);
	r->count[r->n++] = n;
	*b = r->n;
	for (int c = 0; c < r->coders; c++)
		if (label[c] >= r->labels)
			r->labels = label[c] + 1;
	if (r->n * 2 > r->buckets)
		widen(r);
}

/* The patterns that two coders or more rated, and room to work the figures out again for each resample. */
struct work {
	const struct ratings *r;
	size_t n;
	const int **label; /* n patterns */
	int *rated;        /* coders who rated each */
	int64_t *count, *drawn;
	int64_t units, alone;
	double *by_label;  /* pairable ratings of each label */
	double *row, *col; /* of the first and of the second coder, where there are two */
};

static void work_init(struct work *w, const struct ratings *r)
{
	*w = (struct work){ .r = r };
	w->label = xcalloc(r->n + 1, sizeof *w->label);
	w->rated = xcalloc(r->n + 1, sizeof *w->rated);
	w->count = xcalloc(r->n + 1, sizeof *w->count);
	w->drawn = xcalloc(r->n + 1, sizeof *w->drawn);
	w->by_label = xcalloc((size_t)r->labels + 1, sizeof *w->by_label);
	w->row = xcalloc((size_t)r->labels + 1, sizeof *w->row);
	w->col = xcalloc((size_t)r->labels + 1, sizeof *w->col);
	for (size_t i = 0; i < r->n; i++) {
		const int *label = r->label + i * (size_t)r->coders;
		int rated = 0;

		for (int c = 0; c < r->coders; c++)
			rated += label[c] != RATING_MISSING;
		if (rated == 1)
			w->alone += r->count[i];
		if (rated < 2)
			continue;
		w->label[w->n] = label;
		w->rated[w->n] = rated;
		w->count[w->n++] = r->count[i];
		w->units += r->count[i];
	}
}

static void work_done(struct work *w)
{
	free(w->label);
	free(w->rated);
	free(w->count);
	free(w->drawn);
	free(w->by_label);
	free(w->row);
	free(w->col);
}

/* Ordered pairs of equal ratings within one unit. */
static int64_t pairs_equal(const struct work *w, size_t i)
{
	const int *label = w->label[i];
	int64_t equal = 0;

	for (int a = 0; a < w->r->coders; a++)
		for (int b = 0; b < w->r->coders; b++)
			equal += a != b && label[a] != RATING_MISSING && label[a] == label[b];
	return equal;
}

static void clear(const struct work *w)
{
	size_t bytes = ((size_t)w->r->labels + 1) * sizeof(double);

	memset(w->by_label, 0, bytes);
	memset(w->row, 0, bytes);
	memset(w->col, 0, bytes);
}

/* The three figures over units counted so. Alpha: 1 - Do / De with the coincidences of Krippendorff (2011), each unit
 * weighted by 1 / (its ratings - 1); kappa: (po - pe) / (1 - pe) with the marginals of the two coders. */
static void figures(struct work *w, const int64_t *count, struct agreement *out)
{
	double same = 0, ratings = 0, pairs = 0, pairs_same = 0, units = 0, expected = 0, chance = 0;

	clear(w);
	for (size_t i = 0; i < w->n; i++) {
		double n = (double)count[i], m = w->rated[i], equal = (double)pairs_equal(w, i);
		const int *label = w->label[i];

		units += n;
		ratings += n * m;
		pairs += n * m * (m - 1);
		pairs_same += n * equal;
		same += n * equal / (m - 1);
		for (int c = 0; c < w->r->coders; c++)
			if (label[c] != RATING_MISSING)
				w->by_label[label[c]] += n;
		if (w->r->coders == 2) {
			w->row[label[0]] += n;
			w->col[label[1]] += n;
		}
	}
	for (int l = 0; l < w->r->labels; l++) {
		expected += w->by_label[l] * (w->by_label[l] - 1);
		chance += w->row[l] * w->col[l];
	}
	out->percent = pairs > 0 ? pairs_same / pairs : NAN;
	/* Counts are whole numbers: where nothing but one label was met the two sides are equal exactly. */
	expected = ratings * (ratings - 1) - expected;
	out->alpha = expected > 0 ? 1 - (ratings - same) * (ratings - 1) / expected : NAN;
	out->kappa = w->r->coders == 2 && chance < units * units
			     ? (out->percent - chance / (units * units)) / (1 - chance / (units * units))
			     : NAN;
}

/* How many of n independent trials of chance p succeed, where few are expected: by waiting times (Devroye 1986, X.4),
 * which costs the successes and not the trials. */
static int64_t next_few(uint64_t *state, int64_t n, double p)
{
	double base = log1p(-p);
	int64_t at = 0;

	for (int64_t hits = 0; ; hits++) {
		double wait = floor(log1p(-seeded_share(state)) / base);

		if (wait >= (double)(n - at))
			return hits;
		at += (int64_t)wait + 1;
	}
}

static double log_factorial(double n)
{
	int sign;

	return lgamma_r(n + 1, &sign);
}

/* The same where many are expected: transformed rejection (Hoermann 1993, algorithm BTRS), at a cost that does not grow
 * with n. Its constants are the paper's. */
static int64_t next_many(uint64_t *state, int64_t trials, double p)
{
	double n = (double)trials, spread = sqrt(n * p * (1 - p));
	double b = 1.15 + 2.53 * spread, a = -0.0873 + 0.0248 * b + 0.01 * p, inner = 0.92 - 4.2 / b;
	double mode = floor((n + 1) * p), top = log_factorial(mode) + log_factorial(n - mode);

	for (;;) {
		double u = seeded_share(state) - 0.5, v = 1 - seeded_share(state), tail = 0.5 - fabs(u);
		double k = floor((2 * a / tail + b) * u + n * p + 0.5);

		if (tail >= 0.07 && v <= inner)
			return (int64_t)k;
		if (k < 0 || k > n)
			continue;
		v = log(v * (2.83 + 5.1 / b) * spread / (a / (tail * tail) + b));
		if (v <= top - log_factorial(k) - log_factorial(n - k) + (k - mode) * log(p / (1 - p)))
			return (int64_t)k;
	}
}

static int64_t next_binomial(uint64_t *state, int64_t n, double p)
{
	if (p <= 0 || n <= 0)
		return 0;
	if (p >= 1)
		return n;
	if (p > 0.5)
		return n - next_binomial(state, n, 1 - p);
	return (double)n * p < 10 ? next_few(state, n, p) : next_many(state, n, p);
}

/* As many units as there are, drawn with replacement: a multinomial draw over the patterns. */
static void resample(struct work *w, uint64_t *state)
{
	int64_t left = w->units, among = w->units;

	for (size_t i = 0; i < w->n; i++) {
		w->drawn[i] = among > 0 ? next_binomial(state, left, (double)w->count[i] / (double)among) : 0;
		left -= w->drawn[i];
		among -= w->count[i];
	}
}

static int ascending(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Percentiles of the resampled figure. A resample in which the figure is not defined (one label was drawn alone) says
 * nothing and is left out. */
static void interval(struct work *w, int rounds, uint64_t seed, struct agreement *out)
{
	double *value = xcalloc((size_t)rounds, sizeof *value);
	uint64_t state = seed;
	size_t n = 0;

	for (int i = 0; i < rounds; i++) {
		struct agreement drawn = { 0 };
		double v;

		resample(w, &state);
		figures(w, w->drawn, &drawn);
		v = w->r->coders == 2 ? drawn.kappa : drawn.alpha;
		if (!isnan(v))
			value[n++] = v;
	}
	qsort(value, n, sizeof *value, ascending);
	if (n) {
		out->low = value[(size_t)(0.025 * (double)(n - 1) + 0.5)];
		out->high = value[(size_t)(0.975 * (double)(n - 1) + 0.5)];
	}
	free(value);
}

int agreement_of(const struct ratings *r, int rounds, uint64_t seed, struct agreement *out, struct err *err)
{
	struct work w;

	*out = (struct agreement){ .percent = NAN, .kappa = NAN, .alpha = NAN, .low = NAN, .high = NAN };
	work_init(&w, r);
	out->n = w.units;
	out->alone = w.alone;
	if (w.units) {
		figures(&w, w.count, out);
		if (rounds > 0)
			interval(&w, rounds, seed, out);
	}
	work_done(&w);
	return out->n ? 0 : err_set(err, ERR_INPUT, "%s", agreement_why(out));
}

const char *agreement_why(const struct agreement *a)
{
	if (!a->n)
		return "no unit was coded by two of them: there is nothing to compare";
	return isnan(a->alpha) ? "one label only: there is no disagreement to expect" : NULL;
}

double agreement_prevalence(const struct ratings *r, int label)
{
	int64_t all = 0, hit = 0;

	for (size_t i = 0; i < r->n; i++) {
		const int *of = r->label + i * (size_t)r->coders;
		int rated = 0, so = 0;

		for (int c = 0; c < r->coders; c++) {
			rated += of[c] != RATING_MISSING;
			so += of[c] == label;
		}
		if (rated >= 2) {
			all += rated * r->count[i];
			hit += so * r->count[i];
		}
	}
	return all ? (double)hit / (double)all : NAN;
}
