/* debrief: the seven questions of a won deal from the command line; search: every written word one may see. */
#include "app/cli.h"
#include "app/cli_plain.h"
#include "app/cli_rows.h"

#include "model/account.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/debrief.h"
#include "model/member.h"
#include "model/outbox.h"
#include "model/quote.h"
#include "model/search.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum doing { DO_ANSWER, DO_TAKE, DO_UNKNOWN, DO_ATTENDED, DO_ABSENT, DO_COMPLETE, DO_ROW, DO_SAID_BY, DO_SIGNAL,
	     DO_DOUBT, DO_SCHEDULE, DO_NOTE };
struct step {
	enum doing what;
	int question;
	const char *text;
	int64_t value;
	bool late;
	struct row_words row;
};
enum { STEPS_MAX = 64 };
struct asked_for {
	struct store *s;
	int64_t deal;
	struct form form;
	struct step step[STEPS_MAX];
	size_t steps;
	const char *format, *audience;
	enum form_layer layer; /* 0: by who acts */
	bool plain;
};

/* ---- reading the words ---- */

/* "4=TEXT" or "promises=TEXT"; without `texted` only the question. */
static int read_question(struct asked_for *a, const char *value, bool texted, struct step *step, struct err *err)
{
	const char *eq = strchr(value, '=');
	char *word;
	const struct debrief_question *q;

	if (texted && !eq)
		return err_set(err, ERR_USAGE, "found “%s”, expected N=TEXT with N of 1 … %zu", value,
			       questions_count(a->s->questions));
	word = eq && texted ? xstrndup(value, (size_t)(eq - value)) : xstrdup(value);
	q = question_find(a->s->questions, word);
	if (!q)
		err_set(err, ERR_INPUT, "no question “%s”; expected 1 … %zu or its name", word,
			questions_count(a->s->questions));
	free(word);
	if (!q)
		return -1;
	step->question = q->id;
	step->text = eq && texted ? eq + 1 : NULL;
	return 0;
}

static int read_absent(const char *value, struct step *step, struct err *err)
{
	if (strncasecmp(value, "ae=", 3))
		return err_set(err, ERR_USAGE, "found --absent “%s”, expected ae=WHY", value);
	step->text = value + 3;
	return 0;
}

static int read_gut(const char *name, const char *value, struct step *step, struct err *err)
{
	bool signal = !strcmp(name, "signal");

	step->what = signal ? DO_SIGNAL : DO_DOUBT;
	step->value = signal ? signal_find(value) : doubt_find(value);
	if (step->value)
		return 0;
	return err_set(err, ERR_USAGE, "found --%s “%s”, expected %s", name, value,
		       signal ? "good, unsure or worried" : "yes or no");
}

/* Who said the answer before it, or with N=WHO that of question N. */
static int read_said_by(struct asked_for *a, const char *value, struct step *step, struct err *err)
{
	const struct step *last = a->steps ? &a->step[a->steps - 1] : NULL;

	step->what = DO_SAID_BY;
	step->text = value;
	if (!last || (last->what != DO_ANSWER && last->what != DO_TAKE))
		return read_question(a, value, true, step, err);
	step->question = last->question;
	return 0;
}

/* "none" takes the call off the calendar. */
static int read_schedule(struct asked_for *a, const char *value, struct err *err)
{
	struct step *step = &a->step[a->steps++];
	bool day_only = false;

	*step = (struct step){ .what = DO_SCHEDULE, .value = NO_MOMENT };
	if (!strcasecmp(value, "none"))
		return 0;
	if (cli_moment(a->s, value, &step->value, &day_only, err))
		return -1;
	return day_only ? err_set(err, ERR_USAGE, "--schedule: found “%s”, expected a day and a time, or none", value) : 0;
}

