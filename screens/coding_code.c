/* What the keys of the coding screen write. */
#include "screens/coding.h"

#include "model/buf.h"
#include "model/cut.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Keys that move, select words and take back keep their meaning behind a root's letter. */
static bool is_fixed(int key)
{
	return key < 0x80 && strchr("jkuv", key);
}

void coding_rest(struct screen *s)
{
	coding_page_of(s)->root = 0;
}

static const struct theme *theme_of_key(const struct coding_page *p, int64_t parent, int key)
{
	struct buf letter = { 0 };
	const struct theme *t;

	if (!key_is_text(key) || key == ' ')
		return NULL;
	key_utf8(key, &letter);
	t = taxonomy_letter(&p->themes, parent, buf_str(&letter));
	buf_done(&letter);
	return t;
}

static size_t note_number(const struct screen *s)
{
	return coding_page_of(s)->shown[coding_page_of(s)->narrow.list.at] + 1;
}

static const struct code *find_code(const struct coding_page *p, int64_t id)
{
	for (size_t i = 0; id && i < p->n_own; i++)
		if (p->code[i].id == id)
			return &p->code[i];
	return NULL;
}

/* Writes *c, which ends; what is said names the theme. */
static struct act store_code(struct screen *s, struct code *c)
{
	struct coding_page *p = coding_page_of(s);
	const struct theme *t = taxonomy_theme(&p->themes, c->theme);
	const char *title = t ? t->title : "";
	struct err err = { 0 };
	char said[200];
	int rc = code_put(s->view->store, c, &err);

	snprintf(said, sizeof said, "%s%s%s: note %zu", title, *driver_key(c->driver) ? ", " : "", driver_key(c->driver),
		 note_number(s));
	p->last = c->id;
	code_done(c);
	if (rc)
		return act_error(&err);
	coding_select_end(s);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s", said), "u", "undo");
}

/* A code that stands, to be written with something else. */
static struct code copy_code(const struct code *c)
{
	struct code copy = *c;

	copy.memo = xstrdup(c->memo);
	return copy;
}

static struct act refine(struct screen *s, const struct theme *sub)
{
	struct coding_page *p = coding_page_of(s);
	const struct code *was = find_code(p, p->last);
	struct code c;

	if (!was)
		return ACT(IGNORED);
	c = copy_code(was);
	c.theme = sub->id;
	p->theme = sub->id;
	return store_code(s, &c);
}

static struct act code_with(struct screen *s, const struct theme *t)
{
	struct coding_page *p = coding_page_of(s);
	const struct interview_note *here = coding_here(s);
	struct code c = { .note = here ? here->id : 0, .text_id = here ? here->text_id : 0, .theme = t->id, .end_cp = -1,
			  .driver = DRIVER_BY_OUTCOME };
	struct coding_pass own;
	struct err err = { 0 };

	if (!here)
		return act_refuse("no note is under the cursor");
	if (coding_pass_need(s->view->store, p->interview, &own, &err))
		return act_error(&err);
	c.pass = own.id;
	if (p->selecting) {
		struct span sp = coding_selected(p);

		c.start_cp = sp.start;
		c.end_cp = sp.end;
	}
	p->theme = p->root = t->id;
	return store_code(s, &c);
}

struct act coding_letter(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	const struct theme *sub = p->root && !is_fixed(key) ? theme_of_key(p, p->root, key) : NULL, *root = theme_of_key(p, 0, key);

	if (!sub && !root)
		return ACT(IGNORED);
	if (p->writes_not)
		return act_refuse("%s", p->writes_not);
	return sub ? refine(s, sub) : code_with(s, root);
}

struct act coding_driver(struct screen *s, int key)
{
	const struct code *was = coding_current(s);
	struct code c;

	if (!was)
		return act_refuse("no code of yours stands here; a letter codes the note first");
	c = copy_code(was);
	c.driver = key == '+' ? DRIVER_WIN : key == '-' ? DRIVER_LOSS : DRIVER_NONE;
	return store_code(s, &c);
}

struct act coding_drop(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	const struct code *c = coding_current(s);
	struct err err = { 0 };
	char title[80];

	(void)key;
	if (!c)
		return act_refuse("no code of yours stands here");
	snprintf(title, sizeof title, "%s", taxonomy_theme(&p->themes, c->theme) ? taxonomy_theme(&p->themes, c->theme)->title : "code");
	if (code_drop(s->view->store, c->id, &err))
		return act_error(&err);
	p->last = 0;
	coding_rest(s);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s taken off", title), "u", "undo");
}

struct act coding_read_none(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	const struct interview_note *here = coding_here(s);
	struct coding_pass own;
	struct err err = { 0 };
	bool read;

	(void)key;
	if (!here)
		return act_refuse("no note is under the cursor");
	read = !coding_was_read(p, here->id);
	if (coding_pass_need(s->view->store, p->interview, &own, &err) ||
	    pass_note_put(s->view->store, own.id, here->id, read, &err))
		return act_error(&err);
	coding_rest(s);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, read ? "read, no theme fits: note %zu" : "not marked as read any more: note %zu",
				 note_number(s)), "u", "undo");
}

