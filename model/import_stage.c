/* Rows of stage history: which stage a deal entered when, before it was kept here, so that ages are right on the first
 * day. Rows are kept until the file ends, then taken deal by deal: the last stage of a deal must be the one it is in. They
 * become moves that are marked as history: no clock starts and no criterion is asked for. */
#include "model/import_private.h"

#include "model/calendar.h"
#include "model/deal_private.h"
#include "model/event.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STAGE_BY_EXT, STAGE_BY_REF, STAGE_BY_NUMBER };
enum { F_DEAL, F_STAGE, F_ENTERED, F_LEFT };

struct stage_row {
	int64_t deal, stage, at, left; /* left: NO_MOMENT none */
	bool day_only, left_day_only;
	int columns[F_LEFT + 1]; /* of its cells, from 1 */
	struct csv_row row;	 /* its texts are its own */
	size_t nth;
};

struct stage_rows {
	struct stage_row *row;
	size_t n, cap, next;
	bool sorted;
};

int import_stage_start(struct import *im, struct err *err)
{
	static const char *const needed[] = { "deal", "stage", "entered" };

	for (int f = F_DEAL; f <= F_ENTERED; f++)
		if (!import_map_has(im->map, f))
			return err_set(err, ERR_INPUT, "%s:1: found no column for %s, expected deal, stage and entered. Say which"
				       " with --map %s=COLUMN; nothing was imported", im->opt->path, needed[f], needed[f]);
	im->moves = xcalloc(1, sizeof *im->moves);
	return 0;
}

void import_stage_end(struct import *im)
{
	for (size_t i = 0; im->moves && i < im->moves->n; i++) {
		for (int c = 0; c < im->moves->row[i].row.count; c++)
			free((char *)(uintptr_t)im->moves->row[i].row.fields[c].text);
		free(im->moves->row[i].row.fields);
	}
	if (im->moves)
		free(im->moves->row);
	free(im->moves);
	im->moves = NULL;
}

/* ---- one row ---- */

static int find(struct import *im, int sql, const char *word, int64_t number, int64_t *id, struct err *err)
{
	return db_find(im->s->db, &import_stage_sql[sql], word, number, id, 1, err);
}

/* By external id, else by our own name or number. */
static int find_deal(struct import *im, int64_t *id, struct err *err)
{
	const char *word = im->cells.text[F_DEAL];
	int64_t number = deal_from_global_name(im->s, word);
	int rc = find(im, STAGE_BY_EXT, word, 0, id, err);

	if (!rc)
		rc = find(im, STAGE_BY_REF, word, 0, id, err);
	if (!rc && !number)
		number = import_number_of(word);
	return rc || !number ? rc : find(im, STAGE_BY_NUMBER, NULL, number, id, err);
}

/* "2026-10-20 9:05": an hour of one digit is no day without its hour. */
static int parse_moment(struct import *im, const char *text, int64_t *at, bool *day_only)
{
	bool one_digit = strlen(text) > 12 && (text[10] == ' ' || text[10] == 'T') && text[12] == ':';
	struct buf whole = { 0 };
	int rc;

	buf_printf(&whole, "%.*s%s%s", one_digit ? 11 : 0, text, one_digit ? "0" : "", text + (one_digit ? 11 : 0));
	*day_only = false;
	rc = calendar_parse_moment(im->s->calendar, buf_str(&whole), im->s->now(im->s), at, day_only, NULL);
	buf_done(&whole);
	return rc;
}

static bool read_when(struct import *im, int f, int64_t *at, bool *day_only)
{
	const char *text = im->cells.text[f];
	int64_t now = im->s->now(im->s), day;
	struct err e = { 0 };

	if (parse_moment(im, text, at, day_only)) {
		if (loose_day(text, im->preset->us_dates && !im->opt->dates ? LOOSE_MDY : im->opt->dates, &day, &e)) {
			import_refuse(im, im->cells.column[f], "%s: %s", import_fields("stages")[f], e.text);
			return false;
		}
		*day_only = true;
		*at = calendar_close(im->s->calendar, day);
	} else if (*day_only) {
		*at = calendar_close(im->s->calendar, calendar_day(im->s->calendar, *at));
	}
	/* The close of today is later than now, and no reason to wait for the evening. */
	if (calendar_day(im->s->calendar, *at) <= calendar_day(im->s->calendar, now))
		return true;
	import_refuse(im, im->cells.column[f], "%s: found \"%.60s\", which is still to come, expected a day that was",
		      import_fields("stages")[f], text);
	return false;
}

