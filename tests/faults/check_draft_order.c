/* P8: a draft goes only after the COMMIT that carries its request. Every call to the system on the way of a save
 * fails, once and for good, or the process ends there; afterwards the text stands in the database or in the drafts,
 * and saving it again makes no second one. */
#include "tests/faults/file.h"

#include "model/deal.h"
#include "model/draft.h"
#include "model/form.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"
#include "tests/support/vfs.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WORDS "we told them the second site is included, in the call of the ninth"

static char *dir, *path, *drafts_path;
static struct buf base, base_drafts; /* a store with one deal and one form, and its drafts file */
static int64_t deal_id, form_id;

static struct result {
	bool acknowledged;
	long calls;
	int out_of_order;
} * outcome; /* shared with the child */

static void give_up(const char *what, const char *why)
{
	fprintf(stderr, "%s: %s\n", what, why);
	exit(1);
}

static struct store *open_store(void)
{
	struct store_options opt = { .path = path, .login = "ines", .zone = "UTC", .db_flags = DB_CREATE };
	struct store *s = NULL;
	struct err err = { 0 };

	if (store_open(&s, &opt, NULL, &err))
		give_up(path, err.text);
	return s;
}

/* Two ways to save a text: an answer of a form, and a field of a deal. */

static int save_answer(struct store *s, const struct draft *d, void *arg, struct err *err)
{
	struct form_save v = { .form = form_id,
			       .field = "4",
			       .layer = LAYER_LIVE,
			       .text = d->body,
			       .reply = -1,
			       .again = -1,
			       .class = CLASS_INTERNAL,
			       .base_rev = -1,
			       .request = d->request };

	(void)arg;
	return form_value_save(s, &v, NULL, err);
}

static int put_step(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct deal old, d;
	int rc = deal_get(s, deal_id, &old, err);

	if (rc != 1)
		return -1;
	deal_copy(&d, &old);
	free(d.next_step);
	d.next_step = xstrdup(arg);
	rc = deal_save(s, g, &old, &d, err);
	deal_done(&old);
	deal_done(&d);
	return rc;
}

static int save_step(struct store *s, const struct draft *d, void *arg, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT,
				  .title = "next step",
				  .scope_kind = SUBJECT_DEAL,
				  .scope = deal_id,
				  .request = d->request };

	(void)arg;
	return edit(s, &how, put_step, d->body, NULL, err);
}

static const struct way {
	const char *name;
	int (*save)(struct store *s, const struct draft *d, void *arg, struct err *err);
	struct sql stored; /* how many rows hold the text */
} ways[] = {
	{ "an answer", save_answer, { "answers", "select count(*) from text where body = '" WORDS "'" } },
	{ "a field of a deal", save_step, { "steps", "select count(*) from deal where next_step = '" WORDS "'" } },
};

static int make_records(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct form f = { .kind = FORM_DEBRIEF };
	struct deal d;

	(void)arg;
	deal_init(&d);
	d.name = xstrdup("renewal");
	if (deal_insert(s, g, &d, err))
		return -1;
	deal_id = f.deal = d.id;
	deal_done(&d);
	if (form_insert(s, g, &f, err))
		return -1;
	form_id = f.id;
	return 0;
}

static void make_base(void)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "records" };
	struct err err = { 0 };
	struct store *s;

	s = open_store();
	if (edit(s, &how, make_records, NULL, NULL, &err) || drafts_open(s, &err))
		give_up(path, err.text);
	store_close(s);
	if (!prop_read(path, &base) || !prop_read(drafts_path, &base_drafts))
		give_up(path, "cannot be read");
}

static void put_file(const char *name, const struct buf *bytes)
{
	static const char *const suffix[] = { "-journal", "-wal", "-shm" };
	struct buf beside = { 0 };
	FILE *f = fopen(name, "wb");

	if (!f || fwrite(bytes->data, 1, bytes->len, f) != bytes->len || fclose(f))
		give_up(name, "cannot be written");
	for (size_t i = 0; i < sizeof suffix / sizeof suffix[0]; i++) {
		buf_clear(&beside);
		buf_printf(&beside, "%s%s", name, suffix[i]);
		unlink(beside.data);
	}
	buf_done(&beside);
}

static struct draft typed(struct store *s)
{
	struct draft d = { .kind = SUBJECT_FORM_VALUE,
			   .subject = form_id,
			   .field = "4",
			   .layer = LAYER_LIVE,
			   .body = xstrdup(WORDS),
			   .len = strlen(WORDS) };

	draft_request(s, &d);
	return d;
}

static bool ends_with(const char *name, const char *end)
{
	size_t n = strlen(name), k = strlen(end);

	return n > k && !strcmp(name + n - k, end);
}

/* The drafts may be touched only when the journal of the database is empty again, or its log is synced: its COMMIT. */
static void listen(void *arg, enum vfs_op op, const char *name)
{
	static bool committed;

	(void)arg;
	if (ends_with(name, ".db-journal"))
		committed = op == VFS_TRUNCATE || (committed && op == VFS_SYNC);
	if (ends_with(name, ".db-wal"))
		committed = op == VFS_SYNC;
	if (strstr(name, "-drafts") && op == VFS_WRITE && !committed)
		outcome->out_of_order++;
}

