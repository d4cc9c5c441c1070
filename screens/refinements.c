/* The list of changes of the qualification model: what waits, newest first; the one under the cursor in full below. */
#include "screens/refinements.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/config.h"
#include "model/cut.h"
#include "model/draft.h"
#include "model/icp.h"
#include "model/member.h"
#include "model/refinement.h"
#include "model/store.h"
#include "screens/empty.h"
#include "screens/evidence.h"
#include "screens/narrow.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct refinement_line {
	struct refinement r; /* its texts are owned */
	char when[48];       /* "11-22 09:10 olga": who moved it last */
};
struct refinements {
	struct narrow narrow;
	struct refinement_line *lines;
	bool all;
	char *kept, *companies, *council; /* of the one under the cursor; owned */
	int64_t of;                       /* whose these are */
	char title[64];
	struct evidence_arg evidence;
	size_t waiting[REFINEMENT_APPLIED + 1];
	struct icp icp;
	char *model;                      /* as it was written anew for `model_of`, and is no version yet; owned, also a draft */
	int64_t model_of, model_base;     /* draft_base() of the team's when it was begun */
	bool is_new;                      /* it is other than the team's */
};

static struct refinements *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static const struct refinement_line *here(const struct screen *s)
{
	const struct refinements *b = state_of(s);

	return b->narrow.list.count ? &b->lines[b->narrow.list.at] : NULL;
}

/* ---- loading ---- */

static void forget_detail(struct refinements *b)
{
	free(b->kept);
	free(b->companies);
	free(b->council);
	b->kept = b->companies = b->council = NULL;
	b->of = 0;
}

static void forget(struct screen *s)
{
	struct refinements *b = state_of(s);

	for (size_t i = 0; i < b->narrow.list.count; i++)
		refinement_done(&b->lines[i].r);
	free(b->lines);
	b->lines = NULL;
	forget_detail(b);
}

static bool matches(const struct screen *s, const struct refinement *r)
{
	return narrow_has(s, "%lld %s %s %s %s %s %s", (long long)r->id, refinement_state_key(r->state), r->dimension, r->text, r->reason,
			  member_login(store_of(s), r->flagged_by), member_login(store_of(s), r->proposed_by));
}

static void say_when(struct store *s, struct refinement_line *l)
{
	const struct refinement *r = &l->r;
	int64_t at = r->decided_at ? r->decided_at : r->proposed_at ? r->proposed_at : r->flagged_at;
	int64_t by = r->decided_by ? r->decided_by : r->proposed_by ? r->proposed_by : r->flagged_by;
	struct buf when = { 0 };

	calendar_format_moment(s->calendar, at, s->now(s), &when);
	cut_printf(l->when, sizeof l->when, "%.20s %.20s", buf_str(&when), member_login(s, by));
	buf_done(&when);
}

static int one(void *arg, const struct refinement *r)
{
	struct refinements *b = state_of(arg);
	struct list *list = &b->narrow.list;
	struct refinement_line *l;

	if (!matches(arg, r))
		return 0;
	b->lines = xrealloc(b->lines, (list->count + 1) * sizeof *b->lines);
	l = &b->lines[list->count++];
	*l = (struct refinement_line){ .r = *r };
	l->r.text = xstrdup(r->text);
	l->r.reason = xstrdup(r->reason);
	l->r.comment = xstrdup(r->comment);
	if (r->state > 0 && r->state <= REFINEMENT_APPLIED)
		b->waiting[r->state]++;
	say_when(store_of(arg), l);
	return 0;
}

struct naming {
	struct buf kept, companies;
};

static int name_deal(void *arg, const struct refinement_deal *d)
{
	struct naming *n = arg;

	buf_printf(&n->kept, "%sD%lld", n->kept.len ? " " : "", (long long)d->deal);
	buf_printf(&n->companies, "%sD-%lld %s", n->companies.len ? ", " : "", (long long)d->deal, d->company);
	if (d->form)
		buf_puts(&n->companies, " (record after delivery)");
	return 0;
}

