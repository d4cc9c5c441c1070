/* The list of messages that people send themselves: to whom, what, whether it went. Nothing is sent from here. */
#include "model/outbox.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/member.h"
#include "model/text.h"
#include "screens/actions.h"
#include "screens/deal.h"
#include "screens/empty.h"
#include "screens/narrow.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct message_line {
	int64_t id, deal, state;
	char *company, *recipient, *about; /* the first line of the text, without "Subject:" */
	char template[32], when[48];       /* "written 11-22 17:04 priya" */
	const char *words;                 /* of its state */
	bool held;                         /* by one who is sending it */
};
struct outbox_state {
	struct narrow narrow;
	int64_t deal;  /* 0: of all */
	bool finished; /* sent and withdrawn ones too */
	struct message_line *lines;
};

static struct outbox_state *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static void forget(struct screen *s)
{
	struct outbox_state *b = state_of(s);

	for (size_t i = 0; i < b->narrow.list.count; i++) {
		free(b->lines[i].company);
		free(b->lines[i].recipient);
		free(b->lines[i].about);
	}
	free(b->lines);
	b->lines = NULL;
}

/* ---- loading ---- */

char *outbox_about(const char *text)
{
	static const char subject[] = "Subject: ";

	if (!strncmp(text, subject, sizeof subject - 1))
		text += sizeof subject - 1;
	return xstrndup(text, text_first_line(text));
}

/* By the beginnings of words: company, to whom, the kind, what it is about, who wrote it, the deal's number. */
static bool matches(const struct screen *s, const struct outbox_message *m)
{
	char *about = outbox_about(m->text);
	bool found = narrow_has(s, "%s %s %s %s %s D-%lld", m->company, m->recipient, message_kind_title(m->template), about,
				member_login(store_of(s), m->member), (long long)m->deal);

	free(about);
	return found;
}

static int one(void *arg, const struct outbox_message *m)
{
	struct outbox_state *b = state_of(arg);
	struct list *list = &b->narrow.list;
	struct store *st = store_of(arg);
	bool sent = m->state == MESSAGE_SENT;
	struct buf when = { 0 };
	struct message_line *l;

	if (!matches(arg, m))
		return 0;
	b->lines = xrealloc(b->lines, (list->count + 1) * sizeof *b->lines);
	l = &b->lines[list->count++];
	*l = (struct message_line){ .id = m->id, .deal = m->deal, .state = m->state, .company = xstrdup(m->company),
				    .recipient = xstrdup(m->recipient), .about = outbox_about(m->text),
				    .words = outbox_state_words(st, m), .held = outbox_is_held(st, m) };
	snprintf(l->template, sizeof l->template, "%s", m->template);
	calendar_format_moment(st->calendar, sent ? m->sent_at : m->at_ms, st->now(st), &when);
	cut_printf(l->when, sizeof l->when, "%s %.30s", buf_str(&when), member_login(st, sent ? m->sent_by : m->member));
	buf_done(&when);
	return 0;
}

static size_t rows_of(const struct screen *s)
{
	return s->area.rows > 6 ? (size_t)s->area.rows - 5 : 1;
}

static int read_lines(struct screen *s, struct err *err)
{
	return outbox_each(store_of(s), state_of(s)->deal, !state_of(s)->finished, one, s, err);
}

static int64_t id_of(const struct screen *s, size_t i)
{
	return state_of(s)->lines[i].id;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	narrow_init(s, arg, err);
	state_of(s)->deal = arg ? *(const int64_t *)arg : 0;
	return 0;
}

/* ---- painting ---- */

struct columns {
	int kind, to, about, deal, state, when;
};

static struct columns place(int cols)
{
	if (cols >= 100)
		return (struct columns){ 4, 20, 38, 68, 86, 97 };
	return (struct columns){ 4, 19, 28, 0, 50, 60 };
}

static int first_row(const struct screen *s)
{
	return s->area.y + (s->area.rows >= 28) + 3;
}

static void draw_title(struct screen *s, struct draw *d, int y)
{
	struct outbox_state *b = state_of(s);
	int x = 1;

	x += draw_text(d, y, x, 30, STYLE_TITLE, b->finished ? "All messages" : "Messages to send") + 1;
	if (b->deal && b->narrow.list.count)
		x += draw_printf(d, y, x, 30, STYLE_TITLE, "of %s", b->lines[0].company) + 1;
	x += draw_printf(d, y, x, 12, STYLE_MUTED, "%zu", b->narrow.list.count) + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, y, x);
	else
		draw_right(d, y, x, s->area.cols - 1 - x, STYLE_MUTED, "you send them yourself");
}

