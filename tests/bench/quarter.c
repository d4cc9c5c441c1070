/* The report of a quarter over a large database with 100,000 coded notes: opening it beside moving a cursor and beside the SQL
 * over base rows that would count the same, and making its sums anew beside a plain group-by. */
#include "tests/bench/bench.h"

#include "model/buf.h"
#include "model/coding.h"
#include "model/fact.h"
#include "model/store.h"
#include "model/sum_deal.h"
#include "model/value.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>

/* Deals of the rows close from 2019 to 2025: a quarter in the middle, looked at from within. */
#define NOW "2023-05-20T09:00:00Z"
enum { NOTES = 4, COUNT_FIRST = 19448 /* 2023-04-01 */, COUNT_LAST = 19538, KEYS = 40, BASE_RUNS = 3 };

static const struct sql closed, form_insert_sql, interview_insert, text_insert, note_insert, pass_insert, code_insert, grouped, grouped_deals, grouped_same[], no_deal_sums,
	no_rows, no_sums;

struct laying {
	long interviews;
	uint64_t random;
	struct taxonomy taxonomy;
	struct store *s;
};

static unsigned below(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((*state >> 33) * n >> 31);
}

static int run(struct store *s, const struct sql *sql, const int64_t *value, size_t n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, sql, err);

	if (!st)
		return -1;
	db_ints(st, 1, value, n);
	return db_run(st, err);
}

/* A validated interview with a released pass: a code a note, few themes often. */
static int lay_one(struct laying *k, int64_t deal, int64_t outcome, struct err *err)
{
	struct store *s = k->s;
	int64_t form = db_next_id(s->db, "form", 1, err), id = db_next_id(s->db, "interview", 1, err),
		pass = db_next_id(s->db, "coding_pass", 1, err), text = db_next_id(s->db, "text", NOTES, err),
		note = db_next_id(s->db, "interview_note", NOTES, err), code = db_next_id(s->db, "code", NOTES, err);
	int rc = form < 0 || id < 0 || pass < 0 || text < 0 || note < 0 || code < 0 ||
		 run(s, &form_insert_sql, (int64_t[]){ form, deal }, 2, err) ||
		 run(s, &interview_insert, (int64_t[]){ id, deal, form }, 3, err) ||
		 run(s, &pass_insert, (int64_t[]){ pass, id, k->taxonomy.id }, 3, err);

	for (int i = 0; !rc && i < NOTES; i++) {
		int64_t theme = k->taxonomy.theme[below(&k->random, 1 + below(&k->random, (unsigned)k->taxonomy.n))].id;

		rc = run(s, &text_insert, (int64_t[]){ text + i }, 1, err) ||
		     run(s, &note_insert, (int64_t[]){ note + i, id, i + 1, text + i }, 4, err) ||
		     run(s, &code_insert, (int64_t[]){ code + i, pass, note + i, text + i, theme, outcome }, 6, err);
	}
	return rc ? -1 : 0;
}

struct deal_ids {
	int64_t id, outcome;
};

static struct deal_ids *list_closed(struct laying *k, long *n, struct err *err)
{
	struct stmt *st = db_stmt(k->s->db, &closed, err);
	struct deal_ids *at = xcalloc((size_t)k->interviews, sizeof *at);

	*n = 0;
	if (!st)
		return at;
	db_int(st, 1, k->interviews);
	while (db_step(st, err) == 1)
		at[(*n)++] = (struct deal_ids){ db_col(st, 0), db_col(st, 1) };
	return at;
}

static int lay_all(void *arg, struct err *err)
{
	struct laying *k = arg;
	long n;
	struct deal_ids *deal = list_closed(k, &n, err);
	int rc = n ? 0 : -1;

	for (long i = 0; !rc && i < n; i++)
		rc = lay_one(k, deal[i].id, deal[i].outcome, err);
	free(deal);
	return rc;
}

static struct store *open_store(const char *db)
{
	struct err err = { 0 };
	struct store *s;

