/* The handoff packet as a form. Keys: screens.md, "One grammar for every screen" (a form has two levels). */
#include "screens/packet.h"

#include "model/store.h"
#include "model/value.h"
#include "screens/typing.h"

#include <string.h>

struct packet_page *packet_page(const struct screen *s)
{
	return s->state;
}

struct place *packet_here(const struct screen *s)
{
	struct packet_page *page = s->state;

	return page->place[page->at];
}

bool packet_is_wide(const struct screen *s)
{
	return s->area.cols >= 100;
}

bool packet_is_tall(const struct screen *s)
{
	return s->area.rows >= 28;
}

/* ---- typing ---- */

static bool is_yesno(const struct place *p)
{
	return p->field->kind == PACKET_YESNO;
}

static struct act say_yesno(struct screen *s, int key)
{
	struct edit *e = &packet_here(s)->pad.edit;
	bool is_yes = !strcmp(e->text, "yes");
	const char *word = key == K_SPACE ? (is_yes ? "no" : "yes") : key == 'y' || key == 'Y' ? "yes" : "no";

	if (!key_is_text(key))
		return ACT(IGNORED);
	if (!strchr("yYnN ", key))
		return act_refuse("y or n, and Space turns it");
	edit_replace(e, word, strlen(word), s->view->mono_ms);
	return ACT(HANDLED);
}

static struct act typed(struct screen *s, int key)
{
	struct packet_page *page = packet_page(s);
	struct place *p = packet_here(s);
	enum edit_result r;

	if (is_yesno(p) && key_is_text(key))
		return say_yesno(s, key);
	r = edit_key(&p->pad.edit, key, s->view->mono_ms);
	if (r != EDIT_IGNORED)
		return typing_act(r);
	if (key == K_DOWN)
		return page->at + 1 < page->n ? packet_go(s, page->at + 1) : ACT(STAY);
	if (key == K_UP)
		return page->at ? packet_go(s, page->at - 1) : ACT(STAY);
	return ACT(IGNORED);
}

/* Who only reads comes into the text behind a key that was refused; the keys of the form are meant. */
static struct act read_key(struct screen *s, int k)
{
	const struct binding *b = binding_find(packet_bindings, LEVEL_FORM, k);
	const char *why = b && b->refuse ? b->refuse(s) : NULL;

	if (why)
		return act_refuse("%s", why);
	return b ? b->run(s, k) : ACT(IGNORED);
}

static struct act key(struct screen *s, int k)
{
	const struct place *p = packet_here(s);

	if (s->level != LEVEL_TEXT)
		return ACT(IGNORED);
	if (packet_page(s)->reads)
		s->level = LEVEL_FORM;
	if (k == K_ESC)
		return ACT(IGNORED);
	if (packet_page(s)->reads)
		return read_key(s, k);
	if (k == K_ENTER && p->field->kind != PACKET_TEXT)
		return packet_line_done(s);
	if (p->no && (key_is_text(k) || k == K_BACKSPACE || k == K_DELETE))
		return act_refuse("%s", p->no);
	return typed(s, k);
}

static struct act take(struct screen *s, const char *text, size_t len, bool replaces)
{
	struct place *p = packet_here(s);
	enum edit_result r;

	if (p->no)
		return act_refuse("%s", p->no);
	s->level = LEVEL_TEXT;
	r = replaces ? edit_replace(&p->pad.edit, text, len, s->view->mono_ms)
		     : edit_paste(&p->pad.edit, text, len, s->view->mono_ms);
	if (r == EDIT_REFUSED)
		return typing_act(r);
	if (p->pad.edit.odd_bytes)
		return act_say(ACT_HANDLED, TONE_SAY, "%zu bytes were no UTF-8 and show as \xef\xbf\xbd", p->pad.edit.odd_bytes);
	return ACT(HANDLED);
}

/* Several lines in the line that adds a row are so many rows; the last stays in the line. */
static struct act paste_rows(struct screen *s, const char *text, size_t len)
{
	struct place *p = packet_here(s);
	struct err err = { 0 };
	size_t rows = 0;

	for (const char *end; (end = memchr(text, '\n', len)); rows++) {
		size_t n = (size_t)(end - text);

		edit_paste(&p->pad.edit, text, n, s->view->mono_ms);
		packet_keep_drafts(s, NULL);
		len -= n + 1;
		text = end + 1;
		if (packet_store(s, p, &err) || packet_page_load(s, &err)) {
			edit_paste(&p->pad.edit, " ", 1, s->view->mono_ms);
			edit_paste(&p->pad.edit, text, len, s->view->mono_ms);
			return act_error(&err);
		}
	}
	edit_paste(&p->pad.edit, text, len, s->view->mono_ms);
	return act_say(ACT_HANDLED, TONE_DONE, "%zu row%s; Esc u takes the last one back", rows, rows == 1 ? "" : "s");
}

static struct act paste(struct screen *s, const char *text, size_t len)
{
	const struct place *p = packet_here(s);

