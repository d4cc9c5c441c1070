/* Rows that were noted: the next thing is painted first, and the row goes into the database behind that, as answers that
 * were left do (debrief_pad.c). */
#include "model/draft_writer.h"
#include "model/teeth.h"
#include "screens/debrief.h"

#include <stdlib.h>
#include <string.h>

/* LEFT_MS: stored at the latest then, keys waiting or not. A row that comes back opens when nobody types for that long:
 * else it would take the letters. */
enum { LEFT_MS = 250, OPEN_AFTER_MS = 700 };

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- one row ---- */

/* What the save needs: nothing of the row, in which the next key may change everything. */
struct noting {
	bool is_new;
	struct item base, it;
	unsigned char request[16];
	struct draft drafts[CELLS_MAX]; /* which they are; their words are in `it` */
	size_t n;
};

static struct noting *noting_new(const struct row *r)
{
	struct noting *n = xcalloc(1, sizeof *n);

	n->is_new = r->is_new;
	item_copy(&n->base, &r->base);
	item_copy(&n->it, &r->noted);
	memcpy(n->request, r->request, sizeof n->request);
	for (size_t i = 0; i < r->n; i++)
		if (pad_is_unsaved(&r->cell[i]))
			n->drafts[n->n++] = pad_draft(&r->cell[i]);
	return n;
}

static void noting_free(struct noting *n)
{
	item_done(&n->base);
	item_done(&n->it);
	free(n);
}

/* The order of draft_store(), with all cells of a row in the place of the one field. */
static int save_noted(struct store *s, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	struct noting *n = *(struct noting **)arg;
	int rc;

	(void)d;
	if (teeth_off("P8"))
		drafts_drop(s, n->drafts, n->n, NULL);
	rc = item_save(s, n->is_new ? NULL : &n->base, &n->it, n->request, err);
	if (rc && draft_is_saved(s, n->request, NULL) == 1) { /* a COMMIT that was told failed */
		err_clear(err);
		rc = 0;
	}
	*rev = n->it.rev;
	if (!rc)
		drafts_drop(s, n->drafts, n->n, NULL);
	noting_free(n);
	return rc;
}

bool row_may_go_behind(const struct row *r)
{
	return !r->is_removed && !r->is_stale && (!r->told_failed || r->is_again);
}

bool row_store_behind(struct store *s, struct row *r, int64_t live_ms)
{
	struct draft none = { .field = "" };
	struct noting *n;
	struct behind how = { .save = save_noted, .arg = &n, .size = sizeof n, .is_hasty = r->is_again,
			      .is_undrafted = true };

	if (!row_may_go_behind(r))
		return false;
	for (size_t i = 0; i < r->n; i++)
		if (!pad_is_ready(s, &r->cell[i], live_ms))
			return false;
	n = noting_new(r); /* save_noted() frees it */
	r->going = draft_writer_store(s, &none, &how);
	if (!r->going)
		noting_free(n);
	return r->going;
}

int row_came(struct store *s, struct row *r, bool *conflict, struct err *err)
{
	enum flight_state state = flight_state(r->going);
	struct err e;

	*conflict = false;
	if (state == FLIGHT_ON_ITS_WAY)
		return 1;
	flight_error(r->going, &e);
	for (size_t i = 0; state == FLIGHT_WRITTEN && i < r->n; i++)
		pad_stored(&r->cell[i], flight_rev(r->going));
	flight_free(r->going);
	r->going = NULL;
	if (state == FLIGHT_WRITTEN)
		return 0;
	r->told_failed = true;
	*conflict = row_look_why(s, r, &e);
	*err = e;
	return -1;
}

bool row_is_noted(const struct row *r)
{
	return r->way == ROW_STANDS || ((r->way == ROW_NOTED || r->way == ROW_GOING) && !r->is_again);
}

bool row_waits(const struct row *r)
{
	return r->way == ROW_WAITING || ((r->way == ROW_NOTED || r->way == ROW_GOING) && r->is_again);
}

/* ---- those of the screen ---- */

void debrief_row_behind(struct screen *s, struct row *r, const struct item *it)
{
	struct debrief_state *b = debrief_state(s);

	item_done(&r->noted);
	r->noted = *it;
	r->way = ROW_NOTED;
	r->is_again = false;
	r->noted_in = debrief_here(s)->id;
	r->noted_at = debrief_here(s)->pad.edit.version;
	r->turn = ++b->turns;
	if (b->row == r)
		b->row = NULL;
	if (b->left_ms < 0)
		b->left_ms = s->view->mono_ms + LEFT_MS;
}

/* The file is in use or full: the words are in their drafts, and tick() notes the row again. */
static void wait_for_file(struct screen *s, struct row *r, const struct err *why)
{
	struct debrief_state *b = debrief_state(s);
	struct err err = { 0 };

	if (debrief_keep_now(s, &err)) { /* it stands nowhere but here: the row opens again */
		r->way = ROW_TYPED;
		b->back = r;
		b->back_err = err;
		b->back_ms = s->view->mono_ms;
		return;
	}
	if (!r->is_again)
		b->row_err = *why;
	r->way = ROW_WAITING;
}

