#include "app/loop.h"

int main(void)
{
	return app_run(NULL, NULL);
}
