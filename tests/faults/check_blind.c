/* P38 for coders: what one coder found in an interview reaches nobody else before all who code it have released. Two files
 * are made that differ only in what ana coded: other themes, other words, another memo. Whatever anybody else asks of one
 * must be answered word for word as of the other, and never with a word of ana's memo: first while her pass is open, then
 * closed, then released while ben still codes. When ben has released too, the answers must differ, or the test would look
 * at nothing. */
#include "tests/faults/promise.h"

#include "model/assignment.h"
#include "model/coding.h"
#include "model/deal.h"
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

#define NOW_MS INT64_C(1795510800000)
#define NOW "2026-11-24T09:00:00Z"
enum { FILES = 2, NOTES = 4 };
enum step { STEP_ANA_CODES, STEP_ANA_CLOSED, STEP_BEN_ASSIGNED, STEP_BEN_CODES, STEP_RELEASED, STEP_COUNT };

static const char *const notes[NOTES] = {
	"Honestly the number was fine. What killed it was nobody could tell us who would own the migration.",
	"Two vendors in the final round; the other ran a paid pilot.",
	"They wanted proof of onboarding, not a lower price.",
	"Security review took eleven days.",
};
static const char *const memo[FILES] = { "zqmemoone", "zqmemotwo" };
static const char *const step_name[] = { "ana codes", "ana has closed", "ana has released, ben is assigned", "ben codes", "both have released" };

static struct world {
	char *dir, *path[FILES];
	struct store *s[FILES];
	int64_t interview, note[NOTES], pass[FILES];
} w;

