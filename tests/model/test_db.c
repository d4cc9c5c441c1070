/* Opening, what is refused and left alone, transactions, backup. Hostile and damaged files in quantity: tests/faults.
 */
#include "model/buf.h"
#include "model/db/private.h"
#include "model/file.h"
#include "tests/support/prop.h"
#include "tests/support/vfs.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[64], path[96];

static void make_dir(void)
{
	snprintf(dir, sizeof dir, "/tmp/winloss-db-XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	snprintf(path, sizeof path, "%s/a.db", dir);
}

static void remove_dir(void)
{
	char command[96];
	static const char *const names[] = { "a.db",
					     "a.db-journal",
					     "a.db-wal",
					     "a.db-shm",
					     "a.db-drafts",
					     "b.db",
					     "a.db-drafts-journal",
					     "a.db.backup-1",
					     "a.db.backup-2",
					     "a.db.backup-schema-0.0",
					     "a.db.backup-schema-0.0-2" };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		snprintf(command, sizeof command, "%s/%s", dir, names[i]);
		unlink(command);
	}
	rmdir(dir);
}

TestSuite(db, .init = make_dir, .fini = remove_dir);

static struct db *opened(unsigned flags)
{
	struct db *db = NULL;
	struct err err = { 0 };

	cr_assert_eq(db_open(&db, path, flags, &err), 0, "%s", err.text);
	return db;
}

static void refused(unsigned flags, const char *words)
{
	struct buf before = { 0 }, after = { 0 };
	struct db *db = NULL;
	struct err err = { 0 };
	struct stat st;
	bool had = !lstat(path, &st) && S_ISREG(st.st_mode) && prop_read(path, &before);

	cr_assert_eq(db_open(&db, path, flags, &err), -1);
	cr_assert_null(db);
	cr_assert_eq(err.kind, ERR_DB);
	cr_assert_not_null(strstr(err.text, words), "said: %s", err.text);
	cr_assert_not_null(strstr(err.text, path), "said: %s", err.text);
	if (had) {
		cr_assert(prop_read(path, &after));
		cr_assert_eq(before.len, after.len);
		cr_assert_arr_eq(buf_str(&before), buf_str(&after), before.len);
	}
	buf_done(&before);
	buf_done(&after);
}

static void raw(const char *sql)
{
	sqlite3 *h = NULL;

	cr_assert_eq(sqlite3_open(path, &h), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(h, sql, NULL, NULL, NULL), SQLITE_OK, "%s", sqlite3_errmsg(h));
	sqlite3_close(h);
}

static void put(const void *bytes, size_t n, off_t at)
{
	int fd = open(path, O_RDWR | O_CREAT, 0600);

	cr_assert_eq(pwrite(fd, bytes, n, at), (ssize_t)n);
	close(fd);
}

Test(db, a_new_file_is_ours_and_private)
{
	struct db *db = opened(DB_CREATE);
	struct stat st;

	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0600);
	cr_assert_null(db_notice(db));
	cr_assert_not(db_readonly(db));
	db_close(db);
	db = opened(0);
	cr_assert_eq(db_integrity(db, NULL), 0);
	db_close(db);
}

Test(db, what_is_not_there_is_not_made_unasked)
{
	refused(0, "cannot be opened");
	cr_assert_eq(access(path, F_OK), -1);
}

Test(db, other_files_are_refused_and_left)
{
	char text[4096];

	memset(text, 'x', sizeof text);
	put(text, sizeof text, 0);
	refused(DB_CREATE, "is not a winloss file");
	unlink(path);
	put(text, 7, 0);
	refused(DB_CREATE, "is not a winloss file");
	unlink(path);
	raw("create table notes (a)");
	refused(DB_CREATE, "is a database of another program");
	unlink(path);
	put("", 0, 0);
	refused(0, "is empty");
	db_close(opened(DB_CREATE));
}

