/* How rows are written: field by field, so that two members rarely meet; history, undo, search. */
#include "model/item_private.h"

#include "model/company.h"
#include "model/fact.h"
#include "model/member.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/search.h"
#include "model/teeth.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What history keeps and what two members may change apart from each other. Numbers are none at 0, days at NO_DAY. */
static const struct item_field {
	const char *key;
	enum { COLUMN_NUMBER, COLUMN_DUE, COLUMN_WORDS, COLUMN_BODY } type;
	size_t offset;
} fields[] = {
	{ "text", COLUMN_BODY, offsetof(struct item, text) },
	{ "attr", COLUMN_NUMBER, offsetof(struct item, attr) },
	{ "said_by", COLUMN_WORDS, offsetof(struct item, said_by) },
	{ "person", COLUMN_NUMBER, offsetof(struct item, person) },
	{ "owner", COLUMN_NUMBER, offsetof(struct item, owner) },
	{ "due_day", COLUMN_DUE, offsetof(struct item, due_day) },
	{ "due_unit", COLUMN_NUMBER, offsetof(struct item, due_unit) },
	{ "mitigation", COLUMN_WORDS, offsetof(struct item, mitigation) },
	{ "state", COLUMN_NUMBER, offsetof(struct item, state) },
	{ "action", COLUMN_NUMBER, offsetof(struct item, action) },
};
#define FIELDS (sizeof fields / sizeof fields[0])

static const char *words(const char *s)
{
	return s ? s : "";
}

static void set_words(char **to, const char *from)
{
	char *copy = xstrdup(words(from));

	free(*to);
	*to = copy;
}

/* ---- fields ---- */

static int64_t number_in(const struct item *it, const struct item_field *f)
{
	const void *at = (const char *)it + f->offset;

	/* Enums are unsigned and four bytes wide here. */
	if (f->offset == offsetof(struct item, due_unit) || f->offset == offsetof(struct item, state))
		return *(const unsigned *)at;
	return *(const int64_t *)at;
}

static void put_number(struct item *it, const struct item_field *f, int64_t v)
{
	void *at = (char *)it + f->offset;

	if (f->offset == offsetof(struct item, due_unit) || f->offset == offsetof(struct item, state))
		*(unsigned *)at = (unsigned)v;
	else
		*(int64_t *)at = v;
}

static char **words_in(const struct item *it, const struct item_field *f)
{
	return (char **)(uintptr_t)((const char *)it + f->offset);
}

static bool is_words(const struct item_field *f)
{
	return f->type == COLUMN_WORDS || f->type == COLUMN_BODY;
}

static bool differs(const struct item *a, const struct item *b, const struct item_field *f)
{
	if (is_words(f))
		return strcmp(words(*words_in(a, f)), words(*words_in(b, f))) != 0;
	return number_in(a, f) != number_in(b, f);
}

static void take(struct item *to, const struct item *from, const struct item_field *f)
{
	if (is_words(f))
		set_words(words_in(to, f), *words_in(from, f));
	else
		put_number(to, f, number_in(from, f));
}

/* ---- writing ---- */

static int64_t row_sum(const struct item_row *r)
{
	const struct item *it = &r->it;

	return rowsum_of(ROW(NUMBER(it->id), ID(it->form), NUMBER(it->deal), NUMBER(it->kind), ID(r->text_id),
			     NUMBER(it->attr), WORDS(it->said_by), NUMBER(it->person), NUMBER(it->owner),
			     it->due_day == NO_DAY ? WORDS(NULL) : NUMBER(it->due_day), NUMBER(it->due_unit),
			     WORDS(it->mitigation), NUMBER(it->state), NUMBER(it->class), NUMBER(it->action),
			     NUMBER(it->seq), NUMBER(it->made_by), NUMBER(it->made_at)));
}

