#ifndef TESTS_MODEL_IMPORTS_H
#define TESTS_MODEL_IMPORTS_H
/* A store in memory and files to import into it, for the tests of import and export. */
#include "model/export.h"
#include "model/import.h"
#include "model/import_all.h"

struct imports {
	struct store *s;
	char dir[64];
	struct import_options opt; /* kind and path are set by the calls */
	struct import_result last;
	struct buf notes, refused, changed; /* what the last import said, one a line */
	struct buf told;                    /* the refused ones as people read them */
};

/* Acts as ann, the admin. */
void imports_open(struct imports *t);
void imports_close(struct imports *t);
/* Writes a file below the directory; its path is good until the next call. */
const char *imports_file(struct imports *t, const char *name, const char *body);
const char *imports_path(struct imports *t, const char *name);
/* Imports a file of the directory (or an absolute one); the result is in t->last. Returns what import_run() did. */
int imports_run(struct imports *t, const char *kind, const char *name, struct err *err);
/* The same with this body; asserts that it went and what the counts are. */
void imports_expect(struct imports *t, const char *kind, const char *body, int added, int updated, int unchanged,
		    int refused);
/* A file of every table; what is refused stands in t->told, and `tell` gets t. */
int imports_all(struct imports *t, const char *lines, void (*tell)(void *arg, const struct import_all_table *table),
		struct import_result *r, struct err *err);
/* The bytes of an export, which the caller frees; asserts that it went. */
char *imports_export(struct imports *t, const struct export_options *opt);
char *imports_export_of(struct imports *t, struct store *s, const struct export_options *opt); /* of another store */
/* The text of a field of the deal with that external id ("" when absent). Good until the next call. */
const char *imports_field(struct imports *t, const char *ext, const char *field);
int64_t imports_deal(struct imports *t, const char *ext);
/* Sets a field as ann does it in a form. */
void imports_edit(struct imports *t, const char *ext, const char *field, const char *text);
/* Moves the deal, with all that its transition asks for. */
void imports_move(struct imports *t, const char *ext, int stage);
/* Whether the words stand in notes, refused or changed. */
bool imports_said(const struct buf *b, const char *words);
/* The number that a statement (a literal) gives. */
int64_t imports_count(struct imports *t, const char *sql);
/* The folder ../shared with the data of other programs, or NULL, said loudly. */
const char *imports_shared(void);
#endif
