/* A row whose deal is there already: field by field between what the file said last, what it says now, and what the
 * deal holds (commands.md, "Who wins on importing again"). */
#include "model/import_private.h"

#include "model/calendar.h"
#include "model/deal_private.h"
#include "model/handover.h"
#include "model/move.h"
#include "model/tell.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GET_ANY, CHANGES, ICP_OF };

struct merge {
	struct import *im;
	int64_t line;
	struct deal old, d;	      /* as it is, as it shall be */
	struct deal *file;	      /* what the row says; texts borrowed */
	struct deal base;	      /* what the file said last; texts owned */
	bool live[IMPORT_FIELDS_MAX]; /* of a field: no import that is in force wrote it since, look further back */
	bool take[IMPORT_FIELDS_MAX], said[IMPORT_FIELDS_MAX];
	size_t taken, noted;
	bool move;
};

static int read_deal(struct merge *m, int64_t id, struct err *err)
{
	struct stmt *st = db_stmt(m->im->s->db, &import_match_sql[GET_ANY], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, id);
	rc = db_step(st, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_BUG, "the deal D-%lld was there a moment ago", (long long)id);
	deal_read(st, &m->old);
	m->old.company_name = xstrdup(db_col_text(st, 40));
	db_reset(st);
	st = db_stmt(m->im->s->db, &import_match_sql[ICP_OF], err);
	if (!st)
		return -1;
	db_int(st, 1, id);
	while ((rc = db_step(st, err)) == 1)
		if (db_col(st, 0) >= 1 && db_col(st, 0) <= 5)
			m->old.icp[db_col(st, 0) - 1] = db_col(st, 1);
	deal_copy(&m->d, &m->old);
	deal_copy(&m->base, &m->old);
	return rc;
}

static bool is_text(const struct field *f)
{
	return f->kind == FIELD_TEXT || f->kind == FIELD_PROSE;
}

static char **text_at(struct deal *d, const struct field *f)
{
	return (char **)((char *)d + f->offset);
}

static int64_t *int_at(struct deal *d, const struct field *f)
{
	return (int64_t *)((char *)d + f->offset);
}

static bool equal(struct deal *a, struct deal *b, const struct field *f)
{
	if (is_text(f)) {
		const char *x = *text_at(a, f), *y = *text_at(b, f);

		return !strcmp(x ? x : "", y ? y : "");
	}
	return *int_at(a, f) == *int_at(b, f);
}

static void put(struct deal *to, struct deal *from, const struct field *f)
{
	if (is_text(f)) {
		free(*text_at(to, f));
		*text_at(to, f) = xstrdup(*text_at(from, f));
	} else {
		*int_at(to, f) = *int_at(from, f);
	}
}

/* What is stored for "nothing" in a field, for values of history that are absent. */
static int64_t nothing(const struct field *f)
{
	for (size_t i = 0; i < deal_cols_count; i++)
		if (deal_cols[i].offset == f->offset)
			return deal_cols[i].none;
	return -1; /* scores */
}

static void put_back(struct merge *m, int f, const char *before)
{
	const struct field *field = m->im->spec[f].field;

	if (is_text(field)) {
		free(*text_at(&m->base, field));
		*text_at(&m->base, field) = xstrdup(before);
	} else {
		*int_at(&m->base, field) = before ? strtoll(before, NULL, 10) : nothing(field);
	}
}

/* One change, newest first. Those of an import in force end the way back of their field: from there on the file and
 * the deal said the same. Imports that were taken back, and the taking back, count for nothing. A sheet that was sent
 * back was an edit of ours, made in another program. Of a row that says what it knows all later changes count. */
