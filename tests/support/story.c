#include "tests/support/story.h"

#include "tests/support/pty.h"
#include "tests/support/run.h"
#include "tests/support/temp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct story {
	const char *path;
	int line;
	char *dir, *db, *home_env, *db_env, *shared;
	int rows, cols;
	bool is_test_build;
	struct pty *pty;
	struct run last;
	bool has_run, status_is_checked;
	FILE *file; /* being written by the lines after `file` */
	struct buf *why;
};

/* A verb does its step and answers STORY_TOLD, or says why not. */
struct verb {
	const char *name;
	enum story_end (*act)(struct story *s, const char *rest);
	bool is_on_screen; /* needs a program that was started */
};
static const struct verb verbs[];

static enum story_end __attribute__((format(printf, 2, 3))) fail(struct story *s, const char *fmt, ...)
{
	va_list ap;
	char text[1024];

	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	buf_printf(s->why, "%s:%d: %s\n", s->path, s->line, text);
	if (s->pty)
		buf_printf(s->why, "the screen:\n%s", pty_screen(s->pty));
	if (s->has_run)
		buf_printf(s->why, "the last run (status %d):\n%s%s", s->last.status, buf_str(&s->last.out), buf_str(&s->last.err));
	return STORY_FAILED;
}

/* How long a text may take to come. Only stories that fail wait that long. */
static int limit_ms(void)
{
	const char *limit = getenv("WINLOSS_STORY_LIMIT_MS");

	return limit ? (int)strtol(limit, NULL, 10) : PTY_LIMIT_MS;
}

static const char *value_of(const struct story *s, const char *name, size_t len)
{
	if (len == 3 && !memcmp(name, "dir", 3))
		return s->dir;
	if (len == 2 && !memcmp(name, "db", 2))
		return s->db;
	if (len == 6 && !memcmp(name, "shared", 6))
		return s->shared;
	if (len == 3 && !memcmp(name, "src", 3))
		return getenv("WINLOSS_SRCDIR");
	return NULL;
}

/* The text with {dir} and its like filled in; the caller frees it. */
static char *expand(const struct story *s, const char *text)
{
	struct buf out = { 0 };

	while (*text) {
		size_t len = *text == '{' ? strcspn(text, "}") : 0;
		const char *value = len ? value_of(s, text + 1, len - 1) : NULL;

		if (value)
			buf_puts(&out, value);
		else
			buf_putc(&out, *text);
		text += value ? len + 1 : 1;
	}
	buf_puts(&out, "");
	return buf_take(&out);
}

#define MAX_WORDS 40

/* Splits text in place; words[] ends with NULL. */
static int split(char *text, const char **words)
{
	int n = 0;

	while (n < MAX_WORDS - 2) {
		char *to;

		text += strspn(text, " ");
		if (!*text)
			break;
		words[n++] = to = text;
		for (bool is_quoted = false; *text && (is_quoted || *text != ' '); text++) {
			if (*text == '"')
				is_quoted = !is_quoted;
			else
				*to++ = *text;
		}
		if (*text)
			text++;
		*to = '\0';
	}
	words[n] = NULL;
	return n;
}

static const char *program_of(const struct story *s)
{
	return getenv(s->is_test_build ? "WINLOSS_TEST_BIN" : "WINLOSS_BIN");
}

static enum story_end do_title(struct story *s, const char *rest)
{
	return *rest ? STORY_TOLD : fail(s, "a story has a title");
}

static enum story_end do_needs(struct story *s, const char *rest)
{
	if (strcmp(rest, "shared"))
		return fail(s, "found needs %s, expected needs shared", rest);
	if (s->shared)
		return STORY_TOLD;
	buf_printf(s->why, "%s: skipped: the shared data folder is absent (WINLOSS_SHARED names it)\n", s->path);
	return STORY_SKIPPED;
}

static enum story_end do_size(struct story *s, const char *rest)
{
	if (sscanf(rest, "%dx%d", &s->cols, &s->rows) != 2 || s->cols < 1 || s->rows < 1)
		return fail(s, "found size %s, expected COLSxROWS", rest);
	return STORY_TOLD;
}

static enum story_end do_test(struct story *s, const char *rest)
{
	s->is_test_build = true;
	return strcmp(rest, "build") ? fail(s, "found test %s, expected test build", rest) : STORY_TOLD;
}

static enum story_end do_file(struct story *s, const char *rest)
{
	char *path = temp_path(s->dir, rest);

	s->file = fopen(path, "w");
	free(path);
	return s->file ? STORY_TOLD : fail(s, "cannot make the file %s", rest);
}

static enum story_end do_start(struct story *s, const char *rest)
{
	const char *words[MAX_WORDS], *env[] = { s->home_env, s->db_env, "WINLOSS_USER=dana", NULL };
	char *args = expand(s, rest);

