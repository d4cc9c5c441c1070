/* report QUARTER, report --verify, and what was published. */
#include "app/cli_rollup.h"

#include "app/cli.h"
#include "model/dict.h"
#include "model/file.h"
#include "model/io/json.h"
#include "model/member.h"
#include "model/report.h"
#include "model/sheet.h"
#include "model/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_MAX (64u << 20)
enum { QUOTES = 8 };

struct quarter_words {
	struct rollup_scope scope;
	enum report_format format;
	const char *path;
	bool publish, has_format, has_audience;
};

bool cli_is_quarter(struct store *s, const char *word)
{
	struct rollup_scope scope = { 0 };

	return !rollup_period_parse(s, word, &scope, NULL);
}

/* ---- words ---- */

static int take_segment(struct store *s, struct quarter_words *a, const char *value, struct err *err)
{
	a->scope.segment = dict_find(s, "segment", value, err);
	if (a->scope.segment < 0)
		return -1;
	return a->scope.segment ? 0 : err_set(err, ERR_INPUT, "--segment: there is no segment “%s”", value);
}

static int take_option(struct store *s, struct quarter_words *a, const struct word *word, const char *value, struct err *err)
{
	int n;

	if (!strcmp(word->name, "segment"))
		return take_segment(s, a, value, err);
	if (!strcmp(word->name, "output")) {
		a->path = value;
		return 0;
	}
	if (!strcmp(word->name, "format")) {
		n = report_format_find(value);
		a->has_format = true;
		a->format = n < 0 ? REPORT_MD : (enum report_format)n;
		return n >= 0 ? 0 : err_set(err, ERR_USAGE, "--format: found “%s”, expected md, text, csv, json or xlsx", value);
	}
	if (!strcmp(word->name, "audience")) {
		n = report_audience_find(value);
		a->has_audience = true;
		a->scope.audience = n < 0 ? AUDIENCE_CRO : (enum rollup_audience)n;
		return n >= 0 ? 0 : err_set(err, ERR_USAGE, "--audience: found “%s”, expected cro, cmo or product", value);
	}
	return err_set(err, ERR_USAGE, "no option --%s of a quarter; --format, --audience, --segment, --publish and -o go with one",
		       word->name);
}

static int take_words(struct store *s, struct quarter_words *a, struct words *w, struct err *err)
{
	struct word word;
	int rc;

	while ((rc = words_named(w, &word, err)) == 1) {
		const char *value;

		if (!strcmp(word.name, "publish") && !word.value) {
			a->publish = true;
			continue;
		}
		value = words_need(w, &word, err);
		if (!value)
			return -1;
		if (take_option(s, a, &word, value, err))
			return -1;
	}
	if (rc)
		return -1;
	if (a->publish && (a->path || a->has_format))
		return err_set(err, ERR_USAGE, "--publish writes the Markdown file of the quarter to its place; --format and -o do not go with it");
	if (a->format == REPORT_XLSX && !a->path && isatty(STDOUT_FILENO))
		return err_set(err, ERR_USAGE, "a workbook is not for the terminal: say -o FILE");
	return 0;
}

/* ---- out ---- */

static int put_out(const struct quarter_words *a, const struct buf *out, struct err *err)
{
	struct export_options file = { .kind = "report", .path = a->path };
	struct sheet *sheet;
	int64_t rows;
	bool closed;

	/* A terminal reads text made visible; a workbook is bytes wherever it goes. */
	if ((!a->path || !strcmp(a->path, "-")) && a->format != REPORT_XLSX) {
		cli_text(stdout, buf_str(out));
		return 0;
	}
	fflush(stdout);
	if (sheet_open_whole(&sheet, &file, err))
		return -1;
	sheet_whole(sheet, out, 1);
	return sheet_close(sheet, &rows, &closed, err);
}

static int print_it(struct store *s, struct quarter_words *a, struct err *err)
{
	struct buf out = { 0 };
	struct rollup r;
	int rc;

	if (rollup_load(s, &a->scope, &r, err))
		return -1;
	rc = r.scope.audience == a->scope.audience || !a->has_audience ? 0
						   : err_set(err, ERR_ROLE, "your role reads the cmo's file of a quarter: --audience cmo");
	if (!rc)
		rc = report_write(s, &r, a->format, &out, err) || put_out(a, &out, err) ? -1 : 0;
	buf_done(&out);
	rollup_done(&r);
	return rc;
}

