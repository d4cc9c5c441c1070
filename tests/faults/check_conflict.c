/* P19: two members in one debrief. Different fields go together without a question; where both changed the same field,
 * the later save is refused with nothing written, its words stay in the draft, and both texts can be shown. A plain
 * model of fields says what must stand there; what does not agree with it is a silent overwrite. */
#include "tests/faults/file.h"
#include "tests/faults/work.h"

#include "model/buf.h"
#include "model/debrief.h"
#include "model/draft.h"
#include "model/item.h"
#include "model/member.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

enum { QUESTIONS = 7, ROWS = 2, WORDS_OF_ROW = 3, NUMBERS_OF_ROW = 3, SAY = 48 };

/* The fields of a debrief, as one member read or wants them. */
struct row_fields {
	char words[WORDS_OF_ROW][SAY]; /* text, said by, how it was settled */
	int64_t number[NUMBERS_OF_ROW]; /* owner, due day, kind of promise */
};
struct fields {
	char answer[QUESTIONS][SAY];
	int64_t rev[QUESTIONS];
	struct row_fields row[ROWS];
};

/* One of the two. */
struct side {
	struct work work;
	const char *login;
	struct fields was, wants;
	struct item base[ROWS]; /* as read */
};

/* One save: a question, or a row with all that was changed in it. */
struct save {
	int side, question, row; /* -1: not that */
};

static struct work base;
static int64_t row_ids[ROWS];
static int64_t owners[3];
static uint64_t mix_seed = UINT64_C(1) << 40;

