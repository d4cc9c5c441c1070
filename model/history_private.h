#ifndef MODEL_HISTORY_PRIVATE_H
#define MODEL_HISTORY_PRIVATE_H
/* Shared by history.c and undo.c only. */
#include "model/history.h"

#include <nettle/sha2.h>

#define DIGEST_BYTES SHA256_DIGEST_SIZE
#define REQUEST_BYTES 16

enum { HISTORY_GROUP, HISTORY_DIGEST, HISTORY_CHANGE, HISTORY_LAST_SEAL, HISTORY_SEAL, HISTORY_REQUEST,
       HISTORY_UNDO_NEXT, HISTORY_REDO_NEXT, HISTORY_NEWER_EDIT, HISTORY_CHANGES_OF, HISTORY_SET_UNDONE,
       HISTORY_LAST_OTHER, HISTORY_EACH, HISTORY_OF_DEAL, HISTORY_ALL_GROUPS, HISTORY_ALL_CHANGES };

void history_digest_change(const void *salt, size_t salt_n, int64_t kind, int64_t subject, const char *part,
			   const char *field, const char *before, const char *after, unsigned char *out);
void history_digest_group(struct sha256_ctx *ctx, int64_t id, int64_t at_ms, int64_t real_at, int64_t member,
			  int64_t kind, const char *title);
int history_last_seal(struct store *s, unsigned char *hash, int64_t *id, struct err *err);
#endif
