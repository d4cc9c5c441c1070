#ifndef MODEL_RECORD_H
#define MODEL_RECORD_H
/* What history keeps of a plain record and how undo puts its fields back, from one table of fields a record. For
 * records whose row is one struct with an id; deals and forms have ways of their own. */
#include "model/history.h"

struct record_field {
	const char *key;
	size_t offset;  /* of an int64_t, or of an owned char * where `words` */
	bool words;
	int64_t none;   /* the number that means nothing: 0, NO_DAY */
};
struct record_type {
	enum subject_kind kind;
	const char *name;                 /* "action": for sentences */
	const struct record_field *field; /* ended by a NULL key */
};
/* Whose change it is: id of the record, class of its words, owner of its deal. */
struct record_who {
	int64_t id, owner;
	enum field_class class;
};
/* A value of a row as history writes it; NULL is one that means nothing. In `buf` (24 bytes do), or the row's own words. */
const char *record_value(const void *row, const struct record_field *f, char *buf, size_t size);
bool record_is_same(const char *a, const char *b); /* two such values */
/* The value of another row of that type; words are copied. */
void record_take(void *row, const void *from, const struct record_field *f);
/* The row of an id: 1 with the statement standing on it, which db_reset() ends; 0, -1. */
int record_find(struct store *s, const struct sql *sql, int64_t id, struct stmt **st, struct err *err);
/* An id of that table for what is only typed so far (its draft needs one); -1, also for who is no member. */
int64_t record_new_id(struct store *s, const char *table, struct err *err);
/* The whole row: OP_INSERT or OP_DELETE. */
int record_note(struct group *g, const struct record_type *t, struct record_who who, enum change_op op, struct err *err);
/* Every field in which `is` differs from `was`. */
int record_note_fields(struct group *g, const struct record_type *t, struct record_who who, const void *was,
		       const void *is, struct err *err);
/* Both for a row that was made: that it came, and every field it came with. */
int record_note_made(struct group *g, const struct record_type *t, struct record_who who, const void *nothing,
		     const void *is, struct err *err);
/* Runs the statement that writes a row. ERR_REFUSED when an update finds that the row of the revision that was read is
 * no longer there; `name` says what: "action". */
int record_write(struct store *s, struct stmt *st, bool is_update, const char *name, struct err *err);
/* Puts one reversing change of a field onto `row`; ERR_REFUSED when the field holds something else by now. */
int record_reverse(const struct record_type *t, void *row, const struct change *c, struct err *err);
/* All changes of one row: one that was made or taken away comes and goes whole, `*gone` says so, and its fields stay as
 * they are; else its fields go back one by one. */
int record_reverse_whole(struct group *g, const struct record_type *t, struct record_who who, void *row, int64_t *gone,
			 const struct change *c, size_t n, struct err *err);
/* The same of rows with two ids: `part` is the second, as text ("" none). */
int record_note_part(struct group *g, const struct record_type *t, struct record_who who, const char *part,
		     enum change_op op, struct err *err);
int record_note_fields_part(struct group *g, const struct record_type *t, struct record_who who, const char *part,
			    const void *was, const void *is, struct err *err);
int record_reverse_part(struct group *g, const struct record_type *t, struct record_who who, const char *part, void *row,
			int64_t *gone, const struct change *c, size_t n, struct err *err);
#endif
