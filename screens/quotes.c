#include "screens/quotes.h"

#include "model/calendar.h"
#include "model/coding.h"
#include "model/quote.h"
#include "model/search.h"
#include "model/text.h"
#include "screens/empty.h"
#include "screens/narrow.h"
#include "screens/registry.h"
#include "screens/undo.h"

#include <stdlib.h>
#include <string.h>

enum { LOOK = 2000, DETAIL_ROWS = 6 };

struct line_of_hit {
	struct quote_hit hit;
	char *company, *kind, *before, *match, *after;
};
struct quotes_state {
	struct narrow narrow;
	struct line_of_hit *lines;
	size_t want;	/* hits that are wanted: what fits, and more with every page that is scrolled to */
	int64_t below;	/* where the search goes on; 0: that was all */
	char *asked;	/* the words of the hits */
	char *note, *about; /* of the hit under the cursor: in full, and whose it is; NULL none */
	char *coded;	    /* with which themes by the member; "" none */
	bool validated;	    /* its interview: it is coded, the others are still written */
};

static struct quotes_state *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static struct list *list_of(const struct screen *s)
{
	return &state_of(s)->narrow.list;
}

const struct quote_hit *quotes_here(const struct screen *s)
{
	return list_of(s)->count ? &state_of(s)->lines[list_of(s)->at].hit : NULL;
}

static void forget_note(struct quotes_state *q)
{
	free(q->note);
	free(q->about);
	free(q->coded);
	q->note = q->about = q->coded = NULL;
}

static void forget(struct screen *s)
{
	struct quotes_state *q = state_of(s);

	for (size_t i = 0; i < q->narrow.list.count; i++) {
		free(q->lines[i].company);
		free(q->lines[i].kind);
		free(q->lines[i].before);
		free(q->lines[i].match);
		free(q->lines[i].after);
	}
	free(q->lines);
	q->lines = NULL;
	forget_note(q);
}

/* ---- loading ---- */

static int detail_rows(const struct screen *s)
{
	return s->area.rows >= 16 ? DETAIL_ROWS + (s->area.rows >= 28) * 4 : 0;
}

static size_t rows_of(const struct screen *s)
{
	int rows = s->area.rows - 2 - (s->area.rows >= 28) - detail_rows(s);

	return rows > 1 ? (size_t)rows : 1;
}

static int one(void *arg, const struct search_hit *h)
{
	struct quotes_state *q = state_of(arg);
	struct list *l = list_of(arg);

	q->lines = xrealloc(q->lines, (l->count + 1) * sizeof *q->lines);
	q->lines[l->count++] = (struct line_of_hit){
		.hit = { 0, h->record, h->text_id }, .company = xstrdup(h->company),
		.kind = xstrdup(h->what ? h->what : ""), .before = xstrdup(h->before), .match = xstrdup(h->match),
		.after = xstrdup(h->after),
	};
	return 0;
}

/* Hits behind those that are there, until there are enough or too much was looked at for one key. */
static int fetch(struct screen *s, struct err *err)
{
	struct quotes_state *q = state_of(s);
	struct list *l = list_of(s);
	struct search_page p = { .kind = SUBJECT_INTERVIEW_NOTE, .below = q->below, .look = LOOK };
	int rc;

	if (q->want <= l->count)
		return 0;
	p.max = q->want - l->count;
	rc = search_page_each(store_of(s), q->asked, &p, one, s, err);
	q->below = p.below;
	list_fit(l, l->count, rows_of(s));
	return rc;
}

/* "Stagg Industrial · CFO · 2026-11-12 · quote · quoting given": what a reader must know of the words. */
static char *about_note(struct screen *s, const struct interview *i, const struct interview_note *n)
{
	struct store *st = store_of(s);
	struct buf b = { 0 }, who = { 0 };

	buf_puts(&b, state_of(s)->lines[list_of(s)->at].company);
	interview_respondent(st, i, &who);
	if (*n->speaker || who.len)
		buf_printf(&b, " · %s", *n->speaker ? n->speaker : buf_str(&who));
	if (i->held_at) {
		buf_puts(&b, " · ");
		calendar_format_day(calendar_day(st->calendar, i->held_at), calendar_day(st->calendar, st->now(st)), &b);
	}
	buf_printf(&b, " · %s · quoting %s", said_key(n->kind), consent_key(i->consent_quote));
	buf_done(&who);
	return buf_take(&b);
}

