/* Ten thousand random edits (the long tier; some refused ones beside them) on everything that facts rest on, undo and imports among them; every now and then the sums are
 * those of a plain group-by, and the rows those of working them all out anew (F10). One twin a kind of touch. */
#include "model/config.h"
#include "model/event.h"
#include "model/fact.h"
#include "model/icp.h"
#include "model/import.h"
#include "model/interview_check.h"
#include "model/merge.h"
#include "model/move.h"
#include "model/recode.h"
#include "model/settle.h"
#include "model/taxonomy_edit.h"
#include "tests/model/interviewed.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"
#include "tests/support/validated.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct world {
	struct interviewed w;
	struct store *s;
	struct prop p;
	char *dir, *file;
	int64_t import; /* the newest, 0 none */
};

/* A statement is known by its address: each has one. */
#define number(x, words) ({ static const struct sql one = { "fact_random", words }; db_scalar((x)->s->db, &one, 0); })

static uint32_t below(struct world *x, uint32_t n)
{
	return prop_below(&x->p, n);
}

/* A row of a table at random: its id, 0 none. */
static int64_t any(struct world *x, int64_t newest)
{
	return newest > 0 ? 1 + below(x, (uint32_t)newest) : 0;
}

static int64_t any_deal(struct world *x)
{
	return any(x, number(x, "select max(id) from deal"));
}

static int64_t any_interview(struct world *x)
{
	return any(x, number(x, "select max(id) from interview"));
}

static int64_t any_theme(struct world *x)
{
	return any(x, number(x, "select max(id) from theme"));
}

/* ---- acts ---- */

static const char *const values[][2] = {
	{ "amount", "1200" },	    { "amount", "77000.25" },	  { "amount", "" },	   { "currency", "JPY" },
	{ "owner", "mira" },	    { "owner", "jo" },		  { "owner", "" },	   { "segment", "SMB" },
	{ "segment", "Enterprise" }, { "region", "North" },	  { "product", "Core" },   { "competitor", "Gridwell" },
	{ "competitor", "" },	    { "reason", "price" },	  { "reason", "rollout" }, { "reason", "because" },
	{ "icp_1", "4" },	    { "icp_2", "1" },		  { "next_step", "call" }, { "csm", "priya" },
};

static int change_deal(struct world *x, struct err *err)
{
	size_t i = below(x, sizeof values / sizeof values[0]);

	return deal_change(x->s, any_deal(x), values[i][0], values[i][1], err);
}

static int add_deal(struct world *x, struct err *err)
{
	struct deal d;
	int rc;

	deal_init(&d);
	d.name = xstrdup("pilot");
	d.amount_minor = below(x, 2) ? (int64_t)below(x, 10000000) : NO_AMOUNT;
	rc = deal_add(x->s, &d, err);
	deal_done(&d);
	return rc;
}

static int move_deal(struct world *x, struct err *err)
{
	struct move m = { .deal = any_deal(x), .to_stage = 1 + below(x, 7), .reason = below(x, 2) ? "price" : "no decision",
			  .check_all = below(x, 2), .competitor = "Northwind", .follow_up_day = NO_DAY, .commitment = COMMIT_WRITTEN,
			  .sow = SOW_SIGNED, .sow_day = NO_DAY, .contact = "Ida Brandt" };

	if (below(x, 2))
		m.to_stage = below(x, 2) ? STAGE_WON : STAGE_LOST;
	return deal_move(x->s, &m, NULL, err);
}

static int mark_deal(struct world *x, struct err *err)
{
	static const enum event_kind kinds[] = { EV_SOW_SENT, EV_KICKOFF_SET, EV_KICKOFF_HELD, EV_DELIVERED, EV_INTRODUCED };
	struct new_event e = { .deal = any_deal(x), .kind = kinds[below(x, 5)], .at_ms = x->s->now(x->s) - HOUR_MS * below(x, 40),
			       .for_ms = x->s->now(x->s) + DAY_MS, .reason = below(x, 2) ? "because" : NULL };

	return event_mark(x->s, &e, err);
}

