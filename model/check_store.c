#include "model/check_store.h"

#include "model/check_private.h"
#include "model/clock.h"
#include "model/cut.h"
#include "model/deal_private.h"
#include "model/event.h"
#include "model/fact.h"
#include "model/sum_deal.h"

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

enum { CHECK_OWNERS };

static int clock_differs(void *arg, int64_t deal, const struct clock *was, const struct clock *is)
{
	struct checking *c = arg;
	const struct clock_rule *rule = clock_rule_id(c->s->clocks, is ? is->kind : was->kind);

	return check_say(c, "clock %s of D-%lld: stored %s what its events give", rule ? rule->key : "?",
			 (long long)deal, !is ? "and more than" : was ? "differs from" : "row is missing for");
}

static int derived_differs(void *arg, const char *sentence)
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
		rc = clocks_compare(s, clock_differs, &c, err) || check_owners(&c, err) ||
				     sum_deals_compare(s, derived_differs, &c, err) ? -1 : 0;
		if (!rc)
			rc = facts_compare(s, derived_differs, &c, err);
		if (!rc && history_verify(s, &say))
			check_say(&c, "%s", say.text);
		if (!rc && deep)
			rc = check_deep(&c, err);
	}
	*findings = c.n;
	return rc;
}

const struct sql check_sql[] = {
	[CHECK_OWNERS] = { "check_clock_owners",
		"select c.subject, c.kind from clock c join deal d on d.id = c.subject where c.subject_kind = 1 and c.owner <>"
		" case c.owner_role when 'ae' then d.owner when 'csm' then d.csm else 0 end order by c.subject, c.kind" },
	{ NULL, NULL },
};
