/* Writing notes: one inside edit(), whole acts, and undo. */
#include "model/interview_note_private.h"

#include "model/buf.h"
#include "model/coding.h"
#include "model/deal.h"
#include "model/form.h"
#include "model/member.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/search.h"
#include "model/teeth.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const struct record_type type;

static int64_t row_sum(const struct interview_note *n)
{
	return rowsum_of(ROW(NUMBER(n->id), NUMBER(n->interview), NUMBER(n->seq), NUMBER(n->kind), NUMBER(n->text_id),
			     WORDS(n->speaker), NUMBER(n->member), NUMBER(n->at_ms)));
}

/* Inserts where was_rev is 0, else updates the row that still has it. */
static int write_row(struct store *s, const struct interview_note *n, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &interview_note_sql[was_rev ? NOTE_UPDATE : NOTE_INSERT], err);

	if (!st)
		return -1;
	db_int(st, 1, n->id);
	db_int(st, 2, n->interview);
	db_int(st, 3, n->seq);
	db_int(st, 4, n->kind);
	db_int(st, 5, n->text_id);
	db_text(st, 6, n->speaker);
	db_int(st, 7, n->member);
	db_int(st, 8, n->at_ms);
	db_int(st, 9, n->rev);
	db_int(st, 10, row_sum(n));
	db_int(st, 11, n->gone);
	if (was_rev)
		db_int(st, 12, was_rev);
	return record_write(s, st, was_rev, type.name, err);
}

static int index_words(struct store *s, const struct note_row *r, struct err *err)
{
	return search_put(s, SUBJECT_INTERVIEW_NOTE, r->n.id, r->deal, r->owner, CLASS_INTERVIEW, r->n.text_id,
			  r->n.gone ? NULL : r->n.text, err);
}

static struct record_who who_of(const struct note_row *r)
{
	return (struct record_who){ r->n.id, r->owner, CLASS_INTERVIEW };
}

/* ---- what may be written ---- */

static int refuse_permission(const struct interview *i, struct err *err)
{
	return err_set(err, ERR_REFUSED, "the respondent's permission for notes is %s: nothing that was said is written down",
		       consent_key(i->consent_notes));
}

static int check_place(const struct interview *i, bool comes_or_goes, bool has_new_words, struct err *err)
{
	if (has_new_words && !interview_may_note(i) && !teeth_off("consent-notes"))
		return refuse_permission(i, err);
	if (comes_or_goes && i->state == INTERVIEW_VALIDATED)
		return err_set(err, ERR_REFUSED, "this interview is validated: its notes are corrected, none comes or goes;"
			       " flag it as incomplete first");
	return 0;
}

static int check_words(const char *text, const char *what, struct err *err)
{
	size_t len = strlen(text), valid = text_valid(text, len);

	if (valid == len)
		return 0;
	return err_set(err, ERR_INPUT, "%s cannot be stored: byte %zu is 0x%02x, expected UTF-8", what, valid + 1,
		       (unsigned char)text[valid]);
}

/* ---- two members in one note ---- */

/* What the actor changed since `base`, field by field. */
struct note_field {
	const char *key, *title;
	int64_t *(*number)(struct interview_note *n);
	char **(*text)(struct interview_note *n);
};

static int64_t *kind_in(struct interview_note *n)
{
	return &n->kind;
}

static int64_t *seq_in(struct interview_note *n)
{
	return &n->seq;
}

static char **text_in(struct interview_note *n)
{
	return &n->text;
}

static char **speaker_in(struct interview_note *n)
{
	return &n->speaker;
}

static const struct note_field fields[] = {
	{ "kind", "kind", kind_in, NULL },
	{ "seq", "place", seq_in, NULL },
	{ "text", "words", NULL, text_in },
	{ "speaker", "speaker", NULL, speaker_in },
};
#define FIELDS (sizeof fields / sizeof *fields)

