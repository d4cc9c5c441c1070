/* check --deep: every kind of change behind the program's back is found and named, and a sound file has no finding.
 */
#include "model/check_store.h"
#include "model/db/private.h"
#include "model/search.h"
#include "model/sum_deal.h"
#include "tests/model/won.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *dir, *path;
static struct buf said;

static int hear(void *arg, const char *text)
{
	(void)arg;
	buf_printf(&said, "%s\n", text);
	return 0;
}

static size_t check(struct store *s, bool deep)
{
	struct err err = { 0 };
	size_t n = 99;

	buf_clear(&said);
	cr_assert_eq(store_check(s, deep, hear, NULL, &n, &err), 0, "%s", err.text);
	return n;
}

static void make_file(void)
{
	struct won w;

	dir = temp_dir("check");
	path = temp_path(dir, "a.db");
	won_open_at(&w, "9000", path);
	won_answer_all(&w);
	cr_assert_eq(check(w.s, true), 0, "%s", buf_str(&said));
	won_close(&w);
}

static void remove_file(void)
{
	temp_remove(dir);
	free(dir);
	free(path);
	buf_done(&said);
}

TestSuite(check, .init = make_file, .fini = remove_file);

static struct store *reopen(struct err *err)
{
	struct store_options opt = {
		.path = path, .login = "priya", .now_ms = INT64_C(1795168200000), .now_frozen = true
	};
	struct store *s = NULL;

	return store_open(&s, &opt, NULL, err) ? NULL : s;
}

static void found(const char *sql, const char *words)
{
	sqlite3 *h = NULL;
	struct err err = { 0 };
	struct store *s;

	cr_assert_eq(sqlite3_open(path, &h), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(h));
	cr_assert_gt(sqlite3_total_changes(h), 0, "%s changes nothing", sql);
	sqlite3_close(h);
	s = reopen(&err);
	cr_assert_not_null(s, "%s", err.text);
	cr_assert_gt(check(s, true), 0, "%s was not found", sql);
	cr_assert_not_null(strstr(buf_str(&said), words), "%s: found only %s", sql, buf_str(&said));
	store_close(s);
}

Test(check, row_of_a_deal)
{
	found("update deal set next_step = 'altered'", "deal 1: the row differs");
}

Test(check, row_of_a_company)
{
	found("update company set name = 'Umber Grouq' where name = 'Umber Group'", "the row differs");
}

Test(check, row_of_a_person)
{
	found("update person set title = 'cfo'", "person 1: the row differs");
}

Test(check, row_of_a_form)
{
	found("update form set live_ms = live_ms + 1", "form 1: the row differs");
}

Test(check, row_of_an_answer)
{
	found("update form_value set reply = 3 where id = 2", "form_value 2: the row differs");
	found("update form_value set said_by = 'R. Ames' where id = 3", "form_value 3: the row differs");
}

Test(check, row_of_an_event)
{
	found("update event set reason = 'lost after all' where reason is not null", "the row differs");
}

Test(check, rows_of_dictionaries_and_members)
{
	found("update dict set title = title || '!' where id = 1", "dict 1: the row differs");
	found("update member set email = 'x@umber.example' where id = 2", "member 2: the row differs");
	found("update member_role set role = 8 where member = 2", "member_role 2: the row differs");
	found("insert into duty (member, duty) values (1, 1)", "duty 1: the row differs");
	found("insert into away (id, member, deputy, from_day, to_day) values (9, 1, 2, 1, 2)", "away 9: the row differs");
	found("insert into snooze (id, deal, until_day, reason, member, at_ms) values (9, 1, 1, 'x', 1, 1)",
	      "snooze 9: the row differs");
}

Test(check, rows_around_a_deal)
{
	found("update deal_person set role = 3", "deal_person 1: the row differs");
	found("update deal_check set ticked_at = ticked_at + 1", "deal_check 1: the row differs");
	found("insert into deal_icp (deal, phase, dimension, score, model_version) values (1, 2, 1, 1, 0)",
	      "deal_icp 1: the row differs");
	found("update form_member set reason = 'ill'", "form_member 1: the row differs");
	found("insert into source_ref (kind, ext, source, record, row_hash, seen_import) values (1, 'x', '', 1, 0, 0)",
	      "source_ref 1: the row differs");
}

Test(check, row_of_an_import)
{
	found("insert into import (id, kind, name, sha, bytes, preset, config, read, added, updated, unchanged, refused,"
	      " at_ms, member, grp) values (4, 'deals', 'x.csv', x'00', 1, '', 1, 1, 1, 0, 0, 0, 1, 1, 1)",
	      "import 4: the row differs");
}

Test(check, rows_of_what_is_to_do)
{
	found("insert into item (id, deal, kind, class) values (5, 1, 1, 1)", "item 5: the row differs");
	found("insert into action (id, kind, subject_kind, subject, expected) values (6, 1, 1, 1, 'call')",
	      "action 6: the row differs");
	found("insert into action_link (action, subject_kind, subject) values (6, 1, 1)",
	      "action_link 6: the row differs");
	found("insert into approval (id, matrix, subject_kind, subject, value, duty, asked_by, asked_at)"
	      " values (7, 'm', 1, 1, 1, 1, 1, 1)", "approval 7: the row differs");
	found("insert into outbox (id, subject_kind, subject, template, config, recipient, channel, member, at_ms)"
	      " values (8, 1, 1, 't', 0, 'r', 'c', 1, 1)", "outbox 8: the row differs");
}

Test(check, words_of_an_answer)
{
	found("update text set body = 'lies' where id = 3", "text 3: the words differ");
}

Test(check, text_of_the_configuration)
{
	found("update config set body = body || ' ' where id = 2", "configuration");
}

