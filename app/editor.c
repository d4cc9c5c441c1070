#include "app/editor.h"

#include "model/file.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 16, TEXT_MAX = 16 << 20 };

static const char *find_command(const char *setting)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");

	return setting && *setting ? setting : visual && *visual ? visual : editor && *editor ? editor : "vi";
}

/* "emacs -nw" as words; the caller frees words[0], which holds them all. */
static void split(const char *command, char **words, const char *path)
{
	char *s = xstrdup(command);
	int n = 0;

	words[n++] = s;
	while (n < WORDS_MAX - 2 && (s = strchr(s, ' '))) {
		*s++ = '\0';
		s += strspn(s, " ");
		if (*s)
			words[n++] = s;
	}
	words[n++] = (char *)path;
	words[n] = NULL;
}

static int wait_for(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int run(const char *command, const char *path, struct err *err)
{
	char *words[WORDS_MAX];
	pid_t pid;
	int status;

	split(command, words, path);
	pid = fork();
	if (!pid) {
		signal(SIGINT, SIG_DFL);
		signal(SIGQUIT, SIG_DFL);
		signal(SIGTSTP, SIG_DFL);
		execvp(words[0], words);
		_exit(127);
	}
	free(words[0]);
	status = pid < 0 ? -1 : wait_for(pid);
	if (status == 127)
		return err_set(err, ERR_USAGE, "the editor “%s” cannot be run; the text is as it was", command);
	return status ? err_set(err, ERR_IO, "the editor “%s” ended badly; the text is as it was", command) : 0;
}

static int write_text(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600), rc = -1;

	if (fd < 0)
		return -1;
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno != EINTR)
			break;
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	if (!close(fd) && !len)
		rc = 0;
	return rc;
}

static int read_text(const char *path, struct buf *out)
{
	int rc = file_read(path, TEXT_MAX, out);

	/* Editors end a file with a line break; the answer has none. */
	if (out->len && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
	return rc;
}

int editor_run(const char *setting, const char *bytes, size_t len, struct buf *out, struct err *err)
{
	const char *base = getenv("XDG_RUNTIME_DIR");
	struct buf dir = { 0 }, path = { 0 };
	int rc = -1;

	buf_printf(&dir, "%s/winloss-XXXXXX", base && *base ? base : "/tmp");
	if (!mkdtemp(dir.data)) {
		err_set(err, ERR_OUTPUT, "no file for the editor can be made in %s: %s", buf_str(&dir), strerror(errno));
	} else {
		buf_printf(&path, "%s/answer.txt", buf_str(&dir));
		if (write_text(buf_str(&path), bytes, len))
			err_set(err, ERR_OUTPUT, "%s cannot be written: %s", buf_str(&path), strerror(errno));
		else if (!run(find_command(setting), buf_str(&path), err))
			rc = read_text(buf_str(&path), out) ? err_set(err, ERR_IO, "%s cannot be read again", buf_str(&path)) : 0;
		unlink(buf_str(&path));
		rmdir(buf_str(&dir));
	}
	buf_done(&dir);
	buf_done(&path);
	return rc;
}
