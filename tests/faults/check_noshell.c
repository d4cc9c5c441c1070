/* P28: no text of a record reaches a shell, the words of a program, its environment or a format. Hostile values go the
 * whole way into the team's command, and every program that is started on that way is looked at from outside: what its
 * words and its environment are at the moment it starts. tests/noshell.sh looks at the sources. */
#include "model/buf.h"
#include "model/file.h"
#include "tests/faults/promise.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define CANARY "zqcanary"
enum { WORDS_MAX = 16, SEEN_MAX = 1 << 20 };

static char *dir, *db, *got, *own;

/* What was started behind the program itself, and how the program ended. */
struct traced {
	int starts;      /* of others */
	int tainted;     /* of those, with data in words or environment */
	bool fits;       /* each of them had exactly the configured words */
	int status;      /* as of run_program() */
	struct buf last; /* the words of the last one, by blanks */
};

/* ---- looking at processes ---- */

static void read_proc(pid_t pid, const char *what, struct buf *out)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, what);
	file_read(path, SEEN_MAX, out);
}

static bool holds_data(const struct buf *b)
{
	return b->len && memmem(b->data, b->len, CANARY, strlen(CANARY));
}

static void look(pid_t pid, const char *command, struct traced *t)
{
	struct buf words = { 0 }, environment = { 0 };

	read_proc(pid, "cmdline", &words);
	read_proc(pid, "environ", &environment);
	t->starts++;
	t->tainted += holds_data(&words) || holds_data(&environment);
	for (size_t i = 0; i + 1 < words.len; i++)
		if (!words.data[i])
			words.data[i] = ' ';
	buf_clear(&t->last);
	buf_puts(&t->last, buf_str(&words));
	t->fits &= !strncmp(buf_str(&words), command, strlen(command));
	buf_done(&words);
	buf_done(&environment);
}

static _Noreturn void become(const char *const *argv, const char *const *env)
{
	FILE *quiet = freopen("/dev/null", "w", stdout);

	run_environment(env);
	setenv("XDG_CONFIG_HOME", own, 1);
	setenv("EDITOR", "/bin/true", 1);
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1); /* it cannot look for leaks while somebody looks at it */
	if (!quiet || !freopen("/dev/null", "w", stderr) || ptrace(PTRACE_TRACEME, 0, NULL, NULL))
		_exit(125);
	raise(SIGSTOP);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(126);
}

/* The signal that goes on to a stopped process: none of those that tell of our own looking. */
static long signal_of(int status)
{
	int sig = WSTOPSIG(status);

	return status >> 16 || sig == SIGSTOP || sig == SIGTRAP ? 0 : sig;
}

/* `command`: how the words of everything that is started begin. */
static void trace(struct traced *t, const char *const *argv, const char *const *env, const char *command)
{
	long options = PTRACE_O_TRACEEXEC | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
	bool begun = false;
	int status;
	pid_t first = fork(), pid;

	if (!first)
		become(argv, env);
	*t = (struct traced){ .fits = true, .status = 125 };
	if (first < 0 || waitpid(first, &status, 0) != first || !WIFSTOPPED(status))
		return;
	ptrace(PTRACE_SETOPTIONS, first, NULL, options);
	ptrace(PTRACE_CONT, first, NULL, 0L);
	while ((pid = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
		if (pid > 0 && WIFSTOPPED(status)) {
			if (status >> 16 == PTRACE_EVENT_EXEC && begun)
				look(pid, command, t);
			begun |= status >> 16 == PTRACE_EVENT_EXEC;
			ptrace(PTRACE_CONT, pid, NULL, signal_of(status));
		} else if (pid == first) {
			t->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
		}
	}
}

static bool may_trace(void)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid)
		_exit(ptrace(PTRACE_TRACEME, 0, NULL, NULL) ? 1 : 0);
	return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && !WEXITSTATUS(status);
}

/* ---- the world ---- */

/* Words parted by blanks; % stands for `word`. */
static size_t split(char *words, const char *program, const char *word, const char **argv)
{
	static const char *const head[] = { "--as", "dana", "--now", "2026-11-20T09:10:00Z" };
	char *save = NULL;
	size_t n = 0;

	argv[n++] = program;
	argv[n++] = "--db";
	argv[n++] = db;
	for (size_t i = 0; i < sizeof head / sizeof *head; i++)
		argv[n++] = head[i];
	for (char *w = strtok_r(words, " ", &save); w && n < WORDS_MAX - 1; w = strtok_r(NULL, " ", &save))
		argv[n++] = strcmp(w, "%") ? w : word;
	argv[n] = NULL;
	return n;
}

static void walk_line(struct promise_run *run, struct traced *t, const char *line, const char *word, const char *command)
{
	const char *argv[WORDS_MAX];
	char *words = xstrdup(line);

	split(words, run->program, word, argv);
	trace(t, argv, run->env, command);
	free(words);
}

static void put_file(const char *path, const struct buf *text)
{
	FILE *f = fopen(path, "w");

	if (f) {
		fwrite(buf_str(text), 1, text->len, f);
		fclose(f);
	}
}

