/* What search reads: the rows of search_doc, kept by whoever writes a text. */
#include "model/db/search.h"
#include "model/item.h"
#include "model/private.h"
#include "model/search.h"
#include "model/search_word.h"

#include <stdlib.h>

enum { DOC_OF, DOC_CLEAR, DOC_INSERT, DOC_OWNER, DOC_NEXT, DOC_WORDS };

static int run_ints(struct store *s, int sql, int64_t a, int64_t b, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &search_doc_sql[sql], err);

	if (!st)
		return -1;
	db_int(st, 1, a);
	db_int(st, 2, b);
	return db_run(st, err);
}

/* The index is told the words that it loses as it was told them. */
static int drop(struct store *s, enum subject_kind kind, int64_t record, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &search_doc_sql[DOC_OF], err);
	char *words = NULL;
	int64_t id = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, kind);
	db_int(st, 2, record);
	rc = db_step(st, err);
	if (rc == 1) {
		id = db_col(st, 0);
		words = xstrdup(db_col_text(st, 1));
		db_reset(st);
		rc = db_search_drop(s->db, id, words, err) || run_ints(s, DOC_CLEAR, id, 0, err) ? -1 : 0;
	}
	free(words);
	return rc;
}

static int insert(struct store *s, const int64_t *row, const char *words, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &search_doc_sql[DOC_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1, row, 6);
	db_text(st, 7, words);
	return db_run(st, err) || db_search_add(s->db, row[0], words, err) ? -1 : 0;
}

int search_put(struct store *s, enum subject_kind kind, int64_t record, int64_t deal, int64_t owner,
	       enum field_class class, int64_t text_id, const char *body, struct err *err)
{
	const int64_t row[] = { text_id, kind, record, deal, owner, class };
	struct buf words = { 0 };
	int rc = drop(s, kind, record, err);

	if (rc || !body || !*body)
		return rc;
	search_word_list(&words, body);
	rc = insert(s, row, buf_str(&words), err);
	buf_done(&words);
	return rc;
}

int search_set_owner(struct store *s, int64_t deal, int64_t owner, struct err *err)
{
	return run_ints(s, DOC_OWNER, deal, owner, err);
}

int search_optimize(struct store *s, struct err *err)
{
	return db_search_optimize(s->db, err);
}

/* ---- anew ---- */

static int set_words(struct store *s, int64_t id, const char *words, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &search_doc_sql[DOC_WORDS], err);

	if (!st)
		return -1;
	db_int(st, 1, id);
	db_text(st, 2, words);
	return db_run(st, err);
}

/* The words of the first row behind *after, which moves on to it. 1, 0 where there is none, -1. */
static int next_row(struct store *s, int64_t *after, struct buf *words, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &search_doc_sql[DOC_NEXT], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, *after);
	rc = db_step(st, err);
	if (rc == 1) {
		*after = db_col(st, 0);
		buf_clear(words);
		search_word_list(words, db_col_text(st, 1));
		db_reset(st);
	}
	return rc;
}

static int rebuild(void *arg, struct err *err)
{
	struct store *s = arg;
	struct buf words = { 0 };
	int64_t after = 0;
	int rc;

	while ((rc = next_row(s, &after, &words, err)) == 1)
		if (set_words(s, after, buf_str(&words), err))
			break;
	buf_done(&words);
	return rc || db_search_rebuild(s->db, err) ? -1 : 0;
}

int search_rebuild(struct store *s, struct err *err)
{
	return db_tx(s->db, rebuild, s, err);
}

const struct sql search_doc_sql[] = {
	[DOC_OF] = { "search_doc_of", "select id, words from search_doc where kind = $1 and record = $2" },
	[DOC_CLEAR] = { "search_doc_clear", "delete from search_doc where id = $1" },
	[DOC_INSERT] = { "search_doc_insert", "insert into search_doc (id, kind, record, deal, owner, class, words)"
					      " values ($1, $2, $3, $4, $5, $6, $7)" },
	[DOC_OWNER] = { "search_doc_owner", "update search_doc set owner = $2 where deal = $1" },
	[DOC_NEXT] = { "search_doc_next", "select x.id, " SEARCH_TEXT " from search_doc x" SEARCH_TEXT_JOIN
					  " where x.id > $1 order by x.id limit 1" },
	[DOC_WORDS] = { "search_doc_words", "update search_doc set words = $2 where id = $1" },
	{ NULL, NULL },
};
