#ifndef APP_CLI_FILES_H
#define APP_CLI_FILES_H
/* Subcommands that take files in and write them out. argv[0] is the command's own name; the exit status is returned. */
struct store;
int cli_import(struct store *s, int argc, char **argv);
int cli_erase(struct store *s, int argc, char **argv);
int cli_export(struct store *s, int argc, char **argv);

/* One file each. A project's codes are of one coder, its texts of interviews by their names or of that one; NULL: not
 * said. */
struct import_options;
struct cli_coded {
	const char *interview, *coder;
};
int cli_import_transcript(struct store *s, const struct import_options *opt, const char *interview, const char *path);
int cli_import_notes(struct store *s, const struct import_options *opt, const char *path);
int cli_import_all(struct store *s, const struct import_options *opt, const char *path);
int cli_import_actions(struct store *s, const struct import_options *opt, const char *path);
int cli_import_members(struct store *s, const struct import_options *opt, const char *path);
int cli_import_taxonomy(struct store *s, const struct import_options *opt, const char *path);
int cli_import_codes(struct store *s, const struct import_options *opt, const struct cli_coded *coded, const char *path);
#endif
