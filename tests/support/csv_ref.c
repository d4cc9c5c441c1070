#include "tests/support/csv_ref.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

struct ref {
	const char *s;
	size_t n;
	char delimiter;
	struct buf row;
	int fields, invalid; /* `invalid`: the first field that is no text, from 1 */
};

static bool is_end(const struct ref *r, size_t at)
{
	return at >= r->n || r->s[at] == '\n' || r->s[at] == '\r';
}

/* Behind the line end at `at`. */
static size_t skip_end(const struct ref *r, size_t at)
{
	if (at + 1 < r->n && r->s[at] == '\r' && r->s[at + 1] == '\n')
		return at + 2;
	return at < r->n ? at + 1 : at;
}

static int64_t count_lines(const struct ref *r, size_t from, size_t to)
{
	int64_t lines = 0;

	while (from < to) {
		while (from < to && !is_end(r, from))
			from++;
		from = skip_end(r, from);
		lines++;
	}
	return lines;
}

/* By the C library, which lets code points above the last one pass. */
static bool is_text(const char *s, size_t n)
{
	mbstate_t state = { 0 };

	for (size_t i = 0, k; i < n; i += k) {
		wchar_t c;

		k = mbrtowc(&c, s + i, n - i, &state);
		if (k == 0 || k > 4 || c > 0x10FFFF)
			return false;
	}
	return true;
}

static void add_field(struct ref *r, const struct buf *field, bool quoted)
{
	if (r->fields++)
		buf_putc(&r->row, '|');
	if (!is_text(buf_str(field), field->len) && !r->invalid)
		r->invalid = r->fields;
	if (!field->len && !quoted)
		buf_putc(&r->row, '~');
	buf_add(&r->row, buf_str(field), field->len);
}

/* The field at *at. False: its quotes are wrong. */
static bool read_field(struct ref *r, size_t *at)
{
	struct buf field = { 0 };
	bool quoted = *at < r->n && r->s[*at] == '"', ok = true;
	size_t i = *at + quoted;

	for (;; i++) {
		if (quoted && i >= r->n) {
			ok = false;
			break;
		}
		if (!quoted && (is_end(r, i) || r->s[i] == r->delimiter))
			break;
		if (quoted && r->s[i] == '"') {
			if (i + 1 < r->n && r->s[i + 1] == '"') {
				i++;
			} else {
				i++;
				while (i < r->n && r->s[i] != r->delimiter && (r->s[i] == ' ' || r->s[i] == '\t'))
					i++;
				ok = is_end(r, i) || r->s[i] == r->delimiter;
				break;
			}
		}
		buf_putc(&field, r->s[i]);
	}
	if (ok)
		add_field(r, &field, quoted);
	*at = i;
	buf_done(&field);
	return ok;
}

static bool read_row(struct ref *r, size_t *at)
{
	r->fields = r->invalid = 0;
	buf_clear(&r->row);
	while (read_field(r, at)) {
		if (is_end(r, *at)) {
			*at = skip_end(r, *at);
			return true;
		}
		(*at)++;
	}
	return false;
}

void csv_ref_dump(const char *s, size_t n, char delimiter, struct buf *out)
{
	struct ref r = { .s = s, .n = n, .delimiter = delimiter };
	int64_t line = 1;
	int width = 0;

	for (size_t at = 0, next; at < n; at = next) {
		if (is_end(&r, at)) {
			next = skip_end(&r, at);
			line++;
			continue;
		}
		next = at;
		if (!read_row(&r, &next)) {
			buf_printf(out, "! %" PRId64 " %d\n", line, r.fields + 1);
			for (next = at; !is_end(&r, next);)
				next++;
			next = skip_end(&r, next);
		} else if (r.invalid) {
			buf_printf(out, "! %" PRId64 " %d\n", line, r.invalid);
		} else if (width && r.fields != width) {
			buf_printf(out, "! %" PRId64 " %d\n", line, 1 + (r.fields < width ? r.fields : width));
		} else {
			width = r.fields;
			buf_printf(out, "= %" PRId64 " ", line);
			buf_add(out, buf_str(&r.row), r.row.len);
			buf_putc(out, '\n');
		}
		line += count_lines(&r, at, next);
	}
	buf_done(&r.row);
}

bool csv_in_dump(struct csv_in *in, struct buf *out)
{
	struct csv_totals t;
	struct csv_row row;
	int64_t taken = 0, refused = 0;
	int got;

	while ((got = csv_in_next(in, &row, NULL)) > CSV_IN_END) {
		if (got == CSV_IN_REFUSED) {
			buf_printf(out, "! %" PRId64 " %d\n", row.line, row.column);
			if (!row.found[0] || !row.expected[0])
				return false;
			refused++;
			continue;
		}
		taken++;
		buf_printf(out, "= %" PRId64 " ", row.line);
		for (int i = 0; i < row.count; i++) {
			buf_puts(out, i ? "|" : "");
			buf_add(out, row.fields[i].text ? row.fields[i].text : "~",
				row.fields[i].text ? row.fields[i].len : 1);
			if (row.fields[i].text && row.fields[i].text[row.fields[i].len])
				return false;
		}
		buf_putc(out, '\n');
	}
	t = csv_in_totals(in);
	return got == CSV_IN_END && t.taken == taken && t.refused == refused && t.read == taken + refused;
}
