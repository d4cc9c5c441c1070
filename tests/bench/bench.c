/* The figures of performance, side by side with other tools and with ourselves at another size, taken in turn in one
 * call. Printed, never judged: make bench. WINLOSS_BENCH_ROWS and WINLOSS_BENCH_PAIRS make it smaller. */
#include "model/buf.h"
#include "tests/bench/figure.h"
#include "tests/bench/paint.h"
#include "tests/bench/rows.h"
#include "tests/support/temp.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ROWS = 40, COLS = 120 };
#define READY "Prospecting"
#define SQLITE "/usr/bin/sqlite3"

struct bench {
	const char *program;
	char *dir;
	long rows; /* of the large database; the small one has 10,000 */
	int pairs;
	char *large_csv, *small_csv, *large_db, *small_db, *peer_db;
};

struct used {
	double ms;
	double peak_kib;
};

/* ---- processes without a screen ---- */

/* Runs it to the end, output into a file (NULL: thrown away). A failure is said and ends the bench. */
static struct used run(const char *const *argv, const char *output)
{
	double start = figure_now_ms();
	struct rusage rusage;
	int status;
	pid_t pid = fork();

	if (!pid) {
		int fd = open(output ? output : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC, 0600);

		/* What it says meanwhile would stand between the figures. */
		if (fd < 0 || dup2(fd, 1) < 0 || !freopen("/dev/null", "w", stderr))
			_exit(126);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &rusage) != pid)
		abort();
	if (!WIFEXITED(status) || WEXITSTATUS(status)) {
		fprintf(stderr, "bench: %s %s … ended with wait status %#x\n", argv[0], argv[1], (unsigned)status);
		exit(1);
	}
	return (struct used){ figure_now_ms() - start, (double)rusage.ru_maxrss };
}

static struct used import_ours(const struct bench *b, const char *csv, const char *db)
{
	const char *argv[] = { b->program, "--db", db, "import", "deals", csv, NULL };

	return run(argv, NULL);
}

/* The peer's import with a text key, under the same promises to the disk. */
static struct used import_peer(const char *csv, const char *db)
{
	struct buf load = { 0 };
	const char *argv[] = { SQLITE, db, "pragma journal_mode=truncate", "pragma synchronous=full",
		"create table d(external_id text primary key, company, stage, owner, amount, currency, created, closed, segment, "
		"region, competitor)", NULL, NULL };
	struct used used;

	buf_printf(&load, ".import --csv --skip 1 %s d", csv);
	argv[5] = buf_str(&load);
	used = run(argv, NULL);
	buf_done(&load);
	return used;
}

static char *fresh(const struct bench *b, const char *name)
{
	static const char *const ends[] = { "", "-journal", "-wal", "-shm", "-drafts" };
	char *path = temp_path(b->dir, name);

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		struct buf old = { 0 };

		buf_printf(&old, "%s%s", path, ends[i]);
		unlink(buf_str(&old));
		buf_done(&old);
	}
	return path;
}

/* F7, F8 and their memory (F14); leaves the large database and the peer's behind for the other figures. */
static void bench_import(struct bench *b)
{
	struct samples ratio = { 0 }, again = { 0 }, memory = { 0 }, ours_ms = { 0 }, peer_ms = { 0 };

	for (int i = 0; i < b->pairs; i++) {
		struct used ours, peer, second;

		free(b->large_db);
		free(b->peer_db);
		b->large_db = fresh(b, "large.db");
		b->peer_db = fresh(b, "peer.db");
		ours = import_ours(b, b->large_csv, b->large_db);
		peer = import_peer(b->large_csv, b->peer_db);
		second = import_ours(b, b->large_csv, b->large_db);
		samples_add(&ratio, ours.ms / peer.ms);
		samples_add(&again, second.ms / ours.ms);
		samples_add(&memory, ours.peak_kib / peer.peak_kib);
		samples_add(&ours_ms, ours.ms);
		samples_add(&peer_ms, peer.ms);
	}
	figure_print("F7", "import / sqlite3 .import with a text key", samples_at(&ratio, 0.5), 2.0, 1.3,
		"(%.2f s / %.2f s, %ld rows)", samples_at(&ours_ms, 0.5) / 1e3, samples_at(&peer_ms, 0.5) / 1e3, b->rows);
	figure_print("F8", "import again, nothing new / first import", samples_at(&again, 0.5), 0.6, 0.35, " ");
	figure_print("F14", "memory of import / sqlite3's", samples_at(&memory, 0.5), 5.0, 1.5, " ");
	samples_done(&ratio);
	samples_done(&again);
	samples_done(&memory);
	samples_done(&ours_ms);
	samples_done(&peer_ms);
}

