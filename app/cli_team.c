/* member and config: who may what, and the team's own data files. */
#include "app/carry.h"
#include "app/child.h"
#include "app/cli.h"

#include "model/access.h"
#include "model/buf.h"
#include "model/calendar.h"
#include "model/config.h"
#include "model/deal.h"
#include "model/event.h"
#include "model/file.h"
#include "model/member.h"
#include "model/posts.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int print_member(void *arg, const struct member *m)
{
	struct buf roles = { 0 };
	struct actor a = { .roles = m->roles };

	(void)arg;
	actor_roles(&a, &roles);
	for (int d = 0; d < DUTY_COUNT; d++)
		if (m->duties & 1u << d)
			buf_printf(&roles, " +%s", duty_key((enum duty)d));
	cli_cell(stdout, m->login, 20);
	cli_print(stdout, " %-8s %s\n", m->active ? "" : "no login", buf_str(&roles));
	buf_done(&roles);
	return 0;
}

static void role_word(int bit, struct buf *out)
{
	buf_puts(out, role_key((enum role)bit));
}

static void duty_word(int bit, struct buf *out)
{
	buf_puts(out, duty_key((enum duty)bit));
}

/* Roles or duties, as --role and --duty list them. */
struct bits {
	const char *what;
	int n;
	int (*find)(const char *);
	void (*put)(int bit, struct buf *out);
};
static const struct bits role_bits = { "role", ROLE_COUNT, role_find, role_word };
static const struct bits duty_bits = { "duty", DUTY_COUNT, duty_find, duty_word };

static int refuse_bit(const struct bits *b, const char *word, struct err *err)
{
	struct buf known = { 0 };

	for (int i = 0; i < b->n; i++) {
		buf_puts(&known, i ? " " : "");
		b->put(i, &known);
	}
	err_set(err, ERR_USAGE, "--%s: found “%s”, expected one of %s", b->what, word, buf_str(&known));
	buf_done(&known);
	return -1;
}

static int read_bits(const char *list, const struct bits *b, unsigned *out, struct err *err)
{
	*out = 0;
	for (const char *p = list; *p;) {
		size_t n = strcspn(p, ",");
		char *word = xstrndup(p, n);
		int bit = n ? b->find(word) : 0;

		if (bit < 0)
			refuse_bit(b, word, err);
		free(word);
		if (bit < 0)
			return -1;
		if (n)
			*out |= 1u << bit;
		p += n + (p[n] == ',');
	}
	return 0;
}

struct member_words {
	const char *login, *name, *email;
	unsigned roles, duties;
	bool has_roles, has_duties, active, has_active;
};

static int read_member(struct words *w, struct member_words *m, struct err *err)
{
	struct word word;

	while (words_next(w, &word)) {
		const char *value = word.name ? words_value(w, &word) : word.value;
		int rc = 0;

		if (!value)
			return err_set(err, ERR_USAGE, "--%s wants a value", word.name);
		if (!word.name && !m->login)
			m->login = value;
		else if (!word.name)
			rc = err_set(err, ERR_USAGE, "found “%s”, expected an option", value);
		else if (!strcmp(word.name, "role")) {
			rc = read_bits(value, &role_bits, &m->roles, err);
			m->has_roles = true;
		} else if (!strcmp(word.name, "duty")) {
			rc = read_bits(value, &duty_bits, &m->duties, err);
			m->has_duties = true;
		} else if (!strcmp(word.name, "name"))
			m->name = value;
		else if (!strcmp(word.name, "email"))
			m->email = value;
		else if (!strcmp(word.name, "active")) {
			m->has_active = true;
			if (!bool_parse(value, &m->active))
				rc = err_set(err, ERR_USAGE, "--active: found “%s”, expected yes or no", value);
		} else
			rc = err_set(err, ERR_USAGE, "no option --%s", word.name);
		if (rc)
			return -1;
	}
	return m->login ? 0 : err_set(err, ERR_USAGE, "member add|set NAME …");
}

static int add_member(struct store *s, const struct member_words *m, struct err *err)
{
	const struct new_member n = { m->login, m->name, m->email, m->roles, m->duties };

	return member_add_whole(s, &n, err);
}

