#include "screens/pads.h"

#include "model/buf.h"
#include "model/form.h"
#include "model/text.h"
#include "screens/conflict.h"

enum { RETRY_MS = 100 };

static struct pads *pads_of(const struct screen *s)
{
	return s->state;
}

int pads_load(struct screen *s, struct pad *p, struct err *err)
{
	struct form_value v = { 0 };
	int rc = form_value_get(s->view->store, p->subject, p->field, 0, LAYER_LIVE, &v, err);

	if (rc >= 0 && !pad_is_unsaved(p))
		pad_loaded(p, v.text ? v.text : "", v.rev);
	form_value_done(&v);
	return rc < 0 ? -1 : 0;
}

int pads_open(struct screen *s, struct pad *p, int64_t form, const char *field, struct err *err)
{
	struct pad *first = pads_of(s)->pad;

	pad_init(p, false, SUBJECT_FORM_VALUE, form, field, 0, LAYER_LIVE);
	if (p != first)
		edit_share(&p->edit, &first->edit);
	return pads_load(s, p, err) || pad_restore(s->view->store, p, NULL, err) < 0 ? -1 : 0;
}

static int keep_all(struct screen *s)
{
	struct pads *p = pads_of(s);
	int rc = 0;

	for (size_t i = 0; i < p->n; i++)
		if (pad_keep(s->view->store, &p->pad[i], 0, NULL))
			rc = -1;
	p->retry_ms = rc ? s->view->mono_ms + RETRY_MS : 0;
	return rc;
}

/* Why none could be kept is said by what stands on the screen. */
int pads_keep(struct screen *s, struct err *err)
{
	(void)err;
	return keep_all(s);
}

int64_t pads_wait(const struct screen *s)
{
	const struct pads *p = pads_of(s);
	int64_t least = -1;

	for (size_t i = 0; i < p->n; i++) {
		int64_t ms = pad_wait(s->view->store, &p->pad[i], s->view->mono_ms, p->retry_ms);

		if (ms >= 0 && (least < 0 || ms < least))
			least = ms;
	}
	return least;
}

struct act pads_tick(struct screen *s)
{
	bool was = s->unkept;

	if (!pads_wait(s))
		s->unkept = keep_all(s) != 0;
	return was == s->unkept ? ACT(STAY) : ACT(HANDLED);
}

static int put_both(struct screen *s, struct pad *p, const struct pad_ops *ops, struct err *err)
{
	struct form_value v = { 0 };
	struct buf text = { 0 };
	int rc = form_value_get(s->view->store, p->subject, p->field, 0, LAYER_LIVE, &v, err);

	if (rc >= 0) {
		buf_printf(&text, "%s\n\n%s", v.text ? v.text : "", p->edit.text);
		edit_set(&p->edit, buf_str(&text), text.len);
		p->edit.version++;
		p->base_rev = v.rev;
		p->conflict = false;
		rc = pad_store(s->view->store, p, ops, NULL, 0, err);
	}
	buf_done(&text);
	form_value_done(&v);
	return rc < 0 ? -1 : 0;
}

int pads_store(struct screen *s, bool *both, struct err *err)
{
	struct pads *p = pads_of(s);

	*both = false;
	p->met = NULL;
	for (size_t i = 0; i < p->n; i++) {
		int rc = pad_store(s->view->store, &p->pad[i], p->ops, NULL, 0, err);

		if (rc && p->pad[i].conflict) {
			*both = true;
			if (p->asks) {
				p->met = p->met ? p->met : &p->pad[i];
				continue;
			}
			rc = put_both(s, &p->pad[i], p->ops, err);
		}
		if (rc)
			return -1;
	}
	return 0;
}

int pads_settle(struct screen *s, int how, struct err *err)
{
	struct pads *p = pads_of(s);
	struct pad *met = p->met;
	struct form_value v = { 0 };
	int rc;

	p->met = NULL;
	if (!met || how == CONFLICT_BOTH)
		return met ? put_both(s, met, p->ops, err) : 0;
	rc = form_value_get(s->view->store, met->subject, met->field, 0, LAYER_LIVE, &v, err);
	if (rc >= 0 && how == CONFLICT_THEIRS) {
		pad_forget(s->view->store, met);
		pad_loaded(met, v.text ? v.text : "", v.rev);
	} else if (rc >= 0) {
		pad_rebase(met, v.rev);
		met->conflict = false;
		rc = pad_store(s->view->store, met, p->ops, NULL, 0, err);
	}
	form_value_done(&v);
	return rc < 0 ? -1 : 0;
}

struct act pads_store_and(struct screen *s, struct act then)
{
	struct err err = { 0 };
	bool both;

	if (pads_store(s, &both, &err))
		return act_error(&err);
	if (both)
		return act_say(ACT_RELOAD, TONE_SAY, "somebody wrote this too: both texts stand in it, theirs first");
	return then;
}

struct act pads_leave(struct screen *s)
{
	struct err err = { 0 };
	bool both;

	if (!pads_store(s, &both, &err))
		return ACT(POP);
	if (keep_all(s))
		return act_error(&err);
	return act_say(ACT_POP, TONE_ERROR, "what you typed is kept as a draft: %s", err.text);
}

struct act pads_paste(struct screen *s, struct pad *p, const char *text, size_t len)
{
	struct buf clean = { 0 };

	text_repair(&clean, text, len);
	s->level = LEVEL_TEXT;
	edit_paste(&p->edit, buf_str(&clean), clean.len, s->view->mono_ms);
	buf_done(&clean);
	return ACT(HANDLED);
}
