/* P1: kill -9 at any time while somebody types, in the seven answers of a debrief with Tab between them, in line mode with
 * Enter between them, and in every other state that keeps what is typed (state.c). At most the last 250 ms and never more than 16 characters are lost (a
 * paste counts as one); nothing the ledger calls saved is lost; nothing is doubled; both files are sound. */
#include "model/buf.h"
#include "tests/faults/state.h"
#include "tests/support/temp.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUESTIONS = 7, LIMIT_MS = 250, LIMIT_KEYS = 16, MAX_KEYS = 4000, BURST = 48 };

/* One key as it was typed: a character of a question's text, a whole paste, or a Tab (no text). */
struct typed {
	int question; /* 1 … 7 */
	size_t bytes; /* that the terminal sent */
	size_t chars; /* of text; 0: Tab */
	double at_ms;
};

struct session {
	struct typed keys[MAX_KEYS];
	size_t count;
	struct buf text[QUESTIONS + 1]; /* all that was typed, by question */
	struct buf kept[QUESTIONS + 1]; /* what the files hold */
	int question;
	bool has_lines; /* line mode: Enter stands for Tab */
	bool has_tabs; /* the seven answers; else one field, its text under question 1 */
	double killed_ms;
	double starved_ms; /* of that time, what the program stood ready and another had its processor */
};

/* ---- typing ---- */

static void note(struct session *s, size_t bytes, const char *text, size_t chars)
{
	if (s->count < MAX_KEYS)
		s->keys[s->count++] = (struct typed){ s->question, bytes, chars, pty_now_ms() };
	buf_add(&s->text[s->question], text, chars);
}

/* Letters are typed when they have left our hands. */
static void hand_over(struct session *s, struct pty *p, const char *letters, unsigned n)
{
	pty_bytes(p, letters, n);
	for (unsigned i = 0; i < n; i++)
		note(s, 1, &letters[i], 1);
}

static void type_letters(struct session *s, struct pty *p, struct promise_run *run)
{
	unsigned n = 1 + promise_random(run, promise_random(run, 8) ? 6 : 30);
	char letters[32];

	for (unsigned i = 0; i < n; i++)
		letters[i] = (char)(promise_random(run, 6) ? 'a' + (int)promise_random(run, 26) : ' ');
	hand_over(s, p, letters, n);
}

/* More at once than may be lost, and the kill in the middle of it: each frame says that some of them were read. */
static void type_burst(struct session *s, struct pty *p, struct promise_run *run)
{
	char letters[BURST];

	for (unsigned i = 0; i < BURST; i++)
		letters[i] = (char)('a' + (int)promise_random(run, 26));
	hand_over(s, p, letters, BURST);
	for (unsigned n = 1 + promise_random(run, BURST / 8); n; n--)
		pty_frame(p, 20);
}

static void type_paste(struct session *s, struct pty *p, struct promise_run *run)
{
	char text[80];
	size_t n = 20 + promise_random(run, 59);

	for (size_t i = 0; i < n; i++)
		text[i] = (char)('A' + (int)promise_random(run, 26));
	text[n - 7] = ' '; /* its last word stands in one row */
	text[n] = '\0';
	note(s, n + 12, text, n); /* with its brackets */
	pty_paste(p, text);
	/* A paste ends when the terminal has been quiet for a moment, and nobody types within it. */
	pty_wait(p, text + n - 6, s->has_tabs && !s->has_lines ? PTY_LIMIT_MS : 500);
}

static void type_tab(struct session *s, struct pty *p)
{
	note(s, 1, "", 0);
	pty_keys(p, s->has_lines ? "<Enter>" : "<Tab>");
	s->question++;
}

/* Types for a while, now and then waiting a little, and kills in the middle of it. */
static void type_and_kill(struct session *s, struct pty *p, struct promise_run *run)
{
	int rounds = 2 + (int)promise_random(run, 24), status;
	double starved = pty_starved_ms(p);

	for (int i = 0; i < rounds; i++) {
		unsigned what = promise_random(run, 14);

		if (!what && s->has_tabs && s->question < QUESTIONS)
			type_tab(s, p);
		else if (what == 1)
			type_paste(s, p, run);
		else
			type_letters(s, p, run);
		if (promise_random(run, 3))
			pty_frame(p, (int)promise_random(run, 40));
	}
	if (run->is_twin || !promise_random(run, 3))
		type_burst(s, p, run);
	else if (promise_random(run, 2))
		pty_frame(p, (int)promise_random(run, 8));
	s->killed_ms = pty_now_ms();
	s->starved_ms = pty_starved_ms(p) - starved;
	pty_signal(p, SIGKILL);
	pty_wait_exit(p, PTY_LIMIT_MS, &status);
}

