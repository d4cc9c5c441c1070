#include "screens/interviews.h"

#include "model/assignment.h"
#include "model/calendar.h"
#include "model/company.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/member.h"
#include "screens/export_file.h"
#include "screens/quotes.h"
#include "screens/registry.h"
#include "screens/settle.h"
#include "screens/undo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct interviews *interviews_state(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static void forget(struct screen *s)
{
	struct interviews *b = interviews_state(s);

	for (size_t i = 0; i < b->narrow.list.count; i++) {
		interview_done(&b->lines[i].i);
		free(b->lines[i].company);
		free(b->lines[i].who);
		free(b->lines[i].coders);
	}
	free(b->lines);
	b->lines = NULL;
	b->here.id = 0;
}

/* ---- loading ---- */

static bool matches(const struct screen *s, const struct interview_row *row, const char *who)
{
	return narrow_has(s, "%s %s %s %s %s %s I-%lld D-%lld", row->company, who, member_login(store_of(s), row->i.interviewer),
			  interview_state_key(row->i.state), row->coders, row->programme, (long long)row->i.id,
			  (long long)row->i.deal);
}

static void say_line(struct store *s, const struct interview_row *row, struct interview_line *l)
{
	int64_t at = interview_day_at(&row->i), now = s->now(s);
	struct buf b = { 0 };

	if (at)
		calendar_format_moment(s->calendar, at, now, &b);
	if (at && b.len > 5 && calendar_day(s->calendar, at) == calendar_day(s->calendar, now))
		snprintf(l->when, sizeof l->when, "today %s", buf_str(&b) + b.len - 5);
	else
		snprintf(l->when, sizeof l->when, "%s", buf_str(&b));
	buf_clear(&b);
	if (row->amount_minor != NO_AMOUNT)
		amount_format_board(row->amount_minor, row->currency ? dict_title(s, row->currency) : "USD", &b);
	snprintf(l->amount, sizeof l->amount, "%s", buf_str(&b));
	buf_done(&b);
}

static int one(void *arg, const struct interview_row *row)
{
	struct interviews *b = interviews_state(arg);
	struct list *list = &b->narrow.list;
	struct buf who = { 0 };
	struct interview_line *l;

	interview_respondent(store_of(arg), &row->i, &who);
	if (row->i.respondent_role)
		buf_printf(&who, "%s%s", who.len ? ", " : "", person_role_key((int)row->i.respondent_role));
	b->more = list->count == INTERVIEWS_SHOWN_MAX;
	if (b->more || !matches(arg, row, buf_str(&who))) {
		buf_done(&who);
		return b->more;
	}
	b->lines = xrealloc(b->lines, (list->count + 1) * sizeof *b->lines);
	l = &b->lines[list->count++];
	*l = (struct interview_line){ .company = xstrdup(row->company), .who = xstrdup(buf_str(&who)),
				      .coders = xstrdup(row->coders), .stage = row->stage, .notes = row->notes,
				      .coded = row->coded, .mine = row->mine, .open = row->open, .to_code = row->to_code };
	interview_copy(&l->i, &row->i);
	b->mine += row->mine;
	say_line(store_of(arg), row, l);
	buf_done(&who);
	return 0;
}

/* What is said below of the one under the cursor. */
static int load_here(struct screen *s, struct err *err)
{
	struct interviews *b = interviews_state(s);
	const struct interview_line *l = b->narrow.list.at < b->narrow.list.count ? &b->lines[b->narrow.list.at] : NULL;
	struct person p = { 0 };

	if (!l || !interviews_has_room(s) || b->here.id == l->i.id)
		return 0;
	buf_clear(&b->here.concern);
	buf_clear(&b->here.contact);
	buf_clear(&b->here.warning);
	buf_clear(&b->here.coders);
	b->here.id = l->i.id;
	if (l->i.person && person_get(store_of(s), l->i.person, &p, NULL) == 1 && !p.gone)
		buf_puts(&b->here.contact, p.name);
	person_done(&p);
	interview_warn(store_of(s), &l->i, &b->here.warning);
	assignment_put_words(store_of(s), l->i.id, &b->here.coders);
	return interview_concern(store_of(s), &l->i, &b->here.concern, err);
}

static size_t rows_of(const struct screen *s)
{
	int taken = 5 + (interviews_has_room(s) ? 8 : 0);

	return s->area.rows > taken + 1 ? (size_t)(s->area.rows - taken) : 1;
}

static int read_lines(struct screen *s, struct err *err)
{
	static const enum interview_which which[] = { INTERVIEWS_OPEN, INTERVIEWS_MINE, INTERVIEWS_ALL };
	struct interviews *b = interviews_state(s);
	struct interview_filter f = { .which = which[b->shown] };

	if (s->view->planned)
		b->narrow.wanted = s->view->planned;
	s->view->planned = 0;
	b->mine = 0;
	b->more = false;
	return interview_each(store_of(s), &f, one, s, err);
}

