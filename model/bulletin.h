#ifndef MODEL_BULLETIN_H
#define MODEL_BULLETIN_H
/* The regular reports as data (assets/reports.ini, kept versioned in the database as `reports`): who reads each, how often,
 * who answers for it, what it helps to decide, and its sections of metrics and tables. One page is worked out once and
 * written as Markdown, text, CSV, JSON or XLSX, or shown. Source: Reporting SOP; checklist S2R-01 … S2R-08. */
#include "model/doc_table.h"
#include "model/metric.h"

enum { BULLETIN_NAME_MAX = 32 };
enum cadence { CADENCE_DAILY, CADENCE_WEEKLY, CADENCE_MONTHLY };
struct bulletin_section {
	char *title, *names; /* owned; names of metrics and tables, parted by blanks */
	int line;
};
struct bulletin {
	char name[BULLETIN_NAME_MAX + 1];
	char *title, *owner, *decisions, *format, *distribution; /* owned */
	unsigned audience;  /* bits 1u << enum role */
	enum cadence cadence;
	int day, minute;    /* weekday 0 Monday …, day of the month; minute of the day */
	struct window window; /* of its tables */
	struct bulletin_section *section;
	size_t sections;
	int line;
};
struct bulletins {
	struct bulletin *at;
	size_t n;
};
/* ERR_CONFIG names line and reason. That its metrics are there bulletins_check() says, for they stand in another file. */
int bulletins_parse(struct bulletins **out, const char *ini, size_t len, struct err *err);
int bulletins_load(struct store *s, struct bulletins **out, struct err *err);
int bulletins_check(const struct bulletins *b, const struct metrics *m, struct err *err);
void bulletins_free(struct bulletins *b);
const struct bulletin *bulletin_find(const struct bulletins *b, const char *name); /* `-` and `_` alike; NULL: no such */
/* 0, or -1 with ERR_ROLE naming who reads it. */
int bulletin_may_read(const struct store *s, const struct bulletin *b, struct err *err);
/* "weekly, Monday 9:00"; "ae cro". Appended. */
void bulletin_cadence_words(const struct bulletin *b, struct buf *out);
void bulletin_audience_words(const struct bulletin *b, struct buf *out);

/* ---- a page ---- */

struct table_kind; /* model/bulletin_table.c */
struct bulletin_table {
	const struct table_kind *kind;
	const char *title, *what;         /* what: what is listed, on demand; of the program */
	struct window window;             /* `now` of what stands */
	const struct doc_column *column;
	size_t columns, rows, left_out;   /* left_out: rows that did not fit, counted */
	char **cell;                      /* row by row; owned */
	int64_t *deal;                    /* a row; 0 of none */
	char note[200];                   /* why it is empty or not whole */
	bool under;                       /* a row of it falls short of its target */
};
struct bulletin_part {
	bool is_table;
	struct metric_value value;
	struct bulletin_table table;
};
struct bulletin_page {
	struct store *s;
	const struct bulletin *def;
	struct bulletins *bulletins; /* owned, as metrics */
	struct metrics *metrics;
	struct meter *meter;
	int64_t as_of_day;
	bool past, own_only;
	struct {
		const char *title;
		struct bulletin_part *part;
		size_t n;
	} *section;
	size_t sections, under;      /* under: metrics short of their target */
};
/* What the actor may not read is left out. as_of_day NO_DAY: today. ERR_INPUT no such report, ERR_ROLE. */
int bulletin_open(struct store *s, const char *name, int64_t as_of_day, bool bounded, struct bulletin_page **out,
		  struct err *err);
void bulletin_close(struct bulletin_page *p);
/* Opens the actions of what falls short (metric_watch); nothing for an earlier day. */
int bulletin_watch(const struct bulletin_page *p, struct err *err);

void bulletin_write(const struct bulletin_page *p, enum doc_kind kind, struct buf *out);
void bulletin_json(const struct bulletin_page *p, struct buf *out);
/* The definitions of all that stands in it, and its head. */
void bulletin_definitions(const struct bulletin_page *p, enum doc_kind kind, struct buf *out);
/* CSV and XLSX: one row a number, one row a cell of a table; opt->path and format as for exports. */
struct export_options;
int bulletin_export(const struct bulletin_page *p, const struct export_options *opt, int64_t *rows, bool *closed,
		    struct err *err);

/* ---- tables, for bulletin.c ---- */
const struct table_kind *table_kind_find(const char *key); /* NULL: no such */
enum field_class table_kind_class(const struct table_kind *k);
const char *table_kind_key(const struct table_kind *k);
int table_fill(struct meter *m, const struct table_kind *kind, const struct window *w, struct bulletin_table *out,
	       struct err *err);
void table_done(struct bulletin_table *t);
#endif
