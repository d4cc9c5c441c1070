/* Answers of debriefs: one row an answer and layer, or with --wide one row a deal. */
#include "model/export_private.h"

#include "model/debrief.h"
#include "model/import.h"
#include "model/member.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define QUESTIONS_MAX 32

enum { EXPORT_DEBRIEFS };

struct subject {
	int64_t form, deal, owner, completed_at;
	char *name, *company;
};

struct answers {
	struct export *x;
	struct subject *subject;
	size_t n;
};

/* A number is of this file alone. */
static void put_number(struct export *x, int64_t deal, struct buf *out)
{
	if (x->table)
		deal_global_name(x->s, deal, out);
	else
		buf_printf(out, "D-%lld", (long long)deal);
}

static int list_subjects(struct answers *a, struct err *err)
{
	struct stmt *st = db_stmt(a->x->s->db, &export_answer_sql[EXPORT_DEBRIEFS], err);
	struct buf name = { 0 };
	int rc;

	if (!st)
		return -1;
	export_bind(a->x, st);
	while ((rc = db_step(st, err)) == 1) {
		const char *ext = db_col_text(st, 2);

		buf_clear(&name);
		if (ext && *ext)
			buf_puts(&name, ext);
		else
			put_number(a->x, db_col(st, 1), &name);
		a->subject = xrealloc(a->subject, (a->n + 1) * sizeof *a->subject);
		a->subject[a->n++] =
			(struct subject){ db_col(st, 0), db_col(st, 1),		  db_col(st, 3),
					  db_col(st, 4), xstrdup(buf_str(&name)), xstrdup(db_col_text(st, 5)) };
	}
	buf_done(&name);
	return rc;
}

static const char *reply_word(int64_t reply)
{
	static const char *const words[] = { "", "accepted", "amended", "contradicted", "unknown" };

	return reply > 0 && reply < 5 ? words[reply] : "";
}

static void put_value(struct export *x, const struct subject *sub, const struct debrief_question *q, const char *number,
		      const struct form_value *v, const char *layer)
{
	sheet_text(x->sheet, sub->name);
	sheet_word(x->sheet, number);
	sheet_word(x->sheet, layer);
	sheet_word(x->sheet, reply_word(v->reply));
	sheet_text(x->sheet, member_login(x->s, v->author));
	sheet_moment(x->sheet, v->at_ms ? v->at_ms : NO_MOMENT);
	sheet_int(x->sheet, v->ms_spent / 1000, v->ms_spent > 0);
	sheet_word(x->sheet, destination_key(q->dest));
	sheet_text(x->sheet, v->text);
	sheet_text(x->sheet, v->said_by && *v->said_by ? v->said_by : NULL);
	sheet_word(x->sheet, v->again ? "yes" : NULL);
	sheet_end_row(x->sheet);
}

/* What stands beside the gut read, in a file that is to come back: a row a value and layer. */
static int put_gut(struct export *x, const struct subject *sub, const struct debrief_question *q, struct err *err)
{
	static const char *const names[] = { "signal", "doubt" };

	for (int i = 0; i < 4; i++) {
		enum form_layer layer = i % 2 ? LAYER_LIVE : LAYER_AHEAD;
		struct form_value v = { 0 };
		char field[32];
		int rc;

		snprintf(field, sizeof field, "%d.%s", q->id, names[i / 2]);
		rc = form_value_get(x->s, sub->form, field, 0, layer, &v, err);
		if (rc == 1 && v.num != NO_NUM) {
			free(v.text);
			v.text = xstrdup(i / 2 ? doubt_key(v.num) : signal_key(v.num));
			put_value(x, sub, q, field, &v, layer == LAYER_LIVE ? "live" : "ahead");
		}
		form_value_done(&v);
		if (rc < 0)
			return -1;
	}
	return 0;
}

static void put_layer(struct export *x, const struct subject *sub, const struct debrief_answer *a,
		      const struct form_value *v, const char *layer)
{
	char number[16];

	if (!v->id)
		return;
	snprintf(number, sizeof number, "%d", a->question->id);
	put_value(x, sub, a->question, number, v, layer);
}

/* What counts: the live answer, else the one given ahead. */
static const char *counting(const struct debrief_answer *a)
{
	return a->live.text && *a->live.text ? a->live.text : a->ahead.text;
}

