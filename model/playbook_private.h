#ifndef MODEL_PLAYBOOK_PRIVATE_H
#define MODEL_PLAYBOOK_PRIVATE_H
/* Shared by the files of playbooks, and by the store that closes. */
#include "model/playbook.h"

enum { PLAYBOOK_NEWEST, PLAYBOOK_BODY, PLAYBOOK_RUNS, PLAYBOOK_HAS, PLAYBOOK_VALUES, PLAYBOOK_ALL,
       PLAYBOOK_OTHER };
/* The fields beside keys of steps and items: the packet as it was at the start, for the metric of completeness. */
#define RUN_FILLED "=filled"
#define RUN_ASKED "=asked"

struct playbook_kept;
/* The version of that id of the table config, read once and kept until the store closes. NULL with err. */
const struct playbook *playbook_version(struct store *s, int64_t config, struct err *err);
/* The newest version of each playbook, by name: fn gets it with the id of its version; non-zero stops. */
int playbook_newest(struct store *s, int (*fn)(void *arg, const struct playbook *p, int64_t config), void *arg,
		    struct err *err);
void playbook_forget(struct playbook_kept *kept);
/* The first event of that kind since the deal was last opened again; NULL none. */
const struct event *playbook_event(const struct event *ev, size_t n, const struct clock_on *on);
#endif
