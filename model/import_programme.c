/* Programmes of interviews, known by title and window, and the deals of their samples. */
#include "model/import_kinds.h"

#include "model/access.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/import_table.h"
#include "model/import_way.h"
#include "model/programme.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

enum { PROGRAMME_KNOWN, PROGRAMME_TITLED };

/* ---- programmes ---- */

enum { P_TITLE, P_OBJECTIVE, P_QUESTIONS, P_TYPES, P_SEGMENT, P_REGION, P_INDUSTRY, P_TIER, P_PRODUCT, P_FROM, P_TO, P_WANTED, P_CADENCE,
       P_OWNER, P_MADE };
static const char *const programme_names[] = { "title", "objective", "questions", "types",   "segment", "region", "industry", "tier",
					       "product", "from",    "to",	  "wanted",  "cadence", "owner",  "made",     NULL };

/* 0 none, -1. */
static int64_t find_programme(struct store *s, int sql, const char *title, int64_t from, int64_t to, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_programme_sql[sql], err);

	if (!st)
		return -1;
	db_text(st, 1, title);
	if (sql == PROGRAMME_KNOWN) {
		db_int(st, 2, from);
		db_int(st, 3, to);
	}
	return db_first_id(st, err);
}

static void put_words(struct import_table *t, int column, char **to)
{
	free(*to);
	*to = xstrdup(import_table_cell(t, column));
}

static int read_words(struct store *s, struct import_table *t, struct programme *p, struct err *err)
{
	int64_t *const to[] = { &p->segment, &p->region, &p->industry, &p->tier, &p->product };

	for (int i = 0; i < 5; i++) {
		*to[i] = dict_need(s, programme_names[P_SEGMENT + i], import_table_look(t, P_SEGMENT + i), err);
		if (*to[i] < 0)
			return -1;
	}
	return 0;
}

static int read_programme(struct store *s, struct import_table *t, struct programme *p, struct err *err)
{
	put_words(t, P_TITLE, &p->title);
	put_words(t, P_OBJECTIVE, &p->objective);
	put_words(t, P_QUESTIONS, &p->questions);
	if (programme_types_parse(import_table_look(t, P_TYPES), &p->types, err) || import_table_day(t, P_FROM, &p->from_day, err) ||
	    import_table_day(t, P_TO, &p->to_day, err) || import_table_int(t, P_WANTED, 0, 0, &p->wanted, err) ||
	    import_table_member(s, t, P_OWNER, &p->owner, err) || import_table_moment(s, t, P_MADE, &p->made_at, err))
		return -1;
	p->cadence = *import_table_look(t, P_CADENCE) ? cadence_find(import_table_cell(t, P_CADENCE)) : CADENCE_ONCE;
	if (p->cadence < 0)
		return err_set(err, ERR_INPUT, "found “%.40s”, expected once, monthly or quarterly", import_table_cell(t, P_CADENCE));
	return read_words(s, t, p, err);
}

static int take_programme(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct programme p, was = { 0 };
	int64_t id;
	int rc;

	programme_init(&p);
	rc = read_programme(s, t, &p, err);
	t->which = -1;
	id = rc ? 0 : find_programme(s, PROGRAMME_KNOWN, p.title, p.from_day, p.to_day, err);
	rc = rc || id < 0 || (id && programme_need(s, id, &was, err)) ? -1 : 0;
	if (!rc && id) {
		p.id = id;
		p.made_at = was.made_at;
		p.owner = p.owner ? p.owner : was.owner;
		t->was_there = true;
		rc = import_ways(s, t->opt, &programme_type, id, "", &was, &p, NULL, err);
	}
	if (!rc)
		rc = programme_put(s, g, id ? &was : NULL, &p, err);
	programme_done(&was);
	programme_done(&p);
	return rc;
}

int import_programmes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = programme_names,
		.optional = ~(1u << P_TITLE | 1u << P_TYPES | 1u << P_FROM | 1u << P_TO),
		.key = 1u << P_TITLE | 1u << P_FROM | 1u << P_TO,
		.how = { .title = "programmes imported" },
		.row = take_programme,
	};

	return import_table_run(s, &t, opt, counts, err);
}

/* ---- samples ---- */

enum { S_PROGRAMME, S_DEAL, S_REASON, S_INTERVIEWER, S_REFUSAL, S_APPROVED, S_APPROVAL, S_STATE, S_DRAWN };
static const char *const sample_names[] = { "programme", "deal", "reason", "interviewer", "refusal", "approved_by", "approval", "state",
					    "drawn", NULL };

static int read_sample(struct store *s, struct import_table *t, struct selection *x, struct err *err)
{
	static const char *const states[] = { "drawn", "invited", "refused", "dropped", NULL };
	int state;

	x->programme = find_programme(s, PROGRAMME_TITLED, import_table_look(t, S_PROGRAMME), 0, 0, err);
	if (x->programme <= 0)
		return x->programme ? -1 : err_set(err, ERR_INPUT, "found “%.80s”, expected the title of a programme",
						   import_table_cell(t, S_PROGRAMME));
	if (import_table_deal(s, t, S_DEAL, &x->deal, err) || import_table_member(s, t, S_INTERVIEWER, &x->interviewer, err) ||
	    import_table_member(s, t, S_APPROVED, &x->approved_by, err) || import_table_choice(t, S_STATE, states, &state, err) ||
	    import_table_moment(s, t, S_DRAWN, &x->drawn_at, err))
		return -1;
	x->state = state;
	x->reason = xstrdup(import_table_cell(t, S_REASON));
	x->refusal = xstrdup(import_table_cell(t, S_REFUSAL));
	x->approval = xstrdup(import_table_cell(t, S_APPROVAL));
	return 0;
}

static int take_sample(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct selection x = { 0 }, was = { 0 };
	struct deal d = { 0 };
	int rc = read_sample(s, t, &x, err) || deal_need(s, x.deal, &d, err) ? -1 : selection_of(s, x.programme, x.deal, &was, err);

	t->which = -1;
	if (rc >= 0) {
		x.owner = d.owner;
		t->was_there = rc == 1;
		if (rc == 1) {
			x.id = was.id;
			x.drawn_at = was.drawn_at;
			free(x.reason);
			x.reason = xstrdup(was.reason);
		}
		if (rc == 1 && import_ways(s, t->opt, &selection_type, x.id, "", &was, &x, NULL, err))
			rc = -1;
	}
	if (rc >= 0) {
		rc = access_act(s, "interview", err) ? -1 : selection_put(s, g, rc == 1 ? &was : NULL, &x, err);
	}
	deal_done(&d);
	selection_done(&was);
	selection_done(&x);
	return rc;
}

int import_samples(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = sample_names,
		.optional = 1u << S_INTERVIEWER | 1u << S_REFUSAL | 1u << S_APPROVED | 1u << S_APPROVAL | 1u << S_DRAWN,
		.key = 1u << S_PROGRAMME | 1u << S_DEAL,
		.how = { .title = "samples imported" },
		.row = take_sample,
	};

	return import_table_run(s, &t, opt, counts, err);
}

const struct sql import_programme_sql[] = {
	[PROGRAMME_KNOWN] = { "import_programme_known", "select id from programme where title = $1 and from_day = $2 and to_day = $3"
							" and gone = 0 order by id limit 1" },
	[PROGRAMME_TITLED] = { "import_programme_titled", "select id from programme where title = $1 and gone = 0 order by id limit 1" },
	{ NULL, NULL },
};
