#ifndef MODEL_TAXONOMY_EDIT_H
#define MODEL_TAXONOMY_EDIT_H
/* Changing the taxonomy. The first change opens the draft of the next version, a copy of the newest published one; all
 * further ones go into it, each is one thing to take back; taxonomy_publish() ends it. A published version never changes:
 * passes that were made with one stay as they were. What is renamed keeps its codes, what is merged counts for another
 * from the next version on, what is split waits for a person to choose (model/recode.h), and nothing is ever deleted.
 *
 * Who may: access_act "taxonomy". Refusals leave everything as it was. Source: S3-17, S3-18. */
#include "model/codebook.h"
#include "model/taxonomy.h"

/* A new theme; parent 0: a root. `letter` NULL: a free one of its title, "" none. `key` NULL: made of its title. */
struct theme_new {
	const char *title;
	int64_t parent;
	const char *definition, *examples, *letter, *key; /* NULL: none, none, free, made */
};
int theme_add(struct store *s, const struct theme_new *n, int64_t *id, struct err *err);
/* What is not NULL is written: ERR_INPUT for a title or letter that a sibling has. */
struct theme_words {
	const char *title, *definition, *examples, *letter;
};
int theme_set(struct store *s, int64_t theme, const struct theme_words *w, struct err *err);
/* Below another theme, or with 0 among the roots; behind those that stand there. */
int theme_move(struct store *s, int64_t theme, int64_t parent, struct err *err);
/* `from` is retired, its codes count for `into`, what stood below it stands below that one. */
int theme_merge(struct store *s, int64_t from, int64_t into, struct err *err);
/* `theme` is retired; its parts stand where it stood, what was below it stands below the first of them. */
int theme_split(struct store *s, int64_t theme, const char *const *titles, size_t n, struct err *err);
/* Not offered any more, with all that stands below it; back: offered again, counting for itself. */
int theme_retire(struct store *s, int64_t theme, bool back, struct err *err);
/* The draft becomes the next version: x.y+1, or where anything that was in use is retired, merged or split, x+1.0. `title`
 * says what changed, may be "". ERR_REFUSED where nothing did. */
int taxonomy_publish(struct store *s, const char *title, struct err *err);
/* The number that publishing would give, and how many themes differ from the version before. 1, 0 no draft, -1. */
struct taxonomy_change {
	int64_t major, minor;
	size_t added, changed, retired;
};
int taxonomy_changes(struct store *s, struct taxonomy_change *out, struct err *err);

/* A file becomes the draft: new themes are added, changed ones changed, and those that the file has no more are retired,
 * or, where anything is coded with one, the file is refused (ERR_INPUT). What the file has no column for stays. With
 * `dry_run` everything is looked at and nothing written. */
struct taxonomy_taken {
	size_t added, changed, same, retired;
};
int taxonomy_take(struct store *s, const struct codebook *b, bool dry_run, struct taxonomy_taken *out, struct err *err);
/* The same as a part of a running edit(), of a book that a dry run found to be right and to differ. */
struct taxonomy_taking {
	const struct codebook *b;
	struct taxonomy_taken *out;
};
int taxonomy_take_in(struct store *s, struct group *g, const struct taxonomy_taking *t, struct err *err);
extern const struct sql taxonomy_edit_sql[], taxonomy_take_sql[];
#endif
