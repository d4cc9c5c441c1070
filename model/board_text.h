#ifndef MODEL_BOARD_TEXT_H
#define MODEL_BOARD_TEXT_H
/* The text filter of the board: what was typed behind `/`, made ready for comparing deals. One word must begin a word
 * of the company, the owner, the id or the external id; the others may also begin a word of the deal's name. */
#include "model/board.h"

#define BOARD_WORDS 8
#define BOARD_COMPANIES 256
#define BOARD_OWNERS 16

struct board_text {
	struct buf folded;
	const char *word[BOARD_WORDS];
	size_t n;
	size_t base;                      /* the word with the fewest hits: deals are looked up by it */
	int64_t company[BOARD_COMPANIES]; /* with that word */
	size_t companies;
	int64_t owner[BOARD_WORDS][BOARD_OWNERS]; /* of each word */
	size_t owners[BOARD_WORDS];
	int64_t id[BOARD_WORDS];          /* "d-12", "12": 0 none */
	bool many;                        /* too many to look up: deals are walked and compared instead */
};
/* n == 0: nothing typed, everything matches. */
int board_text_init(struct board_text *t, struct store *s, const char *typed, struct err *err);
void board_text_done(struct board_text *t);

struct board_words {
	int64_t id, owner, csm;               /* csm 0: not asked for */
	const char *company_key, *name, *ext; /* folded; as stored; NULL none */
	bool all_folded;                      /* name and external id too, neither NULL */
};
bool board_text_match(const struct board_text *t, const struct board_words *w);
bool board_text_has(const int64_t *list, size_t n, int64_t id);
extern const struct sql board_text_sql[];
#endif
