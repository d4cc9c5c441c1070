/* A person taken out of the file: nothing of them stays in its bytes, the chain of history holds, and no import brings them
 * back (P42). */
#include "model/access.h"
#include "model/action.h"
#include "model/check_store.h"
#include "model/deal.h"
#include "model/erase.h"
#include "model/history.h"
#include "model/search.h"
#include "model/stage.h"
#include "tests/model/imports.h"
#include "tests/model/interviewed.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

static struct imports t;
static char *dir;

/* A store in a file, for its bytes are looked at. */
static void open_it(void)
{
	struct store_options opt = { .login = "ann", .zone = "UTC", .now_ms = INT64_C(1795305600000), .now_frozen = true, .seed = 7 };
	struct err err = { 0 };
	char *path;

	imports_open(&t);
	store_close(t.s);
	dir = temp_dir("erase");
	path = temp_path(dir, "a.db");
	opt.path = path;
	opt.db_flags = DB_CREATE;
	cr_assert_eq(store_open(&t.s, &opt, NULL, &err), 0, "%s", err.text);
	free(path);
}

static void close_it(void)
{
	imports_close(&t);
	temp_remove(dir);
	free(dir);
}

TestSuite(erase, .init = open_it, .fini = close_it);

static struct erased erase(const char *words)
{
	struct erased e;
	struct err err = { 0 };

	cr_assert_eq(erase_contact(t.s, words, &e, &err), 0, "%s", err.text);
	cr_assert(e.rewritten, "%s", e.why.text);
	cr_assert_eq(history_verify(t.s, &err), 0, "%s", err.text);
	return e;
}

/* The bytes of all files of the folder in lower case, those of two-byte letters with the zero bytes left out. */
static void read_folder(struct buf *out)
{
	DIR *d = opendir(dir);
	struct dirent *at;

	while ((at = readdir(d))) {
		char *path = temp_path(dir, at->d_name);
		struct buf one = { 0 };

		if (*at->d_name != '.' && prop_read(path, &one)) {
			for (size_t i = 0; i < one.len; i++)
				if (one.data[i])
					buf_putc(out, (char)tolower((unsigned char)one.data[i]));
			for (size_t i = 0; i < one.len; i++)
				buf_putc(out, (char)tolower((unsigned char)(one.data[i] ? one.data[i] : '\n')));
		}
		buf_done(&one);
		free(path);
	}
	closedir(d);
}

static bool holds(const struct buf *bytes, const char *words)
{
	struct buf lower = { 0 };
	bool found;

	for (const char *p = words; *p; p++)
		buf_putc(&lower, (char)tolower((unsigned char)*p));
	found = memmem(bytes->data, bytes->len, lower.data, lower.len);
	buf_done(&lower);
	return found;
}

static void set(const char *ext, const char *field, const char *text)
{
	struct err err = { 0 };

	cr_assert_eq(deal_change(t.s, imports_deal(&t, ext), field, text, &err), 0, "%s", err.text);
}

static void add_action(const char *ext, const char *text)
{
	struct action a = { .kind = ACTION_ACTION, .subject_kind = SUBJECT_DEAL, .subject = imports_deal(&t, ext),
			    .text = (char *)(uintptr_t)text, .due_day = NO_DAY };
	struct err err = { 0 };

	cr_assert_eq(action_add(t.s, &a, &err), 0, "%s", err.text);
}

