#ifndef MODEL_CODEBOOK_PRIVATE_H
#define MODEL_CODEBOOK_PRIVATE_H
/* Shared by codebook*.c and qdpx*.c only. */
#include "model/buf.h"
#include "model/codebook.h"
#include "model/io/xml_in.h"

/* Replaces a text of a code. */
void codebook_set(char **text, const char *s, size_t len);
/* Gives a key to each code that has none, from its title, and sets the parents: parent[i] is the position of the code
 * that i stands below, -1 of a root. */
void codebook_finish(struct codebook *b, const long *parent);

int codebook_read_csv(const char *file, const void *bytes, size_t n, const struct codebook_options *opt,
		      struct codebook *out, struct buf *notes, struct err *err);
int codebook_read_qdc(const char *file, const void *bytes, size_t n, struct codebook *out, struct err *err);

/* Codes out of XML: the elements Code and Description, wherever they stand below the caller's Codes. */
struct codebook_xml {
	struct codebook *b;
	long *parent; /* of each code; what codebook_finish() takes */
	size_t cap;
	long open[XML_DEPTH_MAX + 1]; /* the code of each level that is open, -1 none */
	int described;		      /* level of the Description that is open, 0 none */
	struct buf text;
};
void codebook_xml_done(struct codebook_xml *x);
int codebook_xml_open(struct codebook_xml *x, const struct xml_element *e, struct err *err);
int codebook_xml_text(struct codebook_xml *x, const char *s, size_t n, struct err *err);
int codebook_xml_close(struct codebook_xml *x, int depth, struct err *err);

/* The Description of a code with everything that the standard has no place for, and back into the code. */
void codebook_describe(const struct codebook_code *c, struct buf *out);
/* Whether it is one of ours: its fields are then all said. */
bool codebook_undescribe(struct codebook_code *c, const char *text);
/* A guid as we keep it: no braces, capitals. False: none. */
bool codebook_guid_parse(const char *s, char out[37]);
#endif
