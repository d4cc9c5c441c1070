/* Filing: what the file holds, versions, what differs between two; a kill at every point. */
#include "model/file.h"
#include "model/teeth.h"
#include "tests/model/filed.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

TestSuite(packet_file, .init = filed_begin, .fini = filed_end);

Test(packet_file, is_refused_with_what_is_missing)
{
	filed_set("problem", "Three spreadsheets");
	filed_refused(ERR_REFUSED, "not filed: 8 required fields are missing: email: Contact's e-mail; start:");
	cr_assert_null(filed_there(FILED_NAME));
	cr_assert_eq(filed_told(EV_FILED), 0);
	cr_assert_eq(filed_state(), FORM_OPEN);
}

Test(packet_file, stands_at_its_name_and_is_the_version)
{
	struct stat st;
	char *path = temp_path(filed.out, FILED_NAME);

	filed_fill();
	cr_assert_eq(filed_file(), 1);
	filed_is(1);
	cr_assert_eq(filed_told(EV_FILED), 1);
	cr_assert_eq(filed_state(), FORM_FILED);
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0600, "%o", st.st_mode);
	free(path);
	won_sound(&filed.w);
}

Test(packet_file, holds_every_line_of_the_source)
{
	static const char *const lines[] = {
		"# Assessment handoff packet · Umber Group (D-1)\n",
		"- Customer company: Umber Group\n",
		"- Primary contact: L. Fox\n",
		"- Contact's e-mail: fox@umber.example\n",
		"- Deal close date: 2026-11-20\n",
		"- SOW status: signed\n",
		"- Assessment price: $2,500\n",
		"- Delivery start target: 2026-12-01\n",
		"- Delivery at the latest: 2026-12-20\n",
		"### Problem statement\n\n> Three teams, three spreadsheets,\n> ## and no heading of ours\n",
		"### Sensitivities\n\n—\n",
		"1. 2026-10-02 intro call → asked for a demo\n",
		"- Briefing delivered: no\n",
		"- CSM assigned: priya\n",
		"- AE: mira\n",
		"- Contract value (ARR): $60,000\n",
		"3. Two partners report by themselves\n",
		"1. Nobody owns the migration → name one at the kickoff\n",
		"\n---\n\n- Filed by: dana, 2026-11-20 10:50 Europe/Berlin (version 1)\n- Acknowledged by: — "
		"(required within 24"
		" hours)\n",
	};
	const char *text;

	filed_fill();
	filed_file();
	text = filed_there(FILED_NAME);
	for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
		cr_assert_not_null(strstr(text, lines[i]), "%s is not in\n%s", lines[i], text);
	cr_assert_null(strstr(text, "Response to the briefing"), "there was none");
}

Test(packet_file, the_same_is_not_filed_twice)
{
	filed_fill();
	filed_file();
	filed_refused(ERR_REFUSED, "nothing changed since version 1, which stands at " FILED_NAME);
	filed_set("notes", "They close for the holidays");
	cr_assert_eq(filed_file(), 2);
	filed_is(2);
	filed_set("notes", "");
	cr_assert_eq(filed_file(), 3);
	filed_is(3);
}

Test(packet_file, earlier_texts_stay_and_differ_readably)
{
	struct buf diff = { 0 };
	char *one, *two;

	filed_fill();
	filed_file();
	filed_set("expect", "One number\nand who is behind it");
	filed_file();
	one = filed_body(1);
	two = filed_body(2);
	cr_assert_str_eq(filed_there(FILED_NAME), two);
	packet_difference(one, two, &diff);
	cr_assert_not_null(strstr(buf_str(&diff), "### What they expect\n\n+ > and who is behind it\n"), "%s",
			   buf_str(&diff));
	cr_assert_null(strstr(buf_str(&diff), "Problem"), "%s", buf_str(&diff));
	buf_clear(&diff);
	packet_difference(one, one, &diff);
	cr_assert_eq(diff.len, 0);
	free(one);
	free(two);
	buf_done(&diff);
}

