/* approval: what somebody else has to decide of a deal: asked for, decided, withdrawn, listed. */
#include "app/cli.h"
#include "app/cli_list.h"

#include "model/approval.h"
#include "model/calendar.h"
#include "model/member.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* The number alone, as files hold it. */
static void put_value(const struct approval_row *row, struct buf *out)
{
	if (row->matrix && row->matrix->field->kind == FIELD_INT)
		buf_printf(out, "%" PRId64, row->a.value);
	else
		percent_format(row->a.value, out);
}

static void json_approval(struct listing *l, const struct approval_row *row)
{
	struct json *j = &l->json;
	struct buf value = { 0 };

	put_value(row, &value);
	json_object(j, NULL);
	json_int(j, "id", row->a.id);
	list_json_deal(j, row->a.deal);
	json_str(j, "company", row->company);
	json_str(j, "matrix", row->a.matrix);
	json_str(j, "value", buf_str(&value));
	json_str(j, "decides", duty_key((enum duty)row->a.duty));
	json_str(j, "state", approval_state_key(row->a.state));
	json_bool(j, "waits_for_me", row->mine);
	json_str(j, "asked_by", member_login(l->s, row->a.asked_by));
	json_moment(j, "asked", row->a.asked_at);
	json_str(j, "reason", *row->a.reason ? row->a.reason : NULL);
	json_str(j, "decided_by", row->a.decided_by ? member_login(l->s, row->a.decided_by) : NULL);
	json_moment(j, "decided", row->a.decided_at ? row->a.decided_at : NO_MOMENT);
	json_str(j, "comment", *row->a.comment ? row->a.comment : NULL);
	json_end(j);
	buf_done(&value);
}

static void text_approval(struct listing *l, const struct approval_row *row)
{
	struct buf value = { 0 }, at = { 0 };
	bool open = row->a.state == APPROVAL_ASKED;

	approval_value(row->matrix, row->a.value, &value);
	calendar_format_moment(l->s->calendar, open ? row->a.asked_at : row->a.decided_at, l->s->now(l->s), &at);
	cli_print(stdout, "%s %-4" PRId64 " D-%-6" PRId64 " %s: %s %s  ", row->mine ? ">" : " ", row->a.id, row->a.deal,
		  row->company, row->matrix ? row->matrix->title : row->a.matrix, buf_str(&value));
	if (open)
		cli_print(stdout, "waits for %s, asked by %s %s", duty_key((enum duty)row->a.duty),
			  member_login(l->s, row->a.asked_by), buf_str(&at));
	else
		cli_print(stdout, "%s by %s %s", approval_state_key(row->a.state), member_login(l->s, row->a.decided_by),
			  buf_str(&at));
	if (*row->a.reason || *row->a.comment) {
		cli_print(stdout, ": ");
		cli_data(stdout, *row->a.comment ? row->a.comment : row->a.reason);
	}
	cli_print(stdout, "\n");
	buf_done(&value);
	buf_done(&at);
}

static int print_approval(void *arg, const struct approval_row *row)
{
	struct listing *l = arg;

	l->rows++;
	if (l->format == LIST_JSON)
		json_approval(l, row);
	else
		text_approval(l, row);
	return 0;
}

struct asked_for {
	struct approval_filter filter;
	struct listing list;
	const char *matrix, *reason, *comment;
	bool all;
};

/* Options by the verb that takes them: "all", "mine" are flags. */
static int read_option(struct asked_for *a, const struct word *word, struct words *w, const char *allowed, struct err *err)
{
	const char *value;
	char key[32];

	snprintf(key, sizeof key, " %.20s ", word->name);
	if (!strstr(allowed, key))
		return err_set(err, ERR_USAGE, "no option --%s", word->name);
	if (!strcmp(word->name, "all") || !strcmp(word->name, "mine")) {
		*(*word->name == 'a' ? &a->all : &a->filter.mine_only) = true;
		return word->value ? err_set(err, ERR_USAGE, "--%s takes no value, found “%s”", word->name, word->value) : 0;
	}
	value = words_need(w, word, err);
	if (!value)
		return -1;
	if (!strcmp(word->name, "deal"))
		return deal_find(a->list.s, value, &a->filter.deal, err);
	if (!strcmp(word->name, "format")) {
		a->list.format = *value == 'j' ? LIST_JSON : LIST_TEXT;
		return !strcmp(value, "text") || !strcmp(value, "json")
			       ? 0 : err_set(err, ERR_USAGE, "--format: found “%s”, expected text or json (export approvals writes CSV)", value);
	}
	*(!strcmp(word->name, "matrix") ? &a->matrix : !strcmp(word->name, "reason") ? &a->reason : &a->comment) = value;
	return 0;
}

static int read_options(struct asked_for *a, struct words *w, const char *allowed, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		if (!word.name)
			return err_set(err, ERR_USAGE, "found “%s”, expected an option", word.value);
		if (read_option(a, &word, w, allowed, err))
			return -1;
	}
	return 0;
}

static int list(struct store *s, struct words *w)
{
	struct asked_for a = { .list = { .s = s } };
	struct err err = { 0 };

	if (read_options(&a, w, " all mine deal format ", &err))
		return cli_fail(&err);
	a.filter.open_only = !a.all;
	list_begin(&a.list, NULL, 0);
	if (approval_each(s, &a.filter, print_approval, &a.list, &err)) {
		list_end(&a.list, NULL);
		return cli_fail(&err);
	}
	return list_end(&a.list, &err);
}

static int ask(struct store *s, struct words *w)
{
	const char *deal = w->at < w->argc ? w->argv[w->at++] : NULL;
	struct asked_for a = { .list = { .s = s } };
	struct err err = { 0 };
	int64_t id, number;

	if (!deal)
		return cli_usage("approval ask DEAL [--matrix NAME] [--reason TEXT]");
	if (deal_find(s, deal, &number, &err) || read_options(&a, w, " matrix reason ", &err) ||
	    approval_ask(s, number, a.matrix, a.reason, &id, &err))
		return cli_fail(&err);
	cli_print(stdout, "approval %" PRId64 "\n", id);
	return 0;
}

static int decide(struct store *s, struct words *w, enum approval_state to)
{
	const char *word = w->at < w->argc ? w->argv[w->at++] : NULL;
	struct asked_for a = { .list = { .s = s } };
	struct err err = { 0 };
	int64_t id;
	int rc = list_number(word, "an approval; winloss approval list shows them", &id, &err);

	if (!rc)
		rc = read_options(&a, w, to == APPROVAL_WITHDRAWN ? "" : " comment ", &err);
	if (!rc)
		rc = to == APPROVAL_WITHDRAWN ? approval_withdraw(s, id, &err)
					      : approval_decide(s, id, to == APPROVAL_APPROVED, a.comment, &err);
	if (rc)
		return cli_fail(&err);
	cli_print(stdout, "approval %" PRId64 " %s\n", id, approval_state_key(to));
	return 0;
}

int cli_approval(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 2, argv };
	const char *verb = argc > 1 ? argv[1] : "list";

	if (!strcmp(verb, "list"))
		return list(s, &w);
	if (!strcmp(verb, "ask"))
		return ask(s, &w);
	if (!strcmp(verb, "approve"))
		return decide(s, &w, APPROVAL_APPROVED);
	if (!strcmp(verb, "reject"))
		return decide(s, &w, APPROVAL_REJECTED);
	if (!strcmp(verb, "withdraw"))
		return decide(s, &w, APPROVAL_WITHDRAWN);
	return cli_usage("found “approval %s”, expected list, ask, approve, reject or withdraw", verb);
}
