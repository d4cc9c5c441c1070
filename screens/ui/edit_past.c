#include "screens/ui/edit_past.h"

#include <stdlib.h>
#include <string.h>

enum { CHANGES_MAX = 1000, BYTES_MAX = 4 << 20, PAUSE_MS = 2000 };

static void drop_text(struct edit_past *p, struct change *c)
{
	p->bytes -= c->in.len + c->out.len;
	buf_done(&c->in);
	buf_done(&c->out);
}

static void forget(struct edit_past *p, size_t from)
{
	for (size_t i = from; i < p->count; i++)
		drop_text(p, &p->changes[i]);
	p->count = from;
	if (p->done > from)
		p->done = from;
}

struct edit_past *past_new(void)
{
	struct edit_past *p = xcalloc(1, sizeof *p);

	p->kill = xcalloc(1, sizeof *p->kill);
	p->kill->users = 1;
	return p;
}

static void leave_kill(struct edit_past *p)
{
	if (--p->kill->users)
		return;
	buf_done(&p->kill->text);
	free(p->kill);
}

void past_free(struct edit_past *p)
{
	if (!p)
		return;
	forget(p, 0);
	leave_kill(p);
	free(p->changes);
	free(p);
}

void past_forget(struct edit_past *p)
{
	forget(p, 0);
	p->open = p->killing = false;
}

/* ---- changes ---- */

static bool begins_word(const char *s)
{
	return *s == ' ' || *s == '\n' || *s == '\t';
}

static void put_before(struct buf *b, const char *s, size_t len)
{
	struct buf all = { 0 };

	buf_add(&all, s, len);
	buf_add(&all, buf_str(b), b->len);
	buf_done(b);
	*b = all;
}

/* Lengthens the last change: true when the new one only goes on with it. */
static bool joins(struct edit_past *p, enum change_kind kind, size_t at, const char *out, size_t out_len, const char *in,
		  size_t in_len, int64_t now_ms)
{
	struct change *last = p->done ? &p->changes[p->done - 1] : NULL;

	if (!last || !p->open || kind == CHANGE_ONCE || last->kind != kind || now_ms - last->at_ms > PAUSE_MS)
		return false;
	if (kind == CHANGE_TYPED) {
		if (out_len || last->at + last->in.len != at || begins_word(in))
			return false;
		buf_add(&last->in, in, in_len);
	} else {
		if (begins_word(out) || (at != last->at && at + out_len != last->at))
			return false;
		if (at == last->at)
			buf_add(&last->out, out, out_len);
		else
			put_before(&last->out, out, out_len);
		last->at = at;
	}
	last->at_ms = now_ms;
	p->bytes += in_len + out_len;
	return true;
}

static void drop_oldest(struct edit_past *p)
{
	drop_text(p, &p->changes[0]);
	memmove(p->changes, p->changes + 1, --p->count * sizeof *p->changes);
	p->done--;
}

void past_add(struct edit_past *p, enum change_kind kind, size_t at, const char *out, size_t out_len, const char *in,
	      size_t in_len, int64_t now_ms)
{
	struct change *c;

	forget(p, p->done);
	if (joins(p, kind, at, out, out_len, in, in_len, now_ms))
		return;
	if (p->count == p->cap) {
		p->cap = p->cap ? p->cap * 2 : 16;
		p->changes = xrealloc(p->changes, p->cap * sizeof *p->changes);
	}
	c = &p->changes[p->count++];
	*c = (struct change){ .kind = kind, .at = at, .at_ms = now_ms };
	buf_add(&c->out, out, out_len);
	buf_add(&c->in, in, in_len);
	p->bytes += in_len + out_len;
	p->done = p->count;
	p->open = true;
	while (p->count > CHANGES_MAX || (p->count > 1 && p->bytes - c->in.len - c->out.len > BYTES_MAX)) {
		drop_oldest(p);
		c = &p->changes[p->count - 1];
	}
}

const struct change *past_undo(struct edit_past *p)
{
	p->open = p->killing = false;
	return p->done ? &p->changes[--p->done] : NULL;
}

const struct change *past_redo(struct edit_past *p)
{
	p->open = p->killing = false;
	return p->done < p->count ? &p->changes[p->done++] : NULL;
}

/* ---- kills ---- */

void kill_share(struct edit_past *p, struct edit_past *with)
{
	with->kill->users++;
	leave_kill(p);
	p->kill = with->kill;
}

void kill_add(struct edit_past *p, const char *s, size_t len, bool before)
{
	struct buf *text = &p->kill->text;

	if (!p->killing)
		buf_clear(text);
	if (before && text->len)
		put_before(text, s, len);
	else
		buf_add(text, s, len);
}
