/* What a person calls a deal: its number, its external id, the beginning of its company's name. */
#include "model/deal.h"

#include "model/alias.h"
#include "model/company.h"
#include "model/deal_private.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>

enum { DEAL_BY_ID, DEAL_BY_EXT, DEAL_BY_REF, DEAL_OF_NAME, DEAL_OF_BEGIN, DEAL_OF_WORD };

#define FIND_MAX 200 /* deals that one word is looked up for */

static void candidate(struct store *s, int64_t id, size_t n, struct buf *list)
{
	struct deal d;

	if (n > 5 || deal_get(s, id, &d, NULL) != 1)
		return;
	buf_puts(list, list->len ? ", " : "");
	buf_printf(list, "D-%lld ", (long long)id);
	deal_label(&d, list);
	deal_done(&d);
}

/* The deals that a statement finds between two keys; those of companies with all words of `key`. */
static int find_between(struct store *s, int sql, const char *low, const char *key, int64_t *id, size_t *found,
			struct buf *list, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_find_sql[sql], err);
	struct buf high = { 0 };
	int64_t ids[FIND_MAX];
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	buf_printf(&high, "%s\xf4\x8f\xbf\xbf", low); /* behind all that begin so */
	access_bind(st, s);
	db_text(st, 1, low);
	if (sql != DEAL_OF_NAME)
		db_text(st, 2, buf_str(&high));
	while ((rc = db_step(st, err)) == 1 && n < FIND_MAX)
		if (company_has_words(db_col_text(st, 1), key) && (!n || ids[n - 1] != db_col(st, 0)))
			ids[n++] = db_col(st, 0);
	if (rc == 1)
		db_reset(st);
	buf_done(&high);
	for (size_t i = 0; i < n; i++) {
		*id = ids[i];
		candidate(s, ids[i], ++*found, list);
	}
	return rc < 0 ? -1 : 0;
}

/* Deals of the company that a spelling was merged into. */
static int find_merged(struct store *s, const char *key, int64_t *id, size_t *found, struct buf *list, struct err *err)
{
	int64_t kept = alias_find(s, ALIAS_COMPANY, key, err);
	char *name = kept > 0 ? company_name(s, kept) : NULL;
	struct buf folded = { 0 };
	int rc = kept < 0 ? -1 : 0;

	if (name) {
		text_fold(&folded, name, strlen(name));
		rc = find_between(s, DEAL_OF_NAME, buf_str(&folded), buf_str(&folded), id, found, list, err);
	}
	free(name);
	buf_done(&folded);
	return rc;
}

/* The whole name, else its beginning, else beginnings of its words: the first that finds any decides, so that a
 * company whose name begins another's can be said. */
static int find_by_company(struct store *s, const char *word, int64_t *id, struct err *err)
{
	struct buf list = { 0 }, key = { 0 }, longest = { 0 };
	size_t found = 0;
	int rc = 0;

	text_fold(&key, word, strlen(word));
	for (const char *p = buf_str(&key); *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (n > longest.len) {
			buf_clear(&longest);
			buf_add(&longest, p, n);
		}
		p += n;
	}
	if (longest.len)
		rc = find_between(s, DEAL_OF_NAME, buf_str(&key), buf_str(&key), id, &found, &list, err);
	if (longest.len && !rc && !found)
		rc = find_between(s, DEAL_OF_BEGIN, buf_str(&key), buf_str(&key), id, &found, &list, err);
	if (longest.len && !rc && !found)
		rc = find_between(s, DEAL_OF_WORD, buf_str(&longest), buf_str(&key), id, &found, &list, err);
	if (longest.len && !rc && !found)
		rc = find_merged(s, buf_str(&key), id, &found, &list, err);
	if (!rc && found == 0)
		rc = err_set(err, ERR_INPUT,
			     "no deal “%s”: found none by number (D-12), external id or the beginning of a"
			     " company's name",
			     word);
	else if (!rc && found > 1)
		rc = err_set(err, ERR_INPUT, "“%s” fits %zu%s deals: %s%s; say which by its number", word, found,
			     found == FIND_MAX ? " or more" : "", buf_str(&list), found > 5 ? ", …" : "");
	buf_done(&list);
	buf_done(&key);
	buf_done(&longest);
	return rc;
}

static int one(struct store *s, int sql, const char *text, int64_t number, int64_t *id, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &deal_find_sql[sql], err);

	if (!st)
		return -1;
	access_bind(st, s);
	db_text_or(st, 1, text, number);
	return db_first(st, id, 1, err);
}

int deal_find_external(struct store *s, const char *word, int64_t *id, struct err *err)
{
	int rc = one(s, DEAL_BY_EXT, word, 0, id, err);

	return rc ? rc : one(s, DEAL_BY_REF, word, 0, id, err);
}

int deal_find(struct store *s, const char *word, int64_t *id, struct err *err)
{
	char *end = NULL;
	long long number = 0;
	int rc;

	*id = 0;
	if ((word[0] == 'D' || word[0] == 'd') && word[1] == '-')
		number = strtoll(word + 2, &end, 10);
	if (end && end > word + 2 && !*end) {
		rc = one(s, DEAL_BY_ID, NULL, number, id, err);
		if (rc)
			return rc < 0 ? -1 : 0;
	}
	rc = deal_find_external(s, word, id, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	return find_by_company(s, word, id, err);
}

int deal_need(struct store *s, int64_t id, struct deal *out, struct err *err)
{
	int rc = deal_get(s, id, out, err);

	return rc == 1 ? 0 : rc ? -1 : err_set(err, ERR_INPUT, "that deal is not here any more");
}

int deal_name(struct store *s, int64_t id, struct buf *out, struct err *err)
{
	struct deal d;

	if (deal_need(s, id, &d, err))
		return -1;
	deal_label(&d, out);
	deal_done(&d);
	return 0;
}

#define FIND_COLUMNS "select d.id, c.name_key from company c join deal d on d.company = c.id"
#define FIND_SEEN " and c.gone = 0 and d.gone = 0 and " ACCESS_DEAL("d") " order by d.id"

const struct sql deal_find_sql[] = {
	[DEAL_BY_ID] = { "deal_by_id",
			 "select d.id from deal d where d.id = $1 and d.gone = 0 and " ACCESS_DEAL("d") },
	[DEAL_BY_EXT] = { "deal_by_ext",
			  "select d.id from deal d where d.ext = $1 and d.gone = 0 and " ACCESS_DEAL("d") },
	[DEAL_BY_REF] = { "deal_by_ref", "select d.id from source_ref r join deal d on d.id = r.record"
					 " where r.kind = 1 and r.ext = $1 and d.gone = 0 and " ACCESS_DEAL("d") },
	[DEAL_OF_NAME] = { "deal_of_name", FIND_COLUMNS " where c.name_key = $1" FIND_SEEN },
	[DEAL_OF_BEGIN] = { "deal_of_begin", FIND_COLUMNS " where c.name_key >= $1 and c.name_key < $2" FIND_SEEN },
	[DEAL_OF_WORD] = { "deal_of_word", FIND_COLUMNS " join company_word w on w.company = c.id"
							" where w.word_key >= $1 and w.word_key < $2" FIND_SEEN },
	{ NULL, NULL },
};
