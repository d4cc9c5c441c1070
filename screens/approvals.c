/* The list of what somebody has to decide: what waits for me on top, then what waits for others, then what was decided. */
#include "screens/approvals.h"

#include "model/approval.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/cut.h"
#include "model/dict.h"
#include "model/member.h"
#include "screens/deal.h"
#include "screens/empty.h"
#include "screens/export_file.h"
#include "screens/narrow.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { APPROVALS_MAX = 1000 };

struct approval_line {
	struct approval a; /* its texts are owned */
	char *company, what[96], amount[32], when[64];
	bool mine;
};
struct approvals {
	struct narrow narrow;
	int64_t deal; /* 0: of all */
	struct approval_line *lines;
	size_t mine;
	enum list_shown shown; /* open; those that wait for me; decided ones too */
};

static struct approvals *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static void forget(struct screen *s)
{
	struct approvals *b = state_of(s);

	for (size_t i = 0; i < b->narrow.list.count; i++) {
		approval_done(&b->lines[i].a);
		free(b->lines[i].company);
	}
	free(b->lines);
	b->lines = NULL;
}

/* ---- loading ---- */

static bool matches(const struct screen *s, const struct approval_row *row)
{
	return narrow_has(s, "%s %s %s %s %s D-%lld", row->company, member_login(store_of(s), row->a.asked_by),
			  member_login(store_of(s), row->a.decided_by), row->a.reason, row->a.comment, (long long)row->a.deal);
}

static void say_line(struct store *s, const struct approval_row *row, struct approval_line *l)
{
	bool open = row->a.state == APPROVAL_ASKED;
	struct buf b = { 0 }, when = { 0 };

	buf_printf(&b, "%s ", row->matrix ? row->matrix->title : row->a.matrix);
	approval_value(row->matrix, row->a.value, &b);
	snprintf(l->what, sizeof l->what, "%s", buf_str(&b));
	buf_clear(&b);
	if (row->amount_minor != NO_AMOUNT)
		amount_format_board(row->amount_minor, row->currency ? dict_title(s, row->currency) : "USD", &b);
	snprintf(l->amount, sizeof l->amount, "%s", buf_str(&b));
	calendar_format_moment(s->calendar, open ? row->a.asked_at : row->a.decided_at, s->now(s), &when);
	if (open)
		snprintf(l->when, sizeof l->when, "%s, since %s", duty_key((enum duty)row->a.duty), buf_str(&when));
	else
		cut_printf(l->when, sizeof l->when, "%s %s %.20s", approval_state_key(row->a.state), buf_str(&when),
			 member_login(s, row->a.decided_by));
	buf_done(&b);
	buf_done(&when);
}

static int one(void *arg, const struct approval_row *row)
{
	struct approvals *b = state_of(arg);
	struct list *list = &b->narrow.list;
	struct approval_line *l;

	if (list->count == APPROVALS_MAX || !matches(arg, row))
		return 0;
	b->lines = xrealloc(b->lines, (list->count + 1) * sizeof *b->lines);
	l = &b->lines[list->count++];
	*l = (struct approval_line){ .a = row->a, .company = xstrdup(row->company), .mine = row->mine };
	l->a.reason = xstrdup(row->a.reason);
	l->a.comment = xstrdup(row->a.comment);
	b->mine += row->mine;
	say_line(store_of(arg), row, l);
	return 0;
}

/* What waits for me stands above what waits for others; else the order of the model stays. */
static int mine_first(const void *a, const void *b)
{
	const struct approval_line *x = a, *y = b;
	bool open_x = x->a.state == APPROVAL_ASKED, open_y = y->a.state == APPROVAL_ASKED;

	if (x->mine != y->mine)
		return x->mine ? -1 : 1;
	if (open_x != open_y)
		return open_x ? -1 : 1;
	return (x->a.id < y->a.id ? -1 : x->a.id > y->a.id) * (open_x ? 1 : -1);
}

static bool has_room(const struct screen *s)
{
	return s->area.rows >= 16;
}

static size_t rows_of(const struct screen *s)
{
	int taken = 5 + (has_room(s) ? 7 : 0);

	return s->area.rows > taken + 1 ? (size_t)(s->area.rows - taken) : 1;
}

static int read_lines(struct screen *s, struct err *err)
{
	struct approvals *b = state_of(s);
	struct approval_filter only = { .deal = b->deal, .open_only = b->shown == SHOWN_OPEN, .mine_only = b->shown == SHOWN_MINE };
	int rc;

	b->mine = 0;
	rc = approval_each(store_of(s), &only, one, s, err);
	if (b->narrow.list.count)
		qsort(b->lines, b->narrow.list.count, sizeof *b->lines, mine_first);
	return rc;
}

static int64_t id_of(const struct screen *s, size_t i)
{
	return state_of(s)->lines[i].a.id;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct approvals *b = state_of(s);

	narrow_init(s, arg, err);
	b->deal = arg ? *(const int64_t *)arg : 0;
	b->shown = b->deal ? SHOWN_ALL : SHOWN_OPEN;
	return 0;
}

/* ---- painting ---- */

