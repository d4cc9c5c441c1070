/* Exports beside those of deals: members and back, quotes. */
#include "model/import_member.h"
#include "model/deal.h"
#include "model/io/csv_in.h"
#include "model/member.h"
#include "tests/model/coded.h"
#include "tests/model/imports.h"
#include "tests/model/interviewed.h"
#include "tests/model/team.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static struct imports t;

static void open_it(void)
{
	imports_open(&t);
}

static void close_it(void)
{
	imports_close(&t);
}

TestSuite(export_rows, .init = open_it, .fini = close_it);

static char *members_csv(struct store *s, bool raw)
{
	struct export_options opt = { .kind = "members", .raw = raw };

	return imports_export_of(&t, s, &opt);
}

static void refused(void *arg, const struct import_refusal *r)
{
	import_refusal_format(r, arg);
	buf_putc(arg, '\n');
}

static struct import_counts take_members(const char *csv, bool raw, struct buf *said)
{
	struct import_options opt = { .path = imports_file(&t, "members.csv", csv), .raw = raw, .refused = refused, .arg = said };
	struct import_counts c;
	struct err err = { 0 };

	cr_assert_eq(import_members(t.s, &opt, &c, &err), 0, "%s", err.text);
	cr_assert_eq(c.read, c.added + c.updated + c.unchanged + c.refused);
	return c;
}

Test(export_rows, members_come_back_as_they_went)
{
	struct store *s = team_open(NULL);
	struct err err = { 0 };
	struct import_counts c;
	struct buf said = { 0 };
	char *csv, *back;

	team_as(s, "olga");
	cr_assert_eq(member_add_whole(s, &(struct new_member){ "=kim", "+Kim, \"the\" one", "kim@lumen.example",
							       1u << ROLE_AE | 1u << ROLE_CRO, 1u << DUTY_REVIEWER }, &err),
		     0, "%s", err.text);
	csv = members_csv(s, false);
	cr_assert_not_null(strstr(csv, "'=kim,\"'+Kim, \"\"the\"\" one\",kim@lumen.example,\"ae,cro\",reviewer,yes\r\n"), "%s", csv);
	c = take_members(csv, false, &said);
	cr_assert_eq(c.refused, 0, "%s", buf_str(&said));
	back = members_csv(t.s, false);
	cr_assert_not_null(strstr(back, "'=kim,\"'+Kim, \"\"the\"\" one\",kim@lumen.example,\"ae,cro\",reviewer,yes\r\n"), "%s", back);
	c = take_members(csv, false, &said);
	cr_assert_eq(c.unchanged, c.read);
	free(back);
	back = members_csv(t.s, true);
	c = take_members(back, true, &said);
	cr_assert_eq(c.unchanged, c.read);
	free(csv);
	free(back);
	buf_done(&said);
	store_close(s);
}

Test(export_rows, a_row_that_is_no_member_is_refused_and_the_others_go_in)
{
	struct buf said = { 0 };
	struct import_counts c = take_members("login,roles,duties,active\nkim,ae csm,,\n-x,ae,,\nlee,boss,,\nmo,ae,king,\nno,ae,,perhaps\n"
					      "ann,ae,,\n", false, &said);
	struct member m;

	cr_assert_eq(c.added, 1);
	cr_assert_eq(c.refused, 5, "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 3, column 1 (login)"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 4, column 2 (roles): found “boss”"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 6, column 4 (active)"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "line 7: ann is the only admin"), "%s", buf_str(&said));
	cr_assert_eq(member_by_login(t.s, "kim", &m, NULL), 1);
	cr_assert_eq(m.roles, 1u << ROLE_AE | 1u << ROLE_CSM);
	member_done(&m);
	buf_done(&said);
}

Test(export_rows, who_reads_no_personal_data_of_all_exports_no_addresses)
{
	struct store *s = team_open(NULL);
	char *csv;

	team_as(s, "mira");
	csv = members_csv(s, true);
	cr_assert(!strncmp(csv, "login,name,roles,duties,active\n", 31), "%s", csv);
	free(csv);
	store_close(s);
}

/* ---- quotes ---- */

static char *quotes_csv(struct interviewed *i)
{
	struct export_options opt = { .kind = "quotes", .raw = true };

	return imports_export_of(&t, i->s, &opt);
}

static void release(struct interviewed *i)
{
	struct coding_pass p = interviewed_pass(i);
	struct err err = { 0 };

	cr_assert_eq(coding_pass_close(i->s, p.id, &err), 0, "%s", err.text);
	cr_assert_eq(coding_pass_release(i->s, p.id, &err), 0, "%s", err.text);
}

