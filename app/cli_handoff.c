/* handoff: the packet of a won deal from the command line: shown, typed, filed, acknowledged, returned. */
#include "app/cli.h"
#include "app/cli_note.h"

#include "model/buf.h"
#include "model/packet.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum doing { DO_SET, DO_FILE, DO_ACK, DO_RETURN };
struct step {
	enum doing what;
	const struct packet_field *field;
	size_t row; /* of rows: the n-th, 0 a new one */
	const char *text;
};
enum { STEPS_MAX = 128 };
struct asked_for {
	struct store *s;
	int64_t deal;
	struct step step[STEPS_MAX];
	size_t steps;
	const char *format;
	int64_t version, upto; /* 0 none; upto: the second of two */
	struct note_asked note;
};

/* ---- reading the words ---- */

static int no_field(const struct asked_for *a, const char *word, struct err *err)
{
	struct buf known = { 0 };

	for (size_t i = 0; i < packet_fields_count(a->s->packet); i++)
		buf_printf(&known, "%s%s", i ? ", " : "", packet_field_at(a->s->packet, i)->key);
	err_set(err, ERR_USAGE, "no field “%.80s”; expected one of %s", word, buf_str(&known));
	buf_done(&known);
	return -1;
}

/* "FIELD=TEXT", of rows "FIELD.2=TEXT" as well. */
static int read_field(struct asked_for *a, const char *option, const char *value, struct step *step, struct err *err)
{
	size_t n = strcspn(value, "="), dot = strcspn(value, ".=");
	char *word = xstrndup(value, dot);
	int64_t row = 0;
	int rc = 0;

	step->text = value[n] ? value + n + 1 : NULL;
	step->field = packet_field_find(a->s->packet, word);
	if (!step->text)
		rc = err_set(err, ERR_USAGE, "found --%s “%.80s”, expected FIELD=%s", option, value,
			     step->what == DO_SET ? "TEXT" : "WHY");
	else if (!step->field)
		rc = no_field(a, word, err);
	if (!rc && dot < n) {
		char *number = xstrndup(value + dot + 1, n - dot - 1);

		if (step->what != DO_SET || step->field->kind != PACKET_ROWS || int_parse(number, &row, NULL) ||
		    row < 1)
			rc = err_set(err, ERR_USAGE, "found --%s “%.*s”, expected a field%s", option,
				     (int)(n < 80 ? n : 80), value,
				     step->what == DO_SET ? ", of rows with a number behind it: risks.2" : "");
		free(number);
	}
	step->row = (size_t)row;
	free(word);
	return rc;
}

/* "2", "1..2" */
static int read_version(struct asked_for *a, const char *value, struct err *err)
{
	const char *dots = strstr(value, "..");
	char *first = xstrndup(value, dots ? (size_t)(dots - value) : strlen(value));
	bool bad = int_parse(first, &a->version, NULL) || a->version < 1 ||
		   (dots && (int_parse(dots + 2, &a->upto, NULL) || a->upto < 1));

	free(first);
	return bad ? err_set(err, ERR_USAGE, "found --version “%.80s”, expected a number, or two to compare: 1..2",
			     value)
		   : 0;
}

static int read_option(struct asked_for *a, struct words *w, const struct word *word, struct err *err)
{
	struct step *step = &a->step[a->steps];
	const char *value;
	int noted = cli_note_option(&a->note, w, word, err);

	if (noted)
		return noted < 0 ? -1 : 0;
	*step = (struct step){ .what = !strcmp(word->name, "file") ? DO_FILE : DO_ACK };
	if (!strcmp(word->name, "file") || !strcmp(word->name, "ack")) {
		a->steps++;
		return 0;
	}
	if (strcmp(word->name, "set") && strcmp(word->name, "return") && strcmp(word->name, "format") &&
	    strcmp(word->name, "version"))
		return err_set(err, ERR_USAGE, "no option --%s", word->name);
	value = words_need(w, word, err);
	if (!value)
		return -1;
	if (!strcmp(word->name, "version"))
		return read_version(a, value, err);
	if (!strcmp(word->name, "format")) {
		a->format = value;
		return strcmp(value, "md") && strcmp(value, "json")
			       ? err_set(err, ERR_USAGE, "found --format “%s”, expected md or json", value) : 0;
	}
	step->what = !strcmp(word->name, "set") ? DO_SET : DO_RETURN;
	a->steps++;
	return read_field(a, word->name, value, step, err);
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
	if (a->version && (a->steps || a->format))
		return err_set(err, ERR_USAGE, "--version shows what was filed and goes with nothing else");
	if (a->note.kind < 0 && (a->note.copy || a->note.file || a->note.send))
		return err_set(err, ERR_USAGE, "--copy, --output and --send say what becomes of a --note KIND");
	if (a->note.kind >= 0 && (a->version || a->format))
		return err_set(err, ERR_USAGE, "--note writes a message and goes with no --format or --version");
	return 0;
}