Test(packet_file, differences_of_every_shape)
{
	static const char *const cases[][3] = {
		{ "", "a\n", "+ a\n" },
		{ "a\n", "", "- a\n" },
		{ "# H\na\nb\nc\n", "# H\na\nx\nc\n", "# H\n\n- b\n+ x\n" },
		{ "# H\na\n# K\nb\n", "# H\n# K\nb\nc\n", "# H\n\n- a\n\n# K\n\n+ c\n" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct buf diff = { 0 };

		packet_difference(cases[i][0], cases[i][1], &diff);
		cr_assert_str_eq(buf_str(&diff), cases[i][2], "%zu: %s", i, buf_str(&diff));
		buf_done(&diff);
	}
}

/* Once more from the same records in another place: the same bytes. */
Test(packet_file, is_stable_to_the_byte)
{
	char *first, *path;

	filed_fill();
	filed_file();
	first = xstrdup(filed_there(FILED_NAME));
	won_close(&filed.w);
	cr_assert_eq(unlink(filed.db), 0);
	filed_open(); /* made anew */
	filed_fill();
	path = temp_path(filed.out, FILED_NAME);
	cr_assert_eq(unlink(path), 0);
	filed_file();
	cr_assert_str_eq(filed_there(FILED_NAME), first);
	free(first);
	free(path);
}

/* ---- killed ---- */

/* Fills the packet once more and files it in a child that is stopped at every call of the system from there on and
 * killed at the n-th. False: it was through before. */
enum { UNTRACED = 77 };
static bool is_untraced;

static bool killed_at(int n, bool twin)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		struct err err = { 0 };

		if (twin)
			setenv("TEETH", "packet-order", 1);
		if (ptrace(PTRACE_TRACEME, 0, NULL, NULL))
			_exit(UNTRACED);
		raise(SIGSTOP);
		_exit(packet_file(filed.w.s, filed.w.deal, NULL, NULL, &err) ? 1 : 0);
	}
	cr_assert_gt(pid, 0);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	for (int i = 0; WIFSTOPPED(status) && i < n; i++) {
		ptrace(PTRACE_SYSCALL, pid, NULL, NULL);
		cr_assert_eq(waitpid(pid, &status, 0), pid);
	}
	is_untraced = WIFEXITED(status) && WEXITSTATUS(status) == UNTRACED;
	if (!WIFSTOPPED(status))
		return false;
	kill(pid, SIGKILL);
	waitpid(pid, &status, 0);
	return true;
}

static void copy_file(const char *from, const char *to)
{
	struct buf b = { 0 };
	FILE *f;

	if (!file_read(from, 64 << 20, &b)) {
		f = fopen(to, "w");
		fwrite(buf_str(&b), 1, b.len, f);
		fclose(f);
	}
	buf_done(&b);
}

static void again(void)
{
	struct store_options opt = { .path = filed.db, .login = "dana", .out_dir = filed.out,
				     .now_ms = INT64_C(1795168200000), .now_frozen = true };
	struct err err = { 0 };

	cr_assert_eq(store_open(&filed.w.s, &opt, NULL, &err), 0, "%s", err.text);
}

/* The old file or the new one, and the database agrees: at once, or as soon as somebody looks. */
static bool is_torn(const char *old, bool whole)
{
	struct packet_filed f;
	const char *text = filed_there(FILED_NAME);
	bool torn;

	again();
	cr_assert_eq(packet_version(filed.w.s, filed_form(), 0, &f, NULL), 1);
	torn = f.version == 1 ? strcmp(text, old) : strcmp(text, old) && strcmp(text, f.body);
	if (!torn) {
		cr_assert_geq(packet_settle(filed.w.s, filed.w.deal, NULL, NULL), 0);
		torn = strcmp(filed_there(FILED_NAME), f.body) != 0;
	}
	packet_filed_done(&f);
	if (whole)
		won_sound(&filed.w);
	return torn;
}

static int kill_everywhere(bool twin, int step)
{
	char *kept = temp_path(filed.dir, "kept.db"), *kept_md = temp_path(filed.dir, "kept.md");
	char *md = temp_path(filed.out, FILED_NAME), *journal = temp_path(filed.dir, "a.db-journal");
	char *old = xstrdup(filed_there(FILED_NAME));
	int torn = 0;
	bool more = true;

	store_close(filed.w.s);
	copy_file(filed.db, kept);
	copy_file(md, kept_md);
	for (int n = 1; more && !(twin && torn); n += step) {
		unlink(journal);
		copy_file(kept, filed.db);
		copy_file(kept_md, md);
		again();
		more = killed_at(n, twin);
		store_close(filed.w.s);
		torn += is_torn(old, n % 8 == 1);
		store_close(filed.w.s);
	}
	copy_file(kept, filed.db);
	copy_file(kept_md, md);
	unlink(journal);
	again();
	free(kept);
	free(kept_md);
	free(md);
	free(journal);
	free(old);
	return torn;
}

Test(packet_file, killed_at_any_point_the_old_or_the_new)
{
	const char *tier = getenv("WINLOSS_TIER");

	filed_fill();
	filed_file();
	filed_set("expect", "One number by March");
	cr_assert_eq(kill_everywhere(false, tier && !strcmp(tier, "long") ? 1 : 9), 0);
	if (is_untraced)
		fprintf(stderr, "SKIPPED: no child can be traced here; nothing was killed\n");
	else
		cr_assert_gt(kill_everywhere(true, 3), 0, "with the name taken before the COMMIT it must be seen");
}
