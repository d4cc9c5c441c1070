#include "model/settle.h"

#include "model/blind.h"
#include "model/buf.h"
#include "model/coding_private.h"
#include "model/member.h"
#include "model/teeth.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE_SETTLED = 2 };

/* ---- reading ---- */

void settling_done(struct settling *x)
{
	for (int i = 0; i < 3; i++)
		codes_done(x->code[i], x->codes[i]);
	for (size_t i = 0; i < x->n; i++)
		interview_note_done(&x->note[i].note);
	free(x->note);
	taxonomy_done(&x->taxonomy);
	*x = (struct settling){ 0 };
}

int64_t settling_theme(const struct settling *x, const struct code *c)
{
	int64_t theme = taxonomy_counts_for(&x->taxonomy, c->theme);

	return theme ? theme : c->theme;
}

static int refuse(struct store *s, int64_t interview, const struct coding_pass *alone, struct err *err)
{
	struct buf missing = { 0 };

	blind_put_missing(s, interview, &missing);
	if (missing.len)
		err_set(err, ERR_REFUSED, "nothing to settle before all have released: %s", missing.data);
	else
		err_set(err, ERR_REFUSED, alone ? "%s alone has coded it: there is nothing to settle" : "nobody has coded it yet",
			alone ? member_login(s, alone->coder) : "");
	buf_done(&missing);
	return -1;
}

static bool is_later(const struct coding_pass *a, const struct coding_pass *b)
{
	return a->released_at > b->released_at || (a->released_at == b->released_at && a->id > b->id);
}

/* The newest pass of each coder, of the two who released first. */
static int find_passes(struct store *s, struct settling *x, struct err *err)
{
	struct coding_pass *p = NULL;
	size_t n = 0, found = 0;
	bool open = false;

	if (coding_passes(s, x->interview, &p, &n, err))
		return -1;
	for (size_t i = 0; i < n; i++) {
		if (p[i].layer == LAYER_SETTLED) {
			x->settled = p[i].id;
			continue;
		}
		open = open || !coding_pass_is_seen(s, &p[i]) || !p[i].closed_at || !p[i].released_at;
		for (size_t k = 0; k < n; k++)
			if (k != i && p[k].layer == LAYER_CODER && p[k].coder == p[i].coder && p[k].id > p[i].id)
				p[i].gone = 1;
	}
	for (size_t i = 0; !open && i < n; i++) {
		if (p[i].layer == LAYER_SETTLED || p[i].gone)
			continue;
		if (found == 2 && is_later(&p[i], &x->pass[1]))
			continue;
		if (found < 2)
			found++;
		x->pass[found - 1] = p[i];
		if (found == 2 && is_later(&x->pass[0], &x->pass[1])) {
			x->pass[1] = x->pass[0];
			x->pass[0] = p[i];
		}
	}
	free(p);
	return found == 2 ? 0 : refuse(s, x->interview, found ? &x->pass[0] : NULL, err);
}

static struct settle_note *note_of(const struct settling *x, int64_t note)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->note[i].note.id == note)
			return &x->note[i];
	return NULL;
}

static struct settle_side *side_of(struct settle_note *n, int side)
{
	return side == SIDE_SETTLED ? &n->settled : &n->side[side];
}

/* Codes come by note: each note's stand together. */
static int read_side(struct store *s, struct settling *x, int side, int64_t pass, struct err *err)
{
	int64_t *read = NULL;
	size_t reads = 0;

	if (codes_of(s, pass, &x->code[side], &x->codes[side], err) || pass_notes_of(s, pass, &read, &reads, err))
		return -1;
	for (size_t i = 0; i < x->codes[side]; i++) {
		struct settle_note *n = note_of(x, x->code[side][i].note);

		if (!n)
			continue;
		if (!side_of(n, side)->n++)
			side_of(n, side)->from = i;
	}
	for (size_t i = 0; i < reads; i++) {
		struct settle_note *n = note_of(x, read[i]);

		if (n && !side_of(n, side)->n)
			side_of(n, side)->read = true;
	}
	free(read);
	return 0;
}

static bool has(const struct settling *x, int side, const struct settle_side *a, const struct code *c)
{
	for (size_t i = a->from; i < a->from + a->n; i++)
		if (settling_theme(x, &x->code[side][i]) == settling_theme(x, c) && x->code[side][i].driver == c->driver)
			return true;
	return false;
}