Test(db, links_folders_and_pipes_are_refused)
{
	char other[96];

	snprintf(other, sizeof other, "%s/b.db", dir);
	cr_assert_eq(symlink(other, path), 0);
	refused(DB_CREATE, "is a symbolic link");
	cr_assert_eq(access(other, F_OK), -1);
	unlink(path);
	cr_assert_eq(mkdir(path, 0700), 0);
	refused(DB_CREATE, "is a directory");
	rmdir(path);
	cr_assert_eq(mkfifo(path, 0600), 0);
	refused(DB_CREATE, "is a pipe");
}

Test(db, a_link_in_place_of_the_journal_is_refused)
{
	char other[96], journal[128];
	struct stat st;

	db_close(opened(DB_CREATE));
	snprintf(other, sizeof other, "%s/b.db", dir);
	snprintf(journal, sizeof journal, "%s-journal", path);
	unlink(journal);
	close(open(other, O_CREAT | O_WRONLY, 0600));
	cr_assert_eq(symlink(other, journal), 0);
	refused(0, "is a symbolic link");
	cr_assert_eq(stat(other, &st), 0);
	cr_assert_eq(st.st_size, 0);
}

Test(db, a_cut_file_is_refused)
{
	db_close(opened(DB_CREATE));
	cr_assert_eq(truncate(path, 8192), 0);
	refused(0, "cut off: 8192 bytes");
}

Test(db, damage_names_the_newest_backup)
{
	char backup[128];
	struct db *db = opened(DB_CREATE);
	struct err err = { 0 };

	for (int i = 1; i <= 2; i++) {
		snprintf(backup, sizeof backup, "%s.backup-%d", path, i);
		cr_assert_eq(db_backup(db, backup, &err), 0, "%s", err.text);
	}
	cr_assert_eq(db_backup(db, backup, &err), -1);
	cr_assert_not_null(strstr(err.text, "nothing was replaced"), "said: %s", err.text);
	db_close(db);
	for (off_t page = 2; page < 8; page++)
		put("\xff\xff\xff\xff\xff\xff\xff\xff", 8, page * 4096);
	refused(0, ".backup-2");
}

Test(db, versions)
{
	struct db *db;
	struct err err = { 0 };

	db_close(opened(DB_CREATE));
	raw("pragma user_version = 20000");
	refused(0, "was written by a newer winloss (schema 2.0");
	raw("pragma user_version = 10007;");
	db_close(opened(0));
	raw("create table later (a); alter table deal add column later integer");
	db = opened(0);
	cr_assert(db_readonly(db));
	cr_assert_not_null(strstr(db_notice(db), "it can be read, not changed"));
	cr_assert_eq(db_script(db, "delete from seq", &err), -1);
	cr_assert_not_null(strstr(err.text, "can only be read here"), "said: %s", err.text);
	db_close(db);
	raw("create trigger t after insert on deal begin select 1; end");
	refused(0, "the trigger t,");
	raw("drop trigger t; alter table deal add column worked integer as (id + 1)");
	refused(0, "computed column");
}

Test(db, an_older_schema_is_backed_up_first)
{
	struct db *db;
	char backup[128];

	/* Schema 0.0: ours by its id, with nothing in it. */
	raw("pragma application_id = 0x574c6f73; vacuum");
	db = opened(0);
	cr_assert_eq(db_integrity(db, NULL), 0);
	db_close(db);
	snprintf(backup, sizeof backup, "%s.backup-schema-0.0", path);
	cr_assert_eq(access(backup, F_OK), 0);
}

Test(db, foreign_objects_are_named)
{
	static const struct {
		const char *make, *words, *undo;
	} cases[] = {
		{ "create table extra (a)", "the table extra,", "drop table extra" },
		{ "create view peek as select * from deal", "the view peek,", "drop view peek" },
		{ "create trigger sly after update on deal begin delete from grp; end", "the trigger sly,",
		  "drop trigger sly" },
		{ "create index more on deal (name)", "the index more,", "drop index more" },
		{ "drop index deal_company", "index deal_company is missing", NULL },
	};

	db_close(opened(DB_CREATE));
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		raw(cases[i].make);
		refused(0, cases[i].words);
		if (cases[i].undo) {
			raw(cases[i].undo);
			db_close(opened(0));
		}
	}
}

