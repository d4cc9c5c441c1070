#include "model/import_note.h"

#include "model/import_table.h"
#include "model/import_way.h"
#include "model/interview_note.h"
#include "model/quote.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NOTE_INTERVIEW, NOTE_SEQ, NOTE_KIND, NOTE_TEXT, NOTE_SPEAKER };
static const char *const names[] = { "interview", "seq", "kind", "text", "speaker", NULL };

struct importing {
	struct interview i; /* of the row before */
	char *name;	    /* by which it was named; NULL none yet */
};

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

/* What the row says, over the note that stands there. */
static int read_row(struct store *s, struct import_table *t, struct interview_note *base, struct interview_note *n, struct err *err)
{
	const char *seq = import_table_cell(t, NOTE_SEQ), *kind = import_table_cell(t, NOTE_KIND),
		   *text = import_table_cell(t, NOTE_TEXT);
	struct importing *m = t->arg;
	int64_t number = 0, id = 0;

	t->which = NOTE_INTERVIEW;
	if (find_interview(s, m, import_table_cell(t, NOTE_INTERVIEW), err))
		return -1;
	t->which = NOTE_SEQ;
	if (*seq && (int_parse(seq, &number, err) || number <= 0))
		return err->kind ? -1 : err_set(err, ERR_INPUT, "found %s, expected a number from 1 on, or nothing", seq);
	t->which = NOTE_KIND;
	if (!said_find(kind))
		return err_set(err, ERR_INPUT, "found “%s”, expected quote, fact or interpretation", kind);
	t->which = NOTE_TEXT;
	if (!text_says(text))
		return err_set(err, ERR_INPUT, "found nothing, expected the words of the note");
	t->which = -1;
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
	if (import_table_has(t, NOTE_SPEAKER))
		put_words(&n->speaker, import_table_cell(t, NOTE_SPEAKER));
	return 0;
}

/* Of a file of all tables that comes again: what was written here since stays, and words that were kept back are no words. */
static int settle(struct store *s, const struct import_options *opt, const struct interview_note *base, struct interview_note *n,
		  struct err *err)
{
	const char *text = n->text, *speaker = n->speaker ? n->speaker : "";

	if (note_is_instead(text)) {
		put_words(&n->text, base->text);
		put_words(&n->speaker, base->speaker ? base->speaker : "");
		return 0;
	}
	if (import_way_words(s, opt, SUBJECT_INTERVIEW_NOTE, base->id, "text", base->text, &text, err) ||
	    import_way_words(s, opt, SUBJECT_INTERVIEW_NOTE, base->id, "speaker", base->speaker, &speaker, err) ||
	    import_way_number(s, opt, SUBJECT_INTERVIEW_NOTE, base->id, "kind", base->kind, 0, &n->kind, err))
		return -1;
	if (!text)
		put_words(&n->text, base->text);
	if (!speaker)
		put_words(&n->speaker, base->speaker ? base->speaker : "");
	return 0;
}

static int take_row(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct interview_note base = { 0 }, n;
	struct importing *m = t->arg;
	int rc;

	interview_note_init(&n, 0, 0);
	rc = read_row(s, t, &base, &n, err);
	t->was_there = base.id;
	if (!rc && base.id && t->opt->within)
		rc = settle(s, t->opt, &base, &n, err);
	if (!rc)
		rc = interview_note_put(s, g, &m->i, base.id ? &base : NULL, &n, err);
	interview_note_done(&base);
	interview_note_done(&n);
	return rc;
}

int import_notes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct importing m = { 0 };
	struct import_table t = {
		.names = names,
		.optional = 1u << NOTE_SEQ | 1u << NOTE_SPEAKER,
		.how = { .kind = GROUP_EDIT, .title = "notes of interviews imported", .scope_kind = SUBJECT_INTERVIEW },
		.row = take_row,
		.arg = &m,
	};
	int rc = import_table_run(s, &t, opt, counts, err);

	free(m.name);
	interview_done(&m.i);
	return rc;
}
