/* Other full-screen programs beside ours, on as many rows. Each may be absent: then its line says so. */
#include "tests/bench/bench.h"

#include "model/buf.h"
#include "tests/bench/rows.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>

/* What a person's own settings would change. */
static const char *const plain_env[] = { "LESS", "LESSOPEN", "GIT_DIR", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1",
	"TIGRC_USER=/dev/null", NULL };

static struct pty *start(const char *const *argv, const char *ready, double *ms)
{
	struct pty *p = paint_start(argv, plain_env, ready, ms);

	if (!p)
		exit(1);
	return p;
}

/* ---- F1: tig on a repository of as many commits ---- */

static char *make_repository(const struct bench *b, const char *git)
{
	char *repo = temp_path(b->dir, "repository"), *stream = temp_path(b->dir, "commits");
	const char *init[] = { git, "init", "-q", "-b", "main", repo, NULL };
	const char *fill[] = { git, "-C", repo, "fast-import", "--quiet", NULL };

	if (rows_write_commits(stream, b->mid_rows)) {
		fprintf(stderr, "bench: no room in %s (TMPDIR names another place)\n", b->dir);
		exit(1);
	}
	bench_run(init, NULL, NULL);
	bench_run(fill, stream, NULL);
	free(stream);
	return repo;
}

static void compare_start(struct bench *b, const char *tig, const char *repo)
{
	const char *argv[] = { tig, "-C", repo, NULL };
	struct samples ours = { 0 }, theirs = { 0 };
	struct buf newest = { 0 };
	double ms;

	buf_printf(&newest, ROWS_COMMIT, b->mid_rows);
	bench_quit(start(argv, buf_str(&newest), &ms));
	bench_quit(bench_board(b, b->mid_db, &ms));
	for (int i = 0; i < 3 * b->pairs; i++) {
		bench_quit(start(argv, buf_str(&newest), &ms));
		samples_add(&theirs, ms);
		bench_quit(bench_board(b, b->mid_db, &ms));
		samples_add(&ours, ms);
	}
	figure_print("F1", "first paint / tig's, as many commits", samples_at(&ours, 0.5) / samples_at(&theirs, 0.5), 1.0 / 20,
		1.0 / 20, "(%.1f ms / %.1f ms, %ld rows)", samples_at(&ours, 0.5), samples_at(&theirs, 0.5), b->mid_rows);
	samples_done(&ours);
	samples_done(&theirs);
	buf_done(&newest);
}

void peer_start(struct bench *b)
{
	char *tig = bench_peer(b, "F1", "tig"), *git = tig ? bench_peer(b, "F1", "git") : NULL;

	if (git) {
		char *repo = make_repository(b, git);

		compare_start(b, tig, repo);
		free(repo);
	}
	free(tig);
	free(git);
}

/* ---- F4: a cursor key ---- */

static struct pty *start_ncdu(struct bench *b)
{
	char *ncdu = bench_peer(b, "F4", "ncdu"), *listing = temp_path(b->dir, "listing.json");
	const char *argv[] = { ncdu, "-f", listing, NULL };
	struct pty *p = NULL;
	double ms;

	if (ncdu && !rows_write_listing(listing, b->mid_rows))
		p = start(argv, "Total disk usage", &ms);
	free(ncdu);
	free(listing);
	return p;
}

static struct pty *start_visidata(struct bench *b)
{
	char *vd = bench_peer(b, "F4", "visidata");
	const char *argv[] = { vd, "--config=/dev/null", b->mid_csv, NULL };
	struct buf rows = { 0 };
	struct pty *p = NULL;
	double ms;

	buf_printf(&rows, "%ld rows", b->mid_rows);
	if (vd)
		p = start(argv, buf_str(&rows), &ms);
	buf_done(&rows);
	free(vd);
	return p;
}

