/* What the keys of the debrief do, and their table. */
#include "screens/debrief.h"
#include "screens/typing.h"

#include <stdio.h>
#include <string.h>

/* ---- moving between questions ---- */

/* The record says what it thinks of a save that was refused; the words stay where they were typed. */
struct act debrief_said(const struct err *err)
{
	return act_error(err);
}

struct act debrief_ask_conflict(struct screen *s)
{
	struct debrief_state *b = s->state;
	char who[64] = "somebody", what[16];
	const char *by;

	debrief_load(s, NULL);
	by = b->mode == MODE_AHEAD ? debrief_here(s)->ahead_by : debrief_here(s)->live_by;
	if (by)
		snprintf(who, sizeof who, "%.*s", (int)strcspn(by, ","), by);
	snprintf(what, sizeof what, "Q%d", debrief_here(s)->id);
	return conflict_ask(who, what);
}

static struct act tell_turned(struct screen *s)
{
	struct debrief_state *b = s->state;
	enum item_kind noted = b->noted;
	size_t i = 0;
	bool again;

	b->noted = 0;
	while (i < b->count && b->asked[i].id != b->turned)
		i++;
	if (!b->turned || i == b->count)
		return noted ? debrief_row_noted(noted) : ACT(HANDLED);
	b->turned = 0;
	again = b->asked[i].again;
	return act_offer(act_say(ACT_HANDLED, TONE_DONE, "%sQ%d %s", noted ? "noted; " : "", b->asked[i].id,
				 again ? "marked to be asked again" : "no longer marked"), "Esc u", "undo");
}

/* What came of storing answers that were left. What could not be stored stays in its draft. */
struct act debrief_tell_left(struct screen *s)
{
	struct debrief_state *b = s->state;
	struct err err = b->left_err.kind ? b->left_err : b->turn_err;

	if (!b->left_err.kind && err.kind) {
		b->turn_err.kind = ERR_NONE;
		return debrief_said(&err);
	}
	b->left_err.kind = ERR_NONE;
	if (err.kind)
		debrief_load_deal(s);
	if (err.kind && debrief_keep(s, NULL))
		return debrief_said(&err);
	if (err.kind)
		return act_say(ACT_HANDLED, TONE_ERROR, "your words are kept as a draft: %s", err.text);
	b->reread = false;
	if (!debrief_load(s, &err))
		return tell_turned(s);
	b->stale = err.kind == ERR_BUSY; /* tick() reads it again */
	if (b->stale)
		return b->noted ? tell_turned(s) : ACT(STAY);
	b->noted = 0;
	return debrief_said(&err);
}

struct act debrief_go(struct screen *s, size_t to)
{
	struct debrief_state *b = s->state;
	bool drafted;

	if (b->mode == MODE_READ)
		s->level = LEVEL_FORM; /* there is no text to go back to */
	debrief_row_close(s);
	if (b->asking) {
		debrief_keep(s, NULL);
		b->asking = ASK_NONE;
	}
	b->row_at = -1;
	b->pane = 0;
	if (to == b->at)
		return ACT(HANDLED);
	if (b->asked[to].left) /* nobody types on in what is being stored */
		debrief_store_left(s);
	if (b->asked[to].pad.saving)
		debrief_left_came(s, true);
	drafted = debrief_leave_field(s);
	b->at = to;
	b->moved = true;
	b->typed_at = debrief_here(s)->pad.edit.version;
	debrief_load_deal(s);
	if (!drafted)
		debrief_store_left(s);
	if (!debrief_here(s)->pad.conflict)
		return ACT(HANDLED);
	if (b->met == (int)to + 1)
		b->met = 0; /* asked now */
	return debrief_ask_conflict(s);
}

static struct act go_question(struct screen *s, int key)
{
	struct debrief_state *b = s->state;
	size_t to = key >= K_F1 && key <= K_F12 ? (size_t)(key - K_F1) : (size_t)(key - '1');

