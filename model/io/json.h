#ifndef MODEL_IO_JSON_H
#define MODEL_IO_JSON_H
/* Writes JSON, member by member, into a buf that the caller empties where it likes.
 *
 *	struct json j = { .out = &b };
 *	json_object(&j, NULL);                  {
 *	json_text(&j, "company", s, len);       "company":"Lumen Labs",
 *	json_array(&j, "answers");              "answers":[
 *	json_int(&j, NULL, 7);                  7
 *	json_end(&j); json_end(&j);             ]}
 *	json_line(&j);                          a line end: the next value is the next of JSON Lines
 *
 * `name` is the member's name, NULL inside of an array and at the top. Names are of the program, in ASCII. */
#include "model/buf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JSON_DEPTH_MAX 32

struct json {
	struct buf *out;
	int depth;
	bool filled[JSON_DEPTH_MAX + 1]; /* something stands at this depth already */
	bool array[JSON_DEPTH_MAX + 1];
};

void json_object(struct json *j, const char *name);
void json_array(struct json *j, const char *name);
void json_end(struct json *j); /* of the innermost object or array */
void json_line(struct json *j);

/* Text as it is stored: what could command a terminal (controls, bidi, zero-width, tags) stands as \uXXXX, which
 * is the same text; bytes that are no UTF-8 become U+FFFD. NULL is null. */
void json_text(struct json *j, const char *name, const char *s, size_t len);
void json_str(struct json *j, const char *name, const char *s); /* the same up to its NUL */
void json_int(struct json *j, const char *name, int64_t n);
void json_bool(struct json *j, const char *name, bool b);
void json_null(struct json *j, const char *name);
/* A number that is already text ("0.81"); the caller answers for its form. */
void json_number(struct json *j, const char *name, const char *number);
/* ISO strings; NO_DAY, NO_MOMENT and NO_AMOUNT are null. Money is a decimal string in major units. */
void json_day(struct json *j, const char *name, int64_t day);
void json_moment(struct json *j, const char *name, int64_t ms);
void json_amount(struct json *j, const char *name, int64_t minor, int digits);
#endif
