#ifndef MODEL_CODING_PRIVATE_H
#define MODEL_CODING_PRIVATE_H
/* Shared by the files of coding only. */
#include "model/coding.h"

/* A pass whoever may see it. 1, 0, -1. */
int coding_pass_read(struct store *s, int64_t id, struct coding_pass *out, struct err *err);
/* Whether the actor reads interviews of deals of that owner. */
bool coding_is_readable(const struct store *s, int64_t owner);
/* A pass whose codes the actor sees. ERR_ROLE. */
int coding_may_see(struct store *s, int64_t pass, struct coding_pass *p, struct err *err);
/* Title and scope of a group that changes a pass or what hangs on it. */
void coding_name_group(struct group *g, const struct coding_pass *p, const char *what);
/* The text of a note as it stands: its version, its words (the caller frees) and its number. ERR_INPUT where the pass's
 * interview has no such note. */
struct coding_text {
	int64_t id, seq;
	char *body;
};
int coding_text_of(struct store *s, const struct coding_pass *p, int64_t note, struct coding_text *out, struct err *err);
/* Words of any version; the caller frees. */
int coding_body(struct store *s, int64_t text, char **body, struct err *err);

/* The pass that counts for interview i (enum interview_state 4 is validated); a settled layer does once all of it is
 * settled, which releases it. While somebody still codes it, it counts for nothing: what the first found would be seen. */
#define CODING_COUNTS                                                                                                  \
	"(select p.id from coding_pass p where p.interview = i.id and p.gone = 0 and p.released_at > 0"   \
	" order by p.layer desc, case when p.layer = 1 then p.id else 0 end desc, p.released_at, p.id limit 1)"
#endif
