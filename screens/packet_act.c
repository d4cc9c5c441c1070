/* What the keys of the packet do, and their table. */
#include "screens/packet.h"

#include "model/buf.h"
#include "model/member.h"
#include "model/store.h"
#include "screens/actions.h"
#include "screens/handoffs.h"
#include "screens/typing.h"
#include "screens/undo.h"

#include <stdio.h>
#include <string.h>

/* ---- moving ---- */

/* Who wrote what stands there, where that is known. */
static const char *who_changed(struct screen *s)
{
	const struct pad *p = &packet_here(s)->pad;
	struct form_value v = { 0 };
	const char *who = "";

	if (!packet_here(s)->is_row &&
	    form_value_get(s->view->store, p->subject, p->field, 0, LAYER_LIVE, &v, NULL) == 1)
		who = member_login(s->view->store, v.author);
	form_value_done(&v);
	return *who ? who : "somebody";
}

struct act packet_ask_conflict(struct screen *s)
{
	packet_page_load(s, NULL);
	return conflict_ask(who_changed(s), "it");
}

/* Words that are on their way nowhere are stored once the next field is painted. */
struct act packet_go(struct screen *s, size_t to)
{
	struct packet_page *page = packet_page(s);
	struct place *here = packet_here(s);

	if (page->reads)
		s->level = LEVEL_FORM; /* there is no text to go back to */
	if (to == page->at)
		return ACT(HANDLED);
	here->left = pad_is_unsaved(&here->pad) && !here->pad.conflict;
	if (page->place[to]->pad.saving) /* nobody types on in what is being stored */
		packet_came(s, true);
	page->at = to;
	return packet_here(s)->pad.conflict ? packet_ask_conflict(s) : ACT(HANDLED);
}

/* Tab goes where something is typed; arrows also to what is told elsewhere. */
static size_t step(const struct packet_page *page, bool is_tab, size_t by)
{
	size_t to = (page->at + by) % page->n;

	while (is_tab && !page->reads && page->place[to]->no && to != page->at)
		to = (to + by) % page->n;
	return to;
}

static struct act go_next(struct screen *s, int key)
{
	struct packet_page *page = packet_page(s);

	return packet_go(s, step(page, key == K_TAB, 1));
}

static struct act go_before(struct screen *s, int key)
{
	struct packet_page *page = packet_page(s);

	return packet_go(s, step(page, key == K_BACKTAB, page->n - 1));
}

/* What is left may have been the last gap, or makes one (a yes): then it is stored and read first. */
struct act packet_go_gap(struct screen *s)
{
	struct packet_page *page = packet_page(s);
	size_t to = packet_next_gap(page, page->at + 1);
	struct err err = { 0 };

	if (to < page->n && to != page->at && packet_here(s)->field->kind != PACKET_YESNO)
		return packet_go(s, to);
	if (!packet_store(s, packet_here(s), &err) && page->reread)
		packet_page_load(s, NULL);
	if (err.kind && !packet_here(s)->pad.conflict)
		return act_error(&err);
	if (packet_here(s)->pad.conflict)
		return packet_ask_conflict(s);
	to = packet_next_gap(page, page->at + 1);
	if (to == page->n)
		return act_say(ACT_HANDLED, TONE_DONE, "nothing is missing; Alt-Enter files the packet");
	return packet_go(s, to);
}

static struct act go_gap(struct screen *s, int key)
{
	(void)key;
	return packet_go_gap(s);
}

struct act packet_line_done(struct screen *s)
{
	struct packet_page *page = packet_page(s);
	struct place *p = packet_here(s);
	struct err err = { 0 };

	if (!p->is_row || !*p->pad.edit.text)
		return packet_next_gap(page, page->at + 1) < page->n || pad_is_unsaved(&p->pad) ? packet_go_gap(s)
												 : go_next(s, 0);
	if (packet_store(s, p, &err))
		return p->pad.conflict ? packet_ask_conflict(s) : act_error(&err);
	if (packet_page_load(s, &err))
		return act_error(&err);
	return p->base.id ? go_next(s, 0) : ACT(HANDLED); /* the line stays for the next row */
}

/* To the first field of a section, by its number or by steps. */
static struct act go_section(struct screen *s, size_t section)
{
	struct packet_page *page = packet_page(s);
	const struct packet_section *want = NULL;
	size_t n = 0;

	for (size_t i = 0; i < page->n; i++) {
		if (page->place[i]->field->section == want)
			continue;
		want = page->place[i]->field->section;
		if (n++ == section)
			return packet_go(s, i);
	}
	return act_refuse("there are %zu sections", n);
}