	if (!store_open(&s, &(struct store_options){ .path = db, .login = BENCH_LOGIN }, NULL, &err))
		return s;
	fprintf(stderr, "bench: %s: %s\n", db, err.text);
	exit(1);
}

static void lay(struct store *s, long notes)
{
	struct laying k = { .interviews = notes / NOTES, .random = 20261122, .s = s };
	struct err err = { 0 };

	if (taxonomy_get(s, 0, &k.taxonomy, &err) != 1 || db_tx(s->db, lay_all, &k, &err) || facts_rebuild(s, &err)) {
		fprintf(stderr, "bench: no interviews for the report: %s\n", err.text);
		exit(1);
	}
	taxonomy_done(&k.taxonomy);
}

/* ---- sums made anew ---- */

static int count_nothing(void *arg, const char *sentence)
{
	++*(int *)arg;
	fprintf(stderr, "bench: %s\n", sentence);
	return 0;
}

static void check(struct store *s, struct err *err)
{
	int found = 0;

	if (facts_compare(s, count_nothing, &found, err) || found) {
		fprintf(stderr, "bench: the sums are not those of their rows: %s\n", err->text);
		exit(1);
	}
}

static double group(struct store *s, const struct sql *sql, struct err *err)
{
	double start = figure_now_ms();
	struct stmt *st = db_stmt(s->db, sql, err);

	while (st && db_step(st, err) == 1)
		;
	return figure_now_ms() - start;
}

static void print_sums(const char *of, const char *beside, struct samples *checked, struct samples *made, struct samples *plain)
{
	struct buf what = { 0 };
	double ms = samples_at(plain, 0.5);

	buf_printf(&what, "sums of %s checked / %s", of, beside);
	figure_print("F11", buf_str(&what), samples_at(checked, 0.5) / ms, 1.0, 0.6, "(%.0f ms / %.0f ms)",
		samples_at(checked, 0.5), ms);
	buf_clear(&what);
	buf_printf(&what, "sums of %s made out of nothing / %s", of, beside);
	figure_print("F11", buf_str(&what), samples_at(made, 0.5) / ms, 1.0, 0.6, "(%.0f ms)", samples_at(made, 0.5));
	buf_done(&what);
}

/* Beside one group-by, and beside as many as it takes to count the same of the themes: one a side and theme or root. What else
 * the sums hold (interviews, clocks, stages, views, scores, promises) the second leaves out too. */
static void sums(const struct bench *b, struct store *s)
{
	struct samples made = { 0 }, checked = { 0 }, plain = { 0 }, same = { 0 };
	struct err err = { 0 };

	for (int i = 0; i < b->pairs; i++) {
		double start, middle, all = 0;

		if (run(s, &no_rows, NULL, 0, &err) || run(s, &no_sums, NULL, 0, &err))
			exit(1);
		start = figure_now_ms();
		if (facts_rebuild(s, &err))
			exit(1);
		middle = figure_now_ms();
		check(s, &err);
		samples_add(&made, middle - start);
		samples_add(&checked, figure_now_ms() - middle);
		samples_add(&plain, group(s, &grouped, &err));
		for (const struct sql *sql = grouped_same; sql->name; sql++)
			all += group(s, sql, &err);
		samples_add(&same, all);
	}
	print_sums("facts", "plain group-by", &checked, &made, &plain);
	print_sums("facts", "group-bys that give the sums of themes", &checked, &made, &same);
	samples_done(&made);
	samples_done(&checked);
	samples_done(&plain);
	samples_done(&same);
}

static void sums_of_deals(const struct bench *b, struct store *s)
{
	struct samples made = { 0 }, checked = { 0 }, plain = { 0 };
	struct err err = { 0 };

	for (int i = 0; i < b->pairs; i++) {
		double start, middle;
		int found = 0;

		if (run(s, &no_deal_sums, NULL, 0, &err))
			exit(1);
		start = figure_now_ms();
		if (sum_deals_rebuild(s, &err))
			exit(1);
		middle = figure_now_ms();
		if (sum_deals_compare(s, count_nothing, &found, &err) || found)
			exit(1);
		samples_add(&made, middle - start);
		samples_add(&checked, figure_now_ms() - middle);
		samples_add(&plain, group(s, &grouped_deals, &err));
	}
	print_sums("deals", "plain group-by", &checked, &made, &plain);
	samples_done(&made);
	samples_done(&checked);
	samples_done(&plain);
}

