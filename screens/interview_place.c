/* The texts of an interview as they are typed: which are kept where, and how each gets into the database (pad.h). */
#include "screens/interview.h"

#include "model/buf.h"
#include "model/draft_writer.h"
#include "model/member.h"
#include "model/store.h"
#include "model/teeth.h"
#include "model/text.h"
#include "screens/typed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAVE_RETRY_MS = 250 };

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- one place ---- */

void thought_done(struct thought *p)
{
	if (p->pad) {
		pad_done(p->pad);
		free(p->pad);
	}
	interview_note_done(&p->base);
	free(p->theirs);
	*p = (struct thought){ 0 };
}

struct pad *thought_pad(struct screen *s, struct thought *p)
{
	const struct interview_page *v = interview_page(s);
	const struct captured_kind *k = p->is_field ? captured_kind(p->field) : NULL;

	if (p->pad)
		return p->pad;
	p->pad = xcalloc(1, sizeof *p->pad);
	if (k)
		pad_init(p->pad, k->is_rows, SUBJECT_FORM_VALUE, v->i.form, k->key, p->id, LAYER_LIVE);
	else
		pad_init(p->pad, false, SUBJECT_INTERVIEW_NOTE, v->id, "note", p->id, p->base.kind);
	pad_loaded(p->pad, p->base.text, p->base.rev);
	return p->pad;
}

const char *thought_text(const struct thought *p)
{
	return p->pad ? p->pad->edit.text : p->base.text;
}

void thought_name(const struct thought *p, struct buf *out)
{
	if (p->is_field)
		buf_puts(out, captured_kind(p->field)->key);
	else if (p->base.seq)
		buf_printf(out, "note %lld", (long long)p->base.seq);
	else
		buf_puts(out, "the new note");
}

/* ---- how it is saved: nothing of the screen, for it may run behind the keys ---- */

struct saving {
	bool is_field, is_new;
	enum captured field;
	int64_t interview;
	struct interview_note base;
};

static struct saving *saving_new(const struct screen *s, const struct thought *p)
{
	struct saving *v = xcalloc(1, sizeof *v);

	v->is_field = p->is_field;
	v->is_new = p->is_new;
	v->field = p->field;
	v->interview = interview_page(s)->id;
	interview_note_copy(&v->base, &p->base);
	return v;
}

static void saving_free(struct saving *v)
{
	interview_note_done(&v->base);
	free(v);
}

static int save_note(struct store *st, const struct draft *d, const struct saving *v, int64_t *rev, struct err *err)
{
	struct interview_note n;
	int rc;

	interview_note_copy(&n, &v->base);
	free(n.text);
	n.text = xstrndup(d->body, d->len);
	n.id = d->item;
	n.interview = v->interview;
	rc = interview_note_save(st, v->is_new ? NULL : &v->base, &n, d->request, err);
	*rev = n.gone ? 0 : n.rev;
	interview_note_done(&n);
	return rc;
}

static int save(struct store *st, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	const struct saving *v = arg;
	char *text;
	int rc;

	if (!v->is_field)
		return save_note(st, d, v, rev, err);
	text = xstrndup(d->body, d->len);
	rc = captured_put(st, &(struct captured_save){ v->interview, v->field, d->item, text, d->base_rev, d->request }, rev, err);
	free(text);
	return rc;
}

static int save_behind(struct store *st, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	struct saving *v = *(struct saving **)arg;
	int rc = save(st, d, v, rev, err);

	saving_free(v);
	return rc;
}

static int64_t rev_now(struct store *st, const struct pad *p, void *arg)
{
	struct interview_note n;
	int64_t rev;

	(void)arg;
	if (p->kind == SUBJECT_FORM_VALUE)
		return captured_rev(st, p->subject, (enum captured)captured_find(p->field), p->item);
	rev = interview_note_get(st, p->item, &n, NULL) == 1 ? n.rev : 0;
	interview_note_done(&n);
	return rev;
}

static const struct pad_ops ops = { save, rev_now };

/* ---- drafts ---- */

