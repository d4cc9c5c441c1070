/* The first run: who you are, where your clock stands, and what to begin with. One screen, one Enter, never again
 * (`welcome` in the palette shows it). */
#include "screens/import.h"
#include "screens/registry.h"

#include "model/calendar.h"
#include "model/config.h"
#include "model/member.h"
#include "model/store.h"
#include "screens/ui/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum welcome_field { NAME, ROLE, ZONE, FIELD_COUNT };
struct welcome_way {
	char letter;
	const char *title, *more;
};
struct welcome {
	struct fields form;
	int way;
};
static const struct fields_spec fields[FIELD_COUNT];
static const struct welcome_way ways[];
enum { WAYS = 3 };

static int welcome_init(struct screen *s, const void *arg, struct err *err)
{
	struct welcome *w = s->state;
	struct store *store = s->view->store;
	struct member m = { 0 };

	(void)arg;
	(void)err;
	fields_init(&w->form, fields, FIELD_COUNT);
	fields_set(&w->form, ROLE, "cro");
	if (!store)
		return 0;
	fields_set(&w->form, NAME, store->actor.login);
	fields_set(&w->form, ZONE, store_zone(store));
	if (member_get(store, store->actor.member, &m, NULL) == 1) {
		if (m.name && *m.name)
			fields_set(&w->form, NAME, m.name);
		for (int r = 0; r < ROLE_COUNT; r++)
			if (m.roles & 1u << r && r != ROLE_ADMIN)
				fields_set(&w->form, ROLE, role_key((enum role)r));
	}
	member_done(&m);
	return 0;
}

static void welcome_done(struct screen *s)
{
	fields_done(&((struct welcome *)s->state)->form);
}

/* ---- painting ---- */

static void draw_ways(const struct welcome *w, struct draw *d, int y, int x, int cols, int step)
{
	for (int i = 0; i < WAYS; i++, y += step) {
		bool here = i == w->way;
		char letter[2] = { ways[i].letter, '\0' };

		if (here)
			draw_edge(d, y, x - 1, 2, STYLE_ACCENT);
		draw_text(d, y, x + 1, 1, STYLE_KEY, letter);
		draw_text(d, y, x + 4, cols - 4, here ? STYLE_HERE : STYLE_STRONG, ways[i].title);
		draw_text(d, y + 1, x + 4, cols - 4, STYLE_MUTED, ways[i].more);
	}
}

static void draw_hints(struct draw *d, int y, int x, int cols)
{
	static const char *const hints[][2] = { { "?", "the keys of the screen you are on" },
						{ ":", "every command by name" },
						{ "u", "undo: nothing here is final" } };

	for (int i = 0; i < 3; i++) {
		draw_text(d, y + i, x + 1, 1, STYLE_KEY, hints[i][0]);
		draw_text(d, y + i, x + 4, cols - 4, STYLE_TEXT, hints[i][1]);
	}
}

static void welcome_draw(struct screen *s, struct draw *d)
{
	struct welcome *w = s->state;
	int tall = s->area.rows >= 32, cols = 62, x = (s->area.cols - cols) / 2, y = s->area.y + (tall ? 6 : 0);

	draw_text(d, y, x, 10, STYLE_TITLE, "winloss");
	draw_text(d, y, x + 9, cols - 9, STYLE_MUTED, "learn why you win, and why you lose");
	draw_heavy(d, y + 1, x, cols / 2, STYLE_WIN);
	draw_heavy(d, y + 1, x + cols / 2, cols - cols / 2, STYLE_LOSS);
	y += 3 + tall;
	draw_text(d, y, x, cols, STYLE_SECTION, "You are");
	fields_draw(&w->form, d, (struct area){ y + 1 + tall, x - 3, 4 + tall, cols + 3 }, s->level);
	y += 6 + 2 * tall;
	draw_text(d, y, x, cols, STYLE_SECTION, "Begin with");
	draw_ways(w, d, y + 1 + tall, x, cols, 2 + tall);
	y += 8 + 4 * tall;
	draw_text(d, y, x, cols, STYLE_SECTION, "Good to know");
	draw_hints(d, y + 1 + tall, x, cols);
	draw_text(d, y + 5 + tall, x, cols, STYLE_MUTED, "Your data stays in one file here. Nothing is sent by itself.");
}

/* ---- what Enter does ---- */

static int keep_zone(struct store *store, const char *zone, struct err *err)
{
	char *ini;
	int rc;

	if (!*zone || !strcmp(zone, store_zone(store)))
		return 0;
	ini = calendar_default_ini(zone);
	rc = config_put(store, "calendar", ini, NULL, NULL, err);
	free(ini);
	return rc || store_reload_config(store, err) < 0 ? -1 : 0;
}

static int keep_member(struct store *store, const char *name, const char *role, struct err *err)
{
	unsigned roles = 1u << ROLE_ADMIN | 1u << role_find(role);
	char *login = xstrdup(store->actor.login);
	int rc = member_set(store, login, &roles, NULL, *name ? name : NULL, NULL, NULL, err);

	if (!rc)
		rc = store_act_as(store, login, err); /* the roles that were read at the start are old now */
	free(login);
	return rc;
}

