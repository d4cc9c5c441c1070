/* snooze: a handoff is put off, or taken up again. load: how much each customer success manager has. */
#include "app/cli.h"
#include "app/cli_list.h"

#include "model/away.h"
#include "model/calendar.h"
#include "model/caseload.h"
#include "model/deal.h"
#include "model/item.h"
#include "model/member.h"
#include "model/snooze.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* ---- snooze ---- */

struct snooze_words {
	int64_t until_day;
	const char *reason;
	bool ends;
};

static int read_option(struct store *s, struct words *w, const struct word *word, struct snooze_words *z, struct err *err)
{
	enum due_unit unit;
	const char *value;

	if (!word->name)
		return err_set(err, ERR_USAGE, "found “%s”, expected an option", word->value);
	if (!strcmp(word->name, "end")) {
		z->ends = true;
		return word->value ? err_set(err, ERR_USAGE, "--end takes no value, found “%s”", word->value) : 0;
	}
	if (strcmp(word->name, "until") && strcmp(word->name, "reason"))
		return err_set(err, ERR_USAGE, "no option --%s", word->name);
	value = words_need(w, word, err);
	if (!value)
		return -1;
	if (*word->name == 'u')
		return item_due_parse(s, value, &z->until_day, &unit, err) ? err_wrap(err, "--until") : 0;
	z->reason = value;
	return 0;
}

static int read_words(struct store *s, struct words *w, struct snooze_words *z, struct err *err)
{
	struct word word;

	while (words_next(w, &word))
		if (read_option(s, w, &word, z, err))
			return -1;
	if (z->ends && (z->until_day != NO_DAY || z->reason))
		return err_set(err, ERR_USAGE, "--end goes with nothing else");
	if (!z->ends && (z->until_day == NO_DAY || !z->reason))
		return err_set(err, ERR_USAGE, "snooze DEAL wants --until D and --reason TEXT, or --end");
	return 0;
}

int cli_snooze(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 2, argv };
	struct snooze_words z = { .until_day = NO_DAY };
	struct buf day = { 0 };
	struct err err = { 0 };
	int64_t deal;

	if (argc < 2)
		return cli_usage("snooze DEAL --until D --reason TEXT, or snooze DEAL --end");
	if (deal_find(s, argv[1], &deal, &err) || read_words(s, &w, &z, &err) ||
	    (z.ends ? snooze_end(s, deal, &err) : snooze_put(s, deal, z.until_day, z.reason, &err)))
		return cli_fail(&err);
	day_format(z.until_day, &day);
	if (z.ends)
		cli_print(stdout, "D-%" PRId64 " is taken up again\n", deal);
	else
		cli_print(stdout, "D-%" PRId64 " is put off to %s\n", deal, buf_str(&day));
	buf_done(&day);
	return 0;
}

/* ---- load ---- */

static const char *const names[] = { "csm", "deputy", "open", "late", "debriefs", "kickoffs" };

static void csv_number(struct csv_out *csv, int64_t n)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, n);
	csv_out_plain(csv, text, strlen(text));
}

static void csv_load(struct listing *l, const struct caseload *c, const char *csm, const char *deputy)
{
	csv_out_text(l->csv, csm, strlen(csm));
	csv_out_text(l->csv, deputy, strlen(deputy));
	csv_number(l->csv, c->open);
	csv_number(l->csv, c->late);
	csv_number(l->csv, c->debriefs);
	csv_number(l->csv, c->kickoffs);
	csv_out_end_row(l->csv);
}

static void json_load(struct json *j, const struct caseload *c, const char *csm, const char *deputy)
{
	json_object(j, NULL);
	json_str(j, "csm", c->csm ? csm : NULL);
	json_str(j, "deputy", *deputy ? deputy : NULL);
	json_int(j, "open", c->open);
	json_int(j, "late", c->late);
	json_int(j, "debriefs", c->debriefs);
	json_int(j, "kickoffs", c->kickoffs);
	json_end(j);
}

static int print_load(void *arg, const struct caseload *c)
{
	struct listing *l = arg;
	const char *csm = c->csm ? member_login(l->s, c->csm) : "", *deputy = member_login(l->s, away_now(l->s, c->csm));

	switch (l->format) {
	case LIST_CSV:
		csv_load(l, c, csm, deputy);
		break;
	case LIST_JSON:
		json_load(&l->json, c, csm, deputy);
		break;
	case LIST_TEXT:
		cli_print(stdout, "%s ", c->late ? "!" : " ");
		cli_cell(stdout, *csm ? csm : "nobody yet", 16);
		cli_print(stdout, " %4" PRId64 " open  %4" PRId64 " late  this week %3" PRId64 " debriefs %3" PRId64 " kickoffs%s%s\n",
			  c->open, c->late, c->debriefs, c->kickoffs, *deputy ? "  away, deputy " : "", deputy);
		break;
	}
	return 0;
}

int cli_load(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 1, argv };
	struct listing l = { .s = s };
	struct err err = { 0 };
	struct word word;
	const char *value;
	int rc;

	while ((rc = words_option(&w, "", &word, &value)) == 1) {
		if (!value || strcmp(word.name, "format"))
			return cli_usage("no option --%s", word.name);
		if (list_format_read(value, &l.format, &err))
			return cli_fail(&err);
	}
	if (rc < 0)
		return ERR_USAGE;
	list_begin(&l, names, sizeof names / sizeof *names);
	if (caseload_each(s, print_load, &l, &err)) {
		list_end(&l, NULL);
		return cli_fail(&err);
	}
	return list_end(&l, &err);
}
