/* Members: who may add and change them, names in data, and taking it back. */
#include "model/member.h"

#include "model/buf.h"
#include "model/check_store.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/history.h"
#include "tests/model/team.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct member read_member(struct store *s, const char *login)
{
	struct member m = { 0 };
	struct err err = { 0 };

	cr_assert_eq(member_by_login(s, login, &m, &err), 1, "%s: %s", login, err.text);
	return m;
}

static void is_refused(int rc, const struct err *err, enum err_kind kind, const char *says)
{
	cr_assert_eq(rc, -1, "it went");
	cr_assert_eq(err->kind, kind, "kind %d: %s", err->kind, err->text);
	cr_assert_not_null(strstr(err->text, says), "no “%s” in: %s", says, err->text);
}

Test(member, who_makes_a_file_is_its_admin)
{
	struct store *s = team_open_again(NULL, "ines");
	struct member m = read_member(s, "ines");

	cr_assert_eq(m.roles, 1u << ROLE_ADMIN);
	cr_assert(m.active);
	member_done(&m);
	store_close(s);
}

Test(member, admin_and_sales_ops_add_members_and_nobody_else)
{
	static const char *const may_not[] = { "mira", "priya", "max", "cora", "ana", "carl", "rex", "nobody" };
	struct store *s = team_open(NULL);
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof may_not / sizeof may_not[0]; i++) {
		team_as(s, may_not[i]);
		is_refused(member_add(s, "kim", 1u << ROLE_AE, 0, &err), &err, ERR_ROLE, may_not[i]);
	}
	team_as(s, "olga");
	cr_assert_eq(member_add(s, "kim", 1u << ROLE_AE, 1u << DUTY_REVIEWER, &err), 0, "%s", err.text);
	store_close(s);
}

Test(member, a_login_is_one_line_of_text)
{
	static const char *const bad[] = {
		"",	"-kim",	    "two\nlines",
		"\xff", "tab\tbed", "0123456789012345678901234567890123456789012345678901234567890123"
	};
	struct store *s = team_open(NULL);
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		is_refused(member_add(s, bad[i], 1u << ROLE_AE, 0, &err), &err, ERR_USAGE, "expected 1 to 63 bytes");
	cr_assert_eq(member_add(s, "Zoë 東京", 1u << ROLE_AE, 0, &err), 0, "%s", err.text);
	store_close(s);
}

Test(member, one_is_added_once_and_changed_afterwards)
{
	struct store *s = team_open(NULL);
	unsigned roles = 1u << ROLE_CRO | 1u << ROLE_CSM;
	bool away = false;
	struct err err = { 0 };
	struct member m;

	is_refused(member_add(s, "mira", 1u << ROLE_CSM, 0, &err), &err, ERR_INPUT, "a member already");
	is_refused(member_set(s, "kim", &roles, NULL, NULL, NULL, NULL, &err), &err, ERR_INPUT, "no member “kim”");
	cr_assert_eq(member_set(s, "mira", &roles, NULL, "Mira Okafor", "mira@team.example", NULL, &err), 0, "%s",
		     err.text);
	m = read_member(s, "mira");
	cr_assert_eq(m.roles, roles);
	cr_assert_str_eq(m.name, "Mira Okafor");
	member_done(&m);
	cr_assert_eq(member_set(s, "mira", NULL, NULL, NULL, NULL, &away, &err), 0, "%s", err.text);
	team_as(s, "mira");
	cr_assert_eq(s->actor.member, 0, "who may not act is no member");
	cr_assert_eq(s->actor.roles, 1u << ROLE_READONLY);
	store_close(s);
}

Test(member, what_changes_nothing_is_no_change)
{
	struct store *s = team_open(NULL);
	unsigned roles = 1u << ROLE_AE;
	struct err err = { 0 };
	struct member was = read_member(s, "mira"), is;

	cr_assert_eq(member_set(s, "mira", &roles, NULL, NULL, NULL, NULL, &err), 0, "%s", err.text);
	is = read_member(s, "mira");
	cr_assert_eq(was.rev, is.rev);
	member_done(&was);
	member_done(&is);
	store_close(s);
}

