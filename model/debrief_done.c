/* When a debrief is complete: who was there, what is missing, the moment of completion (domain.md, "Complete"). */
#include "model/buf.h"
#include "model/calendar.h"
#include "model/debrief_private.h"
#include "model/dict.h"
#include "model/event.h"
#include "model/item_private.h"
#include "model/member.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- who was there ---- */

struct naming {
	int64_t form, owner, csm;
	const char *names;
	enum form_part part; /* of an absence */
	const char *why;
};

/* "csm=" before a name: its part; 0 none said. */
static enum form_part said_part(const char **name)
{
	static const char *const keys[] = { "", "ae=", "csm=", "further=" };

	for (int p = PART_AE; p <= PART_FURTHER; p++)
		if (!strncasecmp(*name, keys[p], strlen(keys[p]))) {
			*name += strlen(keys[p]);
			return (enum form_part)p;
		}
	return 0;
}

static enum form_part part_of(const struct naming *n, const struct member *m)
{
	if (m->id == n->owner)
		return PART_AE;
	if (m->id == n->csm || m->roles & 1u << ROLE_CSM)
		return PART_CSM;
	return PART_FURTHER;
}

static int attend_one(struct store *s, struct group *g, const struct naming *n, const char *name, struct err *err)
{
	enum form_part part = said_part(&name);
	struct member m = { 0 };
	int64_t id = member_find(s, name, err);
	int rc;

	if (id < 0)
		return -1;
	if (id == 0)
		return err_set(err, ERR_INPUT, "no member “%s”; winloss member list shows them", name);
	rc = member_get(s, id, &m, err);
	if (rc == 1)
		rc = form_attend_put(s, g, n->form, part ? part : part_of(n, &m), id, false, NULL, err);
	else
		rc = -1;
	member_done(&m);
	return rc;
}

static int attend(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct naming *n = arg;
	int rc = 0;

	for (const char *p = n->names; !rc && *p; p += *p == ',') {
		size_t blank = strspn(p, " "), len = strcspn(p + blank, ",");
		char *name;

		p += blank;
		while (len && p[len - 1] == ' ')
			len--;
		name = xstrndup(p, len);
		if (len)
			rc = attend_one(s, g, n, name, err);
		free(name);
		p += strcspn(p, ",");
	}
	return rc;
}

static int be_absent(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct naming *n = arg;

	return form_attend_put(s, g, n->form, n->part, n->part == PART_AE ? n->owner : n->csm, true, n->why, err);
}

static int change_attendance(struct store *s, struct naming *n, const char *title,
			     int (*fn)(struct store *s, struct group *g, void *arg, struct err *err), struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = title, .scope_kind = SUBJECT_FORM, .scope = n->form };
	int64_t deal = 0;
	struct deal d;
	int rc = form_deal(s, n->form, &deal, &n->owner, err);

	if (rc == 1)
		rc = deal_get(s, deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	n->csm = d.csm;
	deal_done(&d);
	return access_act(s, "debrief", err) ? -1 : edit(s, &how, fn, n, NULL, err);
}

int debrief_attend(struct store *s, int64_t form, const char *names, struct err *err)
{
	struct naming n = { .form = form, .names = names };

	return change_attendance(s, &n, "who was in the call", attend, err);
}

int debrief_absent(struct store *s, int64_t form, enum form_part part, const char *why, struct err *err)
{
	struct naming n = { .form = form, .part = part, .why = why };

	if (part != PART_AE)
		return err_set(err, ERR_USAGE, "only the AE may be absent; the call does not happen without a CSM");
	if (!text_says(why))
		return err_set(err, ERR_REFUSED, "say why the AE was absent");
	return change_attendance(s, &n, "AE absent", be_absent, err);
}

/* ---- what is missing ---- */

static void miss(struct buf *out, size_t *n, const char *what)
{
	buf_printf(out, "%s%s", out->len ? "\n" : "", what);
	(*n)++;
}

static int missing_answer(struct store *s, int64_t form, const struct debrief_question *q, struct buf *out, size_t *n,
			  struct err *err)
{
	struct debrief_answer a = { 0 };
	struct buf line = { 0 };

	if (debrief_read_answer(s, form, q, &a, err))
		return -1;
	buf_printf(&line, "Q%d %s", q->id, q->title);
	switch (a.state) {
	case ANSWER_OPEN:
		buf_puts(&line, ": no answer");
		miss(out, n, buf_str(&line));
		break;
	case ANSWER_AHEAD:
		buf_puts(&line, a.live.reply == REPLY_CONTRADICTED ? ": contradicted, and no live answer in its place"
								   : ": written ahead only; take, amend or answer it");
		miss(out, n, buf_str(&line));
		break;
	case ANSWER_LIVE:
	case ANSWER_TAKEN:
	case ANSWER_UNKNOWN:
		break;
	}
	buf_done(&line);
	answer_done(&a);
	return 0;
}

