#include "tests/faults/state_coded.h"

#include "model/coding.h"
#include "model/deal.h"
#include "model/store.h"
#include "tests/support/validated.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW_MS INT64_C(1795426200000) /* 2026-11-23 09:30 UTC */
#define HELD_MS INT64_C(1772444400000) /* 2026-03-02 */
#define DAY_MS INT64_C(86400000)

static int add_note(struct store *s, int64_t interview, enum said_kind kind, const char *words, struct err *err)
{
	struct interview_note n;
	int rc;

	interview_note_init(&n, interview, kind);
	free(n.text);
	n.text = xstrdup(words);
	rc = interview_note_save(s, NULL, &n, NULL, err);
	interview_note_done(&n);
	return rc;
}

/* The actor's own pass gets the root of that place on the whole note. */
static int code_note(struct store *s, int64_t interview, int64_t seq, int root, const char *memo, struct err *err)
{
	struct code c = { .end_cp = -1, .driver = DRIVER_WIN };
	struct coding_pass p;
	struct taxonomy t;
	int rc;

	if (coding_pass_need(s, interview, &p, err) || taxonomy_get(s, 0, &t, err) != 1)
		return -1;
	for (size_t i = 0; i < t.n && root >= 0; i++)
		if (!t.theme[i].parent && !root--)
			c.theme = t.theme[i].id;
	c.pass = p.id;
	c.note = interview_note_find(s, interview, seq, err);
	c.memo = xstrdup(memo);
	rc = code_put(s, &c, err);
	code_done(&c);
	taxonomy_done(&t);
	return rc;
}

static int release(struct store *s, int64_t interview, struct err *err)
{
	struct coding_pass p;

	return coding_pass_need(s, interview, &p, err) || coding_pass_close(s, p.id, err) || coding_pass_release(s, p.id, err);
}

/* Held, with every permission. */
static int begin(struct store *s, const char *company, const char *respondent, int64_t held_ms, struct interview *i,
		 struct err *err)
{
	int rc;

	interview_init(i);
	rc = deal_find(s, company, &i->deal, err);
	free(i->respondent);
	i->respondent = xstrdup(respondent);
	rc = rc || interview_add(s, i, err) || interview_hold(s, i->id, held_ms, err);
	for (int p = 0; !rc && p < PERMISSIONS; p++)
		rc = interview_consent(s, i->id, (enum permission)p, CONSENT_GIVEN, NULL, err);
	return rc;
}

static int make(struct store *s, struct err *err)
{
	struct interview i;
	int rc = begin(s, "Glade", "head of IT", HELD_MS, &i, err);

	rc = rc || add_note(s, i.id, SAID_QUOTE, "Your people answered the same day. That kept us in until the end.", err) ||
	     add_note(s, i.id, SAID_FACT, "Two vendors were in the final round.", err) ||
	     add_note(s, i.id, SAID_INTERPRETATION, "They wanted proof, not a lower price.", err) ||
	     validated(s, i.id, err) || code_note(s, i.id, 1, 0, "said twice", err);
	interview_done(&i);
	return rc ? -1 : 0;
}

/* Two have released their passes and disagree about the first note. */
static int make_settling(struct store *s, struct err *err)
{
	struct interview i;
	int rc = begin(s, "Birch", "site manager", HELD_MS + DAY_MS, &i, err);

	rc = rc || add_note(s, i.id, SAID_QUOTE, "Nobody on their side spoke to the night shift.", err) ||
	     add_note(s, i.id, SAID_FACT, "The offer came on a Friday.", err) || validated(s, i.id, err) ||
	     code_note(s, i.id, 1, 3, "", err) || code_note(s, i.id, 2, 3, "", err) || release(s, i.id, err) ||
	     store_act_as(s, "jo", err) || code_note(s, i.id, 1, 5, "", err) || code_note(s, i.id, 2, 3, "", err) ||
	     release(s, i.id, err);
	interview_done(&i);
	return rc ? -1 : 0;
}

int state_coded(const char *db_path)
{
	struct store_options opt = { .path = db_path, .login = "dana", .now_ms = NOW_MS, .now_frozen = true };
	struct store *s = NULL;
	struct err err = { 0 };
	int rc = store_open(&s, &opt, NULL, &err) || make(s, &err) || make_settling(s, &err) ? -1 : 0;

	if (rc)
		fprintf(stderr, "the interviews of the states cannot be made: %s\n", err.text);
	store_close(s);
	return rc;
}
