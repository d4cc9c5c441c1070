/* action, outbox: what is to be done, and what is to be said to somebody. */
#include "app/cli.h"
#include "app/cli_list.h"
#include "app/cli_note.h"

#include "model/action.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/checkin.h"
#include "model/deal.h"
#include "model/evidence.h"
#include "model/item.h"
#include "model/io/csv_out.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- action ---- */

static void csv_action(struct listing *l, const struct action_row *row)
{
	struct buf due = { 0 };
	char id[24];

	snprintf(id, sizeof id, "%" PRId64, row->a.id);
	csv_out_plain(l->csv, id, strlen(id));
	list_csv_deal(l->csv, row->deal);
	csv_out_text(l->csv, row->company, strlen(row->company));
	csv_out_text(l->csv, row->a.text, strlen(row->a.text));
	csv_out_plain(l->csv, action_kind_key(row->a.kind), strlen(action_kind_key(row->a.kind)));
	csv_out_text(l->csv, member_login(l->s, row->a.owner), strlen(member_login(l->s, row->a.owner)));
	day_format(row->a.due_day, &due);
	csv_out_plain(l->csv, buf_str(&due), due.len);
	csv_out_plain(l->csv, action_state_key(row->a.state), strlen(action_state_key(row->a.state)));
	csv_out_plain(l->csv, action_source_key(row->source), strlen(action_source_key(row->source)));
	csv_out_plain(l->csv, change_kind_key(row->a.change_kind), strlen(change_kind_key(row->a.change_kind)));
	snprintf(id, sizeof id, "%" PRId64, row->evidence);
	csv_out_plain(l->csv, id, strlen(id));
	csv_out_end_row(l->csv);
	buf_done(&due);
}

static void json_action(struct listing *l, const struct action_row *row)
{
	struct json *j = &l->json;

	json_object(j, NULL);
	json_int(j, "id", row->a.id);
	list_json_deal(j, row->deal);
	json_str(j, "company", row->company);
	json_str(j, "text", row->a.text);
	json_str(j, "kind", action_kind_key(row->a.kind));
	json_str(j, "from", action_source_key(row->source));
	json_str(j, "owner", row->a.owner ? member_login(l->s, row->a.owner) : NULL);
	json_day(j, "due", row->a.due_day);
	json_str(j, "state", action_state_key(row->a.state));
	json_bool(j, "late", row->late);
	json_str(j, "reason", *row->a.reason ? row->a.reason : NULL);
	json_str(j, "expected", *row->a.expected ? row->a.expected : NULL);
	json_str(j, "change", row->a.change_kind ? change_kind_key(row->a.change_kind) : NULL);
	json_int(j, "evidence", row->evidence);
	json_bool(j, "blocks", row->a.blocks);
	json_end(j);
}

static int print_action(void *arg, const struct action_row *row)
{
	struct listing *l = arg;
	struct buf due = { 0 };

	l->rows++;
	if (l->format == LIST_CSV)
		csv_action(l, row);
	if (l->format == LIST_JSON)
		json_action(l, row);
	if (l->format != LIST_TEXT)
		return 0;
	day_format(row->a.due_day, &due);
	cli_print(stdout, "%s %-4" PRId64 " %-10s  ", row->late ? "!" : " ", row->a.id, due.len ? buf_str(&due) : "no day");
	if (row->deal)
		cli_print(stdout, "D-%" PRId64 " %s: ", row->deal, row->company);
	cli_data(stdout, row->a.text);
	cli_print(stdout, "  %s%s%s", row->a.owner ? member_login(l->s, row->a.owner) : "nobody's",
		  row->a.state == ACTION_OPEN ? "" : "  ", row->a.state == ACTION_OPEN ? "" : action_state_key(row->a.state));
	cli_print(stdout, "  %s", action_source_key(row->source));
	if (row->a.change_kind)
		cli_print(stdout, "  %s", change_kind_key(row->a.change_kind));
	if (*row->a.expected) {
		cli_print(stdout, "  expected: ");
		cli_data(stdout, row->a.expected);
	}
	cli_print(stdout, "%s", row->a.blocks && row->a.state == ACTION_OPEN ? "  (blocks publishing)" : "");
	if (row->evidence)
		cli_print(stdout, "  evidence: %" PRId64, row->evidence);
	cli_print(stdout, "\n");
	buf_done(&due);
	return 0;
}

