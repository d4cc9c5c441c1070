/* The board against a plain list of the same deals: pages, totals, filters, and what an account executive sees. */
#include "model/access.h"
#include "model/board.h"
#include "model/calendar.h"
#include "model/dict.h"
#include "model/due_count.h"
#include "model/member.h"
#include "model/sample.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW INT64_C(1795428000000) /* 2026-11-23 10:00 UTC */
#define DEALS 240
#define HERE (2026 * 4 + 3)        /* the quarter of NOW */

struct plain {
	int64_t id, stage, outcome, sort_at, owner, segment, amount;
	char company[40], name[20];
};
static struct store *s;
static struct plain plain[DEALS];
static struct err err;
static int64_t mira, jo;

static const char *const first[] = { "Kestrel", "Umber", "Sorrel", "Data", "Copperline", "Tallgrass" };
static const char *const second[] = { "Data", "Group", "Labs", "Foods", "Air" };

static void add_member(const char *login, enum role role)
{
	cr_assert_eq(member_add(s, login, 1u << role, 0, &err), 0, "%s", err.text);
}

static void place(struct deal *d, size_t i)
{
	static const int open[] = { STAGE_PROSPECTING, STAGE_DISCOVERY, STAGE_SOLUTION };

	d->stage_at = NOW - (int64_t)(i * 7 % 60) * DAY_MS;
	if (i % 5 == 3 || i % 5 == 4) {
		d->stage = i % 5 == 3 ? STAGE_WON : STAGE_LOST;
		d->outcome = i % 5 == 3 ? OUTCOME_WON : OUTCOME_LOST;
		d->closed_day = calendar_day(s->calendar, d->stage_at);
		return;
	}
	d->stage = open[i % 3];
	d->outcome = i % 11 == 0 ? OUTCOME_STALLED : i % 13 == 0 ? OUTCOME_DELAYED : OUTCOME_NONE;
}

static int add_deals(struct store *st, struct group *g, void *arg, struct err *e)
{
	(void)arg;
	for (size_t i = 0; i < DEALS; i++) {
		struct plain *p = &plain[i];
		struct deal d;
		char amount[20];

		deal_init(&d);
		snprintf(p->company, sizeof p->company, "%s %s %zu", first[i * 5 % 6], second[i * 3 % 5], i % 40);
		snprintf(p->name, sizeof p->name, "%s", i % 4 ? "" : "renewal");
		snprintf(amount, sizeof amount, "%zu", i * 10 + 100);
		if (deal_put(st, &d, deal_field("company"), p->company, e) || deal_put(st, &d, deal_field("name"), p->name, e) ||
		    deal_put(st, &d, deal_field("owner"), i % 3 ? "mira" : "jo", e) ||
		    deal_put(st, &d, deal_field("segment"), i % 2 ? "SMB" : "Enterprise", e) ||
		    deal_put(st, &d, deal_field("currency"), "USD", e) ||
		    (i % 6 && deal_put(st, &d, deal_field("amount"), amount, e)))
			return -1;
		place(&d, i);
		if (deal_insert(st, g, &d, e))
			return -1;
		p->id = d.id;
		p->stage = d.stage;
		p->outcome = d.outcome;
		p->sort_at = d.sort_at;
		p->owner = d.owner;
		p->segment = d.segment;
		p->amount = d.amount_minor;
		deal_done(&d);
	}
	return 0;
}

static void set_up(void)
{
	struct store_options opt = { .login = "dana", .zone = "UTC", .now_ms = NOW, .now_frozen = true,
				     .db_flags = DB_CREATE | DB_MEMORY, .seed = 3 };
	struct group_open how = { .kind = GROUP_EDIT, .title = "many deals" };

	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	add_member("mira", ROLE_AE);
	add_member("jo", ROLE_AE);
	add_member("cleo", ROLE_CMO);
	mira = member_find(s, "mira", &err);
	jo = member_find(s, "jo", &err);
	cr_assert_eq(edit(s, &how, add_deals, NULL, NULL, &err), 0, "%s", err.text);
}

