#include "model/import_note.h"

#include "model/interview_note.h"
#include "model/io/csv_in.h"
#include "model/io/csv_out.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { NOTE_INTERVIEW, NOTE_SEQ, NOTE_KIND, NOTE_TEXT, NOTE_SPEAKER, NOTE_COLUMNS };
static const char *const names[NOTE_COLUMNS] = { "interview", "seq", "kind", "text", "speaker" };

struct importing {
	const struct import_options *opt;
	struct import_counts *counts;
	struct csv_in *in;
	int column[NOTE_COLUMNS]; /* -1: not there */
	struct interview i;       /* of the row before */
	char *name;               /* by which it was named; NULL none yet */
};

static const char *field(const struct importing *m, const struct csv_row *row, int which)
{
	const char *s = m->column[which] >= 0 ? row->fields[m->column[which]].text : NULL;
	size_t len = s ? row->fields[m->column[which]].len : 0;

	if (s)
		csv_unguard(&s, &len);
	return s ? s : "";
}

static void refuse(struct importing *m, int64_t line, int column, const char *name, const char *reason)
{
	m->counts->refused++;
	if (m->opt->refused)
		m->opt->refused(m->opt->arg, &(struct import_refusal){ line, column, name, reason });
}

/* ---- one row ---- */

static int find_interview(struct store *s, struct importing *m, const char *name, struct err *err)
{
	int64_t id;

	if (m->name && !strcmp(m->name, name))
		return 0;
	free(m->name);
	m->name = NULL;
	interview_done(&m->i);
	m->i = (struct interview){ .id = 0 };
	if (interview_find(s, name, &id, err) || interview_get(s, id, &m->i, err) != 1)
		return err->kind ? -1 : err_set(err, ERR_INPUT, "there is no interview “%s”", name);
	if (interview_may_write(s, &m->i, err))
		return -1;
	m->name = xstrdup(name);
	return 0;
}

static void put_words(char **to, const char *words)
{
	free(*to);
	*to = xstrdup(words);
}

/* What the row says, over the note that stands there. *which: the column that is wrong. */
static int read_row(struct store *s, struct importing *m, const struct csv_row *row, struct interview_note *base,
		    struct interview_note *n, int *which, struct err *err)
{
	const char *seq = field(m, row, NOTE_SEQ), *kind = field(m, row, NOTE_KIND), *text = field(m, row, NOTE_TEXT);
	int64_t number = 0, id = 0;

	*which = NOTE_INTERVIEW;
	if (find_interview(s, m, field(m, row, NOTE_INTERVIEW), err))
		return -1;
	*which = NOTE_SEQ;
	if (*seq && (int_parse(seq, &number, err) || number <= 0))
		return err->kind ? -1 : err_set(err, ERR_INPUT, "found %s, expected a number from 1 on, or nothing", seq);
	*which = NOTE_KIND;
	if (!said_find(kind))
		return err_set(err, ERR_INPUT, "found “%s”, expected quote, fact or interpretation", kind);
	*which = NOTE_TEXT;
	if (!text[strspn(text, " \t\r\n")])
		return err_set(err, ERR_INPUT, "found nothing, expected the words of the note");
	*which = -1;
	id = number ? interview_note_find(s, m->i.id, number, err) : 0;
	if (id < 0 || (id && interview_note_get(s, id, base, err) != 1))
		return -1;
	if (id) {
		interview_note_done(n);
		interview_note_copy(n, base);
	}
	n->interview = m->i.id;
	n->seq = number;
	n->kind = said_find(kind);
	put_words(&n->text, text);
	if (m->column[NOTE_SPEAKER] >= 0)
		put_words(&n->speaker, field(m, row, NOTE_SPEAKER));
	return 0;
}

static bool is_of_row(const struct err *e)
{
	return e->kind == ERR_INPUT || e->kind == ERR_REFUSED || e->kind == ERR_ROLE || e->kind == ERR_USAGE;
}

static int take_row(struct store *s, struct group *g, struct importing *m, const struct csv_row *row, struct err *err)
{
	struct interview_note base = { 0 }, n;
	struct err e = { 0 };
	size_t before = g->n;
	int which = -1, rc;

	interview_note_init(&n, 0, 0);
	rc = read_row(s, m, row, &base, &n, &which, &e);
	if (!rc)
		rc = interview_note_put(s, g, &m->i, base.id ? &base : NULL, &n, &e);
	if (rc && is_of_row(&e))
		refuse(m, row->line, which >= 0 ? m->column[which] + 1 : 0, which >= 0 ? names[which] : "", e.text);
	else if (rc)
		*err = e;
	else if (g->n == before)
		m->counts->unchanged++;
	else if (base.id)
		m->counts->updated++;
	else
		m->counts->added++;
	rc = rc && !is_of_row(&e) ? -1 : 0;
	interview_note_done(&base);
	interview_note_done(&n);
	return rc;
}

/* ---- the file ---- */

static int read_header(struct importing *m, struct err *err)
{
	struct csv_row row;
	int rc = csv_in_header(m->in, &row, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "%s: found nothing, expected a header and rows", m->opt->path);
	for (int c = 0; c < NOTE_COLUMNS; c++) {
		m->column[c] = -1;
		for (int i = 0; i < row.count; i++)
			if (row.fields[i].text && !strcasecmp(row.fields[i].text, names[c]))
				m->column[c] = i;
		if (m->column[c] < 0 && c != NOTE_SEQ && c != NOTE_SPEAKER)
			return err_set(err, ERR_INPUT, "%s, line 1: found no column %s, expected interview, seq, kind, text, speaker",
				       m->opt->path, names[c]);
	}
	return 0;
}

static int take_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct importing *m = arg;
	struct csv_row row;
	int got;

	while ((got = csv_in_next(m->in, &row, err)) != CSV_IN_END) {
		if (got < 0)
			return -1;
		m->counts->read++;
		if (got == CSV_IN_REFUSED) {
			struct buf why = { 0 };

			buf_printf(&why, "found %s, expected %s", row.found, row.expected);
			refuse(m, row.line, row.column, "", buf_str(&why));
			buf_done(&why);
		} else if (take_row(s, g, m, &row, err)) {
			return -1;
		}
	}
	group_title(g, "notes of interviews imported");
	if (m->opt->dry_run || (m->opt->strict && m->counts->refused))
		return err_set(err, ERR_REFUSED, "not written");
	return 0;
}

int import_notes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "notes imported", .scope_kind = SUBJECT_INTERVIEW };
	struct importing m = { .opt = opt, .counts = counts };
	struct err e = { 0 };
	int rc = -1;

	*counts = (struct import_counts){ 0 };
	m.in = csv_in_open(opt->path, &(struct csv_options){ .encoding = opt->encoding, .delimiter = opt->delimiter }, err);
	if (m.in && !read_header(&m, err))
		rc = edit(s, &how, take_all, &m, NULL, &e);
	if (rc && e.kind == ERR_REFUSED && !strcmp(e.text, "not written"))
		rc = 0;
	else if (rc && e.kind)
		*err = e;
	if (m.in)
		csv_in_close(m.in);
	free(m.name);
	interview_done(&m.i);
	return rc;
}
