#ifndef MODEL_AS_OF_H
#define MODEL_AS_OF_H
/* What was counted or read is good until anything is written, another member acts, the configuration changes or a moment
 * comes: then it need not be counted again. */
#include "model/store.h"

struct as_of {
	bool is_set;
	int64_t data_version, changes, member, rev, config;
	int64_t from, until; /* told moments; until NO_MOMENT: none ends it */
};
/* Before it is counted: what is written meanwhile then ends it. Inside a transaction nothing is kept, for that may be
 * taken back. */
struct as_of as_of_now(struct store *s);
bool as_of_holds(struct store *s, const struct as_of *a);
#endif
