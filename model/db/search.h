#ifndef MODEL_DB_SEARCH_H
#define MODEL_DB_SEARCH_H
/* The index over search_doc.words: the only SQL that is not shared by the engines. SQLite has an FTS5 table with
 * external content (search_sqlite.c), PostgreSQL an index over the column (search_pg.c). Both know the words exactly as
 * they stand there, parted by blanks; how they are folded is model/search_word.h's.
 *
 * Source: schema.md, "search_doc"; performance.md, F12. */
#include "model/db/db.h"

/* Inside db_tx: the row `id` of search_doc has got these words, or is about to lose them. */
int db_search_add(struct db *db, int64_t id, const char *words, struct err *err);
int db_search_drop(struct db *db, int64_t id, const char *words, struct err *err);

/* The rows below `below` that hold a word beginning with each of `words` (n > 0), newest (highest id) first. fn runs
 * other statements as it likes, but not this one; non-zero ends the walk. 0 at the end, what fn returned, or -1. */
int db_search_each(struct db *db, char *const *words, size_t n, int64_t below, int (*fn)(void *arg, int64_t id),
		   void *arg, struct err *err);

/* Inside db_tx, after an erasure: nothing of a word that was dropped stays in the index. Costs as much as writing it
 * anew. */
int db_search_optimize(struct db *db, struct err *err);
/* Inside db_tx: anew from search_doc.words, whatever it held. */
int db_search_rebuild(struct db *db, struct err *err);
/* Does it hold the words of search_doc, all of them and no others? 1 yes, 0 no, -1. Writes nothing: it is looked at in a
 * copy in memory. Inside db_read where others write. */
int db_search_check(struct db *db, struct err *err);

/* Engine's part of the schema: what the mark @SEARCH of assets/schema/ stands for. */
extern const char db_search_ddl_sqlite[], db_search_ddl_pg[];
extern const struct sql search_sqlite_sql[], search_pg_sql[];
#endif
