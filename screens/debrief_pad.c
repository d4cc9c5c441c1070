/* What is typed in a debrief and how it is kept: a draft at the latest after 16 characters or 250 ms, the database
 * when a field is left, the draft gone after the COMMIT that carried its request (architecture.md, "typed text"). */
#include "model/buf.h"
#include "model/debrief.h"
#include "model/draft.h"
#include "model/teeth.h"
#include "screens/debrief.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Half of the 16 characters that may be lost: the loop reads up to seven more before it sees that a draft is due. */
enum { DRAFT_CHARS = 8, DRAFT_MS = 250, RETRY_MS = 100 };

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static enum form_layer layer_of(const struct debrief_state *b)
{
	return b->mode == MODE_AHEAD ? LAYER_AHEAD : LAYER_LIVE;
}

bool debrief_is_unsaved(const struct pad *p)
{
	return p->edit.version != p->stored;
}

static bool is_undrafted(const struct pad *p)
{
	return debrief_is_unsaved(p) && p->edit.version != p->drafted;
}

void debrief_loaded(struct pad *p, const char *text)
{
	if (strcmp(p->edit.text, text))
		edit_set(&p->edit, text, strlen(text));
	p->stored = p->drafted = p->edit.version;
}

/* ---- drafts ---- */

/* The request of what is typed now. After a save that was told failed and further typing it is a new one: should the
 * first have stood all the same, its words are the base of the new save, not a conflict. */
static void need_request(struct screen *s, struct pad *p)
{
	struct debrief_state *b = debrief_state(s);
	struct draft d = { 0 };

	if (p->has_request && !(p->told_failed && p->failed != p->edit.version))
		return;
	if (p->told_failed && draft_is_saved(store_of(s), p->request, NULL) == 1) {
		struct form_value v = { 0 };

		if (form_value_get(store_of(s), b->form, p->field, 0, layer_of(b), &v, NULL) == 1)
			p->base_rev = v.rev;
		form_value_done(&v);
	}
	draft_request(store_of(s), &d);
	memcpy(p->request, d.request, sizeof p->request);
	p->has_request = true;
	p->told_failed = false;
}

static struct draft draft_of(const struct screen *s, const struct pad *p)
{
	const struct debrief_state *b = debrief_state(s);
	struct draft d = { .kind = SUBJECT_FORM_VALUE, .subject = b->form, .layer = layer_of(b),
			   .base_rev = p->base_rev, .body = p->edit.text, .len = p->edit.len,
			   .cursor = (int64_t)p->edit.at, .live_ms = debrief_total_ms(s),
			   .at_ms = store_of(s)->real_now(store_of(s)) };

	snprintf(d.field, sizeof d.field, "%s", p->field);
	memcpy(d.request, p->request, sizeof d.request);
	return d;
}

static size_t code_points(const char *s, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len; i++)
		n += ((unsigned char)s[i] & 0xc0) != 0x80;
	return n;
}

/* For the tests of P1: what is told kept, with its length. */
static void tell_ledger(const struct screen *s, const struct pad *p)
{
	char name[80];

	snprintf(name, sizeof name, "debrief:%" PRId64 ":%s", debrief_state(s)->form, p->field);
	teeth_saved(name, (long)p->edit.version, code_points(p->edit.text, p->edit.len));
}

static int keep_pad(struct screen *s, struct pad *p, struct err *err)
{
	struct draft d;

	if (!is_undrafted(p))
		return 0;
	need_request(s, p);
	d = draft_of(s, p);
	if (draft_write(store_of(s), &d, err))
		return -1;
	p->drafted = p->edit.version;
	p->has_draft = true;
	memcpy(p->draft_request, p->request, sizeof p->request);
	edit_kept(&p->edit);
	tell_ledger(s, p);
	return 0;
}

int debrief_keep(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct err e = { 0 };
	int rc = 0;

	for (size_t i = 0; i < b->count; i++)
		if (keep_pad(s, &b->asked[i].pad, &e))
			rc = -1;
	if (b->asking && keep_pad(s, &b->line, &e))
		rc = -1;
	b->retry_ms = rc ? s->view->mono_ms + RETRY_MS : 0;
	if (rc && err)
		*err = e;
	return rc;
}