/* Whether all that side a says of the note, side b says too. */
static bool is_within(const struct settling *x, struct settle_note *n, int a, int b)
{
	const struct settle_side *of = side_of(n, a);

	for (size_t i = of->from; i < of->from + of->n; i++)
		if (!has(x, b, side_of(n, b), &x->code[a][i]))
			return false;
	return true;
}

static bool is_same(const struct settling *x, struct settle_note *n, int a, int b)
{
	return is_within(x, n, a, b) && is_within(x, n, b, a);
}

static enum settle_state state_of(const struct settling *x, struct settle_note *n)
{
	if (!n->settled.n)
		return n->settled.read ? SETTLE_AS_NONE : SETTLE_OPEN;
	if (is_same(x, n, SIDE_SETTLED, 0))
		return SETTLE_AS_FIRST;
	if (is_same(x, n, SIDE_SETTLED, 1))
		return SETTLE_AS_SECOND;
	return is_within(x, n, 0, SIDE_SETTLED) && is_within(x, n, 1, SIDE_SETTLED) ? SETTLE_AS_BOTH : SETTLE_OTHERWISE;
}

static bool is_marked(const struct settle_side *a)
{
	return a->n || a->read;
}

static int read_notes(struct store *s, struct settling *x, struct err *err)
{
	struct interview_note *notes = NULL;
	size_t n = 0;

	if (interview_notes(s, x->interview, &notes, &n, err))
		return -1;
	x->note = xcalloc(n + 1, sizeof *x->note);
	for (x->n = 0; x->n < n; x->n++)
		x->note[x->n].note = notes[x->n];
	free(notes);
	return 0;
}

static int read_all(struct store *s, struct settling *x, struct err *err)
{
	int64_t newer;

	if (find_passes(s, x, err))
		return -1;
	newer = x->pass[0].taxonomy > x->pass[1].taxonomy ? x->pass[0].taxonomy : x->pass[1].taxonomy;
	if (taxonomy_get(s, newer, &x->taxonomy, err) != 1 || read_notes(s, x, err) ||
	    read_side(s, x, 0, x->pass[0].id, err) || read_side(s, x, 1, x->pass[1].id, err) ||
	    (x->settled && read_side(s, x, SIDE_SETTLED, x->settled, err)))
		return -1;
	for (size_t i = 0; i < x->n; i++) {
		struct settle_note *n = &x->note[i];

		n->differs = is_marked(&n->side[0]) && is_marked(&n->side[1]) && !is_same(x, n, 0, 1);
		n->state = state_of(x, n);
		x->differing += n->differs;
		x->open += n->differs && n->state == SETTLE_OPEN;
	}
	return 0;
}

int settling_load(struct store *s, int64_t interview, struct settling *out, struct err *err)
{
	int rc;

	*out = (struct settling){ .interview = interview };
	rc = read_all(s, out, err);
	if (rc)
		settling_done(out);
	return rc;
}

/* ---- writing ---- */

struct deciding {
	int64_t interview, note, pass;
	enum settle_state was;
	enum settle_choice choice;
};

static int clear_note(struct store *s, struct group *g, const struct settling *x, const struct settle_note *n, struct err *err)
{
	for (size_t i = n->settled.from; i < n->settled.from + n->settled.n; i++)
		if (code_drop_in(s, g, x->code[SIDE_SETTLED][i].id, err))
			return -1;
	return n->settled.read ? pass_note_put_in(s, g, x->settled, n->note.id, false, err) : 0;
}

/* A code of a side into the layer. Words that are lost by a correction are the whole note. */
static int copy_code(struct store *s, struct group *g, const struct settling *x, const struct settle_note *n,
		     const struct code *from, struct err *err)
{
	bool stands = from->text_id == n->note.text_id && from->state != CODE_LOST;
	struct code c = { .pass = x->settled, .note = n->note.id, .start_cp = stands ? from->start_cp : 0,
			  .end_cp = stands ? from->end_cp : -1, .theme = settling_theme(x, from), .driver = from->driver,
			  .memo = xstrdup(from->memo) };
	int rc = code_put_in(s, g, &c, err);

	code_done(&c);
	return rc;
}

static int copy_side(struct store *s, struct group *g, const struct settling *x, struct settle_note *n, int side, struct err *err)
{
	const struct settle_side *a = &n->side[side];

	for (size_t i = a->from; i < a->from + a->n; i++)
		if (copy_code(s, g, x, n, &x->code[side][i], err))
			return -1;
	return a->n ? 0 : pass_note_put_in(s, g, x->settled, n->note.id, true, err);
}

