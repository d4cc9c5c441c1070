/* Filing: a version in the database and the file that holds it, in an order that no kill can tear apart. */
#include "model/packet_private.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/event.h"
#include "model/file.h"
#include "model/member.h"
#include "model/note.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/teeth.h"
#include "model/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER "handoffs"
#define RULE "---\n\n"

enum { FILED_GET, FILED_NEWEST, FILED_MAX, FILED_PATH, FILED_TAKEN, FILED_BODIES, FILED_INSERT, FILED_RAW, FILED_GONE,
       FILED_OF_GROUP };

void packet_filed_done(struct packet_filed *f)
{
	free(f->path);
	free(f->body);
	f->path = f->body = NULL;
}

static int read_filed(struct stmt *st, struct packet_filed *out, struct err *err)
{
	int rc = db_step(st, err);

	if (rc != 1)
		return rc;
	*out = (struct packet_filed){ .id = db_col(st, 0),
				      .form = db_col(st, 1),
				      .version = db_col(st, 2),
				      .kind = db_col(st, 3),
				      .path = xstrdup(db_col_text(st, 4)),
				      .member = db_col(st, 5),
				      .at_ms = db_col(st, 6),
				      .gone = db_col(st, 7) != 0,
				      .body = xstrdup(db_col_text(st, 8)) };
	db_reset(st);
	return 1;
}

int filed_newest(struct store *s, int64_t form, int64_t kind, struct packet_filed *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &filed_sql[FILED_NEWEST], err);

	*out = (struct packet_filed){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, form);
	db_int(st, 2, kind);
	return read_filed(st, out, err);
}

/* A filed text is one: who may not read one of its classes may not read it. */
static int may_read(struct store *s, int64_t owner, struct err *err)
{
	for (enum field_class c = CLASS_DEAL; c <= CLASS_PERSONAL; c++)
		if (!access_can_read(s, c, owner))
			return err_set(
				err, ERR_ROLE,
				"what is filed is read whole, and your role may not read its %s fields; handoff"
				" without --version shows what you may",
				class_key(c));
	return 0;
}

int packet_version(struct store *s, int64_t form, int64_t version, struct packet_filed *out, struct err *err)
{
	struct stmt *st;
	int64_t deal = 0, owner = 0;

	*out = (struct packet_filed){ 0 };
	if (form_deal(s, form, &deal, &owner, err) != 1 || may_read(s, owner, err))
		return -1;
	if (!version)
		return filed_newest(s, form, 0, out, err);
	st = db_stmt(s->db, &filed_sql[FILED_GET], err);
	if (!st)
		return -1;
	db_int(st, 1, form);
	db_int(st, 2, version);
	return read_filed(st, out, err);
}

/* ---- the text ---- */

void filed_sign(struct store *s, const struct packet_filed *filed, const struct packet_filed *acked, struct buf *out)
{
	const struct clock_rule *rule = clock_rule_find(s->clocks, "acknowledge");

	buf_puts(out, RULE "- Filed by: ");
	text_visible(out, member_login(s, filed->member), strlen(member_login(s, filed->member)), false);
	buf_puts(out, ", ");
	packet_moment(s, filed->at_ms, out);
	buf_printf(out, " (version %" PRId64 ")\n- Acknowledged by: ", filed->version);
	if (acked && acked->id) {
		text_visible(out, member_login(s, acked->member), strlen(member_login(s, acked->member)), false);
		buf_puts(out, ", ");
		packet_moment(s, acked->at_ms, out);
	} else if (rule) {
		buf_printf(out, "— (required within %d %s)", rule->length, clock_unit_name(rule->unit));
	} else {
		buf_puts(out, "—");
	}
	buf_putc(out, '\n');
}

/* Words of people never begin a line with the rule: they stand in a list or behind the mark of a quotation. */
size_t filed_content_len(const char *body)
{
	const char *at = body, *last = NULL;

	while ((at = strstr(at, "\n" RULE)))
		last = ++at;
	return last ? (size_t)(last - body) : strlen(body);
}

/* ---- the place ---- */