/* What stands beside the prose: 1 when --NAME is of that, 0, -1. */
static int read_beside(struct asked_for *a, const char *name, const char *value, struct err *err)
{
	struct step *step = &a->step[a->steps], *last = a->steps ? step - 1 : NULL;
	int rc = last && last->what == DO_ROW ? rows_more(a->s, name, value, &last->row, err) : 0;

	if (rc)
		return rc;
	*step = (struct step){ .what = DO_ROW };
	if (!strcmp(name, "signal") || !strcmp(name, "doubt"))
		rc = read_gut(name, value, step, err) ? -1 : 1;
	else if (!strcmp(name, "said-by") || !strcmp(name, "said_by"))
		rc = read_said_by(a, value, step, err) ? -1 : 1;
	else
		rc = rows_begin(a->s, name, value, &step->row, err);
	a->steps += rc == 1;
	return rc;
}

static int read_layer(struct asked_for *a, const char *value, struct err *err)
{
	if (strcasecmp(value, "ahead") && strcasecmp(value, "live"))
		return err_set(err, ERR_USAGE, "found --layer “%s”, expected ahead or live", value);
	a->layer = !strcasecmp(value, "ahead") ? LAYER_AHEAD : LAYER_LIVE;
	return 0;
}

static int read_format(struct asked_for *a, const char *value, struct err *err)
{
	if (strcmp(value, "md") && strcmp(value, "json"))
		return err_set(err, ERR_USAGE, "found --format “%s”, expected md or json", value);
	a->format = value;
	return 0;
}

static int read_step(struct asked_for *a, const char *name, const char *value, struct err *err)
{
	static const struct {
		const char *name;
		enum doing what;
	} known[] = { { "answer", DO_ANSWER }, { "take", DO_TAKE }, { "unknown", DO_UNKNOWN },
		      { "attended", DO_ATTENDED }, { "absent", DO_ABSENT } };
	struct step *step = &a->step[a->steps];

	if (a->steps == STEPS_MAX)
		return err_set(err, ERR_USAGE, "more than %d things to do at once", STEPS_MAX);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		if (strcmp(known[i].name, name))
			continue;
		*step = (struct step){ .what = known[i].what, .text = value };
		a->steps++;
		if (step->what == DO_ABSENT)
			return read_absent(value, step, err);
		return step->what == DO_ATTENDED ? 0 : read_question(a, value, step->what != DO_TAKE, step, err);
	}
	return err_set(err, ERR_USAGE, "no option --%s", name);
}

static int read_option(struct asked_for *a, struct words *w, const struct word *word, struct err *err)
{
	const char *value;
	int rc;

	if (!strcmp(word->name, "plain")) {
		a->plain = true;
		return 0;
	}
	if (!strcmp(word->name, "yes"))
		return 0;
	if (!strcmp(word->name, "complete")) {
		a->step[a->steps++] = (struct step){ .what = DO_COMPLETE };
		return 0;
	}
	if (!strcmp(word->name, "note-ae") || !strcmp(word->name, "note_ae")) {
		a->step[a->steps++] = (struct step){ .what = DO_NOTE };
		return 0;
	}
	value = words_need(w, word, err);
	if (!value)
		return -1;
	if (!strcmp(word->name, "format"))
		return read_format(a, value, err);
	if (!strcmp(word->name, "schedule"))
		return read_schedule(a, value, err);
	if (!strcmp(word->name, "layer"))
		return read_layer(a, value, err);
	if (!strcmp(word->name, "audience")) {
		a->audience = value;
		return 0;
	}
	rc = read_beside(a, word->name, value, err);
	return rc ? (rc < 0 ? -1 : 0) : read_step(a, word->name, value, err);
}

static int read_words(struct asked_for *a, int argc, char **argv, struct err *err)
{
	struct words w = { argc, 2, argv };
	struct word word;

	while (words_next(&w, &word)) {
		if (!word.name)
			return err_set(err, ERR_USAGE, "found “%s”, expected an option", word.value);
		if (a->steps + 1 >= STEPS_MAX)
			return err_set(err, ERR_USAGE, "more than %d things to do at once", STEPS_MAX);
		if (read_option(a, &w, &word, err))
			return -1;
	}
	return 0;
}

