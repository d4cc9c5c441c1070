/* Codes of another program in the notes of an interview. */
#include "model/buf.h"
#include "model/member.h"
#include "model/qdpx_lay.h"
#include "model/qdpx_take.h"
#include "tests/model/interviewed.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void utf8(void)
{
	setlocale(LC_ALL, "C.UTF-8");
}

TestSuite(qdpx_take, .init = utf8);

#define TRANSCRIPT                                                                                                   \
	"Ana: What happened?\r\nBuyer: Honestly the number was fine. What killed it was nobody could tell us who "   \
	"would own"                                                                                                  \
	" the migration.\r\nBuyer: Two vendors in the final round; the other ran a paid pilot.\r\n"

static void lay_finds(const struct qdpx_source *s, const char *words, size_t n, const char *first)
{
	const char *notes[] = { interviewed_text[0], interviewed_text[1], "Two\nlines.", "pilot" };
	struct qdpx_coding c = { .quote = xstrdup(words) };
	struct qdpx_lay l;
	struct err err = { 0 };
	const char *at = s->text ? strstr(s->text, words) : NULL;
	size_t len;

	c.from = at ? (size_t)(at - s->text) : 0;
	c.to = c.from + strlen(words);
	c.end_cp = at ? (long)strlen(words) : 46;
	qdpx_lay(&l, s, notes, 4);
	cr_assert_eq(qdpx_find(&l, &c, &err), n ? 0 : -1, "%s: %s", words, err.text);
	cr_assert_eq(l.n_places, n, "%s", words);
	if (n)
		cr_assert(!strncmp(span_words(notes[l.place[0].note], l.place[0].span, &len), first, strlen(first)) &&
				  len == strlen(first),
			  "%s", words);
	qdpx_lay_done(&l);
	free(c.quote);
}

Test(qdpx_take, words_are_found_where_they_were_coded)
{
	char text[] = TRANSCRIPT "Two\r\nlines.";
	struct qdpx_source s = { .text = text }, none = { 0 };

	lay_finds(&s, "paid pilot", 1, "paid pilot");
	lay_finds(&s, "own the migration.\r\nBuyer: Two vendors in the final", 2, "own the migration.");
	lay_finds(&s, "Two\r\nlines.", 1, "Two\nlines.");
	lay_finds(&s, "Ana: What happened?", 0, "");
	lay_finds(&none, "What killed it was n…", 1, "What killed it was nobody could tell us who wo");
	lay_finds(&none, "no such words at all in the notes of this one..", 0, "");
	lay_finds(&none, "pilot", 0, "");
}

#define G(n) "0F8A1907-7E42-4739-8610-A676B4D1B6" n
#define SELECT(from, to, code, user)                                                                                 \
	"<PlainTextSelection guid=\"" G(                                                                             \
		"50") "\" startPosition=\"" from "\" endPosition=\"" to "\">"                                        \
		      "<Description>said twice</Description><Coding guid=\"" G("51") "\" creatingUser=\"" G(         \
			      user) "\"><CodeRef targetGUID=\"" G(code) "\"/></Coding></PlainTextSelection>\n"

static const char project[] =
	"<Project xmlns=\"urn:QDA-XML:project:1.0\"><Users><User guid=\"" G("01") "\" name=\"Nora\"/><User guid=\"" G("02") "\" name=\"ben\"/></Users><CodeBook><Codes><Code guid=\"" G("aa") "\" name=\"pricing and commercial TERMS\"/><Code guid=\"" G(
		"ab") "\" name=\"No owner named\"/><Code guid=\"" G("ac") "\" "
								    "name=\"Weather\"/></Codes></CodeBook><Sources>\n"
								    "<TextSource guid=\"" G(
									    "20") "\" "
										  "name=\"I-7.docx\"><"
										  "PlainTextContent>"
										  "Two vendors in the final round; "
										  "the other ran a paid pilot."
										  "</PlainTextContent>" SELECT(
											  "0", "11", "aa",
											  "01") SELECT("0", "11",
												       "ab",
												       "01") SELECT("0",
														    "11",
														    "ac",
														    "01")
											  SELECT("0", "3", "aa",
												 "02") "</TextSource>"
												       "<TextSource "
												       "guid=\"" G(
													       "2"
													       "1") "\" "
														    "name=\"I-99\"><PlainTextContent>Two</"
														    "PlainTextContent>" SELECT(
															    "0",
															    "3",
															    "aa",
															    "01") "</"
																  "TextSource><"
																  "/Sources></"
																  "Project>";

