/* What is done with a validated interview: who codes it, two who do, what they disagree about settled; and the taxonomy
 * changed under a code. */
#include "tests/faults/work.h"

#include "model/assignment.h"
#include "model/coding.h"
#include "model/member.h"
#include "model/recode.h"
#include "model/settle.h"
#include "model/taxonomy_edit.h"

#include <string.h>

/* Of the newest published version, or of the draft where there is one. 0: none of that name; -1. */
static int theme_by(struct work *w, const char *name, struct theme *out, struct err *err)
{
	const struct theme *found;
	struct taxonomy t;

	if (taxonomy_newest(w->s, &t, err) != 1)
		return -1;
	found = taxonomy_find(&t, name);
	*out = found ? (struct theme){ .id = found->id, .parent = found->parent, .merged_into = found->merged_into,
				       .retired = found->retired }
		     : (struct theme){ 0 };
	taxonomy_done(&t);
	return found ? 1 : 0;
}

static int64_t need_theme(struct work *w, const char *name, struct err *err)
{
	struct theme t;
	int rc = theme_by(w, name, &t, err);

	return rc == 1 ? t.id : rc ? -1 : err_set(err, ERR_REFUSED, "there is no theme \"%s\"", name);
}

/* ---- who codes ---- */

int work_assign(struct work *w, int i, struct err *err)
{
	static const struct sql count = { "work_assignments", "select count(*) from assignment where gone = 0" };
	struct assignment_draw draw = { .double_percent = 100, .seed = 5, .due_day = 20900, .coders = 2 };
	int64_t coder[2], n;

	work_as(w, "dana");
	coder[0] = member_find(w->s, "ana", NULL);
	coder[1] = member_find(w->s, "ben", NULL);
	switch (i) {
	case 0:
		return assignment_put(w->s, w->interview, coder[0], 20800, NULL, err);
	case 1:
		return assignment_set(w->s, w->interview, coder, 1, 20900, NULL, err);
	case 2:
		return assignment_set(w->s, w->interview, coder, 2, 20900, NULL, err);
	case 3:
	case 4: /* who is not assigned any more cannot be taken out again */
		n = db_scalar(w->s->db, &count, -1);
		if (n < 0)
			return err_set(err, ERR_IO, "who is assigned cannot be read");
		return n <= 4 - i ? 0 : assignment_drop(w->s, w->interview, coder[i - 3], err);
	}
	draw.coder = coder;
	return assignment_draw(w->s, &draw, err);
}

/* ---- two coders ---- */

static int own_pass(struct work *w, struct coding_pass *p, struct err *err)
{
	int rc = coding_pass_own(w->s, w->interview, p, err);

	return rc == 1 ? 0 : rc ? -1 : err_set(err, ERR_REFUSED, "there is no pass");
}

static int put_code(struct work *w, int seq, const char *theme, struct err *err)
{
	struct code c = { .end_cp = -1, .driver = DRIVER_LOSS, .memo = (char[]){ "" } };
	struct coding_pass p;

	if (own_pass(w, &p, err))
		return -1;
	c.pass = p.id;
	c.note = interview_note_find(w->s, w->interview, seq, err);
	c.theme = need_theme(w, theme, err);
	return c.note < 0 || c.theme < 0 ? -1 : code_put(w->s, &c, err);
}

static int read_note(struct work *w, int seq, struct err *err)
{
	int64_t note = interview_note_find(w->s, w->interview, seq, err);
	struct coding_pass p;

	return note < 0 || own_pass(w, &p, err) ? -1 : pass_note_put(w->s, p.id, note, true, err);
}

/* Told failed, it may stand. */
static int end_pass(struct work *w, bool releases, struct err *err)
{
	struct coding_pass p;

	if (own_pass(w, &p, err))
		return -1;
	if (releases ? p.released_at : p.closed_at)
		return 0;
	return releases ? coding_pass_release(w->s, p.id, err) : coding_pass_close(w->s, p.id, err);
}

static int begin_pass(struct work *w, struct err *err)
{
	struct coding_pass p;

	return coding_pass_need(w->s, w->interview, &p, err);
}

