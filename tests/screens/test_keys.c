/* The tables of keys, of every screen there is. */
#include "screens/registry.h"
#include "screens/ui/edit.h"
#include "screens/ui/key.h"

#include <criterion/criterion.h>
#include <string.h>

Test(keys, every_table_is_sound)
{
	int tables = 0;

	for (const struct screen_type *const *t = screen_types; *t; t++) {
		const char *why = screen_check(*t);

		cr_assert_null(why, "%s", why);
		tables += (*t)->bindings != NULL;
	}
	cr_assert_geq(tables, 2);
}

static struct act act(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(HANDLED);
}

static const char *check(const struct binding *a, const struct binding *b)
{
	struct binding table[3] = { *a };
	struct screen_type t = { .name = "trial", .bindings = table };

	if (b)
		table[1] = *b;
	return screen_check(&t);
}

Test(keys, two_meanings_of_a_key_are_refused)
{
	struct binding on = { .levels = AT_LIST, .key = 'L', .command = "on", .label = "on", .group = "G", .run = act };
	struct binding too = on;

	cr_assert_null(check(&on, NULL));
	too.command = "too";
	cr_assert_not_null(check(&on, &too), "the same key at the same level");
	too.key = 'x';
	too.key2 = 'L';
	cr_assert_not_null(check(&on, &too), "as a second key");
	too.levels = AT_FORM;
	cr_assert_null(check(&on, &too), "another level");
	too.command = "on";
	cr_assert_not_null(check(&on, &too), "the same command");
}

Test(keys, what_no_table_may_hold)
{
	struct binding b = { .levels = AT_FORM, .key = '[', .command = "c", .label = "l", .group = "G", .run = act };

	cr_assert_not_null(check(&b, NULL), "Alt-[ begins a sequence");
	b.key = 'O';
	cr_assert_not_null(check(&b, NULL), "Alt-O begins a sequence");
	b.key = 'x' | K_ALT;
	cr_assert_not_null(check(&b, NULL), "Alt is made by the loop");
	b = (struct binding){ .levels = AT_TEXT, .key = 'x', .command = "c", .label = "l", .group = "G", .run = act };
	cr_assert_not_null(check(&b, NULL), "a letter is text there");
	b.key = K_CTRL('S');
	cr_assert_null(check(&b, NULL));
	b.run = NULL;
	cr_assert_not_null(check(&b, NULL), "nothing to run");
}

Test(keys, the_common_keys_meet_nowhere)
{
	struct screen_type common = { .name = "common", .bindings = common_bindings };
	const char *why = NULL;

	for (const struct binding *a = common_bindings; a->command; a++)
		for (const struct binding *b = a + 1; b->command; b++)
			if (a->key && a->key == b->key && a->levels & b->levels)
				why = a->command;
	cr_assert_null(why, "%s", why);
	cr_assert_not_null(screen_binding(&common, LEVEL_LIST, ':'));
}

Test(keys, names_go_both_ways)
{
	static const char *const names[] = { "Ctrl-R", "Alt-4", "PgUp", "Shift-Tab", "Enter", "H", "?", "F7", "Ctrl-_", "Esc", "Ctrl-Space",
					     "Shift-PgUp", "Shift-Ctrl-Left" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		struct buf out = { 0 };

		cr_assert_neq(key_parse(names[i]), K_NONE, "%s", names[i]);
		key_label(key_parse(names[i]), &out);
		cr_assert_str_eq(buf_str(&out), names[i]);
		buf_done(&out);
	}
	cr_assert_eq(key_parse("Hyper-X"), K_NONE);
}

Test(keys, every_tab_has_a_screen)
{
	for (int tab = 1; tab <= 5; tab++) {
		cr_assert_not_null(screen_of_tab(tab), "tab %d", tab);
		cr_assert(*tab_title(tab));
	}
}

/* What the help and the manual say of texts is what a text does. */
Test(keys, a_text_knows_every_key_that_is_told_of_it)
{
	struct screen_type typing = { .name = "typing", .title = "typing", .bindings = typing_bindings };

	cr_assert_null(screen_check(&typing), "%s", screen_check(&typing));
	for (const struct binding *b = typing_bindings; b->command; b++) {
		struct edit e;

		edit_init(&e, false);
		edit_set(&e, "one two three", 13);
		edit_key(&e, K_CTRL_LEFT, 0);
		edit_key(&e, K_CTRL_SPACE, 0);
		edit_key(&e, K_CTRL_LEFT, 0);
		cr_assert_neq(edit_key(&e, b->key, 0), EDIT_IGNORED, "%s", b->command);
		edit_done(&e);
	}
}