/* ---- doing ---- */

static int load(struct asked_for *a, struct packet *p, struct err *err)
{
	int rc = packet_load(a->s, a->deal, p, err);

	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, a->deal);
}

/* The list of what is missing, one a line; 0 where nothing is. */
static int tell_missing(struct asked_for *a, struct err *err)
{
	struct buf list = { 0 };
	struct packet p;

	if (load(a, &p, err))
		return -1;
	packet_missing(&p, &list);
	if (list.len)
		cli_say(stderr, "winloss: not filed: %zu required %s missing:\n", p.missing,
			p.missing == 1 ? "field is" : "fields are");
	for (const char *l = buf_str(&list); *l;) {
		size_t n = strcspn(l, "\n");

		cli_say(stderr, "  %.*s\n", (int)n, l);
		l += n + (l[n] == '\n');
	}
	buf_done(&list);
	packet_done(&p);
	return 0;
}

static int file(struct asked_for *a, struct err *err)
{
	struct buf path = { 0 };
	int64_t version;
	int rc = packet_file(a->s, a->deal, &path, &version, err);

	if (!rc)
		cli_print(stdout, "D-%" PRId64 " filed, version %" PRId64 ": %s\n", a->deal, version, buf_str(&path));
	buf_done(&path);
	return rc;
}

static int acknowledge(struct asked_for *a, struct err *err)
{
	struct buf say = { 0 };
	int rc = packet_acknowledge(a->s, a->deal, &say, err);

	if (!rc)
		cli_print(stdout, "D-%" PRId64 " packet acknowledged\n", a->deal);
	if (say.len)
		cli_say(stderr, "winloss: %s\n", buf_str(&say));
	buf_done(&say);
	return rc;
}

/* All that are named in one command are one return. */
static int give_back(struct asked_for *a, size_t from, struct err *err)
{
	struct packet_gap gap[STEPS_MAX];
	size_t n = 0;

	for (size_t i = from; i < a->steps; i++)
		if (a->step[i].what == DO_RETURN)
			gap[n++] = (struct packet_gap){ a->step[i].field, a->step[i].text };
	if (packet_return(a->s, a->deal, gap, n, err))
		return -1;
	cli_print(stdout, "D-%" PRId64 " packet returned with %zu gap%s\n", a->deal, n, n == 1 ? "" : "s");
	return 0;
}

static int set(struct asked_for *a, const struct step *step, struct err *err)
{
	const struct packet_value *v;
	struct packet p;
	int rc = step->field->kind == PACKET_ROWS
			 ? packet_set_row(a->s, a->deal, step->field, step->row, step->text, NULL, err)
			 : packet_set(a->s, a->deal, step->field, step->text, -1, NULL, err);

	if (rc || load(a, &p, err))
		return -1;
	cli_print(stdout, "D-%" PRId64 " %s kept\n", a->deal, step->field->key);
	v = packet_value_of(&p, step->field->key);
	if (v->warning)
		cli_say(stderr, "winloss: %s: %s; it was kept\n", v->field->title, v->warning);
	packet_done(&p);
	return 0;
}

