#include "model/import_way.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WAY_CHANGES, WAY_BODY };

static bool is_same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* Whether the value that history keeps is what the file says. 1, 0, -1. */
static int says_so(struct store *s, const struct way_of *w, const char *kept, struct err *err)
{
	struct stmt *st;
	int rc;

	if (!w->body || !kept || !*kept)
		return is_same(kept, w->says);
	st = db_stmt(s->db, &import_way_sql[WAY_BODY], err);
	if (!st)
		return -1;
	db_int(st, 1, strtoll(kept, NULL, 10));
	rc = db_step(st, err);
	if (rc == 1) {
		rc = is_same(db_col_text(st, 0), w->says);
		db_reset(st);
	}
	return rc;
}

/* The changes of the field, newest first. */
static int look_back(struct store *s, const struct way_of *w, enum way *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_way_sql[WAY_CHANGES], err);
	bool first = true;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, w->kind);
	db_int(st, 2, w->id);
	db_text(st, 3, w->part);
	db_text(st, 4, w->field);
	*out = WAY_CONFLICT;
	while ((rc = db_step(st, err)) == 1) {
		char *before = xstrdup(db_col_text(st, 1)), *after = xstrdup(db_col_text(st, 2));
		int same = 0;

		if (first && db_col(st, 0) == GROUP_IMPORT)
			*out = WAY_TAKE;
		else if ((same = says_so(s, w, before, err)) == 0)
			same = says_so(s, w, after, err);
		free(before);
		free(after);
		if (same > 0)
			*out = WAY_KEEP;
		if (same || *out == WAY_TAKE) {
			db_reset(st);
			return same < 0 ? -1 : 0;
		}
		first = false;
	}
	if (!rc && first)
		*out = WAY_TAKE;
	return rc;
}

int import_way(struct store *s, const struct import_options *opt, const struct way_of *w, enum way *out, struct err *err)
{
	*out = WAY_TAKE;
	if (opt->theirs)
		return 0;
	if (look_back(s, w, out, err))
		return -1;
	if (*out == WAY_CONFLICT)
		err_set(err, ERR_REFUSED, "conflict in %s: edited here, “%.100s”; the file says “%.100s”", w->field, w->ours ? w->ours : "",
			w->says ? w->says : "");
	return 0;
}

int import_way_number(struct store *s, const struct import_options *opt, enum subject_kind kind, int64_t id, const char *field,
		      int64_t ours, int64_t none, int64_t *says, struct err *err)
{
	char a[24], b[24];
	struct way_of w = { .kind = kind, .id = id, .part = "", .field = field, .ours = ours == none ? NULL : a,
			    .says = *says == none ? NULL : b };
	enum way way;

	snprintf(a, sizeof a, "%" PRId64, ours);
	snprintf(b, sizeof b, "%" PRId64, *says);
	if (ours == *says)
		return 0;
	if (import_way(s, opt, &w, &way, err) || way == WAY_CONFLICT)
		return -1;
	if (way == WAY_KEEP)
		*says = ours;
	return 0;
}

int import_way_words(struct store *s, const struct import_options *opt, enum subject_kind kind, int64_t id, const char *field,
		     const char *ours, const char **says, struct err *err)
{
	struct way_of w = { .kind = kind, .id = id, .part = "", .field = field, .body = !strcmp(field, "text"), .ours = ours,
			    .says = **says ? *says : NULL };
	enum way way;

	if (!strcmp(ours ? ours : "", *says))
		return 0;
	if (import_way(s, opt, &w, &way, err) || way == WAY_CONFLICT)
		return -1;
	if (way == WAY_KEEP)
		*says = NULL;
	return 0;
}

int import_ways(struct store *s, const struct import_options *opt, const struct record_type *type, int64_t id, const char *part,
		const void *was, void *is, const char *but, struct err *err)
{
	for (const struct record_field *f = type->field; f->key; f++) {
		char a[24], b[24];
		struct way_of w = { .kind = type->kind, .id = id, .part = part, .field = f->key, .ours = record_value(was, f, a, sizeof a),
				    .says = record_value(is, f, b, sizeof b) };
		enum way way;

		if (is_same(w.ours, w.says) || (but && !strcmp(but, f->key)))
			continue;
		if (import_way(s, opt, &w, &way, err) || way == WAY_CONFLICT)
			return -1;
		if (way == WAY_KEEP)
			record_take(is, was, f);
	}
	return 0;
}

const struct sql import_way_sql[] = {
	[WAY_CHANGES] = { "import_way_changes", "select g.kind, c.before, c.after from change c join grp g on g.id = c.grp"
						" where c.subject_kind = $1 and c.subject = $2 and c.part = $3 and c.field = $4"
						" and g.undone_by = 0 and g.kind not in (1, 4) order by c.grp desc" },
	[WAY_BODY] = { "import_way_body", "select body from text where id = $1" },
	{ NULL, NULL },
};
