#ifndef MODEL_EXCHANGE_H
#define MODEL_EXCHANGE_H
/* The win/loss data exchange record: what the deal's side tells delivery at the handoff, and what delivery tells back. One
 * form a deal and direction; which fields it has is data (assets/exchange.ini, config name `exchange`), prefilled from packet,
 * debrief and codes, and rendered in the layout of its source. The record of a quarter is made from the records of its deals
 * and issued as a document (model/report.h, REPORT_EXCHANGE). Source: win-loss-data-exchange-sop; S0-03 … S0-25. */
#include "model/form.h"
#include "model/icp.h"

/* form.period of FORM_EXCHANGE; stored. */
enum exchange_direction { EXCHANGE_PRE = 1, EXCHANGE_POST };
const char *exchange_direction_key(enum exchange_direction d);   /* "pre-delivery" */
const char *exchange_direction_words(enum exchange_direction d); /* "sales.ops → customer.success" */

enum exchange_kind { EXCHANGE_TEXT, EXCHANGE_PARAGRAPH /* one alone, refused with a blank line in it */, EXCHANGE_SCORES,
		     EXCHANGE_CODES /* keys of themes */, EXCHANGE_LIST /* one a line */ };
struct exchange_field {
	char key[16], title[64], label[64]; /* label: as the fixed layout names it, "" not in it */
	enum exchange_kind kind;
	unsigned directions;                /* bits 1u << enum exchange_direction */
	bool required, ratified;
	enum field_class class;
	char from[48];                      /* what prefills it */
	char help[160];
};
struct exchange_fields {
	struct exchange_field at[32];
	size_t n;
};
int exchange_fields_parse(struct exchange_fields *out, const char *ini, size_t len, struct err *err);
int exchange_fields_load(struct store *s, struct exchange_fields *out, struct err *err);

struct exchange {
	struct form form;         /* id 0: none was begun */
	enum exchange_direction direction;
	int64_t filed_by, filed_at; /* 0: not filed */
};
int exchange_get(struct store *s, int64_t deal, enum exchange_direction d, struct exchange *out, struct err *err);
/* What stands in a field: what was typed, else what prefills it (*prefilled). Appended. 1, 0 nothing or hidden, -1. */
int exchange_value(struct store *s, const struct exchange *x, int64_t deal, const struct exchange_field *f, struct buf *out,
		   bool *prefilled, struct err *err);
/* One field; begins the record. Of scores: "3 2 - 4 1". */
int exchange_set(struct store *s, int64_t deal, enum exchange_direction d, const char *field, const char *text, struct err *err);
/* ERR_REFUSED with the list of what is missing. Post-delivery meets its clock; amended and filed again it stays met. */
int exchange_file(struct store *s, int64_t deal, enum exchange_direction d, struct err *err);
/* The fixed layout (S0-24): same record, same bytes. */
int exchange_write(struct store *s, int64_t deal, enum exchange_direction d, struct buf *out, struct err *err);
extern const struct sql exchange_sql[];
#endif
