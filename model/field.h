#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H
/* A field table: one description that the deal sheet, the edit form, `deal set --FIELD`, import, export, history and
 * access all read (M4). A new field of a record is one row of its table. */
#include "model/access.h"

#include <stddef.h>

enum field_kind {
	FIELD_TEXT,    /* one line */
	FIELD_PROSE,   /* several lines */
	FIELD_AMOUNT,  /* minor units, in the record's currency */
	FIELD_DAY,
	FIELD_MOMENT,
	FIELD_PERCENT, /* basis points */
	FIELD_INT,
	FIELD_BOOL,
	FIELD_DICT,    /* a word of the team's dictionary (id) */
	FIELD_MEMBER,
	FIELD_COMPANY,
	FIELD_STAGE,
	FIELD_OUTCOME,
	FIELD_CHOICE,  /* one of a fixed list of keys, stored as its number */
};

struct field {
	const char *key;     /* column in files, --FIELD, history: snake_case, as commands.md lists them */
	const char *label;   /* on the screen */
	const char *help;    /* one line under the form */
	enum field_kind kind;
	enum field_class class;
	size_t offset;       /* of the member in the record's struct: char * for texts, int64_t for the others */
	const char *dict;    /* FIELD_DICT: kind in table dict; FIELD_CHOICE: keys parted by blanks, "" first = none */
	bool derived;        /* shown and exported, never set by hand (stage_since, created …) */
};
#endif
