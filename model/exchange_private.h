#ifndef MODEL_EXCHANGE_PRIVATE_H
#define MODEL_EXCHANGE_PRIVATE_H
/* Shared by the files of the exchange record only. */
#include "model/exchange.h"

/* What fills a field in, of what the actor may see; appended, nothing where nothing says anything. 0 or -1. */
int exchange_prefill(struct store *s, const struct exchange *x, const struct exchange_field *f, struct buf *out,
		     struct err *err);
/* The words of a field as they are kept: lines of a list without their marks, keys of themes, one paragraph. ERR_USAGE says
 * what was found and where. */
int exchange_read_words(struct store *s, const struct exchange_fields *fields, const struct exchange_field *f,
			const char *text, struct buf *out, struct err *err);
/* The lines of the fixed layout, for a record of a deal and of a quarter. */
void exchange_put_head(const struct exchange_fields *f, struct buf *out);
void exchange_put_line(const char *label, const char *words, struct buf *out);
void exchange_put_field(const char *label, enum exchange_kind kind, const char *words, struct buf *out);
extern const struct sql exchange_source_sql[];
#endif