static int64_t id_of(const struct screen *s, size_t i)
{
	return interviews_state(s)->lines[i].i.id;
}

static void done(struct screen *s)
{
	struct interviews *b = interviews_state(s);

	narrow_done(s);
	buf_done(&b->here.concern);
	buf_done(&b->here.contact);
	buf_done(&b->here.warning);
	buf_done(&b->here.coders);
}

/* ---- keys ---- */

static const struct interview_line *here(const struct screen *s)
{
	const struct interviews *b = interviews_state(s);

	return b->narrow.list.count ? &b->lines[b->narrow.list.at] : NULL;
}

static struct act open_by_name(const char *name, const void *arg, const char *instead)
{
	const struct screen_type *t = screen_find(name);

	return t ? act_push(t, arg) : act_refuse("%s", instead);
}

/* Until it is validated its notes, then its codes. */
static struct act open_one(struct screen *s, int key)
{
	const struct interview_line *l = here(s);

	(void)key;
	if (l->i.state == INTERVIEW_REFUSED)
		return act_refuse("it was refused: %s", l->i.refusal);
	if (l->i.state == INTERVIEW_VALIDATED)
		return act_push_note(screen_find("coding"), l->i.id, 0);
	return act_push_note(screen_find("interview"), l->i.id, 0);
}

static struct act find_words(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return act_push(&quotes_screen, NULL);
}

static struct act open_deal(struct screen *s, int key)
{
	(void)key;
	return open_by_name("deal", &here(s)->i.deal, "the deal cannot be opened from here");
}

static struct act push_strip(struct screen *s, const struct screen_type *strip)
{
	struct err err = { 0 };

	/* Who may not write it hears so before typing. */
	return interview_may_write(store_of(s), &here(s)->i, &err) ? act_error(&err) : act_push(strip, &here(s)->i.id);
}

static struct act schedule(struct screen *s, int key)
{
	(void)key;
	return push_strip(s, &interview_schedule_screen);
}

static struct act consent(struct screen *s, int key)
{
	(void)key;
	return push_strip(s, &interview_consent_screen);
}

static struct act give(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	return access_act(store_of(s), "interview", &err) ? act_error(&err) : act_push(&interview_coders_screen, &here(s)->i.id);
}

static struct act settle(struct screen *s, int key)
{
	(void)key;
	return act_push(&settle_screen, &here(s)->i.id);
}

static struct act refuse(struct screen *s, int key)
{
	(void)key;
	return push_strip(s, &interview_refuse_screen);
}

static struct act edit_one(struct screen *s, int key)
{
	(void)key;
	return push_strip(s, &interview_edit_screen);
}

static struct act plan(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)s;
	(void)key;
	return access_act(store_of(s), "interview", &err) ? act_error(&err) : act_push(&interview_new_screen, NULL);
}

/* At the moment for which it was scheduled, where that has passed. */
static struct act hold(struct screen *s, int key)
{
	const struct interview_line *l = here(s);
	int64_t now = store_of(s)->now(store_of(s)), at = l->i.scheduled_at && l->i.scheduled_at < now ? l->i.scheduled_at : now;
	struct buf when = { 0 };
	struct err err = { 0 };
	struct act a;

	(void)key;
	if (interview_hold(store_of(s), l->i.id, at, &err))
		return act_error(&err);
	calendar_format_moment(store_of(s)->calendar, at, now, &when);
	a = act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s: held %s; Enter takes its notes", l->company, buf_str(&when)), "u", "undo");
	buf_done(&when);
	return a;
}

static struct act take_away(struct screen *s, int key)
{
	struct err err = { 0 };

	(void)key;
	if (interview_remove(store_of(s), here(s)->i.id, &err))
		return act_error(&err);
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "removed"), "u", "undo");
}

static struct act open_taxonomy(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return open_by_name("taxonomy", NULL, "`winloss export taxonomy` lists the themes");
}

static struct act open_programme(struct screen *s, int key)
{
	(void)s;
	(void)key;
	return open_by_name("programme", NULL, "`winloss programme list` shows the programmes");
}

static struct act show_more(struct screen *s, int key)
{
	struct interviews *b = interviews_state(s);

	(void)key;
	b->shown = (enum list_shown)((b->shown + 1) % SHOWN_COUNT);
	return act_load(s);
}

static struct act export(struct screen *s, int key)
{
	(void)key;
	return export_file_write(s, &(struct export_options){ .kind = "interviews", .path = "interviews.csv" }, "interview", "interviews");
}

static struct act copy(struct screen *s, int key)
{
	const struct interview_line *l = here(s);
	struct buf b = { 0 };
	struct act a;

