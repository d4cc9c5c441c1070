/* P37: every file that we make is private (0600), or shared with the group where the database is (0660), whatever the
 * umask says. */
#include "tests/faults/file.h"

#include "model/db/private.h"
#include "model/file.h"
#include "tests/support/temp.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *dir, *database;
static const char *program;

/* Makes the kind of file and holds it there while its mode is read; returns its path, which the caller frees. */
struct kind {
	const char *name;
	char *(*make)(struct db **held);
};
static const struct kind kinds[];

static struct db *open_db(const char *path, unsigned flags)
{
	struct err err = { 0 };
	struct db *db = NULL;

	if (db_open(&db, path, flags, &err)) {
		fprintf(stderr, "%s\n", err.text);
		exit(1);
	}
	return db;
}

static char *beside_name(const char *suffix)
{
	struct buf b = { 0 };

	buf_printf(&b, "%s%s", database, suffix);
	return buf_take(&b);
}

static char *make_database(struct db **held)
{
	*held = open_db(database, 0);
	return beside_name("");
}

/* In the log mode, whatever this library may do in earnest. */
static struct db *open_log(void)
{
	const char *was = getenv("TEETH");
	char *teeth = xstrdup(was);
	struct buf both = { 0 };
	struct db *db;

	buf_printf(&both, "db-wal,%s", was ? was : "");
	setenv("TEETH", both.data, 1);
	db = open_db(database, 0);
	if (teeth)
		setenv("TEETH", teeth, 1);
	else
		unsetenv("TEETH");
	db_script(db, "insert into seq values ('x', 1)", NULL);
	buf_done(&both);
	free(teeth);
	return db;
}

static char *make_wal(struct db **held)
{
	*held = open_log();
	return beside_name("-wal");
}

static char *make_shm(struct db **held)
{
	*held = open_log();
	return beside_name("-shm");
}

static char *make_journal(struct db **held)
{
	*held = open_db(database, 0);
	db_script(*held, "begin immediate; insert into seq values ('x', 1)", NULL);
	return beside_name("-journal");
}

static char *make_drafts(struct db **held)
{
	char *path = beside_name("-drafts");

	*held = open_db(path, DB_CREATE | DB_DRAFTS);
	return path;
}

static char *make_drafts_journal(struct db **held)
{
	free(make_drafts(held));
	return beside_name("-drafts-journal");
}

static char *make_backup(struct db **held)
{
	char *path = beside_name(".backup-1");

	*held = open_db(database, 0);
	db_backup(*held, path, NULL);
	return path;
}

/* Exports, rejects, logs: whatever model/file.h makes beside the database, under way and with its name. */
static char *make_temp(struct db **held)
{
	char *tmp = NULL, *path = temp_path(dir, "out.csv");
	int fd = file_make_part(path, database, &tmp, NULL);

	(void)held;
	if (fd >= 0)
		close(fd);
	free(path);
	return tmp;
}

static char *make_export(struct db **held)
{
	char *tmp = NULL, *path = temp_path(dir, "out.csv");
	int fd = file_make_part(path, database, &tmp, NULL);

	(void)held;
	if (fd >= 0)
		file_put(fd, tmp, path, true, NULL);
	free(tmp);
	return path;
}

/* What the program itself makes: an export, and the rows that an import refused. */
static void run_program(const char *const *words)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout))
			_exit(1);
		execv(program, (char *const *)(uintptr_t)words);
		_exit(1);
	}
	waitpid(pid, &status, 0);
}

static char *make_by_export(struct db **held)
{
	char *path = temp_path(dir, "deals.csv");
	const char *words[] = { program, "--db", database, "export", "deals", "-o", path, NULL };

	(void)held;
	run_program(words);
	return path;
}

static char *make_by_refusal(struct db **held)
{
	char *path = temp_path(dir, "in.csv"), *rejects = temp_path(dir, "in.csv.rejected.csv");
	const char *words[] = { program, "--db", database, "import", "deals", path, NULL };
	FILE *f = fopen(path, "w");

	(void)held;
	fputs("external_id,company,amount\nX-1,Larch Freight,nothing\n", f);
	fclose(f);
	run_program(words);
	free(path);
	return rejects;
}

/* Files for one person: theirs alone, also beside a database that is shared. */
static const struct kind own_kinds[] = {
	{ "an export of the program", make_by_export },
	{ "the rows an import refused", make_by_refusal },
};

static void start_world(unsigned mode)
{
	mode_t was = umask(0022);

	dir = temp_dir("mode");
	database = temp_path(dir, "a.db");
	db_close(open_db(database, DB_CREATE));
	if (mode != 0600)
		chmod(database, mode);
	umask(was);
}

