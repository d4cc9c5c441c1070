/* Open handoffs as a table: the words of the queue, what is breached first on top. */
#include "model/export_private.h"

#include "model/away.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/handoff.h"
#include "model/member.h"

#include <stdio.h>
#include <stdlib.h>

static const struct sheet_column columns[] = {
	{ "deal", false },	 { "company", false }, { "owner", false },	{ "csm", false },  { "won", false },
	{ "due", false },	 { "state", false },   { "next", false },	{ "packet", false },
	{ "acknowledge", false }, { "sow", false },    { "debrief", false }, { "kickoff", false },
	{ "put_off", false },	 { "deputy", false },  { "missing", false },
};

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static int by_id(const void *key, const void *element)
{
	int64_t x = *(const int64_t *)key, y = *(const int64_t *)element;

	return x < y ? -1 : x > y;
}

static bool is_wanted(const struct export *x, const struct handoff *h)
{
	const struct export_options *o = x->opt;

	if (o->only && !bsearch(&h->deal, o->only, o->n_only, sizeof *o->only, by_id))
		return false;
	if (o->quarter && (h->closed_day == NO_DAY || h->closed_day < x->first_day || h->closed_day > x->last_day))
		return false;
	return !o->since || (h->won_at != NO_MOMENT && h->won_at >= x->since_ms);
}

static void put_moment(struct export *x, int64_t at)
{
	struct buf b = { 0 };

	if (at != NO_MOMENT)
		moment_format_utc(at, &b);
	sheet_word(x->sheet, none(buf_str(&b)));
	buf_done(&b);
}

static int put_row(void *arg, const struct handoff *h)
{
	struct export *x = arg;
	char number[24];

	if (!is_wanted(x, h))
		return 0;
	snprintf(number, sizeof number, "D-%lld", (long long)h->deal);
	sheet_text(x->sheet, none(h->ext) ? h->ext : number);
	sheet_text(x->sheet, none(h->company));
	sheet_text(x->sheet, none(member_login(x->s, h->owner)));
	sheet_text(x->sheet, none(member_login(x->s, h->csm)));
	put_moment(x, h->won_at);
	put_moment(x, h->due_at);
	sheet_word(x->sheet, clock_state_key(h->state));
	sheet_text(x->sheet, none(h->next));
	for (int part = 0; part < HANDOFF_PARTS; part++)
		sheet_text(x->sheet, h->cell[part].words);
	sheet_day(x->sheet, h->put_off_day);
	sheet_text(x->sheet, none(member_login(x->s, away_now(x->s, h->csm))));
	sheet_int(x->sheet, (int64_t)h->lacks, true);
	sheet_end_row(x->sheet);
	return 0;
}

int export_handoffs(struct export *x, struct err *err)
{
	if (export_open(x, columns, sizeof columns / sizeof *columns, err))
		return -1;
	return handoff_each(x->s, &(struct handoff_filter){ 0 }, put_row, x, err);
}
