/* The keys of the live screen of an interview. */
#include "screens/interview.h"

#include "model/buf.h"
#include "model/quote.h"
#include "model/store.h"
#include "screens/registry.h"
#include "screens/typing.h"
#include "screens/undo.h"

#include <stdio.h>
#include <string.h>

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- moves ---- */

static struct act move(struct screen *s, int key)
{
	struct interview_page *v = interview_page(s);
	bool up = key == 'k' || key == K_UP || key == K_BACKTAB || key == K_PGUP;
	size_t by = key == K_PGDN || key == K_PGUP ? 5 : 1;

	if (!v->n)
		return act_say(ACT_HANDLED, TONE_SAY, "n begins a note");
	if (up)
		return interview_go(s, v->at > by ? v->at - by : 0);
	if (v->at + 1 >= v->n && s->level == LEVEL_TEXT) { /* the last one is left: it is stored */
		interview_leave_place(s);
		return ACT(HANDLED);
	}
	return interview_go(s, v->at + by < v->n ? v->at + by : v->n - 1);
}

/* Between the notes and the fields. */
static struct act cross(struct screen *s, int key)
{
	struct interview_page *v = interview_page(s);
	bool right = key == 'l' || key == K_RIGHT;

	if (right && v->at < v->notes && v->n > v->notes)
		return interview_go(s, v->notes);
	if (!right && v->at >= v->notes && v->notes)
		return interview_go(s, v->notes - 1);
	return ACT(HANDLED);
}

static struct act to_text(struct screen *s, int key)
{
	struct thought *p = interview_here(s);

	(void)key;
	if (!p)
		return interview_new_note(s, SAID_QUOTE);
	s->level = LEVEL_TEXT;
	thought_pad(s, p);
	return p->pad->conflict ? interview_ask_conflict(s, interview_page(s)->at) : ACT(HANDLED);
}

static struct act next_question(struct screen *s, int key)
{
	struct interview_page *v = interview_page(s);

	if (!v->n_asked)
		return act_refuse("no guide is known for this interview");
	v->asking = (v->asking + (key == 'G' ? v->n_asked - 1 : 1)) % v->n_asked;
	return ACT(HANDLED);
}

/* ---- notes ---- */

static struct act new_note(struct screen *s, int key)
{
	const struct thought *p = interview_here(s);

	(void)key;
	return interview_new_note(s, p && !p->is_field ? p->base.kind : SAID_QUOTE);
}

static struct act set_kind(struct screen *s, int key)
{
	return interview_set_kind(s, key == 'f' ? SAID_FACT : key == 'i' ? SAID_INTERPRETATION : SAID_QUOTE);
}

static struct act new_field(struct screen *s, int key)
{
	return interview_new_field(s, key == 'c'   ? CAPTURED_COMPETITOR
				      : key == 'p' ? CAPTURED_PRICE
				      : key == 'r' ? CAPTURED_FRICTION
				      : key == 't' ? CAPTURED_CRITERION
				      : key == 's' ? CAPTURED_SUMMARY
						   : CAPTURED_CONCERN);
}

/* What stands is taken away at once; u brings it back. Words that were only typed go with their draft. */
static struct act drop(struct screen *s, int key)
{
	struct interview_page *v = interview_page(s);
	struct thought *p = interview_here(s);
	struct err err = { 0 };
	int rc;

	(void)key;
	if (!p)
		return act_refuse("there is no note here");
	if (interview_store(s, p, &err))
		return act_error(&err);
	if (p->is_new)
		interview_leave_place(s);
	else {
		rc = p->is_field ? captured_put(store_of(s), &(struct captured_save){ v->id, p->field, p->id, "", p->base.rev, NULL },
						NULL, &err)
				 : interview_note_delete(store_of(s), p->id, &err);
		if (rc)
			return act_error(&err);
	}
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "removed"), "u", "undo");
}

static struct act shift(struct screen *s, int key)
{
	struct thought *p = interview_here(s);
	struct err err = { 0 };

	if (!p || p->is_field)
		return act_refuse("only notes have an order");
	if (interview_store_all(s, &err) || interview_note_move(store_of(s), interview_here(s)->id, key == '>' ? 1 : -1, &err))
		return act_error(&err);
	return ACT(RELOAD);
}

