#include "model/guide.h"

#include "model/config.h"
#include "model/ini.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define GUIDES_MAX 24

struct guides {
	struct guide *at[GUIDES_MAX]; /* [all] first */
	size_t n;
};

struct reading {
	struct guides *all;
	struct guide *now;
	int line; /* at which the newest section began */
};

static const char *const topic_keys[GUIDE_TOPICS] = { "criteria", "competitors", "pricing", "buying" };

const char *guide_topic_title(enum guide_topic t)
{
	static const char *const titles[GUIDE_TOPICS] = { "Decision criteria", "Competitors", "Pricing", "Buying experience" };

	return titles[t];
}

/* ---- reading ---- */

static int add_line(char **to, size_t *n, const char *key, const char *value, struct err *err)
{
	if (!*value)
		return err_set(err, ERR_CONFIG, "%s is empty, expected words", key);
	if (*n == GUIDE_LINES)
		return err_set(err, ERR_CONFIG, "more than %d lines “%s”", GUIDE_LINES, key);
	to[(*n)++] = xstrdup(value);
	return 0;
}

/* A question that carries its answer finds only what was known before. */
static int check_open(const char *text, struct err *err)
{
	static const char *const leaning[] = { "don't you", "wouldn't you", "isn't it", "wasn't it", "didn't you", "aren't you",
					       "would you agree", "do you agree", "surely", "you must" };

	for (size_t i = 0; i < sizeof leaning / sizeof *leaning; i++)
		if (!strncasecmp(text, leaning[i], strlen(leaning[i])))
			return err_set(err, ERR_CONFIG, "the question begins with “%s”, which leads to an answer; expected an open"
				       " one: what, how, who, when", leaning[i]);
	return 0;
}

static int add_question(struct guide *g, const char *key, const char *value, struct err *err)
{
	bool is_prompt = !strcmp(key, "prompt");

	if (!*value)
		return err_set(err, ERR_CONFIG, "%s is empty, expected a question", key);
	if (is_prompt && !g->lines)
		return err_set(err, ERR_CONFIG, "found prompt before any ask, expected the question first that it follows up");
	if (g->lines == GUIDE_LINES)
		return err_set(err, ERR_CONFIG, "more than %d questions and prompts in [%s]", GUIDE_LINES, g->key);
	if (check_open(value, err))
		return -1;
	g->line[g->lines++] = (struct guide_line){ xstrdup(value), !strcmp(g->key, "all"), is_prompt ? GUIDE_PROMPT : GUIDE_ASK };
	return 0;
}

static size_t count_asks(const struct guide *g)
{
	size_t n = 0;

	for (size_t i = 0; i < g->lines; i++)
		n += g->line[i].kind == GUIDE_ASK;
	return n;
}

/* What every interview needs stands in [all]: without it consent would not be asked for. */
static int check_all(const struct guide *g, struct err *err)
{
	const struct {
		const char *key, *text;
	} needed[] = { { "purpose", g->purpose }, { "use", g->use }, { "consent", g->consent }, { "recording", g->recording } };

	for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
		if (!needed[i].text)
			return err_set(err, ERR_CONFIG, "[all] has no %s", needed[i].key);
	if (!count_asks(g))
		return err_set(err, ERR_CONFIG, "[all] has no ask: the core questions are the same for everybody");
	for (int t = 0; t < GUIDE_TOPICS; t++)
		if (!g->prompts[t])
			return err_set(err, ERR_CONFIG, "[all] has no prompt for %s", topic_keys[t]);
	return g->reminds ? 0 : err_set(err, ERR_CONFIG, "[all] has no remind: what the interviewer keeps in mind");
}

/* What the section before lacks; names the line at which it began. */
static int check_whole(const struct reading *r, struct err *err)
{
	const struct guide *g = r->now;

	if (!g)
		return 0;
	if (!strcmp(g->key, "all"))
		return check_all(g, err);
	return g->title ? 0 : err_set(err, ERR_CONFIG, "[%s] of line %d has no title", g->key, r->line);
}

