/* Codes: one theme on the words of a note, in a pass. */
#include "model/coding_private.h"

#include "model/blind.h"
#include "model/buf.h"
#include "model/member.h"
#include "model/record.h"
#include "model/rowsum.h"
#include "model/span.h"
#include "model/stage.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { CODE_GET, CODE_OF_PASS, CODE_OF_NOTE, CODE_BEHIND, CODE_SAME, CODE_INSERT, CODE_UPDATE, CODE_NOTE_TEXT, CODE_BODY, CODE_THEME,
       CODE_OUTCOME, CODE_MOVED_OF, CODE_TITLES, CODE_NONE };

static const struct record_type type;

void code_done(struct code *c)
{
	free(c->memo);
	c->memo = NULL;
}

void codes_done(struct code *codes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		code_done(&codes[i]);
	free(codes);
}

/* ---- reading ---- */

static const char *words(const char *s)
{
	return s ? s : "";
}

static void read_row(struct stmt *st, struct code *c)
{
	const void *sha;
	size_t n;

	*c = (struct code){ .id = db_col(st, 0), .pass = db_col(st, 1), .note = db_col(st, 2), .text_id = db_col(st, 3),
			    .start_cp = db_col(st, 4), .end_cp = db_col(st, 5), .theme = db_col(st, 7), .driver = db_col(st, 8),
			    .memo = xstrdup(words(db_col_text(st, 9))), .state = db_col(st, 10), .made_at = db_col(st, 11),
			    .rev = db_col(st, 12), .gone = db_col(st, 13) };
	sha = db_col_blob(st, 6, &n);
	memcpy(c->span_sha, sha, n < SPAN_SHA ? n : SPAN_SHA);
}

static int read_code(struct store *s, int64_t id, struct code *out, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &code_sql[CODE_GET], id, &st, err);

	*out = (struct code){ 0 };
	if (rc == 1) {
		read_row(st, out);
		db_reset(st);
	}
	return rc;
}

/* All rows of a bound statement. */
static int read_all(struct stmt *st, struct code **out, size_t *n, struct err *err)
{
	size_t cap = 0;
	int rc;

	while ((rc = db_step(st, err)) == 1) {
		if (*n == cap)
			*out = xrealloc(*out, (cap = cap ? 2 * cap : 16) * sizeof **out);
		read_row(st, &(*out)[(*n)++]);
	}
	if (rc) {
		codes_done(*out, *n);
		*out = NULL;
		*n = 0;
	}
	return rc;
}

int coding_may_see(struct store *s, int64_t pass, struct coding_pass *p, struct err *err)
{
	int rc = coding_pass_get(s, pass, p, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such pass");
	return coding_pass_is_seen(s, p) ? 0
					 : err_set(err, ERR_ROLE, "what %s coded is seen once all who code I-%" PRId64
								 " have released", member_login(s, p->coder), p->interview);
}

int codes_of(struct store *s, int64_t pass, struct code **out, size_t *n, struct err *err)
{
	struct coding_pass p;
	struct stmt *st;

	*out = NULL;
	*n = 0;
	if (coding_may_see(s, pass, &p, err))
		return -1;
	st = db_stmt(s->db, &code_sql[CODE_OF_PASS], err);
	if (!st)
		return -1;
	db_int(st, 1, pass);
	return read_all(st, out, n, err);
}

int code_get(struct store *s, int64_t id, struct code *out, struct err *err)
{
	struct coding_pass p;
	int rc = read_code(s, id, out, err);

	if (rc == 1 && (out->gone || coding_may_see(s, out->pass, &p, NULL))) {
		code_done(out);
		rc = 0;
	}
	return rc;
}

int coding_body(struct store *s, int64_t text, char **body, struct err *err)
{
	struct stmt *st;
	int rc = record_find(s, &code_sql[CODE_BODY], text, &st, err);

	*body = NULL;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_DB, "the text %" PRId64 " of a note is not there", text);
	*body = xstrdup(words(db_col_text(st, 0)));
	db_reset(st);
	return 0;
}

