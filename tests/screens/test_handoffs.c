/* The queue of handoffs on the screen: what stands there, how one moves and narrows, who sees it, and that screen, `due
 * --handoffs` and CSV say the same of every case of a clock. */
#include "model/deal.h"
#include "model/event.h"
#include "tests/support/call.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Umber was won at CALL_NOW, a Friday 09:10: its SOW is signed. Then, days before: Larkspur, late; Wayfare, told by word of
 * mouth, nobody's; Sorrel, whose kickoff is set. */
static void win(const char *company, const char *csm, const char *at, const char *commitment, const char *sow)
{
	const char *const add[] = { "deal", "add", "--company", company, "--owner", "mira", "--amount", "2500", csm ? "--csm" : NULL,
				    csm, NULL };
	const char *const move[] = { "--now", at, "deal", "move", company, "won", "--check", "all", "--commitment", commitment,
				     "--sow", sow, "--contact", "L. Fox", *sow == 'p' ? "--sow-date" : NULL, "2026-11-23",
				     NULL };

	call_as("dana", add);
	call_as("dana", move);
}

/* The minute after each win. */
static int tell_packets(struct store *s, struct group *g, void *arg, struct err *err)
{
	(void)arg;
	for (int64_t id = 1; id <= 4; id++) {
		struct new_event e = { .deal = id, .kind = EV_FILED, .for_ms = NO_MOMENT };
		struct deal d;

		if (deal_get(s, id, &d, err) != 1)
			return -1;
		e.at_ms = d.won_at + MINUTE_MS;
		deal_done(&d);
		if (event_add(s, g, &e, err))
			return -1;
		e.kind = EV_ACKED;
		if (event_add(s, g, &e, err))
			return -1;
	}
	return 0;
}

/* Filed and acknowledged at once: these tests look at the clocks behind that. */
static void hand_over(void)
{
	struct store_options opt = { .path = call_db(), .login = "dana" };
	struct group_open how = { .kind = GROUP_EDIT, .title = "packets", .scope_kind = SUBJECT_DEAL };
	struct err err = { 0 };
	struct store *s;

	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(edit(s, &how, tell_packets, NULL, NULL, &err), 0, "%s", err.text);
	store_close(s);
}

static void begin(void)
{
	call_set_up();
	win("Larkspur Inn", "max", "2026-11-05T10:00:00Z", "written", "signed");
	win("Wayfare Labs", NULL, "2026-11-19T14:00:00Z", "verbal", "pending");
	win("Sorrel Foods", "priya", "2026-11-19T09:00:00Z", "written", "signed");
	hand_over();
	CALL_AS("priya", "mark", "Sorrel", "kickoff_set", "--for", "2026-11-24 10:00");
}

TestSuite(handoffs, .init = begin, .fini = call_tear_down, .timeout = 600);

static struct pty *open_queue(const char *login, int rows, int cols)
{
	struct pty *p = call_start(login, (struct pty_options){ .rows = rows, .cols = cols });

	call_type(p, "2");
	return p;
}

/* The row of the screen in which the text stands; -1 none. */
static int row_of(struct pty *p, const char *text)
{
	int row = -1, col;

	return vt_find(pty_vt(p), text, &row, &col) ? row : -1;
}

static void end(struct pty *p)
{
	pty_free(p);
}

Test(handoffs, stand_by_breach_with_their_clocks_in_words)
{
	struct pty *p = open_queue("dana", 0, 0);

	call_see(p, "Open handoffs  4 open · !1 late");
	call_see(p, "2 Handoffs 4");
	call_see(p, "! Larkspur Inn");
	call_see(p, "✓ 0h01");
	call_see(p, "11-24");
	call_see(p, "5 bd left");
	cr_assert_lt(row_of(p, "! Larkspur Inn"), row_of(p, "Wayfare Labs"));
	cr_assert_lt(row_of(p, "Wayfare Labs"), row_of(p, "Umber Group"));
	call_see(p, "max: set a day for the kickoff");
	call_see(p, "ae → cro");
	call_type(p, "j");
	call_see(p, "no CSM yet");
	call_see(p, "cro: send the SOW");
	call_see(p, "SOW signed");
	pty_resize(p, 40, 120);
	call_see(p, "SOW ≤48h");
	call_see(p, "~4:4");
	call_see(p, "11-19 14:00");
	call_see(p, "csm → csm_manager");
	pty_resize(p, 10, 40);
	call_see(p, "Nothing is");
	pty_resize(p, 24, 80);
	call_see(p, "cro: send the SOW");
	end(p);
}

