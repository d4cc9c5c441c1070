/* Codes as a table, a row each; and which interview speaks of which theme, a row an interview with 0 and 1. Of another's
 * pass only what is released by all who code it (model/blind.h). No words of a respondent are in either. */
#include "model/export_private.h"

#include "model/blind.h"
#include "model/coding_private.h"
#include "model/member.h"
#include "model/quote.h"
#include "model/recode.h"
#include "model/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EXPORT_CODES, EXPORT_COUNTED, EXPORT_PRESENT };

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static void put_code(struct export *x, struct stmt *st)
{
	struct interview i = { .consent_notes = db_col(st, 15), .consent_quote = db_col(st, 16) };
	struct interview_note n = { .kind = db_col(st, 14) };
	/* Words that stay here have no places there. */
	bool part = db_col(st, 5) >= 0 && (!x->table || note_may_leave(&i, &n));
	char version[48];

	snprintf(version, sizeof version, "%lld.%lld", (long long)db_col(st, 11), (long long)db_col(st, 12));
	export_put_interview(x, db_col(st, 0), db_col_text(st, 1));
	sheet_int(x->sheet, db_col(st, 3), true);
	sheet_int(x->sheet, db_col(st, 4), part);
	sheet_int(x->sheet, db_col(st, 5), part);
	sheet_word(x->sheet, db_col_text(st, 6));
	sheet_word(x->sheet, none(driver_key(db_col(st, 7))));
	sheet_text(x->sheet, db_col(st, 9) == LAYER_SETTLED ? "settled" : member_login(x->s, db_col(st, 8)));
	sheet_text(x->sheet, none(db_col_text(st, 10)));
	sheet_word(x->sheet, version);
	sheet_moment(x->sheet, db_col(st, 13));
	sheet_end_row(x->sheet);
}

int export_codes(struct export *x, struct err *err)
{
	const struct sheet_column columns[] = {
		{ "interview", false }, { "seq", false }, { "start", false }, { "end", false }, { "theme", false }, { "driver", false },
		{ "coder", false }, { "memo", false }, { "taxonomy", false }, { "made", !x->table },
	};
	struct stmt *st;
	int rc;

	if (export_open(x, columns, sizeof columns / sizeof *columns, err))
		return -1;
	st = db_stmt(x->s->db, &export_code_sql[EXPORT_CODES], err);
	if (!st)
		return -1;
	export_bind(x, st);
	blind_bind(st, x->s);
	while ((rc = db_step(st, err)) == 1)
		if (access_can_read(x->s, CLASS_INTERVIEW, db_col(st, 2)))
			put_code(x, st);
	return rc;
}

/* ---- the matrix ---- */

struct matrix {
	struct taxonomy themes;
	bool *has; /* one a theme */
};

/* A sub-theme speaks for its root too; a theme of an older version for the one that took its codes, or for the part
 * that was chosen. */
static void mark(struct matrix *m, int64_t theme, int64_t chosen)
{
	theme = recode_counts_for(&m->themes, theme, chosen);
	for (size_t i = 0; i < m->themes.n; i++)
		if (taxonomy_is_below(&m->themes, theme, m->themes.theme[i].id))
			m->has[i] = true;
}

static int put_counted(struct export *x, struct matrix *m, struct stmt *st, struct err *err)
{
	struct stmt *in = db_stmt(x->s->db, &export_code_sql[EXPORT_PRESENT], err);
	int rc;

	if (!in)
		return -1;
	memset(m->has, 0, m->themes.n * sizeof *m->has);
	db_int(in, 1, db_col(st, 0));
	while ((rc = db_step(in, err)) == 1)
		mark(m, db_col(in, 0), db_col(in, 1));
	export_put_interview(x, db_col(st, 0), db_col_text(st, 1));
	sheet_word(x->sheet, none(outcome_key((enum outcome)db_col(st, 3))));
	for (size_t i = 0; i < m->themes.n; i++)
		sheet_int(x->sheet, m->has[i], true);
	sheet_end_row(x->sheet);
	return rc;
}

static int put_matrix(struct export *x, struct matrix *m, struct err *err)
{
	struct sheet_column *heads = xcalloc(m->themes.n + 2, sizeof *heads);
	struct stmt *st;
	int rc;

	heads[0].name = "interview";
	heads[1].name = "outcome";
	for (size_t i = 0; i < m->themes.n; i++)
		heads[i + 2].name = m->themes.theme[i].key;
	rc = export_open(x, heads, m->themes.n + 2, err);
	free(heads);
	st = rc ? NULL : db_stmt(x->s->db, &export_code_sql[EXPORT_COUNTED], err);
	if (!st)
		return -1;
	export_bind(x, st);
	while ((rc = db_step(st, err)) == 1)
		if (access_can_read(x->s, CLASS_INTERVIEW, db_col(st, 2)) && put_counted(x, m, st, err)) {
			db_reset(st);
			return -1;
		}
	return rc;
}

int export_matrix(struct export *x, struct err *err)
{
	struct matrix m = { 0 };
	int rc = taxonomy_get(x->s, 0, &m.themes, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "no taxonomy is published");
	m.has = xcalloc(m.themes.n + 1, sizeof *m.has);
	rc = put_matrix(x, &m, err);
	free(m.has);
	taxonomy_done(&m.themes);
	return rc;
}

#define OF_INTERVIEWS                                                                                                  \
	" and i.gone = 0 and d.gone = 0 and ($1 = 0 or d.closed_day between $2 and $3) and " ACCESS_DEAL("d")

const struct sql export_code_sql[] = {
	[EXPORT_CODES] = { "export_codes",
			   "select i.id, i.ext, d.owner, n.seq, c.start_cp, c.end_cp, t.key, c.driver, p.coder, p.layer, c.memo,"
			   " x.major, x.minor, c.made_at, n.kind, i.consent_notes, i.consent_quote from code c join coding_pass p on p.id = c.pass join interview i on i.id = p.interview"
			   " join deal d on d.id = i.deal join interview_note n on n.id = c.note join theme t on t.id = c.theme"
			   " join taxonomy x on x.id = p.taxonomy where c.gone = 0 and p.gone = 0 and c.made_at >= $4 and "
			   BLIND_PASS("p") OF_INTERVIEWS " order by i.id, n.seq, n.id, c.start_cp, c.end_cp, p.layer, p.id, c.id" },
	[EXPORT_COUNTED] = { "export_counted",
			     "select i.id, i.ext, d.owner, d.outcome from interview i join deal d on d.id = i.deal where i.state = 4"
			     " and exists (select 1 from coding_pass p where p.interview = i.id and p.gone = 0 and p.released_at > 0"
			     " and p.released_at >= $4) and " BLIND_ALL("i.id") OF_INTERVIEWS " order by i.id" },
	[EXPORT_PRESENT] = { "export_present",
			     "select distinct c.theme, coalesce(r.theme, 0) from interview i join code c on c.pass = " CODING_COUNTS
			     " and c.gone = 0 left join recode r on r.code = c.id and r.gone = 0 where i.id = $1 order by 1, 2" },
	{ NULL, NULL },
};