int coding_text_of(struct store *s, const struct coding_pass *p, int64_t note, struct coding_text *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &code_sql[CODE_NOTE_TEXT], err);
	int rc;

	*out = (struct coding_text){ 0 };
	if (!st)
		return -1;
	db_int(st, 1, note);
	db_int(st, 2, p->interview);
	rc = db_step(st, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "I-%" PRId64 " has no such note", p->interview);
	*out = (struct coding_text){ db_col(st, 0), db_col(st, 1), xstrdup(words(db_col_text(st, 2))) };
	db_reset(st);
	return 0;
}

/* ---- writing ---- */

static int64_t row_sum(const struct code *c)
{
	return rowsum_of(ROW(NUMBER(c->id), NUMBER(c->pass), NUMBER(c->note), NUMBER(c->text_id), NUMBER(c->start_cp),
			     NUMBER(c->end_cp), BYTES(c->span_sha, SPAN_SHA), NUMBER(c->theme), NUMBER(c->driver),
			     WORDS(words(c->memo)), NUMBER(c->state), NUMBER(c->made_at)));
}

static int write_row(struct store *s, const struct code *c, int64_t was_rev, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &code_sql[was_rev ? CODE_UPDATE : CODE_INSERT], err);

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ c->id, c->pass, c->note, c->text_id, c->start_cp, c->end_cp }, 6);
	db_blob(st, 7, c->span_sha, SPAN_SHA);
	db_int(st, 8, c->theme);
	db_int(st, 9, c->driver);
	db_text(st, 10, words(c->memo));
	db_ints(st, 11, (const int64_t[]){ c->state, c->made_at, c->rev, row_sum(c), c->gone }, 5);
	if (was_rev)
		db_int(st, 16, was_rev);
	return record_write(s, st, was_rev, type.name, err);
}

static struct record_who who_of(const struct code *c, const struct coding_pass *p)
{
	return (struct record_who){ c->id, p->owner, CLASS_INTERVIEW };
}

/* The row of the same theme on the same words. 1, 0, -1. */
static int find_same(struct store *s, const struct code *c, struct code *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &code_sql[CODE_SAME], err);
	int rc;

	if (!st)
		return -1;
	db_ints(st, 1, (const int64_t[]){ c->pass, c->note, c->start_cp, c->end_cp, c->theme }, 5);
	rc = db_step(st, err);
	if (rc == 1) {
		read_row(st, out);
		db_reset(st);
	}
	return rc;
}

static int check_theme(struct store *s, const struct coding_pass *p, int64_t theme, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &code_sql[CODE_THEME], err);
	int64_t retired = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, p->taxonomy);
	db_int(st, 2, theme);
	rc = db_first(st, &retired, 1, err);
	if (rc < 0)
		return -1;
	if (!rc)
		return err_set(err, ERR_INPUT, "the taxonomy of this pass has no such theme");
	/* What coders gave may be settled as it was given. */
	return retired && p->layer == LAYER_CODER ? err_set(err, ERR_REFUSED, "this theme is not offered any more") : 0;
}

static int check_span(struct store *s, const struct coding_pass *p, struct code *c, struct err *err)
{
	struct coding_text t;
	struct span sp = { c->start_cp, c->end_cp };
	int rc = coding_text_of(s, p, c->note, &t, err);

	if (rc)
		return -1;
	if (c->text_id && c->text_id != t.id)
		rc = err_set(err, ERR_REFUSED, "note %" PRId64 " was corrected meanwhile; look at it again", t.seq);
	else if (!span_fits(t.body, sp))
		rc = err_set(err, ERR_INPUT,
			     "found the place %" PRId64 " to %" PRId64 ", expected one inside note %" PRId64 " (%" PRId64
			     " characters), at the edges of letters", sp.start, sp.end, t.seq, span_point(t.body, strlen(t.body)));
	else
		span_hash(t.body, sp, c->span_sha);
	c->text_id = t.id;
	free(t.body);
	return rc;
}

static int64_t driver_of_outcome(struct store *s, const struct coding_pass *p)
{
	struct stmt *st;
	int64_t outcome = 0;

	if (record_find(s, &code_sql[CODE_OUTCOME], p->interview, &st, NULL) == 1) {
		outcome = db_col(st, 0);
		db_reset(st);
	}
	return outcome == OUTCOME_WON ? DRIVER_WIN : outcome == OUTCOME_LOST ? DRIVER_LOSS : DRIVER_NONE;
}

