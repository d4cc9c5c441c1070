/* The messages around a handoff: what each says, when it is written, what it never says to a customer. */
#include "model/note.h"

#include "model/calendar.h"
#include "model/config.h"
#include "model/event.h"
#include "model/letter.h"
#include "model/move.h"
#include "model/packet.h"
#include "model/posts.h"
#include "model/template.h"
#include "tests/model/won.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct won w;
static struct err err;
static char *dir;

static void begin(void)
{
	err = (struct err){ 0 };
	dir = temp_dir("note");
	won_open(&w, "60000");
	free(w.s->out_dir);
	w.s->out_dir = temp_path(dir, "out");
	won_as(&w, "dana");
}

static void end(void)
{
	won_close(&w);
	temp_remove(dir);
	free(dir);
}

TestSuite(note, .init = begin, .fini = end);

static char *text_of(enum note_kind kind, struct buf *unknown)
{
	struct outbox_message m;
	char *text;

	cr_assert_eq(note_render(w.s, kind, w.deal, &m, unknown, &err), 0, "%s: %s", note_key(kind), err.text);
	text = xstrdup(m.text);
	outbox_message_done(&m);
	return text;
}

static void says(enum note_kind kind, const char *words)
{
	char *text = text_of(kind, NULL);

	cr_assert_not_null(strstr(text, words), "%s: expected “%s” in\n%s", note_key(kind), words, text);
	free(text);
}

static void set(const char *key, const char *words)
{
	won_packet_set(&w, key, words);
}

