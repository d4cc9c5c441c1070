#include "app/cli_rows.h"

#include "app/cli.h"
#include "model/buf.h"
#include "model/member.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* "3=TEXT" of a row that belongs to a question; a context gap may belong to none. */
static int read_of_question(struct store *s, const char *value, struct row_words *out, struct err *err)
{
	const char *eq = strchr(value, '=');
	char *word = eq ? xstrndup(value, (size_t)(eq - value)) : NULL;
	const struct debrief_question *q = word ? question_find(s->questions, word) : NULL;

	free(word);
	if (!q && out->kind == ITEM_FOLLOWUP)
		return err_set(err, eq ? ERR_INPUT : ERR_USAGE, "found --followup “%s”, expected N=TEXT with N of 1 … %zu",
			       value, questions_count(s->questions));
	if (!q)
		return 0;
	out->attr = q->id;
	out->has_attr = true;
	out->text = eq + 1;
	return 0;
}

static int read_flag(const char *value, struct row_words *out, struct err *err)
{
	const char *eq = strchr(value, '=');
	char *word = eq ? xstrndup(value, (size_t)(eq - value)) : NULL;

	out->attr = word ? item_attr_find(ITEM_FLAG, word) : 0;
	free(word);
	if (!out->attr)
		return err_set(err, ERR_USAGE,
			       "found --flag “%s”, expected implementation=TEXT, capacity=TEXT or gap=TEXT", value);
	out->has_attr = true;
	out->text = eq + 1;
	return 0;
}

static int read_id(const char *name, const char *value, struct row_words *out, struct err *err)
{
	if (int_parse(value, &out->id, NULL) || out->id <= 0)
		return err_set(err, ERR_USAGE, "found --%s “%s”, expected the number of a row", name, value);
	out->removes = !strcmp(name, "remove");
	out->text = NULL;
	return 1;
}

int rows_begin(struct store *s, const char *name, const char *value, struct row_words *out, struct err *err)
{
	static const struct {
		const char *name;
		enum item_kind kind;
	} known[] = { { "promise", ITEM_PROMISE },     { "risk", ITEM_RISK },	    { "objection", ITEM_OBJECTION },
		      { "criterion", ITEM_CRITERION }, { "stake", ITEM_STAKEHOLDER }, { "flag", ITEM_FLAG },
		      { "gap", ITEM_GAP },	       { "followup", ITEM_FOLLOWUP }, { "park", ITEM_PARKED } };
	int rc = 0;

	*out = (struct row_words){ .text = value, .state = -1 };
	if (!strcmp(name, "row") || !strcmp(name, "remove"))
		return read_id(name, value, out, err);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (!strcmp(known[i].name, name))
			out->kind = known[i].kind;
	if (!out->kind)
		return 0;
	if (out->kind == ITEM_FLAG)
		rc = read_flag(value, out, err);
	else if (out->kind == ITEM_GAP || out->kind == ITEM_FOLLOWUP)
		rc = read_of_question(s, value, out, err);
	if (!rc && !text_says(out->text))
		rc = err_set(err, ERR_USAGE, "--%s wants words", name);
	return rc ? -1 : 1;
}

static int read_owner(struct store *s, const char *value, struct row_words *row, struct err *err)
{
	size_t n = 0;

	row->has_owner = true;
	row->owner = *value ? item_owner_find(s, value, &n) : 0;
	if (row->owner || !*value)
		return 0;
	if (n)
		return err_set(err, ERR_INPUT, "--owner: %zu members begin with “%s”", n, value);
	return err_set(err, ERR_INPUT, "--owner: no member “%s”; winloss member list shows them", value);
}

static int read_attr(enum item_kind kind, const char *value, int64_t *attr, struct err *err)
{
	struct buf known = { 0 };

	*attr = item_attr_find(kind, value);
	if (*attr)
		return 0;
	for (int i = 1; *item_attr_key(kind, i); i++)
		buf_printf(&known, "%s%s", i > 1 ? ", " : "", item_attr_key(kind, i));
	if (known.len)
		err_set(err, ERR_USAGE, "found --kind “%s”, expected one of: %s", value, buf_str(&known));
	else
		err_set(err, ERR_USAGE, "a row of %s has no --kind", item_kind_key(kind));
	buf_done(&known);
	return -1;
}

