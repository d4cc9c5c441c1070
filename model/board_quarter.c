/* Which quarters have closed deals: old exports end years before today. */
#include "model/board.h"

#include "model/calendar.h"
#include "model/value.h"

enum { NEAR_BEFORE, NEAR_AFTER };

int board_quarter_near(struct store *s, const struct board_filter *f, bool later, int *quarter, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &board_quarter_sql[later ? NEAR_AFTER : NEAR_BEFORE], err);
	int fiscal = calendar_fiscal_start(s->calendar), rc;
	int64_t first, last, month = 0;

	if (!st)
		return -1;
	quarter_bounds(f->quarter, fiscal, &first, &last);
	access_bind(st, s);
	db_int(st, 1, month_of_day(later ? last : first));
	db_int(st, 2, f->owner);
	db_int(st, 3, f->segment);
	rc = db_first(st, &month, 1, err);
	*quarter = quarter_of_month((int)month, fiscal);
	return rc < 0 ? -1 : month > 0;
}

#define CLOSED(which, how)                                                                                           \
	"select " which "(t.close_month) from sum_deal t where t.close_month > 0 and t.close_month " how " $1 and t.n > 0" \
	" and (cast($2 as bigint) = 0 or t.owner = $2) and (cast($3 as bigint) = 0 or t.segment = $3) and " ACCESS_DEAL("t")

const struct sql board_quarter_sql[] = {
	[NEAR_BEFORE] = { "board_quarter_before", CLOSED("max", "<") },
	[NEAR_AFTER] = { "board_quarter_after", CLOSED("min", ">") },
	{ NULL, NULL },
};
