#include "app/background.h"

#include "app/settings.h"
#include "model/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

enum { ASK_MS = 100 };

enum background background_parse(const char *answer)
{
	const char *rgb = strstr(answer, "rgb:");
	unsigned part[3];
	double light;

	if (!rgb || sscanf(rgb + 4, "%4x/%4x/%4x", &part[0], &part[1], &part[2]) != 3)
		return BACKGROUND_UNKNOWN;
	/* Two or four digits a part. */
	for (int i = 0; i < 3; i++)
		if (strcspn(rgb + 4, "/") <= 2)
			part[i] *= 257;
	light = 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
	return light < 32768 ? BACKGROUND_DARK : BACKGROUND_LIGHT;
}

static int64_t mono_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Reads until the fence's answer (CSI … c) or the time is up. */
static void read_answer(char *answer, size_t size)
{
	int64_t end = mono_ms() + ASK_MS, left;
	size_t at = 0;

	while ((left = end - mono_ms()) > 0 && at + 1 < size) {
		struct pollfd p = { STDIN_FILENO, POLLIN, 0 };
		ssize_t n;

		if (poll(&p, 1, (int)left) <= 0)
			break;
		n = read(STDIN_FILENO, answer + at, size - 1 - at);
		if (n <= 0)
			break;
		at += (size_t)n;
		answer[at] = '\0';
		if (answer[at - 1] == 'c' && strstr(answer, "\033[?"))
			break;
	}
	answer[at] = '\0';
}

static enum background ask(void)
{
	static const char question[] = "\033]11;?\033\\\033[c";
	struct termios before, raw_modes;
	char answer[256] = "";

	if (tcgetattr(STDIN_FILENO, &before))
		return BACKGROUND_UNKNOWN;
	raw_modes = before;
	cfmakeraw(&raw_modes);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw_modes);
	if (write(STDOUT_FILENO, question, sizeof question - 1) == (ssize_t)sizeof question - 1)
		read_answer(answer, sizeof answer);
	tcsetattr(STDIN_FILENO, TCSANOW, &before);
	return background_parse(answer);
}

static enum background from_environment(void)
{
	const char *s = getenv("COLORFGBG"), *last = s ? strrchr(s, ';') : NULL;
	long n = last ? strtol(last + 1, NULL, 10) : -1;

	if (n < 0 || !last[1])
		return BACKGROUND_UNKNOWN;
	return n < 7 || n == 8 ? BACKGROUND_DARK : BACKGROUND_LIGHT;
}

/* Terminals that do not answer, or show the question. */
static bool is_mute(const char *term)
{
	static const char *const mute[] = { "linux", "vt", "dumb", "ansi", "cons", "sun" };

	for (size_t i = 0; i < sizeof mute / sizeof *mute; i++)
		if (!strncmp(term, mute[i], strlen(mute[i])))
			return true;
	return false;
}

static int read_kept(const char *path)
{
	char word[16] = "";
	FILE *f = fopen(path, "re");

	if (!f)
		return -1;
	if (!fgets(word, sizeof word, f))
		word[0] = '\0';
	fclose(f);
	return !strncmp(word, "dark", 4) ? BACKGROUND_DARK : !strncmp(word, "light", 5) ? BACKGROUND_LIGHT : BACKGROUND_UNKNOWN;
}

static void write_kept(const char *path, enum background b)
{
	static const char *const words[] = { "unknown\n", "dark\n", "light\n" };
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	if (fd < 0)
		return; /* asked again at the next start: no harm */
	if (write(fd, words[b], strlen(words[b])) < 0)
		unlink(path);
	close(fd);
}

enum background background_find(const char *folder)
{
	const char *term = getenv("TERM");
	struct buf path = { 0 };
	enum background b;
	int kept = -1;

	if (!term || !*term || strchr(term, '/') || is_mute(term))
		return from_environment();
	if (folder) {
		buf_printf(&path, "%s/background-%s", folder, term);
		kept = read_kept(buf_str(&path));
	}
	b = kept >= 0 ? (enum background)kept : folder ? ask() : BACKGROUND_UNKNOWN;
	if (folder && kept < 0) {
		settings_make_folder(folder);
		write_kept(buf_str(&path), b);
	}
	buf_done(&path);
	return b != BACKGROUND_UNKNOWN ? b : from_environment();
}
