/* P38: role x class x path. Every deal carries canary words, one a class of field; each command that shows anything
 * is run as every role, and no word may come out, on either stream, that the role may not read of that deal. What may
 * be read must come out somewhere, or the test would look at nothing.
 *
 * The matrix is written here once more, from domain.md, "People", and not read from the program. */
#include "tests/faults/access_book.h"
#include "tests/faults/access_paths.h"
#include "tests/faults/promise.h"

#include "model/action.h"
#include "model/approval.h"
#include "model/board.h"
#include "model/company.h"
#include "model/debrief.h"
#include "model/due_count.h"
#include "model/event.h"
#include "model/exchange.h"
#include "model/coding.h"
#include "model/interview.h"
#include "model/interview_field.h"
#include "model/interview_note.h"
#include "model/item.h"
#include "model/member.h"
#include "model/move.h"
#include "model/outbox.h"
#include "model/search.h"
#include "model/packet.h"
#include "model/playbook.h"
#include "model/refinement.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"
#include "tests/support/validated.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NOW "2026-11-24T09:00:00Z"
#define NOW_MS INT64_C(1795510800000)

enum { DEALS = 6, WORDS_MAX = 320, COMMANDS_MAX = 160 };
enum reach { NO, OWN, ALL };

static const struct {
	const char *login;
	int role; /* -1: no member */
	enum reach class[CLASS_COUNT];
} actors[] = {
	/*			       none deal crm health internal personal interview */
	{ "mira", ROLE_AE, { NO, OWN, OWN, OWN, OWN, OWN, OWN } },
	{ "jo", ROLE_AE, { NO, OWN, OWN, OWN, OWN, OWN, OWN } },
	{ "priya", ROLE_CSM, { NO, ALL, ALL, ALL, ALL, ALL, ALL } },
	{ "max", ROLE_CSM_MANAGER, { NO, ALL, ALL, ALL, ALL, ALL, ALL } },
	{ "cora", ROLE_CRO, { NO, ALL, ALL, ALL, ALL, ALL, ALL } },
	{ "olga", ROLE_SALES_OPS, { NO, ALL, ALL, ALL, ALL, ALL, ALL } },
	{ "ana", ROLE_ANALYST, { NO, ALL, NO, NO, NO, ALL, ALL } },
	{ "carl", ROLE_CMO, { NO, NO, NO, NO, NO, NO, NO } },
	{ "rex", ROLE_READONLY, { NO, ALL, ALL, ALL, NO, ALL, ALL } },
	{ "nobody", -1, { NO, ALL, ALL, ALL, NO, ALL, ALL } },
	{ "dana", ROLE_ADMIN, { ALL, ALL, ALL, ALL, ALL, ALL, ALL } },
};
enum { ACTORS = sizeof actors / sizeof actors[0] };

struct canary {
	char text[48];
	enum field_class class;
	int deal;  /* 0 … */
	bool kept; /* words that the respondent did not permit to leave: nobody sees them on these paths */
	bool team; /* of the team: who sees all deals */
	bool quoted; /* permitted and coded: the report of a quarter carries it to whoever reads that, the cmo too */
	bool seen; /* by who may, in the walk of this actor */
};

static struct world {
	char *dir, *path;
	struct store *s;
	int64_t deal[DEALS];
	struct canary word[WORDS_MAX];
	size_t n;
} w;

static const char *owner_of(int deal)
{
	return deal % 2 ? "jo" : "mira";
}

static bool may(size_t actor, const struct canary *c)
{
	enum reach r = actors[actor].class[c->class], deal = actors[actor].class[CLASS_DEAL];
	bool own = !c->team && !strcmp(actors[actor].login, owner_of(c->deal));

	return !c->kept && (r == ALL || (r == OWN && own)) && (deal == ALL || (deal == OWN && own));
}

/* ---- the world ---- */

