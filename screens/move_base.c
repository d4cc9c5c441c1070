#include "screens/move_base.h"

#include "model/calendar.h"
#include "model/event.h"
#include "model/store.h"
#include "model/teeth.h"
#include "screens/typed.h"

#include <stdlib.h>
#include <string.h>

void move_base_done(struct move_base *b)
{
	free(b->read);
	free(b->now);
	free(b->theirs);
	*b = (struct move_base){ 0 };
}

static void add_field(struct store *s, const struct deal *d, const char *key, const char *label, struct buf *out)
{
	struct buf words = { 0 };

	deal_text(s, d, deal_field(key), &words);
	if (words.len)
		buf_printf(out, " · %s%s%s", label, *label ? " " : "", buf_str(&words));
	buf_done(&words);
}

static int add_contact(void *arg, const struct deal_person *p)
{
	if (p->role == PERSON_PRIMARY && p->name)
		buf_printf(arg, " · contact %s", p->name);
	return 0;
}

/* "Negotiation · stalled · follow up 2026-12-01": what this move would write over. */
static int stand(struct store *s, const struct deal *d, const struct move_arg *arg, bool closes, struct buf *out,
		 struct err *err)
{
	const struct stage *st = stage_get(s->stages, (int)d->stage);
	bool won = arg->to_stage == STAGE_WON, lost = arg->to_stage == STAGE_LOST;

	buf_puts(out, st ? st->title : "?");
	if (d->outcome == OUTCOME_STALLED || d->outcome == OUTCOME_DELAYED)
		buf_printf(out, " · %s", outcome_key((enum outcome)d->outcome));
	if (!closes)
		return 0;
	if (won) {
		add_field(s, d, "commitment", "commitment", out);
		add_field(s, d, "sow_status", "SOW", out);
		add_field(s, d, "sow_date", "", out);
		return deal_people(s, d->id, add_contact, out, err);
	}
	if (lost) {
		add_field(s, d, "reason", "reason", out);
		add_field(s, d, "competitor", "competitor", out);
	}
	add_field(s, d, "follow_up", "follow up", out);
	return 0;
}

/* The reason that was given where the deal stands now; a lost one has it among its fields. */
static void add_reason(struct store *s, const struct deal *d, struct buf *out)
{
	enum event_kind kind = d->outcome == OUTCOME_STALLED   ? EV_STALLED
			       : d->outcome == OUTCOME_DELAYED ? EV_DELAYED
			       : d->stage == STAGE_WON	       ? EV_WON
			       : d->stage == STAGE_LOST	       ? EV_LOST
							       : EV_MOVED;
	struct buf why = { 0 };

	if (!event_reason(s, d->id, kind, &why, NULL) && why.len)
		buf_printf(out, ": %s", buf_str(&why));
	buf_done(&why);
}

static void compare(struct store *s, const struct deal *d, bool conflict, struct move_base *b)
{
	struct buf words = { 0 }, whole = { 0 };

	free(b->theirs);
	b->theirs = NULL;
	if ((!conflict && !strcmp(b->read, b->now)) || teeth_off("P7-base"))
		return;
	buf_puts(&words, b->now);
	add_reason(s, d, &words);
	typed_theirs(s, SUBJECT_DEAL, d->id, NULL, buf_str(&words), &whole);
	b->theirs = buf_take(&whole);
	buf_done(&words);
}

int move_base_look(struct store *s, const struct move_arg *arg, bool closes, bool conflict, struct move_base *b,
		   struct err *err)
{
	struct buf now = { 0 };
	struct deal d;
	int rc = deal_get(s, arg->deal, &d, err);

	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "that deal is not here any more; what you typed is kept");
	rc = stand(s, &d, arg, closes, &now, err);
	free(b->now);
	b->now = buf_take(&now);
	b->rev = d.rev;
	if (!b->read)
		b->read = xstrdup(b->now);
	compare(s, &d, conflict, b);
	deal_done(&d);
	return rc;
}

void move_base_take(struct move_base *b)
{
	free(b->read);
	b->read = xstrdup(b->now);
	free(b->theirs);
	b->theirs = NULL;
}

struct act move_base_ask(struct screen *s, const struct move_arg *arg)
{
	static const struct answer answers[] = {
		{ 'm', "go on with mine", "move-mine" },
		{ 't', "leave theirs", "move-theirs" },
		{ K_ESC, "back", NULL },
		{ 0, NULL, NULL },
	};
	static const struct question question = { answers, false };
	struct buf who = { 0 };
	struct act a;

	typed_who(s->view->store, SUBJECT_DEAL, arg->deal, NULL, &who);
	a = act_ask(&question, "%s changed this deal too.", buf_str(&who));
	buf_done(&who);
	return a;
}
