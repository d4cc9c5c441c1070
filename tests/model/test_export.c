#include "tests/model/imports.h"
#include "tests/model/won.h"

#include "model/deal.h"
#include "model/item.h"
#include "model/import_map.h"
#include "model/member.h"
#include "model/value.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
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

TestSuite(export, .init = open_it, .fini = close_it);

/* Every field filled, cells that a spreadsheet would run, quotes, line breaks, other scripts, no external id. */
static const char nasty[] =
	"external_id,company,name,product,stage,outcome,amount,arr,currency,discount,term_months,probability,"
	"expected_close,"
	"follow_up,next_step,owner,csm,segment,region,industry,tier,competitor,source,reason,created,closed,stage_"
	"since,"
	"commitment,sow_status,sow_date,icp_1,icp_2,icp_3,icp_4,icp_5\n"
	"A1,\"Lumen, "
	"\"\"Labs\"\"\",renewal,Pro,negotiation,stalled,9500.50,1200,EUR,12.5,24,60,2026-12-01,2026-11-30,"
	"\"=1+1\",mira,priya,SMB,EMEA,retail,gold,Northwind,web,price,2026-01-02,,2026-10-01T08:00:00.123Z,verbal,"
	"pending,"
	"2026-12-24,0,1,2,3,4\n"
	"-A2,+Umber,@name,'=x,won,won,-5,1,JPY,0,0,0,,,\"two\nlines, "
	"and\ttab\",,,,,,,,,,1999-12-31,2026-11-02,,,,,,,,,\n"
	"\"''=A3\",東京 Labs,\"\"\" quoted \"\"\",,lost,,,,,,,,,,' ,,,,,,,,,,,2026-05-05,,,,,,,,,\n"
	",Only a company,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n";

static const char *skip_bom(const char *s)
{
	return !strncmp(s, "\xef\xbb\xbf", 3) ? s + 3 : s;
}

/* The export without its first column. */
static char *without_id(const char *csv)
{
	struct buf out = { 0 };
	bool quoted = false, first = true;

	for (const char *p = skip_bom(csv); *p; p++) {
		if (*p == '"')
			quoted = !quoted;
		if (first && *p == ',' && !quoted)
			first = false;
		else if (!first)
			buf_putc(&out, *p);
		if (*p == '\n' && !quoted)
			first = true;
	}
	return buf_take(&out);
}

static void again(struct imports *other, const char *kind, const char *csv)
{
	struct err err = { 0 };

	imports_open(other);
	imports_file(other, "back.csv", csv);
	cr_assert_eq(imports_run(other, kind, "back.csv", &err), 0, "%s", err.text);
	cr_assert_eq(other->last.counts.refused, 0, "%s", buf_str(&other->refused));
}

static void is_identity(const char *kind, bool raw, char delimiter)
{
	struct export_options opt = { .kind = kind, .raw = raw, .delimiter = delimiter };
	struct imports other;
	char *csv = imports_export(&t, &opt), *back, *a, *b;

	other.opt = (struct import_options){ 0 };
	imports_open(&other);
	other.opt.raw = raw;
	imports_file(&other, "back.csv", csv);
	cr_assert_eq(imports_run(&other, kind, "back.csv", NULL), 0);
	cr_assert_eq(other.last.counts.refused, 0, "%s", buf_str(&other.refused));
	back = imports_export(&other, &opt);
	a = without_id(csv);
	b = without_id(back);
	cr_assert_str_eq(a, b);
	free(csv);
	free(back);
	free(a);
	free(b);
	imports_close(&other);
}

Test(export, and_import_are_the_identity)
{
	imports_expect(&t, "deals", nasty, 4, 0, 0, 0);
	is_identity("deals", false, 0);
	is_identity("deals", true, 0);
	is_identity("deals", false, '\t');
}