static struct act begin(struct screen *s, int key)
{
	struct welcome *w = s->state;
	struct store *store = s->view->store;
	struct err err = { 0 };
	struct act a;

	(void)key;
	if (store && (keep_zone(store, fields_get(&w->form, ZONE), &err) ||
		      keep_member(store, fields_get(&w->form, NAME), fields_get(&w->form, ROLE), &err)))
		return act_error(&err);
	if (ways[w->way].letter == 'd') {
		a = ACT(QUIT);
		a.number = SCREEN_SAMPLE;
		return a;
	}
	if (ways[w->way].letter == 'i')
		return act_push(&import_screen, NULL);
	a = s->below ? ACT(POP) : act_replace(&board_screen, NULL);
	a.say.tone = TONE_DONE;
	snprintf(a.say.text, sizeof a.say.text, "kept; the board is yours");
	return a;
}

/* ---- keys ---- */

static struct act begin_with(struct screen *s, int key)
{
	struct welcome *w = s->state;

	for (int i = 0; i < WAYS; i++)
		if (ways[i].letter == key)
			w->way = i;
	return begin(s, key);
}

static struct act move(struct screen *s, int key)
{
	struct welcome *w = s->state;
	int by = key == K_UP || key == 'k' ? WAYS - 1 : 1;

	w->way = (w->way + by) % WAYS;
	return ACT(HANDLED);
}

static struct act to_ways(struct screen *s, int key)
{
	(void)key;
	s->level = LEVEL_LIST;
	return ACT(HANDLED);
}

static struct act to_fields(struct screen *s, int key)
{
	struct welcome *w = s->state;

	fields_go(&w->form, key == K_BACKTAB ? ZONE : NAME, NULL);
	s->level = LEVEL_TEXT;
	return ACT(HANDLED);
}

static struct act welcome_key(struct screen *s, int key)
{
	struct welcome *w = s->state;
	size_t left;

	if (s->level == LEVEL_LIST)
		return ACT(IGNORED);
	switch (fields_key(&w->form, s, key, &left)) {
	case FIELDS_IGNORED:
		return key == K_DOWN ? to_ways(s, key) : ACT(IGNORED);
	case FIELDS_END:
		return to_ways(s, key);
	case FIELDS_HANDLED:
	case FIELDS_LEFT:
		break;
	}
	return ACT(HANDLED);
}

static struct act welcome_paste(struct screen *s, const char *text, size_t len)
{
	struct welcome *w = s->state;

	return fields_paste(&w->form, s, text, len) == FIELDS_IGNORED ? ACT(IGNORED) : ACT(HANDLED);
}

#define ROW(lv, k, k2, name, word, place, fn)                                                                         \
	{ .levels = (lv), .key = (k), .key2 = (k2), .command = (name), .label = (word), .group = "Begin",             \
	  .footer = (place), .run = (fn) }
static const struct binding welcome_bindings[] = {
	ROW(AT_TEXT | AT_LIST, K_ENTER, 0, "welcome-begin", "begin", 2, begin),
	ROW(AT_TEXT, K_ESC, 0, "welcome-ways", "choose", 3, to_ways),
	ROW(AT_LIST, 'd', 0, "welcome-sample", "sample board", 3, begin_with),
	ROW(AT_LIST, 'i', 0, "welcome-file", "a file", 4, begin_with),
	ROW(AT_LIST, 'n', 0, "welcome-empty", "empty board", 5, begin_with),
	ROW(AT_LIST, K_UP, 'k', "welcome-up", "up", 0, move),
	ROW(AT_LIST, K_DOWN, 'j', "welcome-down", "down", 0, move),
	ROW(AT_LIST, K_TAB, K_BACKTAB, "welcome-fields", "who you are", 1, to_fields),
	{ .command = NULL },
};

const struct screen_type welcome_screen = {
	.name = "welcome", .title = "the first page", .bare = true, .level = LEVEL_TEXT, .size = sizeof(struct welcome),
	.bindings = welcome_bindings, .init = welcome_init, .done = welcome_done, .draw = welcome_draw,
	.key = welcome_key, .paste = welcome_paste,
};

static const char *const roles[] = { "ae", "csm", "csm_manager", "cro", "sales_ops", "analyst", "cmo", NULL };
static const struct fields_spec fields[FIELD_COUNT] = {
	[NAME] = { .key = "name", .label = "Name", .help = "as the team knows you", .kind = FIELDS_LINE },
	[ROLE] = { .key = "role", .label = "Role", .help = "← → choose; you are also the admin of this file",
		   .kind = FIELDS_CHOICE, .choices = roles },
	[ZONE] = { .key = "zone", .label = "Time zone", .help = "the team's days end by it: Europe/Lisbon, or +05:30",
		   .kind = FIELDS_LINE },
};
static const struct welcome_way ways[] = {
	{ 'd', "A sample board", "an invented company's deals; kept apart from yours" },
	{ 'i', "A file you have", "deals as CSV; the columns are found, a dry run comes first" },
	{ 'n', "An empty board", "seven stages and their exit criteria are ready" },
};
