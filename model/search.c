#include "model/search.h"

#include "model/company.h"
#include "model/interview_note.h"
#include "model/item.h"
#include "model/db/search.h"
#include "model/private.h"
#include "model/search_word.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUERY_WORDS 8
#define CANDIDATES 2000    /* names looked at for the rarest word */
#define RANKED_MOST 500    /* texts; search ranks only small hit sets */
#define AROUND 60          /* bytes shown before and after a hit */

enum { SEARCH_DOC, SEARCH_COMPANIES, SEARCH_PEOPLE, SEARCH_DEAL_OF, SEARCH_EXT, SEARCH_DEALS, SEARCH_FORM, SEARCH_ROW, SEARCH_NOTE };

/* Above every word that begins with a prefix: the last code point there is. */
#define ABOVE "\xf4\x8f\xbf\xbf"

struct hit {
	enum subject_kind kind;
	int64_t record, deal, text_id;
	int score;
	char *company, *what, *text;
	size_t from, to; /* of the first word that matched, in text */
};
struct asking {
	struct store *s;
	char *word[QUERY_WORDS]; /* folded */
	size_t words;
	struct hit *hit;
	size_t hits;
	bool newest_first; /* too many texts to be ranked */
};

/* How well words are answered so far: 3 a whole word, 1 the beginning of one, 0 not. */
struct rating {
	int best[QUERY_WORDS];
	size_t from, to; /* of the first word that answered one, in its text */
	bool found;
};

static void rate_more(const struct asking *a, const char *text, struct rating *r)
{
	struct buf word = { 0 };
	size_t at = 0, from, to, len = strlen(text);

	while (search_word_next(text, len, &at, &from, &to, &word))
		for (size_t i = 0; i < a->words; i++) {
			size_t n = strlen(a->word[i]);
			int now = word.len < n || memcmp(word.data, a->word[i], n) ? 0 : word.len == n ? 3 : 1;

			if (now > r->best[i])
				r->best[i] = now;
			if (now && !r->found) {
				r->from = from;
				r->to = to;
				r->found = true;
			}
		}
	buf_done(&word);
}

/* 0 while one of the words is not answered. */
static int score_of(const struct asking *a, const struct rating *r)
{
	int score = 0;

	for (size_t i = 0; i < a->words; i++) {
		if (!r->best[i])
			return 0;
		score += r->best[i];
	}
	return score;
}

static int rate(const struct asking *a, const char *text, size_t *first, size_t *end)
{
	struct rating r = { 0 };

	rate_more(a, text, &r);
	*first = r.from;
	*end = r.to;
	return score_of(a, &r);
}

static void add_hit(struct asking *a, struct hit h)
{
	a->hit = xrealloc(a->hit, (a->hits + 1) * sizeof *a->hit);
	a->hit[a->hits++] = h;
}

/* The longest word is taken to be the rarest. */
static const char *rarest(const struct asking *a)
{
	const char *best = a->word[0];

	for (size_t i = 1; i < a->words; i++)
		if (strlen(a->word[i]) > strlen(best))
			best = a->word[i];
	return best;
}

/* $1 … $2: the words that begin with the rarest one. The upper bound is the caller's to free. */
static struct stmt *ask(struct asking *a, int sql, struct buf *above, struct err *err)
{
	struct stmt *st = db_stmt(a->s->db, &search_sql[sql], err);

	if (!st)
		return NULL;
	buf_printf(above, "%s%s", rarest(a), ABOVE);
	db_text(st, 1, rarest(a));
	db_textn(st, 2, above->data, above->len);
	db_int(st, 3, CANDIDATES);
	access_bind(st, a->s);
	return st;
}

/* "Q4, live": where an answer stands. */
static void name_answer(struct store *s, struct hit *h)
{
	struct stmt *st = db_stmt(s->db, &search_sql[SEARCH_FORM], NULL);
	struct buf what = { 0 };

	if (!st)
		return;
	db_int(st, 1, h->record);
	if (db_step(st, NULL) == 1) {
		if (db_col(st, 2) == FORM_DEBRIEF)
			buf_puts(&what, "debrief ");
		form_field_place(db_col_text(st, 0), (enum form_layer)db_col(st, 1), (enum form_kind)db_col(st, 2),
				 db_col(st, 3), &what);
		db_reset(st);
	}
	h->what = buf_take(&what);
}