static int make_at(struct store *s, struct group *g, const struct coding_pass *p, struct code *c, int64_t at_ms, struct err *err)
{
	static const struct code nothing = { 0 };

	c->id = db_next_id(s->db, "code", 1, err);
	c->rev = 1;
	c->gone = 0;
	c->state = CODE_GOOD;
	c->made_at = at_ms;
	return c->id < 0 || write_row(s, c, 0, err) || record_note_made(g, &type, who_of(c, p), &nothing, c, err) ||
	       presence_write(s, p->interview, err) ? -1 : 0;
}

static int make(struct store *s, struct group *g, const struct coding_pass *p, struct code *c, struct err *err)
{
	return make_at(s, g, p, c, g->at_ms, err);
}

int code_take(struct store *s, struct group *g, const struct coding_pass *p, struct code *c, struct err *err)
{
	struct coding_pass settled = *p;
	struct code same = { 0 };
	int rc;

	/* One that was retired since may stand where it was given. */
	settled.layer = LAYER_SETTLED;
	if (check_theme(s, &settled, c->theme, err) || check_span(s, p, c, err))
		return -1;
	rc = find_same(s, c, &same, err);
	if (rc == 1 && (same.driver != c->driver || strcmp(words(same.memo), words(c->memo)) != 0))
		rc = err_set(err, ERR_REFUSED, "this theme stands on these words already, with another driver or memo");
	else if (!rc)
		rc = make_at(s, g, p, c, c->made_at ? c->made_at : g->at_ms, err);
	code_done(&same);
	return rc;
}

/* Theme, driver and memo of *c into the row that stands; *c becomes the row. */
static int change(struct store *s, struct group *g, const struct coding_pass *p, const struct code *was, struct code *c,
		  struct err *err)
{
	struct code is = *was;

	is.theme = c->theme;
	is.driver = c->driver;
	is.memo = c->memo;
	is.rev = was->rev + 1;
	if (is.theme == was->theme && is.driver == was->driver && !strcmp(words(is.memo), was->memo)) {
		is.rev = was->rev;
		*c = is;
		return 0;
	}
	if (write_row(s, &is, was->rev, err) || record_note_fields(g, &type, who_of(&is, p), was, &is, err) ||
	    presence_write(s, p->interview, err))
		return -1;
	*c = is;
	return 0;
}

/* A row of the same theme on the same words takes its place. */
static int put_new(struct store *s, struct group *g, const struct coding_pass *p, struct code *c, struct err *err)
{
	struct code same = { 0 };
	int rc;

	if (check_span(s, p, c, err))
		return -1;
	rc = find_same(s, c, &same, err);
	if (rc == 1) {
		if (!*words(c->memo) && *same.memo) {
			free(c->memo);
			c->memo = xstrdup(same.memo);
		}
		rc = change(s, g, p, &same, c, err);
		code_done(&same);
		return rc;
	}
	return rc ? -1 : make(s, g, p, c, err);
}

static int remove_row(struct store *s, struct group *g, const struct coding_pass *p, struct code *c, struct err *err)
{
	c->gone = g->id;
	c->rev++;
	return write_row(s, c, c->rev - 1, err) || record_note(g, &type, who_of(c, p), OP_DELETE, err) ||
	       presence_write(s, p->interview, err) ? -1 : 0;
}

/* Where the new theme stands on those words already, this row goes and that one is *c. */
static int change_theme(struct store *s, struct group *g, const struct coding_pass *p, struct code *was, struct code *c,
			struct err *err)
{
	struct code at = *was, same = { 0 };
	int rc = 0;

	at.theme = c->theme;
	if (c->theme != was->theme)
		rc = find_same(s, &at, &same, err);
	if (rc == 1)
		rc = remove_row(s, g, p, was, err) || change(s, g, p, &same, c, err) ? -1 : 0;
	else if (!rc)
		rc = change(s, g, p, was, c, err);
	code_done(&same);
	return rc;
}

