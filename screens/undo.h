#ifndef SCREENS_UNDO_H
#define SCREENS_UNDO_H
/* `u` and Ctrl-R, the same on every screen: the newest own change of its scope, across restarts (screens.md, "One
 * grammar for every screen"). */
#include "model/history.h"
#include "screens/screen.h"

/* Takes back (again: does again) the newest own change of the scope; id 0: of any record of that kind. Says what it was
 * and the key that turns it round. deal (NULL: not wanted): the deal it touched, 0 none. */
struct act undo_last(struct screen *s, enum subject_kind scope_kind, int64_t scope, bool again, int64_t *deal);
#endif
