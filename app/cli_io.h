#ifndef APP_CLI_IO_H
#define APP_CLI_IO_H
/* What every subcommand says: results on standard output, everything else on standard error, data made visible. */
#include "model/err.h"

#include <stdbool.h>
#include <stdio.h>

/* As printf; the whole text passes text_visible() (line breaks stay), so that no byte of data commands a terminal. */
void cli_say(FILE *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Says the error on standard error; its exit status. */
int cli_fail(const struct err *err);
/* A question on the terminal, answered by y: false for anything else and where there is no terminal. */
bool cli_ask(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
#endif