static void tear_down(void)
{
	store_close(s);
}

TestSuite(board, .init = set_up, .fini = tear_down);

static bool is_of(const struct plain *p, const struct board_filter *f, int64_t stage, enum board_fold fold)
{
	bool folded = p->outcome == OUTCOME_STALLED || p->outcome == OUTCOME_DELAYED;

	if (p->stage != stage || (f->owner && p->owner != f->owner) || (f->segment && p->segment != f->segment))
		return false;
	if (stage_is_closed((int)stage)) {
		int64_t from, to;

		if (fold == BOARD_FOLDED)
			return false;
		quarter_bounds(f->quarter ? f->quarter : HERE, 1, &from, &to);
		return calendar_day(s->calendar, p->sort_at) >= from && calendar_day(s->calendar, p->sort_at) <= to;
	}
	return fold == BOARD_ALL || folded == (fold == BOARD_FOLDED);
}

static int newest(const void *a, const void *b)
{
	const struct plain *x = *(const struct plain *const *)a, *y = *(const struct plain *const *)b;

	if (x->sort_at != y->sort_at)
		return x->sort_at > y->sort_at ? -1 : 1;
	return x->id > y->id ? -1 : 1;
}

static size_t expect(const struct board_filter *f, int64_t stage, enum board_fold fold, const struct plain **out)
{
	size_t n = 0;

	for (size_t i = 0; i < DEALS; i++)
		if (is_of(&plain[i], f, stage, fold))
			out[n++] = &plain[i];
	qsort(out, n, sizeof *out, newest);
	return n;
}

/* Walks the whole column in pages, in both directions, and compares. */
static void check_column(const struct board_filter *f, int64_t stage, enum board_fold fold, size_t want)
{
	const struct plain *ref[DEALS];
	size_t n = expect(f, stage, fold, ref), at = 0;
	struct board_key from = { 0, 0 };
	struct board_page p;

	do {
		cr_assert_eq(board_page(s, f, stage, fold, from, false, want, &p, &err), 0, "%s", err.text);
		cr_assert_eq(p.n, n - at < want ? n - at : want, "stage %d: %zu cards behind %zu of %zu", (int)stage, p.n, at, n);
		cr_assert_eq(p.more_after, at + p.n < n);
		cr_assert_eq(p.more_before, at > 0);
		for (size_t i = 0; i < p.n; i++, at++)
			cr_assert_eq(p.card[i].id, ref[at]->id, "card %zu is D-%d", at, (int)p.card[i].id);
		if (p.n)
			from = (struct board_key){ p.card[p.n - 1].sort_at, p.card[p.n - 1].id };
		board_page_done(&p);
	} while (at < n);
	from = (struct board_key){ 0, 0 };
	while (at > 0) {
		cr_assert_eq(board_page(s, f, stage, fold, from, true, want, &p, &err), 0, "%s", err.text);
		cr_assert_eq(p.n, at < want ? at : want);
		cr_assert_eq(p.more_before, at > p.n);
		for (size_t i = p.n; i-- > 0;)
			cr_assert_eq(p.card[i].id, ref[--at]->id);
		from = (struct board_key){ p.card[0].sort_at, p.card[0].id };
		board_page_done(&p);
	}
}

Test(board, pages_agree_with_a_plain_list)
{
	static const enum board_fold folds[] = { BOARD_ACTIVE, BOARD_FOLDED, BOARD_ALL };
	const int64_t owners[] = { 0, mira, jo }, segments[] = { 0, dict_find(s, "segment", "SMB", &err) };

	for (int64_t stage = STAGE_PROSPECTING; stage <= STAGE_LOST; stage++)
		for (size_t i = 0; i < 18; i++) {
			struct board_filter f = { .owner = owners[i % 3], .segment = segments[i / 9],
						  .quarter = i % 2 ? 0 : HERE - 1 };

			check_column(&f, stage, folds[i / 3 % 3], 1 + i % 7);
		}
}