static void file_packet(void)
{
	static const char *const words[][2] = {
		{ "email", "fox@umber.example" }, { "start", "2026-12-01" }, { "problem", "Three teams" },
		{ "expect", "One number\nBcc: all@umber.example" }, { "sold", "A demo" }, { "origin", "partner" },
		{ "touchpoints", "2026-10-02 intro call -> asked for a demo" }, { "briefing", "no" },
		{ "criteria", "Sourced revenue known weekly" }, { "criteria", "First value in 14 days" },
		{ "criteria", "Two partners report" }, { "risks", "Nobody owns it -> name one" },
		{ "red_flags", "canary-internal" }, { "sensitivities", "canary-internal" }, { "follow_on", "canary-health" },
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		set(words[i][0], words[i][1]);
	cr_assert_eq(packet_file(w.s, w.deal, NULL, NULL, &err), 0, "%s", err.text);
}

struct counting {
	const char *template;
	int64_t state, id;
	size_t n;
};

static int count_one(void *arg, const struct outbox_message *m)
{
	struct counting *c = arg;

	if (!strcmp(m->template, c->template) && m->state == c->state) {
		c->n++;
		c->id = m->id;
	}
	return 0;
}

static struct counting standing(enum note_kind kind, enum message_state state)
{
	struct counting c = { note_template(kind), state, 0, 0 };

	cr_assert_eq(outbox_each(w.s, w.deal, false, count_one, &c, &err), 0, "%s", err.text);
	return c;
}

static void undo(void)
{
	struct undone u;

	cr_assert_eq(history_undo(w.s, SUBJECT_NONE, 0, &u, &err), 0, "%s", err.text);
}

Test(note, the_shipped_templates_know_their_names)
{
	for (int i = 0; i < NOTE_COUNT; i++) {
		struct buf name = { 0 };
		char *body = NULL;

		buf_printf(&name, "templates/%s", note_template((enum note_kind)i));
		cr_assert_eq(config_get(w.s, buf_str(&name), &body, NULL, NULL, &err), 1, "%s", buf_str(&name));
		cr_assert_eq(config_check(buf_str(&name), body, strlen(body), &err), 0, "%s", err.text);
		cr_assert_eq(note_find(note_key((enum note_kind)i)), i);
		cr_assert_leq(strlen(template_title(note_template((enum note_kind)i))), 14u);
		free(body);
		buf_done(&name);
	}
	cr_assert_eq(note_find("weather"), -1);
}

/* The three lines of the SOP's step 3, with each thing the SOW can be. */
Test(note, the_deals_channel)
{
	says(NOTE_SLACK, "🟢 DEAL CLOSED — Umber Group — Assessment confirmed\nHandoff packet not filed yet\nSOW status: ");
	file_packet();
	says(NOTE_SLACK, "\nHandoff packet filed → customer.success\n");
	cr_assert_eq(deal_change(w.s, w.deal, "sow_date", "2026-11-30", &err), 0, "%s", err.text);
	cr_assert_eq(event_mark(w.s, &(struct new_event){ .deal = w.deal, .kind = EV_SOW_SIGNED, .at_ms = w.s->now(w.s),
							   .for_ms = NO_MOMENT }, &err), 0, "%s", err.text);
	says(NOTE_SLACK, "SOW status: Signed\n");
}

Test(note, what_is_not_known_is_said)
{
	struct buf unknown = { 0 };
	char *text = text_of(NOTE_INTRO, &unknown);

	cr_assert_not_null(strstr(text, "[kickoff: not known]"), "%s", text);
	cr_assert_not_null(strstr(text, "[objectives: not known]"), "%s", text);
	cr_assert_not_null(strstr(buf_str(&unknown), "kickoff"), "%s", buf_str(&unknown));
	buf_done(&unknown);
	free(text);
}

Test(note, filing_writes_to_customer_success_and_to_the_channel)
{
	struct outbox_message m;
	struct counting c;

	file_packet();
	c = standing(NOTE_COORDINATION, MESSAGE_TO_SEND);
	cr_assert_eq(c.n, 1u);
	cr_assert_eq(outbox_get(w.s, c.id, &m, &err), 1);
	cr_assert_str_eq(m.recipient, "customer.success");
	cr_assert_str_eq(m.channel, "folder");
	cr_assert_not_null(strstr(m.text, "out/handoffs/assessment-umber-group-"), "%s", m.text);
	outbox_message_done(&m);
	cr_assert_eq(standing(NOTE_SLACK, MESSAGE_TO_SEND).n, 1u);
	undo();
	cr_assert_eq(standing(NOTE_COORDINATION, MESSAGE_TO_SEND).n, 0u, "the filing was taken back");
	cr_assert_eq(standing(NOTE_SLACK, MESSAGE_WITHDRAWN).n, 1u);
	won_sound(&w);
}

/* Sent is sent: filing again writes no second note, and undo of the filing leaves it. */
Test(note, a_sent_one_is_not_written_again)
{
	file_packet();
	cr_assert_eq(outbox_mark(w.s, standing(NOTE_COORDINATION, MESSAGE_TO_SEND).id, MESSAGE_SENT, &err), 0, "%s", err.text);
	set("problem", "Four teams");
	cr_assert_eq(packet_file(w.s, w.deal, NULL, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(standing(NOTE_COORDINATION, MESSAGE_TO_SEND).n, 0u);
	cr_assert_eq(standing(NOTE_COORDINATION, MESSAGE_SENT).n, 1u);
	cr_assert_eq(standing(NOTE_SLACK, MESSAGE_TO_SEND).n, 1u);
}

Test(note, asked_for_twice_it_is_one)
{
	struct outbox_message first, second, third;

	cr_assert_eq(note_prepare(w.s, NOTE_SLACK, w.deal, &first, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(note_prepare(w.s, NOTE_SLACK, w.deal, &second, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(first.id, second.id);
	file_packet();
	cr_assert_eq(note_prepare(w.s, NOTE_SLACK, w.deal, &third, NULL, &err), 0, "%s", err.text);
	cr_assert_neq(third.id, first.id, "it has other words");
	cr_assert_eq(standing(NOTE_SLACK, MESSAGE_TO_SEND).n, 1u);
	cr_assert_eq(standing(NOTE_SLACK, MESSAGE_WITHDRAWN).n, 1u);
	outbox_message_done(&first);
	outbox_message_done(&second);
	outbox_message_done(&third);
	won_sound(&w);
}

Test(note, sent_is_what_meets_its_clock)
{
	struct outbox_message m;
	static const struct {
		enum note_kind note;
		enum event_kind event;
	} pairs[] = { { NOTE_SLACK, EV_ANNOUNCED }, { NOTE_SOW, EV_SOW_SENT }, { NOTE_INTRO, EV_INTRODUCED } };

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		cr_assert_eq(event_is_told(w.s, w.deal, pairs[i].event, &err), 0);
		cr_assert_eq(note_prepare(w.s, pairs[i].note, w.deal, &m, NULL, &err), 0, "%s", err.text);
		cr_assert_eq(outbox_mark(w.s, m.id, MESSAGE_SENT, &err), 0, "%s", err.text);
		cr_assert_eq(event_is_told(w.s, w.deal, pairs[i].event, &err), 1);
		undo();
		cr_assert_eq(event_is_told(w.s, w.deal, pairs[i].event, &err), 0);
		outbox_message_done(&m);
	}
	won_sound(&w);
}

/* Told by hand, it is not to be sent any more. */
Test(note, what_has_happened_is_not_asked_for)
{
	struct outbox_message m;

	cr_assert_eq(note_prepare(w.s, NOTE_SOW, w.deal, &m, NULL, &err), 0, "%s", err.text);
	outbox_message_done(&m);
	cr_assert_eq(event_mark(w.s, &(struct new_event){ .deal = w.deal, .kind = EV_SOW_SENT, .at_ms = w.s->now(w.s),
							   .for_ms = NO_MOMENT }, &err), 0, "%s", err.text);
	cr_assert_eq(standing(NOTE_SOW, MESSAGE_TO_SEND).n, 0u);
	cr_assert_eq(standing(NOTE_SOW, MESSAGE_WITHDRAWN).n, 1u);
}

/* Told by word of mouth, with a SOW to come. */
static void win_verbally(void)
{
	struct move m = { .to_stage = STAGE_WON, .outcome = OUTCOME_WON, .check_all = true, .commitment = COMMIT_VERBAL,
			  .sow = SOW_PENDING, .sow_day = calendar_day(w.s->calendar, w.s->now(w.s)) + 3,
			  .follow_up_day = NO_DAY, .contact = "Lee Fox" };
	struct deal d;

	deal_init(&d);
	d.name = xstrdup("Second site");
	cr_assert_eq(deal_add(w.s, &d, &err), 0, "%s", err.text);
	w.deal = m.deal = d.id;
	deal_done(&d);
	cr_assert_eq(deal_change(w.s, w.deal, "company", "Larch Freight", &err), 0, "%s", err.text);
	cr_assert_eq(deal_change(w.s, w.deal, "owner", "mira", &err), 0, "%s", err.text);
	cr_assert_eq(deal_move(w.s, &m, NULL, &err), 0, "%s", err.text);
}

Test(note, a_verbal_commitment_asks_for_the_sow)
{
	struct outbox_message m;
	struct counting c;

	win_verbally();
	c = standing(NOTE_SOW, MESSAGE_TO_SEND);
	cr_assert_eq(c.n, 1u);
	cr_assert_eq(outbox_get(w.s, c.id, &m, &err), 1);
	cr_assert_str_eq(m.recipient, "Lee Fox");
	cr_assert_not_null(strstr(m.text, "signed by 2026-11-23"), "%s", m.text);
	outbox_message_done(&m);
	says(NOTE_SLACK, "SOW status: Pending – expected 2026-11-23\n");
}

Test(note, the_sow_is_late_when_its_clock_is)
{
	struct outbox_message m;

	win_verbally();
	cr_assert_eq(note_render(w.s, NOTE_SOW_LATE, w.deal, &m, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_REFUSED);
	w.s->now_offset_ms += 50 * HOUR_MS;
	says(NOTE_SOW_LATE, "cro,\n");
	says(NOTE_SOW_LATE, "2:00");
}

/* P39 for messages: neither the names nor the words of what is internal get into what a customer reads, and no line of
 * data becomes a head line of the mail. */
Test(note, nothing_internal_goes_to_a_customer)
{
	static const char *const shut[] = { "{red_flags}", "{packet}", "{path}", "{sow}", "{deal}", "{late}", "{answers}" };

	file_packet();
	for (size_t i = 0; i < sizeof shut / sizeof shut[0]; i++) {
		err = (struct err){ 0 };
		cr_assert_eq(config_check("templates/intro", shut[i], strlen(shut[i]), &err), -1, "%s", shut[i]);
		cr_assert_not_null(strstr(err.text, "templates/intro:1: found"), "%s", err.text);
		cr_assert_eq(config_check("templates/sow", shut[i], strlen(shut[i]), &err), -1, "%s", shut[i]);
	}
	for (enum note_kind k = NOTE_SOW; k <= NOTE_INTRO; k = k == NOTE_SOW ? NOTE_INTRO : NOTE_COUNT) {
		char *text = text_of(k, NULL);

		cr_assert_null(strstr(text, "canary"), "%s", text);
		cr_assert_null(strstr(text, "\nBcc:"), "%s", text);
		free(text);
	}
	says(NOTE_INTRO, "- Two partners report\n");
}

Test(note, a_criterion_of_the_debrief_stays_inside)
{
	struct item it;

	file_packet();
	won_as(&w, "priya");
	it = won_add(&w, ITEM_CRITERION, "canary-debrief");
	item_done(&it);
	{
		char *text = text_of(NOTE_INTRO, NULL);

		cr_assert_null(strstr(text, "canary"), "%s", text);
		free(text);
	}
}

/* Its class is that of the closest-held words in it. */
Test(note, the_class_follows_the_words)
{
	struct outbox_message m;

	cr_assert_eq(note_render(w.s, NOTE_SLACK, w.deal, &m, NULL, &err), 0);
	cr_assert_eq(m.class, CLASS_DEAL);
	outbox_message_done(&m);
	cr_assert_eq(note_render(w.s, NOTE_INTRO, w.deal, &m, NULL, &err), 0);
	cr_assert_eq(m.class, CLASS_HEALTH);
	outbox_message_done(&m);
	won_as(&w, "rex");
	cr_assert_eq(note_prepare(w.s, NOTE_SLACK, w.deal, &m, NULL, &err), -1);
	cr_assert_eq(err.kind, ERR_ROLE);
}

/* A name that is a template, a format and a control sequence is only ever a name. */
Test(note, a_hostile_name_is_a_name)
{
	cr_assert_eq(deal_change(w.s, w.deal, "company", "{path} %n $(id) \033]52;c;AA==\a `x`", &err), 0, "%s", err.text);
	says(NOTE_SLACK, "{path} %n $(id) \\x1b]52;c;AA==\\x07 `x`");
}

Test(note, recipients_and_commands_are_configuration)
{
	static const char good[] = "[sow]\nto = legal@our.example\nby = e-mail\n[by e-mail]\ncommand = /usr/sbin/sendmail -t -i\n"
				   "seconds = 5\n";
	const char *const *words;
	struct posts *p;
	int seconds;

	cr_assert_eq(posts_parse(&p, good, strlen(good), &err), 0, "%s", err.text);
	cr_assert_str_eq(posts_to(p, "sow"), "legal@our.example");
	cr_assert_str_eq(posts_by(p, "daily"), "hand");
	cr_assert_eq(posts_command(p, "e-mail", &words, &seconds), 3u);
	cr_assert_str_eq(words[0], "/usr/sbin/sendmail");
	cr_assert_str_eq(words[2], "-i");
	cr_assert_null(words[3]);
	cr_assert_eq(seconds, 5);
	cr_assert_eq(posts_command(p, "chat", &words, &seconds), 0u);
	posts_free(p);
}

Test(note, wrong_configuration_is_refused_with_its_line)
{
	static const struct {
		const char *ini, *says;
	} wrong[] = {
		{ "[weather]\nto = x\n", "messages:2: found [weather]" },
		{ "[sow]\nfrom = x\n", "messages:2: found “from”" },
		{ "[sow]\nby = A B\n", "messages:2: found by “A B”" },
		{ "[by chat]\ncommand = sh -c x\n", "messages:2: found “sh -c x”, expected the whole path" },
		{ "[by chat]\nseconds = 0\n", "messages:2: found seconds “0”" },
		{ "[by a chat]\ncommand = /bin/true\n", "messages:2: found [by a chat]" },
		{ "[by chat]\ncommand = /bin/true\ncommand = /bin/false\n", "messages:3: found a second command" },
	};

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		err = (struct err){ 0 };
		cr_assert_eq(config_check("messages", wrong[i].ini, strlen(wrong[i].ini), &err), -1, "%s", wrong[i].ini);
		cr_assert_eq(err.kind, ERR_CONFIG);
		cr_assert_not_null(strstr(err.text, wrong[i].says), "%s", err.text);
	}
}

/* Every way a letter could end its head too early or too late. */
Test(note, the_head_of_a_letter_is_ours)
{
	static const struct {
		const char *text, *letter;
	} cases[] = {
		{ "Subject: a\n\nbody\n", "Subject: a\n\nbody\n" },
		{ "Subject: a\nBcc: all@umber.example\n\nbody", "Subject: a\n\nBcc: all@umber.example\n\nbody" },
		{ "Subject: a\rBcc: b\n", "Subject: a\n\nBcc: b\n" },
		{ "Bcc: b\n", "\nBcc: b\n" },
		{ "", "\n" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct outbox_message m = { .deal = w.deal, .channel = "e-mail", .recipient = (char *)"fox@umber.example",
					    .text = (char *)(uintptr_t)cases[i].text };
		struct buf out = { 0 };

		cr_assert_eq(letter_write(w.s, &m, &out, &err), 0, "%s", err.text);
		cr_assert_not_null(strstr(buf_str(&out), "8bit\n"));
		cr_assert_str_eq(strstr(buf_str(&out), "8bit\n") + 5, cases[i].letter);
		buf_done(&out);
	}
}

Test(note, a_letter_goes_to_one_address)
{
	static const char *const wrong[] = { "a@b,c@d", "a@b c@d", "a b@c", "<a@b>", "a@", "@b", "a@b@c", "-oX@b", "a@b\nBcc:c@d" };

	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		struct outbox_message m = { .deal = w.deal, .channel = "e-mail", .recipient = (char *)(uintptr_t)wrong[i],
					    .text = (char *)"x" };
		struct buf out = { 0 };

		cr_assert_eq(letter_write(w.s, &m, &out, &err), -1, "%s", wrong[i]);
		cr_assert_eq(err.kind, ERR_REFUSED);
		cr_assert_eq(out.len, 0u);
		buf_done(&out);
	}
}

/* Words that somebody wrote wait as they are, whatever else happens to the deal; asked for again, they are the message. */
Test(note, own_words_stay)
{
	struct outbox_message m;
	struct counting c;

	cr_assert_eq(note_prepare(w.s, NOTE_SLACK, w.deal, &m, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(outbox_rewrite(w.s, m.id, m.rev, "We won!", 7, &err), 0, "%s", err.text);
	outbox_message_done(&m);
	file_packet();
	c = standing(NOTE_SLACK, MESSAGE_TO_SEND);
	cr_assert_eq(c.n, 1u);
	cr_assert_eq(note_prepare(w.s, NOTE_SLACK, w.deal, &m, NULL, &err), 0, "%s", err.text);
	cr_assert_str_eq(m.text, "We won!");
	outbox_message_done(&m);
}

/* What cannot stand on one line is shown as something else, and it is the same contact all the same. */
Test(note, a_letter_finds_whom_the_message_names)
{
	struct outbox_message m;
	struct buf out = { 0 };

	set("contact", "Ana  Fox\tof \033[31mUmber ");
	set("email", "ana@umber.example");
	cr_assert_eq(note_render(w.s, NOTE_SOW, w.deal, &m, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(letter_write(w.s, &m, &out, &err), 0, "%s", err.text);
	cr_assert_not_null(strstr(buf_str(&out), "To: ana@umber.example\n"), "%s", buf_str(&out));
	buf_done(&out);
	outbox_message_done(&m);
}

/* Said by the customer's side of the SOP: the csm sees it and tells the cro. */
Test(note, the_late_sow_is_escalated_in_its_own_words)
{
	struct outbox_message m;

	win_verbally();
	file_packet();
	won_as(&w, "max");
	cr_assert_eq(packet_acknowledge(w.s, w.deal, &(struct buf){ 0 }, &err), 0, "%s", err.text);
	cr_assert_eq(event_mark(w.s, &(struct new_event){ .deal = w.deal, .kind = EV_SOW_SENT, .at_ms = w.s->now(w.s),
							   .for_ms = NO_MOMENT }, &err), 0, "%s", err.text);
	w.s->now_offset_ms += 50 * HOUR_MS;
	cr_assert_eq(note_prepare(w.s, NOTE_ESCALATION, w.deal, &m, NULL, &err), 0, "%s", err.text);
	cr_assert_str_eq(m.recipient, "cro (SOW signed)");
	cr_assert_not_null(strstr(m.text, "the SOW is not signed, 2:00 over its time"), "%s", m.text);
	outbox_message_done(&m);
}

/* Not won any more: nothing of the handoff is to be sent; what was sent was sent. */
Test(note, reopening_withdraws_what_waits)
{
	struct move m = { .deal = w.deal, .to_stage = STAGE_NEGOTIATION, .outcome = OUTCOME_NONE, .reason = "they think again",
			  .follow_up_day = NO_DAY, .sow_day = NO_DAY };

	file_packet();
	cr_assert_eq(outbox_mark(w.s, standing(NOTE_COORDINATION, MESSAGE_TO_SEND).id, MESSAGE_SENT, &err), 0, "%s", err.text);
	cr_assert_eq(deal_move(w.s, &m, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(standing(NOTE_SLACK, MESSAGE_TO_SEND).n, 0u);
	cr_assert_eq(standing(NOTE_SLACK, MESSAGE_WITHDRAWN).n, 1u);
	cr_assert_eq(standing(NOTE_COORDINATION, MESSAGE_SENT).n, 1u);
	undo();
	cr_assert_eq(standing(NOTE_SLACK, MESSAGE_TO_SEND).n, 1u, "won again by undo");
	won_sound(&w);
}

/* The cause taken back: the SOW of a verbal commitment is not asked for. */
Test(note, undo_of_the_win_withdraws_the_sow)
{
	win_verbally();
	undo();
	cr_assert_eq(standing(NOTE_SOW, MESSAGE_TO_SEND).n, 0u);
	cr_assert_eq(standing(NOTE_SOW, MESSAGE_WITHDRAWN).n, 1u);
}