static const char *state_word(enum answer_state st)
{
	switch (st) {
	case ANSWER_OPEN:
		return "open";
	case ANSWER_AHEAD:
		return "ahead";
	case ANSWER_LIVE:
		return "live";
	case ANSWER_TAKEN:
		return "taken";
	case ANSWER_UNKNOWN:
		return "unknown";
	}
	return "";
}

static void put_wide(struct export *x, const struct subject *sub, const struct debrief_answer *a, size_t n)
{
	sheet_text(x->sheet, sub->name);
	sheet_text(x->sheet, *sub->company ? sub->company : NULL);
	sheet_text(x->sheet, sub->owner ? member_login(x->s, sub->owner) : NULL);
	sheet_moment(x->sheet, sub->completed_at ? sub->completed_at : NO_MOMENT);
	for (size_t i = 0; i < n; i++) {
		sheet_word(x->sheet, a[i].hidden ? NULL : state_word(a[i].state));
		sheet_text(x->sheet, a[i].hidden ? NULL : counting(&a[i]));
	}
	sheet_end_row(x->sheet);
}

static int put_subject(struct export *x, const struct subject *sub, struct err *err)
{
	struct debrief_answer a[QUESTIONS_MAX];
	size_t n = questions_count(x->s->questions);
	int rc = 0;

	if (debrief_answers(x->s, sub->form, a, err))
		return -1;
	if (x->opt->wide)
		put_wide(x, sub, a, n);
	for (size_t i = 0; i < n; i++) {
		if (!x->opt->wide && !a[i].hidden) {
			put_layer(x, sub, &a[i], &a[i].ahead, "ahead");
			put_layer(x, sub, &a[i], &a[i].live, "live");
			if (x->table && a[i].question->kind == ANSWER_GUT && put_gut(x, sub, a[i].question, err))
				rc = -1;
		}
		answer_done(&a[i]);
	}
	return rc;
}

static int open_wide(struct export *x, struct err *err)
{
	struct sheet_column columns[4 + 2 * QUESTIONS_MAX] = {
		{ "deal", false }, { "company", false }, { "owner", false }, { "completed", false }
	};
	char names[2 * QUESTIONS_MAX][48];
	size_t n = questions_count(x->s->questions);

	for (size_t i = 0; i < n; i++) {
		const struct debrief_question *q = question_at(x->s->questions, i);
		bool hidden = access_read(x->s, q->class) == ACCESS_NO;

		snprintf(names[2 * i], sizeof names[0], "q%d_state", q->id);
		snprintf(names[2 * i + 1], sizeof names[0], "q%d_%.40s", q->id, q->key);
		columns[4 + 2 * i] = (struct sheet_column){ names[2 * i], hidden };
		columns[5 + 2 * i] = (struct sheet_column){ names[2 * i + 1], hidden };
	}
	return export_open(x, columns, 4 + 2 * n, err);
}

int export_answers(struct export *x, struct err *err)
{
	const struct sheet_column columns[] = { { "deal", false },    { "question", false },
						       { "layer", false },   { "reply", false },
						       { "author", false },  { "at", false },
						       { "seconds", false }, { "destination", false },
						       { "text", false },    { "said_by", !x->table },
						       { "again", !x->table } };
	struct answers a = { .x = x };
	int rc;

	if (questions_count(x->s->questions) > QUESTIONS_MAX)
		return err_set(err, ERR_CONFIG, "more than %d questions cannot be exported", QUESTIONS_MAX);
	rc = x->opt->wide ? open_wide(x, err) : export_open(x, columns, sizeof columns / sizeof *columns, err);
	if (!rc)
		rc = list_subjects(&a, err);
	for (size_t i = 0; i < a.n; i++) {
		if (!rc)
			rc = put_subject(x, &a.subject[i], err);
		free(a.subject[i].name);
		free(a.subject[i].company);
	}
	free(a.subject);
	return rc;
}

const struct sql export_answer_sql[] = {
	[EXPORT_DEBRIEFS] = { "export_debriefs",
			      "select f.id, d.id, d.ext, d.owner, f.completed_at, c.name from form f join deal d on "
			      "d.id = f.deal"
			      " join company c on c.id = d.company where f.kind = 1 and f.gone = 0 and d.gone = 0 "
			      "and " ACCESS_DEAL("d") " and ($1 = 0 or (d.stage in (6, 7) and d.closed_day between "
						      "$2 and $3)) and d.stage_at >= $4"
						      " order by d.id, f.id" },
	{ NULL, NULL },
};
