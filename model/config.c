#include "model/config.h"

#include "assets/assets.h"
#include "model/access.h"
#include "model/approval_rule.h"
#include "model/buf.h"
#include "model/bulletin.h"
#include "model/calendar.h"
#include "model/clock.h"
#include "model/digest.h"
#include "model/event.h"
#include "model/fact_rule.h"
#include "model/fact.h"
#include "model/exchange.h"
#include "model/form.h"
#include "model/concern.h"
#include "model/guide.h"
#include "model/history.h"
#include "model/item.h"
#include "model/packet_field.h"
#include "model/playbook_file.h"
#include "model/posts.h"
#include "model/preset.h"
#include "model/question.h"
#include "model/stage.h"
#include "model/template.h"
#include "model/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A name in the database and the file of assets/ that is its first version. */
static const struct {
	const char *name, *asset;
} shipped[] = {
	{ "access", "access.ini" },
	{ "approvals", "approvals.ini" },
	{ "clocks", "clocks.ini" },
	{ "packet", "packet.ini" },
	{ "phrases", "phrases.txt" },
	{ "questions", "questions.ini" },
	{ "stages", "stages.ini" },
	{ "messages", "messages.ini" },
	{ "guides", "guides.ini" },
	{ "triggers", "triggers.ini" },
	{ "report", "report.ini" },
	{ "icp", "icp.ini" },
	{ "exchange", "exchange.ini" },
	{ "metrics", "metrics.ini" },
	{ "reports", "reports.ini" },
};

enum { CONFIG_GET, CONFIG_INSERT, CONFIG_HISTORY, CONFIG_EACH, CONFIG_STAGES,
       CONFIG_ANSWERED, CONFIG_ROWS, CONFIG_FIELDS, CONFIG_BODY };

int config_get(struct store *s, const char *name, char **body, int64_t *id, int *version, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &config_sql[CONFIG_GET], err);
	int rc;

	if (!st)
		return -1;
	db_text(st, 1, name);
	rc = db_step(st, err);
	if (rc == 1) {
		if (id)
			*id = db_col(st, 0);
		if (version)
			*version = (int)db_col(st, 1);
		if (body)
			*body = xstrdup(db_col_text(st, 2));
		db_reset(st);
	}
	return rc;
}

int config_body(struct store *s, int64_t id, char **body, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &config_sql[CONFIG_BODY], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, id);
	rc = db_step(st, err);
	if (rc == 1) {
		*body = xstrdup(db_col_text(st, 0));
		db_reset(st);
	}
	return rc;
}

char *config_text(struct store *s, const char *name, const char *asset, struct err *err)
{
	const struct asset *a = asset_find(asset);
	char *body = NULL;

	if (config_get(s, name, &body, NULL, NULL, err) < 0)
		return NULL;
	return body ? body : xstrdup(a ? a->body : "");
}

int config_check(const char *name, const char *body, size_t len, struct err *err)
{
	struct calendar *calendar = NULL;
	struct stages *stages = NULL;
	struct clock_rules *clocks = NULL;
	struct access *access = NULL;
	struct questions *questions = NULL;
	struct packet_fields *packet = NULL;
	struct playbook *playbook = NULL;
	struct approval_rules *approvals = NULL;
	struct preset *preset = NULL;
	struct posts *posts = NULL;
	struct guides *guides = NULL;
	struct exchange_fields exchange;
	struct triggers triggers;
	struct fact_rules rules = { 0 };
	struct icp icp;
	struct metrics *metrics = NULL;
	struct bulletins *bulletins = NULL;
	int rc = 0;

	/* A file of nothing is a slip of the hand far more often than a wish for none of it. */
	if (!text_says(body))
		return err_set(err, ERR_CONFIG, "%s: found nothing, expected settings; what holds now stays", name);
	if (!strcmp(name, "calendar"))
		rc = calendar_parse(&calendar, body, len, err);
	else if (!strcmp(name, "stages"))
		rc = stages_parse(&stages, body, len, err);
	else if (!strcmp(name, "clocks"))
		rc = clock_rules_parse(&clocks, body, len, err);
	else if (!strcmp(name, "access"))
		rc = access_parse(&access, body, len, err);
	else if (!strcmp(name, "questions"))
		rc = questions_parse(&questions, body, len, err);
	else if (!strcmp(name, "packet"))
		rc = packet_fields_parse(&packet, body, len, err);
	else if (!strcmp(name, "approvals"))
		rc = approval_rules_parse(&approvals, body, len, err);
	else if (!strcmp(name, "phrases"))
		rc = questions_phrases(NULL, body, len, err);
	else if (!strncmp(name, "presets/", 8))
		rc = preset_parse(&preset, name, NULL, body, len, err);
	else if (!strncmp(name, "playbooks/", 10))
		rc = playbook_check_name(name + 10, err) ? -1 : playbook_parse(&playbook, name, body, len, err);
	else if (!strncmp(name, "templates/", 10))
		rc = template_check(name + 10, body, len, err);
	else if (!strcmp(name, "messages"))
		rc = posts_parse(&posts, body, len, err);
	else if (!strcmp(name, "guides"))
		rc = guides_parse(&guides, body, len, err);
	else if (!strcmp(name, "triggers"))
		rc = triggers_parse(&triggers, body, len, err);
	else if (!strcmp(name, "report"))
		rc = fact_rules_parse(&rules, body, len, err);
	else if (!strcmp(name, "icp"))
		rc = icp_parse(&icp, body, len, err);
	else if (!strcmp(name, "exchange"))
		rc = exchange_fields_parse(&exchange, body, len, err);
	else if (!strcmp(name, "metrics"))
		rc = metrics_parse(&metrics, body, len, err);
	else if (!strcmp(name, "reports"))
		rc = bulletins_parse(&bulletins, body, len, err);
	fact_rules_done(&rules);
	bulletins_free(bulletins);
	metrics_free(metrics);
	guides_free(guides);
	posts_free(posts);
	preset_free(preset);
	playbook_free(playbook);
	calendar_free(calendar);
	stages_free(stages);
	clock_rules_free(clocks);
	access_free(access);
	questions_free(questions);
	packet_fields_free(packet);
	approval_rules_free(approvals);
	return rc;
}

