#include "model/import_table.h"

#include "model/io/csv_out.h"

#include <string.h>
#include <strings.h>

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

static void refuse(struct import_table *t, int column, const char *name, const char *reason)
{
	t->counts->refused++;
	if (t->opt->refused)
		t->opt->refused(t->opt->arg, &(struct import_refusal){ t->at->line, column, name, reason });
}

static bool is_of_row(const struct err *e)
{
	return e->kind == ERR_INPUT || e->kind == ERR_REFUSED || e->kind == ERR_ROLE || e->kind == ERR_USAGE;
}

static int take_row(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct err e = { 0 };
	size_t before = g->n;

	t->which = -1;
	t->was_there = false;
	if (t->row(s, g, t, &e)) {
		if (!is_of_row(&e)) {
			*err = e;
			return -1;
		}
		refuse(t, t->which >= 0 ? t->column[t->which] + 1 : 0, t->which >= 0 ? t->names[t->which] : "", e.text);
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

static int take_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct import_table *t = arg;
	struct csv_row row;
	int got;

	t->at = &row;
	while ((got = csv_in_next(t->in, &row, err)) != CSV_IN_END) {
		if (got < 0)
			return -1;
		t->counts->read++;
		if (got == CSV_IN_REFUSED) {
			struct buf why = { 0 };

			buf_printf(&why, "found %s, expected %s", row.found, row.expected);
			refuse(t, row.column, "", buf_str(&why));
			buf_done(&why);
		} else if (take_row(s, g, t, err)) {
			return -1;
		}
	}
	group_title(g, t->how.title);
	if (t->opt->dry_run || (t->opt->strict && t->counts->refused))
		return err_set(err, ERR_REFUSED, "not written");
	return 0;
}

int import_table_run(struct store *s, struct import_table *t, const struct import_options *opt, struct import_counts *counts,
		     struct err *err)
{
	struct err e = { 0 };
	int rc = -1;

	*counts = (struct import_counts){ 0 };
	t->opt = opt;
	t->counts = counts;
	t->in = csv_in_open(opt->path, &(struct csv_options){ .encoding = opt->encoding, .delimiter = opt->delimiter }, err);
	if (t->in && !find_columns(t, err))
		rc = edit(s, &t->how, take_all, t, NULL, &e);
	if (rc && e.kind == ERR_REFUSED && !strcmp(e.text, "not written"))
		rc = 0;
	else if (rc && e.kind)
		*err = e;
	if (t->in)
		csv_in_close(t->in);
	return rc;
}
