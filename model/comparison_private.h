#ifndef MODEL_COMPARISON_PRIVATE_H
#define MODEL_COMPARISON_PRIVATE_H
/* Shared by the files that read what is compared and work it out. */
#include "model/comparison.h"
#include "model/tally.h"

/* A theme as it stands in its newest published version. */
struct theme_now {
	int64_t id, parent, merged_into;
	char *key, *title; /* owned */
};
struct reading {
	struct store *s;
	const struct comparison_ask *ask;
	struct comparison *out;
	struct tally tally;
	struct theme_now *theme; /* by id */
	size_t themes;
	int64_t *used;           /* themes by their number in the tally */
	size_t used_n;
};
/* Fills out->coder, interviews, missing and skipped, and the tally. */
int comparison_read(struct reading *r, struct err *err);
int comparison_themes_load(struct reading *r, struct err *err);
void comparison_themes_done(struct reading *r);
/* The number of a theme in the tally, given with its first use: of the one that took its codes, of its root where roots are
 * asked for. */
int comparison_number(struct reading *r, int64_t id);
const struct theme_now *comparison_theme(const struct reading *r, int64_t id);
#endif