static void step_back(struct merge *m, struct stmt *st)
{
	int64_t kind = db_col(st, 0), undone = db_col(st, 1), subject_kind = db_col(st, 2);
	const char *part = db_col_text(st, 3);
	char icp[8];
	int f;

	snprintf(icp, sizeof icp, "icp_%.1s", part);
	f = import_field("deals", subject_kind == SUBJECT_DEAL ? db_col_text(st, 4) : icp);
	if (f < 1)
		return;
	if (m->im->as_of) {
		put_back(m, f, db_col_text(st, 5));
		return;
	}
	if (m->live[f] || kind == GROUP_REVERT || (kind == GROUP_IMPORT && undone))
		return;
	if (kind == GROUP_IMPORT && !db_col(st, 6))
		m->live[f] = true;
	else
		put_back(m, f, db_col_text(st, 5));
}

static int read_base(struct merge *m, struct err *err)
{
	struct stmt *st = db_stmt(m->im->s->db, &import_match_sql[CHANGES], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, m->old.id);
	db_int(st, 2, m->im->as_of);
	while ((rc = db_step(st, err)) == 1)
		step_back(m, st);
	return rc;
}

enum { UNMET_SAID = 20 };

void import_tell(struct import *im, int64_t line, const struct deal *was, const struct deal *is, const struct field *field)
{
	struct buf before = { 0 }, after = { 0 }, label = { 0 };
	struct import_change c = { .line = line, .deal = was->id, .field = field->key };

	if (!im->opt->changed)
		return;
	deal_text(im->s, was, field, &before);
	deal_text(im->s, is, field, &after);
	deal_label(was, &label);
	c.before = buf_str(&before);
	c.after = buf_str(&after);
	c.label = buf_str(&label);
	im->opt->changed(im->opt->arg, &c);
	buf_done(&before);
	buf_done(&after);
	buf_done(&label);
}

/* The row has its company as a number alone. */
static void tell(struct merge *m, int f)
{
	const char *text = m->im->cells.text[m->im->f_company];

	m->file->company_name = (char *)(uintptr_t)(text ? text : "");
	import_tell(m->im, m->line, &m->old, m->file, m->im->spec[f].field);
	m->file->company_name = NULL;
}

static void conflict(struct merge *m, int f)
{
	const struct field *field = m->im->spec[f].field;
	struct import *im = m->im;
	struct buf ours = { 0 }, was = { 0 };

	deal_text(im->s, &m->old, field, &ours);
	if (field->kind != FIELD_COMPANY)
		deal_text(im->s, &m->base, field, &was);
	buf_printf(&im->why, "%s%s: here \"%.100s\", the file says \"%.100s\"", im->why.len ? "; " : "conflict in ",
		   field->key, buf_str(&ours), im->cells.text[f] ? im->cells.text[f] : "");
	if (was.len)
		buf_printf(&im->why, ", before \"%.100s\"", buf_str(&was));
	if (!im->column)
		im->column = im->cells.column[f];
	buf_done(&ours);
	buf_done(&was);
}

static bool three_way(struct merge *m, int f)
{
	const struct field *field = m->im->spec[f].field;
	bool edited = !equal(&m->base, &m->old, field);

	if (equal(m->file, &m->old, field)) {
		m->said[f] = edited; /* edited here to what the file says now: from here on that is what it said */
		m->noted += edited;
		return true;
	}
	if (edited && equal(m->file, &m->base, field))
		return true; /* the file still says the old value: there is no conflict to settle, ours stays */
	if (!edited || m->im->opt->theirs) {
		m->take[f] = true;
		m->taken++;
		return true;
	}
	conflict(m, f);
	return false;
}

/* A column that tells nothing for this row leaves stage and outcome alone: a deal always has a stage. The stage
 * carries the outcome; stalled and delayed are told by the outcome alone. */
static void settle_file(struct merge *m)
{
	struct import *im = m->im;
	bool stage = im->cells.text[im->f_stage], outcome = im->cells.text[im->f_outcome];

	if (!stage && !outcome) {
		m->file->stage = m->base.stage;
		m->file->outcome = m->base.outcome;
	} else if (!stage && !stage_is_closed((int)m->file->stage)) {
		m->file->stage = m->base.stage;
	}
	if (!outcome && !im->spec[im->f_outcome].mapped && !stage_is_closed((int)m->file->stage) &&
	    !stage_is_closed((int)m->base.stage))
		m->file->outcome = m->base.outcome;
}

