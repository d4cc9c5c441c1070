/* The handoff packet on the screen: prefilled and counted, typed, gaps walked through, refused, filed, amended, returned; two
 * windows; a kill in the middle of a word. */
#include "model/buf.h"
#include "tests/support/call.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TestSuite(packet_form, .init = call_set_up, .fini = call_tear_down, .timeout = 600);

static struct pty *open_packet(const char *login, int rows, int cols)
{
	struct pty *p = call_start(login, (struct pty_options){ .rows = rows, .cols = cols });

	call_type(p, "2");
	call_see(p, "Open handoffs");
	call_type(p, "<Enter>");
	call_see(p, "Handoff packet");
	return p;
}

static void check_packet(const char *words, bool there)
{
	call_prints("dana", (const char *const[]){ "handoff", "D-1", NULL }, words, there);
}

/* All that is required, but for the one field. */
static void fill_but(const char *left_out)
{
	static const char *const sets[] = { "email=fox@umber.example", "start=2026-12-01", "problem=three tools",
					    "expect=one place",	       "sold=the demo",	   "origin=a partner",
					    "briefing=n",	       "touchpoints=2026-10-02 call -> demo",
					    "criteria=a",	       "criteria=b",	   "criteria=c" };

	for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++)
		if (!left_out || strncmp(sets[i], left_out, strlen(left_out)))
			CALL_AS("mira", "handoff", "D-1", "--set", sets[i]);
}

static void file_packet(void)
{
	fill_but(NULL);
	CALL_AS("dana", "handoff", "D-1", "--file");
}

static void type_field(struct pty *p, const char *words, const char *see)
{
	pty_bytes(p, words, strlen(words));
	call_type(p, "<Enter>");
	call_see(p, see);
}

Test(packet_form, opens_at_its_first_gap_and_walks_through_all_of_them)
{
	struct pty *p = open_packet("dana", 40, 120);

	call_see(p, "9 required missing");
	call_see(p, "due in ");
	call_see(p, "Contact's e-mail");
	type_field(p, "fox@umber.example", "8 required missing");
	type_field(p, "2026-12-01", "7 required missing");
	pty_bytes(p, "Three tools.", 12); /* a long text takes Enter as a line */
	call_type(p, "<Enter>and no owner<A-g>");
	call_see(p, "6 required missing");
	call_type(p, "One place.<A-g>The demo.<A-g>");
	call_see(p, "4 required missing");
	type_field(p, "a partner", "3 required missing");
	type_field(p, "2026-10-02 intro call -> asked for a demo", "2 required missing");
	call_see(p, "2026-10-02 intro call → asked for a demo");
	call_type(p, "<Enter>n<Enter>");
	call_see(p, "1 required missing");
	type_field(p, "first", "1 of 3");
	type_field(p, "second", "2 of 3");
	type_field(p, "third", "nothing is missing");
	check_packet("> Three tools.\n> and no owner", true);
	check_packet("0 required missing", false);
	pty_free(p);
}

/* A won deal whose deal and contact say what they can: none of it is typed again. */
Test(packet_form, asks_for_nothing_that_the_program_knows)
{
	static const char *const known[] = { "Umber Group", "L. Fox", "fox@umber.example", "2026-11-20", "signed", "$2,500", "mira",
					     "priya", "web" };
	struct pty *p;

	CALL_AS("mira", "handoff", "D-1", "--set", "email=fox@umber.example");
	CALL_AS("mira", "deal", "set", "D-1", "--source", "web", "--arr", "60000", "--term-months", "24");
	CALL_AS("mira", "debrief", "D-1", "--answer", "1=Their audit of 2025 found three tools.");
	p = open_packet("dana", 50, 140);
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		call_see(p, known[i]);
	call_see(p, "Their audit of 2025");
	call_see(p, "6 required missing");
	call_type(p, "<C-s>");
	call_see(p, "Missing: Delivery start target, Problem statement, What they expect and 3 more");
	call_type(p, "<A-1>");
	call_see(p, "Customer company: from the deal; typed here it is written there");
	pty_free(p);
	fill_but("none");
	CALL_AS("mira", "handoff", "D-1", "--set", "sold=");
	p = open_packet("dana", 50, 140);
	call_type(p, "<C-s>");
	call_see(p, "nothing is missing; 14 of 20 filled in by themselves");
	pty_free(p);
}

