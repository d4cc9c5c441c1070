/* An interview from the plan to the validated record, a step an act; doing one again after it failed is harmless. */
#include "tests/faults/work.h"

#include "model/concern.h"
#include "model/interview_check.h"
#include "model/interview_field.h"
#include "model/member.h"
#include "tests/support/validated.h"

#include <stdlib.h>

static int64_t newest(struct work *w)
{
	static const struct sql sql = { "work_newest_interview", "select coalesce(max(id), 0) from interview" };
	int64_t id = db_scalar(w->s->db, &sql, -1);

	return id == w->interview ? 0 : id; /* that one stands in the base */
}

static int plan(struct work *w, struct err *err)
{
	struct interview i;
	int rc;

	interview_init(&i);
	i.deal = w->won_deal;
	i.interviewer = member_find(w->s, "mira", NULL);
	i.respondent_role = 1;
	rc = interview_add(w->s, &i, err);
	interview_done(&i);
	return rc;
}

static int write_note(struct work *w, int64_t interview, const char *words, const unsigned char *request, struct err *err)
{
	struct interview_note n;
	int rc;

	interview_note_init(&n, interview, SAID_QUOTE);
	free(n.text);
	n.text = xstrdup(words);
	rc = interview_note_save(w->s, NULL, &n, request, err);
	interview_note_done(&n);
	return rc;
}

int64_t work_interviewed(struct work *w, int64_t deal, struct err *err)
{
	static const char *const words[] = { "the number was fine", "two vendors in the final round", "they wanted proof" };
	struct interview i;
	int rc;

	interview_init(&i);
	i.deal = deal;
	rc = interview_add(w->s, &i, err) || interview_consent(w->s, i.id, PERMIT_NOTES, CONSENT_GIVEN, NULL, err) ||
	     interview_hold(w->s, i.id, w->s->now(w->s), err);
	for (size_t k = 0; !rc && k < sizeof words / sizeof *words; k++)
		rc = write_note(w, i.id, words[k], NULL, err);
	rc = rc || validated(w->s, i.id, err);
	interview_done(&i);
	return rc ? -1 : i.id;
}

static int capture(struct work *w, int64_t interview, int which, struct err *err)
{
	static const enum captured fields[] = { CAPTURED_CRITERION, CAPTURED_COMPETITOR, CAPTURED_PRICE, CAPTURED_SUMMARY };
	struct captured_save v = { .interview = interview, .field = fields[which], .text = "said", .base_rev = -1,
				   .item = captured_kind(fields[which])->is_rows };

	return captured_put(w->s, &v, NULL, err);
}

static int escalate(struct work *w, int64_t interview, struct err *err)
{
	struct concern c = { .interview = interview, .trigger = "contract", .owner = member_find(w->s, "max", NULL),
			     .due_day = 20800, .expected = "an answer in writing" };
	int64_t open, blocking;

	if (concern_count(w->s, interview, &open, &blocking, err))
		return -1;
	return open ? 0 : concern_raise(w->s, &c, NULL, err);
}

/* Held, then validated; what stands already stays. */
static int move_on(struct work *w, int64_t interview, bool holds, struct err *err)
{
	struct interview i;
	int64_t state;

	if (interview_get(w->s, interview, &i, err) != 1)
		return -1;
	state = i.state;
	interview_done(&i);
	if (holds)
		return state == INTERVIEW_PLANNED ? interview_hold(w->s, interview, w->s->now(w->s), err) : 0;
	return state == INTERVIEW_VALIDATED ? 0 : interview_validate(w->s, interview, err);
}

int work_interview(struct work *w, int i, struct err *err)
{
	static const unsigned char request[16] = "noted in a step";
	int64_t id = newest(w);

	work_as(w, "dana");
	if (id < 0)
		return err_set(err, ERR_IO, "which interview there is cannot be read");
	switch (i) {
	case 0:
		return id ? 0 : plan(w, err);
	case 1:
		return interview_consent(w->s, id, PERMIT_NOTES, CONSENT_GIVEN, NULL, err);
	case 2:
		return write_note(w, id, "nobody could tell us who owns the migration", request, err);
	case 3:
	case 4:
	case 5:
	case 6:
		return capture(w, id, i - 3, err);
	case 7:
		return escalate(w, id, err);
	}
	return move_on(w, id, i == 8, err);
}
