/* Counting what a pass has coded, over rows in memory, and the themes that an interview counts for. */
#include "model/coding_private.h"

#include "model/blind.h"
#include "model/buf.h"
#include "model/fact.h"
#include "model/teeth.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char *const drivers[] = { "", "win", "loss" };

const char *driver_key(int64_t driver)
{
	return driver >= 0 && driver <= DRIVER_LOSS ? drivers[driver] : "";
}

int driver_find(const char *word)
{
	for (int i = 0; i <= DRIVER_LOSS; i++)
		if (!strcasecmp(drivers[i], word))
			return i;
	return strcasecmp(word, "none") ? -1 : DRIVER_NONE;
}

enum { PRESENCE_CLEAR, PRESENCE_INSERT, PRESENCE_DIFFERS, PRESENCE_NONE };

static void count_one(struct code_count *out, int64_t driver)
{
	switch ((enum code_driver)driver) {
	case DRIVER_WIN:
		out->win++;
		break;
	case DRIVER_LOSS:
		out->loss++;
		break;
	case DRIVER_NONE:
		out->none++;
		break;
	}
}

void code_count(const struct taxonomy *t, const struct code *codes, size_t n, struct code_count *out)
{
	for (size_t i = 0; i < t->n; i++)
		out[i] = (struct code_count){ .theme = t->theme[i].id };
	for (size_t k = 0; k < n; k++) {
		int64_t root = 0;

		for (size_t i = 0; i < t->n; i++)
			if (t->theme[i].id == codes[k].theme) {
				count_one(&out[i], codes[k].driver);
				root = t->theme[i].parent;
			}
		for (size_t i = 0; root && i < t->n; i++)
			if (t->theme[i].id == root)
				count_one(&out[i], codes[k].driver);
	}
}

static bool is_among(const int64_t *ids, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* Coded, and every code looked at since its note was last corrected. */
static bool is_coded(const struct code *codes, size_t n, int64_t note)
{
	bool coded = false;

	for (size_t i = 0; i < n; i++) {
		if (codes[i].note == note && codes[i].state == CODE_MOVED)
			return false;
		coded = coded || codes[i].note == note;
	}
	return coded;
}

size_t coding_next(const struct interview_note *notes, size_t n, const struct code *codes, size_t n_codes,
		   const int64_t *read, size_t n_read, size_t from)
{
	for (size_t k = 0; k < n; k++) {
		size_t i = from == SIZE_MAX ? k : (from + 1 + k) % n;

		if (!is_coded(codes, n_codes, notes[i].id) && !is_among(read, n_read, notes[i].id))
			return i;
	}
	return n;
}

/* ---- presence ---- */

int presence_write(struct store *s, int64_t interview, struct err *err)
{
	static const int steps[] = { PRESENCE_CLEAR, PRESENCE_INSERT };

	fact_touch_interview(s, interview);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		struct stmt *st = db_stmt(s->db, &presence_sql[steps[i]], err);

		if (!st)
			return -1;
		db_int(st, 1, interview);
		if (db_run(st, err))
			return -1;
	}
	return 0;
}

int presence_compare(struct store *s, int (*fn)(void *arg, int64_t interview), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &presence_sql[PRESENCE_DIFFERS], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		rc = fn(arg, db_col(st, 0));
		if (rc) {
			db_reset(st);
			break;
		}
	}
	return rc;
}

#define SHOULD_BE                                                                                                      \
	"select i.id interview, c.theme, c.driver, count(*) n from interview i join code c on c.pass = " CODING_COUNTS     \
	" and c.gone = 0 where i.state = 4 and i.gone = 0 and " BLIND_ALL("i.id")
#define SHOULD_BY " group by i.id, c.theme, c.driver"

const struct sql presence_sql[] = {
	[PRESENCE_CLEAR] = { "presence_clear", "delete from presence where interview = $1" },
	[PRESENCE_INSERT] = { "presence_insert", "insert into presence (interview, theme, driver, n) " SHOULD_BE
						 " and i.id = $1" SHOULD_BY },
	[PRESENCE_DIFFERS] = { "presence_differs",
			       "select x.interview from (select s.interview from (" SHOULD_BE SHOULD_BY ") s left join presence p"
			       " on p.interview = s.interview and p.theme = s.theme and p.driver = s.driver"
			       " where coalesce(p.n, -1) <> s.n union select p.interview from presence p left join (" SHOULD_BE
			       SHOULD_BY ") s on s.interview = p.interview and s.theme = p.theme and s.driver = p.driver"
			       " where s.n is null) x order by x.interview" },
	[PRESENCE_NONE] = { NULL, NULL },
};
