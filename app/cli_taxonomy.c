/* taxonomy: versions of the themes, the tree of one, its codebook. */
#include "app/cli_taxonomy.h"

#include "model/calendar.h"
#include "model/member.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct verb {
	const char *name;
	taxonomy_verb *run;
	size_t least, most; /* plain words */
	const char *options;
	const char *usage;
} verbs[];

/* ---- words ---- */

static int read_flag(struct taxonomy_words *a, const char *name)
{
	bool *at = !strcmp(name, "root")   ? &a->root
		   : !strcmp(name, "back") ? &a->back
		   : !strcmp(name, "all")  ? &a->all
		   : !strcmp(name, "none") ? &a->none
					   : NULL;

	if (at)
		*at = true;
	return at != NULL;
}

static int read_print(struct taxonomy_words *a, const char *value, struct err *err)
{
	if (!strcmp(value, "md") || !strcmp(value, "markdown"))
		a->print = TAXONOMY_MARKDOWN;
	else if (!strcmp(value, "text"))
		a->print = TAXONOMY_TEXT;
	else
		return err_set(err, ERR_USAGE, "--format: found “%s”, expected md or text", value);
	return 0;
}

static int read_option(struct taxonomy_words *a, const struct verb *v, const char *name, const char *value, struct err *err)
{
	if (!strcmp(name, "below"))
		a->below = value;
	else if (!strcmp(name, "letter"))
		a->made.letter = value;
	else if (!strcmp(name, "definition"))
		a->words.definition = value;
	else if (!strcmp(name, "example"))
		buf_printf(&a->examples, "%s%s", a->examples.len ? "\n" : "", value);
	else if (!strcmp(name, "key"))
		a->key = value;
	else if (!strcmp(name, "note"))
		a->note = value;
	else if (!strcmp(name, "format"))
		return strcmp(v->name, "print") ? list_format_read(value, &a->list.format, err) : read_print(a, value, err);
	else if (a->n_into == TAXONOMY_WORDS_MAX)
		return err_set(err, ERR_USAGE, "--into: more than %d", TAXONOMY_WORDS_MAX);
	else
		a->into[a->n_into++] = value;
	return 0;
}

static int read_words(struct taxonomy_words *a, const struct verb *v, struct words *w, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		char key[40];
		const char *value;

		if (!word.name) {
			if (a->n == v->most)
				return err_set(err, ERR_USAGE, "found “%s”, expected %s", word.value, v->usage);
			a->plain[a->n++] = word.value;
			continue;
		}
		snprintf(key, sizeof key, " %.20s ", word.name);
		if (!strstr(v->options, key))
			return err_set(err, ERR_USAGE, "no option --%s; expected %s", word.name, v->usage);
		if (!word.value && read_flag(a, word.name))
			continue;
		value = words_need(w, &word, err);
		if (!value)
			return -1;
		if (read_option(a, v, word.name, value, err))
			return -1;
	}
	if (a->n < v->least)
		return err_set(err, ERR_USAGE, "expected %s", v->usage);
	if (a->examples.len)
		a->words.examples = buf_str(&a->examples);
	return 0;
}

/* ---- versions ---- */

static const char *const version_columns[] = { "version", "state", "published", "by", "note" };

static void print_version(struct listing *l, const struct taxonomy *t)
{
	struct buf number = { 0 }, day = { 0 };
	const char *state = t->state == TAXONOMY_PUBLISHED ? "published" : "draft";
	const char *who = t->member ? member_login(l->s, t->member) : "";

	taxonomy_put_number(l->s, t, &number);
	day_format(calendar_day(l->s->calendar, t->at_ms), &day);
	switch (l->format) {
	case LIST_CSV:
		csv_out_text(l->csv, buf_str(&number), number.len);
		csv_out_plain(l->csv, state, strlen(state));
		csv_out_plain(l->csv, buf_str(&day), day.len);
		csv_out_text(l->csv, who, strlen(who));
		csv_out_text(l->csv, t->title, strlen(t->title));
		csv_out_end_row(l->csv);
		break;
	case LIST_JSON:
		json_object(&l->json, NULL);
		json_str(&l->json, "version", buf_str(&number));
		json_str(&l->json, "state", state);
		json_str(&l->json, "published", buf_str(&day));
		json_str(&l->json, "by", *who ? who : NULL);
		json_str(&l->json, "note", t->title);
		json_end(&l->json);
		break;
	case LIST_TEXT:
		cli_cell(stdout, buf_str(&number), 14);
		cli_print(stdout, " %s  ", buf_str(&day));
		cli_cell(stdout, who, 12);
		cli_print(stdout, " %s\n", t->title);
		break;
	}
	buf_done(&number);
	buf_done(&day);
}

