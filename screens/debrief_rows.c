/* The rows of a debrief: which are shown where, opened over the sentence, noted, taken away. */
#include "model/company.h"
#include "model/draft_writer.h"
#include "model/text.h"
#include "screens/debrief.h"
#include "screens/typing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- which are shown ---- */

static void free_items(struct debrief_state *b)
{
	items_done(b->items, b->n_items);
	b->items = NULL;
	b->n_items = 0;
}

/* A stake whose contact is on the deal shows that name. */
static void name_contacts(struct store *st, struct item *items, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct person p = { 0 };

		if (!items[i].person || items[i].said_by[0])
			continue;
		if (person_get(st, items[i].person, &p, NULL) == 1) {
			free(items[i].said_by);
			items[i].said_by = xstrdup(p.name);
		}
		person_done(&p);
	}
}

static void unlink_row(struct debrief_state *b, struct row *r)
{
	struct row **p = &b->rows;

	while (*p && *p != r)
		p = &(*p)->next;
	if (*p)
		*p = r->next;
	if (b->row == r)
		b->row = NULL;
	if (b->back == r)
		b->back = NULL;
}

/* What was noted is shown from the database now. */
static void drop_standing(struct debrief_state *b)
{
	for (struct row *r = b->rows, *next; r; r = next) {
		next = r->next;
		if (r->way != ROW_STANDS)
			continue;
		unlink_row(b, r);
		row_free(r);
	}
}

int debrief_load_rows(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct item *items = NULL;
	size_t n = 0;
	struct shown here[SHOWN_MAX];
	int64_t count;

	if (item_list(store_of(s), b->form, 0, &items, &n, err))
		return -1;
	name_contacts(store_of(s), items, n);
	free_items(b);
	b->items = items;
	b->n_items = n;
	drop_standing(b);
	b->deal_at = -1;
	debrief_load_deal(s);
	count = (int64_t)debrief_shown(s, debrief_kind(s), here);
	if (b->row_at >= count)
		b->row_at = count - 1;
	return 0;
}

static struct row *typed_of(const struct debrief_state *b, int64_t id)
{
	struct row *r = b->rows;

	while (r && r->id != id)
		r = r->next;
	return r;
}

static bool is_stored(const struct debrief_state *b, int64_t id)
{
	for (size_t i = 0; i < b->n_items; i++)
		if (b->items[i].id == id)
			return true;
	return false;
}

static size_t add_kind(const struct debrief_state *b, enum item_kind kind, int question, struct shown *out, size_t n)
{
	for (size_t i = 0; i < b->n_items && n < SHOWN_MAX; i++) {
		const struct item *it = &b->items[i];

		if (it->kind == kind && it->state != ITEM_DROPPED && (!question || it->attr == question))
			out[n++] = (struct shown){ it, typed_of(b, it->id) };
	}
	for (struct row *r = b->rows; r && n < SHOWN_MAX; r = r->next)
		if (r->kind == kind && r != b->row && !is_stored(b, r->id) && (!question || r->question == question))
			out[n++] = (struct shown){ NULL, r };
	return n;
}

size_t debrief_shown(const struct screen *s, enum item_kind kind, struct shown *out)
{
	const struct debrief_state *b = debrief_state(s);
	size_t n = kind ? add_kind(b, kind, 0, out, 0) : 0;

	return b->pane ? n : add_kind(b, ITEM_FOLLOWUP, debrief_here(s)->id, out, n);
}

enum item_kind debrief_kind(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);

	return b->row ? b->row->kind : b->pane ? b->pane : debrief_here(s)->rows;
}

size_t debrief_count_of(const struct screen *s, enum item_kind kind)
{
	const struct debrief_state *b = debrief_state(s);
	size_t n = 0;

	for (size_t i = 0; i < b->n_items; i++)
		n += b->items[i].kind == kind && (b->items[i].state == ITEM_OPEN || kind < ITEM_FLAG);
	return n;
}

/* ---- opened and closed ---- */

static void drop_row(struct screen *s, struct row *r)
{
	unlink_row(debrief_state(s), r);
	row_forget(store_of(s), r);
	row_free(r);
}

void debrief_row_close(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct row *r = b->row;

	if (!r)
		return;
	b->row = NULL;
	b->moved = true;
	if (row_is_stored(r) || (r->is_new && row_is_empty(r)))
		drop_row(s, r);
	else
		debrief_rows_keep(s, debrief_total_ms(s), NULL);
}

static struct act opened(struct screen *s, struct row *r)
{
	struct debrief_state *b = debrief_state(s);

