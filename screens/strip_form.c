#include "screens/strip_form.h"

#include "model/buf.h"

#include <stdio.h>

static struct strip_form *strip_of(const struct screen *s)
{
	return s->state;
}

void strip_form_open(struct strip_form *f, const struct fields_spec *fields, size_t n, const char *enter,
		     int (*run)(struct screen *s, struct buf *said, struct err *err))
{
	f->enter = enter;
	f->end = strip_form_end;
	f->run = run;
	fields_init(&f->form, fields, n);
}

void strip_form_drafts(struct strip_form *f, struct store *s, int64_t deal, const char *name, char *const *stored,
		       bool selects)
{
	for (size_t i = 0; i < f->form.count; i++) {
		const struct fields_spec *spec = &f->form.fields[i];
		char field[32];

		if (spec->kind != FIELDS_LINE && spec->kind != FIELDS_PROSE)
			continue;
		snprintf(field, sizeof field, "%.20s-%.8s", name, spec->key);
		if (!typed_open(&f->typed[i], s, deal, field, stored ? stored[i] : NULL, &f->form.values[i].edit) && selects)
			fields_select(&f->form, i);
	}
}

struct act strip_form_end(struct screen *s, int key)
{
	struct strip_form *f = strip_of(s);
	struct buf said = { 0 };
	struct err err = { 0 };
	struct act a;

	(void)key;
	s->level = LEVEL_TEXT;
	f->warns = false;
	if (!f->says_missing && fields_go_missing(&f->form))
		return act_refuse("%s is needed", f->form.fields[f->form.at].label);
	if (f->run(s, &said, &err)) {
		a = act_error(&err);
	} else {
		typed_end_form(f->typed, &f->form);
		a = act_say(ACT_POP, f->warns ? TONE_SAY : TONE_DONE, "%s", buf_str(&said));
		if (!f->stays)
			a = act_offer(a, "u", "undo");
	}
	buf_done(&said);
	return a;
}

void strip_form_done(struct screen *s)
{
	fields_done(&strip_of(s)->form);
}

void strip_form_draw(struct screen *s, struct draw *d)
{
	fields_draw_strip(&strip_of(s)->form, s, d, strip_of(s)->title, strip_of(s)->enter);
}

struct act strip_form_key(struct screen *s, int key)
{
	return fields_act_key(&strip_of(s)->form, s, key, strip_of(s)->end);
}

struct act strip_form_mouse(struct screen *s, const struct mouse *m)
{
	return fields_mouse(&strip_of(s)->form, s, m, NULL) ? ACT(HANDLED) : ACT(IGNORED);
}

struct act strip_form_paste(struct screen *s, const char *text, size_t len)
{
	return fields_act_paste(&strip_of(s)->form, s, text, len);
}

int strip_form_keep(struct screen *s, struct err *err)
{
	return typed_keep_form(strip_of(s)->typed, &strip_of(s)->form, err);
}

struct act strip_form_copy(struct screen *s, int key)
{
	(void)key;
	return typing_copy_field(&strip_of(s)->form);
}
