/* What every screen has: the tabs, the palette, the help, the way out. One table more, beside that of the screen. */
#include "screens/actions.h"
#include "screens/approvals.h"
#include "screens/refinements.h"
#include "screens/quotes.h"
#include "screens/reports.h"
#include "screens/taxonomy.h"
#include "screens/registry.h"

#include "model/away.h"

/* Who reads aggregates alone has the report and no other tab, no words of interviews, no deals under a refinement. */
static const char *not_for_reader(const struct screen *s)
{
	return s->view->report_only ? "your role reads the written report: the other screens are not there for it" : NULL;
}

static struct act go_tab(struct screen *s, int key)
{
	(void)s;
	return act_tab(key - '0');
}

static int present_tab(const struct screen *s)
{
	for (; s; s = s->below)
		if (s->type->tab)
			return s->type->tab;
	return 1;
}

static struct act next_tab(struct screen *s, int key)
{
	(void)key;
	return act_tab(present_tab(s) % 5 + 1);
}

static struct act last_tab(struct screen *s, int key)
{
	(void)key;
	return act_tab((present_tab(s) + 3) % 5 + 1);
}

static struct act open_palette(struct screen *s, int key)
{
	(void)key;
	return act_push(&palette_screen, s);
}

static struct act open_due(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&due_screen, NULL);
}

static struct act open_actions(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&actions_screen, NULL);
}

static struct act open_refinements(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&refinements_screen, NULL);
}

static struct act open_approvals(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&approvals_screen, NULL);
}

static struct act open_away(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&away_screen, NULL);
}

static struct act back_again(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	if (away_end(s->view->store, s->view->store->actor.member, &err))
		return act_error(&err);
	return act_say(ACT_RELOAD, TONE_DONE, "you are back; nobody stands in for you");
}

static struct act open_messages(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&outbox_screen, NULL);
}

static struct act open_taxonomy(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&taxonomy_screen, NULL);
}

static struct act open_quotes(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&quotes_screen, NULL);
}

static struct act open_reports(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&reports_screen, NULL);
}

static struct act open_welcome(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&welcome_screen, NULL);
}

static struct act open_help(struct screen *s, int key)
{
	(void)key;
	return act_push(&help_screen, s);
}

/* q closes what lies over a tab, and on the tab itself leaves the program. */
static struct act leave(struct screen *s, int key)
{
	(void)key;
	if (!s->below)
		return ACT(QUIT);
	return s->type->leave ? s->type->leave(s) : ACT(POP);
}

static struct act quit_now(struct screen *s, int key)
{
	struct act a = ACT(QUIT);

	(void)s;
	(void)key;
	a.number = -1;
	return a;
}

/* The answer to words that cannot be kept (app/stack.c). */
static struct act drop_unkept(struct screen *s, int key)
{
	struct act a = ACT(POP);

	(void)s;
	(void)key;
	a.number = ACT_DROPS;
	return a;
}

static struct act suspend(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(SUSPEND);
}

static struct act redraw(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(REDRAW);
}

/* The palette shows the choice on the screen one is on. The command's name ends with that of the theme. */
static struct act take_theme(struct screen *s, const char *name)
{
	struct act a = act_say(ACT_THEME, TONE_DONE, "the theme is %s, kept for the next start", name);

	(void)s;
	a.command = name;
	return a;
}

#define THEME(fn, name)                                                                                               \
	static struct act fn(struct screen *s, int key)                                                               \
	{                                                                                                             \
		(void)key;                                                                                            \
		return take_theme(s, name);                                                                           \
	}
THEME(theme_auto, "auto")
THEME(theme_dark, "dark-256")
THEME(theme_light, "light-256")
THEME(theme_colour_blind, "colour-blind-256")
THEME(theme_dark_16, "dark-16")
THEME(theme_light_16, "light-16")
THEME(theme_mono, "mono")

