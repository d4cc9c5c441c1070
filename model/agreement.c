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

	/* What is drawn together: kinds of clusters, each with its patterns and how many such there are. */
	struct part {
		size_t pattern;
		int64_t n;
	} *part;
	size_t parts, part_cap;
	struct cluster {
		size_t from, n; /* of part */
		int64_t count;
	} *cluster;
	size_t clusters, cluster_cap;
	size_t *seat, seats; /* open addressing over the clusters */
	bool open;
	size_t open_from;
};

struct ratings *ratings_new(int coders)
{
	struct ratings *r = xcalloc(1, sizeof *r);

	r->coders = coders;
	r->buckets = 64;
	r->bucket = xcalloc(r->buckets, sizeof *r->bucket);
	r->seats = 64;
	r->seat = xcalloc(r->seats, sizeof *r->seat);
	return r;
}

void ratings_free(struct ratings *r)
{
	if (!r)
		return;
	free(r->label);
	free(r->count);
	free(r->bucket);
	free(r->part);
	free(r->cluster);
	free(r->seat);
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

static size_t pattern_of(struct ratings *r, const int *label)
{
	size_t *b = bucket_of(r, label), at;

	if (*b)
		return *b - 1;
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 16;
		r->label = xrealloc(r->label, r->cap * (size_t)r->coders * sizeof *r->label);
		r->count = xrealloc(r->count, r->cap * sizeof *r->count);
	}
	at = r->n++;
	memcpy(r->label + at * (size_t)r->coders, label, (size_t)r->coders * sizeof *label);
	r->count[at] = 0;
	*b = r->n;
	for (int c = 0; c < r->coders; c++)
		if (label[c] >= r->labels)
			r->labels = label[c] + 1;
	if (r->n * 2 > r->buckets)
		widen(r);
	return at;
}

/* ---- clusters ---- */

static size_t *seat_of(const struct ratings *r, size_t from, size_t n)
{
	uint64_t h = 1469598103934665603u;
	size_t at;

	for (size_t i = from; i < from + n; i++)
		h = ((h ^ r->part[i].pattern) * 1099511628211u ^ (uint64_t)r->part[i].n) * 1099511628211u;
	for (at = (size_t)(h ^ h >> 29) & (r->seats - 1); r->seat[at]; at = (at + 1) & (r->seats - 1)) {
		const struct cluster *c = &r->cluster[r->seat[at] - 1];

		if (c->n == n && !memcmp(&r->part[c->from], &r->part[from], n * sizeof *r->part))
			break;
	}
	return &r->seat[at];
}

static void put_part(struct ratings *r, size_t pattern, int64_t n)
{
	if (r->parts == r->part_cap)
		r->part = xrealloc(r->part, (r->part_cap = r->part_cap ? 2 * r->part_cap : 64) * sizeof *r->part);
	memset(&r->part[r->parts], 0, sizeof *r->part);
	r->part[r->parts].pattern = pattern;
	r->part[r->parts++].n = n;
}

/* The parts from `from` on are `count` clusters more; of a kind that is known they are forgotten again. */
static void put_cluster(struct ratings *r, size_t from, int64_t count)
{
	size_t n = r->parts - from, *seat = seat_of(r, from, n);

	if (*seat) {
		r->cluster[*seat - 1].count += count;
		r->parts = from;
		return;
	}
	if (r->clusters == r->cluster_cap)
		r->cluster = xrealloc(r->cluster, (r->cluster_cap = r->cluster_cap ? 2 * r->cluster_cap : 64) * sizeof *r->cluster);
	r->cluster[r->clusters++] = (struct cluster){ from, n, count };
	*seat = r->clusters;
	if (r->clusters * 2 <= r->seats)
		return;
	free(r->seat);
	r->seats *= 2;
	r->seat = xcalloc(r->seats, sizeof *r->seat);
	for (size_t i = 0; i < r->clusters; i++)
		*seat_of(r, r->cluster[i].from, r->cluster[i].n) = i + 1;
}

static int by_pattern(const void *a, const void *b)
{
	size_t x = ((const struct part *)a)->pattern, y = ((const struct part *)b)->pattern;

	return x < y ? -1 : x > y;
}

void ratings_open(struct ratings *r)
{
	r->open = true;
	r->open_from = r->parts;
}

void ratings_close(struct ratings *r)
{
	size_t from = r->open_from, to = from;

	r->open = false;
	if (r->parts == from)
		return;
	qsort(&r->part[from], r->parts - from, sizeof *r->part, by_pattern);
	for (size_t i = from; i < r->parts; i++) {
		if (to > from && r->part[to - 1].pattern == r->part[i].pattern)
			r->part[to - 1].n += r->part[i].n;
		else
			r->part[to++] = r->part[i];
	}
	r->parts = to;
	put_cluster(r, from, 1);
}

void ratings_add(struct ratings *r, const int *label, int64_t n)
{
	size_t pattern = pattern_of(r, label);

	r->count[pattern] += n;
	if (r->open) {
		put_part(r, pattern, n);
		return;
	}
	put_part(r, pattern, 1);
	put_cluster(r, r->parts - 1, n);
}

