#include "model/note.h"

#include "model/config.h"
#include "model/escalation.h"
#include "model/member.h"
#include "model/note_facts.h"
#include "model/posts.h"
#include "model/template.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct kind {
	const char *key, *template;
} kinds[NOTE_COUNT];

const char *note_key(enum note_kind kind)
{
	return kinds[kind].key;
}

const char *note_template(enum note_kind kind)
{
	return kinds[kind].template;
}

int note_find(const char *key)
{
	for (int i = 0; i < NOTE_COUNT; i++)
		if (!strcmp(kinds[i].key, key))
			return i;
	return -1;
}

/* ---- the text ---- */

/* The name of whom it goes to. An address is looked up when it leaves: the outbox keeps none of a contact. */
static void name_recipient(struct note_facts *f, const char *to, struct buf *out)
{
	if (!strcmp(to, "contact") || !strcmp(to, "ae") || !strcmp(to, "csm"))
		buf_puts(out, note_fact(f, to));
	else
		buf_puts(out, to);
}

static int address(struct note_facts *f, const char *template, struct outbox_message *out, struct err *err)
{
	struct buf to = { 0 };
	struct posts *p;

	if (posts_load(f->s, &p, err))
		return -1;
	name_recipient(f, posts_to(p, template), &to);
	snprintf(out->channel, sizeof out->channel, "%s", posts_by(p, template));
	note_fact_put(f, "to", buf_str(&to));
	out->recipient = buf_take(&to);
	posts_free(p);
	return 0;
}

/* Fills in the names of the template, and says which had no value. */
static void fill(struct note_facts *f, const char *body, struct buf *text, enum field_class *class, struct buf *unknown)
{
	struct template_value v[NOTE_FACTS_MAX];
	struct buf gap[NOTE_FACTS_MAX] = { { 0 } };
	size_t n = note_facts_count();

	*class = CLASS_DEAL;
	for (size_t i = 0; i < n; i++) {
		const char *name = note_fact_name(i), *words = note_fact(f, name);

		v[i] = (struct template_value){ name, words };
		if (!template_names(body, name))
			continue;
		if (note_fact_class(i) > *class)
			*class = note_fact_class(i);
		if (*words)
			continue;
		buf_putc(&gap[i], '[');
		for (const char *c = name; *c; c++)
			buf_putc(&gap[i], *c == '_' ? ' ' : *c);
		buf_puts(&gap[i], NOTE_GAP);
		v[i].text = buf_str(&gap[i]);
		if (unknown)
			buf_printf(unknown, "%s%s", unknown->len ? ", " : "", name);
	}
	template_render(body, v, n, text);
	for (size_t i = 0; i < n; i++)
		buf_done(&gap[i]);
}

static int render(struct store *s, enum note_kind kind, int64_t deal, struct outbox_message *out, struct buf *unknown,
		  struct err *err)
{
	struct buf name = { 0 }, file = { 0 }, text = { 0 };
	struct note_facts f;
	char *body = NULL;
	int rc = note_facts_load(s, deal, &f, err);

	*out = (struct outbox_message){ .deal = deal };
	if (rc)
		return -1;
	buf_printf(&name, "templates/%s", kinds[kind].template);
	buf_printf(&file, "%s.txt", buf_str(&name));
	if (kind == NOTE_SOW_LATE && !f.sow_late)
		rc = err_set(err, ERR_REFUSED, "the SOW of %s is not late", note_fact(&f, "deal"));
	if (!rc)
		rc = address(&f, kinds[kind].template, out, err);
	if (!rc && !(body = config_text(s, buf_str(&name), buf_str(&file), err)))
		rc = -1;
	if (!rc) {
		snprintf(out->template, sizeof out->template, "%s", kinds[kind].template);
		fill(&f, body, &text, &out->class, unknown);
		out->text = buf_take(&text);
	}
	free(body);
	buf_done(&name);
	buf_done(&file);
	note_facts_done(&f);
	if (rc)
		outbox_message_done(out);
	return rc;
}

int note_render(struct store *s, enum note_kind kind, int64_t deal, struct outbox_message *out, struct buf *unknown,
		struct err *err)
{
	*out = (struct outbox_message){ 0 };
	if (kind == NOTE_ESCALATION)
		return err_set(err, ERR_BUG, "an escalation is written rung by rung");
	return render(s, kind, deal, out, unknown, err);
}

/* ---- in the outbox ---- */

struct standing {
	const char *template;
	int64_t id, state; /* the newest that was not withdrawn; 0 none */
	const char *text;  /* what it should say; NULL: any */
	bool waiting;      /* only one that is to be sent: who is sending one has it */
	bool same;
	bool own; /* waits in words that somebody wrote: it stays */
};

