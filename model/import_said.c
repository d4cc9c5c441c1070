/* Debriefs, known by their deal, with who was there; and their answers, known by deal, question and layer. */
#include "model/import_kinds.h"

#include "model/access.h"
#include "model/deal.h"
#include "model/debrief_private.h"
#include "model/import_table.h"
#include "model/import_way.h"
#include "model/member.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- debriefs ---- */

enum { D_DEAL, D_STATE, D_SCHEDULED, D_BEGUN, D_COMPLETED, D_SECONDS, D_HELD, D_PEOPLE };
static const char *const debrief_names[] = { "deal", "state", "scheduled", "begun", "completed", "seconds", "held", "attended", NULL };

static int read_debrief(struct store *s, struct import_table *t, struct form *f, struct err *err)
{
	static const char *const states[] = { "open", "scheduled", "live", "complete", "void", NULL };
	int64_t seconds;
	int state;

	if (import_table_deal(s, t, D_DEAL, &f->deal, err) || import_table_choice(t, D_STATE, states, &state, err) ||
	    import_table_moment(s, t, D_SCHEDULED, &f->scheduled_at, err) || import_table_moment(s, t, D_BEGUN, &f->live_at, err) ||
	    import_table_moment(s, t, D_HELD, &f->held_at, err) || import_table_int(t, D_SECONDS, 0, 0, &seconds, err) ||
	    import_table_moment(s, t, D_COMPLETED, &f->completed_at, err))
		return -1;
	f->state = state;
	f->live_ms = seconds * 1000;
	if ((state == FORM_COMPLETE) != (f->completed_at > 0))
		return err_set(err, ERR_INPUT, "found “%s”, expected %s", import_table_cell(t, D_COMPLETED),
			       state == FORM_COMPLETE ? "the moment at which it was complete" : "nothing, as it is not complete");
	return 0;
}

/* What a file may say of the debrief of a deal: that there is one, as it was won, and what roles write. */
int import_may_write(struct store *s, int64_t deal, const char *act, enum field_class class, struct err *err)
{
	struct deal d;
	int rc = deal_need(s, deal, &d, err);

	if (!rc && access_act(s, act, err))
		rc = -1;
	if (!rc && class && !access_can_write(s, class, d.owner))
		rc = err_set(err, ERR_ROLE, "your role may not write %s fields of this deal", class_key(class));
	deal_done(&d);
	return rc;
}

static int refuse_not_won(struct store *s, int64_t deal, struct err *err)
{
	struct deal d;
	int rc = deal_need(s, deal, &d, err);

	if (!rc && d.stage != STAGE_WON)
		rc = err_set(err, ERR_REFUSED, "%s is not won; its debrief opens with the win", d.company_name);
	deal_done(&d);
	return rc;
}

static int merge_debrief(struct store *s, const struct import_options *opt, const struct form *was, struct form *f, struct err *err)
{
	f->id = was->id;
	f->kind = was->kind;
	f->config = was->config;
	f->period = was->period;
	f->live_ms = was->live_ms > f->live_ms ? was->live_ms : f->live_ms;
	return import_way_number(s, opt, SUBJECT_FORM, f->id, "state", was->state, 0, &f->state, err) ||
	       import_way_number(s, opt, SUBJECT_FORM, f->id, "live_at", was->live_at, 0, &f->live_at, err) ||
	       import_way_number(s, opt, SUBJECT_FORM, f->id, "scheduled_at", was->scheduled_at, 0, &f->scheduled_at, err) ||
	       import_way_number(s, opt, SUBJECT_FORM, f->id, "completed_at", was->completed_at, 0, &f->completed_at, err) ||
	       import_way_number(s, opt, SUBJECT_FORM, f->id, "held_at", was->held_at, 0, &f->held_at, err) ? -1 : 0;
}

/* "csm=dana", "ae=omar absent: on leave": a line each. What stands here of one who is named stays. */
static int take_attendee(struct store *s, struct group *g, struct form *f, char *line, struct err *err)
{
	static const char *const parts[] = { "", "ae=", "csm=", "further=" };
	char *absent = strstr(line, " absent:"), *login = strchr(line, '=');
	struct member m = { 0 };
	int64_t there = 0;
	bool is_absent = false;
	int part = PART_AE, rc;

	if (absent)
		*absent = 0;
	while (part <= PART_FURTHER && strncasecmp(line, parts[part], strlen(parts[part])) != 0)
		part++;
	if (part > PART_FURTHER || !login)
		return err_set(err, ERR_INPUT, "found “%.80s”, expected ae=LOGIN, csm=LOGIN or further=LOGIN", line);
	rc = login[1] ? member_by_login(s, login + 1, &m, err) : 1;
	if (!rc)
		return err_set(err, ERR_INPUT, "found “%.80s”, expected the login of a member", login + 1);
	if (rc == 1)
		rc = form_attendance(s, f->id, (enum form_part)part, &there, &is_absent, err);
	if (rc >= 0)
		rc = rc == 1 && (part != PART_FURTHER || there == m.id)
			     ? 0
			     : form_attend_put(s, g, f->id, (enum form_part)part, m.id, absent, absent ? absent + strlen(" absent: ") : NULL, err);
	member_done(&m);
	return rc;
}

