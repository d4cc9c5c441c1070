/* Painting the list of debriefs: the calls above, what is prepared for the one under the cursor below. */
#include "model/text.h"
#include "screens/debriefs.h"
#include "screens/empty.h"
#include "screens/narrow.h"

#include <stdio.h>
#include <string.h>

static const struct empty_offer offers[] = {
	{ "1", "board", NULL }, { "2", "handoffs", NULL }, { "o", "mine, finished", NULL }, { NULL, NULL, NULL },
};
static const struct empty_offer offers_of_mine[] = {
	{ "o", "finished ones", NULL }, { "1", "board", NULL }, { "2", "handoffs", NULL }, { NULL, NULL, NULL },
};
static const struct empty nothing = {
	"No debriefs to run.", "A deal that moves to Won appears here; its debrief is due in five business days.", offers,
};
static const struct empty nothing_of_mine = {
	"No debrief of yours is due.", "Those whose CSM or AE you are stand here.", offers_of_mine,
};

static const char what_it_is[] =
	"The debrief is a talk of CSM and AE about this account before its kickoff. The handoff meeting hands over the"
	" process; win-loss interviews compare many deals.";

struct columns {
	int company, people, due, call, answers, kickoff, state;
};

static struct columns place(int cols)
{
	if (cols >= 100)
		return (struct columns){ 3, 34, 54, 64, 79, 89, 99 };
	return (struct columns){ 3, 25, 40, 48, 61, 0, 68 };
}

int debriefs_first_row(const struct screen *s)
{
	return s->area.y + (s->area.rows >= 28) + 3;
}

bool debriefs_has_room(const struct screen *s)
{
	return s->area.rows >= 18;
}

static void draw_heads(struct draw *d, int y, struct columns c, int cols)
{
	draw_text(d, y, c.company + 1, 20, STYLE_COLUMN_HEAD, "Company");
	draw_text(d, y, c.people, 14, STYLE_COLUMN_HEAD, "CSM + AE");
	draw_text(d, y, c.due, 8, STYLE_COLUMN_HEAD, "Due");
	draw_text(d, y, c.call, 12, STYLE_COLUMN_HEAD, "Call");
	draw_text(d, y, c.answers, 7, STYLE_COLUMN_HEAD, "Done");
	if (c.kickoff)
		draw_text(d, y, c.kickoff, 9, STYLE_COLUMN_HEAD, "Kickoff");
	draw_text(d, y, c.state, cols - c.state - 1, STYLE_COLUMN_HEAD, "State");
}

/* A date is never cut: where the whole does not fit, its day alone stands there; the line below says all. */
static void draw_day(struct draw *d, int y, int x, int cols, enum style ink, const char *all, const char *day, int n)
{
	if (text_visible_width(all, strlen(all)) <= cols)
		draw_text(d, y, x, cols, ink, all);
	else
		draw_textn(d, y, x, cols, ink, day, (size_t)n);
}

static void draw_line(struct draw *d, int y, struct columns c, int cols, const struct debrief_line *l, bool here, size_t of)
{
	const char *day;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (l->late || l->soon || l->complete)
		draw_sign(d, y, 2, l->complete ? STYLE_GOOD : l->due_ink,
			  l->complete ? SIGN_DONE : l->late ? SIGN_LATE : SIGN_SOON);
	draw_text(d, y, c.company + 1, c.people - c.company - 2, here ? STYLE_HERE : STYLE_TEXT, l->company);
	draw_printf(d, y, c.people, c.due - c.people - 1, STYLE_MUTED, "%s + %s", l->csm[0] ? l->csm : "—",
		    l->ae[0] ? l->ae : "—");
	draw_text(d, y, c.due, c.call - c.due - 1, l->due_ink, l->due[0] ? l->due : "—");
	draw_day(d, y, c.call, c.answers - c.call - 1, l->today ? STYLE_STRONG : STYLE_TEXT, l->call[0] ? l->call : "—", l->call,
		 (int)strcspn(l->call, " "));
	draw_printf(d, y, c.answers, 6, STYLE_TEXT, "%d/%zu", l->answered, of);
	if (c.kickoff)
		draw_text(d, y, c.kickoff, c.state - c.kickoff - 1, STYLE_TEXT, l->kickoff[0] ? l->kickoff : "—");
	day = l->complete ? l->state + strcspn(l->state, " ") + 1 : l->state;
	draw_day(d, y, c.state, cols - c.state - 1, STYLE_MUTED, l->state, day, (int)strlen(day));
}

/* "30 days 7 of 9, 78 % !<80 %": how many debriefs were complete before the kickoff. */
static void draw_rate(const struct screen *s, struct draw *d, int y, int x)
{
	const struct debrief_rate *r = &debriefs_state(s)->rate;
	char text[96];

	if (!r->n)
		return;
	snprintf(text, sizeof text, "%sin 30 days %lld of %lld before kickoff, %d %% (%d %%)", r->alarm ? "!" : "",
		 (long long)r->complete, (long long)r->n, r->rate_bp / 100, r->target_bp / 100);
	if (s->area.cols - 1 - x < (int)strlen(text))
		snprintf(text, sizeof text, "%s%lld of %lld, %d %% (%d %%)", r->alarm ? "!" : "", (long long)r->complete,
			 (long long)r->n, r->rate_bp / 100, r->target_bp / 100);
	draw_right(d, y, x, s->area.cols - 1 - x, r->alarm ? STYLE_LATE : STYLE_MUTED, text);
}

