/* Files of every released schema open, are brought up to date and hold what they held. tests/fixtures/schema-*.sql
 * are made once for a release (make-schema.sh) and never again. */
#include "model/buf.h"
#include "model/check_store.h"
#include "model/db/private.h"
#include "model/deal.h"
#include "model/debrief.h"
#include "tests/support/prop.h"
#include "tests/support/temp.h"

#include <criterion/criterion.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static struct buf said;

static int hear(void *arg, const char *text)
{
	(void)arg;
	buf_printf(&said, "%s\n", text);
	return 0;
}

static char *load(const char *dir, const char *sql_file)
{
	char *path = temp_path(dir, "a.db");
	struct buf sql = { 0 };
	sqlite3 *h = NULL;

	cr_assert(prop_read(sql_file, &sql));
	cr_assert_eq(sqlite3_open(path, &h), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(h, sql.data, NULL, NULL, NULL), SQLITE_OK, "%s: %s", sql_file, sqlite3_errmsg(h));
	sqlite3_close(h);
	chmod(path, 0600);
	buf_done(&sql);
	return path;
}

static void check_deals(struct store *s)
{
	static const struct sql deals = { "deals", "select count(*) from deal where gone = 0" },
				groups = { "groups", "select count(*) from grp" };
	struct err err = { 0 };
	struct deal d;

	cr_assert_eq(db_scalar(s->db, &deals, -1), 6);
	cr_assert_gt(db_scalar(s->db, &groups, -1), 8);
	cr_assert_eq(deal_get(s, 1, &d, &err), 1, "%s", err.text);
	cr_assert_str_eq(d.company_name, "Kestrel Data");
	cr_assert_eq(d.amount_minor, 950050);
	cr_assert_eq(d.stage, STAGE_DISCOVERY);
	cr_assert_str_eq(d.next_step, "call on Monday; =1+1 stays text");
	deal_done(&d);
	cr_assert_eq(deal_get(s, 3, &d, &err), 1, "%s", err.text);
	cr_assert_str_eq(d.company_name, "Café Ñandú 東京");
	cr_assert_eq(d.stage, STAGE_LOST);
	deal_done(&d);
}

static void check_answer(struct store *s)
{
	struct form_value v = { 0 };
	struct err err = { 0 };
	struct form f;

	cr_assert_eq(debrief_of(s, 2, &f, &err), 1, "%s", err.text);
	cr_assert_eq(form_value_get(s, f.id, "4", 0, LAYER_LIVE, &v, &err), 1, "%s", err.text);
	cr_assert_str_eq(v.text, "We told them the second site is included.");
	form_value_done(&v);
}

static void open_one(const char *sql_file)
{
	struct store_options opt = { .login = "ines", .now_ms = INT64_C(1795168200000), .now_frozen = true };
	char *dir = temp_dir("fixture"), *path = load(dir, sql_file);
	struct store *s = NULL;
	struct undone undone;
	struct err err = { 0 };
	size_t findings = 99;

	opt.path = path;
	cr_assert_eq(store_open(&s, &opt, NULL, &err), 0, "%s: %s", sql_file, err.text);
	/* The files beside it are no part of a schema. */
	free(s->out_dir);
	s->out_dir = NULL;
	cr_assert_eq(store_check(s, true, hear, NULL, &findings, &err), 0, "%s: %s", sql_file, err.text);
	cr_assert_eq(findings, 0, "%s: %s", sql_file, buf_str(&said));
	check_deals(s);
	check_answer(s);
	/* Its history works on: what was done before the release is taken back after it. */
	cr_assert_eq(history_undo(s, SUBJECT_DEAL, 4, &undone, &err), 0, "%s", err.text);
	cr_assert_eq(undone.deal, 4);
	store_close(s);
	temp_remove(dir);
	free(dir);
	free(path);
}

Test(fixture, every_released_schema_opens)
{
	const char *top = getenv("WINLOSS_SRCDIR");
	struct buf pattern = { 0 };
	glob_t g;

	buf_printf(&pattern, "%s/tests/fixtures/schema-*.sql", top ? top : "..");
	cr_assert_eq(glob(pattern.data, 0, NULL, &g), 0, "no fixture at %s", pattern.data);
	for (size_t i = 0; i < g.gl_pathc; i++)
		open_one(g.gl_pathv[i]);
	globfree(&g);
	buf_done(&pattern);
	buf_done(&said);
}
