#ifndef MODEL_IO_CSV_IN_H
#define MODEL_IO_CSV_IN_H
/* Reads CSV as RFC 4180 has it (commands.md, "CSV"), one row a call, at constant memory.
 *
 * LF, CRLF and CR end a row; quoted fields may hold them. Blanks are kept. A quote mark where the standard allows
 * none refuses the physical line on which that row began, and reading goes on at the next line: a stray quote
 * cannot swallow the rest of the file. Inside of a field that began without one it is text (5" pipe), and blanks
 * between a closing one and the end of its field are nothing: both are plain enough, and other readers take them
 * so. A row with bytes that are no text (NUL, invalid UTF-8), with another number of fields than the header, or
 * larger than the limits is refused as a whole. Blank lines are no rows.
 *
 * What was read is always what was taken and what was refused together (struct csv_totals). */
#include "model/err.h"
#include "model/io/csv_dialect.h"
#include "model/io/encoding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csv_options {
	enum encoding encoding; /* ENCODING_AUTO: decided on the first MiB */
	char delimiter;         /* 0: decided among , ; tab and | */
	bool ragged;            /* take rows of any number of fields */
	size_t field_max;       /* bytes of a field in UTF-8; 0: 1 MiB. A row may hold four times as much. */
	size_t piece;           /* bytes read at once; 0: 256 KiB and 1 MiB at first. Tests take small ones. */
};

struct csv_field {
	const char *text; /* NUL-terminated UTF-8 without NUL inside; NULL: empty and not quoted */
	size_t len;
};

struct csv_row {
	struct csv_field *fields; /* valid until the next call */
	int count;
	int64_t line; /* the physical line on which the row begins, from 1 */
	/* Only where the row is refused: */
	int column; /* the field, from 1 */
	char found[160], expected[160]; /* plain sentences' ends: "found …, expected …" */
	const char *raw; /* the refused bytes, as far as they are kept, in UTF-8 but for what is invalid */
	size_t raw_len;
};

struct csv_totals {
	int64_t read, taken, refused; /* rows, without the header */
};

enum csv_got {
	CSV_IN_END,
	CSV_IN_ROW,
	CSV_IN_REFUSED,
};

struct csv_in;

/* `path` "-" is standard input. NULL with ERR_NO_INPUT or ERR_IO. The options are copied; NULL means all of their
 * defaults. */
struct csv_in *csv_in_open(const char *path, const struct csv_options *options, struct err *err);
/* The same over bytes that the caller keeps until csv_in_close(). Never fails. */
struct csv_in *csv_in_open_bytes(const void *bytes, size_t n, const struct csv_options *options);
void csv_in_close(struct csv_in *in);

/* The first row, whose number of fields every later row must have. 1; 0 where there is no row; -1 where it cannot
 * be read (ERR_INPUT, ERR_IO). May be left out: then the first row sets the number and counts as a row. */
int csv_in_header(struct csv_in *in, struct csv_row *row, struct err *err);
/* The next row, taken or refused. -1: the file cannot be read on (ERR_IO). */
int csv_in_next(struct csv_in *in, struct csv_row *row, struct err *err);

struct csv_totals csv_in_totals(const struct csv_in *in);
/* Bytes of the file read so far and in all (0: not known, as of a pipe): for progress. */
void csv_in_progress(const struct csv_in *in, int64_t *done, int64_t *size);
/* What was decided, as people read it: "UTF-8, comma, CRLF". Valid while `in` is open. */
const char *csv_in_says(const struct csv_in *in);
enum encoding csv_in_encoding(const struct csv_in *in);
char csv_in_delimiter(const struct csv_in *in);
#endif