static int put_old(struct store *s, struct group *g, const struct coding_pass *p, struct code *c, struct err *err)
{
	struct code was;
	int rc = read_code(s, c->id, &was, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such code");
	if (was.gone || was.pass != c->pass)
		rc = err_set(err, ERR_REFUSED, "this code was taken away meanwhile");
	else if (c->rev && c->rev != was.rev)
		rc = err_set(err, ERR_REFUSED, "this code was changed meanwhile; look at it again");
	else
		rc = change_theme(s, g, p, &was, c, err);
	code_done(&was);
	return rc;
}

int code_put_in(struct store *s, struct group *g, struct code *c, struct err *err)
{
	struct coding_pass p;
	int rc = coding_pass_get(s, c->pass, &p, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such pass");
	if (coding_pass_may_write(s, &p, err) || check_theme(s, &p, c->theme, err))
		return -1;
	if (c->driver == DRIVER_BY_OUTCOME)
		c->driver = driver_of_outcome(s, &p);
	if (!c->memo)
		c->memo = xstrdup("");
	return c->id ? put_old(s, g, &p, c, err) : put_new(s, g, &p, c, err);
}

static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct code *c = arg;
	struct coding_pass p;

	if (code_put_in(s, g, c, err) || coding_pass_read(s, c->pass, &p, err) != 1)
		return -1;
	coding_name_group(g, &p, "coding");
	return 0;
}

int code_put(struct store *s, struct code *c, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_CODING_PASS, .scope = c->pass };

	return edit(s, &how, put, c, NULL, err);
}

static int drop(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct coding_pass p;
	struct code c;
	int rc = read_code(s, *(int64_t *)arg, &c, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such code");
	if (c.gone)
		rc = err_set(err, ERR_REFUSED, "this code was taken away meanwhile");
	else
		rc = coding_pass_read(s, c.pass, &p, err) == 1 && !coding_pass_may_write(s, &p, err) ? 0 : -1;
	if (!rc) {
		coding_name_group(g, &p, "coding");
		rc = remove_row(s, g, &p, &c, err);
	}
	code_done(&c);
	return rc;
}

int code_drop_in(struct store *s, struct group *g, int64_t id, struct err *err)
{
	return drop(s, g, &id, err);
}

int code_drop(struct store *s, int64_t id, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT };

	return edit(s, &how, drop, &id, NULL, err);
}

struct confirming {
	int64_t note, n;
};

static int confirm_one(struct store *s, struct group *g, struct code *c, struct err *err)
{
	struct code was = *c;
	struct coding_pass p;

	if (coding_pass_read(s, c->pass, &p, err) != 1)
		return -1;
	coding_name_group(g, &p, "coding");
	c->state = CODE_GOOD;
	c->rev++;
	return write_row(s, c, was.rev, err) || record_note_fields(g, &type, who_of(c, &p), &was, c, err) ? -1 : 0;
}

static int confirm(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct confirming *m = arg;
	struct stmt *st = db_stmt(s->db, &code_sql[CODE_MOVED_OF], err);
	struct code *codes = NULL;
	size_t n = 0;
	int rc;

	if (!st || access_act(s, "code", err))
		return -1;
	db_int(st, 1, m->note);
	db_int(st, 2, s->actor.member);
	rc = read_all(st, &codes, &n, err);
	for (size_t i = 0; !rc && i < n; i++)
		rc = confirm_one(s, g, &codes[i], err);
	m->n = rc ? 0 : (int64_t)n;
	codes_done(codes, n);
	return rc;
}

int code_confirm(struct store *s, int64_t note, int64_t *n, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT };
	struct confirming m = { note, 0 };
	int rc = edit(s, &how, confirm, &m, NULL, err);

	*n = m.n;
	return rc;
}

/* ---- into a later version of the note ---- */