static int add_interview(struct world *x, struct err *err)
{
	struct interview i;
	struct interview_note n;
	int rc;

	interview_init(&i);
	i.deal = any_deal(x);
	i.interviewer = below(x, 2) ? x->w.w.mira : 0;
	won_put(&i.respondent, "CFO");
	rc = interview_add(x->s, &i, err) || interview_consent(x->s, i.id, PERMIT_NOTES, CONSENT_GIVEN, NULL, err) ||
	     interview_hold(x->s, i.id, x->s->now(x->s), err);
	for (int k = 0; !rc && k < 3; k++) {
		interview_note_init(&n, i.id, SAID_QUOTE);
		won_put(&n.text, interviewed_text[k]);
		rc = interview_note_save(x->s, NULL, &n, NULL, err);
		interview_note_done(&n);
	}
	if (!rc && below(x, 4))
		rc = validated(x->s, i.id, err);
	interview_done(&i);
	return rc;
}

static int turn_interview(struct world *x, struct err *err)
{
	switch (below(x, 5)) {
	case 0:
		return interview_flag(x->s, any_interview(x), "half of it is missing", err);
	case 1:
		return interview_refuse(x->s, any_interview(x), "no time", err);
	case 2:
		return interview_remove(x->s, any_interview(x), err);
	case 3:
		return interview_consent(x->s, any_interview(x), PERMIT_QUOTE, CONSENT_REFUSED, NULL, err);
	default:
		return validated(x->s, any_interview(x), err);
	}
}

/* A pass of an analyst over one interview, closed and released, or left half done. */
static int code_interview(struct world *x, struct err *err)
{
	int64_t id = any_interview(x);
	struct interview_note *notes;
	struct coding_pass p;
	size_t n;
	int rc;

	interviewed_as(&x->w, below(x, 2) ? "ana" : "ben");
	if (coding_pass_need(x->s, id, &p, err) || interview_notes(x->s, id, &notes, &n, err))
		return -1;
	rc = n ? 0 : -1;
	for (size_t k = 0; !rc && k < 3; k++) {
		struct code c = { .pass = p.id, .note = notes[below(x, (uint32_t)n)].id, .theme = any_theme(x), .end_cp = -1,
				  .driver = DRIVER_BY_OUTCOME };

		rc = code_put(x->s, &c, err) && err->kind == ERR_BUG ? -1 : 0;
		code_done(&c);
	}
	interview_notes_done(notes, n);
	if (rc || !below(x, 3))
		return rc;
	return coding_pass_close(x->s, p.id, err) || coding_pass_release(x->s, p.id, err) ? -1 : 0;
}

static int settle_interview(struct world *x, struct err *err)
{
	int64_t id = any_interview(x), pass;
	struct settling y;
	int rc = settle_begin(x->s, id, &pass, err);

	if (rc || settling_load(x->s, id, &y, err))
		return -1;
	for (size_t k = 0; !rc && k < y.n; k++)
		if (y.note[k].differs)
			rc = settle_note(x->s, id, y.note[k].note.id, y.note[k].state, (enum settle_choice)below(x, 4), err);
	settling_done(&y);
	return rc;
}

static int change_taxonomy(struct world *x, struct err *err)
{
	char one[40], two[40];
	const char *const titles[] = { one, two };
	int64_t theme = any_theme(x);
	int rc;

	snprintf(one, sizeof one, "part %u", below(x, 100000));
	snprintf(two, sizeof two, "other %u", below(x, 100000));
	rc = below(x, 2) ? theme_merge(x->s, theme, any_theme(x), err) : theme_split(x->s, theme, titles, 2, err);
	return rc || below(x, 2) ? rc : taxonomy_publish(x->s, "", err);
}

/* Where a code waits for a choice, to another theme in use. */
static int choose_part(struct world *x, struct err *err)
{
	struct recode_item *at;
	struct taxonomy t;
	size_t n, i;
	int rc = taxonomy_get(x->s, 0, &t, err) == 1 ? recode_list(x->s, &t, true, &at, &n, err) : -1;

	if (rc)
		return -1;
	if (n) {
		i = below(x, (uint32_t)n);
		rc = recode_put(x->s, at[i].code, t.theme[below(x, (uint32_t)t.n)].id, err);
	}
	recode_done(at, n);
	taxonomy_done(&t);
	return rc;
}

