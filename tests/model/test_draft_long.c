/* Drafts of long texts, which lie in pieces, against the plain texts. */
#include "model/draft.h"
#include "model/draft_long.h"
#include "model/text.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"
#include "tests/support/vfs.h"

#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static char *dir, *path;

static void make_dir(void)
{
	dir = temp_dir("draft");
	path = temp_path(dir, "a.db");
}

static void remove_dir(void)
{
	temp_remove(dir);
	free(dir);
	free(path);
}

TestSuite(draft_long, .init = make_dir, .fini = remove_dir);

static struct store *opened(uint64_t seed)
{
	struct store_options opt = { .path = path, .login = "ines", .zone = "UTC", .db_flags = DB_CREATE, .seed = seed };
	struct store *s = NULL;
	struct err err = { 0 };

	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(drafts_open(s, &err), 0, "%s", err.text);
	return s;
}

static struct draft draft_of(const char *field, const struct buf *text, int64_t cursor)
{
	struct draft d = { .kind = SUBJECT_FORM_VALUE, .subject = 7, .layer = 1, .body = text->data, .len = text->len,
			   .cursor = cursor, .request = "a request" };

	strncpy(d.field, field, sizeof d.field - 1);
	return d;
}

static int try_write(struct store *s, const char *field, const struct buf *text, int64_t cursor, struct err *err)
{
	struct draft d = draft_of(field, text, cursor);

	return draft_write(s, &d, err);
}

static void write_text(struct store *s, const char *field, const struct buf *text)
{
	struct err err = { 0 };

	cr_assert_eq(try_write(s, field, text, (int64_t)text->len, &err), 0, "%s", err.text);
}

static bool holds(struct store *s, const char *field, const struct buf *text)
{
	struct draft d;
	struct err err = { 0 };
	int rc = draft_get(s, SUBJECT_FORM_VALUE, 7, field, 0, 1, &d, &err);
	bool same = rc == 1 && d.len == text->len && !memcmp(d.body, buf_str(text), text->len);

	cr_assert_geq(rc, 0, "%s", err.text);
	draft_done(&d);
	return rc ? same : !text->len;
}

static int64_t count(struct store *s, const struct sql *sql)
{
	return db_scalar(s->drafts, sql, -1);
}

/* Pieces of no draft, and pieces that are no text of their own or too large for their page. */
static void check_pieces(struct store *s)
{
	static const struct sql orphans = { "orphans", "select count(*) from draft_piece where session not in"
							" (select session from draft)" };
	static const struct sql large = { "large", "select count(*) from draft_piece where length(cast(body as blob)) > 1000" };
	static const struct sql all = { "pieces", "select body from draft_piece" };
	struct stmt *st = db_stmt(s->drafts, &all, NULL);

	cr_assert_eq(count(s, &orphans), 0);
	cr_assert_eq(count(s, &large), 0);
	while (db_step(st, NULL) == 1) {
		size_t n = 0;
		const char *body = db_col_blob(st, 0, &n);

		cr_assert_eq(text_valid(body, n), n, "cut inside a character");
	}
}

/* ---- texts ---- */

/* The first place between two characters from there on. */
static size_t between(const struct buf *text, size_t at)
{
	while (at < text->len && ((unsigned char)text->data[at] & 0xc0) == 0x80)
		at++;
	return at;
}

static size_t a_place(struct prop *p, const struct buf *text)
{
	return between(text, prop_below(p, (uint32_t)text->len + 1));
}

static void insert(struct buf *text, size_t at, const char *what, size_t n)
{
	struct buf tail = { 0 };

	buf_add(&tail, buf_str(text) + at, text->len - at);
	text->len = at;
	buf_add(text, what, n);
	buf_add(text, buf_str(&tail), tail.len);
	buf_done(&tail);
}

static void words(struct prop *p, size_t size, struct buf *out)
{
	static const char *const some[] = { "they asked ", "who? ", "東京都", "é", "🙂 ", "\n", "a", "naïve ", "the second site, " };

	while (out->len < size)
		buf_puts(out, some[prop_below(p, sizeof some / sizeof some[0])]);
}

static void put_words(struct prop *p, struct buf *text, size_t at, size_t size)
{
	struct buf more = { 0 };

	words(p, size, &more);
	insert(text, at, buf_str(&more), more.len);
	buf_done(&more);
}

static void take_out(struct prop *p, struct buf *text, size_t most)
{
	size_t from = a_place(p, text), to = from + prop_below(p, (uint32_t)most);

	to = to > text->len ? text->len : between(text, to);
	memmove(text->data + from, text->data + to, text->len - to + 1);
	text->len -= to - from;
}