	b->row = r;
	r->way = ROW_TYPED;
	r->is_again = false;
	if (b->back == r)
		b->back = NULL;
	b->row_at = -1;
	b->asking = ASK_NONE;
	b->moved = true;
	s->level = LEVEL_TEXT;
	for (size_t i = 0; i < r->n; i++) /* what is cut from the sentence can be pasted into its row */
		edit_share(&r->cell[i].edit, &b->asked[0].pad.edit);
	return ACT(HANDLED);
}

/* Taking an id writes to the file, which may be in use just then: a call that runs has some in hand. */
void debrief_rows_reserve(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	int64_t id;

	if (!b->running || b->complete || b->n_spare == sizeof b->spare / sizeof b->spare[0] ||
	    s->view->mono_ms < b->spare_ms)
		return;
	db_patience(store_of(s)->db, 0);
	id = item_new_id(store_of(s), NULL);
	db_patience(store_of(s)->db, -1);
	if (id > 0)
		b->spare[b->n_spare++] = id;
	else
		b->spare_ms = s->view->mono_ms + 1000;
}

static int64_t take_id(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);

	return b->n_spare ? b->spare[--b->n_spare] : item_new_id(store_of(s), err);
}

static struct act begin_row(struct screen *s, enum item_kind kind)
{
	struct debrief_state *b = debrief_state(s);
	struct err err = { 0 };
	int64_t id = take_id(s, &err);
	struct row *r;

	if (id < 0)
		return debrief_said(&err);
	r = row_new(store_of(s), b->form, kind, debrief_here(s)->id, NULL, id);
	r->next = b->rows;
	b->rows = r;
	return opened(s, r);
}

static struct row *begun(const struct screen *s, enum item_kind kind)
{
	const struct debrief_state *b = debrief_state(s);
	struct row *r = b->rows;

	while (r && !(r->is_new && r->way == ROW_TYPED && r->kind == kind &&
		      (kind != ITEM_FOLLOWUP || r->question == debrief_here(s)->id)))
		r = r->next;
	return r;
}

/* Two promises in one breath: the open row is noted when the next is begun. What is not understood in it is said, and
 * stands in no one's way: it is a draft. */
static struct act note_before(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct act said = ACT(HANDLED);

	if (!row_is_stored(b->row) && row_may_go_behind(b->row))
		said = debrief_row_note(s);
	debrief_row_close(s);
	if (said.kind == ACT_ASK) /* asked when it is noted again */
		return ACT(HANDLED);
	if (said.say.tone != TONE_NONE) /* seen over the letters of the next row, which come at once */
		said.say.tone = TONE_SAY;
	return said;
}

/* A row begun and left with Esc is there again; else, and from a row of its kind, a new one. */
struct act debrief_row_open(struct screen *s, enum item_kind kind)
{
	struct debrief_state *b = debrief_state(s);
	struct row *open = b->row;
	bool another = open && open->kind == kind;
	struct act said = ACT(HANDLED), done;

	if (b->mode == MODE_AHEAD && kind == ITEM_FLAG)
		return act_refuse("the AE writes ahead; the CSM flags what the kickoff must know");
	if (another && open->is_new && row_is_empty(open))
		return opened(s, open);
	if (open)
		said = note_before(s);
	if (b->asking)
		debrief_keep(s, NULL);
	if (another || !begun(s, kind)) {
		done = begin_row(s, kind);
		return done.say.tone == TONE_NONE ? said : done;
	}
	done = opened(s, begun(s, kind));
	return said.say.tone == TONE_NONE ? act_say(done.kind, TONE_SAY,
						    "the %s kept for later is open again; the same key begins another",
						    item_kind_key(kind)) : said;
}

static bool at_row(const struct screen *s, struct shown *out)
{
	const struct debrief_state *b = debrief_state(s);
	struct shown here[SHOWN_MAX];
	size_t n = debrief_shown(s, debrief_kind(s), here);

	if (b->row_at < 0 || (size_t)b->row_at >= n)
		return false;
	*out = here[b->row_at];
	return true;
}

/* Before something is done to a row: what was noted just before stands, and is listed where it will be. */
static void stand_still(struct screen *s)
{
	for (const struct row *r = debrief_state(s)->rows; r; r = r->next)
		if (r->way != ROW_TYPED && r->way != ROW_WAITING) {
			debrief_rows_store(s, NULL);
			debrief_load_rows(s, NULL);
			return;
		}
}

struct act debrief_row_edit(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct shown at;
	struct row *r;

	stand_still(s);
	if (!at_row(s, &at))
		return ACT(IGNORED);
	if (at.typed)
		return opened(s, at.typed);
	r = row_new(store_of(s), b->form, at.item->kind, debrief_here(s)->id, at.item, 0);
	r->next = b->rows;
	b->rows = r;
	return opened(s, r);
}

