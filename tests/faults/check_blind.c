/* P38 for coders: what one coder found in an interview reaches nobody else before all who code it have released. Two files
 * are made that differ only in what ana coded: other themes, other words, another memo. Whatever anybody else asks of one
 * must be answered word for word as of the other, and never with a word of ana's memo: first while her pass is open, then
 * closed, then released while ben still codes. When ben has released too, the answers must differ, or the test would look
 * at nothing. */
#include "tests/faults/coders.h"
#include "tests/faults/promise.h"

#include "model/assignment.h"
#include "model/buf.h"
#include "model/member.h"
#include "model/value.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { FILES = 2 };
enum step { STEP_ANA_CODES, STEP_ANA_CLOSED, STEP_BEN_ASSIGNED, STEP_BEN_CODES, STEP_RELEASED, STEP_COUNT };

static const char *const memo[FILES] = { "zqmemoone", "zqmemotwo" };
static const char *const step_name[] = { "ana codes", "ana has closed", "ana has released, ben is assigned", "ben codes", "both have released" };

static struct world {
	char *dir, *path[FILES];
	struct coders file[FILES];
	int64_t pass; /* ana's */
} w;

/* As many codes and marks in both, so that ids go on alike. */
static void ana_codes(int file)
{
	struct coders *c = &w.file[file];
	struct err err = { 0 };

	coders_as(c, "ana");
	coders_code(c, 0, file ? 1 : 0, file ? 8 : -1, file ? DRIVER_WIN : DRIVER_LOSS, memo[file]);
	coders_code(c, 1, file ? 2 : 3, -1, DRIVER_LOSS, "");
	if (pass_note_put(c->s, c->pass, c->note[file ? 2 : 3], true, &err))
		coders_stop("mark", &err);
	coders_code(c, file ? 3 : 2, 4, -1, DRIVER_NONE, "");
	w.pass = c->pass;
}

static void ben_codes(int file)
{
	struct coders *c = &w.file[file];

	coders_as(c, "ben");
	coders_code(c, 0, 0, -1, DRIVER_LOSS, "");
	coders_code(c, 1, 2, -1, DRIVER_LOSS, "");
	coders_code(c, 2, 4, -1, DRIVER_NONE, "");
	coders_code(c, 3, 4, -1, DRIVER_NONE, "");
}

static void enter(enum step step)
{
	struct err err = { 0 };

	for (int f = 0; f < FILES; f++) {
		struct coders *c = &w.file[f];

		switch (step) {
		case STEP_ANA_CODES:
			ana_codes(f);
			break;
		case STEP_ANA_CLOSED:
			coders_as(c, "ana");
			coders_end(c, false);
			break;
		case STEP_BEN_ASSIGNED:
			coders_as(c, "dana");
			if (assignment_put(c->s, c->interview, member_find(c->s, "ben", &err), NO_DAY, NULL, &err))
				coders_stop("assignment", &err);
			coders_as(c, "ana");
			coders_end(c, true);
			break;
		case STEP_BEN_CODES:
			ben_codes(f);
			coders_end(c, false);
			break;
		case STEP_RELEASED:
			coders_as(c, "ben");
			coders_end(c, true);
			break;
		case STEP_COUNT:
			break;
		}
	}
}

/* ---- what is asked ---- */

static const char *const askers[] = { "ben", "dana", "cora", "olga", "mira", "rex" };
/* Without the machine's own time, which differs from file to file. */
#define HISTORY "export history --columns at,member,kind,record,field,before,after,group"
static const char *const paths[] = {
	"agreement",
	"agreement --interview I-1 --coders ana,ben --format json",
	"agreement --coders ana,ben --unit word --format csv",
	"agreement --unit character",
	"assignment list --format json",
	HISTORY,
	HISTORY " --format json",
	"export codes --raw",
	"export codes --format json",
	"export matrix --raw",
	"export quotes --raw",
	"export rollup --raw",
	"export contact 1 --raw",
	"export ratings --raw",
	"export exchange --raw",
	"exchange D-1 --direction post --format md",
	"export ratings --format json",
	"export notes --raw",
	"export interviews --raw",
	"export all --raw",
	"export passes --raw",
	"deal history D-1",
	"deal show D-1",
	"interview list --all --format json",
	"interview show I-1 --format json",
	"taxonomy list",
	"taxonomy show",
	"export taxonomy --raw",
	"search zqmemoone",
	"search zqmemotwo",
	"search migration",
	"due --morning",
	"due --daily",
	"account D-1",
	"action list --format json",
	"outbox list --format json",
	"coding I-1",
	"code list I-1",
	"report 2026-Q4",
	"report win-loss --format text",
	"check",
	"check --deep",
	"undo",
};
enum { PATHS = sizeof paths / sizeof *paths };