/* The k-th note that they disagree about. */
static int settle(struct work *w, size_t k, enum settle_choice choice, struct err *err)
{
	struct settling x;
	size_t at = 0;
	int rc;

	if (settling_load(w->s, w->interview, &x, err))
		return -1;
	while (at < x.n && !(x.note[at].differs && !k--))
		at++;
	if (at == x.n)
		rc = err_set(err, ERR_REFUSED, "they do not disagree");
	else if (x.note[at].state != SETTLE_OPEN)
		rc = 0;
	else
		rc = settle_note(w->s, w->interview, x.note[at].note.id, SETTLE_OPEN, choice, err);
	settling_done(&x);
	return rc;
}

int work_code(struct work *w, int i, struct err *err)
{
	int64_t layer;

	work_as(w, i < 6 ? "ana" : i < 12 ? "ben" : "dana");
	switch (i) {
	case 0:
	case 6:
		return begin_pass(w, err);
	case 1:
		return put_code(w, 1, "pricing", err);
	case 2:
	case 9:
		return put_code(w, 3, "competition", err);
	case 3:
		return read_note(w, 2, err);
	case 4:
	case 10:
		return end_pass(w, false, err);
	case 5:
	case 11:
		return end_pass(w, true, err);
	case 7:
		return put_code(w, 1, "implementation", err);
	case 8:
		return put_code(w, 2, "messaging", err);
	case 12:
		return settle_begin(w->s, w->interview, &layer, err);
	}
	return settle(w, (size_t)i - 13, i == 13 ? SETTLE_FIRST : SETTLE_BOTH, err);
}

/* ---- the taxonomy ---- */

/* The first change opens the draft; what stands there already stays. */
static int add_theme(struct work *w, struct err *err)
{
	struct theme_new n = { .title = "Weather", .definition = "What the sky did", .key = "weather" };
	struct theme there;
	int64_t id;
	int rc = theme_by(w, "weather", &there, err);

	return rc ? rc - 1 : theme_add(w->s, &n, &id, err);
}

static int retire_one(struct work *w, const char *name, const char *into, struct err *err)
{
	static const char *const parts[] = { "Sum", "Terms" };
	int64_t to = into ? need_theme(w, into, err) : 0;
	struct theme t;
	int rc = to < 0 ? -1 : theme_by(w, name, &t, err);

	if (rc < 1)
		return rc ? -1 : err_set(err, ERR_REFUSED, "there is no theme \"%s\"", name);
	return t.retired ? 0 : into ? theme_merge(w->s, t.id, to, err) : theme_split(w->s, t.id, parts, 2, err);
}

static int publish(struct work *w, struct err *err)
{
	struct taxonomy t;
	int rc = taxonomy_draft(w->s, &t, err);

	if (rc == 1)
		taxonomy_done(&t);
	return rc < 1 ? rc : taxonomy_publish(w->s, "after a quarter", err);
}

/* The only code says which part of the split theme it counts for from now on. */
static int choose(struct work *w, struct err *err)
{
	static const struct sql newest = { "work_newest_code", "select coalesce(max(id), -1) from code" };
	int64_t code = db_scalar(w->s->db, &newest, -1), part = need_theme(w, "Terms", err);

	if (code < 0)
		return err_set(err, ERR_IO, "which code there is cannot be read");
	return part < 0 ? -1 : recode_put(w->s, code, part, err);
}

int work_taxonomy(struct work *w, int i, struct err *err)
{
	struct theme_words words = { .title = "Wind and weather", .letter = "b" };
	int64_t weather = 0, below = 0;

	work_as(w, "ana");
	if (i == 3 || i == 4) {
		weather = need_theme(w, "weather", err);
		below = need_theme(w, "messaging", err);
		if (weather < 0 || below < 0)
			return -1;
	}
	switch (i) {
	case 0:
		return begin_pass(w, err);
	case 1:
		return put_code(w, 1, "pricing", err);
	case 2:
		return add_theme(w, err);
	case 3:
		return theme_set(w->s, weather, &words, err);
	case 4:
		return theme_move(w->s, weather, below, err);
	case 5:
		return retire_one(w, "competition", "messaging", err);
	case 6:
		return retire_one(w, "pricing", NULL, err);
	case 7:
		return publish(w, err);
	}
	return choose(w, err);
}
