/* The board: keys, load and time. Windows, places and painting stand in board_*.c. */
#include "screens/board.h"

#include "model/calendar.h"
#include "model/dict.h"
#include "model/history.h"
#include "model/member.h"
#include "model/store.h"
#include "model/text.h"
#include "screens/deal.h"
#include "screens/import.h"
#include "screens/move.h"
#include "screens/packet.h"
#include "screens/registry.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REST_MS = 50, AGAIN_MS = 250 };

struct board *board_of(const struct screen *s)
{
	return s->state;
}

struct board_column *board_column(struct board *b)
{
	return &b->column[b->cur];
}

struct card *board_card(const struct board *b)
{
	const struct board_column *c = &b->column[b->cur];

	return b->columns && c->at < c->n ? &c->card[c->at] : NULL;
}

/* ---- loading and time ---- */

static int board_init(struct screen *s, const void *arg, struct err *err)
{
	struct board *b = board_of(s);
	struct store *store = s->view->store;

	(void)arg;
	(void)err;
	line_init(&b->line);
	b->detail_at_ms = -1;
	if (store && !s->view->quarter)
		s->view->quarter = quarter_of_day(calendar_day(store->calendar, store->now(store)),
						  calendar_fiscal_start(store->calendar));
	return 0;
}

static void board_done(struct screen *s)
{
	struct board *b = board_of(s);

	board_windows_done(b);
	board_detail_done(&b->detail);
	board_drag_done(b);
	line_done(&b->line);
}

/* When a word on a shown card changes next: one of its clocks, or the day. */
static void set_change(struct screen *s)
{
	struct board *b = board_of(s);
	struct store *store = s->view->store;
	int64_t now = store->now(store);

	b->change_at = calendar_moment(store->calendar, calendar_day(store->calendar, now) + 1, 0);
	for (size_t i = b->left; i < b->left + (size_t)b->place.shown && i < b->columns; i++) {
		const struct board_column *c = &b->column[i];

		for (size_t k = c->top; k < c->n && k < c->top + (size_t)b->place.slots; k++)
			if (c->card[k].has_clock)
				b->change_at = moment_sooner(b->change_at, clock_next_change(&c->card[k].clock, store->calendar, now));
	}
}

static int read_board(void *arg, struct err *err)
{
	struct screen *s = arg;

	return board_load_columns(s, err) || board_detail_load(s, err) ? -1 : 0;
}

static int board_load(struct screen *s, struct err *err)
{
	struct board *b = board_of(s);

	if (!s->view->store)
		return 0;
	/* The configuration may have been read anew: nothing of the old one is shown, also where the load fails. */
	board_set_stages(b, s->view->store->stages);
	board_detail_done(&b->detail);
	b->filter.quarter = s->view->quarter;
	b->filter.text = line_text(&b->line);
	if (s->view->written)
		b->keep = s->view->written;
	s->view->written = 0;
	if (db_read(s->view->store->db, read_board, s, err))
		return -1;
	set_change(s);
	return 0;
}

static void board_resize(struct screen *s)
{
	struct err err = { 0 };

	/* More rows may show more cards than the windows hold; a failure is met again by the next load. */
	board_set_place(s);
	if (s->view->store)
		board_load(s, &err);
}

static int64_t board_wait(const struct screen *s)
{
	const struct board *b = board_of(s);

	return s->view->store ? screen_wait_or(s, b->change_at, b->detail_at_ms) : -1;
}

static struct act board_tick(struct screen *s)
{
	struct board *b = board_of(s);
	struct err err = { 0 };
	int64_t now = s->view->store->now(s->view->store);

	if (now >= b->change_at) {
		if (!board_load(s, &err))
			return ACT(HANDLED);
		b->change_at = now + AGAIN_MS; /* somebody writes: not at once, or the loop would spin */
		return err.kind == ERR_BUSY ? ACT(HANDLED) : act_error(&err);
	}
	return board_detail_load(s, &err) ? act_error(&err) : ACT(HANDLED);
}

/* ---- moving ---- */

struct act board_moved(struct screen *s)
{
	board_of(s)->detail_at_ms = s->view->mono_ms + REST_MS;
	set_change(s);
	return ACT(HANDLED);
}

static struct act move_by(struct screen *s, long by)
{
	struct err err = { 0 };

	return board_move(s, by, &err) ? act_error(&err) : board_moved(s);
}

static struct act go_down(struct screen *s, int key)
{
	(void)key;
	return move_by(s, 1);
}

static struct act go_up(struct screen *s, int key)
{
	(void)key;
	return move_by(s, -1);
}

