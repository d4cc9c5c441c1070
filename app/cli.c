#include "app/cli.h"

#include "app/demo.h"
#include "app/loop.h"
#include "app/plain.h"
#include "app/signals.h"
#include "model/buf.h"
#include "model/cut.h"
#include "model/member.h"
#include "model/text.h"
#include "model/value.h"

#include <errno.h>
#include <getopt.h>
#include <pwd.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

int cli_usage(const char *fmt, ...)
{
	struct err e = { .kind = ERR_USAGE };
	va_list ap;

	va_start(ap, fmt);
	cut_print(e.text, sizeof e.text, fmt, ap);
	va_end(ap);
	cli_fail(&e);
	fputs("winloss --help lists the commands\n", stderr);
	return ERR_USAGE;
}

static void put_text(FILE *to, const char *text, bool lines)
{
	struct buf b = { 0 };

	if (!isatty(fileno(to))) {
		fputs(text, to);
		return;
	}
	text_visible(&b, text, strlen(text), lines);
	fputs(buf_str(&b), to);
	buf_done(&b);
}

void cli_data(FILE *to, const char *text)
{
	put_text(to, text, false);
}

void cli_text(FILE *to, const char *text)
{
	put_text(to, text, true);
}

int cli_flush(void)
{
	if (!fflush(stdout) && !ferror(stdout))
		return 0;
	if (errno == EPIPE)
		return 0;
	fprintf(stderr, "winloss: the output cannot be written: %s\n", strerror(errno));
	return ERR_OUTPUT;
}

int words_next(struct words *w, struct word *out)
{
	char *word;

	if (w->at >= w->argc)
		return 0;
	word = w->argv[w->at++];
	*out = (struct word){ NULL, word };
	if (word[0] == '-' && word[1] == '-' && word[2]) {
		char *eq = strchr(word, '=');

		out->name = word + 2;
		out->value = eq ? eq + 1 : NULL;
		if (eq)
			*eq = '\0';
	}
	return 1;
}

const char *words_value(struct words *w, const struct word *word)
{
	if (word->value)
		return word->value;
	return w->at < w->argc ? w->argv[w->at++] : NULL;
}

const char *words_need(struct words *w, const struct word *word, struct err *err)
{
	const char *value = words_value(w, word);

	if (!value)
		err_set(err, ERR_USAGE, "--%s wants a value", word->name);
	return value;
}

int words_option(struct words *w, const char *flag, struct word *out, const char **value)
{
	*value = NULL;
	if (!words_next(w, out))
		return 0;
	if (!out->name) {
		cli_usage("found “%s”, expected an option", out->value);
		return -1;
	}
	if (!strcmp(out->name, flag)) {
		if (!out->value)
			return 1;
		cli_usage("--%s takes no value, found “%s”", flag, out->value);
		return -1;
	}
	*value = words_value(w, out);
	if (*value)
		return 1;
	cli_usage("--%s wants a value", out->name);
	return -1;
}

int words_all(struct words *w, const char *allowed, const char *flag, struct buf *text,
	      int (*fn)(void *arg, const char *name, const char *value, struct err *err), void *arg, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		const char *value = NULL;
		char key[32];

		if (!word.name) {
			buf_printf(text, "%s%s", text->len ? " " : "", word.value);
			continue;
		}
		snprintf(key, sizeof key, " %.20s ", word.name);
		if (!strstr(allowed, key))
			return err_set(err, ERR_USAGE, "no option --%s", word.name);
		if (strcmp(word.name, flag) && !(value = words_need(w, &word, err)))
			return -1;
		if (fn(arg, word.name, value, err))
			return -1;
	}
	return 0;
}

int words_named(struct words *w, struct word *out, struct err *err)
{
	if (!words_next(w, out))
		return 0;
	if (!out->name && !strcmp(out->value, "-o"))
		*out = (struct word){ "output", NULL };
	return out->name ? 1 : err_set(err, ERR_USAGE, "found “%s”, expected an option", out->value);
}

