/* Painting the list of interviews: rows above, the one under the cursor below. */
#include "model/calendar.h"
#include "model/deal.h"
#include "model/member.h"
#include "model/text.h"
#include "screens/empty.h"
#include "screens/interviews.h"

#include <stdio.h>
#include <string.h>

struct columns {
	int company, outcome, who, by, when, state, notes, consent;
};

static struct columns place(int cols)
{
	if (cols >= 100)
		return (struct columns){ 4, 28, 34, 60, 70, 84, 96, 107 };
	return (struct columns){ 4, 0, 21, 0, 40, 53, 63, 69 };
}

int interviews_first_row(const struct screen *s)
{
	return s->area.y + (s->area.rows >= 28) + 3;
}

bool interviews_has_room(const struct screen *s)
{
	return s->area.rows >= 18;
}

static void draw_title(struct screen *s, struct draw *d, int y)
{
	static const char *const words[] = { "Open interviews", "My interviews", "All interviews" };
	const struct interviews *b = interviews_state(s);
	int x = 1;

	x += draw_text(d, y, x, 30, STYLE_TITLE, words[b->shown]) + 1;
	x += draw_printf(d, y, x, 12, STYLE_MUTED, "%zu%s", b->narrow.list.count, b->more ? "+" : "") + 2;
	if (b->mine)
		x += draw_printf(d, y, x, 30, STYLE_SOON, "%zu wait%s for me", b->mine, b->mine == 1 ? "s" : "") + 2;
	if (narrow_is_on(s))
		narrow_draw(s, d, y, x);
}

static void draw_heads(struct draw *d, int y, struct columns c, int cols)
{
	draw_text(d, y, c.company, 12, STYLE_COLUMN_HEAD, "Company");
	if (c.outcome)
		draw_text(d, y, c.outcome, 5, STYLE_COLUMN_HEAD, "Deal");
	draw_text(d, y, c.who, 12, STYLE_COLUMN_HEAD, "Respondent");
	if (c.by)
		draw_text(d, y, c.by, c.when - c.by - 1, STYLE_COLUMN_HEAD, "Asks");
	draw_text(d, y, c.when, 6, STYLE_COLUMN_HEAD, "When");
	draw_text(d, y, c.state, 8, STYLE_COLUMN_HEAD, "State");
	draw_text(d, y, c.notes, c.consent - c.notes - 1, STYLE_COLUMN_HEAD, c.outcome ? "Coded" : "Cod.");
	draw_text(d, y, c.consent, cols - c.consent - 1, STYLE_COLUMN_HEAD, "Consent");
}

static enum style ink_of_state(const struct interview_line *l)
{
	switch ((enum interview_state)l->i.state) {
	case INTERVIEW_INCOMPLETE:
		return STYLE_LATE;
	case INTERVIEW_HELD:
		return STYLE_SOON;
	case INTERVIEW_VALIDATED:
		return l->open ? STYLE_TEXT : STYLE_GOOD;
	case INTERVIEW_PLANNED:
	case INTERVIEW_SCHEDULED:
	case INTERVIEW_REFUSED:
		break;
	}
	return l->i.state == INTERVIEW_SCHEDULED ? STYLE_TEXT : STYLE_MUTED;
}

/* "9/14" of the notes are read for codes; before there are notes nothing stands there. */
static void draw_coded(struct draw *d, int y, struct columns c, const struct interview_line *l)
{
	if (!l->notes)
		return;
	if (l->i.state == INTERVIEW_VALIDATED)
		draw_printf(d, y, c.notes, c.consent - c.notes - 1, l->coded == l->notes ? STYLE_GOOD : STYLE_TEXT, "%lld/%lld",
			    (long long)l->coded, (long long)l->notes);
	else
		draw_printf(d, y, c.notes, c.consent - c.notes - 1, STYLE_MUTED, "%lld n.", (long long)l->notes);
}

static void draw_marks(struct draw *d, int y, int x, int cols, const struct interview *i)
{
	struct buf marks = { 0 };

	interview_marks(i, &marks);
	draw_text(d, y, x, cols, interview_may_quote(i) ? STYLE_TEXT : STYLE_MUTED, buf_str(&marks));
	buf_done(&marks);
}

static void draw_line(struct screen *s, struct draw *d, int y, struct columns c, const struct interview_line *l, bool here)
{
	enum style outcome = l->stage == STAGE_WON ? STYLE_WIN : l->stage == STAGE_LOST ? STYLE_LOSS : STYLE_MUTED;
	int cols = s->area.cols;

	if (here)
		draw_edge(d, y, 1, 1, STYLE_ACCENT);
	if (l->mine)
		draw_sign(d, y, 2, STYLE_SOON, SIGN_SOON);
	draw_text(d, y, c.company, (c.outcome ? c.outcome : c.who) - c.company - 1, here ? STYLE_HERE : STYLE_STRONG, l->company);
	if (c.outcome)
		draw_text(d, y, c.outcome, 5, outcome, l->stage == STAGE_WON ? "won" : l->stage == STAGE_LOST ? "lost" : "open");
	draw_text(d, y, c.who, (c.by ? c.by : c.when) - c.who - 1, STYLE_TEXT, *l->who ? l->who : "—");
	if (c.by)
		draw_text(d, y, c.by, c.when - c.by - 1, STYLE_MUTED, l->i.interviewer ? member_login(s->view->store, l->i.interviewer)
										   : "nobody");
	draw_text(d, y, c.when, c.state - c.when - 1, STYLE_TEXT, *l->when ? l->when : "no day");
	draw_text(d, y, c.state, c.notes - c.state - 1, ink_of_state(l), interview_state_key(l->i.state));
	draw_coded(d, y, c, l);
	draw_marks(d, y, c.consent, cols - c.consent, &l->i);
}

