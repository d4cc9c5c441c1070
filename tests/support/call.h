#ifndef TESTS_SUPPORT_CALL_H
#define TESTS_SUPPORT_CALL_H
/* A won deal and its debrief for the tests of the live call: dana (admin), priya (csm), mira (ae), max (csm_manager),
 * rex (readonly); D-1 is Umber Group, won at CALL_NOW. One such world at a time. */
#include "tests/support/pty.h"
#include "tests/support/run.h"

#include "model/buf.h"

#define CALL_NOW "2026-11-20T09:10:00Z"

void call_set_up(void);
/* With another program than the one of users: the test build. */
void call_set_up_in(const char *path);
void call_tear_down(void);
const char *call_db(void);
/* Runs a command as a member; its exit status. The caller frees r with run_done(). */
int call_run(const char *login, const char *const *words, struct run *r);
/* Runs a command as a member; the words end with NULL. It must succeed, and print the text or not. */
void call_prints(const char *login, const char *const *words, const char *text, bool there);
/* The same, whatever it prints. */
void call_as(const char *login, const char *const *words);
#define CALL_AS(login, ...) call_as(login, (const char *const[]){ __VA_ARGS__, NULL })
/* The debrief as priya's command shows it: whether the words stand in it. */
void call_check_stored(const char *text, bool there);
/* The first value that a statement gives in a file, "" for none; the caller frees. */
char *call_value(const char *file, const char *sql);
/* The same of the database, which must be this. */
void call_check_value(const char *sql, const char *is);
/* Waits until these words stand in a draft. */
void call_wait_draft(const char *words);
/* Somebody else who holds the database, by "begin immediate" or "begin exclusive", until he lets it go. */
struct sqlite3 *call_hold(const char *begin);
/* The same for the drafts beside it, whole; or beside a database of the test's own. */
struct sqlite3 *call_hold_drafts(void);
struct sqlite3 *call_hold_drafts_of(const char *file);
void call_let_go(struct sqlite3 *writer);
/* The program on the list of debriefs, and in the debrief. */
struct pty *call_start(const char *login, struct pty_options options);
struct pty *call_open(const char *login);
struct pty *call_open_at(const char *login, int rows, int cols);
/* Fails with the screen when the text does not come, or does not go. */
void call_see(struct pty *p, const char *text);
void call_see_all(struct pty *p, const char *const *texts, size_t n);
void call_gone(struct pty *p, const char *text);
/* Types and waits until all is painted. */
void call_type(struct pty *p, const char *keys);
/* Stops the program, types, and waits until the terminal holds the bytes for it. */
void call_type_unread(struct pty *p, const char *bytes);
/* Sends the program a signal that ends it, lets it run on if it was stopped, and waits for its end. */
void call_end(struct pty *p, int signal_number);
/* Kills the program in the middle of the call. */
void call_kill(struct pty *p);
#endif