Test(board, the_quarter_of_now_is_the_one_without_a_filter)
{
	struct board_filter none = { 0 }, now = { .quarter = HERE };
	struct board_total a, b;

	cr_assert_eq(board_total(s, &none, STAGE_WON, &a, &err), 0);
	cr_assert_eq(board_total(s, &now, STAGE_WON, &b, &err), 0);
	cr_assert_gt(a.n, 0);
	cr_assert_eq(a.n, b.n);
	cr_assert_eq(a.amount_minor, b.amount_minor);
}

static void check_total(const struct board_filter *f, int64_t stage)
{
	const struct plain *ref[DEALS];
	size_t n = expect(f, stage, BOARD_ACTIVE, ref);
	struct board_total t;
	int64_t sum = 0, valued = 0;

	for (size_t i = 0; i < n; i++)
		if (ref[i]->amount != NO_AMOUNT) {
			sum += ref[i]->amount;
			valued++;
		}
	cr_assert_eq(board_total(s, f, stage, &t, &err), 0, "%s", err.text);
	cr_assert_eq(t.n, (int64_t)n, "stage %d: %d, not %zu", (int)stage, (int)t.n, n);
	cr_assert_eq(t.n_valued, valued);
	cr_assert_eq(t.amount_minor, sum);
	cr_assert_eq(t.folded, (int64_t)expect(f, stage, BOARD_FOLDED, ref));
}

Test(board, totals_agree_with_a_plain_list)
{
	const int64_t segment = dict_find(s, "segment", "Enterprise", &err);

	for (int64_t stage = STAGE_PROSPECTING; stage <= STAGE_LOST; stage++)
		for (int i = 0; i < 8; i++) {
			struct board_filter f = { .owner = i & 1 ? mira : 0, .segment = i & 2 ? segment : 0,
						  .quarter = i & 4 ? 2026 * 4 + 2 : HERE };

			check_total(&f, stage);
		}
}

Test(board, currencies_are_never_added_together)
{
	struct board_filter none = { 0 };
	struct board_total t;

	cr_assert_eq(deal_change(s, plain[1].id, "currency", "JPY", &err), 0, "%s", err.text);
	cr_assert_eq(board_total(s, &none, plain[1].stage, &t, &err), 0);
	cr_assert_eq(t.currency, -1);
	cr_assert_eq(t.amount_minor, 0);
	cr_assert_gt(t.n, 1);
}

/* ---- text ---- */

static size_t found(const char *text, int64_t stage, int64_t *ids, size_t max)
{
	struct board_filter f = { .text = text, .quarter = HERE };
	struct board_total t;
	struct board_page p;
	size_t n;

	cr_assert_eq(board_page(s, &f, stage, BOARD_ALL, (struct board_key){ 0, 0 }, false, max, &p, &err), 0, "%s", err.text);
	cr_assert_eq(board_total(s, &f, stage, &t, &err), 0, "%s", err.text);
	cr_assert_eq(t.n + t.folded, (int64_t)p.n, "“%s”: %d counted, %zu listed", text, (int)(t.n + t.folded), p.n);
	n = p.n;
	for (size_t i = 0; i < n; i++)
		ids[i] = p.card[i].id;
	board_page_done(&p);
	return n;
}

static size_t plain_found(const char *word, int64_t stage)
{
	struct board_filter f = { .quarter = HERE };
	const struct plain *ref[DEALS];
	size_t n = expect(&f, stage, BOARD_ALL, ref), hits = 0;

	for (size_t i = 0; i < n; i++) {
		const char *p = ref[i]->company;
		bool hit = false;

		for (; p; p = strchr(p, ' ') ? strchr(p, ' ') + 1 : NULL)
			hit |= !strncasecmp(p, word, strlen(word));
		hits += hit;
	}
	return hits;
}

