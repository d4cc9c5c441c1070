/* The index under search: it knows the words of model/search_word.h and no others, gives them newest first, page by
 * page, and forgets what it is told to forget. */
#include "model/db/private.h"
#include "model/db/search.h"
#include "model/search.h"
#include "model/search_word.h"
#include "model/text.h"
#include "tests/model/won.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct won w;

static void open_one(void)
{
	won_open(&w, NULL);
}

static void close_one(void)
{
	won_close(&w);
}

TestSuite(search_index, .init = open_one, .fini = close_one);

enum { FIRST = 5000 }; /* text ids above those of the program's own in this file */

struct written {
	int64_t id;
	enum subject_kind kind;
	int64_t deal;
	const char *body;
};

static int write_in(void *arg, struct err *err)
{
	static const struct sql text = { "test_text", "insert into text (id, body, digest, chars, class, subject_kind, subject,"
						      " at_ms, member) values ($1, $2, $3, 1, 4, $4, $1, 1, 1)" };
	const struct written *t = arg;
	struct stmt *st = db_stmt(w.s->db, &text, err);

	db_int(st, 1, t->id);
	db_text(st, 2, t->body);
	db_blob(st, 3, "x", 1);
	db_int(st, 4, t->kind);
	return db_run(st, err) || search_put(w.s, t->kind, t->id, t->deal, w.mira, CLASS_INTERNAL, t->id, t->body, err);
}

static void write_text(int64_t id, enum subject_kind kind, const char *body)
{
	struct written t = { id, kind, w.deal, body };
	struct err err = { 0 };

	cr_assert_eq(db_tx(w.s->db, write_in, &t, &err), 0, "%s", err.text);
}

static int forget_in(void *arg, struct err *err)
{
	const int64_t *id = arg;

	return search_put(w.s, SUBJECT_OUTBOX, *id, 0, 0, CLASS_INTERNAL, 0, NULL, err);
}

static void forget(int64_t id)
{
	struct err err = { 0 };

	cr_assert_eq(db_tx(w.s->db, forget_in, &id, &err), 0, "%s", err.text);
}

struct ids {
	int64_t at[3000];
	size_t n;
};

static int add_id(void *arg, const struct search_hit *h)
{
	struct ids *ids = arg;

	cr_assert_lt(ids->n, 3000);
	ids->at[ids->n++] = h->text_id;
	return 0;
}

static struct ids page(const char *words, struct search_page *p)
{
	struct ids ids = { .n = 0 };
	struct err err = { 0 };

	cr_assert_eq(search_page_each(w.s, words, p, add_id, &ids, &err), 0, "%s", err.text);
	cr_assert_null(db_left_open(w.s->db));
	return ids;
}

static size_t count(const char *words)
{
	struct search_page p = { .max = 2999, .look = 3000 };

	return page(words, &p).n;
}

Test(search_index, pages_go_on_where_the_last_one_ended)
{
	struct search_page p = { .max = 7, .look = 1000 };
	int64_t last = INT64_MAX;
	size_t all = 0, pages = 0;

	for (int i = 0; i < 40; i++)
		write_text(FIRST + i, SUBJECT_OUTBOX, i % 4 ? "a green zebra" : "a quagga");
	do {
		struct ids ids = page("gre zeb", &p);

		for (size_t i = 0; i < ids.n; i++) {
			cr_assert_lt(ids.at[i], last);
			last = ids.at[i];
		}
		all += ids.n;
		pages++;
	} while (p.below);
	cr_assert_eq(all, 30);
	cr_assert_geq(pages, 5);
}

/* Whoever may see few of many waits for no more than `look` of them at a time. */
Test(search_index, a_page_ends_when_it_has_looked_at_enough)
{
	struct search_page p = { .kind = SUBJECT_OUTBOX, .max = 5, .look = 10 };

	write_text(FIRST, SUBJECT_OUTBOX, "zebra");
	for (int i = 1; i <= 25; i++)
		write_text(FIRST + i, SUBJECT_ACTION, "zebra");
	cr_assert_eq(page("zebra", &p).n, 0);
	cr_assert_gt(p.below, 0);
	cr_assert_eq(page("zebra", &p).n, 0);
	cr_assert_eq(page("zebra", &p).n, 1);
	cr_assert_eq(p.below, 0);
}

Test(search_index, a_page_has_what_the_actor_may_see)
{
	write_text(FIRST, SUBJECT_OUTBOX, "canaryzebra");
	won_as(&w, "jo");
	cr_assert_eq(count("canaryzebra"), 0, "an ae of another deal");
	won_as(&w, "rex");
	cr_assert_eq(count("canaryzebra"), 0, "a class that is closed to readonly");
	won_as(&w, "mira");
	cr_assert_eq(count("canaryzebra"), 1);
}

