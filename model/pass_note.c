/* "Read, no theme fits": a note of a pass that was read and got no code. Without it nobody could tell it from one that was
 * not seen. */
#include "model/coding_private.h"

#include "model/buf.h"
#include "model/rowsum.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { READ_GET, READ_OF, READ_INSERT, READ_UPDATE, READ_NONE };

struct pass_note {
	int64_t pass, note, text, rev, gone;
};

static int read_row(struct store *s, int64_t pass, int64_t note, struct pass_note *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &pass_note_sql[READ_GET], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, pass);
	db_int(st, 2, note);
	rc = db_step(st, err);
	if (rc == 1) {
		*out = (struct pass_note){ db_col(st, 0), db_col(st, 1), db_col(st, 2), db_col(st, 3), db_col(st, 4) };
		db_reset(st);
	}
	return rc;
}

static int write_row(struct store *s, const struct pass_note *n, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &pass_note_sql[was_rev ? READ_UPDATE : READ_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ n->pass, n->note, n->text, n->rev,
					  rowsum_of(ROW(NUMBER(n->pass), NUMBER(n->note), NUMBER(n->text))), n->gone }, 6);
	if (was_rev)
		db_int(st, 7, was_rev);
	if (db_run(st, err))
		return -1;
	return was_rev && db_changes(s->db) != 1 ? err_set(err, ERR_REFUSED, "somebody else changed this since it was read") : 0;
}

static int note_change(struct group *g, const struct pass_note *n, int64_t owner, enum change_op op, struct err *err)
{
	char part[24];
	struct change c = { .op = op, .kind = SUBJECT_PASS_NOTE, .subject = n->pass, .part = part, .field = "",
			    .class = CLASS_INTERVIEW, .owner = owner };

	snprintf(part, sizeof part, "%" PRId64, n->note);
	return group_change(g, &c, err);
}

/* The row as it shall be; `was_rev` 0: there is none yet. */
static int store_row(struct store *s, struct group *g, struct pass_note *n, bool read, int64_t owner, struct err *err)
{
	int64_t was_rev = n->rev;

	n->rev++;
	n->gone = read ? 0 : g->id;
	return write_row(s, n, was_rev, err) || note_change(g, n, owner, read ? OP_INSERT : OP_DELETE, err) ? -1 : 0;
}

struct putting {
	int64_t pass, note;
	bool read;
};

static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct putting *put = arg;
	struct pass_note n = { put->pass, put->note, 0, 0, 0 };
	struct coding_text t;
	struct coding_pass p;
	int rc = coding_pass_get(s, put->pass, &p, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such pass");
	if (coding_pass_may_write(s, &p, err) || coding_text_of(s, &p, put->note, &t, err))
		return -1;
	free(t.body);
	rc = read_row(s, put->pass, put->note, &n, err);
	if (rc < 0)
		return -1;
	if ((rc && !n.gone) == put->read)
		return 0;
	n.text = t.id;
	coding_name_group(g, &p, "coding");
	return store_row(s, g, &n, put->read, p.owner, err);
}

int pass_note_take(struct store *s, struct group *g, const struct coding_pass *p, int64_t note, struct err *err)
{
	struct pass_note n = { p->id, note, 0, 0, 0 };
	struct coding_text t;
	int rc = coding_text_of(s, p, note, &t, err);

	if (rc)
		return -1;
	free(t.body);
	rc = read_row(s, p->id, note, &n, err);
	if (rc < 0 || (rc && !n.gone))
		return rc < 0 ? -1 : 0;
	n.text = t.id;
	return store_row(s, g, &n, true, p->owner, err);
}

int pass_note_put_in(struct store *s, struct group *g, int64_t pass, int64_t note, bool read, struct err *err)
{
	struct putting p = { pass, note, read };

	return put(s, g, &p, err);
}

int pass_note_put(struct store *s, int64_t pass, int64_t note, bool read, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_CODING_PASS, .scope = pass };
	struct putting p = { pass, note, read };

	return edit(s, &how, put, &p, NULL, err);
}

int pass_notes_of(struct store *s, int64_t pass, int64_t **notes, size_t *n, struct err *err)
{
	struct coding_pass p;
	struct stmt *st;
	int rc;

	*notes = NULL;
	*n = 0;
	if (coding_may_see(s, pass, &p, err))
		return -1;
	st = db_stmt(s->db, &pass_note_sql[READ_OF], err);
	if (!st)
		return -1;
	db_int(st, 1, pass);
	while ((rc = db_step(st, err)) == 1) {
		*notes = xrealloc(*notes, (*n + 1) * sizeof **notes);
		(*notes)[(*n)++] = db_col(st, 0);
	}
	return rc;
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct pass_note row;
	struct coding_pass p;
	int rc = read_row(s, subject, strtoll(part, NULL, 10), &row, err);

	if (rc == 1)
		rc = coding_pass_read(s, subject, &p, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the pass is no longer there");
	if (!group_is_revert(g) && coding_pass_may_write(s, &p, err))
		return -1;
	return store_row(s, g, &row, c[n - 1].op == OP_INSERT, p.owner, err);
}

const struct record_ops pass_note_ops = { SUBJECT_PASS_NOTE, "read note", apply };

const struct sql pass_note_sql[] = {
	[READ_GET] = { "pass_note_get", "select pass, note, text, rev, gone from pass_note where pass = $1 and note = $2" },
	[READ_OF] = { "pass_note_of", "select note from pass_note where pass = $1 and gone = 0 order by note" },
	[READ_INSERT] = { "pass_note_insert", "insert into pass_note (pass, note, text, rev, sum, gone)"
					      " values ($1, $2, $3, $4, $5, $6)" },
	[READ_UPDATE] = { "pass_note_update", "update pass_note set text = $3, rev = $4, sum = $5, gone = $6 where pass = $1"
					      " and note = $2 and rev = $7" },
	[READ_NONE] = { NULL, NULL },
};