static void draw_heads(struct draw *d, int y, struct columns c, int cols)
{
	draw_text(d, y, c.kind, 14, STYLE_COLUMN_HEAD, "Kind");
	draw_text(d, y, c.to, 8, STYLE_COLUMN_HEAD, "To");
	draw_text(d, y, c.about, 12, STYLE_COLUMN_HEAD, "About");
	if (c.deal)
		draw_text(d, y, c.deal, 12, STYLE_COLUMN_HEAD, "Deal");
	draw_text(d, y, c.state, 9, STYLE_COLUMN_HEAD, "State");
	draw_text(d, y, c.when, cols - c.when - 1, STYLE_COLUMN_HEAD, "When, who");
}

static void draw_line(struct draw *d, int y, struct columns c, int cols, const struct message_line *l, bool here)
{
	int after = c.deal ? c.deal : c.state;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (l->state == MESSAGE_SENT)
		draw_sign(d, y, 2, STYLE_GOOD, SIGN_DONE);
	draw_text(d, y, c.kind, c.to - c.kind - 1, STYLE_TEXT, message_kind_title(l->template));
	draw_text(d, y, c.to, c.about - c.to - 1, STYLE_TEXT, *l->recipient ? l->recipient : "—");
	draw_text(d, y, c.about, after - c.about - 1, here ? STYLE_HERE : STYLE_TEXT, l->about);
	if (c.deal)
		draw_text(d, y, c.deal, c.state - c.deal - 1, STYLE_MUTED, l->company);
	draw_text(d, y, c.state, c.when - c.state - 1, l->state == MESSAGE_TO_SEND ? STYLE_STRONG : STYLE_MUTED,
		  l->words);
	draw_text(d, y, c.when, cols - c.when - 1, STYLE_MUTED, l->when);
}

static const struct empty_offer offers[] = {
	{ "o", "sent ones too", NULL }, { "A", "actions", NULL }, { "3", "debriefs", NULL }, { NULL, NULL, NULL },
};
static const struct empty nothing = {
	"No message to send.", "A note to the AE is written behind a call: y in its clean-up.", offers,
};

static void draw(struct screen *s, struct draw *d)
{
	const struct outbox_state *b = state_of(s);
	struct columns c = place(s->area.cols);
	int y = first_row(s);

	draw_title(s, d, y - 3);
	if (narrow_draw_none(s, d, y, c.kind, b->finished ? "" : "; o shows sent ones too", &nothing))
		return;
	draw_heads(d, y - 1, c, s->area.cols);
	for (size_t i = b->narrow.list.top; i < b->narrow.list.count && i < b->narrow.list.top + b->narrow.list.rows; i++)
		draw_line(d, y++, c, s->area.cols, &b->lines[i], i == b->narrow.list.at);
	list_draw_below(&b->narrow.list, d, y, c.kind);
}

/* ---- keys ---- */

static const struct message_line *here(const struct screen *s)
{
	const struct outbox_state *b = state_of(s);

	return b->narrow.list.count ? &b->lines[b->narrow.list.at] : NULL;
}

static struct act open_text(struct screen *s, int key)
{
	(void)key;
	return act_push(&message_screen, &here(s)->id);
}

static struct act copy_text(struct screen *s, int key)
{
	struct outbox_message m;
	struct err err = { 0 };
	struct act a;
	int rc = outbox_get(store_of(s), here(s)->id, &m, &err);

	(void)key;
	if (rc != 1)
		return rc ? act_error(&err) : act_refuse("this message is not here any more");
	a = act_copy(m.text, strlen(m.text), "the message");
	outbox_message_done(&m);
	return a;
}

struct act message_export(struct screen *s, int64_t id)
{
	struct err err = { 0 };
	char path[48];

	snprintf(path, sizeof path, "message-%lld.txt", (long long)id);
	if (outbox_write(store_of(s), id, path, &err))
		return act_error(&err);
	return act_say(ACT_HANDLED, TONE_DONE, "%s holds the message", path);
}

static struct act export_text(struct screen *s, int key)
{
	(void)key;
	return message_export(s, here(s)->id);
}

struct act message_mark(struct screen *s, int64_t id, enum message_state state, const char *words)
{
	struct err err = { 0 };

