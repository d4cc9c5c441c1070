#ifndef SCREENS_SETTLE_H
#define SCREENS_SETTLE_H
/* Settling disagreements of two coders: settle.c is the list with one key each and both sides below it, confusion.c what
 * one called what the other called what. Both open with the interview (const int64_t *, struct confusion_arg). */
#include "model/settle.h"
#include "screens/screen.h"

/* A cell of the confusion table that was opened: themes of the first and of the second coder, 0 none. */
struct settle_pick {
	bool on;
	int64_t first, second;
};
struct confusion_arg {
	int64_t interview;
	struct settle_pick *pick; /* of the list below, which shows that cell's notes afterwards */
};
/* The title of a theme, "none" for 0. Borrowed. */
const char *settle_theme_title(const struct settling *x, int64_t theme);
const char *settle_theme_letter(const struct settling *x, int64_t theme);
extern const struct screen_type settle_screen, confusion_screen;
#endif