Test(handoffs, open_the_packet_or_the_deal_and_come_back_to_it)
{
	struct pty *p = open_queue("dana", 0, 0);

	call_type(p, "G");
	call_see(p, "won today 09:10");
	call_type(p, "<Enter>");
	call_see(p, "Handoff packet");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_see(p, "Open handoffs");
	call_see(p, "won today 09:10");
	call_type(p, "D");
	call_see(p, "External id");
	call_type(p, "p");
	call_see(p, "Handoff packet");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_see(p, "External id");
	call_type(p, "<Esc>");
	call_see(p, "Open handoffs");
	call_see(p, "won today 09:10");
	call_type(p, "g");
	call_see(p, "won 11-05 10:00");
	end(p);
}

Test(handoffs, narrow_to_a_text_to_mine_and_to_a_csm)
{
	struct pty *p = open_queue("priya", 0, 0);

	call_type(p, "/way");
	call_see(p, "1 open · Esc clears");
	call_gone(p, "Larkspur Inn");
	call_type(p, "<Esc>");
	call_see(p, "Larkspur Inn");
	call_type(p, "/priya");
	call_see(p, "2 open · Esc clears");
	call_type(p, "x");
	call_see(p, "No open handoff matches.");
	call_type(p, "<Esc>");
	call_see(p, "4 open");
	call_type(p, "o");
	call_see(p, "mine · 2 open · Esc clears");
	call_gone(p, "Wayfare Labs");
	call_type(p, "o");
	call_see(p, "Wayfare Labs");
	call_type(p, "O");
	call_see(p, "CSM max · 1 open");
	call_type(p, "<Esc>");
	call_see(p, "4 open");
	call_type(p, "jO");
	call_see(p, "without a CSM · 1 open");
	end(p);
}

/* Undone from here: the kickoff that was told of Sorrel. */
Test(handoffs, take_back_the_last_own_change)
{
	struct pty *p = open_queue("priya", 0, 0);

	call_type(p, "u");
	call_see(p, "taken back");
	call_type(p, "<C-r>");
	call_see(p, "done again");
	end(p);
}

Test(handoffs, are_empty_for_who_may_see_none_and_read_by_who_may_only_read)
{
	struct pty *p;

	CALL_AS("dana", "member", "add", "jo", "--role", "ae");
	p = open_queue("jo", 0, 0);
	call_see(p, "No open handoffs.");
	end(p);
	p = open_queue("rex", 0, 0);
	call_see(p, "Open handoffs  4 open");
	call_type(p, "u");
	call_gone(p, "taken back");
	call_see(p, "Larkspur Inn");
	end(p);
}

/* A minute passes on the told clock: the words follow, and nothing else is painted. */
Test(handoffs, are_repainted_when_a_shown_word_changes_and_not_before)
{
	struct pty *p = open_queue("dana", 24, 120);
	size_t len;

	pty_settle(p, PTY_LIMIT_MS);
	pty_raw_clear(p);
	call_type(p, "k");
	pty_raw(p, &len);
	cr_assert_lt(len, 32, "the cursor stands still: %zu bytes", len);
	pty_raw_clear(p);
	call_type(p, "j");
	pty_wait(p, "no CSM yet", PTY_LIMIT_MS);
	CALL_AS("dana", "mark", "Wayfare", "sow_sent");
	call_see(p, "sent, ");
	end(p);
}

