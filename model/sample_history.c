/* The quarters before the sample's own two: deals that came closed, as an import brings them, so that trends have a past. */
#include "model/sample_private.h"

#include "assets/assets.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

enum column { COL_OUTCOME = COL_OWN, COL_DAYS, COL_REASON, COL_COMPETITOR, COLUMNS };

struct past {
	char *col[COLUMNS];
	int64_t today;
};

static int put_fields(struct store *s, struct deal *d, char *const *col, struct err *err)
{
	if (sample_deal(s, d, col, err) || (*col[COL_REASON] && deal_put(s, d, deal_field("reason"), col[COL_REASON], err)))
		return -1;
	return *col[COL_COMPETITOR] ? deal_put(s, d, deal_field("competitor"), col[COL_COMPETITOR], err) : 0;
}

static int make(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct past *p = arg;
	bool won = !strcmp(p->col[COL_OUTCOME], "won");
	struct buf title = { 0 };
	struct deal d;
	int rc;

	deal_init(&d);
	d.stage = won ? STAGE_WON : STAGE_LOST;
	d.outcome = won ? OUTCOME_WON : OUTCOME_LOST;
	d.closed_day = p->today - strtoll(p->col[COL_DAYS], NULL, 10);
	d.created_day = d.closed_day - 60;
	d.stage_at = calendar_close(s->calendar, d.closed_day);
	d.won_at = won ? d.stage_at : d.won_at;
	buf_printf(&title, "%s: closed before", p->col[COL_COMPANY]);
	group_title(g, buf_str(&title));
	buf_done(&title);
	rc = put_fields(s, &d, p->col, err) || deal_insert(s, g, &d, err) ? -1 : 0;
	if (!rc)
		group_scope(g, SUBJECT_DEAL, d.id);
	deal_done(&d);
	return rc;
}

static int tell(struct store *s, char *line, int64_t now, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL };
	struct past p = { .today = calendar_day(s->calendar, now) };
	int n = 0;

	for (char *at = line; at && n < COLUMNS;)
		p.col[n++] = strsep(&at, "|");
	if (n != COLUMNS)
		return err_set(err, ERR_BUG, "sample history: found %d columns, expected %d: %.60s", n, COLUMNS, line);
	return edit(s, &how, make, &p, NULL, err) ? err_wrap(err, "sample: %s", line) : 0;
}

int sample_history(struct store *s, int64_t now, struct err *err)
{
	const struct asset *a = asset_find("sample/history.txt");
	int rc = a ? 0 : err_set(err, ERR_BUG, "sample/history.txt is not compiled in");

	for (const char *p = a ? a->body : ""; !rc && *p;) {
		size_t n = strcspn(p, "\n");

		if (*p != '#' && n) {
			char *line = xstrndup(p, n);

			rc = tell(s, line, now, err);
			free(line);
		}
		p += n + (p[n] == '\n');
	}
	return rc;
}
