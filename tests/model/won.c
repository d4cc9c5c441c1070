#include "tests/model/won.h"

#include "model/check_store.h"
#include "model/member.h"
#include "model/move.h"
#include "model/packet.h"

#include <criterion/criterion.h>
#include <stdlib.h>

static int make_deal(struct store *s, struct group *g, void *arg, struct err *err)
{
	static const char *const set[][2] = { { "company", "Umber Group" }, { "owner", "mira" }, { "csm", "priya" },
					      { "currency", "USD" }, { "amount", "2500" } };
	const char *arr = ((const char **)arg)[0];
	int64_t *id = ((void **)arg)[1];
	struct deal d;

	deal_init(&d);
	for (size_t i = 0; i < sizeof set / sizeof set[0]; i++)
		if (deal_set(s, &d, deal_field(set[i][0]), set[i][1], err))
			return -1;
	if ((arr && deal_set(s, &d, deal_field("arr"), arr, err)) || deal_insert(s, g, &d, err))
		return -1;
	*id = d.id;
	deal_done(&d);
	return 0;
}

static void add(struct won *w, const char *login, enum role role)
{
	struct err err = { 0 };

	cr_assert_eq(member_add(w->s, login, 1u << role, 0, &err), 0, "%s", err.text);
}

static void win(struct won *w)
{
	struct move m = { .deal = w->deal, .to_stage = STAGE_WON, .outcome = OUTCOME_WON, .check_all = true,
			  .reason = "signed", .commitment = COMMIT_WRITTEN, .sow = SOW_SIGNED, .sow_day = NO_DAY,
			  .follow_up_day = NO_DAY, .contact = "L. Fox" };
	struct err err = { 0 };
	struct form f;

	cr_assert_eq(deal_move(w->s, &m, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(debrief_of(w->s, w->deal, &f, &err), 1, "%s", err.text);
	w->form = f.id;
}

void won_open_at(struct won *w, const char *arr, const char *path)
{
	struct store_options opt = { .path = path, .login = "dana", .zone = "Europe/Berlin",
				     .now_ms = INT64_C(1795168200000), /* 2026-11-20 09:10 UTC, a Friday */
				     .now_frozen = true, .db_flags = DB_CREATE, .seed = 7 };
	const void *args[2] = { arr, &w->deal };
	struct group_open how = { .kind = GROUP_EDIT, .title = "new deal", .scope_kind = SUBJECT_DEAL };
	struct err err = { 0 };

	cr_assert_eq(store_open(&w->s, &opt, NULL, &err), 0, "%s", err.text);
	add(w, "mira", ROLE_AE);
	add(w, "priya", ROLE_CSM);
	add(w, "max", ROLE_CSM_MANAGER);
	add(w, "jo", ROLE_AE);
	add(w, "ana", ROLE_ANALYST);
	add(w, "rex", ROLE_READONLY);
	w->mira = member_find(w->s, "mira", NULL);
	w->priya = member_find(w->s, "priya", NULL);
	cr_assert_eq(edit(w->s, &how, make_deal, args, NULL, &err), 0, "%s", err.text);
	win(w);
	won_as(w, "priya");
}

void won_open(struct won *w, const char *arr)
{
	won_open_at(w, arr, NULL);
}

void won_close(struct won *w)
{
	store_close(w->s);
}

void won_as(struct won *w, const char *login)
{
	struct err err = { 0 };

	cr_assert_eq(store_act_as(w->s, login, &err), 0, "%s", err.text);
}

void won_answer_all(struct won *w)
{
	struct err err = { 0 };

	for (int q = 1; q <= 7; q++)
		cr_assert_eq(debrief_answer(w->s, w->form, q, LAYER_LIVE, "said in the call on 2026-11-20", -1, 0, NULL, NULL,
					    &err), 0, "%s", err.text);
}

size_t won_missing(struct won *w, struct buf *out)
{
	struct buf list = { 0 };
	struct err err = { 0 };
	size_t n = 99;

	cr_assert_eq(debrief_missing(w->s, w->form, out ? out : &list, &n, &err), 0, "%s", err.text);
	buf_done(&list);
	return n;
}

void won_put(char **field, const char *text)
{
	free(*field);
	*field = xstrdup(text);
}

struct item won_add(struct won *w, enum item_kind kind, const char *text)
{
	struct err err = { 0 };
	struct item it;

	item_init(&it, kind);
	it.form = w->form;
	won_put(&it.text, text);
	cr_assert_eq(item_save(w->s, NULL, &it, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(it.rev, 1);
	return it;
}

struct item won_row(struct won *w, int64_t id)
{
	struct err err = { 0 };
	struct item it;

	cr_assert_eq(item_get(w->s, id, &it, &err), 1, "%s", err.text);
	return it;
}

void won_packet_set(struct won *w, const char *key, const char *words)
{
	const struct packet_field *f = packet_field_find(w->s->packet, key);
	struct err err = { 0 };

	cr_assert_eq(f->kind == PACKET_ROWS ? packet_set_row(w->s, w->deal, f, 0, words, NULL, &err)
					    : packet_set(w->s, w->deal, f, words, -1, NULL, &err),
		     0, "%s: %s", key, err.text);
}

void won_undo(struct won *w)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_undo(w->s, SUBJECT_FORM, w->form, &u, &err), 0, "%s", err.text);
}

void won_redo(struct won *w)
{
	struct undone u;
	struct err err = { 0 };

	cr_assert_eq(history_redo(w->s, SUBJECT_FORM, w->form, &u, &err), 0, "%s", err.text);
}

static int tell_finding(void *arg, const char *sentence)
{
	cr_assert_fail("check: %s", sentence);
	(void)arg;
	return 0;
}

void won_sound(struct won *w)
{
	struct err err = { 0 };
	size_t findings = 0;

	cr_assert_eq(store_check(w->s, true, tell_finding, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
	cr_assert_eq(history_verify(w->s, &err), 0, "%s", err.text);
}

void won_save(struct won *w, const struct item *base, struct item *it)
{
	struct err err = { 0 };

	cr_assert_eq(item_save(w->s, base, it, NULL, &err), 0, "%s", err.text);
}
