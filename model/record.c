#include "model/record.h"

#include "model/access.h"
#include "model/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int64_t number_at(const void *row, const struct record_field *f)
{
	return *(const int64_t *)(const void *)((const char *)row + f->offset);
}

static const char *words_at(const void *row, const struct record_field *f)
{
	const char *words = *(char *const *)(const void *)((const char *)row + f->offset);

	return words && *words ? words : NULL;
}

const char *record_value(const void *row, const struct record_field *f, char *buf, size_t size)
{
	if (f->words)
		return words_at(row, f);
	if (number_at(row, f) == f->none)
		return NULL;
	snprintf(buf, size, "%" PRId64, number_at(row, f));
	return buf;
}

bool record_is_same(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

void record_take(void *row, const void *from, const struct record_field *f)
{
	char *to = (char *)row + f->offset;
	const char *source = (const char *)from + f->offset;

	if (f->words) {
		free(*(char **)(void *)to);
		*(char **)(void *)to = xstrdup(*(char *const *)(const void *)source);
	} else {
		*(int64_t *)(void *)to = *(const int64_t *)(const void *)source;
	}
}

int record_find(struct store *s, const struct sql *sql, int64_t id, struct stmt **st, struct err *err)
{
	*st = db_stmt(s->db, sql, err);
	if (!*st)
		return -1;
	db_int(*st, 1, id);
	return db_step(*st, err);
}

struct new_id {
	struct db *db;
	const char *table;
	int64_t id;
};

static int take_id(void *arg, struct err *err)
{
	struct new_id *n = arg;

	n->id = db_next_id(n->db, n->table, 1, err);
	return n->id < 0 ? -1 : 0;
}

int64_t record_new_id(struct store *s, const char *table, struct err *err)
{
	struct new_id n = { .db = s->db, .table = table };

	if (!s->actor.member)
		return access_stranger(s, err);
	return db_tx(s->db, take_id, &n, err) ? -1 : n.id;
}

int record_note_part(struct group *g, const struct record_type *t, struct record_who who, const char *part,
		     enum change_op op, struct err *err)
{
	struct change c = { .op = op, .kind = t->kind, .subject = who.id, .part = part, .field = "", .class = who.class,
			    .owner = who.owner };

	return group_change(g, &c, err);
}

int record_note(struct group *g, const struct record_type *t, struct record_who who, enum change_op op, struct err *err)
{
	return record_note_part(g, t, who, "", op, err);
}

int record_note_fields(struct group *g, const struct record_type *t, struct record_who who, const void *was,
		       const void *is, struct err *err)
{
	return record_note_fields_part(g, t, who, "", was, is, err);
}

int record_note_fields_part(struct group *g, const struct record_type *t, struct record_who who, const char *part,
			    const void *was, const void *is, struct err *err)
{
	for (const struct record_field *f = t->field; f->key; f++) {
		char old[24], new[24];
		struct change c = { .op = OP_UPDATE, .kind = t->kind, .subject = who.id, .part = part, .field = f->key,
				    .class = who.class, .owner = who.owner,
				    .before = record_value(was, f, old, sizeof old),
				    .after = record_value(is, f, new, sizeof new) };

		if (!record_is_same(c.before, c.after) && group_change(g, &c, err))
			return -1;
	}
	return 0;
}

int record_note_made(struct group *g, const struct record_type *t, struct record_who who, const void *nothing,
		     const void *is, struct err *err)
{
	return record_note(g, t, who, OP_INSERT, err) || record_note_fields(g, t, who, nothing, is, err) ? -1 : 0;
}

int record_write(struct store *s, struct stmt *st, bool is_update, const char *name, struct err *err)
{
	if (db_run(st, err))
		return -1;
	if (is_update && db_changes(s->db) != 1)
		return err_set(err, ERR_REFUSED, "somebody else changed this %s since it was read; nothing was written", name);
	return 0;
}

int record_reverse(const struct record_type *t, void *row, const struct change *c, struct err *err)
{
	for (const struct record_field *f = t->field; f->key; f++) {
		char now[24];

		if (strcmp(f->key, c->field))
			continue;
		if (!record_is_same(record_value(row, f, now, sizeof now), c->before))
			return err_set(err, ERR_REFUSED, "the %s of this %s was changed since", f->key, t->name);
		if (f->words) {
			char **at = (char **)(void *)((char *)row + f->offset);

			free(*at);
			*at = xstrdup(c->after ? c->after : "");
		} else {
			*(int64_t *)(void *)((char *)row + f->offset) = c->after ? strtoll(c->after, NULL, 10) : f->none;
		}
		return 0;
	}
	return err_set(err, ERR_BUG, "a record %s has no field %s", t->name, c->field);
}

int record_reverse_whole(struct group *g, const struct record_type *t, struct record_who who, void *row, int64_t *gone,
			 const struct change *c, size_t n, struct err *err)
{
	return record_reverse_part(g, t, who, "", row, gone, c, n, err);
}

int record_reverse_part(struct group *g, const struct record_type *t, struct record_who who, const char *part, void *row,
			int64_t *gone, const struct change *c, size_t n, struct err *err)
{
	bool whole = false;

	for (size_t i = 0; i < n; i++) {
		if (c[i].op == OP_UPDATE)
			continue;
		whole = true;
		*gone = c[i].op == OP_DELETE ? g->id : 0;
		if (record_note_part(g, t, who, part, c[i].op, err))
			return -1;
	}
	for (size_t i = 0; !whole && i < n; i++)
		if (record_reverse(t, row, &c[i], err))
			return -1;
	return 0;
}
