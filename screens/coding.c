#include "screens/coding.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/quote.h"
#include "model/store.h"
#include "screens/quotes.h"
#include "screens/registry.h"
#include "screens/together.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct coding_page *coding_page_of(const struct screen *s)
{
	return s->state;
}

const struct interview_note *coding_here(const struct screen *s)
{
	const struct coding_page *p = coding_page_of(s);

	return p->shown && p->narrow.list.at < p->narrow.list.count ? &p->note[p->shown[p->narrow.list.at]] : NULL;
}

const struct code *coding_meant(const struct coding_page *p, int64_t note)
{
	const struct code *last = NULL;

	for (size_t i = 0; i < p->n_own; i++)
		if (p->code[i].note == note) {
			last = &p->code[i];
			if (last->id == p->last)
				break;
		}
	return last;
}

const struct code *coding_current(const struct screen *s)
{
	const struct interview_note *here = coding_here(s);

	return here ? coding_meant(coding_page_of(s), here->id) : NULL;
}

const char *coding_coder(const struct coding_page *p, size_t i)
{
	return i < sizeof p->coder / sizeof p->coder[0] && p->coder[i] ? p->coder[i] : "…";
}

size_t coding_pass_place(const struct coding_page *p, const struct code *c)
{
	size_t i = 0;

	while (i < p->n_pass && p->pass[i].id != c->pass)
		i++;
	return i;
}

bool coding_was_read(const struct coding_page *p, int64_t note)
{
	for (size_t i = 0; i < p->n_read; i++)
		if (p->read[i] == note)
			return true;
	return false;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct coding_page *p = coding_page_of(s);
	const struct note_place *place = arg;

	if (!place)
		return err_set(err, ERR_REFUSED, "coding opens from the list of interviews");
	p->interview = place->interview;
	p->begin = place->note;
	line_init(&p->narrow.line);
	line_init(&p->find);
	if (interview_get(s->view->store, p->interview, &p->i, err) != 1)
		return err && err->kind ? -1 : err_set(err, ERR_INPUT, "this interview is not here any more");
	if (p->i.state != INTERVIEW_VALIDATED)
		return err_set(err, ERR_REFUSED, "this interview is not validated yet; its notes are coded once they are fixed");
	return 0;
}

static void done(struct screen *s)
{
	struct coding_page *p = coding_page_of(s);

	coding_select_end(s);
	coding_unload(p);
	line_done(&p->narrow.line);
	line_done(&p->find);
}

/* ---- moving ---- */

/* The theme of a coded note is the one to read about. */
static void follow(struct screen *s)
{
	const struct code *c;

	coding_page_of(s)->last = 0;
	coding_rest(s);
	c = coding_current(s);
	if (c)
		coding_page_of(s)->theme = c->theme;
	coding_fit(s);
}

/* A note that does not fit whole is read to its end before the next one comes. */
static bool scrolled(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	int rows = coding_here(s) ? coding_note_rows(p, p->shown[p->narrow.list.at], p->notes.cols, true) : 0;
	int page = p->notes.rows > 2 ? p->notes.rows - 2 : 1, was = p->skip;

	if (rows <= p->notes.rows || p->narrow.list.top != p->narrow.list.at)
		return false;
	if (key == 'j' || key == K_DOWN)
		p->skip = p->skip + page < rows - p->notes.rows ? p->skip + page : rows - p->notes.rows;
	else if (key == 'k' || key == K_UP)
		p->skip = p->skip > page ? p->skip - page : 0;
	return p->skip != was;
}

static struct act move(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	struct err err = { 0 };

	if (coding_select_move(s, key) || scrolled(s, key))
		return ACT(HANDLED);
	if (coding_whole(s, &err))
		return act_error(&err);
	p->narrow.list.rows = p->notes.rows > 6 ? (size_t)p->notes.rows / 3 : 2;
	if (!list_key(&p->narrow.list, key))
		return ACT(IGNORED);
	follow(s);
	return ACT(HANDLED);
}

