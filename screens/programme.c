#include "screens/programme.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/candidate.h"
#include "model/dict.h"
#include "model/member.h"
#include "model/value.h"
#include "screens/deal.h"
#include "screens/empty.h"
#include "screens/narrow.h"
#include "screens/quotes.h"
#include "screens/registry.h"
#include "screens/undo.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct sampled {
	int64_t deal, selection, interview, owner, interviewer;
	enum candidate_standing standing;
	char *company, *reason, *words; /* words: why it declined, left or was let in; "" none */
};
struct programmes {
	struct narrow narrow;
	int64_t *ids;           /* newest window first */
	size_t n, at;
	int64_t wish;           /* the one that shall be shown; 0 the newest */
	struct programme p;     /* id 0: none */
	int64_t next_day;
	struct sampled *rows;
	struct balance *balance;
	size_t balance_n;
	int64_t eligible;
	struct programme_arg arg; /* of the strip that opens next */
};

static struct programmes *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static void forget(struct screen *s)
{
	struct programmes *b = state_of(s);

	for (size_t i = 0; i < b->narrow.list.count; i++) {
		free(b->rows[i].company);
		free(b->rows[i].reason);
		free(b->rows[i].words);
	}
	free(b->rows);
	free(b->balance);
	free(b->ids);
	programme_done(&b->p);
	b->rows = NULL;
	b->balance = NULL;
	b->ids = NULL;
	b->balance_n = b->n = 0;
	b->p = (struct programme){ 0 };
}

/* ---- loading ---- */

static int add_id(void *arg, const struct programme *p)
{
	struct programmes *b = arg;

	b->ids = xrealloc(b->ids, (b->n + 1) * sizeof *b->ids);
	if (p->id == b->wish)
		b->at = b->n;
	b->ids[b->n++] = p->id;
	return 0;
}

static int add_row(struct screen *s, const struct candidate *c, struct err *err)
{
	struct programmes *b = state_of(s);
	struct list *list = &b->narrow.list;
	struct selection x;

	if (selection_of(store_of(s), b->p.id, c->deal, &x, err) != 1)
		return -1;
	if (narrow_has(s, "%s %s %s D-%" PRId64, c->company, candidate_standing_key(c->standing),
		       member_login(store_of(s), x.interviewer), c->deal)) {
		b->rows = xrealloc(b->rows, (list->count + 1) * sizeof *b->rows);
		b->rows[list->count++] = (struct sampled){ c->deal, c->selection, c->interview, c->owner, x.interviewer, c->standing,
						     xstrdup(c->company), xstrdup(x.reason),
						     xstrdup(*x.refusal ? x.refusal : x.approval) };
	}
	selection_done(&x);
	return 0;
}

/* Open ones on top: drawn, invited; then what is behind us. */
static int by_standing(const void *a, const void *b)
{
	const struct sampled *x = a, *y = b;

	if (x->standing != y->standing)
		return x->standing < y->standing ? -1 : 1;
	return x->selection < y->selection ? -1 : x->selection > y->selection;
}

static bool is_wide(const struct screen *s)
{
	return s->area.cols >= 110;
}

/* Rows of the balance under the list of a narrow screen: all, and the outcomes. */
static int balance_rows(const struct screen *s)
{
	return is_wide(s) || s->area.rows < 18 ? 0 : 6;
}

static size_t rows_of(const struct screen *s)
{
	int taken = 5 + balance_rows(s) + 4;

	return s->area.rows > taken + 1 ? (size_t)(s->area.rows - taken) : 1;
}

static int load_sample(struct screen *s, struct err *err)
{
	struct programmes *b = state_of(s);
	struct list *list = &b->narrow.list;
	struct candidates c;
	int rc = candidates_load(store_of(s), &b->p, &c, err);

	b->eligible = 0;
	for (size_t i = 0; !rc && i < c.n; i++) {
		b->eligible += c.at[i].standing == CANDIDATE_ELIGIBLE;
		if (c.at[i].selection)
			rc = add_row(s, &c.at[i], err);
	}
	if (!rc)
		candidates_balance(store_of(s), &c, &b->balance, &b->balance_n);
	candidates_done(&c);
	if (list->count)
		qsort(b->rows, list->count, sizeof *b->rows, by_standing);
	return rc;
}

