#ifndef MODEL_METRIC_H
#define MODEL_METRIC_H
/* The metric engine (M8): a metric is team data (assets/metrics.ini, kept versioned in the database as `metrics`): what is
 * measured, over which window, with which target, and what to do where it is missed. How each measure counts is C and named
 * by the data. What the program holds no data for is named there too, with the reason, and never gets a number. Source:
 * checklist M8, S2R-01 … S2R-05, S2G-05, S2L-24, S2C-12. */
#include "model/access.h"
#include "model/buf.h"
#include "model/deal.h"
#include "model/stat.h"
#include "model/target.h"

/* ---- the data ---- */

enum metric_form { METRIC_COUNT, METRIC_RATE, METRIC_MONEY, METRIC_DAYS, METRIC_PERCENT };
enum window_kind { WINDOW_NOW, WINDOW_DAYS, WINDOW_BUSINESS_DAYS, WINDOW_MONTH, WINDOW_LAST_MONTH, WINDOW_QUARTER,
		   WINDOW_LAST_QUARTER };
struct window {
	enum window_kind kind;
	int n; /* days */
};
enum { METRIC_KEY_MAX = 32, METRIC_QUOTAS = 4 };
struct quota {
	char iso[4];
	int64_t minor;
};
struct measure; /* model/metric_private.h */
struct metric {
	char key[METRIC_KEY_MAX + 1];
	char *title, *what;            /* owned; what is counted, of what */
	char *action, *source, *reason;/* owned, NULL none; reason: why it is not measured */
	const struct measure *measure; /* NULL: not measured */
	char of[METRIC_KEY_MAX + 1];   /* key of a clock; "" else */
	struct window window;
	struct target target;
	enum field_class class;
	struct quota quota[METRIC_QUOTAS];
	size_t quotas;
	int line;
};
struct metrics {
	struct metric *at;
	size_t n;
};
/* ERR_CONFIG names line and reason: an unknown measure, a window it cannot have, a target of another unit … */
int metrics_parse(struct metrics **out, const char *ini, size_t len, struct err *err);
int metrics_load(struct store *s, struct metrics **out, struct err *err); /* the team's, else the shipped ones */
void metrics_free(struct metrics *m);
const struct metric *metric_find(const struct metrics *m, const char *key); /* NULL: no such */
int window_parse(const char *words, struct window *out, struct err *err);
/* "this quarter", "the last 30 days", "as it stands". Appended. */
void window_words(const struct window *w, struct buf *out);

/* ---- measuring ---- */

/* One look: all that is measured in it speaks of the same day, and what several measures walk is walked once. */
struct meter;
/* as_of_day NO_DAY: today; another one lies before it. `bounded`: for a screen, which walks no more than METER_WALK_MAX
 * deals for a measure and says so where there are more. */
enum { METER_WALK_MAX = 20000 };
struct meter *meter_open(struct store *s, int64_t as_of_day, bool bounded);
void meter_close(struct meter *m);

enum metric_state {
	METRIC_KNOWN,
	METRIC_NO_NUMBER,    /* there is nothing of it in the window */
	METRIC_HIDDEN,       /* the actor reads nothing of what it is made of: leave it out */
	METRIC_NOT_MEASURED, /* the program holds no data for it; metric->reason */
	METRIC_NOT_NOW,      /* note says why */
};
struct money_sum {
	int64_t currency, minor, n; /* dict id, 0: USD */
};
enum { METRIC_CURRENCIES = 12 };
struct metric_value {
	const struct metric *metric;
	enum metric_form form;
	enum metric_state state;
	int64_t value_c;         /* RATE, PERCENT, DAYS: hundredths; COUNT: n * 100 */
	int64_t n, of;           /* COUNT: n; RATE: n of `of`; DAYS and PERCENT: of n deals */
	struct share share;      /* RATE */
	struct money_sum money[METRIC_CURRENCIES]; /* MONEY, each currency for itself; the largest count first */
	size_t moneys;
	int64_t unvalued;        /* deals without an amount, in no sum */
	struct target target;
	int64_t from_day, to_day;/* the window; from NO_DAY: as it stands */
	bool under;              /* short of its target */
	char note[200];
};
int metric_take(struct meter *m, const struct metric *metric, struct metric_value *out, struct err *err);
/* "60% [36–80] n=15", "2 of 3", "14", "$9,500 · €2,000", "12.5 days n=8", "—". Appended. */
void metric_words(struct store *s, const struct metric_value *v, struct buf *out);
/* What is counted, of what, window, target, source: one sentence each. Appended. */
void metric_definition(const struct metric *m, struct buf *out);

/* The deals behind a number, at most `max`: 1 with fn called for each, 0 where there is none to show, -1. */
struct metric_row {
	int64_t deal;
	char *label; /* company, deal; borrowed for the call */
	char *words; /* what it adds */
};
int metric_behind(struct meter *m, const struct metric *metric, size_t max, int (*fn)(void *arg, const struct metric_row *r),
		  void *arg, struct err *err);
/* Opens the action of one that falls short, once a period of its window. Nothing for who may not. 0 or -1. */
int metric_watch(struct store *s, const struct metric_value *v, struct err *err);
extern const struct sql metric_sql[];
#endif
