#ifndef SCREENS_KEYMAP_H
#define SCREENS_KEYMAP_H
/* A member's own keys: keys.ini in the settings folder, a section a screen, a line a command:
 *   [board]
 *   deal-on = K
 * The section [common] holds what every screen has. A moved command leaves its old key; footer, help and palette show
 * the new one. */
#include "screens/screen.h"

enum { KEYMAP_MAX = 64 };

struct keymap {
	struct {
		const struct binding *table, *binding;
		int key;
	} rows[KEYMAP_MAX];
	int count;
};

/* ERR_CONFIG names the line: no such screen or command, no such key, a key that the screen has already. What stood
 * before that line holds. */
int keymap_parse(struct keymap *k, const char *ini, size_t len, struct err *err);
/* The key a binding has now. k may be NULL. */
int keymap_key(const struct keymap *k, const struct binding *b);
/* The binding of a key in that table, NULL: none. k may be NULL. */
const struct binding *keymap_find(const struct keymap *k, const struct binding *table, enum level level, int key);
#endif
