#ifndef MODEL_HISTORY_PRIVATE_H
#define MODEL_HISTORY_PRIVATE_H
/* Shared by the files that write history, take it back and verify it. */
#include "model/history.h"

#include <nettle/sha2.h>

#define DIGEST_BYTES SHA256_DIGEST_SIZE
#define REQUEST_BYTES 16

enum { HISTORY_GROUP, HISTORY_DIGEST, HISTORY_CHANGE, HISTORY_LAST_SEAL, HISTORY_SEAL, HISTORY_REQUEST,
       HISTORY_UNDO_NEXT, HISTORY_REDO_NEXT, HISTORY_NEWER_EDIT, HISTORY_CHANGES_OF, HISTORY_SET_UNDONE,
       HISTORY_LAST_OTHER, HISTORY_WHOLE_DEAL, HISTORY_WHOLE_FORM, HISTORY_WHOLE_ROW, HISTORY_EVENT_OTHER, HISTORY_DEAL_OF, HISTORY_EACH, HISTORY_WRITER, HISTORY_OF_DEAL, HISTORY_GROUPS,
       HISTORY_OF_ONE, HISTORY_ALL_GROUPS, HISTORY_ALL_CHANGES, HISTORY_STRAYS, HISTORY_MARKS, HISTORY_TOLD, HISTORY_TOLD_OF, HISTORY_ERASED };

/* All of a change but its order and its digest: what it says, whose it is and who may read it. */
void history_digest_change(const void *salt, size_t salt_n, const struct change *c, unsigned char *out);

/* All of a group but undone_by, which later groups give. */
struct group_head {
	int64_t id, at_ms, real_at, member, kind, scope_kind, scope, undoes, import;
	const char *title;
	const void *request;
	size_t request_n;
};
/* Begins the group's digest; the digests of its changes follow. */
void history_digest_group(struct sha256_ctx *ctx, const struct group_head *g);

/* The changes of a group, newest first, each turned round: `before` is what must be there now. 0 or -1; *p is the
 * caller's to end either way. */
struct past {
	struct change *c; /* strings owned */
	size_t n;
};
int past_read(struct store *s, int64_t group, struct past *p, struct err *err);
void past_done(struct past *p);
int history_last_seal(struct store *s, unsigned char *hash, int64_t *id, struct err *err);
#endif
