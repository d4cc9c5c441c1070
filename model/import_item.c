/* What stands beside the answers of debriefs and in packets: promises, risks, and the rows of every other kind. A row is known by where it
 * stands, its kind and its words, one without words by who said it. */
#include "model/import_kinds.h"

#include "model/import_table.h"
#include "model/import_way.h"
#include "model/item.h"
#include "model/packet.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

enum { ITEM_KNOWN };
enum { I_DEAL, I_TEXT, I_KIND, I_SAID_BY, I_OWNER, I_DUE, I_STATE, I_RESOLUTION, I_BY, I_MADE, I_OF, I_ROW };
static const char *const names[] = { "deal",  "text",	    "kind", "said_by", "owner", "due",
				     "state", "resolution", "by",   "made",    "of",	"row", NULL };

static void put_words(struct import_table *t, int column, char **to)
{
	free(*to);
	*to = xstrdup(import_table_cell(t, column));
}

static int read_attr(struct store *s, struct import_table *t, struct item *it, struct err *err)
{
	const char *word = import_table_look(t, I_KIND);

	it->attr = 0;
	if (!*word)
		return 0;
	if (it->kind == ITEM_GAP || it->kind == ITEM_PARKED || it->kind == ITEM_FOLLOWUP) {
		if (import_table_int(t, I_KIND, 1, 0, &it->attr, err))
			return -1;
		return question_get(s->questions, (int)it->attr) ? 0 : err_set(err, ERR_INPUT, "found question %s, expected 1 … %zu", word,
									      questions_count(s->questions));
	}
	it->attr = item_attr_find(it->kind, word);
	return it->attr ? 0 : err_set(err, ERR_INPUT, "found “%.40s”, which is no kind of a %s", word, item_kind_key(it->kind));
}

static int read_kind(struct import_table *t, struct item *it, struct err *err)
{
	const int *only = t->arg;
	const char *word = *only ? "" : import_table_look(t, I_ROW);

	it->kind = *only ? (enum item_kind)*only : item_kind_find(word);
	return it->kind ? 0 : err_set(err, ERR_INPUT, "found “%.40s”, expected a kind of rows: objection, criterion, flag …", word);
}

static int read_row(struct store *s, struct import_table *t, struct item *it, struct err *err)
{
	int state;

	if (read_kind(t, it, err) || import_table_deal(s, t, I_DEAL, &it->deal, err) || read_attr(s, t, it, err) ||
	    import_table_member(s, t, I_OWNER, &it->owner, err) || import_table_member(s, t, I_BY, &it->made_by, err) ||
	    import_table_moment(s, t, I_MADE, &it->made_at, err) ||
	    item_due_parse(s, import_table_look(t, I_DUE), &it->due_day, &it->due_unit, err))
		return -1;
	state = *import_table_look(t, I_STATE) ? item_state_find(import_table_cell(t, I_STATE)) : ITEM_OPEN;
	if (state < 0)
		return err_set(err, ERR_INPUT, "found “%.40s”, expected open, kept, broken, answered, placed or dropped",
			       import_table_cell(t, I_STATE));
	it->state = (enum item_state)state;
	put_words(t, I_TEXT, &it->text);
	put_words(t, I_SAID_BY, &it->said_by);
	put_words(t, I_RESOLUTION, &it->mitigation);
	t->which = I_TEXT;
	return *it->text || *it->said_by || *it->mitigation ? 0 : err_set(err, ERR_INPUT, "found nothing, expected words");
}

/* 0 none, -1. */
static int64_t find_known(struct store *s, const struct item *it, enum form_kind of, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &import_item_sql[ITEM_KNOWN], err);

	if (!st)
		return -1;
	db_int(st, 1, it->deal);
	db_int(st, 2, it->kind);
	db_text(st, 3, it->text);
	db_text(st, 4, it->said_by);
	db_int(st, 5, of);
	return db_first_id(st, err);
}

static int settle_words(struct store *s, const struct import_options *opt, int64_t id, const char *field, const char *ours, char **says,
			struct err *err)
{
	const char *word = *says;

	if (import_way_words(s, opt, SUBJECT_ITEM, id, field, ours, &word, err))
		return -1;
	if (!word) {
		free(*says);
		*says = xstrdup(ours);
	}
	return 0;
}