static bool differs(const struct note_field *f, struct interview_note *a, struct interview_note *b)
{
	return f->number ? *f->number(a) != *f->number(b) : strcmp(*f->text(a), *f->text(b)) != 0;
}

static void take(const struct note_field *f, struct interview_note *to, struct interview_note *from)
{
	if (f->number) {
		*f->number(to) = *f->number(from);
		return;
	}
	free(*f->text(to));
	*f->text(to) = xstrdup(*f->text(from));
}

static void show(const struct note_field *f, struct interview_note *n, struct buf *out)
{
	if (f->text)
		text_cut(out, *f->text(n), strlen(*f->text(n)), 100, "…");
	else if (f->number == kind_in)
		buf_puts(out, said_key(n->kind));
	else
		buf_printf(out, "%" PRId64, *f->number(n));
}

/* Who wrote what stands in that field now. */
static const char *who_changed(struct store *s, int64_t id, const char *field)
{
	int64_t member = 0, at_ms;

	history_writer(s, SUBJECT_INTERVIEW_NOTE, id, field, &member, &at_ms, NULL);
	return *member_login(s, member) ? member_login(s, member) : "somebody";
}

static int conflict(struct store *s, const struct note_field *f, struct interview_note *there, struct interview_note *mine,
		    struct err *err)
{
	struct buf theirs = { 0 }, ours = { 0 };

	show(f, there, &theirs);
	show(f, mine, &ours);
	err_set(err, ERR_REFUSED, "%s changed the %s of this note since it was read: theirs “%s”, yours “%s”; nothing was"
		" overwritten", who_changed(s, there->id, f->key), f->title, buf_str(&theirs), buf_str(&ours));
	buf_done(&theirs);
	buf_done(&ours);
	return -1;
}

/* `out` is what stands there with what the actor changed since `base`. */
static int merge(struct store *s, struct interview_note *base, struct interview_note *mine, struct interview_note *there,
		 struct interview_note *out, struct err *err)
{
	for (size_t i = 0; i < FIELDS; i++) {
		const struct note_field *f = &fields[i];

		if (!differs(f, base, mine))
			continue;
		if (differs(f, base, there) && differs(f, mine, there) && !teeth_off("P19-note"))
			return conflict(s, f, there, mine, err);
		take(f, out, mine);
	}
	return 0;
}

/* ---- one note, inside edit() ---- */

static int put_text(struct store *s, const struct note_row *was, struct note_row *row, struct err *err)
{
	if (row->n.text_id && !strcmp(was->n.text, row->n.text))
		return 0;
	row->n.text_id = text_store(s, row->n.text, strlen(row->n.text), CLASS_INTERVIEW, SUBJECT_INTERVIEW_NOTE, row->n.id,
				    err);
	return row->n.text_id < 0 ? -1 : 0;
}

/* A new note, last unless it says where. */
static int make(struct store *s, struct group *g, const struct interview *i, struct note_row *row, struct err *err)
{
	static struct interview_note nothing;
	struct note_row was = { .n = { .text = "" } };

	row->n.member = s->actor.member;
	row->n.at_ms = g->at_ms;
	row->n.rev = 1;
	row->n.interview = i->id;
	if (!row->n.seq)
		row->n.seq = note_ask(s, NOTE_SEQ, i->id, 0, err) + 1;
	if (row->n.seq <= 0 || put_text(s, &was, row, err) || write_row(s, &row->n, 0, err) ||
	    record_note_made(g, &type, who_of(row), &nothing, &row->n, err))
		return -1;
	return index_words(s, row, err);
}

static bool is_changed(struct note_row *was, struct note_row *row)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (differs(&fields[i], &was->n, &row->n))
			return true;
	return was->n.gone != row->n.gone;
}

