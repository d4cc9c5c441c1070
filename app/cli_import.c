/* winloss import: deals and contacts from files, the list of imports made, and taking one back. */
#include "app/cli.h"
#include "app/cli_files.h"
#include "app/cli_io.h"

#include "model/import.h"
#include "model/import_map.h"
#include "model/io/csv_in.h"
#include "model/member.h"
#include "model/value.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define LISTED_MAX 20
#define JOINS_MAX 32

struct telling {
	int64_t listed;
	bool dry_run, terminal, drawn;
};

static void wipe(struct telling *t)
{
	if (t->drawn)
		fputs("\r\x1b[K", stderr);
	t->drawn = false;
}

static void tell_note(void *arg, const char *sentence)
{
	wipe(arg);
	cli_say(stderr, "winloss: %s\n", sentence);
}

static void tell_refused(void *arg, const struct import_refusal *r)
{
	struct telling *t = arg;
	struct buf words = { 0 };

	wipe(t);
	if (t->listed++ >= LISTED_MAX)
		return;
	import_refusal_format(r, &words);
	cli_say(stderr, "%s\n", buf_str(&words));
	buf_done(&words);
}

static void tell_changed(void *arg, const struct import_change *c)
{
	wipe(arg);
	if (c->deal)
		cli_say(stdout, "line %lld, D-%lld %s, %s: \"%s\" -> \"%s\"\n", (long long)c->line, (long long)c->deal,
			c->label, c->field, c->before, c->after);
	else
		cli_say(stdout, "line %lld, %s: \"%s\" -> \"%s\"\n", (long long)c->line, c->field, c->before,
			c->after);
}

static bool tell_progress(void *arg, const struct import_progress *p)
{
	struct telling *t = arg;
	double s = (double)(p->elapsed_ms > 0 ? p->elapsed_ms : 1) / 1000;

	t->drawn = true;
	fprintf(stderr, "\r\x1b[K%lld rows, %.0f a second", (long long)p->rows, (double)p->rows / s);
	if (p->size_bytes > 0 && p->done_bytes > 0 && p->done_bytes <= p->size_bytes)
		fprintf(stderr, ", %d %%, %.0f s left", (int)(p->done_bytes * 100 / p->size_bytes),
			s * (double)(p->size_bytes - p->done_bytes) / (double)p->done_bytes);
	fflush(stderr);
	return true;
}

static int list_row(void *arg, const struct import_row *r)
{
	struct store *s = arg;
	struct buf at = { 0 };

	moment_format_utc(r->at_ms, &at);
	cli_say(stdout,
		"%lld  %s  %s  %s  %s%s%s  read %lld, added %lld, updated %lld, unchanged %lld, refused %lld%s\n",
		(long long)r->id, buf_str(&at), member_login(s, r->member), r->kind, r->name,
		*r->preset ? " as " : "", r->preset, (long long)r->counts.read, (long long)r->counts.added,
		(long long)r->counts.updated, (long long)r->counts.unchanged, (long long)r->counts.refused,
		r->reverted_by ? "  taken back" : "");
	buf_done(&at);
	return 0;
}

static void tell_kept(void *arg, int64_t deal, const char *why)
{
	(void)arg;
	if (deal)
		cli_say(stdout, "kept D-%lld: %s\n", (long long)deal, why);
	else
		cli_say(stdout, "kept: %s\n", why);
}

static int revert(struct store *s, const char *text, bool yes)
{
	struct import_reverted out;
	struct err err = { 0 };
	int64_t id;

	if (int_parse(text, &id, &err))
		return cli_fail(&err);
	if (!yes && !cli_ask("Take import %lld back: its rows go, changed rows get back what they had. Go on?",
			     (long long)id)) {
		cli_say(stderr, "winloss: nothing was taken back; say --yes to go on without being asked\n");
		return ERR_USAGE;
	}
	if (import_revert(s, id, tell_kept, NULL, &out, &err))
		return cli_fail(&err);
	cli_say(stdout, "removed %lld, restored %lld, kept %lld\n", (long long)out.removed, (long long)out.restored,
		(long long)out.kept);
	return out.kept ? 1 : 0;
}

