#ifndef TESTS_FAULTS_BAD_TEXT_H
#define TESTS_FAULTS_BAD_TEXT_H
/* Text that tries to command a terminal, put into every field of a database; and the judge of what a terminal got.
 *
 * One world is filled twice from one seed: RAW holds the bytes, SHOWN what should be seen of them. The program must
 * paint the same bytes for both: whatever it sends for the second is its own, for no text there commands anything. */
#include "tests/support/prop.h"

#include <stdbool.h>
#include <stddef.h>

enum bad_form {
	BAD_RAW,
	BAD_SHOWN, /* escapes, a line break as ⏎ */
	BAD_LINES, /* escapes, a line break left: for texts that are shown on many lines */
};

/* The next text: a mark of four ASCII letters that no other text of the seed has, then every kind of promise P23 in
 * turn, or a mixture. Appended, without NUL. `number` counts the texts. */
void bad_text_next(struct prop *p, long number, enum bad_form form, struct buf *out);
enum { BAD_MARK_MAX = 62 * 62 * 62 };
/* Adds the numbers of all marks that stand in the text to a set of BAD_MARK_MAX flags; how many were new. */
long bad_text_marks(const char *text, size_t len, bool *seen);

/* Puts a text into every text field of the database in the folder (world.db and its drafts) that a person could have
 * filled. Each begins with something of its own, for some must differ; has_lines: people write it on many lines.
 * Returns how many; -1 with a sentence on standard error. A text column
 * of the schema that this knows nothing of is an error too. */
struct filler {
	void (*make)(void *arg, long number, bool has_lines, struct buf *out);
	void *arg;
	void (*make_draft)(void *arg, long number, bool has_lines, struct buf *out); /* NULL: as make */
};
long fill_texts(const char *folder, const struct filler *filler);
/* With bad texts. shown: their visible form, in which texts of many lines keep their line breaks. */
long bad_fill(const char *folder, bool shown, struct prop *p);

/* The same for what comes in as files: titles of stages, criteria, questions and clocks, through the command of the
 * configuration (0, or what it ended with); a file bad.csv of deals that is refused in part. */
int bad_config(const char *folder, bool shown, uint64_t seed);
void bad_import(const char *folder, uint64_t seed);
void bad_file(const char *folder, const char *name, const struct buf *text);

/* What a terminal got. `screen`: sequences of a full-screen program are its own; else only line ends are. Returns
 * where the first byte stands that is neither that nor a visible character, or len. */
size_t bad_byte(const char *bytes, size_t len, bool screen);
#endif
