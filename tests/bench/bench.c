/* The figures of performance, side by side with other tools and with ourselves at another size, taken in turn in one
 * call. Printed, never judged: make bench. WINLOSS_BENCH_ROWS and WINLOSS_BENCH_PAIRS make it smaller,
 * WINLOSS_BENCH_PARTS=keys,save (names below) shorter. */
#include "tests/bench/bench.h"

#include "model/buf.h"
#include "tests/bench/rows.h"
#include "tests/bench/won.h"
#include "tests/support/temp.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { SMALL_ROWS = 10000, MID_ROWS = 100000 };

struct part {
	const char *name;
	void (*run)(struct bench *b);
};
static const struct part parts[];

/* ---- processes ---- */

static void __attribute__((noreturn)) become(const char *const *argv, const char *input, const char *output)
{
	int in = open(input ? input : "/dev/null", O_RDONLY);
	int out = open(output ? output : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600);

	/* What it says meanwhile would stand between the figures. */
	if (in < 0 || out < 0 || dup2(in, 0) < 0 || dup2(out, 1) < 0 || !freopen("/dev/null", "w", stderr))
		_exit(126);
	execv(argv[0], (char *const *)argv);
	_exit(127);
}

struct used bench_run(const char *const *argv, const char *input, const char *output)
{
	double start = figure_now_ms();
	struct rusage rusage;
	int status;
	pid_t pid = fork();

	if (!pid)
		become(argv, input, output);
	if (pid < 0 || wait4(pid, &status, 0, &rusage) != pid)
		abort();
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "bench: %s %s … ended with wait status %#x\n", argv[0], argv[1], (unsigned)status);
		exit(1);
	}
	return (struct used){ figure_now_ms() - start, (double)rusage.ru_maxrss };
}

char *bench_peer(struct bench *b, const char *id, const char *name)
{
	const char *path = getenv("PATH");
	struct buf why = { 0 };

	for (const char *at = path ? path : "/usr/bin"; *at; at += strcspn(at, ":") + (at[strcspn(at, ":")] == ':')) {
		struct buf file = { 0 };

		buf_printf(&file, "%.*s/%s", (int)strcspn(at, ":"), at, name);
		if (!access(buf_str(&file), X_OK))
			return buf_take(&file);
		buf_done(&file);
	}
	b->skipped++;
	buf_printf(&why, "%s is not installed", name);
	figure_missing(id, buf_str(&why));
	buf_done(&why);
	return NULL;
}

struct used bench_import(const struct bench *b, const char *csv, const char *db)
{
	const char *argv[] = { b->program, "--db", db, "--as", BENCH_LOGIN, "import", "deals", csv, NULL };

	return bench_run(argv, NULL, NULL);
}

/* ---- full screen ---- */

struct pty *bench_board(const struct bench *b, const char *db, double *ms)
{
	const char *argv[] = { b->program, "--db", db, "--as", BENCH_LOGIN, NULL };
	struct pty *p = paint_start(argv, NULL, "Prospecting", ms);

	if (!p)
		exit(1);
	return p;
}

struct pty *bench_list(const struct bench *b, const char *db)
{
	double ms;
	struct pty *p = bench_board(b, db, &ms);

	if (paint_until(p, "3", "Debriefs due", 20000) < 0)
		exit(1);
	return p;
}

void bench_quit(struct pty *p)
{
	int status;

	pty_signal(p, SIGTERM);
	pty_wait_exit(p, 5000, &status);
	pty_free(p);
}

/* ---- the run ---- */

static void make_database(const struct bench *b, const char *csv, const char *db, long rows)
{
	if (rows_write(csv, rows)) {
		fprintf(stderr, "bench: no room in %s (TMPDIR names another place)\n", b->dir);
		exit(1);
	}
	if (db)
		bench_import(b, csv, db);
}

/* Also where the bench ends early: a gigabyte is much to leave behind. */
static char *to_remove;

static void remove_files(void)
{
	temp_remove(to_remove);
	free(to_remove);
}

static void prepare(struct bench *b)
{
	const char *rows = getenv("WINLOSS_BENCH_ROWS"), *pairs = getenv("WINLOSS_BENCH_PAIRS");

	b->rows = rows ? strtol(rows, NULL, 10) : 1000000;
	b->pairs = pairs ? (int)strtol(pairs, NULL, 10) : 5;
	b->mid_rows = b->rows < MID_ROWS ? b->rows : MID_ROWS;
	b->self = realpath("/proc/self/exe", NULL);
	b->dir = temp_dir("bench");
	to_remove = xstrdup(b->dir);
	atexit(remove_files);
	b->large_csv = temp_path(b->dir, "large.csv");
	b->mid_csv = temp_path(b->dir, "mid.csv");
	b->mid_db = temp_path(b->dir, "mid.db");
	b->small_csv = temp_path(b->dir, "small.csv");
	b->small_db = temp_path(b->dir, "small.db");
	make_database(b, b->large_csv, NULL, b->rows);
	make_database(b, b->mid_csv, b->mid_db, b->mid_rows);
	make_database(b, b->small_csv, b->small_db, SMALL_ROWS);
}

void bench_need_debriefs(struct bench *b)
{
	long few = SMALL_ROWS / 10, many = b->rows / 100;

	if (b->has_debriefs)
		return;
	b->has_debriefs = true;
	if (won_debriefs(b->small_db, few) || won_debriefs(b->large_db, many > few ? many : few))
		exit(1);
}

static void finish(struct bench *b)
{
	free(b->self);
	free(b->dir);
	free(b->large_csv);
	free(b->mid_csv);
	free(b->small_csv);
	free(b->large_db);
	free(b->mid_db);
	free(b->small_db);
	free(b->peer_db);
	samples_done(&b->floor_ms);
}

/* Is it among the names that WINLOSS_BENCH_PARTS gives, or are all wanted? */
static bool is_wanted(const char *name)
{
	const char *names = getenv("WINLOSS_BENCH_PARTS");
	size_t n = strlen(name);

	if (!names || !*names)
		return true;
	for (const char *at = names; *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] == ','))
		if (strcspn(at, ",") == n && !strncmp(at, name, n))
			return true;
	return false;
}

/* The import comes always: it makes the large database. */
static void measure(struct bench *b)
{
	batch_import(b);
	for (const struct part *p = parts; p->name; p++)
		if (is_wanted(p->name))
			p->run(b);
	raw_print(b);
	if (b->skipped)
		printf("%d comparisons skipped: install what is named above (CONTRIBUTING.md, bench)\n", b->skipped);
}

int main(int argc, char **argv)
{
	struct bench b = { .program = getenv("WINLOSS_BIN") };

	if (argc > 1 && !strcmp(argv[1], "--raw"))
		return raw_main();
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!b.program) {
		fputs("bench: WINLOSS_BIN names no program; make bench does\n", stderr);
		return 1;
	}
	if (access(BENCH_SQLITE, X_OK)) {
		fputs("bench: " BENCH_SQLITE " is the measure of half the figures (Debian: sqlite3)\n", stderr);
		return 1;
	}
	prepare(&b);
	measure(&b);
	finish(&b);
	return 0;
}

static const struct part parts[] = {
	{ "export", batch_export }, { "start", full_start },     { "start-tig", peer_start }, { "keys", full_keys },
	{ "queue", queue_keys },    { "interviews", interviews },
	{ "keys-peers", peer_keys }, { "search", peer_search },  { "save", save_keys },       { "text", text_keys },
	{ "idle", full_idle },      { "resize", full_resize },
	{ "report", quarter },      { NULL, NULL }, /* last: it fills the large database */
};
