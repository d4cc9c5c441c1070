#include "screens/ui/bar.h"

#include "model/buf.h"
#include "model/text.h"
#include "model/value.h"
#include "screens/keymap.h"
#include "screens/registry.h"

#include <stdio.h>
#include <string.h>

enum { COUNT_MAX = 999 };
enum { WIDE = 100 }; /* from here on the brand, the words and the wider gaps fit */

struct tab_place {
	int x, cols;
};

static int tab_words(const struct view *v, int tab, char *out, size_t size)
{
	if (v->tab_count[tab] > COUNT_MAX)
		return snprintf(out, size, "%s %d+", tab_title(tab), COUNT_MAX);
	if (v->tab_count[tab])
		return snprintf(out, size, "%s %d", tab_title(tab), v->tab_count[tab]);
	return snprintf(out, size, "%s", tab_title(tab));
}

/* Who reads the written report alone has no other tab. */
static int first_tab(const struct view *v)
{
	return v->report_only ? 5 : 1;
}

/* " 1 Board " with the number first: one blank on either side belongs to the tab. */
static struct tab_place place_tab(int cols, const struct view *v, int tab)
{
	int x = cols >= WIDE ? 10 : 0;
	struct tab_place p = { 0, 0 };

	for (int i = first_tab(v); i <= tab; i++) {
		char words[64];

		p.x = x;
		p.cols = 4 + tab_words(v, i, words, sizeof words);
		x += p.cols;
	}
	return p;
}

int bar_tab_at(int cols, const struct view *v, int x)
{
	for (int tab = first_tab(v); tab <= 5; tab++) {
		struct tab_place p = place_tab(cols, v, tab);

		if (x >= p.x && x < p.x + p.cols)
			return tab;
	}
	return 0;
}

static void draw_tab(struct draw *d, int cols, const struct view *v, int tab, bool active)
{
	struct tab_place p = place_tab(cols, v, tab);
	char words[64], number[4];

	tab_words(v, tab, words, sizeof words);
	snprintf(number, sizeof number, "%d", tab);
	if (active) {
		draw_padded(d, 0, p.x, p.cols, STYLE_TAB_ACTIVE, "");
		draw_text(d, 0, p.x + 1, 1, STYLE_TAB_ACTIVE, number);
		draw_text(d, 0, p.x + 3, p.cols - 4, STYLE_TAB_ACTIVE, words);
		return;
	}
	draw_text(d, 0, p.x + 1, 1, STYLE_KEY, number);
	draw_text(d, 0, p.x + 3, p.cols - 4, STYLE_TAB, words);
}

/* From the right: late, due, quarter, who; each only where it leaves the tabs alone. Returns the new right end. */
static int draw_piece(struct draw *d, int end, int least, int gap, enum style ink, const char *text)
{
	int cols = text_width(text, strlen(text));

	if (!*text || end - cols < least)
		return end;
	draw_text(d, 0, end - cols, cols, ink, text);
	return end - cols - gap;
}

static void draw_right_side(struct draw *d, int cols, const struct view *v, int least)
{
	bool wide = cols >= WIDE;
	int end = cols - 1, gap = wide ? 3 : 1;
	char text[200];

	if (v->late) {
		snprintf(text, sizeof text, wide ? "!%d%s late" : "!%d%s", v->late, v->late_more ? "+" : "");
		end = draw_piece(d, end, least, gap, STYLE_LATE_BADGE, text);
	}
	if (v->due) {
		snprintf(text, sizeof text, wide ? "~%d%s due" : "~%d%s", v->due, v->due_more ? "+" : "");
		end = draw_piece(d, end, least, gap, STYLE_SOON, text);
	}
	if (v->quarter) {
		struct buf quarter = { 0 };

		quarter_format(v->quarter, &quarter);
		end = draw_piece(d, end, least, wide ? 3 : 2, STYLE_TAB, buf_str(&quarter));
		buf_done(&quarter);
	}
	if (v->who[0]) {
		snprintf(text, sizeof text, v->role[0] ? "%s · %s" : "%s", v->who, v->role);
		draw_piece(d, end, least, gap, STYLE_TAB, text);
	}
}

void bar_draw_top(struct draw *d, int cols, const struct view *v, int tab)
{
	struct tab_place last = place_tab(cols, v, 5);

	draw_fill(d, (struct area){ 0, 0, 1, cols }, STYLE_BAR);
	draw_surface(d, STYLE_BAR);
	if (cols >= WIDE)
		draw_text(d, 0, 1, 8, STYLE_STRONG, "winloss");
	for (int i = first_tab(v); i <= 5; i++)
		draw_tab(d, cols, v, i, i == tab);
	draw_right_side(d, cols, v, last.x + last.cols + 1);
	draw_surface(d, STYLE_BASE);
}

/* ---- the last row ---- */

/* While text is typed the keys of the form's level work with Alt and stand in the row as such. */
static const struct binding *at_place(const struct screen *s, int place)
{
	const struct binding *with_alt = NULL;

	if (s->type->bindings)
		for (const struct binding *b = s->type->bindings; b->command; b++) {
			if (b->footer != place)
				continue;
			if (b->levels & 1u << s->level)
				return b;
			if (s->level == LEVEL_TEXT && b->levels & AT_FORM && !b->stays && b->key < 0x110000)
				with_alt = b;
		}
	return with_alt;
}

