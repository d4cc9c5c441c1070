/* Two who publish one quarter at once, or file one packet: whoever is told last that it is done, in its place stands the
 * newest one, whole, and nothing lies beside it. The second changes a deal (a field) and publishes (files) between the first
 * one's COMMIT and the moment that his file gets its name. */
#include "tests/faults/file.h"
#include "tests/faults/promise.h"

#include "model/deal.h"
#include "model/file.h"
#include "model/form.h"
#include "model/packet.h"
#include "model/report.h"
#include "model/report_private.h"
#include "model/sample.h"
#include "tests/support/temp.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);

static const struct rollup_scope quarter = { .year = 2026, .quarter = 4, .quotes = 3 };
static struct {
	char *dir, *path;
	int between; /* issues that are still to come between the two */
	const char *name; /* of the files that are walked */
	bool inside;
	int amount; /* of the deal that changes; nobody's before */
} world;

static void stop_at(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

static struct store *open_it(const char *login)
{
	struct store_options opt = { .path = world.path, .out_dir = world.dir, .login = login, .zone = "UTC",
				     .now_ms = INT64_C(1795510800000), .now_frozen = true, .db_flags = DB_CREATE };
	struct err err = { 0 };
	struct store *s;

	if (store_open(&s, &opt, NULL, &err))
		stop_at(world.path, &err);
	return s;
}

static void publish_now(void)
{
	static const struct sql won = { "issue_won", "select min(id) from deal where stage = 6 and closed_day between 20727 and 20800" };
	struct store *s = open_it(SAMPLE_CRO);
	struct err err = { 0 };
	char amount[16];

	snprintf(amount, sizeof amount, "%d", world.amount);
	if (deal_change(s, db_scalar(s->db, &won, 0), "amount", amount, &err) || report_publish(s, &quarter, NULL, &err))
		stop_at("published meanwhile", &err);
	store_close(s);
}

static const struct sql filed_deal = { "issue_filed", "select min(f.deal) from form f join filed v on v.form = f.id" };

static int file_packet(struct store *s, struct err *err)
{
	int64_t deal = db_scalar(s->db, &filed_deal, 0);
	char words[40];

	snprintf(words, sizeof words, "Counted %d times by hand", world.amount);
	return packet_set(s, deal, packet_field_find(s->packet, "problem"), words, -1, NULL, err) ||
			       packet_file(s, deal, NULL, NULL, err)
		       ? -1
		       : 0;
}

static void file_now(void)
{
	struct store *s = open_it(SAMPLE_CRO);
	struct err err = { 0 };

	if (file_packet(s, &err))
		stop_at("filed meanwhile", &err);
	store_close(s);
}

/* Another program: its number is in the name of what it writes. */
static void publish_other(void)
{
	pid_t pid;
	int status;

	world.amount++;
	pid = fork();
	if (!pid) {
		if (*world.name == 'w')
			publish_now();
		else
			file_now();
		_exit(0);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || status) {
		fprintf(stderr, "who publishes meanwhile did not end well\n");
		exit(1);
	}
}

int __wrap_rename(const char *from, const char *to)
{
	if (world.between && !world.inside && strstr(to, world.name)) {
		world.inside = true;
		world.between--;
		publish_other();
		world.inside = false;
	}
	return __real_rename(from, to);
}

static int count_files(const char *folder)
{
	DIR *d = opendir(folder);
	int n = 0;

	for (struct dirent *e; d && (e = readdir(d));)
		n += *e->d_name != '.' || e->d_name[1] > '.';
	if (d)
		closedir(d);
	return n;
}

static void judge(struct promise_run *run, struct store *s, int between)
{
	const struct report of = { .kind = REPORT_ROLLUP, .period = "2026-Q4" };
	struct buf path = { 0 }, there = { 0 }, bytes = { 0 };
	struct report newest;
	struct err err = { 0 };
	char *folder = temp_path(world.dir, "reports/revenue");
	int rc = report_newest_of(s, &of, &newest, &err);
	bool is_it = false;

	buf_printf(&path, "%s/%s", world.dir, rc == 1 ? newest.path : "");
	if (rc == 1 && report_bytes(s, &newest, &bytes, NULL, &err) == 1 && !file_read(buf_str(&path), 64u << 20, &there))
		is_it = there.len == bytes.len && !memcmp(buf_str(&there), buf_str(&bytes), bytes.len);
	promise_case(run, is_it, "%d between: what stands in its place is not the newest issue %s", between, err.text);
	promise_case(run, count_files(folder) == 1, "%d between: %d files lie in its folder", between, count_files(folder));
	if (rc == 1)
		report_done(&newest);
	free(folder);
	buf_done(&path);
	buf_done(&there);
	buf_done(&bytes);
}

static void judge_packet(struct promise_run *run, struct store *s, int between)
{
	struct packet_filed newest = { 0 };
	struct buf path = { 0 }, there = { 0 };
	struct err err = { 0 };
	struct form form;
	bool is_it = form_of_deal(s, db_scalar(s->db, &filed_deal, 0), FORM_PACKET, &form, &err) == 1 &&
		     packet_version(s, form.id, 0, &newest, &err) == 1;

	buf_printf(&path, "%s/%s", world.dir, is_it ? newest.path : "");
	is_it = is_it && !file_read(buf_str(&path), 64u << 20, &there) && !strcmp(buf_str(&there), newest.body);
	promise_case(run, is_it, "%d between: what stands in its place is not the newest version %s", between, err.text);
	packet_filed_done(&newest);
	buf_done(&path);
	buf_done(&there);
}

static void walk_packets(struct promise_run *run, struct store *s)
{
	struct err err = { 0 };

	world.name = "assessment";
	for (int between = 0; between <= 2 && !promise_is_settled(run); between++) {
		world.amount++;
		world.between = between;
		err_clear(&err);
		promise_case(run, !file_packet(s, &err), "packet, %d between: %s", between, err.text);
		judge_packet(run, s, between);
	}
}

static void walk_issues(struct promise_run *run, int worker, void *arg)
{
	struct err err = { 0 };
	struct store *s;

	(void)worker;
	(void)arg;
	world.dir = temp_dir("issue");
	world.path = temp_path(world.dir, "w.db");
	world.amount = 71000;
	s = open_it(SAMPLE_ADMIN);
	if (sample_fill(s, &err) || store_act_as(s, SAMPLE_CRO, &err))
		stop_at(world.path, &err);
	world.name = "win-loss";
	for (int between = 0; between <= 2 && !promise_is_settled(run); between++) {
		struct report mine;

		world.between = between;
		err_clear(&err);
		promise_case(run, !report_publish(s, &quarter, &mine, &err), "%d between: %s", between, err.text);
		report_done(&mine);
		judge(run, s, between);
	}
	walk_packets(run, s);
	store_close(s);
	temp_remove(world.dir);
	free(world.path);
	free(world.dir);
}

static void walk(struct promise_run *run)
{
	faulty_workers(run, 1, walk_issues, NULL);
}

int main(void)
{
	static const char *const protections[] = { "issue-newest", "packet-newest", NULL };

	promise_in_memory();
	return promise_main(&(struct promise){ "P12-issue", protections, walk, NULL, NULL });
}
