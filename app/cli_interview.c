/* interview: who was asked, when, with which permissions, and how far it has come. */
#include "app/cli.h"
#include "app/cli_list.h"

#include "model/calendar.h"
#include "model/company.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/guide.h"
#include "model/interview.h"
#include "model/member.h"
#include "model/programme.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- shown ---- */

static const char *none(const char *s)
{
	return s && *s ? s : NULL;
}

static void json_facts(struct store *s, struct json *j, const struct interview *i)
{
	struct buf who = { 0 };
	char number[32];

	snprintf(number, sizeof number, "I-%" PRId64, i->id);
	json_str(j, "id", number);
	json_str(j, "external_id", none(i->ext));
	list_json_deal(j, i->deal);
	interview_respondent(s, i, &who);
	json_str(j, "respondent", none(buf_str(&who)));
	json_str(j, "role", none(person_role_key((int)i->respondent_role)));
	json_str(j, "interviewer", none(member_login(s, i->interviewer)));
	json_moment(j, "date", interview_day_at(i) ? interview_day_at(i) : NO_MOMENT);
	if (i->minutes)
		json_int(j, "minutes", i->minutes);
	json_str(j, "format", none(interview_format_key(i->format)));
	json_str(j, "consent_notes", consent_key(i->consent_notes));
	json_str(j, "consent_record", consent_key(i->consent_record));
	json_str(j, "consent_quote", consent_key(i->consent_quote));
	json_str(j, "status", interview_state_key(i->state));
	json_str(j, "refusal", none(i->refusal));
	json_str(j, "guide", none(i->guide));
	buf_done(&who);
}

static void json_row(struct listing *l, const struct interview_row *row)
{
	struct json *j = &l->json;

	json_object(j, NULL);
	json_facts(l->s, j, &row->i);
	json_str(j, "company", row->company);
	json_str(j, "outcome", stage_is_closed((int)row->stage) ? (row->stage == STAGE_WON ? "won" : "lost") : "open");
	json_str(j, "programme", none(row->programme));
	json_str(j, "coders", none(row->coders));
	json_int(j, "notes", row->notes);
	json_int(j, "read", row->coded);
	json_bool(j, "open", row->open);
	json_bool(j, "mine", row->mine);
	json_end(j);
}

static void csv_row(struct listing *l, const struct interview_row *row)
{
	struct buf who = { 0 }, id = { 0 }, at = { 0 };
	const char *plain[3];

	buf_printf(&id, "I-%" PRId64, row->i.id);
	csv_out_plain(l->csv, buf_str(&id), id.len);
	list_csv_deal(l->csv, row->i.deal);
	csv_out_text(l->csv, row->company, strlen(row->company));
	interview_respondent(l->s, &row->i, &who);
	csv_out_text(l->csv, buf_str(&who), who.len);
	if (interview_day_at(&row->i))
		moment_format_utc(interview_day_at(&row->i), &at);
	plain[0] = member_login(l->s, row->i.interviewer);
	plain[1] = buf_str(&at);
	plain[2] = interview_state_key(row->i.state);
	for (int n = 0; n < 3; n++)
		csv_out_text(l->csv, plain[n], strlen(plain[n]));
	csv_out_end_row(l->csv);
	buf_done(&who);
	buf_done(&id);
	buf_done(&at);
}

