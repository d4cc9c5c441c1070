/* P34: a file of a newer major schema is refused in words, one of a newer minor opens for reading; nothing is written
 * to either, nor to what lies beside it. */
#include "tests/faults/file.h"

#include "model/db/private.h"
#include "tests/support/prop.h"

#include <stdlib.h>
#include <string.h>

static struct faulty file;

struct made {
	const char *sql;
	bool minor;
};
static const struct made all[];

/* Leaves the change in the log: the header of the file still says 1.0. */
static void put_into_log(const char *sql)
{
	sqlite3 *h = NULL;

	if (sqlite3_open(file.path, &h) != SQLITE_OK ||
	    sqlite3_db_config(h, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) != SQLITE_OK ||
	    sqlite3_exec(h, "pragma journal_mode = wal", NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_exec(h, sql, NULL, NULL, NULL) != SQLITE_OK)
		abort();
	sqlite3_close(h);
}

static void read_file(const char *suffix, struct buf *out)
{
	struct buf name = { 0 };

	buf_clear(out);
	buf_printf(&name, "%s%s", file.path, suffix);
	if (!prop_read(name.data, out))
		buf_clear(out);
	buf_done(&name);
}

static bool is_unchanged(const struct buf *was, const struct buf *log)
{
	struct buf now = { 0 }, now_log = { 0 };
	bool same;

	read_file("", &now);
	read_file("-wal", &now_log);
	same = now.len == was->len && !memcmp(buf_str(&now), buf_str(was), was->len) && now_log.len == log->len &&
	       !memcmp(buf_str(&now_log), buf_str(log), log->len);
	buf_done(&now);
	buf_done(&now_log);
	return same;
}

static void judge(struct promise_run *run, const struct made *m, const char *how)
{
	struct buf was = { 0 }, log = { 0 };
	struct seen seen;
	bool right;

	read_file("", &was);
	read_file("-wal", &log);
	seen = faulty_open(&file, DB_CREATE, true);
	if (m->minor)
		right = !seen.refused && seen.readonly && !seen.complained && !seen.wrote;
	else
		right = seen.refused && strstr(seen.err.text, "was written by a newer winloss") &&
			strstr(seen.err.text, "Update winloss");
	promise_case(run, right && !seen.died_of && is_unchanged(&was, &log), "%s %s: %s%s%s%s, said: %s", m->sql,
		     how, seen.refused ? "refused" : "opened", seen.readonly ? ", to be read" : "",
		     seen.wrote ? ", written" : "", is_unchanged(&was, &log) ? "" : ", changed", seen.err.text);
	buf_done(&was);
	buf_done(&log);
}

static void walk(struct promise_run *run)
{
	faulty_teeth(run);
	for (const struct made *m = all; m->sql && !promise_is_settled(run); m++) {
		faulty_put(&file, file.base.data, file.base.len);
		faulty_sql(&file, m->sql, false);
		judge(run, m, "in the file");
		faulty_put(&file, file.base.data, file.base.len);
		put_into_log(m->sql);
		judge(run, m, "in the log");
	}
}

static int set_up(void)
{
	faulty_init(&file);
	return 0;
}

static void tear_down(void)
{
	faulty_done(&file);
}

int main(void)
{
	static const char *const protections[] = { "db-newer", NULL };
	static const struct promise p = { "P34", protections, walk, set_up, tear_down };

	return promise_main(&p);
}

static const struct made all[] = {
	{ "pragma user_version = 20000", false },
	{ "pragma user_version = 20017", false },
	{ "pragma user_version = 99990000", false },
	{ "pragma user_version = 20000; create table later (a)", false },
	{ "pragma user_version = 20000; drop table deal", false },
	{ "pragma user_version = 10001", true },
	{ "pragma user_version = 19999", true },
	{ "pragma user_version = 10001; create table later (a); create index later_a on later (a)", true },
	{ "pragma user_version = 10002; alter table deal add column later integer not null default 0", true },
	{ "pragma user_version = 10003; create view v_deal as select id, name from deal", true },
	{ NULL, false },
};