/* Writes what differs between `was`, as it stands, and `row`. */
static int change(struct store *s, struct group *g, struct note_row *was, struct note_row *row, struct err *err)
{
	bool goes = row->n.gone && !was->n.gone, comes = was->n.gone && !row->n.gone;

	if (!is_changed(was, row))
		return 0;
	row->n.rev = was->n.rev + 1;
	if (!goes && put_text(s, was, row, err))
		return -1;
	if (write_row(s, &row->n, was->n.rev, err))
		return -1;
	if ((goes || comes) && record_note(g, &type, who_of(row), goes ? OP_DELETE : OP_INSERT, err))
		return -1;
	if (record_note_fields(g, &type, who_of(row), &was->n, &row->n, err))
		return -1;
	return index_words(s, row, err) || code_follow(s, g, row->n.id, err) ? -1 : 0;
}

/* What was read as `base` and is gone by now is not written over what somebody else took away. */
static int check_there(struct store *s, const struct note_row *was, const struct interview_note *base, struct err *err)
{
	if (!base || (was->n.id && !was->n.gone))
		return 0;
	return err_set(err, ERR_REFUSED, "%s removed this note since it was read; nothing was written",
		       who_changed(s, base->id, ""));
}

static int put_into(struct store *s, struct group *g, const struct interview *i, const struct interview_note *base,
		    struct interview_note *mine, struct note_row *was, struct note_row *row, struct err *err)
{
	struct interview_note empty, from;
	bool exists = was->n.id && !was->n.gone, goes;
	int rc;

	interview_note_init(&empty, i->id, mine->kind);
	from = base ? *base : empty;
	rc = exists ? merge(s, &from, mine, &was->n, &row->n, err) : 0;
	interview_note_done(&empty);
	if (rc || check_words(row->n.text, "the note", err) || check_words(row->n.speaker, "the speaker", err))
		return -1;
	if (!*said_key(row->n.kind))
		return err_set(err, ERR_BUG, "a note of kind %" PRId64, row->n.kind);
	goes = !text_says(row->n.text);
	if (goes && !exists)
		return 0;
	if (check_place(i, !exists || goes, !goes && (!exists || strcmp(was->n.text, row->n.text)), err))
		return -1;
	if (!was->n.id)
		return make(s, g, i, row, err);
	row->n.gone = goes ? g->id : 0;
	if (row->n.gone) { /* it goes as it was */
		free(row->n.text);
		row->n.text = xstrdup(was->n.text);
	}
	return change(s, g, was, row, err);
}

int interview_note_put(struct store *s, struct group *g, const struct interview *i, const struct interview_note *base,
		       struct interview_note *n, struct err *err)
{
	struct note_row was = { 0 }, row = { .deal = i->deal, .owner = i->owner };
	int rc;

	if (!n->id)
		n->id = db_next_id(s->db, "interview_note", 1, err);
	rc = n->id < 0 ? -1 : note_row_read(s, n->id, &was, err);
	if (rc < 0)
		return -1;
	if (rc == 1 && was.n.interview != i->id)
		rc = err_set(err, ERR_BUG, "note %" PRId64 " is of another interview", n->id);
	else
		rc = check_there(s, &was, base, err);
	interview_note_copy(&row.n, was.n.id && !was.n.gone ? &was.n : n);
	if (was.n.gone) { /* noted again under the id of one that was taken back */
		row.n.seq = was.n.seq;
		row.n.text_id = was.n.text_id;
		row.n.member = was.n.member;
		row.n.at_ms = was.n.at_ms;
	}
	if (!rc)
		rc = put_into(s, g, i, base, n, &was, &row, err);
	if (!rc) {
		interview_note_done(n);
		*n = row.n;
	} else {
		interview_note_done(&row.n);
	}
	interview_note_done(&was.n);
	return rc;
}

/* ---- whole acts ---- */

void interview_note_title(struct store *s, const struct interview *i, int64_t seq, const char *doing, struct buf *out)
{
	struct deal d;

	if (deal_get(s, i->deal, &d, NULL) == 1)
		deal_label(&d, out);
	deal_done(&d);
	buf_printf(out, ", interview I-%" PRId64 ": ", i->id);
	if (seq)
		buf_printf(out, "note %" PRId64, seq);
	buf_puts(out, doing);
}

