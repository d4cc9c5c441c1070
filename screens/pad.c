#include "screens/pad.h"

#include "model/draft_writer.h"
#include "model/form.h"
#include "model/teeth.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

/* Half of the 16 characters that may be lost: the loop reads up to seven more before it sees that a draft is due. */
enum { DRAFT_CHARS = 8, DRAFT_MS = 250 };

void pad_init(struct pad *p, bool single, enum subject_kind kind, int64_t subject, const char *field, int64_t item,
	      int64_t layer)
{
	memset(p, 0, sizeof *p);
	edit_init(&p->edit, single);
	p->kind = kind;
	p->subject = subject;
	p->item = item;
	p->layer = layer;
	snprintf(p->field, sizeof p->field, "%s", field);
	p->stored = p->drafted = p->edit.version;
}

void pad_done(struct pad *p)
{
	flight_free(p->flight);
	flight_free(p->saving);
	p->flight = p->saving = NULL;
	edit_done(&p->edit);
}

bool pad_is_unsaved(const struct pad *p)
{
	return p->edit.version != p->stored;
}

static bool is_undrafted(const struct pad *p)
{
	return pad_is_unsaved(p) && p->edit.version != (p->flight ? p->flight_version : p->drafted);
}

static void leave_flight(struct pad *p)
{
	flight_free(p->flight);
	p->flight = NULL;
	p->failing = false;
}

void pad_loaded(struct pad *p, const char *text, int64_t rev)
{
	if (strcmp(p->edit.text, text))
		edit_set(&p->edit, text, strlen(text));
	p->base_rev = rev;
	p->stored = p->drafted = p->edit.version;
	leave_flight(p);
}

/* ---- drafts ---- */

static int64_t rev_now(struct store *s, const struct pad *p, const struct pad_ops *ops, void *arg)
{
	struct form_value v = { 0 };
	int64_t rev = 0;

	if (ops && ops->rev_now)
		return ops->rev_now(s, p, arg);
	if (p->kind == SUBJECT_FORM_VALUE &&
	    form_value_get(s, p->subject, p->field, p->item, (enum form_layer)p->layer, &v, NULL) == 1)
		rev = v.rev;
	form_value_done(&v);
	return rev;
}

/* The request of what is typed now. After a save that was told failed and further typing it is a new one: should the
 * first have stood all the same, its words are the base of the new save, not a conflict. */
static void need_request(struct store *s, struct pad *p)
{
	struct draft d = { 0 };

	if (p->has_request && !(p->told_failed && p->failed != p->edit.version))
		return;
	if (p->told_failed && p->kind == SUBJECT_FORM_VALUE && draft_is_saved(s, p->request, NULL) == 1) {
		int64_t rev = rev_now(s, p, NULL, NULL);

		p->base_rev = rev ? rev : p->base_rev;
	}
	draft_request(s, &d);
	memcpy(p->request, d.request, sizeof p->request);
	p->has_request = true;
	p->told_failed = false;
}

static struct draft draft_of(struct store *s, const struct pad *p, int64_t live_ms)
{
	struct draft d = { .kind = p->kind,
			   .subject = p->subject,
			   .item = p->item,
			   .layer = p->layer,
			   .base_rev = p->base_rev,
			   .body = p->edit.text,
			   .len = p->edit.len,
			   .cursor = (int64_t)p->edit.at,
			   .live_ms = live_ms,
			   .at_ms = s->real_now(s) };

	snprintf(d.field, sizeof d.field, "%s", p->field);
	memcpy(d.request, p->request, sizeof d.request);
	return d;
}

struct draft pad_draft(const struct pad *p)
{
	struct draft d = { .kind = p->kind, .subject = p->subject, .item = p->item, .layer = p->layer };

	memcpy(d.field, p->field, sizeof d.field);
	memcpy(d.request, p->request, sizeof d.request);
	return d;
}

/* Of all that is typed, for the ledger alone: half a millisecond of a text of a million letters. */
static size_t code_points(const struct pad *p)
{
	return teeth_has_ledger() ? text_points(p->edit.text, p->edit.len) : 0;
}

/* For the tests of P1: what is told kept, with its length. */
static void tell_ledger(const struct pad *p, uint64_t version, size_t len)
{
	char name[100];

	if (p->kind == SUBJECT_FORM_VALUE)
		snprintf(name, sizeof name, "debrief:%" PRId64 ":%s", p->subject, p->field);
	else
		snprintf(name, sizeof name, "item:%" PRId64 ":%s", p->item, p->field);
	teeth_saved(name, (long)version, len);
}

static void note_drafted(struct pad *p, uint64_t version, size_t len, const unsigned char *request)
{
	p->drafted = version;
	p->has_draft = true;
	p->failing = false;
	memcpy(p->draft_request, request, sizeof p->draft_request);
	tell_ledger(p, version, len);
}

/* The view's clock (screen.h), for a caller that has none. */
static int64_t steady_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + teeth_ahead_ms(TEETH_STEADY);
}