static const struct command {
	const char *name;
	cli_fn *run;
	const char *help;
	unsigned flags; /* of opening */
	bool reads_flags; /* --yes and --plain mean something to it */
} commands[] = {
	{ "deal", cli_deal, "list [--owner NAME] [--segment NAME] [--stage STAGE] [--quarter 2026-Q4] [TEXT]\n"
	  "             show|history|delete DEAL | add --FIELD TEXT … | set DEAL --FIELD TEXT …\n"
	  "             move DEAL STAGE|stalled|delayed|active [--reason TEXT] [--competitor TEXT] [--follow-up D]\n"
	  "             [--check ITEM|all]… [--commitment written|verbal] [--sow signed|pending] [--sow-date D]\n"
	  "             [--contact NAME]", DB_CREATE, false },
	{ "import", cli_import, "deals|contacts|interviews|stages FILE… [--map FIELD=COLUMN,…] [--preset NAME] [--encoding E] [--delimiter C]\n"
	  "             [--decimal C] [--dates ymd|mdy|dmy] [--dry-run] [--strict] [--theirs] [--start-clocks] [--raw]\n"
	  "             [--join COLUMN=FILE:KEY:VALUE] [--rejects FILE]\n"
	  "             | taxonomy FILE.csv|.qdc | codes FILE.csv|.qdpx [--interview I-N] [--coder NAME]\n"
	  "             | notes|members|actions FILE.csv | all FILE\n"
	  "             | --list | --revert N", DB_CREATE, true },
	{ "export", cli_export, "deals|contacts|stages|handoffs|debriefs|answers|promises|risks|actions|approvals|steps|clocks|history|taxonomy|notes\n"
	  "             |codes|matrix|quotes|ratings|interviews|sample|members|exchange|rollup|all, contact NAME\n"
	  "             [--format csv|xlsx|json|qdc] [--quarter 2026-Q4]\n"
	  "             [--since D] [--columns A,B] [--wide] [--delimiter C] [--decimal C] [--raw] [-o FILE]", DB_CREATE, true },
	{ "merge", cli_merge, "company|competitor SPELLING KEPT: what the first has goes to the second, which stays;\n"
	  "             undo takes it back | company|competitor --suggest [--format text|csv|json]", DB_CREATE, false },
	{ "mark", cli_mark, "DEAL EVENT [--at MOMENT] [--for MOMENT] [--commitment written|verbal] [--day 30|60|90]\n"
	  "             [--reason TEXT]: tell what happened: committed sow_sent sow_signed introduced kickoff_set\n"
	  "             kickoff_held delivery_started delivered checkin first_value", DB_CREATE, false },
	{ "handoff", cli_handoff, "DEAL [--format md|json] [--set FIELD=TEXT]… [--set FIELD.N=TEXT] [--file] [--ack]\n"
	  "             [--return FIELD=WHY]… | --version N|N..M\n"
	  "             | --note slack|coordination|escalation|sow|sow-late|intro|daily\n"
	  "               [--copy] [--output FILE] [--send]", DB_CREATE, false },
	{ "debrief", cli_debrief, "DEAL [--format md|json] [--audience crm|health|internal|customer]\n"
	  "             [--answer N=TEXT] [--layer ahead|live] [--take N] [--unknown N=WHY] [--attended NAME,…]\n"
	  "             [--absent ae=WHY] [--complete] [--plain: asks the seven]\n"
	  "             [--schedule MOMENT|none] [--note-ae] | --rate [--format text|json]\n"
	  "             [--signal good|unsure|worried] [--doubt yes|no] [--said-by WHO|N=WHO]\n"
	  "             [--promise|--risk|--objection|--criterion|--stake|--park TEXT] [--gap [N=]TEXT]\n"
	  "             [--followup N=TEXT] [--flag implementation|capacity|gap=TEXT] [--row N | --remove N]\n"
	  "             and behind a row [--owner NAME] [--due D] [--said-by WHO] [--kind K] [--resolution TEXT]\n"
	  "             [--question N] [--state open|kept|broken|answered|placed|dropped] [--text TEXT]",
	  DB_CREATE, true },
	{ "account", cli_account, "DEAL [--format md|json]: what the debrief left in the CRM record, the health inputs and the\n"
	  "             internal record", DB_CREATE, false },
	{ "checkin", cli_checkin, "DEAL --day 30|60|90 [--note TEXT] [--criteria TEXT] [--health good|unsure|worried] [--complete]\n"
	  "             [--format md|json]", DB_CREATE, false },
	{ "exchange", cli_exchange, "DEAL [--direction pre|post] [--set FIELD=TEXT]… [--file] [--format text|md|json]\n"
	  "             | 2026-Q4 [--recommendation TEXT] [--file] | open", DB_CREATE, false },
	{ "playbook", cli_playbook, "DEAL [--name NAME] [--format md|json] [--tick ITEM | --untick ITEM | --note ITEM=N\n"
	  "             | --done STEP [--at MOMENT] [--reason TEXT] | --skip STEP --reason TEXT | --reopen STEP\n"
	  "             | --start NAME [--day D]] | list [--all] [--format text|json]\n"
	  "             | metrics [--format text|json]", DB_CREATE, false },
	{ "report", cli_report, "2026-Q4 [--format md|text|csv|json|xlsx] [--audience cro|cmo|product] [--segment S] [-o FILE] [--publish]\n"
	  "             | --verify FILE | NAME [--format md|text|csv|json|xlsx] [--as-of D] [--definitions] [-o FILE]\n"
	  "             | list [--format text|json]: a regular report; status 1 where a figure misses its target", DB_CREATE, false },
	{ "action", cli_action, "list [--all] [--owner NAME] [--format text|csv|json] | show N\n"
	  "             add TEXT [--deal DEAL [--checkin 30|60|90]] [--owner NAME] [--due D]\n"
	  "             [--change messaging|process|pricing|product] [--expected TEXT] [--evidence LIST] [--finding]\n"
	  "             set N [--owner NAME] [--due D] [--change KIND] [--expected TEXT] [--evidence LIST] | close N [--reason TEXT] | reopen N", DB_CREATE, false },
	{ "refine", cli_refine, "list [--all] [--format text|csv|json] | show N | flag TEXT --deal D[,D…]\n"
	  "             suggest [--format text|csv|json]\n"
	  "             propose N|TEXT --dimension KEY --deal D,D,D --reason TEXT [--reclassifies] | link N DEAL | unlink N DEAL\n"
	  "             council N | approve N --comment TEXT | reject N --comment TEXT | apply N FILE | withdraw N:\n"
	  "             changes of the qualification model", DB_CREATE, false },
	{ "approval", cli_approval, "list [--all] [--mine] [--deal DEAL] [--format text|json] | ask DEAL [--reason TEXT] [--matrix NAME]\n"
	  "             | approve N [--comment TEXT] | reject N --comment TEXT | withdraw N", DB_CREATE, false },
	{ "interview", cli_interview, "list [--all|--mine] [--deal DEAL] [--format text|csv|json] | show I [--format text|json]\n"
	  "             | add DEAL | set I [--respondent TEXT] [--contact NAME] [--role R] [--interviewer NAME]\n"
	  "             [--guide NAME] [--at MOMENT] [--minutes N] [--format phone|video|\"in person\"] [--concern TEXT]\n"
	  "             [--external-id ID] | schedule I MOMENT [--minutes N] [--format F] [--concern TEXT]\n"
	  "             | held I [--at MOMENT] | refuse I --reason TEXT | remove I | guide [I|NAME]\n"
	  "             | consent I [--notes C] [--recording C] [--quoting C] (given, refused, withdrawn, not asked)\n"
	  "             | notes I [--format text|json] | note I --quote|--fact|--interpretation TEXT [--speaker NAME]\n"
	  "             --criterion|--competitor|--price|--friction|--summary|--concern TEXT\n"
	  "             | validate I [--incomplete WHY] | assign I --coder NAME [--due D]\n"
	  "             | escalate I [--note N] --trigger T --owner NAME --due D --expected TEXT",
	  DB_CREATE, false },
	{ "outbox", cli_outbox, "list [--all] [--deal DEAL] [--format text|json] | sent N | withdraw N | copy N\n"
	  "             | send N", DB_CREATE, false },
	{ "search", cli_search, "WORDS: every written word that you may see", DB_CREATE, false },
	{ "due", cli_due, "[--handoffs] [--late] [--within 24h] [--owner ROLE] [--format text|csv|json] | --explain DEAL CLOCK\n"
	  "             | --overrides [--since D] [--format text|csv|json] | --morning [--since MOMENT] | --daily", DB_CREATE, false },
	{ "snooze", cli_snooze, "DEAL --until D --reason TEXT | DEAL --end: put a handoff off, or take it up again", DB_CREATE,
	  false },
	{ "load", cli_load, "[--format text|csv|json]: how much each customer success manager has", DB_CREATE, false },
	{ "programme", cli_programme, "list [--format text|json] | show NAME [--format text|csv|json]\n"
	  "             add TITLE | set NAME [--title TEXT] [--objective TEXT] [--questions TEXT] [--types won,lost,stalled]\n"
	  "             [--window 2026-Q4|2026-11] [--from D] [--to D] [--segment S] [--region S] [--industry S] [--tier S]\n"
	  "             [--product S] [--wanted N] [--cadence once|monthly|quarterly] [--owner NAME]\n"
	  "             draw NAME [N] [--interviewer A,B] | take NAME DEAL --reason TEXT [--approval TEXT] [--interviewer A]\n"
	  "             invite NAME DEAL [--interviewer A] | give NAME DEAL --interviewer A\n"
	  "             refuse NAME DEAL --reason TEXT | drop NAME DEAL --reason TEXT | repeat NAME | delete NAME",
	  DB_CREATE, false },
	{ "assignment", cli_assignment, "list [--coder NAME] [--interview I] [--programme NAME] [--open] [--format text|csv|json]\n"
	  "             | add I --coder NAME [--due D] | remove I --coder NAME\n"
	  "             | draw [PROGRAMME] --coders A,B… [--double 20%] [--seed N] [--due D]: who codes what", DB_CREATE, false },
	{ "agreement", cli_agreement, "[--programme NAME | --interview I] [--coders A,B…] [--unit note|word|character] [--theme T]\n"
	  "             [--roots] [--rounds N] [--seed N] [--format text|csv|json]: how far coders agree", DB_CREATE, false },
	{ "taxonomy", cli_taxonomy, "[show [VERSION] | list | print [VERSION] [--format md|text]] [--format text|csv|json]\n"
	  "             add TITLE [--below THEME] [--letter L] [--definition WORDS] [--example WORDS]… [--key K]\n"
	  "             rename THEME TITLE | letter THEME LETTER | define THEME [--definition WORDS] [--example WORDS]…\n"
	  "             move THEME --below THEME|--root | merge THEME --into THEME | split THEME --into TITLE --into TITLE…\n"
	  "             retire THEME [--back] | publish [--note WORDS]\n"
	  "             recode [--all] | recode CODE --into THEME|--none", DB_CREATE, false },
	{ "erase", cli_erase, "CONTACT [--yes] | --rewrite: personal data of one person, with a receipt; it cannot be undone", DB_CREATE, true },
	{ "undo", cli_undo, "take back this member's last change", DB_CREATE, false },
	{ "redo", cli_redo, "do it again", DB_CREATE, false },
	{ "member", cli_member, "add NAME --role R[,R] [--duty D[,D]] [--name TEXT] [--email TEXT]\n"
	  "             set NAME [the same] [--active yes|no] | list\n"
	  "             away [--all] [--format text|csv|json] | away NAME --to D --deputy NAME [--from D] | away NAME --back",
	  DB_CREATE, false },
	{ "config", cli_config, "[NAME] --print|--check|--edit|--import F|--export F|--history, messages --allow", DB_CREATE, false },
	{ "check", cli_check, "[--deep] [--rebuild]: is the file sound, do the derived tables agree", 0, false },
	{ "backup", cli_backup, "FILE: a verified copy", 0, false },
};