/* The name that this form has already, else a new one that no other form has. */
static int choose_path(struct store *s, const struct packet *p, struct packet_filed *f, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &filed_sql[FILED_PATH], err);
	char *slug;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, p->form.id);
	rc = db_step(st, err);
	if (rc == 1) {
		f->path = xstrdup(db_col_text(st, 0));
		db_reset(st);
	}
	if (rc)
		return rc < 0 ? -1 : 0;
	slug = text_slug(p->deal.company_name && *p->deal.company_name ? p->deal.company_name
			 : p->deal.name && *p->deal.name		? p->deal.name
			 : p->deal.ext					? p->deal.ext
									: "");
	rc = 1;
	for (int n = 1; rc == 1; n++) {
		struct buf name = { 0 };

		buf_printf(&name, FOLDER "/assessment-%s-", slug);
		day_format(p->deal.closed_day, &name);
		if (n > 1)
			buf_printf(&name, "-%d", n);
		buf_puts(&name, ".md");
		st = db_stmt(s->db, &filed_sql[FILED_TAKEN], err);
		rc = st ? (db_text(st, 1, buf_str(&name)), db_step(st, err)) : -1;
		if (rc == 1)
			db_reset(st);
		else if (rc == 0)
			f->path = xstrdup(buf_str(&name));
		buf_done(&name);
	}
	free(slug);
	return rc;
}

static int need_folders(struct store *s, struct err *err)
{
	struct buf inner = { 0 };
	int rc = file_need_folder(s->out_dir, s->path, false, err);

	standing_place(s, FOLDER, &inner);
	if (!rc)
		rc = file_need_folder(buf_str(&inner), s->path, true, err);
	buf_done(&inner);
	return rc;
}

/* ---- what stands in the place ---- */

/* One of the versions of this packet, undone ones among them? */
int filed_look(struct store *s, const struct packet_filed *f, enum standing *out, struct err *err)
{
	return standing_look(s, f->path, &filed_sql[FILED_BODIES], NULL, f->form, f->version, out, err);
}

static int refuse_foreign(struct store *s, const struct packet_filed *f, struct err *err)
{
	struct buf path = { 0 };
	struct stat st;

	standing_place(s, f->path, &path);
	if (!lstat(buf_str(&path), &st) && S_ISLNK(st.st_mode))
		err_set(err, ERR_OUTPUT, "%s is a link to another place; it was left as it is, nothing was filed",
			buf_str(&path));
	else
		err_set(err, ERR_OUTPUT,
			"%s holds what winloss did not write there; it was left as it is, nothing was filed. Move it"
			" away first",
			buf_str(&path));
	buf_done(&path);
	return -1;
}

/* ---- writing ---- */

/* What a kill left beside the place. An hour is longer than any filing takes, on whatever machine. */
static void sweep(struct store *s, const char *path)
{
	const char *base = strrchr(path, '/') + 1;
	char *folder = xstrndup(path, (size_t)(base - path));
	DIR *dir = opendir(folder);
	struct dirent *e;
	struct stat st;
	size_t n = strlen(base);

	while (dir && (e = readdir(dir)))
		if (!strncmp(e->d_name, base, n) && !strncmp(e->d_name + n, ".part-", 6) &&
		    !fstatat(dirfd(dir), e->d_name, &st, AT_SYMLINK_NOFOLLOW) && S_ISREG(st.st_mode) &&
		    (int64_t)st.st_mtime * 1000 < s->real_now(s) - HOUR_MS)
			unlinkat(dirfd(dir), e->d_name, 0);
	if (dir)
		closedir(dir);
	free(folder);
}

int filed_make(struct store *s, const struct packet_filed *f, char **tmp, struct err *err)
{
	struct buf path = { 0 };
	int fd = -1;

	*tmp = NULL;
	standing_place(s, f->path, &path);
	if (!need_folders(s, err)) {
		sweep(s, buf_str(&path));
		fd = file_make_part(buf_str(&path), s->path, tmp, err);
	}
	if (fd >= 0 && file_fill(fd, f->body, strlen(f->body))) {
		err_set(err, ERR_OUTPUT, "%s cannot be written: %s; nothing was filed", buf_str(&path),
			strerror(errno));
		file_drop(fd, *tmp);
		fd = -1;
	}
	if (fd < 0) {
		free(*tmp);
		*tmp = NULL;
	}
	buf_done(&path);
	return fd;
}

int filed_place(struct store *s, const struct packet_filed *f, int fd, const char *tmp, struct err *err)
{
	struct buf path = { 0 };
	int rc;

	standing_place(s, f->path, &path);
	rc = file_put(fd, tmp, buf_str(&path), true, err);
	buf_done(&path);
	return rc;
}

