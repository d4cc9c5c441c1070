/* The file of what is published: whole and on disk before the COMMIT, and under its name after it; what a kill left out the
 * next one puts there. */
#include "model/report_private.h"

#include "model/file.h"
#include "model/standing.h"
#include "model/teeth.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { REPORT_AT_PATH };
static int look_there(struct store *s, const struct report *r, enum standing *out, struct err *err)
{
	return standing_look(s, r->path, &report_file_sql[REPORT_AT_PATH], r->path, 0, r->id, out, err);
}

/* What stands there is one of ours, or nothing. */
int report_file_check(struct store *s, const struct report *r, struct err *err)
{
	enum standing there;

	if (look_there(s, r, &there, err))
		return -1;
	return there != STANDS_FOREIGN ? 0
				       : err_set(err, ERR_OUTPUT, "%s/%s holds what winloss did not publish; it was left as it is,"
								  " nothing was published. Move it away first", s->out_dir, r->path);
}

static int need_folders(struct store *s, const char *path, struct err *err)
{
	struct buf folder = { 0 };
	int rc = file_need_folder(s->out_dir, s->path, false, err);

	for (const char *slash = strchr(path, '/'); !rc && slash; slash = strchr(slash + 1, '/')) {
		buf_clear(&folder);
		buf_printf(&folder, "%s/%.*s", s->out_dir, (int)(slash - path), path);
		rc = file_need_folder(buf_str(&folder), s->path, true, err);
	}
	buf_done(&folder);
	return rc;
}

int report_file_make(struct store *s, const struct report *r, struct report_file *f, struct err *err)
{
	struct buf path = { 0 };
	int rc = 0;

	standing_place(s, r->path, &path);
	if (need_folders(s, r->path, err))
		rc = -1;
	else
		f->fd = file_make_part(buf_str(&path), s->path, &f->tmp, err);
	if (!rc && f->fd < 0)
		rc = -1;
	if (!rc && file_fill(f->fd, buf_str(&f->bytes), f->bytes.len)) {
		rc = err_set(err, ERR_OUTPUT, "%s cannot be written: %s; nothing was published", buf_str(&path), strerror(errno));
		file_drop(f->fd, f->tmp);
		f->fd = -1;
	}
	buf_done(&path);
	return rc;
}

int report_file_settle(struct store *s, const struct report *of, struct err *err)
{
	struct report_file f = { .fd = -1 };
	struct report newest;
	struct buf path = { 0 };
	enum standing there;
	int rc = report_newest_of(s, of, &newest, err);

	if (rc == 1 && !(rc = look_there(s, &newest, &there, err)) && (there == STANDS_NOTHING || there == STANDS_OLDER)) {
		standing_place(s, newest.path, &path);
		rc = report_bytes(s, &newest, &f.bytes, NULL, err);
		if (!rc)
			err_set(err, ERR_DB, "the words of report %" PRId64 " are not there any more", newest.id);
		rc = rc == 1 && !report_file_make(s, &newest, &f, err) && !file_put(f.fd, f.tmp, buf_str(&path), true, err) ? 1 : -1;
	}
	report_done(&newest);
	buf_done(&f.bytes);
	buf_done(&path);
	free(f.tmp);
	return rc;
}

/* Between our COMMIT and the name of our file another may have published: whoever gives the name last looks again. */
static int settle_all(struct store *s, const struct report *of, struct err *err)
{
	int rc = 1;

	while (rc == 1)
		rc = teeth_off("issue-newest") ? 0 : report_file_settle(s, of, err);
	return rc;
}

int report_file_end(struct store *s, const struct report *r, struct report_file *f, int rc, struct err *err)
{
	struct buf path = { 0 };

	standing_place(s, r->path ? r->path : "", &path);
	if (rc && f->tmp && f->fd >= 0)
		file_drop(f->fd, f->tmp);
	else if (!rc && (file_put(f->fd, f->tmp, buf_str(&path), true, err) || settle_all(s, r, err)))
		rc = err_wrap(err, "report %" PRId64 " is published in the database, and its file is not in its place yet", r->id);
	buf_done(&path);
	buf_done(&f->bytes);
	free(f->tmp);
	*f = (struct report_file){ .fd = -1 };
	return rc;
}

const struct sql report_file_sql[] = {
	[REPORT_AT_PATH] = { "report_at_path", "select r.id, t.body from report r join text t on t.id = r.text where r.path = $1" },
	{ NULL, NULL },
};
