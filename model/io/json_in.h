#ifndef MODEL_IO_JSON_IN_H
#define MODEL_IO_JSON_IN_H
/* Reads JSON Lines, one flat object a line: its members are texts, numbers, true, false or null, none an object or an
 * array. Enough for what json.h writes of rows; anything else refuses the line with a sentence. */
#include "model/buf.h"
#include "model/err.h"

#include <stdbool.h>
#include <stdint.h>

#define JSON_LINE_MAX (16u << 20)

struct json_in;
struct json_member {
	const char *name, *text; /* NUL-terminated UTF-8 without NUL inside; text NULL: null */
	size_t len;		 /* of text; numbers and truth as they are written */
};

/* `path` "-" is standard input. NULL with ERR_NO_INPUT. */
struct json_in *json_in_open(const char *path, struct err *err);
void json_in_close(struct json_in *in);
/* The next line that is not blank: 1 and its members, borrowed until the next call; 0 at the end; -1 with ERR_INPUT "FILE:LINE:
 * found …, expected …" or ERR_IO. */
int json_in_next(struct json_in *in, const struct json_member **members, size_t *n, struct err *err);
int64_t json_in_line(const struct json_in *in); /* of that object, from 1 */
#endif
