#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H
/* What the figures share: the files that were made for this run, and how the program is started on them. */
#include "tests/bench/paint.h"

enum { BENCH_ROWS = 40, BENCH_COLS = 120 };
#define BENCH_SQLITE "/usr/bin/sqlite3"
/* Who made the databases and looks at them: admin and CSM, so that every screen can be typed at. */
#define BENCH_LOGIN "bench"

struct bench {
	const char *program;
	char *self;   /* this program, which is the raw repaint too */
	char *dir;
	long rows;    /* of the large database */
	long mid_rows; /* of the one that stands beside other tools: 100,000 at most */
	int pairs;
	char *large_csv, *mid_csv, *small_csv;
	char *large_db, *mid_db, *small_db; /* the small one has 10,000 */
	char *peer_db;
	int skipped;      /* figures for want of a program */
	bool has_debriefs; /* see bench_need_debriefs() */
	struct samples floor_ms; /* of the raw repaint, key to paint, over the whole run */
};

struct used {
	double ms;
	double peak_kib;
};
/* Runs it to the end, input and output from and to a file (NULL: nothing, thrown away). A failure is said and ends the
 * bench. */
struct used bench_run(const char *const *argv, const char *input, const char *output);
/* The path of a program of PATH, for the caller to free. NULL: absent, and the line for it is printed; id: its figure. */
char *bench_peer(struct bench *b, const char *id, const char *name);

struct used bench_import(const struct bench *b, const char *csv, const char *db);
/* Starts the board on a database; ends the bench when it does not come. */
struct pty *bench_board(const struct bench *b, const char *db, double *ms);
/* Puts debriefs to hold into the small and, ten times as many where there are deals enough, into the large database. */
void bench_need_debriefs(struct bench *b);
/* The board, then the list of debriefs. */
struct pty *bench_list(const struct bench *b, const char *db);
void bench_quit(struct pty *p);

/* batch.c: F7, F8, F9, F14. The import leaves large_db and peer_db behind for the others. */
void batch_import(struct bench *b);
void batch_export(struct bench *b);
/* full.c: F1, F2, F3, F5, F6, F13, F16, F17 against ourselves. */
void full_start(struct bench *b);
void full_keys(struct bench *b);
void full_idle(struct bench *b);
void full_resize(struct bench *b);
/* queue.c: F3 and F6 of the queue of handoffs. */
void queue_keys(struct bench *b);
/* interviews.c: F3 and F12 of 100,000 notes, and agreement over them. */
void interviews(struct bench *b);
/* quarter.c: F10 and F11 of the report of a quarter. */
void quarter(struct bench *b);
/* peer.c: F1, F4, F5 beside other full-screen tools. */
void peer_start(struct bench *b);
void peer_keys(struct bench *b);
void peer_search(struct bench *b);
/* save.c: F15. */
void save_keys(struct bench *b);
/* text.c: typing in long answers: 100,000 characters without lag. */
void text_keys(struct bench *b);

/* raw.c: the least that a program can do for a key, a few bytes and no library: what the machine itself takes. */
int raw_main(void);
void raw_keys(struct bench *b, int count);
void raw_print(struct bench *b);
#endif
