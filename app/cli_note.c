#include "app/cli_note.h"

#include "app/carry.h"
#include "app/copy.h"

#include "model/buf.h"
#include "model/note.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

static int read_kind(const char *value, struct note_asked *a, struct err *err)
{
	struct buf known = { 0 };

	a->kind = note_find(value);
	for (int i = 0; i < NOTE_COUNT; i++)
		buf_printf(&known, "%s%s", i ? ", " : "", note_key((enum note_kind)i));
	if (a->kind < 0)
		err_set(err, ERR_USAGE, "--note: found “%.80s”, expected one of %s", value, buf_str(&known));
	buf_done(&known);
	return a->kind < 0 ? -1 : 1;
}

int cli_note_option(struct note_asked *a, struct words *w, const struct word *word, struct err *err)
{
	const char *value;

	if (!strcmp(word->name, "copy") || !strcmp(word->name, "send")) {
		a->copy |= *word->name == 'c';
		a->send |= *word->name == 's';
		return 1;
	}
	if (strcmp(word->name, "note") && strcmp(word->name, "output"))
		return 0;
	value = words_value(w, word);
	if (!value || !*value)
		return err_set(err, ERR_USAGE, "--%s wants a value", word->name);
	if (*word->name == 'n')
		return read_kind(value, a, err);
	a->file = value;
	return 1;
}

static int copy_text(const struct outbox_message *m, struct err *err)
{
	struct buf out = { 0 };
	const char *why;

	if (!isatty(STDOUT_FILENO)) {
		fputs(m->text, stdout);
		return 0;
	}
	why = copy_put(&out, m->text, strlen(m->text), copy_way());
	if (!why) {
		fwrite(out.data, 1, out.len, stdout);
		cli_say(stderr, "winloss: copied to this terminal's clipboard, where it takes that\n");
	}
	buf_done(&out);
	return why ? err_set(err, ERR_OUTPUT, "not copied: the text is too long for a terminal's clipboard, or there is none;"
			     " winloss outbox copy %" PRId64 " >FILE writes it", m->id) : 0;
}

int cli_message_copy(struct store *s, int64_t id, struct err *err)
{
	struct outbox_message m;
	int rc = outbox_get(s, id, &m, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "no message %" PRId64, id);
	rc = copy_text(&m, err);
	outbox_message_done(&m);
	return rc;
}

int cli_message_send(struct store *s, int64_t id, struct err *err)
{
	if (carry_message(s, id, err))
		return -1;
	cli_print(stdout, "message %" PRId64 " sent\n", id);
	return 0;
}

static void tell(const struct outbox_message *m, const struct buf *unknown)
{
	cli_say(stderr, "winloss: message %" PRId64 " to %s by %s: %s\n", m->id, *m->recipient ? m->recipient : "nobody named",
		m->channel, message_state_key(m->state));
	if (unknown->len)
		cli_say(stderr, "winloss: it has gaps, because this is not known: %s\n", unknown->data);
}

int cli_note(struct store *s, int64_t deal, const struct note_asked *a, struct err *err)
{
	struct buf unknown = { 0 };
	struct outbox_message m;
	int rc = note_prepare(s, (enum note_kind)a->kind, deal, &m, &unknown, err);

	if (!rc) {
		if (a->file)
			rc = outbox_write(s, m.id, a->file, err);
		if (!rc && a->copy)
			rc = copy_text(&m, err);
		if (!rc && a->send)
			rc = cli_message_send(s, m.id, err);
		if (!rc && !a->copy && !a->file && !a->send)
			cli_text(stdout, m.text);
		if (!rc && a->file)
			cli_say(stderr, "winloss: %s holds the message\n", a->file);
		if (!a->send || rc)
			tell(&m, &unknown);
		outbox_message_done(&m);
	}
	buf_done(&unknown);
	return rc;
}