	return to < b->count ? debrief_go(s, to) : act_refuse("there are %zu questions", b->count);
}

static struct act go_next(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	if (b->row && key == K_TAB)
		return debrief_row_tab(s, 1);
	return debrief_go(s, (b->at + 1) % b->count);
}

static struct act go_before(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	if (b->row && key == K_BACKTAB)
		return debrief_row_tab(s, -1);
	return debrief_go(s, (b->at + b->count - 1) % b->count);
}

/* Through the answer and its rows, then to the next question. */
static struct act go_down(struct screen *s, int key)
{
	return debrief_row_move(s, 1) ? ACT(HANDLED) : go_next(s, key);
}

static struct act go_up(struct screen *s, int key)
{
	struct debrief_state *b = s->state;
	size_t from = b->at;
	struct act a;

	if (debrief_row_move(s, -1))
		return ACT(HANDLED);
	a = go_before(s, key);
	while (b->at != from && debrief_row_move(s, 1))
		;
	return a;
}

static struct act go_mark(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	for (size_t i = 1; i <= b->count; i++) {
		size_t at = (b->at + i) % b->count;

		if (b->asked[at].again)
			return debrief_go(s, at);
	}
	return act_refuse("no question is marked to be asked again; a marks one");
}

/* Into the text, or into the row that the cursor is on. */
static struct act to_text(struct screen *s, int key)
{
	struct act a = key == K_TAB ? ACT(IGNORED) : debrief_row_edit(s);

	debrief_state(s)->row_at = -1;
	return a.kind == ACT_IGNORED ? ACT(HANDLED) : a;
}

/* ---- rows, and what is noted around the call ---- */

/* The key that opens a row of each kind; of the others it is that of their question's row. */
static const struct {
	char key[2];
	enum item_kind kind;
} kinds[] = { { "p", ITEM_PROMISE }, { "r", ITEM_RISK },     { "o", ITEM_OBJECTION }, { "i", ITEM_FLAG },
	      { "n", ITEM_PARKED },  { "f", ITEM_FOLLOWUP }, { "G", ITEM_GAP } };
enum { KINDS = sizeof kinds / sizeof kinds[0] };

const char *debrief_kind_key(enum item_kind kind)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i].kind == kind)
			return kinds[i].key;
	return "+";
}

static struct act row_kind(struct screen *s, int key)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i].key[0] == key)
			return debrief_row_open(s, kinds[i].kind);
	return ACT(IGNORED);
}

static struct act row_here(struct screen *s, int key)
{
	(void)key;
	if (debrief_kind(s))
		return debrief_row_open(s, debrief_kind(s));
	if (debrief_here(s)->signal)
		return debrief_ask(s, ASK_SIGNAL);
	return act_refuse("Q%d has no rows beside its answer; p notes a promise", debrief_here(s)->id);
}

/* From an open row to the next one: Esc would put the first off. */
struct act debrief_alt(struct screen *s, int key)
{
	if (!debrief_state(s)->row)
		return ACT(IGNORED);
	return key == '+' ? row_here(s, key) : row_kind(s, key);
}

static struct act row_delete(struct screen *s, int key)
{
	(void)key;
	return debrief_row_delete(s);
}

static struct act row_asked(struct screen *s, int key)
{
	(void)key;
	return debrief_row_asked(s);
}

static struct act row_mine(struct screen *s, int key)
{
	(void)key;
	return debrief_row_settle(s, true);
}

static struct act row_theirs(struct screen *s, int key)
{
	(void)key;
	return debrief_row_settle(s, false);
}

static struct act row_pane(struct screen *s, int key)
{
	(void)key;
	debrief_row_pane(s);
	return ACT(HANDLED);
}

/* ---- what is shown ---- */

/* Who only reads has no text to go back to. */
static void stay_in_form(struct screen *s)
{
	if (debrief_state(s)->mode == MODE_READ)
		s->level = LEVEL_FORM;
}

