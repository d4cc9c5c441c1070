/* `?`: the keys of the screen below, from the table that dispatches them. A key pressed here runs. */
#include "screens/keymap.h"
#include "screens/registry.h"

#include "model/buf.h"
#include "model/text.h"
#include "screens/ui/line.h"

#include <ctype.h>
#include <string.h>

enum { HELP_ROWS_MAX = 160, GROUPS_MAX = 16, KEY_COLS = 13, TABLES = 3 };

struct help_row {
	const char *group;             /* a heading when binding is NULL */
	const struct binding *binding; /* NULL and group NULL: a blank row */
	const struct binding *last;    /* of a run of digits or of F keys: "1 … 5"; else binding */
	const struct binding *also;    /* another key for the same words: "H  <" */
};
struct help {
	const struct screen *about;
	struct help_row rows[HELP_ROWS_MAX];
	int count, top;
	struct line narrow;
	bool narrowing;
};

static const struct binding help_bindings[];

static bool contains_folded(const char *text, const char *words)
{
	struct buf a = { 0 }, b = { 0 };
	bool found;

	text_fold(&a, text, strlen(text));
	text_fold(&b, words, strlen(words));
	found = strstr(buf_str(&a), buf_str(&b)) != NULL;
	buf_done(&a);
	buf_done(&b);
	return found;
}

static bool is_in_run(int key)
{
	return (key >= '1' && key <= '9') || (key >= K_F1 && key <= K_F12);
}

/* While text is typed the form's keys are what Alt brings: both levels are listed then. A digit that goes
 * nowhere now is not. */
static bool is_about(const struct help *h, const struct binding *b)
{
	enum level level = h->about->level;
	unsigned levels = level == LEVEL_LIST ? AT_LIST : AT_FORM | AT_TEXT;

	if (!(b->levels & levels) || !b->key || (is_in_run(b->key) && b->refuse && b->refuse(h->about)))
		return false;
	if (!h->narrow.edit.len)
		return true;
	return contains_folded(b->label, line_text(&h->narrow)) ||
	       (b->title && contains_folded(b->title, line_text(&h->narrow)));
}

static bool is_own_key(const struct help *h, const struct binding *common)
{
	const struct binding *own = h->about->type->bindings;

	return own && (binding_find(own, h->about->level, common->key) || binding_find(own, LEVEL_FORM, common->key));
}

static void add_row(struct help *h, const char *group, const struct binding *b)
{
	if (h->count < HELP_ROWS_MAX)
		h->rows[h->count++] = (struct help_row){ group, b, b, NULL };
}

/* Digits in order are one row, but not in a search: there each is found by its name. */
static bool joins_run(const struct help *h, const struct binding *b)
{
	const struct binding *last = h->count ? h->rows[h->count - 1].last : NULL;

	return last && !h->narrow.edit.len && is_in_run(last->key) && is_in_run(b->key) && b->key == last->key + 1 &&
	       !strcmp(last->group, b->group);
}

static bool has_group(const char **groups, int n, const char *group)
{
	for (int i = 0; i < n; i++)
		if (!strcmp(groups[i], group))
			return true;
	return false;
}

/* Own, common, and those of text where some is typed. */
static void list_tables(const struct help *h, const struct binding **tables)
{
	tables[0] = h->about->type->bindings;
	tables[1] = common_bindings;
	tables[2] = h->about->type->paste && h->about->level != LEVEL_LIST ? typing_bindings : NULL;
}

static int find_groups(const struct help *h, const char **groups)
{
	const struct binding *tables[TABLES];
	int n = 0;

	list_tables(h, tables);
	for (int t = 0; t < TABLES; t++)
		for (const struct binding *b = tables[t]; b && b->command; b++)
			if (is_about(h, b) && n < GROUPS_MAX && !has_group(groups, n, b->group))
				groups[n++] = b->group;
	return n;
}

/* The row of the group with the same words and room for another key, or NULL. */
static struct help_row *same_words(struct help *h, const struct binding *b)
{
	for (int i = h->count - 1; i >= 0 && h->rows[i].binding; i--) {
		struct help_row *r = &h->rows[i];

		if (!strcmp(r->binding->label, b->label) && !r->binding->key2 && !r->also && r->last == r->binding && !b->key2)
			return r;
	}
	return NULL;
}

static void add_own_row(struct help *h, const char *group, const struct binding *b)
{
	struct help_row *same = same_words(h, b);

	if (joins_run(h, b))
		h->rows[h->count - 1].last = b;
	else if (same)
		same->also = b;
	else
		add_row(h, group, b);
}

