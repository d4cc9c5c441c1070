#ifndef MODEL_DEAL_PRIVATE_H
#define MODEL_DEAL_PRIVATE_H
/* The row of a deal, for the files that read or write many of them (deal.c, board.c, the bulk load, check). */
#include "model/deal.h"

/* Every column but id, in schema order; `$1` is the id, `$(i + 2)` column i. */
struct deal_col {
	const char *column;
	const char *field;    /* name in history; the field table's where there is one */
	size_t offset;
	bool text;
	bool null;            /* `none` is stored as NULL */
	int64_t none;
};
/* Has it a company, a name or an external id, of more than blanks? */
bool deal_is_named(const struct deal *d);
extern const struct deal_col deal_cols[];
extern const size_t deal_cols_count;

#define DEAL_COLUMNS(d)                                                                                              \
	d "id, " d "ext, " d "company, " d "name, " d "stage, " d "outcome, " d "stage_at, " d "sort_at, " d "owner, " \
	d "csm, " d "amount_minor, " d "arr_minor, " d "currency, " d "product, " d "segment, " d "region, "           \
	d "industry, " d "tier, " d "competitor, " d "source, " d "reason, " d "discount_bp, " d "probability_bp, "    \
	d "term_months, " d "next_step, " d "follow_up_day, " d "kickoff_day, " d "expected_day, " d "created_day, "   \
	d "closed_day, " d "won_at, " d "commitment, " d "sow_status, " d "sow_day, " d "dispute, " d "row_hash, "     \
	d "origin_import, " d "changed_import, " d "rev, " d "gone"

/* The insert with every column: $1 id … $38 changed_import, $39 rev, $40 gone, $41 sum. */
extern const struct sql deal_insert_sql;
/* Binds id, columns, rev, gone and sum. */
void deal_bind(struct stmt *st, const struct deal *d);
/* Fills d from a row selected with DEAL_COLUMNS first; company_name stays NULL. */
void deal_read(struct stmt *st, struct deal *d);
/* The same without rev and gone; its texts are good until the next step, and nobody frees them. */
void deal_borrow(struct stmt *st, struct deal *d);
int64_t deal_rowsum(const struct deal *d);
/* Of the row that holds a score (model/icp.h), and the version of the model under which one is given now; -1 on error. */
int64_t deal_icp_sum(int64_t deal, int64_t phase, int64_t dimension, int64_t score, int64_t version);
int64_t deal_icp_version(struct store *s, struct err *err);
int64_t deal_col_int(const struct deal *d, const struct deal_col *c);

/* Inside edit(): sets the fields of a deal that is there, asking what deal_set() asks; *title gets their names. */
int deal_change_in(struct store *s, struct group *g, int64_t id, const struct deal_setting *set, size_t n,
		   struct buf *title, struct err *err);

/* 0; ERR_REFUSED when the deal stands at another rev; `rev` 0 is not asked. */
int deal_is_at(struct store *s, int64_t id, int64_t rev, struct err *err);

/* Month of close in the keys of totals: 0 for an open deal. */
int deal_close_month(const struct deal *d);
/* sort_at from stage, outcome, stage_at and closed_day. */
int64_t deal_sort_at(const struct store *s, const struct deal *d);
extern const struct sql deal_find_sql[];
#endif
