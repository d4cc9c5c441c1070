/* Every text field of a database, filled with bad texts. */
#include "model/buf.h"
#include "model/db/db.h"
#include "model/text.h"
#include "tests/faults/bad_text.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_COLS = 36 };

/* A text column and what names its row; keys are integers. */
struct place {
	const char *table, *column;
	const char *keys[7];
	const char *where; /* NULL: every row */
	bool has_lines;
};
static const struct place places[], draft_places[];
static const char *const left_alone[];

struct rows {
	int64_t *key;
	size_t n, cap;
};

static int fail(const struct place *at, const struct err *err)
{
	fprintf(stderr, "bad_fill: %s.%s: %s\n", at->table, at->column, err->text);
	return -1;
}

static size_t count_keys(const struct place *at)
{
	size_t n = 0;

	while (at->keys[n])
		n++;
	return n;
}

/* The text lives as long as the connection, which keeps its statements by their address. */
static const struct sql *make_sql(struct buf *text)
{
	struct sql *sql = xcalloc(1, sizeof *sql);

	sql->name = "bad_fill";
	sql->text = buf_take(text);
	return sql;
}

static void free_sql(const struct sql *sql)
{
	free((char *)(uintptr_t)sql->text);
	free((void *)(uintptr_t)sql);
}

static int read_rows(struct db *db, const struct sql *sql, size_t keys, struct rows *r, struct err *err)
{
	struct stmt *st = db_stmt(db, sql, err);
	int more;

	if (!st)
		return -1;
	while ((more = db_step(st, err)) == 1)
		for (size_t i = 0; i < keys; i++) {
			if (r->n == r->cap) {
				r->cap = r->cap ? 2 * r->cap : 256;
				r->key = xrealloc(r->key, r->cap * sizeof *r->key);
			}
			r->key[r->n++] = db_col(st, (int)i);
		}
	return more;
}

