#include "tests/bench/won.h"

#include "model/debrief.h"
#include "model/event.h"
#include "model/member.h"
#include "model/store.h"
#include "tests/bench/bench.h"

#include <stdio.h>

/* The win of deal number i, hours ago: some are late, some soon, most have days. */
static int open_one(struct store *s, struct group *g, const struct deal *d, long i, struct err *err)
{
	struct new_event won = { .deal = d->id, .kind = EV_WON, .at_ms = s->now(s) - (i % 200) * 3600000, .for_ms = NO_MOMENT };

	return debrief_create(s, g, d, err) || event_add(s, g, &won, err) ? -1 : 0;
}

static int open_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	long left = *(const long *)arg, made = 0;
	struct deal d;
	int rc = 1;

	for (int64_t id = 1; made < left && (rc = deal_get(s, id, &d, err)) == 1; id++) {
		if (d.stage == STAGE_WON)
			rc = open_one(s, g, &d, made++, err);
		deal_done(&d);
		if (rc < 0)
			return -1;
	}
	return rc < 0 ? -1 : 0;
}

int won_debriefs(const char *db, long count)
{
	static const unsigned roles = 1u << ROLE_ADMIN | 1u << ROLE_CSM;
	struct group_open how = { .kind = GROUP_EDIT, .title = "debriefs of won deals" };
	struct err err = { 0 };
	struct store *s;
	int rc = store_open(&s, &(struct store_options){ .path = db, .login = BENCH_LOGIN }, NULL, &err);

	if (!rc) {
		rc = member_set(s, BENCH_LOGIN, &roles, NULL, NULL, NULL, NULL, &err) || edit(s, &how, open_all, &count, NULL, &err);
		store_close(s);
	}
	if (rc)
		fprintf(stderr, "bench: no debriefs in %s: %s\n", db, err.text);
	return rc ? -1 : 0;
}
