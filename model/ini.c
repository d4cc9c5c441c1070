#include "model/ini.h"
#include "model/buf.h"
#include "model/text.h"

#include <ini.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

/* What inih holds in buffers of its own: a line with line break and NUL, a section or key name with NUL. */
#define LINE_BYTES 198
#define NAME_BYTES 49

struct reader {
	const char *name;
	const char *at, *end;
	int line;   /* of the line handed out last */
	int failed; /* line of the first error, 0 none */
	ini_fn *fn;
	void *arg;
	struct err *err;
};

static int fail(struct reader *r)
{
	if (!r->failed)
		r->failed = r->line;
	r->at = r->end;
	return err_wrap(r->err, "%s:%d", r->name, r->line);
}

static bool line_is_sound(struct reader *r, size_t n)
{
	if (memchr(r->at, '\0', n)) {
		err_set(r->err, ERR_CONFIG, "the line holds a NUL byte, expected text");
	} else if (n > LINE_BYTES) {
		err_set(r->err, ERR_CONFIG,
			"the line has %zu bytes, at most %d can be read; continue the value on an "
			"indented line",
			n, LINE_BYTES);
	} else if (text_valid(r->at, n) < n) {
		err_set(r->err, ERR_CONFIG, "not UTF-8 from byte %zu of the line on", text_valid(r->at, n) + 1);
	} else {
		return true;
	}
	fail(r);
	return false;
}

/* As fgets(): one line with its line break, NULL at the end or after an error. */
static char *read_line(char *out, int size, void *stream)
{
	struct reader *r = stream;
	const char *nl;
	size_t n;

	if (r->at >= r->end)
		return NULL;
	r->line++;
	nl = memchr(r->at, '\n', (size_t)(r->end - r->at));
	n = (size_t)((nl ? nl : r->end) - r->at);
	if (!line_is_sound(r, n) || n + 2 > (size_t)size)
		return NULL;
	memcpy(out, r->at, n);
	out[n] = '\n';
	out[n + 1] = '\0';
	r->at += n + (nl != NULL);
	return out;
}

/* inih stops calling us only when the reader has no more lines, so a second error is not looked at. */
static int each(void *arg, const char *section, const char *key, const char *value)
{
	struct reader *r = arg;

	if (r->failed)
		return 0;
	if (strlen(section) >= NAME_BYTES || strlen(key) >= NAME_BYTES)
		err_set(r->err, ERR_CONFIG, "the name \"%.60s\" is longer than %d bytes",
			strlen(key) >= NAME_BYTES ? key : section, NAME_BYTES - 1);
	else if (!*key)
		err_set(r->err, ERR_CONFIG, "nothing stands before the \"=\", expected a key");
	else if (!r->fn(r->arg, section, key, value, r->line, r->err))
		return 1;
	fail(r);
	return 0;
}

int ini_each(const char *name, const char *body, size_t len, ini_fn *fn, void *arg, struct err *err)
{
	struct err own = { 0 };
	struct reader r = {
		.name = name, .at = body, .end = body + len, .fn = fn, .arg = arg, .err = err ? err : &own
	};
	int line;

	line = ini_parse_stream(read_line, &r, each, &r);
	if (r.failed)
		return -1;
	if (line < 0)
		return err_set(err, ERR_CONFIG, "%s: out of memory while reading", name);
	if (line > 0)
		return err_set(err, ERR_CONFIG, "%s:%d: neither `key = value`, `[section]` nor a comment", name,
			       line);
	return 0;
}

int ini_add_words(char **text, const char *key, const char *value, struct err *err)
{
	struct buf b = { 0 };

	if (!*value)
		return err_set(err, ERR_CONFIG, "%s is empty, expected words", key);
	if (*text)
		buf_printf(&b, "%s ", *text);
	buf_puts(&b, value);
	free(*text);
	*text = buf_take(&b);
	return 0;
}

bool ini_is_key(const char *key, const char *word)
{
	for (; *key && *word; key++, word++) {
		char c = *word == '-' ? '_' : *word >= 'A' && *word <= 'Z' ? (char)(*word - 'A' + 'a') : *word;

		if (c != *key)
			return false;
	}
	return *key == *word;
}

int ini_fit_words(char *to, size_t size, const char *key, const char *value, struct err *err)
{
	size_t had = strlen(to);

	if (!*value || had + !!had + strlen(value) >= size)
		return err_set(err, ERR_CONFIG, "%s is %zu bytes long, expected 1 … %zu", key, had + strlen(value), size - 1);
	snprintf(to + had, size - had, "%s%s", had ? " " : "", value);
	return 0;
}