static struct act go_left(struct screen *s, int key)
{
	(void)key;
	board_move_column(board_of(s), -1);
	return board_moved(s);
}

static struct act go_right(struct screen *s, int key)
{
	(void)key;
	board_move_column(board_of(s), 1);
	return board_moved(s);
}

static struct act page_down(struct screen *s, int key)
{
	(void)key;
	return move_by(s, board_of(s)->place.slots);
}

static struct act page_up(struct screen *s, int key)
{
	(void)key;
	return move_by(s, -board_of(s)->place.slots);
}

static struct act go_first(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	return board_first(s, &err) ? act_error(&err) : board_moved(s);
}

static struct act go_last(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	return board_last(s, &err) ? act_error(&err) : board_moved(s);
}

/* ---- the deal under the cursor ---- */

static const char *no_card(const struct screen *s)
{
	if (!board_of(s)->any)
		return "there is no deal yet: n writes the first one";
	return board_card(board_of(s)) ? NULL : "there is no deal under the cursor";
}

static void name_card(const struct screen *s, struct buf *out)
{
	const struct card *c = board_card(board_of(s));

	if (c)
		buf_puts(out, c->company);
}

/* The stage that a step leads to; NULL: there is none that way. */
static const struct stage *step_target(const struct screen *s, int by)
{
	const struct stages *stages = s->view->store->stages;
	const struct card *c = board_card(board_of(s));
	int at = c ? stage_position(stages, (int)c->stage) : -1, won = stage_position(stages, STAGE_WON);

	if (at < 0 || at > won + (by < 0) || at + by < 0)
		return NULL;
	if (c->stage == STAGE_LOST)
		return by < 0 ? stage_at(stages, (size_t)won - 1) : NULL;
	return at + by > won ? NULL : stage_at(stages, (size_t)(at + by));
}

static void name_step(const struct screen *s, int by, struct buf *out)
{
	const struct stage *to = board_card(board_of(s)) ? step_target(s, by) : NULL;

	name_card(s, out);
	if (to)
		buf_printf(out, " → %s", to->title);
}

static void name_on(const struct screen *s, struct buf *out)
{
	name_step(s, 1, out);
}

static void name_back(const struct screen *s, struct buf *out)
{
	name_step(s, -1, out);
}

static struct act step(struct screen *s, int by)
{
	struct board *b = board_of(s);
	const struct stage *to = step_target(s, by);
	const struct card *c = board_card(b);

	if (!to)
		return act_refuse(by > 0 ? "%s is closed: m moves it to another stage" : "%s stands in the first stage", c->company);
	b->step = (struct move_arg){ .deal = c->id, .to_stage = to->id, .from_stage = c->stage,
				     .outcome = to->id == STAGE_WON ? OUTCOME_WON : OUTCOME_NONE };
	b->keep = c->id;
	return move_begin(s, &b->step);
}

static struct act step_on(struct screen *s, int key)
{
	(void)key;
	return step(s, 1);
}

static struct act step_back(struct screen *s, int key)
{
	(void)key;
	return step(s, -1);
}

static struct act open_menu(struct screen *s, int key)
{
	(void)key;
	board_of(s)->keep = board_card(board_of(s))->id;
	return act_push(&move_screen, &board_card(board_of(s))->id);
}

static struct act open_deal(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_screen, &board_card(board_of(s))->id);
}

static struct act open_packet(struct screen *s, int key)
{
	(void)key;
	return act_push(&packet_screen, &board_card(board_of(s))->id);
}

static const char *no_packet(const struct screen *s)
{
	const struct card *c = board_card(board_of(s));

	return !c ? no_card(s) : c->stage == STAGE_WON ? NULL : "a packet belongs to a won deal: m moves this one to Won";
}

static struct act edit_deal(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_edit_screen, &board_card(board_of(s))->id);
}

static struct act new_deal(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&deal_edit_screen, NULL);
}

static struct act delete_deal(struct screen *s, int key)
{
	const struct card *c = board_card(board_of(s));
	struct act a = act_say(ACT_RELOAD, TONE_DONE, "%s is deleted", c->company);
	struct err err = { 0 };

	(void)key;
	if (deal_remove(s->view->store, c->id, &err))
		return act_error(&err);
	return act_offer(a, "u", "undo");
}

static struct act copy_card(struct screen *s, int key)
{
	struct board *b = board_of(s);
	const struct card *c = board_card(b);
	const struct stage *st = stage_get(s->view->store->stages, (int)c->stage);
	struct buf text = { 0 }, clean = { 0 };
	struct act a;