Test(member, the_only_admin_stays_one)
{
	struct store *s = team_open(NULL);
	unsigned ae = 1u << ROLE_AE, admin = 1u << ROLE_ADMIN;
	bool off = false;
	struct err err = { 0 };

	is_refused(member_set(s, "dana", &ae, NULL, NULL, NULL, NULL, &err), &err, ERR_REFUSED, "only admin");
	is_refused(member_set(s, "dana", NULL, NULL, NULL, NULL, &off, &err), &err, ERR_REFUSED, "only admin");
	cr_assert_eq(member_set(s, "mira", &admin, NULL, NULL, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(member_set(s, "dana", &ae, NULL, NULL, NULL, NULL, &err), 0, "%s", err.text);
	team_as(s, "mira");
	is_refused(member_set(s, "mira", &ae, NULL, NULL, NULL, NULL, &err), &err, ERR_REFUSED, "only admin");
	store_close(s);
}

Test(member, adding_and_changing_is_taken_back)
{
	struct store *s = team_open(NULL);
	unsigned cro = 1u << ROLE_CRO, duty = 1u << DUTY_CEO;
	struct err err = { 0 };
	struct member m;

	cr_assert_eq(member_set(s, "mira", &cro, &duty, "Mira O.", NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	m = read_member(s, "mira");
	cr_assert_eq(m.roles, 1u << ROLE_AE);
	cr_assert_eq(m.duties, 0);
	cr_assert_str_eq(m.name, "mira");
	member_done(&m);
	cr_assert_eq(team_redo(s, &err), 0, "%s", err.text);
	m = read_member(s, "mira");
	cr_assert_eq(m.roles, cro);
	cr_assert_eq(m.duties, duty);
	member_done(&m);
	cr_assert_eq(member_add(s, "kim", 1u << ROLE_AE, 0, &err), 0, "%s", err.text);
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	team_as(s, "kim");
	cr_assert_eq(s->actor.member, 0, "kim stays in the list and may not act");
	team_as(s, "dana");
	cr_assert_eq(team_redo(s, &err), 0, "%s", err.text);
	team_as(s, "kim");
	cr_assert_neq(s->actor.member, 0);
	cr_assert_eq(history_verify(s, &err), 0, "%s", err.text);
	store_close(s);
}

Test(member, undo_names_who_changed_a_member_since)
{
	struct store *s = team_open(NULL);
	unsigned cro = 1u << ROLE_CRO, csm = 1u << ROLE_CSM;
	struct err err = { 0 };

	cr_assert_eq(member_set(s, "mira", &cro, NULL, NULL, NULL, NULL, &err), 0, "%s", err.text);
	team_as(s, "olga");
	cr_assert_eq(member_set(s, "mira", &csm, NULL, NULL, NULL, NULL, &err), 0, "%s", err.text);
	team_as(s, "dana");
	is_refused(team_undo(s, &err), &err, ERR_REFUSED, "olga changed member roles");
	store_close(s);
}

static void give(struct store *s, const char *login, unsigned roles, bool active)
{
	struct err err = { 0 };

	cr_assert_eq(member_set(s, login, &roles, NULL, NULL, NULL, &active, &err), 0, "%s", err.text);
}

/* Another program changes the roles of who is at work in this one. */
Test(member, p38_roles_count_at_once_and_not_from_the_next_start)
{
	char *dir = temp_dir("member"), *path = temp_path(dir, "w.db");
	struct store *dana = team_open(path), *mira;
	struct group_open how = { .kind = GROUP_EDIT, .title = "amount", .scope_kind = SUBJECT_DEAL };
	int64_t v[2] = { team_deal(dana, "Umber Group", "mira", "100"), 5000 };
	struct err err = { 0 };

	mira = team_open_again(path, "mira");
	cr_assert_eq(store_reload_actor(mira, &err), 0);
	give(dana, "mira", 1u << ROLE_READONLY, true);
	is_refused(edit(mira, &how, team_put_amount, v, NULL, &err), &err, ERR_ROLE, "mira were changed meanwhile, to readonly");
	cr_assert_eq(mira->actor.roles, 1u << ROLE_READONLY);
	give(dana, "mira", 1u << ROLE_AE, true);
	cr_assert_eq(store_reload_actor(mira, &err), 1);
	v[1]++;
	cr_assert_eq(edit(mira, &how, team_put_amount, v, NULL, &err), 0, "%s", err.text);
	store_close(mira);
	store_close(dana);
	temp_remove(dir);
	free(path);
	free(dir);
}

Test(member, who_is_taken_off_the_list_writes_nothing_more_and_keeps_the_drafts)
{
	char *dir = temp_dir("member"), *path = temp_path(dir, "w.db");
	struct store *dana = team_open(path), *mira;
	struct group_open how = { .kind = GROUP_EDIT, .title = "amount", .scope_kind = SUBJECT_DEAL };
	int64_t v[2] = { team_deal(dana, "Umber Group", "mira", "100"), 5000 }, id;
	struct err err = { 0 };

	mira = team_open_again(path, "mira");
	id = mira->actor.member;
	give(dana, "mira", 1u << ROLE_AE, false);
	cr_assert_eq(store_reload_actor(mira, &err), 1);
	cr_assert_eq(mira->actor.member, id, "drafts belong to a member");
	is_refused(edit(mira, &how, team_put_amount, v, NULL, &err), &err, ERR_ROLE, "no member of this file");
	is_refused(edit(mira, &how, team_put_amount, v, NULL, &err), &err, ERR_ROLE, "no member of this file");
	give(dana, "mira", 1u << ROLE_AE, true);
	cr_assert_eq(store_reload_actor(mira, &err), 1);
	cr_assert_eq(edit(mira, &how, team_put_amount, v, NULL, &err), 0, "%s", err.text);
	store_close(mira);
	store_close(dana);
	temp_remove(dir);
	free(path);
	free(dir);
}

Test(member, who_is_added_meanwhile_may_write)
{
	char *dir = temp_dir("member"), *path = temp_path(dir, "w.db");
	struct store *dana = team_open(path), *kim = team_open_again(path, "kim");
	struct err err = { 0 };

	cr_assert_eq(kim->actor.member, 0);
	cr_assert_eq(member_add(dana, "kim", 1u << ROLE_AE, 0, &err), 0, "%s", err.text);
	cr_assert_eq(store_reload_actor(kim, &err), 1);
	cr_assert_neq(kim->actor.member, 0);
	cr_assert_eq(kim->actor.roles, 1u << ROLE_AE);
	store_close(kim);
	store_close(dana);
	temp_remove(dir);
	free(path);
	free(dir);
}

/* What an admin changes about himself is no surprise to his next step. */
Test(member, ones_own_roles_stop_nobody)
{
	struct store *s = team_open(NULL);
	unsigned more = 1u << ROLE_ADMIN | 1u << ROLE_CSM;

	give(s, "dana", more, true);
	cr_assert_eq(s->actor.roles, more);
	give(s, "jo", 1u << ROLE_CSM, true);
	store_close(s);
}

static int name_twice(void *arg, struct err *err)
{
	struct store *s = arg;
	int64_t a = member_named(s, "Kim Larsen", err), b = member_named(s, "kim larsen", err);

	cr_assert_gt(a, 0);
	cr_assert_eq(a, b, "names are folded");
	cr_assert_eq(member_named(s, "", err), 0);
	return 0;
}

Test(member, somebody_only_named_in_data_cannot_act)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };
	struct member m;

	cr_assert_eq(db_tx(s->db, name_twice, s, &err), 0, "%s", err.text);
	m = read_member(s, "Kim Larsen");
	cr_assert_not(m.active);
	cr_assert_eq(m.roles, 0);
	member_done(&m);
	team_as(s, "Kim Larsen");
	cr_assert_eq(s->actor.member, 0);
	team_as(s, "dana"); /* who is added later acts as the one who was named */
	cr_assert_eq(member_add(s, "Kim Larsen", 1u << ROLE_AE, 0, &err), 0, "%s", err.text);
	team_as(s, "Kim Larsen");
	cr_assert_neq(s->actor.member, 0);
	store_close(s);
}

Test(member, every_key_is_found_in_any_case)
{
	for (int i = 0; i < ROLE_COUNT; i++)
		cr_assert_eq(role_find(role_key((enum role)i)), i);
	for (int i = 0; i < DUTY_COUNT; i++)
		cr_assert_eq(duty_find(duty_key((enum duty)i)), i);
	cr_assert_eq(role_find("CRO"), ROLE_CRO);
	cr_assert_eq(role_find("king"), -1);
	cr_assert_eq(duty_find(""), -1);
}

struct made {
	const char *title, *login;
	bool fails;
};

/* A word and a name that the file did not know. */
static int make(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct made *made = arg;

	(void)g;
	made->title = dict_title(s, dict_need(s, "segment", "Dairies", err));
	made->login = member_login(s, member_named(s, "Ola Brekke", err));
	return made->fails ? err_set(err, ERR_REFUSED, "not now") : 0;
}

static int hear(void *arg, const char *text)
{
	buf_printf(arg, "%s\n", text);
	return 0;
}

/* A change that was refused behind them took their rows along: the next one makes them again. */
Test(member, words_and_names_of_a_change_that_failed_are_made_again)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", NULL);
	struct group_open how = { .kind = GROUP_EDIT, .title = "made" };
	struct made made = { .fails = true };
	struct err err = { 0 };
	struct buf said = { 0 };
	size_t n = 0;

	cr_assert_eq(edit(s, &how, make, &made, NULL, &err), -1);
	cr_assert_str_eq(made.title, "Dairies");
	cr_assert_str_eq(made.login, "Ola Brekke");
	cr_assert_eq(dict_find(s, "segment", "Dairies", &err), 0);
	cr_assert_eq(member_find(s, "Ola Brekke", &err), 0);
	team_set(s, deal, "segment", "Harbours");
	cr_assert_str_eq(team_get(s, deal, "segment"), "Harbours", "the number of a word that went is another's");
	team_set(s, deal, "segment", "Dairies");
	team_set(s, deal, "owner", "Ola Brekke");
	cr_assert_str_eq(team_get(s, deal, "segment"), "Dairies");
	cr_assert_eq(store_check(s, true, hear, &said, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 0, "%s", buf_str(&said));
	buf_done(&said);
	store_close(s);
}