static bool read_row(struct import *im, struct stage_row *r, struct err *err)
{
	const struct stage *st;
	struct err e = { 0 };
	int rc;

	for (int f = F_DEAL; f <= F_ENTERED; f++)
		if (!im->cells.text[f]) {
			import_refuse(im, im->cells.column[f], "%s: found nothing", import_fields("stages")[f]);
			return false;
		}
	rc = find_deal(im, &r->deal, err);
	if (rc < 0)
		return false;
	if (!rc) {
		import_refuse(im, im->cells.column[F_DEAL], "deal: no deal \"%.120s\" here, expected an external id or a number such"
			      " as D-12", im->cells.text[F_DEAL]);
		return false;
	}
	st = stage_find(im->s->stages, im->cells.text[F_STAGE]);
	if (!st) {
		stage_unknown(im->s->stages, im->cells.text[F_STAGE], &e);
		import_refuse(im, im->cells.column[F_STAGE], "stage: %s", e.text);
		return false;
	}
	r->stage = st->id;
	r->left = NO_MOMENT;
	return read_when(im, F_ENTERED, &r->at, &r->day_only) &&
	       (!im->cells.text[F_LEFT] || read_when(im, F_LEFT, &r->left, &r->left_day_only));
}

static void keep_texts(struct stage_row *r, const struct csv_row *row)
{
	r->row = *row;
	r->row.raw = NULL;
	r->row.raw_len = 0;
	r->row.fields = xcalloc((size_t)row->count + 1, sizeof *r->row.fields);
	for (int c = 0; c < row->count; c++)
		if (row->fields[c].text)
			r->row.fields[c] = (struct csv_field){ xstrndup(row->fields[c].text, row->fields[c].len),
							       row->fields[c].len };
}

enum took import_stage(struct import *im, const struct csv_row *row, struct err *err)
{
	struct stage_rows *m = im->moves;
	struct stage_row r = { .nth = m->n };

	if (!read_row(im, &r, err))
		return im->why.len ? TOOK_REFUSED : TOOK_ERROR;
	if (r.left != NO_MOMENT && r.left < r.at)
		return import_refuse(im, im->cells.column[F_LEFT], "left: found \"%.60s\", which is before it was entered",
				     im->cells.text[F_LEFT]);
	memcpy(r.columns, im->cells.column, sizeof r.columns);
	keep_texts(&r, row);
	if (m->n == m->cap) {
		m->cap = m->cap ? m->cap * 2 : 256;
		m->row = xrealloc(m->row, m->cap * sizeof *m->row);
	}
	m->row[m->n++] = r;
	return TOOK_LATER;
}

/* ---- one deal ---- */

static int by_deal(const void *a, const void *b)
{
	const struct stage_row *x = a, *y = b;

	return x->deal != y->deal ? (x->deal < y->deal ? -1 : 1) : x->nth < y->nth ? -1 : x->nth > y->nth;
}

static int by_time(const void *a, const void *b)
{
	const struct stage_row *x = a, *y = b;

	return x->at != y->at ? (x->at < y->at ? -1 : 1) : x->nth < y->nth ? -1 : x->nth > y->nth;
}

/* Oldest first. Stages of one day stand as in the file, which may begin with the newest. */
static void sort_deal(struct stage_row *r, size_t n)
{
	bool newest_first = n > 1 && r[0].at > r[n - 1].at;

	for (size_t i = 0; newest_first && i < n; i++)
		r[i].nth = n - i;
	qsort(r, n, sizeof *r, by_time);
}

static bool is_move(const struct event *ev)
{
	return ev->kind == EV_MOVED || ev->kind == EV_WON || ev->kind == EV_LOST || ev->kind == EV_REOPENED;
}

struct sequence {
	struct import *im;
	struct stage_row *row;
	size_t n;
	enum took *took;
	struct event *ev; /* what is told already, oldest first */
	size_t n_ev;
	int64_t own_at; /* of the first move that was made here; INT64_MAX none */
	struct deal d;
};

