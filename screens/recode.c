/* Codes of themes that were split, one after the other: what was said, and the parts it may count for, one key each. */
#include "screens/taxonomy.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/cut.h"
#include "model/member.h"
#include "model/taxonomy_doc.h"
#include "screens/coding.h"
#include "screens/empty.h"
#include "screens/undo.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 9 };
struct recoding {
	struct narrow narrow; /* first, as narrow.h wants it */
	struct taxonomy t;    /* the newest published version */
	struct recode_item *item;
	size_t n, *row;       /* places in `item` that are shown */
	bool all, may;
};

static struct recoding *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static const struct recode_item *here(const struct screen *s)
{
	const struct recoding *p = state_of(s);

	return p->narrow.list.count ? &p->item[p->row[p->narrow.list.at]] : NULL;
}

static const char *title_of(const struct recoding *p, int64_t theme)
{
	const struct theme *at = taxonomy_theme(&p->t, theme);

	return at ? at->title : "";
}

/* The parts of a theme, in their order. */
static size_t parts_of(const struct recoding *p, int64_t theme, const struct theme *out[PARTS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < p->t.n && n < PARTS_MAX; i++)
		if (p->t.theme[i].split_from == theme && !p->t.theme[i].retired)
			out[n++] = &p->t.theme[i];
	return n;
}

/* ---- loading ---- */

static void forget(struct screen *s)
{
	struct recoding *p = state_of(s);

	recode_done(p->item, p->n);
	taxonomy_done(&p->t);
	free(p->row);
	p->item = NULL;
	p->row = NULL;
	p->n = 0;
}

static bool matches(const struct screen *s, const struct recode_item *r)
{
	return narrow_has(s, "%s %s %s %s", r->company, r->words, title_of(state_of(s), r->split), title_of(state_of(s), r->chosen));
}

static bool has_room(const struct screen *s)
{
	return s->area.rows >= 16;
}

static int first_row(const struct screen *s)
{
	return s->area.y + (s->area.rows >= 28) + 2;
}

static size_t rows_of(const struct screen *s)
{
	int rows = s->area.y + s->area.rows - first_row(s) - 1 - (has_room(s) ? s->area.rows / 2 : 2);

	return rows > 1 ? (size_t)rows : 1;
}

static int read_items(struct screen *s, struct err *err)
{
	struct recoding *p = state_of(s);

	p->may = !access_act(store_of(s), "taxonomy", NULL);
	if (taxonomy_get(store_of(s), 0, &p->t, err) != 1 || recode_list(store_of(s), &p->t, p->all, &p->item, &p->n, err))
		return -1;
	p->row = xcalloc(p->n + 1, sizeof *p->row);
	for (size_t i = 0; i < p->n; i++)
		if (matches(s, &p->item[i]))
			p->row[p->narrow.list.count++] = i;
	return 0;
}

static int64_t code_at(const struct screen *s, size_t i)
{
	return state_of(s)->item[state_of(s)->row[i]].code;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	narrow_init(s, arg, err);
	return taxonomy_may_read(store_of(s), err);
}

/* ---- painting ---- */

static void draw_row(struct screen *s, struct draw *d, int y, const struct recode_item *r, bool is_here)
{
	const struct recoding *p = state_of(s);
	int cols = s->area.cols, to = cols >= 100 ? 84 : 56;

	if (is_here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (r->chosen)
		draw_sign(d, y, 2, STYLE_GOOD, SIGN_DONE);
	draw_text(d, y, 4, 18, is_here ? STYLE_HERE : STYLE_STRONG, r->company);
	draw_text(d, y, 23, to - 24, r->chosen ? STYLE_MUTED : STYLE_TEXT, r->words);
	draw_text(d, y, to, cols - to - 1, r->chosen ? STYLE_GOOD : STYLE_SOON, title_of(p, r->chosen ? r->chosen : r->split));
}

static void draw_parts(struct screen *s, struct draw *d, int y)
{
	const struct recode_item *r = here(s);
	const struct theme *parts[PARTS_MAX];
	size_t n = parts_of(state_of(s), r->split, parts);
	int bottom = s->area.y + s->area.rows;

	for (size_t i = 0; i < n && y < bottom; i++, y++) {
		char key[2] = { (char)('1' + i), 0 };
		int x = 3 + draw_text(d, y, 3, 2, STYLE_KEY, key) + 1;

		x += draw_text(d, y, x, 30, parts[i]->id == r->chosen ? STYLE_HERE : STYLE_STRONG, parts[i]->title) + 2;
		if (s->area.cols - x > 12)
			draw_text(d, y, x, s->area.cols - x - 1, STYLE_MUTED, parts[i]->definition);
	}
}

/* What was said, in whole, and where it may go. */
static void draw_here(struct screen *s, struct draw *d, int y)
{
	static const char *const drivers[] = { "", ", win driver", ", loss driver" };
	const struct recode_item *r = here(s);
	struct area a = { y, 3, s->area.y + s->area.rows - y, s->area.cols - 5 };

	if (a.rows < 3)
		return;
	draw_rule(d, y++, 1, s->area.cols - 2);
	draw_printf(d, y++, 1, s->area.cols - 2, STYLE_SECTION, "%s, note %" PRId64 ": %s%s, coded by %s", r->company, r->note_seq,
		    title_of(state_of(s), r->theme), drivers[r->driver == 1 || r->driver == 2 ? r->driver : 0],
		    r->layer ? "all together" : member_login(store_of(s), r->coder));
	if (has_room(s)) {
		a.y = y;
		a.rows = (s->area.y + s->area.rows - y) / 2;
		y += draw_prose(d, a, STYLE_QUOTE, r->words, 0) + 1;
	}
	draw_parts(s, d, y);
}

static const struct empty_offer offers[] = {
	{ "o", "those that were given too", NULL }, { "Esc", "the themes", NULL }, { NULL, NULL, NULL },
};
static const struct empty nothing = {
	"No code waits for a choice.", "After a version with a split theme is published, its codes stand here.", offers,
};

static void draw(struct screen *s, struct draw *d)
{
	struct recoding *p = state_of(s);
	struct list *l = &p->narrow.list;
	int y = first_row(s), x = 1;

	x += draw_text(d, y - 2, x, 40, STYLE_TITLE, "Codes of split themes") + 1;
	x += draw_printf(d, y - 2, x, 20, STYLE_MUTED, "%zu %s", l->count, p->all ? "" : "to give") + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, y - 2, x);
	if (narrow_draw_none(s, d, y, 4, "", &nothing))
		return;
	draw_text(d, y - 1, 4, 18, STYLE_COLUMN_HEAD, "Deal");
	draw_text(d, y - 1, 23, 20, STYLE_COLUMN_HEAD, "What is coded");
	draw_text(d, y - 1, s->area.cols >= 100 ? 84 : 56, 20, STYLE_COLUMN_HEAD, "Theme");
	for (size_t i = l->top; i < l->count && i < l->top + l->rows; i++)
		draw_row(s, d, y++, &p->item[p->row[i]], i == l->at);
	list_draw_below(l, d, y, 4);
	draw_here(s, d, y + 1);
}

