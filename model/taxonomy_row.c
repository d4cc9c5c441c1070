/* Rows of the taxonomy as they are written, what history keeps of them, and how undo puts them back. */
#include "model/taxonomy_edit.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/fact.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/taxonomy_private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_HEAD_INSERT, ROW_HEAD_UPDATE, ROW_HEAD, ROW_THEME_FIND, ROW_THEME_MAKE, ROW_IN, ROW_IN_INSERT,
       ROW_IN_UPDATE, ROW_CLEAR, ROW_PASSES, ROW_RECODED, ROW_DRAFT, ROW_LATER, ROW_REFERS };

static const struct record_type head_type, theme_type;

/* ---- versions ---- */

int taxonomy_write(struct store *s, const struct taxonomy *t, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &taxonomy_row_sql[was_rev ? ROW_HEAD_UPDATE : ROW_HEAD_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ t->id, t->major, t->minor, t->state }, 4);
	db_text(st, 5, t->title);
	db_ints(st, 6,
		(const int64_t[]){ t->member, t->at_ms, t->rev,
				   rowsum_of(ROW(NUMBER(t->id), NUMBER(t->major), NUMBER(t->minor), NUMBER(t->state),
						 WORDS(t->title), NUMBER(t->member), NUMBER(t->at_ms))),
				   t->gone },
		5);
	if (was_rev)
		db_int(st, 11, was_rev);
	return record_write(s, st, was_rev, "taxonomy", err);
}

static struct record_who who_of(int64_t id)
{
	return (struct record_who){ id, 0, CLASS_INTERVIEW };
}

int taxonomy_note_made(struct group *g, const struct taxonomy *t, struct err *err)
{
	static const struct taxonomy nothing;

	return record_note_made(g, &head_type, who_of(t->id), &nothing, t, err);
}

int taxonomy_note_changed(struct group *g, const struct taxonomy *was, const struct taxonomy *is, struct err *err)
{
	return record_note_fields(g, &head_type, who_of(is->id), was, is, err);
}

/* The head of a version, gone or not. */
static int head_get(struct store *s, int64_t id, struct taxonomy *out, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &taxonomy_row_sql[ROW_HEAD], id, &st, err);

	*out = (struct taxonomy){ 0 };
	if (rc == 1) {
		taxonomy_read_head(st, out);
		db_reset(st);
	}
	return rc;
}

static int refuse_where(struct store *s, int sql, int64_t id, const char *why, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &taxonomy_row_sql[sql], id, &st, err);

	if (rc != 1)
		return rc;
	db_reset(st);
	return err_set(err, ERR_REFUSED, "%s, so it stays", why);
}

/* The other draft, if there is one. */
static int refuse_other_draft(struct store *s, int64_t but, struct err *err)
{
	return refuse_where(s, ROW_DRAFT, but, "the next version of the taxonomy is begun already", err);
}

/* A published version: passes that code with it would stand on nothing. */
static int refuse_used(struct store *s, const struct taxonomy *t, struct err *err)
{
	return refuse_where(s, ROW_PASSES, t->id, "interviews are coded with this version of the taxonomy already", err) ||
			       refuse_where(s, ROW_RECODED, t->id, "codes were given to themes of this version already", err) ||
			       refuse_where(s, ROW_LATER, t->id, "a later version is built on this one", err)
		       ? -1
		       : 0;
}

/* A version goes with the change that opened it only when nothing else was changed in it: else it stays, and what is
 * taken back is that change alone. */
static int close_draft(struct store *s, const struct taxonomy *was, bool *keep, struct err *err)
{
	struct taxonomy_change c;
	struct taxonomy all;
	int rc;

	if (was->gone || was->state == TAXONOMY_PUBLISHED)
		return err_set(err, ERR_REFUSED, "version %" PRId64 ".%" PRId64 " of the taxonomy is %s", was->major, was->minor,
			       was->gone ? "no longer there" : "published, and what is published stays");
	rc = taxonomy_get(s, was->id, &all, err) == 1 ? taxonomy_compare(s, &all, &c, err) : -1;
	taxonomy_done(&all);
	*keep = !rc && c.added + c.changed + c.retired;
	return rc;
}

static int open_again(struct store *s, const struct taxonomy *was, bool *keep, struct err *err)
{
	struct taxonomy newest;
	int rc = taxonomy_get(s, 0, &newest, err);
	bool next = rc == 1 && newest.major == was->major && newest.minor + 1 == was->minor;

	taxonomy_done(&newest);
	*keep = !was->gone;
	if (rc >= 0 && (!next || (!was->gone && was->state == TAXONOMY_PUBLISHED)))
		return err_set(err, ERR_REFUSED, "another version of the taxonomy was published since");
	return rc < 0 || refuse_other_draft(s, was->id, err) ? -1 : 0;
}

