#ifndef MODEL_ROLLUP_H
#define MODEL_ROLLUP_H
/* The quarter in figures: one ordered list from which screen, Markdown, text, CSV, JSON, XLSX and the frozen facts of a
 * published report are made, so that all hold the same numbers. Out of `sum_deal` and `sum_fact`; what is behind a
 * figure is asked for apart. Source: domain.md, "Exchange record and rollup"; S3-19 … S3-24. */
#include "model/buf.h"
#include "model/fact.h"
#include "model/stat.h"

enum rollup_section {
	ROLLUP_SCOPE,       /* closed, interviewed, coded, incomplete apart */
	ROLLUP_OUTCOME,     /* won, lost: counts, sums by currency, deals without an amount; win rate */
	ROLLUP_TREND,       /* the same of the quarters before, oldest first */
	ROLLUP_LOSS,        /* themes that drove losses, most first: interviews */
	ROLLUP_WIN,
	ROLLUP_CROSS,       /* theme × segment, competitor, size, region, product, outcome */
	ROLLUP_PROCESS,     /* debriefs, packets, acknowledgements, kickoff, compliance, overrides */
	ROLLUP_SAMPLE,      /* closed against interviewed by outcome, segment, size; refused, open */
	ROLLUP_VIEWS,       /* our reason against theirs: agreement, direction */
	ROLLUP_ICP,
	ROLLUP_FRICTION,
	ROLLUP_REFINEMENTS, /* counts by state; the rows stand in `lines` */
	ROLLUP_ACTIONS,
	ROLLUP_SECTIONS,
};
enum figure_form { FIGURE_COUNT, FIGURE_RATE, FIGURE_MONEY };

/* What is counted: facts of one kind and bucket, or (kind 0) deals of sum_deal. */
struct figure_from {
	enum fact_kind kind;      /* 0: deals by outcome */
	int64_t bucket, bucket_to; /* to: end included; 0 the one alone */
	int64_t outcome;          /* enum outcome of model/stage.h; OUTCOME_NONE any */
	enum fact_dim dim;        /* of a cell of a cross-table, beside the scope's */
	int64_t value;
	int from_month, to_month;
	int64_t currency;         /* of money; 0 any, -1 deals without an amount */
};
struct figure {
	char key[72];             /* stable, within a report unique: "outcome.won", "loss.implementation_risk",
				     "cross.segment.mid_market.loss.pricing" */
	enum rollup_section section;
	enum figure_form form;
	char *title;              /* "Implementation risk"; owned */
	char *column;             /* of a cross-table; owned, NULL */
	int64_t n;                /* of a rate: of those `of` */
	int64_t of;               /* -1: of nothing. A theme's is the coded interviews */
	int64_t amount_minor, currency; /* of money; dict id */
	struct share share;       /* of a rate; of a theme among the coded */
	int64_t target_bp;        /* -1 none; `under` says it is missed */
	bool under;
	bool small;               /* fewer than SHARE_SMALL behind the rate, of a dimension than three: counts in words */
	bool no_finding;          /* a theme of one interview, of a friction one point */
	struct figure_from from;
	struct figure_from of_from; /* of a rate, what `of` counts; from_month 0: not said */
};
struct rollup_line {              /* action, refinement, quote: words, not numbers */
	enum rollup_section section;
	int64_t id, deal, owner, due_day;
	int state;
	bool late;
	char *text, *who;         /* owned; who: owner's name, of a quote the part of the respondent */
	char *theme;              /* of a quote: title of its theme; owned, NULL */
	int64_t interview, note, outcome; /* of a quote */
};
enum rollup_audience { AUDIENCE_CRO, AUDIENCE_PRODUCT, AUDIENCE_CMO, AUDIENCES };

struct rollup_scope {
	int year, quarter;        /* quarter 1 … 4; as the team's fiscal year has them */
	int64_t segment;          /* 0 all */
	enum rollup_audience audience;
	size_t quotes;            /* at most so many; 0 none */
};
struct rollup {
	struct rollup_scope scope;
	char period[16];          /* "2026-Q4" */
	bool to_date;             /* the quarter is not over */
	int64_t from_day, to_day, as_of_ms;
	struct fact_scope facts;  /* months, owner by what the actor may see, segment */
	char *segment;            /* owned; NULL all */
	char taxonomy[24];        /* "1.1", of the newest published */
	int64_t taxonomy_id, config_id;
	bool own_only;            /* the actor sees own deals alone, and the head says so */
	struct figure *figure;
	size_t figures;
	struct rollup_line *quote, *line;
	size_t quotes, lines;
	struct buf limits;        /* sentences of method and limits, one a line: unratified configuration, small samples, … */
};
/* "2026-Q4", "2026q4"; ERR_USAGE. */
int rollup_period_parse(struct store *s, const char *word, struct rollup_scope *out, struct err *err);
void rollup_period_now(struct store *s, struct rollup_scope *out); /* the running quarter */
/* Who may: access_act "report". Reads sums alone but for quotes, actions and refinements, which are bounded. */
int rollup_load(struct store *s, const struct rollup_scope *scope, struct rollup *out, struct err *err);
void rollup_done(struct rollup *r);
const struct figure *rollup_find(const struct rollup *r, const char *key);
/* The figures of a section are one run. */
const struct figure *rollup_section(const struct rollup *r, enum rollup_section section, size_t *n);
const char *rollup_section_title(enum rollup_section section); /* "Why we lose" */
const char *rollup_section_key(enum rollup_section section);   /* "loss" */
/* "60% [36–80] n=15", "2 of 3", "5", "$120,500": one way of saying a figure, in words that screen and text share. */
void figure_say(struct store *s, const struct figure *f, struct buf *out);
/* "small", "no finding", "target missed", a semicolon between two; nothing where nothing is to be said. Appended. */
void figure_mark(const struct figure *f, struct buf *out);
/* The newest quarter with closed deals (for empty ones), 0 none, 1, -1. */
int rollup_newest(struct store *s, struct rollup_scope *out, struct err *err);

/* What stands behind a figure: deals, and of themes the words. Pages by (month, deal). ERR_ROLE: who sees aggregates alone
 * (cmo), with the sentence. */
struct behind_deal {
	int64_t deal, outcome, n;
	int month;
	char *company;            /* owned */
	int64_t amount_minor, currency, owner, closed_day;
};
struct behind_words {
	int64_t interview, note, deal, code;
	bool may_leave;           /* else the words are shown on this screen alone and leave by no key */
	char *words, *who;        /* owned */
};
int behind_deals(struct store *s, const struct rollup *r, const struct figure *f, int after_month, int64_t after_deal,
		 size_t limit, struct behind_deal **out, size_t *n, struct err *err);
void behind_deals_done(struct behind_deal *d, size_t n);
/* The words coded with the figure's theme in the interviews of one deal. */
int behind_words(struct store *s, const struct figure *f, int64_t deal, struct behind_words **out, size_t *n, struct err *err);
void behind_words_done(struct behind_words *w, size_t n);
extern const struct sql rollup_sql[], rollup_behind_sql[];
#endif
