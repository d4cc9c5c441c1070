#include "model/rowsum.h"

#include "model/db/db.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <string.h>

void rowsum_init(struct rowsum *r)
{
	r->h = 0;
	r->n = 0;
}

/* Rows are short: one call of the hash a kilobyte, chained by its seed. */
static void put(struct rowsum *r, const void *p, size_t n)
{
	const unsigned char *from = p;

	while (n) {
		size_t k = sizeof r->pending - r->n;

		k = k < n ? k : n;
		memcpy(r->pending + r->n, from, k);
		r->n += k;
		from += k;
		n -= k;
		if (r->n == sizeof r->pending) {
			r->h = XXH3_64bits_withSeed(r->pending, r->n, r->h);
			r->n = 0;
		}
	}
}

void rowsum_int(struct rowsum *r, int64_t v)
{
	unsigned char b[9] = { 1 };

	for (int i = 0; i < 8; i++)
		b[1 + i] = (unsigned char)((uint64_t)v >> (8 * i));
	if (r->n + sizeof b < sizeof r->pending) { /* nearly always: a load sums forty integers a row */
		memcpy(r->pending + r->n, b, sizeof b);
		r->n += sizeof b;
	} else {
		put(r, b, sizeof b);
	}
}

void rowsum_null(struct rowsum *r)
{
	put(r, "", 1);
}

static void put_tagged(struct rowsum *r, unsigned char tag, const void *p, size_t n)
{
	unsigned char b[5] = { tag };

	for (int i = 0; i < 4; i++)
		b[1 + i] = (unsigned char)(n >> (8 * i));
	put(r, b, sizeof b);
	put(r, p, n);
}

void rowsum_text(struct rowsum *r, const char *s)
{
	if (s)
		put_tagged(r, 2, s, strlen(s));
	else
		rowsum_null(r);
}

void rowsum_bytes(struct rowsum *r, const void *p, size_t n)
{
	put_tagged(r, 3, p, n);
}

int64_t rowsum_done(struct rowsum *r)
{
	return (int64_t)XXH3_64bits_withSeed(r->pending, r->n, r->h);
}

int64_t rowsum_of(const struct cell *row, size_t columns)
{
	struct rowsum r;

	rowsum_init(&r);
	for (size_t i = 0; i < columns; i++)
		switch (row[i].kind) {
		case CELL_NUMBER:
			rowsum_int(&r, row[i].number);
			break;
		case CELL_WORDS:
			rowsum_text(&r, row[i].words);
			break;
		case CELL_ID:
			if (row[i].number)
				rowsum_int(&r, row[i].number);
			else
				rowsum_null(&r);
			break;
		case CELL_BYTES:
			rowsum_bytes(&r, row[i].words, (size_t)row[i].number);
			break;
		}
	return rowsum_done(&r);
}

int64_t rowsum_read(struct stmt *st, int columns)
{
	struct rowsum r;

	rowsum_init(&r);
	for (int i = 0; i < columns; i++) {
		const void *bytes;
		size_t n;

		switch (db_col_type(st, i)) {
		case DB_NULL:
			rowsum_null(&r);
			break;
		case DB_BYTES:
			bytes = db_col_blob(st, i, &n);
			rowsum_bytes(&r, bytes, n);
			break;
		case DB_INT:
			rowsum_int(&r, db_col(st, i));
			break;
		case DB_TEXT:
			rowsum_text(&r, db_col_text(st, i));
			break;
		}
	}
	return rowsum_done(&r);
}