/* A draft that is published again must still hold what its number says. */
static int refuse_other_number(struct store *s, const struct taxonomy *t, struct err *err)
{
	struct taxonomy all;
	struct taxonomy_change c;
	int rc = taxonomy_get(s, t->id, &all, err) == 1 ? taxonomy_compare(s, &all, &c, err) : -1;

	taxonomy_done(&all);
	if (!rc && (c.major != t->major || c.minor != t->minor))
		return err_set(err, ERR_REFUSED, "the draft of the taxonomy was changed since; publish it as it is now");
	return rc;
}

static int may_turn(struct store *s, const struct taxonomy *was, enum change_op op, bool *keep, struct err *err)
{
	*keep = false;
	if (access_act(s, "taxonomy", err))
		return -1;
	switch (op) {
	case OP_DELETE:
		return close_draft(s, was, keep, err);
	case OP_INSERT:
		return open_again(s, was, keep, err);
	case OP_UPDATE:
		break;
	}
	return was->state == TAXONOMY_PUBLISHED ? refuse_used(s, was, err) : 0;
}

static int apply_head(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c,
		      size_t n, struct err *err)
{
	enum change_op op = c[0].op;
	struct taxonomy was, t;
	bool keep;
	int rc = head_get(s, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "this version of the taxonomy is no longer there");
	for (size_t i = 0; i < n; i++)
		op = c[i].op == OP_UPDATE ? op : c[i].op;
	t = was;
	t.title = xstrdup(was.title);
	rc = may_turn(s, &was, op, &keep, err);
	if (!rc && !keep)
		rc = record_reverse_whole(g, &head_type, who_of(subject), &t, &t.gone, c, n, err);
	if (!rc && !keep && op == OP_UPDATE && t.state == TAXONOMY_PUBLISHED)
		rc = refuse_other_number(s, &t, err);
	t.rev = was.rev + 1;
	if (was.state == TAXONOMY_PUBLISHED || t.state == TAXONOMY_PUBLISHED)
		fact_touch_all(s);
	if (!rc && !keep)
		rc = taxonomy_write(s, &t, was.rev, err) || taxonomy_note_changed(g, &was, &t, err) ? -1 : 0;
	taxonomy_done(&was);
	taxonomy_done(&t);
	return rc;
}

/* ---- themes ---- */

int64_t theme_make(struct store *s, int64_t taxonomy, const char *key, const char *guid, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &taxonomy_row_sql[ROW_THEME_FIND], err);
	int64_t id = 0;
	int rc;

	if (!st)
		return -1;
	db_text(st, 1, key);
	rc = db_first(st, &id, 1, err);
	if (rc)
		return rc < 0 ? -1 : id;
	id = db_next_id(s->db, "theme", 1, err);
	st = id < 0 ? NULL : db_stmt(s->db, &taxonomy_row_sql[ROW_THEME_MAKE], err);
	if (!st)
		return -1;
	db_int(st, 1, id);
	db_text(st, 2, key);
	db_text(st, 3, guid);
	db_int(st, 4, taxonomy);
	db_int(st, 5, rowsum_of(ROW(NUMBER(id), WORDS(key), WORDS(guid), NUMBER(taxonomy))));
	return db_run(st, err) ? -1 : id;
}

int theme_write(struct store *s, int64_t taxonomy, const struct theme *t, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &taxonomy_row_sql[was_rev ? ROW_IN_UPDATE : ROW_IN_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ taxonomy, t->id, t->parent, t->seq }, 4);
	db_text(st, 5, t->letter);
	db_text(st, 6, t->title);
	db_text(st, 7, t->definition);
	db_text(st, 8, t->examples);
	db_ints(st, 9,
		(const int64_t[]){ t->merged_into, t->split_from, t->retired, t->rev,
				   rowsum_of(ROW(NUMBER(taxonomy), NUMBER(t->id), NUMBER(t->parent), NUMBER(t->seq),
						 WORDS(t->letter), WORDS(t->title), WORDS(t->definition), WORDS(t->examples),
						 NUMBER(t->merged_into), NUMBER(t->split_from), NUMBER(t->retired))),
				   t->gone },
		6);
	if (was_rev)
		db_int(st, 15, was_rev);
	return record_write(s, st, was_rev, "theme", err);
}

int theme_get(struct store *s, int64_t taxonomy, int64_t theme, struct theme *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &taxonomy_row_sql[ROW_IN], err);
	int rc;

	*out = (struct theme){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, taxonomy);
	db_int(st, 2, theme);
	rc = db_step(st, err);
	if (rc == 1) {
		theme_read(st, out);
		db_reset(st);
	}
	return rc;
}

