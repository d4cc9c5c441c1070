#include "tests/bench/said.h"

#include "model/coding.h"
#include "model/db/db.h"
#include "model/member.h"
#include "model/store.h"
#include "tests/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

static const struct sql pass_insert, code_insert, mark_insert;
static const char *const words[];
static const size_t words_n;

struct saying {
	long notes; /* of the coded interviews, each */
	uint64_t random;
	int64_t coder[2];
	struct taxonomy taxonomy;
};

static unsigned below(uint64_t *state, unsigned n)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)((*state >> 33) * n >> 31);
}

/* Eight to forty words; the product of two draws prefers the first of the list. */
static void put_words(struct buf *out, uint64_t *random)
{
	unsigned n = 8 + below(random, 33);

	for (unsigned i = 0; i < n; i++) {
		unsigned at = below(random, 1 + below(random, (unsigned)words_n));

		buf_printf(out, "%s%s", i ? i % 9 ? " " : ", " : "", words[at]);
	}
	if (!below(random, 4))
		buf_puts(out, ", and " SAID_OFTEN " came last");
	if (!below(random, 1000))
		buf_puts(out, "; no " SAID_RARE " was met");
	buf_putc(out, '.');
}

static int put_note(struct store *s, struct group *g, const struct interview *i, uint64_t *random, const char *word, int64_t *id,
		    int64_t *text, struct err *err)
{
	struct interview_note n;
	struct buf out = { 0 };
	int rc;

	interview_note_init(&n, i->id, below(random, 3) ? SAID_QUOTE : SAID_FACT);
	put_words(&out, random);
	if (word)
		buf_printf(&out, " It was about the %s.", word);
	free(n.text);
	n.text = buf_take(&out);
	rc = interview_note_put(s, g, i, NULL, &n, err);
	*id = n.id;
	*text = n.text_id;
	interview_note_done(&n);
	return rc;
}

/* ---- codes ---- */

static int run(struct store *s, const struct sql *sql, const int64_t *value, int n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, sql, err);

	for (int i = 0; st && i < n; i++)
		db_int(st, i + 1, value[i]);
	return st ? db_run(st, err) : -1;
}

/* One theme, or "read, no theme fits" by one of eight. The second coder follows the first three times out of four. */
static int code_note(struct saying *k, struct store *s, int64_t pass, int64_t note, int64_t text, size_t theme, struct err *err)
{
	int64_t mark[] = { pass, note, text }, code[] = { db_next_id(s->db, "code", 1, err), pass, note, text, 0, s->now(s) };

	if (theme >= k->taxonomy.n)
		return run(s, &mark_insert, mark, 3, err);
	code[4] = k->taxonomy.theme[theme].id;
	return code[0] < 0 ? -1 : run(s, &code_insert, code, 6, err);
}

static int code_notes(struct saying *k, struct store *s, int64_t interview, const int64_t *notes, long n, struct err *err)
{
	int64_t pass = db_next_id(s->db, "coding_pass", 2, err);
	unsigned choices = (unsigned)(k->taxonomy.n + k->taxonomy.n / 7);

	for (int i = 0; i < 2; i++) {
		int64_t row[] = { pass + i, interview, k->coder[i], k->taxonomy.id, s->now(s) };

		if (pass < 0 || run(s, &pass_insert, row, 5, err))
			return -1;
	}
	for (long i = 0; i < n; i++) {
		size_t first = below(&k->random, choices), other = below(&k->random, 4) ? first : below(&k->random, choices);

		if (code_note(k, s, pass, notes[2 * i], notes[2 * i + 1], first, err) ||
		    code_note(k, s, pass + 1, notes[2 * i], notes[2 * i + 1], other, err))
			return -1;
	}
	return 0;
}

/* ---- interviews ---- */

static int validate(struct store *s, struct group *g, struct interview *i, struct err *err)
{
	struct interview was = *i;

	i->state = INTERVIEW_VALIDATED;
	i->validated_at = s->now(s);
	i->validated_by = s->actor.member;
	return interview_put(s, g, &was, i, err);
}

static int put_one(struct saying *k, struct store *s, struct group *g, int64_t deal, const char *ext, long notes, struct err *err)
{
	struct interview i;
	int64_t *made = xcalloc((size_t)notes, 2 * sizeof *made);
	int rc;

	interview_init(&i);
	i.deal = deal;
	i.ext = ext ? xstrdup(ext) : NULL;
	i.state = INTERVIEW_HELD;
	i.held_at = s->now(s);
	i.consent_notes = i.consent_quote = CONSENT_GIVEN;
	rc = interview_put(s, g, NULL, &i, err);
	for (long n = 0; !rc && n < notes; n++)
		rc = put_note(s, g, &i, &k->random, n ? NULL : ext, &made[2 * n], &made[2 * n + 1], err);
	if (!rc)
		rc = validate(s, g, &i, err);
	if (!rc && !ext)
		rc = code_notes(k, s, i.id, made, notes, err);
	interview_done(&i);
	free(made);
	return rc;
}

