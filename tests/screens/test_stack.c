/* What keys do to the stack of screens: levels, Alt, messages, questions. Driven without a terminal. */
#include "app/stack.h"
#include "screens/keymap.h"
#include "screens/registry.h"
#include "screens/ui/fields.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

/* A form of two fields with one action, as the debrief has many. */
struct trial {
	struct fields form;
	int acted, asked, kept, stored, saw;
	bool cannot_keep;
};
static struct stack st;
static struct trial *trial;
static const struct screen_type trial_screen, trial_list;

static void set_up(void)
{
	struct err err = { 0 };

	stack_init(&st, NULL, NULL);
	cr_assert_eq(stack_start(&st, &trial_list, &err), 0);
	stack_key(&st, 'f');
	trial = stack_top(&st)->state;
}

static void tear_down(void)
{
	stack_done(&st);
}

TestSuite(stack, .init = set_up, .fini = tear_down);

static void type(const char *s)
{
	for (; *s; s++)
		stack_key(&st, *s);
}

Test(stack, every_printable_key_is_text_in_the_text)
{
	type("q:?5uj");
	cr_assert_str_eq(fields_get(&trial->form, 0), "q:?5uj");
	cr_assert_eq(st.depth, 2);
	cr_assert_eq(stack_top(&st)->level, LEVEL_TEXT);
}

Test(stack, esc_goes_to_the_form_and_a_second_one_leaves)
{
	type("a");
	stack_key(&st, K_ESC);
	cr_assert_eq(stack_top(&st)->level, LEVEL_FORM);
	stack_key(&st, 'j');
	cr_assert_eq(trial->form.at, 1);
	cr_assert_eq(stack_top(&st)->level, LEVEL_FORM, "moving stays at the form's level");
	stack_key(&st, K_ESC);
	cr_assert_eq(st.depth, 1);
}

Test(stack, a_key_that_acts_puts_the_cursor_into_the_text_again)
{
	stack_key(&st, K_ESC);
	stack_key(&st, 'p');
	cr_assert_eq(trial->acted, 1);
	cr_assert_eq(stack_top(&st)->level, LEVEL_TEXT);
	stack_key(&st, K_ESC);
	stack_key(&st, 'u');
	cr_assert_eq(stack_top(&st)->level, LEVEL_FORM, "undo stays");
}

Test(stack, alt_is_esc_and_the_key_from_the_text)
{
	type("half");
	stack_key(&st, 'p' | K_ALT);
	cr_assert_eq(trial->acted, 1);
	cr_assert_eq(stack_top(&st)->level, LEVEL_TEXT);
	cr_assert_str_eq(fields_get(&trial->form, 0), "half");
	stack_key(&st, K_ESC);
	stack_key(&st, 'p' | K_ALT);
	cr_assert_eq(trial->acted, 2, "plain at the form's level");
	cr_assert_eq(st.depth, 2, "Alt there is no second Esc");
}

Test(stack, esc_and_the_key_apart_do_the_same)
{
	type("half");
	stack_key(&st, K_ESC);
	stack_key(&st, 'p');
	cr_assert_eq(trial->acted, 1);
	cr_assert_eq(stack_top(&st)->level, LEVEL_TEXT);
}

Test(stack, a_key_without_meaning_says_so)
{
	stack_key(&st, 'y' | K_ALT);
	cr_assert_eq(st.message.tone, TONE_REFUSED);
	cr_assert_not_null(strstr(st.message.text, "nothing here"));
	cr_assert_eq(stack_top(&st)->level, LEVEL_TEXT);
	cr_assert_str_eq(fields_get(&trial->form, 0), "");
}

Test(stack, an_unknown_sequence_does_nothing_at_all)
{
	st.dirty = false;
	stack_key(&st, K_UNKNOWN);
	cr_assert_not(st.dirty);
	cr_assert_eq(st.message.tone, TONE_NONE);
}

Test(stack, a_refusal_is_the_sentence_beside_the_binding)
{
	stack_key(&st, 'r' | K_ALT);
	cr_assert_eq(st.message.tone, TONE_REFUSED);
	cr_assert_str_eq(st.message.text, "nothing is late");
}

