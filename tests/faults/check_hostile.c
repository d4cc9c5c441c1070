/* P31: a file whose schema somebody prepared is refused before any function of it runs, in at most 250 ms of
 * processor time, naming what does not belong there, and is left as it was. */
#include "tests/faults/file.h"

#include "model/db/private.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct faulty file;

struct made {
	const char *sql;
	const char *named; /* must stand in the sentence */
};
static const struct made by_hand[];

static void judge(struct promise_run *run, const char *what, const char *named)
{
	struct buf before = { 0 };
	struct seen seen;
	FILE *f = fopen(file.path, "rb");
	char part[65536];
	size_t n;

	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_add(&before, part, n);
	fclose(f);
	seen = faulty_open(&file, 0, false);
	promise_case(
		run,
		!seen.died_of && seen.refused && !seen.calls && seen.cpu_ms <= (run->is_sanitized ? 2500 : 250) &&
			strstr(seen.err.text, named) && faulty_same(file.path, &before),
		"%s: %s, %d calls of its functions, %.0f ms, signal %d, expected \"%s\", said: %s", what,
		seen.refused ? "refused" : "opened", seen.calls, seen.cpu_ms, seen.died_of, named, seen.err.text);
	buf_done(&before);
}

static void walk_hand(struct promise_run *run)
{
	for (size_t i = 0; by_hand[i].sql && !promise_is_settled(run); i++) {
		faulty_put(&file, file.base.data, file.base.len);
		faulty_sql(&file, by_hand[i].sql, false);
		judge(run, by_hand[i].sql, by_hand[i].named);
	}
}

/* What a generated object does to run a function, with %s for the table. */
static const char *const bodies[][2] = {
	{ "view", "create view \"%n\" as select canary(id) from %t" },
	{ "view",
	  "create view \"%n\" as with recursive r(x) as (select 1 union all select x + 1 from r) select canary(x)"
	  " from r" },
	{ "trigger", "create trigger \"%n\" after insert on %t begin select canary(1); end" },
	{ "trigger", "create trigger \"%n\" before update on %t begin delete from grp where canary(1); end" },
	{ "trigger", "create trigger \"%n\" after delete on %t begin insert into seq select canary(1), 1; end" },
	{ "table", "create table \"%n\" (a, b as (canary(a)) stored)" },
	{ "table", "create table \"%n\" (a, b as (canary(a)) virtual)" },
	{ "table", "create table \"%n\" (a check (canary(a)))" },
	{ "table", "create table \"%n\" (a default (canary(1)))" },
	{ "table", "create table \"%n\" (a primary key) without rowid" },
	{ "index", "create index \"%n\" on %t (canary(id))" },
	{ "index", "create index \"%n\" on %t (id) where canary(id)" },
	{ "index", "create unique index \"%n\" on %t (rev, id)" },
	{ "table",
	  "pragma writable_schema = on; insert into sqlite_schema values ('table', '%n', '%n', 0, 'create virtual"
	  " table \"%n\" using fts5(a)')" },
};

static void fill(struct buf *out, const char *body, const char *name, const char *table)
{
	for (; *body; body++) {
		if (body[0] == '%' && body[1] == 'n') {
			buf_puts(out, name);
			body++;
		} else if (body[0] == '%' && body[1] == 't') {
			buf_puts(out, table);
			body++;
		} else {
			buf_putc(out, *body);
		}
	}
}

static void name_one(struct promise_run *run, struct buf *name)
{
	static const char *const pieces[] = { "deal", "v_",	"note",		" ", "\t", "\x1b[2J",
					      "%n",   "%s",	"\xc3\xa9",	"Z", "9",  "_",
					      "'''",  "search", "\xe2\x80\xae", "-", ";",  "/*" };

	buf_clear(name);
	buf_puts(name, "x");
	for (unsigned i = 1 + promise_random(run, 5); i > 0; i--)
		buf_puts(name, pieces[promise_random(run, sizeof pieces / sizeof pieces[0])]);
	buf_printf(name, "%u", promise_random(run, 1000));
}

