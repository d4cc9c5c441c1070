#include "model/snooze.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SNOOZE_GET, SNOOZE_STANDS, SNOOZE_ALL, SNOOZE_TIMES, SNOOZE_INSERT, SNOOZE_UPDATE };
#define REASON_MAX 1000

static const struct record_type type;

void snooze_done(struct snooze *z)
{
	free(z->reason);
	z->reason = NULL;
}

static int64_t today(const struct store *s)
{
	return calendar_day(s->calendar, s->now(s));
}

static int find(struct store *s, int sql, int64_t key, struct snooze *z, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &snooze_sql[sql], err);
	int rc;

	*z = (struct snooze){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, key);
	if (sql == SNOOZE_STANDS)
		db_int(st, 2, today(s));
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	*z = (struct snooze){ db_col(st, 0), db_col(st, 1), db_col(st, 2), xstrdup(db_col_text(st, 3)), db_col(st, 4),
			      db_col(st, 5), db_col(st, 6), db_col(st, 7), db_col(st, 8) };
	db_reset(st);
	return 1;
}

int snooze_get(struct store *s, int64_t deal, struct snooze *out, struct err *err)
{
	return find(s, SNOOZE_STANDS, deal, out, err);
}

int64_t snooze_times(struct store *s, int64_t deal)
{
	struct stmt *st = db_stmt(s->db, &snooze_sql[SNOOZE_TIMES], NULL);
	int64_t n = 0;

	if (!st)
		return 0;
	db_int(st, 1, deal);
	db_first(st, &n, 1, NULL);
	return n;
}

int snoozes_load(struct store *s, struct snoozes *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &snooze_sql[SNOOZE_ALL], err);
	size_t cap = 0;
	int rc;

	*out = (struct snoozes){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, today(s));
	while ((rc = db_step(st, err)) == 1) {
		if (out->n == cap) {
			cap = cap ? cap * 2 : 16;
			out->at = xrealloc(out->at, cap * sizeof *out->at);
		}
		out->at[out->n++] = (struct snoozed){ db_col(st, 0), db_col(st, 1), db_col(st, 2) };
	}
	if (rc < 0)
		snoozes_done(out);
	return rc;
}

void snoozes_done(struct snoozes *z)
{
	free(z->at);
	*z = (struct snoozes){ 0 };
}

static int by_deal(const void *key, const void *element)
{
	int64_t deal = *(const int64_t *)key, other = ((const struct snoozed *)element)->deal;

	return deal < other ? -1 : deal > other;
}

const struct snoozed *snoozes_find(const struct snoozes *z, int64_t deal)
{
	return z->n ? bsearch(&deal, z->at, z->n, sizeof *z->at, by_deal) : NULL;
}

bool snoozes_hide(const struct snoozes *z, int64_t deal, int64_t due_at, int64_t now)
{
	const struct snoozed *one = z->n ? snoozes_find(z, deal) : NULL;

	/* A breach since then was not known to whoever put it off. */
	return one && (due_at == NO_MOMENT || due_at >= now || due_at < one->at_ms);
}

/* ---- writing ---- */

static int64_t row_sum(const struct snooze *z)
{
	return rowsum_of(ROW(NUMBER(z->id), NUMBER(z->deal), NUMBER(z->until_day), WORDS(z->reason), NUMBER(z->member),
			     NUMBER(z->at_ms), NUMBER(z->ended_at)));
}

static int write_row(struct store *s, const struct snooze *z, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &snooze_sql[was_rev ? SNOOZE_UPDATE : SNOOZE_INSERT], err);

	if (!st)
		return -1;
	db_int(st, 1, z->id);
	db_int(st, 2, z->ended_at);
	db_int(st, 3, z->rev);
	db_int(st, 4, row_sum(z));
	db_int(st, 5, z->gone);
	if (was_rev) {
		db_int(st, 6, was_rev);
	} else {
		db_int(st, 6, z->deal);
		db_int(st, 7, z->until_day);
		db_text(st, 8, z->reason);
		db_int(st, 9, z->member);
		db_int(st, 10, z->at_ms);
	}
	return record_write(s, st, was_rev, type.name, err);
}

/* The deal, which the actor may mark. */
static int read_deal(struct store *s, int64_t id, struct deal *d, struct err *err)
{
	int rc = deal_get(s, id, d, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, id);
	if (!access_act(s, "mark", err))
		return 0;
	deal_done(d);
	return -1;
}

static void name_group(struct group *g, const struct deal *d, const char *doing, int64_t day)
{
	struct buf title = { 0 };

	deal_label(d, &title);
	buf_printf(&title, ": %s", doing);
	if (day != NO_DAY)
		day_format(day, &title);
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_DEAL, d->id);
	buf_done(&title);
}

static struct record_who who_of(const struct snooze *z, const struct deal *d)
{
	return (struct record_who){ z->id, d->owner, CLASS_DEAL };
}

static int end_one(struct store *s, struct group *g, const struct deal *d, struct snooze *z, struct err *err)
{
	struct snooze was = *z;

	z->ended_at = g->at_ms;
	z->rev = was.rev + 1;
	return write_row(s, z, was.rev, err) || record_note_fields(g, &type, who_of(z, d), &was, z, err) ? -1 : 0;
}

