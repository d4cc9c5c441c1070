/* Two companies become one, are two again, and one after all. */
#include "tests/faults/work.h"

#include "model/merge.h"

static const struct sql spellings = { "work_spellings", "select count(*) from alias where gone = 0" };

static int join(struct work *w, struct err *err)
{
	struct merged m = { 0 };
	int64_t gone, kept;
	int rc;

	if (merge_find(w->s, MERGE_COMPANY, "Fenwick Foods", &gone, err) || merge_find(w->s, MERGE_COMPANY, "Stagg Industrial", &kept, err))
		return -1;
	rc = merge_run(w->s, MERGE_COMPANY, gone, kept, 0, &m, err);
	merged_done(&m);
	return rc;
}

int work_merge(struct work *w, int i, struct err *err)
{
	int64_t n;
	struct undone u;

	work_as(w, "dana");
	n = db_scalar(w->s->db, &spellings, -1);
	if (n < 0)
		return err_set(err, ERR_IO, "how far the merge is cannot be read");
	/* Told failed, it may stand. */
	if (n == (i != 1))
		return 0;
	return i == 0	? join(w, err)
	       : i == 1 ? history_undo(w->s, SUBJECT_NONE, 0, &u, err)
			: history_redo(w->s, SUBJECT_NONE, 0, &u, err);
}
