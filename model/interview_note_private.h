#ifndef MODEL_INTERVIEW_NOTE_PRIVATE_H
#define MODEL_INTERVIEW_NOTE_PRIVATE_H
/* Shared by interview_note.c and interview_note_put.c only. */
#include "model/interview_note.h"

/* Statements of interview_note_sql. */
enum { NOTE_LIST, NOTE_SEEN, NOTE_RAW, NOTE_SEQ, NOTE_FIND, NOTE_NEXT, NOTE_BEFORE, NOTE_COUNT, NOTE_INSERT, NOTE_UPDATE, NOTE_BODY };

/* A note as it stands in the table, and whose it is. */
struct note_row {
	struct interview_note n;
	int64_t deal, owner;
};

/* Whoever asks, gone or not: 1, 0, -1. */
int note_row_read(struct store *s, int64_t id, struct note_row *out, struct err *err);
/* One number for two: what stands in the first column, 0 when there is no row, -1. */
int64_t note_ask(struct store *s, int sql, int64_t interview, int64_t seq, struct err *err);
#endif
