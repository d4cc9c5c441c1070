/* Interviews as a table, in the columns that import takes back. */
#include "model/export_private.h"

#include "model/deal.h"
#include "model/import.h"
#include "model/interview.h"
#include "model/member.h"
#include "model/value.h"

static const char *or_null(const char *s)
{
	return s && *s ? s : NULL;
}

/* A deal without an external id goes by its global name, as in the export of deals. */
static int put_deal(struct export *x, int64_t id, struct err *err)
{
	struct buf word = { 0 };
	struct deal d;

	if (deal_need(x->s, id, &d, err))
		return -1;
	if (or_null(d.ext))
		buf_puts(&word, d.ext);
	else
		deal_global_name(x->s, id, &word);
	sheet_text(x->sheet, buf_str(&word));
	buf_done(&word);
	deal_done(&d);
	return 0;
}

static int put_interview(void *arg, const struct interview_row *row)
{
	struct export *x = arg;
	const struct interview *i = &row->i;
	int64_t at = interview_day_at(i);
	struct buf word = { 0 };

	if ((x->opt->quarter && (row->closed_day < x->first_day || row->closed_day > x->last_day)) || i->made_at < x->since_ms)
		return 0;
	buf_printf(&word, "I-%lld", (long long)i->id);
	sheet_word(x->sheet, buf_str(&word));
	buf_clear(&word);
	if (or_null(i->ext))
		buf_puts(&word, i->ext);
	else
		interview_global_name(x->s, i->id, &word);
	sheet_text(x->sheet, buf_str(&word));
	if (put_deal(x, i->deal, NULL)) {
		buf_done(&word);
		return -1;
	}
	sheet_text(x->sheet, or_null(row->programme));
	buf_clear(&word);
	interview_respondent(x->s, i, &word);
	sheet_text(x->sheet, or_null(buf_str(&word)));
	sheet_word(x->sheet, or_null(person_role_key((int)i->respondent_role)));
	sheet_text(x->sheet, or_null(member_login(x->s, i->interviewer)));
	sheet_moment(x->sheet, at ? at : NO_MOMENT);
	sheet_word(x->sheet, or_null(interview_format_key(i->format)));
	sheet_word(x->sheet, consent_key(i->consent_notes));
	sheet_word(x->sheet, consent_key(i->consent_record));
	sheet_word(x->sheet, consent_key(i->consent_quote));
	sheet_word(x->sheet, interview_state_key(i->state));
	sheet_end_row(x->sheet);
	buf_done(&word);
	return 0;
}

int export_interviews(struct export *x, struct err *err)
{
	bool hidden = access_read(x->s, CLASS_DEAL) == ACCESS_NO || access_read(x->s, CLASS_INTERVIEW) == ACCESS_NO;
	const struct sheet_column columns[] = {
		{ "id", hidden },	    { "external_id", hidden },    { "deal", hidden },	       { "programme", hidden },
		{ "respondent", hidden },   { "role", hidden },		  { "interviewer", hidden },   { "date", hidden },
		{ "format", hidden },	    { "consent_notes", hidden },  { "consent_record", hidden }, { "consent_quote", hidden },
		{ "status", hidden },
	};
	struct interview_filter f = { .which = INTERVIEWS_ALL, .by_id = true };

	return export_open(x, columns, sizeof columns / sizeof *columns, err) || interview_each(x->s, &f, put_interview, x, err) ? -1 : 0;
}
