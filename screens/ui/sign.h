#ifndef SCREENS_UI_SIGN_H
#define SCREENS_UI_SIGN_H
/* The signs and their ASCII (look.md): same columns, same widths, so a layout never changes. Screens may also write
 * the UTF-8 form straight into their texts: draw.c turns it into the ASCII one where the terminal needs it. */
#include <stdbool.h>
#include <wchar.h>

enum sign {
	SIGN_LATE, SIGN_SOON, SIGN_REQUIRED, SIGN_DONE, SIGN_NOT, SIGN_WIN, SIGN_LOSS, SIGN_MET, SIGN_OPEN, SIGN_CUT,
	SIGN_UNKNOWN, SIGN_NOT_YET, SIGN_WRITING, SIGN_CHOSEN, SIGN_PRESENT, SIGN_EDGE, SIGN_RULE, SIGN_HEAVY,
	SIGN_VERTICAL, SIGN_AHEAD, SIGN_LIVE, SIGN_HALF, SIGN_MORE_BELOW, SIGN_MORE_RIGHT, SIGN_TO, SIGN_DRAGGED,
	SIGN_DROP, SIGN_COUNT,
};
/* UTF-8 or ASCII text of a sign. */
const char *sign_text(enum sign s, bool ascii);
/* The ASCII character that stands for a sign's character; 0 when `c` is none of them. */
char sign_ascii(wchar_t c);
#endif
