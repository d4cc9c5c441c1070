/* due --overrides: the gates that somebody went over, and how many moves of stages went without. */
#include "app/cli.h"
#include "app/cli_queue.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/io/csv_out.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/override.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct listing {
	struct store *s;
	struct csv_out *csv;
	struct json json;
	struct buf out;
	char format; /* 't', 'c' or 'j' */
	int64_t since;
	size_t n[3]; /* by gate */
};

static void put_text(struct listing *l, const struct override_row *row)
{
	struct buf at = { 0 };

	calendar_format_moment(l->s->calendar, row->at_ms, l->s->now(l->s), &at);
	cli_print(stdout, "%-12s D-%-6" PRId64 " ", buf_str(&at), row->deal);
	cli_cell(stdout, row->company, 18);
	cli_print(stdout, " %-9s", gate_key(row->gate));
	cli_cell(stdout, member_login(l->s, row->member), 10);
	fputc(' ', stdout);
	cli_data(stdout, row->reason);
	fputc('\n', stdout);
	buf_done(&at);
}

static void put_csv(struct listing *l, const struct override_row *row)
{
	struct buf at = { 0 };
	char number[32];

	snprintf(number, sizeof number, "D-%" PRId64, row->deal);
	moment_format_utc(row->at_ms, &at);
	csv_out_plain(l->csv, buf_str(&at), at.len);
	csv_out_plain(l->csv, number, strlen(number));
	csv_out_text(l->csv, row->company, strlen(row->company));
	csv_out_plain(l->csv, gate_key(row->gate), strlen(gate_key(row->gate)));
	csv_out_text(l->csv, member_login(l->s, row->member), strlen(member_login(l->s, row->member)));
	csv_out_text(l->csv, row->reason, strlen(row->reason));
	csv_out_end_row(l->csv);
	buf_done(&at);
}

static void put_json(struct listing *l, const struct override_row *row)
{
	char number[32];

	snprintf(number, sizeof number, "D-%" PRId64, row->deal);
	json_object(&l->json, NULL);
	json_moment(&l->json, "at", row->at_ms);
	json_str(&l->json, "deal", number);
	json_str(&l->json, "company", row->company);
	json_str(&l->json, "gate", gate_key(row->gate));
	json_str(&l->json, "member", member_login(l->s, row->member));
	json_str(&l->json, "reason", row->reason);
	json_end(&l->json);
}

static int put(void *arg, const struct override_row *row)
{
	struct listing *l = arg;

	l->n[row->gate]++;
	if (l->format == 'c')
		put_csv(l, row);
	else if (l->format == 'j')
		put_json(l, row);
	else
		put_text(l, row);
	return 0;
}

static void begin(struct listing *l)
{
	static const char *const names[] = { "at", "deal", "company", "gate", "member", "reason" };

	l->json = (struct json){ .out = &l->out };
	if (l->format == 'j') {
		json_object(&l->json, NULL);
		json_array(&l->json, "overrides");
	}
	if (l->format != 'c')
		return;
	l->csv = csv_out_open(STDOUT_FILENO, &(struct csv_out_options){ .visible = isatty(STDOUT_FILENO) });
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		csv_out_plain(l->csv, names[i], strlen(names[i]));
	csv_out_end_row(l->csv);
}

static void sum_text(const struct listing *l, const struct compliance *c)
{
	cli_print(stdout, "overrides: %zu of stages, %zu of kickoffs, %zu of deliveries\n", l->n[GATE_STAGE], l->n[GATE_KICKOFF],
		  l->n[GATE_DELIVERY]);
	if (c->rate_bp < 0)
		cli_print(stdout, "stage compliance: no move yet\n");
	else
		cli_print(stdout, "stage compliance: %d %% (%" PRId64 " of %" PRId64 " moves), target %d %%\n", c->rate_bp / 100,
			  c->moves - c->over, c->moves, COMPLIANCE_TARGET_BP / 100);
}

static int end(struct listing *l, const struct compliance *c, struct err *err)
{
	int rc = 0;

	if (l->format == 't')
		sum_text(l, c);
	if (l->csv && csv_out_close(l->csv, NULL, err))
		rc = cli_fail(err);
	if (l->format == 'j') {
		json_end(&l->json);
		json_int(&l->json, "moves", c->moves);
		json_int(&l->json, "over", c->over);
		json_int(&l->json, "target_percent", COMPLIANCE_TARGET_BP / 100);
		json_end(&l->json);
		json_line(&l->json);
		cli_text(stdout, buf_str(&l->out));
	}
	buf_done(&l->out);
	return rc;
}

static int take_option(struct listing *l, const struct word *word, struct words *w)
{
	struct err err = { 0 };
	const char *value;

	if (!strcmp(word->name, "overrides"))
		return word->value ? cli_usage("--overrides takes no value, found “%s”", word->value) : 0;
	if (strcmp(word->name, "since") && strcmp(word->name, "format"))
		return cli_usage("--overrides goes with --since and --format: found --%s", word->name);
	value = words_value(w, word);
	if (!value)
		return cli_usage("--%s wants a value", word->name);
	if (*word->name == 's') {
		bool day_only = false;
		int rc = cli_moment(l->s, value, &l->since, &day_only, &err);

		if (!rc && day_only) /* the whole of it */
			l->since = calendar_moment(l->s->calendar, calendar_day(l->s->calendar, l->since), 0);
		return rc ? cli_fail(&err) : 0;
	}
	if (strcmp(value, "text") && strcmp(value, "csv") && strcmp(value, "json"))
		return cli_usage("--format: found “%s”, expected text, csv or json", value);
	l->format = *value;
	return 0;
}

int cli_due_overrides(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 1, argv };
	struct listing l = { .s = s, .format = 't', .since = NO_MOMENT };
	struct compliance c;
	struct err err = { 0 };
	struct word word;

	while (words_next(&w, &word)) {
		int rc = word.name ? take_option(&l, &word, &w) : cli_usage("found “%s”, expected an option", word.value);

		if (rc)
			return rc;
	}
	begin(&l);
	if (overrides_each(s, l.since, put, &l, &err) || stage_compliance(s, l.since, &c, &err)) {
		if (l.csv)
			csv_out_close(l.csv, NULL, NULL);
		buf_done(&l.out);
		return cli_fail(&err);
	}
	return end(&l, &c, &err);
}
