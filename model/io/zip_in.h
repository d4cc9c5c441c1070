#ifndef MODEL_IO_ZIP_IN_H
#define MODEL_IO_ZIP_IN_H
/* Parts of a zip file that another program made, read into memory; nothing is ever unpacked to disk. What a part says
 * of its own size is not believed. The only user of libzip. */
#include "model/buf.h"
#include "model/err.h"

#include <stdbool.h>

#define ZIP_PARTS_MAX 20000
#define ZIP_PACKED_MAX 200 /* a part of over 1 MiB may be so many times larger than it is packed */

struct zip_in;

/* ERR_NO_INPUT, ERR_INPUT: no zip file, too many parts, a name that leads out of a folder (.., /, a drive), the same
 * name twice. */
int zip_in_open(struct zip_in **out, const char *path, struct err *err);
void zip_in_close(struct zip_in *z);
/* Position of the part of that name, in capitals or not; -1 none. */
long zip_in_find(const struct zip_in *z, const char *name);
/* Appends the part. ERR_INPUT where it is larger than `max`, packed beyond reason, encrypted or damaged. */
int zip_in_read(struct zip_in *z, long part, size_t max, struct buf *out, struct err *err);
/* Whether a path stays below where it begins. */
bool zip_name_is_safe(const char *name);
#endif
