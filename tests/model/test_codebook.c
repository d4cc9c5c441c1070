/* Files of themes: taken whole, or refused with file, line and reason. */
#include "assets/assets.h"
#include "model/buf.h"
#include "model/codebook.h"
#include "tests/support/prop.h"

#include <criterion/criterion.h>
#include <libxml/xmlschemas.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void utf8(void)
{
	setlocale(LC_ALL, "C.UTF-8");
}

TestSuite(codebook, .init = utf8);

#define QDC "<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\">\n<Codes>\n"
#define GUID(n) "guid=\"0F8A1907-7E42-4739-8610-A676B4D1B6" n "\""

static struct codebook reads(const char *file, const char *body)
{
	struct codebook b;
	struct err err = { 0 };

	cr_assert_eq(codebook_read_bytes(file, body, strlen(body), NULL, &b, NULL, &err), 0, "%s", err.text);
	return b;
}

/* The file is refused with these words, and nothing is left of it. */
static void refuses_bytes(const char *file, const char *body, size_t n, const char *where, const char *why)
{
	struct codebook b;
	struct err err = { 0 };

	cr_assert_eq(codebook_read_bytes(file, body, n, NULL, &b, NULL, &err), -1, "taken: %.80s", body);
	cr_assert_eq(err.kind, ERR_INPUT, "%d", err.kind);
	cr_assert_eq(strncmp(err.text, where, strlen(where)), 0, "found %s, expected %s", err.text, where);
	cr_assert_not_null(strstr(err.text, why), "found %s, expected %s", err.text, why);
	cr_assert_eq(b.n, 0);
	cr_assert_null(b.code);
}

static void refuses(const char *file, const char *body, const char *where, const char *why)
{
	refuses_bytes(file, body, strlen(body), where, why);
}

static const struct codebook_code *code_of(const struct codebook *b, const char *key)
{
	long at = codebook_find(b, key);

	cr_assert_geq(at, 0, "no code %s", key);
	return &b->code[at];
}

Test(codebook, what_is_shipped_has_the_seven_roots)
{
	static const char *const roots[] = { "f", "p", "c", "s", "m", "i", "o" };
	const struct asset *a = asset_find("taxonomy.csv");
	struct codebook b;
	size_t n = 0;

	cr_assert_not_null(a);
	b = reads("taxonomy.csv", a->body);
	for (size_t i = 0; i < b.n; i++) {
		cr_assert(*b.code[i].definition && *b.code[i].examples, "%s", b.code[i].key);
		if (!*b.code[i].parent)
			cr_assert_str_eq(b.code[i].letter, roots[n++]);
	}
	cr_assert_eq(n, 7);
	cr_assert_gt(b.n, 20);
	codebook_done(&b);
}

Test(codebook, headers_are_loose)
{
	struct buf notes = { 0 };
	struct codebook b;
	static const char body[] = "Description;Parent code;THEME;Colour;Hot-key\r\n"
				   "What it costs;;Pricing & terms;red;p\r\n"
				   "What is counted;pricing & TERMS;Seats;;s\r\n";

	cr_assert_eq(codebook_read_bytes("t.csv", body, sizeof body - 1, NULL, &b, &notes, NULL), 0);
	cr_assert_eq(b.n, 2);
	cr_assert_str_eq(b.code[0].key, "pricing-terms");
	cr_assert_str_eq(b.code[1].parent, "pricing-terms");
	cr_assert_str_eq(b.code[1].definition, "What is counted");
	cr_assert_str_eq(b.code[1].letter, "s");
	cr_assert_eq(b.says, CODEBOOK_DEFINITION | CODEBOOK_LETTER);
	cr_assert_not_null(strstr(buf_str(&notes), "Colour"));
	codebook_done(&b);
	buf_done(&notes);
}

Test(codebook, blanks_of_a_definition_are_kept)
{
	struct codebook b = reads("t.csv", " title ,definition,examples\n  Price  ,\" a \n\",'=1+1\n");

	cr_assert_str_eq(b.code[0].title, "Price");
	cr_assert_str_eq(b.code[0].definition, " a \n");
	cr_assert_str_eq(b.code[0].examples, "=1+1", "the guard of a formula is taken off");
	codebook_done(&b);
}

