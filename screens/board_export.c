/* The export of what the board shows. */
#include "screens/board.h"

#include "model/buf.h"
#include "model/store.h"
#include "screens/export_file.h"

#include <stdlib.h>

/* What is on the screen: with a filter those deals alone. */
struct act board_export(struct screen *s, int key)
{
	struct board *b = board_of(s);
	struct store *store = s->view->store;
	struct export_options o = { .kind = "deals" };
	enum board_fold fold = b->unfolded ? BOARD_ALL : BOARD_ACTIVE;
	struct buf name = { 0 };
	struct err err = { 0 };
	int64_t *ids = NULL;
	struct act a;
	int rc = board_filtered(b) ? board_ids(store, &b->filter, fold, &ids, &o.n_only, &err) : 0;

	(void)key;
	export_file_name(store, o.kind, &name);
	o.path = buf_str(&name);
	o.only = ids;
	a = rc ? act_error(&err) : export_file_write(s, &o, "deal", "deals");
	free(ids);
	buf_done(&name);
	return a;
}
