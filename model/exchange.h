#ifndef MODEL_EXCHANGE_H
#define MODEL_EXCHANGE_H
/* The win/loss data exchange record: what the deal's side tells delivery at the handoff, and what delivery tells back. One
 * form a deal and direction; which fields it has is data (assets/exchange.ini, config name `exchange`), prefilled from packet,
 * debrief and codes, and rendered in the layout of its source. The record of a quarter is made from the records of its deals.
 * Source: win-loss-data-exchange-sop; S0-03 … S0-25, S0-34.
 *
 * Scores stand in deal_icp alone (model/icp.h): those of the handoff are the deal's fields icp_1 … icp_5, those after delivery
 * the second phase. Every other field is a value of the form, in the layer live; "filed_by" holds the member. */
#include "model/form.h"
#include "model/icp.h"

/* form.period of FORM_EXCHANGE; stored. */
enum exchange_direction { EXCHANGE_PRE = 1, EXCHANGE_POST };
const char *exchange_direction_key(enum exchange_direction d);   /* "pre-delivery" */
const char *exchange_direction_words(enum exchange_direction d); /* "sales.ops → customer.success" */
/* "pre", "post-delivery"; 0 unknown. */
enum exchange_direction exchange_direction_find(const char *word);
/* Post-delivery once it was delivered; -1. */
int exchange_direction_now(struct store *s, int64_t deal, struct err *err);

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
enum { EXCHANGE_FIELDS_MAX = 32, EXCHANGE_OPEN_MAX = 16 };
/* What is to be agreed before the procedure is in force (S0-34). */
struct exchange_open {
	char key[24], title[128], field[16]; /* field: done once it is ratified, "" none */
	bool done;
};
struct exchange_fields {
	struct exchange_field at[EXCHANGE_FIELDS_MAX];
	size_t n;
	struct exchange_open open[EXCHANGE_OPEN_MAX];
	size_t n_open;
	char title[64];                     /* of the layout, and its lines that are no fields */
	char deal[48], direction[48], stage[48], filed_by[48], date[48];
	int rule;                           /* characters of the line below the title */
	int paragraph_max;                  /* characters */
};
/* ERR_CONFIG: "exchange:LINE: …". */
int exchange_fields_parse(struct exchange_fields *out, const char *ini, size_t len, struct err *err);
int exchange_fields_load(struct store *s, struct exchange_fields *out, struct err *err);
/* By key, `-` and `_` alike, of that direction; NULL: no such. */
const struct exchange_field *exchange_field_find(const struct exchange_fields *f, enum exchange_direction d, const char *key);
bool exchange_field_is_of(const struct exchange_field *f, enum exchange_direction d);
/* Whether all that the direction asks for is agreed. */
bool exchange_is_ratified(const struct exchange_fields *f);

struct exchange {
	struct form form;         /* id 0: none was begun */
	enum exchange_direction direction;
	int64_t owner;            /* of the deal */
	int64_t filed_by, filed_at; /* 0: not filed */
	bool amended;             /* a field was written after it was filed */
};
int exchange_get(struct store *s, int64_t deal, enum exchange_direction d, struct exchange *out, struct err *err);
/* The same, begun where there is none and the actor may write it. */
int exchange_need(struct store *s, int64_t deal, enum exchange_direction d, struct exchange *out, struct err *err);
/* What stands in a field: what was typed, else what prefills it (*prefilled). Appended. 1, 0 nothing or hidden, -1. */
int exchange_value(struct store *s, const struct exchange *x, int64_t deal, const struct exchange_field *f, struct buf *out,
		   bool *prefilled, struct err *err);
/* Who may: the deal's side before the delivery, customer success after it (access.ini, exchange_pre and exchange_post), and
 * writing the class of `f` (NULL: none asked). 0 or ERR_ROLE. */
int exchange_may_write(struct store *s, int64_t owner, enum exchange_direction d, const struct exchange_field *f,
		       struct err *err);
/* One field; begins the record. Of scores: "3 2 - 4 1". "" takes what was typed away. */
int exchange_set(struct store *s, int64_t deal, enum exchange_direction d, const char *field, const char *text, struct err *err);
/* The same under the rule of two writers (struct form_save), of a record that was begun; *rev that of the value. */
struct exchange_save {
	int64_t form;
	const char *field, *text;
	int64_t base_rev;              /* -1: whatever is there */
	const unsigned char *request;  /* NULL none */
};
int exchange_save(struct store *s, const struct exchange_save *v, int64_t *rev, struct err *err);
/* What is missing before it can be filed, one a line: "icp: ICP dimension scores, 3 of 5". Appended. */
int exchange_missing(struct store *s, const struct exchange *x, int64_t deal, struct buf *out, struct err *err);
/* ERR_REFUSED with the list of what is missing. What fills itself in is kept as it stands then. Post-delivery meets its
 * clock; amended and filed again it stays met. */
int exchange_file(struct store *s, int64_t deal, enum exchange_direction d, struct err *err);

/* The lines of a list; words before a colon that name a theme say which (`theme` its key, "" none). Pure but for the themes;
 * for what is counted of friction points. */
struct taxonomy;
int exchange_points(const char *text, const struct taxonomy *t,
		    int (*fn)(void *arg, const char *words, int64_t theme), void *arg);

/* The fixed layout (S0-24): same record, same bytes. Appended. */
int exchange_write(struct store *s, int64_t deal, enum exchange_direction d, struct buf *out, struct err *err);
int exchange_markdown(struct store *s, int64_t deal, enum exchange_direction d, struct buf *out, struct err *err);
int exchange_json(struct store *s, int64_t deal, enum exchange_direction d, struct buf *out, struct err *err);
#define EXCHANGE_FILED_BY "filed_by" /* field that holds the member */
extern const struct sql exchange_sql[];
#endif
