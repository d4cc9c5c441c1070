/* What stands around the notes of interviews: what was captured as fields, who validated, who coded. Words that may not leave are not among
 * them, and of another's pass only what all who code the interview have released (model/blind.h). */
#include "model/export_private.h"

#include "model/blind.h"
#include "model/coding_private.h"
#include "model/interview_field.h"
#include "model/member.h"
#include "model/quote.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>

enum { EXPORT_PASSES, EXPORT_READ };

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static bool is_wanted(const struct export *x, const struct interview_row *row)
{
	return !x->opt->quarter || (row->closed_day >= x->first_day && row->closed_day <= x->last_day);
}

struct putting {
	struct export *x;
	struct interview *all;
	size_t n, kept;
};

/* The statement of the list is open while it is heard: what each holds is read behind it. */
static int keep(void *arg, const struct interview_row *row)
{
	struct putting *p = arg;

	if (!is_wanted(p->x, row))
		return 0;
	p->all = xrealloc(p->all, (p->n + 1) * sizeof *p->all);
	interview_copy(&p->all[p->n++], &row->i);
	return 0;
}

static int each(struct putting *p, int (*put)(struct putting *p, const struct interview *i, struct err *err), struct err *err)
{
	struct interview_filter f = { .which = INTERVIEWS_ALL, .by_id = true };
	int rc = interview_each(p->x->s, &f, keep, p, err);

	for (size_t i = 0; i < p->n; i++) {
		if (!rc)
			rc = put(p, &p->all[i], err);
		interview_done(&p->all[i]);
	}
	free(p->all);
	return rc;
}

static bool is_hidden(const struct export *x)
{
	return access_read(x->s, CLASS_DEAL) == ACCESS_NO || access_read(x->s, CLASS_INTERVIEW) == ACCESS_NO;
}

/* ---- captured ---- */

/* What the respondent asked to keep back stays. */
static bool may_leave(const struct interview *i, const struct captured_row *r)
{
	return r->field == CAPTURED_FLAG || (r->field != CAPTURED_CONCERN && interview_fields_may_leave(i));
}

static int put_captured(struct putting *p, const struct interview *i, struct err *err)
{
	struct export *x = p->x;
	struct captured_row *rows;
	size_t n;

	if (captured_list(x->s, i, &rows, &n, err))
		return -1;
	for (size_t k = 0; k < n; k++) {
		if (rows[k].at_ms < x->since_ms)
			continue;
		if (!may_leave(i, &rows[k])) {
			p->kept++;
			continue;
		}
		export_put_interview(x, i->id, i->ext);
		sheet_word(x->sheet, captured_kind(rows[k].field)->key);
		sheet_int(x->sheet, rows[k].item, rows[k].item > 0);
		sheet_text(x->sheet, rows[k].text);
		sheet_text(x->sheet, none(member_login(x->s, rows[k].author)));
		sheet_moment(x->sheet, rows[k].at_ms);
		sheet_end_row(x->sheet);
	}
	captured_done(rows, n);
	return 0;
}

int export_captured(struct export *x, struct err *err)
{
	bool hidden = is_hidden(x);
	const struct sheet_column columns[] = { { "interview", hidden }, { "field", hidden },  { "row", hidden },
						{ "text", hidden },	  { "author", hidden }, { "at", hidden } };
	struct putting p = { .x = x };
	char said[160];
	int rc = export_open(x, columns, sizeof columns / sizeof *columns, err) || each(&p, put_captured, err) ? -1 : 0;

	snprintf(said, sizeof said, "%zu captured field%s kept back: the respondents did not permit that %s", p.kept,
		 p.kept == 1 ? " was" : "s were", p.kept == 1 ? "it leaves" : "they leave");
	if (!rc && p.kept && x->opt->note)
		x->opt->note(x->opt->arg, said);
	return rc;
}

/* ---- validations ---- */

static int put_validation(struct putting *p, const struct interview *i, struct err *err)
{
	struct export *x = p->x;

	(void)err;
	if (i->state != INTERVIEW_VALIDATED || !i->validated_by || i->validated_at < x->since_ms)
		return 0;
	export_put_interview(x, i->id, i->ext);
	sheet_text(x->sheet, none(member_login(x->s, i->validated_by)));
	sheet_moment(x->sheet, i->validated_at);
	sheet_end_row(x->sheet);
	return 0;
}

