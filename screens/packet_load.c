/* What the model says of a packet, and the places on which its texts are typed. */
#include "screens/packet.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/event.h"
#include "model/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- what stands in the database ---- */

static const struct item *row_of(const struct packet_page *page, int64_t id)
{
	for (size_t i = 0; id && i < page->p.n_rows; i++)
		if (page->p.row[i].id == id)
			return &page->p.row[i];
	return NULL;
}

void place_stored_words(struct store *st, const struct packet_page *page, const struct place *p, struct buf *out)
{
	const struct item *row = p->is_row ? row_of(page, p->base.id) : NULL;

	if (row)
		packet_row_words(st, row, out);
	else if (!p->is_row && p->value)
		buf_puts(out, p->value->text);
}

static int64_t rev_of(const struct packet_page *page, const struct place *p)
{
	const struct item *row = p->is_row ? row_of(page, p->base.id) : NULL;

	return row ? row->rev : p->is_row ? 0 : p->value->rev;
}

bool place_is_gap(const struct place *p)
{
	if (p->pad.conflict)
		return true;
	if (p->is_row && p->base.id)
		return false;
	if (pad_is_unsaved(&p->pad) && *p->pad.edit.text && !p->is_row)
		return p->value->gap; /* on its way */
	return p->value->missing || p->value->gap;
}

size_t packet_next_gap(const struct packet_page *page, size_t from)
{
	for (size_t i = 0; i < page->n; i++) /* words of two come first: they are stored nowhere */
		if (page->place[(from + i) % page->n]->pad.conflict)
			return (from + i) % page->n;
	for (size_t i = 0; i < page->n; i++)
		if (place_is_gap(page->place[(from + i) % page->n]))
			return (from + i) % page->n;
	return page->n;
}

/* ---- places ---- */

static void free_place(struct place *p)
{
	if (!p)
		return;
	pad_done(&p->pad);
	item_done(&p->base);
	free(p->no);
	free(p);
}

static struct place *new_place(const struct packet_page *page, const struct packet_field *f, int64_t item)
{
	struct place *p = xcalloc(1, sizeof *p);
	int64_t form = f->section->record == FORM_PACKET ? page->p.form.id : page->p.customer.id;

	p->is_row = f->kind == PACKET_ROWS;
	item_init(&p->base, p->is_row ? f->rows : ITEM_PARKED);
	pad_init(&p->pad, f->kind != PACKET_TEXT, SUBJECT_FORM_VALUE, form, f->key, item, LAYER_LIVE);
	return p;
}

/* The places before a load, taken over one by one. */
struct taking {
	struct screen *s;
	struct place **was;
	size_t n_was;
};

static struct place *take_was(struct taking *t, const char *key, int64_t item)
{
	for (size_t i = 0; i < t->n_was; i++) {
		struct place *p = t->was[i];

		if (p && p->pad.item == item && !strcmp(p->pad.field, key)) {
			t->was[i] = NULL;
			return p;
		}
	}
	return NULL;
}

static void say_no(struct store *st, const struct packet_page *page, struct place *p)
{
	struct err err = { 0 };

	free(p->no);
	p->no = NULL;
	if (p->value->hidden)
		p->no = xstrdup("your role does not see this");
	else if (packet_may_write(st, &page->p.deal, p->field, &err))
		p->no = xstrdup(err.text);
}

static void load_words(struct taking *t, struct place *p)
{
	struct packet_page *page = packet_page(t->s);
	const struct item *row = row_of(page, p->base.id);
	struct buf words = { 0 };

	if (!pad_is_unsaved(&p->pad)) {
		if (row) {
			item_done(&p->base);
			item_copy(&p->base, row);
		}
		place_stored_words(store_of(t->s), page, p, &words);
		pad_loaded(&p->pad, buf_str(&words), rev_of(page, p));
		buf_done(&words);
	}
}

static void add(struct taking *t, const struct packet_value *v, const struct item *row)
{
	struct packet_page *page = packet_page(t->s);
	struct place *p = take_was(t, v->field->key, row ? row->id : 0);

	if (!p) {
		p = new_place(page, v->field, row ? row->id : 0);
		if (row) {
			item_done(&p->base);
			item_copy(&p->base, row);
		}
	}
	p->field = v->field;
	p->value = v;
	p->is_removed = false;
	say_no(store_of(t->s), page, p);
	page->place = xrealloc(page->place, (page->n + 1) * sizeof(struct place *));
	page->place[page->n++] = p;
	if (page->n > 1)
		edit_share(&p->pad.edit, &page->place[0]->pad.edit);
	load_words(t, p);
}

/* Words over a row that somebody took away stay in sight. */
static void add_removed(struct taking *t, const struct packet_value *v)
{
	struct packet_page *page = packet_page(t->s);

	for (size_t i = 0; i < t->n_was; i++) {
		struct place *p = t->was[i];

		if (!p || !p->is_row || !pad_is_unsaved(&p->pad) || strcmp(p->pad.field, v->field->key))
			continue;
		t->was[i] = NULL;
		p->field = v->field;
		p->value = v;
		p->is_removed = true;
		page->place = xrealloc(page->place, (page->n + 1) * sizeof(struct place *));
		page->place[page->n++] = p;
	}
}

