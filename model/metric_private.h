#ifndef MODEL_METRIC_PRIVATE_H
#define MODEL_METRIC_PRIVATE_H
/* What the files of the metric engine and the tables of the regular reports share. */
#include "model/metric.h"
#include "model/override.h"

/* A deal as it is measured. */
struct meter_deal {
	int64_t id, stage, outcome, sort_at, stage_at, owner, amount_minor, currency, discount_bp, probability_bp,
		expected_day, created_day, closed_day, reason, competitor, segment;
	bool has_next_step;
	int forward, back, over, from_stage, to_stage; /* of COHORT_TOUCHED: its moves in the span */
	int64_t moved_at;
};
/* Open deals; deals closed in the span; deals that entered their stage or were closed since it began. */
enum cohort_kind { COHORT_OPEN, COHORT_CLOSED, COHORT_TOUCHED, COHORT_KINDS };
struct cohort {
	struct meter_deal *deal;
	size_t n;
	bool cut; /* there are more than a screen walks */
};
struct span {
	int64_t from_day, to_day; /* ends included; from NO_DAY: as it stands */
	int64_t from_ms, to_ms;
	int from_month, to_month; /* where it is whole months, for the totals; 0 it is not */
};
struct meter {
	struct store *s;
	int64_t day, now_ms; /* what it speaks of */
	bool past, bounded;
	struct {
		struct cohort c;
		struct span span;
		bool is_there;
	} kept[COHORT_KINDS];
};
int window_span(const struct meter *m, const struct window *w, struct span *out);
int cohort_get(struct meter *m, enum cohort_kind kind, const struct span *span, const struct cohort **out, struct err *err);
/* One cell of the totals: fn for each. */
struct total_cell {
	int64_t stage, outcome, currency, owner, segment, n, n_valued, minor;
};
int totals_each(struct meter *m, int from_month, int to_month, void (*fn)(void *arg, const struct total_cell *c), void *arg,
		struct err *err);
bool meter_is_open(const struct meter_deal *d);   /* in an open stage, not stalled, not delayed */
bool meter_is_folded(const struct meter_deal *d); /* stalled or delayed */
int64_t meter_probability_bp(const struct store *s, const struct meter_deal *d);
int meter_stale_days(const struct meter *m, const struct meter_deal *d); /* over the limit of its stage; 0 not */
/* Of one currency, for itself. */
void money_add(struct metric_value *v, int64_t currency, int64_t minor, int64_t n);
/* The currency with the most deals first. */
void money_order(struct metric_value *v);
void money_words(struct store *s, const struct money_sum *m, size_t n, struct buf *out);

/* Expected closes that moved in the span: by how much in the end. */
struct slip {
	int64_t deal, was_day, is_day;
};
int slips_get(struct meter *m, const struct span *span, struct slip **out, size_t *n, struct err *err);

struct measure {
	const char *name;
	enum metric_form form;
	enum cohort_kind cohort;
	bool standing; /* is known of today alone */
	bool windowed; /* wants a window other than `now` */
	bool summed;   /* stage and outcome suffice: out of the totals where the span is whole months or the deals are open */
	bool (*of)(const struct meter *m, const struct meter_deal *d);  /* NULL: every one */
	bool (*hit)(const struct meter *m, const struct meter_deal *d); /* RATE */
	int64_t (*value)(const struct meter *m, const struct meter_deal *d); /* DAYS, PERCENT: hundredths; NO_AMOUNT: none.
										 MONEY: instead of the amount */
	bool median; /* of DAYS; else the mean */
	bool mean;   /* of MONEY: a deal's, not their sum */
	int (*own)(struct meter *m, const struct metric *metric, const struct span *span, struct metric_value *v,
		   struct err *err); /* counts by itself */
};
const struct measure *measure_find(const char *name); /* NULL: no such */
void measure_names(struct buf *out);
#endif