	if (p->is_row && !p->base.id && !p->no && memchr(text, '\n', len))
		return paste_rows(s, text, len);
	return take(s, text, len, false);
}

static struct act edited(struct screen *s, const char *text, size_t len)
{
	return take(s, text, len, true);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct packet_page *page = packet_page(s);
	struct place *here = packet_here(s);
	struct act a;

	if (m->kind != MOUSE_PRESS)
		return edit_by_mouse(&here->pad.edit, here->area, m, s->view->mono_ms) == EDIT_IGNORED ? ACT(STAY) : ACT(HANDLED);
	for (size_t i = 0; i < page->n; i++) {
		struct place *p = page->place[i];

		if (!area_has(p->area, m->y, m->x))
			continue;
		a = i == page->at ? ACT(HANDLED) : packet_go(s, i);
		edit_by_mouse(&p->pad.edit, p->area, m, s->view->mono_ms);
		s->level = page->reads ? LEVEL_FORM : LEVEL_TEXT;
		return a;
	}
	return ACT(STAY);
}

/* ---- time ---- */

/* Words that are a draft alone because the file was in use: tried again from here. */
static int64_t retry_wait(const struct screen *s)
{
	const struct packet_page *page = packet_page(s);
	bool waits = page->stale;

	for (size_t i = 0; i < page->n && !waits; i++)
		waits = page->place[i]->pad.retry && i != page->at && !page->place[i]->pad.saving;
	if (!waits)
		return -1;
	return page->saves_ms > s->view->mono_ms ? page->saves_ms - s->view->mono_ms : 0;
}

static int64_t clock_wait(const struct screen *s)
{
	return screen_wait(s, packet_page(s)->next_change);
}

static int64_t wait_ms(const struct screen *s)
{
	const struct packet_page *page = packet_page(s);

	if (page->restored[0] || (page->reread && !page->stale) || page->left_err.kind)
		return 0;
	return SCREEN_SOONEST(packet_keep_wait(s), packet_came_wait(s), packet_others_wait(s), retry_wait(s), clock_wait(s));
}

/* What somebody else wrote is shown as soon as the file can be read again; who types is not told of it. */
static int load(struct screen *s, struct err *err)
{
	struct packet_page *page = packet_page(s);
	struct err e = { 0 };
	int rc = packet_page_load(s, &e);

	page->stale = rc && e.kind == ERR_BUSY;
	if (page->stale)
		page->saves_ms = s->view->mono_ms + 250;
	if (rc && !page->stale && err)
		*err = e;
	return page->stale ? 0 : rc;
}

static void retry(struct screen *s)
{
	struct packet_page *page = packet_page(s);

	page->saves_ms = s->view->mono_ms + 250;
	if (db_is_lent(s->view->store->db))
		return;
	for (size_t i = 0; i < page->n; i++)
		if (page->place[i]->pad.retry && i != page->at)
			page->place[i]->left = page->place[i]->is_retried = true;
	packet_store_left(s);
}

static struct act tick(struct screen *s)
{
	struct packet_page *page = packet_page(s);
	struct err err;
	bool was_unkept = page->unkept, paint;
	char back[sizeof page->restored];

	if (!packet_keep_wait(s))
		packet_keep_drafts(s, NULL);
	packet_came(s, false);
	paint = !packet_others_wait(s) && packet_others(s);
	if (!retry_wait(s))
		retry(s);
	if (page->reread || page->stale || !clock_wait(s)) {
		page->reread = false;
		load(s, NULL);
		paint = true;
	}
	err = page->left_err;
	if (err.kind) {
		page->left_err.kind = ERR_NONE;
		return act_say(ACT_HANDLED, TONE_ERROR, "%s; your words are kept as a draft", err.text);
	}
	if (page->restored[0]) {
		memcpy(back, page->restored, sizeof back);
		page->restored[0] = '\0';
		return act_say(ACT_HANDLED, TONE_SAY, "%s", back);
	}
	return paint || was_unkept != page->unkept ? ACT(HANDLED) : ACT(STAY);
}

static int keep(struct screen *s, struct err *err)
{
	int rc = packet_keep_drafts(s, err);

	packet_came(s, false);
	packet_store_left(s);
	return rc;
}

/* ---- the type ---- */

static int init(struct screen *s, const void *arg, struct err *err)
{
	const int64_t *deal = arg;

	return deal ? packet_page_open(s, *deal, err) : err_set(err, ERR_REFUSED, "a packet opens from its deal");
}

const struct screen_type packet_screen = {
	.name = "packet",
	.title = "the handoff packet",
	.level = LEVEL_TEXT,
	.size = sizeof(struct packet_page),
	.bindings = packet_bindings,
	.init = init,
	.done = packet_page_close,
	.load = load,
	.draw = packet_draw,
	.key = key,
	.mouse = mouse,
	.paste = paste,
	.edited = edited,
	.wait_ms = wait_ms,
	.tick = tick,
	.keep = keep,
	.leave = packet_leave,
};
