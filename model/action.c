#include "model/action_private.h"

#include "model/buf.h"
#include "model/calendar.h"
#include "model/evidence.h"
#include "model/form.h"
#include "model/item.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/search.h"
#include "model/text.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define RATE_TRIGGER "debrief-rate:"

static bool begins(const char *key, const char *with)
{
	return !strncmp(key, with, strlen(with));
}

static const struct record_type type;

void action_done(struct action *a)
{
	free(a->text);
	free(a->expected);
	free(a->reason);
	free(a->evidence);
	a->text = a->expected = a->reason = a->evidence = NULL;
}

static void copy_words(struct action *a)
{
	a->text = xstrdup(a->text);
	a->expected = xstrdup(a->expected);
	a->reason = xstrdup(a->reason);
	a->evidence = xstrdup(a->evidence);
}

/* The texts are borrowed from the statement. */
static void read_row(struct stmt *st, struct action_found *f)
{
	*f = (struct action_found){
		.a = { .id = db_col(st, 0), .kind = (enum action_kind)db_col(st, 1),
		       .subject_kind = (enum subject_kind)db_col(st, 2), .subject = db_col(st, 3),
		       .deal = db_col(st, 4), .text_id = db_col(st, 5), .owner = db_col(st, 6),
		       .due_day = db_col_null(st, 7) ? NO_DAY : db_col(st, 7),
		       .expected = (char *)(uintptr_t)db_col_text(st, 8), .reason = (char *)(uintptr_t)db_col_text(st, 9),
		       .blocks = db_col(st, 11), .state = db_col(st, 12), .closed_at = db_col(st, 13),
		       .class = (enum field_class)db_col(st, 14), .rev = db_col(st, 15), .gone = db_col(st, 16),
		       .text = (char *)(uintptr_t)db_col_text(st, 20) },
		.owner = db_col(st, 17), .deal_gone = db_col(st, 18), .company = db_col_text(st, 19),
		.item_kind = db_col(st, 21), .form = db_col(st, 22), .form_kind = db_col(st, 23), .period = db_col(st, 24),
	};
	f->a.change_kind = db_col(st, 25);
	f->evidence = db_col(st, 26);
	snprintf(f->a.trigger_key, sizeof f->a.trigger_key, "%s", db_col_text(st, 10));
}

bool action_is_seen(const struct store *s, const struct action_found *f)
{
	if (f->a.gone || f->deal_gone)
		return false;
	if (!f->a.deal)
		return access_can_read(s, f->a.class, f->owner) || (f->owner && f->owner == s->actor.member);
	return access_can_read(s, CLASS_DEAL, f->owner) && access_can_read(s, f->a.class, f->owner);
}

static int read_evidence(struct store *s, struct action *a, struct err *err)
{
	struct buf line = { 0 };
	int rc = evidence_read(s, a->id, &line, err);

	free(a->evidence);
	a->evidence = buf_take(&line);
	if (rc)
		action_done(a);
	return rc;
}

int action_row_find(struct store *s, int64_t id, struct action_found *f, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &action_sql[ACTION_GET], id, &st, err);

	*f = (struct action_found){ 0 };
	if (rc != 1)
		return rc;
	read_row(st, f);
	copy_words(&f->a);
	f->company = NULL;
	db_reset(st);
	return read_evidence(s, &f->a, err) ? -1 : 1;
}

int action_get(struct store *s, int64_t id, struct action *out, struct err *err)
{
	struct action_found f;
	int rc = action_row_find(s, id, &f, err);

	if (rc == 1 && !action_is_seen(s, &f)) {
		action_done(&f.a);
		rc = 0;
	}
	*out = f.a;
	return rc;
}

int action_ids_of(struct store *s, int64_t deal, int64_t owner, int64_t **ids, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &action_sql[ACTION_OF_OWNER], err);
	int rc;

	*ids = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, owner);
	while ((rc = db_step(st, err)) == 1) {
		*ids = xrealloc(*ids, (*n + 1) * sizeof **ids);
		(*ids)[(*n)++] = db_col(st, 0);
	}
	return rc;
}

int action_was_opened(struct store *s, const char *trigger_key, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &action_sql[ACTION_TRIGGERED], err);
	int rc;

	if (!st)
		return -1;
	db_text(st, 1, trigger_key);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc;
}

