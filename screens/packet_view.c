/* The text of a packet as it is or will be filed, each version of it, and what changed from one to the next. Opened to
 * file, Enter files. Source: screens.md, `Alt-Enter`: a preview of what goes where. */
#include "screens/packet.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/member.h"
#include "model/store.h"
#include "model/text.h"
#include "screens/ui/scroll.h"

#include <stdlib.h>
#include <string.h>

struct packet_view {
	int64_t version, last; /* shown, newest; 0: what would be filed now */
	bool changes;          /* what changed, not the whole text */
	struct buf head, text;
	struct scroll scroll;
};

static struct packet_view *view_of(const struct screen *s)
{
	return s->state;
}

static struct packet_page *page_of(const struct screen *s)
{
	return packet_page(s->below);
}

/* ---- loading ---- */

static int load_now(struct screen *s, struct err *err)
{
	struct packet_view *v = view_of(s);
	struct packet_page *page = page_of(s);
	struct store *st = s->view->store;

	buf_puts(&v->head, page->files ? "to " : !v->last ? "as it stands, not filed yet" : "as it stands now");
	if (page->files && packet_path(st, &page->p, &v->head, err))
		return -1;
	if (v->changes && v->last)
		return packet_changes(st, &page->p, &v->text, err);
	return packet_markdown(st, &page->p, &v->text, err);
}

static void put_head(struct store *st, const struct packet_filed *f, struct buf *out)
{
	static const char *const done[] = { "", "filed", "amended", "acknowledged" };
	int64_t day = calendar_day(st->calendar, f->at_ms);

	buf_printf(out, "version %lld, %s by %s ", (long long)f->version, done[f->kind], member_login(st, f->member));
	calendar_format_day(day, calendar_day(st->calendar, st->now(st)), out);
	if (f->gone)
		buf_puts(out, ", taken back");
}

/* One version, or what it changed in the one before. */
static int load_version(struct screen *s, struct err *err)
{
	struct packet_view *v = view_of(s);
	struct store *st = s->view->store;
	struct packet_filed is = { 0 }, was = { 0 };
	int rc = packet_version(st, page_of(s)->p.form.id, v->version, &is, err);

	if (rc == 1 && v->changes && v->version > 1)
		rc = packet_version(st, page_of(s)->p.form.id, v->version - 1, &was, err) < 0 ? -1 : 1;
	if (rc == 1) {
		put_head(st, &is, &v->head);
		if (v->changes && was.body)
			packet_difference(was.body, is.body, &v->text);
		else
			buf_puts(&v->text, is.body);
	}
	packet_filed_done(&is);
	packet_filed_done(&was);
	return rc < 0 ? -1 : rc ? 0 : err_set(err, ERR_INPUT, "there is no version %lld", (long long)v->version);
}

static int load(struct screen *s, struct err *err)
{
	struct packet_view *v = view_of(s);
	struct packet_filed newest = { 0 };
	int rc = packet_version(s->view->store, page_of(s)->p.form.id, 0, &newest, err);

	v->last = rc == 1 ? newest.version : 0;
	packet_filed_done(&newest);
	buf_clear(&v->head);
	buf_clear(&v->text);
	if (rc < 0)
		return -1;
	rc = v->version ? load_version(s, err) : load_now(s, err);
	if (!rc && v->changes && !v->text.len)
		buf_puts(&v->text, "nothing changed");
	return rc;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct packet_view *v = view_of(s);

	(void)arg;
	if (!s->below || s->below->type != &packet_screen)
		return err_set(err, ERR_REFUSED, "the text of a packet opens from the packet");
	if (load(s, err))
		return -1;
	/* An amendment is looked at by what it changes; a packet that is read, by the text in force. */
	v->changes = page_of(s)->files && v->last;
	v->version = page_of(s)->files || page_of(s)->p.form.state == FORM_OPEN ? 0 : v->last;
	return 0;
}

static void done(struct screen *s)
{
	buf_done(&view_of(s)->head);
	buf_done(&view_of(s)->text);
}

/* ---- painting ---- */

static enum style ink_of(const char *line)
{
	return *line == '#' ? STYLE_SECTION : STYLE_TEXT;
}