	words[0] = program_of(s);
	split(args, words + 1);
	pty_free(s->pty);
	s->pty = pty_open(&(struct pty_options){ .argv = words, .env = env, .rows = s->rows, .cols = s->cols });
	free(args);
	return STORY_TOLD;
}

static enum story_end do_keys(struct story *s, const char *rest)
{
	pty_keys(s->pty, rest);
	return STORY_TOLD;
}

static enum story_end do_type(struct story *s, const char *rest)
{
	char *text = expand(s, rest);

	pty_bytes(s->pty, text, strlen(text));
	free(text);
	return STORY_TOLD;
}

static enum story_end do_paste(struct story *s, const char *rest)
{
	struct buf text = { 0 };

	for (; *rest; rest++) {
		if (rest[0] == '\\' && rest[1] == 'n')
			buf_putc(&text, '\n'), rest++;
		else
			buf_putc(&text, *rest);
	}
	pty_paste(s->pty, buf_str(&text));
	buf_done(&text);
	return STORY_TOLD;
}

static enum story_end do_click(struct story *s, const char *rest)
{
	int row, col;

	if (!pty_wait(s->pty, rest, limit_ms()) || !vt_find(pty_vt(s->pty), rest, &row, &col))
		return fail(s, "nothing to click: \"%s\" is not on the screen", rest);
	pty_click(s->pty, row, col);
	return STORY_TOLD;
}

static enum story_end do_resize(struct story *s, const char *rest)
{
	enum story_end end = do_size(s, rest);

	if (end == STORY_TOLD)
		pty_resize(s->pty, s->rows, s->cols);
	return end;
}

static enum story_end do_see(struct story *s, const char *rest)
{
	char *text = expand(s, rest);
	bool is_seen = pty_wait(s->pty, text, limit_ms());

	free(text);
	return is_seen ? STORY_TOLD : fail(s, "expected to see: %s", rest);
}

static enum story_end do_gone(struct story *s, const char *rest)
{
	return pty_wait_gone(s->pty, rest, limit_ms()) ? STORY_TOLD : fail(s, "expected to be gone: %s", rest);
}

static enum story_end do_ends(struct story *s, const char *rest)
{
	int status, wanted = (int)strtol(rest, NULL, 10);
	const char *left;

	if (!pty_wait_exit(s->pty, PTY_LIMIT_MS, &status))
		return fail(s, "the program is still running");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != wanted)
		return fail(s, "ended with %s %d, expected status %d", WIFEXITED(status) ? "status" : "signal",
			WIFEXITED(status) ? WEXITSTATUS(status) : WTERMSIG(status), wanted);
	left = pty_left_behind(s->pty);
	if (left)
		return fail(s, "the terminal is not as it was: %s", left);
	pty_free(s->pty);
	s->pty = NULL;
	return STORY_TOLD;
}

/* All that was typed is kept by now. */
static enum story_end do_rest(struct story *s, const char *rest)
{
	(void)rest;
	return pty_rest(s->pty, 100, limit_ms()) ? STORY_TOLD : fail(s, "the program does not come to rest");
}

static enum story_end do_kill(struct story *s, const char *rest)
{
	(void)rest;
	pty_free(s->pty);
	s->pty = NULL;
	return STORY_TOLD;
}

/* What the last run ended with must have been named, or be 0. */
static enum story_end settle_run(struct story *s)
{
	if (s->has_run && !s->status_is_checked && s->last.status)
		return fail(s, "a run before this line ended with status %d", s->last.status);
	return STORY_TOLD;
}

static enum story_end do_run(struct story *s, const char *rest)
{
	const char *words[MAX_WORDS], *env[] = { s->home_env, s->db_env, "WINLOSS_USER=dana", NULL };
	char *args;

	if (settle_run(s) != STORY_TOLD)
		return STORY_FAILED;
	args = expand(s, rest);
	words[0] = program_of(s);
	split(args, words + 1);
	run_done(&s->last);
	run_program(&s->last, words, env, NULL);
	s->has_run = true;
	s->status_is_checked = false;
	free(args);
	return STORY_TOLD;
}

static enum story_end do_status(struct story *s, const char *rest)
{
	s->status_is_checked = true;
	return s->last.status == strtol(rest, NULL, 10) ? STORY_TOLD : fail(s, "expected status %s", rest);
}

static enum story_end look_in(struct story *s, const char *where, const char *text, const char *rest, bool is_wanted)
{
	char *wanted = expand(s, rest);
	bool is_there = strstr(text, wanted) != NULL;

	free(wanted);
	if (is_there == is_wanted)
		return STORY_TOLD;
	return fail(s, "expected %s in %s: %s", is_wanted ? "" : "not", where, rest);
}

