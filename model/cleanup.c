#include "model/cleanup.h"

#include "model/buf.h"
#include "model/debrief_private.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

const char *leftover_title(enum leftover_kind kind)
{
	static const char *const titles[LEFT_KINDS] = {
		[LEFT_OPEN] = "Not answered",
		[LEFT_PARKED] = "Parked",
		[LEFT_AGAIN] = "Ask again",
		[LEFT_CONTRADICTED] = "Against the AE's words",
		[LEFT_GENERIC] = "Short or general",
		[LEFT_UNOWNED] = "Without owner or day",
		[LEFT_GAP] = "Context gaps",
		[LEFT_FOLLOWUP] = "Questions to raise",
	};

	return titles[kind];
}

struct leftovers {
	struct leftover *at;
	size_t n, cap;
};

static void add(struct leftovers *l, enum leftover_kind kind, int question, int64_t item, const char *text)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 16;
		l->at = xrealloc(l->at, l->cap * sizeof *l->at);
	}
	l->at[l->n++] = (struct leftover){ kind, question, item, xstrdup(text ? text : "") };
}

static void add_answer(struct leftovers *l, const struct debrief_answer *a)
{
	const char *words = a->live.text && *a->live.text ? a->live.text : a->ahead.text;
	int q = a->question->id;

	if (a->hidden)
		return;
	if (a->state == ANSWER_OPEN || a->state == ANSWER_AHEAD)
		add(l, LEFT_OPEN, q, 0, a->state == ANSWER_AHEAD ? a->ahead.text : a->question->title);
	if (a->again)
		add(l, LEFT_AGAIN, q, 0, words ? words : a->question->title);
	if (a->live.reply == REPLY_CONTRADICTED)
		add(l, LEFT_CONTRADICTED, q, 0, a->ahead.text);
	if (a->generic)
		add(l, LEFT_GENERIC, q, 0, words);
}

static int add_answers(struct store *s, int64_t form, struct leftovers *l, struct err *err)
{
	size_t n = questions_count(s->questions);
	struct debrief_answer *all = xcalloc(n, sizeof *all);
	int rc = debrief_answers(s, form, all, err);

	for (size_t i = 0; i < n; i++) {
		if (!rc)
			add_answer(l, &all[i]);
		answer_done(&all[i]);
	}
	free(all);
	return rc;
}

/* The question beside which rows of that kind stand; 0 none. */
static int question_of(struct store *s, enum item_kind kind)
{
	for (size_t i = 0; i < questions_count(s->questions); i++)
		if (item_kind_of(question_at(s->questions, i)) == kind)
			return question_at(s->questions, i)->id;
	return 0;
}

static void add_item(struct store *s, struct leftovers *l, const struct item *it)
{
	if (it->state != ITEM_OPEN)
		return;
	if (it->kind == ITEM_PARKED)
		add(l, LEFT_PARKED, 0, it->id, it->text);
	if (it->kind == ITEM_GAP)
		add(l, LEFT_GAP, (int)it->attr, it->id, it->text);
	if (it->kind == ITEM_FOLLOWUP)
		add(l, LEFT_FOLLOWUP, (int)it->attr, it->id, it->text);
	if (it->kind == ITEM_PROMISE && (!it->owner || it->due_day == NO_DAY))
		add(l, LEFT_UNOWNED, question_of(s, it->kind), it->id, it->text);
}

static int add_items(struct store *s, int64_t form, struct leftovers *l, struct err *err)
{
	struct item *items = NULL;
	size_t n = 0;
	int rc = item_list(s, form, 0, &items, &n, err);

	for (size_t i = 0; i < n; i++) {
		add_item(s, l, &items[i]);
		item_done(&items[i]);
	}
	free(items);
	return rc;
}

static int by_kind(const void *a, const void *b)
{
	const struct leftover *x = a, *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	if (x->question != y->question)
		return x->question < y->question ? -1 : 1;
	return x->item < y->item ? -1 : x->item > y->item;
}

