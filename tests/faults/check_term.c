/* P23: no byte of data commands the terminal: on any screen, in any message, in what any command prints.
 *
 * The program runs on two worlds of one seed, one with the bad bytes and one with their visible form (bad_text.h): it
 * must send the same bytes for both, so all that it sends is its own, labels and neighbours are where they are, and
 * every bad byte is seen as its escape. A judge of its own looks at each byte as well (term.h). */
#include "model/buf.h"
#include "tests/faults/bad_text.h"
#include "tests/faults/term.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>

enum { TEXTS_LONG = 50000, DEALS = 240, WORDS_MAX = 12, WORKERS = 8 };

/* How the two outputs of a command are compared. */
enum how {
	SAME,  /* byte for byte */
	BYTES, /* another form of escape (JSON) or of reading: only the judge */
};
struct command {
	enum how how;
	const char *words[WORDS_MAX]; /* a word with % in it gets a bad text for it; @ is the world's folder */
};
static const struct command commands[], changing[];
static const struct state more[];
static const char *const making[][WORDS_MAX];

static const char *const terms[] = { "xterm-256color", "screen-256color", "linux" };
static char *base;

/* ---- the world ---- */

static void write_deals(void)
{
	struct buf text = { 0 };

	buf_puts(&text, "external_id,company,name,stage,amount,next_step,owner,segment,competitor,source,reason\n");
	for (int i = 0; i < DEALS; i++)
		buf_printf(&text, "E-%d,Tern %d,pilot,%s,%d,call,dana,mid,none,web,%s\n", i, i,
			i % 3 ? "discovery" : "lost", 1000 + i, i % 3 ? "" : "price");
	bad_file(base, "deals.csv", &text);
	buf_clear(&text);
	buf_puts(&text, "id,company,deal,name,title,email,phone,role\n1,Acorn Labs,,Ann Bee,CEO,a@b.example,1,champion\n"
		"2,Glade Health,,Cy Dee,CFO,c@d.example,2,economic\n,,,,,,,\n");
	bad_file(base, "people.csv", &text);
	buf_done(&text);
}

/* Killed while somebody types: what is left is a draft, of a paused call, so that no second passes in one world alone. Its
 * cursor stands behind three letters, where every bad text has three of its own: a fourth may carry a mark, and the cursor
 * stands before both. */
static void leave_draft(struct promise_run *run)
{
	struct pty *p = state_start(run, base, (struct pty_options){ 0 });

	pty_settle(p, PTY_LIMIT_MS);
	state_type(p, "3 <Enter> h a l <A-z>");
	pty_settle(p, PTY_LIMIT_MS);
	pty_free(p);
}

static int set_up(void)
{
	struct promise_run run = { .program = getenv("WINLOSS_BIN") };
	struct buf folder = { 0 };
	int rc = states_set_up();

	if (rc)
		return rc;
	base = state_world();
	write_deals();
	for (int i = 0; !rc && making[i][0]; i++) {
		const char *words[WORDS_MAX + 1] = { NULL };

		for (int j = 0; making[i][j]; j++) {
			words[j] = making[i][j];
			if (*words[j] == '@') {
				buf_clear(&folder);
				buf_printf(&folder, "%s%s", base, words[j] + 1);
				words[j] = buf_str(&folder);
			}
		}
		/* 1: done, and a row was refused, as it should be. */
		rc = state_make(words, base, 20 + i, 1) ? -1 : 0;
	}
	buf_done(&folder);
	if (!rc)
		leave_draft(&run);
	return rc;
}

static void tear_down(void)
{
	temp_remove(base);
	free(base);
	states_tear_down();
}

static void drop_worlds(struct term_round *r)
{
	for (int i = 0; i < 2; i++) {
		temp_remove(r->world[i]);
		free(r->world[i]);
	}
}

