/* History: groups and requests, undo and redo in every order, what others did in between, the chain of digests. */
#include "model/history.h"

#include "model/calendar.h"
#include "model/debrief.h"
#include "model/event.h"
#include "model/history_value.h"
#include "model/member.h"
#include "model/move.h"
#include "tests/model/team.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t count(struct store *s, const char *text)
{
	struct sql sql = { "count", text };
	static struct sql kept[8];
	static size_t n;

	for (size_t i = 0; i < n; i++)
		if (!strcmp(kept[i].text, text))
			return db_scalar(s->db, &kept[i], -1);
	kept[n] = sql;
	return db_scalar(s->db, &kept[n++], -1);
}

static void says(const struct err *err, const char *who, const char *what)
{
	cr_assert_eq(err->kind, ERR_REFUSED, "%d %s", err->kind, err->text);
	cr_assert_not_null(strstr(err->text, who), "no “%s” in: %s", who, err->text);
	cr_assert_not_null(strstr(err->text, what), "no “%s” in: %s", what, err->text);
}

static void is_sound(struct store *s)
{
	struct err err = { 0 };

	cr_assert_eq(history_verify(s, &err), 0, "%s", err.text);
}

/* ---- groups and requests ---- */

/* A deal of mira's that she has just raised from 1 to 2; she acts. */
static struct store *raised(int64_t *deal)
{
	struct store *s = team_open(NULL);

	*deal = team_deal(s, "Kestrel Data", "mira", "1");
	team_as(s, "mira");
	team_set(s, *deal, "amount", "2");
	return s;
}

Test(history, a_request_is_saved_once)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "10"), v[2] = { deal, 2000 }, first = 0, second = 0;
	const unsigned char request[17] = "0123456789abcdef";
	struct group_open how = {
		.kind = GROUP_EDIT, .title = "twice", .scope_kind = SUBJECT_DEAL, .scope = deal, .request = request
	};
	struct err err = { 0 };
	int64_t before;

	cr_assert_eq(edit(s, &how, team_put_amount, v, &first, &err), 0, "%s", err.text);
	before = count(s, "select count(*) from change");
	v[1] = 9900; /* the same save told again must not be a second one */
	cr_assert_eq(edit(s, &how, team_put_amount, v, &second, &err), 0, "%s", err.text);
	cr_assert_eq(first, second);
	cr_assert_str_eq(team_get(s, deal, "amount"), "20.00");
	cr_assert_eq(count(s, "select count(*) from change"), before);
	is_sound(s);
	store_close(s);
}

Test(history, what_changes_nothing_leaves_no_group)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "10"), groups = count(s, "select count(*) from grp");

	team_set(s, deal, "amount", "10.00");
	cr_assert_eq(count(s, "select count(*) from grp"), groups);
	store_close(s);
}

Test(history, a_refused_edit_leaves_nothing)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "10"), groups = count(s, "select count(*) from grp");
	struct deal_setting set[] = { { deal_field("amount"), "77" }, { deal_field("discount"), "much" } };
	struct err err = { 0 };

	cr_assert_eq(deal_change_many(s, deal, set, 2, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "amount"), "10.00");
	cr_assert_eq(count(s, "select count(*) from grp"), groups);
	store_close(s);
}

/* ---- undo and redo ---- */

#define STEPS 12

/* A random walk of edits, undo and redo beside a plain list of states, the file closed and opened now and then. */
Test(history, undo_and_redo_in_every_order_also_after_opening_again)
{
	char *dir = temp_dir("undo"), *path = temp_path(dir, "a.db");
	struct store *s = team_open(path);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "1");
	char state[512][16];
	size_t at = 0, top = 0;
	struct prop p;

	prop_init(&p, 77);
	strcpy(state[0], "1.00");
	team_as(s, "mira");
	for (int i = 0; i < 400; i++) {
		unsigned what = prop_below(&p, 20);
		struct err err = { 0 };
		int rc;

		if (what < 7) {
			snprintf(state[++at], sizeof state[0], "%u.%02u", 2 + prop_below(&p, 100000), i % 100);
			team_set(s, deal, "amount", state[at]);
			top = at;
		} else if (what < 13) {
			rc = team_undo(s, &err);
			/* All edits before the first of mira's are dana's, who made the deal. */
			cr_assert_eq(rc, at ? 0 : -1, "step %d: %s", i, err.text);
			at -= at > 0;
		} else if (what < 19) {
			rc = team_redo(s, &err);
			cr_assert_eq(rc, at < top ? 0 : -1, "step %d: %s", i, err.text);
			at += at < top;
		} else {
			store_close(s);
			s = team_open_again(path, "mira");
		}
		cr_assert_str_eq(team_get(s, deal, "amount"), state[at], "step %d", i);
	}
	is_sound(s);
	store_close(s);
	temp_remove(dir);
	free(path);
	free(dir);
}