static int take_step(struct asked_for *a, size_t i, bool *returned, struct err *err)
{
	switch (a->step[i].what) {
	case DO_SET:
		return set(a, &a->step[i], err);
	case DO_FILE:
		return file(a, err);
	case DO_ACK:
		return acknowledge(a, err);
	case DO_RETURN:
		if (*returned)
			return 0;
		*returned = true;
		return give_back(a, i, err);
	}
	return 0;
}

/* ---- showing ---- */

static int show(struct asked_for *a, struct err *err)
{
	struct buf out = { 0 };
	struct packet p;
	int rc;

	if (load(a, &p, err))
		return -1;
	rc = a->format && !strcmp(a->format, "json") ? packet_json(a->s, &p, &out, err)
						     : packet_markdown(a->s, &p, &out, err);
	if (!rc)
		cli_text(stdout, buf_str(&out));
	buf_done(&out);
	packet_done(&p);
	return rc;
}

static int get_version(struct asked_for *a, int64_t form, int64_t version, struct packet_filed *out, struct err *err)
{
	int rc = packet_version(a->s, form, version, out, err);

	if (rc == 1 && out->gone)
		cli_say(stderr, "winloss: version %" PRId64 " was taken back\n", version);
	return rc == 1	? 0
	       : rc < 0 ? -1
			: err_set(err, ERR_INPUT, "D-%" PRId64 " has no version %" PRId64 " of its packet", a->deal,
				  version);
}

static int show_version(struct asked_for *a, struct err *err)
{
	struct packet_filed one = { 0 }, two = { 0 };
	struct buf diff = { 0 };
	struct packet p;
	int rc = load(a, &p, err);

	if (rc)
		return -1;
	rc = get_version(a, p.form.id, a->version, &one, err);
	if (!rc && a->upto)
		rc = get_version(a, p.form.id, a->upto, &two, err);
	if (!rc && a->upto)
		packet_difference(one.body, two.body, &diff);
	if (!rc)
		cli_text(stdout, a->upto ? buf_str(&diff) : one.body);
	packet_filed_done(&one);
	packet_filed_done(&two);
	buf_done(&diff);
	packet_done(&p);
	return rc;
}

/* A file that a kill or a full disk left behind its version is put right by whoever looks next. */
static void settle(struct asked_for *a)
{
	struct buf say = { 0 };
	struct err err = { 0 };

	if (packet_settle(a->s, a->deal, &say, &err) < 0)
		cli_say(stderr, "winloss: %s\n", err.text);
	else if (say.len)
		cli_say(stderr, "winloss: %s\n", buf_str(&say));
	buf_done(&say);
}

static int fail(struct asked_for *a, const struct step *step, const struct err *err)
{
	struct err own = { 0 };
	struct packet p;
	bool missing = false;

	if (step && step->what == DO_FILE && err->kind == ERR_REFUSED && !load(a, &p, &own)) {
		missing = p.missing && p.deal.stage == STAGE_WON;
		packet_done(&p);
	}
	if (!missing || tell_missing(a, &own))
		return cli_fail(err);
	return ERR_REFUSED;
}

int cli_handoff(struct store *s, int argc, char **argv)
{
	struct asked_for a = { .s = s, .note = { .kind = -1 } };
	struct err err = { 0 };
	bool returned = false;

	if (argc < 2)
		return cli_usage("handoff DEAL");
	if (read_words(&a, argc, argv, &err) || deal_find(s, argv[1], &a.deal, &err))
		return cli_fail(&err);
	/* A message may be about a deal that is not won yet: a verbal commitment has its SOW to sign. */
	if (a.note.kind >= 0 && !a.steps)
		return cli_note(s, a.deal, &a.note, &err) ? cli_fail(&err) : 0;
	if (packet_need(s, a.deal, &err))
		return cli_fail(&err);
	settle(&a);
	if (a.version)
		return show_version(&a, &err) ? cli_fail(&err) : 0;
	for (size_t i = 0; i < a.steps; i++)
		if (take_step(&a, i, &returned, &err))
			return fail(&a, &a.step[i], &err);
	if (a.note.kind >= 0)
		return cli_note(s, a.deal, &a.note, &err) ? cli_fail(&err) : 0;
	if (!a.steps || a.format)
		return show(&a, &err) ? cli_fail(&err) : 0;
	return 0;
}
