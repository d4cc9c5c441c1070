/* Rows as they are typed: cells, what they mean, how they are written. */
#include "screens/debrief_row.h"

#include "model/draft_writer.h"
#include "model/member.h"
#include "model/teeth.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct shape {
	enum cell cells[CELLS_MAX + 1];
	const char *text, *said, *how; /* labels */
};
static const struct shape shapes[ITEM_KIND_COUNT];
static const char *const cell_keys[CELL_COUNT];

const enum cell *row_cells(enum item_kind kind)
{
	return shapes[kind].cells;
}

enum cell row_cell(const struct row *r, size_t i)
{
	return shapes[r->kind].cells[i];
}

const char *row_cell_label(enum item_kind kind, enum cell c)
{
	switch (c) {
	case CELL_NONE:
	case CELL_COUNT:
		break;
	case CELL_TEXT:
		return shapes[kind].text;
	case CELL_ATTR:
		return kind == ITEM_CRITERION ? "measurable?" : "kind";
	case CELL_OWNER:
		return "owner";
	case CELL_DUE:
		return "due";
	case CELL_SAID:
		return shapes[kind].said;
	case CELL_HOW:
		return shapes[kind].how;
	}
	return "";
}

static void attr_words(enum item_kind kind, struct buf *out)
{
	for (int64_t a = 1; item_attr_key(kind, a)[0]; a++)
		buf_printf(out, "%s%s", a > 1 ? ", " : "", item_attr_key(kind, a));
}

void row_cell_help(enum item_kind kind, enum cell c, struct buf *out)
{
	switch (c) {
	case CELL_ATTR:
		attr_words(kind, out);
		return;
	case CELL_OWNER:
		buf_puts(out, "a member, by the beginning of the name");
		return;
	case CELL_DUE:
		buf_puts(out, "2026-12-22, 2027-Q2, 30 days, friday");
		return;
	case CELL_NONE:
	case CELL_COUNT:
	case CELL_TEXT:
	case CELL_SAID:
	case CELL_HOW:
		break;
	}
	buf_puts(out, row_cell_label(kind, c));
}

/* ---- words and what they stand for ---- */

void row_words(struct store *s, const struct item *it, enum cell c, struct buf *out)
{
	switch (c) {
	case CELL_NONE:
	case CELL_COUNT:
		break;
	case CELL_TEXT:
		buf_puts(out, it->text);
		break;
	case CELL_ATTR:
		buf_puts(out, item_attr_key(it->kind, it->attr));
		break;
	case CELL_OWNER:
		buf_puts(out, it->owner ? member_login(s, it->owner) : "");
		break;
	case CELL_DUE:
		item_due_format(it, out);
		break;
	case CELL_SAID:
		buf_puts(out, it->said_by);
		break;
	case CELL_HOW:
		buf_puts(out, it->mitigation);
		break;
	}
}

void row_completion(struct store *s, const struct row *r, size_t i, struct buf *out)
{
	const char *typed = r->cell[i].edit.text;
	size_t n = 0;
	int64_t id;

	if (!*typed)
		return;
	if (row_cell(r, i) == CELL_ATTR) {
		id = item_attr_find(r->kind, typed);
		buf_puts(out, id ? item_attr_key(r->kind, id) : "");
	} else if (row_cell(r, i) == CELL_OWNER) {
		id = item_owner_find(s, typed, &n);
		buf_puts(out, id ? member_login(s, id) : "");
	}
}

static void retype(struct pad *p, const char *text, int64_t mono_ms)
{
	if (!strcmp(p->edit.text, text))
		return;
	edit_key(&p->edit, K_CTRL_HOME, mono_ms);
	while (p->edit.len)
		edit_key(&p->edit, K_CTRL('K'), mono_ms);
	edit_paste(&p->edit, text, strlen(text), mono_ms);
}

void row_complete(struct store *s, struct row *r, size_t i, int64_t mono_ms)
{
	struct buf word = { 0 };

	row_completion(s, r, i, &word);
	if (word.len)
		retype(&r->cell[i], buf_str(&word), mono_ms);
	buf_done(&word);
}

bool row_is_empty(const struct row *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->cell[i].edit.text[strspn(r->cell[i].edit.text, " ")])
			return false;
	return true;
}

bool row_is_stored(const struct row *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (pad_is_unsaved(&r->cell[i]))
			return false;
	return !r->is_new;
}

/* ---- made, read, freed ---- */

/* Every cell is written by one save, so that all drafts carry its request. */
static void share_request(struct row *r)
{
	for (size_t i = 0; i < r->n; i++) {
		memcpy(r->cell[i].request, r->request, sizeof r->request);
		r->cell[i].has_request = true;
	}
}

