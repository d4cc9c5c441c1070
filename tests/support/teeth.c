/* The test build's side of model/teeth.h. */
#include "model/teeth.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool teeth_off(const char *protection)
{
	const char *at = getenv("TEETH");
	size_t len = strlen(protection);

	for (; at && *at; at += *at == ',') {
		size_t n = strcspn(at, ",");

		if (n == len && !memcmp(at, protection, n))
			return true;
		at += n;
	}
	return false;
}

/* One write a line, so that a kill leaves whole lines or none. */
void teeth_saved(const char *draft, long version, size_t length)
{
	const char *fd = getenv("WINLOSS_LEDGER_FD");
	char line[256];
	int n;

	if (!fd)
		return;
	n = snprintf(line, sizeof line, "saved %s %ld %zu\n", draft, version, length);
	if (write((int)strtol(fd, NULL, 10), line, (size_t)n) != n)
		abort();
}

bool teeth_has_ledger(void)
{
	return getenv("WINLOSS_LEDGER_FD") != NULL;
}

void teeth_waits(const char *open_statement)
{
	if (!open_statement)
		return;
	fprintf(stderr, "left open while waiting: %s\n", open_statement);
	abort();
}

int64_t teeth_ahead_ms(enum teeth_clock which)
{
	const char *path = getenv("WINLOSS_CLOCK_FILE");
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
	char words[64] = "", *at = words;
	int64_t ahead[2];
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, words, sizeof words - 1);
	words[n > 0 ? n : 0] = '\0';
	close(fd);
	for (int i = 0; i < 2; i++)
		ahead[i] = strtoll(at, &at, 10);
	return ahead[which == TEETH_STEADY];
}
