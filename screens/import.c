#include "screens/import.h"

#include "model/buf.h"
#include "model/import.h"
#include "model/store.h"
#include "screens/ui/fields.h"
#include "screens/ui/scroll.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_FILE, FIELD_KIND, FIELD_PRESET, FIELDS };
enum { LINES_MAX = 2000, SHOWN_AFTER_MS = 300 };

/* What the dry run had to say, line by line. */
struct import_state {
	struct fields form;
	bool looked;                 /* the dry run is on the screen */
	struct import_result found;
	struct buf notes;            /* sentences, one a line */
	struct buf lines;            /* changes and refusals, the first ones, one a line */
	size_t n, more;
	struct scroll scroll;
	struct view *view;
	struct import_progress at;   /* while it works; rows 0: it does not */
};

static const char *const kinds[] = { "deals", "contacts", "interviews", "stages", NULL };

static const struct fields_spec fields[FIELDS] = {
	{ "file", "File", "a CSV file, ~/export.csv; dragged into the window it is typed", FIELDS_LINE,
	  true, NULL, 0 },
	{ "kind", "Kind", "what its rows are", FIELDS_CHOICE, true, kinds, 0 },
	{ "preset", "Preset", "crm-opportunities, salesforce, hubspot or one of the team's; empty: the one that fits", FIELDS_LINE,
	  false, NULL, 0 },
};

static struct import_state *state_of(const struct screen *s)
{
	return s->state;
}

static void forget(struct import_state *st)
{
	st->n = st->more = 0;
	st->scroll = (struct scroll){ 0 };
	buf_clear(&st->lines);
	buf_clear(&st->notes);
	import_result_done(&st->found);
	st->found = (struct import_result){ 0 };
	st->looked = false;
}

static int import_init(struct screen *s, const void *arg, struct err *err)
{
	struct import_state *st = state_of(s);

	(void)arg;
	(void)err;
	st->view = s->view;
	fields_init(&st->form, fields, FIELDS);
	fields_set(&st->form, FIELD_KIND, "deals");
	return 0;
}

static void import_done(struct screen *s)
{
	struct import_state *st = state_of(s);

	forget(st);
	buf_done(&st->notes);
	buf_done(&st->lines);
	fields_done(&st->form);
}

/* ---- asking the model ---- */

static void add_line(struct import_state *st, struct buf *text)
{
	if (st->n++ < LINES_MAX)
		buf_printf(&st->lines, "%s%s", st->lines.len ? "\n" : "", buf_str(text));
	else
		st->more++;
	buf_done(text);
}

static void take_note(void *arg, const char *sentence)
{
	struct import_state *st = arg;

	buf_printf(&st->notes, "%s%s", st->notes.len ? "\n" : "", sentence);
}

static void take_refusal(void *arg, const struct import_refusal *r)
{
	struct buf b = { 0 };

	import_refusal_format(r, &b);
	add_line(arg, &b);
}

static void take_change(void *arg, const struct import_change *c)
{
	struct buf b = { 0 };

	buf_printf(&b, "line %lld, %s%s%s: %s → %s", (long long)c->line, c->label ? c->label : "", c->label ? ", " : "", c->field,
		   *c->before ? c->before : "—", *c->after ? c->after : "—");
	add_line(arg, &b);
}

static bool take_progress(void *arg, const struct import_progress *p)
{
	struct import_state *st = arg;

	if (p->elapsed_ms < SHOWN_AFTER_MS || !st->view->busy)
		return true;
	st->at = *p;
	return st->view->busy(st->view->busy_arg);
}

/* Blanks and quotes around a name that was dragged or pasted; ~ is the home folder. Caller frees. */
static char *file_name(const char *typed)
{
	const char *home = getenv("HOME");
	size_t n = strlen(typed);
	struct buf b = { 0 };

	while (n && (typed[n - 1] == ' ' || typed[n - 1] == '\'' || typed[n - 1] == '"'))
		n--;
	while (n && (*typed == ' ' || *typed == '\'' || *typed == '"'))
		typed++, n--;
	if (n > 1 && typed[0] == '~' && typed[1] == '/' && home) {
		buf_puts(&b, home);
		typed++, n--;
	}
	buf_add(&b, typed, n);
	return buf_take(&b);
}