struct act debrief_row_delete(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct err err = { 0 };
	struct shown at;
	char key[32];

	stand_still(s);
	if (!at_row(s, &at))
		return act_refuse("j goes to a row; then d deletes it");
	if (!at.item)
		return act_refuse("this row is a draft: Enter opens it, and emptied it goes");
	snprintf(key, sizeof key, "%s", item_kind_key(at.item->kind));
	if (item_delete(store_of(s), at.item->id, &err))
		return debrief_said(&err);
	if (at.typed)
		drop_row(s, at.typed);
	b->row_at--;
	return debrief_reloaded(s, act_offer(act_say(ACT_HANDLED, TONE_DONE, "%s deleted", key), "u", "undo"));
}

/* A gap was asked about, a question was raised: it leaves the list of what is to be asked; and back. */
struct act debrief_row_asked(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct err err = { 0 };
	struct shown at;
	struct item it;
	bool asked;
	int rc;

	stand_still(s);
	if (!at_row(s, &at) || !at.item || (at.item->kind != ITEM_GAP && at.item->kind != ITEM_FOLLOWUP))
		return act_refuse("j goes to a question to raise, F to the gaps; then x says that it was asked");
	asked = at.item->state == ITEM_OPEN;
	item_copy(&it, at.item);
	it.state = asked ? ITEM_ANSWERED : ITEM_OPEN;
	rc = item_save(store_of(s), at.item, &it, NULL, &err);
	item_done(&it);
	if (rc)
		return debrief_said(&err);
	b->moved = true;
	return debrief_reloaded(
		s, act_offer(act_say(ACT_HANDLED, TONE_DONE, asked ? "asked" : "to be asked"), "u", "undo"));
}

/* A click opens the row. */
struct act debrief_row_click(struct screen *s, int y, int x)
{
	struct debrief_state *b = debrief_state(s);

	if (b->row || b->hides || b->mode == MODE_READ || !area_has(b->list_area, y, x))
		return ACT(IGNORED);
	b->row_at = (int64_t)b->list_from + y - b->list_area.y;
	return debrief_row_edit(s);
}

bool debrief_row_move(struct screen *s, int by)
{
	struct debrief_state *b = debrief_state(s);
	struct shown here[SHOWN_MAX];
	int64_t n = (int64_t)debrief_shown(s, debrief_kind(s), here), to = b->row_at + by;

	if (debrief_hides(s, NULL) || to < -1 || to >= n)
		return false;
	b->row_at = to;
	return true;
}

/* The rows that belong to no question have the pane in turn: flags, gaps, parked words. */
void debrief_row_pane(struct screen *s)
{
	static const enum item_kind next[] = { ITEM_FLAG, ITEM_GAP, ITEM_PARKED, 0 };
	struct debrief_state *b = debrief_state(s);
	size_t i = 0;

	while (b->pane && next[i] != b->pane)
		i++;
	b->pane = next[b->pane ? i + 1 : 0];
	b->row_at = b->pane && debrief_count_of(s, b->pane) ? 0 : -1;
}

/* ---- typed and noted ---- */

struct act debrief_row_tab(struct screen *s, int by)
{
	struct row *r = debrief_state(s)->row;

	row_complete(store_of(s), r, r->at, s->view->mono_ms);
	r->at = (r->at + r->n + (size_t)by) % r->n;
	debrief_state(s)->moved = true;
	return ACT(HANDLED);
}

static struct act ask_conflict(struct screen *s, const struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	const char *changed = strstr(err->text, " changed");

	debrief_load(s, NULL);
	b->answers[0] = (struct answer){ 'm', "write mine", "row-mine" };
	b->answers[1] = (struct answer){ 't', "take theirs", "row-theirs" };
	b->answers[2] = (struct answer){ 0, NULL, NULL };
	b->question = (struct question){ b->answers, false };
	/* Who, and which row; both words stand on the screen: mine in the open row, theirs in the list under it. */
	return act_ask(&b->question, "%.*s changed this %s too.", changed ? (int)(changed - err->text) : 8,
		       changed ? err->text : "Somebody", item_kind_key(b->row->kind));
}

/* The file is in use or full: the words are in their drafts, tick() writes the row when it can. */
static struct act wait_for_file(struct screen *s, struct row *r)
{
	struct debrief_state *b = debrief_state(s);
	struct err err = { 0 };

