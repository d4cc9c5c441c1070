/* Where a filed packet stands: names and folders that cannot be, disks that take no more. */
#include "model/move.h"
#include "model/check_store.h"
#include "tests/model/filed.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(packet_place, .init = filed_begin, .fini = filed_end);

/* ---- names ---- */

static void path_is(const char *want)
{
	struct packet_filed f;

	cr_assert_eq(packet_version(filed.w.s, filed_form(), 0, &f, NULL), 1);
	cr_assert_str_eq(f.path, want);
	packet_filed_done(&f);
	cr_assert_not_null(filed_there(want), "%s", want);
}

static void file_for(const char *company, const char *want)
{
	struct err err = { 0 };

	cr_assert_eq(deal_change(filed.w.s, filed.w.deal, "company", company, &err), 0, "%s", err.text);
	filed_fill();
	filed_file();
	path_is(want);
}

Test(packet_place, a_name_that_would_be_a_path)
{
	file_for("../../etc/passwd", "handoffs/assessment-etc-passwd-2026-11-20.md");
}

Test(packet_place, a_name_of_dots)
{
	file_for("..", "handoffs/assessment-x-2026-11-20.md");
}

Test(packet_place, a_name_without_letters)
{
	file_for("!!! ¿? ***", "handoffs/assessment-x-2026-11-20.md");
}

Test(packet_place, a_name_of_three_hundred)
{
	struct buf want = { 0 };
	char name[301];

	memset(name, 'a', 300);
	name[300] = '\0';
	buf_printf(&want, "handoffs/assessment-%.80s-2026-11-20.md", name);
	file_for(name, buf_str(&want));
	buf_done(&want);
}

/* What a shell would run is letters and lines here. */
Test(packet_place, a_name_for_a_shell)
{
	file_for("$(rm -rf ~); `id` | x > y & \n-o", "handoffs/assessment-rm-rf-id-x-y-o-2026-11-20.md");
}

static int make_won(struct store *s, struct group *g, void *arg, struct err *err)
{
	int64_t *id = arg;
	struct deal d;

	deal_init(&d);
	if (deal_set(s, &d, deal_field("company"), "UMBER  group!", err) || deal_insert(s, g, &d, err))
		return -1;
	*id = d.id;
	deal_done(&d);
	return 0;
}

/* Two deals of one slug on one day, and the first keeps its name. */
Test(packet_place, the_same_name_on_the_same_day)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "new deal", .scope_kind = SUBJECT_DEAL };
	struct move m = { .to_stage = STAGE_WON, .outcome = OUTCOME_WON, .check_all = true, .reason = "signed",
			  .commitment = COMMIT_WRITTEN, .sow = SOW_SIGNED, .sow_day = NO_DAY, .follow_up_day = NO_DAY,
			  .contact = "B. Crow" };
	struct err err = { 0 };
	int64_t first = filed.w.deal;

	filed_fill();
	filed_file();
	cr_assert_eq(edit(filed.w.s, &how, make_won, &filed.w.deal, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(deal_change(filed.w.s, filed.w.deal, "owner", "mira", &err), 0, "%s", err.text);
	m.deal = filed.w.deal;
	cr_assert_eq(deal_move(filed.w.s, &m, NULL, &err), 0, "%s", err.text);
	filed_fill();
	filed_file();
	path_is("handoffs/assessment-umber-group-2026-11-20-2.md");
	filed.w.deal = first;
	filed_set("notes", "once more");
	filed_file();
	path_is(FILED_NAME);
	won_sound(&filed.w);
}

/* A company that is called otherwise since: an amendment replaces the file where it is. */
Test(packet_place, an_amendment_keeps_its_place)
{
	struct err err = { 0 };

	filed_fill();
	filed_file();
	cr_assert_eq(deal_change(filed.w.s, filed.w.deal, "company", "Umber Holdings", &err), 0, "%s", err.text);
	cr_assert_eq(filed_file(), 2);
	path_is(FILED_NAME);
	filed_is(2);
}

/* ---- places that cannot be written ---- */

static char *in_out(const char *name)
{
	return temp_path(filed.out, name);
}

static void nothing_filed(const char *why)
{
	filed_refused(ERR_OUTPUT, why);
	cr_assert_eq(filed_told(EV_FILED), 0);
	cr_assert_eq(filed_state(), FORM_OPEN);
	won_sound(&filed.w);
}

Test(packet_place, a_folder_whose_parent_is_missing)
{
	filed_fill();
	free(filed.w.s->out_dir);
	filed.w.s->out_dir = temp_path(filed.dir, "no/such/folder");
	nothing_filed("cannot be made: No such file");
}

Test(packet_place, a_file_in_place_of_the_folder)
{
	filed_fill();
	fclose(fopen(filed.out, "w"));
	nothing_filed("is a file, expected a folder");
}

Test(packet_place, a_link_in_place_of_the_folder)
{
	char *inner = in_out("handoffs"), *elsewhere = temp_path(filed.dir, "elsewhere");

	filed_fill();
	mkdir(filed.out, 0700);
	mkdir(elsewhere, 0700);
	cr_assert_eq(symlink(elsewhere, inner), 0);
	nothing_filed("is a link to another place");
	cr_assert_eq(rmdir(elsewhere), 0, "nothing was written there");
	free(inner);
	free(elsewhere);
}

static void stand_in(const char *text, bool link)
{
	char *folder = in_out("handoffs"), *path = in_out(FILED_NAME);
	char *elsewhere = temp_path(filed.dir, "elsewhere.md");
	FILE *f;

	mkdir(filed.out, 0700);
	mkdir(folder, 0700);
	if (link)
		cr_assert_eq(symlink(elsewhere, path), 0);
	f = fopen(path, "w");
	fputs(text, f);
	fclose(f);
	free(folder);
	free(path);
	free(elsewhere);
}

Test(packet_place, a_link_in_place_of_the_file)
{
	struct stat st;
	char *path = in_out(FILED_NAME);

	filed_fill();
	stand_in("precious", true);
	nothing_filed("is a link to another place");
	cr_assert_str_eq(filed_there(FILED_NAME), "precious");
	cr_assert_eq(lstat(path, &st), 0);
	cr_assert(S_ISLNK(st.st_mode));
	free(path);
}

Test(packet_place, a_file_of_another_hand)
{
	filed_fill();
	stand_in("written by somebody", false);
	nothing_filed("holds what winloss did not write there");
	cr_assert_str_eq(filed_there(FILED_NAME), "written by somebody");
}

/* Edited by hand since: neither overwritten nor taken for ours. */
Test(packet_place, a_file_that_was_changed_by_hand)
{
	struct buf say = { 0 };
	struct err err = { 0 };

	filed_fill();
	filed_file();
	stand_in("my own notes", false);
	cr_assert_eq(packet_settle(filed.w.s, filed.w.deal, &say, &err), 2);
	cr_assert_not_null(strstr(buf_str(&say), "is not the version 1 that was filed"), "%s", buf_str(&say));
	filed_set("notes", "more");
	filed_refused(ERR_OUTPUT, "Move it away first");
	cr_assert_str_eq(filed_there(FILED_NAME), "my own notes");
	buf_done(&say);
}

static int hear(void *arg, const char *text)
{
	buf_printf(arg, "%s\n", text);
	return 0;
}

/* What `check --deep` says of the files; NULL: nothing. */
static void checked(const char *want)
{
	struct buf said = { 0 };
	struct err err = { 0 };
	size_t n = 0;

	cr_assert_eq(store_check(filed.w.s, true, hear, &said, &n, &err), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&said), want);
	cr_assert_eq(n != 0, *want != '\0' && strncmp(want, "note: ", 6) != 0, "%zu findings: %s", n, want);
	buf_done(&said);
}