static void print_counts(const struct import_counts *c)
{
	printf("read %lld, added %lld, updated %lld, unchanged %lld, refused %lld\n", (long long)c->read,
	       (long long)c->added, (long long)c->updated, (long long)c->unchanged, (long long)c->refused);
}

static void explain(const struct import_options *opt, const struct import_result *r, const struct telling *t)
{
	if (t->listed > LISTED_MAX)
		cli_say(stderr, "… and %lld more\n", (long long)(t->listed - LISTED_MAX));
	if (r->rejects)
		cli_say(stderr, "winloss: refused rows, with line, column and reason: %s\n", r->rejects);
	if (r->conflicts)
		cli_say(stderr,
			"winloss: %lld of them in conflict with what was edited here; --theirs takes the file's\n",
			(long long)r->conflicts);
	if (opt->dry_run)
		cli_say(stderr, "winloss: dry run, nothing was written\n");
	else if (opt->strict && r->counts.refused)
		cli_say(stderr, "winloss: --strict and a row was refused: nothing was written\n");
	else if (r->id)
		cli_say(stderr, "winloss: import %lld; winloss import --revert %lld takes it back\n",
			(long long)r->id, (long long)r->id);
}

/* All of them are there before the first is taken: half of a list is what nobody asked for. */
static int find_files(char **files, int n)
{
	for (int i = 0; i < n; i++) {
		struct err err = { 0 };
		struct stat st;

		errno = 0;
		if (!strcmp(files[i], "-") || (!access(files[i], R_OK) && !stat(files[i], &st) && !S_ISDIR(st.st_mode)))
			continue;
		err_set(&err, ERR_NO_INPUT, "cannot open %s: %s", files[i], strerror(errno ? errno : EISDIR));
		return cli_fail(&err);
	}
	return 0;
}

static int import_files(struct store *s, struct import_options *opt, char **files, int n)
{
	struct import_counts all = { 0 };
	struct err err = { 0 };
	int rc = find_files(files, n);

	if (rc)
		return rc;
	for (int i = 0; i < n; i++) {
		struct telling t = { .dry_run = opt->dry_run, .terminal = isatty(STDERR_FILENO) };
		struct import_result r;

		opt->path = files[i];
		opt->note = tell_note;
		opt->refused = tell_refused;
		opt->changed = opt->dry_run ? tell_changed : NULL;
		opt->progress = t.terminal ? tell_progress : NULL;
		opt->arg = &t;
		rc = import_run(s, opt, &r, &err);
		wipe(&t);
		if (rc && i)
			cli_say(stderr, "winloss: %d of %d files were taken before this one: read %lld, added %lld, updated %lld\n",
				i, n, (long long)all.read, (long long)all.added, (long long)all.updated);
		if (rc)
			return cli_fail(&err);
		explain(opt, &r, &t);
		all.read += r.counts.read;
		all.added += r.counts.added;
		all.updated += r.counts.updated;
		all.unchanged += r.counts.unchanged;
		all.refused += r.counts.refused;
		import_result_done(&r);
	}
	print_counts(&all);
	return all.refused ? 1 : 0;
}

