#include "screens/ui/fields.h"

#include "model/buf.h"
#include "model/text.h"
#include "screens/ui/strip.h"

#include <stdlib.h>
#include <string.h>

enum { PROSE_ROWS = 3, LABEL_MAX = 24, BOTH_ROWS = 12 };

void fields_init(struct fields *f, const struct fields_spec *fields, size_t count)
{
	memset(f, 0, sizeof *f);
	f->fields = fields;
	f->count = count;
	f->values = xcalloc(count ? count : 1, sizeof *f->values);
	for (size_t i = 0; i < count; i++) {
		int cols = text_width(fields[i].label, strlen(fields[i].label));

		edit_init(&f->values[i].edit, fields[i].kind != FIELDS_PROSE);
		edit_share(&f->values[i].edit, &f->values[0].edit);
		if (cols > f->label_cols && cols <= LABEL_MAX)
			f->label_cols = cols;
	}
	while (f->at + 1 < count && fields[f->at].kind == FIELDS_FIXED)
		f->at++;
}

void fields_done(struct fields *f)
{
	for (size_t i = 0; i < f->count; i++) {
		edit_done(&f->values[i].edit);
		free(f->values[i].theirs);
	}
	free(f->values);
	memset(f, 0, sizeof *f);
}

static int find_choice(const struct fields_spec *field, const char *word)
{
	for (int i = 0; field->choices && field->choices[i]; i++)
		if (!strcmp(field->choices[i], word))
			return i;
	return 0;
}

void fields_set(struct fields *f, size_t i, const char *text)
{
	const char *s = text ? text : "";

	edit_set(&f->values[i].edit, s, strlen(s));
	if (f->fields[i].kind == FIELDS_CHOICE)
		f->values[i].choice = find_choice(&f->fields[i], s);
	f->values[i].changed = false;
	fields_theirs(f, i, NULL);
}

void fields_select(struct fields *f, size_t i)
{
	if (f->fields[i].kind == FIELDS_LINE)
		edit_select_all(&f->values[i].edit);
}

void fields_theirs(struct fields *f, size_t i, const char *words)
{
	free(f->values[i].theirs);
	f->values[i].theirs = xstrdup(words);
}

const char *fields_get(const struct fields *f, size_t i)
{
	const struct fields_spec *field = &f->fields[i];

	if (field->kind == FIELDS_CHOICE)
		return field->choices && field->choices[0] ? field->choices[f->values[i].choice] : "";
	return f->values[i].edit.text;
}

void fields_stored(struct fields *f, size_t i)
{
	f->values[i].changed = false;
	fields_theirs(f, i, NULL);
	edit_kept(&f->values[i].edit);
}

bool fields_is_missing(const struct fields *f, size_t i)
{
	const char *s = fields_get(f, i);

	return f->fields[i].required && !s[strspn(s, " \n\t")];
}

enum fields_result fields_go(struct fields *f, size_t i, size_t *left)
{
	size_t from = f->at;

	if (i >= f->count || f->fields[i].kind == FIELDS_FIXED)
		return FIELDS_IGNORED;
	f->at = i;
	f->values[i].typed = 0;
	if (from == i || !f->values[from].changed)
		return FIELDS_HANDLED;
	if (left)
		*left = from;
	return FIELDS_LEFT;
}

bool fields_go_missing(struct fields *f)
{
	for (size_t i = 0; i < f->count; i++)
		if (fields_is_missing(f, i)) {
			fields_go(f, i, NULL);
			return true;
		}
	return false;
}

/* The next field that can be changed, in that direction. END when there is none. */
static enum fields_result step(struct fields *f, int by, size_t *left)
{
	size_t i = f->at;

	do {
		if ((by < 0 && !i) || (by > 0 && i + 1 >= f->count))
			return FIELDS_END;
		i += (size_t)by;
	} while (f->fields[i].kind == FIELDS_FIXED);
	return fields_go(f, i, left);
}

/* Steps; at the end it stays where it is. */
static enum fields_result move(struct fields *f, int by, size_t *left)
{
	enum fields_result r = step(f, by, left);

	return r == FIELDS_END ? FIELDS_HANDLED : r;
}

/* ---- keys ---- */

static void choose(struct fields *f, int choice)
{
	struct fields_value *v = &f->values[f->at];

	if (v->choice == choice)
		return;
	v->choice = choice;
	v->changed = true;
}

