#include "screens/export_file.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/store.h"
#include "model/value.h"

void export_file_name(struct store *s, const char *kind, struct buf *out)
{
	int64_t now = s->now(s);
	int minute = calendar_minute(s->calendar, now);

	buf_printf(out, "%s-", kind);
	day_format(calendar_day(s->calendar, now), out);
	buf_printf(out, "-%02d%02d.csv", minute / 60, minute % 60);
}

struct act export_file_write(struct screen *s, const struct export_options *o, const char *one, const char *many)
{
	struct export_options csv = *o;
	struct err err = { 0 };
	int64_t rows = 0;
	bool closed;

	csv.format = EXPORT_CSV;
	if (export_run(s->view->store, &csv, &rows, &closed, &err))
		return act_error(&err);
	return act_say(ACT_HANDLED, TONE_DONE, "%s holds %lld %s", csv.path, (long long)rows, rows == 1 ? one : many);
}