/* ---- keys ---- */

static struct act put(struct screen *s, int64_t theme, const char *title)
{
	struct recoding *p = state_of(s);
	struct err err = { 0 };
	char words[120];

	cut_printf(words, sizeof words, "%.100s", title);
	if (recode_put(store_of(s), here(s)->code, theme, &err))
		return act_error(&err);
	/* With those that were given shown too, the next one is below. */
	if (p->all && p->narrow.list.at + 1 < p->narrow.list.count)
		p->narrow.list.at++;
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s%s", *words ? "given to " : "waits again", words), "u", "undo");
}

static struct act choose(struct screen *s, int key)
{
	const struct theme *parts[PARTS_MAX];
	size_t n = parts_of(state_of(s), here(s)->split, parts), i = (size_t)(key - '1');

	return i < n ? put(s, parts[i]->id, parts[i]->title) : act_refuse("it was split into %zu", n);
}

static struct act none(struct screen *s, int key)
{
	(void)key;
	return here(s)->chosen ? put(s, 0, "") : act_refuse("nobody chose yet; a digit gives it to a part");
}

static struct act open_interview(struct screen *s, int key)
{
	(void)key;
	return act_push(&coding_screen, &here(s)->interview);
}

static struct act show_all(struct screen *s, int key)
{
	(void)key;
	state_of(s)->all = !state_of(s)->all;
	return act_load(s);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, key == K_CTRL('R'), NULL);
}

static const char *none_here(const struct screen *s)
{
	return here(s) ? NULL : "no code waits for a choice here";
}

static const char *not_now(const struct screen *s)
{
	if (!state_of(s)->may)
		return "codes are given to parts by analyst, sales_ops and admin";
	return none_here(s);
}

static void object(const struct screen *s, struct buf *out)
{
	if (here(s))
		buf_puts(out, here(s)->company);
}

#define PART(digit, name, place)                                                                                       \
	{ .levels = AT_LIST, .key = (digit), .command = (name), .label = "to this part", .group = "Code", .footer = (place), \
	  .run = choose, .refuse = not_now, .object = object }
static const struct binding bindings[] = {
	PART('1', "part-1", 1), PART('2', "part-2", 0), PART('3', "part-3", 0), PART('4', "part-4", 0), PART('5', "part-5", 0),
	PART('6', "part-6", 0), PART('7', "part-7", 0), PART('8', "part-8", 0), PART('9', "part-9", 0),
	{ .levels = AT_LIST, .key = 'w', .command = "none", .label = "none yet", .title = "Take the choice back: it waits again",
	  .group = "Code", .footer = 2, .run = none, .refuse = not_now, .object = object },
	{ .levels = AT_LIST, .key = K_ENTER, .command = "interview", .label = "interview", .title = "Open the interview",
	  .group = "Code", .footer = 3, .run = open_interview, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'o', .command = "given", .label = "given ones too", .title = "Show or hide those that were given",
	  .group = "See", .footer = 4, .run = show_all },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow", .title = "Narrow to a deal, words or a theme",
	  .group = "See", .footer = 5, .run = narrow_open },
	NARROW_ROWS, UNDO_ROWS(undo), LIST_MOVES(narrow_move),
	{ .command = NULL },
};

static const struct narrow_type narrow = {
	.read = read_items, .forget = forget, .id = code_at, .rows = rows_of, .first_row = first_row, .open = open_interview,
};

const struct screen_type recode_screen = {
	.name = "recode", .title = "Codes of split themes", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct recoding),
	.bindings = bindings, .narrow = &narrow, .init = init, .done = narrow_done, .load = narrow_load, .draw = draw,
	.key = narrow_key, .paste = narrow_paste, .mouse = narrow_mouse, .resize = narrow_resize,
};
