#include "model/import_table.h"

#include "model/calendar.h"
#include "model/deal.h"
#include "model/interview.h"
#include "model/io/csv_out.h"
#include "model/member.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { TABLE_INTERVIEW };

bool import_table_has(const struct import_table *t, int column)
{
	return t->column[column] >= 0;
}

const char *import_table_cell(const struct import_table *t, int column)
{
	const char *s = import_table_has(t, column) ? t->at->fields[t->column[column]].text : NULL;
	size_t len = s ? t->at->fields[t->column[column]].len : 0;

	if (s && !t->opt->raw)
		csv_unguard(&s, &len);
	return s ? s : "";
}

/* ---- cells ---- */

const char *import_table_look(struct import_table *t, int column)
{
	t->which = column;
	return import_table_cell(t, column);
}

int import_table_int(struct import_table *t, int column, int64_t low, int64_t none, int64_t *out, struct err *err)
{
	const char *text = import_table_look(t, column);

	*out = none;
	if (!*text)
		return 0;
	if (int_parse(text, out, err))
		return -1;
	return *out >= low ? 0 : err_set(err, ERR_INPUT, "found %s, expected a number from %" PRId64 " on", text, low);
}

int import_table_moment(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err)
{
	const char *text = import_table_look(t, column);
	bool day_only;

	*out = 0;
	return *text ? calendar_parse_moment(s->calendar, text, s->now(s), out, &day_only, err) : 0;
}

int import_table_day(struct import_table *t, int column, int64_t *out, struct err *err)
{
	const char *text = import_table_look(t, column);

	*out = NO_DAY;
	return *text ? day_parse(text, false, out, err) : 0;
}

int import_named_deal(struct store *s, const char *word, int64_t *out, struct err *err)
{
	struct deal d = { 0 };
	int rc;

	*out = deal_from_global_name(s, word);
	if (*out)
		rc = deal_get(s, *out, &d, err);
	else
		rc = *word ? deal_find_external(s, word, out, err) : 0;
	deal_done(&d);
	if (rc == 1)
		return 0;
	return rc < 0 ? -1 : err_set(err, ERR_INPUT, "found “%.80s”, expected a deal that is in the file or here", word);
}

int import_table_deal(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err)
{
	const char *word = import_table_look(t, column);

	if (!t->opt->within && !deal_from_global_name(s, word))
		return deal_find(s, word, out, err);
	return import_named_deal(s, word, out, err);
}

int import_named_interview(struct store *s, const char *word, int64_t *out, struct err *err)
{
	struct interview i = { 0 };
	struct stmt *st;
	int rc;

	*out = interview_from_global_name(s, word);
	st = *out ? NULL : db_stmt(s->db, &import_table_sql[TABLE_INTERVIEW], err);
	if (!*out && !st)
		return -1;
	if (st) {
		db_text(st, 1, word);
		rc = *word ? db_step(st, err) : 0;
		if (rc == 1) {
			*out = db_col(st, 0);
			db_reset(st);
		}
		if (rc < 0)
			return -1;
	}
	rc = *out ? interview_get(s, *out, &i, err) : 0;
	interview_done(&i);
	if (rc == 1)
		return 0;
	return rc < 0 ? -1 : err_set(err, ERR_INPUT, "found “%.80s”, expected an interview that is in the file or here", word);
}

int import_table_interview(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err)
{
	return import_named_interview(s, import_table_look(t, column), out, err);
}

int import_table_member(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err)
{
	const char *login = import_table_look(t, column);
	struct member m = { 0 };
	int rc = *login ? member_by_login(s, login, &m, err) : 0;

	*out = rc == 1 ? m.id : 0;
	member_done(&m);
	if (rc == 1 || (!rc && !*login))
		return 0;
	return rc < 0 ? -1 : err_set(err, ERR_INPUT, "found “%.80s”, expected the login of a member", login);
}

