/* Changes of the qualification model, known by their words. One that was applied in the other file is approved here: this file's model has not
 * been changed by it. */
#include "model/import_kinds.h"

#include "model/access.h"
#include "model/icp.h"
#include "model/import_table.h"
#include "model/import_way.h"
#include "model/refinement_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REFINEMENT_KNOWN };
enum { R_TEXT, R_DIMENSION, R_STATE, R_REASON, R_RECLASSIFIES, R_DEALS, R_FLAGGED_BY, R_FLAGGED, R_PROPOSED_BY, R_PROPOSED, R_DECIDED_BY,
       R_DECIDED, R_COMMENT, R_COUNCIL };
static const char *const names[] = { "text",	    "dimension", "state",	"reason",   "reclassifies", "deals",   "flagged_by", "flagged",
				     "proposed_by", "proposed",	 "decided_by", "decided", "comment",	     "council", NULL };

struct said {
	struct refinement r;
	int64_t deal[REFINEMENT_DEALS_MAX];
	size_t n;
};

static int read_deals(struct store *s, struct import_table *t, struct said *said, struct err *err)
{
	char *all = xstrdup(import_table_look(t, R_DEALS)), *at = all, *word;
	int rc = 0;

	while (!rc && (word = strsep(&at, "\n")) && *word) {
		if (said->n == REFINEMENT_DEALS_MAX)
			rc = err_set(err, ERR_INPUT, "found more than %d deals", REFINEMENT_DEALS_MAX);
		else
			rc = import_named_deal(s, word, &said->deal[said->n++], err);
	}
	free(all);
	return rc;
}

static int read_dimension(struct store *s, struct import_table *t, struct refinement *r, struct err *err)
{
	const char *key = import_table_look(t, R_DIMENSION);
	struct icp icp;

	if (icp_load(s, &icp, err))
		return -1;
	for (int i = 0; *key && i < ICP_DIMENSIONS; i++)
		if (!strcmp(icp.dimension[i].key, key))
			snprintf(r->dimension, sizeof r->dimension, "%s", key);
	if (r->state != REFINEMENT_FLAGGED)
		r->icp_config = icp.config;
	return !*key || *r->dimension ? 0 : err_set(err, ERR_INPUT, "found “%.80s”, expected a dimension of the qualification model", key);
}

static int read_acts(struct store *s, struct import_table *t, struct refinement *r, struct err *err)
{
	struct {
		int64_t *by, *at;
	} act[] = { { &r->flagged_by, &r->flagged_at }, { &r->proposed_by, &r->proposed_at }, { &r->decided_by, &r->decided_at } };

	for (int i = 0; i < 3; i++) {
		if (import_table_member(s, t, R_FLAGGED_BY + 2 * i, act[i].by, err) ||
		    import_table_moment(s, t, R_FLAGGED + 2 * i, act[i].at, err))
			return -1;
		if (!*act[i].by != !*act[i].at || *act[i].at > s->now(s))
			return err_set(err, ERR_INPUT, "found “%.40s”, expected a moment that has come, and who it was",
				       import_table_cell(t, R_FLAGGED + 2 * i));
	}
	return import_table_moment(s, t, R_COUNCIL, &r->council_at, err);
}

/* What the acts that made it so asked for. */
static int check(struct import_table *t, const struct said *said, struct err *err)
{
	const struct refinement *r = &said->r;
	bool proposed = r->state != REFINEMENT_FLAGGED && r->state != REFINEMENT_WITHDRAWN,
	     decided = r->state == REFINEMENT_APPROVED || r->state == REFINEMENT_REJECTED;

	t->which = R_STATE;
	if (proposed && (said->n < REFINEMENT_DEALS_MIN || !*r->dimension || !*r->reason || !r->proposed_by))
		return err_set(err, ERR_REFUSED, "what is proposed rests on %d deals and says dimension, reason and by whom", REFINEMENT_DEALS_MIN);
	if (decided && (!r->decided_by || r->decided_by == r->proposed_by || !*r->comment))
		return err_set(err, ERR_REFUSED, "what is decided says with which words, and by somebody else than who proposed it");
	return 0;
}

