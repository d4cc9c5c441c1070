#ifndef MODEL_EXPORT_PRIVATE_H
#define MODEL_EXPORT_PRIVATE_H
/* Shared by export.c and the files of its kinds. */
#include "model/access.h"
#include "model/buf.h"
#include "model/sheet.h"

struct export
{
	struct store *s;
	const struct export_options *opt;
	struct sheet *sheet;
	struct export_options own; /* of all tables in one file; x->opt points at it */
	const char *table;	   /* the one that is written into it; NULL: one kind has the file to itself */
	int64_t first_day, last_day, since_ms; /* --quarter and --since; all there is where they are not given */
};

int export_open(struct export *x, const struct sheet_column *columns, size_t n, struct err *err);
/* The predicate of access, and $1 whether a quarter is asked for, $2 and $3 its days, $4 since. */
void export_bind(const struct export *x, struct stmt *st);

/* The next cell names a deal: as the export of deals does where it goes into a file of all tables, else by `ext` or number. */
void export_put_deal(struct export *x, int64_t deal, const char *ext);
/* An interview in the same way. */
void export_put_interview(struct export *x, int64_t interview, const char *ext);
/* That name, appended. */
void export_deal_name(struct export *x, int64_t deal, struct buf *out);
/* The same of which only the number is written where a kind has the file to itself. */
void export_put_number(struct export *x, int64_t deal);

int export_deals(struct export *x, struct err *err);
int export_contacts(struct export *x, struct err *err);
int export_answers(struct export *x, struct err *err);
int export_debriefs(struct export *x, struct err *err);
int export_promises(struct export *x, struct err *err);
int export_rows(struct export *x, struct err *err);
int export_exchange_fields(struct export *x, struct err *err);
int export_risks(struct export *x, struct err *err);
int export_actions(struct export *x, struct err *err);
int export_approvals(struct export *x, struct err *err);
int export_steps(struct export *x, struct err *err);
int export_clocks(struct export *x, struct err *err);
int export_handoffs(struct export *x, struct err *err);
int export_history(struct export *x, struct err *err);
int export_interviews(struct export *x, struct err *err);
int export_programmes(struct export *x, struct err *err);
int export_captured(struct export *x, struct err *err);
int export_validations(struct export *x, struct err *err);
int export_passes(struct export *x, struct err *err);
extern const struct sql export_coded_sql[];
int export_refinements(struct export *x, struct err *err);
int export_sample(struct export *x, struct err *err);
int export_taxonomy(struct export *x, struct err *err);
int export_notes(struct export *x, struct err *err);
int export_codes(struct export *x, struct err *err);
int export_matrix(struct export *x, struct err *err);
extern const struct sql export_exchange_sql[], export_note_sql[], export_deal_sql[], export_answer_sql[], export_row_sql[], export_history_sql[],
	export_code_sql[], export_rating_sql[], export_quote_sql[], export_contact_sql[];
int export_stages(struct export *x, struct err *err);
extern const struct sql export_stage_sql[];
int export_ratings(struct export *x, struct err *err);
int export_rollup(struct export *x, struct err *err);
int export_all(struct export *x, struct err *err);
int export_exchanges(struct export *x, struct err *err);
int export_members(struct export *x, struct err *err);
int export_contact(struct export *x, struct err *err);
int export_quotes(struct export *x, struct err *err);
#endif