static bool open_round(struct term_round *r, struct promise_run *run)
{
	uint64_t seed = run->random | 1;
	bool filled = true;

	*r = (struct term_round){ .run = run, .texts = { seed ^ 0x5555, seed } };
	/* Shared with the workers. */
	r->seen = mmap(NULL, BAD_MARK_MAX, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (r->seen == MAP_FAILED)
		abort();
	r->turn = (long)promise_random(run, 1000);
	/* Others, one of them with ASCII signs alone, where there is time for more than one round. */
	r->term = terms[run->is_long ? r->turn % 3 : 0];
	for (int i = 0; i < 2; i++) {
		struct prop p = { seed, seed };

		r->world[i] = state_copy(base);
		filled = bad_fill(r->world[i], i == 1, &p) >= 0 && !bad_config(r->world[i], i == 1, seed) && filled;
		bad_import(r->world[i], seed);
	}
	return promise_case(run, filled, "the world cannot be filled");
}

static void close_round(struct term_round *r)
{
	drop_worlds(r);
	munmap(r->seen, BAD_MARK_MAX);
}

/* ---- commands ---- */

static void put_word(struct term_round *r, const char *word, int world, struct prop *texts, long *number, struct buf *out)
{
	for (; *word; word++)
		if (*word == '%')
			bad_text_next(texts, (*number)++, world ? BAD_SHOWN : BAD_RAW, out);
		else if (*word == '@')
			buf_puts(out, r->world[world]);
		else
			buf_putc(out, *word);
}

/* The folders' names differ: an @ stands for each. */
static char *copy_bytes(struct pty *p, const char *folder, size_t *len)
{
	const char *raw = pty_raw(p, len), *end = raw + *len, *at;
	struct buf copy = { 0 };

	while ((at = memmem(raw, (size_t)(end - raw), folder, strlen(folder)))) {
		buf_add(&copy, raw, (size_t)(at - raw));
		buf_putc(&copy, '@');
		raw = at + strlen(folder);
	}
	buf_add(&copy, raw, (size_t)(end - raw));
	buf_puts(&copy, "");
	*len = copy.len;
	return buf_take(&copy);
}

/* The line editor asks for pastes in brackets while it reads, and gives that back: its own bytes, and no data's. */
static void drop_paste_modes(char *bytes, size_t *len)
{
	static const char *const modes[] = { "\x1b[?2004h", "\x1b[?2004l" };

	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		size_t n = strlen(modes[i]);
		char *at;

		while ((at = memmem(bytes, *len, modes[i], n))) {
			memmove(at, at + n, (size_t)(bytes + *len - at) - n);
			*len -= n;
		}
	}
}

/* All that the command sends to a terminal. */
static char *output_of(struct term_round *r, const struct command *c, int world, size_t *len)
{
	struct buf words[WORDS_MAX] = { 0 }, home = { 0 }, db = { 0 };
	/* Half a minute on: clocks of whole minutes stand between two of their words, however long a start takes. */
	const char *argv[WORDS_MAX + 4] = { r->run->program, "--now", "2026-11-23T10:00:30Z" };
	const char *env[] = { NULL, NULL, "WINLOSS_USER=dana", r->run->env ? r->run->env[0] : NULL, NULL };
	struct prop texts = r->texts;
	long number = r->number;
	bool plain = !strcmp(c->words[0], "debrief") && c->words[2] && !strcmp(c->words[2], "--plain");
	struct pty *p;
	char *out;
	int status;

	buf_printf(&home, "HOME=%s", r->world[world]);
	buf_printf(&db, "WINLOSS_DB=%s/world.db", r->world[world]);
	env[0] = buf_str(&home);
	env[1] = buf_str(&db);
	for (int i = 0; c->words[i]; i++) {
		put_word(r, c->words[i], world, &texts, &number, &words[i]);
		argv[i + 3] = buf_str(&words[i]);
	}
	p = pty_open(&(struct pty_options){ .argv = argv, .env = env, .rows = 24, .cols = 80 });
	if (plain)
		pty_bytes(p, "\r:what\r:quit\r", 13);
	if (!pty_wait_exit(p, PTY_LIMIT_MS, &status))
		promise_case(r->run, false, "%s %s: does not end", c->words[0], c->words[1] ? c->words[1] : "");
	out = copy_bytes(p, r->world[world], len);
	if (plain)
		drop_paste_modes(out, len);
	pty_free(p);
	for (int i = 0; i < WORDS_MAX; i++)
		buf_done(&words[i]);
	buf_done(&home);
	buf_done(&db);
	return out;
}

static void check_command(struct term_round *r, const struct command *c)
{
	size_t len[2] = { 0, 0 };
	char *out[2] = { output_of(r, c, 0, &len[0]), NULL };
	struct buf where = { 0 };

	for (int i = 0; c->words[i]; i++)
		buf_printf(&where, "%s%s", i ? " " : "", c->words[i]);
	out[1] = output_of(r, c, 1, &len[1]); /* in any case: what it writes beside is for the states in both worlds */
	term_judge(r, out[0], len[0], false, buf_str(&where));
	if (c->how != BYTES)
		term_compare(r, out[0], len[0], out[1], len[1], buf_str(&where));
	r->run->cases += (int)bad_text_marks(out[0], len[0], r->seen);
	prop_next(&r->texts);
	free(out[0]);
	free(out[1]);
	buf_done(&where);
}