int cli_member(struct store *s, int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "list";
	struct words w = { argc, 2, argv };
	struct member_words m = { 0 };
	struct err err = { 0 };
	int rc;

	if (!strcmp(what, "list") && argc > 2)
		return cli_usage("found “%s”, expected no more words", argv[2]);
	if (!strcmp(what, "list"))
		return member_each(s, print_member, NULL, &err) ? cli_fail(&err) : 0;
	if (!strcmp(what, "away"))
		return cli_member_away(s, argc, argv);
	if (strcmp(what, "add") && strcmp(what, "set"))
		return cli_usage("found “%s”, expected add, set, away or list", what);
	if (read_member(&w, &m, &err))
		return cli_fail(&err);
	if (*what == 'a' && !m.has_roles)
		return cli_usage("member add %s --role ROLE: ae csm csm_manager cro sales_ops analyst cmo admin readonly", m.login);
	if (*what == 's' && !m.has_roles && !m.has_duties && !m.has_active && !m.name && !m.email)
		return cli_usage("member set %s --role, --duty, --name, --email or --active yes|no", m.login);
	rc = *what == 'a' ? add_member(s, &m, &err)
		: member_set(s, m.login, m.has_roles ? &m.roles : NULL, m.has_duties ? &m.duties : NULL, m.name, m.email,
			     m.has_active ? &m.active : NULL, &err);
	return rc ? cli_fail(&err) : 0;
}

static int read_whole(const char *path, struct buf *out, struct err *err)
{
	FILE *in = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	char block[4096];
	size_t n;

	if (!in)
		return err_set(err, ERR_NO_INPUT, "%s cannot be read: %s", path, strerror(errno));
	while ((n = fread(block, 1, sizeof block, in)) > 0)
		buf_add(out, block, n);
	if (ferror(in))
		err_set(err, ERR_NO_INPUT, "%s cannot be read: %s", path, strerror(errno));
	if (in != stdin)
		fclose(in);
	if (err->kind)
		return -1;
	return strlen(buf_str(out)) == out->len ? 0
		: err_set(err, ERR_INPUT, "%s holds NUL bytes; expected text", path);
}

/* What a new calendar or new rules moved: told once it is stored, for a list of what was rolled back would be wrong. */
struct moved {
	struct store *s;
	struct buf list;
	size_t n;
};

static void put_due(struct store *s, const struct clock *c, struct buf *out)
{
	int64_t due = !c ? NO_MOMENT : c->due_at != NO_MOMENT ? c->due_at : c->provisional_due_at;

	if (due == NO_MOMENT)
		buf_puts(out, "—");
	else
		calendar_format_moment(s->calendar, due, s->now(s), out);
}

static const char *state_word(struct store *s, const struct clock *c)
{
	return c ? clock_state_key(clock_state(c, s->now(s))) : "not there";
}

/* "D-12 Umber Group · debrief: due 11-27 18:00 → 11-30 18:00, late → running" */
static int list_moved(void *arg, int64_t deal, const struct clock *was, const struct clock *is)
{
	struct moved *m = arg;
	const struct clock_rule *rule = clock_rule_id(m->s->clocks, is ? is->kind : was->kind);
	const char *before = state_word(m->s, was), *after = state_word(m->s, is);
	struct deal d;

	buf_printf(&m->list, "D-%lld ", (long long)deal);
	if (deal_get(m->s, deal, &d, NULL) == 1) {
		deal_label(&d, &m->list);
		deal_done(&d);
	}
	buf_printf(&m->list, " · %s: due ", rule ? rule->key : "?");
	put_due(m->s, was, &m->list);
	buf_puts(&m->list, " → ");
	put_due(m->s, is, &m->list);
	if (strcmp(before, after))
		buf_printf(&m->list, ", %s → %s", before, after);
	buf_putc(&m->list, '\n');
	m->n++;
	return 0;
}