static enum action_source source_of(const struct action_found *f)
{
	if (f->a.subject_kind == SUBJECT_INTERVIEW || f->a.subject_kind == SUBJECT_INTERVIEW_NOTE)
		return SOURCE_INTERVIEW;
	if (f->item_kind)
		return f->item_kind == ITEM_PROMISE ? SOURCE_PROMISE : f->item_kind == ITEM_FLAG ? SOURCE_FLAG : SOURCE_ROW;
	if (f->form_kind)
		return f->form_kind == FORM_CHECKIN ? SOURCE_CHECKIN : SOURCE_DEBRIEF;
	return begins(f->a.trigger_key, RATE_TRIGGER) || begins(f->a.trigger_key, ACTION_METRIC) ? SOURCE_RATE : SOURCE_HAND;
}

struct listing {
	bool open_only, any;
	int64_t owner;
};

static int list(struct store *s, const struct listing *l, int (*fn)(void *arg, const struct action_row *row), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &action_sql[ACTION_LIST], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, l->open_only);
	db_int(st, 2, l->owner);
	access_bind(st, s);
	if (l->any)
		db_int(st, 98, 1);
	while ((rc = db_step(st, err)) == 1) {
		struct action_found f;
		struct action_row row;

		read_row(st, &f);
		if (l->any ? f.a.gone || f.deal_gone : !action_is_seen(s, &f))
			continue;
		row = (struct action_row){ .a = f.a, .deal = f.a.deal, .company = f.company, .source = source_of(&f),
					   .form = f.form, .period = f.period, .evidence = f.evidence };
		row.late = f.a.state == ACTION_OPEN && f.a.due_day != NO_DAY &&
			   calendar_close(s->calendar, f.a.due_day) < s->now(s);
		rc = fn(arg, &row);
		if (rc) {
			db_reset(st);
			break;
		}
	}
	return rc;
}

int action_each(struct store *s, bool open_only, int64_t owner, int (*fn)(void *arg, const struct action_row *row),
		void *arg, struct err *err)
{
	return list(s, &(struct listing){ open_only, false, owner }, fn, arg, err);
}

int action_each_any(struct store *s, bool open_only, int64_t owner, int (*fn)(void *arg, const struct action_row *row),
		    void *arg, struct err *err)
{
	return list(s, &(struct listing){ open_only, true, owner }, fn, arg, err);
}

/* ---- writing ---- */

static int64_t row_sum(const struct action *a)
{
	return rowsum_of(ROW(NUMBER(a->id), NUMBER(a->kind), NUMBER(a->subject_kind), NUMBER(a->subject), NUMBER(a->deal),
			     ID(a->text_id), NUMBER(a->owner), a->due_day == NO_DAY ? WORDS(NULL) : NUMBER(a->due_day),
			     WORDS(a->expected ? a->expected : ""), NUMBER(a->change_kind), WORDS(a->reason ? a->reason : ""),
			     WORDS(a->trigger_key), NUMBER(a->blocks), NUMBER(a->state), NUMBER(a->closed_at),
			     NUMBER(a->class)));
}

/* Inserts where was_rev is 0, else updates the row that still has it. */
static int write_row(struct store *s, const struct action *a, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &action_sql[was_rev ? ACTION_UPDATE : ACTION_INSERT], err);

	if (!st)
		return -1;
	db_int(st, 1, a->id);
	db_int(st, 2, a->kind);
	db_int(st, 3, a->subject_kind);
	db_int(st, 4, a->subject);
	db_int(st, 5, a->deal);
	db_id(st, 6, a->text_id);
	db_int(st, 7, a->owner);
	if (a->due_day != NO_DAY)
		db_int(st, 8, a->due_day);
	db_text(st, 9, a->expected ? a->expected : "");
	db_text(st, 10, a->reason ? a->reason : "");
	db_text(st, 11, a->trigger_key);
	db_int(st, 12, a->blocks);
	db_int(st, 13, a->state);
	db_int(st, 14, a->closed_at);
	db_int(st, 15, a->class);
	db_int(st, 16, a->rev);
	db_int(st, 17, row_sum(a));
	db_int(st, 18, a->gone);
	db_int(st, 19, a->change_kind);
	if (was_rev)
		db_int(st, 20, was_rev);
	return record_write(s, st, was_rev, type.name, err);
}

static int index_words(struct store *s, const struct action_found *f, struct err *err)
{
	return search_put(s, SUBJECT_ACTION, f->a.id, f->a.deal, f->owner, f->a.class, f->a.text_id,
			  f->a.gone || !f->a.text_id ? NULL : f->a.text, err);
}

static struct record_who who_of(const struct action_found *f)
{
	return (struct record_who){ f->a.id, f->owner, f->a.class };
}

