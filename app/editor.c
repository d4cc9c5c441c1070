#include "app/editor.h"

#include "app/child.h"

#include "model/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORDS_MAX = 16, TEXT_MAX = 16 << 20 };

static const char *find_command(const char *setting)
{
	const char *visual = getenv("VISUAL"), *editor = getenv("EDITOR");

	return setting && *setting ? setting : visual && *visual ? visual : editor && *editor ? editor : "vi";
}

/* ---- the process ---- */

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

/* Keys of the editor's terminal reach us too: Ctrl-C and Ctrl-\ are the editor's affair, and what stops it stops us, so
 * that the shell has its terminal back. */
struct manners {
	struct sigaction interrupt, quit, stop;
};

static void step_back(struct manners *before)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN }, stop = { .sa_handler = SIG_DFL };

	sigaction(SIGINT, &ignore, &before->interrupt);
	sigaction(SIGQUIT, &ignore, &before->quit);
	sigaction(SIGTSTP, &stop, &before->stop);
}

static void step_forward(const struct manners *before)
{
	sigaction(SIGINT, &before->interrupt, NULL);
	sigaction(SIGQUIT, &before->quit, NULL);
	sigaction(SIGTSTP, &before->stop, NULL);
}

/* An editor that stopped itself alone would leave a terminal in which nobody answers: we stop with it. */
static int wait_for(pid_t pid)
{
	int status;

	for (;;) {
		if (waitpid(pid, &status, WUNTRACED) < 0) {
			if (errno != EINTR)
				return -1;
		} else if (WIFSTOPPED(status)) {
			raise(SIGSTOP);
			kill(pid, SIGCONT);
		} else {
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		}
	}
}

/* Its exit status; -1: it was killed or could not be started. */
static int run(const char *command, const char *path)
{
	char *words[WORDS_MAX];
	struct manners before;
	pid_t pid;
	int status;

	split(command, words, path);
	step_back(&before);
	pid = fork();
	if (!pid) {
		signal(SIGINT, SIG_DFL);
		signal(SIGQUIT, SIG_DFL);
		child_become(words);
	}
	free(words[0]);
	status = pid < 0 ? -1 : wait_for(pid);
	step_forward(&before);
	return status;
}

/* ---- the file ---- */

static int write_text(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0)
		return -1;
	while (len) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno != EINTR)
			break;
		bytes += n > 0 ? n : 0;
		len -= n > 0 ? (size_t)n : 0;
	}
	return close(fd) || len ? -1 : 0;
}

/* 1: there is more than can be taken. */
static int read_text(const char *path, struct buf *out)
{
	return file_read(path, TEXT_MAX + 1, out) ? -1 : out->len > TEXT_MAX;
}

/* The folder with all that an editor may have left beside the text: backups, swap files. */
static void remove_folder(const char *dir)
{
	DIR *d = opendir(dir);
	const struct dirent *entry;

	while (d && (entry = readdir(d)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			unlinkat(dirfd(d), entry->d_name, 0);
	if (d)
		closedir(d);
	rmdir(dir);
}

/* Editors end a file with a line break; the answer has none, unless it had one. */
static void drop_last_break(struct buf *out, const char *bytes, size_t len)
{
	if (out->len && out->data[out->len - 1] == '\n' && !(len && bytes[len - 1] == '\n'))
		out->data[--out->len] = '\0';
}

struct session {
	const char *command, *dir, *path, *bytes;
	size_t len;
};

/* What the editor left. Words that cannot be taken stay where they are and the error names the file: *stays. */
static int take(const struct session *s, int status, struct buf *out, bool *stays, struct err *err)
{
	int got = read_text(s->path, out);
	bool changed;

	drop_last_break(out, s->bytes, s->len);
	changed = got < 0 || out->len != s->len || memcmp(buf_str(out), s->bytes, s->len) != 0;
	if (!status && !got)
		return 0;
	*stays = got >= 0 && changed;
	if (status == 127 && !changed)
		return err_set(err, ERR_USAGE, "the editor “%s” cannot be run; the text is as it was", s->command);
	if (got > 0)
		return err_set(err, ERR_IO, "what the editor left is longer than 16 MiB; the text is as it was, and all of that is in %s",
			       s->path);
	if (got < 0)
		return err_set(err, ERR_IO, "the editor “%s” left no text; the text is as it was", s->command);
	return err_set(err, ERR_IO, "the editor “%s” ended badly; the text is as it was%s%s", s->command,
		       changed ? ", and what was written there is in " : "", changed ? s->path : "");
}

static const char *find_base(void)
{
	const char *runtime = getenv("XDG_RUNTIME_DIR"), *tmp = getenv("TMPDIR");

	return runtime && *runtime ? runtime : tmp && *tmp ? tmp : "/tmp";
}

int editor_run(const char *setting, const char *bytes, size_t len, struct buf *out, struct err *err)
{
	const char *base = find_base();
	struct buf dir = { 0 }, path = { 0 };
	bool stays = false;
	int rc = -1;

	buf_printf(&dir, "%s/winloss-XXXXXX", base);
	if (!mkdtemp(dir.data)) {
		err_set(err, ERR_OUTPUT, "no file for the editor can be made in %s: %s", buf_str(&dir), strerror(errno));
	} else {
		struct session s = { find_command(setting), buf_str(&dir), NULL, bytes, len };

		buf_printf(&path, "%s/answer.txt", buf_str(&dir));
		s.path = buf_str(&path);
		if (write_text(s.path, bytes, len))
			err_set(err, ERR_OUTPUT, "%s cannot be written: %s", s.path, strerror(errno));
		else
			rc = take(&s, run(s.command, s.path), out, &stays, err);
		if (!stays)
			remove_folder(s.dir);
	}
	if (rc)
		buf_clear(out);
	buf_done(&dir);
	buf_done(&path);
	return rc;
}