static int begin(struct reading *r, const char *section, int line, struct err *err)
{
	struct guides *all = r->all;

	if (check_whole(r, err))
		return -1;
	if (!*section || strspn(section, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(section) ||
	    strlen(section) >= sizeof r->now->key)
		return err_set(err, ERR_CONFIG, "found [%s], expected a key of small letters, digits, - and _, at most %zu",
			       section, sizeof r->now->key - 1);
	if (!all->n && strcmp(section, "all"))
		return err_set(err, ERR_CONFIG, "found [%s] first, expected [all], which every guide builds on", section);
	for (size_t i = 0; i < all->n; i++)
		if (!strcmp(all->at[i]->key, section))
			return err_set(err, ERR_CONFIG, "found [%s] twice", section);
	if (all->n == GUIDES_MAX)
		return err_set(err, ERR_CONFIG, "more than %d guides", GUIDES_MAX - 1);
	r->now = all->at[all->n++] = xcalloc(1, sizeof *r->now);
	snprintf(r->now->key, sizeof r->now->key, "%s", section);
	r->line = line;
	return 0;
}

static int set_outcome(const struct reading *r, const char *value, struct err *err)
{
	if (strcmp(value, "won") && strcmp(value, "lost"))
		return err_set(err, ERR_CONFIG, "for is “%.40s”, expected won or lost", value);
	for (size_t i = 0; i < r->all->n; i++)
		if (!strcmp(r->all->at[i]->outcome, value))
			return err_set(err, ERR_CONFIG, "for = %s stands in [%s] already", value, r->all->at[i]->key);
	snprintf(r->now->outcome, sizeof r->now->outcome, "%s", value);
	return 0;
}

static int read_line(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct reading *r = arg;
	struct guide *g;

	if ((!r->now || strcmp(r->now->key, section)) && begin(r, section, line, err))
		return -1;
	g = r->now;
	for (int t = 0; t < GUIDE_TOPICS; t++)
		if (!strcmp(key, topic_keys[t]))
			return check_open(value, err) || add_line(g->prompt[t], &g->prompts[t], key, value, err) ? -1 : 0;
	if (!strcmp(key, "ask") || !strcmp(key, "prompt"))
		return add_question(g, key, value, err);
	if (!strcmp(key, "remind"))
		return add_line(g->remind, &g->reminds, key, value, err);
	if (!strcmp(key, "title"))
		return ini_add_words(&g->title, key, value, err);
	if (!strcmp(key, "purpose"))
		return ini_add_words(&g->purpose, key, value, err);
	if (!strcmp(key, "use"))
		return ini_add_words(&g->use, key, value, err);
	if (!strcmp(key, "consent"))
		return ini_add_words(&g->consent, key, value, err);
	if (!strcmp(key, "recording"))
		return ini_add_words(&g->recording, key, value, err);
	if (!strcmp(key, "for") && strcmp(section, "all"))
		return set_outcome(r, value, err);
	return err_set(err, ERR_CONFIG, "found “%s”, expected title, for, purpose, use, consent, recording, ask, prompt, criteria,"
		       " competitors, pricing, buying or remind", key);
}

static int check_outcomes(const struct guides *g, struct err *err)
{
	static const char *const outcomes[] = { "won", "lost" };

	for (size_t k = 0; k < 2; k++) {
		bool found = false;

		for (size_t i = 0; i < g->n; i++)
			found = found || !strcmp(g->at[i]->outcome, outcomes[k]);
		if (!found)
			return err_set(err, ERR_CONFIG, "no guide has “for = %s”", outcomes[k]);
	}
	return 0;
}

int guides_parse(struct guides **out, const char *ini, size_t len, struct err *err)
{
	struct reading r = { .all = xcalloc(1, sizeof *r.all) };

	*out = NULL;
	if (ini_each("guides", ini, len, read_line, &r, err) ||
	    ((check_whole(&r, err) || check_outcomes(r.all, err)) && err_wrap(err, "guides"))) {
		guides_free(r.all);
		return -1;
	}
	*out = r.all;
	return 0;
}

static void free_guide(struct guide *g)
{
	free(g->title);
	free(g->purpose);
	free(g->use);
	free(g->consent);
	free(g->recording);
	for (size_t i = 0; i < g->lines; i++)
		free(g->line[i].text);
	for (int t = 0; t < GUIDE_TOPICS; t++)
		for (size_t i = 0; i < g->prompts[t]; i++)
			free(g->prompt[t][i]);
	for (size_t i = 0; i < g->reminds; i++)
		free(g->remind[i]);
	free(g);
}

void guides_free(struct guides *g)
{
	for (size_t i = 0; g && i < g->n; i++)
		free_guide(g->at[i]);
	free(g);
}

int guides_load(struct store *s, int64_t config, struct guides **out, struct err *err)
{
	char *body = NULL;
	int rc = config ? config_body(s, config, &body, err) : 0;

	*out = NULL;
	if (rc < 0)
		return -1;
	if (!body)
		body = config_text(s, "guides", "guides.ini", err);
	rc = body ? guides_parse(out, body, strlen(body), err) : -1;
	free(body);
	return rc;
}

/* ---- what stands there ---- */

size_t guides_count(const struct guides *g)
{
	return g->n - 1;
}

const struct guide *guides_at(const struct guides *g, size_t i)
{
	return g->at[i + 1];
}

const struct guide *guides_get(const struct guides *g, const char *key)
{
	for (size_t i = 1; i < g->n; i++)
		if (ini_is_key(g->at[i]->key, key))
			return g->at[i];
	return NULL;
}

const struct guide *guides_for(const struct guides *g, bool won)
{
	for (size_t i = 1; i < g->n; i++)
		if (!strcmp(g->at[i]->outcome, won ? "won" : "lost"))
			return g->at[i];
	return g->at[1]; /* the checker asks for both */
}

void guide_statements(const struct guides *g, const struct guide *one, const char *text[4])
{
	const struct guide *all = g->at[0];

	text[0] = one->purpose ? one->purpose : all->purpose;
	text[1] = one->use ? one->use : all->use;
	text[2] = one->consent ? one->consent : all->consent;
	text[3] = one->recording ? one->recording : all->recording;
}

int guide_ask_each(const struct guides *g, const struct guide *one, int (*fn)(void *arg, const struct guide_line *line),
		   void *arg)
{
	const struct guide *both[] = { g->at[0], one };

	for (int k = 0; k < 2; k++)
		for (size_t i = 0; both[k] && i < both[k]->lines; i++) {
			int rc = fn(arg, &both[k]->line[i]);

			if (rc)
				return rc;
		}
	return 0;
}

int guide_remind_each(const struct guides *g, const struct guide *one, int (*fn)(void *arg, const char *text), void *arg)
{
	const struct guide *both[] = { g->at[0], one };

	for (int k = 0; k < 2; k++)
		for (size_t i = 0; both[k] && i < both[k]->reminds; i++) {
			int rc = fn(arg, both[k]->remind[i]);

			if (rc)
				return rc;
		}
	return 0;
}

/* ---- printed ---- */

static int put_question(void *arg, const struct guide_line *line)
{
	buf_printf(arg, "%s%s\n", line->kind == GUIDE_ASK ? "1. " : "   - ", line->text);
	return 0;
}

static int put_reminder(void *arg, const char *text)
{
	buf_printf(arg, "- %s\n", text);
	return 0;
}

static void put_part(const char *title, const char *own, const char *shared, struct buf *out)
{
	buf_printf(out, "## %s\n\n%s\n\n", title, own ? own : shared ? shared : "");
}

void guide_markdown(const struct guides *g, const struct guide *one, struct buf *out)
{
	const struct guide *all = g->at[0];

	buf_printf(out, "# Interview guide: %s\n\n", one->title);
	put_part("Purpose", one->purpose, all->purpose, out);
	put_part("How answers are used and stored", one->use, all->use, out);
	put_part("Consent", one->consent, all->consent, out);
	put_part("Before recording", one->recording, all->recording, out);
	buf_puts(out, "## Questions\n\n");
	guide_ask_each(g, one, put_question, out);
	for (int t = 0; t < GUIDE_TOPICS; t++) {
		buf_printf(out, "\n## %s\n\n", guide_topic_title((enum guide_topic)t));
		for (size_t i = 0; i < all->prompts[t]; i++)
			buf_printf(out, "- %s\n", all->prompt[t][i]);
		for (size_t i = 0; i < one->prompts[t]; i++)
			buf_printf(out, "- %s\n", one->prompt[t][i]);
	}
	buf_puts(out, "\n## For the interviewer\n\n");
	guide_remind_each(g, one, put_reminder, out);
}