static void new_request(struct store *s, struct row *r)
{
	struct draft d = { 0 };

	draft_request(s, &d);
	memcpy(r->request, d.request, sizeof r->request);
	r->told_failed = false;
	share_request(r);
}

/* The cells that nobody typed in, with what the row says. */
static void fill_untyped(struct store *s, struct row *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct buf words = { 0 };

		r->cell[i].base_rev = r->base.rev;
		if (pad_is_unsaved(&r->cell[i]))
			continue;
		row_words(s, &r->base, row_cell(r, i), &words);
		pad_loaded(&r->cell[i], buf_str(&words), r->base.rev);
		buf_done(&words);
	}
}

static struct row *make(struct store *s, int64_t form, enum item_kind kind, int64_t id, int question)
{
	struct row *r = xcalloc(1, sizeof *r);
	char field[32];

	r->kind = kind;
	r->id = id;
	r->question = question;
	item_init(&r->base, kind);
	for (; row_cell(r, r->n); r->n++) {
		snprintf(field, sizeof field, "%s.%s", item_kind_key(kind), cell_keys[row_cell(r, r->n)]);
		pad_init(&r->cell[r->n], true, SUBJECT_ITEM, form, field, id, question);
	}
	new_request(s, r);
	return r;
}

struct row *row_new(struct store *s, int64_t form, enum item_kind kind, int question, const struct item *it,
		    int64_t id)
{
	struct row *r = make(s, form, kind, it ? it->id : id, question);

	r->is_new = !it;
	if (it) {
		item_done(&r->base);
		item_copy(&r->base, it);
		fill_untyped(s, r);
	}
	return r;
}

void row_free(struct row *r)
{
	for (size_t i = 0; i < r->n; i++)
		pad_done(&r->cell[i]);
	flight_free(r->going);
	item_done(&r->base);
	item_done(&r->theirs);
	item_done(&r->noted);
	free(r);
}

/* ---- kept ---- */

int row_keep(struct store *s, struct row *r, int64_t live_ms, struct err *err)
{
	int rc = 0;

	for (size_t i = 0; i < r->n; i++)
		if (pad_keep(s, &r->cell[i], live_ms, err))
			rc = -1;
	return rc;
}