static struct buf said;

static void on_told(void *arg, const struct qdpx_told *t)
{
	(void)arg;
	if (t->reason)
		buf_printf(&said, "%ld: %s\n", t->line, t->reason);
	else
		buf_printf(&said, "I-%lld note %lld: %s on “%s” by %s\n", (long long)t->interview, (long long)t->note,
			   t->code, t->quote, t->coder);
}

/* Its first text is called like that interview. */
static struct qdpx_project read_project(int64_t interview)
{
	const char *name = strstr(project, "I-7");
	char *dir = temp_dir("take"), *path = temp_path(dir, "t.qde");
	FILE *f = fopen(path, "w");
	struct qdpx_project p;
	struct err err = { 0 };

	fprintf(f, "%.*sI-%lld%s", (int)(name - project), project, (long long)interview, name + 3);
	fclose(f);
	cr_assert_eq(qdpx_read(path, &p, NULL, &err), 0, "%s", err.text);
	temp_remove(dir);
	free(dir);
	free(path);
	return p;
}

static size_t codes_in(struct interviewed *w)
{
	struct coding_pass p;
	struct code *codes;
	struct err err = { 0 };
	size_t n = 0;

	if (coding_pass_own(w->s, w->interview, &p, &err) != 1)
		return 0;
	cr_assert_eq(codes_of(w->s, p.id, &codes, &n, &err), 0, "%s", err.text);
	for (size_t i = 0; i < n; i++)
		cr_assert(codes[i].start_cp == 0 && codes[i].end_cp == 11 && !strcmp(codes[i].memo, "said twice"));
	codes_done(codes, n);
	return n;
}

Test(qdpx_take, codes_come_into_the_own_pass_and_leave_by_undo)
{
	struct qdpx_project p;
	struct qdpx_options opt = { .told = on_told };
	struct import_counts n;
	struct interviewed w;
	struct undone u;
	struct err err = { 0 };

	interviewed_open(&w);
	p = read_project(w.interview);
	cr_assert_eq(qdpx_take(w.s, &p, &opt, &n, &err), -1);
	cr_assert_eq(err.kind, ERR_USAGE);
	cr_assert(strstr(err.text, "Nora") && strstr(err.text, "ben") && strstr(err.text, "--coder"), "%s", err.text);
	opt.coder = "ben";
	cr_assert_eq(qdpx_take(w.s, &p, &opt, &n, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE, "ben codes for himself: %s", err.text);
	opt.coder = "nobody";
	cr_assert_eq(qdpx_take(w.s, &p, &opt, &n, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	opt.coder = "NORA";
	opt.dry_run = true;
	cr_assert_eq(qdpx_take(w.s, &p, &opt, &n, &err), 0, "%s", err.text);
	cr_assert_eq(n.added, 2, "%s", buf_str(&said));
	cr_assert_eq(codes_in(&w), 0, "a dry run writes nothing");
	opt.dry_run = false;
	buf_clear(&said);
	cr_assert_eq(qdpx_take(w.s, &p, &opt, &n, &err), 0, "%s", err.text);
	cr_assert(n.read == 4 && n.added == 2 && n.refused == 2 && n.unchanged == 0);
	cr_assert_not_null(strstr(buf_str(&said), " note 2: No owner named on “Two vendors” by Nora\n"), "%s",
			   buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "4: the code “Weather” is no theme"), "%s", buf_str(&said));
	cr_assert_not_null(strstr(buf_str(&said), "no interview here is called “I-99”"), "%s", buf_str(&said));
	cr_assert_eq(codes_in(&w), 2);
	cr_assert_eq(qdpx_take(w.s, &p, &opt, &n, &err), 0, "%s", err.text);
	cr_assert(n.added == 0 && n.unchanged == 2 && n.refused == 2);
	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	cr_assert_eq(codes_in(&w), 0);
	interviewed_as(&w, "ben");
	opt.coder = "ben";
	cr_assert_eq(qdpx_take(w.s, &p, &opt, &n, &err), 0, "%s", err.text);
	cr_assert(n.read == 1 && n.added == 1);
	won_sound(&w.w);
	interviewed_close(&w);
	qdpx_done(&p);
	buf_done(&said);
}
