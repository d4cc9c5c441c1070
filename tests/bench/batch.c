/* Imports and exports: whole processes, ours and the peer's in turn. */
#include "tests/bench/bench.h"

#include "model/buf.h"
#include "tests/support/temp.h"

#include <stdlib.h>
#include <unistd.h>

/* The peer's import with a text key, under the same promises to the disk. */
static struct used import_peer(const char *csv, const char *db)
{
	struct buf load = { 0 };
	const char *argv[] = { BENCH_SQLITE, db, "pragma journal_mode=truncate", "pragma synchronous=full",
		"create table d(external_id text primary key, company, stage, owner, amount, currency, created, closed, segment, "
		"region, competitor)", NULL, NULL };
	struct used used;

	buf_printf(&load, ".import --csv --skip 1 %s d", csv);
	argv[5] = buf_str(&load);
	used = bench_run(argv, NULL, NULL);
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

struct imports {
	struct samples ratio, again, memory, ours_ms, peer_ms;
};

static void import_pair(struct bench *b, struct imports *im)
{
	struct used ours, peer, second;

	free(b->large_db);
	free(b->peer_db);
	b->large_db = fresh(b, "large.db");
	b->peer_db = fresh(b, "peer.db");
	ours = bench_import(b, b->large_csv, b->large_db);
	peer = import_peer(b->large_csv, b->peer_db);
	second = bench_import(b, b->large_csv, b->large_db);
	samples_add(&im->ratio, ours.ms / peer.ms);
	samples_add(&im->again, second.ms / ours.ms);
	samples_add(&im->memory, ours.peak_kib / peer.peak_kib);
	samples_add(&im->ours_ms, ours.ms);
	samples_add(&im->peer_ms, peer.ms);
}

void batch_import(struct bench *b)
{
	struct imports im = { 0 };

	for (int i = 0; i < b->pairs; i++)
		import_pair(b, &im);
	figure_print("F7", "import / sqlite3 .import with a text key", samples_at(&im.ratio, 0.5), 2.0, 1.3,
		"(%.2f s / %.2f s, %ld rows)", samples_at(&im.ours_ms, 0.5) / 1e3, samples_at(&im.peer_ms, 0.5) / 1e3, b->rows);
	figure_print("F8", "import again, nothing new / first import", samples_at(&im.again, 0.5), 0.6, 0.35, " ");
	figure_print("F14", "memory of import / sqlite3's", samples_at(&im.memory, 0.5), 5.0, 1.5, " ");
	samples_done(&im.ratio);
	samples_done(&im.again);
	samples_done(&im.memory);
	samples_done(&im.ours_ms);
	samples_done(&im.peer_ms);
}

void batch_export(struct bench *b)
{
	const char *ours[] = { b->program, "--db", b->large_db, "--as", BENCH_LOGIN, "export", "deals", NULL };
	const char *peer[] = { BENCH_SQLITE, "-csv", b->large_db, "select * from deal", NULL };
	char *out = temp_path(b->dir, "out.csv");
	struct samples ratio = { 0 }, memory = { 0 }, ours_ms = { 0 }, peer_ms = { 0 };

	for (int i = 0; i < b->pairs; i++) {
		struct used a = bench_run(ours, NULL, out), p = bench_run(peer, NULL, out);

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