static void give_up(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

/* ---- reading and wanting ---- */

static void put_words(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

static void from_item(const struct item *it, struct row_fields *out)
{
	const char *words[WORDS_OF_ROW] = { it->text, it->said_by, it->mitigation };

	for (int i = 0; i < WORDS_OF_ROW; i++)
		snprintf(out->words[i], SAY, "%s", words[i]);
	out->number[0] = it->owner;
	out->number[1] = it->due_day;
	out->number[2] = it->attr;
}

static void to_item(const struct row_fields *f, struct item *it)
{
	put_words(&it->text, f->words[0]);
	put_words(&it->said_by, f->words[1]);
	put_words(&it->mitigation, f->words[2]);
	it->owner = f->number[0];
	it->due_day = f->number[1];
	it->attr = f->number[2];
}

static void read_all(struct work *w, struct fields *out, struct item *rows)
{
	struct err err = { 0 };
	char field[16];

	memset(out, 0, sizeof *out);
	for (int q = 0; q < QUESTIONS; q++) {
		struct form_value v;

		snprintf(field, sizeof field, "%d", q + 1);
		if (form_value_get(w->s, w->form, field, 0, LAYER_LIVE, &v, &err) < 0)
			give_up(field, &err);
		snprintf(out->answer[q], SAY, "%s", v.text ? v.text : "");
		out->rev[q] = v.rev;
		form_value_done(&v);
	}
	for (int i = 0; i < ROWS; i++) {
		struct item it;

		if (item_get(w->s, row_ids[i], &it, &err) != 1)
			give_up("a row", &err);
		from_item(&it, &out->row[i]);
		if (rows)
			rows[i] = it;
		else
			item_done(&it);
	}
}

/* A new value, now and then the one that the other may choose too. */
static void change_words(struct promise_run *run, char *to)
{
	snprintf(to, SAY, "%s %u", promise_random(run, 2) ? "in spring" : "an audit", promise_random(run, 6));
}

static void change_row(struct promise_run *run, struct row_fields *f)
{
	for (int i = 0; i < WORDS_OF_ROW; i++)
		if (!promise_random(run, 4))
			change_words(run, f->words[i]);
	if (!promise_random(run, 4))
		f->number[0] = owners[promise_random(run, 3)];
	if (!promise_random(run, 4))
		f->number[1] = 20800 + promise_random(run, 5);
	if (!promise_random(run, 4))
		f->number[2] = promise_random(run, 3);
}

static void want(struct promise_run *run, struct side *s)
{
	s->wants = s->was;
	for (int q = 0; q < QUESTIONS; q++)
		if (!promise_random(run, 3))
			change_words(run, s->wants.answer[q]);
	for (int i = 0; i < ROWS; i++)
		change_row(run, &s->wants.row[i]);
}

static bool changes_question(const struct side *s, int q)
{
	return strcmp(s->was.answer[q], s->wants.answer[q]) != 0;
}

/* ---- saving ---- */

struct told {
	int rc; /* 0 saved, 1 refused, -1 failed */
	char say[300];
};

static int save_answer(struct store *st, const struct draft *d, void *arg, struct err *err)
{
	struct side *s = arg;

	return debrief_answer(st, s->work.form, (int)strtol(d->field, NULL, 10), LAYER_LIVE, d->body, d->base_rev, 0, d->request,
			      NULL, err);
}

/* Typed, kept as a draft, stored, as the screen does it. */
static int save_question(struct side *s, int q, struct err *err)
{
	struct draft d = { .kind = SUBJECT_FORM_VALUE, .subject = s->work.form, .layer = LAYER_LIVE,
			   .base_rev = s->was.rev[q], .body = s->wants.answer[q], .len = strlen(s->wants.answer[q]) };

	snprintf(d.field, sizeof d.field, "%d", q + 1);
	draft_request(s->work.s, &d);
	return draft_write(s->work.s, &d, err) || draft_store(s->work.s, &d, save_answer, s, err) ? -1 : 0;
}

static int save_row(struct side *s, int i, struct err *err)
{
	struct item it;
	int rc;

	item_copy(&it, &s->base[i]);
	to_item(&s->wants.row[i], &it);
	rc = item_save(s->work.s, &s->base[i], &it, NULL, err);
	item_done(&it);
	return rc;
}

static struct told do_save(struct side *s, const struct save *v)
{
	struct err err = { 0 };
	struct told told = { 0 };
	int rc = v->question >= 0 ? save_question(s, v->question, &err) : save_row(s, v->row, &err);

	told.rc = !rc ? 0 : err.kind == ERR_REFUSED ? 1 : -1;
	snprintf(told.say, sizeof told.say, "%.290s", err.text);
	return told;
}

/* ---- the model: what must be told, and what must stand ---- */

/* Both changed it since I read it, to different things. */
static bool words_clash(const struct row_fields *was, const struct row_fields *wants, const struct row_fields *now, int i)
{
	return strcmp(was->words[i], wants->words[i]) && strcmp(was->words[i], now->words[i]) &&
	       strcmp(wants->words[i], now->words[i]);
}

static bool number_clashes(const struct row_fields *was, const struct row_fields *wants, const struct row_fields *now, int i)
{
	return was->number[i] != wants->number[i] && was->number[i] != now->number[i] && wants->number[i] != now->number[i];
}

/* Whether the row's save must be refused as things stand. */
static bool row_clashes(const struct row_fields *was, const struct row_fields *wants, const struct row_fields *now)
{
	bool any = false;

	for (int i = 0; i < WORDS_OF_ROW; i++)
		any |= words_clash(was, wants, now, i);
	for (int i = 0; i < NUMBERS_OF_ROW; i++)
		any |= number_clashes(was, wants, now, i);
	return any;
}

/* A refusal names the two texts of a field that clashes (numbers have words of their own, not looked for here). */
static bool names_a_clash(const struct row_fields *was, const struct row_fields *wants, const struct row_fields *now,
	const char *say)
{
	bool any = false;

	for (int i = 0; i < NUMBERS_OF_ROW; i++)
		any |= number_clashes(was, wants, now, i);
	for (int i = 0; i < WORDS_OF_ROW; i++)
		any |= words_clash(was, wants, now, i) && strstr(say, wants->words[i]) && strstr(say, now->words[i]);
	return any;
}

static void merge_row(const struct row_fields *was, const struct row_fields *wants, struct row_fields *now)
{
	for (int i = 0; i < WORDS_OF_ROW; i++)
		if (strcmp(was->words[i], wants->words[i]))
			memcpy(now->words[i], wants->words[i], SAY);
	for (int i = 0; i < NUMBERS_OF_ROW; i++)
		if (was->number[i] != wants->number[i])
			now->number[i] = wants->number[i];
}

/* The model takes the save too; what it says must be what the store said. */
static const char *expect_answer(const struct side *s, int q, const struct told *told, struct fields *now)
{
	if (now->rev[q] != s->was.rev[q])
		return told->rc == 1 ? NULL : "overwritten without a question";
	memcpy(now->answer[q], s->wants.answer[q], SAY);
	now->rev[q]++;
	return told->rc ? "a question where nothing clashes" : NULL;
}

static const char *expect_row(const struct row_fields *was, const struct row_fields *wants, const struct told *told,
	struct row_fields *now)
{
	if (row_clashes(was, wants, now))
		return told->rc != 1				       ? "overwritten without a question"
		       : names_a_clash(was, wants, now, told->say) ? NULL
								       : "the refusal does not name both texts";
	merge_row(was, wants, now);
	return told->rc ? "a question where nothing clashes" : NULL;
}

/* The model takes the save too; what it says must be what the store said. */
static const char *expect(const struct side *s, const struct save *v, const struct told *told, struct fields *now)
{
	if (told->rc < 0)
		return "a save failed";
	return v->question >= 0 ? expect_answer(s, v->question, told, now)
				: expect_row(&s->was.row[v->row], &s->wants.row[v->row], told, &now->row[v->row]);
}

static bool same_fields(const struct fields *a, const struct fields *b)
{
	for (int q = 0; q < QUESTIONS; q++)
		if (strcmp(a->answer[q], b->answer[q]))
			return false;
	for (int i = 0; i < ROWS; i++) {
		for (int k = 0; k < WORDS_OF_ROW; k++)
			if (strcmp(a->row[i].words[k], b->row[i].words[k]))
				return false;
		if (memcmp(a->row[i].number, b->row[i].number, sizeof a->row[i].number))
			return false;
	}
	return true;
}

/* A refused answer is still in its draft, word by word; one that was stored is not. */
static const char *check_draft(struct side *s, int q, bool refused)
{
	struct draft d;
	char field[16];
	int rc;
	bool same;

	snprintf(field, sizeof field, "%d", q + 1);
	rc = draft_get(s->work.s, SUBJECT_FORM_VALUE, s->work.form, field, 0, LAYER_LIVE, &d, NULL);
	same = rc == 1 && !strcmp(d.body, s->wants.answer[q]);
	if (rc == 1) {
		draft_drop(s->work.s, &d, NULL);
		draft_done(&d);
	}
	if (refused)
		return same ? NULL : "the words of a refused save are not in the draft";
	return rc == 0 ? NULL : "a draft stands though its words are stored";
}

/* ---- one pair ---- */

static int list_saves(struct side *sides, struct save *out)
{
	int n = 0;

	for (int i = 0; i < 2; i++) {
		for (int q = 0; q < QUESTIONS; q++)
			if (changes_question(&sides[i], q))
				out[n++] = (struct save){ i, q, -1 };
		for (int r = 0; r < ROWS; r++)
			out[n++] = (struct save){ i, -1, r };
	}
	return n;
}

static void shuffle(struct promise_run *run, struct save *v, int n)
{
	for (int i = n - 1; i > 0; i--) {
		int k = (int)promise_random(run, (unsigned)i + 1);
		struct save t = v[i];

		v[i] = v[k];
		v[k] = t;
	}
}

static void read_sides(struct promise_run *run, struct side *sides)
{
	for (int i = 0; i < 2; i++) {
		read_all(&sides[i].work, &sides[i].was, sides[i].base);
		want(run, &sides[i]);
	}
}

static void forget_rows(struct side *sides)
{
	for (int i = 0; i < 2; i++)
		for (int r = 0; r < ROWS; r++)
			item_done(&sides[i].base[r]);
}

/* In one process, one save after the other in any order: the model follows each. */
static void pair_in_turn(struct promise_run *run, struct side *sides)
{
	struct save saves[2 * (QUESTIONS + ROWS)];
	struct fields now, is;
	const char *wrong = NULL;
	int n;

	read_sides(run, sides);
	now = sides[0].was;
	n = list_saves(sides, saves);
	shuffle(run, saves, n);
	for (int i = 0; i < n && !wrong; i++) {
		struct side *s = &sides[saves[i].side];
		struct told told = do_save(s, &saves[i]);

		wrong = expect(s, &saves[i], &told, &now);
		if (!wrong && saves[i].question >= 0)
			wrong = check_draft(s, saves[i].question, told.rc == 1);
		if (wrong && told.rc < 0)
			fprintf(stderr, "%s\n", told.say);
	}
	read_all(&sides[0].work, &is, NULL);
	if (!wrong && !same_fields(&is, &now))
		wrong = "what stands there is not what the two have saved";
	promise_case(run, !wrong, "in turn: %s", wrong);
	forget_rows(sides);
}

/* In two processes at once: whatever the order was, each answer that stands is the one that was told saved. */
static void save_all(struct side *s, int side, const struct save *saves, int n, struct told *told)
{
	struct err err = { 0 };

	/* A connection does not live through a fork. */
	s->work.seed = (uint64_t)getpid();
	if (work_open(&s->work, &err) || store_act_as(s->work.s, s->login, &err))
		give_up(s->login, &err);
	/* A screen gives up a lock on the drafts soon and comes again; the saves here are tried once. */
	while (drafts_open(s->work.s, &err))
		if (err.kind != ERR_BUSY)
			give_up(s->login, &err);
	db_patience(s->work.s->drafts, 20000);
	for (int i = 0; i < n; i++)
		if (saves[i].side == side)
			told[i] = do_save(s, &saves[i]);
	work_close(&s->work);
	_exit(0);
}

static const char *judge_race(struct side *sides, const struct save *saves, int n, const struct told *told,
	const struct fields *is)
{
	int saved[QUESTIONS] = { 0 };

	for (int i = 0; i < n; i++) {
		if (told[i].rc < 0)
			return told[i].say;
		if (saves[i].question < 0 || told[i].rc)
			continue;
		saved[saves[i].question]++;
		if (strcmp(is->answer[saves[i].question], sides[saves[i].side].wants.answer[saves[i].question]))
			return "an answer that was told saved does not stand";
	}
	for (int q = 0; q < QUESTIONS; q++)
		if (saved[q] != (changes_question(&sides[0], q) || changes_question(&sides[1], q)))
			return "both were told that their answer to the same question is saved, or neither";
	return NULL;
}

/* Every change of a row that was told saved stands, for no other save of the same field can have been. */
static const char *judge_rows(struct side *sides, const struct save *saves, int n, const struct told *told,
	const struct fields *is)
{
	for (int i = 0; i < n; i++) {
		const struct row_fields *was, *wants, *now;

		if (saves[i].row < 0 || told[i].rc)
			continue;
		was = &sides[saves[i].side].was.row[saves[i].row];
		wants = &sides[saves[i].side].wants.row[saves[i].row];
		now = &is->row[saves[i].row];
		for (int k = 0; k < WORDS_OF_ROW; k++)
			if (strcmp(was->words[k], wants->words[k]) && strcmp(wants->words[k], now->words[k]))
				return "words of a row that were told saved do not stand";
		for (int k = 0; k < NUMBERS_OF_ROW; k++)
			if (was->number[k] != wants->number[k] && wants->number[k] != now->number[k])
				return "a field of a row that was told saved does not stand";
	}
	return NULL;
}

static void pair_at_once(struct promise_run *run, struct side *sides)
{
	struct told *told = mmap(NULL, 64 * sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct save saves[2 * (QUESTIONS + ROWS)];
	const char *wrong;
	struct fields is;
	int n;

	read_sides(run, sides);
	n = list_saves(sides, saves);
	shuffle(run, saves, n);
	for (int i = 0; i < n; i++)
		told[i].rc = -1;
	for (int i = 0; i < 2; i++)
		work_close(&sides[i].work);
	for (int i = 0; i < 2; i++)
		if (!fork())
			save_all(&sides[i], i, saves, n, told);
	while (wait(NULL) > 0)
		;
	for (int i = 0; i < 2; i++) {
		struct err err = { 0 };

		sides[i].work.seed = mix_seed++;
		if (work_open(&sides[i].work, &err) || store_act_as(sides[i].work.s, sides[i].login, &err))
			give_up(sides[i].login, &err);
	}
	read_all(&sides[0].work, &is, NULL);
	wrong = judge_race(sides, saves, n, told, &is);
	if (!wrong)
		wrong = judge_rows(sides, saves, n, told, &is);
	promise_case(run, !wrong, "at once: %s", wrong);
	forget_rows(sides);
	munmap(told, 64 * sizeof *told);
}

/* ---- the walk ---- */

static void open_side(struct side *s, const char *login)
{
	struct err err = { 0 };

	s->login = login;
	s->work.seed = mix_seed++;
	if (work_open(&s->work, &err) || store_act_as(s->work.s, login, &err))
		give_up(login, &err);
}

static void walk_pairs(struct promise_run *run, int worker, void *arg)
{
	int pairs = *(int *)arg / 2;
	struct side sides[2] = { 0 };
	struct err err = { 0 };

	(void)worker;
	work_copy(&sides[0].work, &base, "conflict");
	work_place(&sides[1].work, &base, sides[0].work.dir);
	open_side(&sides[0], "priya");
	open_side(&sides[1], "max");
	for (int i = 0; i < pairs && !promise_is_settled(run); i++)
		if (i % 8)
			pair_in_turn(run, sides);
		else
			pair_at_once(run, sides);
	promise_case(run, !db_integrity(sides[0].work.s->db, &err) && !history_verify(sides[0].work.s, &err), "afterwards: %s",
		err.text);
	work_close(&sides[1].work);
	work_done(&sides[1].work);
	work_remove(&sides[0].work);
}

static void walk(struct promise_run *run)
{
	int pairs = run->is_fast || run->is_sanitized ? 60 : run->is_long ? 4000 : 500;

	faulty_workers(run, 2, walk_pairs, &pairs);
}

static void add_rows(void)
{
	struct err err = { 0 };

	if (work_open(&base, &err) || store_act_as(base.s, "priya", &err))
		give_up("the base", &err);
	for (int i = 0; i < ROWS; i++) {
		struct item it;

		item_init(&it, i ? ITEM_RISK : ITEM_PROMISE);
		it.form = base.form;
		put_words(&it.text, i ? "they fear the move" : "thirty days");
		if (item_save(base.s, NULL, &it, NULL, &err))
			give_up("a row", &err);
		row_ids[i] = it.id;
		item_done(&it);
	}
	owners[1] = member_find(base.s, "mira", NULL);
	owners[2] = member_find(base.s, "priya", NULL);
	work_close(&base);
}

static int set_up(void)
{
	promise_in_memory();
	work_make(&base);
	add_rows();
	return 0;
}

static void tear_down(void)
{
	work_remove(&base);
}

int main(void)
{
	static const char *const protections[] = { "P19", "P19-row", NULL };
	static const struct promise p = { "P19", protections, walk, set_up, tear_down };

	return promise_main_both(&p);
}
