#ifndef APP_CLI_PLAIN_ROW_H
#define APP_CLI_PLAIN_ROW_H
/* The structured rows of a debrief in line mode: cell by cell with a prompt each, or all in one line
 * (":promise live in May :owner priya :due 30 days"). Rows and their drafts are those of the screen
 * (screens/debrief_row.h): what is left half noted in one is there in the other. */
#include "app/lineread.h"
#include "screens/debrief_row.h"

struct plain_rows {
	struct store *s;
	struct lineread *in;
	int64_t form, deal;
	struct row *half;  /* half noted before: in their drafts */
	enum line_end end; /* how the last line ended */
	size_t failed;     /* rows that could not be noted */
};
enum plain_row_end { PLAIN_ROW_BACK, PLAIN_ROW_LEAVE }; /* LEAVE: no more lines are wanted or to be had */

/* Finds what was left half noted, and says so. The reader may be opened later. */
int plain_rows_open(struct plain_rows *l, struct store *s, struct lineread *in, int64_t form, struct err *err);
void plain_rows_done(struct plain_rows *l);
/* The kind of row that a command word notes: "promise"; 0: none. */
enum item_kind plain_row_kind(const char *word, size_t len);
const char *plain_row_word(enum item_kind kind); /* "" none */
/* Asks for the cells of a row, one after the other, and notes it. Everything typed is kept as it is typed. */
enum plain_row_end plain_row_ask(struct plain_rows *l, enum item_kind kind, int question);
/* Notes the row that the words say. `request`: of the draft that the words stand in, which the save carries (P8); NULL:
 * they stand in none, and what is not understood is *kept as a half noted row. */
int plain_row_take(struct plain_rows *l, enum item_kind kind, int question, const char *words,
		   const unsigned char *request, bool *kept, struct err *err);
/* All rows of the debrief, one a line. */
int plain_rows_show(const struct plain_rows *l, struct err *err);
#endif