/* Inside the quotes of a string a single quote stands twice; by then the name has lost half of them. */
static void plain_name(struct buf *name, bool quoted)
{
	char *to = name->data;

	for (const char *from = name->data; *from; from++) {
		if (quoted && from[0] == '\'' && from[1] == '\'')
			from++;
		*to++ = *from;
	}
	*to = '\0';
}

static void walk_generated(struct promise_run *run, int cases)
{
	static const char *const tables[] = { "deal", "company", "person", "form_value", "item", "action", "outbox" };
	struct buf sql = { 0 }, name = { 0 };

	for (int i = 0; i < cases && !promise_is_settled(run); i++) {
		size_t body = promise_random(run, sizeof bodies / sizeof bodies[0]);
		bool quoted = strstr(bodies[body][1], "'%n'") != NULL;

		name_one(run, &name);
		if (strchr(name.data, '\'') && (quoted || strchr(name.data, '"')))
			continue;
		buf_clear(&sql);
		if (promise_random(run, 4) == 0)
			buf_puts(&sql, "pragma user_version = 10000; ");
		fill(&sql, bodies[body][1], name.data, tables[promise_random(run, sizeof tables / sizeof tables[0])]);
		plain_name(&name, false);
		faulty_put(&file, file.base.data, file.base.len);
		/* A function that the plain connection does not know: the definition is written past its check. */
		if (!faulty_sql(&file, sql.data, true)) {
			char *tail = strstr(sql.data, "create ");
			struct buf put = { 0 };

			buf_printf(
				&put,
				"pragma writable_schema = on; insert into sqlite_schema select '%s', \"n\", tbl_name,"
				" 0, \"s\" from sqlite_schema, (select '%s' as n, '",
				bodies[body][0], name.data);
			for (const char *p = tail; *p; p++)
				buf_puts(&put, *p == '\'' ? "''" : (char[]){ *p, '\0' });
			buf_puts(&put, "' as s) where name = 'deal'");
			if (strchr(name.data, '\'') || !faulty_sql(&file, put.data, true)) {
				buf_done(&put);
				continue;
			}
			buf_done(&put);
		}
		judge(run, sql.data, "");
	}
	buf_done(&sql);
	buf_done(&name);
}

static void put16(unsigned char *p, unsigned v)
{
	p[0] = (unsigned char)(v >> 8);
	p[1] = (unsigned char)v;
}

static void put32(unsigned char *p, unsigned v)
{
	put16(p, v >> 16);
	put16(p + 2, v);
}

/* An inner page of the schema's tree with `n` children, all of them the page `child`. */
static void add_inner(struct buf *b, unsigned n, unsigned child)
{
	unsigned char page[4096] = { 0 };
	unsigned at = 4096;

	page[0] = 5;
	put16(page + 3, n);
	put32(page + 8, child);
	for (unsigned i = 0; i < n; i++) {
		at -= 5;
		put32(page + at, child);
		page[at + 4] = 1;
		put16(page + 12 + 2 * i, at);
	}
	put16(page + 5, at);
	buf_add(b, page, sizeof page);
}

static unsigned get32(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;

	return (unsigned)u[0] << 24 | (unsigned)u[1] << 16 | (unsigned)u[2] << 8 | u[3];
}

/* A leaf with one row that the library takes any number of times: an index that belongs to a primary key. */
static void add_leaf(struct buf *b)
{
	static const char name[] = "sqlite_autoindex_member_1";
	unsigned char page[4096] = { 0 };
	unsigned len = sizeof name - 1, body = 6 + 5 + len + 6 + 1, at = 4096 - body - 2;
	unsigned char *p = page + at;
	const unsigned char head[] = { 0, 1, 6, 13 + 2 * 5, (unsigned char)(13 + 2 * len), 13 + 2 * 6, 1, 0 };

	page[0] = 13;
	put16(page + 3, 1);
	put16(page + 5, at);
	put16(page + 8, at);
	memcpy(p, head, sizeof head);
	p[0] = (unsigned char)body;
	memcpy(p + 8, "index", 5);
	memcpy(p + 13, name, len);
	memcpy(p + 13 + len, "member", 6);
	p[19 + len] = 5;
	buf_add(b, page, sizeof page);
}