static bool has_typed(const struct taking *t, const char *key)
{
	for (size_t i = 0; i < t->n_was; i++)
		if (t->was[i] && !strcmp(t->was[i]->pad.field, key) && pad_is_unsaved(&t->was[i]->pad))
			return true;
	return false;
}

static void add_rows(struct taking *t, const struct packet_value *v)
{
	struct packet_page *page = packet_page(t->s);
	struct place *last;

	for (size_t i = 0; i < page->p.n_rows; i++)
		if (page->p.row[i].kind == v->field->rows)
			add(t, v, &page->p.row[i]);
	add(t, v, NULL);
	last = page->place[--page->n]; /* those that were removed stand before the line that adds one */
	add_removed(t, v);
	page->place = xrealloc(page->place, (page->n + 1) * sizeof(struct place *));
	page->place[page->n++] = last;
}

/* What is not asked is not shown, but where words of it are stored nowhere yet. */
static void make_places(struct screen *s)
{
	struct packet_page *page = packet_page(s);
	struct taking t = { s, page->place, page->n };
	struct place *here = page->n ? page->place[page->at] : NULL;
	size_t at = page->at;

	page->place = NULL;
	page->n = 0;
	for (size_t i = 0; i < page->p.n; i++) {
		const struct packet_value *v = &page->p.value[i];

		if (v->asked && v->field->kind == PACKET_ROWS && !v->hidden)
			add_rows(&t, v);
		else if (v->asked || has_typed(&t, v->field->key))
			add(&t, v, NULL);
	}
	page->at = at < page->n ? at : page->n - 1;
	for (size_t i = 0; i < page->n; i++)
		if (page->place[i] == here)
			page->at = i;
	for (size_t i = 0; i < t.n_was; i++) {
		if (t.was[i]) /* the team asks it no more: its words stay a draft */
			pad_keep(store_of(s), &t.was[i]->pad, 0, NULL);
		free_place(t.was[i]);
	}
	free(t.was);
}

/* ---- the head ---- */

static enum style clock_ink(enum clock_state st)
{
	return st == CLOCK_LATE || st == CLOCK_MET_LATE ? STYLE_LATE : st == CLOCK_SOON ? STYLE_SOON : STYLE_MUTED;
}

static void due_words(const struct screen *s, const struct clock *c, const struct clock_rule *rule, struct buf *out)
{
	const struct store *st = store_of(s);
	int64_t now = st->now(store_of(s));

	switch (clock_state(c, now)) {
	case CLOCK_LATE:
		buf_puts(out, "!");
		clock_words(c, rule, st->calendar, now, out);
		buf_puts(out, " late");
		return;
	case CLOCK_SOON:
	case CLOCK_RUNNING:
		buf_puts(out, clock_state(c, now) == CLOCK_SOON ? "~" : "due in ");
		clock_words(c, rule, st->calendar, now, out);
		buf_puts(out, clock_state(c, now) == CLOCK_SOON ? " left" : "");
		return;
	case CLOCK_MET:
	case CLOCK_MET_LATE:
		buf_puts(out, "filed in ");
		clock_words(c, rule, st->calendar, now, out);
		return;
	case CLOCK_WAITING:
	case CLOCK_VOID:
	case CLOCK_OVERRIDDEN:
		clock_words(c, rule, st->calendar, now, out);
		return;
	}
}

static int load_due(struct screen *s, struct err *err)
{
	struct packet_page *page = packet_page(s);
	struct store *st = store_of(s);
	const struct clock_rule *rule = clock_rule_find(st->clocks, "packet");
	struct buf out = { 0 };
	struct clock c;
	int rc = clock_of(st, page->deal, rule, &c, err);

	page->next_change = NO_MOMENT;
	page->due_ink = STYLE_MUTED;
	if (rc < 0)
		return -1;
	if (rc) {
		due_words(s, &c, rule, &out);
		page->due_ink = clock_ink(clock_state(&c, st->now(st)));
		page->next_change = clock_next_change(&c, st->calendar, st->now(st));
	}
	snprintf(page->due, sizeof page->due, "%s", buf_str(&out));
	buf_done(&out);
	return 0;
}

