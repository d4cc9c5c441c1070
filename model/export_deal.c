/* Deals and contacts, as import takes them back. */
#include "model/export_private.h"

#include "model/deal_private.h"
#include "model/dict.h"
#include "model/import.h"
#include "model/import_map.h"
#include "model/member.h"
#include "model/wide.h"

#include <stdlib.h>
#include <string.h>

enum { EXPORT_DEALS, EXPORT_SCORES, EXPORT_CONTACTS, EXPORT_COMPANIES, EXPORT_FORMS };

/* Logins by id: asked for with every row. */
struct logins {
	const char **name;
	size_t n;
};

static const char *login(struct export *x, struct logins *l, int64_t id)
{
	if (id <= 0 || id > 1000000)
		return id ? member_login(x->s, id) : "";
	if ((size_t)id >= l->n) {
		size_t n = (size_t)id + 64;

		l->name = xrealloc(l->name, n * sizeof *l->name);
		memset(l->name + l->n, 0, (n - l->n) * sizeof *l->name);
		l->n = n;
	}
	if (!l->name[id])
		l->name[id] = member_login(x->s, id);
	return l->name[id];
}

/* Names of all companies by id: read once, they are a small part of what a join deal by deal reads. */
struct companies {
	struct buf names;
	uint32_t *at; /* into names, by id; 0 none */
	size_t n;
};

static int read_companies(struct export *x, struct companies *c, struct err *err)
{
	struct stmt *st = db_stmt(x->s->db, &export_deal_sql[EXPORT_COMPANIES], err);
	int rc;

	if (!st)
		return -1;
	buf_putc(&c->names, '\0');
	while ((rc = db_step(st, err)) == 1) {
		size_t id = (size_t)db_col(st, 0), cap = id + id / 4 + 64;
		const char *name = db_col_text(st, 1);

		if (id >= c->n) {
			c->at = xrealloc(c->at, cap * sizeof *c->at);
			memset(c->at + c->n, 0, (cap - c->n) * sizeof *c->at);
			c->n = cap;
		}
		if (c->names.len > UINT32_MAX - 4096)
			continue; /* shown without their names: 4 GB of names is no file of ours */
		c->at[id] = (uint32_t)c->names.len;
		buf_add(&c->names, name, strlen(name) + 1);
	}
	return rc;
}

static char *company_of(const struct companies *c, int64_t id)
{
	return (size_t)id < c->n ? c->names.data + c->at[id] : NULL;
}

struct deals {
	struct export *x;
	const struct field *field[IMPORT_FIELDS_MAX];
	bool all[IMPORT_FIELDS_MAX]; /* the class may be read of every deal */
	size_t n;
	struct logins logins;
	struct companies companies;
	struct buf word, as_of;
	struct stmt *forms; /* --wide: debriefs in order of deals */
	bool more_forms;
};

/* A class that the actor may read of own deals alone leaves the cells of other deals empty. */
static bool may(const struct deals *e, size_t i, const struct deal *d)
{
	return e->all[i] || access_can_read(e->x->s, e->field[i]->class, d->owner);
}

static int64_t int_of(const struct deal *d, const struct field *f)
{
	return *(const int64_t *)((const char *)d + f->offset);
}

static const char *or_null(const char *s)
{
	return s && *s ? s : NULL;
}

static void put_text(struct deals *e, const struct deal *d, const struct field *f)
{
	const char *text = *(char *const *)((const char *)d + f->offset);

	/* Without an id of another program's ours is told by its global name. */
	if (f->offset == offsetof(struct deal, ext) && !or_null(text)) {
		buf_clear(&e->word);
		deal_global_name(e->x->s, d->id, &e->word);
		text = buf_str(&e->word);
	}
	sheet_text(e->x->sheet, or_null(text));
}

/* "D-12", without the cost of a format. */
static const char *number(int64_t id, struct buf *out)
{
	char text[24], *p = text + sizeof text;

	for (; id > 0; id /= 10)
		*--p = (char)('0' + id % 10);
	buf_puts(out, "D-");
	buf_add(out, p, (size_t)(text + sizeof text - p));
	return buf_str(out);
}

