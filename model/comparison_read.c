/* What is compared, read from the file: passes, notes, codes and marks, turned into runs of units. */
#include "model/comparison_private.h"

#include "model/access.h"
#include "model/blind.h"
#include "model/member.h"
#include "model/teeth.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { COMPARISON_THEMES, COMPARISON_PASSES, COMPARISON_NOTES, COMPARISON_CODES, COMPARISON_MARKS };
enum { MERGES_MAX = 100 }; /* a ring of merges ends here */

int comparison_themes_load(struct reading *r, struct err *err)
{
	struct stmt *st = db_stmt(r->s->db, &comparison_sql[COMPARISON_THEMES], err);
	size_t cap = 0;
	int rc;

	if (!st)
		return -1;
	while ((rc = db_step(st, err)) == 1) {
		struct theme_now t = { db_col(st, 0), db_col(st, 1), db_col(st, 2), xstrdup(db_col_text(st, 3)),
				       xstrdup(db_col_text(st, 4)) };

		if (r->themes && r->theme[r->themes - 1].id == t.id) { /* the newer version */
			free(r->theme[r->themes - 1].key);
			free(r->theme[r->themes - 1].title);
			r->theme[r->themes - 1] = t;
			continue;
		}
		if (r->themes == cap)
			r->theme = xrealloc(r->theme, (cap = cap ? 2 * cap : 64) * sizeof *r->theme);
		r->theme[r->themes++] = t;
	}
	return rc;
}

void comparison_themes_done(struct reading *r)
{
	for (size_t i = 0; i < r->themes; i++) {
		free(r->theme[i].key);
		free(r->theme[i].title);
	}
	free(r->theme);
}

/* The number of a theme in the tally: of the one that took its codes, of its root where roots are asked for. */
int comparison_number(struct reading *r, int64_t id)
{
	const struct theme_now *t = comparison_theme(r, id);

	for (int i = 0; t && i < MERGES_MAX; i++) {
		int64_t next = t->merged_into ? t->merged_into : r->ask->roots ? t->parent : 0;

		if (!next)
			break;
		id = next;
		t = comparison_theme(r, id);
	}
	for (size_t i = 0; i < r->used_n; i++)
		if (r->used[i] == id)
			return (int)i;
	r->used = xrealloc(r->used, (r->used_n + 1) * sizeof *r->used);
	r->used[r->used_n++] = id;
	return (int)r->used_n - 1;
}

/* ---- passes ---- */

struct pass_row {
	int64_t interview, id, coder;
	bool open; /* not released, or shut by somebody else who has not */
};

static int read_passes(struct reading *r, struct pass_row **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(r->s->db, &comparison_sql[COMPARISON_PASSES], err);
	size_t cap = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, r->ask->programme);
	db_int(st, 2, r->ask->interview);
	access_bind(st, r->s);
	blind_bind(st, r->s);
	while ((rc = db_step(st, err)) == 1) {
		struct pass_row p = { db_col(st, 0), db_col(st, 1), db_col(st, 2), !db_col(st, 3) || !db_col(st, 4) };

		if (!access_can_read(r->s, CLASS_INTERVIEW, db_col(st, 5)))
			continue;
		p.open = p.open && !teeth_off("P38-blind");
		if (*n && (*out)[*n - 1].interview == p.interview && (*out)[*n - 1].coder == p.coder) {
			(*out)[*n - 1] = p; /* with the newer taxonomy */
			continue;
		}
		if (*n == cap)
			*out = xrealloc(*out, (cap = cap ? 2 * cap : 64) * sizeof **out);
		(*out)[(*n)++] = p;
	}
	return rc;
}

static int place_of(const struct comparison *c, int64_t coder)
{
	for (size_t i = 0; i < c->coders; i++)
		if (c->coder[i] == coder)
			return (int)i;
	return -1;
}

static void take_coders(struct reading *r, const struct pass_row *p, size_t n)
{
	struct comparison *c = r->out;

	c->coder = xcalloc(r->ask->coders + n + 1, sizeof *c->coder);
	for (size_t i = 0; i < r->ask->coders; i++)
		if (place_of(c, r->ask->coder[i]) < 0)
			c->coder[c->coders++] = r->ask->coder[i];
	for (size_t i = 0; !r->ask->coders && i < n; i++)
		if (place_of(c, p[i].coder) < 0)
			c->coder[c->coders++] = p[i].coder;
}

/* ---- one interview ---- */

struct note_row {
	int64_t id, text;
	struct units units;
	struct tally_coder *coder;
	bool *stale; /* of each coder: said of an older text, which has other words */
};

