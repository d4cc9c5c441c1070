/* The queue of handoffs with 100,000 open and closed ones, against the queue with 1,000: what it takes to open it, to move
 * in it and to go to its ends. Every second one is closed, but for the check-ins behind its kickoff, which nobody noted. */
#include "tests/bench/bench.h"

#include "model/event.h"
#include "model/store.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>

enum { SMALL_HANDOFFS = 1000 };

static int tell(struct store *s, struct group *g, int64_t deal, enum event_kind kind, int64_t value, int64_t at_ms,
		struct err *err)
{
	struct new_event e = { .deal = deal, .kind = kind, .value = value, .at_ms = at_ms, .for_ms = NO_MOMENT };

	return event_add(s, g, &e, err);
}

/* Won by word of mouth i hours ago: some are late, some soon, most have days. */
static int win_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	static const enum event_kind done[] = { EV_FILED, EV_ACKED, EV_SOW_SENT, EV_SOW_SIGNED, EV_DEBRIEF_DONE, EV_KICKOFF_HELD };
	long count = *(const long *)arg;

	for (long i = 1; i <= count; i++) {
		int64_t at = s->now(s) - (i % 400) * INT64_C(3600000);

		if (tell(s, g, i, EV_WON, 0, at, err) || tell(s, g, i, EV_COMMITTED, 2, at, err))
			return -1;
		for (size_t k = 0; i % 2 && k < sizeof done / sizeof *done; k++)
			if (tell(s, g, i, done[k], 0, at + 3600000, err))
				return -1;
	}
	return 0;
}

static void make(const struct bench *b, const char *csv, const char *db, long count)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "wins" };
	struct err err = { 0 };
	struct store *s;
	int rc;

	bench_import(b, csv, db);
	rc = store_open(&s, &(struct store_options){ .path = db, .login = BENCH_LOGIN }, NULL, &err);
	if (!rc) {
		rc = edit(s, &how, win_all, &count, NULL, &err);
		store_close(s);
	}
	if (!rc)
		return;
	fprintf(stderr, "bench: no handoffs in %s: %s\n", db, err.text);
	exit(1);
}

struct session {
	struct paint_step open, cursor, page, ends, letter;
};

static void look(const struct bench *b, const char *db, struct session *s)
{
	double ms;
	struct pty *p = bench_board(b, db, &ms);

	for (int i = 0; i < 20; i++) {
		paint_type(p, "2", 1, &s->open);
		paint_prepare(p, "1");
	}
	paint_prepare(p, "2");
	paint_type(p, "j", 60, &s->cursor);
	paint_type(p, "k", 40, &s->cursor);
	for (int i = 0; i < 20; i++) {
		paint_type(p, "\033[6~", 3, &s->page);
		paint_type(p, "\033[5~", 2, &s->page);
		paint_type(p, "G", 1, &s->ends);
		paint_type(p, "g", 1, &s->ends);
	}
	/* A word that no handoff holds: nothing ends the search early. */
	for (int i = 0; i < 5; i++) {
		paint_prepare(p, "/");
		paint_type(p, "z", 6, &s->letter);
		paint_prepare(p, "\033");
	}
	bench_quit(p);
}

static void print_step(const char *what, struct paint_step *large, struct paint_step *small)
{
	double small_50 = samples_at(&small->ms, 0.5), small_99 = samples_at(&small->ms, 0.99);

	figure_print("F3", what, samples_at(&large->ms, 0.5) / small_50, 1.25, 1.1, "(%.2f ms / %.2f ms, %zu keys a side)",
		samples_at(&large->ms, 0.5), small_50, large->ms.n);
	figure_print("F3", "  99 in a hundred", samples_at(&large->ms, 0.99) / small_99, 1.5, 1.25, "(%.2f ms / %.2f ms)",
		samples_at(&large->ms, 0.99), small_99);
}

static void session_done(struct session *s)
{
	paint_step_done(&s->open);
	paint_step_done(&s->cursor);
	paint_step_done(&s->page);
	paint_step_done(&s->ends);
	paint_step_done(&s->letter);
}

void queue_keys(struct bench *b)
{
	struct session large = { 0 }, small = { 0 };
	char *large_db = temp_path(b->dir, "queue-large.db"), *small_db = temp_path(b->dir, "queue-small.db");

	make(b, b->mid_csv, large_db, b->mid_rows);
	make(b, b->small_csv, small_db, SMALL_HANDOFFS);
	for (int i = 0; i < b->pairs; i++) {
		look(b, large_db, &large);
		look(b, small_db, &small);
		raw_keys(b, 80);
	}
	print_step("the queue opens, 100,000 handoffs / 1,000", &large.open, &small.open);
	print_step("key to paint in the queue", &large.cursor, &small.cursor);
	print_step("a page of the queue", &large.page, &small.page);
	print_step("to the end of the queue and back", &large.ends, &small.ends);
	print_step("a letter of the queue's filter", &large.letter, &small.letter);
	figure_print("F6", "bytes of a cursor key in the queue / plain difference", samples_at(&large.cursor.ratio, 0.5), 1.5, 1.15,
		"(%.0f bytes a key, %d keys unanswered)", samples_at(&large.cursor.bytes, 0.5), large.cursor.misses);
	session_done(&large);
	session_done(&small);
	free(large_db);
	free(small_db);
}