static int read_programme(struct screen *s, struct err *err)
{
	struct programmes *b = state_of(s);

	b->at = 0;
	if (programme_each(store_of(s), add_id, b, err))
		return -1;
	if (!b->n)
		return 0;
	return programme_need(store_of(s), b->ids[b->at], &b->p, err) || programme_next_day(store_of(s), &b->p, &b->next_day, err) ||
			       load_sample(s, err)
		       ? -1
		       : 0;
}

static int64_t selection_at(const struct screen *s, size_t i)
{
	return state_of(s)->rows[i].selection;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	narrow_init(s, arg, err);
	state_of(s)->wish = arg ? *(const int64_t *)arg : 0;
	return 0;
}

/* ---- painting ---- */

static int first_row(const struct screen *s)
{
	return s->area.y + 5;
}

static int list_cols(const struct screen *s)
{
	return is_wide(s) ? s->area.cols - 54 : s->area.cols;
}

static void draw_head(struct screen *s, struct draw *d)
{
	const struct programmes *b = state_of(s);
	int y = s->area.y, cols = s->area.cols - 2, x = 1;
	struct buf scope = { 0 };

	x += draw_text(d, y, x, cols - 24, STYLE_TITLE, b->p.title) + 2;
	x += draw_printf(d, y, x, 24, STYLE_MUTED, "%zu of %zu", b->at + 1, b->n) + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, y, x);
	programme_types(b->p.types, &scope);
	buf_puts(&scope, ", closed in ");
	programme_window_words(store_of(s), &b->p, &scope);
	if (b->p.segment)
		buf_printf(&scope, ", %s", dict_title(store_of(s), b->p.segment));
	if (b->p.wanted)
		buf_printf(&scope, " · %" PRId64 " wanted", b->p.wanted);
	buf_printf(&scope, " · %s", cadence_key(b->p.cadence));
	if (b->next_day != NO_DAY && b->next_day <= calendar_day(store_of(s)->calendar, store_of(s)->now(store_of(s)))) {
		buf_puts(&scope, " · the next window can begin: R");
	}
	draw_text(d, y + 1, 1, cols, STYLE_MUTED, buf_str(&scope));
	buf_clear(&scope);
	buf_puts(&scope, *b->p.objective ? b->p.objective : "No objective yet; e says it.");
	if (*b->p.questions)
		buf_printf(&scope, " · %s", b->p.questions);
	draw_text(d, y + 2, 1, cols, STYLE_TEXT, buf_str(&scope));
	buf_done(&scope);
}

static enum style ink_of(const struct sampled *r)
{
	return r->standing == CANDIDATE_DONE ? STYLE_GOOD
	       : r->standing == CANDIDATE_DRAWN || r->standing == CANDIDATE_INVITED ? STYLE_TEXT
										     : STYLE_MUTED;
}

static void draw_row(struct screen *s, struct draw *d, int y, const struct sampled *r, bool here)
{
	int cols = list_cols(s), what = 4, company = 14, who = company + 24, why = who + 10;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	draw_text(d, y, what, company - what - 1, ink_of(r), candidate_standing_key(r->standing));
	draw_text(d, y, company, who - company - 1, here ? STYLE_HERE : STYLE_STRONG, r->company);
	draw_text(d, y, who, why - who - 1, r->interviewer && r->interviewer == r->owner ? STYLE_SOON : STYLE_MUTED,
		  r->interviewer ? member_login(store_of(s), r->interviewer) : "nobody");
	draw_text(d, y, why, cols - why - 1, STYLE_MUTED, r->reason);
}

