/* What stands around the notes of interviews: captured fields, who validated and when, passes of coders and their codes. A pass comes whole
 * with its moments; into one that stands here already nothing is coded, and that of another comes once it is released:
 * whoever is still at it is blind to nobody and nobody to him. */
#include "model/import_kinds.h"

#include "model/access.h"
#include "model/coding_private.h"
#include "model/import_table.h"
#include "model/import_way.h"
#include "model/interview_check.h"
#include "model/interview_field.h"
#include "model/interview_private.h"
#include "model/member.h"
#include "model/value.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CODED_PASS, CODED_OWN };

/* ---- captured fields ---- */

enum { C_INTERVIEW, C_FIELD, C_ROW, C_TEXT, C_AUTHOR, C_AT };
static const char *const captured_names[] = { "interview", "field", "row", "text", "author", "at", NULL };

static int may_capture(struct store *s, const struct interview *i, enum captured field, struct err *err)
{
	if (interview_may_write(s, i, err))
		return -1;
	if (field != CAPTURED_FLAG && !interview_may_note(i))
		return err_set(err, ERR_REFUSED, "the respondent's permission for notes is %s: nothing that was said is written down",
			       consent_key(i->consent_notes));
	return i->state == INTERVIEW_VALIDATED
		       ? err_set(err, ERR_REFUSED, "this interview is validated: flag it as incomplete before its record changes")
		       : 0;
}

static int read_captured(struct store *s, struct import_table *t, struct form_save *save, int64_t *interview, struct err *err)
{
	int field;

	if (import_table_interview(s, t, C_INTERVIEW, interview, err) || import_table_int(t, C_ROW, 1, 0, &save->item, err) ||
	    import_table_member(s, t, C_AUTHOR, &save->author, err) || import_table_moment(s, t, C_AT, &save->at_ms, err))
		return -1;
	field = *import_table_look(t, C_FIELD) ? captured_find(import_table_cell(t, C_FIELD)) : -1;
	if (field < 0)
		return err_set(err, ERR_INPUT, "found “%.40s”, expected what an interview captures: criterion, competitor, price, friction,"
			       " summary, concern or incomplete", import_table_cell(t, C_FIELD));
	save->field = captured_kind((enum captured)field)->key;
	if (!captured_kind((enum captured)field)->is_rows != !save->item) {
		t->which = C_ROW;
		return err_set(err, ERR_INPUT, "found “%.20s”, expected %s", import_table_cell(t, C_ROW),
			       save->item ? "nothing, as it is said once" : "the number of the row");
	}
	save->text = import_table_look(t, C_TEXT);
	return *save->text ? 0 : err_set(err, ERR_INPUT, "found nothing, expected what was captured");
}

static int take_captured(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct form_save save = { .layer = LAYER_LIVE, .reply = -1, .again = -1, .class = CLASS_INTERVIEW, .base_rev = -1 };
	struct interview i = { 0 };
	struct form_value v = { 0 };
	int64_t interview;
	int rc = read_captured(s, t, &save, &interview, err) || interview_need(s, interview, &i, err) ? -1 : 0;

	t->which = -1;
	save.form = i.form;
	if (!rc)
		rc = form_value_read(s, i.form, save.field, save.item, LAYER_LIVE, &v, err);
	t->was_there = rc == 1;
	if (rc == 1)
		rc = import_way_words(s, t->opt, SUBJECT_FORM_VALUE, v.id, "text", v.text, &save.text, err);
	if (!rc && save.text && !(v.text && !strcmp(v.text, save.text)))
		rc = may_capture(s, &i, (enum captured)captured_find(save.field), err) || form_value_put(s, g, &save, NULL, err) ? -1 : 0;
	form_value_done(&v);
	interview_done(&i);
	return rc;
}

int import_captured(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = captured_names,
		.optional = 1u << C_ROW | 1u << C_AUTHOR | 1u << C_AT,
		.key = 1u << C_INTERVIEW | 1u << C_FIELD | 1u << C_ROW,
		.how = { .title = "what interviews captured, imported" },
		.row = take_captured,
	};

	return import_table_run(s, &t, opt, counts, err);
}

