/* What a file of another program leaves out: keys, guids, the links between them. */
#include "model/codebook_private.h"

#include "model/names.h"
#include "model/text.h"

#include <ctype.h>
#include <nettle/sha1.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLUG_MAX (CODEBOOK_KEY_MAX - 10) /* leaves room for a number */

/* The name space of our guids, drawn once. */
static const uint8_t space[16] = { 0x7d, 0x0b, 0x5e, 0x21, 0x94, 0x3c, 0x4f, 0x68,
				   0x8a, 0xd2, 0x1f, 0x60, 0xb7, 0x35, 0xc9, 0x4e };

void codebook_set(char **text, const char *s, size_t len)
{
	free(*text);
	*text = xstrndup(s, len);
}

/* The folded key among those that are taken: NULL it is free. */
static int64_t *taken(struct names *keys, struct buf *fold, const char *key)
{
	buf_clear(fold);
	text_fold(fold, key, strlen(key));
	return names_find(keys, buf_str(fold), fold->len);
}

/* `pricing`, `pricing-2` …; how far a slug has come is kept with it, so that equal titles cost no search. */
static void make_key(struct codebook_code *c, struct names *keys, struct buf *fold)
{
	char *slug = text_slug(c->title), key[CODEBOOK_KEY_MAX + 1];
	int64_t *last;

	if (strlen(slug) > SLUG_MAX)
		slug[SLUG_MAX] = 0;
	snprintf(key, sizeof key, "%s", slug);
	while ((last = taken(keys, fold, key))) {
		last = taken(keys, fold, slug);
		snprintf(key, sizeof key, "%s-%ld", slug, (long)++*last);
	}
	names_add(keys, buf_str(fold), fold->len, 1);
	codebook_set(&c->key, key, strlen(key));
	free(slug);
}

void codebook_finish(struct codebook *b, const long *parent)
{
	struct names keys = { 0 };
	struct buf fold = { 0 };

	for (size_t i = 0; i < b->n; i++)
		if (*b->code[i].key && !taken(&keys, &fold, b->code[i].key))
			names_add(&keys, buf_str(&fold), fold.len, 1);
	for (size_t i = 0; i < b->n; i++)
		if (!*b->code[i].key)
			make_key(&b->code[i], &keys, &fold);
	for (size_t i = 0; i < b->n; i++)
		if (parent[i] >= 0)
			codebook_set(&b->code[i].parent, b->code[parent[i]].key, strlen(b->code[parent[i]].key));
	names_done(&keys);
	buf_done(&fold);
}

bool codebook_guid_parse(const char *s, char out[37])
{
	size_t len = strlen(s), at = 0;

	if (len == 38 && s[0] == '{' && s[37] == '}') {
		s++;
		len -= 2;
	}
	if (len != 36)
		return false;
	for (; at < 36; at++) {
		bool dash = at == 8 || at == 13 || at == 18 || at == 23;

		if (dash ? s[at] != '-' : !isxdigit((unsigned char)s[at]))
			return false;
		out[at] = (char)toupper((unsigned char)s[at]);
	}
	out[36] = 0;
	return true;
}

void codebook_guid(const char *origin, const char *key, char out[37])
{
	struct sha1_ctx sha;
	uint8_t d[SHA1_DIGEST_SIZE];

	sha1_init(&sha);
	sha1_update(&sha, sizeof space, space);
	sha1_update(&sha, strlen(origin) + 1, (const uint8_t *)origin);
	sha1_update(&sha, strlen(key), (const uint8_t *)key);
	sha1_digest(&sha, sizeof d, d);
	d[6] = (uint8_t)((d[6] & 0x0f) | 0x50);
	d[8] = (uint8_t)((d[8] & 0x3f) | 0x80);
	snprintf(out, 37, "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X", d[0], d[1], d[2],
		 d[3], d[4], d[5], d[6], d[7], d[8], d[9], d[10], d[11], d[12], d[13], d[14], d[15]);
}
