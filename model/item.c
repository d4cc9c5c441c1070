#include "model/item.h"

#include "model/deal.h"
#include "model/debrief_private.h"
#include "model/item_private.h"
#include "model/record.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static const char *words(const char *s)
{
	return s ? s : "";
}

/* ---- one row in memory ---- */

void item_init(struct item *it, enum item_kind kind)
{
	*it = (struct item){ .kind = kind, .text = xstrdup(""), .said_by = xstrdup(""), .mitigation = xstrdup(""),
			     .due_day = NO_DAY };
}

void item_copy(struct item *to, const struct item *from)
{
	*to = *from;
	to->text = xstrdup(words(from->text));
	to->said_by = xstrdup(words(from->said_by));
	to->mitigation = xstrdup(words(from->mitigation));
}

void item_done(struct item *it)
{
	free(it->text);
	free(it->said_by);
	free(it->mitigation);
	it->text = it->said_by = it->mitigation = NULL;
}

/* ---- reading ---- */

static void read_columns(struct stmt *st, struct item_row *out)
{
	*out = (struct item_row){
		.it = { .id = db_col(st, 0),
			.form = db_col(st, 1),
			.deal = db_col(st, 2),
			.kind = (enum item_kind)db_col(st, 3),
			.attr = db_col(st, 5),
			.said_by = xstrdup(words(db_col_text(st, 6))),
			.person = db_col(st, 7),
			.owner = db_col(st, 8),
			.due_day = db_col_null(st, 9) ? NO_DAY : db_col(st, 9),
			.due_unit = (enum due_unit)db_col(st, 10),
			.mitigation = xstrdup(words(db_col_text(st, 11))),
			.state = (enum item_state)db_col(st, 12),
			.class = (enum field_class)db_col(st, 13),
			.action = db_col(st, 14),
			.seq = db_col(st, 15),
			.made_by = db_col(st, 16),
			.made_at = db_col(st, 17),
			.rev = db_col(st, 18),
			.text = xstrdup(words(db_col_text(st, 20))) },
		.text_id = db_col(st, 4),
		.gone = db_col(st, 19),
	};
}

static bool is_readable(struct store *s, const struct item *it, int64_t owner)
{
	return access_can_read(s, CLASS_DEAL, owner) && access_can_read(s, it->class, owner);
}

int item_list(struct store *s, int64_t form, enum item_kind kind, struct item **out, size_t *n, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &item_sql[ROW_OF_FORM], err);
	int rc;

	*out = NULL;
	*n = 0;
	if (!st)
		return -1;
	db_int(st, 1, form);
	db_int(st, 2, kind);
	access_bind(st, s);
	while ((rc = db_step(st, err)) == 1) {
		struct item_row row;

		read_columns(st, &row);
		if (!is_readable(s, &row.it, db_col(st, 21))) {
			item_done(&row.it);
			continue;
		}
		*out = xrealloc(*out, (*n + 1) * sizeof **out);
		(*out)[(*n)++] = row.it;
	}
	return rc;
}

void items_done(struct item *items, size_t n)
{
	for (size_t i = 0; i < n; i++)
		item_done(&items[i]);
	free(items);
}

int item_get(struct store *s, int64_t id, struct item *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &item_sql[ROW_SEEN], err);
	struct item_row row;
	int rc;

	item_init(out, 0);
	if (!st)
		return -1;
	db_int(st, 1, id);
	access_bind(st, s);
	rc = db_step(st, err);
	if (rc != 1)
		return rc;
	read_columns(st, &row);
	rc = is_readable(s, &row.it, db_col(st, 21));
	db_reset(st);
	item_done(rc ? out : &row.it);
	if (rc)
		*out = row.it;
	return rc;
}

int item_row_read(struct store *s, int64_t id, struct item_row *out, struct err *err)
{
	struct stmt *st = db_stmt(s->db, &item_sql[ROW_RAW], err);
	int rc;

	if (!st)
		return -1;
	db_int(st, 1, id);
	rc = db_step(st, err);
	if (rc == 1) {
		read_columns(st, out);
		db_reset(st);
	}
	return rc;
}

int64_t item_new_id(struct store *s, struct err *err)
{
	return record_new_id(s, "item", err);
}

/* ---- whole acts ---- */

struct saving {
	const struct item *base;
	struct item *it;
	bool live, wrote;
};

static int name_group(struct store *s, struct group *g, const struct item *it, const char *doing, struct err *err)
{
	struct buf title = { 0 };
	struct deal d;
	int rc = deal_get(s, it->deal, &d, err);

	if (rc != 1)
		return rc < 0 ? -1 : deal_absent(s, it->deal, ERR_INPUT, err);
	deal_label(&d, &title);
	/* Without its words: a title is read by everybody who may read the deal's name. */
	buf_printf(&title, ": %s%s", item_kind_key(it->kind), doing);
	group_title(g, buf_str(&title));
	buf_done(&title);
	deal_done(&d);
	return 0;
}

static bool begins_call(const struct item *it)
{
	return it->kind != ITEM_GAP && it->kind != ITEM_FOLLOWUP;
}

