/* Where two coders disagree, one key each: the first's codes, the second's, both, or none. Below the list stand the note
 * and what each of them said of it. The two passes never change; what is settled stands in a layer of its own. */
#include "screens/settle.h"

#include "model/buf.h"
#include "model/deal.h"
#include "model/interview.h"
#include "model/member.h"
#include "model/span.h"
#include "screens/empty.h"
#include "screens/quotes.h"
#include "screens/quotes.h"
#include "screens/registry.h"
#include "screens/ui/list.h"
#include "screens/undo.h"

#include <stdlib.h>
#include <string.h>

struct settle {
	int64_t interview;
	char *company;
	struct settling x;
	size_t *row; /* notes that are shown, by their place in x.note */
	struct list list;
	int64_t layer; /* that was shown last: of it redo brings back what undo took, itself too */
	bool open_only;
	struct settle_pick pick;
};

static struct settle *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static const struct settle_note *here(const struct screen *s)
{
	const struct settle *b = state_of(s);

	return b->list.count ? &b->x.note[b->row[b->list.at]] : NULL;
}

const char *settle_theme_title(const struct settling *x, int64_t theme)
{
	const struct theme *t = theme ? taxonomy_theme(&x->taxonomy, theme) : NULL;

	return t ? t->title : theme ? "a theme of an earlier version" : "none";
}

const char *settle_theme_letter(const struct settling *x, int64_t theme)
{
	const struct theme *t = theme ? taxonomy_theme(&x->taxonomy, theme) : NULL;

	return t && *t->letter ? t->letter : theme ? "?" : "w";
}

/* ---- loading ---- */

static bool is_shown(const struct settle *b, const struct confusion *c, size_t note)
{
	if (b->pick.on) {
		size_t row = 0, col = 0;

		while (row + 1 < c->n && c->theme[row] != b->pick.first)
			row++;
		while (col + 1 < c->n && c->theme[col] != b->pick.second)
			col++;
		return confusion_has(c, &b->x, note, row, col);
	}
	return b->x.note[note].differs && !(b->open_only && b->x.note[note].state != SETTLE_OPEN);
}

static size_t rows_of(const struct screen *s)
{
	int rows = (s->area.rows - 4) * 2 / 5;

	return rows > 2 ? (size_t)rows : 2;
}

static void fill(struct screen *s)
{
	struct settle *b = state_of(s);
	struct confusion c;
	size_t n = 0;

	free(b->row);
	b->row = xcalloc(b->x.n + 1, sizeof *b->row);
	confusion_init(&c, &b->x);
	for (size_t i = 0; i < b->x.n; i++)
		if (is_shown(b, &c, i))
			b->row[n++] = i;
	confusion_done(&c);
	list_fit(&b->list, n, rows_of(s));
}

static int load(struct screen *s, struct err *err)
{
	struct settle *b = state_of(s);
	int rc;

	settling_done(&b->x);
	rc = settling_load(store_of(s), b->interview, &b->x, err);
	if (b->x.settled)
		b->layer = b->x.settled;
	fill(s);
	return rc;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct settle *b = state_of(s);
	struct interview i;
	struct buf name = { 0 };
	int rc;

	b->interview = *(const int64_t *)arg;
	rc = interview_get(store_of(s), b->interview, &i, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "this interview is no longer there");
	rc = deal_name(store_of(s), i.deal, &name, err);
	b->company = buf_take(&name);
	interview_done(&i);
	return rc || load(s, err) ? -1 : 0;
}

static void done(struct screen *s)
{
	settling_done(&state_of(s)->x);
	free(state_of(s)->row);
	free(state_of(s)->company);
}

static void resize(struct screen *s)
{
	list_fit(&state_of(s)->list, state_of(s)->list.count, rows_of(s));
}

/* ---- words ---- */

static const char *driver_sign(int64_t driver)
{
	return driver == DRIVER_WIN ? " +" : driver == DRIVER_LOSS ? " −" : "";
}

static void put_side(const struct settling *x, const struct settle_side *a, const struct code *code, struct buf *out)
{
	if (!a->n)
		buf_puts(out, a->read ? "no theme fits" : "not marked");
	for (size_t i = a->from; i < a->from + a->n; i++)
		buf_printf(out, "%s%s%s", i > a->from ? ", " : "", settle_theme_title(x, settling_theme(x, &code[i])),
			   driver_sign(code[i].driver));
}

static const char *login(const struct screen *s, int side)
{
	return member_login(store_of(s), state_of(s)->x.pass[side].coder);
}

static void put_settled(const struct screen *s, const struct settle_note *n, struct buf *out)
{
	if (n->differs)
		settle_put_state(store_of(s), &state_of(s)->x, n->state, out);
	else
		buf_puts(out, "both say so");
}

