#include "model/load.h"

#include "model/calendar.h"
#include "model/company.h"
#include "model/deal_private.h"
#include "model/dict.h"
#include "model/member.h"
#include "model/names.h"
#include "model/sum_deal.h"
#include "model/text.h"
#include "model/totals.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

#define ID_BLOCK 4096
#define CLOSE_DAYS 4096
#define KINDS_MAX 16
#define WORDS_MAX 8192
#define OWN_PAGES_BYTES 262144

enum { LOAD_DEALS, LOAD_COMPANIES, LOAD_ORPHANS, LOAD_INSERT, LOAD_RETURN };

/* A search word of a new company: written many at a time in order of the words, which is what a keyed table likes. */
struct word {
	size_t at; /* in `letters`, NUL-terminated */
	int64_t company;
};

struct load {
	struct store *s;
	bool empty, no_companies, dropped, dropped_all;
	struct names companies, members;
	struct {
		const char *kind;
		struct names words;
	} dict[KINDS_MAX];
	size_t n_dict;
	struct totals totals;
	struct buf letters;
	struct word *word;
	size_t n_words, cap_words;
	int64_t deal_next, deal_end, company_next, company_end;
	int64_t close_day[CLOSE_DAYS], close_at[CLOSE_DAYS];
	struct buf key, name;
	struct stmt *insert; /* this load's own: nobody else binds it */
	struct deal last;    /* what is bound; texts are not owned */
	bool bound;
};

int load_begin(struct store *s, struct err *err)
{
#ifdef M_MMAP_THRESHOLD
	/* The tables of a load grow; what they leave behind goes back at once instead of lying about in the heap. */
	mallopt(M_MMAP_THRESHOLD, OWN_PAGES_BYTES);
#endif
	/* Sorting an index of a million rows goes to a file, so that memory stays the same whatever the size. */
	return db_script(s->db, "pragma foreign_keys = off; pragma temp_store = file; pragma threads = 1", err);
}

void load_end(struct store *s)
{
	db_script(
		s->db,
		"pragma foreign_keys = on; pragma temp_store = memory; pragma cache_size = -4000; pragma threads = 0",
		NULL);
}

int load_drop_indexes(struct load *l, struct err *err)
{
	if (l->dropped)
		return 0;
	l->dropped = true;
	l->dropped_all = l->empty;
	return db_script(l->s->db,
			 l->empty ? "drop index deal_board; drop index deal_own; drop index deal_ext;"
				    " drop index deal_company"
				  : "drop index deal_board; drop index deal_own",
			 err);
}

int load_new(struct load **out, struct store *s, bool late_indexes, struct err *err)
{
	struct load *l = xcalloc(1, sizeof *l);

	*out = l;
	l->s = s;
	l->empty = !db_scalar(s->db, &load_sql[LOAD_DEALS], 1);
	l->no_companies = !db_scalar(s->db, &load_sql[LOAD_COMPANIES], 1);
	for (size_t i = 0; i < CLOSE_DAYS; i++)
		l->close_day[i] = NO_DAY;
	/* New rows come in order of their keys; among old ones a load goes here and there. */
	if (db_script(s->db, l->empty ? "pragma cache_size = -2000" : "pragma cache_size = -8000", err))
		return -1;
	return late_indexes && l->empty ? load_drop_indexes(l, err) : 0;
}

bool load_is_empty(const struct load *l)
{
	return l->empty;
}

void load_free(struct load *l)
{
	if (!l)
		return;
	names_done(&l->companies);
	names_done(&l->members);
	totals_done(&l->totals);
	for (size_t i = 0; i < l->n_dict; i++)
		names_done(&l->dict[i].words);
	buf_done(&l->letters);
	buf_done(&l->key);
	buf_done(&l->name);
	free(l->word);
	free(l);
}

static int64_t take_id(struct load *l, const char *seq, int64_t *next, int64_t *end, struct err *err)
{
	if (*next == *end) {
		*next = db_next_id(l->s->db, seq, ID_BLOCK, err);
		if (*next < 0) {
			*next = *end = 0;
			return -1;
		}
		*end = *next + ID_BLOCK;
	}
	return (*next)++;
}

static void keep_words(struct load *l, int64_t company, const char *key)
{
	for (const char *p = key; *p; p += strspn(p, " ")) {
		size_t n = strcspn(p, " ");

		if (l->n_words == l->cap_words) {
			l->cap_words = l->cap_words ? l->cap_words * 2 : 1024;
			l->word = xrealloc(l->word, l->cap_words * sizeof *l->word);
		}
		l->word[l->n_words++] = (struct word){ l->letters.len, company };
		buf_add(&l->letters, p, n);
		buf_putc(&l->letters, '\0');
		p += n;
	}
}

