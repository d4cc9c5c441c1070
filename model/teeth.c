#include "model/teeth.h"

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