/* Sorrel's packet, filed by dana. */
static void file_packet(void)
{
	CALL_AS("dana", "handoff", "Sorrel", "--set", "email=f@sorrel.example", "--set", "origin=p", "--set", "start=2026-12-01",
		"--set", "problem=three tools", "--set", "expect=x", "--set", "sold=y");
	CALL_AS("dana", "handoff", "Sorrel", "--set", "briefing=n", "--set", "touchpoints=2026-10-02 call -> demo", "--set",
		"criteria=a", "--set", "criteria=b", "--set", "criteria=c");
	CALL_AS("dana", "handoff", "Sorrel", "--file");
}

/* Where there is room, what was written about the handoff stands below its clocks, and what of it waits. */
Test(handoffs, say_what_was_written_about_them)
{
	struct pty *p;

	file_packet();
	p = open_queue("dana", 40, 120);
	call_type(p, "/sorrel<Enter>");
	call_see(p, "2 to send · nothing leaves by itself");
	call_see(p, "#exec-checkins");
	call_see(p, "won 11-19 09:00, ");
	call_see(p, "· to send");
	CALL_AS("dana", "handoff", "Sorrel", "--note", "intro");
	call_see(p, "3 to send");
	pty_resize(p, 24, 80);
	call_gone(p, "nothing leaves by itself");
	end(p);
}

static void check_packet(const char *words)
{
	struct run r;

	call_run("dana", (const char *const[]){ "handoff", "Sorrel", NULL }, &r);
	cr_assert_not_null(strstr(buf_str(&r.out), words), "“%s” in:\n%s", words, buf_str(&r.out));
	run_done(&r);
}

Test(handoffs, are_acknowledged_by_customer_success_and_not_before_they_are_filed)
{
	struct pty *p = open_queue("priya", 0, 0);

	call_type(p, "/sorrel<Enter>");
	call_see(p, "missing: Contact's e-mail");
	call_type(p, "a");
	call_see(p, "not acknowledged: the packet is not filed yet");
	call_type(p, "r");
	call_see(p, "not returned: the packet of Sorrel Foods is not filed yet");
	file_packet();
	call_see(p, "filed");
	call_gone(p, "missing: Contact's");
	call_type(p, "a");
	call_see(p, "Sorrel Foods: packet acknowledged");
	call_see(p, "acknowledged");
	check_packet("Acknowledged by priya");
	call_type(p, "u");
	call_see(p, "taken back");
	call_type(p, "<C-r>");
	call_see(p, "done again");
	end(p);
	p = open_queue("dana", 0, 0);
	call_type(p, "/sorrel<Enter>");
	call_type(p, "r");
	call_see(p, "is for csm, csm_manager");
	end(p);
}

Test(handoffs, are_returned_with_their_gaps_by_name)
{
	struct pty *p;

	file_packet();
	p = open_queue("priya", 0, 0);
	call_type(p, "/sorrel<Enter>");
	call_type(p, "r");
	call_see(p, "Sorrel Foods: return the packet");
	call_type(p, "problem: two words; weather: none<Enter>");
	call_see(p, "no field “weather”");
	call_type(p, "<Esc>");
	call_type(p, "<Esc>");
	call_gone(p, "Enter returns it");
	call_type(p, "r");
	call_see(p, "weather: none"); /* Esc loses nothing */
	call_type(p, "<C-a><C-k>problem: two words; what they: too short<Enter>");
	call_see(p, "returned with 2 gaps");
	call_see(p, "returned for Problem statement, What they expect");
	check_packet("two words");
	call_type(p, "u");
	call_see(p, "taken back");
	call_gone(p, "returned for");
	end(p);
}

/* Five stand before Umber, the first deal of the file, and seven behind it. With Umber in the first row somebody else's change is
 * read: the rows stay where they are. */
