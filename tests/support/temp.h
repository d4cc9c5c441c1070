#ifndef TESTS_SUPPORT_TEMP_H
#define TESTS_SUPPORT_TEMP_H
/* Throw-away directories. */

/* A new empty directory, mode 0700, whose name holds hint; the caller frees the name. Ends the process on failure. */
char *temp_dir(const char *hint);
/* DIR/NAME; the caller frees it. */
char *temp_path(const char *dir, const char *name);
/* Removes the directory with all that is in it. */
void temp_remove(const char *dir);
#endif