Test(codebook, csv_in_other_encodings_is_read)
{
	static const char latin[] = "name,definition\nPr\xe4senz,f\xfcr uns\nZ\xf6gern,sp\xe4t\n";
	struct codebook b = reads("t.csv", latin);

	cr_assert_str_eq(b.code[0].title, "Präsenz");
	cr_assert_str_eq(b.code[1].definition, "spät");
	cr_assert_str_eq(b.code[0].key, "prasenz");
	codebook_done(&b);
}

Test(codebook, titles_without_ascii_get_keys_of_their_own)
{
	struct codebook b = reads("t.csv", "name\n価格\n競合\n導入\n");

	cr_assert_eq(b.n, 3);
	cr_assert_str_neq(b.code[0].key, b.code[1].key);
	cr_assert_str_neq(b.code[1].key, b.code[2].key);
	codebook_done(&b);
}

Test(codebook, bad_csv_is_refused_by_line)
{
	refuses("t.csv", "", "t.csv: ", "empty");
	refuses("t.csv", "code,title\n", "t.csv: ", "no code");
	refuses("t.csv", "colour,shape\nred,round\n", "t.csv:1: ", "no column for the title");
	refuses("t.csv", "title,Name\na,b\n", "t.csv:1: ", "say the same");
	refuses("t.csv", "code,title\na,A\nb,B\nA,C\n", "t.csv:4: ", "stands there twice, first on line 2");
	refuses("t.csv", "code,title\na,Same\nb,same\n", "t.csv:3: ", "have the title");
	refuses("t.csv", "code,parent,title\na,,A\nb,zz,B\n", "t.csv:3: ", "no such code");
	refuses("t.csv", "code,parent,title\na,b,A\nb,c,B\nc,a,C\n", "t.csv:2: ", "below itself");
	refuses("t.csv", "code,parent,title\na,a,A\n", "t.csv:2: ", "below itself");
	refuses("t.csv", "code,title\na,\n", "t.csv:2: ", "without a title");
	refuses("t.csv", "title,letter\nA,f\nB,f\n", "t.csv:3: ", "both the letter f");
	refuses("t.csv", "title,letter\nA,q\n", "t.csv:2: ", "key of the coding screen");
	refuses("t.csv", "title,letter\nA,E\n", "t.csv:2: ", "key of the coding screen");
	refuses("t.csv", "title,letter\nA,fg\n", "t.csv:2: ", "letter");
	refuses("t.csv", "title,retired\nA,perhaps\n", "t.csv:2: column 2: ", "yes or no");
	refuses("t.csv", "title,letter\nA\n", "t.csv:2: ", "found 1 cell, expected 2");
	refuses("t.csv", "title,note\n\"a\"b,c\n", "t.csv:2: ", "found");
	refuses("t.csv", "PK\3\4xxxx", "t.csv: ", "zip");
}

Test(codebook, siblings_that_are_retired_may_be_alike)
{
	struct codebook b = reads("t.csv", "code,title,letter,status\na,Same,f,retired\nb,Same,f,active\n");

	cr_assert(b.code[0].retired && !b.code[1].retired);
	codebook_done(&b);
}

Test(codebook, as_many_codes_as_may_be_and_one_more)
{
	struct buf body = { 0 };
	struct codebook b;

	buf_puts(&body, "code,parent,title\nroot,,Root\n");
	for (int i = 1; i < CODEBOOK_MAX; i++)
		buf_printf(&body, "c%d,root,Title %d\n", i, i);
	b = reads("t.csv", buf_str(&body));
	cr_assert_eq(b.n, CODEBOOK_MAX);
	codebook_done(&b);
	buf_puts(&body, "one,root,more\n");
	refuses("t.csv", buf_str(&body), "t.csv:100002: ", "more than 100000 codes");
	buf_clear(&body);
	buf_puts(&body, QDC);
	for (int i = 0; i <= CODEBOOK_MAX; i++)
		buf_printf(&body, "<Code guid=\"%08X-0000-4000-8000-000000000000\" name=\"x\" isCodable=\"true\"/>\n",
			   i);
	buf_puts(&body, "</Codes></CodeBook>");
	refuses("t.qdc", buf_str(&body), "t.qdc:100003: ", "more than 100000 codes");
	buf_done(&body);
}

