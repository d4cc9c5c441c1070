/* Writing the packet: a field is read by its kind and kept where it belongs; rows are items. */
#include "model/packet_private.h"

#include "model/buf.h"
#include "model/company.h"
#include "model/item_private.h"
#include "model/text.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define ARROW "→"

struct setting {
	int64_t deal;
	const struct packet_field *f;
	const char *text;
	int64_t base_rev;
	size_t row;
	const struct item *base; /* of a row that was read */
	bool is_read;            /* it counts, NULL too, and `row` does not */
};

/* ---- words by kind ---- */

static int read_yesno(const struct packet_field *f, const char *text, struct buf *out, struct err *err)
{
	bool yes;

	if (!strcasecmp(text, "y") || !strcasecmp(text, "n"))
		yes = *text == 'y' || *text == 'Y';
	else if (!bool_parse(text, &yes))
		return err_set(err, ERR_USAGE, "%s: found “%.80s”, expected yes or no", f->key, text);
	buf_puts(out, yes ? "yes" : "no");
	return 0;
}

static int read_day(struct store *s, const struct packet_field *f, const char *text, struct buf *out, struct err *err)
{
	enum due_unit unit;
	int64_t day;

	if (item_due_parse(s, text, &day, &unit, NULL) || unit != DUE_DAY)
		return err_set(err, ERR_USAGE,
			       "%s: found “%.80s”, expected a day (2026-12-22, 12-22, friday, 30 days)", f->key,
			       text);
	day_format(day, out);
	return 0;
}

/* The text as it is kept; nothing for nothing. */
static int read_words(struct store *s, const struct packet_field *f, const char *text, struct buf *out,
		      struct err *err)
{
	if (!text_says(text))
		return 0;
	switch (f->kind) {
	case PACKET_LINE:
		if (strpbrk(text, "\r\n"))
			return err_set(err, ERR_USAGE, "%s: found several lines, expected one", f->key);
		break;
	case PACKET_DAY:
		return f->from == FROM_DEAL ? (buf_puts(out, text), 0) : read_day(s, f, text, out, err);
	case PACKET_YESNO:
		return read_yesno(f, text, out, err);
	case PACKET_TEXT:
	case PACKET_ROWS:
		break;
	}
	buf_puts(out, text);
	return 0;
}

/* ---- a field ---- */

static int check_actor(struct store *s, int64_t owner, enum field_class class, const struct packet_field *f,
		       struct err *err)
{
	if (access_act(s, "packet", err))
		return -1;
	if (access_can_write(s, class, owner))
		return 0;
	return err_set(err, ERR_ROLE, "your role may not write %s fields of this deal (%s)", class_key(class),
		       f->key);
}

static int check_base(const struct packet_value *v, int64_t base_rev, struct err *err)
{
	if (base_rev < 0 || base_rev == v->rev)
		return 0;
	return err_set(err, ERR_REFUSED,
		       "%s was changed by somebody since it was read; it says now “%.200s”, nothing was"
		       " overwritten",
		       v->field->key, v->text);
}

static bool is_kept_elsewhere(const struct packet_field *f)
{
	return f->from != FROM_NOTHING && f->from != FROM_DEBRIEF;
}

static int put_value(struct store *s, struct group *g, const struct packet *p, const struct packet_field *f,
		     const char *text, struct err *err)
{
	struct form_save save = { .form = f->section->record == FORM_PACKET ? p->form.id : p->customer.id,
				  .field = f->key,
				  .layer = LAYER_LIVE,
				  .text = text,
				  .reply = -1,
				  .again = -1,
				  .class = f->class,
				  .base_rev = -1 };

	return is_kept_elsewhere(f) ? packet_source_put(s, g, &p->deal, f, text, err)
				    : form_value_put(s, g, &save, NULL, err);
}

static void name_group(struct group *g, const struct packet *p, const struct packet_field *f)
{
	struct buf doing = { 0 };

	buf_printf(&doing, ", %s", f->title);
	packet_title_group(g, &p->deal, buf_str(&doing));
	buf_done(&doing);
}

static int set(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct setting *t = arg;
	struct buf words = { 0 };
	struct packet p;
	int rc = packet_load(s, t->deal, &p, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "D-%" PRId64 " has no packet", t->deal);
	rc = check_actor(s, p.deal.owner, t->f->class, t->f, err);
	if (!rc)
		rc = check_base(packet_value_of(&p, t->f->key), t->base_rev, err);
	if (!rc)
		rc = read_words(s, t->f, t->text, &words, err);
	if (!rc)
		rc = put_value(s, g, &p, t->f, buf_str(&words), err);
	name_group(g, &p, t->f);
	buf_done(&words);
	packet_done(&p);
	return rc;
}

/* One step of the packet's own undo. */
static int run(struct store *s, const struct setting *t,
	       int (*fn)(struct store *, struct group *, void *, struct err *), const unsigned char *request,
	       struct err *err)
{
	struct group_open how = { .kind = GROUP_EDIT, .scope_kind = SUBJECT_FORM, .request = request };
	struct form form;
	int rc = form_of_deal(s, t->deal, FORM_PACKET, &form, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "D-%" PRId64 " has no packet", t->deal);
	how.scope = form.id;
	return edit(s, &how, fn, (void *)(uintptr_t)t, NULL, err);
}

int packet_set(struct store *s, int64_t deal, const struct packet_field *f, const char *text, int64_t base_rev,
	       const unsigned char *request, struct err *err)
{
	struct setting t = { .deal = deal, .f = f, .text = text, .base_rev = base_rev };

	if (f->kind == PACKET_ROWS)
		return err_set(err, ERR_BUG, "%s has rows", f->key);
	return run(s, &t, set, request, err);
}

/* ---- rows ---- */

