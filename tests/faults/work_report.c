/* A quarter is published, a deal of it changes, and it is published again. */
#include "tests/faults/work.h"

#include "model/deal.h"
#include "model/report.h"

int work_report(struct work *w, int i, struct err *err)
{
	static const struct sql issued = { "work_issued", "select count(*) from report" };
	const struct rollup_scope quarter = { .year = 2026, .quarter = 4, .quotes = 3 };
	int64_t n = db_scalar(w->s->db, &issued, -1);

	work_as(w, "dana");
	if (n < 0)
		return err_set(err, ERR_IO, "what was published cannot be read");
	if (i == 1)
		return deal_change(w->s, w->won_deal, "amount", "4711", err);
	/* Told failed, it may stand. */
	return n > i / 2 ? 0 : report_publish(w->s, &quarter, NULL, err);
}
