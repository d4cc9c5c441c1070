/* The live debrief: seven questions, one key from any to any other; what is typed is never lost. Keys: screens.md,
 * "One grammar for every screen" (a form has two levels). */
#include "screens/debrief.h"

#include "model/buf.h"
#include "model/store.h"
#include "model/text.h"
#include "model/value.h"
#include "screens/registry.h"
#include "screens/ui/line.h"

#include <stdio.h>
#include <string.h>

struct debrief_state *debrief_state(const struct screen *s)
{
	return s->state;
}

struct asked *debrief_here(const struct screen *s)
{
	struct debrief_state *b = s->state;

	return &b->asked[b->at];
}

struct pad *debrief_pad(const struct screen *s)
{
	struct debrief_state *b = s->state;

	return b->asking ? &b->line : &debrief_here(s)->pad;
}

bool debrief_is_wide(const struct screen *s)
{
	return s->area.cols >= 100;
}

/* ---- moving between questions ---- */

/* The record says what it thinks of a save that was refused; the words stay where they were typed. */
static struct act said(const struct err *err)
{
	return act_error(err);
}

static struct act ask_conflict(struct screen *s)
{
	struct debrief_state *b = s->state;
	const char *by;

	debrief_load(s, NULL);
	by = b->mode == MODE_AHEAD ? debrief_here(s)->ahead_by : debrief_here(s)->live_by;
	b->answers[0] = (struct answer){ 'm', "keep mine", "conflict-mine" };
	b->answers[1] = (struct answer){ 't', "take theirs", "conflict-theirs" };
	b->answers[2] = (struct answer){ 'b', "both", "conflict-both" };
	b->answers[3] = (struct answer){ 0, NULL, NULL };
	b->question = (struct question){ b->answers, false };
	return act_ask(&b->question, "%.*s changed Q%d too.", by ? (int)strcspn(by, ",") : 8, by ? by : "somebody",
		       debrief_here(s)->id);
}

/* Leaving a field stores it. What cannot be stored now stays in its draft and is tried again. */
static struct act leave_field(struct screen *s)
{
	struct debrief_state *b = s->state;
	struct err err = { 0 };

	debrief_count(s);
	if (!debrief_store(s, b->at, &err)) {
		if (debrief_load(s, &err))
			return said(&err);
		return ACT(HANDLED);
	}
	if (debrief_here(s)->pad.conflict)
		return ask_conflict(s);
	if (err.kind == ERR_BUSY) /* tick() tries again; the draft holds it meanwhile */
		return ACT(HANDLED);
	return said(&err);
}

static struct act go(struct screen *s, size_t to)
{
	struct debrief_state *b = s->state;
	struct act a = ACT(HANDLED);

	if (b->mode == MODE_READ)
		s->level = LEVEL_FORM; /* there is no text to go back to */
	if (b->asking) {
		debrief_keep(s, NULL);
		b->asking = ASK_NONE;
	}
	if (to == b->at)
		return a;
	a = leave_field(s);
	if (a.kind == ACT_ASK)
		return a;
	b->at = to;
	return debrief_here(s)->pad.conflict ? ask_conflict(s) : a;
}

static struct act go_question(struct screen *s, int key)
{
	struct debrief_state *b = s->state;
	size_t to = key >= K_F1 && key <= K_F12 ? (size_t)(key - K_F1) : (size_t)(key - '1');

	return to < b->count ? go(s, to) : act_refuse("there are %zu questions", b->count);
}

static struct act go_next(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	return go(s, (b->at + 1) % b->count);
}

static struct act go_before(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	return go(s, (b->at + b->count - 1) % b->count);
}

static struct act go_mark(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	for (size_t i = 1; i <= b->count; i++) {
		size_t at = (b->at + i) % b->count;

		if (b->asked[at].again)
			return go(s, at);
	}
	return act_refuse("no question is marked to be asked again; a marks one");
}

static struct act to_text(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return ACT(HANDLED);
}

/* ---- acts on the question ---- */

static struct act reloaded(struct screen *s, struct act done)
{
	struct err err = { 0 };