static void text_row(struct listing *l, const struct interview_row *row)
{
	struct buf who = { 0 }, at = { 0 }, marks = { 0 };

	interview_respondent(l->s, &row->i, &who);
	if (row->i.respondent_role)
		buf_printf(&who, "%s%s", who.len ? ", " : "", person_role_key((int)row->i.respondent_role));
	if (interview_day_at(&row->i))
		calendar_format_moment(l->s->calendar, interview_day_at(&row->i), l->s->now(l->s), &at);
	interview_marks(&row->i, &marks);
	cli_print(stdout, "%s I-%-4" PRId64 " %-10s %-12s %-10s  ", row->mine ? ">" : " ", row->i.id,
		  interview_state_key(row->i.state), at.len ? buf_str(&at) : "no day",
		  row->i.interviewer ? member_login(l->s, row->i.interviewer) : "nobody");
	cli_print(stdout, "%s  %s: ", buf_str(&marks), row->company);
	cli_data(stdout, who.len ? buf_str(&who) : "nobody named");
	if (row->notes)
		cli_print(stdout, "  %" PRId64 " notes, %" PRId64 " read", row->notes, row->coded);
	cli_print(stdout, "\n");
	buf_done(&who);
	buf_done(&at);
	buf_done(&marks);
}

static int print_row(void *arg, const struct interview_row *row)
{
	struct listing *l = arg;

	l->rows++;
	switch (l->format) {
	case LIST_TEXT:
		text_row(l, row);
		break;
	case LIST_CSV:
		csv_row(l, row);
		break;
	case LIST_JSON:
		json_row(l, row);
		break;
	}
	return 0;
}

static int list(struct store *s, struct words *w)
{
	static const char *const names[] = { "id", "deal", "company", "respondent", "interviewer", "date", "status" };
	struct interview_filter f = { .which = INTERVIEWS_OPEN };
	struct listing l = { .s = s };
	struct err err = { 0 };
	struct word word;

	while (words_next(w, &word)) {
		const char *value = NULL;

		if (word.name && (!strcmp(word.name, "all") || !strcmp(word.name, "mine"))) {
			f.which = *word.name == 'a' ? INTERVIEWS_ALL : INTERVIEWS_MINE;
			continue;
		}
		if (!word.name || (strcmp(word.name, "deal") && strcmp(word.name, "format")))
			return cli_usage("found “%s”, expected --all, --mine, --deal or --format", word.name ? word.name : word.value);
		value = words_value(w, &word);
		if (!value)
			return cli_usage("--%s wants a value", word.name);
		if (*word.name == 'd' ? deal_find(s, value, &f.deal, &err) : list_format_read(value, &l.format, &err))
			return cli_fail(&err);
	}
	list_begin(&l, names, sizeof names / sizeof *names);
	if (interview_each(s, &f, print_row, &l, &err)) {
		list_end(&l, NULL);
		return cli_fail(&err);
	}
	return list_end(&l, &err);
}

static void text_show(struct store *s, const struct interview *i, const char *company, const char *concern)
{
	struct buf who = { 0 }, at = { 0 };

	interview_respondent(s, i, &who);
	if (interview_day_at(i))
		calendar_format_moment(s->calendar, interview_day_at(i), s->now(s), &at);
	cli_print(stdout, "I-%" PRId64 "  D-%" PRId64 " %s  %s\n", i->id, i->deal, company, interview_state_key(i->state));
	cli_print(stdout, "respondent   ");
	cli_data(stdout, who.len ? buf_str(&who) : "nobody named");
	cli_print(stdout, "%s%s\n", i->respondent_role ? ", " : "", i->respondent_role ? person_role_key((int)i->respondent_role) : "");
	cli_print(stdout, "interviewer  %s\n", i->interviewer ? member_login(s, i->interviewer) : "nobody");
	cli_print(stdout, "when         %s", at.len ? buf_str(&at) : "no day");
	if (i->minutes)
		cli_print(stdout, ", %" PRId64 " minutes", i->minutes);
	cli_print(stdout, "%s%s\n", i->format ? ", " : "", interview_format_key(i->format));
	cli_print(stdout, "consent      notes %s, recording %s, quoting %s\n", consent_key(i->consent_notes),
		  consent_key(i->consent_record), consent_key(i->consent_quote));
	cli_print(stdout, "guide        %s\n", i->guide);
	if (*concern) {
		cli_print(stdout, "concern      ");
		cli_data(stdout, concern);
		cli_print(stdout, "\n");
	}
	if (*i->refusal) {
		cli_print(stdout, "refused      ");
		cli_data(stdout, i->refusal);
		cli_print(stdout, "\n");
	}
	buf_done(&who);
	buf_done(&at);
}

