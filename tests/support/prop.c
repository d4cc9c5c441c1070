#include "tests/support/prop.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void prop_init(struct prop *p, uint64_t stream)
{
	const char *s = getenv("WINLOSS_SEED");

	p->seed = s ? strtoull(s, NULL, 10) : 1;
	p->state = (p->seed * UINT64_C(0x9E3779B97F4A7C15)) ^ (stream * UINT64_C(0xD1342543DE82EF95));
	p->state |= 1;
	for (int i = 0; i < 8; i++)
		prop_next(p);
}

uint64_t prop_next(struct prop *p)
{
	uint64_t x = p->state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	p->state = x;
	return x * UINT64_C(0x2545F4914F6CDD1D);
}

uint32_t prop_below(struct prop *p, uint32_t n)
{
	return (uint32_t)((prop_next(p) >> 33) % n);
}

bool prop_promise(const char *id, long cases, long fail)
{
	printf("PROMISE %s cases=%ld fail=%ld\n", id, cases, fail);
	fflush(stdout);
	return fail == 0;
}

const char *prop_shared(void)
{
	static char path[4096];
	const char *shared = getenv("WINLOSS_SHARED"), *src = getenv("WINLOSS_SRCDIR");

	if (shared)
		snprintf(path, sizeof path, "%s", shared);
	else
		snprintf(path, sizeof path, "%s/../shared", src ? src : "..");
	if (access(path, R_OK) == 0)
		return path;
	fprintf(stderr,
		"SKIPPED: no data from outside at %s (set WINLOSS_SHARED); nothing of this test was checked\n", path);
	return NULL;
}

bool prop_read(const char *path, struct buf *out)
{
	FILE *f = fopen(path, "rb");
	char part[65536];
	size_t n;
	bool ok;

	if (!f)
		return false;
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_add(out, part, n);
	ok = !ferror(f);
	fclose(f);
	return ok;
}

static void add_code(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(out, (char)c);
	} else if (c < 0x800) {
		buf_putc(out, (char)(0xC0 | c >> 6));
		buf_putc(out, (char)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		buf_putc(out, (char)(0xE0 | c >> 12));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_putc(out, (char)(0x80 | (c & 0x3F)));
	} else {
		buf_putc(out, (char)(0xF0 | c >> 18));
		buf_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
		buf_putc(out, (char)(0x80 | (c & 0x3F)));
	}
}

/* A code point out of the ranges of one kind. */
static const struct range {
	uint32_t first, last;
} kinds[] = {
	{ 0x00, 0x1F },		{ 0x7F, 0x7F },	      { 0x80, 0x9F }, /* controls */
	{ 0x202A, 0x202E },	{ 0x2066, 0x2069 },   { 0x200E, 0x200F },
	{ 0x061C, 0x061C }, /* bidi */
	{ 0x200B, 0x200D },	{ 0x2060, 0x2064 },   { 0xFEFF, 0xFEFF },
	{ 0x00AD, 0x00AD },						      /* zero-width */
	{ 0xE0000, 0xE007F },	{ 0xE0100, 0xE01EF },			      /* tags, selectors */
	{ 0xE000, 0xF8FF },	{ 0xF0000, 0xFFFFD }, { 0x100000, 0x10FFFD }, /* private use */
	{ 0xFDD0, 0xFDEF },	{ 0xFFFE, 0xFFFF },   { 0x1FFFE, 0x1FFFF },
	{ 0x10FFFE, 0x10FFFF }, /* no characters */
	{ 0xD800, 0xDFFF },	/* surrogates: invalid */
	{ 0x0300, 0x036F },	{ 0x0483, 0x0489 },   { 0x1AB0, 0x1ABE },
	{ 0x20D0, 0x20E0 }, /* marks */
	{ 0x1F600, 0x1F64F },	{ 0x1F3FB, 0x1F3FF }, { 0x1F1E6, 0x1F1FF },
	{ 0x2600, 0x26FF },	{ 0xFE0E, 0xFE0F }, /* emoji */
	{ 0x4E00, 0x4E40 },	{ 0xAC00, 0xAC40 },   { 0xFF01, 0xFF5E },
	{ 0x1100, 0x11FF }, /* wide */
	{ 0x0621, 0x064A },	{ 0x05D0, 0x05EA },   { 0x0900, 0x097F },
	{ 0x0E00, 0x0E4F }, /* other scripts */
	{ 0xA0, 0xFF },		{ 0x2028, 0x2029 },   { 0x2000, 0x200A },
	{ 0x3000, 0x3000 },	{ 0x0000, 0x10FFFF },
};

static const char *const pieces_text[] = {
	"\x1b]0;title\x07",
	"\x1b]8;;http://a.example\x1b\\x\x1b]8;;\x1b\\",
	"\x1b]52;c;aGk=\x07",
	"\x1bP$q\x1b\\",
	"\x9b"
	"31m",
	"\xc2\x9b"
	"2J",
	"\x1b[2J",
	"\x1b"
	"c",
	"\r\n",
	"\n",
	"\r",
	"\t",
	"=1+1",
	"'=x",
	"+",
	"-1",
	"@SUM(A1)",
	"''-x",
	" =x",
	"\xc2\xa0=x",
	"\"",
	"\"\"",
	",",
	";",
	"|",
	"#",
	"%n%s",
	"Lumen Labs",
	"the quick",
	"a",
	" ",
	"  ",
	"\xf0\x9f\x91\xa8\xe2\x80\x8d\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x91\xa7",
	"e\xcc\x81",
	"\xe6\x9d\xb1\xe4\xba\xac",
	"\xc0\x80",
	"\xed\xa0\x80",
	"\xf4\x90\x80\x80",
	"\xff",
	"\xe2\x82",
	"\xf0\x9f",
	"\x80",
};

static void add_piece(struct prop *p, struct buf *out)
{
	uint32_t what = prop_below(p, 10);

	if (what < 4) {
		const struct range *r = &kinds[prop_below(p, sizeof kinds / sizeof *kinds)];
		uint32_t n = prop_below(p, 60) == 0 ? 1 + prop_below(p, 60) : 1;

		while (n-- > 0)
			add_code(out, r->first + prop_below(p, r->last - r->first + 1));
	} else if (what < 7) {
		buf_puts(out, pieces_text[prop_below(p, sizeof pieces_text / sizeof *pieces_text)]);
	} else if (what == 7) {
		buf_putc(out, (char)prop_below(p, 256));
	} else {
		for (uint32_t n = 1 + prop_below(p, 8); n > 0; n--)
			buf_putc(out, (char)(' ' + prop_below(p, 95)));
	}
}

void prop_hostile(struct prop *p, int pieces, struct buf *out)
{
	for (uint32_t n = prop_below(p, (uint32_t)pieces + 1); n > 0; n--)
		add_piece(p, out);
}