static int put_all(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct saying *k = arg;

	if (put_one(k, s, g, 1, SAID_LONG_ID, SAID_LONG, err) || put_one(k, s, g, 2, SAID_SHORT_ID, SAID_SHORT, err))
		return -1;
	for (int i = 0; i < SAID_CODED; i++)
		if (put_one(k, s, g, 3 + i, NULL, k->notes, err))
			return -1;
	return 0;
}

static int make(struct store *s, struct saying *k, struct err *err)
{
	static const char *const logins[] = { "coder1", "coder2" };
	static const unsigned roles = 1u << ROLE_ADMIN | 1u << ROLE_ANALYST;
	struct group_open how = { .kind = GROUP_EDIT, .title = "interviews" };

	if (member_set(s, BENCH_LOGIN, &roles, NULL, NULL, NULL, NULL, err) || taxonomy_get(s, 0, &k->taxonomy, err) != 1)
		return -1;
	for (int i = 0; i < 2; i++) {
		struct member m = { 0 };

		if (member_add(s, logins[i], 1u << ROLE_ANALYST, 0, err) || member_by_login(s, logins[i], &m, err) != 1)
			return -1;
		k->coder[i] = m.id;
		member_done(&m);
	}
	return edit(s, &how, put_all, k, NULL, err);
}

int said_make(const char *db, long notes)
{
	struct saying k = { .notes = (notes - SAID_LONG - SAID_SHORT) / SAID_CODED, .random = 20261122 };
	struct err err = { 0 };
	struct store *s;
	int rc = store_open(&s, &(struct store_options){ .path = db, .login = BENCH_LOGIN }, NULL, &err);

	if (!rc) {
		rc = make(s, &k, &err);
		taxonomy_done(&k.taxonomy);
		store_close(s);
	}
	if (rc)
		fprintf(stderr, "bench: no interviews in %s: %s\n", db, err.text);
	return rc ? -1 : 0;
}

/* As they stand when both have released. */
static const struct sql
	pass_insert = { "bench_pass", "insert into coding_pass (id, interview, coder, taxonomy, opened_at, closed_at, released_at)"
				      " values ($1, $2, $3, $4, $5, $5, $5)" },
	code_insert = { "bench_code", "insert into code (id, pass, note, text, theme, made_at) values ($1, $2, $3, $4, $5, $6)" },
	mark_insert = { "bench_mark", "insert into pass_note (pass, note, text) values ($1, $2, $3)" };

static const char *const words[] = {
	"the", "we", "of", "it", "and", "a", "to", "was", "that", "they", "had", "our", "for", "in", "not", "with", "us", "team",
	"on", "as", "this", "when", "would", "call", "but", "before", "after", "asked", "said", "what", "then", "who", "by", "at",
	"one", "two", "year", "month", "week", "quarter", "plan", "data", "system", "vendor", "contract", "budget", "board",
	"finance", "security", "legal", "audit", "review", "demo", "pilot", "trial", "support", "training", "rollout", "feature",
	"report", "export", "import", "integration", "migration", "license", "renewal", "discount", "term", "offer", "quote",
	"competitor", "shortlist", "sponsor", "champion", "owner", "director", "manager", "engineer", "analyst", "consultant",
	"answer", "question", "promise", "delay", "reason", "doubt", "risk", "trust", "reference", "customer", "site", "region",
	"language", "weekend", "holiday", "outage", "ticket", "backlog", "roadmap", "release", "version", "module", "screen",
	"mobile", "browser", "server", "cloud", "network", "password", "login", "access", "role", "approval", "signature",
	"invoice", "payment", "currency", "tax", "margin", "forecast", "target", "bonus", "hiring", "merger", "office", "plant",
	"warehouse", "truck", "shift", "union", "press", "rumour", "letter", "email", "meeting", "workshop", "slide", "number",
	"spreadsheet", "template", "form", "field", "deadline", "window", "freeze", "audience", "segment", "market", "partner",
	"reseller", "subsidiary", "headquarters", "kitchen", "corridor", "elevator", "breakfast", "umbrella", "lantern", "harbour",
	"quarry", "orchard", "pavilion", "gazebo", "ferry", "tunnel", "viaduct", "meadow", "glacier", "tundra", "savanna",
};
static const size_t words_n = sizeof words / sizeof *words;
