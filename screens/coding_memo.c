/* The memo of a code, in a strip. What is typed is kept as everywhere (screens/typed.h). */
#include "screens/coding.h"

#include "model/buf.h"
#include "model/cut.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <stdlib.h>

struct memo {
	struct strip_form strip;
	struct coding_memo_arg arg;
};
static const struct fields_spec fields[] = {
	{ "memo", "Memo", "why this theme; stays beside the code, and is released with it", FIELDS_LINE, false, NULL, 0 },
};

static int run(struct screen *s, struct buf *said, struct err *err);

static struct memo *memo_of(const struct screen *s)
{
	return s->state;
}

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct memo *m = memo_of(s);
	struct interview i;
	struct code c;
	char field[32];

	if (!arg)
		return err_set(err, ERR_REFUSED, "a memo is opened from a code");
	m->arg = *(const struct coding_memo_arg *)arg;
	if (code_get(s->view->store, m->arg.code, &c, err) != 1 || interview_get(s->view->store, m->arg.interview, &i, err) != 1)
		return err_set(err, ERR_INPUT, "this code is not there any more");
	cut_printf(m->strip.title, sizeof m->strip.title, "%s", m->arg.words);
	strip_form_open(&m->strip, fields, 1, "Enter keeps it", run);
	fields_set(&m->strip.form, 0, c.memo);
	snprintf(field, sizeof field, "code-%lld-memo", (long long)c.id);
	typed_open(&m->strip.typed[0], s->view->store, i.deal, field, c.memo, &m->strip.form.values[0].edit);
	code_done(&c);
	interview_done(&i);
	return 0;
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	const struct memo *m = memo_of(s);
	struct code c;
	int rc;

	if (code_get(s->view->store, m->arg.code, &c, err) != 1)
		return err_set(err, ERR_REFUSED, "this code is not there any more; what you typed is kept");
	free(c.memo);
	c.memo = xstrdup(fields_get(&m->strip.form, 0));
	rc = code_put(s->view->store, &c, err);
	code_done(&c);
	buf_puts(said, "memo kept");
	return rc;
}

static const struct binding bindings[] = {
	STRIP_FORM_ROWS("memo", "set", "keep it", "Keep the memo", "See"),
	{ .command = NULL },
};

const struct screen_type coding_memo_screen = {
	.name = "coding-memo", .title = "the memo of a code", .size = sizeof(struct memo), .bindings = bindings, .init = init,
	.done = strip_form_done, STRIP_FORM_TYPE,
};