int import_table_choice(struct import_table *t, int column, const char *const *words, int *out, struct err *err)
{
	const char *word = import_table_look(t, column);
	struct buf all = { 0 };

	for (*out = 0; words[*out]; ++*out)
		if (!strcasecmp(words[*out], word))
			return 0;
	for (const char *const *w = words; *w; w++)
		buf_printf(&all, "%s%s", w == words ? "" : w[1] ? ", " : " or ", **w ? *w : "nothing");
	err_set(err, ERR_INPUT, "found “%.80s”, expected %s", word, buf_str(&all));
	buf_done(&all);
	return -1;
}

/* ---- rows ---- */

static int refuse(struct import_table *t, int column, const char *name, const char *reason, struct err *err)
{
	t->counts->refused++;
	if (t->opt->refused)
		t->opt->refused(t->opt->arg, &(struct import_refusal){ t->at->line, column, name, reason });
	return t->reject && !t->opt->dry_run ? reject_row(t->reject, t->at, column, reason, err) : 0;
}

/* A row of the same record: equal ones are one row. 1: it was met, and `e` says where it stands with other values; 2: it is the same. */
static int met_before(struct import_table *t, struct err *e)
{
	struct buf key = { 0 };
	uint64_t hash = 1469598103934665603u;
	uint32_t other;
	int same;

	if (!t->key)
		return 0;
	for (int c = 0; t->names[c]; c++) {
		const char *cell = import_table_cell(t, c);

		for (const char *p = cell; p == cell || p[-1]; p++)
			hash = (hash ^ (unsigned char)*p) * 1099511628211u;
		if (t->key & 1u << c) {
			buf_puts(&key, cell);
			buf_putc(&key, 0x1f);
		}
	}
	other = seen_add(&t->seen, key.data, key.len, hash, (uint32_t)t->at->line, &same);
	buf_done(&key);
	if (!other)
		return 0;
	err_set(e, ERR_INPUT, "it stands on line %" PRIu32 "%s already, with other values", other, other == SEEN_FAR ? " or later" : "");
	return same ? 2 : 1;
}

static bool is_of_row(const struct err *e)
{
	return e->kind == ERR_INPUT || e->kind == ERR_REFUSED || e->kind == ERR_ROLE || e->kind == ERR_USAGE;
}

static int take_row(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct err e = { 0 };
	size_t before = g->n;
	int met;

	t->which = -1;
	t->was_there = false;
	met = met_before(t, &e);
	if (met == 2) {
		t->counts->unchanged++;
	} else if (met || t->row(s, g, t, &e)) {
		if (!is_of_row(&e)) {
			*err = e;
			return -1;
		}
		return refuse(t, t->which >= 0 ? t->column[t->which] + 1 : 0, t->which >= 0 ? t->names[t->which] : "", e.text, err);
	} else if (g->n == before) {
		t->counts->unchanged++;
	} else if (t->was_there) {
		t->counts->updated++;
	} else {
		t->counts->added++;
	}
	return 0;
}

static int find_columns(struct import_table *t, struct err *err)
{
	struct csv_row row;
	struct buf all = { 0 };
	int rc = csv_in_header(t->in, &row, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "%s: found nothing, expected a header and rows", t->opt->path);
	for (int c = 0; t->names[c]; c++)
		buf_printf(&all, "%s%s", c ? ", " : "", t->names[c]);
	rc = 0;
	if (t->reject)
		reject_header(t->reject, &row);
	for (int c = 0; !rc && t->names[c]; c++) {
		t->column[c] = -1;
		for (int i = 0; i < row.count; i++)
			if (row.fields[i].text && !strcasecmp(row.fields[i].text, t->names[c]))
				t->column[c] = i;
		if (t->column[c] < 0 && !(t->optional & 1u << c))
			rc = err_set(err, ERR_INPUT, "%s, line 1: found no column %s, expected %s", t->opt->path, t->names[c],
				     buf_str(&all));
	}
	buf_done(&all);
	return rc;
}

/* Of an import within another: its history is kept in groups that memory can hold. */
#define GROUP_CHANGES 4000

