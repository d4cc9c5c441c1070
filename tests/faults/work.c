#include "tests/faults/work.h"

#include "model/action.h"
#include "model/approval.h"
#include "model/buf.h"
#include "model/checkin.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/debrief.h"
#include "model/draft.h"
#include "model/event.h"
#include "model/import.h"
#include "model/item.h"
#include "model/member.h"
#include "model/move.h"
#include "model/note.h"
#include "model/packet.h"
#include "model/playbook.h"
#include "model/snooze.h"
#include "tests/faults/file.h"
#include "tests/support/temp.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW INT64_C(1795510800000) /* 2026-11-24 09:00 UTC, a Tuesday */
#define WORDS "Mira said thirty days, on the phone; "

static void give_up(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

void work_as(struct work *w, const char *login)
{
	struct err err = { 0 };

	/* Tried again: a fault that is meant for the step must not hit who does it. */
	if (strcmp(w->s->actor.login, login) && store_act_as(w->s, login, &err) && store_act_as(w->s, login, &err))
		give_up(login, &err);
}

/* ---- the steps ---- */

static int answer(struct work *w, int i, struct err *err)
{
	char text[200];

	work_as(w, "priya");
	snprintf(text, sizeof text, WORDS "question %d", i + 1);
	return debrief_answer(w->s, w->form, i + 1, LAYER_LIVE, text, -1, 1200, NULL, NULL, err);
}

static struct draft typed(struct work *w, int times, char *text, size_t size)
{
	struct draft d = { .kind = SUBJECT_FORM_VALUE, .subject = w->form, .field = "4", .layer = LAYER_LIVE,
			   .body = text, .live_ms = 1000 * times, .at_ms = NOW + times };

	*text = '\0';
	for (int i = 0; i < times && d.len + sizeof WORDS < size; i++)
		d.len += (size_t)snprintf(text + d.len, size - d.len, WORDS);
	memcpy(d.request, w->request, sizeof d.request);
	return d;
}

static int write_draft(struct work *w, int i, struct err *err)
{
	char text[8000];
	struct draft d;

	work_as(w, "priya");
	d = typed(w, 1 + i * 40, text, sizeof text);
	return draft_write(w->s, &d, err);
}

/* Long enough for pieces: typed on, changed in the middle, typed on, cut to a short one. */
static int write_long(struct work *w, int i, struct err *err)
{
	char text[8000];
	struct draft d;

	work_as(w, "priya");
	d = typed(w, i == 3 ? 20 : 150 + i, text, sizeof text);
	if (i)
		text[d.len / 2] = 'X';
	return draft_write(w->s, &d, err);
}

static int save_answer(struct store *s, const struct draft *d, void *arg, struct err *err)
{
	struct work *w = arg;

	return debrief_answer(s, w->form, 4, LAYER_LIVE, d->body, -1, 0, d->request, NULL, err);
}

/* Typed, stored, typed on, stored again. */
static int store_draft(struct work *w, int i, struct err *err)
{
	char text[8000];
	struct draft d;

	work_as(w, "priya");
	if (i == 2)
		memset(w->request, 'x', sizeof w->request);
	d = typed(w, 1 + i * 10, text, sizeof text);
	return i % 2 ? draft_store(w->s, &d, save_answer, w, err) : draft_write(w->s, &d, err);
}

static int win(struct work *w, int i, struct err *err)
{
	struct move to[] = {
		{ .deal = w->open_deal, .to_stage = STAGE_DISCOVERY, .reason = "they asked us", .check_all = true,
		  .follow_up_day = NO_DAY, .sow_day = NO_DAY },
		{ .deal = w->open_deal, .to_stage = STAGE_WON, .outcome = OUTCOME_WON, .check_all = true, .reason = "signed",
		  .commitment = COMMIT_WRITTEN, .sow = SOW_SIGNED, .sow_day = NO_DAY, .follow_up_day = NO_DAY,
		  .contact = "L. Fox" },
	};

	work_as(w, "dana");
	return deal_move(w->s, &to[i], NULL, err);
}

static int take_back(struct work *w, int i, struct err *err)
{
	struct undone u;

	if (!i)
		return answer(w, 1, err);
	work_as(w, "priya");
	return i == 2 ? history_redo(w->s, SUBJECT_FORM, w->form, &u, err)
		      : history_undo(w->s, SUBJECT_FORM, w->form, &u, err);
}

/* Of what was told failed and stands there all the same nobody was told the number. */
static int64_t known(struct work *w, int64_t id, const struct sql *newest)
{
	return id ? id : db_scalar(w->s->db, newest, 0);
}

static void write_csv(const char *path, int rows)
{
	FILE *f = fopen(path, "w");

	fputs("external_id,company,amount,stage,next_step\n", f);
	for (int i = 0; i < rows; i++)
		fprintf(f, "I-%d,Company %d,%d,negotiation,call them on the %dth\n", i, i % 9, 1000 + i, i % 28);
	fclose(f);
}

static int load(struct work *w, int i, struct err *err)
{
	static const struct sql newest = { "work_newest_import", "select max(id) from import" };
	struct import_options opt = { .kind = "deals" };
	struct import_result r = { 0 };
	struct import_reverted out;
	char *csv;
	int rc;

	work_as(w, "dana");
	if (i == 1)
		return import_revert(w->s, known(w, w->import, &newest), NULL, NULL, &out, err);
	csv = temp_path(w->dir, "rows.csv");
	write_csv(csv, i ? 60 : 40);
	opt.path = csv;
	rc = import_run(w->s, &opt, &r, err);
	if (!rc)
		w->import = r.id;
	unlink(csv);
	free(csv);
	import_result_done(&r);
	return rc;
}

static int configure(struct work *w, int i, struct err *err)
{
	static const char *const names[] = { "stages", "clocks", "questions" };
	struct buf text = { 0 };
	char *body = NULL;
	int64_t id;
	int version, rc;

	work_as(w, "dana");
	rc = config_get(w->s, names[i], &body, &id, &version, err) == 1 ? 0 : -1;
	if (!rc && version == 1) {
		buf_printf(&text, "; agreed upon in the meeting of the team\n%s", body);
		rc = config_put(w->s, names[i], buf_str(&text), NULL, NULL, err);
	}
	buf_done(&text);
	free(body);
	return rc;
}

static int complete(struct work *w, int i, struct err *err)
{
	struct form f;

	if (i < 7)
		return answer(w, i, err);
	work_as(w, "priya");
	if (i == 7)
		return debrief_attend(w->s, w->form, "priya, mira", err);
	/* Told failed, it may stand. */
	if (form_read(w->s, w->form, &f, err) != 1)
		return -1;
	return f.state == FORM_COMPLETE ? 0 : debrief_complete(w->s, w->form, err);
}

static int join(struct work *w, int i, struct err *err)
{
	static const char *const logins[] = { "nora", "omar", "pia" };
	struct member m;
	int rc;

	work_as(w, "dana");
	rc = member_by_login(w->s, logins[i], &m, err);
	if (rc == 1)
		member_done(&m);
	return rc ? rc - 1 : member_add(w->s, logins[i], 1u << ROLE_CSM, 0, err);
}

static int back_up(struct work *w, int i, struct err *err)
{
	char *to;
	int rc;

	if (i % 2 == 0)
		return answer(w, i, err);
	to = temp_path(w->dir, i == 1 ? "a.db.backup-1" : "a.db.backup-2");
	rc = db_backup(w->s->db, to, err);
	free(to);
	return rc;
}

static int tell(struct work *w, int i, struct err *err)
{
	static const enum event_kind kinds[] = { EV_INTRODUCED, EV_KICKOFF_SET, EV_SOW_SIGNED };
	struct new_event e = { .deal = w->won_deal, .kind = kinds[i], .at_ms = NOW,
			       .for_ms = kinds[i] == EV_KICKOFF_SET ? NOW + INT64_C(864000000) : NO_MOMENT };
	int told;

	work_as(w, "dana");
	told = event_is_told(w->s, w->won_deal, e.kind, err);
	return told ? told - 1 : event_mark(w->s, &e, err);
}

/* The fields of a packet, one a step. Rows carry a request each, so that doing it again adds none. */
static const char *const packet_words[][2] = {
	{ "email", "fox@umber.example" }, { "start", "2026-12-01" }, { "problem", WORDS }, { "expect", "x" },
	{ "sold", "x" },		  { "origin", "partner" },   { "briefing", "no" },
	{ "touchpoints", "2026-10-02 call -> demo" }, { "criteria", "one" }, { "criteria", "two" }, { "criteria", "three" },
};
enum { PACKET_WORDS = sizeof packet_words / sizeof packet_words[0] };

static int fill_packet(struct work *w, int i, struct err *err)
{
	const struct packet_field *f = packet_field_find(w->s->packet, packet_words[i][0]);
	unsigned char request[16] = { 'p', 'a', 'c', 'k', 'e', 't', (unsigned char)('a' + i) };

	return f->kind == PACKET_ROWS ? packet_set_row(w->s, w->won_deal, f, 0, packet_words[i][1], request, err)
				      : packet_set(w->s, w->won_deal, f, packet_words[i][1], -1, NULL, err);
}

/* Told failed, it may stand; then its file is put in its place. */
static int is_filed(struct work *w, int64_t version, struct err *err)
{
	struct packet_filed f;
	struct form form;
	int rc = form_of_deal(w->s, w->won_deal, FORM_PACKET, &form, err);

	if (rc == 1)
		rc = packet_version(w->s, form.id, version, &f, err);
	if (rc == 1)
		packet_filed_done(&f);
	return rc == 1 && packet_settle(w->s, w->won_deal, NULL, err) < 0 ? -1 : rc;
}

static int sign_packet(struct work *w, struct err *err)
{
	struct buf say = { 0 };
	int rc = packet_acknowledge(w->s, w->won_deal, &say, err);

	buf_done(&say);
	return rc;
}

/* Written field by field, filed, changed, filed again, acknowledged. */
static int hand_over(struct work *w, int i, struct err *err)
{
	static const int version[] = { 1, 0, 2, 3 };
	int step = i - PACKET_WORDS, filed;

	work_as(w, step == 3 ? "max" : "dana");
	if (step < 0)
		return fill_packet(w, i, err);
	if (step == 1)
		return packet_set(w->s, w->won_deal, packet_field_find(w->s->packet, "notes"), WORDS, -1, NULL, err);
	filed = is_filed(w, version[step], err);
	if (filed)
		return filed < 0 ? -1 : 0;
	return step == 3 ? sign_packet(w, err) : packet_file(w->s, w->won_deal, NULL, NULL, err);
}

static int change(struct work *w, int i, struct err *err)
{
	work_as(w, "dana");
	switch (i) {
	case 0:
		return deal_change(w->s, w->open_deal, "next-step", "send the second offer", err);
	case 1:
		return deal_change(w->s, w->open_deal, "amount", "48000", err);
	}
	return deal_tick(w->s, w->open_deal, "decision_maker", true, err);
}

static int meet(struct work *w, int i, struct err *err)
{
	work_as(w, "priya");
	switch (i) {
	case 0:
		return debrief_attend(w->s, w->form, "priya, mira", err);
	case 1:
		return debrief_again(w->s, w->form, 3, true, err);
	case 2:
		return debrief_reply(w->s, w->form, 5, REPLY_UNKNOWN, "nobody asked", err);
	}
	return debrief_absent(w->s, w->form, PART_AE, "on leave", err);
}

/* Rows beside an answer: made, changed, another one, the first one removed. */
static int put_row(struct work *w, int i, struct err *err)
{
	static const struct sql newest = { "work_newest_row", "select max(id) from item" };
	struct item it, was;
	int rc;

	work_as(w, "priya");
	if (i)
		w->row = known(w, w->row, &newest);
	if (i == 3) {
		rc = item_get(w->s, w->row, &was, err);
		item_done(&was);
		return rc < 0 ? -1 : rc == 0 ? 0 : item_delete(w->s, w->row, err);
	}
	item_init(&was, ITEM_PROMISE);
	if (i == 1) {
		item_done(&was);
		if (item_get(w->s, w->row, &was, err) != 1)
			return -1;
	}
	item_copy(&it, &was);
	it.form = w->form;
	free(it.text);
	it.text = xstrdup(i == 1 ? "thirty days, said Mira" : WORDS);
	it.due_day = 20800 + i;
	rc = item_save(w->s, i == 1 ? &was : NULL, &it, NULL, err);
	if (!rc && !i)
		w->row = it.id;
	item_done(&it);
	item_done(&was);
	return rc;
}

static const struct sql newest_action = { "work_newest_action", "select max(id) from action" };

/* What follows the acknowledgement: begun, ticked, noted, a step completed. */
static int come_on_board(struct work *w, int i, struct err *err)
{
	struct playbook_run r;
	int rc = (work_as(w, "priya"), playbook_run_load(w->s, w->won_deal, NULL, &r, err));
	struct step_done d = { .step = 1, .at_ms = NOW }; /* the handoff meeting */

	if (rc < 1)
		return rc ? -1 : playbook_start(w->s, w->won_deal, "onboarding", NO_DAY, err);
	rc = i == 1 ? playbook_tick(w->s, &r, (size_t)playbook_item_find(r.book, "crm"), true, err)
	   : i == 2 ? playbook_note(w->s, &r, (size_t)playbook_item_find(r.book, "nps"), 9, err)
	   : i == 3 && r.step[d.step].state < STEP_DONE ? playbook_complete(w->s, &r, &d, err) : 0;
	playbook_run_done(&r);
	return rc;
}

/* What follows a debrief: an action, a note to send, the kickoff, a check-in. */
static int follow_up(struct work *w, int i, struct err *err)
{
	struct action a = { .kind = ACTION_ACTION, .subject_kind = SUBJECT_DEAL, .subject = w->won_deal, .due_day = NO_DAY };
	struct new_event held = { .deal = w->won_deal, .kind = EV_KICKOFF_HELD, .at_ms = NOW, .for_ms = NO_MOMENT,
				  .override = true, .reason = "the customer could not wait" };
	struct outbox_message note = { 0 };
	struct form f;
	int rc;

	work_as(w, i == 2 || i == 3 ? "dana" : "priya");
	switch (i) {
	case 0:
		a.text = xstrdup("move the start");
		rc = action_add(w->s, &a, err);
		w->action = rc ? 0 : a.id;
		action_done(&a);
		return rc;
	case 1:
		rc = debrief_note_to_ae(w->s, w->form, &note, err);
		outbox_message_done(&note);
		return rc;
	case 2:
		return event_mark(w->s, &held, err);
	case 3:
		rc = note_prepare(w->s, NOTE_SLACK, w->won_deal, &note, NULL, err);
		outbox_message_done(&note);
		return rc;
	case 4:
		return checkin_need(w->s, w->won_deal, 30, &f, err);
	case 5:
		rc = checkin_need(w->s, w->won_deal, 30, &f, err);
		return rc ? rc : checkin_set(w->s, f.id, "note", WORDS, 0, err);
	}
	return action_close(w->s, known(w, w->action, &newest_action), "done", err);
}

/* A discount is asked for and decided by who gets the duty; a handoff is put off. */
static int decide(struct work *w, int i, struct err *err)
{
	static const struct sql newest = { "work_newest_approval", "select coalesce(max(id), 0) from approval" };
	unsigned duties = 1u << DUTY_VP_SALES;
	int64_t id = db_scalar(w->s->db, &newest, 0);
	struct approval a;
	struct snooze z;
	int rc;

	work_as(w, i == 3 ? "max" : "dana");
	switch (i) {
	case 0:
		return member_set(w->s, "max", NULL, &duties, NULL, NULL, NULL, err);
	case 1:
		return deal_change(w->s, w->open_deal, "discount", "25", err);
	case 2:
		return id ? 0 : approval_ask(w->s, w->open_deal, NULL, "the rival is cheaper", NULL, err);
	case 3:
		if (approval_get(w->s, id, &a, err) != 1) /* without an id its number could not be read */
			return id ? -1 : err_set(err, ERR_IO, "the newest approval cannot be read");
		approval_done(&a);
		return a.state == APPROVAL_APPROVED ? 0 : approval_decide(w->s, id, true, "this once", err);
	}
	rc = snooze_get(w->s, w->won_deal, &z, err);
	snooze_done(&z);
	return rc < 0 ? -1 : rc ? 0 : snooze_put(w->s, w->won_deal, 40000, "legal reads it", err);
}

/* An account gets another csm, and its open work with it; then one of it is done. */
static int pass_on(struct work *w, int i, struct err *err)
{
	struct action a = { .subject_kind = SUBJECT_DEAL, .subject = w->won_deal, .due_day = NO_DAY };
	int rc;

	work_as(w, i ? "max" : "priya");
	switch (i) {
	case 0:
		a.text = xstrdup("send the first invoice");
		a.owner = w->s->actor.member;
		rc = action_add(w->s, &a, err);
		w->action = rc ? 0 : a.id;
		action_done(&a);
		return rc;
	case 1:
		return deal_change(w->s, w->won_deal, "csm", "max", err);
	}
	/* Told failed, it may stand. */
	if (action_get(w->s, known(w, w->action, &newest_action), &a, err) != 1)
		return -1;
	rc = a.state == ACTION_CLOSED ? 0 : action_close(w->s, a.id, "sent", err);
	action_done(&a);
	return rc;
}

/* ---- the base ---- */

static void add(struct work *w, const char *login, enum role role)
{
	struct err err = { 0 };

	if (member_add(w->s, login, 1u << role, 0, &err))
		give_up(login, &err);
}

static int64_t add_deal(struct work *w, const char *company)
{
	const char *const set[][2] = { { "company", company }, { "owner", "mira" }, { "csm", "priya" },
				       { "currency", "USD" }, { "amount", "2500" } };
	struct deal_setting settings[5];
	struct err err = { 0 };
	int64_t id = 0;

	for (size_t i = 0; i < 5; i++)
		settings[i] = (struct deal_setting){ deal_field(set[i][0]), set[i][1] };
	if (deal_write(w->s, &id, settings, 5, NULL, &err))
		give_up(company, &err);
	return id;
}

static int64_t lose(struct work *w, const char *company)
{
	struct move to = { .deal = add_deal(w, company), .to_stage = STAGE_LOST, .outcome = OUTCOME_LOST, .reason = "price",
			   .competitor = "Gridwell", .check_all = true, .follow_up_day = NO_DAY, .sow_day = NO_DAY };
	struct err err = { 0 };

	if (deal_move(w->s, &to, NULL, &err))
		give_up(company, &err);
	return to.deal;
}

int work_open(struct work *w, struct err *err)
{
	struct store_options opt = { .path = w->path, .login = "dana", .zone = "UTC", .now_ms = NOW, .now_frozen = true,
				     .db_flags = DB_CREATE, .seed = 7 + w->seed };

	w->s = NULL;
	memset(w->request, 'r', sizeof w->request);
	return store_open(&w->s, &opt, NULL, err);
}

void work_close(struct work *w)
{
	store_close(w->s);
	w->s = NULL;
}

void work_place(struct work *w, const struct work *base, const char *dir)
{
	*w = *base;
	w->dir = xstrdup(dir);
	w->path = temp_path(dir, "a.db");
	w->drafts_path = temp_path(dir, "a.db-drafts");
	w->s = NULL;
}

void work_make(struct work *w)
{
	char *dir = temp_dir("base");
	struct err err = { 0 };
	struct form f;
	int64_t open_deal;

	work_place(w, &(struct work){ 0 }, dir);
	free(dir);
	if (work_open(w, &err))
		give_up(w->path, &err);
	add(w, "mira", ROLE_AE);
	add(w, "priya", ROLE_CSM);
	add(w, "max", ROLE_CSM_MANAGER);
	add(w, "ana", ROLE_ANALYST);
	add(w, "ben", ROLE_ANALYST);
	open_deal = add_deal(w, "Kestrel Data");
	w->won_deal = w->open_deal = add_deal(w, "Umber Group");
	if (win(w, 1, &err) || debrief_of(w->s, w->won_deal, &f, &err) != 1 || drafts_open(w->s, &err))
		give_up("the base", &err);
	w->form = f.id;
	w->open_deal = open_deal;
	w->interview = work_interviewed(w, lose(w, "Stagg Industrial"), &err);
	if (w->interview < 0)
		give_up("the interview of the base", &err);
	lose(w, "Fenwick Foods");
	work_close(w);
}

void work_done(struct work *w)
{
	free(w->dir);
	free(w->path);
	free(w->drafts_path);
}

void work_remove(struct work *w)
{
	work_close(w);
	temp_remove(w->dir);
	work_done(w);
}

static void copy_files(const char *from, const char *to)
{
	DIR *d = opendir(from);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		char *a = temp_path(from, e->d_name), *b = temp_path(to, e->d_name);
		struct stat st;

		if (!stat(a, &st) && S_ISREG(st.st_mode))
			faulty_copy(a, b);
		free(a);
		free(b);
	}
	closedir(d);
}

