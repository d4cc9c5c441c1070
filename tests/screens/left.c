#include "tests/screens/left.h"

#include "model/draft_writer.h"
#include "model/form.h"
#include "screens/registry.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

struct left left;

static struct store *open_as(const char *login)
{
	struct store_options opt = { .path = left.path, .login = login, .now_ms = INT64_C(1795168200000), .now_frozen = true,
				     .db_flags = DB_SCREEN };
	struct store *s;
	struct err err = { 0 };

	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	return s;
}

void left_set_up(void)
{
	struct err err = { 0 };

	left.dir = temp_dir("left");
	left.path = temp_path(left.dir, "w.db");
	won_open_at(&left.w, NULL, left.path);
	store_close(left.w.s);
	left.w.s = open_as("priya");
	left.other = open_as("max");
	draft_writer_open(left.w.s);
	stack_init(&left.st, left.w.s, NULL);
	cr_assert_eq(stack_start(&left.st, &debriefs_screen, &err), 0, "%s", err.text);
	stack_key(&left.st, K_ENTER);
	cr_assert_eq(stack_top(&left.st)->type, &debrief_screen);
	left.b = debrief_state(stack_top(&left.st));
	left.b->paused = true; /* no second passes */
	stack_keep(&left.st);
}

void left_tear_down(void)
{
	stack_done(&left.st);
	store_close(left.w.s);
	store_close(left.other);
	temp_remove(left.dir);
	free(left.dir);
	free(left.path);
}

void left_type(const char *words)
{
	for (; *words; words++)
		stack_key(&left.st, (unsigned char)*words);
}

void left_turn(void)
{
	left.st.dirty = false;
	stack_keep(&left.st);
	draft_writer_rest(left.w.s);
	stack_keep(&left.st);
	stack_tick(&left.st);
}

void left_tick_after(int64_t ms)
{
	left.st.view.mono_ms += ms;
	stack_tick(&left.st);
}

void left_assert_stored(const char *field, const char *words)
{
	struct form_value v = { 0 };
	struct err err = { 0 };

	cr_assert_geq(form_value_get(left.other, left.w.form, field, 0, LAYER_LIVE, &v, &err), 0, "%s", err.text);
	cr_assert_str_eq(v.text ? v.text : "-", words);
	form_value_done(&v);
}

void left_assert_draft(const char *field, const char *words)
{
	struct draft d = { 0 };
	struct err err = { 0 };
	int rc = draft_get(left.w.s, SUBJECT_FORM_VALUE, left.w.form, field, 0, LAYER_LIVE, &d, &err);

	cr_assert_geq(rc, 0, "%s", err.text);
	cr_assert_str_eq(rc ? d.body : "-", words);
	draft_done(&d);
}

void left_while_held(struct db *file, int (*fn)(void *arg, struct err *err))
{
	struct err err = { 0 };

	cr_assert_eq(db_tx(file, fn, NULL, &err), 0, "%s", err.text);
}

void left_remove_deal(void)
{
	struct err err = { 0 };

	cr_assert_eq(store_act_as(left.other, "dana", &err), 0, "%s", err.text);
	cr_assert_eq(deal_remove(left.other, left.w.deal, &err), 0, "%s", err.text);
}
