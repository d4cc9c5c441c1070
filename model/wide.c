#include "model/wide.h"

#include "model/import.h"

#include <stdio.h>
#include <string.h>

enum { WIDE_NEWEST };

void wide_name(const struct debrief_question *q, char *out, size_t size)
{
	snprintf(out, size, "q%d_%.40s", q->id, q->key);
}

static bool is_empty(const char *text)
{
	return !text || !*text;
}

void wide_answer(const struct debrief_answer *a, struct buf *out)
{
	bool live = !is_empty(a->live.text);

	if (a->hidden)
		return;
	switch (a->state) {
	case ANSWER_OPEN:
	case ANSWER_AHEAD:
		return;
	case ANSWER_UNKNOWN:
		buf_printf(out, "not known%s%s", live ? ": " : "", live ? a->live.text : "");
		return;
	case ANSWER_LIVE:
	case ANSWER_TAKEN:
		if (live)
			buf_puts(out, a->live.text);
		else if (!is_empty(a->ahead.text))
			buf_puts(out, a->ahead.text);
		return;
	}
}

int wide_as_of(struct store *s, struct buf *out, struct err *err)
{
	int64_t newest = db_scalar(s->db, &wide_sql[WIDE_NEWEST], -1);

	if (newest < 0)
		return err_set(err, ERR_IO, "the newest change of history cannot be read");
	global_name(s, 'G', newest, out);
	return 0;
}

int64_t wide_group(const struct store *s, const char *cell)
{
	return cell ? global_name_id(s, 'G', cell) : 0;
}

const struct sql wide_sql[] = {
	[WIDE_NEWEST] = { "wide_newest", "select coalesce(max(id), 0) from grp" },
	{ NULL, NULL },
};
