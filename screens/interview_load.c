/* What the screen of an interview shows, read from the model; what is typed here and not stored stays as it is. */
#include "screens/interview.h"

#include "model/buf.h"
#include "model/company.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/guide.h"
#include "model/stage.h"
#include "model/store.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- the head ---- */

static int load_title(struct screen *s, struct err *err)
{
	struct interview_page *v = interview_page(s);
	struct buf words = { 0 };
	struct deal d;

	if (deal_need(store_of(s), v->i.deal, &d, err))
		return -1;
	deal_label(&d, &words);
	snprintf(v->title, sizeof v->title, "%s", buf_str(&words));
	buf_clear(&words);
	buf_puts(&words, d.outcome ? outcome_key((enum outcome)d.outcome) : "open");
	deal_done(&d);
	buf_puts(&words, " · ");
	interview_respondent(store_of(s), &v->i, &words);
	if (v->i.respondent_role)
		buf_printf(&words, ", %s", person_role_key((int)v->i.respondent_role));
	snprintf(v->who, sizeof v->who, "%s", buf_str(&words));
	buf_done(&words);
	return 0;
}

static void load_rights(struct screen *s)
{
	struct interview_page *v = interview_page(s);
	struct err err = { 0 };

	v->why_not[0] = '\0';
	v->may_write = !interview_may_write(store_of(s), &v->i, &err);
	if (!v->may_write)
		cut_printf(v->why_not, sizeof v->why_not, "%.300s", err.text);
	else if (!interview_may_note(&v->i))
		snprintf(v->why_not, sizeof v->why_not, "the respondent's permission for notes is %s: nothing is written down",
			 consent_key(v->i.consent_notes));
}

/* ---- notes and fields ---- */

static struct thought *find_place(struct thought *all, size_t n, bool is_field, enum captured field, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (all[i].is_field == is_field && all[i].id == id && (!is_field || all[i].field == field))
			return &all[i];
	return NULL;
}

static bool is_typed(const struct thought *p)
{
	return p->pad && (pad_is_unsaved(p->pad) || p->pad->saving || p->theirs);
}

/* One that was read takes the place of the one before; words that are not stored stay, with what they began from. */
static void merge_place(struct thought *is, struct thought *was)
{
	struct interview_note read;

	if (!was)
		return;
	if (!is_typed(was)) {
		is->pad = was->pad;
		was->pad = NULL;
		if (is->pad)
			pad_loaded(is->pad, is->base.text, is->base.rev);
		return;
	}
	read = is->base;
	*is = *was;
	is->base.seq = read.seq;
	interview_note_done(&read);
	memset(was, 0, sizeof *was);
}

struct reading {
	struct thought *all;
	size_t n, notes;
};

static struct thought *add(struct reading *r)
{
	r->all = xrealloc(r->all, (r->n + 1) * sizeof *r->all);
	r->all[r->n] = (struct thought){ 0 };
	return &r->all[r->n++];
}

static int read_notes(struct screen *s, struct reading *r, struct err *err)
{
	struct interview_page *v = interview_page(s);
	struct interview_note *notes;
	size_t n, hint = 0;

	if (interview_notes(store_of(s), v->id, &notes, &n, err))
		return -1;
	r->all = xmalloc((n + v->n + 1) * sizeof *r->all);
	for (size_t i = 0; i < n; i++) {
		struct thought *p = &r->all[r->n++], *was = NULL;

		*p = (struct thought){ .id = notes[i].id, .base = notes[i] };
		for (size_t k = hint; k < v->notes && !was; k++) /* they are in nearly the same order */
			if (v->places[k].id == p->id) {
				was = &v->places[k];
				hint = k + 1;
			}
		merge_place(p, was ? was : find_place(v->places, v->notes < hint ? v->notes : hint, false, 0, p->id));
	}
	free(notes);
	for (size_t k = 0; k < v->notes; k++) /* typed, and in no table yet, or taken away meanwhile */
		if (v->places[k].id && (is_typed(&v->places[k]) || (v->places[k].is_new && k == v->at))) {
			*add(r) = v->places[k];
			memset(&v->places[k], 0, sizeof v->places[k]);
		}
	r->notes = r->n;
	return 0;
}

