#include "model/cooccurrence.h"

#include "model/blind.h"
#include "model/buf.h"
#include "model/recode.h"

#include <stdlib.h>
#include <string.h>

enum { TOGETHER_CODES, TOGETHER_NONE };

struct making {
	struct cooccurrence *out;
	int64_t interview, pass; /* the pass that is counted of it */
};

void cooccurrence_done(struct cooccurrence *c)
{
	for (size_t i = 0; i < c->codes; i++)
		free(c->code[i].company);
	free(c->code);
	free(c->root);
	free(c->count);
	taxonomy_done(&c->themes);
	*c = (struct cooccurrence){ 0 };
}

static void list_roots(struct cooccurrence *c)
{
	c->root = xcalloc(c->themes.n + 1, sizeof *c->root);
	for (size_t i = 0; i < c->themes.n; i++)
		if (!c->themes.theme[i].parent && !c->themes.theme[i].retired)
			c->root[c->n++] = i;
}

/* Which of the roots a theme of whatever version counts for, with the part that was chosen of it; n: none that is offered
 * now. */
static size_t root_of(const struct cooccurrence *c, int64_t theme, int64_t chosen)
{
	int64_t now = recode_counts_for(&c->themes, theme, chosen);

	for (size_t i = 0; i < c->n; i++)
		if (taxonomy_is_below(&c->themes, now, c->themes.theme[c->root[i]].id))
			return i;
	return c->n;
}

static void add_row(struct cooccurrence *c, struct stmt *st)
{
	size_t root = root_of(c, db_col(st, 8), db_col(st, 12));
	const char *company = db_col_text(st, 10);

	if (root == c->n)
		return;
	if (!(c->codes & (c->codes - 1))) /* a power of two */
		c->code = xrealloc(c->code, (c->codes ? 2 * c->codes : 1) * sizeof *c->code);
	c->code[c->codes++] = (struct cooccurrence_code){
		.interview = db_col(st, 0), .note = db_col(st, 3), .seq = db_col(st, 4), .text_id = db_col(st, 5),
		.start_cp = db_col(st, 6), .end_cp = db_col(st, 7), .driver = db_col(st, 9), .root = root,
		.company = xstrdup(company ? company : ""), .may_quote = db_col(st, 11) == CONSENT_GIVEN };
}

static int read_codes(struct store *s, struct cooccurrence *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &cooccurrence_sql[TOGETHER_CODES], err);
	int64_t interview = 0, pass = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, s->actor.member);
	access_bind(st, s);
	blind_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		if (!access_can_read(s, CLASS_INTERVIEW, db_col(st, 2)))
			continue;
		if (db_col(st, 0) != interview) {
			interview = db_col(st, 0);
			pass = db_col(st, 1);
			out->interviews++;
		}
		if (db_col(st, 1) == pass && !db_col_null(st, 3))
			add_row(out, st);
	}
	return rc;
}

static bool is_together(const struct cooccurrence_code *a, const struct cooccurrence_code *b, enum together unit)
{
	return a->interview == b->interview && (unit == TOGETHER_INTERVIEW || a->note == b->note);
}

/* Codes of one unit stand next to each other. */
static size_t unit_end(const struct cooccurrence *c, enum together unit, size_t from)
{
	size_t end = from + 1;

	while (end < c->codes && is_together(&c->code[from], &c->code[end], unit))
		end++;
	return end;
}

static void count(struct cooccurrence *c, enum together unit)
{
	bool *has = xcalloc(c->n + 1, sizeof *has);

	c->count = xcalloc(c->n * c->n + 1, sizeof *c->count);
	for (size_t from = 0, end; from < c->codes; from = end) {
		end = unit_end(c, unit, from);
		memset(has, 0, c->n * sizeof *has);
		for (size_t i = from; i < end; i++)
			has[c->code[i].root] = true;
		for (size_t row = 0; row < c->n; row++)
			for (size_t col = 0; has[row] && col < c->n; col++)
				c->count[row * c->n + col] += has[col];
	}
	free(has);
}

int cooccurrence_make(struct store *s, enum together unit, struct cooccurrence *out, struct err *err)
{
	int rc;

	*out = (struct cooccurrence){ 0 };
	rc = taxonomy_get(s, 0, &out->themes, err);
	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_REFUSED, "no taxonomy is published");
	list_roots(out);
	if (read_codes(s, out, err))
		return -1;
	count(out, unit);
	return 0;
}

bool cooccurrence_has(const struct cooccurrence *c, enum together unit, size_t row, size_t col, size_t i)
{
	size_t other = c->code[i].root == row ? col : row;

	if (c->code[i].root != row && c->code[i].root != col)
		return false;
	for (size_t k = i; k > 0 && is_together(&c->code[k - 1], &c->code[i], unit); k--)
		if (c->code[k - 1].root == other)
			return true;
	for (size_t k = i; k < c->codes && is_together(&c->code[k], &c->code[i], unit); k++)
		if (c->code[k].root == other)
			return true;
	return false;
}

/* The pass that is counted stands first of its interview, also where it has no code. */
const struct sql cooccurrence_sql[] = {
	[TOGETHER_CODES] = { "cooccurrence_codes",
			     "select i.id, p.id, d.owner, c.note, n.seq, c.text, c.start_cp, c.end_cp, c.theme, c.driver,"
			     " coalesce(nullif(f.name, ''), nullif(d.name, ''), d.ext, ''), i.consent_quote, coalesce(r.theme, 0)"
			     " from coding_pass p join interview i on i.id = p.interview join deal d on d.id = i.deal"
			     " left join company f on f.id = d.company left join code c on c.pass = p.id and c.gone = 0"
			     " left join recode r on r.code = c.id and r.gone = 0 left join interview_note n on n.id = c.note"
			     " where p.gone = 0 and i.gone = 0 and d.gone = 0 and i.state = 4 and (p.layer = 0 or p.released_at > 0) and " BLIND_PASS("p") " and " ACCESS_DEAL("d")
			     " order by i.id, p.layer desc, case when p.coder = $1 then 0 else 1 end, p.released_at, p.id, n.seq,"
			     " c.note, c.start_cp, c.id" },
	[TOGETHER_NONE] = { NULL, NULL },
};
