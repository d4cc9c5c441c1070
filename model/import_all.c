#include "model/import_all.h"

#include "model/access.h"
#include "model/codebook.h"
#include "model/import_member.h"
#include "model/import_note.h"
#include "model/io/csv_out.h"
#include "model/io/json_in.h"
#include "model/taxonomy_edit.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TABLES_MAX 48
#define NAME_MAX_BYTES 32

/* The rows of one table as a CSV file that has no name: nothing of it stays when the program ends. */
struct spool {
	char name[NAME_MAX_BYTES];
	int fd;
	struct csv_out *csv;
	char **column;
	size_t columns;
	int64_t rows, line; /* line: of the CSV file, on which the next row begins */
	int64_t *lines;	    /* of each row: its line in the CSV file and in the one that was read */
	size_t cap;
};

struct all {
	struct store *s;
	const struct import_options *opt;
	struct spool spool[TABLES_MAX];
	size_t n;
	const struct spool *now; /* whose rows are taken */
	struct import_counts *sum;
};

static const struct taking {
	const char *name;
	/* NULL: by import_run() */
	int (*take)(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err);
} takings[];

/* ---- reading ---- */

static int new_file(struct err *err)
{
	const char *dir = getenv("TMPDIR");
	struct buf name = { 0 };
	int fd;

	buf_printf(&name, "%s/winloss-XXXXXX", dir && *dir ? dir : "/tmp");
	buf_puts(&name, "");
	fd = mkostemp(name.data, O_CLOEXEC);
	if (fd < 0)
		err_set(err, ERR_OUTPUT, "cannot write %s: %s", buf_str(&name), strerror(errno));
	else
		unlink(name.data);
	buf_done(&name);
	return fd;
}

static struct spool *find_spool(struct all *a, const char *name)
{
	for (size_t i = 0; i < a->n; i++)
		if (!strcmp(a->spool[i].name, name))
			return &a->spool[i];
	return NULL;
}

static struct spool *begin_spool(struct all *a, const struct json_member *m, size_t n, struct err *err)
{
	static const struct csv_out_options raw = { .delimiter = ',', .raw = true };
	struct spool *sp = &a->spool[a->n];

	if (a->n == TABLES_MAX || m[0].len >= NAME_MAX_BYTES) {
		err_set(err, ERR_INPUT, "found “%.80s” as the name of a table", m[0].text);
		return NULL;
	}
	*sp = (struct spool){ .fd = new_file(err), .columns = n - 1, .line = 2 };
	if (sp->fd < 0)
		return NULL;
	a->n++;
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

/* Programmes of interviews do not travel. */
static bool is_left_out(const struct spool *sp, const char *column)
{
	return !strcmp(sp->name, "interviews") && !strcmp(column, "programme");
}

static void put_row(struct spool *sp, const struct json_member *m, size_t n, int64_t line)
{
	if ((size_t)sp->rows == sp->cap)
		sp->lines = xrealloc(sp->lines, (sp->cap = sp->cap ? sp->cap * 2 : 64) * 2 * sizeof *sp->lines);
	sp->lines[2 * sp->rows] = sp->line;
	sp->lines[2 * sp->rows + 1] = line;
	for (size_t i = 1; i < n; i++) {
		const char *text = is_left_out(sp, m[i].name) ? NULL : m[i].text;

		csv_out_text(sp->csv, text, text ? m[i].len : 0);
		for (const char *p = text ? text : ""; *p; p++)
			sp->line += *p == '\n' || (*p == '\r' && p[1] != '\n');
	}
	csv_out_end_row(sp->csv);
	sp->rows++;
	sp->line++;
}

/* 1: the last line of the file. */
static int take_line(struct all *a, const struct json_member *m, size_t n, int64_t line, int64_t *rows, struct err *err)
{
	struct spool *sp;

	if (!n || strcmp(m[0].name, "table") || !m[0].text)
		return err_set(err, ERR_INPUT, "%s:%" PRId64 ": found no “table” as the first member, expected a line of export all",
			       a->opt->path, line);
	if (!strcmp(m[0].text, "end")) {
		if (n < 2 || strcmp(m[1].name, "rows") || !m[1].text || strtoll(m[1].text, NULL, 10) != *rows)
			return err_set(err, ERR_INPUT, "%s:%" PRId64 ": found %" PRId64 " rows before the end, expected %s; nothing was taken",
				       a->opt->path, line, *rows, n > 1 && m[1].text ? m[1].text : "their number");
		return 1;
	}
	sp = find_spool(a, m[0].text);
	if (!sp && !(sp = begin_spool(a, m, n, err)))
		return err_wrap(err, "%s:%" PRId64, a->opt->path, line);
	if (!has_same_columns(sp, m, n))
		return err_set(err, ERR_INPUT, "%s:%" PRId64 ": found other members than the first row of %s has; nothing was taken",
			       a->opt->path, line, sp->name);
	put_row(sp, m, n, line);
	++*rows;
	return 0;
}

static int read_all(struct all *a, struct err *err)
{
	struct json_in *in = json_in_open(a->opt->path, err);
	const struct json_member *m;
	int64_t rows = 0;
	bool ended = false;
	size_t n;
	int rc = in ? 0 : -1;

	while (!rc && (rc = json_in_next(in, &m, &n, err)) == 1) {
		rc = ended ? err_set(err, ERR_INPUT, "%s:%" PRId64 ": found a line behind the end; nothing was taken", a->opt->path,
				     json_in_line(in))
			   : take_line(a, m, n, json_in_line(in), &rows, err);
		ended |= rc == 1;
		rc = rc < 0 ? -1 : 0;
	}
	if (!rc && !ended)
		rc = err_set(err, ERR_INPUT, "%s ends on line %" PRId64 " without its last line: it was cut off, or is no export all;"
			     " nothing was taken", a->opt->path, json_in_line(in));
	for (size_t i = 0; i < a->n; i++) {
		if (csv_out_close(a->spool[i].csv, NULL, rc ? NULL : err))
			rc = -1;
		a->spool[i].csv = NULL;
	}
	if (in)
		json_in_close(in);
	return rc;
}

/* ---- taking ---- */

static int take_themes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct codebook_options how = { .encoding = ENCODING_UTF8, .delimiter = ',', .raw = true };
	struct taxonomy_taken n = { 0 };
	struct codebook b = { 0 };
	int rc = codebook_read(opt->path, &how, &b, NULL, err) || taxonomy_take(s, &b, false, &n, err) ? -1 : 0;

