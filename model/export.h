#ifndef MODEL_EXPORT_H
#define MODEL_EXPORT_H
/* Export of deals, contacts, open handoffs, debriefs, their answers, promises and risks, actions, clocks and history as CSV, JSON or
 * XLSX: stable columns, one header row, values as import takes them back. What the actor may not see is absent: rows by the predicate of deals, columns by their
 * class. Source: commands.md, "Export" and "Fields". */
#include "model/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum export_format {
	EXPORT_CSV,
	EXPORT_JSON,
	EXPORT_XLSX,
	EXPORT_QDC, /* the taxonomy alone: a codebook of the REFI-QDA exchange */
};

struct export_options {
	const char *kind;
	const char *name; /* of one contact, of that kind alone */
	enum export_format format;
	const char *quarter;	 /* "2026-Q4": of the deal's close; NULL all */
	const char *since;	 /* a day: deals written, clocks running, history made since then; NULL all */
	const char *columns;	 /* A,B in this order; NULL all */
	const char *path;	 /* NULL or "-": standard output */
	char delimiter, decimal; /* 0: comma and point */
	bool raw, wide;
	bool lines; /* JSON Lines of many tables; export_run() sets it */
	void (*note)(void *arg, const char *sentence); /* what of it was kept back; may be NULL */
	void *arg;
	const int64_t *only; /* deals and handoffs: these alone, ids in ascending order; NULL all */
	size_t n_only;
};

/* The kinds there are, from 0; NULL behind the last. All in words; appended. */
const char *export_kind_name(size_t i);
struct buf;
void export_kinds_format(const char *between, const char *last, struct buf *out);
/* *rows: how many were written, without the header. -1: ERR_USAGE, ERR_INPUT, ERR_ROLE, ERR_OUTPUT; a file that was
 * there is as it was. A closed pipe is told by *closed and is no error. */
int export_run(struct store *s, const struct export_options *opt, int64_t *rows, bool *closed, struct err *err);
#endif
