/* The texts of a debrief: which are typed, when each is kept and stored (pad.h says how), and what the verbs do. */
#include "model/buf.h"
#include "model/debrief.h"
#include "model/draft_writer.h"
#include "model/teeth.h"
#include "screens/debrief.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* LEFT_MS: an answer that was left is stored at the latest then, keys waiting or not. */
enum { ASK_AFTER_MS = 700, LEFT_MS = 250 };

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static enum form_layer layer_of(const struct debrief_state *b)
{
	return b->mode == MODE_AHEAD ? LAYER_AHEAD : LAYER_LIVE;
}

int debrief_keep(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	int64_t live_ms = debrief_total_ms(s);
	struct err e = { 0 };
	int rc = 0;

	if (b->moved) /* before the words: an open row whose words are kept is open after a kill between the two */
		debrief_place_keep(s);
	for (size_t i = 0; i < b->count; i++)
		if (pad_keep(store_of(s), &b->asked[i].pad, live_ms, &e))
			rc = -1;
	/* Also once it is closed: drafts that somebody held then are free again by now. */
	if (pad_keep(store_of(s), &b->line, live_ms, &e))
		rc = -1;
	if (debrief_rows_keep(s, live_ms, &e))
		rc = -1;
	b->retry_ms = rc ? s->view->mono_ms + PAD_RETRY_MS : 0;
	if (rc && err)
		*err = e;
	return rc;
}

int debrief_keep_now(struct screen *s, struct err *err)
{
	int rc;

	draft_writer_pause(store_of(s), true);
	rc = debrief_keep(s, err);
	draft_writer_pause(store_of(s), false);
	return rc;
}

int64_t debrief_keep_wait(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);
	int64_t now = s->view->mono_ms, least = pad_wait(store_of(s), &b->line, now, b->retry_ms);

	for (size_t i = 0; i < b->count; i++) {
		int64_t ms = pad_wait(store_of(s), &b->asked[i].pad, now, b->retry_ms);

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	now = debrief_rows_wait(s);
	return now >= 0 && (least < 0 || now < least) ? now : least;
}

/* ---- saving ---- */

/* What a save of an answer needs beside its draft: nothing of the screen, for it may run behind the keys. */
struct answering {
	int64_t form;
	int id;
	enum form_layer layer;
	int64_t spent_ms;
};

static struct answering answering_of(const struct screen *s, size_t i)
{
	const struct debrief_state *b = debrief_state(s);

	return (struct answering){ b->form, b->asked[i].id, layer_of(b), b->asked[i].pad.spent_ms };
}

static int save_answer(struct store *st, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	const struct answering *a = arg;

	return debrief_answer(st, a->form, a->id, a->layer, d->body, d->base_rev, a->spent_ms, d->request, rev, err);
}

/* No words: they stay what they are. */
static int save_time(struct store *st, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	const struct answering *a = arg;

	(void)d;
	(void)rev;
	return debrief_answer(st, a->form, a->id, a->layer, NULL, -1, a->spent_ms, NULL, NULL, err);
}

struct turning {
	int64_t form, base_rev;
	int id;
	bool on;
};

/* No rev where somebody else wrote there since: what is typed meets that when it is stored. */
static int save_again(struct store *st, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	const struct turning *t = arg;
	struct err e = { 0 };

	(void)d;
	if (!debrief_again_at(st, t->form, t->id, t->on, t->base_rev, rev, &e))
		return 0;
	*rev = 0;
	if (e.kind == ERR_REFUSED)
		return debrief_again(st, t->form, t->id, t->on, err);
	if (err)
		*err = e;
	return -1;
}

static const struct pad_ops answer_ops = { save_answer, NULL };

static void count_stored(struct debrief_state *b, struct asked *a, int64_t spent_ms)
{
	b->total_ms += spent_ms;
	a->stored_ms += spent_ms;
	a->pad.spent_ms -= spent_ms;
	a->pad.retry = a->left = a->retried = false;
}