Test(board, words_find_by_their_beginnings)
{
	static const char *const words[] = { "k", "kes", "DATA", "umb", "lab", "x" };
	int64_t ids[DEALS];

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		for (int64_t stage = STAGE_PROSPECTING; stage <= STAGE_LOST; stage++)
			cr_assert_eq(found(words[i], stage, ids, DEALS), plain_found(words[i], stage), "“%s”", words[i]);
	cr_assert_gt(found("kes", STAGE_PROSPECTING, ids, DEALS), 0);
	cr_assert_eq(found("estrel", STAGE_PROSPECTING, ids, DEALS), 0);
}

/* One look answers for every stage what a look for each would. */
Test(board, one_look_for_all_stages)
{
	static const char *const words[] = { "", "k", "umb", "jo", "kes data" };

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		struct board_filter f = { .text = words[i], .quarter = HERE };
		struct board_look *l = board_look_open(s, &f, &err);

		cr_assert_not_null(l, "%s", err.text);
		for (int64_t stage = STAGE_PROSPECTING; stage <= STAGE_LOST; stage++) {
			struct board_total a, b;
			struct board_page p, q;

			cr_assert_eq(board_look_total(l, stage, &a, &err), 0, "%s", err.text);
			cr_assert_eq(board_total(s, &f, stage, &b, &err), 0, "%s", err.text);
			cr_assert_eq(a.n, b.n);
			cr_assert_eq(a.amount_minor, b.amount_minor);
			cr_assert_eq(board_look_page(l, stage, BOARD_ALL, (struct board_key){ 0, 0 }, true, 5, &p, &err), 0);
			cr_assert_eq(board_page(s, &f, stage, BOARD_ALL, (struct board_key){ 0, 0 }, true, 5, &q, &err), 0);
			cr_assert_eq(p.n, q.n);
			for (size_t k = 0; k < p.n; k++)
				cr_assert_eq(p.card[k].id, q.card[k].id);
			board_page_done(&p);
			board_page_done(&q);
		}
		board_look_close(l);
	}
}

static int add_external(struct store *st, struct group *g, void *arg, struct err *e)
{
	(void)arg;
	for (int i = 0; i < 501; i++) {
		struct deal d;
		char ext[20];

		deal_init(&d);
		snprintf(ext, sizeof ext, "ZZ%05d", i);
		d.ext = xstrdup(ext);
		if (deal_put(st, &d, deal_field("company"), "Umber Group", e) || deal_insert(st, g, &d, e))
			return -1;
		deal_done(&d);
	}
	return 0;
}

/* So many external ids begin with the word that not all are looked up: the count says that there may be more. */
Test(board, a_short_beginning_of_external_ids_says_at_least)
{
	struct board_filter f = { .text = "zz", .quarter = BOARD_EVERY_QUARTER };
	struct board_total t;
	int64_t n = 0;

	cr_assert_eq(edit(s, &(struct group_open){ .kind = GROUP_EDIT, .title = "more" }, add_external, NULL, NULL, &err), 0,
		     "%s", err.text);
	for (int64_t stage = STAGE_PROSPECTING; stage <= STAGE_LOST; stage++) {
		cr_assert_eq(board_total(s, &f, stage, &t, &err), 0, "%s", err.text);
		cr_assert(t.at_least);
		n += t.n;
	}
	cr_assert_eq(n, 500);
	f.text = "zz0000";
	cr_assert_eq(board_total(s, &f, STAGE_PROSPECTING, &t, &err), 0, "%s", err.text);
	cr_assert_not(t.at_least);
	cr_assert_eq(t.n, 10);
}

Test(board, text_finds_owners_and_numbers)
{
	struct board_filter f = { .quarter = HERE, .owner = jo };
	const struct plain *ref[DEALS];
	int64_t ids[DEALS];
	char id[20];

	cr_assert_eq(found("jo", STAGE_PROSPECTING, ids, DEALS), expect(&f, STAGE_PROSPECTING, BOARD_ALL, ref));
	cr_assert_gt(expect(&f, STAGE_PROSPECTING, BOARD_ALL, ref), 0);
	snprintf(id, sizeof id, "d-%d", (int)plain[7].id);
	cr_assert_eq(found(id, plain[7].stage, ids, DEALS), 1);
	cr_assert_eq(ids[0], plain[7].id);
}

