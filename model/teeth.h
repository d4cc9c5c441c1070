#ifndef MODEL_TEETH_H
#define MODEL_TEETH_H
/* The hooks that only the test build (winloss-test, the test programs) fills in.
 *
 * Every promise has a twin run in which its protection is turned off and the test must then fail. The protection asks
 * teeth_off("name") first. In the program that users run this is the constant false of model/teeth.c; the test build
 * links tests/support/teeth.c in its place, which reads the names from the environment variable TEETH (by commas). */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool teeth_off(const char *protection);

/* The acknowledgement ledger: called after the COMMIT that carries a draft has returned and its mark is drawn.
 * The test build writes "saved DRAFT VERSION LENGTH\n" to the descriptor named by WINLOSS_LEDGER_FD. length counts
 * characters. DRAFT must hold no blank. */
void teeth_saved(const char *draft, long version, size_t length);
/* Whether anybody reads it: what is said there costs a look at the whole text. */
bool teeth_has_ledger(void);

/* Called before the program waits for a key or a line, with the SQL of a statement that is still open (P15), NULL none.
 * The test build and every build with sanitizers end there. */
void teeth_waits(const char *open_statement);

/* How far one of the machine's clocks is told to be ahead, in milliseconds; 0 in the program that users run. The test
 * build reads both from the file named by WINLOSS_CLOCK_FILE ("WALL STEADY") each time it is asked, so that a call of 45
 * minutes is played in seconds, and a clock is set back while it runs. */
enum teeth_clock { TEETH_WALL, TEETH_STEADY };
int64_t teeth_ahead_ms(enum teeth_clock which);
#endif