/* ---- validations ---- */

enum { V_INTERVIEW, V_BY, V_AT };
static const char *const validation_names[] = { "interview", "by", "at", NULL };

/* A moment that the file must tell, and that has come. */
static int read_past(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err)
{
	if (import_table_moment(s, t, column, out, err))
		return -1;
	return *out > 0 && *out <= s->now(s) + MINUTE_MS
		       ? 0
		       : err_set(err, ERR_INPUT, "found “%.40s”, expected a moment that has come", import_table_cell(t, column));
}

static int take_validation(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct interview was = { 0 }, i = { 0 };
	int64_t interview, by, at_ms;
	int rc;

	if (import_table_interview(s, t, V_INTERVIEW, &interview, err) || read_past(s, t, V_AT, &at_ms, err) ||
	    import_table_member(s, t, V_BY, &by, err))
		return -1;
	if (!by)
		return err_set(err, ERR_INPUT, "found nothing, expected who validated it");
	t->which = -1;
	t->was_there = true;
	rc = interview_need(s, interview, &was, err);
	if (!rc && (was.state != INTERVIEW_VALIDATED || was.validated_by != by || was.validated_at != at_ms)) {
		interview_copy(&i, &was);
		rc = interview_validated(s, g, &was, &i, by, at_ms, err);
		interview_done(&i);
	}
	interview_done(&was);
	return rc;
}

int import_validations(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = validation_names,
		.key = 1u << V_INTERVIEW,
		.how = { .title = "validations of interviews imported" },
		.row = take_validation,
	};

	return import_table_run(s, &t, opt, counts, err);
}

/* ---- passes ---- */

enum { PASS_INTERVIEW, PASS_CODER, PASS_LAYER, PASS_TAXONOMY, PASS_OPENED, PASS_CLOSED, PASS_RELEASED, PASS_READ };
static const char *const pass_names[] = { "interview", "coder", "layer", "taxonomy", "opened", "closed", "released", "read", NULL };

/* The newest of that coder, layer and version: 1, 0, -1. The settled layer is one, whoever settled. */
static int find_pass(struct store *s, int64_t interview, int64_t coder, int64_t layer, int64_t taxonomy, struct coding_pass *out,
		     struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_coded_sql[CODED_PASS], err);
	int64_t id = 0;
	int rc;

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ interview, coder, layer, taxonomy }, 4);
	rc = db_step(st, err);
	if (rc == 1) {
		id = db_col(st, 0);
		db_reset(st);
	}
	return rc < 0 || !id ? rc : coding_pass_read(s, id, out, err);
}

static int read_version(struct store *s, struct import_table *t, int column, int64_t *out, struct err *err)
{
	const char *word = import_table_look(t, column);

	return *word ? taxonomy_parse(s, word, out, err) : err_set(err, ERR_INPUT, "found nothing, expected a version of the taxonomy");
}

static int read_pass(struct store *s, struct import_table *t, struct coding_pass *p, struct err *err)
{
	static const char *const layers[] = { "coder", "settled", NULL };
	int layer;

	if (import_table_interview(s, t, PASS_INTERVIEW, &p->interview, err) || import_table_member(s, t, PASS_CODER, &p->coder, err) ||
	    import_table_choice(t, PASS_LAYER, layers, &layer, err) || read_version(s, t, PASS_TAXONOMY, &p->taxonomy, err) ||
	    read_past(s, t, PASS_OPENED, &p->opened_at, err) || import_table_moment(s, t, PASS_CLOSED, &p->closed_at, err) ||
	    import_table_moment(s, t, PASS_RELEASED, &p->released_at, err))
		return -1;
	p->layer = layer;
	if (p->released_at && !p->closed_at && !layer)
		return err_set(err, ERR_INPUT, "found a pass that is released and not closed");
	t->which = PASS_CODER;
	if (!p->coder)
		return err_set(err, ERR_INPUT, "found nothing, expected the login of who coded");
	return p->coder == s->actor.member || p->released_at
		       ? 0
		       : err_set(err, ERR_ROLE, "what %s codes is not released in the file; it comes once it is", member_login(s, p->coder));
}