struct columns {
	int what, deal, amount, asked, state;
};

static struct columns place(int cols)
{
	if (cols >= 100)
		return (struct columns){ 4, 22, 48, 62, 76 };
	return (struct columns){ 4, 19, 36, 0, 47 };
}

static int first_row(const struct screen *s)
{
	return s->area.y + (s->area.rows >= 28) + 3;
}

static void draw_title(struct screen *s, struct draw *d, int y)
{
	static const char *const words[] = { "To decide", "What waits for me", "All approvals" };
	struct approvals *b = state_of(s);
	int x = 1;

	x += draw_text(d, y, x, 30, STYLE_TITLE, words[b->shown]) + 1;
	if (b->deal && b->narrow.list.count)
		x += draw_printf(d, y, x, 30, STYLE_TITLE, "of %s", b->lines[0].company) + 1;
	x += draw_printf(d, y, x, 12, STYLE_MUTED, "%zu", b->narrow.list.count) + 2;
	if (b->mine)
		x += draw_printf(d, y, x, 30, STYLE_SOON, "%zu wait%s for me", b->mine, b->mine == 1 ? "s" : "") + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, y, x);
}

static void draw_heads(struct draw *d, int y, struct columns c, int cols)
{
	draw_text(d, y, c.what, c.deal - c.what - 1, STYLE_COLUMN_HEAD, "What");
	draw_text(d, y, c.deal, c.amount - c.deal - 1, STYLE_COLUMN_HEAD, "Deal");
	draw_text(d, y, c.amount, 10, STYLE_COLUMN_HEAD, "Amount");
	if (c.asked)
		draw_text(d, y, c.asked, c.state - c.asked - 1, STYLE_COLUMN_HEAD, "Asked by");
	draw_text(d, y, c.state, cols - c.state - 1, STYLE_COLUMN_HEAD, "Waits for, or decided");
}

static enum style ink_of(const struct approval_line *l)
{
	return l->mine ? STYLE_SOON : l->a.state == APPROVAL_ASKED ? STYLE_TEXT : STYLE_MUTED;
}

static void draw_line(struct screen *s, struct draw *d, int y, struct columns c, const struct approval_line *l, bool here)
{
	int cols = s->area.cols;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (l->mine || l->a.state == APPROVAL_APPROVED)
		draw_sign(d, y, 2, l->mine ? STYLE_SOON : STYLE_GOOD, l->mine ? SIGN_SOON : SIGN_DONE);
	draw_text(d, y, c.what, c.deal - c.what - 1, here ? STYLE_HERE : STYLE_STRONG, l->what);
	draw_text(d, y, c.deal, c.amount - c.deal - 1, STYLE_TEXT, l->company);
	draw_text(d, y, c.amount, (c.asked ? c.asked : c.state) - c.amount - 1, STYLE_MUTED, l->amount);
	if (c.asked)
		draw_text(d, y, c.asked, c.state - c.asked - 1, STYLE_MUTED, member_login(store_of(s), l->a.asked_by));
	draw_text(d, y, c.state, cols - c.state - 1, ink_of(l), l->when);
}

/* Why it was asked for, and what came of it. */
static void draw_here(struct screen *s, struct draw *d, int y)
{
	const struct approval_line *l = &state_of(s)->lines[state_of(s)->narrow.list.at];
	struct area a = { y, 3, s->area.y + s->area.rows - y, s->area.cols - 5 };
	struct buf asked = { 0 };

	if (a.rows < 4)
		return;
	draw_rule(d, y++, 1, s->area.cols - 2);
	draw_printf(d, y++, 1, a.cols, STYLE_SECTION, "%s: %s", l->company, l->what);
	calendar_format_moment(store_of(s)->calendar, l->a.asked_at, store_of(s)->now(store_of(s)), &asked);
	buf_printf(&asked, ", %s", member_login(store_of(s), l->a.asked_by));
	y = draw_labelled(d, y, a, "Asked", buf_str(&asked));
	y = draw_labelled(d, y, a, "Why", l->a.reason);
	y = draw_labelled(d, y, a, l->a.state == APPROVAL_ASKED ? "Waits for" : "Decided", l->when);
	draw_labelled(d, y, a, "Comment", l->a.comment);
	buf_done(&asked);
}

static const struct empty_offer offers[] = {
	{ "o", "decided ones too", NULL }, { "1", "board", NULL }, { NULL, NULL, NULL },
};
static const struct empty nothing = {
	"Nothing waits for a decision.", "A discount above the owner's band is asked for on the deal's sheet.", offers,
};

static void draw(struct screen *s, struct draw *d)
{
	struct approvals *b = state_of(s);
	struct columns c = place(s->area.cols);
	int y = first_row(s);

	draw_title(s, d, y - 3);
	if (narrow_draw_none(s, d, y, c.what, b->shown == SHOWN_ALL ? "" : "; o shows decided ones too", &nothing))
		return;
	draw_heads(d, y - 1, c, s->area.cols);
	for (size_t i = b->narrow.list.top; i < b->narrow.list.count && i < b->narrow.list.top + b->narrow.list.rows; i++)
		draw_line(s, d, y++, c, &b->lines[i], i == b->narrow.list.at);
	list_draw_below(&b->narrow.list, d, y, c.what);
	if (has_room(s))
		draw_here(s, d, y + 1);
}