/* ---- judging ---- */

static bool is_sound(sqlite3 *db)
{
	sqlite3_stmt *st = NULL;
	bool ok = !sqlite3_prepare_v2(db, "pragma integrity_check", -1, &st, NULL) && sqlite3_step(st) == SQLITE_ROW &&
		  !strcmp((const char *)sqlite3_column_text(st, 0), "ok");

	sqlite3_finalize(st);
	return ok;
}

/* Runs the query; column 0 names the question, column 1 is its text. A later text replaces an earlier one. */
static bool read_texts(const char *dir, const char *file, const char *sql, struct session *s)
{
	char *path = temp_path(dir, file);
	sqlite3 *db = NULL;
	sqlite3_stmt *st = NULL;
	bool ok = !sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) && is_sound(db) &&
		  !sqlite3_prepare_v2(db, sql, -1, &st, NULL);
	int rc = SQLITE_DONE;

	while (ok && (rc = sqlite3_step(st)) == SQLITE_ROW) {
		const char *field = (const char *)sqlite3_column_text(st, 0), *text = (const char *)sqlite3_column_text(st, 1);
		long i = strtol(field ? field : "", NULL, 10);

		if (i < 1 || i > QUESTIONS)
			continue;
		buf_clear(&s->kept[i]);
		buf_puts(&s->kept[i], text ? text : "");
	}
	ok = ok && rc == SQLITE_DONE;
	sqlite3_finalize(st);
	sqlite3_close(db);
	free(path);
	return ok;
}

/* Goes back over the keys from the last: unread ones do not count; the rest of what is missing must be young and few. */
static void judge_losses(struct promise_run *run, struct session *s, size_t unread)
{
	size_t missing[QUESTIONS + 1], keys = 0;
	double oldest_ms = 0, limit_ms = (run->is_sanitized ? 4 * LIMIT_MS : LIMIT_MS) + s->starved_ms;

	for (int i = 1; i <= QUESTIONS; i++) {
		const char *typed = buf_str(&s->text[i]), *kept = buf_str(&s->kept[i]);

		missing[i] = s->text[i].len - (s->kept[i].len < s->text[i].len ? s->kept[i].len : s->text[i].len);
		promise_case(run, s->kept[i].len <= s->text[i].len && !memcmp(typed, kept, s->kept[i].len),
			"question %d holds what was not typed: \"%s\" of \"%s\"", i, kept, typed);
	}
	for (size_t k = s->count; k-- > 0;) {
		const struct typed *key = &s->keys[k];

		if (!missing[key->question] || !key->chars) {
			unread -= unread < key->bytes ? unread : key->bytes;
			continue;
		}
		missing[key->question] -= missing[key->question] < key->chars ? missing[key->question] : key->chars;
		if (unread) {
			unread -= unread < key->bytes ? unread : key->bytes;
			continue;
		}
		keys++;
		oldest_ms = s->killed_ms - key->at_ms;
	}
	promise_case(run, keys <= LIMIT_KEYS, "%zu keys are lost, at most %d may be", keys, LIMIT_KEYS);
	promise_case(run, oldest_ms <= limit_ms, "a key typed %.0f ms before the kill is lost, %.0f of them without a processor",
		     oldest_ms, s->starved_ms);
}

/* Each question's last line of the ledger: "saved debrief:FORM:FIELD VERSION LENGTH". */
static void judge_ledger(struct promise_run *run, struct session *s, const char *ledger, size_t unread)
{
	size_t saved[QUESTIONS + 1] = { 0 };
	size_t lines = 0, read = 0;

	for (size_t k = 0; k < s->count; k++)
		read += s->keys[k].bytes;
	read -= unread < read ? unread : read;

	for (const char *line = ledger; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		int question;
		size_t length;

		if (sscanf(line, "saved debrief:%*d:%d %*d %zu", &question, &length) == 2 && question >= 1 &&
		    question <= QUESTIONS) {
			saved[s->has_tabs ? question : 1] = length;
			lines++;
		}
	}
	promise_case(run, lines > 0 || run->is_twin || !s->has_tabs || s->count < 40 || read < 40 || s->starved_ms > LIMIT_MS,
		     "%zu keys, %zu bytes of them read, and no line in the ledger", s->count, read);
	for (int i = 1; i <= QUESTIONS; i++)
		promise_case(run, saved[i] <= s->kept[i].len, "question %d: %zu characters were called saved, %zu are kept", i,
			saved[i], s->kept[i].len);
}

