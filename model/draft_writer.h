#ifndef MODEL_DRAFT_WRITER_H
#define MODEL_DRAFT_WRITER_H
/* Writes drafts behind the keys and stores answers that were left, in a thread of its own: a durable write may take
 * 100 ms, a letter may not.
 *
 * The drafts file has one connection, which belongs to the thread while a draft is on its way and to the caller else.
 * Every function of model/draft.h waits first until nothing is on its way (drafts_open() does it for them), so what the
 * caller drops or reads is never behind what was handed over before. */
#include "model/draft.h"

/* A draft on its way. The caller holds it until flight_free(). */
struct flight;
enum flight_state { FLIGHT_ON_ITS_WAY, FLIGHT_WRITTEN, FLIGHT_FAILED };

/* From now on drafts of this store can be handed over; the thread starts with the first. Where none can be had, all
 * are written where they are made, as without this. store_close() ends it. */
void draft_writer_open(struct store *s);
/* Writes what waits and ends the thread. */
void draft_writer_close(struct store *s);
/* Readable when a draft that was handed over is written or failed; draft_writer_heard() empties it. -1: no writer. */
int draft_writer_fd(const struct store *s);
void draft_writer_heard(struct store *s);

/* What no draft holds yet: how many characters, and when the first of them came (monotonic; NO_KEY none, -1 long ago). */
#define NO_KEY INT64_MAX
struct fresh {
	size_t chars;
	int64_t from_ms;
};
/* All of that which is on its way, of whichever fields. s may be NULL: none. */
struct fresh draft_writer_fresh(const struct store *s);

/* Hands a copy over, in the order of calls. One of the same field that waits and was not begun is replaced: its flight
 * fails. NULL: nothing is taken (no writer, or it is paused), draft_write() is to be used. */
struct flight *draft_writer_put(struct store *s, const struct draft *d, const struct fresh *fresh);
enum flight_state flight_state(const struct flight *f);
void flight_free(struct flight *f); /* the draft is written all the same; NULL is allowed */

/* What a draft holds goes into the database behind the keys too: draft_store() with `save`, in the order of calls. The
 * database is lent to the thread until then (db_lend()). */
struct behind {
	int (*save)(struct store *s, const struct draft *d, void *arg, int64_t *rev, struct err *err); /* in the thread */
	const void *arg; /* copied */
	size_t size;
	bool is_hasty;     /* no waiting for a lock (db_patience()): it is tried again anyway */
	bool is_undrafted; /* there is no draft that belongs to it: `save` alone */
};
/* NULL: nothing is taken, as with draft_writer_put(). */
struct flight *draft_writer_store(struct store *s, const struct draft *d, const struct behind *how);
/* What save gave, of a flight that came to its end; err may be NULL. */
int64_t flight_rev(const struct flight *f);
void flight_error(const struct flight *f, struct err *err);

bool draft_writer_is_busy(const struct store *s);
/* Waits until nothing is on its way: as long as draft_write() would have taken. */
void draft_writer_rest(struct store *s);
/* Paused it takes nothing and nothing is on its way: for the last chance to keep, and before another program runs. */
void draft_writer_pause(struct store *s, bool on);
bool draft_writer_is_paused(const struct store *s);
#endif
