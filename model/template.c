#include "model/template.h"

#include <stdbool.h>
#include <string.h>

#define NAMES_MAX 24

static const struct known {
	const char *key, *title;
	const char *name[NAMES_MAX];
} known[];

/* What stands at `p`, which is a brace: a name in braces (its length, braces and all), or 1 for a single brace and 2
 * for a doubled one. *name_n is the length of the name, 0 of none. */
static size_t take(const char *p, size_t left, size_t *name_n)
{
	size_t n = 1;

	*name_n = 0;
	if (left > 1 && p[1] == p[0])
		return 2;
	if (*p == '}')
		return 1;
	while (n < left && ((p[n] >= 'a' && p[n] <= 'z') || p[n] == '_'))
		n++;
	if (n == 1 || n == left || p[n] != '}')
		return 1;
	*name_n = n - 1;
	return n + 1;
}

static const char *const *names_of(const char *key)
{
	for (size_t i = 0; known[i].key; i++)
		if (!strcmp(known[i].key, key))
			return known[i].name;
	return NULL;
}

const char *template_title(const char *key)
{
	for (size_t i = 0; known[i].key; i++)
		if (!strcmp(known[i].key, key))
			return known[i].title;
	return NULL;
}

bool template_names(const char *text, const char *name)
{
	size_t len = strlen(text), want = strlen(name), k, name_n;

	for (size_t i = strcspn(text, "{}"); i < len; i += k + strcspn(text + i + k, "{}")) {
		k = take(text + i, len - i, &name_n);
		if (name_n == want && !memcmp(text + i + 1, name, want))
			return true;
	}
	return false;
}

static bool is_known(const char *const *names, const char *name, size_t n)
{
	for (; *names; names++)
		if (strlen(*names) == n && !memcmp(*names, name, n))
			return true;
	return false;
}

static int refuse(const char *key, int line, const char *found, size_t n, const char *const *names, struct err *err)
{
	struct buf all = { 0 };

	for (; *names; names++)
		buf_printf(&all, "%s{%s}", all.len ? " " : "", *names);
	err_set(err, ERR_CONFIG, "templates/%s:%d: found “%.*s”, expected one of %s, or {{ for a brace", key, line, (int)n,
		found, buf_str(&all));
	buf_done(&all);
	return -1;
}

int template_check(const char *key, const char *text, size_t len, struct err *err)
{
	const char *const *names = names_of(key);
	int line = 1;

	if (!names)
		return err_set(err, ERR_CONFIG, "no template “%s”", key);
	for (size_t i = 0; i < len;) {
		size_t name_n = 0, n = 1;

		if (text[i] == '{' || text[i] == '}') {
			n = take(text + i, len - i, &name_n);
			if (n == 1)
				return refuse(key, line, text + i, strcspn(text + i, " \n}") + (text[i] == '}'), names, err);
			if (name_n && !is_known(names, text + i + 1, name_n))
				return refuse(key, line, text + i, n, names, err);
		}
		line += text[i] == '\n';
		i += n;
	}
	return 0;
}

void template_render(const char *text, const struct template_value *v, size_t n, struct buf *out)
{
	size_t len = strlen(text), name_n, k;

	for (size_t i = 0; i < len; i += k) {
		size_t at = 0;

		k = strcspn(text + i, "{}");
		buf_add(out, text + i, k);
		i += k;
		k = 0;
		if (i == len)
			break;
		k = take(text + i, len - i, &name_n);
		while (name_n && at < n && (strlen(v[at].name) != name_n || memcmp(v[at].name, text + i + 1, name_n)))
			at++;
		if (name_n && at < n)
			buf_puts(out, v[at].text ? v[at].text : "");
		else if (name_n)
			buf_add(out, text + i, k);
		else
			buf_putc(out, text[i]);
	}
}

/* What a message between colleagues may hold. */
#define AMONG_US                                                                                                       \
	"company", "deal", "product", "price", "contact", "ae", "csm", "to", "me", "date", "won", "sow", "sow_date",   \
		"packet", "path", "version", "filed_by", "ack_due", "window", "due", "late", "worked", NULL
/* What a customer may read: nothing that is internal or about their health, and no row of the debrief. */
#define TO_CUSTOMER                                                                                                    \
	"company", "product", "price", "contact", "ae", "csm", "me", "date", "sow_date", "window", "goal", "objectives", \
		"kickoff", NULL

static const struct known known[] = {
	{ "ae-note", "note to the AE", { "company", "deal", "ae", "csm", "date", "answers", "promises", "open", NULL } },
	{ "escalation", "escalation",
	  { "company", "deal", "to", "clock", "won", "due", "late", "worked", "owner", "next", "me", "date", NULL } },
	{ "deals-channel", "deals channel", { AMONG_US } },
	{ "coordination", "coordination", { AMONG_US } },
	{ "sow-late", "SOW is late", { AMONG_US } },
	{ "daily", "daily line", { AMONG_US } },
	{ "sow", "SOW to sign", { TO_CUSTOMER } },
	{ "intro", "introduction", { TO_CUSTOMER } },
	{ NULL, NULL, { NULL } },
};