static int insert(struct store *s, const char *name, int version, const char *body, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &config_sql[CONFIG_INSERT], err);
	int64_t id = db_next_id(s->db, "config", 1, err);
	unsigned char sha[DIGEST_SIZE];

	if (!st || id < 0)
		return -1;
	digest_bytes("", 0, body, strlen(body), sha);
	db_int(st, 1, id);
	db_text(st, 2, name);
	db_int(st, 3, version);
	db_blob(st, 4, sha, sizeof sha);
	db_text(st, 5, body);
	db_int(st, 6, s->actor.member);
	db_int(st, 7, s->now(s));
	return db_run(st, err);
}

int config_seed(struct store *s, const char *zone, struct err *err)
{
	char *calendar = calendar_default_ini(zone);
	int rc = insert(s, "calendar", 1, calendar, err);

	free(calendar);
	for (size_t i = 0; !rc && i < sizeof shipped / sizeof shipped[0]; i++) {
		const struct asset *a = asset_find(shipped[i].asset);

		rc = a ? insert(s, shipped[i].name, 1, a->body, err)
		       : err_set(err, ERR_BUG, "%s is not compiled in", shipped[i].asset);
	}
	/* Presets, templates and playbooks are team data too: the shipped ones are the first versions. */
	for (size_t i = 0; !rc && i < assets_count; i++)
		if (!strncmp(assets[i].name, "presets/", 8) || !strncmp(assets[i].name, "templates/", 10) ||
		    !strncmp(assets[i].name, "playbooks/", 10)) {
			char *name = xstrndup(assets[i].name, strcspn(assets[i].name, "."));

			rc = insert(s, name, 1, assets[i].body, err);
			free(name);
		}
	return rc;
}

/* What was written under a field of the packet would be seen nowhere. */
static int keeps_fields(struct store *s, const char *name, struct err *err)
{
	struct stmt *st = strcmp(name, "packet") ? NULL : db_stmt(s->db, &config_sql[CONFIG_FIELDS], err);
	int rc;

	if (!st)
		return strcmp(name, "packet") ? 0 : -1;
	db_int(st, 1, FORM_PACKET);
	db_int(st, 2, FORM_CUSTOMER);
	while ((rc = db_step(st, err)) == 1)
		if (!packet_field_is_known(s->packet, db_col_text(st, 0))) {
			err_set(err, ERR_CONFIG, "packet: the field [%.40s] is gone, but there are packets with it; keep it with"
				" enabled = no", db_col_text(st, 0));
			db_reset(st);
			return -1;
		}
	return rc;
}

static int keeps_exchange(struct store *s, const char *name, struct err *err)
{
	struct exchange_fields f;
	struct stmt *st;
	int rc;

	if (strcmp(name, "exchange"))
		return 0;
	st = db_stmt(s->db, &config_sql[CONFIG_FIELDS], err);
	if (!st || exchange_fields_load(s, &f, err))
		return -1;
	db_int(st, 1, FORM_EXCHANGE);
	db_int(st, 2, FORM_EXCHANGE);
	while ((rc = db_step(st, err)) == 1) {
		const char *key = db_col_text(st, 0);

		if (strcmp(key, EXCHANGE_FILED_BY) && !exchange_field_find(&f, EXCHANGE_PRE, key) &&
		    !exchange_field_find(&f, EXCHANGE_POST, key)) {
			err_set(err, ERR_CONFIG, "exchange: the field [%.40s] is gone, but there are records with it", key);
			db_reset(st);
			return -1;
		}
	}
	return rc;
}

