/* Ratings: what each coder said of each note and theme, a column a coder, as R and SPSS want them for figures of their own.
 * 1 coded with the theme, 0 marked and not coded with it, no value where the coder did not mark the note. Passes that are
 * not seen yet have neither column nor row (model/blind.h). */
#include "model/export_private.h"

#include "model/blind.h"
#include "model/comparison_private.h"
#include "model/member.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RATING_PASSES, RATING_NOTES, RATING_CODES, RATING_MARKS };

struct rating_pass {
	int64_t interview, id, coder;
};
/* One thing that a coder said: a theme, or -1 that the note was marked. */
struct rating_mark {
	int64_t note;
	size_t coder;
	int theme;
};
struct rating {
	struct export *x;
	struct reading themes;
	struct rating_pass *pass;
	size_t passes;
	int64_t *coder;
	size_t coders;
	struct rating_mark *mark; /* by note, ascending, within an interview's passes */
	size_t marks, cap;
};

static int read_passes(struct rating *r, struct err *err)
{
	struct stmt *st = db_stmt(r->x->s->db, &export_rating_sql[RATING_PASSES], err);
	int rc;

	if (!st)
		return -1;
	export_bind(r->x, st);
	blind_bind(st, r->x->s);
	while ((rc = db_step(st, err)) == 1) {
		struct rating_pass p = { db_col(st, 0), db_col(st, 1), db_col(st, 2) };
		struct rating_pass *last = r->passes ? &r->pass[r->passes - 1] : NULL;

		if (!access_can_read(r->x->s, CLASS_INTERVIEW, db_col(st, 3)))
			continue;
		if (last && last->interview == p.interview && last->coder == p.coder) {
			*last = p; /* with the newer taxonomy */
			continue;
		}
		r->pass = xrealloc(r->pass, (r->passes + 1) * sizeof *r->pass);
		r->pass[r->passes++] = p;
	}
	return rc;
}

static size_t place_of(struct rating *r, int64_t coder)
{
	for (size_t i = 0; i < r->coders; i++)
		if (r->coder[i] == coder)
			return i;
	r->coder = xrealloc(r->coder, (r->coders + 1) * sizeof *r->coder);
	r->coder[r->coders] = coder;
	return r->coders++;
}

static void add_mark(struct rating *r, int64_t note, size_t coder, int theme)
{
	if (r->marks == r->cap)
		r->mark = xrealloc(r->mark, (r->cap = r->cap ? 2 * r->cap : 256) * sizeof *r->mark);
	r->mark[r->marks++] = (struct rating_mark){ note, coder, theme };
}

static int read_pass(struct rating *r, const struct rating_pass *p, struct err *err)
{
	size_t coder = place_of(r, p->coder);
	int rc = 0;

	for (int sql = RATING_CODES; !rc && sql <= RATING_MARKS; sql++) {
		struct stmt *st = db_stmt(r->x->s->db, &export_rating_sql[sql], err);

		if (!st)
			return -1;
		db_int(st, 1, p->id);
		while ((rc = db_step(st, err)) == 1) {
			int64_t note = db_col(st, 0);

			add_mark(r, note, coder, -1);
			if (sql == RATING_CODES)
				add_mark(r, note, coder, comparison_number(&r->themes, db_col(st, 1)));
		}
	}
	return rc;
}

static int by_note(const void *a, const void *b)
{
	const struct rating_mark *x = a, *y = b;

	if (x->note != y->note)
		return x->note < y->note ? -1 : 1;
	if (x->coder != y->coder)
		return x->coder < y->coder ? -1 : 1;
	return x->theme < y->theme ? -1 : x->theme > y->theme;
}

/* -1 where the coder did not mark the note. */
static int said(const struct rating *r, int64_t note, size_t coder, int theme)
{
	const struct rating_mark key = { note, coder, theme }, marked = { note, coder, -1 };

	if (!r->marks || !bsearch(&marked, r->mark, r->marks, sizeof key, by_note))
		return -1;
	return bsearch(&key, r->mark, r->marks, sizeof key, by_note) != NULL;
}