/* Texts of what spreadsheets, CSV readers and terminals trip over, in every order. */
static void put_text(struct buf *out, uint64_t *x)
{
	static const char *const bits[] = { "=",
					    "+",
					    "-",
					    "@",
					    "'",
					    "\"",
					    ",",
					    ";",
					    "\t",
					    "\r",
					    "\n",
					    "\r\n",
					    " ",
					    "a",
					    "7",
					    "é",
					    "東",
					    "🙂",
					    "\xe2\x80\xae",
					    "\x1b[2J",
					    "\xef\xbc\x9d",
					    "|",
					    "\\",
					    "%n" };
	struct buf text = { 0 };
	int n;

	*x = *x * 6364136223846793005u + 1442695040888963407u;
	n = (int)(*x >> 60);
	for (int i = 0; i < n; i++) {
		*x = *x * 6364136223846793005u + 1442695040888963407u;
		buf_puts(&text, bits[(*x >> 33) % (sizeof bits / sizeof *bits)]);
	}
	buf_putc(out, '"');
	for (size_t i = 0; i < text.len; i++)
		buf_printf(out, text.data[i] == '"' ? "\"\"" : "%c", text.data[i]);
	buf_putc(out, '"');
	buf_done(&text);
}

Test(export, random_texts_come_back_byte_for_byte)
{
	struct buf csv = { 0 };
	uint64_t x = 20261122;

	buf_puts(&csv, "external_id,company,name,next_step\n");
	for (int i = 0; i < 600; i++) {
		buf_printf(&csv, "R%d,", i);
		put_text(&csv, &x);
		buf_putc(&csv, ',');
		put_text(&csv, &x);
		buf_putc(&csv, ',');
		put_text(&csv, &x);
		buf_puts(&csv, "\n");
	}
	t.opt.raw = true;
	imports_expect(&t, "deals", buf_str(&csv), 600, 0, 0, 0);
	is_identity("deals", false, 0);
	is_identity("deals", true, 0);
	is_identity("deals", false, ';');
	buf_done(&csv);
}

Test(export, columns_are_the_fields_of_the_table)
{
	size_t i = 0;

	for (const char *const *key = import_fields("deals"); *key; key++, i++)
		cr_assert_str_eq(deal_fields[i].key, *key);
	cr_assert_null(deal_fields[i].key);
}

Test(export, comes_back_into_its_own_file_unchanged)
{
	struct export_options opt = { .kind = "deals" };
	struct err err = { 0 };
	char *csv;

	imports_expect(&t, "deals", nasty, 4, 0, 0, 0);
	csv = imports_export(&t, &opt);
	imports_file(&t, "back.csv", csv);
	free(csv);
	cr_assert_eq(imports_run(&t, "deals", "back.csv", &err), 0, "%s", err.text);
	cr_assert_eq(t.last.counts.added, 0, "%s", buf_str(&t.refused));
	cr_assert_eq(t.last.counts.updated, 0, "%s", buf_str(&t.changed));
	cr_assert_eq(t.last.counts.refused, 0, "%s", buf_str(&t.refused));
}

Test(export, contacts_come_back)
{
	struct export_options opt = { .kind = "contacts" }, deals = { .kind = "deals" };
	struct imports other;
	struct err err = { 0 };
	char *csv, *back, *all, *a, *b;

	imports_expect(&t, "deals", "external_id,company\nA1,Lumen\n", 1, 0, 0, 0);
	imports_expect(&t, "contacts",
		       "company,deal,name,title,email,phone,role\n"
		       "Lumen,A1,Ida Berg,=CFO,ida@lumen.example,+47 22 33,champion\nUmber,,Bo Lund,,,,\n",
		       2, 0, 0, 0);
	all = imports_export(&t, &deals);
	csv = imports_export(&t, &opt);
	again(&other, "deals", all);
	imports_file(&other, "c.csv", csv);
	cr_assert_eq(imports_run(&other, "contacts", "c.csv", &err), 0, "%s", err.text);
	back = imports_export(&other, &opt);
	a = without_id(csv);
	b = without_id(back);
	cr_assert_str_eq(a, b);
	cr_assert_not_null(strstr(csv, "champion"));
	free(a), free(b), free(csv), free(back), free(all);
	imports_close(&other);
}

