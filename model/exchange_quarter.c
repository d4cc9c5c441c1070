#include "model/exchange_quarter.h"

#include "model/calendar.h"
#include "model/deal.h"
#include "model/exchange_private.h"
#include "model/member.h"
#include "model/refinement.h"
#include "model/report_private.h"
#include "model/taxonomy.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { QUARTER_RECORDS, QUARTER_NEWEST, QUARTER_RESTS };

struct gathering {
	struct store *s;
	int quarter;
	int64_t from_day, to_day;
	char period[16];
	struct exchange_fields fields;
	struct icp icp;
	struct taxonomy t;
	int64_t *deal;
	size_t n;
	struct {
		int64_t sum, n;
	} score[2][ICP_DIMENSIONS]; /* by phase */
	int64_t *coded, *points; /* deals and friction points, by theme */
	int64_t unsaid;          /* points without a theme */
	struct buf signals, friction, recommended;
	int64_t points_all;
	const struct deal *now;
};

bool exchange_quarter_is(const char *word)
{
	int quarter;

	return strlen(word) == 7 && !quarter_parse(word, &quarter, NULL);
}

/* ---- gathering ---- */

static int read_deals(struct gathering *g, struct err *err)
{
	struct stmt *st = db_stmt(g->s->db, &exchange_quarter_sql[QUARTER_RECORDS], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, FORM_EXCHANGE);
	db_int(st, 2, EXCHANGE_POST);
	db_int(st, 3, FORM_FILED);
	db_int(st, 4, g->from_day);
	db_int(st, 5, g->to_day);
	access_bind(st, g->s);
	while ((rc = db_step(st, err)) == 1) {
		g->deal = xrealloc(g->deal, (g->n + 1) * sizeof *g->deal);
		g->deal[g->n++] = db_col(st, 0);
	}
	return rc;
}

static int add_scores(struct gathering *g, struct err *err)
{
	for (enum icp_phase phase = ICP_HANDOFF; phase <= ICP_VALIDATED; phase++) {
		int64_t score[ICP_DIMENSIONS];

		if (deal_icp_get(g->s, g->now->id, phase, score, err))
			return -1;
		for (int i = 0; i < ICP_DIMENSIONS; i++)
			if (score[i] != ICP_NOT_SCORED) {
				g->score[phase - ICP_HANDOFF][i].sum += score[i];
				g->score[phase - ICP_HANDOFF][i].n++;
			}
	}
	return 0;
}

/* Each line with the deal it was said of. */
static void add_lines(const struct gathering *g, const char *text, struct buf *out)
{
	while (*text) {
		size_t n = strcspn(text, "\n");

		buf_printf(out, "%sD-%" PRId64 " ", out->len ? "\n" : "", g->now->id);
		deal_label(g->now, out);
		buf_puts(out, ": ");
		buf_add(out, text, n);
		text += n + (text[n] == '\n');
	}
}

static int add_point(void *arg, const char *words, int64_t theme)
{
	struct gathering *g = arg;
	const struct theme *t = theme ? taxonomy_theme(&g->t, theme) : NULL;

	(void)words;
	g->points_all++;
	if (t)
		g->points[t - g->t.theme]++;
	else
		g->unsaid++;
	return 0;
}

static void add_codes(struct gathering *g, const char *keys)
{
	while (*keys) {
		size_t n = strcspn(keys, ",");

		for (size_t i = 0; i < g->t.n; i++)
			if (strlen(g->t.theme[i].key) == n && !memcmp(g->t.theme[i].key, keys, n))
				g->coded[i]++;
		keys += n;
		keys += strspn(keys, ", ");
	}
}

static int add_field(struct gathering *g, const struct exchange *x, const char *key, struct err *err)
{
	const struct exchange_field *f = exchange_field_find(&g->fields, EXCHANGE_POST, key);
	struct buf words = { 0 };
	bool prefilled;
	int rc = f ? exchange_value(g->s, x, g->now->id, f, &words, &prefilled, err) : 0;

	if (rc == 1 && !strcmp(key, "codes"))
		add_codes(g, buf_str(&words));
	else if (rc == 1 && !strcmp(key, "context"))
		add_lines(g, buf_str(&words), &g->signals);
	else if (rc == 1 && !strcmp(key, "recommendation"))
		add_lines(g, buf_str(&words), &g->recommended);
	else if (rc == 1) {
		exchange_points(buf_str(&words), &g->t, add_point, g);
		add_lines(g, buf_str(&words), &g->friction);
	}
	buf_done(&words);
	return rc < 0 ? -1 : 0;
}

