#include "model/outbox.h"

#include "model/buf.h"
#include "model/event.h"
#include "model/file.h"
#include "model/form.h"
#include "model/member.h"
#include "model/posts.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/search.h"
#include "model/teeth.h"
#include "model/template.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { OUTBOX_GET, OUTBOX_LIST, OUTBOX_LIST_OF, OUTBOX_INSERT, OUTBOX_UPDATE, OUTBOX_DEAL, OUTBOX_BODY };

/* What the command's end and the writing of it may take beyond the command's own time, and the longest of both. */
enum { CLAIM_SPARE_S = 5, CLAIM_MAX_MS = (600 + CLAIM_SPARE_S) * 1000 };

static const struct record_type type;

struct found {
	struct outbox_message m;
	int64_t owner; /* of the deal */
	bool deal_gone;
};

void outbox_message_done(struct outbox_message *m)
{
	free(m->recipient);
	free(m->text);
	m->recipient = m->text = NULL;
}

static void copy_words(struct outbox_message *m)
{
	m->recipient = xstrdup(m->recipient);
	m->text = xstrdup(m->text);
}

/* The texts are borrowed from the statement. */
static void read_row(struct stmt *st, struct found *f)
{
	*f = (struct found){
		.m = { .id = db_col(st, 0), .deal = db_col(st, 1), .config = db_col(st, 3),
		       .recipient = (char *)(uintptr_t)db_col_text(st, 4), .text_id = db_col(st, 5),
		       .state = db_col(st, 6), .member = db_col(st, 7), .at_ms = db_col(st, 8), .sent_at = db_col(st, 9),
		       .sent_by = db_col(st, 10), .class = (enum field_class)db_col(st, 11), .rev = db_col(st, 12),
		       .gone = db_col(st, 13), .text = (char *)(uintptr_t)db_col_text(st, 16) },
		.owner = db_col(st, 14), .deal_gone = db_col(st, 15),
	};
	f->m.company = db_col_text(st, 17);
	snprintf(f->m.template, sizeof f->m.template, "%s", db_col_text(st, 2));
	snprintf(f->m.channel, sizeof f->m.channel, "%s", db_col_text(st, 18));
}

static bool is_seen(const struct store *s, const struct found *f)
{
	return !f->m.gone && !f->deal_gone && access_can_read(s, CLASS_DEAL, f->owner) &&
	       access_can_read(s, f->m.class, f->owner);
}

/* One row, whoever may see it; its words are the caller's. 1, 0, -1. */
static int find(struct store *s, int64_t id, struct found *f, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &outbox_sql[OUTBOX_GET], id, &st, err);

	*f = (struct found){ 0 };
	if (rc != 1)
		return rc;
	read_row(st, f);
	copy_words(&f->m);
	f->m.company = NULL;
	db_reset(st);
	return 1;
}

int outbox_get(struct store *s, int64_t id, struct outbox_message *out, struct err *err)
{
	struct found f;
	int rc = find(s, id, &f, err);

	if (rc == 1 && !is_seen(s, &f)) {
		outbox_message_done(&f.m);
		rc = 0;
	}
	*out = f.m;
	return rc;
}

int outbox_each(struct store *s, int64_t deal, bool open_only, int (*fn)(void *arg, const struct outbox_message *m), void *arg,
		struct err *err)
{
	struct stmt *st = db_stmt(s->db, &outbox_sql[deal ? OUTBOX_LIST_OF : OUTBOX_LIST], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_int(st, 2, open_only);
	db_int(st, 3, SUBJECT_DEAL);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		struct found f;

		read_row(st, &f);
		if (!is_seen(s, &f))
			continue;
		rc = fn(arg, &f.m);
		if (rc) {
			db_reset(st);
			break;
		}
	}
	return rc;
}

static int write_bytes(int fd, const char *bytes, size_t len, const char *path, struct err *err)
{
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(err, ERR_OUTPUT, "%s: %s", path, strerror(errno));
		bytes += n;
		len -= (size_t)n;
	}
	return 0;
}

