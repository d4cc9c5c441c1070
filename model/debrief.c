#include "model/debrief.h"

#include "model/board_text.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/debrief_private.h"
#include "model/event.h"
#include "model/member.h"
#include "model/private.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEBRIEF_ANY, DEBRIEF_LIST, DEBRIEF_COUNT, DEBRIEF_OPEN };

const char *debrief_field(int question, char *buf, size_t size)
{
	snprintf(buf, size, "%d", question);
	return buf;
}

static const char *gut_field(const struct debrief_question *q, int which, char *buf, size_t size)
{
	snprintf(buf, size, "%d.%s", q->id, which ? "doubt" : "signal");
	return buf;
}

int debrief_create(struct store *s, struct group *g, const struct deal *d, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &debrief_sql[DEBRIEF_ANY], err);
	struct form f = { .kind = FORM_DEBRIEF, .deal = d->id, .state = FORM_OPEN, .config = s->config_version };
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, d->id);
	db_int(st, 2, FORM_DEBRIEF);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc ? (rc < 0 ? -1 : 0) : form_insert(s, g, &f, err);
}

int debrief_of(struct store *s, int64_t deal, struct form *out, struct err *err)
{
	return form_of_deal(s, deal, FORM_DEBRIEF, out, err);
}

static int create(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct buf title = { 0 };

	deal_label(arg, &title);
	buf_puts(&title, ": debrief opened");
	group_title(g, buf_str(&title));
	buf_done(&title);
	return debrief_create(s, g, arg, err);
}

int debrief_need(struct store *s, int64_t deal, struct form *out, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = deal };
	struct deal d;
	int rc = debrief_of(s, deal, out, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	rc = deal_get(s, deal, &d, err);
	if (rc != 1)
		return rc < 0 ? -1 : deal_absent(s, deal, ERR_INPUT, err);
	if (d.stage != STAGE_WON)
		rc = err_set(err, ERR_REFUSED, "%s is not won; its debrief opens with the win", d.company_name);
	else if (access_act(s, "debrief", NULL) && access_act(s, "ahead", err))
		rc = -1;
	else
		rc = edit(s, &how, create, &d, NULL, err);
	deal_done(&d);
	return rc ? -1 : debrief_of(s, deal, out, err) == 1 ? 0 : -1;
}

/* ---- reading ---- */

void answer_done(struct debrief_answer *a)
{
	form_value_done(&a->ahead);
	form_value_done(&a->live);
}

/* What the two layers of one question add up to (domain.md, "Complete"). */
static enum answer_state answer_state(const struct form_value *ahead, const struct form_value *live)
{
	if (text_says(live->text))
		return live->reply == REPLY_UNKNOWN ? ANSWER_UNKNOWN : live->reply == REPLY_ACCEPTED ? ANSWER_TAKEN
										       : ANSWER_LIVE;
	return text_says(ahead->text) ? ANSWER_AHEAD : ANSWER_OPEN;
}

/* The two single values beside the gut read, in both layers. */
static int read_gut(struct store *s, int64_t form, struct debrief_answer *a, struct err *err)
{
	int64_t *ahead[] = { &a->signal_ahead, &a->doubt_ahead }, *counts[] = { &a->signal, &a->doubt };

	for (int i = 0; i < 2; i++)
		for (enum form_layer layer = LAYER_AHEAD; layer <= LAYER_LIVE; layer++) {
			struct form_value v = { 0 };
			char field[32];

			if (form_value_read(s, form, gut_field(a->question, i, field, sizeof field), 0, layer, &v, err) < 0)
				return -1;
			if (v.num != NO_NUM)
				*counts[i] = v.num;
			if (layer == LAYER_AHEAD)
				*ahead[i] = *counts[i];
			form_value_done(&v);
		}
	return 0;
}

static int drop_answer(struct debrief_answer *a)
{
	answer_done(a);
	*a = (struct debrief_answer){ .question = a->question };
	return -1;
}