void work_copy(struct work *w, const struct work *base, const char *name)
{
	char *dir = temp_dir(name);

	work_place(w, base, dir);
	copy_files(base->dir, dir);
	free(dir);
}

#define ANSWERS(n) "select count(*) >= " #n " from form_value where text is not null and gone = 0"

const struct workflow workflows[] = {
	{ "answers", 3, answer, { "work_answers", ANSWERS(3) }, NULL },
	{ "a draft", 4, write_draft, { "work_draft", "select 1" }, NULL },
	{ "a long draft", 4, write_long, { "work_long", "select 1" }, NULL },
	{ "a draft is stored", 4, store_draft, { "work_stored", ANSWERS(1) }, "4" },
	{ "a deal is won", 2, win, { "work_won", "select count(*) = 7 from form" }, NULL },
	{ "undo and redo", 4, take_back, { "work_undo", "select count(*) >= 2 from grp where kind = 1" }, NULL },
	{ "an import", 3, load, { "work_import", "select count(*) = 64 from deal where gone = 0" }, NULL },
	{ "the configuration", 3, configure,
	  { "work_config", "select count(*) = 3 from config where version = 2" }, NULL },
	{ "a whole debrief", 9, complete, { "work_complete", "select count(*) = 1 from form where state = 3" }, NULL },
	{ "members", 3, join, { "work_members", "select count(*) = 3 from member where login in ('nora', 'omar', 'pia')" },
	  NULL },
	{ "backups", 4, back_up, { "work_backups", ANSWERS(2) }, NULL },
	{ "events", 3, tell, { "work_events", "select count(*) >= 2 from event where kind in (16, 17)" }, NULL },
	{ "fields of a deal", 3, change, { "work_fields", "select count(*) = 1 from deal where amount_minor = 4800000" },
	  NULL },
	{ "who was there", 4, meet, { "work_meet", "select count(*) >= 2 from form_member" }, NULL },
	{ "rows", 4, put_row, { "work_rows", "select count(*) = 1 from item where gone = 0" }, NULL },
	{ "what follows", 7, follow_up, { "work_follow", "select count(*) = 1 from action where state = 1" }, NULL },
	{ "a decision", 5, decide, { "work_decide", "select count(*) = 1 from approval a, snooze z where a.state = 1" }, NULL },
	{ "another csm", 3, pass_on, { "work_pass_on", "select count(*) = 1 from action a join member m on m.id = a.owner"
						       " where m.login = 'max' and a.state = 1" }, NULL },
	{ "an onboarding", 4, come_on_board,
	  { "work_board", "select count(*) = 3 from form_value where field in ('crm', 'nps', 'handoff') and gone = 0" }, NULL },
	{ "a packet", PACKET_WORDS + 4, hand_over, { "work_packet", "select count(*) = 3 from filed where gone = 0" }, NULL },
	{ "an interview", 10, work_interview, { "work_interview", "select count(*) = 2 from interview where state = 4" }, NULL },
	{ "who codes", 6, work_assign, { "work_assign", "select count(*) = 2 from assignment where gone = 0" }, NULL },
	{ "two coders", 15, work_code, { "work_code", "select count(*) = 3 from coding_pass where released_at is not null" }, NULL },
	{ "the taxonomy", 9, work_taxonomy, { "work_taxonomy", "select count(*) = 1 from recode r, taxonomy t"
							       " where r.gone = 0 and t.major = 2" }, NULL },
	{ "a merge", 3, work_merge, { "work_merge", "select count(*) = 1 from alias a, company c where a.gone = 0 and c.gone <> 0" }, NULL },
	{ "a programme", 7, work_programme, { "work_programme", "select count(*) = 1 from selection where state = 3" }, NULL },
	{ "a refinement", 6, work_refine, { "work_refine", "select count(*) = 2 from refinement r, action_link l where r.state = 6" }, NULL },
	{ "a report", 3, work_report, { "work_report", "select count(*) = 2 from report" }, NULL },
	{ "an exchange record", 4, work_exchange,
	  { "work_exchange", "select count(*) = 1 from form where kind = 4 and state = 5" }, NULL },
	{ NULL, 0, NULL, { NULL, NULL }, NULL },
};
