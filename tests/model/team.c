#include "tests/model/team.h"

#include "model/member.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *login;
	enum role role;
} members[] = {
	{ "mira", ROLE_AE },	     { "jo", ROLE_AE },	   { "priya", ROLE_CSM },
	{ "max", ROLE_CSM_MANAGER }, { "cora", ROLE_CRO }, { "olga", ROLE_SALES_OPS },
	{ "ana", ROLE_ANALYST },     { "carl", ROLE_CMO }, { "rex", ROLE_READONLY },
};

struct store *team_open_again(const char *path, const char *login)
{
	struct store_options opt = { .path = path,
				     .login = login,
				     .zone = "UTC",
				     .now_ms = TEAM_NOW,
				     .now_frozen = true,
				     .seed = 11,
				     .db_flags = DB_CREATE };
	struct store *s = NULL;
	struct err err = { 0 };

	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	return s;
}

struct store *team_open(const char *path)
{
	struct store *s = team_open_again(path, "dana");
	struct err err = { 0 };

	for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
		cr_assert_eq(member_add(s, members[i].login, 1u << members[i].role, 0, &err), 0, "%s", err.text);
	return s;
}

void team_as(struct store *s, const char *login)
{
	struct err err = { 0 };

	cr_assert_eq(store_act_as(s, login, &err), 0, "%s", err.text);
}

void team_later(struct store *s, int64_t ms)
{
	s->now_offset_ms += ms;
}

int64_t team_deal(struct store *s, const char *company, const char *owner, const char *amount)
{
	struct actor was = s->actor;
	struct err err = { 0 };
	struct deal d;
	int64_t id;

	team_as(s, "dana");
	deal_init(&d);
	d.name = xstrdup("new");
	cr_assert_eq(deal_add(s, &d, &err), 0, "%s", err.text);
	id = d.id;
	deal_done(&d);
	team_set(s, id, "company", company);
	team_set(s, id, "name", "");
	team_set(s, id, "owner", owner);
	if (amount)
		team_set(s, id, "amount", amount);
	s->actor = was;
	return id;
}

void team_set(struct store *s, int64_t deal, const char *field, const char *text)
{
	struct err err = { 0 };

	cr_assert_eq(deal_change(s, deal, field, text, &err), 0, "%s: %s", field, err.text);
}

const char *team_get(struct store *s, int64_t deal, const char *field)
{
	static struct buf out;
	struct actor was = s->actor;
	struct deal d;
	struct err err = { 0 };

	team_as(s, "dana");
	buf_clear(&out);
	cr_assert_eq(deal_get(s, deal, &d, &err), 1, "D-%lld: %s", (long long)deal, err.text);
	deal_text(s, &d, deal_field(field), &out);
	deal_done(&d);
	s->actor = was;
	return buf_str(&out);
}

int team_put_amount(struct store *s, struct group *g, void *arg, struct err *err)
{
	int64_t *v = arg;
	struct deal old, d;
	int rc;

	if (deal_get(s, v[0], &old, err) != 1)
		return -1;
	deal_copy(&d, &old);
	d.amount_minor = v[1];
	rc = deal_save(s, g, &old, &d, err);
	deal_done(&old);
	deal_done(&d);
	return rc;
}

int team_undo(struct store *s, struct err *err)
{
	struct undone u;

	return history_undo(s, SUBJECT_NONE, 0, &u, err);
}

int team_redo(struct store *s, struct err *err)
{
	struct undone u;

	return history_redo(s, SUBJECT_NONE, 0, &u, err);
}
