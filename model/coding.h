#ifndef MODEL_CODING_H
#define MODEL_CODING_H
/* Coding: which words of a note speak of which theme, by a named coder in a pass of his own, with one version of the
 * taxonomy. Coders are blind to each other: the codes of another's pass are seen only when both passes are closed and
 * released, on every path (screen, search, count, export, history); coding_pass_is_seen() is that rule.
 * Source: domain.md, "Interviews"; S3-17, S3-28 … S3-32. */
#include "model/interview_note.h"
#include "model/taxonomy.h"

/* All stored; never renumbered. */
enum coding_layer { LAYER_CODER, LAYER_SETTLED };
enum code_driver { DRIVER_NONE, DRIVER_WIN, DRIVER_LOSS };
enum code_state { CODE_GOOD, CODE_MOVED, CODE_LOST }; /* moved: found again in a later version by its quote; shown for review */

struct coding_pass {
	int64_t id, interview, coder, taxonomy, layer;
	int64_t opened_at, closed_at, released_at; /* 0: not yet */
	int64_t rev, gone;
};
struct code {
	int64_t id, pass, note, text_id; /* text_id: the version its offsets count in */
	int64_t start_cp, end_cp;        /* code points, end exclusive; end -1: the whole note */
	unsigned char span_sha[32];      /* SHA-256 of the words' bytes */
	int64_t theme, driver, state, made_at, rev, gone;
	char *memo;                      /* owned */
};
void code_done(struct code *c);
void codes_done(struct code *codes, size_t n);
/* The actor's own pass of an interview with the newest taxonomy, begun when there is none. ERR_REFUSED: not validated. */
int coding_pass_need(struct store *s, int64_t interview, struct coding_pass *out, struct err *err);
/* Every pass of an interview the actor may see as a pass (who codes it), not its codes. */
int coding_passes(struct store *s, int64_t interview, struct coding_pass **out, size_t *n, struct err *err);
/* Whether the actor may see the codes of that pass: his own, or released together with those of all who code it. */
bool coding_pass_is_seen(struct store *s, const struct coding_pass *p);
/* The codes of a pass, by note and place. ERR_ROLE where they are not to be seen. */
int codes_of(struct store *s, int64_t pass, struct code **out, size_t *n, struct err *err);
extern const struct record_ops coding_pass_ops, pass_note_ops, code_ops, assignment_ops;
extern const struct sql coding_sql[];
#endif
