/* mark, due, undo, redo: telling what happened, and what the clocks say. */
#include "app/cli.h"
#include "app/cli_queue.h"

#include "model/account.h"
#include "model/away.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/io/csv_out.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int cli_moment(struct store *s, const char *text, int64_t *out, bool *day_only, struct err *err)
{
	return calendar_parse_moment(s->calendar, text, s->now(s), out, day_only, err);
}

static int read_mark(struct store *s, struct words *w, struct new_event *e, struct err *err)
{
	struct word word;
	bool ignored;

	while (words_next(w, &word)) {
		const char *value = word.name ? words_value(w, &word) : NULL;
		int rc = 0;

		if (!word.name)
			return err_set(err, ERR_USAGE, "found “%s”, expected an option", word.value);
		if (!value)
			return err_set(err, ERR_USAGE, "--%s wants a value", word.name);
		if (!strcmp(word.name, "at"))
			rc = cli_moment(s, value, &e->at_ms, &e->day_only, err);
		else if (!strcmp(word.name, "for"))
			rc = cli_moment(s, value, &e->for_ms, &ignored, err);
		else if (!strcmp(word.name, "commitment"))
			e->value = !strcasecmp(value, "written") ? COMMIT_WRITTEN : !strcasecmp(value, "verbal") ? COMMIT_VERBAL : 0;
		else if (!strcmp(word.name, "day")) {
			if (int_parse(value, &e->value, NULL))
				rc = err_set(err, ERR_USAGE, "--day: found “%s”, expected 30, 60 or 90", value);
		}
		else if (!strcmp(word.name, "reason"))
			e->reason = value;
		else
			rc = err_set(err, ERR_USAGE, "no option --%s", word.name);
		if (rc)
			return -1;
	}
	return 0;
}

int cli_mark(struct store *s, int argc, char **argv)
{
	static const enum event_kind told[] = { EV_COMMITTED, EV_SOW_SENT, EV_SOW_SIGNED, EV_INTRODUCED, EV_KICKOFF_SET,
						EV_KICKOFF_HELD, EV_DELIVERY_STARTED, EV_DELIVERED, EV_CHECKIN,
						EV_FIRST_VALUE };
	struct new_event e = { .at_ms = s->now(s), .for_ms = NO_MOMENT };
	struct words w = { argc, 3, argv };
	struct err err = { 0 };
	bool known = false;

	if (argc < 3)
		return cli_usage("mark DEAL EVENT");
	e.kind = event_find(argv[2]);
	for (size_t i = 0; i < sizeof told / sizeof told[0]; i++)
		known |= e.kind == told[i];
	if (!known)
		return cli_usage("found event “%s”, expected one of committed sow_sent sow_signed introduced kickoff_set"
				 " kickoff_held delivery_started delivered checkin first_value", argv[2]);
	if (deal_find(s, argv[1], &e.deal, &err) || read_mark(s, &w, &e, &err) || event_mark(s, &e, &err))
		return cli_fail(&err);
	cli_print(stdout, "D-%lld %s\n", (long long)e.deal, event_key(e.kind));
	return 0;
}

static int undo_or_redo(struct store *s, bool redo)
{
	struct undone u;
	struct err err = { 0 };
	int rc = redo ? history_redo(s, SUBJECT_NONE, 0, &u, &err) : history_undo(s, SUBJECT_NONE, 0, &u, &err);

	if (rc)
		return cli_fail(&err);
	cli_print(stdout, "%s: ", redo ? "done again" : "taken back");
	cli_data(stdout, u.title);
	putchar('\n');
	return 0;
}

int cli_undo(struct store *s, int argc, char **argv)
{
	(void)argv;
	return argc > 1 ? cli_usage("undo takes no words") : undo_or_redo(s, false);
}

int cli_redo(struct store *s, int argc, char **argv)
{
	(void)argv;
	return argc > 1 ? cli_usage("redo takes no words") : undo_or_redo(s, true);
}

enum due_format { DUE_TEXT, DUE_CSV, DUE_JSON };

struct dueing {
	struct store *s;
	enum due_format format;
	int64_t now;
	size_t rows, late;
};

static void put_json(const char *text)
{
	struct buf b = { 0 };

	json_str(&(struct json){ .out = &b }, NULL, text);
	cli_data(stdout, buf_str(&b));
	buf_done(&b);
}

