#include "app/carry.h"

#include "app/child.h"
#include "app/settings.h"

#include "model/buf.h"
#include "model/file.h"
#include "model/letter.h"
#include "model/note.h"
#include "model/outbox.h"
#include "model/text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FILE_NAME "commands"
enum { FILE_MAX = 1 << 16, LOOK_MS = 100 };

/* ---- allowed ---- */

static int put_command(void *arg, const char *channel, const char *const *words)
{
	struct buf *out = arg;

	buf_puts(out, channel);
	for (; *words; words++)
		buf_printf(out, " %s", *words);
	buf_putc(out, '\n');
	return 0;
}

/* The member's file; NULL: there is no folder for it. */
static char *own_file(bool make)
{
	struct settings st;
	struct buf path = { 0 };

	settings_load(&st, NULL);
	if (st.folder && make)
		settings_make_folder(st.folder);
	if (st.folder)
		buf_printf(&path, "%s/" FILE_NAME, st.folder);
	settings_done(&st);
	return path.len ? buf_take(&path) : NULL;
}

static bool is_allowed(const char *channel, const char *const *words)
{
	struct buf want = { 0 }, body = { 0 };
	char *path = own_file(false);
	bool found = false;

	buf_putc(&body, '\n');
	buf_putc(&want, '\n');
	put_command(&want, channel, words);
	if (path && !file_read(path, FILE_MAX, &body)) {
		struct buf whole = { 0 };

		buf_printf(&whole, "\n%s", buf_str(&body));
		found = strstr(buf_str(&whole), buf_str(&want)) != NULL;
		buf_done(&whole);
	}
	free(path);
	buf_done(&want);
	buf_done(&body);
	return found;
}

int carry_allow(const struct posts *p, struct err *err)
{
	char *path = own_file(true), *part = NULL;
	struct buf body = { 0 };
	int fd = path ? file_make_part(path, NULL, &part, err)
		      : err_set(err, ERR_OUTPUT, "there is no folder for your settings: neither HOME nor XDG_CONFIG_HOME is set");
	int rc = fd < 0 ? -1 : 0;

	posts_commands(p, put_command, &body);
	if (!rc && write(fd, buf_str(&body), body.len) == (ssize_t)body.len) {
		rc = file_put(fd, part, path, true, err);
	} else if (!rc) {
		rc = err_set(err, ERR_OUTPUT, "%s cannot be written: %s", path, strerror(errno));
		file_drop(fd, part);
	}
	free(part);
	free(path);
	buf_done(&body);
	return rc;
}

/* ---- carrying ---- */

/* How it ended, as a sentence; 0 where it ended well. */
static int judge(const char *program, int seconds, const struct child_end *end, struct err *err)
{
	struct buf said = { 0 };

	text_visible(&said, buf_str(&end->said), text_first_line(buf_str(&end->said)), false);
	if (end->timed_out)
		err_set(err, ERR_IO, "not sent: %s did not end within %d seconds and was ended", program, seconds);
	else if (end->signal)
		err_set(err, ERR_IO, "not sent: %s was ended by signal %d", program, end->signal);
	else if (end->status == 127)
		err_set(err, ERR_IO, "not sent: %s cannot be run%s%s", program, said.len ? "; it said: " : "", buf_str(&said));
	else if (end->status)
		err_set(err, ERR_IO, "not sent: %s ended with status %d%s%s", program, end->status,
			said.len ? " and said: " : "", buf_str(&said));
	buf_done(&said);
	return end->timed_out || end->signal || end->status ? -1 : 0;
}

/* Its channel's command, which the member has allowed. */
static int find_command(const struct outbox_message *m, const struct posts *p, const char *const **words, int *seconds,
			struct err *err)
{
	struct buf line = { 0 };

	if (!posts_command(p, m->channel, words, seconds))
		return err_set(err, ERR_REFUSED, "not sent: no command carries %s; one can stand under [by %s] of winloss config"
			       " messages", m->channel, m->channel);
	if (is_allowed(m->channel, *words))
		return 0;
	put_command(&line, m->channel, *words);
	line.data[--line.len] = '\0';
	err_set(err, ERR_REFUSED, "not sent: you have not allowed the command “%s”, which would run as you; winloss config"
		" messages --allow does", buf_str(&line));
	buf_done(&line);
	return -1;
}

struct carry {
	struct child *child;
	char *program; /* owned */
	int64_t id, rev;
	int seconds;
};

static void free_carry(struct carry *c)
{
	free(c->program);
	free(c);
}

/* The claim stands before the command starts, so that two who send it do not both send it. */
static int hand_over(struct store *s, const struct outbox_message *m, const struct buf *letter, const struct posts *p,
		     struct carry **out, struct err *err)
{
	struct carry c = { .id = m->id };
	const char *const *words;

	if (find_command(m, p, &words, &c.seconds, err) || outbox_claim(s, m->id, c.seconds, &c.rev, err))
		return -1;
	if (child_start(words, letter->data, letter->len, c.seconds, &c.child, err)) {
		outbox_settle(s, m->id, c.rev, false, NULL);
		return -1;
	}
	c.program = xstrdup(words[0]);
	*out = xcalloc(1, sizeof **out);
	**out = c;
	return 0;
}

bool carry_turn(struct carry *c, int wait_ms)
{
	return child_turn(c->child, wait_ms);
}

int carry_end(struct store *s, struct carry *c, struct err *err)
{
	struct err late = { 0 };
	struct child_end end;
	int rc;

	child_done(c->child, &end);
	rc = judge(c->program, c->seconds, &end, err);
	buf_done(&end.said);
	if (outbox_settle(s, c->id, c->rev, !rc, rc ? &late : err))
		rc = rc ? err_wrap(err, "%s", late.text)
			: err_wrap(err, "the message %" PRId64 " was sent, and could not be marked as sent", c->id);
	free_carry(c);
	return rc;
}

void carry_drop(struct carry *c)
{
	child_done(c->child, NULL);
	free_carry(c);
}

/* From the bracket on before the first gap. */
static const char *gap_of(const char *text)
{
	const char *at = strstr(text, NOTE_GAP);

	while (at > text && *at != '[')
		at--;
	return at;
}

int carry_begin(struct store *s, int64_t id, struct carry **out, struct err *err)
{
	struct outbox_message m;
	struct buf letter = { 0 };
	struct posts *p = NULL;
	int rc = outbox_get(s, id, &m, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no message %" PRId64, id);
	if (!outbox_is_open(m.state))
		rc = err_set(err, ERR_REFUSED, "the message %" PRId64 " is %s already", id, message_state_key(m.state));
	else if (strstr(m.text, NOTE_GAP)) /* people fill it in before they send it; a machine would send the gap */
		rc = err_set(err, ERR_REFUSED, "not sent: the message %" PRId64 " has a gap in it, “%.60s”; say what it is, or copy the"
			     " text and fill it in", id, gap_of(m.text));
	else
		rc = access_act(s, "message", err) || letter_write(s, &m, &letter, err) || posts_load(s, &p, err) ||
		     hand_over(s, &m, &letter, p, out, err) ? -1 : 0;
	posts_free(p);
	buf_done(&letter);
	outbox_message_done(&m);
	return rc;
}

int carry_message(struct store *s, int64_t id, struct err *err)
{
	struct carry *c;

	if (carry_begin(s, id, &c, err))
		return -1;
	while (!carry_turn(c, LOOK_MS))
		;
	return carry_end(s, c, err);
}
