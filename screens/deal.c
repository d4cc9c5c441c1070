/* The deal sheet: fields, people, criteria, clocks, scores and history of one deal. Two columns that scroll together. */
#include "screens/deal.h"

#include "model/approval.h"
#include "model/calendar.h"
#include "model/event.h"
#include "model/history_value.h"
#include "model/icp.h"
#include "model/member.h"
#include "model/move.h"
#include "model/store.h"
#include "screens/account.h"
#include "screens/actions.h"
#include "screens/approvals.h"
#include "screens/merge.h"
#include "screens/move.h"
#include "screens/exchange.h"
#include "screens/packet.h"
#include "screens/playbook.h"
#include "screens/registry.h"
#include "screens/undo.h"
#include "screens/ui/list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLOCKS_MAX = 32, HISTORY_MAX = 2000, LABEL_COLS = 15, CLOCK_COLS = 24, DAY_COLS = 11 };

struct sheet_row {
	char *label, *text; /* owned; label alone: a heading; both NULL: a blank row */
	enum style ink;
	int label_cols;
};
struct sheet_rows {
	struct sheet_row *row;
	size_t n, cap;
};
struct sheet {
	int64_t id;
	struct deal deal;
	char *title, *state;
	struct sheet_rows left, right;
	struct list list;
	struct exchange_arg exchange;
	bool gone;
};

static struct sheet *sheet_of(const struct screen *s)
{
	return s->state;
}

/* ---- rows ---- */

static void rows_done(struct sheet_rows *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->row[i].label);
		free(r->row[i].text);
	}
	free(r->row);
	memset(r, 0, sizeof *r);
}

static void add_row(struct sheet_rows *r, const char *label, const char *text, enum style ink)
{
	if (r->n == r->cap) {
		r->cap = r->cap ? r->cap * 2 : 32;
		r->row = xrealloc(r->row, r->cap * sizeof *r->row);
	}
	r->row[r->n++] = (struct sheet_row){ xstrdup(label), xstrdup(text), ink, LABEL_COLS };
}

static void add_head(struct sheet_rows *r, const char *head)
{
	if (r->n)
		add_row(r, NULL, NULL, STYLE_TEXT);
	add_row(r, head, NULL, STYLE_SECTION);
}

static void add_fields(struct store *s, struct sheet *sh)
{
	struct buf b = { 0 };
	struct icp icp;
	bool titled = !icp_load(s, &icp, NULL);

	add_head(&sh->left, "Deal");
	for (const struct field *f = deal_fields; f->key; f++) {
		int score;

		if (!access_can_read(s, f->class, sh->deal.owner))
			continue;
		if (!strcmp(f->key, "icp_1"))
			add_head(&sh->left, "ICP scores at handoff");
		buf_clear(&b);
		score = titled ? icp_of_field(f->key) : -1;
		if (score < 0 || deal_icp_words(s, &icp, sh->id, score, &b, NULL) || !b.len)
			deal_show(s, &sh->deal, f, &b);
		add_row(&sh->left, score < 0 ? f->label : icp.dimension[score].title, buf_str(&b), strcmp(buf_str(&b), "—") ? STYLE_TEXT : STYLE_MUTED);
	}
	buf_done(&b);
}

static int add_criteria(struct store *s, struct sheet *sh, struct err *err)
{
	const struct stage *st = stage_get(s->stages, (int)sh->deal.stage);
	const char *keys[64];
	char head[80];
	size_t n = 0;

	if (!st || !st->exit.n)
		return 0;
	if (deal_checks(s, sh->id, keys, 64, &n, err))
		return -1;
	snprintf(head, sizeof head, "To leave %s", st->title);
	add_head(&sh->right, head);
	for (size_t i = 0; i < st->exit.n; i++) {
		bool met = false;

		for (size_t k = 0; k < n; k++)
			met |= !strcmp(st->exit.item[i]->key, keys[k]);
		add_row(&sh->right, met ? "✓" : "□", st->exit.item[i]->text, met ? STYLE_MUTED : STYLE_TEXT);
	}
	return 0;
}