/* The question that a gap, a parked word or one to raise belongs to. */
static int read_place(struct store *s, const char *value, struct row_words *row, struct err *err)
{
	const struct debrief_question *q = question_find(s->questions, value);

	if (!q)
		return err_set(err, ERR_INPUT, "no question “%s”; expected 1 … %zu or its name", value,
			       questions_count(s->questions));
	row->question = q->id;
	return 0;
}

int rows_more(struct store *s, const char *name, const char *value, struct row_words *row, struct err *err)
{
	int rc = 0;

	if (!strcmp(name, "owner")) {
		rc = read_owner(s, value, row, err);
	} else if (!strcmp(name, "due")) {
		row->has_due = true;
		rc = item_due_parse(s, value, &row->due_day, &row->due_unit, err);
	} else if (!strcmp(name, "said-by") || !strcmp(name, "said_by")) {
		row->said_by = value;
	} else if (!strcmp(name, "resolution")) {
		row->resolution = value;
	} else if (!strcmp(name, "kind")) {
		row->attr_word = value;
		row->has_attr = true;
		rc = row->kind ? read_attr(row->kind, value, &row->attr, err) : 0;
	} else if (!strcmp(name, "state")) {
		row->state = item_state_find(value);
		if (row->state < 0)
			rc = err_set(err, ERR_USAGE,
				     "found --state “%s”, expected open, kept, broken, answered, placed or dropped",
				     value);
	} else if (!strcmp(name, "question")) {
		rc = read_place(s, value, row, err);
	} else if (!strcmp(name, "text") && row->id) {
		row->text = value;
	} else {
		return 0;
	}
	return rc ? -1 : 1;
}

static void put(char **to, const char *from)
{
	if (!from)
		return;
	free(*to);
	*to = xstrdup(from);
}

static int apply(const struct row_words *row, struct item *it, struct err *err)
{
	int64_t attr = row->attr;

	if (row->has_attr && !row->kind && read_attr(it->kind, row->attr_word, &attr, err))
		return -1;
	put(&it->text, row->text);
	put(&it->said_by, row->said_by);
	put(&it->mitigation, row->resolution);
	if (row->question && it->kind < ITEM_GAP)
		return err_set(err, ERR_USAGE,
			       "--question is of gaps, parked words and questions to raise; this is a %s",
			       item_kind_key(it->kind));
	if (row->has_attr)
		it->attr = attr;
	if (row->question)
		it->attr = row->question;
	if (row->has_owner)
		it->owner = row->owner;
	if (row->has_due) {
		it->due_day = row->due_day;
		it->due_unit = row->due_unit;
	}
	if (row->state >= 0)
		it->state = (enum item_state)row->state;
	return 0;
}

static int change(struct store *s, int64_t form, struct row_words *row, struct err *err)
{
	struct item base, it;
	int rc = item_get(s, row->id, &base, err);

	if (rc < 0)
		return -1;
	if (!rc || base.form != form) {
		item_done(&base);
		return err_set(err, ERR_INPUT, "this debrief has no row %" PRId64, row->id);
	}
	item_copy(&it, &base);
	rc = row->removes						   ? item_delete(s, row->id, err)
	     : apply(row, &it, err) || item_save(s, &base, &it, NULL, err) ? -1
									   : 0;
	row->kind = it.kind;
	item_done(&base);
	item_done(&it);
	return rc;
}

int rows_take(struct store *s, int64_t form, struct row_words *row, struct err *err)
{
	struct item it;
	int rc;

	if (row->id)
		return change(s, form, row, err);
	item_init(&it, row->kind);
	it.form = form;
	rc = apply(row, &it, err) || item_save(s, NULL, &it, NULL, err) ? -1 : 0;
	row->id = it.id;
	item_done(&it);
	return rc;
}

/* "promise 5 kept, owner priya, due 2026-12-22, open" */
void rows_say(struct store *s, const struct row_words *row)
{
	struct item it;
	struct buf due = { 0 };

	if (row->removes) {
		cli_print(stdout, "%s %" PRId64 " removed\n", item_kind_key(row->kind), row->id);
		return;
	}
	if (item_get(s, row->id, &it, NULL) == 1) {
		item_due_format(&it, &due);
		cli_print(stdout, "%s %" PRId64 " kept", item_kind_key(it.kind), it.id);
		if (it.owner)
			cli_print(stdout, ", owner %s", member_login(s, it.owner));
		if (due.len)
			cli_print(stdout, ", due %s", buf_str(&due));
		if (it.state != ITEM_OPEN)
			cli_print(stdout, ", %s", item_state_key(it.state));
		cli_print(stdout, "\n");
	}
	item_done(&it);
	buf_done(&due);
}
