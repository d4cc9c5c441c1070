/* The index of search on PostgreSQL. The words of a row are taken as they are, not through a parser of the engine's, so
 * that both engines find the same. Adding and dropping is the engine's own business: it indexes the column. */
#include "model/db/search.h"

#define WORDS "array_to_tsvector(string_to_array(words, ' '))"

const char db_search_ddl_pg[] = "create index search_index on search_doc using gin (" WORDS ")";

/* $1: 'word':* & 'other':* */
const struct sql search_pg_sql[] = {
	{ "search_pg_find", "select id from search_doc where " WORDS " @@ cast($1 as tsquery) and id < $2 order by id desc" },
	{ "search_pg_rebuild", "reindex index search_index" },
	{ NULL, NULL },
};