/* Hangs a tree of six million rows below the last child of the schema's root. */
static void walk_endless(struct promise_run *run)
{
	struct buf b = { 0 };
	unsigned pages, last;

	buf_add(&b, file.base.data, file.base.len);
	pages = (unsigned)(b.len / 4096);
	last = get32(b.data + 108);
	add_leaf(&b);
	add_inner(&b, 180, pages + 1);
	add_inner(&b, 180, pages + 2);
	add_inner(&b, 180, pages + 3);
	add_inner(&b, 1, pages + 4);
	put32((unsigned char *)b.data + b.len - 4096 + 4091, last);
	put32((unsigned char *)b.data + 108, pages + 5);
	put32((unsigned char *)b.data + 28, pages + 5);
	faulty_put(&file, b.data, b.len);
	judge(run, "a schema without end", "is damaged");
	buf_done(&b);
}

static void walk(struct promise_run *run)
{
	faulty_teeth(run);
	walk_endless(run);
	if (!promise_is_settled(run))
		walk_hand(run);
	if (!promise_is_settled(run))
		walk_generated(run, run->is_fast ? 60 : run->is_sanitized ? 150 : run->is_long ? 2000 : 470);
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
	static const char *const protections[] = { "db-foreign", "db-application", "db-guard", NULL };
	static const struct promise p = { "P31", protections, walk, set_up, tear_down };

	return promise_main(&p);
}

#define PUT(type, name, table, root, sql)                                                                            \
	"pragma writable_schema = on; insert into sqlite_schema values ('" type "', '" name "', '" table "', " root  \
	", '" sql "')"
#define ALTER(name, from, to)                                                                                        \
	"pragma writable_schema = on; update sqlite_schema set sql = replace(sql, '" from "', '" to                  \
	"') where name = '" name "'"

