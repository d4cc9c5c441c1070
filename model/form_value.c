/* The values of a form: one row a field, item and layer, pointing at immutable versions of text. */
#include "model/form.h"

#include "model/buf.h"
#include "model/digest.h"
#include "model/fact.h"
#include "model/member.h"
#include "model/private.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/search.h"
#include "model/teeth.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_GET, VALUE_BY_ID, VALUE_INSERT, VALUE_UPDATE, TEXT_INSERT, TEXT_BODY };

struct row {
	struct form_value v;
	int64_t gone;
};

void form_value_done(struct form_value *v)
{
	free(v->text);
	free(v->said_by);
	v->text = v->said_by = NULL;
}

/* Reads the row of a started statement: 1 with *out filled, 0, -1. */
static int read_row(struct stmt *st, struct row *out, struct err *err)
{
	int rc = db_step(st, err);

	if (rc != 1)
		return rc;
	*out = (struct row){
		.v = { .id = db_col(st, 0), .form = db_col(st, 1), .item = db_col(st, 3),
		       .layer = (enum form_layer)db_col(st, 4), .text_id = db_col(st, 5), .author = db_col(st, 6),
		       .at_ms = db_col(st, 7), .ms_spent = db_col(st, 8), .reply = db_col(st, 9),
		       .again = db_col(st, 10), .class = (enum field_class)db_col(st, 11), .rev = db_col(st, 12),
		       .text = xstrdup(db_col_text(st, 14)), .said_by = xstrdup(db_col_text(st, 15)),
		       .num = db_col_null(st, 16) ? NO_NUM : db_col(st, 16) },
		.gone = db_col(st, 13),
	};
	snprintf(out->v.field, sizeof out->v.field, "%s", db_col_text(st, 2));
	db_reset(st);
	return 1;
}

static int find_row(struct store *s, int64_t form, const char *field, int64_t item, enum form_layer layer,
		    struct row *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_value_sql[VALUE_GET], err);

	if (!st)
		return -1;
	db_int(st, 1, form);
	db_text(st, 2, field);
	db_int(st, 3, item);
	db_int(st, 4, layer);
	return read_row(st, out, err);
}

int form_value_read(struct store *s, int64_t form, const char *field, int64_t item, enum form_layer layer,
		    struct form_value *out, struct err *err)
{
	struct row row = { 0 };
	int rc = find_row(s, form, field, item, layer, &row, err);

	if (rc == 1 && row.gone) {
		form_value_done(&row.v);
		rc = 0;
	}
	*out = rc == 1 ? row.v : (struct form_value){ .num = NO_NUM };
	return rc;
}

int form_value_get(struct store *s, int64_t form, const char *field, int64_t item, enum form_layer layer,
		   struct form_value *out, struct err *err)
{
	int64_t deal = 0, owner = 0;
	int rc = form_deal(s, form, &deal, &owner, err);

	*out = (struct form_value){ .num = NO_NUM };
	if (rc == 1)
		rc = form_value_read(s, form, field, item, layer, out, err);
	if (rc == 1 && (!access_can_read(s, CLASS_DEAL, owner) || !access_can_read(s, out->class, owner))) {
		form_value_done(out);
		*out = (struct form_value){ .num = NO_NUM };
		return 0;
	}
	return rc;
}

int64_t text_store(struct store *s, const char *body, size_t len, enum field_class class, enum subject_kind kind,
		   int64_t subject, struct err *err)
{
	struct stmt *st;
	unsigned char salt[16], digest[DIGEST_SIZE];
	size_t valid = text_valid(body, len);
	int64_t id;

	if (valid < len)
		return err_set(err, ERR_INPUT, "the text cannot be stored: byte %zu is 0x%02x, expected UTF-8 without NUL",
			       valid + 1, (unsigned char)body[valid]);
	id = db_next_id(s->db, "text", 1, err);
	st = id < 0 ? NULL : db_stmt(s->db, &form_value_sql[TEXT_INSERT], err);
	if (!st)
		return -1;
	s->random(s, salt, sizeof salt);
	digest_bytes(salt, sizeof salt, body, len, digest);
	db_int(st, 1, id);
	db_textn(st, 2, body, len);
	db_blob(st, 3, salt, sizeof salt);
	db_blob(st, 4, digest, sizeof digest);
	db_int(st, 5, (int64_t)text_points(body, len));
	db_int(st, 6, class);
	db_int(st, 7, kind);
	db_int(st, 8, subject);
	db_int(st, 9, s->now(s));
	db_int(st, 10, s->actor.member);
	return db_run(st, err) ? -1 : id;
}