	if (outbox_mark(store_of(s), id, state, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s", words), "u", "undo");
}

static struct act mark_sent(struct screen *s, int key)
{
	(void)key;
	return message_mark(s, here(s)->id, MESSAGE_SENT, "sent; o shows it");
}

static struct act send(struct screen *s, int key)
{
	(void)key;
	return act_carry(&here(s)->id);
}

static struct act withdraw(struct screen *s, int key)
{
	(void)key;
	return message_mark(s, here(s)->id, MESSAGE_WITHDRAWN, "withdrawn; o shows it");
}

static struct act open_deal(struct screen *s, int key)
{
	(void)key;
	return act_push(&deal_screen, &here(s)->deal);
}

static struct act show_finished(struct screen *s, int key)
{
	(void)key;
	state_of(s)->finished = !state_of(s)->finished;
	return act_load(s);
}

static struct act of_all_deals(struct screen *s, int key)
{
	(void)key;
	state_of(s)->deal = 0;
	return act_load(s);
}

static struct act go_actions(struct screen *s, int key)
{
	(void)key;
	return act_replace(&actions_screen, state_of(s)->deal ? &state_of(s)->deal : NULL);
}

static const char *none_here(const struct screen *s)
{
	return narrow_none(s, "there is no message here");
}

static const char *not_to_mark(const struct screen *s)
{
	if (!here(s))
		return none_here(s);
	if (access_act(store_of(s), "message", NULL))
		return "your role reads messages";
	return here(s)->held ? "it is being sent just now" : outbox_is_open(here(s)->state)
		       ? NULL : "this one is not to be sent any more";
}

static const char *all_there(const struct screen *s)
{
	return state_of(s)->deal ? NULL : "these are the messages of all deals";
}

static void object(const struct screen *s, struct buf *out)
{
	if (here(s))
		buf_puts(out, here(s)->about);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_ACTION, 0, key == K_CTRL('R'), NULL);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "whole text", .title = "Show the whole text",
	  .group = "Message", .footer = 1, .run = open_text, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the text", .group = "Message",
	  .footer = 2, .explain = "To this terminal's clipboard.", .run = copy_text, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = ' ', .command = "sent", .label = "sent", .title = "I have sent it", .group = "Message",
	  .footer = 3, .run = mark_sent, .refuse = not_to_mark, .object = object },
	{ .levels = AT_LIST, .key = 'S', .command = "send", .label = "send", .title = "Hand it to the team's command for its channel",
	  .group = "Message", .explain = "Which that is stands in the configuration messages; you allow it once.", .run = send,
	  .refuse = not_to_mark, .object = object },
	{ .levels = AT_LIST, .key = 'd', .command = "withdraw", .label = "withdraw", .title = "Withdraw it: it will not be sent",
	  .group = "Message", .footer = 4, .explain = "Done at once; u brings it back.", .run = withdraw,
	  .refuse = not_to_mark, .object = object },
	{ .levels = AT_LIST, .key = 'x', .command = "export", .label = "to a file", .title = "Write the text into a file",
	  .group = "Message", .explain = "In the present folder.", .run = export_text, .refuse = none_here },
	{ .levels = AT_LIST, .key = 'e', .command = "deal", .label = "deal", .title = "Open the deal", .group = "Message",
	  .run = open_deal, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'o', .command = "finished", .label = "sent too", .title = "Sent and withdrawn ones too",
	  .group = "See", .footer = 5, .run = show_finished },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow",
	  .title = "Narrow to a company, a recipient, words, an id", .group = "See", .footer = 7, .run = narrow_open },
	NARROW_ROWS,
	{ .levels = AT_LIST, .key = 'A', .command = "actions", .label = "actions", .title = "What is to be done", .group = "See",
	  .footer = 6, .run = go_actions },
	{ .levels = AT_LIST, .key = 'M', .command = "all-deals", .label = "of all deals", .title = "Messages of all deals",
	  .group = "See", .run = of_all_deals, .refuse = all_there },
	UNDO_ROWS(undo), LIST_MOVES(narrow_move),
	{ .command = NULL },
};

static const struct narrow_type narrow = {
	.read = read_lines, .forget = forget, .id = id_of, .rows = rows_of, .first_row = first_row, .open = open_text,
};

const struct screen_type outbox_screen = {
	.name = "outbox", .title = "Messages to send", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct outbox_state), .bindings = bindings, .narrow = &narrow, .init = init, .done = narrow_done,
	.load = narrow_load, .draw = draw, .key = narrow_key, .paste = narrow_paste, .mouse = narrow_mouse, .resize = narrow_resize,
};
