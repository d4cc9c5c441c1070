/* F15: typing in a debrief while what was typed before is being kept, against typing while nothing is. The program echoes
 * first and keeps after, so the next key is the one that may have to wait. */
#include "tests/bench/bench.h"
#include "tests/bench/hold.h"

#include <poll.h>
#include <stdlib.h>

enum { PAIRS = 420, STAY = 20, ROUNDS = 5, LOCKED_KEYS = 84, HELD_KEY_MS = 30, STORE_MS = 10 };
#define ENTER "\r"
#define TAB "\t"
#define PROMISE "\033p"
#define WORD "x" /* a blank would be no promise */
#define PAUSE "\033z" /* of the timer, which paints each second */

struct typing {
	struct pty *p;
	int at;
	struct samples saving, calm, paced;
	int misses;
};

static char next_letter(struct typing *t)
{
	static const char words[] = "they asked for a date in march and nobody had written it down ";

	return words[t->at++ % (int)(sizeof words - 1)];
}

static void take(struct typing *t, struct samples *into, double ms)
{
	if (ms < 0)
		t->misses++;
	else
		samples_add(into, ms);
}

static double type_letter(struct typing *t)
{
	char key[2] = { next_letter(t), '\0' };

	return paint_key(t->p, key);
}

static double leave_and_type(struct typing *t)
{
	char keys[3] = { '\t', next_letter(t), '\0' };

	return paint_key(t->p, keys);
}

static void next_question(struct typing *t)
{
	paint_rest(t->p);
	paint_key(t->p, TAB);
	paint_rest(t->p);
}

/* In the first debrief of the list, its timer begun and paused, and nothing to keep. */
static struct typing begin(const struct bench *b)
{
	struct typing t = { .p = bench_list(b, b->large_db) };

	if (paint_until(t.p, ENTER, "Ask next", 20000) < 0)
		exit(1);
	paint_rest(t.p);
	type_letter(&t);
	paint_rest(t.p);
	paint_key(t.p, PAUSE);
	next_question(&t);
	return t;
}

static void print(struct typing *t, const char *what, struct samples *saving)
{
	double slow = samples_at(saving, 0.99), calm = samples_at(&t->calm, 0.99);

	figure_print("F15", what, slow / calm, 1.5, 1.1, "(%.2f ms / %.2f ms, medians %.2f / %.2f, %zu keys a side, %d unanswered)",
		slow, calm, samples_at(saving, 0.5), samples_at(&t->calm, 0.5), saving->n, t->misses);
}

static void end(struct typing *t)
{
	samples_done(&t->saving);
	samples_done(&t->calm);
	samples_done(&t->paced);
	bench_quit(t->p);
}

/* Three letters: one at rest; one as a held key comes, while or after the draft of the first is written; one as soon as
 * the frame of the second is there, the worst moment of all. */
static void type_over_drafts(const struct bench *b)
{
	struct typing t = begin(b);

	for (int i = 1; i <= PAIRS; i++) {
		paint_rest(t.p);
		take(&t, &t.calm, type_letter(&t));
		poll(NULL, 0, HELD_KEY_MS);
		take(&t, &t.paced, type_letter(&t));
		take(&t, &t.saving, type_letter(&t));
		if (i % STAY == 0)
			next_question(&t);
	}
	print(&t, "letter 30 ms behind a letter / at rest, p99", &t.paced);
	print(&t, "letter while a draft is written / at rest, p99", &t.saving);
	end(&t);
}

/* Tab and a letter at once: the letter waits while the answer that is left goes into the database, or has nothing to
 * wait for. */
static void type_over_answers(const struct bench *b)
{
	struct typing t = begin(b);

	for (int i = 0; i < PAIRS; i++) {
		take(&t, &t.calm, leave_and_type(&t));
		paint_rest(t.p);
		take(&t, &t.saving, leave_and_type(&t));
		next_question(&t);
	}
	print(&t, "key while an answer is stored / nothing to store", &t.saving);
	end(&t);
}

static void pass_frames(struct typing *t)
{
	while (pty_frame_at(t->p, 0) >= 0)
		;
}

/* Tab, and a letter as soon as the frame of the next question is there: the answer that was left is on its way into the
 * database just then. And a letter some milliseconds later, when it is there and its mark is painted. */
static void type_behind_answers(const struct bench *b)
{
	struct typing t = begin(b);

	for (int i = 0; i < 2 * PAIRS; i++) {
		paint_rest(t.p);
		take(&t, &t.calm, type_letter(&t));
		paint_rest(t.p);
		paint_key(t.p, TAB);
		if (i % 2) {
			poll(NULL, 0, i / 2 % STORE_MS);
			pass_frames(&t);
		}
		take(&t, i % 2 ? &t.paced : &t.saving, type_letter(&t));
	}
	print(&t, "letter right behind a key that stores / at rest", &t.saving);
	print(&t, "letter some ms behind a key that stores / at rest", &t.paced);
	end(&t);
}

/* A promise of some letters, and Enter: how long until the list shows it, and a letter as soon as that frame is there,
 * while the row is on its way into the database. Beside each a letter at rest. */
static void type_over_rows(const struct bench *b)
{
	struct typing t = begin(b);

	for (int i = 0; i < PAIRS; i++) {
		paint_rest(t.p);
		take(&t, &t.calm, type_letter(&t));
		paint_rest(t.p);
		paint_key(t.p, PROMISE);
		paint_rest(t.p);
		paint_key(t.p, WORD);
		paint_rest(t.p);
		take(&t, &t.saving, paint_key(t.p, ENTER));
		take(&t, &t.paced, type_letter(&t));
		if (i % STAY == 0)
			next_question(&t);
	}
	print(&t, "key that notes a row / letter at rest, p99", &t.saving);
	print(&t, "letter right behind a row that is noted / at rest", &t.paced);
	end(&t);
}

/* An answer that was left and could not be stored, since another process writes for a second or two. */
static void type_over_lock(const struct bench *b)
{
	struct typing t = begin(b);

	for (int round = 0; round < ROUNDS; round++) {
		struct hold *hold;

		for (int i = 0; i < LOCKED_KEYS; i++) {
			paint_rest(t.p);
			take(&t, &t.calm, type_letter(&t));
		}
		paint_rest(t.p);
		hold = hold_open(b->large_db);
		next_question(&t);
		for (int i = 0; i < LOCKED_KEYS; i++) {
			paint_rest(t.p);
			take(&t, &t.saving, type_letter(&t));
		}
		hold_close(hold);
		next_question(&t);
	}
	print(&t, "letter while another holds the file / nobody", &t.saving);
	end(&t);
}

void save_keys(struct bench *b)
{
	bench_need_debriefs(b);
	type_over_drafts(b);
	type_over_answers(b);
	type_behind_answers(b);
	type_over_rows(b);
	type_over_lock(b);
}