static void end_world(void)
{
	temp_remove(dir);
	free(database);
	free(dir);
}

static void check_kind(struct promise_run *run, const struct kind *k, unsigned mask, unsigned mode)
{
	struct stat st = { 0 };
	struct db *held = NULL;
	char *path;
	int rc;

	/* A database that is new is always private; sharing it is the team's choice. */
	if (k->make == make_database && mode == 0600) {
		dir = temp_dir("mode");
		database = temp_path(dir, "a.db");
		umask((mode_t)mask);
		db_close(open_db(database, DB_CREATE));
	} else {
		start_world(mode);
		umask((mode_t)mask);
	}
	path = k->make(&held);
	rc = stat(path, &st);
	promise_case(run, !rc && (st.st_mode & 07777) == mode,
		     "%s under umask %03o beside a database of mode %04o: %s %04o", k->name, mask, mode,
		     rc ? strerror(errno) : "has", st.st_mode & 07777u);
	db_close(held);
	free(path);
	end_world();
}

static void check_own(struct promise_run *run, const struct kind *k, unsigned mask)
{
	struct stat st = { 0 };
	struct db *held = NULL;
	char *path;

	start_world(0660);
	umask((mode_t)mask);
	path = k->make(&held);
	promise_case(run, !stat(path, &st) && !(st.st_mode & 07117),
		     "%s under umask %03o beside a shared database: %04o", k->name, mask, st.st_mode & 07777u);
	free(path);
	end_world();
}

static bool is_said(const char *path)
{
	struct db *db = open_db(path, 0);
	bool said = db_notice(db) && strstr(db_notice(db), "by everybody");

	db_close(db);
	return said;
}

/* Loose modes are said at opening and kept. */
static void check_loose(struct promise_run *run, unsigned mode, bool expected)
{
	struct stat st = { 0 };
	bool said;

	start_world(0600);
	chmod(database, mode);
	said = is_said(database);
	stat(database, &st);
	promise_case(run, said == expected && (st.st_mode & 07777) == mode, "mode %04o: %s, then %04o", mode,
		     said ? "said" : "not said", st.st_mode & 07777u);
	end_world();
}

/* A database that is shared after its first days: what lies beside it follows at the next opening. */
static void check_shared_later(struct promise_run *run, unsigned from, unsigned to)
{
	struct db *db;
	static const char *const beside[] = { "-journal", "-drafts", "-drafts-journal" };

	start_world(from);
	db = open_db(database, 0);
	db_script(db, "insert into seq values ('x', 1)", NULL);
	db_close(db);
	free(make_drafts(&db));
	db_close(db);
	chmod(database, to);
	db_close(open_db(database, 0));
	free(make_drafts(&db));
	db_close(db);
	for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
		char *path = beside_name(beside[i]);
		struct stat st = { 0 };

		promise_case(run, !stat(path, &st) && (st.st_mode & 07777) == to, "%s after %04o became %04o: %04o",
			     beside[i], from, to, st.st_mode & 07777u);
		free(path);
	}
	end_world();
}

static void walk(struct promise_run *run)
{
	static const unsigned masks[] = { 0000, 0022, 0077 };

	faulty_teeth(run);
	for (const struct kind *k = kinds; k->name; k++)
		for (size_t i = 0; i < 3 && !promise_is_settled(run); i++) {
			check_kind(run, k, masks[i], 0600);
			check_kind(run, k, masks[i], 0660);
		}
	program = run->program;
	for (size_t i = 0; i < 3 && !run->is_twin && program && !access(program, X_OK); i++)
		for (size_t k = 0; k < sizeof own_kinds / sizeof own_kinds[0]; k++) {
			check_kind(run, &own_kinds[k], masks[i], 0600);
			check_own(run, &own_kinds[k], masks[i]);
		}
	umask(0022);
	check_shared_later(run, 0600, 0660);
	check_shared_later(run, 0660, 0600);
	check_loose(run, 0644, true);
	check_loose(run, 0666, true);
	check_loose(run, 0604, true);
	check_loose(run, 0660, false);
	check_loose(run, 0600, false);
}

int main(void)
{
	static const char *const protections[] = { "file-mode", NULL };
	static const struct promise p = { "P37", protections, walk, NULL, NULL };

	return promise_main(&p);
}

static const struct kind kinds[] = {
	{ "the database", make_database }, { "its log", make_wal },
	{ "its shared memory", make_shm }, { "its journal", make_journal },
	{ "the drafts", make_drafts },	   { "their journal", make_drafts_journal },
	{ "a backup", make_backup },	   { "a file under way", make_temp },
	{ "an export", make_export },	   { NULL, NULL },
};