/* Of one command where it is known, else of all. */
static void help(FILE *to, const char *command)
{
	for (size_t i = 0; command && i < sizeof commands / sizeof commands[0]; i++)
		if (!strcmp(commands[i].name, command)) {
			fprintf(to, "usage: winloss [GLOBAL] %s %s\n\nThe manual page winloss(1) says more.\n", command,
				commands[i].help);
			return;
		}

	fputs("usage: winloss [--db FILE] [--as NAME] [--now MOMENT] [--out DIR] [--yes] [--color auto|always|never] [--plain]\n"
	      "               [COMMAND …]\n\nwinloss alone opens the full-screen application.\n\n"
	      "  demo     the application on a fresh sample, in a temporary place\n"
	      "", to);
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].help);
	fputs("\nThe manual page winloss(1) says more.\n", to);
}

struct globals {
	const char *db, *as, *out, *now, *color;
	bool yes, plain;
};

static const struct option options[] = {
	{ "db", required_argument, NULL, 'd' },   { "as", required_argument, NULL, 'a' },
	{ "now", required_argument, NULL, 'n' },  { "out", required_argument, NULL, 'o' },
	{ "yes", no_argument, NULL, 'y' },	  { "color", required_argument, NULL, 'c' },
	{ "plain", no_argument, NULL, 'p' },	  { "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'v' },	  { NULL, 0, NULL, 0 },
};

/* -1: go on; else the exit status. */
static int parse_globals(int argc, char **argv, struct globals *g)
{
	int c;

	opterr = 0;
	while ((c = getopt_long(argc, argv, "+hv", options, NULL)) != -1)
		switch (c) {
		case 'd':
			g->db = optarg;
			break;
		case 'a':
			g->as = optarg;
			break;
		case 'n':
			g->now = optarg;
			break;
		case 'o':
			g->out = optarg;
			break;
		case 'y':
			g->yes = true;
			break;
		case 'c':
			g->color = optarg;
			break;
		case 'p':
			g->plain = true;
			break;
		case 'h':
			help(stdout, NULL);
			return cli_flush();
		case 'v':
			puts("winloss " PACKAGE_VERSION);
			return cli_flush();
		default:
			return cli_usage("found “%s”, which is no option or lacks its value", argv[optind - 1]);
		}
	if (g->color && strcmp(g->color, "auto") && strcmp(g->color, "always") && strcmp(g->color, "never"))
		return cli_usage("--color: found “%s”, expected auto, always or never", g->color);
	return -1;
}

static const char *default_login(void)
{
	const char *name = getenv("WINLOSS_USER");
	const struct passwd *pw;

	if (name && *name)
		return name;
	pw = getpwuid(geteuid());
	if (pw && pw->pw_name && *pw->pw_name)
		return pw->pw_name;
	name = getenv("LOGNAME");
	return name && *name ? name : "admin";
}

static int default_path(struct buf *path, struct err *err)
{
	const char *db = getenv("WINLOSS_DB"), *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	if (db && *db)
		buf_puts(path, db);
	else if (data && *data == '/')
		buf_printf(path, "%s/winloss/winloss.db", data);
	else if (home && *home)
		buf_printf(path, "%s/.local/share/winloss/winloss.db", home);
	else
		return err_set(err, ERR_USAGE, "no place for the database: say --db FILE or set HOME");
	return 0;
}

static int open_store(struct store **s, const struct globals *g, unsigned flags, bool *made, struct err *err)
{
	struct store_options opt = { .login = g->as ? g->as : default_login(), .out_dir = g->out, .db_flags = flags };
	struct buf path = { 0 };
	int rc = 0;

	if (g->now && moment_parse_utc(g->now, &opt.now_ms, err))
		return err_wrap(err, "--now");
	if (member_check_login(opt.login, err)) {
		err->kind = ERR_USAGE;
		return err_wrap(err, "who acts");
	}
	if (g->db && !*g->db)
		return err_set(err, ERR_USAGE, "--db: found nothing, expected a file");
	if (g->db)
		buf_puts(&path, g->db);
	else
		rc = default_path(&path, err);
	if (!rc && !strncmp(buf_str(&path), "postgres", 8))
		rc = err_set(err, ERR_DB, "%s: a database server is for a later release; this one keeps one file", path.data);
	opt.path = buf_str(&path);
	if (!rc)
		rc = store_open(s, &opt, made, err);
	buf_done(&path);
	return rc;
}

static bool is_flag(const char *word)
{
	return !strcmp(word, "--yes") || !strcmp(word, "--plain");
}

/* --yes and --plain may stand before the command or behind it. One that they mean something to reads them with its own
 * words; the others never see them. */
static char **command_words(const struct command *c, int argc, char **argv, const struct globals *g, int *n)
{
	char **words = xcalloc((size_t)argc + 3, sizeof *words);

	*n = 0;
	for (int i = 0; i < argc; i++)
		if (c->reads_flags || !is_flag(argv[i]))
			words[(*n)++] = argv[i];
	if (g->yes && c->reads_flags)
		words[(*n)++] = (char *)(uintptr_t) "--yes";
	if (g->plain && c->reads_flags)
		words[(*n)++] = (char *)(uintptr_t) "--plain";
	return words;
}

/* What is to be known about the file: its mode is loose, it can only be read. */
static void tell_notice(const struct store *s)
{
	const char *say = db_notice(s->db);

	if (!say)
		return;
	fputs("winloss: ", stderr);
	cli_data(stderr, say);
	fputc('\n', stderr);
}

static int run_command(const struct command *c, const struct globals *g, int argc, char **argv)
{
	struct err err = { 0 };
	struct store *s;
	bool made = false;
	char **words;
	int n, rc, flushed;

	if (open_store(&s, g, c->flags, &made, &err))
		return cli_fail(&err);
	if (made)
		cli_say(stderr, "winloss: made %s; its admin is %s, its time zone %s\n", s->path, s->actor.login,
			store_zone(s));
	tell_notice(s);
	signals_command();
	words = command_words(c, argc, argv, g, &n);
	rc = c->run(s, n, words);
	free(words);
	store_close(s);
	/* That rows were refused is less to know than that the answer is not whole. */
	flushed = cli_flush();
	return rc > 1 || !flushed ? rc : flushed;
}

static int run_plain(const struct globals *g)
{
	struct err err = { 0 };
	struct store *s;
	int rc;

	if (open_store(&s, g, DB_CREATE, NULL, &err))
		return cli_fail(&err);
	tell_notice(s);
	rc = plain_board(s);
	store_close(s);
	return rc ? rc : cli_flush();
}

static int run_app(const struct globals *g)
{
	struct app_options opt = { .color = g->color };
	struct err err = { 0 };
	struct store *s;
	int rc;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return cli_usage("the full-screen application needs a terminal; commands work without one");
	if (open_store(&s, g, DB_CREATE | DB_SCREEN, &opt.made, &err))
		return cli_fail(&err);
	opt.say = db_notice(s->db);
	rc = app_run(s, &opt);
	store_close(s);
	return rc == APP_SAMPLE ? demo_run(g->as, g->now, g->color) : rc;
}

/* `deal --help`, `deal add --help`; further on it may be somebody's text. */
static bool asks_help(int n, char **words)
{
	for (int i = 1; i < n && i < 3; i++)
		if (!strcmp(words[i], "--help"))
			return true;
	return false;
}

int cli_main(int argc, char **argv)
{
	struct globals g = { 0 };
	int rc;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a write then fails, and is told as a full disk is */
	rc = parse_globals(argc, argv, &g);
	if (rc >= 0)
		return rc;
	if (optind == argc)
		return g.plain ? run_plain(&g) : run_app(&g);
	if (asks_help(argc - optind, argv + optind)) {
		help(stdout, argv[optind]);
		return cli_flush();
	}
	if (!strcmp(argv[optind], "demo"))
		return optind + 1 < argc ? cli_usage("found “%s” behind demo; --as, --now and --color stand before it", argv[optind + 1])
					 : demo_run(g.as, g.now, g.color);
	for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
		if (!strcmp(commands[i].name, argv[optind]))
			return run_command(&commands[i], &g, argc - optind, argv + optind);
	return cli_usage("no command “%s”", argv[optind]);
}