static struct act go_number(struct screen *s, int key)
{
	return go_section(s, key >= K_F1 && key <= K_F12 ? (size_t)(key - K_F1) : (size_t)(key - '1'));
}

static struct act section_on(struct screen *s, int key)
{
	struct packet_page *page = packet_page(s);
	size_t at = page->at;

	(void)key;
	while (at < page->n && page->place[at]->field->section == packet_here(s)->field->section)
		at++;
	return packet_go(s, at % page->n);
}

static struct act section_back(struct screen *s, int key)
{
	struct packet_page *page = packet_page(s);
	size_t at = page->at;

	(void)key;
	while (at && page->place[at]->field->section == packet_here(s)->field->section)
		at--;
	while (at && page->place[at - 1]->field->section == page->place[at]->field->section)
		at--;
	return packet_go(s, at);
}

/* ---- what is typed ---- */

static struct act edit_elsewhere(struct screen *s, int key)
{
	const struct place *p = packet_here(s);

	(void)key;
	return p->no ? act_refuse("%s", p->no) : act_editor(p->pad.edit.text, p->pad.edit.len);
}

static struct act copy_words(struct screen *s, int key)
{
	(void)key;
	return typing_copy(&packet_here(s)->pad.edit, "the field");
}

static struct act redo_typing(struct screen *s, int key)
{
	(void)key;
	edit_redo(&packet_here(s)->pad.edit, s->view->mono_ms);
	return ACT(HANDLED);
}

static struct act drop_row(struct screen *s, int key)
{
	struct buf what = { 0 };
	struct err err = { 0 };
	struct act a;

	(void)key;
	if (packet_here(s)->no)
		return act_refuse("%s", packet_here(s)->no);
	if (!packet_here(s)->base.id) { /* a row that is only typed so far: undo has nothing of it */
		edit_replace(&packet_here(s)->pad.edit, "", 0, s->view->mono_ms);
		s->level = LEVEL_TEXT;
		return act_say(ACT_HANDLED, TONE_DONE, "the line is empty; Ctrl-_ brings its words back");
	}
	if (packet_drop_row(s, &what, &err) || packet_page_load(s, &err))
		a = act_error(&err);
	else
		a = act_offer(act_say(ACT_RELOAD, TONE_DONE, "removed: %.120s", buf_str(&what)), "u", "undo");
	buf_done(&what);
	return a;
}

/* ---- words of two ---- */

static struct act settle(struct screen *s, int key)
{
	struct err err = { 0 };

	if (packet_settle_words(s, (enum conflict_end)key, &err) || packet_page_load(s, &err))
		return packet_here(s)->pad.conflict ? packet_ask_conflict(s) : act_error(&err);
	return conflict_settled();
}

/* ---- the whole packet ---- */

/* Stores all and reads it; what cannot be stored is where the cursor goes. */
static bool is_stored(struct screen *s, struct act *why)
{
	struct packet_page *page = packet_page(s);
	struct err err = { 0 };

	if (!packet_store_all(s, &err) && !packet_page_load(s, &err))
		return true;
	for (size_t i = 0; i < page->n; i++)
		if (pad_is_unsaved(&page->place[i]->pad)) {
			page->at = i;
			break;
		}
	*why = packet_here(s)->pad.conflict ? packet_ask_conflict(s) : act_error(&err);
	return false;
}

static void missing_words(const struct packet *p, struct buf *out)
{
	size_t shown = 0;

	for (size_t i = 0; i < p->n && shown < 3; i++)
		if (p->value[i].missing)
			buf_printf(out, "%s%s", shown++ ? ", " : "", p->value[i].field->title);
	if (p->missing > shown)
		buf_printf(out, " and %zu more", p->missing - shown);
}

/* Shows that all is kept and what is missing; it never files. */
static struct act show_kept(struct screen *s, int key)
{
	struct packet_page *page = packet_page(s);
	struct buf missing = { 0 };
	struct act why;

	(void)key;
	if (!is_stored(s, &why))
		return why;
	missing_words(&page->p, &missing);
	if (page->p.missing)
		why = act_say(ACT_RELOAD, TONE_DONE, "all is kept. Missing: %s", buf_str(&missing));
	else
		why = act_say(ACT_RELOAD, TONE_DONE, "all is kept, nothing is missing; %zu of %zu filled in by themselves",
			      page->p.prefilled, page->p.filled);
	buf_done(&missing);
	return why;
}

static struct act file(struct screen *s, int key)
{
	struct packet_page *page = packet_page(s);
	struct err err = { 0 };
	struct act why;