static void put_number(struct deals *e, const struct deal *d, const struct field *f)
{
	int64_t v = int_of(d, f);

	if (f->offset == offsetof(struct deal, id)) {
		buf_clear(&e->word);
		sheet_word(e->x->sheet, number(v, &e->word));
	} else {
		sheet_int(e->x->sheet, v, v >= 0);
	}
}

static void put_coded(struct deals *e, const struct deal *d, const struct field *f)
{
	buf_clear(&e->word);
	deal_text(e->x->s, d, f, &e->word);
	sheet_word(e->x->sheet, buf_str(&e->word));
}

static void put(struct deals *e, const struct deal *d, size_t i)
{
	struct sheet *sheet = e->x->sheet;
	const struct field *f = e->field[i];

	if (!sheet_wants(sheet) || !may(e, i, d)) {
		sheet_text(sheet, NULL);
		return;
	}
	switch (f->kind) {
	case FIELD_TEXT:
	case FIELD_PROSE:
		put_text(e, d, f);
		break;
	case FIELD_AMOUNT:
		sheet_amount(sheet, int_of(d, f),
			     d->currency ? currency_digits(dict_title(e->x->s, d->currency)) : 2);
		break;
	case FIELD_DAY:
		sheet_day(sheet, int_of(d, f));
		break;
	case FIELD_MOMENT:
		sheet_moment(sheet, int_of(d, f));
		break;
	case FIELD_PERCENT:
		sheet_percent(sheet, int_of(d, f));
		break;
	case FIELD_INT:
	case FIELD_BOOL:
		put_number(e, d, f);
		break;
	case FIELD_DICT:
		sheet_text(sheet, or_null(dict_title(e->x->s, int_of(d, f))));
		break;
	case FIELD_MEMBER:
		sheet_text(sheet, or_null(login(e->x, &e->logins, int_of(d, f))));
		break;
	case FIELD_COMPANY:
		sheet_text(sheet, or_null(d->company_name));
		break;
	case FIELD_STAGE:
	case FIELD_OUTCOME:
	case FIELD_CHOICE:
		put_coded(e, d, f);
		break;
	}
}

/* --wide: the answers of the deal's debrief, and how new the row is. Debriefs are read beside the deals. */
static int put_wide(struct deals *e, const struct deal *d, struct err *err)
{
	struct store *s = e->x->s;
	size_t n = questions_count(s->questions);
	struct debrief_answer a[WIDE_QUESTIONS_MAX];
	int64_t form = 0;
	int rc = 1;

	while (rc == 1 && e->more_forms && db_col(e->forms, 0) <= d->id) {
		if (db_col(e->forms, 0) == d->id)
			form = db_col(e->forms, 1);
		rc = db_step(e->forms, err);
		e->more_forms = rc == 1;
	}
	if (rc < 0 || (form && debrief_answers(s, form, a, err)))
		return -1;
	for (size_t i = 0; i < n; i++) {
		buf_clear(&e->word);
		if (form)
			wide_answer(&a[i], &e->word);
		sheet_text(e->x->sheet, or_null(buf_str(&e->word)));
		if (form)
			answer_done(&a[i]);
	}
	sheet_word(e->x->sheet, buf_str(&e->as_of));
	return 0;
}

/* Scores stand in a table of their own, in order of deals like the rows: the two are read side by side. */
static int read_scores(struct stmt *st, bool *more, struct deal *d, struct err *err)
{
	int rc = 1;

	while (*more && db_col(st, 0) <= d->id) {
		int64_t i = db_col(st, 1);

		if (db_col(st, 0) == d->id && i >= 1 && i <= 5)
			d->icp[i - 1] = db_col(st, 2);
		rc = db_step(st, err);
		*more = rc == 1;
	}
	return rc < 0 ? -1 : 0;
}

static bool is_asked_for(const struct export_options *o, int64_t deal)
{
	size_t from = 0, to = o->n_only;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (o->only[mid] == deal)
			return true;
		if (o->only[mid] < deal)
			from = mid + 1;
		else
			to = mid;
	}
	return !o->only;
}

