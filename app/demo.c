#include "app/demo.h"

#include "app/cli.h"
#include "app/loop.h"
#include "model/buf.h"
#include "model/sample.h"
#include "model/value.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Only what was made in the place of our own, with the packets that were filed there. */
static void remove_place(const char *dir)
{
	DIR *d = opendir(dir);
	struct dirent *e;

	while (d && (e = readdir(d))) {
		struct buf path = { 0 };

		if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, ".."))
			continue;
		buf_printf(&path, "%s/%s", dir, e->d_name);
		if (unlink(path.data))
			remove_place(path.data);
		buf_done(&path);
	}
	if (d)
		closedir(d);
	rmdir(dir);
}

static int open_sample(struct store **s, const char *path, const char *as, const char *now, struct err *err)
{
	struct store_options opt = { .path = path, .login = SAMPLE_ADMIN, .db_flags = DB_CREATE | DB_SCREEN };

	if (now && moment_parse_utc(now, &opt.now_ms, err))
		return err_wrap(err, "--now");
	if (store_open(s, &opt, NULL, err))
		return -1;
	if (sample_fill(*s, err) || store_act_as(*s, as ? as : SAMPLE_CRO, err)) {
		store_close(*s);
		return -1;
	}
	return 0;
}

int demo_run(const char *as, const char *now, const char *color)
{
	const char *tmp = getenv("TMPDIR");
	struct app_options opt = { .color = color, .demo = true };
	struct buf dir = { 0 }, path = { 0 };
	struct err err = { 0 };
	struct store *s;
	int rc;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO))
		return cli_usage("the sample opens on the full screen and needs a terminal");
	buf_printf(&dir, "%s/winloss-demo-XXXXXX", tmp && *tmp ? tmp : "/tmp");
	if (!mkdtemp(dir.data)) {
		err_set(&err, ERR_IO, "no place for the sample: %s cannot be made", dir.data);
		rc = cli_fail(&err);
	} else {
		buf_printf(&path, "%s/winloss.db", dir.data);
		if (open_sample(&s, path.data, as, now, &err)) {
			rc = cli_fail(&err);
		} else {
			rc = app_run(s, &opt);
			store_close(s);
		}
		remove_place(dir.data);
	}
	buf_done(&dir);
	buf_done(&path);
	return rc;
}
