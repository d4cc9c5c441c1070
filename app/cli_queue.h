#ifndef APP_CLI_QUEUE_H
#define APP_CLI_QUEUE_H
/* due --handoffs and --overrides, for due itself. */
#include <stdint.h>

struct store;
/* The words of due with --handoffs among them; the exit status, 1 where a handoff shown is late. */
int cli_due_handoffs(struct store *s, int argc, char **argv);
/* --morning (status 1 where a handoff is late) and --daily, with their own words. */
int cli_due_text(struct store *s, int argc, char **argv);
/* The same with --overrides: gates that somebody went over. */
int cli_due_overrides(struct store *s, int argc, char **argv);
/* "24h", "3d", "90m" in ms; -1: none of these. */
int cli_span(const char *text, int64_t *ms);
#endif