static struct act next_uncoded(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	const struct interview_note *here;
	struct err err = { 0 };
	size_t at;

	(void)key;
	if (coding_whole(s, &err))
		return act_error(&err);
	here = coding_here(s);
	at = coding_next(p->note, p->n, p->code, p->n_own, p->read, p->n_read, here ? (size_t)(here - p->note) : SIZE_MAX);
	if (at == p->n)
		return act_say(ACT_HANDLED, TONE_DONE, "every note is coded or read; E closes the pass");
	for (size_t i = 0; i < p->narrow.list.count; i++)
		if (p->shown[i] == at) {
			p->narrow.list.at = i;
			coding_select_end(s);
			follow(s);
			return ACT(HANDLED);
		}
	return act_refuse("note %zu has no code yet; Esc shows all notes", at + 1);
}

static struct act rest(struct screen *s, int key)
{
	(void)key;
	coding_rest(s);
	return act_say(ACT_HANDLED, TONE_SAY, "the next letter is a theme of its own");
}

/* ---- other screens ---- */

static struct act open_screen(const char *name, const void *arg)
{
	const struct screen_type *t = screen_find(name);

	return t ? act_push(t, arg) : act_refuse("there is no screen %s", name);
}

static struct act edit_notes(struct screen *s, int key)
{
	const struct screen_type *t = screen_find("interview");
	const struct interview_note *here = coding_here(s);

	(void)key;
	return t ? act_push_note(t, coding_page_of(s)->interview, here ? here->id : 0) : act_refuse("there is no screen interview");
}

static struct act escalate(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	const struct interview_note *here = coding_here(s);

	(void)key;
	if (!here)
		return act_refuse("no note is under the cursor");
	p->escalating[0] = p->interview;
	p->escalating[1] = here->id;
	return open_screen("escalate", p->escalating);
}

static struct act show_together(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&together_screen, NULL);
}

static struct act settle(struct screen *s, int key)
{
	(void)key;
	return open_screen("settle", &coding_page_of(s)->interview);
}

static struct act show_taxonomy(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return open_screen("taxonomy", NULL);
}

static struct act copy_note(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);
	const struct interview_note *here = coding_here(s);
	const char *words;
	size_t len;

	(void)key;
	if (!here)
		return act_refuse("no note is under the cursor");
	if (!note_may_leave(&p->i, here))
		return act_refuse("the respondent did not permit quoting: these words stay here");
	words = p->selecting ? span_words(here->text, coding_selected(p), &len) : here->text;
	return act_copy(words, p->selecting ? len : strlen(words), p->selecting ? "the words" : "the note");
}

static struct act undo(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);

	if (!p->has_own)
		return act_refuse("nothing of yours to take back here");
	p->last = 0;
	coding_rest(s);
	return undo_last(s, SUBJECT_CODING_PASS, p->pass[0].id, key == K_CTRL('R'), NULL);
}

static const char *writes_not(const struct screen *s)
{
	return coding_page_of(s)->writes_not;
}

static struct act say_letters(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_say(ACT_HANDLED, TONE_SAY, "the letters of the themes stand on the right; each codes the note or what is selected");
}

/* ---- text: narrowing, and words to select ---- */

static struct act open_line(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);

	coding_rest(s);
	if (!p->selecting)
		return narrow_open(s, key);
	p->finding = true;
	line_clear(&p->find);
	s->level = LEVEL_TEXT;
	return ACT(HANDLED);
}

static struct act line_ended(struct screen *s, int key)
{
	coding_page_of(s)->finding = false;
	return narrow_close(s, key);
}

static struct act line_given_up(struct screen *s, int key)
{
	if (!coding_page_of(s)->finding)
		return narrow_clear(s, key);
	coding_select_end(s);
	s->level = LEVEL_LIST;
	return ACT(HANDLED);
}

static struct act typed(struct screen *s, int key)
{
	struct coding_page *p = coding_page_of(s);