int action_follow_subject(struct store *s, struct action *a, struct err *err)
{
	struct stmt *st = a->subject_kind == SUBJECT_ITEM ? db_stmt(s->db, &action_sql[ACTION_OF_ITEM], err) : NULL;
	int64_t owner;
	int rc = 1;

	if (a->class == CLASS_NONE)
		a->class = CLASS_CRM;
	if (a->subject_kind == SUBJECT_DEAL)
		a->deal = a->subject;
	if (a->subject_kind == SUBJECT_FORM)
		rc = form_deal(s, a->subject, &a->deal, &owner, err);
	if (a->subject_kind == SUBJECT_ITEM && !st)
		return -1;
	if (st) {
		db_int(st, 1, a->subject);
		rc = db_step(st, err);
		if (rc == 1) {
			a->deal = db_col(st, 0);
			a->class = (enum field_class)db_col(st, 1);
			db_reset(st);
		}
	}
	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "what this action is about is not there");
}

int64_t action_deal_owner(struct store *s, const struct action *a, struct err *err)
{
	struct stmt *st = a->deal ? db_stmt(s->db, &action_sql[ACTION_DEAL_OWNER], err) : NULL;
	int64_t owner = -1;
	int rc;

	if (!a->deal)
		return a->owner;
	if (!st)
		return -1;
	db_int(st, 1, a->deal);
	rc = db_step(st, err);
	if (rc == 1) {
		owner = db_col(st, 0);
		db_reset(st);
	} else if (!rc) {
		err_set(err, ERR_INPUT, "no deal D-%" PRId64, a->deal);
	}
	return owner;
}

/* The open action of that trigger takes the place of *a. 1, 0, -1. */
static int take_open(struct store *s, struct action *a, struct err *err)
{
	struct stmt *st = *a->trigger_key ? db_stmt(s->db, &action_sql[ACTION_OPENED], err) : NULL;
	struct action_found f;
	int rc;

	if (!*a->trigger_key)
		return 0;
	if (!st)
		return -1;
	db_text(st, 1, a->trigger_key);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	read_row(st, &f);
	copy_words(&f.a);
	db_reset(st);
	action_done(a);
	*a = f.a;
	return read_evidence(s, a, err) ? -1 : 1;
}