static int64_t row_sum(const struct packet_filed *f, int64_t text)
{
	return rowsum_of(ROW(NUMBER(f->id), NUMBER(f->form), NUMBER(f->version), NUMBER(f->kind), WORDS(f->path),
			     ID(text), NUMBER(f->member), NUMBER(f->at_ms)));
}

static int note(struct group *g, int64_t id, int64_t owner, enum change_op op, struct err *err)
{
	struct change c = { .op = op,
			    .kind = SUBJECT_FILED,
			    .subject = id,
			    .part = "",
			    .field = "",
			    .class = CLASS_CRM,
			    .owner = owner };

	return group_change(g, &c, err);
}

int filed_insert(struct store *s, struct group *g, const struct packet *p, struct packet_filed *f, struct err *err)
{
	int64_t text = text_store(s, f->body, strlen(f->body), CLASS_INTERNAL, SUBJECT_FILED, f->id, err);
	struct stmt *st = text < 0 ? NULL : db_stmt(s->db, &filed_sql[FILED_INSERT], err);

	if (!st)
		return -1;
	db_int(st, 1, f->id);
	db_int(st, 2, f->form);
	db_int(st, 3, f->version);
	db_int(st, 4, f->kind);
	db_text(st, 5, f->path);
	db_id(st, 6, text);
	db_int(st, 7, f->member);
	db_int(st, 8, f->at_ms);
	db_int(st, 9, row_sum(f, text));
	return db_run(st, err) ? -1 : note(g, f->id, p->deal.owner, OP_INSERT, err);
}

/* ---- filing ---- */

struct filing {
	int64_t deal;
	struct packet_filed f;
	char *tmp;
	int fd;
};

static int refuse_missing(const struct packet *p, struct err *err)
{
	struct buf list = { 0 }, line = { 0 };

	packet_missing(p, &list);
	for (const char *c = buf_str(&list); *c; c++)
		buf_printf(&line, *c == '\n' ? "; " : "%c", *c);
	err_set(err, ERR_REFUSED, "not filed: %zu required %s missing: %s", p->missing,
		p->missing == 1 ? "field is" : "fields are", buf_str(&line));
	buf_done(&list);
	buf_done(&line);
	return -1;
}

static int check_ready(struct store *s, const struct packet *p, struct err *err)
{
	if (access_act(s, "file", err) || may_read(s, p->deal.owner, err))
		return -1;
	if (p->deal.stage != STAGE_WON)
		return err_set(err, ERR_REFUSED, "not filed: %s is not won any more", p->deal.company_name);
	return p->missing ? refuse_missing(p, err) : 0;
}

static int check_changed(const struct packet_filed *before, const struct buf *content, struct err *err)
{
	if (!before->id || filed_content_len(before->body) != content->len ||
	    memcmp(before->body, buf_str(content), content->len))
		return 0;
	return err_set(err, ERR_REFUSED, "not filed: nothing changed since version %" PRId64 ", which stands at %s",
		       before->version, before->path);
}

int filed_next(struct store *s, int64_t form, int64_t *version, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &filed_sql[FILED_MAX], err);

	if (!st)
		return -1;
	db_int(st, 1, form);
	if (db_step(st, err) != 1)
		return -1;
	*version = db_col(st, 0) + 1;
	db_reset(st);
	return 0;
}

/* The version as it will stand: number, place, text. */
static int prepare(struct store *s, struct group *g, const struct packet *p, struct packet_filed *f, struct err *err)
{
	struct packet_filed before = { 0 }, acked = { 0 };
	struct buf body = { 0 };
	int rc = -1;

	*f = (struct packet_filed){ .form = p->form.id, .member = s->actor.member, .at_ms = g->at_ms };
	f->id = db_next_id(s->db, "filed", 1, err);
	if (f->id < 0 || filed_next(s, p->form.id, &f->version, err))
		return -1;
	packet_content(s, p, &body);
	if (filed_newest(s, p->form.id, 0, &before, err) >= 0 &&
	    (p->form.state != FORM_ACKED || filed_newest(s, p->form.id, FILED_ACKED, &acked, err) >= 0))
		rc = check_changed(&before, &body, err);
	f->kind = before.id ? FILED_AMENDED : FILED_FIRST;
	filed_sign(s, f, &acked, &body);
	f->body = buf_take(&body);
	packet_filed_done(&before);
	packet_filed_done(&acked);
	return rc ? -1 : choose_path(s, p, f, err);
}

