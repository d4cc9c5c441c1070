/* agreement: how far coders agree, as lines of text, CSV or JSON. */
#include "app/cli.h"
#include "app/cli_list.h"

#include "model/comparison.h"
#include "model/interview.h"
#include "model/member.h"
#include "model/programme.h"
#include "model/value.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MAX = 100000 };
static const char *const names[] = { "theme", "method", "unit", "n", "prevalence", "percent", "kappa", "alpha", "low", "high" };

struct agreement_words {
	struct store *s;
	struct comparison_ask ask;
	int64_t *coder;
	enum list_format format;
};

static int read_coders(struct agreement_words *a, const char *value, struct err *err)
{
	const char *at = value;

	while (*at) {
		size_t n = strcspn(at, ",");
		char *name = xstrndup(at, n);
		int rc;

		a->coder = xrealloc(a->coder, (a->ask.coders + 1) * sizeof *a->coder);
		rc = list_member(a->s, name, &a->coder[a->ask.coders], err);
		free(name);
		if (rc)
			return err_wrap(err, "--coders");
		a->ask.coders++;
		at += n + (at[n] == ',');
	}
	a->ask.coder = a->coder;
	return a->ask.coders > 1 ? 0 : err_set(err, ERR_USAGE, "--coders: found “%s”, expected two names or more, parted by commas", value);
}

static int read_number(const char *name, const char *value, int64_t max, int64_t *out, struct err *err)
{
	if (!int_parse(value, out, NULL) && *out >= 0 && *out <= max)
		return 0;
	return err_set(err, ERR_USAGE, "--%s: found “%s”, expected a number from 0 to %" PRId64, name, value, max);
}

static int read_option(struct agreement_words *a, const char *name, const char *value, struct err *err)
{
	int64_t number;

	if (!strcmp(name, "programme"))
		return programme_find(a->s, value, &a->ask.programme, err);
	if (!strcmp(name, "interview"))
		return interview_find(a->s, value, &a->ask.interview, err);
	if (!strcmp(name, "coders"))
		return read_coders(a, value, err);
	if (!strcmp(name, "unit"))
		return unit_parse(value, &a->ask.unit, err) ? err_wrap(err, "--unit") : 0;
	if (!strcmp(name, "theme"))
		return comparison_theme_named(a->s, value, &a->ask.theme, err);
	if (!strcmp(name, "format"))
		return list_format_read(value, &a->format, err);
	if (!strcmp(name, "rounds") || !strcmp(name, "seed")) {
		if (read_number(name, value, *name == 'r' ? ROUNDS_MAX : INT64_MAX, &number, err))
			return -1;
		if (*name == 'r')
			a->ask.rounds = (int)number;
		else
			a->ask.seed = (uint64_t)number;
		return 0;
	}
	return err_set(err, ERR_USAGE, "no option --%s", name);
}

static int read_words(struct agreement_words *a, struct words *w, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		const char *value;

		if (!word.name)
			return err_set(err, ERR_USAGE, "found “%s”, expected an option", word.value);
		if (!strcmp(word.name, "roots") && !word.value) {
			a->ask.roots = true;
			continue;
		}
		value = words_need(w, &word, err);
		if (!value)
			return -1;
		if (read_option(a, word.name, value, err))
			return -1;
	}
	return 0;
}

/* ---- CSV and JSON ---- */

static const char *method(const struct comparison *c)
{
	return c->pooled ? "pooled" : "label";
}

/* NAN is no value. */
static const char *number(double v, int decimals, char *text, size_t size)
{
	if (isnan(v))
		return NULL;
	snprintf(text, size, "%.*f", decimals, v);
	return text;
}

static void csv_number(struct csv_out *csv, double v)
{
	char text[32];
	const char *n = number(v, 6, text, sizeof text);

	csv_out_decimal(csv, n ? n : "", n ? strlen(n) : 0);
}

static void csv_row(struct listing *l, const char *theme, const char *how, const char *unit, const struct agreement *a,
		    double prevalence)
{
	char n[24];

	snprintf(n, sizeof n, "%" PRId64, a->n);
	csv_out_text(l->csv, theme, strlen(theme));
	csv_out_plain(l->csv, how, strlen(how));
	csv_out_plain(l->csv, unit, strlen(unit));
	csv_out_plain(l->csv, n, strlen(n));
	csv_number(l->csv, prevalence);
	csv_number(l->csv, a->percent * 100);
	csv_number(l->csv, a->kappa);
	csv_number(l->csv, a->alpha);
	csv_number(l->csv, a->low);
	csv_number(l->csv, a->high);
	csv_out_end_row(l->csv);
}

static void json_double(struct json *j, const char *name, double v)
{
	char text[32];
	const char *n = number(v, 6, text, sizeof text);

	if (n)
		json_number(j, name, n);
	else
		json_null(j, name);
}

static void json_figures(struct json *j, const struct agreement *a, double prevalence)
{
	json_double(j, "percent", a->percent * 100);
	json_double(j, "kappa", a->kappa);
	json_double(j, "alpha", a->alpha);
	json_int(j, "n", a->n);
	json_double(j, "low", a->low);
	json_double(j, "high", a->high);
	json_double(j, "prevalence", prevalence);
	json_str(j, "reason", agreement_why(a));
}