static void name_group(struct store *s, struct group *g, const struct interview *i, int64_t seq, const char *doing)
{
	struct buf title = { 0 };

	/* Without its words: a title is read by everybody who may read the deal's name. */
	interview_note_title(s, i, seq, doing, &title);
	group_title(g, buf_str(&title));
	buf_done(&title);
}

/* The interview of a note that the actor may write: 0, -1. */
static int open_interview(struct store *s, int64_t interview, struct interview *i, struct err *err)
{
	int rc = interview_get(s, interview, i, err);

	if (rc == 0)
		return err_set(err, ERR_INPUT, "there is no interview I-%" PRId64, interview);
	return rc < 0 || interview_may_write(s, i, err) ? -1 : 0;
}

struct saving {
	const struct interview *i;
	const struct interview_note *base;
	struct interview_note *n;
	bool wrote;
};

static int save(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct saving *v = arg;

	v->wrote = true;
	if (interview_note_put(s, g, v->i, v->base, v->n, err))
		return -1;
	if (g->n)
		name_group(s, g, v->i, v->n->seq, v->n->gone ? " removed" : v->base ? " changed" : "");
	return 0;
}

static struct group_open how_of(const struct interview *i, const unsigned char *request)
{
	return (struct group_open){ .kind = GROUP_EDIT, .title = "note", .scope_kind = SUBJECT_INTERVIEW, .scope = i->id,
				    .request = request };
}

/* As it stands after the save, also after a request that was saved before, whose edit() did nothing. */
static int read_again(struct store *s, struct saving *v, struct err *err)
{
	struct note_row now = { 0 };
	int rc = v->n->id ? note_row_read(s, v->n->id, &now, err) : 0;

	if (rc == 1) {
		interview_note_done(v->n);
		*v->n = now.n;
	} else if (!rc) {
		v->n->rev = 0;
	} else if (v->wrote) { /* it is saved; only how it stands there could not be read once more */
		err_clear(err);
		rc = 0;
	}
	return rc < 0 ? -1 : 0;
}

int interview_note_save(struct store *s, const struct interview_note *base, struct interview_note *n,
			const unsigned char *request, struct err *err)
{
	struct interview i = { 0 };
	struct saving v = { .i = &i, .base = base, .n = n };
	struct group_open how;
	int rc = open_interview(s, n->interview, &i, err);

	how = how_of(&i, request);
	rc = rc || edit(s, &how, save, &v, NULL, err) ? -1 : read_again(s, &v, err);
	interview_done(&i);
	return rc;
}

struct acting {
	const struct interview *i;
	int64_t id;
	int by;
};

static int drop(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct acting *a = arg;
	struct note_row was = { 0 }, row;
	int rc = note_row_read(s, a->id, &was, err);

	if (rc != 1 || was.n.gone) {
		interview_note_done(&was.n);
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "%s removed this note already", who_changed(s, a->id, ""));
	}
	row = was;
	row.n.gone = g->id;
	rc = check_place(a->i, true, false, err) || change(s, g, &was, &row, err) ? -1 : 0;
	if (!rc)
		name_group(s, g, a->i, row.n.seq, " removed");
	interview_note_done(&was.n);
	return rc;
}

static int set_seq(struct store *s, struct group *g, struct note_row *was, int64_t seq, struct err *err)
{
	struct note_row row = *was;

	row.n.seq = seq;
	return change(s, g, was, &row, err);
}