int packet_path(struct store *s, const struct packet *p, struct buf *out, struct err *err)
{
	struct packet_filed f = { 0 };
	int rc = choose_path(s, p, &f, err);

	buf_puts(out, f.path ? f.path : "");
	packet_filed_done(&f);
	return rc;
}

static int store_filed(struct store *s, struct group *g, const struct packet *p, struct packet_filed *f,
		       struct err *err)
{
	struct new_event e = {
		.deal = p->deal.id, .kind = EV_FILED, .value = f->version, .at_ms = g->at_ms, .for_ms = NO_MOMENT
	};
	struct form form = p->form;

	if (form.state != FORM_ACKED)
		form.state = FORM_FILED;
	form.completed_at = form.completed_at ? form.completed_at : g->at_ms;
	return filed_insert(s, g, p, f, err) || form_save(s, g, &p->form, &form, err) || event_add(s, g, &e, err) ||
	       note_follow(s, g, NOTE_COORDINATION, p->deal.id, err) || note_follow(s, g, NOTE_SLACK, p->deal.id, err) ? -1 : 0;
}

static void name_group(struct group *g, const struct packet *p, const struct packet_filed *f)
{
	struct buf doing = { 0 };

	buf_printf(&doing, "%s, version %" PRId64, f->kind == FILED_FIRST ? "filed" : "amended", f->version);
	packet_title_group(g, &p->deal, buf_str(&doing));
	buf_done(&doing);
}

/* The file is whole and on disk before the COMMIT, and has its name after it. */
static int file(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct filing *t = arg;
	enum standing there;
	struct packet p;
	int rc = packet_load(s, t->deal, &p, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "D-%" PRId64 " has no packet", t->deal);
	packet_filed_done(&t->f);
	rc = check_ready(s, &p, err) || prepare(s, g, &p, &t->f, err) || filed_look(s, &t->f, &there, err) ? -1 : 0;
	if (!rc && there == STANDS_FOREIGN)
		rc = refuse_foreign(s, &t->f, err);
	if (!rc)
		rc = store_filed(s, g, &p, &t->f, err);
	if (!rc)
		t->fd = filed_make(s, &t->f, &t->tmp, err);
	if (!rc && t->fd < 0)
		rc = -1;
	if (!rc && teeth_off("packet-order")) { /* the twin takes the name first */
		rc = filed_place(s, &t->f, t->fd, t->tmp, err);
		t->fd = -1;
	}
	name_group(g, &p, &t->f);
	packet_done(&p);
	return rc;
}

/* Between our COMMIT and the name of our file another may have filed: whoever gives the name last looks again. */
static int place(struct store *s, int64_t deal, struct filing *t, struct err *err)
{
	int rc = filed_place(s, &t->f, t->fd, t->tmp, err) ? -1 : 1;

	while (rc == 1)
		rc = teeth_off("packet-newest") ? 0 : packet_settle(s, deal, NULL, err);
	return rc < 0 ? -1 : 0;
}

int packet_file(struct store *s, int64_t deal, struct buf *path, int64_t *version, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_FORM };
	struct filing t = { .deal = deal, .fd = -1 };
	struct form form;
	int rc = form_of_deal(s, deal, FORM_PACKET, &form, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "D-%" PRId64 " has no packet", deal);
	how.scope = form.id;
	rc = access_act(s, "file", err) || packet_settle(s, deal, NULL, err) < 0 ? -1
										 : edit(s, &how, file, &t, NULL, err);
	if (rc && t.tmp && t.fd >= 0)
		file_drop(t.fd, t.tmp);
	else if (!rc && t.fd >= 0 && place(s, deal, &t, err))
		rc = err_wrap(err,
			      "version %" PRId64
			      " is filed in the database, and its file is not in its place yet (handoff D-%" PRId64
			      " tries again)",
			      t.f.version, deal);
	if (!rc && path)
		standing_place(s, t.f.path, path);
	if (!rc && version)
		*version = t.f.version;
	free(t.tmp);
	packet_filed_done(&t.f);
	return rc;
}

/* ---- settling ---- */

static int put_there(struct store *s, const struct packet_filed *f, struct buf *say, struct err *err)
{
	struct buf path = { 0 };
	char *tmp;
	int fd = filed_make(s, f, &tmp, err), rc = fd < 0 ? -1 : filed_place(s, f, fd, tmp, err);

	free(tmp);
	standing_place(s, f->path, &path);
	if (!rc && say)
		buf_printf(say, "%s holds version %" PRId64 " again", buf_str(&path), f->version);
	buf_done(&path);
	return rc ? -1 : 1;
}