#define ANY (AT_LIST | AT_FORM | AT_TEXT)
const struct binding common_bindings[] = {
	{ AT_LIST, '1', 0, "tab-board", "board", "Go to the Board", "Everywhere", 0, NULL, go_tab, not_for_reader, NULL, false },
	{ AT_LIST, '2', 0, "tab-handoffs", "handoffs", "Go to Handoffs", "Everywhere", 0, NULL, go_tab, not_for_reader, NULL, false },
	{ AT_LIST, '3', 0, "tab-debriefs", "debriefs", "Go to Debriefs", "Everywhere", 0, NULL, go_tab, not_for_reader, NULL, false },
	{ AT_LIST, '4', 0, "tab-interviews", "interviews", "Go to Interviews", "Everywhere", 0, NULL, go_tab,
	  not_for_reader, NULL, false },
	{ AT_LIST, '5', 0, "tab-report", "report", "Go to the Report", "Everywhere", 0, NULL, go_tab, NULL, NULL, false },
	{ AT_LIST | AT_FORM, '0', 0, "due", "mine and late", "What is mine and late", "Everywhere", 0,
	  "Clocks of yours that are late or due soon, over any screen.", open_due, NULL, NULL, false },
	{ AT_LIST, 'A', 0, "actions-list", "actions", "What is to be done: actions", "Everywhere", 0,
	  "Work with an owner and a day, from promises, flags and rates.", open_actions, NULL, NULL, false },
	{ AT_LIST, 'P', 0, "approvals-list", "approvals", "What waits for a decision: approvals", "Everywhere", 0,
	  "Discounts above the owner's band, and who decides them.", open_approvals, NULL, NULL, false },
	{ AT_LIST, 'M', 0, "messages-list", "messages", "Messages to send", "Everywhere", 0,
	  "The notes that wait in the outbox; you send them yourself.", open_messages, NULL, NULL, false },
	{ AT_LIST, K_TAB, 0, "tab-next", "next screen", NULL, "Everywhere", 0, NULL, next_tab, NULL, NULL, false },
	{ AT_LIST, K_BACKTAB, 0, "tab-last", "screen before", NULL, "Everywhere", 0, NULL, last_tab, NULL, NULL, false },
	{ AT_LIST | AT_FORM, ':', 0, "palette", "commands", NULL, "Everywhere", 0, NULL, open_palette, NULL, NULL, false },
	{ AT_LIST | AT_FORM, '?', 0, "help", "these keys", NULL, "Everywhere", 0, NULL, open_help, NULL, NULL, false },
	{ AT_LIST | AT_FORM, 'q', 0, "leave", "leave", "Leave", "Everywhere", 0, NULL, leave, NULL, NULL, false },
	{ ANY, K_CTRL('Z'), 0, "suspend", "to the shell and back", NULL, "Everywhere", 0, NULL, suspend, NULL, NULL, true },
	{ ANY, K_CTRL('L'), 0, "redraw", "paint anew", NULL, "Everywhere", 0, NULL, redraw, NULL, NULL, true },
	{ ANY, 0, 0, "drop-unkept", "drop the words", NULL, "Everywhere", 0, NULL, drop_unkept, NULL, NULL, false },
	{ AT_LIST, 0, 0, "quit-now", "leave now", NULL, "Everywhere", 0, NULL, quit_now, NULL, NULL, false },
#define LISTED(name, words, fn, sentence)                                                                             \
	{ .levels = AT_LIST | AT_FORM, .command = (name), .label = (words), .title = (words), .group = "Everywhere",  \
	  .explain = (sentence), .run = (fn) }
#define LISTED_DEALS(name, words, fn, sentence)                                                                       \
	{ .levels = AT_LIST | AT_FORM, .command = (name), .label = (words), .title = (words), .group = "Everywhere",  \
	  .explain = (sentence), .run = (fn), .refuse = not_for_reader }
	LISTED("away", "I am away: who stands in", open_away, "Your clocks and approvals are your deputy's too, until a day."),
	LISTED("away-back", "I am back", back_again, "Ends your absence; your deputy stands in no more."),
	LISTED_DEALS("quotes", "Search what was said in interviews", open_quotes, "Words of notes as you type; Enter opens one there."),
	LISTED_DEALS("themes", "Themes of interviews: the taxonomy", open_taxonomy, "Letters, definitions and counts; its next version."),
	LISTED("reports-list", "Regular reports", open_reports, "Pipeline, forecast, reviews: figures, targets, and what each means."),
	LISTED_DEALS("refinements", "Refinements of the qualification model", open_refinements,
	       "Flagged by delivery, proposed over three deals, decided by the CRO."),
	LISTED("welcome", "Welcome page", open_welcome, "Name, role, time zone, and what to begin with."),
	LISTED("theme-auto", "Theme: auto", theme_auto, "Colours by what the terminal says of its background."),
	LISTED("theme-dark-256", "Theme: dark-256", theme_dark, "For a dark background and 256 colours."),
	LISTED("theme-light-256", "Theme: light-256", theme_light, "For a light background and 256 colours."),
	LISTED("theme-colour-blind-256", "Theme: colour-blind-256", theme_colour_blind,
	       "Good is blue and late is filled: nothing needs red against green."),
	LISTED("theme-dark-16", "Theme: dark-16", theme_dark_16, "For a dark background and 16 colours of the terminal's own."),
	LISTED("theme-light-16", "Theme: light-16", theme_light_16,
	       "For a light background and 16 colours of the terminal's own."),
	LISTED("theme-mono", "Theme: mono", theme_mono, "No colour: bold, reverse and the signs say everything."),
	{ 0, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, false },
};
