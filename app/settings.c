#include "app/settings.h"

#include "model/buf.h"
#include "model/file.h"
#include "model/ini.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MAX = 1 << 20 };

static char *find_folder(void)
{
	const char *base = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
	struct buf path = { 0 };

	if (base && *base == '/')
		buf_printf(&path, "%s/winloss", base);
	else if (home && *home)
		buf_printf(&path, "%s/.config/winloss", home);
	else
		return NULL;
	return buf_take(&path);
}

static bool says_yes(const char *value)
{
	return !strcmp(value, "yes") || !strcmp(value, "true") || !strcmp(value, "1");
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct settings *st = arg;

	(void)section;
	(void)line;
	if (!strcmp(key, "theme"))
		snprintf(st->theme, sizeof st->theme, "%s", value);
	else if (!strcmp(key, "editor"))
		snprintf(st->editor, sizeof st->editor, "%s", value);
	else if (!strcmp(key, "ascii"))
		st->ascii = says_yes(value);
	else if (!strcmp(key, "mouse"))
		st->mouse = says_yes(value);
	else
		return err_set(err, ERR_CONFIG, "there is no setting “%s”: theme, editor, ascii, mouse", key);
	return 0;
}

/* A file of the folder; -1: there is none. */
static int read_own(const struct settings *st, const char *name, struct buf *body)
{
	struct buf path = { 0 };
	int rc = -1;

	buf_clear(body);
	if (st->folder) {
		buf_printf(&path, "%s/%s", st->folder, name);
		rc = file_read(buf_str(&path), FILE_MAX, body);
	}
	buf_done(&path);
	return rc;
}

int settings_load(struct settings *st, struct err *err)
{
	struct buf body = { 0 };
	int rc = 0;

	*st = (struct settings){ .theme = "auto", .mouse = true, .folder = find_folder() };
	if (!read_own(st, "settings.ini", &body))
		rc = ini_each("settings.ini", buf_str(&body), body.len, take, st, err);
	if (!read_own(st, "keys.ini", &body) && keymap_parse(&st->keys, buf_str(&body), body.len, rc ? NULL : err))
		rc = -1;
	buf_done(&body);
	return rc;
}

void settings_done(struct settings *st)
{
	free(st->folder);
	st->folder = NULL;
}

/* The folder and what leads to it, for its owner alone. */
void settings_make_folder(const char *folder)
{
	char *path = xstrdup(folder);

	for (char *s = path + 1; (s = strchr(s, '/')); s++) {
		*s = '\0';
		mkdir(path, 0700);
		*s = '/';
	}
	mkdir(path, 0700);
	free(path);
}

/* The file with the line of that key replaced, or added at the top, before any section. */
static void replace_line(const struct buf *body, const char *key, const char *value, struct buf *out)
{
	const char *s = buf_str(body);
	size_t len = strlen(key);

	buf_printf(out, "%s = %s\n", key, value);
	while (*s) {
		size_t n = strcspn(s, "\n");

		if (strncmp(s, key, len) || strspn(s + len, " =") == 0)
			buf_printf(out, "%.*s\n", (int)n, s);
		s += n + (s[n] == '\n');
	}
}

static int write_file(const char *path, const struct buf *body, struct err *err)
{
	struct buf part = { 0 };
	int fd, rc = -1;

	buf_printf(&part, "%s.part", path);
	fd = open(buf_str(&part), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd >= 0) {
		rc = write(fd, buf_str(body), body->len) == (ssize_t)body->len ? 0 : -1;
		close(fd);
	}
	if (!rc)
		rc = rename(buf_str(&part), path);
	if (rc)
		err_set(err, ERR_OUTPUT, "%s cannot be written: %s", path, strerror(errno));
	buf_done(&part);
	return rc;
}

int settings_keep(struct settings *st, const char *key, const char *value, struct err *err)
{
	struct buf path = { 0 }, body = { 0 }, out = { 0 };
	int rc;

	if (!st->folder)
		return err_set(err, ERR_OUTPUT, "HOME is not set: the choice holds until you leave");
	settings_make_folder(st->folder);
	buf_printf(&path, "%s/settings.ini", st->folder);
	file_read(buf_str(&path), FILE_MAX, &body);
	replace_line(&body, key, value, &out);
	rc = write_file(buf_str(&path), &out, err);
	buf_done(&path);
	buf_done(&body);
	buf_done(&out);
	return rc;
}
