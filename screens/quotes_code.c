/* A letter that codes the note of a hit, without leaving the search: the themes stand in a strip. What is made is what the
 * coding screen makes of a whole note, in the analyst's own pass. */
#include "screens/quotes.h"

#include "model/coding.h"
#include "model/text.h"
#include "screens/ui/strip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { THEME_COLS = 24 };

struct quote_code {
	struct quote_hit hit;
	struct taxonomy themes;
	char *title;
};

static struct quote_code *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* The themes of the pass that the code will stand in. */
static int load_themes(struct screen *s, struct err *err)
{
	struct quote_code *q = state_of(s);
	struct coding_pass own = { .taxonomy = 0 };
	int rc = coding_pass_own(store_of(s), q->hit.interview, &own, err);

	if (rc == 1)
		rc = coding_pass_may_write(store_of(s), &own, err);
	return rc || taxonomy_get(store_of(s), own.taxonomy, &q->themes, err) != 1 ? -1 : 0;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct quote_code *q = state_of(s);
	struct interview_note n;

	if (!arg)
		return err_set(err, ERR_REFUSED, "a note is coded from its row");
	q->hit = *(const struct quote_hit *)arg;
	if (access_act(store_of(s), "code", err) || load_themes(s, err))
		return -1;
	if (interview_note_get(store_of(s), q->hit.note, &n, err) != 1)
		return err && err->kind ? -1 : err_set(err, ERR_INPUT, "this note is not here any more");
	q->title = xstrdup(n.text);
	interview_note_done(&n);
	return 0;
}

static void done(struct screen *s)
{
	taxonomy_done(&state_of(s)->themes);
	free(state_of(s)->title);
}

static bool is_offered(const struct theme *t)
{
	return !t->parent && !t->retired && *t->letter;
}

static void draw(struct screen *s, struct draw *d)
{
	const struct quote_code *q = state_of(s);
	int n = 0, across = (s->area.cols - 4) / THEME_COLS, i = 0;
	struct area a;

	for (size_t t = 0; t < q->themes.n; t++)
		n += is_offered(&q->themes.theme[t]);
	a = strip_draw(d, s->area, 2 + (n + across - 1) / across);
	draw_text(d, a.y, a.x, a.cols, STYLE_STRONG, q->title);
	for (size_t t = 0; t < q->themes.n; t++) {
		const struct theme *theme = &q->themes.theme[t];
		int y = a.y + 1 + i / across, x = a.x + i % across * THEME_COLS;

		if (!is_offered(theme) || y >= a.y + a.rows)
			continue;
		draw_text(d, y, x, 2, STYLE_KEY, theme->letter);
		draw_text(d, y, x + 2, THEME_COLS - 4, STYLE_TEXT, theme->title);
		i++;
	}
}

static struct act code_with(struct screen *s, const struct theme *t)
{
	struct quote_code *q = state_of(s);
	struct code c = { .note = q->hit.note, .text_id = q->hit.text_id, .theme = t->id, .end_cp = -1, .driver = DRIVER_BY_OUTCOME };
	struct coding_pass own;
	struct err err = { 0 };
	struct act a;

	if (coding_pass_need(store_of(s), q->hit.interview, &own, &err))
		return act_error(&err);
	c.pass = own.id;
	if (code_put(store_of(s), &c, &err))
		return act_error(&err);
	a = act_say(ACT_POP, TONE_DONE, "%s%s%s: this note", t->title, *driver_key(c.driver) ? ", " : "", driver_key(c.driver));
	code_done(&c);
	return act_offer(a, "u", "undo");
}

static struct act key(struct screen *s, int key)
{
	struct buf letter = { 0 };
	const struct theme *t;

	if (!key_is_text(key) || key == ' ')
		return ACT(IGNORED);
	key_utf8(key, &letter);
	t = taxonomy_letter(&state_of(s)->themes, 0, buf_str(&letter));
	buf_done(&letter);
	return t ? code_with(s, t) : ACT(IGNORED);
}

static struct act say_letters(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_say(ACT_HANDLED, TONE_SAY, "the letter in front of a theme codes the note with it; Esc leaves it as it is");
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "letters", .label = "which letters", .group = "Note", .footer = 1,
	  .run = say_letters },
	{ .command = NULL },
};

const struct screen_type quote_code_screen = {
	.name = "quote-code", .title = "a code for a note that was found", .kind = SCREEN_STRIP, .level = LEVEL_LIST,
	.size = sizeof(struct quote_code), .bindings = bindings, .init = init, .done = done, .draw = draw, .key = key,
};
