#include "model/teeth.h"

#include <stdlib.h>

bool teeth_off(const char *protection)
{
	(void)protection;
	return false;
}

void teeth_saved(const char *draft, long version, size_t length)
{
	(void)draft;
	(void)version;
	(void)length;
}

bool teeth_has_ledger(void)
{
	return false;
}

void teeth_waits(const char *open_statement)
{
	(void)open_statement;
#ifdef __SANITIZE_ADDRESS__
	if (open_statement)
		abort();
#endif
}

int64_t teeth_ahead_ms(enum teeth_clock which)
{
	(void)which;
	return 0;
}