/* The whole note of the hit under the cursor. */
static int load_note(struct screen *s, struct err *err)
{
	struct quotes_state *q = state_of(s);
	struct interview_note n;
	struct interview i;
	struct buf coded = { 0 };
	struct quote_hit *hit = (struct quote_hit *)quotes_here(s);
	int rc;

	forget_note(q);
	if (!hit)
		return 0;
	rc = interview_note_get(store_of(s), hit->note, &n, err);
	if (rc == 1 && (rc = interview_get(store_of(s), n.interview, &i, err)) == 1) {
		hit->interview = n.interview;
		q->note = xstrdup(n.text);
		q->about = about_note(s, &i, &n);
		q->validated = i.state == INTERVIEW_VALIDATED;
		rc = code_own_titles(store_of(s), n.id, &coded, err);
		q->coded = buf_take(&coded);
		interview_done(&i);
	}
	interview_note_done(&n);
	return rc < 0 ? -1 : 0;
}

static int read_hits(struct screen *s, struct err *err)
{
	struct quotes_state *q = state_of(s);
	const char *words = line_text(&q->narrow.line);

	q->below = 0;
	if (!q->asked || strcmp(q->asked, words)) {
		free(q->asked);
		q->asked = xstrdup(words);
		q->want = 0;
		q->narrow.wanted = 0;
	}
	if (q->want < rows_of(s))
		q->want = rows_of(s);
	return fetch(s, err) ? -1 : 0;
}

static int64_t note_at(const struct screen *s, size_t i)
{
	return state_of(s)->lines[i].hit.note;
}

static void done(struct screen *s)
{
	free(state_of(s)->asked);
	narrow_done(s);
}

/* ---- painting ---- */

struct columns {
	int kind, company, words;
};

static struct columns place(int cols)
{
	return cols >= 100 ? (struct columns){ 3, 18, 44 } : (struct columns){ 3, 10, 27 };
}

static int first_row(const struct screen *s)
{
	return s->area.y + (s->area.rows >= 28) + 2;
}

static void draw_title(struct screen *s, struct draw *d, int y)
{
	const struct quotes_state *q = state_of(s);
	int x = 1;

	x += draw_text(d, y, x, 20, STYLE_TITLE, "What was said") + 1;
	if (*q->asked)
		x += draw_printf(d, y, x, 12, STYLE_MUTED, "%zu%s", q->narrow.list.count, q->below ? "+" : "") + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, y, x);
	else
		draw_right(d, y, x, s->area.cols - 1 - x, STYLE_MUTED, "/ to look for words");
}

/* The end of `before` that fits; the words found are never cut off at their left. */
static int draw_before(struct draw *d, int y, int x, int cols, enum style ink, const char *before)
{
	size_t len = strlen(before), from = 0;

	while (from < len && text_visible_width(before + from, len - from) > cols - 1)
		from = text_next(before, len, from);
	if (from)
		x += draw_text(d, y, x, 1, ink, "…");
	return (from > 0) + draw_text(d, y, x, cols, ink, before + from);
}

static void draw_words(struct draw *d, int y, int x, int cols, const struct line_of_hit *l, bool here)
{
	enum style ink = here ? STYLE_STRONG : STYLE_TEXT;
	int match = text_visible_width(l->match, strlen(l->match));
	int before = match < cols - 10 ? (cols - match) / 2 : 5, end = x + cols;

	x += draw_before(d, y, x, before, ink, l->before);
	x += draw_text(d, y, x, end - x, STYLE_MATCH, l->match);
	if (x < end)
		draw_text(d, y, x, end - x, ink, l->after);
}

