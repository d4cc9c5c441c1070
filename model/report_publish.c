/* Publishing: the bytes, what they rest on, and the file that holds them (report_file.c), in an order that no kill can tear
 * apart. */
#include "model/report_private.h"

#include "model/action.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/digest.h"
#include "model/doc_table.h"
#include "model/form.h"
#include "model/member.h"
#include "model/rowsum.h"
#include "model/stage.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REPORT_NEWEST, REPORT_ALL, REPORT_QUOTING, REPORT_PUT, REPORT_QUOTE_PUT, REPORT_TEXT_OF, REPORT_BLOCKING, REPORT_GROUP };

void report_done(struct report *r)
{
	free(r->path);
	r->path = NULL;
}

static void read_report(struct stmt *st, struct report *r)
{
	*r = (struct report){ .id = db_col(st, 0), .kind = db_col(st, 1), .audience = db_col(st, 3), .segment = db_col(st, 4),
			      .path = xstrdup(db_col_text(st, 5)), .taxonomy = db_col(st, 6), .config = db_col(st, 7),
			      .from_day = db_col(st, 8), .to_day = db_col(st, 9), .as_of_ms = db_col(st, 10),
			      .as_of_grp = db_col(st, 11), .text = db_col(st, 12), .supersedes = db_col(st, 13),
			      .member = db_col(st, 14), .at_ms = db_col(st, 15) };
	snprintf(r->period, sizeof r->period, "%s", db_col_text(st, 2));
}

static int each(struct stmt *st, int (*fn)(void *arg, const struct report *r), void *arg, struct err *err)
{
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		struct report r;

		read_report(st, &r);
		rc = fn(arg, &r);
		report_done(&r);
		if (rc) {
			db_reset(st);
			break;
		}
	}
	return rc;
}

int report_each(struct store *s, int (*fn)(void *arg, const struct report *r), void *arg, struct err *err)
{
	struct stmt *st = access_act(s, "report", err) ? NULL : db_stmt(s->db, &report_sql[REPORT_ALL], err);

	return st ? each(st, fn, arg, err) : -1;
}

int report_quoting(struct store *s, int64_t interview, int (*fn)(void *arg, const struct report *r), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_sql[REPORT_QUOTING], err);

	if (!st)
		return -1;
	db_int(st, 1, interview);
	return each(st, fn, arg, err);
}

int report_newest_of(struct store *s, const struct report *of, struct report *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_sql[REPORT_NEWEST], err);
	int rc;

	*out = (struct report){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, of->kind);
	db_text(st, 2, of->period);
	db_int(st, 3, of->audience);
	db_int(st, 4, of->segment);
	rc = db_step(st, err);
	if (rc == 1) {
		read_report(st, out);
		db_reset(st);
	}
	return rc;
}

/* The newest issue of a period, audience and segment; 1, 0, -1. */
static int newest_issue(struct store *s, const struct rollup *r, struct report *out, struct err *err)
{
	struct report of = { .kind = REPORT_ROLLUP, .audience = r->scope.audience, .segment = r->scope.segment };

	snprintf(of.period, sizeof of.period, "%s", r->period);
	return report_newest_of(s, &of, out, err);
}

int report_bytes(struct store *s, const struct report *r, struct buf *out, bool *intact, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_sql[REPORT_TEXT_OF], err);
	const void *salt, *digest;
	size_t salt_n, n;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, r->text);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	buf_puts(out, db_col_text(st, 0));
	salt = db_col_blob(st, 1, &salt_n);
	digest = db_col_blob(st, 2, &n);
	if (intact)
		*intact = digest_fits(digest, n, salt, salt_n, buf_str(out));
	db_reset(st);
	return 1;
}

/* ---- may it ---- */

/* Escalations that block, by their words, which name trigger and interview and nothing that was said. */
static int check_escalations(struct store *s, const struct rollup *r, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_sql[REPORT_BLOCKING], err);
	struct buf list = { 0 };
	size_t n = 0;
	int rc;

	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ ACTION_ESCALATION, ACTION_OPEN, STAGE_WON, STAGE_LOST, r->from_day, r->to_day, r->scope.segment }, 7);
	while ((rc = db_step(st, err)) == 1) {
		buf_printf(&list, "%saction %" PRId64 " (%s), %s", n++ ? "; " : "", db_col(st, 0), db_col_text(st, 2),
			   db_col_text(st, 1));
	}
	if (!rc && n)
		rc = err_set(err, ERR_REFUSED, "not published, open and blocking: %s", buf_str(&list)); /* names in a line of 80 */
	buf_done(&list);
	return rc;
}

int report_may_publish(struct store *s, struct err *err)
{
	if (access_act(s, "publish", err))
		return -1;
	if (access_read(s, CLASS_DEAL) != ACCESS_ALL || access_read(s, CLASS_INTERVIEW) != ACCESS_ALL)
		return err_set(err, ERR_ROLE, "not published: your role does not see every deal and interview of the quarter");
	return 0;
}