static int take_attendees(struct store *s, struct group *g, struct import_table *t, struct form *f, struct err *err)
{
	char *all = xstrdup(import_table_look(t, D_PEOPLE)), *at = all, *line;
	int rc = 0;

	while (!rc && (line = strsep(&at, "\n")))
		if (*line)
			rc = take_attendee(s, g, f, line, err);
	free(all);
	return rc;
}

static int write_debrief(struct store *s, struct group *g, const struct form *was, struct form *f, struct err *err)
{
	bool same = was && was->state == f->state && was->live_at == f->live_at && was->live_ms == f->live_ms &&
		    was->scheduled_at == f->scheduled_at && was->completed_at == f->completed_at && was->held_at == f->held_at;

	return same ? 0 : was ? form_save(s, g, was, f, err) : form_insert(s, g, f, err);
}

static int take_debrief(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct form f = { .kind = FORM_DEBRIEF, .config = s->config_version }, was;
	int rc = read_debrief(s, t, &f, err);

	t->which = -1;
	if (rc || import_may_write(s, f.deal, "debrief", CLASS_NONE, err))
		return -1;
	rc = debrief_of(s, f.deal, &was, err);
	t->was_there = rc == 1;
	if (rc == 1)
		rc = merge_debrief(s, t->opt, &was, &f, err);
	else if (!rc)
		rc = refuse_not_won(s, f.deal, err);
	return rc || write_debrief(s, g, t->was_there ? &was : NULL, &f, err) ? -1 : take_attendees(s, g, t, &f, err);
}

int import_debriefs(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = debrief_names,
		.optional = ~(1u << D_DEAL | 1u << D_STATE),
		.key = 1u << D_DEAL,
		.how = { .title = "debriefs imported" },
		.row = take_debrief,
	};

	return import_table_run(s, &t, opt, counts, err);
}

/* ---- answers ---- */

enum { A_DEAL, A_QUESTION, A_LAYER, A_REPLY, A_AUTHOR, A_AT, A_SECONDS, A_TEXT, A_SAID_BY, A_AGAIN };
static const char *const answer_names[] = { "deal", "question", "layer", "reply", "author", "at", "seconds", "text", "said_by", "again", NULL };

/* What a row says. */
struct answer {
	int64_t deal, at_ms, seconds, author, num, reply, again;
	char field[16];
	const struct debrief_question *question;
	enum form_layer layer;
	enum field_class class;
	bool gut; /* a value beside the words: num holds it */
};

static int bad_question(struct store *s, const char *word, struct err *err)
{
	return err_set(err, ERR_INPUT, "found question “%.40s”, expected 1 … %zu", word, questions_count(s->questions));
}

/* "4", or what stands beside the gut read: "7.signal", "7.doubt". */
static int read_question(struct store *s, struct import_table *t, struct answer *a, struct err *err)
{
	const char *word = import_table_look(t, A_QUESTION), *dot = strchr(word, '.'), *text = import_table_cell(t, A_TEXT);
	char *end;
	long id = strtol(word, &end, 10);

	a->question = *word >= '1' && *word <= '9' && (!*end || end == dot) && id < 1000 ? question_get(s->questions, (int)id) : NULL;
	if (!a->question)
		return bad_question(s, word, err);
	snprintf(a->field, sizeof a->field, "%s", word);
	a->class = a->question->class;
	a->num = NO_NUM;
	if (!dot)
		return 0;
	a->gut = true;
	a->class = a->question->rows_class;
	if (a->question->kind != ANSWER_GUT || (strcmp(dot, ".signal") != 0 && strcmp(dot, ".doubt") != 0))
		return bad_question(s, word, err);
	t->which = A_TEXT;
	a->num = !strcmp(dot, ".signal") ? signal_find(text) : doubt_find(text);
	return a->num ? 0 : err_set(err, ERR_INPUT, "found “%.40s”, expected %s", text,
				    !strcmp(dot, ".signal") ? "good, unsure or worried" : "yes or no");
}