/* The patterns that two coders or more rated, and room to work the figures out again for each resample. */
struct work {
	const struct ratings *r;
	size_t n;
	const int **label; /* n patterns */
	int *rated;        /* coders who rated each */
	int64_t *equal;    /* ordered pairs of equal ratings within one unit of each */
	int64_t *count, *drawn;
	int64_t units, alone, clusters;
	/* Kinds of clusters that are drawn: of those left when its turn comes, what share is of this kind. */
	struct kind {
		size_t from, n; /* of part, whose patterns are places in `label` */
		double p, log_q; /* log_q: of the smaller of p and 1 - p, what is left to 1 */
	} *kind;
	struct part *part;
	size_t kinds, parts;
	double *by_label;  /* pairable ratings of each label */
	double *row, *col; /* of the first and of the second coder, where there are two */
};

static int64_t pairs_equal(const int *label, int coders)
{
	int64_t equal = 0;

	for (int a = 0; a < coders; a++)
		for (int b = 0; b < coders; b++)
			equal += a != b && label[a] != RATING_MISSING && label[a] == label[b];
	return equal;
}

/* What of a cluster was rated by two; place: of each pattern of r, SIZE_MAX where it was not. */
static void add_kind(struct work *w, const struct cluster *c, const size_t *place)
{
	struct kind *k = &w->kind[w->kinds];

	*k = (struct kind){ .from = w->parts, .p = (double)c->count };
	for (size_t i = c->from; i < c->from + c->n; i++)
		if (place[w->r->part[i].pattern] != SIZE_MAX)
			w->part[w->parts++] = (struct part){ place[w->r->part[i].pattern], w->r->part[i].n };
	k->n = w->parts - k->from;
	if (!k->n)
		return;
	w->kinds++;
	w->clusters += c->count;
}

static void add_kinds(struct work *w, const size_t *place)
{
	double among;

	w->kind = xcalloc(w->r->clusters + 1, sizeof *w->kind);
	w->part = xcalloc(w->r->parts + 1, sizeof *w->part);
	for (size_t i = 0; i < w->r->clusters; i++)
		add_kind(w, &w->r->cluster[i], place);
	among = (double)w->clusters;
	for (size_t i = 0; i < w->kinds; i++) {
		double count = w->kind[i].p, p = count / among;

		w->kind[i].p = p;
		w->kind[i].log_q = log1p(-(p > 0.5 ? 1 - p : p));
		among -= count;
	}
}

static void work_init(struct work *w, const struct ratings *r)
{
	size_t *place = xcalloc(r->n + 1, sizeof *place);

	*w = (struct work){ .r = r };
	w->label = xcalloc(r->n + 1, sizeof *w->label);
	w->rated = xcalloc(r->n + 1, sizeof *w->rated);
	w->count = xcalloc(r->n + 1, sizeof *w->count);
	w->drawn = xcalloc(r->n + 1, sizeof *w->drawn);
	w->equal = xcalloc(r->n + 1, sizeof *w->equal);
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
		place[i] = SIZE_MAX;
		if (rated < 2)
			continue;
		place[i] = w->n;
		w->equal[w->n] = pairs_equal(label, r->coders);
		w->label[w->n] = label;
		w->rated[w->n] = rated;
		w->count[w->n++] = r->count[i];
		w->units += r->count[i];
	}
	add_kinds(w, place);
	free(place);
}

static void work_done(struct work *w)
{
	free(w->label);
	free(w->rated);
	free(w->count);
	free(w->drawn);
	free(w->equal);
	free(w->kind);
	free(w->part);
	free(w->by_label);
	free(w->row);
	free(w->col);
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
		double n = (double)count[i], m = w->rated[i], equal = (double)w->equal[i];
		const int *label = w->label[i];

		if (!count[i])
			continue;
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

/* How many of n independent trials of chance p succeed, where few are expected: by inversion, one chance after the other
 * (Kachitvichyanukul and Schmeiser 1988, algorithm BINV), which costs the successes and not the trials. log_q: of 1 - p. */
static int64_t next_few(uint64_t *state, int64_t n, double p, double log_q)
{
	double ratio = p / (1 - p), chance = exp((double)n * log_q), left = seeded_share(state);

	for (int64_t k = 0; k < n; k++) {
		if (left < chance)
			return k;
		left -= chance;
		chance *= ratio * (double)(n - k) / (double)(k + 1);
	}
	return n;
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

/* p is at most 1/2. */
static int64_t next_small(uint64_t *state, int64_t n, double p, double log_q)
{
	return (double)n * p < 10 ? next_few(state, n, p, log_q) : next_many(state, n, p);
}

static int64_t next_binomial(uint64_t *state, int64_t n, const struct kind *k)
{
	if (k->p <= 0 || n <= 0)
		return 0;
	if (k->p >= 1)
		return n;
	return k->p > 0.5 ? n - next_small(state, n, 1 - k->p, k->log_q) : next_small(state, n, k->p, k->log_q);
}

/* As many clusters as there are, drawn with replacement: a multinomial draw over their kinds. */
static void resample(struct work *w, uint64_t *state)
{
	int64_t left = w->clusters;

	memset(w->drawn, 0, w->n * sizeof *w->drawn);
	for (size_t i = 0; i < w->kinds && left > 0; i++) {
		const struct kind *k = &w->kind[i];
		int64_t n = next_binomial(state, left, k);

		for (size_t c = k->from; n && c < k->from + k->n; c++)
			w->drawn[w->part[c].pattern] += n * w->part[c].n;
		left -= n;
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
