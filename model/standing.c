#include "model/standing.h"

#include "model/file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define STANDING_MAX (64u << 20)

void standing_place(const struct store *s, const char *path, struct buf *out)
{
	buf_printf(out, "%s/%s", s->out_dir, path);
}

static int which(struct stmt *st, const struct buf *there, int64_t newest, enum standing *out, struct err *err)
{
	int rc;

	while ((rc = db_step(st, err)) == 1)
		if (!strcmp(db_col_text(st, 1), buf_str(there)) && *out != STANDS_NEWEST)
			*out = db_col(st, 0) == newest ? STANDS_NEWEST : STANDS_OLDER;
	return rc;
}

int standing_look(struct store *s, const char *path, const struct sql *versions, const char *text, int64_t number, int64_t newest,
		  enum standing *out, struct err *err)
{
	struct buf place = { 0 }, there = { 0 };
	struct stat file;
	struct stmt *st;
	int rc = 0;

	*out = STANDS_FOREIGN;
	standing_place(s, path, &place);
	if (lstat(buf_str(&place), &file)) {
		*out = STANDS_NOTHING;
		rc = errno == ENOENT || errno == ENOTDIR ? 0 : -1;
	} else if (S_ISREG(file.st_mode)) {
		rc = file_read(buf_str(&place), STANDING_MAX, &there) ? -1 : 0;
	}
	if (rc) {
		err_set(err, ERR_OUTPUT, "%s cannot be read: %s", buf_str(&place), strerror(errno));
	} else if (there.len && strlen(buf_str(&there)) == there.len) { /* we write no NUL */
		st = db_stmt(s->db, versions, err);
		if (st)
			db_text_or(st, 1, text, number);
		rc = st ? which(st, &there, newest, out, err) : -1;
	}
	buf_done(&place);
	buf_done(&there);
	return rc;
}