Test(check, totals)
{
	found("update sum_deal set n = n + 1", "more counted than stored");
	found("update sum_deal set n = n - 1, segment = 77", "segment 77");
}

/* Found without --deep too, and made as the deals are. */
Test(check, totals_made_anew)
{
	static const char *const wrong[] = {
		"update sum_deal set n = n + 1, amount_minor = amount_minor - 7",
		"update sum_deal set segment = 77 where n > 0",
		"update sum_deal set close_month = close_month + 1 where n > 0",
		"delete from sum_deal",
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct err err = { 0 };
		struct store *s = reopen(&err);

		cr_assert_eq(db_script(s->db, wrong[i], &err), 0, "%s", err.text);
		cr_assert_gt(check(s, false), 0, "%s", wrong[i]);
		cr_assert(strstr(buf_str(&said), "--rebuild"), "%s", buf_str(&said));
		cr_assert_eq(sum_deals_rebuild(s, &err), 0, "%s", err.text);
		cr_assert_eq(check(s, true), 0, "%s: %s", wrong[i], buf_str(&said));
		store_close(s);
	}
}

Test(check, clocks)
{
	found("update clock set due_at = due_at + 1 where due_at > 0", "differs from what its events give");
}

Test(check, clocks_that_are_missing)
{
	found("delete from clock", "is missing");
}

Test(check, history)
{
	found("update change set after = 'never' where after is not null", "history");
}

Test(check, group_that_was_taken_out)
{
	found("delete from change where grp = 2; delete from seal where to_grp = 2; delete from grp where id = 2",
	      "history");
}

Test(check, words_of_search)
{
	found("delete from company_word", "search does not know a word");
	found("insert into company_word values ('extra', 1)", "words of companies");
}

Test(check, written_words_of_search)
{
	found("delete from search_doc where id = 2", "search does not know its words");
	found("update search_doc set words = words || ' zzz' where id in (select max(id) from search_doc)", "its words are not those of the text");
	found("update search_doc set owner = 77 where id in (select max(id) from search_doc)", "it is not found under the owner of its deal");
}

#define NOT_IN_INDEX "its index does not hold the words of the texts"

Test(check, index_of_search)
{
	found("insert into search_index (search_index, rowid, words) select 'delete', id, words from search_doc where id = 3",
	      NOT_IN_INDEX);
	found("update search_index_data set block = cast(substr(block, 1, length(block) - 1) || x'7f' as blob) where id ="
	      " (select max(id) from search_index_data)", NOT_IN_INDEX);
	found("delete from search_index_data where id > 10", NOT_IN_INDEX);
}

/* What the index is told wrong, what is missing in it and what cannot be read as one at all: all is made anew. */
Test(check, index_of_search_is_made_anew)
{
	static const char *const damage[] = {
		"insert into search_index (search_index, rowid, words) values ('delete-all', 0, '')",
		"insert into search_index (rowid, words) values (3, 'zebra')",
		"update search_index_data set block = zeroblob(4)",
		"delete from search_index_data",
		"update search_index_config set v = 3",
		"update search_doc set words = 'zebra' where id = 3",
	};
	struct err err = { 0 };
	struct store *s;

	for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
		sqlite3 *h = NULL;

		cr_assert_eq(sqlite3_open(path, &h), SQLITE_OK);
		sqlite3_exec(h, damage[i], NULL, NULL, NULL);
		cr_assert_gt(sqlite3_total_changes(h) + !i, 0, "%s changes nothing", damage[i]);
		sqlite3_close(h);
		s = reopen(&err);
		cr_assert_not_null(s, "%s", err.text);
		cr_assert_gt(check(s, true), 0, "%s was not found", damage[i]);
		cr_assert_eq(search_rebuild(s, &err), 0, "%s: %s", damage[i], err.text);
		cr_assert_eq(check(s, true), 0, "%s: %s", damage[i], buf_str(&said));
		store_close(s);
	}
}

Test(check, words_of_dictionaries)
{
	found("update deal set region = 999", "its region is no word of the dictionary");
}

Test(check, members)
{
	found("update deal set csm = 999", "its csm is no member");
}

Test(check, sequences)
{
	found("update seq set next = 1 where name = 'deal'", "would give this number again");
}

/* One bit of a text that stands in the file, wherever it stands. */
static void flip(size_t at)
{
	int fd = open(path, O_RDWR);
	char c;

	cr_assert_eq(pread(fd, &c, 1, (off_t)at), 1);
	c ^= 1;
	cr_assert_eq(pwrite(fd, &c, 1, (off_t)at), 1);
	close(fd);
}

static size_t flips_not_found(void)
{
	static const char *const texts[] = { "Umber Group", "umber group", "said in the call on", "L. Fox",
					     "signed" };
	struct buf bytes = { 0 };
	size_t cases = 0, missed = 0;

	cr_assert(prop_read(path, &bytes));
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		for (size_t at = 0; at + strlen(texts[i]) < bytes.len; at++) {
			struct err err = { 0 };
			struct store *s;

			if (memcmp(bytes.data + at, texts[i], strlen(texts[i])))
				continue;
			flip(at + cases % strlen(texts[i]));
			s = reopen(&err);
			missed += s && !check(s, true);
			store_close(s);
			flip(at + cases % strlen(texts[i]));
			cases++;
		}
	cr_assert_gt(cases, 20);
	buf_done(&bytes);
	return missed;
}

Test(check, a_bit_of_any_text)
{
	/* Pages that were freed hold old bytes that nobody reads. */
	sqlite3 *h = NULL;

	cr_assert_eq(sqlite3_open(path, &h), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(h, "vacuum", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(h);
	cr_assert_eq(flips_not_found(), 0);
	setenv("TEETH", "P32", 1);
	cr_assert_gt(flips_not_found(), 0);
	unsetenv("TEETH");
}
