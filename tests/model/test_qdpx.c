/* Coded projects of other programs: read with every word in its place, or refused. */
#include "model/buf.h"
#include "model/qdpx.h"
#include "model/value.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

static char *dir;

static void begin(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	dir = temp_dir("qdpx");
}

static void end(void)
{
	temp_remove(dir);
	free(dir);
}

TestSuite(qdpx, .init = begin, .fini = end);

#define G(n) "0F8A1907-7E42-4739-8610-A676B4D1B6" n
#define HEAD                                                                                                         \
	"<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"p\"><Users><User guid=\"" G(                              \
		"01") "\" name=\"Ana\"/></Users>\n"                                                                  \
		      "<CodeBook><Codes><Code guid=\"" G("aa") "\" name=\"Price\" isCodable=\"true\"><Code "         \
							       "guid=\"" G("ab") "\" name=\"Seats\" "                \
										 "isCodable=\"true\"/></Code></"     \
										 "Codes></CodeBook>\n"
#define TAIL "</Sources></Project>"
#define SELECT(from, to, code)                                                                                       \
	"<PlainTextSelection guid=\"" G(                                                                             \
		"50") "\" name=\"cut…\" startPosition=\"" from "\" endPosition=\"" to                                \
		      "\" creatingUser=\"" G(                                                                        \
			      "01") "\" creationDateTime=\"2026-03-27T19:29:27Z\"><Description>why</Description>"    \
				    "<Coding guid=\"" G("51") "\"><CodeRef targetGUID=\"" code                       \
							      "\"/></Coding></PlainTextSelection>"
#define GOOD                                                                                                         \
	HEAD "<Sources><TextSource guid=\"" G("20") "\" name=\"Call\" "                                              \
						    "plainTextPath=\"internal://call.txt\">\n" SELECT(               \
							    "5", "8", G("ab")) "</TextSource>\n" TAIL

struct part {
	const char *name, *body;
	size_t size; /* 0: of the string */
};

/* A zip file of these parts; the caller frees its path. */
static char *pack(const struct part *parts)
{
	char *path = temp_path(dir, "t.qdpx");
	zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL);

	cr_assert_not_null(z);
	for (; parts->name; parts++) {
		size_t n = parts->size ? parts->size : strlen(parts->body);
		zip_source_t *s = zip_source_buffer(z, parts->body, n, 0);

		cr_assert_geq(zip_file_add(z, parts->name, s, ZIP_FL_ENC_UTF_8), 0);
	}
	cr_assert_eq(zip_close(z), 0);
	return path;
}

static struct qdpx_project reads(const struct part *parts, struct buf *notes)
{
	struct qdpx_project p;
	struct err err = { 0 };
	char *path = pack(parts);

	cr_assert_eq(qdpx_read(path, &p, notes, &err), 0, "%s", err.text);
	free(path);
	return p;
}

static void refuses(const struct part *parts, const char *why)
{
	struct qdpx_project p;
	struct err err = { 0 };
	char *path = pack(parts);

	cr_assert_eq(qdpx_read(path, &p, NULL, &err), -1, "taken, expected %s", why);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_not_null(strstr(err.text, "t.qdpx"), "%s", err.text);
	cr_assert_not_null(strstr(err.text, why), "found %s, expected %s", err.text, why);
	cr_assert_eq(p.n_sources + p.n_codings + p.codes.n, 0);
	free(path);
}

static void refuses_qde(const char *body, const char *why)
{
	struct part parts[] = { { "project.qde", body, 0 }, { "Sources/call.txt", "0123456789", 0 }, { 0 } };

	refuses(parts, why);
}

Test(qdpx, words_are_found_by_code_points)
{
	struct part parts[] = { { "Project.QDE", GOOD, 0 },
				{ "sources/CALL.txt", "\xef\xbb\xbfé東😀- abc\r\nend", 0 },
				{ "sources/film.mp4", "x", 0 },
				{ 0 } };
	struct qdpx_project p = reads(parts, NULL);
	const struct qdpx_coding *c = p.coding;

	cr_assert_eq(p.n_sources, 1);
	cr_assert_eq(p.n_codings, 1);
	cr_assert_str_eq(c->quote, "abc");
	cr_assert_str_eq(p.source[c->source].name, "Call");
	cr_assert_eq(p.source[c->source].points, 13);
	cr_assert_str_eq(p.codes.code[c->code].title, "Seats");
	cr_assert_str_eq(p.codes.code[c->code].parent, "price");
	cr_assert_str_eq(p.user[c->user].name, "Ana");
	cr_assert_str_eq(c->memo, "why");
	cr_assert_eq(c->start_cp, 5);
	cr_assert_eq(c->end_cp, 8);
	cr_assert_eq(c->at_ms, INT64_C(1774639767000));
	qdpx_done(&p);
}