Test(export_rows, quotes_are_the_words_that_were_coded_once_a_theme)
{
	struct interviewed i;
	struct err err = { 0 };
	char *csv;

	interviewed_open(&i);
	interviewed_code(&i, 0, i.discount, 13, 23);
	interviewed_code(&i, 0, i.owner, 0, 0);
	interviewed_code(&i, 1, i.price, 0, 0); /* a fact is no quote */
	csv = quotes_csv(&i);
	cr_assert_eq(strchr(csv, '\n')[1], '\0', "nothing is released yet: %s", csv);
	free(csv);
	interviewed_code(&i, 2, i.price, 0, 0);
	interviewed_code(&i, 3, i.onboarding, 0, 0);
	release(&i);
	csv = quotes_csv(&i);
	cr_assert_not_null(strstr(csv, ",price-level,win,number was,,I-"), "%s", csv);
	cr_assert_not_null(strstr(csv, ",no-owner,win,Honestly the number was fine."), "%s", csv);
	cr_assert_null(strstr(csv, "Two vendors"), "%s", csv);
	cr_assert(!strncmp(strchr(csv, '\n') + 1, "2026-Q4,won,", 12), "%s", csv);
	free(csv);
	interviewed_as(&i, "dana");
	cr_assert_eq(interview_consent(i.s, i.interview, PERMIT_QUOTE, CONSENT_WITHDRAWN, NULL, &err), 0, "%s", err.text);
	csv = quotes_csv(&i);
	cr_assert_eq(strchr(csv, '\n')[1], '\0', "quoting was withdrawn: %s", csv);
	free(csv);
	interviewed_close(&i);
}

/* ---- figures ---- */

Test(export_rows, the_rollup_has_a_row_a_figure_of_the_quarter_asked_for)
{
	struct export_options opt = { .kind = "rollup", .quarter = "2026-Q4", .raw = true,
				      .columns = "quarter,key,n,of,amount,currency" };
	struct err err = { 0 };
	char *csv;

	imports_expect(&t, "deals", "external_id,company,stage,amount,currency,closed,reason\nA1,Tern,won,1250.50,EUR,2026-11-02,\n"
				    "A2,Stagg,lost,7,USD,2026-10-02,price\nA3,Lumen,lost,,,2026-07-01,price\n", 3, 0, 0, 0);
	csv = imports_export(&t, &opt);
	cr_assert_not_null(strstr(csv, "2026-Q4,scope.closed,2,"), "%s", csv);
	cr_assert_not_null(strstr(csv, "2026-Q4,outcome.won.EUR,1,,1250.50,EUR"), "%s", csv);
	cr_assert_not_null(strstr(csv, "2026-Q4,outcome.rate,1,2,"), "%s", csv);
	free(csv);
	opt.quarter = "2019-Q1"; /* an empty one */
	csv = imports_export(&t, &opt);
	cr_assert_not_null(strstr(csv, "2019-Q1,scope.closed,0,"), "%s", csv);
	free(csv);
	opt.quarter = "last";
	opt.path = imports_path(&t, "none");
	{
		int64_t rows;
		bool closed;

		cr_assert_eq(export_run(t.s, &opt, &rows, &closed, &err), -1);
		cr_assert_eq(err.kind, ERR_USAGE, "%s", err.text);
	}
}

/* ---- what is wrong with the world ---- */

static struct store *many_quotes(void)
{
	static const char *const none[] = { NULL };
	struct store *s = coded_open();
	int64_t interview = coded_interview(s, none), pass;

	coded_run(s, "update interview set consent_notes = %d, consent_quote = %d", CONSENT_GIVEN, CONSENT_GIVEN);
	coded_run(s, "update theme set key = 'price|of" "\n" "it' where id = 9001");
	coded_run(s, "update theme_in set title = 'Price | of" "\n" "it' where theme = 9001");
	coded_run(s, "with recursive n (i) as (select 1 union all select i + 1 from n where i < 10000) insert into text (id, body, digest,"
		     " chars, class, subject_kind, subject, at_ms, member) select 9000000 + i, '=cmd|said ' || i, x'00', 1, 6, 23, 0, 1, 1"
		     " from n");
	coded_run(s, "insert into interview_note (id, interview, seq, kind, text, member, at_ms) select id, %lld, id - 9000000, 1, id, 1, 1"
		     " from text where id > 9000000", (long long)interview);
	pass = coded_pass(s, interview, "ana");
	coded_run(s, "insert into code (id, pass, note, text, theme, made_at) select id, %lld, id, text, 9001, 1 from interview_note"
		     " where id > 9000000", (long long)pass);
	coded_end(s, pass);
	return s;
}