int interview_keep(struct screen *s, struct err *err)
{
	struct interview_page *v = interview_page(s);
	struct err e = { 0 };
	int rc = 0;

	for (size_t i = 0; i < v->n; i++)
		if (v->places[i].pad && pad_keep(store_of(s), v->places[i].pad, 0, &e))
			rc = -1;
	v->retry_ms = rc ? s->view->mono_ms + PAD_RETRY_MS : 0;
	if (rc && err)
		*err = e;
	return rc;
}

int64_t interview_keep_wait(const struct screen *s)
{
	const struct interview_page *v = interview_page(s);
	int64_t least = -1;

	for (size_t i = 0; i < v->n; i++) {
		int64_t ms = v->places[i].pad ? pad_wait(store_of(s), v->places[i].pad, s->view->mono_ms, v->retry_ms) : -1;

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	return least;
}

/* ---- stored ---- */

/* Somebody took the note away while words were typed over it: they are a new one from now on, its draft under the new
 * id before that of the old one goes. */
static int make_anew(struct screen *s, struct thought *p, struct err *err)
{
	int64_t id = interview_note_new_id(store_of(s), err);
	struct pad was;
	int rc;

	if (id < 0)
		return -1;
	draft_writer_pause(store_of(s), true);
	pad_keep(store_of(s), p->pad, 0, NULL); /* nothing is on its way any more */
	was = *p->pad;
	p->id = p->pad->item = id;
	p->is_new = true;
	p->base.id = id;
	p->base.rev = p->base.seq = p->base.text_id = 0;
	free(p->base.text);
	p->base.text = xstrdup("");
	p->pad->base_rev = 0;
	p->pad->stored = p->pad->drafted = p->pad->edit.version + 1; /* in no database and in no draft */
	p->pad->has_draft = p->pad->has_request = p->pad->conflict = p->pad->told_failed = false;
	rc = pad_keep(store_of(s), p->pad, 0, err);
	if (!rc)
		pad_forget(store_of(s), &was);
	draft_writer_pause(store_of(s), false);
	return rc;
}

static bool is_removed(struct screen *s, const struct thought *p)
{
	return !p->is_field && !p->is_new && p->pad->conflict && !rev_now(store_of(s), p->pad, NULL);
}

/* What came of a save: 0 it stands. */
static int took(struct screen *s, struct thought *p, int rc, struct err *err)
{
	struct interview_page *v = interview_page(s);

	if (!rc) {
		free(p->base.text);
		p->base.text = xstrdup(p->pad->edit.text);
		p->base.rev = p->pad->base_rev;
		v->began |= p->is_new && !p->is_field && text_says(p->base.text);
		p->is_new = p->retried = false;
		v->reread = true;
		return 0;
	}
	if (p->pad->retry) {
		if (!p->retried)
			snprintf(v->said, sizeof v->said, "the file is in use or full: kept as a draft, stored as soon as it can be");
		p->retried = true;
		return -1;
	}
	if (is_removed(s, p) && !make_anew(s, p, err)) {
		snprintf(v->said, sizeof v->said, "somebody removed this note meanwhile: yours is a new one");
		return 0;
	}
	if (p->pad->conflict)
		v->met = (p - v->places) + 1;
	else
		v->left_err = *err;
	return -1;
}

/* 1 still on its way, 0 it stands or nothing was, -1. */
static int came(struct screen *s, struct thought *p, bool wait, struct err *err)
{
	int rc;

	if (!p->pad || !p->pad->saving)
		return 0;
	if (wait)
		draft_writer_rest(store_of(s));
	rc = pad_came(store_of(s), p->pad, &ops, NULL, err);
	return rc == 1 ? 1 : took(s, p, rc, err);
}

int interview_store(struct screen *s, struct thought *p, struct err *err)
{
	struct saving *v;
	struct err e = { 0 };
	int rc = came(s, p, true, &e);

	if (!rc && p->pad && pad_is_unsaved(p->pad)) {
		v = saving_new(s, p);
		rc = pad_store(store_of(s), p->pad, &ops, v, 0, &e);
		saving_free(v);
		rc = took(s, p, rc, &e);
	}
	if (rc && err)
		*err = e;
	return rc;
}

int interview_store_all(struct screen *s, struct err *err)
{
	struct interview_page *v = interview_page(s);
	int rc = 0;

	for (size_t i = 0; i < v->n; i++)
		if (interview_store(s, &v->places[i], err))
			rc = -1;
	if (!rc)
		v->left_err.kind = ERR_NONE;
	return rc;
}

static bool store_behind(struct screen *s, struct thought *p)
{
	struct saving *v;
	struct behind how = { .save = save_behind, .arg = &v, .size = sizeof v, .is_hasty = p->retried };

	if (!pad_is_ready(store_of(s), p->pad, 0) || p->pad->conflict)
		return false;
	v = saving_new(s, p); /* save_behind() frees it */
	if (pad_store_behind(store_of(s), p->pad, &how, 0))
		return true;
	saving_free(v);
	return false;
}

static void remove_place(struct interview_page *v, size_t i)
{
	thought_done(&v->places[i]);
	memmove(&v->places[i], &v->places[i + 1], (v->n - i - 1) * sizeof *v->places);
	v->notes -= i < v->notes;
	v->n--;
	if (v->at > i || (v->at == v->n && v->at))
		v->at--;
	if (v->met > (int64_t)i)
		v->met = 0;
}

void interview_leave_place(struct screen *s)
{
	struct interview_page *v = interview_page(s);
	struct thought *p = interview_here(s);
	struct err err = { 0 };

	if (!p || !p->pad || p->pad->saving)
		return;
	if (p->is_new && !text_says(p->pad->edit.text)) {
		pad_forget(store_of(s), p->pad);
		remove_place(v, v->at);
		return;
	}
	if (!pad_is_unsaved(p->pad) || p->pad->conflict)
		return;
	if (!store_behind(s, p))
		interview_store(s, p, &err);
}

void interview_came(struct screen *s)
{
	struct interview_page *v = interview_page(s);
	struct err err = { 0 };

	for (size_t i = 0; i < v->n; i++)
		came(s, &v->places[i], false, &err);
}

int64_t interview_came_wait(const struct screen *s)
{
	const struct interview_page *v = interview_page(s);

	for (size_t i = 0; i < v->n; i++) {
		const struct pad *p = v->places[i].pad;

		if (p && p->saving && flight_state(p->saving) != FLIGHT_ON_ITS_WAY)
			return 0;
	}
	return -1;
}

static bool waits(const struct interview_page *v, size_t i)
{
	const struct pad *p = v->places[i].pad;

	return p && p->retry && i != v->at && !p->saving;
}

int64_t interview_retry_wait(const struct screen *s)
{
	const struct interview_page *v = interview_page(s);
	bool any = v->stale;

	for (size_t i = 0; i < v->n && !any; i++)
		any = waits(v, i);
	if (!any)
		return -1;
	return v->saves_ms > s->view->mono_ms ? v->saves_ms - s->view->mono_ms : 0;
}

void interview_retry(struct screen *s)
{
	struct interview_page *v = interview_page(s);
	struct err err = { 0 };

	v->saves_ms = s->view->mono_ms + SAVE_RETRY_MS;
	if (db_is_lent(store_of(s)->db))
		return;
	db_patience(store_of(s)->db, 0);
	for (size_t i = 0; i < v->n; i++)
		if (waits(v, i) && !store_behind(s, &v->places[i]))
			interview_store(s, &v->places[i], &err);
	if (v->stale && !db_is_lent(store_of(s)->db))
		v->stale = interview_load(s, &err) && err.kind == ERR_BUSY;
	db_patience(store_of(s)->db, -1);
}

/* ---- new ones ---- */

void interview_reserve(struct screen *s)
{
	struct interview_page *v = interview_page(s);
	int64_t id;

	if (v->n_spare == sizeof v->spare / sizeof v->spare[0] || s->level != LEVEL_TEXT || !v->may_write ||
	    s->view->mono_ms < v->spare_ms || db_is_lent(store_of(s)->db))
		return;
	db_patience(store_of(s)->db, 0);
	id = interview_note_new_id(store_of(s), NULL);
	db_patience(store_of(s)->db, -1);
	if (id > 0)
		v->spare[v->n_spare++] = id;
	else
		v->spare_ms = s->view->mono_ms + 1000;
}

/* Room for one more at that place, which is under the cursor then. */
static struct thought *insert_place(struct interview_page *v, size_t at)
{
	v->places = xrealloc(v->places, (v->n + 1) * sizeof *v->places);
	memmove(&v->places[at + 1], &v->places[at], (v->n - at) * sizeof *v->places);
	v->places[at] = (struct thought){ .is_new = true };
	v->n++;
	v->at = at;
	return &v->places[at];
}

struct act interview_new_note(struct screen *s, int64_t kind)
{
	struct interview_page *v = interview_page(s);
	struct err err = { 0 };
	struct thought *p;
	int64_t id;

	interview_leave_place(s);
	id = v->n_spare ? v->spare[--v->n_spare] : interview_note_new_id(store_of(s), &err);
	if (id < 0)
		return act_error(&err);
	p = insert_place(v, v->notes++);
	p->id = id;
	interview_note_init(&p->base, v->id, (enum said_kind)kind);
	p->base.id = id;
	thought_pad(s, p);
	s->level = LEVEL_TEXT;
	return ACT(HANDLED);
}

/* Behind the rows of its field that are there. */
static size_t place_of_field(const struct interview_page *v, enum captured field)
{
	size_t i = v->notes;

	while (i < v->n && v->places[i].field <= field)
		i++;
	return i;
}

struct act interview_new_field(struct screen *s, enum captured field)
{
	struct interview_page *v = interview_page(s);
	int64_t item = 0;
	struct err err = { 0 };
	struct thought *p;
	size_t at;

	interview_leave_place(s);
	at = place_of_field(v, field);
	s->level = LEVEL_TEXT;
	if (!captured_kind(field)->is_rows && at > v->notes && v->places[at - 1].field == field) {
		v->at = at - 1;
		thought_pad(s, &v->places[v->at]);
		return ACT(HANDLED);
	}
	item = captured_next(store_of(s), &v->i, field, &err);
	if (item < 0)
		return act_error(&err);
	for (size_t i = v->notes; i < v->n; i++) /* typed and not stored yet */
		if (v->places[i].field == field && v->places[i].id >= item)
			item = v->places[i].id + 1;
	p = insert_place(v, at);
	p->is_field = true;
	p->field = field;
	p->id = item;
	interview_note_init(&p->base, v->id, 0);
	thought_pad(s, p);
	return ACT(HANDLED);
}

struct act interview_go(struct screen *s, size_t to)
{
	struct interview_page *v = interview_page(s);
	struct thought *p;
	size_t before = v->n;

	if (!v->n)
		return ACT(HANDLED);
	if (to != v->at) {
		size_t from = v->at;

		interview_leave_place(s);
		if (v->n < before && to > from)
			to--;
	}
	if (to >= v->n)
		to = v->n ? v->n - 1 : 0;
	v->at = to;
	p = interview_here(s);
	if (p && s->level == LEVEL_TEXT)
		thought_pad(s, p);
	if (p && p->pad && p->pad->conflict)
		return interview_ask_conflict(s, v->at);
	return ACT(HANDLED);
}

/* ---- two in one text ---- */

static void read_theirs(struct screen *s, struct thought *p, struct interview_note *n)
{
	struct form_value f = { 0 };

	if (!p->is_field) {
		if (interview_note_get(store_of(s), p->id, n, NULL) != 1)
			n->rev = 0;
		return;
	}
	interview_note_init(n, 0, 0);
	if (form_value_get(store_of(s), p->pad->subject, p->pad->field, p->id, LAYER_LIVE, &f, NULL) == 1) {
		free(n->text);
		n->text = xstrdup(f.text ? f.text : "");
		n->rev = f.rev;
		n->member = f.author;
	}
	form_value_done(&f);
}

struct act interview_ask_conflict(struct screen *s, size_t at)
{
	struct interview_page *v = interview_page(s);
	struct buf who = { 0 }, what = { 0 };
	struct interview_note theirs;
	struct thought *p = &v->places[at];
	struct act a;

	v->met = 0;
	v->at = at;
	s->level = LEVEL_FORM;
	read_theirs(s, p, &theirs);
	free(p->theirs);
	p->theirs = xstrdup(theirs.text);
	thought_name(p, &what);
	if (p->is_field)
		buf_puts(&who, *member_login(store_of(s), theirs.member) ? member_login(store_of(s), theirs.member) : "somebody");
	else
		typed_who(store_of(s), SUBJECT_INTERVIEW_NOTE, p->id, "text", &who);
	interview_note_done(&theirs);
	a = conflict_ask(buf_str(&who), buf_str(&what));
	buf_done(&who);
	buf_done(&what);
	return a;
}

int interview_settle(struct screen *s, enum conflict_end how, struct err *err)
{
	struct thought *p = interview_here(s);
	struct interview_note theirs;
	struct buf both = { 0 };

	if (!p || !p->pad)
		return 0;
	read_theirs(s, p, &theirs);
	if (how == CONFLICT_BOTH) {
		buf_printf(&both, "%s\n\n%s", theirs.text, p->pad->edit.text);
		edit_replace(&p->pad->edit, buf_str(&both), both.len, s->view->mono_ms);
		buf_done(&both);
	}
	interview_note_done(&p->base);
	p->base = theirs;
	p->is_new = !theirs.rev;
	free(p->theirs);
	p->theirs = NULL;
	p->pad->conflict = false;
	pad_rebase(p->pad, theirs.rev);
	if (how == CONFLICT_THEIRS) {
		pad_forget(store_of(s), p->pad);
		pad_loaded(p->pad, theirs.text, theirs.rev);
		interview_page(s)->reread = true;
		return 0;
	}
	return interview_store(s, p, err);
}

/* ---- kinds ---- */

/* Of a note that is only typed so far the kind stands in the key of its draft: the new one is written before the old one
 * goes. */
static int set_typed_kind(struct screen *s, struct thought *p, int64_t kind, struct err *err)
{
	struct pad was;
	int rc = 0;

	interview_store(s, p, NULL);
	if (!p->is_new)
		return 1;
	draft_writer_pause(store_of(s), true);
	pad_keep(store_of(s), p->pad, 0, NULL);
	was = *p->pad;
	p->base.kind = kind;
	p->pad->layer = kind;
	p->pad->has_draft = false;
	p->pad->drafted = p->pad->stored;
	if (pad_is_unsaved(p->pad))
		rc = pad_keep(store_of(s), p->pad, 0, err);
	if (!rc)
		pad_forget(store_of(s), &was);
	draft_writer_pause(store_of(s), false);
	return rc;
}

static int set_stored_kind(struct screen *s, struct thought *p, int64_t kind, struct err *err)
{
	struct interview_note n;
	int rc = interview_store(s, p, err);

	if (rc)
		return -1;
	interview_note_copy(&n, &p->base);
	n.kind = kind;
	rc = interview_note_save(store_of(s), &p->base, &n, NULL, err);
	interview_note_done(&n);
	return rc;
}

struct act interview_set_kind(struct screen *s, int64_t kind)
{
	struct thought *p = interview_here(s);
	struct err err = { 0 };
	int rc;

	if (!p || p->is_field)
		return interview_new_note(s, kind);
	if (p->base.kind == kind)
		return ACT(HANDLED);
	if (p->is_new && !text_says(thought_text(p))) {
		pad_forget(store_of(s), p->pad);
		p->base.kind = p->pad->layer = kind;
		return ACT(HANDLED);
	}
	rc = p->is_new ? set_typed_kind(s, p, kind, &err) : 1;
	if (rc == 1)
		rc = set_stored_kind(s, p, kind, &err);
	if (rc)
		return act_error(&err);
	return act_say(ACT_RELOAD, TONE_DONE, "it is %s %s", kind == SAID_INTERPRETATION ? "an" : "a", said_key(kind));
}
