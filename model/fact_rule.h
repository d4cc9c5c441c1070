#ifndef MODEL_FACT_RULE_H
#define MODEL_FACT_RULE_H
/* How the team's own words are read where they are set beside the buyers': which root theme a reason of the CRM means, and
 * from where on a deal is large. Data: assets/report.ini (config name `report`). Source: domain.md, "Exchange record and
 * rollup" (internal view against buyer view; themes by deal size). */
#include "model/store.h"

struct fact_rules {
	struct fact_reason {
		char *theme, *words; /* key of the theme; folded beginnings, one a line; owned */
	} *reason;
	size_t n;
	int64_t small, large; /* in whole units of the amount's own currency: below small, from large on */
};
/* ERR_CONFIG: "report:LINE: …". */
int fact_rules_parse(struct fact_rules *out, const char *ini, size_t len, struct err *err);
int fact_rules_load(struct store *s, struct fact_rules *out, struct err *err);
void fact_rules_done(struct fact_rules *r);
/* The key of the theme that a reason means: the first rule a word of which begins a word of the reason. NULL none. */
const char *fact_rules_theme(const struct fact_rules *r, const char *reason);
#endif