	codebook_done(&b);
	*counts = (struct import_counts){ .read = (int64_t)(n.added + n.changed + n.same), .added = (int64_t)n.added,
					  .updated = (int64_t)n.changed, .unchanged = (int64_t)n.same };
	if (!rc && n.added + n.changed + n.retired && opt->note)
		opt->note(opt->arg, "the themes are the draft of the next version; `winloss taxonomy publish` makes it the one that passes"
				    " begin with");
	return rc;
}

/* Which line of the file that was read a row of the spool was. */
static int64_t line_of(const struct spool *sp, int64_t line)
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

static void refused(void *arg, const struct import_refusal *r)
{
	struct all *a = arg;
	struct import_refusal own = *r;
	struct buf reason = { 0 };

	buf_printf(&reason, "%s: %s", a->now->name, r->reason);
	own.line = line_of(a->now, r->line);
	own.reason = buf_str(&reason);
	if (a->opt->refused)
		a->opt->refused(a->opt->arg, &own);
	buf_done(&reason);
}

/* What is said of the spool's own form is of no interest. */
static void note(void *arg, const char *sentence)
{
	struct all *a = arg;

	if (a->opt->note && strncmp(sentence, "/dev/fd/", 8))
		a->opt->note(a->opt->arg, sentence);
}

static int take_one(struct all *a, const struct taking *t, struct import_counts *counts, struct err *err)
{
	struct import_result r = { 0 };
	struct import_options o = { .kind = t->name, .encoding = ENCODING_UTF8, .delimiter = ',', .raw = true, .decimal = '.',
				    .strict = a->opt->strict, .theirs = a->opt->theirs, .note = note, .refused = refused, .arg = a };
	struct buf path = { 0 }, rejects = { 0 }, as = { 0 };
	const char *slash = strrchr(a->opt->path, '/');
	int rc;

	buf_printf(&path, "/dev/fd/%d", a->now->fd);
	buf_printf(&rejects, "%s.%s.rejected.csv", strcmp(a->opt->path, "-") ? a->opt->path : "stdin", t->name);
	buf_printf(&as, "%s (%s)", slash ? slash + 1 : a->opt->path, t->name);
	o.path = buf_str(&path);
	o.rejects = buf_str(&rejects);
	o.as = buf_str(&as);
	rc = t->take ? t->take(a->s, &o, counts, err) : import_run(a->s, &o, &r, err);
	if (!t->take)
		*counts = r.counts;
	import_result_done(&r);
	buf_done(&path);
	buf_done(&rejects);
	buf_done(&as);
	return rc;
}

static void add_up(struct import_counts *sum, const struct import_counts *c)
{
	sum->read += c->read;
	sum->added += c->added;
	sum->updated += c->updated;
	sum->unchanged += c->unchanged;
	sum->refused += c->refused;
}

static const struct taking *taking_of(const char *name)
{
	for (const struct taking *t = takings; t->name; t++)
		if (!strcmp(t->name, name))
			return t;
	return NULL;
}

static int take_tables(struct all *a, void (*told)(void *arg, const struct import_all_table *table), int *taken, struct err *err)
{
	for (const struct taking *t = takings; t->name; t++) {
		struct import_all_table table = { .name = t->name, .taken = true };

		a->now = find_spool(a, t->name);
		if (!a->now)
			continue;
		table.rows = a->now->rows;
		if (!a->opt->dry_run && take_one(a, t, &table.counts, err))
			return err_wrap(err, "%s", t->name);
		*taken += !a->opt->dry_run;
		add_up(a->sum, &table.counts);
		told(a->opt->arg, &table);
	}
	for (size_t i = 0; i < a->n; i++)
		if (!taking_of(a->spool[i].name))
			told(a->opt->arg, &(struct import_all_table){ .name = a->spool[i].name, .rows = a->spool[i].rows });
	return 0;
}

static void end(struct all *a)
{
	for (size_t i = 0; i < a->n; i++) {
		for (size_t c = 0; c < a->spool[i].columns; c++)
			free(a->spool[i].column[c]);
		free(a->spool[i].column);
		free(a->spool[i].lines);
		close(a->spool[i].fd);
	}
}

int import_all(struct store *s, const struct import_options *opt, void (*told)(void *arg, const struct import_all_table *table),
	       struct import_counts *sum, int *taken, struct err *err)
{
	struct all a = { .s = s, .opt = opt, .sum = sum };
	int rc;

	*sum = (struct import_counts){ 0 };
	*taken = 0;
	if (access_act(s, "import", err))
		return -1;
	rc = read_all(&a, err) || take_tables(&a, told, taken, err) ? -1 : 0;
	end(&a);
	return rc;
}

/* In the order in which one needs the other. */
static const struct taking takings[] = {
	{ "members", import_members }, { "taxonomy", take_themes }, { "deals", NULL }, { "stages", NULL },
	{ "contacts", NULL },	       { "interviews", NULL },	    { "notes", import_notes }, { NULL, NULL },
};
