#ifndef MODEL_ERR_H
#define MODEL_ERR_H
/* How the model says what went wrong: a kind, which decides the exit status and what the screen offers,
 * and a sentence for a person (what, where, found, expected, what was kept).
 *
 * Convention of every layer: a function that can fail takes a `struct err *` last and returns 0, or -1 with it
 * filled; a `get` returns 1 (found), 0 (absent) or -1. A NULL err is allowed and loses the sentence. */
#include <stdarg.h>

/* The exit statuses of the command line (commands.md) are the values. */
enum err_kind {
	ERR_NONE = 0,
	ERR_REFUSED = 1,   /* a rule refused: a gate, an incomplete form, a field somebody else changed */
	ERR_USAGE = 64,    /* wrong usage; a value that cannot be read as what is asked for (a day, an amount, one of few
			    * words of the program), whatever the file holds */
	ERR_INPUT = 65,    /* input unusable: it reads well and cannot be; no such or ambiguous deal, member, stage … */
	ERR_NO_INPUT = 66, /* no such input file */
	ERR_DB = 69,       /* database not ours, damaged, newer or out of reach */
	ERR_BUG = 70,
	ERR_OUTPUT = 73, /* output cannot be written */
	ERR_IO = 74,
	ERR_BUSY = 75, /* try again */
	ERR_ROLE = 77, /* the role may not */
	ERR_CONFIG = 78,
};

struct err {
	enum err_kind kind;
	char text[600]; /* UTF-8; may quote data, so it passes text_visible() before a terminal sees it */
};

/* Fills err and returns -1, so that a caller can write `return err_set(err, …)`. */
int err_set(struct err *err, enum err_kind kind, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/* Puts "where: " in front of what err already says. Returns -1. */
int err_wrap(struct err *err, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void err_clear(struct err *err);
#endif