/* ---- the pass ---- */

/* Whether a version was published since the own pass began. */
static bool has_newer(struct screen *s, char *version, size_t size)
{
	struct taxonomy t = { 0 };
	bool newer = taxonomy_get(s->view->store, 0, &t, NULL) == 1 && t.id != coding_page_of(s)->pass[0].taxonomy;

	snprintf(version, size, "%lld.%lld", (long long)t.major, (long long)t.minor);
	taxonomy_done(&t);
	return newer;
}

struct act coding_end(struct screen *s, int key)
{
	static const struct answer closes[] = { { 'c', "close", "pass-close" }, { K_ESC, "not yet", NULL }, { 0, NULL, NULL } };
	static const struct answer releases[] = { { 'r', "release", "pass-release" }, { K_ESC, "not yet", NULL }, { 0, NULL, NULL } };
	static const struct answer begins[] = { { 'b', "begin", "pass-begin" }, { K_ESC, "no", NULL }, { 0, NULL, NULL } };
	static const struct question close = { closes, false }, release = { releases, false }, anew = { begins, false };
	struct coding_page *p = coding_page_of(s);
	struct coding_left left;
	struct err err = { 0 };
	char version[48];

	(void)key;
	if (!p->has_own)
		return act_refuse("you have no pass of this interview; the first code begins one");
	if (p->pass[0].released_at && has_newer(s, version, sizeof version))
		return act_ask(&anew, "The taxonomy is v%s by now. Begin another pass with it? Codes are shut until it is released.", version);
	if (p->pass[0].released_at)
		return act_refuse(p->unseen ? "released; codes are compared when all have: %s" : "released by all who code it", p->unseen);
	if (p->pass[0].closed_at)
		return act_ask(&release, "Release it? Then it stays as it is, and all who code it see it.");
	if (coding_pass_left(s->view->store, &p->pass[0], &left, &err))
		return act_error(&err);
	if (left.left)
		return act_ask(&close, "%lld of %lld notes neither coded nor read. Close the pass?", (long long)left.left,
			       (long long)left.notes);
	return act_ask(&close, "All %lld notes are coded or read. Close the pass?", (long long)left.notes);
}

struct act coding_end_begin(struct screen *s, int key)
{
	struct coding_pass pass;
	struct err err = { 0 };

	(void)key;
	if (coding_pass_need(s->view->store, coding_page_of(s)->interview, &pass, &err))
		return act_error(&err);
	return act_say(ACT_RELOAD, TONE_DONE, "another pass begun");
}

struct act coding_end_close(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	struct err err = { 0 };

	(void)key;
	if (coding_pass_close(s->view->store, p->pass[0].id, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "closed; E releases it to the others"), "u", "opens it again");
}

struct act coding_end_release(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	struct err err = { 0 };

	(void)key;
	if (coding_pass_release(s->view->store, p->pass[0].id, &err))
		return act_error(&err);
	return act_say(ACT_RELOAD, TONE_DONE, "released");
}

/* ---- codes of the note ---- */

struct act coding_confirm(struct screen *s, int key)
{
	const struct interview_note *here = coding_here(s);
	struct err err = { 0 };
	int64_t n = 0;

	(void)key;
	if (!here)
		return act_refuse("no note is under the cursor");
	if (code_confirm(s->view->store, here->id, &n, &err))
		return act_error(&err);
	if (!n)
		return act_refuse("no code of yours moved with a correction here; a letter codes the note");
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "the codes of note %zu stand", note_number(s)), "u", "undo");
}

struct act coding_next_code(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	const struct interview_note *here = coding_here(s);
	const struct code *now = coding_current(s), *first = NULL, *next = NULL;

	(void)key;
	for (size_t i = 0; here && i < p->n_own; i++) {
		if (p->code[i].note != here->id)
			continue;
		if (!first)
			first = &p->code[i];
		if (now && !next && &p->code[i] > now)
			next = &p->code[i];
	}
	if (!first)
		return act_refuse("no code of yours stands here");
	p->last = next ? next->id : first->id;
	p->theme = next ? next->theme : first->theme;
	coding_rest(s);
	return ACT(HANDLED);
}

struct act coding_memo(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	const struct code *c = coding_current(s);
	const struct theme *t = c ? taxonomy_theme(&p->themes, c->theme) : NULL;

	(void)key;
	if (!c)
		return act_refuse("no code of yours stands here; a memo is of a code");
	p->memo = (struct coding_memo_arg){ .code = c->id, .interview = p->interview };
	cut_printf(p->memo.words, sizeof p->memo.words, "%.600s, note %zu", t ? t->title : "code", note_number(s));
	return act_push(&coding_memo_screen, &p->memo);
}

/* The definition of the next theme, or of the one before. */
struct act coding_browse(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	size_t n = p->themes.n, at = 0;

	while (at < n && p->themes.theme[at].id != p->theme)
		at++;
	for (size_t i = 0; i < n; i++) {
		at = (at + (key == ']' ? 1 : n - 1)) % n;
		if (!p->themes.theme[at].retired)
			break;
	}
	p->theme = n ? p->themes.theme[at].id : 0;
	return ACT(HANDLED);
}
