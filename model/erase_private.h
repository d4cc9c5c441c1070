#ifndef MODEL_ERASE_PRIVATE_H
#define MODEL_ERASE_PRIVATE_H
/* Shared by erase.c and erase_place.c only. */
#include "model/store.h"

/* Where words of people stand, each by id: how they are read and written, and how the row's checksum is made anew (the
 * row as `check` reads it; -1: it has none, as a written text, which loses the salt of its digest). */
struct erase_place {
	int read, write, row, sum; /* of erase_place_sql */
};
extern const struct erase_place erase_places[]; /* ended by a write of 0 */

enum {
	PLACE_NONE, PLACE_TEXT_READ, PLACE_TEXT_WRITE,
	PLACE_DEAL_ROW, PLACE_DEAL_SUM, PLACE_INTERVIEW_ROW, PLACE_INTERVIEW_SUM, PLACE_NOTE_ROW, PLACE_NOTE_SUM, PLACE_ITEM_ROW,
	PLACE_ITEM_SUM, PLACE_VALUE_ROW, PLACE_VALUE_SUM, PLACE_ACTION_ROW, PLACE_ACTION_SUM, PLACE_OUTBOX_ROW, PLACE_OUTBOX_SUM,
	PLACE_EVENT_ROW, PLACE_EVENT_SUM, PLACE_CODE_ROW, PLACE_CODE_SUM,
	PLACE_STEP_READ, PLACE_STEP_WRITE, PLACE_DEAL_NAME_READ, PLACE_DEAL_NAME_WRITE, PLACE_WHO_READ, PLACE_WHO_WRITE,
	PLACE_REFUSAL_READ, PLACE_REFUSAL_WRITE, PLACE_SPEAKER_READ, PLACE_SPEAKER_WRITE, PLACE_SAID_READ, PLACE_SAID_WRITE,
	PLACE_SETTLED_READ, PLACE_SETTLED_WRITE, PLACE_VALUE_READ, PLACE_VALUE_WRITE, PLACE_EXPECTED_READ, PLACE_EXPECTED_WRITE,
	PLACE_CLOSED_READ, PLACE_CLOSED_WRITE, PLACE_RECIPIENT_READ, PLACE_RECIPIENT_WRITE, PLACE_EVENT_READ, PLACE_EVENT_WRITE,
	PLACE_MEMO_READ, PLACE_MEMO_WRITE,
};
extern const struct sql erase_place_sql[], erase_sql[], erase_draft_sql[];
#endif