static int reanchor(struct store *s, struct group *g, struct code *c, const char *was_text, const char *is_text,
		    int64_t new_text, struct err *err)
{
	struct code was = *c;
	struct coding_pass p;
	struct span sp = { c->start_cp, c->end_cp };

	if (coding_pass_read(s, c->pass, &p, err) != 1)
		return -1;
	if (span_move(was_text, is_text, &sp) == SPAN_LOST) {
		c->state = CODE_LOST;
	} else {
		c->state = CODE_MOVED;
		c->text_id = new_text;
		c->start_cp = sp.start;
		c->end_cp = sp.end;
		if (c->end_cp < 0)
			span_hash(is_text, sp, c->span_sha);
	}
	c->rev++;
	return write_row(s, c, was.rev, err) || record_note_fields(g, &type, who_of(c, &p), &was, c, err) ? -1 : 0;
}

static int codes_on(struct store *s, int64_t note, int64_t text, struct code **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &code_sql[CODE_OF_NOTE], err);

	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, note);
	db_int(st, 2, text);
	db_int(st, 3, CODE_LOST);
	return read_all(st, out, n, err);
}

int code_reanchor(struct store *s, struct group *g, int64_t note, int64_t old_text, int64_t new_text, struct err *err)
{
	struct code *codes = NULL;
	char *was = NULL, *is = NULL;
	size_t n = 0;
	int rc = codes_on(s, note, old_text, &codes, &n, err);

	if (!rc && n)
		rc = coding_body(s, old_text, &was, err) || coding_body(s, new_text, &is, err) ? -1 : 0;
	for (size_t i = 0; !rc && i < n; i++)
		rc = reanchor(s, g, &codes[i], was, is, new_text, err);
	codes_done(codes, n);
	free(was);
	free(is);
	return rc;
}

int code_follow(struct store *s, struct group *g, int64_t note, struct err *err)
{
	for (;;) {
		struct stmt *st = db_stmt(s->db, &code_sql[CODE_BEHIND], err);
		int64_t was = 0, is = 0;
		int rc;

		if (!st)
			return -1;
		db_int(st, 1, note);
		db_int(st, 2, CODE_LOST);
		rc = db_step(st, err);
		if (rc == 1) {
			was = db_col(st, 0);
			is = db_col(st, 1);
			db_reset(st);
		}
		if (rc != 1)
			return rc;
		if (code_reanchor(s, g, note, was, is, err))
			return -1;
	}
}

/* ---- undo ---- */

/* What a correction did to a code goes back with the correction, also in a pass that is closed. */
static bool is_of_coder(const struct change *c)
{
	return c->op != OP_UPDATE || !strcmp(c->field, "theme") || !strcmp(c->field, "driver") || !strcmp(c->field, "memo");
}

/* The hash of a whole note is that of the version it stands on. */
static int rehash(struct store *s, struct code *c, struct err *err)
{
	char *body;

	if (c->end_cp >= 0)
		return 0;
	if (coding_body(s, c->text_id, &body, err))
		return -1;
	span_hash(body, (struct span){ 0, -1 }, c->span_sha);
	free(body);
	return 0;
}

static int reverse(struct store *s, struct group *g, const struct code *was, struct code *c, const struct change *ch, size_t n,
		   struct err *err)
{
	struct coding_pass p;

	if (coding_pass_read(s, c->pass, &p, err) != 1)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (is_of_coder(&ch[i]) && !group_is_revert(g) && coding_pass_may_write(s, &p, err))
			return -1;
	c->rev = was->rev + 1;
	return record_reverse_whole(g, &type, who_of(c, &p), c, &c->gone, ch, n, err) || rehash(s, c, err) ||
	       write_row(s, c, was->rev, err) || record_note_fields(g, &type, who_of(c, &p), was, c, err) ||
	       presence_write(s, p.interview, err) ? -1 : 0;
}

static int apply(struct store *s, struct group *g, int64_t subject, const char *part, const struct change *c, size_t n,
		 struct err *err)
{
	struct code was, is;
	int rc = read_code(s, subject, &was, err);

	(void)part;
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "the code is no longer there");
	is = was;
	is.memo = xstrdup(was.memo);
	rc = reverse(s, g, &was, &is, c, n, err);
	code_done(&was);
	code_done(&is);
	return rc;
}

const struct record_ops code_ops = { SUBJECT_CODE, "code", apply };