static void print_json(const struct agreement_words *a, const struct comparison *c)
{
	struct buf out = { 0 };
	struct json j = { .out = &out };

	json_object(&j, NULL);
	json_str(&j, "unit", unit_key(a->ask.unit));
	json_array(&j, "coders");
	for (size_t i = 0; i < c->coders; i++)
		json_str(&j, NULL, member_login(a->s, c->coder[i]));
	json_end(&j);
	json_int(&j, "interviews", c->interviews);
	json_int(&j, "notes", c->notes);
	json_int(&j, "seed", (int64_t)a->ask.seed);
	json_int(&j, "rounds", a->ask.rounds);
	json_object(&j, "overall");
	json_str(&j, "method", method(c));
	json_figures(&j, &c->overall, c->prevalence);
	json_end(&j);
	json_array(&j, "themes");
	for (size_t i = 0; i < c->n; i++) {
		json_object(&j, NULL);
		json_str(&j, "theme", c->theme[i].key);
		json_str(&j, "title", c->theme[i].title);
		json_figures(&j, &c->theme[i].a, c->theme[i].prevalence);
		json_end(&j);
	}
	json_end(&j);
	json_end(&j);
	json_line(&j);
	cli_text(stdout, buf_str(&out));
	buf_done(&out);
}

/* ---- text ---- */

static void print_figures(const struct agreement *a, double prevalence, bool two)
{
	char low[32], high[32], main[32], alpha[32];

	cli_print(stdout, " %6" PRId64, a->n);
	if (a->n)
		cli_print(stdout, "  %5.1f %%  %5.1f %%", prevalence * 100, a->percent * 100);
	if (agreement_why(a)) {
		cli_print(stdout, "  %s\n", agreement_why(a));
		return;
	}
	if (two)
		cli_print(stdout, "  %6s", number(a->kappa, 3, main, sizeof main));
	if (number(a->low, 2, low, sizeof low) && number(a->high, 2, high, sizeof high))
		cli_print(stdout, "  [%5s, %5s]", low, high);
	else
		cli_print(stdout, "  %14s", "");
	cli_print(stdout, "  %6s\n", number(a->alpha, 3, alpha, sizeof alpha));
}

static void print_text(const struct agreement_words *a, const struct comparison *c)
{
	bool two = c->coders == 2;

	for (size_t i = 0; i < c->coders; i++)
		cli_print(stdout, "%s%s", i ? i + 1 < c->coders ? ", " : " and " : "", member_login(a->s, c->coder[i]));
	cli_print(stdout, " over %" PRId64 " notes of %" PRId64 " interview%s, unit %s\n\n", c->notes, c->interviews,
		  c->interviews == 1 ? "" : "s", unit_key(a->ask.unit));
	cli_cell(stdout, "", 32);
	cli_print(stdout, "      n    coded    equal%s  95 %%              alpha\n", two ? "   kappa" : "");
	cli_cell(stdout, c->pooled ? "overall, pooled" : "overall, by label", 32);
	print_figures(&c->overall, c->prevalence, two);
	for (size_t i = 0; i < c->n; i++) {
		cli_cell(stdout, c->theme[i].title, 32);
		print_figures(&c->theme[i].a, c->theme[i].prevalence, two);
	}
	if (c->pooled)
		cli_print(stdout, "\nPooled: a %s carries more than one theme; n counts %s × theme decisions.\n", unit_key(a->ask.unit),
			  unit_key(a->ask.unit));
	else
		cli_print(stdout, "\nBy label: no %s carries more than one theme from one coder; “none” is a label.\n",
			  unit_key(a->ask.unit));
	if (a->ask.rounds)
		cli_print(stdout, "The interval is of %s: %d resamples of notes, seed %" PRIu64 ".\n", two ? "kappa" : "alpha",
			  a->ask.rounds, a->ask.seed);
}

static int print_csv(const struct agreement_words *a, const struct comparison *c, struct err *err)
{
	struct listing l = { .s = a->s, .format = LIST_CSV };
	const char *unit = unit_key(a->ask.unit);

	list_begin(&l, names, sizeof names / sizeof *names);
	csv_row(&l, "", method(c), unit, &c->overall, c->prevalence);
	for (size_t i = 0; i < c->n; i++)
		csv_row(&l, c->theme[i].title, "theme", unit, &c->theme[i].a, c->theme[i].prevalence);
	return list_end(&l, err);
}

static int print_all(const struct agreement_words *a, const struct comparison *c, struct err *err)
{
	if (c->missing.len)
		cli_say(stderr, "winloss: left out, not released by all: %s\n", c->missing.data);
	if (c->skipped)
		cli_say(stderr, "winloss: %" PRId64 " codings of notes that were corrected since are left out of this unit\n", c->skipped);
	switch (a->format) {
	case LIST_CSV:
		return print_csv(a, c, err);
	case LIST_JSON:
		print_json(a, c);
		break;
	case LIST_TEXT:
		print_text(a, c);
		break;
	}
	return 0;
}

int cli_agreement(struct store *s, int argc, char **argv)
{
	struct agreement_words a = { .s = s, .ask = { .rounds = COMPARISON_ROUNDS, .seed = COMPARISON_SEED } };
	struct words w = { argc, 1, argv };
	struct comparison c = { 0 };
	struct err err = { 0 };
	int rc = read_words(&a, &w, &err);

	if (!rc)
		rc = comparison_make(s, &a.ask, &c, &err);
	rc = rc ? cli_fail(&err) : print_all(&a, &c, &err);
	comparison_done(&c);
	free(a.coder);
	return rc;
}