static void judge(struct promise_run *run, struct session *s, struct pty *p, const char *world)
{
	/* Where one field is typed in nothing is stored, and the one draft is its (besides the cursor's place). */
	bool ok = read_texts(world, "world.db",
			     s->has_tabs ? "select v.field, t.body from form_value v join text t on t.id = v.text where v.item = 0"
					 : "select 0, ''",
			     s) &&
		  read_texts(world, "world.db-drafts",
			     s->has_tabs ? "select field, body from draft where item = 0" : "select 1, body from draft where field <> '.place'", s);

	promise_case(run, ok, "a file is not sound after the kill");
	judge_losses(run, s, pty_unread(p));
	judge_ledger(run, s, pty_ledger(p), pty_unread(p));
}

static struct pty *open_lines(struct promise_run *run, const char *world)
{
	static const char *const words[] = { "debrief", "D-3", "--plain", NULL };
	struct pty *p = state_start(run, world, (struct pty_options){ .argv = words });

	if (promise_case(run, pty_wait(p, ">", PTY_LIMIT_MS), "line mode does not ask:\n%s", pty_screen(p)))
		return p;
	pty_free(p);
	return NULL;
}

static void kill_once(struct promise_run *run, const struct state *state, bool has_tabs)
{
	struct session *s = xcalloc(1, sizeof *s);
	char *world = state_world();
	bool has_lines = !state->keys;
	struct pty *p = has_lines ? open_lines(run, world) : state_open(run, state, world, (struct pty_options){ 0 });
	int fails = run->fails;

	s->question = 1;
	s->has_tabs = has_tabs;
	s->has_lines = has_lines;
	if (p) {
		type_and_kill(s, p, run);
		judge(run, s, p, world);
		if (run->fails > fails && !run->is_twin)
			fprintf(stderr, "that was in: %s\n", state->name);
		pty_free(p);
	}
	for (int i = 1; i <= QUESTIONS; i++) {
		buf_done(&s->text[i]);
		buf_done(&s->kept[i]);
	}
	free(s);
	temp_remove(world);
	free(world);
}

/* The n-th state that keeps what is typed, round and round. */
static struct state nth_field(int n)
{
	int count = 0;
	struct state field;

	for (const struct state *at = states; at->name; at++)
		count += at->typing != NULL;
	n %= count;
	for (const struct state *at = states; at->name; at++)
		if (at->typing && n-- == 0)
			field = *at;
	field.typing = NULL;
	return field;
}

struct killing {
	int kills, workers;
};

static void kill_some(struct promise_run *run, int worker, void *arg)
{
	static const struct state answers = { "debrief", "3 <Enter>", "Buying trigger", NULL };
	static const struct state lines = { "line mode", NULL, NULL, NULL };
	const struct killing *how = arg;

	for (int i = worker; i < how->kills && !promise_is_settled(run); i += how->workers) {
		struct state field = nth_field(i / 2);

		kill_once(run, i % 2 ? &field : i % 8 == 6 ? &lines : &answers, i % 2 == 0);
	}
}

static void walk(struct promise_run *run)
{
	const char *asked = getenv("WINLOSS_KILLS");
	struct killing how = { 0 };

	how.kills = asked ? (int)strtol(asked, NULL, 10) : run->is_twin ? 100 : run->is_fast || run->is_sanitized ? 8 : run->is_long ? 1000 : 100;
	how.workers = run->is_twin || run->is_sanitized ? 1 : 3;
	/* Only the test build writes the ledger. */
	run->program = getenv("WINLOSS_TEST_BIN");
	if (!run->program)
		promise_case(run, false, "WINLOSS_TEST_BIN is not set: run by make check-kill");
	else if (run->is_twin)
		kill_some(run, 0, &how);
	else
		promise_workers(run, how.workers, kill_some, &how);
}

static int set_up(void)
{
	promise_in_memory();
	return states_set_up();
}

int main(void)
{
	static const char *const protections[] = { "draft", "P1-tick", NULL };

	return promise_main_both(&(struct promise){ "P1", protections, walk, set_up, states_tear_down });
}
