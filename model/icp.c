#include "model/icp.h"

#include "model/config.h"
#include "model/ini.h"
#include "model/io/json.h"
#include "model/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FILE_NAME "icp"
#define MODEL_SECTION "icp"
#define NONE "–"

struct reading {
	struct icp *icp;
	int n;                /* dimensions begun */
	char section[sizeof ((struct icp_dimension *)0)->key];
};

/* ---- the file ---- */

static int take_model(struct icp *icp, const char *key, const char *value, struct err *err)
{
	int64_t n;

	if (!strcmp(key, "ratified"))
		return bool_parse(value, &icp->ratified) ? 0
							   : err_set(err, ERR_CONFIG, "found ratified “%.80s”, expected yes or no", value);
	if (strcmp(key, "predicted_within"))
		return err_set(err, ERR_CONFIG, "found “%.80s”, expected ratified or predicted_within", key);
	if (int_parse(value, &n, NULL) || n < 0 || n > ICP_SCORE_MAX)
		return err_set(err, ERR_CONFIG, "found predicted_within “%.80s”, expected 0 … %d", value, ICP_SCORE_MAX);
	icp->predicted_within = (int)n;
	return 0;
}

static int begin(struct reading *r, const char *section, struct err *err)
{
	for (int i = 0; i < r->n; i++)
		if (!strcmp(r->icp->dimension[i].key, section))
			return err_set(err, ERR_CONFIG, "found [%.40s] twice", section);
	if (r->n == ICP_DIMENSIONS)
		return err_set(err, ERR_CONFIG, "found [%.40s], a dimension more than the %d that are scored", section,
			       ICP_DIMENSIONS);
	return ini_fit_words(r->icp->dimension[r->n++].key, sizeof r->section, "the name of a section", section, err);
}

static int take_dimension(struct icp_dimension *d, const char *key, const char *value, struct err *err)
{
	if (!strcmp(key, "title"))
		return ini_fit_words(d->title, sizeof d->title, key, value, err);
	if (!strcmp(key, "help"))
		return ini_fit_words(d->help, sizeof d->help, key, value, err);
	if (!strncmp(key, "score_", 6) && key[6] >= '0' && key[6] <= '0' + ICP_SCORE_MAX && !key[7])
		return ini_fit_words(d->score[key[6] - '0'], sizeof d->score[0], key, value, err);
	return err_set(err, ERR_CONFIG, "found “%.80s”, expected title, help or score_0 … score_%d", key, ICP_SCORE_MAX);
}

static int read_line(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct reading *r = arg;

	(void)line;
	if (!strcmp(section, MODEL_SECTION))
		return take_model(r->icp, key, value, err);
	if ((!r->n || strcmp(r->icp->dimension[r->n - 1].key, section)) && begin(r, section, err))
		return -1;
	return take_dimension(&r->icp->dimension[r->n - 1], key, value, err);
}

/* Reports name a dimension by its title alone. */
static int check_title(const struct icp *icp, int i, struct err *err)
{
	const struct icp_dimension *d = &icp->dimension[i];

	if (!*d->title)
		return err_set(err, ERR_CONFIG, FILE_NAME ": [%s] has no title", d->key);
	for (int k = 0; k < i; k++)
		if (!strcmp(icp->dimension[k].title, d->title))
			return err_set(err, ERR_CONFIG, FILE_NAME ": [%s] has the title “%s” of [%s]; two dimensions need two titles", d->key,
				       d->title, icp->dimension[k].key);
	return 0;
}

int icp_parse(struct icp *out, const char *ini, size_t len, struct err *err)
{
	struct reading r = { .icp = out };

	*out = (struct icp){ .predicted_within = 1 };
	if (ini_each(FILE_NAME, ini, len, read_line, &r, err))
		return -1;
	if (r.n != ICP_DIMENSIONS)
		return err_set(err, ERR_CONFIG, FILE_NAME ": found %d dimension%s, expected %d", r.n, r.n == 1 ? "" : "s",
			       ICP_DIMENSIONS);
	for (int i = 0; i < ICP_DIMENSIONS; i++)
		if (check_title(out, i, err))
			return -1;
	return 0;
}

int icp_load(struct store *s, struct icp *out, struct err *err)
{
	char *body = config_text(s, "icp", "icp.ini", err);
	int64_t config = 0;
	int version = 0, rc = body ? icp_parse(out, body, strlen(body), err) : -1;

	free(body);
	if (rc || config_get(s, "icp", NULL, &config, &version, err) < 0)
		return -1;
	out->config = config;
	out->version = version;
	return 0;
}

/* ---- scores as words ---- */

/* The next word of it, in *from; its length. */
static size_t next_word(const char **from)
{
	*from += strspn(*from, " ,;\t\r\n");
	return strcspn(*from, " ,;\t\r\n");
}

static bool is_none(const char *word, size_t len)
{
	return (len == 1 && *word == '-') || (len == strlen(NONE) && !memcmp(word, NONE, len));
}

int icp_scores_parse(const char *words, int64_t score[ICP_DIMENSIONS], struct err *err)
{
	const char *at = words;
	size_t n = 0, len;

	for (int i = 0; i < ICP_DIMENSIONS; i++)
		score[i] = ICP_NOT_SCORED;
	for (; (len = next_word(&at)) > 0; at += len, n++) {
		bool number = len == 1 && *at >= '0' && *at <= '0' + ICP_SCORE_MAX;

		if (n == ICP_DIMENSIONS || (!number && !is_none(at, len)))
			return err_set(err, ERR_USAGE, "found “%.80s”, expected %d scores of 0 … %d, - for none: 3 2 - 4 1",
				       words, ICP_DIMENSIONS, ICP_SCORE_MAX);
		score[n] = number ? *at - '0' : ICP_NOT_SCORED;
	}
	return !n || n == ICP_DIMENSIONS ? 0
					   : err_set(err, ERR_USAGE, "found %zu scores, expected %d, - for none: 3 2 - 4 1", n,
						     ICP_DIMENSIONS);
}

static bool is_scored(const int64_t score[ICP_DIMENSIONS])
{
	for (int i = 0; i < ICP_DIMENSIONS; i++)
		if (score[i] != ICP_NOT_SCORED)
			return true;
	return false;
}

static void put_score(int64_t score, struct buf *out)
{
	if (score == ICP_NOT_SCORED)
		buf_puts(out, NONE);
	else
		buf_printf(out, "%d", (int)score);
}

void icp_scores_format(const int64_t score[ICP_DIMENSIONS], struct buf *out)
{
	for (int i = 0; is_scored(score) && i < ICP_DIMENSIONS; i++) {
		buf_puts(out, i ? " " : "");
		put_score(score[i], out);
	}
}

void icp_scores_words(const struct icp *icp, const int64_t score[ICP_DIMENSIONS], struct buf *out)
{
	for (int i = 0; is_scored(score) && i < ICP_DIMENSIONS; i++) {
		buf_printf(out, "%s%s ", i ? ", " : "", icp->dimension[i].title);
		put_score(score[i], out);
	}
}

void icp_scores_json(const struct icp *icp, const int64_t score[ICP_DIMENSIONS], const char *name, struct json *j)
{
	json_array(j, name);
	for (int i = 0; i < ICP_DIMENSIONS; i++) {
		json_object(j, NULL);
		json_str(j, "dimension", icp->dimension[i].key);
		json_str(j, "title", icp->dimension[i].title);
		if (score[i] == ICP_NOT_SCORED)
			json_null(j, "score");
		else
			json_int(j, "score", score[i]);
		json_end(j);
	}
	json_end(j);
}