static void put_csv(const char *text)
{
	struct buf shown = { 0 }, b = { 0 };

	if (isatty(STDOUT_FILENO))
		text_visible(&shown, text, strlen(text), false);
	else
		buf_puts(&shown, text);
	csv_put_cell(&b, buf_str(&shown), shown.len, ',', true);
	fputs(buf_str(&b), stdout);
	buf_done(&shown);
	buf_done(&b);
}

/* Late by so much of the wall's time; here what of it was working time. */
static void put_working(int64_t ms, struct buf *out)
{
	buf_printf(out, " late, %lld:%02lld of it working time", (long long)(ms / HOUR_MS),
		   (long long)(ms / MINUTE_MS % 60));
}

static int print_due(void *arg, const struct due_row *row)
{
	struct dueing *d = arg;
	const struct clock_rule *rule = clock_rule_id(d->s->clocks, row->clock.kind);
	const char *state = clock_state_key(clock_state(&row->clock, d->now));
	int64_t due_at = row->clock.due_at != NO_MOMENT ? row->clock.due_at : row->clock.provisional_due_at;
	const char *member = member_login(d->s, row->owner), *deputy = member_login(d->s, away_now(d->s, row->owner));
	struct buf due = { 0 }, words = { 0 }, who = { 0 };

	d->late += clock_state(&row->clock, d->now) == CLOCK_LATE;
	clock_words(&row->clock, rule, d->s->calendar, d->now, &words);
	if (d->format == DUE_TEXT && clock_state(&row->clock, d->now) == CLOCK_LATE)
		put_working(calendar_working_ms(d->s->calendar, due_at, d->now), &words);
	if (d->format == DUE_TEXT) {
		calendar_format_moment(d->s->calendar, due_at, d->now, &due);
		cli_print(stdout, "%s %-12s D-%-6lld ", strcmp(state, "late") ? strcmp(state, "soon") ? " " : "~" : "!", buf_str(&due),
		       (long long)row->deal);
		cli_data(stdout, row->company);
		away_put_name(d->s, row->owner, &who);
		cli_print(stdout, "  %s  %s  %s%s%s\n", rule ? rule->title : "?", buf_str(&words), row->owner_role,
			  who.len ? " " : "", buf_str(&who));
	} else {
		moment_format_utc(due_at, &due);
		if (d->format == DUE_JSON) {
			cli_print(stdout, "%s\n  {\"deal\":\"D-%lld\",\"company\":", d->rows ? "," : "", (long long)row->deal);
			put_json(row->company);
			cli_print(stdout, ",\"clock\":\"%s\",\"owner\":\"%s\",\"due\":\"%s\",\"state\":\"%s\",\"member\":", rule ? rule->key : "",
				  row->owner_role, buf_str(&due), state);
			put_json(*member ? member : NULL);
			cli_print(stdout, ",\"deputy\":");
			put_json(*deputy ? deputy : NULL);
			putchar('}');
		} else {
			cli_print(stdout, "D-%lld,", (long long)row->deal);
			put_csv(row->company);
			cli_print(stdout, ",%s,%s,%s,%s,", rule ? rule->key : "", row->owner_role, buf_str(&due), state);
			if (*member)
				put_csv(member);
			putchar(',');
			if (*deputy)
				put_csv(deputy);
			fputs("\r\n", stdout);
		}
	}
	d->rows++;
	buf_done(&due);
	buf_done(&words);
	buf_done(&who);
	return 0;
}

/* The clocks are the team's: a word that is none of them is unusable input. */
static int refuse_clock(const struct store *s, const char *word)
{
	struct buf known = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < clock_rules_count(s->clocks); i++)
		buf_printf(&known, "%s%s", i ? " " : "", clock_rule_at(s->clocks, i)->key);
	err_set(&err, ERR_INPUT, "no clock “%s”; expected one of %s", word, buf_str(&known));
	buf_done(&known);
	return cli_fail(&err);
}

static int explain(struct store *s, const char *deal, const char *clock)
{
	const struct clock_rule *rule = clock_rule_find(s->clocks, clock);
	struct err err = { 0 };
	struct buf b = { 0 };
	int64_t id;

	if (!rule)
		return refuse_clock(s, clock);
	if (deal_find(s, deal, &id, &err) || clocks_explain(s, id, rule->id, &b, &err))
		return cli_fail(&err);
	if (!b.len)
		buf_printf(&b, "%s: not started for this deal%s\n", rule->title, rule->enabled ? "" : " (switched off)");
	cli_text(stdout, buf_str(&b));
	buf_done(&b);
	return 0;
}