/* Of the one under the cursor what it rests on. */
static int read_detail(struct screen *s, struct err *err)
{
	struct refinements *b = state_of(s);
	const struct refinement_line *l = here(s);
	struct naming n = { { 0 }, { 0 } };
	struct buf council = { 0 };
	int rc;

	if (!l || b->of == l->r.id)
		return 0;
	forget_detail(b);
	rc = refinement_deals(store_of(s), l->r.id, name_deal, &n, err);
	refinement_warn(&l->r, &council);
	b->kept = buf_take(&n.kept);
	b->companies = buf_take(&n.companies);
	b->council = buf_take(&council);
	b->of = l->r.id;
	return rc;
}

static bool has_room(const struct screen *s)
{
	return s->area.rows >= 18;
}

static size_t rows_of(const struct screen *s)
{
	int taken = 5 + (has_room(s) ? 11 : 0);

	return s->area.rows > taken + 1 ? (size_t)(s->area.rows - taken) : 1;
}

static int read_lines(struct screen *s, struct err *err)
{
	struct refinements *b = state_of(s);

	memset(b->waiting, 0, sizeof b->waiting);
	return icp_load(store_of(s), &b->icp, err) ? -1 : refinement_each(store_of(s), b->all, one, s, err);
}

static int64_t id_of(const struct screen *s, size_t i)
{
	return state_of(s)->lines[i].r.id;
}

/* ---- painting ---- */

struct columns {
	int what, dimension, deals, when;
};

static struct columns place(int cols)
{
	if (cols >= 100)
		return (struct columns){ 15, cols - 52, cols - 35, cols - 27 };
	return (struct columns){ 15, cols - 24, cols - 8, 0 };
}

static int first_row(const struct screen *s)
{
	return s->area.y + (s->area.rows >= 28) + 3;
}

static void draw_title(struct screen *s, struct draw *d, int y)
{
	static const char *const words[] = { "", "flagged", "to decide", "to apply" };
	struct refinements *b = state_of(s);
	int x = 1;

	x += draw_text(d, y, x, 40, STYLE_TITLE, b->all ? "All changes of the qualification model" : "Changes of the qualification model") + 1;
	x += draw_printf(d, y, x, 8, STYLE_MUTED, "%zu", b->narrow.list.count) + 2;
	for (int i = REFINEMENT_FLAGGED; i <= REFINEMENT_APPROVED && !narrow_is_on(s); i++)
		if (b->waiting[i])
			x += draw_printf(d, y, x, s->area.cols - x - 1, i == REFINEMENT_PROPOSED ? STYLE_SOON : STYLE_MUTED, "%zu %s",
					 b->waiting[i], words[i]) + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, y, x);
}

static void draw_heads(struct draw *d, int y, struct columns c, int cols)
{
	draw_text(d, y, 4, 10, STYLE_COLUMN_HEAD, "State");
	draw_text(d, y, c.what, 20, STYLE_COLUMN_HEAD, "What shall change");
	draw_text(d, y, c.dimension, c.deals - c.dimension - 1, STYLE_COLUMN_HEAD, "Dimension");
	draw_text(d, y, c.deals, 6, STYLE_COLUMN_HEAD, "Deals");
	if (c.when)
		draw_text(d, y, c.when, cols - c.when - 1, STYLE_COLUMN_HEAD, "By");
}

static enum style ink_of(const struct refinement *r)
{
	return r->state == REFINEMENT_PROPOSED ? STYLE_SOON : r->state == REFINEMENT_APPLIED || r->state == REFINEMENT_APPROVED
								      ? STYLE_GOOD : refinement_is_open(r) ? STYLE_TEXT : STYLE_MUTED;
}

/* As the team calls it now. */
static const char *title_of(const struct icp *icp, const char *key)
{
	for (size_t i = 0; i < ICP_DIMENSIONS; i++)
		if (!strcmp(icp->dimension[i].key, key))
			return icp->dimension[i].title;
	return *key ? key : "—";
}

