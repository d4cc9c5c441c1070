/* The chain of digests: whatever row of history is tampered with is found, and what is erased is not. */
#include "model/check_store.h"
#include "model/history.h"
#include "tests/model/team.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <string.h>

static void is_sound(struct store *s)
{
	struct err err = { 0 };

	cr_assert_eq(history_verify(s, &err), 0, "%s", err.text);
}

/* Four groups of two members, an undo among them. Group 14 is the newest. */
static struct store *with_history(void)
{
	struct store *s = team_open(NULL);
	int64_t deal = team_deal(s, "Kestrel Data", "mira", "1");
	const unsigned char request[17] = "0123456789abcdef";
	int64_t v[2] = { deal, 2000 };
	struct group_open how = {
		.kind = GROUP_EDIT, .title = "once", .scope_kind = SUBJECT_DEAL, .scope = deal, .request = request
	};
	struct err err = { 0 };

	cr_assert_eq(edit(s, &how, team_put_amount, v, NULL, &err), 0, "%s", err.text);
	team_as(s, "mira");
	team_set(s, deal, "next_step", "call");
	team_set(s, deal, "amount", "2");
	cr_assert_eq(team_undo(s, &err), 0, "%s", err.text);
	is_sound(s);
	cr_assert_eq(db_script(s->db, "pragma foreign_keys = off", &err), 0, "%s", err.text);
	return s;
}

#define LAST "(select max(id) from grp)"
#define MID "(select max(id) - 2 from grp)"

static const char *const tampered[] = {
	"update change set before = 'x' where grp = " MID,
	"update change set after = '1' where grp = " MID,
	"update change set after = null where grp = " MID,
	"update change set before = null, after = null, salt = null where grp = " MID,
	"update change set field = 'amount' where grp = " MID,
	"update change set part = '1' where grp = " MID,
	"update change set subject = subject + 1 where grp = " MID,
	"update change set subject_kind = 2 where grp = " MID,
	"update change set op = 0 where grp = " MID,
	"update change set class = 2 where grp = " MID,
	"update change set owner = owner + 1 where grp = " MID,
	"update change set salt = x'0102030405060708' where grp = " MID,
	"update change set digest = zeroblob(32) where grp = " MID,
	"update change set grp = grp + 1, n = n + 50 where grp = " MID,
	"delete from change where grp = " MID,
	"insert into change select grp, n + 50, op, subject_kind, subject, part, field, class, owner, before, after, "
	"salt, digest"
	" from change where grp = " MID,
	"insert into change select 9999, n, op, subject_kind, subject, part, field, class, owner, before, after, "
	"salt, digest"
	" from change where grp = " MID,
	"update grp set at_ms = at_ms + 1 where id = " MID,
	"update grp set real_at = real_at + 1 where id = " MID,
	"update grp set member = 1 where id = " MID,
	"update grp set kind = 3 where id = " MID,
	"update grp set title = 'nothing' where id = " MID,
	"update grp set scope = scope + 1 where id = " MID,
	"update grp set scope_kind = 2 where id = " MID,
	"update grp set import = 1 where id = " MID,
	"update grp set request = x'01' where id = " MID,
	"update grp set request = null where request is not null",
	"update grp set undoes = undoes - 1 where id = " LAST,
	"update grp set undone_by = 0",
	"update grp set undone_by = 3 where id = " MID,
	"update grp set digest = zeroblob(32) where id = " MID,
	"delete from grp where id = " MID,
	"insert into grp select 9999, at_ms, real_at, member, null, kind, title, scope_kind, scope, undoes, "
	"undone_by, import,"
	" digest from grp where id = " MID,
	"update seal set prev = zeroblob(32) where to_grp = " MID,
	"update seal set hash = zeroblob(32) where to_grp = " LAST,
	"update seal set to_grp = 9999 where to_grp = " MID,
	"delete from seal where to_grp = " MID,
	"delete from seal where to_grp = " LAST,
	"insert into seal select 9999, to_grp, prev, hash from seal where to_grp = " MID,
	"insert into seal select 9999, 9999, prev, hash from seal where to_grp = " MID,
	/* a whole group with all that belongs to it, from the middle */
	"delete from change where grp = " MID "; delete from seal where to_grp = " MID
	"; delete from grp where id = " MID,
};

Test(chain, p41_whatever_is_tampered_with_is_found)
{
	long failed = 0, n = sizeof tampered / sizeof tampered[0];

	for (long i = 0; i < n; i++) {
		struct store *s = with_history();
		struct err err = { 0 };

		cr_assert_eq(db_script(s->db, tampered[i], &err), 0, "%s: %s", tampered[i], err.text);
		if (!history_verify(s, &err)) {
			failed++;
			cr_log_error("not found: %s", tampered[i]);
		} else {
			cr_assert_eq(err.kind, ERR_DB);
			cr_assert_not_null(strstr(err.text, "history:"), "%s", err.text);
		}
		store_close(s);
	}
	cr_assert(prop_promise("P41", n, failed));
}

Test(chain, an_erased_payload_keeps_the_chain)
{
	struct store *s = with_history();
	struct err err = { 0 };
	struct group_open how = { .kind = GROUP_ERASE, .title = "Ida Brandt erased", .scope_kind = SUBJECT_PERSON };
	int64_t v[2] = { 1, 4200 };

	cr_assert_eq(edit(s, &how, team_put_amount, v, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(
		db_script(s->db, "update change set before = null, after = null, salt = null where grp = " MID, &err),
		0);
	is_sound(s);
	cr_assert_eq(db_script(s->db, "update change set after = 'x' where grp = " MID, &err), 0);
	cr_assert_eq(history_verify(s, &err), -1);
	store_close(s);
}

static int hear(void *arg, const char *text)
{
	(void)arg;
	cr_assert_not_null(strstr(text, "history:"), "%s", text);
	return 0;
}

Test(chain, a_store_check_names_a_broken_chain)
{
	struct store *s = with_history();
	size_t n = 0;
	struct err err = { 0 };

	cr_assert_eq(
		db_script(s->db, "update grp set title = 'x' where id = " MID "; pragma foreign_keys = on", &err), 0);
	cr_assert_eq(store_check(s, true, hear, NULL, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n, 1);
	store_close(s);
}