static int each_deal(struct deals *e, struct err *err)
{
	struct stmt *st = db_stmt(e->x->s->db, &export_deal_sql[EXPORT_DEALS], err);
	struct stmt *scores = db_stmt(e->x->s->db, &export_deal_sql[EXPORT_SCORES], err);
	bool more;
	int rc, rest = 0;

	if (!st || !scores)
		return -1;
	export_bind(e->x, st);
	rest = db_step(scores, err);
	more = rest == 1;
	while (rest >= 0 && (rc = db_step(st, err)) == 1) {
		struct deal d;

		deal_borrow(st, &d); /* it is written before the next step */
		d.company_name = company_of(&e->companies, d.company);
		rest = read_scores(scores, &more, &d, err);
		if (is_asked_for(e->x->opt, d.id)) {
			for (size_t i = 0; i < e->n; i++)
				put(e, &d, i);
			if (e->forms)
				rest = put_wide(e, &d, err);
			sheet_end_row(e->x->sheet);
		}
	}
	if (more)
		db_reset(scores);
	return rest < 0 ? -1 : rc;
}

/* The columns behind the fields; their names stand in `names`. */
static size_t wide_columns(struct export *x, struct sheet_column *columns, char names[][WIDE_NAME_MAX])
{
	size_t n = questions_count(x->s->questions);

	for (size_t i = 0; i < n; i++) {
		const struct debrief_question *q = question_at(x->s->questions, i);

		wide_name(q, names[i], WIDE_NAME_MAX);
		columns[i] = (struct sheet_column){ names[i], access_read(x->s, q->class) == ACCESS_NO };
	}
	columns[n] = (struct sheet_column){ "as_of", false };
	return n + 1;
}

/* Read before the rows are: what is edited meanwhile is then a conflict, and not overwritten. */
static int wide_begin(struct deals *e, struct err *err)
{
	int rc;

	if (wide_as_of(e->x->s, &e->as_of, err))
		return -1;
	e->forms = db_stmt(e->x->s->db, &export_deal_sql[EXPORT_FORMS], err);
	if (!e->forms)
		return -1;
	rc = db_step(e->forms, err);
	e->more_forms = rc == 1;
	return rc < 0 ? -1 : 0;
}

int export_deals(struct export *x, struct err *err)
{
	struct deals e = { .x = x };
	struct sheet_column columns[IMPORT_FIELDS_MAX + WIDE_QUESTIONS_MAX + 1];
	char names[WIDE_QUESTIONS_MAX][WIDE_NAME_MAX];
	const char *const *keys = import_fields("deals");
	size_t more = 0;
	int rc;

	if (questions_count(x->s->questions) > WIDE_QUESTIONS_MAX)
		return err_set(err, ERR_CONFIG, "more than %d questions cannot be exported", WIDE_QUESTIONS_MAX);

	for (size_t i = 0; keys[i]; i++) {
		const struct field *f = deal_field(keys[i]);

		e.field[e.n] = f;
		e.all[e.n] = access_read(x->s, f->class) == ACCESS_ALL;
		columns[e.n++] = (struct sheet_column){ keys[i], access_read(x->s, f->class) == ACCESS_NO };
	}
	if (x->opt->wide && x->opt->columns && !strstr(x->opt->columns, "as_of") && x->opt->note)
		x->opt->note(x->opt->arg, "without the column as_of a sheet that comes back is compared with what was imported last,"
					  " and not with what stands here now");
	if (x->opt->wide)
		more = wide_columns(x, columns + e.n, names);
	rc = export_open(x, columns, e.n + more, err);
	if (!rc && x->opt->wide)
		rc = wide_begin(&e, err);
	if (!rc)
		rc = read_companies(x, &e.companies, err);
	if (!rc)
		rc = each_deal(&e, err);
	free(e.logins.name);
	free(e.companies.at);
	buf_done(&e.companies.names);
	buf_done(&e.word);
	buf_done(&e.as_of);
	if (e.more_forms)
		db_reset(e.forms);
	return rc;
}

/* ---- Contacts ---- */

static void put_deal_name(struct export *x, struct stmt *st, struct buf *word)
{
	const char *ext = db_col_text(st, 9);

	buf_clear(word);
	if (!db_col_null(st, 8) && !or_null(ext))
		deal_global_name(x->s, db_col(st, 8), word);
	else if (or_null(ext))
		buf_puts(word, ext);
	sheet_text(x->sheet, or_null(buf_str(word)));
}

