/* Random acts of several members on the rows of one debrief, with undo and redo between them; afterwards the log alone
 * gives every row back, sums and search fit, and no row has an action that is not its own (P40). */
#include "model/action.h"
#include "model/check_store.h"
#include "model/item.h"
#include "tests/model/won.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 4000, FIELDS = 10 };

static struct won w;
static const char *const fields[FIELDS] = { "text",	"attr",	      "said_by", "person", "owner",
					    "due_day", "due_unit", "mitigation", "state",  "action" };

/* Another value in one or two fields. */
static void change_fields(struct prop *p, struct item *it)
{
	static const char *const words[] = { "in 30 days", "said twice", "naïve 統合", "" };

	for (unsigned n = 1 + prop_below(p, 2); n; n--)
		switch (prop_below(p, 7)) {
		case 0:
			won_put(&it->text, words[prop_below(p, 4)]);
			break;
		case 1:
			it->attr = it->kind >= ITEM_GAP ? prop_below(p, 8) : prop_below(p, 3);
			break;
		case 2:
			won_put(&it->said_by, words[prop_below(p, 4)]);
			break;
		case 3:
			it->owner = prop_below(p, 2) ? w.mira : 0;
			break;
		case 4:
			it->due_day = prop_below(p, 3) ? 20790 + prop_below(p, 400) : NO_DAY;
			it->due_unit = (enum due_unit)prop_below(p, 3);
			break;
		case 5:
			won_put(&it->mitigation, words[prop_below(p, 4)]);
			break;
		case 6:
			it->state = (enum item_state)prop_below(p, 6);
			break;
		}
}

static int add_row(struct prop *p, struct err *err)
{
	struct item it;
	int rc;

	item_init(&it, 1 + (enum item_kind)prop_below(p, ITEM_KIND_COUNT - 1));
	it.form = w.form;
	won_put(&it.text, "a row");
	change_fields(p, &it);
	rc = item_save(w.s, NULL, &it, NULL, err);
	item_done(&it);
	return rc;
}

/* A row as somebody read it; now and then one act ago, so that others have changed it since. */
static int change_row(struct prop *p, struct item *stale, struct err *err)
{
	static const struct sql newest = { "newest_row", "select coalesce(max(id), 1) from item" };
	struct item base, it;
	int rc = 0;

	if (item_get(w.s, 1 + prop_below(p, (uint32_t)db_scalar(w.s->db, &newest, 1)), &base, err) != 1) {
		item_done(&base);
		return 0;
	}
	item_copy(&it, stale->id && prop_below(p, 3) == 0 ? stale : &base);
	item_done(stale);
	*stale = base;
	item_copy(&base, &it);
	change_fields(p, &it);
	rc = prop_below(p, 8) ? item_save(w.s, &base, &it, NULL, err) : item_delete(w.s, it.id, err);
	item_done(&it);
	item_done(&base);
	return rc;
}

/* Undo may have taken answers and attendance back. */
static int complete(struct err *err)
{
	won_as(&w, "priya");
	won_answer_all(&w);
	return debrief_attend(w.s, w.form, "mira,priya", err) || debrief_complete(w.s, w.form, err) ? -1 : 0;
}

static int act(struct prop *p, struct item *stale, struct err *err)
{
	struct undone u;

	switch (prop_below(p, 12)) {
	case 0:
	case 1:
		return add_row(p, err);
	case 2:
	case 3:
		return history_undo(w.s, SUBJECT_FORM, w.form, &u, err);
	case 4:
	case 5:
		return history_redo(w.s, SUBJECT_FORM, w.form, &u, err);
	case 6:
		return complete(err);
	default:
		return change_row(p, stale, err);
	}
}

/* ---- what must hold ---- */

struct replay {
	char *value[ROWS_MAX][FIELDS]; /* as the log keeps it; NULL none */
	bool made[ROWS_MAX], gone[ROWS_MAX];
};

