#include "model/store.h"

#include "model/access.h"
#include "model/approval_rule.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/clock.h"
#include "model/config.h"
#include "model/dict.h"
#include "model/draft_long.h"
#include "model/draft_writer.h"
#include "model/member.h"
#include "model/packet_field.h"
#include "model/fact.h"
#include "model/playbook_private.h"
#include "model/private.h"
#include "model/question.h"
#include "model/stage.h"
#include "model/taxonomy.h"
#include "model/teeth.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

static int64_t system_now(const struct store *s)
{
	struct timespec t;

	(void)s;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 + teeth_ahead_ms(TEETH_WALL);
}

static int64_t told_now(const struct store *s)
{
	return system_now(s) + s->now_offset_ms;
}

static int64_t frozen_now(const struct store *s)
{
	return s->now_offset_ms;
}

static void system_random(const struct store *s, void *bytes, size_t n)
{
	unsigned char *p = bytes;

	(void)s;
	while (n) {
		ssize_t k = getrandom(p, n, 0);

		if (k > 0) {
			p += k;
			n -= (size_t)k;
		}
	}
}

/* xorshift64*: the same bytes for the same seed, for tests that replay. */
static void seeded_random(const struct store *s, void *bytes, size_t n)
{
	struct store_private *p = s->priv;
	unsigned char *out = bytes;

	for (size_t i = 0; i < n; i++) {
		p->seed ^= p->seed >> 12;
		p->seed ^= p->seed << 25;
		p->seed ^= p->seed >> 27;
		out[i] = (unsigned char)(p->seed * 0x2545F4914F6CDD1DULL >> 56);
	}
}

static void free_config(struct store *s)
{
	calendar_free(s->calendar);
	stages_free(s->stages);
	clock_rules_free(s->clocks);
	access_free(s->access);
	questions_free(s->questions);
	packet_fields_free(s->packet);
	approval_rules_free(s->approvals);
	s->calendar = NULL;
	s->stages = NULL;
	s->clocks = NULL;
	s->access = NULL;
	s->questions = NULL;
	s->packet = NULL;
	s->approvals = NULL;
}

/* The screens hold what they borrowed until they read again, so nothing replaced is freed before the store closes:
 * a few kilobytes for each time the team changes its configuration while the program runs. */
static void keep_old(struct store *s)
{
	struct config_old *old;

	if (!s->questions)
		return;
	old = xmalloc(sizeof *old);
	*old = (struct config_old){ s->calendar, s->stages, s->clocks, s->access, s->questions, s->packet,
				    s->approvals, s->priv->config_old };
	s->priv->config_old = old;
}

static void free_old(struct store *s)
{
	struct config_old *old;

	while ((old = s->priv->config_old)) {
		s->priv->config_old = old->next;
		calendar_free(old->calendar);
		stages_free(old->stages);
		clock_rules_free(old->clocks);
		access_free(old->access);
		questions_free(old->questions);
		packet_fields_free(old->packet);
		approval_rules_free(old->approvals);
		free(old);
	}
}

static int parse_part(struct store *s, const char *name, const char *body, struct err *err)
{
	size_t n = strlen(body);

	if (!strcmp(name, "calendar"))
		return calendar_parse(&s->calendar, body, n, err);
	if (!strcmp(name, "stages"))
		return stages_parse(&s->stages, body, n, err);
	if (!strcmp(name, "clocks"))
		return clock_rules_parse(&s->clocks, body, n, err);
	if (!strcmp(name, "access"))
		return access_parse(&s->access, body, n, err);
	if (!strcmp(name, "packet"))
		return packet_fields_parse(&s->packet, body, n, err);
	if (!strcmp(name, "approvals"))
		return approval_rules_parse(&s->approvals, body, n, err);
	if (!strcmp(name, "phrases"))
		return questions_phrases(s->questions, body, n, err);
	return questions_parse(&s->questions, body, n, err);
}

