#ifndef MODEL_MORNING_H
#define MODEL_MORNING_H
/* Texts for people who read mail before they open a program: the open handoffs as they stand, and the CEO's daily line.
 * Plain text, made safe for a line, of what the actor may see; screens.md, "The morning"; the handoff SOP, step 3. */
#include "model/buf.h"
#include "model/store.h"

/* The open handoffs by time to breach with deal numbers, wall and working time of what is late, what was told since that
 * moment, what waits to be sent. *late (may be NULL) gets how many are late. Appended. */
int morning_text(struct store *s, int64_t since_ms, struct buf *out, size_t *late, struct err *err);
/* Since the same time of day on the business day before. */
int64_t morning_since(const struct store *s);
/* The deals won on that day under one heading, each a line of the template "daily"; *n of them. */
int daily_text(struct store *s, int64_t day, struct buf *out, size_t *n, struct err *err);
extern const struct sql morning_sql[];
#endif
