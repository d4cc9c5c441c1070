#ifndef MODEL_SQLBOOK_H
#define MODEL_SQLBOOK_H
/* Every statement of the program, so that `make check-pg` can prepare each on PostgreSQL and a test on SQLite. A new
 * table of statements is one more line of sqlbook.c. */
#include "model/db/db.h"

/* The last two are of one engine alone. */
enum sqlbook_part { SQLBOOK_STORE, SQLBOOK_DRAFTS, SQLBOOK_SQLITE, SQLBOOK_PG };

void sqlbook_each(enum sqlbook_part part, void (*fn)(void *arg, const struct sql *sql), void *arg);
#endif