/* Phrases belong to the questions, so they come behind them. */
static int parse_config(struct store *s, struct err *err)
{
	static const char *const parts[] = { "calendar", "stages", "clocks", "access", "questions", "phrases",
					     "packet", "approvals" };

	for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
		char *body = NULL;
		int rc = config_get(s, parts[i], &body, NULL, NULL, err);

		if (rc == 0)
			rc = err_set(err, ERR_CONFIG, "%s is missing from the file's configuration", parts[i]);
		else if (rc == 1)
			rc = parse_part(s, parts[i], body, err);
		free(body);
		if (rc)
			return -1;
	}
	return 0;
}

/* What was loaded before stays when the newer version cannot be read. */
static int load_config(struct store *s, struct err *err)
{
	struct store fresh = *s;

	fresh.calendar = NULL;
	fresh.stages = NULL;
	fresh.clocks = NULL;
	fresh.access = NULL;
	fresh.questions = NULL;
	fresh.packet = NULL;
	fresh.approvals = NULL;
	fresh.config_version = db_scalar(s->db, &store_sql[0], -1);
	if (parse_config(&fresh, err)) {
		free_config(&fresh);
		return -1;
	}
	keep_old(s);
	*s = fresh;
	return 0;
}

int store_reload_config(struct store *s, struct err *err)
{
	int64_t newest = db_scalar(s->db, &store_sql[0], -1);

	if (s->questions && newest >= 0 && newest == s->config_version)
		return 0;
	return load_config(s, err) ? -1 : 1;
}

const char *store_zone(const struct store *s)
{
	return calendar_zone(s->calendar);
}

struct making {
	struct store *s;
	const struct store_options *opt;
	bool made;
};

static int make_store(void *arg, struct err *err)
{
	struct making *m = arg;
	struct store *s = m->s;
	unsigned char key[32];
	uint64_t uid;
	struct stmt *st;
	char *zone;
	int rc;

	if (db_scalar(s->db, &store_sql[1], 0))
		return 0; /* somebody else made it meanwhile */
	st = db_stmt(s->db, &store_sql[2], err);
	if (!st)
		return -1;
	s->random(s, key, sizeof key);
	s->random(s, &uid, sizeof uid);
	db_int(st, 1, (int64_t)(uid >> 1));
	db_int(st, 2, s->now(s));
	db_blob(st, 3, key, sizeof key);
	if (db_run(st, err))
		return -1;
	zone = m->opt->zone ? xstrdup(m->opt->zone) : calendar_system_zone();
	rc = config_seed(s, zone, err);
	free(zone);
	if (!rc)
		rc = taxonomy_seed(s, err);
	if (!rc)
		rc = member_make_first(s, m->opt->login ? m->opt->login : "admin", err);
	m->made = !rc;
	return rc;
}

static int read_uid(struct store *s, struct err *err)
{
	int64_t uid = db_scalar(s->db, &store_sql[3], -1);

	if (uid < 0)
		return err_set(err, ERR_DB, "%s holds no store; it was left as it is", s->path ? s->path : "the file");
	s->uid = (uint64_t)uid;
	return 0;
}

static void set_clock(struct store *s, const struct store_options *opt)
{
	bool still;

	s->real_now = system_now;
	s->now = system_now;
	s->random = opt->seed ? seeded_random : system_random;
	s->priv->seed = opt->seed;
	if (!opt->now_ms || teeth_off("clock-told"))
		return;
	still = opt->now_frozen || teeth_off("clock-still");
	s->now = still ? frozen_now : told_now;
	s->now_offset_ms = still ? opt->now_ms : opt->now_ms - system_now(s);
}