/* ---- keys ---- */

static const struct approval_line *here(const struct screen *s)
{
	const struct approvals *b = state_of(s);

	return b->narrow.list.count ? &b->lines[b->narrow.list.at] : NULL;
}

static struct act open_deal(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_screen, &here(s)->a.deal);
}

static struct act approve(struct screen *s, int key)
{
	const struct approval_line *l = here(s);
	struct err err = { 0 };

	(void)key;
	if (approval_decide(store_of(s), l->a.id, true, NULL, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s: %s approved", l->company, l->what), "u", "undo");
}

/* Who may not decide it hears so before typing. */
static struct act decide_with(struct screen *s, const struct screen_type *strip)
{
	struct err err = { 0 };

	return approval_may(store_of(s), &here(s)->a, &err) ? act_error(&err) : act_push(strip, &here(s)->a.id);
}

static struct act approve_words(struct screen *s, int key)
{
	(void)key;
	return decide_with(s, &approval_approve_screen);
}

static struct act reject(struct screen *s, int key)
{
	(void)key;
	return decide_with(s, &approval_reject_screen);
}

static struct act withdraw(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	if (approval_withdraw(store_of(s), here(s)->a.id, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "withdrawn; o shows it"), "u", "undo");
}

static struct act show_more(struct screen *s, int key)
{
	(void)key;
	state_of(s)->shown = (enum list_shown)((state_of(s)->shown + 1) % SHOWN_COUNT);
	return act_load(s);
}

static struct act of_all_deals(struct screen *s, int key)
{
	(void)key;
	state_of(s)->deal = 0;
	return act_load(s);
}

static struct act export(struct screen *s, int key)
{
	(void)key;
	return export_file_write(s, &(struct export_options){ .kind = "approvals", .path = "approvals.csv" }, "approval", "approvals");
}

static const char *none_here(const struct screen *s)
{
	return narrow_none(s, "nothing waits for a decision here");
}

static const char *not_open(const struct screen *s)
{
	if (!here(s))
		return none_here(s);
	return here(s)->a.state == APPROVAL_ASKED ? NULL : "this one is decided; u takes back your own decision";
}

static const char *all_there(const struct screen *s)
{
	return state_of(s)->deal ? NULL : "these are the approvals of all deals";
}

static void object(const struct screen *s, struct buf *out)
{
	if (here(s))
		buf_printf(out, "%s: %s", here(s)->company, here(s)->what);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_DEAL, 0, key == K_CTRL('R'), NULL);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "deal", .title = "Open the deal", .group = "Approval",
	  .footer = 1, .run = open_deal, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'a', .command = "approve", .label = "approve", .title = "Approve it", .group = "Approval",
	  .footer = 2, .explain = "By duty or as deputy, never what one asked for.", .run = approve, .refuse = not_open,
	  .object = object },
	{ .levels = AT_LIST, .key = 'c', .command = "approve-words", .label = "approve, with words",
	  .title = "Approve it with a comment", .group = "Approval", .run = approve_words, .refuse = not_open, .object = object },
	{ .levels = AT_LIST, .key = 'r', .command = "reject", .label = "reject", .title = "Reject it and say why",
	  .group = "Approval", .footer = 3, .run = reject, .refuse = not_open, .object = object },
	{ .levels = AT_LIST, .key = 'd', .command = "withdraw", .label = "withdraw", .title = "Withdraw the request",
	  .group = "Approval", .footer = 4, .explain = "Who asked, or who writes the deal; u brings it back.", .run = withdraw,
	  .refuse = not_open, .object = object },
	{ .levels = AT_LIST, .key = 'x', .command = "export", .label = "export", .title = "Write the approvals as a CSV",
	  .group = "Approval", .footer = 6, .explain = "approvals.csv in the present folder.", .run = export },
	{ .levels = AT_LIST, .key = 'o', .command = "shown", .label = "mine, decided", .title = "Open ones, mine, decided too",
	  .group = "See", .footer = 5, .run = show_more },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow", .title = "Narrow to a company, a member, words, an id",
	  .group = "See", .footer = 7, .run = narrow_open },
	{ .levels = AT_LIST, .key = 'P', .command = "all-deals", .label = "of all deals", .title = "Approvals of all deals",
	  .group = "See", .run = of_all_deals, .refuse = all_there },
	NARROW_ROWS, UNDO_ROWS(undo), LIST_MOVES(narrow_move),
	{ .command = NULL },
};

static const struct narrow_type narrow = {
	.read = read_lines, .forget = forget, .id = id_of, .rows = rows_of, .first_row = first_row, .open = open_deal,
};

const struct screen_type approvals_screen = {
	.name = "approvals", .title = "Approvals", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct approvals),
	.bindings = bindings, .narrow = &narrow, .init = init, .done = narrow_done, .load = narrow_load, .draw = draw,
	.key = narrow_key, .paste = narrow_paste, .mouse = narrow_mouse, .resize = narrow_resize,
};
