/* Painting the list of actions: the list above, the one under the cursor in full below. */
#include "model/buf.h"
#include "model/member.h"
#include "model/store.h"
#include "model/text.h"
#include "model/value.h"
#include "screens/actions.h"
#include "screens/empty.h"
#include "screens/narrow.h"

#include <stdio.h>
#include <string.h>

static const struct empty_offer offers[] = {
	{ "n", "new action", NULL }, { "o", "finished ones", NULL }, { "M", "messages to send", NULL }, { NULL, NULL, NULL },
};
static const struct empty nothing = {
	"Nothing is to be done.", "Promises and flags become actions when their debrief is complete.", offers,
};
static const struct empty nothing_of_mine = {
	"Nothing of yours is to be done.", "Promises and flags become actions of those who own them.", offers,
};

struct columns {
	int due, what, owner, deal, source;
};

static struct columns place(int cols)
{
	if (cols >= 100)
		return (struct columns){ 4, 19, 70, 82, 106 };
	return (struct columns){ 4, 18, 46, 55, 70 };
}

int actions_first_row(const struct screen *s)
{
	return s->area.y + (s->area.rows >= 28) + 3;
}

bool actions_has_room(const struct screen *s)
{
	return s->area.rows >= 18;
}

static void draw_title(struct screen *s, struct draw *d, int y)
{
	static const char *const words[] = { "Open actions", "My open actions", "All actions" };
	static const char *const whose[] = { "everybody's, open", "mine, open", "everybody's, finished too" };
	const struct actions_state *b = actions_state(s);
	int x = 1;

	x += draw_text(d, y, x, 30, STYLE_TITLE, words[b->shown]) + 1;
	if (b->deal)
		x += draw_printf(d, y, x, 30, STYLE_TITLE, "of %s", b->company) + 1;
	x += draw_printf(d, y, x, 12, STYLE_MUTED, "%zu%s", b->narrow.list.count, b->more ? "+" : "") + 2;
	if (b->late)
		x += draw_printf(d, y, x, 16, STYLE_LATE, "!%zu late", b->late) + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, y, x);
	else
		draw_right(d, y, x, s->area.cols - 1 - x, STYLE_MUTED, whose[b->shown]);
}

static void draw_heads(struct draw *d, int y, struct columns c, int cols)
{
	draw_text(d, y, c.due, 12, STYLE_COLUMN_HEAD, "Due");
	draw_text(d, y, c.what, 20, STYLE_COLUMN_HEAD, "What");
	draw_text(d, y, c.owner, c.deal - c.owner - 1, STYLE_COLUMN_HEAD, "Owner");
	draw_text(d, y, c.deal, c.source - c.deal - 1, STYLE_COLUMN_HEAD, "Deal");
	draw_text(d, y, c.source, cols - c.source - 1, STYLE_COLUMN_HEAD, "From");
}

static enum style ink_of(const struct action_line *l)
{
	return l->late ? STYLE_LATE : l->soon ? STYLE_SOON : l->a.state == ACTION_OPEN ? STYLE_TEXT : STYLE_MUTED;
}

static const char *owner_of(const struct screen *s, const struct action_line *l)
{
	return l->a.owner ? member_login(s->view->store, l->a.owner) : "—";
}

static void draw_line(const struct screen *s, struct draw *d, int y, struct columns c, const struct action_line *l, bool here)
{
	int cols = s->area.cols;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (l->late || l->soon || l->a.state == ACTION_CLOSED)
		draw_sign(d, y, 2, l->a.state == ACTION_CLOSED ? STYLE_GOOD : ink_of(l),
			  l->a.state == ACTION_CLOSED ? SIGN_DONE : l->late ? SIGN_LATE : SIGN_SOON);
	draw_text(d, y, c.due, c.what - c.due - 1, ink_of(l), l->due);
	draw_text(d, y, c.what, c.owner - c.what - 1, here ? STYLE_HERE : STYLE_TEXT, l->a.text);
	draw_text(d, y, c.owner, c.deal - c.owner - 1, STYLE_TEXT, owner_of(s, l));
	draw_text(d, y, c.deal, c.source - c.deal - 1, STYLE_MUTED, *l->company ? l->company : "the team");
	draw_text(d, y, c.source, cols - c.source - 1, STYLE_MUTED, action_source_key(l->source));
}