static void draw_line(const struct icp *icp, struct draw *d, int y, int cols, struct columns c, const struct refinement_line *l, bool at)
{
	const struct refinement *r = &l->r;

	if (at)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (r->state == REFINEMENT_PROPOSED || r->state == REFINEMENT_APPLIED)
		draw_sign(d, y, 2, ink_of(r), r->state == REFINEMENT_APPLIED ? SIGN_DONE : SIGN_SOON);
	draw_text(d, y, 4, 10, ink_of(r), refinement_state_key(r->state));
	draw_text(d, y, c.what, c.dimension - c.what - 1, at ? STYLE_HERE : STYLE_TEXT, r->text);
	draw_text(d, y, c.dimension, c.deals - c.dimension - 1, STYLE_MUTED, title_of(icp, r->dimension));
	draw_printf(d, y, c.deals, 6, r->deals < REFINEMENT_DEALS_MIN ? STYLE_SOON : STYLE_TEXT, "%lld/%d", (long long)r->deals,
		    REFINEMENT_DEALS_MIN);
	if (c.when)
		draw_text(d, y, c.when, cols - c.when - 1, STYLE_MUTED, l->when);
}

static void say_by(struct store *s, int64_t member, int64_t at_ms, struct buf *out)
{
	struct buf when = { 0 };

	if (!at_ms)
		return;
	calendar_format_moment(s->calendar, at_ms, s->now(s), &when);
	buf_printf(out, "%s, %s", member_login(s, member), buf_str(&when));
	buf_done(&when);
}

static int draw_by(struct screen *s, struct draw *d, int y, struct area a, const char *label, int64_t member, int64_t at_ms)
{
	struct buf words = { 0 };

	say_by(store_of(s), member, at_ms, &words);
	y = draw_labelled(d, y, a, label, buf_str(&words));
	buf_done(&words);
	return y;
}

static void draw_here(struct screen *s, struct draw *d, int y)
{
	const struct refinements *b = state_of(s);
	const struct refinement *r = &here(s)->r;
	struct area a = { y, 3, s->area.y + s->area.rows - y, s->area.cols - 5 };

	if (a.rows < 4)
		return;
	draw_rule(d, y++, 1, s->area.cols - 2);
	draw_printf(d, y++, 1, a.cols, STYLE_SECTION, "Refinement %lld, %s%s%s", (long long)r->id, refinement_state_key(r->state),
		    *r->dimension ? ": " : "", *r->dimension ? title_of(&b->icp, r->dimension) : "");
	y = draw_labelled(d, y, a, "What", r->text);
	y = draw_labelled(d, y, a, "Rests on", b->companies);
	y = draw_labelled(d, y, a, "Why", r->reason);
	y = draw_labelled(d, y, a, "Council", b->council);
	y = draw_by(s, d, y, a, "Flagged", r->flagged_by, r->flagged_at);
	y = draw_by(s, d, y, a, "Proposed", r->proposed_by, r->proposed_at);
	y = draw_by(s, d, y, a, r->state == REFINEMENT_REJECTED ? "Rejected" : "Approved", r->decided_by, r->decided_at);
	draw_labelled(d, y, a, "Comment", r->comment);
}

/* What the member may begin, and the decided ones. */
/* True where nothing is listed. */
static bool draw_empty(struct screen *s, struct draw *d, int y)
{
	struct empty_offer offers[4];
	struct empty nothing = { "No change of the qualification model waits.",
				 "Delivery flags what a deal showed; three deals make a proposal.", offers };
	static const struct empty_offer none[] = { { NULL, NULL, NULL } };
	static const struct empty not_read = { "Changes of the qualification model are not yours to read.",
					       "Who reads all deals reads what rests on them.", none };
	int n = 0;

	if (!screen_may_not(s, "flag_refinement"))
		offers[n++] = (struct empty_offer){ "n", "flag one", "what a delivery showed" };
	if (!screen_may_not(s, "propose_refinement"))
		offers[n++] = (struct empty_offer){ "p", "propose one", "over three deals" };
	offers[n++] = (struct empty_offer){ "o", "decided ones too", NULL };
	offers[n] = (struct empty_offer){ NULL, NULL, NULL };
	return narrow_draw_none(s, d, y, 4, state_of(s)->all ? "" : "; o shows decided ones too",
				access_read(store_of(s), CLASS_DEAL) == ACCESS_ALL ? &nothing : &not_read);
}

