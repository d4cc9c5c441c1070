#include "tests/faults/state.h"

#include "model/buf.h"
#include "tests/faults/state_coded.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In the middle of a minute: what a clock has left is told in whole ones, and no two programs start at one moment. */
#define NOW "2026-11-23T10:00:30Z"
/* The steps of the making lie a minute apart: the board orders by time. */
#define THEN "2026-11-23T09:%02d:00Z"

/* A state that did not come once is not asked for again. */
enum { TWIN_MS = 5000, MAX_STATES = 192 };

static char *world;
static bool is_lost[MAX_STATES];
static const char *const making[][16];

static char *setting(const char *name, const char *dir, const char *file)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s=%s%s", name, dir, file);
	return buf_take(&b);
}

int state_make(const char *const *words, const char *dir, int minute, int most)
{
	char now[40];
	const char *argv[20] = { getenv("WINLOSS_BIN"), "--now", now };
	const char *env[] = { NULL, NULL, "WINLOSS_USER=dana", "TZ=UTC", NULL };
	char *home = setting("HOME", dir, ""), *db = setting("WINLOSS_DB", dir, "/world.db");
	struct run r;
	int n = 3, status;

	snprintf(now, sizeof now, THEN, minute);
	env[0] = home;
	env[1] = db;
	for (; *words; words++)
		argv[n++] = *words;
	status = run_program(&r, argv, env, NULL);
	if (status >= 0 && status <= most)
		status = 0;
	if (status)
		fprintf(stderr, "the world of the states cannot be made: %s ended with %d\n%s", argv[3], status, buf_str(&r.err));
	run_done(&r);
	free(home);
	free(db);
	return status;
}

int states_set_up(void)
{
	char *db;
	int rc;

	world = temp_dir("world");
	for (size_t i = 0; making[i][0]; i++)
		if (state_make(making[i], world, (int)i, 0))
			return -1;
	db = temp_path(world, "world.db");
	rc = state_coded(db);
	free(db);
	return rc;
}

void states_tear_down(void)
{
	temp_remove(world);
	free(world);
}

static void copy_file(const char *from, const char *to)
{
	char bytes[65536];
	FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
	size_t n;

	while (in && out && (n = fread(bytes, 1, sizeof bytes, in)))
		fwrite(bytes, 1, n, out);
	if (!in || !out || ferror(in) || fclose(out))
		abort();
	fclose(in);
	chmod(to, 0600);
}

char *state_world(void)
{
	return state_copy(world);
}

char *state_copy(const char *from_dir)
{
	char *dir = temp_dir("case");
	DIR *d = opendir(from_dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char *from = temp_path(from_dir, e->d_name), *to = temp_path(dir, e->d_name);
		struct stat st;

		if (!stat(from, &st) && S_ISREG(st.st_mode))
			copy_file(from, to);
		free(from);
		free(to);
	}
	closedir(d);
	return dir;
}

struct pty *state_start(struct promise_run *run, const char *dir, struct pty_options options)
{
	const char *argv[12] = { run->program, "--now", NOW };
	const char *env[] = { NULL, NULL, "WINLOSS_USER=dana", run->env ? run->env[0] : NULL, NULL };
	char *home = setting("HOME", dir, ""), *db = setting("WINLOSS_DB", dir, "/world.db");
	struct pty *p;

	env[0] = home;
	env[1] = db;
	for (size_t i = 0; options.argv && options.argv[i] && i < 8; i++)
		argv[3 + i] = options.argv[i];
	options.argv = argv;
	options.env = env;
	p = pty_open(&options);
	free(home);
	free(db);
	return p;
}

void state_type(struct pty *p, const char *keys)
{
	while (*keys) {
		size_t len = strcspn(keys, " ");
		char *step = xstrndup(keys, len);

		pty_keys(p, step);
		pty_settle(p, PTY_LIMIT_MS);
		free(step);
		keys += len + strspn(keys + len, " ");
	}
}

/* By name: the walk may hold a copy of the row. */
static bool *lost_mark(const struct state *state)
{
	size_t i = 0;

	while (i < MAX_STATES - 1 && states[i].name && strcmp(states[i].name, state->name))
		i++;
	return &is_lost[i];
}

struct pty *state_open(struct promise_run *run, const struct state *state, const char *dir, struct pty_options options)
{
	bool *lost = lost_mark(state);
	struct pty *p = *lost ? NULL : state_start(run, dir, options);
	int limit_ms = run->is_twin ? TWIN_MS : PTY_LIMIT_MS;
	bool is_there = p && pty_wait(p, states[0].see, limit_ms);

