/* What the model says of a debrief, as the screen shows it, and what a crash left in drafts. */
#include "model/account.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/debrief.h"
#include "model/draft_writer.h"
#include "model/event.h"
#include "model/member.h"
#include "screens/debrief.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

static enum form_layer layer_of(const struct debrief_state *b)
{
	return b->mode == MODE_AHEAD ? LAYER_AHEAD : LAYER_LIVE;
}

static void by_line(const struct screen *s, const struct form_value *v, char **out)
{
	struct store *st = store_of(s);
	struct buf b = { 0 };

	buf_printf(&b, "%s, ", member_login(st, v->author));
	calendar_format_day(calendar_day(st->calendar, v->at_ms), calendar_day(st->calendar, st->now(st)), &b);
	free(*out);
	*out = buf_take(&b);
}

static void take_text(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

static const char *goes_to(enum destination d)
{
	static const char *const words[] = { "", "CRM account record", "CS platform, health", "sales-CS record" };

	return d < DEST_COUNT ? words[d] : "";
}

static const char *read_by(enum destination d)
{
	static const char *const words[] = { "", "CS, AE, CS manager", "30/60/90 check-ins", "never to the customer" };

	return d < DEST_COUNT ? words[d] : "";
}

static enum style ink_of(enum destination d)
{
	static const enum style inks[] = { STYLE_MUTED, STYLE_ACCOUNT, STYLE_HEALTH, STYLE_INTERNAL };

	return d < DEST_COUNT ? inks[d] : STYLE_MUTED;
}

static const char *group_words(const char *key)
{
	static const char *const words[][2] = { { "context", "Before the sale" }, { "delivery", "To deliver" },
						{ "risk", "At risk" } };

	for (size_t i = 0; key && i < sizeof words / sizeof words[0]; i++)
		if (!strcmp(words[i][0], key))
			return words[i][1];
	return key ? key : "";
}

static void take_question(struct asked *a, const struct debrief_question *q)
{
	size_t n = q->n_prompts < PROMPTS_MAX ? q->n_prompts : PROMPTS_MAX;

	a->id = q->id;
	a->title = q->title;
	a->text = q->text;
	a->group = group_words(q->group);
	for (size_t i = 0; i < n; i++)
		a->prompt[i] = q->prompts[i];
	a->prompt[n] = NULL;
	a->goes = goes_to(q->dest);
	a->readers = read_by(q->dest);
	a->short_goes = q->rows != DEST_NONE && q->rows != q->dest && q->dest == DEST_INTERNAL ? "crm + internal"
										      : destination_key(q->dest);
	a->ink = ink_of(q->dest);
	a->customer = q->customer;
	a->rows = item_kind_of(q);
	a->signal = q->kind == ANSWER_GUT;
}

static enum mark mark_of(const struct debrief_answer *a)
{
	if (a->hidden)
		return MARK_HIDDEN;
	switch (a->state) {
	case ANSWER_OPEN:
		return MARK_OPEN;
	case ANSWER_AHEAD:
		return MARK_AHEAD;
	case ANSWER_LIVE:
	case ANSWER_TAKEN:
	case ANSWER_UNKNOWN:
		break;
	}
	return MARK_ANSWERED;
}

static const char *reply_words(const struct debrief_answer *a)
{
	if (a->state == ANSWER_TAKEN)
		return "taken as written ahead";
	if (a->live.reply == REPLY_AMENDED)
		return "amended";
	return a->live.reply == REPLY_CONTRADICTED ? "contradicts the words ahead" : NULL;
}

/* What the editor holds: the answer in the layer that this member writes. What was typed and is not stored stays. */
static void load_pad(const struct debrief_state *b, struct pad *p, const struct debrief_answer *a)
{
	const struct form_value *v = b->mode == MODE_AHEAD ? &a->ahead : &a->live;
	const char *text = v->text && !(b->mode != MODE_AHEAD && a->state == ANSWER_UNKNOWN) ? v->text : "";

	if (!pad_is_unsaved(p))
		pad_loaded(p, text, v->rev);
}

static void take_answer(const struct screen *s, struct asked *to, const struct debrief_answer *a)
{
	take_question(to, a->question);
	to->mark = mark_of(a);
	to->generic = a->generic;
	to->again = a->again;
	to->stored_ms = a->live.ms_spent;
	to->reply = reply_words(a);
	to->contradicted = a->live.reply == REPLY_CONTRADICTED;
	take_text(&to->ahead, a->ahead.text);
	take_text(&to->live, a->live.text);
	take_text(&to->unknown, a->state == ANSWER_UNKNOWN ? a->live.text : NULL);
	take_text(&to->said_by, a->live.said_by && a->live.said_by[0] ? a->live.said_by : NULL);
	snprintf(to->signal_words, sizeof to->signal_words, "%s%s%s", signal_key(a->signal),
		 a->signal && a->doubt ? ", " : "", a->doubt == DOUBT_YES ? "doubts the fit" : a->doubt ? "it fits" : "");
	if (a->ahead.text)
		by_line(s, &a->ahead, &to->ahead_by);
	if (a->live.text)
		by_line(s, &a->live, &to->live_by);
	load_pad(debrief_state(s), &to->pad, a);
	to->newer = pad_is_unsaved(&to->pad) && to->pad.base_rev != a->live.rev;
}

/* ---- the team's questions, which another may change in the middle of the call ---- */

static void init_question(const struct screen *s, size_t i)
{
	struct debrief_state *b = debrief_state(s);
	char field[16];

	snprintf(field, sizeof field, "%d", question_at(store_of(s)->questions, i)->id);
	pad_init(&b->asked[i].pad, false, SUBJECT_FORM_VALUE, b->form, field, 0, layer_of(b));
	edit_share(&b->asked[i].pad.edit, &b->asked[0].pad.edit);
}

static void question_done(struct asked *a)
{
	flight_free(a->counting);
	flight_free(a->turning);
	pad_done(&a->pad);
	free(a->ahead);
	free(a->ahead_by);
	free(a->live);
	free(a->live_by);
	free(a->unknown);
	free(a->said_by);
	*a = (struct asked){ 0 };
}

/* Which numbers are asked now. One that goes while its words are stored nowhere stays in sight with them. */
static void load_questions(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	size_t n = questions_count(store_of(s)->questions);

	n = n < QUESTIONS_MAX ? n : QUESTIONS_MAX;
	while (b->count < n)
		init_question(s, b->count++);
	while (b->count > n && !pad_is_unsaved(&b->asked[b->count - 1].pad))
		question_done(&b->asked[--b->count]);
	if (b->at >= b->count) {
		b->at = b->count - 1;
		b->row_at = -1;
		b->moved = true;
	}
	for (size_t i = 0; i < b->count; i++) {
		bool gone = i >= n;

		if (gone && !b->asked[i].gone)
			snprintf(b->restored, sizeof b->restored, "the team asks no Q%d any more; its words stay a draft",
				 b->asked[i].id);
		b->asked[i].gone = gone;
		if (gone)
			b->asked[i].left = b->asked[i].pad.retry = false;
	}
}

static int load_answers(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct debrief_answer *all = xcalloc(questions_count(store_of(s)->questions), sizeof *all);
	size_t n = questions_count(store_of(s)->questions);
	int rc = debrief_answers(store_of(s), b->form, all, err);

	for (size_t i = 0; i < n; i++) {
		if (!rc && i < b->count)
			take_answer(s, &b->asked[i], &all[i]);
		answer_done(&all[i]);
	}
	free(all);
	return rc;
}

static int one_attendee(void *arg, const struct form_attendee *a)
{
	const struct screen *s = arg;
	char *to = debrief_state(s)->there[a->part - 1];
	size_t n = strlen(to), size = sizeof debrief_state(s)->there[0];
	const char *who = a->member ? member_login(store_of(s), a->member) : "AE";

	if (a->absent && n)
		return 0;
	snprintf(to + n, size - n, "%s%s%s", n ? ", " : "", who, a->absent ? " absent" : "");
	return 0;
}

/* "Q5 Q6": the questions that the sentences of what is missing begin with. */
static void load_left(struct debrief_state *b, const char *sentences)
{
	size_t n = 0;

	b->left[0] = '\0';
	for (const char *p = sentences; *p; p += strcspn(p, "\n") + (p[strcspn(p, "\n")] == '\n'))
		if (p[0] == 'Q' && n + 4 < sizeof b->left)
			n += (size_t)snprintf(b->left + n, sizeof b->left - n, "%s%.2s", n ? " " : "", p);
}

static int load_missing(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct buf out = { 0 }, line = { 0 };
	int rc = debrief_missing(store_of(s), b->form, &out, &b->n_missing, err);

	load_left(b, buf_str(&out));
	for (size_t i = 0; i < out.len; i++)
		buf_printf(&line, out.data[i] == '\n' ? "; " : "%c", out.data[i]);
	snprintf(b->missing, sizeof b->missing, "%s", buf_str(&line));
	buf_done(&line);
	buf_done(&out);
	memset(b->there, 0, sizeof b->there);
	return rc ? rc : form_attendees(store_of(s), b->form, one_attendee, s, err);
}

static enum style clock_ink(enum clock_state st)
{
	return st == CLOCK_LATE || st == CLOCK_MET_LATE ? STYLE_LATE : st == CLOCK_SOON ? STYLE_SOON : STYLE_TEXT;
}

static int load_due(struct screen *s, int64_t kickoff_day, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct store *st = store_of(s);
	const struct clock_rule *rule = clock_rule_find(st->clocks, "debrief");
	struct buf out = { 0 };
	struct clock c;
	int64_t now = st->now(st);
	int rc = clock_of(st, b->deal, rule, &c, err);

	if (rc < 0)
		return -1;
	if (kickoff_day != NO_DAY) {
		buf_puts(&out, "kickoff ");
		calendar_format_day(kickoff_day, calendar_day(st->calendar, now), &out);
		buf_puts(&out, " · ");
	}
	b->next_change = NO_MOMENT;
	b->due_ink = STYLE_MUTED;
	if (rc) {
		enum clock_state state = clock_state(&c, now);

		buf_puts(&out, state == CLOCK_LATE ? "!" : state == CLOCK_SOON ? "~" : state == CLOCK_MET ? "✓ " : "due ");
		clock_words(&c, rule, st->calendar, now, &out);
		b->due_ink = clock_ink(state);
		b->next_change = clock_next_change(&c, st->calendar, now);
	}
	snprintf(b->due, sizeof b->due, "%s", buf_str(&out));
	buf_done(&out);
	return 0;
}

/* Who writes live, who ahead, who only reads. */
static int mode_of(struct store *st, const struct deal *d)
{
	if (!access_act(st, "debrief", NULL))
		return MODE_LIVE;
	if (!access_act(st, "ahead", NULL) && access_can_write(st, CLASS_CRM, d->owner))
		return MODE_AHEAD;
	return MODE_READ;
}

/* A role that was taken away in the call: what was typed up to then is kept, and no more is taken. One that was given
 * counts from now on; the layer stays what the editors were opened for. */
static void load_mode(struct screen *s, const struct deal *d)
{
	struct debrief_state *b = debrief_state(s);
	int mode = mode_of(store_of(s), d);

	if (mode == MODE_READ && b->mode != MODE_READ) {
		debrief_count(s);
		debrief_keep(s, NULL);
		b->running = false;
		snprintf(b->restored, sizeof b->restored, "your role only reads this debrief now; your words stay a draft");
	}
	if (mode == MODE_READ || (b->mode == MODE_READ && mode == MODE_LIVE))
		b->mode = mode;
}

static int is_away(const struct screen *s, struct err *err)
{
	struct deal d;

	if (deal_get(store_of(s), debrief_state(s)->deal, &d, err) == 1) {
		deal_done(&d);
		return err_set(err, ERR_REFUSED, "this debrief is no longer there; what you typed is kept");
	}
	deal_absent(store_of(s), debrief_state(s)->deal, ERR_REFUSED, err);
	return err_wrap(err, "what you typed is kept");
}

static int load_head(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct store *st = store_of(s);
	struct buf label = { 0 }, day = { 0 };
	const char *ae, *csm;
	struct form f;
	struct deal d;
	int rc = form_read(st, b->form, &f, err);

	if (rc == 1)
		rc = deal_get(st, b->deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : is_away(s, err);
	deal_label(&d, &label);
	snprintf(b->title, sizeof b->title, "%s", buf_str(&label));
	ae = member_login(st, d.owner);
	csm = member_login(st, d.csm);
	snprintf(b->ahead_login, sizeof b->ahead_login, "%s", *ae ? ae : "the AE");
	snprintf(b->pair, sizeof b->pair, "%s + %s", *csm ? csm : "—", *ae ? ae : "—");
	b->complete = f.state == FORM_COMPLETE;
	if (b->complete)
		b->running = false; /* it was completed from the preview, or by another */
	b->begun = f.state == FORM_LIVE;
	load_mode(s, &d);
	b->minutes = questions_minutes(st->questions);
	b->total_ms = f.live_ms;
	if (f.completed_at)
		calendar_format_day(calendar_day(st->calendar, f.completed_at), calendar_day(st->calendar, st->now(st)), &day);
	snprintf(b->done_day, sizeof b->done_day, "%s", buf_str(&day));
	rc = load_due(s, d.kickoff_day, err);
	buf_done(&label);
	buf_done(&day);
	deal_done(&d);
	return rc;
}

static int read_all(void *arg, struct err *err)
{
	struct screen *s = arg;

	if (load_head(s, err))
		return -1;
	load_questions(s);
	if (load_answers(s, err) || load_missing(s, err))
		return -1;
	return debrief_load_rows(s, err);
}

int debrief_load(struct screen *s, struct err *err)
{
	debrief_left_came(s, true); /* what is read now holds it */
	return db_read(store_of(s)->db, read_all, s, err);
}

static int one_fact(void *arg, const char *label, const char *text)
{
	struct buf *out = arg;

	buf_add(out, label, strlen(label) + 1);
	buf_add(out, text, strlen(text) + 1);
	return 0;
}

void debrief_load_deal(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);
	int question = debrief_here(s)->id;

	if (b->deal_at == question || debrief_is_tall(s) == b->shows_deal || !question)
		return;
	buf_clear(&b->deal_words);
	b->deal_at = -1;
	if (db_is_lent(store_of(s)->db)) /* an answer is stored meanwhile: the look behind that reads it */
		return;
	/* What cannot be read is left out: it stands beside the question, not in it. */
	debrief_context(store_of(s), b->form, question, one_fact, &b->deal_words, NULL);
	b->deal_at = question;
}

/* ---- opening: drafts that a crash left come back where they were ---- */

struct finding {
	struct screen *s;
	int64_t newest, newest_at;
	int64_t live_ms; /* of the call, when the last of them was written */
};

static struct pad *pad_of_field(struct debrief_state *b, const char *field, size_t *i)
{
	for (*i = 0; *i < b->count; (*i)++)
		if (!strcmp(b->asked[*i].pad.field, field))
			return &b->asked[*i].pad;
	return NULL;
}

static int restore(void *arg, const struct draft *d)
{
	struct finding *f = arg;
	struct debrief_state *b = debrief_state(f->s);
	struct pad *p;
	size_t i;

	if (d->subject != b->form)
		return 0;
	if (d->live_ms > f->live_ms)
		f->live_ms = d->live_ms;
	if (d->kind == SUBJECT_ITEM)
		return row_restore(store_of(f->s), &b->rows, d, NULL);
	if (d->kind != SUBJECT_FORM_VALUE || d->layer != (int64_t)layer_of(b))
		return 0;
	p = pad_of_field(b, d->field, &i);
	if (!p)
		return 0;
	pad_take(p, d);
	if (d->at_ms >= f->newest_at) {
		f->newest_at = d->at_ms;
		f->newest = (int64_t)i;
	}
	return 0;
}

static int restore_drafts(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct finding f = { s, -1, 0, 0 };

	if (drafts_recover(store_of(s), restore, &f, err))
		return -1;
	if (f.newest >= 0)
		b->at = (size_t)f.newest;
	if (f.live_ms > b->total_ms && b->mode == MODE_LIVE)
		debrief_here(s)->pad.spent_ms = f.live_ms - b->total_ms;
	if (debrief_place_restore(s, err) < 0)
		return -1;
	if (f.newest >= 0 || b->row)
		snprintf(b->restored, sizeof b->restored, "what you typed last in Q%d is back; it is kept", debrief_here(s)->id);
	return 0;
}

static int find_form(struct screen *s, struct err *err)
{
	struct debrief_state *b = debrief_state(s);
	struct form f;
	struct deal d;
	int rc = deal_get(store_of(s), b->deal, &d, err);

	if (rc != 1)
		return rc < 0 ? -1 : deal_absent(store_of(s), b->deal, ERR_REFUSED, err);
	b->mode = mode_of(store_of(s), &d);
	deal_done(&d);
	if (debrief_need(store_of(s), b->deal, &f, err))
		return -1;
	b->form = f.id;
	return 0;
}

int debrief_open(struct screen *s, int64_t deal, struct err *err)
{
	struct debrief_state *b = debrief_state(s);

	b->deal = deal;
	b->row_at = b->deal_at = -1;
	b->typing_ms = b->left_ms = -1;
	b->drafts_seen = s->view->drafts_seen - 1; /* look once */
	if (find_form(s, err))
		return -1;
	if (debrief_load(s, err))
		return -1;
	while (b->at + 1 < b->count && b->asked[b->at].mark == MARK_ANSWERED)
		b->at++;
	if (b->asked[b->at].mark == MARK_ANSWERED)
		b->at = 0;
	return b->mode == MODE_READ ? 0 : restore_drafts(s, err);
}

void debrief_close(struct screen *s)
{
	struct debrief_state *b = debrief_state(s);

	for (size_t i = 0; i < b->count; i++)
		question_done(&b->asked[i]);
	pad_done(&b->line);
	debrief_rows_close(s);
}
