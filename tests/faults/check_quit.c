/* P9: neither quitting nor another screen, a timer or undo drops what was typed and not stored; and what could not be
 * kept for 250 ms is marked as not kept at most 100 ms later.
 *
 * A script types words that stand nowhere else into the forms, leaves them in a random way, and at the end the program.
 * Every word must then stand in the drafts or in a row of the database, in an answer of now or in an earlier version
 * (undo takes an answer back, and history has it). */
#include "model/buf.h"
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

enum { ROUNDS = 4, WORDS_MAX = 32, MARK_MS = 250 + 100, HELD_MS = 500 };

struct script {
	char word[WORDS_MAX][16];
	int words;
	struct buf told; /* what was done, for a failure */
};

/* ---- what the files hold ---- */

static void read_table(sqlite3 *db, const char *table, struct buf *out)
{
	char *sql = sqlite3_mprintf("select * from \"%w\"", table);
	sqlite3_stmt *st = NULL;

	sqlite3_prepare_v2(db, sql, -1, &st, NULL);
	while (st && sqlite3_step(st) == SQLITE_ROW)
		for (int i = 0; i < sqlite3_column_count(st); i++)
			if (sqlite3_column_type(st, i) == SQLITE_TEXT)
				buf_printf(out, "%s\n", (const char *)sqlite3_column_text(st, i));
	sqlite3_finalize(st);
	sqlite3_free(sql);
}

/* Every text of every row. */
static void read_file(const char *world, const char *name, struct buf *out)
{
	char *path = temp_path(world, name);
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;

	sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
	sqlite3_prepare_v2(db, "select name from sqlite_master where type = 'table'", -1, &st, NULL);
	while (st && sqlite3_step(st) == SQLITE_ROW)
		read_table(db, (const char *)sqlite3_column_text(st, 0), out);
	sqlite3_finalize(st);
	sqlite3_close(db);
	free(path);
}

/* ---- a script ---- */

static bool has_ended(struct pty *p)
{
	int status;

	return pty_wait_exit(p, 0, &status);
}

static void type_word(struct script *s, struct pty *p, struct promise_run *run)
{
	char *word = s->word[s->words];
	char bytes[24];

	if (s->words == WORDS_MAX)
		return;
	snprintf(word, sizeof s->word[0], "w%d", s->words++);
	while (strlen(word) < 8 + promise_random(run, 4))
		snprintf(word + strlen(word), 2, "%c", 'a' + (int)promise_random(run, 26));
	snprintf(bytes, sizeof bytes, "%s ", word);
	if (promise_random(run, 6))
		pty_bytes(p, bytes, strlen(bytes));
	else
		pty_paste(p, bytes);
	/* A question may be asked there, or the cursor may stand on no field, where letters are keys (q leaves, and then the
	 * terminal echoes): what the program does not show was not typed. */
	if (pty_wait(p, word, 500) && !has_ended(p))
		buf_printf(&s->told, " \"%s\"", word);
	else
		s->words--;
}

/* How a form is left, or what happens in it. */
static const char *const ways[] = {
	"<Esc>",
	"<Esc> <Esc>",
	"<Esc> <Esc> 5",	   /* another screen */
	"<Esc> 2",
	"<Tab>",
	"<A-2>",
	"<A-p>",		   /* the timer stops */
	"<A-p> <A-p>",
	"<A-u>",		   /* undo */
	"<Esc> u <Esc>",
	"<Esc> u u",
	"<A-?> <Esc>",		   /* help */
	"<Esc> : <Esc>",	   /* palette */
	"<Esc> <Esc> <Esc> q <Esc>", /* quits, and stays */
	"<C-l>",
	"<A-3> <A-u> <A-4>",
};

static void leave_somehow(struct script *s, struct pty *p, struct promise_run *run)
{
	const char *way = ways[promise_random(run, sizeof ways / sizeof ways[0])];

	buf_printf(&s->told, " [%s]", way);
	state_type(p, way);
	if (!promise_random(run, 4))
		pty_frame(p, 300); /* a timer may come */
	if (!promise_random(run, 6))
		pty_resize(p, 24 + (int)promise_random(run, 20), 80 + (int)promise_random(run, 40));
}

/* From wherever it is to the board; false where a question stands in the way that every Esc takes back. */
static bool go_home(struct pty *p)
{
	state_type(p, "<Esc> <Esc> <Esc> <Esc> <Esc> 1");
	return pty_wait(p, "Enter open", 500);
}

