#include "tests/support/temp.h"

#include "model/buf.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

char *temp_dir(const char *hint)
{
	const char *top = getenv("TMPDIR");
	struct buf name = { 0 };

	buf_printf(&name, "%s/winloss-%s-XXXXXX", top && *top ? top : "/tmp", hint);
	if (!mkdtemp(name.data)) {
		perror(name.data);
		abort();
	}
	return buf_take(&name);
}

char *temp_path(const char *dir, const char *name)
{
	struct buf path = { 0 };

	buf_printf(&path, "%s/%s", dir, name);
	return buf_take(&path);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	return remove(path);
}

void temp_remove(const char *dir)
{
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