/* Pieces that a shell, an option parser, a format, a template or a mail program would take for more than text. */
static void put_value(struct promise_run *run, int n, struct buf *out)
{
	static const char *const piece[] = {
		"$(id)", "`id`", "; id", "| id", "&& id", "> /tmp/x", "$HOME", "${IFS}", "'", "\\", "*", "--help", "-o", "-",
		"%n", "%s%s%s", "%1$n", "%*d", "{path}", "{{", "}", "../../etc", "~root", "!x", "#", "!!", "@all", "<!channel>",
		"é", "日本", "\xf0\x9f\x98\x80",
	};

	buf_printf(out, "%s" CANARY "%d", promise_random(run, 2) ? "" : piece[promise_random(run, sizeof piece / sizeof *piece)], n);
	for (unsigned i = 1 + promise_random(run, 4); i; i--)
		buf_printf(out, "%s%s", promise_random(run, 2) ? " " : "",
			   piece[promise_random(run, sizeof piece / sizeof *piece)]);
}

/* The rows of a file: every text of a deal is hostile. */
static void import_values(struct promise_run *run, struct buf *value, int n)
{
	struct buf csv = { 0 };
	struct traced t;
	char *path = temp_path(dir, "in.csv");

	buf_puts(&csv, "external_id,company,name,next_step,owner,stage,sow_status\n");
	for (int i = 0; i < n; i++) {
		put_value(run, i, &value[i]);
		buf_printf(&csv, "V-%d,\"%s\",\"%s\",\"%s\",dana,discovery,signed\n", i, buf_str(&value[i]), buf_str(&value[i]),
			   buf_str(&value[i]));
	}
	put_file(path, &csv);
	walk_line(run, &t, "import deals % --raw --delimiter ,", path, "");
	promise_case(run, t.status == 0 && !t.starts, "import: status %d, %d programs started", t.status, t.starts);
	buf_done(&t.last);
	buf_done(&csv);
	free(path);
}

static void configure(struct promise_run *run)
{
	struct buf ini = { 0 };
	struct traced t;
	char *path = temp_path(dir, "messages.ini");

	buf_printf(&ini, "[deals-channel]\nto = #deals\nby = chat\n[by chat]\ncommand = /usr/bin/tee %s\n", got);
	put_file(path, &ini);
	walk_line(run, &t, "config messages --import %", path, "");
	promise_case(run, t.status == 0, "config: status %d", t.status);
	buf_done(&t.last);
	walk_line(run, &t, "config messages --allow", NULL, "");
	promise_case(run, t.status == 0, "allow: status %d", t.status);
	buf_done(&t.last);
	buf_done(&ini);
	free(path);
}

/* The note with that value in it, in the hands of the team's command. */
static void send_value(struct promise_run *run, int n, const struct buf *value)
{
	struct buf deal = { 0 }, text = { 0 }, command = { 0 };
	struct traced t;

	buf_printf(&deal, "V-%d", n);
	buf_printf(&command, "/usr/bin/tee %s", got);
	unlink(got);
	walk_line(run, &t, "handoff % --note slack --send", buf_str(&deal), buf_str(&command));
	file_read(got, SEEN_MAX, &text);
	promise_case(run, t.status == 0 && t.starts == 1 && !t.tainted && t.fits && t.last.len == command.len,
		     "%s: status %d, %d started, %d with data, the last one “%s”", buf_str(value), t.status, t.starts, t.tainted,
		     buf_str(&t.last));
	promise_case(run, strstr(buf_str(&text), buf_str(value)) != NULL, "%s came as %s", buf_str(value), buf_str(&text));
	buf_done(&t.last);
	buf_done(&deal);
	buf_done(&text);
	buf_done(&command);
}

/* What else shows every value, and an editor, which gets the name of a file of ours. */
static void show_all(struct promise_run *run)
{
	static const char *const lines[] = { "export deals", "due --morning", "outbox list --all", "deal list", "check",
					     "search " CANARY "1" };
	struct traced t;

	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		walk_line(run, &t, lines[i], NULL, "");
		promise_case(run, t.status <= 1 && !t.starts, "%s: status %d, %d programs started", lines[i], t.status, t.starts);
		buf_done(&t.last);
	}
	walk_line(run, &t, "config templates/daily --edit", NULL, "/bin/true ");
	promise_case(run, t.status == 0 && t.starts == 1 && !t.tainted && t.fits, "editor: status %d, %d started, “%s”", t.status,
		     t.starts, buf_str(&t.last));
	buf_done(&t.last);
}

static void walk(struct promise_run *run)
{
	int n = run->is_twin ? 3 : run->is_long ? 5000 : run->is_fast || run->is_sanitized ? 20 : 100;
	struct buf *value = xcalloc((size_t)n, sizeof *value);

	dir = temp_dir("noshell");
	db = temp_path(dir, "a.db");
	got = temp_path(dir, "got");
	own = temp_path(dir, "own");
	import_values(run, value, n);
	configure(run);
	for (int i = 0; i < n; i++) {
		if (!promise_is_settled(run))
			send_value(run, i, &value[i]);
		buf_done(&value[i]);
	}
	if (!run->is_twin)
		show_all(run);
	free(value);
	temp_remove(dir);
	free(dir);
	free(db);
	free(got);
	free(own);
}

int main(void)
{
	static const char *const protections[] = { "P28", NULL };
	static const struct promise p = { "P28", protections, walk, NULL, NULL };

	promise_in_memory();
	if (!may_trace() || access("/usr/bin/tee", X_OK)) {
		fputs("SKIPPED: P28 looks at every program that is started, and this system lets nobody look (ptrace), or has no"
		      " /usr/bin/tee; no value was tried\n", stderr);
		return 77;
	}
	return promise_main(&p);
}