Test(stack, pasted_text_is_text)
{
	stack_paste(&st, "q\033:\003\032", 5);
	cr_assert_str_eq(fields_get(&trial->form, 0), "q\033:\003\032");
	cr_assert_eq(st.depth, 2);
	cr_assert_not(st.suspend);
	cr_assert_not(st.quit);
}

Test(stack, a_paste_without_a_field_is_refused_not_run)
{
	stack_key(&st, K_ESC);
	stack_key(&st, K_ESC);
	stack_paste(&st, "q5f", 3);
	cr_assert_eq(st.depth, 1);
	cr_assert_not(st.quit);
	cr_assert_eq(st.message.tone, TONE_REFUSED);
}

Test(stack, leaving_keeps_first)
{
	type("typed");
	stack_key(&st, K_ESC);
	stack_key(&st, K_ESC);
	cr_assert_eq(st.depth, 1);
	cr_assert_eq(*(int *)stack_top(&st)->state, 1, "keep() before the screen goes");
}

/* Somebody holds the drafts for longer than a form waits: it stays, and only who is told so drops the words. */
Test(stack, words_that_cannot_be_kept_hold_their_form_open)
{
	type("typed");
	trial->cannot_keep = true;
	stack_key(&st, K_ESC);
	stack_key(&st, K_ESC);
	cr_assert_eq(st.depth, 2);
	cr_assert_not_null(st.question);
	cr_assert_not_null(strstr(st.question_text, "the drafts are in use"), "%s", st.question_text);
	stack_key(&st, K_ENTER);
	cr_assert_eq(st.depth, 2, "Enter alone drops nothing");
	stack_key(&st, K_ESC);
	cr_assert_null(st.question);
	cr_assert_str_eq(fields_get(&trial->form, 0), "typed");
	stack_key(&st, 'q');
	cr_assert_not_null(st.question);
	stack_key(&st, 'd');
	cr_assert_eq(st.depth, 1);
	cr_assert_null(st.question);
}

Test(stack, a_form_that_stayed_goes_once_its_words_are_kept)
{
	type("typed");
	trial->cannot_keep = true;
	stack_key(&st, K_ESC);
	stack_key(&st, K_ESC);
	trial->cannot_keep = false;
	stack_keep(&st);
	cr_assert_null(st.question, "nothing is left to ask");
	cr_assert_eq(st.depth, 2);
	stack_key(&st, K_ESC);
	cr_assert_eq(st.depth, 1);
}

/* The loop keeps when no key waits; while they come on and on, this does. */
Test(stack, what_is_typed_without_a_pause_is_kept_at_the_eighth_key)
{
	stack_keep(&st);
	trial->kept = 0;
	for (int i = 0; i < 7; i++) {
		type("x");
		stack_tick(&st);
	}
	cr_assert_eq(trial->kept, 0);
	type("x");
	stack_tick(&st);
	cr_assert_eq(trial->kept, 1);
}

Test(stack, what_is_typed_without_a_pause_is_kept_after_a_quarter_of_a_second)
{
	stack_keep(&st);
	trial->kept = 0;
	type("x");
	st.view.mono_ms += 249;
	stack_tick(&st);
	cr_assert_eq(trial->kept, 0);
	st.view.mono_ms += 1;
	stack_tick(&st);
	cr_assert_eq(trial->kept, 1);
	st.view.mono_ms += 1000;
	stack_tick(&st);
	cr_assert_eq(trial->kept, 1, "nothing was typed since");
}

Test(stack, a_message_goes_after_two_seconds_an_error_with_the_next_key)
{
	struct act done = act_say(ACT_HANDLED, TONE_DONE, "done"), bad = act_say(ACT_HANDLED, TONE_ERROR, "bad");

	st.view.mono_ms = 1000;
	stack_say(&st, &done.say);
	stack_key(&st, 'a');
	cr_assert_eq(st.message.tone, TONE_DONE);
	st.view.mono_ms = 3000;
	stack_key(&st, 'a');
	cr_assert_eq(st.message.tone, TONE_NONE);
	stack_say(&st, &bad.say);
	stack_key(&st, 'a');
	cr_assert_eq(st.message.tone, TONE_NONE);
}