static int export_to(struct store *s, const char *kind, enum export_format format, const char *path, int64_t *rows, struct err *err)
{
	struct export_options opt = { .kind = kind, .format = format, .path = path };
	bool closed;

	*err = (struct err){ 0 };
	return export_run(s, &opt, rows, &closed, err);
}

Test(export_rows, ten_thousand_quotes_and_names_of_themes_with_pipe_and_line_end)
{
	struct store *s = many_quotes();
	char *path = xstrdup(imports_path(&t, "many"));
	struct csv_in *in;
	struct csv_row row;
	struct err err;
	int64_t rows;
	int n = 0;

	cr_assert_eq(export_to(s, "quotes", EXPORT_XLSX, path, &rows, &err), 0, "%s", err.text);
	cr_assert_eq(rows, 10000);
	cr_assert_eq(export_to(s, "quotes", EXPORT_CSV, path, &rows, &err), 0, "%s", err.text);
	in = csv_in_open(path, NULL, &err);
	cr_assert_eq(csv_in_header(in, &row, &err), 1);
	while (csv_in_next(in, &row, &err) == CSV_IN_ROW) {
		cr_assert_str_eq(row.fields[3].text, "price|of\nit");
		cr_assert_eq(strncmp(row.fields[5].text, "'=cmd|said ", 11), 0);
		n++;
	}
	cr_assert_eq(n, 10000);
	csv_in_close(in);
	for (enum export_format f = EXPORT_CSV; f <= EXPORT_XLSX; f++) {
		cr_assert_eq(export_to(s, "taxonomy", f, path, &rows, &err), 0, "%s", err.text);
		cr_assert_eq(export_to(s, "matrix", f, path, &rows, &err), 0, "%s", err.text);
		cr_assert_eq(rows, 1);
	}
	cr_assert_eq(export_to(s, "matrix", EXPORT_CSV, path, &rows, &err), 0);
	in = csv_in_open(path, NULL, &err);
	cr_assert_eq(csv_in_header(in, &row, &err), 1);
	cr_assert_eq(row.count, 5);
	cr_assert_str_eq(row.fields[2].text, "price|of\nit");
	cr_assert_eq(csv_in_next(in, &row, &err), CSV_IN_ROW);
	cr_assert_str_eq(row.fields[2].text, "1");
	cr_assert_str_eq(row.fields[3].text, "0", "0, not nothing");
	csv_in_close(in);
	free(path);
	store_close(s);
}

static size_t files_in(const char *dir)
{
	DIR *d = opendir(dir);
	size_t n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

/* A limit on the size of files stands for a disk that is full. */
Test(export_rows, a_full_disk_leaves_what_was_there_and_no_half)
{
	struct rlimit was, small = { 0 };
	struct store *s = many_quotes();
	char *path = xstrdup(imports_path(&t, "kept"));
	struct buf kept = { 0 };
	size_t before;
	struct err err;
	int64_t rows;
	int own = dup(STDERR_FILENO), fd;

	imports_file(&t, "kept", "what was there");
	fd = open(imports_file(&t, "stderr", ""), O_WRONLY | O_CLOEXEC);
	before = files_in(t.dir);
	dup2(fd, STDERR_FILENO);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	for (enum export_format f = EXPORT_CSV; f <= EXPORT_XLSX; f++) {
		small = (struct rlimit){ 4096, was.rlim_max };
		setrlimit(RLIMIT_FSIZE, &small);
		cr_assert_eq(export_to(s, "quotes", f, path, &rows, &err), -1);
		setrlimit(RLIMIT_FSIZE, &was);
		cr_assert_eq(err.kind, ERR_OUTPUT);
		cr_assert_not_null(strstr(err.text, path), "%s", err.text);
		cr_assert_not_null(strstr(err.text, "nothing was replaced"), "%s", err.text);
		cr_assert_eq(files_in(t.dir), before, "a part was left");
		buf_clear(&kept);
		cr_assert(prop_read(path, &kept));
		cr_assert_str_eq(buf_str(&kept), "what was there");
	}
	dup2(own, STDERR_FILENO);
	close(own);
	close(fd);
	buf_clear(&kept);
	cr_assert(prop_read(imports_path(&t, "stderr"), &kept));
	cr_assert_str_eq(buf_str(&kept), "", "a library wrote into the terminal");
	buf_done(&kept);
	free(path);
	store_close(s);
}

Test(export_rows, a_folder_that_cannot_be_written_is_one_clear_line)
{
	static const char *const paths[] = { "none/out", "file/out", "" };
	size_t before;
	struct err err;
	int64_t rows;

	imports_file(&t, "file", "x");
	before = files_in(t.dir);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		for (enum export_format f = EXPORT_CSV; f <= EXPORT_XLSX; f++) {
			char *path = temp_path(t.dir, paths[i]);

			cr_assert_eq(export_to(t.s, "deals", f, path, &rows, &err), -1, "%s", path);
			cr_assert_eq(err.kind, ERR_OUTPUT);
			cr_assert_not_null(strstr(err.text, t.dir), "%s", err.text);
			cr_assert_null(strchr(err.text, '\n'));
			free(path);
		}
	cr_assert_eq(files_in(t.dir), before);
}

/* ---- one person ---- */

static char *contact_csv(struct store *s, const char *name)
{
	struct export_options opt = { .kind = "contact", .name = name, .raw = true };

	return imports_export_of(&t, s, &opt);
}

static void is_no_contact(const char *name, const char *says)
{
	struct export_options opt = { .kind = "contact", .name = name, .path = imports_path(&t, "none") };
	struct err err = { 0 };
	int64_t rows;
	bool closed;

	cr_assert_eq(export_run(t.s, &opt, &rows, &closed, &err), -1, "%s", name);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, says), "%s", err.text);
	cr_assert_eq(access(opt.path, F_OK), -1);
}