static int usage(const char *what)
{
	cli_say(stderr,
		"winloss: import: %s\nusage: winloss import deals|contacts|interviews|stages FILE… [--map FIELD=COLUMN,…] [--preset "
		"NAME]"
		" [--encoding E]\n       [--delimiter C] [--decimal C] [--dates ymd|mdy|dmy] [--dry-run] [--strict] [--theirs] [--start-clocks] [--raw] "
		"[--keep-deleted]\n"
		"       [--join COLUMN=FILE:KEY:VALUE] [--rejects FILE]\n       winloss import taxonomy FILE.csv|.qdc [--dry-run]\n"
		"       winloss import transcript FILE.txt|.md|.csv --interview I-N [--encoding E] [--dry-run]\n"
		"       winloss import notes|members|actions FILE.csv [--dry-run] [--strict] [--raw]\n"
		"       winloss import all FILE [--dry-run] [--strict] [--theirs]\n"
		"       winloss import codes FILE.csv|.qdpx [--interview I-N] [--coder NAME] [--dry-run]\n"
		"       winloss import --list | --revert N\n",
		what);
	return ERR_USAGE;
}

enum {
	OPT_MAP = 256,
	OPT_PRESET,
	OPT_ENCODING,
	OPT_DELIMITER,
	OPT_DRY,
	OPT_STRICT,
	OPT_THEIRS,
	OPT_CLOCKS,
	OPT_RAW,
	OPT_DELETED,
	OPT_JOIN,
	OPT_REJECTS,
	OPT_LIST,
	OPT_REVERT,
	OPT_YES,
	OPT_PLAIN,
	OPT_INTERVIEW,
	OPT_CODER,
	OPT_DECIMAL,
	OPT_DATES
};

static const struct option options[];

struct wanted {
	struct import_options opt;
	const char *joins[JOINS_MAX], *revert;
	struct cli_coded coded;
	bool list, yes;
};

/* A word that has no value: false when it is none of these. */
static bool take_flag(struct wanted *w, int c)
{
	switch (c) {
	case OPT_DRY:
		w->opt.dry_run = true;
		return true;
	case OPT_STRICT:
		w->opt.strict = true;
		return true;
	case OPT_THEIRS:
		w->opt.theirs = true;
		return true;
	case OPT_CLOCKS:
		w->opt.start_clocks = true;
		return true;
	case OPT_RAW:
		w->opt.raw = true;
		return true;
	case OPT_DELETED:
		w->opt.keep_deleted = true;
		return true;
	case OPT_LIST:
		w->list = true;
		return true;
	case OPT_PLAIN:
		w->opt.progress = NULL;
		return true;
	case OPT_YES:
		w->yes = true;
		return true;
	}
	return false;
}

/* 0, or the exit status of a word that does not fit. */
static int take_option(struct wanted *w, int c)
{
	if (take_flag(w, c))
		return 0;
	switch (c) {
	case OPT_MAP:
		w->opt.map = optarg;
		return 0;
	case OPT_PRESET:
		w->opt.preset = optarg;
		return 0;
	case OPT_ENCODING:
		return encoding_parse(optarg, &w->opt.encoding)
			       ? 0
			       : usage("--encoding: expected UTF-8, Windows-1252, Latin-1,"
				       " Mac-Roman or UTF-16");
	case OPT_DELIMITER:
		return csv_delimiter_parse(optarg, &w->opt.delimiter)
			       ? 0
			       : usage("--delimiter: expected one character, or comma,"
				       " semicolon, tab, pipe");
	case OPT_DECIMAL:
		w->opt.decimal = *optarg;
		return (*optarg == '.' || *optarg == ',') && !optarg[1] ? 0 : usage("--decimal: expected . or ,");
	case OPT_DATES:
		return loose_dates_parse(optarg, &w->opt.dates) ? 0 : usage("--dates: expected ymd, mdy or dmy");
	case OPT_JOIN:
		if (w->opt.n_joins == JOINS_MAX)
			return usage("too many --join");
		w->joins[w->opt.n_joins++] = optarg;
		return 0;
	case OPT_REJECTS:
		w->opt.rejects = optarg;
		return 0;
	case OPT_REVERT:
		w->revert = optarg;
		return 0;
	case OPT_INTERVIEW:
		w->coded.interview = optarg;
		return 0;
	case OPT_CODER:
		w->coded.coder = optarg;
		return 0;
	}
	return usage("no such option, or its value is missing");
}

