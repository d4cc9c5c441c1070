#include <stdio.h>

int main(void)
{
	puts("winloss");
	return 0;
}