/* Where it fails nothing is left to free. */
int debrief_read_answer(struct store *s, int64_t form, const struct debrief_question *q, struct debrief_answer *a,
			struct err *err)
{
	char field[16];
	const char *counts;

	*a = (struct debrief_answer){ .question = q };
	debrief_field(q->id, field, sizeof field);
	if (form_value_read(s, form, field, 0, LAYER_AHEAD, &a->ahead, err) < 0 ||
	    form_value_read(s, form, field, 0, LAYER_LIVE, &a->live, err) < 0)
		return drop_answer(a);
	a->state = answer_state(&a->ahead, &a->live);
	a->again = a->live.again;
	counts = text_says(a->live.text) ? a->live.text : a->ahead.text;
	a->generic = text_says(counts) && a->state != ANSWER_UNKNOWN &&
		     question_is_generic(s->questions, counts, strlen(counts));
	return q->kind == ANSWER_GUT && read_gut(s, form, a, err) ? drop_answer(a) : 0;
}

/* What is written keeps the class it was written under, whatever its question has become. */
static bool is_readable(struct store *s, const struct form_value *v, int64_t owner)
{
	return !v->id || access_can_read(s, v->class, owner);
}

int debrief_answers(struct store *s, int64_t form, struct debrief_answer *answers, struct err *err)
{
	int64_t deal = 0, owner = 0;
	int rc = form_deal(s, form, &deal, &owner, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	for (size_t i = 0; i < questions_count(s->questions); i++)
		answers[i] = (struct debrief_answer){ .question = question_at(s->questions, i), .hidden = true };
	for (size_t i = 0; i < questions_count(s->questions); i++) {
		const struct debrief_question *q = answers[i].question;

		if (!access_can_read(s, CLASS_DEAL, owner) || !access_can_read(s, q->class, owner))
			continue;
		if (debrief_read_answer(s, form, q, &answers[i], err)) {
			while (i--)
				answer_done(&answers[i]);
			return -1;
		}
		if (!is_readable(s, &answers[i].ahead, owner) || !is_readable(s, &answers[i].live, owner)) {
			answer_done(&answers[i]);
			answers[i] = (struct debrief_answer){ .question = q, .hidden = true };
		}
		if (!access_can_read(s, q->rows_class, owner))
			answers[i].signal = answers[i].doubt = answers[i].signal_ahead = answers[i].doubt_ahead = 0;
	}
	return 0;
}

/* ---- answering ---- */

struct saving {
	int64_t form, owner, deal;
	const char *field;    /* NULL: the question's own */
	const int64_t *num;   /* NULL: stays, as all that follows */
	const char *said_by;
	const struct debrief_question *question;
	enum form_layer layer;
	const char *text;
	int64_t reply, again; /* -1: stays */
	int64_t add_ms, base_rev;
	const char *doing; /* "" for an answer, else the word in the title */
	int64_t *rev;      /* gets the one that stands then; NULL: nobody asks */
};

/* "Umber Group: Q4 Promises" */
static int name_group(struct store *s, struct group *g, const struct saving *v, struct err *err)
{
	struct buf title = { 0 };
	struct deal d;
	int rc = deal_get(s, v->deal, &d, err);

	if (rc != 1)
		return rc < 0 ? -1 : deal_absent(s, v->deal, ERR_INPUT, err);
	deal_label(&d, &title);
	buf_printf(&title, ": Q%d %s%s", v->question->id, v->question->title, v->doing ? v->doing : "");
	group_title(g, buf_str(&title));
	buf_done(&title);
	deal_done(&d);
	return 0;
}

/* A csm who writes live is in the call. */
static int attend_self(struct store *s, struct group *g, int64_t form, struct err *err)
{
	int64_t member = 0;
	bool absent = false;
	int rc;

	if (!(s->actor.roles & 1u << ROLE_CSM))
		return 0;
	rc = form_attendance(s, form, PART_CSM, &member, &absent, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	return form_attend_put(s, g, form, PART_CSM, s->actor.member, false, NULL, err);
}

int debrief_begin(struct store *s, struct group *g, int64_t form, int64_t add_ms, struct err *err)
{
	struct form old, f;

	if (form_read(s, form, &old, err) != 1)
		return -1;
	f = old;
	f.live_ms += add_ms;
	if (f.state == FORM_OPEN || f.state == FORM_SCHEDULED) {
		f.state = FORM_LIVE;
		f.live_at = g->at_ms;
	}
	if (f.kind != FORM_DEBRIEF || (f.state == old.state && f.live_ms == old.live_ms))
		return 0;
	return form_save(s, g, &old, &f, err) || attend_self(s, g, form, err) ? -1 : 0;
}

static int save(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct saving *v = arg;
	char field[16];
	struct form_save fs = { .form = v->form, .field = debrief_field(v->question->id, field, sizeof field),
				.layer = v->layer, .text = v->text, .reply = v->reply, .again = v->again,
				.add_ms = v->add_ms, .class = v->question->class, .base_rev = v->base_rev,
				.said_by = v->said_by, .num = v->num };

	if (v->field) {
		fs.field = v->field;
		fs.class = v->question->rows_class;
	}

	if (name_group(s, g, v, err) || form_value_put(s, g, &fs, v->rev, err))
		return -1;
	return v->layer == LAYER_LIVE ? debrief_begin(s, g, v->form, v->add_ms, err) : 0;
}

/* Who may: the deal's ae ahead, who runs debriefs live; and the class of the question. */
static int prepare(struct store *s, struct saving *v, int question, struct err *err)
{
	int rc = form_deal(s, v->form, &v->deal, &v->owner, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	v->question = question_get(s->questions, question);
	if (!v->question)
		return err_set(err, ERR_INPUT, "found question %d, expected 1 … %zu", question,
			       questions_count(s->questions));
	if (access_act(s, v->layer == LAYER_AHEAD ? "ahead" : "debrief", err))
		return -1;
	if (!access_can_write(s, v->question->class, v->owner))
		return err_set(err, ERR_ROLE, "your role may not write the answer to Q%d of this deal", question);
	return 0;
}

static int store_saving(struct store *s, struct saving *v, const unsigned char *request, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_FORM, .scope = v->form,
				  .request = request };

	return edit(s, &how, save, v, NULL, err);
}

static int rev_of(struct store *s, const struct saving *v, int64_t *rev, struct err *err)
{
	struct form_value now = { 0 };
	char field[16];
	int rc = form_value_read(s, v->form, debrief_field(v->question->id, field, sizeof field), 0, v->layer, &now,
				 err);

	*rev = now.rev;
	form_value_done(&now);
	return rc < 0 ? -1 : 0;
}

/* What a new live text makes of the reply: a taken answer becomes amended, one that was not known is known. */
static int64_t reply_after(const struct form_value *live, const char *text)
{
	if (!strcmp(live->text ? live->text : "", text))
		return -1;
	if (live->reply == REPLY_UNKNOWN || (!text_says(text) && live->reply != REPLY_CONTRADICTED))
		return REPLY_NONE;
	return live->reply == REPLY_ACCEPTED ? REPLY_AMENDED : -1;
}

int debrief_answer(struct store *s, int64_t form, int question, enum form_layer layer, const char *text,
		   int64_t base_rev, int64_t add_ms, const unsigned char *request, int64_t *rev, struct err *err)
{
	struct saving v = { .form = form, .layer = layer, .text = text, .reply = -1, .again = -1, .add_ms = add_ms,
			    .base_rev = base_rev };
	struct form_value now = { 0 };
	char field[16];

	if (prepare(s, &v, question, err))
		return -1;
	if (layer == LAYER_LIVE && text) {
		if (form_value_read(s, form, debrief_field(question, field, sizeof field), 0, layer, &now, err) < 0)
			return -1;
		v.reply = reply_after(&now, text);
		form_value_done(&now);
	}
	if (store_saving(s, &v, request, err))
		return -1;
	return rev ? rev_of(s, &v, rev, err) : 0;
}

/* What a reply needs: something ahead to take, amend or contradict; no live answer that it would replace. */
static int check_reply(const struct debrief_answer *a, enum form_reply reply, const char *text, struct err *err)
{
	bool answered = a->state == ANSWER_LIVE;
	int id = a->question->id;

	switch (reply) {
	case REPLY_NONE:
		return 0;
	case REPLY_UNKNOWN:
		if (!text_says(text))
			return err_set(err, ERR_REFUSED, "Q%d: say why it is not known", id);
		break;
	case REPLY_ACCEPTED:
	case REPLY_AMENDED:
	case REPLY_CONTRADICTED:
		if (!text_says(a->ahead.text))
			return err_set(err, ERR_REFUSED, "Q%d: nothing was written ahead", id);
		break;
	}
	if (reply == REPLY_CONTRADICTED || (reply == REPLY_AMENDED && answered) || !answered)
		return 0;
	return err_set(err, ERR_REFUSED, "Q%d has a live answer; it stays. Clear it first.", id);
}

/* The live text that goes with a reply; NULL: stays. */
static const char *text_of_reply(const struct debrief_answer *a, enum form_reply reply, const char *text)
{
	switch (reply) {
	case REPLY_UNKNOWN:
		return text;
	case REPLY_ACCEPTED:
		return a->ahead.text;
	case REPLY_AMENDED:
		return text ? text : a->state == ANSWER_LIVE ? NULL : a->ahead.text;
	case REPLY_CONTRADICTED:
		/* The reason why it was not known, or the taken words, are no answer against the one ahead. */
		return text ? text : a->state == ANSWER_UNKNOWN || a->state == ANSWER_TAKEN ? "" : NULL;
	case REPLY_NONE:
		break;
	}
	return text;
}

int debrief_reply(struct store *s, int64_t form, int question, enum form_reply reply, const char *text,
		  struct err *err)
{
	static const char *const doing[] = { "", " taken", " amended", " contradicted", " not known" };
	struct saving v = { .form = form, .layer = LAYER_LIVE, .reply = reply, .again = -1, .base_rev = -1,
			    .doing = doing[reply] };
	struct debrief_answer a = { 0 };
	int rc;

	if (prepare(s, &v, question, err) || debrief_read_answer(s, form, v.question, &a, err))
		return -1;
	rc = check_reply(&a, reply, text, err);
	v.text = text_of_reply(&a, reply, text);
	if (!rc)
		rc = store_saving(s, &v, NULL, err);
	answer_done(&a);
	return rc;
}

int debrief_again_at(struct store *s, int64_t form, int question, bool on, int64_t base_rev, int64_t *rev, struct err *err)
{
	struct saving v = { .form = form, .layer = LAYER_LIVE, .reply = -1, .again = on, .base_rev = base_rev,
			    .doing = on ? " to be asked again" : " asked", .rev = rev };

	return prepare(s, &v, question, err) || store_saving(s, &v, NULL, err) ? -1 : 0;
}

int debrief_again(struct store *s, int64_t form, int question, bool on, struct err *err)
{
	return debrief_again_at(s, form, question, on, -1, NULL, err);
}

/* ---- beside the prose ---- */

int debrief_said_by(struct store *s, int64_t form, int question, const char *who, struct err *err)
{
	struct saving v = { .form = form, .layer = LAYER_LIVE, .reply = -1, .again = -1, .base_rev = -1, .said_by = who,
			    .doing = ", who said it" };

	return prepare(s, &v, question, err) || store_saving(s, &v, NULL, err) ? -1 : 0;
}

static int save_gut(struct store *s, int64_t form, int which, int64_t value, struct err *err)
{
	static const char *const doing[] = { ", signal", ", doubt" };
	int64_t num = value ? value : NO_NUM, deal = 0, owner = 0;
	struct saving v = { .form = form, .reply = -1, .again = -1, .base_rev = -1, .num = &num, .doing = doing[which] };
	const struct debrief_question *q = NULL;
	char field[32];

	for (size_t i = 0; i < questions_count(s->questions); i++)
		if (question_at(s->questions, i)->kind == ANSWER_GUT)
			q = question_at(s->questions, i);
	if (!q)
		return err_set(err, ERR_REFUSED, "no question has a gut read beside it (questions.ini, beside = gut)");
	if (form_deal(s, form, &deal, &owner, err) != 1)
		return err_set(err, ERR_INPUT, "there is no such debrief");
	v.layer = access_act(s, "debrief", NULL) || (owner && owner == s->actor.member) ? LAYER_AHEAD : LAYER_LIVE;
	v.field = gut_field(q, which, field, sizeof field);
	return prepare(s, &v, q->id, err) || store_saving(s, &v, NULL, err) ? -1 : 0;
}

int debrief_signal(struct store *s, int64_t form, int64_t signal, struct err *err)
{
	if (signal < 0 || signal > SIGNAL_WORRIED)
		return err_set(err, ERR_INPUT, "found signal %" PRId64 ", expected good, unsure or worried", signal);
	return save_gut(s, form, 0, signal, err);
}

int debrief_doubt(struct store *s, int64_t form, int64_t doubt, struct err *err)
{
	if (doubt < 0 || doubt > DOUBT_NO)
		return err_set(err, ERR_INPUT, "found doubt %" PRId64 ", expected yes or no", doubt);
	return save_gut(s, form, 1, doubt, err);
}

static const char *const signals[] = { "", "good", "unsure", "worried" };
static const char *const doubts[] = { "", "yes", "no" };

const char *signal_key(int64_t signal)
{
	return signal > 0 && signal <= SIGNAL_WORRIED ? signals[signal] : "";
}

const char *doubt_key(int64_t doubt)
{
	return doubt > 0 && doubt <= DOUBT_NO ? doubts[doubt] : "";
}

static int64_t find_word(const char *const *words, int64_t n, const char *word)
{
	for (int64_t i = 1; *word && i <= n; i++)
		if (!strncasecmp(words[i], word, strlen(word)))
			return i;
	return 0;
}

int64_t signal_find(const char *word)
{
	return find_word(signals, SIGNAL_WORRIED, word);
}

int64_t doubt_find(const char *word)
{
	return find_word(doubts, DOUBT_NO, word);
}

/* ---- the list ---- */

static void read_row(struct store *s, struct stmt *st, struct debrief_row *row)
{
	*row = (struct debrief_row){
		.form = db_col(st, 0), .deal = db_col(st, 1), .csm = db_col(st, 2), .owner = db_col(st, 3),
		.state = db_col(st, 4), .live_at = db_col(st, 5), .completed_at = db_col(st, 6),
		.company = db_col_text(st, 7), .due_at = db_col(st, 8),
		.kickoff_day = db_col_null(st, 9) ? NO_DAY : db_col(st, 9), .scheduled_at = db_col(st, 10),
		.needs_further = debrief_needs_further(s, db_col_null(st, 11) ? NO_AMOUNT : db_col(st, 11),
						       db_col(st, 12)),
	};
}

/* Answers of the questions that the actor may see. */
static int count_answers(struct store *s, const struct debrief_row *row, int *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &debrief_sql[DEBRIEF_COUNT], err);
	int rc;

	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, row->form);
	db_int(st, 2, LAYER_LIVE);
	while ((rc = db_step(st, err)) == 1)
		*n += access_can_read(s, (enum field_class)db_col(st, 0), row->owner);
	return rc;
}

