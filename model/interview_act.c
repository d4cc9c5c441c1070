/* What is done with an interview, each one edit(): planned, changed, scheduled, held or refused, and the three
 * permissions, each told apart. Holding and refusing are events of the deal, which meet its clock. */
#include "model/interview.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/company.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/form.h"
#include "model/guide.h"
#include "model/interview_private.h"
#include "model/member.h"
#include "model/report.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "Kestrel Data: interview held": without a word of the respondent, as titles are read by everybody who reads the deal. */
static int name_group(struct store *s, struct group *g, const struct interview *i, const char *doing, struct err *err)
{
	struct buf title = { 0 };
	int rc = deal_name(s, i->deal, &title, err);

	buf_printf(&title, ": interview %s", doing);
	if (!rc) {
		group_title(g, buf_str(&title));
		group_scope(g, SUBJECT_INTERVIEW, i->id);
	}
	buf_done(&title);
	return rc;
}

/* ---- planned ---- */

/* The contact belongs to the deal's company; the interviewer is somebody who acts. */
static int check_people(struct store *s, const struct interview *i, struct err *err)
{
	struct person p = { 0 };
	struct member m = { 0 };
	struct deal d;
	int rc = 0;

	if (i->person) {
		rc = person_get(s, i->person, &p, err);
		if (rc == 1 && deal_need(s, i->deal, &d, err))
			rc = -1;
		else if (rc == 1) {
			rc = p.gone || p.company != d.company ? 0 : 1;
			deal_done(&d);
		}
		person_done(&p);
		if (rc != 1)
			return rc < 0 ? -1 : err_set(err, ERR_INPUT, "the respondent is no contact of the deal's company");
	}
	if (i->interviewer) {
		rc = member_get(s, i->interviewer, &m, err);
		member_done(&m);
		if (rc != 1)
			return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no member %" PRId64 " to interview", i->interviewer);
	}
	return 0;
}

/* The key as the configuration writes it, in place of what was typed. */
static int check_guide(struct store *s, struct interview *i, struct err *err)
{
	struct guides *all;
	const struct guide *one;
	struct buf keys = { 0 };
	int rc = text_says(i->guide) ? guides_load(s, 0, &all, err) : 0;

	if (rc || !text_says(i->guide))
		return rc;
	one = guides_get(all, i->guide);
	for (size_t k = 0; k < guides_count(all); k++)
		buf_printf(&keys, "%s%s", k ? ", " : "", guides_at(all, k)->key);
	if (one) {
		free(i->guide);
		i->guide = xstrdup(one->key);
	} else {
		rc = err_set(err, ERR_INPUT, "no guide “%s”, expected one of %s", i->guide, buf_str(&keys));
	}
	buf_done(&keys);
	guides_free(all);
	return rc;
}

static int add(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct interview *i = arg;
	struct deal d;

	/* Before it is asked who may: a deal that is not seen is not there. */
	if (deal_need(s, i->deal, &d, err))
		return -1;
	i->owner = d.owner;
	deal_done(&d);
	return interview_may_write(s, i, err) || check_people(s, i, err) || check_guide(s, i, err) ||
			       interview_put(s, g, NULL, i, err) ||
			       name_group(s, g, i, "planned", err)
		       ? -1
		       : 0;
}

int interview_add(struct store *s, struct interview *i, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "interview planned", .scope_kind = SUBJECT_INTERVIEW };

	return edit(s, &how, add, i, NULL, err);
}

/* ---- what changes one that is there ---- */

struct acting {
	int64_t id;
	const struct interview *was; /* of interview_change() */
	struct interview *is;
	const char *doing;
	int (*fn)(struct store *s, struct group *g, struct interview *i, struct acting *a, struct err *err);
	int64_t at_ms, minutes, format;
	const char *reason;
	enum permission permission;
	enum consent consent;
};

static int act_on(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct acting *a = arg;
	struct interview was, i;
	int rc;

	if (interview_need(s, a->id, &was, err))
		return -1;
	interview_copy(&i, &was);
	rc = interview_may_write(s, &was, err) || a->fn(s, g, &i, a, err) || interview_put(s, g, &was, &i, err) ? -1 : 0;
	if (!rc && (g->n || g->events))
		rc = name_group(s, g, &i, a->doing, err);
	interview_done(&was);
	interview_done(&i);
	return rc;
}

static int run(struct store *s, struct acting *a, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = a->doing, .scope_kind = SUBJECT_INTERVIEW, .scope = a->id };

	return edit(s, &how, act_on, a, NULL, err);
}

static int refuse_settled(const struct interview *i, const char *what, struct err *err)
{
	if (i->state == INTERVIEW_VALIDATED)
		return err_set(err, ERR_REFUSED, "%s: the interview is validated, and its record stands", what);
	if (i->state == INTERVIEW_REFUSED)
		return err_set(err, ERR_REFUSED, "%s: the interview was refused (%s); undo that, or plan another one", what,
			       i->refusal);
	return 0;
}

