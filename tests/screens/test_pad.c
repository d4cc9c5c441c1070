/* A field whose drafts are written behind the keys (model/draft_writer.h): what is on its way, what fails, and what may
 * not come back. Where a write has to fail, another connection holds the drafts file. */
#include "model/draft_writer.h"
#include "screens/pad.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FORM = 5, FIRST_KEY_MS = 1000 };

static char *dir, *path;
static struct store *s, *other;
static struct pad p;

static struct store *open_store(void)
{
	struct store_options opt = { .path = path, .login = "dana", .zone = "Europe/Berlin",
				     .db_flags = DB_CREATE | DB_SCREEN };
	struct store *made;
	struct err err = { 0 };

	cr_assert_eq(store_open(&made, &opt, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(drafts_open(made, &err), 0, "%s", err.text);
	return made;
}

static void set_up(void)
{
	dir = temp_dir("pad");
	path = temp_path(dir, "w.db");
	s = open_store();
	other = open_store();
	draft_writer_open(s);
	pad_init(&p, false, SUBJECT_FORM_VALUE, FORM, "4", 0, 2);
}

static void tear_down(void)
{
	pad_done(&p);
	store_close(s);
	store_close(other);
	temp_remove(dir);
	free(dir);
	free(path);
}

TestSuite(pad, .init = set_up, .fini = tear_down, .timeout = 300);

static void type(const char *words, int64_t at_ms)
{
	for (; *words; words++)
		cr_assert_eq(edit_key(&p.edit, (unsigned char)*words, at_ms), EDIT_CHANGED);
}

/* What the drafts file holds of the field, or "-"; asked over the connection given. */
static void assert_file(struct store *of, const char *words)
{
	struct draft d;
	struct err err = { 0 };
	int rc = draft_get(of, SUBJECT_FORM_VALUE, FORM, "4", 0, 2, &d, &err);

	cr_assert_geq(rc, 0, "%s", err.text);
	cr_assert_str_eq(rc ? d.body : "-", words);
	draft_done(&d);
}

/* Runs fn while the drafts file is another's. */
static void while_held(int (*fn)(void *arg, struct err *err))
{
	struct err err = { 0 };

	cr_assert_eq(db_tx(other->drafts, fn, NULL, &err), 0, "%s", err.text);
}

Test(pad, is_written_behind_the_keys_and_says_so)
{
	struct pollfd fd = { draft_writer_fd(s), POLLIN, 0 };
	struct err err = { 0 };

	type("half", FIRST_KEY_MS);
	cr_assert_eq(pad_keep(s, &p, 0, &err), 0, "%s", err.text);
	cr_assert_not_null(p.flight);
	cr_assert_eq(pad_wait(s, &p, FIRST_KEY_MS, 0), -1, "all of it is on its way");
	cr_assert_eq(poll(&fd, 1, 20000), 1);
	draft_writer_heard(s);
	cr_assert_eq(poll(&fd, 1, 0), 0);
	cr_assert_eq(pad_keep(s, &p, 0, &err), 0, "%s", err.text);
	cr_assert_null(p.flight);
	cr_assert_eq(p.drafted, p.edit.version);
	assert_file(other, "half");
}

Test(pad, the_last_of_many_stands_whichever_were_left_out)
{
	struct err err = { 0 };
	char words[201] = "";

	for (int i = 0; i < 200; i++) {
		type("a", INT64_C(1) << 60); /* not overdue */
		words[i] = 'a';
		cr_assert_eq(pad_keep(s, &p, 0, &err), 0, "%s", err.text);
		cr_assert_leq(p.flight_chars + p.edit.unkept_chars, 8);
	}
	draft_writer_pause(s, true);
	cr_assert_eq(pad_keep(s, &p, 0, &err), 0, "%s", err.text);
	assert_file(other, words);
}

static int fail(void *arg, struct err *err)
{
	struct err e = { 0 };

	(void)arg;
	(void)err;
	type("abc", FIRST_KEY_MS);
	cr_assert_eq(pad_keep(s, &p, 0, &e), 0);
	cr_assert(edit_is_kept(&p.edit), "counted with what is on its way");
	type("de", FIRST_KEY_MS + 90);
	draft_writer_rest(s);
	cr_assert_eq(pad_keep(s, &p, 0, &e), -1, "the failure is said");
	cr_assert_eq(e.kind, ERR_BUSY);
	cr_assert_eq(p.edit.unkept_at_ms, FIRST_KEY_MS, "unkept since its first key");
	cr_assert_eq(p.edit.unkept_chars, 5);
	cr_assert_eq(pad_wait(s, &p, FIRST_KEY_MS + 100, 0), 150);
	return 0;
}

Test(pad, one_that_fails_is_unkept_again_since_its_first_key)
{
	struct err err = { 0 };

	while_held(fail);
	assert_file(other, "-");
	cr_assert_eq(pad_keep(s, &p, 0, &err), 0, "%s", err.text);
	cr_assert(edit_is_kept(&p.edit));
	assert_file(other, "abcde");
}

static int fill(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	type("abc", FIRST_KEY_MS);
	cr_assert_eq(pad_keep(s, &p, 0, NULL), 0);
	type("defg", INT64_C(1) << 60);
	cr_assert_eq(pad_wait(s, &p, FIRST_KEY_MS + 100, 0), 150, "of the first key, on its way or not");
	type("h", INT64_C(1) << 60);
	cr_assert_eq(pad_wait(s, &p, FIRST_KEY_MS, 0), 0);
	cr_assert_eq(pad_keep(s, &p, 0, NULL), -1, "it waited for the three and tried the eight");
	cr_assert_eq(p.edit.unkept_chars, 8);
	return 0;
}

Test(pad, eight_characters_are_not_on_their_way_unwatched)
{
	while_held(fill);
	cr_assert_eq(pad_keep(s, &p, 0, NULL), 0);
	assert_file(other, "abcdefgh");
}

static int fill_two(void *arg, struct err *err)
{
	struct pad *q = arg;

	(void)err;
	type("abcd", INT64_C(1) << 60); /* not overdue */
	cr_assert_eq(pad_keep(s, &p, 0, NULL), 0);
	for (int i = 0; i < 3; i++)
		edit_key(&q->edit, 'x', INT64_C(1) << 60);
	cr_assert_gt(pad_wait(s, q, FIRST_KEY_MS, 0), 0);
	edit_key(&q->edit, 'x', INT64_C(1) << 60);
	cr_assert_eq(pad_wait(s, q, FIRST_KEY_MS, 0), 0, "four here and four there");
	cr_assert_eq(pad_keep(s, q, 0, NULL), 0);
	cr_assert_neq(flight_state(p.flight), FLIGHT_ON_ITS_WAY, "it waited for the four there");
	return 0;
}

/* One field is left with its last characters on their way, and the next is typed into. */
Test(pad, eight_characters_of_two_fields_are_not_on_their_way_unwatched)
{
	struct err err = { 0 };
	struct pad q;

	pad_init(&q, false, SUBJECT_FORM_VALUE, FORM, "5", 0, 2);
	cr_assert_eq(db_tx(other->drafts, fill_two, &q, &err), 0, "%s", err.text);
	cr_assert_eq(pad_keep(s, &p, 0, NULL), 0);
	draft_writer_rest(s);
	assert_file(other, "abcd");
	pad_done(&q);
}

Test(pad, words_given_up_while_on_their_way_do_not_come_back)
{
	type("no", FIRST_KEY_MS);
	cr_assert_eq(pad_keep(s, &p, 0, NULL), 0);
	cr_assert_not_null(p.flight);
	pad_forget(s, &p);
	pad_loaded(&p, "", 0);
	assert_file(s, "-");
	store_close(s);
	s = open_store();
	assert_file(s, "-");
}

static int save(struct store *of, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	(void)of;
	(void)err;
	cr_assert_str_eq(d->body, "yes");
	*(int *)arg += 1;
	*rev = 1;
	return 0;
}

Test(pad, words_stored_while_on_their_way_have_no_draft)
{
	const struct pad_ops ops = { save, NULL };
	int saved = 0;

	type("yes", FIRST_KEY_MS);
	cr_assert_eq(pad_keep(s, &p, 0, NULL), 0);
	cr_assert_eq(pad_store(s, &p, &ops, &saved, 0, NULL), 0);
	cr_assert_eq(saved, 1);
	cr_assert_not(pad_is_unsaved(&p));
	assert_file(s, "-");
}

static int in_save[2], go_on[2]; /* pipes */

/* In the thread, with a transaction open: goes on when it is told to, or when nobody does. */
static int save_slowly_in(void *arg, struct err *err)
{
	struct pollfd told = { go_on[0], POLLIN, 0 };

	(void)err;
	if (write(in_save[1], "i", 1) == 1)
		*(int *)arg = poll(&told, 1, 300);
	return 0;
}

static int save_slowly(struct store *of, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	(void)d;
	*rev = 7;
	return db_tx(of->db, save_slowly_in, *(int **)arg, err);
}

Test(pad, whoever_needs_the_database_waits_until_it_is_given_back)
{
	int told = -1, *to = &told;
	struct behind how = { .save = save_slowly, .arg = &to, .size = sizeof to };
	struct err err = { 0 };
	char c;

	cr_assert(!pipe(in_save) && !pipe(go_on));
	type("yes", FIRST_KEY_MS);
	cr_assert_eq(pad_keep(s, &p, 0, &err), 0, "%s", err.text);
	cr_assert(pad_store_behind(s, &p, &how, 0));
	cr_assert_eq(read(in_save[0], &c, 1), 1);
	cr_assert_eq(pad_came(s, &p, NULL, NULL, &err), 1);
	cr_assert_null(db_left_open(s->db));
	db_data_version(s->db, NULL);
	cr_assert_eq(write(go_on[1], "g", 1), 1);
	draft_writer_rest(s);
	cr_assert_eq(told, 0, "nobody could tell it to go on: who could waited");
	cr_assert_eq(pad_came(s, &p, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(p.base_rev, 7);
	cr_assert_not(pad_is_unsaved(&p));
	assert_file(s, "-");
}

Test(pad, paused_it_is_written_when_keep_returns)
{
	type("now", FIRST_KEY_MS);
	draft_writer_pause(s, true);
	cr_assert_eq(pad_keep(s, &p, 0, NULL), 0);
	cr_assert_null(p.flight);
	assert_file(other, "now");
	type("!", FIRST_KEY_MS);
	draft_writer_pause(s, false);
	cr_assert_eq(pad_keep(s, &p, 0, NULL), 0);
	store_close(s); /* writes what waits */
	s = open_store();
	assert_file(s, "now!");
}
