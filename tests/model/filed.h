#ifndef TESTS_MODEL_FILED_H
#define TESTS_MODEL_FILED_H
/* A won deal in a file whose packet can be filed: for the tests of what is filed, where, and what follows. */
#include "model/event.h"
#include "model/packet.h"
#include "tests/model/won.h"

/* Where the packet of the won deal goes, below the out folder. */
#define FILED_NAME "handoffs/assessment-umber-group-2026-11-20.md"

/* Of the running test; dana acts at first. */
extern struct filed {
	struct won w;
	char *dir, *db, *out;
} filed;

/* Before and after each test. */
void filed_begin(void);
void filed_end(void);
/* The store, made where it is not there. */
void filed_open(void);
/* One field as typed (of rows: one row more), or all that are required. */
void filed_set(const char *key, const char *words);
void filed_fill(void);
/* Files the packet: its version. */
int64_t filed_file(void);
/* That it is not filed, and why. */
void filed_refused(enum err_kind kind, const char *why);
/* What stands at that name below the out folder, NULL nothing; the string lives until the next call. */
const char *filed_there(const char *name);
int64_t filed_form(void);
int64_t filed_state(void);
/* The text of a version; the caller frees it. */
char *filed_body(int64_t version);
/* That the file holds that version. */
void filed_is(int64_t version);
int filed_told(enum event_kind kind);
#endif
