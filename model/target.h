#ifndef MODEL_TARGET_H
#define MODEL_TARGET_H
/* What a metric shall reach, as team data says it: "at least 85 %", "above 8", "below 14 days". Values are hundredths of
 * the unit. Pure. */
#include "model/buf.h"
#include "model/err.h"

#include <stdbool.h>
#include <stdint.h>

enum target_how { TARGET_NONE, TARGET_AT_LEAST, TARGET_ABOVE, TARGET_BELOW };
struct target {
	enum target_how how;
	int64_t value_c;
	const char *unit; /* "%", "days", "": of the program */
};
/* ERR_CONFIG with what was found and expected. */
int target_parse(const char *words, struct target *out, struct err *err);
bool target_is_missed(const struct target *t, int64_t value_c);
/* "at least 95 %"; nothing where there is none. Appended. */
void target_words(const struct target *t, struct buf *out);
/* 820 as "8.2", 9500 as "95". Appended. */
void hundredths_format(int64_t value_c, struct buf *out);
/* "90 days". ERR_CONFIG. */
int window_days_parse(const char *words, int *days, struct err *err);
#endif
