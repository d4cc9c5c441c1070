#ifndef MODEL_DIGEST_H
#define MODEL_DIGEST_H
/* What a stored text is compared with when it is checked: the SHA-256 of its salt and its bytes. Pure. */
#include <stdbool.h>
#include <stddef.h>

enum { DIGEST_SIZE = 32 };
/* salt_n 0: without one. `out` may be the salt. */
void digest_bytes(const void *salt, size_t salt_n, const void *bytes, size_t len, unsigned char out[DIGEST_SIZE]);
/* Whether `have`, as it was stored, is the digest of that text. */
bool digest_fits(const void *have, size_t n, const void *salt, size_t salt_n, const char *text);
#endif
