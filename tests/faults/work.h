#ifndef TESTS_FAULTS_WORK_H
#define TESTS_FAULTS_WORK_H
/* What a team does in the model, as workflows of steps: a step is one act that is told done when it returns 0. Faults
 * are put between and into the steps. A new kind of save adds its workflow to work.c, or its steps to a file
 * beside it. */
#include "model/buf.h"
#include "model/store.h"

#include <stdint.h>

struct work {
	struct store *s;
	char *dir, *path;   /* DIR/a.db */
	char *drafts_path;
	int64_t open_deal, won_deal, form;
	int64_t interview;  /* a validated one with three notes, of a deal that was lost */
	int64_t row;        /* of the rows beside an answer, made by a step */
	int64_t import, action;
	unsigned char request[16];
	uint64_t seed;      /* two stores at once must not draw the same request ids */
};

struct workflow {
	const char *name;
	int steps;
	/* Step i, from 0. Doing it again after it failed is harmless. 0: done and told so; -1: err says why. */
	int (*step)(struct work *w, int i, struct err *err);
	/* A query that gives 1 once all of it stands in the database. */
	struct sql proof;
	/* What somebody typed before it: field of the draft that the workflow stores; NULL: none of its own. */
	const char *typed;
};
/* Ends with a row without a name. */
extern const struct workflow workflows[];

/* The steps around interviews (work_interview.c, work_coding.c, work_programme.c). */
int work_interview(struct work *w, int i, struct err *err);
int work_assign(struct work *w, int i, struct err *err);
int work_code(struct work *w, int i, struct err *err);
int work_taxonomy(struct work *w, int i, struct err *err);
int work_merge(struct work *w, int i, struct err *err);
int work_programme(struct work *w, int i, struct err *err);
int work_refine(struct work *w, int i, struct err *err);
int work_report(struct work *w, int i, struct err *err);
int work_exchange(struct work *w, int i, struct err *err);
/* Validated, of that deal, with three notes: its id, or -1. */
int64_t work_interviewed(struct work *w, int64_t deal, struct err *err);

/* From then on that member does the steps. Ends the process when it cannot. */
void work_as(struct work *w, const char *login);

/* Makes the base in a new folder: members, an open deal, a won one with its debrief, two lost ones, an interview
 * of one of them, a drafts file. Ends the process when it cannot. The store is closed again. */
void work_make(struct work *w);
/* The same records in another folder whose files are there already; and in a new one with a copy of every file. The
 * store is closed. */
void work_place(struct work *w, const struct work *base, const char *dir);
void work_copy(struct work *w, const struct work *base, const char *name);
/* Forgets where it was; work_remove() closes the store and takes the folder away as well. */
void work_done(struct work *w);
void work_remove(struct work *w);
/* Opens the store as the program does, on a told clock that stands still. 0 or -1. */
int work_open(struct work *w, struct err *err);
void work_close(struct work *w);

/* Sums over every row of every table, whatever their order: equal for equal contents. */
struct work_sum {
	uint64_t store, drafts;
};
struct work_sum work_sum(struct work *w);
/* "deal 2, event 7, …": how many rows each table of the store holds. Appended. */
void work_count(struct work *w, struct buf *out);
#endif