Test(codebook, keys_of_many_equal_titles_are_made_quickly)
{
	struct buf body = { 0 };
	struct codebook b;

	buf_puts(&body, "parent,title,code\n,Root,root\n");
	for (int i = 0; i < 1000; i++)
		buf_printf(&body, "root,P%d,p%d\n", i, i);
	for (int i = 0; i < 50000; i++)
		buf_printf(&body, "p%d,価格%s,\n", i % 1000, i / 1000 % 2 ? "！" : "");
	refuses("t.csv", buf_str(&body), "t.csv:3003: ", "have the title");
	buf_clear(&body);
	buf_puts(&body, "title\n");
	for (int i = 0; i < 50000; i++)
		buf_printf(&body, "価%d\n", i);
	b = reads("t.csv", buf_str(&body));
	cr_assert_eq(b.n, 50000);
	codebook_done(&b);
	buf_done(&body);
}

Test(codebook, a_codebook_is_read_with_its_tree)
{
	struct codebook b = reads(
		"t.qdc",
		"\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		"<q:CodeBook xmlns:q=\"urn:QDA-XML:codebook:1:0\" origin=\"x\"><q:Codes>\n"
		"<q:Code name=\" Price &amp; terms \" " GUID(
			"aa") " color=\"#F00\" isCodable=\"true\">"
			      "<q:Description>What it <![CDATA[<costs>]]>\n\nExamples: two\nthree</q:Description>"
			      "<q:NoteRef targetGUID=\"x\"/>\n"
			      "<q:Code name=\"Seats\" guid=\"{0f8a1907-7e42-4739-8610-a676b4d1b6bb}\" "
			      "isCodable=\"true\"/>\n"
			      "</q:Code><q:Code name=\"Seats\" " GUID(
				      "cc") "/></q:Codes>\n"
					    "<q:Sets><q:Set "
					    "name=\"s\"><q:MemberCode/></q:Set></q:Sets></q:CodeBook>");

	cr_assert_eq(b.n, 3);
	cr_assert_str_eq(b.code[0].title, "Price & terms");
	cr_assert_str_eq(b.code[0].definition, "What it <costs>");
	cr_assert_str_eq(b.code[0].examples, "two\nthree");
	cr_assert_str_eq(b.code[0].guid, "0F8A1907-7E42-4739-8610-A676B4D1B6AA");
	cr_assert_str_eq(b.code[1].parent, b.code[0].key);
	cr_assert_str_eq(b.code[1].guid, "0F8A1907-7E42-4739-8610-A676B4D1B6BB");
	cr_assert_str_eq(b.code[1].key, "seats");
	cr_assert_str_eq(b.code[2].parent, "");
	cr_assert_str_eq(b.code[2].key, "seats-2");
	codebook_done(&b);
}

Test(codebook, a_codebook_in_utf_16_is_read)
{
	const char *text =
		"<?xml version=\"1.0\" encoding=\"UTF-16\"?><CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\"><Codes>"
		"<Code " GUID("aa") " name=\"Price\" isCodable=\"true\"/></Codes></CodeBook>";
	struct buf wide = { 0 };
	struct codebook b;
	struct err err = { 0 };

	buf_add(&wide, "\xff\xfe", 2);
	for (const char *c = text; *c; c++) {
		buf_putc(&wide, *c);
		buf_putc(&wide, 0);
	}
	cr_assert_eq(codebook_read_bytes("t", wide.data, wide.len, NULL, &b, NULL, &err), 0, "%s", err.text);
	cr_assert_str_eq(b.code[0].title, "Price");
	codebook_done(&b);
	buf_done(&wide);
}