static struct act hide(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	stay_in_form(s);
	b->hides = !b->hides;
	b->moved = true;
	b->row_at = -1;
	return b->hides ? act_say(ACT_HANDLED, TONE_SAY, "hidden: what a customer may not see; typing goes on and is kept")
			: act_say(ACT_HANDLED, TONE_SAY, "all is shown again");
}

static struct act show_deal(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	stay_in_form(s);
	b->shows_deal = !b->shows_deal;
	debrief_load_deal(s);
	return ACT(HANDLED);
}

static struct act said_by(struct screen *s, int key)
{
	(void)key;
	return debrief_ask(s, ASK_SAID);
}

/* ---- acts on the question ---- */

struct act debrief_reloaded(struct screen *s, struct act done)
{
	struct err err = { 0 };

	return debrief_load(s, &err) ? debrief_said(&err) : done;
}

static struct act do_verb(struct screen *s, enum debrief_verb verb, const char *words, const char *done)
{
	struct err err = { 0 };

	if (debrief_do(s, verb, words, &err))
		return debrief_here(s)->pad.conflict ? debrief_ask_conflict(s) : debrief_said(&err);
	return debrief_reloaded(s, act_offer(act_say(ACT_RELOAD, TONE_DONE, "Q%d %s", debrief_here(s)->id, done), "Esc u", "undo"));
}

static struct act take(struct screen *s, int key)
{
	(void)key;
	return do_verb(s, VERB_TAKE, NULL, "taken as written ahead");
}

static struct act amend(struct screen *s, int key)
{
	(void)key;
	return do_verb(s, VERB_AMEND, NULL, "is yours to amend; the words ahead stay");
}

static struct act contradict(struct screen *s, int key)
{
	(void)key;
	return do_verb(s, VERB_CONTRADICT, NULL, debrief_here(s)->contradicted ? "no longer contradicts"
									       : "contradicts the words ahead");
}

static struct act again(struct screen *s, int key)
{
	(void)key;
	if (debrief_turn_again(s))
		return ACT(HANDLED);
	return do_verb(s, VERB_AGAIN, NULL, debrief_here(s)->again ? "no longer marked" : "marked to be asked again");
}

static struct act unknown(struct screen *s, int key)
{
	const struct asked *q = debrief_here(s);

	(void)key;
	if (q->pad.edit.text[strspn(q->pad.edit.text, " \n\t")])
		return act_refuse("Q%d has a live answer; it stays. Clear it first.", q->id);
	return debrief_ask(s, ASK_WHY);
}

static struct act who(struct screen *s, int key)
{
	(void)key;
	return debrief_ask(s, ASK_WHO);
}

static struct act absent(struct screen *s, int key)
{
	(void)key;
	return debrief_ask(s, ASK_ABSENT);
}

static struct act show_ahead(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	stay_in_form(s);
	b->shows_ahead = !(b->set_ahead ? b->shows_ahead : debrief_is_wide(s));
	b->set_ahead = b->moved = true;
	return ACT(HANDLED);
}

static struct act pause_timer(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	debrief_count(s);
	b->paused = !b->paused;
	b->moved = true;
	return ACT(HANDLED);
}

static struct act edit_elsewhere(struct screen *s, int key)
{
	const struct edit *e = &debrief_here(s)->pad.edit;

	(void)key;
	if (debrief_hides(s, debrief_here(s)))
		return debrief_refuse_shared();
	return act_editor(e->text, e->len);
}

static struct act copy_words(struct screen *s, int key)
{
	(void)key;
	return typing_copy(&debrief_pad(s)->edit, "the answer");
}

static struct act redo_typing(struct screen *s, int key)
{
	(void)key;
	edit_redo(&debrief_pad(s)->edit, s->view->mono_ms);
	return ACT(HANDLED);
}