Test(search_index, no_words_find_nothing)
{
	cr_assert_eq(count("  ,. \"*"), 0);
	write_text(FIRST, SUBJECT_OUTBOX, "and or not near zebra");
	cr_assert_eq(count("zebra* OR"), 1, "an operator is a word");
	cr_assert_eq(count("zebra NOT quagga"), 0);
	cr_assert_eq(count("words:zebra"), 0);
	cr_assert_eq(count("\"zebra"), 1);
}

struct told {
	int n;
	bool newest_first;
	int64_t first;
};

static int tell(void *arg, const struct search_hit *h)
{
	struct told *t = arg;

	if (!t->n++)
		t->first = h->text_id;
	t->newest_first = h->newest_first;
	return 0;
}

/* A whole word is better than a beginning, but not among more texts than are ranked. */
Test(search_index, only_small_sets_are_ranked)
{
	struct told t = { 0 };
	struct err err = { 0 };

	for (int i = 0; i < 400; i++)
		write_text(FIRST + i, SUBJECT_OUTBOX, i == 3 ? "zebra" : "zebras");
	cr_assert_eq(search_each(w.s, "zebra", 10, tell, &t, &err), 0, "%s", err.text);
	cr_assert_eq(t.n, 10);
	cr_assert_not(t.newest_first);
	cr_assert_eq(t.first, FIRST + 3);
	for (int i = 400; i < 600; i++)
		write_text(FIRST + i, SUBJECT_OUTBOX, "zebras");
	t = (struct told){ 0 };
	cr_assert_eq(search_each(w.s, "zebra", 10, tell, &t, &err), 0, "%s", err.text);
	cr_assert(t.newest_first);
	cr_assert_eq(t.first, FIRST + 599);
}

/* How many blocks of the index hold the bytes. The first byte of a word may be shared with the one before it. */
static int64_t blocks_with(const char *bytes)
{
	static const struct sql blocks = { "test_blocks", "select count(*) from search_index_data where"
							  " instr(block, cast($1 as blob)) > 0" };
	struct stmt *st = db_stmt(w.s->db, &blocks, NULL);
	int64_t n;

	db_text(st, 1, bytes);
	cr_assert_eq(db_step(st, NULL), 1);
	n = db_col(st, 0);
	db_reset(st);
	return n;
}

static int optimize_in(void *arg, struct err *err)
{
	(void)arg;
	return search_optimize(w.s, err);
}

Test(search_index, nothing_of_an_erased_word_stays_in_the_index)
{
	struct err err = { 0 };

	write_text(FIRST, SUBJECT_OUTBOX, "the quagga of Zebulon");
	write_text(FIRST + 1, SUBJECT_OUTBOX, "another text");
	forget(FIRST);
	cr_assert_eq(count("quagga"), 0);
	cr_assert_eq(count("zebulon"), 0);
	cr_assert_gt(blocks_with("uagga"), 0, "an index that forgets at once needs no optimizing");
	cr_assert_eq(db_tx(w.s->db, optimize_in, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(blocks_with("uagga"), 0);
	cr_assert_eq(blocks_with("ebulon"), 0);
	cr_assert_eq(count("another"), 1);
	cr_assert_eq(db_search_check(w.s->db, &err), 1, "%s", err.text);
}

/* Every beginning of every word of a hostile text finds it, and nothing finds it when it is gone. */
Test(search_index, finds_every_beginning_of_every_word_of_any_text)
{
	struct prop p;
	struct buf text = { 0 }, words = { 0 };
	struct err err = { 0 };
	long cases = 0;

	prop_init(&p, 77);
	for (int i = 0; i < 300; i++) {
		int64_t id = FIRST + i;
		char *clean, *rest, *word;
		struct buf valid = { 0 };

		buf_clear(&text);
		buf_clear(&words);
		prop_hostile(&p, 12, &text);
		text_repair(&valid, text.data, text.len);
		clean = xstrdup(buf_str(&valid));
		buf_done(&valid);
		write_text(id, SUBJECT_OUTBOX, clean);
		search_word_list(&words, clean);
		rest = xstrdup(buf_str(&words));
		for (char *at = rest; (word = strsep(&at, " ")) && *word; cases++) {
			struct search_page page_of = { .max = 10, .look = 10, .below = id + 1 };
			size_t n = 1 + prop_below(&p, (uint32_t)strlen(word));

			while (((unsigned char)word[n] & 0xc0) == 0x80)
				n++;
			word[n] = '\0';
			cr_assert_eq(page(word, &page_of).at[0], id, "“%s” of “%s”", word, clean);
		}
		free(rest);
		if (i % 3 == 0)
			forget(id);
		free(clean);
	}
	cr_assert_gt(cases, 300);
	cr_assert_eq(db_search_check(w.s->db, &err), 1, "%s", err.text);
	for (int i = 0; i < 300; i++)
		forget(FIRST + i);
	cr_assert_eq(db_search_check(w.s->db, &err), 1, "%s", err.text);
	buf_done(&text);
	buf_done(&words);
}