static int add_deal(struct gathering *g, int64_t deal, struct err *err)
{
	static const char *const keys[] = { "codes", "context", "friction", "recommendation" };
	struct exchange x;
	struct deal d;
	int rc = deal_need(g->s, deal, &d, err);

	if (rc)
		return -1;
	g->now = &d;
	if (exchange_get(g->s, deal, EXCHANGE_POST, &x, err) < 0 ||
	    (access_can_read(g->s, CLASS_CRM, d.owner) && add_scores(g, err)))
		rc = -1;
	for (size_t i = 0; !rc && i < sizeof keys / sizeof keys[0]; i++)
		rc = add_field(g, &x, keys[i], err);
	deal_done(&d);
	return rc;
}

/* Those that rest on a deal of the quarter, with their state. */
static int add_refinement(void *arg, const struct refinement *r)
{
	struct gathering *g = arg;
	struct stmt *st = db_stmt(g->s->db, &exchange_quarter_sql[QUARTER_RESTS], NULL);
	bool is = false;

	for (size_t i = 0; st && !is && i < g->n; i++) {
		db_int(st, 1, r->id);
		db_int(st, 2, g->deal[i]);
		is = db_step(st, NULL) == 1;
		db_reset(st);
	}
	if (is)
		buf_printf(&g->recommended, "%srefinement %" PRId64 " %s: %s", g->recommended.len ? "\n" : "", r->id,
			   refinement_state_key(r->state), r->text ? r->text : "");
	return 0;
}

static int gather(struct store *s, const char *quarter, struct gathering *g, struct err *err)
{
	struct buf period = { 0 };
	int rc;

	*g = (struct gathering){ .s = s };
	if (quarter_parse(quarter, &g->quarter, err))
		return -1;
	quarter_bounds(g->quarter, calendar_fiscal_start(s->calendar), &g->from_day, &g->to_day);
	quarter_format(g->quarter, &period);
	snprintf(g->period, sizeof g->period, "%s", buf_str(&period));
	buf_done(&period);
	if (exchange_fields_load(s, &g->fields, err) || icp_load(s, &g->icp, err) || taxonomy_get(s, 0, &g->t, err) != 1)
		return -1;
	g->coded = xcalloc(2 * g->t.n + 1, sizeof *g->coded);
	g->points = g->coded + g->t.n;
	rc = read_deals(g, err);
	for (size_t i = 0; !rc && i < g->n; i++)
		rc = add_deal(g, g->deal[i], err);
	return rc || !g->n ? rc : refinement_each(s, true, add_refinement, g, err);
}

static void gathered(struct gathering *g)
{
	taxonomy_done(&g->t);
	free(g->deal);
	free(g->coded);
	buf_done(&g->signals);
	buf_done(&g->friction);
	buf_done(&g->recommended);
}

/* ---- writing ---- */

static void put_mean(int64_t sum, int64_t n, struct buf *out)
{
	if (n)
		buf_printf(out, "%" PRId64 ".%" PRId64 " (n=%" PRId64 ")", (10 * sum + n / 2) / n / 10, (10 * sum + n / 2) / n % 10, n);
	else
		buf_puts(out, "– (n=0)");
}

static void put_scores(const struct gathering *g, struct buf *out)
{
	for (int i = 0; i < ICP_DIMENSIONS; i++) {
		buf_printf(out, "%s%s: at handoff ", i ? "\n" : "", g->icp.dimension[i].title);
		put_mean(g->score[0][i].sum, g->score[0][i].n, out);
		buf_puts(out, ", after delivery ");
		put_mean(g->score[1][i].sum, g->score[1][i].n, out);
	}
}

/* "Pricing and commercial terms: 3 of 5 records": the most first, in the order of the taxonomy where as many. */
static void put_counts(const struct gathering *g, const int64_t *count, int64_t of, const char *what, struct buf *out)
{
	int64_t most = 0, next;

	for (size_t i = 0; i < g->t.n; i++)
		most = count[i] > most ? count[i] : most;
	for (; most; most = next) {
		next = 0;
		for (size_t i = 0; i < g->t.n; i++) {
			if (count[i] == most)
				buf_printf(out, "%s%s: %" PRId64 " of %" PRId64 " %s%s", out->len ? "\n" : "", g->t.theme[i].title,
					   most, of, what, of == 1 ? "" : "s");
			else if (count[i] < most && count[i] > next)
				next = count[i];
		}
	}
}

static void put_codes(const struct gathering *g, struct buf *out)
{
	put_counts(g, g->coded, (int64_t)g->n, "record", out);
}

