/* One message in full, as it would be sent. */
#include "model/buf.h"
#include "model/calendar.h"
#include "model/cut.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/posts.h"
#include "screens/actions.h"
#include "screens/undo.h"
#include "screens/ui/scroll.h"

#include <stdio.h>
#include <string.h>

struct message_page {
	int64_t id;
	struct outbox_message m;
	struct buf when;
	struct scroll scroll;
};

static struct message_page *page_of(const struct screen *s)
{
	return s->state;
}

static void say_command(struct store *st, struct message_page *p)
{
	const char *const *words;
	struct posts *posts;
	int seconds;

	buf_printf(&p->when, " by %s", p->m.channel);
	if (posts_load(st, &posts, NULL))
		return;
	if (posts_command(posts, p->m.channel, &words, &seconds))
		buf_puts(&p->when, ", which has a command: S");
	posts_free(posts);
}

/* "written 11-20 15:40 by priya · sent 11-20 16:00 by priya" */
static void say_when(struct store *st, struct message_page *p)
{
	buf_clear(&p->when);
	buf_puts(&p->when, "written ");
	calendar_format_moment(st->calendar, p->m.at_ms, st->now(st), &p->when);
	buf_printf(&p->when, " by %s · ", member_login(st, p->m.member));
	buf_puts(&p->when, outbox_state_words(st, &p->m));
	if (p->m.state == MESSAGE_TO_SEND)
		say_command(st, p);
	if (p->m.state == MESSAGE_SENDING)
		buf_printf(&p->when, " %s %s", outbox_is_held(st, &p->m) ? "just now, by" : "handed over and never heard of, by",
			   member_login(st, p->m.sent_by));
	if (p->m.state == MESSAGE_SENT) {
		buf_putc(&p->when, ' ');
		calendar_format_moment(st->calendar, p->m.sent_at, st->now(st), &p->when);
		buf_printf(&p->when, " by %s", member_login(st, p->m.sent_by));
	}
}

static int load(struct screen *s, struct err *err)
{
	struct message_page *p = page_of(s);
	int rc;

	outbox_message_done(&p->m);
	rc = outbox_get(s->view->store, p->id, &p->m, err);
	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "that message is not here any more");
	say_when(s->view->store, p);
	return 0;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	if (!arg)
		return err_set(err, ERR_REFUSED, "a message opens from the list of messages");
	page_of(s)->id = *(const int64_t *)arg;
	return 0;
}

static void done(struct screen *s)
{
	outbox_message_done(&page_of(s)->m);
	buf_done(&page_of(s)->when);
}

static void draw(struct screen *s, struct draw *d)
{
	struct message_page *p = page_of(s);
	int y = s->area.y + (s->area.rows >= 28), cols = s->area.cols - 2, x = 1;
	struct area a, before;

	if (!p->m.text)
		return;
	x += draw_text(d, y, x, 24, STYLE_TITLE, message_kind_title(p->m.template)) + 1;
	draw_printf(d, y, x, cols - x, STYLE_STRONG, "to %s", *p->m.recipient ? p->m.recipient : "nobody named");
	draw_text(d, y + 1, 1, cols, STYLE_MUTED, buf_str(&p->when));
	draw_rule(d, y + 2, 1, cols);
	y += 3 + (s->area.rows >= 28);
	a = (struct area){ y, 1, s->area.y + s->area.rows - y, cols > 100 ? 100 : cols };
	before = draw_clip(d, a);
	p->scroll.rows = a.rows;
	p->scroll.all = draw_prose_rows(p->m.text, a.cols);
	draw_prose(d, a, STYLE_TEXT, p->m.text, p->scroll.top);
	draw_clip(d, before);
}

/* ---- keys ---- */

static struct act scroll(struct screen *s, int key)
{
	return scroll_key(&page_of(s)->scroll, key) ? ACT(HANDLED) : ACT(STAY);
}

static struct act copy_text(struct screen *s, int key)
{
	const struct message_page *p = page_of(s);

	(void)key;
	return act_copy(p->m.text, strlen(p->m.text), "the message");
}

static struct act copied(const int64_t *id, const struct outbox_message *m, const char *unknown)
{
	struct act a = act_copy(m->text, strlen(m->text), "the message");

