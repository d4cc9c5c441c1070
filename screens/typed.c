#include "screens/typed.h"

#include "model/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct draft draft_of(const struct typed *t, struct edit *e)
{
	struct draft d = { .kind = SUBJECT_DEAL, .subject = t->deal, .member = t->s->actor.member, .base_rev = -1 };

	snprintf(d.field, sizeof d.field, "%s", t->field);
	memcpy(d.request, t->request, sizeof d.request);
	d.at_ms = t->s->now(t->s);
	if (e) {
		d.body = e->text;
		d.len = e->len;
		d.cursor = (int64_t)e->at;
	}
	return d;
}

bool typed_open(struct typed *t, struct store *s, int64_t deal, const char *field, struct edit *e)
{
	struct draft d;

	memset(t, 0, sizeof *t);
	t->s = s;
	t->deal = deal;
	snprintf(t->field, sizeof t->field, "%s", field);
	t->version = e->version;
	if (draft_get(s, SUBJECT_DEAL, deal, t->field, 0, 0, &d, NULL) != 1)
		return false;
	edit_set(e, d.body, d.len);
	memcpy(t->request, d.request, sizeof t->request);
	t->has = true;
	t->version = e->version;
	draft_done(&d);
	return true;
}

int typed_keep(struct typed *t, struct edit *e, struct err *err)
{
	struct draft d;

	if (!t->s || t->over || t->version == e->version)
		return 0;
	if (!e->len) {
		typed_drop(t, false);
		t->version = e->version;
		edit_kept(e);
		return 0;
	}
	d = draft_of(t, e);
	if (!t->has) {
		draft_request(t->s, &d);
		memcpy(t->request, d.request, sizeof t->request);
	}
	if (draft_write(t->s, &d, err))
		return -1;
	t->has = true;
	t->version = e->version;
	edit_kept(e);
	return 0;
}

void typed_drop(struct typed *t, bool over)
{
	struct draft d;

	if (!t->s)
		return;
	t->over |= over;
	if (!t->has)
		return;
	d = draft_of(t, NULL);
	/* A draft that cannot be dropped now is offered once more: that loses nothing. */
	if (!draft_drop(t->s, &d, NULL))
		t->has = false;
}