/* The numbers of notes that were read and got no code. */
static int take_read(struct store *s, struct group *g, struct import_table *t, const struct coding_pass *p, struct err *err)
{
	const char *at = import_table_look(t, PASS_READ);
	char *end;

	for (at += strspn(at, " "); *at; at = end + strspn(end, " ")) {
		long long seq = strtoll(at, &end, 10);
		int64_t note = end > at && seq > 0 ? interview_note_find(s, p->interview, seq, err) : 0;

		if (note < 0)
			return -1;
		if (end == at)
			return err_set(err, ERR_INPUT, "found “%.40s”, expected numbers of notes", at);
		/* One whose words were kept back is not here. */
		if (note && pass_note_take(s, g, p, note, err))
			return -1;
	}
	return 0;
}

static int take_pass(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	struct coding_pass p = { 0 }, was;
	int rc = read_pass(s, t, &p, err) || access_act(s, "code", err) ? -1 : 0;

	if (rc)
		return -1;
	t->which = -1;
	rc = find_pass(s, p.interview, p.coder, p.layer, p.taxonomy, &was, err);
	if (rc == 1)
		return was.closed_at == p.closed_at && was.released_at == p.released_at && was.opened_at == p.opened_at
			       ? 0
			       : err_set(err, ERR_REFUSED, "the pass of %s stands here already and stays as it is", member_login(s, p.coder));
	return rc || coding_pass_take(s, g, &p, err) ? -1 : take_read(s, g, t, &p, err);
}

int import_passes(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct import_table t = {
		.names = pass_names,
		.optional = 1u << PASS_CLOSED | 1u << PASS_RELEASED | 1u << PASS_READ,
		.key = 1u << PASS_INTERVIEW | 1u << PASS_CODER | 1u << PASS_LAYER | 1u << PASS_TAXONOMY,
		.how = { .title = "passes of coders imported" },
		.row = take_pass,
	};

	return import_table_run(s, &t, opt, counts, err);
}

/* ---- codes ---- */

enum { CODE_INTERVIEW, CODE_SEQ, CODE_START, CODE_END, CODE_THEME, CODE_DRIVER, CODE_CODER, CODE_MEMO, CODE_TAXONOMY, CODE_MADE };
static const char *const code_names[] = { "interview", "seq", "start", "end", "theme", "driver", "coder", "memo", "taxonomy", "made", NULL };

/* The taxonomy of the row before; memory of the table. */
struct coded {
	struct taxonomy themes;
	int64_t version;
};

static int find_theme(struct store *s, struct import_table *t, struct code *c, struct err *err)
{
	const char *key = import_table_look(t, CODE_THEME);
	struct coded *m = t->arg;

	for (size_t i = 0; i < m->themes.n; i++)
		if (!strcmp(m->themes.theme[i].key, key))
			c->theme = m->themes.theme[i].id;
	(void)s;
	return c->theme ? 0 : err_set(err, ERR_INPUT, "found the theme “%.80s”, expected one of the taxonomy %s", key,
				      import_table_cell(t, CODE_TAXONOMY));
}

static int need_themes(struct store *s, struct import_table *t, int64_t *version, struct err *err)
{
	struct coded *m = t->arg;

	if (read_version(s, t, CODE_TAXONOMY, version, err))
		return -1;
	if (m->version == *version)
		return 0;
	taxonomy_done(&m->themes);
	m->version = 0;
	if (taxonomy_get(s, *version, &m->themes, err) != 1)
		return -1;
	m->version = *version;
	return 0;
}

