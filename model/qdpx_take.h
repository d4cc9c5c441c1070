#ifndef MODEL_QDPX_TAKE_H
#define MODEL_QDPX_TAKE_H
/* What was coded in another program becomes codes in the actor's own pass. A text of the project is an interview here
 * by its name (I-12, an external id, a deal with one interview); codes are themes here by guid, key or title. Codes
 * are never written into the pass of somebody else: coders stay blind to each other (model/blind.h). */
#include "model/import.h"
#include "model/qdpx.h"

/* What became of a coding. Texts are borrowed for the call. */
struct qdpx_told {
	long line;			  /* in project.qde */
	const char *code, *quote, *coder; /* "" not said */
	int64_t interview, note;	  /* where it stands: the id, and the number of the first note; 0 nowhere */
	const char *reason;		  /* why it is refused; NULL: it is not */
};

struct qdpx_options {
	const char *interview; /* the one that all texts are of; NULL: by their names */
	const char *coder;     /* the user of the project whose codes they are; NULL: the only one, or the actor */
	bool dry_run;
	void (*told)(void *arg, const struct qdpx_told *t); /* of each coding that is read; may be NULL */
	void *arg;
};

/* In one step, which undo takes back: codings of that coder are read; added, or unchanged where the theme stands on
 * the words already, or refused with the reason. -1 (ERR_INPUT, ERR_USAGE, ERR_ROLE): nothing was written. */
int qdpx_take(struct store *s, const struct qdpx_project *p, const struct qdpx_options *opt,
	      struct import_counts *out, struct err *err);
#endif
