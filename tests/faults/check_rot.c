/* P32: bit rot. A byte of a cell is changed behind the program's back, in any column that a checksum or a digest stands
 * for; the database's own check has nothing to say about it, and check --deep must have. The file is that of
 * tests/fixtures/schema-1.0.sql; a table that has no row there gets one. Not changed are the columns that no checksum
 * stands for: rev, gone, undone_by and reverted_by, which later writes give. */
#include "tests/faults/file.h"

#include "model/check_store.h"
#include "model/db/private.h"
#include "model/rowsum.h"
#include "model/store.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { COLUMNS_MOST = 64, PLACES_MOST = 512 };

struct place {
	char table[64], column[64];
	int at; /* of the column in its table */
};

static struct {
	char *dir, *path;
	sqlite3 *h; /* a connection without any of our code */
	struct store *s;
	struct place place[PLACES_MOST];
	size_t places;
} world;

/* A row as it stands: its values, and which of them are its key. */
struct row {
	int columns;
	sqlite3_value *cell[COLUMNS_MOST];
	char name[COLUMNS_MOST][64];
	bool is_key[COLUMNS_MOST];
};

static void give_up(const char *what)
{
	fprintf(stderr, "check_rot: %s: %s\n", what, world.h ? sqlite3_errmsg(world.h) : "no database");
	exit(1);
}

static sqlite3_stmt *prepare(struct buf *text)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(world.h, buf_str(text), -1, &st, NULL) != SQLITE_OK)
		give_up(buf_str(text));
	buf_done(text);
	return st;
}

static bool is_summed(const char *column)
{
	return strcmp(column, "rev") && strcmp(column, "gone") && strcmp(column, "undone_by") &&
	       strcmp(column, "reverted_by");
}

static void read_columns(const char *table, struct row *row)
{
	struct buf text = { 0 };
	sqlite3_stmt *st;

	buf_printf(&text, "select name, pk from pragma_table_info('%s') order by cid", table);
	st = prepare(&text);
	for (row->columns = 0; sqlite3_step(st) == SQLITE_ROW; row->columns++) {
		if (row->columns == COLUMNS_MOST)
			give_up("too many columns");
		snprintf(row->name[row->columns], sizeof row->name[0], "%s", (const char *)sqlite3_column_text(st, 0));
		row->is_key[row->columns] = sqlite3_column_int(st, 1) > 0;
	}
	sqlite3_finalize(st);
}

/* ---- the file ---- */

/* The canonical row, from the names of its columns. */
static int64_t sum_of(sqlite3_stmt *st)
{
	struct rowsum r;

	rowsum_init(&r);
	for (int i = 0; i < sqlite3_column_count(st); i++) {
		const char *name = sqlite3_column_name(st, i);

		if (!is_summed(name) || !strcmp(name, "sum"))
			continue;
		if (sqlite3_column_type(st, i) == SQLITE_INTEGER)
			rowsum_int(&r, sqlite3_column_int64(st, i));
		else if (sqlite3_column_type(st, i) == SQLITE_BLOB)
			rowsum_bytes(&r, sqlite3_column_blob(st, i), (size_t)sqlite3_column_bytes(st, i));
		else
			rowsum_text(&r, (const char *)sqlite3_column_text(st, i));
	}
	return rowsum_done(&r);
}

static bool has_rows(const char *table)
{
	struct buf text = { 0 };
	sqlite3_stmt *st;
	bool has;

	buf_printf(&text, "select 1 from %s limit 1", table);
	st = prepare(&text);
	has = sqlite3_step(st) == SQLITE_ROW;
	sqlite3_finalize(st);
	return has;
}

static void run(struct buf *text)
{
	sqlite3_stmt *st = prepare(text);

	if (sqlite3_step(st) != SQLITE_DONE)
		give_up("a row that a table gets");
	sqlite3_finalize(st);
}

