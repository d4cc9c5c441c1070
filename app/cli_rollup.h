#ifndef APP_CLI_ROLLUP_H
#define APP_CLI_ROLLUP_H
/* `report` of a quarter: printed, written, published, listed, verified. */
#include "model/store.h"

#include <stdbool.h>

struct json;
struct words;
/* Whether the word behind `report` names a quarter. */
bool cli_is_quarter(struct store *s, const char *word);
int cli_report_quarter(struct store *s, const char *quarter, struct words *w);
int cli_report_verify(struct store *s, struct words *w);
/* What was published, newest first: a line each; objects of the array that is open. 0, -1. */
int cli_print_published(struct store *s, struct err *err);
int cli_json_published(struct store *s, struct json *j, struct err *err);
#endif
