#include "model/stat.h"

#include <stdbool.h>
#include <stdlib.h>

/* z squared for z = 1.959964, times 10^12: exact. */
#define Z_SQUARED INT64_C(3841458881296)
#define Z_SCALE	  INT64_C(1000000000000)
#define LARGEST	  100000000 /* what is computed with stays inside 128 bits; more is halved, and moves no digit */

__extension__ typedef __int128 wide;

/* Is the share of `half` / 20,000 outside the interval? The ends are where (k - n p)^2 = z^2 n p (1 - p). */
static bool is_outside(int64_t k, int64_t n, int64_t half)
{
	wide off = (wide)20000 * k - (wide)n * half;

	return off * off * Z_SCALE > (wide)Z_SQUARED * n * half * (20000 - half);
}

/* Is that share, half of a basis point before `bp`, not above the low (high) end? */
static bool is_reached(int64_t k, int64_t n, int64_t bp, bool high)
{
	int64_t half = 2 * bp - 1;
	bool under = (wide)half * n <= (wide)20000 * k;

	return high ? under || !is_outside(k, n, half) : under && is_outside(k, n, half);
}

/* The last basis point that is reached: the end, halves upwards. */
static int64_t end_of(int64_t k, int64_t n, bool high)
{
	int64_t at = 0, past = 10001;

	while (past - at > 1) {
		int64_t middle = (at + past) / 2;

		*(is_reached(k, n, middle, high) ? &at : &past) = middle;
	}
	return at;
}

struct share share_of(int64_t k, int64_t n)
{
	struct share s = { k, n, -1, -1, -1 };

	while (n > LARGEST) {
		k /= 2;
		n /= 2;
	}
	if (n <= 0 || k < 0 || k > n)
		return s;
	s.bp = (20000 * k + n) / (2 * n);
	s.low_bp = k ? end_of(k, n, false) : 0;
	s.high_bp = k < n ? end_of(k, n, true) : 10000;
	return s;
}

static int compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

int64_t median_of(int64_t *values, size_t n, int64_t none)
{
	wide sum;

	if (!n)
		return none;
	qsort(values, n, sizeof *values, compare);
	if (n % 2)
		return values[n / 2];
	sum = (wide)values[n / 2 - 1] + values[n / 2];
	return (int64_t)((sum + (sum > 0) - (sum < 0)) / 2);
}
