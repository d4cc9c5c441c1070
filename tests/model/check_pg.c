/* Every statement, prepared on a PostgreSQL of our own that lives as long as this program: the schema through its
 * type marks, the texts with their parameters numbered without gaps, as a driver for that engine would send them. */
#include "assets/assets.h"
#include "model/buf.h"
#include "model/sqlbook.h"
#include "tests/support/temp.h"

#include <glob.h>
#include <grp.h>
#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SKIP 77

static const char *dir;

static char *find_binaries(void)
{
	const char *given = getenv("WINLOSS_PG_BIN");
	char *found = NULL;
	glob_t g;

	if (given)
		return xstrdup(given);
	if (!glob("/usr/lib/postgresql/*/bin", 0, NULL, &g) && g.gl_pathc)
		found = xstrdup(g.gl_pathv[g.gl_pathc - 1]);
	globfree(&g);
	return found;
}

/* The server refuses to run as root. */
static void drop_rights(void)
{
	const struct passwd *nobody = getpwnam("nobody");

	if (getuid())
		return;
	if (!nobody || setgroups(0, NULL) || setgid(nobody->pw_gid) || setuid(nobody->pw_uid))
		_exit(99);
}

static pid_t start(const char *bin, const char *program, char *const *args)
{
	struct buf path = { 0 };
	pid_t pid = fork();

	if (pid)
		return pid;
	drop_rights();
	buf_printf(&path, "%s/%s", bin, program);
	if (chdir(dir) || !freopen("log", "a", stdout) || !freopen("log", "a", stderr))
		_exit(98);
	execv(path.data, args);
	_exit(97);
}

static bool make_cluster(const char *bin)
{
	char *args[] = { "initdb", "-D", "data", "-E", "UTF8", "--locale=C", "-U", "winloss", "-N", NULL };
	int status = 0;

	waitpid(start(bin, "initdb", args), &status, 0);
	return WIFEXITED(status) && !WEXITSTATUS(status);
}

static PGconn *connect_to(pid_t server)
{
	struct timespec nap = { 0, 50000000 };
	struct buf how = { 0 };
	PGconn *c = NULL;

	buf_printf(&how, "host=%s user=winloss dbname=postgres", dir);
	for (int i = 0; i < 400 && waitpid(server, NULL, WNOHANG) == 0; i++) {
		PQfinish(c);
		c = PQconnectdb(how.data);
		if (PQstatus(c) == CONNECTION_OK)
			break;
		nanosleep(&nap, NULL);
	}
	buf_done(&how);
	return c;
}

/* The n-th parameter of a text becomes $n, however it is numbered there. */
static char *renumber(const char *text)
{
	int known[100], n = 0;
	struct buf b = { 0 };

	while (*text) {
		char *end;
		int id, i = 0;

		if (*text != '$') {
			buf_putc(&b, *text++);
			continue;
		}
		id = (int)strtol(text + 1, &end, 10);
		while (i < n && known[i] != id)
			i++;
		if (i == n)
			known[n++] = id;
		buf_printf(&b, "$%d", i + 1);
		text = end;
	}
	return buf_take(&b);
}

struct preparing {
	PGconn *c;
	int cases, fails;
};

static void prepare(void *arg, const struct sql *sql)
{
	struct preparing *p = arg;
	char *text = renumber(sql->text);
	PGresult *r = PQprepare(p->c, sql->name, text, 0, NULL);

	p->cases++;
	if (PQresultStatus(r) != PGRES_COMMAND_OK) {
		p->fails++;
		printf("FAILS: %s: %s", sql->name, PQresultErrorMessage(r));
	}
	PQclear(r);
	free(text);
}

static bool load(PGconn *c, const char *asset)
{
	char *ddl = db_expand_marks(asset_find(asset)->body, DB_POSTGRES);
	PGresult *r = PQexec(c, ddl);
	bool ok = PQresultStatus(r) == PGRES_COMMAND_OK;

	if (!ok)
		printf("FAILS: %s: %s", asset, PQresultErrorMessage(r));
	PQclear(r);
	free(ddl);
	return ok;
}

/* The twin: what only SQLite knows must not pass, else this program would notice nothing. */
static int twin_fails(PGconn *c)
{
	PGresult *r = PQprepare(c, "twin", "select group_concat(name) from deal where rowid = $1", 0, NULL);
	int fails = PQresultStatus(r) == PGRES_COMMAND_OK;

	PQclear(r);
	if (fails)
		printf("FAILS: a statement of SQLite alone was prepared\n");
	return fails;
}

static int check(PGconn *c)
{
	struct preparing p = { c, 0, 0 };

	if (PQstatus(c) != CONNECTION_OK) {
		printf("FAILS: the server did not come up: %s", PQerrorMessage(c));
		return 1;
	}
	PQsetErrorVerbosity(c, PQERRORS_DEFAULT);
	for (size_t i = 0; i < assets_count; i++)
		if (!strncmp(assets[i].name, "schema/0", 8))
			p.fails += !load(c, assets[i].name);
	p.fails += !load(c, "schema/drafts.sql");
	sqlbook_each(SQLBOOK_STORE, prepare, &p);
	sqlbook_each(SQLBOOK_DRAFTS, prepare, &p);
	sqlbook_each(SQLBOOK_PG, prepare, &p);
	p.fails += twin_fails(c);
	printf("PROMISE PG cases=%d fail=%d\n", p.cases, p.fails);
	return p.fails || !p.cases ? 1 : 0;
}

static int run(const char *bin)
{
	char *args[] = { "postgres",	      "-D", "data",	 "-k", (char *)dir, "-c",
			 "listen_addresses=", "-c", "fsync=off", NULL };
	const struct passwd *nobody = getpwnam("nobody");
	PGconn *c;
	pid_t server;
	int status = 1;

	if (!getuid() && (!nobody || chown(dir, nobody->pw_uid, nobody->pw_gid)))
		return SKIP;
	if (!make_cluster(bin)) {
		printf("FAILS: %s/initdb made no cluster\n", bin);
		return 1;
	}
	server = start(bin, "postgres", args);
	c = connect_to(server);
	if (c)
		status = check(c);
	PQfinish(c);
	kill(server, SIGQUIT);
	waitpid(server, NULL, 0);
	return status;
}

int main(void)
{
	char *bin = find_binaries(), *made;
	int status;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!bin) {
		printf("SKIPPED: no PostgreSQL below /usr/lib/postgresql (or $WINLOSS_PG_BIN); no statement was "
		       "prepared on it\n");
		return SKIP;
	}
	made = temp_dir("pg");
	dir = made;
	status = run(bin);
	temp_remove(made);
	free(made);
	free(bin);
	return status;
}
