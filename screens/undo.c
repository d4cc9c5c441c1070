#include "screens/undo.h"

struct act undo_last(struct screen *s, enum subject_kind scope_kind, int64_t scope, bool again, int64_t *deal)
{
	struct store *st = s->view->store;
	struct undone u = { 0 };
	struct err err = { 0 };

	if (again ? history_redo(st, scope_kind, scope, &u, &err) : history_undo(st, scope_kind, scope, &u, &err))
		return act_error(&err);
	if (deal)
		*deal = u.deal;
	return act_offer(act_say(ACT_RELOAD, TONE_DONE, "%s: %s", again ? "done again" : "taken back", u.title),
			 again ? "u" : "Ctrl-R", again ? "undo" : "redo");
}