static int save(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct saving *v = arg;

	v->wrote = true;
	if (item_put(s, g, v->base, v->it, err))
		return -1;
	if (!v->it->rev || !g->n)
		return 0;
	if (name_group(s, g, v->it, v->base ? " changed" : "", err))
		return -1;
	return v->live && begins_call(v->it) ? debrief_begin(s, g, v->it->form, 0, err) : 0;
}

/* Who may: who runs debriefs, live; the deal's ae ahead, but for the flags of the csm. */
static int check_actor(struct store *s, const struct item *it, bool *live, struct err *err)
{
	int64_t deal = 0, owner = 0;
	int rc = form_deal(s, it->form, &deal, &owner, err);
	bool own;

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "there is no such debrief");
	own = owner && owner == s->actor.member;
	*live = !access_act(s, "debrief", NULL) && !own;
	if (!*live && access_act(s, it->kind == ITEM_FLAG || !own ? "debrief" : "ahead", err))
		return -1;
	if (!access_can_read(s, CLASS_DEAL, owner))
		return err_set(err, ERR_INPUT, "there is no such debrief");
	if (access_can_write(s, item_class(s, it->kind), owner) &&
	    (!it->class || access_can_write(s, it->class, owner)))
		return 0;
	return err_set(err, ERR_ROLE, "your role may not write a %s of this deal", item_kind_key(it->kind));
}

int item_save(struct store *s, const struct item *base, struct item *it, const unsigned char *request,
	      struct err *err)
{
	struct saving v = { .base = base, .it = it };
	struct group_open how = { .kind = GROUP_EDIT, .title = item_kind_key(it->kind), .scope_kind = SUBJECT_FORM,
				  .scope = it->form, .request = request };
	struct item_row now = { 0 };
	int rc;

	if (check_actor(s, it, &v.live, err) || edit(s, &how, save, &v, NULL, err))
		return -1;
	rc = it->id ? item_row_read(s, it->id, &now, err) : 0;
	if (rc == 1) { /* also of a request that was saved before, whose edit() did nothing */
		item_done(it);
		*it = now.it;
	} else if (!rc) {
		it->rev = 0;
	} else if (v.wrote) { /* it is saved; only how it stands there could not be read once more */
		err_clear(err);
		rc = 0;
	}
	return rc < 0 ? -1 : 0;
}

static int drop(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct item it;
	int rc = item_row_drop(s, g, *(const int64_t *)arg, &it, err);

	if (!rc)
		rc = name_group(s, g, &it, " removed", err);
	item_done(&it);
	return rc;
}

int item_delete(struct store *s, int64_t id, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .title = "row removed", .scope_kind = SUBJECT_FORM };
	struct item it;
	bool live;
	int rc = item_get(s, id, &it, err);

	if (rc == 0)
		rc = err_set(err, ERR_INPUT, "there is no such row");
	how.scope = it.form;
	if (rc == 1)
		rc = check_actor(s, &it, &live, err) || edit(s, &how, drop, &id, NULL, err) ? -1 : 0;
	item_done(&it);
	return rc;
}

#define ITEM_COLUMNS                                                                                                 \
	"i.id, i.form, i.deal, i.kind, i.text, i.attr, i.said_by, i.person, i.owner, i.due_day, i.due_unit,"         \
	" i.mitigation, i.state, i.class, i.action, i.seq, i.made_by, i.made_at, i.rev, i.gone, t.body"
#define ITEM_SEEN_BY                                                                                                 \
	" join deal d on d.id = f.deal left join text t on t.id = i.text where i.gone = 0 and f.gone = 0"            \
	" and d.gone = 0 and " ACCESS_DEAL("d")

const struct sql item_sql[] = {
	[ROW_OF_FORM] = { "item_of_form", "select " ITEM_COLUMNS ", d.owner from form f"
					   " join item i on i.deal = f.deal and i.form = f.id" ITEM_SEEN_BY
					   " and f.id = $1 and ($2 = 0 or i.kind = $2) order by i.seq, i.id" },
	[ROW_SEEN] = { "item_seen", "select " ITEM_COLUMNS ", d.owner from item i join form f on f.id = i.form"
				     ITEM_SEEN_BY " and i.id = $1" },
	[ROW_RAW] = { "item_raw", "select " ITEM_COLUMNS " from item i left join text t on t.id = i.text"
				   " where i.id = $1" },
	[ROW_SEQ] = { "item_seq", "select coalesce(max(seq), 0) from item where deal = $2 and form = $1" },
	[ROW_INSERT] = { "item_insert", "insert into item (id, form, deal, text, said_by, mitigation, due_day, kind, attr,"
					 " person, owner, due_unit, state, class, action, seq, made_by, made_at, rev, sum,"
					 " gone) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,"
					 " $16, $17, $18, $19, $20, $21)" },
	[ROW_UPDATE] = { "item_update", "update item set form = $2, deal = $3, text = $4, said_by = $5, mitigation = $6,"
					 " due_day = $7, kind = $8, attr = $9, person = $10, owner = $11, due_unit = $12,"
					 " state = $13, class = $14, action = $15, seq = $16, made_by = $17, made_at = $18,"
					 " rev = $19, sum = $20, gone = $21 where id = $1 and rev = $22" },
	[ROW_BODY] = { "item_body", "select body from text where id = $1" },
	{ NULL, NULL },
};
