/* 100,000 notes of interviews: what a letter of the search in them takes, and agreement of two coders, beside scans of the
 * same notes by SQL's LIKE. */
#include "tests/bench/bench.h"

#include "model/buf.h"
#include "tests/bench/said.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>

enum { SCANS = 50 };

struct talks {
	char *db, *scans; /* of SCANS scans for a word, as the shell of SQLite reads them */
	struct samples scan_ms; /* one of them */
};

static void talks_init(struct talks *t, const struct bench *b)
{
	FILE *f;

	*t = (struct talks){ .db = temp_path(b->dir, "said.db"), .scans = temp_path(b->dir, "scans.sql") };
	bench_import(b, b->small_csv, t->db);
	f = fopen(t->scans, "w");
	for (int i = 0; f && i < SCANS; i++)
		fprintf(f, "select count(*) from text where body like '%%" SAID_RARE "%%';\n");
	if (!f || fclose(f) || said_make(t->db, b->mid_rows))
		exit(1);
}

static void talks_done(struct talks *t)
{
	free(t->db);
	free(t->scans);
	samples_done(&t->scan_ms);
}

/* The scans of one process, in milliseconds. */
static double scan(struct talks *t)
{
	const char *argv[] = { BENCH_SQLITE, "-readonly", t->db, NULL };
	double ms = bench_run(argv, t->scans, NULL).ms;

	samples_add(&t->scan_ms, ms / SCANS);
	return ms;
}

static void agree(const struct bench *b, struct talks *t)
{
	const char *argv[] = { b->program, "--db", t->db, "--as", BENCH_LOGIN, "agreement", NULL };
	struct samples ratio = { 0 }, ours = { 0 }, scans = { 0 };

	for (int i = 0; i < b->pairs; i++) {
		double ms = bench_run(argv, NULL, NULL).ms, theirs = scan(t);

		samples_add(&ours, ms);
		samples_add(&scans, theirs);
		samples_add(&ratio, ms / theirs);
	}
	figure_print("S3", "agreement over 200 interviews / 50 LIKE scans", samples_at(&ratio, 0.5), 1.0, 0.5,
		"(%.0f ms / %.0f ms, %ld notes)", samples_at(&ours, 0.5), samples_at(&scans, 0.5), b->mid_rows);
	samples_done(&ratio);
	samples_done(&ours);
	samples_done(&scans);
}

/* ---- words of notes as one types ---- */

static struct pty *open_search(const struct bench *b, const struct talks *t)
{
	double ms;
	struct pty *p = bench_board(b, t->db, &ms);

	paint_prepare(p, ":");
	paint_prepare(p, "what was said");
	if (paint_until(p, "\r", "type words", 20000) < 0)
		exit(1);
	return p;
}

/* Each letter of the word, from an empty line on. */
static void type_word(struct pty *p, const char *word, struct paint_step *step)
{
	paint_prepare(p, "/");
	for (; *word; word++)
		paint_type(p, (char[]){ *word, '\0' }, 1, step);
	paint_prepare(p, "\033");
}

static void search(const struct bench *b, struct talks *t)
{
	static const char *const words[] = { SAID_OFTEN, SAID_RARE, "zebra" };
	struct paint_step step = { 0 };
	double scan_50;

	for (int i = 0; i < b->pairs; i++) {
		struct pty *p = open_search(b, t);

		for (int k = 0; k < 12; k++)
			type_word(p, words[k % 3], &step);
		bench_quit(p);
		scan(t);
	}
	scan_50 = samples_at(&t->scan_ms, 0.5);
	figure_print("F12", "letter of the search in notes, p99 / LIKE scan", samples_at(&step.ms, 0.99) / scan_50, 0.5, 0.2,
		"(%.2f ms / %.2f ms, %zu letters, half in %.2f ms)", samples_at(&step.ms, 0.99), scan_50, step.ms.n,
		samples_at(&step.ms, 0.5));
	paint_step_done(&step);
}

/* ---- an interview that opens, to be coded ---- */

static void open_one(struct pty *p, const char *word, struct paint_step *step)
{
	paint_prepare(p, "/");
	paint_prepare(p, word);
	paint_prepare(p, "\r");
	for (int i = 0; i < 20; i++) {
		paint_type(p, "\r", 1, step);
		paint_prepare(p, "\033");
	}
	paint_prepare(p, "/");
	paint_prepare(p, "\025\033");
}

static void open_both(const struct bench *b, const struct talks *t)
{
	struct paint_step large = { 0 }, small = { 0 };

	for (int i = 0; i < b->pairs; i++) {
		struct pty *p = open_search(b, t);

		open_one(p, SAID_LONG_ID, &large);
		open_one(p, SAID_SHORT_ID, &small);
		bench_quit(p);
	}
	figure_print("F3", "an interview opens, 1,000 notes / 14", samples_at(&large.ms, 0.5) / samples_at(&small.ms, 0.5), 1.25, 1.1,
		"(%.2f ms / %.2f ms, %zu a side)", samples_at(&large.ms, 0.5), samples_at(&small.ms, 0.5), large.ms.n);
	figure_print("F3", "  99 in a hundred", samples_at(&large.ms, 0.99) / samples_at(&small.ms, 0.99), 1.5, 1.25,
		"(%.2f ms / %.2f ms, %d unanswered)", samples_at(&large.ms, 0.99), samples_at(&small.ms, 0.99), large.misses + small.misses);
	paint_step_done(&large);
	paint_step_done(&small);
}

void interviews(struct bench *b)
{
	struct talks t;

	talks_init(&t, b);
	agree(b, &t);
	search(b, &t);
	open_both(b, &t);
	talks_done(&t);
}