static int run(struct screen *s, bool dry, struct import_result *out, struct err *err)
{
	struct import_state *st = state_of(s);
	char *path = file_name(fields_get(&st->form, FIELD_FILE));
	const char *preset = fields_get(&st->form, FIELD_PRESET);
	struct import_options opt = { .kind = fields_get(&st->form, FIELD_KIND), .path = path, .preset = *preset ? preset : NULL,
				      .dry_run = dry, .progress = take_progress, .arg = st };
	int rc;

	if (dry) {
		opt.note = take_note;
		opt.refused = take_refusal;
		opt.changed = take_change;
	}
	rc = import_run(s->view->store, &opt, out, err);
	st->at = (struct import_progress){ 0 };
	free(path);
	return rc;
}

static struct act look(struct screen *s)
{
	struct import_state *st = state_of(s);
	struct err err = { 0 };

	if (fields_is_missing(&st->form, FIELD_FILE)) {
		fields_go(&st->form, FIELD_FILE, NULL);
		s->level = LEVEL_TEXT;
		return act_refuse("which file?");
	}
	forget(st);
	if (run(s, true, &st->found, &err)) {
		s->level = LEVEL_TEXT;
		return act_error(&err);
	}
	if (st->more)
		buf_printf(&st->lines, "\n… and %zu more; winloss import --dry-run lists all that change", st->more);
	st->looked = true;
	s->level = LEVEL_LIST;
	return ACT(HANDLED);
}

static struct act take_in(struct screen *s, int key)
{
	struct import_state *st = state_of(s);
	struct import_result done = { 0 };
	struct err err = { 0 };
	struct act a;

	(void)key;
	if (!st->looked)
		return look(s);
	if (run(s, false, &done, &err))
		return act_error(&err);
	/* Opened from the first run's greeting it goes on to the board. */
	a = act_say(s->below && s->below->type->bare ? ACT_TAB : ACT_POP, TONE_DONE, "%lld read, %lld added, %lld updated, %lld unchanged, %lld refused%s%s",
		    (long long)done.counts.read, (long long)done.counts.added, (long long)done.counts.updated,
		    (long long)done.counts.unchanged, (long long)done.counts.refused, done.rejects ? ": " : "",
		    done.rejects ? done.rejects : "");
	a.number = 1;
	import_result_done(&done);
	return act_offer(a, "u", "undo");
}

static struct act back(struct screen *s, int key)
{
	(void)key;
	forget(state_of(s));
	s->level = LEVEL_TEXT;
	return ACT(HANDLED);
}

static struct act import_leave(struct screen *s)
{
	return state_of(s)->looked ? back(s, 0) : ACT(POP);
}

/* ---- painting ---- */

static void draw_count(struct draw *d, int y, int x, int cols, int64_t n, const char *what, const char *more)
{
	draw_printf(d, y, x, 10, n ? STYLE_STRONG : STYLE_MUTED, "%9lld", (long long)n);
	draw_text(d, y, x + 11, 11, STYLE_TEXT, what);
	draw_text(d, y, x + 22, cols - 22, STYLE_MUTED, more);
}

static void draw_found(struct import_state *st, struct draw *d, struct area a)
{
	const struct import_counts *c = &st->found.counts;
	struct area page, before;
	int y = a.y;

	y += draw_prose(d, (struct area){ y, a.x, 6, a.cols }, STYLE_MUTED, buf_str(&st->notes), 0) + 1;
	draw_count(d, y++, a.x, a.cols, c->added, "new", "");
	draw_count(d, y++, a.x, a.cols, c->updated, "changed", "");
	draw_count(d, y++, a.x, a.cols, c->unchanged, "same", "");
	draw_count(d, y++, a.x, a.cols, c->refused, "refused", c->refused ? "they go to FILE.rejected.csv, each with its reason" : "");
	y++;
	page = (struct area){ y, a.x, a.y + a.rows - y, a.cols };
	if (page.rows < 1)
		return;
	before = draw_clip(d, page);
	st->scroll.rows = page.rows;
	st->scroll.all = draw_prose_rows(buf_str(&st->lines), page.cols);
	draw_prose(d, page, STYLE_TEXT, buf_str(&st->lines), st->scroll.top);
	draw_clip(d, before);
}

