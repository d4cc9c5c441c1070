#include "model/reject.h"

#include "model/buf.h"
#include "model/io/csv_out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct reject {
	char *source, *asked, *path;
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

static int make(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd >= 0)
		fchmod(fd, 0600);
	return fd;
}

static int open_file(struct reject *r, struct err *err)
{
	struct buf path = { 0 };

	for (int n = 1; r->fd < 0 && n < 1000; n++) {
		buf_clear(&path);
		if (r->asked)
			buf_puts(&path, r->asked);
		else if (n == 1)
			buf_printf(&path, "%s.rejected.csv", r->source);
		else
			buf_printf(&path, "%s.rejected-%d.csv", r->source, n);
		r->fd = make(buf_str(&path));
		if (r->fd < 0 && (errno != EEXIST || r->asked))
			break;
	}
	if (r->fd < 0) {
		err_set(err, ERR_OUTPUT,
			"the refused rows cannot be written to %s: %s. Nothing was imported; name another"
			" file with --rejects",
			buf_str(&path), strerror(errno));
		buf_done(&path);
		return -1;
	}
	r->path = buf_take(&path);
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
	char line[32];

	if (!r->out && open_file(r, err))
		return -1;
	snprintf(line, sizeof line, "%lld", (long long)row->line);
	csv_out_plain(r->out, line, strlen(line));
	csv_out_text(r->out, reject_column(r, column), strlen(reject_column(r, column)));
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

int reject_finish(struct reject *r, struct err *err)
{
	struct csv_out *out = r->out;
	int fd = r->fd, rc = 0;

	r->out = NULL;
	r->fd = -1;
	if (out)
		rc = csv_out_close(out, NULL, err);
	if (fd >= 0 && (fsync(fd) | close(fd)) && !rc)
		rc = err_set(err, ERR_OUTPUT, "%s", strerror(errno));
	return rc ? err_wrap(err, "the refused rows cannot be written to %s; nothing was imported", r->path) : 0;
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
	free(r);
	return rc;
}