/* Else every opening makes the schema anew to compare with: right, but 3 ms slower. */
Test(db, the_schema_has_the_digest_that_is_known)
{
	struct db *db = NULL;
	char digest[65];

	for (unsigned drafts = 0; drafts <= DB_DRAFTS; drafts += DB_DRAFTS) {
		cr_assert_eq(db_open(&db, NULL, DB_MEMORY | drafts, NULL), 0);
		cr_assert(db_schema_is_known(db, digest), "digests[] of model/db/foreign.c must hold %s%s", digest,
			  drafts ? " for the drafts" : "");
		db_close(db);
	}
}

Test(db, statistics_of_the_planner_are_no_foreign_object)
{
	db_close(opened(DB_CREATE));
	raw("insert into seq values ('a', 1); analyze");
	db_close(opened(0));
}

Test(db, a_loose_mode_is_said_and_kept)
{
	struct db *db;
	struct stat st;

	db_close(opened(DB_CREATE));
	chmod(path, 0644);
	db = opened(0);
	cr_assert_not_null(db_notice(db));
	cr_assert_not_null(strstr(db_notice(db), "read by everybody"));
	db_close(db);
	stat(path, &st);
	cr_assert_eq(st.st_mode & 07777, 0644);
}

Test(db, drafts_have_their_reserve_and_the_mode_of_the_database)
{
	struct stat st;
	struct db *db;
	char drafts[128];
	struct err err = { 0 };

	db_close(opened(DB_CREATE));
	chmod(path, 0660);
	snprintf(drafts, sizeof drafts, "%s-drafts", path);
	cr_assert_eq(db_open(&db, drafts, DB_CREATE | DB_DRAFTS, &err), 0, "%s", err.text);
	db_close(db);
	stat(drafts, &st);
	cr_assert_eq(st.st_mode & 07777, 0660);
	cr_assert_geq(st.st_size, 256 << 10);
	/* The one is not taken for the other. */
	cr_assert_eq(db_open(&db, drafts, 0, &err), -1);
	cr_assert_eq(db_open(&db, path, DB_DRAFTS, &err), -1);
	cr_assert_eq(db_open(&db, drafts, DB_DRAFTS, &err), 0, "%s", err.text);
	db_close(db);
}

/* How many texts of 16 KiB the drafts take when no file may grow any more. */
static int texts_on_a_full_disk(void)
{
	static const char one[] = "begin immediate; insert into draft values (1, %d, '4', 0, 1, 1, 0, 0,"
				  " replace(printf('%%016384d', 0), '0', 'x'), 0, 0, x'00', 0); commit";
	struct db *db = NULL;
	char drafts[128], sql[200];
	struct err err = { 0 };
	int n = 0;

	vfs_install();
	snprintf(drafts, sizeof drafts, "%s-drafts", path);
	cr_assert_eq(db_open(&db, drafts, DB_CREATE | DB_DRAFTS, &err), 0, "%s", err.text);
	db_close(db);
	cr_assert_eq(db_open(&db, drafts, DB_DRAFTS, &err), 0, "%s", err.text);
	vfs_full(true);
	for (n = 0; n < 10; n++) {
		snprintf(sql, sizeof sql, one, n);
		if (db_script(db, sql, &err))
			break;
	}
	vfs_full(false);
	db_close(db);
	return n;
}

Test(db, drafts_go_on_when_the_disk_is_full)
{
	cr_assert_eq(texts_on_a_full_disk(), 10);
}

