#ifndef MODEL_TAXONOMY_FILE_H
#define MODEL_TAXONOMY_FILE_H
/* A version of the taxonomy as a file of themes. */
#include "model/codebook.h"
#include "model/taxonomy.h"

/* Its themes in their order. codebook_done() frees. */
void taxonomy_codebook(const struct taxonomy *t, struct codebook *out);
/* "wl-0123456789abcdef": by which guids of this file's themes are told from those of others; appended. */
void taxonomy_origin(const struct store *s, struct buf *out);
#endif
