/* The samples of all programmes as a table: which deals were drawn, why, and what became of each. */
#include "model/export_private.h"

#include "model/candidate.h"
#include "model/dict.h"
#include "model/member.h"

#include <inttypes.h>
#include <stdio.h>

static void put_text(struct export *x, const char *text)
{
	sheet_text(x->sheet, text && *text ? text : NULL);
}

static void put_number(struct export *x, const char *letter, int64_t id)
{
	char word[32];

	snprintf(word, sizeof word, "%s-%" PRId64, letter, id);
	sheet_word(x->sheet, id ? word : NULL);
}

static const char *const states[] = { "drawn", "invited", "refused", "dropped" };

static void put_sampled(struct export *x, const struct programme *p, const struct candidate *c, const struct selection *s)
{
	put_text(x, p->title);
	export_put_number(x, c->deal);
	put_text(x, c->company);
	sheet_word(x->sheet, candidate_outcome_key(c->outcome));
	put_text(x, c->segment ? dict_title(x->s, c->segment) : NULL);
	sheet_word(x->sheet, candidate_size_key(c->size));
	sheet_word(x->sheet, candidate_standing_key(c->standing));
	put_text(x, s->reason);
	put_text(x, s->interviewer ? member_login(x->s, s->interviewer) : NULL);
	put_text(x, s->refusal);
	put_text(x, s->approved_by ? member_login(x->s, s->approved_by) : NULL);
	put_text(x, s->approval);
	put_number(x, "I", c->interview);
	sheet_word(x->sheet, states[s->state]);
	sheet_moment(x->sheet, s->drawn_at);
	sheet_end_row(x->sheet);
}

static bool is_wanted(const struct export *x, const struct candidate *c, const struct selection *s)
{
	return s->drawn_at >= x->since_ms &&
	       (!x->opt->quarter || (c->closed_day >= x->first_day && c->closed_day <= x->last_day));
}

static int put_asked(void *arg, const struct programme *p)
{
	const int64_t words[] = { p->segment, p->region, p->industry, p->tier, p->product };
	struct export *x = arg;
	struct buf types = { 0 };

	if (p->made_at < x->since_ms || (x->opt->quarter && (p->to_day < x->first_day || p->from_day > x->last_day)))
		return 0;
	programme_types(p->types, &types);
	put_text(x, p->title);
	put_text(x, p->objective);
	put_text(x, p->questions);
	sheet_word(x->sheet, buf_str(&types));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		put_text(x, words[i] ? dict_title(x->s, words[i]) : NULL);
	sheet_day(x->sheet, p->from_day);
	sheet_day(x->sheet, p->to_day);
	sheet_int(x->sheet, p->wanted, p->wanted > 0);
	sheet_word(x->sheet, cadence_key(p->cadence));
	put_text(x, p->owner ? member_login(x->s, p->owner) : NULL);
	sheet_moment(x->sheet, p->made_at);
	sheet_end_row(x->sheet);
	buf_done(&types);
	return 0;
}

int export_programmes(struct export *x, struct err *err)
{
	bool hidden = access_read(x->s, CLASS_INTERVIEW) != ACCESS_ALL;
	const struct sheet_column columns[] = {
		{ "title", hidden },  { "objective", hidden }, { "questions", hidden }, { "types", hidden },  { "segment", hidden },
		{ "region", hidden }, { "industry", hidden },  { "tier", hidden },	{ "product", hidden }, { "from", hidden },
		{ "to", hidden },     { "wanted", hidden },    { "cadence", hidden },	{ "owner", hidden },  { "made", hidden },
	};

	return export_open(x, columns, sizeof columns / sizeof *columns, err) || programme_each(x->s, put_asked, x, err) ? -1 : 0;
}

struct putting {
	struct export *x;
	struct err *err;
};

static int put_programme(void *arg, const struct programme *p)
{
	struct putting *to = arg;
	struct candidates all;
	int rc = candidates_load(to->x->s, p, &all, to->err);

	for (size_t i = 0; !rc && i < all.n; i++) {
		struct selection s;
		int got = all.at[i].selection ? selection_of(to->x->s, p->id, all.at[i].deal, &s, to->err) : 0;

		if (got == 1 && is_wanted(to->x, &all.at[i], &s))
			put_sampled(to->x, p, &all.at[i], &s);
		if (got == 1)
			selection_done(&s);
		rc = got < 0 ? -1 : 0;
	}
	candidates_done(&all);
	return rc;
}

int export_sample(struct export *x, struct err *err)
{
	bool hidden = access_read(x->s, CLASS_DEAL) == ACCESS_NO || access_read(x->s, CLASS_INTERVIEW) != ACCESS_ALL;
	const struct sheet_column columns[] = {
		{ "programme", hidden }, { "deal", hidden },	 { "company", hidden }, { "outcome", hidden },
		{ "segment", hidden },	 { "size", hidden },	 { "standing", hidden }, { "reason", hidden },
		{ "interviewer", hidden }, { "refusal", hidden }, { "approved_by", hidden }, { "approval", hidden },
		{ "interview", hidden }, { "state", hidden || !x->table }, { "drawn", hidden || !x->table },
	};
	struct putting to = { x, err };

	return export_open(x, columns, sizeof columns / sizeof *columns, err) || programme_each(x->s, put_programme, &to, err) ? -1
																: 0;
}
