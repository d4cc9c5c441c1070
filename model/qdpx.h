#ifndef MODEL_QDPX_H
#define MODEL_QDPX_H
/* A coded project of another program, as the REFI-QDA exchange packs it (.qdpx: a zip file of project.qde and the
 * sources; namespace urn:QDA-XML:project:1.0): its users, codes, texts and what of them is coded. Read only, into
 * memory. Positions are code points of the plain text from 0, the end not included, as the standard has them. */
#include "model/codebook.h"

#include <stdint.h>

#define QDPX_SOURCES_MAX 20000
#define QDPX_CODINGS_MAX 1000000
#define QDPX_TEXT_MAX (16 << 20)   /* bytes of one text */
#define QDPX_TOTAL_MAX (256 << 20) /* bytes of all texts */
#define QDPX_WORDS_MAX (64 << 20)  /* bytes of the quotes and memos of all codings: many may name the same long text */

struct qdpx_user {
	char *guid, *name;
};

/* A text: a document, or the text of a PDF. */
struct qdpx_source {
	char *guid, *name;
	char *text;    /* UTF-8 as it is in the file, without a byte-order mark; NULL: it is not in the file */
	char *path;    /* where the project says it is; "" inside of the project itself */
	size_t points; /* code points of text */
	long line;     /* in project.qde */
};

/* One code on one stretch of a text. */
struct qdpx_coding {
	size_t source, code;   /* positions in source and in codes.code */
	long user;	       /* position in user; -1 not said */
	long start_cp, end_cp; /* -1, -1: the whole text */
	size_t from, to;       /* the same in bytes of the text, where it is there */
	int64_t at_ms;	       /* NO_MOMENT: not said */
	char *quote; /* the words, or where the text is missing those that the project keeps, maybe cut; "" */
	char *memo;  /* what was noted at it; "" */
	long line;   /* in project.qde */
};

struct qdpx_project {
	char *name;
	struct codebook codes;
	struct qdpx_user *user;
	struct qdpx_source *source;
	struct qdpx_coding *coding;
	size_t n_users, n_sources, n_codings;
	size_t n_left_out; /* codings of pictures, sound, film and places on pages, which are no text */
	size_t n_missing;  /* texts that are not in the file */
};

/* Also reads a project.qde by itself. Sentences about what was left out are appended to `notes`, one a line; NULL
 * loses them. ERR_NO_INPUT; ERR_INPUT "FILE: project.qde:LINE: …" for what is no such project, a code or user that is
 * not there, a stretch outside of its text, a zip file that is not to be trusted (model/io/zip_in.h); `out` is then
 * empty. */
int qdpx_read(const char *path, struct qdpx_project *out, struct buf *notes, struct err *err);
void qdpx_done(struct qdpx_project *p);
#endif
