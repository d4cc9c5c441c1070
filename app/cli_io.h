#ifndef APP_CLI_IO_H
#define APP_CLI_IO_H
/* What every subcommand says: results on standard output, everything else on standard error, data made visible. */
#include "model/err.h"

#include <stdbool.h>
#include <stdio.h>

/* As printf; what is filled in passes text_visible(), so that no byte of data commands a terminal. Line breaks are those
 * of fmt: one in the data is shown as a sign, for it would forge a line. */
void cli_say(FILE *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The same for results: only where `to` is a terminal; a pipe gets the bytes as they are. */
void cli_print(FILE *to, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Data as the cell of a table: padded with blanks to that many columns. */
void cli_cell(FILE *to, const char *text, int cols);
/* Says the error on standard error; its exit status. */
int cli_fail(const struct err *err);
/* A question on the terminal, answered by y: false for anything else and where there is no terminal. */
bool cli_ask(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
#endif
