#ifndef MODEL_LOOSE_H
#define MODEL_LOOSE_H
/* Values as a spreadsheet writes them back: days in the order of its country, amounts with a decimal comma. What can be
 * read in two ways is refused with both, never guessed: a factor of a thousand is no matter of taste. Pure. */
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* How days with slashes are meant; the others (2026-12-31, 31.12.2026) say it themselves. */
enum loose_dates { LOOSE_ANY, LOOSE_ISO, LOOSE_MDY, LOOSE_DMY };
/* "ymd", "mdy", "dmy", any case. */
bool loose_dates_parse(const char *word, enum loose_dates *out);
/* A day: ISO, D.M.YYYY, and with slashes as said or where only one reading is a day. */
int loose_day(const char *s, enum loose_dates dates, int64_t *out, struct err *err);
/* An amount in minor units. `decimal` 0: a point or a comma, whichever alone can be meant; *comma tells what an earlier
 * cell of the file has shown, and is set here. */
int loose_amount(const char *s, int digits, char decimal, bool *comma, int64_t *out, struct err *err);
/* A percentage in hundredths, with a point or a comma. */
int loose_percent(const char *s, int64_t *bp, struct err *err);
/* "1.23457E+17": a long number of which a spreadsheet kept the first digits. */
bool loose_is_cut(const char *s);
#endif