/* Rows of a theme have two ids; history says the version in `part`. */
int theme_note_changed(struct group *g, int64_t taxonomy, const struct theme *was, const struct theme *is,
		       struct err *err)
{
	char part[24];

	snprintf(part, sizeof part, "%" PRId64, taxonomy);
	return record_note_fields_part(g, &theme_type, who_of(is->id), part, was, is, err);
}

int theme_note_made(struct group *g, int64_t taxonomy, const struct theme *t, bool brief, struct err *err)
{
	static const struct theme nothing;
	struct theme title = { .id = t->id, .title = t->title };
	char part[24];

	snprintf(part, sizeof part, "%" PRId64, taxonomy);
	t = brief ? &title : t;
	return record_note_part(g, &theme_type, who_of(t->id), part, OP_INSERT, err) ||
			       record_note_fields_part(g, &theme_type, who_of(t->id), part, &nothing, t, err)
		       ? -1
		       : 0;
}

static void copy_texts(struct theme *t)
{
	t->key = xstrdup(t->key);
	t->guid = xstrdup(t->guid);
	t->letter = xstrdup(t->letter);
	t->title = xstrdup(t->title);
	t->definition = xstrdup(t->definition);
	t->examples = xstrdup(t->examples);
}

void theme_copy(struct theme *to, const struct theme *from)
{
	*to = *from;
	copy_texts(to);
}

/* What a published version says stays: only the draft takes anything back. */
static int refuse_published(struct store *s, int64_t taxonomy, struct err *err)
{
	struct taxonomy head;
	int rc = head_get(s, taxonomy, &head, err);

	if (rc == 1 && head.state == TAXONOMY_PUBLISHED)
		rc = err_set(err, ERR_REFUSED, "version %" PRId64 ".%" PRId64 " is published, and what is published stays",
			     head.major, head.minor);
	taxonomy_done(&head);
	return rc < 0 ? -1 : 0;
}

/* Others stand below it, or say that it took their codes. */
static int refuse_needed(struct store *s, int64_t taxonomy, int64_t theme, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &taxonomy_row_sql[ROW_REFERS], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, taxonomy);
	db_int(st, 2, theme);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	err_set(err, ERR_REFUSED, "“%.200s” was put below or merged into this theme since", db_col_text(st, 0));
	db_reset(st);
	return -1;
}

