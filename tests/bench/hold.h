#ifndef TESTS_BENCH_HOLD_H
#define TESTS_BENCH_HOLD_H
/* Another process that holds the write lock of a database. */

struct hold;

/* Returns once it is held. Ends the bench when it cannot be. */
struct hold *hold_open(const char *db);
/* Nothing was written. */
void hold_close(struct hold *h);
#endif
