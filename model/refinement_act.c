/* Whole acts on refinements, each one edit(): who may, the three deals, who decided meanwhile, the version of the icp. */
#include "model/refinement_private.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/form.h"
#include "model/icp.h"
#include "model/member.h"
#include "model/teeth.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS_MAX = 2000 };
#define ICP "icp"

static int check_words(const char *what, const char *words, struct err *err)
{
	size_t n = words ? strlen(words) : 0;

	if (!text_says(words))
		return err_set(err, ERR_INPUT, "%s is needed; nothing was written", what);
	if (n > WORDS_MAX)
		return err_set(err, ERR_INPUT, "%s is %zu bytes long, at most %d are kept; nothing was written", what, n, WORDS_MAX);
	return text_valid(words, n) < n ? err_set(err, ERR_INPUT, "%s is no UTF-8; nothing was written", what) : 0;
}

static void set_words(char **to, const char *words)
{
	free(*to);
	*to = xstrdup(words);
}

static int need(struct store *s, int64_t id, struct refinement *out, struct err *err)
{
	int rc = refinement_get(s, id, out, err);

	return rc == 1 ? 0 : rc < 0 ? -1
				    : err_set(err, ERR_INPUT, "there is no refinement %" PRId64 "; winloss refine list shows them", id);
}

static void name_group(struct group *g, const struct refinement *r, const char *doing)
{
	struct buf title = { 0 };

	buf_printf(&title, "refinement %" PRId64 ": %s", r->id, doing);
	group_title(g, buf_str(&title));
	group_scope(g, SUBJECT_REFINEMENT, r->id);
	buf_done(&title);
}

/* ---- what stands in the way ---- */

/* "is approved already (cora, today 10:02)" */
static int refuse_state(struct store *s, const struct refinement *r, const char *doing, struct err *err)
{
	int64_t at = r->decided_at ? r->decided_at : r->proposed_at ? r->proposed_at : r->flagged_at;
	int64_t by = r->decided_by ? r->decided_by : r->proposed_by ? r->proposed_by : r->flagged_by;
	struct buf when = { 0 };

	calendar_format_moment(s->calendar, at, s->now(s), &when);
	err_set(err, ERR_REFUSED, "not %s: refinement %" PRId64 " is %s already (%s, %s)", doing, r->id, refinement_state_key(r->state),
		*member_login(s, by) ? member_login(s, by) : "somebody", buf_str(&when));
	buf_done(&when);
	return -1;
}

static int put_number(void *arg, const struct refinement_deal *d)
{
	struct buf *out = arg;

	buf_printf(out, "%sD-%" PRId64, out->len ? ", " : "", d->deal);
	return 0;
}

/* S0-30: three data points, each a deal that is there. */
static int check_deals(struct store *s, int64_t id, const char *doing, struct err *err)
{
	int64_t n = refinement_count(s, id, err);
	struct buf which = { 0 };

	if (n < 0)
		return -1;
	if (n >= REFINEMENT_DEALS_MIN || teeth_off("refinement-deals"))
		return 0;
	refinement_deals(s, id, put_number, &which, NULL);
	err_set(err, ERR_REFUSED, "not %s: it rests on %" PRId64 " deal%s, %d different ones are needed%s%s", doing, n, n == 1 ? "" : "s",
		REFINEMENT_DEALS_MIN, which.len ? ": " : "", buf_str(&which));
	buf_done(&which);
	return -1;
}

static int find_dimension(struct store *s, const char *key, struct refinement *r, struct err *err)
{
	struct buf known = { 0 };
	struct icp icp;

	if (icp_load(s, &icp, err))
		return -1;
	r->icp_config = icp.config;
	for (size_t i = 0; i < ICP_DIMENSIONS; i++) {
		if (!strcmp(icp.dimension[i].key, key)) {
			snprintf(r->dimension, sizeof r->dimension, "%s", key);
			buf_done(&known);
			return 0;
		}
		buf_printf(&known, "%s%s", i ? ", " : "", icp.dimension[i].key);
	}
	err_set(err, ERR_INPUT, "dimension: found “%.80s”, expected one of %s", key, buf_str(&known));
	buf_done(&known);
	return -1;
}

