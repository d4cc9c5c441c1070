/* assignment: who codes which interview, and a share that two code. */
#include "app/cli.h"
#include "app/cli_list.h"

#include "model/assignment.h"
#include "model/calendar.h"
#include "model/interview.h"
#include "model/item.h"
#include "model/member.h"
#include "model/programme.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct assignment_words {
	struct listing list;
	struct assignment_filter filter;
	struct assignment_draw draw;
	int64_t *coder;
	int64_t interview, due_day;
	bool has_due;
};

static int read_coders(struct assignment_words *a, const char *value, struct err *err)
{
	for (const char *at = value; *at;) {
		size_t n = strcspn(at, ",");
		char *name = xstrndup(at, n);
		int rc;

		a->coder = xrealloc(a->coder, (a->draw.coders + 1) * sizeof *a->coder);
		rc = list_member(a->list.s, name, &a->coder[a->draw.coders], err);
		free(name);
		if (rc)
			return -1;
		a->draw.coders++;
		at += n + (at[n] == ',');
	}
	a->draw.coder = a->coder;
	return a->draw.coders ? 0 : err_set(err, ERR_USAGE, "found nothing, expected names parted by commas");
}

static int read_percent(const char *value, int64_t *out, struct err *err)
{
	size_t n = strlen(value);
	char *digits = xstrndup(value, n && value[n - 1] == '%' ? n - 1 : n);
	int rc = int_parse(digits, out, NULL) || *out < 0 || *out > 100;

	free(digits);
	return rc ? err_set(err, ERR_USAGE, "found “%s”, expected a share from 0%% to 100%%", value) : 0;
}

static int read_value(struct assignment_words *a, const char *name, const char *value, struct err *err)
{
	struct store *s = a->list.s;
	enum due_unit unit;
	int64_t seed;

	if (!strcmp(name, "coder") || !strcmp(name, "coders"))
		return read_coders(a, value, err);
	if (!strcmp(name, "interview"))
		return interview_find(s, value, &a->filter.interview, err);
	if (!strcmp(name, "programme"))
		return programme_find(s, value, &a->filter.programme, err);
	if (!strcmp(name, "format"))
		return list_format_read(value, &a->list.format, err);
	if (!strcmp(name, "double"))
		return read_percent(value, &a->draw.double_percent, err);
	if (!strcmp(name, "due")) {
		a->has_due = true;
		return item_due_parse(s, value, &a->due_day, &unit, err);
	}
	if (strcmp(name, "seed"))
		return err_set(err, ERR_USAGE, "no such option");
	if (int_parse(value, &seed, NULL) || seed < 0)
		return err_set(err, ERR_USAGE, "found “%s”, expected a number", value);
	a->draw.seed = (uint64_t)seed;
	return 0;
}

/* `plain` takes the word that is no option; NULL: there is none. */
static int read_words(struct assignment_words *a, struct words *w, int (*plain)(struct assignment_words *a, const char *word,
										struct err *err), struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		const char *value;

		if (!word.name) {
			if (!plain || plain(a, word.value, err))
				return plain ? -1 : err_set(err, ERR_USAGE, "found “%s”, expected an option", word.value);
			continue;
		}
		if (!strcmp(word.name, "open") && !word.value) {
			a->filter.open_only = true;
			continue;
		}
		value = words_need(w, &word, err);
		if (!value)
			return -1;
		if (read_value(a, word.name, value, err))
			return err_wrap(err, "--%s", word.name);
	}
	return 0;
}

static int take_interview(struct assignment_words *a, const char *word, struct err *err)
{
	return a->interview ? err_set(err, ERR_USAGE, "found “%s”, expected an option", word)
			    : interview_find(a->list.s, word, &a->interview, err);
}

static int take_programme(struct assignment_words *a, const char *word, struct err *err)
{
	return a->draw.programme ? err_set(err, ERR_USAGE, "found “%s”, expected an option", word)
				 : programme_find(a->list.s, word, &a->draw.programme, err);
}

/* ---- list ---- */

static const char *const names[] = { "interview", "company", "coder", "due", "state" };