	(void)key;
	buf_printf(&text, "%s%s%s: %s, ", c->company, *c->name ? " · " : "", c->name, st ? st->title : "");
	card_state(s->view->store, c, s->view->store->now(s->view->store), CARD_MAX_COLS, &text);
	buf_puts(&text, ", ");
	card_amount(s->view->store, c, &text);
	if (c->owner)
		buf_printf(&text, ", owner %s", member_login(s->view->store, c->owner));
	buf_printf(&text, ", D-%lld", (long long)c->id);
	/* What is pasted into a shell must not command it either. */
	text_visible(&clean, text.data, text.len, false);
	buf_putc(&clean, '\n');
	a = act_copy(buf_str(&clean), clean.len, "the card is");
	buf_done(&text);
	buf_done(&clean);
	return a;
}

/* ---- from elsewhere ---- */

static struct act open_sample(struct screen *s, int key)
{
	struct act a = ACT(QUIT);

	(void)s;
	(void)key;
	a.number = SCREEN_SAMPLE;
	return a;
}

static const char *not_empty(const struct screen *s)
{
	return board_of(s)->any ? "the sample opens from an empty board; winloss demo shows it at any time" : NULL;
}

static struct act open_import(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&import_screen, NULL);
}

/* ---- undo ---- */

/* The cursor goes to the deal that it touched. */
static struct act undo(struct screen *s, int key)
{
	int64_t deal = 0;
	struct act a = undo_last(s, SUBJECT_DEAL, 0, key == K_CTRL('R'), &deal);

	if (deal)
		board_of(s)->keep = deal;
	return a;
}

/* ---- what is shown ---- */

static struct act show_anew(struct screen *s, bool from_top)
{
	if (from_top)
		board_windows_reset(board_of(s));
	return act_load(s);
}

static struct act narrow(struct screen *s, int key)
{
	(void)key;
	s->level = LEVEL_TEXT;
	return ACT(HANDLED);
}

/* To the first column that has something, so that what was found is under the cursor. */
static struct act find_typed(struct screen *s)
{
	struct board *b = board_of(s);
	struct err err = { 0 };
	struct act a = show_anew(s, true);

	for (size_t i = 0; a.kind == ACT_HANDLED && !board_card(b) && i < b->columns; i++)
		if (b->column[i].n)
			b->cur = i;
	board_set_place(s);
	return board_detail_load(s, &err) ? act_error(&err) : a;
}

static struct act narrow_done(struct screen *s, int key)
{
	(void)key;
	s->level = LEVEL_LIST;
	return ACT(HANDLED);
}

static struct act narrow_clear(struct screen *s, int key)
{
	struct board *b = board_of(s);

	(void)key;
	s->level = LEVEL_LIST;
	b->keep = board_card(b) ? board_card(b)->id : 0;
	line_clear(&b->line);
	b->filter.owner = b->filter.segment = 0;
	b->mine = false;
	return show_anew(s, true);
}

static struct act board_key(struct screen *s, int key)
{
	struct board *b = board_of(s);
	bool only_moved = false;

	if (s->level == LEVEL_TEXT) {
		if (key == K_UP || key == K_DOWN)
			return move_by(s, key == K_UP ? -1 : 1);
		if (line_key(&b->line, key, &only_moved))
			return find_typed(s);
		return only_moved ? ACT(HANDLED) : ACT(IGNORED);
	}
	if (key == K_ESC && board_filtered(b))
		return narrow_clear(s, key);
	return ACT(IGNORED);
}

static struct act board_paste(struct screen *s, const char *text, size_t len)
{
	if (s->level != LEVEL_TEXT)
		return ACT(IGNORED);
	edit_paste(&board_of(s)->line.edit, text, len, s->view->mono_ms);
	return find_typed(s);
}

static struct act only_mine(struct screen *s, int key)
{
	struct board *b = board_of(s);

	(void)key;
	b->mine = !b->mine;
	b->filter.owner = b->mine ? s->view->store->actor.member : 0;
	return show_anew(s, true);
}

static struct act only_owner(struct screen *s, int key)
{
	struct board *b = board_of(s);
	int64_t owner = board_card(b)->owner;

	(void)key;
	b->mine = false;
	b->keep = board_card(b)->id;
	b->filter.owner = b->filter.owner ? 0 : owner;
	return show_anew(s, true);
}

static struct act only_segment(struct screen *s, int key)
{
	struct board *b = board_of(s);
	int64_t segment = board_card(b) ? board_card(b)->segment : 0;

	(void)key;
	if (!b->filter.segment && !segment)
		return act_refuse("this deal has no segment to narrow to");
	b->keep = board_card(b) ? board_card(b)->id : 0;
	b->filter.segment = b->filter.segment ? 0 : segment;
	return show_anew(s, true);
}

