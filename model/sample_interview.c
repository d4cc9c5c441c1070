/* The interviews of the sample (assets/sample/interviews.txt): told by their interviewers, at their moments. */
#include "model/sample_private.h"

#include "assets/assets.h"
#include "model/access.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/form.h"
#include "model/interview.h"
#include "model/member.h"
#include "model/sample.h"

#include <stdlib.h>
#include <string.h>

/* Behind the company. */
enum column { COL_HOURS = COL_COMPANY + 1, COL_MINUTES, COL_FORMAT, COL_ROLE, COL_RESPONDENT, COL_INTERVIEWER, COL_CONSENT,
	      COL_CONCERN, COLUMNS };
#define ASKED_BEFORE_MS (6 * DAY_MS) /* an interview is arranged so long before it is held */

/* The first contact of the deal. */
static int take_first(void *arg, const struct deal_person *p)
{
	*(int64_t *)arg = p->person;
	return 1;
}

static enum consent consent_of(char c)
{
	return c == 'g' || c == 'w' ? CONSENT_GIVEN : c == 'r' ? CONSENT_REFUSED : CONSENT_NOT_ASKED;
}

static int plan(struct store *s, char **col, int64_t *id, struct err *err)
{
	struct interview i;
	int rc;

	interview_init(&i);
	rc = deal_find(s, col[COL_COMPANY], &i.deal, err);
	if (!rc)
		rc = deal_people(s, i.deal, take_first, &i.person, err) < 0 ? -1 : 0;
	free(i.respondent);
	i.respondent = xstrdup(col[COL_RESPONDENT]);
	i.respondent_role = person_role_find(col[COL_ROLE]);
	i.interviewer = s->actor.member;
	i.minutes = strtoll(col[COL_MINUTES], NULL, 10);
	if (!rc)
		rc = interview_add(s, &i, err);
	*id = i.id;
	interview_done(&i);
	return rc;
}

static int permit(struct store *s, int64_t id, const char *consent, struct err *err)
{
	for (int p = 0; p < PERMISSIONS; p++) {
		enum consent c = consent_of(consent[p]);

		if (c != CONSENT_NOT_ASKED && interview_consent(s, id, (enum permission)p, c, NULL, err))
			return -1;
	}
	return 0;
}

static int take_back(struct store *s, int64_t id, const char *consent, struct err *err)
{
	for (int p = 0; p < PERMISSIONS; p++)
		if (consent[p] == 'w' && interview_consent(s, id, (enum permission)p, CONSENT_WITHDRAWN, NULL, err))
			return -1;
	return 0;
}

/* Nobody is interviewed at night: a working hour of that day, or of the business day before it. */
static int64_t at_work(const struct store *s, int64_t ms)
{
	int64_t day = calendar_day(s->calendar, ms);

	if (!calendar_is_business(s->calendar, day))
		day = calendar_business_before(s->calendar, day);
	return calendar_moment(s->calendar, day, 10 * 60 + (int)(ms / HOUR_MS % 6) * 60);
}

static int tell(struct store *s, char **col, char *said, int64_t now, struct err *err)
{
	bool planned = !strcmp(col[COL_HOURS], "plan"), refused = !strcmp(col[COL_HOURS], "refused");
	int64_t hours = strtoll(col[COL_HOURS], NULL, 10), at = at_work(s, now - hours * HOUR_MS), id;
	int format = *col[COL_FORMAT] ? interview_format_find(col[COL_FORMAT]) : FORMAT_NOT_SAID;
	int rc;

	s->now_offset_ms = planned || refused || hours < 0 ? now - 2 * DAY_MS : at - ASKED_BEFORE_MS;
	rc = plan(s, col, &id, err) || permit(s, id, col[COL_CONSENT], err) ? -1 : 0;
	if (!rc && *col[COL_CONCERN] && !refused)
		rc = interview_say_concern(s, id, col[COL_CONCERN], err);
	if (rc || planned)
		return rc;
	if (refused)
		return interview_refuse(s, id, col[COL_CONCERN], err);
	rc = interview_schedule(s, id, at, strtoll(col[COL_MINUTES], NULL, 10), format, err);
	if (rc || hours < 0)
		return rc;
	s->now_offset_ms = at;
	rc = interview_hold(s, id, at, err);
	if (!rc)
		rc = sample_said(s, id, col[COL_INTERVIEWER], said, at, now, err);
	s->now_offset_ms = at + 6 * DAY_MS < now ? at + 6 * DAY_MS : now;
	return rc || store_act_as(s, col[COL_INTERVIEWER], err) ? -1 : take_back(s, id, col[COL_CONSENT], err);
}

/* A row with the lines below it. */
static int tell_block(struct store *s, const char *block, size_t len, int64_t now, struct err *err)
{
	char *copy = xstrndup(block, len), *said = copy, *line = strsep(&said, "\n"), *col[COLUMNS], *p = line;
	int n = 0, rc = 0;

	while (p && n < COLUMNS)
		col[n++] = strsep(&p, "|");
	if (n != COLUMNS)
		rc = err_set(err, ERR_BUG, "sample interviews: found %d columns: %.60s", n, copy);
	if (!rc)
		rc = store_act_as(s, col[COL_INTERVIEWER], err) || tell(s, col, said, now, err) ? err_wrap(err, "sample: %s", copy) : 0;
	free(copy);
	return rc;
}

/* Up to the next row. */
static size_t block_len(const char *p)
{
	size_t n = strcspn(p, "\n");

	while (p[n] == '\n' && p[n + 1] == '>')
		n += 1 + strcspn(p + n + 1, "\n");
	return n;
}

int sample_interviews(struct store *s, int64_t now, struct err *err)
{
	const struct asset *a = asset_find("sample/interviews.txt");
	int rc = a ? 0 : err_set(err, ERR_BUG, "sample/interviews.txt is not compiled in");

	for (const char *p = a ? a->body : ""; !rc && *p;) {
		size_t n = *p == '#' ? strcspn(p, "\n") : block_len(p);

		if (*p != '#' && n)
			rc = tell_block(s, p, n, now, err);
		p += n + (p[n] == '\n');
	}
	s->now_offset_ms = now;
	return store_act_as(s, SAMPLE_ADMIN, rc ? NULL : err) || rc ? -1 : 0;
}
