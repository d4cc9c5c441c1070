/* The account page: three records, each with its readers above it, and what happened below. */
#include "screens/account.h"

#include "model/account.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/checkin.h"
#include "model/deal.h"
#include "model/history_value.h"
#include "model/member.h"
#include "model/store.h"
#include "model/value.h"
#include "screens/actions.h"
#include "screens/checkin.h"
#include "screens/exchange.h"
#include "screens/deal.h"
#include "screens/playbook.h"
#include "screens/registry.h"
#include "screens/schedule.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HAPPENED_MAX = 40, GAP_COLS = 2 };

struct told {
	char when[24], who[40];
	char *what;
};
struct account_page {
	int64_t id;
	struct deal deal;
	char title[200], since[96];
	struct account account;
	struct told told[HAPPENED_MAX];
	size_t n_told;
	size_t at;      /* line under the cursor */
	int top;        /* rows scrolled away, of all columns */
	int rows;       /* for the records, at the last draw */
	struct preview_arg preview;
	struct schedule_arg schedule;
	struct checkin_arg checkin;
	struct exchange_arg exchange;
};

static struct account_page *page_of(const struct screen *s)
{
	return s->state;
}

static void forget(struct account_page *p)
{
	account_done(&p->account);
	deal_done(&p->deal);
	for (size_t i = 0; i < p->n_told; i++)
		free(p->told[i].what);
	p->n_told = 0;
}

/* ---- loading ---- */

static int one_group(void *arg, const struct happened *row)
{
	struct screen *s = arg;
	struct account_page *p = page_of(s);
	struct store *st = s->view->store;
	struct told *h = &p->told[p->n_told++];
	struct buf when = { 0 };

	calendar_format_moment(st->calendar, row->at_ms, st->now(st), &when);
	snprintf(h->when, sizeof h->when, "%s", buf_str(&when));
	snprintf(h->who, sizeof h->who, "%s", member_login(st, row->member));
	buf_clear(&when);
	buf_printf(&when, "%s%s", history_turned(row->kind),
		   deal_short_title(row->title, p->deal.company_name));
	h->what = buf_take(&when);
	return 0;
}

static void put_since(struct screen *s)
{
	struct account_page *p = page_of(s);
	struct store *st = s->view->store;
	struct buf b = { 0 };

	if (p->deal.closed_day != NO_DAY) {
		buf_puts(&b, "customer since ");
		day_format(p->deal.closed_day, &b);
	}
	if (p->deal.kickoff_day != NO_DAY) {
		buf_puts(&b, b.len ? " · kickoff " : "kickoff ");
		calendar_format_day(p->deal.kickoff_day, calendar_day(st->calendar, st->now(st)), &b);
	}
	if (p->deal.csm)
		buf_printf(&b, "%scsm %s", b.len ? " · " : "", member_login(st, p->deal.csm));
	snprintf(p->since, sizeof p->since, "%s", buf_str(&b));
	buf_done(&b);
}

static int load(struct screen *s, struct err *err)
{
	struct account_page *p = page_of(s);
	struct store *st = s->view->store;
	struct buf label = { 0 };

	forget(p);
	if (deal_need(st, p->id, &p->deal, err))
		return -1;
	deal_label(&p->deal, &label);
	snprintf(p->title, sizeof p->title, "%s", buf_str(&label));
	buf_done(&label);
	put_since(s);
	if (account_load(st, p->id, &p->account, err))
		return -1;
	if (p->at >= p->account.n)
		p->at = p->account.n ? p->account.n - 1 : 0;
	return history_happened(st, p->id, HAPPENED_MAX, one_group, s, err);
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	if (!arg)
		return err_set(err, ERR_REFUSED, "an account opens from its deal");
	page_of(s)->id = *(const int64_t *)arg;
	return 0;
}

static void done(struct screen *s)
{
	forget(page_of(s));
}

/* ---- painting ---- */

struct column {
	const char *title, *readers;
	enum style ink;
};
static const struct column columns[ACCOUNT_RECORDS] = {
	[ACCOUNT_CRM] = { "CRM account record", "AE, CS, manager", STYLE_ACCOUNT },
	[ACCOUNT_HEALTH] = { "Health inputs", "CS, manager; check-ins", STYLE_HEALTH },
	[ACCOUNT_INTERNAL] = { "Internal", "AE, CS · never exported", STYLE_INTERNAL },
};

