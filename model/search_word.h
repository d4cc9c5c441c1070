#ifndef MODEL_SEARCH_WORD_H
#define MODEL_SEARCH_WORD_H
/* Words as search knows them: runs of ASCII letters, digits and anything above ASCII, folded (text_fold), without what
 * folding makes a sign of, cut at 64 bytes. Such a word is exactly one token of the indexes of model/db/search.h. */
#include "model/buf.h"

#include <stdbool.h>
#include <stddef.h>

/* The next word of s from *at on: where its bytes stand, and its folded form. False: no more. */
bool search_word_next(const char *s, size_t len, size_t *at, size_t *from, size_t *to, struct buf *folded);

/* The words of a text in byte order, each once, a blank between two; appended. What search_doc.words holds. */
void search_word_list(struct buf *out, const char *text);
#endif