static void draw_lines(struct packet_view *v, struct draw *d, struct area a)
{
	struct area before = draw_clip(d, a);
	int y = a.y - v->scroll.top;

	for (const char *line = buf_str(&v->text); *line;) {
		size_t n = text_first_line(line);
		char *one = xstrndup(line, n);
		const char *words = *one == '#' ? one + strspn(one, "# ") : one;
		enum style ink = !v->changes  ? ink_of(one)
				 : *one == '+' ? STYLE_GOOD
				 : *one == '-' ? STYLE_MUTED
					       : ink_of(one);
		int rows = n ? draw_prose(d, (struct area){ y, a.x, 1000, a.cols }, ink, words, 0) : 1;

		y += rows ? rows : 1;
		line += strcspn(line, "\n");
		line += *line == '\n';
		free(one);
	}
	v->scroll.all = y + v->scroll.top - a.y;
	v->scroll.rows = a.rows;
	draw_clip(d, before);
}

static void draw(struct screen *s, struct draw *d)
{
	struct packet_view *v = view_of(s);
	const struct packet_page *page = page_of(s);
	int y = s->area.y + (s->area.rows >= 28), cols = s->area.cols - 2, x = 1;

	x += draw_text(d, y, x, cols / 2, STYLE_TITLE, page->files ? "File the packet" : "The packet's text") + 2;
	draw_text(d, y, x, cols - x, STYLE_MUTED, page->title);
	draw_right(d, y, cols - 19, 20, STYLE_MUTED, v->changes ? "what changed" : "the whole text");
	draw_text(d, y + 1, 1, cols - 16, STYLE_TEXT, buf_str(&v->head));
	if (page->files)
		draw_right(d, y + 1, cols / 2, cols - cols / 2 + 1, STYLE_STRONG, "Enter files it");
	else if (v->last)
		draw_right(d, y + 1, cols / 2, cols - cols / 2 + 1, STYLE_MUTED, "[ ] versions  Tab changes or text");
	draw_rule(d, y + 2, 1, cols);
	draw_lines(v, d, (struct area){ y + 3, 1, s->area.y + s->area.rows - y - 3, cols > 100 ? 100 : cols });
}

/* ---- keys ---- */

static struct act scroll(struct screen *s, int key)
{
	return scroll_key(&view_of(s)->scroll, key) ? ACT(HANDLED) : ACT(STAY);
}

static struct act anew(struct screen *s)
{
	view_of(s)->scroll.top = 0;
	return act_load(s);
}

static struct act turn(struct screen *s, int key)
{
	(void)key;
	view_of(s)->changes = !view_of(s)->changes;
	return anew(s);
}

/* ] steps on to what stands now, behind the newest version. */
static struct act step(struct screen *s, int key)
{
	struct packet_view *v = view_of(s);
	int64_t at = v->version ? v->version : v->last + 1;

	at += key == '[' ? -1 : 1;
	if (at < 1 || at > v->last + 1)
		return act_refuse(at < 1 ? "this is the first version" : "this is how it stands now");
	v->version = at == v->last + 1 ? 0 : at;
	return anew(s);
}

static struct act file(struct screen *s, int key)
{
	struct packet_page *page = page_of(s);
	struct buf path = { 0 };
	struct err err = { 0 };
	int64_t version = 0;
	struct act a;

	(void)key;
	if (packet_file(s->view->store, page->deal, &path, &version, &err))
		a = act_error(&err);
	else
		a = act_offer(act_say(ACT_POP, TONE_DONE, "filed, version %lld: %s", (long long)version, buf_str(&path)), "Esc u", "undo");
	if (!err.kind)
		page->files = false;
	buf_done(&path);
	return a;
}

static const char *not_to_file(const struct screen *s)
{
	return page_of(s)->files ? NULL : "Alt-Enter in the packet files it";
}

static const char *no_version(const struct screen *s)
{
	return view_of(s)->last ? NULL : "nothing is filed yet";
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return scroll_mouse(&view_of(s)->scroll, m) ? ACT(HANDLED) : ACT(STAY);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "file", .label = "file it", .title = "File the packet",
	  .group = "Packet", .footer = 1, .run = file, .refuse = not_to_file },
	{ .levels = AT_LIST, .key = K_TAB, .command = "changes", .label = "changes or text",
	  .title = "What changed, or the whole text", .group = "See", .footer = 2, .run = turn, .refuse = no_version },
	{ .levels = AT_LIST, .key = '[', .command = "version-before", .label = "version before", .group = "See", .footer = 3,
	  .run = step, .refuse = no_version },
	{ .levels = AT_LIST, .key = ']', .command = "version-after", .label = "version after", .group = "See", .run = step,
	  .refuse = no_version },
	SCROLL_ROWS(scroll, 4, K_SPACE),
	{ .command = NULL },
};

const struct screen_type packet_view_screen = {
	.name = "packet-text", .title = "the packet's text", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct packet_view), .bindings = bindings, .init = init, .done = done, .load = load, .draw = draw,
	.mouse = mouse,
};