Test(codebook, hostile_xml_is_refused_by_line)
{
	refuses("t.qdc", "", "t.qdc: ", "empty");
	refuses("t.qdc", "title\nPricing\n", "t.qdc:1: ", "no XML");
	refuses("t.qdc",
		"<!DOCTYPE CodeBook [<!ENTITY x \"y\">]>\n" QDC
		"<Code " GUID("aa") " name=\"&x;\"/></Codes></CodeBook>",
		"t.qdc:1: ", "DOCTYPE");
	refuses("t.qdc",
		"<?xml version=\"1.0\"?>\n<!DOCTYPE CodeBook SYSTEM \"file:///etc/passwd\">\n" QDC
		"</Codes></CodeBook>",
		"t.qdc:2: ", "DOCTYPE");
	refuses("t.qdc",
		"<!DOCTYPE c [\n<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">\n"
		"<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;\">]>\n<c>&d;</c>",
		"t.qdc:1: ", "DOCTYPE");
	refuses("t.qdc", QDC "<Code " GUID("aa") " name=\"&x;\"/></Codes></CodeBook>", "t.qdc:3: ", "no XML");
	refuses("t.qdc",
		QDC "<Code " GUID("aa") " name=\"a\"><Description>&x;</Description></Code></Codes></CodeBook>",
		"t.qdc:3: ", "no XML");
	refuses("t.qdc", QDC "<Code " GUID("aa") " name=\"a\">\n", "t.qdc:", "not whole");
	refuses("t.qdc", "<CodeBook><Codes/></CodeBook>", "t.qdc:1: ", "expected CodeBook of");
	refuses("t.qdc", "\n<html><p/></html>", "t.qdc:2: ", "found the root html");
	refuses("t.qdc", QDC "</Codes></CodeBook>", "t.qdc: ", "no code");
	refuses("t.qdc", QDC "<Code " GUID("aa") "/></Codes></CodeBook>", "t.qdc:3: ", "without a name");
	refuses("t.qdc", QDC "<Code " GUID("aa") " name=\" \"/></Codes></CodeBook>", "t.qdc:3: ", "without a title");
	refuses("t.qdc", QDC "<Code guid=\"12\" name=\"a\"/></Codes></CodeBook>", "t.qdc:3: ", "hexadecimal");
	refuses("t.qdc", QDC "<Code name=\"a\"/></Codes></CodeBook>", "t.qdc:3: ", "hexadecimal");
	refuses("t.qdc",
		QDC "<Code " GUID("aa") " name=\"a\"/>\n<Code " GUID("aa") " name=\"b\"/></Codes></CodeBook>",
		"t.qdc:4: ", "guid");
	refuses("t.qdc",
		QDC "<Code " GUID("aa") " name=\"a\"/>\n<Code " GUID("ab") " name=\"A\"/></Codes></CodeBook>",
		"t.qdc:4: ", "have the title");
	refuses("t.qdc",
		QDC "<Code " GUID("aa") " name=\"a\"><Description>Code: a\nRetired: yes\nMerged into: b</Description>"
					"</Code></Codes></CodeBook>",
		"t.qdc:3: ", "merged into \"b\"");
	refuses("t.qdc", QDC "<Code " GUID("aa") " name=\"\xff\"/></Codes></CodeBook>", "t.qdc:3: ", "no XML");
}

Test(codebook, depth_and_length_have_an_end)
{
	struct buf body = { 0 };

	buf_puts(&body, QDC);
	for (int i = 0; i <= CODEBOOK_DEPTH; i++)
		buf_printf(&body, "<Code guid=\"%08X-0000-4000-8000-000000000000\" name=\"x%d\">\n", i, i);
	for (int i = 0; i <= CODEBOOK_DEPTH; i++)
		buf_puts(&body, "</Code>");
	buf_puts(&body, "</Codes></CodeBook>");
	refuses("t.qdc", buf_str(&body), "t.qdc:19: ", "17 levels deep");
	buf_clear(&body);
	for (int i = 0; i < 100000; i++)
		buf_puts(&body, i ? "<Code>" : QDC);
	refuses("t.qdc", buf_str(&body), "t.qdc:3: ", "");
	buf_clear(&body);
	buf_puts(&body, QDC);
	for (int i = 0; i < 100000; i++)
		buf_puts(&body, "<x>");
	refuses("t.qdc", buf_str(&body), "t.qdc:3: ", "more than 64 levels deep");
	buf_clear(&body);
	buf_puts(&body, QDC "<Code " GUID("aa") " name=\"a\"><Description>");
	for (int i = 0; i < 30000; i++)
		buf_puts(&body, "many words ");
	buf_puts(&body, "</Description></Code></Codes></CodeBook>");
	refuses("t.qdc", buf_str(&body), "t.qdc:3: ", "longer than");
	buf_done(&body);
}