/* ---- painting ---- */

struct columns {
	int kind, first, second, settled;
};

static struct columns place(int cols)
{
	int wide = (cols - 16 - 16) / 2;

	return (struct columns){ 8, 16, 16 + wide, 16 + 2 * wide };
}

static void draw_title(struct screen *s, struct draw *d, int y)
{
	struct settle *b = state_of(s);
	int x = 1, cols = s->area.cols;

	x += draw_printf(d, y, x, cols / 2, STYLE_TITLE, "%s", b->company) + 2;
	x += draw_printf(d, y, x, 40, STYLE_MUTED, "I-%lld  %s and %s", (long long)b->interview, login(s, 0), login(s, 1)) + 2;
	if (b->x.open)
		x += draw_printf(d, y, x, 40, STYLE_SOON, "%zu of %zu to settle", b->x.open, b->x.differing) + 2;
	else if (b->x.settled)
		x += draw_printf(d, y, x, 40, STYLE_GOOD, "all %zu settled", b->x.differing) + 2;
	if (b->pick.on)
		draw_printf(d, y, x, cols - x - 1, STYLE_STRONG, "%s / %s", settle_theme_title(&b->x, b->pick.first),
			    settle_theme_title(&b->x, b->pick.second));
}

static void draw_cell(struct draw *d, int y, int x, int cols, enum style ink, struct buf *text)
{
	draw_text(d, y, x, cols, ink, buf_str(text));
	buf_clear(text);
}

