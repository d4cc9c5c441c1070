/* What ends the call: what is kept and what is missing, completing, and what the call left to settle. */
#include "screens/debrief.h"

struct act debrief_refuse_shared(void)
{
	return act_refuse("hidden while a screen is shared; Alt-s shows it again");
}

/* The key row has room for the numbers of what is open, not for the names. */
static const char *and_who(const struct debrief_state *b)
{
	return b->there[0][0] && b->there[1][0] ? "" : ", and who was there";
}

struct act debrief_show_kept(struct screen *s, int key)
{
	struct debrief_state *b = s->state;
	struct err err = { 0 };

	(void)key;
	if (debrief_store_all(s, &err))
		return debrief_here(s)->pad.conflict ? debrief_ask_conflict(s) : debrief_said(&err);
	if (debrief_load(s, &err))
		return debrief_said(&err);
	if (b->rows)
		return act_say(ACT_RELOAD, TONE_DONE, "all is kept, but a %s is only a draft: Alt-%s opens it",
			       item_kind_key(b->rows->kind), debrief_kind_key(b->rows->kind));
	if (!b->n_missing)
		return act_say(ACT_RELOAD, TONE_DONE, "all is kept, nothing is missing");
	if (b->left[0])
		return act_say(ACT_RELOAD, TONE_DONE, "all is kept. Open: %s%s", b->left, and_who(b));
	return act_say(ACT_RELOAD, TONE_DONE, "all is kept. Missing: %s", b->missing);
}

/* What is missing is named in the key row, with the key that goes to the first open question. */
static struct act ask_missing(struct screen *s)
{
	static const char *const go[QUESTIONS_MAX] = { "question-1", "question-2", "question-3", "question-4", "question-5",
							"question-6", "question-7", "question-8", "question-9" };
	struct debrief_state *b = s->state;
	size_t n = 0, i = 0;

	while (i < b->count && b->asked[i].mark != MARK_OPEN && b->asked[i].mark != MARK_AHEAD)
		i++;
	if (i < b->count)
		b->answers[n++] = (struct answer){ '0' + b->asked[i].id, "answer it", go[i] };
	else
		b->answers[n++] = (struct answer){ 'v', "who was there", "who" };
	b->answers[n++] = (struct answer){ K_ESC, "go on typing", NULL };
	b->answers[n] = (struct answer){ 0, NULL, NULL };
	b->question = (struct question){ b->answers, true };
	if (b->left[0])
		return act_ask(&b->question, "Open: %s%s.", b->left, and_who(b));
	return act_ask(&b->question, "Not complete: %s.", b->missing);
}

struct act debrief_open_preview(struct screen *s, int key)
{
	struct debrief_state *b = s->state;
	struct err err = { 0 };
	struct act row = debrief_row_edit(s);

	(void)key;
	if (row.kind != ACT_IGNORED)
		return row;
	if (debrief_store_all(s, &err) || debrief_load(s, &err))
		return debrief_here(s)->pad.conflict ? debrief_ask_conflict(s) : debrief_said(&err);
	if (b->n_missing)
		return ask_missing(s);
	if (b->hides)
		return debrief_refuse_shared();
	b->preview = (struct preview_arg){ .deal = b->deal, .form = b->form, .completes = true };
	return act_push(&preview_screen, &b->preview);
}

struct act debrief_clean_up(struct screen *s, int key)
{
	struct debrief_state *b = s->state;
	struct err err = { 0 };

	(void)key;
	if (b->hides)
		return debrief_refuse_shared();
	debrief_keep(s, NULL);
	if (b->mode != MODE_READ && debrief_store_all(s, &err) && debrief_here(s)->pad.conflict)
		return debrief_ask_conflict(s);
	return act_push(&cleanup_screen, &b->form);
}
