#include "model/digest.h"

#include <nettle/sha2.h>
#include <string.h>

_Static_assert((int)DIGEST_SIZE == SHA256_DIGEST_SIZE, "a digest is one of SHA-256");

void digest_bytes(const void *salt, size_t salt_n, const void *bytes, size_t len, unsigned char out[DIGEST_SIZE])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, salt_n, salt);
	sha256_update(&ctx, len, bytes);
	sha256_digest(&ctx, DIGEST_SIZE, out);
}

bool digest_fits(const void *have, size_t n, const void *salt, size_t salt_n, const char *text)
{
	unsigned char want[DIGEST_SIZE];

	digest_bytes(salt, salt_n, text, strlen(text), want);
	return n == sizeof want && !memcmp(have, want, n);
}