static int write_file(struct world *x)
{
	static const char *const stages[] = { "won", "lost", "negotiation" };
	FILE *f = fopen(x->file, "w");

	cr_assert_not_null(f);
	fputs("external_id,company,stage,amount,segment,competitor,closed\n", f);
	for (int i = 0; i < 6; i++) {
		uint32_t stage = below(x, 3);

		fprintf(f, "X%u,Lumen Labs,%s,%u,%s,%s,%s\n", below(x, 12), stages[stage], below(x, 90000),
			below(x, 2) ? "SMB" : "Enterprise", below(x, 2) ? "Tessel" : "", stage < 2 ? "2026-11-05" : "");
	}
	return fclose(f);
}

static int import_file(struct world *x, struct err *err)
{
	struct import_options opt = { .kind = "deals", .path = x->file, .theirs = true, .start_clocks = below(x, 2) };
	struct import_result out;
	int rc;

	if (x->import && below(x, 3) == 0) {
		struct import_reverted back;
		int64_t id = x->import;

		x->import = 0;
		return import_revert(x->s, id, NULL, NULL, &back, err);
	}
	if (write_file(x))
		return -1;
	rc = import_run(x->s, &opt, &out, err);
	if (!rc)
		x->import = out.id;
	import_result_done(&out);
	return rc;
}

/* The debrief turns complete or open again, or what delivery says is filed. */
static int put_form(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct world *x = arg;
	int64_t deal = any_deal(x);
	struct form f = { .kind = FORM_EXCHANGE, .deal = deal, .period = 2, .state = FORM_FILED }, was;
	struct form_save codes = { .field = FACT_FIELD_CODES, .layer = LAYER_LIVE, .text = below(x, 2) ? "pricing" : "implementation, pricing",
				   .reply = -1, .again = -1, .class = CLASS_CRM, .base_rev = -1 };
	int rc = form_of_deal(s, deal, below(x, 2) ? FORM_DEBRIEF : FORM_EXCHANGE, &was, err);

	if (rc < 0)
		return -1;
	if (rc == 0) {
		if (form_insert(s, g, &f, err))
			return -1;
		codes.form = f.id;
		return form_value_put(s, g, &codes, NULL, err);
	}
	f = was;
	if (f.kind == FORM_EXCHANGE && below(x, 2)) {
		codes.field = FACT_FIELD_FRICTION;
		codes.text = below(x, 2) ? "implementation: late\nbooked twice" : "";
	}
	if (f.kind == FORM_DEBRIEF)
		f.completed_at = f.completed_at ? 0 : s->now(s);
	else
		f.state = f.state == FORM_FILED ? FORM_OPEN : FORM_FILED;
	codes.form = f.id;
	return form_save(s, g, &was, &f, err) || (f.kind == FORM_EXCHANGE && form_value_put(s, g, &codes, NULL, err)) ? -1 : 0;
}

static int change_form(struct world *x, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "a form", .scope_kind = SUBJECT_FORM };

	return edit(x->s, &how, put_form, x, NULL, err);
}

static int put_scores(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct world *x = arg;
	int64_t deal = any_deal(x), was[ICP_DIMENSIONS], is[ICP_DIMENSIONS];
	enum icp_phase phase = below(x, 2) ? ICP_HANDOFF : ICP_VALIDATED;

	if (deal_icp_get(s, deal, phase, was, err))
		return -1;
	for (int i = 0; i < ICP_DIMENSIONS; i++)
		is[i] = below(x, 2) ? was[i] : (int64_t)below(x, 6) - 1;
	return deal_icp_put(s, g, deal, 0, phase, was, is, err);
}

static int change_scores(struct world *x, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "scores", .scope_kind = SUBJECT_DEAL };

	return edit(x->s, &how, put_scores, x, NULL, err);
}