/* "discount  25 %, waits for vp_sales": what somebody else has to decide, under what is to be met. */
static int add_approvals(struct store *s, struct sheet *sh, struct err *err)
{
	static const char *const words[] = { [STANDING_MISSING] = "not asked for; r asks", [STANDING_ASKED] = "waits:",
					     [STANDING_APPROVED] = "approved", [STANDING_REJECTED] = "rejected; r asks again" };

	for (size_t i = 0; i < approval_rules_count(s->approvals); i++) {
		const struct approval_matrix *m = approval_rule_at(s->approvals, i);
		struct approval_need n;
		struct buf b = { 0 };

		if (approval_need(s, &sh->deal, m, &n, err))
			return -1;
		if (n.standing == STANDING_FREE || stage_is_closed((int)sh->deal.stage))
			continue;
		approval_value(m, n.value, &b);
		buf_printf(&b, " %s%s%s", words[n.standing], n.standing == STANDING_ASKED ? " " : "",
			   n.standing == STANDING_ASKED ? duty_key((enum duty)n.duty) : "");
		add_row(&sh->right, m->title, buf_str(&b), n.standing == STANDING_APPROVED ? STYLE_GOOD : STYLE_SOON);
		buf_done(&b);
	}
	return 0;
}

static int add_person(void *arg, const struct deal_person *p)
{
	struct sheet *sh = arg;
	struct buf b = { 0 };

	buf_puts(&b, p->name ? p->name : "—");
	if (p->title && *p->title)
		buf_printf(&b, ", %s", p->title);
	if (p->email && *p->email)
		buf_printf(&b, " · %s", p->email);
	if (p->phone && *p->phone)
		buf_printf(&b, " · %s", p->phone);
	add_row(&sh->right, person_role_key(p->role), buf_str(&b), STYLE_TEXT);
	buf_done(&b);
	return 0;
}

static int add_people(struct store *s, struct sheet *sh, struct err *err)
{
	size_t before;

	add_head(&sh->right, "People");
	before = sh->right.n;
	if (deal_people(s, sh->id, add_person, sh, err))
		return -1;
	if (sh->right.n == before)
		add_row(&sh->right, "", "nobody yet", STYLE_MUTED);
	return 0;
}

static enum style state_ink(enum clock_state st, const char **sign)
{
	*sign = "";
	switch (st) {
	case CLOCK_LATE:
		*sign = "!";
		return STYLE_LATE;
	case CLOCK_SOON:
		*sign = "~";
		return STYLE_SOON;
	case CLOCK_MET:
	case CLOCK_MET_LATE:
		*sign = "✓ ";
		return STYLE_GOOD;
	case CLOCK_WAITING:
	case CLOCK_VOID:
	case CLOCK_OVERRIDDEN:
		return STYLE_MUTED;
	case CLOCK_RUNNING:
		break;
	}
	return STYLE_TEXT;
}

