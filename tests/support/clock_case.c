#include "tests/support/clock_case.h"

#include "assets/assets.h"

#include <stdlib.h>
#include <string.h>

static void __attribute__((noreturn)) give_up(const char *what, const char *text)
{
	fprintf(stderr, "clock_cases.tsv: %s: %s\n", what, text);
	exit(1);
}

FILE *clock_cases_open(void)
{
	const char *top = getenv("WINLOSS_SRCDIR");
	struct buf path = { 0 };
	FILE *in;

	buf_printf(&path, "%s/tests/fixtures/clock_cases.tsv", top ? top : ".");
	in = fopen(buf_str(&path), "r");
	if (!in)
		give_up("cannot be opened", buf_str(&path));
	buf_done(&path);
	return in;
}

int clock_case_next(FILE *in, struct clock_case *c)
{
	char *s = c->text;

	do {
		if (!fgets(c->text, sizeof c->text, in))
			return 0;
		c->line++;
	} while (*c->text == '#');
	c->text[strcspn(c->text, "\n")] = '\0';
	for (int i = 0; i < CASE_COLUMNS; i++) {
		c->col[i] = strsep(&s, "\t");
		if (!c->col[i])
			give_up("a column is missing", c->text);
	}
	return 1;
}

void clock_case_calendar(const struct clock_case *c, struct buf *ini)
{
	const char *work = c->col[CASE_WORK], *comma = strchr(work, ',');

	buf_printf(ini, "[calendar]\nzone = %s\nclose = %s\nwork_from = %.*s\nwork_to = %s\n[holidays]\n", c->col[CASE_ZONE],
		   c->col[CASE_CLOSE], (int)(comma - work), work, comma + 1);
	for (const char *s = c->col[CASE_HOLIDAYS]; *s && *s != '-'; s += 10, s += *s == ',')
		buf_printf(ini, "%.10s = off\n", s);
}

int64_t clock_case_moment(const char *s)
{
	int64_t at;

	if (!strcmp(s, "-"))
		return NO_MOMENT;
	if (moment_parse_utc(s, &at, NULL))
		give_up("no moment", s);
	return at;
}

/* Cuts `s` at that character; what stands behind it, NULL where it is not there. */
static char *cut(char *s, char at)
{
	char *found = strchr(s, at);

	if (found)
		*found++ = '\0';
	return found;
}

static struct event parse_event(char *s, int64_t id)
{
	struct event ev = { .id = id, .for_ms = NO_MOMENT };
	char *at = cut(s, '@'), *flags = at ? cut(at, '/') : NULL, *to = at ? cut(at, '>') : NULL, *value = cut(s, ':');

	if (!at || !event_find(s))
		give_up("no event", s);
	ev.kind = event_find(s);
	ev.value = value ? strtoll(value, NULL, 10) : 0;
	ev.at_ms = clock_case_moment(at);
	ev.for_ms = to ? clock_case_moment(to) : NO_MOMENT;
	ev.day_only = flags && strchr(flags, 'd');
	ev.overridden = flags && strchr(flags, 'o');
	ev.history = flags && strchr(flags, 'h');
	return ev;
}

size_t clock_case_events(const char *words, struct event *ev)
{
	char *copy = xstrdup(words), *rest = copy, *one;
	size_t n = 0;

	while ((one = strsep(&rest, " "))) {
		if (n == CASE_EVENTS_MAX)
			give_up("too many events", words);
		ev[n] = parse_event(one, (int64_t)n + 1);
		n++;
	}
	free(copy);
	return n;
}

char *clock_case_rules(void)
{
	static const char off[] = "enabled = no\n", on[] = "enabled = yes\n";
	const char *at = asset_find("clocks.ini")->body, *hit;
	struct buf b = { 0 };

	for (; (hit = strstr(at, off)); at = hit + sizeof off - 1) {
		buf_add(&b, at, (size_t)(hit - at));
		buf_puts(&b, on);
	}
	buf_puts(&b, at);
	return buf_take(&b);
}