static int action_list(struct store *s, struct words *w)
{
	static const char *const names[] = { "id", "deal", "company", "text", "kind", "owner", "due", "state", "from", "change",
					     "evidence" };
	struct listing l = { .s = s };
	struct err err = { 0 };
	struct word word;
	const char *value;
	int64_t owner = 0;
	bool all = false;
	int rc;

	while ((rc = words_option(w, "all", &word, &value)) == 1) {
		if (!value) {
			all = true;
			continue;
		}
		if (strcmp(word.name, "owner") && strcmp(word.name, "format"))
			return cli_usage("no option --%s", word.name);
		if (*word.name == 'o' ? list_member(s, value, &owner, &err) : list_format_read(value, &l.format, &err))
			return cli_fail(&err);
	}
	if (rc < 0)
		return ERR_USAGE;
	list_begin(&l, names, sizeof names / sizeof *names);
	if (action_each(s, !all, owner, print_action, &l, &err)) {
		list_end(&l, NULL);
		return cli_fail(&err);
	}
	return list_end(&l, &err);
}

/* Options of add and set, and the words of add. */
struct action_words {
	struct store *s;
	struct buf text, evidence;
	const char *expected, *reason;
	int64_t deal, owner, due_day, checkin, change; /* change -1: not said */
	bool has_evidence, finding;
};

static int read_action_option(void *arg, const char *name, const char *value, struct err *err)
{
	struct action_words *a = arg;
	struct store *s = a->s;
	enum due_unit unit;

	if (!strcmp(name, "owner"))
		return list_member(s, value, &a->owner, err);
	if (!strcmp(name, "due"))
		return item_due_parse(s, value, &a->due_day, &unit, err);
	if (!strcmp(name, "deal"))
		return deal_find(s, value, &a->deal, err);
	if (!strcmp(name, "checkin"))
		return int_parse(value, &a->checkin, NULL) ? err_set(err, ERR_USAGE, "--checkin: found “%s”, expected 30, 60 or 90", value)
							 : 0;
	if (!strcmp(name, "change"))
		return change_kind_parse(value, &a->change, err);
	if (!strcmp(name, "evidence")) {
		a->has_evidence = true;
		return evidence_parse(s, value, &a->evidence, err);
	}
	if (!strcmp(name, "finding"))
		a->finding = true;
	else if (!strcmp(name, "expected"))
		a->expected = value;
	else if (!strcmp(name, "reason"))
		a->reason = value;
	else
		return err_set(err, ERR_USAGE, "no option --%s", name);
	return 0;
}

/* `allowed`: the options of this verb. */
static int read_action(struct store *s, struct words *w, const char *allowed, struct action_words *a, struct err *err)
{
	*a = (struct action_words){ .s = s, .due_day = NO_DAY, .change = -1 };
	return words_all(w, allowed, "finding", &a->text, read_action_option, a, err);
}

/* Of the team, of a deal, or of one of its check-ins. */
static int read_subject(struct store *s, const struct action_words *said, struct action *a, struct err *err)
{
	struct form f;

	a->subject_kind = said->deal ? SUBJECT_DEAL : SUBJECT_NONE;
	a->subject = said->deal;
	if (!said->checkin)
		return 0;
	if (!said->deal)
		return err_set(err, ERR_USAGE, "--checkin wants the --deal whose check-in it is");
	if (checkin_need(s, said->deal, said->checkin, &f, err))
		return -1;
	a->subject_kind = SUBJECT_FORM;
	a->subject = f.id;
	a->class = CLASS_HEALTH; /* as what a check-in says */
	return 0;
}

static int action_new(struct store *s, struct words *w)
{
	struct action_words said;
	struct action a = { .subject_kind = SUBJECT_NONE };
	struct err err = { 0 };
	int rc = read_action(s, w, " deal owner due expected checkin change evidence finding ", &said, &err);

	if (!rc && !said.text.len)
		rc = err_set(&err, ERR_USAGE, "action add TEXT [--deal DEAL [--checkin 30|60|90]] [--owner NAME] [--due D]"
					      " [--change messaging|process|pricing|product] [--expected TEXT]"
					      " [--evidence D-3,I-7,I-7/4,D-3/post] [--finding]");
	if (!rc) {
		a.text = buf_take(&said.text);
		a.expected = xstrdup(said.expected);
		a.change_kind = said.change < 0 ? CHANGE_NONE : said.change;
		a.evidence = said.has_evidence ? xstrdup(buf_str(&said.evidence)) : NULL;
		a.kind = said.finding ? ACTION_FINDING : ACTION_ACTION;
		a.owner = said.owner;
		a.due_day = said.due_day;
		rc = read_subject(s, &said, &a, &err) || action_add(s, &a, &err) ? -1 : 0;
	}
	if (!rc)
		cli_print(stdout, "action %" PRId64 "\n", a.id);
	buf_done(&said.text);
	buf_done(&said.evidence);
	action_done(&a);
	return rc ? cli_fail(&err) : 0;
}

