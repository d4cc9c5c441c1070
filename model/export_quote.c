/* What buyers said, a row a quote and theme: the words that were coded, where quoting is permitted. Of validated interviews
 * whose coders have all released, by the pass that counts, as in the matrix; what was kept back is told. Source: S3-25. */
#include "model/export_private.h"

#include "model/blind.h"
#include "model/calendar.h"
#include "model/coding_private.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/interview.h"
#include "model/quote.h"
#include "model/recode.h"
#include "model/span.h"
#include "model/stage.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { EXPORT_QUOTES };

static const struct sheet_column columns[] = {
	{ "quarter", false }, { "outcome", false }, { "segment", false },   { "theme", false }, { "driver", false },
	{ "words", false },   { "role", false },    { "interview", false }, { "seq", false },
};

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static void put_quarter(struct export *x, int64_t closed_day)
{
	struct buf word = { 0 };

	if (closed_day != NO_DAY)
		quarter_format(quarter_of_day(closed_day, calendar_fiscal_start(x->s->calendar)), &word);
	sheet_word(x->sheet, none(buf_str(&word)));
	buf_done(&word);
}

static void put_words(struct export *x, struct stmt *st)
{
	const char *body = db_col_text(st, 8);
	struct span sp = { db_col(st, 9), db_col(st, 10) };
	size_t len = 0;
	const char *at = span_fits(body, sp) ? span_words(body, sp, &len) : NULL;
	char *words = at ? xstrndup(at, len) : NULL;

	sheet_text(x->sheet, words ? words : body);
	free(words);
}

static void put_quote(struct export *x, const struct taxonomy *themes, struct stmt *st)
{
	const struct theme *theme = taxonomy_theme(themes, recode_counts_for(themes, db_col(st, 11), db_col(st, 12)));
	const char *ext = db_col_text(st, 1);
	char id[24];

	snprintf(id, sizeof id, "I-%" PRId64, db_col(st, 0));
	put_quarter(x, db_col_null(st, 3) ? NO_DAY : db_col(st, 3));
	sheet_word(x->sheet, none(outcome_key((enum outcome)db_col(st, 4))));
	sheet_text(x->sheet, none(dict_title(x->s, db_col(st, 5))));
	sheet_word(x->sheet, theme ? theme->key : db_col_text(st, 13));
	sheet_word(x->sheet, none(driver_key(db_col(st, 14))));
	put_words(x, st);
	sheet_word(x->sheet, none(person_role_key((int)db_col(st, 15))));
	sheet_text(x->sheet, none(ext) ? ext : id);
	sheet_int(x->sheet, db_col(st, 16), true);
	sheet_end_row(x->sheet);
}

static int each_quote(struct export *x, const struct taxonomy *themes, size_t *kept, struct err *err)
{
	struct stmt *st = db_stmt(x->s->db, &export_quote_sql[EXPORT_QUOTES], err);
	int rc;

	if (!st)
		return -1;
	export_bind(x, st);
	while ((rc = db_step(st, err)) == 1) {
		struct interview i = { .consent_notes = db_col(st, 6), .consent_quote = db_col(st, 7) };
		struct interview_note n = { .kind = SAID_QUOTE };

		if (!access_can_read(x->s, CLASS_INTERVIEW, db_col(st, 2)))
			continue;
		if (note_may_leave(&i, &n))
			put_quote(x, themes, st);
		else
			++*kept;
	}
	return rc;
}

int export_quotes(struct export *x, struct err *err)
{
	struct taxonomy themes = { 0 };
	char said[160];
	size_t kept = 0;
	int rc = taxonomy_get(x->s, 0, &themes, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "no taxonomy is published");
	rc = export_open(x, columns, sizeof columns / sizeof *columns, err) || each_quote(x, &themes, &kept, err) ? -1 : 0;
	taxonomy_done(&themes);
	snprintf(said, sizeof said, "%zu coded quote%s kept back: quoting was not permitted", kept, kept == 1 ? " was" : "s were");
	if (!rc && kept && x->opt->note)
		x->opt->note(x->opt->arg, said);
	return rc;
}

const struct sql export_quote_sql[] = {
	[EXPORT_QUOTES] = { "export_quotes",
			    "select i.id, i.ext, d.owner, d.closed_day, d.outcome, d.segment, i.consent_notes, i.consent_quote,"
			    " x.body, c.start_cp, c.end_cp, c.theme, coalesce(r.theme, 0), t.key, c.driver, i.respondent_role, n.seq"
			    " from interview i join deal d on d.id = i.deal join code c on c.pass = " CODING_COUNTS
			    " and c.gone = 0 join interview_note n on n.id = c.note and n.gone = 0 and n.kind = 1"
			    " join text x on x.id = c.text join theme t on t.id = c.theme"
			    " left join recode r on r.code = c.id and r.gone = 0"
			    " where i.state = 4 and i.gone = 0 and d.gone = 0 and ($1 = 0 or d.closed_day between $2 and $3)"
			    " and c.made_at >= $4 and " BLIND_ALL("i.id") " and " ACCESS_DEAL("d")
			    " order by i.id, n.seq, n.id, c.start_cp, c.end_cp, c.id" },
	{ NULL, NULL },
};
