#include "model/import_code.h"

#include "model/buf.h"
#include "model/coding.h"
#include "model/import_map.h"
#include "model/io/csv_in.h"
#include "model/span.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CODE_INTERVIEW, CODE_SEQ, CODE_START, CODE_END, CODE_THEME, CODE_DRIVER, CODE_CODER, CODE_MEMO };

struct importing {
	const struct import_options *opt;
	struct import_counts *counts;
	struct csv_in *in;
	struct import_map *map;
	struct import_cells cells;
	struct taxonomy themes; /* of the pass, or of the one that would begin */
	int64_t interview;      /* of the row before, 0 none */
	char *name;             /* by which it was named */
};

static const char *cell(const struct importing *m, int field)
{
	return m->cells.text[field] ? m->cells.text[field] : "";
}

static void refuse(struct importing *m, int64_t line, int field, const char *reason)
{
	m->counts->refused++;
	if (m->opt->refused)
		m->opt->refused(m->opt->arg, &(struct import_refusal){ line, field < 0 ? 0 : m->cells.column[field],
								       field < 0 ? "" : import_fields("codes")[field], reason });
}

/* ---- one row ---- */

static int find_interview(struct store *s, struct importing *m, struct err *err)
{
	const char *name = cell(m, CODE_INTERVIEW);
	struct coding_pass own;
	int rc;

	if (m->name && !strcmp(m->name, name))
		return 0;
	free(m->name);
	m->name = NULL;
	taxonomy_done(&m->themes);
	m->themes = (struct taxonomy){ 0 };
	if (interview_find(s, name, &m->interview, err))
		return -1;
	rc = coding_pass_own(s, m->interview, &own, err);
	if (rc < 0 || taxonomy_get(s, rc && !own.closed_at ? own.taxonomy : 0, &m->themes, err) != 1)
		return -1;
	m->name = xstrdup(name);
	return 0;
}

static int find_note(struct store *s, struct importing *m, struct code *c, struct err *err)
{
	int64_t seq = 0;

	if (int_parse(cell(m, CODE_SEQ), &seq, err))
		return -1;
	c->note = interview_note_find(s, m->interview, seq, err);
	return c->note > 0 ? 0 : c->note < 0 ? -1 : err_set(err, ERR_INPUT, "I-%" PRId64 " has no note %" PRId64, m->interview, seq);
}

static int read_place(struct importing *m, struct code *c, struct err *err)
{
	c->start_cp = 0;
	c->end_cp = -1;
	if (!*cell(m, CODE_START) && !*cell(m, CODE_END))
		return 0;
	if (int_parse(cell(m, CODE_START), &c->start_cp, err) || int_parse(cell(m, CODE_END), &c->end_cp, err))
		return -1;
	return c->end_cp > c->start_cp && c->start_cp >= 0
		       ? 0
		       : err_set(err, ERR_INPUT, "found the place %" PRId64 " to %" PRId64 ", expected an end behind the start",
				 c->start_cp, c->end_cp);
}

/* Before a pass is begun for it. */
static int check_place(struct store *s, const struct code *c, struct err *err)
{
	struct interview_note n;
	bool fits;

	if (interview_note_get(s, c->note, &n, err) != 1)
		return -1;
	fits = span_fits(n.text, (struct span){ c->start_cp, c->end_cp });
	if (!fits)
		err_set(err, ERR_INPUT, "the place %" PRId64 " to %" PRId64 " stands outside note %" PRId64 " (%" PRId64
			" characters) or parts a letter", c->start_cp, c->end_cp, n.seq, span_point(n.text, strlen(n.text)));
	interview_note_done(&n);
	return fits ? 0 : -1;
}

static int find_theme(struct importing *m, struct code *c, struct err *err)
{
	const struct theme *t = taxonomy_find(&m->themes, cell(m, CODE_THEME));

	if (!t)
		return err_set(err, ERR_INPUT, "found the theme “%.80s”, expected one of the taxonomy %" PRId64 ".%" PRId64,
			       cell(m, CODE_THEME), m->themes.major, m->themes.minor);
	c->theme = t->id;
	return 0;
}

static int read_driver(struct importing *m, struct code *c, struct err *err)
{
	c->driver = import_map_has(m->map, CODE_DRIVER) ? driver_find(cell(m, CODE_DRIVER)) : DRIVER_BY_OUTCOME;
	return import_map_has(m->map, CODE_DRIVER) && c->driver < 0
		       ? err_set(err, ERR_INPUT, "found “%.80s”, expected win, loss or nothing", cell(m, CODE_DRIVER))
		       : 0;
}

static int check_coder(struct store *s, struct importing *m, struct err *err)
{
	const char *coder = cell(m, CODE_CODER);

	if (!*coder || !strcasecmp(coder, s->actor.login))
		return 0;
	return err_set(err, ERR_ROLE, "this is a code of %.60s; codes are taken into one's own pass", coder);
}