/* Both said the same, or one alone marked it. */
static int take_over(struct store *s, struct group *g, struct settling *x, struct err *err)
{
	for (size_t i = 0; i < x->n; i++) {
		struct settle_note *n = &x->note[i];
		int side = is_marked(&n->side[0]) ? 0 : 1;

		if (!n->differs && is_marked(&n->side[side]) && copy_side(s, g, x, n, side, err))
			return -1;
	}
	return 0;
}

static int end_layer(struct store *s, struct group *g, const struct settling *x, struct err *err)
{
	return coding_pass_end_in(s, g, x->settled, false, err) || coding_pass_end_in(s, g, x->settled, true, err) ? -1 : 0;
}

static void name_group(struct group *g, const struct settling *x, const char *what)
{
	coding_name_group(g, &(struct coding_pass){ .id = x->settled, .interview = x->interview }, what);
}

static int begin(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct deciding *d = arg;
	struct coding_pass layer;
	struct settling x;
	int rc;

	if (settling_load(s, d->interview, &x, err))
		return -1;
	d->pass = x.settled;
	rc = 0;
	if (!x.settled) {
		rc = coding_pass_settled_in(s, g, d->interview, x.taxonomy.id, &layer, err);
		d->pass = x.settled = layer.id;
		if (!rc)
			rc = take_over(s, g, &x, err);
		if (!rc && !x.open)
			rc = end_layer(s, g, &x, err);
		name_group(g, &x, "settling begun");
	}
	settling_done(&x);
	return rc;
}

/* A layer that stands is not begun again, so that a decision is one transaction. */
int settle_begin(struct store *s, int64_t interview, int64_t *pass, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "settling begun" };
	struct deciding d = { .interview = interview };
	struct settling x;
	int rc = 0;

	*pass = 0;
	if (access_act(s, "code", err) || settling_load(s, interview, &x, err))
		return -1;
	d.pass = x.settled;
	settling_done(&x);
	if (!d.pass)
		rc = edit(s, &how, begin, &d, NULL, err);
	*pass = d.pass;
	return rc;
}

static int write_choice(struct store *s, struct group *g, struct settling *x, struct settle_note *n, enum settle_choice choice,
			struct err *err)
{
	if (clear_note(s, g, x, n, err))
		return -1;
	switch (choice) {
	case SETTLE_FIRST:
	case SETTLE_SECOND:
		return copy_side(s, g, x, n, choice == SETTLE_SECOND, err);
	case SETTLE_BOTH:
		if ((n->side[0].n && copy_side(s, g, x, n, 0, err)) || (n->side[1].n && copy_side(s, g, x, n, 1, err)))
			return -1;
		break;
	case SETTLE_NONE:
		return pass_note_put_in(s, g, x->settled, n->note.id, true, err);
	}
	return 0;
}

void settle_put_state(struct store *s, const struct settling *x, enum settle_state state, struct buf *out)
{
	switch (state) {
	case SETTLE_OPEN:
		buf_puts(out, "open");
		break;
	case SETTLE_AS_FIRST:
	case SETTLE_AS_SECOND:
		buf_printf(out, "as %s", member_login(s, x->pass[state == SETTLE_AS_SECOND].coder));
		break;
	case SETTLE_AS_BOTH:
		buf_puts(out, "both");
		break;
	case SETTLE_AS_NONE:
		buf_puts(out, "none");
		break;
	case SETTLE_OTHERWISE:
		buf_puts(out, "otherwise");
		break;
	}
}

static int refuse_settled(struct store *s, const struct settling *x, const struct settle_note *n, struct err *err)
{
	struct buf state = { 0 };

	settle_put_state(s, x, n->state, &state);
	err_set(err, ERR_REFUSED, "note %" PRId64 " was settled by somebody else meanwhile (%s); look at it again", n->note.seq,
		buf_str(&state));
	buf_done(&state);
	return -1;
}

static int decide(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct deciding *d = arg;
	struct settle_note *n;
	struct settling x;
	int rc = 0;

	if (settling_load(s, d->interview, &x, err))
		return -1;
	n = note_of(&x, d->note);
	if (!n || !n->differs)
		rc = err_set(err, ERR_REFUSED, "both coders say the same of this note");
	else if (!x.settled)
		rc = err_set(err, ERR_REFUSED, "the settled layer was taken back meanwhile; look at it again");
	else if (n->state != d->was && !teeth_off("P19-settle"))
		rc = refuse_settled(s, &x, n, err);
	if (!rc)
		rc = write_choice(s, g, &x, n, d->choice, err);
	if (!rc && x.open == 1 && n->state == SETTLE_OPEN)
		rc = end_layer(s, g, &x, err);
	name_group(g, &x, "a disagreement settled");
	settling_done(&x);
	return rc;
}