static void two_of_a_name(void)
{
	imports_expect(&t, "deals", "external_id,company,next_step\nA1,Tern,call Ida Berg\nA2,Stagg,write\n", 2, 0, 0, 0);
	imports_expect(&t, "contacts",
		       "company,deal,name,title,email,phone,role\nTern,A1,Ida Berg,CFO,ida@tern.example,+1 555 1,champion\n"
		       "Stagg,A2,Ida Berg,CTO,ida@stagg.example,,technical\n", 2, 0, 0, 0);
}

Test(export_rows, one_person_is_found_by_name_company_address_or_number)
{
	static const char *const names[] = { "ida@TERN.example", "ida berg, tern", "1" };

	two_of_a_name();
	is_no_contact("Ida Berg", "are 2 people: 1 Ida Berg, Tern; 2 Ida Berg, Stagg");
	is_no_contact("Ida", "no contact “Ida”");
	is_no_contact("", "no contact");
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		char *csv = contact_csv(t.s, names[i]);

		cr_assert_not_null(strstr(csv, "contact,1,email,ida@tern.example\n"), "%s", csv);
		cr_assert_not_null(strstr(csv, "contact,1,phone,+1 555 1\n"), "%s", csv);
		cr_assert_not_null(strstr(csv, "deal,D-1,role,champion\n"), "%s", csv);
		cr_assert_null(strstr(csv, "stagg"), "%s", csv);
		free(csv);
	}
}

static int add_cfo(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct interviewed *i = arg;
	struct deal d;
	int rc = deal_get(s, i->w.deal, &d, err) == 1 ? deal_add_person(s, g, &d, "CFO", PERSON_ECONOMIC, err) : -1;

	deal_done(&d);
	return rc;
}

Test(export_rows, what_was_said_by_a_person_goes_by_its_permissions)
{
	struct interviewed i;
	struct err err = { 0 };
	char *csv;

	interviewed_open(&i);
	interviewed_as(&i, "dana");
	cr_assert_eq(edit(i.s, &(struct group_open){ .title = "contact" }, add_cfo, &i, NULL, &err), 0, "%s", err.text);
	csv = contact_csv(i.s, "CFO");
	cr_assert_not_null(strstr(csv, "respondent,CFO\n"), "%s", csv);
	cr_assert_not_null(strstr(csv, ",quote,Honestly the number was fine."), "%s", csv);
	cr_assert_not_null(strstr(csv, ",fact,\"Two vendors") ? csv : strstr(csv, ",fact,Two vendors"), "%s", csv);
	free(csv);
	cr_assert_eq(interview_consent(i.s, i.interview, PERMIT_QUOTE, CONSENT_WITHDRAWN, NULL, &err), 0, "%s", err.text);
	csv = contact_csv(i.s, "CFO");
	cr_assert_null(strstr(csv, "Honestly"), "%s", csv);
	cr_assert_not_null(strstr(csv, "Two vendors"), "%s", csv);
	free(csv);
	interviewed_as(&i, "mira");
	csv = contact_csv(i.s, "CFO");
	cr_assert_null(strstr(csv, "Honestly"), "%s", csv);
	free(csv);
	interviewed_close(&i);
}