static bool same_place(const struct deal *a, const struct deal *b)
{
	return a->stage == b->stage && a->outcome == b->outcome;
}

static bool merge_stage(struct merge *m)
{
	struct import *im = m->im;

	if (same_place(m->file, &m->old)) {
		m->said[im->f_stage] = m->base.stage != m->old.stage;
		m->said[im->f_outcome] = m->base.outcome != m->old.outcome;
		m->noted += m->said[im->f_stage] + m->said[im->f_outcome];
		return true;
	}
	if (same_place(m->file, &m->base))
		return true;
	if (!same_place(&m->base, &m->old) && !im->opt->theirs) {
		conflict(m, m->file->stage == m->old.stage ? im->f_outcome : im->f_stage);
		return false;
	}
	if (stage_is_closed((int)m->old.stage) && m->file->stage != m->old.stage && !im->opt->theirs) {
		import_refuse(im, im->cells.column[im->f_stage],
			      "%sthe deal is %s here and an import does not take it out of"
			      " there; --theirs does",
			      im->why.len ? "; " : "", outcome_key((enum outcome)m->old.outcome));
		return false;
	}
	m->move = true;
	m->taken++;
	return true;
}

/* Fields of the place are written by the move that goes there. */
static bool is_place(const struct import *im, int f)
{
	return f == im->f_stage || f == im->f_outcome;
}

/* What a deal is called does not change by importing it under that name; a company that a row leaves out stays. */
static bool is_left_alone(const struct import *im, int f)
{
	return !im->spec[f].mapped || f == im->f_ext || is_place(im, f) ||
	       ((f == im->f_since || f == im->f_company || f == im->f_currency) && !im->cells.text[f]);
}

/* A cell that says a moment to the second or minute, as spreadsheets do, says the moment that stands here. */
static void settle_moment(struct merge *m)
{
	const struct field *f = m->im->spec[m->im->f_since].field;
	const char *text = m->im->cells.text[m->im->f_since];
	struct deal *const known[] = { &m->base, &m->old };

	for (size_t i = 0; text && i < 2; i++)
		if (import_sheet_is_moment(m->im, text, *int_at(m->file, f), *int_at(known[i], f))) {
			*int_at(m->file, f) = *int_at(known[i], f);
			return;
		}
}

/* An id that was typed over is no other deal, and no name for this one. */
static bool is_its_id(struct merge *m)
{
	const struct field *f = m->im->spec[m->im->f_ext].field;
	const char *ext = m->im->cells.text[m->im->f_ext];
	bool own = !ext || import_number_of(ext) == m->old.id || deal_from_global_name(m->im->s, ext) == m->old.id;

	if (!m->im->as_of || own || !strcmp(ext, m->old.ext ? m->old.ext : "") || !strcmp(ext, m->base.ext ? m->base.ext : ""))
		return true;
	import_refuse(m->im, m->im->cells.column[m->im->f_ext], "%s: found \"%.100s\", the deal D-%lld has \"%.100s\" here; an import"
		      " does not change it, deal set does", f->key, ext, (long long)m->old.id, m->old.ext ? m->old.ext : "");
	return false;
}

static bool compare(struct merge *m)
{
	struct import *im = m->im;
	bool fine = true;

	settle_file(m);
	settle_moment(m);
	for (int f = 1; f < im->n_fields; f++)
		if (!is_left_alone(im, f))
			fine &= three_way(m, f);
	if (im->spec[im->f_stage].mapped || im->spec[im->f_outcome].mapped)
		fine &= merge_stage(m);
	return fine;
}