static int64_t wait_for(const struct screen *s, const struct pad *p)
{
	int64_t at;

	if (!is_undrafted(p))
		return -1;
	at = p->edit.unkept_chars >= DRAFT_CHARS || p->edit.unkept_at_ms < 0 ? 0 : p->edit.unkept_at_ms + DRAFT_MS;
	if (at < debrief_state(s)->retry_ms)
		at = debrief_state(s)->retry_ms;
	return at > s->view->mono_ms ? at - s->view->mono_ms : 0;
}

int64_t debrief_keep_wait(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);
	int64_t least = b->asking ? wait_for(s, &b->line) : -1;

	for (size_t i = 0; i < b->count; i++) {
		int64_t ms = wait_for(s, &b->asked[i].pad);

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	return least;
}

/* ---- saving ---- */

/* What was typed stands in the database; draft_store() has dropped the draft. */
static void stored(struct pad *p, int64_t rev)
{
	p->base_rev = rev;
	p->stored = p->drafted = p->edit.version;
	p->conflict = p->has_draft = p->has_request = p->told_failed = p->retry = false;
	edit_kept(&p->edit);
}

struct storing {
	struct screen *s;
	size_t i;
	int64_t rev;
};

static int save_answer(struct store *st, const struct draft *d, void *arg, struct err *err)
{
	struct storing *to = arg;
	struct debrief_state *b = debrief_state(to->s);
	struct asked *a = &b->asked[to->i];

	return debrief_answer(st, b->form, a->id, layer_of(b), d->body, d->base_rev, a->pad.spent_ms, d->request, &to->rev,
			      err);
}

/* A COMMIT that was told failed may stand: then its rev is not known yet. */
static int64_t rev_now(struct screen *s, const struct pad *p)
{
	struct debrief_state *b = debrief_state(s);
	struct form_value v = { 0 };
	int64_t rev = 0;

	if (form_value_get(store_of(s), b->form, p->field, 0, layer_of(b), &v, NULL) == 1)
		rev = v.rev;
	form_value_done(&v);
	return rev;
}

static int store_typed(struct screen *s, size_t i, struct err *err)
{
	struct pad *p = &debrief_state(s)->asked[i].pad;
	struct storing to = { s, i, 0 };
	struct draft d;

	need_request(s, p);
	/* A draft with an earlier request would stay behind: this save drops only its own. */
	if (p->has_draft && memcmp(p->draft_request, p->request, sizeof p->request)) {
		p->drafted = p->stored;
		keep_pad(s, p, NULL);
	}
	d = draft_of(s, p);
	if (!draft_store(store_of(s), &d, save_answer, &to, err)) {
		stored(p, to.rev ? to.rev : rev_now(s, p));
		return 0;
	}
	p->told_failed = true;
	p->failed = p->edit.version;
	p->retry = err->kind == ERR_BUSY || err->kind == ERR_IO;
	p->conflict = err->kind == ERR_REFUSED && rev_now(s, p) != p->base_rev;
	return -1;
}

int debrief_store(struct screen *s, size_t i, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct pad *p = &b->asked[i].pad;
	int64_t spent = p->spent_ms;
	struct err e = { 0 };
	int rc = 0;

	if (b->mode == MODE_READ)
		return 0;
	if (debrief_is_unsaved(p))
		rc = store_typed(s, i, &e);
	else if (spent >= 1000)
		rc = debrief_answer(store_of(s), b->form, b->asked[i].id, layer_of(b), NULL, -1, spent, NULL, NULL, &e);
	else
		return 0;
	if (rc) {
		if (err)
			*err = e;
		return -1;
	}
	b->total_ms += spent;
	p->spent_ms = 0;
	return 0;
}

int debrief_store_all(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	int rc = 0;

	debrief_count(s);
	for (size_t i = 0; i < b->count; i++)
		if (debrief_store(s, i, err))
			rc = -1;
	return rc;
}

/* The words are not wanted any more. */
static void forget_draft(struct screen *s, struct pad *p)
{
	struct draft d = draft_of(s, p);

	if (p->has_draft && !draft_drop(store_of(s), &d, NULL))
		p->has_draft = false;
	p->has_request = p->told_failed = false;
}