/* "━━━━━╸────   61 %  131,000 rows, 80,000 a second, 4 s left"; of unknown length the rows alone. */
static void draw_progress(const struct import_progress *p, struct draw *d, struct area a)
{
	double s = (double)p->elapsed_ms / 1000, rate = (double)p->rows / s;
	int x = a.x, y = a.y;

	if (p->size_bytes > 0 && p->done_bytes > 0 && p->done_bytes <= p->size_bytes) {
		draw_share(d, y, x, 20, STYLE_ACCENT, (long)(p->done_bytes / 1024), (long)(p->size_bytes / 1024));
		draw_printf(d, y, x + 21, a.cols - 21, STYLE_TEXT, "%3d %%   %lld rows, %.0f a second, %.0f s left",
			    (int)(p->done_bytes * 100 / p->size_bytes), (long long)p->rows, rate,
			    s * (double)(p->size_bytes - p->done_bytes) / (double)p->done_bytes);
	} else {
		draw_printf(d, y, x, a.cols, STYLE_TEXT, "%lld rows, %.0f a second", (long long)p->rows, rate);
	}
	draw_text(d, y + 1, x, a.cols, STYLE_MUTED, "Esc stops; nothing is written then");
}

static void import_draw(struct screen *s, struct draw *d)
{
	struct import_state *st = state_of(s);
	struct area a = area_inset(s->area, 0, 1);

	draw_text(d, a.y, a.x, a.cols, STYLE_TITLE, "Import");
	if (st->looked)
		draw_printf(d, a.y, a.x + 8, a.cols - 8, STYLE_MUTED, "%s · dry run · nothing is written yet",
			    fields_get(&st->form, FIELD_FILE));
	draw_rule(d, a.y + 1, a.x, a.cols);
	a.y += 2;
	a.rows -= 2;
	if (st->at.rows) {
		draw_progress(&st->at, d, (struct area){ a.y, a.x, 2, a.cols });
		a.y += 3;
		a.rows -= 3;
	}
	if (st->looked)
		draw_found(st, d, a);
	else
		fields_draw(&st->form, d, a, s->level);
}

static struct act import_key(struct screen *s, int key)
{
	struct import_state *st = state_of(s);

	if (st->looked)
		return ACT(IGNORED);
	return fields_act_key(&st->form, s, key, take_in);
}

static struct act import_paste(struct screen *s, const char *text, size_t len)
{
	struct import_state *st = state_of(s);

	if (st->looked)
		return ACT(IGNORED);
	return fields_act_paste(&st->form, s, text, len);
}

static const char *not_looked(const struct screen *s)
{
	return state_of(s)->looked ? NULL : "Enter looks at the file first";
}

static struct act scroll(struct screen *s, int key)
{
	return scroll_key(&state_of(s)->scroll, key) ? ACT(HANDLED) : ACT(STAY);
}

static struct act import_mouse(struct screen *s, const struct mouse *m)
{
	return state_of(s)->looked && scroll_mouse(&state_of(s)->scroll, m) ? ACT(HANDLED) : ACT(IGNORED);
}

static const struct binding bindings[] = {
	{ AT_LIST | AT_FORM, K_ENTER, 0, "import-take", "take it in", "Take the file in", "Import", 1, NULL, take_in, NULL, NULL,
	  true },
	{ AT_LIST, 'e', 0, "import-back", "another file", "Another file or preset", "Import", 2, NULL, back, not_looked, NULL,
	  false },
	SCROLL_ROWS(scroll, 3, K_SPACE),
	{ 0, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, false },
};

const struct screen_type import_screen = {
	.name = "import", .title = "an import", .kind = SCREEN_FULL, .level = LEVEL_TEXT, .size = sizeof(struct import_state),
	.bindings = bindings, .init = import_init, .done = import_done, .draw = import_draw, .key = import_key,
	.mouse = import_mouse, .paste = import_paste, .leave = import_leave,
};