/* The same stretch named by so many codings, or the same memo at so many codes, would fill the memory. */
Test(qdpx, a_long_text_may_not_be_quoted_without_end)
{
	enum { LONG = 1 << 20, MANY = 80 };
	struct buf text = { 0 }, body = { 0 };
	struct part parts[] = { { "project.qde", NULL, 0 }, { "Sources/call.txt", NULL, 0 }, { 0 } };

	while (text.len < LONG)
		buf_printf(&text, "said number %zu; ", text.len * 7919 % 1000003);
	buf_puts(&body, HEAD
		 "<Sources><TextSource guid=\"" G("20") "\" name=\"Call\" plainTextPath=\"internal://call.txt\">");
	for (int i = 0; i < MANY; i++)
		buf_puts(&body, SELECT("0", "1048576", G("ab")));
	buf_puts(&body, "</TextSource>" TAIL);
	parts[0].body = buf_str(&body);
	parts[1].body = buf_str(&text);
	refuses(parts, "larger than 64 MiB together");
	buf_clear(&body);
	buf_printf(&body,
		   HEAD
		   "<Sources><TextSource guid=\"" G("20") "\" name=\"Call\" plainTextPath=\"internal://call.txt\">"
							  "<PlainTextSelection startPosition=\"0\" "
							  "endPosition=\"1\"><Description>%s</Description>",
		   buf_str(&text));
	for (int i = 0; i < MANY; i++)
		buf_puts(&body, "<Coding guid=\"" G("51") "\"><CodeRef targetGUID=\"" G("ab") "\"/></Coding>");
	buf_puts(&body, "</PlainTextSelection></TextSource>" TAIL);
	parts[0].body = buf_str(&body);
	refuses(parts, "larger than 64 MiB together");
	buf_done(&text);
	buf_done(&body);
}

/* Places are found from every 256th character on. */
Test(qdpx, a_stretch_is_found_wherever_it_stands)
{
	struct buf text = { 0 }, body = { 0 };
	struct part parts[] = { { "project.qde", NULL, 0 }, { "Sources/call.txt", NULL, 0 }, { 0 } };

	for (size_t points = 255; points <= 513; points += 43) {
		struct qdpx_project p;

		buf_clear(&text);
		buf_clear(&body);
		for (size_t i = 0; i < points; i++)
			buf_puts(&text, i % 3 ? "東" : "é");
		buf_puts(&body, HEAD "<Sources><TextSource guid=\"" G(
					"20") "\" name=\"Call\" plainTextPath=\"internal://call.txt\">");
		for (size_t i = 0; i < points; i++)
			buf_printf(&body,
				   "<PlainTextSelection startPosition=\"%zu\" endPosition=\"%zu\"><Coding>"
				   "<CodeRef targetGUID=\"" G("ab") "\"/></Coding></PlainTextSelection>",
				   i, points);
		buf_puts(&body, "</TextSource>" TAIL);
		parts[0].body = buf_str(&body);
		parts[1].body = buf_str(&text);
		p = reads(parts, NULL);
		cr_assert_eq(p.n_codings, points);
		for (size_t i = 0, at = 0; i < points; i++) {
			cr_assert_str_eq(p.coding[i].quote, buf_str(&text) + at, "of %zu from %zu", points, i);
			at += i % 3 ? strlen("東") : strlen("é");
		}
		qdpx_done(&p);
	}
	buf_done(&text);
	buf_done(&body);
}

Test(qdpx, a_missing_text_is_said_and_its_words_are_kept)
{
	struct part parts[] = { { "project.qde", GOOD, 0 }, { 0 } };
	struct buf notes = { 0 };
	struct qdpx_project p = reads(parts, &notes);

	cr_assert_eq(p.n_missing, 1);
	cr_assert_null(p.source[0].text);
	cr_assert_str_eq(p.coding[0].quote, "cut…");
	cr_assert_not_null(strstr(buf_str(&notes), "the text of \"Call\" is not in the file (internal://call.txt)"));
	qdpx_done(&p);
	buf_done(&notes);
}