/* A child makes the file and ends at that call to the system; its status. */
static int make_and_die(unsigned flags, long at)
{
	struct vfs_fault fault = { .ops = VFS_ALL, .at = at };
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		struct db *db = NULL;

		vfs_install();
		vfs_set(&fault);
		_exit(db_open(&db, path, DB_CREATE | flags, NULL) ? 1 : 0);
	}
	waitpid(pid, &status, 0);
	return WEXITSTATUS(status);
}

static void make_after_any_death(unsigned flags)
{
	int status = 9;

	for (long at = 1; status == 9; at += 19) {
		struct err err = { 0 };
		struct db *db = NULL;

		remove_dir();
		mkdir(dir, 0700);
		status = make_and_die(flags, at);
		cr_assert(status == 9 || status == 0);
		cr_assert_eq(db_open(&db, path, DB_CREATE | flags, &err), 0, "after call %ld: %s", at, err.text);
		cr_assert_eq(db_integrity(db, &err), 0, "after call %ld: %s", at, err.text);
		db_close(db);
	}
}

Test(db, a_making_that_was_cut_off_is_made_again)
{
	make_after_any_death(0);
	make_after_any_death(DB_DRAFTS);
}

/* A child writes and ends before the write is over (`at` a sync of the database) or before the log is written back
 * (NULL); then the power fails, and the first sector of the file is garbage. */
static void tear_the_header(const char *at)
{
	struct vfs_fault fault = { .ops = VFS_SYNC, .file = at, .at = 1 };
	struct db *db = NULL;
	char junk[512];
	pid_t pid;
	int status;

	db_close(opened(DB_CREATE));
	pid = fork();
	if (!pid) {
		vfs_install();
		if (db_open(&db, path, 0, NULL))
			_exit(1);
		if (at)
			vfs_set(&fault);
		/* So many that the file grows: its first page says how long it is. */
		db_script(db, "insert into seq with recursive n (i) as (select 1 union all select i + 1 from n where i < 2000)"
			      " select 'torn' || i, i from n", NULL);
		_exit(9);
	}
	waitpid(pid, &status, 0);
	cr_assert_eq(WEXITSTATUS(status), 9);
	memset(junk, 0xa5, sizeof junk);
	put(junk, sizeof junk, 0);
}

static int64_t torn_rows(void)
{
	static const struct sql count = { "torn", "select count(*) from seq where name like 'torn%'" };
	struct db *db = opened(0);
	struct err err = { 0 };
	int64_t n = db_scalar(db, &count, -1);

	cr_assert_eq(db_integrity(db, &err), 0, "%s", err.text);
	db_close(db);
	return n;
}

Test(db, a_header_that_a_power_cut_tore_comes_back_from_the_journal)
{
	tear_the_header(".db");
	cr_assert_eq(torn_rows(), 0);
}

Test(db, a_header_that_a_power_cut_tore_comes_back_from_the_log)
{
	setenv("TEETH", "db-wal", 1);
	tear_the_header(NULL);
	cr_assert_eq(torn_rows(), 2000);
}

/* What lies beside says nothing of ours: it is another program's, and left. */
Test(db, a_torn_header_without_ours_beside_is_refused)
{
	char journal[128];
	FILE *f;

	tear_the_header(".db");
	snprintf(journal, sizeof journal, "%s-journal", path);
	f = fopen(journal, "r+b");
	fputc(0, f);
	fclose(f);
	refused(0, "is not a winloss file");
}

Test(db, drafts_without_their_reserve_do_not)
{
	setenv("TEETH", "drafts-reserve", 1);
	cr_assert_lt(texts_on_a_full_disk(), 10);
	unsetenv("TEETH");
}