static int add_clocks(struct store *s, struct sheet *sh, struct err *err)
{
	struct clock list[CLOCKS_MAX];
	int64_t now = s->now(s);
	struct buf b = { 0 };
	size_t n = 0;

	if (clocks_of(s, sh->id, list, CLOCKS_MAX, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		const struct clock_rule *rule = clock_rule_id(s->clocks, list[i].kind);
		const char *sign;
		enum style ink;

		if (!rule || !rule->enabled)
			continue;
		if (!b.cap)
			add_head(&sh->right, "Clocks");
		ink = state_ink(clock_state(&list[i], now), &sign);
		buf_clear(&b);
		buf_puts(&b, sign);
		clock_words(&list[i], rule, s->calendar, now, &b);
		add_row(&sh->right, rule->title, buf_str(&b), ink);
		sh->right.row[sh->right.n - 1].label_cols = CLOCK_COLS;
	}
	buf_done(&b);
	return 0;
}

struct history_rows {
	struct store *s;
	struct sheet *sh;
	int64_t group;
	int64_t today;
};

const char *deal_short_title(const char *title, const char *company)
{
	size_t n = company ? strlen(company) : 0;
	const char *rest = n && !strncmp(title, company, n) ? strstr(title + n, ": ") : NULL;

	return rest ? rest + 2 : title;
}

static int add_history_row(void *arg, const struct history_row *row)
{
	struct history_rows *h = arg;
	struct buf day = { 0 }, text = { 0 };

	if (row->group == h->group)
		return 0;
	h->group = row->group;
	calendar_format_day(calendar_day(h->s->calendar, row->at_ms), h->today, &day);
	buf_printf(&text, "%s%s", history_turned(row->group_kind),
		   deal_short_title(row->title, h->sh->deal.company_name));
	if (row->kind == SUBJECT_EVENT && !strcmp(row->field, "reason"))
		buf_printf(&text, ": %s", row->after);
	buf_printf(&text, " · %s", member_login(h->s, row->member));
	add_row(&h->sh->right, buf_str(&day), buf_str(&text), STYLE_TEXT);
	h->sh->right.row[h->sh->right.n - 1].label_cols = DAY_COLS;
	buf_done(&day);
	buf_done(&text);
	return 0;
}

static int add_history(struct store *s, struct sheet *sh, struct err *err)
{
	struct history_rows h = { s, sh, 0, calendar_day(s->calendar, s->now(s)) };
	size_t before;

	add_head(&sh->right, "History");
	before = sh->right.n;
	if (history_each(s, SUBJECT_DEAL, sh->id, HISTORY_MAX, add_history_row, &h, err))
		return -1;
	if (access_act(s, "history", NULL))
		add_row(&sh->right, "", "not for your role", STYLE_MUTED);
	else if (sh->right.n == before)
		add_row(&sh->right, "", sh->deal.origin_import ? "came by import; nothing changed since" : "nothing changed yet",
			STYLE_MUTED);
	return 0;
}

/* ---- the screen ---- */

static void forget(struct sheet *sh)
{
	rows_done(&sh->left);
	rows_done(&sh->right);
	free(sh->title);
	free(sh->state);
	sh->title = sh->state = NULL;
	deal_done(&sh->deal);
}

static void set_title(struct store *s, struct sheet *sh)
{
	const struct stage *st = stage_get(s->stages, (int)sh->deal.stage);
	int64_t days = calendar_day(s->calendar, s->now(s)) - calendar_day(s->calendar, sh->deal.stage_at);
	struct buf b = { 0 };

	deal_label(&sh->deal, &b);
	sh->title = buf_take(&b);
	buf_puts(&b, st ? st->title : "?");
	if (sh->deal.outcome == OUTCOME_STALLED || sh->deal.outcome == OUTCOME_DELAYED)
		buf_printf(&b, ", %s", outcome_key((enum outcome)sh->deal.outcome));
	else if (st && !stage_is_closed(st->id))
		buf_printf(&b, st->max_days ? ", day %lld of %d" : ", day %lld", (long long)days, st->max_days);
	buf_puts(&b, "   ·   ");
	deal_show(s, &sh->deal, deal_field("amount"), &b);
	buf_printf(&b, "   ·   D-%lld", (long long)sh->id);
	sh->state = buf_take(&b);
}

static int sheet_load(struct screen *s, struct err *err)
{
	struct sheet *sh = sheet_of(s);
	struct store *store = s->view->store;
	int r;

	forget(sh);
	deal_init(&sh->deal);
	r = deal_get(store, sh->id, &sh->deal, err);
	sh->gone = r == 0;
	if (r < 1)
		return r;
	set_title(store, sh);
	add_fields(store, sh);
	if (add_criteria(store, sh, err) || add_approvals(store, sh, err) || add_clocks(store, sh, err) || add_people(store, sh, err) ||
	    add_history(store, sh, err))
		return -1;
	list_fit(&sh->list, sh->left.n > sh->right.n ? sh->left.n : sh->right.n, (size_t)(s->area.rows - 3));
	return 0;
}

static int sheet_init(struct screen *s, const void *arg, struct err *err)
{
	struct sheet *sh = sheet_of(s);

	sh->id = *(const int64_t *)arg;
	return deal_need(s->view->store, sh->id, &sh->deal, err);
}

static void sheet_done(struct screen *s)
{
	forget(sheet_of(s));
}

static void draw_rows(struct draw *d, struct area a, const struct sheet_rows *r, size_t top)
{
	for (int y = 0; y < a.rows && top + (size_t)y < r->n; y++) {
		const struct sheet_row *row = &r->row[top + (size_t)y];
		bool mark = row->text && row->label && (unsigned char)row->label[0] >= 0x80;
		int label = mark ? 2 : row->label_cols;

		if (!row->text) {
			draw_text(d, a.y + y, a.x, a.cols, STYLE_SECTION, row->label);
			continue;
		}
		draw_text(d, a.y + y, a.x, label - 1, mark && *row->label == '\xe2' && row->ink == STYLE_MUTED ? STYLE_GOOD
						     : mark ? STYLE_SOON : STYLE_MUTED, row->label);
		draw_text(d, a.y + y, a.x + label, a.cols - label, row->ink, row->text);
	}
}

static void sheet_draw(struct screen *s, struct draw *d)
{
	struct sheet *sh = sheet_of(s);
	struct area a = { s->area.y + 2, s->area.x + 1, s->area.rows - 3, (s->area.cols - 4) / 2 };
	int used;

	if (sh->gone) {
		draw_text(d, a.y, a.x, a.cols, STYLE_STRONG, "This deal is deleted. u brings it back.");
		return;
	}
	used = draw_text(d, s->area.y, a.x, s->area.cols / 2, STYLE_TITLE, sh->title);
	draw_text(d, s->area.y, a.x + used + 3, s->area.cols - used - 5, STYLE_MUTED, sh->state);
	draw_rule(d, s->area.y + 1, a.x, s->area.cols - 2);
	draw_rows(d, a, &sh->left, sh->list.top);
	a.x += a.cols + 2;
	draw_rows(d, a, &sh->right, sh->list.top);
	if (list_below(&sh->list))
		draw_printf(d, s->area.y + s->area.rows - 1, s->area.x + 2, 30, STYLE_MUTED, "↓ %zu more",
			    list_below(&sh->list));
}

/* The sheet has no cursor of its own: keys move the window. */
static struct act sheet_key(struct screen *s, int key)
{
	struct list *l = &sheet_of(s)->list;
	long by = key == 'j' || key == K_DOWN ? 1 : key == 'k' || key == K_UP ? -1 : 0;

	if (by) {
		list_scroll(l, by);
		return ACT(HANDLED);
	}
	return list_key(l, key) ? ACT(HANDLED) : ACT(IGNORED);
}

static struct act sheet_mouse(struct screen *s, const struct mouse *m)
{
	if (!mouse_wheel_rows(m))
		return ACT(IGNORED);
	list_scroll(&sheet_of(s)->list, mouse_wheel_rows(m));
	return ACT(HANDLED);
}

static void sheet_resize(struct screen *s)
{
	struct sheet *sh = sheet_of(s);

	list_fit(&sh->list, sh->list.count, (size_t)(s->area.rows - 3));
}

static const char *no_debrief(const struct screen *s)
{
	return sheet_of(s)->deal.stage == STAGE_WON ? NULL : "a debrief belongs to a won deal: m moves this one to Won";
}

static struct act open_account(struct screen *s, int key)
{
	(void)key;
	return act_push(&account_screen, &sheet_of(s)->id);
}

static struct act open_debrief(struct screen *s, int key)
{
	const struct screen_type *t = screen_find("debrief");

	(void)key;
	return t ? act_push(t, &sheet_of(s)->id) : act_refuse("winloss debrief D-%lld shows it on the command line",
							      (long long)sheet_of(s)->id);
}

static const char *no_packet(const struct screen *s)
{
	return sheet_of(s)->deal.stage == STAGE_WON ? NULL : "a packet belongs to a won deal: m moves this one to Won";
}

static struct act open_packet(struct screen *s, int key)
{
	(void)key;
	return act_push(&packet_screen, &sheet_of(s)->id);
}

static const char *is_gone(const struct screen *s)
{
	return sheet_of(s)->gone ? "this deal is deleted: u brings it back" : NULL;
}

static struct act edit_sheet(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_edit_screen, &sheet_of(s)->id);
}

