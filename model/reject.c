#include "model/reject.h"

#include "model/buf.h"
#include "model/file.h"
#include "model/io/csv_out.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct reject {
	char *source, *asked, *path, *tmp;
	char **header;
	int columns;
	struct csv_out_options options;
	struct csv_out *out;
	int fd;
};

struct reject *reject_new(const char *source, const char *asked, char delimiter)
{
	struct reject *r = xcalloc(1, sizeof *r);

	r->source = xstrdup(strcmp(source, "-") ? source : "stdin");
	r->asked = xstrdup(asked);
	r->options.delimiter = delimiter;
	r->fd = -1;
	return r;
}

void reject_header(struct reject *r, const struct csv_row *header)
{
	r->header = xcalloc((size_t)header->count + 1, sizeof *r->header);
	r->columns = header->count;
	for (int i = 0; i < header->count; i++)
		r->header[i] = xstrdup(header->fields[i].text ? header->fields[i].text : "");
}

const char *reject_column(const struct reject *r, int column)
{
	return column > 0 && column <= r->columns ? r->header[column - 1] : "";
}

/* The nth name to try: the one asked for alone, or what stands beside the source. False: there are no more. */
static bool try_name(const struct reject *r, int n, struct buf *path)
{
	buf_clear(path);
	if (r->asked)
		buf_puts(path, r->asked);
	else if (n == 1)
		buf_printf(path, "%s.rejected.csv", r->source);
	else
		buf_printf(path, "%s.rejected-%d.csv", r->source, n);
	return n == 1 || (!r->asked && n < 1000);
}

static int no_place(const char *path, int why, struct err *err)
{
	return err_set(err, ERR_OUTPUT,
		       "the refused rows cannot be written to %s: %s. Nothing was imported; name another file with --rejects",
		       path, strerror(why));
}

/* A name that is taken already is said before the rows are read; the file gets its name when it is whole. */
static int open_file(struct reject *r, struct err *err)
{
	struct buf path = { 0 };
	struct stat st;
	int rc = 0;

	for (int n = 1; try_name(r, n, &path) && !lstat(buf_str(&path), &st);)
		if (r->asked || ++n == 1000) {
			rc = no_place(buf_str(&path), EEXIST, err);
			break;
		}
	if (!rc) {
		r->fd = file_make_part(buf_str(&path), NULL, &r->tmp, err);
		if (r->fd < 0)
			rc = no_place(buf_str(&path), errno, err);
	}
	buf_done(&path);
	if (rc)
		return -1;
	r->out = csv_out_open(r->fd, &r->options);
	csv_out_text(r->out, "rejected_line", strlen("rejected_line"));
	csv_out_text(r->out, "rejected_column", strlen("rejected_column"));
	csv_out_text(r->out, "rejected_reason", strlen("rejected_reason"));
	/* An earlier file of refused rows leaves its own three behind. */
	for (int i = 0; i < r->columns; i++)
		if (strncmp(r->header[i], "rejected_", 9))
			csv_out_text(r->out, r->header[i], strlen(r->header[i]));
	csv_out_end_row(r->out);
	return 0;
}

int reject_row(struct reject *r, const struct csv_row *row, int column, const char *reason, struct err *err)
{
	char line[32], at[16];
	const char *name = reject_column(r, column);

	if (!r->out && open_file(r, err))
		return -1;
	snprintf(line, sizeof line, "%lld", (long long)row->line);
	csv_out_plain(r->out, line, strlen(line));
	snprintf(at, sizeof at, "%d", column); /* of a column without a name its number */
	if (*name || column <= 0)
		csv_out_text(r->out, name, strlen(name));
	else
		csv_out_plain(r->out, at, strlen(at));
	csv_out_text(r->out, reason, strlen(reason));
	/* A line that is no CSV stands as it was, in the first cell. */
	for (int i = 0; i < r->columns; i++) {
		struct csv_field f = { NULL, 0 };

		if (i < row->count)
			f = row->fields[i];
		else if (!row->count && i == 0)
			f = (struct csv_field){ row->raw, row->raw_len };
		if (strncmp(r->header[i], "rejected_", 9))
			csv_out_text(r->out, f.text, f.len);
	}
	csv_out_end_row(r->out);
	return 0;
}

static int name_it(struct reject *r, struct err *err)
{
	struct buf path = { 0 };
	int n = 1, rc = -1;

	while (try_name(r, n, &path)) {
		rc = file_name(r->tmp, buf_str(&path));
		if (!rc || errno != EEXIST)
			break;
		n++;
	}
	if (rc)
		no_place(buf_str(&path), errno, err);
	else
		r->path = xstrdup(buf_str(&path));
	buf_done(&path);
	return rc;
}

int reject_finish(struct reject *r, struct err *err)
{
	struct csv_out *out = r->out;
	int rc = 0;

	if (!out)
		return 0;
	r->out = NULL;
	rc = csv_out_close(out, NULL, err);
	if (!rc && fsync(r->fd))
		rc = err_set(err, ERR_OUTPUT, "%s", strerror(errno));
	rc = rc ? err_wrap(err, "the refused rows cannot be written; nothing was imported") : name_it(r, err);
	file_drop(r->fd, r->tmp);
	if (!rc)
		file_sync_dir(r->path);
	r->fd = -1;
	return rc;
}

int reject_close(struct reject *r, char **path, struct err *err)
{
	int rc = 0;

	if (!r)
		return 0;
	rc = reject_finish(r, err);
	*path = r->path;
	for (int i = 0; i < r->columns; i++)
		free(r->header[i]);
	free(r->header);
	free(r->source);
	free(r->asked);
	free(r->tmp);
	free(r);
	return rc;
}