/* A deal that both its company and its owner bring is one deal. */
Test(board, what_is_found_twice_counts_once)
{
	int64_t ids[DEALS];
	size_t before = found("jo", STAGE_PROSPECTING, ids, DEALS);

	cr_assert_gt(before, 0);
	cr_assert_eq(deal_change(s, ids[0], "company", "Jo Brothers", &err), 0, "%s", err.text);
	cr_assert_eq(found("jo", STAGE_PROSPECTING, ids, DEALS), before);
}

Test(board, names_of_deals_narrow_what_a_company_found)
{
	int64_t all[DEALS], renewals[DEALS];
	size_t n = found("kestrel", STAGE_PROSPECTING, all, DEALS), k;

	k = found("kestrel renew", STAGE_PROSPECTING, renewals, DEALS);
	cr_assert(k > 0 && k < n, "%zu of %zu", k, n);
	cr_assert_eq(found("renewal", STAGE_PROSPECTING, all, DEALS), 0);
}

static int many_companies(struct store *st, struct group *g, void *arg, struct err *e)
{
	(void)arg;
	for (int i = 0; i < 400; i++) {
		char company[40];
		struct deal d;

		deal_init(&d);
		snprintf(company, sizeof company, "Zephyr n%03d Works", i);
		d.stage_at = NOW - i * HOUR_MS;
		if (deal_put(st, &d, deal_field("company"), company, e) || deal_insert(st, g, &d, e))
			return -1;
		deal_done(&d);
	}
	return 0;
}