Test(stack, a_question_keeps_its_row_until_it_is_answered)
{
	stack_key(&st, K_CTRL('G'));
	cr_assert_not_null(st.question);
	stack_key(&st, K_ENTER);
	cr_assert_not_null(st.question, "Enter alone answers nothing");
	stack_key(&st, K_CTRL('Z'));
	cr_assert(st.suspend, "Ctrl-Z acts everywhere");
	cr_assert_not_null(st.question, "and the question is there still afterwards");
	cr_assert_eq(trial->asked, 0);
	stack_key(&st, 'y');
	cr_assert_null(st.question);
	cr_assert_eq(trial->asked, 1);
	stack_key(&st, K_CTRL('G'));
	stack_key(&st, K_ESC);
	cr_assert_null(st.question);
	cr_assert_eq(trial->asked, 1);
	cr_assert_eq(stack_top(&st)->level, LEVEL_TEXT, "that Esc only closed the question");
}

Test(stack, a_field_that_changed_is_stored_when_it_is_left)
{
	stack_key(&st, K_TAB);
	cr_assert_eq(trial->stored, 0);
	stack_key(&st, K_BACKTAB);
	type("x");
	stack_key(&st, K_TAB);
	cr_assert_eq(trial->stored, 1);
}

Test(stack, quitting_names_what_is_unfinished)
{
	stack_key(&st, K_ESC);
	stack_key(&st, K_ESC);
	stack_key(&st, 'z');
	stack_key(&st, 'q');
	cr_assert_not(st.quit);
	cr_assert_not_null(strstr(st.question_text, "the trial"));
	stack_key(&st, 'q');
	cr_assert(st.quit);
}

Test(stack, a_small_window_still_takes_what_is_typed)
{
	stack_resize(&st, 10, 40);
	cr_assert(stack_too_small(&st));
	type("kept");
	cr_assert_str_eq(fields_get(&trial->form, 0), "kept");
	stack_resize(&st, 24, 80);
	cr_assert_not(stack_too_small(&st));
	cr_assert_str_eq(fields_get(&trial->form, 0), "kept");
}

Test(stack, tabs_keep_their_screen)
{
	struct screen *report;

	stack_key(&st, K_ESC);
	stack_key(&st, K_ESC);
	stack_key(&st, '5');
	report = stack_top(&st);
	cr_assert_str_eq(report->type->name, "report");
	stack_key(&st, '2');
	cr_assert_str_eq(stack_top(&st)->type->name, "handoffs");
	stack_key(&st, '5');
	cr_assert_eq(stack_top(&st), report);
}

Test(stack, the_palette_runs_on_the_screen_below)
{
	stack_key(&st, ':' | K_ALT);
	cr_assert_str_eq(stack_top(&st)->type->name, "palette");
	type("promise");
	stack_key(&st, K_ENTER);
	cr_assert_eq(trial->acted, 1);
	cr_assert_eq(st.depth, 2);
}

/* What is typed on behind a look at the keys is text, and takes or completes nothing. */
Test(stack, the_cursor_is_in_the_text_again_behind_help_and_palette)
{
	static const int keys[] = { '?', ':', '0' };

	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
		stack_key(&st, keys[i] | K_ALT);
		cr_assert_eq(st.depth, 3, "%c opens nothing", keys[i]);
		stack_key(&st, K_ESC);
		cr_assert_eq(st.depth, 2);
		cr_assert_eq(stack_top(&st)->level, LEVEL_TEXT, "behind %c", keys[i]);
	}
	type("promise");
	cr_assert_eq(trial->acted, 0);
	cr_assert_str_eq(fields_get(&trial->form, 0), "promise");
}

Test(stack, the_help_runs_a_key_and_narrows)
{
	stack_key(&st, '?' | K_ALT);
	cr_assert_str_eq(stack_top(&st)->type->name, "help");
	stack_key(&st, 'p');
	cr_assert_eq(trial->acted, 1);
	stack_key(&st, '?' | K_ALT);
	type("/promise");
	stack_key(&st, K_ENTER);
	cr_assert_eq(trial->acted, 2);
	cr_assert_eq(st.depth, 2);
}

