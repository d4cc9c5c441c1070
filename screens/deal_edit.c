/* Writing and editing a deal: the form is made from the field table. Of a deal that is there, leaving a field stores it;
 * a new one is written whole. */
#include "screens/deal.h"

#include "model/handover.h"
#include "model/member.h"
#include "model/move.h"
#include "model/store.h"
#include "model/teeth.h"
#include "model/text.h"
#include "screens/typed.h"
#include "screens/typing.h"
#include "screens/ui/fields.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS_MAX = 48, CHOICES_MAX = 8 };

struct deal_edit {
	int64_t id; /* 0: a new deal */
	struct deal deal;
	const struct field *of[FIELDS_MAX];
	struct fields_spec fields[FIELDS_MAX];
	const char *choices[FIELDS_MAX][CHOICES_MAX];
	char *words[FIELDS_MAX]; /* owned: the texts behind choices */
	size_t n;
	struct fields form;
	struct typed typed[FIELDS_MAX];
	char *base[FIELDS_MAX]; /* owned: what stood there when the words of the field were begun */
	bool newer[FIELDS_MAX]; /* somebody else wrote it since, and it was not chosen yet which stays */
	size_t asked;           /* the field of the question */
};

static struct deal_edit *edit_of(const struct screen *s)
{
	return s->state;
}

/* ---- the form ---- */

/* A new deal asks for what a person knows at once; the sheet's `e` has the rest. */
static const char *const first_fields[] = {
	"company", "amount", "owner", "name", "segment", "source", "expected_close", "next_step", NULL,
};

static void set_choices(struct deal_edit *e, size_t i, const char *words)
{
	size_t n = 1;

	e->words[i] = xstrdup(words);
	e->choices[i][0] = "";
	for (char *p = e->words[i]; p && *p && n + 1 < CHOICES_MAX;) {
		e->choices[i][n++] = p;
		p = strchr(p, ' ');
		if (p)
			*p++ = '\0';
	}
	e->choices[i][n] = NULL;
	e->fields[i].kind = FIELDS_CHOICE;
	e->fields[i].choices = e->choices[i];
}

static void add_field(struct deal_edit *e, const struct field *f)
{
	if (e->n == FIELDS_MAX)
		return;
	e->of[e->n] = f;
	e->fields[e->n] = (struct fields_spec){ f->key, f->label, *f->help ? f->help : NULL, FIELDS_LINE,
					       !strcmp(f->key, "company"), NULL, 0 };
	if (f->kind == FIELD_CHOICE)
		set_choices(e, e->n, f->dict);
	e->n++;
}

static void choose_fields(struct store *s, struct deal_edit *e)
{
	if (!e->id) {
		for (size_t i = 0; first_fields[i]; i++)
			add_field(e, deal_field(first_fields[i]));
		return;
	}
	for (const struct field *f = deal_fields; f->key; f++)
		if (!f->derived && access_can_write(s, f->class, e->deal.owner))
			add_field(e, f);
}

/* What the deal says there, as it was read last. The caller frees. */
static char *stored_text(struct store *s, const struct deal_edit *e, size_t i)
{
	struct buf b = { 0 };

	deal_text(s, &e->deal, e->of[i], &b);
	return buf_take(&b);
}

/* What stands there now was seen: words typed from here on are meant for it. */
static void rebase(struct store *s, struct deal_edit *e, size_t i)
{
	free(e->base[i]);
	e->base[i] = stored_text(s, e, i);
	e->newer[i] = false;
	typed_rebase(&e->typed[i], e->id ? e->base[i] : NULL);
	fields_theirs(&e->form, i, NULL);
}

static void fill(struct store *s, struct deal_edit *e, size_t i)
{
	rebase(s, e, i);
	if (strcmp(fields_get(&e->form, i), e->base[i]))
		fields_set(&e->form, i, e->base[i]);
	fields_stored(&e->form, i);
	e->typed[i].version = e->form.values[i].edit.version;
}

static int read_deal(struct screen *s, struct err *err)
{
	struct deal_edit *e = edit_of(s);
	struct store *store = s->view->store;

	if (!e->id) {
		deal_init(&e->deal);
		e->deal.owner = store->actor.roles & 1u << ROLE_AE ? store->actor.member : 0;
		e->deal.currency = deal_default_currency(store);
		return 0;
	}
	return deal_need(store, e->id, &e->deal, err);
}

/* The deal as it stands now, or else as it was. */
static int read_again(struct screen *s, struct err *err)
{
	struct deal_edit *e = edit_of(s);
	struct deal now;
	int r = deal_get(s->view->store, e->id, &now, err);

	if (r != 1)
		return r ? -1 : err_set(err, ERR_INPUT, "that deal is not here any more; what you typed is kept");
	deal_done(&e->deal);
	e->deal = now;
	return 0;
}

