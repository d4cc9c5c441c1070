/* What `check` finds out about codes: words that are no longer those that were coded, themes an interview counts for. */
#include "model/check_private.h"
#include "model/coding.h"
#include "model/span.h"

#include <string.h>

static int check_words(struct checking *c, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, &coding_check_sql[0], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		struct span sp = { db_col(st, 1), db_col(st, 2) };
		const char *body = db_col_text(st, 4);
		unsigned char sha[SPAN_SHA];
		size_t n;
		const void *have = db_col_blob(st, 3, &n);

		if (span_fits(body, sp))
			span_hash(body, sp, sha);
		if (!span_fits(body, sp) || n != SPAN_SHA || memcmp(sha, have, SPAN_SHA) != 0)
			check_say(c, "code %lld: the words differ from what was coded", (long long)db_col(st, 0));
	}
	return rc;
}

static int say_interview(void *arg, int64_t interview)
{
	check_say(arg, "interview I-%lld: its themes are counted otherwise than its codes give", (long long)interview);
	return 0;
}

int coding_check(struct checking *c, struct err *err)
{
	return check_words(c, err) || presence_compare(c->s, say_interview, c, err) ? -1 : 0;
}

/* An erased text has no words to compare. */
const struct sql coding_check_sql[] = {
	{ "code_check_words", "select c.id, c.start_cp, c.end_cp, c.span_sha, t.body from code c join text t on t.id = c.text"
			      " where t.salt is not null order by c.id" },
	{ NULL, NULL },
};