static void put_contact(struct export *x, struct stmt *st, struct buf *word)
{
	bool personal = access_can_read(x->s, CLASS_PERSONAL, db_col(st, 7));

	sheet_int(x->sheet, db_col(st, 0), true);
	sheet_text(x->sheet, or_null(db_col_text(st, 1)));
	put_deal_name(x, st, word);
	sheet_text(x->sheet, or_null(db_col_text(st, 2)));
	sheet_text(x->sheet, or_null(db_col_text(st, 3)));
	sheet_text(x->sheet, personal ? or_null(db_col_text(st, 4)) : NULL);
	sheet_text(x->sheet, personal ? or_null(db_col_text(st, 5)) : NULL);
	sheet_word(x->sheet, person_role_key((int)db_col(st, 6)));
	sheet_end_row(x->sheet);
}

int export_contacts(struct export *x, struct err *err)
{
	bool names = access_read(x->s, CLASS_DEAL) == ACCESS_NO,
	     personal = access_read(x->s, CLASS_PERSONAL) == ACCESS_NO;
	const struct sheet_column columns[] = { { "id", names },       { "company", names }, { "deal", names },
						{ "name", names },     { "title", names },   { "email", personal },
						{ "phone", personal }, { "role", names } };
	struct stmt *st;
	struct buf word = { 0 };
	int rc = export_open(x, columns, sizeof columns / sizeof *columns, err);

	st = rc ? NULL : db_stmt(x->s->db, &export_deal_sql[EXPORT_CONTACTS], err);
	if (!st)
		return -1;
	export_bind(x, st);
	while ((rc = db_step(st, err)) == 1)
		put_contact(x, st, &word);
	buf_done(&word);
	return rc;
}

/* Whatever was written of a deal since: itself, its criteria, contacts and scores, its forms, answers and rows; by hand, by
 * another program or by an import. */
#define WRITTEN_SINCE                                                                                                 \
	" (select case when c.subject_kind in (1, 4, 5, 6) then c.subject"                                             \
	" when c.subject_kind in (7, 8) then (select f.deal from form f where f.id = c.subject)"                       \
	" when c.subject_kind = 9 then (select f.deal from form_value v join form f on f.id = v.form"                  \
	" where v.id = c.subject)"                                                                                     \
	" when c.subject_kind = 10 then (select i.deal from item i where i.id = c.subject) else 0 end"                 \
	" from grp g join change c on c.grp = g.id where g.at_ms >= $4"                                                \
	" union select e.subject from event e where e.subject_kind = 1 and e.told_ms >= $4"                            \
	" union select i.id from deal i join import m on m.id in (i.origin_import, i.changed_import)"                  \
	" where m.at_ms >= $4)"

const struct sql export_deal_sql[] = {
	[EXPORT_DEALS] = { "export_deals",
			   "select " DEAL_COLUMNS("d.") " from deal d where d.gone = 0 and " ACCESS_DEAL(
				   "d") " and ($1 = 0 or (d.stage in (6, 7) and d.closed_day between $2 and $3)) and "
					"($4 <= 0 or d.stage_at >= $4 or d.id in" WRITTEN_SINCE ") order by d.id" },
	[EXPORT_SCORES] = { "export_scores",
			    "select deal, dimension, score from deal_icp where phase = 1 order by deal" },
	[EXPORT_CONTACTS] = { "export_contacts",
			      "select p.id, c.name, p.name, p.title, p.email, p.phone, coalesce(dp.role, 0), "
			      "coalesce(d.owner, 0), d.id, d.ext"
			      " from person p join company c on c.id = p.company left join deal_person dp on "
			      "dp.person = p.id"
			      " left join deal d on d.id = dp.deal and d.gone = 0 where p.gone = 0 and p.erased = 0 "
			      "and ($98 = 1 or d.owner ="
			      " $99) and ($1 = 0 or (d.stage in (6, 7) and d.closed_day between $2 and $3))"
			      " and ($4 <= 0 or d.stage_at >= $4) order by p.id, d.id, dp.role" },
	[EXPORT_COMPANIES] = { "export_companies", "select id, name from company order by id" },
	[EXPORT_FORMS] = { "export_forms", "select deal, id from form where kind = 1 and gone = 0 order by deal, id" },
	{ NULL, NULL },
};