int leftovers_list(struct store *s, int64_t form, struct leftover **out, size_t *n, struct err *err)
{
	struct leftovers l = { 0 };

	*out = NULL;
	*n = 0;
	if (add_answers(s, form, &l, err) || add_items(s, form, &l, err)) {
		leftovers_done(l.at, l.n);
		return -1;
	}
	if (l.n)
		qsort(l.at, l.n, sizeof *l.at, by_kind);
	*out = l.at;
	*n = l.n;
	return 0;
}

void leftovers_done(struct leftover *l, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(l[i].text);
	free(l);
}

/* ---- placing ---- */

struct placing {
	struct item was;
	const struct debrief_question *question;
};

/* The answer as it stands, the parked words behind it on a line of their own. */
static int place(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct placing *p = arg;
	struct form_value now = { 0 };
	struct buf text = { 0 };
	struct item is;
	char field[16];
	struct form_save save = { .form = p->was.form, .field = debrief_field(p->question->id, field, sizeof field),
				  .layer = LAYER_LIVE, .reply = -1, .again = -1, .class = p->question->class };
	int rc = form_value_read(s, p->was.form, field, 0, LAYER_LIVE, &now, err);

	if (rc < 0)
		return -1;
	if (now.text && *now.text && now.reply != REPLY_UNKNOWN)
		buf_printf(&text, "%s\n", now.text);
	buf_puts(&text, p->was.text);
	save.text = buf_str(&text);
	save.base_rev = now.rev;
	if (now.reply == REPLY_UNKNOWN)
		save.reply = REPLY_NONE;
	item_copy(&is, &p->was);
	is.state = ITEM_PLACED;
	is.attr = p->question->id;
	rc = form_value_put(s, g, &save, NULL, err) || item_put(s, g, &p->was, &is, err) ? -1 : 0;
	item_done(&is);
	form_value_done(&now);
	buf_done(&text);
	return rc;
}

/* A parked row that the actor sees and may write beside that question. */
static int open_parked(struct store *s, int64_t id, int question, struct placing *p, struct err *err)
{
	int64_t deal = 0, owner = 0;
	int rc = item_get(s, id, &p->was, err);

	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "those words are no longer there");
	p->question = question_get(s->questions, question);
	if (!p->question)
		return err_set(err, ERR_INPUT, "found question %d, expected 1 … %zu", question, questions_count(s->questions));
	if (p->was.kind != ITEM_PARKED || p->was.state != ITEM_OPEN)
		return err_set(err, ERR_REFUSED, "only parked words go to a question");
	if (access_act(s, "debrief", err) || form_deal(s, p->was.form, &deal, &owner, err) != 1)
		return -1;
	if (!access_can_write(s, p->question->class, owner))
		return err_set(err, ERR_ROLE, "your role may not write the answer to Q%d of this deal", question);
	return 0;
}

int parked_place(struct store *s, int64_t item, int question, struct err *err)
{
	struct placing p = { 0 };
	struct buf title = { 0 };
	int rc;

	item_init(&p.was, ITEM_PARKED);
	rc = open_parked(s, item, question, &p, err);
	if (!rc) {
		struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_FORM, .scope = p.was.form };

		buf_printf(&title, "parked words to Q%d", question);
		how.title = buf_str(&title);
		rc = edit(s, &how, place, &p, NULL, err);
		buf_done(&title);
	}
	item_done(&p.was);
	return rc;
}

int leftover_settle(struct store *s, int64_t item, enum item_state state, struct err *err)
{
	struct item was, is;
	int rc = item_get(s, item, &was, err);

	if (rc != 1)
		return rc ? -1 : err_set(err, ERR_INPUT, "that row is no longer there");
	item_copy(&is, &was);
	is.state = state;
	rc = item_save(s, &was, &is, NULL, err);
	item_done(&is);
	item_done(&was);
	return rc;
}
