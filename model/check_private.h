#ifndef MODEL_CHECK_PRIVATE_H
#define MODEL_CHECK_PRIVATE_H
/* Shared by the files of the check. */
#include "model/check_store.h"

struct checking {
	struct store *s;
	int (*report)(void *arg, const char *text);
	void *arg;
	size_t n; /* findings */
};

/* One finding, cut at 400 bytes. */
int check_say(struct checking *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* To be known, and no finding: "note: " and the words. */
int check_note(struct checking *c, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Rows against their checksums, texts and configuration against their digests, words of dictionaries, totals, words
 * of search, sequences. Reads row by row; only the keys of the totals are held in memory. */
int check_deep(struct checking *c, struct err *err);
/* The files of filed packets against the versions in force. */
int check_files(struct checking *c, struct err *err);
/* Codes against the words they stand on, and the themes that interviews count for. */
int coding_check(struct checking *c, struct err *err);
extern const struct sql coding_check_sql[];
extern const struct sql check_deep_sql[], packet_check_sql[];
#endif
