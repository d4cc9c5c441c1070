/* Messages that people send themselves, and the template behind "did I get you right?". */
#include "model/outbox.h"

#include "model/config.h"
#include "model/file.h"
#include "model/item.h"
#include "model/search.h"
#include "model/template.h"
#include "tests/model/won.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct won w;
static struct err err;

static char *rendered(const char *text)
{
	static const struct template_value v[] = { { "company", "Umber {ae} Group" }, { "ae", "mira" }, { "none", NULL } };
	struct buf out = { 0 };

	template_render(text, v, 3, &out);
	return buf_take(&out);
}

Test(outbox, a_template_is_filled_in_once)
{
	static const char *const cases[][2] = {
		{ "", "" },
		{ "no names", "no names" },
		{ "{company}, {ae}", "Umber {ae} Group, mira" },
		{ "{ae}{ae}{none}.", "miramira." },
		{ "{{ae}} and }}", "{ae} and }" },
		{ "{unknown} stays", "{unknown} stays" },
		{ "100 %s %n {ae", "100 %s %n {ae" },
		{ "{ ae } {AE} {}", "{ ae } {AE} {}" },
		{ "a { b } c", "a { b } c" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char *text = rendered(cases[i][0]);

		cr_assert_str_eq(text, cases[i][1], "%s: %s", cases[i][0], text);
		free(text);
	}
}

Test(outbox, a_template_with_a_strange_name_is_refused_with_its_line)
{
	err = (struct err){ 0 };
	cr_assert_eq(config_check("templates/ae-note", "{company}\n{{x}}\n", 16, &err), 0, "%s", err.text);
	cr_assert_eq(config_check("templates/ae-note", "Hello\n{compani}\n", 16, &err), -1);
	cr_assert_eq(err.kind, ERR_CONFIG);
	cr_assert_not_null(strstr(err.text, "ae-note:2: found “{compani}”"), "%s", err.text);
	cr_assert_eq(config_check("templates/ae-note", "Hello {ae\n", 10, &err), -1);
	cr_assert_not_null(strstr(err.text, ":1: found “{ae”"), "%s", err.text);
	cr_assert_eq(config_check("templates/weather", "Hello\n", 6, &err), -1);
	cr_assert_not_null(strstr(err.text, "no template"), "%s", err.text);
}

static void begin(void)
{
	struct item it;

	err = (struct err){ 0 };
	won_open(&w, NULL);
	cr_assert_eq(debrief_answer(w.s, w.form, 1, LAYER_LIVE, "The audit of {ae} moved to 2027-03.", -1, 0, NULL, NULL,
				    &err), 0, "%s", err.text);
	cr_assert_eq(debrief_answer(w.s, w.form, 3, LAYER_LIVE, "Price, settled in week 9.", -1, 0, NULL, NULL, &err), 0);
	cr_assert_eq(debrief_reply(w.s, w.form, 5, REPLY_UNKNOWN, "never asked", &err), 0, "%s", err.text);
	item_init(&it, ITEM_PROMISE);
	it.form = w.form;
	free(it.text);
	it.text = xstrdup("The second site is included");
	it.attr = PROMISE_IMPLICIT;
	it.owner = w.priya;
	cr_assert_eq(item_save(w.s, NULL, &it, NULL, &err), 0, "%s", err.text);
	item_done(&it);
}

static int64_t note(void)
{
	struct outbox_message m;
	int64_t id;

	cr_assert_eq(debrief_note_to_ae(w.s, w.form, &m, &err), 0, "%s", err.text);
	id = m.id;
	outbox_message_done(&m);
	return id;
}

static struct outbox_message message(int64_t id, int found)
{
	struct outbox_message m;

	cr_assert_eq(outbox_get(w.s, id, &m, &err), found, "%s", err.text);
	return m;
}

Test(outbox, the_note_says_what_was_understood)
{
	static const char *const says[] = { "Subject: Umber Group: did I get you right?", "Hello mira,",
					    "Q1 Buying trigger\nThe audit of {ae} moved to 2027-03.", "Q3 Objections\nPrice",
					    "- The second site is included (implicit), priya",
					    "- Q5 Expand or renew: never asked", "- Q7 Gut read", "priya, 2026-11-20" };
	struct outbox_message m;

	begin();
	m = message(note(), 1);
	for (size_t i = 0; i < sizeof says / sizeof says[0]; i++)
		cr_assert_not_null(strstr(m.text, says[i]), "%s in:\n%s", says[i], m.text);
	cr_assert_str_eq(m.recipient, "mira");
	cr_assert_eq(m.state, MESSAGE_TO_SEND);
	cr_assert_eq(m.class, CLASS_INTERNAL, "Q3 is in it");
	outbox_message_done(&m);
	won_as(&w, "mira");
	cr_assert_eq(debrief_note_to_ae(w.s, w.form, &m, &err), -1, "who does not run debriefs");
	cr_assert_eq(err.kind, ERR_ROLE);
	won_close(&w);
}

Test(outbox, the_teams_own_words_are_used)
{
	struct outbox_message m;

	begin();
	won_as(&w, "dana");
	cr_assert_eq(config_put(w.s, "templates/ae-note", "Ahoy {ae}: {promises}", NULL, NULL, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	m = message(note(), 1);
	cr_assert_str_eq(m.text, "Ahoy mira: - The second site is included (implicit), priya");
	cr_assert_eq(m.class, CLASS_INTERNAL, "what could stand in it counts, not what the words of the day take");
	outbox_message_done(&m);
	won_close(&w);
}

Test(outbox, sent_or_withdrawn_once)
{
	struct outbox_message m;
	int64_t id;

	begin();
	id = note();
	cr_assert_eq(outbox_mark(w.s, id, MESSAGE_SENT, &err), 0, "%s", err.text);
	m = message(id, 1);
	cr_assert_eq(m.state, MESSAGE_SENT);
	cr_assert_eq(m.sent_by, w.priya);
	cr_assert_eq(m.sent_at, w.s->now(w.s));
	outbox_message_done(&m);
	cr_assert_eq(outbox_mark(w.s, id, MESSAGE_WITHDRAWN, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(outbox_mark(w.s, 99, MESSAGE_SENT, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	won_close(&w);
}

/* Somebody's own words: found by search, kept beside those of the template, and gone back to by undo. */
Test(outbox, is_written_anew)
{
	struct outbox_message m;
	struct undone u;
	char *was;
	int64_t id;

	begin();
	id = note();
	m = message(id, 1);
	was = xstrdup(m.text);
	cr_assert_eq(outbox_rewrite(w.s, id, m.rev, "  \n", 3, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT);
	cr_assert_eq(outbox_rewrite(w.s, id, m.rev + 1, "Ahoy", 4, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	cr_assert_eq(outbox_rewrite(w.s, id, m.rev, "Ahoy zebra", 10, &err), 0, "%s", err.text);
	outbox_message_done(&m);
	m = message(id, 1);
	cr_assert_str_eq(m.text, "Ahoy zebra");
	outbox_message_done(&m);
	won_sound(&w);
	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	m = message(id, 1);
	cr_assert_str_eq(m.text, was);
	outbox_message_done(&m);
	won_sound(&w);
	cr_assert_eq(history_redo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	m = message(id, 1);
	cr_assert_str_eq(m.text, "Ahoy zebra");
	cr_assert_eq(outbox_mark(w.s, id, MESSAGE_SENT, &err), 0, "%s", err.text);
	cr_assert_eq(outbox_rewrite(w.s, id, m.rev + 1, "late", 4, &err), -1, "it was sent");
	outbox_message_done(&m);
	won_sound(&w);
	free(was);
	won_close(&w);
}

static int64_t claim(int64_t id)
{
	int64_t claimed;

	cr_assert_eq(outbox_claim(w.s, id, 30, &claimed, &err), 0, "%s", err.text);
	return claimed;
}

/* Two windows of one member: the second claim finds the first. Its twin lets both have it, and the first cannot settle. */
Test(outbox, is_claimed_by_one)
{
	struct outbox_message m;
	int64_t id, first, second;

	begin();
	id = note();
	first = claim(id);
	cr_assert_eq(outbox_claim(w.s, id, 30, &second, &err), -1);
	cr_assert_not_null(strstr(err.text, "is being sent by priya"), "%s", err.text);
	cr_assert_eq(outbox_mark(w.s, id, MESSAGE_SENT, &err), -1);
	setenv("TEETH", "claim", 1);
	cr_assert_eq(outbox_claim(w.s, id, 30, &second, &err), 0, "the twin refused: %s", err.text);
	unsetenv("TEETH");
	cr_assert_eq(outbox_settle(w.s, id, first, true, &err), -1);
	cr_assert_eq(outbox_settle(w.s, id, second, false, &err), 0, "%s", err.text);
	m = message(id, 1);
	cr_assert(m.state == MESSAGE_TO_SEND && !m.sent_at && !m.sent_by);
	outbox_message_done(&m);
	cr_assert_eq(outbox_settle(w.s, id, first, true, &err), -1, "a claim that was given back");
	first = claim(id);
	cr_assert_eq(outbox_settle(w.s, id, first, true, &err), 0, "%s", err.text);
	cr_assert_eq(outbox_claim(w.s, id, 30, &second, &err), -1);
	cr_assert_not_null(strstr(err.text, "is sent already"), "%s", err.text);
	cr_assert_eq(history_verify(w.s, &err), 0, "%s", err.text);
	won_close(&w);
}

/* Its process is gone: when the command's time is over it is marked, withdrawn or taken again. */
Test(outbox, a_claim_ends_with_its_time)
{
	struct outbox_message m;
	int64_t id, first;

	begin();
	id = note();
	first = claim(id);
	w.s->now_offset_ms += 34 * 1000;
	m = message(id, 1);
	cr_assert_str_eq(outbox_state_words(w.s, &m), "sending");
	outbox_message_done(&m);
	w.s->now_offset_ms += 2 * 1000;
	m = message(id, 1);
	cr_assert_str_eq(outbox_state_words(w.s, &m), "sent?");
	outbox_message_done(&m);
	claim(id);
	cr_assert_eq(outbox_settle(w.s, id, first, true, &err), -1, "another has it");
	w.s->now_offset_ms -= 24 * INT64_C(3600000);
	cr_assert_eq(outbox_mark(w.s, id, MESSAGE_WITHDRAWN, &err), 0, "a clock set back: %s", err.text);
	won_close(&w);
}

Test(outbox, undo_withdraws_what_is_to_be_sent)
{
	struct outbox_message m;
	struct undone u;
	int64_t id;

	begin();
	id = note();
	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	m = message(id, 1);
	cr_assert_eq(m.state, MESSAGE_WITHDRAWN);
	outbox_message_done(&m);
	cr_assert_eq(history_redo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	m = message(id, 1);
	cr_assert_eq(m.state, MESSAGE_TO_SEND);
	outbox_message_done(&m);
	cr_assert_eq(history_verify(w.s, &err), 0, "%s", err.text);
	won_close(&w);
}

/* Somebody else sent it meanwhile: the words are out, and undo says so. */
Test(outbox, undo_says_what_was_sent)
{
	struct outbox_message m;
	struct undone u;
	int64_t id;

	begin();
	id = note();
	won_as(&w, "max");
	cr_assert_eq(outbox_mark(w.s, id, MESSAGE_SENT, &err), 0, "%s", err.text);
	won_as(&w, "priya");
	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
	cr_assert_not_null(strstr(u.title, "was sent; that stays"), "%s", u.title);
	m = message(id, 1);
	cr_assert_eq(m.state, MESSAGE_SENT);
	outbox_message_done(&m);
	won_close(&w);
}

static int count(void *arg, const struct outbox_message *m)
{
	(void)m;
	++*(size_t *)arg;
	return 0;
}

static int count_hit(void *arg, const struct search_hit *h)
{
	*(size_t *)arg += h->kind == SUBJECT_OUTBOX;
	return 0;
}

Test(outbox, seen_by_class_and_deal)
{
	static const struct {
		const char *login;
		size_t n;
	} readers[] = { { "mira", 1 }, { "priya", 1 }, { "max", 1 }, { "dana", 1 }, { "rex", 0 }, { "ana", 0 }, { "jo", 0 },
			{ "stranger", 0 } };
	int64_t id;

	begin();
	id = note();
	for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
		struct outbox_message m;
		size_t n = 0, hits = 0;

		won_as(&w, readers[i].login);
		cr_assert_eq(outbox_each(w.s, 0, true, count, &n, &err), 0, "%s", err.text);
		cr_assert_eq(n, readers[i].n, "%s", readers[i].login);
		m = message(id, (int)readers[i].n);
		outbox_message_done(&m);
		cr_assert_eq(search_each(w.s, "understood", 50, count_hit, &hits, &err), 0, "%s", err.text);
		cr_assert_eq(hits, readers[i].n, "%s", readers[i].login);
	}
	won_close(&w);
}

/* Where a clipboard is too small: into a file of one's own, never over another. */
Test(outbox, a_message_goes_into_a_file)
{
	struct outbox_message m = { 0 };
	char *dir = temp_dir("outbox"), *path = temp_path(dir, "message.txt");
	struct buf text = { 0 };
	struct stat st;

	err = (struct err){ 0 };
	won_open(&w, NULL);
	m.deal = w.deal;
	m.recipient = xstrdup("mira");
	m.text = xstrdup("Hello mira,\nthis is what I took.\n");
	cr_assert_eq(outbox_add(w.s, &m, &err), 0, "%s", err.text);
	cr_assert_eq(outbox_write(w.s, m.id, path, &err), 0, "%s", err.text);
	cr_assert_eq(file_read(path, 1000, &text), 0);
	cr_assert_str_eq(buf_str(&text), m.text);
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 0777, 0600);
	cr_assert_eq(outbox_write(w.s, m.id, path, &err), -1, "it was written over");
	cr_assert_eq(err.kind, ERR_OUTPUT);
	unlink(path);
	won_as(&w, "jo");
	cr_assert_eq(outbox_write(w.s, m.id, path, &err), -1);
	cr_assert_eq(err.kind, ERR_INPUT, "what one may not see is not there");
	cr_assert_neq(access(path, F_OK), 0);
	buf_done(&text);
	outbox_message_done(&m);
	won_close(&w);
	temp_remove(dir);
	free(path);
	free(dir);
}