static void change(struct prop *p, struct buf *text)
{
	static size_t here;
	uint32_t what = prop_below(p, 16);

	here = here > text->len || what == 0 ? a_place(p, text) : between(text, here);
	if (what < 10) { /* typing goes on where it was */
		size_t was = text->len;

		put_words(p, text, here, prop_below(p, 40) + 1);
		here += text->len - was;
	} else if (what < 12) {
		put_words(p, text, text->len, 1);
	} else if (what < 14) {
		put_words(p, text, a_place(p, text), prop_below(p, 9000));
	} else if (text->len && what == 14) {
		take_out(p, text, 50);
	} else if (text->len) {
		take_out(p, text, 20000);
	}
}

/* ---- tests ---- */

/* Two programs of one person and a third that reads; each starts again now and then, drafts go now and then. */
static void play(struct prop *p, int steps, int *wrong)
{
	static const char *const fields[] = { "1", "4" };
	struct store *side[2] = { opened(11), opened(12) }, *reader = opened(13);
	struct buf text[2] = { { 0 }, { 0 } };
	struct err err = { 0 };

	for (int i = 0; i < steps; i++) {
		uint32_t f = prop_below(p, 8) == 0, who = prop_below(p, 10) == 0, chance = prop_below(p, 60);

		if (chance == 0) {
			store_close(side[who]);
			side[who] = opened(100 + (uint64_t)i);
		}
		if (chance == 1) {
			struct draft d = draft_of(fields[f], &text[f], 0);

			cr_assert_eq(draft_drop(side[who], &d, &err), 0, "%s", err.text);
			buf_clear(&text[f]);
		} else {
			change(p, &text[f]);
			write_text(side[who], fields[f], &text[f]);
		}
		*wrong += !holds(reader, "1", &text[0]) || !holds(reader, "4", &text[1]);
	}
	if (!*wrong)
		check_pieces(reader);
	for (int i = 0; i < 2; i++) {
		store_close(side[i]);
		buf_done(&text[i]);
	}
	store_close(reader);
}

Test(draft_long, comes_back_after_any_edits, .timeout = 600)
{
	struct prop p;
	int wrong = 0;

	setenv("TEETH", "P2", 1); /* nothing waits for the disk: it has no power cut here */
	prop_init(&p, 41);
	play(&p, 1500, &wrong);
	unsetenv("TEETH");
	cr_assert_eq(wrong, 0, "%d of 1500", wrong);
}

/* Without the look whether somebody else wrote it meanwhile words get lost. */
Test(draft_long, is_lost_where_the_session_is_not_looked_at, .timeout = 600)
{
	struct prop p;
	int wrong = 0;

	setenv("TEETH", "draft-session,P2", 1);
	prop_init(&p, 41);
	play(&p, 300, &wrong);
	unsetenv("TEETH");
	cr_assert_gt(wrong, 0);
}

static int one(void *arg, const struct draft *d)
{
	struct buf *all = arg;

	buf_add(all, d->body, d->len);
	return 0;
}

Test(draft_long, is_offered_whole_after_a_restart)
{
	struct store *s = opened(3);
	struct buf text = { 0 }, got = { 0 };
	struct prop p;
	struct err err = { 0 };

	prop_init(&p, 42);
	words(&p, 100000, &text);
	write_text(s, "4", &text);
	put_words(&p, &text, 0, 1);
	write_text(s, "4", &text);
	store_close(s);
	s = opened(3);
	cr_assert_eq(drafts_recover(s, one, &got, &err), 0, "%s", err.text);
	cr_assert_eq(got.len, text.len);
	cr_assert_eq(memcmp(got.data, text.data, text.len), 0);
	store_close(s);
	buf_done(&got);
	buf_done(&text);
}

/* Writes to the files that a letter takes in a text of that size. */
static long writes_of_a_letter(struct store *s, struct prop *p, size_t size)
{
	struct vfs_fault count_writes = { .ops = VFS_WRITE };
	struct buf text = { 0 };
	long most = 0;

	words(p, size, &text);
	write_text(s, "4", &text);
	for (int i = 0; i < 20; i++) {
		insert(&text, a_place(p, &text), "x", 1);
		vfs_set(&count_writes);
		write_text(s, "4", &text);
		if (vfs_calls() > most)
			most = vfs_calls();
	}
	buf_done(&text);
	return most;
}

Test(draft_long, a_letter_takes_as_few_writes_as_in_a_short_one)
{
	struct store *s;
	struct prop p;
	long few;

	vfs_install();
	prop_init(&p, 43);
	s = opened(3);
	few = writes_of_a_letter(s, &p, 2000);
	cr_assert_leq(writes_of_a_letter(s, &p, 100000), few + 8);
	cr_assert_leq(writes_of_a_letter(s, &p, 1000000), few + 8);
	store_close(s);
}