/* The next choice with that letter behind the first `typed` ones of what is chosen; a whole word may be typed so. */
static bool choose_letter(struct fields *f, int key)
{
	struct fields_value *v = &f->values[f->at];
	const char *const *words = f->fields[f->at].choices;
	int n = 0, from = v->choice;
	size_t typed = v->typed;

	while (words && words[n])
		n++;
	for (int i = typed ? 0 : 1; i < n + !typed; i++) {
		const char *word = words[(from + i) % n];

		if (!strncmp(word, words[from], typed) && (unsigned char)word[typed] == (unsigned)key) {
			choose(f, (from + i) % n);
			v->typed = typed + 1;
			return true;
		}
	}
	v->typed = 0;
	return typed && key != K_SPACE && choose_letter(f, key);
}

static enum fields_result choice_key(struct fields *f, int key)
{
	const char *const *words = f->fields[f->at].choices;
	int n = 0, at = f->values[f->at].choice;

	while (words && words[n])
		n++;
	if (!n)
		return FIELDS_IGNORED;
	if (key == K_SPACE && f->values[f->at].typed && choose_letter(f, key)) /* "in person" */
		return FIELDS_HANDLED;
	if (key == K_LEFT || key == K_RIGHT || key == K_SPACE) {
		f->values[f->at].typed = 0;
		choose(f, (at + (key == K_LEFT ? n - 1 : 1)) % n);
		return FIELDS_HANDLED;
	}
	if (key_is_text(key)) { /* a letter that begins no choice is not typed elsewhere either */
		choose_letter(f, key);
		return FIELDS_HANDLED;
	}
	return FIELDS_IGNORED;
}

static enum fields_result field_key(struct fields *f, struct screen *s, int key)
{
	struct fields_value *v = &f->values[f->at];

	if (f->fields[f->at].kind == FIELDS_CHOICE)
		return choice_key(f, key);
	switch (edit_key(&v->edit, key, s->view->mono_ms)) {
	case EDIT_IGNORED:
		return FIELDS_IGNORED;
	case EDIT_CHANGED:
		v->changed = true;
		return FIELDS_HANDLED;
	case EDIT_MOVED:
	case EDIT_REFUSED:
		return FIELDS_HANDLED;
	}
	return FIELDS_IGNORED;
}

static enum fields_result text_key(struct fields *f, struct screen *s, int key, size_t *left)
{
	enum fields_result r;

	if (key == K_TAB)
		return step(f, 1, left);
	if (key == K_BACKTAB)
		return move(f, -1, left);
	r = field_key(f, s, key);
	if (r != FIELDS_IGNORED)
		return r;
	if (key == K_UP || key == K_DOWN)
		return move(f, key == K_UP ? -1 : 1, left);
	return key == K_ENTER ? step(f, 1, left) : FIELDS_IGNORED;
}

static enum fields_result form_level_key(struct fields *f, struct screen *s, int key, size_t *left)
{
	switch (key) {
	case K_UP:
	case K_LEFT:
	case 'k':
	case 'h':
		return move(f, -1, left);
	case K_DOWN:
	case K_RIGHT:
	case 'j':
	case 'l':
		return move(f, 1, left);
	case K_SPACE:
	case K_TAB:
		s->level = LEVEL_TEXT;
		return FIELDS_HANDLED;
	case '_': /* Alt-_ in the text: typing again that Ctrl-_ took back */
		s->level = LEVEL_TEXT;
		if (edit_redo(&f->values[f->at].edit, s->view->mono_ms) == EDIT_CHANGED)
			f->values[f->at].changed = true;
		return FIELDS_HANDLED;
	default:
		return FIELDS_IGNORED;
	}
}

enum fields_result fields_key(struct fields *f, struct screen *s, int key, size_t *left)
{
	switch (s->level) {
	case LEVEL_TEXT:
		return text_key(f, s, key, left);
	case LEVEL_FORM:
		return form_level_key(f, s, key, left);
	case LEVEL_LIST:
		break;
	}
	return FIELDS_IGNORED;
}

enum fields_result fields_paste(struct fields *f, struct screen *s, const char *text, size_t len)
{
	struct fields_value *v = &f->values[f->at];
	enum fields_kind kind = f->fields[f->at].kind;