/* ---- the document ---- */

struct publishing {
	const struct rollup_scope *scope;
	struct report report;
	struct report_file file;
};

/* The figures, and against the one it takes the place of what changed. */
static int write_bytes(struct store *s, struct publishing *p, const struct rollup *r, struct err *err)
{
	struct report before;
	struct report_fact *was = NULL;
	struct buf changes = { 0 }, line = { 0 };
	size_t n = 0;
	int rc = newest_issue(s, r, &before, err);

	if (rc < 0 || report_write(s, r, REPORT_MD, &p->file.bytes, err) || (rc && report_facts(s, before.id, &was, &n, err)))
		rc = -1;
	if (rc == 1) {
		p->report.supersedes = before.id;
		if (!report_changes(s, &before, was, n, r, &changes))
			buf_puts(&changes, "No figure changed; words or configuration did.\n");
		doc_heading(DOC_MARKDOWN, 2, "What changed against the issue before", &p->file.bytes);
		buf_puts(&line, "It takes the place of the issue of ");
		moment_format_utc(before.at_ms, &line);
		buf_printf(&line, " (report %" PRId64 ").", before.id);
		doc_para(DOC_MARKDOWN, buf_str(&line), &p->file.bytes);
		for (const char *c = buf_str(&changes); *c; c += strcspn(c, "\n") + 1) {
			char *item = xstrndup(c, strcspn(c, "\n"));

			doc_item(DOC_MARKDOWN, item, &p->file.bytes);
			free(item);
		}
		buf_putc(&p->file.bytes, '\n');
	}
	report_facts_done(was, n);
	report_done(&before);
	buf_done(&changes);
	buf_done(&line);
	return rc < 0 ? -1 : 0;
}

/* ---- rows ---- */

int report_put(struct store *s, const struct report *r, enum report_format format, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_sql[REPORT_PUT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ r->id, r->kind }, 2);
	db_text(st, 3, r->period);
	db_ints(st, 4, (int64_t[]){ r->audience, r->segment, format }, 3);
	db_text(st, 7, r->path);
	db_ints(st, 8, (int64_t[]){ r->taxonomy, r->config, r->from_day, r->to_day, r->as_of_ms, r->as_of_grp, r->text, r->supersedes,
				    r->member, r->at_ms }, 10);
	db_int(st, 18, rowsum_of(ROW(NUMBER(r->id), NUMBER(r->kind), WORDS(r->period), NUMBER(r->audience), NUMBER(r->segment),
				     NUMBER(format), WORDS(r->path), NUMBER(r->taxonomy), NUMBER(r->config), NUMBER(r->from_day),
				     NUMBER(r->to_day), NUMBER(r->as_of_ms), NUMBER(r->as_of_grp), NUMBER(r->text),
				     NUMBER(r->supersedes), NUMBER(r->member), NUMBER(r->at_ms))));
	return db_run(st, err);
}

