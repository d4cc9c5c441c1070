#ifndef TESTS_MODEL_QUARTER_H
#define TESTS_MODEL_QUARTER_H
/* The sample's quarter in a file of its own, for tests of what is made of it. */
#include "model/report.h"
#include "model/store.h"

/* The sample, by its CRO; dir is made and the caller's until quarter_close(). */
struct store *quarter_open(char **dir);
void quarter_close(struct store *s, char *dir);
void quarter_as(struct store *s, const char *login);
extern const struct rollup_scope quarter_scope; /* 2026-Q4, six quotes, for the cro */
struct rollup quarter_load(struct store *s, enum rollup_audience audience);
struct buf quarter_write(struct store *s, const struct rollup *r, enum report_format format);
/* Sheets of a workbook behind each other, its strings last; appended. */
void quarter_unzip(const char *dir, const struct buf *book, struct buf *out);
/* The number a string of those has; -1 none. */
int quarter_shared_place(const char *xml, const char *word);
#endif