int debrief_settle(struct screen *s, int how, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *a = debrief_here(s);
	struct form_value v = { 0 };
	struct buf text = { 0 };
	int rc = form_value_get(store_of(s), b->form, a->pad.field, 0, layer_of(b), &v, err);

	if (rc < 0)
		return -1;
	a->pad.base_rev = v.rev;
	a->pad.conflict = false;
	if (how != 'm') {
		buf_puts(&text, v.text ? v.text : "");
		if (how == 'b')
			buf_printf(&text, "\n\n%s", a->pad.edit.text);
		edit_set(&a->pad.edit, buf_str(&text), text.len);
		buf_done(&text);
	}
	form_value_done(&v);
	if (how == 't') {
		forget_draft(s, &a->pad);
		stored(&a->pad, a->pad.base_rev);
		return 0;
	}
	return debrief_store(s, b->at, err);
}

/* ---- acts ---- */

int debrief_do(struct screen *s, enum debrief_verb verb, const char *words, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *a = debrief_here(s);
	struct store *st = store_of(s);

	if (debrief_store_all(s, err))
		return -1;
	switch (verb) {
	case VERB_TAKE:
		return debrief_reply(st, b->form, a->id, REPLY_ACCEPTED, NULL, err);
	case VERB_AMEND:
		return debrief_reply(st, b->form, a->id, REPLY_AMENDED, NULL, err);
	case VERB_CONTRADICT:
		return debrief_reply(st, b->form, a->id, a->contradicted ? REPLY_NONE : REPLY_CONTRADICTED, NULL, err);
	case VERB_UNKNOWN:
		return debrief_reply(st, b->form, a->id, REPLY_UNKNOWN, words, err);
	case VERB_AGAIN:
		return debrief_again(st, b->form, a->id, !a->again, err);
	case VERB_WHO:
		return debrief_attend(st, b->form, words, err);
	case VERB_ABSENT:
		return debrief_absent(st, b->form, PART_AE, words, err);
	case VERB_COMPLETE:
		return debrief_complete(st, b->form, err);
	}
	return 0;
}

int debrief_undo(struct screen *s, bool redo, char *title, size_t size, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct undone u = { 0 };
	int rc;

	if (debrief_store_all(s, err))
		return -1;
	rc = redo ? history_redo(store_of(s), SUBJECT_FORM, b->form, &u, err)
		  : history_undo(store_of(s), SUBJECT_FORM, b->form, &u, err);
	snprintf(title, size, "%s", u.title);
	return rc;
}

void debrief_ask(struct screen *s, enum asking what)
{
	static const char *const fields[] = { "", ".why", ".who", ".absent" };
	struct debrief_state *b = debrief_state(s);
	struct draft d = { 0 };

	b->asking = what;
	edit_set(&b->line.edit, "", 0);
	snprintf(b->line.field, sizeof b->line.field, "%s%s", what == ASK_WHY ? debrief_here(s)->pad.field : "",
		 fields[what]);
	if (draft_get(store_of(s), SUBJECT_FORM_VALUE, b->form, b->line.field, 0, layer_of(b), &d, NULL) == 1) {
		edit_set(&b->line.edit, d.body, d.len);
		memcpy(b->line.request, d.request, sizeof b->line.request);
		draft_done(&d);
		b->line.has_request = b->line.has_draft = true;
	} else {
		b->line.has_request = b->line.has_draft = false;
	}
	b->line.stored = b->line.drafted = b->line.edit.version;
}

void debrief_answered(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);

	forget_draft(s, &b->line);
	edit_set(&b->line.edit, "", 0);
	b->line.stored = b->line.drafted = b->line.edit.version;
	b->asking = ASK_NONE;
}

/* ---- timer ---- */

void debrief_count(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	int64_t now = s->view->mono_ms;

	if (b->running && !b->paused && now > b->since_ms)
		debrief_here(s)->pad.spent_ms += now - b->since_ms;
	b->since_ms = now;
}

int64_t debrief_total_ms(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);
	int64_t ms = b->total_ms;

	for (size_t i = 0; i < b->count; i++)
		ms += b->asked[i].pad.spent_ms;
	if (b->running && !b->paused && s->view->mono_ms > b->since_ms)
		ms += s->view->mono_ms - b->since_ms;
	return ms;
}
