#ifndef TESTS_BENCH_WON_H
#define TESTS_BENCH_WON_H
/* Opens the debriefs of the first `count` won deals of a database, with their clocks, in one transaction: deals that
 * come won by import have none. 0, or -1: said. */
int won_debriefs(const char *db, long count);
#endif