/* "24h", "3d", "90m" in ms. */
int cli_span(const char *text, int64_t *ms)
{
	char *end;
	long long n = strtoll(text, &end, 10);

	*ms = n * (*end == 'd' ? DAY_MS : *end == 'm' ? MINUTE_MS : HOUR_MS);
	return n > 0 && n < 100000 && end > text && (!*end || (strchr("dhm", *end) && !end[1])) ? 0 : -1;
}

static int read_format(const char *value, enum due_format *out)
{
	static const char *const names[] = { "text", "csv", "json" };

	for (int i = 0; i < 3; i++)
		if (!strcmp(value, names[i])) {
			*out = (enum due_format)i;
			return 0;
		}
	return -1;
}

/* Too few debriefs before the kickoff: said to who reads all deals, and an action opened for who looks after it. */
static void tell_rate(struct store *s)
{
	struct debrief_rate r;

	if (access_read(s, CLASS_DEAL) != ACCESS_ALL || debrief_rate(s, &r, NULL) || !r.alarm)
		return;
	debrief_rate_watch(s, NULL);
	fprintf(stderr, "winloss: %d %% of the debriefs of the last 30 days were complete before the kickoff, target %d %%;"
		" winloss action list\n", r.rate_bp / 100, r.target_bp / 100);
}

struct due_words {
	int64_t before;
	const char *role, *explained; /* a deal */
	bool late;
};

/* 0, or the exit status of a value that does not fit. */
static int take_due_option(struct dueing *d, struct due_words *o, const char *name, const char *value)
{
	if (!strcmp(name, "within")) {
		if (cli_span(value, &o->before))
			return cli_usage("--within: found “%s”, expected a span such as 24h or 3d", value);
		o->before += d->now;
	} else if (!strcmp(name, "owner")) {
		if (role_find(value) < 0 && duty_find(value) < 0)
			return cli_usage("--owner: found “%s”, expected a role or duty such as csm", value);
		o->role = value;
	} else if (!strcmp(name, "format")) {
		if (read_format(value, &d->format))
			return cli_usage("--format: found “%s”, expected text, csv or json", value);
	} else if (!strcmp(name, "explain")) {
		o->explained = value;
	} else {
		return cli_usage("no option --%s", name);
	}
	return 0;
}

/* The clock is the last word. */
static int explain_words(struct store *s, const char *deal, struct words *w)
{
	const char *clock = w->at < w->argc ? w->argv[w->at++] : NULL;

	if (w->at < w->argc)
		return cli_usage("found “%s”, expected no more words", w->argv[w->at]);
	return clock ? explain(s, deal, clock) : cli_usage("--explain DEAL CLOCK");
}

static int print_dues(struct dueing *d, const struct due_words *o)
{
	struct err err = { 0 };

	if (d->format == DUE_CSV)
		fputs("deal,company,clock,owner,due,state,member,deputy\r\n", stdout);
	if (d->format == DUE_JSON)
		putchar('[');
	if (due_each(d->s, o->late, o->before, o->role, print_due, d, &err))
		return cli_fail(&err);
	if (d->format == DUE_JSON)
		puts(d->rows ? "\n]" : "]");
	tell_rate(d->s);
	return d->late ? 1 : 0;
}

int cli_due(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 1, argv };
	struct dueing d = { .s = s, .now = s->now(s) };
	struct due_words o = { 0 };
	struct word word;
	const char *value;
	int rc;

	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--handoffs"))
			return cli_due_handoffs(s, argc, argv);
		else if (!strcmp(argv[i], "--morning") || !strcmp(argv[i], "--daily"))
			return cli_due_text(s, argc, argv);
		else if (!strcmp(argv[i], "--overrides"))
			return cli_due_overrides(s, argc, argv);
	while ((rc = words_option(&w, "late", &word, &value)) == 1) {
		int status = 0;

		if (value)
			status = take_due_option(&d, &o, word.name, value);
		else
			o.late = true;
		if (status)
			return status;
		if (o.explained)
			return explain_words(s, o.explained, &w);
	}
	return rc < 0 ? ERR_USAGE : print_dues(&d, &o);
}
