#ifndef SCREENS_MOVE_BASE_H
#define SCREENS_MOVE_BASE_H
/* What the words of a move's strip were begun over: the deal as it stood, in what that move writes. Somebody else may
 * move it meanwhile, or between a crash and the next opening; then both are shown and one is chosen. */
#include "screens/move.h"

struct move_base {
	char *read;   /* owned: how the deal stood when it was seen last */
	char *now;    /* owned: how it stands; NULL as it was read */
	char *theirs; /* owned: "STORED mira, 11-20: Discovery: they insist"; NULL: nothing is to be chosen */
	int64_t rev;  /* of the deal, at the last look */
};
void move_base_done(struct move_base *b);
/* Looks how the deal stands. The first look is what was read; `conflict`: the words come from a draft that was begun over
 * something else. 0, or -1: it is not there any more. */
int move_base_look(struct store *s, const struct move_arg *arg, bool closes, bool conflict, struct move_base *b,
		   struct err *err);
/* It was chosen to go on: what stands now was seen. */
void move_base_take(struct move_base *b);
/* Asks which stays: the answers run "move-mine" and "move-theirs" of the screen. */
struct act move_base_ask(struct screen *s, const struct move_arg *arg);
#endif
