#ifndef TESTS_MODEL_WON_H
#define TESTS_MODEL_WON_H
/* A store in memory with four members and one won deal, for the tests of what follows a win. */
#include "model/debrief.h"
#include "model/item.h"

struct won {
	struct store *s;
	int64_t deal, form;
	int64_t mira, priya; /* the ae and the csm of the deal */
};
/* `arr`: of the deal, in dollars; NULL none. Acts as priya (csm) afterwards. Members: dana (admin, cro), mira (ae),
 * priya (csm), max (csm_manager), jo (ae of nothing), ana (analyst), rex (readonly). */
void won_open(struct won *w, const char *arr);
/* The same in a file. */
void won_open_at(struct won *w, const char *arr, const char *path);
void won_close(struct won *w);
void won_as(struct won *w, const char *login);
/* Live answers to all seven, as priya. */
void won_answer_all(struct won *w);
/* How many sentences are missing; the text is put into out (may be NULL). */
size_t won_missing(struct won *w, struct buf *out);
/* The text takes the place of the field's, which is freed. */
void won_put(char **field, const char *text);
/* A row of that kind with its words, saved by the actor; the row as it stands; saving it over what was read. */
struct item won_add(struct won *w, enum item_kind kind, const char *text);
struct item won_row(struct won *w, int64_t id);
void won_save(struct won *w, const struct item *base, struct item *it);
/* One field of the packet as typed; of rows one row more. */
void won_packet_set(struct won *w, const char *key, const char *words);
/* One step of the debrief's. */
void won_undo(struct won *w);
void won_redo(struct won *w);
/* Sums, search and the chain of history fit. */
void won_sound(struct won *w);
#endif
