/* winloss export: records as CSV, JSON or XLSX. */
#include "app/cli.h"
#include "app/cli_io.h"

#include "model/buf.h"
#include "model/export.h"
#include "model/io/csv_in.h"

#include <getopt.h>
#include <string.h>
#include <unistd.h>

static int usage(const char *what)
{
	struct buf kinds = { 0 };
	int rc;

	export_kinds_format("|", "|", &kinds);
	rc = cli_usage("export: %s. usage: winloss export %s [--format csv|xlsx|json|qdc] [--quarter 2026-Q4] [--since D]"
		       " [--columns A,B] [--wide] [--delimiter C] [--decimal C] [--raw] [-o FILE]",
		       what, buf_str(&kinds));
	buf_done(&kinds);
	return rc;
}

enum {
	OPT_FORMAT = 256,
	OPT_QUARTER,
	OPT_SINCE,
	OPT_COLUMNS,
	OPT_WIDE,
	OPT_DELIMITER,
	OPT_DECIMAL,
	OPT_RAW,
	OPT_IGNORED
};

static const struct option options[];

static int take_format(struct export_options *o, const char *word)
{
	static const char *const words[] = { [EXPORT_CSV] = "csv", [EXPORT_JSON] = "json", [EXPORT_XLSX] = "xlsx", [EXPORT_QDC] = "qdc" };

	for (int i = 0; i < 4; i++)
		if (!strcmp(words[i], word)) {
			o->format = (enum export_format)i;
			return 0;
		}
	return usage("--format: expected csv, xlsx or json (of the taxonomy also qdc)");
}

static int take_option(struct export_options *o, int c)
{
	switch (c) {
	case OPT_FORMAT:
		return take_format(o, optarg);
	case OPT_QUARTER:
		o->quarter = optarg;
		return 0;
	case OPT_SINCE:
		o->since = optarg;
		return 0;
	case OPT_COLUMNS:
		o->columns = optarg;
		return 0;
	case OPT_WIDE:
		o->wide = true;
		return 0;
	case OPT_DELIMITER:
		return csv_delimiter_parse(optarg, &o->delimiter)
			       ? 0
			       : usage("--delimiter: expected one character, or comma,"
				       " semicolon, tab, pipe");
	case OPT_DECIMAL:
		if (strcmp(optarg, ".") && strcmp(optarg, ","))
			return usage("--decimal: expected . or ,");
		o->decimal = *optarg;
		return 0;
	case OPT_RAW:
		o->raw = true;
		return 0;
	case OPT_IGNORED:
		return 0;
	case 'o':
		o->path = optarg;
		return 0;
	}
	return usage("no such option, or its value is missing");
}

static void tell_note(void *arg, const char *sentence)
{
	(void)arg;
	cli_say(stderr, "winloss: %s\n", sentence);
}

int cli_export(struct store *s, int argc, char **argv)
{
	struct export_options o = { .note = tell_note };
	struct err err = { 0 };
	int64_t rows;
	bool closed;
	int c, rc = 0;

	optind = 0;
	opterr = 0;
	while (!rc && (c = getopt_long(argc, argv, "o:", options, NULL)) != -1)
		rc = take_option(&o, c);
	if (rc)
		return rc;
	if (optind == argc || optind + 2 < argc)
		return usage(optind == argc ? "found no kind of records" : "found more than one kind of records");
	o.kind = argv[optind];
	o.name = argv[optind + 1];
	if (o.format == EXPORT_XLSX && !o.path && isatty(STDOUT_FILENO))
		return usage("a workbook is not for the terminal: say -o FILE");
	if (export_run(s, &o, &rows, &closed, &err))
		return cli_fail(&err);
	if (!closed)
		cli_say(stderr, "winloss: %lld row%s of %s%s%s\n", (long long)rows, rows == 1 ? "" : "s", o.kind, o.path ? " in " : "",
			o.path ? o.path : "");
	return 0;
}

static const struct option options[] = {
	{ "format", required_argument, NULL, OPT_FORMAT },
	{ "quarter", required_argument, NULL, OPT_QUARTER },
	{ "since", required_argument, NULL, OPT_SINCE },
	{ "columns", required_argument, NULL, OPT_COLUMNS },
	{ "wide", no_argument, NULL, OPT_WIDE },
	{ "delimiter", required_argument, NULL, OPT_DELIMITER },
	{ "decimal", required_argument, NULL, OPT_DECIMAL },
	{ "raw", no_argument, NULL, OPT_RAW },
	{ "plain", no_argument, NULL, OPT_IGNORED },
	{ "yes", no_argument, NULL, OPT_IGNORED },
	{ "output", required_argument, NULL, 'o' },
	{ 0 },
};
