/* The file written again, so that nothing of what was taken out of it stays in a free page, a journal or a log. */
#include "model/db/private.h"

int db_compact(struct db *db, struct err *err)
{
	/* A log that is shared is emptied by whoever closes it last; here it is copied into the file at least. */
	return db_script(db, "pragma wal_checkpoint(truncate); vacuum; pragma wal_checkpoint(truncate)", err);
}