/* ---- below ---- */

static int draw_words(struct draw *d, int y, struct area a, const char *label, const char *text, enum style ink)
{
	int rows = a.y + a.rows - y;

	if (!*text || rows < 1)
		return y;
	draw_text(d, y, a.x, 12, STYLE_MUTED, label);
	return y + draw_prose(d, (struct area){ y, a.x + 13, rows, a.cols - 13 }, ink, text, 0);
}

/* What is one line where it is typed: a line break in it shows as a sign. */
static int draw_line_words(struct draw *d, int y, struct area a, const char *label, const char *text)
{
	struct buf b = { 0 };

	text_visible(&b, text, strlen(text), false);
	y = draw_words(d, y, a, label, buf_str(&b), STYLE_TEXT);
	buf_done(&b);
	return y;
}

static void say_how(struct store *s, const struct interview_line *l, struct buf *out)
{
	buf_printf(out, "%s", l->i.interviewer ? member_login(s, l->i.interviewer) : "nobody yet");
	if (*l->when)
		buf_printf(out, "  %s", l->when);
	if (l->i.minutes)
		buf_printf(out, ", %lld minutes", (long long)l->i.minutes);
	if (l->i.format)
		buf_printf(out, ", %s", interview_format_key(l->i.format));
	buf_printf(out, "  guide %s", l->i.guide);
}

/* What is next, in words and keys. */
static const char *next_of(const struct interview_line *l)
{
	switch ((enum interview_state)l->i.state) {
	case INTERVIEW_PLANNED:
		return l->i.consent_notes == CONSENT_NOT_ASKED ? "s schedules it; c keeps what the respondent permits" : "s schedules it";
	case INTERVIEW_SCHEDULED:
		return l->i.consent_notes == CONSENT_NOT_ASKED ? "c: permissions are settled before the first question"
							       : "h once it was held; Enter opens its guide and notes";
	case INTERVIEW_HELD:
		return "Enter: its notes, and what validation misses";
	case INTERVIEW_INCOMPLETE:
		return "flagged incomplete: out of the counts until Enter completes it";
	case INTERVIEW_VALIDATED:
		return l->to_code ? "Enter codes it" : "Enter reads its codes";
	case INTERVIEW_REFUSED:
		break;
	}
	return "the next eligible deal is drawn in the programme (p)";
}

static void draw_here(struct screen *s, struct draw *d, int y)
{
	const struct interviews *b = interviews_state(s);
	const struct interview_line *l = &b->lines[b->narrow.list.at];
	struct area a = { y, 3, s->area.y + s->area.rows - y, s->area.cols - 5 };
	struct buf text = { 0 };
	int x;

	if (a.rows < 4)
		return;
	draw_rule(d, y++, 1, s->area.cols - 2);
	x = 1 + draw_printf(d, y, 1, a.cols, STYLE_SECTION, "%s: %s", l->company, *l->who ? l->who : "nobody named") + 2;
	draw_printf(d, y++, x, s->area.cols - x - 1, STYLE_MUTED, "I-%lld  %s", (long long)l->i.id, l->amount);
	say_how(s->view->store, l, &text);
	y = draw_words(d, y, a, "Asks", buf_str(&text), STYLE_TEXT);
	y = draw_line_words(d, y, a, "Contact", buf_str(&b->here.contact));
	buf_clear(&text);
	buf_printf(&text, "notes %s, recording %s, quoting %s", consent_key(l->i.consent_notes), consent_key(l->i.consent_record),
		   consent_key(l->i.consent_quote));
	y = draw_words(d, y, a, "Consent", buf_str(&text), STYLE_TEXT);
	y = draw_words(d, y, a, "Concern", buf_str(&b->here.concern), STYLE_SOON);
	y = draw_line_words(d, y, a, "Refused", l->i.refusal);
	y = draw_words(d, y, a, "Coders", buf_str(&b->here.coders), STYLE_TEXT);
	buf_clear(&text);
	buf_add(&text, buf_str(&b->here.warning), strcspn(buf_str(&b->here.warning), "\n"));
	y = draw_words(d, y, a, "Look", buf_str(&text), STYLE_SOON);
	draw_words(d, y, a, "Next", next_of(l), STYLE_HINT);
	buf_done(&text);
}

static const struct empty_offer offers[] = {
	{ "n", "plan one", NULL }, { "p", "programme", NULL }, { "o", "mine, all", NULL }, { "t", "the themes", NULL },
	{ NULL, NULL, NULL },
};
static const struct empty nothing = {
	"No interviews to hold.", "A buyer of a deal that was won or lost is asked how the decision was made; a loss within 15 business days.",
	offers,
};
static const struct empty nothing_of_mine = {
	"No interview waits for you.", "Those that you hold or code stand here.", offers,
};

void interviews_draw(struct screen *s, struct draw *d)
{
	struct interviews *b = interviews_state(s);
	struct columns c = place(s->area.cols);
	int y = interviews_first_row(s);

	draw_title(s, d, y - 3);
	if (narrow_draw_none(s, d, y, c.company, b->shown == SHOWN_ALL ? "" : "; o shows all of them",
			     b->shown == SHOWN_MINE ? &nothing_of_mine : &nothing))
		return;
	draw_heads(d, y - 1, c, s->area.cols);
	for (size_t i = b->narrow.list.top; i < b->narrow.list.count && i < b->narrow.list.top + b->narrow.list.rows; i++)
		draw_line(s, d, y++, c, &b->lines[i], i == b->narrow.list.at);
	list_draw_below(&b->narrow.list, d, y, c.company);
	if (interviews_has_room(s))
		draw_here(s, d, y + 1);
}
