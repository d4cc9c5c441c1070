#include "model/check_private.h"

#include "model/buf.h"
#include "model/deal.h"
#include "model/db/search.h"
#include "model/digest.h"
#include "model/rowsum.h"
#include "model/search.h"
#include "model/search_word.h"
#include "model/teeth.h"

#include <stdlib.h>
#include <string.h>

enum {
	DEEP_TEXTS,
	DEEP_CONFIG,
	DEEP_DICT,
	DEEP_MEMBERS,
	DEEP_COMPANIES,
	DEEP_WORD,
	DEEP_WORDS,
	DEEP_SEARCH,
	DEEP_SEARCH_WORDS,
	DEEP_UNSEARCHED,
	DEEP_SEQ,
	DEEP_ROWS
};

/* The canonical row (model/rowsum.h): the statement's columns but the last three, which are rev, sum and gone; a table
 * without one of them has 0 in its place. */
static int check_rows(struct checking *c, const struct sql *sql, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, sql, err);
	int rc, n;

	if (!st)
		return -1;
	n = db_cols(st);
	while ((rc = db_step(st, err)) == 1)
		if (rowsum_read(st, n - 3) != db_col(st, n - 2) && !teeth_off("P32"))
			check_say(c, "%s %lld: the row differs from its checksum", sql->name + strlen("deep_"),
				  (long long)db_col(st, 0));
	return rc;
}

/* A text without salt was erased: its words are gone and the digest alone stays. */
static int check_texts(struct checking *c, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, &check_deep_sql[DEEP_TEXTS], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		size_t n, salt_n;
		const void *salt = db_col_blob(st, 2, &salt_n), *digest = db_col_blob(st, 3, &n);

		if (salt_n && !digest_fits(digest, n, salt, salt_n, db_col_text(st, 1)))
			check_say(c, "text %lld: the words differ from their digest", (long long)db_col(st, 0));
	}
	return rc;
}

static int check_config(struct checking *c, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, &check_deep_sql[DEEP_CONFIG], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		size_t n;
		const void *sha = db_col_blob(st, 2, &n);

		if (!digest_fits(sha, n, "", 0, db_col_text(st, 3)))
			check_say(c, "configuration %.60s, version %lld: the text differs from its digest",
				  db_col_text(st, 0), (long long)db_col(st, 1));
	}
	return rc;
}

/* Statements whose every row is a finding: the id, and what is wrong with it. */
static int check_each(struct checking *c, int sql, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, &check_deep_sql[sql], err);
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1)
		check_say(c, "%s %lld: %s", db_col_text(st, 1), (long long)db_col(st, 0), db_col_text(st, 2));
	return rc;
}

/* How many different words of the key stand in company_word, -1 on error; *all counts the words there should be. */
static int check_words_of(struct checking *c, int64_t id, const char *key, int64_t *all, struct err *err)
{
	for (const char *p = key, *next; *p; p = next + strspn(next, " ")) {
		size_t n = strcspn(p, " ");
		bool again = false;
		struct stmt *st;
		int rc;

		next = p + n;
		for (const char *q = key; q < p && !again; q += strcspn(q, " "), q += strspn(q, " "))
			again = strcspn(q, " ") == n && !memcmp(q, p, n);
		if (again)
			continue;
		++*all;
		st = db_stmt(c->s->db, &check_deep_sql[DEEP_WORD], err);
		if (!st)
			return -1;
		db_textn(st, 1, p, n);
		db_int(st, 2, id);
		rc = db_step(st, err);
		db_reset(st);
		if (rc < 0)
			return -1;
		if (!rc)
			check_say(c, "company %lld: search does not know a word of its name", (long long)id);
	}
	return 0;
}

static int check_words(struct checking *c, struct err *err)
{
	struct stmt *st = db_stmt(c->s->db, &check_deep_sql[DEEP_COMPANIES], err);
	int64_t all = 0, stored;
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1)
		if (check_words_of(c, db_col(st, 0), db_col_text(st, 1), &all, err)) {
			db_reset(st);
			return -1;
		}
	stored = db_scalar(c->s->db, &check_deep_sql[DEEP_WORDS], -1);
	if (!rc && stored != all)
		check_say(c, "search knows %lld words of companies, their names have %lld", (long long)stored,
			  (long long)all);
	return rc;
}

