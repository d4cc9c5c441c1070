#ifndef MODEL_IMPORT_H
#define MODEL_IMPORT_H
/* Import of deals and contacts from CSV: streaming, one transaction, all or nothing. Rows are matched by external id,
 * else by company, name and created; importing again is three-way, field by field. Source: commands.md, "CSV";
 * schema.md, "re-import"; domain.md, "Clocks" (deals that arrive closed are history).
 *
 * Three-way needs what the file said last. History has it: the value that a field had before its first edit since the
 * last import that wrote it. Added rows have no changes (they carry origin_import), changed rows have theirs in the
 * import's groups, and a field that was edited here to just what the file says now is noted there as said. */
#include "model/history.h"
#include "model/io/encoding.h"
#include "model/loose.h"

#include <stdbool.h>

struct import_counts {
	int64_t read, added, updated, unchanged, refused; /* read is the sum of the others */
};

struct import_progress {
	int64_t rows, done_bytes, size_bytes; /* size 0: not known */
	int64_t elapsed_ms;
};

/* What happens to a row, as it happens. Texts are borrowed for the call. */
struct import_refusal {
	int64_t line;
	int column;	  /* from 1; 0: the row as a whole */
	const char *name; /* of the column; "" */
	const char *reason;
};
/* "line 4, column 3 (amount): found …, expected …": appended. */
void import_refusal_format(const struct import_refusal *r, struct buf *out);
struct import_change {
	int64_t line, deal; /* deal 0: a contact */
	const char *field, *before, *after;
	const char *label; /* what a person calls the deal; NULL: of a contact */
};

/* An import that is a part of another, whose transaction, record and number it has. */
struct import_within {
	int64_t id;				  /* of the import */
	int64_t (*line)(void *arg, int64_t line); /* of the file that was named, of a line of the one that is read */
	void *arg;
	const char *beside; /* what the file of refused rows is called after: with .rejected.csv behind it */
	char *rejects; /* gets the file of refused rows of import_table_run(), NULL none; the caller's to free */
};

struct import_options {
	const char *kind;	  /* "deals", "contacts" */
	const char *path;	  /* "-": standard input */
	const char *as;		  /* what lists of imports call it; NULL: as the file */
	const char *preset;	  /* NULL: the one that fits */
	const char *map;	  /* FIELD=COLUMN,… */
	const char *const *joins; /* COLUMN=FILE:KEY:VALUE */
	size_t n_joins;
	const char *rejects; /* NULL: FILE.rejected.csv */
	enum encoding encoding;
	char delimiter; /* 0: found out */
	char decimal;	/* of amounts; 0: of the preset, else found out cell by cell */
	enum loose_dates dates;
	bool dry_run, strict, theirs, start_clocks, raw, keep_deleted;
	struct import_within *within; /* NULL: it is whole; else dry_run and strict are asked by who called */

	/* Any may be NULL. */
	/* False: stop; nothing is written then (ERR_REFUSED). */
	bool (*progress)(void *arg, const struct import_progress *p);
	void (*note)(void *arg, const char *sentence);
	void (*refused)(void *arg, const struct import_refusal *r);
	void (*changed)(void *arg, const struct import_change *c); /* a field of a row that was there; dry run too */
	void *arg;
};

struct import_result {
	int64_t id; /* of the import; 0: nothing was written */
	struct import_counts counts;
	int64_t conflicts; /* among the refused */
	bool rolled_back;  /* dry run, or strict with a refused row */
	char *rejects;	   /* the file of refused rows, NULL none; import_result_done() frees */
};
void import_result_done(struct import_result *r);

/* 0: done (see counts.refused); -1: nothing was written. */
int import_run(struct store *s, const struct import_options *opt, struct import_result *out, struct err *err);

/* The record of an import that was made; inside its transaction. */
struct import_record {
	int64_t id, grp; /* the group that stands for it */
	const char *kind, *path, *name, *preset;
	struct import_counts counts;
};
int import_record_put(struct store *s, const struct import_record *r, struct err *err);

struct import_row {
	int64_t id, at_ms, member, reverted_by;
	const char *kind, *name, *preset; /* borrowed for the call */
	struct import_counts counts;
};
/* Imports made, newest first. */
int import_each(struct store *s, int (*fn)(void *arg, const struct import_row *row), void *arg, struct err *err);

struct import_reverted {
	int64_t removed, restored, kept;
};
/* Takes a whole import back in one step: added rows go, changed rows get back what they had. Rows that were edited
 * since stay as they are: `kept` (may be NULL) is told each, with the reason (deal 0: a contact). ERR_REFUSED when it
 * was taken back before, ERR_INPUT when there is none. */
int import_revert(struct store *s, int64_t id, void (*kept)(void *arg, int64_t deal, const char *why), void *arg,
		  struct import_reverted *out, struct err *err);

/* Names of our own records for other programs: "wl-", the store, "-", a letter for the kind, the number; and back: 0 when
 * it is not one of ours. */
void global_name(const struct store *s, char letter, int64_t id, struct buf *out);
int64_t global_name_id(const struct store *s, char letter, const char *name);
/* "wl-0123456789abcdef-D12": the name of our own deal for other programs; and back: 0 when it is not one of ours. */
void deal_global_name(const struct store *s, int64_t deal, struct buf *out);
int64_t deal_from_global_name(const struct store *s, const char *name);

extern const struct sql import_sql[], import_list_sql[], import_contact_sql[];
#endif
