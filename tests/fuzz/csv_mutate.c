/* Promise P26: mutated CSV files. usage: csv_mutate [CASES]   (default by $WINLOSS_TIER; $WINLOSS_SEED)
 *
 * Each case is a small file with bytes changed, put in, taken out, doubled or moved. It is read in windows of a few
 * bytes and must give what the plain reader of tests/support gives: the same rows taken, the same lines refused.
 * Every fourth one is read with everything detected, where only sums and safety are judged. */
#include "model/io/csv_in.h"
#include "tests/support/csv_ref.h"
#include "tests/support/prop.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define CASES 100000
#define CASES_SANITIZE 10000
#define CASES_LONG 1000000

static const char *const seeds[] = {
	"id,company,amount\n1,Lumen Labs,9500.00\n2,\"Kestrel, Inc.\",120\n3,\"He said \"\"no\"\"\",\n",
	"a,b\r\n1,\"two\r\nlines\"\r\n\r\n,\"\"\r\n3,4\r\n",
	"a;b;c\r1;2;3\r\"x\ry\";5;6\r",
	"\xef\xbb\xbfname\tnote\n\xc3\x85land\t\xe6\x9d\xb1\xe4\xba\xac\n\"tab\t\"\tx\n",
	"x|y\n5\" pipe|6\n\"\"|\"|\"\n",
	"one\ntwo\n\"thr\nee\"\n",
};

static const char *const bits[] = { "\"", "\"\"", ",",	  "\n",	    "\r\n",  "\r", ";",
				    "\t", "\xff", "\xc3", "\"\n\"", "\",\"", " ",  "a" };

static void seed_with(struct prop *p, struct buf *b)
{
	buf_clear(b);
	if (prop_below(p, 4)) {
		buf_puts(b, seeds[prop_below(p, sizeof seeds / sizeof *seeds)]);
		return;
	}
	for (uint32_t rows = 1 + prop_below(p, 6), n; rows > 0; rows--) {
		for (n = 1 + prop_below(p, 5); n > 0; n--) {
			bool quoted = prop_below(p, 3) == 0;

			buf_puts(b, quoted ? "\"" : "");
			prop_hostile(p, 3, b);
			buf_puts(b, quoted ? "\"" : "");
			buf_puts(b, n > 1 ? "," : "\n");
		}
	}
}

static void insert(struct buf *b, size_t at, const char *s, size_t n)
{
	size_t rest = b->len - at;

	buf_add(b, s, n);
	memmove(b->data + at + n, b->data + at, rest);
	memcpy(b->data + at, s, n);
}

static void mutate(struct prop *p, struct buf *b)
{
	size_t at = prop_below(p, (uint32_t)b->len + 1), n = b->len - at;
	const char *bit = bits[prop_below(p, sizeof bits / sizeof *bits)];
	char copy[32];

	n = n > 1 ? 1 + prop_below(p, n > 32 ? 32 : (uint32_t)n) : n;
	switch (prop_below(p, 5)) {
	case 0:
		if (n)
			b->data[at] = (char)prop_below(p, 256);
		break;
	case 1:
		insert(b, at, bit, strlen(bit));
		break;
	case 2:
		if (n)
			memmove(b->data + at, b->data + at + n, b->len - at - n);
		b->len -= n;
		break;
	case 3:
		if (n) {
			memcpy(copy, b->data + at, n);
			insert(b, prop_below(p, (uint32_t)b->len + 1), copy, n);
		}
		break;
	case 4:
		insert(b, at, (char[]){ (char)prop_below(p, 256) }, 1);
		break;
	}
}

/* The mark and the byte rhythm of UTF-16 are not the plain reader's business. */
static const char *skip_mark(const struct buf *b, size_t *n)
{
	size_t mark = b->len >= 3 && memcmp(b->data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;

	*n = b->len - mark;
	return buf_str(b) + mark;
}

static bool same(struct prop *p, const struct buf *file, struct buf *ours, struct buf *theirs)
{
	static const char delimiters[] = ",;\t|";
	struct csv_options opt = {
		.encoding = ENCODING_UTF8,
		.delimiter = delimiters[prop_below(p, 4)],
		.piece = 4 + prop_below(p, 40),
	};
	struct csv_in *in;
	const char *s;
	size_t n;
	bool ok;

	in = csv_in_open_bytes(buf_str(file), file->len, &opt);
	ok = csv_in_dump(in, ours);
	csv_in_close(in);
	s = skip_mark(file, &n);
	csv_ref_dump(s, n, opt.delimiter, theirs);
	return ok && ours->len == theirs->len && memcmp(buf_str(ours), buf_str(theirs), ours->len) == 0;
}

static bool survives(const struct buf *file, struct buf *ours)
{
	struct csv_in *in = csv_in_open_bytes(buf_str(file), file->len, NULL);
	bool ok = csv_in_dump(in, ours);

	csv_in_close(in);
	return ok;
}

static void show(const char *title, const struct buf *b)
{
	fprintf(stderr, "%s (%zu bytes):", title, b->len);
	for (size_t i = 0; i < b->len && i < 400; i++)
		fprintf(stderr, " %02x", (unsigned char)b->data[i]);
	fputc('\n', stderr);
}

static long cases_wanted(int argc, char **argv)
{
	const char *tier = getenv("WINLOSS_TIER");

	if (argc > 1 && *argv[1])
		return strtol(argv[1], NULL, 10);
	if (tier && strcmp(tier, "long") == 0)
		return CASES_LONG;
	return tier && strcmp(tier, "sanitize") == 0 ? CASES_SANITIZE : CASES;
}

static long peak_mb(void)
{
	struct rusage use;

	getrusage(RUSAGE_SELF, &use);
	return use.ru_maxrss / 1024;
}

int main(int argc, char **argv)
{
	struct buf file = { 0 }, ours = { 0 }, theirs = { 0 };
	long cases = cases_wanted(argc, argv), fail = 0;
	struct timespec from, to;
	struct prop p;

	setlocale(LC_ALL, "C.UTF-8");
	prop_init(&p, 26);
	for (long i = 0; i < cases; i++) {
		seed_with(&p, &file);
		for (uint32_t n = 1 + prop_below(&p, 4); n > 0; n--)
			mutate(&p, &file);
		buf_clear(&ours);
		buf_clear(&theirs);
		clock_gettime(CLOCK_MONOTONIC, &from);
		if (i % 4 == 3 ? survives(&file, &ours) : same(&p, &file, &ours, &theirs)) {
			clock_gettime(CLOCK_MONOTONIC, &to);
			if (to.tv_sec - from.tv_sec < 2)
				continue;
			fprintf(stderr, "case %ld hangs\n", i);
		}
		if (fail++ < 3) {
			show("file", &file);
			fprintf(stderr, "case %ld, ours:\n%s\nexpected:\n%s\n", i, buf_str(&ours), buf_str(&theirs));
		}
	}
	buf_done(&file);
	buf_done(&ours);
	buf_done(&theirs);
#ifndef __SANITIZE_ADDRESS__
	if (peak_mb() >= 64) {
		fprintf(stderr, "%ld MB of memory, expected less than 64\n", peak_mb());
		fail++;
	}
#else
	(void)peak_mb;
#endif
	return prop_promise("P26", cases, fail) ? 0 : 1;
}
