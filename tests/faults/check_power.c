/* P2: the power is cut. Whatever the disk then holds of what was not synced, the file opens again by itself, every act
 * that was told done is there, the one under way is there whole or not at all, and so it is with the drafts.
 * P3: the power is cut once more while the file opens again. */
#include "tests/faults/file.h"
#include "tests/faults/tape.h"
#include "tests/faults/work.h"

#include "model/buf.h"
#include "model/check_store.h"
#include "model/db/private.h"
#include "model/draft.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEPS_MAX = 16, LOG_PAGES = 30 };

/* A workflow as it ran: what was done to the files, and how the records stood after each step. */
struct run {
	const struct workflow *flow;
	struct tape *tape;
	struct work work;
	size_t told[STEPS_MAX]; /* events before step i was told done */
	struct work_sum sum[STEPS_MAX + 1];
	int steps;
};

static struct work base;

/* The calls of our own code to the system, which the shim of the database does not see. */
int __real_link(const char *from, const char *to);
int __wrap_link(const char *from, const char *to);
int __real_fsync(int fd);
int __wrap_fsync(int fd);

int __wrap_link(const char *from, const char *to)
{
	int rc = __real_link(from, to);

	if (!rc)
		tape_renamed(from, to);
	return rc;
}

int __wrap_fsync(int fd)
{
	struct stat st;
	int rc = __real_fsync(fd);

	if (!rc && !fstat(fd, &st) && S_ISDIR(st.st_mode))
		tape_dir_synced();
	return rc;
}

/* ---- the run ---- */

/* Small logs are written back often, so that cuts meet that too. */
static void write_back_often(struct work *w)
{
	sqlite3_wal_autocheckpoint(w->s->db->handle, LOG_PAGES);
}

static void begin(struct run *r, const struct workflow *flow)
{
	struct err err = { 0 };

	*r = (struct run){ .flow = flow };
	work_copy(&r->work, &base, "power");
	if (work_open(&r->work, &err) || drafts_open(r->work.s, &err)) {
		fprintf(stderr, "%s: %s\n", flow->name, err.text);
		exit(1);
	}
	write_back_often(&r->work);
	r->sum[0] = work_sum(&r->work);
	r->tape = tape_record(r->work.dir);
}

static void play(struct run *r)
{
	for (; r->steps < r->flow->steps; r->steps++) {
		struct err err = { 0 };

		if (r->flow->step(&r->work, r->steps, &err)) {
			fprintf(stderr, "%s, step %d: %s\n", r->flow->name, r->steps + 1, err.text);
			exit(1);
		}
		r->told[r->steps] = tape_count(r->tape);
		r->sum[r->steps + 1] = work_sum(&r->work);
	}
	work_close(&r->work);
	tape_stop(r->tape);
}

static void end(struct run *r)
{
	tape_free(r->tape);
	work_remove(&r->work);
}

/* ---- judging ---- */

static int hear_finding(void *arg, const char *text)
{
	struct buf *b = arg;

	buf_printf(b, "%s%s", b->len ? "; " : "", text);
	return 0;
}

static int keep_none(void *arg, const struct draft *d)
{
	(void)arg;
	(void)d;
	return 0;
}

/* Two files, two COMMITs: of the step under way the database may be done and the drafts not yet, but not the other way
 * round, where it stores a draft. */
static const char *compare(const struct run *r, int done, struct work_sum is)
{
	const struct work_sum *was = &r->sum[done], *next = &r->sum[done < r->steps ? done + 1 : done];
	bool is_old = is.store == was->store, is_new = is.store == next->store;

	if (!is_old && !is_new)
		return "what was told done is not there, or something is there half";
	if (is.drafts != was->drafts && is.drafts != next->drafts)
		return "a draft that was told kept is not there";
	if (is.drafts != was->drafts && !is_new)
		return "a draft went before what it held was stored";
	return NULL;
}

/* The backups that lie there are whole ones. */
static const char *check_backups(const char *dir)
{
	static const char *const names[] = { "a.db.backup-1", "a.db.backup-2" };
	const char *wrong = NULL;

	for (size_t i = 0; i < 2; i++) {
		char *path = temp_path(dir, names[i]);
		struct db *db = NULL;

		if (!access(path, F_OK) && (db_open(&db, path, DB_READONLY, NULL) || db_integrity(db, NULL)))
			wrong = "a backup is not whole";
		db_close(db);
		free(path);
	}
	return wrong;
}

static int steps_told(const struct run *r, size_t k)
{
	int done = 0;

	while (done < r->steps && r->told[done] <= k)
		done++;
	return done;
}

/* Opens what a cut left and looks at everything. NULL: all is well; else what is wrong, in `say`. */
static const char *judge(const struct run *r, size_t k, const char *dir, bool deep, struct buf *say)
{
	struct buf findings = { 0 };
	struct err err = { 0 };
	struct work w;
	const char *wrong = NULL;
	size_t n = 0;

	work_place(&w, &base, dir);
	if (work_open(&w, &err))
		wrong = "it does not open again";
	else if (store_act_as(w.s, "priya", &err) || drafts_open(w.s, &err))
		wrong = "the drafts do not open again";
	else
		wrong = compare(r, steps_told(r, k), work_sum(&w));
	if (!wrong && drafts_recover(w.s, keep_none, NULL, &err))
		wrong = "the drafts cannot be read";
	if (!wrong && (db_integrity(w.s->db, &err) || db_integrity(w.s->drafts, &err)))
		wrong = "a file is not sound";
	if (!wrong && deep && (store_check(w.s, false, hear_finding, &findings, &n, &err) || n))
		wrong = "the records do not agree";
	if (!wrong)
		wrong = check_backups(dir);
	if (wrong)
		buf_printf(say, "%s %s%s", wrong, err.text, buf_str(&findings));
	work_close(&w);
	work_done(&w);
	buf_done(&findings);
	return wrong;
}