static int by_word(const void *a, const void *b, void *letters)
{
	const struct word *x = a, *y = b;
	int c = strcmp((const char *)letters + x->at, (const char *)letters + y->at);

	return c ? c : (x->company > y->company) - (x->company < y->company);
}

static int write_words(struct load *l, struct err *err)
{
	if (l->n_words)
		qsort_r(l->word, l->n_words, sizeof *l->word, by_word, l->letters.data);
	for (size_t i = 0; i < l->n_words; i++)
		if (company_add_words(l->s, l->word[i].company, l->letters.data + l->word[i].at, err))
			return -1;
	l->n_words = 0;
	buf_clear(&l->letters);
	return 0;
}

static int64_t make_company(struct load *l, const char *name, struct err *err)
{
	int64_t id = take_id(l, "company", &l->company_next, &l->company_end, err);

	if (id < 0)
		return -1;
	buf_clear(&l->key);
	text_fold(&l->key, name, strlen(name));
	if (company_insert_row(l->s, id, name, buf_str(&l->key), err))
		return -1;
	keep_words(l, id, buf_str(&l->key));
	return l->n_words < WORDS_MAX || !write_words(l, err) ? id : -1;
}

int64_t load_company(struct load *l, const char *name, size_t len, struct err *err)
{
	int64_t *known = names_find(&l->companies, name, len), id = 0;

	if (known)
		return *known;
	buf_clear(&l->name);
	buf_add(&l->name, name, len);
	if (!l->no_companies)
		id = company_by_name(l->s, buf_str(&l->name), err);
	if (!id)
		id = make_company(l, buf_str(&l->name), err);
	if (id > 0)
		names_add(&l->companies, name, len, id);
	return id;
}

int64_t load_member(struct load *l, const char *name, size_t len, struct err *err)
{
	int64_t *known = names_find(&l->members, name, len), id;

	if (known)
		return *known;
	buf_clear(&l->name);
	buf_add(&l->name, name, len);
	id = member_named(l->s, buf_str(&l->name), err);
	if (id >= 0)
		names_add(&l->members, name, len, id);
	return id;
}

int64_t load_word(struct load *l, const char *kind, const char *word, size_t len, struct err *err)
{
	int64_t *known, id;
	size_t i = 0;

	while (i < l->n_dict && strcmp(l->dict[i].kind, kind))
		i++;
	if (i == l->n_dict && i < KINDS_MAX)
		l->dict[l->n_dict++].kind = kind;
	known = i < KINDS_MAX ? names_find(&l->dict[i].words, word, len) : NULL;
	if (known)
		return *known;
	buf_clear(&l->name);
	buf_add(&l->name, word, len);
	id = dict_need(l->s, kind, buf_str(&l->name), err);
	if (id >= 0 && i < KINDS_MAX)
		names_add(&l->dict[i].words, word, len, id);
	return id;
}

void load_count(struct load *l, const struct deal *d, int sign)
{
	sum_deal_count(&l->totals, d, sign);
}

/* The close of a day asks the time zone's table; a load asks for the same few thousand days again and again. */
static int64_t sort_at(struct load *l, const struct deal *d)
{
	size_t i = (size_t)d->closed_day & (CLOSE_DAYS - 1);

	if (!stage_is_closed((int)d->stage) || d->closed_day == NO_DAY)
		return d->stage_at;
	if (l->close_day[i] != d->closed_day) {
		l->close_day[i] = d->closed_day;
		l->close_at[i] = calendar_close(l->s->calendar, d->closed_day);
	}
	return l->close_at[i];
}

/* Most columns of a row hold what they held in the row before, and a statement keeps what was bound to it: only what
 * differs is bound again. Texts are bound always, as they live with their row. */
static void bind(struct load *l, const struct deal *d)
{
	db_int(l->insert, 1, d->id);
	for (size_t i = 0; i < deal_cols_count; i++) {
		const struct deal_col *c = &deal_cols[i];
		int n = (int)i + 2;
		int64_t v;

		if (c->text) {
			const char *text = *(char *const *)((const char *)d + c->offset);

			db_text(l->insert, n, text || c->null ? text : "");
			continue;
		}
		v = deal_col_int(d, c);
		if (l->bound && v == deal_col_int(&l->last, c))
			continue;
		if (c->null && v == c->none)
			db_null(l->insert, n);
		else
			db_int(l->insert, n, v);
	}
	db_int(l->insert, 41, deal_rowsum(d));
	if (!l->bound) {
		db_int(l->insert, 39, 1);
		db_int(l->insert, 40, 0);
	}
	l->last = *d; /* its texts are not looked at */
	l->bound = true;
}