static struct act move_sheet(struct screen *s, int key)
{
	(void)key;
	return act_push(&move_screen, &sheet_of(s)->id);
}

static struct act undo_sheet(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_DEAL, sheet_of(s)->id, key == K_CTRL('R'), NULL);
}

static struct act open_actions(struct screen *s, int key)
{
	(void)key;
	return act_push(&actions_screen, &sheet_of(s)->id);
}

static struct act open_messages(struct screen *s, int key)
{
	(void)key;
	return act_push(&outbox_screen, &sheet_of(s)->id);
}

static struct act open_clocks(struct screen *s, int key)
{
	(void)key;
	return act_push(&clocks_screen, &sheet_of(s)->id);
}

static struct act ask_approval(struct screen *s, int key)
{
	const struct approval_rules *rules = s->view->store->approvals;
	struct approval_need n = { .standing = STANDING_FREE };
	struct err err = { 0 };

	(void)key;
	if (!approval_rules_count(rules) || approval_need(s->view->store, &sheet_of(s)->deal, approval_rule_at(rules, 0), &n, &err))
		return err.kind ? act_error(&err) : act_refuse("no number of a deal needs an approval here");
	if (n.standing == STANDING_FREE)
		return act_refuse("the %s of this deal needs no approval", approval_rule_at(rules, 0)->title);
	if (n.standing == STANDING_ASKED || n.standing == STANDING_APPROVED)
		return act_push(&approvals_screen, &sheet_of(s)->id);
	return act_push(&approval_ask_screen, &sheet_of(s)->id);
}