/* The n-th state that keeps what is typed. */
static const struct state *nth_field(unsigned n)
{
	unsigned count = 0;

	for (const struct state *at = states; at->name; at++)
		count += at->typing != NULL;
	n %= count;
	for (const struct state *at = states; at->name; at++)
		if (at->typing && n-- == 0)
			return at;
	return NULL;
}

/* In a form, if it can be reached now (an earlier round may have moved what it is about). */
static void play_round(struct script *s, struct pty *p, struct promise_run *run)
{
	const struct state *field = nth_field(promise_random(run, 1000));

	state_type(p, field->keys);
	if (!pty_wait(p, field->see, 500))
		return;
	buf_printf(&s->told, "; %s:", field->name);
	for (unsigned n = 1 + promise_random(run, 2); n; n--)
		type_word(s, p, run);
	leave_somehow(s, p, run);
}

static void quit_somehow(struct script *s, struct pty *p, struct promise_run *run)
{
	int status;

	if (promise_random(run, 2)) {
		buf_puts(&s->told, "; quits");
		state_type(p, "<Esc> <Esc> <Esc> <Esc> q");
		if (!has_ended(p))
			pty_keys(p, "q");
	} else {
		buf_puts(&s->told, "; is told to end");
		pty_signal(p, promise_random(run, 2) ? SIGTERM : SIGHUP);
	}
	if (!pty_wait_exit(p, 3000, &status)) {
		pty_signal(p, SIGTERM);
		pty_wait_exit(p, PTY_LIMIT_MS, &status);
	}
}

static void judge(struct promise_run *run, const struct script *s, const char *world)
{
	struct buf all = { 0 }, lost = { 0 };

	read_file(world, "world.db", &all);
	read_file(world, "world.db-drafts", &all);
	for (int i = 0; i < s->words; i++)
		if (!strstr(buf_str(&all), s->word[i]))
			buf_printf(&lost, " %s", s->word[i]);
	promise_case(run, !lost.len, "lost:%s; the script%s", buf_str(&lost), buf_str(&s->told));
	buf_done(&lost);
	buf_done(&all);
}

static void play_script(struct promise_run *run)
{
	struct script *s = xcalloc(1, sizeof *s);
	char *world = state_world();
	struct pty *p = state_open(run, &states[0], world, (struct pty_options){ 0 });

	for (int i = 0; p && i < ROUNDS && !has_ended(p); i++) {
		if (i && !go_home(p))
			break;
		play_round(s, p, run);
	}
	if (p) {
		quit_somehow(s, p, run);
		judge(run, s, world);
		pty_free(p);
	}
	buf_done(&s->told);
	free(s);
	temp_remove(world);
	free(world);
}

/* ---- the mark ---- */

/* Holds the drafts, as a program that hangs in a write does. */
static sqlite3 *hold_drafts(const char *world)
{
	char *path = temp_path(world, "world.db-drafts");
	sqlite3 *db = NULL;

	sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL);
	sqlite3_busy_timeout(db, 5000);
	if (sqlite3_exec(db, "begin exclusive", NULL, NULL, NULL) != SQLITE_OK)
		abort();
	free(path);
	return db;
}

/* Milliseconds from a key to the mark; -1: it does not come. */
static double time_to_mark(struct pty *p, const char *key, int limit_ms)
{
	double from = pty_fair_now_ms(p), took;

	pty_bytes(p, key, 1);
	if (!pty_wait(p, "not kept", limit_ms))
		return -1;
	took = pty_fair_now_ms(p) - from;
	return took > 0 ? took : 0; /* two that waited side by side have both been taken off */
}

/* A machine that is busy with other things may be late once: the best of three counts. */
static void check_mark(struct promise_run *run, const struct state *state)
{
	struct state there = *state;
	double best_ms = -1, limit_ms = run->is_sanitized ? 4 * MARK_MS : MARK_MS;

	there.typing = NULL;
	for (int i = 0; i < 3 && (best_ms < 0 || best_ms > limit_ms) && !(run->is_twin && i); i++) {
		char *world = state_world();
		struct pty *p = state_open(run, &there, world, (struct pty_options){ 0 });
		sqlite3 *holder;
		double ms;

		if (p) {
			pty_bytes(p, "a", 1);
			pty_settle(p, PTY_LIMIT_MS);
			holder = hold_drafts(world);
			ms = time_to_mark(p, "b", run->is_twin ? 2000 : PTY_LIMIT_MS);
			sqlite3_close(holder);
			best_ms = ms >= 0 && (best_ms < 0 || ms < best_ms) ? ms : best_ms;
			if (ms >= 0)
				promise_case(run, pty_wait_gone(p, "not kept", PTY_LIMIT_MS), "%s: still marked though it can be kept:\n%s",
					state->name, pty_screen(p));
			else if (!run->is_twin)
				fprintf(stderr, "%s: not marked; the screen:\n%s\n", state->name, pty_screen(p));
			pty_free(p);
		}
		temp_remove(world);
		free(world);
	}
	promise_case(run, best_ms >= 0 && best_ms <= limit_ms, "%s: marked as not kept after %.0f ms (-1: never), at most %.0f",
		state->name, best_ms, limit_ms);
}