static void draw_balance_row(struct draw *d, int y, int x, const struct balance *b, enum style ink)
{
	draw_printf(d, y, x, 50, ink, "%-16.16s", "");
	draw_text(d, y, x, 16, ink, b->name);
	draw_printf(d, y, x + 17, 34, ink, "%6" PRId64 " %6" PRId64 " %6" PRId64 " %6" PRId64 " %5" PRId64, b->closed, b->drawn,
		    b->invited, b->refused, b->done);
}

static void draw_balance(struct screen *s, struct draw *d, int y, int x, int rows)
{
	const struct programmes *b = state_of(s);
	const char *dimension = "";

	if (rows < 2)
		return;
	draw_text(d, y++, x + 17, 34, STYLE_COLUMN_HEAD, "closed  drawn   inv.   ref.  held");
	for (size_t i = 0; i < b->balance_n && --rows > 0; i++) {
		bool begins = strcmp(dimension, b->balance[i].dimension) != 0;

		if (begins && i && is_wide(s) && --rows > 0)
			y++;
		dimension = b->balance[i].dimension;
		draw_balance_row(d, y++, x, &b->balance[i], i ? STYLE_TEXT : STYLE_STRONG);
	}
}

/* Why the one under the cursor is here, whole, and what became of it. */
static void draw_here(struct screen *s, struct draw *d, int y)
{
	const struct sampled *r = &state_of(s)->rows[state_of(s)->narrow.list.at];
	int cols = list_cols(s) - 2;
	struct buf b = { 0 };

	draw_rule(d, y, 1, cols);
	buf_printf(&b, "D-%" PRId64 " %s: %s", r->deal, r->company, r->reason);
	draw_text(d, y + 1, 1, cols, STYLE_TEXT, buf_str(&b));
	buf_clear(&b);
	if (*r->words)
		buf_printf(&b, "%s: %s", candidate_standing_key(r->standing), r->words);
	else if (r->interviewer && r->interviewer == r->owner)
		buf_puts(&b, "! the interviewer owns this deal: a neutral one is not its owner");
	else if (r->interview)
		buf_printf(&b, "interview I-%" PRId64, r->interview);
	draw_text(d, y + 2, 1, cols, *r->words ? STYLE_MUTED : STYLE_SOON, buf_str(&b));
	buf_done(&b);
}

static const struct empty_offer offers[] = {
	{ "n", "a programme", NULL }, { "4", "interviews", NULL }, { NULL, NULL, NULL },
};
static const struct empty nothing = {
	"No programme of interviews yet.", "One says which closed deals are asked about, and draws a fair sample of them.", offers,
};

static void draw(struct screen *s, struct draw *d)
{
	const struct programmes *b = state_of(s);
	const struct list *l = &b->narrow.list;
	int y = first_row(s);

	if (!b->p.id) {
		empty_draw(d, s->area, &nothing);
		return;
	}
	draw_head(s, d);
	if (!l->count)
		draw_printf(d, y, 4, list_cols(s) - 5, STYLE_MUTED, narrow_is_on(s) ? "Nothing matches; Esc shows all."
								  : "Nobody is drawn yet: %" PRId64 " eligible. a draws one, A as many as wanted.",
			    b->eligible);
	for (size_t i = l->top; i < l->count && i < l->top + l->rows; i++)
		draw_row(s, d, y++, &b->rows[i], i == l->at);
	list_draw_below(l, d, y, 4);
	if (is_wide(s))
		draw_balance(s, d, first_row(s) - 1, list_cols(s) + 1, s->area.rows - 5);
	else if (balance_rows(s))
		draw_balance(s, d, s->area.y + s->area.rows - balance_rows(s), 4, balance_rows(s));
	if (l->count)
		draw_here(s, d, s->area.y + s->area.rows - balance_rows(s) - 3);
}

/* ---- keys ---- */

static const struct sampled *here(const struct screen *s)
{
	const struct programmes *b = state_of(s);

	return b->narrow.list.count ? &b->rows[b->narrow.list.at] : NULL;
}

static struct act open_here(struct screen *s, int key)
{
	const struct sampled *r = here(s);

