#ifndef TESTS_BENCH_SAID_H
#define TESTS_BENCH_SAID_H
/* Interviews with invented notes for timing: the same bytes on every machine. The words are drawn as words of a language
 * are, few of them often; SAID_OFTEN stands in one note of four, SAID_RARE in one of a thousand. */

#define SAID_OFTEN "price"
#define SAID_RARE "quorum"
enum { SAID_LONG = 1000, SAID_SHORT = 14, SAID_CODED = 200 };
/* External ids of the interview of SAID_LONG notes and of the one of SAID_SHORT; also words of their first notes alone. */
#define SAID_LONG_ID "zeppelin"
#define SAID_SHORT_ID "zither"

/* Into a database with deals: those two and SAID_CODED more, `notes` in all, which are validated; the notes of the others
 * are coded by two coders, who agree on about three of four. 0, or -1: said. */
int said_make(const char *db, long notes);
#endif
