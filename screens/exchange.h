#ifndef SCREENS_EXCHANGE_H
#define SCREENS_EXCHANGE_H
/* The exchange record of a deal, one direction at a time: scores by digits, themes by their letters, texts as everywhere
 * (screens/pads.h). What fills itself in is shown as such until something is typed. S0-03 … S0-25. */
#include "model/exchange.h"
#include "model/taxonomy.h"
#include "screens/pads.h"
#include "screens/refinements.h"

struct exchange_arg {
	int64_t deal;
	enum exchange_direction direction; /* 0: as the deal stands */
};
extern const struct screen_type exchange_screen; /* arg: const struct exchange_arg * */

/* Shared by exchange*.c only. */
struct exchange_place {
	const struct exchange_field *field;
	struct pad *pad;       /* NULL: of scores and codes */
	char *shown;           /* what stands or fills itself in; owned */
	bool prefilled, hidden, writes;
	struct area area;      /* of its text on the screen */
	int y, rows;           /* of the whole, from the top of the form */
};
struct exchange_page {
	struct pads pads; /* first, as pads.h wants it */
	struct exchange_arg arg, other;
	struct refinement_flag_arg flag;
	struct exchange x;
	struct exchange_fields fields;
	struct icp icp;
	struct taxonomy themes;
	char title[200];
	struct pad pad[EXCHANGE_FIELDS_MAX];
	struct exchange_place place[EXCHANGE_FIELDS_MAX];
	size_t n, at;
	int64_t score[2][ICP_DIMENSIONS]; /* by phase */
	int dimension;                    /* the cursor among the scores */
	bool writes;
	int top;                          /* scrolled */
};
void exchange_draw(struct screen *s, struct draw *d);
/* Whether that key stands among the keys of themes. */
bool exchange_has_code(const char *keys, const char *key);
#endif