static void cut_once(struct promise_run *run, const struct run *r, size_t k, uint64_t seed)
{
	struct buf say = { 0 };
	char *dir = temp_dir("cut");

	tape_cut(r->tape, k, seed, dir);
	judge(r, k, dir, seed % 8 == 0, &say);
	promise_case(run, !say.len, "%s, step %d, cut before event %zu of %zu (%s), seed %llu: %s", r->flow->name,
		steps_told(r, k) + 1, k, tape_count(r->tape),
		tape_say(r->tape, k), (unsigned long long)seed, buf_str(&say));
	temp_remove(dir);
	free(dir);
	buf_done(&say);
}

/* The same, and once more while it opens again. */
static void cut_twice(struct promise_run *run, const struct run *r, size_t k, uint64_t seed)
{
	struct buf say = { 0 };
	char *first = temp_dir("cut"), *second = temp_dir("again");
	struct tape *again;
	struct work w;
	size_t at;

	tape_cut(r->tape, k, seed, first);
	again = tape_record(first);
	work_place(&w, &base, first);
	if (!work_open(&w, NULL))
		drafts_open(w.s, NULL);
	tape_stop(again);
	at = tape_count(again) ? promise_random(run, (unsigned)tape_count(again) + 1) : 0;
	tape_cut(again, at, seed + 1, second);
	work_close(&w);
	work_done(&w);
	judge(r, k, second, seed % 8 == 0, &say);
	promise_case(run, !say.len, "%s, step %d, cut before event %zu, again before %zu (%s), seed %llu: %s",
		r->flow->name, steps_told(r, k) + 1, k, at, tape_say(again, at), (unsigned long long)seed, buf_str(&say));
	tape_free(again);
	temp_remove(first);
	temp_remove(second);
	free(first);
	free(second);
	buf_done(&say);
}

/* ---- the walks ---- */

typedef void cut_fn(struct promise_run *run, const struct run *r, size_t k, uint64_t seed);

struct walking {
	cut_fn *cut;
	int cuts, workers;
};

static uint64_t next_seed(struct promise_run *run)
{
	return ((uint64_t)promise_random(run, 1u << 30) << 10) + promise_random(run, 1024);
}

/* Every sync is met at least once (a quarter of them where it must be quick), before it did its work; the others fall
 * anywhere. */
static void cut_flow(struct promise_run *run, const struct run *r, const struct walking *how, int worker, int cuts)
{
	int stride = run->is_fast || run->is_sanitized ? 4 * how->workers : how->workers, at = 0;
	size_t n = tape_count(r->tape);

	for (size_t k = 0; k <= n && !promise_is_settled(run); k++)
		if ((k == n || tape_is_sync(r->tape, k)) && at++ % stride == worker) {
			how->cut(run, r, k, next_seed(run));
			cuts--;
		}
	while (cuts-- > 0 && !promise_is_settled(run))
		how->cut(run, r, promise_random(run, (unsigned)n + 1), next_seed(run));
}

static void cut_flows(struct promise_run *run, int worker, void *arg)
{
	const struct walking *how = arg;
	int flows = 0, cuts = how->cuts / how->workers;

	while (workflows[flows].name)
		flows++;
	vfs_install();
	for (int i = 0; i < flows && !promise_is_settled(run); i++) {
		struct run r;

		begin(&r, &workflows[i]);
		play(&r);
		cut_flow(run, &r, how, worker, cuts / flows + (i < cuts % flows));
		end(&r);
	}
}

/* Both processors: the cases are shared out. */
static void walk_cuts(struct promise_run *run, cut_fn *cut, int all)
{
	struct walking how = { cut, all, run->is_twin ? 1 : 2 };

	faulty_workers(run, how.workers, cut_flows, &how);
}

static int cuts_of(const struct promise_run *run, int few, int usual, int many)
{
	const char *asked = getenv("WINLOSS_CUTS");

	if (asked)
		return (int)strtol(asked, NULL, 10);
	return run->is_fast || run->is_sanitized ? few : run->is_long ? many : usual;
}

static void walk(struct promise_run *run)
{
	walk_cuts(run, cut_once, cuts_of(run, 100, 500, 5000));
}

static void walk_twice(struct promise_run *run)
{
	walk_cuts(run, cut_twice, cuts_of(run, 50, 100, 1000));
}

static int set_up(void)
{
	/* Nothing here waits for a disk: what a sync means is on the tape. */
	promise_in_memory();
	work_make(&base);
	return 0;
}

static void tear_down(void)
{
	work_remove(&base);
}

int main(void)
{
	static const char *const protections[] = { "P2", "P2-normal", NULL };
	static const struct promise once = { "P2", protections, walk, set_up, tear_down };
	static const struct promise twice = { "P3", protections, walk_twice, set_up, tear_down };
	int first = promise_main_both(&once), second = promise_main_both(&twice);

	return first ? first : second;
}