/* Always between the same two words: the places there come to an end, and the text is written whole. */
Test(draft_long, typing_at_one_place_finds_room)
{
	static const struct sql session = { "session", "select session from draft where field = '4'" };
	struct store *s = opened(3), *reader = opened(4);
	struct buf text = { 0 };
	struct prop p;
	int64_t first;
	size_t here;

	prop_init(&p, 44);
	words(&p, 30000, &text);
	here = a_place(&p, &text);
	write_text(s, "4", &text);
	first = count(reader, &session);
	for (int i = 0; i < 200; i++) {
		put_words(&p, &text, here, 700);
		write_text(s, "4", &text);
		cr_assert(holds(reader, "4", &text), "after %d", i);
	}
	cr_assert_neq(count(reader, &session), first);
	check_pieces(reader);
	store_close(reader);
	store_close(s);
	buf_done(&text);
}

/* ---- ends and failures in the middle of a write ---- */

static const struct turn {
	const char *name;
	size_t from, to; /* how long it was and becomes; 0: it goes */
} turns[] = {
	{ "a letter", 20000, 20001 }, { "a paste", 20000, 60000 },	  { "cut to a short one", 20000, 100 },
	{ "grown to a long one", 100, 20000 }, { "cut", 60000, 20000 }, { "dropped", 20000, 0 },
};

static void texts_of(const struct turn *t, struct buf *old, struct buf *new)
{
	struct prop p;

	prop_init(&p, 45);
	words(&p, t->from, old);
	if (t->to > t->from) {
		buf_add(new, old->data, old->len);
		put_words(&p, new, between(new, new->len / 2), t->to - t->from);
	} else if (t->to) {
		buf_add(new, old->data, between(old, t->to));
	}
}

static int take_turn(struct store *s, const struct turn *t, const struct buf *new, struct err *err)
{
	struct draft d = draft_of("4", new, 0);

	return t->to ? draft_write(s, &d, err) : draft_drop(s, &d, err);
}

/* A child ends at that call to the system; its status. The old text was written twice: it knows the pieces. */
static int turn_and_die(const struct turn *t, const struct buf *old, const struct buf *new, long at)
{
	struct vfs_fault fault = { .ops = VFS_CHANGES, .at = at };
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		struct store *s;

		vfs_install();
		s = opened(5);
		if (try_write(s, "4", old, 0, NULL))
			_exit(1);
		vfs_set(&fault);
		_exit(take_turn(s, t, new, NULL) ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void check_deaths(const struct turn *t)
{
	struct buf old = { 0 }, new = { 0 };
	int status = 9;

	texts_of(t, &old, &new);
	for (long at = 1; status == 9; at++) {
		struct store *s;

		status = turn_and_die(t, &old, &new, at);
		cr_assert(status == 9 || status == 0, "%s: %d", t->name, status);
		s = opened(6);
		cr_assert(holds(s, "4", &new) || (status == 9 && holds(s, "4", &old)), "%s, call %ld", t->name, at);
		check_pieces(s);
		cr_assert_eq(db_integrity(s->drafts, NULL), 0);
		store_close(s);
		cr_assert_lt(at, 500);
	}
	buf_done(&old);
	buf_done(&new);
}

Test(draft_long, after_any_death_it_is_as_before_or_after, .timeout = 600)
{
	for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++)
		check_deaths(&turns[i]);
}

/* A call to the system fails once: the text is as before or after, and the next write is right all the same. */
static void check_failures(struct store *s, const struct turn *t)
{
	struct buf old = { 0 }, new = { 0 };
	long failed = 1;

	texts_of(t, &old, &new);
	for (long at = 1; failed; at++) {
		struct vfs_fault fault = { .ops = VFS_CHANGES, .at = at, .rc = SQLITE_IOERR_WRITE }, none = { 0 };
		int rc;

		write_text(s, "4", &old);
		vfs_set(&fault);
		rc = take_turn(s, t, &new, NULL);
		failed = vfs_failed();
		vfs_set(&none);
		cr_assert(holds(s, "4", &new) || (rc && holds(s, "4", &old)), "%s, call %ld", t->name, at);
		buf_puts(&new, "!");
		write_text(s, "4", &new);
		cr_assert(holds(s, "4", &new), "%s, after call %ld", t->name, at);
		new.data[--new.len] = '\0';
		check_pieces(s);
	}
	buf_done(&old);
	buf_done(&new);
}

Test(draft_long, after_any_failure_the_next_write_is_right, .timeout = 600)
{
	struct store *s;

	vfs_install();
	s = opened(3);
	for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++)
		check_failures(s, &turns[i]);
	store_close(s);
}

/* No file may grow any more: the reserve takes the whole text and the letters that follow. */
Test(draft_long, goes_on_when_the_disk_is_full)
{
	struct store *s;
	struct buf text = { 0 };
	struct prop p;

	vfs_install();
	prop_init(&p, 46);
	s = opened(3);
	vfs_full(true);
	words(&p, 60000, &text);
	write_text(s, "4", &text);
	for (int i = 0; i < 300; i++) {
		put_words(&p, &text, a_place(&p, &text), 20);
		write_text(s, "4", &text);
	}
	cr_assert(holds(s, "4", &text));
	vfs_full(false);
	store_close(s);
	buf_done(&text);
}
