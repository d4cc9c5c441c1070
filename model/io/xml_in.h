#ifndef MODEL_IO_XML_IN_H
#define MODEL_IO_XML_IN_H
/* Reads XML that other programs wrote, element by element, and trusts none of it: no network, no file beside it, no
 * DOCTYPE and so no entities of its own, a limit of levels, and the parser's own limits stay on. The only user of
 * libxml2 for reading. */
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>

#define XML_DEPTH_MAX 64

struct xml_attribute {
	const char *name, *value; /* without prefix; NUL-terminated UTF-8 */
};
struct xml_element {
	const char *ns, *name; /* ns "" where there is none */
	const struct xml_attribute *attributes;
	size_t n;
	int depth; /* 1 of the root */
	long line; /* where its tag ends */
};
/* NULL: not there. */
const char *xml_get(const struct xml_element *e, const char *name);

/* What is met, in the order of the file; -1 with err filled ends the reading. Texts are borrowed for the call; text may
 * come in several pieces. */
struct xml_sink {
	int (*open)(void *arg, const struct xml_element *e, struct err *err);
	int (*text)(void *arg, const char *s, size_t n, struct err *err);
	int (*close)(void *arg, int depth, long line, struct err *err);
	void *arg;
};

/* ERR_INPUT "FILE:LINE: …" where it is no XML or one that is not read; what the sink refuses gets "FILE:LINE: " in
 * front. */
int xml_in_read(const char *file, const void *bytes, size_t n, const struct xml_sink *sink, struct err *err);
#endif