static void draw_line(struct draw *d, int y, struct columns c, int cols, const struct line_of_hit *l, bool here)
{
	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	draw_text(d, y, c.kind, c.company - c.kind - 1, !strcmp(l->kind, "quote") ? STYLE_QUOTE : STYLE_MUTED,
		  c.company < 14 && !strcmp(l->kind, "interpretation") ? "interp" : l->kind);
	draw_text(d, y, c.company, c.words - c.company - 1, here ? STYLE_HERE : STYLE_TEXT, l->company);
	draw_words(d, y, c.words, cols - c.words - 1, l, here);
}

static void draw_note(struct screen *s, struct draw *d)
{
	const struct quotes_state *q = state_of(s);
	int rows = detail_rows(s), y = s->area.y + s->area.rows - rows;

	if (!rows || !q->note || !q->coded)
		return;
	draw_rule(d, y, 1, s->area.cols - 2);
	draw_text(d, y + 1, 3, s->area.cols - 4, STYLE_MUTED, q->about);
	if (*q->coded)
		draw_printf(d, y + 2, 3, s->area.cols - 4, STYLE_TEXT, "your codes: %s", q->coded);
	else if (q->validated)
		draw_text(d, y + 2, 3, s->area.cols - 4, STYLE_MUTED, "no code of yours");
	draw_prose(d, (struct area){ y + 3, 3, rows - 3, s->area.cols - 4 < 96 ? s->area.cols - 4 : 96 }, STYLE_TEXT,
		   q->note, 0);
}

static const struct empty_offer offers[] = {
	{ "/", "type words", NULL }, { "4", "interviews", NULL }, { NULL, NULL, NULL },
};
static const struct empty no_words = {
	"Words of a note.", "By their beginnings, in every interview that you may see; all of them in one note, the newest first.",
	offers,
};

static void draw(struct screen *s, struct draw *d)
{
	const struct quotes_state *q = state_of(s);
	const struct list *l = list_of(s);
	struct columns c = place(s->area.cols);
	int y = first_row(s);

	if (!*q->asked)
		empty_draw(d, s->area, &no_words);
	else if (!l->count)
		draw_printf(d, y, c.kind, s->area.cols - c.kind - 1, STYLE_MUTED, q->below ? "Looking for “%s”…" : "Nothing matches “%s”.",
			    q->asked);
	draw_title(s, d, y - 2);
	for (size_t i = l->top; i < l->count && i < l->top + l->rows; i++)
		draw_line(d, y++, c, s->area.cols, &q->lines[i], i == l->at);
	draw_note(s, d);
}

/* ---- keys ---- */

/* The cursor moved: near the end of what is there more is fetched. */
static struct act more(struct screen *s, struct act a)
{
	struct quotes_state *q = state_of(s);
	struct list *l = list_of(s);
	struct err err = { 0 };

	if (a.kind != ACT_HANDLED || !q->below || l->at + 2 < l->count)
		return a;
	q->want = l->count + rows_of(s);
	return fetch(s, &err) ? act_error(&err) : a;
}

static struct act move(struct screen *s, int key)
{
	return more(s, narrow_move(s, key));
}

static struct act key(struct screen *s, int key)
{
	if (s->level == LEVEL_TEXT && (key == K_UP || key == K_DOWN))
		return move(s, key);
	return narrow_key(s, key);
}

/* A member who may see few of many waits for no key: the search goes on while none comes. */
static int64_t wait_ms(const struct screen *s)
{
	return state_of(s)->below && list_of(s)->count < state_of(s)->want ? 0 : -1;
}

static struct act tick(struct screen *s)
{
	struct err err = { 0 };
	bool was_empty = !list_of(s)->count;

	if (wait_ms(s) < 0)
		return ACT(STAY);
	if (fetch(s, &err) || (was_empty && load_note(s, &err))) {
		state_of(s)->below = 0;
		return act_error(&err);
	}
	return ACT(HANDLED);
}

