#ifndef MODEL_DOC_TABLE_H
#define MODEL_DOC_TABLE_H
/* Documents for people, as Markdown or as plain text: headings, paragraphs, lists and tables whose columns are aligned by
 * what they take on the screen. What comes from records is data and stays it: a pipe, a line break or a star in a cell
 * breaks no table and sets no type. The same input gives the same bytes. Pure. */
#include "model/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum doc_kind { DOC_MARKDOWN, DOC_TEXT };

struct doc_column {
	const char *title;
	bool right;    /* numbers */
	int wrap_cols; /* in plain text a longer cell goes on in the next line; 0: as wide as its longest cell */
};
struct doc_table;

/* The columns are borrowed until doc_table_free(). */
struct doc_table *doc_table_new(const struct doc_column *columns, size_t n);
void doc_table_free(struct doc_table *t);
/* The next cell, from left to right; the one behind the last column begins a row. NULL is an empty one. Copied. */
void doc_table_cell(struct doc_table *t, const char *text);
void doc_table_printf(struct doc_table *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
size_t doc_table_rows(const struct doc_table *t);
/* With its head, and an empty line behind it; a row that was begun is filled up with empty cells. Appended. */
void doc_table_write(const struct doc_table *t, enum doc_kind kind, struct buf *out);

/* "## Outcomes", or the words with a line below them (level 1 and 2). With an empty line behind it. Appended. */
void doc_heading(enum doc_kind kind, int level, const char *text, struct buf *out);
/* A paragraph; in plain text wrapped to 78 columns. */
void doc_para(enum doc_kind kind, const char *text, struct buf *out);
/* One line of a list; the empty line behind the last one is the caller's. */
void doc_item(enum doc_kind kind, const char *text, struct buf *out);
/* Words of records within a line of that kind: escaped in Markdown, a line break is a blank (`<br>` in Markdown where
 * `cell`). Appended. */
void doc_words(enum doc_kind kind, const char *text, bool cell, struct buf *out);
#endif