static void bench_export(struct bench *b)
{
	const char *ours[] = { b->program, "--db", b->large_db, "export", "deals", NULL };
	const char *peer[] = { SQLITE, "-csv", b->large_db, "select * from deal", NULL };
	char *out = temp_path(b->dir, "out.csv");
	struct samples ratio = { 0 }, memory = { 0 }, ours_ms = { 0 }, peer_ms = { 0 };

	for (int i = 0; i < b->pairs; i++) {
		struct used a = run(ours, out), p = run(peer, out);

		samples_add(&ratio, a.ms / p.ms);
		samples_add(&memory, a.peak_kib / p.peak_kib);
		samples_add(&ours_ms, a.ms);
		samples_add(&peer_ms, p.ms);
	}
	figure_print("F9", "export to CSV / sqlite3 -csv of the same table", samples_at(&ratio, 0.5), 0.85, 0.65, "(%.2f s / %.2f s)",
		samples_at(&ours_ms, 0.5) / 1e3, samples_at(&peer_ms, 0.5) / 1e3);
	figure_print("F14", "memory of export / sqlite3's", samples_at(&memory, 0.5), 5.0, 1.5, " ");
	samples_done(&ratio);
	samples_done(&memory);
	samples_done(&ours_ms);
	samples_done(&peer_ms);
	free(out);
}

/* ---- full screen ---- */

static struct pty *start_board(const struct bench *b, const char *db, double *ms)
{
	const char *argv[] = { b->program, "--db", db, NULL };

	return paint_start(argv, NULL, READY, ms);
}

static void quit(struct pty *p)
{
	int status;

	pty_signal(p, SIGTERM);
	pty_wait_exit(p, 5000, &status);
	pty_free(p);
}

static double start_of(const struct bench *b, const char *db, double *peak_kib)
{
	double ms = 0;
	struct pty *p = start_board(b, db, &ms);

	if (!p)
		exit(1);
	*peak_kib = (double)paint_peak_kib(p);
	quit(p);
	return ms;
}

static double start_of_peer(const char *db)
{
	const char *argv[] = { SQLITE, db, "select 1", NULL };
	double ms = 0;
	struct pty *p = paint_start(argv, NULL, "1", &ms);

	if (!p)
		exit(1);
	pty_free(p);
	return ms;
}

static void bench_start(struct bench *b)
{
	struct samples large = { 0 }, small = { 0 }, peer = { 0 }, to_peer = { 0 }, to_small = { 0 };
	double large_kib = 0, small_kib = 0;

	start_of(b, b->large_db, &large_kib);
	for (int i = 0; i < 3 * b->pairs; i++) {
		double l = start_of(b, b->large_db, &large_kib), s = start_of(b, b->small_db, &small_kib);
		double q = start_of_peer(b->large_db);

		samples_add(&large, l);
		samples_add(&small, s);
		samples_add(&peer, q);
		samples_add(&to_peer, l / q);
		samples_add(&to_small, l / s);
	}
	figure_print("F1", "first paint of the board / sqlite3 'select 1'", samples_at(&to_peer, 0.5), 6, 4, "(%.1f ms / %.1f ms)",
		samples_at(&large, 0.5), samples_at(&peer, 0.5));
	figure_print("F2", "first paint, large / 10,000 deals", samples_at(&to_small, 0.5), 1.6, 1.2, "(%.1f ms / %.1f ms)",
		samples_at(&large, 0.5), samples_at(&small, 0.5));
	figure_print("F13", "resident memory of the board, MiB", large_kib / 1024, 24, 12, " ");
	figure_print("F13", "the same, large / 10,000 deals", large_kib / small_kib, 1.3, 1.1, "(%.0f KiB / %.0f KiB)", large_kib,
		small_kib);
	samples_done(&large);
	samples_done(&small);
	samples_done(&peer);
	samples_done(&to_peer);
	samples_done(&to_small);
}

