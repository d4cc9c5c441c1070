/* messages.ini: recipients, channels and the commands that carry them. */
#include "model/posts.h"

#include "assets/assets.h"
#include "model/buf.h"
#include "model/config.h"
#include "model/ini.h"
#include "model/template.h"
#include "model/value.h"

#include <stdlib.h>
#include <string.h>

#define FILE_NAME "messages"
#define BY "by "

struct section {
	char *name;                             /* of a template, or "by CHANNEL" */
	char *to, *by;                          /* of a template; NULL not said */
	char *words;                            /* of a channel: all words of the command, ended one by one */
	const char *argv[POST_WORDS_MAX + 1];
	size_t n;
	int seconds;
};
struct posts {
	struct section *section;
	size_t n;
};

static struct section *find(const struct posts *p, const char *name)
{
	for (size_t i = 0; i < p->n; i++)
		if (!strcmp(p->section[i].name, name))
			return &p->section[i];
	return NULL;
}

static bool is_channel(const char *word)
{
	size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-");

	return n && n <= POST_CHANNEL_MAX && !word[n];
}

static struct section *need(struct posts *p, const char *name, struct err *err)
{
	struct section *found = find(p, name);
	bool channel = !strncmp(name, BY, strlen(BY));

	if (found)
		return found;
	if (channel ? !is_channel(name + strlen(BY)) : !template_title(name)) {
		err_set(err, ERR_CONFIG, "found [%.60s], expected a template (deals-channel, coordination …) or by CHANNEL in small"
			" letters", name);
		return NULL;
	}
	p->section = xrealloc(p->section, (p->n + 1) * sizeof *p->section);
	p->section[p->n] = (struct section){ .name = xstrdup(name), .seconds = 30 };
	return &p->section[p->n++];
}

static int take_command(struct section *at, const char *value, struct err *err)
{
	char *save = NULL;

	if (at->n)
		return err_set(err, ERR_CONFIG, "found a second command, or one that goes on in a second line; expected one line");
	if (*value != '/')
		return err_set(err, ERR_CONFIG, "found “%.80s”, expected the whole path of a program, beginning with /", value);
	at->words = xstrdup(value);
	for (char *w = strtok_r(at->words, " \t", &save); w; w = strtok_r(NULL, " \t", &save)) {
		if (at->n == POST_WORDS_MAX)
			return err_set(err, ERR_CONFIG, "the command has more than %d words", POST_WORDS_MAX);
		at->argv[at->n++] = w;
	}
	return 0;
}

static int take_channel(struct section *at, const char *key, const char *value, struct err *err)
{
	int64_t n;

	if (!strcmp(key, "command"))
		return take_command(at, value, err);
	if (strcmp(key, "seconds"))
		return err_set(err, ERR_CONFIG, "found “%.40s”, expected command or seconds", key);
	if (int_parse(value, &n, NULL) || n < 1 || n > 600)
		return err_set(err, ERR_CONFIG, "found seconds “%.40s”, expected 1 to 600", value);
	at->seconds = (int)n;
	return 0;
}

static int take_template(struct section *at, const char *key, const char *value, struct err *err)
{
	char **to = !strcmp(key, "to") ? &at->to : !strcmp(key, "by") ? &at->by : NULL;

	if (!to)
		return err_set(err, ERR_CONFIG, "found “%.40s”, expected to or by", key);
	if (to == &at->by && !is_channel(value))
		return err_set(err, ERR_CONFIG, "found by “%.40s”, expected a channel in at most %d small letters: chat, e-mail,"
			       " folder", value, POST_CHANNEL_MAX);
	free(*to);
	*to = xstrdup(value);
	return 0;
}

static int take(void *arg, const char *section, const char *key, const char *value, int line, struct err *err)
{
	struct section *at = need(arg, section, err);

	(void)line;
	if (!at)
		return -1;
	return (strncmp(section, BY, strlen(BY)) ? take_template : take_channel)(at, key, value, err);
}

int posts_parse(struct posts **out, const char *ini, size_t len, struct err *err)
{
	struct posts *p = xcalloc(1, sizeof *p);

	*out = NULL;
	if (ini_each(FILE_NAME, ini, len, take, p, err)) {
		posts_free(p);
		return -1;
	}
	*out = p;
	return 0;
}

int posts_load(struct store *s, struct posts **out, struct err *err)
{
	char *body = config_text(s, FILE_NAME, FILE_NAME ".ini", err);
	int rc = body ? posts_parse(out, body, strlen(body), err) : -1;

	free(body);
	return rc;
}

void posts_free(struct posts *p)
{
	for (size_t i = 0; p && i < p->n; i++) {
		free(p->section[i].name);
		free(p->section[i].to);
		free(p->section[i].by);
		free(p->section[i].words);
	}
	if (p)
		free(p->section);
	free(p);
}

const char *posts_to(const struct posts *p, const char *template)
{
	const struct section *at = find(p, template);

	return at && at->to ? at->to : "";
}

const char *posts_by(const struct posts *p, const char *template)
{
	const struct section *at = find(p, template);

	return at && at->by ? at->by : "hand";
}

size_t posts_command(const struct posts *p, const char *channel, const char *const **words, int *seconds)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct section *at = &p->section[i];

		if (strncmp(at->name, BY, strlen(BY)) != 0 || strcmp(at->name + strlen(BY), channel) != 0)
			continue;
		*words = at->argv;
		*seconds = at->seconds;
		return at->n;
	}
	return 0;
}

int posts_commands(const struct posts *p, int (*fn)(void *arg, const char *channel, const char *const *words), void *arg)
{
	int rc = 0;

	for (size_t i = 0; !rc && i < p->n; i++)
		if (p->section[i].n)
			rc = fn(arg, p->section[i].name + strlen(BY), p->section[i].argv);
	return rc;
}
