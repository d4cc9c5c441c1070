/* interview notes, note, validate, escalate: what was said, whether the record holds what it must, and what goes to
 * somebody else. */
#include "app/cli.h"
#include "app/cli_list.h"

#include "model/concern.h"
#include "model/interview_check.h"
#include "model/interview_field.h"
#include "model/item.h"
#include "model/member.h"
#include "model/quote.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* The interview that the next word names; what is wrong was told. */
static int take_interview(struct store *s, struct words *w, struct interview *i, const char *usage)
{
	const char *word = w->at < w->argc && *w->argv[w->at] != '-' ? w->argv[w->at++] : NULL;
	struct err err = { 0 };
	int64_t id;

	interview_init(i);
	if (!word)
		return cli_usage("%s", usage);
	if (interview_find(s, word, &id, &err))
		return cli_fail(&err);
	interview_done(i);
	if (interview_get(s, id, i, &err) == 1)
		return 0;
	if (!err.kind)
		err_set(&err, ERR_INPUT, "there is no interview “%s”", word);
	return cli_fail(&err);
}

/* ---- notes ---- */

struct page {
	struct interview_note *notes;
	struct captured_row *rows;
	size_t n, n_rows;
	struct six_item six[SIX_COUNT];
};

static void text_page(const struct interview *i, const struct page *p)
{
	for (size_t k = 0; k < p->n; k++) {
		const struct interview_note *n = &p->notes[k];

		cli_print(stdout, "%3" PRId64 "  %-14s  ", n->seq, said_key(n->kind));
		if (*n->speaker) {
			cli_data(stdout, n->speaker);
			cli_print(stdout, ": ");
		}
		cli_data(stdout, note_may_leave(i, n) ? n->text : note_instead(i, n));
		cli_print(stdout, "\n");
	}
	for (size_t k = 0; k < p->n_rows && interview_fields_may_leave(i); k++) {
		cli_print(stdout, "     %-14s  ", captured_kind(p->rows[k].field)->key);
		cli_data(stdout, p->rows[k].text);
		cli_print(stdout, "\n");
	}
	for (size_t k = 0; k < SIX_COUNT; k++)
		if (!p->six[k].is_there)
			cli_print(stdout, "missing: %s: %s\n", p->six[k].title, p->six[k].missing);
}

static void json_page(const struct interview *i, const struct page *p)
{
	struct buf out = { 0 };
	struct json j = { .out = &out };

	json_object(&j, NULL);
	json_int(&j, "interview", i->id);
	json_array(&j, "notes");
	for (size_t k = 0; k < p->n; k++) {
		const struct interview_note *n = &p->notes[k];

		json_object(&j, NULL);
		json_int(&j, "seq", n->seq);
		json_str(&j, "kind", said_key(n->kind));
		json_str(&j, "speaker", *n->speaker ? n->speaker : NULL);
		json_str(&j, "text", note_may_leave(i, n) ? n->text : NULL);
		json_end(&j);
	}
	json_end(&j);
	json_array(&j, "fields");
	for (size_t k = 0; k < p->n_rows && interview_fields_may_leave(i); k++) {
		json_object(&j, NULL);
		json_str(&j, "field", captured_kind(p->rows[k].field)->key);
		json_str(&j, "text", p->rows[k].text);
		json_end(&j);
	}
	json_end(&j);
	json_array(&j, "missing");
	for (size_t k = 0; k < SIX_COUNT; k++)
		if (!p->six[k].is_there)
			json_str(&j, NULL, p->six[k].title);
	json_end(&j);
	json_end(&j);
	json_line(&j);
	cli_text(stdout, buf_str(&out));
	buf_done(&out);
}

static int show_page(struct store *s, const struct interview *i, bool as_json)
{
	struct page p = { 0 };
	struct err err = { 0 };
	int rc = interview_notes(s, i->id, &p.notes, &p.n, &err) || captured_list(s, i, &p.rows, &p.n_rows, &err) ||
				 interview_check(s, i, p.six, &err)
			 ? -1
			 : 0;

	if (!rc && as_json)
		json_page(i, &p);
	else if (!rc)
		text_page(i, &p);
	interview_notes_done(p.notes, p.n);
	captured_done(p.rows, p.n_rows);
	return rc ? cli_fail(&err) : 0;
}

int cli_interview_notes(struct store *s, struct words *w)
{
	const char *value, *format = "text";
	struct interview i;
	struct word option;
	int rc = take_interview(s, w, &i, "interview notes I [--format text|json]");

	while (!rc && (rc = words_option(w, "", &option, &value)) == 1) {
		rc = !strcmp(option.name, "format") && value && (!strcmp(value, "text") || !strcmp(value, "json"))
			     ? 0
			     : cli_usage("--%s: expected --format text or json", option.name);
		format = value;
	}
	if (rc < 0)
		rc = ERR_USAGE;
	if (!rc)
		rc = show_page(s, &i, *format == 'j');
	interview_done(&i);
	return rc;
}

/* ---- noted ---- */

static int note_one(struct store *s, const struct interview *i, int64_t kind, const char *speaker, const char *text,
		    struct err *err)
{
	struct interview_note n;
	int rc;