static void add_group(struct help *h, const char *group)
{
	const struct binding *tables[TABLES];

	list_tables(h, tables);
	if (h->count)
		add_row(h, NULL, NULL);
	add_row(h, group, NULL);
	for (int t = 0; t < TABLES; t++)
		for (const struct binding *b = tables[t]; b && b->command; b++)
			if (is_about(h, b) && !strcmp(b->group, group) && !(t && is_own_key(h, b)))
				add_own_row(h, group, b);
}

static int help_load(struct screen *s, struct err *err)
{
	struct help *h = s->state;
	const char *groups[GROUPS_MAX];
	int n;

	(void)err;
	h->count = 0;
	n = find_groups(h, groups);
	for (int i = 0; i < n; i++)
		add_group(h, groups[i]);
	return 0;
}

static int help_init(struct screen *s, const void *arg, struct err *err)
{
	struct help *h = s->state;

	(void)err;
	h->about = arg;
	line_init(&h->narrow);
	return 0;
}

static void help_done(struct screen *s)
{
	line_done(&((struct help *)s->state)->narrow);
}

/* ---- painting ---- */

static void name_keys(const struct help *h, const struct help_row *r, struct buf *out)
{
	const struct binding *b = r->binding;
	bool alt = h->about->level != LEVEL_LIST && !(b->levels & AT_TEXT);
	bool after_esc = alt && (b->stays || b->key == K_SPACE); /* no Alt key moves: those letters follow an Esc */

	if (alt)
		buf_puts(out, after_esc ? "Esc " : "Alt-");
	key_label(keymap_key(h->about->view->keymap, b), out);
	if (r->last != b) {
		buf_puts(out, " … ");
		key_label(r->last->key, out);
	} else if (b->key2 || r->also) {
		buf_puts(out, after_esc ? " " : alt ? " Alt-" : "  ");
		key_label(b->key2 ? b->key2 : r->also->key, out);
	}
}

static void draw_row(const struct help *h, struct draw *d, int y, int x, int cols, const struct help_row *r)
{
	struct buf keys = { 0 }, words = { 0 };
	const char *why;

	if (!r->binding) {
		draw_text(d, y, x, cols, STYLE_SECTION, r->group ? r->group : "");
		return;
	}
	name_keys(h, r, &keys);
	buf_puts(&words, r->binding->label);
	if (strcmp(r->last->label, r->binding->label) != 0)
		buf_printf(&words, " … %s", r->last->label);
	why = r->binding->refuse ? r->binding->refuse(h->about) : NULL;
	draw_text(d, y, x, KEY_COLS, STYLE_KEY, buf_str(&keys));
	draw_text(d, y, x + KEY_COLS + 1, cols - KEY_COLS - 1, why ? STYLE_MUTED : STYLE_TEXT, buf_str(&words));
	buf_done(&keys);
	buf_done(&words);
}

/* A heading never ends a column: it moves to the next with its keys. */
static int column_rows(const struct help *h, int from, int rows)
{
	int end = from + rows;

	if (end >= h->count)
		return h->count;
	while (end > from + 1 && !h->rows[end - 1].binding)
		end--;
	return end;
}

static int skip_blank(const struct help *h, int i)
{
	while (i < h->count && !h->rows[i].binding && !h->rows[i].group)
		i++;
	return i;
}

static int draw_columns(struct help *h, struct draw *d, struct area a)
{
	int columns = 2, width = a.cols / columns, at = skip_blank(h, h->top);

	for (int c = 0; c < columns && at < h->count; c++) {
		int end = column_rows(h, at, a.rows);

		for (int i = at; i < end; i++)
			draw_row(h, d, a.y + i - at, a.x + c * width, width - 1, &h->rows[i]);
		at = skip_blank(h, end);
	}
	return at;
}

static struct area help_area(const struct screen *s)
{
	int cols = s->area.cols < 84 ? s->area.cols - 10 : 84;

	return (struct area){ s->area.y, (s->area.cols - cols) / 2, s->area.rows - 1, cols };
}

static void draw_signs(struct draw *d, int y, int x, int cols)
{
	draw_rule(d, y, x, cols);
	draw_text(d, y + 2, x, cols, STYLE_SECTION, "Signs");
	draw_text(d, y + 4, x, cols, STYLE_TEXT, "! late    ~ due soon    ✓ done    * required    + win driver    − loss driver");
	draw_text(d, y + 5, x, cols, STYLE_TEXT, "■□ criterion met, open   ○ written ahead   — unknown   [a–b] 95% interval");
}

