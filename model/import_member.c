#include "model/import_member.h"

#include "model/access.h"
#include "model/import_table.h"
#include "model/member.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

enum { MEMBER_LOGIN, MEMBER_NAME, MEMBER_EMAIL, MEMBER_ROLES, MEMBER_DUTIES, MEMBER_ACTIVE };
static const char *const names[] = { "login", "name", "email", "roles", "duties", "active", NULL };

/* What the file says about one member. */
struct said {
	unsigned roles, duties;
	bool active;
};

static int read_list(struct import_table *t, int column, int (*find)(const char *key), const char *expected, unsigned *out,
		     struct err *err)
{
	static const char between[] = ", ;";

	t->which = column;
	*out = 0;
	for (const char *p = import_table_cell(t, column); *(p += strspn(p, between)); p += strcspn(p, between)) {
		char *word = xstrndup(p, strcspn(p, between));
		int bit = find(word);

		if (bit < 0)
			err_set(err, ERR_INPUT, "found “%s”, expected %s", word, expected);
		else
			*out |= 1u << bit;
		free(word);
		if (bit < 0)
			return -1;
	}
	return 0;
}

static int read_row(struct import_table *t, struct said *said, struct err *err)
{
	t->which = MEMBER_LOGIN;
	if (member_check_login(import_table_cell(t, MEMBER_LOGIN), err))
		return -1;
	if (read_list(t, MEMBER_ROLES, role_find, "roles: ae csm csm_manager cro sales_ops analyst cmo admin readonly", &said->roles,
		      err) ||
	    read_list(t, MEMBER_DUTIES, duty_find,
		      "duties: sales_manager vp_sales ceo chief_of_staff coordinator interviewer reviewer", &said->duties, err))
		return -1;
	t->which = MEMBER_ACTIVE;
	if (*import_table_cell(t, MEMBER_ACTIVE) && !bool_parse(import_table_cell(t, MEMBER_ACTIVE), &said->active))
		return err_set(err, ERR_INPUT, "found “%s”, expected yes or no", import_table_cell(t, MEMBER_ACTIVE));
	return 0;
}

static const char *said_text(const struct import_table *t, int column)
{
	const char *text = import_table_cell(t, column);

	return *text ? text : NULL;
}

static int take_row(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct said said = { .active = true };
	struct member m = { 0 };
	int rc = read_row(t, &said, err) ? -1 : member_by_login(s, import_table_cell(t, MEMBER_LOGIN), &m, err);
	struct member_change c = {
		.login = import_table_cell(t, MEMBER_LOGIN),
		.roles = *import_table_cell(t, MEMBER_ROLES) ? &said.roles : NULL,
		.duties = *import_table_cell(t, MEMBER_DUTIES) ? &said.duties : NULL,
		.name = said_text(t, MEMBER_NAME),
		.email = said_text(t, MEMBER_EMAIL),
		.active = *import_table_cell(t, MEMBER_ACTIVE) ? &said.active : NULL,
	};

	t->was_there = rc == 1;
	member_done(&m);
	if (rc < 0)
		return -1;
	t->which = -1;
	return member_put(s, g, &c, err);
}

int import_members(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = names,
		.optional = ~(1u << MEMBER_LOGIN),
		.how = { .kind = GROUP_EDIT, .title = "members imported", .scope_kind = SUBJECT_MEMBER },
		.row = take_row,
	};

	*counts = (struct import_counts){ 0 };
	return access_act(s, "import", err) || access_act(s, "members", err) ? -1 : import_table_run(s, &t, opt, counts, err);
}