Test(history, every_kind_of_act_is_taken_back_and_done_again)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "9500");
	struct move on = { .deal = deal,
			   .to_stage = STAGE_DISCOVERY,
			   .check_all = true,
			   .follow_up_day = NO_DAY,
			   .sow_day = NO_DAY };
	struct err err = { 0 };

	team_as(s, "mira");
	cr_assert_eq(deal_move(s, &on, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(deal_tick(s, deal, "bant", true, &err), 0, "%s", err.text);
	team_set(s, deal, "icp_2", "4");
	cr_assert_eq(deal_remove(s, deal, &err), 0, "%s", err.text);
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < 4; i++)
			cr_assert_eq(team_undo(s, &err), 0, "round %d, undo %d: %s", round, i, err.text);
		cr_assert_str_eq(team_get(s, deal, "stage"), "prospecting");
		cr_assert_str_eq(team_get(s, deal, "icp_2"), "");
		cr_assert_not(deal_is_checked(s, deal, "bant"));
		cr_assert_not(deal_is_checked(s, deal, "discovery_call"));
		for (int i = 0; i < 3; i++)
			cr_assert_eq(team_redo(s, &err), 0, "round %d, redo %d: %s", round, i, err.text);
		cr_assert_str_eq(team_get(s, deal, "stage"), "discovery");
		cr_assert_str_eq(team_get(s, deal, "icp_2"), "4");
		cr_assert(deal_is_checked(s, deal, "bant"));
		cr_assert_eq(team_redo(s, &err), 0, "%s", err.text);
		cr_assert_eq(deal_get(s, deal, &(struct deal){ 0 }, &err), 0, "deleted again");
	}
	is_sound(s);
	store_close(s);
}

Test(history, redo_is_over_after_a_newer_change)
{
	int64_t deal;
	struct store *s = raised(&deal);
	struct err err = { 0 };

	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	team_set(s, deal, "next_step", "call");
	cr_assert_eq(team_redo(s, &err), -1);
	says(&err, "nothing of yours", "again");
	cr_assert_str_eq(team_get(s, deal, "amount"), "1.00");
	store_close(s);
}

Test(history, undo_of_a_screen_keeps_to_its_scope)
{
	struct store *s = team_open(NULL);
	int64_t a = team_deal(s, "Kestrel Data", "mira", "1"), b = team_deal(s, "Lumen Labs", "mira", "1");
	struct undone u;
	struct err err = { 0 };

	team_as(s, "mira");
	team_set(s, a, "amount", "2");
	team_set(s, b, "amount", "2");
	cr_assert_eq(history_undo(s, SUBJECT_DEAL, a, &u, &err), 0, "%s", err.text);
	cr_assert_eq(u.deal, a);
	cr_assert_str_eq(team_get(s, a, "amount"), "1.00");
	cr_assert_str_eq(team_get(s, b, "amount"), "2.00");
	store_close(s);
}

/* ---- others ---- */

