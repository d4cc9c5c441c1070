#ifndef MODEL_SETTLE_H
#define MODEL_SETTLE_H
/* Settling where two coders disagree: note by note the first coder's codes, the second's, both, or none. What is settled
 * stands in a layer of its own beside the two passes, which never change; where both said the same it is taken over when
 * settling begins. With the last disagreement the layer is closed and released, and the interview counts by it.
 * Source: domain.md, "Interviews"; S3-17. */
#include "model/buf.h"
#include "model/coding.h"

enum settle_choice { SETTLE_FIRST, SETTLE_SECOND, SETTLE_BOTH, SETTLE_NONE };
/* What stands in the settled layer for a note. */
enum settle_state { SETTLE_OPEN, SETTLE_AS_FIRST, SETTLE_AS_SECOND, SETTLE_AS_BOTH, SETTLE_AS_NONE, SETTLE_OTHERWISE };

/* What one pass says of one note: its codes (of settling.code, in place order), or that it was read. */
struct settle_side {
	size_t from, n; /* codes from `from` on */
	bool read;
};
struct settle_note {
	struct interview_note note; /* its texts are owned by the settling */
	struct settle_side side[2], settled;
	bool differs; /* other themes, or another driver of one; a note that one alone marked does not */
	enum settle_state state; /* of one that differs */
};
struct settling {
	int64_t interview;
	struct coding_pass pass[2];
	int64_t settled;         /* the pass of the settled layer, 0: not begun */
	struct code *code[3];    /* of the two and of the settled layer */
	size_t codes[3];
	struct settle_note *note;
	size_t n, differing, open;
	struct taxonomy taxonomy; /* of the newer pass: names of themes */
};
/* The two passes that were released first. ERR_REFUSED names who has not released, or that one alone has coded. */
int settling_load(struct store *s, int64_t interview, struct settling *out, struct err *err);
void settling_done(struct settling *x);
/* The theme of a code as the newer pass has it. */
int64_t settling_theme(const struct settling *x, const struct code *c);
/* Each its own edit(), undone in the scope SUBJECT_CODING_PASS of the layer. Begin takes over what both said; a decision
 * begins too where that was not done. `was`: how the note stood when it was decided; ERR_REFUSED names how it stands by now
 * where somebody else settled it meanwhile. */
int settle_begin(struct store *s, int64_t interview, int64_t *pass, struct err *err);
int settle_note(struct store *s, int64_t interview, int64_t note, enum settle_state was, enum settle_choice choice,
		struct err *err);
/* How a note is settled, in words: "as ana", "both", "open". Appended. */
void settle_put_state(struct store *s, const struct settling *x, enum settle_state state, struct buf *out);

/* What one coder called what the other called what: rows the first coder's themes, columns the second's, "none" last. A
 * theme that both gave stands on the diagonal; what is left of one stands against what is left of the other. */
struct confusion {
	size_t n;        /* themes, and one more: none */
	int64_t *theme;  /* n, the last 0 */
	int64_t *count;  /* n x n, notes */
};
void confusion_init(struct confusion *c, const struct settling *x);
void confusion_done(struct confusion *c);
/* Whether a note stands in that cell. */
bool confusion_has(const struct confusion *c, const struct settling *x, size_t note, size_t row, size_t col);
#endif