static const struct record_field fields[] = {
	{ "note", offsetof(struct code, note), false, 0 },
	{ "text", offsetof(struct code, text_id), false, 0 },
	{ "start", offsetof(struct code, start_cp), false, 0 },
	{ "end", offsetof(struct code, end_cp), false, -1 },
	{ "theme", offsetof(struct code, theme), false, 0 },
	{ "driver", offsetof(struct code, driver), false, 0 },
	{ "memo", offsetof(struct code, memo), true, 0 },
	{ "state", offsetof(struct code, state), false, 0 },
	{ NULL, 0, false, 0 },
};
static const struct record_type type = { SUBJECT_CODE, "code", fields };

#define CODE_ROW                                                                                                       \
	"select c.id, c.pass, c.note, c.text, c.start_cp, c.end_cp, c.span_sha, c.theme, c.driver, c.memo, c.state,"       \
	" c.made_at, c.rev, c.gone from code c"

int code_own_titles(struct store *s, int64_t note, struct buf *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &code_sql[CODE_TITLES], err);
	const char *comma = "";
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, note);
	db_int(st, 2, s->actor.member);
	blind_bind(st, s);
	for (; (rc = db_step(st, err)) == 1; comma = ", ")
		buf_printf(out, "%s%s", comma, db_col_text(st, 2));
	return rc;
}

const struct sql code_sql[] = {
	[CODE_GET] = { "code_get", CODE_ROW " where c.id = $1" },
	[CODE_OF_PASS] = { "code_of_pass", CODE_ROW " join interview_note n on n.id = c.note where c.pass = $1 and c.gone = 0"
					   " order by n.seq, n.id, c.start_cp, c.id" },
	[CODE_OF_NOTE] = { "code_of_note", CODE_ROW " where c.note = $1 and c.text = $2 and c.state <> $3 and c.gone = 0"
					   " order by c.id" },
	[CODE_BEHIND] = { "code_behind", "select c.text, n.text from code c join interview_note n on n.id = c.note"
					 " where c.note = $1 and c.text <> n.text and c.state <> $2 and c.gone = 0 and n.gone = 0"
					 " limit 1" },
	[CODE_MOVED_OF] = { "code_moved_of", CODE_ROW " join coding_pass p on p.id = c.pass where c.note = $1 and p.coder = $2"
					     " and p.gone = 0 and c.gone = 0 and c.state = 1 order by c.id" },
	[CODE_SAME] = { "code_same", CODE_ROW " where c.pass = $1 and c.note = $2 and c.start_cp = $3 and c.end_cp = $4"
				     " and c.theme = $5 and c.gone = 0 order by c.id limit 1" },
	[CODE_INSERT] = { "code_insert", "insert into code (id, pass, note, text, start_cp, end_cp, span_sha, theme, driver, memo,"
					 " state, made_at, rev, sum, gone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,"
					 " $12, $13, $14, $15)" },
	[CODE_UPDATE] = { "code_update", "update code set pass = $2, note = $3, text = $4, start_cp = $5, end_cp = $6,"
					 " span_sha = $7, theme = $8, driver = $9, memo = $10, state = $11, made_at = $12,"
					 " rev = $13, sum = $14, gone = $15 where id = $1 and rev = $16" },
	[CODE_NOTE_TEXT] = { "code_note_text", "select n.text, n.seq, t.body from interview_note n join text t on t.id = n.text"
					       " where n.id = $1 and n.interview = $2 and n.gone = 0" },
	[CODE_BODY] = { "code_body", "select body from text where id = $1" },
	[CODE_THEME] = { "code_theme", "select x.retired from theme_in x where x.taxonomy = $1 and x.theme = $2 and x.gone = 0" },
	[CODE_OUTCOME] = { "code_outcome", "select d.outcome from interview i join deal d on d.id = i.deal where i.id = $1" },
	[CODE_TITLES] = { "code_titles", "select distinct x.seq, x.theme, x.title from code c join coding_pass p on p.id = c.pass"
					 " join theme_in x on x.taxonomy = p.taxonomy and x.theme = c.theme where c.note = $1"
					 " and c.gone = 0 and p.gone = 0 and p.layer = 0 and p.coder = $2 and " BLIND_PASS("p")
					 " order by x.seq, x.theme" },
	[CODE_NONE] = { NULL, NULL },
};
