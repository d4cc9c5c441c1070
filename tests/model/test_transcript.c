#include "model/export.h"
#include "model/import_note.h"
#include "model/transcript.h"
#include "tests/model/noted.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct asked a;

static void must_parse(struct transcript *t, const char *name, const char *bytes, size_t len)
{
	struct err err = { 0 };

	cr_assert_eq(transcript_parse(t, name, bytes, len, ENCODING_AUTO, 0, &err), 0, "%s", err.text);
}

/* "speaker: words|words": what was read. */
static const char *read_as(const char *name, const char *bytes)
{
	static char all[2048];
	struct buf out = { 0 };
	struct transcript t;

	must_parse(&t, name, bytes, strlen(bytes));
	for (size_t i = 0; i < t.n; i++)
		buf_printf(&out, "%s%s%s%s", i ? "|" : "", t.at[i].speaker, *t.at[i].speaker ? ": " : "", t.at[i].text);
	transcript_done(&t);
	snprintf(all, sizeof all, "%s", buf_str(&out));
	buf_done(&out);
	return all;
}

static const char *refusal(const char *name, const char *bytes, size_t len)
{
	static struct err err;
	struct transcript t;

	err = (struct err){ 0 };
	cr_assert_eq(transcript_parse(&t, name, bytes, len, ENCODING_AUTO, 0, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	return err.text;
}

Test(transcript, paragraphs_and_turns_are_told_apart)
{
	cr_assert_str_eq(read_as("a.txt", "First thought,\nstill the first.\n\n\nSecond."), "First thought,\nstill the first.|Second.");
	cr_assert_str_eq(read_as("a.txt", "Ana: Why us?\nCFO: The name.\nIt was known.\n\nAnd the price.\nAna: So?"),
			 "Ana: Why us?|CFO: The name.\nIt was known.|CFO: And the price.|Ana: So?");
	cr_assert_str_eq(read_as("a.md", "---\ntitle: x\n---\n# Talk\n\n**Ana** (00:01:02): Why?\n\n> **CFO:** A *pilot*.\n\n***\n"),
			 "Ana: Why?|CFO: A *pilot*.");
	cr_assert_str_eq(read_as("a.txt", "[00:01] Q: How long?\n[00:05] A: At 12:30 we knew.\n"), "Q: How long?|A: At 12:30 we knew.");
}

Test(transcript, a_colon_in_a_sentence_is_no_speaker)
{
	cr_assert_str_eq(read_as("a.txt", "We had one wish: a pilot.\n\nNote: nobody offered one.\n\nhttp://x.example was down.\n\nSo it went."),
			 "We had one wish: a pilot.|Note: nobody offered one.|http://x.example was down.|So it went.");
}

Test(transcript, csv_has_columns_for_speaker_and_words_in_any_order)
{
	cr_assert_str_eq(read_as("a.csv", "time,Text,Speaker\n1,\"Why, then?\",Ana\n2,\"A pilot.\nPaid.\",CFO\n"),
			 "Ana: Why, then?|CFO: A pilot.\nPaid.");
	cr_assert_str_eq(read_as("a.csv", "said\nOnly words\n"), "Only words");
	cr_assert(strstr(refusal("a.csv", "id,when\n1,2\n", 12), "line 1: found the columns “id, when”, expected one for the words"));
}

Test(transcript, a_row_of_csv_that_cannot_be_read_is_told_and_the_others_are_taken)
{
	static const char bytes[] = "speaker,text\nAna,ok\nCFO,\"a\"b\"\nCFO,fine\n";
	struct transcript t;

	must_parse(&t, "a.csv", bytes, strlen(bytes));
	cr_assert_eq(t.n, 2);
	cr_assert_eq(t.refused, 1);
	cr_assert(strstr(t.first, "line 3: found"), "%s", t.first);
	transcript_done(&t);
}

Test(transcript, mixed_line_ends_are_line_ends)
{
	struct transcript t;
	static const char bytes[] = "one\r\n\r\ntwo\rmore\r\rthree\n\nfour";

	must_parse(&t, "a.txt", bytes, strlen(bytes));
	cr_assert_eq(t.n, 4);
	cr_assert_str_eq(t.at[1].text, "two\nmore");
	cr_assert(strstr(t.says, "mixed line ends"), "%s", t.says);
	transcript_done(&t);
}

Test(transcript, controls_and_bidi_overrides_are_kept_and_counted)
{
	static const char bytes[] = "a bell \a and \x1b[31m red in a line of some length\n\nturned \xe2\x80\xae round \xe2\x81\xa6 here\n";
	struct transcript t;

	must_parse(&t, "a.txt", bytes, strlen(bytes));
	cr_assert_eq(t.n, 2);
	cr_assert_eq(t.controls, 2);
	cr_assert_eq(t.turned, 2);
	cr_assert_str_eq(t.at[0].text, "a bell \a and \x1b[31m red in a line of some length");
	cr_assert_str_eq(t.at[1].text, "turned \xe2\x80\xae round \xe2\x81\xa6 here");
	transcript_done(&t);
}

Test(transcript, other_encodings_are_read_as_what_they_say)
{
	static const char cp1252[] = "Das Angebot war g\xfcnstig, \x84so einfach\x93 sagte er.";
	static const char utf16[] = "\xff\xfe" "D\0e\0r\0 \0P\0r\0e\0i\0s\0 \0\x6e\0\xe4\0\x68\0m\0l\0i\0c\0h\0.\0";
	static const char odd[] = "A long enough line of plain words with one \xff byte that is none.";
	struct transcript t;

	must_parse(&t, "a.txt", cp1252, strlen(cp1252));
	cr_assert_str_eq(t.at[0].text, "Das Angebot war günstig, „so einfach“ sagte er.");
	transcript_done(&t);
	must_parse(&t, "a.txt", utf16, sizeof utf16 - 1);
	cr_assert_str_eq(t.at[0].text, "Der Preis nähmlich.");
	transcript_done(&t);
	must_parse(&t, "a.txt", odd, strlen(odd));
	cr_assert(!t.odd || strstr(t.at[0].text, "\xef\xbf\xbd"));
	transcript_done(&t);
}

Test(transcript, a_file_without_text_is_refused)
{
	static const char bytes[256] = "PK\3\4";
	char noise[200];

	cr_assert(strstr(refusal("a.txt", "", 0), "a.txt: found no text"));
	cr_assert(strstr(refusal("a.md", " \r\n\t\n# Only a heading\n---\n", 25), "found no text"));
	cr_assert(strstr(refusal("a.csv", "speaker,text\n", 13), "found no text"));
	memset(noise, 1, sizeof noise);
	memcpy(noise, "GIF89a", 6);
	cr_assert(strstr(refusal("a.txt", noise, sizeof noise), "are no text"), "%s", refusal("a.txt", noise, sizeof noise));
	cr_assert(refusal("a.txt", bytes, sizeof bytes));
}

Test(transcript, ten_megabytes_are_taken_and_no_more)
{
	enum { LINE = 1000 };
	size_t n = TRANSCRIPT_BYTES;
	char *bytes = xmalloc(n + 1);
	struct transcript t;

	memset(bytes, 'x', n + 1);
	for (size_t i = LINE; i < n; i += LINE) {
		memcpy(bytes + i - 2, "\n\n", 2);
		bytes[i - 300] = ' ';
	}
	must_parse(&t, "a.txt", bytes, n);
	cr_assert_eq(t.n, n / LINE + 1);
	transcript_done(&t);
	cr_assert(strstr(refusal("a.txt", bytes, n + 1), "more than 10 MB"));
	for (size_t i = 0; i + 3 < n; i += 3)
		memcpy(bytes + i, "y\n\n", 3);
	cr_assert(strstr(refusal("a.txt", bytes, n), "more than 20000 paragraphs"));
	free(bytes);
}

Test(transcript, a_long_paragraph_is_cut_behind_a_sentence_and_loses_nothing)
{
	struct buf text = { 0 }, again = { 0 };
	struct transcript t;

	for (int i = 0; i < 400; i++)
		buf_printf(&text, "%sThis is naïve sentence number %d.", i ? " " : "", i);
	must_parse(&t, "a.txt", buf_str(&text), text.len);
	cr_assert_gt(t.n, 2);
	for (size_t i = 0; i < t.n; i++) {
		cr_assert_eq(t.at[i].text[strlen(t.at[i].text) - 1], '.');
		buf_printf(&again, "%s%s", i ? " " : "", t.at[i].text);
	}
	cr_assert_str_eq(buf_str(&again), buf_str(&text));
	transcript_done(&t);
	buf_done(&text);
	buf_done(&again);
}

/* ---- into an interview ---- */

static int import_text(const char *bytes, struct transcript_counts *c, struct err *err)
{
	struct transcript t;
	int rc;

	must_parse(&t, "talk.txt", bytes, strlen(bytes));
	rc = transcript_import(a.s, a.interview, &t, "talk.txt", false, c, err);
	transcript_done(&t);
	return rc;
}

Test(transcript, what_the_respondent_said_is_a_quote_and_the_interviewers_lines_are_facts)
{
	static const char talk[] = "ana: Why?\nCFO: A pilot.\nIT lead: A ticket queue.\nCFO: Yes.\nana: Why?\nCFO: Yes.\n";
	struct transcript_counts c;
	struct undone u;
	struct err err = { 0 };

	asked_open(&a);
	asked_hold(&a);
	cr_assert_eq(import_text(talk, &c, &err), 0, "%s", err.text);
	cr_assert_str_eq(noted_all(&a), "fact ana: Why?|quote: A pilot.|quote IT lead: A ticket queue.|quote: Yes.|fact ana: Why?|quote: Yes.");
	cr_assert(c.quotes == 4 && c.facts == 2 && c.unchanged == 0);
	cr_assert_eq(import_text(talk, &c, &err), 0, "%s", err.text);
	cr_assert(c.quotes == 0 && c.facts == 0 && c.unchanged == 6, "taken twice it adds nothing");
	cr_assert_eq(history_undo(a.s, SUBJECT_INTERVIEW, a.interview, &u, &err), 0, "%s", err.text);
	cr_assert_str_eq(noted_all(&a), "", "one undo takes it all back");
	asked_sound(&a);
	asked_close(&a);
}

Test(transcript, it_is_refused_whole_without_permission)
{
	struct transcript_counts c;
	struct err err = { 0 };

	asked_open(&a);
	asked_hold(&a);
	noted_consent(&a, PERMIT_NOTES, CONSENT_WITHDRAWN);
	cr_assert_eq(import_text("One.\n\nTwo.\n", &c, &err), -1);
	cr_assert(err.kind == ERR_REFUSED && strstr(err.text, "withdrawn"), "%s", err.text);
	team_as(a.s, "mira");
	cr_assert_eq(import_text("One.\n\nTwo.\n", &c, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE, "%s", err.text);
	cr_assert_str_eq(noted_all(&a), "");
	asked_close(&a);
}

/* Typed notes go on without a recording. The twin takes the transcript all the same. */
Test(transcript, it_is_refused_where_nobody_may_record)
{
	static const enum consent no[] = { CONSENT_REFUSED, CONSENT_WITHDRAWN };
	struct transcript_counts c;
	struct err err = { 0 };

	for (size_t i = 0; i < 2; i++) {
		asked_open(&a);
		asked_hold(&a);
		if (no[i] == CONSENT_WITHDRAWN)
			noted_consent(&a, PERMIT_RECORD, CONSENT_GIVEN);
		noted_consent(&a, PERMIT_RECORD, no[i]);
		cr_assert_eq(import_text("One.\n\nTwo.\n", &c, &err), -1);
		cr_assert(err.kind == ERR_REFUSED && strstr(err.text, "permission to record is"), "%s", err.text);
		cr_assert_str_eq(noted_all(&a), "");
		noted_note(&a, SAID_FACT, "typed");
		setenv("TEETH", "consent-record", 1);
		cr_assert_eq(import_text("One.\n\nTwo.\n", &c, &err), 0, "the twin refused");
		unsetenv("TEETH");
		asked_close(&a);
	}
}

/* ---- rows of notes ---- */

static const char *export_to(const char *path, int64_t rows)
{
	static char all[4096];
	struct export_options o = { .kind = "notes", .path = path, .raw = true };
	struct buf out = { 0 };
	struct err err = { 0 };
	int64_t n;
	bool closed;

	remove(path);
	cr_assert_eq(export_run(a.s, &o, &n, &closed, &err), 0, "%s", err.text);
	cr_assert_eq(n, rows);
	cr_assert(prop_read(path, &out));
	snprintf(all, sizeof all, "%s", buf_str(&out));
	buf_done(&out);
	return all;
}

Test(transcript, notes_that_were_exported_are_imported_unchanged)
{
	char *dir = temp_dir("notes"), *path = temp_path(dir, "notes.csv");
	struct import_options o = { .kind = "notes", .path = path };
	struct import_counts c;
	struct err err = { 0 };
	int64_t id;

	asked_open(&a);
	asked_hold(&a);
	noted_note(&a, SAID_QUOTE, "=SUM(1) \"quoted\",\nsecond line, naïve");
	id = noted_note(&a, SAID_INTERPRETATION, "meant: no");
	cr_assert_str_eq(export_to(path, 2), "interview,seq,kind,text,speaker\n"
			 "I-1,1,quote,\"=SUM(1) \"\"quoted\"\",\nsecond line, naïve\",\nI-1,2,interpretation,meant: no,\n");
	cr_assert_eq(import_notes(a.s, &o, &c, &err), 0, "%s", err.text);
	cr_assert(c.read == 2 && c.unchanged == 2 && c.added + c.updated + c.refused == 0);
	cr_assert_eq(interview_note_delete(a.s, id, &err), 0);
	cr_assert_eq(import_notes(a.s, &o, &c, &err), 0, "%s", err.text);
	cr_assert(c.unchanged == 1 && c.added == 1, "unchanged %d added %d refused %d", (int)c.unchanged, (int)c.added, (int)c.refused);
	cr_assert_str_eq(noted_all(&a), "quote: =SUM(1) \"quoted\",\nsecond line, naïve|interpretation: meant: no");
	asked_sound(&a);
	asked_close(&a);
	temp_remove(dir);
	free(path);
	free(dir);
}

static void count_refusal(void *arg, const struct import_refusal *r)
{
	import_refusal_format(r, arg);
	buf_puts(arg, "\n");
}

Test(transcript, rows_that_cannot_be_are_refused_with_their_line)
{
	static const char rows[] = "interview,seq,kind,text\nI-1,,quote,good\nI-9,,quote,where\nI-1,x,fact,two\nI-1,,song,three\nI-1,,fact,\n";
	char *dir = temp_dir("notes"), *path = temp_path(dir, "rows.csv");
	struct buf said = { 0 };
	struct import_options o = { .kind = "notes", .path = path, .refused = count_refusal, .arg = &said };
	struct import_counts c;
	struct err err = { 0 };
	FILE *f = fopen(path, "w");

	asked_open(&a);
	asked_hold(&a);
	fputs(rows, f);
	fclose(f);
	cr_assert_eq(import_notes(a.s, &o, &c, &err), 0, "%s", err.text);
	cr_assert(c.read == 5 && c.added == 1 && c.refused == 4, "%s", buf_str(&said));
	cr_assert(strstr(buf_str(&said), "line 3, column 1 (interview)") && strstr(buf_str(&said), "line 4, column 2 (seq)") &&
		  strstr(buf_str(&said), "line 5, column 3 (kind)") && strstr(buf_str(&said), "line 6, column 4 (text)"), "%s",
		  buf_str(&said));
	cr_assert_str_eq(noted_all(&a), "quote: good");
	buf_done(&said);
	asked_close(&a);
	temp_remove(dir);
	free(path);
	free(dir);
}

/* P38 for consent: what may not leave is in no file, and its twin, without the rule, has it. */
Test(transcript, words_that_may_not_leave_are_in_no_export)
{
	char *dir = temp_dir("notes"), *path = temp_path(dir, "notes.csv");

	asked_open(&a);
	asked_hold(&a);
	noted_note(&a, SAID_QUOTE, "canary-quote");
	noted_note(&a, SAID_FACT, "plain-fact");
	cr_assert(strstr(export_to(path, 2), "canary-quote"));
	noted_consent(&a, PERMIT_QUOTE, CONSENT_WITHDRAWN);
	cr_assert(!strstr(export_to(path, 1), "canary") && strstr(export_to(path, 1), "plain-fact"));
	noted_consent(&a, PERMIT_NOTES, CONSENT_WITHDRAWN);
	cr_assert(!strstr(export_to(path, 0), "plain-fact"));
	setenv("TEETH", "consent-quote", 1);
	cr_assert(strstr(export_to(path, 2), "canary-quote"), "the twin must let them through");
	unsetenv("TEETH");
	asked_close(&a);
	temp_remove(dir);
	free(path);
	free(dir);
}
