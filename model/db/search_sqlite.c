/* The index of search on SQLite: FTS5 over search_doc.words. The words are folded and parted already, so its tokenizer is
 * the plain one, which takes whatever is above ASCII for a letter: any sqlite3 reads the table. No positions and no
 * lengths are kept, for the rank of a hit is not the index's (model/search.c). Beginnings of up to three letters have
 * lists of their own: without them the first letter typed would gather the lists of thousands of words. */
#include "model/db/search.h"

#include "model/buf.h"
#include "model/db/private.h"

#include <stdlib.h>

enum { ADD, DROP, FIND, OPTIMIZE, REBUILD, FORMAT };

static int run_words(struct db *db, int sql, int64_t id, const char *words, struct err *err)
{
	struct stmt *st = db_stmt(db, &search_sqlite_sql[sql], err);

	if (!st)
		return -1;
	db_int(st, 1, id);
	db_text(st, 2, words);
	return db_run(st, err);
}

int db_search_add(struct db *db, int64_t id, const char *words, struct err *err)
{
	return run_words(db, ADD, id, words, err);
}

int db_search_drop(struct db *db, int64_t id, const char *words, struct err *err)
{
	return run_words(db, DROP, id, words, err);
}

int db_search_optimize(struct db *db, struct err *err)
{
	return run_words(db, OPTIMIZE, 0, NULL, err);
}

/* Words hold no quotation mark: see model/search_word.h. */
static char *as_query(char *const *words, size_t n)
{
	struct buf query = { 0 };

	for (size_t i = 0; i < n; i++)
		buf_printf(&query, "%s\"%s\"*", i ? " " : "", words[i]);
	return buf_take(&query);
}

int db_search_each(struct db *db, char *const *words, size_t n, int64_t below, int (*fn)(void *arg, int64_t id),
		   void *arg, struct err *err)
{
	struct stmt *st = db_stmt(db, &search_sqlite_sql[FIND], err);
	char *query = as_query(words, n);
	int rc = st ? 0 : -1;

	if (st) {
		db_text(st, 1, query);
		db_int(st, 2, below);
	}
	while (st && (rc = db_step(st, err)) == 1) {
		rc = fn(arg, db_col(st, 0));
		if (!rc)
			continue;
		db_reset(st);
		break;
	}
	free(query);
	return rc;
}

/* Its own tables as they are in a new file. The table reads some of them before it does anything, so that damage there would
 * keep it from being made anew. */
static int empty_tables(struct db *db, struct err *err)
{
	int rc;

	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	rc = db_script(db, "delete from search_index_config; insert into search_index_config values ('version', 4);"
		       " delete from search_index_idx; delete from search_index_data;"
		       " insert into search_index_data values (1, x''), (10, x'00000000000000')", err);
	sqlite3_db_config(db->handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
	return rc;
}

int db_search_rebuild(struct db *db, struct err *err)
{
	return empty_tables(db, err) || run_words(db, REBUILD, 0, NULL, err) ? -1 : 0;
}

/* ---- looking through it ---- */

/* All rows of a table of the file into the one of the copy, which has the same columns. */
static int copy_table(struct db *db, sqlite3 *copy, const char *from, const char *to, int columns)
{
	sqlite3_stmt *in = NULL, *out = NULL;
	int rc = sqlite3_prepare_v2(db->handle, from, -1, &in, NULL);

	if (rc == SQLITE_OK && sqlite3_prepare_v2(copy, to, -1, &out, NULL) != SQLITE_OK)
		rc = SQLITE_NOMEM;
	while (rc == SQLITE_OK && (rc = sqlite3_step(in)) == SQLITE_ROW) {
		for (int i = 0; i < columns; i++)
			sqlite3_bind_value(out, i + 1, sqlite3_column_value(in, i));
		rc = sqlite3_step(out) == SQLITE_DONE ? SQLITE_OK : SQLITE_NOMEM;
		sqlite3_reset(out);
	}
	sqlite3_finalize(out);
	sqlite3_finalize(in);
	return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static int copy_index(struct db *db, sqlite3 *copy)
{
	static const struct {
		const char *from, *to;
		int columns;
	} tables[] = {
		{ "select id, words from search_doc", "insert into search_doc values (?, ?)", 2 },
		{ "select k, v from search_index_config", "insert into search_index_config values (?, ?)", 2 },
		{ "select id, block from search_index_data", "insert into search_index_data values (?, ?)", 2 },
		{ "select segid, term, pgno from search_index_idx", "insert into search_index_idx values (?, ?, ?)", 3 },
	};
	int rc = SQLITE_OK;

	for (size_t i = 0; rc == SQLITE_OK && i < sizeof tables / sizeof tables[0]; i++)
		rc = copy_table(db, copy, tables[i].from, tables[i].to, tables[i].columns);
	return rc;
}

/* The table looks through itself only where it may write, and would keep everybody else from writing meanwhile. */
int db_search_check(struct db *db, struct err *err)
{
	struct buf ddl = { 0 };
	sqlite3 *copy = NULL;
	int rc;

	if (db_scalar(db, &search_sqlite_sql[FORMAT], 0) != 1)
		return 0;
	rc = sqlite3_open(":memory:", &copy);
	buf_printf(&ddl, "create table search_doc (id integer primary key, words text not null); %s;"
		   " delete from search_index_config; delete from search_index_data", db_search_ddl_sqlite);
	if (rc == SQLITE_OK)
		rc = sqlite3_exec(copy, ddl.data, NULL, NULL, NULL);
	buf_done(&ddl);
	if (rc == SQLITE_OK)
		rc = copy_index(db, copy);
	if (rc == SQLITE_OK) {
		rc = sqlite3_exec(copy, "insert into search_index (search_index, rank) values ('integrity-check', 1)", NULL,
				  NULL, NULL);
		rc = rc == SQLITE_OK ? 1 : (rc & 0xff) == SQLITE_CORRUPT || rc == SQLITE_ERROR ? 0
										    : db_fail(db, rc, "reading the index", err);
	} else {
		rc = db_fail(db, rc, "reading the index of search", err);
	}
	sqlite3_close(copy);
	return rc;
}

/* Beginnings of up to five letters have an index of their own: without one all texts of all words that begin so are put
 * together before the first is told, which took 10 ms for a word of every fourth of 100,000 notes. */
const char db_search_ddl_sqlite[] = "create virtual table search_index using fts5(words, content='search_doc',"
				    " content_rowid='id', tokenize='ascii', detail='none', columnsize=0, prefix='1 2 3 4 5')";

const struct sql search_sqlite_sql[] = {
	[ADD] = { "search_add", "insert into search_index (rowid, words) values ($1, $2)" },
	[DROP] = { "search_drop", "insert into search_index (search_index, rowid, words) values ('delete', $1, $2)" },
	[FIND] = { "search_find", "select rowid from search_index where search_index match $1 and rowid < $2"
				  " order by rowid desc" },
	[OPTIMIZE] = { "search_optimize", "insert into search_index (search_index) values ('optimize')" },
	[REBUILD] = { "search_rebuild", "insert into search_index (search_index) values ('rebuild')" },
	[FORMAT] = { "search_format", "select sum(case when k = 'version' and v = 4 then 1 else 2 end) from"
				      " search_index_config" },
	{ NULL, NULL },
};