Test(history, undo_names_who_changed_what_since)
{
	int64_t deal;
	struct store *s = raised(&deal);
	struct err err = { 0 };

	team_later(s, HOUR_MS);
	team_as(s, "cora");
	team_set(s, deal, "amount", "3");
	team_as(s, "mira");
	cr_assert_eq(team_undo(s, &err), -1);
	says(&err, "cora", "Amount");
	cr_assert_not_null(strstr(err.text, "10:00"), "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "amount"), "3.00");
	cr_assert_null(strstr(err.text, "3.00"), "the value is not said: %s", err.text);
	store_close(s);
}

Test(history, undo_leaves_what_another_did)
{
	int64_t deal;
	struct store *s = raised(&deal);
	struct err err = { 0 };

	team_as(s, "cora");
	cr_assert_eq(team_undo(s, &err), -1);
	says(&err, "nothing of yours", "here");
	team_set(s, deal, "next_step", "send the paper");
	team_as(s, "mira");
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "amount"), "1.00");
	cr_assert_str_eq(team_get(s, deal, "next_step"), "send the paper");
	team_as(s, "cora");
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "next_step"), "");
	team_as(s, "mira");
	cr_assert_eq(team_redo(s, &err), 0, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "amount"), "2.00");
	store_close(s);
}

Test(history, redo_names_who_changed_what_since)
{
	int64_t deal;
	struct store *s = raised(&deal);
	struct err err = { 0 };

	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	team_as(s, "cora");
	team_set(s, deal, "amount", "3");
	team_as(s, "mira");
	cr_assert_eq(team_redo(s, &err), -1);
	says(&err, "cora", "not done again");
	cr_assert_str_eq(team_get(s, deal, "amount"), "3.00");
	store_close(s);
}

Test(history, a_deal_that_another_worked_on_is_not_undone_away)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };
	struct deal d;
	int64_t id;

	team_as(s, "mira");
	deal_init(&d);
	d.name = xstrdup("renewal");
	cr_assert_eq(deal_add(s, &d, &err), 0, "%s", err.text);
	id = d.id;
	deal_done(&d);
	team_as(s, "cora");
	team_set(s, id, "next_step", "call them");
	team_as(s, "mira");
	cr_assert_eq(team_undo(s, &err), -1);
	says(&err, "cora", "Next step");
	cr_assert_str_eq(team_get(s, id, "next_step"), "call them");
	team_as(s, "cora"); /* once it is taken back, the deal is mira's alone again */
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	team_as(s, "mira");
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_eq(deal_get(s, id, &d, &err), 0);
	store_close(s);
}

Test(history, a_deal_deleted_since_is_not_changed_by_undo)
{
	int64_t deal;
	struct store *s = raised(&deal);
	struct err err = { 0 };

	team_as(s, "cora");
	cr_assert_eq(deal_remove(s, deal, &err), 0, "%s", err.text);
	team_as(s, "mira");
	cr_assert_eq(team_undo(s, &err), -1);
	says(&err, "cora", "removed");
	store_close(s);
}

Test(history, a_tick_of_another_stays)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "1");
	struct err err = { 0 };

	team_as(s, "mira");
	cr_assert_eq(deal_tick(s, deal, "bant", true, &err), 0, "%s", err.text);
	team_as(s, "cora");
	cr_assert_eq(deal_tick(s, deal, "bant", false, &err), 0, "%s", err.text);
	cr_assert_eq(deal_tick(s, deal, "bant", true, &err), 0, "%s", err.text);
	team_as(s, "mira");
	cr_assert_eq(team_undo(s, &err), -1);
	says(&err, "cora", "BANT");
	cr_assert(deal_is_checked(s, deal, "bant"));
	store_close(s);
}

Test(history, a_win_with_answers_of_another_is_not_undone)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "1");
	struct move win = { .deal = deal,
			    .to_stage = STAGE_WON,
			    .reason = "signed on the fair",
			    .commitment = COMMIT_WRITTEN,
			    .sow = SOW_SIGNED,
			    .sow_day = NO_DAY,
			    .follow_up_day = NO_DAY,
			    .contact = "Ida Brandt" };
	struct form f;
	struct err err = { 0 };

	team_set(s, deal, "csm", "priya");
	team_as(s, "mira");
	cr_assert_eq(deal_move(s, &win, NULL, &err), 0, "%s", err.text);
	team_as(s, "priya");
	cr_assert_eq(debrief_of(s, deal, &f, &err), 1, "%s", err.text);
	cr_assert_eq(debrief_answer(s, f.id, 4, LAYER_LIVE, "a pilot in March", -1, 0, NULL, NULL, &err), 0, "%s",
		     err.text);
	team_as(s, "mira");
	cr_assert_eq(team_undo(s, &err), -1);
	says(&err, "priya", "since");
	cr_assert_str_eq(team_get(s, deal, "stage"), "won");
	is_sound(s);
	store_close(s);
}

