#ifndef MODEL_QDPX_PRIVATE_H
#define MODEL_QDPX_PRIVATE_H
/* Shared by qdpx.c and qdpx_xml.c only. */
#include "model/codebook_private.h"
#include "model/qdpx.h"

/* What a project points to by guid, before it is looked up. */
struct qdpx_ref {
	char code[37], user[37], note[37]; /* "" none */
};

struct qdpx_note {
	char guid[37];
	char *text, *path;
};

/* A project.qde as it was read, its links still to be looked up. */
struct qdpx_raw {
	struct qdpx_project *p;
	struct qdpx_ref *ref; /* of each coding */
	struct qdpx_note *note;
	size_t n_notes;
	size_t words; /* bytes of quotes and memos of codings so far */
};
/* So many more bytes of them: 0, or -1 where they are too many. */
int qdpx_take_words(struct qdpx_raw *r, size_t bytes, struct err *err);
void qdpx_raw_done(struct qdpx_raw *r);
int qdpx_parse(const char *file, const void *bytes, size_t n, struct qdpx_raw *out, struct err *err);
#endif