static void say_warnings(struct store *s, const struct interview *i)
{
	struct buf said = { 0 };

	interview_warn(s, i, &said);
	for (const char *p = buf_str(&said); *p; p += strcspn(p, "\n") + 1)
		cli_say(stderr, "winloss: I-%" PRId64 ": %.*s\n", i->id, (int)strcspn(p, "\n"), p);
	buf_done(&said);
}

static int show(struct store *s, struct words *w)
{
	const char *word = w->at < w->argc ? w->argv[w->at++] : NULL, *value;
	struct listing l = { .s = s };
	struct buf concern = { 0 }, company = { 0 };
	struct err err = { 0 };
	struct word option;
	struct interview i;
	int64_t id;
	int rc;

	if (!word)
		return cli_usage("interview show I");
	while ((rc = words_option(w, "", &option, &value)) == 1)
		if (strcmp(option.name, "format") || !value || (strcmp(value, "text") && strcmp(value, "json")))
			return cli_usage("--%s: found “%s”, expected --format text or json", option.name, value ? value : "");
		else
			l.format = *value == 'j' ? LIST_JSON : LIST_TEXT;
	if (rc < 0)
		return ERR_USAGE;
	if (interview_find(s, word, &id, &err))
		return cli_fail(&err);
	if (interview_get(s, id, &i, &err) != 1)
		return cli_fail(&err);
	rc = interview_concern(s, &i, &concern, &err) || deal_name(s, i.deal, &company, &err) ? -1 : 0;
	if (!rc && l.format == LIST_TEXT) {
		text_show(s, &i, buf_str(&company), buf_str(&concern));
		say_warnings(s, &i);
	} else if (!rc) {
		l.json = (struct json){ .out = &l.out };
		json_object(&l.json, NULL);
		json_facts(s, &l.json, &i);
		json_str(&l.json, "company", buf_str(&company));
		json_str(&l.json, "concern", none(buf_str(&concern)));
		json_bool(&l.json, "may_quote", interview_may_quote(&i));
		json_end(&l.json);
		json_line(&l.json);
		cli_text(stdout, buf_str(&l.out));
		buf_done(&l.out);
	}
	interview_done(&i);
	buf_done(&concern);
	buf_done(&company);
	return rc ? cli_fail(&err) : 0;
}

/* ---- told ---- */

/* What the words of add, set and schedule said. */
struct told {
	struct interview *i;
	const char *contact, *concern;
	int64_t at_ms; /* 0: not said */
};