int settle_note(struct store *s, int64_t interview, int64_t note, enum settle_state was, enum settle_choice choice,
		struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "a disagreement settled" };
	struct deciding d = { .interview = interview, .note = note, .was = was, .choice = choice };
	int64_t pass;

	return settle_begin(s, interview, &pass, err) ? -1 : edit(s, &how, decide, &d, NULL, err);
}

/* ---- confusion ---- */

static size_t place_of(const struct confusion *c, int64_t theme)
{
	size_t i = 0;

	while (i + 1 < c->n && c->theme[i] != theme)
		i++;
	return i;
}

static void add_theme(struct confusion *c, int64_t theme)
{
	if (place_of(c, theme) + 1 < c->n)
		return;
	c->theme = xrealloc(c->theme, (c->n + 1) * sizeof *c->theme);
	c->theme[c->n - 1] = theme;
	c->theme[c->n++] = 0;
}

static bool has_theme(const struct settling *x, int side, const struct settle_side *a, int64_t theme)
{
	for (size_t i = a->from; i < a->from + a->n; i++)
		if (settling_theme(x, &x->code[side][i]) == theme)
			return true;
	return false;
}

/* The cells of one note, each once: where `cell` is not NULL it is filled with their numbers. */
static void mark_cells(const struct confusion *c, const struct settling *x, const struct settle_note *n, bool *cell)
{
	size_t none = c->n - 1, only[2] = { 0, 0 };

	for (size_t i = 0; i < none; i++) {
		bool first = has_theme(x, 0, &n->side[0], c->theme[i]), second = has_theme(x, 1, &n->side[1], c->theme[i]);

		cell[i * c->n + i] = first && second;
		only[0] += first && !second;
		only[1] += second && !first;
	}
	for (size_t i = 0; i <= none; i++)
		for (size_t k = 0; k <= none; k++) {
			bool row = i == none ? !only[0] : has_theme(x, 0, &n->side[0], c->theme[i]) &&
								  !has_theme(x, 1, &n->side[1], c->theme[i]);
			bool col = k == none ? !only[1] : has_theme(x, 1, &n->side[1], c->theme[k]) &&
								  !has_theme(x, 0, &n->side[0], c->theme[k]);

			if (row && col && (i != none || k != none))
				cell[i * c->n + k] = true;
		}
	if (!n->side[0].n && !n->side[1].n)
		cell[c->n * c->n - 1] = true;
}

void confusion_init(struct confusion *c, const struct settling *x)
{
	bool *cell;

	*c = (struct confusion){ .n = 1, .theme = xcalloc(1, sizeof *c->theme) };
	for (size_t t = 0; t < x->taxonomy.n; t++)
		for (int side = 0; side < 2; side++)
			for (size_t i = 0; i < x->codes[side]; i++)
				if (settling_theme(x, &x->code[side][i]) == x->taxonomy.theme[t].id)
					add_theme(c, x->taxonomy.theme[t].id);
	c->count = xcalloc(c->n * c->n, sizeof *c->count);
	cell = xcalloc(c->n * c->n, sizeof *cell);
	for (size_t i = 0; i < x->n; i++) {
		if (!is_marked(&x->note[i].side[0]) || !is_marked(&x->note[i].side[1]))
			continue;
		memset(cell, 0, c->n * c->n * sizeof *cell);
		mark_cells(c, x, &x->note[i], cell);
		for (size_t k = 0; k < c->n * c->n; k++)
			c->count[k] += cell[k];
	}
	free(cell);
}

void confusion_done(struct confusion *c)
{
	free(c->theme);
	free(c->count);
	*c = (struct confusion){ 0 };
}

bool confusion_has(const struct confusion *c, const struct settling *x, size_t note, size_t row, size_t col)
{
	const struct settle_note *n = &x->note[note];
	bool *cell, so;

	if (!is_marked(&n->side[0]) || !is_marked(&n->side[1]))
		return false;
	cell = xcalloc(c->n * c->n, sizeof *cell);
	mark_cells(c, x, n, cell);
	so = cell[row * c->n + col];
	free(cell);
	return so;
}
