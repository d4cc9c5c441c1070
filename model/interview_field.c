#include "model/interview_field.h"

#include "model/deal.h"
#include "model/interview_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { CAPTURED_LIST, CAPTURED_NEXT };

static const struct captured_kind kinds[CAPTURED_COUNT];

const struct captured_kind *captured_kind(enum captured c)
{
	return &kinds[c];
}

int captured_find(const char *word)
{
	for (int i = 0; *word && i < CAPTURED_COUNT; i++)
		if (!strncasecmp(kinds[i].key, word, strlen(word)))
			return i;
	return -1;
}

static int of_key(const char *key)
{
	for (int i = 0; i < CAPTURED_COUNT; i++)
		if (!strcmp(kinds[i].key, key))
			return i;
	return -1;
}

void captured_done(struct captured_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(rows[i].text);
	free(rows);
}

static int by_place(const void *a, const void *b)
{
	const struct captured_row *x = a, *y = b;

	return x->field != y->field ? (x->field > y->field) - (x->field < y->field)
				    : (x->item > y->item) - (x->item < y->item);
}

int captured_list(struct store *s, const struct interview *i, struct captured_row **out, size_t *n, struct err *err)
{
	struct stmt *st;
	int rc;

	*out = NULL;
	*n = 0;
	if (!interview_is_seen(s, i))
		return 0;
	st = db_stmt(s->db, &captured_sql[CAPTURED_LIST], err);
	if (!st)
		return -1;
	db_int(st, 1, i->form);
	while ((rc = db_step(st, err)) == 1) {
		int field = of_key(db_col_text(st, 0));

		if (field < 0)
			continue;
		*out = xrealloc(*out, (*n + 1) * sizeof **out);
		(*out)[(*n)++] = (struct captured_row){ .field = (enum captured)field, .item = db_col(st, 1),
							.text = xstrdup(db_col_text(st, 2)), .rev = db_col(st, 3),
							.author = db_col(st, 4), .at_ms = db_col(st, 5) };
	}
	if (*n)
		qsort(*out, *n, sizeof **out, by_place);
	return rc;
}

int64_t captured_next(struct store *s, const struct interview *i, enum captured field, struct err *err)
{
	struct stmt *st;
	int64_t next = -1;

	if (!kinds[field].is_rows)
		return 0;
	st = db_stmt(s->db, &captured_sql[CAPTURED_NEXT], err);
	if (!st)
		return -1;
	db_int(st, 1, i->form);
	db_text(st, 2, kinds[field].key);
	if (db_step(st, err) == 1) {
		next = db_col(st, 0) + 1;
		db_reset(st);
	}
	return next;
}

int64_t captured_rev(struct store *s, int64_t form, enum captured field, int64_t item)
{
	struct form_value v = { 0 };
	int64_t rev = form_value_read(s, form, kinds[field].key, item, LAYER_LIVE, &v, NULL) == 1 ? v.rev : 0;

	form_value_done(&v);
	return rev;
}

static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct captured_save *v = arg;
	struct interview i = { 0 };
	struct form_save save = { .field = kinds[v->field].key, .item = v->item, .layer = LAYER_LIVE, .text = v->text,
				  .reply = -1, .again = -1, .class = CLASS_INTERVIEW, .base_rev = v->base_rev };
	struct buf title = { 0 };
	int rc = interview_need(s, v->interview, &i, err);

	save.form = i.form;
	if (!rc && interview_may_write(s, &i, err))
		rc = -1;
	if (!rc && *v->text && v->field != CAPTURED_FLAG && !interview_may_note(&i))
		rc = err_set(err, ERR_REFUSED, "the respondent's permission for notes is %s: nothing that was said is written down",
			     consent_key(i.consent_notes));
	if (!rc && i.state == INTERVIEW_VALIDATED)
		rc = err_set(err, ERR_REFUSED, "this interview is validated: flag it as incomplete before its record changes");
	if (!rc)
		rc = form_value_put(s, g, &save, NULL, err);
	if (!rc && g->n && !deal_name(s, i.deal, &title, NULL)) {
		buf_printf(&title, ": interview, %s", kinds[v->field].key);
		group_title(g, buf_str(&title));
	}
	buf_done(&title);
	interview_done(&i);
	return rc;
}

int captured_put(struct store *s, const struct captured_save *v, int64_t *rev, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = kinds[v->field].key, .scope_kind = SUBJECT_INTERVIEW,
				  .scope = v->interview, .request = v->request };
	struct captured_save copy = *v;
	struct interview i = { 0 };
	int rc = edit(s, &how, put, &copy, NULL, err);

	if (!rc && rev && interview_get(s, v->interview, &i, NULL) == 1)
		*rev = captured_rev(s, i.form, v->field, v->item);
	interview_done(&i);
	return rc;
}

static const struct captured_kind kinds[CAPTURED_COUNT] = {
	[CAPTURED_CRITERION] = { "criterion", "Decision criteria", "what they chose by", true },
	[CAPTURED_COMPETITOR] = { "competitor", "Competitors", "who else was looked at, or “none”", true },
	[CAPTURED_PRICE] = { "price", "Prices and value", "what was said of price, terms and value, or “none”", true },
	[CAPTURED_FRICTION] = { "friction", "Friction", "what was hard in buying from us", true },
	[CAPTURED_SUMMARY] = { "summary", "Main reasons", "why they chose as they did, in short", false },
	[CAPTURED_CONCERN] = { "concern", "Confidential", "what the respondent asked to keep back", false },
	[CAPTURED_FLAG] = { "incomplete", "Incomplete", "why the record is flagged", false },
};

const struct sql captured_sql[] = {
	[CAPTURED_LIST] = { "captured_list", "select v.field, v.item, t.body, v.rev, v.author, v.at_ms from form_value v"
					     " join text t on t.id = v.text where v.form = $1 and v.layer = 2 and v.gone = 0"
					     " and t.body <> ''" },
	[CAPTURED_NEXT] = { "captured_next", "select coalesce(max(item), 0) from form_value where form = $1 and field = $2" },
	{ NULL, NULL },
};
