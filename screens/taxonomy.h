#ifndef SCREENS_TAXONOMY_H
#define SCREENS_TAXONOMY_H
/* The themes of interviews as a tree: letters, how often each is coded for a win and a loss, and the definition of the one
 * under the cursor. What changes goes into the draft of the next version. taxonomy.c (keys), taxonomy_draw.c,
 * taxonomy_say.c (strips), recode.c (codes of split themes). */
#include "model/recode.h"
#include "screens/narrow.h"

struct taxonomy_arg {
	int64_t theme; /* 0: none, the roots */
};
struct taxonomy_page {
	struct narrow narrow;          /* first, as narrow.h wants it */
	struct taxonomy t;
	struct theme_count *count;     /* one a theme, in its order */
	size_t *row;                   /* places in t.theme that are shown */
	int64_t version;               /* 0: the draft, or the newest */
	bool retired;                  /* those are shown too */
	bool may;                      /* the actor may change them */
	size_t waiting;                /* codes of split themes without a choice */
	char number[48], change[96];   /* "draft of 1.1", "2 added, 1 changed" */
	struct taxonomy_arg arg;
};
extern const struct screen_type taxonomy_screen, recode_screen;
/* arg: const struct taxonomy_arg * */
extern const struct screen_type theme_root_screen, theme_below_screen, theme_edit_screen, theme_merge_screen,
	theme_move_screen, theme_split_screen, taxonomy_publish_screen;

struct taxonomy_page *taxonomy_page_of(const struct screen *s);
/* The theme under the cursor; NULL where nothing is shown. */
const struct theme *taxonomy_here(const struct screen *s);
/* How many rows the list has, and where the first one stands. */
size_t taxonomy_rows(const struct screen *s);
int taxonomy_first_row(const struct screen *s);
void taxonomy_draw(struct screen *s, struct draw *d);
#endif