/* The words of each written text, and the index over them. */
static int check_search(void *arg, struct err *err)
{
	struct checking *c = arg;
	struct stmt *st = db_stmt(c->s->db, &check_deep_sql[DEEP_SEARCH_WORDS], err);
	struct buf words = { 0 };
	int rc = st ? 0 : -1;

	while (st && (rc = db_step(st, err)) == 1) {
		buf_clear(&words);
		search_word_list(&words, db_col_text(st, 2));
		if (strcmp(buf_str(&words), db_col_text(st, 1)) && !teeth_off("P32"))
			check_say(c, "search %lld: its words are not those of the text", (long long)db_col(st, 0));
	}
	buf_done(&words);
	if (!rc)
		rc = db_search_check(c->s->db, err);
	if (!rc && !teeth_off("P32"))
		check_say(c, "search: its index does not hold the words of the texts; `winloss check --rebuild` makes it anew");
	return rc < 0 ? -1 : 0;
}

int check_deep(struct checking *c, struct err *err)
{
	for (const struct sql *sql = &check_deep_sql[DEEP_ROWS]; sql->name; sql++)
		if (check_rows(c, sql, err))
			return -1;
	return check_texts(c, err) || check_config(c, err) || check_each(c, DEEP_DICT, err) || check_each(c, DEEP_MEMBERS, err) ||
			       check_words(c, err) || check_each(c, DEEP_SEARCH, err) || db_read(c->s->db, check_search, c, err) ||
			       check_each(c, DEEP_UNSEARCHED, err) || check_each(c, DEEP_SEQ, err) || coding_check(c, err) ||
			       check_files(c, err)
		       ? -1
		       : 0;
}

#define NO_WORD(column, kind)                                                                                        \
	"select id, 'deal' as what, 'its " column " is no word of the dictionary' as say from deal where " column    \
	" <> 0"                                                                                                      \
	" and not exists (select 1 from dict where dict.id = deal." column " and dict.kind = '" kind "')"
#define NO_MEMBER(column)                                                                                            \
	"select id, 'deal' as what, 'its " column " is no member' as say from deal where " column " <> 0"            \
	" and not exists (select 1 from member where member.id = deal." column ")"
#define BEHIND(table)                                                                                                \
	"select (select max(id) from " table ") as id, '" table                                                      \
	"' as what, 'the sequence would give this number again'"                                                     \
	" as say from seq where name = '" table "' and next <= (select coalesce(max(id), 0) from " table ")"
#define UNSEARCHED(row, what, table, where)                                                                            \
	"select " row ".id, '" what "', 'search does not know its words' from " table " " row " join text t on t.id = " \
	row ".text where " where " and not exists (select 1 from search_doc d where d.id = " row ".text)"

