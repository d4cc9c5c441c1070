/* The notes of interviews as rows. Words that may not leave are not among them: how many were kept back is said. */
#include "model/export_private.h"

#include "model/quote.h"

#include <stdio.h>
#include <stdlib.h>

enum { EXPORT_NOTES };

/* commands.md, "Fields": notes; and who spoke, where that was not the respondent. */
static const struct sheet_column columns[] = { { "interview", false }, { "seq", false }, { "kind", false }, { "text", false },
					       { "speaker", false } };

/* instead: of a note whose words may not leave, in a file that is to come back: its codes stand on it. NULL: the words themselves. */
static void put_row(struct export *x, struct stmt *st, const char *instead)
{
	const char *ext = db_col_text(st, 7), *speaker = db_col_text(st, 3);

	export_put_interview(x, db_col(st, 8), ext);
	sheet_int(x->sheet, db_col(st, 0), true);
	sheet_word(x->sheet, said_key(db_col(st, 1)));
	sheet_text(x->sheet, instead ? instead : db_col_text(st, 2));
	sheet_text(x->sheet, !instead && speaker && *speaker ? speaker : NULL);
	sheet_end_row(x->sheet);
}

int export_notes(struct export *x, struct err *err)
{
	struct stmt *st;
	char said[160];
	size_t kept = 0;
	int rc = export_open(x, columns, sizeof columns / sizeof *columns, err);

	if (rc)
		return -1;
	st = db_stmt(x->s->db, &export_note_sql[EXPORT_NOTES], err);
	if (!st)
		return -1;
	export_bind(x, st);
	while ((rc = db_step(st, err)) == 1) {
		struct interview i = { .consent_notes = db_col(st, 5), .consent_quote = db_col(st, 6) };
		struct interview_note n = { .kind = db_col(st, 1) };

		if (!access_can_read(x->s, CLASS_INTERVIEW, db_col(st, 4)))
			continue;
		bool leaves = note_may_leave(&i, &n);

		if (leaves || x->table)
			put_row(x, st, leaves ? NULL : note_instead(&i, &n));
		kept += !leaves;
	}
	snprintf(said, sizeof said, "%zu note%s kept back: the respondents did not permit that their words leave", kept,
		 kept == 1 ? " was" : "s were");
	if (!rc && kept && x->opt->note)
		x->opt->note(x->opt->arg, said);
	return rc;
}

const struct sql export_note_sql[] = {
	[EXPORT_NOTES] = { "export_notes",
			   "select n.seq, n.kind, t.body, n.speaker, d.owner, i.consent_notes, i.consent_quote, i.ext, i.id"
			   " from interview i join deal d on d.id = i.deal join interview_note n on n.interview = i.id"
			   " join text t on t.id = n.text where n.gone = 0 and i.gone = 0 and d.gone = 0"
			   " and ($1 = 0 or d.closed_day between $2 and $3) and n.at_ms >= $4 and " ACCESS_DEAL("d")
			   " order by i.id, n.seq, n.id" },
	{ NULL, NULL },
};
