#include "model/letter.h"

#include "model/deal.h"
#include "model/member.h"
#include "model/note_facts.h"

#include <stdlib.h>
#include <string.h>

struct looking {
	const char *name;
	struct buf *email;
};

/* The recipient is written as a name stands in a message: on one line, with what cannot be seen made visible. */
static bool is_called(const char *name, const char *as)
{
	struct buf line = { 0 };
	bool same;

	note_line(&line, name);
	same = line.len && !strcmp(buf_str(&line), as);
	buf_done(&line);
	return same;
}

static int by_contact(void *arg, const struct deal_person *p)
{
	struct looking *l = arg;

	if (!p->name || !p->email || !*p->email || !is_called(p->name, l->name))
		return 0;
	buf_puts(l->email, p->email);
	return 1;
}

static int by_member(void *arg, const struct member *m)
{
	struct looking *l = arg;

	if (!m->email || !*m->email || ((!m->name || !is_called(m->name, l->name)) && strcmp(m->login, l->name) != 0))
		return 0;
	buf_puts(l->email, m->email);
	return 1;
}

/* One address and nothing that a mail program would read as more: no break, blank, comma or bracket. */
static bool is_address(const char *s)
{
	const char *at = strchr(s, '@');

	for (const char *c = s; *c; c++)
		if ((unsigned char)*c <= ' ' || *c == 127 || strchr(",;:<>()[]\\\"", *c))
			return false;
	return at && at > s && at[1] && !strchr(at + 1, '@') && *s != '-';
}

static int find_address(struct store *s, const struct outbox_message *m, struct buf *email, struct err *err)
{
	struct looking l = { m->recipient, email };

	if (strchr(m->recipient, '@'))
		buf_puts(email, m->recipient);
	else if (deal_people(s, m->deal, by_contact, &l, err) < 0 ||
		 (!email->len && member_each(s, by_member, &l, err) < 0))
		return -1;
	if (!email->len)
		return err_set(err, ERR_REFUSED, "not sent: no e-mail address of %s is known", *m->recipient ? m->recipient : "nobody");
	if (!is_address(buf_str(email)))
		return err_set(err, ERR_REFUSED, "not sent: found “%.80s”, expected one e-mail address", buf_str(email));
	return 0;
}

/* The head ends behind the subject, whatever stands in the text: words of a record never become lines of a head. */
static const char *put_subject(const char *text, struct buf *out)
{
	size_t n = strcspn(text, "\r\n");

	if (!strncmp(text, "Subject:", 8)) {
		buf_add(out, text, n);
		buf_putc(out, '\n');
		text += n + strspn(text + n, "\r\n");
	}
	buf_putc(out, '\n');
	return text;
}

int letter_write(struct store *s, const struct outbox_message *m, struct buf *out, struct err *err)
{
	struct buf email = { 0 };
	const char *text = m->text;
	int rc = 0;

	if (!strcmp(m->channel, "e-mail")) {
		rc = find_address(s, m, &email, err);
		if (!rc) {
			buf_printf(out, "To: %s\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
				   "Content-Transfer-Encoding: 8bit\n", buf_str(&email));
			text = put_subject(text, out);
		}
		buf_done(&email);
	}
	if (!rc)
		buf_puts(out, text);
	return rc;
}
