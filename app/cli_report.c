/* report: a regular report of the team's data files by its name, for cron; and what reports there are. */
#include "app/cli.h"
#include "app/cli_rollup.h"

#include "model/bulletin.h"
#include "model/io/json.h"
#include "model/sheet.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum print_as { PRINT_MD, PRINT_TEXT, PRINT_CSV, PRINT_JSON, PRINT_XLSX, PRINT_ITS_OWN };

struct asked {
	const char *name;
	enum print_as as;
	int64_t as_of_day;
	bool definitions;
	struct export_options file;
};

static int find_format(const char *word)
{
	static const char *const words[] = { "md", "text", "csv", "json", "xlsx" };

	for (int i = PRINT_MD; i <= PRINT_XLSX; i++)
		if (!strcmp(words[i], word))
			return i;
	return -1;
}

static int take_option(struct asked *a, const struct word *word, const char *value, struct err *err)
{
	int format;

	if (!strcmp(word->name, "format")) {
		format = find_format(value);
		if (format < 0)
			return err_set(err, ERR_USAGE, "--format: found “%s”, expected md, text, csv, json or xlsx", value);
		a->as = (enum print_as)format;
		return 0;
	}
	if (!strcmp(word->name, "as-of") || !strcmp(word->name, "as_of"))
		return day_parse(value, false, &a->as_of_day, err);
	if (!strcmp(word->name, "output")) {
		a->file.path = value;
		return 0;
	}
	return err_set(err, ERR_USAGE, "no option --%s of a report by name; --format, --as-of, --definitions and -o go with one",
		       word->name);
}

static int take_words(struct asked *a, struct words *w, struct err *err)
{
	struct word word;
	int rc;

	while ((rc = words_named(w, &word, err)) == 1) {
		const char *value;

		if (!strcmp(word.name, "definitions") && !word.value) {
			a->definitions = true;
			continue;
		}
		value = words_need(w, &word, err);
		if (!value)
			return -1;
		if (take_option(a, &word, value, err))
			return -1;
	}
	return rc;
}

/* ---- one report ---- */

static int put_bytes(const struct asked *a, struct buf *out, struct err *err)
{
	struct export_options file = a->file;
	struct sheet *sheet;
	int64_t rows;
	bool closed;

	if (!file.path || !strcmp(file.path, "-")) {
		cli_text(stdout, buf_str(out));
		return 0;
	}
	if (sheet_open_whole(&sheet, &file, err))
		return -1;
	sheet_whole(sheet, out, 1);
	return sheet_close(sheet, &rows, &closed, err);
}

static int print_page(const struct bulletin_page *p, struct asked *a, struct err *err)
{
	enum print_as as = a->as == PRINT_ITS_OWN ? (enum print_as)find_format(p->def->format) : a->as;
	struct buf out = { 0 };
	int64_t rows;
	bool closed;
	int rc = 0;

	if (a->definitions)
		bulletin_definitions(p, as == PRINT_MD ? DOC_MARKDOWN : DOC_TEXT, &out);
	else if (as == PRINT_MD || as == PRINT_TEXT)
		bulletin_write(p, as == PRINT_MD ? DOC_MARKDOWN : DOC_TEXT, &out);
	else if (as == PRINT_JSON)
		bulletin_json(p, &out);
	if (out.len) {
		rc = put_bytes(a, &out, err);
	} else {
		a->file.format = as == PRINT_XLSX ? EXPORT_XLSX : EXPORT_CSV;
		if (as == PRINT_XLSX && !a->file.path && isatty(STDOUT_FILENO))
			rc = err_set(err, ERR_USAGE, "a workbook is not for the terminal: say -o FILE");
		else
			rc = bulletin_export(p, &a->file, &rows, &closed, err);
	}
	buf_done(&out);
	return rc;
}

static int report_named(struct store *s, const char *name, struct words *w)
{
	struct asked a = { .name = name, .as = PRINT_ITS_OWN, .as_of_day = NO_DAY };
	struct bulletin_page *p = NULL;
	struct err err = { 0 };
	int rc = take_words(&a, w, &err) || bulletin_open(s, name, a.as_of_day, false, &p, &err) ? -1 : 0;

	if (!rc)
		rc = (a.definitions ? 0 : bulletin_watch(p, &err)) || print_page(p, &a, &err) ? -1 : 0;
	if (!rc)
		rc = !a.definitions && p->under;
	bulletin_close(p);
	return rc < 0 ? cli_fail(&err) : rc;
}