	if (debrief_keep_now(s, &err))
		return debrief_said(&err); /* it stands nowhere but here: the row stays open */
	r->way = ROW_WAITING;
	r->is_again = true;
	b->row = NULL;
	return act_say(ACT_HANDLED, TONE_SAY,
		       "the file is in use or full: kept as a draft, noted as soon as it can be");
}

static struct act why_not(struct screen *s, bool conflict, const struct err *err)
{
	return conflict ? ask_conflict(s, err) : debrief_said(err);
}

/* Where another look at what stands there comes first, or nothing works behind the keys. */
static struct act note_now(struct screen *s, struct row *r)
{
	struct debrief_state *b = debrief_state(s);
	enum item_kind kind = r->kind;
	struct err err = { 0 };
	bool conflict;

	if (!row_store(store_of(s), r, b->form, b->deal, &conflict, &err)) {
		drop_row(s, r);
		b->moved = true;
		return debrief_reloaded(s, debrief_row_noted(kind));
	}
	return !conflict && (err.kind == ERR_BUSY || err.kind == ERR_IO) ? wait_for_file(s, r) : why_not(s, conflict, &err);
}

struct act debrief_row_note(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	struct row *r = b->row;
	struct err err = { 0 };
	struct item it;

	if (r->is_new && row_is_empty(r)) {
		drop_row(s, r);
		return ACT(HANDLED);
	}
	if (!row_may_go_behind(r) || draft_writer_fd(store_of(s)) < 0)
		return note_now(s, r);
	if (row_read(store_of(s), r, b->form, b->deal, &it, &err)) {
		item_done(&it);
		return debrief_said(&err);
	}
	b->moved = true;
	debrief_row_behind(s, r, &it);
	return ACT(HANDLED);
}

struct act debrief_row_back(struct screen *s, struct row *r, bool conflict, const struct err *err)
{
	struct err why = *err;

	opened(s, r);
	return why_not(s, conflict, &why);
}

struct act debrief_row_settle(struct screen *s, bool mine)
{
	struct debrief_state *b = debrief_state(s);

	if (!b->row)
		return ACT(HANDLED);
	s->level = LEVEL_TEXT;
	if (mine) {
		row_insist(store_of(s), b->row);
		return debrief_row_note(s);
	}
	drop_row(s, b->row);
	return debrief_reloaded(s, act_say(ACT_HANDLED, TONE_DONE, "theirs stays; yours is not written"));
}

struct act debrief_row_key(struct screen *s, int key)
{
	struct row *r = debrief_state(s)->row;
	enum edit_result done;

	if (key == K_ESC) { /* to the keys of the form, as from every text: Esc and a letter is Alt and the letter */
		debrief_row_close(s);
		s->level = LEVEL_FORM;
		return ACT(HANDLED);
	}
	if (key == K_ENTER)
		return debrief_row_note(s);
	if (key == ' ' && row_cell(r, r->at) == CELL_ATTR)
		return debrief_row_tab(s, 1);
	done = edit_key(&r->cell[r->at].edit, key, s->view->mono_ms);
	if (done == EDIT_IGNORED && (key == K_DOWN || key == K_UP))
		return debrief_row_tab(s, key == K_DOWN ? 1 : -1);
	if (done == EDIT_CHANGED && r->kind != ITEM_GAP && r->kind != ITEM_FOLLOWUP)
		debrief_call_begins(s);
	return typing_act(done);
}

/* ---- kept ---- */

int debrief_rows_keep(struct screen *s, int64_t live_ms, struct err *err)
{
	int rc = 0;

	for (struct row *r = debrief_state(s)->rows; r; r = r->next)
		if (row_keep(store_of(s), r, live_ms, err))
			rc = -1;
	return rc;
}

int64_t debrief_rows_wait(const struct screen *s)
{
	const struct debrief_state *b = debrief_state(s);
	int64_t least = -1;

	for (const struct row *r = b->rows; r; r = r->next) {
		int64_t ms = row_wait(s->view->store, r, s->view->mono_ms, b->retry_ms);

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	return least;
}

bool debrief_rows_waiting(const struct screen *s)
{
	for (const struct row *r = debrief_state(s)->rows; r; r = r->next)
		if (r->way == ROW_WAITING)
			return true;
	return false;
}

void debrief_rows_retry(struct screen *s)
{
	for (struct row *r = debrief_state(s)->rows; r; r = r->next)
		if (r->way == ROW_WAITING) {
			r->way = ROW_NOTED;
			r->is_again = true;
		}
}

void debrief_rows_close(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);

	b->row = b->back = NULL;
	while (b->rows) {
		struct row *next = b->rows->next;

		row_free(b->rows);
		b->rows = next;
	}
	free_items(b);
	buf_done(&b->deal_words);
}