/* The csm counts as an owner too. */
static bool is_wanted(const struct board_text *t, struct stmt *st, const struct debrief_row *row)
{
	struct board_words w = { .id = row->deal, .owner = row->owner, .company_key = db_col_text(st, 13),
				 .name = db_col_text(st, 14), .ext = db_col_text(st, 15) };

	if (!t->n || board_text_match(t, &w))
		return true;
	w.owner = row->csm;
	return board_text_match(t, &w);
}

static void bind_list(struct store *s, struct stmt *st, const struct debrief_list *list, bool narrowed)
{
	const struct clock_rule *rule = clock_rule_find(s->clocks, "debrief");

	db_int(st, 1, FORM_DEBRIEF);
	db_int(st, 2, list->open_only);
	db_int(st, 3, SUBJECT_DEAL);
	db_int(st, 4, rule ? rule->id : 0);
	db_int(st, 5, STAGE_WON);
	db_int(st, 6, FORM_COMPLETE);
	db_int(st, 7, FORM_VOID);
	db_int(st, 8, narrowed ? INT64_MAX : (int64_t)list->max + 1);
	db_int(st, 9, list->member);
	access_bind(st, s);
}

/* 0 also where fn or the maximum ended it. */
static int each_row(struct store *s, struct stmt *st, const struct debrief_list *list, const struct board_text *t, bool *more,
		    int (*fn)(void *arg, const struct debrief_row *row), void *arg, struct err *err)
{
	size_t n = 0;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		struct debrief_row row;

		read_row(s, st, &row);
		if (!is_wanted(t, st, &row))
			continue;
		*more = n++ == list->max;
		rc = *more ? 0 : count_answers(s, &row, &row.answered, err);
		if (!rc && !*more)
			rc = fn(arg, &row);
		if (!rc && !*more)
			continue;
		db_reset(st);
		break;
	}
	return rc;
}

