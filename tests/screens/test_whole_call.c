/* A whole call of 45 minutes, played at speed: a list of all that is said in it, typed as a person types, with a kill in
 * the middle of a sentence and in the middle of a row, a closed window, resizes, a paste, a clock set back, a pause and
 * somebody else who writes in the same question. At its end every word stands where it belongs, in order and once. */
#include "tests/support/call.h"

#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { QUESTIONS = 7, LOST_MAX = 16 };

/* What was said so far, and where the clocks are. */
struct play {
	struct pty *p;
	int at;                         /* the question the call is in */
	struct buf said[QUESTIONS + 1]; /* live, as it must stand in the end */
	int64_t spent_ms[QUESTIONS + 1], wall_ms, steady_ms;
	char *dir, *clock_path, *clock_env;
	int64_t began_ms;
};

static struct play play;

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- the clocks ---- */

static void set_clocks(void)
{
	char words[64];
	char *next = temp_path(play.dir, "next");
	FILE *f = fopen(next, "w");

	cr_assert(f);
	snprintf(words, sizeof words, "%lld %lld\n", (long long)play.wall_ms, (long long)play.steady_ms);
	cr_assert(fputs(words, f) >= 0 && !fclose(f));
	cr_assert_eq(rename(next, play.clock_path), 0);
	free(next);
}

static void pass(int minutes)
{
	play.wall_ms += (int64_t)minutes * 60000;
	play.steady_ms += (int64_t)minutes * 60000;
	set_clocks();
}

/* The call stays with its question for so long. */
static void spend(int minutes)
{
	pass(minutes);
	play.spent_ms[play.at] += (int64_t)minutes * 60000;
}

/* ---- the hands ---- */

/* Letter by letter; between words the hands are slower than the program. */
static void type_words(const char *words)
{
	for (const char *w = words; *w; w++) {
		pty_bytes(play.p, w, 1);
		if (*w == ' ')
			pty_frame(play.p, 20);
	}
}

static void say(const char *words)
{
	buf_puts(&play.said[play.at], words);
	type_words(words);
}

static void go(int question)
{
	char keys[8], mark[8];

	snprintf(keys, sizeof keys, "<A-%d>", question);
	snprintf(mark, sizeof mark, "▶ %d ", question);
	pty_keys(play.p, keys);
	call_see(play.p, mark);
	play.at = question;
}

static struct pty *start(const char *login, int rows, int cols)
{
	const char *env[] = { play.clock_env, NULL };

	return call_start(login, (struct pty_options){ .env = env, .rows = rows, .cols = cols });
}

static void open_call(int rows, int cols)
{
	play.p = start("priya", rows, cols);
	call_see(play.p, "Umber Group");
	pty_keys(play.p, "<Enter>");
	call_see(play.p, "Buying trigger");
}

/* ---- what the files hold after the program is dead ---- */

static char *draft(const char *sql)
{
	struct buf path = { 0 };
	char *v;

	buf_printf(&path, "%s-drafts", call_db());
	v = call_value(buf_str(&path), sql);
	buf_done(&path);
	return v;
}

/* kill -9 under the hands: how many characters may be gone, those that the program had not read among them. */
static size_t kill_at_once(void)
{
	int status;
	size_t unread;

	pty_signal(play.p, SIGKILL);
	cr_assert(pty_wait_exit(play.p, PTY_LIMIT_MS, &status));
	unread = pty_unread(play.p);
	pty_free(play.p);
	return LOST_MAX + unread;
}

/* The kept words are those that were typed but for the last few; the caller types the rest again. */
static const char *lost(const char *typed, char *kept, size_t at_most)
{
	size_t len = strlen(kept);

	cr_assert(len <= strlen(typed) && !memcmp(typed, kept, len), "kept “%s” of “%s”", kept, typed);
	cr_assert_leq(strlen(typed) - len, at_most, "kept “%s” of “%s”", kept, typed);
	free(kept);
	return typed + len;
}

static char *answer_draft(void)
{
	char sql[120];

	snprintf(sql, sizeof sql, "select body from draft where item = 0 and layer = 2 and field = '%d'", play.at);
	return draft(sql);
}

