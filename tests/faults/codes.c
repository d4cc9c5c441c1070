#include "tests/faults/codes.h"

#include "model/check_store.h"
#include "model/draft.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static struct codes_fault fault;
static long calls, left;
static bool was_met;
static char met[160];
static int pending; /* the code of the last answer of ours, for the words of sqlite3_errmsg(); 0: the library's own */

void codes_set(const struct codes_fault *f)
{
	fault = *f;
	calls = left = 0;
	was_met = false;
	pending = 0;
}

long codes_calls(void)
{
	return calls;
}

bool codes_was_met(void)
{
	return was_met;
}

const char *codes_met(void)
{
	return was_met ? met : "";
}

int __real_sqlite3_step(sqlite3_stmt *st);
int __real_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **st, const char **tail);
int __real_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **st, const char **tail);
int __real_sqlite3_exec(sqlite3 *db, const char *sql, int (*fn)(void *, int, char **, char **), void *arg, char **say);
int __real_sqlite3_backup_step(sqlite3_backup *b, int pages);
const char *__real_sqlite3_errmsg(sqlite3 *db);
int __wrap_sqlite3_step(sqlite3_stmt *st);
int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **st, const char **tail);
int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **st, const char **tail);
int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*fn)(void *, int, char **, char **), void *arg, char **say);
int __wrap_sqlite3_backup_step(sqlite3_backup *b, int pages);
const char *__wrap_sqlite3_errmsg(sqlite3 *db);

/* The code that this call is to answer; 0: it is made. A rollback is always made: it is how we get out. */
static int answer(sqlite3 *db, const char *sql, bool executed)
{
	bool rolls_back = executed && !strcasecmp(sql, "rollback");

	pending = 0;
	if (rolls_back)
		return 0;
	if (left > 0) {
		left--;
		return pending = fault.rc;
	}
	if (fault.commits && (!executed || strcasecmp(sql, "commit")))
		return 0;
	if (++calls != fault.at)
		return 0;
	was_met = true;
	snprintf(met, sizeof met, "%s", sql ? sql : "");
	left = fault.more;
	if (fault.commits)
		__real_sqlite3_exec(db, sql, NULL, NULL, NULL);
	else if (fault.rolls_back && db && !sqlite3_get_autocommit(db))
		__real_sqlite3_exec(db, "rollback", NULL, NULL, NULL);
	return pending = fault.rc;
}

int __wrap_sqlite3_step(sqlite3_stmt *st)
{
	int rc = answer(sqlite3_db_handle(st), sqlite3_sql(st), false);

	return rc ? rc : __real_sqlite3_step(st);
}

int __wrap_sqlite3_prepare_v2(sqlite3 *db, const char *sql, int n, sqlite3_stmt **st, const char **tail)
{
	int rc = answer(db, sql, false);

	*st = NULL;
	return rc ? rc : __real_sqlite3_prepare_v2(db, sql, n, st, tail);
}

int __wrap_sqlite3_prepare_v3(sqlite3 *db, const char *sql, int n, unsigned flags, sqlite3_stmt **st, const char **tail)
{
	int rc = answer(db, sql, false);

	*st = NULL;
	return rc ? rc : __real_sqlite3_prepare_v3(db, sql, n, flags, st, tail);
}

int __wrap_sqlite3_exec(sqlite3 *db, const char *sql, int (*fn)(void *, int, char **, char **), void *arg, char **say)
{
	int rc = answer(db, sql, true);

	return rc ? rc : __real_sqlite3_exec(db, sql, fn, arg, say);
}

int __wrap_sqlite3_backup_step(sqlite3_backup *b, int pages)
{
	int rc = answer(NULL, "", false);

	return rc ? rc : __real_sqlite3_backup_step(b, pages);
}

const char *__wrap_sqlite3_errmsg(sqlite3 *db)
{
	return pending ? sqlite3_errstr(pending) : __real_sqlite3_errmsg(db);
}

/* ---- a workflow when nothing fails ---- */

static void give_up(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

static struct work base;

int codes_set_up(void)
{
	promise_in_memory();
	work_make(&base);
	return 0;
}

void codes_tear_down(void)
{
	work_remove(&base);
}

void codes_begin(struct work *w, const struct workflow *flow, int step)
{
	struct err err = { 0 };

	work_copy(w, &base, "codes");
	if (work_open(w, &err) || drafts_open(w->s, &err))
		give_up(w->path, &err);
	for (int i = 0; i < step; i++)
		if (flow->step(w, i, &err))
			give_up(flow->name, &err);
}

static void walk_plain(struct codes_plain *p, const struct workflow *flow, bool commits)
{
	struct err err = { 0 };
	struct work w;

	*p = (struct codes_plain){ .flow = flow };
	codes_begin(&w, flow, 0);
	for (int i = 0; i < flow->steps; i++) {
		codes_set(&(struct codes_fault){ .commits = commits });
		if (flow->step(&w, i, &err))
			give_up(flow->name, &err);
		p->calls[i] = codes_calls();
	}
	codes_set(&(struct codes_fault){ 0 });
	work_count(&w, &p->rows);
	work_remove(&w);
}

void codes_each_flow(struct promise_run *run, bool commits,
		     void (*fn)(struct promise_run *run, const struct codes_plain *p, int worker, const void *arg), int worker,
		     const void *arg)
{
	for (const struct workflow *flow = workflows; flow->name && !promise_is_settled(run); flow++) {
		struct codes_plain p;

		walk_plain(&p, flow, commits);
		fn(run, &p, worker, arg);
		buf_done(&p.rows);
	}
}

static int hear(void *arg, const char *text)
{
	buf_printf(arg, "%s; ", text);
	return 0;
}

const char *codes_judge(struct work *w, const struct codes_plain *p, bool deep, struct buf *say)
{
	struct err err = { 0 };
	struct buf rows = { 0 };
	size_t findings = 0;
	const char *wrong = NULL;

	work_count(w, &rows);
	if (db_scalar(w->s->db, &p->flow->proof, 0) != 1)
		wrong = "something is missing";
	else if (strcmp(buf_str(&rows), buf_str(&p->rows)))
		wrong = "other rows stand there";
	else if (deep && (store_check(w->s, false, hear, say, &findings, &err) || findings))
		wrong = "the records do not agree";
	if (wrong && strcmp(buf_str(&rows), buf_str(&p->rows)))
		buf_printf(say, "%s instead of %s", buf_str(&rows), buf_str(&p->rows));
	buf_done(&rows);
	return wrong;
}

#define CODE(c) { SQLITE_##c, #c }
const struct code codes[] = {
	CODE(ERROR),  CODE(INTERNAL), CODE(PERM),     CODE(ABORT),    CODE(BUSY),       CODE(LOCKED), CODE(NOMEM),
	CODE(READONLY), CODE(INTERRUPT), CODE(IOERR), CODE(CORRUPT),  CODE(NOTFOUND),   CODE(FULL),   CODE(CANTOPEN),
	CODE(PROTOCOL), CODE(EMPTY),  CODE(SCHEMA),   CODE(TOOBIG),   CODE(CONSTRAINT), CODE(MISMATCH), CODE(MISUSE),
	CODE(NOLFS),  CODE(AUTH),     CODE(FORMAT),   CODE(RANGE),    CODE(NOTADB),     { 0, NULL },
};