/* ---- doing ---- */

/* Ahead for the deal's ae, live for others. */
static enum form_layer layer_for(const struct asked_for *a)
{
	int64_t deal = 0, owner = 0;

	if (a->layer)
		return a->layer;
	if (form_deal(a->s, a->form.id, &deal, &owner, NULL) != 1)
		return LAYER_LIVE;
	return owner && owner == a->s->actor.member ? LAYER_AHEAD : LAYER_LIVE;
}

/* "Did I get you right?", into the outbox. */
static int write_note(struct asked_for *a, struct step *step, struct err *err)
{
	struct outbox_message m;

	if (debrief_note_to_ae(a->s, a->form.id, &m, err))
		return -1;
	step->value = m.id;
	outbox_message_done(&m);
	return 0;
}

static int take_step(struct asked_for *a, struct step *step, struct err *err)
{
	struct store *s = a->s;

	switch (step->what) {
	case DO_ANSWER:
		return debrief_answer(s, a->form.id, step->question, layer_for(a), step->text, -1, 0, NULL, NULL, err);
	case DO_TAKE:
		return debrief_reply(s, a->form.id, step->question, REPLY_ACCEPTED, NULL, err);
	case DO_UNKNOWN:
		return debrief_reply(s, a->form.id, step->question, REPLY_UNKNOWN, step->text, err);
	case DO_ATTENDED:
		return debrief_attend(s, a->form.id, step->text, err);
	case DO_ABSENT:
		return debrief_absent(s, a->form.id, PART_AE, step->text, err);
	case DO_COMPLETE:
		return debrief_complete(s, a->form.id, err);
	case DO_ROW:
		return rows_take(s, a->form.id, &step->row, err);
	case DO_SAID_BY:
		return debrief_said_by(s, a->form.id, step->question, step->text, err);
	case DO_SIGNAL:
		return debrief_signal(s, a->form.id, step->value, err);
	case DO_DOUBT:
		return debrief_doubt(s, a->form.id, step->value, err);
	case DO_SCHEDULE:
		return debrief_schedule(s, a->form.id, step->value, &step->late, err);
	case DO_NOTE:
		return write_note(a, step, err);
	}
	return 0;
}

static void say_schedule(const struct asked_for *a, const struct step *step)
{
	struct buf at = { 0 };

	if (step->value == NO_MOMENT) {
		puts("call off the calendar");
		return;
	}
	calendar_format_moment(a->s->calendar, step->value, a->s->now(a->s), &at);
	cli_print(stdout, "call set for %s\n", buf_str(&at));
	if (step->late)
		fputs("winloss: that is later than the debrief is due; it was kept\n", stderr);
	buf_done(&at);
}

static void say_step(const struct asked_for *a, const struct step *step)
{
	cli_print(stdout, "D-%" PRId64 " ", a->deal);
	switch (step->what) {
	case DO_ANSWER:
		cli_print(stdout, "Q%d kept, %s\n", step->question, layer_for(a) == LAYER_AHEAD ? "ahead" : "live");
		break;
	case DO_TAKE:
		cli_print(stdout, "Q%d taken as written ahead\n", step->question);
		break;
	case DO_UNKNOWN:
		cli_print(stdout, "Q%d not known\n", step->question);
		break;
	case DO_ATTENDED:
	case DO_ABSENT:
		puts("attendance kept");
		break;
	case DO_COMPLETE:
		puts("debrief complete");
		break;
	case DO_ROW:
		rows_say(a->s, &step->row);
		break;
	case DO_SAID_BY:
		cli_print(stdout, "Q%d said by %s\n", step->question, *step->text ? step->text : "nobody in particular");
		break;
	case DO_SIGNAL:
		cli_print(stdout, "signal %s\n", signal_key(step->value));
		break;
	case DO_DOUBT:
		cli_print(stdout, "doubt about the fit: %s\n", doubt_key(step->value));
		break;
	case DO_SCHEDULE:
		say_schedule(a, step);
		break;
	case DO_NOTE:
		cli_print(stdout, "note to the AE is message %" PRId64 ", to send\n", step->value);
		break;
	}
}

