/* Rows of contacts: a person of a company, known by e-mail, else by name at that company; linked to a deal where the
 * row names one. Importing again is three-way as with deals: what was edited here stays where the file has not moved.
 */
#include "model/import_private.h"

#include "model/company.h"
#include "model/erase.h"
#include "model/rowsum.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

enum { CONTACT_CHANGES, CONTACT_LINK };

int import_contact_start(struct import *im, struct err *err)
{
	static const char *const named[] = { "company", "deal", "name", "title", "email", "phone", "role" };
	int *at[] = {
		&im->f_company, &im->f_deal, &im->f_name, &im->f_title, &im->f_email, &im->f_phone, &im->f_role
	};

	for (size_t i = 0; i < sizeof named / sizeof *named; i++)
		*at[i] = import_field("contacts", named[i]);
	if (!import_map_has(im->map, im->f_name) && !import_map_has(im->map, im->f_email))
		return err_set(err, ERR_INPUT,
			       "%s:1: found no column for name or email, expected at least one. Say which with"
			       " --map name=COLUMN or choose a --preset; nothing was imported",
			       im->opt->path);
	return 0;
}

static const char *cell(const struct import *im, int f)
{
	return im->cells.text[f] ? im->cells.text[f] : "";
}

static char **slot(struct import *im, struct person *p, int f)
{
	return f == im->f_name ? &p->name : f == im->f_title ? &p->title : f == im->f_email ? &p->email : &p->phone;
}

int import_base(struct import *im, enum subject_kind kind, int64_t id, const char *field, char **base, struct err *err)
{
	struct stmt *st = db_stmt(im->s->db, &import_contact_sql[CONTACT_CHANGES], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, id);
	db_text(st, 2, field);
	db_int(st, 3, kind);
	while ((rc = db_step(st, err)) == 1) {
		if (db_col(st, 0) == GROUP_REVERT || (db_col(st, 0) == GROUP_IMPORT && db_col(st, 1)))
			continue;
		if (db_col(st, 0) == GROUP_IMPORT) {
			db_reset(st);
			return 0;
		}
		free(*base);
		*base = db_col_null(st, 2) ? NULL : xstrdup(db_col_text(st, 2));
	}
	return rc;
}

static int three_way(struct import *im, struct person *p, int f, int64_t line, size_t *taken, bool *fine,
		     struct err *err)
{
	char **ours = slot(im, p, f), *base;
	const char *key = import_fields("contacts")[f], *file = cell(im, f);
	struct import_change c = { .line = line, .field = key, .before = *ours ? *ours : "", .after = file };
	int rc;

	if (!import_map_has(im->map, f) || !strcmp(c.before, file))
		return 0;
	base = xstrdup(c.before);
	rc = import_base(im, SUBJECT_PERSON, p->id, key, &base, err);
	if (!rc && strcmp(base ? base : "", file) && (im->opt->theirs || !strcmp(base ? base : "", c.before))) {
		if (im->opt->changed)
			im->opt->changed(im->opt->arg, &c);
		free(*ours);
		*ours = xstrdup(file);
		(*taken)++;
	} else if (!rc && strcmp(base ? base : "", file)) {
		buf_printf(&im->why, "%s%s: here \"%.100s\", the file says \"%.100s\"",
			   im->why.len ? "; " : "conflict in ", key, c.before, file);
		im->column = im->cells.column[f];
		*fine = false;
	}
	free(base);
	return rc;
}

/* The deal that the row names, or 0; false: refused. */
static bool find_deal(struct import *im, struct deal *d)
{
	const char *word = im->cells.text[im->f_deal];
	struct err e = { 0 };
	int64_t id;

	d->id = 0;
	if (!word)
		return true;
	id = deal_from_global_name(im->s, word);
	if (!id && deal_find(im->s, word, &id, &e)) {
		import_refuse(im, im->cells.column[im->f_deal], "deal: %s", e.text);
		return false;
	}
	if (deal_get(im->s, id, d, &e) == 1)
		return true;
	import_refuse(im, im->cells.column[im->f_deal], "deal: no deal %s", word);
	d->id = 0;
	return false;
}

static bool find_role(struct import *im, int *role)
{
	const char *word = im->cells.text[im->f_role];

	*role = word ? person_role_find(word) : PERSON_PRIMARY;
	if (*role > 0)
		return true;
	import_refuse(im, im->cells.column[im->f_role],
		      "role: found \"%s\", expected primary, champion, executive,"
		      " technical, economic, evaluator or procurement",
		      word);
	return false;
}

static bool is_linked(struct import *im, int64_t deal, int64_t person, int role)
{
	struct stmt *st = db_stmt(im->s->db, &import_contact_sql[CONTACT_LINK], NULL);
	int rc;

	if (!st)
		return false;
	db_int(st, 1, deal);
	db_int(st, 2, person);
	db_int(st, 3, role);
	rc = db_step(st, NULL);
	if (rc == 1)
		db_reset(st);
	return rc == 1;
}

static enum took add(struct import *im, struct group *g, const struct deal *d, int64_t company, int role,
		     struct err *err)
{
	const char *name = im->cells.text[im->f_name] ? im->cells.text[im->f_name] : cell(im, im->f_email);
	struct person p = { .company = company,
			    .name = xstrdup(name),
			    .title = xstrdup(cell(im, im->f_title)),
			    .email = xstrdup(cell(im, im->f_email)),
			    .phone = xstrdup(cell(im, im->f_phone)),
			    .origin_import = im->id,
			    .row_hash = im->cells.hash };
	int rc = person_save(im->s, g, &p, err);

