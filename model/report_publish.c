/* Publishing: the bytes, what they rest on, and the file that holds them, in an order that no kill can tear apart. The file
 * is whole and on disk before the COMMIT, and has its name after it; what a kill left out the next one puts there. */
#include "model/report_private.h"

#include "model/action.h"
#include "model/deal.h"
#include "model/digest.h"
#include "model/doc_table.h"
#include "model/file.h"
#include "model/form.h"
#include "model/member.h"
#include "model/rowsum.h"
#include "model/stage.h"
#include "model/teeth.h"
#include "model/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { REPORT_NEWEST, REPORT_ALL, REPORT_QUOTING, REPORT_PUT, REPORT_QUOTE_PUT, REPORT_TEXT_OF, REPORT_BLOCKING, REPORT_AT_PATH,
       REPORT_GROUP };
#define FILE_MAX (64u << 20)

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

/* The newest issue of a period, audience and segment; 1, 0, -1. */
static int newest_issue(struct store *s, const struct rollup *r, struct report *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_sql[REPORT_NEWEST], err);
	int rc;

	*out = (struct report){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, REPORT_ROLLUP);
	db_text(st, 2, r->period);
	db_int(st, 3, r->scope.audience);
	db_int(st, 4, r->scope.segment);
	rc = db_step(st, err);
	if (rc == 1) {
		read_report(st, out);
		db_reset(st);
	}
	return rc;
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
	struct buf bytes;
	char *tmp;
	int fd;
};

/* The figures, and against the one it takes the place of what changed. */
static int write_bytes(struct store *s, struct publishing *p, const struct rollup *r, struct err *err)
{
	struct report before;
	struct report_fact *was = NULL;
	struct buf changes = { 0 }, line = { 0 };
	size_t n = 0;
	int rc = newest_issue(s, r, &before, err);

	if (rc < 0 || report_write(s, r, REPORT_MD, &p->bytes, err) || (rc && report_facts(s, before.id, &was, &n, err)))
		rc = -1;
	if (rc == 1) {
		p->report.supersedes = before.id;
		if (!report_changes(s, &before, was, n, r, &changes))
			buf_puts(&changes, "No figure changed; words or configuration did.\n");
		doc_heading(DOC_MARKDOWN, 2, "What changed against the issue before", &p->bytes);
		buf_puts(&line, "It takes the place of the issue of ");
		moment_format_utc(before.at_ms, &line);
		buf_printf(&line, " (report %" PRId64 ").", before.id);
		doc_para(DOC_MARKDOWN, buf_str(&line), &p->bytes);
		for (const char *c = buf_str(&changes); *c; c += strcspn(c, "\n") + 1) {
			char *item = xstrndup(c, strcspn(c, "\n"));

			doc_item(DOC_MARKDOWN, item, &p->bytes);
			free(item);
		}
		buf_putc(&p->bytes, '\n');
	}
	report_facts_done(was, n);
	report_done(&before);
	buf_done(&changes);
	buf_done(&line);
	return rc < 0 ? -1 : 0;
}

/* ---- the file ---- */

static void whole_path(const struct store *s, const char *path, struct buf *out)
{
	buf_printf(out, "%s/%s", s->out_dir, path);
}

enum standing { STANDS_NOTHING, STANDS_OURS, STANDS_NEWEST, STANDS_FOREIGN };

/* Which of the issues with that path has those bytes. */
static int which_issue(struct store *s, const struct report *r, const struct buf *there, enum standing *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_sql[REPORT_AT_PATH], err);
	int rc;

	if (!st)
		return -1;
	db_text(st, 1, r->path);
	while ((rc = db_step(st, err)) == 1)
		if (!strcmp(db_col_text(st, 1), buf_str(there)) && *out != STANDS_NEWEST)
			*out = db_col(st, 0) == r->id ? STANDS_NEWEST : STANDS_OURS;
	return rc;
}