	return debrief_load(s, &err) ? said(&err) : done;
}

static struct act do_verb(struct screen *s, enum debrief_verb verb, const char *words, const char *done)
{
	struct err err = { 0 };

	if (debrief_do(s, verb, words, &err))
		return debrief_here(s)->pad.conflict ? ask_conflict(s) : said(&err);
	return reloaded(s, act_offer(act_say(ACT_RELOAD, TONE_DONE, "Q%d %s", debrief_here(s)->id, done), "Esc u", "undo"));
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
									       : "contradicts what was written ahead");
}

static struct act again(struct screen *s, int key)
{
	(void)key;
	return do_verb(s, VERB_AGAIN, NULL, debrief_here(s)->again ? "no longer marked" : "marked to be asked again");
}

static struct act unknown(struct screen *s, int key)
{
	(void)key;
	debrief_ask(s, ASK_WHY);
	return ACT(HANDLED);
}

static struct act who(struct screen *s, int key)
{
	(void)key;
	debrief_ask(s, ASK_WHO);
	return ACT(HANDLED);
}

static struct act absent(struct screen *s, int key)
{
	(void)key;
	debrief_ask(s, ASK_ABSENT);
	return ACT(HANDLED);
}

static struct act show_ahead(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	if (b->mode == MODE_READ)
		s->level = LEVEL_FORM;
	b->shows_ahead = !(b->set_ahead ? b->shows_ahead : debrief_is_wide(s));
	b->set_ahead = true;
	return ACT(HANDLED);
}

static struct act pause_timer(struct screen *s, int key)
{
	struct debrief_state *b = s->state;

	(void)key;
	debrief_count(s);
	b->paused = !b->paused;
	return ACT(HANDLED);
}

static struct act edit_elsewhere(struct screen *s, int key)
{
	const struct edit *e = &debrief_here(s)->pad.edit;

