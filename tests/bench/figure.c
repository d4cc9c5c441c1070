#include "tests/bench/figure.h"

#include "model/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double figure_now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

void samples_add(struct samples *s, double value)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		s->v = xrealloc(s->v, s->cap * sizeof *s->v);
	}
	s->v[s->n++] = value;
}

void samples_done(struct samples *s)
{
	free(s->v);
	*s = (struct samples){ 0 };
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

double samples_at(struct samples *s, double part)
{
	size_t i = (size_t)(part * (double)s->n);

	if (!s->n)
		return 0;
	qsort(s->v, s->n, sizeof *s->v, by_value);
	return s->v[i < s->n ? i : s->n - 1];
}

void figure_print(const char *id, const char *what, double reached, double bar, double target, const char *detail, ...)
{
	const char *verdict = reached <= target ? "target reached" : reached <= bar ? "bar holds" : "BAR MISSED";
	int decimals = bar < 0.2 && bar > 0 ? 4 : 2;
	va_list ap;

	printf("%-4s %-47s bar %7.*f  target %7.*f  reached %8.*f  %-14s ", id, what, decimals, bar, decimals, target, decimals,
	       reached, verdict);
	va_start(ap, detail);
	vprintf(detail, ap);
	va_end(ap);
	putchar('\n');
}

void figure_missing(const char *id, const char *why)
{
	printf("%-4s SKIPPED: %s\n", id, why);
}