/* A member's own keys: the command moves, its old key is free, the footer's key follows. */
Test(stack, a_key_that_was_moved)
{
	static const char ini[] = "[report]\n[common]\nhelp = K\n";
	struct keymap keys;
	struct err err = { 0 };

	cr_assert_eq(keymap_parse(&keys, ini, sizeof ini - 1, &err), 0, "%s", err.text);
	st.view.keymap = &keys;
	stack_key(&st, K_ESC);
	stack_key(&st, K_ESC);
	stack_key(&st, '?');
	cr_assert_eq(st.depth, 1, "the old key is free");
	cr_assert_eq(keymap_key(&keys, screen_command(stack_top(&st)->type, "help")), 'K');
	stack_key(&st, 'K');
	cr_assert_str_eq(stack_top(&st)->type->name, "help");
}

/* What runs asks its key which of several it is: undo, or the same again. */
Test(stack, a_moved_key_is_seen_as_its_own)
{
	const struct binding *promise = screen_command(&trial_screen, "promise");
	struct keymap keys = { .rows = { { trial_screen.bindings, promise, 'U' } }, .count = 1 };

	st.view.keymap = &keys;
	stack_key(&st, K_ESC);
	stack_key(&st, 'U');
	cr_assert_eq(trial->acted, 1);
	cr_assert_eq(trial->saw, promise->key);
	stack_key(&st, K_CTRL('G'));
	stack_key(&st, 'y');
	cr_assert_eq(trial->saw, 'y', "what only answers sees the answer");
}

Test(stack, keys_that_cannot_be_moved_are_named)
{
	static const char *const bad[] = { "[bord]\nopen = K\n", "[common]\nhlep = K\n", "[common]\nhelp = Hyper-K\n",
					   "[common]\nhelp = q\n", "[common]\nredraw = x\n",
					   "[debrief]\nconflict-theirs = T\n" };
	struct keymap keys;

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct err err = { 0 };

		cr_assert_eq(keymap_parse(&keys, bad[i], strlen(bad[i]), &err), -1, "row %zu", i);
		cr_assert_not_null(strstr(err.text, "keys.ini:2"), "%s", err.text);
	}
}

Test(stack, nothing_is_dirty_when_nothing_changed)
{
	st.dirty = false;
	stack_tick(&st);
	stack_keep(&st);
	cr_assert_not(st.dirty);
	cr_assert_eq(stack_wait_ms(&st), -1);
}

/* Who types the whole word must not end at what another letter of it begins. */
Test(fields, a_choice_is_made_by_its_first_letters)
{
	static const char *const words[] = { "not said", "champion", "executive", "economic", "in person", "phone", NULL };
	static const struct fields_spec one[] = { { .key = "c", .label = "C", .kind = FIELDS_CHOICE, .choices = words } };
	static const struct {
		const char *typed, *chosen;
	} cases[] = { { "economic", "economic" }, { "e", "executive" }, { "ee", "economic" }, { "in person", "in person" },
		      { "ep", "phone" }, { "e ", "economic" }, { "xyz", "not said" }, { "ec\x7f", "economic" } };
	struct screen s = { .level = LEVEL_TEXT };
	struct fields f;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		fields_init(&f, one, 1);
		for (const char *p = cases[i].typed; *p; p++)
			fields_key(&f, &s, *p, NULL);
		cr_assert_str_eq(fields_get(&f, 0), cases[i].chosen, "“%s”: %s", cases[i].typed, fields_get(&f, 0));
		fields_done(&f);
	}
}

/* ---- the trial screens ---- */

static const struct fields_spec fields[] = {
	{ .key = "one", .label = "One", .kind = FIELDS_PROSE },
	{ .key = "two", .label = "Two", .kind = FIELDS_LINE },
};
static int kept_flag;

static int trial_init(struct screen *s, const void *arg, struct err *err)
{
	struct trial *t = s->state;

	(void)arg;
	(void)err;
	fields_init(&t->form, fields, 2);
	return 0;
}

