#include "model/import_action.h"

#include "model/access.h"
#include "model/action.h"
#include "model/deal.h"
#include "model/evidence.h"
#include "model/exchange.h"
#include "model/import_table.h"
#include "model/import_way.h"
#include "model/interview_note.h"
#include "model/item.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACTION_DEAL, ACTION_TEXT, ACTION_KIND, ACTION_OWNER, ACTION_DUE, ACTION_IS, ACTION_CHANGE, ACTION_EXPECTED,
       ACTION_EVIDENCE, ACTION_REASON, ACTION_ROW, ACTION_ROW_TEXT, ACTION_OF, ACTION_CLOSED_AT, ACTION_TRIGGER, ACTION_CLASS };
static const char *const names[] = { "deal", "text", "kind", "owner", "due", "state", "change", "expected", "evidence", "reason",
				     "row", "row_text", "of", "closed", "trigger", "class", NULL };
enum { ACTION_KNOWN, ACTION_OF_ROW };

/* What a row says; what it says nothing of is 0, NO_DAY, -1, NULL. */
struct said {
	int64_t deal, owner, due_day, state;
	enum action_kind kind;
	struct action_aim aim;
	struct buf evidence;
	/* Of a file of all tables. */
	int64_t row, closed_at;
	enum field_class class;
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

/* One of "D:A-17", "X:A-17/post", "I:wl-…-I7", "N:wl-…-I7/4", as a file of all tables names records. */
static int read_one(struct store *s, char *word, struct buf *out, struct err *err)
{
	char kind = *word, *slash = kind == 'X' || kind == 'N' ? strrchr(word, '/') : NULL;
	int64_t id = 0;
	struct form f;
	int rc;

	if (!kind || word[1] != ':' || !strchr("DXIN", kind) || (!slash && strchr("XN", kind)))
		return err_set(err, ERR_INPUT, "found “%.80s”, expected a record as export all names it", word);
	if (slash)
		*slash++ = 0;
	rc = kind == 'D' || kind == 'X' ? import_named_deal(s, word + 2, &id, err) : import_named_interview(s, word + 2, &id, err);
	if (!rc && kind == 'N') {
		id = interview_note_find(s, id, strtoll(slash, NULL, 10), err);
		rc = id > 0 ? 0 : id < 0 ? -1 : err_set(err, ERR_INPUT, "“%.80s” has no note %.20s", word + 2, slash);
	}
	if (!rc && kind == 'X') {
		struct exchange x;

		rc = exchange_get(s, id, exchange_direction_find(slash), &x, err) < 0 ? -1 : 0;
		f = x.form;
		id = rc ? 0 : f.id;
		if (!rc && !id)
			rc = err_set(err, ERR_INPUT, "“%.80s” has no exchange record %.20s", word + 2, slash);
	}
	buf_printf(out, "%s%c%lld", out->len ? " " : "", kind, (long long)id);
	return rc;
}

static int read_named(struct store *s, struct import_table *t, struct said *said, struct err *err)
{
	char *all = xstrdup(cell(t, ACTION_EVIDENCE)), *at = all, *word;
	int rc = 0;

	while (!rc && (word = strsep(&at, "\n")))
		rc = read_one(s, word, &said->evidence, err);
	free(all);
	evidence_sort(&said->evidence);
	return rc;
}

/* The row that it was made of, of those that no action is of yet. */
static int find_row(struct store *s, struct import_table *t, struct said *said, struct err *err)
{
	static const char *const forms[] = { "", "debrief", "packet", "customer", NULL };
	enum item_kind kind = item_kind_find(cell(t, ACTION_ROW));
	struct stmt *st;
	int rc, of;

	if (!kind)
		return err_set(err, ERR_INPUT, "found “%.40s”, expected a kind of rows", cell(t, ACTION_ROW));
	if (import_table_choice(t, ACTION_OF, forms, &of, err))
		return -1;
	st = db_stmt(s->db, &import_action_sql[ACTION_OF_ROW], err);
	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ said->deal, kind, of ? of : FORM_DEBRIEF }, 3);
	db_text(st, 4, cell(t, ACTION_ROW_TEXT));
	rc = db_step(st, err);
	if (rc == 1) {
		said->row = db_col(st, 0);
		db_reset(st);
	}
	return rc < 0 ? -1 : rc ? 0 : err_set(err, ERR_INPUT, "found no %s of these words, of which it was made", cell(t, ACTION_ROW));
}

static int read_origin(struct store *s, struct import_table *t, struct said *said, struct err *err)
{
	static const char *const classes[] = { "", "deal", "crm", "health", "internal", "personal", "interview", NULL };
	int class;

	if (import_table_choice(t, ACTION_CLASS, classes, &class, err) || import_table_moment(s, t, ACTION_CLOSED_AT, &said->closed_at, err))
		return -1;
	said->class = (enum field_class)class;
	return *cell(t, ACTION_ROW) ? find_row(s, t, said, err) : 0;
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
	if (t->opt->within ? read_named(s, t, said, err) : evidence_parse(s, cell(t, ACTION_EVIDENCE), &said->evidence, err))
		return -1;
	said->aim.evidence = buf_str(&said->evidence);
	return 0;
}

