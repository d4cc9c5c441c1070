/* Exports of other programs, as they are and malformed. */
#include "tests/model/imports.h"

#include "model/io/csv_in.h"
#include "model/stage.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct imports t;

static void open_it(void)
{
	imports_open(&t);
}

static void close_it(void)
{
	imports_close(&t);
}

TestSuite(import_programs, .init = open_it, .fini = close_it);

Test(import_programs, a_real_pipeline)
{
	const char *shared = imports_shared();
	char path[600];
	struct err err = { 0 };

	if (!shared)
		return;
	snprintf(path, sizeof path, "%s/data/crm-opportunities/sales_pipeline.csv", shared);
	cr_assert_eq(imports_run(&t, "deals", path, &err), 0, "%s", err.text);
	cr_assert_eq(t.last.counts.read, 8800);
	cr_assert_eq(t.last.counts.added, 8800);
	cr_assert(imports_said(&t.notes, "crm-opportunities: taken"), "%s", buf_str(&t.notes));
	cr_assert_eq(imports_count(&t, "select count(*) from deal where stage = 2"), 1589);
	cr_assert_eq(imports_count(&t, "select count(*) from deal where created_day is null"), 500);
	cr_assert_eq(imports_count(&t, "select count(*) from deal d join company c on c.id = d.company"
				       " where c.name = ''"),
		     1425);
	cr_assert_eq(imports_count(&t, "select count(*) from deal where amount_minor is null"), 2089);
	imports_move(&t, "HAXMC4IX", STAGE_PROPOSAL);
	cr_assert_eq(imports_run(&t, "deals", path, &err), 0, "%s", err.text);
	cr_assert_eq(t.last.counts.unchanged, 8800);
	cr_assert_str_eq(imports_field(&t, "HAXMC4IX", "stage"), "proposal");
}

Test(import_programs, salesforce_and_hubspot_as_far_as_they_go)
{
	const char *shared = imports_shared();
	char path[600], rejects[200];
	struct err err = { 0 };

	if (!shared)
		return;
	snprintf(rejects, sizeof rejects, "%s", imports_path(&t, "r1.csv"));
	t.opt.rejects = rejects;
	snprintf(path, sizeof path, "%s/data/salesforce-seeds/sf_opportunity_data.csv", shared);
	cr_assert_eq(imports_run(&t, "deals", path, &err), 0, "%s", err.text);
	cr_assert_eq(t.last.counts.refused, 10);
	cr_assert(imports_said(&t.refused, "left out: is_deleted is true"), "%s", buf_str(&t.refused));
	snprintf(rejects, sizeof rejects, "%s", imports_path(&t, "r2.csv"));
	t.opt.keep_deleted = true;
	cr_assert_eq(imports_run(&t, "deals", path, &err), 0, "%s", err.text);
	cr_assert_eq(t.last.counts.added, 8);
	cr_assert_str_eq(imports_field(&t, "006q000000HdPzpAAF", "stage"), "won");
	t.opt.keep_deleted = false;
	snprintf(path, sizeof path, "%s/data/hubspot-seeds/deal_data.csv", shared);
	cr_assert_eq(imports_run(&t, "deals", path, &err), 0, "%s", err.text);
	cr_assert_eq(t.last.counts.added, 44);
	cr_assert_str_eq(imports_field(&t, "1244495215", "stage"), "prospecting");
	cr_assert_str_eq(imports_field(&t, "1244495215", "created"), "2019-12-04");
}

static int64_t walked;
static struct buf map;

/* Whatever the columns are called, the first one is taken for the name. */
static void map_first(const char *path)
{
	struct csv_in *in = csv_in_open(path, NULL, NULL);
	struct csv_row row;

	buf_clear(&map);
	if (in && csv_in_header(in, &row, NULL) == 1 && row.fields[0].len && !strpbrk(row.fields[0].text, ",="))
		buf_printf(&map, "name=%s", row.fields[0].text);
	csv_in_close(in);
	t.opt.map = map.len ? buf_str(&map) : NULL;
}

/* Whatever the bytes: nothing crashes, every row is told, and a file that cannot be used leaves nothing. */
static void walk(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		struct err err = { 0 };
		struct stat st;
		char path[1024];
		int64_t before;
		int rc;

		snprintf(path, sizeof path, "%s/%s", dir, e->d_name);
		if (*e->d_name == '.' || stat(path, &st))
			continue;
		if (S_ISDIR(st.st_mode)) {
			walk(path);
			continue;
		}
		map_first(path);
		before = imports_count(&t, "select count(*) from deal");
		t.opt.dry_run = walked % 2;
		unlink(t.opt.rejects);
		rc = imports_run(&t, "deals", path, &err);
		walked++;
		cr_assert(!rc || err.kind, "%s", path);
		cr_assert_eq(t.last.counts.read,
			     t.last.counts.added + t.last.counts.updated + t.last.counts.unchanged +
				     t.last.counts.refused,
			     "%s", path);
		cr_assert_eq(imports_count(&t, "select count(*) from deal"),
			     before + (rc || t.opt.dry_run ? 0 : t.last.counts.added), "%s", path);
	}
	if (d)
		closedir(d);
}

Test(import_programs, malformed_files_of_other_programs)
{
	static const char *const sets[] = { "duckdb-csv",   "frictionless", "commons-csv",
					    "csv-spectrum", "clevercsv",    "rust-csv" };
	const char *shared = imports_shared();
	char path[600], rejects[200];

	if (!shared)
		return;
	snprintf(rejects, sizeof rejects, "%s", imports_path(&t, "r.csv"));
	t.opt.rejects = rejects;
	for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
		snprintf(path, sizeof path, "%s/data/%s", shared, sets[i]);
		walk(path);
	}
	buf_done(&map);
	t.opt.map = NULL;
	cr_assert_gt(walked, 300);
	cr_assert_gt(imports_count(&t, "select count(*) from deal"), 500);
}