static void put_row(struct rating *r, const char *interview, int64_t seq, int64_t note, size_t theme)
{
	const struct theme_now *t = comparison_theme(&r->themes, r->themes.used[theme]);
	struct sheet *sheet = r->x->sheet;

	sheet_text(sheet, interview);
	sheet_int(sheet, seq, true);
	sheet_word(sheet, t ? t->key : "");
	for (size_t c = 0; c < r->coders; c++) {
		int value = said(r, note, c, (int)theme);

		sheet_int(sheet, value, value >= 0);
	}
	sheet_end_row(sheet);
}

static bool is_marked(const struct rating *r, int64_t note)
{
	for (size_t c = 0; c < r->coders; c++)
		if (said(r, note, c, -1) >= 0)
			return true;
	return false;
}

static int put_interview(struct rating *r, int64_t interview, struct err *err)
{
	struct stmt *st = db_stmt(r->x->s->db, &export_rating_sql[RATING_NOTES], err);
	char number[32];
	int rc;

	if (!st)
		return -1;
	snprintf(number, sizeof number, "I-%" PRId64, interview);
	db_int(st, 1, interview);
	while ((rc = db_step(st, err)) == 1) {
		const char *ext = db_col_text(st, 2);

		for (size_t t = 0; t < r->themes.used_n && is_marked(r, db_col(st, 0)); t++)
			put_row(r, ext && *ext ? ext : number, db_col(st, 1), db_col(st, 0), t);
	}
	return rc;
}

static int open_sheet(struct rating *r, struct err *err)
{
	struct sheet_column *column = xcalloc(r->coders + 3, sizeof *column);
	int rc;

	column[0].name = "interview";
	column[1].name = "note";
	column[2].name = "theme";
	for (size_t c = 0; c < r->coders; c++)
		column[c + 3].name = member_login(r->x->s, r->coder[c]);
	rc = export_open(r->x, column, r->coders + 3, err);
	free(column);
	return rc;
}

static int run(void *arg, struct err *err)
{
	struct rating *r = arg;
	int rc = comparison_themes_load(&r->themes, err) || read_passes(r, err) ? -1 : 0;

	for (size_t i = 0; !rc && i < r->passes; i++)
		rc = read_pass(r, &r->pass[i], err);
	if (!rc && r->marks)
		qsort(r->mark, r->marks, sizeof *r->mark, by_note);
	if (!rc)
		rc = open_sheet(r, err);
	for (size_t i = 0; !rc && i < r->passes; i++)
		if (!i || r->pass[i].interview != r->pass[i - 1].interview)
			rc = put_interview(r, r->pass[i].interview, err);
	return rc;
}

int export_ratings(struct export *x, struct err *err)
{
	static const struct comparison_ask as_coded = { 0 };
	struct rating r = { .x = x, .themes = { .s = x->s, .ask = &as_coded } };
	int rc;

	if (access_read(x->s, CLASS_INTERVIEW) == ACCESS_NO)
		return err_set(err, ERR_ROLE, "ratings are for who may read interviews");
	rc = db_read(x->s->db, run, &r, err);
	comparison_themes_done(&r.themes);
	free(r.themes.used);
	free(r.pass);
	free(r.coder);
	free(r.mark);
	return rc;
}

const struct sql export_rating_sql[] = {
	[RATING_PASSES] = { "export_rating_passes",
			    "select i.id, p.id, p.coder, d.owner from interview i join deal d on d.id = i.deal join coding_pass p"
			    " on p.interview = i.id where i.gone = 0 and d.gone = 0 and p.gone = 0 and p.layer = 0"
			    " and p.closed_at > 0 and p.released_at > 0 and " ACCESS_DEAL("d") " and " BLIND_PASS("p")
			    " and ($1 = 0 or (d.stage in (6, 7) and d.closed_day between $2 and $3))"
			    " and ($4 <= 0 or p.released_at >= $4) order by i.id, p.coder, p.taxonomy" },
	[RATING_NOTES] = { "export_rating_notes", "select n.id, n.seq, i.ext from interview_note n join interview i"
						  " on i.id = n.interview where n.interview = $1 and n.gone = 0"
						  " order by n.seq, n.id" },
	[RATING_CODES] = { "export_rating_codes", "select note, theme from code where pass = $1 and gone = 0 order by note, id" },
	[RATING_MARKS] = { "export_rating_marks", "select note from pass_note where pass = $1 and gone = 0 order by note" },
	{ NULL, NULL },
};