	if (kind != FIELDS_LINE && kind != FIELDS_PROSE)
		return FIELDS_IGNORED;
	s->level = LEVEL_TEXT;
	if (edit_paste(&v->edit, text, len, s->view->mono_ms) == EDIT_CHANGED)
		v->changed = true;
	return FIELDS_HANDLED;
}

/* ---- painting ---- */

static int value_rows(const struct fields *f, size_t i, int cols)
{
	int least = f->fields[i].rows ? f->fields[i].rows : PROSE_ROWS, rows;

	if (f->fields[i].kind != FIELDS_PROSE)
		return 1;
	rows = edit_rows_most(&f->values[i].edit, cols, 3 * least);
	return rows < least ? least : rows;
}

/* The words typed here where their own field has no room for them: both are to be seen before one is chosen. */
static const char *cut_words(const struct fields *f, size_t i, int cols)
{
	const char *words = f->values[i].edit.text;

	return f->fields[i].kind == FIELDS_LINE && text_width(words, strlen(words)) >= cols ? words : NULL;
}

static int field_rows(const struct fields *f, size_t i, int cols)
{
	int rows = value_rows(f, i, cols);

	if (!f->values[i].theirs)
		return rows;
	return rows + both_rows(cut_words(f, i, cols), f->values[i].theirs, cols, BOTH_ROWS);
}

int fields_height(const struct fields *f, int cols)
{
	int rows = 0;

	for (size_t i = 0; i < f->count; i++)
		rows += field_rows(f, i, cols - f->label_cols - 6);
	return rows;
}

static int value_cols(const struct fields *f, struct area a)
{
	return a.cols - f->label_cols - 6;
}

/* The first field shown, so that the one under the cursor is in sight. */
static void scroll(struct fields *f, struct area a, int rows)
{
	int used = 0;

	if (f->at < f->top)
		f->top = f->at;
	for (size_t i = f->top; i <= f->at; i++)
		used += field_rows(f, i, value_cols(f, a));
	while (used > rows && f->top < f->at)
		used -= field_rows(f, f->top++, value_cols(f, a));
}

/* "‹ verbal ›", and under the cursor or unchosen what there is to choose. */
static void draw_choice(const struct fields *f, struct draw *d, size_t i, struct area a, bool here)
{
	const char *chosen = fields_get(f, i), *const *words = f->fields[i].choices;
	int x = a.x + draw_text(d, a.y, a.x, 2, STYLE_MUTED, "‹ "), end = a.x + a.cols;

	x += draw_text(d, a.y, x, a.cols - 4, !*chosen ? STYLE_MUTED : here ? STYLE_STRONG : STYLE_TEXT,
		       *chosen ? chosen : "—");
	x += draw_text(d, a.y, x, 2, STYLE_MUTED, " ›") + 2;
	for (; words && *words && (here || !*chosen); words++)
		if (**words && x + 1 + text_width(*words, strlen(*words)) <= end)
			x += 1 + draw_text(d, a.y, x + 1, end - x - 1, STYLE_MUTED, *words);
}

static void draw_value(struct fields *f, struct draw *d, size_t i, struct area a, bool here)
{
	struct fields_value *v = &f->values[i];
	enum style surface = here ? STYLE_INPUT_ACTIVE : STYLE_INPUT, before;

	switch (f->fields[i].kind) {
	case FIELDS_CHOICE:
		draw_choice(f, d, i, a, here);
		return;
	case FIELDS_FIXED:
		draw_text(d, a.y, a.x, a.cols, STYLE_FACT, v->edit.len ? v->edit.text : "—");
		return;
	case FIELDS_LINE:
	case FIELDS_PROSE:
		break;
	}
	draw_fill(d, a, surface);
	before = draw_surface(d, surface);
	edit_draw(&v->edit, d, a, STYLE_TEXT, here);
	draw_surface(d, before);
}

static void draw_field(struct fields *f, struct draw *d, size_t i, struct area a, enum level level)
{
	bool here = i == f->at;
	enum style label = here && level != LEVEL_TEXT ? STYLE_HERE : here ? STYLE_STRONG : STYLE_MUTED;
	struct area value = { a.y, a.x + f->label_cols + 5, a.rows, value_cols(f, a) };
	int rows = value_rows(f, i, value.cols);

	if (here && level == LEVEL_TEXT)
		draw_edge(d, a.y, a.x, rows < a.rows ? rows : a.rows, STYLE_ACCENT);
	f->values[i].missing = fields_is_missing(f, i);
	if (f->values[i].missing)
		draw_sign(d, a.y, a.x + 1, STYLE_REQUIRED, SIGN_REQUIRED);
	draw_text(d, a.y, a.x + 3, f->label_cols, label, f->fields[i].label);
	if (f->values[i].theirs)
		both_draw(d, (struct area){ a.y + rows, value.x, a.rows - rows, value.cols }, cut_words(f, i, value.cols),
			  f->values[i].theirs);
	value.rows = rows < a.rows ? rows : a.rows;
	draw_value(f, d, i, value, here && level == LEVEL_TEXT);
}