Test(handoffs, stay_where_they_are_when_somebody_else_writes)
{
	struct pty *p;
	int row;

	for (char i = '0'; i < '9'; i++) {
		char company[] = "Tern 0 Ltd", at[] = "2026-11-05T11:00:00Z";

		company[5] = i;
		at[i < '2' ? 15 : 9] = i;
		if (i >= '2')
			at[6] = '2'; /* in December */
		win(company, "max", at, "written", "signed");
	}
	p = open_queue("dana", 0, 0);
	call_see(p, "13 open");
	row = row_of(p, "! Tern 0 Ltd");
	call_type(p, "/d-1<Enter>");
	call_see(p, "1 open");
	call_type(p, "<Esc>");
	call_see(p, "13 open");
	call_type(p, "Gkkkkkkk");
	call_see(p, "won today 09:10");
	cr_assert_eq(row_of(p, "Umber Group"), row, "%d, not %d: %s", row_of(p, "Umber Group"), row, pty_screen(p));
	CALL_AS("priya", "mark", "Tern 2", "kickoff_set", "--for", "2026-12-11 10:00");
	call_see(p, "12-11");
	cr_assert_eq(row_of(p, "Umber Group"), row, "%s", pty_screen(p));
	end(p);
}

/* Larkspur stands on top: its debrief and its kickoff are late since a week. */
Test(handoffs, are_escalated_while_late_into_the_outbox)
{
	struct pty *p = open_queue("dana", 0, 0);
	struct run r;

	call_type(p, "/larkspur<Enter>");
	call_type(p, "E");
	call_see(p, "it waits under M");
	call_run("dana", (const char *const[]){ "outbox", "list", NULL }, &r);
	cr_assert_not_null(strstr(buf_str(&r.out), "escalation  to "), "%s", buf_str(&r.out));
	run_done(&r);
	call_type(p, "u");
	call_see(p, "taken back");
	call_run("dana", (const char *const[]){ "outbox", "list", NULL }, &r);
	cr_assert_null(strstr(buf_str(&r.out), "escalation"), "%s", buf_str(&r.out));
	run_done(&r);
	end(p);
}

/* ---- screen, due and file ---- */

enum { CELLS = 5, COLUMNS = 13, FIRST_CELL = 8 };

/* The cells of a line of CSV, in place; no cell here holds a quote. */
static size_t split(char *line, char **cell)
{
	size_t n = 0;

	for (char *at = line; at && n < COLUMNS; n++) {
		bool quoted = *at == '"';
		char *last = quoted ? strchr(at + 1, '"') : at;

		cell[n] = at + quoted;
		at = strchr(last, ',');
		if (quoted)
			*last = '\0';
		if (at)
			*at++ = '\0';
	}
	return n;
}

static char *output(const char *now, const char *const *words, int status)
{
	const char *argv[16] = { "--now", now };
	struct run r;
	int n = 2;
	char *out;

	while (*words)
		argv[n++] = *words++;
	argv[n] = NULL;
	cr_assert_eq(call_run("dana", argv, &r), status, "%s at %s: %s", argv[2], now, buf_str(&r.err));
	out = xstrdup(buf_str(&r.out));
	run_done(&r);
	return out;
}

/* Each word of the row in that row of the wide screen, in order from the left. */
static void expect_row(struct pty *p, char *const *cell, const char *now)
{
	const char *at = strstr(pty_screen(p), cell[1]);
	const char *end = at ? strchr(at, '\n') : NULL;

	cr_assert_not_null(end, "%s at %s:\n%s", cell[1], now, pty_screen(p));
	for (size_t i = 0; i < CELLS; i++) {
		const char *hit = strstr(at, cell[FIRST_CELL + i]);

		cr_assert(hit && hit < end, "“%s” of %s at %s:\n%s", cell[FIRST_CELL + i], cell[1], now, pty_screen(p));
		at = hit;
	}
}