static int read_row(struct store *s, struct import_table *t, struct said *said, struct err *err)
{
	static const char *const states[] = { "", "flagged", "proposed", "approved", "rejected", "withdrawn", "applied", NULL };
	static const char *const marks[] = { "", "yes", NULL };
	struct refinement *r = &said->r;
	int state, mark;

	if (!*import_table_look(t, R_TEXT))
		return err_set(err, ERR_INPUT, "found nothing, expected what shall change");
	if (import_table_choice(t, R_STATE, states, &state, err) || import_table_choice(t, R_RECLASSIFIES, marks, &mark, err))
		return -1;
	r->state = state == REFINEMENT_APPLIED ? REFINEMENT_APPROVED : state ? state : REFINEMENT_FLAGGED;
	r->reclassifies = mark;
	r->text = xstrdup(import_table_cell(t, R_TEXT));
	r->reason = xstrdup(import_table_cell(t, R_REASON));
	r->comment = xstrdup(import_table_cell(t, R_COMMENT));
	return read_dimension(s, t, r, err) || read_acts(s, t, r, err) || read_deals(s, t, said, err) ? -1 : check(t, said, err);
}

static int may(struct store *s, const struct refinement *r, struct err *err)
{
	bool decided = r->state == REFINEMENT_APPROVED || r->state == REFINEMENT_REJECTED;

	return access_act(s, decided ? "approve_refinement" : r->state == REFINEMENT_FLAGGED ? "flag_refinement" : "propose_refinement", err);
}

/* 0 none, -1. */
static int64_t find_known(struct store *s, const char *text, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_refinement_sql[REFINEMENT_KNOWN], err);

	if (!st)
		return -1;
	db_text(st, 1, text);
	return db_first_id(st, err);
}

static int put_deals(struct store *s, struct group *g, const struct said *said, struct err *err)
{
	for (size_t i = 0; i < said->n; i++)
		if (refinement_put_deal(s, g, said->r.id, said->deal[i], 0, false, err))
			return -1;
	return 0;
}

static int add(struct store *s, struct group *g, struct said *said, struct err *err)
{
	said->r.id = db_next_id(s->db, "refinement", 1, err);
	return said->r.id < 0 || refinement_put(s, g, NULL, &said->r, err) ? -1 : put_deals(s, g, said, err);
}

/* One that is here goes on here: a file that says it otherwise is told, and changes nothing. */
static int compare(struct store *s, struct group *g, int64_t id, struct said *said, struct err *err)
{
	struct refinement was;
	int rc = refinement_get(s, id, &was, err);
	bool same, applied;

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_ROLE, "your role may not see this refinement");
	applied = was.state == REFINEMENT_APPLIED && said->r.state == REFINEMENT_APPROVED;
	same = (was.state == said->r.state || applied) && was.proposed_at == said->r.proposed_at && was.decided_at == said->r.decided_at;
	said->r.id = id;
	rc = same ? put_deals(s, g, said, err)
		  : err_set(err, ERR_REFUSED, "the refinement %lld of these words is %s here; it goes on here", (long long)id,
			    refinement_state_key(was.state));
	refinement_done(&was);
	return rc;
}

static int take_row(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct said *said = xcalloc(1, sizeof *said);
	int rc = read_row(s, t, said, err);
	int64_t id = 0;

	if (!rc) {
		t->which = -1;
		rc = may(s, &said->r, err);
		id = rc ? 0 : find_known(s, said->r.text, err);
	}
	t->was_there = id > 0;
	if (!rc)
		rc = id < 0 ? -1 : id ? compare(s, g, id, said, err) : add(s, g, said, err);
	refinement_done(&said->r);
	free(said);
	return rc;
}

int import_refinements(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = names,
		.optional = ~(1u << R_TEXT | 1u << R_STATE),
		.key = 1u << R_TEXT,
		.how = { .title = "refinements imported" },
		.row = take_row,
	};

	return import_table_run(s, &t, opt, counts, err);
}

const struct sql import_refinement_sql[] = {
	[REFINEMENT_KNOWN] = { "import_refinement_known", "select r.id from refinement r join text t on t.id = r.text where t.body = $1"
							  " and r.gone = 0 order by r.id limit 1" },
	{ NULL, NULL },
};
