/* The strips over the list of refinements: what is flagged, what is proposed, a deal more or less, and the CRO's words. */
#include "screens/refinements.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/evidence.h"
#include "model/icp.h"
#include "model/refinement.h"
#include "model/store.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum refine_kind { REFINE_FLAG, REFINE_PROPOSE, REFINE_LINK, REFINE_APPROVE, REFINE_REJECT };
enum { PROPOSE_WHAT, PROPOSE_DIMENSION, PROPOSE_DEALS, PROPOSE_WHY, PROPOSE_RECLASSIFIES, PROPOSE_FIELDS };

struct refine_say {
	struct strip_form strip;
	enum refine_kind kind;
	struct refinement r;       /* as it was when the strip opened */
	int64_t seen_in;           /* of a flag: the exchange record, 0 none */
	struct icp icp;
	const char *titles[ICP_DIMENSIONS + 1];
	struct fields_spec fields[PROPOSE_FIELDS];
};

static const char *const yes_no[] = { "no", "yes", NULL };
static const char *const on_off[] = { "rests on it", "no more", NULL };
#define DEALS "a company's beginning or D-12, by commas"
static const struct fields_spec flag_fields[] = {
	{ "what", "What", "what of the qualification model shall change", FIELDS_LINE, true, NULL, 0 },
	{ "deals", "Deals", DEALS "; D-12/post: its record after delivery", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec propose_fields[PROPOSE_FIELDS] = {
	{ "what", "What", "what of the qualification model shall change", FIELDS_LINE, true, NULL, 0 },
	{ "dimension", "Dimension", "which of the five; a letter or Left and Right choose", FIELDS_CHOICE, true, NULL, 0 },
	{ "deals", "Deals", DEALS "; three different ones at least", FIELDS_LINE, true, NULL, 0 },
	{ "why", "Why", "what these deals have in common", FIELDS_LINE, true, NULL, 0 },
	{ "moves", "Reclassifies", "yes: a review by the council is recommended", FIELDS_CHOICE, false, yes_no, 0 },
};
static const struct fields_spec link_fields[] = {
	{ "deal", "Deal", "a company's beginning or D-12", FIELDS_LINE, true, NULL, 0 },
	{ "on", "It", "rests on it, or no more", FIELDS_CHOICE, false, on_off, 0 },
};
static const struct fields_spec approve_fields[] = {
	{ "comment", "Comment", "stays beside the decision, with its day", FIELDS_LINE, true, NULL, 0 },
};
static const struct fields_spec reject_fields[] = {
	{ "comment", "Why not", "who proposed it reads it", FIELDS_LINE, true, NULL, 0 },
};
static const struct strip_asks kinds[] = {
	[REFINE_FLAG] = { flag_fields, 2, "flag what a delivery showed", "Enter flags it" },
	[REFINE_PROPOSE] = { propose_fields, PROPOSE_FIELDS, "propose", "Enter proposes it" },
	[REFINE_LINK] = { link_fields, 2, "a deal of", "Enter keeps it" },
	[REFINE_APPROVE] = { approve_fields, 1, "approve", "Enter approves" },
	[REFINE_REJECT] = { reject_fields, 1, "reject", "Enter rejects" },
};

static int run(struct screen *s, struct buf *said, struct err *err);

static struct refine_say *state_of(const struct screen *s)
{
	return s->state;
}

static struct store *store_of(const struct screen *s)
{
	return s->view->store;
}

/* ---- opening ---- */

static int read_one(struct screen *s, int64_t id, struct err *err)
{
	struct refine_say *y = state_of(s);
	int rc = refinement_get(store_of(s), id, &y->r, err);

	return rc == 1 ? 0 : rc < 0 ? -1 : err_set(err, ERR_INPUT, "that refinement is not here any more");
}

static void set_title(struct refine_say *y)
{
	struct buf council = { 0 };

	cut_printf(y->strip.title, sizeof y->strip.title, "%s%s%.140s", kinds[y->kind].doing, y->r.id ? ": " : "", y->r.id ? y->r.text : "");
	if (y->kind == REFINE_APPROVE && refinement_warn(&y->r, &council))
		cut_printf(y->strip.title + strlen(y->strip.title), sizeof y->strip.title - strlen(y->strip.title), " (%s)",
			 buf_str(&council));
	buf_done(&council);
}

/* The dimensions are the team's. */
static int set_dimensions(struct screen *s, struct err *err)
{
	struct refine_say *y = state_of(s);

	if (icp_load(store_of(s), &y->icp, err))
		return -1;
	for (size_t i = 0; i < ICP_DIMENSIONS; i++)
		y->titles[i] = y->icp.dimension[i].title;
	memcpy(y->fields, propose_fields, sizeof propose_fields);
	y->fields[PROPOSE_DIMENSION].choices = y->titles;
	return 0;
}

static int put_deal(void *arg, const struct refinement_deal *d)
{
	struct buf *out = arg;

	buf_printf(out, "%sD-%lld", out->len ? ", " : "", (long long)d->deal);
	return 0;
}

/* What the flag said stands in the fields. */
static int fill_proposal(struct screen *s, struct err *err)
{
	struct refine_say *y = state_of(s);
	struct buf deals = { 0 };
	int rc = refinement_deals(store_of(s), y->r.id, put_deal, &deals, err);

	fields_set(&y->strip.form, PROPOSE_WHAT, y->r.text);
	fields_set(&y->strip.form, PROPOSE_DEALS, buf_str(&deals));
	buf_done(&deals);
	return rc;
}

static int open_kind(struct screen *s, enum refine_kind kind, const void *arg, struct err *err)
{
	struct refine_say *y = state_of(s);
	const struct strip_asks *k = &kinds[kind];
	char name[24];

	y->kind = kind;
	if ((arg && read_one(s, *(const int64_t *)arg, err)) || (kind == REFINE_PROPOSE && set_dimensions(s, err)))
		return -1;
	if (!arg && kind >= REFINE_LINK)
		return err_set(err, ERR_REFUSED, "this is opened from the list of refinements, for the one under the cursor");
	set_title(y);
	strip_form_open(&y->strip, kind == REFINE_PROPOSE ? y->fields : k->fields, k->n, k->enter, run);
	if (kind == REFINE_PROPOSE && y->r.id && fill_proposal(s, err))
		return -1;
	snprintf(name, sizeof name, "rf%lld-%d", (long long)y->r.id, (int)kind);
	strip_form_drafts(&y->strip, store_of(s), 0, name, NULL, false);
	return 0;
}

static int open_flag(struct screen *s, const void *arg, struct err *err)
{
	const struct refinement_flag_arg *seen = arg;
	struct refine_say *y = state_of(s);
	char deal[32];

	if (open_kind(s, REFINE_FLAG, NULL, err))
		return -1;
	if (!seen)
		return 0;
	y->seen_in = seen->form;
	snprintf(deal, sizeof deal, "D-%lld", (long long)seen->deal);
	if (seen->what && !*fields_get(&y->strip.form, 0))
		fields_set(&y->strip.form, 0, seen->what);
	if (!*fields_get(&y->strip.form, 1))
		fields_set(&y->strip.form, 1, seen->deals ? seen->deals : deal);
	return 0;
}

STRIP_FORM_INIT(open_propose, open_kind, REFINE_PROPOSE)
STRIP_FORM_INIT(open_link, open_kind, REFINE_LINK)
STRIP_FORM_INIT(open_approve, open_kind, REFINE_APPROVE)
STRIP_FORM_INIT(open_reject, open_kind, REFINE_REJECT)

static void done(struct screen *s)
{
	refinement_done(&state_of(s)->r);
	strip_form_done(s);
}

/* ---- doing it ---- */

static const char *get(const struct screen *s, size_t field)
{
	return fields_get(&state_of(s)->strip.form, field);
}

struct deals {
	int64_t *id, form; /* form: the record after a delivery that was named among them */
	size_t n;
};

static int add_deal(void *arg, const struct evidence *e)
{
	struct deals *d = arg;

	if (e->kind == SUBJECT_FORM)
		d->form = e->subject;
	d->id = xrealloc(d->id, (d->n + 1) * sizeof *d->id);
	d->id[d->n++] = e->deal;
	return 0;
}

/* Deals as evidence is written; the caller frees. */
static int read_deals(struct screen *s, size_t field, struct deals *out, struct err *err)
{
	struct buf kept = { 0 };
	int rc = evidence_parse(store_of(s), get(s, field), &kept, err);

	*out = (struct deals){ .n = 0 };
	if (!rc)
		rc = evidence_each(store_of(s), buf_str(&kept), add_deal, out, NULL, err);
	buf_done(&kept);
	return rc;
}

static int flag(struct screen *s, struct err *err)
{
	struct deals d;
	int rc = read_deals(s, 1, &d, err);

	if (!rc)
		rc = refinement_flag(store_of(s), get(s, 0), d.id, d.n, d.form ? d.form : state_of(s)->seen_in, NULL, err);
	free(d.id);
	return rc;
}

static int propose(struct screen *s, struct err *err)
{
	const struct refine_say *y = state_of(s);
	struct refinement r = { .id = y->r.id, .text = (char *)(uintptr_t)get(s, PROPOSE_WHAT),
				.reason = (char *)(uintptr_t)get(s, PROPOSE_WHY),
				.reclassifies = !strcmp(get(s, PROPOSE_RECLASSIFIES), "yes") };
	struct deals d;
	int rc = read_deals(s, PROPOSE_DEALS, &d, err);

	for (size_t i = 0; i < ICP_DIMENSIONS; i++)
		if (!strcmp(get(s, PROPOSE_DIMENSION), y->icp.dimension[i].title))
			snprintf(r.dimension, sizeof r.dimension, "%s", y->icp.dimension[i].key);
	if (!rc)
		rc = refinement_propose(store_of(s), &r, d.id, d.n, err);
	free(d.id);
	return rc;
}

static int store(struct screen *s, struct err *err)
{
	const struct refine_say *y = state_of(s);
	int64_t deal;

	switch (y->kind) {
	case REFINE_FLAG:
		return flag(s, err);
	case REFINE_PROPOSE:
		return propose(s, err);
	case REFINE_LINK:
		return deal_find(store_of(s), get(s, 0), &deal, err) ||
				       refinement_link(store_of(s), y->r.id, deal, !strcmp(get(s, 1), on_off[1]), err)
			       ? -1
			       : 0;
	case REFINE_APPROVE:
	case REFINE_REJECT:
		break;
	}
	return refinement_decide(store_of(s), y->r.id, y->kind == REFINE_APPROVE, get(s, 0), err);
}

static int run(struct screen *s, struct buf *said, struct err *err)
{
	static const char *const told[] = { "flagged", "proposed; the CRO decides", "kept", "approved; e applies it",
					    "rejected; o shows it" };

	buf_puts(said, told[state_of(s)->kind]);
	return store(s, err);
}

static const struct binding bindings[] = {
	STRIP_FORM_ROWS("refine", "set", "keep it", "Keep what is typed", "See"),
	{ .command = NULL },
};

#define STRIP(name_, title_, init_) STRIP_FORM_SCREEN(name_, title_, struct refine_say, init_, done)
const struct screen_type refinement_flag_screen = STRIP("refinement-flag", "a flag of the qualification model", open_flag);
const struct screen_type refinement_propose_screen = STRIP("refinement-propose", "a proposed refinement", open_propose);
const struct screen_type refinement_link_screen = STRIP("refinement-link", "a deal of a refinement", open_link);
const struct screen_type refinement_approve_screen = STRIP("refinement-approve", "an approved refinement", open_approve);
const struct screen_type refinement_reject_screen = STRIP("refinement-reject", "a rejected refinement", open_reject);