	if (p->finding)
		return coding_find_key(s, key);
	if (s->level == LEVEL_TEXT)
		return narrow_key(s, key);
	if (key == K_ESC && p->selecting) {
		coding_select_end(s);
		return ACT(HANDLED);
	}
	if (p->selecting && key >= '1' && key <= '9')
		return coding_digit(s, key);
	if (key_is_text(key)) {
		struct act a = coding_letter(s, key);

		if (a.kind != ACT_IGNORED)
			return a;
	}
	return narrow_key(s, key);
}

static struct act paste(struct screen *s, const char *text, size_t len)
{
	return coding_page_of(s)->finding ? coding_find_paste(s, text, len) : narrow_paste(s, text, len);
}

/* Behind a root's letter a sub-theme's comes before the key's other meaning. */
static struct act (*meaning(int key))(struct screen *s, int key)
{
	switch (key) {
	case 'a':
		return settle;
	case 'd':
		return coding_drop;
	case 'e':
		return edit_notes;
	case 'n':
		return coding_next_code;
	case 'r':
		return coding_memo;
	case 't':
		return show_taxonomy;
	case 'v':
		return coding_select;
	case 'w':
		return coding_read_none;
	case 'y':
		return copy_note;
	case 'H':
	case 'L':
		return coding_stretch;
	case 'E':
		return coding_end;
	}
	return coding_step;
}

static struct act press(struct screen *s, int key)
{
	struct act a = coding_page_of(s)->root && key_is_text(key) ? coding_letter(s, key) : ACT(IGNORED);

	return a.kind == ACT_IGNORED ? meaning(key)(s, key) : a;
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct coding_page *p = coding_page_of(s);
	int wheel = mouse_wheel_rows(m), y = p->notes.y - p->skip;

	if (wheel)
		return move(s, wheel < 0 ? K_UP : K_DOWN);
	if (m->kind != MOUSE_PRESS)
		return ACT(STAY);
	if (area_has(p->pane, m->y, m->x) && m->y >= p->pane_first_y) {
		size_t row = (size_t)(m->y - p->pane_first_y);

		for (size_t i = 0; i < p->themes.n; i++)
			if (!p->themes.theme[i].parent && !p->themes.theme[i].retired && !row--) {
				p->theme = p->themes.theme[i].id;
				return ACT(HANDLED);
			}
		return ACT(STAY);
	}
	for (size_t i = p->narrow.list.top; area_has(p->notes, m->y, m->x) && i < p->narrow.list.count; i++) {
		y += coding_note_rows(p, p->shown[i], p->notes.cols, i == p->narrow.list.at);
		if (m->y < y) {
			coding_select_end(s);
			p->narrow.list.at = i;
			follow(s);
			return ACT(HANDLED);
		}
	}
	return ACT(STAY);
}

static void resize(struct screen *s)
{
	coding_fit(s);
}

