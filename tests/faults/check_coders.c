/* P19 for two coders at once. First two programs code the same interview at the same time, each in its own pass: coding,
 * taking back, marking as read, undo and redo in any order. What each was told stands, and nothing of the other's was
 * touched. Then both settle what they disagree about, each by what it saw when it decided: a note that the other settled
 * meanwhile is refused, never written over, and undo takes back one's own decision alone. */
#include "tests/faults/coders.h"
#include "tests/faults/promise.h"

#include "model/buf.h"
#include "model/settle.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { CODERS = 2, THEMES = 7, STEPS = 25, DECISIONS = 12 };
static const char *const login[CODERS] = { "ana", "ben" };

/* What a coder was told that stands in his pass: a plain model of it. */
struct told {
	bool coded[CODERS_NOTES][THEMES], read[CODERS_NOTES];
	int wrong; /* what was refused without a reason */
	char why[200];
};

static struct world {
	char *dir, *path;
	struct coders c;
	struct told *told; /* shared with the two programs */
} w;

/* ---- coding at once ---- */

/* A program of its own: `random` is its own too. */
struct program {
	struct store *s;
	struct told *told;
	int64_t pass;
	uint64_t random;
	struct told past[STEPS + 1]; /* before each step that undo may take back */
	int n;
};

static unsigned below(struct program *p, unsigned n)
{
	p->random = p->random * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(p->random >> 33) % n;
}

static void check(struct program *p, int rc, const char *what, const struct err *err)
{
	if (!rc)
		return;
	p->told->wrong++;
	snprintf(p->told->why, sizeof p->told->why, "%s: %.150s", what, err->text);
}

static int64_t find_code(struct program *p, int note, int theme)
{
	struct code *codes = NULL;
	struct err err = { 0 };
	int64_t id = 0;
	size_t n = 0;

	check(p, codes_of(p->s, p->pass, &codes, &n, &err), "read", &err);
	for (size_t i = 0; i < n; i++)
		if (codes[i].note == w.c.note[note] && codes[i].theme == w.c.theme[theme])
			id = codes[i].id;
	codes_done(codes, n);
	return id;
}

static void code_or_drop(struct program *p, int note, int theme)
{
	struct code c = { .pass = p->pass, .note = w.c.note[note], .theme = w.c.theme[theme], .end_cp = -1 };
	struct err err = { 0 };

	p->past[p->n++] = *p->told;
	if (p->told->coded[note][theme]) {
		check(p, code_drop(p->s, find_code(p, note, theme), &err), "dropped", &err);
		p->told->coded[note][theme] = false;
		return;
	}
	check(p, code_put(p->s, &c, &err), "coded", &err);
	code_done(&c);
	p->told->coded[note][theme] = true;
}

static void mark(struct program *p, int note)
{
	struct err err = { 0 };

	p->past[p->n++] = *p->told;
	p->told->read[note] = !p->told->read[note];
	check(p, pass_note_put(p->s, p->pass, w.c.note[note], p->told->read[note], &err), "marked", &err);
}

static void undo(struct program *p)
{
	struct undone u;
	struct err err = { 0 };
	struct told before;

	if (!p->n)
		return;
	check(p, history_undo(p->s, SUBJECT_CODING_PASS, p->pass, &u, &err), "undo", &err);
	before = p->past[--p->n];
	memcpy(p->told->coded, before.coded, sizeof before.coded);
	memcpy(p->told->read, before.read, sizeof before.read);
}

/* In a process of its own, beside the other. */
static void play(int coder, uint64_t seed)
{
	struct program p = { .told = &w.told[coder], .random = seed * 2 + (uint64_t)coder };
	struct coding_pass pass;
	struct err err = { 0 };

	p.s = coders_open_again(w.path, login[coder]);
	if (coding_pass_need(p.s, w.c.interview, &pass, &err))
		coders_stop(login[coder], &err);
	p.pass = pass.id;
	for (int i = 0; i < STEPS; i++) {
		int note = (int)below(&p, CODERS_NOTES), theme = (int)below(&p, THEMES);

		if (below(&p, 4) == 0)
			undo(&p);
		else if (below(&p, 4) == 0)
			mark(&p, note);
		else
			code_or_drop(&p, note, theme);
	}
	store_close(p.s);
	_exit(0);
}

/* Both at once; false where one did not come to its end. */
static bool play_both(uint64_t seed)
{
	pid_t pid[CODERS];
	bool well = true;

	fflush(NULL);
	for (int i = 0; i < CODERS; i++) {
		pid[i] = fork();
		if (!pid[i])
			play(i, seed);
	}
	for (int i = 0; i < CODERS; i++) {
		int status = 1;

		well = pid[i] > 0 && waitpid(pid[i], &status, 0) == pid[i] && status == 0 && well;
	}
	return well;
}