static struct act undo_or_redo(struct screen *s, bool redo)
{
	char title[200];
	struct err err = { 0 };

	if (debrief_undo(s, redo, title, sizeof title, &err))
		return debrief_said(&err);
	return debrief_reloaded(s, act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s: %s", redo ? "done again" : "taken back", title),
				     redo ? "u" : "Ctrl-R", redo ? "undo" : "do it again"));
}

static struct act undo(struct screen *s, int key)
{
	(void)key;
	return undo_or_redo(s, false);
}

static struct act redo(struct screen *s, int key)
{
	(void)key;
	return undo_or_redo(s, true);
}

static struct act settle(struct screen *s, int key)
{
	struct err err = { 0 };

	if (debrief_settle(s, (enum conflict_end)key, &err))
		return debrief_said(&err);
	return debrief_reloaded(s, conflict_settled());
}

/* ---- leaving ---- */

/* Whatever cannot be stored now is in its draft, and comes back when the debrief is opened again. */
static struct act leave_now(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	debrief_row_close(s);
	if (!debrief_store_all(s, &err)) {
		debrief_place_forget(s);
		return ACT(POP);
	}
	if (debrief_keep_now(s, &err))
		return debrief_said(&err); /* it stands nowhere but here: this screen stays */
	return act_say(ACT_POP, TONE_ERROR, "what you typed is kept as a draft: %s", err.text);
}

struct act debrief_leave(struct screen *s)
{
	static const struct answer answers[] = { { 'q', "leave", "leave-now" }, { 0, NULL, NULL } };
	static const struct question question = { answers, true };
	struct debrief_state *b = s->state;

	if (b->running && !b->paused)
		return act_ask(&question, "The call is running. All you typed is kept.");
	return leave_now(s, 0);
}

const char *debrief_unfinished(const struct screen *s)
{
	struct debrief_state *b = s->state;

	if (!b->running)
		return NULL;
	snprintf(b->what, sizeof b->what, "the debrief of %s", b->title);
	return b->what;
}

/* ---- the table ---- */

static const char *reads_only(const struct screen *s)
{
	return debrief_state(s)->mode == MODE_READ ? "your role reads this debrief" : NULL;
}

static const char *not_live(const struct screen *s)
{
	if (debrief_state(s)->mode == MODE_LIVE)
		return NULL;
	return debrief_state(s)->mode == MODE_AHEAD ? "the AE writes ahead; the CSM does this in the call"
						    : "your role reads this debrief";
}

/* Enter at a row edits it; else it completes. */
static const char *not_complete(const struct screen *s)
{
	return debrief_state(s)->row_at >= 0 ? reads_only(s) : not_live(s);
}

static const char *nothing_ahead(const struct screen *s)
{
	return not_live(s) ? not_live(s) : debrief_here(s)->ahead ? NULL : "nothing was written ahead on this question";
}

/* Seven are shipped; a team may ask up to two more. */
static const char *no_eighth(const struct screen *s)
{
	return debrief_state(s)->count < 8 ? "the team asks no Q8" : NULL;
}

static const char *no_ninth(const struct screen *s)
{
	return debrief_state(s)->count < 9 ? "the team asks no Q9" : NULL;
}

#define GO(n)                                                                                                         \
	{ .levels = AT_FORM, .key = '0' + (n), .command = "question-" #n, .label = "question", .title = "Go to Q" #n,    \
	  .group = "Move", .footer = (n) == 1 ? 1 : 0, .run = go_question }
#define GO_MORE(n, why)                                                                                               \
	{ .levels = AT_FORM, .key = '0' + (n), .command = "question-" #n, .label = "question", .title = "Go to Q" #n,    \
	  .group = "Move", .run = go_question, .refuse = why }
#define FKEY_MORE(n, why)                                                                                             \
	{ .levels = AT_TEXT | AT_FORM, .key = K_F##n, .command = "f" #n, .label = "question", .group = "Move",         \
	  .run = go_question, .refuse = why }