static void put_friction(const struct gathering *g, struct buf *out)
{
	put_counts(g, g->points, g->points_all, "point", out);
	if (g->unsaid)
		buf_printf(out, "%sno theme said: %" PRId64 " of %" PRId64 " point%s", out->len ? "\n" : "", g->unsaid, g->points_all,
			   g->points_all == 1 ? "" : "s");
	buf_printf(out, "%s%s", out->len && g->friction.len ? "\n" : "", buf_str(&g->friction));
}

static const char *label(const struct gathering *g, const char *key)
{
	const struct exchange_field *f = exchange_field_find(&g->fields, EXCHANGE_POST, key);

	return f && *f->label ? f->label : key;
}

static void put_part(const struct gathering *g, const char *key, void (*put)(const struct gathering *g, struct buf *out),
		     const struct buf *lines, struct buf *out)
{
	struct buf words = { 0 };

	if (put)
		put(g, &words);
	else
		buf_puts(&words, buf_str(lines));
	exchange_put_field(label(g, key), EXCHANGE_LIST, buf_str(&words), out);
	buf_done(&words);
}

static void put_document(const struct gathering *g, const char *recommendation, bool filed, struct buf *out)
{
	struct buf words = { 0 };
	char *name = filed ? member_name(g->s, g->s->actor.member, NULL) : xstrdup("not filed yet");

	exchange_put_head(&g->fields, out);
	buf_printf(&words, "%s, %zu record%s of deals closed from ", g->period, g->n, g->n == 1 ? "" : "s");
	day_format(g->from_day, &words);
	buf_puts(&words, " to ");
	day_format(g->to_day, &words);
	exchange_put_line(g->fields.deal, buf_str(&words), out);
	exchange_put_line(g->fields.direction, exchange_direction_words(EXCHANGE_POST), out);
	exchange_put_line(g->fields.stage, "quarterly rollup", out);
	put_part(g, "validation", put_scores, NULL, out);
	put_part(g, "codes", put_codes, NULL, out);
	put_part(g, "context", NULL, &g->signals, out);
	put_part(g, "friction", put_friction, NULL, out);
	if (recommendation)
		exchange_put_field(label(g, "recommendation"), EXCHANGE_PARAGRAPH, recommendation, out);
	else
		put_part(g, "recommendation", NULL, &g->recommended, out);
	exchange_put_line(g->fields.filed_by, name, out);
	buf_clear(&words);
	if (filed)
		day_format(calendar_day(g->s->calendar, g->s->now(g->s)), &words);
	exchange_put_line(g->fields.date, filed ? buf_str(&words) : "not filed yet", out);
	free(name);
	buf_done(&words);
}

/* The recommendation as it is kept: one paragraph. */
static int read_recommendation(const struct gathering *g, const char *text, struct buf *out, struct err *err)
{
	struct exchange_field f = { .key = "recommendation", .kind = EXCHANGE_PARAGRAPH };

	return text ? exchange_read_words(g->s, &g->fields, &f, text, out, err) : 0;
}

/* ---- what was filed ---- */

/* The newest of the quarter: its id, its words appended; 1, 0, -1. Whoever may not read all of it reads the present one. */
static int newest(struct store *s, const char *period, int64_t *id, struct buf *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &exchange_quarter_sql[QUARTER_NEWEST], err);
	int rc;

	if (!st)
		return -1;
	db_text(st, 1, period);
	db_int(st, 2, REPORT_EXCHANGE);
	rc = db_step(st, err);
	if (rc == 1) {
		*id = db_col(st, 0);
		if (out)
			buf_puts(out, db_col_text(st, 1));
		db_reset(st);
	}
	return rc;
}

static bool reads_all(const struct store *s)
{
	return access_read(s, CLASS_INTERNAL) == ACCESS_ALL && access_read(s, CLASS_CRM) == ACCESS_ALL;
}

struct wanted {
	struct store *s;
	const char *quarter, *recommendation;
	struct buf *out;
};

static int write_wanted(void *arg, struct err *err)
{
	const struct wanted *w = arg;
	struct buf words = { 0 };
	struct gathering g;
	int64_t id;
	int rc = gather(w->s, w->quarter, &g, err);

	if (!rc)
		rc = read_recommendation(&g, w->recommendation, &words, err);
	if (!rc && !w->recommendation && reads_all(w->s))
		rc = newest(w->s, g.period, &id, w->out, err);
	if (!rc)
		put_document(&g, words.len ? buf_str(&words) : NULL, false, w->out);
	buf_done(&words);
	gathered(&g);
	return rc < 0 ? -1 : 0;
}