static void put(char **to, const char *from, size_t n)
{
	while (n && strchr(" \t", *from)) {
		from++;
		n--;
	}
	while (n && strchr(" \t", from[n - 1]))
		n--;
	free(*to);
	*to = xstrndup(from, n);
}

/* "words -> what came of it": both arrows. */
static void put_both(struct item *it, const char *words)
{
	const char *ascii = strstr(words, "->"), *arrow = strstr(words, ARROW);
	const char *at = !arrow || (ascii && ascii < arrow) ? ascii : arrow;
	size_t len = at ? (at == ascii ? 2 : strlen(ARROW)) : 0;

	put(&it->text, words, at ? (size_t)(at - words) : strlen(words));
	put(&it->mitigation, at ? at + len : "", at ? strlen(at + len) : 0);
}

/* A contact stays linked as long as the name is that contact's. */
static void put_who(struct store *s, struct item *it, const char *words, size_t n)
{
	struct person p = { 0 };
	char *who = NULL;

	put(&who, words, n);
	if (it->person && person_get(s, it->person, &p, NULL) == 1 && !strcmp(p.name, who)) {
		free(who);
	} else {
		it->person = 0;
		free(it->said_by);
		it->said_by = who;
	}
	person_done(&p);
}

static int read_row(struct store *s, struct item *it, const char *words, struct err *err)
{
	size_t n = strcspn(words, " "), colon = strcspn(words, ":");
	char *first = xstrndup(words, n);

	if (it->kind == ITEM_TOUCHPOINT) {
		it->due_day = NO_DAY;
		if (n >= 8 && !day_parse(first, false, &it->due_day, NULL))
			words += n + strspn(words + n, " ");
		put_both(it, words);
	} else if (it->kind == ITEM_STAKEHOLDER && words[colon]) {
		put_who(s, it, words, colon);
		put(&it->text, words + colon + 1, strlen(words + colon + 1));
	} else if (it->kind == ITEM_RISK) {
		put_both(it, words);
	} else {
		put(&it->text, words, strlen(words));
	}
	free(first);
	return *it->text ? 0 : err_set(err, ERR_USAGE, "found no words for the %s", item_kind_key(it->kind));
}

void packet_row_words(struct store *s, const struct item *it, struct buf *out)
{
	struct person p = { 0 };

	if (it->kind == ITEM_TOUCHPOINT && it->due_day != NO_DAY) {
		day_format(it->due_day, out);
		buf_putc(out, ' ');
	}
	if (it->kind == ITEM_STAKEHOLDER && it->person && person_get(s, it->person, &p, NULL) == 1)
		buf_printf(out, "%s: ", p.name);
	else if (it->kind == ITEM_STAKEHOLDER && *it->said_by)
		buf_printf(out, "%s: ", it->said_by);
	person_done(&p);
	buf_puts(out, it->text);
	if (*it->mitigation)
		buf_printf(out, " " ARROW " %s", it->mitigation);
}

static int change_row(struct store *s, struct group *g, const struct packet *p, const struct setting *t,
		      struct err *err)
{
	const struct item *base = t->is_read ? t->base : t->row ? packet_row(p, t->f->rows, t->row) : NULL;
	struct item it;
	int rc;

	if (t->row && !base)
		return err_set(err, ERR_INPUT, "%s: found number %zu, there are %zu", t->f->key, t->row,
			       packet_rows(p, t->f->rows));
	if (!text_says(t->text)) {
		if (!base)
			return err_set(err, ERR_USAGE, "%s: found no words, expected a row", t->f->key);
		item_init(&it, t->f->rows);
		item_done(&it);
		rc = item_row_drop(s, g, base->id, &it, err);
		item_done(&it);
		return rc;
	}
	if (base)
		item_copy(&it, base);
	else
		item_init(&it, t->f->rows);
	if (!base)
		it.form = t->f->section->record == FORM_PACKET ? p->form.id : p->customer.id;
	rc = read_row(s, &it, t->text, err);
	if (!rc)
		rc = item_put(s, g, base, &it, err);
	item_done(&it);
	return rc;
}

static int set_row(struct store *s, struct group *g, void *arg, struct err *err)
{
	const struct setting *t = arg;
	struct packet p;
	int rc = packet_load(s, t->deal, &p, err);

	if (rc != 1)
		return rc < 0 ? -1 : err_set(err, ERR_INPUT, "D-%" PRId64 " has no packet", t->deal);
	rc = check_actor(s, p.deal.owner, item_class(s, t->f->rows), t->f, err);
	if (!rc)
		rc = change_row(s, g, &p, t, err);
	name_group(g, &p, t->f);
	packet_done(&p);
	return rc;
}

int packet_set_row(struct store *s, int64_t deal, const struct packet_field *f, size_t n, const char *words,
		   const unsigned char *request, struct err *err)
{
	struct setting t = { .deal = deal, .f = f, .text = words, .row = n };

	if (f->kind != PACKET_ROWS)
		return err_set(err, ERR_BUG, "%s has no rows", f->key);
	return run(s, &t, set_row, request, err);
}

int packet_save_row(struct store *s, int64_t deal, const struct packet_field *f, const struct item *base,
		    const char *words, const unsigned char *request, struct err *err)
{
	struct setting t = { .deal = deal, .f = f, .text = words, .base = base, .is_read = true };

	return run(s, &t, set_row, request, err);
}

int packet_may_write(struct store *s, const struct deal *d, const struct packet_field *f, struct err *err)
{
	enum field_class class = f->kind == PACKET_ROWS ? item_class(s, f->rows) : f->class;

	if (f->from == FROM_SOW || f->from == FROM_WINDOW)
		return packet_source_put(s, NULL, d, f, "", err);
	return check_actor(s, d->owner, class, f, err);
}