static int schedule(struct store *s, struct group *g, struct interview *i, struct acting *a, struct err *err)
{
	(void)s;
	(void)g;
	if (refuse_settled(i, "not scheduled", err))
		return -1;
	if (i->state >= INTERVIEW_HELD)
		return err_set(err, ERR_REFUSED, "not scheduled: the interview was held already");
	i->scheduled_at = a->at_ms;
	i->minutes = a->minutes ? a->minutes : i->minutes;
	i->format = a->format ? a->format : i->format;
	i->state = INTERVIEW_SCHEDULED;
	return 0;
}

int interview_schedule(struct store *s, int64_t id, int64_t at_ms, int64_t minutes, int64_t format, struct err *err)
{
	struct acting a = { .id = id, .doing = "scheduled", .fn = schedule, .at_ms = at_ms, .minutes = minutes, .format = format };

	return run(s, &a, err);
}

/* Without the respondent's words, which fewer may read than the deal's events. */
static int tell(struct store *s, struct group *g, const struct interview *i, enum event_kind kind, int64_t at_ms,
		struct err *err)
{
	struct new_event e = { .deal = i->deal, .kind = kind, .at_ms = at_ms, .for_ms = NO_MOMENT };

	return event_add(s, g, &e, err);
}

static int hold(struct store *s, struct group *g, struct interview *i, struct acting *a, struct err *err)
{
	if (refuse_settled(i, "not held", err))
		return -1;
	if (i->state >= INTERVIEW_HELD)
		return err_set(err, ERR_REFUSED, "the interview was held already");
	if (a->at_ms > s->now(s) + MINUTE_MS)
		return err_set(err, ERR_INPUT, "the moment lies in the future; what has not happened cannot be told");
	i->held_at = a->at_ms;
	i->state = INTERVIEW_HELD;
	/* The questions that were asked are those of the guide as it stands now. */
	if (config_get(s, "guides", NULL, &i->guide_config, NULL, err) < 0)
		return -1;
	return tell(s, g, i, EV_INTERVIEW_DONE, a->at_ms, err);
}

int interview_hold(struct store *s, int64_t id, int64_t at_ms, struct err *err)
{
	struct acting a = { .id = id, .doing = "held", .fn = hold, .at_ms = at_ms };

	return run(s, &a, err);
}

static int refuse(struct store *s, struct group *g, struct interview *i, struct acting *a, struct err *err)
{
	if (!text_says(a->reason))
		return err_set(err, ERR_REFUSED, "not marked as refused: say why");
	if (refuse_settled(i, "not refused", err))
		return -1;
	if (i->state >= INTERVIEW_HELD)
		return err_set(err, ERR_REFUSED, "the interview was held already: it cannot be refused any more");
	free(i->refusal);
	i->refusal = xstrdup(a->reason);
	i->state = INTERVIEW_REFUSED;
	return tell(s, g, i, EV_INTERVIEW_REFUSED, s->now(s), err);
}

int interview_refuse(struct store *s, int64_t id, const char *reason, struct err *err)
{
	struct acting a = { .id = id, .doing = "refused", .fn = refuse, .reason = reason };

	return run(s, &a, err);
}

int interview_decline(struct store *s, struct group *g, int64_t id, const char *reason, struct err *err)
{
	struct acting a = { .reason = reason };
	struct interview was, i;
	int rc;

	if (interview_need(s, id, &was, err))
		return -1;
	interview_copy(&i, &was);
	rc = refuse(s, g, &i, &a, err) || interview_put(s, g, &was, &i, err) ? -1 : 0;
	interview_done(&was);
	interview_done(&i);
	return rc;
}

static int change(struct store *s, struct group *g, struct interview *i, struct acting *a, struct err *err)
{
	(void)g;
	if (refuse_settled(i, "not changed", err))
		return -1;
	if (i->rev != a->was->rev)
		return err_set(err, ERR_REFUSED, "somebody else changed this interview since it was read; nothing was written");
	if (text_says(a->is->guide) && i->state >= INTERVIEW_HELD && strcmp(a->is->guide, i->guide))
		return err_set(err, ERR_REFUSED, "the interview was held with the guide “%s”: it stays", i->guide);
	if (check_people(s, a->is, err) || (strcmp(a->is->guide, i->guide) && check_guide(s, a->is, err)))
		return -1;
	interview_done(i);
	interview_copy(i, a->is);
	return 0;
}

int interview_change(struct store *s, const struct interview *was, struct interview *i, struct err *err)
{
	struct acting a = { .id = was->id, .doing = "changed", .fn = change, .was = was, .is = i };

	return run(s, &a, err);
}

static int write_concern(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct acting *a = arg;
	struct interview i;
	int rc;

	if (interview_need(s, a->id, &i, err))
		return -1;
	rc = interview_may_write(s, &i, err) ||
			     form_value_put(s, g, &(struct form_save){ .form = i.form, .field = "concern", .layer = LAYER_LIVE,
								       .text = a->reason, .reply = -1, .again = -1,
								       .class = CLASS_INTERVIEW, .base_rev = -1 }, NULL, err)
		     ? -1
		     : 0;
	if (!rc && g->n)
		rc = name_group(s, g, &i, "concern", err);
	interview_done(&i);
	return rc;
}