/* Whether a field with words in it was written by somebody else since they were begun: then the other's stand under
 * them. The same words, or the old ones again, are nothing to choose between. */
static void compare(struct store *s, struct deal_edit *e, size_t i)
{
	char *now = stored_text(s, e, i);
	struct buf b = { 0 };

	e->newer[i] = (e->typed[i].conflict || strcmp(now, e->base[i]) != 0) && strcmp(now, fields_get(&e->form, i)) != 0 &&
		      !teeth_off("P7-base");
	if (e->newer[i])
		typed_theirs(s, SUBJECT_DEAL, e->id, e->of[i]->key, now, &b);
	fields_theirs(&e->form, i, e->newer[i] ? buf_str(&b) : NULL);
	buf_done(&b);
	free(now);
}

static int edit_init_screen(struct screen *s, const void *arg, struct err *err)
{
	struct deal_edit *e = edit_of(s);
	struct store *store = s->view->store;

	e->id = arg ? *(const int64_t *)arg : 0;
	if (!e->id && access_act(store, "add_deal", err))
		return err_set(err, ERR_ROLE, "new deals are not yours to write: an ae, sales_ops or the cro may");
	if (read_deal(s, err))
		return -1;
	if (e->id && !access_can_write(store, CLASS_DEAL, e->deal.owner))
		return err_set(err, ERR_ROLE, "this deal is not yours to edit");
	choose_fields(store, e);
	fields_init(&e->form, e->fields, e->n);
	for (size_t i = 0; i < e->n; i++) {
		fill(store, e, i);
		if (e->fields[i].kind != FIELDS_LINE)
			continue;
		e->form.values[i].changed = typed_open(&e->typed[i], store, e->id, e->fields[i].key,
						       e->id ? e->base[i] : NULL, &e->form.values[i].edit);
		if (e->form.values[i].changed)
			compare(store, e, i);
	}
	return 0;
}

/* Somebody wrote: what is not typed in follows, what is shows the other's words. */
static int load_edit(struct screen *s, struct err *err)
{
	struct deal_edit *e = edit_of(s);
	struct store *store = s->view->store;

	if (!e->id)
		return 0;
	if (read_again(s, err))
		return -1;
	for (size_t i = 0; i < e->n; i++)
		if (e->form.values[i].changed)
			compare(store, e, i);
		else
			fill(store, e, i);
	return 0;
}

static int keep_edit(struct screen *s, struct err *err)
{
	return typed_keep_form(edit_of(s)->typed, &edit_of(s)->form, err);
}

static void edit_done_screen(struct screen *s)
{
	struct deal_edit *e = edit_of(s);

	if (e->form.values)
		fields_done(&e->form);
	for (size_t i = 0; i < FIELDS_MAX; i++) {
		free(e->words[i]);
		free(e->base[i]);
	}
	deal_done(&e->deal);
}

static void draw_edit(struct screen *s, struct draw *d)
{
	struct deal_edit *e = edit_of(s);
	struct area a = { s->area.y + 2, s->area.x + 1, s->area.rows - 2, s->area.cols - 2 };
	struct buf title = { 0 }, where = { 0 };

	if (e->id)
		deal_label(&e->deal, &title);
	buf_printf(&where, "%zu of %zu · %s", e->form.at + 1, e->n,
		   e->id ? "leaving a field stores it" : "Enter in the last field writes it");
	draw_right(d, s->area.y, a.x, a.cols, STYLE_MUTED, buf_str(&where));
	draw_text(d, s->area.y, a.x, a.cols - 2 - text_width(where.data, where.len), STYLE_TITLE,
		e->id ? buf_str(&title) : "New deal");
	if (a.cols > 98)
		a.cols = 98;
	fields_draw(&e->form, d, a, s->level);
	buf_done(&title);
	buf_done(&where);
}

/* ---- storing ---- */

/* Who has gone on to the next field types there: a question would take the letters. Both texts stand in the form. */
static struct act tell_newer(struct screen *s, size_t i, struct act then)
{
	struct deal_edit *e = edit_of(s);
	struct buf who = { 0 };
	struct act a;

	typed_who(s->view->store, SUBJECT_DEAL, e->id, e->of[i]->key, &who);
	a = act_say(then.kind, TONE_REFUSED, "%s changed %s too; Alt-Enter asks which stays", buf_str(&who), e->fields[i].label);
	buf_done(&who);
	return a;
}

/* On the way out the key row asks which one stays. */
static struct act ask_newer(struct screen *s, size_t i)
{
	struct deal_edit *e = edit_of(s);
	struct buf who = { 0 };
	struct act a;

	e->asked = i;
	fields_go(&e->form, i, NULL);
	s->level = LEVEL_TEXT;
	typed_who(s->view->store, SUBJECT_DEAL, e->id, e->of[i]->key, &who);
	a = typed_ask(buf_str(&who), e->fields[i].label);
	buf_done(&who);
	return a;
}