/* The body of a text version; the caller frees. NULL when there is none. */
static char *text_body(struct store *s, int64_t id, struct err *err)
{
	struct stmt *st = id ? db_stmt(s->db, &form_value_sql[TEXT_BODY], err) : NULL;
	char *body = NULL;

	if (!st)
		return NULL;
	db_int(st, 1, id);
	if (db_step(st, err) == 1) {
		body = xstrdup(db_col_text(st, 0));
		db_reset(st);
	}
	return body;
}

static const char *said(const char *who)
{
	return who ? who : "";
}

static int64_t row_sum(const struct form_value *v)
{
	struct rowsum r;

	rowsum_init(&r);
	rowsum_int(&r, v->id);
	rowsum_int(&r, v->form);
	rowsum_text(&r, v->field);
	rowsum_int(&r, v->item);
	rowsum_int(&r, v->layer);
	if (v->text_id)
		rowsum_int(&r, v->text_id);
	else
		rowsum_null(&r);
	if (v->num == NO_NUM)
		rowsum_null(&r);
	else
		rowsum_int(&r, v->num);
	rowsum_null(&r); /* day */
	rowsum_int(&r, v->author);
	rowsum_int(&r, v->at_ms);
	rowsum_int(&r, v->ms_spent);
	rowsum_int(&r, v->reply);
	rowsum_int(&r, v->again);
	rowsum_text(&r, said(v->said_by));
	rowsum_int(&r, v->class);
	return rowsum_done(&r);
}

/* Inserts (is_new) or updates where the row still has the rev `was_rev`. v->rev is the new one. */
static int write_row(struct store *s, const struct row *row, bool is_new, int64_t was_rev, struct err *err)
{
	const struct form_value *v = &row->v;
	struct stmt *st = db_stmt(s->db, &form_value_sql[is_new ? VALUE_INSERT : VALUE_UPDATE], err);

	if (!st)
		return -1;
	db_int(st, 1, v->id);
	db_int(st, 2, v->form);
	db_text(st, 3, v->field);
	db_int(st, 4, v->item);
	db_int(st, 5, v->layer);
	db_id(st, 6, v->text_id);
	db_int(st, 7, v->author);
	db_int(st, 8, v->at_ms);
	db_int(st, 9, v->ms_spent);
	db_int(st, 10, v->reply);
	db_int(st, 11, v->again);
	db_int(st, 12, v->class);
	db_int(st, 13, v->rev);
	db_int(st, 14, row_sum(v));
	db_int(st, 15, row->gone);
	db_text(st, 16, said(v->said_by));
	if (v->num == NO_NUM)
		db_null(st, 17);
	else
		db_int(st, 17, v->num);
	db_int(st, 18, was_rev);
	return record_write(s, st, !is_new, "answer", err);
}

static int note(struct group *g, const struct form_value *v, int64_t owner, enum change_op op, const char *field,
		const char *before, const char *after, struct err *err)
{
	struct change c = { .op = op, .kind = SUBJECT_FORM_VALUE, .subject = v->id, .part = "", .field = field,
			    .class = v->class, .owner = owner, .before = before, .after = after };

	return group_change(g, &c, err);
}

/* Numbers as history writes them: zero is "none". */
static const char *number(char *buf, size_t size, int64_t v)
{
	if (!v)
		return NULL;
	snprintf(buf, size, "%" PRId64, v);
	return buf;
}

static int note_number(struct group *g, const struct form_value *v, int64_t owner, const char *field, int64_t was,
		       int64_t is, struct err *err)
{
	char before[24], after[24];

	if (was == is)
		return 0;
	return note(g, v, owner, OP_UPDATE, field, number(before, sizeof before, was), number(after, sizeof after, is),
		    err);
}

/* Nobody is "none". */
static int note_said_by(struct group *g, const struct form_value *v, int64_t owner, const char *was, const char *is,
			struct err *err)
{
	if (!strcmp(was, is))
		return 0;
	return note(g, v, owner, OP_UPDATE, "said_by", *was ? was : NULL, *is ? is : NULL, err);
}

