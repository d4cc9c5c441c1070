#ifndef MODEL_STAGE_H
#define MODEL_STAGE_H
/* Stages of a deal and their criteria as data (M1): assets/stages.ini, kept versioned in the database. The shipped
 * list is the "Sales Process SOP"; domain.md, "Deals and stages", decides what a move asks for. Pure. */
#include "model/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Stored numbers of the shipped stages, never used again for another one. A team may add open stages with further
 * numbers; won and lost are always there, with these. */
enum stage_id {
	STAGE_NONE,
	STAGE_PROSPECTING,
	STAGE_DISCOVERY,
	STAGE_SOLUTION,
	STAGE_PROPOSAL,
	STAGE_NEGOTIATION,
	STAGE_WON,
	STAGE_LOST,
};

/* Stored. Won and lost are stage and outcome together; stalled and delayed keep their stage. */
enum outcome { OUTCOME_NONE, OUTCOME_WON, OUTCOME_LOST, OUTCOME_STALLED, OUTCOME_DELAYED, OUTCOME_COUNT };
const char *outcome_key(enum outcome o); /* "none", "won" … */
int outcome_find(const char *word);	 /* any case; "" and "active" are none; -1 unknown */

/* One criterion. Under two stages (an exit of one, an entry of the next) it is one item with one key. */
struct stage_item {
	const char *key;  /* kept in deal_check.item; never reused for another meaning */
	const char *text; /* "Demo scheduled" */
};

struct stage_items {
	const struct stage_item *const *item;
	size_t n;
};

struct stage {
	int id;
	const char *key;	 /* "solution" */
	const char *title;	 /* "Solution design" */
	const char *short_title; /* "Solution": column heads */
	int max_days;		 /* older than this in the stage is stale; 0: never */
	int probability_bp;	 /* of a deal in this stage unless set on the deal */
	struct stage_items entry, exit;
	struct stage_items documents;  /* what is to be written down here; shown, asked for by no gate */
	struct stage_items activities; /* what is done here, in order; key is "1", "2" … */
};
struct stages;
#define STAGE_ITEMS_MAX 32 /* the most that one move may ask for; the checker sees to it */

/* ERR_CONFIG names line and reason: a number or key twice, one item key with two texts, no won or lost stage … */
int stages_parse(struct stages **out, const char *ini, size_t len, struct err *err);
void stages_free(struct stages *s);

/* In the order of the board (won and lost last). */
size_t stages_count(const struct stages *s);
const struct stage *stage_at(const struct stages *s, size_t i);
const struct stage *stage_get(const struct stages *s, int id); /* NULL: no such */
/* By key, title, short title or alias, any case, `-`, `_` and blanks alike ("Closed Won" is won). NULL: no such. */
const struct stage *stage_find(const struct stages *s, const char *word);
/* Position on the board, -1 unknown. */
int stage_position(const struct stages *s, int id);
bool stage_is_closed(int id);
/* "expected prospecting, discovery, …": ERR_INPUT for a word that stage_find() does not know. Returns -1. */
int stage_unknown(const struct stages *s, const char *word, struct err *err);

const struct stage_item *stage_item_find(const struct stages *s, const char *key);
/* By key, or by its words in any case. */
const struct stage_item *stage_item_named(const struct stages *s, const char *word);

/* The items that moving from one stage to another asks for, each once: the exit items of every stage left (from the
 * first to the one before the target) and the entry items of the target. None going back, to lost, from a closed
 * stage (those ask a reason instead), or where from == to. Writes at most `max`; returns how many there are. */
size_t stage_items_to_move(const struct stages *s, int from, int to, const struct stage_item **out, size_t max);
#endif
