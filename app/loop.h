#ifndef APP_LOOP_H
#define APP_LOOP_H
/* The full-screen application: terminal, events, the stack of screens. Returns the exit status of the program. */
#include "model/err.h"
#include "model/store.h"

#include <stdbool.h>

struct app_options {
	const char *color;   /* "auto", "always", "never" (--color); NULL: auto */
	bool made;           /* the store was made now: the first run greets */
	bool demo;           /* on the sample: said in the bar */
	const char *open;    /* name of the screen to start on; NULL: the board */
	const char *say;     /* a message shown at the start; NULL: none */
	bool ascii;          /* ASCII signs whatever the locale says */
};

/* The first run chose the sample: the caller opens it (as `demo` does) and calls again. */
enum { APP_SAMPLE = 1000 };

/* Runs until the user leaves. `s` may be NULL (no records: tests of the loop). When standard input or output is no
 * terminal: a sentence on standard error and 64. By a signal: 128 + its number, after the terminal is put back. */
int app_run(struct store *s, const struct app_options *opt);
#endif