static struct act refuse_field(struct screen *s, size_t i, const struct err *err)
{
	fields_go(&edit_of(s)->form, i, NULL);
	s->level = LEVEL_TEXT;
	return act_refuse("%s", err->text);
}

/* What passed to another csm with the field. */
static struct act tell_stored(struct screen *s, size_t i, struct act then)
{
	struct deal_edit *e = edit_of(s);
	struct buf words = { 0 };

	if (!strcmp(e->of[i]->key, "csm") && handover_told(s->view->store, e->id, &words, NULL) == 1)
		then = act_say(then.kind, TONE_DONE, "%s", buf_str(&words));
	buf_done(&words);
	return then;
}

static struct act store_field(struct screen *s, size_t i, struct act then)
{
	struct deal_edit *e = edit_of(s);
	struct store *store = s->view->store;
	struct deal_setting set = { e->of[i], fields_get(&e->form, i) };
	unsigned char request[16];
	struct err err = { 0 };

	if (!e->id || !e->form.values[i].changed)
		return then;
	if (read_again(s, &err))
		return refuse_field(s, i, &err);
	compare(store, e, i);
	if (e->newer[i])
		return then.kind == ACT_POP ? ask_newer(s, i) : tell_newer(s, i, then);
	typed_request(store, (struct typed *const[]){ &e->typed[i] }, 1, request);
	if (typed_saved(store, request, deal_change_at(store, e->id, e->deal.rev, &set, 1, request, &err), &err))
		return refuse_field(s, i, &err);
	typed_drop(&e->typed[i]);
	if (read_again(s, &err))
		return refuse_field(s, i, &err);
	fill(store, e, i);
	return tell_stored(s, i, then);
}

static int write_new(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct deal_edit *e = arg;
	struct buf title = { 0 };

	for (size_t i = 0; i < e->n; i++) {
		const char *text = fields_get(&e->form, i);

		if (*text && deal_put(s, &e->deal, e->of[i], text, err))
			return err_wrap(err, "%s", e->fields[i].label);
	}
	if (deal_insert(s, g, &e->deal, err))
		return -1;
	buf_printf(&title, "%s is written", fields_get(&e->form, 0));
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_DEAL, e->deal.id);
	buf_done(&title);
	return 0;
}

/* The deal is read again before each try, so that a refused one leaves nothing behind. */
static struct act add_new(struct screen *s)
{
	struct deal_edit *e = edit_of(s);
	struct store *store = s->view->store;
	unsigned char request[16];
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .request = request };
	struct typed *fields[FIELDS_MAX];
	struct err err = { 0 };

	if (fields_is_missing(&e->form, 0)) {
		fields_go(&e->form, 0, NULL);
		s->level = LEVEL_TEXT;
		return act_refuse("a deal needs its company");
	}
	for (size_t i = 0; i < e->n; i++)
		fields[i] = &e->typed[i];
	typed_request(store, fields, e->n, request);
	deal_done(&e->deal);
	if (read_deal(s, &err) || typed_saved(store, request, edit(store, &how, write_new, e, NULL, &err), &err)) {
		s->level = LEVEL_TEXT;
		return act_refuse("%s", err.text);
	}
	typed_end_form(e->typed, &e->form);
	s->view->written = e->deal.id;
	return act_offer(act_say(ACT_POP, TONE_DONE, "%s stands in Prospecting", fields_get(&e->form, 0)), "u", "undo");
}

/* Also what an earlier draft brought back into fields that the cursor never met. */
static struct act store_all(struct screen *s)
{
	struct deal_edit *e = edit_of(s);
	struct act all = ACT(POP);

	for (size_t i = 0; i < e->n; i++) {
		struct act a = store_field(s, i, ACT(POP));

		if (a.kind != ACT_POP)
			return a;
		if (a.say.tone != TONE_NONE)
			all = a;
	}
	return all;
}

static struct act write_mine(struct screen *s, int key)
{
	struct deal_edit *e = edit_of(s);
	struct act a, then;

	(void)key;
	s->level = LEVEL_TEXT;
	rebase(s->view->store, e, e->asked);
	a = store_field(s, e->asked, ACT(POP));
	if (a.kind != ACT_POP)
		return a;
	then = store_all(s);
	return then.kind == ACT_POP && then.say.tone == TONE_NONE ? a : then;
}

static struct act take_theirs(struct screen *s, int key)
{
	struct deal_edit *e = edit_of(s);

	(void)key;
	s->level = LEVEL_TEXT;
	typed_drop(&e->typed[e->asked]);
	fill(s->view->store, e, e->asked);
	return store_all(s);
}

static bool typed_anything(const struct deal_edit *e)
{
	for (size_t i = 0; i < e->n; i++)
		if (e->form.values[i].changed)
			return true;
	return false;
}