static int list(struct store *s, struct taxonomy_words *a, struct err *err)
{
	struct taxonomy *all;
	size_t n;

	if (taxonomy_list(s, &all, &n, err))
		return cli_fail(err);
	list_begin(&a->list, version_columns, sizeof version_columns / sizeof *version_columns);
	for (size_t i = 0; i < n; i++) {
		print_version(&a->list, &all[i]);
		taxonomy_done(&all[i]);
	}
	free(all);
	return list_end(&a->list, err);
}

/* ---- one version ---- */

/* The version that was named, else the draft or the newest; with its counts. */
static int load(struct store *s, const char *version, bool published, struct taxonomy *t, struct theme_count **counts,
		struct err *err)
{
	int64_t id = 0;
	int rc = version ? taxonomy_parse(s, version, &id, err) : 0;

	*t = (struct taxonomy){ 0 };
	*counts = NULL;
	if (!rc)
		rc = (version || published ? taxonomy_get(s, id, t, err) : taxonomy_newest(s, t, err)) == 1 ? 0 : -1;
	if (rc)
		return err->kind ? -1 : err_set(err, ERR_DB, "this file has no taxonomy");
	*counts = xcalloc(t->n + 1, sizeof **counts);
	return theme_counts(s, t, *counts, err);
}

static const char *const theme_columns[] = { "code", "parent", "title", "letter", "definition", "examples", "fate",
					     "win", "loss", "neither", "waiting" };

static void csv_theme(struct listing *l, const struct theme *at, const char *const *texts, const int64_t *numbers)
{
	char number[24];

	(void)at;
	for (int i = 0; i < 7; i++)
		csv_out_text(l->csv, texts[i], strlen(texts[i]));
	for (int i = 0; i < 4; i++) {
		snprintf(number, sizeof number, "%" PRId64, numbers[i]);
		csv_out_plain(l->csv, number, strlen(number));
	}
	csv_out_end_row(l->csv);
}

static void json_theme(struct listing *l, const char *const *texts, const int64_t *numbers)
{
	json_object(&l->json, NULL);
	for (int i = 0; i < 7; i++)
		json_str(&l->json, theme_columns[i], *texts[i] || i == 4 || i == 5 ? texts[i] : NULL);
	for (int i = 0; i < 4; i++)
		json_int(&l->json, theme_columns[7 + i], numbers[i]);
	json_end(&l->json);
}

static void text_theme(const struct theme *at, const struct theme_count *c, const char *fate)
{
	struct buf title = { 0 }, count = { 0 };

	buf_printf(&title, "%*s%-2s%s", at->level * 2, "", at->retired ? "×" : at->letter, at->title);
	if (c->win + c->loss + c->none)
		theme_put_count(c, &count);
	cli_cell(stdout, buf_str(&title), 46);
	cli_cell(stdout, at->key, 24);
	cli_print(stdout, "%s%s%s\n", fate, *fate && count.len ? "; " : "", buf_str(&count));
	buf_done(&title);
	buf_done(&count);
}

static void print_theme(struct listing *l, const struct taxonomy *t, const struct theme *at, const struct theme_count *c)
{
	const struct theme *parent = taxonomy_theme(t, at->parent);
	struct buf fate = { 0 };
	const int64_t numbers[] = { c->win, c->loss, c->none, c->waiting };

	theme_put_fate(t, at, &fate);
	const char *const texts[] = { at->key, parent ? parent->key : "", at->title, at->letter, at->definition, at->examples,
				      buf_str(&fate) };
	switch (l->format) {
	case LIST_CSV:
		csv_theme(l, at, texts, numbers);
		break;
	case LIST_JSON:
		json_theme(l, texts, numbers);
		break;
	case LIST_TEXT:
		text_theme(at, c, buf_str(&fate));
		break;
	}
	buf_done(&fate);
}

