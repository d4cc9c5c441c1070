#ifndef MODEL_REPORT_PRIVATE_H
#define MODEL_REPORT_PRIVATE_H
/* What the files of a report share. */
#include "model/report.h"

#include "model/history.h"

/* The formats (report_doc.c, report_data.c, report_sheet.c). */
void report_doc(struct store *s, const struct rollup *r, bool markdown, struct buf *out);
void report_csv(struct store *s, const struct rollup *r, struct buf *out);
void report_json(struct store *s, const struct rollup *r, struct buf *out);
int report_xlsx(struct store *s, const struct rollup *r, struct buf *out, struct err *err);
/* "Win/loss 2026-Q4 · all segments"; appended. */
void report_title(const struct rollup *r, struct buf *out);

/* ---- behind the numbers (report_subject.c) ---- */

struct recount {
	bool known, of_known;
	int64_t n, of, amount_minor;
};
/* Counted again out of those bytes; false: they are damaged. */
bool report_recount(const void *bytes, size_t len, enum figure_form form, struct recount *out);

/* A row of report_fact. */
struct report_fact {
	int64_t seq;
	char *key, *title, *value; /* owned; value: figure_say() */
	enum rollup_section section;
	enum figure_form form;
	int64_t n, of, amount_minor, currency;
	struct buf subjects;
	bool has_subjects, intact; /* intact: the digest fits */
};
int report_facts(struct store *s, int64_t report, struct report_fact **out, size_t *n, struct err *err);
void report_facts_done(struct report_fact *f, size_t n);
int report_facts_put(struct store *s, int64_t report, const struct rollup *r, struct err *err);
/* One line for each figure that differs, "won: 5 → 6", behind one that says so where the quarter of that name has other days
 * since; how many. Appended. */
size_t report_changes(struct store *s, const struct report *issue, const struct report_fact *was, size_t n, const struct rollup *is,
		      struct buf *out);

/* A file against the bytes that were published: hears what differs, line by line and number by number. How many. */
size_t report_compare(const struct report_fact *fact, size_t n, const char *frozen, size_t frozen_len, const char *bytes, size_t len,
		      int (*fn)(void *arg, const char *sentence), void *arg);

/* Its bytes. `intact` (may be NULL): they fit their digest. 1, 0, -1. */
int report_bytes(struct store *s, const struct report *r, struct buf *out, bool *intact, struct err *err);
/* The newest with kind, period, audience and segment of `of`; 1, 0, -1. */
int report_newest_of(struct store *s, const struct report *of, struct report *out, struct err *err);
int report_put(struct store *s, const struct report *r, enum report_format format, struct err *err);
int64_t report_group(struct store *s); /* the newest change, for as_of_grp */

/* ---- the file (report_file.c) ---- */

struct report_file {
	struct buf bytes;
	char *tmp; /* of what is not under its name yet; owned */
	int fd;    /* -1 none */
};
/* What stands at its path is an issue of ours, or nothing. ERR_OUTPUT. */
int report_file_check(struct store *s, const struct report *r, struct err *err);
/* The bytes whole on disk, before the COMMIT, under no name yet. */
int report_file_make(struct store *s, const struct report *r, struct report_file *f, struct err *err);
/* After it: under its name, or gone where `rc` tells a failure, which is answered. */
int report_file_end(struct store *s, const struct report *r, struct report_file *f, int rc, struct err *err);
/* The file of the newest issue of that kind, period, audience and segment, where a kill came before it had its name, or an older
 * one took it from it. 1: it was put there, 0 there was nothing to do, -1. */
int report_file_settle(struct store *s, const struct report *of, struct err *err);
extern const struct sql report_subject_sql[], report_file_sql[];
#endif
