/* The shipped matrix, role by class by own or all, as domain.md, "People", has it; the checker of access.ini. */
#include "model/access.h"

#include "model/config.h"
#include "model/member.h"
#include "tests/model/team.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#define N ACCESS_NO
#define O ACCESS_OWN
#define A ACCESS_ALL

/* none deal crm health internal personal interview */
static const struct {
	const char *login;
	enum access_scope read[CLASS_COUNT], write[CLASS_COUNT];
} matrix[] = {
	{ "mira", { N, O, O, O, O, O, O }, { N, O, O, O, O, O, N } },
	{ "priya", { N, A, A, A, A, A, A }, { N, N, A, A, A, A, N } },
	{ "max", { N, A, A, A, A, A, A }, { N, A, A, A, A, A, N } },
	{ "cora", { N, A, A, A, A, A, A }, { N, A, A, A, A, A, A } },
	{ "olga", { N, A, A, A, A, A, A }, { N, A, A, A, A, A, A } },
	{ "ana", { N, A, N, N, N, A, A }, { N, N, N, N, N, N, A } },
	{ "carl", { N, N, N, N, N, N, N }, { N, N, N, N, N, N, N } },
	{ "rex", { N, A, A, A, N, A, A }, { N, N, N, N, N, N, N } },
	{ "nobody", { N, A, A, A, N, A, A }, { N, N, N, N, N, N, N } },
	{ "dana", { A, A, A, A, A, A, A }, { A, A, A, A, A, A, A } },
};

Test(access, the_shipped_matrix)
{
	struct store *s = team_open(NULL);
	int64_t own, other;

	for (size_t i = 0; i < sizeof matrix / sizeof matrix[0]; i++) {
		team_as(s, matrix[i].login);
		own = s->actor.member;
		other = own + 1;
		for (int c = 0; c < CLASS_COUNT; c++) {
			enum access_scope r = matrix[i].read[c], w = matrix[i].write[c];
			enum field_class class = (enum field_class)c;

			cr_assert_eq(access_read(s, class), r, "%s reads %s", matrix[i].login, class_key(class));
			cr_assert_eq(access_write(s, class), w, "%s writes %s", matrix[i].login, class_key(class));
			cr_assert_eq(access_can_read(s, class, other), r == A);
			cr_assert_eq(access_can_write(s, class, other), w == A);
			cr_assert_eq(access_can_read(s, class, own), r == A || (r == O && own));
			cr_assert_eq(access_can_read(s, class, 0), r == A, "a deal of nobody is not one's own");
		}
	}
	store_close(s);
}

/* act: the logins that may */
static const struct {
	const char *act, *may;
} acts[] = {
	{ "add_deal", "mira max cora olga dana" },
	{ "import", "olga dana" },
	{ "export", "mira priya max cora olga ana dana rex" },
	{ "config", "olga dana" },
	{ "members", "olga dana" },
	{ "debrief", "priya max cora olga dana" },
	{ "ahead", "mira olga dana" },
	{ "mark", "mira priya max cora olga dana" },
	{ "gate", "max cora dana" },
	{ "reopen", "cora dana" },
	{ "override", "mira max cora olga dana" },
	{ "backup", "cora olga dana" },
	{ "interview", "cora olga ana dana" },
	{ "approve_sample", "cora olga dana" },
	{ "code", "olga ana dana" },
	{ "taxonomy", "olga ana dana" },
	{ "flag_refinement", "priya max olga dana" },
	{ "propose_refinement", "olga dana" },
	{ "approve_refinement", "cora dana" },
	{ "history", "mira priya max cora olga dana" },
	{ "an act that nobody wrote down", "dana" },
};

Test(access, the_shipped_acts)
{
	struct store *s = team_open(NULL);

	for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
		for (size_t k = 0; k < sizeof matrix / sizeof matrix[0]; k++) {
			const char *login = matrix[k].login;
			char list[80], word[24];
			struct err err = { 0 };
			bool may;

			snprintf(list, sizeof list, " %s ", acts[i].may);
			snprintf(word, sizeof word, " %s ", login);
			may = strstr(list, word) != NULL;

			team_as(s, login);
			cr_assert_eq(access_act(s, acts[i].act, &err), may ? 0 : -1, "%s: %s", login, acts[i].act);
			if (may)
				continue;
			cr_assert_eq(err.kind, ERR_ROLE);
			cr_assert_not_null(strstr(err.text, login), "%s", err.text);
		}
	store_close(s);
}

Test(access, roles_add_up)
{
	struct store *s = team_open(NULL);
	unsigned both = 1u << ROLE_ANALYST | 1u << ROLE_AE;
	struct err err = { 0 };

	cr_assert_eq(member_set(s, "mira", &both, NULL, NULL, NULL, NULL, &err), 0, "%s", err.text);
	team_as(s, "mira");
	cr_assert_eq(access_read(s, CLASS_DEAL), ACCESS_ALL);
	cr_assert_eq(access_read(s, CLASS_INTERNAL), ACCESS_OWN);
	cr_assert_eq(access_write(s, CLASS_DEAL), ACCESS_OWN);
	store_close(s);
}

Test(access, a_team_changes_its_matrix)
{
	struct store *s = team_open(NULL);
	static const char ini[] =
		"[read]\nadmin = deal:all\nreadonly = deal:all\n[act]\nconfig = admin\nmembers = admin\n";
	struct err err = { 0 };

	cr_assert_eq(config_put(s, "access", ini, NULL, NULL, &err), 0, "%s", err.text);
	team_as(s, "cora");
	cr_assert_eq(access_read(s, CLASS_DEAL), ACCESS_NO, "what the matrix does not give is not given");
	store_close(s);
}

static const struct {
	const char *ini, *says;
} bad[] = {
	{ "[read]\nking = deal:all\n", "expected a role" },
	{ "[read]\nae = deals:all\n", "deal crm health internal personal" },
	{ "[read]\nae = deal:every\n", "own or all" },
	{ "[read]\nae = deal\n", "CLASS:own or CLASS:all" },
	{ "[write]\nae = none:all\n", "deal crm health internal personal" },
	{ "[sing]\nae = deal:all\n", "expected read, write or act" },
	{ "[act]\nimport = ae queen\n", "expected a role" },
};

Test(access, the_checker_names_line_and_reason)
{
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		struct err err = { 0 };

		cr_assert_eq(config_check("access", bad[i].ini, strlen(bad[i].ini), &err), -1, "%s", bad[i].ini);
		cr_assert_eq(err.kind, ERR_CONFIG);
		cr_assert_not_null(strstr(err.text, bad[i].says), "%s: %s", bad[i].ini, err.text);
		cr_assert_not_null(strstr(err.text, "access:2"), "the line: %s", err.text);
	}
}
