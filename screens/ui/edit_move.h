#ifndef SCREENS_UI_EDIT_MOVE_H
#define SCREENS_UI_EDIT_MOVE_H
/* Where the cursor of a text goes: by graphemes, words, wrapped rows, lines. */
#include "screens/ui/edit.h"

/* Grapheme boundaries before and behind a place, which need not be one itself. */
size_t edit_before(const struct edit *e, size_t at);
size_t edit_after(const struct edit *e, size_t at);
size_t edit_word_before(const struct edit *e, size_t at);
size_t edit_word_after(const struct edit *e, size_t at);
/* Of the line, up to the breaks that were typed. */
size_t edit_line_start(const struct edit *e, size_t at);
size_t edit_line_end(const struct edit *e, size_t at);
/* A key that moves, with K_SHIFT or without; IGNORED when it is none, or up and down have nowhere to go. */
enum edit_result edit_move(struct edit *e, int key);
/* Selects the word at that place; a blank or a sign is selected with those of its kind. */
void edit_select_word(struct edit *e, size_t at);
#endif
