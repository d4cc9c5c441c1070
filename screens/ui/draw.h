#ifndef SCREENS_UI_DRAW_H
#define SCREENS_UI_DRAW_H
/* Painting for the screens: no curses here. Positions are cells of the whole screen; nothing is ever written outside
 * the clip (for a screen: its area). Every text, whether data or our own, is cleaned by text_visible(), cut at a
 * grapheme with the cut sign inside the width, and turned to ASCII where the terminal needs it (P23, P24). */
#include "screens/ui/sign.h"
#include "screens/ui/style.h"

#include <stdbool.h>
#include <stddef.h>

struct area {
	int y, x, rows, cols;
};
bool area_has(struct area a, int y, int x);
/* The area without its outermost cells: `rows` above and below, `cols` left and right. */
struct area area_inset(struct area a, int rows, int cols);

struct draw; /* one a terminal; made by app/term.c */

/* What the following texts stand on. Returns the surface before, for putting it back. */
enum style draw_surface(struct draw *d, enum style surface);
/* Everything outside is left alone. Returns the clip before. */
struct area draw_clip(struct draw *d, struct area clip);
/* Overlays and strips have a thin frame, not a fill. */
bool draw_framed(const struct draw *d);
/* Signs go out in ASCII: what draws with more than signs has another form for it. */
bool draw_is_ascii(const struct draw *d);

/* Text in at most `cols` columns; returns the columns written. The rest is left as it was. */
int draw_text(struct draw *d, int y, int x, int cols, enum style ink, const char *s);
int draw_textn(struct draw *d, int y, int x, int cols, enum style ink, const char *s, size_t len);
int draw_printf(struct draw *d, int y, int x, int cols, enum style ink, const char *fmt, ...)
	__attribute__((format(printf, 6, 7)));
/* The same with its last column at x + cols - 1. */
int draw_right(struct draw *d, int y, int x, int cols, enum style ink, const char *s);
/* Text and blanks in the ink up to `cols`: the name of the thing that is here. */
void draw_padded(struct draw *d, int y, int x, int cols, enum style ink, const char *s);
int draw_sign(struct draw *d, int y, int x, enum style ink, enum sign sign);
/* Text as typed, no cut sign: from the byte offset shown at column x (line editors). */
int draw_plain(struct draw *d, int y, int x, int cols, enum style ink, const char *s, size_t len);

/* Blanks on a surface. */
void draw_fill(struct draw *d, struct area a, enum style surface);
void draw_rule(struct draw *d, int y, int x, int cols);                       /* ─ */
void draw_rule_ink(struct draw *d, int y, int x, int cols, enum style ink);
void draw_heavy(struct draw *d, int y, int x, int cols, enum style ink);      /* ━ */
void draw_vertical(struct draw *d, int y, int x, int rows);                   /* │ */
/* A left edge over rows: ▎ (STYLE_EDGE, STYLE_SOON_EDGE, STYLE_LATE_EDGE, STYLE_GOOD), or ▌ for STYLE_ACCENT. */
void draw_edge(struct draw *d, int y, int x, int rows, enum style ink);
/* Wrapped text from its wrapped line `from`; returns how many rows were used. */
int draw_prose(struct draw *d, struct area a, enum style ink, const char *s, int from);
/* A label and words beside it, wrapped, in what of the area is below row y; the row behind them. Without words: y. */
int draw_labelled(struct draw *d, int y, struct area a, const char *label, const char *text);
/* How many rows it would take. */
int draw_prose_rows(const char *s, int cols);
/* "Enter open": key in STYLE_KEY, label in STYLE_HINT. Returns columns used. */
int draw_key(struct draw *d, int y, int x, int cols, const char *key, const char *label);
/* The share done, in half-cell steps: ━━━╸──── (0 … whole). */
void draw_share(struct draw *d, int y, int x, int cols, enum style ink, long part, long whole);
/* Overlay or strip: fill and edge in 256 colours, a thin frame below that. Returns the area inside. */
struct area draw_panel(struct draw *d, struct area a, enum style surface);
/* Where the terminal's cursor stands after this frame; without it the cursor is hidden. */
void draw_cursor(struct draw *d, int y, int x);
#endif