/* A move by import asks nobody: what it passed over is said, the first deals by name. Each is kept with its move. */
static void tell_unmet(struct merge *m, const char *unmet)
{
	struct import *im = m->im;
	struct buf line = { 0 };

	if (!im->opt->note || im->n_unmet++ > UNMET_SAID)
		return;
	if (im->n_unmet <= UNMET_SAID) {
		buf_printf(&line, "line %lld: ", (long long)m->line);
		deal_label(&m->old, &line);
		buf_printf(&line, " moves with criteria not met: %s", unmet);
	} else {
		buf_puts(&line, "more deals move with criteria not met");
	}
	im->opt->note(im->opt->arg, buf_str(&line));
	buf_done(&line);
}

/* What the deal will say once the row is taken: of the file, or of us where the file says nothing or ours stays. */
static int64_t after(struct merge *m, const char *key)
{
	const struct field *field = deal_field(key);

	for (int f = 1; f < m->im->n_fields; f++)
		if (m->take[f] && m->im->spec[f].field == field)
			return *int_at(m->file, field);
	return *int_at(&m->old, field);
}

/* Signed by this row: a day that stood there was the day it was expected. */
static bool is_signed_now(struct merge *m)
{
	return m->old.sow_status != SOW_SIGNED && after(m, "sow_status") == SOW_SIGNED;
}

static int move(struct merge *m, struct group *g, struct err *err)
{
	struct import *im = m->im;
	const char *reason = im->cells.text[im->f_reason];
	struct buf unmet = { 0 };
	struct move mv = { .deal = m->old.id,
			   .to_stage = m->file->stage,
			   .outcome = (enum outcome)m->file->outcome,
			   .reason = reason ? reason : "told by an import",
			   .competitor = im->cells.text[im->f_competitor],
			   .follow_up_day = m->file->follow_up_day,
			   .commitment = (enum commitment)after(m, "commitment"),
			   .sow = (enum sow_status)after(m, "sow_status"),
			   .sow_day = is_signed_now(m) ? m->file->sow_day : after(m, "sow_date"),
			   .by_import = true,
			   .unmet = &unmet };
	int rc;

	if (stage_is_closed((int)m->file->stage) && m->file->closed_day != NO_DAY)
		mv.at_ms = calendar_close(im->s->calendar, m->file->closed_day);
	else if (im->cells.text[im->f_since])
		mv.at_ms = m->file->stage_at;
	if (mv.at_ms > im->s->now(im->s))
		mv.at_ms = 0;
	/* Only words that the file itself has become the reason of a loss. */
	if (!reason && mv.to_stage == STAGE_LOST)
		mv.reason = NULL;
	tell(m, im->f_stage);
	rc = deal_move_in(im->s, g, &mv, err);
	if (!rc && unmet.len)
		tell_unmet(m, buf_str(&unmet));
	buf_done(&unmet);
	return rc;
}

static const char *canonical(struct deal *d, const struct field *f, char *number, size_t n)
{
	if (is_text(f))
		return *text_at(d, f);
	if (*int_at(d, f) == nothing(f) && f->kind != FIELD_STAGE && f->kind != FIELD_OUTCOME)
		return NULL;
	snprintf(number, n, "%lld", (long long)*int_at(d, f));
	return number;
}

/* A field that was edited here to just what the file says: noted without a change, so that the next import knows. */
static int note_said(struct merge *m, struct group *g, struct err *err)
{
	for (int f = 1; f < m->im->n_fields; f++) {
		const struct field *field = m->im->spec[f].field;
		char number[32];
		struct change c = { .op = OP_UPDATE,
				    .kind = SUBJECT_DEAL,
				    .subject = m->old.id,
				    .owner = m->old.owner,
				    .field = field ? field->key : "",
				    .class = field ? field->class : CLASS_NONE };

		if (!field || !m->said[f] || f >= m->im->f_icp)
			continue;
		c.before = c.after = canonical(&m->old, field, number, sizeof number);
		if (group_change(g, &c, err))
			return -1;
	}
	return 0;
}

