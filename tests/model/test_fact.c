/* What a closed deal counts for, by hand: themes and their roots, interviews, our reason beside theirs, scores, clocks; what
 * takes it away and gives it back; and what `check` finds. */
#include "model/fact.h"

#include "model/check_store.h"
#include "model/fact_rule.h"
#include "model/recode.h"
#include "model/taxonomy_edit.h"
#include "model/value.h"
#include "tests/model/interviewed.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct interviewed w;
static struct err err;

static void open_store(void)
{
	err_clear(&err);
	interviewed_open(&w);
}

static void close_store(void)
{
	interviewed_close(&w);
}

TestSuite(fact, .init = open_store, .fini = close_store);

static struct fact_scope everything(void)
{
	int month = month_of_day(20777); /* 2026-11-20 */

	return (struct fact_scope){ .from_month = month - 3, .to_month = month + 3, .owner = FACT_EVERYBODY };
}

/* The sum of one bucket over the whole scope; all 0 where it has none. */
static struct fact_sum sum_in(const struct fact_scope *scope, enum fact_kind kind, int64_t bucket)
{
	struct fact_sum *at, all = { .bucket = bucket };
	size_t n;

	cr_assert_eq(fact_sums(w.s, scope, kind, &at, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		if (at[i].bucket == bucket) {
			all.deals += at[i].deals;
			all.n += at[i].n;
			all.v += at[i].v;
			all.outcome = at[i].outcome;
		}
	free(at);
	return all;
}

static struct fact_sum sum(enum fact_kind kind, int64_t bucket)
{
	struct fact_scope scope = everything();

	return sum_in(&scope, kind, bucket);
}

static size_t buckets(enum fact_kind kind)
{
	struct fact_scope scope = everything();
	struct fact_sum *at;
	size_t n;

	cr_assert_eq(fact_sums(w.s, &scope, kind, &at, &n, &err), 0, "%s", err.text);
	free(at);
	return n;
}

static int say_finding(void *arg, const char *text)
{
	(void)arg;
	cr_log_error("%s", text);
	return 0;
}

static int quiet(void *arg, const char *text)
{
	(void)arg, (void)text;
	return 0;
}

static size_t findings(bool said)
{
	size_t n = 0;

	cr_assert_eq(store_check(w.s, false, said ? say_finding : quiet, NULL, &n, &err), 0,
		     "%s", err.text);
	return n;
}

/* Price on two notes, a part of price and onboarding on one each: two roots. */
static void code_it(void)
{
	struct coding_pass p;

	interviewed_code(&w, 0, w.price, 0, 0);
	interviewed_code(&w, 1, w.price, 0, 0);
	interviewed_code(&w, 2, w.discount, 0, 0);
	interviewed_code(&w, 3, w.onboarding, 0, 0);
	p = interviewed_pass(&w);
	cr_assert_eq(coding_pass_close(w.s, p.id, &err), 0, "%s", err.text);
	cr_assert_eq(buckets(FACT_THEME), 0, "nothing counts before it is released");
	cr_assert_eq(coding_pass_release(w.s, p.id, &err), 0, "%s", err.text);
}

static void set(const char *field, const char *text)
{
	interviewed_as(&w, "dana");
	cr_assert_eq(deal_change(w.s, w.w.deal, field, text, &err), 0, "%s", err.text);
	interviewed_as(&w, "ana");
}

static int64_t wins(int64_t theme)
{
	return fact_theme(theme, DRIVER_WIN);
}

Test(fact, themes_count_interviews_and_roots_count_them_once)
{
	struct fact_sum price, root;

	code_it();
	price = sum(FACT_THEME, wins(w.price));
	root = sum(FACT_ROOT, wins(w.price));
	cr_assert_eq(price.deals, 1);
	cr_assert_eq(price.n, 1);
	cr_assert_eq(price.v, 2);
	cr_assert_eq(price.outcome, OUTCOME_WON);
	cr_assert_eq(sum(FACT_THEME, wins(w.discount)).v, 1);
	cr_assert_eq(root.n, 1, "an interview with two parts of a theme counts once: %d", (int)root.n);
	cr_assert_eq(root.v, 3);
	cr_assert_eq(buckets(FACT_ROOT), 2);
	cr_assert_eq(sum(FACT_INTERVIEW, FACT_VALIDATED).n, 1);
	cr_assert_eq(sum(FACT_INTERVIEW, FACT_CODED).n, 1);
	cr_assert_eq(sum(FACT_LEARNED, 0).deals, 1);
	cr_assert_eq(sum(FACT_DEBRIEF, FACT_NOT_COMPLETE).deals, 1);
	cr_assert_eq(sum(FACT_MOVE, 0).n + sum(FACT_MOVE, 1).n, 1);
	cr_assert_eq(findings(true), 0);
}

Test(fact, owners_and_sides_have_their_own_sums)
{
	struct fact_scope scope = everything();
	struct fact_sum *at;
	size_t n;

	code_it();
	set("segment", "Enterprise");
	scope.owner = w.w.mira;
	cr_assert_eq(sum_in(&scope, FACT_THEME, wins(w.price)).v, 2);
	scope.owner = w.w.priya;
	cr_assert_eq(sum_in(&scope, FACT_THEME, wins(w.price)).v, 0);
	scope.owner = FACT_EVERYBODY;
	cr_assert_eq(fact_sums_by(w.s, &scope, FACT_ROOT, DIM_SIZE, &at, &n, &err), 0);
	cr_assert_eq(n, 2);
	cr_assert_eq(at[0].value, DEAL_SIZE_SMALL, "2500 of any money is small");
	free(at);
	cr_assert_eq(fact_sums_by(w.s, &scope, FACT_VIEWS, DIM_REGION, &at, &n, &err), 0);
	cr_assert_eq(n, 1, "a side that is not summed is walked");
	cr_assert_eq(at[0].value, 0);
	cr_assert_eq(at[0].deals, 1);
	free(at);
	set("amount", "60000");
	scope = (struct fact_scope){ scope.from_month, scope.to_month, FACT_EVERYBODY, DIM_SIZE, DEAL_SIZE_LARGE };
	cr_assert_eq(sum_in(&scope, FACT_ROOT, wins(w.price)).n, 1);
	scope.value = DEAL_SIZE_SMALL;
	cr_assert_eq(sum_in(&scope, FACT_ROOT, wins(w.price)).n, 0);
	cr_assert_eq(findings(true), 0);
}

Test(fact, merged_and_split_themes_count_where_they_went)
{
	static const char *const parts[] = { "Sum of it", "Payment of it" };
	struct taxonomy t;
	struct undone u;
	const struct theme *part;
	int64_t code;

	code_it();
	cr_assert_eq(theme_merge(w.s, w.discount, w.price, &err), 0, "%s", err.text);
	cr_assert_eq(sum(FACT_THEME, wins(w.discount)).v, 1, "a draft counts nowhere");
	cr_assert_eq(taxonomy_publish(w.s, "", &err), 0, "%s", err.text);
	cr_assert_eq(sum(FACT_THEME, wins(w.discount)).v, 0);
	cr_assert_eq(sum(FACT_THEME, wins(w.price)).v, 3);
	cr_assert_eq(history_undo(w.s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), 0, "%s", err.text);
	cr_assert_eq(sum(FACT_THEME, wins(w.discount)).v, 1);
	cr_assert_eq(history_redo(w.s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, &u, &err), 0, "%s", err.text);
	cr_assert_eq(theme_split(w.s, w.onboarding, parts, 2, &err), 0, "%s", err.text);
	cr_assert_eq(taxonomy_publish(w.s, "", &err), 0, "%s", err.text);
	cr_assert_eq(sum(FACT_THEME, wins(w.onboarding)).v, 1, "it counts for itself until somebody chose");
	cr_assert_eq(taxonomy_get(w.s, 0, &t, &err), 1);
	part = taxonomy_find(&t, "Payment of it");
	cr_assert_not_null(part);
	{
		static const struct sql one = { "test_fact_code", "select max(id) from code where gone = 0" };

		code = db_scalar(w.s->db, &one, 0);
	}
	cr_assert_eq(recode_put(w.s, code, part->id, &err), 0, "%s", err.text);
	cr_assert_eq(sum(FACT_THEME, wins(part->id)).v, 1);
	cr_assert_eq(sum(FACT_THEME, wins(w.onboarding)).v, 0);
	taxonomy_done(&t);
	cr_assert_eq(findings(true), 0);
}

Test(fact, our_reason_stands_beside_theirs)
{
	code_it();
	cr_assert_eq(sum(FACT_OURS, 0).deals, 1, "nobody gave one");
	cr_assert_eq(sum(FACT_THEIRS, w.price).deals, 1);
	cr_assert_eq(sum(FACT_VIEWS, FACT_THEIRS_ONLY).deals, 1);
	set("reason", "Better PRICE than the others");
	cr_assert_eq(sum(FACT_OURS, w.price).deals, 1);
	cr_assert_eq(sum(FACT_VIEWS, FACT_AGREE).deals, 1);
	cr_assert_eq(sum(FACT_VIEWS, FACT_THEIRS_ONLY).deals, 0);
	set("reason", "the rollout is easy");
	cr_assert_eq(sum(FACT_VIEWS, FACT_DIFFER).deals, 1);
	cr_assert_eq(sum(FACT_PAIR, fact_pair(w.onboarding, w.price)).deals, 1);
	cr_assert_eq(findings(true), 0);
}

/* Filed by delivery: two points of friction, and the themes it saw. */
static int file_it(struct store *s, struct group *g, void *arg, struct err *e)
{
	struct form f = { .kind = FORM_EXCHANGE, .deal = w.w.deal, .period = 2, .state = FORM_FILED };
	struct form_save v = { .layer = LAYER_LIVE, .reply = -1, .again = -1, .class = CLASS_INTERNAL, .base_rev = -1 };
	const char *const *words = arg;

	if (form_insert(s, g, &f, e))
		return -1;
	v.form = f.id;
	v.field = FACT_FIELD_FRICTION;
	v.text = "implementation: access came two weeks late\nthe room was booked twice";
	if (form_value_put(s, g, &v, NULL, e))
		return -1;
	v.field = FACT_FIELD_CODES;
	v.text = *words;
	return form_value_put(s, g, &v, NULL, e);
}

static void filed(const char *codes)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "filed", .scope_kind = SUBJECT_FORM };