static void expect_agreement(const char *now, int status)
{
	static const char *const csv[] = { "export", "handoffs", "--raw", NULL };
	static const char *const text[] = { "due", "--handoffs", NULL };
	const char *argv[] = { getenv("WINLOSS_BIN"), "--db", call_db(), "--now", now, "--as", "dana", NULL };
	char *file = output(now, csv, 0), *due = output(now, text, status), *rest = NULL;
	struct pty *p = pty_open(&(struct pty_options){ .argv = argv, .rows = 40, .cols = 120 });
	char *line = strtok_r(file, "\n", &rest);

	call_see(p, "3 Debriefs");
	pty_settle(p, PTY_LIMIT_MS);
	call_type(p, "2");
	call_see(p, "Open handoffs");
	while ((line = strtok_r(NULL, "\n", &rest))) {
		char *cell[COLUMNS];
		struct buf said = { 0 };

		cr_assert_eq(split(line, cell), COLUMNS, "%s", line);
		for (size_t i = 0; i < CELLS; i++) {
			static const char *const keys[CELLS] = { "packet", "acknowledge", "sow", "debrief", "kickoff" };

			buf_printf(&said, "%s%s %s", i ? " · " : "", keys[i], cell[FIRST_CELL + i]);
		}
		buf_printf(&said, "  next %s\n", cell[7]);
		cr_assert_not_null(strstr(due, buf_str(&said)), "“%s” in:\n%s", buf_str(&said), due);
		expect_row(p, cell, now);
		buf_done(&said);
	}
	pty_free(p);
	free(file);
	free(due);
}

/* Running, soon, late, met, met late, waiting for nobody; the moments lie so that no word changes within a minute. */
Test(handoffs, say_the_same_on_the_screen_in_due_and_in_a_file)
{
	CALL_AS("dana", "mark", "Larkspur", "kickoff_held", "--reason", "they begin");
	expect_agreement("2026-11-20T09:10:30Z", 1);
	expect_agreement("2026-11-20T13:30:30Z", 1);
	expect_agreement("2026-11-21T14:10:30Z", 1);
	CALL_AS("dana", "mark", "Wayfare", "sow_sent");
	expect_agreement("2026-11-20T20:10:30Z", 1);
	expect_agreement("2026-11-23T17:00:30Z", 1);
	CALL_AS("dana", "--now", "2026-11-23T18:00:00Z", "mark", "Wayfare", "sow_signed");
	expect_agreement("2026-11-24T18:00:30Z", 1);
	expect_agreement("2026-12-31T23:58:30Z", 1);
	expect_agreement("2027-01-04T00:00:30Z", 1);
}

/* y shows what it copied; Space there says that it was sent. */
Test(handoffs, y_copies_the_note_to_the_deals_channel)
{
	struct pty *p = open_queue("dana", 0, 0);

	call_see(p, "! Larkspur Inn");
	call_type(p, "y");
	call_see(p, "DEAL CLOSED — Larkspur Inn — Assessment confirmed");
	call_see(p, "to #exec-checkins");
	call_see(p, "copied to this terminal's clipboard");
	call_type(p, " ");
	call_see(p, "marked as sent");
	call_type(p, "\033");
	call_see(p, "Open handoffs");
	end(p);
}

/* The other messages are in the palette of the queue, and in the packet's. */
Test(handoffs, the_palette_copies_the_other_messages)
{
	struct pty *p = open_queue("dana", 0, 0);

	call_see(p, "! Larkspur Inn");
	call_type(p, ":the introduction");
	call_see(p, "Copy the introduction");
	call_type(p, "<Enter>");
	call_see(p, "introduction to L. Fox");
	call_see(p, "Dear L. Fox,");
	call_see(p, "not known");
	call_type(p, "<Esc>");
	call_see(p, "Open handoffs");
	call_type(p, "<Enter>");
	call_see(p, "Handoff packet");
	call_type(p, "<Esc>");
	call_type(p, ":deals channel");
	call_see(p, "Copy the note to the");
	call_type(p, "<Enter>");
	call_see(p, "DEAL CLOSED — Larkspur Inn");
	end(p);
}
