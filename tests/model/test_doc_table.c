/* Documents as Markdown and as plain text: what is in a cell breaks no table. */
#include "model/doc_table.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct doc_column columns[] = { { "Theme", false, 12 }, { "n", true, 0 } };

static char *written(enum doc_kind kind, const char *theme)
{
	struct doc_table *t = doc_table_new(columns, 2);
	struct buf out = { 0 };

	doc_table_cell(t, theme);
	doc_table_printf(t, "%d", 12);
	doc_table_cell(t, "Fit");
	doc_table_cell(t, "7");
	cr_assert_eq(doc_table_rows(t), 2);
	doc_table_write(t, kind, &out);
	doc_table_free(t);
	return buf_take(&out);
}

static void is(enum doc_kind kind, const char *theme, const char *want)
{
	char *found = written(kind, theme);

	cr_assert_str_eq(found, want, "%s", found);
	free(found);
}

Test(doc_table, columns_are_aligned)
{
	is(DOC_MARKDOWN, "Price", "| Theme |   n |\n| ----- | --: |\n| Price |  12 |\n| Fit   |   7 |\n\n");
	is(DOC_TEXT, "Price", "Theme    n\n-----  ---\nPrice   12\nFit      7\n\n");
}

Test(doc_table, wide_signs_count_their_columns)
{
	is(DOC_TEXT, "価格", "Theme    n\n-----  ---\n価格    12\nFit      7\n\n");
}

Test(doc_table, a_cell_stays_a_cell)
{
	is(DOC_MARKDOWN, "a|b\r\n<i>*c*", "| Theme               |   n |\n| ------------------- | --: |\n"
	   "| a\\|b<br>&lt;i>\\*c\\* |  12 |\n| Fit                 |   7 |\n\n");
	is(DOC_TEXT, "a|b\nc", "Theme    n\n-----  ---\na|b c   12\nFit      7\n\n");
}

Test(doc_table, a_long_cell_goes_on_below)
{
	is(DOC_TEXT, "Missing single sign-on", "Theme           n\n------------  ---\nMissing        12\nsingle\nsign-on\n"
	   "Fit             7\n\n");
}

Test(doc_table, a_row_that_was_begun_is_filled_up)
{
	struct doc_table *t = doc_table_new(columns, 2);
	struct buf out = { 0 };

	doc_table_cell(t, "Fit");
	doc_table_write(t, DOC_MARKDOWN, &out);
	cr_assert_str_eq(buf_str(&out), "| Theme |   n |\n| ----- | --: |\n| Fit   |     |\n\n");
	buf_done(&out);
	doc_table_free(t);
}

Test(doc_table, headings_and_paragraphs)
{
	struct buf out = { 0 };

	doc_heading(DOC_MARKDOWN, 2, "Won | lost", &out);
	doc_para(DOC_MARKDOWN, "two\nlines", &out);
	doc_item(DOC_MARKDOWN, "one_two", &out);
	cr_assert_str_eq(buf_str(&out), "## Won \\| lost\n\ntwo lines\n\n- one\\_two\n");
	buf_clear(&out);
	doc_heading(DOC_TEXT, 1, "Quarter", &out);
	doc_para(DOC_TEXT, "every word of a long paragraph is there, and no line of it is longer than a narrow terminal",
		 &out);
	doc_item(DOC_TEXT, "one", &out);
	cr_assert_str_eq(buf_str(&out), "Quarter\n=======\n\nevery word of a long paragraph is there, and no line of it is"
			 " longer than a\nnarrow terminal\n\n- one\n");
	buf_done(&out);
}