int action_put(struct store *s, struct group *g, struct action *a, struct err *err)
{
	static const struct action nothing = { .due_day = NO_DAY };
	struct action_found f = { 0 };
	int rc;

	if (!text_says(a->text))
		return err_set(err, ERR_INPUT, "an action needs words: what is to be done");
	rc = take_open(s, a, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	if (action_follow_subject(s, a, err))
		return -1;
	f.owner = action_deal_owner(s, a, err);
	a->kind = a->kind ? a->kind : ACTION_ACTION;
	a->rev = 1;
	a->id = f.owner < 0 ? -1 : db_next_id(s->db, "action", 1, err);
	if (a->id < 0)
		return -1;
	a->text_id = text_store(s, a->text, strlen(a->text), a->class, SUBJECT_ACTION, a->id, err);
	if (a->text_id < 0)
		return -1;
	f.a = *a;
	if (write_row(s, a, 0, err) || index_words(s, &f, err) || (a->evidence && evidence_write(s, a->id, a->evidence, err)))
		return -1;
	return record_note_made(g, &type, who_of(&f), &nothing, a, err);
}

/* ---- changing ---- */

static int put_text(struct store *s, struct action *a, const char *text, struct err *err)
{
	if (!text_says(text) || !strcmp(a->text, text))
		return 0;
	free(a->text);
	a->text = xstrdup(text);
	a->text_id = text_store(s, text, strlen(text), a->class, SUBJECT_ACTION, a->id, err);
	return a->text_id < 0 ? -1 : 0;
}

static void take_words(char **at, const char *words)
{
	if (!words)
		return;
	free(*at);
	*at = xstrdup(words);
}

static void take_aim(struct action *a, const struct action_aim *aim)
{
	if (aim->change_kind >= 0)
		a->change_kind = aim->change_kind;
	take_words(&a->expected, aim->expected);
	take_words(&a->evidence, aim->evidence);
}

static bool is_other(const char *now, const char *words)
{
	return words && strcmp(now ? now : "", words);
}

static bool is_new_aim(const struct action *a, const struct action_aim *aim)
{
	return aim && ((aim->change_kind >= 0 && aim->change_kind != a->change_kind) || is_other(a->expected, aim->expected) ||
		       is_other(a->evidence, aim->evidence));
}

/* The links follow the line. */
static int put_evidence(struct store *s, const struct action *was, const struct action *is, struct err *err)
{
	if (!is_other(was->evidence, is->evidence ? is->evidence : ""))
		return 0;
	return evidence_write(s, is->id, is->evidence, err);
}

static void take_news(struct action *a, const struct action_news *c, int64_t at_ms)
{
	if (c->reopens || c->state != ACTION_OPEN) {
		a->state = c->reopens ? ACTION_OPEN : c->state;
		a->closed_at = c->reopens ? 0 : at_ms;
		free(a->reason);
		a->reason = xstrdup(c->reason && !c->reopens ? c->reason : "");
	}
	if (c->owner)
		a->owner = c->owner == NEWS_NONE ? 0 : c->owner;
	if (c->due_day != NO_DAY)
		a->due_day = c->due_day == NEWS_NONE ? NO_DAY : c->due_day;
	if (c->aim)
		take_aim(a, c->aim);
}

bool action_is_news(const struct action *a, const struct action_news *c)
{
	if (a->state != ACTION_OPEN)
		return c->reopens;
	return c->state != ACTION_OPEN || (c->owner && c->owner != a->owner) ||
	       (c->due_day != NO_DAY && c->due_day != a->due_day) || (c->text && strcmp(c->text, a->text)) ||
	       is_new_aim(a, c->aim);
}

int action_row_change(struct store *s, struct group *g, struct action_found *f, const struct action_news *c, struct err *err)
{
	struct action was = f->a;
	int rc;

	copy_words(&was);
	take_news(&f->a, c, g->at_ms);
	f->a.rev = was.rev + 1;
	rc = put_text(s, &f->a, c->text, err);
	if (!rc)
		rc = write_row(s, &f->a, was.rev, err);
	if (!rc)
		rc = put_evidence(s, &was, &f->a, err);
	if (!f->a.deal) /* one of the team is read by whose it is */
		f->owner = f->a.owner;
	if (!rc)
		rc = record_note_fields(g, &type, who_of(f), &was, &f->a, err);
	if (!rc)
		rc = index_words(s, f, err);
	action_done(&was);
	return rc;
}

int action_follow(struct store *s, struct group *g, const struct action_news *news, struct err *err)
{
	struct action_found f;
	int rc = action_row_find(s, news->id, &f, err);

	if (rc < 0)
		return -1;
	rc = rc && !f.a.gone && action_is_news(&f.a, news) ? action_row_change(s, g, &f, news, err) : 0;
	action_done(&f.a);
	return rc;
}

/* ---- undo ---- */

static int reverse(struct store *s, struct group *g, struct action_found *f, const struct change *c, size_t n, struct err *err)
{
	struct action was = f->a;
	int rc = 0;

	copy_words(&was);
	for (size_t i = 0; !rc && i < n; i++) {
		if (c[i].op == OP_UPDATE) {
			rc = record_reverse(&type, &f->a, &c[i], err);
		} else {
			f->a.gone = c[i].op == OP_DELETE ? g->id : 0;
			rc = record_note(g, &type, who_of(f), c[i].op, err);
		}
	}
	f->a.rev = was.rev + 1;
	if (!rc)
		rc = write_row(s, &f->a, was.rev, err);
	if (!rc)
		rc = put_evidence(s, &was, &f->a, err);
	if (!rc)
		rc = record_note_fields(g, &type, who_of(f), &was, &f->a, err);
	action_done(&was);
	return rc;
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct action_found f, now;
	int rc = action_row_find(s, subject, &f, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the action is no longer there");
	rc = reverse(s, g, &f, c, n, err);
	action_done(&f.a);
	if (rc || action_row_find(s, subject, &now, err) != 1)
		return -1;
	rc = index_words(s, &now, err);
	action_done(&now.a);
	return rc;
}

const struct record_ops action_ops = { SUBJECT_ACTION, "action", apply };

const char *action_kind_key(enum action_kind kind)
{
	static const char *const keys[] = { "", "action", "escalation", "task", "refinement", "finding" };

	return keys[kind];
}

const char *action_source_key(enum action_source source)
{
	static const char *const keys[] = { "by hand", "promise", "flag", "row", "debrief", "check-in", "rate",
					     "interview" };

	return keys[source];
}

const char *action_state_key(int64_t state)
{
	static const char *const keys[] = { "open", "closed", "dropped" };

	return state >= 0 && state <= ACTION_DROPPED ? keys[state] : "?";
}

int64_t action_state_find(const char *word)
{
	for (int64_t i = ACTION_OPEN; i <= ACTION_DROPPED; i++)
		if (!strcasecmp(word, action_state_key(i)))
			return i;
	return -1;
}

const char *change_kind_key(int64_t kind)
{
	static const char *const keys[CHANGE_KINDS] = { "", "messaging", "process", "pricing", "product" };

	return kind > CHANGE_NONE && kind < CHANGE_KINDS ? keys[kind] : "";
}

int change_kind_parse(const char *word, int64_t *out, struct err *err)
{
	size_t n = strlen(word);

	*out = CHANGE_NONE;
	if (!n || !strcasecmp(word, "none"))
		return 0;
	for (int64_t i = CHANGE_MESSAGING; n > 1 && i < CHANGE_KINDS; i++)
		if (!strncasecmp(change_kind_key(i), word, n)) {
			*out = *out ? CHANGE_KINDS : i;
		}
	if (*out && *out < CHANGE_KINDS)
		return 0;
	return err_set(err, ERR_INPUT, "change: found “%.80s”, expected messaging, process, pricing or product", word);
}

/* Kind, subject, trigger and what it blocks never change, and come and go with the row. */
static const struct record_field fields[] = {
	{ "text", offsetof(struct action, text_id), false, 0 },
	{ "owner", offsetof(struct action, owner), false, 0 },
	{ "due", offsetof(struct action, due_day), false, NO_DAY },
	{ "expected", offsetof(struct action, expected), true, 0 },
	{ "change", offsetof(struct action, change_kind), false, CHANGE_NONE },
	{ "evidence", offsetof(struct action, evidence), true, 0 },
	{ "state", offsetof(struct action, state), false, 0 },
	{ "closed_at", offsetof(struct action, closed_at), false, 0 },
	{ "reason", offsetof(struct action, reason), true, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_ACTION, "action", fields };

#define ACTION_ROW                                                                                                   \
	"select a.id, a.kind, a.subject_kind, a.subject, a.deal, a.text, a.owner, a.due_day, a.expected, a.reason,"  \
	" a.trigger_key, a.blocks, a.state, a.closed_at, a.class, a.rev, a.gone,"                                    \
	" case when a.deal = 0 then a.owner else coalesce(d.owner, 0) end, coalesce(d.gone, 0),"                     \
	" coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, ''), coalesce(t.body, ''),"                        \
	" coalesce(i.kind, 0), coalesce(f.id, 0), coalesce(f.kind, 0), coalesce(f.period, 0),"                       \
	" a.change_kind, (select count(*) from action_link l where l.action = a.id)"                                                                                              \
	" from action a left join text t on t.id = a.text left join deal d on d.id = a.deal"                         \
	" left join company c on c.id = d.company left join item i on a.subject_kind = 10 and i.id = a.subject"      \
	" left join form f on f.id = case a.subject_kind when 10 then i.form when 7 then a.subject else 0 end"

const struct sql action_sql[] = {
	[ACTION_GET] = { "action_get", ACTION_ROW " where a.id = $1" },
	[ACTION_OPENED] = { "action_opened", ACTION_ROW " where a.trigger_key = $1 and a.trigger_key <> '' and a.state = 0"
						       " and a.gone = 0 limit 1" },
	[ACTION_LIST] = { "action_list", ACTION_ROW " where a.gone = 0 and ($1 = 0 or a.state = 0)"
						   " and ($2 = 0 or a.owner = $2) and (a.deal = 0 or " ACCESS_DEAL("d") ")"
						   " order by case when a.state = 0 then 0 else 1 end,"
						   " case when a.due_day is null then 1 else 0 end, a.due_day, a.id" },
	[ACTION_INSERT] = { "action_insert", "insert into action (id, kind, subject_kind, subject, deal, text, owner, due_day,"
					     " expected, reason, trigger_key, blocks, state, closed_at, class, rev, sum, gone,"
					     " change_kind)"
					     " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
					     " $17, $18, $19)" },
	[ACTION_UPDATE] = { "action_update", "update action set kind = $2, subject_kind = $3, subject = $4, deal = $5,"
					     " text = $6, owner = $7, due_day = $8, expected = $9, reason = $10,"
					     " trigger_key = $11, blocks = $12, state = $13, closed_at = $14, class = $15,"
					     " rev = $16, sum = $17, gone = $18, change_kind = $19 where id = $1"
					     " and rev = $20" },
	[ACTION_OF_ITEM] = { "action_of_item", "select deal, class from item where id = $1" },
	[ACTION_DEAL_OWNER] = { "action_deal_owner", "select d.owner, coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext,"
						     " 'D-' || d.id) from deal d left join company c on c.id = d.company"
						     " where d.id = $1" },
	[ACTION_TRIGGERED] = { "action_triggered", "select 1 from action where trigger_key = $1 and trigger_key <> ''"
						   " and gone = 0 limit 1" },
	[ACTION_OF_OWNER] = { "action_of_owner", "select id from action where deal = $1 and owner = $2 and state = 0"
						 " and gone = 0 order by id" },
	{ NULL, NULL },
};