struct step {
	const char *name, *keys, *back; /* there and back again */
	int count;
	const char *first;              /* typed before, not measured; NULL: nothing */
};
static const struct step jumps[];

/* One session of downs and ups on a database; so many that the 99th part in a hundred means something. */
static void type_moves(const struct bench *b, const char *db, struct paint_step *step)
{
	double ms;
	struct pty *p = start_board(b, db, &ms);

	if (!p)
		exit(1);
	for (int i = 0; i < 5; i++) {
		paint_type(p, "j", 10, step);
		paint_type(p, "k", 5, step);
		paint_type(p, "l", 2, step);
		paint_type(p, "h", 3, step);
	}
	quit(p);
}

static void print_bytes(const char *name, struct paint_step *step)
{
	figure_print("F6", name, samples_at(&step->ratio, 0.5), 1.5, 1.15, "(%.0f bytes a key, worst ratio %.2f, %d keys unanswered)",
		samples_at(&step->bytes, 0.5), samples_at(&step->ratio, 1), step->misses);
}

/* F5: pages, ends and searches at full size, against the cursor keys of the same run. */
static void bench_jumps(struct bench *b, struct paint_step *cursor)
{
	for (const struct step *s = jumps; s->name; s++) {
		struct paint_step step = { 0 };
		double ms, worst, base = samples_at(&cursor->ms, 0.99);
		struct pty *p = start_board(b, b->large_db, &ms);

		if (!p)
			exit(1);
		for (const char *c = s->first; c && *c; c++) {
			struct paint_step unmeasured = { 0 };
			char key[2] = { *c, '\0' };

			paint_type(p, key, 1, &unmeasured);
			paint_step_done(&unmeasured);
		}
		for (int i = 0; i < s->count; i++) {
			paint_type(p, s->keys, 1, &step);
			paint_type(p, s->back, 1, &step);
		}
		worst = samples_at(&step.ms, 0.99);
		figure_print("F5", s->name, base > 0 ? worst / base : 0, 2.5, 1.5, "(%.2f ms / %.2f ms)", worst, base);
		print_bytes(s->name, &step);
		paint_step_done(&step);
		quit(p);
	}
}

static void bench_keys(struct bench *b)
{
	struct paint_step large = { 0 }, small = { 0 };
	double small_50, small_99;

	for (int i = 0; i < 5; i++) {
		type_moves(b, b->large_db, &large);
		type_moves(b, b->small_db, &small);
	}
	small_50 = samples_at(&small.ms, 0.5);
	small_99 = samples_at(&small.ms, 0.99);
	figure_print("F3", "key to paint, large / 10,000 deals, median", samples_at(&large.ms, 0.5) / small_50, 1.25, 1.1,
		"(%.2f ms / %.2f ms, %zu keys)", samples_at(&large.ms, 0.5), small_50, large.ms.n);
	figure_print("F3", "the same, 99 in a hundred", samples_at(&large.ms, 0.99) / small_99, 1.5, 1.25, "(%.2f ms / %.2f ms)",
		samples_at(&large.ms, 0.99), small_99);
	print_bytes("bytes of a cursor key / plain difference", &large);
	bench_jumps(b, &large);
	paint_step_done(&large);
	paint_step_done(&small);
}