static int take_line(struct store *s, struct group *g, struct import_table *t, int got, struct err *err)
{
	struct buf why = { 0 };
	int rc;

	t->counts->read++;
	if (got != CSV_IN_REFUSED)
		return take_row(s, g, t, err);
	buf_printf(&why, "found %s, expected %s", t->at->found, t->at->expected);
	rc = refuse(t, t->at->column, "", buf_str(&why), err);
	buf_done(&why);
	return rc;
}

static int take_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct import_within *within;
	struct import_table *t = arg;
	struct csv_row row;
	int got = 0;

	t->at = &row;
	within = t->opt->within;
	while ((!within || g->n < GROUP_CHANGES) && (got = csv_in_next(t->in, &row, err)) != CSV_IN_END) {
		if (got < 0)
			return -1;
		if (within)
			row.line = within->line(within->arg, row.line);
		if (take_line(s, g, t, got, err))
			return -1;
	}
	t->ended = got == CSV_IN_END;
	if (within) {
		group_title(g, t->how.title);
		group_scope(g, SUBJECT_IMPORT, within->id);
		return 0;
	}
	group_title(g, t->how.title);
	if (t->opt->dry_run || (t->opt->strict && t->counts->refused))
		return err_set(err, ERR_REFUSED, "not written");
	return 0;
}

/* A table of another import without a column that it needs: its rows cannot be, the other tables can. */
static int refuse_all(struct import_table *t, const char *why, struct err *err)
{
	struct csv_row row;
	int got;

	t->at = &row;
	while ((got = csv_in_next(t->in, &row, err)) != CSV_IN_END) {
		if (got < 0)
			return -1;
		row.line = t->opt->within->line(t->opt->within->arg, row.line);
		t->counts->read++;
		if (refuse(t, 0, "", why, err))
			return -1;
	}
	return reject_finish(t->reject, err);
}

static int take_within(struct store *s, struct import_table *t, struct err *err)
{
	struct group_open how = { .kind = GROUP_IMPORT, .title = t->how.title, .scope_kind = SUBJECT_IMPORT, .scope = t->opt->within->id,
				  .import = t->opt->within->id };
	int rc = 0;

	while (!rc && !t->ended)
		rc = edit(s, &how, take_all, t, NULL, err);
	return rc || reject_finish(t->reject, err) ? -1 : 0;
}

static int take_alone(struct store *s, struct import_table *t, struct err *err)
{
	struct err e = { 0 };
	int rc = edit(s, &t->how, take_all, t, NULL, &e);

	if (rc && e.kind == ERR_REFUSED && !strcmp(e.text, "not written"))
		return 0;
	if (rc)
		*err = e;
	return rc;
}

int import_table_run(struct store *s, struct import_table *t, const struct import_options *opt, struct import_counts *counts,
		     struct err *err)
{
	struct err missing = { 0 };
	int rc = -1;

	*counts = (struct import_counts){ 0 };
	t->opt = opt;
	t->counts = counts;
	if (opt->within)
		t->reject = reject_new(opt->within->beside, NULL, ',');
	t->in = csv_in_open(opt->path, &(struct csv_options){ .encoding = opt->encoding, .delimiter = opt->delimiter }, err);
	if (t->in && !find_columns(t, &missing))
		rc = opt->within ? take_within(s, t, err) : take_alone(s, t, err);
	else if (t->in && opt->within && missing.kind == ERR_INPUT)
		rc = refuse_all(t, strstr(missing.text, "found"), err);
	else if (t->in)
		*err = missing;
	if (t->in)
		csv_in_close(t->in);
	if (opt->within && reject_close(t->reject, &opt->within->rejects, rc ? NULL : err))
		rc = -1;
	seen_done(&t->seen);
	return rc;
}

const struct sql import_table_sql[] = {
	[TABLE_INTERVIEW] = { "import_table_interview", "select id from interview where ext = $1 and gone = 0" },
	{ NULL, NULL },
};