/* How many stand below, and where the list ends before the debriefs do, how the others are found. */
static void draw_below(const struct screen *s, struct draw *d, int y, int x)
{
	const struct debriefs_state *b = debriefs_state(s);
	int cols = s->area.cols - 1 - x;

	if (b->more && list_below(&b->narrow.list))
		draw_printf(d, y, x, cols, STYLE_MUTED, "↓ %zu more; %d are listed, / finds others by company or name",
			    list_below(&b->narrow.list), DEBRIEFS_MAX);
	else if (b->more)
		draw_printf(d, y, x, cols, STYLE_MUTED, "%d are listed; / finds others by company or name", DEBRIEFS_MAX);
	else
		list_draw_below(&b->narrow.list, d, y, x);
}

static void draw_title(struct screen *s, struct draw *d, int y)
{
	static const char *const words[] = { "Debriefs due", "My debriefs due", "All debriefs" };
	const struct debriefs_state *b = debriefs_state(s);
	int x = 1;

	x += draw_text(d, y, x, 30, STYLE_TITLE, words[b->shown]) + 1;
	x += draw_printf(d, y, x, 12, STYLE_MUTED, "%zu%s", b->narrow.list.count, b->more ? "+" : "") + 2;
	if (b->late)
		x += draw_printf(d, y, x, 16, STYLE_LATE, "!%zu late", b->late) + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, y, x);
	else
		draw_rate(s, d, y, x);
}

/* ---- below: what is prepared ---- */

static int draw_marks(const struct debrief_prepared *p, struct draw *d, int y, struct area a)
{
	int x = a.x;

	for (size_t i = 0; i < p->questions; i++) {
		enum sign sign = p->marks[i] == 'x' ? SIGN_DONE : p->marks[i] == 'a' ? SIGN_AHEAD
						      : p->marks[i] == '-' ? SIGN_UNKNOWN : SIGN_NOT_YET;
		int width = 4 + text_visible_width(p->title[i], strlen(p->title[i]));

		if (x > a.x && x + width > a.x + a.cols) {
			x = a.x;
			y++;
		}
		draw_sign(d, y, x, p->marks[i] == 'x' ? STYLE_GOOD : STYLE_MUTED, sign);
		draw_printf(d, y, x + 2, 1, STYLE_KEY, "%zu", i + 1);
		draw_text(d, y, x + 4, width - 4, p->marks[i] == '.' ? STYLE_MUTED : STYLE_TEXT, p->title[i]);
		x += width + 3;
	}
	return y + 1;
}

static int draw_who(const struct debrief_line *l, struct draw *d, int y, struct area a)
{
	int x = a.x;

	x += draw_printf(d, y, x, a.cols / 2, STYLE_TEXT, "%s asks, %s answers", l->csm[0] ? l->csm : "a CSM",
			 l->ae[0] ? l->ae : "the AE") + 2;
	if (l->needs_further)
		x += draw_text(d, y, x, a.x + a.cols - x, STYLE_REQUIRED, "* and a CS manager or RevOps") + 2;
	return y + 1;
}

static void draw_here(const struct screen *s, struct draw *d, int y)
{
	const struct debriefs_state *b = debriefs_state(s);
	const struct debrief_prepared *p = &b->here;
	const struct debrief_line *l = &b->lines[b->narrow.list.at];
	struct area a = { y, 3, s->area.y + s->area.rows - y, s->area.cols - 5 };
	int end = a.y + a.rows, x;

	if (p->deal != l->deal || a.rows < 4)
		return;
	draw_rule(d, y++, 1, s->area.cols - 2);
	x = 1 + draw_text(d, y, 1, a.cols / 2, STYLE_SECTION, l->company) + 2;
	draw_text(d, y, x, s->area.cols - x - 1, l->scheduled_at ? STYLE_TEXT : l->due_ink,
		  l->scheduled_at ? l->call : p->book);
	y += 1 + (s->area.rows >= 28);
	y = draw_who(l, d, y, a);
	y = draw_marks(p, d, y, a);
	y += y < end && s->area.rows >= 28;
	for (size_t i = 0; i < p->notes && y < end; i++) {
		draw_text(d, y, a.x, 8, STYLE_MUTED, p->is_gap[i] ? "gap" : "to ask");
		draw_text(d, y++, a.x + 8, a.cols - 8, STYLE_TEXT, p->note[i]);
	}
	if (!p->notes && y < end)
		draw_text(d, y++, a.x, a.cols, STYLE_MUTED, "no context gap and no question noted yet");
	x = draw_prose_rows(what_it_is, a.cols);
	if (y + x < end)
		draw_prose(d, (struct area){ end - x, a.x, x, a.cols }, STYLE_MUTED, what_it_is, 0);
}

void debriefs_draw(struct screen *s, struct draw *d)
{
	static const char *const among[] = { " among those that are due; o shows others",
					     " among those of yours that are due; o shows finished ones too", "" };
	const struct debriefs_state *b = debriefs_state(s);
	struct columns c = place(s->area.cols);
	int y = debriefs_first_row(s);

	if (b->narrow.list.count || narrow_is_on(s))
		draw_title(s, d, y - 3);
	else
		draw_rate(s, d, s->area.y + (s->area.rows >= 28), 1);
	if (narrow_draw_none(s, d, y, c.company + 1, among[b->shown], b->shown == SHOWN_MINE ? &nothing_of_mine : &nothing))
		return;
	draw_heads(d, y - 1, c, s->area.cols);
	for (size_t i = b->narrow.list.top; i < b->narrow.list.count && i < b->narrow.list.top + b->narrow.list.rows; i++)
		draw_line(d, y++, c, s->area.cols, &b->lines[i], i == b->narrow.list.at, b->of);
	draw_below(s, d, y, c.company + 1);
	if (debriefs_has_room(s))
		draw_here(s, d, y + 1 + (s->area.rows >= 28));
}