static void put(struct codebook *b, const char *key, const char *parent, const char *title, const char *definition,
		const char *examples, const char *letter, bool retired)
{
	struct codebook_code *c = codebook_add(b);
	const char *from[] = { key, parent, title, definition, examples };
	char **to[] = { &c->key, &c->parent, &c->title, &c->definition, &c->examples };

	for (int i = 0; i < 5; i++) {
		free(*to[i]);
		*to[i] = xstrdup(from[i]);
	}
	c->letter[0] = *letter;
	c->retired = retired;
}

static struct codebook made(void)
{
	struct codebook b = { .name = xstrdup("made") };

	put(&b, "pricing", "", "Pricing & \"terms\"", "What it\ncosts.\n\nExamples:\nCode: not one\n\\Letter: x",
	    "a\r\nb", "p", false);
	put(&b, "seats", "pricing", "Seats", "", "Examples:\n\nCode: x", "s", false);
	put(&b, "old", "pricing", "Seats", "Now seats", "", "s", true);
	free(b.code[2].merged);
	b.code[2].merged = xstrdup("seats");
	put(&b, "deep", "seats", "<Deep>", "", "", "", false);
	put(&b, "fit", "", "Product fit", " \n led by blanks", "“one” · 東京", "f", false);
	return b;
}

static void same(const struct codebook *a, const struct codebook *b)
{
	cr_assert_eq(a->n, b->n);
	for (size_t i = 0; i < a->n; i++) {
		const struct codebook_code *x = &a->code[i], *y = code_of(b, x->key);

		cr_assert_str_eq(x->parent, y->parent);
		cr_assert_str_eq(x->title, y->title);
		cr_assert_str_eq(x->definition, y->definition);
		cr_assert_str_eq(x->examples, y->examples);
		cr_assert_str_eq(x->letter, y->letter);
		cr_assert_str_eq(x->merged, y->merged);
		cr_assert_eq(x->retired, y->retired);
	}
}

Test(codebook, written_and_read_it_is_the_same)
{
	struct codebook a = made(), b, c;
	struct buf first = { 0 }, second = { 0 };
	struct err err = { 0 };

	cr_assert_eq(codebook_write_qdc(&a, "wl-1", &first, &err), 0, "%s", err.text);
	b = reads("t.qdc", buf_str(&first));
	same(&a, &b);
	cr_assert_eq(b.says, CODEBOOK_DEFINITION | CODEBOOK_EXAMPLES | CODEBOOK_LETTER | CODEBOOK_RETIRED);
	/* The guids that were made are kept, and stay when another file of ours writes it. */
	cr_assert_eq(codebook_write_qdc(&b, "wl-2", &second, NULL), 0);
	cr_assert_str_eq(buf_str(&first), buf_str(&second));
	c = reads("t.qdc", buf_str(&second));
	same(&b, &c);
	codebook_done(&a);
	codebook_done(&b);
	codebook_done(&c);
	buf_done(&first);
	buf_done(&second);
}

Test(codebook, guids_are_of_file_and_key)
{
	char a[37], b[37];

	codebook_guid("wl-1", "pricing", a);
	codebook_guid("wl-1", "pricing", b);
	cr_assert_str_eq(a, b);
	cr_assert_eq(a[14], '5');
	codebook_guid("wl-2", "pricing", b);
	cr_assert_str_neq(a, b);
	codebook_guid("wl-1", "fit", b);
	cr_assert_str_neq(a, b);
}

Test(codebook, what_cannot_be_a_taxonomy_is_not_written)
{
	struct codebook a = made();
	struct buf out = { 0 };
	struct err err = { 0 };

	put(&a, "fit", "", "Again", "", "", "", false);
	cr_assert_eq(codebook_write_qdc(&a, "wl-1", &out, &err), -1);
	cr_assert_eq(out.len, 0);
	cr_assert_not_null(strstr(err.text, "stands there twice"));
	codebook_done(&a);
}

