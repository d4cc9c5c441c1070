/* member away: who is away, until when, and who stands in. */
#include "app/cli.h"
#include "app/cli_list.h"

#include "model/away.h"
#include "model/calendar.h"
#include "model/member.h"
#include "model/value.h"

#include <stdio.h>
#include <string.h>

static const char *const names[] = { "member", "deputy", "from", "to", "now" };

static int print_away(void *arg, const struct away *a)
{
	struct listing *l = arg;
	struct buf from = { 0 }, to = { 0 };
	const char *who = member_login(l->s, a->member), *deputy = member_login(l->s, a->deputy);
	int64_t today = calendar_day(l->s->calendar, l->s->now(l->s));
	bool now = a->from_day <= today && today <= a->to_day;

	day_format(a->from_day, &from);
	day_format(a->to_day, &to);
	switch (l->format) {
	case LIST_CSV:
		csv_out_text(l->csv, who, strlen(who));
		csv_out_text(l->csv, deputy, strlen(deputy));
		csv_out_plain(l->csv, buf_str(&from), from.len);
		csv_out_plain(l->csv, buf_str(&to), to.len);
		csv_out_plain(l->csv, now ? "yes" : "no", now ? 3 : 2);
		csv_out_end_row(l->csv);
		break;
	case LIST_JSON:
		json_object(&l->json, NULL);
		json_str(&l->json, "member", who);
		json_str(&l->json, "deputy", deputy);
		json_day(&l->json, "from", a->from_day);
		json_day(&l->json, "to", a->to_day);
		json_bool(&l->json, "now", now);
		json_end(&l->json);
		break;
	case LIST_TEXT:
		cli_print(stdout, "%s ", now ? ">" : " ");
		cli_cell(stdout, who, 16);
		cli_print(stdout, " %s to %s  deputy %s\n", buf_str(&from), buf_str(&to), deputy);
		break;
	}
	buf_done(&from);
	buf_done(&to);
	return 0;
}

struct away_words {
	struct listing list;
	struct away a;
	bool all, back, sets;
};

static int read_day(struct store *s, const char *value, int64_t *day, struct err *err)
{
	bool day_only;
	int64_t at;

	if (cli_moment(s, value, &at, &day_only, err))
		return -1;
	*day = calendar_day(s->calendar, at);
	return 0;
}

static int read_option(struct away_words *a, const struct word *word, struct words *w, struct err *err)
{
	struct store *s = a->list.s;
	const char *value;

	if (!strcmp(word->name, "all") || !strcmp(word->name, "back")) {
		*(*word->name == 'a' ? &a->all : &a->back) = true;
		return word->value ? err_set(err, ERR_USAGE, "--%s takes no value, found “%s”", word->name, word->value) : 0;
	}
	if (strcmp(word->name, "from") && strcmp(word->name, "to") && strcmp(word->name, "deputy") && strcmp(word->name, "format"))
		return err_set(err, ERR_USAGE, "no option --%s", word->name);
	value = words_need(w, word, err);
	if (!value)
		return -1;
	if (!strcmp(word->name, "format"))
		return list_format_read(value, &a->list.format, err);
	a->sets = true;
	if (*word->name == 'd')
		return list_member(s, value, &a->a.deputy, err);
	return read_day(s, value, *word->name == 'f' ? &a->a.from_day : &a->a.to_day, err) ? err_wrap(err, "--%s", word->name) : 0;
}

static int read_words(struct away_words *a, struct words *w, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		if (word.name ? read_option(a, &word, w, err)
			      : a->a.member ? err_set(err, ERR_USAGE, "found “%s”, expected an option", word.value)
					    : list_member(a->list.s, word.value, &a->a.member, err))
			return -1;
	}
	if (!a->a.member && (a->back || a->sets))
		return err_set(err, ERR_USAGE, "member away NAME --to D --deputy NAME [--from D], or --back");
	if (a->a.member && !a->back && (a->a.to_day == NO_DAY || !a->a.deputy))
		return err_set(err, ERR_USAGE, "member away NAME wants --to D and --deputy NAME, or --back");
	return a->back && a->sets ? err_set(err, ERR_USAGE, "--back goes with nothing else") : 0;
}

static int list(struct away_words *a, struct err *err)
{
	list_begin(&a->list, names, sizeof names / sizeof *names);
	if (away_each(a->list.s, a->all, print_away, &a->list, err)) {
		list_end(&a->list, NULL);
		return cli_fail(err);
	}
	return list_end(&a->list, err);
}

static void warn_lacks(struct store *s, const struct away *a)
{
	struct buf lacks = { 0 };

	away_put_lacks(s, a, &lacks);
	if (lacks.len)
		cli_print(stderr, "winloss: %s\n", buf_str(&lacks));
	buf_done(&lacks);
}

int cli_member_away(struct store *s, int argc, char **argv)
{
	struct away_words a = { .list = { .s = s },
				.a = { .from_day = calendar_day(s->calendar, s->now(s)), .to_day = NO_DAY } };
	struct words w = { argc, 2, argv };
	struct err err = { 0 };

	if (read_words(&a, &w, &err))
		return cli_fail(&err);
	if (!a.a.member)
		return list(&a, &err);
	if (a.back ? away_end(s, a.a.member, &err) : away_put(s, &a.a, &err))
		return cli_fail(&err);
	if (!a.back)
		warn_lacks(s, &a.a);
	if (a.back)
		cli_print(stdout, "%s is back\n", member_login(s, a.a.member));
	else
		cli_print(stdout, "%s is away, %s stands in\n", member_login(s, a.a.member), member_login(s, a.a.deputy));
	return 0;
}