static int look_there(struct store *s, const struct report *r, enum standing *out, struct err *err)
{
	struct buf path = { 0 }, there = { 0 };
	struct stat file;
	int rc = 0;

	*out = STANDS_FOREIGN;
	whole_path(s, r->path, &path);
	if (lstat(buf_str(&path), &file)) {
		*out = STANDS_NOTHING;
		if (errno != ENOENT && errno != ENOTDIR)
			rc = err_set(err, ERR_OUTPUT, "%s cannot be read: %s", buf_str(&path), strerror(errno));
	} else if (S_ISREG(file.st_mode)) {
		rc = file_read(buf_str(&path), FILE_MAX, &there)
			     ? err_set(err, ERR_OUTPUT, "%s cannot be read: %s", buf_str(&path), strerror(errno))
			     : which_issue(s, r, &there, out, err);
	}
	buf_done(&path);
	buf_done(&there);
	return rc;
}

/* What stands there is one of ours, or nothing. */
static int check_place(struct store *s, const struct report *r, struct err *err)
{
	enum standing there;

	if (look_there(s, r, &there, err))
		return -1;
	return there != STANDS_FOREIGN ? 0
				       : err_set(err, ERR_OUTPUT, "%s/%s holds what winloss did not publish; it was left as it is,"
								  " nothing was published. Move it away first", s->out_dir, r->path);
}

static int need_folders(struct store *s, const char *path, struct err *err)
{
	struct buf folder = { 0 };
	int rc = file_need_folder(s->out_dir, s->path, false, err);

	for (const char *slash = strchr(path, '/'); !rc && slash; slash = strchr(slash + 1, '/')) {
		buf_clear(&folder);
		buf_printf(&folder, "%s/%.*s", s->out_dir, (int)(slash - path), path);
		rc = file_need_folder(buf_str(&folder), s->path, true, err);
	}
	buf_done(&folder);
	return rc;
}

static int make_file(struct store *s, struct publishing *p, struct err *err)
{
	struct buf path = { 0 };
	int rc = 0;

	whole_path(s, p->report.path, &path);
	if (need_folders(s, p->report.path, err))
		rc = -1;
	else
		p->fd = file_make_part(buf_str(&path), s->path, &p->tmp, err);
	if (!rc && p->fd < 0)
		rc = -1;
	if (!rc && file_fill(p->fd, buf_str(&p->bytes), p->bytes.len)) {
		rc = err_set(err, ERR_OUTPUT, "%s cannot be written: %s; nothing was published", buf_str(&path), strerror(errno));
		file_drop(p->fd, p->tmp);
		p->fd = -1;
	}
	buf_done(&path);
	return rc;
}

/* ---- rows ---- */