/* What came of an answer on its way: 1 it still is, 0 it stands or nothing was, -1. */
static int came(struct screen *s, size_t i, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *a = &b->asked[i];
	int rc = 0;

	if (a->counting) {
		enum flight_state state = flight_state(a->counting);

		if (state == FLIGHT_ON_ITS_WAY)
			return 1;
		rc = state == FLIGHT_FAILED ? -1 : 0;
		flight_error(a->counting, err);
		flight_free(a->counting);
		a->counting = NULL;
	} else if (a->pad.saving) {
		rc = pad_came(store_of(s), &a->pad, &answer_ops, NULL, err);
	} else {
		return 0;
	}
	if (!rc)
		count_stored(b, a, a->saving_ms);
	return rc;
}

/* ---- the mark ---- */

static void turned(struct screen *s, size_t i, int rc, int64_t rev, const struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *a = &b->asked[i];

	a->turn = 0;
	if (rc) {
		b->turn_err = *err;
		return;
	}
	if (rev && a->pad.base_rev == a->turning_rev)
		pad_rebase(&a->pad, rev);
	b->turned = a->id;
	b->reread = true;
}

/* Hands it over; where nothing takes it, it is stored here. */
static void turn_behind(struct screen *s, size_t i)
{
	struct asked *a = &debrief_state(s)->asked[i];
	struct turning t = { debrief_state(s)->form, a->pad.base_rev, a->id, a->turn > 0 };
	struct behind how = { .save = save_again, .arg = &t, .size = sizeof t, .is_undrafted = true };
	struct draft none = { .field = "" };
	struct err err = { 0 };
	int64_t rev = 0;
	int rc;

	if (!a->turn || a->turning)
		return;
	a->turning_rev = t.base_rev;
	a->turning = draft_writer_store(store_of(s), &none, &how);
	if (a->turning)
		return;
	rc = save_again(store_of(s), NULL, &t, &rev, &err);
	turned(s, i, rc, rev, &err);
}

static void turn_came(struct screen *s, size_t i, bool wait)
{
	struct asked *a = &debrief_state(s)->asked[i];
	struct err err = { 0 };
	int64_t rev;
	bool failed;

	if (!a->turning || (!wait && flight_state(a->turning) == FLIGHT_ON_ITS_WAY))
		return;
	draft_writer_rest(store_of(s));
	failed = flight_state(a->turning) == FLIGHT_FAILED;
	rev = flight_rev(a->turning);
	flight_error(a->turning, &err);
	flight_free(a->turning);
	a->turning = NULL;
	turned(s, i, failed ? -1 : 0, rev, &err);
}

/* Before what is typed there is stored: that is refused over a rev that the mark made. */
static void turn_now(struct screen *s, size_t i)
{
	turn_behind(s, i);
	turn_came(s, i, true);
}

bool debrief_turn_again(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *a = debrief_here(s);

	turn_now(s, b->at); /* pressed twice */
	if (a->pad.conflict || a->pad.retry || a->pad.saving || a->gone || b->complete)
		return false;
	if (b->reread && debrief_load(s, NULL)) /* whether it is marked now */
		return false;
	a->turn = a->again ? -1 : 1;
	if (b->left_ms < 0)
		b->left_ms = s->view->mono_ms + LEFT_MS;
	return true;
}

static int store_now(struct screen *s, size_t i, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct pad *p = &b->asked[i].pad;
	struct answering to = answering_of(s, i);
	int rc = 0;

	if (pad_is_unsaved(p))
		rc = pad_store(store_of(s), p, &answer_ops, &to, debrief_total_ms(s), err);
	else if (to.spent_ms >= 1000)
		rc = save_time(store_of(s), NULL, &to, NULL, err);
	else
		return 0;
	if (!rc)
		count_stored(b, &b->asked[i], to.spent_ms);
	return rc ? -1 : 0;
}

