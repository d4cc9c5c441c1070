/* `mark DEAL EVENT`: telling what happened, with the gates that guard delivery and kickoff (domain.md, "Clocks"). */
#include "model/event.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/note.h"
#include "model/teeth.h"

#include <string.h>

/* What stands in the way in *shut, NULL nothing. */
static int gate(struct store *s, const struct new_event *e, const char **shut, struct err *err)
{
	static const struct {
		enum event_kind kind, needs;
		const char *shut;
	} gates[] = {
		{ EV_KICKOFF_HELD, EV_DEBRIEF_DONE, "the debrief is not complete, and kickoff comes after it" },
		{ EV_DELIVERY_STARTED, EV_SOW_SIGNED, "the SOW is not signed, and delivery comes after it" },
		{ EV_DELIVERY_STARTED, EV_ACKED, "the handoff packet is not acknowledged, and delivery comes after that" },
	};

	*shut = NULL;
	for (size_t i = 0; !*shut && i < sizeof gates / sizeof gates[0]; i++) {
		int told = gates[i].kind == e->kind ? event_is_told(s, e->deal, gates[i].needs, err) : 1;

		if (told < 0)
			return -1;
		if (!told)
			*shut = gates[i].shut;
	}
	return 0;
}

static int pass_gate(struct store *s, struct new_event *e, struct err *err)
{
	const char *shut;

	if (gate(s, e, &shut, err))
		return -1;
	if (!shut || teeth_off("gate"))
		return 0;
	if (!e->reason || !e->reason[strspn(e->reason, " \t")])
		return err_set(err, ERR_REFUSED, "not marked: %s. A csm_manager or cro may go on with a reason.", shut);
	if (access_act(s, "gate", err))
		return -1;
	e->override = true;
	return 0;
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
	rc = pass_gate(s, e, err);
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