static void draw(struct screen *s, struct draw *d)
{
	struct refinements *b = state_of(s);
	struct columns c = place(s->area.cols);
	int y = first_row(s);

	draw_title(s, d, y - 3);
	if (draw_empty(s, d, y))
		return;
	draw_heads(d, y - 1, c, s->area.cols);
	for (size_t i = b->narrow.list.top; i < b->narrow.list.count && i < b->narrow.list.top + b->narrow.list.rows; i++)
		draw_line(&b->icp, d, y++, s->area.cols, c, &b->lines[i], i == b->narrow.list.at);
	list_draw_below(&b->narrow.list, d, y, 4);
	if (has_room(s))
		draw_here(s, d, y + 1);
}

/* ---- keys ---- */

static struct act open_deals(struct screen *s, int key)
{
	struct refinements *b = state_of(s);

	(void)key;
	snprintf(b->title, sizeof b->title, "What refinement %lld rests on", (long long)here(s)->r.id);
	b->evidence = (struct evidence_arg){ .title = b->title, .kept = b->kept ? b->kept : "" };
	return evidence_open(s, &b->evidence);
}

static struct act flag(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&refinement_flag_screen, NULL);
}

static struct act propose(struct screen *s, int key)
{
	const struct refinement_line *l = here(s);

	(void)key;
	return act_push(&refinement_propose_screen, l && l->r.state == REFINEMENT_FLAGGED ? &l->r.id : NULL);
}

static struct act link_deal(struct screen *s, int key)
{
	(void)key;
	return act_push(&refinement_link_screen, &here(s)->r.id);
}

static struct act approve(struct screen *s, int key)
{
	(void)key;
	return act_push(&refinement_approve_screen, &here(s)->r.id);
}

static struct act reject(struct screen *s, int key)
{
	(void)key;
	return act_push(&refinement_reject_screen, &here(s)->r.id);
}

static struct act told(int rc, const struct err *err, const char *words)
{
	return rc ? act_error(err) : act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s", words), "u", "undo");
}

static struct act council(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	return told(refinement_council(store_of(s), here(s)->r.id, &err), &err, "its review by the council is marked done");
}

static struct act withdraw(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	return told(refinement_withdraw(store_of(s), here(s)->r.id, &err), &err, "withdrawn; o shows it");
}

/* ---- applied: the model is written anew in the member's editor, and becomes a version once that is said ---- */

static void forget_model(struct refinements *b)
{
	free(b->model);
	b->model = NULL;
	b->is_new = false;
}

static int find_draft(const struct screen *s, struct draft *out, struct err *err)
{
	return draft_get(store_of(s), SUBJECT_REFINEMENT, state_of(s)->model_of, "model", 0, 0, out, err);
}

/* What was written and not applied, also in an earlier run; else the team's. */
static int begin_model(struct screen *s, struct err *err)
{
	struct refinements *b = state_of(s);
	struct draft d = { 0 };
	int rc = find_draft(s, &d, err);

	if (rc == 1) {
		b->model = d.body;
		b->model_base = d.base_rev;
		b->is_new = true;
		d.body = NULL;
	} else if (!rc && (rc = config_get(store_of(s), "icp", &b->model, NULL, NULL, err)) >= 0) {
		b->model_base = draft_base(b->model);
	}
	draft_done(&d);
	return rc < 0 ? -1 : 0;
}

static int keep_model(struct screen *s, struct err *err)
{
	struct refinements *b = state_of(s);
	struct draft d = { .kind = SUBJECT_REFINEMENT, .subject = b->model_of, .field = "model", .base_rev = b->model_base,
			   .body = b->model, .len = strlen(b->model), .at_ms = store_of(s)->real_now(store_of(s)) };

	draft_request(store_of(s), &d);
	return draft_write(store_of(s), &d, err);
}