static int write_row(struct store *s, const struct item_row *r, bool is_new, int64_t was_rev, struct err *err)
{
	const struct item *it = &r->it;
	struct stmt *st = db_stmt(s->db, &item_sql[is_new ? ROW_INSERT : ROW_UPDATE], err);
	const int64_t numbers[] = { it->kind, it->attr, it->person, it->owner, it->due_unit, it->state, it->class,
				    it->action, it->seq, it->made_by, it->made_at, it->rev, row_sum(r), r->gone };

	if (!st)
		return -1;
	if (it->kind == ITEM_PROMISE)
		fact_touch(s, it->deal);
	db_int(st, 1, it->id);
	db_id(st, 2, it->form);
	db_int(st, 3, it->deal);
	db_id(st, 4, r->text_id);
	db_text(st, 5, it->said_by);
	db_text(st, 6, it->mitigation);
	if (it->due_day == NO_DAY)
		db_null(st, 7);
	else
		db_int(st, 7, it->due_day);
	for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
		db_int(st, 8 + (int)i, numbers[i]);
	db_int(st, 22, was_rev);
	return record_write(s, st, !is_new, item_kind_key(it->kind), err);
}

static int note(struct group *g, const struct item *it, int64_t owner, enum change_op op, const char *field,
		const char *before, const char *after, struct err *err)
{
	struct change c = { .op = op, .kind = SUBJECT_ITEM, .subject = it->id, .part = "", .field = field,
			    .class = it->class, .owner = owner, .before = before, .after = after };

	return group_change(g, &c, err);
}

/* The value as history keeps it: of the text its version. NULL none. */
static const char *kept(const struct item_row *r, const struct item_field *f, char *buf, size_t size)
{
	int64_t v;

	switch (f->type) {
	case COLUMN_WORDS:
		return *words(*words_in(&r->it, f)) ? *words_in(&r->it, f) : NULL;
	case COLUMN_BODY:
	case COLUMN_NUMBER:
		v = f->type == COLUMN_BODY ? r->text_id : number_in(&r->it, f);
		if (!v)
			return NULL;
		snprintf(buf, size, "%" PRId64, v);
		return buf;
	case COLUMN_DUE:
		if (r->it.due_day == NO_DAY)
			return NULL;
		snprintf(buf, size, "%" PRId64, r->it.due_day);
		return buf;
	}
	return NULL;
}

static int note_differences(struct group *g, const struct item_row *was, const struct item_row *is, int64_t owner,
			    struct err *err)
{
	for (size_t i = 0; i < FIELDS; i++) {
		char a[24], b[24];
		const char *before = kept(was, &fields[i], a, sizeof a), *after = kept(is, &fields[i], b, sizeof b);

		if (strcmp(words(before), words(after)) &&
		    note(g, &is->it, owner, OP_UPDATE, fields[i].key, before, after, err))
			return -1;
	}
	return 0;
}

/* What search finds: the words, and behind them how it was settled and who said it. */
static int index_words(struct store *s, const struct item_row *r, int64_t owner, struct err *err)
{
	struct buf body = { 0 };
	int rc;

	buf_puts(&body, r->it.text);
	if (*r->it.mitigation)
		buf_printf(&body, SEARCH_SETTLED_JOIN "%s", r->it.mitigation);
	if (*r->it.said_by)
		buf_printf(&body, SEARCH_SAID_JOIN "%s", r->it.said_by);
	rc = search_put(s, SUBJECT_ITEM, r->it.id, r->it.deal, owner, r->it.class, r->text_id,
			r->text_id && !r->gone ? buf_str(&body) : NULL, err);
	buf_done(&body);
	return rc;
}

static int put_text(struct store *s, const struct item_row *was, struct item_row *row, struct err *err)
{
	if (!strcmp(was->it.text, row->it.text))
		return 0;
	row->text_id = 0;
	if (*row->it.text)
		row->text_id = text_store(s, row->it.text, strlen(row->it.text), row->it.class, SUBJECT_ITEM,
					  row->it.id, err);
	return row->text_id < 0 ? -1 : 0;
}

