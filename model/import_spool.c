#include "model/import_spool.h"

#include "model/file.h"
#include "model/io/csv_out.h"
#include "model/io/json_in.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int new_file(struct err *err)
{
	char *name;
	int fd = file_temp(&name, err);

	if (fd >= 0)
		file_drop(-1, name);
	free(name);
	return fd;
}

struct spool *spools_find(struct spools *sp, const char *table)
{
	for (size_t i = 0; i < sp->n; i++)
		if (!strcmp(sp->at[i].name, table))
			return &sp->at[i];
	return NULL;
}

static struct spool *begin(struct spools *all, const struct json_member *m, size_t n, struct err *err)
{
	static const struct csv_out_options raw = { .delimiter = ',', .raw = true };
	struct spool *sp = &all->at[all->n];

	*sp = (struct spool){ .fd = new_file(err), .columns = n - 1, .line = 2 };
	if (sp->fd < 0)
		return NULL;
	all->n++;
	snprintf(sp->name, sizeof sp->name, "%s", m[0].text);
	sp->csv = csv_out_open(sp->fd, &raw);
	sp->column = xcalloc(n, sizeof *sp->column);
	for (size_t i = 1; i < n; i++) {
		sp->column[i - 1] = xstrdup(m[i].name);
		csv_out_text(sp->csv, m[i].name, strlen(m[i].name));
	}
	csv_out_end_row(sp->csv);
	return sp;
}

static bool has_same_columns(const struct spool *sp, const struct json_member *m, size_t n)
{
	for (size_t i = 1; i < n && n - 1 == sp->columns; i++)
		if (strcmp(sp->column[i - 1], m[i].name))
			return false;
	return n - 1 == sp->columns;
}

static void put_row(struct spool *sp, const struct json_member *m, size_t n, int64_t line)
{
	if ((size_t)sp->rows == sp->cap)
		sp->lines = xrealloc(sp->lines, (sp->cap = sp->cap ? sp->cap * 2 : 64) * 2 * sizeof *sp->lines);
	sp->lines[2 * sp->rows] = sp->line;
	sp->lines[2 * sp->rows + 1] = line;
	for (size_t i = 1; i < n; i++) {
		csv_out_text(sp->csv, m[i].text, m[i].text ? m[i].len : 0);
		for (const char *p = m[i].text ? m[i].text : ""; *p; p++)
			sp->line += *p == '\n' || (*p == '\r' && p[1] != '\n');
	}
	csv_out_end_row(sp->csv);
	sp->rows++;
	sp->line++;
}

/* A line that cannot be read is told once the file has proved to be whole. -1: too many. */
static int keep_bad(struct spools *all, int64_t line, const char *reason, struct err *err)
{
	if (all->n_bad == SPOOL_BAD_MAX)
		return err_set(err, ERR_INPUT, "more than %d lines cannot be read, the first is line %" PRId64 ": %s; nothing was taken",
			       SPOOL_BAD_MAX, all->bad[0].line, all->bad[0].reason);
	all->bad = xrealloc(all->bad, (all->n_bad + 1) * sizeof *all->bad);
	all->bad[all->n_bad++] = (struct spool_bad){ line, xstrdup(reason) };
	return 0;
}

/* One row: 0 kept, 1 its line is wrong (`bad` says why), -1. */
static int take_row(struct spools *all, const struct json_member *m, size_t n, int64_t line, struct err *bad, struct err *err)
{
	struct spool *sp;

	if (!n || strcmp(m[0].name, "table") || !m[0].text)
		return err_set(bad, ERR_INPUT, "found no “table” as the first member, expected a line of export all"), 1;
	sp = spools_find(all, m[0].text);
	if (!sp && (all->n == SPOOL_TABLES_MAX || m[0].len >= SPOOL_NAME_BYTES))
		return err_set(bad, ERR_INPUT, "found “%.80s” as the name of a table", m[0].text), 1;
	if (!sp && !(sp = begin(all, m, n, err)))
		return -1;
	if (!has_same_columns(sp, m, n))
		return err_set(bad, ERR_INPUT, "found other members than the first row of %s has", sp->name), 1;
	put_row(sp, m, n, line);
	return 0;
}

struct reading {
	struct spools *all;
	const char *path;
	int64_t rows; /* before the end, those that cannot be read among them */
	bool ended;
};