/* ---- the screen ---- */

/* What a report would ask of the rows themselves, as the shell of SQLite reads it. */
static void write_base(const char *path)
{
	static const char *const sides[] = { "d.outcome", "d.segment", "d.competitor" };
	FILE *f = fopen(path, "w");

	for (int i = 0; f && i < BASE_RUNS; i++) {
		fprintf(f, "select stage, currency, count(*), sum(amount_minor) from deal where gone = 0 and stage in (6, 7) and"
			   " closed_day between %d and %d group by 1, 2;\n", COUNT_FIRST, COUNT_LAST);
		fprintf(f, "select %s, c.theme, c.driver, count(distinct i.id) from code c join coding_pass p on p.id = c.pass join"
			   " interview i on i.id = p.interview join deal d on d.id = i.deal where c.gone = 0 and p.released_at > 0 and"
			   " i.state = 4 and d.gone = 0 and d.closed_day between %d and %d group by 1, 2, 3;\n", sides[i % 3],
			COUNT_FIRST, COUNT_LAST);
	}
	if (!f || fclose(f))
		exit(1);
}

static struct pty *open_board(const struct bench *b)
{
	const char *argv[] = { b->program, "--db", b->large_db, "--as", BENCH_LOGIN, "--now", NOW, NULL };
	double ms;
	struct pty *p = paint_start(argv, NULL, "Prospecting", &ms);

	if (!p)
		exit(1);
	return p;
}

static void screen(const struct bench *b)
{
	char *base = temp_path(b->dir, "base.sql");
	const char *argv[] = { BENCH_SQLITE, "-readonly", b->large_db, NULL };
	struct paint_step opens = { 0 }, turned = { 0 }, cursor = { 0 };
	struct samples rows = { 0 };
	double open_99, sql;

	write_base(base);
	for (int i = 0; i < b->pairs; i++) {
		struct pty *p = open_board(b);

		paint_until(p, "5", "Why we lose", 20000);
		for (int k = 0; k < KEYS; k++) {
			paint_prepare(p, "1");
			paint_type(p, "5", 1, &opens);
			paint_type(p, k % 2 ? "]" : "[", 1, &turned); /* another quarter: nothing of it is known */
		}
		paint_prepare(p, "1");
		paint_type(p, "j", KEYS, &cursor);
		paint_type(p, "k", KEYS, &cursor);
		bench_quit(p);
		samples_add(&rows, bench_run(argv, base, NULL).ms / BASE_RUNS);
	}
	open_99 = samples_at(&opens.ms, 0.99);
	sql = samples_at(&rows, 0.5);
	figure_print("F10", "report opens, p99 / cursor of the board, p99", open_99 / samples_at(&cursor.ms, 0.99), 2.0, 1.25,
		"(%.2f ms / %.2f ms, half in %.2f ms / %.2f ms, %d unanswered)", open_99, samples_at(&cursor.ms, 0.99),
		samples_at(&opens.ms, 0.5), samples_at(&cursor.ms, 0.5), opens.misses + cursor.misses);
	figure_print("F10", "another quarter, half / SQL over base rows", samples_at(&turned.ms, 0.5) / sql, 0.02, 0.01,
		"(%.2f ms / %.0f ms, 99 in a hundred in %.2f ms)", samples_at(&turned.ms, 0.5), sql, samples_at(&turned.ms, 0.99));
	paint_step_done(&turned);
	paint_step_done(&opens);
	paint_step_done(&cursor);
	samples_done(&rows);
	free(base);
}

void quarter(struct bench *b)
{
	struct store *s = open_store(b->large_db);

	lay(s, b->mid_rows);
	sums_of_deals(b, s);
	sums(b, s);
	store_close(s);
	screen(b);
}