Test(db, wal_of_another_program_is_converted_only_when_alone)
{
	sqlite3 *other = NULL;
	struct db *db = NULL;
	struct err err = { 0 };
	char got[8] = "";

	if (db_wal_library(sqlite3_libversion_number()))
		cr_skip_test("this library may run WAL");
	db_close(opened(DB_CREATE));
	cr_assert_eq(sqlite3_open(path, &other), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(other, "pragma journal_mode = wal; select * from seq", NULL, NULL, NULL),
		     SQLITE_OK);
	cr_assert_eq(db_open(&db, path, 0, &err), -1);
	cr_assert_eq(err.kind, ERR_BUSY, "said: %s", err.text);
	sqlite3_close(other);
	db = opened(0);
	cr_assert_eq(db_integrity(db, NULL), 0);
	db_close(db);
	int fd = open(path, O_RDONLY);
	cr_assert_eq(pread(fd, got, 2, 18), 2);
	close(fd);
	cr_assert_eq(got[0], 1);
}

Test(db, library_versions_that_may_run_wal)
{
	cr_assert_not(db_wal_library(3040001));
	cr_assert_not(db_wal_library(3044005));
	cr_assert(db_wal_library(3044006));
	cr_assert_not(db_wal_library(3045000));
	cr_assert_not(db_wal_library(3050006));
	cr_assert(db_wal_library(3050007));
	cr_assert_not(db_wal_library(3051002));
	cr_assert(db_wal_library(3051003));
	cr_assert(db_wal_library(3052000));
}

struct ids {
	struct db *db;
	int64_t got;
	int depth;
	int rc;
};

static int take_id(void *arg, struct err *err)
{
	struct ids *t = arg;

	t->got = db_next_id(t->db, "deal", 3, err);
	return t->rc;
}

static int take_inside(void *arg, struct err *err)
{
	struct ids *t = arg, bad = { t->db, 0, 0, -1 };

	t->got = db_next_id(t->db, "deal", 1, err);
	db_tx(t->db, take_id, &bad, err);
	return 0; /* does not pass the failure on */
}

Test(db, transactions_give_all_or_nothing)
{
	struct db *db = opened(DB_CREATE);
	struct ids t = { db, 0, 0, 0 };
	struct err err = { 0 };

	cr_assert_eq(db_tx(db, take_id, &t, &err), 0);
	cr_assert_eq(t.got, 1);
	cr_assert_eq(db_tx(db, take_id, &t, &err), 0);
	cr_assert_eq(t.got, 4);
	t.rc = -1;
	cr_assert_eq(db_tx(db, take_id, &t, &err), -1);
	t.rc = 0;
	cr_assert_eq(db_tx(db, take_inside, &t, &err), -1);
	cr_assert_not(db_in_tx(db));
	cr_assert_eq(db_tx(db, take_id, &t, &err), 0);
	cr_assert_eq(t.got, 7);
	db_close(db);
}

Test(db, a_screen_gives_up_a_lock_soon)
{
	struct db *db = opened(DB_CREATE), *screen = opened(DB_SCREEN);
	struct ids t = { screen, 0, 0, 0 };
	struct err err = { 0 };

	cr_assert_eq(db_script(db, "begin immediate", &err), 0);
	cr_assert_eq(db_tx(screen, take_id, &t, &err), -1);
	cr_assert_eq(err.kind, ERR_BUSY);
	cr_assert_not_null(strstr(err.text, "is in use by another program"));
	cr_assert_eq(db_script(db, "commit", &err), 0);
	cr_assert_eq(db_tx(screen, take_id, &t, &err), 0);
	db_close(screen);
	db_close(db);
}

/* Whoever holds the whole file, as a commit does: it is busy, not damaged, however long was waited. */
Test(db, a_file_held_by_another_is_busy)
{
	sqlite3 *other = NULL;
	struct db *db = NULL;
	struct err err = { 0 };

	db_close(opened(DB_CREATE));
	cr_assert_eq(sqlite3_open(path, &other), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(other, "begin exclusive", NULL, NULL, NULL), SQLITE_OK);
	cr_assert_eq(db_open(&db, path, 0, &err), -1);
	cr_assert_eq(err.kind, ERR_BUSY, "said: %s", err.text);
	cr_assert_eq(db_open(&db, path, DB_READONLY, &err), -1);
	cr_assert_eq(err.kind, ERR_BUSY, "said: %s", err.text);
	sqlite3_close(other);
	db_close(opened(0));
}