static const struct made by_hand[] = {
	{ "create table extra (a)", "the table extra," },
	{ "create table \"deal \" (a)", "the table deal ," },
	{ "create table Sqlitex (a)", "the table Sqlitex," },
	{ "create table t (a, b as (a + 1))", "the table t," },
	{ "create table t (a primary key) without rowid", "the table t," },
	{ "create table t (a integer primary key autoincrement)", "the table " },
	{ "create temp table t (a); create table kept (a)", "the table kept," },
	{ "create view v as select * from deal", "the view v," },
	{ "create view v as with recursive r (x) as (select 1 union all select x + 1 from r) select x from r",
	  "the view v," },
	{ "create view v as select * from v", "the view v," },
	{ "create view v (a) as select load_extension('x')", "the view v," },
	{ "create trigger t after insert on deal begin delete from grp; end", "the trigger t," },
	{ "create trigger t before update on deal begin select raise(ignore); end", "the trigger t," },
	{ "create trigger t after delete on deal begin update seq set next = 1; end", "the trigger t," },
	{ "create trigger t after update of stage on deal begin update deal set stage = 0 where id = new.id; end",
	  "the trigger t," },
	{ "create view v as select 1 as a; create trigger t instead of insert on v begin select 1; end", "the " },
	{ "create index i on deal (name)", "the index i," },
	{ "create unique index i on seq (next)", "the index i," },
	{ "create index i on deal (abs(id))", "the index i," },
	{ "create index i on deal (id) where rev > 3", "the index i," },
	{ "drop index deal_board", "index deal_board is missing" },
	{ "drop index deal_ext; create index deal_ext on deal (ext) where ext is not null",
	  "of the index deal_ext," },
	{ "drop table session", "table session is missing" },
	{ "drop table session; create view session as select 1", "view session," },
	{ "drop table session; create table session (id integer primary key)", "of the table session," },
	{ "alter table session rename to sessions", "the table sessions," },
	{ "alter table deal add column more integer", "of the table deal," },
	{ "alter table deal add column more integer as (id + 1)", "of the table deal," },
	{ "alter table company rename column name to title", "of the " },
	{ "pragma application_id = 0", "another program" },
	{ "pragma application_id = 0x0f055112", "another program" },
	{ "pragma application_id = 0x574c6472", "another program" },
	{ "pragma user_version = 20000", "newer winloss" },
	{ "pragma user_version = 2147483647", "newer winloss" },
	{ "pragma user_version = 0", "the table action," },
	{ "pragma user_version = 10001; create trigger t after insert on deal begin select 1; end",
	  "the trigger t," },
	{ "pragma user_version = 10001; alter table deal add column more integer as (id + 1)", "computed column" },
	{ "pragma user_version = 10001; drop table session; create view session as select 1", "view session," },
	{ "pragma user_version = 10001; drop table session", "table session is missing" },
	{ "pragma user_version = 10001; create table pragma_table_xinfo (hidden); create trigger t after insert on "
	  "deal"
	  " begin select 1; end",
	  "the trigger t," },
	{ PUT("table", "f", "f", "0", "create virtual table f using fts5(a)"), "the table f," },
	{ PUT("table", "f", "f", "0", "create virtual table f using nothing(a)"), "(f)" },
	{ PUT("table", "f", "f", "0", "create virtual table f using csv(filename=\"/etc/passwd\")"), "the table f," },
	{ PUT("trigger", "t", "deal", "0", "create trigger t after insert on deal begin select canary(1); end"),
	  "the trigger t," },
	{ PUT("view", "v", "v", "0", "create view v as select canary(1)"), "the view v," },
	{ PUT("view", "deal", "deal", "0", "create view deal as select canary(1)"), "deal" },
	{ PUT("table", "t", "t", "5", "create table t (a as (canary(1)), b)"), "(t)" },
	{ PUT("index", "i", "deal", "6", "create index i on deal (canary(id))"), "(i)" },
	{ PUT("table", "t", "t", "999999", "create table t (a)"), "damaged" },
	{ PUT("table", "t", "t", "-5", "create table t (a)"), "a" },
	{ PUT("nonsense", "n", "n", "0", ""), "n" },
	{ PUT("table", "t", "t", "5", "select 1"), "damaged" },
	{ PUT("table", "t", "other", "5", "create table t (a)"), "t" },
	{ ALTER("deal", "rev integer not null default 1", "rev integer not null default (canary(1))"),
	  "of the table deal," },
	{ ALTER("deal", "rev integer not null default 1", "rev integer not null check (canary(1))"), "(deal)" },
	{ ALTER("deal", "gone integer not null default 0", "gone integer as (canary(1))"), "(deal)" },
	{ ALTER("member", "login text not null unique", "login text not null"), "member" },
	{ ALTER("member", "login text", "login text collate nocase"), "of the table member," },
	{ ALTER("deal_board", "where gone = 0", "where canary(1)"), "(deal_board)" },
	{ ALTER("deal_person", "references deal (id)", "references deal (id) on delete cascade"),
	  "of the table deal_person," },
	{ ALTER("seq", ", without rowid", ""), "seq" },
	{ "pragma writable_schema = on; update sqlite_schema set rootpage = (select rootpage from sqlite_schema "
	  "where name ="
	  " 'seq') where name = 'deal'",
	  "damaged" },
	{ "pragma writable_schema = on; update sqlite_schema set name = 'sqlite_deal' where name = 'session'",
	  "sqlite_deal" },
	{ "analyze; pragma writable_schema = on; update sqlite_schema set sql = 'CREATE TABLE "
	  "sqlite_stat1(tbl,idx,stat"
	  " default (canary(1)))' where name = 'sqlite_stat1'",
	  "sqlite_stat1" },
	{ NULL, NULL },
};
