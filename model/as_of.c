#include "model/as_of.h"

#include "model/value.h"

struct as_of as_of_now(struct store *s)
{
	struct as_of a = { .data_version = db_data_version(s->db, NULL), .changes = db_total_changes(s->db),
			   .member = s->actor.member, .rev = s->actor.rev, .config = s->config_version,
			   .from = s->now(s), .until = NO_MOMENT };

	a.is_set = a.data_version >= 0 && !db_in_tx(s->db);
	return a;
}

bool as_of_holds(struct store *s, const struct as_of *a)
{
	int64_t now = s->now(s);

	return a->is_set && !db_in_tx(s->db) && now >= a->from && (a->until == NO_MOMENT || now < a->until) &&
	       a->member == s->actor.member && a->rev == s->actor.rev && a->config == s->config_version &&
	       a->changes == db_total_changes(s->db) && a->data_version == db_data_version(s->db, NULL);
}