static int note_num(struct group *g, const struct form_value *v, int64_t owner, int64_t was, int64_t is, struct err *err)
{
	char before[24], after[24];

	if (was == is)
		return 0;
	snprintf(before, sizeof before, "%" PRId64, was);
	snprintf(after, sizeof after, "%" PRId64, is);
	return note(g, v, owner, OP_UPDATE, "num", was == NO_NUM ? NULL : before, is == NO_NUM ? NULL : after, err);
}

static int note_differences(struct group *g, const struct form_value *was, const struct form_value *v, int64_t owner,
			    struct err *err)
{
	return note_number(g, v, owner, "text", was->text_id, v->text_id, err) ||
	       note_number(g, v, owner, "reply", was->reply, v->reply, err) ||
	       note_number(g, v, owner, "again", was->again, v->again, err) ||
	       note_num(g, v, owner, was->num, v->num, err) ||
	       note_said_by(g, v, owner, said(was->said_by), said(v->said_by), err) ? -1 : 0;
}

/* What search finds: the words, and behind them who said them. */
static int index_words(struct store *s, const struct form_value *v, int64_t deal, int64_t owner, const char *body,
		       struct err *err)
{
	struct buf words = { 0 };
	int rc;

	buf_puts(&words, v->text_id && body ? body : "");
	if (words.len && *said(v->said_by))
		buf_printf(&words, SEARCH_SAID_JOIN "%s", v->said_by);
	rc = search_put(s, SUBJECT_FORM_VALUE, v->id, deal, owner, v->class, v->text_id, words.len ? buf_str(&words) : NULL,
			err);
	buf_done(&words);
	return rc;
}

static int conflict(struct store *s, const struct form_value *there, struct err *err)
{
	return err_set(err, ERR_REFUSED, "%s changed this answer since it was read; both texts are kept, nothing was"
		       " overwritten", *member_login(s, there->author) ? member_login(s, there->author) : "somebody");
}

/* The text of the save, stored when it differs from what the row says. */
static int put_text(struct store *s, const struct form_save *save, struct row *row, struct err *err)
{
	const char *was = row->v.text ? row->v.text : "";
	int64_t id = 0;

	if (!save->text || !strcmp(save->text, was))
		return 0;
	if (*save->text)
		id = text_store(s, save->text, strlen(save->text), save->class, SUBJECT_FORM_VALUE, row->v.id, err);
	if (id < 0)
		return -1;
	row->v.text_id = id;
	return 1;
}

/* The name is borrowed from the save until the row is written. */
static int put_said_by(const struct form_save *save, struct row *row, struct err *err)
{
	size_t len = save->said_by ? strlen(save->said_by) : 0;

	if (!save->said_by)
		return 0;
	if (text_valid(save->said_by, len) < len)
		return err_set(err, ERR_INPUT, "who said it cannot be stored: byte %zu is 0x%02x, expected UTF-8",
			       text_valid(save->said_by, len) + 1,
			       (unsigned char)save->said_by[text_valid(save->said_by, len)]);
	row->v.said_by = (char *)(uintptr_t)save->said_by;
	return 0;
}

static bool is_same_speaker(const struct row *a, const struct row *b)
{
	return !strcmp(said(a->v.said_by), said(b->v.said_by));
}

/* The row as it will stand; *worded: its text changed. */
static int change_row(struct store *s, struct group *g, const struct form_save *save, const struct row *was,
		      struct row *row, bool *worded, struct err *err)
{
	int rc;

	if (!row->v.id) {
		row->v.id = db_next_id(s->db, "form_value", 1, err);
		row->v.form = save->form;
		row->v.item = save->item;
		row->v.layer = save->layer;
		snprintf(row->v.field, sizeof row->v.field, "%s", save->field);
	}
	if (row->v.id < 0)
		return -1;
	row->gone = 0;
	row->v.class = save->class;
	rc = put_text(s, save, row, err);
	*worded = rc == 1;
	if (!rc || *worded)
		rc = put_said_by(save, row, err);
	if (save->reply >= 0)
		row->v.reply = save->reply;
	if (save->again >= 0)
		row->v.again = save->again;
	if (save->num)
		row->v.num = *save->num;
	row->v.ms_spent += save->add_ms > 0 ? save->add_ms : 0;
	if (*worded || row->v.reply != was->v.reply || row->v.num != was->v.num || !is_same_speaker(was, row)) {
		row->v.author = save->author ? save->author : s->actor.member;
		row->v.at_ms = save->at_ms ? save->at_ms : g->at_ms;
	}
	return rc < 0 ? -1 : 0;
}