int outbox_write(struct store *s, int64_t id, const char *path, struct err *err)
{
	struct outbox_message m;
	char *tmp = NULL;
	int rc = outbox_get(s, id, &m, err), fd;

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no message %" PRId64, id);
	fd = file_make_part(path, NULL, &tmp, err);
	rc = fd < 0 ? -1 : 0;
	if (!rc && write_bytes(fd, m.text, strlen(m.text), path, err)) {
		file_drop(fd, tmp);
		rc = -1;
	} else if (!rc) {
		rc = file_put(fd, tmp, path, false, err);
	}
	free(tmp);
	outbox_message_done(&m);
	return rc;
}

/* ---- writing ---- */

static int64_t row_sum(const struct outbox_message *m)
{
	return rowsum_of(ROW(NUMBER(m->id), NUMBER(SUBJECT_DEAL), NUMBER(m->deal), WORDS(m->template), NUMBER(m->config),
			     WORDS(m->recipient), WORDS(m->channel), ID(m->text_id), NUMBER(m->state), NUMBER(m->member),
			     NUMBER(m->at_ms), NUMBER(m->sent_at), NUMBER(m->sent_by), NUMBER(m->class)));
}

/* Inserts where was_rev is 0, else updates the row that still has it. */
static int write_row(struct store *s, const struct outbox_message *m, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &outbox_sql[was_rev ? OUTBOX_UPDATE : OUTBOX_INSERT], err);

	if (!st)
		return -1;
	db_int(st, 1, m->id);
	db_int(st, 2, m->state);
	db_int(st, 3, m->sent_at);
	db_int(st, 4, m->sent_by);
	db_int(st, 5, m->rev);
	db_int(st, 6, row_sum(m));
	db_int(st, 7, m->gone);
	if (was_rev) {
		db_int(st, 8, was_rev);
		db_id(st, 9, m->text_id);
		db_int(st, 10, m->config);
	} else {
		db_int(st, 8, SUBJECT_DEAL);
		db_int(st, 9, m->deal);
		db_text(st, 10, m->template);
		db_int(st, 11, m->config);
		db_text(st, 12, m->recipient);
		db_text(st, 13, m->channel);
		db_id(st, 14, m->text_id);
		db_int(st, 15, m->member);
		db_int(st, 16, m->at_ms);
		db_int(st, 17, m->class);
	}
	return record_write(s, st, was_rev, type.name, err);
}

static int index_words(struct store *s, const struct found *f, struct err *err)
{
	return search_put(s, SUBJECT_OUTBOX, f->m.id, f->m.deal, f->owner, f->m.class, f->m.text_id,
			  f->m.gone ? NULL : f->m.text, err);
}

static struct record_who who_of(const struct found *f)
{
	return (struct record_who){ f->m.id, f->owner, f->m.class };
}

/* Owner of its deal, and the deal's name into `label` (may be NULL). 0 or -1. */
static int read_deal(struct store *s, int64_t deal, int64_t *owner, struct buf *label, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &outbox_sql[OUTBOX_DEAL], deal, &st, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no deal D-%" PRId64, deal);
	*owner = db_col(st, 0);
	if (label)
		buf_puts(label, db_col_text(st, 1));
	db_reset(st);
	return 0;
}

/* Of the team's configuration, while nobody named it. */
static int fill_channel(struct store *s, struct outbox_message *m, struct err *err)
{
	struct posts *p;

	if (*m->channel)
		return 0;
	if (posts_load(s, &p, err))
		return -1;
	snprintf(m->channel, sizeof m->channel, "%s", posts_by(p, m->template));
	posts_free(p);
	return 0;
}

