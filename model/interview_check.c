#include "model/interview_check.h"

#include "model/buf.h"
#include "model/deal.h"
#include "model/interview_field.h"
#include "model/interview_private.h"
#include "model/member.h"
#include "model/stage.h"
#include "model/text.h"

#include <inttypes.h>
#include <string.h>

static const struct six_item shipped[SIX_COUNT];

/* ---- the six ---- */

static int check_account(struct store *s, const struct interview *i, struct six_item *six, struct err *err)
{
	struct deal d;

	if (deal_need(s, i->deal, &d, err))
		return -1;
	six->is_there = d.company && d.outcome != OUTCOME_NONE;
	if (!d.company)
		six->missing = "the deal names no account";
	deal_done(&d);
	return 0;
}

static void check_captured(const struct captured_row *rows, size_t n, struct six_item out[SIX_COUNT])
{
	static const struct {
		enum captured field;
		enum six six;
	} of[] = { { CAPTURED_CRITERION, SIX_CRITERIA }, { CAPTURED_COMPETITOR, SIX_COMPETITORS },
		   { CAPTURED_PRICE, SIX_PRICE }, { CAPTURED_SUMMARY, SIX_SUMMARY } };

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < sizeof of / sizeof *of; k++)
			if (rows[i].field == of[k].field && rows[i].text[strspn(rows[i].text, " \t\r\n")])
				out[of[k].six].is_there = true;
}

int interview_check(struct store *s, const struct interview *i, struct six_item out[SIX_COUNT], struct err *err)
{
	struct captured_row *rows;
	size_t n;

	memcpy(out, shipped, sizeof shipped);
	if (check_account(s, i, &out[SIX_ACCOUNT], err) || captured_list(s, i, &rows, &n, err))
		return -1;
	check_captured(rows, n, out);
	captured_done(rows, n);
	out[SIX_RESPONDENT].is_there = i->held_at && i->respondent_role;
	if (i->held_at)
		out[SIX_RESPONDENT].missing = "say which part the respondent had in the decision";
	return 0;
}

/* ---- who ---- */

int interview_may_validate(struct store *s, const struct interview *i, struct err *err)
{
	const unsigned roles = 1u << ROLE_ANALYST | 1u << ROLE_SALES_OPS | 1u << ROLE_ADMIN;

	if (!s->actor.member)
		return access_stranger(s, err);
	if (!(s->actor.roles & roles) && !(s->actor.duties & 1u << DUTY_REVIEWER))
		return err_set(err, ERR_ROLE, "an interview is validated by who has the duty reviewer, or by analyst, sales_ops"
			       " or admin");
	if (!i->interviewer)
		return err_set(err, ERR_REFUSED, "the interview names nobody who asked: then nobody else can be told from that"
			       " person; name the interviewer first");
	if (i->interviewer == s->actor.member)
		return err_set(err, ERR_REFUSED, "you asked the questions: somebody else validates (the duty reviewer, analyst,"
			       " sales_ops, admin)");
	return 0;
}

/* ---- whole acts ---- */

struct judging {
	int64_t id;
	const char *why; /* NULL: validated */
};

static int name_group(struct store *s, struct group *g, const struct interview *i, struct err *err)
{
	struct buf title = { 0 };
	int rc = deal_name(s, i->deal, &title, err);

	buf_printf(&title, ": interview %s", i->state == INTERVIEW_VALIDATED ? "validated" : "flagged as incomplete");
	if (!rc)
		group_title(g, buf_str(&title));
	buf_done(&title);
	return rc;
}

static int refuse_missing(struct store *s, const struct interview *i, struct err *err)
{
	struct six_item six[SIX_COUNT];
	struct buf list = { 0 };

	if (interview_check(s, i, six, err))
		return -1;
	for (size_t k = 0; k < SIX_COUNT; k++)
		if (!six[k].is_there)
			buf_printf(&list, "%s%s: %s", list.len ? "; " : "", six[k].title, six[k].missing);
	if (list.len)
		err_set(err, ERR_REFUSED, "not validated; missing: %s", buf_str(&list));
	buf_done(&list);
	return err->kind ? -1 : 0;
}

static int refuse_state(const struct interview *i, struct err *err)
{
	if (i->state == INTERVIEW_HELD || i->state == INTERVIEW_INCOMPLETE)
		return 0;
	if (i->state == INTERVIEW_VALIDATED)
		return err_set(err, ERR_REFUSED, "the interview I-%" PRId64 " is validated already", i->id);
	return err_set(err, ERR_REFUSED, "the interview I-%" PRId64 " is %s: only one that was held is validated", i->id,
		       interview_state_key(i->state));
}

