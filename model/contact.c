#include "model/contact.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CONTACT_FIND };
#define LISTED_MAX 8

struct finding {
	int64_t id;
	size_t n;
	struct buf list;
};

static void note(struct finding *f, struct stmt *st)
{
	f->id = db_col(st, 0);
	if (f->n++ < LISTED_MAX)
		buf_printf(&f->list, "%s%" PRId64 " %s, %s", f->n > 1 ? "; " : "", f->id, db_col_text(st, 1), db_col_text(st, 2));
}

/* The name (or address, or number), and what the company's name begins with. */
static int look(struct store *s, const char *name, const char *company, struct finding *f, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &contact_sql[CONTACT_FIND], err);
	struct buf key = { 0 }, of = { 0 };
	int64_t number = 0;
	int rc;

	if (!st)
		return -1;
	text_fold(&key, name, strlen(name));
	text_fold(&of, company, strlen(company));
	if (int_parse(name, &number, NULL))
		number = 0;
	access_bind(st, s);
	db_text(st, 1, buf_str(&key));
	db_int(st, 2, number);
	while ((rc = db_step(st, err)) == 1)
		if (!strncmp(db_col_text(st, 3), buf_str(&of), of.len))
			note(f, st);
	buf_done(&key);
	buf_done(&of);
	return rc;
}

int contact_find(struct store *s, const char *words, int64_t *id, struct err *err)
{
	const char *comma = strrchr(words, ',');
	struct finding f = { 0 };
	int rc = *words ? look(s, words, "", &f, err) : 0;

	if (!rc && !f.n && comma) {
		char *name = xstrndup(words, (size_t)(comma - words));

		rc = look(s, name, comma + 1 + strspn(comma + 1, " "), &f, err);
		free(name);
	}
	*id = f.id;
	if (!rc && !f.n)
		rc = err_set(err, ERR_INPUT, "no contact “%s”, expected a name, an e-mail address or the number that export contacts gives",
			     words);
	else if (!rc && f.n > 1)
		rc = err_set(err, ERR_INPUT, "“%s” are %zu people: %s%s; say which by number", words, f.n, buf_str(&f.list),
			     f.n > LISTED_MAX ? " …" : "");
	buf_done(&f.list);
	return rc ? -1 : 0;
}

const struct sql contact_sql[] = {
	[CONTACT_FIND] = { "contact_find",
			   "select p.id, p.name, c.name, c.name_key from person p join company c on c.id = p.company where p.gone = 0"
			   " and p.erased = 0 and (p.name_key = $1 or p.id = $2 or (p.email_key <> '' and p.email_key = $1))"
			   " and ($98 = 1 or exists (select 1 from deal_person l join deal d on d.id = l.deal where l.person = p.id"
			   " and d.gone = 0 and d.owner = $99)) order by p.id" },
	{ NULL, NULL },
};
