#include "model/io/csv_head.h"

#include "model/buf.h"
#include "model/io/csv_out.h"
#include "model/text.h"

#include <ctype.h>
#include <string.h>

/* "Parent code" is parentcode. */
static void fold_header(struct buf *out, const char *s, size_t len)
{
	struct buf fold = { 0 };

	buf_clear(out);
	text_fold(&fold, s, len);
	for (const char *c = buf_str(&fold); *c; c++)
		if (isalnum((unsigned char)*c) || (unsigned char)*c > 127)
			buf_putc(out, *c);
	buf_done(&fold);
}

static int column_of(const struct csv_word *words, const char *name)
{
	for (; words->words; words++)
		if (!strcmp(words->words, name))
			return words->column;
	return -1;
}

int csv_head_take(struct csv_head *h, const struct csv_word *words, const struct csv_row *row, const char *file,
		  struct buf *notes, struct err *err)
{
	struct buf name = { 0 };
	int rc = 0;

	for (int i = 0; i < CSV_HEAD_MAX; i++)
		h->at[i] = -1;
	for (int i = 0; i < row->count && !rc; i++) {
		const char *text = row->fields[i].text ? row->fields[i].text : "";
		int c;

		fold_header(&name, text, row->fields[i].len);
		c = column_of(words, buf_str(&name));
		if (c < 0 && notes)
			buf_printf(notes, "%s: the column \"%.60s\" is not known and was left out\n", file, text);
		else if (c >= 0 && h->at[c] >= 0)
			rc = err_set(err, ERR_INPUT, "%s:%lld: columns %d and %d (%.60s) say the same", file,
				     (long long)row->line, h->at[c] + 1, i + 1, text);
		else if (c >= 0)
			h->at[c] = i;
	}
	buf_done(&name);
	return rc;
}

/* Without its guard. */
static const char *whole_cell(const struct csv_head *h, const struct csv_row *row, int column, size_t *len)
{
	const char *s;

	*len = 0;
	if (h->at[column] < 0 || h->at[column] >= row->count || !(s = row->fields[h->at[column]].text))
		return "";
	*len = row->fields[h->at[column]].len;
	if (!h->raw)
		csv_unguard(&s, len);
	return s;
}

const char *csv_head_cell(const struct csv_head *h, const struct csv_row *row, int column, size_t *len)
{
	const char *s = whole_cell(h, row, column, len);

	for (; *len && strchr(" \t\r\n", *s); s++)
		--*len;
	while (*len && strchr(" \t\r\n", s[*len - 1]))
		--*len;
	return s;
}

char *csv_head_text(const struct csv_head *h, const struct csv_row *row, int column, bool exact)
{
	size_t len;
	const char *s = exact ? whole_cell(h, row, column, &len) : csv_head_cell(h, row, column, &len);

	return xstrndup(s, len);
}