static int show(struct store *s, struct taxonomy_words *a, struct err *err)
{
	struct taxonomy t;
	struct theme_count *counts;
	struct buf number = { 0 };
	int rc = load(s, a->n ? a->plain[0] : NULL, false, &t, &counts, err) ? cli_fail(err) : 0;

	if (!rc) {
		taxonomy_put_number(s, &t, &number);
		if (a->list.format == LIST_TEXT)
			cli_print(stdout, "Themes, %s\n", buf_str(&number));
		list_begin(&a->list, theme_columns, sizeof theme_columns / sizeof *theme_columns);
		for (size_t i = 0; i < t.n; i++)
			print_theme(&a->list, &t, &t.theme[i], &counts[i]);
		rc = list_end(&a->list, err);
	}
	buf_done(&number);
	free(counts);
	taxonomy_done(&t);
	return rc;
}

static int print(struct store *s, struct taxonomy_words *a, struct err *err)
{
	struct taxonomy t;
	struct theme_count *counts;
	struct buf out = { 0 };
	int rc = load(s, a->n ? a->plain[0] : NULL, true, &t, &counts, err) ? cli_fail(err) : 0;

	if (!rc) {
		taxonomy_document(s, &t, counts, a->print, &out);
		cli_text(stdout, buf_str(&out));
		rc = cli_flush();
	}
	buf_done(&out);
	free(counts);
	taxonomy_done(&t);
	return rc;
}

int cli_taxonomy(struct store *s, int argc, char **argv)
{
	struct taxonomy_words a = { .list = { .s = s } };
	struct words w = { argc, 2, argv };
	struct err err = { 0 };
	const char *name = argc > 1 ? argv[1] : "show";
	int rc = -1;

	for (const struct verb *v = verbs; v->name && rc < 0; v++)
		if (!strcmp(v->name, name))
			rc = read_words(&a, v, &w, &err) || taxonomy_may_read(s, &err) ? cli_fail(&err) : v->run(s, &a, &err);
	buf_done(&a.examples);
	return rc < 0 ? cli_usage("taxonomy: found “%s”, expected list, show, add, rename, move, letter, define, merge, split,"
				  " retire, recode, publish or print", name)
		      : rc;
}

static const struct verb verbs[] = {
	{ "list", list, 0, 0, " format ", "taxonomy list [--format text|csv|json]" },
	{ "show", show, 0, 1, " format ", "taxonomy show [VERSION] [--format text|csv|json]" },
	{ "print", print, 0, 1, " format ", "taxonomy print [VERSION] [--format md|text]" },
	{ "add", taxonomy_cli_add, 1, 1, " below letter definition example key ",
	  "taxonomy add TITLE [--below THEME] [--letter L] [--definition WORDS] [--example WORDS]… [--key K]" },
	{ "rename", taxonomy_cli_rename, 2, 2, " ", "taxonomy rename THEME TITLE" },
	{ "move", taxonomy_cli_move, 1, 1, " below root ", "taxonomy move THEME --below THEME|--root" },
	{ "letter", taxonomy_cli_letter, 2, 2, " ", "taxonomy letter THEME LETTER" },
	{ "define", taxonomy_cli_define, 1, 1, " definition example ",
	  "taxonomy define THEME [--definition WORDS] [--example WORDS]…" },
	{ "merge", taxonomy_cli_merge, 1, 1, " into ", "taxonomy merge THEME --into THEME" },
	{ "split", taxonomy_cli_split, 1, 1, " into ", "taxonomy split THEME --into TITLE --into TITLE…" },
	{ "retire", taxonomy_cli_retire, 1, 1, " back ", "taxonomy retire THEME [--back]" },
	{ "recode", taxonomy_cli_recode, 0, 1, " into none all format ",
	  "taxonomy recode [--all] [--format text|csv|json] | recode CODE --into THEME|--none" },
	{ "publish", taxonomy_cli_publish, 0, 0, " note ", "taxonomy publish [--note WORDS]" },
	{ NULL, NULL, 0, 0, NULL, NULL },
};