/* "…7" behind the first of several keys in order that do the same; those behind that go nowhere now are left out. */
static void add_run(const struct binding *b, const struct screen *s, struct buf *keys)
{
	const struct binding *last = b;

	while (last[1].command && last[1].key == last->key + 1 && !strcmp(last[1].label, b->label) &&
	       !(last[1].refuse && !b->refuse && last[1].refuse(s)))
		last++;
	if (last == b)
		return;
	buf_puts(keys, "…");
	key_label(last->key, keys);
}

/* The key next in the table that has the same place in the row: "H L stage back, on", or with the same words "[ ] quarter".
 * Keys in order with the same words are a run. NULL: none. */
static const struct binding *find_twin(const struct binding *b, const struct screen *s)
{
	const struct binding *twin = b + 1;
	bool is_run = twin->command && twin->key == b->key + 1 && !strcmp(twin->label, b->label);

	return b->footer && twin->command && twin->footer == b->footer && !is_run && twin->levels & 1u << s->level ? twin : NULL;
}

/* What both labels begin with is said once: "stage back, on". */
static void add_twin(const struct binding *b, const struct binding *twin, const struct screen *s, struct buf *keys,
		     struct buf *label)
{
	const char *space = strchr(twin->label, ' ');
	size_t same = space ? (size_t)(space - twin->label) + 1 : 0;

	buf_puts(keys, " ");
	key_label(keymap_key(s->view->keymap, twin), keys);
	if (!strcmp(b->label, twin->label))
		return;
	buf_printf(label, ", %s", twin->label + (strncmp(b->label, twin->label, same) ? 0 : same));
}

/* The key and its words where they fit whole; returns the column behind them. */
static int draw_whole(struct draw *d, int y, int x, int end, const char *keys, const char *label, int gap)
{
	int cols = text_width(keys, strlen(keys)) + 1 + text_width(label, strlen(label));

	if (x + cols > end)
		return x;
	draw_key(d, y, x, cols, keys, label);
	return x + cols + gap;
}

/* A hint that does not fit is left out whole. A form's key works with Alt while text is typed. */
static int draw_hint(struct draw *d, int y, int x, int end, const struct binding *b, const struct screen *s, int gap)
{
	struct buf keys = { 0 }, label = { 0 };
	int key = keymap_key(s->view->keymap, b);
	const struct binding *twin = find_twin(b, s);

	key_label(s->level == LEVEL_TEXT && !(b->levels & AT_TEXT) ? K_ALT | key : key, &keys);
	buf_puts(&label, b->label);
	if (twin)
		add_twin(b, twin, s, &keys, &label);
	else
		add_run(b, s, &keys);
	x = draw_whole(d, y, x, end, buf_str(&keys), buf_str(&label), gap);
	buf_done(&keys);
	buf_done(&label);
	return x;
}

/* How what lies over another screen is left, where its own table does not say it. */
static const char *back_keys(const struct screen *s)
{
	if (!s->below || binding_find(s->type->bindings, s->level, K_ESC))
		return NULL;
	return s->level == LEVEL_TEXT && s->type->level == LEVEL_TEXT ? "Esc Esc" : "Esc";
}

void bar_draw_keys(struct draw *d, int y, int cols, const struct screen *s)
{
	int x = 1, gap = cols >= WIDE ? 3 : 2;
	const char *help = s->level == LEVEL_TEXT ? "Alt-?" : "?";
	int help_cols = (int)strlen(help) + 5, end = cols - 1 - help_cols - 2;

	for (int place = 1; place < 20; place++) {
		const struct binding *b = at_place(s, place);

		if (b && !(b->refuse && b->refuse(s)))
			x = draw_hint(d, y, x, end, b, s, gap);
	}
	if (back_keys(s))
		x = draw_whole(d, y, x, end, back_keys(s), "back", gap);
	if (s->level == LEVEL_LIST && !s->type->bare && s->type->kind != SCREEN_STRIP)
		draw_hint(d, y, x, end, binding_find(common_bindings, LEVEL_LIST, ':'), s, gap);
	draw_key(d, y, cols - 1 - help_cols, help_cols, help, "keys");
}

void bar_draw_message(struct draw *d, int y, int cols, const struct message *m)
{
	static const enum style inks[] = { STYLE_TEXT, STYLE_GOOD, STYLE_HINT, STYLE_REQUIRED, STYLE_ERROR };
	static const char *const signs[] = { "", "✓", "·", "*", "!" };
	int x = 1, offer = m->key ? (int)strlen(m->key) + 1 + text_width(m->key_label, strlen(m->key_label)) + 3 : 0;

	x += draw_text(d, y, x, 2, inks[m->tone], signs[m->tone]);
	x += 1 + draw_text(d, y, x + 1, cols - 2 - x - offer, STYLE_TEXT, m->text);
	if (m->key)
		draw_key(d, y, x + 3, cols - 4 - x, m->key, m->key_label);
}

void bar_draw_question(struct draw *d, int y, int cols, const struct question *q, const char *text)
{
	int x = 1, answers = 0;

	for (const struct answer *a = q->answers; a->key; a++) {
		struct buf name = { 0 };

		key_label(a->key, &name);
		answers += text_width(buf_str(&name), name.len) + 1 + text_width(a->label, strlen(a->label)) + 3;
		buf_done(&name);
	}
	draw_text(d, y, x, 1, STYLE_REQUIRED, "*");
	x += 2;
	x += draw_text(d, y, x, cols - 1 - x - answers > 20 ? cols + 1 - x - answers : 20, STYLE_STRONG, text) + 2;
	for (const struct answer *a = q->answers; a->key; a++) {
		struct buf name = { 0 };

		key_label(a->key, &name);
		x += draw_key(d, y, x, cols - 1 - x, buf_str(&name), a->label) + 3;
		buf_done(&name);
	}
}