int outbox_put(struct store *s, struct group *g, struct outbox_message *m, struct err *err)
{
	static const struct outbox_message nothing = { 0 };
	struct found f = { 0 };

	if (read_deal(s, m->deal, &f.owner, NULL, err) || fill_channel(s, m, err))
		return -1;
	if (m->class == CLASS_NONE)
		m->class = CLASS_CRM;
	if (!m->recipient)
		m->recipient = xstrdup("");
	m->state = MESSAGE_TO_SEND;
	m->member = s->actor.member;
	m->at_ms = g->at_ms;
	m->config = s->config_version;
	m->rev = 1;
	m->id = db_next_id(s->db, "outbox", 1, err);
	if (m->id < 0)
		return -1;
	m->text_id = text_store(s, m->text ? m->text : "", strlen(m->text ? m->text : ""), m->class, SUBJECT_OUTBOX, m->id,
				err);
	if (m->text_id < 0)
		return -1;
	f.m = *m;
	if (write_row(s, m, 0, err) || index_words(s, &f, err))
		return -1;
	return record_note_made(g, &type, who_of(&f), &nothing, m, err);
}

static int name_group(struct store *s, struct group *g, const struct found *f, const char *doing, struct err *err)
{
	struct buf title = { 0 };
	int64_t owner;

	if (read_deal(s, f->m.deal, &owner, &title, err)) {
		buf_done(&title);
		return -1;
	}
	buf_printf(&title, ": message %s", doing);
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_DEAL, f->m.deal);
	buf_done(&title);
	return 0;
}

static int add(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct outbox_message *m = arg;
	struct found f = { .m = *m };

	if (f.m.class == CLASS_NONE)
		f.m.class = CLASS_CRM;
	if (read_deal(s, m->deal, &f.owner, NULL, err))
		return -1;
	if (!is_seen(s, &f))
		return err_set(err, ERR_INPUT, "no deal D-%" PRId64, m->deal);
	return access_act(s, "message", err) || outbox_put(s, g, m, err) || name_group(s, g, &f, "written", err) ? -1 : 0;
}

int outbox_add(struct store *s, struct outbox_message *m, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = m->deal };

	return edit(s, &how, add, m, NULL, err);
}

struct marking {
	int64_t id;
	enum message_state state;
};

/* One that the actor may see: 0, or -1. */
static int need(struct store *s, int64_t id, struct found *f, struct err *err)
{
	int rc = find(s, id, f, err);

	if (rc == 1 && is_seen(s, f))
		return 0;
	outbox_message_done(&f->m);
	return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no message %" PRId64, id);
}

/* What has happened with it: the clocks of the announcement, the SOW and the introduction are met by these. */
static int tell_sent(struct store *s, struct group *g, const struct outbox_message *m, struct err *err)
{
	static const struct {
		const char *template;
		enum event_kind kind;
	} tells[] = { { "deals-channel", EV_ANNOUNCED }, { "sow", EV_SOW_SENT }, { "intro", EV_INTRODUCED } };

	for (size_t i = 0; i < sizeof tells / sizeof *tells; i++) {
		struct new_event e = { .deal = m->deal, .kind = tells[i].kind, .at_ms = g->at_ms, .for_ms = NO_MOMENT };

		if (!strcmp(m->template, tells[i].template))
			return event_add(s, g, &e, err);
	}
	return 0;
}

static int mark_row(struct store *s, struct group *g, struct found *f, enum message_state state, struct err *err)
{
	struct outbox_message was = f->m;

	f->m.state = state;
	f->m.sent_at = state == MESSAGE_SENT ? g->at_ms : 0;
	f->m.sent_by = state == MESSAGE_SENT ? s->actor.member : 0;
	f->m.rev = was.rev + 1;
	if (write_row(s, &f->m, was.rev, err) || record_note_fields(g, &type, who_of(f), &was, &f->m, err))
		return -1;
	if (state == MESSAGE_SENT && tell_sent(s, g, &f->m, err))
		return -1;
	return name_group(s, g, f, state == MESSAGE_SENT ? "sent" : "withdrawn", err);
}

