#include "model/fact_rule.h"

#include "model/buf.h"
#include "model/config.h"
#include "model/ini.h"
#include "model/text.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

void fact_rules_done(struct fact_rules *r)
{
	for (size_t i = 0; i < r->n; i++) {
		free(r->reason[i].theme);
		free(r->reason[i].words);
	}
	free(r->reason);
	*r = (struct fact_rules){ 0 };
}

static void add_words(struct buf *out, const char *list)
{
	for (const char *p = list; *p; p += *p == ',') {
		size_t n = strcspn(p, ","), had = out->len;

		text_fold(out, p, n);
		if (out->len > had)
			buf_putc(out, '\n');
		p += n;
	}
}

static int add_reason(struct fact_rules *r, const char *key, const char *value)
{
	struct buf words = { 0 };
	struct fact_reason *at = r->n ? &r->reason[r->n - 1] : NULL;

	if (!at || strcmp(at->theme, key)) {
		r->reason = xrealloc(r->reason, (r->n + 1) * sizeof *r->reason);
		at = &r->reason[r->n++];
		*at = (struct fact_reason){ .theme = xstrdup(key) };
	}
	buf_puts(&words, at->words ? at->words : "");
	add_words(&words, value);
	free(at->words);
	at->words = buf_take(&words);
	return 0;
}

static int add_size(struct fact_rules *r, const char *key, const char *value, struct err *err)
{
	int64_t v;

	if (strcmp(key, "small") && strcmp(key, "large"))
		return err_set(err, ERR_CONFIG, "found “%.80s”, expected small or large", key);
	if (int_parse(value, &v, NULL) || v < 0)
		return err_set(err, ERR_CONFIG, "found %s = “%.80s”, expected a whole number", key, value);
	*(strcmp(key, "small") ? &r->large : &r->small) = v;
	return 0;
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	(void)line;
	if (!strcmp(section, "reasons"))
		return add_reason(arg, key, value);
	if (!strcmp(section, "sizes"))
		return add_size(arg, key, value, err);
	return err_set(err, ERR_CONFIG, "found the section [%.60s], expected [reasons] or [sizes]", section);
}

int fact_rules_parse(struct fact_rules *out, const char *ini, size_t len, struct err *err)
{
	int rc;

	*out = (struct fact_rules){ .small = 10000, .large = 50000 };
	rc = ini_each("report", ini, len, take, out, err);
	if (!rc && out->small > out->large)
		rc = err_set(err, ERR_CONFIG, "report: small is above large: no deal would be in between; what holds now stays");
	if (rc)
		fact_rules_done(out);
	return rc;
}

int fact_rules_load(struct store *s, struct fact_rules *out, struct err *err)
{
	char *body = config_text(s, "report", "report.ini", err);
	int rc = body ? fact_rules_parse(out, body, strlen(body), err) : -1;

	free(body);
	return rc;
}

/* Whether the words begin one of the words of the text. */
static bool begins_word(const char *text, const char *words, size_t n)
{
	for (const char *p = text; *p; p++)
		if ((p == text || p[-1] == ' ' || p[-1] == '-' || p[-1] == '/' || p[-1] == '(') && !strncmp(p, words, n))
			return true;
	return false;
}

const char *fact_rules_theme(const struct fact_rules *r, const char *reason)
{
	struct buf folded = { 0 };
	const char *theme = NULL;

	text_fold(&folded, reason, strlen(reason));
	for (size_t i = 0; !theme && i < r->n; i++)
		for (const char *p = r->reason[i].words; *p && !theme; p += strcspn(p, "\n") + 1)
			if (begins_word(buf_str(&folded), p, strcspn(p, "\n")))
				theme = r->reason[i].theme;
	buf_done(&folded);
	return theme;
}