int debrief_store(struct screen *s, size_t i, struct err *err)
{
	const struct debrief_state *b = debrief_state(s);
	struct err e = { 0 };

	turn_now(s, i);
	if (b->mode == MODE_READ || b->asked[i].gone) /* what is typed there stays a draft */
		return 0;
	if (came(s, i, &e) == 1) {
		draft_writer_rest(store_of(s));
		came(s, i, &e);
	}
	if (!store_now(s, i, &e))
		return 0;
	if (err)
		*err = e;
	return -1;
}

/* True when it is on its way into the database. */
static bool store_behind(struct screen *s, size_t i)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *a = &b->asked[i];
	struct answering to = answering_of(s, i);
	struct behind how = { .save = save_answer, .arg = &to, .size = sizeof to, .is_hasty = a->retried };
	struct draft none = { .field = "" };

	if (b->mode == MODE_READ || a->gone || a->pad.saving || a->counting)
		return false;
	a->saving_ms = to.spent_ms;
	if (pad_is_unsaved(&a->pad))
		return pad_store_behind(store_of(s), &a->pad, &how, debrief_total_ms(s));
	how.save = save_time;
	how.is_undrafted = true;
	if (to.spent_ms >= 1000)
		a->counting = draft_writer_store(store_of(s), &none, &how);
	return a->counting;
}

bool debrief_leave_field(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *a = debrief_here(s);

	debrief_count(s);
	if (b->mode == MODE_READ || a->pad.conflict || (!pad_is_unsaved(&a->pad) && a->pad.spent_ms < 1000))
		return true;
	a->left = true;
	if (b->left_ms < 0)
		b->left_ms = s->view->mono_ms + LEFT_MS;
	return teeth_off("P8-left") || !pad_keep(store_of(s), &a->pad, debrief_total_ms(s), NULL);
}

int64_t debrief_left_wait(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);

	for (size_t i = 0; i < b->count; i++) {
		const struct asked *a = &b->asked[i];

		if ((a->turning && flight_state(a->turning) != FLIGHT_ON_ITS_WAY) ||
		    (a->pad.saving && flight_state(a->pad.saving) != FLIGHT_ON_ITS_WAY) ||
		    (a->counting && flight_state(a->counting) != FLIGHT_ON_ITS_WAY))
			return 0;
	}
	if (debrief_rows_landed(s))
		return 0;
	if (b->left_ms < 0)
		return -1;
	return b->left_ms > s->view->mono_ms ? b->left_ms - s->view->mono_ms : 0;
}

static void took(struct screen *s, size_t i, int rc, const struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct asked *a = &b->asked[i];

	if (!rc)
		b->reread = true;
	else if (b->deal_at < 0 && debrief_is_tall(s)) /* left out while the database was lent */
		b->stale = true;
	if (rc && err->kind != ERR_BUSY && !a->pad.conflict && !a->retried)
		b->left_err = *err; /* with `retry` tick() tries again, and a full disk is said once; the draft holds it */
	a->retried = false;
	if (!a->pad.conflict)
		return;
	b->met = (int)i + 1;
	b->met_ms = s->view->mono_ms + ASK_AFTER_MS;
}

void debrief_store_left(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);

	b->left_ms = -1;
	for (size_t i = 0; i < b->count; i++) {
		struct asked *a = &b->asked[i];
		struct err err = { 0 };

		turn_behind(s, i);
		if (!a->left || i == b->at)
			continue;
		a->left = false;
		turn_came(s, i, true);
		if (!store_behind(s, i))
			took(s, i, debrief_store(s, i, &err), &err);
	}
	debrief_rows_store_left(s);
}

void debrief_left_came(struct screen *s, bool wait)
{
	struct debrief_state *b = debrief_state(s);

	for (size_t i = 0; i < b->count; i++) {
		struct asked *a = &b->asked[i];
		struct err err = { 0 };
		int rc;

		turn_came(s, i, wait);
		if (!a->pad.saving && !a->counting)
			continue;
		if (wait)
			draft_writer_rest(store_of(s));
		rc = came(s, i, &err);
		if (rc != 1)
			took(s, i, rc, &err);
	}
	debrief_rows_came(s, wait);
}