Test(export, no_cell_begins_a_formula)
{
	struct export_options opt = { .kind = "deals" };
	char *csv;

	imports_expect(&t, "deals", nasty, 4, 0, 0, 0);
	csv = imports_export(&t, &opt);
	cr_assert_not_null(strstr(csv, ",'=1+1,"));
	cr_assert_not_null(strstr(csv, ",'+Umber,"));
	cr_assert_not_null(strstr(csv, ",'@name,"));
	cr_assert_not_null(strstr(csv, ",-5,"), "a number is no formula");
	cr_assert_null(strstr(csv, ",=1+1"));
	free(csv);
}

Test(export, says_our_own_name_where_there_is_no_other)
{
	struct export_options opt = { .kind = "deals", .columns = "external_id", .raw = true };
	char *csv, want[80];
	struct buf name = { 0 };

	imports_expect(&t, "deals", "company\nLumen\n", 1, 0, 0, 0);
	deal_global_name(t.s, 1, &name);
	snprintf(want, sizeof want, "external_id\n%s\n", buf_str(&name));
	csv = imports_export(&t, &opt);
	cr_assert_str_eq(csv, want);
	cr_assert_eq(deal_from_global_name(t.s, buf_str(&name)), 1);
	cr_assert_eq(deal_from_global_name(t.s, "wl-0000000000000000-D1"), 0);
	buf_done(&name);
	free(csv);
}

/* Since: whatever was written of a deal, not how long it is in its stage. */
Test(export, since_a_day_are_the_deals_that_were_written)
{
	struct export_options opt = { .kind = "deals", .raw = true, .columns = "external_id", .since = "today" };
	char *csv;

	imports_expect(&t, "deals", "external_id,stage\nB1,discovery\nB2,discovery\nB3,discovery\n", 3, 0, 0, 0);
	t.s->now_offset_ms += 5 * DAY_MS;
	csv = imports_export(&t, &opt);
	cr_assert_str_eq(csv, "external_id\n");
	free(csv);
	imports_edit(&t, "B2", "region", "North");
	csv = imports_export(&t, &opt);
	cr_assert_str_eq(csv, "external_id\nB2\n");
	free(csv);
	imports_expect(&t, "deals", "external_id,stage,region\nB3,discovery,West\n", 0, 1, 0, 0);
	csv = imports_export(&t, &opt);
	cr_assert_str_eq(csv, "external_id\nB2\nB3\n");
	free(csv);
}