static int put(struct store *s, const char *name, const char *body, struct err *err)
{
	struct moved m = { .s = s };
	int rc = config_put(s, name, body, list_moved, &m, err);

	if (!rc && (!strcmp(name, "calendar") || !strcmp(name, "clocks"))) {
		cli_text(stdout, buf_str(&m.list));
		cli_print(stdout, "%zu clock%s changed\n", m.n, m.n == 1 ? "" : "s");
	}
	buf_done(&m.list);
	return rc;
}

static int run_editor(const char *path, struct err *err)
{
	const char *editor = getenv("VISUAL");
	char *argv[16], *words, *save = NULL;
	int n = 0, status = 0;
	pid_t pid;

	if (!editor || !*editor)
		editor = getenv("EDITOR");
	words = xstrdup(editor && *editor ? editor : "vi");
	for (char *p = strtok_r(words, " ", &save); p && n < 14; p = strtok_r(NULL, " ", &save))
		argv[n++] = p;
	argv[n++] = (char *)(uintptr_t)path;
	argv[n] = NULL;
	pid = fork();
	if (pid == 0)
		child_become(argv);
	if (pid > 0)
		waitpid(pid, &status, 0);
	if (pid < 0 || !WIFEXITED(status) || WEXITSTATUS(status)) {
		err_set(err, ERR_IO, "the editor %s did not end well; nothing was changed", argv[0]);
		free(words);
		return -1;
	}
	free(words);
	return 0;
}

/* Edited again until it is right or given up: what was typed is never thrown away. */
static int edit_config(struct store *s, const char *name, const char *body, struct err *err)
{
	const char *tmp = getenv("TMPDIR");
	struct buf now = { 0 }, place = { 0 };
	size_t len = strlen(body);
	int fd, rc = access_act(s, "config", err);
	char *path;

	if (rc)
		return rc;
	buf_printf(&place, "%s/winloss-config-XXXXXX", tmp && *tmp == '/' ? tmp : "/tmp");
	path = buf_take(&place);
	fd = mkstemp(path); /* mode 0600 */
	if (fd < 0 || write(fd, body, len) != (ssize_t)len) {
		err_set(err, ERR_IO, "%s cannot be written: %s", path, strerror(errno));
		if (fd >= 0) {
			close(fd);
			unlink(path);
		}
		free(path);
		return -1;
	}
	close(fd);
	rc = run_editor(path, err) || read_whole(path, &now, err) ? -1 : 0;
	if (!rc && !strcmp(buf_str(&now), body))
		fputs("winloss: nothing was changed\n", stderr);
	else if (!rc && (rc = put(s, name, buf_str(&now), err)))
		cli_say(stderr, "winloss: what you wrote is kept in %s\n", path);
	if (!rc)
		unlink(path);
	free(path);
	buf_done(&now);
	return rc;
}

static int print_config(void *arg, const char *name, int version)
{
	(void)arg;
	cli_print(stdout, "%-28s version %d\n", name, version);
	return 0;
}

struct checking {
	struct store *s;
	struct err *err;
};

static int check_config(void *arg, const char *name, int version)
{
	struct checking *c = arg;
	char *body = NULL;
	int rc = config_get(c->s, name, &body, NULL, NULL, c->err);

	(void)version;
	rc = rc == 1 ? config_check(name, body, strlen(body), c->err) : -1;
	free(body);
	return rc;
}

static int print_version(void *arg, int version, int64_t at_ms, int64_t member)
{
	struct store *s = arg;
	struct buf at = { 0 };

	calendar_format_moment(s->calendar, at_ms, s->now(s), &at);
	cli_print(stdout, "version %d  %s  %s\n", version, buf_str(&at), member ? member_login(s, member) : "shipped");
	buf_done(&at);
	return 0;
}

static int export_config(const char *body, const char *path, struct err *err)
{
	size_t n = strlen(body);
	char *part = NULL;
	int fd = file_make_part(path, NULL, &part, err), rc = fd < 0 ? -1 : 0;

	if (!rc && write(fd, body, n) == (ssize_t)n) {
		rc = file_put(fd, part, path, false, err);
	} else if (!rc) {
		rc = err_set(err, ERR_OUTPUT, "%s cannot be written: %s", path, strerror(errno));
		file_drop(fd, part);
	}
	free(part);
	return rc;
}