static void took(struct screen *s, struct row *r, int rc, bool conflict, const struct err *err)
{
	struct debrief_state *b = debrief_state(s);

	if (!rc) {
		r->way = ROW_STANDS;
		b->noted = r->kind;
		b->reread = true;
		return;
	}
	if (err->kind == ERR_BUSY || err->kind == ERR_IO) {
		wait_for_file(s, r, err);
		return;
	}
	r->way = ROW_TYPED;
	r->is_again = false;
	b->back = r;
	b->back_conflict = conflict;
	b->back_err = *err;
	b->back_ms = s->view->mono_ms + OPEN_AFTER_MS;
}

static int store_now(struct screen *s, struct row *r, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	bool conflict = false;
	int rc = row_store(store_of(s), r, b->form, b->deal, &conflict, err);

	for (size_t i = 0; !rc && i < r->n; i++)
		pad_stored(&r->cell[i], 0);
	took(s, r, rc, conflict, err);
	return rc;
}

/* Of those that are so far, the one that was noted first: they are stored, and told, in that order. */
static struct row *oldest(const struct debrief_state *b, enum row_way way)
{
	struct row *first = NULL;

	for (struct row *r = b->rows; r; r = r->next)
		if (r->way == way && (!first || r->turn < first->turn))
			first = r;
	return first;
}

void debrief_rows_store_left(struct screen *s)
{
	struct err err = { 0 };
	struct row *r;

	while ((r = oldest(debrief_state(s), ROW_NOTED))) {
		if (row_store_behind(store_of(s), r, debrief_total_ms(s)))
			r->way = ROW_GOING;
		else
			store_now(s, r, &err);
	}
}

/* What came of one that is on its way. */
static int came(struct screen *s, struct row *r, struct err *err)
{
	bool conflict = false;
	int rc = row_came(store_of(s), r, &conflict, err);

	if (rc != 1)
		took(s, r, rc, conflict, err);
	return rc;
}

void debrief_rows_came(struct screen *s, bool wait)
{
	struct err err = { 0 };
	struct row *r;

	while ((r = oldest(debrief_state(s), ROW_GOING))) {
		if (wait)
			draft_writer_rest(store_of(s));
		if (came(s, r, &err) == 1) /* those behind it are on their way too */
			break;
	}
}

int debrief_rows_store(struct screen *s, struct err *err)
{
	struct err e = { 0 };
	int rc = 0;

	for (struct row *r = debrief_state(s)->rows; r; r = r->next) {
		if (r->way == ROW_GOING)
			draft_writer_rest(store_of(s));
		if ((r->way == ROW_NOTED && store_now(s, r, &e)) || (r->way == ROW_GOING && came(s, r, &e)))
			rc = -1;
	}
	if (rc && err)
		*err = e;
	return rc;
}

bool debrief_rows_landed(const struct screen *s)
{
	for (const struct row *r = debrief_state(s)->rows; r; r = r->next)
		if (r->way == ROW_GOING && flight_state(r->going) != FLIGHT_ON_ITS_WAY)
			return true;
	return false;
}

const struct row *debrief_row_open_after_kill(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);

	if (b->row || b->back)
		return b->row ? b->row : b->back;
	for (const struct row *r = b->rows; r; r = r->next)
		if (row_is_noted(r) && r->way != ROW_STANDS)
			return r;
	return NULL;
}

/* ---- what is said of them ---- */

struct act debrief_row_noted(enum item_kind kind)
{
	static const char *const words[ITEM_KIND_COUNT] = { [ITEM_PARKED] = "parked",
							    [ITEM_FOLLOWUP] = "to be raised here",
							    [ITEM_FLAG] = "flagged for the kickoff" };
	struct act a = words[kind] ? act_say(ACT_HANDLED, TONE_DONE, "%s", words[kind])
				   : act_say(ACT_HANDLED, TONE_DONE, "%s noted", item_kind_key(kind));

	return act_offer(a, "Esc u", "undo");
}

/* Letters that were typed since belong where they were typed. */
static bool typed_on(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);

	return b->row || b->asking || s->level != LEVEL_TEXT || debrief_here(s)->id != b->back->noted_in ||
	       debrief_here(s)->pad.edit.version != b->back->noted_at;
}

int64_t debrief_back_wait(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);

	if (b->row_err.kind)
		return 0;
	if (!b->back)
		return -1;
	return typed_on(s) || b->back_ms <= s->view->mono_ms ? 0 : b->back_ms - s->view->mono_ms;
}

struct act debrief_tell_back(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct row *r = b->back;
	if (b->row_err.kind) {
		b->row_err.kind = ERR_NONE;
		return act_say(ACT_HANDLED, TONE_SAY,
			       "the file is in use or full: kept as a draft, noted as soon as it can be");
	}
	if (typed_on(s)) {
		b->back = NULL;
		b->moved = true;
		return act_say(ACT_HANDLED, TONE_ERROR, "the %s is a draft: %s", item_kind_key(r->kind), b->back_err.text);
	}
	return debrief_row_back(s, r, b->back_conflict, &b->back_err);
}
