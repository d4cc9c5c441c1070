/* How the words of a packet are kept as drafts and stored. */
#include "screens/packet.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/draft_writer.h"
#include "model/member.h"
#include "model/store.h"
#include "model/text.h"

#include <stdio.h>
#include <string.h>

/* YOUNG_MS: a draft of another that was written since says that its member is typing. */
enum { SAVE_AGAIN_MS = 250, YOUNG_MS = 5000, OTHERS_AGAIN_MS = 50 };

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- drafts ---- */

int packet_keep_drafts(struct screen *s, struct err *err)
{
	struct packet_page *page = packet_page(s);
	int rc = 0;

	for (size_t i = 0; i < page->n; i++)
		if (pad_keep(store_of(s), &page->place[i]->pad, 0, err))
			rc = -1;
	page->retry_ms = rc ? s->view->mono_ms + PAD_RETRY_MS : 0;
	page->unkept = rc != 0;
	return rc;
}

int64_t packet_keep_wait(const struct screen *s)
{
	const struct packet_page *page = packet_page(s);
	int64_t least = -1;

	for (size_t i = 0; i < page->n; i++) {
		int64_t ms = pad_wait(store_of(s), &page->place[i]->pad, s->view->mono_ms, page->retry_ms);

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	return least;
}

/* ---- saving ---- */

struct saving {
	int64_t deal;
	const struct packet_field *field;
	const struct item *base; /* of a row; NULL: it is a new one */
	bool is_row;
};

static int save(struct store *st, const struct draft *d, void *arg, int64_t *rev, struct err *err)
{
	const struct saving *v = arg;

	*rev = 0;
	if (v->is_row && !v->base && !text_says(d->body))
		return 0; /* a line that was emptied again adds nothing */
	if (v->is_row)
		return packet_save_row(st, v->deal, v->field, v->base, d->body, d->request, err);
	return packet_set(st, v->deal, v->field, d->body, d->base_rev, d->request, err);
}

static int64_t rev_now(struct store *st, const struct pad *p, void *arg)
{
	const struct saving *v = arg;
	const struct packet_value *value;
	struct packet all;
	struct item it;
	int64_t rev = 0;

	(void)p;
	if (v->is_row) {
		item_init(&it, v->field->rows);
		if (v->base && item_get(st, v->base->id, &it, NULL) == 1)
			rev = it.rev;
		item_done(&it);
		return rev;
	}
	if (packet_load(st, v->deal, &all, NULL) != 1)
		return p->base_rev;
	value = packet_value_of(&all, v->field->key);
	rev = value ? value->rev : 0;
	packet_done(&all);
	return rev;
}

static const struct pad_ops place_ops = { save, rev_now };

static struct saving saving_of(const struct screen *s, const struct place *p)
{
	bool stands = p->is_row && p->base.id && !p->is_removed;

	return (struct saving){ packet_page(s)->deal, p->field, stands ? &p->base : NULL, p->is_row };
}

/* What came of a save. */
static int ended(struct screen *s, struct place *p, int rc, struct err *err)
{
	struct packet_page *page = packet_page(s);

	if (!rc)
		page->reread = true;
	else
		page->saves_ms = s->view->mono_ms + SAVE_AGAIN_MS;
	if (p->pad.conflict)
		return err_set(err, ERR_REFUSED, "%s: somebody changed it too, Alt-g shows both", p->field->title);
	return rc;
}

/* Of one that is on its way: 1 it still is, 0, -1. */
static int came(struct screen *s, struct place *p, bool wait, struct err *err)
{
	struct saving v = saving_of(s, p);
	int rc;

	if (!p->pad.saving)
		return 0;
	if (wait)
		draft_writer_rest(store_of(s));
	rc = pad_came(store_of(s), &p->pad, &place_ops, &v, err);
	return rc == 1 ? 1 : ended(s, p, rc, err);
}

int packet_store(struct screen *s, struct place *p, struct err *err)
{
	struct saving v = saving_of(s, p);

	p->left = p->is_retried = false;
	if (came(s, p, true, err))
		return -1;
	if (p->no || !pad_is_unsaved(&p->pad))
		return 0;
	return ended(s, p, p->pad.conflict ? -1 : pad_store(store_of(s), &p->pad, &place_ops, &v, 0, err), err);
}

/* True when it is on its way into the database. What it points to stays: nothing is loaded before it came. */
static bool store_behind(struct screen *s, struct place *p)
{
	struct saving v = saving_of(s, p);
	struct behind how = { .save = save, .arg = &v, .size = sizeof v, .is_hasty = p->is_retried };

	if (p->no || p->pad.conflict || p->pad.saving || !pad_is_unsaved(&p->pad))
		return false;
	return pad_store_behind(store_of(s), &p->pad, &how, 0);
}

int packet_store_all(struct screen *s, struct err *err)
{
	struct packet_page *page = packet_page(s);
	struct err first = { 0 };

	for (size_t i = 0; i < page->n; i++) {
		struct err e = { 0 };

		if (packet_store(s, page->place[i], &e) && !first.kind)
			first = e;
	}
	if (first.kind && err)
		*err = first;
	return first.kind ? -1 : 0;
}

/* Words that wait for the file are tried again, and that is said once. */
static void took(struct packet_page *page, struct place *p, int rc, const struct err *err)
{
	if (rc == 1)
		return;
	if (rc && err->kind != ERR_BUSY && !p->is_retried)
		page->left_err = *err;
	p->is_retried = false;
}

void packet_store_left(struct screen *s)
{
	struct packet_page *page = packet_page(s);

	for (size_t i = 0; i < page->n; i++) {
		struct place *p = page->place[i];
		struct err err = { 0 };

		if (!p->left || i == page->at)
			continue;
		p->left = false;
		if (!store_behind(s, p))
			took(page, p, packet_store(s, p, &err), &err);
	}
}

void packet_came(struct screen *s, bool wait)
{
	struct packet_page *page = packet_page(s);

	for (size_t i = 0; i < page->n; i++) {
		struct err err = { 0 };

		if (page->place[i]->pad.saving)
			took(page, page->place[i], came(s, page->place[i], wait, &err), &err);
	}
}

int64_t packet_came_wait(const struct screen *s)
{
	const struct packet_page *page = packet_page(s);

	for (size_t i = 0; i < page->n; i++) {
		const struct pad *p = &page->place[i]->pad;

		if (p->saving && flight_state(p->saving) != FLIGHT_ON_ITS_WAY)
			return 0;
	}
	return -1;
}

/* ---- words of two ---- */

static void put_both(struct place *p, const char *theirs)
{
	struct buf text = { 0 };

	buf_printf(&text, "%s%s%s", theirs, *theirs ? p->pad.edit.single ? "; " : "\n\n" : "", p->pad.edit.text);
	edit_set(&p->pad.edit, buf_str(&text), text.len);
	p->pad.edit.version++;
	buf_done(&text);
}

/* From now on what stands there is what the words are typed over. */
static int take_base(struct screen *s, struct place *p, struct err *err)
{
	struct saving v = { packet_page(s)->deal, p->field, &p->base, p->is_row };

	if (p->is_row && p->base.id) {
		int64_t id = p->base.id;

		item_done(&p->base);
		item_init(&p->base, p->field->rows);
		p->base.id = id;
		if (item_get(store_of(s), id, &p->base, err) < 0)
			return -1;
	}
	p->pad.base_rev = rev_now(store_of(s), &p->pad, &v);
	p->pad.conflict = false;
	return 0;
}

int packet_settle_words(struct screen *s, enum conflict_end how, struct err *err)
{
	struct packet_page *page = packet_page(s);
	struct place *p = packet_here(s);
	struct buf theirs = { 0 };
	int rc = 0;

	place_stored_words(store_of(s), page, p, &theirs);
	if (take_base(s, p, err)) {
		rc = -1;
	} else if (how == CONFLICT_THEIRS) {
		pad_forget(store_of(s), &p->pad);
		pad_loaded(&p->pad, buf_str(&theirs), p->pad.base_rev);
	} else {
		if (how == CONFLICT_BOTH)
			put_both(p, buf_str(&theirs));
		rc = packet_store(s, p, err);
	}
	buf_done(&theirs);
	return rc;
}

int packet_drop_row(struct screen *s, struct buf *what, struct err *err)
{
	struct packet_page *page = packet_page(s);
	struct place *p = packet_here(s);

	buf_puts(what, p->pad.edit.text);
	pad_forget(store_of(s), &p->pad);
	pad_loaded(&p->pad, "", p->pad.base_rev);
	if (!p->base.id || p->is_removed)
		return 0;
	return packet_save_row(store_of(s), page->deal, p->field, &p->base, "", NULL, err);
}

/* ---- others ---- */

struct looking {
	struct screen *s;
	int64_t newest_ms;
	char words[sizeof ((struct packet_page *)0)->typing];
};

static int one_other(void *arg, const struct draft *d)
{
	struct looking *l = arg;
	struct store *st = store_of(l->s);
	const struct packet_field *f = packet_field_find(st->packet, d->field);

	if (!f || d->at_ms < l->newest_ms)
		return 0;
	l->newest_ms = d->at_ms;
	cut_printf(l->words, sizeof l->words, "%.24s is typing in %s", member_login(st, d->member), f->title);
	return 0;
}

bool packet_others(struct screen *s)
{
	struct packet_page *page = packet_page(s);
	struct looking l = { .s = s };
	int64_t now = store_of(s)->real_now(store_of(s));
	bool changed;

	page->drafts_seen = s->view->drafts_seen;
	page->typing_ms = -1;
	if (drafts_of_others(store_of(s), page->p.form.id, now - YOUNG_MS, one_other, &l, NULL) ||
	    drafts_of_others(store_of(s), page->p.customer.id, now - YOUNG_MS, one_other, &l, NULL))
		return false;
	if (l.words[0]) /* a clock that was set back is no reason to look all the time */
		page->typing_ms = s->view->mono_ms + (l.newest_ms <= now ? YOUNG_MS - (now - l.newest_ms) + 1 : YOUNG_MS);
	changed = strcmp(l.words, page->typing) != 0;
	memcpy(page->typing, l.words, sizeof page->typing);
	return changed;
}

int64_t packet_others_wait(const struct screen *s)
{
	const struct packet_page *page = packet_page(s);

	if (page->drafts_seen != s->view->drafts_seen)
		return draft_writer_is_busy(store_of(s)) ? OTHERS_AGAIN_MS : 0;
	if (page->typing_ms < 0)
		return -1;
	return page->typing_ms > s->view->mono_ms ? page->typing_ms - s->view->mono_ms : 0;
}