static struct act open_approvals(struct screen *s, int key)
{
	(void)key;
	return act_push(&approvals_screen, &sheet_of(s)->id);
}

static struct act open_playbook(struct screen *s, int key)
{
	(void)key;
	return act_push(&playbook_screen, &sheet_of(s)->id);
}

static struct act open_exchange(struct screen *s, int key)
{
	struct sheet *sh = sheet_of(s);

	(void)key;
	sh->exchange = (struct exchange_arg){ .deal = sh->id };
	return act_push(&exchange_screen, &sh->exchange);
}

static const char *no_merge(const struct screen *s)
{
	return access_act(s->view->store, "import", NULL) ? "spellings are merged by who imports: sales ops, admin" : is_gone(s);
}

static struct act open_merge(struct screen *s, int key)
{
	(void)key;
	return act_push(&merge_screen, &sheet_of(s)->id);
}

static const struct binding sheet_bindings[] = {
	{ AT_LIST, K_ENTER, 0, "deal-debrief", "debrief", "Open the debrief", "Deal", 1, NULL, open_debrief, no_debrief, NULL,
	  false },
	{ AT_LIST, 'a', 0, "deal-account", "account", "Open the account page", "Deal", 4, NULL, open_account, no_debrief, NULL,
	  false },
	{ AT_LIST, 'p', 0, "deal-packet", "packet", "Open the handoff packet", "Deal", 6, NULL, open_packet, no_packet, NULL,
	  false },
	{ AT_LIST, 'e', 0, "deal-edit", "edit", "Edit the deal", "Deal", 2, NULL, edit_sheet, is_gone, NULL, false },
	{ AT_LIST, 'm', 0, "deal-move", "move to …", "Move to any stage", "Deal", 3, NULL, move_sheet, is_gone, NULL, false },
	{ AT_LIST, 'A', 0, "deal-actions", "actions", "Actions of this deal", "Deal", 5, NULL, open_actions, is_gone, NULL,
	  false },
	{ AT_LIST, 'r', 0, "deal-approval", "ask approval", "Ask for the approval of the discount", "Deal", 6,
	  "Above the owner's band somebody else decides it.", ask_approval, is_gone, NULL, false },
	{ AT_LIST, 'P', 0, "deal-approvals", "approvals", "Approvals of this deal", "Deal", 0, NULL, open_approvals, is_gone, NULL,
	  false },
	{ AT_LIST, 'M', 0, "deal-messages", "messages", "Messages of this deal", "Deal", 0, NULL, open_messages, is_gone, NULL,
	  false },
	{ AT_LIST, 'c', 0, "deal-clocks", "clocks", "What each clock counted", "Deal", 6, NULL, open_clocks, is_gone, NULL,
	  false },
	{ AT_LIST, 'S', 0, "deal-playbook", "onboarding", "Open the onboarding", "Deal", 7, NULL, open_playbook, is_gone, NULL,
	  false },
	{ AT_LIST, 'x', 0, "deal-exchange", "exchange", "Open the exchange record", "Deal", 8,
	  "What the deal's side tells customer success, and what comes back after the delivery.", open_exchange, is_gone, NULL, false },
	{ AT_LIST, 0, 0, "deal-merge", "merge", "Merge its company or competitor into another spelling", "Deal", 0, NULL, open_merge,
	  no_merge, NULL, false },
	{ AT_LIST, 'u', 0, "undo", "undo", "Undo my last change of this deal", "Deal", 0, NULL, undo_sheet, NULL, NULL, false },
	{ AT_LIST, K_CTRL('R'), 0, "redo", "redo", "Redo it", "Deal", 0, NULL, undo_sheet, NULL, NULL, false },
	{ 0, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, false },
};
const struct screen_type deal_screen = {
	.name = "deal", .title = "the deal sheet", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct sheet),
	.bindings = sheet_bindings, .init = sheet_init, .done = sheet_done, .load = sheet_load, .draw = sheet_draw,
	.key = sheet_key, .mouse = sheet_mouse, .resize = sheet_resize,
};