	(void)key;
	if (r->interview && screen_find("interview"))
		return act_push_note(screen_find("interview"), r->interview, 0);
	return act_push(&deal_screen, &r->deal);
}

static struct act open_deal(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_screen, &here(s)->deal);
}

static struct act say(struct screen *s, const struct screen_type *type, bool of_row)
{
	state_of(s)->arg = (struct programme_arg){ state_of(s)->p.id, of_row ? here(s)->selection : 0 };
	return act_push(type, &state_of(s)->arg);
}

static struct act draw_some(struct screen *s, int64_t n)
{
	struct err err = { 0 };
	int64_t drawn;

	if (selection_draw(store_of(s), state_of(s)->p.id, n, NULL, &drawn, &err))
		return act_error(&err);
	if (!drawn)
		return act_refuse("no closed deal of this programme is left that could be drawn");
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%" PRId64 " drawn", drawn), "u", "undo");
}

static struct act draw_one(struct screen *s, int key)
{
	(void)key;
	return draw_some(s, 1);
}

static int64_t standing(const struct screen *s)
{
	const struct programmes *b = state_of(s);
	int64_t n = 0;

	for (size_t i = 0; i < b->narrow.list.count; i++)
		n += b->rows[i].standing == CANDIDATE_DRAWN || b->rows[i].standing == CANDIDATE_INVITED ||
		     b->rows[i].standing == CANDIDATE_DONE;
	return n;
}

static struct act draw_wanted(struct screen *s, int key)
{
	int64_t n = state_of(s)->p.wanted - standing(s);

	(void)key;
	return n > 0 ? draw_some(s, n) : act_refuse("as many are drawn as are wanted; e wants more, a draws one more");
}

static struct act begin(struct screen *s, int key)
{
	(void)key;
	state_of(s)->wish = 0;
	return say(s, &programme_new_screen, false);
}

static struct act change(struct screen *s, int key)
{
	(void)key;
	return say(s, &programme_edit_screen, false);
}

static struct act take(struct screen *s, int key)
{
	(void)key;
	return say(s, &programme_take_screen, false);
}

static struct act invite(struct screen *s, int key)
{
	(void)key;
	return say(s, &programme_invite_screen, true);
}

static struct act give(struct screen *s, int key)
{
	(void)key;
	return say(s, &programme_give_screen, true);
}

static struct act refuse(struct screen *s, int key)
{
	(void)key;
	return say(s, &programme_refuse_screen, true);
}

static struct act drop(struct screen *s, int key)
{
	(void)key;
	return say(s, &programme_drop_screen, true);
}

static struct act step(struct screen *s, int key)
{
	struct programmes *b = state_of(s);

	if (b->n < 2)
		return act_refuse("there is one programme");
	b->wish = b->ids[(b->at + (key == ']' ? 1 : b->n - 1)) % b->n];
	b->narrow.list.at = 0;
	return act_load(s);
}

static struct act repeat(struct screen *s, int key)
{
	struct err err = { 0 };
	int64_t made;

	(void)key;
	if (programme_repeat(store_of(s), state_of(s)->p.id, &made, &err))
		return act_error(&err);
	state_of(s)->wish = made;
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "the next window is begun"), "u", "undo");
}

static struct act remove_one(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	if (programme_remove(store_of(s), state_of(s)->p.id, &err))
		return act_error(&err);
	state_of(s)->wish = 0;
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "deleted"), "u", "undo");
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_PROGRAMME, 0, key == K_CTRL('R'), NULL);
}

static const char *no_programme(const struct screen *s)
{
	return state_of(s)->p.id ? NULL : "there is no programme yet; n begins one";
}

static const char *none_here(const struct screen *s)
{
	return no_programme(s) ? no_programme(s) : here(s) ? NULL : "nobody is drawn yet; a draws one";
}

static const char *not_drawn(const struct screen *s)
{
	if (none_here(s))
		return none_here(s);
	return here(s)->standing == CANDIDATE_DRAWN ? NULL : "that is for one that is drawn and not invited yet";
}

