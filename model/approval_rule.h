#ifndef MODEL_APPROVAL_RULE_H
#define MODEL_APPROVAL_RULE_H
/* Matrices of approval as data (M5): assets/approvals.ini, kept versioned in the database. The shipped one is the discount
 * of the "Sales Process SOP", negotiation. Source: domain.md, "Deals and stages"; checklist S2S-20. Pure. */
#include "model/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define APPROVAL_BANDS 8
/* In duty: nobody has to decide. */
#define APPROVAL_FREE (-1)

struct approval_band {
	int64_t upto; /* the field's unit: 100ths of a percent, or whole numbers; INT64_MAX: all above */
	int duty;     /* enum duty, APPROVAL_FREE */
};
struct approval_matrix {
	char key[32];              /* "discount": kept with every request */
	char title[64];
	const struct field *field; /* of a deal: a percentage or a whole number */
	char blocks[64];           /* key of a criterion; "" none */
	struct approval_band band[APPROVAL_BANDS]; /* ascending */
	size_t bands;
	unsigned never;            /* roles that do not decide */
};
struct approval_rules;

/* ERR_CONFIG names line and reason. */
int approval_rules_parse(struct approval_rules **out, const char *ini, size_t len, struct err *err);
void approval_rules_free(struct approval_rules *r);
size_t approval_rules_count(const struct approval_rules *r);
const struct approval_matrix *approval_rule_at(const struct approval_rules *r, size_t i);
const struct approval_matrix *approval_rule_get(const struct approval_rules *r, const char *key); /* NULL: no such */
/* The band that a number stands in; never NULL. A number that is not told (below 0) is in the first. */
const struct approval_band *approval_band_of(const struct approval_matrix *m, int64_t value);
/* Duties that may decide a number: that of its band and of every band above. Bits 1u << enum duty. */
unsigned approval_duties(const struct approval_matrix *m, int64_t value);
#endif