/* F16: ten seconds in which nothing happens. The clock stands in the middle of a day, no shown moment changes. */
static void bench_idle(struct bench *b)
{
	double ms, cpu_ms;
	size_t len;
	struct pty *p = start_board(b, b->large_db, &ms);

	if (!p)
		exit(1);
	pty_settle(p, 5000);
	pty_raw_clear(p);
	cpu_ms = pty_cpu_ms(p);
	pty_wait(p, "a text that never comes", 10000);
	cpu_ms = pty_cpu_ms(p) - cpu_ms;
	pty_raw(p, &len);
	figure_print("F16", "bytes to the terminal in ten idle seconds", (double)len, 0, 0, " ");
	figure_print("F16", "processor time meanwhile, ms", cpu_ms, 1, 0.1, " ");
	quit(p);
}

static void bench_resize(struct bench *b)
{
	static const int sizes[][2] = { { 100, 300 }, { 12, 40 } };
	double ms;
	struct pty *p = start_board(b, b->large_db, &ms);

	if (!p)
		exit(1);
	for (size_t i = 0; i < 2; i++) {
		int rows = sizes[i][0], cols = sizes[i][1];
		struct vt_cell *after;
		long reference;
		size_t len;

		pty_settle(p, 5000);
		pty_raw_clear(p);
		pty_resize(p, rows, cols);
		pty_settle(p, 5000);
		pty_raw(p, &len);
		after = paint_picture(p, rows, cols);
		reference = paint_reference(NULL, after, rows, cols);
		figure_print("F17", i ? "bytes of a resize to 40x12 / one full paint" : "bytes of a resize to 300x100 / one full paint",
			(double)len / (double)reference, 1.2, 1.05, "(%zu / %ld)", len, reference);
		free(after);
	}
	quit(p);
}

static void prepare(struct bench *b)
{
	const char *rows = getenv("WINLOSS_BENCH_ROWS"), *pairs = getenv("WINLOSS_BENCH_PAIRS");

	b->program = getenv("WINLOSS_BIN");
	b->rows = rows ? strtol(rows, NULL, 10) : 1000000;
	b->pairs = pairs ? (int)strtol(pairs, NULL, 10) : 5;
	b->dir = temp_dir("bench");
	b->large_csv = temp_path(b->dir, "large.csv");
	b->small_csv = temp_path(b->dir, "small.csv");
	b->small_db = temp_path(b->dir, "small.db");
	if (!b->program || rows_write(b->large_csv, b->rows) || rows_write(b->small_csv, 10000)) {
		fprintf(stderr, "bench: no program, or no room in %s (TMPDIR names another place)\n", b->dir);
		exit(1);
	}
	import_ours(b, b->small_csv, b->small_db);
}

static void finish(struct bench *b)
{
	temp_remove(b->dir);
	free(b->dir);
	free(b->large_csv);
	free(b->small_csv);
	free(b->large_db);
	free(b->small_db);
	free(b->peer_db);
}

int main(void)
{
	struct bench b = { 0 };

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (access(SQLITE, X_OK)) {
		fputs("bench: " SQLITE " is the measure of half the figures (Debian: sqlite3)\n", stderr);
		return 1;
	}
	prepare(&b);
	bench_import(&b);
	bench_export(&b);
	bench_start(&b);
	bench_keys(&b);
	bench_idle(&b);
	bench_resize(&b);
	finish(&b);
	return 0;
}

/* 200 there and 200 back: the 99th in a hundred needs 400 keys a side. */
static const struct step jumps[] = {
	{ "a page down and up", "\033[6~", "\033[5~", 200, NULL },
	{ "to the end of the column and back", "G", "g", 200, NULL },
	{ "two columns on and back", "ll", "hh", 200, NULL },
	{ "jump to an id: its last digit and back", "0", "\177", 200, "/x005000" },
	{ NULL, NULL, NULL, 0, NULL },
};