static int insert(struct store *s, struct group *g, const struct deal *d, struct snooze *z, struct err *err)
{
	static const struct snooze nothing = { .until_day = NO_DAY };

	z->id = db_next_id(s->db, "snooze", 1, err);
	z->deal = d->id;
	z->member = s->actor.member;
	z->at_ms = g->at_ms;
	z->rev = 1;
	return z->id < 0 || write_row(s, z, 0, err) || record_note_made(g, &type, who_of(z, d), &nothing, z, err) ? -1 : 0;
}

static int check_given(const struct store *s, const struct snooze *z, struct err *err)
{
	const char *words = z->reason ? z->reason : "";

	if (!text_says(words))
		return err_set(err, ERR_REFUSED, "not put off: say why");
	if (strlen(words) > REASON_MAX || text_valid(words, strlen(words)) < strlen(words))
		return err_set(err, ERR_INPUT, "the reason is %s; nothing was written",
			       strlen(words) > REASON_MAX ? "longer than 1,000 bytes" : "no UTF-8");
	if (z->until_day == NO_DAY || z->until_day <= today(s))
		return err_set(err, ERR_REFUSED, "not put off: a day to come is needed, on which it comes back");
	return 0;
}

static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct snooze *z = arg, stands;
	struct deal d;
	int rc;

	if (read_deal(s, z->deal, &d, err))
		return -1;
	rc = check_given(s, z, err);
	if (!rc && d.stage != STAGE_WON)
		rc = err_set(err, ERR_REFUSED, "not put off: only the handoff of a won deal is");
	if (!rc) {
		rc = snooze_get(s, d.id, &stands, err);
		rc = rc < 0 || (rc && end_one(s, g, &d, &stands, err)) ? -1 : 0;
		snooze_done(&stands);
	}
	if (!rc)
		rc = insert(s, g, &d, z, err);
	if (!rc)
		name_group(g, &d, "put off to ", z->until_day);
	deal_done(&d);
	return rc;
}

int snooze_put(struct store *s, int64_t deal, int64_t until_day, const char *reason, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct snooze z = { .deal = deal, .until_day = until_day, .reason = (char *)(uintptr_t)(reason ? reason : "") };

	return edit(s, &how, put, &z, NULL, err);
}

static int end(struct store *s, struct group *g, void *arg, struct err *err)
{
	const int64_t *deal = arg;
	struct snooze z;
	struct deal d;
	int rc;

	if (read_deal(s, *deal, &d, err))
		return -1;
	rc = snooze_get(s, *deal, &z, err);
	if (!rc)
		rc = err_set(err, ERR_REFUSED, "this handoff is not put off");
	else if (rc == 1)
		rc = end_one(s, g, &d, &z, err);
	if (!rc)
		name_group(g, &d, "taken up again", NO_DAY);
	snooze_done(&z);
	deal_done(&d);
	return rc;
}

int snooze_end(struct store *s, int64_t deal, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };

	return edit(s, &how, end, &deal, NULL, err);
}

/* ---- undo ---- */

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct snooze was, z;
	struct record_who who = { subject, n ? c[0].owner : 0, CLASS_DEAL };
	int rc = find(s, SNOOZE_GET, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the snooze is no longer there");
	z = was;
	z.rev++;
	rc = record_reverse_whole(g, &type, who, &z, &z.gone, c, n, err) || write_row(s, &z, was.rev, err) ||
	     record_note_fields(g, &type, who, &was, &z, err) ? -1 : 0;
	snooze_done(&was);
	return rc;
}

const struct record_ops snooze_ops = { SUBJECT_SNOOZE, "snooze", apply };

/* Day and reason never change, and come and go with the row. */
static const struct record_field fields[] = {
	{ "until_day", offsetof(struct snooze, until_day), false, NO_DAY },
	{ "reason", offsetof(struct snooze, reason), true, 0 },
	{ "ended_at", offsetof(struct snooze, ended_at), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_SNOOZE, "snooze", fields };

#define SNOOZE_ROW "select id, deal, until_day, reason, member, at_ms, ended_at, rev, gone from snooze"

const struct sql snooze_sql[] = {
	[SNOOZE_GET] = { "snooze_get", SNOOZE_ROW " where id = $1" },
	[SNOOZE_STANDS] = { "snooze_stands", SNOOZE_ROW " where deal = $1 and gone = 0 and ended_at = 0 and until_day > $2"
						       " order by id desc limit 1" },
	[SNOOZE_ALL] = { "snooze_all", "select deal, max(at_ms), max(until_day) from snooze where gone = 0 and ended_at = 0 and until_day > $1"
				       " group by deal order by deal" },
	[SNOOZE_TIMES] = { "snooze_times", "select count(*) from snooze where deal = $1 and gone = 0" },
	[SNOOZE_INSERT] = { "snooze_insert", "insert into snooze (id, ended_at, rev, sum, gone, deal, until_day, reason, member,"
					     " at_ms) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)" },
	[SNOOZE_UPDATE] = { "snooze_update", "update snooze set ended_at = $2, rev = $3, sum = $4, gone = $5 where id = $1"
					     " and rev = $6" },
	{ NULL, NULL },
};