/* A worker takes every eighth; its texts are those of the place. */
static void check_commands(struct term_round *r, const struct command *c, int worker)
{
	for (int i = 0; c[i].words[0] && !promise_is_settled(r->run); i++)
		if (i % WORKERS == worker) {
			/* No mixtures, which are long: some sentences cut what they quote. */
			r->number = BAD_MARK_MAX / 2 + 4 * r->turn + 8 * i + i % 3;
			check_command(r, &c[i]);
		}
}

static void check_states(struct term_round *r, const struct state *s, int worker)
{
	for (int i = 0; s[i].name && !promise_is_settled(r->run); i++)
		if (i % WORKERS == worker)
			term_check_state(r, &s[i]);
}

/* ---- the walk ---- */

/* Each worker has copies of the worlds: some keys change them. */
static void work(struct promise_run *run, int worker, void *arg)
{
	struct term_round r = *(const struct term_round *)arg;

	r.run = run;
	for (int i = 0; i < 2; i++)
		r.world[i] = state_copy(r.world[i]);
	check_commands(&r, commands, worker);
	check_states(&r, states, worker);
	check_states(&r, more, worker);
	if (worker == 0)
		for (int all = 0; all < WORKERS; all++)
			check_commands(&r, changing, all);
	drop_worlds(&r);
}

static void walk_round(struct promise_run *run)
{
	struct term_round r;

	if (open_round(&r, run))
		promise_workers(run, WORKERS, work, &r);
	close_round(&r);
}

static void walk(struct promise_run *run)
{
	int least = run->is_long ? TEXTS_LONG : 1;

	while (run->cases < least && !run->fails)
		walk_round(run);
}

int main(void)
{
	static const char *const protections[] = { "P23", NULL };

	return promise_main(&(struct promise){ "P23", protections, walk, set_up, tear_down });
}

static const struct state more[] = {
	{ "board, folded out", "z j j", "", NULL },
	{ "board, only this owner", "O", "", NULL },
	{ "board, only this segment", "l s", "", NULL },
	{ "board, end of a column", "l G k", "", NULL },
	{ term_copied, "y", "", NULL },
	{ "board, undone", "u", "", NULL },
	{ "board, moved back", "l H", "", NULL },
	{ "deal sheet, lower", "<Enter> G", "", NULL },
	{ "deal sheet of a won deal", "l l l l l <Enter>", "", NULL },
	{ "deal sheet, second page", "<Enter> <PgDn>", "", NULL },
	{ "close as won", "l l l l L <Tab>", "", NULL },
	{ "move to lost", "m k k k <Enter>", "", NULL },
	{ "finished debriefs", "3 o", "", NULL },
	{ "debriefs, narrowed", "3 / g l", "", NULL },
	{ "debrief, second question", "3 <Enter> <Tab>", "", NULL },
	{ "debrief, third question", "3 <Enter> <Tab> <Tab>", "", NULL },
	{ "debrief, ahead", "3 <Enter> <Esc> A", "", NULL },
	{ "debrief, who was there", "3 <Enter> <Esc> v", "", NULL },
	{ "debrief, why absent", "3 <Enter> <Esc> V", "", NULL },
	{ "debrief, complete", "3 <Enter> <Esc> <Enter>", "", NULL },
	{ "mine and late", "0", "", NULL },
	{ "mine and late, a deal", "0 <Enter>", "", NULL },
	{ "palette on a card", ": d e a l", "", NULL },
	{ "first page", ": w e l c o m e <Enter>", "", NULL },
	{ "palette, nothing", ": z z z", "", NULL },
	{ "help of the debrief", "3 <Enter> <Esc> ?", "", NULL },
	{ NULL, NULL, NULL, NULL },
};