int outbox_withdraw(struct store *s, struct group *g, int64_t id, struct err *err)
{
	struct outbox_message was;
	struct found f;
	int rc = find(s, id, &f, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no message %" PRId64, id);
	was = f.m;
	f.m.state = MESSAGE_WITHDRAWN;
	f.m.rev = was.rev + 1;
	rc = write_row(s, &f.m, was.rev, err) || record_note_fields(g, &type, who_of(&f), &was, &f.m, err) ? -1 : 0;
	outbox_message_done(&f.m);
	return rc;
}

bool outbox_is_open(int64_t state)
{
	return state == MESSAGE_TO_SEND || state == MESSAGE_SENDING;
}

bool outbox_is_held(const struct store *s, const struct outbox_message *m)
{
	int64_t left = m->sent_at - s->now(s);

	/* A clock that was set back does not hold it for ever. */
	return m->state == MESSAGE_SENDING && left > 0 && left <= CLAIM_MAX_MS;
}

const char *outbox_state_words(const struct store *s, const struct outbox_message *m)
{
	return m->state == MESSAGE_SENDING && !outbox_is_held(s, m) ? "sent?" : message_state_key(m->state);
}

static int refuse_state(struct store *s, const struct outbox_message *m, struct err *err)
{
	if (!outbox_is_open(m->state))
		return err_set(err, ERR_REFUSED, "the message %" PRId64 " is %s already", m->id, message_state_key(m->state));
	return outbox_is_held(s, m) ? err_set(err, ERR_REFUSED, "the message %" PRId64 " is being sent by %s just now", m->id,
					      member_login(s, m->sent_by))
				    : 0;
}

static int mark(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct marking *k = arg;
	struct found f;
	int rc;

	if (need(s, k->id, &f, err))
		return -1;
	rc = refuse_state(s, &f.m, err) || access_act(s, "message", err) || mark_row(s, g, &f, k->state, err) ? -1 : 0;
	outbox_message_done(&f.m);
	return rc;
}

int outbox_mark(struct store *s, int64_t id, enum message_state state, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_OUTBOX, .scope = id };
	struct marking k = { id, state };

	if (state != MESSAGE_SENT && state != MESSAGE_WITHDRAWN)
		return err_set(err, ERR_USAGE, "a message is marked as sent or withdrawn");
	return edit(s, &how, mark, &k, NULL, err);
}

struct rewriting {
	int64_t id, rev;
	const char *text;
	size_t len;
};

static int write_anew(struct store *s, struct group *g, const struct rewriting *k, struct found *f, struct err *err)
{
	struct outbox_message was = f->m;

	if (access_act(s, "message", err))
		return -1;
	f->m.text_id = text_store(s, k->text, k->len, was.class, SUBJECT_OUTBOX, was.id, err);
	if (f->m.text_id < 0)
		return -1;
	free(f->m.text);
	f->m.text = xstrndup(k->text, k->len);
	f->m.config = 0;
	f->m.rev = was.rev + 1;
	return write_row(s, &f->m, was.rev, err) || index_words(s, f, err) ||
	       record_note_fields(g, &type, who_of(f), &was, &f->m, err) || name_group(s, g, f, "written anew", err) ? -1 : 0;
}

static int rewrite(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct rewriting *k = arg;
	struct found f;
	int rc = find(s, k->id, &f, err);

	if (rc < 0)
		return -1;
	if (!rc || !is_seen(s, &f))
		rc = err_set(err, ERR_INPUT, "no message %" PRId64, k->id);
	else if (f.m.state != MESSAGE_TO_SEND || f.m.rev != k->rev)
		rc = err_set(err, ERR_REFUSED, "the message %" PRId64 " is %s, and was changed by somebody else meanwhile", k->id,
			     outbox_state_words(s, &f.m));
	else
		rc = write_anew(s, g, k, &f, err);
	outbox_message_done(&f.m);
	return rc;
}

int outbox_rewrite(struct store *s, int64_t id, int64_t rev, const char *text, size_t len, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_OUTBOX, .scope = id };
	struct rewriting k = { id, rev, text, len };

	for (size_t i = 0; i < len; i++)
		if (!strchr(" \t\r\n", text[i]) || !text[i])
			return edit(s, &how, rewrite, &k, NULL, err);
	return err_set(err, ERR_INPUT, "a message of no words; withdraw it where nothing is to be said");
}

struct claiming {
	int64_t id, rev;
	int seconds;
	bool sent;
};