static void play(struct replay *r)
{
	static const struct sql changes = { "row_changes", "select op, subject, field, before, after from change"
							   " where subject_kind = 10 order by grp, n" };
	struct stmt *st = db_stmt(w.s->db, &changes, NULL);

	while (db_step(st, NULL) == 1) {
		int64_t id = db_col(st, 1);

		cr_assert_lt(id, ROWS_MAX);
		if (db_col(st, 0) != OP_UPDATE) {
			r->made[id] = true;
			r->gone[id] = db_col(st, 0) == OP_DELETE;
			continue;
		}
		for (int f = 0; f < FIELDS; f++)
			if (!strcmp(fields[f], db_col_text(st, 2))) {
				free(r->value[id][f]);
				r->value[id][f] = xstrdup(db_col_text(st, 4));
			}
	}
}

/* Whether a column says what the log says: none is 0, no day or no words. */
static bool agrees(struct stmt *st, int col, const char *log)
{
	if (!log)
		return db_col_null(st, col) || !strcmp(db_col_text(st, col), "") || !strcmp(db_col_text(st, col), "0");
	return !db_col_null(st, col) && !strcmp(db_col_text(st, col), log);
}

static long compare(const struct replay *r, long *rows)
{
	static const struct sql table = { "row_table", "select id, gone, text, attr, said_by, person, owner, due_day, due_unit,"
						       " mitigation, state, action from item order by id" };
	struct stmt *st = db_stmt(w.s->db, &table, NULL);
	long fail = 0;

	while (db_step(st, NULL) == 1) {
		int64_t id = db_col(st, 0);

		++*rows;
		fail += !r->made[id] || r->gone[id] != (db_col(st, 1) != 0);
		for (int f = 0; f < FIELDS; f++)
			if (!agrees(st, 2 + f, r->value[id][f])) {
				cr_log_error("row %" PRId64 ", %s: the table says %s, the log %s", id, fields[f],
					     db_col_null(st, 2 + f) ? "nothing" : db_col_text(st, 2 + f),
					     r->value[id][f] ? r->value[id][f] : "nothing");
				fail++;
			}
	}
	return fail;
}

static void replay_done(struct replay *r)
{
	for (int i = 0; i < ROWS_MAX; i++)
		for (int f = 0; f < FIELDS; f++)
			free(r->value[i][f]);
	free(r);
}

/* An action of a row is the row's, and a row that is there points at one that is there. */
static int64_t stray_actions(void)
{
	static const struct sql strays = { "row_actions",
					   "select (select count(*) from item i where i.action <> 0 and i.gone = 0 and not exists"
					   " (select 1 from action a where a.id = i.action and a.subject_kind = 10"
					   " and a.subject = i.id and a.gone = 0)) + (select count(*) from action a where"
					   " a.gone = 0 and a.state = 0 and not exists (select 1 from item i"
					   " where i.action = a.id and i.gone = 0))" };

	return db_scalar(w.s->db, &strays, -1);
}

static int say(void *arg, const char *text)
{
	(void)arg;
	cr_log_error("%s", text);
	return 0;
}

static int acts_wanted(void)
{
	const char *tier = getenv("WINLOSS_TIER");

	return tier && !strcmp(tier, "long") ? 20000 : tier ? 300 : 2000;
}

Test(audit, p40_the_log_gives_the_rows_of_a_debrief_back)
{
	static const char *const logins[] = { "mira", "priya", "max", "dana", "rex", "jo" };
	struct replay *r = xcalloc(1, sizeof *r);
	int acts = acts_wanted(), done = 0;
	struct item stale = { 0 };
	struct err err = { 0 };
	size_t findings = 0;
	long rows = 0, fail;
	struct prop p;

	won_open(&w, NULL);
	prop_init(&p, 4010);
	for (int i = 0; i < acts; i++) {
		err_clear(&err);
		won_as(&w, logins[prop_below(&p, 6)]);
		w.s->now_offset_ms += 1000;
		if (!act(&p, &stale, &err))
			done++;
		else
			cr_assert(err.kind == ERR_REFUSED || err.kind == ERR_INPUT || err.kind == ERR_USAGE || err.kind == ERR_ROLE,
				  "act %d: kind %d, %s", i, err.kind, err.text);
	}
	cr_assert_gt(done, acts / 5, "of %d acts only %d went", acts, done);
	won_as(&w, "dana");
	cr_assert_eq(store_check(w.s, true, say, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
	cr_assert_eq(stray_actions(), 0);
	play(r);
	fail = compare(r, &rows);
	cr_assert_gt(rows, 20);
	cr_assert(prop_promise("P40", done, fail));
	item_done(&stale);
	replay_done(r);
	won_close(&w);
}