static struct act undo(struct screen *s, int key)
{
	struct err err = { 0 };

	if (interview_store_all(s, &err))
		return act_error(&err);
	return undo_last(s, SUBJECT_INTERVIEW, interview_page(s)->id, key == K_CTRL('R'), NULL);
}

static struct act copy_words(struct screen *s, int key)
{
	struct interview_page *v = interview_page(s);
	struct thought *p = interview_here(s);

	(void)key;
	if (!p)
		return act_refuse("there are no words here to copy");
	if (p->is_field ? !interview_fields_may_leave(&v->i) : !note_may_leave(&v->i, &p->base))
		return act_refuse("%s", p->is_field ? "words kept back: the respondent did not permit notes"
						    : note_instead(&v->i, &p->base));
	return typing_copy(&thought_pad(s, p)->edit, "the note");
}

static struct act editor(struct screen *s, int key)
{
	struct thought *p = interview_here(s);

	(void)key;
	if (!p || interview_why_not(s, p))
		return act_refuse("%s", p ? interview_why_not(s, p) : "n begins a note");
	thought_pad(s, p);
	return act_editor(p->pad->edit.text, p->pad->edit.len);
}

static struct act kept(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	if (interview_store_all(s, &err))
		return act_say(ACT_HANDLED, TONE_SAY, "kept as a draft: %s", err.text);
	return act_say(ACT_RELOAD, TONE_DONE, "kept; v shows what the record must hold");
}

/* ---- what follows ---- */

static struct act store_and_push(struct screen *s, const struct screen_type *type, const void *arg)
{
	struct err err = { 0 };

	if (interview_store_all(s, &err))
		return act_error(&err);
	return act_push(type, arg);
}

static struct act six(struct screen *s, int key)
{
	(void)key;
	return store_and_push(s, &six_screen, &interview_page(s)->id);
}

static struct act escalate(struct screen *s, int key)
{
	struct interview_page *v = interview_page(s);
	struct thought *p = interview_here(s);
	struct err err = { 0 };

	(void)key;
	if (interview_store_all(s, &err))
		return act_error(&err);
	v->escalating[0] = v->id;
	v->escalating[1] = p && !p->is_field && !p->is_new ? p->id : 0;
	return act_push(&escalate_screen, v->escalating);
}

static struct act settle(struct screen *s, int key)
{
	struct err err = { 0 };

	if (interview_settle(s, (enum conflict_end)key, &err))
		return act_error(&err);
	return conflict_settled();
}

struct act interview_leave(struct screen *s)
{
	struct err err = { 0 };

	interview_leave_place(s);
	if (!interview_store_all(s, &err))
		return ACT(POP);
	if (interview_keep(s, NULL))
		return act_error(&err);
	return act_say(ACT_POP, TONE_ERROR, "what you typed is kept as a draft: %s", err.text);
}

/* ---- the table ---- */

static const char *may_not(const struct screen *s)
{
	return interview_why_not(s, interview_here(s));
}

static const char *no_new(const struct screen *s)
{
	return interview_why_not(s, NULL);
}

#define CAPTURE(k, name, words, sentence)                                                                             \
	{ .levels = AT_FORM, .key = (k), .command = (name), .label = (words), .title = (sentence), .group = "Capture",    \
	  .run = new_field, .refuse = no_new }

