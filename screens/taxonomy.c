#include "screens/taxonomy.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/cut.h"
#include "model/taxonomy_doc.h"
#include "model/taxonomy_edit.h"
#include "screens/export_file.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct taxonomy_page *taxonomy_page_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

const struct theme *taxonomy_here(const struct screen *s)
{
	const struct taxonomy_page *p = taxonomy_page_of(s);

	return p->narrow.list.count ? &p->t.theme[p->row[p->narrow.list.at]] : NULL;
}

/* ---- loading ---- */

static void forget(struct screen *s)
{
	struct taxonomy_page *p = taxonomy_page_of(s);

	taxonomy_done(&p->t);
	free(p->count);
	free(p->row);
	p->count = NULL;
	p->row = NULL;
}

static bool matches(const struct screen *s, const struct theme *at)
{
	if (at->retired && !taxonomy_page_of(s)->retired)
		return false;
	return narrow_has(s, "%s %s %s %s", at->title, at->key, at->definition, at->examples);
}

static int count_waiting(struct screen *s, struct err *err)
{
	struct taxonomy_page *p = taxonomy_page_of(s);

	p->count = xcalloc(p->t.n + 1, sizeof *p->count);
	p->waiting = 0;
	if (theme_counts(store_of(s), &p->t, p->count, err))
		return -1;
	for (size_t i = 0; i < p->t.n; i++)
		p->waiting += (size_t)p->count[i].waiting;
	return 0;
}

static void say_version(struct screen *s)
{
	struct taxonomy_page *p = taxonomy_page_of(s);
	struct taxonomy_change c;
	struct buf b = { 0 };

	taxonomy_put_number(store_of(s), &p->t, &b);
	snprintf(p->number, sizeof p->number, "%s", buf_str(&b));
	*p->change = 0;
	if (p->t.state == TAXONOMY_DRAFT && taxonomy_changes(store_of(s), &c, NULL) == 1)
		snprintf(p->change, sizeof p->change, "%zu added, %zu changed, %zu retired", c.added, c.changed, c.retired);
	buf_done(&b);
}

static int read_version(struct screen *s, struct err *err)
{
	struct taxonomy_page *p = taxonomy_page_of(s);
	int rc = p->version ? taxonomy_get(store_of(s), p->version, &p->t, err) : taxonomy_newest(store_of(s), &p->t, err);

	/* A draft that was taken back is no longer there. */
	if (!rc && p->version) {
		p->version = 0;
		rc = taxonomy_newest(store_of(s), &p->t, err);
	}
	if (rc == 1)
		return 0;
	return rc < 0 ? -1 : err_set(err, ERR_DB, "this file has no taxonomy");
}

static int read_themes(struct screen *s, struct err *err)
{
	struct taxonomy_page *p = taxonomy_page_of(s);

	if (read_version(s, err) || count_waiting(s, err))
		return -1;
	p->may = !access_act(store_of(s), "taxonomy", NULL);
	p->row = xcalloc(p->t.n + 1, sizeof *p->row);
	for (size_t i = 0; i < p->t.n; i++)
		if (matches(s, &p->t.theme[i]))
			p->row[p->narrow.list.count++] = i;
	say_version(s);
	return 0;
}

static int64_t theme_at(const struct screen *s, size_t i)
{
	return taxonomy_page_of(s)->t.theme[taxonomy_page_of(s)->row[i]].id;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	narrow_init(s, arg, err);
	return taxonomy_may_read(store_of(s), err);
}

/* ---- keys ---- */

static struct act open_strip(struct screen *s, const struct screen_type *strip, int64_t theme)
{
	taxonomy_page_of(s)->arg.theme = theme;
	return act_push(strip, &taxonomy_page_of(s)->arg);
}

#define STRIP_KEY(name, strip, which)                                                                                  \
	static struct act name(struct screen *s, int key)                                                              \
	{                                                                                                              \
		(void)key;                                                                                             \
		return open_strip(s, &strip, which);                                                                   \
	}
STRIP_KEY(add_root, theme_root_screen, 0)
STRIP_KEY(add_below, theme_below_screen, taxonomy_here(s)->id)
STRIP_KEY(change, theme_edit_screen, taxonomy_here(s)->id)
STRIP_KEY(merge, theme_merge_screen, taxonomy_here(s)->id)
STRIP_KEY(move_below, theme_move_screen, taxonomy_here(s)->id)
STRIP_KEY(split, theme_split_screen, taxonomy_here(s)->id)
STRIP_KEY(publish, taxonomy_publish_screen, 0)

static struct act retire(struct screen *s, int key)
{
	const struct theme *at = taxonomy_here(s);
	struct err err = { 0 };
	char title[120];
	bool back = at->retired;

	(void)key;
	cut_printf(title, sizeof title, "%.100s", at->title);
	if (theme_retire(store_of(s), at->id, back, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "“%s” is %s", title, back ? "in use again" : "retired; o shows it"), "u",
			 "undo");
}

static struct act open_recode(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&recode_screen, NULL);
}

static struct act show_retired(struct screen *s, int key)
{
	(void)key;
	taxonomy_page_of(s)->retired = !taxonomy_page_of(s)->retired;
	return act_load(s);
}

/* The version before or behind the one that is shown; behind the last stands what is edited. */
static struct act step_version(struct screen *s, int key)
{
	struct taxonomy_page *p = taxonomy_page_of(s);
	struct taxonomy *all;
	struct err err = { 0 };
	size_t n, at = 0;

