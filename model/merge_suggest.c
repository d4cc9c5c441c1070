/* Which records of one kind may be two spellings of one. */
#include "model/merge.h"

#include "model/text.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <stdlib.h>
#include <string.h>

enum { ALL_COMPANIES, ALL_COMPETITORS };
/* A name with one letter more or less is looked for where names are not too many: each letter of each costs 16 bytes. */
#define LETTERS_MAX (4 << 20)
#define LONG_ENOUGH 6 /* letters: shorter names differ by one too easily */

struct name {
	int64_t id, deals;
	char *name, *key;
};
struct names_of {
	struct name *name;
	size_t n, letters;
};
struct sign {
	uint64_t hash;
	uint32_t at;
	bool whole;
};

static const char *const legal[];

static bool is_legal(const char *word, size_t n)
{
	for (const char *const *l = legal; *l; l++)
		if (strlen(*l) == n && !memcmp(*l, word, n))
			return true;
	return false;
}

/* The words of a folded name without their legal form and the blanks between them; a name of such words alone stays whole. */
static char *loose_key(const char *folded)
{
	struct buf key = { 0 };

	for (const char *p = folded; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (!is_legal(p, n))
			buf_add(&key, p, n);
		p += n;
	}
	if (!key.len)
		buf_puts(&key, folded);
	return buf_take(&key);
}

/* Letters and digits, in words, lower case: what stands between them parts words, but for "." and "&" and "'". */
static void words_of(const char *name, struct buf *out)
{
	struct buf folded = { 0 };

	text_fold(&folded, name, strlen(name));
	for (const char *p = buf_str(&folded); *p; p++) {
		if (strchr(".'", *p))
			continue;
		buf_putc(out, strchr(" ,;:/-_()[]\"!?+&", *p) ? ' ' : *p);
	}
	buf_done(&folded);
}

static int read_names(struct store *s, int sql, struct names_of *all, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &merge_suggest_sql[sql], err);
	size_t cap = 0;
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		struct buf words = { 0 };

		if (all->n == cap) {
			cap = cap ? cap * 2 : 256;
			all->name = xrealloc(all->name, cap * sizeof *all->name);
		}
		words_of(db_col_text(st, 1), &words);
		all->name[all->n] = (struct name){ db_col(st, 0), db_col(st, 2), xstrdup(db_col_text(st, 1)),
						   loose_key(buf_str(&words)) };
		all->letters += strlen(all->name[all->n++].key);
		buf_done(&words);
	}
	return rc;
}

static int by_hash(const void *a, const void *b)
{
	const struct sign *x = a, *y = b;

	return x->hash != y->hash ? (x->hash < y->hash ? -1 : 1) : x->at < y->at ? -1 : x->at > y->at;
}

/* Each key, and each key without one of its letters: two names that differ by one letter share a sign. */
static struct sign *signs_of(const struct names_of *all, size_t *n)
{
	bool each = all->letters < LETTERS_MAX;
	struct sign *sign = xcalloc(all->n + (each ? all->letters : 0) + 1, sizeof *sign);

	*n = 0;
	for (size_t i = 0; i < all->n; i++) {
		size_t len = strlen(all->name[i].key);
		char *less = xstrdup(all->name[i].key);

		sign[(*n)++] = (struct sign){ XXH3_64bits(less, len), (uint32_t)i, true };
		for (size_t k = 0; each && len > LONG_ENOUGH && k < len; k++) {
			memcpy(less, all->name[i].key, len);
			memmove(less + k, less + k + 1, len - k - 1);
			sign[(*n)++] = (struct sign){ XXH3_64bits(less, len - 1), (uint32_t)i, false };
		}
		free(less);
	}
	qsort(sign, *n, sizeof *sign, by_hash);
	return sign;
}

struct pair {
	uint32_t a, b;
};

static int by_names(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	return x->a != y->a ? (x->a < y->a ? -1 : 1) : x->b < y->b ? -1 : x->b > y->b;
}

static struct pair *pairs_of(const struct sign *sign, size_t n, size_t *n_pairs)
{
	struct pair *pair = NULL;
	size_t cap = 0;

	*n_pairs = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t k = i + 1; k < n && sign[k].hash == sign[i].hash && k < i + 16; k++) {
			if (sign[k].at == sign[i].at)
				continue;
			if (*n_pairs == cap) {
				cap = cap ? cap * 2 : 64;
				pair = xrealloc(pair, cap * sizeof *pair);
			}
			pair[(*n_pairs)++] = (struct pair){ sign[i].at, sign[k].at };
		}
	if (*n_pairs)
		qsort(pair, *n_pairs, sizeof *pair, by_names);
	return pair;
}

/* Each name is proposed to go once, also where it is like several. */
static bool tell(const struct names_of *all, const struct pair *p, bool *goes, int (*fn)(void *arg, const struct merge_pair *pair), void *arg)
{
	const struct name *a = &all->name[p->a], *b = &all->name[p->b];
	const struct name *kept = b->deals > a->deals ? b : a, *gone = kept == a ? b : a;
	bool *told = &goes[gone == a ? p->a : p->b];
	struct merge_pair out = { gone->id, kept->id, gone->deals, kept->deals, gone->name, kept->name };

	if (*told)
		return true;
	*told = true;
	return fn(arg, &out) == 0;
}

int merge_suggest(struct store *s, enum merge_kind kind, int (*fn)(void *arg, const struct merge_pair *p), void *arg,
		  struct err *err)
{
	struct names_of all = { 0 };
	struct sign *sign = NULL;
	struct pair *pair = NULL;
	bool *goes;
	size_t n = 0, n_pairs = 0;
	int rc = access_act(s, "import", err) ? -1 : read_names(s, kind == MERGE_COMPANY ? ALL_COMPANIES : ALL_COMPETITORS, &all, err);

	if (!rc) {
		sign = signs_of(&all, &n);
		pair = pairs_of(sign, n, &n_pairs);
	}
	goes = xcalloc(all.n + 1, sizeof *goes);
	for (size_t i = 0; i < n_pairs; i++)
		if ((!i || by_names(&pair[i - 1], &pair[i])) && !tell(&all, &pair[i], goes, fn, arg))
			break;
	free(goes);
	for (size_t i = 0; i < all.n; i++) {
		free(all.name[i].name);
		free(all.name[i].key);
	}
	free(all.name);
	free(sign);
	free(pair);
	return rc;
}

static const char *const legal[] = { "inc", "incorporated", "llc", "ltd", "limited", "corp", "corporation", "co", "company", "plc",
				     "gmbh", "ag", "kg", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "oy", "ab", "as", "aps",
				     "kk", "pty", "pte", "the", "group", NULL };

const struct sql merge_suggest_sql[] = {
	[ALL_COMPANIES] = { "suggest_companies",
			    "select c.id, c.name, (select count(*) from deal d where d.company = c.id and d.gone = 0) from company c"
			    " where c.gone = 0 and c.name <> '' order by c.id" },
	[ALL_COMPETITORS] = { "suggest_competitors",
			      "select w.id, w.title, count(d.id) from dict w join deal d on d.competitor = w.id and d.gone = 0"
			      " where w.kind = 'competitor' group by w.id, w.title order by w.id" },
	{ NULL, NULL },
};
