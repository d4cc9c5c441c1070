/* What an action shall change, what is expected of that and what it rests on: the strip over the list of actions. */
#include "screens/actions.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/evidence.h"
#include "model/store.h"
#include "model/value.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AIM_CHANGE, AIM_EXPECTED, AIM_EVIDENCE, AIM_FIELDS };

struct aim_state {
	struct strip_form strip;
	struct action base;          /* as it was read when the strip opened, or since somebody else changed it */
	char *stored[AIM_FIELDS];    /* owned: what the fields replace */
};

static const char *const changes[] = { "", "messaging", "process", "pricing", "product", NULL };
static const struct fields_spec fields[AIM_FIELDS] = {
	{ "change", "Change of", "messaging, process, pricing or product; a letter or Left and Right choose", FIELDS_CHOICE, false,
	  changes, 0 },
	{ "expected", "Expected", "what shall be different when it is done", FIELDS_LINE, false, NULL, 0 },
	{ "evidence", "Evidence", "D-3, I-7, I-7/4 (a note), D-3/post (an exchange record)", FIELDS_LINE, false, NULL, 0 },
};

static int run(struct screen *s, struct buf *said, struct err *err);

static struct aim_state *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static void forget(struct aim_state *c)
{
	action_done(&c->base);
	for (size_t i = 0; i < AIM_FIELDS; i++) {
		free(c->stored[i]);
		c->stored[i] = NULL;
	}
}

static int read_stored(struct screen *s, struct err *err)
{
	struct aim_state *c = state_of(s);
	struct buf evidence = { 0 };
	int64_t id = c->base.id;
	int rc;

	forget(c);
	rc = action_get(store_of(s), id, &c->base, err);
	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "that action is not here any more");
	evidence_format(store_of(s), c->base.evidence, &evidence);
	c->stored[AIM_CHANGE] = xstrdup(change_kind_key(c->base.change_kind));
	c->stored[AIM_EXPECTED] = xstrdup(c->base.expected ? c->base.expected : "");
	c->stored[AIM_EVIDENCE] = buf_take(&evidence);
	return 0;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct aim_state *c = state_of(s);
	char name[24];

	if (!arg)
		return err_set(err, ERR_REFUSED, "this is opened from the list of actions, for the one under the cursor");
	c->base.id = *(const int64_t *)arg;
	if (read_stored(s, err))
		return -1;
	cut_printf(c->strip.title, sizeof c->strip.title, "what it shall change: %.160s", c->base.text);
	strip_form_open(&c->strip, fields, AIM_FIELDS, "Enter keeps it", run);
	for (size_t i = 0; i < AIM_FIELDS; i++)
		fields_set(&c->strip.form, i, c->stored[i]);
	snprintf(name, sizeof name, "a%lld-aim", (long long)c->base.id);
	strip_form_drafts(&c->strip, store_of(s), c->base.deal, name, c->stored, false);
	return 0;
}

static void done(struct screen *s)
{
	forget(state_of(s));
	strip_form_done(s);
}

/* ---- doing it ---- */

/* Of what the actor does not read in it nothing is taken away by a word that is changed beside it. */
static int read_evidence(struct screen *s, struct buf *kept, const char **out, struct err *err)
{
	struct aim_state *c = state_of(s);
	const char *words = fields_get(&c->strip.form, AIM_EVIDENCE);

	*out = NULL;
	if (!strcmp(words, c->stored[AIM_EVIDENCE]))
		return 0;
	if (strstr(c->stored[AIM_EVIDENCE], " more") || strstr(c->stored[AIM_EVIDENCE], "your role"))
		return err_set(err, ERR_ROLE, "it rests on records that your role does not read: who reads them changes its evidence");
	if (evidence_parse(store_of(s), words, kept, err))
		return -1;
	*out = buf_str(kept);
	return 0;
}

/* Somebody else wrote one of them meanwhile: said once, and Enter again puts what stands here. */
static int tell_theirs(struct screen *s, struct err *err)
{
	bool theirs = action_tell_theirs(s, read_stored, err);

	for (size_t i = AIM_EXPECTED; theirs && i < AIM_FIELDS; i++)
		typed_rebase(&state_of(s)->strip.typed[i], state_of(s)->stored[i]);
	return -1;
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	struct aim_state *c = state_of(s);
	struct action_aim aim = { .change_kind = -1 };
	struct action_edit e = { .base = &c->base, .due_day = NO_DAY, .aim = &aim };
	struct buf kept = { 0 };
	int rc;

	if (strcmp(fields_get(&c->strip.form, AIM_EXPECTED), c->stored[AIM_EXPECTED]))
		aim.expected = fields_get(&c->strip.form, AIM_EXPECTED);
	rc = change_kind_parse(fields_get(&c->strip.form, AIM_CHANGE), &aim.change_kind, err) ||
			     read_evidence(s, &kept, &aim.evidence, err) || action_change(store_of(s), &e, err)
		     ? tell_theirs(s, err)
		     : 0;
	buf_done(&kept);
	buf_puts(said, "kept");
	return rc;
}

static const struct binding bindings[] = {
	STRIP_FORM_ROWS("aim", "set", "keep it", "Keep what is typed", "See"),
	{ .command = NULL },
};

const struct screen_type action_aim_screen = {
	.name = "action-aim", .title = "what an action shall change", .size = sizeof(struct aim_state), .bindings = bindings,
	.init = init, .done = done, STRIP_FORM_TYPE,
};