	if (!rc && d->id)
		rc = deal_link_person(im->s, g, d, p.id, role, err);
	person_done(&p);
	return rc ? TOOK_ERROR : TOOK_ADDED;
}

static enum took merge(struct import *im, struct group *g, int64_t id, const struct deal *d, int role, int64_t line,
		       struct err *err)
{
	const int fields[] = { im->f_name, im->f_title, im->f_email, im->f_phone };
	struct person p = { 0 };
	bool fine = true, link;
	size_t taken = 0;
	int rc = person_get(im->s, id, &p, err) == 1 ? 0 : -1;

	if (rc || p.row_hash == im->cells.hash) {
		person_done(&p);
		return rc ? TOOK_ERROR : TOOK_UNCHANGED;
	}
	for (int i = 0; !rc && i < 4; i++)
		if (im->cells.text[fields[i]] || fields[i] != im->f_name)
			rc = three_way(im, &p, fields[i], line, &taken, &fine, err);
	link = d->id && !is_linked(im, d->id, id, role);
	if (!rc && fine) {
		p.row_hash = im->cells.hash;
		rc = person_save(im->s, g, &p, err);
		if (!rc && link)
			rc = deal_link_person(im->s, g, d, id, role, err);
	}
	person_done(&p);
	im->out->conflicts += !fine;
	return rc ? TOOK_ERROR : !fine ? TOOK_REFUSED : taken || link ? TOOK_UPDATED : TOOK_UNCHANGED;
}

/* Two rows of one person: equal ones are one row, others are refused with the other's line. */
static enum took met_before(struct import *im, int64_t line, bool *met)
{
	const char *email = im->cells.text[im->f_email];
	struct buf key = { 0 };
	uint32_t other;
	int same;

	if (email)
		buf_puts(&key, email);
	else
		buf_printf(&key, "%s\x1f%s\x1f%s", cell(im, im->f_company), cell(im, im->f_deal),
			   cell(im, im->f_name));
	buf_printf(&key, "\x1f%s\x1f%s", cell(im, im->f_deal), cell(im, im->f_role));
	other = seen_add(&im->seen, key.data, key.len, (uint64_t)im->cells.hash, (uint32_t)line, &same);
	buf_done(&key);
	*met = other;
	if (other && !same)
		return import_refuse(im, im->cells.column[email ? im->f_email : im->f_name],
				     "the contact stands on line %u%s"
				     " already, with other values",
				     other, other == SEEN_FAR ? " or later" : "");
	return TOOK_UNCHANGED;
}

/* Who was erased does not come back by a file. 1: refused; 0; -1. */
static int is_erased(struct import *im, int64_t company, struct err *err)
{
	const char *name = cell(im, im->f_name), *email = cell(im, im->f_email);
	char *of = company_name(im->s, company);
	struct buf at = { 0 };
	int64_t at_ms = 0;
	int rc = erase_find(im->s, email, name, of ? of : "", &at_ms, err);

	free(of);
	if (rc == 1) {
		moment_format_utc(at_ms, &at);
		import_refuse(im, im->cells.column[*email ? im->f_email : im->f_name],
			      "this person was erased on %.10s and does not come back by an import", buf_str(&at));
		buf_done(&at);
	}
	return rc;
}

static enum took take(struct import *im, struct group *g, struct deal *d, int64_t line, struct err *err)
{
	const char *name = cell(im, im->f_name), *email = cell(im, im->f_email);
	int64_t company = d->company, id;
	int role;

	if (!find_role(im, &role))
		return TOOK_REFUSED;
	if (im->cells.text[im->f_company] || !d->id)
		company = load_company(im->load, cell(im, im->f_company), im->cells.len[im->f_company], err);
	id = company < 0 ? -1 : person_find(im->s, company, name, email, err);
	if (id < 0)
		return TOOK_ERROR;
	if (!id && (id = is_erased(im, company, err)))
		return id < 0 ? TOOK_ERROR : TOOK_REFUSED;
	return id ? merge(im, g, id, d, role, line, err) : add(im, g, d, company, role, err);
}

enum took import_contact(struct import *im, struct group *g, int64_t line, struct err *err)
{
	struct deal d;
	enum took took;
	bool met;

	if (!im->cells.text[im->f_name] && !im->cells.text[im->f_email])
		return import_refuse(im, 0, "found neither name nor email, expected at least one of them");
	took = met_before(im, line, &met);
	if (met)
		return took;
	deal_init(&d);
	if (!find_deal(im, &d))
		return TOOK_REFUSED;
	took = take(im, g, &d, line, err);
	deal_done(&d);
	return took;
}

const struct sql import_contact_sql[] = {
	[CONTACT_CHANGES] = { "import_contact_changes",
			      "select g.kind, g.undone_by, c.before from change c join grp g on g.id = c.grp"
			      " where c.subject_kind = $3 and c.subject = $1 and c.field = $2 and c.op = 1 order by "
			      "c.grp desc, c.n desc" },
	[CONTACT_LINK] = { "import_contact_link",
			   "select 1 from deal_person where deal = $1 and person = $2 and role = $3" },
	{ NULL, NULL },
};