static void set_text(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

static int read_number_word(struct told *t, const char *name, const char *value, struct err *err)
{
	int found;

	if (!strcmp(name, "role")) {
		found = *value ? person_role_find(value) : 0;
		t->i->respondent_role = found;
		return found > 0 || !*value ? 0 : err_set(err, ERR_USAGE, "--role: found “%s”, expected primary, champion, executive,"
							  " technical, economic, evaluator or procurement", value);
	}
	if (!strcmp(name, "format")) {
		found = *value ? interview_format_find(value) : FORMAT_NOT_SAID;
		t->i->format = found;
		return found >= 0 ? 0 : err_set(err, ERR_USAGE, "--format: found “%s”, expected phone, video or in person", value);
	}
	return int_parse(value, &t->i->minutes, err) || t->i->minutes < 0
		       ? err_set(err, ERR_USAGE, "--minutes: found “%s”, expected a number of minutes", value) : 0;
}

static int read_field(struct store *s, struct told *t, const char *name, const char *value, struct err *err)
{
	bool day_only;

	if (!strcmp(name, "role") || !strcmp(name, "format") || !strcmp(name, "minutes"))
		return read_number_word(t, name, value, err);
	if (!strcmp(name, "interviewer"))
		return *value ? list_member(s, value, &t->i->interviewer, err) : (t->i->interviewer = 0, 0);
	if (!strcmp(name, "at"))
		return cli_moment(s, value, &t->at_ms, &day_only, err);
	if (!strcmp(name, "respondent"))
		set_text(&t->i->respondent, value);
	else if (!strcmp(name, "guide"))
		set_text(&t->i->guide, value);
	else if (!strcmp(name, "external-id") || !strcmp(name, "external_id"))
		set_text(&t->i->ext, value);
	else if (!strcmp(name, "contact"))
		t->contact = value;
	else
		t->concern = value;
	return 0;
}

static int read_fields(struct store *s, struct told *t, struct words *w, const char *allowed, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		const char *value;
		char key[32];

		if (!word.name)
			return err_set(err, ERR_USAGE, "found “%s”, expected an option", word.value);
		snprintf(key, sizeof key, " %.20s ", word.name);
		if (!strstr(allowed, key))
			return err_set(err, ERR_USAGE, "no option --%s here, expected one of%s", word.name, allowed);
		value = words_need(w, &word, err);
		if (!value)
			return -1;
		if (read_field(s, t, word.name, value, err))
			return -1;
	}
	return 0;
}

static int find_contact(struct store *s, const struct told *t, struct err *err)
{
	struct deal d;
	int64_t person;

	if (!t->contact)
		return 0;
	if (!*t->contact) {
		t->i->person = 0;
		return 0;
	}
	if (deal_need(s, t->i->deal, &d, err))
		return -1;
	person = person_find(s, d.company, t->contact, NULL, err);
	deal_done(&d);
	if (person < 0)
		return -1;
	t->i->person = person;
	return person ? 0 : err_set(err, ERR_INPUT, "no contact “%s” at the deal's company", t->contact);
}

#define FIELDS " respondent contact role interviewer minutes format guide external-id external_id concern at "

static int finish(struct store *s, const struct told *t, int rc, struct err *err)
{
	if (!rc && t->concern)
		rc = interview_say_concern(s, t->i->id, t->concern, err);
	if (!rc && t->at_ms)
		rc = interview_schedule(s, t->i->id, t->at_ms, t->i->minutes, t->i->format, err);
	if (!rc)
		say_warnings(s, t->i);
	return rc;
}

static int add(struct store *s, struct words *w)
{
	const char *deal = w->at < w->argc ? w->argv[w->at++] : NULL;
	struct interview i;
	struct told t = { .i = &i };
	struct err err = { 0 };
	int rc;

	if (!deal)
		return cli_usage("interview add DEAL [--respondent TEXT] [--contact NAME] [--role R] [--interviewer NAME] …");
	interview_init(&i);
	rc = deal_find(s, deal, &i.deal, &err) || read_fields(s, &t, w, FIELDS, &err) || find_contact(s, &t, &err) ||
			     interview_add(s, &i, &err)
		     ? -1
		     : 0;
	rc = finish(s, &t, rc, &err);
	if (!rc)
		cli_print(stdout, "I-%" PRId64 "\n", i.id);
	interview_done(&i);
	return rc ? cli_fail(&err) : 0;
}

/* The interview that the next word names. */
static int find_one(struct store *s, struct words *w, const char *usage, struct interview *out, struct err *err)
{
	const char *word = w->at < w->argc ? w->argv[w->at++] : NULL;
	int64_t id;
	int rc;

	interview_init(out);
	if (!word)
		return err_set(err, ERR_USAGE, "%s: found no interview, expected I-12, an external id or its deal", usage);
	if (interview_find(s, word, &id, err))
		return -1;
	interview_done(out);
	rc = interview_get(s, id, out, err);
	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "no interview %s", word);
}