static size_t count_wrong(struct store *s, int64_t pass, const struct told *told)
{
	struct code *codes = NULL;
	int64_t *read = NULL;
	size_t n = 0, reads = 0, wrong = 0;
	struct told is = { 0 };
	struct err err = { 0 };

	if (codes_of(s, pass, &codes, &n, &err) || pass_notes_of(s, pass, &read, &reads, &err))
		coders_stop("read again", &err);
	for (int note = 0; note < CODERS_NOTES; note++) {
		for (size_t i = 0; i < n; i++)
			for (int theme = 0; theme < THEMES; theme++)
				is.coded[note][theme] |= codes[i].note == w.c.note[note] && codes[i].theme == w.c.theme[theme];
		for (size_t i = 0; i < reads; i++)
			is.read[note] |= read[i] == w.c.note[note];
		for (int theme = 0; theme < THEMES; theme++)
			wrong += is.coded[note][theme] != told->coded[note][theme];
		wrong += is.read[note] != told->read[note];
	}
	codes_done(codes, n);
	free(read);
	return wrong;
}

static void check_coding(struct promise_run *run, uint64_t seed)
{
	struct coding_pass p;
	struct err err = { 0 };

	memset(w.told, 0, CODERS * sizeof *w.told);
	promise_case(run, play_both(seed), "a program did not come to its end, seed %llu", (unsigned long long)seed);
	for (int i = 0; i < CODERS; i++) {
		coders_as(&w.c, login[i]);
		if (coding_pass_need(w.c.s, w.c.interview, &p, &err))
			coders_stop("pass", &err);
		promise_case(run, !w.told[i].wrong, "%s, seed %llu: %d refused, last %s", login[i], (unsigned long long)seed,
			     w.told[i].wrong, w.told[i].why);
		promise_case(run, !count_wrong(w.c.s, p.id, &w.told[i]), "%s, seed %llu: %zu things are not as told", login[i],
			     (unsigned long long)seed, count_wrong(w.c.s, p.id, &w.told[i]));
		w.c.pass = p.id;
		coders_end(&w.c, false);
		coders_end(&w.c, true);
	}
}

/* ---- settling at once ---- */

static void load(struct store *s, struct settling *x)
{
	struct err err = { 0 };

	settling_done(x);
	if (settling_load(s, w.c.interview, x, &err))
		coders_stop("settling", &err);
}

/* Each decides by what it saw a while ago; a plain model says what must stand. */
static void check_settling(struct promise_run *run)
{
	struct store *s[CODERS] = { coders_open_again(w.path, "ana"), coders_open_again(w.path, "ben") };
	struct settling seen[CODERS] = { 0 }, is = { 0 };
	enum settle_state stands[CODERS_NOTES] = { SETTLE_OPEN };
	struct err err = { 0 };

	for (int i = 0; i < CODERS; i++)
		load(s[i], &seen[i]);
	for (int k = 0; k < DECISIONS && seen[0].differing; k++) {
		int who = (int)promise_random(run, CODERS), note = (int)promise_random(run, CODERS_NOTES);
		enum settle_choice choice = promise_random(run, 2) ? SETTLE_NONE : SETTLE_BOTH;
		enum settle_state saw = seen[who].note[note].state;
		int rc;

		if (!seen[who].note[note].differs)
			continue;
		rc = settle_note(s[who], w.c.interview, w.c.note[note], saw, choice, &err);
		promise_case(run, (rc == 0) == (saw == stands[note]), "%s settles note %d that is %s: %s", login[who], note + 1,
			     saw == stands[note] ? "as it was seen" : "settled by the other meanwhile", rc ? err.text : "written over");
		if (promise_is_settled(run))
			break;
		load(s[who], &is);
		if (!rc)
			stands[note] = is.note[note].state;
		promise_case(run, is.note[note].state == stands[note], "note %d is not as it was settled", note + 1);
		if (promise_random(run, 3)) /* sometimes what one sees grows old */
			load(s[who], &seen[who]);
	}
	for (int i = 0; i < CODERS; i++) {
		settling_done(&seen[i]);
		store_close(s[i]);
	}
	settling_done(&is);
}

/* ---- all of it ---- */

static void walk_once(struct promise_run *run, uint64_t seed)
{
	w.dir = temp_dir("coders");
	w.path = temp_path(w.dir, "a.db");
	coders_open(&w.c, w.path);
	check_coding(run, seed);
	if (!promise_is_settled(run)) {
		run_environment(run->env); /* the protection is asked in this process */
		check_settling(run);
		run_environment((const char *const[]){ "TEETH", NULL });
	}
	store_close(w.c.s);
	temp_remove(w.dir);
	free(w.path);
	free(w.dir);
}

static void walk(struct promise_run *run)
{
	int rounds = run->is_long ? 60 : run->is_twin ? 12 : run->is_fast || run->is_sanitized ? 3 : 8;

	w.told = mmap(NULL, CODERS * sizeof *w.told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w.told == MAP_FAILED)
		coders_stop("memory", &(struct err){ .text = "none to share" });
	for (int i = 0; i < rounds && !promise_is_settled(run); i++)
		walk_once(run, run->random + (uint64_t)i);
	munmap(w.told, CODERS * sizeof *w.told);
}

static int nothing(void)
{
	return 0;
}

int main(void)
{
	static const char *const protections[] = { "P19-settle", NULL };
	static const struct promise p = { "P19-coders", protections, walk, nothing, NULL };

	promise_in_memory();
	return promise_main(&p);
}