/* More companies than are looked up one by one: the deals are walked instead. */
Test(board, a_word_of_many_companies_finds_the_same)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "many companies" };
	int64_t ids[500];

	cr_assert_eq(edit(s, &how, many_companies, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(found("zeph", STAGE_PROSPECTING, ids, 500), 400);
	cr_assert_eq(found("zeph n01", STAGE_PROSPECTING, ids, 500), 10);
	cr_assert_eq(found("works n399", STAGE_PROSPECTING, ids, 500), 1);
}

Test(board, ids_are_those_of_the_pages)
{
	struct board_filter f = { .text = "kestrel", .quarter = HERE };
	int64_t *ids, listed[DEALS];
	size_t n, sum = 0;

	cr_assert_eq(board_ids(s, &f, BOARD_ALL, &ids, &n, &err), 0, "%s", err.text);
	for (int64_t stage = STAGE_PROSPECTING; stage <= STAGE_LOST; stage++)
		sum += found("kestrel", stage, listed, DEALS);
	cr_assert_gt(n, 0);
	cr_assert_eq(n, sum);
	for (size_t i = 1; i < n; i++)
		cr_assert_lt(ids[i - 1], ids[i]);
	free(ids);
}

/* ---- who sees what ---- */

static void act_as(const char *login)
{
	cr_assert_eq(store_act_as(s, login, &err), 0, "%s", err.text);
}

Test(board, an_account_executive_sees_own_deals_alone)
{
	struct board_filter none = { .quarter = HERE }, own = none, others = none;
	int64_t ids[DEALS];

	own.owner = jo;
	others.owner = mira;
	act_as("jo");
	for (int64_t stage = STAGE_PROSPECTING; stage <= STAGE_LOST; stage++) {
		const struct plain *ref[DEALS];
		struct board_total all, mine, theirs;
		struct board_page p;

		cr_assert_eq(board_page(s, &none, stage, BOARD_ALL, (struct board_key){ 0, 0 }, false, DEALS, &p, &err), 0);
		cr_assert_eq(p.n, expect(&own, stage, BOARD_ALL, ref));
		for (size_t i = 0; i < p.n; i++)
			cr_assert_eq(p.card[i].owner, jo);
		board_page_done(&p);
		cr_assert_eq(board_total(s, &none, stage, &all, &err), 0);
		cr_assert_eq(board_total(s, &own, stage, &mine, &err), 0);
		cr_assert_eq(board_total(s, &others, stage, &theirs, &err), 0);
		cr_assert_eq(all.n, mine.n);
		cr_assert_eq(all.amount_minor, mine.amount_minor);
		cr_assert_eq(theirs.n + theirs.folded + theirs.amount_minor, 0);
		cr_assert_eq(found("mira", stage, ids, DEALS), 0);
		for (size_t i = found("data", stage, ids, DEALS); i-- > 0;)
			for (size_t k = 0; k < DEALS; k++)
				cr_assert(plain[k].id != ids[i] || plain[k].owner == jo);
	}
}

Test(board, who_may_read_no_deal_sees_an_empty_board)
{
	struct board_filter none = { 0 };
	struct board_total t;
	struct board_page p;

	cr_assert_eq(board_any(s, &err), 1);
	act_as("cleo");
	cr_assert_eq(board_any(s, &err), 0);
	cr_assert_eq(board_total(s, &none, STAGE_DISCOVERY, &t, &err), 0);
	cr_assert_eq(t.n + t.folded, 0);
	cr_assert_eq(board_page(s, &none, STAGE_DISCOVERY, BOARD_ALL, (struct board_key){ 0, 0 }, false, 9, &p, &err), 0);
	cr_assert_eq(p.n, 0);
	board_page_done(&p);
}

/* ---- what a card says ---- */

static bool find_card(const char *company, int64_t stage, struct card *out, struct board_page *p)
{
	struct board_filter f = { .text = company, .quarter = HERE };

	cr_assert_eq(board_page(s, &f, stage, BOARD_ALL, (struct board_key){ 0, 0 }, false, 9, p, &err), 0, "%s", err.text);
	if (p->n)
		*out = p->card[0];
	return p->n > 0;
}

Test(board_sample, a_card_counts_criteria_days_and_its_worst_clock)
{
	char *dir = temp_dir("sample");
	struct store_options opt = { .login = SAMPLE_ADMIN, .out_dir = dir, .zone = "UTC", .now_ms = NOW, .now_frozen = true,
				     .db_flags = DB_CREATE | DB_MEMORY, .seed = 3 };
	struct board_filter none = { 0 };
	int64_t late[8], soon[8], shown = 0;
	struct board_page p;
	struct card c = { 0 };

	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(sample_fill(s, &err), 0, "%s", err.text);
	cr_assert_eq(store_act_as(s, SAMPLE_CRO, &err), 0, "%s", err.text);
	cr_assert(find_card("kestrel", STAGE_DISCOVERY, &c, &p));
	cr_assert_eq(c.criteria, 4);
	cr_assert_eq(c.criteria_met, 3);
	cr_assert_eq(c.days, 11);
	cr_assert_eq(c.max_days, 14);
	cr_assert_not(c.has_clock);
	board_page_done(&p);
	cr_assert_eq(board_page(s, &none, STAGE_WON, BOARD_ALL, (struct board_key){ 0, 0 }, false, 20, &p, &err), 0);
	for (size_t i = 0; i < p.n; i++)
		shown += p.card[i].has_clock && clock_state(&p.card[i].clock, NOW) == CLOCK_LATE;
	board_page_done(&p);
	cr_assert_eq(due_count_stages(s, 0, &(struct due_stages){ .late = late, .soon = soon }, &err), 0, "%s", err.text);
	cr_assert_gt(late[5], 0);
	cr_assert(shown > 0 && shown <= late[5], "%d cards show one of %d late clocks", (int)shown, (int)late[5]);
	cr_assert_eq(late[0] + late[1], 0);
	store_close(s);
	temp_remove(dir);
	free(dir);
}