static int set(struct store *s, struct words *w)
{
	struct interview was, i;
	struct told t = { .i = &i };
	struct err err = { 0 };
	int rc = find_one(s, w, "interview set", &was, &err);

	interview_copy(&i, &was);
	if (!rc)
		rc = read_fields(s, &t, w, FIELDS, &err) || find_contact(s, &t, &err) || interview_change(s, &was, &i, &err) ? -1 : 0;
	rc = finish(s, &t, rc, &err);
	interview_done(&was);
	interview_done(&i);
	return rc ? cli_fail(&err) : 0;
}

static int schedule(struct store *s, struct words *w)
{
	struct interview i;
	struct told t = { .i = &i };
	struct err err = { 0 };
	bool day_only = false;
	int rc = find_one(s, w, "interview schedule", &i, &err);

	if (!rc && w->at >= w->argc)
		rc = err_set(&err, ERR_USAGE, "interview schedule: found no moment, expected when it will be");
	if (!rc)
		rc = cli_moment(s, w->argv[w->at++], &t.at_ms, &day_only, &err);
	if (!rc && day_only)
		rc = err_set(&err, ERR_USAGE, "found a day, expected a moment such as “2026-12-03 14:00”");
	if (!rc)
		rc = read_fields(s, &t, w, " minutes format concern ", &err);
	rc = finish(s, &t, rc, &err);
	interview_done(&i);
	return rc ? cli_fail(&err) : 0;
}

static int held(struct store *s, struct words *w)
{
	struct interview i;
	struct told t = { .i = &i };
	struct err err = { 0 };
	int rc = find_one(s, w, "interview held", &i, &err);

	if (!rc)
		rc = read_fields(s, &t, w, " at ", &err);
	if (!rc)
		rc = interview_hold(s, i.id, t.at_ms ? t.at_ms : s->now(s), &err);
	if (!rc)
		cli_print(stdout, "I-%" PRId64 " held\n", i.id);
	interview_done(&i);
	return rc ? cli_fail(&err) : 0;
}

/* The end of the line: which deal was drawn for one of a sample. */
static int say_in_place(struct store *s, int64_t next, struct err *err)
{
	struct selection x;
	int rc = next ? selection_get(s, next, &x, err) : 0;

	if (rc == 1) {
		cli_print(stdout, "; in its place D-%" PRId64 ": ", x.deal);
		cli_data(stdout, x.reason);
		selection_done(&x);
	}
	cli_print(stdout, "\n");
	return rc < 0 ? -1 : 0;
}

static int refuse(struct store *s, struct words *w)
{
	struct interview i;
	struct err err = { 0 };
	struct word word;
	const char *reason = NULL, *value;
	int rc = find_one(s, w, "interview refuse", &i, &err), got = 0;
	int64_t next = 0;

	while (!rc && (got = words_option(w, "", &word, &value)) == 1) {
		if (strcmp(word.name, "reason"))
			rc = err_set(&err, ERR_USAGE, "no option --%s, expected --reason", word.name);
		reason = value;
	}
	if (!rc && !got)
		rc = selection_refuse_interview(s, i.id, reason, &next, &err);
	if (!rc && !got)
		cli_print(stdout, "I-%" PRId64 " refused", i.id);
	if (!rc && !got)
		rc = say_in_place(s, next, &err);
	interview_done(&i);
	return got < 0 ? ERR_USAGE : rc ? cli_fail(&err) : 0;
}

static int tell_consent(struct store *s, const struct interview *i, const struct word *word, const char *value, struct err *err)
{
	int p = permission_find(word->name), c = value ? consent_find(value) : -1;
	struct buf said = { 0 };
	int rc;

	if (p < 0)
		return err_set(err, ERR_USAGE, "no option --%s, expected --notes, --recording or --quoting", word->name);
	if (c < 0)
		return err_set(err, ERR_USAGE, "--%s: found “%s”, expected given, refused, withdrawn or not asked", word->name,
			       value ? value : "nothing");
	rc = interview_consent(s, i->id, (enum permission)p, (enum consent)c, &said, err);
	if (!rc)
		cli_print(stdout, "%s\n", buf_str(&said));
	buf_done(&said);
	return rc;
}

