#ifndef SCREENS_DEBRIEF_ROW_H
#define SCREENS_DEBRIEF_ROW_H
/* The structured rows of the debrief screen as they are typed: a row is a few short cells, each kept like every typed
 * text (pad.h), written to the database as one when it is noted. Drafts of cells: kind SUBJECT_ITEM, subject the form,
 * field "promise.owner", item the id the row has or will have, layer the question it was opened at. */
#include "model/item.h"
#include "screens/pad.h"
#include "screens/screen.h"

enum cell { CELL_NONE, CELL_TEXT, CELL_ATTR, CELL_OWNER, CELL_DUE, CELL_SAID, CELL_HOW, CELL_COUNT };
enum { CELLS_MAX = 5 };

/* ROW_NOTED: to be handed over behind the paint; ROW_GOING: on its way into the database; ROW_STANDS: it is there, and
 * not read from there yet; ROW_WAITING: noted while the file was in use or full, tick() notes it again. */
enum row_way { ROW_TYPED, ROW_NOTED, ROW_GOING, ROW_STANDS, ROW_WAITING };

/* A row that is being typed, or was and is not in the database yet. */
struct row {
	struct row *next;
	enum item_kind kind;
	int64_t id;
	int question;       /* at which it was opened */
	bool is_new;
	enum row_way way;
	bool is_again;      /* it waited, and nothing was typed since: the same save once more */
	struct item noted;  /* as it was noted, unless it is only typed */
	struct flight *going;
	int noted_in;       /* the question where the cursor was then, and the version of its words */
	uint64_t noted_at;
	uint64_t turn;      /* how many were noted before it in this call, and itself */
	bool told_failed;   /* a save with this request failed; it may stand all the same */
	bool is_removed;    /* somebody took the row away since it was read: noted again it is a new one */
	bool is_stale;      /* its draft was found, and the row was written since that was begun */
	struct item base;   /* as it was read; of a new one empty */
	struct item theirs; /* as it stood when somebody else was found to have changed it; id 0: nobody was */
	size_t n, at;       /* cells, the one that is typed in */
	struct pad cell[CELLS_MAX];
	unsigned char request[16];
};

/* Which cells a kind has, ended by CELL_NONE. */
const enum cell *row_cells(enum item_kind kind);
enum cell row_cell(const struct row *r, size_t i);
/* "what was promised": in an empty cell. */
const char *row_cell_label(enum item_kind kind, enum cell c);
/* What a cell takes: "2026-12-22, 2027-Q2, 30 days, friday". */
void row_cell_help(enum item_kind kind, enum cell c, struct buf *out);
/* What the typed beginning stands for (owner, kind), or "" : appended. */
void row_completion(struct store *s, const struct row *r, size_t i, struct buf *out);
/* Puts what is meant in the place of what was typed, where that is clear. */
void row_complete(struct store *s, struct row *r, size_t i, int64_t mono_ms);
/* 0 where what is typed in a cell can be read; -1 with the sentence. */
int row_understands(struct store *s, const struct row *r, size_t i, struct err *err);
/* The cell is empty, as if nothing had been typed in it. */
void row_clear(struct store *s, struct row *r, size_t i);
bool row_is_empty(const struct row *r);
/* No cell says anything else than the database. */
bool row_is_stored(const struct row *r);
/* Cell as words: of a stored row. Appended. */
void row_words(struct store *s, const struct item *it, enum cell c, struct buf *out);

/* A row with its cells filled from `it`, or a new one (NULL) of that id (item_new_id). */
struct row *row_new(struct store *s, int64_t form, enum item_kind kind, int question, const struct item *it, int64_t id);
void row_free(struct row *r);
/* Noted, and not known to have failed; noted, and the file was in use or full. */
bool row_is_noted(const struct row *r);
bool row_waits(const struct row *r);
int row_keep(struct store *s, struct row *r, int64_t live_ms, struct err *err);
int64_t row_wait(const struct store *s, const struct row *r, int64_t mono_ms, int64_t retry_ms);
/* Writes it; its drafts go after the COMMIT. ERR_INPUT: r->at is the cell that is not understood. *conflict: somebody
 * else changed the same field; nothing was written, and it is asked again at the next save unless row_insist() came. */
int row_store(struct store *s, struct row *r, int64_t form, int64_t deal, bool *conflict, struct err *err);
/* What its cells say, into *it, which is to be item_done(). ERR_INPUT: r->at is the cell that is not understood. */
int row_read(struct store *s, struct row *r, int64_t form, int64_t deal, struct item *it, struct err *err);
/* After a save that was refused: whether somebody else changed the same field, which r->theirs shows then. What is said
 * of a row that was taken away names the key that keeps the words. */
bool row_look_why(struct store *s, struct row *r, struct err *e);
/* Whether it can be stored without another look at what stands there. */
bool row_may_go_behind(const struct row *r);
/* Stores it as it was noted behind the keys (model/draft_writer.h); false: row_store() is to be used. */
bool row_store_behind(struct store *s, struct row *r, int64_t live_ms);
/* 1 still on its way, 0 it stands, -1 as row_store(). Asked while it is ROW_GOING. */
int row_came(struct store *s, struct row *r, bool *conflict, struct err *err);
/* After a conflict: what is typed here is wanted, over what was shown. The cells that were not typed in are theirs. */
void row_insist(struct store *s, struct row *r);
/* The words are not wanted any more. */
void row_forget(struct store *s, struct row *r);
/* A draft found at the start: into its row, which is made where there is none yet. */
int row_restore(struct store *s, struct row **rows, const struct draft *d, struct err *err);
#endif
