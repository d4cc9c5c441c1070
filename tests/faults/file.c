#include "tests/faults/file.h"

#include "model/db/private.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void give_up(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

void faulty_teeth(const struct promise_run *run)
{
	if (run->env && run->env[0])
		setenv("TEETH", run->env[0] + strlen("TEETH="), 1);
	else
		unsetenv("TEETH");
}

void faulty_workers(struct promise_run *run, int workers, void (*fn)(struct promise_run *run, int worker, void *arg),
		    void *arg)
{
	faulty_teeth(run);
	if (run->is_twin)
		fn(run, 0, arg);
	else
		promise_workers(run, workers, fn, arg);
	unsetenv("TEETH");
}

bool faulty_sql(const struct faulty *f, const char *sql, bool may_fail)
{
	sqlite3 *h = NULL;
	char *say = NULL;
	int rc = sqlite3_open(f->path, &h);

	sqlite3_db_config(h, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(h, sql, NULL, NULL, &say);
	if (rc != SQLITE_OK && !may_fail)
		give_up(sql, say);
	sqlite3_free(say);
	sqlite3_close(h);
	return rc == SQLITE_OK;
}

static const char rows[] =
	"with recursive n (i) as (select 1 union all select i + 1 from n where i < 200)"
	" insert into company (id, name, name_key) select i, 'Company ' || i, 'company ' || i from n;"
	"with recursive n (i) as (select 1 union all select i + 1 from n where i < 200)"
	" insert into deal (id, ext, company, name, stage, stage_at, sort_at, amount_minor, next_step)"
	" select i, 'X-' || i, i, 'renewal', i % 7, i * 1000, i * 1000, i * 99, 'call them on ' || i from n;"
	"with recursive n (i) as (select 1 union all select i + 1 from n where i < 60)"
	" insert into text (id, body, digest, chars, class, subject_kind, subject, at_ms, member)"
	" select i, replace(printf('%0600d', i), '0', 'word '), x'00', 600, 1, 1, i, 0, 1 from n;"
	"insert into seq values ('deal', 201), ('text', 61)";

void faulty_init(struct faulty *f)
{
	struct err err = { 0 };
	struct db *db = NULL;
	char *backup;

	unsetenv("TEETH");
	*f = (struct faulty){ 0 };
	f->dir = temp_dir("fault");
	f->path = temp_path(f->dir, "a.db");
	backup = temp_path(f->dir, "a.db.backup-1");
	if (db_open(&db, f->path, DB_CREATE, &err) || db_script(db, rows, &err) || db_backup(db, backup, &err))
		give_up(f->path, err.text);
	db_close(db);
	if (!prop_read(f->path, &f->base))
		give_up(f->path, "cannot be read");
	free(backup);
}

void faulty_done(struct faulty *f)
{
	temp_remove(f->dir);
	free(f->dir);
	free(f->path);
	buf_done(&f->base);
}

void faulty_put(const struct faulty *f, const void *bytes, size_t n)
{
	static const char *const beside[] = { "", "-journal", "-wal", "-shm" };
	struct buf name = { 0 };
	int fd;

	for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
		buf_clear(&name);
		buf_printf(&name, "%s%s", f->path, beside[i]);
		unlink(name.data);
	}
	buf_done(&name);
	fd = open(f->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || write(fd, bytes, n) != (ssize_t)n || close(fd))
		give_up(f->path, "cannot be written");
}

void faulty_copy(const char *from, const char *to)
{
	struct buf bytes = { 0 };
	int fd = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (!prop_read(from, &bytes) || fd < 0 || write(fd, buf_str(&bytes), bytes.len) != (ssize_t)bytes.len || close(fd))
		give_up(to, "cannot be written");
	buf_done(&bytes);
}

bool faulty_same(const char *path, const struct buf *bytes)
{
	struct buf now = { 0 };
	bool same = prop_read(path, &now) && now.len == bytes->len && !memcmp(buf_str(&now), buf_str(bytes), now.len);

	buf_done(&now);
	return same;
}

static struct seen *shared;

static void canary(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)n;
	(void)v;
	shared->calls++;
	sqlite3_result_int(c, 1);
}

static int add_canary(sqlite3 *h, char **say, const void *api)
{
	(void)say;
	(void)api;
	return sqlite3_create_function(h, "canary", -1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, canary, NULL, NULL);
}

static int read_all(struct db *db, struct err *err)
{
	static const struct sql tables[] = {
		{ "deal", "select * from deal" },
		{ "company", "select * from company" },
		{ "text", "select * from text" },
		{ "seq", "select * from seq" },
		{ "board", "select id, sort_at from deal where gone = 0 order by stage, outcome, sort_at" },
	};

	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		struct stmt *st = db_stmt(db, &tables[i], err);

		if (!st || db_run(st, err))
			return -1;
	}
	return 0;
}

static int write_one(void *arg, struct err *err)
{
	static const struct sql bump = { "bump", "update seq set next = next + 1 where name = 'deal'" };
	struct stmt *st = db_stmt(arg, &bump, err);

	return st ? db_run(st, err) : -1;
}

static double cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void child(const struct faulty *f, unsigned flags, bool write)
{
	struct itimerval second = { { 0, 0 }, { 1, 0 } };
	struct db *db = NULL;
	double from = cpu_ms();

	setitimer(ITIMER_PROF, &second, NULL);
	sqlite3_auto_extension((void (*)(void))add_canary);
	shared->refused = db_open(&db, f->path, flags, &shared->err) != 0;
	shared->cpu_ms = cpu_ms() - from;
	if (!shared->refused) {
		shared->readonly = db_readonly(db);
		shared->complained = read_all(db, &shared->err) || db_integrity(db, &shared->err);
		if (write)
			shared->wrote = !db_tx(db, write_one, db, &shared->err);
	}
	db_close(db);
	_exit(0);
}

struct seen faulty_open(const struct faulty *f, unsigned flags, bool write)
{
	struct seen seen;
	int status = 0;
	pid_t pid;

	if (!shared)
		shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	memset(shared, 0, sizeof *shared);
	pid = fork();
	if (pid < 0)
		give_up("fork", "no process");
	if (!pid)
		child(f, flags, write);
	while (waitpid(pid, &status, 0) < 0)
		;
	seen = *shared;
	seen.died_of = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status) ? SIGABRT : 0;
	return seen;
}