static int by_note(const void *key, const void *element)
{
	int64_t id = *(const int64_t *)key, other = ((const struct note_row *)element)->id;

	return id < other ? -1 : id > other;
}

static int read_notes(struct reading *r, int64_t interview, struct note_row **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(r->s->db, &comparison_sql[COMPARISON_NOTES], err);
	size_t cap = 0;
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, interview);
	while ((rc = db_step(st, err)) == 1) {
		struct note_row *note;

		if (*n == cap)
			*out = xrealloc(*out, (cap = cap ? 2 * cap : 32) * sizeof **out);
		note = &(*out)[(*n)++];
		*note = (struct note_row){ .id = db_col(st, 0), .text = db_col(st, 1) };
		note->coder = xcalloc(r->out->coders, sizeof *note->coder);
		note->stale = xcalloc(r->out->coders, sizeof *note->stale);
		units_init(&note->units, r->ask->unit, db_col_text(st, 2) ? db_col_text(st, 2) : "");
	}
	return rc;
}

static void notes_done(struct note_row *note, size_t n, size_t coders)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t c = 0; c < coders; c++)
			free(note[i].coder[c].mark);
		free(note[i].coder);
		free(note[i].stale);
		units_done(&note[i].units);
	}
	free(note);
}

static void take_code(struct reading *r, struct note_row *note, int coder, struct stmt *st)
{
	size_t from, to;

	note->coder[coder].seen = true;
	if (r->ask->unit != UNIT_NOTE && (db_col(st, 1) != note->text || db_col(st, 5) == CODE_LOST)) {
		note->stale[coder] = true;
		return;
	}
	units_touched(&note->units, db_col(st, 2), db_col(st, 3), &from, &to);
	tally_mark(&note->coder[coder], from, to, comparison_number(r, db_col(st, 4)));
}

static int read_pass(struct reading *r, const struct pass_row *p, struct note_row *notes, size_t n, struct err *err)
{
	int coder = place_of(r->out, p->coder), rc = 0;

	for (int sql = COMPARISON_CODES; !rc && sql <= COMPARISON_MARKS; sql++) {
		struct stmt *st = db_stmt(r->s->db, &comparison_sql[sql], err);

		if (!st)
			return -1;
		db_int(st, 1, p->id);
		while ((rc = db_step(st, err)) == 1) {
			int64_t id = db_col(st, 0);
			struct note_row *note = n ? bsearch(&id, notes, n, sizeof *notes, by_note) : NULL;

			if (note && sql == COMPARISON_CODES)
				take_code(r, note, coder, st);
			else if (note)
				note->coder[coder].seen = true;
		}
	}
	return rc;
}

static int read_interview(struct reading *r, const struct pass_row *p, size_t passes, struct err *err)
{
	struct note_row *note = NULL;
	size_t n = 0;
	int rc = read_notes(r, p->interview, &note, &n, err);

	for (size_t i = 0; !rc && i < passes; i++)
		if (place_of(r->out, p[i].coder) >= 0)
			rc = read_pass(r, &p[i], note, n, err);
	for (size_t i = 0; !rc && i < n; i++) {
		for (size_t c = 0; c < r->out->coders; c++)
			if (note[i].stale[c]) {
				note[i].coder[c].seen = false;
				r->out->skipped++;
			}
		tally_note(&r->tally, note[i].units.n, note[i].coder);
	}
	notes_done(note, n, r->out->coders);
	return rc;
}

/* ---- all ---- */

static void name_missing(struct reading *r, int64_t interview)
{
	struct buf who = { 0 }, *out = &r->out->missing;

	blind_put_missing(r->s, interview, &who);
	buf_printf(out, "%sI-%" PRId64 ": %s", out->len ? "; " : "", interview, buf_str(&who));
	buf_done(&who);
}

static int read_all(struct reading *r, const struct pass_row *p, size_t n, struct err *err)
{
	int rc = 0;

	for (size_t i = 0, end; !rc && i < n; i = end) {
		size_t asked = 0;
		bool open = false;

		for (end = i; end < n && p[end].interview == p[i].interview; end++) {
			bool one = place_of(r->out, p[end].coder) >= 0;

			asked += one;
			open = open || (one && p[end].open);
		}
		if (open) {
			name_missing(r, p[i].interview);
		} else if (asked > 1) {
			rc = read_interview(r, p + i, end - i, err);
			r->out->interviews++;
		}
	}
	return rc;
}

