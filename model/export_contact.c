/* Everything about one person that the actor may see, a row a thing: for who asks what is kept of them, and before an
 * erasure. Source: commands.md, "erase" (`export contact NAME` gives the same first). */
#include "model/export_private.h"

#include "model/company.h"
#include "model/contact.h"
#include "model/deal.h"
#include "model/history_value.h"
#include "model/interview.h"
#include "model/item.h"
#include "model/quote.h"
#include "model/search.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CONTACT_PARTS, CONTACT_INTERVIEWS, CONTACT_ITEMS, CONTACT_WORDS };
#define FOUND_MAX 100000

static const struct sheet_column columns[] = { { "what", false }, { "record", false }, { "field", false }, { "text", false } };

struct about {
	struct export *x;
	struct person p;
	int64_t id;
	bool personal;		/* the actor reads addresses of this person */
	int64_t *held;		/* interviews that were with the person, ascending */
	size_t n, kept;
	struct err *err;
};

static void put(const struct about *a, const char *what, char letter, int64_t id, const char *field, const char *text)
{
	struct buf record = { 0 };

	if (!text || !*text)
		return;
	if (letter)
		buf_printf(&record, "%c-", letter);
	buf_printf(&record, "%" PRId64, id);
	sheet_word(a->x->sheet, what);
	sheet_word(a->x->sheet, buf_str(&record));
	sheet_text(a->x->sheet, field);
	sheet_text(a->x->sheet, text);
	sheet_end_row(a->x->sheet);
	buf_done(&record);
}

static void put_contact(const struct about *a)
{
	char *company = company_name(a->x->s, a->p.company);

	put(a, "contact", 0, a->id, "company", company);
	put(a, "contact", 0, a->id, "name", a->p.name);
	put(a, "contact", 0, a->id, "title", a->p.title);
	if (a->personal) {
		put(a, "contact", 0, a->id, "email", a->p.email);
		put(a, "contact", 0, a->id, "phone", a->p.phone);
	}
	free(company);
}

static struct stmt *begin(const struct about *a, int which)
{
	struct stmt *st = db_stmt(a->x->s->db, &export_contact_sql[which], a->err);

	if (st) {
		db_int(st, 1, a->id);
		access_bind(st, a->x->s);
	}
	return st;
}

static int put_parts(const struct about *a)
{
	struct stmt *st = begin(a, CONTACT_PARTS);
	int rc = -1;

	while (st && (rc = db_step(st, a->err)) == 1)
		put(a, "deal", 'D', db_col(st, 0), "role", person_role_key((int)db_col(st, 1)));
	return rc;
}

/* ---- interviews with the person ---- */

static int list_interviews(struct about *a)
{
	struct stmt *st = begin(a, CONTACT_INTERVIEWS);
	int rc = -1;

	while (st && (rc = db_step(st, a->err)) == 1) {
		if (!access_can_read(a->x->s, CLASS_INTERVIEW, db_col(st, 1)))
			continue;
		a->held = xrealloc(a->held, (a->n + 1) * sizeof *a->held);
		a->held[a->n++] = db_col(st, 0);
	}
	return rc;
}

static int put_said(struct about *a, const struct interview *i)
{
	struct interview_note *notes = NULL;
	size_t n = 0;

	if (interview_notes(a->x->s, i->id, &notes, &n, a->err))
		return -1;
	for (size_t k = 0; k < n; k++) {
		bool leaves = note_may_leave(i, &notes[k]);

		if (leaves)
			put(a, "note", 'I', i->id, said_key(notes[k].kind), notes[k].text);
		a->kept += !leaves;
	}
	interview_notes_done(notes, n);
	return 0;
}

static int put_interview(struct about *a, int64_t id)
{
	struct interview i;
	int rc = interview_get(a->x->s, id, &i, a->err);

	if (rc == 1) {
		struct buf who = { 0 };

		interview_respondent(a->x->s, &i, &who);
		put(a, "interview", 'I', id, "respondent", buf_str(&who));
		put(a, "interview", 'I', id, "role", person_role_key((int)i.respondent_role));
		put(a, "interview", 'I', id, "status", interview_state_key(i.state));
		for (enum permission p = 0; p < PERMISSIONS; p++)
			put(a, "interview", 'I', id, permission_key(p), consent_key(interview_permission(&i, p)));
		buf_done(&who);
		rc = put_said(a, &i);
	}
	interview_done(&i);
	return rc < 0 ? -1 : 0;
}

/* ---- rows and texts that name the person ---- */

static int put_items(const struct about *a)
{
	struct stmt *st = begin(a, CONTACT_ITEMS);
	int rc = -1;

	while (st && (rc = db_step(st, a->err)) == 1)
		if (access_can_read(a->x->s, (enum field_class)db_col(st, 2), db_col(st, 1)))
			put(a, "row", 'D', db_col(st, 0), item_kind_key((enum item_kind)db_col(st, 3)), db_col_text(st, 4));
	return rc;
}

static bool is_held(const struct about *a, int64_t interview)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->held[i] == interview)
			return true;
	return false;
}