static int put_report(struct store *s, const struct report *r, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &report_sql[REPORT_PUT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (int64_t[]){ r->id, r->kind }, 2);
	db_text(st, 3, r->period);
	db_ints(st, 4, (int64_t[]){ r->audience, r->segment, REPORT_MD }, 3);
	db_text(st, 7, r->path);
	db_ints(st, 8, (int64_t[]){ r->taxonomy, r->config, r->from_day, r->to_day, r->as_of_ms, r->as_of_grp, r->text, r->supersedes,
				    r->member, r->at_ms }, 10);
	db_int(st, 18, rowsum_of(ROW(NUMBER(r->id), NUMBER(r->kind), WORDS(r->period), NUMBER(r->audience), NUMBER(r->segment),
				     NUMBER(REPORT_MD), WORDS(r->path), NUMBER(r->taxonomy), NUMBER(r->config), NUMBER(r->from_day),
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

	p->report.text = text_store(s, buf_str(&p->bytes), p->bytes.len, CLASS_INTERNAL, SUBJECT_REPORT, p->report.id, err);
	c.subject = p->report.id;
	return p->report.text < 0 || put_report(s, &p->report, err) || report_facts_put(s, p->report.id, r, err) ||
			       put_quotes(s, p->report.id, r, err) || group_change(g, &c, err)
		       ? -1
		       : 0;
}

static int fill_report(struct store *s, struct group *g, const struct rollup *r, struct report *out, struct err *err)
{
	struct buf path = { 0 };

	report_path(r, REPORT_MD, &path);
	*out = (struct report){ .kind = REPORT_ROLLUP, .audience = r->scope.audience, .segment = r->scope.segment,
				.path = buf_take(&path), .taxonomy = r->taxonomy_id, .config = r->config_id, .from_day = r->from_day,
				.to_day = r->to_day, .as_of_ms = r->as_of_ms, .member = s->actor.member, .at_ms = g->at_ms,
				.as_of_grp = db_scalar(s->db, &report_sql[REPORT_GROUP], 0) };
	snprintf(out->period, sizeof out->period, "%s", r->period);
	out->id = db_next_id(s->db, "report", 1, err);
	return out->id < 0 ? -1 : 0;
}

/* The file of the newest issue, where a kill came before it had its name, or an older one took it from it. 1: it was put
 * there, 0 there was nothing to do, -1. */
static int settle(struct store *s, const struct rollup_scope *scope, struct err *err)
{
	struct rollup of = { .scope = *scope };
	struct publishing p = { .fd = -1 };
	struct buf name = { 0 }, path = { 0 };
	enum standing there;
	int rc;

	quarter_format(scope->year * 4 + scope->quarter - 1, &name);
	snprintf(of.period, sizeof of.period, "%s", buf_str(&name));
	rc = newest_issue(s, &of, &p.report, err);
	if (rc == 1 && !(rc = look_there(s, &p.report, &there, err)) && (there == STANDS_NOTHING || there == STANDS_OURS)) {
		whole_path(s, p.report.path, &path);
		rc = report_bytes(s, &p.report, &p.bytes, NULL, err);
		if (!rc)
			err_set(err, ERR_DB, "the words of report %" PRId64 " are not there any more", p.report.id);
		rc = rc == 1 && !make_file(s, &p, err) && !file_put(p.fd, p.tmp, buf_str(&path), true, err) ? 1 : -1;
	} else if (rc == 1) {
		rc = 0;
	}
	report_done(&p.report);
	buf_done(&p.bytes);
	buf_done(&name);
	buf_done(&path);
	free(p.tmp);
	return rc;
}

/* Between our COMMIT and the name of our file another may have published: whoever gives the name last looks again. */
static int settle_all(struct store *s, const struct rollup_scope *scope, struct err *err)
{
	int rc = 1;

	while (rc == 1)
		rc = teeth_off("issue-newest") ? 0 : settle(s, scope, err);
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
	rc = report_may_publish(s, err) || check_escalations(s, &r, err) || fill_report(s, g, &r, &p->report, err) ||
			     write_bytes(s, p, &r, err) || check_place(s, &p->report, err) || put_rows(s, g, p, &r, err) ||
			     make_file(s, p, err)
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
	struct publishing p = { .scope = scope, .fd = -1 };
	struct buf path = { 0 };
	int rc = access_act(s, "publish", err) || settle(s, scope, err) < 0 ? -1 : edit(s, &how, publish, &p, NULL, err);

	whole_path(s, p.report.path ? p.report.path : "", &path);
	if (rc && p.tmp && p.fd >= 0)
		file_drop(p.fd, p.tmp);
	else if (!rc && (file_put(p.fd, p.tmp, buf_str(&path), true, err) || settle_all(s, scope, err)))
		rc = err_wrap(err, "report %" PRId64 " is published in the database, and its file is not in its place yet", p.report.id);
	buf_done(&path);
	buf_done(&p.bytes);
	free(p.tmp);
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
	[REPORT_AT_PATH] = { "report_at_path", "select r.id, t.body from report r join text t on t.id = r.text where r.path = $1" },
	[REPORT_GROUP] = { "report_group", "select coalesce(max(id), 0) from grp" },
	{ NULL, NULL },
};