Test(packet_form, refuses_to_file_with_the_list_and_files_what_is_whole)
{
	struct buf path = { 0 };
	struct pty *p;
	char *dir = xstrdup(call_db()), *text;

	*strrchr(dir, '/') = '\0';
	fill_but("problem");
	p = open_packet("dana", 0, 0);
	call_see(p, "1 missing");
	call_type(p, "<A-3><A-Enter>");
	call_see(p, "Not filed yet: 1 required field is missing");
	call_see(p, "What they told us, verbatim or close to it.");
	call_type(p, "<Enter>");
	call_gone(p, "Not filed yet");
	call_type(p, "Three tools.<A-Enter>");
	call_see(p, "File the packet");
	call_type(p, "<PgDn>");
	call_see(p, "Three tools.");
	call_type(p, "<Enter>");
	call_see(p, "filed, version 1");
	call_see(p, "✓ filed v1");
	buf_printf(&path, "%s/files/handoffs/assessment-umber-group-2026-11-20.md", dir);
	text = call_value(call_db(), "select body from text where id = (select text from filed)");
	cr_assert_not_null(strstr(text, "Three tools."));
	free(text);
	cr_assert_eq(access(buf_str(&path), R_OK), 0, "no %s", buf_str(&path));
	buf_done(&path);
	free(dir);
	pty_free(p);
}

Test(packet_form, shows_what_an_amendment_changes)
{
	struct pty *p;

	file_packet();
	p = open_packet("dana", 0, 0);
	call_see(p, "✓ filed v1");
	call_type(p, "<A-2><C-u>four tools<Tab>");
	call_see(p, "✓ filed v1, changed");
	call_type(p, "<A-Enter>");
	call_see(p, "what changed");
	call_see(p, "- > three tools");
	call_see(p, "+ > four tools");
	call_type(p, "<Enter>");
	call_see(p, "filed, version 2");
	call_type(p, "<Esc>v");
	call_see(p, "version 2, amended by dana");
	call_type(p, "<Tab>");
	call_see(p, "+ > four tools");
	call_type(p, "[");
	call_see(p, "version 1, filed by dana");
	pty_free(p);
}

/* One that another program put there may end its lines in both signs. */
Test(packet_form, shows_the_lines_of_its_text)
{
	struct pty *p;

	file_packet();
	free(call_value(call_db(), "update text set body = replace(body, char(10), char(13, 10))"));
	p = open_packet("dana", 40, 120);
	call_type(p, "<Esc>v");
	call_see(p, "> three tools");
	cr_assert_not(pty_has(p, "\\x0d"), "%s", pty_screen(p));
	pty_free(p);
}

Test(packet_form, shows_what_it_was_returned_for_at_its_field)
{
	struct pty *p;

	file_packet();
	CALL_AS("priya", "handoff", "D-1", "--return", "problem=not their words", "--return", "price=not agreed");
	p = open_packet("dana", 0, 0);
	call_see(p, "! returned, 2 gaps");
	call_see(p, "! returned: not agreed");
	call_type(p, "<A-g>");
	call_see(p, "! returned: not their words");
	call_type(p, "<A-L>");
	call_see(p, "returned: not agreed");
	pty_free(p);
}

Test(packet_form, asks_whose_words_stay_when_two_windows_typed_the_same_field)
{
	struct pty *p, *q;

	CALL_AS("mira", "handoff", "D-1", "--set", "problem=three tools");
	p = open_packet("dana", 0, 0);
	call_type(p, "<A-2><C-e> and no owner");
	q = open_packet("mira", 0, 0);
	call_type(q, "<A-2><C-u>four tools<Tab>");
	check_packet("four tools", true);
	call_type(p, "<Tab>");
	call_see(p, "Problem statement: somebody changed it too");
	call_type(p, "<A-2>");
	call_see(p, "mira changed it too.");
	call_see(p, "STORED  four tools");
	call_see(p, "three tools and no owner");
	call_type(p, "b");
	call_see(p, "kept; the other words stay in the history");
	check_packet("> four tools\n>\n> three tools and no owner", true);
	/* Another field of the same deal is nobody's conflict. */
	call_type(p, "<A-1><Tab><Tab>");
	call_type(q, "<A-5><Tab><Tab><Tab><C-u>70000<Tab>");
	call_type(p, "CTO<Tab>");
	check_packet("CTO", true);
	check_packet("70", true);
	pty_free(p);
	pty_free(q);
}