static bool comes_before(const struct thought *a, const struct thought *b)
{
	return a->field != b->field ? a->field < b->field : a->id < b->id;
}

static int read_fields(struct screen *s, struct reading *r, struct err *err)
{
	struct interview_page *v = interview_page(s);
	struct captured_row *rows;
	size_t n;

	if (captured_list(store_of(s), &v->i, &rows, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct thought *p;

		if (rows[i].field == CAPTURED_FLAG) {
			free(rows[i].text);
			continue;
		}
		p = add(r);
		*p = (struct thought){ .is_field = true, .field = rows[i].field, .id = rows[i].item };
		interview_note_init(&p->base, v->id, 0);
		free(p->base.text);
		p->base.text = rows[i].text;
		p->base.rev = rows[i].rev;
		merge_place(p, find_place(v->places + v->notes, v->n - v->notes, true, p->field, p->id));
	}
	free(rows);
	for (size_t k = v->notes; k < v->n; k++) {
		size_t at = r->n;

		if (!v->places[k].pad || !(is_typed(&v->places[k]) || (v->places[k].is_new && k == v->at)))
			continue;
		add(r);
		while (at > r->notes && comes_before(&v->places[k], &r->all[at - 1])) {
			r->all[at] = r->all[at - 1];
			at--;
		}
		r->all[at] = v->places[k];
		memset(&v->places[k], 0, sizeof v->places[k]);
	}
	return 0;
}

static void take(struct interview_page *v, struct reading *r)
{
	for (size_t i = 0; i < v->n; i++)
		thought_done(&v->places[i]);
	free(v->places);
	v->places = r->all;
	v->n = r->n;
	v->notes = r->notes;
}

int interview_load(struct screen *s, struct err *err)
{
	struct interview_page *v = interview_page(s);
	struct thought *here = interview_here(s);
	bool is_field = here && here->is_field;
	enum captured field = here ? here->field : 0;
	int64_t id = here ? here->id : 0;
	struct reading r = { 0 };
	struct interview i;
	struct thought *now;
	int rc = interview_get(store_of(s), v->id, &i, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "there is no interview I-%lld", (long long)v->id);
	interview_done(&v->i);
	v->i = i;
	load_rights(s);
	rc = load_title(s, err) || read_notes(s, &r, err) || read_fields(s, &r, err) ? -1 : 0;
	if (!r.all)
		return rc;
	take(v, &r);
	now = here ? find_place(v->places, v->n, is_field, field, id) : NULL;
	if (now)
		v->at = (size_t)(now - v->places);
	else if (v->at >= v->n)
		v->at = v->n ? v->n - 1 : 0;
	if (s->level == LEVEL_TEXT && interview_here(s))
		thought_pad(s, interview_here(s));
	v->reread = false;
	return rc;
}

/* ---- words that were typed and not stored ---- */

static struct thought *place_of_draft(struct screen *s, const struct draft *d)
{
	struct interview_page *v = interview_page(s);
	bool is_field = d->kind == SUBJECT_FORM_VALUE;
	enum captured field = is_field ? (enum captured)captured_find(d->field) : 0;
	struct thought *p = find_place(v->places, v->n, is_field, field, d->item);
	size_t at = is_field ? v->n : v->notes;

	if (p)
		return p;
	v->places = xrealloc(v->places, (v->n + 1) * sizeof *v->places);
	memmove(&v->places[at + 1], &v->places[at], (v->n - at) * sizeof *v->places);
	v->n++;
	v->notes += !is_field;
	p = &v->places[at];
	*p = (struct thought){ .is_field = is_field, .field = field, .id = d->item, .is_new = true };
	interview_note_init(&p->base, v->id, is_field ? 0 : (enum said_kind)d->layer);
	p->base.id = is_field ? 0 : d->item;
	return p;
}

static bool is_mine(const struct interview_page *v, const struct draft *d)
{
	if (d->kind == SUBJECT_INTERVIEW_NOTE)
		return d->subject == v->id;
	return d->kind == SUBJECT_FORM_VALUE && d->subject == v->i.form && captured_find(d->field) >= 0;
}

static int restore(void *arg, const struct draft *d)
{
	struct screen *s = arg;
	struct interview_page *v = interview_page(s);
	struct thought *p;

	if (!is_mine(v, d))
		return 0;
	p = place_of_draft(s, d);
	pad_take(thought_pad(s, p), d);
	if (p->is_new) { /* somebody took away what the words were typed over: they stand by themselves */
		p->pad->conflict = false;
		p->pad->base_rev = 0;
	}
	if (!v->said[0]) { /* the newest comes first */
		v->at = (size_t)(p - v->places);
		s->level = LEVEL_TEXT;
		snprintf(v->said, sizeof v->said, "what you typed last is back; it is kept");
	}
	return 0;
}

/* ---- the guide ---- */

static void add_shown(struct interview_page *v, struct guide_shown g)
{
	v->asked = xrealloc(v->asked, (v->n_asked + 1) * sizeof *v->asked);
	v->asked[v->n_asked++] = g;
}

/* A prompt belongs to the question before it. */
static int add_line(void *arg, const struct guide_line *line)
{
	struct interview_page *v = arg;
	struct guide_shown *g = v->n_asked ? &v->asked[v->n_asked - 1] : NULL;
	struct buf prompts = { 0 };

	if (line->kind == GUIDE_PROMPT && g) {
		buf_printf(&prompts, "%s%s%s", g->prompts ? g->prompts : "", g->prompts ? "\n" : "", line->text);
		free(g->prompts);
		g->prompts = buf_take(&prompts);
	} else if (line->kind == GUIDE_ASK) {
		add_shown(v, (struct guide_shown){ .question = xstrdup(line->text), .core = line->core });
	}
	return 0;
}

/* The neutral purpose, what becomes of the answers, and the permissions, before the first question. */
static void say_first(struct interview_page *v, const struct guides *all, const struct guide *g)
{
	static const char *const heads[] = { "Say first", "Say what becomes of it", "Ask: notes, quotes", "Ask before recording" };
	const char *text[4];

	guide_statements(all, g, text);
	for (size_t i = 0; i < 4; i++)
		add_shown(v, (struct guide_shown){ .head = heads[i], .question = xstrdup(text[i]) });
	v->lead = v->n_asked;
}

static int add_reminder(void *arg, const char *text)
{
	struct interview_page *v = arg;

	v->reminder = xrealloc(v->reminder, (v->reminders + 1) * sizeof *v->reminder);
	v->reminder[v->reminders++] = xstrdup(text);
	return 0;
}

/* The one it is held with; an interview without a guide is asked nothing. */
static int load_guide(struct screen *s, struct err *err)
{
	struct interview_page *v = interview_page(s);
	struct guides *all = NULL;
	const struct guide *g;

	if (guides_load(store_of(s), v->i.guide_config, &all, err))
		return -1;
	g = guides_get(all, v->i.guide);
	if (g) {
		say_first(v, all, g);
		guide_ask_each(all, g, add_line, v);
		guide_remind_each(all, g, add_reminder, v);
	}
	guides_free(all);
	/* Permissions that were told already were asked for with these words; with a note the talk has begun. */
	if (v->notes || v->i.consent_notes != CONSENT_NOT_ASKED || v->i.state >= INTERVIEW_HELD)
		v->asking = v->lead < v->n_asked ? v->lead : 0;
	return 0;
}

/* ---- opened and closed ---- */

int interview_open(struct screen *s, const struct note_place *place, struct err *err)
{
	struct interview_page *v = interview_page(s);

	v->id = place->interview;
	if (interview_load(s, err) || load_guide(s, err))
		return -1;
	s->level = LEVEL_FORM;
	v->at = v->notes ? v->notes - 1 : 0;
	for (size_t i = 0; place->note && i < v->notes; i++)
		if (v->places[i].id == place->note)
			v->at = i;
	return drafts_recover(store_of(s), restore, s, err);
}

void interview_close(struct screen *s)
{
	struct interview_page *v = interview_page(s);

	for (size_t i = 0; i < v->n; i++)
		thought_done(&v->places[i]);
	free(v->places);
	for (size_t i = 0; i < v->n_asked; i++) {
		free(v->asked[i].question);
		free(v->asked[i].prompts);
	}
	free(v->asked);
	for (size_t i = 0; i < v->reminders; i++)
		free(v->reminder[i]);
	free(v->reminder);
	free(v->row_of);
	interview_done(&v->i);
}