/* Person n: in a contact that was changed, in a next step that was and one that is, in an action. */
static void plant(int n, char *name, char *email)
{
	static const char *const forms[] = { "Zqida%03d Bergmann", "Zqzo\xc3\xab%03d Str\xc3\xb6m", "Zqlee%03d van der Heer" };
	char csv[500], text[200], ext[12];

	snprintf(name, 60, forms[n % 3], n);
	snprintf(email, 60, "zqmail%03d@tern%d.example", n, n % 2);
	snprintf(ext, sizeof ext, "A%d", n);
	snprintf(csv, sizeof csv, "external_id,company\n%s,Tern %d\n", ext, n);
	imports_expect(&t, "deals", csv, 1, 0, 0, 0);
	snprintf(csv, sizeof csv, "company,deal,name,title,email,phone,role\nTern %d,%s,%s,CFO,%s,+49 555 7%04d,champion\n", n, ext, name,
		 email, n);
	imports_expect(&t, "contacts", csv, 1, 0, 0, 0);
	snprintf(csv, sizeof csv, "company,deal,name,title,email,phone,role\nTern %d,%s,%s,CEO of %s,%s,+49 555 8%04d,champion\n", n, ext,
		 name, name, email, n);
	imports_expect(&t, "contacts", csv, 0, 1, 0, 0);
	snprintf(text, sizeof text, "call %s", name);
	set(ext, "next_step", text);
	snprintf(text, sizeof text, "write to <%s>", email);
	for (char *p = text; n % 2 && *p; p++)
		*p = (char)toupper((unsigned char)*p);
	set(ext, "next_step", text);
	snprintf(text, sizeof text, "%s asked for the slides of %s", name, email);
	add_action(ext, text);
}