static int print_one(void *arg, const struct assignment *a)
{
	struct listing *l = arg;
	const char *coder = member_login(l->s, a->coder), *state = assignment_state_key(a->state);
	struct buf day = { 0 };
	char number[32];

	snprintf(number, sizeof number, "I-%" PRId64, a->interview);
	if (a->due_day != NO_DAY)
		day_format(a->due_day, &day);
	switch (l->format) {
	case LIST_CSV:
		csv_out_plain(l->csv, number, strlen(number));
		csv_out_text(l->csv, a->company, strlen(a->company));
		csv_out_text(l->csv, coder, strlen(coder));
		csv_out_plain(l->csv, buf_str(&day), day.len);
		csv_out_plain(l->csv, state, strlen(state));
		csv_out_end_row(l->csv);
		break;
	case LIST_JSON:
		json_object(&l->json, NULL);
		json_str(&l->json, "interview", number);
		json_str(&l->json, "company", a->company);
		json_str(&l->json, "coder", coder);
		json_day(&l->json, "due", a->due_day);
		json_str(&l->json, "state", state);
		json_end(&l->json);
		break;
	case LIST_TEXT:
		cli_print(stdout, "%-8s ", number);
		cli_cell(stdout, a->company, 26);
		cli_print(stdout, " ");
		cli_cell(stdout, coder, 14);
		cli_print(stdout, " %-9s%s%s\n", state, day.len ? " due " : "", buf_str(&day));
		break;
	}
	buf_done(&day);
	return 0;
}

static int list(struct assignment_words *a, struct words *w, struct err *err)
{
	if (read_words(a, w, NULL, err))
		return -1;
	if (a->draw.coders > 1)
		return err_set(err, ERR_USAGE, "--coder: one at a time");
	a->filter.coder = a->draw.coders ? a->coder[0] : 0;
	list_begin(&a->list, names, sizeof names / sizeof *names);
	if (assignment_each(a->list.s, &a->filter, print_one, &a->list, err)) {
		list_end(&a->list, NULL);
		return -1;
	}
	return list_end(&a->list, err) ? -1 : 0;
}

/* ---- told ---- */

static int add(struct assignment_words *a, struct words *w, struct err *err)
{
	struct store *s = a->list.s;

	if (read_words(a, w, take_interview, err))
		return -1;
	if (!a->interview || !a->draw.coders)
		return err_set(err, ERR_USAGE, "assignment add I --coder NAME [--due D]");
	for (size_t i = 0; i < a->draw.coders; i++) {
		bool saw;

		if (assignment_put(s, a->interview, a->coder[i], a->due_day, &saw, err))
			return -1;
		cli_print(stdout, "I-%" PRId64 " is coded by %s\n", a->interview, member_login(s, a->coder[i]));
		if (saw)
			cli_say(stderr, "winloss: what others found in I-%" PRId64 " was open before: %s may have seen it\n", a->interview,
				member_login(s, a->coder[i]));
	}
	return 0;
}

static int take_away(struct assignment_words *a, struct words *w, struct err *err)
{
	struct store *s = a->list.s;

	if (read_words(a, w, take_interview, err))
		return -1;
	if (!a->interview || a->draw.coders != 1)
		return err_set(err, ERR_USAGE, "assignment remove I --coder NAME");
	if (assignment_drop(s, a->interview, a->coder[0], err))
		return -1;
	cli_print(stdout, "I-%" PRId64 " is taken from %s\n", a->interview, member_login(s, a->coder[0]));
	return 0;
}

static int draw(struct assignment_words *a, struct words *w, struct err *err)
{
	if (read_words(a, w, take_programme, err))
		return -1;
	a->draw.due_day = a->due_day;
	if (assignment_draw(a->list.s, &a->draw, err))
		return -1;
	cli_print(stdout, "%" PRId64 " interviews given to %zu coders, %" PRId64 " of them to two (seed %" PRIu64 ")\n",
		  a->draw.interviews, a->draw.coders, a->draw.doubled, a->draw.seed);
	return 0;
}

static int run(struct store *s, struct words *w, int (*verb)(struct assignment_words *a, struct words *w, struct err *err))
{
	struct assignment_words a = { .list = { .s = s }, .due_day = NO_DAY, .draw = { .seed = 1 } };
	struct err err = { 0 };
	int rc = verb(&a, w, &err);

	free(a.coder);
	return rc ? cli_fail(&err) : 0;
}

/* `interview assign` is `assignment add`. */
int cli_assign(struct store *s, struct words *w)
{
	return run(s, w, add);
}

int cli_assignment(struct store *s, int argc, char **argv)
{
	static const struct {
		const char *verb;
		int (*run)(struct assignment_words *a, struct words *w, struct err *err);
	} verbs[] = { { "list", list }, { "add", add }, { "remove", take_away }, { "draw", draw } };
	struct words w = { argc, 2, argv };
	const char *verb = argc > 1 ? argv[1] : "list";

	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (!strcmp(verbs[i].verb, verb))
			return run(s, &w, verbs[i].run);
	return cli_usage("found “assignment %s”, expected list, add, remove or draw", verb);
}