/* One row of ones and of words, with the checksum that belongs to it. */
static void add_row(const char *table)
{
	struct buf text = { 0 };
	sqlite3_stmt *st;
	int64_t sum;

	buf_printf(&text, "select group_concat(case when name = 'gone' then '0' when type = 'TEXT' collate nocase then"
		   " '''some words''' when type = 'BLOB' collate nocase then 'x''01''' else '1' end, ', ') from (select * from pragma_table_info('%s') order by cid)",
		   table);
	st = prepare(&text);
	if (sqlite3_step(st) != SQLITE_ROW)
		give_up(table);
	buf_printf(&text, "insert into %s values (%s)", table, (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	run(&text);
	buf_printf(&text, "select * from %s", table);
	st = prepare(&text);
	if (sqlite3_step(st) != SQLITE_ROW)
		give_up(table);
	sum = sum_of(st);
	sqlite3_finalize(st);
	buf_printf(&text, "update %s set sum = %lld", table, (long long)sum);
	run(&text);
}

static void add_place(const char *table, const char *column)
{
	struct row row;

	read_columns(table, &row);
	for (int i = 0; i < row.columns; i++)
		if (column ? !strcmp(row.name[i], column) : is_summed(row.name[i])) {
			struct place *p = &world.place[world.places++];

			if (world.places == PLACES_MOST)
				give_up("too many columns");
			snprintf(p->table, sizeof p->table, "%s", table);
			snprintf(p->column, sizeof p->column, "%s", row.name[i]);
			p->at = i;
		}
}

/* Every column of every table with a checksum, and the words under a digest. */
static void list_places(void)
{
	static const char *const digested[][2] = { { "text", "body" },	  { "config", "body" },	  { "search_doc", "words" },
						   { "change", "before" }, { "change", "after" }, { "grp", "title" } };
	struct buf text = { 0 };
	sqlite3_stmt *st;

	buf_puts(&text, "select m.name from sqlite_schema m join pragma_table_info(m.name) c where m.type = 'table' and"
			" c.name = 'sum' order by m.name");
	st = prepare(&text);
	while (sqlite3_step(st) == SQLITE_ROW) {
		const char *table = (const char *)sqlite3_column_text(st, 0);

		if (!has_rows(table))
			add_row(table);
		add_place(table, NULL);
	}
	sqlite3_finalize(st);
	for (size_t i = 0; i < sizeof digested / sizeof digested[0]; i++)
		add_place(digested[i][0], digested[i][1]);
}

static void load(void)
{
	const char *source = getenv("WINLOSS_SRCDIR");
	struct buf name = { 0 }, sql = { 0 };

	buf_printf(&name, "%s/tests/fixtures/schema-1.0.sql", source ? source : ".");
	if (!prop_read(buf_str(&name), &sql) || sqlite3_open(world.path, &world.h) != SQLITE_OK ||
	    sqlite3_exec(world.h, buf_str(&sql), NULL, NULL, NULL) != SQLITE_OK)
		give_up(buf_str(&name));
	buf_done(&name);
	buf_done(&sql);
	chmod(world.path, 0600);
}

static int hear(void *arg, const char *text)
{
	struct buf *said = arg;

	buf_printf(said, "%s\n", text);
	return 0;
}

/* The findings; -1: the check itself could not go on, which is no finding. */
static long count_findings(struct buf *said)
{
	struct err err = { 0 };
	size_t n = 0;

	buf_clear(said);
	if (store_check(world.s, true, hear, said, &n, &err)) {
		buf_puts(said, err.text);
		return -1;
	}
	return (long)n;
}

static int set_up(void)
{
	struct store_options opt = { .login = "ines", .now_ms = INT64_C(1795168200000), .now_frozen = true };
	struct buf said = { 0 };
	struct err err = { 0 };

	unsetenv("TEETH");
	world.dir = temp_dir("rot");
	world.path = temp_path(world.dir, "a.db");
	load();
	opt.path = world.path;
	/* Opening brings a file of an older schema up to date. */
	if (store_open(&world.s, &opt, NULL, &err)) {
		fprintf(stderr, "check_rot: %s\n", err.text);
		return -1;
	}
	list_places();
	sqlite3_exec(world.h, "pragma synchronous = off; pragma journal_mode = memory", NULL, NULL, NULL);
	if (count_findings(&said)) {
		fprintf(stderr, "check_rot: the file that nothing happened to: %s\n", buf_str(&said));
		return -1;
	}
	buf_done(&said);
	return 0;
}

static void tear_down(void)
{
	store_close(world.s);
	sqlite3_close(world.h);
	temp_remove(world.dir);
	free(world.dir);
	free(world.path);
}

/* ---- one changed byte ---- */

/* A changed cell: what it was and what it is, as bytes or as a number. */
struct flip {
	int type; /* of SQLite */
	struct buf was, is;
	int64_t was_number, is_number;
};

static void bind_cell(sqlite3_stmt *st, const struct flip *f, bool is_new)
{
	const struct buf *b = is_new ? &f->is : &f->was;

	if (f->type == SQLITE_INTEGER)
		sqlite3_bind_int64(st, 1, is_new ? f->is_number : f->was_number);
	else if (f->type == SQLITE_TEXT)
		sqlite3_bind_text(st, 1, b->data, (int)b->len, SQLITE_TRANSIENT);
	else
		sqlite3_bind_blob(st, 1, b->data, (int)b->len, SQLITE_TRANSIENT);
}

/* Any row in which the column says something. */
static bool read_row(struct promise_run *run, const struct place *p, struct row *row)
{
	struct buf text = { 0 };
	sqlite3_stmt *st;
	int64_t n = 0;
	bool found;

	read_columns(p->table, row);
	buf_printf(&text, "select count(*) from %s where %s is not null and %s <> ''", p->table, p->column, p->column);
	st = prepare(&text);
	if (sqlite3_step(st) == SQLITE_ROW)
		n = sqlite3_column_int64(st, 0);
	sqlite3_finalize(st);
	if (!n)
		return false;
	buf_printf(&text, "select * from %s where %s is not null and %s <> '' limit 1 offset %u", p->table, p->column,
		   p->column, promise_random(run, (unsigned)n));
	st = prepare(&text);
	found = sqlite3_step(st) == SQLITE_ROW;
	for (int i = 0; found && i < row->columns; i++)
		row->cell[i] = sqlite3_value_dup(sqlite3_column_value(st, i));
	sqlite3_finalize(st);
	return found;
}

static void row_done(struct row *row)
{
	for (int i = 0; i < row->columns; i++)
		sqlite3_value_free(row->cell[i]);
}

/* The row is found by its key as it stands. False: the database refuses. */
static bool write_cell(const struct place *p, const struct row *row, const struct flip *f, bool is_new)
{
	struct buf text = { 0 };
	sqlite3_stmt *st;
	int rc, keys = 0;

	buf_printf(&text, "update %s set %s = ?1 where ", p->table, p->column);
	for (int i = 0; i < row->columns; i++)
		if (row->is_key[i])
			buf_printf(&text, "%s%s = ?%d", keys++ ? " and " : "", row->name[i], i + 2);
	st = prepare(&text);
	bind_cell(st, f, is_new);
	for (int i = 0; i < row->columns; i++)
		if (row->is_key[i])
			sqlite3_bind_value(st, i + 2, row->cell[i]);
	rc = sqlite3_step(st);
	sqlite3_finalize(st);
	if (rc == SQLITE_DONE && sqlite3_changes(world.h) != 1)
		give_up("a row that is not found again");
	if (rc != SQLITE_DONE && rc != SQLITE_CONSTRAINT)
		give_up(p->table);
	return rc == SQLITE_DONE;
}

/* The row's own view of the new cell, so that a changed key finds it again. */
static void reread(const struct place *p, struct row *row, const struct flip *f)
{
	struct buf text = { 0 };
	sqlite3_stmt *st;

	buf_puts(&text, "select ?1");
	st = prepare(&text);
	bind_cell(st, f, true);
	if (sqlite3_step(st) != SQLITE_ROW)
		give_up("a value");
	sqlite3_value_free(row->cell[p->at]);
	row->cell[p->at] = sqlite3_value_dup(sqlite3_column_value(st, 0));
	sqlite3_finalize(st);
}

static struct flip flip_of(struct promise_run *run, sqlite3_value *cell)
{
	unsigned change = 1 + promise_random(run, 255);
	struct flip f = { .type = sqlite3_value_type(cell) };

	if (f.type != SQLITE_INTEGER) {
		size_t n = (size_t)sqlite3_value_bytes(cell);

		buf_add(&f.was, sqlite3_value_blob(cell), n);
		buf_add(&f.is, f.was.data, n);
		f.is.data[promise_random(run, (unsigned)n)] ^= (char)change;
	} else {
		f.was_number = sqlite3_value_int64(cell);
		f.is_number = (int64_t)((uint64_t)f.was_number ^ (uint64_t)change << 8 * promise_random(run, 8));
	}
	return f;
}

/* False: no byte could be changed there. */
static bool rot(struct promise_run *run)
{
	const struct place *p = &world.place[promise_random(run, (unsigned)world.places)];
	struct row row = { 0 };
	struct buf said = { 0 };
	struct flip f;
	bool done;

	if (!read_row(run, p, &row))
		return false;
	f = flip_of(run, row.cell[p->at]);
	done = write_cell(p, &row, &f, true);
	if (done) {
		promise_case(run, count_findings(&said) > 0, "%s.%s: %s became %s: %s", p->table, p->column,
			     f.type == SQLITE_TEXT ? buf_str(&f.was) : "a number", f.type == SQLITE_TEXT ? buf_str(&f.is) : "another",
			     said.len ? buf_str(&said) : "nothing was found");
		reread(p, &row, &f);
		write_cell(p, &row, &f, false);
	}
	buf_done(&f.was);
	buf_done(&f.is);
	buf_done(&said);
	row_done(&row);
	return done;
}

static void walk(struct promise_run *run)
{
	int cases = run->is_fast ? 100 : run->is_sanitized ? 300 : run->is_long ? 20000 : 2000;
	struct buf said = { 0 };

	faulty_teeth(run);
	while (run->cases < cases && !promise_is_settled(run))
		rot(run);
	unsetenv("TEETH");
	promise_case(run, !count_findings(&said), "what was put back: %s", buf_str(&said));
	buf_done(&said);
}

int main(void)
{
	static const char *const protections[] = { "P32", NULL };
	static const struct promise p = { "P32", protections, walk, set_up, tear_down };

	return promise_main(&p);
}
