#ifndef TESTS_SCREENS_LEFT_H
#define TESTS_SCREENS_LEFT_H
/* A debrief in the stack of screens, without a terminal, so that the frame stands still between a key and what is stored
 * behind it; and somebody else in the same file. */
#include "app/stack.h"
#include "model/db/db.h"
#include "screens/debrief.h"
#include "tests/model/won.h"

/* Of the running test. */
extern struct left {
	char *dir, *path;
	struct won w;
	struct store *other; /* max's */
	struct stack st;
	struct debrief_state *b;
} left;

/* Before and after each test. */
void left_set_up(void);
void left_tear_down(void);
void left_type(const char *words);
/* As the loop does behind a frame, until what was handed over has come back. */
void left_turn(void);
void left_tick_after(int64_t ms);
/* What the database holds of a question, seen by somebody else, and the drafts; "-" nothing. */
void left_assert_stored(const char *field, const char *words);
void left_assert_draft(const char *field, const char *words);
/* Runs fn while a file, the database or the drafts, is somebody else's. */
void left_while_held(struct db *file, int (*fn)(void *arg, struct err *err));
/* Somebody else deletes the deal: nobody may write there any more. */
void left_remove_deal(void);
#endif