Test(codebook, one_is_added_to_another)
{
	struct codebook a = made(), b = reads("t.csv", "code,parent,title,letter,guid\n"
						       "x2,x1,Reports,x,\n"  /* below a new one that stands later */
						       "x1,,Weather,f,\n"    /* its letter is another's */
						       "p9,,PRODUCT FIT,,\n" /* by title */
						       "p8,p9,Missing,m,\n"
						       "pricing,,Something else,,\n" /* by key */
						       "q,pricing,Seats,,\n");
	struct err err = { 0 };
	size_t n = a.n;

	codebook_join(&a, &b);
	cr_assert_eq(codebook_check(&a, "joined", &err), 0, "%s", err.text);
	cr_assert_eq(a.n, n + 3);
	cr_assert_str_eq(code_of(&a, "x2")->parent, "x1");
	cr_assert_str_eq(code_of(&a, "x2")->letter, "x");
	cr_assert_str_eq(code_of(&a, "x1")->letter, "");
	cr_assert_str_eq(code_of(&a, "p8")->parent, "fit");
	cr_assert_str_eq(code_of(&a, "pricing")->title, "Pricing & \"terms\"");
	codebook_join(&a, &b);
	cr_assert_eq(a.n, n + 3, "again it adds nothing");
	codebook_done(&a);
	codebook_done(&b);
}

/* The standard's schema is that of a project; the codebook in it has the same codes. */
Test(codebook, what_is_written_fits_the_schema)
{
	const char *shared = prop_shared();
	struct buf qdc = { 0 }, project = { 0 }, path = { 0 };
	struct codebook a = made();
	xmlSchemaParserCtxtPtr parser;
	xmlSchemaValidCtxtPtr valid;
	xmlSchemaPtr schema;
	xmlDocPtr doc;
	const char *codes;

	if (!shared)
		cr_skip_test("no shared data");
	cr_assert_eq(codebook_write_qdc(&a, "wl-1", &qdc, NULL), 0);
	codes = strstr(buf_str(&qdc), "<Codes>");
	buf_printf(&project, "<Project xmlns=\"urn:QDA-XML:project:1.0\" name=\"x\"><CodeBook>%s</Project>", codes);
	buf_printf(&path, "%s/data/refi-qda/Project.xsd", shared);
	parser = xmlSchemaNewParserCtxt(buf_str(&path));
	schema = xmlSchemaParse(parser);
	cr_assert_not_null(schema, "%s", buf_str(&path));
	doc = xmlReadMemory(buf_str(&project), (int)project.len, "x", NULL, XML_PARSE_NONET);
	cr_assert_not_null(doc);
	valid = xmlSchemaNewValidCtxt(schema);
	cr_assert_eq(xmlSchemaValidateDoc(valid, doc), 0);
	xmlSchemaFreeValidCtxt(valid);
	xmlSchemaFreeParserCtxt(parser);
	xmlSchemaFree(schema);
	xmlFreeDoc(doc);
	codebook_done(&a);
	buf_done(&qdc);
	buf_done(&project);
	buf_done(&path);
}

/* Changed bytes are taken or refused with words; the sanitizers look on. */
Test(codebook, mutated_files_are_taken_or_refused)
{
	struct codebook a = made(), b;
	struct buf seed[2] = { 0 }, body = { 0 };
	struct prop p;
	long taken = 0, refused = 0;

	prop_init(&p, 505);
	cr_assert_eq(codebook_write_qdc(&a, "wl-1", &seed[0], NULL), 0);
	buf_puts(&seed[1], "code,parent,title,definition,letter\na,,A,\"x\ny\",f\nb,a,B,,s\nc,b,C,z,\n");
	for (int i = 0; i < 3000; i++) {
		struct err err = { 0 };

		buf_clear(&body);
		buf_add(&body, seed[i & 1].data, seed[i & 1].len);
		for (uint32_t n = 1 + prop_below(&p, 4); n > 0; n--)
			body.data[prop_below(&p, (uint32_t)body.len)] = (char)prop_below(&p, 256);
		if (prop_below(&p, 4) == 0)
			body.len = prop_below(&p, (uint32_t)body.len);
		if (codebook_read_bytes(i & 1 ? "t.csv" : "t.qdc", body.data, body.len, NULL, &b, NULL, &err)) {
			cr_assert_eq(strncmp(err.text, "t.", 2), 0, "%s", err.text);
			refused++;
		} else {
			cr_assert_gt(b.n, 0);
			taken++;
		}
		codebook_done(&b);
	}
	cr_assert(taken > 100 && refused > 100, "%ld taken, %ld refused", taken, refused);
	codebook_done(&a);
	buf_done(&seed[0]);
	buf_done(&seed[1]);
	buf_done(&body);
}