static const struct sql *select_of(const struct place *at)
{
	struct buf text = { 0 };

	buf_puts(&text, "select ");
	for (size_t i = 0; at->keys[i]; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", at->keys[i]);
	buf_printf(&text, " from %s where %s is not null", at->table, at->column);
	if (at->where)
		buf_printf(&text, " and %s", at->where);
	buf_puts(&text, " order by ");
	for (size_t i = 0; at->keys[i]; i++)
		buf_printf(&text, "%s%s", i ? ", " : "", at->keys[i]);
	return make_sql(&text);
}

static const struct sql *update_of(const struct place *at)
{
	struct buf text = { 0 };

	buf_printf(&text, "update %s set %s = $1 where ", at->table, at->column);
	for (size_t i = 0; at->keys[i]; i++)
		buf_printf(&text, "%s%s = $%zu", i ? " and " : "", at->keys[i], i + 2);
	return make_sql(&text);
}

static int write_row(struct db *db, const struct sql *sql, const int64_t *key, size_t keys, const struct buf *text,
	struct err *err)
{
	struct stmt *st = db_stmt(db, sql, err);

	if (!st)
		return -1;
	db_textn(st, 1, text->data, text->len);
	for (size_t i = 0; i < keys; i++)
		db_int(st, (int)i + 2, key[i]);
	return db_run(st, err);
}

struct filling {
	struct db *db;
	const struct place *places;
	const struct filler *filler;
	long count;
	const struct sql *made[256];
	size_t n_made;
};

/* What fills a line of a form: it scrolls by characters, which a visible form has more of. */
static bool is_edited(const struct place *at)
{
	return !strcmp(at->table, "theme_in") && !strcmp(at->column, "title");
}

static void make(struct filling *f, const struct place *at, struct buf *out)
{
	int tries = is_edited(at) ? 50 : 1;

	do {
		buf_clear(out);
		f->filler->make(f->filler->arg, f->count, at->has_lines, out);
	} while (--tries && text_visible_width(buf_str(out), out->len) > LINE_COLS);
	f->count++;
}

static int fill_place(struct filling *f, const struct place *at)
{
	const struct sql *select = select_of(at), *update = update_of(at);
	size_t keys = count_keys(at);
	struct rows r = { 0 };
	struct err err = { 0 };
	int rc;

	f->made[f->n_made++] = select;
	f->made[f->n_made++] = update;
	rc = read_rows(f->db, select, keys, &r, &err);
	for (size_t i = 0; !rc && i < r.n; i += keys) {
		struct buf text = { 0 };

		make(f, at, &text);
		rc = write_row(f->db, update, r.key + i, keys, &text, &err);
		buf_done(&text);
	}
	free(r.key);
	return rc ? fail(at, &err) : 0;
}

static int fill_places(void *arg, struct err *err)
{
	struct filling *f = arg;

	for (const struct place *at = f->places; at->table; at++)
		if (fill_place(f, at))
			return err_set(err, ERR_BUG, "not filled");
	return 0;
}

static bool is_known(const char *table, const char *column)
{
	struct buf name = { 0 };
	bool known = false;

	buf_printf(&name, "%s.%s", table, column);
	for (size_t i = 0; left_alone[i] && !known; i++)
		known = !strcmp(left_alone[i], buf_str(&name));
	buf_done(&name);
	for (const struct place *at = places; at->table && !known; at++)
		known = !strcmp(at->table, table) && !strcmp(at->column, column);
	return known;
}

/* A new column of text must be filled, or be left alone for a reason. */
static int check_known(struct db *db)
{
	static const struct sql columns = { "bad_columns", "select m.name, c.name from sqlite_master m, pragma_table_info(m.name) c"
		" where m.type = 'table' and c.type = 'TEXT' collate nocase and m.name not like 'sqlite_%'" };
	struct err err = { 0 };
	struct stmt *st = db_stmt(db, &columns, &err);
	int more, unknown = 0;

	while (st && (more = db_step(st, &err)) == 1)
		if (!is_known(db_col_text(st, 0), db_col_text(st, 1))) {
			fprintf(stderr, "bad_fill: nothing is said about %s.%s\n", db_col_text(st, 0), db_col_text(st, 1));
			unknown++;
		}
	if (!st || more < 0)
		fprintf(stderr, "bad_fill: %s\n", err.text);
	return !st || more < 0 || unknown ? -1 : 0;
}

static int fill_file(struct filling *f, const char *path, unsigned flags, bool whole)
{
	struct err err = { 0 };
	int rc = db_open(&f->db, path, flags, &err);

	f->n_made = 0;
	if (!rc && whole)
		rc = check_known(f->db);
	if (!rc)
		rc = db_tx(f->db, fill_places, f, &err);
	if (rc && err.text[0])
		fprintf(stderr, "bad_fill: %s: %s\n", path, err.text);
	db_close(f->db);
	while (f->n_made)
		free_sql(f->made[--f->n_made]);
	return rc;
}

long fill_texts(const char *folder, const struct filler *filler)
{
	char *main = temp_path(folder, "world.db"), *drafts = temp_path(folder, "world.db-drafts");
	struct filler of_drafts = *filler;
	struct filling f = { .places = places, .filler = filler };
	int rc = fill_file(&f, main, 0, true);

	if (filler->make_draft)
		of_drafts.make = filler->make_draft;
	f.places = draft_places;
	f.filler = &of_drafts;
	if (!rc && !access(drafts, F_OK))
		rc = fill_file(&f, drafts, DB_DRAFTS, false);
	free(main);
	free(drafts);
	return rc ? -1 : f.count;
}

struct bad {
	struct prop *p;
	bool shown;
};

static void make_bad(void *arg, long number, bool has_lines, struct buf *out)
{
	const struct bad *bad = arg;

	bad_text_next(bad->p, number, !bad->shown ? BAD_RAW : has_lines ? BAD_LINES : BAD_SHOWN, out);
}

/* A draft holds what was typed, and that is UTF-8 without NUL: a text that is not is passed over, in both forms. */
static void make_bad_draft(void *arg, long number, bool has_lines, struct buf *out)
{
	const struct bad *bad = arg;
	struct buf raw = { 0 };
	bool fits = false;

	while (!fits) {
		struct prop probe = *bad->p;
		size_t from = out->len;

		buf_clear(&raw);
		bad_text_next(&probe, number, BAD_RAW, &raw);
		fits = text_valid(buf_str(&raw), raw.len) == raw.len;
		make_bad(arg, number++, has_lines, out);
		if (!fits)
			out->len = from;
	}
	buf_done(&raw);
}

long bad_fill(const char *folder, bool shown, struct prop *p)
{
	return fill_texts(folder, &(struct filler){ make_bad, &(struct bad){ p, shown }, make_bad_draft });
}

static const struct place places[] = {
	{ "member", "login", { "id" }, "login <> 'dana'", false },
	{ "member", "name", { "id" }, NULL, false },
	{ "member", "email", { "id" }, NULL, false },
	{ "dict", "title", { "id" }, "kind <> 'currency'", false },
	{ "session", "host", { "id" }, NULL, false },
	{ "session", "pos", { "id" }, NULL, false },
	{ "company", "name", { "id" }, NULL, false },
	{ "company", "domain", { "id" }, NULL, false },
	{ "person", "name", { "id" }, NULL, false },
	{ "person", "title", { "id" }, NULL, false },
	{ "person", "email", { "id" }, NULL, false },
	{ "person", "phone", { "id" }, NULL, false },
	{ "deal", "ext", { "id" }, NULL, false },
	{ "deal", "name", { "id" }, NULL, false },
	{ "deal", "next_step", { "id" }, NULL, false },
	{ "source_ref", "source", { "kind", "record" }, NULL, false },
	{ "event", "reason", { "id" }, NULL, false },
	{ "clock", "owner_role", { "subject_kind", "subject", "kind" }, NULL, false },
	{ "text", "body", { "id" }, NULL, true },
	{ "form_member", "reason", { "form", "part", "member" }, NULL, false },
	{ "form_value", "said_by", { "id" }, NULL, false },
	{ "item", "said_by", { "id" }, NULL, false },
	{ "item", "mitigation", { "id" }, NULL, true },
	{ "action", "expected", { "id" }, NULL, true },
	{ "action", "reason", { "id" }, NULL, true },
	{ "approval", "comment", { "id" }, NULL, true },
	{ "refinement", "reason", { "id" }, NULL, false },
	{ "refinement", "comment", { "id" }, NULL, false },
	{ "alias", "name", { "kind", "record" }, NULL, false },
	{ "approval", "reason", { "id" }, NULL, true },
	{ "snooze", "reason", { "id" }, NULL, false },
	{ "outbox", "recipient", { "id" }, NULL, false },
	{ "outbox", "channel", { "id" }, NULL, false },
	{ "programme", "title", { "id" }, NULL, false },
	{ "programme", "objective", { "id" }, NULL, true },
	{ "programme", "questions", { "id" }, NULL, true },
	{ "selection", "reason", { "id" }, NULL, false },
	{ "selection", "refusal", { "id" }, NULL, false },
	{ "selection", "approval", { "id" }, NULL, false },
	{ "interview", "ext", { "id" }, NULL, false },
	{ "interview", "respondent", { "id" }, NULL, false },
	{ "interview", "refusal", { "id" }, NULL, false },
	{ "interview_note", "speaker", { "id" }, NULL, false },
	{ "taxonomy", "title", { "id" }, NULL, false },
	{ "theme_in", "title", { "taxonomy", "theme" }, NULL, false },
	{ "theme_in", "definition", { "taxonomy", "theme" }, NULL, true },
	{ "theme_in", "examples", { "taxonomy", "theme" }, NULL, true },
	{ "code", "memo", { "id" }, NULL, true },
	{ "grp", "title", { "id" }, NULL, false },
	{ "change", "field", { "grp", "n" }, NULL, false },
	{ "change", "before", { "grp", "n" }, NULL, false },
	{ "change", "after", { "grp", "n" }, NULL, false },
	{ "import", "kind", { "id" }, NULL, false },
	{ "import", "name", { "id" }, NULL, false },
	{ "import", "preset", { "id" }, NULL, false },
	{ NULL, NULL, { NULL }, NULL, false },
};

static const struct place draft_places[] = {
	{ "draft_piece", "body", { "session", "place" }, NULL, true },
	{ "draft", "body", { "subject_kind", "subject", "item", "layer", "member" }, NULL, true },
	{ NULL, NULL, { NULL }, NULL, false },
};

/* Keys that rows are found by, words of the program, and configuration, which has its checker. */
static const char *const left_alone[] = {
	"store.app", "seq.name", "member.name_key", "config.name", "config.body", "dict.kind", "dict.key", "dict.folded",
	"company.name_key", "company_word.word_key", "person.name_key", "person.email_key", "deal_check.item",
	"source_ref.ext", "form_value.field", "action.trigger_key", "approval.matrix", "outbox.template", "filed.path", "change.part",
	"search_doc.words", "interview.guide", "theme.key", "theme.guid", "theme_in.letter",
	"refinement.dimension", "report.period", "report.path", "report_fact.key", "report_fact.title", "report_fact.value",
	"alias.name_key", NULL,
};
