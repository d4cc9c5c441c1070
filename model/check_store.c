#include "model/check_store.h"

#include "model/check_private.h"
#include "model/clock.h"
#include "model/cut.h"
#include "model/deal_private.h"
#include "model/event.h"
#include "model/fact.h"

#include <stdio.h>
#include <string.h>

int check_say(struct checking *c, const char *fmt, ...)
{
	char text[400];
	va_list ap;

	va_start(ap, fmt);
	cut_print(text, sizeof text, fmt, ap);
	va_end(ap);
	c->n++;
	return c->report(c->arg, text);
}

int check_note(struct checking *c, const char *fmt, ...)
{
	char text[400] = "note: ";
	size_t len = strlen(text);
	va_list ap;

	va_start(ap, fmt);
	cut_print(text + len, sizeof text - len, fmt, ap);
	va_end(ap);
	return c->report(c->arg, text);
}

enum { CHECK_SUMS, CHECK_OWNERS };

static int clock_differs(void *arg, int64_t deal, const struct clock *was, const struct clock *is)
{
	struct checking *c = arg;
	const struct clock_rule *rule = clock_rule_id(c->s->clocks, is ? is->kind : was->kind);

	return check_say(c, "clock %s of D-%lld: stored %s what its events give", rule ? rule->key : "?",
			 (long long)deal, !is ? "and more than" : was ? "differs from" : "row is missing for");
}

static int facts_differ(void *arg, const char *sentence)
{
	return check_say(arg, "%s", sentence);
}

static int check_owners(struct checking *c, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, &check_sql[CHECK_OWNERS], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1)
		check_say(c, "clock %lld of D-%lld: its owner is not the deal's", (long long)db_col(st, 1),
			  (long long)db_col(st, 0));
	return rc;
}

static int check_sums(struct checking *c, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, &check_sql[CHECK_SUMS], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1)
		check_say(c,
			  "sum of stage %lld, outcome %lld, owner %lld: stored %lld deals and %lld, counted %lld and"
			  " %lld",
			  (long long)db_col(st, 0), (long long)db_col(st, 1), (long long)db_col(st, 2),
			  (long long)db_col(st, 3), (long long)db_col(st, 4), (long long)db_col(st, 5),
			  (long long)db_col(st, 6));
	return rc;
}

int store_check(struct store *s, bool deep, int (*report)(void *arg, const char *text), void *arg, size_t *findings,
		struct err *err)
{
	struct checking c = { s, report, arg, 0 };
	struct err say = { 0 };
	int rc = 0;

	/* In a file that is damaged the other checks would only follow the damage. */
	if (db_integrity(s->db, &say)) {
		check_say(&c, "%s", say.text);
	} else {
		rc = clocks_compare(s, clock_differs, &c, err) || check_owners(&c, err) || check_sums(&c, err) ? -1 : 0;
		if (!rc)
			rc = facts_compare(s, facts_differ, &c, err);
		if (!rc && history_verify(s, &say))
			check_say(&c, "%s", say.text);
		if (!rc && deep)
			rc = check_deep(&c, err);
	}
	*findings = c.n;
	return rc;
}

const struct sql check_sql[] = {
	[CHECK_SUMS] = { "check_sums",
			 "with told as (select stage, outcome, owner, sum(n) n, sum(amount_minor) a from sum_deal"
			 " group by stage, outcome, owner),"
			 " counted as (select stage, outcome, owner, count(*) n, coalesce(sum(amount_minor), 0) a "
			 "from deal where gone = 0"
			 " group by stage, outcome, owner)"
			 " select t.stage, t.outcome, t.owner, cast(t.n as bigint), cast(t.a as bigint), "
			 "cast(coalesce(c.n, 0) as bigint),"
			 " cast(coalesce(c.a, 0) as bigint) from told t left join counted c on c.stage = t.stage and"
			 " c.outcome = t.outcome and c.owner = t.owner where t.n <> coalesce(c.n, 0) or t.a <> "
			 "coalesce(c.a, 0)"
			 " union all select c.stage, c.outcome, c.owner, 0, 0, cast(c.n as bigint), cast(c.a as "
			 "bigint) from counted c"
			 " where not exists (select 1 from told t where t.stage = c.stage and t.outcome = c.outcome "
			 "and t.owner = c.owner)" },
	[CHECK_OWNERS] = { "check_clock_owners",
		"select c.subject, c.kind from clock c join deal d on d.id = c.subject where c.subject_kind = 1 and c.owner <>"
		" case c.owner_role when 'ae' then d.owner when 'csm' then d.csm else 0 end order by c.subject, c.kind" },
	{ NULL, NULL },
};
