/* `mark DEAL EVENT`: telling what happened, with the gates that guard delivery and kickoff (domain.md, "Clocks"). */
#include "model/event.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/member.h"
#include "model/note.h"
#include "model/tell.h"
#include "model/teeth.h"
#include "model/text.h"

#include <string.h>

static void add_shut(struct buf *shut, const char *what)
{
	buf_printf(shut, "%s%s", shut->len ? ", " : "", what);
}

/* Somebody of customer success owns the deal, and still works here. */
static int check_csm(struct store *s, const struct deal *d, struct buf *shut, struct err *err)
{
	struct member m = { 0 };
	int rc = d->csm ? member_get(s, d->csm, &m, err) : 0;

	if (rc == 1 && !m.active)
		buf_printf(shut, "%sits CSM %s is not active", shut->len ? ", " : "", m.login);
	else if (rc == 0)
		add_shut(shut, "no CSM owns it");
	member_done(&m);
	return rc < 0 ? -1 : 0;
}

static int check_told(struct store *s, int64_t deal, enum event_kind kind, const char *what, struct buf *shut,
		      struct err *err)
{
	int told = event_is_told(s, deal, kind, err);

	if (told == 0)
		add_shut(shut, what);
	return told < 0 ? -1 : 0;
}

/* Delivered is begun, also where nobody told that it began. */
static int begins_delivery(struct store *s, const struct new_event *e, struct err *err)
{
	int begun = e->kind == EV_DELIVERED ? event_is_told(s, e->deal, EV_DELIVERY_STARTED, err) : 0;

	return begun < 0 ? -1 : e->kind == EV_DELIVERY_STARTED || (e->kind == EV_DELIVERED && !begun);
}

/* All that stands in the way, by name; `shut` stays empty where nothing does. */
static int gate(struct store *s, const struct new_event *e, const struct deal *d, struct buf *shut, struct err *err)
{
	int begins = begins_delivery(s, e, err);

	if (begins < 0)
		return -1;
	if (e->kind == EV_KICKOFF_HELD && check_told(s, e->deal, EV_DEBRIEF_DONE, "the debrief is not complete", shut, err))
		return -1;
	if (begins && (check_told(s, e->deal, EV_SOW_SIGNED, "the SOW is not signed", shut, err) ||
		       check_told(s, e->deal, EV_ACKED, "the handoff packet is not acknowledged", shut, err) ||
		       check_csm(s, d, shut, err)))
		return -1;
	if (shut->len)
		buf_printf(shut, "; %s comes after that", begins ? "delivery" : "kickoff");
	return 0;
}

static int pass_gate(struct store *s, struct new_event *e, const struct deal *d, struct err *err)
{
	struct buf shut = { 0 };
	int rc = gate(s, e, d, &shut, err);

	if (!rc && shut.len && !teeth_off("gate")) {
		if (!text_says(e->reason))
			rc = err_set(err, ERR_REFUSED, "not marked: %s. A csm_manager or cro may go on with a reason.",
				     buf_str(&shut));
		else
			rc = access_act(s, "gate", err);
		e->override = !rc;
	}
	buf_done(&shut);
	return rc;
}

/* A message that asks for what has happened by now is not to be sent any more; a verbal commitment asks for the SOW. */
static int follow_notes(struct store *s, struct group *g, const struct new_event *e, const struct deal *old, struct err *err)
{
	if (e->kind == EV_COMMITTED && e->value == COMMIT_VERBAL && old->sow_status != SOW_SIGNED)
		return note_follow(s, g, NOTE_SOW, e->deal, err);
	if (e->kind == EV_SOW_SIGNED && note_drop(s, g, NOTE_SOW_LATE, e->deal, err))
		return -1;
	if (e->kind == EV_SOW_SENT || e->kind == EV_SOW_SIGNED)
		return note_drop(s, g, NOTE_SOW, e->deal, err);
	if (e->kind == EV_INTRODUCED)
		return note_drop(s, g, NOTE_INTRO, e->deal, err);
	return e->kind == EV_ANNOUNCED ? note_drop(s, g, NOTE_SLACK, e->deal, err) : 0;
}

/* What an event says of the deal's own fields. */
static int follow(struct store *s, struct group *g, const struct new_event *e, const struct deal *old, struct err *err)
{
	struct deal d;
	int rc;

	deal_copy(&d, old);
	if (e->kind == EV_COMMITTED)
		d.commitment = e->value;
	if (e->kind == EV_SOW_SIGNED) {
		d.sow_status = SOW_SIGNED;
		d.sow_day = calendar_day(s->calendar, e->at_ms);
	}
	if (e->kind == EV_KICKOFF_SET)
		d.kickoff_day = calendar_day(s->calendar, e->for_ms);
	rc = deal_save(s, g, old, &d, err);
	deal_done(&d);
	return rc ? rc : follow_notes(s, g, e, old, err);
}

/* "SOW signed", "kickoff set": the key as words, for history and undo. */
void event_words(enum event_kind kind, struct buf *out)
{
	const char *key = event_key(kind);
	size_t from = out->len;

	if (!strncmp(key, "sow", 3)) {
		buf_puts(out, "SOW");
		key += 3;
	}
	buf_puts(out, key);
	for (size_t i = from; i < out->len; i++)
		if (out->data[i] == '_')
			out->data[i] = ' ';
}

static int run(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct new_event *e = arg;
	struct buf title = { 0 };
	struct deal d;
	int rc = deal_get(s, e->deal, &d, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%lld", (long long)e->deal);
	deal_label(&d, &title);
	buf_puts(&title, ": ");
	event_words(e->kind, &title);
	group_title(g, buf_str(&title));
	buf_done(&title);
	rc = pass_gate(s, e, &d, err);
	/* Told once more, a signature was at that moment and at no earlier one. */
	if (!rc && e->kind == EV_SOW_SIGNED && tell_not_signed(s, g, e->deal, err) < 0)
		rc = -1;
	if (!rc)
		rc = event_add(s, g, e, err);
	if (!rc)
		rc = follow(s, g, e, &d, err);
	deal_done(&d);
	return rc;
}

int event_mark(struct store *s, const struct new_event *e, struct err *err)
{
	struct new_event copy = *e;
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = e->deal };
	bool today;

	if (access_act(s, "mark", err))
		return -1;
	if (e->kind == EV_COMMITTED && e->value != COMMIT_WRITTEN && e->value != COMMIT_VERBAL)
		return err_set(err, ERR_USAGE, "committed: say --commitment written or verbal");
	if (e->kind == EV_KICKOFF_SET && e->for_ms == NO_MOMENT)
		return err_set(err, ERR_USAGE, "kickoff_set: say --for MOMENT, when the kickoff will be");
	if (e->kind == EV_CHECKIN && e->value != 30 && e->value != 60 && e->value != 90)
		return err_set(err, ERR_USAGE, "checkin: say --day 30, 60 or 90");
	/* Known only as today: its close is still to come. */
	today = e->day_only && calendar_day(s->calendar, e->at_ms) == calendar_day(s->calendar, s->now(s));
	if (e->at_ms > s->now(s) + MINUTE_MS && !today)
		return err_set(err, ERR_INPUT, "the moment lies in the future; what has not happened cannot be marked");
	return edit(s, &how, run, &copy, NULL, err);
}
