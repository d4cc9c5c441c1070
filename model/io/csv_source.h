#ifndef MODEL_IO_CSV_SOURCE_H
#define MODEL_IO_CSV_SOURCE_H
/* The bytes of a text file as a window of UTF-8 that moves over them: csv_in.c is its only user. */
#include "model/buf.h"
#include "model/err.h"
#include "model/io/encoding.h"

#include <stdbool.h>
#include <stdint.h>

struct csv_source {
	struct buf win; /* decoded bytes; [at, win.len) is not yet used. One byte behind win.len may be written. */
	size_t at;
	bool end; /* nothing follows the window */
	enum encoding encoding;
	int64_t done, size; /* bytes of the file; size 0: not known */
	/* Private: */
	int fd; /* -1: bytes of the caller's */
	size_t piece;
	const char *bytes;
	size_t bytes_left;
	struct buf raw; /* read, not yet decoded */
};

/* `piece` is how many bytes are read at once; 0: 1 MiB at first, by which the encoding is decided, then 256 KiB. */
int csv_source_open(struct csv_source *s, const char *path, enum encoding encoding, size_t piece, struct err *err);
void csv_source_bytes(struct csv_source *s, const void *bytes, size_t n, enum encoding encoding, size_t piece);
void csv_source_done(struct csv_source *s);
/* Moves [at, win.len) to the front (at becomes 0) and adds what follows, at least a byte unless `end`. -1: ERR_IO. */
int csv_source_more(struct csv_source *s, struct err *err);
#endif
