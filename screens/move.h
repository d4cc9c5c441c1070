#ifndef SCREENS_MOVE_H
#define SCREENS_MOVE_H
/* Moving a deal from a screen. All ways ask move_needs() first: a move that needs nothing is done at once, another one
 * opens the strip or the form that asks. */
#include "model/move.h"
#include "screens/screen.h"

/* What a move strip is opened for: copied by its init(). */
struct move_arg {
	int64_t deal;
	int64_t to_stage;      /* 0: stays in its stage */
	int64_t from_stage;    /* where the person saw it; 0: not asked */
	enum outcome outcome;
	char reason[400];      /* given at the gate before what closes the deal is asked */
};
extern const struct screen_type move_screen;  /* the menu: any stage, won, lost, stalled, delayed, active again */
extern const struct screen_type gate_screen;  /* criteria as a checklist, a reason */
extern const struct screen_type close_screen; /* what Won, Lost, Stalled and Delayed ask for */

/* The act of moving: done with its message and `u`, a strip, or a refusal. `arg` lives on until the act is applied. */
struct act move_begin(struct screen *s, const struct move_arg *arg);
/* "Kestrel Data: Discovery → Solution"; appended. */
void move_title(struct store *s, const struct deal *d, const struct move_arg *arg, struct buf *out);
/* Does it: `then`, or the sentence of the refusal. The drafts of the `n` typed fields go with it. */
struct typed;
struct act move_finish(struct screen *s, struct move *m, struct typed *const *fields, size_t n, enum act_kind then);
#endif
