#ifndef MODEL_CODEBOOK_H
#define MODEL_CODEBOOK_H
/* A taxonomy of themes as a file has it: a tree in memory that knows nothing of a database. Read from CSV with loose
 * headers and from the codebook of the REFI-QDA exchange (.qdc, namespace urn:QDA-XML:codebook:1.0), written as that
 * codebook. A file is taken whole or refused whole, with file, line and reason.
 * Source: commands.md, "import" and the table of fields (taxonomy); screens.md, the coding screen (letters). */
#include "model/err.h"
#include "model/io/encoding.h"

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define CODEBOOK_MAX 100000	    /* codes of a file */
#define CODEBOOK_DEPTH 16	    /* levels below one another */
#define CODEBOOK_KEY_MAX 80	    /* bytes */
#define CODEBOOK_TITLE_MAX 400	    /* bytes */
#define CODEBOOK_TEXT_MAX (64 << 10) /* bytes of a definition, of examples */
#define CODEBOOK_FILE_MAX (64 << 20) /* bytes of a file of XML */

/* Texts are UTF-8, owned by the codebook, "" where there is none. */
struct codebook_code {
	char *key;    /* stable, "pricing" */
	char *parent; /* its key; "" of a root */
	char *title, *definition, *examples;
	char *guid;	/* of REFI, without braces, in capitals; "" */
	char *merged;	/* of a retired one: the key of the code that took what is coded with it; "" */
	char letter[8]; /* the key that codes with it; "" */
	bool retired;	/* kept for what is coded with it, offered no more */
	long line;	/* where in the file, from 1; 0 not of a file */
};

/* What a file says of its codes: a field that it has no column for stays as it was with us. Key, parent and title are
 * always there, made up where the file has none. */
#define CODEBOOK_DEFINITION 1u
#define CODEBOOK_EXAMPLES 2u
#define CODEBOOK_LETTER 4u
#define CODEBOOK_RETIRED 8u

struct codebook {
	char *name; /* the file's, as messages say it; may be NULL */
	struct codebook_code *code;
	size_t n;
	unsigned says; /* CODEBOOK_DEFINITION | … */
	size_t cap;    /* of code; private */
};

void codebook_done(struct codebook *b);
/* A further code with empty texts. Borrowed until the next call. */
struct codebook_code *codebook_add(struct codebook *b);
/* Position of the code of that key, whatever its case; -1 none. Looks through all: for a few questions. */
long codebook_find(const struct codebook *b, const char *key);

/* Whether it can be a taxonomy: ERR_INPUT "FILE:LINE: …" for a key twice, two titles alike under one parent, a parent
 * that is not there, a code below itself, two siblings with one letter, a letter that the coding screen needs itself,
 * a guid twice or malformed, one merged into none of the file or while it is in use, an empty, overlong or unreadable text, too many codes or levels, none at all. Retired
 * codes may share title and letter with others. */
int codebook_check(const struct codebook *b, const char *file, struct err *err);

struct codebook_options {
	enum encoding encoding; /* of CSV; ENCODING_AUTO */
	char delimiter;		/* of CSV; 0: found out */
	bool raw;		/* take no guarding ' off */
};
/* Reads and checks a file, CSV or XML by how it begins. `path` "-" is standard input. Sentences about what was not
 * used (unknown columns) are appended to `notes`, one a line; NULL loses them. On -1 (ERR_NO_INPUT, ERR_INPUT, ERR_IO)
 * `out` is empty. codebook_done() frees. */
int codebook_read(const char *path, const struct codebook_options *opt, struct codebook *out, struct buf *notes,
		  struct err *err);
/* The same of bytes at hand; `file` is what messages call them. */
int codebook_read_bytes(const char *file, const void *bytes, size_t n, const struct codebook_options *opt,
			struct codebook *out, struct buf *notes, struct err *err);

/* Adds the codes of another, checked one that the first has not, by guid, by title below the same code or by key; what is
 * there stays as it is. A letter that would be there twice is left out. The first may then be too large or too deep:
 * codebook_check(). */
void codebook_join(struct codebook *b, const struct codebook *more);

/* Appends the codebook as .qdc. A code without a guid gets the one that codebook_guid() makes of `origin` and its key;
 * examples, key, letter, retirement and merging are labelled lines of its Description, by which reading it again gives the same
 * codes. `origin` names the file of ours ("wl-0123456789abcdef"). ERR_INPUT where codebook_check() refuses it. */
int codebook_write_qdc(const struct codebook *b, const char *origin, struct buf *out, struct err *err);
/* The guid that stands for a key of that file, the same for ever: 36 characters and NUL. */
void codebook_guid(const char *origin, const char *key, char out[37]);
#endif