/* The words of a note or a value of an interview go by its permissions; those of the person's own stand above. */
static bool is_shown(struct about *a, const struct search_hit *h)
{
	bool leaves = h->kind == SUBJECT_INTERVIEW_NOTE ? note_id_may_leave(a->x->s, h->record)
		      : h->kind == SUBJECT_FORM_VALUE	? value_id_may_leave(a->x->s, h->record)
							: true;

	a->kept += !leaves;
	return leaves;
}

static int put_found(void *arg, const struct search_hit *h)
{
	struct about *a = arg;
	struct buf around = { 0 };
	struct stmt *st = h->text_id ? db_stmt(a->x->s->db, &export_contact_sql[CONTACT_WORDS], NULL) : NULL;

	if (h->kind == SUBJECT_DEAL) {
		buf_printf(&around, "%s%s%s", h->before, h->match, h->after);
		put(a, "found", 'D', h->deal, h->what, buf_str(&around));
		buf_done(&around);
	}
	if (!st)
		return 0;
	db_int(st, 1, h->text_id);
	if (db_step(st, NULL) != 1)
		return 0;
	if (!(h->kind == SUBJECT_INTERVIEW_NOTE && is_held(a, db_col(st, 1))) && is_shown(a, h))
		put(a, "found", h->deal ? 'D' : 0, h->deal ? h->deal : h->record, h->what, db_col_text(st, 0));
	db_reset(st);
	return 0;
}

static int put_change(void *arg, const struct history_row *row)
{
	struct about *a = arg;
	struct buf field = { 0 }, value = { 0 };

	history_field(a->x->s, row, &field);
	history_value(a->x->s, row, HISTORY_BEFORE, &value);
	if (row->op == OP_UPDATE && row->before)
		put(a, "history", 0, a->id, buf_str(&field), buf_str(&value));
	buf_done(&field);
	buf_done(&value);
	return 0;
}

static int put_all(struct about *a)
{
	struct store *s = a->x->s;

	put_contact(a);
	if (put_parts(a) || list_interviews(a))
		return -1;
	for (size_t i = 0; i < a->n; i++)
		if (put_interview(a, a->held[i]))
			return -1;
	if (put_items(a) || (*a->p.name && search_each(s, a->p.name, FOUND_MAX, put_found, a, a->err)))
		return -1;
	if (a->personal && *a->p.email && search_each(s, a->p.email, FOUND_MAX, put_found, a, a->err))
		return -1;
	return history_each(s, SUBJECT_PERSON, a->id, 0, put_change, a, a->err);
}

static bool reads_personal(const struct about *a)
{
	struct stmt *st = begin(a, CONTACT_PARTS);
	bool any = access_read(a->x->s, CLASS_PERSONAL) == ACCESS_ALL;

	while (st && db_step(st, NULL) == 1)
		any |= access_can_read(a->x->s, CLASS_PERSONAL, db_col(st, 2));
	return any;
}

int export_contact(struct export *x, struct err *err)
{
	struct about a = { .x = x, .err = err };
	struct buf said = { 0 };
	int rc;

	if (!x->opt->name)
		return err_set(err, ERR_USAGE, "export contact NAME: a name, an e-mail address or the number that export contacts gives");
	if (access_read(x->s, CLASS_DEAL) == ACCESS_NO)
		return err_set(err, ERR_ROLE, "contacts are for who may read deals");
	if (contact_find(x->s, x->opt->name, &a.id, err) || person_get(x->s, a.id, &a.p, err) != 1)
		return -1;
	a.personal = reads_personal(&a);
	rc = export_open(x, columns, sizeof columns / sizeof *columns, err) || put_all(&a) ? -1 : 0;
	buf_printf(&said, "%zu note%s kept back: the respondent%s did not permit that these words leave", a.kept,
		   a.kept == 1 ? " was" : "s were", a.kept == 1 ? "" : "s");
	if (!rc && a.kept && x->opt->note)
		x->opt->note(x->opt->arg, buf_str(&said));
	buf_done(&said);
	person_done(&a.p);
	free(a.held);
	return rc;
}

const struct sql export_contact_sql[] = {
	[CONTACT_PARTS] = { "export_contact_parts",
			    "select d.id, l.role, d.owner from deal_person l join deal d on d.id = l.deal where l.person = $1 and d.gone = 0"
			    " and " ACCESS_DEAL("d") " order by d.id, l.role" },
	[CONTACT_INTERVIEWS] = { "export_contact_interviews",
				 "select i.id, d.owner from interview i join deal d on d.id = i.deal join person p on p.id = $1"
				 " where i.gone = 0 and d.gone = 0 and (i.person = $1 or (i.person = 0 and i.respondent = p.name"
				 " and d.company = p.company)) and " ACCESS_DEAL("d") " order by i.id" },
	[CONTACT_ITEMS] = { "export_contact_items",
			    "select d.id, d.owner, i.class, i.kind, t.body from item i join deal d on d.id = i.deal join person p"
			    " on p.id = $1 left join text t on t.id = i.text where i.gone = 0 and d.gone = 0 and (i.person = $1 or"
			    " (i.said_by = p.name and i.said_by <> '' and d.company = p.company)) and " ACCESS_DEAL("d")
			    " order by d.id, i.id" },
	[CONTACT_WORDS] = { "export_contact_words", "select t.body, coalesce(n.interview, 0) from text t left join interview_note n"
						    " on n.text = t.id where t.id = $1" },
	{ NULL, NULL },
};