static void stop_at(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

static const char *plant(int deal, enum field_class class, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
static const char *plant(int deal, enum field_class class, const char *fmt, ...)
{
	struct canary *c;
	va_list ap;

	if (w.n == WORDS_MAX)
		abort();
	c = &w.word[w.n++];
	c->deal = deal;
	c->class = class;
	va_start(ap, fmt);
	vsnprintf(c->text, sizeof c->text, fmt, ap);
	va_end(ap);
	return c->text;
}

static int people(struct store *s, struct group *g, void *arg, struct err *err)
{
	int i = *(int *)arg;
	struct deal d;
	struct person p = { 0 };

	if (deal_get(s, w.deal[i], &d, err) != 1)
		return -1;
	p.company = d.company;
	p.name = xstrdup(plant(i, CLASS_DEAL, "Zqperson%d", i));
	p.email = xstrdup(plant(i, CLASS_PERSONAL, "zqmail%d@secret.example", i));
	p.phone = xstrdup(plant(i, CLASS_PERSONAL, "+49 7007 00%d", i));
	if (person_save(s, g, &p, err) || deal_link_person(s, g, &d, p.id, PERSON_PRIMARY, err))
		return -1;
	person_done(&p);
	deal_done(&d);
	return 0;
}

static void set(int64_t deal, const char *field, const char *text)
{
	struct err err = { 0 };

	if (deal_change(w.s, deal, field, text, &err))
		stop_at(field, &err);
}

static void make_deal(int i)
{
	static const struct {
		const char *field, *form;
	} texts[] = {
		{ "name", "Zqname%d" },	      { "external_id", "ZQEXT%d" },	  { "next_step", "zqstep%d" },
		{ "segment", "zqsegment%d" }, { "competitor", "zqcompetitor%d" }, { "product", "zqproduct%d" },
	};
	struct move win = { .to_stage = STAGE_WON,
			    .check_all = true,
			    .commitment = COMMIT_WRITTEN,
			    .sow = SOW_PENDING,
			    .sow_day = 20800,
			    .follow_up_day = NO_DAY };
	struct err err = { 0 };
	char text[48];
	struct deal d;

	deal_init(&d);
	d.name = xstrdup("x");
	if (deal_add(w.s, &d, &err))
		stop_at("deal", &err);
	w.deal[i] = win.deal = d.id;
	deal_done(&d);
	/* The last two are deals of one company, which both of their owners know. */
	set(w.deal[i], "company", i < 4 ? plant(i, CLASS_DEAL, "Zqcompany%d Works", i) : "Shared Works");
	for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
		snprintf(text, sizeof text, texts[k].form, i);
		set(w.deal[i], texts[k].field, plant(i, CLASS_DEAL, "%s", text));
	}
	set(w.deal[i], "owner", owner_of(i));
	set(w.deal[i], "csm", "priya");
	snprintf(text, sizeof text, "700070%d.13", i);
	set(w.deal[i], "amount", text);
	plant(i, CLASS_DEAL, "700070%d", i);
	if (edit(w.s, &(struct group_open){ .title = "contact", .scope_kind = SUBJECT_DEAL, .scope = w.deal[i] },
		 people, &i, NULL, &err))
		stop_at("contact", &err);
	if (i < 4 && deal_move(w.s, &win, NULL, &err))
		stop_at("won", &err);
}

/* The seven answers of a won deal; the last question's is put into no class at all. */
static void answer_all(int i)
{
	struct err err = { 0 };
	struct form f;

	if (debrief_of(w.s, w.deal[i], &f, &err) != 1)
		stop_at("debrief", &err);
	for (int q = 1; q <= 7; q++) {
		const struct debrief_question *question = question_get(w.s->questions, q);
		enum field_class class = q == 7 ? CLASS_NONE : question->class;
		const char *word = plant(i, class, "zqanswer%dq%d", i, q);

		if (debrief_answer(w.s, f.id, q, q % 2 ? LAYER_LIVE : LAYER_AHEAD, word, -1, 0, NULL, NULL, &err))
			stop_at("answer", &err);
		if (q % 2 && debrief_said_by(w.s, f.id, q, plant(i, class, "zqspeaker%dq%d", i, q), &err))
			stop_at("speaker", &err);
	}
}

/* Asked for as admin: an open deal's discount, with the words of who asked. */
static void ask_discount(int i)
{
	struct err err = { 0 };

	set(w.deal[i], "discount", "25");
	if (approval_ask(w.s, w.deal[i], NULL, plant(i, CLASS_DEAL, "zqdiscount%dreason", i), NULL, &err))
		stop_at("approval", &err);
}

static int put_action(struct store *s, struct group *g, void *arg, struct err *err)
{
	return action_put(s, g, arg, err);
}

/* Work around a deal: made by hand, from a row that is internal, and a message. */
static void work_on(int i)
{
	struct outbox_message m = { .deal = w.deal[i], .template = "ae-note", .class = CLASS_INTERNAL };
	struct action hand = { .subject_kind = SUBJECT_DEAL, .subject = w.deal[i], .due_day = NO_DAY };
	struct action inner = { .subject_kind = SUBJECT_ITEM, .due_day = NO_DAY };
	struct err err = { 0 };
	struct form f;
	struct item it;

	if (debrief_of(w.s, w.deal[i], &f, &err) != 1)
		stop_at("debrief", &err);
	item_init(&it, ITEM_OBJECTION);
	it.form = f.id;
	free(it.text);
	it.text = xstrdup(plant(i, CLASS_INTERNAL, "zqobjection%d", i));
	if (item_save(w.s, NULL, &it, NULL, &err))
		stop_at("row", &err);
	inner.subject = it.id;
	inner.text = xstrdup(plant(i, CLASS_INTERNAL, "zqinner%d", i));
	hand.text = xstrdup(plant(i, CLASS_CRM, "zqhand%d", i));
	m.text = xstrdup(plant(i, CLASS_INTERNAL, "zqmessage%d", i));
	m.recipient = xstrdup(plant(i, CLASS_INTERNAL, "zqrecipient%d", i));
	if (action_add(w.s, &hand, &err) || outbox_add(w.s, &m, &err) ||
	    edit(w.s, &(struct group_open){ .title = "action", .scope_kind = SUBJECT_DEAL, .scope = w.deal[i] }, put_action,
		 &inner, NULL, &err))
		stop_at("work", &err);
	item_done(&it);
	action_done(&hand);
	action_done(&inner);
	outbox_message_done(&m);
}

static const char *plant_team(const char *word)
{
	plant(0, CLASS_DEAL, "%s", word);
	w.word[w.n - 1].team = true;
	return word;
}

/* A change of the qualification model over three deals, decided. */
/* The exchange record in both directions. */
static void exchange(int i)
{
	static const struct {
		enum exchange_direction direction;
		const char *field;
	} texts[] = { { EXCHANGE_PRE, "signals" }, { EXCHANGE_PRE, "objections" }, { EXCHANGE_PRE, "expectations" },
		      { EXCHANGE_POST, "context" }, { EXCHANGE_POST, "friction" }, { EXCHANGE_POST, "predicted" },
		      { EXCHANGE_POST, "recommendation" } };
	struct err err = { 0 };

	for (size_t k = 0; k < sizeof texts / sizeof *texts; k++)
		if (exchange_set(w.s, w.deal[i], texts[k].direction, texts[k].field, plant(i, CLASS_INTERNAL, "zqexchange%d%s", i,
											 texts[k].field), &err))
			stop_at("exchange", &err);
}

static void refine(void)
{
	struct refinement r = { .dimension = "dimension_1", .text = xstrdup(plant_team("zqrefinetext")),
				.reason = xstrdup(plant_team("zqrefinewhy")) };
	struct err err = { 0 };

	if (store_act_as(w.s, "olga", &err) || refinement_propose(w.s, &r, w.deal, 3, &err) || store_act_as(w.s, "cora", &err) ||
	    refinement_decide(w.s, r.id, true, plant_team("zqrefinecomment"), &err) || store_act_as(w.s, "dana", &err))
		stop_at("refinement", &err);
	refinement_done(&r);
}

static void put(char **to, const char *word)
{
	free(*to);
	*to = xstrdup(word);
}

/* A row of that kind, whose class is written here once more, with a word in each of its texts; its id. */
static int64_t add_row(int i, int64_t form, enum item_kind kind, enum field_class class)
{
	struct err err = { 0 };
	struct item it;
	int64_t id;

	item_init(&it, kind);
	it.form = form;
	put(&it.text, plant(i, class, "zqrow%dkind%d", i, (int)kind));
	if (kind == ITEM_PROMISE)
		put(&it.said_by, plant(i, class, "zqrowsaid%dby", i));
	if (kind == ITEM_OBJECTION)
		put(&it.mitigation, plant(i, class, "zqrowsettled%dby", i));
	if (item_save(w.s, NULL, &it, NULL, &err))
		stop_at("row", &err);
	id = it.id;
	item_done(&it);
	return id;
}

/* Beside the answers. */
static void add_rows(int i)
{
	struct err err = { 0 };
	struct form f;

	if (debrief_of(w.s, w.deal[i], &f, &err) != 1)
		stop_at("debrief", &err);
	add_row(i, f.id, ITEM_PROMISE, CLASS_CRM);
	add_row(i, f.id, ITEM_RISK, CLASS_CRM);
	add_row(i, f.id, ITEM_FLAG, CLASS_CRM);
	add_row(i, f.id, ITEM_CRITERION, CLASS_HEALTH);
	add_row(i, f.id, ITEM_STAKEHOLDER, CLASS_HEALTH);
	add_row(i, f.id, ITEM_GAP, CLASS_INTERNAL);
	add_row(i, f.id, ITEM_PARKED, CLASS_INTERNAL);
	add_row(i, f.id, ITEM_FOLLOWUP, CLASS_INTERNAL);
	add_row(i, f.id, ITEM_OBJECTION, CLASS_INTERNAL);
}

static void set_packet(int i, const char *field, const char *words)
{
	const struct packet_field *f = packet_field_find(w.s->packet, field);
	struct err err = { 0 };

	if (f->kind == PACKET_ROWS ? packet_set_row(w.s, w.deal[i], f, 0, words, NULL, &err)
				   : packet_set(w.s, w.deal[i], f, words, -1, NULL, &err))
		stop_at(field, &err);
}

/* The packet with a word of each class, filed whole. */
static void file_packet(int i)
{
	static const char *const rest[][2] = { { "start", "2026-12-01" }, { "sold", "x" },	{ "origin", "x" },
					       { "briefing", "no" },	  { "touchpoints", "x" }, { "criteria", "x" },
					       { "criteria", "y" },	  { "criteria", "z" } };
	struct err err = { 0 };

	set_packet(i, "problem", plant(i, CLASS_CRM, "zqpacket%dproblem", i));
	set_packet(i, "expect", plant(i, CLASS_CRM, "zqpacket%dexpect", i));
	set_packet(i, "red_flags", plant(i, CLASS_INTERNAL, "zqpacket%dflags", i));
	set_packet(i, "follow_on", plant(i, CLASS_HEALTH, "zqpacket%dfollow", i));
	set_packet(i, "notes", plant(i, CLASS_CRM, "zqpacket%dnotes", i));
	for (size_t k = 0; k < sizeof rest / sizeof rest[0]; k++)
		set_packet(i, rest[k][0], rest[k][1]);
	if (packet_file(w.s, w.deal[i], NULL, NULL, &err))
		stop_at("packet", &err);
}

/* A run of the onboarding, with the reason of a step that is left out. */
static void run_playbook(int i)
{
	struct playbook_run r;
	struct err err = { 0 };

	if (playbook_start(w.s, w.deal[i], "onboarding", NO_DAY, &err) ||
	    playbook_run_load(w.s, w.deal[i], NULL, &r, &err) != 1)
		stop_at("playbook", &err);
	if (playbook_skip(w.s, &r, 0, plant(i, CLASS_CRM, "zqrun%dreason", i), &err))
		stop_at("step", &err);
	playbook_run_done(&r);
}

static void note(int64_t interview, enum said_kind kind, const char *text)
{
	struct interview_note n;
	struct err err = { 0 };

	interview_note_init(&n, interview, kind);
	put(&n.text, text);
	if (interview_note_save(w.s, NULL, &n, NULL, &err))
		stop_at("note", &err);
	interview_note_done(&n);
}

/* What was said in it. Quoting was permitted for the first deal; of the others the words of quotes go nowhere. */
static void say(int i, int64_t interview)
{
	struct captured_save v = { .interview = interview, .field = CAPTURED_SUMMARY, .base_rev = -1 };
	struct err err = { 0 };
	const char *quote = plant(i, CLASS_INTERVIEW, "zqquote%d", i);

	w.word[w.n - 1].kept = i >= 1;
	w.word[w.n - 1].quoted = i < 1;
	if (interview_consent(w.s, interview, PERMIT_QUOTE, i < 1 ? CONSENT_GIVEN : CONSENT_REFUSED, NULL, &err))
		stop_at("consent", &err);
	note(interview, SAID_QUOTE, quote);
	note(interview, SAID_FACT, plant(i, CLASS_INTERVIEW, "zqfact%d", i));
	v.text = plant(i, CLASS_INTERVIEW, "zqsummary%d", i);
	if (captured_put(w.s, &v, NULL, &err))
		stop_at("captured", &err);
}

/* An interview of the deal with what its respondent said; of open deals one that was refused. */
static void interview(int i)
{
	struct interview v;
	struct err err = { 0 };

	interview_init(&v);
	v.deal = w.deal[i];
	put(&v.respondent, plant(i, CLASS_INTERVIEW, "zqasked%d", i));
	v.ext = xstrdup(plant(i, CLASS_INTERVIEW, "zqINT%d", i));
	if (interview_add(w.s, &v, &err) || interview_say_concern(w.s, v.id, plant(i, CLASS_INTERVIEW, "zqconcern%d", i), &err) ||
	    (i < 4 ? interview_hold(w.s, v.id, w.s->now(w.s), &err)
		   : interview_refuse(w.s, v.id, plant(i, CLASS_INTERVIEW, "zqdeclined%d", i), &err)))
		stop_at("interview", &err);
	if (i < 4)
		say(i, v.id);
	interview_done(&v);
}

/* A note of it, coded with a memo and released. */
/* What was said with leave to quote it, and without, coded as what decided. */
static void code_quotes(const struct coding_pass *p, const struct taxonomy *t)
{
	struct interview_note *notes;
	struct err err = { 0 };
	size_t n;

	if (interview_notes(w.s, p->interview, &notes, &n, &err))
		stop_at("notes", &err);
	for (size_t i = 0; i < n; i++) {
		struct code c = { .pass = p->id, .note = notes[i].id, .theme = t->theme[0].id, .driver = DRIVER_WIN, .end_cp = -1 };

		if (notes[i].kind == SAID_QUOTE && code_put(w.s, &c, &err))
			stop_at("quote", &err);
		code_done(&c);
	}
	interview_notes_done(notes, n);
}

static void code_it(int i)
{
	struct interview_note n;
	struct taxonomy t;
	struct coding_pass p;
	struct code c = { .end_cp = -1 };
	struct err err = { 0 };
	char name[24];
	int64_t id;

	snprintf(name, sizeof name, "D-%lld", (long long)w.deal[i]);
	if (interview_find(w.s, name, &id, &err) || interview_consent(w.s, id, PERMIT_NOTES, CONSENT_GIVEN, NULL, &err))
		stop_at("consent", &err);
	interview_note_init(&n, id, SAID_FACT);
	put(&n.text, plant(i, CLASS_INTERVIEW, "zqsaid%d", i));
	if (interview_note_save(w.s, NULL, &n, NULL, &err) || validated(w.s, id, &err) ||
	    coding_pass_need(w.s, id, &p, &err) || taxonomy_get(w.s, 0, &t, &err) != 1)
		stop_at("coding", &err);
	c.pass = p.id;
	c.note = n.id;
	c.theme = t.theme[0].id;
	c.memo = xstrdup(plant(i, CLASS_INTERVIEW, "zqmemo%d", i));
	code_quotes(&p, &t);
	if (code_put(w.s, &c, &err) || coding_pass_close(w.s, p.id, &err) || coding_pass_release(w.s, p.id, &err))
		stop_at("codes", &err);
	code_done(&c);
	taxonomy_done(&t);
	interview_note_done(&n);
}

static int set_up(void)
{
	struct store_options opt = {
		.login = "dana", .zone = "UTC", .now_ms = NOW_MS, .now_frozen = true, .seed = 3, .db_flags = DB_CREATE
	};
	struct err err = { 0 };

	w.dir = temp_dir("access");
	opt.path = w.path = temp_path(w.dir, "a.db");
	if (store_open(&w.s, &opt, NULL, &err))
		stop_at("open", &err);
	for (size_t i = 0; i < ACTORS; i++)
		if (actors[i].role >= 0 && actors[i].role != ROLE_ADMIN &&
		    member_add(w.s, actors[i].login, 1u << actors[i].role, 0, &err))
			stop_at(actors[i].login, &err);
	for (int i = 0; i < DEALS; i++)
		make_deal(i);
	for (int i = 4; i < DEALS; i++)
		ask_discount(i);
	for (int i = 0; i < DEALS; i++)
		interview(i);
	for (int i = 0; i < 2; i++)
		code_it(i);
	for (int i = 0; i < 4; i++) {
		answer_all(i);
		work_on(i);
		add_rows(i);
		file_packet(i);
		run_playbook(i);
		exchange(i);
	}
	refine();
	/* As a new column would be that nobody gave a class. */
	if (db_script(w.s->db,
		      "update form_value set class = 0 where field = '7'; update search_doc set class = 0 where "
		      "kind = 9 and record in"
		      " (select id from form_value where field = '7'); update change set class = 0 where "
		      "subject_kind = 9"
		      " and subject in (select id from form_value where field = '7')",
		      &err))
		stop_at("class", &err);
	store_close(w.s);
	return 0;
}

static void tear_down(void)
{
	temp_remove(w.dir);
	free(w.path);
	free(w.dir);
}

/* ---- the paths ---- */

/* The figures of a quarter with its quotes go to who sees no deal at all; an ae reads those of his own deals. */
static bool reads_quarters(size_t actor, const char *path)
{
	return !strncmp(path, "report 2026-Q4", 14) && actors[actor].class[CLASS_DEAL] == NO && actors[actor].role >= 0;
}

static void run_path(struct promise_run *run, size_t actor, const char *path, int deal)
{
	char *words = xstrdup(path), *save = NULL, number[24];
	const char *argv[32] = { run->program, "--db", w.path, "--as", actors[actor].login, "--now", NOW };
	struct run r = { 0 };
	size_t n = 7;

	snprintf(number, sizeof number, "D-%" PRId64, w.deal[deal]);
	for (char *word = strtok_r(words, " ", &save); word && n < 31; word = strtok_r(NULL, " ", &save))
		argv[n++] = strcmp(word, "DEAL") ? word : number;
	run_program(&r, argv, run->env, NULL);
	promise_case(run, r.status < 128 && r.status != 70, "%s as %s: status %d, %s", path, actors[actor].login,
		     r.status, buf_str(&r.err));
	promise_case(run, access_unfold(&r.out, w.dir), "%s as %s: a workbook that cannot be read", path, actors[actor].login);
	for (size_t i = 0; i < w.n; i++) {
		struct canary *c = &w.word[i];
		bool out = strstr(buf_str(&r.out), c->text) || strstr(buf_str(&r.err), c->text);

		if (may(actor, c) || (c->quoted && reads_quarters(actor, path))) {
			c->seen |= out;
			continue;
		}
		promise_case(run, !out, "%s as %s (%s) shows %s of %s", path, actors[actor].login, number, c->text,
			     owner_of(c->deal));
	}
	run_done(&r);
	free(words);
}

/* ---- counts and sums, by the model's own functions ---- */

static int count_due(void *arg, const struct due_row *row)
{
	(void)row;
	++*(int64_t *)arg;
	return 0;
}

static int count_hit(void *arg, const struct search_hit *h)
{
	(void)h;
	++*(int64_t *)arg;
	return 0;
}

/* What the screen that looks for words in notes finds: those that are the actor's to read, no other. */
static void check_quotes(struct promise_run *run, struct store *s, size_t actor)
{
	struct search_page page = { .kind = SUBJECT_INTERVIEW_NOTE, .max = 1000, .look = 1000 };
	struct err err = { 0 };
	int64_t want = 0, found = 0;

	for (size_t i = 0; i < w.n; i++)
		want += !strncmp(w.word[i].text, "zqsaid", 6) && may(actor, &w.word[i]);
	if (search_page_each(s, "zqsaid", &page, count_hit, &found, &err))
		stop_at("quotes", &err);
	promise_case(run, found == want, "%s finds %lld notes, %lld are theirs to read", actors[actor].login, (long long)found,
		     (long long)want);
}

static void check_counts(struct promise_run *run, size_t actor)
{
	struct store_options opt = {
		.path = w.path, .login = actors[actor].login, .now_ms = NOW_MS, .now_frozen = true
	};
	enum reach deals = actors[actor].class[CLASS_DEAL];
	int64_t want = deals == ALL   ? DEALS
		       : deals == OWN ? DEALS / 2
				      : 0,
		seen = 0, amount = 0, due = 0;
	int64_t clocks = 0, late_of[16], soon_of[16], alerts = 0;
	struct due_stages by_stage = { .late = late_of, .soon = soon_of };
	struct due_count pressing;
	struct board_filter all = { 0 };
	struct err err = { 0 };
	struct store *s;

	if (store_open(&s, &opt, NULL, &err))
		stop_at("open", &err);
	for (size_t i = 0; i < stages_count(s->stages); i++) {
		struct board_total t;

		if (board_total(s, &all, stage_at(s->stages, i)->id, &t, &err))
			stop_at("total", &err);
		seen += t.n + t.folded;
		amount += t.n_valued;
	}
	promise_case(run, seen == want && amount == want,
		     "%s counts %lld deals, %lld with an amount; %lld are theirs to see", actors[actor].login,
		     (long long)seen, (long long)amount, (long long)want);
	promise_case(run, board_any(s, &err) == (want > 0), "%s: is there any deal", actors[actor].login);
	if (due_each(s, false, 0, NULL, count_due, &due, &err) || due_count(s, &pressing, &err) ||
	    due_count_stages(s, 0, &by_stage, &err))
		stop_at("due", &err);
	for (size_t i = 0; i < stages_count(s->stages); i++)
		alerts += late_of[i] + soon_of[i];
	clocks = deals == ALL ? 4 : deals == OWN ? 2 : 0; /* won deals of theirs */
	promise_case(run,
		     clocks ? due % clocks == 0 && due >= clocks
			    : !due && !pressing.late && !pressing.soon && !alerts && pressing.next_change == NO_MOMENT,
		     "%s: %lld clocks due, %lld late, %lld soon, of %lld won deals", actors[actor].login,
		     (long long)due, (long long)pressing.late, (long long)pressing.soon, (long long)clocks);
	check_quotes(run, s, actor);
	store_close(s);
}

/* ---- all of it ---- */

static void must_have_seen(struct promise_run *run, size_t actor)
{
	/* Who is no member exports nothing, and some words stand in exports alone. */
	for (size_t i = 0; i < w.n && actors[actor].role >= 0; i++)
		if ((may(actor, &w.word[i]) || (w.word[i].quoted && reads_quarters(actor, "report 2026-Q4"))))
			promise_case(run, w.word[i].seen, "%s never saw %s, which is theirs to read",
				     actors[actor].login, w.word[i].text);
}

static void walk(struct promise_run *run)
{
	bool few = (run->is_fast || run->is_sanitized) && !run->is_twin;
	size_t paths = 0;

	while (access_paths[paths])
		paths++;
	for (size_t a = 0; a < ACTORS; a++) {
		for (size_t i = 0; i < w.n; i++)
			w.word[i].seen = false;
		for (size_t p = few ? a % 3 : 0; p < paths; p += few ? 3 : 1)
			for (int deal = 0; deal < (strstr(access_paths[p], "DEAL") ? 2 : 1); deal++) {
				run_path(run, a, access_paths[p], deal);
				if (!strcmp(access_paths[p], "undo")) /* the next actor counts the world as it was */
					run_path(run, a, "redo", deal);
				if (promise_is_settled(run))
					return;
			}
		if (run->is_twin)
			continue;
		if (!few)
			must_have_seen(run, a);
		check_counts(run, a);
	}
}

int main(void)
{
	static const char *const protections[] = { "P38-row", "P38-class", "consent-quote", NULL };
	static const struct promise p = { "P38", protections, walk, set_up, tear_down };

	return promise_main(&p);
}
