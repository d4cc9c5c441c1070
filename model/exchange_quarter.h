#ifndef MODEL_EXCHANGE_QUARTER_H
#define MODEL_EXCHANGE_QUARTER_H
/* The exchange record of a quarter: what the filed records of deals that closed in it say together, in the layout of a
 * record. Filed it is a row of `report` (kind REPORT_EXCHANGE) and a file under the team's folder, whole and never changed; a later
 * one supersedes it, and `report --verify` knows either. Source: win-loss-data-exchange-sop, "Cadence"; S0-15, S0-18. */
#include "model/buf.h"
#include "model/store.h"

/* Whether the word names a quarter: "2026-Q4". */
bool exchange_quarter_is(const char *word);
/* What was filed last; with a recommendation, or where nothing was filed, what the records say now. Of records that the
 * actor may see. Appended. */
int exchange_quarter_write(struct store *s, const char *quarter, const char *recommendation, struct buf *out, struct err *err);
/* Act exchange_post. ERR_REFUSED where no record was filed; the recommendation is one paragraph (model/exchange.h). `name`
 * gets what it is called: "2026-Q4, 3 records". Cannot be undone, and says so. */
int exchange_quarter_file(struct store *s, const char *quarter, const char *recommendation, struct buf *name, struct err *err);
/* "reports/exchange/exchange-2026-Q4.txt" under the team's folder; appended. */
void exchange_quarter_path(const char *period, struct buf *out);
extern const struct sql exchange_quarter_sql[];
#endif