static int merge_words(struct world *x, struct err *err)
{
	static const char *const names[] = { "Gridwell", "Tessel", "Northwind", "Lumen Labs", "Umber Group" };
	enum merge_kind kind = below(x, 3) ? MERGE_COMPETITOR : MERGE_COMPANY;
	int64_t gone, kept;
	struct merged out = { 0 };
	int rc = merge_find(x->s, kind, names[below(x, 5)], &gone, err) || merge_find(x->s, kind, names[below(x, 5)], &kept, err) ||
		 merge_run(x->s, kind, gone, kept, 0, &out, err);

	merged_done(&out);
	return rc ? -1 : 0;
}

/* A promise of the sale as it was kept, or a doubt about the fit. */
static int say_of_sale(struct world *x, struct err *err)
{
	int64_t doubt = below(x, 3);
	struct form f;
	struct form_save v = { .field = "7.doubt", .layer = below(x, 2) ? LAYER_AHEAD : LAYER_LIVE, .num = &doubt, .reply = -1,
			       .again = -1, .class = CLASS_HEALTH, .base_rev = -1 };
	struct item it;
	int rc = form_of_deal(x->s, any_deal(x), FORM_DEBRIEF, &f, err);

	if (rc != 1)
		return -1;
	v.form = f.id;
	if (below(x, 2))
		return form_value_save(x->s, &v, NULL, err);
	item_init(&it, ITEM_PROMISE);
	it.form = f.id;
	it.deal = f.deal;
	it.state = (enum item_state)below(x, 3);
	won_put(&it.text, "a second site in March");
	rc = item_save(x->s, NULL, &it, NULL, err);
	item_done(&it);
	return rc;
}

static int change_rules(struct world *x, struct err *err)
{
	char body[200];

	snprintf(body, sizeof body, "[reasons]\n%s = price, rollout\n[sizes]\nsmall = %u\nlarge = 50000\n",
		 below(x, 2) ? "pricing" : "implementation", below(x, 40000));
	return config_put(x->s, "report", body, NULL, NULL, err);
}

static int turn_back(struct world *x, bool again, struct err *err)
{
	enum subject_kind scope = below(x, 4) ? SUBJECT_NONE : SUBJECT_TAXONOMY;
	struct undone u;

	return again ? history_redo(x->s, scope, scope ? TAXONOMY_SCOPE : 0, &u, err)
		     : history_undo(x->s, scope, scope ? TAXONOMY_SCOPE : 0, &u, err);
}

static int act(struct world *x, struct err *err)
{
	uint32_t which = below(x, 40);

	interviewed_as(&x->w, "dana");
	if (which < 8)
		return change_deal(x, err);
	if (which < 13)
		return move_deal(x, err);
	if (which < 15)
		return mark_deal(x, err);
	if (which < 17)
		return add_interview(x, err);
	if (which < 19)
		return turn_interview(x, err);
	if (which < 24)
		return code_interview(x, err);
	if (which < 26)
		return settle_interview(x, err);
	if (which < 28)
		return change_taxonomy(x, err);
	if (which < 30)
		return choose_part(x, err);
	if (which < 31)
		return import_file(x, err);
	if (which < 33)
		return below(x, 3) ? change_form(x, err) : change_scores(x, err);
	if (which < 34)
		return below(x, 3) ? add_deal(x, err) : deal_remove(x->s, any_deal(x), err);
	if (which < 35)
		return below(x, 3) ? say_of_sale(x, err) : below(x, 2) ? change_rules(x, err) : merge_words(x, err);
	return turn_back(x, which >= 38, err);
}

/* ---- what must hold ---- */

static char *dump(struct store *s, const struct sql *sql, int cols)
{
	struct err err = { 0 };
	struct stmt *st = db_stmt(s->db, sql, &err);
	struct buf out = { 0 };

	cr_assert_not_null(st, "%s", err.text);
	while (db_step(st, &err) == 1) {
		for (int i = 0; i < cols; i++)
			buf_printf(&out, "%lld ", (long long)db_col(st, i));
		buf_puts(&out, "\n");
	}
	return buf_take(&out);
}

