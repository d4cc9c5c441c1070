#include "model/import_action.h"

#include "model/access.h"
#include "model/action.h"
#include "model/deal.h"
#include "model/evidence.h"
#include "model/import_table.h"
#include "model/item.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

enum { ACTION_DEAL, ACTION_TEXT, ACTION_KIND, ACTION_OWNER, ACTION_DUE, ACTION_IS, ACTION_CHANGE, ACTION_EXPECTED,
       ACTION_EVIDENCE, ACTION_REASON };
static const char *const names[] = { "deal", "text", "kind", "owner", "due", "state", "change", "expected", "evidence", "reason",
				     NULL };
enum { ACTION_KNOWN };

/* What a row says; what it says nothing of is 0, NO_DAY, -1, NULL. */
struct said {
	int64_t deal, owner, due_day, state;
	enum action_kind kind;
	struct action_aim aim;
	struct buf evidence;
};

static const char *cell(struct import_table *t, int column)
{
	t->which = column;
	return import_table_cell(t, column);
}

static int read_kind(struct import_table *t, struct said *said, struct err *err)
{
	const char *word = cell(t, ACTION_KIND);

	said->kind = ACTION_ACTION;
	for (int k = ACTION_ACTION; k <= ACTION_FINDING; k++)
		if (!strcmp(word, action_kind_key((enum action_kind)k)))
			said->kind = (enum action_kind)k;
	if (!*word || !strcmp(word, action_kind_key(said->kind)))
		return 0;
	return err_set(err, ERR_INPUT, "found “%.80s”, expected action, task or finding", word);
}

static int read_state(struct import_table *t, struct said *said, struct err *err)
{
	const char *word = cell(t, ACTION_IS);

	said->state = *word ? action_state_find(word) : -1;
	return *word && said->state < 0 ? err_set(err, ERR_INPUT, "found “%.80s”, expected open, closed or dropped", word) : 0;
}

static int read_aim(struct store *s, struct import_table *t, struct said *said, struct err *err)
{
	said->aim.change_kind = -1;
	if (*cell(t, ACTION_CHANGE) && change_kind_parse(cell(t, ACTION_CHANGE), &said->aim.change_kind, err))
		return -1;
	if (*cell(t, ACTION_EXPECTED))
		said->aim.expected = cell(t, ACTION_EXPECTED);
	if (!*cell(t, ACTION_EVIDENCE))
		return 0;
	if (evidence_parse(s, cell(t, ACTION_EVIDENCE), &said->evidence, err))
		return -1;
	said->aim.evidence = buf_str(&said->evidence);
	return 0;
}

static int read_row(struct store *s, struct import_table *t, struct said *said, struct err *err)
{
	enum due_unit unit;

	*said = (struct said){ .due_day = NO_DAY };
	if (*cell(t, ACTION_DEAL) && deal_find(s, cell(t, ACTION_DEAL), &said->deal, err))
		return -1;
	if (!*cell(t, ACTION_TEXT))
		return err_set(err, ERR_INPUT, "found nothing, expected what is to be done");
	if (*cell(t, ACTION_OWNER) && item_owner_parse(s, cell(t, ACTION_OWNER), &said->owner, err))
		return -1;
	if (*cell(t, ACTION_DUE) && item_due_parse(s, cell(t, ACTION_DUE), &said->due_day, &unit, err))
		return -1;
	return read_kind(t, said, err) || read_state(t, said, err) || read_aim(s, t, said, err) ? -1 : 0;
}

/* The one of that deal and those words, open ones first; 0 none, -1. */
static int64_t find_known(struct store *s, int64_t deal, const char *text, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_action_sql[ACTION_KNOWN], err);
	int64_t id = 0;

	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_text(st, 2, text);
	return db_first(st, &id, 1, err) < 0 ? -1 : id;
}

static int change_known(struct store *s, struct group *g, struct import_table *t, struct action *a, const struct said *said,
			struct err *err)
{
	struct action_news news = { .id = a->id, .owner = said->owner, .due_day = said->due_day, .aim = &said->aim };

	t->which = -1;
	if (a->state == ACTION_OPEN && action_take(s, g, &news, err))
		return -1;
	if (said->state < 0 || said->state == a->state)
		return 0;
	t->which = ACTION_IS;
	news = (struct action_news){ .id = a->id, .due_day = NO_DAY, .state = said->state, .reopens = said->state == ACTION_OPEN,
				     .reason = import_table_cell(t, ACTION_REASON) };
	return action_take(s, g, &news, err);
}

static int add_new(struct store *s, struct group *g, struct import_table *t, const struct said *said, struct err *err)
{
	struct action a = { .kind = said->kind, .subject_kind = said->deal ? SUBJECT_DEAL : SUBJECT_NONE, .subject = said->deal,
			    .owner = said->owner, .due_day = said->due_day, .text = xstrdup(import_table_cell(t, ACTION_TEXT)),
			    .expected = xstrdup(said->aim.expected), .evidence = xstrdup(said->aim.evidence),
			    .change_kind = said->aim.change_kind < 0 ? CHANGE_NONE : said->aim.change_kind };
	struct action_news done = { .due_day = NO_DAY, .state = said->state, .reason = import_table_cell(t, ACTION_REASON) };
	int rc;

	t->which = ACTION_KIND;
	if (said->kind == ACTION_ESCALATION || said->kind == ACTION_REFINEMENT)
		rc = err_set(err, ERR_REFUSED, "found a new %s, which comes from no file", action_kind_key(said->kind));
	else
		rc = action_make(s, g, &a, err);
	done.id = a.id;
	t->which = ACTION_IS;
	if (!rc && said->state > ACTION_OPEN)
		rc = action_take(s, g, &done, err);
	action_done(&a);
	return rc;
}

static int take_row(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct said said;
	struct action a = { 0 };
	int64_t id;
	int rc = read_row(s, t, &said, err);

	id = rc ? -1 : find_known(s, said.deal, import_table_cell(t, ACTION_TEXT), err);
	rc = id > 0 ? action_get(s, id, &a, err) : id < 0 ? -1 : 0;
	t->was_there = rc == 1;
	if (rc >= 0)
		rc = rc ? change_known(s, g, t, &a, &said, err) : add_new(s, g, t, &said, err);
	group_scope(g, SUBJECT_ACTION, 0);
	action_done(&a);
	buf_done(&said.evidence);
	return rc;
}

int import_actions(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = names,
		.optional = ~(1u << ACTION_TEXT),
		.how = { .kind = GROUP_EDIT, .title = "actions imported", .scope_kind = SUBJECT_ACTION },
		.row = take_row,
	};

	*counts = (struct import_counts){ 0 };
	return access_act(s, "import", err) || access_act(s, "action", err) ? -1 : import_table_run(s, &t, opt, counts, err);
}

const struct sql import_action_sql[] = {
	[ACTION_KNOWN] = { "import_action_known", "select a.id from action a join text t on t.id = a.text where a.gone = 0"
						  " and a.deal = $1 and t.body = $2 order by a.state, a.id limit 1" },
	{ NULL, NULL },
};
