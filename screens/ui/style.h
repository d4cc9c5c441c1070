#ifndef SCREENS_UI_STYLE_H
#define SCREENS_UI_STYLE_H
/* Semantic styles (look.md, "Styles"). A cell has a surface (what it stands on) and an ink (what is written); an ink
 * without a background of its own takes the surface's. Themes are data: assets/themes/NAME.ini. No colour stands in C. */
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>

enum style {
	/* surfaces */
	STYLE_BASE, STYLE_BAR, STYLE_CARD, STYLE_SELECTION, STYLE_INPUT, STYLE_INPUT_ACTIVE, STYLE_OVERLAY, STYLE_STRIP,
	/* inks */
	STYLE_TEXT, STYLE_FACT, STYLE_STRONG, STYLE_TITLE, STYLE_COLUMN_HEAD, STYLE_HERE, STYLE_TAB_ACTIVE,
	STYLE_MUTED, STYLE_HINT, STYLE_DONE, STYLE_RULE, STYLE_EDGE, STYLE_SECTION, STYLE_ACCENT, STYLE_KEY, STYLE_TAB,
	STYLE_GOOD, STYLE_SOON, STYLE_LATE, STYLE_LATE_BADGE, STYLE_SOON_EDGE, STYLE_LATE_EDGE, STYLE_REQUIRED,
	STYLE_LIVE, STYLE_QUOTE, STYLE_INTERPRETATION, STYLE_WIN, STYLE_LOSS, STYLE_ACCOUNT, STYLE_HEALTH,
	STYLE_INTERNAL, STYLE_CHART_1, STYLE_CHART_2, STYLE_CHART_3, STYLE_CHART_4, STYLE_CHART_TRACK,
	STYLE_HEAT_1, STYLE_HEAT_2, STYLE_HEAT_3, STYLE_HEAT_4, STYLE_MATCH, STYLE_ERROR, STYLE_CURSOR,
	STYLE_COUNT,
};
#define STYLE_SURFACES (STYLE_STRIP + 1)

/* "late_badge": the name in theme files. */
const char *style_key(enum style s);

enum { ATTR_BOLD = 1, ATTR_UNDERLINE = 2, ATTR_REVERSE = 4, ATTR_DIM = 8 };
struct look {
	short fg, bg; /* -1: the terminal's own */
	unsigned attrs;
};
struct scheme {
	char name[32];
	bool frames;   /* overlays and strips have a thin frame instead of a fill (below 256 colours) */
	struct look look[STYLE_COUNT];
};

/* Reads a theme file. ERR_CONFIG names the line: unknown style, colour out of range, a background without foreground. */
int theme_parse(struct scheme *t, const char *name, const char *ini, size_t len, struct err *err);
/* The shipped theme of that name: 0, or -1 when there is none. */
int theme_find(struct scheme *t, const char *name, struct err *err);
/* Names of the shipped themes, ended by NULL. */
extern const char *const theme_names[];
/* The cell that an ink makes on a surface (look.md: own background, else the surface's; on a reversed surface inks
 * keep attributes and drop colour). */
struct look style_cell(const struct scheme *t, enum style surface, enum style ink);
#endif