static struct act fold(struct screen *s, int key)
{
	struct board *b = board_of(s);

	(void)key;
	b->unfolded = !b->unfolded;
	return show_anew(s, false);
}

static struct act show_quarter(struct screen *s, int quarter, const char *why)
{
	struct buf q = { 0 };
	struct act a;

	s->view->quarter = quarter;
	a = show_anew(s, false);
	quarter_format(quarter, &q);
	if (a.kind == ACT_HANDLED)
		a = act_say(ACT_HANDLED, TONE_SAY, "Won and Lost show %s%s", buf_str(&q), why);
	buf_done(&q);
	return a;
}

/* Nothing closed in the quarter in view. */
static bool is_quiet(const struct board *b)
{
	int64_t n = 0;

	for (size_t i = 0; i < b->columns; i++)
		n += stage_is_closed((int)b->column[i].stage->id) ? b->column[i].total.n : 0;
	return !n && !*b->filter.text;
}

/* Out of a quarter without closed deals to the nearest one that has some; else by one. */
static struct act turn_quarter(struct screen *s, bool later)
{
	struct board *b = board_of(s);
	struct err err = { 0 };
	int quarter = s->view->quarter, near = 0, r = 0;

	if (is_quiet(b))
		r = board_quarter_near(s->view->store, &b->filter, later, &near, &err);
	if (r < 0)
		return act_error(&err);
	if (r && (later ? near > quarter + 1 : near < quarter - 1))
		return show_quarter(s, near, later ? ", the next with closed deals" : ", the last with closed deals");
	return show_quarter(s, quarter + (later ? 1 : -1), "");
}

static struct act quarter_before(struct screen *s, int key)
{
	(void)key;
	return turn_quarter(s, false);
}

static struct act quarter_after(struct screen *s, int key)
{
	(void)key;
	return turn_quarter(s, true);
}

static struct act year_before(struct screen *s, int key)
{
	(void)key;
	return show_quarter(s, s->view->quarter - 4, "");
}

static struct act year_after(struct screen *s, int key)
{
	(void)key;
	return show_quarter(s, s->view->quarter + 4, "");
}

/* ---- the mouse ---- */

/* The wheel scrolls the column that it turns over. */
static struct act wheel(struct screen *s, const struct mouse *m, int by)
{
	struct board *b = board_of(s);
	size_t column, card;
	bool head;

	if (!area_has(s->area, m->y, m->x) || !board_hit(b, m->y, m->x, &column, &card, &head) || column == b->cur)
		return move_by(s, by);
	b->cur = column;
	return board_moved(s);
}

static struct act board_mouse(struct screen *s, const struct mouse *m)
{
	switch (m->kind) {
	case MOUSE_PRESS: return board_press(s, m);
	case MOUSE_WHEEL_DOWN: return wheel(s, m, 1);
	case MOUSE_WHEEL_UP: return wheel(s, m, -1);
	case MOUSE_RELEASE: return board_released(s, m);
	case MOUSE_DRAG: return board_dragged(s, m);
	}
	return ACT(IGNORED);
}