static char *row_draft(void)
{
	return draft("select body from draft where item > 0 and field like '%.text'");
}

/* Killed while `typed` was on its way, and opened again at that question: what of it is still to be typed. */
static const char *killed(const char *typed, const char *question)
{
	size_t may_lose = kill_at_once();

	typed = lost(typed, answer_draft(), may_lose);
	open_call(24, 80);
	call_see(play.p, question);
	return typed;
}

/* ---- the call, question by question ---- */

/* A line or a row that a key opens: its words, what ends it, what is said then. */
static void note(const char *key, const char *words, const char *end, const char *told)
{
	pty_keys(play.p, key);
	type_words(words);
	call_type(play.p, end);
	call_see(play.p, told);
}

static void before_the_call(void)
{
	CALL_AS("dana", "deal", "set", "D-1", "--arr", "60000");
	CALL_AS("mira", "debrief", "D-1", "--answer", "1=Their auditor found 41 gaps.", "--answer",
		"4=Nothing beyond the contract.", "--answer", "6=Nobody at Umber is against us.", "--answer",
		"7=Fox carries it through 2027.");
	CALL_AS("priya", "debrief", "D-1", "--gap", "Who signs the order form?");
}

static void first_question(void)
{
	play.at = 1;
	open_call(24, 80);
	call_type(play.p, "<A-A>");
	call_see(play.p, "Their auditor found 41 gaps.");
	say("An audit in spring 2026 found 41 gaps; ");
	spend(3);
	say("Ana Ruiz has to close the books in 5 days from January on. ");
	/* a question to raise, in the middle of the sentence */
	note("<A-f>", "Who else did the auditor talk to?", "<Enter>", "Who else did the auditor talk to?");
	say("She called us on 2026-09-02, two days after it.");
	spend(2);
}

/* Killed in mid-sentence: what is missing is said again. */
static void killed_in_the_second(void)
{
	static const char sentence[] = "Ana Ruiz, controller since June; her bonus hangs on the January close, and "
				       "if it slips a third time her post goes to Oslo.";

	go(2);
	spend(4);
	type_words(sentence);
	type_words(killed(sentence, "▶ 2 "));
	buf_puts(&play.said[2], sentence);
	spend(2);
	note("<A-b>", "mira", "<Enter>", "said by mira");
}

/* Pasted from a mail, then the window is closed: nothing at all may be missing. */
static void closed_in_the_third(void)
{
	static const char mail[] = "Price: 12 % over Brook Systems.\nSecurity: answers took 3 weeks.\n";

	go(3);
	pty_resize(play.p, 40, 120);
	call_see(play.p, "of 45:00");
	pty_paste(play.p, mail);
	call_see(play.p, "answers took 3 weeks.");
	buf_puts(&play.said[3], mail);
	pty_keys(play.p, "<A-o>");
	type_words("12 % over Brook Systems");
	pty_keys(play.p, "<Tab>");
	type_words("two years at the first year's price");
	call_type(play.p, "<Enter>");
	call_see(play.p, "objection noted");
	spend(5);
	say("Settled on 2026-10-29, 11 at night, by phone");
	pty_settle(play.p, PTY_LIMIT_MS); /* what the terminal had not handed on goes with it */
	pty_hang_up(play.p);
	cr_assert(pty_wait_exit(play.p, PTY_LIMIT_MS, &(int){ 0 }));
	pty_free(play.p);
	lost(buf_str(&play.said[3]), answer_draft(), 0);
	open_call(40, 120);
	call_see(play.p, "▶ 3 ");
	call_see(play.p, "11 at night, by phone");
	say(", Fox and Mira alone.");
	spend(1);
}