static const char *not_open(const struct screen *s)
{
	if (none_here(s))
		return none_here(s);
	return here(s)->standing == CANDIDATE_DRAWN || here(s)->standing == CANDIDATE_INVITED
		       ? NULL
		       : "that is for one that is drawn or invited and not held yet";
}

static void object(const struct screen *s, struct buf *out)
{
	if (here(s))
		buf_puts(out, here(s)->company);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open", .title = "Open the interview, or the deal",
	  .group = "Sample", .footer = 1, .run = open_here, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'D', .command = "deal", .label = "deal", .title = "Open the deal", .group = "Sample",
	  .run = open_deal, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'a', .command = "draw", .label = "draw one", .title = "Draw one more deal", .group = "Sample",
	  .footer = 3, .explain = "From the outcome, segment and size that are represented least, by lot.", .run = draw_one,
	  .refuse = no_programme },
	{ .levels = AT_LIST, .key = 'A', .command = "draw-wanted", .label = "draw all wanted", .title = "Draw as many as are wanted",
	  .group = "Sample", .run = draw_wanted, .refuse = no_programme },
	{ .levels = AT_LIST, .key = '+', .command = "take", .label = "take by hand", .title = "Take a deal into the sample by hand",
	  .group = "Sample", .run = take, .refuse = no_programme },
	{ .levels = AT_LIST, .key = 'i', .command = "invite", .label = "invite", .title = "Invited: plan the interview",
	  .group = "Sample", .footer = 2, .run = invite, .refuse = not_drawn, .object = object },
	{ .levels = AT_LIST, .key = 'w', .command = "interviewer", .label = "interviewer", .title = "Name who interviews",
	  .group = "Sample", .run = give, .refuse = not_drawn, .object = object },
	{ .levels = AT_LIST, .key = 'r', .command = "refused", .label = "declined", .title = "They declined: draw one alike",
	  .group = "Sample", .footer = 4, .run = refuse, .refuse = not_open, .object = object },
	{ .levels = AT_LIST, .key = 'd', .command = "drop", .label = "drop", .title = "Out of the sample, with the reason",
	  .group = "Sample", .run = drop, .refuse = not_drawn, .object = object },
	{ .levels = AT_LIST, .key = 'n', .command = "new", .label = "new programme", .title = "Begin a programme",
	  .group = "Programme", .footer = 5, .run = begin },
	{ .levels = AT_LIST, .key = 'e', .command = "edit", .label = "plan", .title = "Change title, window, objective, number",
	  .group = "Programme", .footer = 6, .run = change, .refuse = no_programme },
	{ .levels = AT_LIST, .key = 'R', .command = "repeat", .label = "next window", .title = "Begin the next window of the cadence",
	  .group = "Programme", .run = repeat, .refuse = no_programme },
	{ .levels = AT_LIST, .key = 'X', .command = "delete", .label = "delete", .title = "Delete a programme without interviews",
	  .group = "Programme", .run = remove_one, .refuse = no_programme },
	{ .levels = AT_LIST, .key = ']', .key2 = '[', .command = "next", .label = "next programme", .title = "The next programme",
	  .group = "See", .run = step },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow", .title = "Narrow to a company, a standing, a member",
	  .group = "See", .footer = 7, .run = narrow_open },
	NARROW_ROWS, UNDO_ROWS(undo), LIST_MOVES(narrow_move),
	{ .command = NULL },
};

static const struct narrow_type narrow = {
	.read = read_programme, .forget = forget, .id = selection_at, .rows = rows_of, .first_row = first_row, .open = open_here,
};

const struct screen_type programme_screen = {
	.name = "programme", .title = "Programme", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct programmes),
	.bindings = bindings, .narrow = &narrow, .init = init, .done = narrow_done, .load = narrow_load, .draw = draw,
	.key = narrow_key, .paste = narrow_paste, .mouse = narrow_mouse, .resize = narrow_resize,
};