Test(export, quarter_since_columns_and_decimals)
{
	struct export_options opt = {
		.kind = "deals", .raw = true, .columns = "amount,external_id", .quarter = "2026-Q4"
	};
	struct err err = { 0 };
	int64_t rows;
	bool closed;
	char *csv;

	imports_expect(&t, "deals",
		       "external_id,stage,closed,amount\nA1,won,2026-11-02,1.5\nA2,lost,2026-09-30,2\n"
		       "A3,discovery,,3\n",
		       3, 0, 0, 0);
	csv = imports_export(&t, &opt);
	cr_assert_str_eq(csv, "amount,external_id\n1.50,A1\n");
	free(csv);
	opt.quarter = NULL;
	opt.since = "2026-11-01";
	opt.decimal = ',';
	opt.delimiter = ';';
	csv = imports_export(&t, &opt);
	cr_assert_str_eq(csv, "amount;external_id\n\"1,50\";A1\n\"2,00\";A2\n\"3,00\";A3\n");
	free(csv);
	opt.format = EXPORT_JSON;
	opt.quarter = "2026-Q4";
	csv = imports_export(&t, &opt);
	cr_assert_str_eq(csv, "[{\"amount\":\"1.50\",\"external_id\":\"A1\"}]\n");
	free(csv);
	opt.columns = "mood";
	opt.path = "/tmp/never-made.csv";
	cr_assert_eq(export_run(t.s, &opt, &rows, &closed, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	opt.columns = NULL;
	opt.quarter = "Q4";
	cr_assert_eq(export_run(t.s, &opt, &rows, &closed, &err), -1);
	opt.quarter = NULL;
	opt.since = NULL;
	opt.path = "/nowhere/at/all.csv";
	opt.format = EXPORT_CSV;
	cr_assert_eq(export_run(t.s, &opt, &rows, &closed, &err), -1);
	cr_assert_eq(err.kind, ERR_OUTPUT, "%s", err.text);
}

Test(export, history_is_read_in_words)
{
	struct export_options opt = { .kind = "history", .raw = true, .columns = "member,record,field,before,after" };
	char *csv;

	imports_expect(&t, "deals", "external_id,amount,owner\nA1,1,mira\n", 1, 0, 0, 0);
	imports_edit(&t, "A1", "amount", "2.50");
	imports_edit(&t, "A1", "owner", "jo");
	csv = imports_export(&t, &opt);
	cr_assert_not_null(strstr(csv, "ann,D-1,amount,1.00,2.50\n"), "%s", csv);
	cr_assert_not_null(strstr(csv, "ann,D-1,owner,mira,jo\n"), "%s", csv);
	free(csv);
}

/* ---- Who sees what: words that must not leave the file for a role (P38) ---- */

static void add_row(struct won *w, enum item_kind kind, const char *text)
{
	struct err err = { 0 };
	struct item it;

	item_init(&it, kind);
	free(it.text);
	it.text = xstrdup(text);
	it.form = w->form;
	it.owner = w->priya;
	it.due_day = day_from_ymd(2027, 6, 30);
	it.due_unit = DUE_QUARTER;
	it.attr = kind == ITEM_PROMISE ? PROMISE_IMPLICIT : kind == ITEM_RISK ? RISK_VENDOR : 0;
	cr_assert_eq(item_save(w->s, NULL, &it, NULL, &err), 0, "%s", err.text);
	item_done(&it);
}

static void complete(struct won *w)
{
	struct err err = { 0 };

	cr_assert_eq(debrief_attend(w->s, w->form, "mira,priya", &err), 0, "%s", err.text);
	cr_assert_eq(debrief_complete(w->s, w->form, &err), 0, "%s", err.text);
}

static void add_canaries(struct won *w)
{
	struct err err = { 0 };

	won_answer_all(w);
	add_row(w, ITEM_PROMISE, "CANARYPROMISE by June");
	add_row(w, ITEM_RISK, "CANARYRISK in IT");
	add_row(w, ITEM_OBJECTION, "CANARYINTERNAL objection");
	add_row(w, ITEM_CRITERION, "CANARYHEALTH criterion");
	complete(w);
	cr_assert_eq(debrief_answer(w->s, w->form, 3, LAYER_LIVE, "CANARYINTERNAL about our price", -1, 0, NULL, NULL,
				    &err),
		     0, "%s", err.text);
	cr_assert_eq(debrief_answer(w->s, w->form, 1, LAYER_LIVE, "CANARYCRM a trigger", -1, 0, NULL, NULL, &err), 0,
		     "%s", err.text);
	cr_assert_eq(debrief_answer(w->s, w->form, 2, LAYER_LIVE, "CANARYHEALTH a stake", -1, 0, NULL, NULL, &err), 0,
		     "%s", err.text);
	won_as(w, "dana");
	cr_assert_eq(deal_change(w->s, w->deal, "next_step", "CANARYDEAL call", &err), 0, "%s", err.text);
	t.s = w->s;
}

/* What the member can take out by every kind and format, in one text. */
static char *all_exports(struct won *w, const char *login)
{
	struct buf all = { 0 };

	won_as(w, login);
	for (size_t k = 0; export_kind_name(k); k++)
		for (int wide = 0; wide < 2; wide++)
			for (int format = EXPORT_CSV; format <= EXPORT_JSON; format++) {
				char path[160], part[4096];
				struct export_options opt = {
					.kind = export_kind_name(k), .wide = wide && strcmp(export_kind_name(k), "all"), .path = path, .name = strcmp(export_kind_name(k), "contact") ? NULL : "L. Fox", .format = (enum export_format)format
				};
				struct err err = { 0 };
				int64_t rows;
				bool closed;
				size_t n;
				FILE *f;

				snprintf(path, sizeof path, "%s/canary", t.dir);
				if (export_run(w->s, &opt, &rows, &closed, &err)) {
					/* A contact of deals of others is none. */
					cr_assert(err.kind == ERR_ROLE || (opt.name && err.kind == ERR_INPUT), "%s", err.text);
					buf_puts(&all, err.text);
					continue;
				}
				f = fopen(path, "re");
				cr_assert_not_null(f);
				while ((n = fread(part, 1, sizeof part, f)) > 0)
					buf_add(&all, part, n);
				fclose(f);
			}
	return buf_take(&all);
}

Test(export, p38_what_a_role_may_not_see_is_absent)
{
	static const char *const words[] = { "CANARYDEAL", "CANARYCRM", "CANARYHEALTH", "CANARYINTERNAL", "Umber",
					     "CANARYPROMISE", "CANARYRISK" };
	static const struct {
		const char *login;
		bool sees[7];
	} roles[] = {
		{ "dana", { true, true, true, true, true, true, true } },
		{ "priya", { true, true, true, true, true, true, true } },
		{ "mira", { true, true, true, true, true, true, true } },
		{ "jo", { false, false, false, false, false, false, false } },
		{ "ana", { true, false, false, false, true, false, false } },
		{ "rex", { true, true, true, false, true, true, true } },
		{ "nobody", { false, false, false, false, false, false, false } },
	};
	struct store *own = t.s;
	struct won w;

	won_open(&w, NULL);
	add_canaries(&w);
	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
		char *all = all_exports(&w, roles[i].login);

		for (size_t k = 0; k < 7; k++)
			cr_assert_eq(strstr(all, words[k]) != NULL, roles[i].sees[k], "%s and %s", roles[i].login,
				     words[k]);
		free(all);
	}
	won_close(&w);
	t.s = own;
}

static char *export_of(struct won *w, const char *kind, const char *quarter)
{
	struct export_options opt = { .kind = kind, .raw = true, .quarter = quarter };

	t.s = w->s;
	return imports_export(&t, &opt);
}

/* commands.md, "Fields". */
Test(export, promises_risks_actions_and_debriefs)
{
	static const struct {
		const char *kind, *quarter, *csv;
	} cases[] = {
		{ "promises", NULL, "deal,text,kind,said_by,owner,due,state\nD-1,=A call,implicit,,priya,2027-Q2,open\n" },
		{ "promises", "2026-Q3", "deal,text,kind,said_by,owner,due,state\n" },
		{ "risks", "2026-Q4", "deal,text,kind,said_by,owner,due,state\nD-1,Head of IT,displaced vendor,,priya,2027-Q2,"
				      "open\n" },
		{ "actions", "2026-Q4", "deal,text,kind,said_by,owner,due,state,change,expected,evidence,reason\nD-1,=A call,action,,priya,2027-06-30,open,,,,\n" },
		{ "actions", "2026-Q3", "deal,text,kind,said_by,owner,due,state,change,expected,evidence,reason\n" },
		{ "debriefs", NULL, "deal,company,ae,csm,state,scheduled,begun,completed,seconds,answered,signal,doubt\n"
				    "D-1,Umber Group,mira,priya,complete,,2026-11-20T09:50:00Z,2026-11-20T09:50:00Z,,7,good,no\n" },
	};
	struct store *own = t.s;
	struct err err = { 0 };
	struct won w;

	won_open(&w, NULL);
	won_answer_all(&w);
	add_row(&w, ITEM_PROMISE, "=A call");
	add_row(&w, ITEM_RISK, "Head of IT");
	cr_assert_eq(debrief_signal(w.s, w.form, SIGNAL_GOOD, &err), 0, "%s", err.text);
	cr_assert_eq(debrief_doubt(w.s, w.form, DOUBT_NO, &err), 0, "%s", err.text);
	complete(&w);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *csv = export_of(&w, cases[i].kind, cases[i].quarter);

		cr_assert_str_eq(csv, cases[i].csv, "%s %s: %s", cases[i].kind, cases[i].quarter ? cases[i].quarter : "", csv);
		free(csv);
	}
	won_close(&w);
	t.s = own;
}