#define CODED(columns, theme, join)                                                                                    \
	"select d.closed_day / 30, d.outcome, " columns theme ", c.driver, count(distinct d.id), count(distinct i.id), count(*)" \
	" from code c join coding_pass p on p.id = c.pass join interview i on i.id = p.interview join deal d on d.id = i.deal" join \
	" where c.gone = 0 and p.released_at > 0 and i.state = 4 and i.gone = 0 and d.gone = 0 group by "
#define BY_THEME(columns, n) { "bench_theme" columns, CODED(columns, "c.theme", "") n }
#define BY_ROOT(columns, n)                                                                                            \
	{ "bench_root" columns, CODED(columns, "coalesce(nullif(t.parent, 0), c.theme)",                               \
				      " join theme_in t on t.taxonomy = p.taxonomy and t.theme = c.theme") n }

static const struct sql
	closed = { "bench_closed", "select id, outcome from deal where stage in (6, 7) and gone = 0 and closed_day is not null"
				   " order by (id * 7919) % 1000003 limit $1" },
	form_insert_sql = { "bench_form", "insert into form (id, kind, deal) values ($1, 7, $2)" },
	interview_insert = { "bench_interview", "insert into interview (id, deal, form, state, consent_notes, consent_quote, made_at)"
						" values ($1, $2, $3, 4, 1, 1, 1)" },
	text_insert = { "bench_text", "insert into text (id, body, digest, chars, class, subject_kind, subject, at_ms, member)"
				      " values ($1, 'Nobody could tell us who would own it.', x'00', 38, 6, 23, 0, 1, 1)" },
	note_insert = { "bench_note", "insert into interview_note (id, interview, seq, kind, text, member, at_ms)"
				      " values ($1, $2, $3, 1, $4, 1, 1)" },
	pass_insert = { "bench_counted", "insert into coding_pass (id, interview, coder, taxonomy, opened_at, closed_at, released_at)"
					 " values ($1, $2, 1, $3, 1, 1, 1)" },
	code_insert = { "bench_coded", "insert into code (id, pass, note, text, theme, driver, made_at)"
				       " values ($1, $2, $3, $4, $5, $6, 1)" },
	no_deal_sums = { "bench_no_deal_sums", "delete from sum_deal" }, no_rows = { "bench_no_rows", "delete from fact" }, no_sums = { "bench_no_sums", "delete from sum_fact" },
	grouped_deals = { "bench_grouped_deals",
			  "select case when stage in (6, 7) then closed_day / 30 end, stage, outcome, owner, segment, currency, count(*),"
			  " count(amount_minor), sum(amount_minor) from deal where gone = 0 group by 1, 2, 3, 4, 5, 6" },
	/* The themes of every month, without an index of their own. */
	grouped = { "bench_grouped", "select d.closed_day / 30, d.outcome, d.segment, d.competitor, c.theme, c.driver, count(distinct i.id),"
				     " count(*) from code c join coding_pass p on p.id = c.pass join interview i on i.id = p.interview"
				     " join deal d on d.id = i.deal where c.gone = 0 and p.released_at > 0 and i.state = 4 and i.gone = 0"
				     " and d.gone = 0 group by 1, 2, 3, 4, 5, 6" },
	grouped_same[] = {
		BY_THEME("", "1, 2, 3, 4"), BY_THEME("d.owner, ", "1, 2, 3, 4, 5"), BY_THEME("d.segment, ", "1, 2, 3, 4, 5"),
		BY_ROOT("", "1, 2, 3, 4"), BY_ROOT("d.owner, ", "1, 2, 3, 4, 5"), BY_ROOT("d.segment, ", "1, 2, 3, 4, 5"),
		BY_ROOT("d.competitor, ", "1, 2, 3, 4, 5"), BY_ROOT("d.region, ", "1, 2, 3, 4, 5"),
		BY_ROOT("d.product, ", "1, 2, 3, 4, 5"),
		BY_ROOT("d.amount_minor < 1000000, d.amount_minor < 5000000, ", "1, 2, 3, 4, 5, 6"), { NULL, NULL },
	};
