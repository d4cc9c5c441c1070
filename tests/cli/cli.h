#ifndef TESTS_CLI_CLI_H
#define TESTS_CLI_CLI_H
/* A database of its own for each test of the commands, and who says what to it. */
#include "model/buf.h"
#include "tests/support/run.h"

/* Of the running test. */
extern struct cli {
	char *dir, *db;
	struct run run; /* what came of the last command */
} cli;

/* Before and after each test. */
void cli_begin(void);
void cli_end(void);
/* The command of the member `login`; its words are parted by |, so that a value may hold blanks. env as run_program()
 * takes it. Returns cli.run.status. */
int cli_run(const char *login, const char *const *env, const char *line);
/* The same, which must go well. */
void cli_ok(const char *login, const char *line);
/* The team: dana (admin), mira and jo (ae), priya (csm), rex (readonly); D-1 is mira's, D-2 jo's. */
void cli_team(void);
#endif
