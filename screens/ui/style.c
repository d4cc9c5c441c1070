#include "screens/ui/style.h"

#include "assets/assets.h"
#include "model/buf.h"
#include "model/ini.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const style_keys[STYLE_COUNT];

const char *style_key(enum style s)
{
	return style_keys[s];
}

static int find_style(const char *key)
{
	for (int i = 0; i < STYLE_COUNT; i++)
		if (!strcmp(style_keys[i], key))
			return i;
	return -1;
}

static int parse_colour(const char *word, size_t len, short *out)
{
	char digits[8];
	char *end;
	long n;

	if (len == 7 && !memcmp(word, "default", 7)) {
		*out = -1;
		return 0;
	}
	if (!len || len >= sizeof digits)
		return -1;
	memcpy(digits, word, len);
	digits[len] = '\0';
	n = strtol(digits, &end, 10);
	if (*end || n < 0 || n > 255)
		return -1;
	*out = (short)n;
	return 0;
}

static int parse_attr(const char *word, size_t len, unsigned *attrs)
{
	static const struct {
		const char *word;
		unsigned attr;
	} table[] = { { "bold", ATTR_BOLD }, { "underline", ATTR_UNDERLINE }, { "reverse", ATTR_REVERSE },
		      { "dim", ATTR_DIM } };

	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		if (strlen(table[i].word) == len && !memcmp(word, table[i].word, len)) {
			*attrs |= table[i].attr;
			return 0;
		}
	return -1;
}

/* "16/147 bold", "default", "default reverse bold" */
static int parse_look(const char *value, struct look *out, struct err *err)
{
	size_t len = strcspn(value, " ");
	const char *slash = memchr(value, '/', len);
	struct look look = { -1, -1, 0 };
	size_t fg_len = slash ? (size_t)(slash - value) : len;

	if (parse_colour(value, fg_len, &look.fg) ||
	    (slash && parse_colour(slash + 1, len - fg_len - 1, &look.bg)))
		return err_set(err, ERR_CONFIG, "“%.*s” is no colour: 0 to 255 or default, as in 16/147", (int)len, value);
	if (look.bg >= 0 && look.fg < 0)
		return err_set(err, ERR_CONFIG, "a background needs a foreground beside it: “%s”", value);
	for (value += len; *(value += strspn(value, " ")); value += len) {
		len = strcspn(value, " ");
		if (parse_attr(value, len, &look.attrs))
			return err_set(err, ERR_CONFIG, "“%.*s” is none of bold underline reverse dim", (int)len, value);
	}
	*out = look;
	return 0;
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct scheme *t = arg;
	int style;

	(void)line;
	if (!strcmp(section, "theme")) {
		if (strcmp(key, "frames"))
			return err_set(err, ERR_CONFIG, "[theme] has no “%s”, only frames", key);
		t->frames = !strcmp(value, "yes");
		return 0;
	}
	style = find_style(key);
	if (style < 0)
		return err_set(err, ERR_CONFIG, "there is no style “%s”", key);
	return parse_look(value, &t->look[style], err);
}

int theme_parse(struct scheme *t, const char *name, const char *ini, size_t len, struct err *err)
{
	memset(t, 0, sizeof *t);
	snprintf(t->name, sizeof t->name, "%s", name);
	for (int i = 0; i < STYLE_COUNT; i++)
		t->look[i] = (struct look){ -1, -1, 0 };
	return ini_each(name, ini, len, take, t, err);
}

int theme_find(struct scheme *t, const char *name, struct err *err)
{
	struct buf path = { 0 };
	const struct asset *a;
	int rc;

	buf_printf(&path, "themes/%s.ini", name);
	a = asset_find(buf_str(&path));
	buf_done(&path);
	if (!a)
		return err_set(err, ERR_CONFIG, "there is no theme “%s”", name);
	rc = theme_parse(t, name, a->body, a->size, err);
	return rc;
}

struct look style_cell(const struct scheme *t, enum style surface, enum style ink)
{
	struct look under = t->look[surface], over = t->look[ink];

	if (under.attrs & ATTR_REVERSE)
		return (struct look){ under.fg, under.bg, under.attrs | (over.attrs & ~(unsigned)ATTR_DIM) };
	over.attrs |= under.attrs;
	if (over.bg < 0)
		over.bg = under.bg;
	if (over.fg < 0)
		over.fg = under.fg;
	/* An ink with its own fill keeps it whole; the default foreground on a set background is the surface's. */
	return over;
}

const char *const theme_names[] = { "dark-256", "light-256", "colour-blind-256", "dark-16", "light-16", "mono", NULL };

static const char *const style_keys[STYLE_COUNT] = {
	"base", "bar", "card", "selection", "input", "input_active", "overlay", "strip",
	"text", "fact", "strong", "title", "column_head", "here", "tab_active",
	"muted", "hint", "done", "rule", "edge", "section", "accent", "key", "tab",
	"good", "soon", "late", "late_badge", "soon_edge", "late_edge", "required",
	"live", "quote", "interpretation", "win_driver", "loss_driver", "account", "health",
	"internal", "chart_1", "chart_2", "chart_3", "chart_4", "chart_track",
	"heat_1", "heat_2", "heat_3", "heat_4", "match", "error", "cursor",
};
