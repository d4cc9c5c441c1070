#ifndef MODEL_IO_CSV_DIALECT_H
#define MODEL_IO_CSV_DIALECT_H
/* Which delimiter and which line ends a piece of CSV has. */
#include <stdbool.h>
#include <stddef.h>

/* The one of , ; tab | that cuts the first rows into the most even number of fields, more than one; else a comma. */
char csv_delimiter_detect(const char *s, size_t n);
/* "LF", "CRLF", "CR" or "mixed line ends"; "one line" where there is none. */
const char *csv_line_ends(const char *s, size_t n);

/* "comma", "semicolon", "tab", "pipe", or the character itself in quotes. */
const char *csv_delimiter_name(char c);
/* A delimiter as people type it: one character of ASCII, or one of those names, or \t. False where it is neither, or
 * is one that cannot be: a quote mark or a line end. */
bool csv_delimiter_parse(const char *s, char *out);
#endif
