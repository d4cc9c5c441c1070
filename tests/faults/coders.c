#include "tests/faults/coders.h"

#include "model/buf.h"
#include "model/deal.h"
#include "model/member.h"

#include <stdio.h>
#include <stdlib.h>

#define NOW_MS INT64_C(1795510800000)

static const char *const notes[CODERS_NOTES] = {
	"Honestly the number was fine. What killed it was nobody could tell us who would own the migration.",
	"Two vendors in the final round; the other ran a paid pilot.",
	"They wanted proof of onboarding, not a lower price.",
	"Security review took eleven days.",
};

void coders_stop(const char *what, const struct err *err)
{
	fprintf(stderr, "%s: %s\n", what, err->text);
	exit(1);
}

void coders_as(struct coders *c, const char *login)
{
	struct err err = { 0 };

	if (store_act_as(c->s, login, &err))
		coders_stop(login, &err);
}

struct store *coders_open_again(const char *path, const char *login)
{
	struct store_options opt = { .path = path, .login = login, .zone = "UTC", .now_ms = NOW_MS, .now_frozen = true, .seed = 3,
				     .db_flags = DB_CREATE };
	struct err err = { 0 };
	struct store *s;

	if (store_open(&s, &opt, NULL, &err))
		coders_stop("open", &err);
	return s;
}

static int64_t make_deal(struct store *s)
{
	struct err err = { 0 };
	struct deal d;
	int64_t id;

	deal_init(&d);
	d.name = xstrdup("Stagg rollout");
	if (deal_add(s, &d, &err))
		coders_stop("deal", &err);
	id = d.id;
	deal_done(&d);
	if (deal_change(s, id, "company", "Stagg Industrial", &err) || deal_change(s, id, "owner", "mira", &err))
		coders_stop("deal", &err);
	return id;
}

static void make_interview(struct coders *c)
{
	struct err err = { 0 };
	struct interview i;

	interview_init(&i);
	i.deal = make_deal(c->s);
	if (interview_add(c->s, &i, &err) || interview_consent(c->s, i.id, PERMIT_NOTES, CONSENT_GIVEN, NULL, &err) ||
	    interview_hold(c->s, i.id, c->s->now(c->s), &err))
		coders_stop("interview", &err);
	c->interview = i.id;
	interview_done(&i);
	for (int k = 0; k < CODERS_NOTES; k++) {
		struct interview_note n;

		interview_note_init(&n, c->interview, k % 2 ? SAID_FACT : SAID_QUOTE);
		free(n.text);
		n.text = xstrdup(notes[k]);
		if (interview_note_save(c->s, NULL, &n, NULL, &err))
			coders_stop("note", &err);
		c->note[k] = n.id;
		interview_note_done(&n);
	}
	if (db_script(c->s->db, "update interview set state = 4", &err))
		coders_stop("validated", &err);
}

static void find_themes(struct coders *c)
{
	struct taxonomy t;
	struct err err = { 0 };
	size_t n = 0;

	if (taxonomy_get(c->s, 0, &t, &err) != 1)
		coders_stop("taxonomy", &err);
	for (size_t i = 0; i < t.n && n < 7; i++)
		if (!t.theme[i].parent)
			c->theme[n++] = t.theme[i].id;
	taxonomy_done(&t);
}

void coders_open(struct coders *c, const char *path)
{
	static const struct {
		const char *login;
		enum role role;
	} members[] = { { "ana", ROLE_ANALYST }, { "ben", ROLE_ANALYST }, { "mira", ROLE_AE }, { "cora", ROLE_CRO },
			{ "olga", ROLE_SALES_OPS }, { "rex", ROLE_READONLY } };
	struct err err = { 0 };

	*c = (struct coders){ .s = coders_open_again(path, "dana") };
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (member_add(c->s, members[i].login, 1u << members[i].role, 0, &err))
			coders_stop(members[i].login, &err);
	make_interview(c);
	find_themes(c);
}

int64_t coders_code(struct coders *c, int note, int theme, int64_t end_cp, int64_t driver, const char *memo)
{
	struct coding_pass p;
	struct err err = { 0 };
	struct code code = { .note = c->note[note], .theme = c->theme[theme], .end_cp = end_cp, .driver = driver,
			     .memo = xstrdup(memo) };

	if (coding_pass_need(c->s, c->interview, &p, &err))
		coders_stop("pass", &err);
	c->pass = code.pass = p.id;
	if (code_put(c->s, &code, &err))
		coders_stop("code", &err);
	code_done(&code);
	return code.id;
}

void coders_end(struct coders *c, bool releases)
{
	struct err err = { 0 };

	if (releases ? coding_pass_release(c->s, c->pass, &err) : coding_pass_close(c->s, c->pass, &err))
		coders_stop("ended", &err);
}