/* write_row() writes the revision that was read or nothing. */
static int claim(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct claiming *k = arg;
	struct outbox_message was;
	struct found f;
	int rc;

	if (need(s, k->id, &f, err))
		return -1;
	rc = (teeth_off("claim") ? 0 : refuse_state(s, &f.m, err)) || access_act(s, "message", err) ? -1 : 0;
	was = f.m;
	f.m.state = MESSAGE_SENDING;
	f.m.sent_at = g->at_ms + (k->seconds + CLAIM_SPARE_S) * INT64_C(1000);
	f.m.sent_by = s->actor.member;
	k->rev = f.m.rev = was.rev + 1;
	if (!rc)
		rc = write_row(s, &f.m, was.rev, err) || record_note_fields(g, &type, who_of(&f), &was, &f.m, err) ||
		     name_group(s, g, &f, "handed over", err) ? -1 : 0;
	outbox_message_done(&f.m);
	return rc;
}

int outbox_claim(struct store *s, int64_t id, int seconds, int64_t *rev, struct err *err)
{
	struct group_open how = { .kind = GROUP_RULE, .scope_kind = SUBJECT_OUTBOX, .scope = id };
	struct claiming k = { .id = id, .seconds = seconds };
	int rc = edit(s, &how, claim, &k, NULL, err);

	*rev = k.rev;
	return rc;
}

static int end_claim(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct claiming *k = arg;
	struct outbox_message was;
	struct found f;
	int rc = find(s, k->id, &f, err);

	if (rc < 0)
		return -1;
	was = f.m;
	if (!rc || was.state != MESSAGE_SENDING || was.rev != k->rev) {
		rc = err_set(err, ERR_REFUSED, "somebody else changed it meanwhile");
	} else if (k->sent) {
		rc = mark_row(s, g, &f, MESSAGE_SENT, err);
	} else {
		f.m.state = MESSAGE_TO_SEND;
		f.m.sent_at = f.m.sent_by = 0;
		f.m.rev = was.rev + 1;
		rc = write_row(s, &f.m, was.rev, err) || record_note_fields(g, &type, who_of(&f), &was, &f.m, err) ||
		     name_group(s, g, &f, "not sent", err) ? -1 : 0;
	}
	outbox_message_done(&f.m);
	return rc;
}

int outbox_settle(struct store *s, int64_t id, int64_t rev, bool sent, struct err *err)
{
	struct group_open how = { .kind = sent ? GROUP_EDIT : GROUP_RULE, .scope_kind = SUBJECT_OUTBOX, .scope = id };
	struct claiming k = { .id = id, .rev = rev, .sent = sent };

	return edit(s, &how, end_claim, &k, NULL, err);
}

/* ---- undo ---- */

/* A message that was made goes back as withdrawn and stays to be read. */
static int reverse_whole(struct group *g, struct found *f, const struct change *c, struct err *err)
{
	f->m.state = c->op == OP_DELETE ? MESSAGE_WITHDRAWN : MESSAGE_TO_SEND;
	return record_note(g, &type, who_of(f), c->op, err);
}

static bool is_whole(const struct change *c, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (c[i].op != OP_UPDATE)
			return true;
	return false;
}

static int reverse(struct group *g, struct found *f, const struct change *c, size_t n, struct err *err)
{
	bool whole = is_whole(c, n);

	for (size_t i = 0; i < n; i++) {
		if (c[i].op != OP_UPDATE && reverse_whole(g, f, &c[i], err))
			return -1;
		if (!whole && record_reverse(&type, &f->m, &c[i], err))
			return -1;
	}
	if (f->m.state == MESSAGE_SENDING) { /* before it was sent it was being sent, and nobody is at that now */
		f->m.state = MESSAGE_TO_SEND;
		f->m.sent_at = f->m.sent_by = 0;
	}
	return 0;
}