static int look(void *arg, const struct outbox_message *m)
{
	struct standing *k = arg;

	if (strcmp(m->template, k->template) != 0 || m->state == MESSAGE_WITHDRAWN ||
	    (k->waiting && m->state != MESSAGE_TO_SEND))
		return 0;
	k->id = m->id;
	k->state = m->state;
	k->own = m->state == MESSAGE_TO_SEND && !m->config;
	k->same = k->own || (k->text && !strcmp(m->text, k->text));
	return 0;
}

struct preparing {
	struct standing there;
	struct outbox_message *m;
};

/* What stands there is looked at once more: of two who ask for it at once the second finds that of the first. */
static int put(struct store *s, struct group *g, void *arg, struct err *err)
{
	struct preparing *p = arg;
	struct buf title = { 0 };

	p->there = (struct standing){ .template = p->there.template, .text = p->there.text };
	if (outbox_each(s, p->m->deal, false, look, &p->there, err) < 0)
		return -1;
	if (p->there.same)
		return 0;
	if ((p->there.id && p->there.state == MESSAGE_TO_SEND && outbox_withdraw(s, g, p->there.id, err)) ||
	    outbox_put(s, g, p->m, err))
		return -1;
	buf_printf(&title, "D-%" PRId64 ": %s to %s", p->m->deal, message_kind_title(p->m->template), p->m->recipient);
	group_title(g, buf_str(&title));
	buf_done(&title);
	return 0;
}

/* The one that stands there, or the new one. */
static int settle(struct store *s, enum note_kind kind, struct outbox_message *m, struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_DEAL, .scope = m->deal };
	struct preparing p = { .there = { .template = kinds[kind].template, .text = m->text }, .m = m };

	if (outbox_each(s, m->deal, false, look, &p.there, err) < 0 || (!p.there.same && edit(s, &how, put, &p, NULL, err)))
		return -1;
	if (!p.there.same)
		return 0;
	outbox_message_done(m);
	return outbox_get(s, p.there.id, m, err) == 1 ? 0 : -1;
}

static int escalate(struct store *s, int64_t deal, struct outbox_message *out, struct err *err)
{
	struct standing k = { .template = kinds[NOTE_ESCALATION].template };

	if (outbox_each(s, deal, true, look, &k, err) < 0)
		return -1;
	if (k.id)
		return outbox_get(s, k.id, out, err) == 1 ? 0 : -1;
	return handoff_escalate(s, deal, out, err);
}

int note_prepare(struct store *s, enum note_kind kind, int64_t deal, struct outbox_message *out, struct buf *unknown,
		 struct err *err)
{
	*out = (struct outbox_message){ 0 };
	if (access_act(s, "message", err))
		return -1;
	if (kind == NOTE_ESCALATION)
		return escalate(s, deal, out, err);
	if (render(s, kind, deal, out, unknown, err))
		return -1;
	if (!settle(s, kind, out, err)) {
		if (unknown && !out->config) /* somebody's own words have no names in them */
			buf_clear(unknown);
		return 0;
	}
	outbox_message_done(out);
	return -1;
}

int note_follow(struct store *s, struct group *g, enum note_kind kind, int64_t deal, struct err *err)
{
	struct standing k = { .template = kinds[kind].template };
	struct outbox_message m;
	int rc = render(s, kind, deal, &m, NULL, err);

	if (rc)
		return -1;
	k.text = m.text;
	rc = outbox_each(s, deal, false, look, &k, err) < 0 ? -1 : 0;
	if (!rc && k.id && k.state == MESSAGE_TO_SEND && !k.same)
		rc = outbox_withdraw(s, g, k.id, err);
	if (!rc && !k.same && (!k.id || k.state == MESSAGE_TO_SEND))
		rc = outbox_put(s, g, &m, err);
	outbox_message_done(&m);
	return rc;
}

int note_drop(struct store *s, struct group *g, enum note_kind kind, int64_t deal, struct err *err)
{
	struct standing k;

	do {
		k = (struct standing){ .template = kinds[kind].template, .waiting = true };
		if (outbox_each(s, deal, true, look, &k, err) < 0 || (k.id && outbox_withdraw(s, g, k.id, err)))
			return -1;
	} while (k.id);
	return 0;
}

int note_drop_all(struct store *s, struct group *g, int64_t deal, struct err *err)
{
	for (int kind = 0; kind < NOTE_COUNT; kind++)
		if (note_drop(s, g, (enum note_kind)kind, deal, err))
			return -1;
	return 0;
}

static const struct kind kinds[NOTE_COUNT] = {
	[NOTE_SLACK] = { "slack", "deals-channel" }, [NOTE_COORDINATION] = { "coordination", "coordination" },
	[NOTE_ESCALATION] = { "escalation", "escalation" }, [NOTE_SOW] = { "sow", "sow" },
	[NOTE_SOW_LATE] = { "sow-late", "sow-late" }, [NOTE_INTRO] = { "intro", "intro" }, [NOTE_DAILY] = { "daily", "daily" },
};