static int print_debrief(struct asked_for *a, struct err *err)
{
	struct buf out = { 0 };
	bool json = a->format && !strcmp(a->format, "json");
	int rc = json ? debrief_json(a->s, a->form.id, a->audience, &out, err)
		      : debrief_markdown(a->s, a->form.id, a->audience, &out, err);

	if (!rc)
		cli_text(stdout, buf_str(&out));
	buf_done(&out);
	return rc;
}

int cli_debrief(struct store *s, int argc, char **argv)
{
	struct asked_for a = { .s = s };
	struct err err = { 0 };
	int rc;

	if (argc < 2)
		return cli_usage("debrief DEAL, or debrief --rate");
	if (!strcmp(argv[1], "--rate"))
		return cli_debrief_rate(s, argc, argv);
	if (read_words(&a, argc, argv, &err) || deal_find(s, argv[1], &a.deal, &err) ||
	    debrief_need(s, a.deal, &a.form, &err))
		return cli_fail(&err);
	for (size_t i = 0; i < a.steps; i++) {
		if (take_step(&a, &a.step[i], &err))
			return cli_fail(&err);
		if (!a.format)
			say_step(&a, &a.step[i]);
	}
	rc = a.plain ? plain_debrief(a.s, a.form.id, layer_for(&a), &err) : !a.steps || a.format ? print_debrief(&a, &err) : 0;
	return rc ? cli_fail(&err) : 0;
}

/* ---- search ---- */

/* Bytes of data on one line: line breaks become blanks. */
static void put_line(const char *text, const char *end)
{
	char *flat = xstrdup(text);

	for (char *p = flat; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	cli_data(stdout, flat);
	fputs(end, stdout);
	free(flat);
}

struct hits {
	struct store *s;
	size_t n;
	bool newest_first;
};

/* The words around the hit; of a note or a field that its respondent did not give away what stands in their place. */
static void put_found(struct store *s, const struct search_hit *h)
{
	struct interview_note n = { 0 };
	struct interview i = { 0 };
	const char *instead = h->kind == SUBJECT_INTERVIEW_NOTE ? "(words kept back)" : "";

	if (*instead && interview_note_get(s, h->record, &n, NULL) == 1 &&
	    interview_get(s, n.interview, &i, NULL) == 1)
		instead = note_instead(&i, &n);
	else if (h->kind == SUBJECT_FORM_VALUE && !value_id_may_leave(s, h->record))
		instead = "(words kept back: the respondent did not permit notes)";
	interview_note_done(&n);
	interview_done(&i);
	put_line(*instead ? instead : h->before, "");
	put_line(*instead ? "" : h->match, "");
	put_line(*instead ? "" : h->after, "\n");
}

static int print_hit(void *arg, const struct search_hit *h)
{
	struct hits *hits = arg;

	hits->n++;
	hits->newest_first = h->newest_first;
	if (h->deal)
		cli_print(stdout, "D-%" PRId64 "  ", h->deal);
	put_line(h->company, "  ");
	put_line(h->what ? h->what : "", ": ");
	put_found(hits->s, h);
	return 0;
}

int cli_search(struct store *s, int argc, char **argv)
{
	struct buf words = { 0 };
	struct err err = { 0 };
	struct hits hits = { .s = s };
	int rc;

	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--plain") && strcmp(argv[i], "--yes"))
			buf_printf(&words, "%s%s", words.len ? " " : "", argv[i]);
	if (!words.len)
		return cli_usage("search WORDS");
	rc = search_each(s, buf_str(&words), 200, print_hit, &hits, &err);
	buf_done(&words);
	if (rc)
		return cli_fail(&err);
	if (!hits.n)
		fputs("nothing found that you may see\n", stderr);
	else if (hits.newest_first)
		fputs("many texts hold these words: after names, the newest texts first\n", stderr);
	return 0;
}
