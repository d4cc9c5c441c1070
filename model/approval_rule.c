#include "model/approval_rule.h"

#include "model/buf.h"
#include "model/deal.h"
#include "model/ini.h"
#include "model/member.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RULES_MAX 16

struct approval_rules {
	struct approval_matrix at[RULES_MAX];
	size_t n;
};

struct reading {
	struct approval_rules *rules;
	struct approval_matrix *now;
};

static int set_words(char *to, size_t size, const char *key, const char *value, struct err *err)
{
	if (strlen(value) >= size)
		return err_set(err, ERR_CONFIG, "%s is %zu bytes long, at most %zu are kept", key, strlen(value), size - 1);
	snprintf(to, size, "%s", value);
	return 0;
}

static int set_field(struct approval_matrix *m, const char *value, struct err *err)
{
	const struct field *f = deal_field(value);

	if (!f || (f->kind != FIELD_PERCENT && (f->kind != FIELD_INT || f->derived)))
		return err_set(err, ERR_CONFIG, "found field “%s”, expected a percentage or a whole number of a deal: discount, probability, term_months", value);
	m->field = f;
	return 0;
}

/* "20", "above" */
static int read_end(const struct approval_matrix *m, const char *word, int64_t *upto, struct err *err)
{
	*upto = INT64_MAX;
	if (!strcmp(word, "above"))
		return 0;
	if ((m->field->kind == FIELD_PERCENT ? percent_parse(word, upto, NULL) : int_parse(word, upto, NULL)) || *upto < 0)
		return err_set(err, ERR_CONFIG, "found “%s”, expected a number or above", word);
	return 0;
}

static int add_band(struct approval_matrix *m, const char *value, struct err *err)
{
	size_t n = strcspn(value, " \t");
	const char *who = value + n + strspn(value + n, " \t");
	struct approval_band b;
	char end[24];

	if (!m->field)
		return err_set(err, ERR_CONFIG, "found band before field, expected the field first");
	if (!*who || n >= sizeof end)
		return err_set(err, ERR_CONFIG, "found band “%s”, expected a number or above, and a duty or nobody", value);
	if (m->bands == APPROVAL_BANDS)
		return err_set(err, ERR_CONFIG, "more than %d bands", APPROVAL_BANDS);
	snprintf(end, sizeof end, "%.*s", (int)n, value);
	if (read_end(m, end, &b.upto, err))
		return -1;
	b.duty = strcmp(who, "nobody") ? duty_find(who) : APPROVAL_FREE;
	if (b.duty < 0 && strcmp(who, "nobody"))
		return err_set(err, ERR_CONFIG, "found “%s”, expected nobody or a duty: sales_manager vp_sales ceo chief_of_staff"
			       " coordinator interviewer reviewer", who);
	if (m->bands && b.upto <= m->band[m->bands - 1].upto)
		return err_set(err, ERR_CONFIG, "found the band %s behind a larger one, expected the smallest first", end);
	if (b.duty == APPROVAL_FREE && m->bands && m->band[m->bands - 1].duty != APPROVAL_FREE)
		return err_set(err, ERR_CONFIG, "found nobody for the band %s above one that somebody decides", end);
	m->band[m->bands++] = b;
	return 0;
}

static int set_never(struct approval_matrix *m, const char *value, struct err *err)
{
	return roles_parse(value, &m->never, err);
}

/* What the section before lacks. */
static int check_whole(const struct approval_matrix *m, struct err *err)
{
	if (!m)
		return 0;
	if (!m->field)
		return err_set(err, ERR_CONFIG, "[%s] has no field", m->key);
	if (!m->bands || m->band[m->bands - 1].upto != INT64_MAX)
		return err_set(err, ERR_CONFIG, "[%s] has no band for all above: the last one is “band = above DUTY”", m->key);
	return 0;
}

static int begin(struct reading *r, const char *section, struct err *err)
{
	if (check_whole(r->now, err))
		return -1;
	if (r->rules->n == RULES_MAX)
		return err_set(err, ERR_CONFIG, "more than %d matrices", RULES_MAX);
	if (!*section || approval_rule_get(r->rules, section))
		return err_set(err, ERR_CONFIG, "found [%s] %s", section, *section ? "twice" : "expected a section first");
	r->now = &r->rules->at[r->rules->n++];
	return set_words(r->now->key, sizeof r->now->key, "the name", section, err) ||
	       set_words(r->now->title, sizeof r->now->title, "the name", section, err) ? -1 : 0;
}

static int read_line(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct reading *r = arg;

	(void)line;
	if ((!r->now || strcmp(r->now->key, section)) && begin(r, section, err))
		return -1;
	if (!strcmp(key, "title"))
		return set_words(r->now->title, sizeof r->now->title, key, value, err);
	if (!strcmp(key, "blocks"))
		return set_words(r->now->blocks, sizeof r->now->blocks, key, value, err);
	if (!strcmp(key, "field"))
		return set_field(r->now, value, err);
	if (!strcmp(key, "band"))
		return add_band(r->now, value, err);
	if (!strcmp(key, "never"))
		return set_never(r->now, value, err);
	return err_set(err, ERR_CONFIG, "found “%s”, expected title, field, blocks, band or never", key);
}

int approval_rules_parse(struct approval_rules **out, const char *ini, size_t len, struct err *err)
{
	struct reading r = { .rules = xcalloc(1, sizeof *r.rules) };

	*out = NULL;
	if (ini_each("approvals", ini, len, read_line, &r, err) || (check_whole(r.now, err) && err_wrap(err, "approvals"))) {
		approval_rules_free(r.rules);
		return -1;
	}
	*out = r.rules;
	return 0;
}

void approval_rules_free(struct approval_rules *r)
{
	free(r);
}

size_t approval_rules_count(const struct approval_rules *r)
{
	return r->n;
}

const struct approval_matrix *approval_rule_at(const struct approval_rules *r, size_t i)
{
	return &r->at[i];
}

const struct approval_matrix *approval_rule_get(const struct approval_rules *r, const char *key)
{
	for (size_t i = 0; i < r->n; i++)
		if (!strcmp(r->at[i].key, key))
			return &r->at[i];
	return NULL;
}

const struct approval_band *approval_band_of(const struct approval_matrix *m, int64_t value)
{
	size_t i = 0;

	while (i + 1 < m->bands && value > m->band[i].upto)
		i++;
	return &m->band[i];
}

unsigned approval_duties(const struct approval_matrix *m, int64_t value)
{
	unsigned duties = 0;

	for (const struct approval_band *b = approval_band_of(m, value); b < m->band + m->bands; b++)
		if (b->duty != APPROVAL_FREE)
			duties |= 1u << b->duty;
	return duties;
}
