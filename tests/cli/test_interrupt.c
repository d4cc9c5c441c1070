/* A command that a signal ends in the middle of a file: the file is whole or it is not there, and one that stood before
 * stands as it was. */
#include "app/signals.h"
#include "model/file.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/wait.h>
#include <unistd.h>

static char *dir;

static void set_up(void)
{
	dir = temp_dir("interrupt");
}

static void tear_down(void)
{
	temp_remove(dir);
	free(dir);
}

TestSuite(interrupt, .init = set_up, .fini = tear_down, .timeout = 600);

static size_t count_files(const char *pattern)
{
	char *path = temp_path(dir, pattern);
	glob_t g;
	size_t n = glob(path, 0, NULL, &g) ? 0 : g.gl_pathc;

	if (n)
		globfree(&g);
	free(path);
	return n;
}

static void ends_by(pid_t pid, int sig)
{
	int status = 0;

	kill(pid, sig);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == sig, "signal %d: status %x", sig, (unsigned)status);
}

/* A process in the middle of writing `path`; told by a byte. */
static pid_t write_half(const char *path)
{
	int told[2];
	char byte;
	pid_t pid;

	cr_assert_eq(pipe(told), 0);
	pid = fork();
	if (!pid) {
		char *tmp = NULL;
		int fd;

		/* Whoever runs the tests in the background may ignore some of them, and what is ignored stays so. */
		signal(SIGHUP, SIG_DFL);
		signal(SIGINT, SIG_DFL);
		signal(SIGTERM, SIG_DFL);
		signals_command();
		fd = file_make_part(path, NULL, &tmp, NULL);
		if (fd < 0 || write(fd, "half", 4) != 4 || write(told[1], "x", 1) != 1)
			_exit(9);
		for (;;)
			pause();
	}
	close(told[1]);
	cr_assert_eq(read(told[0], &byte, 1), 1);
	close(told[0]);
	return pid;
}

Test(interrupt, a_file_under_way_goes_and_the_one_before_stays)
{
	static const int ending[] = { SIGTERM, SIGHUP, SIGINT };
	char *path = temp_path(dir, "out.csv"), text[16] = "";

	for (size_t i = 0; i < 3; i++) {
		FILE *f = fopen(path, "we");
		pid_t pid;

		fputs("before", f);
		fclose(f);
		pid = write_half(path);
		cr_assert_eq(count_files("out.csv.part-*"), 1);
		ends_by(pid, ending[i]);
		cr_assert_eq(count_files("out.csv*"), 1, "signal %d left a part", ending[i]);
		f = fopen(path, "re");
		cr_assert_not_null(fgets(text, sizeof text, f));
		fclose(f);
		cr_assert_str_eq(text, "before");
	}
	free(path);
}

static void put_all(int fd, const char *s, size_t n)
{
	for (ssize_t w; n; s += w, n -= (size_t)w)
		cr_assert_gt(w = write(fd, s, n), 0);
}

/* Waits until a file whose name holds `part` is made in the folder. */
static void wait_for(int watch, const char *part)
{
	char events[4096] __attribute__((aligned(8)));

	for (;;) {
		struct pollfd p = { watch, POLLIN, 0 };
		ssize_t n;

		cr_assert_eq(poll(&p, 1, 20000), 1, "no file %s", part);
		n = read(watch, events, sizeof events);
		for (ssize_t at = 0; at < n;) {
			const struct inotify_event *e = (const struct inotify_event *)(events + at);

			if (e->len && strstr(e->name, part))
				return;
			at += (ssize_t)(sizeof *e + e->len);
		}
	}
}

/* An import from a pipe that stays open, with a row that is refused. */
static pid_t import_half(const char *const *argv, int *in)
{
	struct buf rows = { 0 };
	int watch = inotify_init1(IN_CLOEXEC), ends[2];
	pid_t pid;

	cr_assert_geq(inotify_add_watch(watch, dir, IN_CREATE), 0);
	cr_assert_eq(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (!pid) {
		int null = open("/dev/null", O_RDWR);

		signal(SIGTERM, SIG_DFL);
		dup2(ends[0], 0);
		dup2(null, 1);
		dup2(null, 2);
		execv(argv[0], (char *const *)(uintptr_t)argv);
		_exit(9);
	}
	close(ends[0]);
	buf_puts(&rows, "external_id,company,amount\nX1,Umber Group,a lot\n");
	for (int i = 0; rows.len < 3u << 20; i++)
		buf_printf(&rows, "A%d,Company %d,100\n", i, i % 50);
	put_all(ends[1], buf_str(&rows), rows.len);
	wait_for(watch, "rejected.csv");
	buf_done(&rows);
	close(watch);
	*in = ends[1];
	return pid;
}

Test(interrupt, an_import_leaves_no_half_of_its_refused_rows)
{
	char *db = temp_path(dir, "w.db"), *rejects = temp_path(dir, "rejected.csv");
	const char *argv[] = { getenv("WINLOSS_TEST_BIN"), "--db", db, "--as", "dana", "import", "deals", "-", "--rejects",
			       rejects, NULL };
	const char *list[] = { getenv("WINLOSS_BIN"), "--db", db, "--as", "dana", "deal", "list", NULL };
	struct run r;
	pid_t pid;
	int in;

	pid = import_half(argv, &in);
	ends_by(pid, SIGTERM);
	close(in);
	cr_assert_eq(count_files("rejected.csv*"), 0);
	run_program(&r, list, NULL, NULL);
	cr_assert_eq(r.status, 0, "%s", buf_str(&r.err));
	cr_assert_null(strstr(buf_str(&r.out), "Company"), "%s", buf_str(&r.out));
	run_done(&r);
	/* The twin: without the sweep a part stays, and even then under no name of a whole file. */
	setenv("TEETH", "file-sweep", 1);
	pid = import_half(argv, &in);
	unsetenv("TEETH");
	ends_by(pid, SIGTERM);
	close(in);
	cr_assert_eq(count_files("rejected.csv.part-*"), 1);
	cr_assert_eq(count_files("rejected.csv"), 0);
	free(db);
	free(rejects);
}