	cr_assert_eq(edit(w.s, &how, file_it, &codes, NULL, &err), 0, "%s", err.text);
}

Test(fact, delivery_says_what_it_saw)
{
	code_it();
	filed("pricing, price-level, implementation");
	cr_assert_eq(sum(FACT_EXCHANGE, 2).deals, 1);
	cr_assert_eq(sum(FACT_FRICTION, w.onboarding).n, 1);
	cr_assert_eq(sum(FACT_FRICTION, 0).n, 1);
	cr_assert_eq(sum(FACT_OURS, 0).deals, 1, "what was filled in from the interviews is no view of ours");
	filed("procurement, pricing");
	cr_assert_eq(sum(FACT_FRICTION, w.onboarding).n, 2);
	cr_assert_eq(sum(FACT_OURS, 0).deals, 0);
	cr_assert_eq(sum(FACT_VIEWS, FACT_DIFFER).deals, 1);
	cr_assert_eq(findings(true), 0);
}

Test(fact, promises_and_doubt_of_the_sale)
{
	struct item it, base;
	int64_t one = DOUBT_NO;
	struct form_save v = { .form = w.w.form, .field = "7.doubt", .layer = LAYER_AHEAD, .num = &one, .reply = -1, .again = -1,
			       .class = CLASS_HEALTH, .base_rev = -1 };

	interviewed_as(&w, "priya");
	it = won_add(&w.w, ITEM_PROMISE, "a second site in March");
	cr_assert_eq(sum(FACT_PROMISE, ITEM_OPEN * 8).n, 1);
	base = won_row(&w.w, it.id);
	item_done(&it);
	item_copy(&it, &base);
	it.state = ITEM_BROKEN;
	it.attr = PROMISE_IMPLICIT;
	won_save(&w.w, &base, &it);
	cr_assert_eq(sum(FACT_PROMISE, ITEM_OPEN * 8).n, 0);
	cr_assert_eq(sum(FACT_PROMISE, ITEM_BROKEN * 8 + PROMISE_IMPLICIT).n, 1);
	item_done(&it);
	item_done(&base);
	interviewed_as(&w, "dana");
	cr_assert_eq(form_value_save(w.s, &v, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(sum(FACT_DOUBT, DOUBT_NO).deals, 1);
	one = DOUBT_YES;
	v.layer = LAYER_LIVE;
	cr_assert_eq(form_value_save(w.s, &v, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(sum(FACT_DOUBT, DOUBT_YES).deals, 1, "what was said live counts");
	cr_assert_eq(sum(FACT_DOUBT, DOUBT_NO).deals, 0);
	cr_assert_eq(findings(true), 0);
}

Test(fact, what_is_open_or_gone_counts_for_nothing)
{
	struct fact_scope scope = everything();
	struct fact_deal page[2];
	struct undone u;
	size_t n;

	code_it();
	cr_assert_eq(fact_deals(w.s, &scope, FACT_ROOT, wins(w.price), OUTCOME_NONE, 0, 0, 2, page, &n, &err), 0);
	cr_assert_eq(n, 1);
	cr_assert_eq(page[0].deal, w.w.deal);
	cr_assert_eq(page[0].v, 3);
	cr_assert_eq(fact_deals(w.s, &scope, FACT_ROOT, wins(w.price), OUTCOME_LOST, 0, 0, 2, page, &n, &err), 0);
	cr_assert_eq(n, 0);
	interviewed_as(&w, "jo");
	cr_assert_eq(fact_deals(w.s, &scope, FACT_ROOT, wins(w.price), OUTCOME_NONE, 0, 0, 2, page, &n, &err), 0);
	cr_assert_eq(n, 0, "the deal of another is not listed");
	interviewed_as(&w, "dana");
	cr_assert_eq(deal_remove(w.s, w.w.deal, &err), 0, "%s", err.text);
	cr_assert_eq(buckets(FACT_ROOT) + buckets(FACT_CLOCK) + buckets(FACT_INTERVIEW), 0);
	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	cr_assert_eq(sum(FACT_ROOT, wins(w.price)).v, 3);
	cr_assert_eq(findings(true), 0);
}

static const char *const wrong[] = {
	"update fact set n = n + 1 where kind = 1",
	"delete from fact where kind = 3",
	"update sum_fact set v = v + 1 where dim = 2",
	"delete from sum_fact where owner <> -1",
	"insert into sum_fact values (-1, 0, 24322, 1, 0, 77, 1, 0, 0, 0)",
	"update code set driver = 2 where gone = 0",
	"update deal set competitor = 9 where id = 1",
	"update fact set close_month = close_month + 1 where kind = 2",
	"update fact set deal = 999 where kind = 15",
	"delete from fact; delete from sum_fact",
};

Test(fact, check_finds_what_is_wrong_and_rebuild_mends_it)
{
	code_it();
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		cr_assert_eq(findings(true), 0, "before %s", wrong[i]);
		cr_assert_eq(db_script(w.s->db, wrong[i], &err), 0, "%s: %s", wrong[i], err.text);
		cr_assert_gt(findings(false), 0, "not found: %s", wrong[i]);
		cr_assert_eq(facts_rebuild(w.s, &err), 0, "%s", err.text);
		if (i == 5) /* the codes themselves were another matter */
			cr_assert_eq(db_script(w.s->db, "update presence set driver = 2", &err), 0);
	}
	cr_assert_eq(findings(true), 0);
}

Test(fact, reasons_are_read_by_the_beginnings_of_their_words)
{
	static const char words[] = "[reasons]\npricing = price, too expensive\ncompetition = no decision\n[sizes]\nsmall = 5\nlarge = 9\n";
	static const char upside[] = "[sizes]\nsmall = 9\nlarge = 5\n", odd[] = "[size]\nsmall = 1\n", word[] = "[sizes]\nsmall = x\n";
	struct fact_rules r;

	cr_assert_eq(fact_rules_parse(&r, words, strlen(words), &err), 0, "%s", err.text);
	cr_assert_str_eq(fact_rules_theme(&r, "Was too  Expensive"), "pricing");
	cr_assert_str_eq(fact_rules_theme(&r, "no decision yet"), "competition");
	cr_assert_null(fact_rules_theme(&r, "enterprise"), "in the middle of a word");
	cr_assert_eq(r.large, 9);
	fact_rules_done(&r);
	cr_assert_eq(fact_rules_parse(&r, upside, strlen(upside), &err), -1);
	cr_assert_eq(fact_rules_parse(&r, odd, strlen(odd), &err), -1);
	cr_assert_eq(fact_rules_parse(&r, word, strlen(word), &err), -1);
	cr_assert_not_null(strstr(err.text, "report:2: found small = “x”"), "%s", err.text);
}
