/* due --handoffs: the queue of open handoffs, in the words of the screen and of export handoffs. */
#include "app/cli.h"
#include "app/cli_queue.h"

#include "model/away.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/handoff.h"
#include "model/io/csv_out.h"
#include "model/io/json.h"
#include "model/member.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct queue {
	struct store *s;
	struct csv_out *csv;
	struct json json;
	struct buf out;
	char format;         /* 't', 'c' or 'j' */
	const char *role;    /* NULL any */
	int64_t before;      /* 0 any */
	bool late_only;
	size_t late;
};

static bool is_wanted(const struct queue *q, const struct handoff *h)
{
	size_t n = q->role ? strlen(q->role) : 0;

	if (q->late_only && h->state != CLOCK_LATE)
		return false;
	if (q->before && (h->due_at == NO_MOMENT || h->due_at > q->before))
		return false;
	return !n || (!strncmp(h->next_role, q->role, n) && (h->next_role[n] == ' ' || !h->next_role[n]));
}

static void put_text(struct queue *q, const struct handoff *h)
{
	struct buf due = { 0 };

	if (h->due_at == NO_MOMENT)
		buf_puts(&due, "waits");
	else
		calendar_format_moment(q->s->calendar, h->due_at, q->s->now(q->s), &due);
	cli_print(stdout, "%s %-12s D-%-6" PRId64 " ", h->state == CLOCK_LATE ? "!" : h->state == CLOCK_SOON ? "~" : " ",
		  buf_str(&due), h->deal);
	cli_cell(stdout, h->company, 18);
	buf_clear(&due);
	handoff_age(q->s, h, &due);
	cli_print(stdout, " age %-4s", buf_str(&due));
	for (int part = 0; part < HANDOFF_PARTS; part++)
		cli_print(stdout, "%s%s %s", part ? " · " : "  ", handoff_part_key((enum handoff_part)part), h->cell[part].words);
	cli_print(stdout, "  next %s", h->next);
	if (h->put_off_day != NO_DAY) {
		buf_clear(&due);
		day_format(h->put_off_day, &due);
		cli_print(stdout, "  put off to %s", buf_str(&due));
	}
	cli_print(stdout, "\n");
	buf_done(&due);
}

static void csv_moment(struct csv_out *csv, int64_t at)
{
	struct buf b = { 0 };

	if (at != NO_MOMENT)
		moment_format_utc(at, &b);
	csv_out_plain(csv, buf_str(&b), b.len);
	buf_done(&b);
}

static void csv_day(struct csv_out *csv, int64_t day)
{
	struct buf b = { 0 };

	day_format(day, &b);
	csv_out_plain(csv, buf_str(&b), b.len);
	buf_done(&b);
}

static void csv_text(struct csv_out *csv, const char *text)
{
	(*text ? csv_out_text : csv_out_plain)(csv, text, strlen(text));
}

static void put_csv(struct queue *q, const struct handoff *h)
{
	char number[32];

	snprintf(number, sizeof number, "D-%" PRId64, h->deal);
	csv_text(q->csv, h->ext && *h->ext ? h->ext : number);
	csv_text(q->csv, h->company);
	csv_text(q->csv, member_login(q->s, h->owner));
	csv_text(q->csv, member_login(q->s, h->csm));
	csv_moment(q->csv, h->won_at);
	csv_moment(q->csv, h->due_at);
	csv_text(q->csv, clock_state_key(h->state));
	csv_text(q->csv, h->next);
	for (int part = 0; part < HANDOFF_PARTS; part++)
		csv_text(q->csv, h->cell[part].words);
	csv_day(q->csv, h->put_off_day);
	csv_text(q->csv, member_login(q->s, away_now(q->s, h->csm)));
	snprintf(number, sizeof number, "%zu", h->lacks);
	csv_text(q->csv, number);
	csv_out_end_row(q->csv);
}