Test(qdpx, texts_in_the_project_notes_and_whole_texts)
{
	static const char
		body[] =
			HEAD "<Sources><TextSource guid=\"" G(
				"20") "\" name=\"a\"><PlainTextContent>one &amp; two</PlainTextContent>"
				      "<PlainTextSelection guid=\"" G("50") "\" startPosition=\"4\" "
									    "endPosition=\"5\"><Coding guid=\"" G("5"
														  "1") "\" creatingUser=\"{" G("01") "}\"><CodeRef targetGUID=\"" G("aa") "\"/><NoteRef targetGUID=\"" G(
										    "90") "\"/></Coding></"
											  "PlainTextSelection>"
											  "<Coding guid=\"" G("52") "\"><CodeRef targetGUID=\"" G(
												  "ab") "\"/></"
													"Coding></"
													"TextSource>"
													"<PictureSour"
													"ce "
													"guid=\"" G("21") "\"><PictureSelection><Coding><CodeRef targetGUID=\"" G(
														"ab") "\"/></Coding></PictureSelection></PictureSource></Sources>"
														      "<Notes><Note guid=\"" G(
															      "90") "\"><PlainTextContent>look again</PlainTextContent></Note></Notes></Project>";
	struct part parts[] = { { "project.qde", body, 0 }, { 0 } };
	struct buf notes = { 0 };
	struct qdpx_project p = reads(parts, &notes);

	cr_assert_eq(p.n_codings, 2);
	cr_assert_str_eq(p.coding[0].quote, "&");
	cr_assert_str_eq(p.coding[0].memo, "look again");
	cr_assert_eq(p.coding[0].user, 0);
	cr_assert_eq(p.coding[0].at_ms, NO_MOMENT);
	cr_assert_eq(p.coding[1].start_cp, -1);
	cr_assert_eq(p.coding[1].user, -1);
	cr_assert_eq(p.n_left_out, 1);
	cr_assert_not_null(strstr(buf_str(&notes), "1 codings"));
	qdpx_done(&p);
	buf_done(&notes);
}

Test(qdpx, bad_projects_are_refused_by_line)
{
	refuses_qde("<html/>", "project.qde:1: found the root html");
	refuses_qde("no xml", "project.qde:1: ");
	refuses_qde("<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>" GOOD, "DOCTYPE");
	refuses_qde(HEAD "<Sources><TextSource guid=\"x\">", "not whole");
	refuses_qde(HEAD "<Sources><TextSource guid=\"x\" plainTextPath=\"internal://call.txt\">\n" SELECT("3", "11",
													   G("aa")) //
		    "</TextSource>" TAIL,
		    "project.qde:4: found a stretch from 3 to 11");
	refuses_qde(HEAD "<Sources><TextSource guid=\"x\">\n" SELECT("5", "3", G("aa")) "</TextSource>" TAIL,
		    "behind its start");
	refuses_qde(HEAD "<Sources><TextSource guid=\"x\">\n" SELECT("-1", "3", G("aa")) "</TextSource>" TAIL,
		    "startPosition");
	refuses_qde(HEAD "<Sources><TextSource guid=\"x\">\n" SELECT("1", "9999999999999999999",
								     G("aa")) "</TextSource>" TAIL,
		    "endPosition");
	refuses_qde(HEAD "<Sources><TextSource guid=\"x\">\n" SELECT("1", "3", G("ff")) "</TextSource>" TAIL,
		    "project.qde:4: found the code");
	refuses_qde(HEAD "<Sources><TextSource guid=\"x\" plainTextPath=\"internal://../../etc/passwd\"/>" TAIL,
		    "leads out of the file");
}

Test(qdpx, bad_archives_are_refused_with_words)
{
	static char zeros[80 << 20];
	struct part none[] = { { "other.txt", "x", 0 }, { 0 } }, out[] = { { "../project.qde", GOOD, 0 }, { 0 } };
	struct part root[] = { { "/etc/project.qde", GOOD, 0 }, { 0 } };
	struct part twice[] = { { "project.qde", GOOD, 0 }, { "PROJECT.QDE", GOOD, 0 }, { 0 } };
	struct part bomb[] = { { "project.qde", zeros, 2 << 20 }, { 0 } };
	struct part source[] = { { "project.qde", GOOD, 0 }, { "sources/call.txt", zeros, sizeof zeros }, { 0 } };
	struct part binary[] = { { "project.qde", GOOD, 0 }, { "sources/call.txt", "ab\0cd\0\0\0efg", 12 }, { 0 } };
	struct part folder[] = { { "a/../../b", "x", 0 }, { 0 } }, windows[] = { { "C:\\x", "x", 0 }, { 0 } };

	memset(zeros, 'x', sizeof zeros);
	refuses(none, "found no project.qde");
	refuses(out, "names that stay inside");
	refuses(root, "names that stay inside");
	refuses(folder, "names that stay inside");
	refuses(windows, "names that stay inside");
	refuses(twice, "twice");
	refuses(bomb, "200 times its size");
	refuses(source, "200 times its size");
	refuses(binary, "is no text");
}

