#ifndef TESTS_MODEL_CODED_H
#define TESTS_MODEL_CODED_H
/* Interviews with notes that were coded, laid into a team's store row by row: for tests of what is read from codes. Themes
 * are the roots CODED_PRICE and CODED_RISK and the sub-theme CODED_OWNER below the second. */
#include "tests/model/team.h"

enum { CODED_PRICE = 9001, CODED_RISK, CODED_OWNER };

/* team_open(NULL) with a second analyst, ben; dana acts. */
struct store *coded_open(void);
int64_t coded_member(struct store *s, const char *login);
/* A validated interview of a deal of its own, whose owner is mira, with those notes (ended by NULL). */
int64_t coded_interview(struct store *s, const char *const *notes);
int64_t coded_note(struct store *s, int64_t interview, int number); /* from 1 */
/* A pass that is open; what stands in it; it is closed and released. */
int64_t coded_pass(struct store *s, int64_t interview, const char *coder);
int64_t coded_code(struct store *s, int64_t pass, int64_t note, int64_t theme, int64_t start_cp, int64_t end_cp);
void coded_none(struct store *s, int64_t pass, int64_t note);
void coded_close(struct store *s, int64_t pass);
void coded_release(struct store *s, int64_t pass);
/* Both. */
void coded_end(struct store *s, int64_t pass);
void coded_assign(struct store *s, int64_t interview, const char *coder);
void coded_run(struct store *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#endif
