#ifndef SCREENS_REPORT_H
#define SCREENS_REPORT_H
/* The quarter (tab 5). report.c loads the rollup and acts; report_lay.c, report_block.c and report_cross.c lay its figures out as a list of
 * pieces, report_draw.c paints them; report_table.c is every figure as a row; report_behind.c what stands behind one;
 * report_say.c the strip of its segments, report_out.c what leaves it. */
#include "model/as_of.h"
#include "model/rollup.h"
#include "screens/narrow.h"

enum { REPORT_WIDE = 110, REPORT_TEXT_COLS = 140 };

/* What one looks at together; Tab goes from one to the next. */
enum report_block {
	BLOCK_HEAD, BLOCK_OUTCOME, BLOCK_PROCESS, BLOCK_SAMPLE, BLOCK_VIEWS, BLOCK_LOSS, BLOCK_WIN, BLOCK_WORDS, BLOCK_CROSS,
	BLOCK_ICP, BLOCK_REFINEMENTS, BLOCK_ACTIONS, BLOCK_FRICTION,
};
enum piece_kind { PIECE_TEXT, PIECE_RIGHT, PIECE_COUNT, PIECE_SHARE, PIECE_SPARK, PIECE_HEAT, PIECE_RULE, PIECE_EDGE };

/* One run of cells. */
struct report_piece {
	enum piece_kind kind;
	enum style ink;
	int y, x, cols;
	size_t text;        /* where it stands in the layout's text */
	int64_t n, most;    /* COUNT, SHARE, HEAT */
	int mark_cols;      /* COUNT */
	int spot;           /* whose name or number this is; -1 nobody's */
};
/* A place of the cursor: a figure, a quote or a line, known by its key across loads and sizes. */
struct report_spot {
	char key[80];
	enum report_block block;
	struct area area;
};
enum { REPORT_QUARTERS = 8, REPORT_SIDES = 8 };
struct report_lay {
	struct report_piece *piece;
	struct report_spot *spot;
	size_t pieces, spots, piece_cap, spot_cap;
	struct buf text;
	int64_t trend[REPORT_QUARTERS]; /* of PIECE_SPARK */
	size_t quarters;
};
struct report_row { /* of the table */
	char key[80];
};
struct report_page {
	struct narrow narrow;   /* the table's */
	struct rollup r;
	struct rollup_scope asked; /* of r */
	struct as_of as_of;
	bool has, empty, table;
	struct report_row *row;
	int64_t segment;        /* the strip writes it here */
	size_t side;            /* of the cross-table */
	char here[80];
	struct report_lay lay;
	struct rollup_scope last; /* of an empty one: the newest quarter with deals */
	bool has_last;
	int64_t last_closed, last_coded;
};

struct report_page *report_page_of(const struct screen *s);
/* What the page shows, for strips and for what is behind a number. */
void report_scope(const struct screen *s, struct rollup_scope *out);

/* ---- keys of things ---- */
void report_quote_key(const struct rollup_line *l, char *out, size_t size); /* "quote.12" */
void report_line_key(const struct rollup_line *l, char *out, size_t size);  /* "actions.7" */
const struct figure *report_figure(const struct rollup *r, const char *key); /* NULL: it is a quote or a line */
const struct rollup_line *report_line(const struct rollup *r, const char *key); /* of either kind */

/* ---- the chart ---- */
void report_lay(struct screen *s);
void report_lay_done(struct report_lay *l);
const struct report_spot *report_spot_here(const struct screen *s);
/* The spot that an arrow, g or G, PgUp or PgDn (a block on) leads to; NULL: none. */
const struct report_spot *report_spot_from(const struct report_lay *l, const struct report_spot *at, int key);
void report_draw(struct screen *s, struct draw *d);
void report_draw_here(struct screen *s, struct draw *d, int y); /* what the cursor stands on, in full */

/* For report_block.c: pieces one by one. Texts are copied. */
struct report_pen {
	struct screen *s;
	struct report_page *p;
	struct report_lay *l;
	int y, x, cols, end; /* of the column that is being laid; rows from y up to end */
	int start;           /* where it begins: no blank row above its first heading */
	bool tall, wide;
};
int report_add(struct report_pen *pen, enum piece_kind kind, enum style ink, int y, int x, int cols, const char *text);
/* The spot of a figure; the piece that carries it is its place. */
int report_spot_add(struct report_pen *pen, enum report_block block, const char *key);
/* Adds a piece that the cursor stands on. */
void report_add_spot(struct report_pen *pen, int spot, enum piece_kind kind, enum style ink, int y, int x, int cols,
		     const char *text);
/* Heading with a muted word behind; false: `rows` more do not fit below it. */
bool report_heading(struct report_pen *pen, int rows, const char *title, const char *more);
const struct figure *report_section(const struct report_pen *pen, enum rollup_section which, size_t *n);
int report_width(const char *text); /* columns */
int report_block_head(struct report_pen *pen);
/* "title n" from x on, of one spot, where it fits whole; the column behind it, else x. */
int report_add_number(struct report_pen *pen, enum report_block block, const struct figure *f, const char *title, int x, int cols);
void report_block_outcome(struct report_pen *pen);
void report_block_process(struct report_pen *pen);
void report_block_sample(struct report_pen *pen);
void report_block_views(struct report_pen *pen);
int report_views_cols(const struct report_pen *pen);
/* Both lists have one scale: marks for the larger of their counts. */
void report_block_themes(struct report_pen *pen, enum rollup_section section, size_t most_rows);
void report_block_words(struct report_pen *pen, size_t most);
void report_block_cross(struct report_pen *pen);
void report_block_icp(struct report_pen *pen);
void report_block_refinements(struct report_pen *pen);
bool report_has_icp(const struct report_pen *pen); /* one of these two */
void report_block_actions(struct report_pen *pen);
bool report_has_friction(const struct report_pen *pen);
void report_block_friction(struct report_pen *pen); /* rows, or where few are left one */
/* Sides of the cross-table there are, in the order of the figures. */
size_t report_sides(const struct rollup *r, char side[REPORT_SIDES][24]);
/* "12-05", with its year where that is another. */
void report_day(const struct screen *s, int64_t day, struct buf *out);

/* ---- the table ---- */
void report_table_load(struct screen *s);
void report_table_draw(struct screen *s, struct draw *d);
int report_table_first_row(const struct screen *s);

/* ---- over it ---- */
struct behind_arg {
	struct rollup_scope scope;
	char key[80];
};
extern const struct screen_type report_behind_screen;  /* arg: const struct behind_arg * */
extern const struct screen_type report_segment_screen; /* arg: the screen that asks */
extern const struct screen_type report_export_screen;  /* arg: const struct rollup_scope * */
extern const struct screen_type report_publish_screen; /* the same */
/* For the table of keys (report_out.c). */
struct act report_export(struct screen *s, int key);
struct act report_ask_publish(struct screen *s, int key);
const char *report_no_publish(const struct screen *s);
#endif
