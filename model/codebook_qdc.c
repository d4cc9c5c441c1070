/* Codes in XML as the REFI-QDA exchange has them: the standalone codebook (.qdc), and the same elements of a project.
 */
#include "model/codebook_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXAMPLES "Examples:"
#define KEY "Code: "
#define LETTER "Letter: "
#define RETIRED "Retired: "
#define MERGED "Merged into: "

static const char *const labels[], *const spaces[];

static bool is_label(const char *line, size_t len)
{
	while (len && *line == '\\') {
		line++;
		len--;
	}
	for (int i = 0; labels[i]; i++)
		if (len >= strlen(labels[i]) && !strncmp(line, labels[i], strlen(labels[i])))
			return true;
	return false;
}

/* A text between our labels: a line of it that looks like one gets a backslash in front. */
static void put_text(struct buf *out, const char *s)
{
	for (;;) {
		size_t len = strcspn(s, "\n");

		if (is_label(s, len))
			buf_putc(out, '\\');
		buf_add(out, s, len);
		if (!s[len])
			return;
		buf_putc(out, '\n');
		s += len + 1;
	}
}

void codebook_describe(const struct codebook_code *c, struct buf *out)
{
	if (*c->definition) {
		put_text(out, c->definition);
		buf_puts(out, "\n\n");
	}
	if (*c->examples) {
		buf_puts(out, EXAMPLES "\n");
		put_text(out, c->examples);
		buf_puts(out, "\n\n");
	}
	buf_printf(out, KEY "%s", c->key);
	if (*c->letter)
		buf_printf(out, "\n" LETTER "%s", c->letter);
	if (c->retired)
		buf_puts(out, "\n" RETIRED "yes, no longer offered for coding");
	if (*c->merged)
		buf_printf(out, "\n" MERGED "%s", c->merged);
}

/* Where a line with that label begins, and in *end where the text before it and before `gap` ends. NULL: none. */
static const char *find_label(const char *text, const char *label, const char *gap, const char **end)
{
	char both[32];
	const char *at;

	*end = text;
	if (!strncmp(text, label, strlen(label)))
		return text;
	snprintf(both, sizeof both, "%s%s", gap, label);
	if (!(at = strstr(text, both)))
		return NULL;
	*end = at;
	return at + strlen(gap);
}

/* What put_text() wrote. */
static void take_text(char **text, const char *s, const char *end)
{
	struct buf b = { 0 };

	while (s < end) {
		const char *stop = memchr(s, '\n', (size_t)(end - s));

		stop = stop ? stop + 1 : end;
		if (*s == '\\' && is_label(s, (size_t)(stop - s)))
			s++;
		buf_add(&b, s, (size_t)(stop - s));
		s = stop;
	}
	codebook_set(text, buf_str(&b), b.len);
	buf_done(&b);
}

static void take_trimmed(char **text, const char *s, const char *end)
{
	while (s < end && strchr(" \t\r\n", *s))
		s++;
	while (end > s && strchr(" \t\r\n", end[-1]))
		end--;
	codebook_set(text, s, (size_t)(end - s));
}

static void take_letter(struct codebook_code *c, const char *s)
{
	size_t len = strcspn(s, "\n");

	if (len >= sizeof c->letter)
		len = sizeof c->letter - 1;
	memcpy(c->letter, s, len);
	c->letter[len] = 0;
}

/* The lines from "Code: " on. */
static void take_tail(struct codebook_code *c, const char *s)
{
	const char *at, *end;

	s += strlen(KEY);
	codebook_set(&c->key, s, strcspn(s, "\n"));
	s += strcspn(s, "\n");
	if ((at = find_label(s, LETTER, "\n", &end)))
		take_letter(c, at + strlen(LETTER));
	if (find_label(s, RETIRED, "\n", &end))
		c->retired = true;
	if ((at = find_label(s, MERGED, "\n", &end)))
		codebook_set(&c->merged, at + strlen(MERGED), strcspn(at + strlen(MERGED), "\n"));
}

bool codebook_undescribe(struct codebook_code *c, const char *text)
{
	const char *tail, *end, *examples, *stop;
	char *body;

	tail = find_label(text, KEY, "\n\n", &end);
	body = xstrndup(text, tail ? (size_t)(end - text) : strlen(text));
	end = body + strlen(body);
	if (tail) {
		take_tail(c, tail);
		examples = find_label(body, EXAMPLES "\n", "\n\n", &stop);
		take_text(&c->definition, body, examples ? stop : end);
		if (examples)
			take_text(&c->examples, examples + strlen(EXAMPLES) + 1, end);
	} else {
		examples = find_label(body, EXAMPLES, "\n", &stop);
		take_trimmed(&c->definition, body, examples ? stop : end);
		if (examples)
			take_trimmed(&c->examples, examples + strlen(EXAMPLES), end);
	}
	free(body);
	return tail != NULL;
}

void codebook_xml_done(struct codebook_xml *x)
{
	free(x->parent);
	buf_done(&x->text);
}