/* "promise", "parked": which kind of row; "quote", "fact": of note. */
static void name_kind(struct store *s, int sql, struct hit *h)
{
	struct stmt *st = db_stmt(s->db, &search_sql[sql], NULL);

	if (!st)
		return;
	db_int(st, 1, h->record);
	if (db_step(st, NULL) == 1) {
		h->what = xstrdup(sql == SEARCH_NOTE ? said_key(db_col(st, 0)) : item_kind_key((enum item_kind)db_col(st, 0)));
		db_reset(st);
	}
}

static void name_place(struct store *s, struct hit *h)
{
	if (h->kind == SUBJECT_FORM_VALUE)
		name_answer(s, h);
	else if (h->kind == SUBJECT_ITEM)
		name_kind(s, SEARCH_ROW, h);
	else if (h->kind == SUBJECT_INTERVIEW_NOTE)
		name_kind(s, SEARCH_NOTE, h);
	else
		h->what = xstrdup(record_name(h->kind));
}

/* Who may read a text of no deal: who reads its class everywhere, and whose it is. */
static bool is_readable(const struct store *s, enum field_class class, int64_t deal, int64_t owner)
{
	return access_can_read(s, class, owner) || (!deal && owner && owner == s->actor.member);
}

/* Texts as the index gives them, newest first, until there are enough. */
struct walk {
	struct asking *a;
	enum subject_kind kind; /* 0: any */
	size_t found, most;	/* that the actor may see */
	size_t looked, look;	/* of any */
	int64_t last;		/* looked at */
	struct err *err;
};

/* The present row is a hit, if the actor may read it. */
static void take_row(struct walk *w, struct stmt *st)
{
	struct hit h = { .kind = (enum subject_kind)db_col(st, 0), .record = db_col(st, 1), .deal = db_col(st, 2),
			 .text_id = w->last };
	const char *text = db_col_text(st, 6);

	if (!is_readable(w->a->s, (enum field_class)db_col(st, 4), h.deal, db_col(st, 3)))
		return;
	h.score = rate(w->a, text, &h.from, &h.to);
	if (!h.score)
		return;
	h.text = xstrdup(text);
	h.company = xstrdup(db_col_text(st, 5));
	add_hit(w->a, h);
	w->found++;
}

static int look_at(void *arg, int64_t id)
{
	struct walk *w = arg;
	struct stmt *st = db_stmt(w->a->s->db, &search_sql[SEARCH_DOC], w->err);
	int rc;

	if (!st)
		return -1;
	w->last = id;
	w->looked++;
	db_int(st, 1, id);
	db_int(st, 2, w->kind);
	access_bind(st, w->a->s);
	rc = db_step(st, w->err);
	if (rc == 1) {
		take_row(w, st);
		db_reset(st);
	}
	return rc < 0 ? -1 : w->found == w->most || w->looked == w->look;
}

/* 1: it ended before the last of them. */
static int walk_texts(struct walk *w, int64_t below)
{
	size_t first = w->a->hits;
	int rc = db_search_each(w->a->s->db, w->a->word, w->a->words, below, look_at, w, w->err);

	for (size_t i = first; i < w->a->hits; i++)
		name_place(w->a->s, &w->a->hit[i]);
	return rc;
}

static int search_texts(struct asking *a, struct err *err)
{
	struct walk w = { .a = a, .most = RANKED_MOST, .look = SIZE_MAX, .err = err };
	size_t first = a->hits;
	int rc = walk_texts(&w, INT64_MAX);

	a->newest_first = rc == 1;
	for (size_t i = first; a->newest_first && i < a->hits; i++)
		a->hit[i].score = 1;
	return rc < 0 ? -1 : 0;
}

/* Companies with a deal that the actor may see, also by a spelling that was merged into theirs. Names outrank words inside
 * of texts. */