	if (!p)
		return NULL;
	if (is_there) {
		pty_settle(p, limit_ms);
		state_type(p, state->keys);
		is_there = pty_wait(p, state->see, limit_ms);
	}
	if (is_there && state->typing) {
		pty_bytes(p, state->typing, strlen(state->typing));
		is_there = pty_wait(p, state->typing, limit_ms);
	}
	if (is_there)
		return p;
	*lost = true;
	promise_case(run, false, "%s is not reached; the screen:\n%s", state->name, pty_screen(p));
	pty_free(p);
	return NULL;
}

/* The first row is the board itself: its text says that the program has started. */
const struct state states[] = {
	{ "board", "", "Acorn Labs day", NULL },
	{ "board, last column", "l l l l", "Fjord Energy day", NULL },
	{ "filter", "/ b i", "/ bi", NULL },
	{ "help", "?", "Keys on the Board", NULL },
	{ "palette", ": m o v", "Move on one stage", NULL },
	{ "deal sheet", "<Enter>", "To leave Prospecting", NULL },
	{ "deal, merging", "<Enter> : m e r g e <Enter>", "into another spelling", "Slate Rail" },
	{ "edit form", "e", "leaving a field stores it", NULL },
	{ "edit form, typing", "e <Tab> <Tab>", "leaving a field stores it", "Kestrel rollout" },
	{ "edit form, keys", "e <Esc>", "leaving a field stores it", NULL },
	{ "new deal, typing", "n", "New deal", "Larch Airlines" },
	{ "move to", "m", "stalled: kept in its stage", NULL },
	{ "gate", "L", "criteria met", NULL },
	{ "gate, typing the reason", "L <Tab>", "criteria met", "they asked us" },
	{ "import", "i", "a CSV file", NULL },
	{ "handoffs", "2", "Open handoffs", NULL },
	{ "handoffs, narrowed", "2 / g l", "/ gl", NULL },
	{ "handoffs, returning", "2 r", "return the packet", "problem: two words" },
	{ "handoffs, putting off", "2 s <Tab>", "put the handoff off", "their board meets" },
	{ "load", "2 L", "Who has how much", NULL },
	{ "handoffs, one CSM's", "2 O", "without a CSM", NULL },
	{ "clocks, counted", "2 c", "what each clock counted", NULL },
	{ "packet", "2 <Enter>", "Context for delivery", NULL },
	/* The lines that are empty in every world: one that is scrolled sideways cuts an escape and its visible form elsewhere. */
	{ "packet, typing a line", "2 <Enter> <A-6> <Tab> <Tab>", "Key stakeholders", "head of sales" },
	{ "packet, typing", "2 <Enter> <A-2> <Tab> <Tab> <Tab>", "Context for delivery", "Three partner teams" },
	{ "packet, a row", "2 <Enter> <A-9> <Esc> k <Space>", "Risk factors", "their audit week" },
	{ "packet, form keys", "2 <Enter> <Esc> j", "Context for delivery", NULL },
	{ "packet, what is missing", "2 <Enter> <A-L>", "Nothing is missing", NULL },
	{ "packet, its text", "2 <Enter> <A-v>", "The packet's text", NULL },
	{ "debriefs", "3", "Debriefs", NULL },
	{ "debriefs, booking the call", "3 s", "when the debrief is held", "tomorrow 10:00" },
	{ "debriefs, the kickoff", "3 K", "the kickoff", "2026-11-30" },
	{ "account", "3 a", "What happened", NULL },
	{ "onboarding", "2 S", "Pre-handoff", NULL },
	{ "onboarding, its items", "2 S j l j", "Introduction e-mail", NULL },
	{ "onboarding, a reason", "2 S j c", "Reason", "the customer is away" },
	{ "onboarding, skipping", "2 S s", "skip it", "they had met before" },
	{ "onboarding, a number", "2 S G l j j j <Space>", "Satisfaction, 0 to 10", "9" },
	{ "figures", "2 %", "What the handoffs come to", NULL },
	{ "account, the next CSM", "3 a H", "to another CSM", "dan" },
	{ "actions", "A", "call Lena Fox", NULL },
	{ "actions, narrowed", "A / c a l l", "/ call", NULL },
	{ "actions of a deal", "3 a A", "Open actions of Glade", NULL },
	{ "action, its owner", "A r", "whose it is", "dan" },
	{ "action, its day", "A s", "when it is due", "friday" },
	{ "action, what came of it", "A c", "What came of it", "she sends it" },
	{ "action, its aim", "A e <Tab>", "what it shall change", "a date in May" },
	{ "action, what it rests on", "A v", "What action 1 rests on", NULL },
	{ "action, a new one", "A n", "a new action", "ask for the contract" },
	{ "approvals", "P", "1 waits for me", NULL },
	{ "approvals, narrowed", "P / f j", "/ fj", NULL },
	{ "approval, asking", "j <Enter> r", "ask for the approval", "their board asks for it" },
	{ "approval, with words", "P c", "Enter approves", "this once" },
	{ "approval, rejecting", "P r", "Enter rejects", "ten at most" },
	{ "away", ": I <Space> a m <Space> a w a y <Enter>", "is away from today", "2026-12-24" },
	{ "messages", "M", "you send them yourself", NULL },
	{ "messages, narrowed", "M / g l", "/ gl", NULL },
	{ "message", "M <Enter>", "The packet is filed", NULL },
	{ "preview", "3 a p", "Who sees what", NULL },
	{ "check-in", "3 a c", "30-day check-in", NULL },
	{ "check-in, an action of it", "3 a c <A-n>", "an action of this check-in", "train the others" },
	{ "check-in, typing", "3 a c", "30-day check-in", "They use it in two regions" },
	{ "exchange record", "3 a x", "how well the deal fits", NULL },
	{ "exchange record, typing", "3 a x <Tab>", "what drove the deal forward", "their new CFO asked" },
	{ "exchange record, themes", "3 a x <A-d> <Tab>", "Pricing and commercial terms", NULL },
	{ "exchange record, after delivery", "3 a x <A-d> <Tab> <Tab>", "new signals that were not", "they merge in May" },
	{ "debrief", "3 <Enter>", "Ask next", NULL },
	{ "debrief, typing", "3 <Enter> <A-4>", "What did we promise", "Mira said thirty days" },
	{ "debrief, form keys", "3 <Enter> <Esc>", "Ask next", NULL },
	{ "debrief, not known", "3 <Enter> <A-w>", "Not known, because", "nobody was there" },
	{ "debrief, who was there", "3 <Enter> <A-v>", "Who was there", "dana, mira" },
	{ "debrief, who gave the answer", "3 <Enter> <A-b>", "Who gave this answer", "the CFO in person" },
	{ "debrief, signal", "3 <Enter> <A-7> <A-+>", "Good, unsure or worried", "worried and doubt" },
	{ "debrief, promise", "3 <Enter> <A-4> <A-p>", "Enter note it", "integrations live in May" },
	{ "debrief, risk", "3 <Enter> <A-6> <A-r>", "Enter note it", "the head of IT" },
	{ "debrief, objection", "3 <Enter> <A-o>", "Enter note it", "the price of it" },
	{ "debrief, criterion", "3 <Enter> <A-5> <A-+>", "Enter note it", "partner revenue" },
	{ "debrief, stakeholder", "3 <Enter> <A-2> <A-+>", "Enter note it", "their new CTO" },
	{ "debrief, flag", "3 <Enter> <A-i>", "Enter note it", "the migration week" },
	{ "debrief, parking line", "3 <Enter> <A-n>", "Enter note it", "their board meets" },
	{ "debrief, question to raise", "3 <Enter> <A-f>", "Enter note it", "who signs it in May" },
	{ "debrief, context gap", "3 <Enter> <A-G>", "Enter note it", "which site is first" },
	{ "debrief, at a row", "3 <Enter> <A-p> l i v e <Enter> <A-4> <Esc> j", "+ add", NULL },
	{ "debrief, flags in the pane", "3 <Enter> <Esc> F", "Flags", NULL },
	{ "debrief, hidden", "3 <Enter> <A-6> x <A-s>", "hidden", NULL },
	{ "debrief, paused", "3 <Enter> <A-7> x <A-z>", "paused", NULL },
	{ "behind the call", "3 <Enter> <A-B>", "left to settle", NULL },
	{ "quotes", "4 f", "Words of a note", NULL },
	{ "quotes, found", "4 f p r o o f <Enter>", "not a lower price", NULL },
	{ "quotes, a code", "4 f p r o o f <Enter> c", "Product fit", NULL },
	{ "quotes, nothing found", ": s e a r c h <Space> w h a t <Enter> b i", "Nothing matches", NULL },
	{ "regular reports", ": r e g u l a r <Enter>", "Campaign performance", NULL },
	{ "a regular report", ": r e g u l a r <Enter> j j j <Enter>", "By stage", NULL },
	{ "a figure", ": r e g u l a r <Enter> j j j <Enter> d", "Measure: open_deals", NULL },
	{ "interviews", "4", "Open interviews", NULL },
	{ "interviews, narrowed", "4 / s l", "/ sl", NULL },
	{ "interview, a new one", "4 n", "plan an interview", "Slate" },
	{ "interview, changed", "4 e", "who is asked, by whom", "head of transport" },
	{ "interview, scheduled", "4 s", "when the interview is", "2027-01-12 10:00" },
	{ "interview, permissions", "4 c", "what the respondent permits", NULL },
	{ "interview, refused", "4 r", "the respondent declined", "no time before spring" },
	{ "interview, who codes it", "4 w <Tab>", "who codes it", "2027-01-15" },
	{ "coding", "4 G <Enter>", "Themes", NULL },
	{ "coding, words selected", "4 G <Enter> v", "H L more", NULL },
	{ "coding, a memo", "4 G <Enter> j p r", "Enter keeps it", "said before" },
	{ "settling", "4 o o / b i r <Enter> <Enter> a", "1 of 1 to settle", NULL },
	{ "settling, done", "4 o o / b i r <Enter> <Enter> a m", "all 1 settled", NULL },
	{ "settling, the table", "4 o o / b i r <Enter> <Enter> a t", "Who called what what", NULL },
	{ "programme", "4 p", "What made them choose us", NULL },
	{ "programme, narrowed", "4 p / s l", "/ sl", NULL },
	{ "programme, a new one", "4 p n", "a new programme of interviews", "Why we lose" },
	{ "programme, its plan", "4 p e", "Enter keeps it", "the second half" },
	{ "programme, by hand", "4 p +", "take a deal into the sample", "Glade" },
	{ "programme, who interviews", "4 p w", "Enter keeps it", "dana" },
	{ "programme, inviting", "4 p i", "Enter invites", "dana" },
	{ "programme, declined", "4 p r", "Enter notes it", "no time before the audit" },
	{ "programme, out of the sample", "4 p d", "Enter drops it", "we spoke to them in May" },
	{ "interview's notes", "4 <Enter>", "Ask 1 of", NULL },
	{ "interview, a note", "4 <Enter> <A-n>", "quote", "nobody owned it" },
	{ "interview, an interpretation", "4 <Enter> <A-n> <A-i>", "interp", "they meant proof" },
	{ "interview, a competitor", "4 <Enter> <A-c>", "Competitors", "Northwind" },
	{ "interview, main reasons", "4 <Enter> <A-s>", "Main reasons", "no owner in week two" },
	{ "interview, form keys", "4 <Enter> <A-n> x <Esc>", "quote", NULL },
	{ "interview, what it must hold", "4 <Enter> <A-v>", "what its record must hold", NULL },
	{ "interview, incomplete", "4 <Enter> <A-v> i", "What is missing", "the line broke" },
	{ "interview, escalating", "4 <Enter> <A-!>", "Enter escalates", "contract" },
	{ "themes that stand together", "4 G <Enter> #", "Themes that stand together", NULL },
	{ "themes", "4 t", "Product fit", NULL },
	{ "themes, narrowed", "4 t / p r i", "/ pri", NULL },
	{ "theme, a new root", "4 t N", "among the roots", "weather" },
	{ "theme, a new one below", "4 t n", "a new theme below it", "training" },
	{ "theme, its words", "4 t e", "its words", "they say so" },
	{ "theme, merging", "4 t m", "merge it into another", "pricing" },
	{ "theme, moving", "4 t v", "move it", "pricing" },
	{ "theme, splitting", "4 t S", "split it into parts", "one part of it" },
	{ "taxonomy, publishing", "4 t P", "publish the draft", "after a quarter" },
	{ "recode", "4 t c", "Codes of split themes", NULL },
	{ "refinements", ": r e f i n e m <Enter>", "Changes of the qualification", NULL },
	{ "refinements, narrowed", ": r e f i n e m <Enter> / w e i", "/ wei", NULL },
	{ "refinements, decided too", ": r e f i n e m <Enter> o", "All changes", NULL },
	{ "what the records suggest", ": r e f i n e m <Enter> s", "What the records suggest", NULL },
	{ "refinement, its deals", ": r e f i n e m <Enter> <Enter>", "What refinement 2 rests on", NULL },
	{ "refinement, flagged", ": r e f i n e m <Enter> n", "flag what a delivery showed", "an owner first" },
	{ "refinement, proposed", ": r e f i n e m <Enter> p", "Enter proposes it", "an owner first" },
	{ "refinement, a deal more", ": r e f i n e m <Enter> l", "a deal of", "Slate" },
	{ "refinement, approved", ": r e f i n e m <Enter> a", "Enter approves", "as we saw it" },
	{ "refinement, rejected", ": r e f i n e m <Enter> r", "Enter rejects", "too early" },
	{ "report", "5", "Why we lose", NULL },
	{ "report, its table", "5 t", "share", NULL },
	{ "report, narrowed", "5 / w i n", "/ win", NULL },
	{ "report, behind a number", "5 <Enter>", "Outcomes, won", NULL },
	{ "report, the others of a rate", "5 <PgDn> <Enter> b", "Process, ", NULL },
	{ "report, one segment", "5 s", "Which segment", NULL },
	{ "report, into a file", "5 x <Tab> <Tab>", "into a file", "quarter.md" },
	{ "report, publishing", "5 p", "cannot be taken back", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const char *const making[][16] = {
	{ "deal", "add", "--company", "Birch Optics", "--amount", "9500", "--stage", "prospecting", NULL },
	{ "deal", "add", "--company", "Fjord Energy", "--amount", "54000", "--stage", "negotiation", NULL },
	{ "deal", "add", "--company", "Glade Health", "--owner", "dana", "--amount", "4200", "--stage", "negotiation",
		NULL },
	{ "deal", "move", "Glade", "won", "--check", "all", "--commitment", "written", "--sow", "signed", "--contact", "L. Fox",
		NULL },
	{ "debrief", "Glade", "--promise", "live before the audit", "--said-by", "mira", "--risk", "the head of IT",
		"--objection", "the price", "--park", "their board meets in May", "--gap", "which site is first", NULL },
	{ "member", "set", "dana", "--role", "admin,csm", NULL },
	{ "handoff", "Glade", "--set", "email=f@glade.example", "--set", "origin=p", "--set", "start=2026-12-01", "--set", "problem=x",
		"--set", "expect=x", "--set", "sold=y", NULL },
	{ "handoff", "Glade", "--set", "briefing=n", "--set", "touchpoints=2026-10-02 call -> demo", "--set", "criteria=a", "--set",
		"criteria=b", "--set", "criteria=c", "--file", NULL },
	{ "mark", "Glade", "kickoff_held", "--reason", "they begin today", NULL },
	{ "playbook", "Glade", "--start", "onboarding", NULL },
	{ "playbook", "Glade", "--skip", "pre_handoff", "--reason", "it was done in the call", NULL },
	{ "action", "add", "call Lena Fox", "--deal", "Glade", "--evidence", "Birch,Fjord", NULL },
	{ "debrief", "Glade", "--note-ae", NULL },
	{ "member", "add", "jo", "--role", "sales_ops", NULL },
	{ "member", "set", "dana", "--duty", "ceo", NULL },
	{ "deal", "set", "Birch", "--discount", "15", NULL },
	{ "deal", "set", "Fjord", "--discount", "25", NULL },
	{ "--as", "jo", "approval", "ask", "Fjord", "--reason", "the rival is cheaper", NULL },
	{ "refine", "flag", "an owner on their side", "--deal", "Glade", NULL },
	{ "--as", "jo", "refine", "propose", "weigh the review", "--dimension", "dimension_1", "--deal", "Birch,Fjord,Glade", "--reason",
		"all three waited on it", NULL },
	{ "taxonomy", "add", "Weather", NULL },
	/* The newest stands first in its column. */
	{ "deal", "add", "--company", "Acorn Labs", "--amount", "24000", "--stage", "prospecting", NULL },
	{ "deal", "add", "--company", "Slate Rail", "--owner", "jo", "--amount", "31000", "--stage", "discovery", NULL },
	{ "deal", "move", "Slate", "lost", "--reason", "price", "--competitor", "Gridwell", NULL },
	{ "programme", "add", "What made them choose", "--from", "2020-01-01", "--to", "2099-12-31", "--types", "won", "--objective",
		"What made them choose us", "--wanted", "4", NULL },
	{ "programme", "take", "P-1", "Glade", "--reason", "the largest win of the quarter", NULL },
	{ "interview", "add", "Slate", "--respondent", "COO", "--role", "executive", "--interviewer", "dana", "--minutes", "30",
		"--concern", "no names", NULL },
	{ "interview", "note", "Slate", "--fact", "two vendors in the final round", "--quote", "the number was fine", "--competitor",
		"Gridwell", NULL },
	{ NULL },
};