static bool is_same_time(const struct sequence *q, const struct stage_row *r, int64_t at, bool day_only)
{
	const struct calendar *cal = q->im->s->calendar;

	return r->at == at || ((r->day_only || day_only) && calendar_day(cal, r->at) == calendar_day(cal, at));
}

static bool is_told(const struct sequence *q, const struct stage_row *r)
{
	for (size_t i = 0; i < q->n_ev; i++)
		if (is_move(&q->ev[i]) && q->ev[i].value == r->stage && is_same_time(q, r, q->ev[i].at_ms, q->ev[i].day_only))
			return true;
	return false;
}

/* The stage before a row: of the file or of what is told already, whichever was last; 0 none. */
static int64_t stage_before(const struct sequence *q, size_t k)
{
	int64_t stage = 0, at = INT64_MIN;

	for (size_t i = 0; i < k; i++)
		if (q->took[i] != TOOK_REFUSED)
			stage = q->row[i].stage, at = q->row[i].at;
	for (size_t i = 0; i < q->n_ev; i++)
		if (is_move(&q->ev[i]) && q->ev[i].at_ms <= q->row[k].at && q->ev[i].at_ms >= at)
			stage = q->ev[i].value, at = q->ev[i].at_ms;
	return stage;
}

static enum took refuse(struct sequence *q, size_t i, int f, const char *text)
{
	buf_clear(&q->im->why);
	return import_refuse(q->im, q->row[i].columns[f], "%s", text);
}

/* The deal as it stands says it already. In a history that is written here its last stage is an event as well, so that it
 * is whole. */
static bool is_present(const struct sequence *q, size_t i)
{
	const struct stage_row *r = &q->row[i];
	bool alone = q->n == 1;

	for (size_t k = 0; k < q->n_ev; k++)
		alone &= !is_move(&q->ev[k]);
	return i + 1 == q->n && (alone || q->own_at != INT64_MAX) && r->stage == q->d.stage &&
	       is_same_time(q, r, q->d.stage_at, false);
}

static enum took judge(struct sequence *q, size_t i)
{
	const struct stage_row *r = &q->row[i], *next = i + 1 < q->n ? r + 1 : NULL;
	if (is_told(q, r) || is_present(q, i) || stage_before(q, i) == r->stage)
		return TOOK_UNCHANGED;
	if (r->at >= q->own_at)
		return refuse(q, i, F_ENTERED, "entered: the moves of this deal are told here since then, expected what was before");
	if (r->left != NO_MOMENT && next && r->left > next->at && !is_same_time(q, next, r->left, r->left_day_only))
		return refuse(q, i, F_LEFT, "left: it is after the next stage was entered");
	return TOOK_ADDED;
}

/* Where the deal is by all that is told, and since when. */
static void stand(const struct sequence *q, int64_t *stage, int64_t *since, int64_t *line)
{
	size_t last = q->n;

	*stage = 0;
	for (size_t i = 0; i < q->n; i++)
		if (q->took[i] != TOOK_REFUSED) {
			last = i;
			if (q->row[i].stage != *stage)
				*since = q->row[i].at;
			*stage = q->row[i].stage;
		}
	*line = last < q->n ? q->row[last].row.line : 0;
	for (size_t i = 0; i < q->n_ev; i++)
		if (last < q->n && is_move(&q->ev[i]) && q->ev[i].at_ms > q->row[last].at) {
			*stage = q->ev[i].value;
			*since = q->ev[i].at_ms;
		}
}

static int write_deal(struct sequence *q, struct group *g, int64_t since, struct err *err)
{
	struct change same = { .op = OP_UPDATE, .kind = SUBJECT_DEAL, .subject = q->d.id, .owner = q->d.owner,
			       .field = "stage_since", .class = CLASS_DEAL };
	struct import *im = q->im;
	char number[32];
	struct deal d;
	int rc = 0;

	for (size_t i = 0; !rc && i < q->n; i++) {
		struct new_event e = { .deal = q->d.id, .kind = EV_MOVED, .value = q->row[i].stage, .at_ms = q->row[i].at,
				       .for_ms = NO_MOMENT, .day_only = q->row[i].day_only, .history = true };

		if (q->took[i] == TOOK_ADDED)
			rc = event_add(im->s, g, &e, err);
	}
	if (rc)
		return -1;
	if (since == q->d.stage_at) { /* noted all the same: taking the import back goes by what it changed */
		snprintf(number, sizeof number, "%lld", (long long)since);
		same.before = same.after = number;
		return group_change(g, &same, err);
	}
	deal_copy(&d, &q->d);
	d.stage_at = since;
	import_tell(im, q->row[q->n - 1].row.line, &q->d, &d, deal_field("stage_since"));
	rc = deal_save(im->s, g, &q->d, &d, err);
	deal_done(&d);
	return rc;
}