Test(qdpx, what_is_no_file_is_said)
{
	struct qdpx_project p;
	struct err err = { 0 };

	cr_assert_eq(qdpx_read("/nowhere/t.qdpx", &p, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_NO_INPUT);
	cr_assert_eq(qdpx_read(dir, &p, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_NO_INPUT);
}

/* A zip file that was cut or changed is refused or read; nothing falls over. */
Test(qdpx, changed_archives_do_no_harm)
{
	struct part parts[] = { { "project.qde", GOOD, 0 }, { "sources/call.txt", "0123456789", 0 }, { 0 } };
	char *path = pack(parts), *bad = temp_path(dir, "bad.qdpx");
	struct buf seed = { 0 };
	struct prop rng;
	long refused = 0;

	prop_init(&rng, 506);
	cr_assert(prop_read(path, &seed));
	for (int i = 0; i < 600; i++) {
		size_t n = prop_below(&rng, 3) ? seed.len : prop_below(&rng, (uint32_t)seed.len);
		char *bytes = xmalloc(seed.len);
		struct qdpx_project p;
		struct err err = { 0 };
		int fd = open(bad, O_CREAT | O_TRUNC | O_WRONLY, 0600);

		memcpy(bytes, seed.data, seed.len);
		for (uint32_t k = 1 + prop_below(&rng, 3); k > 0; k--)
			bytes[prop_below(&rng, (uint32_t)seed.len)] = (char)prop_below(&rng, 256);
		cr_assert_eq(write(fd, bytes, n), (ssize_t)n);
		close(fd);
		if (qdpx_read(bad, &p, NULL, &err)) {
			cr_assert_neq(err.text[0], 0);
			refused++;
		}
		qdpx_done(&p);
		free(bytes);
	}
	cr_assert_gt(refused, 100);
	free(path);
	free(bad);
	buf_done(&seed);
}

/* The project by itself, so that no sum of the archive stands before the reader. */
Test(qdpx, changed_projects_do_no_harm)
{
	static const char seed[] = HEAD "<Sources><TextSource guid=\"" G(
		"20") "\" name=\"a\"><PlainTextContent>0123456789</PlainTextContent>" SELECT("5", "8", G("ab"))
		SELECT("0", "3", G("aa")) "</TextSource>" TAIL;
	char *path = temp_path(dir, "t.qde");
	struct prop rng;
	long taken = 0, refused = 0;

	prop_init(&rng, 507);
	for (int i = 0; i < 2000; i++) {
		char bytes[sizeof seed];
		size_t n = prop_below(&rng, 8) ? sizeof seed - 1 : prop_below(&rng, sizeof seed);
		struct qdpx_project p;
		struct err err = { 0 };
		int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);

		memcpy(bytes, seed, sizeof seed);
		for (uint32_t k = prop_below(&rng, 3); k > 0; k--)
			bytes[prop_below(&rng, sizeof seed - 1)] = (char)prop_below(&rng, 256);
		cr_assert_eq(write(fd, bytes, n), (ssize_t)n);
		close(fd);
		if (qdpx_read(path, &p, NULL, &err)) {
			cr_assert_neq(err.text[0], 0);
			refused++;
		} else {
			taken++;
		}
		qdpx_done(&p);
	}
	cr_assert(taken > 100 && refused > 100, "%ld taken, %ld refused", taken, refused);
	free(path);
}

/* The project that the standard's makers exchange; its texts are not in it. */
Test(qdpx, the_test_project_of_the_exchange_is_read)
{
	const char *shared = prop_shared();
	struct buf path = { 0 }, notes = { 0 };
	struct qdpx_project p;
	struct err err = { 0 };

	if (!shared)
		cr_skip_test("no shared data");
	buf_printf(&path, "%s/data/refi-qda/TestProject.qdpx", shared);
	cr_assert_eq(qdpx_read(buf_str(&path), &p, &notes, &err), 0, "%s", err.text);
	cr_assert_eq(p.n_users, 3);
	cr_assert_eq(p.codes.n, 14);
	cr_assert_eq(p.n_sources, p.n_missing);
	cr_assert_str_eq(p.coding[0].quote, "Oh, that was great. See you tomorrow? Eleven thirty. Mm.");
	cr_assert_eq(p.coding[0].end_cp - p.coding[0].start_cp, 56);
	cr_assert_str_eq(p.codes.code[p.coding[0].code].title, "Coke::diet Coke");
	cr_assert_str_eq(p.user[p.coding[0].user].name, "Friedrich Markgraf");
	cr_assert_eq(p.n_codings + p.n_left_out, 16);
	cr_assert_not_null(strstr(buf_str(&notes), "is not in the file"));
	qdpx_done(&p);
	buf_clear(&path);
	buf_printf(&path, "%s/data/refi-qda/Project.qde", shared);
	cr_assert_eq(qdpx_read(buf_str(&path), &p, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(p.codes.n, 14);
	qdpx_done(&p);
	buf_done(&path);
	buf_done(&notes);
}