int refinement_check_dimension(struct store *s, const char *key, struct err *err)
{
	struct refinement r = { 0 };

	return find_dimension(s, key, &r, err);
}

static int link_all(struct store *s, struct group *g, int64_t id, const int64_t *deals, size_t n, int64_t form, struct err *err)
{
	for (size_t i = 0; i < n; i++) {
		struct deal d;

		if (deal_need(s, deals[i], &d, err))
			return -1;
		deal_done(&d);
		if (refinement_put_deal(s, g, id, deals[i], form, false, err))
			return -1;
	}
	return 0;
}

/* ---- flagged ---- */

struct flagging {
	const char *text;
	const int64_t *deals;
	size_t n;
	int64_t form, id;
};

static int flag(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct flagging *f = arg;
	struct refinement r = { .state = REFINEMENT_FLAGGED, .flagged_by = s->actor.member, .flagged_at = g->at_ms };
	int64_t deal = 0, owner;
	int rc;

	if (access_act(s, "flag_refinement", err) || check_words("what shall change", f->text, err))
		return -1;
	if (!f->n && !f->form)
		return err_set(err, ERR_INPUT, "a flag names the deal that shows it, or the record after its delivery");
	if (f->n > REFINEMENT_DEALS_MAX)
		return err_set(err, ERR_INPUT, "found %zu deals, expected at most %d", f->n, REFINEMENT_DEALS_MAX);
	r.text = xstrdup(f->text);
	r.reason = xstrdup("");
	r.comment = xstrdup("");
	r.id = db_next_id(s->db, "refinement", 1, err);
	rc = r.id < 0 || refinement_put(s, g, NULL, &r, err) ? -1 : link_all(s, g, r.id, f->deals, f->n, f->form, err);
	if (!rc && f->form) {
		rc = form_deal(s, f->form, &deal, &owner, err);
		rc = rc == 1 ? refinement_put_deal(s, g, r.id, deal, f->form, false, err)
			     : rc < 0 ? -1 : err_set(err, ERR_INPUT, "the exchange record of the flag is not there");
	}
	name_group(g, &r, "flagged");
	f->id = r.id;
	refinement_done(&r);
	return rc;
}

int refinement_flag(struct store *s, const char *text, const int64_t *deals, size_t n, int64_t form, int64_t *id, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_REFINEMENT };
	struct flagging f = { text, deals, n, form, 0 };
	int rc = edit(s, &how, flag, &f, NULL, err);

	if (id)
		*id = rc ? 0 : f.id;
	return rc;
}

/* ---- one that is there ---- */

struct acting {
	int64_t id;
	const char *may, *doing;
	int (*fn)(struct store *s, struct group *g, struct refinement *r, struct acting *a, struct err *err);
	const char *words;          /* comment, reason */
	const struct refinement *as; /* of a proposal */
	const int64_t *deals;
	size_t n;
	int64_t deal;
	bool off, approve;
};

static int act(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct acting *a = arg;
	struct refinement was, r;
	int rc;

	if ((a->may && access_act(s, a->may, err)) || need(s, a->id, &was, err))
		return -1;
	refinement_copy(&r, &was);
	rc = a->fn(s, g, &r, a, err);
	name_group(g, &r, a->doing);
	if (!rc)
		rc = refinement_put(s, g, &was, &r, err);
	refinement_done(&was);
	refinement_done(&r);
	return rc;
}

static int run(struct store *s, struct acting *a, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_REFINEMENT, .scope = a->id };

	return edit(s, &how, act, a, NULL, err);
}

static int link_deal(struct store *s, struct group *g, struct refinement *r, struct acting *a, struct err *err)
{
	if (access_act(s, r->state == REFINEMENT_FLAGGED ? "flag_refinement" : "propose_refinement", err))
		return -1;
	if (r->state != REFINEMENT_FLAGGED && r->state != REFINEMENT_PROPOSED)
		return refuse_state(s, r, a->doing, err);
	if (!a->off)
		return link_all(s, g, r->id, &a->deal, 1, 0, err);
	if (refinement_put_deal(s, g, r->id, a->deal, 0, true, err))
		return -1;
	return g->n ? 0 : err_set(err, ERR_INPUT, "refinement %" PRId64 " does not rest on D-%" PRId64, r->id, a->deal);
}