	(void)key;
	if (!is_stored(s, &why))
		return why;
	if (page->p.missing) {
		page->at = packet_next_gap(page, 0);
		return act_push(&packet_gaps_screen, NULL);
	}
	if (access_act(s->view->store, "file", &err))
		return act_error(&err);
	page->files = true;
	return act_push(&packet_view_screen, NULL);
}

static struct act show_text(struct screen *s, int key)
{
	struct packet_page *page = packet_page(s);
	struct act why;

	(void)key;
	if (!is_stored(s, &why))
		return why;
	page->files = false;
	return act_push(&packet_view_screen, NULL);
}

static struct act show_gaps(struct screen *s, int key)
{
	struct act why;

	(void)key;
	return is_stored(s, &why) ? act_push(&packet_gaps_screen, NULL) : why;
}

static struct act acknowledge(struct screen *s, int key)
{
	struct err err = { 0 };
	struct buf say = { 0 };
	struct act a;

	(void)key;
	if (packet_acknowledge(s->view->store, packet_page(s)->deal, &say, &err) || packet_page_load(s, &err))
		a = act_error(&err);
	else if (say.len)
		a = act_say(ACT_RELOAD, TONE_ERROR, "%s", buf_str(&say));
	else
		a = act_offer(act_say(ACT_RELOAD, TONE_DONE, "packet acknowledged"), "u", "undo");
	buf_done(&say);
	return a;
}

static struct act give_back(struct screen *s, int key)
{
	struct packet_page *page = packet_page(s);
	struct err err = { 0 };

	(void)key;
	if (access_act(s->view->store, "acknowledge", &err))
		return act_error(&err);
	if (page->p.form.state != FORM_FILED)
		return act_refuse("not returned: the packet is %s", page->p.form.state == FORM_OPEN
									? "not filed yet"
									: packet_state_key(page->p.form.state));
	return act_push(&handoff_return_screen, &page->deal);
}

/* What is typed by now is in it. */
static struct act copy_note(struct screen *s, enum note_kind kind)
{
	struct err err = { 0 };

	if (packet_store_all(s, &err))
		return act_error(&err);
	return message_of(s, kind, packet_page(s)->deal, &packet_page(s)->note);
}

static struct act copy_slack(struct screen *s, int key)
{
	(void)key;
	return copy_note(s, NOTE_SLACK);
}

static struct act copy_coordination(struct screen *s, int key)
{
	(void)key;
	return copy_note(s, NOTE_COORDINATION);
}

static struct act copy_intro(struct screen *s, int key)
{
	(void)key;
	return copy_note(s, NOTE_INTRO);
}

static struct act undo(struct screen *s, int key)
{
	struct err err = { 0 };
	struct act a;

	if (packet_store_all(s, &err))
		return act_error(&err);
	a = undo_last(s, SUBJECT_FORM, packet_page(s)->p.form.id, key == K_CTRL('R'), NULL);
	return packet_page_load(s, &err) ? act_error(&err) : a;
}

/* ---- leaving ---- */

struct act packet_leave(struct screen *s)
{
	struct err err = { 0 };

	if (!packet_store_all(s, &err))
		return ACT(POP);
	if (packet_keep_drafts(s, NULL))
		return act_error(&err); /* they stand nowhere but here: this screen stays */
	return act_say(ACT_POP, TONE_ERROR, "what you typed is kept as a draft: %s", err.text);
}

/* ---- the table ---- */

static const char *reads_only(const struct screen *s)
{
	return packet_page(s)->reads ? "your role reads this packet" : NULL;
}

static const char *no_row(const struct screen *s)
{
	const struct place *p = packet_here(s);

	return p->is_row && (p->base.id || *p->pad.edit.text) ? reads_only(s) : "there is no row here; d removes one";
}

#define GO(n)                                                                                                         \
	{ .levels = AT_FORM, .key = '0' + (n), .command = "section-" #n, .label = "section", .title = "Go to section " #n, \
	  .group = "Move", .footer = (n) == 1 ? 5 : 0, .run = go_number }