/* What was handed over has come to its end: written, or unkept again since its first key. */
static void land(struct pad *p)
{
	if (flight_state(p->flight) == FLIGHT_WRITTEN) {
		note_drafted(p, p->flight_version, p->flight_len, p->flight_request);
	} else {
		p->edit.unkept_at_ms = p->flight_from_ms;
		p->edit.unkept_chars += p->flight_chars;
		p->failing = true;
	}
	flight_free(p->flight);
	p->flight = NULL;
}

static void wait_landed(struct store *s, struct pad *p)
{
	if (!p->flight || teeth_off("P8-flight"))
		return;
	draft_writer_rest(s);
	land(p);
}

/* What no draft holds yet: of this field, and of whatever is on its way from any (P1 counts the keys, not the fields). */
static struct fresh fresh_of(const struct store *s, const struct pad *p)
{
	struct fresh f = draft_writer_fresh(s);
	int64_t from = p->edit.unkept_at_ms;

	f.chars += p->edit.unkept_chars;
	if (p->flight && flight_state(p->flight) == FLIGHT_FAILED) {
		f.chars += p->flight_chars;
		from = p->flight_from_ms;
	}
	if (is_undrafted(p) && from < f.from_ms)
		f.from_ms = from;
	return f;
}

/* When what is fresh must be in a draft. */
static int64_t due_ms(const struct fresh *f)
{
	return f->chars >= DRAFT_CHARS || f->from_ms < 0 ? 0 : f->from_ms == NO_KEY ? NO_KEY : f->from_ms + DRAFT_MS;
}

/* No more may be on its way together with what was typed since than a single write would have held (P1). */
static bool is_too_much(const struct store *s, const struct pad *p)
{
	struct fresh f = fresh_of(s, p);

	return is_undrafted(p) && steady_ms() >= due_ms(&f) && !teeth_off("P1-fresh");
}

/* True when the writer has it. A batch that is already as large as may be lost is written at once, and so is one whose
 * last write failed, for its error. */
static bool hand_over(struct store *s, struct pad *p, const struct draft *d)
{
	if (p->failing || p->edit.unkept_chars >= DRAFT_CHARS)
		return false;
	p->flight = draft_writer_put(s, d, &(struct fresh){ p->edit.unkept_chars, p->edit.unkept_at_ms });
	if (!p->flight)
		return false;
	p->flight_version = p->edit.version;
	p->flight_len = code_points(p);
	p->flight_chars = p->edit.unkept_chars;
	p->flight_from_ms = p->edit.unkept_at_ms;
	memcpy(p->flight_request, p->request, sizeof p->request);
	edit_kept(&p->edit);
	return true;
}

int pad_keep(struct store *s, struct pad *p, int64_t live_ms, struct err *err)
{
	struct draft d;

	if (p->flight && flight_state(p->flight) != FLIGHT_ON_ITS_WAY)
		land(p);
	if (p->flight && (draft_writer_is_paused(s) || is_too_much(s, p)))
		wait_landed(s, p);
	else if (is_too_much(s, p))
		draft_writer_rest(s); /* others are on their way */
	if (p->flight || !is_undrafted(p))
		return 0;
	need_request(s, p);
	d = draft_of(s, p, live_ms);
	if (hand_over(s, p, &d))
		return 0;
	if (draft_write(s, &d, err))
		return -1;
	note_drafted(p, p->edit.version, code_points(p), p->request);
	edit_kept(&p->edit);
	return 0;
}

int64_t pad_wait(const struct store *s, const struct pad *p, int64_t mono_ms, int64_t retry_ms)
{
	struct fresh f;
	int64_t at;

	if (!is_undrafted(p))
		return -1;
	f = fresh_of(s, p);
	at = due_ms(&f);
	if (at < retry_ms)
		at = retry_ms;
	return at > mono_ms ? at - mono_ms : 0;
}

void pad_forget(struct store *s, struct pad *p)
{
	struct draft d;

	wait_landed(s, p);
	d = draft_of(s, p, 0);
	memcpy(d.request, p->draft_request, sizeof d.request);
	if (p->has_draft && !draft_drop(s, &d, NULL))
		p->has_draft = false;
	p->has_request = p->told_failed = false;
}

void pad_take(struct pad *p, const struct draft *d)
{
	leave_flight(p);
	p->stored = p->edit.version;
	edit_set(&p->edit, d->body, d->len);
	p->edit.at = d->cursor >= 0 && (size_t)d->cursor <= d->len ? (size_t)d->cursor : d->len;
	p->drafted = p->edit.version;
	p->conflict = d->base_rev != p->base_rev;
	p->base_rev = d->base_rev;
	/* What is typed on is another save: the draft may come from a window that is open still, and a save of its own with
	 * this request would make the one from here a save told twice, which writes nothing. */
	memcpy(p->draft_request, d->request, sizeof p->request);
	p->has_request = false;
	p->has_draft = true;
}

