#include "tests/model/imports.h"

#include "model/check_store.h"
#include "model/deal.h"
#include "model/move.h"

#include <criterion/criterion.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void imports_open(struct imports *t)
{
	struct store_options opt = {
		.login = "ann", .zone = "UTC", .now_ms = INT64_C(1795305600000), .now_frozen = true, .seed = 7
	};
	struct err err = { 0 };

	*t = (struct imports){ 0 };
	snprintf(t->dir, sizeof t->dir, "/tmp/winloss-import-XXXXXX");
	cr_assert_not_null(mkdtemp(t->dir));
	cr_assert_eq(store_open(&t->s, &opt, NULL, &err), 0, "%s", err.text);
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st, (void)flag, (void)ftw;
	return remove(path);
}

static int finding(void *arg, const char *text)
{
	(void)arg;
	cr_log_error("%s", text);
	return 0;
}

/* Whatever a test did, the derived tables, checksums and the history still agree. */
void imports_close(struct imports *t)
{
	struct err err = { 0 };
	size_t findings = 0;

	cr_assert_eq(store_check(t->s, true, finding, NULL, &findings, &err), 0, "%s", err.text);
	cr_assert_eq(findings, 0);
	import_result_done(&t->last);
	buf_done(&t->notes);
	buf_done(&t->refused);
	buf_done(&t->told);
	buf_done(&t->changed);
	store_close(t->s);
	nftw(t->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *imports_path(struct imports *t, const char *name)
{
	static char path[256];

	snprintf(path, sizeof path, "%s/%s", t->dir, name);
	return *name == '/' || !strcmp(name, "-") ? name : path;
}

const char *imports_file(struct imports *t, const char *name, const char *body)
{
	const char *path = imports_path(t, name);
	FILE *f = fopen(path, "we");

	cr_assert_not_null(f);
	fputs(body, f);
	fclose(f);
	return path;
}

static void note(void *arg, const char *sentence)
{
	struct imports *t = arg;

	buf_printf(&t->notes, "%s\n", sentence);
}

static void refused(void *arg, const struct import_refusal *r)
{
	struct imports *t = arg;

	buf_printf(&t->refused, "%lld:%d: %s\n", (long long)r->line, r->column, r->reason);
	import_refusal_format(r, &t->told);
	buf_putc(&t->told, '\n');
}

static void changed(void *arg, const struct import_change *c)
{
	struct imports *t = arg;

	buf_printf(&t->changed, "%lld %s: %s -> %s\n", (long long)c->line, c->field, c->before, c->after);
}

int imports_run(struct imports *t, const char *kind, const char *name, struct err *err)
{
	char *path = xstrdup(imports_path(t, name));
	int rc;

	buf_clear(&t->notes);
	buf_clear(&t->refused);
	buf_clear(&t->told);
	buf_clear(&t->changed);
	import_result_done(&t->last);
	t->opt.kind = kind;
	t->opt.path = path;
	t->opt.note = note;
	t->opt.refused = refused;
	t->opt.changed = changed;
	t->opt.arg = t;
	rc = import_run(t->s, &t->opt, &t->last, err);
	free(path);
	return rc;
}

void imports_expect(struct imports *t, const char *kind, const char *body, int added, int updated, int unchanged,
		    int refused_rows)
{
	const struct import_counts *c = &t->last.counts;
	struct err err = { 0 };

	imports_file(t, "in.csv", body);
	cr_assert_eq(imports_run(t, kind, "in.csv", &err), 0, "%s", err.text);
	cr_assert(c->added == added && c->updated == updated && c->unchanged == unchanged &&
			  c->refused == refused_rows,
		  "added %lld, updated %lld, unchanged %lld, refused %lld of\n%s\n%s", (long long)c->added,
		  (long long)c->updated, (long long)c->unchanged, (long long)c->refused, body, buf_str(&t->refused));
	cr_assert_eq(c->read, c->added + c->updated + c->unchanged + c->refused);
}

char *imports_export_of(struct imports *t, struct store *s, const struct export_options *opt)
{
	struct store *own = t->s;
	char *csv;

	t->s = s;
	csv = imports_export(t, opt);
	t->s = own;
	return csv;
}

char *imports_export(struct imports *t, const struct export_options *opt)
{
	struct export_options o = *opt;
	char *path = xstrdup(imports_path(t, "out")), part[4096];
	struct err err = { 0 };
	struct buf all = { 0 };
	int64_t rows;
	bool closed;
	size_t n;
	FILE *f;

	o.path = path;
	cr_assert_eq(export_run(t->s, &o, &rows, &closed, &err), 0, "%s", err.text);
	f = fopen(path, "re");
	cr_assert_not_null(f);
	while ((n = fread(part, 1, sizeof part, f)) > 0)
		buf_add(&all, part, n);
	fclose(f);
	free(path);
	return buf_take(&all);
}

int64_t imports_deal(struct imports *t, const char *ext)
{
	struct err err = { 0 };
	int64_t id;

	cr_assert_eq(deal_find(t->s, ext, &id, &err), 0, "%s", err.text);
	return id;
}

const char *imports_field(struct imports *t, const char *ext, const char *field)
{
	static char text[512];
	struct err err = { 0 };
	struct buf b = { 0 };
	struct deal d;

	cr_assert_eq(deal_get(t->s, imports_deal(t, ext), &d, &err), 1, "%s", err.text);
	deal_text(t->s, &d, deal_field(field), &b);
	snprintf(text, sizeof text, "%s", buf_str(&b));
	buf_done(&b);
	deal_done(&d);
	return text;
}

void imports_edit(struct imports *t, const char *ext, const char *field, const char *text)
{
	struct err err = { 0 };

	cr_assert_eq(deal_change(t->s, imports_deal(t, ext), field, text, &err), 0, "%s", err.text);
}

/* Statements are cached by where they stand, so each text has a place of its own. */
int64_t imports_count(struct imports *t, const char *sql)
{
	static struct sql texts[64];
	size_t i = 0;

	while (i < 63 && texts[i].text && strcmp(texts[i].text, sql))
		i++;
	cr_assert_lt(i, 63);
	texts[i] = (struct sql){ "count", sql };
	return db_scalar(t->s->db, &texts[i], -1);
}

const char *imports_shared(void)
{
	static char path[512];
	const char *env = getenv("WINLOSS_SHARED"), *src = getenv("WINLOSS_SRCDIR");

	snprintf(path, sizeof path, env && *env ? "%s" : "%s/../shared", env && *env ? env : src ? src : ".");
	if (!access(path, R_OK))
		return path;
	fprintf(stderr, "SKIPPED: %s is not here; the data of other programs was not imported (set WINLOSS_SHARED)\n",
		path);
	return NULL;
}

void imports_move(struct imports *t, const char *ext, int stage)
{
	struct move m = { .deal = imports_deal(t, ext),
			  .to_stage = stage,
			  .reason = "because",
			  .check_all = true,
			  .commitment = COMMIT_WRITTEN,
			  .sow = SOW_SIGNED,
			  .contact = "Ida Berg",
			  .follow_up_day = NO_DAY,
			  .sow_day = NO_DAY };
	struct err err = { 0 };

	cr_assert_eq(deal_move(t->s, &m, NULL, &err), 0, "%s", err.text);
}

bool imports_said(const struct buf *b, const char *words)
{
	return strstr(buf_str(b), words);
}

int imports_all(struct imports *t, const char *lines, void (*tell)(void *arg, const struct import_all_table *table),
		struct import_result *r, struct err *err)
{
	struct import_options opt = { .path = imports_file(t, "all.jsonl", lines), .refused = refused, .arg = t };

	buf_clear(&t->refused);
	buf_clear(&t->told);
	return import_all(t->s, &opt, tell, r, err);
}