	(void)key;
	buf_printf(&b, "I-%lld %s: %s%s%s (%s", (long long)l->i.id, l->company, l->who, *l->when ? ", " : "", l->when,
		   interview_state_key(l->i.state));
	buf_printf(&b, "%s%s)\n", l->i.interviewer ? ", " : "", member_login(store_of(s), l->i.interviewer));
	a = act_copy(buf_str(&b), b.len, "the interview");
	buf_done(&b);
	return a;
}

static const char *none_here(const struct screen *s)
{
	return narrow_none(s, "there is no interview here; n plans one");
}

static const char *not_ahead(const struct screen *s)
{
	if (!here(s))
		return none_here(s);
	return here(s)->i.state <= INTERVIEW_SCHEDULED ? NULL
	       : here(s)->i.state == INTERVIEW_REFUSED ? "it was refused; u takes back your own change"
						       : "it was held already; u takes back your own change";
}

static void object(const struct screen *s, struct buf *out)
{
	if (here(s))
		buf_printf(out, "%s: %s", here(s)->company, here(s)->who);
}

static struct act undo(struct screen *s, int key)
{
	return undo_last(s, SUBJECT_INTERVIEW, 0, key == K_CTRL('R'), NULL);
}

#define ROW(key_, command_, label_, title_, footer_, run_, refuse_)                                                      \
	{ .levels = AT_LIST, .key = (key_), .command = (command_), .label = (label_), .title = (title_),                 \
	  .group = "Interview", .footer = (footer_), .run = (run_), .refuse = (refuse_), .object = object }

static const struct binding bindings[] = {
	ROW(K_ENTER, "open", "open", "Open its notes, or its codes once it is validated", 1, open_one, none_here),
	{ .levels = AT_LIST, .key = 'n', .command = "new", .label = "new", .title = "Plan an interview", .group = "Interview",
	  .footer = 2, .run = plan },
	ROW('s', "schedule", "schedule", "Say when and how it will be", 3, schedule, not_ahead),
	ROW('h', "held", "held", "It was held: its clock is met", 4, hold, not_ahead),
	ROW('c', "consent", "consent", "Tell what the respondent permits", 5, consent, none_here),
	ROW('r', "refused", "refused", "The respondent declined: say why", 6, refuse, not_ahead),
	ROW('e', "edit", "edit", "Change respondent, role, interviewer or guide", 0, edit_one, none_here),
	ROW('d', "remove", "remove", "Take away one that was not held", 0, take_away, none_here),
	ROW('w', "coders", "who codes", "Say who codes it, and until when", 0, give, none_here),
	ROW('a', "settle", "settle", "Settle what its coders disagree about", 0, settle, none_here),
	ROW('D', "deal", "deal", "Open its deal", 0, open_deal, none_here),
	ROW('y', "copy", "copy", "Copy the line", 0, copy, none_here),
	{ .levels = AT_LIST, .key = 'o', .command = "shown", .label = "mine, all", .title = "Open ones, mine, all", .group = "See",
	  .footer = 7, .run = show_more },
	{ .levels = AT_LIST, .key = '/', .command = "narrow", .label = "narrow",
	  .title = "Narrow to a company, a role, a member, a state, an id", .group = "See", .footer = 8, .run = narrow_open },
	{ .levels = AT_LIST, .key = 'f', .command = "words", .label = "what was said", .title = "Find words in the notes of all interviews",
	  .group = "See", .footer = 11, .run = find_words },
	{ .levels = AT_LIST, .key = 't', .command = "taxonomy", .label = "themes", .title = "The taxonomy", .group = "See",
	  .footer = 9, .run = open_taxonomy },
	{ .levels = AT_LIST, .key = 'p', .command = "programme", .label = "programme", .title = "The programme and its sample",
	  .group = "See", .footer = 10, .run = open_programme },
	{ .levels = AT_LIST, .key = 'x', .command = "export", .label = "export", .title = "Write the interviews as a CSV",
	  .group = "Interview", .explain = "interviews.csv in the present folder.", .run = export },
	NARROW_ROWS, UNDO_ROWS(undo), LIST_MOVES(narrow_move),
	{ .command = NULL },
};

static const struct narrow_type narrow = {
	.read = read_lines, .forget = forget, .id = id_of, .rows = rows_of, .first_row = interviews_first_row, .open = open_one,
	.moved = load_here,
};

const struct screen_type interviews_screen = {
	.name = "interviews", .title = "Interviews", .tab = 4, .level = LEVEL_LIST, .size = sizeof(struct interviews),
	.bindings = bindings, .narrow = &narrow, .init = narrow_init, .done = done, .load = narrow_load, .draw = interviews_draw,
	.key = narrow_key, .paste = narrow_paste, .mouse = narrow_mouse, .resize = narrow_resize,
};