int refinement_link(struct store *s, int64_t id, int64_t deal, bool off, struct err *err)
{
	struct acting a = { .id = id, .doing = off ? "unlinked" : "linked", .fn = link_deal, .deal = deal, .off = off };

	return run(s, &a, err);
}

/* ---- proposed ---- */

static int take_proposal(struct store *s, struct refinement *r, const struct refinement *as, int64_t at_ms, struct err *err)
{
	if (find_dimension(s, as->dimension, r, err) || check_words("a reason", as->reason, err))
		return -1;
	if (text_says(as->text)) {
		if (check_words("what shall change", as->text, err))
			return -1;
		set_words(&r->text, as->text);
	}
	set_words(&r->reason, as->reason);
	r->reclassifies = as->reclassifies != 0;
	r->state = REFINEMENT_PROPOSED;
	r->proposed_by = s->actor.member;
	r->proposed_at = at_ms;
	return 0;
}

static int propose_flagged(struct store *s, struct group *g, struct refinement *r, struct acting *a, struct err *err)
{
	if (r->state != REFINEMENT_FLAGGED)
		return refuse_state(s, r, a->doing, err);
	if (take_proposal(s, r, a->as, g->at_ms, err) || link_all(s, g, r->id, a->deals, a->n, 0, err))
		return -1;
	return check_deals(s, r->id, a->doing, err);
}

static int propose_new(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct acting *a = arg;
	struct refinement r = { 0 };
	int rc;

	if (access_act(s, a->may, err) || check_words("what shall change", a->as->text, err))
		return -1;
	refinement_copy(&r, &(struct refinement){ 0 });
	rc = take_proposal(s, &r, a->as, g->at_ms, err);
	if (!rc)
		r.id = db_next_id(s->db, "refinement", 1, err);
	if (!rc)
		rc = r.id < 0 || refinement_put(s, g, NULL, &r, err) || link_all(s, g, r.id, a->deals, a->n, 0, err) ||
				     check_deals(s, r.id, a->doing, err)
			     ? -1
			     : 0;
	name_group(g, &r, a->doing);
	a->id = r.id;
	refinement_done(&r);
	return rc;
}

int refinement_propose(struct store *s, struct refinement *r, const int64_t *deals, size_t n, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_REFINEMENT };
	struct acting a = { .id = r->id, .may = "propose_refinement", .doing = "proposed", .fn = propose_flagged, .as = r,
			    .deals = deals, .n = n };

	if (n > REFINEMENT_DEALS_MAX)
		return err_set(err, ERR_INPUT, "found %zu deals, expected at most %d", n, REFINEMENT_DEALS_MAX);
	if (r->id)
		return run(s, &a, err);
	if (edit(s, &how, propose_new, &a, NULL, err))
		return -1;
	r->id = a.id;
	return 0;
}

/* ---- decided ---- */

bool refinement_warn(const struct refinement *r, struct buf *out)
{
	if (!r->reclassifies)
		return false;
	buf_puts(out, r->council_at ? "it reclassifies a dimension; its review by the council is marked done"
				    : "it reclassifies a dimension: a review by the council is recommended, and none is marked done");
	return true;
}

static int decide(struct store *s, struct group *g, struct refinement *r, struct acting *a, struct err *err)
{
	if (r->state != REFINEMENT_PROPOSED)
		return refuse_state(s, r, a->doing, err);
	if (r->proposed_by == s->actor.member)
		return err_set(err, ERR_ROLE, "not %s: who proposed it does not decide it", a->doing);
	if (check_words("a comment", a->words, err) || (a->approve && check_deals(s, r->id, a->doing, err)))
		return -1;
	set_words(&r->comment, a->words);
	r->state = a->approve ? REFINEMENT_APPROVED : REFINEMENT_REJECTED;
	r->decided_by = s->actor.member;
	r->decided_at = g->at_ms;
	return 0;
}