static enum story_end do_out(struct story *s, const char *rest)
{
	return look_in(s, "the output", buf_str(&s->last.out), rest, true);
}

static enum story_end do_err(struct story *s, const char *rest)
{
	return look_in(s, "the errors", buf_str(&s->last.err), rest, true);
}

static enum story_end do_not(struct story *s, const char *rest)
{
	enum story_end end = look_in(s, "the output", buf_str(&s->last.out), rest, false);

	return end == STORY_TOLD ? look_in(s, "the errors", buf_str(&s->last.err), rest, false) : end;
}

static enum story_end do_holds(struct story *s, const char *rest)
{
	size_t len = strcspn(rest, " ");
	char *name = xstrndup(rest, len), *path = temp_path(s->dir, name), line[4096];
	struct buf text = { 0 };
	FILE *f = fopen(path, "r");
	enum story_end end;

	while (f && fgets(line, sizeof line, f))
		buf_puts(&text, line);
	if (f)
		fclose(f);
	end = look_in(s, name, buf_str(&text), rest + len + (rest[len] == ' '), true);
	buf_done(&text);
	free(path);
	free(name);
	return end;
}

static enum story_end tell_line(struct story *s, char *line)
{
	size_t len = strcspn(line, " ");
	const char *rest = line + len + strspn(line + len, " ");

	if (s->file && line[0] == '|') {
		fprintf(s->file, "%s\n", line + 1 + (line[1] == ' '));
		return STORY_TOLD;
	}
	if (s->file) {
		fclose(s->file);
		s->file = NULL;
	}
	if (!*line || *line == '#')
		return STORY_TOLD;
	for (const struct verb *v = verbs; v->name; v++)
		if (strlen(v->name) == len && !memcmp(v->name, line, len)) {
			if (v->is_on_screen && !s->pty)
				return fail(s, "%s before start", v->name);
			return v->act(s, rest);
		}
	return fail(s, "no step is called %.*s", (int)len, line);
}

static void set_up(struct story *s)
{
	struct buf text = { 0 };
	const char *shared = getenv("WINLOSS_SHARED"), *src = getenv("WINLOSS_SRCDIR");
	struct stat st;

	s->rows = 24;
	s->cols = 80;
	s->dir = temp_dir("story");
	s->db = temp_path(s->dir, "story.db");
	buf_printf(&text, "HOME=%s", s->dir);
	s->home_env = buf_take(&text);
	buf_printf(&text, "WINLOSS_DB=%s", s->db);
	s->db_env = buf_take(&text);
	if (shared && *shared)
		buf_puts(&text, shared);
	else
		buf_printf(&text, "%s/../shared", src ? src : ".");
	s->shared = buf_take(&text);
	if (stat(s->shared, &st)) {
		free(s->shared);
		s->shared = NULL;
	}
}

static void tear_down(struct story *s)
{
	pty_free(s->pty);
	run_done(&s->last);
	if (s->file)
		fclose(s->file);
	temp_remove(s->dir);
	free(s->dir);
	free(s->db);
	free(s->home_env);
	free(s->db_env);
	free(s->shared);
}

enum story_end story_tell(const char *path, struct buf *why)
{
	struct story s = { .path = path, .why = why };
	enum story_end end = STORY_TOLD;
	char *line = NULL;
	size_t size = 0;
	FILE *f = fopen(path, "r");

	set_up(&s);
	if (!f)
		end = fail(&s, "cannot be read");
	while (end == STORY_TOLD && getline(&line, &size, f) >= 0) {
		s.line++;
		line[strcspn(line, "\n")] = '\0';
		end = tell_line(&s, line);
	}
	if (end == STORY_TOLD)
		end = s.line ? settle_run(&s) : fail(&s, "an empty story");
	if (f)
		fclose(f);
	free(line);
	tear_down(&s);
	return end;
}

static const struct verb verbs[] = {
	{ "title", do_title, false },
	{ "needs", do_needs, false },
	{ "size", do_size, false },
	{ "test", do_test, false },
	{ "file", do_file, false },
	{ "start", do_start, false },
	{ "keys", do_keys, true },
	{ "type", do_type, true },
	{ "paste", do_paste, true },
	{ "click", do_click, true },
	{ "resize", do_resize, true },
	{ "see", do_see, true },
	{ "gone", do_gone, true },
	{ "ends", do_ends, true },
	{ "rest", do_rest, true },
	{ "kill", do_kill, true },
	{ "run", do_run, false },
	{ "status", do_status, false },
	{ "out", do_out, false },
	{ "err", do_err, false },
	{ "not", do_not, false },
	{ "holds", do_holds, false },
	{ NULL, NULL, false },
};