/* ---- below: the one under the cursor ---- */

/* "promise of the debrief", "check-in of day 30": what Enter opens. */
static void say_source(const struct action_line *l, struct buf *out)
{
	switch (l->source) {
	case SOURCE_PROMISE:
	case SOURCE_FLAG:
	case SOURCE_ROW:
		buf_printf(out, "a %s of the debrief", action_source_key(l->source));
		return;
	case SOURCE_DEBRIEF:
		buf_puts(out, "from the debrief");
		return;
	case SOURCE_CHECKIN:
		buf_printf(out, "from the check-in of day %lld", (long long)l->period);
		return;
	case SOURCE_RATE:
		buf_puts(out, "opened by the rate of debriefs complete before the kickoff");
		return;
	case SOURCE_INTERVIEW:
		buf_puts(out, "escalated from an interview");
		return;
	case SOURCE_HAND:
		break;
	}
	buf_puts(out, l->a.kind == ACTION_FINDING ? "a finding of interviews" : "written by hand");
}

static void draw_here(const struct screen *s, struct draw *d, int y)
{
	const struct actions_state *b = actions_state(s);
	const struct action_line *l = &b->lines[b->narrow.list.at];
	struct area a = { y, 3, s->area.y + s->area.rows - y, s->area.cols - 5 };
	struct buf from = { 0 }, due = { 0 };
	int x;

	if (a.rows < 4)
		return;
	draw_rule(d, y++, 1, s->area.cols - 2);
	x = 1 + draw_text(d, y, 1, a.cols / 2, STYLE_SECTION, *l->company ? l->company : "The team") + 2;
	draw_text(d, y, x, s->area.cols - x - 1, ink_of(l), l->due);
	y += 1 + (s->area.rows >= 28);
	y = draw_labelled(d, y, a, "What", l->a.text);
	day_format(l->a.due_day, &due);
	y = draw_labelled(d, y, a, "Owner", owner_of(s, l));
	y = draw_labelled(d, y, a, "Due", due.len ? buf_str(&due) : "no day");
	say_source(l, &from);
	y = draw_labelled(d, y, a, "From", buf_str(&from));
	y = draw_labelled(d, y, a, "Change of", change_kind_key(l->a.change_kind));
	y = draw_labelled(d, y, a, "Expected", l->a.expected);
	y = draw_labelled(d, y, a, "Evidence", l->names);
	draw_labelled(d, y, a, "Closed", l->a.state == ACTION_OPEN ? NULL : l->a.reason);
	buf_done(&from);
	buf_done(&due);
}

/* How many stand below, and where the list ends before the actions do, how the others are found. */
static void draw_below(const struct screen *s, struct draw *d, int y, int x)
{
	const struct actions_state *b = actions_state(s);
	int cols = s->area.cols - 1 - x;

	if (b->more)
		draw_printf(d, y, x, cols, STYLE_MUTED, "↓ %zu more; %d are listed, / finds the others", list_below(&b->narrow.list),
			    ACTIONS_MAX);
	else
		list_draw_below(&b->narrow.list, d, y, x);
}

void actions_draw(struct screen *s, struct draw *d)
{
	const struct actions_state *b = actions_state(s);
	struct columns c = place(s->area.cols);
	int y = actions_first_row(s);

	draw_title(s, d, y - 3);
	if (narrow_draw_none(s, d, y, c.due, b->shown == SHOWN_ALL ? "" : "; o shows finished ones too",
			     b->shown == SHOWN_MINE ? &nothing_of_mine : &nothing))
		return;
	draw_heads(d, y - 1, c, s->area.cols);
	for (size_t i = b->narrow.list.top; i < b->narrow.list.count && i < b->narrow.list.top + b->narrow.list.rows; i++)
		draw_line(s, d, y++, c, &b->lines[i], i == b->narrow.list.at);
	draw_below(s, d, y, c.due);
	if (actions_has_room(s))
		draw_here(s, d, y + 1 + (s->area.rows >= 28));
}