/* Records that this member reads: what may not be seen has no column. */
static int column_count(const struct account *a)
{
	int n = 0;

	for (int r = 0; r < ACCOUNT_RECORDS; r++)
		n += !a->hidden[r];
	return n;
}

static bool follows_its_like(const struct account *a, size_t i)
{
	for (size_t k = i; k-- > 0;)
		if (a->line[k].record == a->line[i].record)
			return !strcmp(a->line[k].label, a->line[i].label);
	return false;
}

static void draw_lines(const struct screen *s, struct draw *d, struct area a, enum account_record r)
{
	const struct account_page *p = page_of(s);
	struct area before = draw_clip(d, a);
	int y = a.y - p->top;

	for (size_t i = 0; i < p->account.n; i++) {
		const struct account_line *l = &p->account.line[i];
		bool here = i == p->at;

		if (l->record != r)
			continue;
		if (!follows_its_like(&p->account, i))
			draw_text(d, y++, a.x, a.cols, STYLE_MUTED, l->label);
		if (here)
			draw_edge(d, y, a.x - 1, 1, STYLE_ACCENT);
		y += draw_prose(d, (struct area){ y, a.x, 1000, a.cols }, here ? STYLE_STRONG : STYLE_TEXT, l->text, 0);
	}
	draw_clip(d, before);
}

static void draw_records(struct screen *s, struct draw *d, struct area a)
{
	struct account_page *p = page_of(s);
	int n = column_count(&p->account), x = a.x, cols;
	bool tall = s->area.rows >= 28;

	if (!n) {
		draw_text(d, a.y, a.x, a.cols, STYLE_MUTED, "your role reads none of the three records of this account");
		return;
	}
	cols = (a.cols - (n - 1) * GAP_COLS) / n;
	p->rows = a.rows - 3 - tall;
	for (int r = 0; r < ACCOUNT_RECORDS; r++) {
		if (p->account.hidden[r])
			continue;
		if (r == ACCOUNT_INTERNAL)
			draw_printf(d, a.y, x, cols, columns[r].ink, "■ %s", columns[r].title);
		else
			draw_text(d, a.y, x, cols, columns[r].ink, columns[r].title);
		draw_heavy(d, a.y + 1, x, cols, columns[r].ink);
		draw_text(d, a.y + 2, x, cols, STYLE_MUTED, columns[r].readers);
		draw_lines(s, d, (struct area){ a.y + 3 + tall, x, p->rows, cols }, (enum account_record)r);
		x += cols + GAP_COLS;
	}
}

static void draw_happened(const struct screen *s, struct draw *d, int y)
{
	const struct account_page *p = page_of(s);
	int end = s->area.y + s->area.rows;

	draw_rule(d, y++, 1, s->area.cols - 2);
	draw_text(d, y++, 1, 40, STYLE_SECTION, "What happened");
	if (!p->n_told && y < end)
		draw_text(d, y, 1, s->area.cols - 2, STYLE_MUTED, "nothing that your role may read");
	for (size_t i = 0; i < p->n_told && y < end; i++, y++) {
		draw_text(d, y, 1, 12, STYLE_MUTED, p->told[i].when);
		draw_text(d, y, 14, 8, STYLE_TEXT, p->told[i].who);
		draw_text(d, y, 23, s->area.cols - 24, STYLE_TEXT, p->told[i].what);
	}
}

static void draw(struct screen *s, struct draw *d)
{
	struct account_page *p = page_of(s);
	bool tall = s->area.rows >= 28;
	int y = s->area.y + tall, below = tall ? 9 : 5, x = 1;

	x += draw_text(d, y, x, s->area.cols / 2, STYLE_TITLE, p->title) + 2;
	draw_text(d, y, x, s->area.cols - 1 - x, STYLE_MUTED, p->since);
	if (!tall)
		draw_rule(d, y + 1, 1, s->area.cols - 2);
	y += 2;
	draw_records(s, d, (struct area){ y, 1, s->area.y + s->area.rows - below - y, s->area.cols - 2 });
	draw_happened(s, d, s->area.y + s->area.rows - below);
}

/* ---- keys ---- */

static int column_cols(const struct screen *s)
{
	int n = column_count(&page_of(s)->account);

	return n ? (s->area.cols - 2 - (n - 1) * GAP_COLS) / n : s->area.cols;
}

