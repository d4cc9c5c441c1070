/* A programme of interviews: a deal drawn, invited, refused with another in its place, one taken by hand and dropped. */
#include "tests/faults/work.h"

#include "model/member.h"
#include "model/programme.h"

#include <stdlib.h>

/* What is asked of the file beside the acts. */
static int ask(struct work *w, const struct sql *sql, int64_t *out, struct err *err)
{
	*out = db_scalar(w->s->db, sql, -1);
	return *out < 0 ? err_set(err, ERR_IO, "how far the programme is cannot be read") : 0;
}

static int begin(struct work *w, struct err *err)
{
	struct programme p;
	int rc;

	programme_init(&p);
	free(p.title);
	p.title = xstrdup("Why they chose");
	p.types = PROGRAMME_WON | PROGRAMME_LOST;
	p.from_day = 18262;
	p.to_day = 47481;
	p.wanted = 2;
	rc = programme_add(w->s, &p, err);
	programme_done(&p);
	return rc;
}

static int take(struct work *w, int64_t programme, int64_t deal, struct err *err)
{
	struct selecting how = { .programme = programme, .deal = deal, .reason = "the largest loss" };
	int64_t id;

	return selection_add(w->s, &how, &id, err);
}

/* How it stands; the deal that was not drawn by itself is the last one. */
static const struct sql programmes = { "work_programmes", "select count(*) from programme" },
	selections = { "work_selections", "select count(*) from selection" },
	first_state = { "work_first_state", "select coalesce(min(state), 0) from (select state from selection order by id limit 1)" },
	first_id = { "work_first_selection", "select coalesce(min(id), 0) from selection" },
	last_state = { "work_last_state", "select coalesce(min(state), 0) from (select state from selection order by id desc limit 1)" },
	last_id = { "work_last_selection", "select coalesce(max(id), 0) from selection" },
	left = { "work_deal_left", "select coalesce(min(id), 0) from deal where closed_day is not null"
				   " and id not in (select deal from selection)" };

int work_programme(struct work *w, int i, struct err *err)
{
	const struct interviewers who = { { member_find(w->s, "max", NULL) }, 1 };
	int64_t made, drawn, first, id, n, state, deal;

	work_as(w, "dana");
	if (ask(w, &programmes, &made, err) || ask(w, &selections, &drawn, err) || ask(w, &first_id, &first, err) ||
	    ask(w, &last_id, &id, err) || ask(w, i > 3 ? &last_state : &first_state, &state, err) || ask(w, &left, &deal, err))
		return -1;
	/* Told failed, it may stand. */
	switch (i) {
	case 0:
		return made ? 0 : begin(w, err);
	case 1:
		return drawn ? 0 : selection_draw(w->s, 1, 1, &who, &n, err);
	case 2:
		return state == SELECTION_INVITED ? 0 : selection_invite(w->s, first, 0, &n, err);
	case 3:
		return state == SELECTION_REFUSED ? 0 : selection_refuse(w->s, first, "no time before the audit", &n, err);
	case 4:
		return drawn > 2 ? 0 : take(w, 1, deal, err);
	case 5:
		return selection_give(w->s, id, member_find(w->s, "dana", NULL), err);
	}
	return state == SELECTION_DROPPED ? 0 : selection_drop(w->s, id, "we spoke to them in May", err);
}