	interview_note_init(&n, i->id, (enum said_kind)kind);
	free(n.text);
	n.text = xstrdup(text);
	free(n.speaker);
	n.speaker = xstrdup(speaker);
	rc = interview_note_save(s, NULL, &n, NULL, err);
	if (!rc && n.rev)
		cli_print(stdout, "note %" PRId64 "\n", n.seq);
	else if (!rc)
		rc = err_set(err, ERR_INPUT, "found nothing, expected the words of the note");
	interview_note_done(&n);
	return rc;
}

static int capture_one(struct store *s, const struct interview *i, int field, const char *text, struct err *err)
{
	struct captured_save v = { .interview = i->id, .field = (enum captured)field, .text = text, .base_rev = -1 };

	v.item = captured_next(s, i, v.field, err);
	return v.item < 0 || captured_put(s, &v, NULL, err) ? -1 : 0;
}

int cli_interview_note(struct store *s, struct words *w)
{
	static const char usage[] = "interview note I --quote|--fact|--interpretation TEXT [--speaker NAME] | --criterion|"
				    "--competitor|--price|--friction|--summary|--concern TEXT";
	const char *value, *speaker = "";
	struct err err = { 0 };
	struct interview i;
	struct word option;
	int rc = take_interview(s, w, &i, usage), done = 0;

	while (!rc && (rc = words_option(w, "", &option, &value)) == 1) {
		int64_t kind = said_find(option.name);
		int field = captured_find(option.name);

		rc = 0;
		if (!value)
			rc = cli_usage("--%s wants a value", option.name);
		else if (!strcmp(option.name, "speaker"))
			speaker = value;
		else if (!kind && (field < 0 || field == CAPTURED_FLAG))
			rc = cli_usage("no option --%s here: %s", option.name, usage);
		else if (kind ? note_one(s, &i, kind, speaker, value, &err) : capture_one(s, &i, field, value, &err))
			rc = cli_fail(&err);
		else
			done++;
	}
	if (rc < 0)
		rc = ERR_USAGE;
	if (!rc && !done)
		rc = cli_usage("%s", usage);
	interview_done(&i);
	return rc;
}

/* ---- validated ---- */

int cli_interview_validate(struct store *s, struct words *w)
{
	const char *value, *why = NULL;
	struct err err = { 0 };
	struct interview i;
	struct word option;
	int rc = take_interview(s, w, &i, "interview validate I [--incomplete WHY]");

	while (!rc && (rc = words_option(w, "", &option, &value)) == 1) {
		why = value;
		rc = !strcmp(option.name, "incomplete") && value ? 0 : cli_usage("--%s: expected --incomplete WHY", option.name);
	}
	if (rc < 0)
		rc = ERR_USAGE;
	if (!rc && (why ? interview_flag(s, i.id, why, &err) : interview_validate(s, i.id, &err)))
		rc = cli_fail(&err);
	if (!rc)
		cli_print(stdout, "I-%" PRId64 ": %s\n", i.id, why ? "incomplete; it counts nowhere until it is validated" : "validated");
	interview_done(&i);
	return rc;
}

/* ---- escalated ---- */

static int take_word(struct store *s, const struct interview *i, struct concern *c, const char *name, const char *value,
		     struct err *err)
{
	enum due_unit unit;
	int64_t seq;

	if (!strcmp(name, "trigger"))
		c->trigger = value;
	else if (!strcmp(name, "expected"))
		c->expected = value;
	else if (!strcmp(name, "owner"))
		return item_owner_parse(s, value, &c->owner, err);
	else if (!strcmp(name, "due"))
		return item_due_parse(s, value, &c->due_day, &unit, err);
	else if (!strcmp(name, "note")) {
		if (int_parse(value, &seq, err))
			return -1;
		c->note = interview_note_find(s, i->id, seq, err);
		return c->note > 0 ? 0 : c->note < 0 ? -1 : err_set(err, ERR_INPUT, "I-%" PRId64 " has no note %s", i->id, value);
	} else {
		return err_set(err, ERR_USAGE, "no option --%s here, expected --note, --trigger, --owner, --due, --expected", name);
	}
	return 0;
}

int cli_interview_escalate(struct store *s, struct words *w)
{
	struct concern c = { .due_day = NO_DAY };
	const char *value;
	struct err err = { 0 };
	struct interview i;
	struct word option;
	int64_t action = 0;
	int rc = take_interview(s, w, &i, "interview escalate I [--note N] --trigger T --owner NAME --due D --expected TEXT");

	c.interview = i.id;
	while (!rc && (rc = words_option(w, "", &option, &value)) == 1)
		rc = !value ? cli_usage("--%s wants a value", option.name)
		     : take_word(s, &i, &c, option.name, value, &err) ? cli_fail(&err) : 0;
	if (rc < 0)
		rc = ERR_USAGE;
	if (!rc && concern_raise(s, &c, &action, &err))
		rc = cli_fail(&err);
	if (!rc)
		cli_print(stdout, "action %" PRId64 ", to %s\n", action, member_login(s, c.owner));
	interview_done(&i);
	return rc;
}
