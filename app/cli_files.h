#ifndef APP_CLI_FILES_H
#define APP_CLI_FILES_H
/* Subcommands that take files in and write them out. argv[0] is the command's own name; the exit status is returned. */
struct store;
int cli_import(struct store *s, int argc, char **argv);
int cli_export(struct store *s, int argc, char **argv);
#endif