/* Against the action as it is now. */
static int set_action(struct store *s, int64_t id, const struct action_words *said, struct err *err)
{
	struct action_aim aim = { said->change, said->expected, said->has_evidence ? buf_str(&said->evidence) : NULL };
	struct action base = { 0 };
	struct action_edit e = { .base = &base, .owner = said->owner, .due_day = said->due_day };
	int rc;

	if (said->change >= 0 || said->expected || said->has_evidence)
		e.aim = &aim;
	if (!said->owner && said->due_day == NO_DAY && !e.aim)
		return err_set(err, ERR_USAGE, "action set N --owner NAME, --due D, --change KIND, --expected TEXT or --evidence LIST");
	rc = action_get(s, id, &base, err);
	if (rc == 1)
		rc = action_change(s, &e, err);
	else if (!rc)
		rc = err_set(err, ERR_INPUT, "no action %" PRId64, id);
	action_done(&base);
	return rc;
}

enum action_verb { VERB_SET, VERB_CLOSE, VERB_REOPEN };

static int run_verb(struct store *s, enum action_verb verb, int64_t id, const struct action_words *said, struct err *err)
{
	switch (verb) {
	case VERB_CLOSE:
		return action_close(s, id, said->reason, err);
	case VERB_REOPEN:
		return action_reopen(s, id, err);
	case VERB_SET:
		break;
	}
	return set_action(s, id, said, err);
}

static int action_change_one(struct store *s, struct words *w, enum action_verb verb)
{
	static const char *const options[] = { " owner due change expected evidence ", " reason ", "" };
	static const char *const done[] = { "changed", "closed", "open again" };
	struct action_words said = { 0 };
	struct err err = { 0 };
	const char *number = w->at < w->argc ? w->argv[w->at++] : NULL;
	int64_t id = 0;
	int rc = list_number(number, "an action; winloss action list shows them", &id, &err);

	if (!rc)
		rc = read_action(s, w, options[verb], &said, &err);
	if (!rc && said.text.len)
		rc = err_set(&err, ERR_USAGE, "found “%s”, expected an option", buf_str(&said.text));
	if (!rc)
		rc = run_verb(s, verb, id, &said, &err);
	if (!rc)
		cli_print(stdout, "action %" PRId64 " %s\n", id, done[verb]);
	buf_done(&said.text);
	buf_done(&said.evidence);
	return rc ? cli_fail(&err) : 0;
}

static int print_evidence(void *arg, const struct evidence *e)
{
	static const char *const words[] = { "", ", before delivery", ", after delivery" };

	(void)arg;
	cli_print(stdout, "  %-10s %s%s\n", e->name, e->company,
		  e->kind == SUBJECT_FORM && e->period > 0 && e->period < 3 ? words[e->period] : "");
	return 0;
}

static void show_words(const char *label, const char *words)
{
	if (!words || !*words)
		return;
	cli_print(stdout, "%s: ", label);
	cli_data(stdout, words);
	cli_print(stdout, "\n");
}

static int show_it(struct store *s, const struct action *a, struct err *err)
{
	struct buf due = { 0 };
	size_t hidden = 0;
	int rc;

	day_format(a->due_day, &due);
	cli_print(stdout, "action %" PRId64 "  %s  %s  %s  %s\n", a->id, action_kind_key(a->kind), action_state_key(a->state),
		  a->owner ? member_login(s, a->owner) : "nobody's", due.len ? buf_str(&due) : "no day");
	buf_done(&due);
	show_words("what", a->text);
	show_words("change", change_kind_key(a->change_kind));
	show_words("expected", a->expected);
	show_words("came of it", a->reason);
	if (*a->evidence)
		cli_print(stdout, "evidence:\n");
	rc = evidence_each(s, a->evidence, print_evidence, NULL, &hidden, err);
	if (!rc && hidden)
		cli_print(stdout, "  %zu more that your role does not read\n", hidden);
	return rc;
}

static int action_show(struct store *s, struct words *w)
{
	struct action a = { 0 };
	struct err err = { 0 };
	int64_t id = 0;
	int rc = list_number(w->at < w->argc ? w->argv[w->at++] : NULL, "an action; winloss action list shows them", &id, &err);

	if (!rc && w->at < w->argc)
		rc = err_set(&err, ERR_USAGE, "found “%s”, expected no more words", w->argv[w->at]);
	if (!rc && (rc = action_get(s, id, &a, &err)) != 1)
		rc = rc < 0 ? -1 : err_set(&err, ERR_INPUT, "no action %" PRId64, id);
	if (rc == 1)
		rc = show_it(s, &a, &err);
	action_done(&a);
	return rc ? cli_fail(&err) : 0;
}