static const char *const making[][WORDS_MAX] = {
	{ "import", "deals", "@/deals.csv", NULL },
	{ "import", "contacts", "@/people.csv", NULL },
	{ "member", "add", "hans", "--role", "ae", NULL },
	{ "member", "set", "hans", "--name", "Hans Gru", "--email", "h@g.example", NULL },
	{ "deal", "set", "Acorn", "--owner", "hans", "--next-step", "call", "--segment", "mid", "--name", "pilot", NULL },
	{ "deal", "move", "Birch", "stalled", "--reason", "budget", "--follow-up", "2026-12-12", NULL },
	{ "debrief", "Glade", "--layer", "ahead", "--answer", "1=they were asked", "--answer", "2=Cy", NULL },
	{ "debrief", "Glade", "--layer", "live", "--answer", "2=Cy Dee", "--unknown", "3=nobody asked", NULL },
	{ "debrief", "Glade", "--absent", "ae=ill today", "--answer", "4=a date", NULL },
	{ "debrief", "Glade", "--promise", "a call", "--said-by", "Lars", "--due", "2027-Q2", "--flag", "capacity=week three", NULL },
	{ "debrief", "Glade", "--objection", "price", "--resolution", "a quote", "--gap", "3=who signed?", "--park", "an aunt", NULL },
	{ "debrief", "Glade", "--risk", "head of IT", "--kind", "skeptic", "--criterion", "ten users", "--stake", "a seat", NULL },
	{ "debrief", "Glade", "--answer", "5=a second site", "--said-by", "Lena", "--signal", "worried", "--doubt", "yes", NULL },
	{ "mark", "Glade", "kickoff_set", "--for", "2026-12-01 10:00", "--reason", "they asked", NULL },
	{ "deal", "set", "Glade", "--owner", "hans", NULL },
	{ "debrief", "Glade", "--note-ae", NULL },
	{ "handoff", "Glade", "--set", "problem=three sheets", "--set", "expect=a number", "--set", "briefing=no", NULL },
	{ "handoff", "Glade", "--set", "touchpoints=2026-10-02 call -> demo", "--set", "risks=nobody -> somebody", NULL },
	{ "handoff", "Glade", "--set", "stakeholders=Cy: a seat", "--set", "criteria=one", "--set", "criteria=two", NULL },
	{ "handoff", "Glade", "--set", "contact=Cy Dee", "--set", "email=c@d.example", "--set", "sold=a demo", NULL },
	{ "handoff", "Glade", "--set", "criteria=three", "--set", "origin=web", "--set", "start=2026-12-01", "--file", NULL },
	{ "action", "add", "call Cy", "--deal", "Glade", "--expected", "a date", "--due", "2026-12-01", NULL },
	{ "action", "add", "look at it", "--owner", "hans", NULL },
	{ "action", "close", "2", "--reason", "they did", NULL },
	{ "refine", "flag", "an owner", "--deal", "Glade", NULL },
	{ "refine", "propose", "1", "--dimension", "dimension_1", "--deal", "Glade,Acorn,Birch", "--reason", "three", NULL },
	/* What a look at the figures opens is open before: the two worlds are not looked at in one moment. */
	{ "playbook", "metrics", NULL },
	{ "report", "business-review", NULL },
	{ NULL },
};