int refinement_decide(struct store *s, int64_t id, bool approve, const char *comment, struct err *err)
{
	struct acting a = { .id = id, .may = "approve_refinement", .doing = approve ? "approved" : "rejected", .fn = decide,
			    .words = comment, .approve = approve };

	return run(s, &a, err);
}

static int mark_council(struct store *s, struct group *g, struct refinement *r, struct acting *a, struct err *err)
{
	struct buf when = { 0 };
	int rc = 0;

	if (access_act(s, "propose_refinement", NULL) && access_act(s, "approve_refinement", err))
		return -1;
	if (!refinement_is_open(r) || r->state == REFINEMENT_FLAGGED)
		return refuse_state(s, r, a->doing, err);
	if (!r->reclassifies)
		return err_set(err, ERR_REFUSED, "refinement %" PRId64 " reclassifies no dimension: no review by the council is recommended", r->id);
	if (r->council_at) {
		calendar_format_moment(s->calendar, r->council_at, s->now(s), &when);
		rc = err_set(err, ERR_REFUSED, "its review by the council was marked done %s", buf_str(&when));
	}
	r->council_at = g->at_ms;
	buf_done(&when);
	return rc;
}

int refinement_council(struct store *s, int64_t id, struct err *err)
{
	struct acting a = { .id = id, .doing = "reviewed by the council", .fn = mark_council };

	return run(s, &a, err);
}

static int withdraw(struct store *s, struct group *g, struct refinement *r, struct acting *a, struct err *err)
{
	bool own = s->actor.member && (r->flagged_by == s->actor.member || r->proposed_by == s->actor.member);

	(void)g;
	if (!refinement_is_open(r))
		return refuse_state(s, r, a->doing, err);
	if (access_act(s, own && r->state == REFINEMENT_FLAGGED ? "flag_refinement" : "propose_refinement", err))
		return -1;
	r->state = REFINEMENT_WITHDRAWN;
	return 0;
}

int refinement_withdraw(struct store *s, int64_t id, struct err *err)
{
	struct acting a = { .id = id, .doing = "withdrawn", .fn = withdraw };

	return run(s, &a, err);
}

/* ---- applied ---- */

/* In the transaction that stored the version. */
static int note_applied(struct store *s, struct group *g, const struct config_made *made, void *arg, struct err *err)
{
	struct acting *a = arg;
	struct refinement was, r;
	int rc = need(s, a->id, &was, err);

	if (rc)
		return -1;
	if (was.state != REFINEMENT_APPROVED) {
		rc = was.state == REFINEMENT_APPLIED
			     ? refuse_state(s, &was, a->doing, err)
			     : err_set(err, ERR_REFUSED, "not applied: refinement %" PRId64 " is %s, and only an approved one is", was.id,
				       refinement_state_key(was.state));
	} else if (was.icp_config != made->was_id) {
		rc = err_set(err, ERR_REFUSED, "not applied: the qualification model became version %d since this was proposed;"
			     " withdraw it and propose it again over the model as it is", made->version - 1);
	}
	refinement_copy(&r, &was);
	r.state = REFINEMENT_APPLIED;
	r.applied_config = made->id;
	if (!rc) {
		name_group(g, &was, a->doing);
		rc = refinement_put(s, g, &was, &r, err);
	}
	refinement_done(&was);
	refinement_done(&r);
	return rc;
}

int refinement_apply(struct store *s, int64_t id, const char *icp_ini, struct err *err)
{
	struct acting a = { .id = id, .doing = "applied" };
	char *now = NULL;
	bool same;

	if (access_act(s, "propose_refinement", err) || config_get(s, ICP, &now, NULL, NULL, err) < 0)
		return -1;
	same = now && !strcmp(now, icp_ini);
	free(now);
	if (same)
		return err_set(err, ERR_REFUSED, "not applied: the file is the qualification model as it stands");
	return config_put_with(s, ICP, icp_ini, note_applied, &a, err);
}
