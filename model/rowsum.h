#ifndef MODEL_ROWSUM_H
#define MODEL_ROWSUM_H
/* Row checksums (P32): XXH3-64 over the canonical row, so that `check --deep` notices a changed byte that the
 * database's own integrity check lets pass. Canonical: the columns in schema order but `rev`, `sum` and `gone` (and
 * `undone_by`, `reverted_by`, which later groups give), each with a tag byte (0 null, 1 integer as 8 bytes
 * little-endian, 2 text and 3 bytes as length and bytes). */
#include <stddef.h>
#include <stdint.h>

struct rowsum {
	uint64_t h;
	unsigned char pending[1024];
	size_t n;
};

void rowsum_init(struct rowsum *r);
void rowsum_int(struct rowsum *r, int64_t v);
void rowsum_null(struct rowsum *r);
/* NULL counts as null. */
void rowsum_text(struct rowsum *r, const char *s);
void rowsum_bytes(struct rowsum *r, const void *p, size_t n);
int64_t rowsum_done(struct rowsum *r);

/* The sum of a row whose values are at hand, for tables that are written rarely:
 *   rowsum_of(ROW(NUMBER(deal), WORDS(item), NUMBER(at_ms), NUMBER(member)))
 * An id in a column that may be NULL is ID(id). */
struct cell {
	enum { CELL_NUMBER, CELL_WORDS, CELL_ID, CELL_BYTES } kind;
	int64_t number; /* of bytes: how many */
	const void *words;
};
#define NUMBER(v) ((struct cell){ CELL_NUMBER, (v), NULL })
#define WORDS(s) ((struct cell){ CELL_WORDS, 0, (s) })
#define ID(v) ((struct cell){ CELL_ID, (v), NULL })
#define BYTES(p, n) ((struct cell){ CELL_BYTES, (int64_t)(n), (p) })
#define ROW(...) (struct cell[]){ __VA_ARGS__ }, sizeof((struct cell[]){ __VA_ARGS__ }) / sizeof(struct cell)
int64_t rowsum_of(const struct cell *row, size_t columns);

/* The sum of the first `columns` columns of a statement's present row. */
struct stmt;
int64_t rowsum_read(struct stmt *st, int columns);
#endif
