/* A text in the member's own editor: what comes back, what stays, what is removed. */
#include "app/editor.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *dir, *script, *base;
static struct buf out;
static struct err err;

static void set_up(void)
{
	dir = temp_dir("editor");
	script = temp_path(dir, "editor.sh");
	base = temp_path(dir, "run");
	mkdir(base, 0700);
	setenv("XDG_RUNTIME_DIR", base, 1);
}

static void tear_down(void)
{
	temp_remove(dir);
	free(dir);
	free(script);
	free(base);
	buf_done(&out);
}

TestSuite(editor, .init = set_up, .fini = tear_down);

/* Runs a shell script as the editor; $1 is the file. */
static int edit(const char *text, const char *what)
{
	FILE *f = fopen(script, "w");

	fprintf(f, "#!/bin/sh\n%s\n", what);
	fclose(f);
	chmod(script, 0700);
	memset(&err, 0, sizeof err);
	return editor_run(script, text, strlen(text), &out, &err);
}

/* Names in the folder where the files lie while they are edited. */
static int left_behind(void)
{
	DIR *d = opendir(base);
	int n = -2; /* itself and its parent */

	while (readdir(d))
		n++;
	closedir(d);
	return n;
}

Test(editor, gives_back_what_was_written)
{
	cr_assert_eq(edit("as it was", "echo 'and more' >> \"$1\""), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "as it wasand more");
	cr_assert_eq(left_behind(), 0);
}

Test(editor, a_line_break_at_the_end_is_kept_where_there_was_one)
{
	cr_assert_eq(edit("a\n", "true"), 0);
	cr_assert_str_eq(buf_str(&out), "a\n");
}

Test(editor, the_file_and_its_folder_are_the_members_alone)
{
	cr_assert_eq(edit("x", "stat -c '%a' \"$1\" \"$(dirname \"$1\")\" > \"$1.seen\"; mv \"$1.seen\" \"$1\""), 0, "%s", err.text);
	cr_assert_str_eq(buf_str(&out), "600\n700");
}

Test(editor, backups_and_swap_files_go_too)
{
	cr_assert_eq(edit("secret", "cp \"$1\" \"$1~\"; cp \"$1\" \"$(dirname \"$1\")/.answer.txt.swp\""), 0, "%s", err.text);
	cr_assert_eq(left_behind(), 0);
}

Test(editor, one_that_cannot_be_run_changes_nothing)
{
	cr_assert_eq(editor_run("/no/such/editor", "words", 5, &out, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	cr_assert_not_null(strstr(err.text, "/no/such/editor"), "%s", err.text);
	cr_assert_eq(left_behind(), 0);
}

Test(editor, one_that_gives_up_without_writing_leaves_nothing_behind)
{
	cr_assert_eq(edit("words", "exit 1"), -1);
	cr_assert_null(strstr(err.text, base), "%s", err.text);
	cr_assert_eq(left_behind(), 0);
}

static void check_stays(const char *want)
{
	const char *path = strstr(err.text, base);
	char text[80] = "";
	FILE *f;

	cr_assert_not_null(path, "the file is named: %s", err.text);
	f = fopen(path, "r");
	cr_assert_not_null(f, "and is there: %s", path);
	cr_assert_not_null(fgets(text, sizeof text, f));
	fclose(f);
	cr_assert_str_eq(text, want);
}

Test(editor, words_written_before_it_failed_stay_and_are_named)
{
	cr_assert_eq(edit("words", "echo 'an hour of work' > \"$1\"; exit 3"), -1);
	check_stays("an hour of work\n");
	cr_assert_eq(out.len, 0);
}

Test(editor, words_written_before_it_was_killed_stay_and_are_named)
{
	cr_assert_eq(edit("words", "echo 'an hour of work' > \"$1\"; kill -9 $$"), -1);
	check_stays("an hour of work\n");
}

Test(editor, more_than_can_be_taken_stays_whole)
{
	cr_assert_eq(edit("words", "printf 'begin\\n' > \"$1\"; head -c 17000000 /dev/zero >> \"$1\""), -1);
	check_stays("begin\n");
	cr_assert_not_null(strstr(err.text, "16 MiB"), "%s", err.text);
}

Test(editor, bytes_come_back_whatever_they_are)
{
	cr_assert_eq(edit("words", "printf 'a\\377\\000b' > \"$1\""), 0, "%s", err.text);
	cr_assert_eq(out.len, 4);
	cr_assert_eq(memcmp(out.data, "a\xff\0b", 4), 0);
}