/* The line that ends the file says how many rows it had. */
static int take_end(struct reading *r, const struct json_member *m, size_t n, int64_t line, struct err *err)
{
	const char *says = n > 1 && !strcmp(m[1].name, "rows") ? m[1].text : NULL;

	r->ended = true;
	if (says && strtoll(says, NULL, 10) == r->rows)
		return 0;
	return err_set(err, ERR_INPUT, "%s:%" PRId64 ": found %" PRId64 " rows before the end, expected %s; nothing was taken", r->path, line,
		       r->rows, says ? says : "their number");
}

static bool is_end(const struct json_member *m, size_t n)
{
	return n && !strcmp(m[0].name, "table") && m[0].text && !strcmp(m[0].text, "end");
}

/* What json_in says begins with path and line, which are told beside it. */
static const char *without_place(const char *path, const char *sentence)
{
	size_t n = strlen(path);

	if (strncmp(sentence, path, n) || sentence[n] != ':')
		return sentence;
	n += 1 + strspn(sentence + n + 1, "0123456789");
	return sentence[n] == ':' && sentence[n + 1] == ' ' ? sentence + n + 2 : sentence;
}

static int take_line(struct reading *r, int got, const struct json_member *m, size_t n, int64_t line, struct err *bad, struct err *err)
{
	int rc = 1;

	if (r->ended)
		return err_set(err, ERR_INPUT, "%s:%" PRId64 ": found a line behind the end; nothing was taken", r->path, line);
	if (got == 1 && is_end(m, n))
		return take_end(r, m, n, line, err);
	if (got == 1)
		rc = take_row(r->all, m, n, line, bad, err);
	r->rows += rc >= 0;
	return rc == 1 ? keep_bad(r->all, line, without_place(r->path, bad->text), err) : rc;
}

static int not_whole(const struct reading *r, int64_t line, struct err *err)
{
	if (r->all->n_bad)
		return err_set(err, ERR_INPUT, "%s:%" PRId64 ": %s, and the file ends without its last line: nothing was taken", r->path,
			       r->all->bad[0].line, r->all->bad[0].reason);
	return err_set(err, ERR_INPUT, "%s ends on line %" PRId64 " without its last line: it was cut off, or is no export all;"
		       " nothing was taken", r->path, line);
}

static int read_lines(struct reading *r, struct json_in *in, struct err *err)
{
	const struct json_member *m = NULL;
	size_t n = 0;
	int rc = 0;

	while (!rc) {
		struct err bad = { 0 };
		int got = json_in_next(in, &m, &n, &bad);

		if (!got)
			break;
		if (got < 0 && bad.kind != ERR_INPUT) {
			*err = bad;
			rc = -1;
		} else {
			rc = take_line(r, got, m, n, json_in_line(in), &bad, err);
		}
	}
	return rc || r->ended ? rc : not_whole(r, json_in_line(in), err);
}

int spools_read(struct spools *sp, const char *path, struct err *err)
{
	struct reading r = { .all = sp, .path = path };
	struct json_in *in = json_in_open(path, err);
	int rc = in ? read_lines(&r, in, err) : -1;

	for (size_t i = 0; i < sp->n; i++) {
		if (csv_out_close(sp->at[i].csv, NULL, rc ? NULL : err))
			rc = -1;
		sp->at[i].csv = NULL;
	}
	if (in)
		json_in_close(in);
	return rc;
}

void spools_done(struct spools *sp)
{
	for (size_t i = 0; i < sp->n; i++) {
		for (size_t c = 0; c < sp->at[i].columns; c++)
			free(sp->at[i].column[c]);
		free(sp->at[i].column);
		free(sp->at[i].lines);
		close(sp->at[i].fd);
	}
	for (size_t i = 0; i < sp->n_bad; i++)
		free(sp->bad[i].reason);
	free(sp->bad);
	*sp = (struct spools){ 0 };
}

int64_t spool_line(const struct spool *sp, int64_t line)
{
	size_t from = 0, to = (size_t)sp->rows;

	while (from + 1 < to) {
		size_t mid = from + (to - from) / 2;

		if (sp->lines[2 * mid] <= line)
			from = mid;
		else
			to = mid;
	}
	return sp->rows ? sp->lines[2 * from + 1] : line;
}