static int read_code(struct store *s, struct import_table *t, struct code *c, int64_t interview, struct err *err)
{
	static const char *const drivers[] = { "", "win", "loss", NULL };
	int64_t seq;
	int driver;

	if (import_table_int(t, CODE_SEQ, 1, 0, &seq, err))
		return -1;
	c->note = seq ? interview_note_find(s, interview, seq, err) : 0;
	if (c->note <= 0)
		return c->note ? -1 : err_set(err, ERR_INPUT, "the interview has no note %" PRId64 "; its words did not leave the other file, or it"
					      " was refused", seq);
	if (import_table_int(t, CODE_START, 0, 0, &c->start_cp, err) || import_table_int(t, CODE_END, 1, -1, &c->end_cp, err) ||
	    import_table_choice(t, CODE_DRIVER, drivers, &driver, err) || import_table_moment(s, t, CODE_MADE, &c->made_at, err))
		return -1;
	c->driver = driver;
	c->memo = xstrdup(import_table_cell(t, CODE_MEMO));
	return find_theme(s, t, c, err);
}

/* 1: it came with this import, or is the actor's own and open; 0, -1. */
static int may_code(struct store *s, const struct import_table *t, const struct coding_pass *p, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_coded_sql[CODED_OWN], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, p->id);
	db_int(st, 2, t->opt->within->id);
	rc = db_step(st, err);
	if (rc == 1)
		db_reset(st);
	return rc || !(p->layer == LAYER_CODER && p->coder == s->actor.member && !p->closed_at) ? rc : 1;
}

/* Whether that code stands in a pass into which none is written. */
static int is_there(struct store *s, const struct coding_pass *p, const struct code *c, struct err *err)
{
	struct code *all;
	size_t n;
	bool found = false;

	if (codes_of(s, p->id, &all, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++)
		found = found || (all[i].note == c->note && all[i].start_cp == c->start_cp && all[i].end_cp == c->end_cp &&
				  all[i].theme == c->theme && all[i].driver == c->driver && !strcmp(all[i].memo, c->memo));
	codes_done(all, n);
	return found ? 0 : err_set(err, ERR_REFUSED, "the pass of %s stands here already without this code, and stays as it is",
				   member_login(s, p->coder));
}

static int put_code(struct store *s, struct group *g, struct import_table *t, const struct coding_pass *p, struct code *c, struct err *err)
{
	int may = may_code(s, t, p, err);

	c->pass = p->id;
	if (may < 0)
		return -1;
	return may ? (code_take(s, g, p, c, err) < 0 ? -1 : 0) : is_there(s, p, c, err);
}

static int take_code(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	bool settled = !strcmp(import_table_cell(t, CODE_CODER), "settled");
	struct code c = { 0 };
	struct coding_pass p = { 0 };
	int64_t interview, coder = 0, version;
	int rc = access_act(s, "code", err) || import_table_interview(s, t, CODE_INTERVIEW, &interview, err) ||
				 need_themes(s, t, &version, err) || (!settled && import_table_member(s, t, CODE_CODER, &coder, err)) ||
				 read_code(s, t, &c, interview, err) ? -1 : 0;

	if (!rc) {
		t->which = CODE_CODER;
		rc = find_pass(s, interview, coder, settled, version, &p, err);
		if (!rc)
			rc = err_set(err, ERR_INPUT, "no pass of that coder with the taxonomy %s is in the file or here",
				     import_table_cell(t, CODE_TAXONOMY));
		else if (rc == 1)
			rc = put_code(s, g, t, &p, &c, err);
	}
	code_done(&c);
	return rc;
}

int import_coded(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	struct coded m = { .version = 0 };
	struct import_table t = {
		.names = code_names,
		.optional = 1u << CODE_START | 1u << CODE_END | 1u << CODE_DRIVER | 1u << CODE_MEMO | 1u << CODE_MADE,
		.how = { .title = "codes imported" },
		.row = take_code,
		.arg = &m,
	};
	int rc = import_table_run(s, &t, opt, counts, err);

	taxonomy_done(&m.themes);
	return rc;
}

const struct sql import_coded_sql[] = {
	[CODED_PASS] = { "import_coded_pass", "select id from coding_pass where interview = $1 and (coder = $2 or layer = 1) and layer = $3"
					      " and taxonomy = $4 and gone = 0 order by id desc limit 1" },
	[CODED_OWN] = { "import_coded_own", "select 1 from change c join grp g on g.id = c.grp where c.subject_kind = 26 and c.subject = $1"
					    " and c.op = 0 and g.import = $2 and g.undone_by = 0 limit 1" },
	{ NULL, NULL },
};