static void stop_at(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

static void as(int file, const char *login)
{
	struct err err = { 0 };

	if (store_act_as(w.s[file], login, &err))
		stop_at(login, &err);
}

/* ---- the two files ---- */

static int64_t make_deal(struct store *s)
{
	struct err err = { 0 };
	struct deal d;
	int64_t id;

	deal_init(&d);
	d.name = xstrdup("Stagg rollout");
	if (deal_add(s, &d, &err))
		stop_at("deal", &err);
	id = d.id;
	deal_done(&d);
	if (deal_change(s, id, "company", "Stagg Industrial", &err) || deal_change(s, id, "owner", "mira", &err))
		stop_at("deal", &err);
	return id;
}

static void make_interview(int file)
{
	struct store *s = w.s[file];
	struct err err = { 0 };
	struct interview i;

	interview_init(&i);
	i.deal = make_deal(s);
	if (interview_add(s, &i, &err) || interview_consent(s, i.id, PERMIT_NOTES, CONSENT_GIVEN, NULL, &err) ||
	    interview_hold(s, i.id, s->now(s), &err))
		stop_at("interview", &err);
	w.interview = i.id;
	interview_done(&i);
	for (int k = 0; k < NOTES; k++) {
		struct interview_note n;

		interview_note_init(&n, w.interview, k % 2 ? SAID_FACT : SAID_QUOTE);
		free(n.text);
		n.text = xstrdup(notes[k]);
		if (interview_note_save(s, NULL, &n, NULL, &err))
			stop_at("note", &err);
		w.note[k] = n.id;
		interview_note_done(&n);
	}
	if (db_script(s->db, "update interview set state = 4", &err))
		stop_at("validated", &err);
}

static void put_code(int file, int note, int theme, int64_t start, int64_t end, int64_t driver, const char *words)
{
	struct store *s = w.s[file];
	struct coding_pass p;
	struct taxonomy t;
	struct err err = { 0 };
	struct code c = { .note = w.note[note], .start_cp = start, .end_cp = end, .driver = driver, .memo = xstrdup(words) };

	if (coding_pass_need(s, w.interview, &p, &err) || taxonomy_get(s, p.taxonomy, &t, &err) != 1)
		stop_at("pass", &err);
	w.pass[file] = p.id;
	c.pass = p.id;
	c.theme = t.theme[theme].id;
	if (code_put(s, &c, &err))
		stop_at("code", &err);
	code_done(&c);
	taxonomy_done(&t);
}

/* As many codes and marks in both, so that ids go on alike. */
static void ana_codes(int file)
{
	struct err err = { 0 };

	as(file, "ana");
	put_code(file, 0, file ? 1 : 0, 0, file ? 8 : -1, file ? DRIVER_WIN : DRIVER_LOSS, memo[file]);
	put_code(file, 1, file ? 2 : 3, 0, -1, DRIVER_LOSS, "");
	if (pass_note_put(w.s[file], w.pass[file], w.note[file ? 2 : 3], true, &err))
		stop_at("mark", &err);
	put_code(file, file ? 3 : 2, 4, 0, -1, DRIVER_NONE, "");
}

static void ben_codes(int file)
{
	as(file, "ben");
	put_code(file, 0, 0, 0, -1, DRIVER_LOSS, "");
	put_code(file, 1, 2, 0, -1, DRIVER_LOSS, "");
	put_code(file, 2, 4, 0, -1, DRIVER_NONE, "");
	put_code(file, 3, 4, 0, -1, DRIVER_NONE, "");
}

static void end(int file, bool releases)
{
	struct err err = { 0 };

	if (releases ? coding_pass_release(w.s[file], w.pass[file], &err) : coding_pass_close(w.s[file], w.pass[file], &err))
		stop_at("ended", &err);
}

static void enter(enum step step)
{
	struct err err = { 0 };

	for (int f = 0; f < FILES; f++)
		switch (step) {
		case STEP_ANA_CODES:
			ana_codes(f);
			break;
		case STEP_ANA_CLOSED:
			as(f, "ana");
			end(f, false);
			break;
		case STEP_BEN_ASSIGNED:
			as(f, "dana");
			if (assignment_put(w.s[f], w.interview, member_find(w.s[f], "ben", &err), NO_DAY, NULL, &err))
				stop_at("assignment", &err);
			as(f, "ana");
			end(f, true);
			break;
		case STEP_BEN_CODES:
			ben_codes(f);
			end(f, false);
			break;
		case STEP_RELEASED:
			as(f, "ben");
			end(f, true);
			break;
		case STEP_COUNT:
			break;
		}
}

static void open_file(int file)
{
	static const struct {
		const char *login;
		enum role role;
	} members[] = { { "ana", ROLE_ANALYST }, { "ben", ROLE_ANALYST }, { "mira", ROLE_AE }, { "cora", ROLE_CRO },
			{ "olga", ROLE_SALES_OPS }, { "rex", ROLE_READONLY } };
	struct store_options opt = { .login = "dana", .zone = "UTC", .now_ms = NOW_MS, .now_frozen = true, .seed = 3,
				     .db_flags = DB_CREATE };
	struct err err = { 0 };

	opt.path = w.path[file] = temp_path(w.dir, file ? "b/a.db" : "a/a.db");
	if (store_open(&w.s[file], &opt, NULL, &err))
		stop_at("open", &err);
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (member_add(w.s[file], members[i].login, 1u << members[i].role, 0, &err))
			stop_at(members[i].login, &err);
	make_interview(file);
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
	"export ratings --raw",
	"export ratings --format json",
	"export notes --raw",
	"export interviews --raw",
	"export all --raw",
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
	"check",
	"check --deep",
	"undo",
};
enum { PATHS = sizeof paths / sizeof *paths };

static void ask(struct promise_run *run, int file, const char *who, const char *path, struct run *r)
{
	char *words = xstrdup(path), *save = NULL;
	const char *argv[32] = { run->program, "--db", w.path[file], "--as", who, "--now", NOW };
	size_t n = 7;

	for (char *word = strtok_r(words, " ", &save); word && n < 31; word = strtok_r(NULL, " ", &save))
		argv[n++] = word;
	run_program(r, argv, run->env, NULL);
	free(words);
}

/* Whether anybody could tell the files apart. */
static bool differ(struct promise_run *run, enum step step, const char *who, const char *path, bool *shows)
{
	struct run r[FILES] = { 0 };
	bool differs;

	for (int f = 0; f < FILES; f++)
		ask(run, f, who, path, &r[f]);
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
	struct store *s = w.s[0];
	struct code *codes = NULL;
	int64_t *read = NULL;
	size_t n = 0, reads = 0;

	as(0, who);
	promise_case(run, codes_of(s, w.pass[0], &codes, &n, NULL) && !n, "%s reads ana's codes while %s", who, step_name[step]);
	promise_case(run, pass_notes_of(s, w.pass[0], &read, &reads, NULL) && !reads, "%s reads ana's marks while %s", who,
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
		store_close(w.s[f]);
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
		open_file(f);
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