#define IN AT_LIST
static const struct binding board_bindings[] = {
	{ IN, K_DOWN, 'j', "down", "down", NULL, "Move", 0, NULL, go_down, NULL, NULL, false },
	{ IN, K_UP, 'k', "up", "up", NULL, "Move", 0, NULL, go_up, NULL, NULL, false },
	{ IN, K_LEFT, 'h', "left", "stage to the left", NULL, "Move", 0, NULL, go_left, NULL, NULL, false },
	{ IN, K_RIGHT, 'l', "right", "stage to the right", NULL, "Move", 0, NULL, go_right, NULL, NULL, false },
	{ IN, K_PGDN, K_CTRL('F'), "page-down", "page down", NULL, "Move", 0, NULL, page_down, NULL, NULL, false },
	{ IN, K_PGUP, K_CTRL('B'), "page-up", "page up", NULL, "Move", 0, NULL, page_up, NULL, NULL, false },
	{ IN, K_HOME, 'g', "first", "first card", NULL, "Move", 0, NULL, go_first, NULL, NULL, false },
	{ IN, K_END, 'G', "last", "last card", NULL, "Move", 0, NULL, go_last, NULL, NULL, false },
	{ IN, K_ENTER, 0, "deal-open", "open", "Open the deal", "Deal", 1, "Fields, people, clocks, scores and history.",
	  open_deal, no_card, name_card, false },
	{ IN, 'p', 0, "deal-packet", "packet", "Open the handoff packet", "Deal", 0, "Of a won deal, at its first gap.",
	  open_packet, no_packet, name_card, false },
	{ IN, 'H', 0, "deal-back", "stage back", "Move back one stage", "Deal", 2, "Asks nothing; u takes it back.",
	  step_back, no_card, name_back, false },
	{ IN, 'L', 0, "deal-on", "stage on", "Move on one stage", "Deal", 2,
	  "Open criteria stand as a checklist; going on anyway takes a reason.", step_on, no_card, name_on, false },
	{ IN, '<', 0, "deal-back-too", "stage back", NULL, "Deal", 0, NULL, step_back, no_card, name_back, false },
	{ IN, '>', 0, "deal-on-too", "stage on", NULL, "Deal", 0, NULL, step_on, no_card, name_on, false },
	{ IN, 'm', 0, "deal-move", "move to …", "Move to any stage …", "Deal", 0,
	  "Also won, lost, stalled, delayed and active again.", open_menu, no_card, name_card, false },
	{ IN, 'n', 0, "deal-new", "new", "Write a new deal", "Deal", 4, NULL, new_deal, NULL, NULL, false },
	{ IN, 'e', 0, "deal-edit", "edit", "Edit the deal", "Deal", 0, NULL, edit_deal, no_card, name_card, false },
	{ IN, 'd', 0, "deal-delete", "delete", "Delete the deal", "Deal", 0, "Done at once; u brings it back.", delete_deal,
	  no_card, name_card, false },
	{ IN, 'y', 0, "deal-copy", "copy the card", "Copy the card", "Deal", 0, "To this terminal's clipboard.", copy_card,
	  no_card, name_card, false },
	{ IN, 'i', 0, "import", "import", "Import a CSV of deals", "Deal", 0, NULL, open_import, NULL, NULL, false },
	{ IN, 'x', 0, "export", "export", "Export what is on the screen", "Deal", 0,
	  "A CSV in the present folder; with a filter those deals alone.", board_export, NULL, NULL, false },
	{ IN, 'D', 0, "sample", "sample", "Look at the sample", "Deal", 0, "In a temporary place; nothing of yours is touched.",
	  open_sample, not_empty, NULL, false },
	{ IN, 'u', 0, "undo", "undo", "Undo my last change", "Deal", 0, NULL, undo, NULL, NULL, false },
	{ IN, K_CTRL('R'), 0, "redo", "redo", "Redo it", "Deal", 0, NULL, undo, NULL, NULL, false },
	{ IN, '/', 0, "narrow", "narrow", "Narrow to a company, an owner, an id", "See", 5, NULL, narrow, NULL, NULL, false },
	{ IN, 'o', 0, "mine", "only mine", "Only my deals, or all", "See", 0, NULL, only_mine, NULL, NULL, false },
	{ IN, 'O', 0, "owner", "only this owner", "Only this owner's deals, or all", "See", 0, NULL, only_owner, no_card,
	  name_card, false },
	{ IN, 's', 0, "segment", "only this segment", "Only this segment, or all", "See", 0, NULL, only_segment, NULL, NULL,
	  false },
	{ IN, 'z', 0, "fold", "stalled deals", "Fold or unfold stalled and delayed deals", "See", 0, NULL, fold, NULL, NULL,
	  false },
	{ IN, '[', 0, "quarter-before", "quarter before", "Won and Lost of the quarter before", "See", 0, "From one without closed deals to the last that has some.",
	  quarter_before, NULL, NULL, false },
	{ IN, ']', 0, "quarter-after", "quarter after", "Won and Lost of the quarter after", "See", 0, NULL, quarter_after,
	  NULL, NULL, false },
	{ IN, '{', 0, "year-before", "year before", "Won and Lost of the quarter a year before", "See", 0, NULL, year_before,
	  NULL, NULL, false },
	{ IN, '}', 0, "year-after", "year after", "Won and Lost of the quarter a year after", "See", 0, NULL, year_after,
	  NULL, NULL, false },
	{ AT_TEXT, K_ENTER, 0, "narrow-done", "to the cards", NULL, "See", 1, NULL, narrow_done, NULL, NULL, false },
	{ AT_TEXT, K_ESC, 0, "narrow-clear", "clear", NULL, "See", 2, NULL, narrow_clear, NULL, NULL, false },
	{ 0, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, false },
};
#undef IN

const struct screen_type board_screen = {
	.name = "board", .title = "the Board", .tab = 1, .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct board), .bindings = board_bindings, .init = board_init, .done = board_done,
	.load = board_load, .draw = board_draw, .key = board_key, .mouse = board_mouse, .paste = board_paste,
	.resize = board_resize, .wait_ms = board_wait, .tick = board_tick,
};