static int put_quotes(struct store *s, int64_t report, const struct rollup *r, struct err *err)
{
	for (size_t i = 0; i < r->quotes; i++) {
		struct stmt *st = db_stmt(s->db, &report_sql[REPORT_QUOTE_PUT], err);

		if (!st)
			return -1;
		db_ints(st, 1, (int64_t[]){ report, r->quote[i].note, r->quote[i].interview }, 3);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

static int put_rows(struct store *s, struct group *g, struct publishing *p, const struct rollup *r, struct err *err)
{
	struct change c = { .op = OP_INSERT, .kind = SUBJECT_REPORT, .part = "", .field = "", .class = CLASS_INTERNAL };

	p->report.text = text_store(s, buf_str(&p->file.bytes), p->file.bytes.len, CLASS_INTERNAL, SUBJECT_REPORT, p->report.id, err);
	c.subject = p->report.id;
	return p->report.text < 0 || report_put(s, &p->report, REPORT_MD, err) || report_facts_put(s, p->report.id, r, err) ||
			       put_quotes(s, p->report.id, r, err) || group_change(g, &c, err)
		       ? -1
		       : 0;
}

int64_t report_group(struct store *s)
{
	return db_scalar(s->db, &report_sql[REPORT_GROUP], 0);
}

static int fill_report(struct store *s, struct group *g, const struct rollup *r, struct report *out, struct err *err)
{
	struct buf path = { 0 };

	report_path(r, REPORT_MD, &path);
	*out = (struct report){ .kind = REPORT_ROLLUP, .audience = r->scope.audience, .segment = r->scope.segment,
				.path = buf_take(&path), .taxonomy = r->taxonomy_id, .config = r->config_id, .from_day = r->from_day,
				.to_day = r->to_day, .as_of_ms = r->as_of_ms, .member = s->actor.member, .at_ms = g->at_ms,
				.as_of_grp = report_group(s) };
	snprintf(out->period, sizeof out->period, "%s", r->period);
	out->id = db_next_id(s->db, "report", 1, err);
	return out->id < 0 ? -1 : 0;
}

static int settle(struct store *s, const struct rollup_scope *scope, struct err *err)
{
	struct report of = { .kind = REPORT_ROLLUP, .audience = scope->audience, .segment = scope->segment };
	struct buf name = { 0 };

	quarter_format(scope->year * 4 + scope->quarter - 1, &name);
	snprintf(of.period, sizeof of.period, "%s", buf_str(&name));
	buf_done(&name);
	return report_file_settle(s, &of, err);
}

/* What is published stays: of days that nobody has seen it would hold nothing, under a name that the real one wants. */
static int check_begun(struct store *s, const struct rollup *r, struct err *err)
{
	struct buf day = { 0 };
	int rc = 0;

	if (calendar_day(s->calendar, r->as_of_ms) < r->from_day) {
		day_format(r->from_day, &day);
		rc = err_set(err, ERR_REFUSED, "%s has not begun: its first day is %s; nothing was published", r->period, buf_str(&day));
	}
	buf_done(&day);
	return rc;
}

static int publish(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct publishing *p = arg;
	struct rollup r;
	struct buf title = { 0 };
	int rc;

	if (rollup_load(s, p->scope, &r, err))
		return -1;
	rc = report_may_publish(s, err) || check_begun(s, &r, err) || check_escalations(s, &r, err) || fill_report(s, g, &r, &p->report, err) ||
			     write_bytes(s, p, &r, err) || report_file_check(s, &p->report, err) || put_rows(s, g, p, &r, err) ||
			     report_file_make(s, &p->report, &p->file, err)
		     ? -1
		     : 0;
	buf_printf(&title, "published %s", p->report.path ? p->report.path : "");
	group_title(g, buf_str(&title));
	buf_done(&title);
	rollup_done(&r);
	return rc;
}

int report_publish(struct store *s, const struct rollup_scope *scope, struct report *out, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "published", .scope_kind = SUBJECT_REPORT };
	struct publishing p = { .scope = scope, .file = { .fd = -1 } };
	int rc = access_act(s, "publish", err) || settle(s, scope, err) < 0 ? -1 : edit(s, &how, publish, &p, NULL, err);

	rc = report_file_end(s, &p.report, &p.file, rc, err);
	if (rc || !out)
		report_done(&p.report);
	if (out)
		*out = rc ? (struct report){ 0 } : p.report;
	return rc;
}

#define REPORT_COLUMNS                                                                                                   \
	"select r.id, r.kind, r.period, r.audience, r.segment, r.path, r.taxonomy, r.config, r.from_day, r.to_day,"       \
	" r.as_of_ms, r.as_of_grp, r.text, r.supersedes, r.member, r.at_ms from report r"

const struct sql report_sql[] = {
	[REPORT_NEWEST] = { "report_newest", REPORT_COLUMNS " where r.kind = $1 and r.period = $2 and r.audience = $3 and r.segment = $4"
							    " order by r.id desc limit 1" },
	[REPORT_ALL] = { "report_all", REPORT_COLUMNS " order by r.id desc" },
	[REPORT_QUOTING] = { "report_quoting", REPORT_COLUMNS " where exists (select 1 from report_quote q where q.report = r.id"
							      " and q.interview = $1) order by r.id desc" },
	[REPORT_PUT] = { "report_put",
			 "insert into report (id, kind, period, audience, segment, format, path, taxonomy, config, from_day, to_day,"
			 " as_of_ms, as_of_grp, text, supersedes, member, at_ms, sum) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,"
			 " $11, $12, $13, $14, $15, $16, $17, $18)" },
	[REPORT_QUOTE_PUT] = { "report_quote_put", "insert into report_quote (report, note, interview) values ($1, $2, $3)" },
	[REPORT_TEXT_OF] = { "report_text", "select body, salt, digest from text where id = $1" },
	[REPORT_BLOCKING] = { "report_blocking",
			      "select a.id, coalesce(t.body, ''), coalesce(m.login, 'nobody') from action a join deal d on d.id = a.deal"
			      " left join text t on t.id = a.text left join member m on m.id = a.owner where a.gone = 0 and a.kind = $1"
			      " and a.state = $2 and a.blocks = 1 and d.gone = 0 and d.stage in ($3, $4) and d.closed_day between $5 and $6"
			      " and ($7 = 0 or d.segment = $7) order by a.id" },
	[REPORT_GROUP] = { "report_group", "select coalesce(max(id), 0) from grp" },
	{ NULL, NULL },
};