int export_validations(struct export *x, struct err *err)
{
	bool hidden = is_hidden(x);
	const struct sheet_column columns[] = { { "interview", hidden }, { "by", hidden }, { "at", hidden } };
	struct putting p = { .x = x };

	return export_open(x, columns, sizeof columns / sizeof *columns, err) || each(&p, put_validation, err) ? -1 : 0;
}

/* ---- passes ---- */

struct pass_row {
	struct coding_pass p;
	int64_t major, minor;
	char *ext;
};

static int list_passes(struct export *x, struct pass_row **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(x->s->db, &export_coded_sql[EXPORT_PASSES], err);
	int rc;

	if (!st)
		return -1;
	export_bind(x, st);
	blind_bind(st, x->s);
	while ((rc = db_step(st, err)) == 1) {
		if (!access_can_read(x->s, CLASS_INTERVIEW, db_col(st, 9)))
			continue;
		*out = xrealloc(*out, (*n + 1) * sizeof **out);
		(*out)[(*n)++] = (struct pass_row){
			.p = { .id = db_col(st, 0), .interview = db_col(st, 1), .coder = db_col(st, 2), .layer = db_col(st, 3),
			       .opened_at = db_col(st, 4), .closed_at = db_col(st, 5), .released_at = db_col(st, 6) },
			.major = db_col(st, 7), .minor = db_col(st, 8), .ext = xstrdup(db_col_text(st, 10)),
		};
	}
	return rc;
}

/* The notes that were read and got no code, by their numbers: "3 5 9". */
static int put_read(struct export *x, int64_t pass, struct err *err)
{
	struct stmt *st = db_stmt(x->s->db, &export_coded_sql[EXPORT_READ], err);
	struct buf list = { 0 };
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, pass);
	while ((rc = db_step(st, err)) == 1)
		buf_printf(&list, "%s%lld", list.len ? " " : "", (long long)db_col(st, 0));
	sheet_word(x->sheet, list.len ? buf_str(&list) : NULL);
	buf_done(&list);
	return rc;
}

static int put_pass(struct export *x, const struct pass_row *r, struct err *err)
{
	char version[48];

	snprintf(version, sizeof version, "%lld.%lld", (long long)r->major, (long long)r->minor);
	export_put_interview(x, r->p.interview, r->ext);
	sheet_text(x->sheet, none(member_login(x->s, r->p.coder)));
	sheet_word(x->sheet, r->p.layer == LAYER_SETTLED ? "settled" : "coder");
	sheet_word(x->sheet, version);
	sheet_moment(x->sheet, r->p.opened_at);
	sheet_moment(x->sheet, r->p.closed_at ? r->p.closed_at : NO_MOMENT);
	sheet_moment(x->sheet, r->p.released_at ? r->p.released_at : NO_MOMENT);
	if (put_read(x, r->p.id, err))
		return -1;
	sheet_end_row(x->sheet);
	return 0;
}

int export_passes(struct export *x, struct err *err)
{
	bool hidden = is_hidden(x);
	const struct sheet_column columns[] = { { "interview", hidden }, { "coder", hidden },  { "layer", hidden },    { "taxonomy", hidden },
						{ "opened", hidden },	 { "closed", hidden }, { "released", hidden }, { "read", hidden } };
	struct pass_row *rows = NULL;
	size_t n = 0;
	int rc = export_open(x, columns, sizeof columns / sizeof *columns, err) || list_passes(x, &rows, &n, err) ? -1 : 0;

	for (size_t i = 0; i < n; i++) {
		if (!rc)
			rc = put_pass(x, &rows[i], err);
		free(rows[i].ext);
	}
	free(rows);
	return rc;
}

const struct sql export_coded_sql[] = {
	[EXPORT_PASSES] = { "export_passes",
			    "select p.id, p.interview, p.coder, p.layer, p.opened_at, p.closed_at, p.released_at, x.major, x.minor, d.owner,"
			    " i.ext from coding_pass p join interview i on i.id = p.interview join deal d on d.id = i.deal"
			    " join taxonomy x on x.id = p.taxonomy where p.gone = 0 and i.gone = 0 and d.gone = 0 and p.opened_at >= $4"
			    " and ($1 = 0 or d.closed_day between $2 and $3) and " ACCESS_DEAL("d") " and " BLIND_PASS("p")
			    " order by i.id, p.layer, p.id" },
	[EXPORT_READ] = { "export_read", "select n.seq from pass_note p join interview_note n on n.id = p.note where p.pass = $1"
					 " and p.gone = 0 and n.gone = 0 order by n.seq" },
	{ NULL, NULL },
};
