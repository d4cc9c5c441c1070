#ifndef TESTS_FAULTS_STATE_H
#define TESTS_FAULTS_STATE_H
/* Every screen and prompt of the program as a script of keys that reaches it: what the walks of faults go through.
 * A new screen, prompt or level of a form adds its row to state.c. */
#include "tests/faults/promise.h"
#include "tests/support/pty.h"

struct state {
	const char *name;
	const char *keys; /* typed on the board, one step after the other: blanks divide them (a blank key is <Space>) */
	const char *see; /* a text that only this state shows */
	const char *typing; /* what is typed there and must be kept; NULL: nothing is kept here */
};

/* Ends with a row without a name. */
extern const struct state states[];

/* The world all states live in: a database made through the command line, copied for every case. */
int states_set_up(void);
void states_tear_down(void);

/* A case's own copy of the world: its folder; the caller frees it with temp_remove() and free(). */
char *state_world(void);
/* The same of another folder. */
char *state_copy(const char *from);
/* Starts the program on that world and types until the state is reached, also what is typed there. NULL, and a
 * counted failure, when it does not come. */
struct pty *state_open(struct promise_run *run, const struct state *state, const char *world, struct pty_options options);

/* One command in the world of that folder, a number of minutes after nine, which may end with a status up to `most`. 0,
 * or its status when that is another: then what went wrong is said. */
int state_make(const char *const *words, const char *world, int minute, int most);
/* The keys of a state, each taken before the next. */
void state_type(struct pty *p, const char *keys);
/* Only starts the program there, as all states do; options.argv, when given, are the words of a command. */
struct pty *state_start(struct promise_run *run, const char *world, struct pty_options options);
#endif