/* First row of a line in its column. */
static int row_of(const struct screen *s, size_t at, int *rows)
{
	const struct account *a = &page_of(s)->account;
	int y = 0, cols = column_cols(s);

	for (size_t i = 0; i <= at && i < a->n; i++) {
		if (a->line[i].record != a->line[at].record)
			continue;
		y += !follows_its_like(a, i);
		*rows = draw_prose_rows(a->line[i].text, cols);
		if (i < at)
			y += *rows;
	}
	return y;
}

/* The line under the cursor stays in sight; of a long one its beginning. */
static struct act show_here(struct screen *s)
{
	struct account_page *p = page_of(s);
	int rows = 1, y;

	if (!p->account.n)
		return ACT(STAY);
	y = row_of(s, p->at, &rows);
	if (y + rows > p->top + p->rows)
		p->top = y + rows - p->rows;
	if (y - 1 < p->top)
		p->top = y > 0 ? y - 1 : 0;
	return ACT(HANDLED);
}

static struct act step(struct screen *s, bool down)
{
	struct account_page *p = page_of(s);
	const struct account *a = &p->account;

	for (size_t i = p->at; a->n && (down ? ++i < a->n : i-- > 0);)
		if (a->line[i].record == a->line[p->at].record) {
			p->at = i;
			return show_here(s);
		}
	return ACT(STAY);
}

static struct act move_down(struct screen *s, int key)
{
	(void)key;
	return step(s, true);
}

static struct act move_up(struct screen *s, int key)
{
	(void)key;
	return step(s, false);
}

/* To the first line of the next record that has one. */
static struct act beside(struct screen *s, int by)
{
	struct account_page *p = page_of(s);
	const struct account *a = &p->account;

	for (int r = a->n ? (int)a->line[p->at].record + by : ACCOUNT_RECORDS; r >= 0 && r < ACCOUNT_RECORDS; r += by)
		for (size_t i = 0; i < a->n; i++)
			if (a->line[i].record == (enum account_record)r) {
				p->at = i;
				p->top = 0;
				return show_here(s);
			}
	return ACT(STAY);
}

static struct act move_right(struct screen *s, int key)
{
	(void)key;
	return beside(s, 1);
}

static struct act move_left(struct screen *s, int key)
{
	(void)key;
	return beside(s, -1);
}

static struct act open_debrief(struct screen *s, int key)
{
	(void)key;
	return act_push(&debrief_screen, &page_of(s)->id);
}

static struct act open_deal(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_screen, &page_of(s)->id);
}

static struct act open_preview(struct screen *s, int key)
{
	struct account_page *p = page_of(s);

	(void)key;
	p->preview = (struct preview_arg){ .deal = p->id, .form = p->account.form };
	return act_push(&preview_screen, &p->preview);
}

static struct act open_kickoff(struct screen *s, int key)
{
	struct account_page *p = page_of(s);

	(void)key;
	p->schedule = (struct schedule_arg){ .deal = p->id, .form = p->account.form };
	return act_push(&kickoff_screen, &p->schedule);
}

static struct act open_actions(struct screen *s, int key)
{
	(void)key;
	return act_push(&actions_screen, &page_of(s)->id);
}

static struct act open_messages(struct screen *s, int key)
{
	(void)key;
	return act_push(&outbox_screen, &page_of(s)->id);
}

static struct act open_playbook(struct screen *s, int key)
{
	(void)key;
	return act_push(&playbook_screen, &page_of(s)->id);
}

static struct act hand_over(struct screen *s, int key)
{
	(void)key;
	return act_push(&handover_screen, &page_of(s)->id);
}

static const char *not_to_hand_over(const struct screen *s)
{
	const struct account_page *p = page_of(s);

	return access_can_write(s->view->store, CLASS_DEAL, p->deal.owner) ? NULL : "your role does not name the CSM of this deal";
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_DEAL, page_of(s)->id, key == K_CTRL('R'), NULL);
}

/* The first of the three that is not complete yet. */
static struct act open_checkin(struct screen *s, int key)
{
	static const int64_t periods[] = { 30, 60, 90 };
	struct account_page *p = page_of(s);
	struct err err = { 0 };
	struct form f;

