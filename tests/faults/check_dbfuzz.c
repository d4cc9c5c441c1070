/* P30: a damaged database is never written to, never crashes or holds us, and the sentence names the backup. */
#include "tests/faults/file.h"

#include "model/db/private.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct faulty file;

static void set_byte(struct promise_run *run, struct buf *b, size_t from, size_t n)
{
	b->data[from + promise_random(run, (unsigned)n)] = (char)promise_random(run, 256);
}

static size_t any_page(struct promise_run *run, const struct buf *b)
{
	return 4096 * (size_t)promise_random(run, (unsigned)(b->len / 4096));
}

/* One mutant; returns what was done, for the report. */
static const char *mutate(struct promise_run *run, struct buf *b)
{
	size_t a = any_page(run, b), c = any_page(run, b), n;
	char page[4096];

	switch (promise_random(run, 10)) {
	case 0:
		set_byte(run, b, 0, 100);
		return "a byte of the header";
	case 1:
		set_byte(run, b, 100, 3996);
		return "a byte of the schema";
	case 2:
		set_byte(run, b, a, 12);
		return "a byte of a page's head";
	case 3:
		for (n = 0; n < 64; n++)
			set_byte(run, b, a, 4096);
		return "64 bytes of a page";
	case 4:
		memset(b->data + a, 0, 4096);
		return "a page of zeros";
	case 5:
		b->len = promise_random(run, (unsigned)b->len);
		return "cut off";
	case 6:
		memcpy(page, b->data + a, 4096);
		memcpy(b->data + a, b->data + c, 4096);
		memcpy(b->data + c, page, 4096);
		return "two pages exchanged";
	case 7:
		for (n = 0; n < 8; n++)
			set_byte(run, b, a + 8, 64);
		return "pointers of a page";
	case 8:
		for (n = 0; n < 4096; n++)
			b->data[a + n] = (char)promise_random(run, 256);
		return "a page of noise";
	default:
		set_byte(run, b, 0, b->len);
		return "any byte";
	}
}

/* The judge: the library's own check on a connection without any of our code. */
static bool is_sound(void)
{
	sqlite3 *h = NULL;
	sqlite3_stmt *st = NULL;
	bool sound = false;

	if (sqlite3_open_v2(file.path, &h, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK &&
	    sqlite3_prepare_v2(h, "pragma quick_check(1)", -1, &st, NULL) == SQLITE_OK &&
	    sqlite3_step(st) == SQLITE_ROW)
		sound = !strcmp((const char *)sqlite3_column_text(st, 0), "ok");
	sqlite3_finalize(st);
	sqlite3_close(h);
	return sound;
}

static bool names_backup(const struct seen *seen)
{
	return !strstr(seen->err.text, "is damaged") || strstr(seen->err.text, "a.db.backup-1");
}

/* Empty when all is well. */
static const char *judge(const struct seen *seen, const struct buf *mutant)
{
	bool bad = seen->refused || seen->complained;

	if (seen->died_of == SIGPROF)
		return "more than a second";
	if (seen->died_of)
		return "a crash";
	if (seen->calls)
		return "a function of the file was run";
	if (bad && (!seen->err.text[0] || !strstr(seen->err.text, file.path) || seen->err.kind == ERR_BUG))
		return "no proper sentence";
	if (bad && !names_backup(seen))
		return "the backup is not named";
	if (seen->wrote && bad)
		return "written after damage was met";
	if (!seen->wrote && !faulty_same(file.path, mutant) && bad)
		return "the bad file was changed";
	if (!seen->refused && !is_sound())
		return "opened though it is not sound";
	return "";
}

static void walk(struct promise_run *run)
{
	struct buf mutant = { 0 };
	int cases = run->is_fast ? 100 : run->is_sanitized ? 200 : run->is_long ? 20000 : 500;

	faulty_teeth(run);
	for (int i = 0; i < cases && !promise_is_settled(run); i++) {
		const char *what, *wrong;
		struct seen seen;

		buf_clear(&mutant);
		buf_add(&mutant, file.base.data, file.base.len);
		what = mutate(run, &mutant);
		faulty_put(&file, mutant.data, mutant.len);
		seen = faulty_open(&file, 0, true);
		wrong = judge(&seen, &mutant);
		promise_case(run, !*wrong, "mutant %d (%s): %s; said: %s", i, what, wrong, seen.err.text);
	}
	buf_done(&mutant);
}

static int set_up(void)
{
	faulty_init(&file);
	return 0;
}

static void tear_down(void)
{
	faulty_done(&file);
}

int main(void)
{
	static const char *const protections[] = { "db-quick-check", NULL };
	static const struct promise p = { "P30", protections, walk, set_up, tear_down };

	return promise_main(&p);
}
