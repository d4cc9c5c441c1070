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
enum { DRIVER_BY_OUTCOME = -1 }; /* never stored: win of a deal that was won, loss of one that was lost */
enum code_state { CODE_GOOD, CODE_MOVED, CODE_LOST }; /* moved: found again in a later version by its quote; shown for review */

struct coding_pass {
	int64_t id, interview, coder, taxonomy, layer;
	int64_t opened_at, closed_at, released_at; /* 0: not yet */
	int64_t rev, gone;
	int64_t owner; /* of its deal, not stored here: for access */
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
const char *driver_key(int64_t driver); /* "", "win", "loss" */
int driver_find(const char *word);      /* any case; "" is none; -1 unknown */

/* ---- passes ---- */

/* The actor's own newest pass of an interview: 1, 0, -1. Nothing is written. */
int coding_pass_own(struct store *s, int64_t interview, struct coding_pass *out, struct err *err);
/* The actor's own pass that is open; else one with the newest taxonomy, begun when there is none. ERR_REFUSED: the
 * interview is not validated; ERR_ROLE. */
int coding_pass_need(struct store *s, int64_t interview, struct coding_pass *out, struct err *err);
int coding_pass_need_in(struct store *s, struct group *g, int64_t interview, struct coding_pass *out, struct err *err);
int coding_pass_get(struct store *s, int64_t id, struct coding_pass *out, struct err *err); /* 1, 0, -1 */
/* Every pass of an interview the actor may see as a pass (who codes it), not its codes. The caller frees. */
int coding_passes(struct store *s, int64_t interview, struct coding_pass **out, size_t *n, struct err *err);
/* Whether the actor may see the codes of that pass: his own, or released together with those of all who code it
 * (model/blind.h). */
bool coding_pass_is_seen(struct store *s, const struct coding_pass *p);
/* Whether codes may be written into it now: the actor's own, or of the settled layer, and open. ERR_ROLE, ERR_REFUSED. */
int coding_pass_may_write(struct store *s, const struct coding_pass *p, struct err *err);
/* What a pass has come to: notes of the interview, with a code, read without one, and neither. */
struct coding_left {
	int64_t notes, coded, read, left;
};
int coding_pass_left(struct store *s, const struct coding_pass *p, struct coding_left *out, struct err *err);
/* Closed it takes no more codes (undo opens it again); released, once all who code the interview have, others see it. */
int coding_pass_close(struct store *s, int64_t pass, struct err *err);
int coding_pass_release(struct store *s, int64_t pass, struct err *err);
int coding_pass_end_in(struct store *s, struct group *g, int64_t pass, bool releases, struct err *err); /* inside edit() */
/* The settled layer of an interview, made with that taxonomy where there is none. Inside edit(); model/settle.h. */
int coding_pass_settled_in(struct store *s, struct group *g, int64_t interview, int64_t taxonomy, struct coding_pass *out,
			   struct err *err);

/* ---- codes ---- */

/* The codes of a pass, by note and place. ERR_ROLE where they are not to be seen. */
int codes_of(struct store *s, int64_t pass, struct code **out, size_t *n, struct err *err);
/* A code of a pass that may be written: made (id 0), or theme, driver and memo changed. A new one takes the present text
 * of its note (text_id 0), and the same theme on the same words stands once: the row that is there then gets driver and
 * memo. Its span must stand inside the text at boundaries of clusters, its theme in the pass's taxonomy, offered there.
 * *c is the row as it stands afterwards; its memo is the caller's. */
int code_put(struct store *s, struct code *c, struct err *err);
int code_put_in(struct store *s, struct group *g, struct code *c, struct err *err); /* inside edit() */
int code_drop(struct store *s, int64_t id, struct err *err);
/* Every own code on a note that moved with a correction was looked at and stands; also in a pass that is closed, for the
 * words were corrected under it. *n: how many. */
int code_confirm(struct store *s, int64_t note, int64_t *n, struct err *err);
int code_drop_in(struct store *s, struct group *g, int64_t id, struct err *err);
int code_get(struct store *s, int64_t id, struct code *out, struct err *err); /* 1, 0 (also where it is not seen), -1 */
/* The titles of the themes with which the actor coded a note, a comma between two; appended, nothing where there is none. */
struct buf;
int code_own_titles(struct store *s, int64_t note, struct buf *out, struct err *err);
/* A correction of a note gave it another text: every code on it is looked for there by its words (model/span.h). Found it
 * is CODE_MOVED, else it stays with the old text as CODE_LOST. Inside edit(), after the note was written. */
int code_reanchor(struct store *s, struct group *g, int64_t note, int64_t old_text, int64_t new_text, struct err *err);
/* The same for every code of a note that stands on another text than the note's present one and is not lost. */
int code_follow(struct store *s, struct group *g, int64_t note, struct err *err);

/* ---- "read, no theme fits" ---- */
int pass_note_put(struct store *s, int64_t pass, int64_t note, bool read, struct err *err);
int pass_note_put_in(struct store *s, struct group *g, int64_t pass, int64_t note, bool read, struct err *err);
/* The notes that were read so in a pass that is seen, ascending. The caller frees. */
int pass_notes_of(struct store *s, int64_t pass, int64_t **notes, size_t *n, struct err *err);

/* ---- as another file has them (model/import_coded.c) ---- */

/* Each inside edit(), asking nobody's role: a pass of whoever it was, with its moments; of a validated interview. */
int coding_pass_take(struct store *s, struct group *g, struct coding_pass *p, struct err *err);
/* A code with its moment (made_at), also of a pass that is closed; its place and theme are looked at. The same theme on the same words
 * that stands there already: 1, and nothing is written. 0, -1. */
int code_take(struct store *s, struct group *g, const struct coding_pass *p, struct code *c, struct err *err);
int pass_note_take(struct store *s, struct group *g, const struct coding_pass *p, int64_t note, struct err *err);

/* ---- counts (pure) ---- */
struct code_count {
	int64_t theme, win, loss, none; /* of a root: with its sub-themes */
};
/* One for each theme of the taxonomy, in its order; codes whose words are lost count too. */
void code_count(const struct taxonomy *t, const struct code *codes, size_t n, struct code_count *out);
/* The next note behind `from` (an index; SIZE_MAX: from the first) that is neither coded nor read, or has a code that moved
 * with a correction, and round again; n: none. */
size_t coding_next(const struct interview_note *notes, size_t n, const struct code *codes, size_t n_codes,
		   const int64_t *read, size_t n_read, size_t from);

/* ---- which themes an interview counts for ---- */
/* Writes the rows of `presence` of an interview from the pass that counts: the settled one, else the first that was
 * closed and released, of a validated interview; none where there is none. Inside a transaction. Called whenever a pass,
 * a code or the state of an interview changes. */
int presence_write(struct store *s, int64_t interview, struct err *err);
/* Calls fn for each interview whose rows differ from what presence_write() would write. */
int presence_compare(struct store *s, int (*fn)(void *arg, int64_t interview), void *arg, struct err *err);

extern const struct record_ops coding_pass_ops, pass_note_ops, code_ops, assignment_ops;
extern const struct sql coding_sql[], code_sql[], pass_note_sql[], presence_sql[];
#endif