const struct binding interview_bindings[] = {
	{ .levels = AT_TEXT, .key = K_TAB, .command = "place-next", .label = "next", .group = "Move", .footer = 9, .run = move },
	{ .levels = AT_TEXT, .key = K_BACKTAB, .command = "place-last", .label = "before", .group = "Move", .run = move },
	{ .levels = AT_FORM, .key = 'j', .key2 = K_DOWN, .command = "down", .label = "next", .group = "Move", .run = move,
	  .stays = true },
	{ .levels = AT_FORM, .key = 'k', .key2 = K_UP, .command = "up", .label = "before", .group = "Move", .run = move,
	  .stays = true },
	{ .levels = AT_FORM, .key = K_PGDN, .command = "page-down", .label = "page down", .group = "Move", .run = move,
	  .stays = true },
	{ .levels = AT_FORM, .key = K_PGUP, .command = "page-up", .label = "page up", .group = "Move", .run = move,
	  .stays = true },
	{ .levels = AT_FORM, .key = 'h', .key2 = K_LEFT, .command = "left", .label = "to the notes", .group = "Move",
	  .run = cross, .stays = true },
	{ .levels = AT_FORM, .key = 'l', .key2 = K_RIGHT, .command = "right", .label = "to the fields", .group = "Move",
	  .run = cross, .stays = true },
	{ .levels = AT_FORM, .key = ' ', .key2 = K_TAB, .command = "type", .label = "type", .group = "Move", .footer = 8,
	  .run = to_text, .refuse = may_not },
	{ .levels = AT_FORM, .key = 'g', .command = "question-next", .label = "next question",
	  .title = "Show the guide's next question", .group = "Guide", .footer = 5, .run = next_question,
	  .stays = true },
	{ .levels = AT_FORM, .key = 'G', .command = "question-last", .label = "question before",
	  .title = "Show the guide's question before", .group = "Guide", .run = next_question, .stays = true },
	{ .levels = AT_FORM, .key = 'n', .command = "note-new", .label = "note", .title = "Begin a note", .group = "Note",
	  .footer = 1, .run = new_note, .refuse = no_new },
	{ .levels = AT_FORM, .key = 'q', .command = "note-quote", .label = "quote", .title = "The note is a quote",
	  .group = "Note", .footer = 2, .run = set_kind, .refuse = may_not },
	{ .levels = AT_FORM, .key = 'f', .command = "note-fact", .label = "fact", .title = "The note is a fact",
	  .group = "Note", .footer = 3, .run = set_kind, .refuse = may_not },
	{ .levels = AT_FORM, .key = 'i', .command = "note-interpretation", .label = "interpretation",
	  .title = "The note is an interpretation", .group = "Note", .footer = 4, .run = set_kind, .refuse = may_not },
	{ .levels = AT_FORM, .key = '<', .command = "note-up", .label = "move up", .title = "Move the note up",
	  .group = "Note", .run = shift, .refuse = may_not, .stays = true },
	{ .levels = AT_FORM, .key = '>', .command = "note-down", .label = "move down", .title = "Move the note down",
	  .group = "Note", .run = shift, .refuse = may_not, .stays = true },
	{ .levels = AT_FORM, .key = 'd', .command = "note-delete", .label = "delete", .title = "Delete the note or row",
	  .group = "Note", .run = drop, .stays = true },
	CAPTURE('c', "competitor", "competitor", "Note a competitor that was named"),
	CAPTURE('p', "price", "price", "Note what was said of price and value"),
	CAPTURE('r', "friction", "friction", "Note a friction of the buying process"),
	CAPTURE('t', "criterion", "criterion", "Note a decision criterion"),
	CAPTURE('s', "summary", "main reasons", "Write the main reasons in short"),
	CAPTURE('w', "concern", "confidential", "Note what is to be kept confidential"),
	{ .levels = AT_FORM, .key = '!', .command = "escalate", .label = "escalate", .title = "Escalate what was said",
	  .group = "Interview", .footer = 7, .run = escalate },
	{ .levels = AT_FORM, .key = 'v', .key2 = K_ENTER, .command = "validate", .label = "validate",
	  .title = "Show what the record must hold, and validate it", .group = "Interview", .footer = 6, .run = six },
	{ .levels = AT_FORM, .key = 'e', .command = "editor", .label = "in $EDITOR", .title = "Write it in $EDITOR",
	  .group = "Note", .run = editor },
	{ .levels = AT_FORM, .key = 'y', .command = "copy", .label = "copy", .title = "Copy what is selected, or the note",
	  .group = "See", .run = copy_words, .stays = true },
	{ .levels = AT_FORM, .key = 'u', .command = "undo", .label = "undo", .title = "Undo", .group = "Undo", .run = undo,
	  .stays = true },
	{ .levels = AT_FORM, .key = K_CTRL('R'), .command = "redo", .label = "redo", .title = "Redo", .group = "Undo",
	  .run = undo, .stays = true },
	{ .levels = AT_TEXT | AT_FORM, .key = K_CTRL('S'), .command = "kept", .label = "kept?",
	  .title = "Show that all is kept", .group = "See", .run = kept },
	CONFLICT_ROWS("Note", settle),
	{ .command = NULL },
};