/* After a move the row is read again: the move has written stage, close and what belongs to it. */
static int apply(struct merge *m, struct group *g, struct err *err)
{
	struct deal now;

	if (m->move) {
		struct merge again = { .im = m->im };

		if (move(m, g, err) || read_deal(&again, m->old.id, err))
			return -1;
		deal_done(&again.base);
		deal_done(&m->d);
		m->d = again.d;
		now = again.old;
	} else {
		deal_copy(&now, &m->old);
	}
	for (int f = 1; f < m->im->n_fields; f++)
		if (m->take[f]) {
			tell(m, f);
			put(&m->d, m->file, m->im->spec[f].field);
		}
	if (is_signed_now(m))
		m->d.sow_day = m->file->sow_day;
	if (!m->im->as_of) /* what the other program said last is not what somebody typed into a sheet */
		m->d.row_hash = m->im->cells.hash;
	m->d.changed_import = m->im->id;
	m->d.gone = 0;
	if (deal_save(m->im->s, g, &now, &m->d, err) || tell_fields(m->im->s, g, &now, &m->d, err) ||
	    handover_follow(m->im->s, g, &now, &m->d, NULL, err)) {
		deal_done(&now);
		return -1;
	}
	deal_done(&now);
	return m->im->as_of ? 0 : note_said(m, g, err);
}

/* A deleted deal comes back by --theirs alone, and before anything else of the row is looked at. */
static int revive(struct merge *m, struct group *g, struct err *err)
{
	m->d.gone = 0;
	if (deal_save(m->im->s, g, &m->old, &m->d, err))
		return -1;
	m->old.gone = 0;
	m->old.rev = m->d.rev;
	m->taken++;
	return 0;
}

static enum took merge(struct merge *m, struct group *g, int64_t id, struct err *err)
{
	if (read_deal(m, id, err))
		return TOOK_ERROR;
	if (m->old.gone && !m->im->opt->theirs)
		return import_refuse(m->im, 0,
				     "the deal D-%lld was deleted here and an import does not bring it back;"
				     " --theirs does",
				     (long long)id);
	if (read_base(m, err))
		return TOOK_ERROR;
	if (!is_its_id(m))
		return TOOK_REFUSED;
	if (!compare(m)) {
		m->im->out->conflicts++;
		return TOOK_REFUSED;
	}
	if (m->im->as_of && !m->taken && !m->old.gone)
		return TOOK_UNCHANGED;
	if (m->old.gone && revive(m, g, err))
		return TOOK_ERROR;
	if (apply(m, g, err)) {
		struct err *e = err;

		if (!e || (e->kind != ERR_REFUSED && e->kind != ERR_INPUT && e->kind != ERR_USAGE &&
			   e->kind != ERR_ROLE))
			return TOOK_ERROR;
		import_refuse(m->im, m->im->cells.column[m->im->f_stage], "%s", e->text);
		err_clear(e);
		return TOOK_REFUSED;
	}
	return m->taken ? TOOK_UPDATED : TOOK_UNCHANGED;
}

enum took import_deal_merge(struct import *im, struct group *g, int64_t id, struct deal *file, int64_t line,
			    struct err *err)
{
	struct merge *m = xcalloc(1, sizeof *m);
	enum took took;

	m->im = im;
	m->file = file;
	m->line = line;
	took = merge(m, g, id, err);
	deal_done(&m->old);
	deal_done(&m->d);
	deal_done(&m->base);
	free(m);
	return took;
}

const struct sql import_match_sql[] = {
	[GET_ANY] = { "import_get",
		      "select " DEAL_COLUMNS("d.") ", c.name from deal d join company c on c.id = d.company"
						   " where d.id = $1" },
	[CHANGES] = { "import_changes", "select g.kind, g.undone_by, c.subject_kind, c.part, c.field, c.before, case when "
					"i.preset = 'sent-back' then 1 else 0 end from change c join grp g on g.id = c.grp"
					" left join import i on i.id = g.import"
					" where c.subject_kind in (1, 6) and c.subject = $1 and c.op = 1 and c.grp > $2"
					" order by c.grp desc, c.n desc" },
	[ICP_OF] = { "import_icp_of", "select dimension, score from deal_icp where deal = $1 and phase = 1" },
	{ NULL, NULL },
};
