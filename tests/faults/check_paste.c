/* P29: pasted text is text, whatever it holds: keys that leave, stop or move, escapes, line ends, the end mark of the
 * paste itself. Pasted into every field that takes text: the field shows it, nothing else happens, and what is stored
 * is what was pasted. A long text is taken whole. */
#include "model/buf.h"
#include "model/db/db.h"
#include "model/text.h"
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORKERS = 8, PASTES = 12, CASES_LONG = 2000, BIG_BYTES = 100000 };

struct place {
	const char *name, *keys;
	const char *see; /* still there after the pastes; NULL: only the text itself */
	const char *leave; /* keys that store it, or that give it up */
	const struct sql *stored; /* what is then in the database; NULL: nothing has changed there */
	bool has_lines;
	int more; /* changes that come with it: a record of its own begins here, and another hears of it */
};
static const struct place places[];
static const char *const pieces[], *const tails[];
static const size_t n_pieces, n_tails;

/* ---- the database ---- */

static char *text_of(const char *world, const struct sql *sql)
{
	char *path = temp_path(world, "world.db"), *out = NULL;
	struct err err = { 0 };
	struct db *db = NULL;
	struct stmt *st;

	if (!db_open(&db, path, 0, &err) && (st = db_stmt(db, sql, &err)) && db_step(st, &err) == 1)
		out = xstrdup(db_col_text(st, 0));
	if (err.text[0])
		fprintf(stderr, "%s: %s\n", sql->name, err.text);
	db_close(db);
	free(path);
	return out ? out : xstrdup("");
}

/* Of people: what the program notes by itself when a list is opened is no paste (GROUP_RULE, 9). */
static long changes_of(const char *world)
{
	static const struct sql newest = { "paste_changes", "select cast(count(*) as text) from grp where kind <> 9" };
	char *text = text_of(world, &newest);
	long n = strtol(text, NULL, 10);

	free(text);
	return n;
}

/* ---- pasting ---- */

/* What the field holds afterwards. An end mark with a begin mark right behind it is what two pastes look like: both go,
 * and what is between stays text. */
static void put_taken(struct buf *out, const char *s, bool has_lines)
{
	static const char both[] = "\x1b[201~\x1b[200~";

	for (; *s; s++)
		if (!text_valid(s, strnlen(s, 4)))
			buf_puts(out, "\xef\xbf\xbd");
		else if ((unsigned char)*s >= 0x80)
			do
				buf_putc(out, *s);
			while (((unsigned char)s[1] & 0xc0) == 0x80 && s++);
		else if (!strncmp(s, both, sizeof both - 1))
			s += sizeof both - 2;
		else if (*s == '\r' && s[1] == '\n')
			continue;
		else if (*s == '\r' || *s == '\n')
			buf_putc(out, has_lines ? '\n' : ' ');
		else
			buf_putc(out, *s);
}

/* Some pieces and then a tail without blanks, by which its end is found on the screen. */
static void make_paste(struct promise_run *run, int number, struct buf *text, struct buf *tail)
{
	struct buf end = { 0 };

	for (unsigned n = 1 + promise_random(run, 4); n; n--)
		buf_puts(text, pieces[promise_random(run, (unsigned)n_pieces)]);
	buf_printf(&end, "%sK%d", tails[promise_random(run, (unsigned)n_tails)], number);
	buf_printf(text, " %s", buf_str(&end));
	buf_printf(tail, "K%d", number); /* the sign before it may stand at the end of the row above */
	buf_done(&end);
}

static void check_paste(struct promise_run *run, struct pty *p, const struct place *at, int number, struct buf *taken)
{
	struct buf text = { 0 }, tail = { 0 }, shown = { 0 };
	bool is_there;

	make_paste(run, number, &text, &tail);
	text_visible(&shown, text.data, text.len, false);
	put_taken(taken, buf_str(&text), at->has_lines);
	pty_paste(p, buf_str(&text));
	is_there = pty_wait(p, buf_str(&tail), run->is_twin ? 500 : PTY_LIMIT_MS);
	promise_case(run, is_there && (!at->see || pty_has(p, at->see)), "%s: after the paste of %s:\n%s", at->name,
		buf_str(&shown), pty_screen(p));
	buf_done(&text);
	buf_done(&tail);
	buf_done(&shown);
}