static int flag(struct store *s, struct group *g, const struct interview *was, const char *why, struct err *err)
{
	struct form_save save = { .form = was->form, .field = captured_kind(CAPTURED_FLAG)->key, .layer = LAYER_LIVE,
				  .text = why, .reply = -1, .again = -1, .class = CLASS_INTERVIEW, .base_rev = -1 };

	return form_value_put(s, g, &save, NULL, err);
}

static int validate(struct store *s, const struct interview *was, struct interview *i, int64_t at_ms, struct err *err)
{
	struct err missing = { 0 };

	if (refuse_state(was, err) || interview_may_validate(s, was, err))
		return -1;
	if (refuse_missing(s, was, &missing)) {
		*err = missing;
		return -1;
	}
	i->state = INTERVIEW_VALIDATED;
	i->validated_at = at_ms;
	i->validated_by = s->actor.member;
	return 0;
}

int interview_validated(struct store *s, struct group *g, const struct interview *was, struct interview *i, int64_t by, int64_t at_ms,
			struct err *err)
{
	struct err missing = { 0 };

	if (refuse_state(was, err) || interview_may_validate(s, &(struct interview){ .interviewer = -1 }, err))
		return -1;
	if (!was->interviewer || was->interviewer == by)
		return err_set(err, ERR_REFUSED, was->interviewer ? "who asked the questions cannot have validated the interview"
								  : "the interview names nobody who asked, and so nobody else can have validated it");
	if (refuse_missing(s, was, &missing)) {
		*err = missing;
		return -1;
	}
	i->state = INTERVIEW_VALIDATED;
	i->validated_at = at_ms;
	i->validated_by = by;
	return interview_put(s, g, was, i, err);
}

static int set_aside(struct store *s, const struct interview *was, struct interview *i, struct err *err)
{
	if (was->state != INTERVIEW_VALIDATED && was->state != INTERVIEW_INCOMPLETE && refuse_state(was, err))
		return -1;
	/* Who asked may flag his own record; only a reviewer takes a validated one back. */
	if (was->state == INTERVIEW_VALIDATED ? interview_may_validate(s, was, err) : interview_may_write(s, was, err))
		return -1;
	i->state = INTERVIEW_INCOMPLETE;
	i->validated_at = i->validated_by = 0;
	return 0;
}

static int judge(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct judging *j = arg;
	struct interview was, i;
	int rc;

	if (interview_need(s, j->id, &was, err))
		return -1;
	interview_copy(&i, &was);
	rc = j->why ? set_aside(s, &was, &i, err) : validate(s, &was, &i, g->at_ms, err);
	if (!rc && i.state != was.state)
		rc = interview_put(s, g, &was, &i, err);
	if (!rc)
		rc = flag(s, g, &was, j->why ? j->why : "", err);
	if (!rc && g->n)
		rc = name_group(s, g, &i, err);
	interview_done(&was);
	interview_done(&i);
	return rc;
}

static int run(struct store *s, struct judging *j, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "interview judged", .scope_kind = SUBJECT_INTERVIEW,
				  .scope = j->id };

	return edit(s, &how, judge, j, NULL, err);
}

int interview_validate(struct store *s, int64_t id, struct err *err)
{
	return run(s, &(struct judging){ id, NULL }, err);
}

int interview_flag(struct store *s, int64_t id, const char *why, struct err *err)
{
	if (!text_says(why))
		return err_set(err, ERR_REFUSED, "not flagged as incomplete: say why");
	return run(s, &(struct judging){ id, why }, err);
}

static const struct six_item shipped[SIX_COUNT] = {
	[SIX_ACCOUNT] = { "Account name and outcome", false, "the deal is open: it has no outcome yet" },
	[SIX_RESPONDENT] = { "Interview date, respondent's role", false, "say when it was held" },
	[SIX_CRITERIA] = { "Key decision criteria", false, "note at least one criterion" },
	[SIX_COMPETITORS] = { "Competitor mentions", false, "note who was named, or “none”" },
	[SIX_PRICE] = { "Pricing or value objections", false, "note what was said of price and value, or “none”" },
	[SIX_SUMMARY] = { "Summary of main reasons", false, "write the main reasons in short" },
};
