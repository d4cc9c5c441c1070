/* The exchange records of the sample: filed before the delivery by sales ops, and after it by the CSM. */
#include "model/sample_private.h"

#include "assets/assets.h"
#include "model/buf.h"
#include "model/exchange.h"

#include <stdlib.h>
#include <string.h>

/* Five scores that differ from deal to deal; after the delivery most are near. */
static int put_scores(struct store *s, int64_t deal, enum exchange_direction d, struct err *err)
{
	struct buf words = { 0 };
	int rc;

	for (int i = 0; i < ICP_DIMENSIONS; i++) {
		int64_t score = 1 + (deal * 3 + i * (1 + deal % 3)) % ICP_SCORE_MAX;

		if (d == EXCHANGE_POST)
			score -= (deal + i) % 4 == 0 ? 2 : (deal + i) % 3 == 0;
		buf_printf(&words, " %d", score < 0 ? 0 : (int)score);
	}
	rc = exchange_set(s, deal, d, d == EXCHANGE_PRE ? "icp" : "validation", buf_str(&words), err);
	buf_done(&words);
	return rc;
}

static int put_line(struct store *s, int64_t deal, const char *line, size_t len, struct err *err)
{
	size_t key = strcspn(line, "|");
	char *field = xstrndup(line, key);
	struct buf text = { 0 };
	int rc;

	for (size_t i = key + 1; i < len; i++)
		if (len - i > 2 && !strncmp(line + i, "{n}", 3)) {
			buf_putc(&text, '\n');
			i += 2;
		} else {
			buf_putc(&text, line[i]);
		}
	rc = exchange_set(s, deal, EXCHANGE_POST, field, buf_str(&text), err);
	free(field);
	buf_done(&text);
	return rc;
}

static const char *set_of(const char *body, int64_t deal)
{
	static const char between[] = "\n====\n";
	const char *at = body, *next;

	for (int64_t n = deal % 3; n && (next = strstr(at, between)); n--)
		at = next + strlen(between);
	return at;
}

int sample_exchange_before(struct store *s, int64_t deal, struct err *err)
{
	return put_scores(s, deal, EXCHANGE_PRE, err) || exchange_file(s, deal, EXCHANGE_PRE, err) ? -1 : 0;
}

int sample_exchange_after(struct store *s, int64_t deal, struct err *err)
{
	const struct asset *a = asset_find("sample/exchanges.txt");
	int rc = a ? put_scores(s, deal, EXCHANGE_POST, err) : err_set(err, ERR_BUG, "sample/exchanges.txt is not compiled in");

	for (const char *p = rc ? "" : set_of(a->body, deal); !rc && *p && *p != '=';) {
		size_t n = strcspn(p, "\n");

		if (*p != '#' && n)
			rc = put_line(s, deal, p, n, err);
		p += n + (p[n] == '\n');
	}
	return rc || exchange_file(s, deal, EXCHANGE_POST, err) ? -1 : 0;
}
