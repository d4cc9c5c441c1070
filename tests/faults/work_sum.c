/* What stands in the files of a workflow, as numbers to compare. */
#include "tests/faults/work.h"

#include "model/db/private.h"
#include "model/draft.h"

#include <string.h>

static uint64_t mix(uint64_t h, const void *bytes, size_t n)
{
	const unsigned char *p = bytes;

	while (n--)
		h = (h ^ *p++) * UINT64_C(1099511628211);
	return h;
}

static uint64_t sum_row(sqlite3_stmt *st, uint64_t h)
{
	for (int i = 0; i < sqlite3_column_count(st); i++) {
		unsigned char type = (unsigned char)sqlite3_column_type(st, i);
		const void *bytes = sqlite3_column_blob(st, i);

		h = mix(h, &type, 1);
		h = mix(h, bytes, (size_t)sqlite3_column_bytes(st, i));
	}
	return h ^ h >> 29;
}

void work_count(struct work *w, struct buf *out)
{
	sqlite3_stmt *st = NULL;

	/* How many rows the sums and the pages of the index are follows from which deals a lot drew and from how the index was
	 * merged; what they say is compared by the check. */
	sqlite3_prepare_v2(w->s->db->handle, "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
			   " and name <> 'sum_fact' and name not like 'search_index_%' order by name", -1, &st, NULL);
	while (st && sqlite3_step(st) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(st, 0);
		char *sql = sqlite3_mprintf("select count(*) from \"%w\"", name);
		sqlite3_stmt *one = NULL;

		if (!sqlite3_prepare_v2(w->s->db->handle, sql, -1, &one, NULL) && sqlite3_step(one) == SQLITE_ROW)
			buf_printf(out, "%s %d, ", name, sqlite3_column_int(one, 0));
		sqlite3_finalize(one);
		sqlite3_free(sql);
	}
	sqlite3_finalize(st);
}

static uint64_t sum_table(sqlite3 *db, const char *name)
{
	char *sql = sqlite3_mprintf("select * from \"%w\"", name);
	uint64_t sum = 0, seed = mix(UINT64_C(14695981039346656037), name, strlen(name));
	sqlite3_stmt *st = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &st, NULL);

	while (rc == SQLITE_OK && sqlite3_step(st) == SQLITE_ROW)
		sum += sum_row(st, seed);
	sqlite3_finalize(st);
	sqlite3_free(sql);
	return sum;
}

static uint64_t sum_all(sqlite3 *db)
{
	sqlite3_stmt *st = NULL;
	uint64_t sum = 0;

	sqlite3_prepare_v2(db, "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'", -1, &st,
			   NULL);
	while (st && sqlite3_step(st) == SQLITE_ROW)
		sum += sum_table(db, (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	return sum;
}

struct work_sum work_sum(struct work *w)
{
	struct work_sum sum = { .store = sum_all(w->s->db->handle) };

	if (w->s->drafts || !drafts_open(w->s, NULL))
		sum.drafts = sum_all(w->s->drafts->handle);
	return sum;
}
