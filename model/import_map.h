#ifndef MODEL_IMPORT_MAP_H
#define MODEL_IMPORT_MAP_H
/* From the columns of a file to our fields: --map first, then the preset, then columns that bear our names. Joins,
 * rules, values, defaults and constants are done here, so that what reads rows sees one text a field. */
#include "model/io/csv_in.h"
#include "model/preset.h"

struct buf;

#define IMPORT_FIELDS_MAX 48

/* The fields of a kind in the order of commands.md, ended by NULL. NULL: no such kind. */
const char *const *import_fields(const char *kind);
/* Position of a field (any case, `-` and `_` alike); -1: no such field or kind. */
int import_field(const char *kind, const char *key);

struct import_cells {
	const char *text[IMPORT_FIELDS_MAX]; /* by position of the field; NULL absent; NUL-terminated */
	size_t len[IMPORT_FIELDS_MAX];
	int column[IMPORT_FIELDS_MAX]; /* where it came from, from 1; 0 from no column of the file */
	int64_t hash;		       /* of the texts of all fields: the row as its file says it; never 0 */
};

struct import_map;
struct import_map_options {
	const char *kind;
	const struct preset *preset;
	const char *map;   /* FIELD=COLUMN,… or NULL */
	const char *path;  /* of the file: joins are looked for beside it */
	bool raw;	   /* take no guarding ' off */
	bool keep_deleted; /* the preset's skip rules are left out */
	const char *const *known; /* columns that feed no field and are spoken of elsewhere, ended by NULL; NULL none */
};
/* ERR_INPUT: a column named by --map is not there, two columns of one name …; ERR_USAGE: bad --map. Sentences about
 * what could not be used (unknown columns, a missing second file) are appended to `notes`, one a line. */
int import_map_new(struct import_map **out, const struct import_map_options *opt, const struct csv_row *header,
		   struct buf *notes, struct err *err);
void import_map_free(struct import_map *m);
/* A column by its name, from 0, that feeds no field; -1: the file has none. */
int import_map_column(const struct import_map *m, const char *name);
/* Whether some column feeds the field. */
bool import_map_has(const struct import_map *m, int field);
/* 1: a row; 0: left out by a skip rule (`why` says which, *column where). The texts live until the next call. */
int import_map_row(struct import_map *m, const struct csv_row *row, struct import_cells *out, struct buf *why,
		   int *column);
/* Further names of the row with that id (preset [names]); *at as in join_next(). */
const char *import_map_name(const struct import_map *m, const char *id, size_t len, size_t *at);
/* How often each join found nothing, appended as sentences. */
void import_map_missed(const struct import_map *m, struct buf *notes);
#endif
