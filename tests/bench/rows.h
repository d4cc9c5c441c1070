#ifndef TESTS_BENCH_ROWS_H
#define TESTS_BENCH_ROWS_H
/* Invented deals for timing: the same count gives the same bytes on every machine. About one company in twelve deals,
 * some names that need quotes, some that are not ASCII, heavy-tailed amounts, as in a CRM's export. */

/* Writes count rows with a header line to the file. Returns 0, -1 with errno set. */
int rows_write(const char *path, long count);
#endif