int store_open(struct store **out, const struct store_options *opt, bool *made, struct err *err)
{
	struct store *s = xcalloc(1, sizeof *s);
	struct making m = { s, opt, false };
	struct buf dir = { 0 };
	const char *slash = opt->path ? strrchr(opt->path, '/') : NULL;
	int rc;

	*out = NULL;
	s->priv = xcalloc(1, sizeof *s->priv);
	set_clock(s, opt);
	s->path = xstrdup(opt->path);
	buf_add(&dir, opt->path, slash ? (size_t)(slash - opt->path) + 1 : 0);
	buf_puts(&dir, "files");
	s->out_dir = opt->out_dir ? xstrdup(opt->out_dir) : xstrdup(buf_str(&dir));
	buf_done(&dir);
	rc = db_open(&s->db, opt->path, opt->path ? opt->db_flags : DB_MEMORY | DB_CREATE, err);
	if (!rc && !db_readonly(s->db) && !db_scalar(s->db, &store_sql[1], 0))
		rc = db_tx(s->db, make_store, &m, err);
	if (!rc)
		rc = read_uid(s, err);
	/* A file that was made before there were themes; where somebody else writes just now, the next start does it. */
	if (!rc && !db_readonly(s->db) && !taxonomy_is_there(s))
		taxonomy_seed(s, NULL);
	if (!rc)
		rc = load_config(s, err);
	if (!rc)
		rc = store_act_as(s, opt->login ? opt->login : "admin", err);
	if (rc) {
		store_close(s);
		return -1;
	}
	if (made)
		*made = m.made;
	*out = s;
	return 0;
}

void store_close(struct store *s)
{
	if (!s)
		return;
	draft_writer_close(s);
	free_config(s);
	free_old(s);
	playbook_forget(s->priv->playbooks);
	if (s->db)
		dict_free(s);
	member_forget(s);
	handoff_forget(s);
	free(s->priv->due_counted);
	facts_forget(s);
	draft_long_free(s);
	db_close(s->drafts);
	db_close(s->db);
	free(s->path);
	free(s->out_dir);
	free(s->priv->unsure);
	free(s->priv);
	free(s);
}

int store_act_as(struct store *s, const char *login, struct err *err)
{
	struct member m = { 0 };
	int rc = member_by_login(s, login, &m, err);

	if (rc < 0)
		return -1;
	s->actor = (struct actor){ 0 };
	strncpy(s->actor.login, login, sizeof s->actor.login - 1);
	if (rc == 1 && m.active) {
		s->actor.member = m.id;
		s->actor.roles = m.roles;
		s->actor.duties = m.duties;
		s->actor.rev = m.rev;
	} else {
		s->actor.roles = 1u << ROLE_READONLY;
	}
	member_done(&m);
	return 0;
}

/* Drafts belong to a member, so who is taken off the list keeps the number here. */
int store_reload_actor(struct store *s, struct err *err)
{
	unsigned roles = s->actor.roles, duties = s->actor.duties;
	struct member m = { 0 };
	int64_t rev = s->actor.member ? member_rev(s, s->actor.member) : -1;

	if (!*s->actor.login || (rev >= 0 && rev == s->actor.rev))
		return 0;
	if (member_by_login(s, s->actor.login, &m, err) < 0)
		return -1;
	s->actor.gone = s->actor.member && !m.active;
	if (m.active)
		s->actor.member = m.id;
	s->actor.roles = m.active ? m.roles : 1u << ROLE_READONLY;
	s->actor.duties = m.active ? m.duties : 0;
	s->actor.rev = m.rev;
	member_done(&m);
	return roles != s->actor.roles || duties != s->actor.duties;
}

const struct sql store_sql[] = {
	{ "config_newest", "select coalesce(max(id), 0) from config" },
	{ "store_made", "select count(*) from store" },
	{ "store_insert", "insert into store (one, store_uid, app, schema_major, schema_minor, made_at, erase_key)"
			  " values (1, $1, 'winloss', 1, 0, $2, $3)" },
	{ "store_uid", "select store_uid from store" },
	{ NULL, NULL },
};