static int save(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct deal **both = arg;

	return deal_save(s, g, both[0], both[1], err);
}

Test(history, undo_stops_where_the_role_or_the_deal_is_lost)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "1");
	unsigned readonly = 1u << ROLE_READONLY;
	struct err err = { 0 };

	team_as(s, "mira");
	cr_assert_eq(deal_tick(s, deal, "bant", true, &err), 0, "%s", err.text);
	team_as(s, "cora");
	team_set(s, deal, "owner", "jo");
	team_as(s, "mira");
	cr_assert_eq(team_undo(s, &err), -1, "the tick is on jo's deal now");
	cr_assert_eq(err.kind, ERR_ROLE, "%s", err.text);
	cr_assert_null(strstr(err.text, "Kestrel"), "%s", err.text);
	cr_assert(deal_is_checked(s, deal, "bant"));
	team_as(s, "cora");
	team_set(s, deal, "amount", "5");
	team_as(s, "dana");
	cr_assert_eq(member_set(s, "cora", &readonly, NULL, NULL, NULL, NULL, &err), 0, "%s", err.text);
	team_as(s, "cora");
	cr_assert_eq(team_undo(s, &err), -1, "who may only read takes nothing back");
	cr_assert_eq(err.kind, ERR_ROLE, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "amount"), "5.00");
	store_close(s);
}

Test(history, what_was_told_and_answered_is_taken_back_by_who_did)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "1");
	struct move win = { .deal = deal,
			    .to_stage = STAGE_WON,
			    .check_all = true,
			    .commitment = COMMIT_VERBAL,
			    .sow = SOW_PENDING,
			    .sow_day = 20800,
			    .follow_up_day = NO_DAY,
			    .contact = "Ida Brandt" };
	struct new_event e = { .deal = deal, .kind = EV_SOW_SIGNED, .for_ms = NO_MOMENT };
	struct err err = { 0 };
	struct form f;

	cr_assert_eq(deal_move(s, &win, NULL, &err), 0, "%s", err.text);
	team_as(s, "priya"); /* a csm writes no field of a deal by hand */
	e.at_ms = s->now(s);
	cr_assert_eq(event_mark(s, &e, &err), 0, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "sow_status"), "signed");
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "sow_status"), "pending");
	cr_assert_eq(debrief_of(s, deal, &f, &err), 1, "%s", err.text);
	cr_assert_eq(debrief_answer(s, f.id, 4, LAYER_LIVE, "a pilot", -1, 0, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	cr_assert_eq(team_redo(s, &err), 0, "%s", err.text);
	is_sound(s);
	store_close(s);
}

Test(history, two_programs_on_one_file_do_not_overwrite)
{
	char *dir = temp_dir("two"), *path = temp_path(dir, "a.db");
	struct store *s = team_open(path), *other;
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "1");
	struct deal old, d;
	struct err err = { 0 };
	struct deal *both[2] = { &old, &d };

	other = team_open_again(path, "cora");
	cr_assert_eq(deal_get(s, deal, &old, &err), 1);
	deal_copy(&d, &old);
	team_set(other, deal, "amount", "5");
	d.amount_minor = 700;
	cr_assert_eq(edit(s, &(struct group_open){ .title = "late" }, save, both, NULL, &err), -1);
	says(&err, "somebody else", "nothing was written");
	cr_assert_str_eq(team_get(other, deal, "amount"), "5.00");
	cr_assert_eq(team_undo(other, &err), 0, "%s", err.text);
	cr_assert_str_eq(team_get(s, deal, "amount"), "1.00");
	is_sound(s);
	deal_done(&old);
	deal_done(&d);
	store_close(other);
	store_close(s);
	temp_remove(dir);
	free(path);
	free(dir);
}

