#ifndef MODEL_ROWSUM_H
#define MODEL_ROWSUM_H
/* Row checksums (P32): XXH3-64 over the canonical row, so that `check --deep` notices a changed byte that the
 * database's own integrity check lets pass. Canonical: the columns in schema order but `rev`, `sum` and `gone`, each
 * with a tag byte (0 null, 1 integer as 8 bytes little-endian, 2 text as length and bytes). */
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
int64_t rowsum_done(struct rowsum *r);
#endif
