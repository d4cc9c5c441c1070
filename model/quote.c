#include "model/quote.h"

#include "model/record.h"
#include "model/teeth.h"

#include <string.h>

enum { QUOTE_OF, QUOTE_VALUE };

bool interview_fields_may_leave(const struct interview *i)
{
	return interview_may_note(i) || teeth_off("consent-quote");
}

bool note_may_leave(const struct interview *i, const struct interview_note *n)
{
	return interview_fields_may_leave(i) &&
	       (n->kind != SAID_QUOTE || interview_may_quote(i) || teeth_off("consent-quote"));
}

bool note_id_may_leave(struct store *s, int64_t note)
{
	struct interview i = { 0 };
	struct interview_note n = { 0 };
	struct stmt *st;
	int rc = record_find(s, &quote_sql[QUOTE_OF], note, &st, NULL);

	if (rc != 1)
		return !rc;
	n.kind = db_col(st, 0);
	i.consent_notes = db_col(st, 1);
	i.consent_quote = db_col(st, 2);
	db_reset(st);
	return note_may_leave(&i, &n);
}

bool value_id_may_leave(struct store *s, int64_t value)
{
	struct interview i = { 0 };
	struct stmt *st;
	int rc = record_find(s, &quote_sql[QUOTE_VALUE], value, &st, NULL);

	if (rc != 1)
		return !rc;
	i.consent_notes = db_col(st, 0);
	db_reset(st);
	return interview_fields_may_leave(&i);
}

static const char no_quote[] = "(words kept back: the respondent did not permit quoting)",
		  no_notes[] = "(words kept back: the respondent did not permit notes)";

bool note_is_instead(const char *words)
{
	return !strcmp(words, no_quote) || !strcmp(words, no_notes);
}

const char *note_instead(const struct interview *i, const struct interview_note *n)
{
	if (note_may_leave(i, n))
		return "";
	return interview_may_note(i) ? no_quote : no_notes;
}

const struct sql quote_sql[] = {
	[QUOTE_OF] = { "quote_of", "select n.kind, i.consent_notes, i.consent_quote from interview_note n"
				   " join interview i on i.id = n.interview where n.id = $1" },
	[QUOTE_VALUE] = { "quote_value", "select i.consent_notes from form_value v join interview i on i.form = v.form"
					 " where v.id = $1" },
	{ NULL, NULL },
};