static int read_row(struct store *s, struct import_table *t, struct said *said, struct err *err)
{
	enum due_unit unit;

	*said = (struct said){ .due_day = NO_DAY };
	if (*cell(t, ACTION_DEAL) && import_table_deal(s, t, ACTION_DEAL, &said->deal, err))
		return -1;
	if (!*cell(t, ACTION_TEXT))
		return err_set(err, ERR_INPUT, "found nothing, expected what is to be done");
	if (*cell(t, ACTION_OWNER) && item_owner_parse(s, cell(t, ACTION_OWNER), &said->owner, err))
		return -1;
	if (*cell(t, ACTION_DUE) && item_due_parse(s, cell(t, ACTION_DUE), &said->due_day, &unit, err))
		return -1;
	return read_kind(t, said, err) || read_state(t, said, err) || read_aim(s, t, said, err) ||
			       (t->opt->within && read_origin(s, t, said, err)) ? -1 : 0;
}

/* The one of that deal and those words, open ones first; 0 none, -1. */
static int64_t find_known(struct store *s, int64_t deal, const char *text, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_action_sql[ACTION_KNOWN], err);

	if (!st)
		return -1;
	db_int(st, 1, deal);
	db_text(st, 2, text);
	return db_first_id(st, err);
}

/* Of a file of all tables that comes again: what was changed here since is left out of what is said. */
static int settle(struct store *s, const struct import_options *opt, const struct action *a, struct said *said, struct err *err)
{
	const char *expected = said->aim.expected ? said->aim.expected : "", *evidence = said->aim.evidence ? said->aim.evidence : "";
	int64_t owner = said->owner, due = said->due_day, change = said->aim.change_kind < 0 ? 0 : said->aim.change_kind,
		state = said->state < 0 ? 0 : said->state;

	if (import_way_number(s, opt, SUBJECT_ACTION, a->id, "owner", a->owner, 0, &owner, err) ||
	    import_way_number(s, opt, SUBJECT_ACTION, a->id, "due", a->due_day, NO_DAY, &due, err) ||
	    import_way_number(s, opt, SUBJECT_ACTION, a->id, "change", a->change_kind, CHANGE_NONE, &change, err) ||
	    import_way_number(s, opt, SUBJECT_ACTION, a->id, "state", a->state, ACTION_OPEN, &state, err) ||
	    import_way_words(s, opt, SUBJECT_ACTION, a->id, "expected", a->expected, &expected, err) ||
	    import_way_words(s, opt, SUBJECT_ACTION, a->id, "evidence", a->evidence, &evidence, err))
		return -1;
	said->owner = owner == a->owner ? 0 : owner;
	said->due_day = due == a->due_day ? NO_DAY : due;
	said->aim.change_kind = change == a->change_kind ? -1 : change;
	said->state = state;
	said->aim.expected = expected;
	said->aim.evidence = evidence;
	return 0;
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

/* The row says of which action it is. */
static int bind_row(struct store *s, struct group *g, int64_t row, int64_t action, struct err *err)
{
	struct item was, it;
	int rc = item_get(s, row, &was, err);

	if (rc != 1)
		return rc;
	item_copy(&it, &was);
	it.action = action;
	rc = item_take(s, g, &was, &it, err);
	item_done(&was);
	item_done(&it);
	return rc;
}

/* As another file has it: with the row it was made of, and closed when it was. `a` is freed. */
static int add_told(struct store *s, struct group *g, struct import_table *t, struct action *a, const struct said *said, struct err *err)
{
	int rc = 0;

	t->which = ACTION_KIND;
	if (said->kind == ACTION_REFINEMENT)
		rc = err_set(err, ERR_REFUSED, "found a refinement, which stands in its own table");
	a->class = said->class;
	if (said->row) {
		a->subject_kind = SUBJECT_ITEM;
		a->subject = said->row;
		snprintf(a->trigger_key, sizeof a->trigger_key, "item:%lld", (long long)said->row);
	} else {
		snprintf(a->trigger_key, sizeof a->trigger_key, "%s", import_table_cell(t, ACTION_TRIGGER));
	}
	a->state = said->state > ACTION_OPEN ? said->state : ACTION_OPEN;
	a->closed_at = a->state == ACTION_OPEN ? 0 : said->closed_at ? said->closed_at : g->at_ms;
	a->reason = xstrdup(import_table_cell(t, ACTION_REASON));
	t->which = -1;
	if (!rc)
		rc = action_make(s, g, a, err) || (said->row && bind_row(s, g, said->row, a->id, err)) ? -1 : 0;
	action_done(a);
	return rc;
}

static int add_new(struct store *s, struct group *g, struct import_table *t, const struct said *said, struct err *err)
{
	struct action a = { .kind = said->kind, .subject_kind = said->deal ? SUBJECT_DEAL : SUBJECT_NONE, .subject = said->deal,
			    .owner = said->owner, .due_day = said->due_day, .text = xstrdup(import_table_cell(t, ACTION_TEXT)),
			    .expected = xstrdup(said->aim.expected), .evidence = xstrdup(said->aim.evidence),
			    .change_kind = said->aim.change_kind < 0 ? CHANGE_NONE : said->aim.change_kind };
	struct action_news done = { .due_day = NO_DAY, .state = said->state, .reason = import_table_cell(t, ACTION_REASON) };
	int rc;

	if (t->opt->within)
		return add_told(s, g, t, &a, said, err);
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
	if (rc == 1 && t->opt->within && settle(s, t->opt, &a, &said, err))
		rc = -1;
	if (rc >= 0)
		rc = rc ? change_known(s, g, t, &a, &said, err) : add_new(s, g, t, &said, err);
	if (!t->opt->within)
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
	[ACTION_OF_ROW] = { "import_action_of_row", "select i.id from item i join form f on f.id = i.form join text t on t.id = i.text"
						    " where i.deal = $1 and i.kind = $2 and f.kind = $3 and i.gone = 0 and t.body = $4"
						    " order by case when i.action = 0 then 0 else 1 end, i.id limit 1" },
	{ NULL, NULL },
};