static const char *none_here(const struct screen *s)
{
	if (quotes_here(s))
		return NULL;
	return *state_of(s)->asked ? "nothing matches; Esc clears the words" : "type words first: /";
}

static struct act open_there(struct screen *s, int key)
{
	(void)key;
	return act_push_note(screen_find(state_of(s)->validated ? "coding" : "interview"), quotes_here(s)->interview,
			     quotes_here(s)->note);
}

/* The screen reads it before anything else is pushed. */
struct act act_push_note(const struct screen_type *type, int64_t interview, int64_t note)
{
	static struct note_place place;

	place = (struct note_place){ interview, note };
	return act_push(type, &place);
}

static const char *not_to_copy(const struct screen *s)
{
	const char *no = none_here(s);

	if (no)
		return no;
	return note_id_may_leave(store_of(s), quotes_here(s)->note) ? NULL
									 : "the respondent did not permit that these words leave";
}

static struct act copy(struct screen *s, int key)
{
	const struct quotes_state *q = state_of(s);

	(void)key;
	return q->note ? act_copy(q->note, strlen(q->note), "the note") : act_refuse("this note is not here any more");
}

static const char *not_to_code(const struct screen *s)
{
	const char *no = none_here(s);

	if (no)
		return no;
	return state_of(s)->validated ? NULL : "this interview is not validated yet; its notes are coded once they are fixed";
}

static struct act code_here(struct screen *s, int key)
{
	(void)key;
	return act_push(&quote_code_screen, quotes_here(s));
}

/* The newest code of the actor's own pass of the interview under the cursor. */
static struct act undo(struct screen *s, int key)
{
	struct coding_pass own;
	struct err err = { 0 };
	int rc = quotes_here(s) ? coding_pass_own(store_of(s), quotes_here(s)->interview, &own, &err) : 0;

	if (rc < 0)
		return act_error(&err);
	return rc ? undo_last(s, SUBJECT_CODING_PASS, own.id, key == K_CTRL('R'), NULL)
		  : act_refuse("nothing of yours to take back here");
}

static void object(const struct screen *s, struct buf *out)
{
	if (quotes_here(s))
		buf_puts(out, state_of(s)->lines[list_of(s)->at].company);
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	return more(s, narrow_mouse(s, m));
}

static const struct binding bindings[] = {
	{ .levels = AT_LIST, .key = K_ENTER, .command = "open", .label = "open there", .title = "Open the interview at this note",
	  .group = "Note", .footer = 1, .run = open_there, .refuse = none_here, .object = object },
	{ .levels = AT_LIST, .key = 'c', .command = "code", .label = "code", .title = "Code this note from here", .group = "Note",
	  .footer = 2, .explain = "With the letter of a theme, in your own pass.", .run = code_here, .refuse = not_to_code,
	  .object = object },
	{ .levels = AT_LIST, .key = 'y', .command = "copy", .label = "copy", .title = "Copy the note", .group = "Note", .footer = 3,
	  .explain = "To this terminal's clipboard; only words that may leave.", .run = copy, .refuse = not_to_copy,
	  .object = object },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "other words", .title = "Look for other words",
	  .group = "See", .footer = 4, .run = narrow_open },
	NARROW_ROWS, UNDO_ROWS(undo), LIST_MOVES(move),
	{ .command = NULL },
};

static const struct narrow_type narrow = {
	.read = read_hits, .forget = forget, .id = note_at, .rows = rows_of, .first_row = first_row, .open = open_there,
	.moved = load_note,
};

const struct screen_type quotes_screen = {
	.name = "quotes", .title = "What was said", .kind = SCREEN_FULL, .level = LEVEL_TEXT,
	.size = sizeof(struct quotes_state), .bindings = bindings, .narrow = &narrow, .init = narrow_init, .done = done,
	.load = narrow_load, .draw = draw, .key = key, .paste = narrow_paste, .mouse = mouse, .resize = narrow_resize, .wait_ms = wait_ms, .tick = tick,
};