/* Two promises without leaving the sentence, the second one through a kill and a resize. */
static void promises_in_the_fourth(void)
{
	static const char whole[] = "a roadmap call with the head of product";
	const char *words, *rest;
	size_t may_lose;

	go(4);
	call_type(play.p, "<A-m>"); /* what mira wrote ahead, to amend */
	call_see(play.p, "is yours to amend");
	buf_puts(&play.said[4], "Nothing beyond the contract.");
	say(" But Mira said 30 days for the integrations, ");
	pty_keys(play.p, "<A-p>");
	type_words("integrations live in 30 days");
	pty_keys(play.p, "<Tab>im<Tab>pri<Tab>2026-12-22<Tab>mira<Enter>");
	call_see(play.p, "promise noted");
	spend(5);
	say("on the phone, not in the contract; ");
	pty_keys(play.p, "<A-p>");
	type_words(whole);
	pty_resize(play.p, 24, 80);
	may_lose = kill_at_once(); /* of the sentence before it too, what came right before */
	rest = lost(buf_str(&play.said[4]), answer_draft(), may_lose);
	words = lost(whole, row_draft(), may_lose);
	open_call(24, 80);
	call_see(play.p, "▶ 4 ");
	if (words == whole) /* not a letter was read before the kill */
		call_type(play.p, "<A-p>");
	call_see(play.p, "Promise");
	type_words(words);
	pty_keys(play.p, "<Tab>exp<Tab>max<Tab>2027-Q2<Enter>");
	call_see(play.p, "promise noted");
	type_words(rest);
	say("the call with product is Q2 of 2027.");
	spend(4);
	note("<A-i>", "4 regions at once", "<Tab>cap<Tab>max<Enter>", "flagged");
}

/* Max writes in the same question: both stay. Then the machine's clock is set back by an hour. */
static void conflict_in_the_fifth(void)
{
	struct pty *q = start("max", 24, 80);
	struct buf both = { 0 };

	call_type(q, "<Enter>");
	call_see(q, "Buying trigger");
	go(5);
	say("If 2 month-ends close in 5 days each, finance in Oslo follows.");
	spend(3);
	pty_keys(q, "<A-5>");
	pty_bytes(q, "Max heard: 40 seats more in May.", 32);
	call_see(q, "40 seats more in May.");
	call_type(q, "<C-s>");
	call_see(q, "all is kept");
	pty_free(q);
	pty_keys(play.p, "<A-6>");
	call_see(play.p, "max changed Q5 too");
	call_type(play.p, "b");
	call_see(play.p, "the other words stay in the history");
	buf_printf(&both, "Max heard: 40 seats more in May.\n\n%s", buf_str(&play.said[5]));
	buf_clear(&play.said[5]);
	buf_puts(&play.said[5], buf_str(&both));
	buf_done(&both);
	play.wall_ms -= 3600000;
	set_clocks();
	say(" Fox confirmed it on 2026-11-12.");
	spend(3);
}

/* A pause that does not count, a shared screen, a mark, words that belong elsewhere. */
static void paused_in_the_sixth(void)
{
	go(6);
	call_type(play.p, "<A-c>");
	call_see(play.p, "contradicts the words ahead");
	say("Jo Lind of IT built what we replace; ");
	call_type(play.p, "<A-z>");
	call_see(play.p, "● paused");
	pass(4);
	call_type(play.p, "<A-z>");
	call_see(play.p, "● live");
	call_type(play.p, "<A-s>");
	call_see(play.p, "hidden");
	say("she lost 2 people over it in 2025.");
	spend(3);
	call_gone(play.p, "Jo Lind");
	call_type(play.p, "<A-s>");
	call_see(play.p, "Jo Lind of IT built");
	pty_keys(play.p, "<A-r>");
	type_words("Jo Lind, IT");
	pty_keys(play.p, "<Tab>sk<Tab>pri<Tab>");
	type_words("show her the export on day 1");
	call_type(play.p, "<Enter>");
	call_see(play.p, "risk noted");
	pty_keys(play.p, "<A-n>");
	type_words("Their board meets on 2027-05-04");
	call_type(play.p, "<Enter><A-a>");
	call_see(play.p, "marked to be asked again");
	spend(3);
}

/* First nobody knows, then it is answered after all. */
static void seventh_question(void)
{
	go(7);
	note("<A-w>", "mira had dropped off the line", "<Enter>", "not known: mira had dropped off");
	spend(3);
	say("Mira is back: Fox carries it through 2027 if the 41 gaps close.");
	call_type(play.p, "<A-+>");
	type_words("unsure");
	call_type(play.p, "<Enter><A-v>");
	type_words("mira, max");
	call_type(play.p, "<Enter>");
	call_see(play.p, "AE    mira");
	spend(4);
	say(" Ask again in May.");
}