static int publish_it(struct store *s, const struct quarter_words *a, struct err *err)
{
	struct report report;

	if (report_publish(s, &a->scope, &report, err))
		return -1;
	cli_say(stderr, "published as report %" PRId64 ": %s/%s%s; this cannot be undone, a later issue takes its place\n", report.id,
		s->out_dir, report.path, report.supersedes ? ", which takes the place of the issue before" : "");
	report_done(&report);
	return 0;
}

int cli_report_quarter(struct store *s, const char *quarter, struct words *w)
{
	struct quarter_words a = { .scope = { .audience = AUDIENCE_CRO, .quotes = QUOTES } };
	struct err err = { 0 };
	int rc = rollup_period_parse(s, quarter, &a.scope, &err) || take_words(s, &a, w, &err) ? -1 : 0;

	if (!rc)
		rc = a.publish ? publish_it(s, &a, &err) : print_it(s, &a, &err);
	return rc ? cli_fail(&err) : 0;
}

/* ---- verify ---- */

static int say_difference(void *arg, const char *sentence)
{
	(void)arg;
	cli_print(stdout, "%s\n", sentence);
	return 0;
}

int cli_report_verify(struct store *s, struct words *w)
{
	struct buf bytes = { 0 };
	struct err err = { 0 };
	size_t differences = 0, moved = 0;
	struct word word;
	int rc;

	if (!words_next(w, &word) || word.name || w->at < w->argc)
		return cli_usage("report --verify wants one file");
	if (file_read(word.value, FILE_MAX, &bytes))
		rc = err_set(&err, ERR_NO_INPUT, "%s cannot be read: %s", word.value, strerror(errno));
	else
		rc = report_verify(s, word.value, buf_str(&bytes), bytes.len, say_difference, NULL, &differences, &moved, &err);
	buf_done(&bytes);
	if (rc)
		return cli_fail(&err);
	if (differences)
		cli_say(stderr, "%s: %zu %s from what was published\n", word.value, differences,
			differences == 1 ? "difference" : "differences");
	else
		cli_say(stderr, "%s is as it was published; every number was counted again\n", word.value);
	if (moved)
		cli_say(stderr, "%zu of today's figures are others than those of the report\n", moved);
	return differences ? 1 : 0;
}

/* ---- what was published ---- */

struct published {
	struct store *s;
	struct json *json;
};

/* For whom; the record of a quarter is for those who read it. */
static const char *audience_of(const struct report *r)
{
	return r->kind == REPORT_EXCHANGE ? "exchange" : report_audience_key((enum rollup_audience)r->audience);
}

static int json_report(void *arg, const struct report *r)
{
	const struct published *p = arg;
	struct json *j = p->json;

	json_object(j, NULL);
	json_int(j, "published", r->id);
	json_str(j, "period", r->period);
	json_str(j, "audience", audience_of(r));
	json_str(j, "segment", r->segment ? dict_title(p->s, r->segment) : NULL);
	json_str(j, "path", r->path);
	json_moment(j, "at", r->at_ms);
	json_str(j, "by", member_login(p->s, r->member));
	json_end(j);
	return 0;
}

static int print_report(void *arg, const struct report *r)
{
	const struct published *p = arg;
	struct buf at = { 0 };

	moment_format_utc(r->at_ms, &at);
	cli_print(stdout, "%" PRId64 "  %s  %s  %s  %s  %s\n", r->id, r->period, audience_of(r),
		  buf_str(&at), member_login(p->s, r->member), r->path);
	buf_done(&at);
	return 0;
}

int cli_print_published(struct store *s, struct err *err)
{
	struct published p = { s, NULL };

	return report_each(s, print_report, &p, err) < 0 ? -1 : 0;
}

int cli_json_published(struct store *s, struct json *j, struct err *err)
{
	struct published p = { s, j };

	return report_each(s, json_report, &p, err) < 0 ? -1 : 0;
}
