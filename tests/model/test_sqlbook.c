/* Every statement compiles here, has a name of its own and keeps to the words that both engines know. */
#include "model/sqlbook.h"

#include <criterion/criterion.h>
#include <string.h>
#include <strings.h>

struct book {
	struct db *db;
	const struct sql *met[2000];
	size_t n;
};

static void prepare(void *arg, const struct sql *sql)
{
	struct book *b = arg;
	struct err err = { 0 };

	cr_assert_not_null(sql->text, "a statement without text");
	cr_assert_not_null(db_stmt(b->db, sql, &err), "%s: %s", sql->name, err.text);
	for (size_t i = 0; i < b->n; i++)
		cr_assert(strcmp(b->met[i]->name, sql->name), "two statements are called %s", sql->name);
	cr_assert_lt(b->n, 2000);
	b->met[b->n++] = sql;
}

static bool has_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	for (const char *p = text; *p; p++)
		if (!strncasecmp(p, word, n) && (p == text || !strchr("abcdefghijklmnopqrstuvwxyz_.", p[-1])) &&
		    !strchr("abcdefghijklmnopqrstuvwxyz_", p[n]))
			return true;
	return false;
}

static void judge_words(void *arg, const struct sql *sql)
{
	static const char *const words[] = { "group_concat", "strftime", "rowid",     "insert or", "like",  "glob",
					     "ifnull",	     "datetime", "julianday", "offset",	   "pragma" };

	(void)arg;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		cr_assert_not(has_word(sql->text, words[i]), "%s says %s", sql->name, words[i]);
}

Test(sqlbook, every_statement_compiles)
{
	struct book b = { 0 };
	struct err err = { 0 };

	cr_assert_eq(db_open(&b.db, NULL, DB_MEMORY, &err), 0, "%s", err.text);
	sqlbook_each(SQLBOOK_STORE, prepare, &b);
	sqlbook_each(SQLBOOK_SQLITE, prepare, &b);
	cr_assert_gt(b.n, 60);
	db_close(b.db);
	cr_assert_eq(db_open(&b.db, NULL, DB_MEMORY | DB_DRAFTS, &err), 0, "%s", err.text);
	b.n = 0;
	sqlbook_each(SQLBOOK_DRAFTS, prepare, &b);
	cr_assert_gt(b.n, 2);
	db_close(b.db);
}

Test(sqlbook, no_words_of_one_engine)
{
	sqlbook_each(SQLBOOK_STORE, judge_words, NULL);
	sqlbook_each(SQLBOOK_DRAFTS, judge_words, NULL);
}