/* What was parked and marked is settled, then it is completed from the preview. */
static void behind_the_call(void)
{
	call_type(play.p, "<A-B>");
	call_see(play.p, "5 left to settle");
	call_type(play.p, "3"); /* the board's day belongs to the objections */
	call_see(play.p, "put to Q3");
	buf_puts(&play.said[3], "\nTheir board meets on 2027-05-04");
	call_type(play.p, "<Space>");
	call_see(play.p, "Q6 no longer marked");
	call_type(play.p, "j<Space>");
	call_see(play.p, "2 left to settle");
	call_type(play.p, "d");
	call_see(play.p, "1 left to settle");
	call_type(play.p, "y");
	call_see(play.p, "the note to mira stands in the outbox");
	call_type(play.p, "<Esc>");
	call_see(play.p, "▶ 7 ");
	call_type(play.p, "<A-Enter>");
	call_see(play.p, "nothing is missing: Enter completes it");
	call_type(play.p, "<Enter>");
	call_see(play.p, "each answer is at its destination");
	pty_free(play.p);
}

/* ---- the words ---- */

/* The text as it stands in JSON. */
static void json_words(struct buf *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '\n':
			buf_puts(out, "\\n");
			break;
		case '"':
		case '\\':
			buf_putc(out, '\\');
			/* fall through */
		default:
			buf_putc(out, *text);
		}
}

static size_t count_of(const char *text, const char *what)
{
	size_t n = 0;

	for (; (text = strstr(text, what)) != NULL; text += strlen(what))
		n++;
	return n;
}

static const char *after(const char *text, const char *what)
{
	const char *at = strstr(text, what);

	cr_assert(at, "no %s in:\n%s", what, text);
	return at + strlen(what);
}

/* Both are what was played, and at most what the playing itself took longer. */
static void check_seconds(const char *at, int64_t played_ms, const char *of)
{
	int64_t seconds = strtoll(at, NULL, 10), real_ms = now_ms() - play.began_ms;

	cr_assert(seconds >= played_ms / 1000 && seconds <= (played_ms + real_ms) / 1000, "%s: %lld s, played %lld s", of,
		(long long)seconds, (long long)played_ms / 1000);
}

/* The live answers in the order of the questions, each as it was said, with the time that it took. */
static void check_answers(const char *doc)
{
	int64_t all_ms = 0;

	for (int q = 1; q <= QUESTIONS; q++) {
		struct buf words = { 0 }, head = { 0 };

		buf_printf(&head, "\"question\":%d,\"layer\":\"live\"", q);
		doc = after(doc, buf_str(&head));
		check_seconds(after(doc, "\"seconds\":"), play.spent_ms[q], buf_str(&head));
		doc = after(doc, "\"text\":\"");
		json_words(&words, buf_str(&play.said[q]));
		buf_putc(&words, '"');
		cr_assert(!strncmp(doc, buf_str(&words), words.len), "Q%d is\n%.*s\nand was said\n%s", q, (int)words.len + 40, doc,
			buf_str(&words));
		all_ms += play.spent_ms[q];
		buf_done(&words);
		buf_done(&head);
	}
	cr_assert_eq(all_ms, 45 * 60000);
}