int pad_restore(struct store *s, struct pad *p, int64_t *live_ms, struct err *err)
{
	struct draft d;
	int rc = draft_get(s, p->kind, p->subject, p->field, p->item, p->layer, &d, err);
	int saved;

	if (rc != 1)
		return rc;
	saved = draft_is_saved(s, d.request, err);
	if (!saved) {
		pad_take(p, &d);
		if (live_ms)
			*live_ms = d.live_ms;
	} else if (saved == 1) {
		draft_drop(s, &d, NULL);
	}
	draft_done(&d);
	return saved < 0 ? -1 : !saved;
}

/* ---- saving ---- */

static void stored_at(struct pad *p, int64_t rev, uint64_t version)
{
	p->base_rev = rev;
	p->stored = p->drafted = version;
	p->conflict = p->has_draft = p->has_request = p->told_failed = p->retry = false;
	leave_flight(p);
	if (version == p->edit.version)
		edit_kept(&p->edit);
}

void pad_stored(struct pad *p, int64_t rev)
{
	stored_at(p, rev, p->edit.version);
}

void pad_rebase(struct pad *p, int64_t rev)
{
	p->base_rev = rev;
	if (!pad_is_unsaved(p))
		return;
	if (p->flight && flight_state(p->flight) != FLIGHT_ON_ITS_WAY)
		land(p);
	if (p->flight)
		p->flight_version = p->stored;
	else
		p->drafted = p->stored;
}

struct storing {
	const struct pad_ops *ops;
	void *arg;
	int64_t rev;
};

static int save_draft(struct store *s, const struct draft *d, void *arg, struct err *err)
{
	struct storing *to = arg;

	return to->ops->save(s, d, to->arg, &to->rev, err);
}

static int not_stored(struct store *s, struct pad *p, const struct pad_ops *ops, void *arg, uint64_t version,
		      const struct err *e, struct err *err)
{
	p->told_failed = true;
	p->failed = version;
	p->retry = e->kind == ERR_BUSY || e->kind == ERR_IO;
	p->conflict = e->kind == ERR_REFUSED && rev_now(s, p, ops, arg) != p->base_rev;
	if (err)
		*err = *e;
	return -1;
}

void pad_claim(struct store *s, struct pad *p, int64_t live_ms)
{
	if (!p->has_draft || !memcmp(p->draft_request, p->request, sizeof p->request))
		return;
	p->drafted = p->stored;
	p->failing = true; /* not behind us: the save drops it */
	pad_keep(s, p, live_ms, NULL);
}

int pad_store(struct store *s, struct pad *p, const struct pad_ops *ops, void *arg, int64_t live_ms, struct err *err)
{
	struct storing to = { ops, arg, 0 };
	struct draft d;
	struct err e = { 0 };

	if (!pad_is_unsaved(p))
		return 0;
	wait_landed(s, p);
	need_request(s, p);
	pad_claim(s, p, live_ms);
	d = draft_of(s, p, live_ms);
	if (draft_store(s, &d, save_draft, &to, &e))
		return not_stored(s, p, ops, arg, p->edit.version, &e, err);
	/* A COMMIT that was told failed may stand: then its rev is not known yet. */
	pad_stored(p, to.rev ? to.rev : rev_now(s, p, ops, arg));
	return 0;
}

/* All of it stands in a draft, or is on its way into one, and the save carries that one's request. */
static bool is_drafted(const struct pad *p)
{
	const unsigned char *request = p->flight ? p->flight_request : p->draft_request;

	return !is_undrafted(p) && p->has_request && !(p->told_failed && p->failed != p->edit.version) &&
	       !memcmp(request, p->request, sizeof p->request);
}

bool pad_store_behind(struct store *s, struct pad *p, const struct behind *how, int64_t live_ms)
{
	struct draft d;

	if (p->saving || !pad_is_unsaved(p) || !is_drafted(p))
		return false;
	d = draft_of(s, p, live_ms);
	p->saving = draft_writer_store(s, &d, how);
	p->saving_version = p->edit.version;
	return p->saving;
}

bool pad_is_ready(struct store *s, struct pad *p, int64_t live_ms)
{
	if (!pad_is_unsaved(p))
		return true;
	if (p->has_draft && !p->flight && memcmp(p->draft_request, p->request, sizeof p->request))
		p->drafted = p->stored; /* found at the start: its save has another request */
	return !pad_keep(s, p, live_ms, NULL) && is_drafted(p);
}

int pad_came(struct store *s, struct pad *p, const struct pad_ops *ops, void *arg, struct err *err)
{
	struct flight *f = p->saving;
	enum flight_state state = flight_state(f);
	int64_t rev = 0;
	struct err e;

	if (state == FLIGHT_ON_ITS_WAY)
		return 1;
	rev = flight_rev(f);
	flight_error(f, &e);
	flight_free(f);
	p->saving = NULL;
	if (state == FLIGHT_FAILED)
		return not_stored(s, p, ops, arg, p->saving_version, &e, err);
	stored_at(p, rev ? rev : rev_now(s, p, ops, arg), p->saving_version);
	return 0;
}