/* What delivery says of a win counts beside what its buyer said, and so does a doubt about the fit (model/fact.h). */
static void touch(struct store *s, const struct form_value *v, int64_t deal)
{
	const char *end = strrchr(v->field, '.');

	if ((end && !strcmp(end, ".doubt")) || !strcmp(v->field, FACT_FIELD_CODES) || !strcmp(v->field, FACT_FIELD_FRICTION))
		fact_touch(s, deal);
}

/* Writes what differs. Time spent alone is a measure, not a change: neither history nor rev speaks of it. */
static int put_row(struct store *s, struct group *g, const struct form_save *save, const struct row *was,
		   struct row *row, struct err *err)
{
	bool is_new = !was->v.id, revived = !is_new && was->gone, worded = false, changed;
	int64_t deal = 0, owner = 0;

	if (form_deal(s, save->form, &deal, &owner, err) != 1 || change_row(s, g, save, was, row, &worded, err))
		return -1;
	changed = is_new || revived || worded || row->v.reply != was->v.reply || row->v.again != was->v.again ||
		  row->v.num != was->v.num || !is_same_speaker(was, row);
	if (!changed && row->v.ms_spent == was->v.ms_spent)
		return 0;
	row->v.rev = was->v.rev + changed;
	touch(s, &row->v, deal);
	if (write_row(s, row, is_new, was->v.rev, err))
		return -1;
	if (changed && (is_new || revived) && note(g, &row->v, owner, OP_INSERT, "", NULL, NULL, err))
		return -1;
	if (changed && note_differences(g, &was->v, &row->v, owner, err))
		return -1;
	if (!worded && is_same_speaker(was, row))
		return 0;
	return index_words(s, &row->v, deal, owner, worded ? save->text : was->v.text, err);
}

/* Nothing typed, nothing answered: no row for it. */
static bool says_nothing(const struct form_save *save)
{
	return (!save->text || !*save->text) && save->reply <= 0 && save->again <= 0 &&
	       (!save->said_by || !*save->said_by) && (!save->num || *save->num == NO_NUM);
}

int form_value_put(struct store *s, struct group *g, const struct form_save *save, int64_t *rev, struct err *err)
{
	struct row was = { 0 }, row;
	int rc = find_row(s, save->form, save->field, save->item, save->layer, &was, err);
	int64_t there = rc == 1 && !was.gone ? was.v.rev : 0;

	if (rc == 1 && was.gone) { /* an undone answer that is given again */
		form_value_done(&was.v);
		was.v.text_id = was.v.reply = was.v.again = 0;
	}
	if (rc == 0 || was.gone)
		was.v.num = NO_NUM;
	if (rc >= 0 && save->base_rev >= 0 && save->base_rev != there && !teeth_off("P19"))
		rc = conflict(s, &was.v, err);
	else if (rc >= 0)
		rc = 0;
	row = was;
	if (!rc && !(there == 0 && says_nothing(save)))
		rc = put_row(s, g, save, &was, &row, err);
	if (!rc && rev)
		*rev = row.gone ? 0 : row.v.rev;
	form_value_done(&was.v);
	return rc;
}

static int put_in_edit(struct store *s, struct group *g, void *arg, struct err *err)
{
	return form_value_put(s, g, arg, NULL, err);
}

int form_value_save(struct store *s, const struct form_save *v, int64_t *rev, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = v->field, .scope_kind = SUBJECT_FORM, .scope = v->form,
				  .request = v->request };
	struct form_value now = { 0 };
	struct form_save save = *v;
	int64_t deal = 0, owner = 0;

	if (form_deal(s, v->form, &deal, &owner, err) != 1)
		return err_set(err, ERR_INPUT, "there is no such form");
	if (!access_can_write(s, v->class, owner))
		return err_set(err, ERR_ROLE, "your role may not write %s fields of this deal", class_key(v->class));
	if (edit(s, &how, put_in_edit, &save, NULL, err))
		return -1;
	if (form_value_read(s, v->form, v->field, v->item, v->layer, &now, err) < 0)
		return -1;
	if (rev)
		*rev = now.rev;
	form_value_done(&now);
	return 0;
}