/* `it` holds what the file says and becomes what shall stand. */
static int merge(struct store *s, const struct import_options *opt, const struct item *was, struct item *it, struct err *err)
{
	int64_t state = it->state, unit = it->due_unit;

	it->id = was->id;
	it->form = was->form;
	it->person = was->person;
	it->action = was->action;
	it->seq = was->seq;
	it->made_by = was->made_by;
	it->made_at = was->made_at;
	it->rev = was->rev;
	it->class = was->class;
	if (settle_words(s, opt, was->id, "said_by", was->said_by, &it->said_by, err) ||
	    settle_words(s, opt, was->id, "mitigation", was->mitigation, &it->mitigation, err) ||
	    import_way_number(s, opt, SUBJECT_ITEM, was->id, "attr", was->attr, 0, &it->attr, err) ||
	    import_way_number(s, opt, SUBJECT_ITEM, was->id, "owner", was->owner, 0, &it->owner, err) ||
	    import_way_number(s, opt, SUBJECT_ITEM, was->id, "due_day", was->due_day, NO_DAY, &it->due_day, err) ||
	    import_way_number(s, opt, SUBJECT_ITEM, was->id, "due_unit", was->due_unit, 0, &unit, err) ||
	    import_way_number(s, opt, SUBJECT_ITEM, was->id, "state", was->state, 0, &state, err))
		return -1;
	it->state = (enum item_state)state;
	it->due_unit = (enum due_unit)unit;
	return 0;
}

static int read_of(struct import_table *t, enum form_kind *out, struct err *err)
{
	static const char *const words[] = { "", "debrief", "packet", "customer", NULL };
	int of;

	if (import_table_choice(t, I_OF, words, &of, err))
		return -1;
	*out = of ? (enum form_kind)of : FORM_DEBRIEF;
	return 0;
}

static int need_form(struct store *s, struct group *g, int64_t deal, enum form_kind of, struct form *f, struct err *err)
{
	struct deal d;
	int rc;

	if (of == FORM_DEBRIEF)
		return import_need_debrief(s, g, deal, f, err);
	rc = form_of_deal(s, deal, of, f, err);
	if (rc)
		return rc < 0 ? -1 : 0;
	rc = deal_need(s, deal, &d, err);
	if (!rc && d.stage != STAGE_WON)
		rc = err_set(err, ERR_REFUSED, "%s is not won; its packet opens with the win", d.company_name);
	if (!rc)
		rc = packet_create(s, g, &d, err) || form_of_deal(s, deal, of, f, err) != 1 ? -1 : 0;
	deal_done(&d);
	return rc;
}

static int put(struct store *s, struct group *g, struct import_table *t, enum form_kind of, struct item *it, struct err *err)
{
	struct item was;
	struct form f;
	int64_t id = find_known(s, it, of, err);
	int rc = id < 0 ? -1 : id ? item_get(s, id, &was, err) : need_form(s, g, it->deal, of, &f, err);

	if (rc < 0)
		return -1;
	t->was_there = id;
	if (!id) {
		it->form = f.id;
		return item_take(s, g, NULL, it, err);
	}
	if (!rc)
		return err_set(err, ERR_ROLE, "your role may not see this row");
	rc = merge(s, t->opt, &was, it, err) || item_take(s, g, &was, it, err) ? -1 : 0;
	item_done(&was);
	return rc;
}

static int take_row(struct store *s, struct group *g, struct import_table *t, struct err *err)
{
	enum form_kind of;
	struct item it;
	int rc;

	item_init(&it, ITEM_PROMISE);
	it.due_day = NO_DAY;
	rc = read_row(s, t, &it, err) || read_of(t, &of, err) ? -1 : 0;
	if (!rc) {
		t->which = -1;
		rc = import_may_write(s, it.deal, of == FORM_DEBRIEF ? "debrief" : "packet", item_class(s, it.kind), err) || put(s, g, t, of, &it, err) ? -1 : 0;
	}
	item_done(&it);
	return rc;
}

static int take_table(struct store *s, const struct import_options *opt, enum item_kind only, const char *title,
		      struct import_counts *counts, struct err *err)
{
	int kind = only;
	struct import_table t = {
		.names = names,
		.optional = ~(1u << I_DEAL | 1u << I_TEXT),
		.key = 1u << I_DEAL | 1u << I_TEXT | 1u << I_SAID_BY | 1u << I_OF | 1u << I_ROW,
		.how = { .title = title },
		.row = take_row,
		.arg = &kind,
	};

	return import_table_run(s, &t, opt, counts, err);
}

int import_promises(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	return take_table(s, opt, ITEM_PROMISE, "promises imported", counts, err);
}

int import_risks(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	return take_table(s, opt, ITEM_RISK, "risks imported", counts, err);
}

int import_rows(struct store *s, const struct import_options *opt, struct import_counts *counts, struct err *err)
{
	return take_table(s, opt, 0, "rows of debriefs imported", counts, err);
}

const struct sql import_item_sql[] = {
	[ITEM_KNOWN] = { "import_item_known", "select i.id from item i join form f on f.id = i.form left join text t on t.id = i.text where i.deal = $1 and i.kind = $2"
					      " and i.gone = 0 and f.kind = $5 and coalesce(t.body, '') = $3 and ($3 <> '' or i.said_by = $4)"
					      " order by case when i.said_by = $4 then 0 else 1 end, i.id limit 1" },
	{ NULL, NULL },
};