int cli_action(struct store *s, int argc, char **argv)
{
	static const char *const verbs[] = { "set", "close", "reopen" };
	struct words w = { argc, 2, argv };

	if (argc < 2)
		return cli_usage("action list, show, add, set, close or reopen");
	if (!strcmp(argv[1], "list"))
		return action_list(s, &w);
	if (!strcmp(argv[1], "add"))
		return action_new(s, &w);
	if (!strcmp(argv[1], "show"))
		return action_show(s, &w);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp(argv[1], verbs[i]))
			return action_change_one(s, &w, (enum action_verb)i);
	return cli_usage("found “action %s”, expected list, show, add, set, close or reopen", argv[1]);
}

/* ---- outbox ---- */

static void json_message(struct listing *l, const struct outbox_message *m)
{
	struct json *j = &l->json;

	json_object(j, NULL);
	json_int(j, "id", m->id);
	list_json_deal(j, m->deal);
	json_str(j, "template", m->template);
	json_str(j, "to", m->recipient);
	json_str(j, "state", outbox_state_words(l->s, m));
	json_str(j, "by", member_login(l->s, m->member));
	json_moment(j, "at", m->at_ms);
	json_moment(j, "sent_at", m->sent_at ? m->sent_at : NO_MOMENT);
	json_str(j, "sent_by", m->sent_by ? member_login(l->s, m->sent_by) : NULL);
	json_str(j, "text", m->text);
	json_end(j);
}

static int print_message(void *arg, const struct outbox_message *m)
{
	struct listing *l = arg;
	struct buf at = { 0 };

	l->rows++;
	if (l->format == LIST_JSON) {
		json_message(l, m);
		return 0;
	}
	calendar_format_moment(l->s->calendar, m->state == MESSAGE_SENT ? m->sent_at : m->at_ms, l->s->now(l->s), &at);
	cli_print(stdout, "%-4" PRId64 " D-%-6" PRId64 " %s  to %s  %s %s %s\n", m->id, m->deal, m->template, m->recipient,
		  outbox_state_words(l->s, m), buf_str(&at),
		  member_login(l->s, m->state == MESSAGE_SENT ? m->sent_by : m->member));
	buf_done(&at);
	return 0;
}

static int outbox_list(struct store *s, struct words *w)
{
	struct listing l = { .s = s };
	struct err err = { 0 };
	struct word word;
	const char *value;
	int64_t deal = 0;
	bool all = false;
	int rc;

	while ((rc = words_option(w, "all", &word, &value)) == 1) {
		if (!value) {
			all = true;
			continue;
		}
		if (!strcmp(word.name, "format") && (!strcmp(value, "text") || !strcmp(value, "json")))
			l.format = *value == 'j' ? LIST_JSON : LIST_TEXT;
		else if (!strcmp(word.name, "format"))
			return cli_usage("--format: found “%s”, expected text or json", value);
		else if (strcmp(word.name, "deal"))
			return cli_usage("no option --%s", word.name);
		else if (deal_find(s, value, &deal, &err))
			return cli_fail(&err);
	}
	if (rc < 0)
		return ERR_USAGE;
	list_begin(&l, NULL, 0);
	if (outbox_each(s, deal, !all, print_message, &l, &err)) {
		list_end(&l, NULL);
		return cli_fail(&err);
	}
	return list_end(&l, &err);
}

int cli_outbox(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 2, argv };
	struct err err = { 0 };
	const char *verb = argc > 1 ? argv[1] : "";
	int64_t id = 0;
	int rc;

	if (!strcmp(verb, "list"))
		return outbox_list(s, &w);
	if (strcmp(verb, "sent") && strcmp(verb, "withdraw") && strcmp(verb, "copy") && strcmp(verb, "send"))
		return cli_usage("outbox list, or sent N, withdraw N, copy N, send N");
	if (argc > 3)
		return cli_usage("found “%s”, expected no more words", argv[3]);
	if (list_number(argc > 2 ? argv[2] : NULL, "a message; winloss outbox list shows them", &id, &err))
		return cli_fail(&err);
	if (*verb == 'c')
		return cli_message_copy(s, id, &err) ? cli_fail(&err) : 0;
	if (!strcmp(verb, "send"))
		return cli_message_send(s, id, &err) ? cli_fail(&err) : 0;
	rc = outbox_mark(s, id, *verb == 's' ? MESSAGE_SENT : MESSAGE_WITHDRAWN, &err);
	if (rc)
		return cli_fail(&err);
	cli_print(stdout, "message %" PRId64 " %s\n", id, *verb == 's' ? "sent" : "withdrawn");
	return 0;
}
