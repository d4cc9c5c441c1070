#ifndef APP_SETTINGS_H
#define APP_SETTINGS_H
/* A member's own folder: $XDG_CONFIG_HOME/winloss/settings.ini and keys.ini. Colours, signs, editor and keys: nothing
 * that two people must share. Absent files are no error; a wrong line is said once and the rest holds. */
#include "model/err.h"
#include "screens/keymap.h"

#include <stdbool.h>

struct settings {
	char theme[32];    /* "auto" or a theme's name */
	char editor[256];  /* "" : $VISUAL, $EDITOR, vi */
	bool ascii, mouse; /* mouse: true */
	char *folder;      /* owned */
	struct keymap keys; /* keys.ini */
};
/* Always leaves usable settings; -1 with err when a line was wrong. */
int settings_load(struct settings *st, struct err *err);
void settings_done(struct settings *st);
/* Keeps one choice (the theme of the palette). */
int settings_keep(struct settings *st, const char *key, const char *value, struct err *err);
/* The folder and what leads to it, mode 0700. */
void settings_make_folder(const char *folder);
#endif