static void drop_draft(struct screen *s)
{
	struct draft d = { 0 };

	if (find_draft(s, &d, NULL) == 1)
		draft_drop(store_of(s), &d, NULL);
	draft_done(&d);
}

static struct act write_model(struct screen *s, int key)
{
	struct refinements *b = state_of(s);
	struct err err = { 0 };

	(void)key;
	if (b->model && b->model_of != here(s)->r.id)
		forget_model(b);
	b->model_of = here(s)->r.id;
	if (!b->model && begin_model(s, &err))
		return act_error(&err);
	return act_editor(b->model ? b->model : "", b->model ? strlen(b->model) : 0);
}

/* Since it was begun somebody may have made another version, which this one would replace. */
static const char *ask_version(struct screen *s)
{
	char *now = NULL;
	bool is_same = config_get(store_of(s), "icp", &now, NULL, NULL, NULL) < 0 || draft_base(now) == state_of(s)->model_base;

	free(now);
	return is_same ? "Make this a version? It stays." : "The model was changed since this was begun. Make this a version all the same?";
}

static struct act edited(struct screen *s, const char *text, size_t len)
{
	static const struct answer answers[] = { { 'a', "apply", "apply-now" }, { 'e', "edit on", "apply" }, { 'n', "not now", NULL },
						 { 0, NULL, NULL } };
	static const struct question question = { answers, false };
	struct refinements *b = state_of(s);
	struct err err = { 0 };

	if (!b->is_new && b->model && strlen(b->model) == len && !memcmp(b->model, text, len))
		return act_say(ACT_HANDLED, TONE_SAY, "the model is as it was; nothing is applied");
	free(b->model);
	b->model = xstrndup(text, len);
	b->is_new = true;
	if (keep_model(s, &err))
		return act_error(&err);
	return act_ask(&question, "%s", ask_version(s));
}

/* What is refused stays as it was written: e goes on with it. */
static struct act apply_now(struct screen *s, int key)
{
	struct refinements *b = state_of(s);
	struct err err = { 0 };

	(void)key;
	if (!b->model)
		return act_refuse("e writes the model anew first");
	if (refinement_apply(store_of(s), b->model_of, b->model, &err))
		return act_offer(act_error(&err), "e", "edit on");
	drop_draft(s);
	forget_model(b);
	return act_say(ACT_RELOAD, TONE_DONE, "applied: the qualification model has a new version");
}

static struct act suggest(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&suggestions_screen, NULL);
}

static struct act show_all(struct screen *s, int key)
{
	(void)key;
	state_of(s)->all = !state_of(s)->all;
	return act_load(s);
}

static const char *none_here(const struct screen *s)
{
	return narrow_none(s, screen_may_not(s, "flag_refinement") ? "nothing waits here" : "nothing waits here; n flags a change");
}

/* Who may not hears so before typing, and is not offered it. */
static const char *not_to_flag(const struct screen *s)
{
	return screen_may_not(s, "flag_refinement");
}

static const char *not_to_propose(const struct screen *s)
{
	return screen_may_not(s, "propose_refinement");
}

static const char *not_to_decide(const struct screen *s)
{
	if (!here(s))
		return none_here(s);
	if (screen_may_not(s, "approve_refinement"))
		return screen_may_not(s, "approve_refinement");
	switch ((enum refinement_state)here(s)->r.state) {
	case REFINEMENT_FLAGGED:
		return "this one is flagged; p proposes it first";
	case REFINEMENT_PROPOSED:
		return NULL;
	case REFINEMENT_APPROVED:
	case REFINEMENT_REJECTED:
	case REFINEMENT_WITHDRAWN:
	case REFINEMENT_APPLIED:
		break;
	}
	return "this one is decided; u takes back your own decision";
}

static const char *not_to_apply(const struct screen *s)
{
	if (!here(s))
		return none_here(s);
	if (screen_may_not(s, "propose_refinement"))
		return screen_may_not(s, "propose_refinement");
	return here(s)->r.state == REFINEMENT_APPROVED ? NULL : "only one that the CRO approved is applied";
}