	(void)key;
	return act_editor(e->text, e->len);
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
		return said(&err);
	return reloaded(s, act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s: %s", redo ? "done again" : "taken back", title),
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

/* Shows that all is kept and what is missing; it never completes. */
static struct act show_kept(struct screen *s, int key)
{
	struct debrief_state *b = s->state;
	struct err err = { 0 };

	(void)key;
	if (debrief_store_all(s, &err))
		return debrief_here(s)->pad.conflict ? ask_conflict(s) : said(&err);
	if (debrief_load(s, &err))
		return said(&err);
	return b->n_missing ? act_say(ACT_RELOAD, TONE_DONE, "all is kept. Missing: %s", b->missing)
			    : act_say(ACT_RELOAD, TONE_DONE, "all is kept, nothing is missing");
}

/* What is missing is named in the key row, with the key that goes to the first open question. */
static struct act ask_missing(struct screen *s)
{
	struct debrief_state *b = s->state;
	size_t n = 0;

	for (size_t i = 0; i < b->count && !n; i++)
		if (b->asked[i].mark == MARK_OPEN || b->asked[i].mark == MARK_AHEAD)
			b->answers[n++] = (struct answer){ '0' + b->asked[i].id, "answer it", "question-next" };
	for (size_t i = 0; n && i < b->count; i++)
		if ('0' + b->asked[i].id == b->answers[0].key) {
			static const char *const commands[] = { "question-1", "question-2", "question-3", "question-4",
								"question-5", "question-6", "question-7" };

			b->answers[0].command = i < 7 ? commands[i] : NULL;
		}
	if (!n)
		b->answers[n++] = (struct answer){ 'v', "who was there", "who" };
	b->answers[n++] = (struct answer){ K_ESC, "go on typing", NULL };
	b->answers[n] = (struct answer){ 0, NULL, NULL };
	b->question = (struct question){ b->answers, true };
	if (b->left[0])
		return act_ask(&b->question, "Open: %s%s.", b->left, b->there[0][0] && b->there[1][0]
			       ? "" : ", and who was there");
	return act_ask(&b->question, "Not complete: %s.", b->missing);
}

static struct act complete(struct screen *s, int key)
{
	struct debrief_state *b = s->state;
	struct err err = { 0 };

	(void)key;
	if (debrief_store_all(s, &err) || debrief_load(s, &err))
		return debrief_here(s)->pad.conflict ? ask_conflict(s) : said(&err);
	if (b->n_missing)
		return ask_missing(s);
	if (debrief_do(s, VERB_COMPLETE, NULL, &err))
		return said(&err);
	b->running = false;
	return reloaded(s, act_offer(act_say(ACT_RELOAD, TONE_DONE, "the debrief of %s is complete", b->title), "Esc u",
				     "undo"));
}

static struct act settle(struct screen *s, int how)
{
	struct err err = { 0 };

	if (debrief_settle(s, how, &err))
		return said(&err);
	return reloaded(s, act_say(ACT_RELOAD, TONE_DONE, "kept; the other words stay in the history"));
}

static struct act keep_mine(struct screen *s, int key)
{
	(void)key;
	return settle(s, 'm');
}

static struct act take_theirs(struct screen *s, int key)
{
	(void)key;
	return settle(s, 't');
}

static struct act keep_both(struct screen *s, int key)
{
	(void)key;
	return settle(s, 'b');
}

/* ---- leaving ---- */

/* Whatever cannot be stored now is in its draft, and comes back when the debrief is opened again. */
static struct act leave_now(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	if (!debrief_store_all(s, &err))
		return ACT(POP);
	if (debrief_keep(s, &err))
		return said(&err); /* it stands nowhere but here: this screen stays */
	return act_say(ACT_POP, TONE_ERROR, "%s What you typed is kept as a draft.", err.text);
}

static struct act leave(struct screen *s)
{
	static const struct answer answers[] = { { 'q', "leave", "leave-now" }, { 0, NULL, NULL } };
	static const struct question question = { answers, true };
	struct debrief_state *b = s->state;

	if (b->running && !b->paused)
		return act_ask(&question, "The call is running. All you typed is kept.");
	return leave_now(s, 0);
}

static const char *unfinished(const struct screen *s)
{
	struct debrief_state *b = s->state;

	if (!b->running)
		return NULL;
	snprintf(b->what, sizeof b->what, "the debrief of %s", b->title);
	return b->what;
}

/* ---- typing ---- */

/* The first key begins the call for who runs it. */
static void begin(struct screen *s)
{
	struct debrief_state *b = s->state;

	if (b->mode != MODE_LIVE || b->running || b->asking || b->form_state == 3)
		return;
	b->running = true;
	b->since_ms = s->view->mono_ms;
}

static struct act typed(struct screen *s, enum edit_result r)
{
	switch (r) {
	case EDIT_IGNORED:
		return ACT(IGNORED);
	case EDIT_MOVED:
		return ACT(HANDLED);
	case EDIT_CHANGED:
		begin(s);
		return ACT(HANDLED);
	case EDIT_REFUSED:
		break;
	}
	return act_refuse("this field is full");
}

static struct act may_type(const struct screen *s)
{
	const struct debrief_state *b = s->state;

	if (b->mode == MODE_READ)
		return act_refuse("your role reads this debrief; who answers it is the CSM, ahead the deal's AE");
	if (debrief_here(s)->mark == MARK_HIDDEN)
		return act_refuse("your role may not see this answer");
	return ACT(STAY);
}

static struct act line_done_with(struct screen *s)
{
	static const char *const done[] = { "", "is not known", "", "" };
	struct debrief_state *b = s->state;
	enum asking what = b->asking;
	static const enum debrief_verb verbs[] = { VERB_TAKE, VERB_UNKNOWN, VERB_WHO, VERB_ABSENT };
	struct err err = { 0 };

	if (debrief_do(s, verbs[what], b->line.edit.text, &err))
		return said(&err);
	debrief_answered(s);
	if (what == ASK_WHY)
		return reloaded(s, act_say(ACT_RELOAD, TONE_DONE, "Q%d %s", debrief_here(s)->id, done[what]));
	return reloaded(s, act_say(ACT_RELOAD, TONE_DONE, "noted who was there"));
}

static struct act key(struct screen *s, int k)
{
	struct debrief_state *b = s->state;
	struct act no = may_type(s);

	if (b->asking && k == K_ESC) { /* the words stay in their draft and are there again */
		debrief_keep(s, NULL);
		b->asking = ASK_NONE;
		return ACT(HANDLED);
	}
	if (k == K_ESC || s->level != LEVEL_TEXT)
		return ACT(IGNORED);
	if (b->asking && k == K_ENTER)
		return line_done_with(s);
	if (no.say.tone != TONE_NONE && !b->asking)
		return no;
	return typed(s, edit_key(&debrief_pad(s)->edit, k, s->view->mono_ms));
}

/* Bytes that are no UTF-8 can be stored nowhere: each becomes the sign for an unknown character, and that is said. */
static struct act paste(struct screen *s, const char *text, size_t len)
{
	struct act no = may_type(s), done;
	struct buf clean = { 0 };
	size_t bad = 0;

	if (no.say.tone != TONE_NONE)
		return no;
	while (len) {
		size_t good = text_valid(text, len);

		buf_add(&clean, text, good);
		if (good < len) {
			buf_puts(&clean, text[good] ? "\xef\xbf\xbd" : "");
			bad++;
			good++;
		}
		text += good;
		len -= good;
	}
	s->level = LEVEL_TEXT;
	done = typed(s, edit_paste(&debrief_pad(s)->edit, buf_str(&clean), clean.len, s->view->mono_ms));
	buf_done(&clean);
	if (bad && done.kind == ACT_HANDLED)
		return act_say(ACT_HANDLED, TONE_SAY, "pasted; %zu bytes were no UTF-8 and show as \xef\xbf\xbd", bad);
	return done;
}

static struct act edited(struct screen *s, const char *text, size_t len)
{
	struct edit *e = &debrief_here(s)->pad.edit;
	struct act no = may_type(s);

	if (no.say.tone != TONE_NONE)
		return no;
	if (len && text[len - 1] == '\n') /* editors end a file with one */
		len--;
	edit_key(e, K_CTRL_HOME, s->view->mono_ms);
	while (e->len)
		edit_key(e, K_CTRL('K'), s->view->mono_ms);
	return typed(s, edit_paste(e, text, len, s->view->mono_ms));
}

static struct act mouse(struct screen *s, const struct mouse *m)
{
	struct debrief_state *b = s->state;

	if (m->kind != MOUSE_PRESS)
		return ACT(STAY);
	for (size_t i = 0; i < b->count; i++)
		if (m->y == b->asked[i].row && m->x < b->edit_area.x - 3)
			return go(s, i);
	if (area_has(b->edit_area, m->y, m->x)) {
		edit_click(&debrief_here(s)->pad.edit, b->edit_area, m->y, m->x);
		s->level = b->mode == MODE_READ ? LEVEL_FORM : LEVEL_TEXT;
		return ACT(HANDLED);
	}
	return ACT(STAY);
}

/* ---- time ---- */

static int64_t second_wait(const struct screen *s)
{
	const struct debrief_state *b = s->state;

	if (!b->running || b->paused)
		return -1;
	return debrief_total_ms(s) / 1000 != b->shown_s ? 0 : 1000 - debrief_total_ms(s) % 1000;
}

static int64_t least(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* Something typed is in a draft alone because the file was in use: tried again from here. */
static int64_t retry_wait(const struct screen *s)
{
	const struct debrief_state *b = s->state;

	for (size_t i = 0; i < b->count; i++)
		if (b->asked[i].pad.retry && i != b->at)
			return b->retry_ms > s->view->mono_ms ? b->retry_ms - s->view->mono_ms : 0;
	return -1;
}

static int64_t clock_wait(const struct screen *s)
{
	const struct debrief_state *b = s->state;
	int64_t now = s->view->store->now(s->view->store);

	if (b->next_change == NO_MOMENT)
		return -1;
	return b->next_change > now ? b->next_change - now : 0;
}

static int64_t wait_ms(const struct screen *s)
{
	if (debrief_state(s)->restored[0])
		return 0;
	return least(least(debrief_keep_wait(s), second_wait(s)), least(retry_wait(s), clock_wait(s)));
}

/* True when something that waited stands in the database now. */
static bool retry_saves(struct screen *s)
{
	struct debrief_state *b = s->state;
	bool any = false;

	b->retry_ms = s->view->mono_ms + 250;
	for (size_t i = 0; i < b->count; i++)
		if (b->asked[i].pad.retry && i != b->at)
			any |= !debrief_store(s, i, NULL);
	if (any)
		debrief_load(s, NULL);
	return any;
}

static struct act tick(struct screen *s)
{
	struct debrief_state *b = s->state;
	char back[sizeof b->restored];
	bool was_unkept = b->unkept, paint = second_wait(s) == 0;

	if (!debrief_keep_wait(s))
		b->unkept = debrief_keep(s, NULL) != 0;
	if (!retry_wait(s))
		paint |= retry_saves(s);
	if (!clock_wait(s)) {
		debrief_load(s, NULL);
		paint = true;
	}
	if (b->restored[0]) {
		memcpy(back, b->restored, sizeof back);
		b->restored[0] = '\0';
		return act_say(ACT_HANDLED, TONE_SAY, "%s", back);
	}
	return paint || was_unkept != b->unkept ? ACT(HANDLED) : ACT(STAY);
}

static int keep(struct screen *s, struct err *err)
{
	struct debrief_state *b = s->state;

	b->unkept = debrief_keep(s, err) != 0;
	return b->unkept ? -1 : 0;
}

/* ---- the type ---- */

static int init(struct screen *s, const void *arg, struct err *err)
{
	const int64_t *deal = arg;

	if (!deal)
		return err_set(err, ERR_REFUSED, "a debrief opens from its deal");
	if (debrief_open(s, *deal, err)) {
		debrief_close(s);
		return -1;
	}
	if (debrief_state(s)->mode == MODE_READ)
		s->level = LEVEL_FORM;
	return 0;
}

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

static const char *nothing_ahead(const struct screen *s)
{
	return not_live(s) ? not_live(s) : debrief_here(s)->ahead ? NULL : "nothing was written ahead on this question";
}

#define GO(n, shown)                                                                                                  \
	{ .levels = AT_FORM, .key = '0' + (n), .command = "question-" #n, .label = (shown), .title = "Go to Q" #n,    \
	  .group = "Move", .footer = (n) == 1 ? 1 : 0, .run = go_question }
#define FKEY(n)                                                                                                       \
	{ .levels = AT_TEXT | AT_FORM, .key = K_F##n, .command = "f" #n, .label = "question " #n, .group = "Move",    \
	  .run = go_question }

static const struct binding bindings[] = {
	GO(1, "…7 question"), GO(2, "question 2"), GO(3, "question 3"), GO(4, "question 4"), GO(5, "question 5"),
	GO(6, "question 6"), GO(7, "question 7"), FKEY(1), FKEY(2), FKEY(3), FKEY(4), FKEY(5), FKEY(6), FKEY(7),
	{ .levels = AT_TEXT, .key = K_TAB, .command = "question-next", .label = "next", .group = "Move", .footer = 2,
	  .run = go_next },
	{ .levels = AT_TEXT, .key = K_BACKTAB, .command = "question-last", .label = "question before", .group = "Move",
	  .run = go_before },
	{ .levels = AT_FORM, .key = 'j', .key2 = K_DOWN, .command = "down", .label = "next", .group = "Move", .footer = 2,
	  .run = go_next, .stays = true },
	{ .levels = AT_FORM, .key = 'k', .key2 = K_UP, .command = "up", .label = "question before", .group = "Move",
	  .run = go_before, .stays = true },
	{ .levels = AT_FORM, .key = 'l', .key2 = K_RIGHT, .command = "right", .label = "next", .group = "Move",
	  .run = go_next, .stays = true },
	{ .levels = AT_FORM, .key = 'h', .key2 = K_LEFT, .command = "left", .label = "question before", .group = "Move",
	  .run = go_before, .stays = true },
	{ .levels = AT_FORM, .key = ' ', .key2 = K_TAB, .command = "type", .label = "type", .group = "Move", .footer = 3,
	  .run = to_text, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'g', .command = "next-mark", .label = "next mark", .title = "Go to the next mark",
	  .group = "Move", .run = go_mark },
	{ .levels = AT_FORM, .key = 't', .command = "take", .label = "take", .title = "Take what was written ahead",
	  .group = "Answer", .footer = 5, .run = take, .refuse = nothing_ahead },
	{ .levels = AT_FORM, .key = 'm', .command = "amend", .label = "amend", .title = "Amend what was written ahead",
	  .group = "Answer", .footer = 6, .run = amend, .refuse = nothing_ahead },
	{ .levels = AT_FORM, .key = 'c', .command = "contradict", .label = "contradict",
	  .title = "Contradict what was written ahead", .group = "Answer", .run = contradict, .refuse = nothing_ahead },
	{ .levels = AT_FORM, .key = 'w', .command = "unknown", .label = "not known", .title = "Say that it is not known",
	  .group = "Answer", .footer = 7, .run = unknown, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'a', .command = "again", .label = "ask again", .title = "Mark to be asked again",
	  .group = "Answer", .footer = 8, .run = again, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'e', .command = "editor", .label = "in $EDITOR", .title = "Write it in $EDITOR",
	  .group = "Answer", .run = edit_elsewhere, .refuse = reads_only },
	{ .levels = AT_FORM, .key = '_', .command = "redo-typing", .label = "typing again", .group = "Answer",
	  .run = redo_typing, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'v', .command = "who", .label = "who was there", .title = "Say who was there",
	  .group = "Call", .footer = 9, .run = who, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'V', .command = "absent", .label = "AE absent", .title = "Say why the AE was absent",
	  .group = "Call", .run = absent, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'z', .command = "pause", .label = "pause timer", .title = "Pause or go on with the timer",
	  .group = "Call", .run = pause_timer, .refuse = not_live },
	{ .levels = AT_FORM, .key = K_ENTER, .command = "complete", .label = "complete", .title = "Complete the debrief",
	  .group = "Call", .footer = 4, .run = complete, .refuse = not_live },
	{ .levels = AT_FORM, .key = 'A', .command = "ahead", .label = "show ahead", .title = "Show or hide what was written ahead",
	  .group = "See", .run = show_ahead },
	{ .levels = AT_TEXT | AT_FORM, .key = K_CTRL('S'), .command = "kept", .label = "kept?",
	  .title = "Show that all is kept and what is missing", .group = "See", .footer = 3, .run = show_kept },
	{ .levels = AT_FORM, .key = 'u', .command = "undo", .label = "undo", .title = "Undo", .group = "Undo", .run = undo,
	  .refuse = reads_only, .stays = true },
	{ .levels = AT_FORM, .key = K_CTRL('R'), .command = "redo", .label = "redo", .title = "Redo", .group = "Undo",
	  .run = redo, .refuse = reads_only, .stays = true },
	{ .levels = AT_FORM, .command = "leave-now", .label = "leave", .group = "Everywhere", .run = leave_now },
	{ .levels = AT_FORM, .command = "conflict-mine", .label = "keep mine", .group = "Answer", .run = keep_mine },
	{ .levels = AT_FORM, .command = "conflict-theirs", .label = "take theirs", .group = "Answer", .run = take_theirs },
	{ .levels = AT_FORM, .command = "conflict-both", .label = "keep both", .group = "Answer", .run = keep_both },
	{ .command = NULL },
};

const struct screen_type debrief_screen = {
	.name = "debrief",
	.title = "Debrief",
	.level = LEVEL_TEXT,
	.size = sizeof(struct debrief_state),
	.bindings = bindings,
	.init = init,
	.done = debrief_close,
	.load = debrief_load,
	.draw = debrief_draw,
	.key = key,
	.mouse = mouse,
	.paste = paste,
	.edited = edited,
	.wait_ms = wait_ms,
	.tick = tick,
	.keep = keep,
	.leave = leave,
	.unfinished = unfinished,
};