int interview_say_concern(struct store *s, int64_t id, const char *text, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "interview concern", .scope_kind = SUBJECT_INTERVIEW, .scope = id };
	struct acting a = { .id = id, .reason = text };

	return edit(s, &how, write_concern, &a, NULL, err);
}

int interview_concern(struct store *s, const struct interview *i, struct buf *out, struct err *err)
{
	struct form_value v = { 0 };
	int rc = form_value_get(s, i->form, "concern", 0, LAYER_LIVE, &v, err);

	if (rc == 1 && v.text)
		buf_puts(out, v.text);
	form_value_done(&v);
	return rc < 0 ? -1 : 0;
}

static int take_away(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct interview_notes_n n;
	struct interview i;
	int rc;

	if (interview_need(s, *(const int64_t *)arg, &i, err))
		return -1;
	rc = interview_may_write(s, &i, err) || interview_count_notes(s, i.id, &n, err) ? -1 : 0;
	if (!rc && n.notes)
		rc = err_set(err, ERR_REFUSED, "the interview has %" PRId64 " notes: it is not taken away", n.notes);
	if (!rc && i.state >= INTERVIEW_HELD)
		rc = err_set(err, ERR_REFUSED, "the interview is %s: it is not taken away; u undoes that",
			     interview_state_key(i.state));
	if (!rc)
		rc = interview_drop(s, g, &i, err) || name_group(s, g, &i, "removed", err) ? -1 : 0;
	interview_done(&i);
	return rc;
}

int interview_remove(struct store *s, int64_t id, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "interview removed", .scope_kind = SUBJECT_INTERVIEW, .scope = id };

	return edit(s, &how, take_away, &id, NULL, err);
}

/* ---- permissions ---- */

static int64_t *slot(struct interview *i, enum permission p)
{
	return p == PERMIT_NOTES ? &i->consent_notes : p == PERMIT_RECORD ? &i->consent_record : &i->consent_quote;
}

static int permit(struct store *s, struct group *g, struct interview *i, struct acting *a, struct err *err)
{
	int64_t *at = slot(i, a->permission);

	(void)s;
	(void)g;
	if (a->consent == CONSENT_WITHDRAWN && *at != CONSENT_GIVEN && *at != CONSENT_WITHDRAWN)
		return err_set(err, ERR_REFUSED, "%s is %s: only what was given can be withdrawn; say refused",
			       permission_key(a->permission), consent_key(*at));
	if (*at == CONSENT_GIVEN && (a->consent == CONSENT_REFUSED || a->consent == CONSENT_NOT_ASKED))
		return err_set(err, ERR_REFUSED, "%s was given: it can be withdrawn, or undone", permission_key(a->permission));
	*at = a->consent;
	return 0;
}

/* What follows, said to whoever tells it. */
struct issued {
	struct buf *said;
	size_t n;
};

static int say_issued(void *arg, const struct report *r)
{
	struct issued *i = arg;

	buf_printf(i->said, "%s report %" PRId64 " (%s)", i->n++ ? "," : "; issued already and kept as it was:", r->id, r->path);
	return 0;
}

static int say_consent(struct store *s, const struct acting *a, struct buf *said, struct err *err)
{
	bool ends = a->consent == CONSENT_REFUSED || a->consent == CONSENT_WITHDRAWN;
	struct interview_notes_n n;

	if (interview_count_notes(s, a->id, &n, err))
		return -1;
	buf_printf(said, "%s %s: ", permission_key(a->permission), consent_key(a->consent));
	switch (a->permission) {
	case PERMIT_NOTES:
		if (ends)
			buf_printf(said, "nothing more is written down; %" PRId64 " notes that stand stay until the data of the"
				   " person is erased", n.notes);
		else
			buf_puts(said, "what is said may be written down");
		break;
	case PERMIT_RECORD:
		buf_puts(said, ends ? "no recording is kept and no transcript is taken; one that exists is to be deleted"
				    : "a recording may be made and a transcript taken");
		break;
	case PERMIT_QUOTE:
		if (!ends) {
			buf_printf(said, "the words of %" PRId64 " quotes may be shown in reports and exports", n.quotes);
			break;
		}
		buf_printf(said, "the words of %" PRId64 " quotes leave every later report, export, message and copy; their codes stay",
			   n.quotes);
		if (report_quoting(s, a->id, say_issued, &(struct issued){ said, 0 }, err) < 0)
			return -1;
		break;
	case PERMISSIONS:
		break;
	}
	return 0;
}

int interview_consent(struct store *s, int64_t id, enum permission p, enum consent c, struct buf *said, struct err *err)
{
	struct buf doing = { 0 };
	struct acting a = { .id = id, .fn = permit, .permission = p, .consent = c };
	int rc;

	buf_printf(&doing, "consent to %s %s", permission_key(p), c == CONSENT_NOT_ASKED ? "not asked" : consent_key(c));
	a.doing = buf_str(&doing);
	rc = run(s, &a, err);
	if (!rc && said)
		rc = say_consent(s, &a, said, err);
	buf_done(&doing);
	return rc;
}