static void child(const struct way *way, const struct vfs_fault *fault)
{
	struct err err = { 0 };
	struct store *s;
	struct draft d;

	vfs_install();
	s = open_store();
	d = typed(s);
	if (draft_write(s, &d, &err))
		_exit(3);
	vfs_listen(listen, NULL);
	vfs_set(fault);
	outcome->acknowledged = !draft_store(s, &d, way->save, NULL, &err);
	outcome->calls = vfs_calls();
	vfs_listen(NULL, NULL);
	/* A process whose disk fails for good does not close its files in order either. */
	_exit(0);
}

static int keep(void *arg, const struct draft *d)
{
	struct draft *to = arg;

	draft_done(to);
	*to = *d;
	to->body = xstrdup(d->body);
	return 0;
}

static int64_t with_request(struct store *s)
{
	static const struct sql groups = { "groups", "select count(*) from grp where request is not null" };

	return db_scalar(s->db, &groups, -1);
}

/* What is wrong, or "". */
static const char *judge(const struct way *way)
{
	struct draft offered = { 0 }, again = { 0 };
	struct err err = { 0 };
	struct store *s = open_store();
	int64_t stored = db_scalar(s->db, &way->stored, -1);
	const char *wrong = "";

	if (drafts_recover(s, keep, &offered, &err))
		wrong = "the drafts cannot be read";
	else if (outcome->acknowledged && stored != 1)
		wrong = "said to be saved and is not";
	else if (!stored && (!offered.body || strcmp(offered.body, WORDS)))
		wrong = "lost";
	else if (stored && offered.body)
		wrong = "offered though it is saved";
	else if (offered.body && draft_store(s, &offered, way->save, NULL, &err))
		wrong = "cannot be saved afterwards";
	else if (db_scalar(s->db, &way->stored, -1) != 1 || with_request(s) != 1)
		wrong = "saved twice";
	else if (drafts_recover(s, keep, &again, &err) || again.body)
		wrong = "offered for ever";
	else if (db_integrity(s->db, &err))
		wrong = "damaged";
	draft_done(&offered);
	draft_done(&again);
	store_close(s);
	return wrong;
}

/* The number of calls on the way, 0 when the child ended. */
static long run_case(struct promise_run *run, const struct way *way, const struct vfs_fault *fault, const char *what)
{
	const char *wrong;
	int status = 0;
	pid_t pid;

	put_file(path, &base);
	put_file(drafts_path, &base_drafts);
	memset(outcome, 0, sizeof *outcome);
	faulty_teeth(run);
	pid = fork();
	if (!pid)
		child(way, fault);
	waitpid(pid, &status, 0);
	/* A protection that is off must not help the judge; WAL stays. */
	if (run->is_twin)
		unsetenv("TEETH");
	wrong = WIFSIGNALED(status) || (WEXITSTATUS(status) && WEXITSTATUS(status) != 9) ? "a crash"
		: outcome->out_of_order ? "the draft was touched before the COMMIT"
					: judge(way);
	unsetenv("TEETH");
	promise_case(run, !*wrong, "%s, call %ld %s: %s", way->name, fault->at, what, wrong);
	return outcome->calls;
}

static void walk_way(struct promise_run *run, const struct way *way)
{
	static const struct {
		const char *name;
		unsigned ops;
		bool for_good;
		int rc;
	} kinds[] = {
		{ "ends the process", VFS_ALL, false, 0 },
		{ "fails once", VFS_ALL & ~(unsigned)VFS_LOCK, false, SQLITE_IOERR },
		{ "fails for good", VFS_ALL & ~(unsigned)VFS_LOCK, true, SQLITE_IOERR },
		{ "finds the disk full for good", VFS_WRITE, true, SQLITE_FULL },
		{ "finds the file locked once", VFS_LOCK, false, SQLITE_BUSY },
	};

	const char *tier = getenv("WINLOSS_TIER");

	for (size_t k = 0; k < sizeof kinds / sizeof kinds[0] && !promise_is_settled(run); k++) {
		struct vfs_fault fault = { .ops = kinds[k].ops, .for_good = kinds[k].for_good, .rc = kinds[k].rc };
		long calls = run_case(run, way, &fault, "is counted"), step = kinds[k].for_good ? 4 : 1;

		if (run->is_fast || run->is_sanitized)
			step = 8;
		else if (tier && !strcmp(tier, "long"))
			step = 1;

		for (fault.at = 1; fault.at <= calls && !promise_is_settled(run); fault.at += step)
			run_case(run, way, &fault, kinds[k].name);
	}
}

static void walk(struct promise_run *run)
{
	for (size_t i = 0; i < sizeof ways / sizeof ways[0] && !promise_is_settled(run); i++)
		walk_way(run, &ways[i]);
}

static int set_up(void)
{
	promise_in_memory();
	dir = temp_dir("order");
	path = temp_path(dir, "a.db");
	drafts_path = temp_path(dir, "a.db-drafts");
	outcome = mmap(NULL, sizeof *outcome, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	make_base();
	return 0;
}

static void tear_down(void)
{
	temp_remove(dir);
	free(dir);
	free(path);
	free(drafts_path);
	buf_done(&base);
	buf_done(&base_drafts);
}

int main(void)
{
	static const char *const protections[] = { "P8", NULL };
	static const struct promise p = { "P8", protections, walk, set_up, tear_down };

	return promise_main_both(&p);
}