static void say_end(const struct sequence *q, int64_t stage, int64_t line, struct buf *out)
{
	const struct stage *there = stage_get(q->im->s->stages, (int)stage), *here = stage_get(q->im->s->stages, (int)q->d.stage);

	buf_printf(out, "stage: the history of this deal ends on line %lld in %s, but the deal is in %s here; none of it was taken",
		   (long long)line, there ? there->key : "?", here ? here->key : "?");
}

static int settle(struct sequence *q, struct group *g, struct err *err)
{
	int64_t stage = 0, since = q->d.stage_at, line = 0;
	bool adds = false, own = q->own_at != INT64_MAX;
	struct buf ends = { 0 };
	int rc = 0;

	for (size_t i = 0; i < q->n; i++) {
		q->took[i] = judge(q, i);
		adds |= q->took[i] == TOOK_ADDED;
		if (q->took[i] == TOOK_REFUSED && import_count(q->im, TOOK_REFUSED, &q->row[i].row, err))
			return -1;
	}
	stand(q, &stage, &since, &line);
	if (line)
		say_end(q, stage, line, &ends);
	for (size_t i = 0; !rc && i < q->n; i++) {
		if (q->took[i] == TOOK_REFUSED)
			continue;
		if (!own && stage != q->d.stage)
			q->took[i] = refuse(q, i, F_STAGE, buf_str(&ends));
		rc = import_count(q->im, q->took[i], &q->row[i].row, err);
	}
	buf_done(&ends);
	if (rc)
		return -1;
	if (!own && stage != q->d.stage)
		return 0;
	return adds || (!own && line && since != q->d.stage_at) ? write_deal(q, g, own ? q->d.stage_at : since, err) : 0;
}

static int take_deal(struct import *im, struct group *g, struct stage_row *row, size_t n, struct err *err)
{
	struct sequence q = { .im = im, .row = row, .n = n, .own_at = INT64_MAX };
	int rc;

	if (deal_need(im->s, row->deal, &q.d, err))
		return -1;
	rc = event_list(im->s, row->deal, &q.ev, &q.n_ev, err);
	if (!rc) {
		for (size_t i = 0; i < q.n_ev; i++)
			if (is_move(&q.ev[i]) && !q.ev[i].history && q.ev[i].at_ms < q.own_at)
				q.own_at = q.ev[i].at_ms;
		sort_deal(row, n);
		q.took = xcalloc(n, sizeof *q.took);
		rc = settle(&q, g, err);
	}
	free(q.took);
	free(q.ev);
	deal_done(&q.d);
	return rc;
}

int import_stage_next(struct import *im, struct group *g, bool *ended, struct err *err)
{
	struct stage_rows *m = im->moves;
	size_t from = m->next;

	if (!m->sorted && m->n)
		qsort(m->row, m->n, sizeof *m->row, by_deal);
	m->sorted = true;
	while (m->next < m->n && m->row[m->next].deal == m->row[from].deal)
		m->next++;
	*ended = m->next == m->n;
	return from < m->n ? take_deal(im, g, m->row + from, m->next - from, err) : 0;
}

const struct sql import_stage_sql[] = {
	[STAGE_BY_EXT] = { "import_stage_ext", "select id from deal where ext = $1 and gone = 0" },
	[STAGE_BY_REF] = { "import_stage_ref", "select d.id from source_ref r join deal d on d.id = r.record where r.kind = 1"
					       " and r.ext = $1 and d.gone = 0" },
	[STAGE_BY_NUMBER] = { "import_stage_number", "select id from deal where id = $1 and gone = 0" },
	{ NULL, NULL },
};