Test(export, p38_a_hidden_column_is_absent_not_blank)
{
	struct export_options opt = { .kind = "answers", .wide = true, .raw = true };
	struct store *own = t.s;
	struct won w;
	char *csv;

	won_open(&w, NULL);
	won_answer_all(&w);
	t.s = w.s;
	won_as(&w, "rex");
	csv = imports_export(&t, &opt);
	cr_assert_not_null(strstr(csv, "q1_trigger"));
	cr_assert_null(strstr(csv, "q3_"), "%s", csv);
	free(csv);
	won_close(&w);
	t.s = own;
}

static int export_to(const char *path, enum export_format format, struct err *err)
{
	struct export_options opt = { .kind = "deals", .path = path, .format = format };
	int64_t rows;
	bool closed;

	return export_run(t.s, &opt, &rows, &closed, err);
}

/* As root an export to a device would else put a file in its place, for every program of the machine. */
Test(export, writes_into_a_pipe_and_does_not_replace_it)
{
	const char *path = imports_path(&t, "pipe");
	char head[6] = "";
	struct err err = { 0 };
	struct stat st;
	int fd;

	cr_assert_eq(mkfifo(path, 0600), 0);
	fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
	cr_assert_geq(fd, 0);
	cr_assert_eq(export_to(path, EXPORT_CSV, &err), 0, "%s", err.text);
	cr_assert_eq(lstat(path, &st), 0);
	cr_assert(S_ISFIFO(st.st_mode));
	cr_assert_eq(read(fd, head, 5), 5);
	cr_assert_str_eq(head, "\xef\xbb\xbfid");
	cr_assert_eq(export_to(path, EXPORT_XLSX, &err), -1, "a workbook is written in more than one go");
	cr_assert_eq(err.kind, ERR_OUTPUT);
	cr_assert_eq(lstat(path, &st), 0);
	cr_assert(S_ISFIFO(st.st_mode));
	close(fd);
}

Test(export, writes_the_file_that_a_link_leads_to)
{
	char *file = xstrdup(imports_file(&t, "real.csv", "old bytes")), *link = xstrdup(imports_path(&t, "link.csv"));
	struct err err = { 0 };
	struct stat st;

	cr_assert_eq(symlink(file, link), 0);
	for (int format = EXPORT_CSV; format <= EXPORT_XLSX; format++) {
		cr_assert_eq(export_to(link, (enum export_format)format, &err), 0, "%s", err.text);
		cr_assert_eq(lstat(link, &st), 0);
		cr_assert(S_ISLNK(st.st_mode));
		cr_assert_eq(stat(file, &st), 0);
		cr_assert_neq(st.st_size, 9, "what was there before is still there");
	}
	free(file);
	free(link);
}

Test(export, names_the_file_that_was_asked_for_when_it_cannot_be_made)
{
	const char *path = imports_path(&t, "absent/out.csv");
	struct err err = { 0 };

	cr_assert_eq(export_to(path, EXPORT_CSV, &err), -1);
	cr_assert_eq(err.kind, ERR_OUTPUT);
	cr_assert_null(strstr(err.text, ".part-"), "%s", err.text);
}
