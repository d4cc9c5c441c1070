#include "model/board_text.h"

#include "model/text.h"

#include <ctype.h>
#include <string.h>

enum { COMPANY_WORDS, OWNER_ROWS };

/* Behind every word that begins with the same bytes. */
#define LAST "\xf4\x8f\xbf\xbf"

static void split(struct board_text *t, const char *typed)
{
	char *p;

	text_fold(&t->folded, typed, strlen(typed));
	for (p = t->folded.data; p && *p && t->n < BOARD_WORDS; ) {
		t->word[t->n++] = p;
		p = strchr(p, ' ');
		if (p)
			*p++ = '\0';
	}
}

static int64_t word_id(const char *w)
{
	int64_t id;

	if (w[0] == 'd' && w[1] == '-')
		w += 2;
	return int_parse(w, &id, NULL) ? 0 : id;
}

/* A word begins behind anything that is neither letter nor digit; bytes of other scripts count as letters. */
static bool begins_word(const char *text, const char *word)
{
	size_t n = strlen(word);
	bool edge = true;

	for (const char *p = text; p && *p; p++) {
		if (edge && !strncmp(p, word, n))
			return true;
		edge = !((unsigned char)*p >= 0x80 || isalnum((unsigned char)*p));
	}
	return false;
}

static bool is_ascii(const char *s)
{
	while (*s && (unsigned char)*s < 0x80)
		s++;
	return !*s;
}

/* Without folding, which costs most of a row. */
static bool begins_ascii(const char *text, const char *word)
{
	size_t n = strlen(word);
	bool edge = true;

	for (const char *p = text; *p; p++) {
		if (edge && !strncasecmp(p, word, n))
			return true;
		edge = !isalnum((unsigned char)*p);
	}
	return false;
}

static bool begins_folded(const char *text, const char *word)
{
	struct buf b = { 0 };
	bool is;

	if (!text || !*text)
		return false;
	if (is_ascii(text))
		return begins_ascii(text, word);
	text_fold(&b, text, strlen(text));
	is = begins_word(buf_str(&b), word);
	buf_done(&b);
	return is;
}

struct hits {
	int64_t company[BOARD_COMPANIES], owner[BOARD_OWNERS];
	size_t companies, owners;
	bool many;
};

bool board_text_has(const int64_t *list, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (list[i] == id)
			return true;
	return false;
}

static int find_companies(struct store *s, const char *word, struct hits *h, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &board_text_sql[COMPANY_WORDS], err);
	struct buf high = { 0 };
	int r;

	if (!st)
		return -1;
	buf_printf(&high, "%s" LAST, word);
	db_text(st, 1, word);
	db_text(st, 2, buf_str(&high));
	while ((r = db_step(st, err)) == 1) {
		int64_t id = db_col(st, 0);

		if (board_text_has(h->company, h->companies, id))
			continue;
		if (h->companies == BOARD_COMPANIES) {
			h->many = true;
			db_reset(st);
			r = 0;
			break;
		}
		h->company[h->companies++] = id;
	}
	buf_done(&high);
	return r;
}

static int find_owners(struct store *s, const char *word, struct hits *h, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &board_text_sql[OWNER_ROWS], err);
	int r;

	if (!st)
		return -1;
	while ((r = db_step(st, err)) == 1) {
		if (!begins_folded(db_col_text(st, 1), word) && !begins_word(db_col_text(st, 2), word))
			continue;
		if (h->owners == BOARD_OWNERS)
			h->many = true;
		else
			h->owner[h->owners++] = db_col(st, 0);
	}
	return r;
}

static void take_base(struct board_text *t, size_t word, const struct hits *h)
{
	t->base = word;
	t->many = h->many;
	t->companies = h->companies;
	memcpy(t->company, h->company, sizeof t->company);
}

/* How much work a base is: an owner has many deals, a company few. */
static size_t cost(const struct hits *h)
{
	return h->many ? SIZE_MAX : h->companies + h->owners * 1000;
}

int board_text_init(struct board_text *t, struct store *s, const char *typed, struct err *err)
{
	size_t best = 0;

	memset(t, 0, sizeof *t);
	split(t, typed ? typed : "");
	for (size_t i = 0; i < t->n; i++) {
		struct hits h = { 0 };

		if (find_companies(s, t->word[i], &h, err) || find_owners(s, t->word[i], &h, err)) {
			board_text_done(t);
			return -1;
		}
		t->id[i] = word_id(t->word[i]);
		t->owners[i] = h.owners;
		memcpy(t->owner[i], h.owner, sizeof h.owner);
		if (cost(&h) && (!best || cost(&h) < best)) {
			best = cost(&h);
			take_base(t, i, &h);
		}
	}
	return 0;
}

void board_text_done(struct board_text *t)
{
	buf_done(&t->folded);
	t->n = 0;
}

static bool begins(const struct board_words *w, const char *text, const char *word)
{
	return w->all_folded ? begins_word(text, word) : begins_folded(text, word);
}

bool board_text_match(const struct board_text *t, const struct board_words *w)
{
	bool anchored = false;

	for (size_t i = 0; i < t->n; i++) {
		const char *word = t->word[i];

		if (begins_word(w->company_key, word) || t->id[i] == w->id || board_text_has(t->owner[i], t->owners[i], w->owner) ||
		    board_text_has(t->owner[i], t->owners[i], w->csm) || begins(w, w->ext, word))
			anchored = true;
		else if (!begins(w, w->name, word))
			return false;
	}
	return anchored || !t->n;
}

const struct sql board_text_sql[] = {
	[COMPANY_WORDS] = { "company_words", "select company from company_word where word_key >= $1 and word_key < $2"
					     " order by word_key, company limit 2048" },
	[OWNER_ROWS] = { "owner_rows", "select id, login, name_key from member order by id" },
	{ NULL, NULL },
};