Test(packet_place, a_check_compares_files_and_versions)
{
	char *path = temp_path(filed.out, FILED_NAME), *moved = temp_path(filed.dir, "elsewhere"), *first;
	FILE *f;

	checked("");
	filed_fill();
	filed_file();
	first = xstrdup(filed_there(FILED_NAME));
	checked("");
	filed_set("notes", "more");
	filed_file();
	checked("");
	f = fopen(path, "w");
	fputs(first, f);
	fclose(f);
	checked("packet of D-1, version 2: its file holds an earlier version; handoff puts the newest there\n");
	cr_assert_eq(unlink(path), 0);
	checked("packet of D-1, version 2: its file is not in its place; handoff puts it there\n");
	stand_in("my own notes", false);
	checked("packet of D-1, version 2: its file holds what was not filed\n");
	cr_assert_eq(rename(filed.out, moved), 0);
	/* As beside a backup: the texts stand in the database. */
	checked("note: the folder of what is filed is not there: 1 packet has no file (--out names another one)\n");
	cr_assert_eq(rename(moved, filed.out), 0);
	cr_assert_eq(unlink(path), 0);
	cr_assert_eq(packet_settle(filed.w.s, filed.w.deal, NULL, NULL), 1);
	checked("");
	free(first);
	free(path);
	free(moved);
}

/* A file system of our own on the out folder; false where none can be mounted. */
static bool mounted(const char *options)
{
	mkdir(filed.out, 0700);
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("winloss", filed.out, "tmpfs", 0, options)) {
		fprintf(stderr, "SKIPPED: no file system can be mounted here (%s); a full disk was not tried\n",
			strerror(errno));
		return false;
	}
	return true;
}

Test(packet_place, a_disk_that_is_full)
{
	char *big = in_out("big"), block[4096] = { 0 };
	int fd;

	filed_fill();
	if (mounted("size=64k")) {
		fd = open(big, O_WRONLY | O_CREAT, 0600);
		while (write(fd, block, sizeof block) > 0)
			continue;
		close(fd);
		nothing_filed("No space left");
		cr_assert_null(filed_there(FILED_NAME));
		unlink(big);
		cr_assert_eq(filed_file(), 1, "the number was not used");
		filed_is(1);
		umount(filed.out);
	}
	free(big);
}

Test(packet_place, a_disk_that_can_only_be_read)
{
	filed_fill();
	if (mounted("size=64k")) {
		cr_assert_eq(mount(NULL, filed.out, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
		nothing_filed("Read-only file system");
		umount(filed.out);
	}
}
