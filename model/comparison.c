#include "model/comparison_private.h"

#include "model/access.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void comparison_done(struct comparison *c)
{
	for (size_t i = 0; i < c->n; i++) {
		free(c->theme[i].key);
		free(c->theme[i].title);
	}
	free(c->theme);
	free(c->coder);
	buf_done(&c->missing);
	*c = (struct comparison){ 0 };
}

static int by_id(const void *key, const void *element)
{
	int64_t id = *(const int64_t *)key, other = ((const struct theme_now *)element)->id;

	return id < other ? -1 : id > other;
}

const struct theme_now *comparison_theme(const struct reading *r, int64_t id)
{
	return r->themes ? bsearch(&id, r->theme, r->themes, sizeof *r->theme, by_id) : NULL;
}

/* Where the share is not known (nothing compared) it stands last. */
static int by_prevalence(const void *a, const void *b)
{
	const struct compared *x = a, *y = b;
	double p = isnan(x->prevalence) ? -1 : x->prevalence, q = isnan(y->prevalence) ? -1 : y->prevalence;

	return p > q ? -1 : p < q ? 1 : strcmp(x->title, y->title);
}

static void add_theme(struct reading *r, int64_t id, int number)
{
	struct comparison *out = r->out;
	const struct theme_now *now = comparison_theme(r, id);
	struct ratings *ratings = tally_decisions(&r->tally, number);
	struct compared *t;

	out->theme = xrealloc(out->theme, (out->n + 1) * sizeof *out->theme);
	t = &out->theme[out->n++];
	*t = (struct compared){ .theme = id, .key = xstrdup(now ? now->key : ""), .title = xstrdup(now ? now->title : "") };
	agreement_of(ratings, r->ask->rounds, r->ask->seed, &t->a, NULL);
	t->prevalence = agreement_prevalence(ratings, 1);
	ratings_free(ratings);
}

/* Of one theme that nobody used: all units say no. */
static void add_themes(struct reading *r)
{
	bool met = false;

	for (size_t i = 0; i < r->used_n; i++) {
		if (r->ask->theme && r->ask->theme != r->used[i])
			continue;
		add_theme(r, r->used[i], (int)i);
		met = true;
	}
	if (r->ask->theme && !met)
		add_theme(r, r->ask->theme, (int)r->used_n);
	if (r->out->n)
		qsort(r->out->theme, r->out->n, sizeof *r->out->theme, by_prevalence);
}

static int work_out(struct reading *r, struct err *err)
{
	struct comparison *out = r->out;
	struct ratings *ratings;
	int rc;

	out->pooled = r->tally.many;
	out->notes = r->tally.notes;
	ratings = out->pooled ? tally_decisions(&r->tally, -1) : tally_labels(&r->tally);
	rc = agreement_of(ratings, r->ask->rounds, r->ask->seed, &out->overall, err);
	out->prevalence = out->pooled ? agreement_prevalence(ratings, 1) : 1 - agreement_prevalence(ratings, 0);
	ratings_free(ratings);
	if (!rc)
		add_themes(r);
	return rc;
}

static int make(void *arg, struct err *err)
{
	struct reading *r = arg;

	return comparison_read(r, err);
}

int comparison_make(struct store *s, const struct comparison_ask *ask, struct comparison *out, struct err *err)
{
	struct reading r = { .s = s, .ask = ask, .out = out };
	int rc;

	*out = (struct comparison){ 0 };
	if (access_read(s, CLASS_INTERVIEW) == ACCESS_NO)
		return err_set(err, ERR_ROLE, "agreement is for who may read interviews");
	rc = db_read(s->db, make, &r, err);
	if (!rc)
		rc = work_out(&r, err);
	tally_done(&r.tally);
	comparison_themes_done(&r);
	free(r.used);
	return rc;
}
