/* Members as a table, in the columns that import takes back. Who does not read personal data of all reads no addresses. */
#include "model/export_private.h"

#include "model/member.h"

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static void put_list(struct export *x, unsigned set, void (*format)(unsigned set, struct buf *out))
{
	struct buf list = { 0 };

	format(set, &list);
	sheet_word(x->sheet, none(buf_str(&list)));
	buf_done(&list);
}

static int put_member(void *arg, const struct member *m)
{
	struct export *x = arg;

	sheet_text(x->sheet, m->login);
	sheet_text(x->sheet, none(m->name));
	sheet_text(x->sheet, none(m->email));
	put_list(x, m->roles, roles_format);
	put_list(x, m->duties, duties_format);
	sheet_word(x->sheet, m->active ? "yes" : "no");
	sheet_end_row(x->sheet);
	return 0;
}

int export_members(struct export *x, struct err *err)
{
	const struct sheet_column columns[] = { { "login", false },
						{ "name", false },
						{ "email", access_read(x->s, CLASS_PERSONAL) != ACCESS_ALL },
						{ "roles", false },
						{ "duties", false },
						{ "active", false } };

	if (access_read(x->s, CLASS_DEAL) == ACCESS_NO)
		return err_set(err, ERR_ROLE, "members are for who may read deals");
	if (export_open(x, columns, sizeof columns / sizeof *columns, err))
		return -1;
	return member_each(x->s, put_member, x, err);
}