/* Somebody holds the drafts just when the form is left or the program is told to end; it waits for them. A form that is
 * left waits no longer than a second, and stays then. */
enum held { HELD_ENDED, HELD_LEFT, HELD_LEFT_LONG, HELD_COUNT };

/* False when the drafts were held for longer than a program that ends must wait for them: that says nothing. */
static bool held_once(struct promise_run *run, const struct state *state, enum held how)
{
	static const char word[] = "heldwhileleaving";
	char *world = state_world();
	struct state there = *state;
	struct buf all = { 0 };
	struct pty *p;
	sqlite3 *holder;
	double from;
	bool counts = true;
	int status;

	there.typing = NULL;
	p = state_open(run, &there, world, (struct pty_options){ 0 });
	if (p) {
		pty_bytes(p, "a ", 2);
		pty_settle(p, PTY_LIMIT_MS);
		holder = hold_drafts(world);
		pty_bytes(p, word, sizeof word - 1);
		pty_wait(p, word, 2000); /* a narrow field shows a part of it */
		pty_settle(p, PTY_LIMIT_MS);
		from = pty_now_ms();
		if (how == HELD_ENDED)
			pty_signal(p, SIGTERM);
		else
			pty_keys(p, "<Esc><Esc>");
		if (how == HELD_LEFT_LONG)
			pty_wait(p, "drop the words", 3000);
		else
			pty_frame(p, 200);
		sqlite3_close(holder);
		counts = how != HELD_ENDED || pty_now_ms() - from < HELD_MS;
		pty_settle(p, PTY_LIMIT_MS);
		pty_signal(p, SIGTERM);
		pty_wait_exit(p, PTY_LIMIT_MS, &status);
		read_file(world, "world.db", &all);
		read_file(world, "world.db-drafts", &all);
		if (counts)
			promise_case(run, strstr(buf_str(&all), word) != NULL,
				"%s: lost when it was %s while the drafts were held", state->name,
				how == HELD_ENDED ? "ended" : how == HELD_LEFT ? "left" : "left for long");
		pty_free(p);
	}
	buf_done(&all);
	temp_remove(world);
	free(world);
	return counts;
}

static void check_held(struct promise_run *run, const struct state *state, enum held how)
{
	for (int i = 0; i < 10 && !held_once(run, state, how); i++)
		;
}

/* ---- the walk ---- */

struct playing {
	int scripts, workers, share, turn; /* of the places to type in every share-th is one worker's, from the turn-th on */
};

static void play_some(struct promise_run *run, int worker, void *arg)
{
	const struct playing *how = arg;

	bool leaves_only = run->is_twin && strstr(run->env[0], "P9-leave");
	bool marks_only = run->is_twin && strstr(run->env[0], "P9-mark");
	int n = how->turn;

	for (int i = marks_only || leaves_only ? how->scripts : worker; i < how->scripts && !promise_is_settled(run); i += how->workers)
		play_script(run);
	for (const struct state *state = states; state->name && !promise_is_settled(run); state++)
		if (state->typing && n++ % how->share == worker) {
			if (!leaves_only)
				check_mark(run, state);
			check_held(run, state, leaves_only ? HELD_LEFT_LONG : (enum held)promise_random(run, HELD_COUNT));
		}
}

static void walk(struct promise_run *run)
{
	struct playing how = { run->is_fast || run->is_sanitized ? 4 : run->is_long ? 150 : 12, run->is_twin ? 1 : 4, 0, 0 };

	/* The plain run has walked all of them; under sanitizers half, others each time. */
	how.share = how.workers * (run->is_sanitized && !run->is_twin ? 2 : 1);
	if (how.share > how.workers)
		how.turn = (int)promise_random(run, (unsigned)how.share);
	if (run->is_twin)
		play_some(run, 0, &how);
	else
		promise_workers(run, how.workers, play_some, &how);
}

static int set_up(void)
{
	promise_in_memory();
	return states_set_up();
}

int main(void)
{
	static const char *const protections[] = { "P9", "P9-mark", "P9-leave", NULL };

	return promise_main_both(&(struct promise){ "P9", protections, walk, set_up, states_tear_down });
}
