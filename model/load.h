#ifndef MODEL_LOAD_H
#define MODEL_LOAD_H
/* The bulk path into the tables of deals: companies and words by hash in memory, one prepared insert, totals gathered
 * and added at the end, indexes built after the rows where that is quicker. It shares the row, its checksum and the
 * totals with deal.c (deal_private.h). Source: performance.md, F7 and "What follows", 4. */
#include "model/deal.h"

#include <stdbool.h>

struct load;

/* Outside any transaction: foreign keys off, sorting in files and with a second processor, what is freed given back at
 * once; and back as opened. */
int load_begin(struct store *s, struct err *err);
void load_end(struct store *s);

/* Inside the transaction. `late_indexes`: where no deal is there yet, all indexes of deals are dropped and built by
 * load_finish(). */
int load_new(struct load **out, struct store *s, bool late_indexes, struct err *err);
/* While rows come: those indexes that no row is looked up by are built late from here on. For a load that turned out
 * to bring more new rows than there are. */
int load_drop_indexes(struct load *l, struct err *err);
/* Totals, search words of new companies, indexes, and the proof of the foreign keys. */
int load_finish(struct load *l, struct err *err);
void load_free(struct load *l);
bool load_is_empty(const struct load *l); /* no deal was there when it began */

/* Ids for names, made when missing. -1 on error. The unnamed company ("") stands for a company that is not known. */
int64_t load_company(struct load *l, const char *name, size_t len, struct err *err);
int64_t load_member(struct load *l, const char *name, size_t len, struct err *err);
int64_t load_word(struct load *l, const char *kind, const char *word, size_t len, struct err *err);

/* Inserts d (texts borrowed; company, stage_at set), which gets its id; sort_at is computed here. */
int load_deal(struct load *l, struct deal *d, struct err *err);
/* +1 or -1 in the gathered totals. */
void load_count(struct load *l, const struct deal *d, int sign);
extern const struct sql load_sql[];
#endif
