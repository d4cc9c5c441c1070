#ifndef MODEL_TEMPLATE_H
#define MODEL_TEMPLATE_H
/* Templates of messages: text of the team with {names} in it, each of which the program fills in once. What is filled
 * in is never read as a template again. A brace that is meant stands twice. Pure. */
#include "model/buf.h"
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>

struct template_value {
	const char *name; /* "company" */
	const char *text; /* NULL: nothing */
};
/* Whether the template `key` ("ae-note") knows every name in the text: 0, or -1 with ERR_CONFIG naming line, what was
 * found and what is expected. */
int template_check(const char *key, const char *text, size_t len, struct err *err);
/* "deals channel" for "deals-channel": at most 14 columns; NULL: no such template. */
const char *template_title(const char *key);
/* Whether the text has {name} in it. */
bool template_names(const char *text, const char *name);
/* Appends the text with its names filled in. A name that has no value stays as it is. */
void template_render(const char *text, const struct template_value *v, size_t n, struct buf *out);
#endif
