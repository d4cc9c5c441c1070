#ifndef APP_WATCH_H
#define APP_WATCH_H
/* Notices that somebody else wrote, into the database or the drafts beside it: inotify on the database's folder says when to look, `data_version` whether it was
 * another connection. A writer's last change may be seen before its commit is, so it looks again 5, 25, 100 and
 * 240 ms later; without changes it wakes nobody. */
#include "model/store.h"

#include <stdbool.h>
#include <stdint.h>

struct watch {
	int fd;              /* -1: the folder cannot be watched */
	char name[256];      /* of the file in its folder */
	int64_t version, drafts_version;
	uint64_t drafts_seen; /* grows when somebody else wrote into the drafts beside it */
	int64_t seen_at_ms;  /* of the last change of the file */
	int64_t look_at_ms;  /* when to look next; -1: not at all */
	int looks;
};
void watch_open(struct watch *w, const struct store *s);
void watch_close(struct watch *w);
int64_t watch_wait_ms(const struct watch *w);
/* True when there is something new; the team's configuration was read again then. */
bool watch_turn(struct watch *w, bool readable, int64_t now_ms, struct store *s);
#endif