const struct sql check_deep_sql[] = {
	[DEEP_TEXTS] = { "deep_texts", "select id, body, salt, digest from text order by id" },
	[DEEP_CONFIG] = { "deep_config", "select name, version, sha, body from config order by id" },
	[DEEP_DICT] = { "deep_no_word",
			NO_WORD("currency", "currency") " union all " NO_WORD("product", "product") " union all "
			NO_WORD("segment", "segment") " union all " NO_WORD("region", "region") " union all "
			NO_WORD("industry", "industry") " union all " NO_WORD("tier", "tier") " union all "
			NO_WORD("competitor", "competitor") " union all " NO_WORD("source", "source") " union all "
			NO_WORD("reason", "reason") },
	[DEEP_MEMBERS] = { "deep_members", NO_MEMBER("owner") " union all " NO_MEMBER("csm") },
	[DEEP_COMPANIES] = { "deep_companies", "select id, name_key from company order by id" },
	[DEEP_WORD] = { "deep_word", "select 1 from company_word where word_key = $1 and company = $2" },
	[DEEP_WORDS] = { "deep_words", "select count(*) from company_word" },
	[DEEP_SEARCH] = { "deep_search", "select x.id, 'search', 'it stands for no text' from search_doc x where not exists"
					 " (select 1 from text t where t.id = x.id)"
					 " union all select x.id, 'search', 'it is not found under the owner of its deal'"
					 " from search_doc x join deal e on e.id = x.deal where x.owner <> e.owner" },
	[DEEP_SEARCH_WORDS] = { "deep_search_words",
				"select x.id, x.words, " SEARCH_TEXT " from search_doc x" SEARCH_TEXT_JOIN " order by x.id" },
	[DEEP_UNSEARCHED] = { "deep_unsearched",
			      UNSEARCHED("v", "answer", "form_value", "v.gone = 0 and t.body <> ''") " union all "
			      UNSEARCHED("a", "action", "action", "a.gone = 0 and t.body <> ''") " union all "
			      UNSEARCHED("o", "message", "outbox", "o.gone = 0 and t.body <> ''") " union all "
			      UNSEARCHED("i", "row", "item", "i.gone = 0 and t.body <> ''") " union all "
			      UNSEARCHED("n", "interview note", "interview_note", "n.gone = 0") },
	[DEEP_SEQ] = { "deep_seq",
		       BEHIND("deal") " union all " BEHIND("company") " union all " BEHIND("person") " union all "
		       BEHIND("text") " union all " BEHIND("grp") " union all " BEHIND("event") " union all "
		       BEHIND("form") " union all " BEHIND("form_value") " union all " BEHIND("dict") " union all "
		       BEHIND("member") " union all " BEHIND("action") " union all " BEHIND("outbox") " union all "
		       BEHIND("item") " union all " BEHIND("filed") " union all " BEHIND("interview") " union all "
		       BEHIND("interview_note") " union all " BEHIND("refinement") " union all " BEHIND("report") },
	[DEEP_ROWS] = { "deep_deal", "select * from deal order by id" },
	{ "deep_company", "select * from company order by id" },
	{ "deep_person", "select * from person order by id" },
	{ "deep_form", "select * from form order by id" },
	{ "deep_event", "select id, subject_kind, subject, kind, value, for_ms, at_ms, day_only, "
			"told_ms, member, reason, override,"
			" history, config, group_id, undone_by, sum, 0 from event order by id" },
	{ "deep_form_value", "select * from form_value order by id" },
	{ "deep_item", "select * from item order by id" },
	{ "deep_filed", "select * from filed order by id" },
	{ "deep_interview_note", "select * from interview_note order by id" },
	{ "deep_action", "select * from action order by id" },
	{ "deep_action_link", "select t.*, 0 from action_link t order by action, subject_kind, subject" },
	{ "deep_approval", "select * from approval order by id" },
	{ "deep_outbox", "select * from outbox order by id" },
	{ "deep_taxonomy", "select * from taxonomy order by id" },
	{ "deep_theme", "select id, key, guid, made_in, 0, sum, 0 from theme order by id" },
	{ "deep_theme_in", "select * from theme_in order by taxonomy, theme" },
	{ "deep_recode", "select * from recode order by code" },
	{ "deep_away", "select * from away order by id" },
	{ "deep_snooze", "select * from snooze order by id" },
	{ "deep_programme", "select * from programme order by id" },
	{ "deep_selection", "select * from selection order by id" },
	{ "deep_interview", "select * from interview order by id" },
	{ "deep_refinement", "select * from refinement order by id" },
	{ "deep_refinement_deal", "select * from refinement_deal order by refinement, deal" },
	{ "deep_report", "select id, kind, period, audience, segment, format, path, taxonomy, config, from_day, to_day,"
			 " as_of_ms, as_of_grp, text, supersedes, member, at_ms, 0, sum, 0 from report order by id" },
	{ "deep_alias", "select * from alias order by kind, name_key" },
	{ "deep_assignment", "select * from assignment order by interview, coder" },
	{ "deep_coding_pass", "select * from coding_pass order by id" },
	{ "deep_pass_note", "select * from pass_note order by pass, note" },
	{ "deep_code", "select * from code order by id" },
	{ "deep_member", "select t.*, 0 from member t order by id" },
	{ "deep_member_role", "select member, role, 0, sum, 0 from member_role order by member, role" },
	{ "deep_duty", "select member, duty, 0, sum, 0 from duty order by member, duty" },
	{ "deep_dict", "select t.*, 0 from dict t order by id" },
	{ "deep_deal_person", "select t.*, 0 from deal_person t order by deal, person, role" },
	{ "deep_deal_check", "select t.*, 0 from deal_check t order by deal, item" },
	{ "deep_deal_icp", "select t.*, 0 from deal_icp t order by deal, phase, dimension" },
	{ "deep_form_member", "select t.*, 0 from form_member t order by form, part, member" },
	{ "deep_import", "select id, kind, name, sha, bytes, preset, config, read, added, updated, "
			 "unchanged, refused, at_ms, member, grp, 0, sum, 0 from import order by id" },
	{ "deep_source_ref", "select kind, ext, source, record, row_hash, seen_import, 0, sum, 0 from "
			     "source_ref order by kind, ext" },
	{ NULL, NULL },
};
