/* The export of what the board shows. */
#include "screens/board.h"

#include "model/calendar.h"
#include "model/export.h"
#include "model/store.h"

#include <stdlib.h>

static void name_export(struct store *s, struct buf *out)
{
	int64_t now = s->now(s), day = calendar_day(s->calendar, now);
	int minute = calendar_minute(s->calendar, now);

	buf_puts(out, "deals-");
	day_format(day, out);
	buf_printf(out, "-%02d%02d.csv", minute / 60, minute % 60);
}

/* What is on the screen: with a filter those deals alone. */
struct act board_export(struct screen *s, int key)
{
	struct board *b = board_of(s);
	struct store *store = s->view->store;
	struct export_options o = { .kind = "deals", .format = EXPORT_CSV };
	struct buf name = { 0 };
	struct err err = { 0 };
	int64_t *ids = NULL, rows = 0;
	bool closed;
	struct act a;
	int r = 0;

	(void)key;
	name_export(store, &name);
	o.path = buf_str(&name);
	if (board_filtered(b)) {
		r = board_ids(store, &b->filter, b->unfolded ? BOARD_ALL : BOARD_ACTIVE, &ids, &o.n_only, &err);
		o.only = ids;
	}
	if (r || export_run(store, &o, &rows, &closed, &err))
		a = act_error(&err);
	else
		a = act_say(ACT_HANDLED, TONE_DONE, "%s holds %lld %s", o.path, (long long)rows, rows == 1 ? "deal" : "deals");
	free(ids);
	buf_done(&name);
	return a;
}