#define CODES .levels = AT_LIST, .group = "Code"
#define WORDS_GROUP .levels = AT_LIST, .group = "Words"
#define SEES .levels = AT_LIST, .group = "See"
static const struct binding bindings[] = {
	{ CODES, .key = K_LETTER, .command = "code", .label = "code", .footer = 1,
	  .explain = "Of a theme: codes the note or the words selected; a second one names a sub-theme.", .run = say_letters,
	  .refuse = writes_not },
	{ WORDS_GROUP, .key = 'v', .command = "select", .label = "words", .title = "Select words of the note; again: a sentence",
	  .footer = 2, .run = press },
	{ CODES, .key = '+', .command = "driver-win", .label = "win", .title = "The code speaks for a win", .footer = 3,
	  .run = coding_driver, .refuse = writes_not },
	{ CODES, .key = '-', .command = "driver-loss", .label = "loss", .title = "The code speaks for a loss", .footer = 3,
	  .run = coding_driver, .refuse = writes_not },
	{ CODES, .key = '=', .command = "driver-none", .label = "neither", .title = "The code speaks for neither",
	  .run = coding_driver, .refuse = writes_not },
	{ SEES, .key = '!', .command = "escalate", .label = "escalate", .title = "Escalate a concern of this interview", .footer = 4,
	  .run = escalate },
	{ SEES, .key = '/', .command = "narrow", .label = "narrow", .title = "Narrow the notes; while selecting: find words",
	  .footer = 5, .run = open_line },
	{ CODES, .key = '.', .key2 = K_TAB, .command = "next-uncoded", .label = "next uncoded", .title = "Go to the next note without a code",
	  .footer = 6, .run = next_uncoded },
	{ CODES, .key = K_ENTER, .command = "confirm", .label = "they stand", .title = "The codes stand on the corrected words",
	  .explain = "Of codes that moved when their note was corrected.", .run = coding_confirm },
	{ CODES, .key = 'w', .command = "read-none", .label = "none fits", .title = "Read, no theme fits", .footer = 7, .run = press,
	  .refuse = writes_not },
	{ CODES, .key = 'n', .command = "next-code", .label = "next code", .title = "Go to the next code of the note", .run = press },
	{ CODES, .key = 'd', .command = "uncode", .label = "take off", .title = "Take the code off", .run = press, .refuse = writes_not },
	{ CODES, .key = 'r', .command = "memo", .label = "memo", .title = "Write a memo on the code", .run = press, .refuse = writes_not },
	{ CODES, .key = ' ', .command = "new-theme", .label = "next theme", .title = "The next letter is a theme, no sub-theme",
	  .run = rest },
	{ CODES, .key = 'E', .command = "pass-end", .label = "end the pass", .title = "Close the pass; release it", .run = press },
	{ .levels = AT_LIST, .command = "pass-begin", .label = "begin", .group = "Code", .run = coding_end_begin },
	{ .levels = AT_LIST, .command = "pass-close", .label = "close", .group = "Code", .run = coding_end_close },
	{ .levels = AT_LIST, .command = "pass-release", .label = "release", .group = "Code", .run = coding_end_release },
	{ WORDS_GROUP, .key = 'l', .key2 = K_RIGHT, .command = "word-on", .label = "word on", .run = press },
	{ WORDS_GROUP, .key = 'h', .key2 = K_LEFT, .command = "word-back", .label = "word back", .run = press },
	{ WORDS_GROUP, .key = 'L', .command = "word-more", .label = "one more", .run = press },
	{ WORDS_GROUP, .key = 'H', .command = "word-less", .label = "one less", .run = press },
	{ SEES, .key = ']', .command = "theme-on", .label = "next theme", .title = "Read the next theme's definition", .run = coding_browse },
	{ SEES, .key = '[', .command = "theme-back", .label = "theme before", .title = "Read the definition of the theme before",
	  .run = coding_browse },
	{ SEES, .key = 'a', .command = "settle", .label = "settle", .title = "Settle what the coders disagree about", .run = press },
	{ SEES, .key = '#', .command = "together", .label = "together", .title = "Themes that stand together, as a matrix",
	  .run = show_together },
	{ SEES, .key = 'e', .command = "notes", .label = "correct", .title = "Open the notes, to correct one", .run = press },
	{ SEES, .key = 't', .command = "taxonomy", .label = "themes", .title = "Open the taxonomy", .run = press },
	{ SEES, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the note, or the words selected", .run = press },
	{ .levels = AT_TEXT, .key = K_ENTER, .command = "line-done", .label = "done", .group = "See", .footer = 1, .run = line_ended },
	{ .levels = AT_TEXT, .key = K_ESC, .command = "line-clear", .label = "clear", .group = "See", .footer = 2, .run = line_given_up },
	UNDO_ROWS(undo), LIST_MOVES(move),
	{ .command = NULL },
};

const struct screen_type coding_screen = {
	.name = "coding", .title = "the coding screen", .kind = SCREEN_FULL, .level = LEVEL_LIST,
	.size = sizeof(struct coding_page), .bindings = bindings, .init = init, .done = done, .load = coding_load,
	.draw = coding_draw, .key = typed, .mouse = mouse, .paste = paste, .resize = resize,
};