/* ---- reading ---- */

struct reading {
	struct store *s;
	struct buf out;
	size_t rows;
};

static int read_line(void *arg, const struct history_row *row)
{
	struct reading *r = arg;

	r->rows++;
	if (history_is_derived(row))
		return 0;
	history_field(r->s, row, &r->out);
	buf_puts(&r->out, "=");
	history_value(r->s, row, HISTORY_BEFORE, &r->out);
	buf_puts(&r->out, ">");
	history_value(r->s, row, HISTORY_AFTER, &r->out);
	buf_puts(&r->out, "|");
	history_what(r->s, row, &r->out);
	buf_puts(&r->out, "\n");
	return 0;
}

static void history_reads(struct store *s, int64_t deal, const char *line)
{
	struct reading r = { .s = s };
	struct err err = { 0 };

	cr_assert_eq(history_each(s, SUBJECT_DEAL, deal, 0, read_line, &r, &err), 0, "%s", err.text);
	cr_assert_not_null(strstr(buf_str(&r.out), line), "no %s in:\n%s", line, buf_str(&r.out));
	buf_done(&r.out);
}

static int count_row(void *arg, const struct history_row *row)
{
	(void)row;
	++*(size_t *)arg;
	return 0;
}

/* What a mark tells changes no row, and the reason of a gate or of a pause is in no field. */
Test(history, what_was_told_stands_among_the_changes)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "9500");
	struct move on = { .deal = deal, .to_stage = STAGE_DISCOVERY, .reason = "in a hurry", .sow_day = NO_DAY,
			   .follow_up_day = NO_DAY };
	struct new_event met = { .deal = deal, .kind = EV_INTRODUCED, .at_ms = s->now(s) - HOUR_MS, .for_ms = NO_MOMENT };
	struct reading all = { .s = s };
	struct err err = { 0 };

	cr_assert_eq(deal_move(s, &on, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(event_mark(s, &met, &err), 0, "%s", err.text);
	history_reads(s, deal, "reason=>in a hurry|reason\nstage=prospecting>discovery|Stage\n");
	history_reads(s, deal, "introduced=>20");
	cr_assert_eq(history_each(s, SUBJECT_NONE, 0, 0, read_line, &all, &err), 0, "%s", err.text);
	for (int64_t limit = 1; limit < 4; limit++) {
		size_t n = 0;

		cr_assert_eq(history_each(s, SUBJECT_DEAL, deal, limit, count_row, &n, &err), 0, "%s", err.text);
		cr_assert_eq(n, limit, "of %lld: %zu", (long long)limit, n);
	}
	cr_assert_not_null(strstr(buf_str(&all.out), "reason=>in a hurry|"));
	cr_assert_eq(strncmp(buf_str(&all.out), "introduced=>20", 14), 0, "%s", buf_str(&all.out));
	buf_done(&all.out);
	store_close(s);
}

Test(history, values_are_shown_as_files_hold_them)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "9500");
	struct move win = { .deal = deal,
			    .to_stage = STAGE_WON,
			    .check_all = true,
			    .commitment = COMMIT_VERBAL,
			    .sow = SOW_PENDING,
			    .sow_day = 20800,
			    .follow_up_day = NO_DAY,
			    .contact = "Ida Brandt" };
	struct form f;
	struct err err = { 0 };

	team_set(s, deal, "currency", "JPY");
	team_set(s, deal, "amount", "1200");
	team_set(s, deal, "currency", "KWD");
	team_set(s, deal, "discount", "7.5");
	team_set(s, deal, "segment", "mid-market");
	team_set(s, deal, "owner", "jo");
	team_set(s, deal, "company", "Lumen Labs");
	team_set(s, deal, "icp_3", "2");
	team_set(s, deal, "expected_close", "2026-12-24");
	team_set(s, deal, "next_step", "call\nthem");
	cr_assert_eq(deal_move(s, &win, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(debrief_of(s, deal, &f, &err), 1, "%s", err.text);
	cr_assert_eq(debrief_answer(s, f.id, 4, LAYER_LIVE, "a pilot in March", -1, 0, NULL, NULL, &err), 0, "%s",
		     err.text);
	history_reads(s, deal, "amount=9500.00>9500|Amount\n");
	history_reads(s, deal, "amount=9500>1200|Amount\n");
	history_reads(s, deal, "amount=1200>1200.000|Amount\n");
	history_reads(s, deal, "currency=JPY>KWD|Currency\n");
	history_reads(s, deal, "discount=>7.5|Discount\n");
	history_reads(s, deal, "segment=>mid-market|Segment\n");
	history_reads(s, deal, "owner=mira>jo|Owner\n");
	history_reads(s, deal, "company=Kestrel Data>Lumen Labs|Company\n");
	history_reads(s, deal, "icp_3=>2|ICP 3\n");
	history_reads(s, deal, "expected_close=>2026-12-24|Expected close\n");
	history_reads(s, deal, "next_step=>call\nthem|Next step\n");
	history_reads(s, deal, "stage=prospecting>won|Stage\n");
	history_reads(s, deal, "outcome=>won|Outcome\n");
	history_reads(s, deal, "won_at=>2026-11-24T09:00:00Z|Won\n");
	history_reads(s, deal, "closed=>2026-11-24|Closed\n");
	history_reads(s, deal, "commitment=>verbal|Commitment\n");
	history_reads(s, deal, "sow_status=>pending|SOW\n");
	history_reads(s, deal, "sow_date=>2026-12-13|SOW date\n");
	history_reads(s, deal, "bant=>|criterion BANT");
	history_reads(s, deal, "Ida Brandt (primary)=>|contact Ida Brandt (primary)\n");
	history_reads(s, deal, "state=>live|debrief state\n");
	history_reads(s, deal, "company=>Kestrel Data|Company\n");
	history_reads(s, deal, "stage_since=>2026-11-24T09:00:00Z|In stage since\n");
	history_reads(s, deal, "stage=>prospecting|Stage\n");
	history_reads(s, deal, "Q4, live text=>a pilot in March|Q4, live\n");
	store_close(s);
}

static size_t rows_for(struct store *s, const char *login, int64_t deal)
{
	struct reading r = { .s = s };
	struct err err = { 0 };

	team_as(s, login);
	cr_assert_eq(history_each(s, deal ? SUBJECT_DEAL : SUBJECT_NONE, deal, 0, read_line, &r, &err), 0, "%s",
		     err.text);
	buf_done(&r.out);
	return r.rows;
}

Test(history, who_may_read_follows_the_deal_to_its_new_owner)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "9500");
	size_t all = rows_for(s, "cora", deal);

	cr_assert_gt(all, 3);
	cr_assert_eq(rows_for(s, "mira", deal), all);
	cr_assert_eq(rows_for(s, "mira", 0), all);
	cr_assert_eq(rows_for(s, "jo", deal), 0);
	cr_assert_eq(rows_for(s, "rex", deal), 0, "history is not for readonly");
	cr_assert_eq(rows_for(s, "ana", deal), 0, "nor for the analyst");
	cr_assert_eq(rows_for(s, "carl", 0), 0, "nor for the cmo");
	cr_assert_eq(rows_for(s, "nobody", 0), 0);
	team_as(s, "cora");
	team_set(s, deal, "owner", "jo");
	cr_assert_eq(rows_for(s, "mira", 0), 0);
	cr_assert_eq(rows_for(s, "jo", deal), all + 1);
	store_close(s);
}

Test(history, a_limit_counts_what_is_seen)
{
	struct store *s = team_open(NULL);
	int64_t mine = team_deal(s, "Kestrel Data", "mira", "1");
	size_t n = 0;
	struct err err = { 0 };

	team_deal(s, "Lumen Labs", "jo", "1");
	team_as(s, "mira");
	cr_assert_eq(history_each(s, SUBJECT_NONE, 0, 2, count_row, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 2, "jo's rows are newer and take no place of mira's");
	n = 0;
	cr_assert_eq(history_each(s, SUBJECT_DEAL, mine, 3, count_row, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 3);
	store_close(s);
}