/* A refusal names the file beside what its reader said of the line. */
static int import_config(struct store *s, const char *name, const char *file, struct err *err)
{
	struct buf in = { 0 };
	int rc = read_whole(file, &in, err);

	if (!rc && config_check(name, buf_str(&in), in.len, err))
		rc = err_wrap(err, "%s", file);
	if (!rc)
		rc = put(s, name, buf_str(&in), err);
	buf_done(&in);
	return rc;
}

/* A team may bring presets and playbooks of its own; every other configuration is one that the program knows. */
static bool is_own_name(const char *name)
{
	size_t at = !strncmp(name, "presets/", 8) ? 8 : !strncmp(name, "playbooks/", 10) ? 10 : 0;
	size_t n = at ? strspn(name + at, "abcdefghijklmnopqrstuvwxyz0123456789-_") : 0;

	return n && n < 64 && !name[at + n];
}

static int print_command(void *arg, const char *channel, const char *const *words)
{
	(void)arg;
	cli_print(stdout, "by %s:", channel);
	for (; *words; words++)
		cli_print(stdout, " %s", *words);
	cli_print(stdout, "\n");
	return 0;
}

static int allow_commands(struct store *s, struct err *err)
{
	struct posts *p;
	int rc = posts_load(s, &p, err);

	if (rc)
		return -1;
	posts_commands(p, print_command, NULL);
	rc = carry_allow(p, err);
	if (!rc)
		cli_say(stderr, "winloss: these commands may be started for you, until they change\n");
	posts_free(p);
	return rc;
}

static int one_config(struct store *s, const char *name, const char *option, const char *file, struct err *err)
{
	char *body = NULL;
	int rc = config_get(s, name, &body, NULL, NULL, err);

	if (rc == 0 && (strcmp(option, "import") || !is_own_name(name)))
		rc = err_set(err, ERR_INPUT, "no configuration “%s”; winloss config lists them", name);
	else if (rc == 1)
		rc = 0;
	if (!rc && !strcmp(option, "print"))
		cli_text(stdout, body);
	else if (!rc && !strcmp(option, "check"))
		rc = config_check(name, body, strlen(body), err);
	else if (!rc && !strcmp(option, "edit"))
		rc = edit_config(s, name, body, err);
	else if (!rc && !strcmp(option, "allow"))
		rc = strcmp(name, "messages") ? err_set(err, ERR_USAGE, "--allow allows the commands of config messages")
					      : allow_commands(s, err);
	else if (!rc && !strcmp(option, "history"))
		rc = config_history(s, name, print_version, s, err);
	else if (!rc && !strcmp(option, "import"))
		rc = file ? import_config(s, name, file, err) : err_set(err, ERR_USAGE, "--import FILE");
	else if (!rc && !strcmp(option, "export"))
		rc = file ? export_config(body, file, err) : err_set(err, ERR_USAGE, "--export FILE");
	else if (!rc)
		rc = err_set(err, ERR_USAGE, "no option --%s", option);
	free(body);
	return rc ? -1 : 0;
}

int cli_config(struct store *s, int argc, char **argv)
{
	const char *name = NULL, *option = NULL, *file = NULL;
	struct words w = { argc, 1, argv };
	struct err err = { 0 };
	struct word word;

	while (words_next(&w, &word)) {
		if ((!word.name && name) || (word.name && option))
			return cli_usage("found “%s”, expected one name and one option", word.name ? word.name : word.value);
		if (!word.name) {
			name = word.value;
			continue;
		}
		option = word.name;
		if (!strcmp(option, "import") || !strcmp(option, "export"))
			file = words_value(&w, &word);
	}
	if (!name && (!option || !strcmp(option, "check"))) {
		struct checking c = { s, &err };

		return config_each(s, option ? check_config : print_config, &c, &err) ? cli_fail(&err) : 0;
	}
	if (!name)
		return cli_usage("config NAME --%s", option);
	return one_config(s, name, option ? option : "print", file, &err) ? cli_fail(&err) : 0;
}