static int next_seq(struct store *s, struct item *it, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &item_sql[ROW_SEQ], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, it->form);
	db_int(st, 2, it->deal);
	rc = db_step(st, err);
	if (rc == 1) {
		it->seq = db_col(st, 0) + 1;
		db_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

/* ---- what may stand in a row ---- */

static int check_words(const char *text, const char *what, struct err *err)
{
	size_t len = strlen(text), valid = text_valid(text, len);

	if (valid == len)
		return 0;
	return err_set(err, ERR_INPUT, "%s cannot be stored: byte %zu is 0x%02x, expected UTF-8", what, valid + 1,
		       (unsigned char)text[valid]);
}

static int check_people(struct store *s, const struct item *it, struct err *err)
{
	struct member m = { 0 };
	struct person p = { 0 };
	int rc = it->owner ? member_get(s, it->owner, &m, err) : 1;

	member_done(&m);
	if (rc == 0)
		err_set(err, ERR_INPUT, "the owner is no member");
	if (rc == 1 && it->person) {
		rc = person_get(s, it->person, &p, err);
		if (rc == 0)
			err_set(err, ERR_INPUT, "the person is no contact");
		person_done(&p);
	}
	return rc == 1 ? 0 : -1;
}

static int check(struct store *s, const struct item *it, struct err *err)
{
	bool asks = it->kind == ITEM_GAP || it->kind == ITEM_PARKED || it->kind == ITEM_FOLLOWUP;

	if (it->kind <= 0 || it->kind >= ITEM_KIND_COUNT || !*item_state_key(it->state) || it->due_unit > DUE_QUARTER)
		return err_set(err, ERR_BUG, "a row of kind %d, state %d, unit %d", (int)it->kind, (int)it->state,
			       (int)it->due_unit);
	if (asks && it->attr && !question_get(s->questions, (int)it->attr))
		return err_set(err, ERR_INPUT, "found question %" PRId64 ", expected 1 … %zu", it->attr,
			       questions_count(s->questions));
	if (!asks && it->attr && !*item_attr_key(it->kind, it->attr))
		return err_set(err, ERR_INPUT, "a %s has no kind %" PRId64, item_kind_key(it->kind), it->attr);
	return check_words(it->said_by, "who said it", err) || check_words(it->mitigation, "the resolution", err) ||
	       check_people(s, it, err) ? -1 : 0;
}

/* ---- two members in one row ---- */

static void show_value(struct store *s, const struct item *it, const struct item_field *f, struct buf *out)
{
	struct buf whole = { 0 };

	if (is_words(f))
		buf_puts(&whole, *words_in(it, f));
	else if (!strcmp(f->key, "owner"))
		buf_puts(&whole, member_login(s, it->owner));
	else if (!strcmp(f->key, "attr"))
		buf_puts(&whole, item_attr_key(it->kind, it->attr));
	else if (!strcmp(f->key, "state"))
		buf_puts(&whole, item_state_key(it->state));
	else if (!strncmp(f->key, "due", 3))
		item_due_format(it, &whole);
	else
		buf_printf(&whole, "%" PRId64, number_in(it, f));
	text_cut(out, buf_str(&whole), whole.len, 100, "…");
	if (!whole.len)
		buf_puts(out, "nothing");
	buf_done(&whole);
}

/* Who wrote what stands in that field now. */
static const char *who_changed(struct store *s, int64_t id, const char *field)
{
	int64_t member = 0, at_ms;

	history_writer(s, SUBJECT_ITEM, id, field, &member, &at_ms, NULL);
	return *member_login(s, member) ? member_login(s, member) : "somebody";
}

static int conflict(struct store *s, const struct item *there, const struct item *mine, const struct item_field *f,
		    struct err *err)
{
	struct buf theirs = { 0 }, ours = { 0 };

	show_value(s, there, f, &theirs);
	show_value(s, mine, f, &ours);
	err_set(err, ERR_REFUSED,
		"%s changed the %s of this %s since it was read: theirs “%s”, yours “%s”; nothing was"
		" overwritten",
		who_changed(s, there->id, f->key), item_field_title(there->kind, f->key), item_kind_key(there->kind),
		buf_str(&theirs), buf_str(&ours));
	buf_done(&theirs);
	buf_done(&ours);
	return -1;
}

/* `out` is what stands there with what the actor changed since `base`. */
static int merge(struct store *s, const struct item *base, const struct item *mine, const struct item *there,
		 struct item *out, struct err *err)
{
	for (size_t i = 0; i < FIELDS; i++) {
		const struct item_field *f = &fields[i];

		if (!differs(base, mine, f))
			continue;
		if (differs(base, there, f) && differs(mine, there, f) && !teeth_off("P19-row"))
			return conflict(s, there, mine, f, err);
		take(out, mine, f);
	}
	return 0;
}

static bool says_nothing(const struct item *it)
{
	return !*it->text && !*it->said_by && !*it->mitigation && !it->person;
}

/* How a row is written: as it stands before, and whether another file has it so. */
struct way {
	const struct item *base;
	bool taken;
};

/* Writes what differs between `was` (as it stands) and `row`. */
static int write(struct store *s, struct group *g, const struct item_row *was, struct item_row *row, bool exists,
		 int64_t owner, struct err *err)
{
	bool changed = !exists || was->gone;

	for (size_t i = 0; i < FIELDS; i++)
		changed = changed || differs(&was->it, &row->it, &fields[i]);
	if (!changed)
		return 0;
	row->gone = 0;
	row->it.rev = was->it.rev + 1;
	row->it.class = item_class(s, row->it.kind);
	if (!exists) {
		row->it.made_by = row->it.made_by ? row->it.made_by : s->actor.member;
		row->it.made_at = row->it.made_at ? row->it.made_at : g->at_ms;
	}
	if ((!exists && next_seq(s, &row->it, err)) || put_text(s, was, row, err) ||
	    write_row(s, row, !exists, was->it.rev, err))
		return -1;
	if ((!exists || was->gone) && note(g, &row->it, owner, OP_INSERT, "", NULL, NULL, err))
		return -1;
	return note_differences(g, was, row, owner, err) || index_words(s, row, owner, err) ? -1 : 0;
}

/* A row of that id with nothing in it yet: what a new one, or one that was taken back, is compared with. */
static void empty_row(struct item_row *r, const struct item *like)
{
	struct item it;

	item_init(&it, like->kind);
	it.id = like->id;
	it.form = like->form;
	it.deal = like->deal;
	it.seq = like->seq;
	it.made_by = like->made_by;
	it.made_at = like->made_at;
	it.rev = like->rev;
	it.class = like->class;
	item_done(&r->it);
	r->it = it;
	r->text_id = 0;
}

static int refuse_gone(struct store *s, const struct item *it, struct err *err)
{
	return err_set(err, ERR_REFUSED, "%s removed this %s since it was read; nothing was written",
		       who_changed(s, it->id, ""), item_kind_key(it->kind));
}

static int put(struct store *s, struct group *g, const struct way *way, struct item_row *was, struct item *it, bool exists,
	       struct err *err)
{
	struct item_row row = { .text_id = was->text_id, .gone = was->gone };
	struct item empty;
	int64_t deal, owner = 0;
	int rc = form_deal(s, it->form, &deal, &owner, err) == 1 ? 0 : -1;

	item_init(&empty, it->kind);
	item_copy(&row.it, &was->it);
	if (!exists) {
		row.it.made_by = way->taken ? it->made_by : 0;
		row.it.made_at = way->taken ? it->made_at : 0;
	}
	if (!rc)
		rc = merge(s, way->base ? way->base : &empty, it, &was->it, &row.it, err);
	if (!rc)
		rc = check(s, &row.it, err);
	if (!rc && (exists || !says_nothing(&row.it)))
		rc = write(s, g, was, &row, exists, owner, err);
	item_done(&empty);
	item_done(rc ? &row.it : it);
	if (rc)
		return -1;
	*it = row.it;
	return it->rev == was->it.rev || way->taken ? 0 : item_follow(s, g, &was->it, it, false, err);
}

static int put_row(struct store *s, struct group *g, const struct way *way, struct item *it, struct err *err)
{
	struct item_row was = { 0 };
	int64_t owner = 0;
	int rc = form_deal(s, it->form, &it->deal, &owner, err), found;

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	if (!it->id)
		it->id = item_new_id(s, err);
	found = it->id < 0 ? -1 : item_row_read(s, it->id, &was, err);
	if (found < 0)
		return -1;
	if (found && (was.it.form != it->form || was.it.kind != it->kind))
		rc = err_set(err, ERR_BUG, "row %" PRId64 " is of another form or kind", it->id);
	else if (way->base && (!found || was.gone))
		rc = refuse_gone(s, it, err);
	else
		rc = 0;
	if (!found || was.gone)
		empty_row(&was, found ? &was.it : it);
	if (!found)
		was.it.rev = 0;
	if (!rc)
		rc = put(s, g, way, &was, it, found, err);
	item_done(&was.it);
	return rc;
}

int item_put(struct store *s, struct group *g, const struct item *base, struct item *it, struct err *err)
{
	return put_row(s, g, &(struct way){ base, false }, it, err);
}

int item_take(struct store *s, struct group *g, const struct item *base, struct item *it, struct err *err)
{
	return put_row(s, g, &(struct way){ base, true }, it, err);
}

/* ---- deleting ---- */

int item_row_drop(struct store *s, struct group *g, int64_t id, struct item *out, struct err *err)
{
	struct item_row row = { 0 };
	int64_t deal = 0, owner = 0;
	int rc = item_row_read(s, id, &row, err);

	if (rc == 0)
		rc = err_set(err, ERR_INPUT, "there is no such row");
	if (rc == 1 && row.gone)
		rc = refuse_gone(s, &row.it, err);
	if (rc == 1 && form_deal(s, row.it.form, &deal, &owner, err) != 1)
		rc = -1;
	if (rc == 1) {
		row.gone = g->id;
		row.it.rev++;
		rc = write_row(s, &row, false, row.it.rev - 1, err) ||
		     note(g, &row.it, owner, OP_DELETE, "", NULL, NULL, err) || index_words(s, &row, owner, err) ||
		     item_follow(s, g, &row.it, &row.it, true, err) ? -1 : 0;
	}
	*out = row.it;
	return rc;
}

/* ---- undo ---- */

static int64_t numbered(const char *text)
{
	return text ? strtoll(text, NULL, 10) : 0;
}

static int body_of(struct store *s, int64_t id, char **body, struct err *err)
{
	struct stmt *st = id ? db_stmt(s->db, &item_sql[ROW_BODY], err) : NULL;
	int rc;

	set_words(body, "");
	if (!st)
		return id ? -1 : 0;
	db_int(st, 1, id);
	rc = db_step(st, err);
	if (rc == 1) {
		set_words(body, db_col_text(st, 0));
		db_reset(st);
	}
	return rc < 0 ? -1 : 0;
}

static int reverse_field(struct store *s, struct item_row *row, const struct change *c, struct err *err)
{
	char now[24];

	for (size_t i = 0; i < FIELDS; i++) {
		const struct item_field *f = &fields[i];

		if (strcmp(f->key, c->field))
			continue;
		if (strcmp(words(kept(row, f, now, sizeof now)), words(c->before)))
			return err_set(err, ERR_REFUSED, "the %s of this %s was changed since",
				       item_field_title(row->it.kind, f->key), item_kind_key(row->it.kind));
		if (f->type == COLUMN_WORDS)
			set_words(words_in(&row->it, f), c->after);
		else if (f->type == COLUMN_DUE)
			row->it.due_day = c->after ? numbered(c->after) : NO_DAY;
		else if (f->type == COLUMN_NUMBER)
			put_number(&row->it, f, numbered(c->after));
		else
			row->text_id = numbered(c->after);
		return f->type == COLUMN_BODY ? body_of(s, row->text_id, &row->it.text, err) : 0;
	}
	return err_set(err, ERR_BUG, "a row has no field %s", c->field);
}

static int reverse_row(struct store *s, struct group *g, const struct item_row *was, struct item_row *row,
		       const struct change *c, size_t n, struct err *err)
{
	int64_t deal = 0, owner = 0;

	if (form_deal(s, row->it.form, &deal, &owner, err) != 1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (c[i].op == OP_UPDATE && reverse_field(s, row, &c[i], err))
			return -1;
		if (c[i].op != OP_UPDATE) {
			row->gone = c[i].op == OP_DELETE ? g->id : 0;
			if (note(g, &row->it, owner, c[i].op, "", NULL, NULL, err))
				return -1;
		}
	}
	row->it.rev++;
	return write_row(s, row, false, was->it.rev, err) || note_differences(g, was, row, owner, err) ||
	       index_words(s, row, owner, err) ? -1 : 0;
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c,
		 size_t n, struct err *err)
{
	struct item_row was = { 0 }, row;
	int rc = item_row_read(s, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the row is no longer there");
	row = was;
	item_copy(&row.it, &was.it);
	rc = reverse_row(s, g, &was, &row, c, n, err);
	item_done(&was.it);
	item_done(&row.it);
	return rc;
}

const struct record_ops item_ops = { SUBJECT_ITEM, "row", apply };