static void put_json(struct queue *q, const struct handoff *h)
{
	const char *deputy = member_login(q->s, away_now(q->s, h->csm));
	struct json *j = &q->json;
	char number[32];

	snprintf(number, sizeof number, "D-%" PRId64, h->deal);
	json_object(j, NULL);
	json_str(j, "deal", number);
	json_str(j, "company", h->company);
	json_str(j, "owner", h->owner ? member_login(q->s, h->owner) : NULL);
	json_str(j, "csm", h->csm ? member_login(q->s, h->csm) : NULL);
	json_moment(j, "won", h->won_at);
	json_moment(j, "due", h->due_at);
	json_str(j, "state", clock_state_key(h->state));
	json_str(j, "next", h->next);
	for (int part = 0; part < HANDOFF_PARTS; part++)
		json_str(j, handoff_part_key((enum handoff_part)part), h->cell[part].words);
	json_day(j, "put_off", h->put_off_day);
	json_str(j, "deputy", *deputy ? deputy : NULL);
	json_int(j, "missing", (int64_t)h->lacks);
	json_end(j);
}

static int put(void *arg, const struct handoff *h)
{
	struct queue *q = arg;

	if (!is_wanted(q, h))
		return 0;
	q->late += h->state == CLOCK_LATE;
	switch (q->format) {
	case 'c':
		put_csv(q, h);
		break;
	case 'j':
		put_json(q, h);
		break;
	default:
		put_text(q, h);
	}
	return 0;
}

static void begin(struct queue *q)
{
	static const char *const names[] = { "deal", "company", "owner", "csm", "won", "due", "state", "next" };

	q->json = (struct json){ .out = &q->out };
	if (q->format == 'j')
		json_array(&q->json, NULL);
	if (q->format != 'c')
		return;
	q->csv = csv_out_open(STDOUT_FILENO, &(struct csv_out_options){ .visible = isatty(STDOUT_FILENO) });
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		csv_text(q->csv, names[i]);
	for (int part = 0; part < HANDOFF_PARTS; part++)
		csv_text(q->csv, handoff_part_key((enum handoff_part)part));
	csv_text(q->csv, "put_off");
	csv_text(q->csv, "deputy");
	csv_text(q->csv, "missing");
	csv_out_end_row(q->csv);
}

/* 0, or the exit status. */
static int end(struct queue *q)
{
	struct err err = { 0 };
	int rc = 0;

	if (q->csv && csv_out_close(q->csv, NULL, &err))
		rc = cli_fail(&err);
	if (q->format == 'j') {
		json_end(&q->json);
		json_line(&q->json);
		cli_text(stdout, buf_str(&q->out));
	}
	buf_done(&q->out);
	return rc;
}

static int take_option(struct queue *q, const struct word *word, struct words *w)
{
	const char *value;

	if (!strcmp(word->name, "handoffs") || !strcmp(word->name, "late")) {
		if (word->value)
			return cli_usage("--%s takes no value, found “%s”", word->name, word->value);
		q->late_only |= *word->name == 'l';
		return 0;
	}
	if (!strcmp(word->name, "explain"))
		return cli_usage("--explain DEAL CLOCK explains one clock: found it with --handoffs");
	if (strcmp(word->name, "within") && strcmp(word->name, "owner") && strcmp(word->name, "format"))
		return cli_usage("no option --%s", word->name);
	value = words_value(w, word);
	if (!value)
		return cli_usage("--%s wants a value", word->name);
	if (*word->name == 'w') {
		if (cli_span(value, &q->before))
			return cli_usage("--within: found “%s”, expected a span such as 24h or 3d", value);
		q->before += q->s->now(q->s);
	} else if (*word->name == 'o') {
		if (role_find(value) < 0 && duty_find(value) < 0)
			return cli_usage("--owner: found “%s”, expected a role or duty such as csm", value);
		q->role = value;
	} else {
		if (strcmp(value, "text") && strcmp(value, "csv") && strcmp(value, "json"))
			return cli_usage("--format: found “%s”, expected text, csv or json", value);
		q->format = *value;
	}
	return 0;
}

int cli_due_handoffs(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 1, argv };
	struct queue q = { .s = s, .format = 't' };
	struct err err = { 0 };
	struct word word;
	int rc;

	while (words_next(&w, &word)) {
		rc = word.name ? take_option(&q, &word, &w) : cli_usage("found “%s”, expected an option", word.value);
		if (rc)
			return rc;
	}
	begin(&q);
	rc = handoff_each(s, &(struct handoff_filter){ 0 }, put, &q, &err);
	if (rc) {
		end(&q);
		return cli_fail(&err);
	}
	rc = end(&q);
	return rc ? rc : q.late ? 1 : 0;
}
