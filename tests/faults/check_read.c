/* P11, where nothing is written: each result code from each call behind the pages and files of a quarter. What is read
 * fails with a sentence, or it says all that it says when nothing fails; nothing is left open, and the next look is whole. */
#include "tests/faults/codes.h"
#include "tests/faults/file.h"

#include "model/action.h"
#include "model/bulletin.h"
#include "model/db/private.h"
#include "model/deal.h"
#include "model/exchange.h"
#include "model/exchange_quarter.h"
#include "model/export.h"
#include "model/file.h"
#include "model/import.h"
#include "model/merge.h"
#include "model/refinement.h"
#include "model/report.h"
#include "model/sample.h"
#include "model/suggestion.h"
#include "tests/support/temp.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
	char *dir, *path, *out;
	struct buf published; /* what was published of the quarter */
	char *name;
} world;

static const struct rollup_scope quarter = { .year = 2026, .quarter = 4, .quotes = 6 };

static void give_up(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

/* ---- what is looked at ---- */

static int hear(void *arg, const char *sentence)
{
	buf_printf(arg, "%s\n", sentence);
	return 0;
}

static int write_all(struct store *s, enum rollup_audience audience, struct buf *out, struct err *err)
{
	struct rollup_scope scope = quarter;
	struct rollup r;
	int rc;

	scope.audience = audience;
	rc = rollup_load(s, &scope, &r, err);
	for (int f = 0; !rc && f < REPORT_FORMATS; f++)
		rc = report_write(s, &r, (enum report_format)f, out, err);
	rollup_done(&r);
	return rc;
}

static int read_team(struct store *s, struct buf *out, struct err *err)
{
	return write_all(s, AUDIENCE_CRO, out, err);
}

static int read_product(struct store *s, struct buf *out, struct err *err)
{
	return write_all(s, AUDIENCE_PRODUCT, out, err);
}

static int read_cmo(struct store *s, struct buf *out, struct err *err)
{
	return write_all(s, AUDIENCE_CMO, out, err);
}

static int behind(struct store *s, const struct rollup *r, const struct figure *f, struct buf *out, struct err *err)
{
	struct behind_deal *d;
	size_t n;
	int rc = behind_deals(s, r, f, 0, 0, 20, &d, &n, err);

	for (size_t i = 0; !rc && i < n; i++) {
		struct behind_words *w;
		size_t words;

		buf_printf(out, "%s %" PRId64 " %s %" PRId64 "\n", f->key, d[i].deal, d[i].company, d[i].n);
		rc = i ? 0 : behind_words(s, f, d[i].deal, &w, &words, err);
		for (size_t k = 0; !rc && !i && k < words; k++)
			buf_printf(out, "%s: %s\n", w[k].who, w[k].words);
		if (!rc && !i)
			behind_words_done(w, words);
	}
	behind_deals_done(d, n);
	return rc;
}

static int read_behind(struct store *s, struct buf *out, struct err *err)
{
	static const char *const keys[] = { "outcome.won", "scope.coded", "process.debriefs", "views.same", "loss.pricing" };
	struct rollup r;
	int rc = rollup_load(s, &quarter, &r, err);

	for (size_t i = 0; !rc && i < sizeof keys / sizeof *keys; i++) {
		const struct figure *f = rollup_find(&r, keys[i]);

		rc = f ? behind(s, &r, f, out, err) : 0;
	}
	rollup_done(&r);
	return rc;
}

static int read_verified(struct store *s, struct buf *out, struct err *err)
{
	size_t differences, moved;
	int rc = report_verify(s, world.name, buf_str(&world.published), world.published.len, hear, out, &differences, &moved, err);

	buf_printf(out, "%zu %zu\n", differences, moved);
	return rc;
}

static int put_deal(void *arg, const struct refinement_deal *d)
{
	buf_printf(arg, " %" PRId64 " %s", d->deal, d->company);
	return 0;
}

struct telling {
	struct store *s;
	struct buf *out;
	struct err *err;
};

static int put_refinement(void *arg, const struct refinement *r)
{
	struct telling *t = arg;

	buf_printf(t->out, "%" PRId64 " %s %s %s", r->id, refinement_state_key(r->state), r->text, r->reason ? r->reason : "");
	return refinement_deals(t->s, r->id, put_deal, t->out, t->err);
}

static int put_suggestion(void *arg, const struct suggestion *x)
{
	buf_printf(arg, "%s\n", suggestion_kind_key(x->kind));
	return 0;
}

static int put_pair(void *arg, const struct merge_pair *p)
{
	buf_printf(arg, "%s %s %" PRId64 "\n", p->gone_name, p->kept_name, p->kept_deals);
	return 0;
}

static int read_refinements(struct store *s, struct buf *out, struct err *err)
{
	struct telling t = { s, out, err };

	return refinement_each(s, true, put_refinement, &t, err) || suggestions_each(s, put_suggestion, out, err) ||
			       merge_suggest(s, MERGE_COMPANY, put_pair, out, err) || merge_suggest(s, MERGE_COMPETITOR, put_pair, out, err)
		       ? -1
		       : 0;
}

static int read_exchange(struct store *s, struct buf *out, struct err *err)
{
	static const struct sql deals = { "read_exchange", "select min(subject) from form where kind = 7" };
	int64_t deal = db_scalar(s->db, &deals, 1);

	for (int d = EXCHANGE_PRE; d <= EXCHANGE_POST; d++)
		if (exchange_write(s, deal, (enum exchange_direction)d, out, err) ||
		    exchange_markdown(s, deal, (enum exchange_direction)d, out, err) ||
		    exchange_json(s, deal, (enum exchange_direction)d, out, err))
			return -1;
	return exchange_quarter_write(s, "2026-Q4", NULL, out, err);
}

static int read_bulletins(struct store *s, struct buf *out, struct err *err)
{
	static const char *const names[] = { "pipeline-review", "forecast", "win-loss", "business-review", "sales-review" };
	int rc = 0;

	for (size_t i = 0; !rc && i < sizeof names / sizeof *names; i++) {
		struct bulletin_page *p;

		rc = bulletin_open(s, names[i], NO_DAY, true, &p, err);
		if (!rc) {
			bulletin_write(p, DOC_MARKDOWN, out);
			bulletin_json(p, out);
			bulletin_close(p);
		}
	}
	return rc;
}

static int export_one(struct store *s, const char *kind, bool wide, struct buf *out, struct err *err)
{
	struct export_options opt = { .kind = kind, .format = EXPORT_CSV, .path = world.out, .wide = wide };
	int64_t rows;
	bool closed;
	int rc;

	unlink(world.out);
	rc = export_run(s, &opt, &rows, &closed, err);
	if (rc && !access(world.out, F_OK))
		buf_puts(out, "half a file\n");
	return rc ? rc : file_read(world.out, 64u << 20, out);
}

static int read_exports(struct store *s, struct buf *out, struct err *err)
{
	static const char *const kinds[] = { "rollup", "exchange", "quotes", "matrix", "promises", "risks", "members", "stages", "actions" };
	int rc = export_one(s, "deals", true, out, err);

	for (size_t i = 0; !rc && i < sizeof kinds / sizeof *kinds; i++)
		rc = export_one(s, kinds[i], false, out, err);
	return rc;
}

static const struct reading {
	const char *name, *login;
	int (*read)(struct store *s, struct buf *out, struct err *err);
} readings[] = {
	{ "the quarter", SAMPLE_CRO, read_team },
	{ "the quarter for product", SAMPLE_CRO, read_product },
	{ "the quarter for the cmo", "ruth", read_cmo },
	{ "an ae's quarter", "mira", read_team },
	{ "behind its figures", SAMPLE_CRO, read_behind },
	{ "verified", SAMPLE_CRO, read_verified },
	{ "refinements and doubles", SAMPLE_ADMIN, read_refinements },
	{ "exchange records", SAMPLE_CRO, read_exchange },
	{ "regular reports", SAMPLE_CRO, read_bulletins },
	{ "exports", SAMPLE_ADMIN, read_exports },
};
enum { READINGS = sizeof readings / sizeof *readings };

/* ---- one call that fails ---- */

static struct store *open_it(const char *login)
{
	struct store_options opt = { .path = world.path, .out_dir = world.dir, .login = login, .now_ms = INT64_C(1795510800000),
				     .now_frozen = true };
	struct err err = { 0 };
	struct store *s;

	if (store_open(&s, &opt, NULL, &err))
		give_up(world.path, &err);
	return s;
}

/* NULL, or what is wrong. */
static const char *judge(struct store *s, int rc, const struct err *err, const struct buf *said, const struct buf *plain)
{
	if (rc && (err->kind == ERR_NONE || !*err->text))
		return "it failed without a word";
	if (rc && (strstr(err->text, "unknown error") || strstr(err->text, "not an error")))
		return "the sentence says nothing";
	if (rc && strstr(buf_str(said), "half a file"))
		return "half a file was left";
	if (!rc && (said->len != plain->len || memcmp(buf_str(said), buf_str(plain), plain->len)))
		return "it is told whole and says something else";
	if (!sqlite3_get_autocommit(s->db->handle) || db_in_tx(s->db))
		return "a transaction was left open";
	return db_left_open(s->db) ? "a statement was left open" : NULL;
}

static void show_difference(const struct buf *said, const struct buf *plain)
{
	size_t at = 0, from;

	while (at < said->len && at < plain->len && said->data[at] == plain->data[at])
		at++;
	from = at > 60 ? at - 60 : 0;
	fprintf(stderr, "  was: %.160s\n  now: %.160s\n", buf_str(plain) + from, buf_str(said) + (from < said->len ? from : said->len));
}

static void check_call(struct promise_run *run, const struct reading *r, const struct buf *plain, long at, const struct code *code,
		       bool fresh, struct store **s)
{
	struct err err = { 0 };
	struct buf said = { 0 };
	const char *wrong;
	char met[160];
	int rc;

	if (fresh || (*s)->db->damaged) {
		store_close(*s);
		*s = open_it(r->login);
	}
	codes_set(&(struct codes_fault){ .at = at, .rc = code->rc });
	rc = r->read(*s, &said, &err);
	snprintf(met, sizeof met, "%s", codes_met());
	codes_set(&(struct codes_fault){ 0 });
	wrong = judge(*s, rc, &err, &said, plain);
	if (wrong && !rc && getenv("READ_SHOW"))
		show_difference(&said, plain);
	if (!wrong && !(*s)->db->damaged) {
		struct err again = { 0 };

		buf_clear(&said);
		if (r->read(*s, &said, &again) || said.len != plain->len || memcmp(buf_str(&said), buf_str(plain), plain->len))
			wrong = "the next look is not whole";
	}
	promise_case(run, !wrong, "%s, call %ld (%s) answers %s%s: %s (told: %s)", r->name, at, met, code->name,
		     fresh ? ", freshly opened" : "", wrong, err.text);
	buf_done(&said);
}

/* ---- the walk ---- */

struct walking {
	int workers, cases; /* cases a reading; 0: each call */
};

static void walk_reading(struct promise_run *run, const struct reading *r, int worker, const struct walking *how)
{
	struct store *s = open_it(r->login);
	struct buf plain = { 0 };
	struct err err = { 0 };
	long calls, n = 0;

	codes_set(&(struct codes_fault){ 0 });
	if (r->read(s, &plain, &err))
		give_up(r->name, &err);
	calls = codes_calls();
	for (int i = worker; how->cases && i < how->cases && !promise_is_settled(run); i += how->workers)
		check_call(run, r, &plain, 1 + promise_random(run, (unsigned)calls), &codes[promise_random(run, CODES)],
			   promise_random(run, 4) == 0, &s);
	for (long at = 1; !how->cases && at <= calls; at++)
		if (n++ % how->workers == worker)
			check_call(run, r, &plain, at, &codes[at % CODES], at % 4 == 0, &s);
	store_close(s);
	buf_done(&plain);
}

static void walk_readings(struct promise_run *run, int worker, void *arg)
{
	const char *only = getenv("READ_ONLY");
	struct buf out = { 0 };

	buf_printf(&out, "%s/out%d.csv", world.dir, worker);
	world.out = buf_take(&out);
	/* The exports read most: the last of them is the first one looked at, which is enough for the twin. */
	for (size_t i = READINGS; i-- && !promise_is_settled(run);)
		if (!only || strstr(readings[i].name, only))
			walk_reading(run, &readings[i], worker, arg);
	free(world.out);
}

static void walk(struct promise_run *run)
{
	struct walking how = { run->is_twin ? 1 : 2, run->is_long ? 0 : run->is_fast || run->is_sanitized ? 4 : 12 };

	if (run->is_twin)
		how.cases = 100;
	faulty_workers(run, how.workers, walk_readings, &how);
}

static int set_up(void)
{
	struct store_options opt = { .login = SAMPLE_ADMIN, .zone = "UTC", .now_ms = INT64_C(1795510800000), .now_frozen = true,
				     .db_flags = DB_CREATE, .seed = 3 };
	struct buf path = { 0 };
	struct err err = { 0 };
	struct report r;
	struct store *s;

	promise_in_memory();
	world.dir = temp_dir("read");
	opt.out_dir = world.dir;
	opt.path = world.path = temp_path(world.dir, "w.db");
	if (store_open(&s, &opt, NULL, &err) || sample_fill(s, &err) || store_act_as(s, SAMPLE_CRO, &err) ||
	    report_publish(s, &quarter, &r, &err))
		give_up(world.path, &err);
	buf_printf(&path, "%s/%s", world.dir, r.path);
	world.name = buf_take(&path);
	if (file_read(world.name, 64u << 20, &world.published))
		give_up(world.name, &err);
	report_done(&r);
	store_close(s);
	return 0;
}

static void tear_down(void)
{
	temp_remove(world.dir);
	free(world.dir);
	free(world.path);
	free(world.name);
	buf_done(&world.published);
}

int main(void)
{
	static const char *const protections[] = { "db-whole", NULL };

	return promise_main(&(struct promise){ "P11-reads", protections, walk, set_up, tear_down });
}