static const struct command commands[] = {
	{ SAME, { "--plain", NULL } },
	{ SAME, { "deal", "list", NULL } },
	{ SAME, { "deal", "list", "--owner", "dana", NULL } },
	{ SAME, { "deal", "show", "D-3", NULL } },
	{ SAME, { "deal", "show", "D-4", NULL } },
	{ SAME, { "deal", "show", "D-5", NULL } },
	{ BYTES, { "deal", "show", "Tern", NULL } },
	{ BYTES, { "deal", "history", "D-3", NULL } },
	{ BYTES, { "deal", "history", "D-4", NULL } },
	{ SAME, { "due", NULL } },
	{ SAME, { "due", "--format", "csv", NULL } },
	{ BYTES, { "due", "--format", "json", NULL } },
	{ SAME, { "due", "--handoffs", NULL } },
	{ SAME, { "due", "--handoffs", "--format", "csv", NULL } },
	{ BYTES, { "due", "--handoffs", "--format", "json", NULL } },
	{ SAME, { "due", "--explain", "D-3", "debrief", NULL } },
	{ SAME, { "due", "--overrides", NULL } },
	{ SAME, { "due", "--overrides", "--format", "csv", NULL } },
	{ BYTES, { "due", "--overrides", "--format", "json", NULL } },
	{ SAME, { "due", "--overrides", "--since", "%", NULL } },
	{ BYTES, { "search", "tern", NULL } },
	{ BYTES, { "search", "acorn", NULL } },
	{ BYTES, { "search", "asked", NULL } },
	{ SAME, { "member", "list", NULL } },
	{ SAME, { "config", NULL } },
	{ SAME, { "config", "stages", "--history", NULL } },
	{ SAME, { "config", "stages", "--print", NULL } },
	{ SAME, { "check", NULL } },
	{ SAME, { "check", "--deep", NULL } },
	{ SAME, { "import", "--list", NULL } },
	{ BYTES, { "import", "deals", "@/bad.csv", "--dry-run", NULL } },
	{ BYTES, { "import", "deals", "@/bad.csv", "--encoding", "utf-8", "--dry-run", NULL } },
	{ BYTES, { "import", "contacts", "@/bad.csv", "--dry-run", NULL } },
	{ SAME, { "export", "deals", NULL } },
	{ SAME, { "export", "deals", "--raw", NULL } },
	{ SAME, { "export", "deals", "--wide", NULL } },
	{ SAME, { "export", "stages", NULL } },
	{ SAME, { "export", "contacts", "--delimiter", ";", NULL } },
	{ SAME, { "export", "answers", NULL } },
	{ SAME, { "export", "answers", "--wide", NULL } },
	{ SAME, { "export", "debriefs", NULL } },
	{ SAME, { "export", "promises", NULL } },
	{ SAME, { "export", "risks", NULL } },
	{ SAME, { "export", "actions", NULL } },
	{ SAME, { "export", "clocks", NULL } },
	{ SAME, { "export", "members", NULL } },
	{ BYTES, { "export", "contact", "1", NULL } },
	{ BYTES, { "export", "all", NULL } },
	{ SAME, { "export", "rollup", NULL } },
	{ SAME, { "export", "quotes", NULL } },
	{ BYTES, { "export", "history", NULL } },
	{ BYTES, { "export", "deals", "--format", "json", NULL } },
	{ BYTES, { "export", "history", "--format", "json", NULL } },
	{ SAME, { "handoff", "D-3", NULL } },
	{ BYTES, { "handoff", "D-3", "--format", "json", NULL } },
	{ SAME, { "handoff", "D-3", "--version", "1", NULL } },
	{ SAME, { "handoff", "D-3", "--version", "1..1", NULL } },
	{ SAME, { "handoff", "D-3", "--file", NULL } },
	{ SAME, { "handoff", "D-3", "--note", "coordination", NULL } },
	{ SAME, { "due", "--morning", "--since", "2020-01-01", NULL } },
	{ SAME, { "handoff", "D-3", "--note", "intro", NULL } },
	{ SAME, { "debrief", "D-3", NULL } },
	{ BYTES, { "debrief", "D-3", "--format", "json", NULL } },
	{ SAME, { "debrief", "D-3", "--plain", NULL } },
	{ SAME, { "debrief", "--rate", NULL } },
	{ SAME, { "account", "D-3", NULL } },
	{ BYTES, { "account", "D-3", "--format", "json", NULL } },
	{ SAME, { "checkin", "D-3", "--day", "30", NULL } },
	{ BYTES, { "report", "2026-Q4", NULL } },
	{ BYTES, { "report", "2026-Q4", "--format", "csv", NULL } },
	{ BYTES, { "report", "2026-Q4", "--format", "json", "--audience", "cmo", NULL } },
	{ SAME, { "report", "--verify", "nowhere.md", NULL } },
	{ SAME, { "exchange", "D-3", NULL } },
	{ BYTES, { "exchange", "D-3", "--direction", "post", "--format", "md", NULL } },
	{ BYTES, { "exchange", "D-3", "--format", "json", NULL } },
	{ SAME, { "exchange", "2026-Q4", NULL } },
	{ SAME, { "exchange", "D-3", "--set", "%=x", NULL } },
	{ BYTES, { "checkin", "D-3", "--day", "30", "--format", "json", NULL } },
	{ SAME, { "playbook", "D-3", NULL } },
	{ BYTES, { "playbook", "D-3", "--format", "json", NULL } },
	{ SAME, { "export", "steps", NULL } },
	{ SAME, { "playbook", "D-3", "--done", "pre_handoff", NULL } },
	{ SAME, { "playbook", "list", "--all", NULL } },
	{ SAME, { "playbook", "metrics", NULL } },
	{ BYTES, { "playbook", "metrics", "--format", "json", NULL } },
	{ SAME, { "report", "list", NULL } },
	{ BYTES, { "report", "pipeline-changes", NULL } },
	{ BYTES, { "report", "pipeline-review", "--format", "text", NULL } },
	{ SAME, { "report", "win-loss", "--definitions", NULL } },
	{ BYTES, { "report", "win-loss", "--format", "json", NULL } },
	{ BYTES, { "report", "forecast", "--format", "csv", NULL } },
	{ SAME, { "action", "list", NULL } },
	{ SAME, { "action", "show", "1", NULL } },
	{ SAME, { "refine", "list", NULL } },
	{ SAME, { "refine", "list", "--all", "--format", "csv", NULL } },
	{ BYTES, { "refine", "list", "--format", "json", NULL } },
	{ SAME, { "refine", "show", "1", NULL } },
	{ SAME, { "refine", "suggest", NULL } },
	{ SAME, { "action", "list", "--all", "--format", "csv", NULL } },
	{ BYTES, { "action", "list", "--all", "--format", "json", NULL } },
	{ SAME, { "outbox", "list", NULL } },
	{ BYTES, { "outbox", "list", "--format", "json", NULL } },
	{ SAME, { "load", NULL } },
	{ SAME, { "load", "--format", "csv", NULL } },
	{ BYTES, { "load", "--format", "json", NULL } },
	{ SAME, { "agreement", NULL } },
	{ SAME, { "export", "codes", "--raw", NULL } },
	{ BYTES, { "export", "codes", "--format", "json", NULL } },
	{ SAME, { "export", "matrix", "--raw", NULL } },
	{ BYTES, { "agreement", "--unit", "word", NULL } }, /* an escape makes other words than the bytes it stands for */
	{ SAME, { "agreement", "--format", "csv", NULL } },
	{ BYTES, { "agreement", "--format", "json", NULL } },
	{ SAME, { "interview", "list", "--all", NULL } },
	{ SAME, { "interview", "list", "--all", "--format", "csv", NULL } },
	{ BYTES, { "interview", "list", "--all", "--format", "json", NULL } },
	{ SAME, { "interview", "show", "I-1", NULL } },
	{ BYTES, { "interview", "show", "I-1", "--format", "json", NULL } },
	{ SAME, { "interview", "guide", "I-1", NULL } },
	{ SAME, { "export", "ratings", NULL } },
	{ SAME, { "export", "exchange", NULL } },
	{ SAME, { "export", "sample", NULL } },
	{ SAME, { "export", "programmes", NULL } },
	{ SAME, { "export", "rows", NULL } },
	{ SAME, { "export", "exchange_fields", NULL } },
	{ SAME, { "export", "refinements", NULL } },
	{ SAME, { "export", "captured", NULL } },
	{ SAME, { "export", "validations", NULL } },
	{ SAME, { "export", "passes", NULL } },
	{ SAME, { "interview", "notes", "I-1", NULL } },
	{ BYTES, { "interview", "notes", "I-1", "--format", "json", NULL } },
	{ BYTES, { "export", "notes", "--raw", NULL } },
	{ SAME, { "assignment", "list", NULL } },
	{ SAME, { "assignment", "list", "--format", "csv", NULL } },
	{ BYTES, { "assignment", "list", "--format", "json", NULL } },
	{ SAME, { "taxonomy", "show", NULL } },
	{ SAME, { "taxonomy", "show", "--format", "csv", NULL } },
	{ BYTES, { "taxonomy", "show", "--format", "json", NULL } },
	{ SAME, { "taxonomy", "list", NULL } },
	{ SAME, { "taxonomy", "print", NULL } },
	{ SAME, { "taxonomy", "print", "--format", "text", NULL } },
	{ SAME, { "taxonomy", "recode", "--all", NULL } },
	{ SAME, { "approval", "list", NULL } },
	{ SAME, { "approval", "list", "--all", NULL } },
	{ BYTES, { "approval", "list", "--format", "json", NULL } },
	{ SAME, { "export", "approvals", NULL } },
	{ SAME, { "export", "taxonomy", NULL } },
	{ SAME, { "export", "interviews", NULL } },
	{ BYTES, { "export", "interviews", "--format", "json", NULL } },
	{ SAME, { "member", "away", NULL } },
	{ SAME, { "member", "away", "--format", "csv", NULL } },
	/* What people type, said back in a sentence. */
	{ SAME, { "%", NULL } },
	{ SAME, { "--%", NULL } },
	{ SAME, { "--color", "%", NULL } },
	{ SAME, { "--now", "%", "due", NULL } },
	{ BYTES, { "--as", "%", "deal", "list", NULL } }, /* what is no UTF-8 is no login; its visible form may be one */
	{ SAME, { "--db", "/dev/null/%", "due", NULL } },
	{ SAME, { "deal", "%", "D-3", NULL } },
	{ SAME, { "deal", "show", "%", NULL } },
	{ SAME, { "deal", "list", "--stage", "%", NULL } },
	{ SAME, { "deal", "list", "--quarter", "%", NULL } },
	{ SAME, { "deal", "list", "--owner", "%", NULL } },
	{ SAME, { "deal", "list", "--%", "x", NULL } },
	{ SAME, { "deal", "set", "D-3", "--%", "x", NULL } },
	{ SAME, { "deal", "set", "D-3", "--amount", "%", NULL } },
	{ SAME, { "deal", "set", "D-3", "--expected-close", "%", NULL } },
	{ SAME, { "deal", "set", "D-3", "--currency", "%", NULL } },
	{ SAME, { "deal", "move", "D-3", "%", NULL } },
	{ SAME, { "deal", "move", "D-5", "discovery", "--check", "%", NULL } },
	{ SAME, { "deal", "move", "D-5", "won", "--commitment", "%", NULL } },
	{ SAME, { "mark", "D-3", "%", NULL } },
	{ SAME, { "mark", "D-3", "committed", "--at", "%", NULL } },
	{ SAME, { "due", "--within", "%", NULL } },
	{ SAME, { "due", "--owner", "%", NULL } },
	{ SAME, { "due", "--explain", "D-3", "%", NULL } },
	{ SAME, { "search", "%", NULL } },
	{ SAME, { "config", "%", NULL } },
	{ SAME, { "config", "stages", "--%", NULL } },
	{ SAME, { "config", "stages", "--import", "/dev/null/%", NULL } },
	{ SAME, { "config", "stages", "--export", "/dev/null/%", NULL } },
	{ BYTES, { "backup", "/dev/null/%", NULL } },
	{ SAME, { "member", "%", NULL } },
	{ SAME, { "member", "add", "x", "--role", "%", NULL } },
	{ SAME, { "member", "set", "%", "--role", "ae", NULL } },
	{ SAME, { "handoff", "%", NULL } },
	{ SAME, { "handoff", "D-3", "--set", "%", NULL } },
	{ SAME, { "handoff", "D-3", "--set", "start=%", NULL } },
	{ SAME, { "handoff", "D-3", "--return", "%", NULL } },
	{ SAME, { "handoff", "D-3", "--version", "%", NULL } },
	{ SAME, { "handoff", "D-3", "--note", "%", NULL } },
	{ SAME, { "due", "--morning", "--since", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--answer", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--attended", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--absent", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--audience", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--schedule", "%", NULL } },
	{ SAME, { "debrief", "--rate", "%", NULL } },
	{ SAME, { "account", "%", NULL } },
	{ SAME, { "checkin", "D-3", "--day", "%", NULL } },
	{ SAME, { "checkin", "D-3", "--day", "30", "--health", "%", NULL } },
	{ SAME, { "report", "%", NULL } },
	{ SAME, { "report", "forecast", "--as-of", "%", NULL } },
	{ SAME, { "report", "forecast", "--format", "%", NULL } },
	{ SAME, { "playbook", "%", NULL } },
	{ SAME, { "playbook", "D-3", "--tick", "%", NULL } },
	{ SAME, { "playbook", "D-3", "--done", "%", NULL } },
	{ SAME, { "playbook", "D-3", "--note", "%", NULL } },
	{ SAME, { "playbook", "D-3", "--start", "%", NULL } },
	{ SAME, { "action", "%", NULL } },
	{ SAME, { "action", "add", "x", "--change", "%", NULL } },
	{ SAME, { "action", "add", "x", "--evidence", "%", NULL } },
	{ SAME, { "refine", "%", NULL } },
	{ SAME, { "refine", "show", "%", NULL } },
	{ SAME, { "refine", "flag", "x", "--deal", "%", NULL } },
	{ SAME, { "refine", "propose", "x", "--dimension", "%", "--reason", "x", "--deal", "Glade", NULL } },
	{ SAME, { "refine", "apply", "1", "%", NULL } },
	{ SAME, { "action", "close", "%", NULL } },
	{ SAME, { "action", "add", "x", "--due", "%", NULL } },
	{ SAME, { "action", "add", "x", "--owner", "%", NULL } },
	{ SAME, { "programme", "show", "%", NULL } },
	{ SAME, { "programme", "add", "x", "--window", "%", NULL } },
	{ SAME, { "snooze", "%", NULL } },
	{ SAME, { "snooze", "D-3", "--until", "%", NULL } },
	{ SAME, { "load", "--%", "x", NULL } },
	{ SAME, { "erase", "%", NULL } },
	{ SAME, { "export", "contact", "%", NULL } },
	{ SAME, { "agreement", "--theme", "%", NULL } },
	{ SAME, { "agreement", "--programme", "%", NULL } },
	{ SAME, { "agreement", "--coders", "%,ana", NULL } },
	{ SAME, { "agreement", "--unit", "%", NULL } },
	{ SAME, { "interview", "%", NULL } },
	{ SAME, { "interview", "show", "%", NULL } },
	{ SAME, { "interview", "add", "Slate", "--guide", "%", NULL } },
	{ SAME, { "interview", "set", "I-1", "--role", "%", NULL } },
	{ SAME, { "interview", "set", "I-1", "--contact", "%", NULL } },
	{ SAME, { "interview", "schedule", "I-1", "%", NULL } },
	{ SAME, { "interview", "consent", "I-1", "--notes", "%", NULL } },
	{ SAME, { "interview", "consent", "I-1", "--%", "yes", NULL } },
	{ SAME, { "assignment", "%", NULL } },
	{ SAME, { "assignment", "add", "%", "--coder", "dana", NULL } },
	{ SAME, { "assignment", "list", "--coder", "%", NULL } },
	{ SAME, { "assignment", "draw", "--coders", "%", NULL } },
	{ SAME, { "assignment", "draw", "--double", "%", NULL } },
	{ SAME, { "taxonomy", "%", NULL } },
	{ SAME, { "taxonomy", "show", "%", NULL } },
	{ SAME, { "taxonomy", "rename", "%", "x", NULL } },
	{ SAME, { "taxonomy", "add", "x", "--below", "%", NULL } },
	{ SAME, { "taxonomy", "recode", "%", "--none", NULL } },
	{ SAME, { "approval", "%", NULL } },
	{ SAME, { "approval", "approve", "%", NULL } },
	{ SAME, { "approval", "ask", "%", NULL } },
	{ SAME, { "approval", "ask", "D-5", "--matrix", "%", NULL } },
	{ SAME, { "member", "away", "%", NULL } },
	{ SAME, { "member", "away", "dana", "--deputy", "%", NULL } },
	{ SAME, { "member", "away", "dana", "--to", "%", NULL } },
	{ SAME, { "outbox", "%", NULL } },
	{ SAME, { "outbox", "sent", "%", NULL } },
	{ SAME, { "outbox", "list", "--format", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--promise", "x", "--owner", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--promise", "x", "--due", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--promise", "x", "--kind", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--promise", "x", "--state", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--flag", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--followup", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--signal", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--doubt", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--said-by", "%", NULL } },
	{ SAME, { "debrief", "D-3", "--row", "%", NULL } },
	{ SAME, { "export", "%", NULL } },
	{ SAME, { "export", "deals", "--quarter", "%", NULL } },
	{ SAME, { "export", "deals", "--columns", "%", NULL } },
	{ BYTES, { "export", "deals", "-o", "/dev/null/%", NULL } },
	{ SAME, { "import", "deals", "/dev/null/%", NULL } },
	{ SAME, { "import", "%", "x.csv", NULL } },
	{ SAME, { "import", "deals", "@/deals.csv", "--preset", "%", NULL } },
	{ SAME, { "import", "deals", "@/deals.csv", "--map", "%", NULL } },
	{ SAME, { "import", "--revert", "%", NULL } },
	{ SAME, { NULL } },
};

/* These change the worlds, and come last. */
static const struct command changing[] = {
	{ BYTES, { "deal", "set", "D-3", "--owner", "%", NULL } },
	{ SAME, { "deal", "move", "D-4", "discovery", "--check", "all", NULL } },
	{ BYTES, { "merge", "company", "--suggest", NULL } },
	{ SAME, { "merge", "company", "%", "%", NULL } },
	{ SAME, { "undo", NULL } },
	{ SAME, { "redo", NULL } },
	{ SAME, { "import", "--revert", "1", "--yes", NULL } },
	{ SAME, { NULL } },
};