static int search_companies(struct asking *a, struct err *err)
{
	struct buf above = { 0 };
	struct stmt *st = ask(a, SEARCH_COMPANIES, &above, err);
	int rc = st ? 0 : -1;

	while (st && (rc = db_step(st, err)) == 1) {
		struct hit h = { .kind = SUBJECT_COMPANY, .record = db_col(st, 0), .deal = db_col(st, 2) };
		const char *name = db_col_text(st, 3);

		h.score = rate(a, name, &h.from, &h.to);
		if (!h.score)
			continue;
		h.score += 20;
		h.text = xstrdup(name);
		h.company = xstrdup(db_col_text(st, 1));
		h.what = xstrdup(strcmp(name, h.company) ? "company, another spelling" : "company");
		add_hit(a, h);
	}
	buf_done(&above);
	return rc;
}

/* The newest deal that the actor may see of those a person stands on; of the company's, for one who stands on none.
 * 0 none: somebody known from another's deal alone is not found. */
static int64_t deal_of(struct store *s, int64_t person, int64_t company)
{
	struct stmt *st = db_stmt(s->db, &search_sql[SEARCH_DEAL_OF], NULL);
	int64_t deal = 0;

	if (!st)
		return 0;
	db_int(st, 1, company);
	db_int(st, 2, person);
	access_bind(st, s);
	db_first(st, &deal, 1, NULL);
	return deal;
}

static int search_people(struct asking *a, struct err *err)
{
	struct stmt *st = db_stmt(a->s->db, &search_sql[SEARCH_PEOPLE], err);
	size_t first = a->hits, keep;
	int rc = st ? 0 : -1;

	while (st && (rc = db_step(st, err)) == 1) {
		struct hit h = { .kind = SUBJECT_PERSON, .record = db_col(st, 0), .deal = db_col(st, 2) };

		h.score = rate(a, db_col_text(st, 1), &h.from, &h.to);
		if (!h.score)
			continue;
		h.score += 10;
		h.text = xstrdup(db_col_text(st, 1));
		h.company = xstrdup(db_col_text(st, 3));
		h.what = xstrdup("contact");
		add_hit(a, h);
	}
	/* h.deal holds the company until here: what the actor may not see goes. */
	keep = first;
	for (size_t i = first; i < a->hits; i++) {
		struct hit h = a->hit[i];

		h.deal = deal_of(a->s, h.record, h.deal);
		if (h.deal) {
			a->hit[keep++] = h;
			continue;
		}
		free(h.text);
		free(h.company);
		free(h.what);
	}
	a->hits = keep;
	return rc;
}

/* A deal by its name or its next step; the other words may be its company's ("kestrel renewal"). */
static void try_deal(struct asking *a, int64_t deal, int64_t company, const char *name, const char *next)
{
	struct hit h = { .kind = SUBJECT_DEAL, .record = deal, .deal = deal };
	struct rating r = { 0 };
	bool by_name;

	rate_more(a, name, &r);
	by_name = r.found;
	rate_more(a, next, &r);
	if (!r.found)
		return;
	h.from = r.from;
	h.to = r.to;
	h.company = company_name(a->s, company);
	if (!h.company)
		h.company = xstrdup("");
	rate_more(a, h.company, &r);
	h.score = score_of(a, &r);
	if (!h.score) {
		free(h.company);
		return;
	}
	h.score += by_name ? 15 : 5;
	h.text = xstrdup(by_name ? name : next);
	h.what = xstrdup(by_name ? "deal" : "next step");
	add_hit(a, h);
}

/* Names and next steps of deals stand in no table of words: their rows are read, newest first, up to as many hits as
 * are ranked. Whatever wrote them (form, import, undo), they are found as they stand. */
static int search_deals(struct asking *a, struct err *err)
{
	struct stmt *st = db_stmt(a->s->db, &search_sql[SEARCH_DEALS], err);
	size_t first = a->hits;
	int rc = st ? 0 : -1;

	if (st)
		access_bind(st, a->s);
	while (st && (rc = db_step(st, err)) == 1) {
		const char *next = db_col_text(st, 3);

		try_deal(a, db_col(st, 0), db_col(st, 1), db_col_text(st, 2), next ? next : "");
		if (a->hits - first < CANDIDATES)
			continue;
		db_reset(st);
		return 0;
	}
	return rc;
}