Test(packet_form, brings_back_after_a_kill_what_no_field_had_stored)
{
	struct pty *p = open_packet("dana", 0, 0);

	call_type(p, "<A-2>Nobody can tell me which partner");
	call_wait_draft("which partner");
	call_kill(p);
	check_packet("which partner", false);
	p = open_packet("dana", 0, 0);
	call_see(p, "what you typed last is back: Problem statement");
	call_see(p, "Nobody can tell me");
	call_type(p, " sourced what.<Tab>");
	call_type(p, "<C-s>");
	call_see(p, "all is kept");
	check_packet("Nobody can tell me which partner sourced what.", true);
	pty_free(p);
}

Test(packet_form, asks_for_the_response_only_where_a_briefing_was_delivered)
{
	struct pty *p = open_packet("dana", 40, 120);

	CALL_AS("mira", "handoff", "D-1", "--set", "briefing=n");
	call_type(p, "<A-3>");
	call_see(p, "Briefing delivered");
	call_see(p, "   no");
	call_gone(p, "Response to the briefing");
	call_type(p, "<Tab><Tab>y<Tab>");
	call_see(p, "Response to the briefing");
	call_type(p, "The map of their partners.<Tab><C-s>");
	check_packet("The map of their partners.", true);
	pty_free(p);
}

Test(packet_form, keeps_rows_without_a_mouse)
{
	struct pty *p;

	CALL_AS("mira", "handoff", "D-1", "--set", "risks=their audit -> a named owner");
	p = open_packet("dana", 0, 0);
	call_type(p, "<A-8>");
	call_see(p, "their audit → a named owner");
	call_type(p, "<C-e> by May<Tab>");
	check_packet("a named owner by May", true);
	type_field(p, "the summer -> begin before", "the summer → begin before");
	check_packet("the summer", true);
	call_type(p, "a risk that is none<A-d>");
	call_see(p, "Ctrl-_ brings its words back");
	call_type(p, "<C-_>");
	call_see(p, "a risk that is none");
	call_type(p, "<C-u><Up><Esc>d");
	call_see(p, "removed: the summer");
	check_packet("the summer", false);
	call_type(p, "u");
	call_see(p, "the summer → begin before");
	check_packet("the summer", true);
	pty_free(p);
}

Test(packet_form, asks_about_a_row_that_two_changed_and_one_that_is_gone)
{
	struct pty *p, *q;

	CALL_AS("mira", "handoff", "D-1", "--set", "risks=their audit -> a named owner", "--set", "risks=the summer");
	p = open_packet("dana", 0, 0);
	call_type(p, "<A-8><C-e> by May");
	CALL_AS("mira", "handoff", "D-1", "--set", "risks.1=their audit -> two owners");
	call_type(p, "<Tab>");
	call_see(p, "somebody changed it too");
	call_type(p, "<A-g>");
	call_see(p, "changed it too.");
	call_see(p, "STORED  their audit → two owners");
	call_type(p, "t");
	call_see(p, "kept");
	check_packet("two owners", true);
	call_type(p, "<Esc>j<Tab><C-e> begins in June");
	CALL_AS("mira", "handoff", "D-1", "--set", "risks.2=");
	call_type(p, "<Tab>");
	call_see(p, "the summer begins in June");
	call_type(p, "<C-s>");
	call_see(p, "all is kept");
	check_packet("the summer begins in June", true);
	q = open_packet("mira", 0, 0);
	call_type(q, "<A-9>Their board");
	call_see(p, "mira is typing in Special notes");
	pty_free(p);
	pty_free(q);
}

Test(packet_form, brings_back_words_over_a_row_that_is_gone_meanwhile)
{
	struct pty *p;

	CALL_AS("mira", "handoff", "D-1", "--set", "risks=their audit", "--set", "risks=the summer");
	p = open_packet("dana", 0, 0);
	call_type(p, "<A-8><Tab><C-e> begins in June");
	call_wait_draft("the summer begins in June");
	call_kill(p);
	CALL_AS("mira", "handoff", "D-1", "--set", "risks.2=");
	p = open_packet("dana", 0, 0);
	call_see(p, "the summer begins in June");
	check_packet("the summer", false);
	call_type(p, "<C-s>");
	call_see(p, "all is kept");
	check_packet("2. the summer begins in June", true);
	pty_free(p);
}