static int change_places(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct acting *a = arg;
	struct note_row r = { 0 }, other = { 0 };
	int64_t id = 0;
	int rc = note_row_read(s, a->id, &r, err);

	if (rc == 1)
		id = note_ask(s, a->by > 0 ? NOTE_NEXT : NOTE_BEFORE, r.n.interview, r.n.seq, err);
	if (id > 0)
		rc = note_row_read(s, id, &other, err) == 1 && !set_seq(s, g, &r, other.n.seq, err) &&
				     !set_seq(s, g, &other, r.n.seq, err)
			     ? 0
			     : -1;
	else
		rc = rc < 0 || id < 0 ? -1 : 0;
	if (!rc && g->n)
		name_group(s, g, a->i, r.n.seq, a->by > 0 ? " moved down" : " moved up");
	interview_note_done(&r.n);
	interview_note_done(&other.n);
	return rc;
}

static int act(struct store *s, int64_t id, int by, int (*fn)(struct store *s, struct group *g, void *arg, struct err *err),
	       struct err *err)
{
	struct interview i = { 0 };
	struct acting a = { &i, id, by };
	struct interview_note n;
	struct group_open how;
	int rc = interview_note_get(s, id, &n, err);

	if (rc == 0)
		rc = err_set(err, ERR_INPUT, "there is no such note");
	if (rc == 1)
		rc = open_interview(s, n.interview, &i, err);
	how = how_of(&i, NULL);
	if (!rc)
		rc = edit(s, &how, fn, &a, NULL, err);
	interview_note_done(&n);
	interview_done(&i);
	return rc;
}

int interview_note_delete(struct store *s, int64_t id, struct err *err)
{
	return act(s, id, 0, drop, err);
}

int interview_note_move(struct store *s, int64_t id, int by, struct err *err)
{
	return act(s, id, by, change_places, err);
}

/* ---- undo ---- */

static int body_of(struct store *s, struct note_row *row, const struct note_row *was, struct err *err)
{
	struct stmt *st;
	int rc;

	if (row->n.text_id == was->n.text_id)
		return 0;
	rc = record_find(s, &interview_note_sql[NOTE_BODY], row->n.text_id, &st, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_DB, "the words of this note are not there");
	free(row->n.text);
	row->n.text = xstrdup(db_col_text(st, 0));
	db_reset(st);
	return 0;
}

static int reverse(struct store *s, struct group *g, struct note_row *was, struct note_row *row, const struct change *c,
		   size_t n, struct err *err)
{
	struct interview i = { 0 };
	int rc = interview_get(s, was->n.interview, &i, err);

	if (rc == 0)
		rc = err_set(err, ERR_REFUSED, "the interview is no longer there");
	if (rc == 1)
		rc = record_reverse_whole(g, &type, who_of(row), &row->n, &row->n.gone, c, n, err) ||
				     body_of(s, row, was, err) || 
					     check_place(&i, row->n.gone != was->n.gone,
							 !row->n.gone && (was->n.gone || row->n.text_id != was->n.text_id), err)
			     ? -1
			     : 0;
	interview_done(&i);
	row->n.rev = was->n.rev + 1;
	return rc || write_row(s, &row->n, was->n.rev, err) ||
	       record_note_fields(g, &type, who_of(row), &was->n, &row->n, err) || index_words(s, row, err) ? -1 : 0;
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct note_row was = { 0 }, row;
	int rc = note_row_read(s, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the note is no longer there");
	row = was;
	interview_note_copy(&row.n, &was.n);
	rc = reverse(s, g, &was, &row, c, n, err);
	interview_note_done(&was.n);
	interview_note_done(&row.n);
	return rc;
}

const struct record_ops interview_note_ops = { SUBJECT_INTERVIEW_NOTE, "interview note", apply };

static const struct record_field kept[] = {
	{ "kind", offsetof(struct interview_note, kind), false, 0 },
	{ "seq", offsetof(struct interview_note, seq), false, 0 },
	{ "text", offsetof(struct interview_note, text_id), false, 0 },
	{ "speaker", offsetof(struct interview_note, speaker), true, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_INTERVIEW_NOTE, "note", kept };
