/* exchange: the records between the deal's side and customer success, of a deal and of a quarter. */
#include "app/cli.h"

#include "model/buf.h"
#include "model/deal.h"
#include "model/exchange.h"
#include "model/exchange_quarter.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SETS_MAX = 64 };
enum format { FORMAT_TEXT, FORMAT_MD, FORMAT_JSON };
struct asked_for {
	struct store *s;
	const char *of;  /* a deal, or a quarter */
	int64_t deal;
	enum exchange_direction direction; /* 0: as the deal stands */
	struct exchange_save set[SETS_MAX];
	size_t sets;
	const char *recommendation;
	enum format format;
	bool files, shows;
};

/* ---- reading the words ---- */

static int read_set(struct asked_for *a, char *value, struct err *err)
{
	char *text = strchr(value, '=');

	if (!text || text == value)
		return err_set(err, ERR_USAGE, "found --set “%.80s”, expected FIELD=TEXT", value);
	if (a->sets == SETS_MAX)
		return err_set(err, ERR_USAGE, "more than %d fields at once", SETS_MAX);
	*text = '\0';
	a->set[a->sets++] = (struct exchange_save){ .field = value, .text = text + 1 };
	return 0;
}

static int read_format(struct asked_for *a, const char *value, struct err *err)
{
	static const char *const words[] = { "text", "md", "json" };

	a->shows = true;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (!strcmp(words[i], value)) {
			a->format = (enum format)i;
			return 0;
		}
	return err_set(err, ERR_USAGE, "found --format “%.80s”, expected text, md or json", value);
}

static int read_option(struct asked_for *a, struct words *w, const struct word *word, struct err *err)
{
	const char *value;

	if (!strcmp(word->name, "file") && !word->value) {
		a->files = true;
		return 0;
	}
	if (strcmp(word->name, "direction") && strcmp(word->name, "set") && strcmp(word->name, "format") &&
	    strcmp(word->name, "recommendation"))
		return err_set(err, ERR_USAGE, "no option --%s", word->name);
	value = words_need(w, word, err);
	if (!value)
		return -1;
	if (!strcmp(word->name, "format"))
		return read_format(a, value, err);
	if (!strcmp(word->name, "recommendation")) {
		a->recommendation = value;
		return 0;
	}
	if (!strcmp(word->name, "set"))
		return read_set(a, (char *)(uintptr_t)value, err);
	a->direction = exchange_direction_find(value);
	return a->direction ? 0 : err_set(err, ERR_USAGE, "found --direction “%.80s”, expected pre or post", value);
}

static int read_words(struct asked_for *a, int argc, char **argv, struct err *err)
{
	struct words w = { argc, 2, argv };
	struct word word;

	a->of = argv[1];
	while (words_next(&w, &word))
		if (!word.name)
			return err_set(err, ERR_USAGE, "found “%.80s”, expected an option", word.value);
		else if (read_option(a, &w, &word, err))
			return -1;
	return 0;
}

/* ---- a deal ---- */

/* What is missing, a line each; 1 where something is. */
static int tell_missing(const struct asked_for *a)
{
	struct buf list = { 0 };
	struct exchange x;
	struct err err = { 0 };
	bool any = exchange_get(a->s, a->deal, a->direction, &x, &err) >= 0 &&
		   !exchange_missing(a->s, &x, a->deal, &list, &err) && list.len;

	if (any)
		cli_say(stderr, "winloss: not filed; missing:\n");
	for (const char *l = buf_str(&list); any && *l;) {
		size_t n = strcspn(l, "\n");

		cli_say(stderr, "  %.*s\n", (int)n, l);
		l += n + (l[n] == '\n');
	}
	buf_done(&list);
	return any;
}

static int write_deal(const struct asked_for *a, struct err *err)
{
	for (size_t i = 0; i < a->sets; i++) {
		if (exchange_set(a->s, a->deal, a->direction, a->set[i].field, a->set[i].text, err))
			return cli_fail(err);
		cli_print(stdout, "D-%" PRId64 " %s kept\n", a->deal, a->set[i].field);
	}
	if (!a->files)
		return 0;
	if (exchange_file(a->s, a->deal, a->direction, err))
		return err->kind == ERR_REFUSED && !strncmp(err->text, "not filed: missing", 18) && tell_missing(a)
			       ? ERR_REFUSED : cli_fail(err);
	cli_print(stdout, "D-%" PRId64 " exchange record %s filed\n", a->deal, exchange_direction_key(a->direction));
	return 0;
}

static int show_deal(const struct asked_for *a, struct err *err)
{
	struct buf out = { 0 };
	int rc = a->format == FORMAT_TEXT ? exchange_write(a->s, a->deal, a->direction, &out, err)
		 : a->format == FORMAT_MD ? exchange_markdown(a->s, a->deal, a->direction, &out, err)
					  : exchange_json(a->s, a->deal, a->direction, &out, err);

	if (!rc)
		cli_text(stdout, buf_str(&out));
	buf_done(&out);
	return rc ? cli_fail(err) : 0;
}

static int of_deal(struct asked_for *a, struct err *err)
{
	int now, rc;

	if (a->recommendation)
		return cli_usage("--recommendation is of a quarter; of a deal: --set recommendation=TEXT");
	if (deal_find(a->s, a->of, &a->deal, err))
		return cli_fail(err);
	now = a->direction ? (int)a->direction : exchange_direction_now(a->s, a->deal, err);
	if (now < 0)
		return cli_fail(err);
	a->direction = (enum exchange_direction)now;
	rc = write_deal(a, err);
	return rc || ((a->sets || a->files) && !a->shows) ? rc : show_deal(a, err);
}

/* ---- a quarter, and what is open ---- */

static int of_quarter(struct asked_for *a, struct err *err)
{
	struct buf out = { 0 }, name = { 0 }, path = { 0 };
	int rc;

	if (a->sets || a->direction || a->format == FORMAT_JSON || a->format == FORMAT_MD)
		return cli_usage("exchange QUARTER takes --recommendation TEXT and --file, and is plain text");
	rc = a->files ? exchange_quarter_file(a->s, a->of, a->recommendation, &name, err)
		      : exchange_quarter_write(a->s, a->of, a->recommendation, &out, err);
	exchange_quarter_path(a->of, &path);
	if (!rc && a->files)
		cli_print(stdout, "%s exchange record filed: %s: %s/%s\n", a->of, buf_str(&name), a->s->out_dir, buf_str(&path));
	else if (!rc)
		cli_text(stdout, buf_str(&out));
	buf_done(&out);
	buf_done(&name);
	buf_done(&path);
	return rc ? cli_fail(err) : 0;
}

static int show_open(struct asked_for *a, struct err *err)
{
	struct exchange_fields f;

	if (exchange_fields_load(a->s, &f, err))
		return cli_fail(err);
	for (size_t i = 0; i < f.n_open; i++)
		cli_print(stdout, "[%c] %s\n", f.open[i].done ? 'x' : ' ', f.open[i].title);
	return 0;
}

int cli_exchange(struct store *s, int argc, char **argv)
{
	struct asked_for a = { .s = s };
	struct err err = { 0 };

	if (argc < 2)
		return cli_usage("exchange DEAL or exchange 2026-Q4");
	if (read_words(&a, argc, argv, &err))
		return cli_fail(&err);
	if (!strcmp(a.of, "open") && argc == 2)
		return show_open(&a, &err);
	return exchange_quarter_is(a.of) ? of_quarter(&a, &err) : of_deal(&a, &err);
}
