#ifndef MODEL_IO_ENCODING_H
#define MODEL_IO_ENCODING_H
/* The encodings that text files come in: told apart by their bytes, and brought to UTF-8 a piece at a time. */
#include "model/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum encoding {
	ENCODING_AUTO,
	ENCODING_UTF8,
	ENCODING_UTF16LE,
	ENCODING_UTF16BE,
	ENCODING_WINDOWS1252,
	ENCODING_LATIN1,
	ENCODING_MACROMAN,
};

/* "UTF-8", "UTF-16LE", … as they are shown and as `encoding_parse` takes them (any case, also utf8, cp1252, latin1,
 * iso-8859-1, macintosh). */
const char *encoding_name(enum encoding e);
bool encoding_parse(const char *name, enum encoding *out);

/* Decides by the first bytes of a file (a MiB is plenty): a byte-order mark, the rhythm of NUL bytes, whether the
 * bytes are UTF-8, and else which single-byte encoding makes letters of what stands between letters. A file that is
 * UTF-8 but for a few bytes, or that none of these fits, is called UTF-8: its reader refuses the rows that are none.
 * `whole`: nothing follows s. *mark is the length of the byte-order mark. Never ENCODING_AUTO. */
enum encoding encoding_detect(const char *s, size_t n, bool whole, size_t *mark);

/* Appends `n` bytes at `s` as UTF-8 and returns how many were taken: fewer only where a character of UTF-16 is not
 * complete, unless `last`. What has no meaning in the encoding becomes the byte 0xFF, which no reader of UTF-8
 * takes. */
size_t encoding_decode(enum encoding e, const char *s, size_t n, bool last, struct buf *out);
#endif