static void check_stored(struct promise_run *run, const char *world, const struct place *at, const char *before,
	const struct buf *taken)
{
	struct buf want = { 0 };
	char *now = text_of(world, at->stored);

	buf_printf(&want, "%s%s", before, buf_str(taken));
	promise_case(run, !strcmp(now, buf_str(&want)), "%s: %zu bytes pasted, %zu stored:\n%s\nbut:\n%s", at->name, want.len,
		strlen(now), buf_str(&want), now);
	free(now);
	buf_done(&want);
}

static void check_left(struct promise_run *run, struct pty *p, const char *world, const struct place *at,
	const char *before, long changes, const struct buf *taken)
{
	long more;

	state_type(p, at->leave);
	pty_settle(p, PTY_LIMIT_MS);
	more = changes_of(world) - changes;
	promise_case(run, more == (at->stored ? 1 + at->more : 0), "%s: %ld changes in the history", at->name, more);
	if (at->stored)
		check_stored(run, world, at, before, taken);
	else
		promise_case(run, pty_wait(p, states[0].see, run->is_twin ? 500 : PTY_LIMIT_MS), "%s: the board is not there after:\n%s",
			at->name, pty_screen(p));
}

static struct pty *open_place(struct promise_run *run, const char *world, const struct place *at)
{
	struct pty *p = state_start(run, world, (struct pty_options){ .has_jobs = true });

	pty_wait(p, states[0].see, PTY_LIMIT_MS);
	pty_settle(p, PTY_LIMIT_MS);
	state_type(p, at->keys);
	if (!promise_case(run, !at->see || pty_wait(p, at->see, run->is_twin ? 5000 : PTY_LIMIT_MS), "%s is not reached:\n%s", at->name, pty_screen(p))) {
		pty_free(p);
		return NULL;
	}
	return p;
}

static void check_place(struct promise_run *run, const struct place *at)
{
	char *world = state_world(), *before = at->stored && !at->more ? text_of(world, at->stored) : NULL;
	long changes = changes_of(world);
	struct pty *p = open_place(run, world, at);
	struct buf taken = { 0 };

	for (int i = 0; p && i < PASTES && !promise_is_settled(run); i++)
		check_paste(run, p, at, i, &taken);
	if (p && !promise_is_settled(run))
		check_left(run, p, world, at, before ? before : "", changes, &taken);
	pty_free(p);
	buf_done(&taken);
	free(before);
	temp_remove(world);
	free(world);
}

/* Words enough to wrap, of some scripts, with the keys of the program between them. */
static void check_big(struct promise_run *run, const struct place *at)
{
	char *world = state_world();
	struct pty *p = open_place(run, world, at);
	struct buf text = { 0 }, taken = { 0 };

	for (int i = 0; text.len < BIG_BYTES; i++)
		buf_printf(&text, "%s%s", i % 3 ? "a promise " : "東京 é\r\n", pieces[promise_random(run, (unsigned)n_pieces)]);
	buf_puts(&text, " Kend");
	put_taken(&taken, buf_str(&text), true);
	if (p) {
		pty_paste(p, buf_str(&text));
		promise_case(run, pty_wait(p, "Kend", PTY_LIMIT_MS), "%s, %d bytes: not shown", at->name, BIG_BYTES);
		state_type(p, at->leave);
		pty_settle(p, PTY_LIMIT_MS);
		check_stored(run, world, at, "", &taken);
	}
	pty_free(p);
	buf_done(&text);
	buf_done(&taken);
	temp_remove(world);
	free(world);
}

static void work(struct promise_run *run, int worker, void *arg)
{
	int least = run->is_long ? CASES_LONG / WORKERS : 1;

	(void)arg;
	do {
		for (int i = 0; places[i].name && !promise_is_settled(run); i++)
			if (i % WORKERS == worker)
				check_place(run, &places[i]);
	} while (run->cases < least && !run->fails);
	if (worker == 0 && !run->is_twin)
		check_big(run, &places[0]);
}

static void walk(struct promise_run *run)
{
	promise_workers(run, WORKERS, work, NULL);
}

int main(void)
{
	static const char *const protections[] = { "P29", "P29-end", NULL };

	return promise_main(&(struct promise){ "P29", protections, walk, states_set_up, states_tear_down });
}

static const struct sql
	answer = { "paste_answer", "select t.body from form_value v join text t on t.id = v.text join form f on f.id = v.form"
				   " where v.item = 0 and v.layer = 2 and f.kind = 1" },
	said = { "paste_said", "select t.body from interview_note n join text t on t.id = n.text where n.id = (select max(id)"
			       " from interview_note)" },
	ext = { "paste_ext", "select ext from deal where amount_minor = 2400000" },
	company = { "paste_company", "select c.name from company c join deal d on d.company = c.id where d.amount_minor = 2400000" },
	name = { "paste_name", "select name from deal where amount_minor = 2400000" },
	next_step = { "paste_next", "select coalesce(next_step, '') from deal where amount_minor = 2400000" };

