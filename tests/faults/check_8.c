/* P18: eight writers save the same twenty deals at once. No save that was acknowledged is lost, the revisions add up,
 * and nobody is told that the file is busy. Each save adds one to a deal's amount, read before: a save over somebody
 * else's would lose that one. */
#include "tests/faults/promise.h"

#include "model/buf.h"
#include "model/deal.h"
#include "model/history.h"
#include "model/member.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { WRITERS = 8, DEALS = 20, MOST = 5000 };

struct ledger {
	long saved, again, failed;
	int took_us[MOST];
	char say[300]; /* of the first failure */
};
static struct ledger *ledger; /* one a writer, shared */

static struct store *open_store(const char *path, unsigned flags)
{
	struct store_options opt = { .path = path, .login = "ines", .zone = "UTC", .db_flags = flags };
	struct store *s = NULL;
	struct err err = { 0 };

	if (store_open(&s, &opt, NULL, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	return s;
}

static char *make_file(const char *dir)
{
	char *path = temp_path(dir, "a.db");
	struct store *s = open_store(path, DB_CREATE);
	struct err err = { 0 };

	for (int i = 0; i < DEALS; i++) {
		struct deal d;

		deal_init(&d);
		d.name = xstrdup("renewal");
		d.amount_minor = 0;
		if (deal_add(s, &d, &err)) {
			fprintf(stderr, "%s\n", err.text);
			exit(1);
		}
		deal_done(&d);
	}
	store_close(s);
	return path;
}

struct saving {
	const struct deal *old;
	struct deal *d;
};

static int save(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct saving *v = arg;

	return deal_save(s, g, v->old, v->d, err);
}

/* 0 saved, 1 somebody else was first, -1 */
static int save_once(struct store *s, int64_t id, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "one more", .scope_kind = SUBJECT_DEAL, .scope = id };
	struct deal old, d;
	struct saving v = { &old, &d };
	int rc = deal_get(s, id, &old, err);

	if (rc != 1)
		return -1;
	deal_copy(&d, &old);
	d.amount_minor++;
	rc = edit(s, &how, save, &v, NULL, err);
	deal_done(&old);
	deal_done(&d);
	return !rc ? 0 : err->kind == ERR_REFUSED ? 1 : -1;
}

static void write_all(const char *path, struct ledger *l, unsigned seed, int saves)
{
	struct store *s = open_store(path, 0);
	struct timespec from, to;

	for (int i = 0; i < saves && !l->failed; i++) {
		struct err err = { 0 };
		int rc;

		clock_gettime(CLOCK_MONOTONIC, &from);
		while ((rc = save_once(s, 1 + rand_r(&seed) % DEALS, &err)) == 1)
			l->again++;
		clock_gettime(CLOCK_MONOTONIC, &to);
		l->took_us[i] = (int)((to.tv_sec - from.tv_sec) * 1000000 + (to.tv_nsec - from.tv_nsec) / 1000);
		l->saved += rc == 0;
		if (rc) {
			l->failed++;
			snprintf(l->say, sizeof l->say, "%.280s", err.text);
		}
	}
	store_close(s);
	_exit(0);
}

static int by_size(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void print_times(int saves)
{
	static int all[WRITERS * MOST];
	int n = 0;

	for (int w = 0; w < WRITERS; w++)
		for (int i = 0; i < saves && i < ledger[w].saved; i++)
			all[n++] = ledger[w].took_us[i];
	qsort(all, (size_t)n, sizeof *all, by_size);
	if (n)
		printf("one save among eight writers: p50 %.1f ms, p99 %.1f ms, longest %.1f ms\n", all[n / 2] / 1e3,
		       all[n * 99 / 100] / 1e3, all[n - 1] / 1e3);
}

static void judge(struct promise_run *run, const char *path, int saves)
{
	static const struct sql revs = { "revs", "select sum(rev - 1) from deal" },
				amounts = { "amounts", "select sum(amount_minor) from deal" },
				sums = { "sums", "select sum(amount_minor) from sum_deal" };
	struct store *s = open_store(path, 0);
	struct err err = { 0 };
	long saved = 0, again = 0;

	for (int w = 0; w < WRITERS; w++) {
		saved += ledger[w].saved;
		again += ledger[w].again;
		promise_case(run, !ledger[w].failed, "writer %d was told: %s", w, ledger[w].say);
	}
	promise_case(run, saved == WRITERS * (long)saves, "%ld of %d saves went through", saved, WRITERS * saves);
	promise_case(run, db_scalar(s->db, &revs, -1) == saved,
		     "%ld saves were acknowledged, the revisions count %lld", saved,
		     (long long)db_scalar(s->db, &revs, -1));
	promise_case(run, db_scalar(s->db, &amounts, -1) == saved,
		     "%ld saves were acknowledged, the amounts count %lld", saved,
		     (long long)db_scalar(s->db, &amounts, -1));
	promise_case(run, db_scalar(s->db, &sums, -1) == saved, "the totals count %lld of %ld",
		     (long long)db_scalar(s->db, &sums, -1), saved);
	promise_case(run, !db_integrity(s->db, &err) && !history_verify(s, &err), "afterwards: %s", err.text);
	if (!run->is_twin)
		printf("%ld saves of eight writers, %ld times somebody else was first\n", saved, again);
	store_close(s);
	run->cases += (int)saved;
}

/* The switches of the twin, and WAL where this library would not choose it. */
static void set_teeth(const struct promise_run *run, bool wal)
{
	struct buf names = { 0 };

	buf_printf(&names, "%s%s", wal ? "db-wal," : "", run->is_twin ? run->env[0] + strlen("TEETH=") : "");
	setenv("TEETH", buf_str(&names), 1);
	buf_done(&names);
}

static void walk_mode(struct promise_run *run, bool wal)
{
	const char *tier = getenv("WINLOSS_TIER");
	int saves = run->is_twin			? 60
		    : tier && !strcmp(tier, "long")	? MOST
		    : run->is_fast || run->is_sanitized ? 60
							: 250;
	char *dir = temp_dir("eight"), *path;

	if (wal && saves < MOST && !run->is_twin)
		saves = saves * 2 / 5;

	unsetenv("TEETH");
	path = make_file(dir);
	set_teeth(run, wal);
	ledger = mmap(NULL, WRITERS * sizeof *ledger, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	for (int w = 0; w < WRITERS; w++) {
		unsigned seed = promise_random(run, 1u << 30);

		if (!fork())
			write_all(path, &ledger[w], seed, saves);
	}
	while (wait(NULL) > 0)
		;
	unsetenv("TEETH");
	judge(run, path, saves);
	if (!run->is_twin)
		print_times(saves);
	munmap(ledger, WRITERS * sizeof *ledger);
	temp_remove(dir);
	free(path);
	free(dir);
}

static void walk(struct promise_run *run)
{
	walk_mode(run, false);
	if (promise_is_settled(run))
		return;
	if (!run->is_twin)
		printf("once more with a write-ahead log\n");
	walk_mode(run, true);
}

int main(void)
{
	static const char *const protections[] = { "P18", "db-immediate", NULL };
	static const struct promise p = { "P18", protections, walk, NULL, NULL };

	return promise_main(&p);
}