static void trial_done(struct screen *s)
{
	fields_done(&((struct trial *)s->state)->form);
}

static void trial_draw(struct screen *s, struct draw *d)
{
	fields_draw(&((struct trial *)s->state)->form, d, s->area, s->level);
}

static struct act trial_key(struct screen *s, int key)
{
	struct trial *t = s->state;
	size_t left;

	switch (fields_key(&t->form, s, key, &left)) {
	case FIELDS_IGNORED:
		return ACT(IGNORED);
	case FIELDS_LEFT:
		t->stored++;
		fields_stored(&t->form, left);
		return ACT(HANDLED);
	case FIELDS_HANDLED:
	case FIELDS_END:
		break;
	}
	return ACT(HANDLED);
}

static struct act trial_paste(struct screen *s, const char *text, size_t len)
{
	fields_paste(&((struct trial *)s->state)->form, s, text, len);
	return ACT(HANDLED);
}

static int trial_keep(struct screen *s, struct err *err)
{
	if (((struct trial *)s->state)->cannot_keep)
		return err_set(err, ERR_BUSY, "the drafts are held");
	((struct trial *)s->state)->kept++;
	if (((struct trial *)s->state)->form.values[0].edit.len)
		*(int *)s->below->state = 1;
	return 0;
}

static struct act promise(struct screen *s, int key)
{
	((struct trial *)s->state)->acted++;
	((struct trial *)s->state)->saw = key;
	return ACT(HANDLED);
}

static const struct answer answers[] = { { 'y', "yes", "answered" }, { K_ESC, "no", NULL }, { 0, NULL, NULL } };
static const struct question question = { answers, false };

static struct act ask(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_ask(&question, "Complete without it?");
}

static struct act answered(struct screen *s, int key)
{
	((struct trial *)s->state)->asked++;
	((struct trial *)s->state)->saw = key;
	return ACT(HANDLED);
}

static const char *refuse(const struct screen *s)
{
	(void)s;
	return "nothing is late";
}

static const struct binding trial_bindings[] = {
	{ .levels = AT_FORM, .key = 'p', .command = "promise", .label = "promise", .title = "Note a promise", .group = "Trial",
	  .run = promise },
	{ .levels = AT_FORM, .key = 'r', .command = "late", .label = "late", .group = "Trial", .run = promise, .refuse = refuse },
	{ .levels = AT_FORM, .key = 'u', .command = "undo", .label = "undo", .group = "Trial", .run = answered, .stays = true },
	{ .levels = AT_TEXT | AT_FORM, .key = K_CTRL('G'), .command = "ask", .label = "ask", .group = "Trial", .run = ask },
	{ .levels = AT_FORM, .command = "answered", .label = "a", .title = "Answer", .group = "Trial", .run = answered },
	{ .command = NULL },
};
static const struct screen_type trial_screen = {
	.name = "trial", .title = "the trial", .level = LEVEL_TEXT, .size = sizeof(struct trial), .bindings = trial_bindings,
	.init = trial_init, .done = trial_done, .draw = trial_draw, .key = trial_key, .paste = trial_paste,
	.keep = trial_keep,
};

static struct act open_trial(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&trial_screen, NULL);
}

static struct act begin(struct screen *s, int key)
{
	(void)s;
	(void)key;
	kept_flag = 1;
	return ACT(HANDLED);
}

static const char *unfinished(const struct screen *s)
{
	(void)s;
	return kept_flag ? "the trial" : NULL;
}

static void list_draw(struct screen *s, struct draw *d)
{
	draw_text(d, s->area.y, 1, 20, STYLE_TEXT, "trials");
}

static const struct binding list_bindings[] = {
	{ .levels = AT_LIST, .key = 'f', .command = "form", .label = "form", .group = "Trial", .run = open_trial },
	{ .levels = AT_LIST, .key = 'z', .command = "begin", .label = "begin", .group = "Trial", .run = begin },
	{ .command = NULL },
};
static const struct screen_type trial_list = { .name = "trials", .title = "trials", .tab = 1, .size = sizeof(int),
					       .bindings = list_bindings, .draw = list_draw, .unfinished = unfinished };
