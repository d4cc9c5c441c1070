#ifndef SCREENS_CARD_H
#define SCREENS_CARD_H
/* One card of the board, 12 to 24 columns: name; amount and owner; days or clock and exit criteria (look.md, "A card"). */
#include "model/board.h"
#include "screens/ui/draw.h"

#define CARD_MIN_COLS 12
#define CARD_MAX_COLS 24
#define CARD_ROWS 3 /* and a blank one below */

/* What the left edge says: quiet, soon, late, all met. */
enum style card_edge(struct store *s, const struct card *c, int64_t now);
/* "11d", "!19d", "!ack 26h", "✓ handed over", "delayed → 02-01", with the ink it is drawn in. Appended. */
enum style card_state(struct store *s, const struct card *c, int64_t now, int cols, struct buf *out);
/* A clock's words behind their sign, with the ink: "!26h", "~0:41", "✓ 11-21". Appended. */
enum style card_clock(struct store *s, const struct clock *k, int64_t now, struct buf *out);
/* "$9,500", or "—" where there is none. Appended. */
void card_amount(struct store *s, const struct card *c, struct buf *out);
void card_draw(struct draw *d, int y, int x, int cols, struct store *s, const struct card *c, int64_t now, bool here);
#endif