/* What an approval blocks must be a criterion of some stage, or it would block nothing. */
static int keeps_blocked(struct store *s, const char *name, struct err *err)
{
	if (strcmp(name, "approvals") && strcmp(name, "stages"))
		return 0;
	for (size_t i = 0; i < approval_rules_count(s->approvals); i++) {
		const struct approval_matrix *m = approval_rule_at(s->approvals, i);

		if (*m->blocks && !stage_item_find(s->stages, m->blocks))
			return err_set(err, ERR_CONFIG, "%s: the approval of the %s blocks the criterion “%s”, which no stage has",
				       name, m->title, m->blocks);
	}
	return 0;
}

/* A report that names a metric which is gone could not be written. */
static int keeps_metrics(struct store *s, const char *name, struct err *err)
{
	struct bulletins *b = NULL;
	struct metrics *m = NULL;
	int rc;

	if (strcmp(name, "metrics") && strcmp(name, "reports"))
		return 0;
	rc = metrics_load(s, &m, err) || bulletins_load(s, &b, err) || bulletins_check(b, m, err) ? -1 : 0;
	bulletins_free(b);
	metrics_free(m);
	return rc;
}

struct putting {
	const char *name, *body;
	int (*fn)(void *arg, int64_t deal, const struct clock *was, const struct clock *is);
	void *arg;
	/* What belongs to it; NULL nothing. */
	int (*with)(struct store *s, struct group *g, const struct config_made *made, void *arg, struct err *err);
};

/* A deal in a stage that is gone would stand in no column. */
static int keeps_stages(struct store *s, const char *name, struct err *err)
{
	struct stmt *st = strcmp(name, "stages") ? NULL : db_stmt(s->db, &config_sql[CONFIG_STAGES], err);
	int rc;

	if (!st)
		return strcmp(name, "stages") ? 0 : -1;
	while ((rc = db_step(st, err)) == 1)
		if (!stage_get(s->stages, (int)db_col(st, 0))) {
			int id = (int)db_col(st, 0);

			db_reset(st);
			return err_set(err, ERR_CONFIG, "stages: the stage with id %d is gone, but there are deals in it; move them"
				       " first, or keep it under another title", id);
		}
	return rc;
}

/* Every value beside a number that no question has any more; every kind of row that stands beside none. An answer
 * without its question would be on no screen, in no export and under no search. */
static int keeps_questions(struct store *s, const char *name, struct err *err)
{
	struct stmt *st;
	int rc, gone = 0;

	if (strcmp(name, "questions"))
		return 0;
	st = db_stmt(s->db, &config_sql[CONFIG_ANSWERED], err);
	if (!st)
		return -1;
	db_int(st, 1, FORM_DEBRIEF);
	while ((rc = db_step(st, err)) == 1)
		if (!question_get(s->questions, (int)strtol(db_col_text(st, 0), NULL, 10)) && !gone)
			gone = (int)strtol(db_col_text(st, 0), NULL, 10);
	if (rc || gone)
		return rc ? -1 : err_set(err, ERR_CONFIG, "questions: question %d is gone, but there are answers to it;"
					 " keep it, under another title if need be", gone);
	st = db_stmt(s->db, &config_sql[CONFIG_ROWS], err);
	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1)
		if (item_stands_beside((enum item_kind)db_col(st, 0)) && !item_question(s, (enum item_kind)db_col(st, 0)))
			gone = (int)db_col(st, 0);
	if (!rc && gone)
		return err_set(err, ERR_CONFIG, "questions: no question has “%s” beside it any more, but there are such rows",
			       item_kind_title((enum item_kind)gone));
	return rc;
}

/* Once its owners stand by it, it changes by a refinement alone (model/refinement.h). */
static int keeps_ratified(struct store *s, const struct putting *p, struct err *err)
{
	struct icp icp;

	if (strcmp(p->name, "icp") || p->with)
		return 0;
	if (icp_load(s, &icp, err))
		return -1;
	return icp.ratified ? err_set(err, ERR_REFUSED, "icp: the qualification model is ratified; it changes by an approved refinement"
				      " (winloss refine propose, approve, apply)")
			    : 0;
}