int debrief_store_all(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	int rc = 0;

	debrief_count(s);
	b->left_ms = -1;
	for (size_t i = 0; i < b->count; i++) {
		b->asked[i].left = false;
		if (debrief_store(s, i, err))
			rc = -1;
	}
	if (debrief_rows_store(s, err))
		rc = -1;
	b->turned = 0; /* who asks for it has more to say */
	b->noted = 0;
	return rc;
}

int debrief_settle(struct screen *s, enum conflict_end how, struct err *err)
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
	if (how != CONFLICT_MINE) {
		buf_puts(&text, v.text ? v.text : "");
		if (how == CONFLICT_BOTH)
			buf_printf(&text, "\n\n%s", a->pad.edit.text);
		edit_set(&a->pad.edit, buf_str(&text), text.len);
		buf_done(&text);
	}
	form_value_done(&v);
	if (how == CONFLICT_THEIRS) {
		pad_forget(store_of(s), &a->pad);
		pad_stored(&a->pad, a->pad.base_rev);
		return 0;
	}
	return debrief_store(s, b->at, err);
}

/* ---- acts ---- */

/* "worried, doubt": the signal and whether the account fits, each by its beginning, in any order. */
static int say_signal(struct store *st, int64_t form, const char *words, struct err *err)
{
	int64_t signal = 0, doubt = 0;

	for (const char *p = words; *p;) {
		size_t skip = strspn(p, " ,;"), n = strcspn(p + skip, " ,;");
		char word[24];

		snprintf(word, sizeof word, "%.*s", (int)n, p + skip);
		p += skip + n;
		if (!n)
			break;
		if (signal_find(word))
			signal = signal_find(word);
		else if (!strncasecmp("doubt", word, n))
			doubt = DOUBT_YES;
		else if (!strncasecmp("fits", word, n))
			doubt = DOUBT_NO;
		else
			return err_set(err, ERR_INPUT, "“%s” is not one of good, unsure, worried, doubt, fits", word);
	}
	if (signal && debrief_signal(st, form, signal, err))
		return -1;
	return doubt ? debrief_doubt(st, form, doubt, err) : 0;
}

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
		return debrief_reply(st, b->form, a->id, a->contradicted ? REPLY_NONE : REPLY_CONTRADICTED, NULL,
				     err);
	case VERB_UNKNOWN:
		return debrief_reply(st, b->form, a->id, REPLY_UNKNOWN, words, err);
	case VERB_AGAIN:
		return debrief_again(st, b->form, a->id, !a->again, err);
	case VERB_WHO:
		return debrief_attend(st, b->form, words, err);
	case VERB_ABSENT:
		return debrief_absent(st, b->form, PART_AE, words, err);
	case VERB_SAID:
		return debrief_said_by(st, b->form, a->id, words, err);
	case VERB_SIGNAL:
		return say_signal(st, b->form, words, err);
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

struct act debrief_ask(struct screen *s, enum asking what)
{
	static const char *const fields[] = { "", ".why", ".who", ".absent", ".said", ".signal" };
	struct debrief_state *b = debrief_state(s);
	struct err err = { 0 };
	char field[32];

	debrief_row_close(s);
	/* The line that was open before goes from here: its words must stand in their draft. */
	if (debrief_keep_now(s, &err) && pad_wait(store_of(s), &b->line, s->view->mono_ms, 0) >= 0)
		return debrief_said(&err);
	b->asking = what;
	b->moved = true;
	snprintf(field, sizeof field, "%s%s", what == ASK_WHY || what == ASK_SAID ? debrief_here(s)->pad.field : "",
		 fields[what]);
	pad_done(&b->line);
	pad_init(&b->line, true, SUBJECT_FORM_VALUE, b->form, field, 0, layer_of(b));
	pad_restore(store_of(s), &b->line, NULL, NULL);
	return ACT(HANDLED);
}

void debrief_answered(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);

	pad_forget(store_of(s), &b->line);
	pad_loaded(&b->line, "", 0);
	b->asking = ASK_NONE;
	b->moved = true;
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