static void help_draw(struct screen *s, struct draw *d)
{
	struct help *h = s->state;
	struct area in = draw_panel(d, help_area(s), STYLE_OVERLAY);
	int foot = in.y + in.rows - 2, shown, tall = s->area.rows >= 34 ? 8 : 0;
	int x = in.x + 1;

	draw_printf(d, in.y, x, in.cols, STYLE_TITLE, "Keys on %s", h->about->type->title);
	in = (struct area){ in.y + 2, x, foot - in.y - 3 - tall, in.cols - 1 };
	shown = draw_columns(h, d, in);
	if (tall)
		draw_signs(d, in.y + in.rows + 1, x, in.cols - 1);
	if (h->narrowing) {
		line_draw(&h->narrow, d, foot, x, 30, "/", true);
	} else {
		x += draw_key(d, foot, x, 20, "/", "find a key") + 3;
		x += draw_key(d, foot, x, 20, "Esc", "close") + 3;
		x += draw_text(d, foot, x, 40, STYLE_HINT, "a key pressed here runs") + 3;
		if (shown < h->count)
			draw_printf(d, foot, x, 20, STYLE_MUTED, "↓ %d more", h->count - shown);
	}
}

/* ---- keys ---- */

static struct act narrow_key(struct screen *s, struct help *h, int key)
{
	bool moved;

	if (key == K_ENTER) {
		for (int i = 0; i < h->count; i++)
			if (h->rows[i].binding) {
				struct act a = ACT(RUN);

				a.command = h->rows[i].binding->command;
				return a;
			}
		return act_refuse("no key matches");
	}
	if (line_key(&h->narrow, key, &moved)) {
		h->top = 0;
		help_load(s, NULL);
		return ACT(HANDLED);
	}
	return moved ? ACT(HANDLED) : ACT(IGNORED);
}

/* A key pressed on the help runs on the screen below. */
static struct act help_key(struct screen *s, int key)
{
	struct help *h = s->state;
	const struct binding *b;
	struct act a = ACT(RUN);
	enum level level = h->about->level == LEVEL_TEXT ? LEVEL_FORM : h->about->level;

	if (h->narrowing)
		return narrow_key(s, h, key);
	/* What concerns the terminal alone leaves the help open. */
	if (key == K_CTRL('Z') || key == K_CTRL('L'))
		return ACT(IGNORED);
	b = keymap_find(h->about->view->keymap, h->about->type->bindings, level, key);
	if (!b)
		b = keymap_find(h->about->view->keymap, common_bindings, level, key);
	if (!b || key == '?' || key == 'q')
		return ACT(IGNORED);
	a.command = b->command;
	return a;
}

static struct act start_narrow(struct screen *s, int key)
{
	struct help *h = s->state;

	(void)key;
	h->narrowing = true;
	s->level = LEVEL_TEXT;
	return ACT(HANDLED);
}

static struct act stop_narrow(struct screen *s, int key)
{
	struct help *h = s->state;

	(void)key;
	h->narrowing = false;
	s->level = LEVEL_LIST;
	line_clear(&h->narrow);
	help_load(s, NULL);
	return ACT(HANDLED);
}

static struct act close_help(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(POP);
}

static struct act help_page(struct screen *s, int key)
{
	struct help *h = s->state;

	h->top += key == K_PGDN ? 10 : -10;
	if (h->top > h->count - 4)
		h->top = h->count - 4;
	if (h->top < 0)
		h->top = 0;
	return ACT(HANDLED);
}

static const struct binding help_bindings[] = {
	{ AT_LIST, '/', 0, "help-find", "find a key", NULL, "Help", 1, NULL, start_narrow, NULL, NULL, false },
	{ AT_LIST, K_ESC, '?', "help-close", "close", NULL, "Help", 2, NULL, close_help, NULL, NULL, false },
	{ AT_LIST, K_PGDN, K_PGUP, "help-page", "a page", NULL, "Help", 0, NULL, help_page, NULL, NULL, false },
	{ AT_TEXT, K_ESC, 0, "help-all", "all keys", NULL, "Help", 0, NULL, stop_narrow, NULL, NULL, false },
	{ 0, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, false },
};

const struct screen_type help_screen = {
	.name = "help", .title = "the help", .kind = SCREEN_OVERLAY, .size = sizeof(struct help),
	.bindings = help_bindings, .init = help_init, .done = help_done, .load = help_load, .draw = help_draw,
	.key = help_key,
};