Test(packet_form, takes_lines_that_are_pasted_for_so_many_rows)
{
	struct pty *p = open_packet("dana", 40, 120);

	call_type(p, "<A-3><Tab>");
	pty_paste(p, "2026-10-02 intro call -> demo\n2026-10-20 demo -> price\n2026-11-02 price");
	call_see(p, "2 rows");
	call_see(p, "2026-10-20 demo → price");
	call_type(p, "<Enter>");
	call_see(p, "2026-11-02 price");
	check_packet("2. 2026-10-20 demo", true);
	check_packet("3. 2026-11-02 price", true);
	pty_free(p);
}

Test(packet_form, gives_a_field_to_the_editor_and_takes_it_back)
{
	char *dir = temp_dir("editor"), *script = temp_path(dir, "ed");
	struct buf editor = { 0 };
	const char *env[] = { NULL, "VISUAL", NULL };
	FILE *f = fopen(script, "w");
	struct pty *p;

	fprintf(f, "#!/bin/sh\nsed -i 's/three/four/' \"$1\"; echo more >> \"$1\"\n");
	fclose(f);
	chmod(script, 0700);
	buf_printf(&editor, "EDITOR=%s", script);
	env[0] = buf_str(&editor);
	p = call_start("dana", (struct pty_options){ .env = env });
	call_type(p, "2<Enter>");
	call_type(p, "<A-2>three tools<A-e>");
	call_see(p, "four tools");
	call_see(p, "more");
	call_type(p, "<Tab>");
	call_type(p, "<C-s>");
	call_see(p, "all is kept");
	check_packet("four tools", true);
	pty_free(p);
	buf_done(&editor);
	temp_remove(dir);
	free(script);
	free(dir);
}

Test(packet_form, hides_what_a_role_may_not_see)
{
	struct pty *p;

	CALL_AS("dana", "handoff", "D-1", "--set", "sensitivities=Quote the number once.", "--set", "problem=three tools");
	p = open_packet("rex", 40, 120);
	call_see(p, "three tools");
	call_see(p, "your role does not see this");
	call_gone(p, "Quote the number once.");
	call_type(p, "v");
	call_see(p, "three tools");
	call_gone(p, "Quote the number once.");
	pty_free(p);
}

Test(packet_form, opens_from_the_board_the_deal_and_by_name)
{
	struct pty *p;

	CALL_AS("dana", "deal", "add", "--company", "Kestrel Data", "--stage", "proposal");
	p = call_start("dana", (struct pty_options){ 0 });
	call_type(p, "1/umber<Enter>p");
	call_see(p, "Context for delivery");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_gone(p, "Context for delivery");
	call_type(p, "/<C-u>kestrel<Enter>");
	call_see(p, "Kestrel Data");
	call_type(p, "p");
	call_see(p, "a packet belongs to a won deal");
	call_type(p, "2");
	call_see(p, "Open handoffs");
	call_type(p, ":open the packet");
	call_see(p, "Open the packet");
	call_type(p, "<Enter>");
	call_see(p, "Context for delivery");
	pty_free(p);
}

Test(packet_form, warns_of_a_start_behind_the_window)
{
	struct pty *p = open_packet("dana", 0, 0);

	type_field(p, "f@umber.example", "8 missing");
	type_field(p, "2027-02-01", "7 missing");
	call_type(p, "<A-1><Tab><Tab><Tab><Tab><Tab><Tab><Tab>");
	call_see(p, "~ later than the last day of the window, 2026-12-20");
	pty_free(p);
}

Test(packet_form, says_that_a_day_cannot_be_read_and_keeps_the_words)
{
	struct pty *p = open_packet("dana", 0, 0);

	type_field(p, "f@umber.example", "8 missing");
	call_type(p, "soon<Tab>");
	call_see(p, "expected a day");
	call_see(p, "soon");
	call_type(p, "<A-Enter>");
	call_see(p, "expected a day");
	pty_free(p);
}

Test(packet_form, is_read_only_for_who_may_only_read)
{
	struct pty *p;

	file_packet();
	p = open_packet("rex", 0, 0);
	call_see(p, "read only");
	call_type(p, "<A-2>");
	call_type(p, "e");
	call_see(p, "your role reads this packet");
	call_type(p, "x");
	call_type(p, "<Enter>");
	call_see(p, "“file” is for");
	check_packet("three tools", true);
	check_packet("xthree", false);
	pty_free(p);
}