static int read_answer(struct store *s, struct import_table *t, struct answer *a, struct err *err)
{
	static const char *const layers[] = { "ahead", "live", NULL };
	static const char *const replies[] = { "", "accepted", "amended", "contradicted", "unknown", NULL };
	static const char *const marks[] = { "", "yes", NULL };
	int layer, reply, again;

	*a = (struct answer){ 0 };
	if (import_table_deal(s, t, A_DEAL, &a->deal, err) || import_table_choice(t, A_LAYER, layers, &layer, err) ||
	    import_table_choice(t, A_REPLY, replies, &reply, err) || import_table_choice(t, A_AGAIN, marks, &again, err) ||
	    import_table_member(s, t, A_AUTHOR, &a->author, err) || import_table_moment(s, t, A_AT, &a->at_ms, err) ||
	    import_table_int(t, A_SECONDS, 0, 0, &a->seconds, err) || read_question(s, t, a, err))
		return -1;
	a->layer = layer ? LAYER_LIVE : LAYER_AHEAD;
	a->reply = reply;
	a->again = again;
	t->which = A_LAYER;
	if (a->layer == LAYER_AHEAD && reply)
		return err_set(err, ERR_INPUT, "found a reply in the layer ahead; what was written ahead is replied to live");
	return 0;
}

/* Beside what stands there: only what the file may change is left in the save. */
static int merge_answer(struct store *s, const struct import_options *opt, const struct form_value *v, struct form_save *save,
			int64_t *num, struct err *err)
{
	if (import_way_words(s, opt, SUBJECT_FORM_VALUE, v->id, "text", v->text, &save->text, err) ||
	    import_way_words(s, opt, SUBJECT_FORM_VALUE, v->id, "said_by", v->said_by, &save->said_by, err) ||
	    import_way_number(s, opt, SUBJECT_FORM_VALUE, v->id, "reply", v->reply, 0, &save->reply, err) ||
	    import_way_number(s, opt, SUBJECT_FORM_VALUE, v->id, "again", v->again, 0, &save->again, err) ||
	    import_way_number(s, opt, SUBJECT_FORM_VALUE, v->id, "num", v->num, NO_NUM, num, err))
		return -1;
	if (v->ms_spent / 1000 >= save->add_ms / 1000)
		save->add_ms = 0;
	else
		save->add_ms -= v->ms_spent;
	return 0;
}

int import_need_debrief(struct store *s, struct group *g, int64_t deal, struct form *f, struct err *err)
{
	int rc = debrief_of(s, deal, f, err);

	if (rc)
		return rc < 0 ? -1 : 0;
	*f = (struct form){ .kind = FORM_DEBRIEF, .deal = deal, .config = s->config_version };
	return refuse_not_won(s, deal, err) ? -1 : form_insert(s, g, f, err);
}

static int take_answer(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct form_value v = { 0 };
	struct answer a;
	struct form f;
	struct form_save save;
	int rc = read_answer(s, t, &a, err);

	if (rc)
		return -1;
	save = (struct form_save){ .field = a.field, .layer = a.layer, .text = a.gut ? "" : import_table_cell(t, A_TEXT),
				   .said_by = import_table_cell(t, A_SAID_BY), .num = &a.num, .reply = a.reply, .again = a.again,
				   .add_ms = a.seconds * 1000, .class = a.class, .base_rev = -1, .author = a.author, .at_ms = a.at_ms };
	t->which = -1;
	if (import_may_write(s, a.deal, a.layer == LAYER_AHEAD ? "ahead" : "debrief", a.class, err) || import_need_debrief(s, g, a.deal, &f, err))
		return -1;
	save.form = f.id;
	rc = form_value_read(s, f.id, a.field, 0, a.layer, &v, err);
	t->was_there = rc == 1;
	if (rc == 1)
		rc = merge_answer(s, t->opt, &v, &save, &a.num, err);
	form_value_done(&v);
	return rc ? -1 : form_value_put(s, g, &save, NULL, err);
}

int import_answers(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = answer_names,
		.optional = ~(1u << A_DEAL | 1u << A_QUESTION | 1u << A_LAYER | 1u << A_TEXT),
		.key = 1u << A_DEAL | 1u << A_QUESTION | 1u << A_LAYER,
		.how = { .title = "answers imported" },
		.row = take_answer,
	};

	return import_table_run(s, &t, opt, counts, err);
}
