#ifndef MODEL_IMPORT_WAY_H
#define MODEL_IMPORT_WAY_H
/* What becomes of a field that stands otherwise here than in a file that comes again: not edited here the file wins; edited here
 * while the file says what stood here before, ours stays; else both sides changed it, and the row is a conflict that is refused.
 * What stood here before is what history keeps of the field. Source: commands.md, "Who wins on importing again". */
#include "model/import.h"
#include "model/record.h"

enum way { WAY_TAKE, WAY_KEEP, WAY_CONFLICT };

struct way_of {
	enum subject_kind kind;
	int64_t id;
	const char *part, *field; /* "" none, its key in history */
	bool body;		  /* history keeps the number of a text */
	const char *ours, *says;  /* for the sentence, and what the file says as history would keep it; NULL nothing */
};
/* Of a value that differs. WAY_CONFLICT has filled err: ERR_REFUSED with both values. -1 on error. */
int import_way(struct store *s, const struct import_options *opt, const struct way_of *w, enum way *out, struct err *err);

/* All fields of a row: in `is`, which holds what the file says, those that stay get what `was` says. ERR_REFUSED on a conflict.
 * `but` names one field that is left alone, NULL none. */
int import_ways(struct store *s, const struct import_options *opt, const struct record_type *type, int64_t id, const char *part,
		const void *was, void *is, const char *but, struct err *err);
/* One number, one text of a row: what stays, where it is not the file's, is put into *says (of a text NULL). */
int import_way_number(struct store *s, const struct import_options *opt, enum subject_kind kind, int64_t id, const char *field,
		      int64_t ours, int64_t none, int64_t *says, struct err *err);
int import_way_words(struct store *s, const struct import_options *opt, enum subject_kind kind, int64_t id, const char *field,
		     const char *ours, const char **says, struct err *err);
extern const struct sql import_way_sql[];
#endif