int debrief_each(struct store *s, const struct debrief_list *list, bool *more,
		 int (*fn)(void *arg, const struct debrief_row *row), void *arg, struct err *err)
{
	struct board_text text;
	struct stmt *st;
	int rc = -1;

	*more = false;
	if (board_text_init(&text, s, list->text, err))
		return -1;
	st = db_stmt(s->db, &debrief_sql[DEBRIEF_LIST], err);
	if (st) {
		bind_list(s, st, list, text.n);
		rc = each_row(s, st, list, &text, more, fn, arg, err);
	}
	board_text_done(&text);
	return rc;
}

int debrief_count_open(struct store *s, int64_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &debrief_sql[DEBRIEF_OPEN], err);
	int rc;

	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, FORM_DEBRIEF);
	db_int(st, 2, FORM_COMPLETE);
	db_int(st, 3, STAGE_WON);
	access_bind(st, s);
	rc = db_first(st, n, 1, err);
	return rc < 0 ? -1 : 0;
}

const struct sql debrief_sql[] = {
	[DEBRIEF_ANY] = { "debrief_any", "select id from form where deal = $1 and kind = $2 and gone = 0" },
	[DEBRIEF_LIST] = { "debrief_list",
		"select f.id, f.deal, d.csm, d.owner, f.state, f.live_at, f.completed_at, c.name, coalesce(k.due_at, 0),"
		" d.kickoff_day, f.scheduled_at, d.arr_minor, d.currency, c.name_key, d.name, d.ext from form f join deal d on d.id = f.deal join company c on c.id = d.company"
		" left join clock k on k.subject_kind = $3 and k.subject = f.deal and k.kind = $4 and k.void = 0"
		" where f.kind = $1 and f.gone = 0 and d.gone = 0 and d.stage = $5 and f.state <> $7"
		" and ($2 = 0 or f.state <> $6) and ($9 = 0 or d.csm = $9 or d.owner = $9) and " ACCESS_DEAL("d")
		" order by case when f.state = $6 then 1 else 0 end,"
		" case when coalesce(k.due_at, 0) = 0 then 1 else 0 end, coalesce(k.due_at, 0), f.completed_at desc, f.id"
		" limit $8" },
	[DEBRIEF_COUNT] = { "debrief_count", "select class from form_value where form = $1 and layer = $2 and gone = 0"
					     " and text is not null and item = 0" },
	[DEBRIEF_OPEN] = { "debrief_open", "select count(*) from form f join deal d on d.id = f.deal where f.kind = $1"
					   " and f.state < $2 and f.gone = 0 and d.gone = 0 and d.stage = $3 and "
					   ACCESS_DEAL("d") },
	{ NULL, NULL },
};
