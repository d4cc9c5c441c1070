/* The strip over a run: why a step is done with items open, why it is skipped, or a number that the customer gave. What is
 * typed is kept as everywhere (screens/typed.h). */
#include "screens/playbook.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/store.h"
#include "model/value.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <string.h>

struct playbook_say {
	struct strip_form strip;
	struct playbook_say_arg arg;
	char key[32];
};

static const struct fields_spec reason_field[] = {
	{ "reason", "Reason", "in a few words; it is kept with the step", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec number_field[] = {
	{ "number", "Number", "as the customer said it; empty takes it away", FIELDS_LINE, false, NULL, 0 },
};

static int run(struct screen *s, struct buf *said, struct err *err);

static struct playbook_say *state_of(const struct screen *s)
{
	return s->state;
}

static void put_title(struct playbook_say *p, const struct playbook_run *r)
{
	const struct playbook_step *step = &r->book->step[p->arg.step];
	struct buf open = { 0 };

	switch (p->arg.what) {
	case SAY_DONE:
		playbook_open_items(r, p->arg.step, &open);
		cut_printf(p->strip.title, sizeof p->strip.title, "%s is done%s%s", step->title, open.len ? " with " : "", buf_str(&open));
		break;
	case SAY_SKIP:
		cut_printf(p->strip.title, sizeof p->strip.title, "%s: skip it", step->title);
		break;
	case SAY_NUMBER:
		cut_printf(p->strip.title, sizeof p->strip.title, "%s: %s", step->title, r->book->item[p->arg.item].text);
		break;
	}
	buf_done(&open);
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct playbook_say *p = state_of(s);
	struct store *st = s->view->store;
	struct playbook_run r;
	struct buf was = { 0 };
	int rc;

	if (!arg)
		return err_set(err, ERR_REFUSED, "a step is completed from its run");
	p->arg = *(const struct playbook_say_arg *)arg;
	rc = playbook_run_load(st, p->arg.deal, p->arg.book, &r, err);
	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "that run is not here any more");
	put_title(p, &r);
	strip_form_open(&p->strip, p->arg.what == SAY_NUMBER ? number_field : reason_field, 1, "Enter keeps it", run);
	p->strip.says_missing = true; /* it names the items that are open */
	if (p->arg.what == SAY_NUMBER) {
		if (r.tick[p->arg.item].num != NO_NUM)
			buf_printf(&was, "%lld", (long long)r.tick[p->arg.item].num);
		fields_set(&p->strip.form, 0, buf_str(&was));
		snprintf(p->key, sizeof p->key, "number %s", r.book->item[p->arg.item].key);
	} else {
		snprintf(p->key, sizeof p->key, "%s %s", p->arg.what == SAY_DONE ? "done" : "skip", r.book->step[p->arg.step].key);
	}
	if (!typed_open(&p->strip.typed[0], st, p->arg.deal, p->key, p->arg.what == SAY_NUMBER ? buf_str(&was) : NULL,
			&p->strip.form.values[0].edit))
		fields_select(&p->strip.form, 0);
	buf_done(&was);
	playbook_run_done(&r);
	return 0;
}

/* ---- doing it ---- */

static int read_number(const char *text, int64_t *out, struct err *err)
{
	*out = NO_NUM;
	text += strspn(text, " ");
	if (!*text || !int_parse(text, out, NULL))
		return 0;
	return err_set(err, ERR_USAGE, "found “%.40s”, expected a number", text);
}

static int store(struct screen *s, const struct playbook_run *r, struct err *err)
{
	const struct playbook_say *p = state_of(s);
	struct store *st = s->view->store;
	const char *text = fields_get(&p->strip.form, 0);
	struct step_done d = { .step = p->arg.step, .at_ms = st->now(st), .reason = text };
	int64_t num;

	switch (p->arg.what) {
	case SAY_DONE:
		return playbook_complete(st, r, &d, err);
	case SAY_SKIP:
		return playbook_skip(st, r, p->arg.step, text, err);
	case SAY_NUMBER:
		break;
	}
	return read_number(text, &num, err) ? -1 : playbook_note(st, r, p->arg.item, num, err);
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	static const char *const words[] = { "done", "skipped", "noted" };
	const struct playbook_say *p = state_of(s);
	struct playbook_run r;
	int rc = playbook_run_load(s->view->store, p->arg.deal, p->arg.book, &r, err);

	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_REFUSED, "that run is not here any more; what you typed is kept");
	rc = store(s, &r, err);
	playbook_run_done(&r);
	buf_puts(said, words[p->arg.what]);
	return rc;
}

static const struct binding bindings[] = {
	STRIP_FORM_ROWS("say", "set", "keep it", "Keep what is typed here", "Step"),
	{ .command = NULL },
};

const struct screen_type playbook_say_screen = {
	.name = "step", .title = "a step's words", .size = sizeof(struct playbook_say), .bindings = bindings, .init = init,
	.done = strip_form_done, STRIP_FORM_TYPE,
};
