/* Promises and flags become actions with an owner and a day when the debrief is complete (domain.md, "The won-deal
 * debrief": After), and the actions follow their rows. */
#include "model/item_private.h"

#include "model/action.h"
#include "model/deal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_work(const struct item *it)
{
	return (it->kind == ITEM_PROMISE || it->kind == ITEM_FLAG) && it->state == ITEM_OPEN && *it->text;
}

/* "capacity: two of us are away in week three" */
static void word_action(const struct item *it, struct buf *out)
{
	if (it->kind == ITEM_FLAG && it->attr)
		buf_printf(out, "%s: ", item_attr_key(it->kind, it->attr));
	buf_puts(out, it->text);
}

/* Whose it is when nobody was named: the deal's csm. A flag is for the kickoff. */
static int open_action(struct store *s, struct group *g, const struct item *it, int64_t *id, struct err *err)
{
	struct action a = { .kind = ACTION_ACTION,
			    .subject_kind = SUBJECT_ITEM,
			    .subject = it->id,
			    .owner = it->owner,
			    .due_day = it->due_day };
	struct buf words = { 0 };
	struct deal d;
	int rc = deal_get(s, it->deal, &d, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, it->deal);
	if (!a.owner)
		a.owner = d.csm;
	if (a.due_day == NO_DAY && it->kind == ITEM_FLAG)
		a.due_day = d.kickoff_day;
	deal_done(&d);
	word_action(it, &words);
	a.text = buf_take(&words);
	snprintf(a.trigger_key, sizeof a.trigger_key, "item:%" PRId64, it->id);
	rc = action_put(s, g, &a, err);
	*id = a.id;
	action_done(&a);
	return rc;
}

int item_act(struct store *s, struct group *g, struct item *it, struct err *err)
{
	struct item base;
	int rc;

	if (!is_work(it) || it->action)
		return 0;
	item_copy(&base, it);
	rc = open_action(s, g, it, &it->action, err);
	if (!rc)
		rc = item_put(s, g, &base, it, err);
	item_done(&base);
	return rc;
}

int item_act_all(struct store *s, struct group *g, int64_t form, struct err *err)
{
	struct item *rows;
	size_t n;
	int rc = item_list(s, form, 0, &rows, &n, err);

	for (size_t i = 0; !rc && i < n; i++)
		rc = item_act(s, g, &rows[i], err);
	items_done(rows, n);
	return rc;
}

/* A row of a debrief that is complete already is an amendment: what it promises is work at once. */
static int act_on_amendment(struct store *s, struct group *g, struct item *it, struct err *err)
{
	struct form f;
	int rc = is_work(it) ? form_read(s, it->form, &f, err) : 0;

	return rc < 0 ? -1 : rc && f.state == FORM_COMPLETE ? item_act(s, g, it, err) : 0;
}

int item_follow(struct store *s, struct group *g, const struct item *was, struct item *it, bool dropped,
		struct err *err)
{
	struct action_news news = { .id = it->action, .due_day = NO_DAY };
	struct buf words = { 0 };
	int rc;

	if (!it->action)
		return dropped ? 0 : act_on_amendment(s, g, it, err);
	if (was->owner != it->owner)
		news.owner = it->owner;
	if (was->due_day != it->due_day)
		news.due_day = it->due_day;
	if (strcmp(was->text, it->text) || was->attr != it->attr) {
		word_action(it, &words);
		news.text = buf_str(&words);
	}
	if (dropped || (it->state == ITEM_DROPPED && was->state != ITEM_DROPPED))
		news.state = ACTION_DROPPED;
	else if ((it->state == ITEM_KEPT || it->state == ITEM_ANSWERED) && was->state != it->state)
		news.state = ACTION_CLOSED;
	news.reopens = it->state == ITEM_OPEN &&
		       (was->state == ITEM_KEPT || was->state == ITEM_ANSWERED || was->state == ITEM_DROPPED);
	news.reason = news.state == ACTION_CLOSED ? item_state_key(it->state) : "";
	rc = news.owner || news.due_day != NO_DAY || news.text || news.state || news.reopens ? action_follow(s, g, &news, err) : 0;
	buf_done(&words);
	return rc;
}

/* What closing its action says of a row. */
static enum item_state settled(const struct item *it)
{
	return it->kind == ITEM_PROMISE ? ITEM_KEPT : ITEM_ANSWERED;
}

static const char *say_settled(const struct item *it)
{
	bool promise = it->kind == ITEM_PROMISE;

	if (it->state == ITEM_OPEN)
		return promise ? "open again, its promise too" : "open again, its flag too";
	return promise ? "closed, its promise kept" : "closed, its flag answered";
}

static void take_action(struct item *it, const struct action *was, const struct action *is)
{
	if (is->state == ACTION_CLOSED && was->state == ACTION_OPEN && it->state == ITEM_OPEN)
		it->state = settled(it);
	else if (is->state == ACTION_OPEN && was->state != ACTION_OPEN &&
		 (it->state == settled(it) || it->state == ITEM_DROPPED))
		it->state = ITEM_OPEN;
	if (is->owner != was->owner)
		it->owner = is->owner;
	if (is->due_day != was->due_day) {
		it->due_day = is->due_day;
		it->due_unit = DUE_DAY;
	}
}

int item_of_action(struct store *s, struct group *g, const struct action *was, const struct action *is, const char **doing,
		   struct err *err)
{
	struct item_row row = { 0 };
	struct item base;
	enum item_state before;
	int rc = is->subject_kind == SUBJECT_ITEM ? item_row_read(s, is->subject, &row, err) : 0;

	if (rc != 1)
		return rc < 0 ? -1 : 0;
	if (row.gone || row.it.action != is->id) {
		item_done(&row.it);
		return 0;
	}
	before = row.it.state;
	item_copy(&base, &row.it);
	take_action(&row.it, was, is);
	rc = item_put(s, g, &base, &row.it, err);
	if (!rc && row.it.state != before)
		*doing = say_settled(&row.it);
	item_done(&base);
	item_done(&row.it);
	return rc;
}