/* ---- what there is ---- */

static void json_bulletin(struct json *j, const struct bulletin *b)
{
	struct buf words = { 0 };

	json_object(j, NULL);
	json_str(j, "report", b->name);
	json_str(j, "title", b->title);
	bulletin_audience_words(b, &words);
	json_str(j, "audience", buf_str(&words));
	buf_clear(&words);
	bulletin_cadence_words(b, &words);
	json_str(j, "cadence", buf_str(&words));
	json_str(j, "owner", b->owner);
	json_str(j, "format", b->format);
	json_str(j, "distribution", b->distribution);
	json_end(j);
	buf_done(&words);
}

static int list_json(struct store *s, const struct bulletins *all, struct err *err)
{
	struct buf out = { 0 };
	struct json j = { .out = &out };
	int rc;

	json_array(&j, NULL);
	for (size_t i = 0; i < all->n; i++)
		if (!bulletin_may_read(s, &all->at[i], NULL))
			json_bulletin(&j, &all->at[i]);
	rc = cli_json_published(s, &j, err);
	json_end(&j);
	json_line(&j);
	if (!rc)
		cli_text(stdout, buf_str(&out));
	buf_done(&out);
	return rc;
}

static void list_text(const struct store *s, const struct bulletins *all)
{
	static const struct doc_column columns[] = { { "Name", false, 0 }, { "Cadence", false, 0 }, { "Owner", false, 0 },
						     { "Audience", false, 32 }, { "Title", false, 24 } };
	struct doc_table *t = doc_table_new(columns, 5);
	struct buf words = { 0 }, out = { 0 };

	for (size_t i = 0; i < all->n; i++) {
		if (bulletin_may_read(s, &all->at[i], NULL))
			continue;
		doc_table_cell(t, all->at[i].name);
		bulletin_cadence_words(&all->at[i], &words);
		doc_table_cell(t, buf_str(&words));
		buf_clear(&words);
		doc_table_cell(t, all->at[i].owner);
		bulletin_audience_words(&all->at[i], &words);
		doc_table_cell(t, buf_str(&words));
		buf_clear(&words);
		doc_table_cell(t, all->at[i].title);
	}
	doc_table_write(t, DOC_TEXT, &out);
	cli_text(stdout, buf_str(&out));
	doc_table_free(t);
	buf_done(&words);
	buf_done(&out);
}

static int list(struct store *s, struct words *w)
{
	struct bulletins *all = NULL;
	bool json = false;
	struct err err = { 0 };
	struct word word;
	const char *value;
	int rc;

	while ((rc = words_option(w, "", &word, &value)) == 1) {
		if (strcmp(word.name, "format") || (strcmp(value, "json") && strcmp(value, "text")))
			return cli_usage("report list goes with --format text or json alone");
		json = *value == 'j';
	}
	if (rc < 0)
		return ERR_USAGE;
	if (access_act(s, "report", &err) || bulletins_load(s, &all, &err))
		return cli_fail(&err);
	if (json) {
		rc = list_json(s, all, &err);
	} else {
		list_text(s, all);
		rc = cli_print_published(s, &err);
	}
	bulletins_free(all);
	return rc < 0 ? cli_fail(&err) : 0;
}

int cli_report(struct store *s, int argc, char **argv)
{
	struct words w = { argc, 2, argv };

	if (argc > 1 && !strcmp(argv[1], "--verify"))
		return cli_report_verify(s, &w);
	if (argc < 2 || argv[1][0] == '-')
		return cli_usage("report QUARTER | NAME [--format md|text|csv|json|xlsx] [-o FILE] | --verify FILE | list");
	if (cli_is_quarter(s, argv[1]))
		return cli_report_quarter(s, argv[1], &w);
	return strcmp(argv[1], "list") ? report_named(s, argv[1], &w) : list(s, &w);
}
