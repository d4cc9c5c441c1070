/* P13: the disk fills up. At every fill level of every workflow what is typed goes on into the drafts (their file is
 * the reserve), what could not be stored is said with its cause, and once there is room again the same program does it
 * without being started anew. Through the shim of the database, and with the real program on a small file system of
 * its own where the system lets us make one. */
#include "tests/faults/file.h"
#include "tests/faults/full.h"
#include "tests/faults/work.h"

#include "model/buf.h"
#include "model/check_store.h"
#include "model/db/private.h"
#include "model/draft.h"
#include "model/form.h"
#include "tests/support/temp.h"
#include "tests/support/vfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PLENTY = 1 << 30 };

static struct work base;

static void give_up(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

/* A folder of its own with the base in it, opened with room to spare. The twin's drafts are made without their
 * reserve. */
static void begin(struct work *w, bool is_twin)
{
	struct err err = { 0 };

	work_copy(w, &base, "full");
	if (is_twin) {
		char *journal = temp_path(w->dir, "a.db-drafts-journal");

		unlink(w->drafts_path);
		unlink(journal);
		free(journal);
	}
	vfs_room(-1);
	if (work_open(w, &err) || drafts_open(w->s, &err))
		give_up(w->path, &err);
}

static void end(struct work *w)
{
	vfs_room(-1);
	work_remove(w);
}

/* ---- typing meanwhile ---- */

static struct draft typed(struct work *w, char *text, size_t len)
{
	struct draft d = { .kind = SUBJECT_FORM_VALUE, .subject = w->form, .field = "7", .layer = LAYER_LIVE,
			   .body = text, .len = len };

	memset(d.request, 't', sizeof d.request);
	return d;
}

/* So much of the text was typed: it must get into the draft, however full the disk is. */
static int type_on(struct work *w, size_t len, struct err *err)
{
	char text[8192];
	struct draft d;

	memset(text, 'w', len);
	text[len] = '\0';
	d = typed(w, text, len);
	return store_act_as(w->s, "priya", err) || draft_write(w->s, &d, err) ? -1 : 0;
}

static bool is_kept(struct work *w, size_t len)
{
	struct draft d = { 0 };
	bool kept;

	store_act_as(w->s, "priya", NULL);
	kept = draft_get(w->s, SUBJECT_FORM_VALUE, w->form, "7", 0, LAYER_LIVE, &d, NULL) == 1 && d.len == len;
	draft_done(&d);
	return kept;
}

/* ---- one fill level ---- */

/* A step that the full disk stopped: said so, typed on, room made, done. NULL, or what is wrong. */
static const char *get_over(struct work *w, const struct workflow *flow, int step, size_t *len, struct err *err)
{
	if (err->kind != ERR_IO && err->kind != ERR_OUTPUT)
		return "the error is of another kind";
	if (!strstr(err->text, "full"))
		return "the message does not name the cause";
	*len += 2000;
	if (type_on(w, *len, err))
		return "what was typed on the full disk is not kept";
	vfs_room(-1);
	err_clear(err);
	return flow->step(w, step, err) ? "it does not go on once there is room" : NULL;
}

static int hear_nothing(void *arg, const char *text)
{
	(void)arg;
	(void)text;
	return 0;
}

static const char *judge(struct work *w, const struct workflow *flow, size_t len, struct err *err)
{
	size_t findings = 0;

	if (db_scalar(w->s->db, &flow->proof, 0) != 1)
		return "not all of it stands there";
	if (!is_kept(w, len))
		return "what was typed is lost";
	if (db_integrity(w->s->db, err) || db_integrity(w->s->drafts, err))
		return "a file is damaged";
	if (store_check(w->s, false, hear_nothing, NULL, &findings, err) || findings)
		return "the records do not agree";
	work_close(w);
	if (work_open(w, err) || drafts_open(w->s, err))
		return "it does not open again";
	return is_kept(w, len) && db_scalar(w->s->db, &flow->proof, 0) == 1 ? NULL : "opened again, something is lost";
}

static void check_level(struct promise_run *run, const struct workflow *flow, int64_t room)
{
	const char *wrong = NULL;
	struct err err = { 0 };
	size_t len = 1500;
	bool was_full = false;
	struct work w;

	begin(&w, run->is_twin);
	vfs_room(room);
	if (type_on(&w, len, &err))
		wrong = "what was typed is not kept";
	for (int i = 0; i < flow->steps && !wrong; i++) {
		err_clear(&err);
		if (flow->step(&w, i, &err)) {
			wrong = was_full ? "it fails though there is room" : get_over(&w, flow, i, &len, &err);
			was_full = true;
		}
	}
	vfs_room(-1);
	if (!wrong)
		wrong = judge(&w, flow, len, &err);
	promise_case(run, !wrong, "%s, %lld bytes of room: %s: %s", flow->name, (long long)room, wrong, err.text);
	end(&w);
}

/* How much room the workflow takes when there is plenty. */
static int64_t needs(const struct workflow *flow)
{
	struct err err = { 0 };
	int64_t most = 0;
	struct work w;

	begin(&w, false);
	vfs_room(PLENTY);
	for (int i = 0; i < flow->steps; i++)
		if (flow->step(&w, i, &err))
			give_up(flow->name, &err);
	most = PLENTY - vfs_least_room();
	end(&w);
	return most;
}

/* ---- the walk ---- */

struct filling {
	int levels, workers;
};

static void walk_levels(struct promise_run *run, int worker, void *arg)
{
	const struct filling *how = arg;

	vfs_install();
	for (const struct workflow *flow = workflows; flow->name && !promise_is_settled(run); flow++) {
		int64_t most = needs(flow);

		for (int i = worker; i < how->levels && !promise_is_settled(run); i += how->workers)
			check_level(run, flow, most * i / how->levels);
	}
}

static void walk(struct promise_run *run)
{
	struct filling how = { run->is_fast || run->is_sanitized ? 3 : run->is_long ? 200 : 12, run->is_twin ? 1 : 2 };

	faulty_workers(run, how.workers, walk_levels, &how);
	if (!run->is_twin)
		full_walk_program(run);
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
	static const char *const protections[] = { "drafts-reserve", NULL };
	static const struct promise p = { "P13", protections, walk, set_up, tear_down };

	return promise_main_both(&p);
}