/* The code that an element of that depth stands in: -1 none. */
static long code_above(const struct codebook_xml *x, int depth)
{
	for (int d = depth - 1; d > 0; d--)
		if (x->open[d] > 0)
			return x->open[d] - 1;
	return -1;
}

static int open_code(struct codebook_xml *x, const struct xml_element *e, struct err *err)
{
	const char *name = xml_get(e, "name"), *guid = xml_get(e, "guid");
	char ours[37];
	struct codebook_code *c;

	if (x->b->n == CODEBOOK_MAX)
		return err_set(err, ERR_INPUT, "found more than %d codes", CODEBOOK_MAX);
	if (!name || !*name)
		return err_set(err, ERR_INPUT, "found a code without a name");
	if (!guid || !codebook_guid_parse(guid, ours))
		return err_set(err, ERR_INPUT,
			       "found the guid \"%.60s\" of \"%.60s\", expected 8-4-4-4-12 hexadecimal digits",
			       guid ? guid : "", name);
	c = codebook_add(x->b);
	if (x->b->cap > x->cap) {
		x->cap = x->b->cap;
		x->parent = xrealloc(x->parent, x->cap * sizeof *x->parent);
	}
	take_trimmed(&c->title, name, name + strlen(name));
	codebook_set(&c->guid, ours, 36);
	c->line = e->line;
	x->parent[x->b->n - 1] = code_above(x, e->depth);
	x->open[e->depth] = (long)x->b->n;
	return 0;
}

int codebook_xml_open(struct codebook_xml *x, const struct xml_element *e, struct err *err)
{
	x->open[e->depth] = 0;
	if (!strcmp(e->name, "Code"))
		return open_code(x, e, err);
	if (!strcmp(e->name, "Description") && x->open[e->depth - 1]) {
		x->described = e->depth;
		buf_clear(&x->text);
	}
	return 0;
}

int codebook_xml_text(struct codebook_xml *x, const char *s, size_t n, struct err *err)
{
	if (!x->described)
		return 0;
	/* Room for both texts, every line of them guarded. */
	if (x->text.len + n > 4 * CODEBOOK_TEXT_MAX)
		return err_set(err, ERR_INPUT, "found a Description longer than %d bytes", 4 * CODEBOOK_TEXT_MAX);
	buf_add(&x->text, s, n);
	return 0;
}

int codebook_xml_close(struct codebook_xml *x, int depth, struct err *err)
{
	(void)err;
	if (x->described == depth) {
		x->described = 0;
		x->b->says |= CODEBOOK_DEFINITION;
		if (codebook_undescribe(&x->b->code[x->open[depth - 1] - 1], buf_str(&x->text)))
			x->b->says |= CODEBOOK_EXAMPLES | CODEBOOK_LETTER | CODEBOOK_RETIRED;
		else if (*x->b->code[x->open[depth - 1] - 1].examples)
			x->b->says |= CODEBOOK_EXAMPLES;
	}
	x->open[depth] = 0;
	return 0;
}

/* The standalone codebook. */
struct qdc {
	struct codebook_xml x;
	int codes; /* depth of Codes while it is open */
};

static bool is_space(const char *ns)
{
	for (int i = 0; spaces[i]; i++)
		if (!strcmp(ns, spaces[i]))
			return true;
	return false;
}

static int on_open(void *arg, const struct xml_element *e, struct err *err)
{
	struct qdc *q = arg;

	if (e->depth == 1 && (strcmp(e->name, "CodeBook") || !is_space(e->ns)))
		return err_set(err, ERR_INPUT, "found the root %.60s of \"%.80s\", expected CodeBook of \"%s\"",
			       e->name, e->ns, spaces[0]);
	if (q->codes)
		return codebook_xml_open(&q->x, e, err);
	if (e->depth == 2 && !strcmp(e->name, "Codes"))
		q->codes = e->depth;
	return 0;
}

static int on_text(void *arg, const char *s, size_t n, struct err *err)
{
	struct qdc *q = arg;

	return codebook_xml_text(&q->x, s, n, err);
}

static int on_close(void *arg, int depth, long line, struct err *err)
{
	struct qdc *q = arg;

	(void)line;
	if (depth == q->codes)
		q->codes = 0;
	return q->codes ? codebook_xml_close(&q->x, depth, err) : 0;
}

int codebook_read_qdc(const char *file, const void *bytes, size_t n, struct codebook *out, struct err *err)
{
	struct qdc q = { .x.b = out };
	struct xml_sink sink = { on_open, on_text, on_close, &q };
	int rc = xml_in_read(file, bytes, n, &sink, err);

	if (!rc)
		codebook_finish(out, q.x.parent);
	codebook_xml_done(&q.x);
	return rc;
}

static const char *const labels[] = { EXAMPLES, KEY, LETTER, RETIRED, MERGED, NULL };

/* The second is how some programs write it. */
static const char *const spaces[] = { "urn:QDA-XML:codebook:1.0", "urn:QDA-XML:codebook:1:0", NULL };
