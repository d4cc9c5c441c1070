#ifndef SCREENS_CODING_H
#define SCREENS_CODING_H
/* The analyst codes an interview that was validated: its notes on the left with the codes below each, the themes on the
 * right. A letter codes the note or the words that are selected; the next one refines it by a sub-theme (mock/interviews).
 * coding.c (keys), coding_load.c (what the model says), coding_code.c (codes), coding_select.c (words by keys),
 * coding_draw.c (notes), coding_pane.c (themes), coding_memo.c (strip). */
#include "model/coding.h"
#include "model/span.h"
#include "screens/narrow.h"

enum { CODING_AGREES = 4 };
struct coding_memo_arg {
	int64_t code, interview;
	char words[700];/* what it is about: "Pricing, note 2" */
};
struct coding_page {
	struct narrow narrow;           /* the list counts what is shown; first, as narrow.h wants it */
	int64_t interview;
	struct interview i;
	char title[120], facts[200];
	struct interview_note *note;
	size_t n, all;                  /* those that were read, and how many there are */
	bool was_read;                  /* the first are painted before all are read: coding_whole() */
	int64_t begin;                  /* the note to begin at, 0 the first */
	size_t *shown;                  /* places in `note` that the words of `/` let through */
	struct taxonomy themes;
	struct coding_pass *pass;       /* whose codes are seen: the own one first, where there is one */
	size_t n_pass;
	bool has_own;
	char *coder[8];                 /* logins of the first passes, owned */
	struct code *code;              /* of all those passes, one after the other */
	size_t n_code, n_own;           /* n_own: the own ones, first */
	int64_t *read;                  /* notes of the own pass that were read and got none */
	size_t n_read;
	struct code_count *count;       /* one a theme, of the pass that is shown first */
	size_t coded;                   /* notes with a code of that pass */
	char agrees[CODING_AGREES][80]; /* what the coders' agreement is, a line each */
	char *unseen;                   /* who has not released, in words; NULL nobody */
	char *writes_not;               /* why the actor codes nothing here; NULL: he does */

	int64_t theme;                  /* whose definition is shown */
	int64_t root;                   /* theme of the letter before: the next one may be a sub-theme of it; 0 no */
	int64_t last;                   /* the code that drivers, memo and refining mean; 0: the last of the note */
	bool selecting;
	enum span_unit unit;            /* what h and l go by */
	struct spans words, sentences;  /* of the note under the cursor, while selecting */
	size_t from, to;                /* words selected, both included */
	bool finding;                   /* words to select are being typed */
	struct line find;
	int skip;                       /* rows of a note that is taller than the screen, above its top */
	struct area notes, pane;        /* where they stand, for the mouse */
	int pane_first_y;               /* row of the first theme */
	struct coding_memo_arg memo;
	int64_t escalating[2];          /* the interview and the note that `!` is about */
};
extern const struct screen_type coding_screen;      /* arg: const struct note_place * */
extern const struct screen_type coding_memo_screen; /* arg: const struct coding_memo_arg * */

struct coding_page *coding_page_of(const struct screen *s);
/* The note under the cursor; NULL where nothing is shown. */
const struct interview_note *coding_here(const struct screen *s);
/* The code that is meant by driver, memo and delete; NULL none. */
const struct code *coding_current(const struct screen *s);
/* The same of any note. */
const struct code *coding_meant(const struct coding_page *p, int64_t note);
/* The login of the coder of pass number `i`. */
const char *coding_coder(const struct coding_page *p, size_t i);
/* Place of a code's pass among those seen. */
size_t coding_pass_place(const struct coding_page *p, const struct code *c);
bool coding_was_read(const struct coding_page *p, int64_t note);

/* coding_load.c */
int coding_load(struct screen *s, struct err *err);
void coding_unload(struct coding_page *p);
/* Reads the notes that opening left out. Before a key that may lead to them. 0, -1. */
int coding_whole(struct screen *s, struct err *err);
/* What stands where: after words of `/`, a resize. */
void coding_fit(struct screen *s);
/* coding_code.c: `key` is a theme's letter, or IGNORED. */
struct act coding_letter(struct screen *s, int key);
struct act coding_driver(struct screen *s, int key);
struct act coding_drop(struct screen *s, int key);
struct act coding_read_none(struct screen *s, int key);
struct act coding_end(struct screen *s, int key);
struct act coding_end_begin(struct screen *s, int key);
struct act coding_end_close(struct screen *s, int key);
struct act coding_end_release(struct screen *s, int key);
struct act coding_next_code(struct screen *s, int key);
struct act coding_memo(struct screen *s, int key);
struct act coding_confirm(struct screen *s, int key);
struct act coding_browse(struct screen *s, int key);
/* Letters refine no more. */
void coding_rest(struct screen *s);
/* coding_select.c */
struct act coding_select(struct screen *s, int key);
struct act coding_step(struct screen *s, int key);    /* h l */
struct act coding_stretch(struct screen *s, int key); /* H L */
struct act coding_digit(struct screen *s, int key);
bool coding_select_move(struct screen *s, int key);   /* j k g G while selecting */
void coding_select_end(struct screen *s);
struct act coding_find_key(struct screen *s, int key);
struct act coding_find_paste(struct screen *s, const char *text, size_t len);
/* The place of what is selected. */
struct span coding_selected(const struct coding_page *p);
/* coding_draw.c, coding_pane.c */
void coding_draw(struct screen *s, struct draw *d);
void coding_draw_pane(struct screen *s, struct draw *d, struct area a);
int coding_note_rows(const struct coding_page *p, size_t note, int cols, bool here);
int coding_pane_cols(int cols);
#endif
