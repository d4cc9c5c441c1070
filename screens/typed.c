#include "screens/typed.h"

#include "model/calendar.h"
#include "model/deal.h"
#include "model/member.h"
#include "model/store.h"
#include "model/teeth.h"
#include "screens/ui/fields.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct draft draft_of(const struct typed *t, struct edit *e)
{
	struct draft d = { .kind = SUBJECT_DEAL, .subject = t->deal, .member = t->s->actor.member, .base_rev = t->base };

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

void typed_rebase(struct typed *t, const char *stored)
{
	t->base = draft_base(stored);
	t->conflict = false;
}

bool typed_open(struct typed *t, struct store *s, int64_t deal, const char *field, const char *stored, struct edit *e)
{
	struct draft d;

	memset(t, 0, sizeof *t);
	t->s = s;
	t->deal = deal;
	snprintf(t->field, sizeof t->field, "%s", field);
	t->version = e->version;
	t->base = draft_base(stored);
	if (draft_get(s, SUBJECT_DEAL, deal, t->field, 0, 0, &d, NULL) != 1)
		return false;
	/* Its save stood and the program ended before the draft went; or somebody wrote the same words. */
	if (draft_is_saved(s, d.request, NULL) == 1 || (stored && !strcmp(stored, d.body))) {
		draft_drop(s, &d, NULL);
		draft_done(&d);
		return false;
	}
	edit_set(e, d.body, d.len);
	memcpy(t->request, d.request, sizeof t->request);
	t->has = true;
	t->version = e->version;
	t->conflict = stored && d.base_rev >= 0 && d.base_rev != t->base && !teeth_off("P7-base");
	t->base = d.base_rev;
	draft_done(&d);
	return true;
}

int typed_keep(struct typed *t, struct edit *e, struct err *err)
{
	struct draft d;

	if (!t->s || t->over || t->version == e->version)
		return 0;
	if (!e->len) {
		typed_drop(t);
		t->version = e->version;
		edit_kept(e);
		return 0;
	}
	d = draft_of(t, e);
	if (!t->has || t->told) {
		draft_request(t->s, &d);
		memcpy(t->request, d.request, sizeof t->request);
		t->told = false;
	}
	if (draft_write(t->s, &d, err))
		return -1;
	t->has = true;
	t->version = e->version;
	edit_kept(e);
	return 0;
}

void typed_who(struct store *s, enum subject_kind kind, int64_t id, const char *field, struct buf *out)
{
	int64_t member, at_ms;
	bool known = history_writer(s, kind, id, field, &member, &at_ms, NULL) == 1 && *member_login(s, member);

	buf_puts(out, known ? member_login(s, member) : "somebody");
}

void typed_theirs(struct store *s, enum subject_kind kind, int64_t id, const char *field, const char *words,
		  struct buf *out)
{
	int64_t member, at_ms;

	buf_puts(out, "STORED ");
	typed_who(s, kind, id, field, out);
	if (history_writer(s, kind, id, field, &member, &at_ms, NULL) == 1) {
		buf_puts(out, ", ");
		calendar_format_day(calendar_day(s->calendar, at_ms), calendar_day(s->calendar, s->now(s)), out);
	}
	buf_printf(out, ": %s", words && *words ? words : "nothing");
}

struct act typed_ask(const char *who, const char *what)
{
	static const struct answer answers[] = {
		{ 'm', "write mine", "typed-mine" },
		{ 't', "take theirs", "typed-theirs" },
		{ K_ESC, "go on typing", NULL },
		{ 0, NULL, NULL },
	};
	static const struct question question = { answers, false };

	return act_ask(&question, "%s changed %s too.", who, what);
}

/* Whether they carry one request, which no save has carried with another text. */
static bool agree(struct typed *const *fields, size_t n, unsigned char *request)
{
	const struct typed *first = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct typed *t = fields[i];

		if (!t->has)
			continue;
		if (first && memcmp(first->request, t->request, sizeof t->request))
			return false;
		first = t;
	}
	if (first)
		memcpy(request, first->request, sizeof first->request);
	return first != NULL;
}

/* A draft that cannot be written now keeps its own request and is offered once more: that loses nothing. */
static void carry(struct typed *t, const unsigned char *request)
{
	struct draft d;

	if (draft_get(t->s, SUBJECT_DEAL, t->deal, t->field, 0, 0, &d, NULL) != 1)
		return;
	memcpy(d.request, request, sizeof d.request);
	if (!draft_write(t->s, &d, NULL))
		memcpy(t->request, request, sizeof t->request);
	draft_done(&d);
}

void typed_request(struct store *s, struct typed *const *fields, size_t n, unsigned char *request)
{
	struct draft fresh;
	bool agreed = agree(fields, n, request);

	if (!agreed) {
		draft_request(s, &fresh);
		memcpy(request, fresh.request, sizeof fresh.request);
	}
	for (size_t i = 0; i < n; i++) {
		if (!fields[i]->has)
			continue;
		if (!agreed)
			carry(fields[i], request);
		fields[i]->told = true;
	}
}

int typed_saved(struct store *s, const unsigned char *request, int rc, struct err *err)
{
	if (!rc || draft_is_saved(s, request, NULL) != 1)
		return rc;
	err_clear(err);
	return 0;
}

void typed_drop(struct typed *t)
{
	struct draft d;

	/* The switch stands for an end of the program before the draft could go. */
	if (!t->s || !t->has || teeth_off("typed-drop"))
		return;
	d = draft_of(t, NULL);
	/* One that cannot be dropped now goes where the field opens next, if a save stored it, and is offered else. */
	if (!draft_drop(t->s, &d, NULL))
		t->has = false;
}

void typed_end(struct typed *t)
{
	t->over = t->s != NULL;
	typed_drop(t);
}

int typed_keep_form(struct typed *t, struct fields *f, struct err *err)
{
	for (size_t i = 0; i < f->count; i++)
		if (typed_keep(&t[i], &f->values[i].edit, err))
			return -1;
	return 0;
}

void typed_end_form(struct typed *t, const struct fields *f)
{
	for (size_t i = 0; i < f->count; i++)
		typed_end(&t[i]);
}