static int consent(struct store *s, struct words *w)
{
	struct interview i;
	struct err err = { 0 };
	struct word word;
	int rc = find_one(s, w, "interview consent", &i, &err);
	size_t n = 0;

	while (!rc && words_next(w, &word)) {
		if (!word.name)
			rc = err_set(&err, ERR_USAGE, "found “%s”, expected --notes, --recording or --quoting", word.value);
		else
			rc = tell_consent(s, &i, &word, words_value(w, &word), &err);
		n++;
	}
	if (!rc && !n)
		cli_print(stdout, "notes %s, recording %s, quoting %s\n", consent_key(i.consent_notes), consent_key(i.consent_record),
			  consent_key(i.consent_quote));
	interview_done(&i);
	return rc ? cli_fail(&err) : 0;
}

static int take_away(struct store *s, struct words *w)
{
	struct interview i;
	struct err err = { 0 };
	int rc = find_one(s, w, "interview remove", &i, &err);

	if (!rc)
		rc = interview_remove(s, i.id, &err);
	if (!rc)
		cli_print(stdout, "I-%" PRId64 " removed\n", i.id);
	interview_done(&i);
	return rc ? cli_fail(&err) : 0;
}

/* ---- the guide ---- */

/* Of an interview (in the version it keeps), or by its own name; without a word all names. */
static int guide(struct store *s, struct words *w)
{
	const char *word = w->at < w->argc ? w->argv[w->at++] : NULL;
	struct guides *all = NULL;
	const struct guide *one = NULL;
	struct interview i = { 0 };
	struct buf out = { 0 };
	struct err err = { 0 };
	int64_t id;
	int rc = guides_load(s, 0, &all, &err);

	if (!rc && word)
		one = guides_get(all, word);
	if (!rc && word && !one) {
		rc = interview_find(s, word, &id, &err) || interview_get(s, id, &i, &err) != 1 ? -1 : 0;
		guides_free(all);
		all = NULL;
		rc = rc || guides_load(s, i.guide_config, &all, &err) ? -1 : 0;
		one = rc ? NULL : guides_get(all, i.guide);
		if (!rc && !one)
			one = guides_for(all, !strcmp(i.guide, "won"));
	}
	if (!rc && one)
		guide_markdown(all, one, &out);
	for (size_t k = 0; !rc && !word && k < guides_count(all); k++)
		buf_printf(&out, "%-12s %s\n", guides_at(all, k)->key, guides_at(all, k)->title);
	cli_text(stdout, buf_str(&out));
	buf_done(&out);
	interview_done(&i);
	guides_free(all);
	return rc ? cli_fail(&err) : 0;
}

int cli_interview(struct store *s, int argc, char **argv)
{
	static const struct {
		const char *verb;
		int (*run)(struct store *s, struct words *w);
	} verbs[] = {
		{ "list", list },	  { "show", show },	{ "add", add },		  { "set", set },
		{ "schedule", schedule }, { "held", held },	{ "refuse", refuse },	  { "consent", consent },
		{ "remove", take_away },  { "guide", guide },	{ "assign", cli_assign },
		{ "notes", cli_interview_notes }, { "note", cli_interview_note }, { "validate", cli_interview_validate },
		{ "escalate", cli_interview_escalate },
	};
	struct words w = { argc, 2, argv };
	const char *verb = argc > 1 ? argv[1] : "list";

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp(verbs[i].verb, verb))
			return verbs[i].run(s, &w);
	return cli_usage("found “interview %s”, expected list, show, add, set, schedule, held, refuse, consent, remove, guide, notes, note, "
			 "validate, escalate or assign", verb);
}
