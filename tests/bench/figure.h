#ifndef TESTS_BENCH_FIGURE_H
#define TESTS_BENCH_FIGURE_H
/* Samples of a stop-watch and the table that is printed. Nothing here passes or fails: figures are read by people. */
#include <stddef.h>

struct samples {
	double *v;
	size_t n, cap;
};

void samples_add(struct samples *s, double value);
void samples_done(struct samples *s);
/* The value at that part (0.5: the median) of the sorted samples; 0 when there is none. */
double samples_at(struct samples *s, double part);

/* One line of the table: what was reached beside the bar (must hold) and the target (where we are going); both are
 * upper bounds. detail: the figures the ratio is made of. */
void figure_print(const char *id, const char *what, double reached, double bar, double target, const char *detail, ...)
	__attribute__((format(printf, 6, 7)));
void figure_missing(const char *id, const char *why);
double figure_now_ms(void);
#endif