int64_t row_wait(const struct store *s, const struct row *r, int64_t mono_ms, int64_t retry_ms)
{
	int64_t least = -1;

	for (size_t i = 0; i < r->n; i++) {
		int64_t ms = pad_wait(s, &r->cell[i], mono_ms, retry_ms);

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	return least;
}

void row_clear(struct store *s, struct row *r, size_t i)
{
	pad_forget(s, &r->cell[i]);
	pad_loaded(&r->cell[i], "", r->base.rev);
	share_request(r);
}

void row_forget(struct store *s, struct row *r)
{
	for (size_t i = 0; i < r->n; i++)
		pad_forget(s, &r->cell[i]);
}

/* ---- written ---- */

static int read_owner(struct store *s, const char *word, struct item *it, struct err *err)
{
	size_t n = 0;

	if (it->owner && !strcmp(member_login(s, it->owner), word))
		return 0;
	it->owner = *word ? item_owner_find(s, word, &n) : 0;
	if (!*word || it->owner)
		return 0;
	return n ? err_set(err, ERR_INPUT, "“%s” could be %zu members; type more of the name", word, n)
		 : err_set(err, ERR_INPUT, "no member's name begins with “%s”; the row is kept as a draft", word);
}

static int read_attr(const char *word, struct item *it, struct err *err)
{
	struct buf words = { 0 };

	it->attr = *word ? item_attr_find(it->kind, word) : 0;
	if (!*word || it->attr)
		return 0;
	attr_words(it->kind, &words);
	err_set(err, ERR_INPUT, "“%s” is not one of %s", word, buf_str(&words));
	buf_done(&words);
	return -1;
}

static void put_text(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

static int read_cell(struct store *s, const struct row *r, size_t i, struct item *it, struct err *err)
{
	const char *text = r->cell[i].edit.text;

	switch (row_cell(r, i)) {
	case CELL_NONE:
	case CELL_COUNT:
		break;
	case CELL_TEXT:
		put_text(&it->text, text);
		break;
	case CELL_ATTR:
		return read_attr(text, it, err);
	case CELL_OWNER:
		return read_owner(s, text, it, err);
	case CELL_DUE:
		return item_due_parse(s, text, &it->due_day, &it->due_unit, err);
	case CELL_SAID:
		put_text(&it->said_by, text);
		break;
	case CELL_HOW:
		put_text(&it->mitigation, text);
		break;
	}
	return 0;
}

int row_understands(struct store *s, const struct row *r, size_t i, struct err *err)
{
	struct item it;
	int rc;

	item_copy(&it, &r->base);
	rc = pad_is_unsaved(&r->cell[i]) ? read_cell(s, r, i, &it, err) : 0;
	item_done(&it);
	return rc;
}

/* What was not typed in stays as it stands: "30 days" counts from the day it was typed. */
static int read_cells(struct store *s, struct row *r, struct item *it, struct err *err)
{
	for (size_t i = 0; i < r->n; i++)
		if (pad_is_unsaved(&r->cell[i]) && read_cell(s, r, i, it, err)) {
			r->at = i;
			return -1;
		}
	for (size_t i = 0; i < r->n; i++)
		if (row_cell(r, i) == CELL_TEXT && !it->text[strspn(it->text, " ")]) {
			r->at = i;
			return err_set(err, ERR_INPUT, "say %s; the rest is kept as a draft",
				       row_cell_label(r->kind, CELL_TEXT));
		}
	return 0;
}

/* A save that was told failed may stand: what is typed since changes the row that is there then. */
static void look_again(struct store *s, struct row *r)
{
	struct item now;

	if (!r->told_failed)
		return;
	item_init(&now, r->kind);
	if (draft_is_saved(s, r->request, NULL) == 1) {
		item_done(&now);
		if (item_get(s, r->id, &now, NULL) == 1) {
			item_done(&r->base);
			item_copy(&r->base, &now);
			r->is_new = false;
		}
	}
	item_done(&now);
	new_request(s, r);
}

/* Keeps the row as it stands now, for the question which of both is wanted; true when somebody wrote it since. */
static bool look_at_theirs(struct store *s, struct row *r)
{
	item_done(&r->theirs);
	r->theirs = (struct item){ 0 };
	if (item_get(s, r->id, &r->theirs, NULL) != 1)
		return false;
	if (r->is_new) { /* noted in another window that held the same draft */
		r->is_new = false;
		return true;
	}
	return r->is_stale || r->theirs.rev != r->base.rev;
}

void row_insist(struct store *s, struct row *r)
{
	if (!r->theirs.id)
		return;
	item_done(&r->base);
	item_copy(&r->base, &r->theirs);
	r->is_stale = false;
	fill_untyped(s, r);
}

/* Its row was taken away by somebody else: what is typed here is a new one from now on. The drafts of the new id stand
 * before those of the old one go. */
static int make_anew(struct store *s, struct row *r, struct err *err)
{
	int64_t id = item_new_id(s, err);

	if (id < 0)
		return -1;
	r->id = id;
	r->is_new = true;
	r->is_removed = r->is_stale = false;
	item_done(&r->base);
	item_init(&r->base, r->kind);
	new_request(s, r);
	for (size_t i = 0; i < r->n; i++) {
		struct pad *p = &r->cell[i], was = *p;

		p->item = id;
		p->base_rev = 0;
		p->stored = p->drafted = p->edit.version + 1; /* in no database and in no draft */
		p->has_draft = false;
		if (p->edit.len && pad_keep(s, p, 0, err))
			return -1;
		pad_forget(s, &was);
	}
	return 0;
}

/* Nobody answers for the row any more: said with the key that keeps the words. */
static void see_removed(struct store *s, struct row *r, struct err *e)
{
	struct item now = { 0 };
	char said[sizeof e->text];

	if (r->is_new || item_get(s, r->id, &now, NULL))
		return item_done(&now);
	r->is_removed = true;
	snprintf(said, sizeof said, "%.*s", (int)(strstr(e->text, " since ") ? strstr(e->text, " since ") - e->text : 400), e->text);
	err_set(e, ERR_REFUSED, "%s; Enter notes yours as a new one", said);
}

int row_read(struct store *s, struct row *r, int64_t form, int64_t deal, struct item *it, struct err *err)
{
	item_copy(it, &r->base);
	it->id = r->id;
	it->form = form;
	it->deal = deal;
	if (r->is_new && (r->kind == ITEM_FOLLOWUP || r->kind == ITEM_GAP))
		it->attr = r->question;
	return read_cells(s, r, it, err);
}

/* Why it was not written: what somebody else did there is looked at, for the question which of both is wanted. */
bool row_look_why(struct store *s, struct row *r, struct err *e)
{
	bool conflict = e->kind == ERR_REFUSED && look_at_theirs(s, r);

	if (e->kind == ERR_REFUSED && !conflict)
		see_removed(s, r, e);
	return conflict;
}

int row_store(struct store *s, struct row *r, int64_t form, int64_t deal, bool *conflict, struct err *err)
{
	struct err e = { 0 };
	struct item it;
	int rc;

	*conflict = false;
	if (r->is_removed && make_anew(s, r, err))
		return -1;
	look_again(s, r);
	rc = row_read(s, r, form, deal, &it, &e);
	if (!rc && r->is_stale) {
		rc = err_set(&e, ERR_REFUSED, "Somebody changed this row since it was typed");
		*conflict = look_at_theirs(s, r);
	} else if (!rc) {
		if (teeth_off("P8"))
			row_forget(s, r);
		for (size_t i = 0; i < r->n; i++)
			pad_claim(s, &r->cell[i], 0);
		rc = item_save(s, r->is_new ? NULL : &r->base, &it, r->request, &e);
		if (rc && draft_is_saved(s, r->request, NULL) == 1)
			rc = 0;
		r->told_failed = rc != 0;
		*conflict = rc && row_look_why(s, r, &e);
	}
	item_done(&it);
	if (!rc)
		row_forget(s, r);
	else if (err)
		*err = e;
	return rc;
}

/* ---- found at the start ---- */

static bool is_field_of(const char *field, enum item_kind kind, enum cell *c)
{
	const char *key = item_kind_key(kind);
	size_t n = strlen(key);

	if (strncmp(field, key, n) || field[n] != '.')
		return false;
	for (*c = CELL_TEXT; *c < CELL_COUNT; (*c)++)
		if (!strcmp(field + n + 1, cell_keys[*c]))
			return true;
	return false;
}

static struct row *found(struct store *s, struct row **rows, const struct draft *d, enum item_kind kind, enum cell c)
{
	struct row *r = *rows;
	struct item it;

	while (r && r->id != d->item)
		r = r->next;
	if (r)
		return r;
	r = make(s, d->subject, kind, d->item, (int)d->layer);
	r->is_new = item_get(s, d->item, &it, NULL) != 1;
	if (!r->is_new) {
		item_done(&r->base);
		r->base = it;
		fill_untyped(s, r);
	} else {
		item_done(&it);
	}
	if (r->is_new && d->base_rev > 0 && !teeth_off("P7-base")) { /* it stood when the words were begun */
		r->is_new = false;
		r->base.id = r->id;
		r->base.rev = d->base_rev;
	}
	while (r->at + 1 < r->n && row_cell(r, r->at) != c) /* the newest draft comes first: there the cursor was */
		r->at++;
	r->next = *rows;
	*rows = r;
	return r;
}

int row_restore(struct store *s, struct row **rows, const struct draft *d, struct err *err)
{
	enum cell c = CELL_NONE;
	struct row *r;

	(void)err;
	for (enum item_kind k = ITEM_PROMISE; k < ITEM_KIND_COUNT; k++) {
		if (!is_field_of(d->field, k, &c))
			continue;
		r = found(s, rows, d, k, c);
		for (size_t i = 0; i < r->n; i++)
			if (row_cell(r, i) == c) {
				pad_take(&r->cell[i], d);
				share_request(r); /* not that of the draft: pad.c, pad_take() */
				r->is_stale |= !r->is_new && d->base_rev != r->base.rev;
			}
	}
	return 0;
}

static const char *const cell_keys[CELL_COUNT] = { "", "text", "kind", "owner", "due", "said", "how" };
static const struct shape shapes[ITEM_KIND_COUNT] = {
	[ITEM_PROMISE] = { { CELL_TEXT, CELL_ATTR, CELL_OWNER, CELL_DUE, CELL_SAID },
			   "what was promised",
			   "said by",
			   "" },
	[ITEM_RISK] = { { CELL_TEXT, CELL_ATTR, CELL_OWNER, CELL_HOW },
			"the person or group",
			"",
			"what we do about it" },
	[ITEM_OBJECTION] = { { CELL_TEXT, CELL_HOW, CELL_SAID }, "the objection", "said by", "how it was settled" },
	[ITEM_CRITERION] = { { CELL_TEXT, CELL_ATTR, CELL_DUE }, "what would make them expand", "", "" },
	[ITEM_TOUCHPOINT] = { { CELL_TEXT, CELL_SAID }, "what happened", "with", "" },
	[ITEM_STAKEHOLDER] = { { CELL_SAID, CELL_TEXT }, "what they gain or lose", "who", "" },
	[ITEM_FRICTION] = { { CELL_TEXT }, "what went wrong", "", "" },
	[ITEM_FLAG] = { { CELL_TEXT, CELL_ATTR, CELL_OWNER, CELL_DUE }, "what the kickoff must know", "", "" },
	[ITEM_GAP] = { { CELL_TEXT }, "what is unclear in the notes", "", "" },
	[ITEM_PARKED] = { { CELL_TEXT }, "words that belong to no question yet", "", "" },
	[ITEM_FOLLOWUP] = { { CELL_TEXT }, "what to ask", "", "" },
};
