#ifndef MODEL_BULLETIN_PRIVATE_H
#define MODEL_BULLETIN_PRIVATE_H
/* How the tables of a regular report are filled: a row is begun, then its cells from left to right. */
#include "model/bulletin.h"
#include "model/metric_private.h"

void table_begin_row(struct bulletin_table *t, int64_t deal);
void table_put(struct bulletin_table *t, struct buf *words);
void table_put_text(struct bulletin_table *t, const char *text);
void table_put_int(struct bulletin_table *t, int64_t n);
void table_put_money(struct bulletin_table *t, struct store *s, struct metric_value *v);
void table_put_amount(struct bulletin_table *t, struct store *s, const struct meter_deal *d);
void table_put_day(struct bulletin_table *t, int64_t day);
void table_put_stage(struct bulletin_table *t, const struct store *s, int id);
void table_put_rate(struct bulletin_table *t, int64_t n, int64_t of);
bool table_begin_deal(struct meter *m, struct bulletin_table *t, int64_t deal);
void table_say_cut(struct bulletin_table *t, const struct cohort *c);
#endif