static int settle(struct store *s, const struct packet_filed *f, struct buf *say, struct err *err)
{
	enum standing there;

	if (filed_look(s, f, &there, err))
		return -1;
	switch (there) {
	case STANDS_NEWEST:
		return 0;
	case STANDS_NOTHING:
	case STANDS_OLDER:
		return put_there(s, f, say, err);
	case STANDS_FOREIGN:
		break;
	}
	if (say)
		buf_printf(say,
			   "%s/%s is not the version %" PRId64
			   " that was filed, nor an earlier one; it was left as it is",
			   s->out_dir, f->path, f->version);
	return 2;
}

int packet_settle(struct store *s, int64_t deal, struct buf *say, struct err *err)
{
	struct packet_filed f = { 0 };
	struct form form;
	int64_t of = 0, owner = 0;
	int rc = form_of_deal(s, deal, FORM_PACKET, &form, err);

	if (rc == 1)
		rc = form_deal(s, form.id, &of, &owner, err);
	if (rc != 1 || may_read(s, owner, NULL) || db_readonly(s->db))
		return rc < 0 ? -1 : 0;
	rc = filed_newest(s, form.id, 0, &f, err);
	if (rc == 1)
		rc = settle(s, &f, say, err);
	packet_filed_done(&f);
	return rc;
}

int packet_settle_group(struct store *s, int64_t group, struct buf *say, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &filed_sql[FILED_OF_GROUP], err);
	int64_t deal = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, group);
	db_int(st, 2, SUBJECT_FILED);
	rc = db_first(st, &deal, 1, err);
	return rc == 1 ? packet_settle(s, deal, say, err) : rc;
}

/* ---- undo ---- */

/* A version is in force or taken back; nothing else of it ever changes. */
static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c,
		 size_t n, struct err *err)
{
	struct stmt *st;
	int64_t rev = 0, owner = 0;
	int rc = record_find(s, &filed_sql[FILED_RAW], subject, &st, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the filed packet is no longer there");
	rev = db_col(st, 0);
	owner = db_col(st, 1);
	db_reset(st);
	st = db_stmt(s->db, &filed_sql[FILED_GONE], err);
	if (!st || !n)
		return -1;
	db_int(st, 1, subject);
	db_int(st, 2, c[n - 1].op == OP_DELETE ? g->id : 0);
	db_int(st, 3, rev);
	return record_write(s, st, true, "filed packet", err) ? -1 : note(g, subject, owner, c[n - 1].op, err);
}

const struct record_ops filed_ops = { SUBJECT_FILED, "filed packet", apply };

#define FILED_COLUMNS                                                                                                \
	"select f.id, f.form, f.version, f.kind, f.path, f.member, f.at_ms, f.gone, t.body from filed f"             \
	" left join text t on t.id = f.text"

const struct sql filed_sql[] = {
	[FILED_GET] = { "filed_get", FILED_COLUMNS " where f.form = $1 and f.version = $2" },
	[FILED_NEWEST] = { "filed_newest",
			   FILED_COLUMNS " where f.form = $1 and f.gone = 0 and ($2 = 0 or f.kind = $2)"
					 " order by f.version desc limit 1" },
	[FILED_MAX] = { "filed_max", "select coalesce(max(version), 0) from filed where form = $1" },
	[FILED_PATH] = { "filed_path", "select path from filed where form = $1 order by version limit 1" },
	[FILED_TAKEN] = { "filed_taken", "select 1 from filed where path = $1 limit 1" },
	[FILED_BODIES] = { "filed_bodies",
			   "select f.version, t.body from filed f join text t on t.id = f.text where f.form = $1" },
	[FILED_INSERT] = { "filed_insert",
			   "insert into filed (id, form, version, kind, path, text, member, at_ms, sum)"
			   " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)" },
	[FILED_RAW] = { "filed_raw",
			"select x.rev, d.owner from filed x join form f on f.id = x.form join deal d on d.id = f.deal"
			" where x.id = $1" },
	[FILED_GONE] = { "filed_gone", "update filed set gone = $2, rev = rev + 1 where id = $1 and rev = $3" },
	[FILED_OF_GROUP] = { "filed_of_group",
			     "select f.deal from change c join filed x on x.id = c.subject join form f on f.id ="
			     " x.form where c.grp = $1 and c.subject_kind = $2 order by c.n limit 1" },
	{ NULL, NULL },
};