int fields_draw(struct fields *f, struct draw *d, struct area a, enum level level)
{
	bool tight = (size_t)a.rows == f->count + 1; /* the help stands right under the fields then */
	int rows = a.rows - 2 + tight, y = 0;
	const char *help = f->count ? f->fields[f->at].help : NULL;

	f->drawn = a;
	scroll(f, a, rows);
	for (size_t i = f->top; i < f->count && y < rows; i++) {
		int n = field_rows(f, i, value_cols(f, a));

		if (n > rows - y)
			n = rows - y;
		draw_field(f, d, i, (struct area){ a.y + y, a.x, n, a.cols }, level);
		y += n;
	}
	if (help)
		draw_text(d, a.y + y + !tight, a.x + 3, a.cols - 3, STYLE_HINT, help);
	return y + 2 - tight;
}

static bool click(struct fields *f, struct screen *s, int y, int x, size_t *left)
{
	struct area a = f->drawn;
	int at = a.y;

	for (size_t i = f->top; i < f->count; i++) {
		int n = field_rows(f, i, value_cols(f, a));
		struct area value = { at, a.x + f->label_cols + 5, value_rows(f, i, value_cols(f, a)), value_cols(f, a) };

		if (y >= at && y < at + n && f->fields[i].kind != FIELDS_FIXED) {
			fields_go(f, i, left);
			s->level = LEVEL_TEXT;
			if (area_has(value, y, x) && f->fields[i].kind != FIELDS_CHOICE)
				edit_click(&f->values[i].edit, value, y, x);
			return true;
		}
		at += n;
	}
	return false;
}

bool fields_mouse(struct fields *f, struct screen *s, const struct mouse *m, size_t *left)
{
	struct area a = f->drawn;
	int at = a.y;

	if (m->kind == MOUSE_PRESS && !click(f, s, m->y, m->x, left))
		return false;
	for (size_t i = f->top; i < f->count && i < f->at; i++)
		at += field_rows(f, i, value_cols(f, a));
	if (f->at >= f->count || f->fields[f->at].kind == FIELDS_CHOICE || f->fields[f->at].kind == FIELDS_FIXED)
		return m->kind == MOUSE_PRESS;
	a = (struct area){ at, a.x + f->label_cols + 5, value_rows(f, f->at, value_cols(f, a)), value_cols(f, a) };
	return edit_by_mouse(&f->values[f->at].edit, a, m, s->view->mono_ms) != EDIT_IGNORED || m->kind == MOUSE_PRESS;
}

/* ---- in a strip ---- */

void fields_draw_strip(struct fields *f, struct screen *s, struct draw *d, const char *title, const char *enter)
{
	struct area a = strip_draw(d, s->area, fields_height(f, s->area.cols - 4) + 4);

	draw_text(d, a.y, a.x, a.cols - text_width(enter, strlen(enter)) - 2, STYLE_STRONG, title);
	draw_right(d, a.y, a.x, a.cols, STYLE_MUTED, enter);
	a.y++;
	a.rows--;
	fields_draw(f, d, a, s->level);
}

struct act fields_act_key(struct fields *f, struct screen *s, int key, struct act (*end)(struct screen *s, int key))
{
	switch (fields_key(f, s, key, NULL)) {
	case FIELDS_HANDLED:
	case FIELDS_LEFT:
		return ACT(HANDLED);
	case FIELDS_END:
		return key == K_ENTER ? end(s, key) : ACT(HANDLED);
	case FIELDS_IGNORED:
		break;
	}
	return ACT(IGNORED);
}

struct act fields_act_paste(struct fields *f, struct screen *s, const char *text, size_t len)
{
	return fields_paste(f, s, text, len) == FIELDS_IGNORED ? ACT(IGNORED) : ACT(HANDLED);
}