#define FKEY(n)                                                                                                       \
	{ .levels = AT_TEXT | AT_FORM, .key = K_F##n, .command = "f" #n, .label = "question", .group = "Move",         \
	  .run = go_question }

const struct binding debrief_bindings[] = {
	GO(1), GO(2), GO(3), GO(4), GO(5), GO(6), GO(7), GO_MORE(8, no_eighth), GO_MORE(9, no_ninth),
	FKEY(1), FKEY(2), FKEY(3), FKEY(4), FKEY(5), FKEY(6), FKEY(7), FKEY_MORE(8, no_eighth), FKEY_MORE(9, no_ninth),
	{ .levels = AT_TEXT, .key = K_TAB, .command = "question-next", .label = "next", .group = "Move", .footer = 8,
	  .run = go_next },
	{ .levels = AT_TEXT, .key = K_BACKTAB, .command = "question-last", .label = "question before", .group = "Move",
	  .run = go_before },
	{ .levels = AT_FORM, .key = 'j', .key2 = K_DOWN, .command = "down", .label = "next", .group = "Move", .footer = 9,
	  .run = go_down, .stays = true },
	{ .levels = AT_FORM, .key = 'k', .key2 = K_UP, .command = "up", .label = "before", .group = "Move",
	  .run = go_up, .stays = true },
	{ .levels = AT_FORM, .key = 'l', .key2 = K_RIGHT, .command = "right", .label = "next", .group = "Move",
	  .run = go_next, .stays = true },
	{ .levels = AT_FORM, .key = 'h', .key2 = K_LEFT, .command = "left", .label = "question before", .group = "Move",
	  .run = go_before, .stays = true },
	{ .levels = AT_FORM, .key = ' ', .key2 = K_TAB, .command = "type", .label = "type", .group = "Move", .footer = 8,
	  .run = to_text, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'g', .command = "next-mark", .label = "next mark", .title = "Go to the next mark",
	  .group = "Move", .run = go_mark },
	{ .levels = AT_FORM, .key = 'p', .command = "promise", .label = "promise", .title = "Note a promise", .group = "Note",
	  .footer = 5, .run = row_kind, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'r', .command = "risk", .label = "risk", .title = "Note a risk", .group = "Note",
	  .run = row_kind, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'o', .command = "objection", .label = "objection", .title = "Note an objection",
	  .group = "Note", .run = row_kind, .refuse = reads_only },
	{ .levels = AT_FORM, .key = '+', .command = "row", .label = "row of this question",
	  .title = "Add a row of this question", .group = "Note", .run = row_here, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'i', .command = "flag", .label = "flag", .title = "Flag for the kickoff", .group = "Note",
	  .footer = 6, .run = row_kind, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'n', .command = "park", .label = "park words", .title = "Park words for later",
	  .group = "Note", .footer = 7, .run = row_kind, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'f', .command = "followup", .label = "question to raise",
	  .title = "Note a question to raise here", .group = "Note", .run = row_kind, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'G', .command = "gap", .label = "context gap", .title = "Note a context gap",
	  .group = "Note", .run = row_kind, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'd', .command = "row-delete", .label = "delete row", .title = "Delete the row",
	  .group = "Note", .run = row_delete, .refuse = reads_only, .stays = true },
	{ .levels = AT_FORM, .key = 'x', .command = "row-asked", .label = "asked",
	  .title = "Say that a gap or question was asked", .group = "Note", .run = row_asked, .refuse = reads_only,
	  .stays = true },
	{ .levels = AT_FORM, .key = 'F', .command = "row-pane", .label = "flags, gaps, parked",
	  .title = "Show flags, gaps and parked words in turn", .group = "See", .run = row_pane, .stays = true },
	{ .levels = AT_FORM, .key = 's', .command = "hide", .label = "hide internal",
	  .title = "Hide or show what is internal", .group = "See", .run = hide },
	{ .levels = AT_FORM, .key = 'D', .command = "from-deal", .label = "from the deal",
	  .title = "Show what the deal knows", .group = "See", .run = show_deal },
	{ .levels = AT_FORM, .key = 'b', .command = "said-by", .label = "who said it", .title = "Say who gave this answer",
	  .group = "Answer", .run = said_by, .refuse = not_live },
	{ .levels = AT_FORM, .key = 't', .command = "take", .label = "take", .title = "Take what was written ahead",
	  .group = "Answer", .footer = 2, .run = take, .refuse = nothing_ahead },
	{ .levels = AT_FORM, .key = 'm', .command = "amend", .label = "amend", .title = "Amend what was written ahead",
	  .group = "Answer", .footer = 3, .run = amend, .refuse = nothing_ahead },
	{ .levels = AT_FORM, .key = 'c', .command = "contradict", .label = "contradict",
	  .title = "Contradict what was written ahead", .group = "Answer", .run = contradict, .refuse = nothing_ahead },
	{ .levels = AT_FORM, .key = 'w', .command = "unknown", .label = "not known", .title = "Say that it is not known",
	  .group = "Answer", .footer = 11, .run = unknown, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'a', .command = "again", .label = "ask again", .title = "Mark to be asked again",
	  .group = "Answer", .footer = 12, .run = again, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'e', .command = "editor", .label = "in $EDITOR", .title = "Write it in $EDITOR",
	  .group = "Answer", .run = edit_elsewhere, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'y', .command = "copy", .label = "copy", .title = "Copy what is selected, or the answer",
	  .group = "Answer", .run = copy_words },
	{ .levels = AT_FORM, .key = '_', .command = "redo-typing", .label = "typing again", .group = "Answer",
	  .run = redo_typing, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'v', .command = "who", .label = "who was there", .title = "Say who was there",
	  .group = "Call", .footer = 13, .run = who, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'V', .command = "absent", .label = "AE absent", .title = "Say why the AE was absent",
	  .group = "Call", .run = absent, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'z', .command = "pause", .label = "pause timer", .title = "Pause or go on with the timer",
	  .group = "Call", .run = pause_timer, .refuse = not_live },
	{ .levels = AT_FORM, .key = K_ENTER, .command = "complete", .label = "complete", .title = "Complete the debrief",
	  .group = "Call", .footer = 4, .run = debrief_open_preview, .refuse = not_complete },
	{ .levels = AT_FORM, .key = 'B', .command = "clean-up", .label = "behind the call",
	  .title = "Settle what the call left", .group = "Call", .run = debrief_clean_up },
	{ .levels = AT_FORM, .key = 'A', .command = "ahead", .label = "show ahead", .title = "Show or hide what was written ahead",
	  .group = "See", .run = show_ahead },
	{ .levels = AT_TEXT | AT_FORM, .key = K_CTRL('S'), .command = "kept", .label = "kept?",
	  .title = "Show that all is kept and what is missing", .group = "See", .footer = 10, .run = debrief_show_kept },
	{ .levels = AT_FORM, .key = 'u', .command = "undo", .label = "undo", .title = "Undo", .group = "Undo", .run = undo,
	  .refuse = reads_only, .stays = true },
	{ .levels = AT_FORM, .key = K_CTRL('R'), .command = "redo", .label = "redo", .title = "Redo", .group = "Undo",
	  .run = redo, .refuse = reads_only, .stays = true },
	{ .levels = AT_FORM, .command = "leave-now", .label = "leave", .group = "Everywhere", .run = leave_now },
	CONFLICT_ROWS("Answer", settle),
	{ .levels = AT_FORM, .command = "row-mine", .label = "write mine", .group = "Note", .run = row_mine },
	{ .levels = AT_FORM, .command = "row-theirs", .label = "take theirs", .group = "Note", .run = row_theirs },
	{ .command = NULL },
};