Test(erase, p42_nothing_stays_in_the_bytes_and_the_chain_holds)
{
	char name[12][60], email[12][60], phone[40];
	struct err err = { 0 };
	size_t findings = 0;
	long fail = 0;

	for (int n = 0; n < 12; n++)
		plant(n, name[n], email[n]);
	for (int n = 0; n < 12; n++) {
		struct buf bytes = { 0 };

		read_folder(&bytes);
		cr_assert(holds(&bytes, email[n]), "%s was never there", email[n]);
		buf_done(&bytes);
		erase(n % 2 ? email[n] : name[n]);
		read_folder(&bytes);
		snprintf(phone, sizeof phone, "555 7%04d", n);
		fail += holds(&bytes, name[n]) || holds(&bytes, email[n]) || holds(&bytes, phone);
		snprintf(phone, sizeof phone, "555 8%04d", n);
		fail += holds(&bytes, phone);
		*strchr(name[n], ' ') = '\0'; /* a word alone, as search keeps it */
		fail += holds(&bytes, name[n]);
		buf_done(&bytes);
	}
	cr_assert_eq(store_check(t.s, true, NULL, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
	cr_assert(prop_promise("P42", 12, fail));
}

Test(erase, an_import_does_not_bring_the_person_back)
{
	char name[60], email[60], csv[300];

	plant(1, name, email);
	erase(email);
	snprintf(csv, sizeof csv, "company,name,email\nTern 1,Somebody Else,ZQMAIL001@TERN1.example\nTern 1,%s,\nOther Works,%s,\n", name, name);
	imports_expect(&t, "contacts", csv, 1, 0, 0, 2);
	cr_assert(imports_said(&t.refused, "was erased on 2026-11-"), "%s", buf_str(&t.refused));
	snprintf(csv, sizeof csv, "external_id,deal,respondent,date\nI1,A1,%s,2026-10-01\nI2,A1,CFO,2026-10-01\n", name);
	imports_expect(&t, "interviews", csv, 1, 0, 0, 1);
	cr_assert(imports_said(&t.refused, "does not come back"), "%s", buf_str(&t.refused));
}

Test(erase, undo_and_revert_bring_nothing_back)
{
	struct import_reverted r;
	char name[60], email[60];
	struct undone u;
	struct err err = { 0 };
	struct buf bytes = { 0 };

	plant(2, name, email);
	erase(email);
	while (!history_undo(t.s, SUBJECT_NONE, 0, &u, &err))
		;
	for (int64_t id = 3; id; id--)
		import_revert(t.s, id, NULL, NULL, &r, &err);
	read_folder(&bytes);
	cr_assert_not(holds(&bytes, email));
	cr_assert_not(holds(&bytes, name));
	buf_done(&bytes);
}

Test(erase, a_name_that_another_has_or_of_one_word_stays_in_texts)
{
	struct erased e;

	imports_expect(&t, "deals", "external_id,company,next_step\nA1,Tern,call Ida Berg and CFO\nA2,Stagg,\n", 2, 0, 0, 0);
	imports_expect(&t, "contacts", "company,deal,name,role\nTern,A1,Ida Berg,champion\nStagg,A2,Ida Berg,champion\nTern,A1,CFO,executive\n", 3,
		       0, 0, 0);
	e = erase("Ida Berg, Tern");
	cr_assert_not(e.by_name);
	e = erase("CFO");
	cr_assert_not(e.by_name);
	cr_assert_str_eq(imports_field(&t, "A1", "next_step"), "call Ida Berg and CFO");
	e = erase("Ida Berg");
	cr_assert(e.by_name, "nobody else has it any more");
	cr_assert_str_eq(imports_field(&t, "A1", "next_step"), "call *** **** and CFO");
}

static int add_contact(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct interviewed *i = arg;
	struct deal d;
	int rc = deal_get(s, i->w.deal, &d, err) == 1 ? deal_add_person(s, g, &d, "Zo\xc3\xab Str\xc3\xb6m", PERSON_ECONOMIC, err) : -1;

	deal_done(&d);
	return rc;
}

Test(erase, codes_keep_their_places)
{
	struct interviewed i;
	struct interview_note n;
	struct erased e;
	struct err err = { 0 };
	struct store *own = t.s;
	struct export_options opt = { .kind = "codes", .raw = true };
	char *before, *after;
	size_t findings;

	interviewed_open(&i);
	interviewed_as(&i, "dana");
	cr_assert_eq(edit(i.s, &(struct group_open){ .title = "contact" }, add_contact, &i, NULL, &err), 0, "%s", err.text);
	interviewed_correct(&i, 0, "Zo\xc3\xab Str\xc3\xb6m said that the number was fine.");
	interviewed_as(&i, "ana");
	interviewed_code(&i, 0, i.price, 24, 34);
	t.s = i.s;
	before = imports_export(&t, &opt);
	interviewed_as(&i, "dana");
	cr_assert_eq(erase_contact(i.s, "Zo\xc3\xab Str\xc3\xb6m", &e, &err), 0, "%s", err.text);
	cr_assert_geq(e.texts, 1);
	cr_assert_eq(interview_note_get(i.s, i.note[0], &n, &err), 1);
	cr_assert_str_eq(n.text, "*** ***** said that the number was fine.");
	interview_note_done(&n);
	interviewed_as(&i, "ana");
	after = imports_export(&t, &opt);
	cr_assert_str_eq(before, after);
	cr_assert_eq(store_check(i.s, true, NULL, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
	free(before);
	free(after);
	t.s = own;
	interviewed_close(&i);
}

/* A limit on the size of files stands for a disk that is full: the file is as long as it may be, its copy has no room. */
Test(erase, a_file_that_cannot_be_written_again_is_told_and_can_be_later)
{
	char name[60], email[60];
	struct rlimit was, small;
	struct erased e = { 0 };
	struct buf bytes = { 0 };
	struct stat st;
	struct err err = { 0 };
	char *path = temp_path(dir, "a.db");
	int rc;

	plant(3, name, email);
	signal(SIGXFSZ, SIG_IGN);
	getrlimit(RLIMIT_FSIZE, &was);
	cr_assert_eq(stat(path, &st), 0);
	small = (struct rlimit){ (rlim_t)st.st_size, was.rlim_max };
	setrlimit(RLIMIT_FSIZE, &small);
	rc = erase_contact(t.s, email, &e, &err);
	setrlimit(RLIMIT_FSIZE, &was);
	cr_assert_eq(rc, 0, "%s", err.text);
	cr_assert_not(e.rewritten);
	cr_assert(*e.why.text);
	cr_assert_eq(erase_rewrite(t.s, &err), 0, "%s", err.text);
	read_folder(&bytes);
	cr_assert_not(holds(&bytes, email));
	buf_done(&bytes);
	free(path);
}

Test(erase, is_for_sales_ops_and_admin)
{
	struct won w;
	struct erased e;
	struct err err = { 0 };

	won_open(&w, NULL);
	won_as(&w, "mira");
	cr_assert_eq(erase_contact(w.s, "L. Fox", &e, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
	won_as(&w, "dana");
	cr_assert_eq(erase_contact(w.s, "L. Fox", &e, &err), 0, "%s", err.text);
	won_close(&w);
}
