#ifndef MODEL_FACT_PRIVATE_H
#define MODEL_FACT_PRIVATE_H
/* Shared by the files of facts. */
#include "model/blind.h"
#include "model/coding_private.h"
#include "model/fact.h"
#include "model/fact_rule.h"
#include "model/icp.h"
#include "model/taxonomy.h"
#include "model/totals.h"

/* What all rows of a deal have in common. */
struct fact_of {
	int64_t deal, month, outcome, owner;
	int64_t side[DIM_COUNT]; /* DIM_ALL 0 */
};
struct fact_row {
	int64_t kind, bucket, n, v;
};
struct fact_rows {
	struct fact_of of;
	struct fact_row *at; /* by kind and bucket */
	size_t n, cap;
};
void fact_rows_done(struct fact_rows *r);
/* Adds to the row of that kind and bucket. */
void fact_rows_add(struct fact_rows *r, enum fact_kind kind, int64_t bucket, int64_t n, int64_t v);

enum fact_source {
	FACT_FROM_INTERVIEWS, /* state, pass that counts or 0 */
	FACT_FROM_EVENTS,     /* kind, value, override, at_ms, day_only */
	FACT_FROM_CLOCKS,     /* as clock_of_row() reads them */
	FACT_FROM_FORMS,      /* kind, period, state, completed_at */
	FACT_FROM_VALIDATED,  /* nothing more: delivery has scored it */
	FACT_FROM_SCORES,     /* phase, dimension, score */
	FACT_FROM_PROMISES,   /* state, attr */
	FACT_FROM_DOUBT,      /* field, num */
	FACT_FROM_DELIVERY,   /* field, words */
	FACT_SOURCES
};
struct fact_stream {
	struct stmt *st;
	int64_t deal; /* of the row it stands on, INT64_MAX behind the last */
	bool taken;
};

/* A code as it is stored: its theme, and the one of a later taxonomy it was put to (0 none). */
struct fact_code {
	int64_t pass, theme, recoded, driver;
};
struct fact_codes {
	struct fact_code *at; /* by pass */
	size_t n, cap;
};

/* What many deals are worked out with: read when the first of them asks. */
struct fact_maker {
	struct store *s;
	struct fact_stream from[FACT_SOURCES];
	struct fact_codes codes; /* all of them where there are streams, else those of one pass */
	bool streams; /* every source at once: deals come from fact_sources_next() alone */
	int64_t deal;
	int64_t reason, said; /* the theme that the reason asked last means, its root; 0 none */
	struct fact_rules rules;
	struct taxonomy taxonomy;
	struct icp icp;
	bool has_rules, has_taxonomy, has_icp;
};
void fact_maker_done(struct fact_maker *m);
/* From now on every deal of which something was learned, in their order; fact_maker_done() ends it. Meanwhile nothing of
 * what the sources hold may change. */
int fact_sources_open(struct fact_maker *m, struct err *err);
void fact_sources_close(struct fact_maker *m);
/* 1, 0 none is left, -1. */
int fact_sources_next(struct fact_maker *m, int64_t *deal, struct err *err);
/* The rows of a deal: column 0 is the deal. fact_source_next() says 1, 0, -1. */
int fact_source_begin(struct fact_maker *m, enum fact_source source, int64_t deal, struct stmt **st, struct err *err);
int fact_source_next(struct fact_maker *m, enum fact_source source, int64_t deal, struct stmt *st, struct err *err);
/* The codes of a pass; *out is valid until the next one is asked for. */
int fact_codes_of(struct fact_maker *m, int64_t pass, const struct fact_code **out, size_t *n, struct err *err);
/* What the deal counts for now, in order; none of one that is open, gone, or of which nothing was learned. */
int fact_rows_make(struct fact_maker *m, int64_t deal, struct fact_rows *out, struct err *err);
bool fact_rows_same(const struct fact_rows *a, const struct fact_rows *b);

/* Key: owner, dim, month, kind, value, bucket, outcome, the order of sum_fact. */
/* Adds (sign 1) or takes away (-1) one row in all the sums it counts in. */
void fact_totals_add(struct totals *t, const struct fact_of *of, const struct fact_row *row, int64_t sign);

/* Whether the sums of that kind are kept for that side, of one owner or everybody; else its rows are walked. An owner's
 * deals of a quarter are few, and so are hardly fewer than their sums would be. */
bool fact_is_summed(enum fact_kind kind, enum fact_dim dim, int64_t owner);
/* What is stored beside what it should be. Where both agree nothing is heard and little memory is needed; else each deal
 * with what it counts for now (no rows: none), then each sum with what it is now (of no deals: it has no row). `stored`: whether
 * the deal has any rows. What fn returns but 0 ends it. */
struct fact_hearing {
	void *arg;
	int (*deal)(void *arg, const struct fact_rows *is, bool stored, struct err *err);
	int (*sum)(void *arg, const struct total *is, struct err *err);
};
int facts_differing(struct store *s, const struct fact_hearing *h, struct err *err);
/* Every stored row, in the order of the table. */
int fact_rows_each(struct store *s, void (*fn)(void *arg, const struct fact_of *of, const struct fact_row *row), void *arg,
		   struct err *err);
extern const struct sql fact_row_sql[], fact_source_sql[], fact_total_sql[], fact_write_sql[], fact_check_sql[];
#endif