/* The version in force and its state; who may not read all of it learns that it is filed all the same. */
static void load_state(struct screen *s)
{
	struct packet_page *page = packet_page(s);
	struct packet_filed f = { 0 };
	struct buf changes = { 0 };
	size_t gaps = 0;

	page->version = 0;
	if (packet_version(store_of(s), page->p.form.id, 0, &f, NULL) == 1)
		page->version = f.version;
	packet_filed_done(&f);
	if (page->version)
		packet_changes(store_of(s), &page->p, &changes, NULL);
	for (size_t i = 0; i < page->p.n; i++)
		gaps += page->p.value[i].gap != NULL;
	page->state_ink = page->p.form.state == FORM_RETURNED ? STYLE_LATE : STYLE_GOOD;
	if (page->p.form.state == FORM_RETURNED)
		snprintf(page->state, sizeof page->state, "! returned, %zu gap%s", gaps, gaps == 1 ? "" : "s");
	else if (page->p.form.state == FORM_ACKED || page->p.form.state == FORM_FILED)
		snprintf(page->state, sizeof page->state, "✓ %s%s%.0lld%s", packet_state_key(page->p.form.state),
			 page->version ? " v" : "", (long long)page->version, changes.len ? ", changed since" : "");
	else
		page->state[0] = '\0';
	buf_done(&changes);
}

/* Somebody who may type nowhere reads, at the level of the form. */
static void load_mode(struct screen *s)
{
	struct packet_page *page = packet_page(s);

	page->reads = true;
	for (size_t i = 0; i < page->n; i++)
		page->reads &= page->place[i]->no != NULL;
	if (page->reads)
		s->level = LEVEL_FORM;
}

int packet_page_load(struct screen *s, struct err *err)
{
	struct packet_page *page = packet_page(s);
	struct buf label = { 0 };
	struct packet p;
	int rc;

	packet_came(s, true); /* what is read now holds it */
	rc = packet_load(store_of(s), page->deal, &p, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "this packet is no longer there; what you typed is kept");
	packet_done(&page->p);
	page->p = p;
	deal_label(&p.deal, &label);
	snprintf(page->title, sizeof page->title, "%s", buf_str(&label));
	buf_done(&label);
	make_places(s);
	load_state(s);
	load_mode(s);
	page->reread = false;
	return load_due(s, err);
}

/* ---- opening ---- */

struct finding {
	struct screen *s;
	struct place *newest;
	int64_t newest_at;
};

/* The place of a row of that draft, or of its field; n: there is none. */
static size_t place_of(const struct packet_page *page, const struct draft *d, int64_t item)
{
	size_t i = 0;

	for (; i < page->n; i++) {
		const struct pad *p = &page->place[i]->pad;

		if (d->kind == p->kind && d->subject == p->subject && item == p->item && d->layer == p->layer &&
		    !strcmp(d->field, p->field))
			break;
	}
	return i;
}

/* Above the line that adds a row, where words over a row that somebody takes away stay too. */
static void add_gone(struct packet_page *page, const struct draft *d)
{
	size_t at = place_of(page, d, 0);
	const struct place *line = at < page->n ? page->place[at] : NULL;
	struct place *p;

	if (!line || !line->is_row)
		return;
	p = new_place(page, line->field, d->item);
	p->field = line->field;
	p->value = line->value;
	p->base.id = d->item;
	p->is_removed = true;
	p->pad.base_rev = d->base_rev;
	edit_share(&p->pad.edit, &page->place[0]->pad.edit);
	page->place = xrealloc(page->place, (page->n + 1) * sizeof(struct place *));
	memmove(&page->place[at + 1], &page->place[at], (page->n++ - at) * sizeof(struct place *));
	page->place[at] = p;
	page->at += page->at >= at;
}

/* Drafts that a crash or a closed window left come back where they were. */
static int restore(void *arg, const struct draft *d)
{
	struct finding *f = arg;
	struct packet_page *page = packet_page(f->s);
	size_t i;

	if (d->item && place_of(page, d, d->item) == page->n)
		add_gone(page, d);
	i = place_of(page, d, d->item);
	if (i == page->n)
		return 0;
	pad_take(&page->place[i]->pad, d);
	if (!f->newest || d->at_ms > f->newest_at) {
		f->newest = page->place[i];
		f->newest_at = d->at_ms;
		page->at = i;
	}
	return 0;
}

static int restore_drafts(struct screen *s, struct err *err)
{
	struct packet_page *page = packet_page(s);
	struct finding f = { s, NULL, 0 };

	if (drafts_open(store_of(s), err) || drafts_recover(store_of(s), restore, &f, err))
		return -1;
	if (f.newest)
		snprintf(page->restored, sizeof page->restored, "what you typed last is back: %s; it is kept", f.newest->field->title);
	return 0;
}

int packet_page_open(struct screen *s, int64_t deal, struct err *err)
{
	struct packet_page *page = packet_page(s);
	size_t gap;

	page->deal = deal;
	page->typing_ms = -1;
	page->drafts_seen = s->view->drafts_seen - 1; /* look once */
	if (packet_need(store_of(s), deal, err) || packet_page_load(s, err))
		return -1;
	gap = packet_next_gap(page, 0);
	page->at = gap < page->n ? gap : 0;
	return page->reads ? 0 : restore_drafts(s, err);
}

void packet_page_close(struct screen *s)
{
	struct packet_page *page = packet_page(s);

	for (size_t i = 0; i < page->n; i++)
		free_place(page->place[i]);
	free(page->place);
	packet_done(&page->p);
}