static int64_t numbered(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

static int reverse_said_by(struct form_value *v, const struct change *c, struct err *err)
{
	if (strcmp(said(v->said_by), said(c->before)))
		return err_set(err, ERR_REFUSED, "who said this answer was changed since");
	free(v->said_by);
	v->said_by = xstrdup(said(c->after));
	return 0;
}

static int reverse_num(struct form_value *v, const struct change *c, struct err *err)
{
	if (v->num != (c->before ? numbered(c->before) : NO_NUM))
		return err_set(err, ERR_REFUSED, "the number of this answer was changed since");
	v->num = c->after ? numbered(c->after) : NO_NUM;
	return 0;
}

static int reverse_field(struct form_value *v, const struct change *c, struct err *err)
{
	int64_t *at = !strcmp(c->field, "text") ? &v->text_id : !strcmp(c->field, "reply") ? &v->reply
		      : !strcmp(c->field, "again") ? &v->again : NULL;

	if (!strcmp(c->field, "said_by"))
		return reverse_said_by(v, c, err);
	if (!strcmp(c->field, "num"))
		return reverse_num(v, c, err);
	if (!at)
		return err_set(err, ERR_BUG, "an answer has no field %s", c->field);
	if (*at != numbered(c->before))
		return err_set(err, ERR_REFUSED, "the %s of this answer was changed since", c->field);
	*at = numbered(c->after);
	return 0;
}

static int reverse_row(struct store *s, struct group *g, const struct row *was, struct row *row,
		       const struct change *c, size_t n, struct err *err)
{
	int64_t deal = 0, owner = 0;
	char *body;
	int rc;

	if (form_deal(s, row->v.form, &deal, &owner, err) != 1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (c[i].op == OP_UPDATE && reverse_field(&row->v, &c[i], err))
			return -1;
		if (c[i].op != OP_UPDATE) {
			row->gone = c[i].op == OP_DELETE ? g->id : 0;
			if (note(g, &row->v, owner, c[i].op, "", NULL, NULL, err))
				return -1;
		}
	}
	row->v.rev = was->v.rev + 1;
	touch(s, &row->v, deal);
	if (write_row(s, row, false, was->v.rev, err) || note_differences(g, &was->v, &row->v, owner, err))
		return -1;
	body = text_body(s, row->v.text_id, err);
	rc = index_words(s, &row->v, deal, owner, row->gone ? NULL : body, err);
	free(body);
	return rc;
}

static int apply_value(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c,
		       size_t n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &form_value_sql[VALUE_BY_ID], err);
	struct row row = { 0 }, was;
	int rc;

	(void)part;
	if (!st)
		return -1;
	db_int(st, 1, subject);
	rc = read_row(st, &row, err);
	was = row;
	was.v.said_by = xstrdup(row.v.said_by);
	if (rc == 0)
		rc = err_set(err, ERR_REFUSED, "the answer is no longer there");
	else if (rc == 1)
		rc = reverse_row(s, g, &was, &row, c, n, err);
	free(was.v.said_by);
	form_value_done(&row.v);
	return rc;
}

const struct record_ops form_value_ops = { SUBJECT_FORM_VALUE, "answer", apply_value };

#define VALUE_COLUMNS "v.id, v.form, v.field, v.item, v.layer, v.text, v.author, v.at_ms, v.ms_spent, v.reply, v.again," \
		      " v.class, v.rev, v.gone, t.body, v.said_by, v.num from form_value v left join text t on t.id = v.text"

const struct sql form_value_sql[] = {
	[VALUE_GET] = { "value_get", "select " VALUE_COLUMNS
				     " where v.form = $1 and v.field = $2 and v.item = $3 and v.layer = $4" },
	[VALUE_BY_ID] = { "value_by_id", "select " VALUE_COLUMNS " where v.id = $1" },
	[VALUE_INSERT] = { "value_insert", "insert into form_value (id, form, field, item, layer, text, author, at_ms,"
					   " ms_spent, reply, again, class, rev, sum, gone, said_by, num) values ($1, $2, $3,"
					   " $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)" },
	[VALUE_UPDATE] = { "value_update", "update form_value set text = $6, author = $7, at_ms = $8, ms_spent = $9,"
					   " reply = $10, again = $11, class = $12, rev = $13, sum = $14, gone = $15,"
					   " said_by = $16, num = $17 where id = $1 and rev = $18" },
	[TEXT_INSERT] = { "text_insert", "insert into text (id, body, salt, digest, chars, class, subject_kind, subject,"
					 " at_ms, member) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" },
	[TEXT_BODY] = { "text_body", "select body from text where id = $1" },
	{ NULL, NULL },
};