#define FKEY(n)                                                                                                       \
	{ .levels = AT_TEXT | AT_FORM, .key = K_F##n, .command = "f" #n, .label = "section", .group = "Move", .run = go_number }

const struct binding packet_bindings[] = {
	{ .levels = AT_TEXT, .key = K_TAB, .command = "field-next", .label = "next", .group = "Move", .footer = 1,
	  .run = go_next },
	{ .levels = AT_TEXT, .key = K_BACKTAB, .command = "field-before", .label = "field before", .group = "Move",
	  .run = go_before },
	{ .levels = AT_FORM, .key = 'j', .key2 = K_DOWN, .command = "down", .label = "next", .group = "Move", .footer = 6,
	  .run = go_next, .stays = true },
	{ .levels = AT_FORM, .key = 'k', .key2 = K_UP, .command = "up", .label = "field before", .group = "Move",
	  .run = go_before, .stays = true },
	{ .levels = AT_FORM, .key = 'l', .key2 = K_RIGHT, .command = "section-on", .label = "next section", .group = "Move",
	  .run = section_on, .stays = true },
	{ .levels = AT_FORM, .key = 'h', .key2 = K_LEFT, .command = "section-back", .label = "section before", .group = "Move",
	  .run = section_back, .stays = true },
	GO(1), GO(2), GO(3), GO(4), GO(5), GO(6), GO(7), GO(8), GO(9),
	FKEY(1), FKEY(2), FKEY(3), FKEY(4), FKEY(5), FKEY(6), FKEY(7), FKEY(8), FKEY(9),
	{ .levels = AT_FORM, .key = 'g', .command = "gap-next", .label = "next gap", .title = "Go to the next gap",
	  .group = "Move", .footer = 3, .run = go_gap },
	{ .levels = AT_FORM, .key = 'L', .command = "gaps", .label = "what is missing", .title = "List what is missing",
	  .group = "See", .run = show_gaps },
	{ .levels = AT_FORM, .key = ' ', .key2 = K_TAB, .command = "type", .label = "type", .group = "Move", .footer = 7,
	  .run = typing_on, .refuse = reads_only },
	{ .levels = AT_FORM, .key = K_ENTER, .command = "file", .label = "file", .title = "File the packet",
	  .group = "Packet", .footer = 2, .explain = "With a look at what is filed, and where; refused with what is missing.",
	  .run = file },
	{ .levels = AT_FORM, .key = 'v', .command = "text", .label = "text, versions",
	  .title = "Show the text that is filed, and what changed", .group = "See", .footer = 8, .run = show_text },
	{ .levels = AT_FORM, .key = 'e', .command = "editor", .label = "in $EDITOR", .title = "Write it in $EDITOR",
	  .group = "Packet", .footer = 4, .run = edit_elsewhere, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'y', .command = "copy", .label = "copy", .title = "Copy what is selected, or the field",
	  .group = "Packet", .run = copy_words },
	{ .levels = AT_FORM, .key = '_', .command = "redo-typing", .label = "typing again", .group = "Packet",
	  .run = redo_typing, .refuse = reads_only },
	{ .levels = AT_FORM, .key = 'd', .command = "row-remove", .label = "remove the row", .title = "Remove the row",
	  .group = "Packet", .run = drop_row, .refuse = no_row, .stays = true },
	{ .levels = AT_FORM, .key = 'a', .command = "acknowledge", .label = "acknowledge", .title = "Acknowledge the packet",
	  .group = "Packet", .footer = 9, .explain = "Its CSM or a csm_manager, never who filed it.", .run = acknowledge,
	  .stays = true },
	{ .levels = AT_FORM, .key = 'r', .command = "return", .label = "return", .title = "Return the packet with its gaps",
	  .group = "Packet", .footer = 10, .explain = "Field by field; the clocks go on.", .run = give_back, .stays = true },
	{ .levels = AT_TEXT | AT_FORM, .key = K_CTRL('S'), .command = "kept", .label = "kept?",
	  .title = "Show that all is kept and what is missing", .group = "See", .footer = 11, .run = show_kept, .stays = true },
	{ .levels = AT_FORM, .key = 'u', .command = "undo", .label = "undo", .title = "Undo my last change of this packet",
	  .group = "Undo", .run = undo, .stays = true },
	{ .levels = AT_FORM, .key = K_CTRL('R'), .command = "redo", .label = "redo", .title = "Redo it", .group = "Undo",
	  .run = undo, .stays = true },
	{ .levels = AT_FORM, .command = "copy-note", .label = "copy note", .title = "Copy the note to the deals channel",
	  .group = "Messages", .run = copy_slack },
	{ .levels = AT_FORM, .command = "note-coordination", .label = "copy", .title = "Copy the note to CS",
	  .group = "Messages", .run = copy_coordination },
	{ .levels = AT_FORM, .command = "note-intro", .label = "copy", .title = "Copy the introduction",
	  .group = "Messages", .run = copy_intro },
	CONFLICT_ROWS("Packet", settle),
	{ .command = NULL },
};
