#ifndef MODEL_TAXONOMY_PRIVATE_H
#define MODEL_TAXONOMY_PRIVATE_H
/* Shared by the files that read, change and bring in a taxonomy. Writing is for inside edit() only. */
#include "model/codebook.h"
#include "model/taxonomy.h"

enum { TAXONOMY_NEWEST, TAXONOMY_GET, TAXONOMY_OPEN, TAXONOMY_LIST, TAXONOMY_THEMES, TAXONOMY_ANY };

void theme_done(struct theme *t);
void theme_copy(struct theme *to, const struct theme *from);
/* The columns of a row of theme_in with its theme, and of a version. */
void theme_read(struct stmt *st, struct theme *out);
void taxonomy_read_head(struct stmt *st, struct taxonomy *out);

/* Rows as they are, without history; was_rev 0 makes it. The identity of a theme is made once. */
int taxonomy_write(struct store *s, const struct taxonomy *t, int64_t was_rev, struct err *err);
int theme_write(struct store *s, int64_t taxonomy, const struct theme *t, int64_t was_rev, struct err *err);
/* Makes the identity of a theme: its id, or -1. One whose making was taken back gives its id again. */
int64_t theme_make(struct store *s, int64_t taxonomy, const char *key, const char *guid, struct err *err);
/* The row of a theme in a version, gone or not. 1, 0, -1. */
int theme_get(struct store *s, int64_t taxonomy, int64_t theme, struct theme *out, struct err *err);

/* With history. */
/* brief: of its fields the title alone, for files of many; the row itself has the rest. */
int theme_note_made(struct group *g, int64_t taxonomy, const struct theme *t, bool brief, struct err *err);
int theme_note_changed(struct group *g, int64_t taxonomy, const struct theme *was, const struct theme *is,
		       struct err *err);
int taxonomy_note_made(struct group *g, const struct taxonomy *t, struct err *err);
int taxonomy_note_changed(struct group *g, const struct taxonomy *was, const struct taxonomy *is, struct err *err);
/* Every theme of one version into another, as it is, without history: the copy says nothing that the first did not. */
int taxonomy_copy(struct store *s, int64_t from, int64_t to, struct err *err);
/* Inside edit(): the draft, opened where there is none. ERR_ROLE. */
int taxonomy_need_draft(struct store *s, struct group *g, struct taxonomy *out, struct err *err);
/* Makes a theme with its row and sets t->id; key, texts and place are the caller's. */
int theme_put_new(struct store *s, struct group *g, int64_t taxonomy, struct theme *t, bool brief, struct err *err);
/* The number a draft gets, and what differs from the version before. */
struct taxonomy_change;
int taxonomy_compare(struct store *s, const struct taxonomy *draft, struct taxonomy_change *out, struct err *err);
/* A letter for a theme of that title: the beginnings of its words first; 0 when all are taken. */
char theme_pick_letter(bool root, const char *title, bool (*is_free)(void *arg, char letter), void *arg);
/* Whether a draft holds together: titles and letters of siblings, levels. ERR_INPUT. */
int taxonomy_check(const struct taxonomy *t, struct err *err);
#endif