static int refuse(const struct reading *r, struct err *err)
{
	const struct comparison *c = r->out;

	if (c->missing.len)
		return err_set(err, ERR_REFUSED, "not compared before all have closed and released: %s", c->missing.data);
	if (c->coders < 2)
		return err_set(err, ERR_INPUT, c->coders ? "%s alone has coded there: two are compared" : "nobody has coded there yet",
			       c->coders ? member_login(r->s, c->coder[0]) : "");
	return err_set(err, ERR_INPUT, "no interview was coded by two of them: their units do not overlap");
}

int comparison_read(struct reading *r, struct err *err)
{
	struct pass_row *p = NULL;
	size_t n = 0;
	int rc = comparison_themes_load(r, err) ? -1 : read_passes(r, &p, &n, err);

	if (!rc) {
		take_coders(r, p, n);
		tally_init(&r->tally, (int)r->out->coders);
		rc = read_all(r, p, n, err);
	}
	if (!rc && !r->out->interviews)
		rc = refuse(r, err);
	free(p);
	return rc;
}

/* ---- names ---- */

struct naming {
	const char *words;
	struct buf want;
	int64_t id;
	size_t found;
	bool exact;
	struct buf names; /* of the candidates */
};

static void meet(struct naming *n, int64_t id, const char *key, const char *title)
{
	struct buf folded = { 0 };
	bool exact;

	text_fold(&folded, title, strlen(title));
	exact = !strcasecmp(key, n->words) || !strcmp(buf_str(&folded), buf_str(&n->want));
	if (!n->exact && n->want.len && (exact || !strncmp(buf_str(&folded), buf_str(&n->want), n->want.len))) {
		n->found = exact ? 1 : n->found + 1;
		n->exact = exact;
		n->id = id;
		buf_printf(&n->names, "%s%s", n->names.len ? ", " : "", title);
	}
	buf_done(&folded);
}

static int named(struct naming *n, const char *what, int64_t *id, struct err *err)
{
	int rc = 0;

	*id = n->id;
	if (!n->found)
		rc = err_set(err, ERR_INPUT, "no %s “%s”", what, n->words);
	else if (n->found > 1)
		rc = err_set(err, ERR_INPUT, "%zu %ss begin with “%s”: %s", n->found, what, n->words, buf_str(&n->names));
	buf_done(&n->want);
	buf_done(&n->names);
	return rc;
}

int comparison_theme_named(struct store *s, const char *words, int64_t *id, struct err *err)
{
	struct reading r = { .s = s };
	struct naming n = { .words = words };
	int rc = comparison_themes_load(&r, err);

	text_fold(&n.want, words, strlen(words));
	for (size_t i = 0; !rc && i < r.themes; i++)
		meet(&n, r.theme[i].id, r.theme[i].key, r.theme[i].title);
	comparison_themes_done(&r);
	return named(&n, "theme", id, rc ? NULL : err) || rc ? -1 : 0;
}

const struct sql comparison_sql[] = {
	[COMPARISON_THEMES] = { "comparison_themes", "select t.theme, t.parent, t.merged_into, h.key, t.title from theme_in t"
						     " join theme h on h.id = t.theme join taxonomy x on x.id = t.taxonomy"
						     " where t.gone = 0 and x.state = 1 order by t.theme, t.taxonomy" },
	[COMPARISON_PASSES] = { "comparison_passes",
				"select i.id, p.id, p.coder, case when p.closed_at > 0 and p.released_at > 0 then 1 else 0 end,"
				" case when " BLIND_PASS("p") " then 1 else 0 end, d.owner from interview i join deal d"
				" on d.id = i.deal join coding_pass p on p.interview = i.id where i.gone = 0 and d.gone = 0"
				" and p.gone = 0 and p.layer = 0 and (cast($1 as bigint) = 0 or i.programme = $1)"
				" and (cast($2 as bigint) = 0 or i.id = $2) and " ACCESS_DEAL("d")
				" order by i.id, p.coder, p.taxonomy" },
	[COMPARISON_NOTES] = { "comparison_notes", "select n.id, n.text, x.body from interview_note n join text x on x.id = n.text"
						   " where n.interview = $1 and n.gone = 0 order by n.id" },
	[COMPARISON_CODES] = { "comparison_codes", "select note, text, start_cp, end_cp, theme, state from code where pass = $1"
						   " and gone = 0 order by note, id" },
	[COMPARISON_MARKS] = { "comparison_marks", "select note from pass_note where pass = $1 and gone = 0 order by note" },
	{ NULL, NULL },
};
