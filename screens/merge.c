#include "screens/merge.h"

#include "model/buf.h"
#include "model/cut.h"
#include "model/deal.h"
#include "model/dict.h"
#include "model/merge.h"
#include "screens/strip_form.h"

#include <stdio.h>
#include <string.h>

enum { FIELD_INTO, FIELD_KIND, FIELDS };

struct merging {
	struct strip_form strip;
	int64_t deal, company, competitor;
};

static const char *const kinds[] = { "company", "competitor", NULL };
static const struct fields_spec fields[FIELDS] = {
	{ "into", "Into", "the spelling that stays; what this one has goes there", FIELDS_LINE, true, NULL, 0 },
	{ "kind", "What", "the company of this deal, or its competitor", FIELDS_CHOICE, true, kinds, 0 },
};

static struct merging *state_of(const struct screen *s)
{
	return s->state;
}

static int run(struct screen *s, struct buf *said, struct err *err);

static int init(struct screen *s, const void *arg, struct err *err)
{
	struct merging *m = state_of(s);
	struct store *st = s->view->store;
	struct deal d;

	if (!arg)
		return err_set(err, ERR_REFUSED, "this is opened from a deal");
	if (deal_need(st, *(const int64_t *)arg, &d, err))
		return -1;
	m->deal = d.id;
	m->company = d.company;
	m->competitor = d.competitor;
	cut_printf(m->strip.title, sizeof m->strip.title, "merge %s%s%s into another spelling",
		 d.company_name && *d.company_name ? d.company_name : "the company", d.competitor ? ", or the competitor " : "",
		 dict_title(st, d.competitor));
	deal_done(&d);
	strip_form_open(&m->strip, fields, FIELDS, "Enter merges", run);
	fields_set(&m->strip.form, FIELD_KIND, kinds[0]);
	strip_form_drafts(&m->strip, st, m->deal, "merge", NULL, false);
	return 0;
}

static int run(struct screen *s, struct buf *told, struct err *err)
{
	const struct merging *m = state_of(s);
	enum merge_kind kind = MERGE_COMPANY;
	struct merged done = { 0 };
	int64_t kept, gone;
	int rc;

	merge_kind_parse(fields_get(&m->strip.form, FIELD_KIND), &kind);
	gone = kind == MERGE_COMPANY ? m->company : m->competitor;
	if (!gone)
		return err_set(err, ERR_REFUSED, "this deal has no competitor");
	rc = merge_find(s->view->store, kind, fields_get(&m->strip.form, FIELD_INTO), &kept, err) ||
			     merge_run(s->view->store, kind, gone, kept, m->deal, &done, err)
		     ? -1
		     : 0;
	if (!rc)
		merged_format(&done, kind, told);
	merged_done(&done);
	return rc;
}

static const struct binding bindings[] = {
	STRIP_FORM_ROWS("merge", "run", "merge", "Merge the two spellings", "Deal"),
	{ .command = NULL },
};

const struct screen_type merge_screen = { .name = "merge", .title = "a merge of two spellings", .size = sizeof(struct merging),
					  .bindings = bindings, .init = init, .done = strip_form_done, STRIP_FORM_TYPE };