	(void)key;
	for (size_t i = 0; i < sizeof periods / sizeof *periods; i++) {
		int rc = checkin_of(s->view->store, p->id, periods[i], &f, &err);

		if (rc < 0)
			return act_error(&err);
		if (rc == 1 && f.state == FORM_COMPLETE)
			continue;
		p->checkin = (struct checkin_arg){ p->id, periods[i] };
		return act_push(&checkin_screen, &p->checkin);
	}
	return act_refuse("the check-ins after 30, 60 and 90 days are complete");
}

static struct act open_exchange(struct screen *s, int key)
{
	struct account_page *p = page_of(s);

	(void)key;
	p->exchange = (struct exchange_arg){ .deal = p->id };
	return act_push(&exchange_screen, &p->exchange);
}

static const char *no_debrief(const struct screen *s)
{
	return page_of(s)->account.form ? NULL : "this deal has no debrief; a deal that moves to Won brings one";
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct account_page *p = page_of(s);

	if (!mouse_wheel_rows(m))
		return ACT(STAY);
	p->top += mouse_wheel_rows(m);
	if (p->top < 0)
		p->top = 0;
	return ACT(HANDLED);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "debrief", .title = "Open the debrief",
	  .group = "Account", .footer = 1, .run = open_debrief, .refuse = no_debrief },
	{ .levels = AT_LIST, .key = 'p', .command = "preview", .label = "who sees what",
	  .title = "Show what each reader sees", .group = "Account", .footer = 3, .run = open_preview, .refuse = no_debrief },
	{ .levels = AT_LIST, .key = 'e', .command = "deal", .label = "deal", .title = "Open the deal", .group = "Account",
	  .footer = 4, .run = open_deal },
	{ .levels = AT_LIST, .key = 'c', .command = "checkin", .label = "check-in", .title = "Open the next check-in",
	  .group = "Account", .footer = 6, .run = open_checkin, .refuse = no_debrief },
	{ .levels = AT_LIST, .key = 'x', .command = "exchange", .label = "exchange", .title = "Open the exchange record",
	  .group = "Account", .footer = 10, .run = open_exchange },
	{ .levels = AT_LIST, .key = 'K', .command = "kickoff", .label = "kickoff", .title = "Plan the kickoff, or say it was held",
	  .group = "Account", .footer = 5, .run = open_kickoff, .refuse = no_debrief },
	{ .levels = AT_LIST, .key = 'A', .command = "actions", .label = "actions", .title = "Actions of this deal",
	  .group = "Account", .footer = 7, .run = open_actions },
	{ .levels = AT_LIST, .key = 'M', .command = "messages", .label = "messages", .title = "Messages of this deal",
	  .group = "Account", .run = open_messages },
	{ .levels = AT_LIST, .key = 'S', .command = "playbook", .label = "onboarding", .title = "Open the onboarding",
	  .group = "Account", .footer = 9, .run = open_playbook },
	{ .levels = AT_LIST, .key = 'H', .command = "hand-over", .label = "hand over", .title = "Hand the account to another CSM",
	  .group = "Account", .footer = 8, .explain = "Open actions and rows of the CSM before go along; u brings them back.",
	  .run = hand_over, .refuse = not_to_hand_over },
	{ .levels = AT_LIST, .key = 'u', .command = "undo", .label = "undo", .title = "Undo my last change of this deal",
	  .group = "Undo", .run = undo },
	{ .levels = AT_LIST, .key = K_CTRL('R'), .command = "redo", .label = "redo", .title = "Redo it", .group = "Undo",
	  .run = undo },
	{ .levels = AT_LIST, .key = 'j', .key2 = K_DOWN, .command = "down", .label = "down", .group = "Move",
	  .run = move_down },
	{ .levels = AT_LIST, .key = 'k', .key2 = K_UP, .command = "up", .label = "up", .group = "Move", .run = move_up },
	{ .levels = AT_LIST, .key = 'l', .key2 = K_RIGHT, .command = "right", .label = "next record", .group = "Move",
	  .footer = 2, .run = move_right },
	{ .levels = AT_LIST, .key = 'h', .key2 = K_LEFT, .command = "left", .label = "record before", .group = "Move",
	  .run = move_left },
	{ .command = NULL },
};

const struct screen_type account_screen = {
	.name = "account", .title = "Account", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct account_page),
	.bindings = bindings, .init = init, .done = done, .load = load, .draw = draw, .mouse = mouse,
};