static bool is_same(struct store *s, const struct sql *a, const struct sql *b, int cols)
{
	char *x = dump(s, a, cols), *y = dump(s, b, cols);
	bool same = !strcmp(x, y);

	free(x);
	free(y);
	return same;
}

/* Every side of roots, two of the others, an owner's without a side. */
#define BY(owner, dim, value, which)                                                                                   \
	"select " owner " o, " dim " d, close_month m, kind k, " value " x, bucket b, outcome u, count(*), sum(n), sum(v) from fact" \
	" where " which " group by o, d, m, k, x, b, u"
#define SIDES                                                                                                          \
	BY("owner", "0", "0", "kind > 0") " union all " BY("-1", "0", "0", "kind > 0") " union all "                   \
	BY("-1", "1", "segment", "kind > 0") " union all " BY("-1", "2", "competitor", "kind = 2") " union all "       \
	BY("-1", "3", "size", "kind in (2, 15)") " union all " BY("-1", "4", "region", "kind = 2") " union all "       \
	BY("-1", "5", "product", "kind = 2")

static const struct sql sums = { "fact_random_sums", "select owner, dim, close_month, kind, value, bucket, outcome, deals, n, v"
						     " from sum_fact order by 1, 2, 3, 4, 5, 6, 7" },
			counted = { "fact_random_counted", SIDES " order by 1, 2, 3, 4, 5, 6, 7" },
			rows = { "fact_random_rows", "select * from fact order by 1, 2, 3, 4" };

/* Sums are counted by the engine; then rows and sums are made anew, and must be what they were. */
static long disagreements(struct world *x)
{
	struct err err = { 0 };
	char *was = dump(x->s, &rows, 13), *is, *sums_was = dump(x->s, &sums, 10), *sums_is;
	long n = !is_same(x->s, &sums, &counted, 10);

	cr_assert_eq(facts_rebuild(x->s, &err), 0, "%s", err.text);
	is = dump(x->s, &rows, 13);
	sums_is = dump(x->s, &sums, 10);
	n += strcmp(was, is) != 0 || strcmp(sums_was, sums_is) != 0;
	free(was);
	free(is);
	free(sums_was);
	free(sums_is);
	return n;
}

static int acts_of_this_run(void)
{
	const char *tier = getenv("WINLOSS_TIER");

	return tier && !strcmp(tier, "long") ? 18500 : tier ? 400 : 1500;
}

static void begin(struct world *x)
{
	int64_t pass;

	*x = (struct world){ 0 };
	interviewed_open(&x->w);
	x->s = x->w.s;
	prop_init(&x->p, 10);
	x->dir = temp_dir("facts");
	x->file = temp_path(x->dir, "in.csv");
	interviewed_code(&x->w, 0, x->w.price, 0, 0);
	interviewed_code(&x->w, 1, x->w.onboarding, 0, 0);
	pass = interviewed_pass(&x->w).id;
	cr_assert_eq(coding_pass_close(x->s, pass, NULL), 0);
	cr_assert_eq(coding_pass_release(x->s, pass, NULL), 0);
	cr_assert_eq(number(x, "select count(*) from fact where kind = 1"), 2, "themes of closed deals are among what is summed");
}

static void end(struct world *x)
{
	temp_remove(x->dir);
	free(x->dir);
	free(x->file);
	interviewed_close(&x->w);
}

Test(fact_random, sums_are_those_of_a_group_by_after_random_acts)
{
	struct err err = { 0 };
	struct world x;
	int acts = acts_of_this_run(), done = 0;
	long fail = 0;

	begin(&x);
	for (int i = 0; i < acts && !fail; i++) {
		err_clear(&err);
		if (!act(&x, &err))
			done++;
		cr_assert_neq(err.kind, ERR_BUG, "act %d: %s", i, err.text);
		cr_assert_neq(err.kind, ERR_DB, "act %d: %s", i, err.text);
		if (i % 40 != 39)
			continue;
		fail += disagreements(&x);
	}
	cr_assert_gt(done, acts / 4, "of %d acts only %d went", acts, done);
	cr_assert(prop_promise("F10", done, fail));
	end(&x);
}
