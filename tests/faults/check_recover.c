/* P7: a crash leaves a draft, and a newer text was stored meanwhile. When the debrief opens again both are offered side
 * by side, the draft as it was typed and the text as it stands; neither is deleted before somebody chose; opened twice
 * it offers the same; a draft whose own save stands is not offered, and nothing is stored twice.
 *
 * In the model, where the crash is a process that ends, and on the screen of the program. */
#include "tests/faults/file.h"
#include "tests/faults/state.h"
#include "tests/faults/work.h"

#include "model/buf.h"
#include "model/debrief.h"
#include "model/draft.h"
#include "tests/support/temp.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { QUESTIONS = 7, SAY = 2048 };

static struct work base;

static void give_up(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

/* What happened to one answer before the file opens again. */
struct story {
	int question;
	bool had_text;	   /* an answer stood when the typing began */
	bool was_stored;   /* the draft's own save stands; the crash came before the draft went */
	int later;	   /* newer texts stored by somebody else */
	char typed[SAY], newest[SAY]; /* of the draft; of the database, "" none */
	int64_t base_rev;
};

static void open_as(struct work *w, const char *login)
{
	static uint64_t seed = UINT64_C(1) << 41;
	struct err err = { 0 };

	w->seed = seed++ + (uint64_t)getpid() * 1000000;
	if (work_open(w, &err) || store_act_as(w->s, login, &err))
		give_up(login, &err);
}

static int64_t rev_of(struct work *w, int question, char text[SAY])
{
	struct form_value v;
	char field[16];
	int64_t rev;

	snprintf(field, sizeof field, "%d", question);
	if (form_value_get(w->s, w->form, field, 0, LAYER_LIVE, &v, NULL) < 0)
		return -1;
	if (text)
		snprintf(text, SAY, "%s", v.text ? v.text : "");
	rev = v.rev;
	form_value_done(&v);
	return rev;
}

static void store_text(struct work *w, int question, const char *text, const unsigned char *request)
{
	struct err err = { 0 };

	if (debrief_answer(w->s, w->form, question, LAYER_LIVE, text, -1, 0, request, NULL, &err))
		give_up(text, &err);
}

static struct draft draft_of(struct work *w, struct story *t)
{
	struct draft d = { .kind = SUBJECT_FORM_VALUE, .subject = w->form, .layer = LAYER_LIVE, .body = t->typed,
			   .len = strlen(t->typed), .base_rev = t->base_rev, .at_ms = t->question };

	snprintf(d.field, sizeof d.field, "%d", t->question);
	draft_request(w->s, &d);
	return d;
}

/* Types, and the process ends there. */
static void type_and_die(struct work *w, struct story *t)
{
	struct err err = { 0 };
	struct draft d;
	int status;
	pid_t pid;

	work_close(w);
	pid = fork();
	if (!pid) {
		open_as(w, "priya");
		d = draft_of(w, t);
		if (draft_write(w->s, &d, &err))
			_exit(1);
		if (t->was_stored)
			store_text(w, t->question, t->typed, d.request);
		_exit(9);
	}
	waitpid(pid, &status, 0);
	if (WEXITSTATUS(status) != 9)
		give_up("the child", &err);
	open_as(w, "priya");
}

/* ---- recovering ---- */

struct offered {
	int n;
	struct draft d; /* the last one */
};

static int hear(void *arg, const struct draft *d)
{
	struct offered *o = arg;

	draft_done(&o->d);
	o->d = *d;
	o->d.body = xstrdup(d->body);
	o->n++;
	return 0;
}

static const char *check_offer(struct work *w, const struct story *t)
{
	struct offered o = { 0 };
	const char *wrong = NULL;
	char text[SAY];
	int64_t rev = rev_of(w, t->question, text);

	if (drafts_recover(w->s, hear, &o, NULL))
		wrong = "the drafts cannot be read";
	else if (t->was_stored)
		wrong = o.n ? "offered though its save stands" : NULL;
	else if (o.n != 1)
		wrong = o.n ? "offered twice" : "not offered";
	else if (strcmp(o.d.body, t->typed))
		wrong = "not offered as it was typed";
	else if ((o.d.base_rev != rev) != (t->later > 0))
		wrong = "a newer text is not told from the one that was read";
	if (!wrong && strcmp(text, t->newest))
		wrong = "the stored text is not the newest";
	draft_done(&o.d);
	return wrong;
}

static int64_t texts_like(struct work *w, const char *text)
{
	static const struct sql count = { "recover_texts", "select count(*) from text where body = $1" };
	struct stmt *st = db_stmt(w->s->db, &count, NULL);
	int64_t n = -1;

	db_text(st, 1, text);
	if (db_step(st, NULL) == 1) {
		n = db_col(st, 0);
		db_reset(st);
	}
	return n;
}

static int save_draft(struct store *s, const struct draft *d, void *arg, struct err *err)
{
	struct work *w = arg;

	return debrief_answer(s, w->form, (int)strtol(d->field, NULL, 10), LAYER_LIVE, d->body, d->base_rev, 0, d->request, NULL,
			      err);
}

/* Mine, theirs or both, as the screen does it; afterwards the one that lost is still in the history of texts. */
static const char *choose(struct work *w, const struct story *t, unsigned how)
{
	struct offered o = { 0 }, again = { 0 };
	char text[SAY], both[2 * SAY + 4];
	const char *wrong = NULL;
	struct err err = { 0 };

	drafts_recover(w->s, hear, &o, NULL);
	if (how == 1) {
		draft_drop(w->s, &o.d, &err);
	} else {
		snprintf(both, sizeof both, how == 2 ? "%s\n\n%s" : "%.0s%s", t->newest, t->typed);
		free(o.d.body);
		o.d.body = xstrdup(both);
		o.d.len = strlen(both);
		o.d.base_rev = rev_of(w, t->question, NULL);
		if (draft_write(w->s, &o.d, &err) || draft_store(w->s, &o.d, save_draft, w, &err))
			wrong = "what was chosen cannot be stored";
	}
	if (!wrong && (drafts_recover(w->s, hear, &again, NULL) || again.n))
		wrong = "offered again after the choice";
	rev_of(w, t->question, text);
	if (!wrong && strncmp(text, how == 1 ? t->newest : both, SAY - 1))
		wrong = "not what was chosen stands there";
	if (!wrong && *t->newest && strlen(t->newest) < SAY - 1 && texts_like(w, t->newest) < 1)
		wrong = "the text that was not chosen is gone";
	if (!wrong && how == 0 && texts_like(w, t->typed) != 1)
		wrong = "stored twice";
	draft_done(&o.d);
	draft_done(&again.d);
	return wrong;
}

/* ---- one story ---- */

static void tell(struct promise_run *run, struct work *w, struct story *t, int i)
{
	*t = (struct story){ .question = 1 + (int)promise_random(run, QUESTIONS), .had_text = promise_random(run, 2),
			     .was_stored = !promise_random(run, 4), .later = (int)promise_random(run, 3) };
	if (t->had_text) {
		snprintf(t->newest, SAY, "before %d", i);
		store_text(w, t->question, t->newest, NULL);
	}
	t->base_rev = rev_of(w, t->question, t->newest);
	snprintf(t->typed, SAY, "typed until the crash %d", i);
	type_and_die(w, t);
	if (t->was_stored)
		snprintf(t->newest, SAY, "%s", t->typed);
	for (int n = 0; n < t->later; n++) {
		/* Somebody else, or the same member in another window. */
		store_act_as(w->s, promise_random(run, 2) ? "max" : "priya", NULL);
		snprintf(t->newest, SAY, "newer %d of %d", n, i);
		store_text(w, t->question, t->newest, NULL);
	}
	store_act_as(w->s, "priya", NULL);
}

static void play_story(struct promise_run *run, struct work *w, int i)
{
	struct story t;
	const char *wrong;

	tell(run, w, &t, i);
	wrong = check_offer(w, &t);
	if (!wrong) {
		work_close(w);
		open_as(w, "priya");
		wrong = check_offer(w, &t);
	}
	if (!wrong && !t.was_stored)
		wrong = choose(w, &t, promise_random(run, 3));
	promise_case(run, !wrong, "Q%d, %s text before, %d newer, its save %s: %s", t.question, t.had_text ? "a" : "no", t.later,
		t.was_stored ? "stands" : "does not stand", wrong);
}

static void play_stories(struct promise_run *run, int worker, void *arg)
{
	const int *stories = arg;
	struct work w;

	(void)worker;
	work_copy(&w, &base, "recover");
	open_as(&w, "priya");
	for (int i = 0; i < *stories && !promise_is_settled(run); i++)
		play_story(run, &w, i);
	work_remove(&w);
}

/* ---- on the screen ---- */

#define MINE "mine was typed until the crash"
#define THEIRS "theirs was stored meanwhile"

/* Another window of the same member stores an answer to the first question. */
static void store_theirs(const char *world)
{
	static const struct sql form = { "recover_form", "select max(id) from form where kind = 1" };
	char *path = temp_path(world, "world.db");
	struct store_options opt = { .path = path, .login = "dana" };
	struct store *s = NULL;
	struct err err = { 0 };

	if (store_open(&s, &opt, NULL, &err) ||
	    debrief_answer(s, db_scalar(s->db, &form, 0), 1, LAYER_LIVE, THEIRS, -1, 0, NULL, NULL, &err))
		give_up("the other window", &err);
	store_close(s);
	free(path);
}

static struct pty *open_again(struct promise_run *run, const char *world)
{
	static const struct state answers = { "debrief", "3 <Enter>", "Buying trigger", NULL };
	struct pty *p = state_open(run, &answers, world, (struct pty_options){ 0 });

	if (p)
		pty_settle(p, PTY_LIMIT_MS);
	return p;
}

static bool shows_both(struct pty *p, int limit_ms)
{
	return pty_wait(p, MINE, limit_ms) && pty_wait(p, THEIRS, limit_ms);
}

static void kill_it(struct pty *p)
{
	int status;

	pty_signal(p, SIGKILL);
	pty_wait_exit(p, PTY_LIMIT_MS, &status);
	pty_free(p);
}

/* Killed, overtaken, opened twice: both texts are there both times, the other one at hand by a key of the key row. */
static void check_screen(struct promise_run *run)
{
	char *world = state_world();
	struct pty *p = open_again(run, world);

	if (p) {
		pty_bytes(p, MINE, strlen(MINE));
		pty_settle(p, PTY_LIMIT_MS);
		kill_it(p);
		store_theirs(world);
		for (int i = 0; i < 2; i++) {
			p = open_again(run, world);
			if (!p)
				break;
			promise_case(run, shows_both(p, run->is_twin ? 2000 : PTY_LIMIT_MS), "opened %s: not both texts are on the screen:\n%s", i ? "twice" : "again",
				pty_screen(p));
			kill_it(p);
		}
	}
	temp_remove(world);
	free(world);
}

/* ---- the walk ---- */

static void walk(struct promise_run *run)
{
	int stories = run->is_fast || run->is_sanitized ? 20 : run->is_long ? 500 : 125;

	faulty_workers(run, 2, play_stories, &stories);
	for (int i = 0; i < (run->is_long ? 20 : 1) && !promise_is_settled(run); i++)
		check_screen(run);
}

static int set_up(void)
{
	promise_in_memory();
	work_make(&base);
	return states_set_up();
}

static void tear_down(void)
{
	states_tear_down();
	work_remove(&base);
}

int main(void)
{
	static const char *const protections[] = { "P7", "P7-saved", NULL };
	static const struct promise p = { "P7", protections, walk, set_up, tear_down };

	return promise_main_both(&p);
}
