#include "tests/model/quarter.h"

#include "model/io/zip_in.h"
#include "model/sample.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct rollup_scope quarter_scope = { .year = 2026, .quarter = 4, .quotes = 6 };

void quarter_as(struct store *s, const char *login)
{
	struct err err = { 0 };

	cr_assert_eq(store_act_as(s, login, &err), 0, "%s", err.text);
}

struct store *quarter_open(char **dir)
{
	struct store_options opt = { .login = SAMPLE_ADMIN, .zone = "UTC", .now_ms = INT64_C(1795510800000), .now_frozen = true,
				     .db_flags = DB_CREATE, .seed = 3 };
	struct buf path = { 0 };
	struct err err = { 0 };
	struct store *s;

	*dir = temp_dir("report");
	buf_printf(&path, "%s/w.db", *dir);
	opt.path = buf_str(&path);
	opt.out_dir = *dir;
	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s", err.text);
	cr_assert_eq(sample_fill(s, &err), 0, "%s", err.text);
	quarter_as(s, SAMPLE_CRO);
	buf_done(&path);
	return s;
}

void quarter_close(struct store *s, char *dir)
{
	store_close(s);
	temp_remove(dir);
	free(dir);
}

struct rollup quarter_load(struct store *s, enum rollup_audience audience)
{
	struct rollup_scope scope = quarter_scope;
	struct err err = { 0 };
	struct rollup r;

	scope.audience = audience;
	cr_assert_eq(rollup_load(s, &scope, &r, &err), 0, "%s", err.text);
	return r;
}

struct buf quarter_write(struct store *s, const struct rollup *r, enum report_format format)
{
	struct buf out = { 0 };
	struct err err = { 0 };

	cr_assert_eq(report_write(s, r, format, &out, &err), 0, "%s", err.text);
	return out;
}

void quarter_unzip(const char *dir, const struct buf *book, struct buf *out)
{
	struct buf path = { 0 };
	struct zip_in *z;
	struct err err = { 0 };
	char name[64];
	FILE *f;

	buf_printf(&path, "%s/book.xlsx", dir);
	f = fopen(buf_str(&path), "wb");
	cr_assert(f && fwrite(book->data, 1, book->len, f) == book->len && !fclose(f));
	cr_assert_eq(zip_in_open(&z, buf_str(&path), &err), 0, "%s", err.text);
	for (int i = 1; i <= 8; i++) {
		long part;

		snprintf(name, sizeof name, "xl/worksheets/sheet%d.xml", i);
		part = zip_in_find(z, name);
		cr_assert_geq(part, 0, "%s", name);
		cr_assert_eq(zip_in_read(z, part, 64u << 20, out, &err), 0, "%s", err.text);
	}
	cr_assert_eq(zip_in_read(z, zip_in_find(z, "xl/sharedStrings.xml"), 64u << 20, out, &err), 0, "%s", err.text);
	cr_assert_geq(zip_in_find(z, "xl/charts/chart6.xml"), 0, "native charts");
	zip_in_close(z);
	buf_done(&path);
}

int quarter_shared_place(const char *xml, const char *word)
{
	const char *list = strstr(xml, "<sst");
	struct buf cell = { 0 };
	const char *at;
	int n = 0;

	buf_printf(&cell, "<t>%s</t>", word);
	at = strstr(list, buf_str(&cell));
	buf_done(&cell);
	if (!at)
		return -1;
	for (const char *p = list; (p = strstr(p, "<si>")) && p < at; p++)
		n++;
	return n - 1;
}
