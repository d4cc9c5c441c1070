#ifndef TESTS_BENCH_ROWS_H
#define TESTS_BENCH_ROWS_H
/* Invented deals for timing: the same count gives the same bytes on every machine. About one company in twelve deals,
 * some names that need quotes, some that are not ASCII, heavy-tailed amounts, as in a CRM's export. */

/* Writes count rows with a header line to the file. Returns 0, -1 with errno set. */
int rows_write(const char *path, long count);
/* The id of deal number 1 to count, for printf. */
#define ROWS_ID "X%07ld"

/* The same number of rows for other programs: a stream for git fast-import with one commit a row, the newest being
 * number `count`, and a folder's listing for ncdu. Return as above. */
int rows_write_commits(const char *path, long count);
int rows_write_listing(const char *path, long count);
#define ROWS_COMMIT "Change %07ld of the register"
#endif