static struct act finish(struct screen *s, int key)
{
	struct deal_edit *e = edit_of(s);

	(void)key;
	return e->id ? store_all(s) : add_new(s);
}

static struct act leave_edit(struct screen *s)
{
	static const struct answer answers[] = {
		{ 'y', "write it", "edit-done" },
		{ 'd', "drop it", "edit-drop" },
		{ K_ESC, "go on typing", NULL },
		{ 0, 0, NULL },
	};
	static const struct question question = { answers, false };
	struct deal_edit *e = edit_of(s);

	if (e->id)
		return store_all(s);
	return typed_anything(e) ? act_ask(&question, "The new deal is not written yet.") : ACT(POP);
}

static const char *is_stored(const struct screen *s)
{
	return edit_of(s)->id ? "what was left is stored already: Esc, then u takes it back" : NULL;
}

static struct act drop(struct screen *s, int key)
{
	(void)key;
	typed_end_form(edit_of(s)->typed, &edit_of(s)->form);
	return ACT(POP);
}

static struct act edit_key_screen(struct screen *s, int key)
{
	struct deal_edit *e = edit_of(s);
	size_t left = 0;

	switch (fields_key(&e->form, s, key, &left)) {
	case FIELDS_HANDLED:
		return ACT(HANDLED);
	case FIELDS_LEFT:
		return store_field(s, left, ACT(HANDLED));
	case FIELDS_END:
		return key == K_ENTER ? finish(s, key) : ACT(HANDLED);
	case FIELDS_IGNORED:
		break;
	}
	return ACT(IGNORED);
}

static struct act edit_paste_screen(struct screen *s, const char *text, size_t len)
{
	return fields_act_paste(&edit_of(s)->form, s, text, len);
}

static struct act edit_mouse(struct screen *s, const struct mouse *m)
{
	struct deal_edit *e = edit_of(s);
	size_t left = e->form.count;

	if (!fields_mouse(&e->form, s, m, &left))
		return ACT(IGNORED);
	return left < e->form.count ? store_field(s, left, ACT(HANDLED)) : ACT(HANDLED);
}

static const char *edit_unfinished(const struct screen *s)
{
	return typed_anything(edit_of(s)) ? "a deal being written" : NULL;
}

/* Ctrl-S writes no new deal: it says that the typing is kept and what is missing. */
static struct act say_kept(struct screen *s, int key)
{
	const struct deal_edit *e = edit_of(s);

	(void)key;
	if (fields_is_missing(&e->form, 0))
		return act_say(ACT_HANDLED, TONE_SAY, "kept; missing: %s", e->fields[0].label);
	return act_say(ACT_HANDLED, TONE_DONE, e->id ? "kept; nothing is missing" : "kept; Alt-Enter writes the deal");
}

static struct act copy_field(struct screen *s, int key)
{
	(void)key;
	return typing_copy_field(&edit_of(s)->form);
}

static const struct binding edit_bindings[] = {
	{ AT_TEXT, K_TAB, 0, "edit-next", "next field", NULL, "Move", 1, NULL, edit_key_screen, NULL, NULL, false },
	{ AT_FORM, K_ENTER, 0, "edit-done", "done", "Write the deal", "Deal", 2, NULL, finish, NULL, NULL, false },
	{ AT_TEXT | AT_FORM, K_CTRL('S'), 0, "edit-kept", "kept?", "Show that all is kept and what is missing", "See", 4, NULL,
	  say_kept, NULL, NULL, true },
	{ AT_FORM, 'd', 0, "edit-drop", "drop", "Drop what is typed of a new deal", "Deal", 3, NULL, drop, is_stored, NULL,
	  true },
	{ AT_TEXT | AT_FORM, 0, 0, "typed-mine", "write mine", NULL, "Deal", 0, NULL, write_mine, NULL, NULL, false },
	{ AT_TEXT | AT_FORM, 0, 0, "typed-theirs", "take theirs", NULL, "Deal", 0, NULL, take_theirs, NULL, NULL, false },
	{ AT_FORM, 'y', 0, "edit-copy", "copy", "Copy what is selected, or the field", "See", 0, NULL, copy_field, NULL, NULL, false },
	{ 0, 0, 0, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, false },
};
const struct screen_type deal_edit_screen = {
	.name = "deal-edit", .title = "the form of a deal", .kind = SCREEN_FULL, .level = LEVEL_TEXT,
	.size = sizeof(struct deal_edit), .bindings = edit_bindings, .init = edit_init_screen, .done = edit_done_screen,
	.load = load_edit,
	.draw = draw_edit, .key = edit_key_screen, .paste = edit_paste_screen, .mouse = edit_mouse, .keep = keep_edit,
	.leave = leave_edit,
	.unfinished = edit_unfinished,
};
