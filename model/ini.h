#ifndef MODEL_INI_H
#define MODEL_INI_H
/* Team data files are INI, read with inih. This wrapper adds what the checker needs: the line, and refusal of lines
 * that inih would cut (over 198 bytes; continue a value on an indented line). */
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Called for each `key = value` in order; a continued value comes as further calls with the same key. Returns 0, or
 * -1 with err filled to stop: ini_each() puts "name:line: " in front. */
typedef int ini_fn(void *arg, const char *section, const char *key, const char *value, int line, struct err *err);
int ini_each(const char *name, const char *body, size_t len, ini_fn *fn, void *arg, struct err *err);

/* Words of a key that may stand on several lines: joined by a blank in *text (owned by the caller). */
int ini_add_words(char **text, const char *key, const char *value, struct err *err);
/* The same into an array of that size, empty before the first line; ERR_CONFIG where it does not fit. */
int ini_fit_words(char *to, size_t size, const char *key, const char *value, struct err *err);
/* Whether a person may type that word for the key: `-` and `_` alike, in capitals or not. */
bool ini_is_key(const char *key, const char *word);
#endif