/* The words of another version, where undo went back to one. */
static int take_text(struct store *s, struct found *f, int64_t was, struct err *err)
{
	struct stmt *st;
	int rc;

	if (f->m.text_id == was)
		return 0;
	rc = record_find(s, &outbox_sql[OUTBOX_BODY], f->m.text_id, &st, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the words of before are no longer there");
	free(f->m.text);
	f->m.text = xstrdup(db_col_text(st, 0));
	db_reset(st);
	return index_words(s, f, err);
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct outbox_message was;
	struct found f;
	int rc = find(s, subject, &f, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the message is no longer there");
	if (is_whole(c, n) && (f.m.state == MESSAGE_SENT || f.m.state == MESSAGE_SENDING)) { /* cannot be unsent: undo goes on and says that it stays */
		outbox_message_done(&f.m);
		return 0;
	}
	was = f.m;
	copy_words(&was);
	f.m.rev = was.rev + 1;
	rc = reverse(g, &f, c, n, err) || take_text(s, &f, was.text_id, err) || write_row(s, &f.m, was.rev, err) ||
	     record_note_fields(g, &type, who_of(&f), &was, &f.m, err) ? -1 : 0;
	outbox_message_done(&was);
	outbox_message_done(&f.m);
	return rc;
}

const struct record_ops outbox_ops = { SUBJECT_OUTBOX, "message", apply };

const char *message_kind_title(const char *template)
{
	const char *title = template_title(template);

	return title ? title : template;
}

const char *message_state_key(int64_t state)
{
	static const char *const keys[] = { "to send", "sent", "withdrawn", "sending" };

	return state >= 0 && state <= MESSAGE_SENDING ? keys[state] : "?";
}

static const struct record_field fields[] = {
	{ "recipient", offsetof(struct outbox_message, recipient), true, 0 },
	{ "text", offsetof(struct outbox_message, text_id), false, 0 },
	{ "state", offsetof(struct outbox_message, state), false, 0 },
	{ "sent_at", offsetof(struct outbox_message, sent_at), false, 0 },
	{ "sent_by", offsetof(struct outbox_message, sent_by), false, 0 },
	{ "config", offsetof(struct outbox_message, config), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_OUTBOX, "message", fields };

#define OUTBOX_ROW                                                                                                     \
	"select o.id, o.subject, o.template, o.config, o.recipient, o.text, o.state, o.member, o.at_ms, o.sent_at,"   \
	" o.sent_by, o.class, o.rev, o.gone, d.owner, d.gone, coalesce(t.body, ''),"                                   \
	" coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, ''), o.channel from outbox o"                                 \
	" join deal d on d.id = o.subject left join text t on t.id = o.text left join company c on c.id = d.company"

#define OUTBOX_STANDS " where o.gone = 0 and d.gone = 0 and o.subject_kind = $3 and ($2 = 0 or o.state in (0, 3))"

const struct sql outbox_sql[] = {
	[OUTBOX_GET] = { "outbox_get", OUTBOX_ROW " where o.id = $1" },
	[OUTBOX_LIST] = { "outbox_list", OUTBOX_ROW OUTBOX_STANDS " and $1 = 0 and " ACCESS_DEAL("d") " order by o.id" },
	[OUTBOX_LIST_OF] = { "outbox_list_of", OUTBOX_ROW OUTBOX_STANDS " and o.subject = $1 and " ACCESS_DEAL("d") " order by o.id" },
	[OUTBOX_INSERT] = { "outbox_insert", "insert into outbox (id, state, sent_at, sent_by, rev, sum, gone, subject_kind,"
					     " subject, template, config, recipient, channel, text, member, at_ms, class)"
					     " values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,"
					     " $17)" },
	[OUTBOX_UPDATE] = { "outbox_update", "update outbox set state = $2, sent_at = $3, sent_by = $4, rev = $5, sum = $6,"
					     " gone = $7, text = $9, config = $10 where id = $1 and rev = $8" },
	[OUTBOX_DEAL] = { "outbox_deal", "select d.owner, coalesce(nullif(c.name, ''), nullif(d.name, ''), d.ext, 'D-' || d.id)"
					 " from deal d left join company c on c.id = d.company where d.id = $1" },
	[OUTBOX_BODY] = { "outbox_body", "select body from text where id = $1" },
	{ NULL, NULL },
};
