#ifndef MODEL_PRESET_H
#define MODEL_PRESET_H
/* A preset is data: how the columns of one CRM's export become our fields, which of its words are ours, where names
 * stand in a second file, which rows are left out. The shipped ones are in assets/presets/; a team's own versions are
 * team data under "presets/NAME". Source: commands.md, "import"; issue text "a preset is a data file".
 *
 * One file serves several kinds of import; sections are named KIND SECTION ("deals columns"):
 *   columns    FIELD = COLUMN, or FIELD = COLUMN+COLUMN (joined by a blank)
 *   default    FIELD = TEXT where the cell is empty or the column missing
 *   constant   FIELD = TEXT whatever the file holds
 *   values     FIELD = THEIR WORD -> OUR WORD (any case)
 *   rules      FIELD = COLUMN is VALUE -> TEXT (the first that holds; goes before the column)
 *   skip       COLUMN = VALUE: such a row is refused as left out
 *   join       NAME = COLUMN=FILE:KEY:VALUE: a further column NAME, looked up in a second file beside the first
 *   names      COLUMN of the first file = FILE:KEY:OTHER: further ids of the same record
 * and KIND itself: header = COLUMN (a file that holds all of them fits), id_prefix, dates = iso|us, decimal = .|, */
#include "model/store.h"

#include <stdbool.h>
#include <stddef.h>

struct preset_pair {
	char *name, *value;
};
struct preset_value {
	char *field, *from, *to;
};
struct preset_rule {
	char *field, *column, *is, *to;
};
struct preset_join {
	char *name, *column, *file, *key, *value; /* value may be COLUMN+COLUMN */
};

struct preset {
	char *name, *title;
	char *id_prefix; /* NULL none */
	bool us_dates;
	char decimal;
	char **header;
	struct preset_pair *columns, *defaults, *constants, *skip;
	struct preset_value *values;
	struct preset_rule *rules;
	struct preset_join *joins, *names;
	size_t n_header, n_columns, n_defaults, n_constants, n_skip, n_values, n_rules, n_joins, n_names;
};

/* The part of a preset that is about `kind` ("deals", "contacts", "stages"). Every section is checked whatever the kind:
 * ERR_CONFIG names file, line and reason. */
int preset_parse(struct preset **out, const char *name, const char *kind, const char *body, size_t len,
		 struct err *err);
void preset_free(struct preset *p);
/* "COLUMN=FILE:KEY:VALUE", as --join and the files have it. `name` NULL: the column's own. Adds it to p. */
int preset_add_join(struct preset *p, const char *name, const char *text, struct err *err);
/* An empty one, for a file without a preset. */
struct preset *preset_new(void);

/* By name from the team's data; a name with '/' or that ends in .ini is a file. ERR_INPUT lists what there is. */
int preset_get(struct store *s, const char *name, const char *kind, struct preset **out, struct err *err);
/* True where the header holds every column that the preset asks for. Columns in any case. */
bool preset_fits(const struct preset *p, const char *const *header, size_t n);
/* Names of the presets that fit, parted by blanks, appended to `out`; how many in *n. */
struct buf;
int preset_propose(struct store *s, const char *kind, const char *const *header, size_t n_header, struct buf *out,
		   size_t *n, struct err *err);
extern const struct sql preset_sql[];
#endif