static void print_peer(const struct bench *b, const char *what, struct paint_step *ours, struct paint_step *theirs, double bar,
		       double target)
{
	double a = samples_at(&ours->ms, 0.5), p = samples_at(&theirs->ms, 0.5);

	if (theirs->ms.n)
		figure_print("F4", what, a / p, bar, target, "(%.2f ms / %.2f ms, %zu keys a side, %ld rows)", a, p, theirs->ms.n,
			b->mid_rows);
}

/* All three stay open and are typed at in turn. */
void peer_keys(struct bench *b)
{
	struct pty *ncdu = start_ncdu(b), *vd = start_visidata(b), *ours;
	struct paint_step of_ours = { 0 }, of_ncdu = { 0 }, of_vd = { 0 };
	double ms;

	ours = bench_board(b, b->mid_db, &ms);
	for (int i = 0; i < 10; i++) {
		paint_type_unmarked(ours, "j", 40, &of_ours);
		if (ncdu)
			paint_type_unmarked(ncdu, "j", 40, &of_ncdu);
		if (vd)
			paint_type_unmarked(vd, "j", 40, &of_vd);
	}
	print_peer(b, "key to paint / ncdu's, median", &of_ours, &of_ncdu, 1.5, 1.0);
	print_peer(b, "key to paint / visidata's, median", &of_ours, &of_vd, 1.0 / 8, 1.0 / 8);
	paint_step_done(&of_ours);
	paint_step_done(&of_ncdu);
	paint_step_done(&of_vd);
	bench_quit(ours);
	if (ncdu)
		bench_quit(ncdu);
	if (vd)
		bench_quit(vd);
}

/* ---- F5: the last id of all ---- */

/* One search from the top of the file; the row's comma tells it from the pattern, which stands on the screen too. */
static double search_less(struct pty *less, long last)
{
	struct buf first = { 0 }, row = { 0 }, pattern = { 0 };
	double ms;

	buf_printf(&first, ROWS_ID ",", 1L);
	buf_printf(&row, ROWS_ID ",", last);
	buf_printf(&pattern, "/" ROWS_ID, last);
	if (paint_until(less, "g", buf_str(&first), 20000) < 0)
		exit(1);
	paint_until(less, buf_str(&pattern), buf_str(&pattern), 5000);
	ms = paint_until(less, "\r", buf_str(&row), 60000);
	if (ms < 0)
		exit(1);
	buf_done(&first);
	buf_done(&row);
	buf_done(&pattern);
	return ms;
}

/* Types up to the last digit of the id; the last one is then typed and taken back. */
static struct pty *begin_jump(const struct bench *b, char last[2])
{
	struct buf keys = { 0 };
	double ms;
	struct pty *p = bench_board(b, b->large_db, &ms);

	buf_printf(&keys, "/" ROWS_ID, b->rows);
	last[0] = buf_str(&keys)[keys.len - 1];
	last[1] = '\0';
	keys.data[keys.len - 1] = '\0';
	paint_prepare(p, buf_str(&keys));
	buf_done(&keys);
	return p;
}

static void compare_search(struct bench *b, const char *program)
{
	const char *argv[] = { program, b->large_csv, NULL };
	struct samples ours = { 0 }, theirs = { 0 };
	struct pty *less, *p;
	char last[2];
	double ms;

	less = start(argv, "external_id", &ms);
	p = begin_jump(b, last);
	for (int i = 0; i < b->pairs; i++) {
		samples_add(&theirs, search_less(less, b->rows));
		ms = paint_key(p, last);
		if (ms >= 0)
			samples_add(&ours, ms);
		paint_prepare(p, "\177");
	}
	figure_print("F5", "jump to the last id / search of less", samples_at(&ours, 0.5) / samples_at(&theirs, 0.5), 1.0 / 50,
		1.0 / 50, "(%.2f ms / %.1f ms, %ld rows)", samples_at(&ours, 0.5), samples_at(&theirs, 0.5), b->rows);
	samples_done(&ours);
	samples_done(&theirs);
	bench_quit(less);
	bench_quit(p);
}

void peer_search(struct bench *b)
{
	char *less = bench_peer(b, "F5", "less");

	if (less)
		compare_search(b, less);
	free(less);
}
