#ifndef MODEL_IO_CSV_OUT_H
#define MODEL_IO_CSV_OUT_H
/* Writes CSV as RFC 4180 and commands.md, "Export", have it: CRLF, a byte-order mark, one header row, plain
 * decimals; a text cell that a spreadsheet would run as a formula gets a leading '. Read with csv_in and
 * csv_unguard() it is what was written, byte for byte.
 *
 * A cell at a time: begin a row by nothing, add its cells, end it. Bytes go to the file in large pieces; the first
 * failure is kept and told by csv_out_close(). */
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csv_out_options {
	char delimiter; /* 0: comma */
	char decimal;   /* 0: point; ',' where the spreadsheet wants it */
	bool raw;       /* LF, no byte-order mark, no guard: for pipes */
	bool visible;   /* for a terminal: each cell as text_visible() shows it, no byte-order mark */
};

struct csv_out;

/* Writes to the descriptor, which stays the caller's. */
struct csv_out *csv_out_open(int fd, const struct csv_out_options *options);
/* A text cell. NULL is no value (nothing between the delimiters); "" is an empty text (two quote marks). */
void csv_out_text(struct csv_out *out, const char *s, size_t len);
/* A cell that is a number, a day, an id: never guarded. Of plain decimals the point becomes options.decimal. */
void csv_out_plain(struct csv_out *out, const char *s, size_t len);
void csv_out_decimal(struct csv_out *out, const char *s, size_t len);
void csv_out_end_row(struct csv_out *out);
/* Writes what is left and frees. *rows (may be NULL) is how many rows were ended. -1: ERR_OUTPUT; a closed pipe
 * too, told apart by csv_out_close()'s errno EPIPE. */
int csv_out_close(struct csv_out *out, int64_t *rows, struct err *err);

/* One cell as the file holds it, appended; for files written whole. */
struct buf;
void csv_put_cell(struct buf *out, const char *s, size_t len, char delimiter, bool raw);

/* The inverse of the guard: true where the first byte of s is a ' that csv_out_text() has put there. */
bool csv_is_guarded(const char *s, size_t len);
/* Takes one guarding ' off: moves *s and *len behind it where csv_is_guarded(). */
void csv_unguard(const char **s, size_t *len);
#endif