static const char *no_suggestions(const struct screen *s)
{
	return access_read(store_of(s), CLASS_DEAL) == ACCESS_ALL ? NULL
								    : "what debriefs and check-ins suggest is told to who reads those of all deals";
}

static const char *not_open(const struct screen *s)
{
	if (!here(s))
		return none_here(s);
	return refinement_is_open(&here(s)->r) ? NULL : "this one is decided";
}

static const char *not_to_link(const struct screen *s)
{
	const char *why = not_open(s);

	return why ? why : screen_may_not(s, here(s)->r.state == REFINEMENT_FLAGGED ? "flag_refinement" : "propose_refinement");
}

static void object(const struct screen *s, struct buf *out)
{
	if (here(s))
		buf_puts(out, here(s)->r.text);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_REFINEMENT, 0, key == K_CTRL('R'), NULL);
}

#define ROW(k, name, word, words, where, run_, refuse_)                                                               \
	{ .levels = AT_LIST, .key = (k), .command = (name), .label = (word), .title = (words), .group = "Refinement",     \
	  .footer = (where), .run = (run_), .refuse = (refuse_), .object = object }
static const struct binding bindings[] = {
	ROW(K_ENTER, "open", "deals", "Open the deals it rests on", 1, open_deals, none_here),
	{ .levels = AT_LIST, .key = 'n', .command = "flag", .label = "flag", .title = "Flag what a delivery showed",
	  .group = "Refinement", .footer = 2, .run = flag, .refuse = not_to_flag },
	{ .levels = AT_LIST, .key = 'p', .command = "propose", .label = "propose", .title = "Propose a change over three deals",
	  .group = "Refinement", .footer = 3, .explain = "The flag under the cursor, or a new one.", .run = propose,
	  .refuse = not_to_propose },
	ROW('a', "approve", "approve", "Approve it with a comment", 4, approve, not_to_decide),
	ROW('r', "reject", "reject", "Reject it and say why", 5, reject, not_to_decide),
	ROW('e', "apply", "apply", "Apply it: write the model anew", 6, write_model, not_to_apply),
	{ .levels = AT_LIST, .command = "apply-now", .label = "apply it", .group = "Refinement", .run = apply_now,
	  .refuse = not_to_apply },
	{ .levels = AT_LIST, .key = 's', .command = "suggestions", .label = "suggested", .title = "What the records suggest",
	  .group = "See", .footer = 7, .explain = "Doubts about the fit that came true; promises broken in two deals.",
	  .run = suggest, .refuse = no_suggestions },
	ROW('l', "link", "link a deal", "A deal more or less that it rests on", 8, link_deal, not_to_link),
	ROW('m', "council", "council done", "Its review by the council is done", 0, council, not_open),
	ROW('d', "withdraw", "withdraw", "Withdraw it", 0, withdraw, not_open),
	{ .levels = AT_LIST, .key = 'o', .command = "shown", .label = "decided too", .title = "Decided ones too, or what waits",
	  .group = "See", .footer = 9, .run = show_all },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow", .title = "Narrow to words, a state, a member",
	  .group = "See", .footer = 10, .run = narrow_open },
	NARROW_ROWS, UNDO_ROWS(undo), LIST_MOVES(narrow_move),
	{ .command = NULL },
};

static void done(struct screen *s)
{
	forget_model(state_of(s));
	narrow_done(s);
}

static const struct narrow_type narrow = {
	.read = read_lines, .forget = forget, .id = id_of, .rows = rows_of, .first_row = first_row, .open = open_deals,
	.moved = read_detail,
};

const struct screen_type refinements_screen = {
	.name = "refinements", .title = "Refinements", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct refinements),
	.bindings = bindings, .narrow = &narrow, .init = narrow_init, .done = done, .load = narrow_load, .draw = draw,
	.key = narrow_key, .paste = narrow_paste, .mouse = narrow_mouse, .resize = narrow_resize, .edited = edited,
};