int load_deal(struct load *l, struct deal *d, struct err *err)
{
	if (!l->insert)
		l->insert = db_stmt(l->s->db, &load_sql[LOAD_INSERT], err);
	if (!l->insert)
		return -1;
	d->id = take_id(l, "deal", &l->deal_next, &l->deal_end, err);
	if (d->id < 0)
		return -1;
	d->rev = 1;
	d->sort_at = sort_at(l, d);
	bind(l, d);
	if (db_run(l->insert, err))
		return -1;
	load_count(l, d, 1);
	return 0;
}

/* In the order of the key, so that writers on a shared server meet the rows in one order. */
static int write_totals(struct load *l, struct err *err)
{
	int rc = sum_deals_add(l->s, &l->totals, err);

	totals_done(&l->totals);
	return rc;
}

static int build(struct load *l, const char *ddl, struct err *err)
{
	char *text = db_expand_marks(ddl, DB_SQLITE);
	int rc = db_script(l->s->db, text, err);

	free(text);
	return rc;
}

/* The texts of the indexes are those of the schema. */
static int build_indexes(struct load *l, struct err *err)
{
	if (l->dropped_all && (build(l, "create unique index deal_ext on deal (ext) where ext is not null", err) ||
			       build(l, "create index deal_company on deal (company @ID)", err)))
		return -1;
	if (!l->dropped)
		return 0;
	if (build(l, "create index deal_board on deal (stage, outcome, sort_at @ID) where gone = 0", err))
		return -1;
	return build(l, "create index deal_own on deal (owner, stage, outcome, sort_at @ID) where gone = 0", err);
}

/* The names and words of the load are not needed any more: their memory is given back before the indexes sort. */
static void forget(struct load *l)
{
	names_done(&l->companies);
	names_done(&l->members);
	buf_done(&l->letters);
	free(l->word);
	l->word = NULL;
	l->cap_words = 0;
}

/* What foreign_key_check would say of the rows, by the index of companies: each company once, not once a deal. */
static int prove_keys(struct load *l, struct err *err)
{
	int64_t broken = db_scalar(l->s->db, &load_sql[LOAD_ORPHANS], -1);

	if (broken)
		return err_set(err, ERR_BUG, "%lld rows would name a company that is not there; nothing was written",
			       (long long)broken);
	return 0;
}

/* Ids come in blocks; what is left of the last one goes back, so that numbers stay close. */
static int return_ids(struct load *l, const char *seq, int64_t next, int64_t end, struct err *err)
{
	struct stmt *st;

	if (next == end)
		return 0;
	st = db_stmt(l->s->db, &load_sql[LOAD_RETURN], err);
	if (!st)
		return -1;
	db_text(st, 1, seq);
	db_int(st, 2, next);
	db_int(st, 3, end);
	return db_run(st, err);
}

int load_finish(struct load *l, struct err *err)
{
	if (write_totals(l, err) || write_words(l, err) || return_ids(l, "deal", l->deal_next, l->deal_end, err) ||
	    return_ids(l, "company", l->company_next, l->company_end, err))
		return -1;
	forget(l);
	return build_indexes(l, err) || prove_keys(l, err) ? -1 : 0;
}

const struct sql load_sql[] = {
	[LOAD_DEALS] = { "load_deals", "select count(*) from (select 1 from deal limit 1) t" },
	[LOAD_COMPANIES] = { "load_companies", "select count(*) from (select 1 from company limit 1) t" },
	[LOAD_ORPHANS] = { "load_orphans", "select count(*) from (select distinct company from deal) d left join "
					   "company c on c.id = d.company"
					   " where c.id is null" },
	[LOAD_INSERT] = { "load_insert",
			  "insert into deal (" DEAL_COLUMNS(
				  "") ", sum) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,"
				      " $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, "
				      "$29, $30, $31, $32, $33, $34, $35,"
				      " $36, $37, $38, $39, $40, $41)" },
	/* Only while nobody has taken an id behind the block. */
	[LOAD_RETURN] = { "load_return", "update seq set next = $2 where name = $1 and next = $3" },
	{ NULL, NULL },
};
