#ifndef MODEL_TAXONOMY_DOC_H
#define MODEL_TAXONOMY_DOC_H
/* The taxonomy in words: its codebook as a document, a theme as people name it, and who may read any of it. */
#include "model/buf.h"
#include "model/recode.h"

enum taxonomy_print { TAXONOMY_MARKDOWN, TAXONOMY_TEXT };
/* Every theme with its definition, examples and how often it is coded (counts: one a theme, in its order); retired ones
 * last, with what became of them. Appended. */
void taxonomy_document(struct store *s, const struct taxonomy *t, const struct theme_count *counts,
		       enum taxonomy_print how, struct buf *out);
/* "1.1", or "draft of 2.0". */
void taxonomy_put_number(struct store *s, const struct taxonomy *t, struct buf *out);
/* "Implementation risk / No owner named": where it stands. */
void theme_put_path(const struct taxonomy *t, const struct theme *at, struct buf *out);
/* "merged into Pricing", "split into Price, Terms", "retired"; nothing for one in use. */
void theme_put_fate(const struct taxonomy *t, const struct theme *at, struct buf *out);
/* "5 codes: 3 win, 2 loss"; "no codes". */
void theme_put_count(const struct theme_count *c, struct buf *out);
/* A theme by words: NULL with ERR_INPUT naming the candidates. */
const struct theme *theme_named(const struct taxonomy *t, const char *words, struct err *err);
/* Who reads interviews reads their themes: ERR_ROLE. */
int taxonomy_may_read(const struct store *s, struct err *err);
#endif