	if (taxonomy_list(store_of(s), &all, &n, &err))
		return act_error(&err);
	for (size_t i = 0; i < n; i++)
		at = all[i].id == p->t.id ? i : at;
	at = key == '[' ? (at ? at - 1 : 0) : at + 1 < n ? at + 1 : at;
	p->version = at + 1 < n ? all[at].id : 0;
	for (size_t i = 0; i < n; i++)
		taxonomy_done(&all[i]);
	free(all);
	return act_load(s);
}

static struct act export(struct screen *s, int key)
{
	static const char words[] = "themes of the newest published version";

	(void)key;
	return export_file_write(s, &(struct export_options){ .kind = "taxonomy", .path = "taxonomy.csv" }, words, words);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_TAXONOMY, TAXONOMY_SCOPE, key == K_CTRL('R'), NULL);
}

/* ---- what cannot run now ---- */

static const char *not_now(const struct screen *s)
{
	const struct taxonomy_page *p = taxonomy_page_of(s);

	if (!p->may)
		return "the taxonomy is changed by analyst, sales_ops and admin";
	return p->version ? "this version is published and stays as it is; ] goes to the one that is edited" : NULL;
}

static const char *none_here(const struct screen *s)
{
	return not_now(s) ? not_now(s) : taxonomy_here(s) ? NULL : "nothing matches; Esc shows all again";
}

static const char *not_in_use(const struct screen *s)
{
	if (none_here(s))
		return none_here(s);
	return taxonomy_here(s)->retired ? "this theme is retired; r brings it back" : NULL;
}

static const char *no_draft(const struct screen *s)
{
	if (not_now(s))
		return not_now(s);
	return taxonomy_page_of(s)->t.state == TAXONOMY_DRAFT ? NULL : "nothing was changed since this version was published";
}

static void object(const struct screen *s, struct buf *out)
{
	if (taxonomy_here(s))
		buf_puts(out, taxonomy_here(s)->title);
}

static struct act open_here(struct screen *s, int key)
{
	return none_here(s) ? ACT(HANDLED) : change(s, key);
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = 'e', .key2 = K_ENTER, .command = "edit", .label = "edit", .title = "Change title, letter, definition, examples",
	  .group = "Theme", .footer = 1, .run = change, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'n', .command = "new-below", .label = "sub-theme", .title = "A new theme below this one",
	  .group = "Theme", .footer = 2, .run = add_below, .refuse = not_in_use, .object = object },
	{ .levels = AT_LIST, .key = 'N', .command = "new-root", .label = "new root", .title = "A new theme among the roots",
	  .group = "Theme", .footer = 6, .run = add_root, .refuse = not_now },
	{ .levels = AT_LIST, .key = 'm', .command = "merge", .label = "merge", .title = "Merge it into another theme",
	  .group = "Theme", .footer = 3, .explain = "It is retired, and its codes count for the other from the next version on.",
	  .run = merge, .refuse = not_in_use, .object = object },
	{ .levels = AT_LIST, .key = 'S', .command = "split", .label = "split", .title = "Split it into parts", .group = "Theme",
	  .footer = 4, .explain = "Its codes wait until somebody gives each to a part.", .run = split, .refuse = not_in_use,
	  .object = object },
	{ .levels = AT_LIST, .key = 'v', .command = "move", .label = "move", .title = "Move it below another theme, or to the roots",
	  .group = "Theme", .run = move_below, .refuse = not_in_use, .object = object },
	{ .levels = AT_LIST, .key = 'r', .command = "retire", .label = "retire", .title = "Retire it, or bring it back",
	  .group = "Theme", .footer = 5, .explain = "Not offered any more; what is coded with it stays.", .run = retire,
	  .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'P', .command = "publish", .label = "publish", .title = "Publish the draft", .group = "Version",
	  .footer = 7, .run = publish, .refuse = no_draft },
	{ .levels = AT_LIST, .key = 'c', .command = "recode", .label = "recode", .title = "Give codes of split themes to their parts",
	  .group = "Version", .footer = 8, .run = open_recode },
	{ .levels = AT_LIST, .key = '[', .key2 = ']', .command = "version", .label = "version", .title = "The version before or behind",
	  .group = "Version", .run = step_version },
	{ .levels = AT_LIST, .key = 'o', .command = "retired", .label = "retired too", .title = "Show or hide retired themes",
	  .group = "See", .run = show_retired },
	{ .levels = AT_LIST, .key = 'x', .command = "export", .label = "export", .title = "Write the themes as a CSV", .group = "See",
	  .run = export },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow", .title = "Narrow to words of a theme", .group = "See",
	  .footer = 9, .run = narrow_open },
	NARROW_ROWS, UNDO_ROWS(undo), LIST_MOVES(narrow_move),
	{ .command = NULL },
};

static const struct narrow_type narrow = {
	.read = read_themes, .forget = forget, .id = theme_at, .rows = taxonomy_rows, .first_row = taxonomy_first_row,
	.open = open_here,
};

const struct screen_type taxonomy_screen = {
	.name = "taxonomy", .title = "Themes", .kind = SCREEN_FULL, .level = LEVEL_LIST, .size = sizeof(struct taxonomy_page),
	.bindings = bindings, .narrow = &narrow, .init = init, .done = narrow_done, .load = narrow_load, .draw = taxonomy_draw,
	.key = narrow_key, .paste = narrow_paste, .mouse = narrow_mouse, .resize = narrow_resize,
};