static void draw_row(struct screen *s, struct draw *d, int y, struct columns c, const struct settle_note *n, bool is_here)
{
	const struct settling *x = &state_of(s)->x;
	bool open = n->differs && n->state == SETTLE_OPEN;
	struct buf b = { 0 };

	if (is_here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	draw_sign(d, y, 2, open ? STYLE_SOON : STYLE_GOOD, open ? SIGN_OPEN : SIGN_DONE);
	draw_printf(d, y, 4, 3, is_here ? STYLE_HERE : STYLE_TEXT, "%lld", (long long)n->note.seq);
	draw_text(d, y, c.kind, c.first - c.kind - 1, STYLE_MUTED, said_key(n->note.kind));
	put_side(x, &n->side[0], x->code[0], &b);
	draw_cell(d, y, c.first, c.second - c.first - 1, is_here ? STYLE_HERE : STYLE_TEXT, &b);
	put_side(x, &n->side[1], x->code[1], &b);
	draw_cell(d, y, c.second, c.settled - c.second - 1, is_here ? STYLE_HERE : STYLE_TEXT, &b);
	put_settled(s, n, &b);
	draw_cell(d, y, c.settled, s->area.cols - c.settled - 1, open ? STYLE_SOON : STYLE_MUTED, &b);
	buf_done(&b);
}

/* The words that a code stands on; of an earlier version of the note they are not here. */
static void put_quote(const struct settle_note *n, const struct code *c, struct buf *out)
{
	struct span sp = { c->start_cp, c->end_cp };
	const char *words;
	size_t len;

	if (c->end_cp < 0)
		buf_puts(out, "the whole note");
	else if (c->text_id != n->note.text_id || !span_fits(n->note.text, sp))
		buf_puts(out, "words of an earlier text");
	else {
		words = span_words(n->note.text, sp, &len);
		buf_puts(out, "“");
		buf_add(out, words, len);
		buf_puts(out, "”");
	}
}

static int draw_code(struct draw *d, struct area a, const struct settling *x, const struct settle_note *n, const struct code *c)
{
	int64_t theme = settling_theme(x, c);
	struct buf b = { 0 };
	int y = a.y;

	draw_printf(d, y++, a.x, a.cols, STYLE_STRONG, "%s %s%s %s", settle_theme_letter(x, theme), settle_theme_title(x, theme),
		    driver_sign(c->driver), driver_key(c->driver));
	put_quote(n, c, &b);
	if (y < a.y + a.rows)
		y += draw_prose(d, (struct area){ y, a.x + 2, a.y + a.rows - y, a.cols - 2 }, STYLE_QUOTE, buf_str(&b), 0);
	if (*c->memo && y < a.y + a.rows)
		y += draw_prose(d, (struct area){ y, a.x + 2, a.y + a.rows - y, a.cols - 2 }, STYLE_MUTED, c->memo, 0);
	buf_done(&b);
	return y;
}

static void draw_side(struct screen *s, struct draw *d, struct area a, const struct settle_note *n, int side)
{
	const struct settling *x = &state_of(s)->x;
	const struct settle_side *of = &n->side[side];
	int y = a.y, end = a.y + a.rows;

	if (y < end)
		draw_printf(d, y++, a.x, a.cols, STYLE_SECTION, "%s  %s", side ? "b" : "a", login(s, side));
	if (!of->n && y < end)
		draw_text(d, y, a.x, a.cols, STYLE_MUTED, of->read ? "read, no theme fits" : "not marked");
	for (size_t i = of->from; i < of->from + of->n && y < end; i++)
		y = draw_code(d, (struct area){ y, a.x, end - y, a.cols }, x, n, &x->code[side][i]);
}

/* The note over the whole width, and the two below it side by side. */
static void draw_here(struct screen *s, struct draw *d, int y)
{
	const struct settle_note *n = here(s);
	int end = s->area.y + s->area.rows, cols = (s->area.cols - 5) / 2, most = (end - y) / 2;

	if (!n || end - y < 4)
		return;
	draw_rule(d, y++, 1, s->area.cols - 2);
	y += draw_prose(d, (struct area){ y, 2, most > 1 ? most : 1, s->area.cols - 4 }, n->note.kind == SAID_QUOTE ? STYLE_QUOTE : STYLE_TEXT,
			n->note.text, 0) + 1;
	draw_side(s, d, (struct area){ y, 2, end - y, cols - 1 }, n, 0);
	draw_side(s, d, (struct area){ y, 2 + cols + 1, end - y, cols - 1 }, n, 1);
}

static const struct empty_offer offers[] = {
	{ "t", "what each called what the other called", NULL }, { "Esc", "back", NULL }, { NULL, NULL, NULL },
};
static const struct empty agreed = {
	"There is nothing to settle.", "Both coders say the same of every note; s takes it over as settled.", offers,
};
static const struct empty no_row = { "Nothing is left here.", "o shows the settled ones too.", offers };

static void draw(struct screen *s, struct draw *d)
{
	struct settle *b = state_of(s);
	struct columns c = place(s->area.cols);
	int y = s->area.y + 2;

	if (!b->list.count)
		empty_draw(d, s->area, b->x.differing ? &no_row : &agreed);
	if (b->x.n)
		draw_title(s, d, s->area.y);
	if (!b->list.count)
		return;
	draw_text(d, y - 1, 4, c.first - 5, STYLE_COLUMN_HEAD, "Note");
	draw_text(d, y - 1, c.first, c.second - c.first - 1, STYLE_COLUMN_HEAD, login(s, 0));
	draw_text(d, y - 1, c.second, c.settled - c.second - 1, STYLE_COLUMN_HEAD, login(s, 1));
	draw_text(d, y - 1, c.settled, s->area.cols - c.settled - 1, STYLE_COLUMN_HEAD, "Settled");
	for (size_t i = b->list.top; i < b->list.count && i < b->list.top + b->list.rows; i++)
		draw_row(s, d, y++, c, &b->x.note[b->row[i]], i == b->list.at);
	list_draw_below(&b->list, d, y, 4);
	draw_here(s, d, y + 1);
}

/* ---- keys ---- */

static const char *none_here(const struct screen *s)
{
	return here(s) ? NULL : "nothing is under the cursor";
}

static const char *not_to_settle(const struct screen *s)
{
	if (!here(s))
		return none_here(s);
	return here(s)->differs ? NULL : "both say the same of this note";
}

/* The next one that is open; where there is none, the cursor stays. */
static void go_on(struct screen *s)
{
	struct settle *b = state_of(s);

	for (size_t k = 1; k <= b->list.count; k++) {
		size_t at = (b->list.at + k) % b->list.count;

		if (b->x.note[b->row[at]].differs && b->x.note[b->row[at]].state == SETTLE_OPEN) {
			list_go(&b->list, at);
			return;
		}
	}
}

static struct act choose(struct screen *s, enum settle_choice choice, const char *what)
{
	struct settle *b = state_of(s);
	long long seq = here(s)->note.seq;
	struct err err = { 0 };
	struct act a;

	if (settle_note(store_of(s), b->interview, here(s)->note.id, here(s)->state, choice, &err)) {
		load(s, NULL); /* what stands by now is shown behind the refusal */
		return act_error(&err);
	}
	if (load(s, &err))
		return act_error(&err);
	go_on(s);
	if (b->x.open)
		a = act_say(ACT_RELOAD, TONE_DONE, "note %lld: %s; %zu to settle", seq, what, b->x.open);
	else
		a = act_say(ACT_RELOAD, TONE_DONE, "note %lld: %s; all %zu are settled, the interview counts by them", seq, what,
			    b->x.differing);
	return act_offer(a, "u", "undo");
}

static struct act take_first(struct screen *s, int key)
{
	(void)key;
	return choose(s, SETTLE_FIRST, login(s, 0));
}

static struct act take_second(struct screen *s, int key)
{
	(void)key;
	return choose(s, SETTLE_SECOND, login(s, 1));
}

static struct act take_both(struct screen *s, int key)
{
	(void)key;
	return choose(s, SETTLE_BOTH, "both");
}

static struct act take_none(struct screen *s, int key)
{
	(void)key;
	return choose(s, SETTLE_NONE, "none");
}

static struct act take_over(struct screen *s, int key)
{
	struct err err = { 0 };
	int64_t pass;

	(void)key;
	if (settle_begin(store_of(s), state_of(s)->interview, &pass, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "what both said is taken over"), "u", "undo");
}

static const char *is_begun(const struct screen *s)
{
	return state_of(s)->x.settled ? "what both said is taken over already" : NULL;
}

static struct act show_open(struct screen *s, int key)
{
	(void)key;
	state_of(s)->open_only = !state_of(s)->open_only;
	state_of(s)->pick.on = false;
	return act_load(s);
}

static struct act show_table(struct screen *s, int key)
{
	static struct confusion_arg arg;

	(void)key;
	arg = (struct confusion_arg){ state_of(s)->interview, &state_of(s)->pick };
	return act_push(screen_find("confusion"), &arg);
}

static const struct screen_type *note_screen(void)
{
	const struct screen_type *t = screen_find("coding");

	return t ? t : screen_find("interview");
}

static const char *no_screen(const struct screen *s)
{
	return !here(s) ? none_here(s) : note_screen() ? NULL : "the note stands below in full";
}

static struct act open_note(struct screen *s, int key)
{
	(void)key;
	return act_push_note(note_screen(), state_of(s)->interview, here(s)->note.id);
}

static struct act undo(struct screen *s, int key)
{
	bool again = key == K_CTRL('R');

	if (!state_of(s)->layer || (!again && !state_of(s)->x.settled))
		return act_refuse(again ? "nothing was taken back here" : "nothing is settled yet");
	return undo_last(s, SUBJECT_CODING_PASS, state_of(s)->layer, again, NULL);
}

static struct act leave(struct screen *s)
{
	if (!state_of(s)->pick.on)
		return ACT(POP);
	state_of(s)->pick.on = false;
	return act_load(s);
}

static struct act move(struct screen *s, int key)
{
	list_key(&state_of(s)->list, key);
	return ACT(HANDLED);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	enum list_result r = list_mouse(&state_of(s)->list, m, s->area.y + 2);

	return r == LIST_IGNORED ? ACT(STAY) : ACT(HANDLED);
}

static void object(const struct screen *s, struct buf *out)
{
	if (here(s))
		buf_printf(out, "note %lld", (long long)here(s)->note.seq);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = 'a', .command = "take-first", .label = "first coder's", .title = "Settle as the first coder has it",
	  .group = "Settle", .footer = 1, .run = take_first, .refuse = not_to_settle, .object = object },
	{ .levels = AT_LIST, .key = 'b', .command = "take-second", .label = "second's", .title = "Settle as the second coder has it",
	  .group = "Settle", .footer = 2, .run = take_second, .refuse = not_to_settle, .object = object },
	{ .levels = AT_LIST, .key = 'w', .command = "take-none", .label = "none", .title = "Settle: no theme fits", .group = "Settle",
	  .footer = 3, .run = take_none, .refuse = not_to_settle, .object = object },
	{ .levels = AT_LIST, .key = 'm', .command = "take-both", .label = "both", .title = "Settle: what both say together",
	  .group = "Settle", .footer = 4, .run = take_both, .refuse = not_to_settle, .object = object },
	{ .levels = AT_LIST, .key = 's', .command = "take-over", .label = "take over", .title = "Take over what both said",
	  .group = "Settle", .explain = "The first decision does that too; where nothing differs this settles the interview.",
	  .run = take_over, .refuse = is_begun },
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "note", .title = "Open the note", .group = "See", .footer = 6,
	  .run = open_note, .refuse = no_screen, .object = object },
	{ .levels = AT_LIST, .key = 't', .command = "table", .label = "table", .title = "Who called what what: the confusion table",
	  .group = "See", .footer = 5, .run = show_table },
	{ .levels = AT_LIST, .key = 'o', .command = "shown", .label = "open ones", .title = "Open ones, or settled ones too",
	  .group = "See", .footer = 7, .run = show_open },
	UNDO_ROWS(undo), LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type settle_screen = {
	.name = "settle", .title = "what two coders disagree about", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct settle),
	.bindings = bindings, .init = init, .done = done, .load = load, .draw = draw, .mouse = mouse, .resize = resize, .leave = leave,
};