	a.kind = ACT_PUSH;
	a.type = &message_screen;
	a.arg = id;
	if (*unknown)
		cut_printf(a.say.text, sizeof a.say.text, "copied, with gaps in it: %.200s not known", unknown);
	return a;
}

struct act message_of(struct screen *s, enum note_kind kind, int64_t deal, int64_t *id)
{
	struct buf unknown = { 0 };
	struct outbox_message m;
	struct err err = { 0 };
	struct act a;
	int rc = note_prepare(s->view->store, kind, deal, &m, &unknown, &err);

	*id = m.id;
	a = rc ? act_error(&err) : copied(id, &m, buf_str(&unknown));
	buf_done(&unknown);
	outbox_message_done(&m);
	return a;
}

static struct act export_text(struct screen *s, int key)
{
	(void)key;
	return message_export(s, page_of(s)->id);
}

static struct act mark_sent(struct screen *s, int key)
{
	(void)key;
	return message_mark(s, page_of(s)->id, MESSAGE_SENT, "marked as sent");
}

static struct act send(struct screen *s, int key)
{
	(void)key;
	return act_carry(&page_of(s)->id);
}

static struct act withdraw(struct screen *s, int key)
{
	(void)key;
	return message_mark(s, page_of(s)->id, MESSAGE_WITHDRAWN, "withdrawn");
}

static struct act edit_text(struct screen *s, int key)
{
	const struct message_page *p = page_of(s);

	(void)key;
	return act_editor(p->m.text, strlen(p->m.text));
}

/* Words that cannot be kept go to the clipboard, so that they are not lost. */
static struct act edited(struct screen *s, const char *text, size_t len)
{
	struct message_page *p = page_of(s);
	struct err err = { 0 };
	struct act a;

	if (p->m.text && len == strlen(p->m.text) && !memcmp(text, p->m.text, len))
		return act_say(ACT_HANDLED, TONE_SAY, "the words are as they were");
	if (!outbox_rewrite(s->view->store, p->id, p->m.rev, text, len, &err))
		return act_offer(act_say(ACT_RELOAD, TONE_DONE, "the message has these words now"), "u", "undo");
	a = act_copy(text, len, "the message");
	a.say = act_error(&err).say;
	return a;
}

static const char *not_to_mark(const struct screen *s)
{
	if (access_act(s->view->store, "message", NULL))
		return "your role reads messages";
	if (outbox_is_held(s->view->store, &page_of(s)->m))
		return "it is being sent just now";
	return outbox_is_open(page_of(s)->m.state) ? NULL : "this one is not to be sent any more";
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_ACTION, 0, key == K_CTRL('R'), NULL);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return scroll_mouse(&page_of(s)->scroll, m) ? ACT(HANDLED) : ACT(STAY);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the text", .group = "Message",
	  .footer = 1, .explain = "To this terminal's clipboard.", .run = copy_text },
	{ .levels = AT_LIST, .key = ' ', .command = "sent", .label = "sent", .title = "I have sent it", .group = "Message",
	  .footer = 2, .run = mark_sent, .refuse = not_to_mark },
	{ .levels = AT_LIST, .key = 'S', .command = "send", .label = "send", .title = "Hand it to the team's command for its channel",
	  .group = "Message", .footer = 5, .explain = "Which that is stands in the configuration messages; you allow it once.", .run = send,
	  .refuse = not_to_mark },
	{ .levels = AT_LIST, .key = 'd', .command = "withdraw", .label = "withdraw", .title = "Withdraw it: it will not be sent",
	  .group = "Message", .footer = 3, .run = withdraw, .refuse = not_to_mark },
	{ .levels = AT_LIST, .key = 'e', .command = "edit", .label = "edit", .title = "Other words, in your editor",
	  .group = "Message", .footer = 6, .explain = "They are yours then: what happens to the deal does not write it anew.",
	  .run = edit_text, .refuse = not_to_mark },
	{ .levels = AT_LIST, .key = 'x', .command = "export", .label = "to a file", .title = "Write the text into a file",
	  .group = "Message", .explain = "In the present folder.", .run = export_text },
	UNDO_ROWS(undo),
	SCROLL_ROWS(scroll, 4, 0),
	{ .command = NULL },
};

const struct screen_type message_screen = {
	.name = "message", .title = "A message to send", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct message_page), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.mouse = mouse, .edited = edited,
};