/* Above the threshold a CS manager or RevOps joins. ARR in another currency than the threshold's is not compared:
 * currencies are never converted here. */
bool debrief_needs_further(struct store *s, int64_t arr_minor, int64_t currency)
{
	int64_t threshold = questions_arr_threshold_minor(s->questions);
	const char *of = questions_arr_currency(s->questions);

	if (arr_minor == NO_AMOUNT || arr_minor < threshold)
		return false;
	return !currency || !of || !strcasecmp(dict_title(s, currency), of);
}

static int missing_people(struct store *s, int64_t form, const struct deal *d, struct buf *out, size_t *n,
			  struct err *err)
{
	int64_t member;
	bool absent = false;
	int ae = form_attendance(s, form, PART_AE, &member, &absent, err);
	int csm = form_attendance(s, form, PART_CSM, &member, &absent, err);
	int further = form_attendance(s, form, PART_FURTHER, &member, &absent, err);

	if (ae < 0 || csm < 0 || further < 0)
		return -1;
	if (!ae)
		miss(out, n, "AE: say who was there, or that the AE was absent and why");
	if (!csm)
		miss(out, n, "CSM: say who was there");
	if (!further && debrief_needs_further(s, d->arr_minor, d->currency)) {
		struct buf line = { 0 };

		buf_puts(&line, "CS manager or RevOps: needed from ARR ");
		amount_format_board(questions_arr_threshold_minor(s->questions), questions_arr_currency(s->questions),
				    &line);
		buf_puts(&line, " on");
		miss(out, n, buf_str(&line));
		buf_done(&line);
	}
	return 0;
}

/* `all`: also of questions the actor may not see, as the rule counts them. */
static int missing(struct store *s, int64_t form, bool all, struct buf *out, size_t *n, struct err *err)
{
	int64_t deal = 0, owner = 0;
	struct deal d;
	int rc = form_deal(s, form, &deal, &owner, err);

	*n = 0;
	if (rc == 1)
		rc = deal_get(s, deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	rc = 0;
	for (size_t i = 0; !rc && i < questions_count(s->questions); i++) {
		const struct debrief_question *q = question_at(s->questions, i);

		if (all || access_can_read(s, q->class, owner))
			rc = missing_answer(s, form, q, out, n, err);
	}
	if (!rc)
		rc = missing_people(s, form, &d, out, n, err);
	deal_done(&d);
	return rc;
}

int debrief_missing(struct store *s, int64_t form, struct buf *out, size_t *n, struct err *err)
{
	return missing(s, form, false, out, n, err);
}

/* ---- completion ---- */

static int refuse_missing(const struct buf *list, struct err *err)
{
	struct buf line = { 0 };

	for (const char *p = buf_str(list); *p; p++)
		buf_printf(&line, *p == '\n' ? "; " : "%c", *p);
	err_set(err, ERR_REFUSED, "not complete: %s", buf_str(&line));
	buf_done(&line);
	return -1;
}

/* What was promised and flagged becomes work in the same step, so that undo takes both back. */
static int finish(struct store *s, struct group *g, struct form *old, struct err *err)
{
	struct form f = *old;
	struct new_event e = { .deal = f.deal, .kind = EV_DEBRIEF_DONE, .at_ms = g->at_ms, .for_ms = NO_MOMENT };

	f.state = FORM_COMPLETE;
	f.completed_at = g->at_ms;
	return form_save(s, g, old, &f, err) || event_add(s, g, &e, err) || item_act_all(s, g, f.id, err) ? -1 : 0;
}

static int complete(struct store *s, struct group *g, void *arg, struct err *err)
{
	const int64_t *form = arg;
	struct buf list = { 0 }, title = { 0 };
	struct form f;
	struct deal d;
	size_t n = 0;
	int rc = form_read(s, *form, &f, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	if (f.state == FORM_COMPLETE)
		return err_set(err, ERR_REFUSED, "it is complete already; what is changed now is an amendment");
	rc = missing(s, *form, true, &list, &n, err);
	if (!rc && n)
		rc = refuse_missing(&list, err);
	if (!rc && deal_get(s, f.deal, &d, err) == 1) {
		deal_label(&d, &title);
		buf_puts(&title, ": debrief complete");
		group_title(g, buf_str(&title));
		deal_done(&d);
	}
	if (!rc)
		rc = finish(s, g, &f, err);
	buf_done(&list);
	buf_done(&title);
	return rc;
}

int debrief_complete(struct store *s, int64_t form, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "debrief complete", .scope_kind = SUBJECT_FORM,
				  .scope = form };

	return access_act(s, "debrief", err) ? -1 : edit(s, &how, complete, &form, NULL, err);
}
