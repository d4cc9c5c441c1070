/* What changed between two versions of a packet, line by line, under the heading that each change stands below. */
#include "model/packet.h"

#include <stdlib.h>
#include <string.h>

/* Tables beyond this many cells are not laid out: then all that differs is told as gone and come. */
#define CELLS_MAX (4u << 20)

struct line {
	const char *at;
	size_t len;
};
struct lines {
	struct line *line;
	size_t n;
};

static struct lines split(const char *text)
{
	struct lines l = { 0 };

	while (*text) {
		size_t n = strcspn(text, "\n");

		l.line = xrealloc(l.line, (l.n + 1) * sizeof *l.line);
		l.line[l.n++] = (struct line){ text, n };
		text += n + (text[n] == '\n');
	}
	return l;
}

static bool is_same(const struct line *a, const struct line *b)
{
	return a->len == b->len && !memcmp(a->at, b->at, a->len);
}

struct telling {
	const struct lines *was, *is;
	const struct line *heading; /* told already */
	struct buf *out;
};

/* The signatures stand below a rule, and below no heading. */
static bool is_heading(const struct line *l)
{
	return (l->len && l->at[0] == '#') || (l->len == 3 && !memcmp(l->at, "---", 3));
}

/* The heading above line `i`, once. */
static void tell_heading(struct telling *t, const struct lines *l, size_t i)
{
	while (i && !is_heading(&l->line[i]))
		i--;
	if (!l->n || !is_heading(&l->line[i]) || (t->heading && is_same(t->heading, &l->line[i])))
		return;
	buf_printf(t->out, "%s%.*s\n\n", t->out->len ? "\n" : "", (int)l->line[i].len, l->line[i].at);
	t->heading = &l->line[i];
}

static void tell(struct telling *t, char sign, const struct lines *l, size_t i)
{
	if (!l->line[i].len)
		return;
	tell_heading(t, l, i);
	buf_printf(t->out, "%c %.*s\n", sign, (int)l->line[i].len, l->line[i].at);
}

/* Lengths of the longest runs of common lines from (i, j) on. */
static unsigned *lay_out(const struct lines *a, const struct lines *b, size_t from, size_t a_end, size_t b_end)
{
	size_t rows = a_end - from, cols = b_end - from, width = cols + 1;
	unsigned *table;

	if ((rows + 1) * width > CELLS_MAX)
		return NULL;
	table = xcalloc((rows + 1) * width, sizeof *table);
	for (size_t i = rows; i-- > 0;)
		for (size_t j = cols; j-- > 0;) {
			unsigned down = table[(i + 1) * width + j], right = table[i * width + j + 1];

			table[i * width + j] = is_same(&a->line[from + i], &b->line[from + j])
						       ? table[(i + 1) * width + j + 1] + 1
					       : down > right ? down
							      : right;
		}
	return table;
}

static void walk(struct telling *t, size_t from, size_t a_end, size_t b_end)
{
	unsigned *table = lay_out(t->was, t->is, from, a_end, b_end);
	size_t i = from, j = from, width = b_end - from + 1;

	while (i < a_end || j < b_end) {
		size_t at = (i - from) * width + j - from;

		if (i < a_end && j < b_end && is_same(&t->was->line[i], &t->is->line[j])) {
			i++;
			j++;
		} else if (j == b_end || (i < a_end && (!table || table[at + width] >= table[at + 1]))) {
			tell(t, '-', t->was, i++);
		} else {
			tell(t, '+', t->is, j++);
		}
	}
	free(table);
}

void packet_difference(const char *was, const char *is, struct buf *out)
{
	struct lines a = split(was), b = split(is);
	struct telling t = { .was = &a, .is = &b, .out = out };
	size_t from = 0, a_end = a.n, b_end = b.n;

	while (from < a.n && from < b.n && is_same(&a.line[from], &b.line[from]))
		from++;
	while (a_end > from && b_end > from && is_same(&a.line[a_end - 1], &b.line[b_end - 1])) {
		a_end--;
		b_end--;
	}
	walk(&t, from, a_end, b_end);
	free(a.line);
	free(b.line);
}