static int write_with(struct store *s, struct group *g, const struct putting *p, int64_t was, struct err *err)
{
	struct config_made made = { .was_id = was };

	if (!p->with)
		return 0;
	if (config_get(s, p->name, NULL, &made.id, &made.version, err) < 0)
		return -1;
	return p->with(s, g, &made, p->arg, err);
}

static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct putting *p = arg;
	int64_t was_id = 0;
	int version = 0;
	char was[24], is[24];
	struct change c = { .op = OP_UPDATE, .kind = SUBJECT_CONFIG, .field = p->name, .class = CLASS_DEAL, .before = was,
			    .after = is };

	if (keeps_ratified(s, p, err) || config_get(s, p->name, NULL, &was_id, &version, err) < 0 || insert(s, p->name, version + 1, p->body, err))
		return -1;
	snprintf(was, sizeof was, "%d", version);
	snprintf(is, sizeof is, "%d", version + 1);
	if (group_change(g, &c, err) || store_reload_config(s, err) < 0 || keeps_stages(s, p->name, err) ||
	    keeps_questions(s, p->name, err) || keeps_fields(s, p->name, err) || keeps_exchange(s, p->name, err) ||
	    keeps_blocked(s, p->name, err) || keeps_metrics(s, p->name, err) || write_with(s, g, p, was_id, err))
		return -1;
	if (!strcmp(p->name, "report") || !strcmp(p->name, "stages") || !strcmp(p->name, "icp"))
		fact_touch_all(s);
	if (strcmp(p->name, "calendar") && strcmp(p->name, "clocks"))
		return 0;
	return clocks_rebuild(s, p->fn, p->arg, err);
}

static int put_checked(struct store *s, struct putting *p, struct err *err)
{
	struct group_open how = { .kind = GROUP_CONFIG, .title = p->name, .scope_kind = SUBJECT_CONFIG };

	if (access_act(s, "config", err) || config_check(p->name, p->body, strlen(p->body), err))
		return -1;
	if (!edit(s, &how, put, p, NULL, err))
		return 0;
	store_reload_config(s, NULL); /* the transaction is gone, and with it the version just read */
	return -1;
}

int config_put(struct store *s, const char *name, const char *body,
	       int (*fn)(void *arg, int64_t deal, const struct clock *was, const struct clock *is), void *arg,
	       struct err *err)
{
	struct putting p = { name, body, fn, arg, NULL };

	return put_checked(s, &p, err);
}

int config_put_with(struct store *s, const char *name, const char *body,
		    int (*fn)(struct store *s, struct group *g, const struct config_made *made, void *arg, struct err *err),
		    void *arg, struct err *err)
{
	struct putting p = { name, body, NULL, arg, fn };

	return put_checked(s, &p, err);
}

int config_each(struct store *s, int (*fn)(void *arg, const char *name, int version), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &config_sql[CONFIG_EACH], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		char *name = xstrdup(db_col_text(st, 0));
		int stop = fn(arg, name, (int)db_col(st, 1));

		free(name);
		if (stop) {
			db_reset(st);
			return stop < 0 ? -1 : 0;
		}
	}
	return rc;
}

int config_history(struct store *s, const char *name,
		   int (*fn)(void *arg, int version, int64_t at_ms, int64_t member), void *arg, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &config_sql[CONFIG_HISTORY], err);
	int rc;

	if (!st)
		return -1;
	db_text(st, 1, name);
	while ((rc = db_step(st, err)) == 1)
		if (fn(arg, (int)db_col(st, 0), db_col(st, 1), db_col(st, 2))) {
			db_reset(st);
			return 0;
		}
	return rc;
}

const struct sql config_sql[] = {
	{ "config_get", "select id, version, body from config where name = $1 order by version desc limit 1" },
	{ "config_insert", "insert into config (id, name, version, sha, body, member, at_ms)"
			   " values ($1, $2, $3, $4, $5, $6, $7)" },
	{ "config_history", "select version, at_ms, member from config where name = $1 order by version desc" },
	{ "config_each", "select name, cast(max(version) as bigint) from config group by name order by name" },
	{ "config_stages", "select distinct stage from deal where gone = 0" },
	{ "config_answered", "select distinct v.field from form_value v join form f on f.id = v.form"
			     " where f.kind = $1 and v.gone = 0 and v.field between '1' and '99' order by v.field" },
	{ "config_rows", "select distinct kind from item where gone = 0" },
	{ "config_fields", "select distinct v.field from form_value v join form f on f.id = v.form where f.kind in ($1, $2)"
			   " and v.gone = 0 order by v.field" },
	{ "config_body", "select body from config where id = $1" },
	{ NULL, NULL },
};