static void ask(struct promise_run *run, int file, const char *who, const char *path, struct run *r)
{
	char *words = xstrdup(path), *save = NULL;
	const char *argv[32] = { run->program, "--db", w.path[file], "--as", who, "--now", CODERS_NOW };
	size_t n = 7;

	for (char *word = strtok_r(words, " ", &save); word && n < 31; word = strtok_r(NULL, " ", &save))
		argv[n++] = word;
	run_program(r, argv, run->env, NULL);
	free(words);
}

/* Moments run on from the told start, and two files are asked one after the other: the time of day behind a "T" goes. */
static void forget_times(struct buf *b)
{
	const char *from = buf_str(b);
	struct buf kept = { 0 };

	for (; *from; from++) {
		buf_putc(&kept, *from);
		if (*from == 'T' && strspn(from + 1, "0123456789:.") >= strlen("09:10:00"))
			from += strspn(from + 1, "0123456789:.");
	}
	buf_done(b);
	*b = kept;
}

/* Whether anybody could tell the files apart. */
static bool differ(struct promise_run *run, enum step step, const char *who, const char *path, bool *shows)
{
	struct run r[FILES] = { 0 };
	bool differs;

	for (int f = 0; f < FILES; f++) {
		ask(run, f, who, path, &r[f]);
		forget_times(&r[f].out);
	}
	promise_case(run, r[0].status < 128 && r[0].status != 70, "%s as %s, %s: status %d, %s", path, who, step_name[step],
		     r[0].status, buf_str(&r[0].err));
	differs = r[0].status != r[1].status || strcmp(buf_str(&r[0].out), buf_str(&r[1].out)) ||
		  strcmp(buf_str(&r[0].err), buf_str(&r[1].err));
	/* What was searched for is said again. */
	if (!strncmp(path, "search zq", 9))
		*shows = r[0].status != r[1].status;
	else
		*shows = strstr(buf_str(&r[0].out), memo[0]) || strstr(buf_str(&r[0].err), memo[0]);
	for (int f = 0; f < FILES; f++)
		run_done(&r[f]);
	return differs;
}

/* The same pages of the store by the model's own ways, as screens ask them. */
static void ask_model(struct promise_run *run, enum step step, const char *who)
{
	struct store *s = w.file[0].s;
	struct code *codes = NULL;
	int64_t *read = NULL;
	size_t n = 0, reads = 0;

	coders_as(&w.file[0], who);
	promise_case(run, codes_of(s, w.pass, &codes, &n, NULL) && !n, "%s reads ana's codes while %s", who, step_name[step]);
	promise_case(run, pass_notes_of(s, w.pass, &read, &reads, NULL) && !reads, "%s reads ana's marks while %s", who,
		     step_name[step]);
	codes_done(codes, n);
	free(read);
}

static void check_shut(struct promise_run *run, enum step step)
{
	for (size_t a = 0; a < sizeof askers / sizeof *askers; a++) {
		size_t part = run->is_long || run->is_twin ? 1 : run->is_fast || run->is_sanitized ? 8 : 4;
		bool shows = false;

		if (step <= STEP_BEN_ASSIGNED)
			ask_model(run, step, askers[a]);
		for (size_t p = (a + (size_t)step) % part; p < PATHS; p += part) {
			bool differs;

			if (!strcmp(paths[p], "undo") && (step != STEP_ANA_CLOSED || strcmp(askers[a], "rex")))
				continue;
			differs = differ(run, step, askers[a], paths[p], &shows);
			promise_case(run, !differs && !shows, "%s as %s tells what ana found while %s", paths[p], askers[a],
				     step_name[step]);
			if (promise_is_settled(run))
				return;
		}
	}
}

static void check_open(struct promise_run *run)
{
	bool shows;

	promise_case(run, differ(run, STEP_RELEASED, "ben", "agreement", &shows), "agreement says nothing of what ana found");
	promise_case(run, differ(run, STEP_RELEASED, "dana", HISTORY, &shows) && shows,
		     "history says nothing of what ana found");
}

static int nothing(void)
{
	return 0;
}

static void tear_down(void)
{
	for (int f = 0; f < FILES; f++) {
		store_close(w.file[f].s);
		free(w.path[f]);
	}
	temp_remove(w.dir);
	free(w.dir);
	w = (struct world){ 0 };
}

static void walk(struct promise_run *run)
{
	char *sub;

	w.dir = temp_dir("blind");
	for (int f = 0; f < FILES; f++) {
		sub = temp_path(w.dir, f ? "b" : "a");
		mkdir(sub, 0700);
		free(sub);
		w.path[f] = temp_path(w.dir, f ? "b/a.db" : "a/a.db");
		coders_open(&w.file[f], w.path[f]);
	}
	for (enum step step = STEP_ANA_CODES; step < STEP_RELEASED && !promise_is_settled(run); step++) {
		enter(step);
		check_shut(run, step);
	}
	if (!run->is_twin) {
		enter(STEP_RELEASED);
		check_open(run);
	}
	tear_down();
}

int main(void)
{
	static const char *const protections[] = { "P38-blind", NULL };
	static const struct promise p = { "P38-coders", protections, walk, nothing, NULL };

	return promise_main(&p);
}