int exchange_quarter_write(struct store *s, const char *quarter, const char *recommendation, struct buf *out, struct err *err)
{
	struct wanted w = { s, quarter, recommendation, out };

	if (access_read(s, CLASS_INTERNAL) == ACCESS_NO)
		return err_set(err, ERR_ROLE, "your role reads no exchange records");
	return db_whole(s->db, write_wanted, &w, err);
}

void exchange_quarter_path(const char *period, struct buf *out)
{
	buf_printf(out, "reports/exchange/exchange-%s.txt", period);
}

struct filing {
	struct gathering *g;
	struct report report;
	struct report_file file;
};

static int fill_report(struct filing *f, const struct group *group, struct err *err)
{
	const struct gathering *g = f->g;
	struct store *s = g->s;
	struct buf path = { 0 };
	int64_t before = 0, id = db_next_id(s->db, "report", 1, err);

	if (id < 0 || newest(s, g->period, &before, NULL, err) < 0)
		return -1;
	exchange_quarter_path(g->period, &path);
	f->report = (struct report){ .id = id, .kind = REPORT_EXCHANGE, .path = buf_take(&path), .taxonomy = g->t.id,
				     .config = s->config_version, .from_day = g->from_day, .to_day = g->to_day,
				     .as_of_ms = group->at_ms, .as_of_grp = report_group(s), .supersedes = before,
				     .member = s->actor.member, .at_ms = group->at_ms };
	snprintf(f->report.period, sizeof f->report.period, "%s", g->period);
	return 0;
}

/* The file is whole and on disk before the COMMIT, as that of a rollup is. */
static int insert(struct store *s, struct group *group, void *arg, struct err *err)
{
	struct filing *f = arg;
	struct change c = { .op = OP_INSERT, .kind = SUBJECT_REPORT, .class = CLASS_INTERNAL };

	if (fill_report(f, group, err) || report_file_check(s, &f->report, err))
		return -1;
	c.subject = f->report.id;
	f->report.text = text_store(s, buf_str(&f->file.bytes), f->file.bytes.len, CLASS_INTERNAL, SUBJECT_REPORT, c.subject, err);
	return f->report.text < 0 || report_put(s, &f->report, REPORT_TEXT, err) || group_change(group, &c, err) ||
			       report_file_make(s, &f->report, &f->file, err)
		       ? -1
		       : 0;
}

static int file_it(struct gathering *g, const char *recommendation, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_REPORT };
	struct filing f = { .g = g, .file = { .fd = -1 } };
	struct report of = { .kind = REPORT_EXCHANGE };
	struct buf title = { 0 };
	int rc;

	snprintf(of.period, sizeof of.period, "%s", g->period);
	put_document(g, recommendation, true, &f.file.bytes);
	buf_printf(&title, "exchange record of %s filed", g->period);
	how.title = buf_str(&title);
	rc = report_file_settle(g->s, &of, err) < 0 || edit(g->s, &how, insert, &f, NULL, err) ? -1 : 0;
	rc = report_file_end(g->s, &f.report, &f.file, rc, err);
	report_done(&f.report);
	buf_done(&title);
	return rc;
}

int exchange_quarter_file(struct store *s, const char *quarter, const char *recommendation, struct buf *name, struct err *err)
{
	struct buf words = { 0 };
	struct gathering g;
	int rc;

	if (access_act(s, "exchange_post", err))
		return -1;
	rc = gather(s, quarter, &g, err);
	if (!rc && !g.n)
		rc = err_set(err, ERR_REFUSED, "not filed: no post-delivery record of a deal closed in %s is filed", g.period);
	if (!rc)
		rc = read_recommendation(&g, recommendation, &words, err);
	if (!rc)
		rc = file_it(&g, words.len ? buf_str(&words) : NULL, err);
	if (!rc)
		buf_printf(name, "%s, %zu record%s", g.period, g.n, g.n == 1 ? "" : "s");
	gathered(&g);
	buf_done(&words);
	return rc;
}

const struct sql exchange_quarter_sql[] = {
	[QUARTER_RECORDS] = { "exchange_records",
			      "select d.id from form f join deal d on d.id = f.deal where f.kind = $1 and f.period = $2 and f.state ="
			      " $3 and f.gone = 0 and d.gone = 0 and d.closed_day between $4 and $5 and " ACCESS_DEAL("d")
			      " order by d.closed_day, d.id" },
	[QUARTER_NEWEST] = { "exchange_quarter_newest",
			     "select r.id, t.body from report r join text t on t.id = r.text where r.period = $1 and r.kind = $2"
			     " order by r.id desc limit 1" },
	[QUARTER_RESTS] = { "exchange_rests", "select 1 from refinement_deal where refinement = $1 and deal = $2 and gone = 0" },
	{ NULL, NULL },
};
