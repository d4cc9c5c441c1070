/* due --morning and due --daily: texts for a cron job to mail. */
#include "app/cli.h"
#include "app/cli_queue.h"

#include "model/calendar.h"
#include "model/morning.h"
#include "model/playbook_metric.h"

#include <string.h>

static int print_morning(struct store *s, int64_t since)
{
	struct buf out = { 0 };
	struct err err = { 0 };
	size_t late = 0;
	int rc;

	/* A figure that falls short opens its action although nobody looks at the figures; what cannot be written now is
	 * written the next morning. */
	playbook_watch(s, NULL);
	rc = morning_text(s, since, &out, &late, &err);

	if (!rc)
		cli_text(stdout, buf_str(&out));
	buf_done(&out);
	return rc ? cli_fail(&err) : late ? 1 : 0;
}

/* Nothing at all where nothing was won: cron then mails nothing. */
static int print_daily(struct store *s, int64_t day)
{
	struct buf out = { 0 };
	struct err err = { 0 };
	size_t n = 0;
	int rc = daily_text(s, day, &out, &n, &err);

	if (!rc && n)
		cli_text(stdout, buf_str(&out));
	else if (!rc)
		cli_say(stderr, "winloss: nothing was won that day\n");
	buf_done(&out);
	return rc ? cli_fail(&err) : 0;
}

int cli_due_text(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 1, argv };
	int64_t since = morning_since(s), day = calendar_day(s->calendar, s->now(s));
	bool morning = false, daily = false, told = false, day_only;
	struct err err = { 0 };
	struct word word;

	while (words_next(&w, &word)) {
		const char *value = NULL;

		if (!word.name)
			return cli_usage("found “%s”, expected an option", word.value);
		morning |= !strcmp(word.name, "morning");
		daily |= !strcmp(word.name, "daily");
		if (!strcmp(word.name, "morning") || !strcmp(word.name, "daily"))
			continue;
		if (strcmp(word.name, "since"))
			return cli_usage("no option --%s beside --morning and --daily", word.name);
		value = words_value(&w, &word);
		if (!value || cli_moment(s, value, &since, &day_only, &err))
			return value ? cli_fail(&err) : cli_usage("--since wants a moment");
		told = true;
	}
	if (morning == daily)
		return cli_usage("one of --morning and --daily");
	if (daily && told)
		return cli_usage("--since goes with --morning; --daily is about today, or about the day of --now");
	return morning ? print_morning(s, since) : print_daily(s, day);
}
