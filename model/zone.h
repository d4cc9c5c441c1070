#ifndef MODEL_ZONE_H
#define MODEL_ZONE_H
/* A time zone as a table of its changes, read once from the system's time zone data (TZif, RFC 8536) and expanded by
 * the rule in that file's last line, so that later years need nothing from the system. The process's own TZ is
 * neither read nor changed. Everything in seconds; offsets are seconds east of UTC. */
#include "model/err.h"

#include <stddef.h>
#include <stdint.h>

struct zone;

/* By name ("Europe/Lisbon"). "UTC" and fixed offsets ("+05:30", "UTC-3") need no data on the machine. ERR_CONFIG:
 * no such zone, or its file is not readable as one. */
int zone_open(struct zone **out, const char *name, struct err *err);
/* From the bytes of a TZif file: what zone_open() does behind the file, for tests with made files. */
int zone_parse(struct zone **out, const char *bytes, size_t len, struct err *err);
void zone_free(struct zone *z);

int32_t zone_offset(const struct zone *z, int64_t utc);
/* A local time that a change skips is moved on by the gap; of one that happens twice it is the first. */
int64_t zone_to_utc(const struct zone *z, int64_t local);
/* What the system is set to: $TZ, /etc/timezone, the target of /etc/localtime; "UTC" when none of these names a zone
 * that can be opened. Caller frees. */
char *zone_system(void);
#endif