/* *field: the one that is wrong. */
static int read_row(struct store *s, struct importing *m, struct code *c, int *field, struct err *err)
{
	*field = CODE_INTERVIEW;
	if (find_interview(s, m, err))
		return -1;
	*field = CODE_CODER;
	if (check_coder(s, m, err))
		return -1;
	*field = CODE_SEQ;
	if (find_note(s, m, c, err))
		return -1;
	*field = CODE_START;
	if (read_place(m, c, err) || check_place(s, c, err))
		return -1;
	*field = CODE_THEME;
	if (find_theme(m, c, err))
		return -1;
	*field = CODE_DRIVER;
	if (read_driver(m, c, err))
		return -1;
	*field = -1;
	c->memo = xstrdup(cell(m, CODE_MEMO));
	return 0;
}

static int put_row(struct store *s, struct group *g, struct importing *m, struct code *c, struct err *err)
{
	struct coding_pass p;

	if (coding_pass_need_in(s, g, m->interview, &p, err))
		return -1;
	c->pass = p.id;
	return code_put_in(s, g, c, err);
}

static bool is_of_row(const struct err *e)
{
	return e->kind == ERR_INPUT || e->kind == ERR_REFUSED || e->kind == ERR_ROLE || e->kind == ERR_USAGE;
}

static int take_row(struct store *s, struct group *g, struct importing *m, int64_t line, struct err *err)
{
	struct code c = { .id = 0 };
	struct err e = { 0 };
	size_t before = g->n;
	int field = -1, rc = read_row(s, m, &c, &field, &e);

	if (!rc)
		rc = put_row(s, g, m, &c, &e);
	if (rc && is_of_row(&e))
		refuse(m, line, field, e.text);
	else if (rc)
		*err = e;
	else if (g->n == before)
		m->counts->unchanged++;
	else if (c.rev > 1)
		m->counts->updated++;
	else
		m->counts->added++;
	code_done(&c);
	return rc && !is_of_row(&e) ? -1 : 0;
}

/* ---- the file ---- */

static int read_header(struct importing *m, struct buf *notes, struct err *err)
{
	static const int needed[] = { CODE_INTERVIEW, CODE_SEQ, CODE_THEME };
	struct preset *none = preset_new();
	struct import_map_options how = { .kind = "codes", .map = m->opt->map, .path = m->opt->path, .raw = m->opt->raw,
					  .preset = none };
	struct csv_row header;
	int rc = csv_in_header(m->in, &header, err);

	if (!rc)
		rc = err_set(err, ERR_INPUT, "%s is empty, expected a first line with the names of columns", m->opt->path);
	else if (rc == 1)
		rc = import_map_new(&m->map, &how, &header, notes, err);
	for (size_t i = 0; !rc && i < sizeof needed / sizeof needed[0]; i++)
		if (!import_map_has(m->map, needed[i]))
			rc = err_set(err, ERR_INPUT, "%s:1: found no column %s; nothing was imported", m->opt->path,
				     import_fields("codes")[needed[i]]);
	preset_free(none);
	return rc;
}

static int take_rows(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct importing *m = arg;
	struct csv_row row;
	struct buf why = { 0 };
	int got, rc = 0, column;

	while (!rc && (got = csv_in_next(m->in, &row, err)) != CSV_IN_END) {
		if (got < 0) {
			rc = -1;
			break;
		}
		m->counts->read++;
		buf_clear(&why);
		if (got == CSV_IN_REFUSED) {
			buf_printf(&why, "found %s, expected %s", row.found, row.expected);
			refuse(m, row.line, -1, buf_str(&why));
		} else if (!import_map_row(m->map, &row, &m->cells, &why, &column)) {
			refuse(m, row.line, -1, buf_str(&why));
		} else {
			rc = take_row(s, g, m, row.line, err);
		}
	}
	buf_done(&why);
	/* What shall not stay goes back with the transaction. */
	return rc || m->opt->dry_run || (m->opt->strict && m->counts->refused) ? -1 : 0;
}

static void say_lines(const struct import_options *opt, const struct buf *notes)
{
	for (const char *p = buf_str(notes); *p && opt->note;) {
		size_t n = strcspn(p, "\n");
		char *line = xstrndup(p, n);

		opt->note(opt->arg, line);
		free(line);
		p += n + (p[n] == '\n');
	}
}

int import_codes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct csv_options how = { .encoding = opt->encoding, .delimiter = opt->delimiter };
	struct group_open group = { .kind = GROUP_EDIT, .title = "codes taken from a file" };
	struct importing m = { .opt = opt, .counts = counts };
	struct buf notes = { 0 };
	struct err own = { 0 };
	int rc;

	*counts = (struct import_counts){ 0 };
	if (access_act(s, "code", err))
		return -1;
	m.in = csv_in_open(opt->path, &how, &own);
	rc = m.in ? read_header(&m, &notes, &own) : -1;
	say_lines(opt, &notes);
	if (!rc)
		rc = edit(s, &group, take_rows, &m, NULL, &own);
	if (rc && !own.kind)
		rc = 0;
	if (own.kind && err)
		*err = own;
	buf_done(&notes);
	import_map_free(m.map);
	csv_in_close(m.in);
	taxonomy_done(&m.themes);
	free(m.name);
	return rc;
}
