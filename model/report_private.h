#ifndef MODEL_REPORT_PRIVATE_H
#define MODEL_REPORT_PRIVATE_H
/* What the files of a report share. */
#include "model/report.h"

/* The formats (report_doc.c, report_data.c, report_sheet.c). */
void report_doc(struct store *s, const struct rollup *r, bool markdown, struct buf *out);
void report_csv(struct store *s, const struct rollup *r, struct buf *out);
void report_json(struct store *s, const struct rollup *r, struct buf *out);
int report_xlsx(struct store *s, const struct rollup *r, struct buf *out, struct err *err);
/* "Win/loss 2026-Q4 · all segments"; appended. */
void report_title(const struct rollup *r, struct buf *out);
/* "proposed". */
const char *report_refinement_state(int state);
#endif