/* Kinds of files that are taken whole, one at a time. -1: it is none of them. */
static int import_whole(struct store *s, const struct wanted *w, char **files, int n)
{
	bool themes = !strcmp(w->opt.kind, "taxonomy"), said = !strcmp(w->opt.kind, "transcript"),
	     notes = !strcmp(w->opt.kind, "notes"), members = !strcmp(w->opt.kind, "members"), actions = !strcmp(w->opt.kind, "actions"), all = !strcmp(w->opt.kind, "all");

	if (!themes && !said && !notes && !members && !actions && !all && strcmp(w->opt.kind, "codes") != 0)
		return -1;
	if (n != 1)
		return usage(n ? "one file at a time" : "found no file; - is standard input");
	if (said)
		return cli_import_transcript(s, &w->opt, w->coded.interview, *files);
	if (notes)
		return cli_import_notes(s, &w->opt, *files);
	if (actions)
		return cli_import_actions(s, &w->opt, *files);
	if (members)
		return cli_import_members(s, &w->opt, *files);
	if (all)
		return cli_import_all(s, &w->opt, *files);
	return themes ? cli_import_taxonomy(s, &w->opt, *files) : cli_import_codes(s, &w->opt, &w->coded, *files);
}

int cli_import(struct store *s, int argc, char **argv)
{
	struct wanted w = { 0 };
	struct err err = { 0 };
	int c, rc = 0;

	optind = 0;
	opterr = 0;
	while (!rc && (c = getopt_long(argc, argv, "", options, NULL)) != -1)
		rc = take_option(&w, c);
	if (rc)
		return rc;
	w.opt.joins = w.joins;
	if (w.list)
		return import_each(s, list_row, s, &err) ? cli_fail(&err) : 0;
	if (w.revert)
		return revert(s, w.revert, w.yes);
	if (optind >= argc)
		return usage("found no kind of records");
	w.opt.kind = argv[optind];
	if ((rc = import_whole(s, &w, argv + optind + 1, argc - optind - 1)) >= 0)
		return rc;
	if (!import_fields(w.opt.kind))
		return usage("expected deals, contacts, interviews, stages, notes, transcript, taxonomy, codes, members, actions or all as the kind of records");
	if (optind + 1 >= argc)
		return usage("found no file; - is standard input");
	return import_files(s, &w.opt, argv + optind + 1, argc - optind - 1);
}

static const struct option options[] = {
	{ "map", required_argument, NULL, OPT_MAP },
	{ "preset", required_argument, NULL, OPT_PRESET },
	{ "encoding", required_argument, NULL, OPT_ENCODING },
	{ "delimiter", required_argument, NULL, OPT_DELIMITER },
	{ "dry-run", no_argument, NULL, OPT_DRY },
	{ "strict", no_argument, NULL, OPT_STRICT },
	{ "theirs", no_argument, NULL, OPT_THEIRS },
	{ "start-clocks", no_argument, NULL, OPT_CLOCKS },
	{ "raw", no_argument, NULL, OPT_RAW },
	{ "keep-deleted", no_argument, NULL, OPT_DELETED },
	{ "join", required_argument, NULL, OPT_JOIN },
	{ "rejects", required_argument, NULL, OPT_REJECTS },
	{ "decimal", required_argument, NULL, OPT_DECIMAL },
	{ "dates", required_argument, NULL, OPT_DATES },
	{ "list", no_argument, NULL, OPT_LIST },
	{ "revert", required_argument, NULL, OPT_REVERT },
	{ "yes", no_argument, NULL, OPT_YES },
	{ "interview", required_argument, NULL, OPT_INTERVIEW },
	{ "coder", required_argument, NULL, OPT_CODER },
	{ "plain", no_argument, NULL, OPT_PLAIN },
	{ 0 },
};