/* Every row with all that was typed into it; no other one. */
static void check_rows(const char *doc)
{
	static const char *const rows[] = {
		"\"text\":\"integrations live in 30 days\",\"kind\":\"implicit\",\"said_by\":\"mira\",\"owner\":\"priya\","
		"\"resolution\":null,\"state\":\"open\",\"due\":\"2026-12-22\"}",
		"\"text\":\"a roadmap call with the head of product\",\"kind\":\"explicit\",\"said_by\":null,\"owner\":\"max\","
		"\"resolution\":null,\"state\":\"open\",\"due\":\"2027-Q2\"}",
		"\"text\":\"Jo Lind, IT\",\"kind\":\"skeptic\",\"said_by\":null,\"owner\":\"priya\","
		"\"resolution\":\"show her the export on day 1\",",
		"\"text\":\"12 % over Brook Systems\",\"kind\":null,\"said_by\":null,\"owner\":null,"
		"\"resolution\":\"two years at the first year's price\",",
		"\"text\":\"4 regions at once\",\"kind\":\"capacity\",\"said_by\":null,\"owner\":\"max\",",
		"\"text\":\"Who signs the order form?\",\"kind\":null,\"said_by\":null,\"owner\":null,\"resolution\":null,"
		"\"state\":\"answered\"",
		"\"text\":\"Their board meets on 2027-05-04\",\"kind\":null,\"said_by\":null,\"owner\":null,"
		"\"resolution\":null,\"state\":\"placed\"",
		"\"text\":\"Who else did the auditor talk to?\",\"kind\":null,\"said_by\":null,\"owner\":null,"
		"\"resolution\":null,\"state\":\"dropped\"",
	};
	size_t n = sizeof rows / sizeof rows[0];

	for (size_t i = 0; i < n; i++)
		cr_assert_eq(count_of(doc, rows[i]), 1, "%s is there %zu times:\n%s", rows[i], count_of(doc, rows[i]),
			     after(doc, "\"rows\":"));
	cr_assert_eq(count_of(doc, "{\"row\":"), n, "%s", doc);
}

/* What mira wrote ahead stands as she wrote it, beside the call's own words. */
static void check_ahead(const char *doc)
{
	static const char *const ahead[] = { "1,\"layer\":\"ahead\"", "\"text\":\"Their auditor found 41 gaps.\"",
					     "4,\"layer\":\"ahead\"", "\"text\":\"Nothing beyond the contract.\"",
					     "\"reply\":\"amended\"", "6,\"layer\":\"ahead\"",
					     "\"text\":\"Nobody at Umber is against us.\"", "\"reply\":\"contradicted\"",
					     "7,\"layer\":\"ahead\"", "\"text\":\"Fox carries it through 2027.\"" };

	for (size_t i = 0; i < sizeof ahead / sizeof ahead[0]; i++)
		doc = after(doc, ahead[i]);
}

static void check_words(void)
{
	struct run r;

	call_run("priya", (const char *const[]){ "debrief", "D-1", "--format", "json", NULL }, &r);
	cr_assert_eq(r.status, 0);
	check_answers(buf_str(&r.out));
	check_ahead(buf_str(&r.out));
	check_rows(buf_str(&r.out));
	check_seconds(after(buf_str(&r.out), ",\"seconds\":"), 45 * 60000, "the call");
	after(buf_str(&r.out), "\"signal\":\"unsure\"");
	after(buf_str(&r.out), "\"said_by\":\"mira\"");
	after(buf_str(&r.out), "\"missing\":[]");
	run_done(&r);
	call_check_stored("State: complete", true);
}

static void set_up(void)
{
	struct buf env = { 0 };

	call_set_up_in(getenv("WINLOSS_TEST_BIN"));
	memset(&play, 0, sizeof play);
	play.began_ms = now_ms();
	play.dir = temp_dir("whole");
	play.clock_path = temp_path(play.dir, "clock");
	buf_printf(&env, "WINLOSS_CLOCK_FILE=%s", play.clock_path);
	play.clock_env = buf_take(&env);
	set_clocks();
}

static void tear_down(void)
{
	for (int q = 0; q <= QUESTIONS; q++)
		buf_done(&play.said[q]);
	temp_remove(play.dir);
	free(play.dir);
	free(play.clock_path);
	free(play.clock_env);
	call_tear_down();
}

TestSuite(whole_call, .init = set_up, .fini = tear_down, .timeout = 900);

Test(whole_call, every_word_of_45_minutes_stands_where_it_belongs_once)
{
	before_the_call();
	first_question();
	killed_in_the_second();
	closed_in_the_third();
	promises_in_the_fourth();
	conflict_in_the_fifth();
	paused_in_the_sixth();
	seventh_question();
	behind_the_call();
	check_words();
}