/* The query as a whole may be an external id. */
static int search_ext(struct asking *a, const char *words, struct err *err)
{
	struct stmt *st = db_stmt(a->s->db, &search_sql[SEARCH_EXT], err);
	int rc;

	if (!st)
		return -1;
	db_text(st, 1, words);
	access_bind(st, a->s);
	rc = db_step(st, err);
	if (rc == 1) {
		struct hit h = { .kind = SUBJECT_DEAL, .record = db_col(st, 0), .deal = db_col(st, 0), .score = 100,
				 .text = xstrdup(db_col_text(st, 1)), .company = xstrdup(db_col_text(st, 2)),
				 .what = xstrdup("deal"), .to = strlen(words) };

		add_hit(a, h);
		db_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

static int better(const void *x, const void *y)
{
	const struct hit *a = x, *b = y;

	if (a->score != b->score)
		return a->score < b->score ? 1 : -1;
	if (a->text_id != b->text_id)
		return a->text_id < b->text_id ? 1 : -1;
	return a->record < b->record ? 1 : a->record > b->record ? -1 : 0;
}

/* An answer taken as it was written ahead stands in both layers and is one hit, also where one of them has the name of
 * who said it. */
static bool says_the_same(const struct hit *a, const struct hit *b)
{
	const char *p = a->text, *q = b->text;

	if (a->kind != SUBJECT_FORM_VALUE || b->kind != a->kind || a->deal != b->deal)
		return false;
	while (*p && *p == *q) {
		p++;
		q++;
	}
	return (!*p || !strncmp(p, SEARCH_SAID_JOIN, strlen(SEARCH_SAID_JOIN))) &&
	       (!*q || !strncmp(q, SEARCH_SAID_JOIN, strlen(SEARCH_SAID_JOIN)));
}

static bool continues(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Cuts the words around the hit out of the text, at whole characters. */
static int show(const struct asking *a, const struct hit *h, int (*fn)(void *arg, const struct search_hit *out), void *arg)
{
	size_t len = strlen(h->text), from = h->from > AROUND ? h->from - AROUND : 0;
	size_t to = len - h->to > AROUND ? h->to + AROUND : len;
	struct search_hit out = { .kind = h->kind, .record = h->record, .deal = h->deal, .company = h->company,
				  .what = h->what, .score = h->score, .text_id = h->text_id, .from = h->from, .to = h->to,
				  .newest_first = a->newest_first };
	char *before, *match, *after;
	int rc;

	while (from < h->from && continues(h->text[from]))
		from++;
	while (to > h->to && to < len && continues(h->text[to]))
		to--;
	out.before = before = xstrndup(h->text + from, h->from - from);
	out.match = match = xstrndup(h->text + h->from, h->to - h->from);
	out.after = after = xstrndup(h->text + h->to, to - h->to);
	rc = fn(arg, &out);
	free(before);
	free(match);
	free(after);
	return rc;
}

static void read_query(struct asking *a, const char *words)
{
	struct buf word = { 0 };
	size_t at = 0, from, to;

	while (a->words < QUERY_WORDS && search_word_next(words, strlen(words), &at, &from, &to, &word))
		a->word[a->words++] = xstrdup(buf_str(&word));
	buf_done(&word);
}

static void asking_done(struct asking *a)
{
	for (size_t i = 0; i < a->words; i++)
		free(a->word[i]);
	for (size_t i = 0; i < a->hits; i++) {
		free(a->hit[i].company);
		free(a->hit[i].what);
		free(a->hit[i].text);
	}
	free(a->hit);
}

int search_each(struct store *s, const char *words, size_t max, int (*fn)(void *arg, const struct search_hit *h),
		void *arg, struct err *err)
{
	struct asking a = { .s = s };
	int rc = 0;

	read_query(&a, words);
	if (!a.words)
		rc = err_set(err, ERR_USAGE, "found no word to search for; expected letters or digits");
	if (!rc && access_read(s, CLASS_DEAL) != ACCESS_NO)
		rc = search_ext(&a, words, err) || search_companies(&a, err) || search_people(&a, err) ||
		     search_deals(&a, err) || search_texts(&a, err) ? -1 : 0;
	if (!rc && a.hits)
		qsort(a.hit, a.hits, sizeof *a.hit, better);
	for (size_t i = 0; !rc && i < a.hits && i < max; i++)
		if (!i || !says_the_same(&a.hit[i - 1], &a.hit[i]))
			rc = show(&a, &a.hit[i], fn, arg);
	asking_done(&a);
	return rc;
}

int search_page_each(struct store *s, const char *words, struct search_page *page,
		     int (*fn)(void *arg, const struct search_hit *h), void *arg, struct err *err)
{
	struct asking a = { .s = s, .newest_first = true };
	struct walk w = { .a = &a, .kind = page->kind, .most = page->max, .look = page->look, .err = err };
	int64_t below = page->below ? page->below : INT64_MAX;
	int rc = 0;

	page->below = 0;
	read_query(&a, words);
	if (a.words && access_read(s, CLASS_DEAL) != ACCESS_NO)
		rc = walk_texts(&w, below);
	if (rc == 1) {
		page->below = w.last;
		rc = 0;
	}
	for (size_t i = 0; !rc && i < a.hits; i++)
		rc = show(&a, &a.hit[i], fn, arg);
	asking_done(&a);
	return rc;
}

const struct sql search_sql[] = {
	[SEARCH_DOC] = { "search_doc", "select x.kind, x.record, x.deal, case when x.deal = 0 then x.owner else d.owner"
				       " end, x.class, coalesce(c.name, ''), " SEARCH_TEXT " from search_doc x"
				       SEARCH_TEXT_JOIN " left join deal d on d.id = x.deal"
				       " left join company c on c.id = d.company where x.id = $1 and ($2 = 0 or x.kind = $2)"
				       /* the owner here first: most texts of others are told apart by it alone */
				       " and (x.deal = 0 or " ACCESS_DEAL("x") ")"
				       " and (x.deal = 0 or (d.gone = 0 and " ACCESS_DEAL("d") "))" },
	[SEARCH_COMPANIES] = { "search_companies", "select c.id, c.name, max(d.id), o.name from company_word w"
						   " join company o on o.id = w.company"
						   " left join alias a on o.gone <> 0 and a.kind = 0 and"
						   " a.name_key = o.name_key and a.gone = 0"
						   " join company c on c.id = coalesce(a.record, o.id)"
						   " join deal d on d.company = c.id"
						   " where w.word_key >= $1 and w.word_key < $2 and c.gone = 0"
						   " and d.gone = 0 and " ACCESS_DEAL("d")
						   " group by c.id, c.name, o.name order by c.id desc limit $3" },
	[SEARCH_PEOPLE] = { "search_people", "select p.id, p.name, p.company, c.name from person p"
					     " join company c on c.id = p.company"
					     " where p.gone = 0 and p.erased = 0 and p.name <> ''" },
	[SEARCH_DEAL_OF] = { "search_deal_of", "select d.id from deal d where d.company = $1 and d.gone = 0 and "
					       ACCESS_DEAL("d") " and (exists (select 1 from deal_person p where p.deal = d.id"
					       " and p.person = $2) or not exists (select 1 from deal e join deal_person q"
					       " on q.deal = e.id where e.company = $1 and q.person = $2 and e.gone = 0))"
					       " order by d.id desc limit 1" },
	[SEARCH_EXT] = { "search_ext", "select d.id, d.ext, c.name from deal d join company c on c.id = d.company"
				       " where d.ext = $1 and d.gone = 0 and " ACCESS_DEAL("d") },
	[SEARCH_DEALS] = { "search_deals", "select d.id, d.company, d.name, d.next_step from deal d where d.gone = 0"
					   " and (d.name <> '' or d.next_step is not null) and "
					   ACCESS_DEAL("d") " order by d.id desc" },
	[SEARCH_FORM] = { "search_form", "select v.field, v.layer, f.kind, f.period from form_value v"
				       " join form f on f.id = v.form where v.id = $1" },
	[SEARCH_ROW] = { "search_row", "select kind from item where id = $1" },
	[SEARCH_NOTE] = { "search_note", "select kind from interview_note where id = $1" },
	{ NULL, NULL },
};
