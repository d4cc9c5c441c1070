#ifndef TESTS_SUPPORT_CLOCK_CASE_H
#define TESTS_SUPPORT_CLOCK_CASE_H
/* The cases of tests/fixtures/clock_cases.tsv, one a row: a calendar, what happened, a clock, a moment, and what the
 * reference says of that clock then. A row that cannot be read ends the process with a sentence. */
#include "model/buf.h"
#include "model/clock.h"

#include <stdio.h>

enum clock_case_column {
	CASE_NAME,
	CASE_ZONE,
	CASE_CLOSE,
	CASE_WORK,
	CASE_HOLIDAYS,
	CASE_CLOCK,
	CASE_EVENTS,
	CASE_NOW,
	CASE_START,
	CASE_WARN,
	CASE_DUE,
	CASE_MET,
	CASE_STATE,
	CASE_VOID,
	CASE_WAITING,
	CASE_WALL,
	CASE_WORKED,
	CASE_COLUMNS
};
#define CASE_EVENTS_MAX 16

struct clock_case {
	char *col[CASE_COLUMNS]; /* point into text; "-": nothing */
	char text[2048];
	int line;
};

/* The file below WINLOSS_SRCDIR. */
FILE *clock_cases_open(void);
/* The next row: 1, or 0 at the end. `c->line` counts on from what it was. */
int clock_case_next(FILE *in, struct clock_case *c);
/* The row's calendar.ini; appended. */
void clock_case_calendar(const struct clock_case *c, struct buf *ini);
/* "2026-11-24T08:49:00Z"; "-" is NO_MOMENT. */
int64_t clock_case_moment(const char *s);
/* Events as the reference writes them, parted by blanks: kind[:value]@moment[>moment][/flags]. */
size_t clock_case_events(const char *words, struct event *ev);
/* clocks.ini with every clock switched on; the caller frees. */
char *clock_case_rules(void);
#endif