static int may_turn_theme(struct store *s, int64_t taxonomy, const struct theme *was, const struct change *c, size_t n,
			  struct err *err)
{
	if (access_act(s, "taxonomy", err) || refuse_published(s, taxonomy, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		if (c[i].op != OP_UPDATE && (c[i].op == OP_INSERT) != (was->gone != 0))
			return err_set(err, ERR_REFUSED, "the theme “%.200s” %s", was->title,
				       was->gone ? "is no longer there" : "is there again");
		else if (c[i].op == OP_DELETE && refuse_needed(s, taxonomy, was->id, err))
			return -1;
	return 0;
}

static int apply_theme(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c,
		       size_t n, struct err *err)
{
	int64_t taxonomy = strtoll(part, NULL, 10);
	struct theme was, t;
	int rc = theme_get(s, taxonomy, subject, &was, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the theme is no longer there");
	theme_copy(&t, &was);
	rc = may_turn_theme(s, taxonomy, &was, c, n, err);
	if (!rc)
		rc = record_reverse_part(g, &theme_type, who_of(subject), part, &t, &t.gone, c, n, err);
	t.rev = was.rev + 1;
	if (!rc)
		rc = theme_write(s, taxonomy, &t, was.rev, err) || theme_note_changed(g, taxonomy, &was, &t, err) ? -1 : 0;
	theme_done(&was);
	theme_done(&t);
	return rc;
}

/* ---- copies ---- */

int taxonomy_copy(struct store *s, int64_t from, int64_t to, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &taxonomy_row_sql[ROW_CLEAR], err);
	struct taxonomy all;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, to);
	rc = db_run(st, err) ? -1 : taxonomy_get(s, from, &all, err);
	if (rc != 1)
		return rc;
	for (size_t i = 0; rc > 0 && i < all.n; i++) {
		all.theme[i].rev = 1;
		rc = theme_write(s, to, &all.theme[i], 0, err) ? -1 : 1;
	}
	taxonomy_done(&all);
	return rc < 0 ? -1 : 0;
}

const struct record_ops taxonomy_ops = { SUBJECT_TAXONOMY, "taxonomy", apply_head };
const struct record_ops theme_ops = { SUBJECT_THEME, "theme", apply_theme };

static const struct record_field head_fields[] = {
	{ "major", offsetof(struct taxonomy, major), false, 0 },
	{ "minor", offsetof(struct taxonomy, minor), false, 0 },
	{ "state", offsetof(struct taxonomy, state), false, 0 },
	{ "title", offsetof(struct taxonomy, title), true, 0 },
	{ "member", offsetof(struct taxonomy, member), false, 0 },
	{ "at_ms", offsetof(struct taxonomy, at_ms), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type head_type = { SUBJECT_TAXONOMY, "taxonomy", head_fields };

static const struct record_field theme_fields[] = {
	{ "parent", offsetof(struct theme, parent), false, 0 },
	{ "seq", offsetof(struct theme, seq), false, 0 },
	{ "letter", offsetof(struct theme, letter), true, 0 },
	{ "title", offsetof(struct theme, title), true, 0 },
	{ "definition", offsetof(struct theme, definition), true, 0 },
	{ "examples", offsetof(struct theme, examples), true, 0 },
	{ "merged_into", offsetof(struct theme, merged_into), false, 0 },
	{ "split_from", offsetof(struct theme, split_from), false, 0 },
	{ "retired", offsetof(struct theme, retired), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type theme_type = { SUBJECT_THEME, "theme", theme_fields };

const struct sql taxonomy_row_sql[] = {
	[ROW_HEAD_INSERT] = { "taxonomy_insert", "insert into taxonomy (id, major, minor, state, title, member, at_ms, rev,"
						 " sum, gone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" },
	[ROW_HEAD_UPDATE] = { "taxonomy_update", "update taxonomy set major = $2, minor = $3, state = $4, title = $5,"
						 " member = $6, at_ms = $7, rev = $8, sum = $9, gone = $10 where id = $1"
						 " and rev = $11" },
	[ROW_HEAD] = { "taxonomy_head", "select id, major, minor, state, title, member, at_ms, rev, gone from taxonomy"
					" where id = $1" },
	[ROW_THEME_FIND] = { "theme_find", "select id from theme where key = $1" },
	[ROW_THEME_MAKE] = { "theme_make", "insert into theme (id, key, guid, made_in, sum) values ($1, $2, $3, $4, $5)" },
	[ROW_IN] = { "theme_in_get", "select t.id, t.key, t.guid, i.parent, i.seq, i.letter, i.title, i.definition,"
				     " i.examples, i.merged_into, i.split_from, i.retired, i.rev, i.gone from theme_in i"
				     " join theme t on t.id = i.theme where i.taxonomy = $1 and i.theme = $2" },
	[ROW_IN_INSERT] = { "theme_in_insert",
			    "insert into theme_in (taxonomy, theme, parent, seq, letter, title, definition, examples,"
			    " merged_into, split_from, retired, rev, sum, gone)"
			    " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)" },
	[ROW_IN_UPDATE] = { "theme_in_update",
			    "update theme_in set parent = $3, seq = $4, letter = $5, title = $6, definition = $7,"
			    " examples = $8, merged_into = $9, split_from = $10, retired = $11, rev = $12, sum = $13,"
			    " gone = $14 where taxonomy = $1 and theme = $2 and rev = $15" },
	[ROW_CLEAR] = { "theme_in_clear", "delete from theme_in where taxonomy = $1" },
	[ROW_PASSES] = { "taxonomy_passes", "select 1 from coding_pass where taxonomy = $1 and gone = 0 limit 1" },
	[ROW_RECODED] = { "taxonomy_recoded", "select 1 from recode r join theme t on t.id = r.theme where t.made_in = $1"
					      " and r.gone = 0 limit 1" },
	[ROW_DRAFT] = { "taxonomy_other_draft", "select 1 from taxonomy where state = 0 and gone = 0 and id <> $1" },
	[ROW_LATER] = { "taxonomy_later", "select 1 from taxonomy a join taxonomy b on b.id = $1 where a.gone = 0 and a.id <> b.id"
					  " and (a.state = 0 or a.major > b.major or (a.major = b.major and a.minor > b.minor))" },
	/* The plus keeps SQLite from walking the whole version by its primary key. */
	[ROW_REFERS] = { "theme_refers", "select title from theme_in where +taxonomy = $1 and parent = $2 and parent <> 0"
					 " and gone = 0 union all select title from theme_in where +taxonomy = $1"
					 " and merged_into = $2 and merged_into <> 0 and gone = 0"
					 " union all select title from theme_in where +taxonomy = $1 and split_from = $2"
					 " and split_from <> 0 and gone = 0 limit 1" },
	{ NULL, NULL },
};