Test(db, a_file_migrated_meanwhile_is_not_written)
{
	struct db *db = opened(DB_CREATE);
	struct ids t = { db, 0, 0, 0 };
	struct err err = { 0 };

	raw("pragma user_version = 20000");
	cr_assert_eq(db_tx(db, take_id, &t, &err), -1);
	cr_assert_not_null(strstr(err.text, "another schema"), "said: %s", err.text);
	db_close(db);
}

Test(db, what_changed_is_noticed)
{
	struct db *db = opened(DB_CREATE);
	int64_t was = db_data_version(db, NULL);

	raw("insert into seq values ('x', 1)");
	cr_assert_neq(db_data_version(db, NULL), was);
	db_close(db);
}

static const struct sql ids_left = { "ids_left", "select next from seq where name = 'deal'" };

/* Looks, lets another connection write, looks again, and tries to write itself. */
static int look_twice(void *arg, struct err *err)
{
	struct ids *t = arg;
	struct err refused = { 0 };

	t->got = db_scalar(t->db, &ids_left, -1);
	raw("update seq set next = 99 where name = 'deal'");
	cr_assert_eq(db_scalar(t->db, &ids_left, -1), t->got, "another's write shows in the middle");
	cr_assert_eq(db_tx(t->db, take_id, t, &refused), -1);
	cr_assert_eq(refused.kind, ERR_BUG, "%s", refused.text);
	return t->rc ? err_set(err, ERR_INPUT, "as asked") : 0;
}

Test(db, a_read_is_of_one_state_and_writes_nothing)
{
	struct db *db = opened(DB_CREATE);
	struct ids t = { db, 0, 0, 0 };
	struct err err = { 0 };

	raw("pragma journal_mode = wal"); /* else the writer waits for the reader */
	cr_assert_eq(db_tx(db, take_id, &t, &err), 0);
	cr_assert_eq(db_read(db, look_twice, &t, &err), 0, "%s", err.text);
	cr_assert_eq(db_scalar(db, &ids_left, -1), 99);
	raw("update seq set next = 4 where name = 'deal'");
	t.rc = -1;
	cr_assert_eq(db_read(db, look_twice, &t, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_eq(db_tx(db, take_id, &t, &err), -1, "take_id fails when asked");
	t.rc = 0;
	cr_assert_eq(db_tx(db, take_id, &t, &err), 0, "%s", err.text);
	db_close(db);
}

Test(db, type_marks)
{
	char *sqlite = db_expand_marks("a @I, b @B) @KEYED; on t (a @ID); @STRICT", DB_SQLITE);
	char *pg = db_expand_marks("a @I, b @B) @KEYED; on t (a @ID); @STRICT", DB_POSTGRES);

	cr_assert_str_eq(sqlite, "a integer, b blob) strict, without rowid; on t (a ); strict");
	cr_assert_str_eq(pg, "a bigint, b bytea) ; on t (a , id); ");
	free(sqlite);
	free(pg);
}

Test(db, file_put_replaces_only_when_asked)
{
	char other[96], *tmp = NULL;
	struct err err = { 0 };
	struct buf got = { 0 };
	int fd;

	snprintf(other, sizeof other, "%s/b.db", dir);
	for (int i = 0; i < 3; i++) {
		fd = file_make_part(other, NULL, &tmp, &err);
		cr_assert_geq(fd, 0);
		cr_assert_eq(write(fd, i == 0 ? "0" : i == 1 ? "1" : "2", 1), 1);
		cr_assert_eq(file_put(fd, tmp, other, i == 2, &err), i == 1 ? -1 : 0);
		cr_assert_eq(access(tmp, F_OK), -1);
		free(tmp);
		buf_clear(&got);
		cr_assert(prop_read(other, &got));
		cr_assert_str_eq(got.data, i == 2 ? "2" : "0");
	}
	buf_done(&got);
}