static const struct place places[] = {
	{ "an answer", "3 <Enter>", "Buying trigger", "<Tab>", &answer, true, 0 },
	{ "narrow", "/", NULL, "<Esc>", NULL, false, 0 },
	{ "palette", ":", NULL, "<Esc>", NULL, false, 0 },
	{ "gate, the reason", "L <Tab>", "criteria met", "<Esc> <Esc> <Esc>", NULL, false, 0 },
	{ "new deal, company", "n", "New deal", "<Esc> <Esc> d", NULL, false, 0 },
	{ "edit, external id", "e", "leaving a field stores it", "<Tab>", &ext, false, 0 },
	{ "edit, company", "e <Tab>", "leaving a field stores it", "<Tab>", &company, false, 0 },
	{ "edit, name", "e <Tab> <Tab>", "leaving a field stores it", "<Tab>", &name, false, 0 },
	{ "edit, amount", "e <Tab> <Tab> <Tab> <Tab>", "leaving a field stores it", "<C-e> <C-u> 2 4 0 0 0 <Esc> <Esc>", NULL, false, 0 },
	{ "edit, next step", "e <Tab> <Tab> <Tab> <Tab> <Tab> <Tab> <Tab> <Tab> <Tab> <Tab> <Tab> <Tab>",
		"leaving a field stores it", "<Tab>", &next_step, false, 0 },
	{ "debrief, why absent", "3 <Enter> <Esc> V", "Buying trigger", "<Esc> <Esc> <Esc> 1", NULL, false, 0 },
	{ "debrief, why not known", "3 <Enter> <Esc> w", "Buying trigger", "<Esc> <Esc> <Esc> 1", NULL, false, 0 },
	{ "debrief, who was there", "3 <Enter> <Esc> v", "Buying trigger", "<Esc> <Esc> <Esc> 1", NULL, false, 0 },
	{ "first page, name", ": w e l c o m e <Enter>", "Time zone", "<Esc> <Esc> <Esc> 1", NULL, false, 0 },
	{ "first page, time zone", ": w e l c o m e <Enter> <Tab> <Tab>", "Time zone", "<Esc> <Esc> <Esc> 1", NULL, false, 0 },
	{ "an interview's note", "4 <Enter> <A-n>", "Ask 1 of", "<A-n>", &said, true, 1 },
	{ "words of notes", "4 f", "What was said", "<Esc> <Esc> 1", NULL, false, 0 },
	{ "coding, words to narrow", "4 G <Enter> /", "Themes", "<Esc> <Esc> 1", NULL, false, 0 },
	{ "coding, words to select", "4 G <Enter> v /", "Themes", "<Esc> <Esc> <Esc> 1", NULL, false, 0 },
	{ NULL, NULL, NULL, NULL, NULL, false, 0 },
};

/* Keys of the program, of its terminal and of a shell. */
static const char *const pieces[] = {
	"\x1b", "\x1b\x1b", "\x03", "\x1a", "\x04", "\x1c", "\x13", "\x11", "\x0c", "\r", "\n", "\r\n", "\t", "\x7f", "\b",
	"\x15", "\x17", "\x0b", "\x19", "\x01", "\x05", "\x1f", "q", ":q\r", "\x1bq", "\x1b:leave now\r", "\x1b\r", "dd", "LL\r",
	"\x1b[A", "\x1b[3~", "\x1bOP", "\x1b[Z", "\x1b[<0;5;5M", "\x1b[200~", "\x1b[201~", "\x1b[201~q", "\x1b[201~\r:d\r",
	"\x1b[201~\x1b[200~", "\x1b[201~\x1a", "\x1b[20", "\x1b[I", "\x1b]11;rgb:0/0/0\x07", "rm -rf\n", "plain words", "é",
	"東京", "\xe2\x80\xae",
	"\xff\xfe", "\xed\xa0\x80", "\xc3(",
};
static const size_t n_pieces = sizeof pieces / sizeof *pieces;
static const char *const tails[] = {
	"", "x", "\x1b", "\x03", "\x1a", "\x1b[201", "\x1b[201~", "\x1b[A", "\xe2\x80\xae", "東",
};
static const size_t n_tails = sizeof tails / sizeof *tails;
